"""Values as people write them: numbers, dates, yes and no, choices. Each text has its value or its error.

The tables follow the contract ("Exit codes", second half): Danish notation is parsed by the fact's own declaration, and
a text that can be parsed in two ways is an error.
"""

from __future__ import annotations

import time
import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from ansoegning.model.regelsaet import Vaerdiform
from ansoegning.model.vaerdier import VaerdiFejl, laes_ja_nej, laes_json_tal, laes_tekst
from hjaelp.vaerdiformer import (
    DATO,
    FEMMERE,
    JA_NEJ,
    KOMMUNE,
    KOMMUNER,
    KR,
    PCT,
    PLADSER,
    POINT,
    TEKST,
    TELEFONER,
    TKR,
    VALG,
    fejl,
)

# Numbers as text: YAML scalars, JSON strings, cells, the command line

HELE = {
    "0": 0,
    "-0": 0,
    "012": 12,
    "12500": 12_500,
    "12.500": 12_500,
    " 12.500\n": 12_500,
    "+5": 5,
    "1.000.000": 1_000_000,
    "12500,00": 12_500,
    "12500.00": 12_500,
    "12.500,0": 12_500,
    "12.500 t.kr.": 12_500,
    "12.500 T.KR.": 12_500,
    "12.500 tkr.": 12_500,
    "12.500 t. kr": 12_500,
    "12,5 mio. kr.": 12_500,
    "12.5 mio. kr.": 12_500,
    "12,5mio.kr.": 12_500,
    "12,5 mio kr": 12_500,
    "12,345 mio. kr.": 12_345,
    "0,5 mia. kr.": 500_000,
    "12.500.000 kr.": 12_500,
    "12.500.000 kr": 12_500,
    "12500000,00 kr.": 12_500,
    "1.234.567.000 kr.": 1_234_567,
}


@pytest.mark.parametrize(("tekst", "tal"), HELE.items())
def test_hele_beloeb(tekst: str, tal: int) -> None:
    fundet = laes_tekst(TKR, tekst)
    assert fundet == tal
    assert type(fundet) is int


HELE_FEJL = {
    "12.50": "»12.50« er ikke et helt tal (t.kr.). Skriv det som fx 12.500 eller 12500.",
    "12,5": "»12,5« er ikke et helt tal (t.kr.). Skriv det som fx 12.500 eller 12500.",
    "1.2345": "er ikke et helt tal",
    "12.5000": "er ikke et helt tal",
    "1234.567": "er ikke et helt tal",
    "1.000.00": "er ikke et helt tal",
    "12,500": "»12,500« kan læses på to måder. Skriv 12.500, hvis kommaet skiller tusinder.",
    "12,000": "kan læses på to måder",
    "1,234,567": "er ikke et helt tal",
    "12,500.00": "er ikke et helt tal",
    "0.500": "er ikke et helt tal",
    "01.234": "er ikke et helt tal",
    "12.500 mio. kr.": "kan læses på to måder",
    "12 500": "er ikke et helt tal",
    "12\u00a0500": "er ikke et helt tal",
    "12'500": "er ikke et helt tal",
    "12.500,-": "er ikke et helt tal",
    "12.500.": "er ikke et helt tal",
    ".500": "er ikke et helt tal",
    "kr. 12.500": "er ikke et helt tal",
    "1e5": "»1e5« er ikke et helt tal",
    "NaN": "»NaN« er ikke et tal. Lad feltet stå tomt",
    "Infinity": "er ikke et helt tal",
    "-inf": "er ikke et helt tal",
    "0x10": "er ikke et helt tal",
    "0o17": "er ikke et helt tal",
    "1_000": "er ikke et helt tal",
    "1:30": "er ikke et helt tal",
    "\uff11\uff12\uff15\uff10\uff10": "er ikke et helt tal",
    "\u0661\u0662\u0665\u0660\u0660": "er ikke et helt tal",
    "12²": "er ikke et helt tal",
    "12½": "er ikke et helt tal",
    "Ⅻ": "er ikke et helt tal",
    "12.500\u200b": "et usynligt tegn (U+200B)",
    "\u202e12500": "et usynligt tegn (U+202E)",
    "": "er ikke et helt tal",
    "-": "»-« er ikke et tal. Lad feltet stå tomt",
    "--5": "er ikke et helt tal",
    "kr.": "er ikke et helt tal",
    "-5": "-5 t.kr. er under det mindste, der kan stå her: 0 t.kr.",
    "−5": "-5 t.kr. er under det mindste",
    "100.000.000": "100.000.000 t.kr. er over det højeste, der kan stå her: 99.999.999 t.kr.",
    "9" * 18: "er over det højeste",
    "9" * 19: "Tallet har over 18 cifre.",
    "9" * 30: "Tallet har over 18 cifre.",
    "12.500.001 kr.": "»12.500.001 kr.« er ikke et helt tal (t.kr.). Det er 12.500,001 t.kr.",
    "12.500 kr.": "»12.500 kr.« er ikke et helt tal (t.kr.). Det er 12,5 t.kr.",
    "500 kr.": "»500 kr.« er ikke et helt tal (t.kr.). Det er 0,5 t.kr.",
    "12.500 pladser": "»pladser« er ikke enheden her. Skriv et helt tal (t.kr.).",
    "12 pct.": "»pct.« er ikke enheden her.",
    "1.000 kr. pr. plads": "»kr. pr. plads« er ikke enheden her.",
    "12 t.kr. kr.": "er ikke enheden her",
    "12 \x1b[31m": "et usynligt tegn (U+001B)",
}


