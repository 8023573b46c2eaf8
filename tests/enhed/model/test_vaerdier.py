"""How people write values: numbers, dates, yes and no, choices, municipalities, telephones, mail. Value or error.

The tables say what the contract says ("Exit codes", second half): Danish writing is read by the fact's own form, and
what could be read two ways is an error.
"""

from __future__ import annotations

import json
import time
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning.indlaes.regelsaet import laes_kommuner
from ansoegning.model.regelsaet import Vaerdiform
from ansoegning.model.vaerdier import VaerdiFejl, laes_ja_nej, laes_json_tal, laes_tekst
from ansoegning.model.visning import json_vaerdi, opremsning, vis_tal, vis_vaerdi
from ansoegning.system.steder import mappe

KOMMUNER = laes_kommuner((mappe("rules") / "kommuner.csv").read_text(encoding="utf-8"), date(2024, 5, 15))

TKR = Vaerdiform(navn="beløb", type="tal", enhed="t.kr.", mindst="0", hoejst="99.999.999")
PLADSER = Vaerdiform(navn="pladser", type="tal", enhed="pladser", mindst="0", hoejst="9.999")
PCT = Vaerdiform(navn="andel", type="tal", enhed="pct.", trin="0,01", mindst="0", hoejst="100")
KR = Vaerdiform(navn="takst", type="tal", enhed="kr.", trin="0,01", mindst="0", hoejst="9.999.999")
POINT = Vaerdiform(navn="point", type="tal", trin="1", mindst="-100", hoejst="100")
FEMMERE = Vaerdiform(navn="femmere", type="tal", trin="5", mindst="0", hoejst="100")
DATO = Vaerdiform(navn="dag", type="dato")
JA_NEJ = Vaerdiform(navn="svar", type="ja_nej")
KOMMUNE = Vaerdiform(navn="kommune", type="kommune")
TELEFONER = Vaerdiform(navn="telefoner", type="telefoner")
MAILS = Vaerdiform(navn="mails", type="mails")
TEKST = Vaerdiform(navn="tekst", type="tekst")
VALG = Vaerdiform(
    navn="lov",
    type="valg",
    valg={
        "sel107": "SEL § 107",
        "sel107_og_108": "SEL §§ 107 og 108",
        "Andet": "et andet lovgrundlag",
        "blandet": "både SEL og ABL",
    },
)
FORMER = (TKR, PLADSER, PCT, KR, POINT, FEMMERE, DATO, JA_NEJ, KOMMUNE, TELEFONER, MAILS, TEKST, VALG)


def _fejl(form: Vaerdiform, tekst: str) -> str:
    with pytest.raises(VaerdiFejl) as fanget:
        laes_tekst(form, tekst, KOMMUNER)
    return str(fanget.value)


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
    "NaN": "»NaN« er ikke et helt tal",
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
    "12.500\u200b": "»12.500\\u200b« er ikke et helt tal",
    "\u202e12500": "»\\u202e12500« er ikke et helt tal",
    "": "er ikke et helt tal",
    "-": "er ikke et helt tal",
    "--5": "er ikke et helt tal",
    "kr.": "er ikke et helt tal",
    "-5": "-5 er under det mindste, der kan stå her: 0.",
    "−5": "-5 er under det mindste",
    "100.000.000": "100.000.000 er over det højeste, der kan stå her: 99.999.999.",
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
    "12 \x1b[31m": "er ikke et helt tal",
}


@pytest.mark.parametrize(("tekst", "besked"), HELE_FEJL.items())
def test_hele_beloeb_der_ikke_kan_laeses(tekst: str, besked: str) -> None:
    assert besked in _fejl(TKR, tekst)


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
    assert besked in _fejl(PLADSER, tekst)


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
        ("100,01", "100,01 er over det højeste, der kan stå her: 100."),
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
    assert besked in _fejl(PCT, tekst)


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
    assert besked in _fejl(KR, tekst)


