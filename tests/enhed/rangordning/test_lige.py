"""Trying ties from the state of the budgets at their turn gives the same as reallocating the complete round."""

from __future__ import annotations

from typing import get_args

from hypothesis import event, given
from hypothesis import strategies as st

from ansoegning.rangordning.tildeling.lige import _Proeve, i_grupper
from ansoegning.rangordning.tildeling.plan import Budget, Garanti, Garantiform, Kandidat, Noegle, Noegleled, Plan
from ansoegning.rangordning.tildeling.rangordn import rangordn
from ansoegning.rangordning.tildeling.tildel import tildel

GRUPPER = ("x", "y", "z")
ALLE = frozenset(GRUPPER)


@st.composite
def sager(draw: st.DrawFn) -> tuple[list[Kandidat], Plan]:
    """Few keys, so that most candidates tie, and groups that are seldom inside, so that places are exchanged."""
    budgetter = tuple(Budget(str(nr), draw(st.integers(0, 50))) for nr in range(draw(st.integers(1, 2))))
    form: Garantiform | None = draw(st.none() | st.sampled_from(get_args(Garantiform)))
    plan = Plan(
        noegler=(Noegle("n", "N"),),
        led=(Noegleled((0,)),),
        budgetter=budgetter,
        ved_loft=draw(st.sampled_from(["spring_over", "stop"])),
        garanti=None if form is None else Garanti(form, GRUPPER),
    )
    gruppe = st.sampled_from(["x", "x", "x", "y", "y", "z", None])
    antal = draw(st.integers(2, 14))
    hoejst = draw(st.sampled_from([0, 2, 5]))
    return [
        Kandidat(
            ansoeger=None,
            nr=nr,
            navn="N",
            fil=f"{nr}.yaml",
            gruppe=draw(gruppe),
            noegler=(draw(st.integers(0, hoejst)),),
            beloeb=tuple(draw(st.integers(0, 12)) for _ in budgetter),
        )
        for nr in range(antal)
    ], plan


@given(sager())
def test_fra_turen_som_ved_at_fordele_det_hele_om(sag: tuple[list[Kandidat], Plan]) -> None:
    k, plan = sag
    svar = rangordn(k, plan, modtaget=ALLE)
    lige = [g.kandidater for g in svar.lige]
    grupper = {g[0]: g for g in lige}
    med = {i for g in lige for i in g}
    alle = [grupper.get(i, (i,)) for i in svar.orden if i in grupper or i not in med]
    hele = tildel(k, i_grupper(svar.orden, alle, plan, udloest=svar.udloest), plan, udloest=svar.udloest)
    proeve = _Proeve(k, svar.orden, alle, hele, plan, svar.udloest)
    event(f"{plan.garanti and svar.udloest and plan.garanti.form}, {plan.ved_loft}")
    assert [g.afgoer for g in svar.lige] == [proeve.hele(nr) for nr, g in enumerate(alle) if len(g) > 1]
