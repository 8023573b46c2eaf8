"""Rounds in a real browser: the workflows of coordinator and ministry, with and without JavaScript, narrow and wide."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from ansoegning.system.steder import mappe
from hjaelp.browser import KRAEVER, Fane

pytestmark = KRAEVER

PROEVER = mappe("samples") / "botilbud-2025-26"
RUNDE = PROEVER / "runde" / "ansoegninger"
GODE = [f for f in sorted(RUNDE.rglob("*")) if f.is_file() and "udkast" not in f.name]
DAARLIGE = [mappe("samples") / "fejl" / n for n in ("aaben-parentes.yaml", "json-manglende-komma.json")]


def tredive(mappen: Path) -> list[str]:
    """Return thirty files of all formats, three of them invalid."""
    noter = mappen / "noter.pdf"
    noter.write_bytes(b"%PDF-1.7 ikke en ansoegning")
    regneark = [f for f in GODE if f.suffix == ".xlsx"][:2]
    json_ = [f for f in GODE if f.suffix == ".json"][:3]
    yaml = [f for f in GODE if f.suffix == ".yaml"]
    hver_region = [next(f for f in yaml if f.parent.name == r) for r in ("nordjylland", "sjaelland", "syddanmark")]
    resten = [f for f in yaml if f not in hver_region][: 27 - len(regneark) - len(json_) - 3]
    return [str(f) for f in (*regneark, *json_, *hver_region, *resten, *DAARLIGE, noter)]


def ny_runde(f: Fane, navn: str) -> str:
    """Create a new round; returns its URL."""
    s = f.side
    s.goto(f"{f.rod}/runder")
    s.get_by_label("Rundens navn").fill(navn)
    s.locator("input[name=pulje]").first.check()
    s.get_by_role("button", name="Begynd runden").click()
    expect(s.get_by_role("heading", level=1)).to_have_text(navn)
    return s.url


def laeg_ind(f: Fane, filer: list[str]) -> None:
    f.side.set_input_files("#valgte", filer)
    f.side.get_by_role("button", name="Læg filerne ind").click()
    expect(f.side.get_by_role("status").filter(has_text="Filerne er lagt ind")).to_be_visible()


_SLIP = """(felt, navne) => {
  const d = new DataTransfer();
  navne.forEach((navn) => d.items.add(new File(["pulje: x"], navn)));
  felt.dispatchEvent(new DragEvent("drop", { dataTransfer: d, bubbles: true, cancelable: true }));
}"""


def test_rundens_filvalg(browser: Browser, adresse: str, tmp_path: Path) -> None:
    """The control is in Danish and accepts dropped files; without JavaScript the browser's own control is shown."""
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    s = f.side
    runde = ny_runde(f, "Filvalg")
    filer, mappe = s.locator(".filfelt").first, s.locator(".filfelt").last
    expect(filer).to_contain_text("Ingen filer er valgt.")
    expect(mappe).to_contain_text("Ingen mappe er valgt.")
    filer.evaluate(_SLIP, ["a.yaml", "b.yaml"])
    expect(filer).to_contain_text("Valgt: 2 filer")
    expect(mappe).to_contain_text("Ingen mappe er valgt.")
    s.set_input_files("#valgte", [])
    expect(filer).to_contain_text("Ingen filer er valgt.")
    filer.evaluate(_SLIP, ["a.yaml"])
    expect(filer).to_contain_text("Valgt: a.yaml")
    f.se_begge("runde-filvalg")
    s.get_by_role("button", name="Læg filerne ind").click()
    expect(s.get_by_text("Filer, der ikke er med (1)")).to_be_visible()
    cookies = f.kontekst.cookies()
    f.luk()
    uden = browser.new_context(locale="da-DK", java_script_enabled=False)
    uden.add_cookies(cookies)  # type: ignore[arg-type] # as Playwright returned them
    s = uden.new_page()
    s.goto(runde)
    s.set_input_files("#valgte", GODE[0])
    assert s.locator("#valgte").evaluate("felt => felt.getBoundingClientRect().width > 100")
    expect(s.locator(".filknap").first).to_be_hidden()
    s.get_by_role("button", name="Læg filerne ind").click()
    expect(s.get_by_text("Filerne er lagt ind")).to_be_visible()
    uden.close()