def test_et_tal_der_ikke_er_et_beloeb_kan_have_punktum_paa_to_maader() -> None:
    km = Vaerdiform(navn="længde", type="tal", enhed="km", trin="0,001", mindst="0", hoejst="9.999")
    assert "»1.234« kan læses på to måder" in _fejl(km, "1.234")
    assert laes_tekst(km, "1,234") == Decimal("1.234")


def test_trin_og_fortegn() -> None:
    assert laes_tekst(POINT, "-7") == -7
    assert laes_tekst(POINT, "−7") == -7
    assert laes_tekst(FEMMERE, "15") == 15
    assert _fejl(FEMMERE, "7").startswith("»7« er ikke et tal, som 5 går op i.")


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
]


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
        (KOMMUNE, "751.0", "Her skal stå en kommune"),
        (KOMMUNE, "9999", "9999 er ikke nummeret på en af de 98 kommuner."),
    ],
)
def test_json_tal_der_ikke_kan_laeses(form: Vaerdiform, tekst: str, besked: str) -> None:
    begyndt = time.process_time()
    if len(tekst) > 35 and besked == "Tallet":
        # Longer than any value needs to be, though it is a hundred.
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
        ("\u200e30/11/2026", "»\\u200e30/11/2026« er ikke en dato"),
        ("i morgen", "er ikke en dato"),
        ("", "er ikke en dato"),
        ("1/1/0001", "01/01/0001 ligger uden for de datoer, der kan stå her (01/01/1900–31/12/2199)."),
        ("31/12/1899", "ligger uden for"),
        ("1/1/2200", "ligger uden for"),
        ("9999-12-31", "ligger uden for"),
    ],
)
def test_datoer_der_ikke_kan_laeses(tekst: str, besked: str) -> None:
    assert besked in _fejl(DATO, tekst)


# Yes and no, choices


@pytest.mark.parametrize("tekst", ["ja", "Ja", "JA", "jA", " ja ", "true", "True", "TRUE"])
def test_ja(tekst: str) -> None:
    assert laes_tekst(JA_NEJ, tekst) is True


@pytest.mark.parametrize("tekst", ["nej", "Nej", "NEJ", "false", "False", "FALSE"])
def test_nej(tekst: str) -> None:
    assert laes_tekst(JA_NEJ, tekst) is False


@pytest.mark.parametrize(
    "tekst", ["yes", "no", "on", "off", "y", "n", "1", "0", "j", "ja.", "ja/nej", "måske", "\uff4a\uff41"]
)
def test_hverken_ja_eller_nej(tekst: str) -> None:
    assert _fejl(JA_NEJ, tekst) == f"»{tekst}« er hverken ja eller nej. Skriv ja eller nej."


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
            "»sel108« er ikke et af valgene: sel107, sel107_og_108, Andet, blandet. Mente du »sel107«?",
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
    assert besked in _fejl(VALG, tekst)


# Municipalities

KOMMUNENAVNE = {
    "751": "0751",
    "0751": "0751",
    " 0751 ": "0751",
    "Aarhus": "0751",
    "Århus": "0751",
    "ÅRHUS": "0751",
    "aarhus kommune": "0751",
    "Aarhus  Kommune": "0751",
    "Aarhus\u00a0Kommune": "0751",
    unicodedata.normalize("NFD", "Århus Kommune"): "0751",
    "Københavns Kommune": "0101",
    "koebenhavn": "0101",
    "Ærø": "0492",
    unicodedata.normalize("NFD", "Ærø"): "0492",
    "Aeroe kommune": "0492",
    "Lyngby-Taarbæk": "0173",
    "lyngby tårbæk": "0173",
    "Høje-Taastrup": "0169",
    "Bornholms Regionskommune": "0400",
    "Bornholm": "0400",
    "Nordfyns Kommune": "0480",
    "Vesthimmerlands Kommune": "0820",
    "Assens": "0420",
    "Randers Kommune": "0730",
    "Ålborg": "0851",
}


