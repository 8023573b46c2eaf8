"""Exact numbers in SQL: integers with a known power of ten, without divisions whose result could be rounded.

The least and the greatest value of every number follow from the bounds of its facts. A calculation uses 64 bits where
these suffice, else 128 bits, and raises IkkeIKolonner where it could overflow.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from ...system.dataklasse import dataklasse
from .sql import Sqldel, forholdt, ikke, sqldel, ukendt
from .sql import valgt as cases

_KORT = 2**31 - 1
_LANGT = 2**63 - 1
_LAENGST = 10**38 - 1
#: 128 bits; the portable equivalent is DECIMAL(38, 0).
BREDT = "HUGEINT"


class IkkeIKolonner(Exception):
    """Something that SQL cannot express exactly.

    The message is in Danish and completes »… regnes ikke række for række: …«.
    """


@dataklasse(frozen=True, slots=True)
class Tal:
    """The number ``sql / (naevner × 10^skala)``, in integers. ``lav`` and ``hoej`` are the inclusive bounds of ``sql``.

    ``naevner`` is positive; None means 1. ``bred``: whether ``sql`` is 128 bits wide.
    """

    sql: Sqldel
    skala: int
    lav: int
    hoej: int
    bred: bool = False
    naevner: Sqldel | None = None
    naevner_hoej: int = 1

    @property
    def fast(self) -> bool:
        """Whether it is a numeric literal."""
        return self.lav == self.hoej and self.naevner is None and self.sql.sql.strip("(-)").isdigit()

    @property
    def af(self) -> frozenset[str]:
        return self.sql.af | (self.naevner.af if self.naevner is not None else frozenset())


def fast(v: int | Decimal | Fraction) -> Tal:
    """Return a number as a literal."""
    broek, skala = Fraction(v), 0
    while broek.denominator != 1:
        broek *= 10
        skala += 1
        if skala > 60:
            raise IkkeIKolonner("en brøk kan ikke skrives som et endeligt decimaltal")
    n = broek.numerator
    while n and n % 10 == 0:
        n //= 10
        skala -= 1
    if n == 0:
        skala = 0
    return _hel(n, skala)


def _hel(n: int, skala: int) -> Tal:
    _rummes(abs(n))
    return Tal(Sqldel(str(n) if n >= 0 else f"({n})", enkel=True), skala, n, n, abs(n) > _LANGT)


def _rummes(hoejst: int) -> None:
    if hoejst > _LAENGST:
        raise IkkeIKolonner("tallet kan blive for stort")


def _bredt(stykke: Sqldel) -> Sqldel:
    return sqldel(f"CAST({{0}} AS {BREDT})", stykke)


def _regn(op: str, a: Sqldel, b: Sqldel, bred: bool, hoejst: int) -> tuple[Sqldel, bool]:
    """Combine two integers, in 128 bits where the result may need them. Returns the SQL, and whether it is wide."""
    _rummes(hoejst)
    if a.ukendt or b.ukendt:
        bred = bred or hoejst > _LANGT
        return ukendt(BREDT if bred else "BIGINT"), bred
    if hoejst > _LANGT and not bred:
        a, b, bred = _bredt(a), _bredt(b), True
    elif hoejst > _KORT and not bred:
        # Columns are 64-bit, but literals, and conditionals of literals, may be 32-bit.
        a = sqldel("CAST({0} AS BIGINT)", a)
    return sqldel(f"({{0}} {op} {{1}})", a, b), bred


def i_skala(t: Tal, skala: int) -> Tal:
    """Return the same number with a larger power of ten."""
    if skala == t.skala:
        return t
    gange = 10 ** (skala - t.skala)
    if t.fast:
        return _hel(t.lav * gange, skala)
    lav, hoej = t.lav * gange, t.hoej * gange
    sql, bred = _regn("*", t.sql, Sqldel(str(gange)), t.bred, max(abs(lav), abs(hoej)))
    return replace(t, sql=sql, skala=skala, lav=lav, hoej=hoej, bred=bred)


def _gange_naevner(t: Tal, naevner: Sqldel | None, hoej: int) -> Tal:
    """Multiply the numerator of ``t`` by another number's denominator."""
    if naevner is None:
        return t
    graenser = (t.lav, t.hoej, t.lav * hoej, t.hoej * hoej)
    sql, bred = _regn("*", t.sql, naevner, t.bred, max(map(abs, graenser)))
    return replace(t, sql=sql, lav=min(graenser), hoej=max(graenser), bred=bred)


def _faelles(a: Tal, b: Tal) -> tuple[Tal, Tal]:
    """Return the numerators for a common denominator and power of ten."""
    skala = max(a.skala, b.skala)
    a, b = i_skala(a, skala), i_skala(b, skala)
    return _gange_naevner(a, b.naevner, b.naevner_hoej), _gange_naevner(b, a.naevner, a.naevner_hoej)


def _naevner(a: Tal, b: Tal) -> tuple[Sqldel | None, int]:
    hoej = a.naevner_hoej * b.naevner_hoej
    if a.naevner is None or b.naevner is None:
        return a.naevner or b.naevner, hoej
    _rummes(hoej)
    if a.naevner.ukendt or b.naevner.ukendt:
        return ukendt(BREDT), hoej
    return sqldel("({0} * {1})", _bredt(a.naevner), _bredt(b.naevner)), hoej


