"""Workbooks whose sheets, rows and columns were renamed, moved, merged or hidden."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import LaeseFejl
from hjaelp.ret_projektmappe import PULJE, Rediger, flet, klar_ansoegning, laes, redigeret

pytestmark = pytest.mark.tung


def _fejl(data: bytes) -> LaeseFejl:
    with pytest.raises(LaeseFejl) as fanget:
        laes(data)
    return fanget.value


# --- Sheets that users have changed --------------------------------------------------------


def _som_foer(klar: bytes, rediger: Rediger) -> None:
    a = laes(redigeret(klar, rediger))
    assert (a.fakta, a.raekker, a.vaerdimangler) == (klar_ansoegning().fakta, klar_ansoegning().raekker, ())


def test_omdoebte_overskrifter_og_ark(klar: bytes) -> None:
    def rediger(bog: Any) -> None:
        bog["Projekter"]["B4"] = "Lån første år"
        bog["Projekter"]["B3"] = None
        bog["Projekter"].title = "Vores projekter"
        bog["Ansøgning"].title = "Om os"
        bog["Om os"]["B6"] = "Ansøgeren"

    _som_foer(klar, rediger)


def test_flyttede_kolonner_og_raekker(klar: bytes) -> None:
    def rediger(bog: Any) -> None:
        projekter, ansoegning = bog["Projekter"], bog["Ansøgning"]
        for raekke in projekter.iter_rows(min_row=3, max_row=40):
            raekke[1].value, raekke[20].value = raekke[20].value, raekke[1].value
            raekke[1].number_format, raekke[20].number_format = raekke[20].number_format, raekke[1].number_format
        projekter.insert_cols(3)
        ansoegning.insert_rows(8, 2)
        ansoegning["B8"] = "Herunder skemaets felter"

    _som_foer(klar, rediger)


def test_tomme_raekker_foer_imellem_og_efter(klar: bytes) -> None:
    def rediger(bog: Any) -> None:
        projekter = bog["Projekter"]
        projekter.insert_rows(8, 2)
        projekter.insert_rows(7)
        projekter["A9"] = "  "
        for r in range(30, 200):
            projekter.cell(r, 1).number_format = "0"

    _som_foer(klar, rediger)


def test_uden_noegler_laeses_overskrifterne(klar: bytes) -> None:
    def rediger(bog: Any) -> None:
        bog["Projekter"].delete_rows(6)
        bog["Projekter"].delete_rows(1, 2)
        bog["Ansøgning"].delete_cols(5)
        bog["Ansøgning"].delete_rows(4)

    _som_foer(klar, rediger)


def test_en_kolonne_uden_noegle_laeses_ved_sin_overskrift(klar: bytes) -> None:
    def rediger(bog: Any) -> None:
        bog["Projekter"]["C6"] = None

    _som_foer(klar, rediger)


def test_egne_ark_laeses_ikke(klar: bytes) -> None:
    def rediger(bog: Any) -> None:
        ark = bog.create_sheet("Budget", 0)
        ark["A1"] = "=1/0"
        ark["B2"] = "navn"
        ark["C2"] = "art"
        ark.merge_cells("A1:B3")
        bog.create_sheet("Tomt", 0).sheet_state = "hidden"

    _som_foer(klar, rediger)


def test_fletning_og_skjul_hvor_intet_staar(klar: bytes) -> None:
    def rediger(bog: Any) -> None:
        bog["Projekter"].merge_cells("A1:F1")
        bog["Projekter"].merge_cells("A30:B31")
        bog["Projekter"].row_dimensions[33].hidden = True
        bog["Projekter"].column_dimensions["K"].hidden = True

    _som_foer(klar, rediger)


def _skjul(ark: str, raekke: int | None = None, kolonne: str | None = None) -> Rediger:
    def rediger(bog: Any) -> None:
        if raekke is not None:
            bog[ark].row_dimensions[raekke].hidden = True
        elif kolonne is not None:
            bog[ark].column_dimensions[kolonne].hidden = True
        else:
            bog[ark].sheet_state = "hidden"

    return rediger


def _smal(ark: str, raekke: int | None = None, kolonne: str | None = None, maal: float = 0.1) -> Rediger:
    def rediger(bog: Any) -> None:
        if raekke is not None:
            bog[ark].row_dimensions[raekke].height = maal
        else:
            bog[ark].column_dimensions[kolonne].width = maal

    return rediger


def _skriv(ark: str, **celler: Any) -> Rediger:
    def rediger(bog: Any) -> None:
        for celle, vaerdi in celler.items():
            bog[ark][celle] = vaerdi

    return rediger


def _kopi(bog: Any) -> None:
    bog.copy_worksheet(bog["Projekter"])


def _slet(ark: str) -> Rediger:
    def rediger(bog: Any) -> None:
        del bog[ark]

    return rediger


P, A = "Projekter", "Ansøgning"


STRUKTUR: list[tuple[str, Rediger, str, str | None]] = [
    ("skjult raekke", _skjul("Projekter", raekke=8), "Rækken er skjult, men har oplysninger", "Projekter!A8"),
    ("skjult kolonne", _skjul("Projekter", kolonne="B"), "Kolonnen er skjult, men har", "Projekter!B7"),
    ("for lav raekke", _smal("Projekter", raekke=8, maal=0.75), "Rækken er skjult, men har", "Projekter!A8"),
    ("for smal kolonne", _smal("Projekter", kolonne="B"), "Kolonnen er skjult, men har", "Projekter!B7"),
    ("skjult svar", _skjul("Ansøgning", raekke=6), "Rækken er skjult", "Ansøgning!C6"),
    ("skjult ark", _skjul("Projekter"), "Arket er skjult", "Projekter!A7"),
    ("flettet ned", flet("Projekter", "B7:B8"), "Cellen er flettet", "Projekter!B7"),
    ("flettet hen", flet("Projekter", "B7:C7"), "Cellen er flettet", "Projekter!B7"),
    ("flettet svar", flet("Ansøgning", "C6:C7"), "Cellen er flettet", "Ansøgning!C6"),
    ("ukendt kolonne", _skriv(P, AK4="Bemærkning", AK7="x"), "Kolonnen »Bemærkning« hører ikke", "Projekter!AK4"),
    ("naesten kendt", _skriv(P, AK4="Ansøgt lån 2025", AK7=1), "Mente du »ansoegt_laan_i_2025«?", "Projekter!AK4"),
    ("uden overskrift", _skriv(P, AK7="husk"), "Kolonnen har ingen overskrift", "Projekter!AK7"),
    ("ukendt noegle", _skriv(P, C6="ansoegt_2027"), "»ansoegt_2027« hører ikke til puljen", "Projekter!C6"),
    ("afledt", _skriv(P, AK4="Udvidelsen i alt", AK7=3), "regnes ud af andre oplysninger", "Projekter!AK4"),
    ("to gange", _skriv(P, AK6="navn"), "»navn« er der to gange", "Projekter!AK6"),
    ("modstrid", _skriv(P, B4="Ansøgt lån i 2026"), "Overskriften siger »ansoegt_2026«", "Projekter!B4"),
    ("ukendt raekke", _skriv(A, F6="komune"), "»komune« hører ikke til puljen. Mente du »kommune«?", "Ansøgning!C6"),
    ("to svar", _skriv(A, B40="Kommunen", C40="Aarhus"), "»kommune« er der to gange", "Ansøgning!C40"),
    ("ved siden af", _skriv(A, G6="Aarhus"), "hører ikke til nogen kolonne", "Ansøgning!G6"),
    ("sumraekke", _skriv(P, A9="Alle", B9="=SUM(B7:B8)"), "lægger kolonnen sammen", "Projekter!B9"),
    ("sum med plus", _skriv(P, A9="Alle", B9="= B7 + $B$8"), "lægger kolonnen sammen", "Projekter!B9"),
    ("sum af flere", _skriv(P, A9="Alle", B9="=SUBTOTAL(109,B7,B8)"), "lægger kolonnen sammen", "Projekter!B9"),
    ("sum i en afrunding", _skriv(P, A9="Alle", B9="=ROUND(SUM(B7:B8),0)"), "lægger kolonnen sammen", "Projekter!B9"),
    ("i alt", _skriv(P, A9="I alt:", B9=20_000), "siger, at rækken er en sum", "Projekter!A9"),
    ("gennemsnit", _skriv(P, A9="Gennemsnit:", B9=20_000), "et gennemsnit, et antal", "Projekter!A9"),
    ("kopi af ark", _kopi, "har begge projekter", None),
    ("uden projektark", _slet("Projekter"), "intet ark med projekter", None),
    ("uden ansoegningsark", _slet("Ansøgning"), "ikke en, programmet har lavet", None),
    ("anden pulje", _skriv(A, C5="botilbud-2027"), "", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rediger", "besked", "celle"), [s[1:] for s in STRUKTUR[:-1]], ids=[s[0] for s in STRUKTUR[:-1]]
)
def test_hvad_der_kan_laeses_paa_to_maader_er_en_fejl(
    klar: bytes, rediger: Rediger, besked: str, celle: str | None
) -> None:
    fejl = _fejl(redigeret(klar, rediger))
    assert besked in fejl.besked
    assert fejl.sted.celle == celle
    assert fejl.besked.endswith((".", "?"))


def test_en_sum_fra_et_andet_sted_er_en_vaerdi(klar: bytes) -> None:
    """Only a sum of its own column makes a row a sum; a formula that adds up a budget is like any other formula."""
    for formel in ("=SUM(Lister!A1:A3)", "=SUM(Lister!B1:B3)", "=B8", "=B8*2", "=C7+C8", "=SUM(B8)"):
        a = laes(redigeret(klar, _skriv("Projekter", B7=formel)))
        assert "ikke gemt noget resultat" in a.vaerdimangler[0].besked


def test_puljen_og_hvor_den_mangler(klar: bytes, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    sti = tmp_path / "a.xlsx"
    sti.write_bytes(redigeret(klar, _skriv("Ansøgning", C5=None)))
    assert koer_kommando(["tjek", str(sti)]) == 2
    assert "Filen siger ikke, hvilken pulje" in capfdbinary.readouterr().err.decode()
    assert koer_kommando(["tjek", str(sti), "--pulje", PULJE]) == 0
    sti.write_bytes(redigeret(klar, _skriv("Ansøgning", C5="botilbud-2027")))
    assert koer_kommando(["tjek", str(sti)]) == 2
    assert "Ansøgning!C5: Der er intet regelsæt for puljen »botilbud-2027«" in capfdbinary.readouterr().err.decode()


def test_over_tusind_raekker_er_for_mange(klar: bytes) -> None:
    def rediger(bog: Any) -> None:
        for r in range(9, 1_100):
            bog["Projekter"].cell(r, 1).value = f"P{r}"

    assert "ansøgningen kan have højst 1000" in _fejl(redigeret(klar, rediger)).besked