@pytest.mark.parametrize(("tekst", "besked"), HELE_FEJL.items())
def test_hele_beloeb_der_ikke_kan_laeses(tekst: str, besked: str) -> None:
    assert besked in fejl(TKR, tekst)


@pytest.mark.parametrize(
    ("tekst", "tal"),
    [("8", 8), ("8 pladser", 8), ("8 plads", 8), ("8Pladser", 8), ("8,0", 8), ("8.500", 8_500)],
)
def test_pladser(tekst: str, tal: int) -> None:
    assert laes_tekst(PLADSER, tekst) == tal


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        ("8,5", "»8,5« er ikke et helt tal (pladser). Skriv det som fx 8."),
        ("8.5", "»8.5« er ikke et helt tal"),
        ("otte", "»otte« er ikke et helt tal (pladser)."),
        ("8 stk.", "»stk.« er ikke enheden her. Skriv et helt tal (pladser)."),
        ("-1", "under det mindste"),
        ("10.000", "over det højeste"),
    ],
)
def test_pladser_der_ikke_kan_laeses(tekst: str, besked: str) -> None:
    assert besked in fejl(PLADSER, tekst)


PROCENT = {
    "31,25": "31.25",
    "31.25": "31.25",
    "31,25 %": "31.25",
    "31,25%": "31.25",
    "31.25 pct.": "31.25",
    "31.25 PCT": "31.25",
    "31,25 procent": "31.25",
    "31": "31",
    "0.5": "0.5",
    "0,05": "0.05",
    "100": "100",
    "100,00": "100",
}


@pytest.mark.parametrize(("tekst", "tal"), PROCENT.items())
def test_procent(tekst: str, tal: str) -> None:
    fundet = laes_tekst(PCT, tekst)
    assert fundet == Decimal(tal)
    assert isinstance(fundet, Decimal)
    assert fundet.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        ("31,255", "»31,255« er ikke et tal med højst 2 decimaler (pct.). Skriv det som fx 31,25."),
        ("31,250", "højst 2 decimaler"),
        ("31.250", "højst 2 decimaler"),
        ("33,333", "højst 2 decimaler"),
        ("100,01", "100,01 pct. er over det højeste, der kan stå her: 100 pct."),
        ("1.000,5", "over det højeste"),
        ("-1", "under det mindste"),
        (",5", "højst 2 decimaler"),
        ("25,", "højst 2 decimaler"),
        ("25 %%", "»%%« er ikke enheden her."),
        ("25 t.kr.", "»t.kr.« er ikke enheden her."),
        ("33⅓", "højst 2 decimaler"),
        ("1e1", "højst 2 decimaler"),
        ("en fjerdedel", "højst 2 decimaler"),
    ],
)
def test_procent_der_ikke_kan_laeses(tekst: str, besked: str) -> None:
    assert besked in fejl(PCT, tekst)


