"""The page inside the browser, in Chromium: user actions, stored data, and requests."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect  # noqa: A004 - the library's own name

from ansoegning import tjek
from ansoegning.handlinger import kladde
from ansoegning.system.steder import mappe
from hjaelp.browser import CHROMIUM, PROEVER
from hjaelp.browserside import START_MS, Besoeg, Vaert, modul, vaert

# Two browsers would only compete for the same cores.
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def filer() -> dict[str, bytes]:
    """Return the files of a build, made once."""
    assert CHROMIUM is not None, "Chromium is not installed (.ci/apt.txt)"
    return modul().lav_filer()  # type: ignore[no-any-return] # a script without types here


@pytest.fixture(scope="module")
def bygget(filer: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    til = tmp_path_factory.mktemp("side")
    modul().udlaeg(filer, til)
    return til


@pytest.fixture(scope="module")
def sted(bygget: Path) -> Iterator[Vaert]:
    with vaert(bygget) as v:
        yield v


def test_bygget_to_gange_er_det_samme(
    filer: dict[str, bytes], bygget: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second build, which compiles and packs our own archives again, equals the first byte by byte."""
    m = modul()
    shutil.copytree(m.LAVET, tmp_path / "lavet", ignore=shutil.ignore_patterns("ansoegning*", "foerst*"))
    monkeypatch.setattr(m, "LAVET", tmp_path / "lavet")
    igen = m.lav_filer()
    assert sorted(igen) == sorted(filer)
    assert any(n.name.startswith("foerst-") for n in (tmp_path / "lavet").iterdir())
    m.udlaeg(igen, tmp_path / "ud")
    kontrol = (tmp_path / "ud" / "KONTROL.txt").read_text(encoding="utf-8")
    assert kontrol == (bygget / "KONTROL.txt").read_text(encoding="utf-8")
    for linje in kontrol.splitlines():
        ventet, navn = linje.split("  ")
        assert hashlib.sha256((bygget / navn).read_bytes()).hexdigest() == ventet, navn


def aabn(s: Page, navn: str) -> str:
    """Open a sample; returns the application's URL."""
    s.goto("/".join(s.url.split("/")[:3]) + "/")
    s.set_input_files("#fil", PROEVER / navn)
    s.get_by_role("button", name="Åbn filen").click()
    s.wait_for_url("**/a/*")
    return s.url


def skriv_navn(s: Page, navn: str) -> None:
    """Enter a project's name, and wait until it is reported as saved."""
    felt = s.locator("[name='f.navn']")
    felt.fill(navn)
    expect(s.locator("#gemt")).to_contain_text("er gemt", timeout=30_000)


def hentet(s: Page, navn: str) -> bytes:
    """Download the file behind the first link of that name. If a page is returned instead, the failure shows it."""
    try:
        with s.expect_download(timeout=START_MS) as hentning:
            s.get_by_role("link", name=navn).first.click()
    except TimeoutError as fejl:
        pytest.fail(f"{navn}: no file came. {s.url} shows: {s.inner_text('body')[:600]} ({fejl})")
    return Path(hentning.value.path()).read_bytes()


@pytest.fixture(scope="module")
def besoeg(browser: Browser, sted: Vaert) -> Iterator[Besoeg]:
    b = Besoeg(browser, sted.adresse, viewport={"width": 1280, "height": 900})
    yield b
    b.luk()


@pytest.fixture
def fane(besoeg: Besoeg) -> Iterator[Page]:
    s = besoeg.fane()
    yield s
    s.close()


def test_sagsbehandlerens_vej(besoeg: Besoeg, fane: Page) -> None:
    """URLs, back, reload, downloads; an acknowledged save is preserved when every tab has been closed."""
    s = fane
    sag = aabn(s, "skovbrynet.yaml")
    s.goto(f"{sag}/del/projekter/1")
    skriv_navn(s, "Efter lukning")
    s.goto(f"{sag}/svar")
    assert "ikke opfyldt" in s.inner_text("main").lower()
    s.go_back()
    assert s.url == f"{sag}/del/projekter/1"
    s.reload()
    expect(s.locator("[name='f.navn']")).to_have_value("Efter lukning")
    s.goto(f"{sag}/faerdig")
    assert "Word-papirer kan ikke laves her" in s.inner_text("main")
    for navn, begynder in (
        ("projektmappe (Excel)", b"PK"), ("YAML", b""), ("Mail", b""), ("PDF", b"%PDF-"),
    ):  # fmt: skip
        data = hentet(s, navn)
        assert data.startswith(begynder)
        assert data
    s.goto(f"{sag}/print")
    assert "Udkast" in s.inner_text("body")
    s.close()
    ny = besoeg.fane(f"/a/{sag.rpartition('/')[2]}/del/projekter/1")
    expect(ny.locator("[name='f.navn']")).to_have_value("Efter lukning")
    ny.close()


