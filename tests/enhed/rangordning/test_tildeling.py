"""The allocation compared with the naive allocator, and properties of every allocation."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ansoegning
from ansoegning import load_regelsaet
from ansoegning.indlaes.regelsaet import find_pakker
from ansoegning.rangordning.tildeling.plan import (
    Budget,
    Deling,
    Garanti,
    Garantiform,
    Kandidat,
    Noegle,
    Noegleled,
    Plan,
    Rangordning,
    Tur,
    VedLoft,
)
from ansoegning.rangordning.tildeling.rangordn import rangordn, skaleret
from ansoegning.sprog.raekkefoelge import ordnet_vaegt
from hjaelp.naiv_fordeling import fordel_naivt
from hjaelp.runder import Ansoegninger, i_produktet, lav_runde

pytestmark = pytest.mark.tung


EN_NOEGLE = Plan(
    noegler=(Noegle("n", "Nøglen"),), led=(Noegleled((0,)),), budgetter=(Budget("1", 100), Budget("2", 100))
)


def _k(navn: str, noegle: int | None, *beloeb: int, gruppe: str | None = None) -> Kandidat:
    return Kandidat(navn, 1, navn, f"{navn}.yaml", gruppe, (noegle,), beloeb)


def _inde(kandidater: list[Kandidat], svar: Rangordning) -> list[str]:
    return [kandidater[i].navn for i in svar.orden if svar.inde(i)]


def test_der_fyldes_op_i_orden_og_springes_over() -> None:
    k = [_k("c", 1, 40, 0), _k("a", 3, 70, 0), _k("b", 2, 40, 0), _k("u", None, 10, 0)]
    svar = rangordn(k, EN_NOEGLE)
    assert [k[i].navn for i in svar.orden] == ["a", "b", "c", "u"]
    assert _inde(k, svar) == ["a", "u"]
    assert svar.knap
    assert svar.rest == (20, 100)


def test_garantien_tager_den_foerste_i_hver_gruppe() -> None:
    plan = Plan(EN_NOEGLE.noegler, EN_NOEGLE.led, EN_NOEGLE.budgetter, garanti=Garanti("foerst", ("x", "y")))
    k = [_k("a", 3, 70, 0, gruppe="x"), _k("b", 2, 30, 0, gruppe="x"), _k("c", 1, 30, 0, gruppe="y")]
    assert _inde(k, rangordn(k, plan, modtaget=frozenset({"x"}))) == ["a", "b"]
    svar = rangordn(k, plan, modtaget=frozenset({"x", "y"}))
    assert _inde(k, svar) == ["a", "c"]
    assert svar.garanti == {"x": 0, "y": 2}


# --- Compared with the naive allocator ----------------------------------------------------


@given(seed=st.integers(0, 2**40), medtag_skoen=st.booleans())
def test_det_naive_og_produktet_er_enige(seed: int, medtag_skoen: bool) -> None:
    ansoegninger, ramme = lav_runde(seed)
    svar, _ = i_produktet(ansoegninger, ramme, medtag_skoen=medtag_skoen)
    assert svar == fordel_naivt(ansoegninger, ramme, medtag_skoen=medtag_skoen)


def test_runderne_har_det_hele() -> None:
    """The generated rounds contain what they are meant to test; a test on empty rounds would prove nothing."""
    set_: dict[str, int] = {}
    for seed in range(400):
        ansoegninger, ramme = lav_runde(seed)
        svar = fordel_naivt(ansoegninger, ramme)
        projekter = [p for a in ansoegninger for p in a["projekter"]]
        for navn, gaelder in {
            "tom": not projekter,
            "stor": len(ansoegninger) > 60,
            "knap": svar.knap,
            "udloest": svar.udloest,
            "region_uden": svar.udloest and None in svar.regioner.values(),
            "lige_afgoer": any(a for _, a in svar.lige),
            "lige_afgoer_ikke": any(not a for _, a in svar.lige),
            "afvist": bool(svar.afviste),
            "erstattet": any("erstatter" in a for a in ansoegninger),
            "ukendt_kommune": any(a["kommune"] is None for a in ansoegninger),
            "for_stort": any(p.get(f"ansoegt_{aar}", 0) > ramme[aar] for p in projekter for aar in ramme),
            "ukendt_beloeb": any("ansoegt_2025" not in p for p in projekter),
            "praecis": any(
                svar.inde
                and ramme[aar]
                == sum(
                    a["projekter"][nr - 1][f"ansoegt_{aar}"]
                    for a in ansoegninger
                    for f, nr in svar.inde
                    if f == a["fil"]
                )
                for aar in ramme
            ),
            "garanti_flytter": svar.udloest and svar.inde != fordel_naivt(_uden_en_region(ansoegninger), ramme).inde,
        }.items():
            set_[navn] = set_.get(navn, 0) + gaelder
    assert min(set_.values()) >= 10, set_


def _uden_en_region(ansoegninger: Ansoegninger) -> Ansoegninger:
    """The same round with the applicants' regions unknown, so that the guarantee is not triggered."""
    return [{**a, "region": None} for a in ansoegninger]


