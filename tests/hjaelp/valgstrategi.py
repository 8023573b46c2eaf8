"""Drawn expressions that choose, divide and calculate dates, each with its naive evaluation.

A part of ``udtryksstrategi``, and likewise written from the description of the language alone. Days are counted one at
a time here, and months by their names in the calendar, so that no algorithm is shared with the program.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from . import pakkebyg, udtryksstrategi
from . import pakkedele as p


def _valgt(c: p.Udtryk, a: p.Udtryk, b: p.Udtryk, ukendt: Any) -> p.Regn:
    def regn(m: p.Miljoe) -> Any:
        x, y = a.regn(m), b.regn(m)
        # If the condition is unknown, either value is possible: their common value, or unknown.
        mulige = {p.SAND: [x], p.FALSK: [y]}.get(c.regn(m), [x, y])
        return mulige[0] if mulige.count(mulige[0]) == len(mulige) else ukendt

    return regn


@st.composite
def hvis(
    draw: st.DrawFn, navne: udtryksstrategi.Navne, vaerdi: st.SearchStrategy[p.Udtryk], dybde: int, ukendt: Any
) -> p.Udtryk:
    """Draw a choice between two values by a condition; ``ukendt`` is the naive evaluation's value for unknown."""
    c = draw(udtryksstrategi.betingelser(navne, dybde - 1))
    a, b = draw(vaerdi), draw(vaerdi)
    if draw(st.integers(0, 4)) == 0:
        b = a
    # In parentheses, because a choice has the lowest precedence.
    tekst = f"(hvis {c.tekst} så {a.tekst} ellers {b.tekst})"
    return p.udtryk(tekst, p.LED, _valgt(c, a, b, ukendt), c, a, b, monoton=False)


@st.composite
def yderste(draw: st.DrawFn, vaerdi: st.SearchStrategy[p.Udtryk]) -> p.Udtryk:
    """Draw the smallest or largest of two or three values."""
    dele = draw(st.lists(vaerdi, min_size=2, max_size=3))
    stoerst = draw(st.booleans())

    def regn(m: p.Miljoe) -> Any:
        alle = [d.regn(m) for d in dele]
        if any(v is None for v in alle):
            return None
        ordnet = sorted(alle)
        return ordnet[-1 if stoerst else 0]

    navn = "hoejeste" if stoerst else "mindste"
    return p.udtryk(f"{navn}({', '.join(d.tekst for d in dele)})", p.LED, regn, *dele)


@st.composite
def forhold(draw: st.DrawFn, navne: udtryksstrategi.Navne, dim: str) -> p.Udtryk:
    """Draw a ratio of the dimension: money by places, or two of one dimension.

    The divisor is a parameter or a fact that is not derived: a derived one can be so close to 0 that the ratio is
    refused.
    """
    over, under = ("kr", "plads") if dim == "kr_pr_plads" else draw(st.sampled_from((("kr", "kr"), ("plads", "plads"))))
    a = draw(udtryksstrategi.tal(navne, over, 0))
    b = udtryksstrategi.navngivet(draw(st.sampled_from([e for e in navne.af("tal", under) if e.afledt is None])))

    def regn(m: p.Miljoe) -> Any:
        x, y = a.regn(m), b.regn(m)
        return None if x is None or not y else Fraction(x) / Fraction(y)

    # After a number with a unit, »pr.« would be parsed as part of the unit.
    over_tekst = a.tekst if a.laeser and a.niveau == p.LED else f"({a.tekst})"
    return p.udtryk(f"{over_tekst} pr. {b.tekst}", p.PRODUKT, regn, a, b)


@st.composite
def alder(draw: st.DrawFn, navne: udtryksstrategi.Navne) -> p.Udtryk:
    """Draw the whole years between two days, counted by going through the birthdays."""
    a, b = draw(udtryksstrategi.dage(navne)), draw(udtryksstrategi.dage(navne))

    def regn(m: p.Miljoe) -> Any:
        fra, til = a.regn(m), b.regn(m)
        if fra is None or til is None:
            return None
        antal = til.year - fra.year - 2
        while (fra.year + antal + 1, fra.month, fra.day) <= (til.year, til.month, til.day):
            antal += 1
        return Fraction(antal)

    return p.udtryk(f"hele_aar({a.tekst}, {b.tekst})", p.LED, regn, a, b)


