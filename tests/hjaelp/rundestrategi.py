"""Drawn candidates and plans, small enough for slow oracles: equal keys, unknown values, amounts around the budgets."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from ansoegning.rangordning.tildeling.plan import Budget, Deling, Garanti, Kandidat, Noegle, Noegleled, Plan

GRUPPER = ("x", "y", "z")


@st.composite
def kandidater(draw: st.DrawFn, noegler: int, budgetter: int, hoejst: int = 9) -> list[Kandidat]:
    antal = draw(st.integers(0, hoejst))
    tal = st.none() | st.integers(0, 4) | st.sampled_from([Fraction(1, 3), Fraction(7, 2), Fraction(40)])
    return [
        Kandidat(
            ansoeger=draw(st.sampled_from(["0101", "0147", "0751", None])),
            nr=nr,
            navn=draw(st.sampled_from(["A", "B", "C"])),
            fil=f"{nr}.yaml",
            gruppe=draw(st.sampled_from([*GRUPPER, *GRUPPER, None])),
            noegler=tuple(draw(tal) for _ in range(noegler)),
            beloeb=tuple(draw(st.integers(0, 12)) * 1_000 for _ in range(budgetter)),
        )
        for nr in range(antal)
    ]


@st.composite
def planer(draw: st.DrawFn, *, alle_former: bool = True, sammen: bool = True) -> Plan:
    """Draw a plan; ``alle_former``: also forms without SQL columns, ``sammen``: also stages of weighted keys."""
    m, b = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    led = [Noegleled((i,)) for i in range(m)]
    if sammen and m > 1 and draw(st.booleans()):
        fra = draw(st.integers(0, m - 2))
        til = draw(st.integers(fra + 2, m))
        vaegte = tuple(Fraction(draw(st.integers(1, 5))) for _ in range(fra, til))
        led[fra:til] = [Noegleled(tuple(range(fra, til)), vaegte)]
    former = ["foerst", "bytte", "lighed"] if alle_former else ["foerst"]
    garanti = draw(st.none() | st.sampled_from(former).map(lambda f: Garanti(f, GRUPPER)))  # type: ignore[arg-type] # drawn from the allowed forms
    lofter = ["spring_over", "stop", *(["delvis"] if alle_former else [])]
    ved_loft = draw(st.sampled_from(lofter))
    if garanti is not None and garanti.form == "bytte" and ved_loft == "delvis":
        ved_loft = "spring_over"
    deling = None
    if alle_former and garanti is None and draw(st.integers(0, 3)) == 0:
        deling = Deling(tuple((g, (5_000,) * b) for g in GRUPPER), draw(st.sampled_from(["i_orden", "ubrugt"])))
    fra = draw(st.integers(0, m - 1))
    return Plan(
        noegler=tuple(Noegle(f"N{i}", f"N{i}", draw(st.sampled_from(["foerst", "sidst"]))) for i in range(m)),
        led=tuple(led),
        budgetter=tuple(Budget(str(i), draw(st.integers(0, 40)) * 1_000) for i in range(b)),
        ved_loft=ved_loft,  # type: ignore[arg-type] # drawn from the allowed words
        garanti=garanti,
        deling=deling,
        knaphed=draw(st.sampled_from(["pr_budget", "i_alt"])),
        ansoeger_hoejst=draw(st.none() | st.just(20_000)) if alle_former and ved_loft != "delvis" else None,
        vaegtes=tuple(range(fra, m)) if len(led) == m and draw(st.booleans()) else (),
    )


@st.composite
def runder(
    draw: st.DrawFn, *, alle_former: bool = True, sammen: bool = True, hoejst: int = 9
) -> tuple[list[Kandidat], Plan, frozenset[str]]:
    """Draw candidates, a plan, and the groups that applications were received from."""
    plan = draw(planer(alle_former=alle_former, sammen=sammen))
    egne = draw(kandidater(len(plan.noegler), len(plan.budgetter), hoejst))
    modtaget = frozenset(GRUPPER) if draw(st.integers(0, 3)) else frozenset(draw(st.sets(st.sampled_from(GRUPPER))))
    return egne, plan, modtaget
