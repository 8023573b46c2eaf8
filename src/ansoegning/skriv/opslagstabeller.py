"""The look-up tables of a pack as text, row by row, for every view of its rules."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.ord import ord_af
from ..model.regelsaet import Tabel
from ..motor.opslag import tabeller_i, vis_raekkens_vaerdi
from ..sprog.regelsaet import Regelsaet
from ..sprog.traeer import Knude
from ..system.dataklasse import dataklasse

_ALLE = "alle"


@dataklasse(frozen=True, slots=True)
class Opslagstabel:
    """A table as text.

    Attributes:
        id: the table's key in the pack.
        data: its declaration.
        noegler: the names of its keys.
        raekker: each row's condition on each key (``mindst 3 søskende``, or »alle«), and its value with its unit.
    """

    id: str
    data: Tabel
    noegler: tuple[str, ...]
    raekker: tuple[tuple[tuple[str, ...], str], ...]

    @property
    def linjer(self) -> tuple[tuple[str, str], ...]:
        """Each row's conditions in one sentence with the keys' names, and its value."""
        return tuple(
            ("; ".join(f"{n}: {b}" for n, b in zip(self.noegler, betingelser, strict=True)), vaerdi)
            for betingelser, vaerdi in self.raekker
        )


def opslagstabeller(regelsaet: Regelsaet) -> tuple[Opslagstabel, ...]:
    """Return the tables of a pack, in the order it declares them."""
    ord_ = ord_af(regelsaet.data).grupper
    valg: dict[str, list[dict[str, str]]] = {
        navn: [{} for _ in t.noegler] for navn, t in regelsaet.data.tabeller.items()
    }
    for knude in _traeer(regelsaet):
        for navn, her in tabeller_i(regelsaet, knude).items():
            for samlet, en in zip(valg[navn], her, strict=True):
                samlet.update(en)
    fundne = []
    for navn, data in regelsaet.data.tabeller.items():
        tabel = regelsaet.omfang.tabeller[navn]
        # The table that a budget is split by is looked up by the group, which is not part of an expression.
        egne = [dict(ord_) | v for v in valg[navn]]
        raekker = tuple(
            (
                tuple(b or _ALLE for b in tabel.betingelser_i_ord(nr, egne)),
                vis_raekkens_vaerdi(regelsaet, tabel, nr),
            )
            for nr in range(len(data.raekker))
        )
        fundne.append(Opslagstabel(navn, data, tuple(n.navn for n in data.noegler), raekker))
    return tuple(fundne)


def brugte_tabeller(regelsaet: Regelsaet, knuder: Iterable[Knude]) -> frozenset[str]:
    """Return the keys of the tables that these trees look up, directly or through derived facts."""
    return frozenset(navn for k in knuder for navn in tabeller_i(regelsaet, k))


def _traeer(regelsaet: Regelsaet) -> list[Knude]:
    """Return every expression of a pack."""
    fundne = [k for x in regelsaet.kriterier for k in x.betingelser]
    fundne += (
        [t.naar for t in regelsaet.skema]
        + [f.naar for f in regelsaet.forhold]
        + [a.trae for a in regelsaet.afledte.values()]
    )
    return fundne + (regelsaet.raekkefoelge.traeer() if regelsaet.raekkefoelge is not None else [])
