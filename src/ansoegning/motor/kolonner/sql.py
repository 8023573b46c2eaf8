"""Pieces of SQL with their dependencies, and the nested subqueries (stages) that calculate shared pieces.

Every piece is fully parenthesised. A piece that is used more than once becomes a column of a stage and is calculated
once. Constants (a fact without a column, a limit) are simplified here: the SQL engine spends as long on parsing
impossible branches as on possible ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ...system.dataklasse import dataklasse


def eget(hvad: str, nr: int | str = "") -> str:
    """Return an internal name for use in SQL.

    A pack's keys and ids begin with a letter, so they never collide with an internal name. The names of internal
    columns, tables, functions and lambda variables are all created here.
    """
    return f"__{hvad}{nr}"


PRAEFIKS = eget("k")


@dataklasse(frozen=True, slots=True)
class Sqldel:
    """A piece of SQL.

    ``af``: the stage columns it reads; ``enkel``: a name or literal, never moved to a column; ``aldrig``: a condition
    that is known to be true in no row, because a part of it is NULL.
    """

    sql: str
    af: frozenset[str] = frozenset()
    enkel: bool = False
    aldrig: bool = False

    @property
    def ukendt(self) -> bool:
        """Whether the piece is NULL in every row (``ukendt``)."""
        return self.enkel and self.sql.startswith(("CAST(NULL AS ", "NULL"))

    @property
    def umulig(self) -> bool:
        """Whether the piece is a condition that is true in no row: false, NULL, or ``aldrig``."""
        return self.aldrig or self.ukendt or self == FALSK

    @property
    def navngivet(self) -> bool:
        """Whether the piece is a column name and nothing else."""
        return self.enkel and (bool(self.af) or self.sql.startswith('"'))

    def __str__(self) -> str:
        return self.sql


def sqldel(form: str, *dele: Sqldel) -> Sqldel:
    """Combine pieces by a format string: ``sqldel("({0} + {1})", a, b)``."""
    return Sqldel(form.format(*(d.sql for d in dele)), frozenset().union(*(d.af for d in dele)))


SANDT, FALSK = Sqldel("TRUE", enkel=True), Sqldel("FALSE", enkel=True)


def samlet(skilt: str, dele: Sequence[Sqldel]) -> Sqldel:
    """Join pieces with an operator, in parentheses; a single piece is returned as it is.

    With ``AND`` and ``OR``, truth literals are simplified away.
    """
    if skilt in _AFGOER:
        afgoer, uden = _AFGOER[skilt]
        if afgoer in dele:
            return afgoer
        dele = [d for d in dict.fromkeys(dele) if d != uden] or [uden]
    if len(dele) == 1:
        return dele[0]
    umulige = [d.umulig for d in dele]
    aldrig = any(umulige) if skilt == " AND " else skilt == " OR " and all(umulige)
    return Sqldel(f"({skilt.join(d.sql for d in dele)})", frozenset().union(*(d.af for d in dele)), aldrig=aldrig)


_AFGOER = {" AND ": (FALSK, SANDT), " OR ": (SANDT, FALSK)}


def ikke(stykke: Sqldel) -> Sqldel:
    """Return the negation of a condition."""
    if stykke.ukendt or stykke in (SANDT, FALSK):
        return stykke if stykke.ukendt else ja_nej(stykke == FALSK)
    return sqldel("(NOT {0})", stykke)


def er_kendt(stykke: Sqldel) -> Sqldel:
    """Return whether a value is known; never unknown itself."""
    if stykke.enkel and not stykke.navngivet:
        return ja_nej(not stykke.ukendt)
    return sqldel("({0} IS NOT NULL)", stykke)


def er_ukendt(stykke: Sqldel) -> Sqldel:
    """Return whether a value is unknown; never unknown itself."""
    if stykke.enkel and not stykke.navngivet:
        return ja_nej(stykke.ukendt)
    return sqldel("({0} IS NULL)", stykke)


def forholdt(op: str, a: Sqldel, b: Sqldel) -> Sqldel:
    """Return a comparison, which is unknown where either side is."""
    if a.ukendt or b.ukendt:
        return ukendt("BOOLEAN")
    return sqldel(f"({{0}} {op} {{1}})", a, b)


def sammen(dele: Sequence[Sqldel]) -> Sqldel:
    """Concatenate texts that are never NULL in one call; nested calls would copy the text repeatedly."""
    if len(dele) == 1:
        return dele[0]
    return Sqldel(f"concat({', '.join(d.sql for d in dele)})", frozenset().union(*(d.af for d in dele)))


def navn(id_: str) -> str:
    """Quote the name of a column or a relation."""
    return '"' + id_.replace('"', '""') + '"'


def tekst(vaerdi: str) -> Sqldel:
    """Return a text literal."""
    return Sqldel("'" + vaerdi.replace("'", "''") + "'", enkel=True)


def dag(vaerdi: date) -> Sqldel:
    """Return a date literal."""
    return Sqldel(f"CAST('{vaerdi.isoformat()}' AS DATE)", enkel=True)


def ja_nej(vaerdi: bool) -> Sqldel:
    """Return a truth literal."""
    return Sqldel("TRUE" if vaerdi else "FALSE", enkel=True)


def ukendt(type_: str) -> Sqldel:
    """Return a typed NULL."""
    return Sqldel(f"CAST(NULL AS {type_})", enkel=True)


def valgt(grene: Sequence[tuple[Sqldel, Sqldel]], ellers: Sqldel | None) -> Sqldel:
    """Return a ``CASE`` expression: the first branch whose condition is true; without ``ellers``, else unknown."""
    mulige = [(naar, saa) for naar, saa in grene if not naar.umulig]
    sikker = next((nr for nr, (naar, _) in enumerate(mulige) if naar == SANDT), None)
    if sikker is not None:
        mulige, ellers = mulige[:sikker], mulige[sikker][1]
    if not mulige and ellers is not None:
        return ellers
    # If no branch is possible, one is kept, because it determines the type of the NULL.
    grene = mulige or grene[:1]
    assert grene
    if ellers is not None and all(saa == ellers for _, saa in grene):
        return ellers
    dele = [x for g in grene for x in g] + ([ellers] if ellers is not None else [])
    midt = " ".join(f"WHEN {naar} THEN {saa}" for naar, saa in grene)
    slut = f" ELSE {ellers}" if ellers is not None else ""
    return Sqldel(f"(CASE {midt}{slut} END)", frozenset().union(*(d.af for d in dele)))


@dataclass(slots=True)
class Trin:
    """The stages: each column with its SQL, in an order in which they can be calculated."""

    kolonner: dict[str, Sqldel] = field(default_factory=dict)
    niveau: dict[str, int] = field(default_factory=dict)
    _kendte: dict[str, str] = field(default_factory=dict)

    def lad(self, stykke: Sqldel) -> Sqldel:
        """Return the piece as a stage column; equal pieces share one column."""
        if stykke.enkel:
            return stykke
        id_ = self._kendte.get(stykke.sql)
        if id_ is None:
            id_ = f"{PRAEFIKS}{len(self.kolonner) + 1}"
            self._kendte[stykke.sql] = id_
            self.kolonner[id_] = stykke
            self.niveau[id_] = 1 + max((self.niveau[a] for a in stykke.af), default=0)
        return Sqldel(id_, frozenset({id_}), enkel=True, aldrig=stykke.aldrig)

    def vaelg(self, relation: str, behold: Iterable[str], ud: dict[str, Sqldel]) -> str:
        """Return one SELECT of the carried columns and ``ud``, with only the stages that these need."""
        brugt: set[str] = set()
        venter = [a for u in ud.values() for a in u.af]
        while venter:
            if (id_ := venter.pop()) not in brugt:
                brugt.add(id_)
                venter += self.kolonner[id_].af
        kilde = relation
        for nr in range(1, max((self.niveau[b] for b in brugt), default=0) + 1):
            her = [f"{self.kolonner[b]} AS {b}" for b in self.kolonner if b in brugt and self.niveau[b] == nr]
            kilde = f"(SELECT *, {', '.join(her)} FROM {kilde})"  # noqa: S608 - names are quoted, literals escaped
        led_ = [navn(b) for b in behold] + [f"{u} AS {navn(n)}" for n, u in ud.items()]
        return f"SELECT {', '.join(led_)} FROM {kilde}"  # noqa: S608 - names are quoted, literals escaped
