"""Generate single changes of a tree of the rule language: another operator, another value, a part removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from ..model.vaerdier import trin
from ..sprog.indbyggede import INDBYGGEDE
from ..sprog.regelsaet import Regelsaet
from ..sprog.skriv import skriv_udtryk
from ..sprog.traeer import (
    Eller,
    Fakt,
    Hvis,
    I,
    Ikke,
    Kald,
    Knude,
    Konstant,
    Og,
    Regn,
    Saml,
    Sammenlign,
    Udfyldt,
    alle_knuder,
    boern,
    med_barn,
)
from ..sprog.typer import JA_NEJ
from ..system.dataklasse import dataklasse

Tal = int | Decimal | Fraction
_OPERATORER: tuple[Literal["<", "<=", ">", ">=", "=", "<>"], ...] = ("<", "<=", ">", ">=", "=", "<>")
_LIGHED = _OPERATORER[4:]
_TUSIND = 1_000
_OMVENDT = {"mindste": "hoejeste", "hoejeste": "mindste", "laeg_til": "traek_fra", "traek_fra": "laeg_til"}
# The third argument of these tells how to add the second, and is not removed; nor is a part of a table.
_RUNDER = ("laeg_til", "traek_fra")
_HELE = (*_RUNDER, "opslag")
_RUNDING = {"rund_ned": "rund_op", "rund_op": "rund_ned"}


@dataklasse(frozen=True, slots=True)
class Variant:
    """A tree with one change, in words, and its offset in the text; ``trae`` is None if the tree is removed.

    ``raekke``: the table and the row (from 0) that is changed; None for a change of the text itself.
    """

    hvad: str
    plads: int
    trae: Knude | None
    raekke: tuple[str, int] | None = None


def varianter(trae: Knude, regelsaet: Regelsaet) -> Iterator[Variant]:
    """Yield every tree that differs from this one by a single change."""
    return _aendret(trae, regelsaet, 1, False)


def _aendret(trae: Knude, regelsaet: Regelsaet, skridt: Tal, nagtet: bool) -> Iterator[Variant]:
    """Yield each change of a tree and its children.

    ``skridt`` is the smallest step of the value that a number is compared with; ``nagtet`` is whether the tree is the
    direct operand of a negation.
    """
    for ny in _andre_ord(trae, skridt, nagtet):
        yield Variant(f"»{skriv_udtryk(trae)}« bliver »{skriv_udtryk(ny)}«", trae.plads, ny)
    for udgaar, rest in _uden_led(trae):
        af = trae.navn if isinstance(trae, Kald) else skriv_udtryk(trae)
        yield Variant(f"»{skriv_udtryk(udgaar)}« udgår af »{af}«", trae.plads, rest)
    if isinstance(trae, Udfyldt):
        return
    tabel = _tabel(trae)
    for nr, barn in enumerate(boern(trae)):
        if tabel is not None and nr in _RAEKKERNES:
            for i, del_ in enumerate(boern(barn)):
                for v in _aendret(del_, regelsaet, skridt, False):
                    assert v.trae is not None
                    nyt = med_barn(trae, nr, med_barn(barn, i, v.trae))
                    yield Variant(f"tabellens række {i + 1}: {v.hvad}", v.plads, nyt, (tabel, i))
            continue
        if isinstance(trae, Sammenlign):
            skridt = mindste_skridt(regelsaet, trae.a if nr else trae.b)
        elif isinstance(trae, Kald) and trae.navn in _RUNDER:
            skridt = 1
        for v in _aendret(barn, regelsaet, skridt, isinstance(trae, Ikke)):
            assert v.trae is not None
            nyt = med_barn(trae, nr, v.trae)
            # A literal alone is not a helpful description, so its parent is shown.
            hvad = f"»{skriv_udtryk(trae)}« bliver »{skriv_udtryk(nyt)}«" if isinstance(barn, Konstant) else v.hvad
            yield replace(v, hvad=hvad, trae=nyt)


# The arguments of a look-up that have one part for each row of the table: the conditions and the values.
_RAEKKERNES = (2, 3)


def _tabel(trae: Knude) -> str | None:
    """Return the table that a tree is a look-up in; None for other trees."""
    match trae:
        case Kald(navn="opslag", argumenter=(Konstant(vaerdi=str() as tabel), *_)):
            return tabel
    return None


def _andre_ord(trae: Knude, skridt: Tal, nagtet: bool) -> Iterator[Knude]:
    """Yield the node with another value, operator or connective."""
    match trae:
        case Konstant(vaerdi=str() as v) if v in _RUNDING and trae.type.art == "tekst":
            yield replace(trae, vaerdi=_RUNDING[v])
        case Konstant(vaerdi=v):
            yield from (replace(trae, vaerdi=ny) for ny in nabovaerdier(trae, v, skridt))
        case Sammenlign(op=op, a=a):
            andre = _OPERATORER if a.type.art in ("tal", "dato") else _LIGHED
            yield from (replace(trae, op=ny) for ny in andre if ny != op)
        case Og(dele=dele):
            yield Eller(trae.type, trae.plads, dele)
        case Eller(dele=dele):
            yield Og(trae.type, trae.plads, dele)
        case Ikke(a=a):
            yield a
        case Udfyldt() if not nagtet:
            yield Ikke(JA_NEJ, trae.plads, trae)
        case I(a=a, maengde=maengde):
            yield from (replace(trae, maengde=maengde[:i] + maengde[i + 1 :]) for i in range(len(maengde)))
            yield from (replace(trae, maengde=(*maengde, v)) for v in a.type.valg if v not in maengde)
        case Regn(op="+" | "-" as tegn):
            yield replace(trae, op="-" if tegn == "+" else "+")
        case Hvis(saa=saa, ellers=ellers):
            yield replace(trae, saa=ellers, ellers=saa)
        case Kald(navn=navn) if navn in _OMVENDT:
            yield replace(trae, navn=_OMVENDT[navn])
        case Saml(art="alle" | "nogen" as art):
            yield replace(trae, art="nogen" if art == "alle" else "alle")


def _uden_led(trae: Knude) -> Iterator[tuple[Knude, Knude]]:
    """Yield each part of the node that can be removed, with the node without it."""
    match trae:
        case Og(dele=dele) | Eller(dele=dele):
            for i, del_ in enumerate(dele):
                rest = dele[:i] + dele[i + 1 :]
                yield del_, rest[0] if len(rest) == 1 else replace(trae, dele=rest)
        case Regn(a=a, b=b):
            yield a, b
            yield b, a
        case Kald(navn="pr", argumenter=(a, b)):
            yield b, a
        case Hvis(saa=saa, ellers=ellers):
            yield ellers, saa
            yield saa, ellers
        case Kald(navn=navn, argumenter=argumenter) if INDBYGGEDE[navn][0][-1] == "..." and navn not in _HELE:
            # Mandatory arguments are not removed, because the call would be invalid without them.
            faste = len(INDBYGGEDE[navn][0]) - 1
            for i in range(faste - 1, len(argumenter) if len(argumenter) > faste else 0):
                yield argumenter[i], replace(trae, argumenter=argumenter[:i] + argumenter[i + 1 :])


def nabovaerdier(knude: Knude, v: Any, skridt: Tal) -> Iterator[Any]:
    """Yield a literal or parameter value one step down and up, another choice, or the value in another unit."""
    if isinstance(v, bool):
        yield not v
    elif isinstance(v, date):
        yield v - timedelta(days=1)
        yield v + timedelta(days=1)
    elif isinstance(v, int | Decimal | Fraction):
        yield _lagt_til(v, -skridt)
        yield _lagt_til(v, skridt)
        if v and ("kr.", 1) in knude.type.dimension:
            yield v * _TUSIND
            yield _hel(Fraction(v) / _TUSIND)
    elif knude.type.art == "valg":
        yield from (andet for andet in knude.type.valg if andet != v)


def _lagt_til(v: Tal, skridt: Tal) -> Tal:
    return _hel(Fraction(v) + Fraction(skridt))


def _hel(v: Fraction) -> int | Fraction:
    return int(v) if v.denominator == 1 else v


def mindste_skridt(regelsaet: Regelsaet, knude: Knude) -> Tal:
    """Return the smallest step of the facts in a tree, in base units."""
    fundne = [
        trin(form) * n.faktor
        for n in alle_knuder(knude)
        if isinstance(n, Fakt) and (form := regelsaet.fakta.get((n.liste, n.navn))) is not None and form.type == "tal"
    ]
    return min(fundne, default=1)
