"""Robustness over weights, compared with the exact allocation, an independent exact method and known shares."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning.rangordning.tildeling import mange
from ansoegning.rangordning.tildeling import vaegtsaet as robusthed
from ansoegning.rangordning.tildeling.mange import Mange, i_kolonner
from ansoegning.rangordning.tildeling.plan import Budget, Garanti, Kandidat, Noegle, Noegleled, Plan, Rangordning
from ansoegning.rangordning.tildeling.rangordn import rangordn, skaleret, sortnoegler
from ansoegning.rangordning.tildeling.tildel import Tildeling, tildel
from ansoegning.rangordning.tildeling.vaegtsaet import Robusthed, foran, traek, vaegtede
from ansoegning.sprog.raekkefoelge import ordnet_vaegt
from hjaelp.rundestrategi import GRUPPER, runder

Runde = tuple[list[Kandidat], Plan, frozenset[str]]


def _k(navn: str, noegler: tuple[int | None, ...], *beloeb: int, gruppe: str | None = None) -> Kandidat:
    return Kandidat(navn, 1, navn, "", gruppe, tuple(noegler), beloeb)


def _plan(m: int, *rammer: int, garanti: Garanti | None = None) -> Plan:
    return Plan(
        tuple(Noegle(str(i), str(i)) for i in range(m)),
        tuple(Noegleled((i,)) for i in range(m)),
        tuple(Budget(str(i), r) for i, r in enumerate(rammer)),
        garanti=garanti,
    )


def _robusthed(runde: Runde, antal: int = 12, froe: int = 7) -> Robusthed:
    egne, plan, modtaget = runde
    return robusthed.robusthed(egne, plan, antal=antal, froe=froe, modtaget=modtaget)


# --- Compared with the exact allocation, one weight set at a time -----------------------------


def _en_ad_gangen(runde: Runde, antal: int, froe: int) -> list[Rangordning] | None:
    """Calculate each weight set as an exact plan; None if two scores that differ are too close for floats."""
    egne, plan, modtaget = runde
    noegler = vaegtede(plan)
    svar = []
    for w in traek(np.random.PCG64(froe), antal, len(noegler)):
        vaegte = tuple(Fraction(float(v)) for v in w)
        forrest = foran(plan, noegler).led
        sumled = Noegleled(noegler, vaegte)
        summer = sorted(n[-1][1] for n in sortnoegler(egne, replace(plan, led=(sumled,))))
        if any(0 < b - a < Fraction(1, 10**9) for a, b in pairwise(summer)):
            return None
        svar.append(rangordn(egne, replace(plan, led=(*forrest, sumled, *plan.led)), modtaget=modtaget))
    return svar


@given(runder())
def test_hvert_vaegtsaet_fordeles_som_den_eksakte_fordeling(runde: Runde) -> None:
    egne = runde[0]
    hver = _en_ad_gangen(runde, 12, 7)
    if hver is None:
        return
    r = _robusthed(runde)
    assert r.inde == tuple(sum(f.inde(i) for f in hver) for i in range(len(egne)))
    rang = [[f.orden.index(i) + 1 for f in hver] for i in range(len(egne))]
    assert r.rang == tuple((min(x), max(x)) for x in rang)
    beregnet = rangordn(egne, runde[1], modtaget=runde[2])
    alle = range(len(egne))
    assert r.som_beregnet == sum(all(f.inde(i) == beregnet.inde(i) for i in alle) for f in hver)


@given(runder(alle_former=False), st.data())
def test_kolonnerne_fordeler_som_en_ad_gangen(runde: Runde, data: st.DataObject) -> None:
    egne, plan, _ = runde
    n, s = len(egne), 9
    orden = np.array([data.draw(st.permutations(range(n))) for _ in range(s)], dtype=np.intp).reshape(s, n)
    ja = st.lists(st.booleans(), min_size=s, max_size=s)
    udloest = np.array(data.draw(ja)) & (plan.garanti is not None)
    med = np.array([data.draw(st.lists(st.booleans(), min_size=n, max_size=n)) for _ in range(s)], dtype=bool).reshape(
        s, n
    )
    m = Mange(egne, plan)
    assert m.kolonner
    for valgte in (None, med):
        i_kolonner_ = m.inde(orden, udloest, valgte)
        m.kolonner = False
        np.testing.assert_array_equal(i_kolonner_, m.inde(orden, udloest, valgte))
        m.kolonner = True


def test_hvad_kolonnerne_daekker() -> None:
    plan = _plan(1, 100)
    assert i_kolonner(plan)
    assert i_kolonner(replace(plan, ved_loft="stop", garanti=Garanti("foerst", GRUPPER)))
    for ikke in (
        replace(plan, ved_loft="delvis"),
        replace(plan, garanti=Garanti("bytte", GRUPPER)),
        replace(plan, ansoeger_hoejst=10),
        replace(plan, ansoeger_mindst=10),
    ):
        assert not i_kolonner(ikke)


@pytest.mark.parametrize("ramme", [2**31 - 2, 2**31 - 1, 2**31, 2**62 - 1, 2**62, 10**30])
def test_store_beloeb_er_hele_tal(ramme: int) -> None:
    """Budgets at the limit of each integer width, and beyond all of them."""
    egne = [_k("a", (2,), ramme - 1), _k("b", (1,), 1), _k("c", (0,), 1), _k("d", (3,), ramme + 1)]
    r = _robusthed((egne, _plan(1, ramme), frozenset()))
    assert r.inde == (12, 12, 0, 0)
    assert Mange(egne, _plan(1, ramme)).kolonner == (ramme < 2**62)


# --- Compared with an independent method and known shares -------------------------------------


@pytest.mark.tung
def test_andelen_paa_foerstepladsen_er_den_eksakte() -> None:
    """With one award, the share inside is the first-rank acceptability index, computed here as a volume."""
    # Imported here because it loads SciPy and matplotlib, and every test worker imports every test module.
    from pysensmcda.smaa import exact_acceptability

    r = random.Random(3)
    antal = 40_000
    for m in (2, 3, 4):
        x = [[r.randint(0, 20) for _ in range(m)] for _ in range(7)]
        egne = [_k(f"{i}", tuple(raekke), 1) for i, raekke in enumerate(x)]
        svar = robusthed.robusthed(egne, _plan(m, 1), antal=antal, froe=11)
        ordnet = np.zeros((m - 1, m))
        for j in range(m - 1):
            ordnet[j, j], ordnet[j, j + 1] = -1, 1
        skaleret_x = np.array([[float(v) for v in skaleret(egne, _plan(m, 1), j)] for j in range(m)]).T
        facit = exact_acceptability(
            skaleret_x, np.ones(m), (ordnet, np.zeros(m - 1)), scaling="none", weight_bounds=False
        ).acceptability
        for i, a in enumerate(facit):
            assert abs(svar.andel(i) - a) <= 5 * np.sqrt(max(a * (1 - a), 1e-4) / antal), (m, i)
        assert 0 < facit.max() < 1


def test_en_kendt_andel() -> None:
    """With (1, 0), (0, 1) and (3/5, 3/5) the third is first if the larger weight, between 1/2 and 1, is below 3/5."""
    egne = [_k("a", (5, 0), 1), _k("b", (0, 5), 1), _k("c", (3, 3), 1)]
    svar = robusthed.robusthed(egne, _plan(2, 1), antal=100_000, froe=1)
    assert svar.andel(2) == pytest.approx(0.2, abs=0.007)
    assert svar.inde[0] + svar.inde[2] == 100_000
    assert svar.rang == ((1, 2), (3, 3), (1, 2))
    assert svar.som_beregnet == svar.inde[0]


@pytest.mark.parametrize("m", [1, 2, 3, 5])
def test_vaegtene_er_jaevnt_fordelt_i_orden(m: int) -> None:
    w = traek(np.random.PCG64(5), 60_000, m)
    assert w.shape == (60_000, m)
    assert (w[:, :-1] >= w[:, 1:]).all()
    assert (w >= 0).all()
    np.testing.assert_allclose(w.sum(1), 1, atol=1e-12)
    np.testing.assert_allclose(w.mean(0), [float(v) for v in ordnet_vaegt(m)], atol=0.004)


def test_et_froe_giver_altid_det_samme() -> None:
    """Pinned values: raw bits, sorted differences, sums one key at a time.

    The results must not depend on the machine.
    """
    w = traek(np.random.PCG64(42), 2, 3)
    assert [[v.hex() for v in raekke] for raekke in w.tolist()] == PINNET
    egne = [_k("a", (9, 0, 3), 1), _k("b", (5, 5, 0), 1), _k("c", (4, 6, 9), 1)]
    assert robusthed.robusthed(egne, _plan(3, 1), antal=1_000, froe=42).inde == PINNET_INDE


PINNET = [
    ["0x1.c16959869e47ep-2", "0x1.571e95adbd1cap-2", "0x1.cef0219749370p-3"],
    ["0x1.650d6c1c2c011p-1", "0x1.4a32e5a2c6cc4p-3", "0x1.219769ec892f8p-3"],
]
PINNET_INDE = (833, 2, 165)


# --- Properties ---------------------------------------------------------------------------------


@given(runder(), st.randoms(use_true_random=False))
def test_raekkefoelgen_de_gives_i_er_ligegyldig(runde: Runde, r: random.Random) -> None:
    egne, plan, modtaget = runde
    numre = list(range(len(egne)))
    r.shuffle(numre)
    svar, blandet = _robusthed(runde), _robusthed(([egne[i] for i in numre], plan, modtaget))
    assert blandet.inde == tuple(svar.inde[i] for i in numre)
    assert blandet.rang == tuple(svar.rang[i] for i in numre)


@given(runder())
def test_portionernes_stoerrelse_er_ligegyldig(runde: Runde) -> None:
    svar = _robusthed(runde)
    with pytest.MonkeyPatch.context() as p:
        p.setattr(robusthed, "_AD_GANGEN", 25)
        assert _robusthed(runde) == svar


@given(runder(alle_former=False, sammen=False))
def test_et_projekt_der_overgaar_de_andre_og_kan_vaere_der_er_altid_inde(runde: Runde) -> None:
    egne, plan, modtaget = runde
    bedst = Kandidat(
        "0001", 1, "Ø", "bedst.yaml", "x", (99,) * len(plan.noegler), tuple(b.ramme for b in plan.budgetter)
    )
    svar = _robusthed(
        ([*egne, bedst], replace(plan, noegler=tuple(replace(n, ukendt="sidst") for n in plan.noegler)), modtaget)
    )
    assert svar.inde[-1] == svar.antal
    assert svar.rang[-1] == (1, 1)


@given(runder(sammen=False))
def test_den_der_overgaas_staar_aldrig_foran(runde: Runde) -> None:
    """A candidate with at least as much of every key, and more of one, never ranks lower, if only by a little."""
    egne, plan, modtaget = runde
    kendte = [k for k in egne if None not in k.noegler]
    if not kendte:
        return
    lavere = kendte[0]
    hoejere = replace(
        lavere,
        ansoeger="9999",
        fil="hoejere.yaml",
        noegler=(*lavere.noegler[:-1], Fraction(lavere.noegler[-1] or 0) + Fraction(1, 10**15)),
    )
    par = [replace(lavere, ansoeger="0001"), hoejere]
    svar = [_robusthed(([*par[::vej], *egne[1:]], plan, modtaget), antal=1) for vej in (1, -1)]
    for r, (a, b) in zip(svar, ((0, 1), (1, 0)), strict=True):
        assert r.rang[b][0] < r.rang[a][0]


def test_ingen_kandidater_og_ingen_penge() -> None:
    assert _robusthed(([], _plan(2, 10), frozenset())).inde == ()
    r = _robusthed(([_k("a", (1,), 5), _k("b", (2,), 0)], _plan(1, 0), frozenset()))
    assert r.inde == (0, 12)


def test_der_meldes_hvor_mange_der_er_regnet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robusthed, "_AD_GANGEN", 10)
    meldt: list[int] = []
    robusthed.robusthed([_k("a", (1,), 5), _k("b", (2,), 0)], _plan(1, 3), antal=12, froe=1, meld=meldt.append)
    assert meldt == [5, 5, 2]


def test_hvilke_noegler_der_vaegtes() -> None:
    plan = _plan(4, 10)
    assert vaegtede(plan) == (0, 1, 2, 3)
    assert vaegtede(replace(plan, vaegtes=(1, 2, 3))) == (1, 2, 3)
    sammen = replace(plan, led=(Noegleled((0,)), Noegleled((1, 2), (Fraction(2), Fraction(1))), Noegleled((3,))))
    assert vaegtede(sammen) == (1, 2)
    assert foran(sammen, (1, 2)).led == (Noegleled((0,)),)


def test_ens_ordener_regnes_kun_en_gang(monkeypatch: pytest.MonkeyPatch) -> None:
    kald: list[object] = []

    def taelt(kandidater: list[Kandidat], *argumenter: Any, **navngivne: Any) -> Tildeling:
        kald.append(None)
        return tildel(kandidater, *argumenter, **navngivne)

    monkeypatch.setattr(mange, "tildel", taelt)
    egne = [_k("a", (2,), 5), _k("b", (1,), 3)]
    robusthed.robusthed(egne, replace(_plan(1, 6), ved_loft="delvis"), antal=500, froe=1)
    assert len(kald) == 1
