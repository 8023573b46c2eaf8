"""An invented pool for associations' houses, compared with a calculation in plain Python from the pool's own words.

The pool has an earmarked budget beside another, partial awards, a maximum per applicant, the applicant's own priority
before points, and a criterion judged by two assessors, where a third decides if they disagree. Every status, every
number of points, the order and every award are compared.
"""

from __future__ import annotations

import calendar
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from ansoegning.fejl import Sted
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.noder import Ordbog, fra_python
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.indlaes.runde import saml_runde
from ansoegning.rangordning.beregning import Beregning, Rangvalg, beregn
from ansoegning.rangordning.deltagere import find_deltagere
from ansoegning.vaerksted.proev import proev
from hjaelp.puljer import DATA

pytestmark = pytest.mark.tung

SATSER = {
    "hovedstaden": (900, 750, 600),
    "sjaelland": (1_000, 800, 650),
    "fyn": (1_000, 850, 700),
    "syd_midt": (950, 800, 650),
    "nord": (1_100, 900, 700),
}
SAMARBEJDE = {"intet": 0, "foreninger": 5, "kommunen": 10}
VAEGTE = (1, 2, 3, 1)
FRIST = date(2026, 2, 2)
Sag = dict[str, Any]
Bedoemt = Mapping[str, Mapping[str, int]]


# --- Drawn applications -------------------------------------------------------------------


def _ansoegning(fro: random.Random, nr: int) -> Sag:
    """Draw an application near the pool's limits; None is a fact that is not stated."""

    def oplyst(v: Any, andel: float = 0.985) -> Any:
        return v if fro.random() < andel else None

    antal = fro.choice([1, 2, 2, 2, 3, 4, 5])
    prioriteter = fro.sample(range(1, antal + 1), antal)
    oe = fro.random() < 0.3
    return {
        "ansoeger": f"Forening {nr:02}",
        "indsendt": fro.choice([*(FRIST - timedelta(n) for n in range(12)), FRIST, FRIST + timedelta(1)]),
        "medlemmer": oplyst(fro.choice([20, 49, 50, 120, 199, 200, 350])),
        **{f"stoette_{aar}": oplyst(fro.choice([0, 0, 50_000, 300_000, 600_000])) for aar in (2023, 2024, 2025)},
        "indsatser": [_indsats(fro, f"{nr:02}-{i}", p, oplyst, oe=oe) for i, p in enumerate(prioriteter)],
    }