def test_samme_svar_for_hver_proeve(fane: Page, tmp_path: Path) -> None:
    """The interface in the browser answers as the command does, for every sample in YAML or JSON."""
    filer = []
    for f in sorted(mappe("samples").glob("*/*.*")):
        if f.parent.name == "fejl" or f.suffix not in (".yaml", ".json") or ".svar" in f.name:
            continue
        fil = tmp_path / f"{f.parent.name}-{f.stem}{f.suffix}.json"
        if f.suffix == ".json":
            fil.write_bytes(f.read_bytes())
        else:
            pulje, fakta = kladde.aabn(f.read_bytes(), f.name)
            fil.write_text(json.dumps({"pulje": pulje, **fakta}), encoding="utf-8")
        filer.append(fil)
    svar = fane.evaluate(
        """async (alle) => { const ud = []; for (const a of alle) {
        const r = await fetch("/api/v1/tjek", {method: "POST", body: a, headers: {"content-type": "application/json"}});
        ud.push(await r.text()); } return ud; }""",
        [f.read_text(encoding="utf-8") for f in filer],
    )
    assert len(svar) > 20
    for f, fundet in zip(filer, svar, strict=True):
        ventet = tjek(str(f)).til_json()
        del ventet["fil"]
        assert json.loads(fundet) == json.loads(json.dumps(ventet)), f.name


def tredive() -> list[Path]:
    """Return thirty files, three of them invalid."""
    gode = [f for f in sorted((PROEVER / "runde" / "ansoegninger").rglob("*.yaml")) if "udkast" not in f.name]
    fejl = mappe("samples") / "fejl"
    return [
        *gode[:27],
        *(fejl / n for n in ("aaben-parentes.yaml", "json-manglende-komma.json", "dobbelt-noegle.yaml")),
    ]


def test_to_faner_har_de_samme_data(besoeg: Besoeg, fane: Page) -> None:
    sag = aabn(fane, "klar.yaml")
    anden = besoeg.fane(f"/a/{sag.rpartition('/')[2]}/del/projekter/1")
    fane.goto(f"{sag}/del/projekter/1")
    skriv_navn(fane, "Fra den første")
    anden.locator("[name='f.navn']").fill("Fra den anden")
    expect(anden.locator("#konflikt")).to_contain_text("ændret", timeout=30_000)
    anden.close()


def giv_plads(s: Page, adresse: str, byte: int) -> None:
    """Set the storage quota of this origin. Operations already started may continue for half a minute."""
    s.context.new_cdp_session(s).send("Storage.overrideQuotaForOrigin", {"origin": adresse, "quotaSize": byte})


def skriv_til_fuldt(s: Page) -> str:
    """Save one name after another until the storage is full; returns the last name that was acknowledged."""
    gemt = s.input_value("[name='f.navn']")
    for nr in range(120):
        s.locator("[name='f.navn']").fill(f"Navn {nr}")
        expect(s.locator("#gemt")).to_contain_text(re.compile("er gemt|lager er fuldt"), timeout=START_MS)
        if "fuldt" in s.inner_text("#gemt"):
            return gemt
        gemt = f"Navn {nr}"
        s.wait_for_timeout(500)
    pytest.fail("The browser never said that its storage was full.")


def test_ingen_plads_til_programmet(browser: Browser, sted: Vaert) -> None:
    b = Besoeg(browser, sted.adresse)
    s = b.kontekst.new_page()
    giv_plads(s, sted.adresse, 1_000_000)
    s.goto(sted.adresse)
    expect(s.locator("#titel")).to_have_text("Der er ikke plads", timeout=START_MS)
    expect(s.locator("#tekst")).to_contain_text("Browserens lager er fuldt")
    b.fejl.clear()
    b.luk()


def vent_paa(s: Page, navn: str) -> None:
    """Wait until the browser has stored a file of the build's folder."""
    s.wait_for_function(
        "async (navn) => (await caches.match(document.querySelector('script[type=module]').src.replace('forbind.js',"
        " navn))) !== undefined",
        arg=navn,
        timeout=START_MS,
    )


def er_genoptaget(s: Page) -> bool:
    """Return whether the worker reports that it resumed from the memory snapshot of an earlier start."""
    return s.evaluate(  # type: ignore[no-any-return] # what the worker sends
        """() => new Promise((ja) => {
          const url = document.querySelector("script[type=module]").src.replace("forbind.js", "arbejder.js");
          const navn = url.split("/").at(-2);
          const a = new SharedWorker(url, { type: "module", name: navn, extendedLifetime: true });
          a.port.onmessage = ({ data }) => data.trin === "klar" && ja(data.genoptaget);
        })"""
    )


