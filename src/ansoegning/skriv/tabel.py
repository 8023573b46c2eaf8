"""A table for every interface: typed cells, and columns with the minimum space in which each is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from ..fejl import vis_sikkert
from ..model.resultat import JsonVaerdi
from ..model.visning import HOEJST_DECIMALER, vis_tal
from ..system.dataklasse import dataklasse

# ``andel`` is a fraction of 1 shown in per cent with one decimal; ``procent`` is shown exactly. ``tal1`` and ``tal2``
# are numbers that always have one or two decimals.
Art = Literal["tekst", "heltal", "kr", "tal", "tal1", "tal2", "andel", "procent", "dato"]
Celle = str | int | Decimal | date | None
# The outcome of a row, shown by symbol and shading.
Stand = Literal["inde", "delvis", "ude"]
# The space that a column needs, which decides the views that show it: ``VIGTIG`` and ``SMAL`` every view (``VIGTIG``
# with priority), ``PAPIR`` documents, ``SIDE`` a landscape page, ``ARK`` a workbook only.
VIGTIG, SMAL, PAPIR, SIDE, ARK = range(5)


@dataklasse(frozen=True, slots=True)
class Tabelkolonne:
    """A column. ``navne``: its texts are lists of projects, which may be long.

    ``art`` is how its values are shown; ``bredde`` in characters; ``niveau`` the least space that shows it.
    ``sammen``: columns that share this word are shown together, or none of them.
    """

    titel: str
    art: Art = "tekst"
    bredde: int = 14
    niveau: int = SMAL
    navne: bool = False
    sammen: str = ""

    @property
    def er_tal(self) -> bool:
        """Whether the values are numbers, which are right-aligned."""
        return self.art not in ("tekst", "dato")


@dataklasse(frozen=True, slots=True)
class Tabel:
    """A table. ``raekker`` have a value for each column; ``sum`` is a last row of totals.

    Attributes:
        tom: the text shown if there are no rows; empty where ``forklaring`` says it.
        streger: lines across the table, by the row (from 0) that each precedes.
        stande: the outcome of each row; empty if the table is not about outcomes.
        laast: the number of leading columns that name the row.
    """

    id: str
    titel: str
    forklaring: str
    kolonner: tuple[Tabelkolonne, ...]
    raekker: tuple[tuple[Celle, ...], ...]
    tom: str = "Intet at vise."
    sum: tuple[Celle, ...] | None = None
    streger: Mapping[int, str] = field(default_factory=dict)
    stande: tuple[Stand, ...] = ()
    laast: int = 1

    def ude(self, raekke: int) -> bool:
        """Return whether the row (from 0) is outside the budget."""
        return bool(self.stande) and self.stande[raekke] == "ude"

    def til(self, niveau: int) -> Tabel:
        """Return the table without the columns that need more space than ``niveau``."""
        return self.med([i for i, k in enumerate(self.kolonner) if k.niveau <= niveau])

    def uden_tomme(self) -> Tabel:
        """Return the table without columns that have no value in any row, or in the totals; the first ones stay."""
        alle = self.raekker if self.sum is None else (*self.raekker, self.sum)
        har = [nr for nr in range(len(self.kolonner)) if nr < self.laast or any(r[nr] not in (None, "") for r in alle)]
        return self.med(har)

    def med(self, pladser: Iterable[int]) -> Tabel:
        """Return the table with only the columns at these positions, in the order given."""
        med = list(pladser)
        return replace(
            self,
            kolonner=tuple(self.kolonner[i] for i in med),
            raekker=tuple(tuple(r[i] for i in med) for r in self.raekker),
            sum=None if self.sum is None else tuple(self.sum[i] for i in med),
            laast=min(self.laast, len(med)),
        )


# The number of names shown from a list of projects in documents.
_HOEJST_NAVNE = 8


def nogle_navne(tekst: str) -> str:
    """Return a ``navne`` cell for a document: a long list is cut to its first names and the number of the others."""
    alle = tekst.split("; ")
    if len(alle) <= _HOEJST_NAVNE + 1:
        return tekst
    return f"{'; '.join(alle[:_HOEJST_NAVNE])} og {len(alle) - _HOEJST_NAVNE} til"


_DANSK = str.maketrans(",.", ".,")


def vis_celle(art: Art, celle: Celle) -> str:
    """Return a value as text, as every view but the workbook shows it. Units are in the column's header."""
    if celle is None:
        return ""
    if isinstance(celle, date):
        return f"{celle:%d/%m/%Y}"
    if isinstance(celle, str):
        return vis_sikkert(celle)
    if art == "andel":
        return vis_andel(celle)
    if art in ("tal1", "tal2"):
        return f"{celle:,.{art[-1]}f}".translate(_DANSK)
    return f"{vis_tal(celle * 100)} pct." if art == "procent" else vis_tal(celle, HOEJST_DECIMALER)


def vis_andel(andel: float | Decimal) -> str:
    """Return a fraction of 1 in per cent with one decimal; only exactly 0 and 1 are shown as 0 and 100 per cent."""
    pct = Decimal(str(andel)) * 100
    if pct not in (0, 100):
        pct = min(max(pct, Decimal("0.1")), Decimal("99.9"))
    return f"{vis_tal(pct, 1)} pct."


def som_celle(vaerdi: JsonVaerdi) -> Celle:
    """Return a number of a JSON answer as a cell: an int, a double, or a decimal stored as text; else None.

    A whole number is returned as int. Raises decimal.InvalidOperation for a text that is not a number.
    """
    if vaerdi is None or isinstance(vaerdi, bool | list):
        return None
    if isinstance(vaerdi, int):
        return vaerdi
    tal = Decimal(repr(vaerdi) if isinstance(vaerdi, float) else vaerdi)
    return int(tal) if tal == int(tal) else tal