def _maaned_efter(dag: tuple[int, int], frem: bool) -> tuple[int, int]:
    aar, maaned = dag
    if frem:
        return (aar + 1, 1) if maaned == 12 else (aar, maaned + 1)
    return (aar - 1, 12) if maaned == 1 else (aar, maaned - 1)


def _flyt(dag: date, antal: int, enhed: str, runding: str) -> date | None:
    if enhed in ("dage", "uger"):
        try:
            return dag + timedelta(antal * (7 if enhed == "uger" else 1))
        except OverflowError:
            return None
    sted = (dag.year, dag.month)
    for _ in range(abs(antal) * (12 if enhed == "år" else 1)):
        sted = _maaned_efter(sted, antal > 0)
        if not 1 <= sted[0] <= 9_999:
            return None
    if dag.day <= monthrange(*sted)[1]:
        return date(*sted, dag.day)
    if runding == "rund_ned":
        return date(*sted, monthrange(*sted)[1])
    return date(*_maaned_efter(sted, True), 1)


@st.composite
def flyttet(draw: st.DrawFn, navne: udtryksstrategi.Navne) -> p.Udtryk:
    """Draw a day moved by a number of days, weeks, months or years."""
    a = draw(udtryksstrategi.dage(navne, kun_navne=True))
    antal = draw(st.sampled_from((0, 1, 1, 12, 13, 100, 9_000)))
    enhed = draw(st.sampled_from(("dage", "uger", "måneder", "år")))
    frem = draw(st.booleans())
    runding = draw(st.sampled_from(("rund_ned", "rund_op")))

    def regn(m: p.Miljoe) -> Any:
        v = a.regn(m)
        return None if v is None else _flyt(v, antal if frem else -antal, enhed, runding)

    ord_ = f", {runding}" if enhed in ("måneder", "år") else ""
    tekst = f"{'laeg_til' if frem else 'traek_fra'}({a.tekst}, {antal} {enhed}{ord_})"
    return p.udtryk(tekst, p.LED, regn, a)


def tabeller(skrevet: str) -> dict[str, Any]:
    """Return the tables that a pack's expressions look up, in the form of the pack's data."""
    noegle = {"navn": "pladserne", "enhed": "pladser", "mindst": "0", "hoejst": "99.999"}
    art = {"navn": "arten", "valg": list(p.VALG)}
    alle = {
        "t_pladser": {
            "navn": "tabellen efter pladser",
            "enhed": "t.kr.",
            "noegler": [noegle],
            "raekker": [
                {"til_og_med": "1", "vaerdi": "10"},
                {"over": "1", "under": "3", "vaerdi": "25"},
                {"fra": "3", "vaerdi": "20"},
            ],
            "kilde": pakkebyg.KILDE,
        },
        "t_valg_kr": {
            "navn": "tabellen efter valg",
            "enhed": "kr.",
            "noegler": [art, {**noegle, "hoejst": "99.999"}],
            "raekker": [
                {"hvor": [{"er": ["foerste", "anden"]}, {}], "vaerdi": "20.000"},
                {"hvor": [{"er": ["tredje"]}, {"er": ["0"]}], "vaerdi": "0"},
                {"hvor": [{"er": ["tredje"]}, {"over": "0"}], "vaerdi": "40.000"},
            ],
            "kilde": pakkebyg.KILDE,
        },
        "t_valg_pct": {
            "navn": "andelen efter valg",
            "enhed": "pct.",
            "noegler": [art],
            "raekker": [{"er": ["foerste"], "vaerdi": "10"}, {"er": ["anden", "tredje"], "vaerdi": "25"}],
            "kilde": pakkebyg.KILDE,
        },
    }
    return {n: t for n, t in alle.items() if f"opslag({n}," in skrevet}