# --- Properties of every allocation -------------------------------------------------------

GRUPPER = ("x", "y", "z")
BELOEB = st.integers(0, 12)


@st.composite
def kandidater(draw: st.DrawFn, budgetter: int) -> list[Kandidat]:
    antal = draw(st.integers(0, 9))
    return [
        Kandidat(
            ansoeger=draw(st.sampled_from([None, "0101", "0147", "0751"])),
            nr=nr,
            navn=draw(st.sampled_from("ab")),
            fil=f"{nr}.yaml",
            gruppe=draw(st.sampled_from([None, *GRUPPER])),
            noegler=(
                draw(st.none() | st.integers(0, 2)),
                draw(st.none() | st.fractions(0, 3, max_denominator=3)),
            ),
            beloeb=tuple(draw(BELOEB) for _ in range(budgetter)),
        )
        for nr in range(antal)
    ]


@st.composite
def planer(draw: st.DrawFn) -> Plan:
    """Every combination of settings that a pack may have (``sprog/raekkefoelge.py`` refuses the others)."""
    budgetter = tuple(
        Budget(str(nr), draw(st.integers(0, 40)), draw(st.integers(0, 8)), draw(st.sampled_from([1, 1, 3])))
        for nr in range(draw(st.integers(1, 3)))
    )
    ved_loft: VedLoft = draw(st.sampled_from(get_args(VedLoft)))
    former: list[Garantiform] = ["foerst", "lighed"] if ved_loft == "delvis" else ["foerst", "lighed", "bytte"]
    deles = draw(st.booleans())
    garanti = None if deles else draw(st.none() | st.sampled_from(former).map(lambda f: Garanti(f, GRUPPER)))
    deling = None
    if deles:
        andel = tuple(draw(st.integers(0, b.ramme // len(GRUPPER))) for b in budgetter)
        deling = Deling(tuple((g, andel) for g in GRUPPER), draw(st.sampled_from(["i_orden", "ubrugt"])))
    hoejst = draw(st.none() | st.integers(0, 30))
    return Plan(
        noegler=(Noegle("n1", "Første", draw(st.sampled_from(["foerst", "sidst"]))), Noegle("n2", "Anden")),
        led=draw(
            st.sampled_from(
                [(Noegleled((0,)), Noegleled((1,))), (Noegleled((0, 1), (Fraction(3, 4), Fraction(1, 4))),)]
            )
        ),
        budgetter=budgetter,
        ved_loft=ved_loft,
        garanti=garanti,
        deling=deling,
        knaphed=draw(st.sampled_from(["pr_budget", "i_alt"])),
        ansoeger_mindst=draw(st.none() | st.integers(0, 15)),
        ansoeger_hoejst=None if ved_loft == "delvis" and len(budgetter) > 1 else hoejst,
    )


@st.composite
def sager(draw: st.DrawFn) -> tuple[list[Kandidat], Plan, frozenset[str]]:
    plan = draw(planer())
    return draw(kandidater(len(plan.budgetter))), plan, frozenset(draw(st.sets(st.sampled_from(GRUPPER))))


ALLE = frozenset(GRUPPER)


@given(sager())
def test_ingen_ramme_overskrides_og_alle_faar_et_svar(sag: tuple[list[Kandidat], Plan, frozenset[str]]) -> None:
    k, plan, modtaget = sag
    svar = rangordn(k, plan, modtaget=modtaget)
    assert sorted(svar.orden) == list(range(len(k)))
    assert len(svar.ture) == len(k)
    for nr, b in enumerate(plan.budgetter):
        brugt = sum(t.beloeb[nr] for t in svar.ture if t.beloeb is not None)
        assert 0 <= brugt <= b.ramme
        assert svar.rest[nr] == b.ramme - brugt
    for kandidat, tur in zip(k, svar.ture, strict=True):
        assert (tur.beloeb is None) == (tur.udfald == "ude") == (tur.aarsag is not None)
        if tur.udfald == "delvis":
            assert tur.beloeb is not None
            assert plan.ved_loft == "delvis"
            assert sum(tur.beloeb) < sum(kandidat.beloeb)
            assert all(
                f == b or (f % x.til == 0 and f >= x.mindst)
                for f, b, x in zip(tur.beloeb, kandidat.beloeb, plan.budgetter, strict=True)
            )
            assert all(f <= b for f, b in zip(tur.beloeb, kandidat.beloeb, strict=True))
        elif tur.beloeb is not None:
            assert tur.beloeb == kandidat.beloeb


@given(sager())
def test_ansoegerens_mindste_og_hoejeste_holdes(sag: tuple[list[Kandidat], Plan, frozenset[str]]) -> None:
    k, plan, modtaget = sag
    svar = rangordn(k, plan, modtaget=modtaget)
    i_alt: dict[str, int] = {}
    for nr, (kandidat, tur) in enumerate(zip(k, svar.ture, strict=True)):
        if tur.beloeb is not None:
            hvem = kandidat.ansoeger or f"ukendt {nr}"
            i_alt[hvem] = i_alt.get(hvem, 0) + sum(tur.beloeb)
    assert all(plan.ansoeger_hoejst is None or b <= plan.ansoeger_hoejst for b in i_alt.values())
    assert all(plan.ansoeger_mindst is None or b >= plan.ansoeger_mindst for b in i_alt.values())


@given(sager(), st.randoms(use_true_random=False))
def test_raekkefoelgen_af_det_givne_er_ligegyldig(
    sag: tuple[list[Kandidat], Plan, frozenset[str]], tilfaeldig: random.Random
) -> None:
    k, plan, modtaget = sag
    svar = rangordn(k, plan, modtaget=modtaget)
    blandet = list(range(len(k)))
    tilfaeldig.shuffle(blandet)
    andet = rangordn([k[i] for i in blandet], plan, modtaget=modtaget)
    assert [k[blandet[i]] for i in andet.orden] == [k[i] for i in svar.orden]
    assert {blandet[i]: t for i, t in enumerate(andet.ture)} == dict(enumerate(svar.ture))
    assert [(tuple(blandet[i] for i in g.kandidater), g.afgoer) for g in andet.lige] == [
        (g.kandidater, g.afgoer) for g in svar.lige
    ]


@given(sager())
def test_ingen_inde_staar_under_en_ude_der_kunne_vaere(sag: tuple[list[Kandidat], Plan, frozenset[str]]) -> None:
    """Without a guarantee, shares for groups and bounds per applicant, the filling is greedy."""
    k, plan, modtaget = sag
    plan = replace(plan, deling=None, ansoeger_mindst=None, ansoeger_hoejst=None)
    svar = rangordn(k, plan, modtaget=modtaget)
    if plan.garanti is not None and plan.garanti.form != "foerst" and svar.udloest:
        return
    rest = [b.ramme for b in plan.budgetter]
    for i in svar.orden:
        if svar.ture[i].udfald == "garanti":
            rest = [r - b for r, b in zip(rest, k[i].beloeb, strict=True)]
    stoppet: set[int] = set()
    for i in svar.orden:
        tur = svar.ture[i]
        if tur.udfald == "garanti":
            continue
        over = {nr for nr, (b, r) in enumerate(zip(k[i].beloeb, rest, strict=True)) if b > r}
        raaber_op = len(stoppet) == len(rest) or any(k[i].beloeb[nr] for nr in stoppet)
        assert (tur.udfald == "inde") == (not over and not raaber_op)
        if tur.beloeb is not None:
            rest = [r - b for r, b in zip(rest, tur.beloeb, strict=True)]
        if plan.ved_loft != "spring_over" and not raaber_op:
            stoppet |= over


@given(sager(), st.integers(2, 10**6))
def test_at_gange_alt_med_det_samme_aendrer_intet(
    sag: tuple[list[Kandidat], Plan, frozenset[str]], faktor: int
) -> None:
    k, plan, modtaget = sag
    stor = replace(
        plan,
        budgetter=tuple(Budget(b.id, b.ramme * faktor, b.mindst * faktor, b.til * faktor) for b in plan.budgetter),
        deling=plan.deling
        and replace(plan.deling, andele=tuple((g, tuple(a * faktor for a in s)) for g, s in plan.deling.andele)),
        ansoeger_mindst=None if plan.ansoeger_mindst is None else plan.ansoeger_mindst * faktor,
        ansoeger_hoejst=None if plan.ansoeger_hoejst is None else plan.ansoeger_hoejst * faktor,
    )
    store = [
        replace(
            x,
            beloeb=tuple(b * faktor for b in x.beloeb),
            noegler=tuple(None if n is None else n * faktor for n in x.noegler),
        )
        for x in k
    ]
    svar, andet = rangordn(k, plan, modtaget=modtaget), rangordn(store, stor, modtaget=modtaget)
    assert andet.orden == svar.orden
    assert [t.udfald for t in andet.ture] == [t.udfald for t in svar.ture]
    assert [g.afgoer for g in andet.lige] == [g.afgoer for g in svar.lige]


@given(sager())
def test_garantien_giver_hver_gruppe_noget_naar_den_kan(sag: tuple[list[Kandidat], Plan, frozenset[str]]) -> None:
    k, plan, _ = sag
    plan = replace(plan, garanti=Garanti("foerst", GRUPPER), deling=None, ansoeger_mindst=None, ansoeger_hoejst=None)
    svar = rangordn(k, plan, modtaget=ALLE)
    assert svar.udloest == svar.knap
    if not svar.udloest:
        assert svar.garanti == {}
        return
    # Walking through the order once: the first of each group that fits in what the earlier ones left.
    rest = [b.ramme for b in plan.budgetter]
    ventet: dict[str, int | None] = dict.fromkeys(GRUPPER)
    for i in svar.orden:
        gruppe = k[i].gruppe
        fits = all(b <= r for b, r in zip(k[i].beloeb, rest, strict=True))
        if gruppe is not None and ventet[gruppe] is None and fits:
            ventet[gruppe] = i
            rest = [r - b for r, b in zip(rest, k[i].beloeb, strict=True)]
    assert svar.garanti == ventet
    assert {i for i, t in enumerate(svar.ture) if t.udfald == "garanti"} == {
        i for i in ventet.values() if i is not None
    }


@given(sager())
def test_ved_bytte_mister_ingen_gruppe_sit_eneste(sag: tuple[list[Kandidat], Plan, frozenset[str]]) -> None:
    k, plan, _ = sag
    ved_loft = "stop" if plan.ved_loft == "delvis" else plan.ved_loft
    plan = replace(plan, ved_loft=ved_loft, deling=None, ansoeger_mindst=None)
    uden = rangordn(k, replace(plan, garanti=None))
    med = rangordn(k, replace(plan, garanti=Garanti("bytte", GRUPPER)), modtaget=ALLE)

    def grupper(svar: Rangordning) -> set[str]:
        return {g for i in range(len(k)) if svar.inde(i) and (g := k[i].gruppe) is not None}

    assert grupper(uden) <= grupper(med)
    if not med.udloest:
        assert med.ture == uden.ture
    # Nobody is exchanged if each group already has someone inside.
    if grupper(uden) == ALLE:
        assert [t.beloeb for t in med.ture] == [t.beloeb for t in uden.ture]


@given(sager())
def test_ved_lighed_er_gevinsten_kun_blandt_lige(sag: tuple[list[Kandidat], Plan, frozenset[str]]) -> None:
    k, plan, _ = sag
    plan = replace(plan, deling=None, ansoeger_mindst=None)
    med = rangordn(k, replace(plan, garanti=Garanti("lighed", GRUPPER)), modtaget=ALLE)
    lige = {i for g in med.lige for i in g.kandidater}
    assert all(i in lige for i, t in enumerate(med.ture) if t.udfald == "garanti")
    if not lige:
        assert med.ture == rangordn(k, replace(plan, garanti=None)).ture


@given(sager())
def test_lige_siges_at_afgoere_netop_naar_de_goer(sag: tuple[list[Kandidat], Plan, frozenset[str]]) -> None:
    """Put each candidate of a tie first by its name, and see whether that changes who gets what."""
    k, plan, modtaget = sag
    svar = rangordn(k, plan, modtaget=modtaget)
    faar = [t.beloeb for t in svar.ture]
    for g in svar.lige:
        aendrer = False
        for i in g.kandidater[1:]:
            # Ties are broken by applicant and name. Nothing else in the order depends on name and row.
            foerst = _med_plads(k, [i, *(j for j in svar.orden if j != i)])
            aendrer |= [t.beloeb for t in _som_var_det(foerst, plan, modtaget)] != faar
        assert g.afgoer == aendrer


def _med_plads(k: list[Kandidat], orden: list[int]) -> list[tuple[int, Kandidat]]:
    return [(orden.index(i), x) for i, x in enumerate(k)]


def _som_var_det(k: list[tuple[int, Kandidat]], plan: Plan, modtaget: frozenset[str]) -> tuple[Tur, ...]:
    """Return the allocation when ties are broken by the given positions, with unchanged applicants."""

    class Placeret(Kandidat):
        plads = 0

        @property
        def fast(self) -> tuple[bool, str, str, int, str]:
            return (False, "", "", self.plads, "")

    placerede = []
    for plads, x in k:
        p = Placeret(x.ansoeger, x.nr, x.navn, x.fil, x.gruppe, x.noegler, x.beloeb)
        object.__setattr__(p, "plads", plads)
        placerede.append(p)
    return rangordn(placerede, plan, modtaget=modtaget).ture


# --- Single features ----------------------------------------------------------------------


def _plan(
    *rammer: int, ved_loft: VedLoft = "spring_over", garanti: Garantiform | None = None, mindst: int | None = None
) -> Plan:
    return Plan(
        EN_NOEGLE.noegler,
        EN_NOEGLE.led,
        tuple(Budget(str(nr), r) for nr, r in enumerate(rammer)),
        ved_loft=ved_loft,
        garanti=Garanti(garanti, ("x", "y")) if garanti is not None else None,
        ansoeger_mindst=mindst,
    )


def _svar(k: list[Kandidat], plan: Plan) -> list[tuple[str, str]]:
    svar = rangordn(k, plan, modtaget=frozenset({"x", "y"}))
    return [(k[i].navn, svar.ture[i].udfald) for i in svar.orden]


def test_stop_ved_den_foerste_der_ikke_kan_vaere() -> None:
    k = [_k("a", 3, 7), _k("b", 2, 5), _k("c", 1, 3)]
    assert _svar(k, _plan(10, ved_loft="stop")) == [("a", "inde"), ("b", "ude"), ("c", "ude")]
    svar = rangordn(k, _plan(10, ved_loft="stop"))
    assert [svar.ture[i].aarsag for i in svar.orden] == [None, "ramme", "stoppet"]


def test_stop_blandt_lige_afgoer_selv_om_alle_er_ude() -> None:
    k = [_k("a", 1, 20), _k("b", 1, 5)]
    svar = rangordn(k, _plan(10, ved_loft="stop"))
    assert [t.udfald for t in svar.ture] == ["ude", "ude"]
    assert [g.afgoer for g in svar.lige] == [True]
    assert [g.afgoer for g in rangordn(k, _plan(10)).lige] == [False]


def test_en_del_stopper_kun_det_budget_der_ikke_rakte() -> None:
    k = [_k("a", 4, 12, 4), _k("b", 3, 1, 4), _k("c", 2, 0, 4)]
    svar = rangordn(k, _plan(10, 10, ved_loft="delvis"))
    assert [(t.udfald, t.beloeb, t.aarsag) for t in svar.ture] == [
        ("delvis", (10, 4), None),
        ("ude", None, "stoppet"),
        ("inde", (0, 4), None),
    ]


def test_stop_gaelder_kun_dem_der_soeger_af_budgettet() -> None:
    k = [_k("a", 4, 12, 0), _k("b", 3, 1, 0), _k("c", 2, 0, 4), _k("d", 1, 0, 7)]
    assert _svar(k, _plan(10, 10, ved_loft="stop")) == [("a", "ude"), ("b", "ude"), ("c", "inde"), ("d", "ude")]


def test_en_del_rundes_ned_og_er_mindst_det_mindste() -> None:
    """455 are left and awards are rounded down to hundreds; nothing is awarded if that is below the minimum."""
    k = [_k("a", 3, 1_000), _k("b", 2, 700)]
    plan = replace(_plan(1_455), ved_loft="delvis", budgetter=(Budget("puljen", 1_455, 50, 100),))
    assert [t.beloeb for t in rangordn(k, plan).ture] == [(1_000,), (400,)]
    plan = replace(plan, budgetter=(Budget("puljen", 1_455, 500, 100),))
    svar = rangordn(k, plan)
    assert [(t.beloeb, t.aarsag) for t in svar.ture] == [((1_000,), None), (None, "del_under_mindst")]
    assert svar.rest == (455,)


def test_ansoegerens_hoejeste_giver_en_del_af_det_budget_der_soeges() -> None:
    """The applicant of a and b may get 10: b gets 3 of 5 and closes nothing; c gets the rest of its own budget."""
    k = [
        replace(_k("a", 4, 7, 0), ansoeger="x"),
        replace(_k("b", 3, 0, 5), ansoeger="x"),
        _k("c", 2, 0, 9),
        _k("d", 1, 0, 1),
        _k("e", 0, 3, 0),
    ]
    svar = rangordn(k, replace(_plan(10, 10, ved_loft="delvis"), ansoeger_hoejst=10))
    assert [(t.udfald, t.beloeb, t.aarsag) for t in svar.ture] == [
        ("inde", (7, 0), None),
        ("delvis", (0, 3), None),
        ("delvis", (0, 7), None),
        ("ude", None, "stoppet"),
        ("inde", (3, 0), None),
    ]


def test_en_del_af_gruppens_penge_fyldes_op_af_resten() -> None:
    """x's half covers 5 of a's 8. The remainder of y's half tops it up before b, which ranks lower, gets its turn."""
    k = [replace(_k("a", 3, 8), gruppe="x"), replace(_k("b", 2, 4), gruppe="x"), replace(_k("c", 1, 1), gruppe="y")]
    deling = Deling((("x", (5,)), ("y", (5,))))
    svar = rangordn(k, replace(_plan(10), ved_loft="delvis", deling=deling))
    assert [(t.udfald, t.beloeb) for t in svar.ture] == [("inde", (8,)), ("delvis", (1,)), ("inde", (1,))]
    svar = rangordn(k, replace(_plan(10), ved_loft="delvis", deling=replace(deling, rest="ubrugt")))
    assert [(t.udfald, t.beloeb) for t in svar.ture] == [("delvis", (5,)), ("ude", None), ("inde", (1,))]


def test_intet_er_ikke_en_del() -> None:
    svar = rangordn([_k("a", 3, 10), _k("b", 2, 5)], _plan(10, ved_loft="delvis"))
    assert [(t.udfald, t.aarsag) for t in svar.ture] == [("inde", None), ("ude", "ramme")]


def test_netop_det_mindste_er_nok() -> None:
    k = [_k("a", 2, 5), _k("b", 1, 4)]
    assert _svar(k, _plan(10, mindst=5)) == [("a", "inde"), ("b", "ude")]
    assert _svar(k, _plan(10, mindst=4)) == [("a", "inde"), ("b", "inde")]


def test_den_der_faar_for_lidt_giver_plads_til_andre() -> None:
    """b's applicant would get 4 of at least 6, so it gets nothing, and c gets in."""
    k = [_k("a", 3, 6), replace(_k("b", 2, 4), ansoeger="0751"), _k("c", 1, 6), replace(_k("d", 0, 9), ansoeger="0751")]
    assert _svar(k, _plan(12, mindst=6)) == [("a", "inde"), ("b", "ude"), ("c", "inde"), ("d", "ude")]


def test_ved_bytte_ryger_de_laveste_og_resten_fyldes_igen() -> None:
    k = [
        _k("a", 5, 4, gruppe="x"),
        _k("b", 4, 3, gruppe="x"),
        _k("c", 3, 3, gruppe="x"),
        _k("d", 2, 5, gruppe="y"),
        _k("e", 1, 1, gruppe="x"),
    ]
    # d needs 5: c and then b are removed, which leaves 1 for e.
    assert _svar(k, _plan(10, garanti="bytte")) == [
        ("a", "inde"),
        ("b", "ude"),
        ("c", "ude"),
        ("d", "garanti"),
        ("e", "inde"),
    ]
    assert _svar(k, _plan(10, garanti="bytte", ved_loft="stop"))[-1] == ("e", "ude")


def test_ved_bytte_viger_ingen_for_det_der_aldrig_kan_vaere() -> None:
    k = [_k("a", 5, 4, gruppe="x"), _k("b", 4, 3, gruppe="x"), _k("d", 2, 11, gruppe="y")]
    assert _svar(k, _plan(10, garanti="bytte")) == [("a", "inde"), ("b", "inde"), ("d", "ude")]


def test_ved_lighed_gaar_en_gruppe_uden_forud_hvis_den_kan_vaere() -> None:
    k = [_k("a", 2, 4, gruppe="x"), _k("b", 1, 5, gruppe="x"), _k("c", 1, 5, gruppe="y")]
    assert _svar(k, _plan(10, garanti="lighed")) == [("a", "inde"), ("b", "ude"), ("c", "garanti")]
    # c never fits, so nothing is put before b.
    k[2] = _k("c", 1, 7, gruppe="y")
    assert _svar(k, _plan(10, garanti="lighed")) == [("a", "inde"), ("b", "inde"), ("c", "ude")]
    assert _svar(k, _plan(10, garanti="lighed", ved_loft="stop")) == [("a", "inde"), ("b", "inde"), ("c", "ude")]
    k[1] = _k("b", 1, 7, gruppe="x")
    k.append(_k("d", 1, 5, gruppe="x"))
    assert _svar(k, _plan(10, garanti="lighed"))[1:] == [("b", "ude"), ("c", "ude"), ("d", "inde")]


def test_vaegtede_noegler_skaleres_mellem_mindste_og_stoerste() -> None:
    plan = Plan(
        noegler=(Noegle("a", "a"), Noegle("b", "b"), Noegle("c", "c")),
        led=(Noegleled((0, 1, 2), (Fraction(11, 18), Fraction(5, 18), Fraction(2, 18))),),
        budgetter=(Budget("1", 10),),
    )

    def k(navn: str, *noegler: int | None) -> Kandidat:
        return Kandidat(navn, 1, navn, navn, None, noegler, (1,))

    # 11/18; 5/18 + 2/18; half of the first key, and the second is unknown.
    alle = [k("x", 20, 1, 7), k("y", 10, 3, 7), k("z", 15, None, 7)]
    assert skaleret(alle, plan, 0) == [1, 0, Fraction(1, 2)]
    assert skaleret(alle, plan, 1) == [0, 1, 0]
    assert skaleret(alle, plan, 2) == [0, 0, 0]
    assert [alle[i].navn for i in rangordn(alle, plan).orden] == ["x", "z", "y"]


def test_ordnede_vaegte_er_midten_af_alle_der_falder() -> None:
    assert ordnet_vaegt(1) == (Fraction(1),)
    assert ordnet_vaegt(3) == (Fraction(11, 18), Fraction(5, 18), Fraction(2, 18))
    assert sum(ordnet_vaegt(7)) == 1


def test_koden_kender_ingen_puljes_ord() -> None:
    """Facts, parameters, ids and labels of the packs do not occur in the allocator."""
    ord_ = {"region", "kommune", "laan", "pladser", "botilbud", "projekt", "kkr", "koordiner"}
    for navn in find_pakker():
        r = load_regelsaet(navn)
        ord_ |= {n for _, n in r.fakta if len(n) > 5} | set(r.data.parametre)
    # Words for every pool: a budget, and what is left of it.
    ord_ -= {"ramme", "tilbage"}
    for fil in (Path(ansoegning.__file__).parent / "rangordning" / "tildeling").glob("*.py"):
        tekst = fil.read_text(encoding="utf-8").lower()
        assert not {o for o in ord_ if re.search(rf"\b{re.escape(o.lower())}", tekst)}, fil