SIDER = (
    "", "/liste", "/liste?beloeb=1", "/liste?region=Region+Nordjylland", "/liste?region=Region+Nordjylland&runden=1",
    "/fasthed", "/parametre", "/parametre?navn=mindste_anlaegsudgift&vaerdi=30.000", "/papirer",
    "/vurderinger", "/vurdering/1", "/afgoerelser", "/afgoerelse/1", "/valg", "/historik", "/slet",
)  # fmt: skip


def test_hver_side_af_en_runde(browser: Browser, adresse: str, tmp_path: Path) -> None:
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    f.side.goto(f"{f.rod}/runder")
    f.se_begge("runder")
    f.side.get_by_role("button", name="Begynd runden").click()
    expect(f.side.get_by_role("alert")).to_contain_text("Giv runden et navn")
    f.se_begge("runder-fejl")
    runde = ny_runde(f, "Alle sider")
    f.se_begge("runde-tom")
    laeg_ind(f, tredive(tmp_path))
    for sti in SIDER:
        f.side.goto(runde.partition("?")[0] + sti)
        f.se_begge(f"runde{re.sub(r'[^a-z0-9]+', '-', sti.lower())}")
    f.luk()


def test_koordinatorens_vej(browser: Browser, adresse: str, tmp_path: Path) -> None:
    """Thirty files, three of them invalid; a region's own list, then in the national round; an assessment."""
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    s = f.side
    runde = ny_runde(f, "KKR Syddanmark")
    laeg_ind(f, tredive(tmp_path))
    expect(s.get_by_role("heading", name="Filer, der ikke er med (3)")).to_be_visible()
    for navn in ("aaben-parentes.yaml", "json-manglende-komma.json", "noter.pdf"):
        expect(s.get_by_role("row", name=navn)).to_be_visible()
    expect(s.get_by_role("row", name="json-manglende-komma.json")).to_contain_text("linje")
    expect(s.get_by_role("heading", name="Hvem er med (27)")).to_be_visible()
    s.get_by_role("link", name="Se ranglisten").click()
    s.get_by_label("Vis", exact=True).select_option("Region Syddanmark")
    s.get_by_role("button", name="Vis", exact=True).click()
    expect(s.get_by_role("heading", level=1)).to_contain_text("fra Region Syddanmark i indbyrdes rækkefølge")
    expect(s.locator("main")).not_to_contain_text("Inden for rammen (kr.)")
    s.get_by_label("Vis også pladsen i hele runden").check()
    s.get_by_role("button", name="Vis", exact=True).click()
    expect(s.get_by_role("columnheader", name="Nr. i hele runden")).to_be_visible()
    f.se("region-i-runden")
    # An assessment: a project that needed judgement becomes a candidate.
    s.get_by_role("link", name="Vurderinger").click()
    s.get_by_role("row", name="Åsenbakken").get_by_role("link", name="Vurdér").click()
    s.get_by_role("button", name="Gem vurderingen").click()
    expect(s.get_by_role("alert")).to_contain_text("Vurderingen er ikke gemt")
    f.se("vurdering-med-fejl")
    s.get_by_label("Hvad vurderes?").select_option("kriterium:K1")
    s.get_by_label("Opfyldt", exact=True).check()
    s.get_by_label("Begrundelse").fill("Opdigtet vurdering.")
    s.get_by_label("Hvem vurderer").fill("AB")
    s.get_by_label("Dato").fill("20/05/2024")
    s.get_by_role("button", name="Gem vurderingen").click()
    expect(s.locator("main")).to_contain_text("Opdigtet vurdering.")
    f.se("vurderinger-med-en")
    s.get_by_role("link", name="Ranglisten").click()
    expect(s.get_by_role("heading", level=1)).to_contain_text("27 af 27 kandidater")
    s.goto(f"{runde.partition('?')[0]}/parametre")
    s.get_by_label("Parameter").select_option("mindste_anlaegsudgift")
    s.get_by_label("Prøv med").fill("30.000")
    s.get_by_role("button", name="Prøv", exact=True).click()
    expect(s.locator("#flyt")).to_contain_text("går ud")
    # A slow calculation shows its progress, and is found again after a reload.
    s.get_by_role("link", name="Hvor fast").click()
    with f.stille("**/fremgang*"):
        s.get_by_role("button", name="Regn, hvor fast listen står").click()
        expect(s.locator("#fremgang")).to_be_visible()
        f.se("fremgang")
    s.reload()
    expect(s.get_by_role("heading", name="Fortolkninger")).to_be_visible(timeout=120_000)
    f.se("hvor-fast")
    s.get_by_role("link", name="Papirer").click()
    with s.expect_download() as hentet:
        s.get_by_role("link", name="KKR-papir (Word)").click()
    assert zipfile.is_zipfile(hentet.value.path())
    f.luk()