@pytest.mark.parametrize(("tekst", "kode"), KOMMUNENAVNE.items())
def test_kommuner(tekst: str, kode: str) -> None:
    assert laes_tekst(KOMMUNE, tekst, KOMMUNER) == kode


@pytest.mark.parametrize("kommune", KOMMUNER.alle, ids=lambda k: k.kode)
def test_enhver_kommune_kan_skrives_som_folk_goer(kommune: object) -> None:
    k = KOMMUNER.kode(kommune.kode)  # type: ignore[attr-defined]
    ejefald = k.navn if k.navn.endswith("s") else f"{k.navn}s"
    former = (k.kode, k.kode.lstrip("0"), k.navn, k.navn.upper(), f"{k.navn} Kommune", f"{ejefald} kommune")
    for tekst in (*former, unicodedata.normalize("NFD", k.navn), k.navn.replace("å", "aa")):
        assert laes_tekst(KOMMUNE, tekst, KOMMUNER) == k.kode


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        ("Christiansø", "»Christiansø« er ikke en af de 98 kommuner."),
        ("0411", "0411 er ikke nummeret på en af de 98 kommuner. Skriv kommunens navn eller nummer."),
        ("411", "411 er ikke nummeret på en af de 98 kommuner."),
        ("75", "75 er ikke nummeret"),
        ("00751", "»00751« er ikke en af de 98 kommuner."),
        ("\u0667\u0665\u0661", "er ikke en af de 98 kommuner."),
        ("Arhus", "Mente du »Aarhus«?"),
        ("Aarhsu", "Mente du »Aarhus«?"),
        ("København K", "Mente du »København«?"),
        ("Ærøskøbing", "er ikke en af de 98 kommuner."),
        ("Region Midtjylland", "er ikke en af de 98 kommuner."),
        ("kommune", "»kommune« er ikke en af de 98 kommuner. Skriv kommunens navn eller nummer."),
        ("Vesthimmerland", "Mente du »Vesthimmerlands«?"),
        (
            "\x1b[31mAarhus\u202e",
            "Teksten indeholder et styretegn (U+001B). Slet det.",
        ),
        ("a" * 150, "a…« er ikke en af de 98 kommuner."),
        ("a" * 1_000_000, "Teksten har over 20.000 tegn. Kort den af."),
    ],
)
def test_kommuner_der_ikke_er_der(tekst: str, besked: str) -> None:
    assert besked in _fejl(KOMMUNE, tekst)


# Contacts


@pytest.mark.parametrize(
    "tekst",
    [
        "12345678",
        "12 34 56 78",
        "12-34-56-78",
        "+4512345678",
        "+45 12 34 56 78",
        "(+45) 12345678",
        "0045 12345678",
        "12345678, 87654321",
        "12345678; 87654321;",
        "12345678 og 87654321",
        "12345678\n87654321",
        "tlf. 12345678",
        "Hanne: 12345678",
        "12345678 (direkte)",
        "12345678 Hanne; 87654321 (mobil)",
    ],
)
def test_telefoner(tekst: str) -> None:
    assert laes_tekst(TELEFONER, tekst) == tekst


@pytest.mark.parametrize(
    "tekst",
    [
        "1234567",
        "123456789",
        "+46 12345678",
        "12345678 lok. 12",
        "12345678x",
        "1234567 (mobil)",
        "12345678 87654321",
        "12345678 - 87654321",
        "12345678" + " " * 100_000 + "1",
        "12345678, 1234",
        "ring til Hanne",
        "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
        "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
        "+" * 100_000,
        "1 og " * 20_000,
    ],
)
def test_telefoner_der_ikke_kan_laeses(tekst: str) -> None:
    foer = "Teksten har over" if len(tekst) > 200 else "Et telefonnummer har otte cifre"
    assert _fejl(TELEFONER, tekst).startswith(foer)