def _indsats(fro: random.Random, navn: str, prioritet: int, oplyst: Any, *, oe: bool) -> Sag:
    art = fro.choice(["drift", "energi"])
    start = date(2026, 3, 31) + timedelta(fro.choice([0, 1, 2, 30, 61, 127, 244, 300]))
    slut = start + timedelta(fro.choice([88, 89, 90, 91, 92, 150, 250]))
    if fro.random() < 0.2:
        slut = date(2027, 10, 3) + timedelta(fro.choice([-1, 0, 1]))
    soegt = fro.choice([29_999, 30_000, 45_000, 80_000, 100_000, 150_000, 200_000, 350_000, 400_000, 400_001])
    udgift = soegt * fro.choice([167, 180, 200, 250]) // 100
    return {
        "betegnelse": f"Indsats {navn}",
        "prioritet": prioritet,
        "art": oplyst(art),
        "landsdel": fro.choice(list(SATSER)),
        "sted": oplyst("oe" if oe else "ellers_hvor"),
        "aabent": fro.choices(["alle", "medlemmer", None], [93, 5, 2])[0],
        "areal": oplyst(fro.choice([20, 60, 149, 150, 200, 399, 400, 800])),
        "start": oplyst(start),
        "slut": oplyst(slut),
        "udgift": oplyst(udgift),
        "kontant": oplyst(udgift * fro.choice([15, 20, 30, 40, 40, 50]) // 100 - fro.choice([0, 0, 0, 1])),
        "frivillige": oplyst(fro.choice([0, 0, 100, 1_000, 3_000])),
        "soegt": oplyst(soegt),
        "samarbejde": oplyst(fro.choice(list(SAMARBEJDE))),
        "aabningstimer": oplyst(fro.choice([3, 12, 20, 35, 50, 60])) if art == "drift" else None,
        "besparelse": oplyst(fro.choice(["4", "8,5", "20", "31,2", "40", "55"])) if art == "energi" else None,
        "energirapport": ["rapport.pdf"] if art == "energi" and fro.random() < 0.9 else None,
    }


def _bedoemmelser(fro: random.Random, sager: list[Sag]) -> dict[str, dict[str, int]]:
    """Draw the assessors' points; a third assessor is not always asked where the two disagree."""
    svar: dict[str, dict[str, int]] = {}
    for r in (r for a in sager for r in a["indsatser"]):
        en = fro.randrange(3, 11)
        to = min(max(en + fro.choice([-6, -5, -4, -1, 0, 1, 2, 4, 5]), 0), 10)
        egne = {"kvalitet_1": en, "kvalitet_2": to, "kvalitet_3": fro.randrange(11)}
        svar[r["betegnelse"]] = {n: v for n, v in egne.items() if n == "kvalitet_1" or fro.random() < 0.95}
    return svar


# --- The calculation in plain Python ------------------------------------------------------


@dataclass
class Facit:
    """A row: the status of each criterion, its points, its full award, and what it is ordered by."""

    navn: str
    ansoeger: str
    statusser: dict[str, str]
    point: tuple[Fraction | int | None, ...]
    i_alt: Fraction | int | None
    tilskud: int | None
    raekke: Sag
    indsendt: date

    @property
    def orden(self) -> tuple[Any, ...]:
        assert self.i_alt is not None
        return (self.raekke["prioritet"], -self.i_alt, -(self.point[2] or 0), self.raekke["soegt"], self.indsendt)


def _facit(a: Sag, bedoemt: Bedoemt) -> Iterator[Facit]:
    for r in a["indsatser"]:
        samarbejde = None if r["samarbejde"] is None else SAMARBEJDE[r["samarbejde"]]
        point = (_medlemmer(a["medlemmer"]), _virkning(r), _kvalitet(bedoemt[r["betegnelse"]]), samarbejde)
        givne = [p for p in point if p is not None]
        i_alt = sum(v * p for v, p in zip(VAEGTE, givne, strict=True)) if len(givne) == len(point) else None
        yield Facit(
            r["betegnelse"], a["ansoeger"], _statusser(a, r), point, i_alt, _tilskud(r), r, a["indsendt"]
        )  # fmt: skip


def _statusser(a: Sag, r: Sag) -> dict[str, str]:
    start, slut, soegt = r["start"], r["slut"], r["soegt"]
    foer = None if start is None else start >= date(2026, 4, 1)
    lang = None if None in (start, slut) else _maaneder(start, 3, op=True) - timedelta(1) <= slut
    stoette = [*(a[f"stoette_{aar}"] for aar in (2023, 2024, 2025)), *(x["soegt"] for x in a["indsatser"])]
    rapport = True if r["art"] == "drift" or r["energirapport"] else None if r["art"] is None else False
    return {
        "K1": _status(False if False in (foer, lang) else None if None in (foer, lang) else True),
        "K2": _status(None if slut is None else _maaneder(slut, 3, op=False) <= date(2028, 1, 3)),
        "K3": _status(_medfinansieret(r)),
        "K4": _status(None if None in stoette else sum(stoette) <= 300_000 * Fraction(746, 100)),
        "K5": _status(None if soegt is None else 30_000 <= soegt <= 400_000),
        "K6": {"alle": "ja", "medlemmer": "skoen", None: "uoplyst"}[r["aabent"]],
        "K7": _status(rapport),
    }


def _status(svar: bool | None) -> str:
    return {True: "ja", False: "nej", None: "uoplyst"}[svar]


def _medfinansieret(r: Sag) -> bool | None:
    andel = 15 if r["sted"] == "oe" else {"drift": 30, "energi": 40}.get(r["art"]) if r["sted"] is not None else None
    if None in (andel, r["kontant"], r["frivillige"], r["udgift"]):
        return None
    egne = r["kontant"] + min(125 * r["frivillige"], r["kontant"])
    return bool(100 * egne >= (andel or 0) * r["udgift"])


def _maaneder(dag: date, antal: int, *, op: bool) -> date:
    aar, maaned = divmod(dag.year * 12 + dag.month - 1 + antal, 12)
    sidste = calendar.monthrange(aar, maaned + 1)[1]
    ny = date(aar, maaned + 1, min(dag.day, sidste))
    return ny + timedelta(1) if op and dag.day > sidste else ny


def _medlemmer(antal: int | None) -> int | None:
    return None if antal is None else 0 if antal < 50 else 4 if antal < 200 else 10


def _virkning(r: Sag) -> Fraction | None:
    if r["art"] == "energi":
        antal, pr_point = r["besparelse"], 4
    elif r["art"] == "drift":
        antal, pr_point = r["aabningstimer"], 5
    else:
        return None
    return None if antal is None else min(Fraction(str(antal).replace(",", ".")) / pr_point, Fraction(10))


def _kvalitet(b: Mapping[str, int]) -> Fraction | int | None:
    en, to = b.get("kvalitet_1"), b.get("kvalitet_2")
    if en is None or to is None:
        return None
    return b.get("kvalitet_3") if abs(en - to) > 4 else Fraction(en + to, 2)


def _tilskud(r: Sag) -> int | None:
    if r["areal"] is None or r["soegt"] is None:
        return None
    sats = SATSER[r["landsdel"]][0 if r["areal"] < 150 else 1 if r["areal"] < 400 else 2]
    return int(min(r["soegt"], sats * r["areal"])) // 1_000 * 1_000


def _kandidater(alle: list[Facit]) -> list[Facit]:
    med = [
        f
        for f in alle
        if set(f.statusser.values()) == {"ja"}
        and f.indsendt <= FRIST
        and f.i_alt is not None
        and f.i_alt >= 25
        and (f.tilskud or 0) >= 20_000
        and f.raekke["sted"] is not None
    ]
    return sorted(med, key=lambda f: f.orden)


def _fordel(kandidater: list[Facit], rammer: dict[str, int], hoejst: int) -> dict[str, int]:
    """Award in order: the first that does not fit gets the rest if it is 50.000 kr. or more, and closes its budget."""
    rest, lukket = dict(rammer), set()
    faaet: dict[str, int] = {}
    svar: dict[str, int] = {}
    for f in kandidater:
        sted, fuldt = f.raekke["sted"], f.tilskud or 0
        if sted in lukket:
            svar[f.navn] = 0
            continue
        faar = min(fuldt, rest[sted], hoejst - faaet.get(f.ansoeger, 0))
        if faar < fuldt:
            faar = faar // 1_000 * 1_000 if faar // 1_000 * 1_000 >= 50_000 else 0
            # Only a row that does not fit in the budget closes it; the applicant's maximum does not.
            if rest[sted] < fuldt and rest[sted] <= hoejst - faaet.get(f.ansoeger, 0):
                lukket.add(sted)
        rest[sted] -= faar
        faaet[f.ansoeger] = faaet.get(f.ansoeger, 0) + faar
        svar[f.navn] = faar
    return svar


# --- The comparison -----------------------------------------------------------------------


def _runde(sager: list[Sag], bedoemt: Bedoemt, **saet: str) -> Beregning:
    regelsaet = load_regelsaet("kulturhuse", regler=DATA, saet=saet)
    ansoegninger = []
    for nr, sag in enumerate(sager):
        rent = {n: v for n, v in sag.items() if v is not None and n != "indsatser"}
        rent["indsatser"] = [{n: v for n, v in r.items() if v is not None} for r in sag["indsatser"]]
        node = fra_python(rent, Sted(f"{nr}"))
        assert isinstance(node, Ordbog)
        ansoegninger.append(laes_ansoegning(node, regelsaet, f"{nr}"))
    deltagere = find_deltagere(saml_runde(ansoegninger, regelsaet))
    for d in deltagere.alle:
        d.vurderet = bedoemt.get(d.navn, {})
    return beregn(deltagere, Rangvalg("prioriteret"))


def test_statusser_point_orden_og_beloeb_er_vejledningens(request: pytest.FixtureRequest) -> None:
    fro = random.Random(int(request.config.getoption("--hypothesis-seed")))
    delvist = 0
    for _ in range(4):
        sager = [_ansoegning(fro, nr) for nr in range(40)]
        bedoemt = _bedoemmelser(fro, sager)
        facit = {f.navn: f for a in sager for f in _facit(a, bedoemt)}
        kandidater = _kandidater(list(facit.values()))
        for ramme, oe, hoejst in (
            (3_000_000, 500_000, 600_000),
            (1_200_000, 200_000, 400_000),
            (700_000, 90_000, 150_000),
        ):
            b = _runde(sager, bedoemt, ramme=f"{ramme}", ramme_oe=f"{oe}", hoejst_pr_forening=f"{hoejst}")
            for o in b.opgjorte:
                f = facit[o.deltager.navn]
                assert {k.id: k.status for k in o.deltager.kriterier} == f.statusser, f.navn
                if o.point:
                    assert tuple(p.point for p in o.point) == f.point, f.navn
            assert [k.navn for k in (b.kandidater[i] for i in b.fordeling.orden)] == [f.navn for f in kandidater]
            faar = {k.navn: sum(t.beloeb or ()) for k, t in zip(b.kandidater, b.fordeling.ture, strict=True)}
            ventet = _fordel(kandidater, {"ellers_hvor": ramme - oe, "oe": oe}, hoejst)
            assert faar == ventet
            delvist += sum(0 < v < (facit[n].tilskud or 0) for n, v in ventet.items())
    assert delvist > 3


def test_tilfaeldene_holder() -> None:
    resultat = proev("kulturhuse", regler=DATA)
    assert resultat.antal == 12
    assert resultat.afvigelser == ()
