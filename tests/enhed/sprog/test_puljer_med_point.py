"""Two invented pools ordered by points, compared with a calculation in plain Python: points, order and money."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import Sted
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.noder import Ordbog, fra_python
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.indlaes.runde import saml_runde
from ansoegning.rangordning.beregning import Beregning, Rangvalg, beregn, plan_af
from ansoegning.rangordning.deltagere import find_deltagere
from ansoegning.vaerksted.muter import muter
from ansoegning.vaerksted.proev import proev
from hjaelp.puljer import DATA

pytestmark = pytest.mark.tung

OEER = ("fladoe", "rundoe", "stenoe", "vindoe")
VURDERES = (
    "sammenhaeng", "nyskabelse", "samarbejde", "forankring", "beskaeftigelse", "bosaetning", "klima", "natur",
    "synlighed", "levedygtighed",
)  # fmt: skip
MINDST = {"sammenhaeng": 4, "nyskabelse": 4, "samarbejde": 2, "forankring": 2}


@pytest.fixture
def fro(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(int(request.config.getoption("--hypothesis-seed")))


def _runde(pulje: str, givne: Iterable[Mapping[str, Any]], vurderet: Mapping[str, Any], **saet: str) -> Beregning:
    regelsaet = load_regelsaet(pulje, regler=DATA, saet=saet)
    ansoegninger = []
    for nr, givet in enumerate(givne):
        node = fra_python({n: v for n, v in givet.items() if v is not None}, Sted(f"{nr}"))
        assert isinstance(node, Ordbog)
        ansoegninger.append(laes_ansoegning(node, regelsaet, f"{nr}"))
    deltagere = find_deltagere(saml_runde(ansoegninger, regelsaet))
    for d in deltagere.alle:
        d.vurderet = vurderet.get(d.navn, {})
    return beregn(deltagere, Rangvalg("point"))


# --- Broadband ----------------------------------------------------------------------------


def _forening(fro: random.Random, nr: int) -> dict[str, Any]:
    boliger = fro.choice([1, 3, 7, 29, 30, 31, 500])
    udgift = boliger * fro.choice([9_999, 10_000, 10_001, 31_415, 69_999, 70_000, 70_001])
    return {
        "forening": f"Forening {nr:02}",
        "boliger": boliger,
        "tilsluttes": fro.randrange(boliger + 1),
        "i_landzone": fro.choice([0, boliger, fro.randrange(boliger + 1)]),
        "mobil": fro.choice([0, 19, 20, 21, 99, 100, 101, None]),
        "udgift": udgift,
        "egenbetaling": min(udgift, boliger * fro.choice([0, 3_999, 4_000, 4_001, 777])),
        "saerlig": fro.choice([True, False, False, None]),
    }


def _point(a: Mapping[str, Any]) -> Fraction | None:
    """Calculate the points: weights of 30, 20, 10, 10, 10 and 20 per cent, up to 100 points each."""
    if a["mobil"] is None:
        return None
    pris, egen = Fraction(a["udgift"], a["boliger"]), Fraction(a["egenbetaling"], a["boliger"])
    return sum(
        (
            Fraction(30 * a["tilsluttes"], a["boliger"]),
            Fraction(20 if a["mobil"] < 20 else 10 if a["mobil"] <= 100 else 0),
            Fraction(10 * a["i_landzone"], a["boliger"]),
            min(Fraction(10 * a["boliger"], 30), Fraction(10)),
            10 * max(min((70_000 - pris) / 60_000, Fraction(1)), Fraction(0)),
            20 * min(egen / 4_000, Fraction(1)),
        ),
        Fraction(0),
    )


def test_bredbaandet_som_haandregnet(fro: random.Random) -> None:
    for _ in range(25):
        alle = [_forening(fro, nr) for nr in range(40)]
        b = _runde("bredbaand", alle, {}, bevilling="31,5", til_saerlig="8")
        point = {a["forening"]: _point(a) for a in alle}
        efter_navn = {a["forening"]: a for a in alle}
        assert {o.deltager.navn: o.i_alt for o in b.opgjorte} == point
        med = [n for n, p in point.items() if p is not None and efter_navn[n]["saerlig"] is not None]
        orden = sorted(med, key=lambda n: (-(point[n] or 0), n))
        assert [b.kandidater[i].navn for i in b.fordeling.orden] == orden
        # The budgets are 31.5 - 8 - 1.5 million, and 8 million; each stops at the first project that does not fit.
        rest, stoppet = {False: 22_000_000, True: 8_000_000}, set[bool]()
        faar = {}
        for n in orden:
            a = efter_navn[n]
            beloeb = a["udgift"] - a["egenbetaling"]
            if beloeb > rest[a["saerlig"]]:
                stoppet.add(a["saerlig"])
            if a["saerlig"] in stoppet:
                continue
            rest[a["saerlig"]] -= beloeb
            faar[n] = (0, beloeb) if a["saerlig"] else (beloeb, 0)
        ture = zip(b.kandidater, b.fordeling.ture, strict=True)
        assert {k.navn: t.beloeb for k, t in ture if t.beloeb is not None} == faar


# --- Four islands -------------------------------------------------------------------------


def _tilskud(a: Mapping[str, Any]) -> int:
    """Return the grant: at most 50 per cent and 400.000 kr., in whole 1.000 kr."""
    return int(min(Fraction(a["ansoegt"]), Fraction(a["udgift"], 2), Fraction(400_000)) // 1_000 * 1_000)


def _fyld(orden: list[str], tilskud: Mapping[str, int], faar: dict[str, int], rest: int) -> int:
    """Fill the budget in order; the first that does not fit gets the rest in whole 1.000 kr., if over 99.999 kr."""
    for n in orden:
        rest += faar.pop(n, 0)
        if tilskud[n] <= rest:
            faar[n] = tilskud[n]
            rest -= tilskud[n]
            continue
        if (del_ := rest // 1_000 * 1_000) >= 100_000:
            faar[n] = del_
            rest -= del_
        break
    return rest


def test_oeerne_som_haandregnet(fro: random.Random) -> None:
    for _ in range(40):
        alle, vurderet = {}, {}
        for nr in range(24):
            navn = f"Initiativ {nr:02}"
            udgift = fro.choice([199_999, 200_000, 500_000, 799_999, 800_000, 2_000_000])
            alle[navn] = {
                "navn": navn,
                "oe": fro.choice(OEER),
                "ansoegt": fro.choice([99_999, 100_000, udgift // 2, udgift // 3, udgift]),
                "udgift": udgift,
            }
            v = {n: max(MINDST.get(n, 0) - (fro.random() < 0.03), fro.randrange(9)) for n in VURDERES}
            if fro.random() < 0.1:
                del v[fro.choice(VURDERES)]
            vurderet[navn] = v | ({"uden_for": True} if fro.random() < 0.1 else {})
        b = _runde(
            "lag-oeer", [{"ansoeger": "Alle", "initiativer": list(alle.values())[i : i + 24]} for i in (0,)], vurderet
        )
        point = {n: sum(v[x] for x in VURDERES) for n, v in vurderet.items() if set(VURDERES) <= set(v)}
        tilskud = {n: _tilskud(a) for n, a in alle.items()}
        med = [
            n
            for n, p in point.items()
            if p >= 40
            and all(vurderet[n][x] >= m for x, m in MINDST.items())
            and "uden_for" not in vurderet[n]
            and tilskud[n] >= 100_000
        ]
        orden = sorted(med, key=lambda n: (-point[n], -vurderet[n]["sammenhaeng"], n))
        assert [b.kandidater[i].navn for i in b.fordeling.orden] == orden
        faar: dict[str, int] = {}
        rest = 2_011_854
        for oe in OEER:
            egne = [n for n in orden if alle[n]["oe"] == oe]
            rest -= 502_963 - _fyld(egne, tilskud, faar, 502_963)
        mangler = [n for n in orden if faar.get(n) != tilskud[n]]
        rest = _fyld(mangler, tilskud, faar, rest)
        ture = zip(b.kandidater, b.fordeling.ture, strict=True)
        assert {k.navn: t.beloeb[0] for k, t in ture if t.beloeb is not None} == faar
        assert b.fordeling.rest == (rest,)


@pytest.mark.parametrize("pulje", ["bredbaand", "lag-oeer"])
def test_ingen_mutant_overlever(pulje: str) -> None:
    assert proev(pulje, regler=DATA).afvigelser == ()
    assert [m.beskrivelse for m in muter(pulje, regler=DATA).overlevende] == []


def test_en_deling_efter_indbyggere(fro: random.Random, tmp_path: Path) -> None:
    """The islands' shares are in proportion to a table, in whole kroner that sum to the budget."""
    mappe = shutil.copytree(DATA / "lag-oeer", tmp_path / "lag-oeer")
    indbyggere = [fro.randrange(1, 5_000) for _ in OEER]
    raekker = "".join(f"      - {{er: [{o}], vaerdi: {n}}}\n" for o, n in zip(OEER, indbyggere, strict=True))
    with (mappe / "parametre.yaml").open("a", encoding="utf-8") as parametre:
        parametre.write(
            f"tabeller:\n  indbyggere:\n    navn: indbyggerne\n    noegler: [{{navn: ø, valg: [{', '.join(OEER)}]}}]\n"
            f"    raekker:\n{raekker}    kilde: {{dokument: strategi, afsnit: Fordeling}}\n"
        )
    fil = mappe / "raekkefoelge.yaml"
    tekst = fil.read_text(encoding="utf-8")
    fil.write_text(tekst.replace("form: lige", "form: efter\n    efter: indbyggere"), encoding="utf-8")
    regelsaet = load_regelsaet("lag-oeer", regler=tmp_path)
    deling = plan_af(regelsaet, Rangvalg("point")).deling
    assert deling is not None
    dele = {g: kr for g, (kr,) in deling.andele}
    assert sum(dele.values()) == 2_011_854
    for o, n in zip(OEER, indbyggere, strict=True):
        assert abs(dele[o] - Fraction(2_011_854 * n, sum(indbyggere))) < 1


def test_en_tabel_laegger_kun_det_sammen_der_hoerer_til_rammen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row requests nothing from a budget it does not belong to, including in the totals of a table."""
    ind, ud = tmp_path / "ind.csv", tmp_path / "ud.csv"
    ind.write_text(
        "forening;boliger;tilsluttes;i_landzone;mobil;udgift;egenbetaling;saerlig\n"
        "Nord;15;9;15;20;600000;30000;nej\nSyd;30;30;10;19;300000;120000;ja\nVest;30;30;10;19;300000;120000;\n",
        encoding="utf-8",
    )
    pulje = ["--pulje", "bredbaand", "--regler", str(DATA)]
    assert koer_kommando(["batch", str(ind), "-o", str(ud), *pulje, "--format", "json"]) == 0
    budget = json.loads(capsys.readouterr().out)["totaler"]["budget"]
    assert {n: b["ansoegt_alle"] for n, b in budget.items()} == {"almen": 570_000, "saerlig": 180_000}
