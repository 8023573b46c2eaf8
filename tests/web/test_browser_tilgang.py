"""Accessibility: keyboard only, enlarged, printed; and input is never lost when the page is left."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from ansoegning import rangliste, tjek
from ansoegning.skriv.rangliste_html import skriv_rangliste_html
from hjaelp.browser import KRAEVER, PROEVER, PULJE, Fane

pytestmark = KRAEVER

SIDER = ("", "/del/ansoegning", "/del/projekter/1", "/del/beskrivelse", "/del/kontakt", "/svar", "/faerdig",
         "/historik", "/slet")  # fmt: skip
FASTE = ("/", "/ny", "/regler", f"/regler/{PULJE}", f"/regler/{PULJE}/K2", "/om", "/api")
_FOKUS = """() => {
  const e = document.activeElement;
  const synlig = e.matches('.sr-only') ? e.nextElementSibling : e;
  const stil = getComputedStyle(synlig);
  return {
    navn: (e.labels && e.labels.length ? [...e.labels].map(l => l.innerText).join(' ') : e.innerText || '').trim(),
    ring: stil.outlineStyle !== 'none' || stil.boxShadow !== 'none',
    krop: e === document.body,
  };
}"""
# Controls that overlap: neither contains the other, and they share more than a pixel.
_OVERLAP = """() => {
  const alle = [...document.querySelectorAll('a, button, input, select, textarea, h1, h2, h3, p, label')]
    .filter(e => e.checkVisibility({opacityProperty: true, visibilityProperty: true}))
    .filter(e => !e.matches('.sr-only, .skipnav, [type=radio]') && !e.closest('.svarspalte, .tegntaeller'));
  const bokse = alle.map(e => [e, e.getBoundingClientRect()]);
  const fundne = [];
  for (const [a, x] of bokse) for (const [b, y] of bokse) {
    if (a === b || a.contains(b) || b.contains(a)) continue;
    if (Math.min(x.right, y.right) - Math.max(x.left, y.left) > 1
        && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 1)
      fundne.push([a.outerHTML.slice(0, 120), b.outerHTML.slice(0, 120)]);
  }
  return fundne;
}"""
# Elements that hide a part of their content.
_KLIPPET = """() => [...document.querySelectorAll('main *')].filter(e => {
  if (!e.checkVisibility() || e.matches('.sr-only, .sr-only *, .skjult, option, select, input')) return false;
  const s = getComputedStyle(e);
  return (s.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1)
    || (s.overflowY !== 'visible' && e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 160))"""
_SYNLIGE = (
    """(v) => [...document.querySelectorAll(v)].filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 160))"""
)


def tab_til(s: Page, navn: str | Callable[[str], bool], hoejst: int = 150) -> None:
    """Press Tab until the named control has the focus; every control on the way must show its focus."""
    passer = navn if callable(navn) else lambda n: n.startswith(navn)
    for _ in range(hoejst):
        s.keyboard.press("Tab")
        her = s.evaluate(_FOKUS)
        # After the last control, Tab leaves the page and returns to it.
        assert her["ring"] or her["krop"], her
        if passer(her["navn"]):
            return
    raise AssertionError(f"»{navn}« is not reached by Tab")


def test_et_link_paa_siden_tager_ikke_fokus_tilbage(browser: Browser, adresse: str) -> None:
    """The browser reports the followed link late: a user who has tabbed on by then keeps the new place."""
    s = Fane(browser, adresse, viewport={"width": 1280, "height": 900}).side
    s.keyboard.press("Tab")
    s.keyboard.press("Enter")
    expect(s.locator("#indhold")).to_be_focused()
    link = s.locator("main a").first
    link.focus()
    s.evaluate("window.dispatchEvent(new HashChangeEvent('hashchange'))")
    expect(link).to_be_focused()


def test_hele_vejen_med_tastatur_alene(browser: Browser, adresse: str) -> None:
    """From the empty list to a saved document: no mouse, and no focus that a user could not set."""
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    s = f.side
    s.keyboard.press("Tab")
    expect(s.locator(":focus")).to_have_text("Gå til sidens indhold")
    s.keyboard.press("Enter")
    expect(s.locator("#indhold")).to_be_focused()
    tab_til(s, "Ny ansøgning")
    s.keyboard.press("Enter")
    s.wait_for_url("**/ny")
    tab_til(s, "Lånepulje til udvidelse")
    s.keyboard.press("Space")
    tab_til(s, "Begynd")
    s.keyboard.press("Enter")
    s.wait_for_url("**/a/*")
    tab_til(s, lambda n: n == "Ansøgningen")
    s.keyboard.press("Enter")
    s.wait_for_url("**/del/ansoegning")
    for felt, tekst in (("Kommunen", "Aarhus"), ("Dagen for indsendelse", "10/05/2024")):
        tab_til(s, felt)
        s.keyboard.type(tekst)
    tab_til(s, "Gem og fortsæt")
    s.keyboard.press("Enter")
    s.wait_for_url("**/del/projekter/1")
    for felt, tekst in (
        ("Projektets navn", "Tastatur"),
        ("Ansøgt lån i 2025", "7.500"),
        ("Ansøgt lån i 2026", "9.500"),
        ("Udvidelse i 2025", "0"),
        ("Udvidelse i 2026", "12"),
        ("Andel af pladserne", "33"),
        ("Projektet forventes afsluttet", "30/11/2026"),
    ):
        tab_til(s, felt)
        s.keyboard.type(tekst)
    tab_til(s, "Det, pladserne opføres efter")
    s.keyboard.press("ArrowDown")
    for felt, tekst in (("Bruttoanlægsudgift i 2025", "12,5 mio."), ("Bruttoanlægsudgift i 2026", "9 mio.")):
        tab_til(s, felt)
        s.keyboard.type(tekst)
    tab_til(s, "Gem og vis svaret")
    s.keyboard.press("Enter")
    s.wait_for_url("**?gemt=1")
    expect(s.locator("#svar")).to_contain_text("21.500.000 kr.")
    # Open a criterion, and read the rule behind it.
    tab_til(s, lambda n: n.lstrip("✓✗?!\n ").startswith("K4"))
    s.keyboard.press("Enter")
    tab_til(s, "Om K4")
    s.keyboard.press("Enter")
    expect(s.get_by_role("heading", level=1)).to_contain_text("K4")
    s.go_back()
    tab_til(s, "Tekstfelterne →")
    s.keyboard.press("Enter")
    s.wait_for_url("**/del/beskrivelse")
    tab_til(s, "Skriv et udkast")
    s.keyboard.press("Enter")
    expect(s.locator("#felt-beskrivelse-kapacitet")).not_to_be_empty()
    tab_til(s, "Kontaktoplysninger →")
    s.keyboard.press("Enter")
    s.wait_for_url("**/del/kontakt")
    tab_til(s, "Til skemaet →")
    s.keyboard.press("Enter")
    s.wait_for_url("**/faerdig")
    tab_til(s, lambda n: n == "Word")
    with s.expect_download() as hentet:
        s.keyboard.press("Enter")
    assert Path(hentet.value.path()).read_bytes().startswith(b"PK")
    tab_til(s, "Sæt flueben")
    s.keyboard.press("Enter")
    expect(s.locator("#opgaver")).to_contain_text("Udført")
    f.luk()


def test_hver_side_forstoerret_og_paa_papir(browser: Browser, adresse: str) -> None:
    """Check the complete page at 200 % (half as many CSS pixels), with enlarged text only, and on paper.

    When enlarged, nothing scrolls sideways and nothing overlaps. On paper nothing is cut, and menus and buttons are
    hidden.
    """
    f = Fane(browser, adresse, viewport={"width": 640, "height": 512}, device_scale_factor=2)
    s = f.side
    sag = f.aabn("skovbrynet.yaml")
    for sti in (*(f.rod + x for x in FASTE), *(sag + x for x in SIDER), f"{sag}/print"):
        s.goto(sti)
        # The print page is only for paper.
        for maade in ("side", "tekst") if not sti.endswith("/print") else ():
            tekst = maade == "tekst"
            s.set_viewport_size({"width": 1280 if tekst else 640, "height": 512})
            s.evaluate("t => document.documentElement.style.fontSize = t", "125%" if tekst else "")
            f.ikke_bredere(f"{maade} {sti}")
            assert s.evaluate(_OVERLAP) == [], (maade, sti)
            if sti.endswith("/slet"):
                f.billede(f"200-{maade}")
        s.evaluate("document.documentElement.style.fontSize = ''")
        s.set_viewport_size({"width": 720, "height": 1000})
        s.emulate_media(media="print")
        f.ikke_bredere(f"papir {sti}")
        assert s.evaluate(_KLIPPET) == [], sti
        assert s.evaluate(_SYNLIGE, "header, footer, nav, button, .button, .skipnav") == [], sti
        s.emulate_media(media="screen")
    f.luk()


def test_udskrift(browser: Browser, adresse: str) -> None:
    """Sections that are folded on the screen are expanded on paper."""
    f = Fane(browser, adresse, viewport={"width": 720, "height": 1000})
    sag = f.aabn("skovbrynet.yaml")
    f.side.emulate_media(media="print")
    f.side.goto(f"{sag}/svar")
    f.billede("print-svar")
    papir = _paa_papir(f)
    for k in tjek(str(PROEVER / "skovbrynet.yaml")).til_json()["projekter"][0]["kriterier"]:
        assert _tegn(k["begrundelse"]) in papir
    assert "ikkeenafgørelse" in papir
    f.side.goto(f"{f.rod}/regler/{PULJE}")
    f.billede("print-regler")
    papir = _paa_papir(f)
    for ord_ in ("K6", "S01", "Kildenskrav", "Rækkefølgeogfordeling", "bruttoanlaegsudgift_i_alt"):
        assert ord_ in papir
    f.luk()


def test_en_rundes_rapport_printes_paa_hoejst_otte_sider(browser: Browser, tmp_path: Path) -> None:
    svar = rangliste(PROEVER / "runde" / "ansoegninger", robusthed=200)
    assert len(svar.projekter) > 60
    rapport = tmp_path / "rangliste.html"
    rapport.write_text(skriv_rangliste_html(svar), encoding="utf-8")
    f = Fane(browser, rapport.as_uri())
    sider = PdfReader(io.BytesIO(f.side.pdf(prefer_css_page_size=True))).pages
    assert len(sider) <= 8
    assert all(p.navn in "".join(s.extract_text() for s in sider) for p in svar.projekter)
    f.luk()


def _paa_papir(f: Fane) -> str:
    """Return the letters of the printed page; its line breaks are those of the printer."""
    return _tegn("".join(side.extract_text() for side in PdfReader(io.BytesIO(f.side.pdf(format="A4"))).pages))


def _tegn(tekst: str) -> str:
    return re.sub(r"\s+", "", tekst)


def test_det_skrevne_gemmes_foer_siden_forlades(browser: Browser, adresse: str) -> None:
    """Input followed at once by a click on a link, and input followed at once by closing the tab."""
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    s = f.side
    sag = f.aabn("skovbrynet.yaml")
    s.goto(f"{sag}/del/projekter/1")
    s.locator("#felt-projekter-0-navn").press("End")
    s.keyboard.type(" to")
    s.get_by_role("link", name="Tekstfelterne →").click()
    s.wait_for_url("**/del/beskrivelse")
    s.goto(sag)
    expect(s.get_by_role("heading", level=1)).to_contain_text("(opdigtet) to")
    s.goto(f"{sag}/del/projekter/1")
    s.locator("#felt-projekter-0-navn").press("End")
    s.keyboard.type(" tre")
    s.close(run_before_unload=False)
    ny = f.kontekst.new_page()
    ny.goto(sag)
    expect(ny.get_by_role("heading", level=1)).to_contain_text("(opdigtet) to tre")
    f.luk()


def test_en_oplysning_der_faar_betydning_foldes_ud(browser: Browser, adresse: str) -> None:
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    s = f.side
    s.goto(f"{f.aabn('klar.yaml')}/del/projekter/1")
    s.locator("#felt-projekter-0-bortfald_forventes").wait_for(state="attached")
    foldet = s.locator("details.flere #felt-projekter-0-bortfald_forventes")
    expect(foldet).to_have_count(1)
    s.get_by_label("Udvidelse i 2025").fill("0")
    s.get_by_label("Udvidelse i 2026").fill("0")
    s.get_by_label("Projektets art").select_option("vedligeholdelse")
    expect(foldet).to_have_count(0)
    expect(s.locator("#felt-projekter-0-bortfald_forventes")).to_be_visible()
    f.luk()


def test_filvalget_taler_dansk(browser: Browser, adresse: str) -> None:
    """With and without JavaScript, the control says in Danish whether a file is chosen, and shows its focus."""
    for javascript in (True, False):
        f = Fane(browser, adresse, java_script_enabled=javascript, viewport={"width": 1280, "height": 900})
        s = f.side
        s.goto(f.rod + "/")
        felt = s.locator(".filfelt")
        expect(felt).to_contain_text("Ingen fil er valgt.", use_inner_text=True)
        expect(felt).not_to_contain_text("En fil er valgt.", use_inner_text=True)
        s.set_input_files("#fil", PROEVER / "klar.yaml")
        expect(felt).to_contain_text("Valgt: klar.yaml" if javascript else "En fil er valgt.", use_inner_text=True)
        s.locator("#fil").focus()
        s.keyboard.press("Shift+Tab")
        s.keyboard.press("Tab")
        if javascript:
            assert s.evaluate(_FOKUS)["ring"]
        f.luk()


def test_en_side_med_sin_stil_fylder_hoejst_250_kb(browser: Browser, adresse: str) -> None:
    """Styles, scripts, fonts and icons as sent to a user without a cache, and the page compressed."""
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    sag = f.aabn("fire-projekter.yaml")
    for sti in ("/del/projekter/1", "/svar", "/faerdig"):
        f.side.goto(sag + sti, wait_until="networkidle")
        fylder = f.side.evaluate(
            "performance.getEntriesByType('resource').reduce((sum, r) => sum + r.encodedBodySize, 0)"
        )
        fylder += len(gzip.compress(f.side.content().encode()))
        assert 100_000 < fylder < 250_000, sti
    f.luk()
