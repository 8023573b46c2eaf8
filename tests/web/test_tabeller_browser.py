"""A large table in a real browser: assigned columns, progress, results, rejected rows, scenarios, download."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from hjaelp.browser import KRAEVER, Fane
from hjaelp.stor_tabel import skriv_tabel

pytestmark = KRAEVER


def laeg_ind(f: Fane, fil: Path) -> Page:
    s = f.side
    s.goto(f"{f.rod}/tabeller")
    s.set_input_files("#fil", fil)
    s.get_by_role("button", name="Læg tabellen ind").click()
    expect(s.get_by_role("heading", level=1)).to_have_text("Hvad er i kolonnerne?")
    return s


def test_en_tabel(browser: Browser, adresse: str, tmp_path: Path) -> None:
    """Ten thousand rows, forty of them rejected, with a scenario, in a narrow window; checked at both widths."""
    f = Fane(browser, adresse, viewport={"width": 320, "height": 900})
    f.side.goto(f"{f.rod}/tabeller")
    f.se_begge("tabeller")
    s = laeg_ind(f, skriv_tabel(tmp_path / "stor.csv"))
    expect(s.locator("main")).to_contain_text("2 ligner en oplysning")
    f.se_begge("tabel-kolonner")
    s.get_by_label("Afslutning").select_option("ibrugtagning")
    s.get_by_label("Sagsnummer").select_option("ibrugtagning")
    s.get_by_role("button", name="regn tabellen").click()
    expect(s.get_by_role("alert")).to_contain_text("er begge ibrugtagning")
    f.se_begge("tabel-kolonner-fejl")
    s.get_by_label("Sagsnummer").select_option("")
    s.get_by_label("Afslutning").select_option("afsluttes")
    s.get_by_text("Scenarie 1").click()
    s.get_by_label("Navn", exact=True).first.fill("Højere grænse")
    s.get_by_label("Parameter", exact=True).first.select_option("mindste_anlaegsudgift")
    s.get_by_label("Værdi", exact=True).first.fill("30.000")
    with f.stille("**/fremgang*"):
        s.get_by_role("button", name="regn tabellen").click()
        expect(s.get_by_role("heading", name="Tabellen regnes")).to_be_visible()
        f.se_begge("tabel-fremgang")
    s.reload()
    expect(s.locator("#svar-titel")).to_have_text("10.000 rækker: 9.960 har fået svar, 40 er afvist", timeout=120_000)
    expect(s.get_by_role("region", name="Afviste rækker").get_by_role("row")).to_have_count(41)
    expect(s.get_by_role("columnheader", name="Højere grænse")).to_be_visible()
    f.se_begge("tabel-svar")
    with s.expect_download() as hentet:
        s.get_by_role("link", name="Svaret, en række for hver række").click()
    assert len(Path(hentet.value.path()).read_text(encoding="utf-8-sig").splitlines()) == 9_961
    f.luk()


def test_standset_og_uden_javascript(browser: Browser, adresse: str, tmp_path: Path) -> None:
    f = Fane(browser, adresse, java_script_enabled=False, viewport={"width": 1280, "height": 900})
    s = laeg_ind(f, skriv_tabel(tmp_path / "stor.csv", 60_000, 3))
    s.get_by_role("button", name="regn tabellen").focus()
    s.keyboard.press("Enter")
    s.get_by_role("button", name="Stands").focus()
    s.keyboard.press("Enter")
    expect(s.get_by_role("heading", name="Standset")).to_be_visible()
    s.get_by_role("link", name="Regn igen med andre valg").focus()
    s.keyboard.press("Enter")
    expect(s.get_by_role("heading", level=1)).to_have_text("Hvad er i kolonnerne?")
    s.get_by_role("button", name="Slet tabellen her").click()
    expect(s.locator("main")).not_to_contain_text("Standset")
    f.luk()


def test_en_fil_der_ikke_er_en_tabel(browser: Browser, adresse: str, tmp_path: Path) -> None:
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    fil = tmp_path / "brudt.xlsx"
    fil.write_bytes(b"PK\x03\x04 ikke en projektmappe")
    s = f.side
    s.goto(f"{f.rod}/tabeller")
    s.set_input_files("#fil", fil)
    s.get_by_role("button", name="Læg tabellen ind").click()
    expect(s.get_by_role("alert")).to_contain_text("brudt.xlsx")
    f.se("tabel-brudt")
    s.goto(f"{f.rod}/tabeller")
    expect(s.locator("main")).not_to_contain_text("brudt.xlsx")
    f.luk()


def test_en_for_stor_fil_siges_foer_den_sendes(browser: Browser, adresse: str, tmp_path: Path) -> None:
    f = Fane(browser, adresse, viewport={"width": 1280, "height": 900})
    fil = tmp_path / "stor.csv"
    with fil.open("wb") as tom:
        tom.truncate(101 << 20)
    s = f.side
    s.goto(f"{f.rod}/tabeller")
    s.set_input_files("#fil", fil)
    s.get_by_role("button", name="Læg tabellen ind").click()
    assert "over 100 MB" in s.locator("#fil").evaluate("felt => felt.validationMessage")
    assert s.url == f"{f.rod}/tabeller"
    f.luk()
