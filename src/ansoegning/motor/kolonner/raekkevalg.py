"""``foerste`` and ``mindste_af`` over the rows of one application, as window functions.

A value that replaces a fact of a row applies to that row only. Where a replacement can change the row's value, the
windows before and after the row are therefore combined with the row itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from ...sprog.traeer import Hver, Kald, Knude
from ...system.dataklasse import dataklasse
from . import tal as t
from .sql import Sqldel, dag, navn, sqldel, valgt
from .tal import IkkeIKolonner, Tal

if TYPE_CHECKING:
    from .udtryk import Erstat, Udtryk

_FOER = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
_EFTER = "ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING"
_ALLE = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
_NUL, _EN = Sqldel("0", enkel=True), Sqldel("1", enkel=True)
Stykke = Callable[[Any], Sqldel]


@dataklasse(frozen=True, slots=True)
class Raekker:
    """The rows of one application in their order.

    ``egen`` are the replacements in the row being evaluated, ``andres`` those of them that apply to the other rows too.
    """

    udtryk: Udtryk
    egen: Erstat
    andres: Erstat

    def er_en_anden(self, *stykker: Stykke) -> bool:
        """Return whether the row being evaluated may have another value than the other rows see."""
        return any(s(self.egen).sql != s(self.andres).sql for s in stykker)

    def over(self, form: str, ramme: str, *dele: Sqldel) -> Sqldel:
        """Return a window function of these pieces over a frame of the application's rows, calculated once."""
        assert self.udtryk.noegle is not None
        assert self.udtryk.orden is not None
        vindue = f"(PARTITION BY {navn(self.udtryk.noegle)} ORDER BY {navn(self.udtryk.orden)} {ramme})"
        return self.udtryk.trin.lad(sqldel(f"{form} OVER {vindue}", *dele))


def dag_af(u: Udtryk, kald: Kald, erstat: Erstat) -> Sqldel:
    """Translate ``foerste`` (the first row whose condition is true) or ``mindste_af`` for a date."""
    return (_foerste_dag if kald.navn == "foerste" else _mindste_dag)(u, kald, erstat)


def tal_af(u: Udtryk, kald: Kald, erstat: Erstat) -> Tal:
    """Translate ``foerste`` (the first row whose condition is true) or ``mindste_af`` for a number."""
    return (_foerste_tal if kald.navn == "foerste" else _mindste_tal)(u, kald, erstat)


def _foerste_dag(u: Udtryk, kald: Kald, erstat: Erstat) -> Sqldel:
    x, betingelse = _argumenter(kald)
    raekker = _raekker(u, kald, erstat)
    if raekker is None:
        return valgt([(u.vaerdi(betingelse, erstat), u.vaerdi(x, erstat))], None)
    return _foerste(raekker, betingelse, lambda e: u.vaerdi(x, e), [(lambda e: u.vaerdi(x, e), dag(date.min))])[0]


def _foerste_tal(u: Udtryk, kald: Kald, erstat: Erstat) -> Tal:
    x, betingelse = _argumenter(kald)
    raekker = _raekker(u, kald, erstat)
    if raekker is None:
        her = u.lad_tal(u.tal(x, erstat))
        return replace(her, sql=valgt([(u.vaerdi(betingelse, erstat), her.sql)], None))
    i_skala = _i_skala(raekker, x)
    helt = i_skala(raekker.egen)
    har_naevner = any(i_skala(e).naevner is not None for e in (raekker.egen, raekker.andres))
    stykker: list[tuple[Stykke, Sqldel]] = [(lambda e: i_skala(e).sql, _NUL)]
    if har_naevner:
        stykker.append((lambda e: i_skala(e).naevner or _EN, _EN))
    fundne = _foerste(raekker, betingelse, lambda e: i_skala(e).sql, stykker)
    alle = [helt, i_skala(raekker.andres)]
    return Tal(
        fundne[0],
        helt.skala,
        min(y.lav for y in alle),
        max(y.hoej for y in alle),
        any(y.bred for y in alle),
        fundne[1] if har_naevner else None,
        max(y.naevner_hoej for y in alle),
    )


def _mindste_dag(u: Udtryk, kald: Kald, erstat: Erstat) -> Sqldel:
    (x,) = _argumenter(kald)
    raekker = _raekker(u, kald, erstat)
    return u.vaerdi(x, erstat) if raekker is None else _mindste(raekker, lambda e: u.vaerdi(x, e))


