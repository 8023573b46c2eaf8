"""The best use of the budgets, compared with trying every choice, and the messages if it cannot be found."""

from __future__ import annotations

import importlib.util
import itertools
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansoegning.rangordning import bedst as modul
from ansoegning.rangordning.bedst import BedstFejl, Udvaelgelse, bedst, holder
from ansoegning.system import kan


@st.composite
def opgaver(draw: st.DrawFn) -> Udvaelgelse:
    n, budgetter = draw(st.integers(0, 9)), draw(st.integers(1, 2))
    trin = draw(st.sampled_from([1, 100, 1_000_000]))
    beloeb = tuple(tuple(draw(st.integers(0, 9)) * trin for _ in range(budgetter)) for _ in range(n))
    maal = {
        "beloeb": tuple(sum(b) for b in beloeb),
        "antal": (1,) * n,
        "ydelse": tuple(draw(st.integers(0, 3)) for _ in range(n)),
    }
    valgte = draw(st.permutations(sorted(maal)))[: draw(st.integers(1, 3))]
    delmaengde = st.frozensets(st.integers(0, max(n - 1, 0)), min_size=1, max_size=4)
    return Udvaelgelse(
        beloeb,
        tuple(draw(st.integers(0, 30)) * trin for _ in range(budgetter)),
        tuple(maal[m] for m in valgte),
        mindst_en=tuple(draw(st.lists(delmaengde, max_size=2))) if n else (),
        hoejst=tuple((g, draw(st.integers(0, 20)) * trin) for g in draw(st.lists(delmaengde, max_size=1)) if n),
    )


def _proev_alle(o: Udvaelgelse) -> tuple[tuple[int, ...], tuple[int, ...], int] | None:
    """Return the best values, the canonical choice, and the number of equally good choices; None if none is valid."""
    n = len(o.beloeb)
    alle = [
        (tuple(sum(m[i] for i in valgte) for m in o.maal), x, valgte)
        for x in itertools.product((1, 0), repeat=n)
        if holder(o, valgte := tuple(i for i in range(n) if x[i]))
    ]
    if not alle:
        return None
    vaerdier, _, valgte = max(alle)
    return vaerdier, valgte, sum(v == vaerdier for v, _, _ in alle)


@given(opgaver())
@example(Udvaelgelse(((0,), (1,)), (1,), ((0, 1),)))
def test_det_bedste_valg_er_det_bedste_af_alle(o: Udvaelgelse) -> None:
    facit = _proev_alle(o)
    if facit is None:
        with pytest.raises(BedstFejl):
            bedst(o)
        return
    svar = bedst(o)
    assert (svar.vaerdier, svar.valgte) == facit[:2]
    assert (svar.graense, svar.bevist) == (facit[0][0], True)
    assert svar.andre is (facit[2] > 1)


def test_tolv_projekter() -> None:
    r = random.Random(12)
    beloeb = tuple((r.randint(50, 300) * 100_000, r.randint(50, 300) * 100_000) for _ in range(12))
    sum_, en = tuple(map(sum, beloeb)), (1,) * 12
    for maal in ((sum_, en), (en, sum_)):
        o = Udvaelgelse(beloeb, (100_000_000, 120_000_000), maal, mindst_en=(frozenset({10, 11}),))
        facit = _proev_alle(o)
        assert facit is not None
        svar = bedst(o)
        assert (svar.vaerdier, svar.valgte, svar.andre) == (facit[0], facit[1], facit[2] > 1)


def test_raekkefoelgen_skiller_lige_gode_valg() -> None:
    svar = bedst(Udvaelgelse(((5,), (5,), (5,), (3,)), (10,), ((5, 5, 5, 3),)))
    assert svar.valgte == (0, 1)
    assert svar.andre is True


def _svaert(n: int = 60) -> Udvaelgelse:
    r = random.Random(1)
    beloeb = tuple((r.randint(5_000, 30_000) * 1_000, r.randint(5_000, 30_000) * 1_000) for _ in range(n))
    return Udvaelgelse(
        beloeb, tuple(sum(x[b] for x in beloeb) * 2 // 3 for b in range(2)), (tuple(map(sum, beloeb)), (1,) * n)
    )


def test_et_valg_der_ikke_er_bevist_siges_med_sin_graense() -> None:
    o = _svaert()
    svar = bedst(o, sekunder=20, knuder=20)
    assert not svar.bevist
    assert svar.andre is None
    assert svar.vaerdier[0] < svar.graense <= sum(o.rammer)
    assert holder(o, svar.valgte)


def test_tiden_slipper_op_uden_et_valg() -> None:
    with pytest.raises(BedstFejl, match="intet valg"):
        bedst(_svaert(), sekunder=0.0)


def test_uden_highs_siges_det(monkeypatch: pytest.MonkeyPatch) -> None:
    ellers = importlib.util.find_spec
    monkeypatch.setattr(kan, "find_spec", lambda navn: None if navn == "highspy" else ellers(navn))
    with pytest.raises(BedstFejl, match="er ikke installeret"):
        bedst(Udvaelgelse(((5,), (6,)), (10,), ((1, 1),)))
    # If everything fits, the solver is not needed.
    assert bedst(Udvaelgelse(((5,), (5,)), (10,), ((1, 1),))).valgte == (0, 1)


def test_et_valg_der_ikke_holder_naar_det_laegges_sammen_igen_bruges_ikke(monkeypatch: pytest.MonkeyPatch) -> None:
    rigtig = holder
    # Every choice fails verification; the check that precedes the solver is unaffected.
    monkeypatch.setattr(modul, "holder", lambda o, v: rigtig(o, v) and len(v) == len(o.beloeb))
    with pytest.raises(BedstFejl, match="holder ikke"):
        bedst(Udvaelgelse(((5,), (6,)), (10,), ((1, 1),)))


def test_for_store_beloeb_afvises() -> None:
    stort = 2**53 + 1
    with pytest.raises(BedstFejl, match="for store"):
        bedst(Udvaelgelse(((stort,), (stort - 4,)), (stort,), ((1, 1),)))
    # The common divisor of all amounts is removed before solving.
    assert bedst(Udvaelgelse(((stort,), (stort,)), (stort,), ((1, 1),))).valgte == (0,)
