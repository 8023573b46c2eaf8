"""Two invented pools compared with a calculation in plain Python: statuses and points of generated applications."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ansoegning.fejl import Sted
from ansoegning.handlinger.statusser import statusser
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.noder import Ordbog, fra_python
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.motor.kolonner import oversaet
from ansoegning.vaerksted.muter import muter
from hjaelp.kolonnefacit import ANSOEGNING, facit, inputfakta, relationens_raekker, sammenhold, svar_fra_duckdb
from hjaelp.puljer import DATA

pytestmark = pytest.mark.tung

INDKOMST = (200_000, 230_000, 255_000, 275_000, 290_000, 300_000)


@pytest.fixture
def fro(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(int(request.config.getoption("--hypothesis-seed")))


def _maaske(fro: random.Random, v: Any) -> Any:
    return None if fro.random() < 0.1 else v


def _ansoegere(fro: random.Random, antal: int) -> list[dict[str, Any]]:
    """Generate applicants around every limit of the grant."""
    alle = []
    for nr in range(antal):
        indsendt = fro.choice([date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1)])
        boern = fro.randrange(8)
        aar = fro.choice([17, 18, 19, 66, 67])
        foedt = date(indsendt.year - aar, fro.choice([2, 3]), fro.choice([1, 28])) + timedelta(fro.choice([-1, 0, 1]))
        seneste = date(indsendt.year - fro.choice([4, 5, 6]), 2, 28) + timedelta(fro.choice([0, 1, 2]))
        alle.append(
            {
                "navn": f"Ansøger {nr}",
                "foedt": _maaske(fro, foedt),
                "boern": _maaske(fro, boern),
                "indkomst": _maaske(fro, INDKOMST[min(boern, 5)] + fro.choice([-1, 0, 1])),
                "faaet_foer": _maaske(fro, fro.random() < 0.7),
                "seneste_legat": _maaske(fro, seneste),
                "indsendt": _maaske(fro, indsendt),
                "udgift": fro.randrange(20_000),
            }
        )
    return alle


def _om_fem_aar(dag: date) -> date:
    """Return the same date five years later; 1 March for a 29 February in a year without it."""
    return date(dag.year + 5, 3, 1) if (dag.month, dag.day) == (2, 29) else date(dag.year + 5, dag.month, dag.day)


def _facit(a: dict[str, Any]) -> list[str]:
    """Calculate the three statuses independently."""
    k1 = k2 = k3 = "uoplyst"
    if a["foedt"] and a["indsendt"]:
        alder = 0
        while (a["foedt"].year + alder + 1, a["foedt"].month, a["foedt"].day) <= a["indsendt"].timetuple()[:3]:
            alder += 1
        k1 = "ja" if 18 <= alder <= 66 else "nej"
    if a["boern"] is not None and a["indkomst"] is not None:
        k2 = "ja" if a["indkomst"] <= INDKOMST[min(a["boern"], 5)] else "nej"
    igen = None if a["seneste_legat"] is None else _om_fem_aar(a["seneste_legat"])
    kan = None if igen is None or a["indsendt"] is None else igen <= a["indsendt"]
    if a["faaet_foer"] is False or kan:
        k3 = "ja"
    elif a["faaet_foer"] and kan is False:
        k3 = "nej"
    return [k1, k2, k3]


def _uden_ukendte(a: dict[str, Any]) -> dict[str, Any]:
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in a.items() if v is not None}


def test_legatet_som_haandregnet(fro: random.Random) -> None:
    alle = _ansoegere(fro, 2_000)
    givne = [{"pulje": "familielegat", **_uden_ukendte(a)} for a in alle]
    svar = list(statusser(givne, regler=DATA))
    assert len(svar) == len(alle)
    for a, s in zip(alle, svar, strict=True):
        assert [s[k] for k in ("K1", "K2", "K3")] == _facit(a), a


def test_legatet_i_kolonner(fro: random.Random, tmp_path: Path) -> None:
    """The columns of the same applications agree with ``tjek``, including the reasons."""
    regelsaet = load_regelsaet("familielegat", regler=DATA)
    ansoegninger = []
    for a in _ansoegere(fro, 400):
        node = fra_python(_uden_ukendte(a), Sted("x"))
        assert isinstance(node, Ordbog)
        ansoegninger.append(laes_ansoegning(node, regelsaet, "x"))
    k = oversaet(regelsaet, liste=None, har=inputfakta(regelsaet, None), dato=None, noegle=ANSOEGNING)
    assert not k.ikke_med
    raekker = relationens_raekker(ansoegninger, None)
    svar = svar_fra_duckdb(duckdb.connect(), k, raekker, tmp_path / "r.jsonl")
    assert not sammenhold(svar, facit(ansoegninger, regelsaet, k, None))


def _point(areal: Fraction, i_omraade: Fraction, afstand: Fraction) -> Fraction | None:
    if areal == 0:
        return None
    by = 1 if afstand <= 1 else Fraction(1, 2) if afstand <= 3 else 0
    stoerrelse = 0 if areal < 5 else Fraction(1, 2) if areal < 10 else 1
    return min(i_omraade, areal) / areal + by + stoerrelse


def test_skoven_som_haandregnet(fro: random.Random) -> None:
    skove: list[tuple[Fraction, Fraction, Fraction]] = []
    for _ in range(2_000):
        areal = fro.choice([0, 199, 200, 499, 500, 999, 1_000, 2_000, 30_000, 30_001, fro.randrange(1_500)])
        omraade = fro.choice([0, areal, areal // 5, fro.randrange(2_000)])
        afstand = fro.choice([0, 10, 11, 30, 31, 500])
        skove.append((Fraction(areal, 100), Fraction(omraade, 100), Fraction(afstand, 10)))
    givne = [
        {
            "pulje": "skovrejsning",
            "skove": [
                {"areal": f"{float(a):.2f}".replace(".", ","), "i_omraade": f"{float(o):.2f}".replace(".", ","),
                 "afstand": f"{float(f):.1f}".replace(".", ",")}
            ],
        }
        for a, o, f in skove
    ]  # fmt: skip
    for skov_, svar in zip(skove, statusser(givne, regler=DATA), strict=True):
        point = _point(*skov_)
        k2 = "uoplyst" if point is None else "ja" if point >= Fraction(17, 10) else "nej"
        (skov,) = svar["skove"]
        assert [skov["K1"], skov["K2"]] == ["ja" if 2 <= skov_[0] <= 300 else "nej", k2], skov_


@pytest.mark.parametrize("pulje", ["familielegat", "skovrejsning"])
def test_ingen_mutant_overlever(pulje: str) -> None:
    assert [m.beskrivelse for m in muter(pulje, regler=DATA).overlevende] == []