def test_intet_telefonnummer() -> None:
    assert _fejl(TELEFONER, ";") == "Der står intet telefonnummer."


@pytest.mark.parametrize(
    "tekst",
    ["a@b.dk", "fornavn.efternavn@aarhus.dk", "a@b.dk; c@d.dk;", "post@ærø.dk", "a+b@c.d-e.dk", "a@b.dk\n"],
)
def test_mails(tekst: str) -> None:
    assert laes_tekst(MAILS, tekst) == tekst


@pytest.mark.parametrize(
    "tekst",
    [
        "a@b",
        "@b.dk",
        "a@b..dk",
        "a@-b.dk",
        "a@b-.dk",
        ".a@b.dk",
        "a.@b.dk",
        "a..b@c.dk",
        "." * 100_000 + "@b.dk",
        "a@b.d",
        "a@b.c0m",
        "a b@c.dk",
        "a@b.dk, c@d.dk",
        "a@b.dk c@d.dk",
        "Hanne <a@b.dk>",
        "a@b@c.dk",
        ";",
        "a@b.dk\nBcc: x@y.dk",
        "a@" + "b" * 300 + ".dk",
        "a@" + "a." * 100_000,
        "a@" + "a-" * 100_000,
    ],
)
def test_mails_der_ikke_kan_laeses(tekst: str) -> None:
    begyndt = time.process_time()
    foer = "Teksten har over" if len(tekst) > 200 else "En mailadresse har formen navn@kommune.dk"
    assert _fejl(MAILS, tekst).startswith(foer)
    assert time.process_time() - begyndt < 0.5


@pytest.mark.parametrize("form", [MAILS, TELEFONER])
@pytest.mark.parametrize("tegn", ["\u202e", "\u200b", "\u2066", "\u2028", "\u00ad"])
def test_intet_usynligt_i_kontaktoplysninger(form: Vaerdiform, tegn: str) -> None:
    tekst = f"a{tegn}@b.dk" if form is MAILS else f"{tegn}12345678"
    assert f"et usynligt tegn (U+{ord(tegn):04X})" in _fejl(form, tekst)


# Texts


@pytest.mark.parametrize("tekst", ["æøå ÆØÅ", "linje 1\nlinje 2\r\n\tindrykket", "=HYPERLINK(1)", "😀", "\u202eabc"])
def test_tekster(tekst: str) -> None:
    assert laes_tekst(TEKST, tekst) == tekst


@pytest.mark.parametrize("tegn", ["\x00", "\x1b", "\x07", "\x7f", "\x85", "\x9b"])
def test_styretegn_i_tekster(tegn: str) -> None:
    assert _fejl(TEKST, f"a{tegn}b") == f"Teksten indeholder et styretegn (U+{ord(tegn):04X}). Slet det."


# And back


@pytest.mark.parametrize(
    ("tal", "vist"),
    [
        (0, "0"),
        (12_500, "12.500"),
        (-1_234_567, "-1.234.567"),
        (Decimal("31.25"), "31,25"),
        (Decimal("31.50"), "31,5"),
        (Decimal("31.00"), "31"),
        (Decimal("1234.5"), "1.234,5"),
        (Fraction(1, 3), "0,33"),
        (Fraction(-2, 3), "-0,67"),
        (Decimal("-0.001"), "0"),
        (Decimal("-0"), "0"),
        (Fraction(200_000), "200.000"),
    ],
)
def test_tal_vises(tal: int | Decimal | Fraction, vist: str) -> None:
    assert vis_tal(tal) == vist


@given(st.integers(0, 99_999_999))
def test_hele_tal_frem_og_tilbage(tal: int) -> None:
    assert laes_tekst(TKR, vis_tal(tal)) == tal
    assert laes_json_tal(TKR, json.dumps(json_vaerdi(tal))) == tal