def plus(a: Tal, b: Tal, op: str) -> Tal:
    """Return ``a + b`` or ``a - b``."""
    naevner, hoej = _naevner(a, b)
    x, y = _faelles(a, b)
    lav, top = (x.lav + y.lav, x.hoej + y.hoej) if op == "+" else (x.lav - y.hoej, x.hoej - y.lav)
    if x.fast and y.fast:
        return _hel(lav, x.skala)
    sql, bred = _regn(op, x.sql, y.sql, x.bred or y.bred, max(abs(lav), abs(top)))
    return Tal(sql, x.skala, lav, top, bred, naevner, hoej)


def gange(a: Tal, b: Tal, ekstra_skala: int = 0) -> Tal:
    """Return ``a × b × 10^-ekstra_skala``."""
    naevner, hoej = _naevner(a, b)
    graenser = [x * y for x in (a.lav, a.hoej) for y in (b.lav, b.hoej)]
    skala = a.skala + b.skala + ekstra_skala
    if a.fast and b.fast:
        return _hel(graenser[0], skala)
    sql, bred = _regn("*", a.sql, b.sql, a.bred or b.bred, max(map(abs, graenser)))
    return Tal(sql, skala, min(graenser), max(graenser), bred, naevner, hoej)


def sammenlign(op: str, a: Tal, b: Tal) -> Sqldel:
    """Return a comparison, which is unknown when either side is."""
    x, y = _faelles(a, b)
    return forholdt(op, x.sql, y.sql)


def valgt(naar: Sqldel, a: Tal, b: Tal, ens: Sqldel | None) -> Tal:
    """Return ``a`` where a condition is true (or ``ens``, if given, is true), and ``b`` where it is false."""
    skala = max(a.skala, b.skala)
    a, b = i_skala(a, skala), i_skala(b, skala)

    def en_af(x: Sqldel, y: Sqldel) -> Sqldel:
        grene = [(naar, x), (ikke(naar), y)]
        return cases([*grene, (ens, x)] if ens is not None else grene, None)

    naevner = None
    if a.naevner is not None or b.naevner is not None:
        # Each branch keeps its own denominator, because the other branch's may be unknown.
        hel = Sqldel("1", enkel=True)
        naevner = en_af(a.naevner or hel, b.naevner or hel)
    return Tal(
        en_af(a.sql, b.sql),
        skala,
        min(a.lav, b.lav),
        max(a.hoej, b.hoej),
        a.bred or b.bred,
        naevner,
        max(a.naevner_hoej, b.naevner_hoej),
    )


def forhold(dele: Tal, hele: Tal, gange_: int = 1) -> Tal:
    """Return ``gange_`` times ``dele`` divided by ``hele``: a fraction, unknown where ``hele`` is zero."""
    over = _gange_naevner(replace(dele, naevner=None, naevner_hoej=1), hele.naevner, hele.naevner_hoej)
    under = _gange_naevner(replace(hele, naevner=None, naevner_hoej=1), dele.naevner, dele.naevner_hoej)
    taeller = gange(over, fast(gange_)) if gange_ != 1 else over
    naevner_hoej = max(abs(under.lav), abs(under.hoej), 1)
    naevner = sqldel("NULLIF({0}, 0)", under.sql)
    sql = taeller.sql
    lav, hoej = taeller.lav, taeller.hoej
    if sql.ukendt or under.sql.ukendt:
        sql, naevner = (ukendt(BREDT if x.bred else "BIGINT") for x in (taeller, under))
        lav, hoej = (min(lav, -hoej), max(hoej, -lav)) if under.lav < 0 else (lav, hoej)
        return Tal(sql, taeller.skala - under.skala, lav, hoej, taeller.bred, naevner, naevner_hoej)
    if under.lav < 0:
        naevner = sqldel("NULLIF(ABS({0}), 0)", under.sql)
        sql = sqldel("(CASE WHEN ({0} < 0) THEN (-{1}) ELSE {1} END)", under.sql, sql)
        lav, hoej = min(lav, -hoej), max(hoej, -lav)
    sql = sqldel("(CASE WHEN ({0} <> 0) THEN {1} END)", under.sql, sql)
    # Both scales are powers of ten beside the integers, so the division subtracts one from the other.
    return Tal(sql, taeller.skala - under.skala, lav, hoej, taeller.bred, naevner, naevner_hoej)


def broek(t: Tal, gange_: int = 1) -> tuple[Tal, Tal]:
    """Return ``gange_ × t`` as numerator and denominator, both integers, the denominator positive."""
    t = i_skala(t, max(t.skala, 0))
    over = gange(replace(t, skala=0, naevner=None, naevner_hoej=1), _hel(gange_, 0)) if gange_ != 1 else t
    over = replace(over, skala=0, naevner=None, naevner_hoej=1)
    potens = _hel(10**t.skala, 0)
    if t.naevner is None:
        return over, potens
    under = Tal(t.naevner, 0, 1, t.naevner_hoej, t.naevner_hoej > _LANGT)
    return over, gange(under, potens) if t.skala else under