def _mindste_tal(u: Udtryk, kald: Kald, erstat: Erstat) -> Tal:
    (x,) = _argumenter(kald)
    raekker = _raekker(u, kald, erstat)
    if raekker is None:
        return u.tal(x, erstat)
    i_skala = _i_skala(raekker, x)
    alle = [i_skala(e) for e in (raekker.egen, raekker.andres)]
    if any(y.naevner is not None for y in alle):
        raise IkkeIKolonner("det finder den mindste af brøker med hver sin nævner")
    sql = _mindste(raekker, lambda e: i_skala(e).sql)
    return Tal(sql, alle[0].skala, min(y.lav for y in alle), max(y.hoej for y in alle), any(y.bred for y in alle))


def _argumenter(kald: Kald) -> Sequence[Knude]:
    return [cast("Hver", a).a for a in kald.argumenter]


def _raekker(u: Udtryk, kald: Kald, erstat: Erstat) -> Raekker | None:
    """Return the application's rows; None where each row is an application of its own."""
    if not u.flere_raekker(cast("Hver", kald.argumenter[0]).liste):
        return None
    if u.orden is None:
        raise IkkeIKolonner("rækkernes orden kendes ikke")
    return Raekker(u, erstat, {n: v for n, v in erstat.items() if n[0] is None})


def _i_skala(r: Raekker, x: Knude) -> Callable[[Any], Tal]:
    """Return a function that scales the number to the same power of ten with and without replacements."""
    skala = max(r.udtryk.tal(x, e).skala for e in (r.egen, r.andres))
    return lambda e: r.udtryk.lad_tal(t.i_skala(r.udtryk.tal(x, e), skala))


def _mindste(r: Raekker, x: Stykke) -> Sqldel:
    andre, egen = r.udtryk.trin.lad(x(r.andres)), r.udtryk.trin.lad(x(r.egen))
    uoplyst = "SUM(CASE WHEN ({0} IS NULL) THEN 1 ELSE 0 END)"
    if not r.er_en_anden(x):
        ingen = sqldel("({0} = 0)", r.over(uoplyst, _ALLE, andre))
        return valgt([(ingen, r.over("MIN({0})", _ALLE, andre))], None)
    foer, efter = (r.over("MIN({0})", ramme, andre) for ramme in (_FOER, _EFTER))
    kendte = [sqldel("(COALESCE({0}, 0) = 0)", r.over(uoplyst, ramme, andre)) for ramme in (_FOER, _EFTER)]
    alle = sqldel("({0} AND {1} AND ({2} IS NOT NULL))", *kendte, egen)
    # There is no least of no rows, and LEAST ignores NULL.
    return valgt([(alle, sqldel("LEAST({0}, {1}, {2})", foer, egen, efter))], None)


def _foerste(r: Raekker, betingelse: Knude, x: Stykke, ud: Sequence[tuple[Stykke, Sqldel]]) -> list[Sqldel]:
    """Return each piece of ``ud`` in the first row whose condition is not false.

    The pieces are known where that row's condition is true and ``x`` is known; else they are unknown. Each piece in
    ``ud`` comes with the value that represents an unknown one.
    """
    lad = r.udtryk.trin.lad

    def svar(e: Erstat) -> Sqldel:
        return lad(r.udtryk.vaerdi(betingelse, e))

    def stilling(e: Erstat) -> Sqldel:
        """Return 1 if the value counts, 0 if the condition or the value is unknown, NULL if a later row decides."""
        kendt = sqldel("({0} AND ({1} IS NOT NULL))", svar(e), x(e))
        return lad(valgt([(kendt, _EN), (sqldel("(NOT {0})", svar(e)), Sqldel("NULL", enkel=True))], _NUL))

    def fra(ramme: str) -> tuple[Sqldel, list[Sqldel]]:
        """Return the state and the values of the first deciding row in a frame."""
        form = "FIRST_VALUE({0} IGNORE NULLS)"
        deres = stilling(r.andres)
        kandidat = "FIRST_VALUE(CASE WHEN ({0} IS NOT NULL) THEN COALESCE({1}, {2}) END IGNORE NULLS)"
        return r.over(form, ramme, deres), [r.over(kandidat, ramme, deres, s(r.andres), fast) for s, fast in ud]

    if not r.er_en_anden(svar, x, *(s for s, _ in ud)):
        grene = [fra(_ALLE)]
    else:
        grene = [fra(_FOER), (stilling(r.egen), [s(r.egen) for s, _ in ud]), fra(_EFTER)]
    fundne = []
    for nr in range(len(ud)):
        dele = []
        for stilling_, vaerdier in grene:
            dele.append((sqldel("({0} = 1)", stilling_), vaerdier[nr]))
            dele.append((sqldel("({0} = 0)", stilling_), Sqldel("NULL", enkel=True)))
        fundne.append(lad(valgt(dele, None)))
    return fundne