@pytest.mark.parametrize(
    ("tekst", "tal"),
    [
        ("1.234,00", "1234"),
        ("1234", "1234"),
        ("1234,5", "1234.5"),
        ("1234.50", "1234.5"),
        ("12.5", "12.5"),
        ("1.234", "1234"),
        ("1.234 kr.", "1234"),
        ("1.500 t.kr.", "1500000"),
        ("1.234.567", "1234567"),
        ("1,5 t.kr.", "1500"),
        ("1,2345 t.kr.", "1234.5"),
    ],
)
def test_kroner_med_oerer(tekst: str, tal: str) -> None:
    assert laes_tekst(KR, tekst) == Decimal(tal)


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        (
            "1.500 mio. kr.",
            "»1.500« kan læses på to måder. Skriv 1500 eller 1.500,00, hvis punktummet skiller tusinder",
        ),
        ("1,234", "højst 2 decimaler"),
        ("0.123", "højst 2 decimaler"),
        ("1,234567 t.kr.", "højst 2 decimaler"),
    ],
)
def test_kroner_der_ikke_kan_laeses(tekst: str, besked: str) -> None:
    assert besked in fejl(KR, tekst)


def test_et_tal_der_ikke_er_et_beloeb_kan_have_punktum_paa_to_maader() -> None:
    km = Vaerdiform(navn="længde", type="tal", enhed="km", trin="0,001", mindst="0", hoejst="9.999")
    assert "»1.234« kan læses på to måder" in fejl(km, "1.234")
    assert laes_tekst(km, "1,234") == Decimal("1.234")


def test_trin_og_fortegn() -> None:
    assert laes_tekst(POINT, "-7") == -7
    assert laes_tekst(POINT, "−7") == -7
    assert laes_tekst(FEMMERE, "15") == 15
    assert fejl(FEMMERE, "7") == "»7« er ikke et tal, som 5 går op i. Skriv det som fx 30."


# Numbers in JSON

JSON_TAL = [
    (TKR, "12500", 12_500),
    (TKR, "12.0", 12),
    (TKR, "12500.000", 12_500),
    (TKR, "1e5", 100_000),
    (TKR, "1.25E+4", 12_500),
    (TKR, "-0", 0),
    (PCT, "31.25", Decimal("31.25")),
    (PCT, "31.250", Decimal("31.25")),
    (PCT, "3125e-2", Decimal("31.25")),
    (KOMMUNE, "751", "0751"),
    (KOMMUNE, "751.0", "0751"),
]


@pytest.mark.parametrize("tekst", ["99.999.999.999.999.999", "9.007.199.254.740.993", "123.456.789.012.345.678"])
def test_beskeden_om_et_stort_tal_viser_alle_cifre(tekst: str) -> None:
    assert fejl(TKR, tekst).startswith(f"{tekst} t.kr. er over det højeste, der kan stå her:")
    assert fejl(TKR, f"-{tekst}").startswith(f"-{tekst} t.kr. er under det mindste, der kan stå her:")


@pytest.mark.parametrize(("form", "tekst", "tal"), JSON_TAL)
def test_json_tal(form: Vaerdiform, tekst: str, tal: object) -> None:
    assert laes_json_tal(form, tekst, KOMMUNER) == tal


@pytest.mark.parametrize(
    ("form", "tekst", "besked"),
    [
        (TKR, "12.500", "»12.500« er ikke et helt tal (t.kr.). I et JSON-tal er punktum decimaltegn"),
        (TKR, "0.5", "er ikke et helt tal"),
        (TKR, "-1", "under det mindste"),
        (TKR, "1e30", "for stort"),
        (TKR, "1e999", "for stort"),
        (TKR, "1e999999999", "for stort eller for langt"),
        (TKR, "-1e999999999", "for stort eller for langt"),
        (TKR, "1e-999999999", "for stort eller for langt"),
        (TKR, "1e-999", "er ikke et helt tal"),
        (TKR, "9" * 30, "for stort"),
        (TKR, "9" * 1_000_000, "for stort eller for langt"),
        (PCT, "31.255", "højst 2 decimaler"),
        (PCT, "100.0000000000000000000000000000000000", "Tallet"),
        (PCT, "25.00000000000000000000000000000000001", "højst 2 decimaler"),
        (DATO, "2026", "Her skal stå en dato, ikke et tal (2026)."),
        (JA_NEJ, "1", "Her skal stå ja eller nej, ikke et tal (1)."),
        (TELEFONER, "12345678", "Her skal stå telefonnumre som tekst, ikke et tal"),
        (TEKST, "5", "Her skal stå en tekst i anførselstegn, ikke et tal (5)."),
        (VALG, "107", "Her skal stå et af valgene, ikke et tal (107)."),
        (KOMMUNE, "751.5", "Her skal stå en kommune"),
        (KOMMUNE, "9999", "9999 er ikke nummeret på en af de 98 kommuner."),
    ],
)
def test_json_tal_der_ikke_kan_laeses(form: Vaerdiform, tekst: str, besked: str) -> None:
    begyndt = time.process_time()
    if len(tekst) > 35 and besked == "Tallet":
        # Longer than any value needs to be, although its value is just 100.
        assert laes_json_tal(form, tekst, KOMMUNER) == 100
        return
    with pytest.raises(VaerdiFejl) as fanget:
        laes_json_tal(form, tekst, KOMMUNER)
    assert besked in str(fanget.value)
    assert time.process_time() - begyndt < 0.5