def test_naeste_gang_uden_forbindelse_og_uden_plads(browser: Browser, bygget: Path, tmp_path: Path) -> None:
    """Without the web server a later start resumes from the memory snapshot, and every page works.

    When the storage is full, acknowledged changes are not lost. An unusable snapshot is deleted.
    """
    v = Vaert(bygget)

    def aabnet() -> tuple[Besoeg, Page]:
        assert CHROMIUM is not None
        k = browser.browser_type.launch_persistent_context(
            tmp_path / "browser", executable_path=CHROMIUM, args=["--no-sandbox"], locale="da-DK"
        )
        b = Besoeg(k, v.adresse)
        return b, b.kontekst.new_page()

    b, s = aabnet()
    s.close()
    s = b.fane()
    sag = aabn(s, "klar.yaml")
    assert not er_genoptaget(s)
    for navn in ("oejeblik", "bibliotek-resten.zip", "ansoegning-resten.zip", "typst.zip"):
        vent_paa(s, navn)
    b.luk()
    v.luk()

    b, s = aabnet()
    # Set the quota before anything is stored; a later change takes up to half a minute to reach the browser.
    giv_plads(s, b.adresse, 1)
    s = b.fane("/om")
    assert er_genoptaget(s)
    assert "DuckDB" in s.inner_text("main")
    s.goto(f"{sag}/faerdig")
    assert hentet(s, "PDF").startswith(b"%PDF-")
    indhold = f"{b.adresse}{s.get_attribute('script[type=module]', 'src').replace('forbind.js', 'indhold.html')}"  # type: ignore[union-attr] # every page has this script
    s.goto(indhold)
    expect(s.locator("#samlet")).to_have_text("Alle filer i browseren er, som de blev bygget.", timeout=START_MS)
    s.goto(f"{sag}/del/projekter/1")
    sidste = skriv_til_fuldt(s)
    s.reload()
    expect(s.locator("[name='f.navn']")).to_have_value(sidste)
    assert any("507" in f for f in b.fejl)
    b.fejl[:] = [f for f in b.fejl if not re.search("ERR_CONNECTION_REFUSED|507", f)]
    b.luk()

    b, s = aabnet()
    # This page does not start the program.
    s.goto(indhold)
    s.evaluate(
        """async () => {
          const lager = await caches.open(`ansoegning-${location.pathname.split("/").at(-2)}`);
          const url = new URL("oejeblik", location.href);
          const gammel = await lager.match(url);
          await lager.put(url, new Response(new Uint8Array(4096), { headers: gammel.headers }));
        }"""
    )
    s.close()
    s = b.fane(f"/a/{sag.rpartition('/')[2]}/del/projekter/1")
    expect(s.locator("[name='f.navn']")).to_have_value(sidste)
    assert not er_genoptaget(s)
    b.fejl[:] = [f for f in b.fejl if "ERR_CONNECTION_REFUSED" not in f]
    b.luk()


def test_koordinatorens_tredive_filer(besoeg: Besoeg, fane: Page) -> None:
    s = fane
    s.goto(f"{besoeg.adresse}/runder")
    s.get_by_label("Rundens navn").fill("KKR")
    s.locator("input[name=pulje]").first.check()
    s.get_by_role("button", name="Begynd runden").click()
    expect(s.get_by_role("heading", level=1)).to_have_text("KKR")
    runde = s.url
    s.set_input_files("#valgte", tredive())
    s.get_by_role("button", name="Læg filerne ind").click()
    expect(s.get_by_role("heading", name="Filer, der ikke er med (3)")).to_be_visible(timeout=START_MS)
    s.goto(f"{runde}/liste", timeout=START_MS)
    assert "Vejledende beregning" in s.inner_text("main")
    s.goto(f"{runde}/fasthed")
    s.get_by_role("button", name="Regn, hvor fast listen står").click(timeout=START_MS)
    expect(s.locator("main")).to_contain_text("Robusthed er ikke regnet ud", timeout=START_MS)
    s.goto(f"{runde}/papirer")
    assert "Word-papirer kan ikke laves her" in s.inner_text("main")
    assert hentet(s, "Projektmappe (Excel)").startswith(b"PK")


