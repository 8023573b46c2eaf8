"""The published tables checked against an independent oracle: arithmetic on the files, without the program's code."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

import pytest

from ansoegning.handlinger.fordel import fordel
from ansoegning.model.fordelingssvar import FordelSvar, TabelafvigelseSvar
from ansoegning.system.steder import mappe
from hjaelp.kilder import KILDER, med_kilder

OPLYST = 1_913_090
BELOEB = {"telehjerter-2024": 875_000, "kod-2024": 525_000}
begge = pytest.mark.parametrize("pulje", BELOEB)


def _tabel(pulje: str) -> list[dict[str, str]]:
    with (mappe("rules") / pulje / "parter.csv").open(encoding="utf-8") as fil:
        return [r for r in csv.DictReader(fil) if r["art"] == "kommune"]


def _rund(x: Fraction) -> int:
    return floor(x + Fraction(1, 2))


def _af_art(svar: FordelSvar, art: str) -> list[TabelafvigelseSvar]:
    return [a for a in svar.komponenter[0].afvigelser if a.art == art]


@begge
def test_summen(pulje: str) -> None:
    svar, raekker = fordel(pulje), _tabel(pulje)
    (afvigelse,) = _af_art(svar, "sum")
    offentliggjort = sum(int(r["offentliggjort_beloeb"]) for r in raekker)
    assert afvigelse.offentliggjort == svar.komponenter[0].sum.offentliggjort == offentliggjort
    assert afvigelse.beregnet == svar.komponenter[0].sum.beloeb == BELOEB[pulje]
    assert sum(int(str(p.beloeb)) for p in svar.komponenter[0].parter) == BELOEB[pulje]


@begge
def test_beloebene(pulje: str) -> None:
    svar, raekker = fordel(pulje), _tabel(pulje)
    i_alt = sum(int(r["indbyggere"]) for r in raekker)
    noejagtige = {r["part"]: Fraction(BELOEB[pulje] * int(r["indbyggere"]), i_alt) for r in raekker}
    mangler = BELOEB[pulje] - sum(floor(x) for x in noejagtige.values())
    heldige = sorted(noejagtige, key=lambda n: floor(noejagtige[n]) - noejagtige[n])[:mangler]
    ventet = {n: floor(x) + (n in heldige) for n, x in noejagtige.items()}
    assert {p.part: p.beloeb for p in svar.komponenter[0].parter} == ventet
    afviger = {r["part"] for r in raekker if int(r["offentliggjort_beloeb"]) != ventet[r["part"]]}
    assert {a.part for a in _af_art(svar, "beloeb")} == afviger
    assert len(afviger) == {"telehjerter-2024": 29, "kod-2024": 18}[pulje]


@begge
def test_andelene(pulje: str) -> None:
    svar, raekker = fordel(pulje), _tabel(pulje)
    i_alt = sum(int(r["indbyggere"]) for r in raekker)

    def andel(r: dict[str, str]) -> Decimal:
        return (100 * Decimal(r["indbyggere"]) / i_alt).quantize(Decimal("0.1"), ROUND_HALF_UP)

    afviger = {r["part"] for r in raekker if Decimal(r["offentliggjort_andel"]) != andel(r)}
    assert {a.part for a in _af_art(svar, "andel")} == {None, *afviger}
    assert afviger == ({"København"} if pulje == "telehjerter-2024" else set())


def test_hvilken_noegle_kods_beloeb_foelger() -> None:
    for r in _tabel("kod-2024"):
        assert _rund(Fraction(525_000 * int(r["indbyggere"]), OPLYST)) == int(r["offentliggjort_beloeb"])
    sum_, fra = _af_art(fordel("kod-2024"), "noegle")
    assert (sum_.offentliggjort, sum_.beregnet) == (OPLYST, 1_912_998)
    assert fra.offentliggjort == OPLYST
    assert "Alle 29 offentliggjorte beløb følger af de 1.913.090 indbyggere" in fra.tekst


def test_hvilken_noegle_telehjerters_beloeb_foelger() -> None:
    """Try each key total in a wide range: those reported give all the published amounts, and no others do."""
    raekker = _tabel("telehjerter-2024")

    def giver(noeglesum: int) -> bool:
        return all(
            _rund(Fraction(875_000 * int(r["indbyggere"]), noeglesum)) == int(r["offentliggjort_beloeb"])
            for r in raekker
        )

    passer = [n for n in range(1_910_500, 1_913_200) if giver(n)]
    sum_, fra = _af_art(fordel("telehjerter-2024"), "noegle")
    assert (sum_.offentliggjort, sum_.beregnet) == (OPLYST, 1_912_998)
    assert (fra.fra, fra.til) == (passer[0], passer[-1]) == (1_911_065, 1_911_070)
    assert passer == list(range(passer[0], passer[-1] + 1))
    assert OPLYST not in passer
    for n in passer:
        koebenhavn = next(r for r in raekker if r["part"] == "København")
        assert _rund(Fraction(1000 * int(koebenhavn["indbyggere"]), n)) == 346
    samme = [b for b in range(875_700, 876_100) if all(
        _rund(Fraction(b * int(r["indbyggere"]), 1_912_998)) == int(r["offentliggjort_beloeb"]) for r in raekker
    )]  # fmt: skip
    assert f"{samme[0] // 1000}.{samme[0] % 1000}–{samme[-1] // 1000}.{samme[-1] % 1000} kr." in fra.tekst


def test_energi_paa_tvaers() -> None:
    komponenter = {k.id: k for k in fordel("energi-paa-tvaers-4").komponenter}
    assert {k: [a.art for a in v.afvigelser] for k, v in komponenter.items()} == {
        "kr_forslag": ["sum"],
        "timer_forslag": [],
        "kr_tidligere": ["sum", *["beloeb"] * 4],
        "timer_tidligere": ["sum", *["beloeb"] * 4],
    }
    forslag = komponenter["kr_forslag"]
    assert (forslag.sum.oplyst, forslag.sum.offentliggjort) == ("1833333.33", "1933333.35")
    assert "100.000,02 kr. mere" in forslag.afvigelser[0].tekst


@pytest.mark.parametrize("pulje", BELOEB)
@med_kilder
def test_tallene_er_kildens(pulje: str) -> None:
    with (KILDER / f"{pulje}.csv").open(encoding="utf-8") as fil:
        kilde = [tuple(r.values()) for r in csv.DictReader(fil)]
    egne = [(r["part"], r["indbyggere"], r["offentliggjort_andel"], r["offentliggjort_beloeb"]) for r in _tabel(pulje)]
    assert egne == kilde


@med_kilder
def test_energitallene_er_kildens() -> None:
    with (KILDER / "energi-paa-tvaers-4.csv").open(encoding="utf-8") as fil:
        kilde = list(csv.DictReader(fil))
    with (mappe("rules") / "energi-paa-tvaers-4" / "parter.csv").open(encoding="utf-8") as fil:
        egne = list(csv.DictReader(fil))
    par = {
        "kr_tidligere": "kr_pr_aar_tidligere",
        "timer_tidligere": "timer_kr_tidligere",
        "kr_forslag": "kr_pr_aar_forslag",
        "timer_forslag": "timer_kr_forslag",
    }
    assert [[r["part"], *(r[n] for n in par)] for r in egne] == [
        [r["part"], *(r[n] for n in par.values())] for r in kilde[:-1]
    ]
    komponenter = {k.id: k.sum.oplyst for k in fordel("energi-paa-tvaers-4").komponenter}
    assert {k: Decimal(str(v)) for k, v in komponenter.items()} == {k: Decimal(kilde[-1][v]) for k, v in par.items()}
