"""The page in a real browser: a caseworker's workflow with and without JavaScript, narrow and wide; checked by axe."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from hjaelp.browser import KRAEVER, PULJE, Fane, server

pytestmark = KRAEVER

SIDER = (
    "",
    "/del/ansoegning",
    "/del/projekter/1",
    "/del/beskrivelse",
    "/del/kontakt",
    "/svar",
    "/faerdig",
    "/historik",
    "/slet",
)
# Pages whose layout depends on the state of the application.
AF_TILSTANDEN = ("/del/projekter/1", "/svar", "/faerdig")


def test_hver_side_i_hver_tilstand(browser: Browser, adresse: str) -> None:
    """In both widths nothing is cut off, and axe finds no violation."""
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    f.se_begge("forside")
    for sti in ("/ny", "/regler", f"/regler/{PULJE}", f"/regler/{PULJE}/K4", "/om", "/api"):
        f.side.goto(f.rod + sti)
        f.se_begge(sti.strip("/").replace("/", "-"))
    # Not met, invalid values, met, missing information, judgement needed, form errors, no rows.
    proever = ("skovbrynet", "forkerte-vaerdier", "klar", "mangler-oplysninger", "skoen-blandet-abl105", "skemafejl",
               "uden-projekter")  # fmt: skip
    for nr, navn in enumerate(f"{p}.yaml" for p in proever):
        sag = f.aabn(navn)
        for sti in SIDER if nr == 0 else AF_TILSTANDEN:
            if sti == "/del/projekter/1" and navn == "uden-projekter.yaml":
                continue
            f.side.goto(sag + sti)
            # The other samples have other texts, but the same layout.
            (f.se_begge if nr == 0 else f.se)(f"{navn.partition('.')[0]}{sti.replace('/', '-')}")
    f.luk()


def test_hver_fejlside(browser: Browser, adresse: str, tmp_path: Path) -> None:
    """Every page with an error states what is wrong and what to do, and axe finds no violation."""
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    s = f.side
    f.gaa("/ny")
    s.get_by_role("button", name="Begynd").click()
    expect(s.get_by_role("alert")).to_contain_text("Vælg en pulje")
    f.se("fejl-ny")
    f.gaa("/")
    s.get_by_role("button", name="Åbn filen").click()
    expect(s.get_by_role("alert")).to_contain_text("Vælg en fil først")
    f.se("fejl-ingen-fil")
    (tmp_path / "ansoegning.yaml").write_text("pulje: [\n")
    s.set_input_files("#fil", tmp_path / "ansoegning.yaml")
    s.get_by_role("button", name="Åbn filen").click()
    expect(s.get_by_role("alert")).to_contain_text("Filen kan ikke åbnes")
    f.se("fejl-fil")
    for sti in ("/a/0123456789abcdef", "/findes-ikke", "/regler/ukendt", f"/regler/{PULJE}/K99"):
        f.gaa(sti)
        f.se(f"fejl{sti.replace('/', '-')}")
    sag = f.aabn("klar.yaml")
    s.goto(f"{sag}/faerdig")
    s.get_by_label("Udført den").first.fill("i går")
    s.get_by_role("button", name="Sæt flueben").first.click()
    expect(s.get_by_role("alert")).to_contain_text("Datoen kan ikke læses")
    f.se("fejl-opgavens-dato")
    f.gaa("/ny")
    s.get_by_role("radio").first.check()
    s.get_by_role("button", name="Begynd").click()
    s.goto(f"{s.url}/del/beskrivelse")
    s.get_by_role("button", name="Skriv et udkast til Den ansøgte låneadgang").click()
    expect(s.get_by_role("heading", level=1)).to_contain_text("Der kan ikke laves et udkast endnu")
    f.se("fejl-intet-udkast")
    f.luk()


def test_to_faner(browser: Browser, adresse: str) -> None:
    """Conflicting versions are shown side by side, above the form and on a page; deletion is confirmed again."""
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    s = f.side
    sag = f.aabn("klar.yaml")
    s.goto(f"{sag}/del/kontakt")
    anden = f.kontekst.new_page()
    anden.goto(f"{sag}/del/kontakt")
    slet = f.kontekst.new_page()
    slet.goto(f"{sag}/slet")
    anden.get_by_label("Telefonnumrene").fill("87654321")
    expect(anden.locator("#gemt")).to_contain_text("er gemt")
    s.get_by_label("Telefonnumrene").fill("11223344")
    expect(s.locator("#konflikt")).to_contain_text("87654321")
    expect(s.locator("#konflikt")).to_be_focused()
    expect(s.locator("#gemt")).to_contain_text("Ikke gemt")
    f.se("konflikt-over-formularen")
    s.get_by_role("button", name="Brug det, der står her på siden").click()
    expect(s.get_by_label("Telefonnumrene")).to_have_value("11223344")
    # The other tab does not know of the change; its button submits the whole form.
    anden.get_by_label("Telefonnumrene").fill("99887766")
    anden.get_by_role("button", name="Gem og vis svaret").click()
    expect(anden.get_by_role("heading", level=1)).to_contain_text("ændret et andet sted")
    slet.get_by_role("button", name="Ja, slet den").click()
    expect(slet.get_by_role("alert")).to_contain_text("Intet er slettet")
    for side, navn in ((anden, "konflikt-side"), (slet, "slet-igen")):
        f.side = side
        f.se(navn)
    f.luk()


def test_uden_noegle_og_uden_forbindelse(browser: Browser, adresse: str, tmp_path: Path) -> None:
    """Without the key the page says so; when the program has stopped, input is reported as not saved."""
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    f.fejl.clear()
    f.side.goto(adresse.partition("?")[0])
    f.se("uden-noegle")
    assert [x for x in f.fejl if "401" not in x] == []
    f.fejl.clear()
    f.luk()
    with server(tmp_path) as sted:
        g = Fane(browser, sted, viewport={"width": 1280, "height": 900})
        g.side.goto(f"{g.aabn('klar.yaml')}/del/kontakt")
    g.side.get_by_label("Telefonnumrene").fill("11223344")
    expect(g.side.locator("#gemt")).to_contain_text("Ikke gemt: Der er ikke forbindelse")
    g.kontekst.close()


def test_fra_tom_til_papirer(browser: Browser, adresse: str) -> None:
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    s = f.side
    s.get_by_role("link", name="Ny ansøgning").click()
    s.locator("input[name=pulje]").first.check()
    s.get_by_role("button", name="Begynd").click()
    s.get_by_role("link", name="Ansøgningen", exact=True).click()
    s.get_by_label("Kommunen", exact=True).fill("Aarhus")
    s.get_by_label("Dagen for indsendelse").fill("10/05/2024")
    s.get_by_role("button", name="Gem og fortsæt").click()
    s.get_by_label("Projektets navn").fill("Skovbrynet")
    s.get_by_label("Ansøgt lån i 2025").fill("7.500")
    s.get_by_label("Ansøgt lån i 2026").fill("9.500")
    s.get_by_label("Bruttoanlægsudgift i 2025").fill("12,5 mio.")
    expect(s.locator("#felt-projekter-0-bruttoanlaegsudgift_2025-svar")).to_contain_text("12.500.000 kr.")
    # The answer beside the form has been updated.
    s.get_by_label("Bruttoanlægsudgift i 2026").fill("5.000")
    expect(s.locator("#svar")).to_contain_text("17.500.000 kr.")
    expect(s.locator("#gemt")).to_contain_text("er gemt")
    f.se("udfyldt-projekt")
    # A value that cannot be read is an input error, reported above the form and at its field.
    s.get_by_label("Bruttoanlægsudgift i 2026").fill("mange")
    expect(s.locator("#fejlsamling")).to_contain_text("Ret fejlen i skemaet")
    f.se("inputfejl")
    s.locator("#fejlsamling a").click()
    expect(s.get_by_label("Bruttoanlægsudgift i 2026")).to_be_focused()
    s.get_by_label("Bruttoanlægsudgift i 2026").fill("5.000")
    expect(s.locator("#fejlsamling")).not_to_contain_text("Ret fejlen")
    # A suggestion is tried, and the trial is cancelled with one click.
    s.get_by_role("link", name="Prøv bruttoanlægsudgift i 2026").click()
    expect(s.locator("main")).to_contain_text("Intet er ændret")
    f.se("proeve")
    s.get_by_role("link", name="Fortryd prøven").click()
    # The fact that settles most is one link away.
    s.locator(".naeste-skridt a").click()
    expect(s.locator(":focus")).to_be_visible()
    s.goto(s.url.partition("/del/")[0] + "/del/beskrivelse")
    s.get_by_role("button", name="Skriv et udkast til Den ansøgte låneadgang").click()
    expect(s.locator("#felt-beskrivelse-laaneadgang")).not_to_be_empty()
    f.se("udkast")
    s.goto(s.url.partition("/del/")[0] + "/faerdig")
    with s.expect_download() as hentet:
        s.get_by_role("link", name="PDF", exact=True).click()
    assert Path(hentet.value.path()).read_bytes().startswith(b"%PDF")
    s.get_by_role("button", name="Sæt flueben").first.click()
    expect(s.locator("#opgaver")).to_contain_text("Udført")
    f.se("faerdig-med-flueben")
    f.luk()


def test_uden_javascript(browser: Browser, adresse: str) -> None:
    f = Fane(browser, adresse, java_script_enabled=False, viewport={"width": 1280, "height": 900})
    s = f.side
    s.get_by_role("link", name="Ny ansøgning").click()
    s.locator("input[name=pulje]").first.check()
    s.get_by_role("button", name="Begynd").click()
    s.get_by_role("link", name="Projekt 1").first.click()
    s.get_by_label("Projektets navn").fill("Uden script")
    s.get_by_label("Bruttoanlægsudgift i 2025").fill("25 mio.")
    s.get_by_role("button", name="Gem og vis svaret").click()
    expect(s.locator("#felt-projekter-0-bruttoanlaegsudgift_2025-svar")).to_contain_text("25.000.000 kr.")
    s.get_by_role("navigation", name="Her er du").get_by_role("link", name="Uden script").click()
    s.get_by_role("button", name="Kopiér Projekt 1").click()
    expect(s.get_by_role("link", name="Projekt 2: Uden script")).to_be_visible()
    s.get_by_role("button", name="Fjern Projekt 2").click()
    s.get_by_role("link", name="Til skemaet").click()
    expect(s.get_by_role("heading", name="Opgaver")).to_be_visible()
    s.goto(s.url.replace("/faerdig", "/historik"))
    s.get_by_role("button", name="Fortryd den seneste ændring").click()
    expect(s.get_by_role("link", name="Projekt 2: Uden script")).to_be_visible()
    f.luk()


def test_en_person_vurderer(browser: Browser, adresse: str) -> None:
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    s = f.side
    f.aabn("skoen-blandet-abl105.yaml")
    s.locator("details.kriterium > summary, .kriterium-skoen > details > summary").first.click()
    s.get_by_role("link", name="Skriv en persons vurdering").first.click()
    s.get_by_role("button", name="Gem vurderingen").click()
    expect(s.get_by_role("alert")).to_contain_text("Vurderingen er ikke gemt")
    f.se("vurdering-fejl")
    s.get_by_label("Opfyldt", exact=True).check()
    s.get_by_label("Begrundelse").fill("Pladserne er adskilt.")
    s.get_by_label("Hvem vurderer").fill("AB")
    s.get_by_label("Dato").fill("20/05/2024")
    s.get_by_role("button", name="Gem vurderingen").click()
    expect(s.locator("#svar")).to_contain_text("Vurderet af AB den 20/05/2024: Pladserne er adskilt.")
    f.se("vurderet")
    f.luk()


def test_print_og_stoerrelse(browser: Browser, adresse: str) -> None:
    """A page with its styles is under 250 kB as sent; the print page works under its content security policy."""
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    sag = f.aabn("klar.yaml")
    stoerrelse = f.side.evaluate(
        "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
        ".reduce((n, r) => n + r.transferSize, 0)"
    )
    assert stoerrelse < 250_000
    f.side.goto(f"{sag}/print")
    assert "Udkast" in f.side.inner_text("body")
    assert f.side.evaluate("getComputedStyle(document.body).fontFamily") != "Times New Roman"
    f.luk()
