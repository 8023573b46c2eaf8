"""Conditionals, ratios and date arithmetic: values, types, bounds, text, suggestions and mutants."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.fejl import RegelsaetFejl
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.indbygget import flyttet, flyttet_maaneder, hele_aar
from ansoegning.motor.reference import Kontekst, vaerdi
from ansoegning.motor.slutning import PlainKaede
from ansoegning.motor.vendepunkter import vendepunkter
from ansoegning.sprog.skriv import skriv_udtryk
from ansoegning.sprog.traeer import Knude
from ansoegning.sprog.typer import type_udtryk
from ansoegning.vaerksted.mutanter_traeer import varianter
from hjaelp.pakkebyg import byg_pakke, kriterium, pakkedata

FAKTA: dict[str, Any] = {
    "pris": {"navn": "prisen", "type": "tal", "enhed": "kr.", "mindst": "0", "hoejst": "999.999"},
    "egen": {"navn": "egenbetalingen", "type": "tal", "enhed": "kr.", "mindst": "0", "hoejst": "999.999"},
    "huse": {"navn": "husene", "type": "tal", "enhed": "huse", "mindst": "0", "hoejst": "999"},
    "andele": {"navn": "andelen", "type": "tal", "enhed": "pct.", "trin": "0,01", "mindst": "0", "hoejst": "100"},
    "foedt": {"navn": "fødselsdagen", "type": "dato"},
    "dag": {"navn": "dagen", "type": "dato"},
    "ny": {"navn": "om den er ny", "type": "ja_nej"},
    "art": {"navn": "arten", "type": "valg", "valg": {"a": "A", "b": "B"}},
    "anden": {"navn": "den anden art", "type": "valg", "valg": {"a": "A", "b": "B"}},
}


def _pakke(krav: str, **fakta: Any) -> Any:
    alle = {n: {**f, "brug": ["oplysning"]} for n, f in {**FAKTA, **fakta}.items()}
    return byg_pakke(pakkedata(fakta={"ansoegning": alle}, kriterier=[kriterium("K1", krav)]))


REGELSAET = _pakke("ny")


def _trae(udtryk: str, regelsaet: Any = REGELSAET) -> Knude:
    return type_udtryk(udtryk, regelsaet.omfang, None)


def _vaerdi(udtryk: str, **fakta: Any) -> Any:
    return vaerdi(_trae(udtryk), Kontekst(REGELSAET, fakta, {}))


@pytest.mark.parametrize(
    ("udtryk", "fakta", "ventet"),
    [
        ("pris pr. huse", {"pris": 10, "huse": 4}, Fraction(5, 2)),
        ("pris pr. huse", {"pris": 10, "huse": 0}, None),
        ("pris pr. huse", {"pris": 10}, None),
        ("huse × (pris pr. huse)", {"pris": 10, "huse": 3}, 10),
        ("andel(pris, egen) + 5 pct.", {"pris": 1, "egen": 3}, Fraction(115, 3)),
        ("mindste(pris, egen, 7 kr.)", {"pris": 8, "egen": 9}, 7),
        ("hoejeste(pris, egen)", {"pris": 8}, None),
        ("hvis ny så pris ellers egen", {"ny": True, "pris": 1}, 1),
        ("hvis ny så pris ellers egen", {"ny": False, "pris": 1}, None),
        ("hvis ny så pris ellers egen", {"pris": 1, "egen": 1}, 1),
        ("hvis ny så pris ellers egen", {"pris": 1, "egen": 2}, None),
        ("hvis ny så pris > 1 kr. ellers ja", {"pris": 2}, True),
        ("(hvis ny så art ellers anden) er b", {"ny": False, "anden": "b"}, True),
        ("mindste(foedt, dag)", {"foedt": date(2001, 1, 1), "dag": date(2000, 1, 1)}, date(2000, 1, 1)),
    ],
)
def test_vaerdier(udtryk: str, fakta: dict[str, Any], ventet: Any) -> None:
    assert _vaerdi(udtryk, **fakta) == ventet


@pytest.mark.parametrize(
    ("foedt", "dag", "aar"),
    [
        (date(2000, 5, 2), date(2018, 5, 1), 17),
        (date(2000, 5, 2), date(2018, 5, 2), 18),
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(2000, 2, 29), date(2020, 2, 29), 20),
        (date(2018, 5, 2), date(2018, 5, 1), -1),
    ],
)
def test_alder(foedt: date, dag: date, aar: int) -> None:
    assert hele_aar(foedt, dag) == aar


def test_flyttede_dage() -> None:
    assert flyttet_maaneder(date(2024, 1, 31), 1, "rund_ned") == date(2024, 2, 29)
    assert flyttet_maaneder(date(2024, 1, 31), 1, "rund_op") == date(2024, 3, 1)
    assert flyttet_maaneder(date(2024, 2, 29), -12, "rund_ned") == date(2023, 2, 28)
    assert flyttet_maaneder(date(2024, 2, 29), -12, "rund_op") == date(2023, 3, 1)
    assert flyttet_maaneder(date(9999, 12, 31), 1, "rund_ned") is None
    assert flyttet(date(9999, 12, 31), 1) is None
    assert flyttet(date(1, 1, 1), -1) is None
    assert _vaerdi("traek_fra(dag, 5 år, rund_ned)", dag=date(2024, 2, 29)) == date(2019, 2, 28)
    assert _vaerdi("laeg_til(dag, 2 uger)", dag=date(2024, 2, 20)) == date(2024, 3, 5)


@pytest.mark.parametrize(
    "udtryk",
    [
        "pris × (egen pr. pris)",
        "(hvis ny så pris ellers egen) > 2 kr.",
        "laeg_til(dag, 5 år, rund_ned) < foedt",
        "traek_fra(dag, 30 dage) < foedt",
        "mindste(pris, egen) > 0 kr. og hele_aar(foedt, dag) >= 18 år",
    ],
)
def test_skrevet_og_laest_igen(udtryk: str) -> None:
    trae = _trae(udtryk)
    assert _trae(skriv_udtryk(trae)) == trae


@pytest.mark.parametrize(
    ("udtryk", "besked"),
    [
        ("(pris pr. (egen pr. huse)) > 2 huse", "så tæt på 0"),
        ("pris pr. 0 > 1 kr.", "Der kan ikke deles med 0."),
        ("(pris pr. ingen) > 1", "Der kan ikke deles med 0."),
        ("(pris pr. andele) > 1 kr.", "procent"),
        ("(hvis pris så pris ellers egen) > 0", "betingelse"),
        ("(hvis ny så pris ellers huse) > 0", "Enhederne passer ikke sammen"),
        ("laeg_til(dag, 1 år) > foedt", "rund_ned"),
        ("laeg_til(dag, 1 dag, rund_ned) > foedt", "rundes ikke"),
        ("laeg_til(dag, 0,5 år, rund_ned) > foedt", "helt"),
        ("laeg_til(dag, pris) > foedt", "antal dage, uger, måneder eller år"),
        ("mindste(pris) > 0", "mindst 2 argumenter"),
        ("mindste(art, anden) er a", "et tal"),
    ],
)
def test_fejl_siger_hvad_der_skal_staa(udtryk: str, besked: str) -> None:
    ingen = {"navn": "ingenting", "type": "tal", "enhed": "kr.", "afledt": "0 kr."}
    with pytest.raises(RegelsaetFejl) as fanget:
        _pakke(udtryk, ingen=ingen)
    assert besked in str(fanget.value)


def test_en_vurdering_kan_ikke_staa_i_et_kriterium() -> None:
    with pytest.raises(RegelsaetFejl, match=r"»jury« er en vurdering.* skrives med forbehold\."):
        byg_pakke(
            pakkedata(
                fakta={"ansoegning": {"pris": {**FAKTA["pris"], "brug": ["oplysning"]}}},
                vurderingsfakta={"jury": {"navn": "juryens tal", "type": "tal", "mindst": "0", "hoejst": "10"}},
                kriterier=[kriterium("K1", "pris > 0 kr. og jury > 3")],
            )
        )


def test_graenser_af_et_forhold() -> None:
    """At most the full price per house, and at least zero."""
    type_ = _trae("pris pr. huse").type
    assert (type_.fra, type_.til) == (0, 999_999)


@pytest.mark.parametrize(
    ("krav", "fakta", "navn", "ventet"),
    [
        ("mindste(pris, egen) >= 500 kr.", {"pris": 100, "egen": 600}, "pris", 500),
        ("(hvis huse >= 5 huse så pris ellers egen) >= 500 kr.", {"pris": 600, "egen": 100, "huse": 2}, "huse", 5),
        ("pris pr. huse <= 100 kr. pr. huse", {"pris": 1_000, "huse": 3}, "huse", 10),
        ("pris pr. huse <= 100 kr. pr. huse", {"pris": 1_000, "huse": 3}, "pris", 300),
        ("hele_aar(foedt, dag) >= 18 år", {"foedt": date(2008, 3, 1), "dag": date(2024, 5, 1)}, "foedt", "2006-05-01"),
    ],
)
def test_forslaget_er_den_mindste_aendring(krav: str, fakta: dict[str, Any], navn: str, ventet: Any) -> None:
    svar = bedoem_ansoegning(Ansoegning("a", "p", fakta), _pakke(krav), (PlainKaede(),))
    (k,) = svar.kriterier
    assert {f.fakta: f.til for f in k.forslag}[navn] == ventet


def test_vendepunkter_i_hver_gren() -> None:
    """The thresholds of each branch, and of the condition that selects the branch."""
    trae = _trae("(hvis pris > 50 kr. så pris - 10 kr. ellers egen) >= 100 kr.")
    k = Kontekst(REGELSAET, {"pris": 60, "egen": 5}, {})
    assert {Fraction(50), Fraction(110)} <= vendepunkter([trae], (None, "pris"), k)


def test_mutanter_af_hver_slags() -> None:
    udtryk = (
        "mindste(pris, egen) > 0 og laeg_til(dag, 2 år, rund_ned) > foedt og (hvis ny så pris ellers egen) > 5 kr. og "
        "pris pr. huse > 0"
    )
    skrevne = {v.hvad for v in varianter(_trae(udtryk), REGELSAET)}
    for ventet in (
        "»mindste(pris, egen)« bliver »hoejeste(pris, egen)«",
        "»laeg_til(dag, 2 år, rund_ned)« bliver »traek_fra(dag, 2 år, rund_ned)«",
        "»laeg_til(dag, 2 år, rund_ned)« bliver »laeg_til(dag, 2 år, rund_op)«",
        "»laeg_til(dag, 2 år, rund_ned)« bliver »laeg_til(dag, 3 år, rund_ned)«",
        "»(hvis ny så pris ellers egen)« bliver »(hvis ny så egen ellers pris)«",
        "»egen« udgår af »(hvis ny så pris ellers egen)«",
    ):
        assert ventet in skrevne, (ventet, sorted(skrevne))
