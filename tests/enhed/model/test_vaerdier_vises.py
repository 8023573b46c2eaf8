"""A formatted value parses back to the same value; any text is parsed to a value or raises VaerdiFejl."""

from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning.model.regelsaet import Vaerdiform
from ansoegning.model.vaerdier import VaerdiFejl, laes_json_tal, laes_tekst
from ansoegning.model.visning import afkort, json_vaerdi, nogle, opremsning, vis_tal, vis_vaerdi
from hjaelp.vaerdiformer import (
    DATO,
    FEMMERE,
    JA_NEJ,
    KOMMUNE,
    KOMMUNER,
    KR,
    MAILS,
    PCT,
    PLADSER,
    POINT,
    TEKST,
    TELEFONER,
    TKR,
    VALG,
)

pytestmark = pytest.mark.tung

FORMER = (TKR, PLADSER, PCT, KR, POINT, FEMMERE, DATO, JA_NEJ, KOMMUNE, TELEFONER, MAILS, TEKST, VALG)


# Round trips


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
    # A number with an infinite decimal expansion becomes the nearest double.
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
    assert [opremsning("abc"[:n], "eller") for n in range(4)] == ["", "a", "a eller b", "a, b eller c"]


def test_resten_af_mange_navne_er_aldrig_een() -> None:
    """Where only one name would be left to count, it is named: »1 andre« is not Danish."""
    assert nogle("abc", 2) == "a, b og c"
    assert nogle("abcd", 2) == "a, b og 2 andre"
    assert nogle(iter("ab")) == "a og b"


def test_en_afkortet_tekst_har_det_hoejeste_antal_tegn() -> None:
    assert [afkort("abcd", n) for n in (3, 4)] == ["ab…", "abcd"]


# Any text is parsed to a value or raises VaerdiFejl, without delay

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
