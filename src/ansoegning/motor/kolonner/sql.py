"""Pieces of SQL with their dependencies, and the stages they are calculated in.

Everything is fully parenthesised. A piece that is used more than once becomes a column of a stage and is calculated
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date


def eget(hvad: str, nr: int | str = "") -> str:
    """A name of the program's own in SQL.

    A pack's keys and ids begin with a letter, so none of them can be such a name. Columns, tables, functions and lambda
    variables all get their names here.
    """
    return f"__{hvad}{nr}"


PRAEFIKS = eget("k")


@dataclass(frozen=True, slots=True)
class Sqldel:
    """A piece of SQL. ``af``: the stage columns it reads; ``enkel``: a name or literal, not worth a column."""

    sql: str
    af: frozenset[str] = frozenset()
    enkel: bool = False

    @property
    def ukendt(self) -> bool:
        """Whether it is unknown in every row (``ukendt``)."""
        return self.enkel and self.sql.startswith("CAST(NULL AS ")

    def __str__(self) -> str:
        return self.sql


def sqldel(form: str, *dele: Sqldel) -> Sqldel:
    """A piece made of others: ``led("({0} + {1})", a, b)``."""
    return Sqldel(form.format(*(d.sql for d in dele)), frozenset().union(*(d.af for d in dele)))


def samlet(skilt: str, dele: Sequence[Sqldel]) -> Sqldel:
    """Pieces with an operator between them, in a parenthesis; one piece stands alone."""
    if len(dele) == 1:
        return dele[0]
    return Sqldel(f"({skilt.join(d.sql for d in dele)})", frozenset().union(*(d.af for d in dele)))


def sammen(dele: Sequence[Sqldel]) -> Sqldel:
    """Concatenate texts, none of them NULL, in one call, so that no part is copied for each that follows."""
    if len(dele) == 1:
        return dele[0]
    return Sqldel(f"concat({', '.join(d.sql for d in dele)})", frozenset().union(*(d.af for d in dele)))


def navn(id_: str) -> str:
    """A column's or a relation's name."""
    return '"' + id_.replace('"', '""') + '"'


def tekst(vaerdi: str) -> Sqldel:
    """A text literal."""
    return Sqldel("'" + vaerdi.replace("'", "''") + "'", enkel=True)


def dag(vaerdi: date) -> Sqldel:
    """A date literal."""
    return Sqldel(f"CAST('{vaerdi.isoformat()}' AS DATE)", enkel=True)


def ja_nej(vaerdi: bool) -> Sqldel:
    """A truth literal."""
    return Sqldel("TRUE" if vaerdi else "FALSE", enkel=True)


def ukendt(type_: str) -> Sqldel:
    """An unknown of a type."""
    return Sqldel(f"CAST(NULL AS {type_})", enkel=True)


def valgt(grene: Sequence[tuple[Sqldel, Sqldel]], ellers: Sqldel | None) -> Sqldel:
    """``CASE``: the first branch whose condition is true; ``ellers`` None: unknown."""
    if not grene:
        assert ellers is not None
        return ellers
    dele = [x for g in grene for x in g] + ([ellers] if ellers is not None else [])
    midt = " ".join(f"WHEN {naar} THEN {saa}" for naar, saa in grene)
    slut = f" ELSE {ellers}" if ellers is not None else ""
    return Sqldel(f"(CASE {midt}{slut} END)", frozenset().union(*(d.af for d in dele)))


@dataclass(slots=True)
class Trin:
    """The stages: each column with its SQL, in the order they can be calculated."""

    kolonner: dict[str, Sqldel] = field(default_factory=dict)
    niveau: dict[str, int] = field(default_factory=dict)
    _kendte: dict[str, str] = field(default_factory=dict)

    def lad(self, stykke: Sqldel) -> Sqldel:
        """The piece as a column of a stage; equal pieces share one column."""
        if stykke.enkel:
            return stykke
        id_ = self._kendte.get(stykke.sql)
        if id_ is None:
            id_ = f"{PRAEFIKS}{len(self.kolonner) + 1}"
            self._kendte[stykke.sql] = id_
            self.kolonner[id_] = stykke
            self.niveau[id_] = 1 + max((self.niveau[a] for a in stykke.af), default=0)
        return Sqldel(id_, frozenset({id_}), enkel=True)

    def vaelg(self, relation: str, behold: Iterable[str], ud: dict[str, Sqldel]) -> str:
        """One SELECT: the carried columns and ``ud``, with the stages that these need and no others."""
        brugt: set[str] = set()
        venter = [a for u in ud.values() for a in u.af]
        while venter:
            if (id_ := venter.pop()) not in brugt:
                brugt.add(id_)
                venter += self.kolonner[id_].af
        kilde = relation
        for nr in range(1, max((self.niveau[b] for b in brugt), default=0) + 1):
            her = [f"{self.kolonner[b]} AS {b}" for b in self.kolonner if b in brugt and self.niveau[b] == nr]
            kilde = f"(SELECT *, {', '.join(her)} FROM {kilde})"  # noqa: S608 - as below
        led_ = [navn(b) for b in behold] + [f"{u} AS {navn(n)}" for n, u in ud.items()]
        return f"SELECT {', '.join(led_)} FROM {kilde}"  # noqa: S608 - names are quoted, literals escaped