def test_fra_en_udgave_til_den_naeste(browser: Browser, filer: dict[str, bytes], tmp_path: Path) -> None:
    """The new version waits until the user asks for it; then every tab uses it, with the stored data."""
    gammel, ny = tmp_path / "gammel", tmp_path / "ny"
    foerste = modul().udlaeg(filer, gammel)
    anden = modul().udlaeg({**filer, "start.css": filer["start.css"] + b"\n"}, ny)
    assert foerste != anden
    with vaert(gammel) as v:
        b = Besoeg(browser, v.adresse)
        s = b.fane()
        sag = aabn(s, "klar.yaml")
        os.renames(gammel, tmp_path / "vaek")
        os.renames(ny, gammel)
        s.goto(sag)
        assert foerste in s.content()
        s.get_by_role("button", name="Skift til den nye udgave").click(timeout=START_MS)
        s.wait_for_selector(f"script[src*='{anden}']", state="attached", timeout=START_MS)
        assert "Egernvej" in s.inner_text("main") or s.url == sag
        b.luk()


# A worker that loses the first request with ``?tabt``, and terminates at the first request with ``?luk``.
_GLEMSOM = b"""
    if (data.sti?.endsWith("?tabt") && !self.tabt) return void (self.tabt = true);
    if (data.sti?.endsWith("?luk") && !self.lukket) return void caches.has("lukket").then(async (foer) => {
      self.lukket = true;
      if (foer) return;
      await caches.open("lukket");
      self.close();
    });
"""


def test_et_spoergsmaal_uden_svar_stilles_igen(browser: Browser, filer: dict[str, bytes], tmp_path: Path) -> None:
    """A lost request, and one whose worker terminates: both are answered, the second by the next worker."""
    modtager = b"const nr = data.spoerg;\n"
    assert filer["arbejder.js"].count(modtager) == 1
    arbejder = filer["arbejder.js"].replace(modtager, modtager + _GLEMSOM)
    modul().udlaeg({**filer, "arbejder.js": arbejder}, tmp_path / "side")
    sw = tmp_path / "side" / "sw.js"
    igen = "SPOERG_IGEN_MS = 10_000"
    tekst = sw.read_text(encoding="utf-8")
    assert tekst.count(igen) == 1
    sw.write_text(tekst.replace(igen, "SPOERG_IGEN_MS = 1_000"), encoding="utf-8")
    with vaert(tmp_path / "side") as v:
        b = Besoeg(browser, v.adresse)
        s = b.fane()
        for sti in ("/om?tabt", "/om?luk"):
            assert s.evaluate("async (sti) => { const r = await fetch(sti); return r.status; }", sti) == 200
        b.luk()


def test_en_fil_der_er_aendret_bruges_ikke(browser: Browser, bygget: Path, tmp_path: Path) -> None:
    kopi = tmp_path / "side"
    shutil.copytree(bygget, kopi)
    fil = next(kopi.glob("u-*/ansoegning.zip.bin"))
    fil.write_bytes(fil.read_bytes() + b" ")
    with vaert(kopi) as v:
        b = Besoeg(browser, v.adresse)
        s = b.kontekst.new_page()
        s.goto(v.adresse)
        expect(s.locator("#titel")).to_have_text("Programmet kunne ikke hentes", timeout=START_MS)
        expect(s.locator("#tekst")).to_contain_text("Kontrollér forbindelsen")
        expect(s.locator("#grund")).to_contain_text("ansoegning.zip.bin er ikke den fil, der blev bygget")
        b.fejl.clear()
        b.luk()


def test_et_program_der_ikke_starter_siger_det_paa_dansk(
    browser: Browser, filer: dict[str, bytes], tmp_path: Path
) -> None:
    """In plain words; what Python says is folded away."""
    program = filer["program.py"].replace(b"from ansoegning.web.i_browser", b"from ansoegning.findes_ikke")
    modul().udlaeg({**filer, "program.py": program}, tmp_path / "side")
    with vaert(tmp_path / "side") as v:
        b = Besoeg(browser, v.adresse)
        s = b.kontekst.new_page()
        s.goto(v.adresse)
        expect(s.locator("#titel")).to_have_text("Programmet kunne ikke starte", timeout=START_MS)
        expect(s.locator("#grund")).to_be_hidden()
        assert "Traceback" not in s.inner_text("main")
        s.locator("summary").click()
        expect(s.locator("#grund")).to_contain_text("findes_ikke")
        b.luk()


@pytest.mark.parametrize(
    ("uden", "besked"),
    [
        ("delete window.SharedWorker", "Browseren er for gammel"),
        ("WebAssembly.Module = function () { throw new Error() }", "WebAssembly er slået fra"),
        ("indexedDB.open = () => { throw new Error() }", "Siden kan ikke gemme noget her"),
    ],
)
def test_en_browser_der_ikke_kan_faar_det_at_vide(browser: Browser, sted: Vaert, uden: str, besked: str) -> None:
    b = Besoeg(browser, sted.adresse)
    b.kontekst.add_init_script(uden)
    s = b.kontekst.new_page()
    s.goto(sted.adresse)
    expect(s.locator("main")).to_contain_text(besked)
    expect(s.locator("#installer")).to_be_visible()
    b.luk()