def test_afgoerelser_og_breve(browser: Browser, adresse: str) -> None:
    """A decision by two persons is shown beside the calculated result, and its letter is not a draft."""
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    s = f.side
    runde = ny_runde(f, "Ministeriet")
    laeg_ind(f, [str(x) for x in GODE if x.parent.name == "nordjylland"])
    s.get_by_role("link", name="Valg", exact=True).click()
    s.get_by_label("To personer").check()
    s.get_by_role("button", name="Gem valgene").click()
    s.get_by_role("link", name="Afgørelser").click()
    s.get_by_role("link", name=re.compile("^Notér")).first.click()
    s.get_by_role("button", name="Gem afgørelsen").click()
    expect(s.get_by_role("alert")).to_contain_text("Det er ikke gemt")
    f.se("afgoerelse-med-fejl")
    s.get_by_label("Afslag").check()
    s.get_by_label("Begrundelse").fill("Opdigtet begrundelse.")
    s.get_by_label("Hvem har afgjort").fill("AB")
    s.get_by_label("Dato for afgørelsen").fill("01/07/2024")
    s.get_by_role("button", name="Gem afgørelsen").click()
    expect(s.locator("main")).to_contain_text("Venter på bekræftelse")
    f.se("afgoerelser-venter")
    s.get_by_role("link", name=re.compile("^Se afgørelsen")).first.click()
    s.get_by_label("Hvem bekræfter").fill(" ab ")
    s.get_by_label("Bekræftet den").fill("02/07/2024")
    s.get_by_role("button", name="Bekræft afgørelsen").click()
    expect(s.get_by_role("alert")).to_contain_text("en anden person")
    s.get_by_label("Hvem bekræfter").fill("CD")
    s.get_by_label("Bekræftet den").fill("02/07/2024")
    s.get_by_role("button", name="Bekræft afgørelsen").click()
    expect(s.locator("main")).to_contain_text("Bekræftet: CD")
    f.se("afgoerelser-bekraeftet")
    with s.expect_download() as hentet:
        s.get_by_role("link", name="Hent brevene (zip)").click()
    with zipfile.ZipFile(hentet.value.path()) as arkiv:
        (brev,) = [n for n in arkiv.namelist() if n.startswith("afgørelse") and n.endswith(".txt")]
        tekst = arkiv.read(brev).decode()
    assert "Opdigtet begrundelse." in tekst
    assert runde
    f.luk()


def test_uden_javascript_og_kun_tastatur(browser: Browser, adresse: str) -> None:
    f = Fane(browser, adresse, java_script_enabled=False, viewport={"width": 1280, "height": 900})
    s = f.side
    ny_runde(f, "Uden script")
    laeg_ind(f, [str(x) for x in GODE if x.parent.name == "nordjylland"])
    s.get_by_role("link", name="Hvor fast").focus()
    s.keyboard.press("Enter")
    s.get_by_role("link", name="Ranglisten").focus()
    s.keyboard.press("Enter")
    expect(s.get_by_role("heading", level=1)).to_contain_text("kandidater fra Region Nordjylland")
    s.get_by_role("link", name="Prøv en parameter").focus()
    s.keyboard.press("Enter")
    s.get_by_label("Parameter").focus()
    s.keyboard.press("ArrowDown")
    s.keyboard.press("Tab")
    s.keyboard.type("90.000")
    s.keyboard.press("Enter")
    expect(s.locator("#flyt")).to_be_visible()
    s.get_by_role("link", name="Fortryd prøven").focus()
    s.keyboard.press("Enter")
    f.luk()