def test_json_ja_nej() -> None:
    assert laes_ja_nej(JA_NEJ, True) is True
    with pytest.raises(VaerdiFejl, match="Her skal stå et tal, ikke ja eller nej"):
        laes_ja_nej(TKR, False)


# Dates

DATOER = {
    "30/11/2026": date(2026, 11, 30),
    "30.11.2026": date(2026, 11, 30),
    "30-11-2026": date(2026, 11, 30),
    "2026-11-30": date(2026, 11, 30),
    " 30/11/2026\u00a0": date(2026, 11, 30),
    "1/5/2024": date(2024, 5, 1),
    "29/02/2028": date(2028, 2, 29),
    "1/1/1900": date(1900, 1, 1),
    "31/12/2199": date(2199, 12, 31),
}


@pytest.mark.parametrize(("tekst", "dag"), DATOER.items())
def test_datoer(tekst: str, dag: date) -> None:
    assert laes_tekst(DATO, tekst) == dag


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        ("31/11/2026", "31/11/2026 findes ikke i kalenderen. Ret datoen."),
        ("29/02/2027", "findes ikke i kalenderen"),
        ("11/30/2026", "findes ikke i kalenderen"),
        ("00/01/2026", "findes ikke i kalenderen"),
        ("0000-01-01", "findes ikke i kalenderen"),
        ("1/5/24", "»1/5/24« er ikke en dato. Skriv dag/måned/år, fx 30/11/2026 (eller 2026-11-30)."),
        ("30/11-2026", "er ikke en dato"),
        ("2026/11/30", "er ikke en dato"),
        ("2026-1-5", "er ikke en dato"),
        ("20261130", "er ikke en dato"),
        ("30. november 2026", "er ikke en dato"),
        ("2026-11-30T00:00:00", "er ikke en dato"),
        ("30/11/\uff12\uff10\uff12\uff16", "er ikke en dato"),
        ("\u0663\u0660/\u0661\u0661/\u0662\u0660\u0662\u0666", "er ikke en dato"),
        ("\u200e30/11/2026", "et usynligt tegn (U+200E)"),
        ("i morgen", "er ikke en dato"),
        ("", "er ikke en dato"),
        ("1/1/0001", "01/01/0001 ligger uden for de datoer, der kan stå her (01/01/1900–31/12/2199)."),
        ("31/12/1899", "ligger uden for"),
        ("1/1/2200", "ligger uden for"),
        ("9999-12-31", "ligger uden for"),
    ],
)
def test_datoer_der_ikke_kan_laeses(tekst: str, besked: str) -> None:
    assert besked in fejl(DATO, tekst)


# Yes and no, choices


@pytest.mark.parametrize("tekst", ["ja", "Ja", "JA", "jA", " ja ", "true", "True", "TRUE", "SAND"])
def test_ja(tekst: str) -> None:
    assert laes_tekst(JA_NEJ, tekst) is True


@pytest.mark.parametrize("tekst", ["nej", "Nej", "NEJ", "false", "False", "FALSE", "FALSK"])
def test_nej(tekst: str) -> None:
    assert laes_tekst(JA_NEJ, tekst) is False