@given(st.decimals(0, 100, places=2))
def test_procent_frem_og_tilbage(tal: Decimal) -> None:
    assert laes_tekst(PCT, vis_vaerdi(PCT, tal)) == tal
    assert laes_tekst(PCT, str(tal)) == tal
    skrevet = json.dumps(json_vaerdi(tal))
    laest = laes_tekst(PCT, json.loads(skrevet)) if skrevet.startswith('"') else laes_json_tal(PCT, skrevet)
    assert laest == tal


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_datoer_frem_og_tilbage(dag: date) -> None:
    assert laes_tekst(DATO, vis_vaerdi(DATO, dag)) == dag
    assert laes_tekst(DATO, str(json_vaerdi(dag))) == dag


@given(st.integers(-(2**80), 2**80) | st.decimals(-(10**12), 10**12, places=4) | st.fractions())
def test_json_er_altid_det_samme_tal(tal: int | Decimal | Fraction) -> None:
    skrevet = json_vaerdi(tal)
    vaerdi = json.loads(json.dumps(skrevet))
    rest = Fraction(tal).denominator
    for p in (2, 5):
        while rest % p == 0:
            rest //= p
    # A number without an end as a decimal is the nearest that a double holds.
    assert Fraction(vaerdi) == (Fraction(tal) if rest == 1 else Fraction(float(Fraction(tal))))


def test_andre_vaerdier_vises() -> None:
    assert vis_vaerdi(TKR, 20_000) == "20.000.000 kr."
    assert vis_vaerdi(PLADSER, 1) == "1 plads"
    assert vis_vaerdi(PLADSER, 2) == "2 pladser"
    assert vis_vaerdi(JA_NEJ, False) == "nej"
    assert vis_vaerdi(VALG, "sel107") == "SEL § 107"
    assert vis_vaerdi(KOMMUNE, "0751", KOMMUNER) == "Aarhus"
    assert vis_vaerdi(TKR, None) == "ikke oplyst"
    assert vis_vaerdi(TEKST, "a\x1b\u202eb") == "a\\u001b\\u202eb"
    assert json_vaerdi(("a", "b")) == ["a", "b"]
    assert opremsning(["a", "b", "c"]) == "a, b og c"


# Whatever is written, it is a value or a VaerdiFejl, at once

TAL_AGTIGT = st.text(alphabet="0123456789.,-+ eE%krtmiopca\u00a0−½\uff11\u0663", max_size=40)


@given(st.sampled_from(FORMER), st.text() | TAL_AGTIGT)
def test_enhver_tekst_giver_en_vaerdi_eller_en_vaerdifejl(form: Vaerdiform, tekst: str) -> None:
    for laes in (laes_tekst, laes_json_tal):
        besked = "."
        try:
            vaerdi = laes(form, tekst, KOMMUNER)
        except VaerdiFejl as fejl:
            besked = str(fejl)
        else:
            json.dumps(json_vaerdi(vaerdi))
            vist = vis_vaerdi(form, vaerdi, KOMMUNER)
            assert all(tegn.isprintable() or tegn.isspace() or tegn == "\u00ad" for tegn in vist if ord(tegn) < 0x378)
        assert besked.endswith((".", "?"))
        assert all(tegn.isprintable() or ord(tegn) >= 0xA0 for tegn in besked)


@pytest.mark.parametrize("form", FORMER, ids=lambda f: f.navn)
@pytest.mark.parametrize(
    "led",
    ["1", "9.", "1.000", "1 ", "a ", "a pr. ", "12 a pr. ", "(", "+", "og ", "a@", "a.", "\u202e", " ", "\n"],
)
def test_en_megabyte_laeses_hurtigt(form: Vaerdiform, led: str) -> None:
    tekst = led * (1_000_000 // len(led)) + "!"
    begyndt = time.process_time()
    besked = ""
    try:
        laes_tekst(form, tekst, KOMMUNER)
    except VaerdiFejl as fejl:
        besked = str(fejl)
    assert len(besked) < 500
    assert time.process_time() - begyndt < 1