@st.composite
def opslag(draw: st.DrawFn, navne: udtryksstrategi.Navne, dim: str) -> p.Udtryk:
    """Draw the value of a table: the common value for every possible combination of keys, or unknown."""
    pladser = udtryksstrategi.navngivet(
        draw(st.sampled_from([e for e in navne.af("tal", "plads") if e.afledt is None and not e.parameter]))
    )
    arter = [udtryksstrategi.navngivet(e) for e in navne.af("valg")]
    art = draw(st.sampled_from(arter))
    tabel = draw(st.sampled_from(("t_pladser", "t_valg_kr"))) if dim == "kr" else "t_valg_pct"
    dele = {"t_pladser": [pladser], "t_valg_kr": [art, pladser], "t_valg_pct": [art]}[tabel]

    def en(valg: str | None, antal: Any) -> int:
        if tabel == "t_pladser":
            return 10_000 if antal <= 1 else 25_000 if antal < 3 else 20_000
        if tabel == "t_valg_pct":
            return 10 if valg == "foerste" else 25
        return 20_000 if valg != "tredje" else 0 if antal == 0 else 40_000

    def regn(m: p.Miljoe) -> Any:
        valg, antal = art.regn(m), pladser.regn(m)
        alle = {
            en(v, n)
            for v in ([valg] if valg is not None else p.VALG)
            for n in ([antal] if antal is not None else [0, 1, 2, 3])
        }
        return Fraction(alle.pop()) if len(alle) == 1 else None

    return p.udtryk(f"opslag({tabel}, {', '.join(d.tekst for d in dele)})", p.LED, regn, *dele)


def tal_grene(navne: udtryksstrategi.Navne, dim: str, dybde: int) -> list[st.SearchStrategy[p.Udtryk]]:
    """Return further strategies for a number of a dimension."""
    delvis: Callable[[], st.SearchStrategy[p.Udtryk]] = lambda: udtryksstrategi.tal(navne, dim, dybde - 1)  # noqa: E731 - evaluated lazily
    grene: list[st.SearchStrategy[p.Udtryk]] = [
        st.deferred(lambda: hvis(navne, delvis(), dybde, None)),
        st.deferred(lambda: yderste(delvis())),
    ]
    if dim in ("tal", "kr_pr_plads"):
        grene += [forhold(navne, dim)] * 2
    if dim in ("kr", "pct"):
        grene += [opslag(navne, dim)] * 2
    if navne.samlinger():
        grene += [st.deferred(lambda: af_raekkerne(navne, lambda inde: udtryksstrategi.tal(inde, dim, dybde - 1)))] * 2
    return grene


@st.composite
def af_raekkerne(
    draw: st.DrawFn,
    navne: udtryksstrategi.Navne,
    vaerdi: Callable[[udtryksstrategi.Navne], st.SearchStrategy[p.Udtryk]],
) -> p.Udtryk:
    """Draw a value from the rows of a list: the first row that meets a condition, or the smallest value."""
    liste = draw(st.sampled_from(navne.samlinger()))
    inde = navne.i(liste)
    a = draw(vaerdi(inde))
    if draw(st.booleans()):

        def mindst(m: p.Miljoe) -> Any:
            alle = [a.regn(r) for r in m.hver(liste)]
            return None if not alle or any(v is None for v in alle) else sorted(alle)[0]

        return p.udtryk(f"mindste_af({a.tekst} for {liste})", p.LED, mindst, a)
    c = draw(udtryksstrategi.betingelser(inde, 1))

    def foerst(m: p.Miljoe) -> Any:
        mulige = [r for r in m.hver(liste) if c.regn(r) != p.FALSK]
        return a.regn(mulige[0]) if mulige and c.regn(mulige[0]) == p.SAND else None

    return p.udtryk(f"foerste({a.tekst} for {liste}, {c.tekst} for {liste})", p.LED, foerst, a, c)