@pytest.mark.parametrize(
    "tekst", ["yes", "no", "on", "off", "y", "n", "1", "0", "j", "ja.", "ja/nej", "måske", "\uff4a\uff41"]
)
def test_hverken_ja_eller_nej(tekst: str) -> None:
    assert fejl(JA_NEJ, tekst) == f"»{tekst}« er hverken ja eller nej. Skriv ja eller nej."


@pytest.mark.parametrize("tegn", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u200e"])
@pytest.mark.parametrize(
    ("form", "tekst"),
    [(TKR, "12.{}500"), (PCT, "{}31,25"), (DATO, "30/11/2026{}"), (JA_NEJ, "j{}a"), (VALG, "sel{}107")],
)
def test_det_usynlige_siges_hvor_en_vaerdi_ellers_saa_rigtig_ud(form: Vaerdiform, tekst: str, tegn: str) -> None:
    """Without it, the message quotes two texts that look the same: »sel107«. Mente du »sel107«?"""
    assert fejl(form, tekst.format(tegn)) == (
        f"Der står et usynligt tegn (U+{ord(tegn):04X}). Slet det, eller skriv det hele igen."
    )


@pytest.mark.parametrize(
    ("tekst", "valg"),
    [
        ("sel107", "sel107"),
        ("SEL107", "sel107"),
        ("SEL § 107", "sel107"),
        ("sel\u00a0§ 107", "sel107"),
        ("SEL107 og 108", "sel107_og_108"),
        ("sel107-og-108", "sel107_og_108"),
        ("andet", "Andet"),
        ("Et andet lovgrundlag", "Andet"),
        ("Både SEL og ABL", "blandet"),
        (unicodedata.normalize("NFD", "både SEL og ABL"), "blandet"),
    ],
)
def test_valg(tekst: str, valg: str) -> None:
    assert laes_tekst(VALG, tekst) == valg


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        (
            "sel108",
            "»sel108« er ikke et af valgene: SEL § 107; SEL §§ 107 og 108; et andet lovgrundlag; både SEL og ABL. "
            "Mente du »sel107«?",
        ),
        ("an", "er ikke et af valgene"),
        ("andett", "Mente du »Andet«?"),
        ("sel107, sel108", "er ikke et af valgene"),
        ("\x1b[2J", "Teksten indeholder et styretegn (U+001B). Slet det."),
        ("x" * 150, "x…« er ikke et af valgene"),
        ("x" * 1_000_000, "Teksten har over 20.000 tegn. Kort den af."),
    ],
)
def test_valg_der_ikke_er_der(tekst: str, besked: str) -> None:
    assert besked in fejl(VALG, tekst)


@pytest.mark.parametrize("tekst", ["NULL", "nan", " None ", "N/A", "\\N", "–", "(tom)", "ukendt", "Ikke oplyst"])
@pytest.mark.parametrize(
    ("form", "hvad"),
    [(TKR, "et tal"), (PCT, "et tal"), (DATO, "en dato"), (JA_NEJ, "ja eller nej"), (VALG, "et af valgene")],
)
def test_det_der_siger_at_intet_er_oplyst_skal_staa_tomt(form: Vaerdiform, hvad: str, tekst: str) -> None:
    """It is neither unknown nor a value; what a person does with an empty cell is said."""
    assert fejl(form, tekst) == (f"»{tekst.strip()}« er ikke {hvad}. Lad feltet stå tomt, hvis det ikke er oplyst.")


REGNEARKSFEJL = ["#N/A", "#I/T", "#REFERENCE!", "#VÆRDI!", "#NAVN?", "#DIVISION/0!", "#DIV/0!", "####", "Err:502"]


@pytest.mark.parametrize("form", [TKR, DATO, JA_NEJ, VALG, TEKST])
@pytest.mark.parametrize("tekst", REGNEARKSFEJL)
def test_et_regnearks_fejl_er_ingen_tekst(form: Vaerdiform, tekst: str) -> None:
    """A workbook's cell with an error is refused; the same cell saved as text was a project's name."""
    assert fejl(form, f" {tekst} ") == f"»{tekst}« er en fejl fra et regneark. Ret formlen, eller skriv værdien."


@pytest.mark.parametrize("tekst", ["#1", "#NAVN? mangler", "Err: 502", "##", "E", "# I/T"])
def test_en_tekst_der_kun_begynder_som_en_fejl(tekst: str) -> None:
    assert laes_tekst(TEKST, tekst) == tekst
