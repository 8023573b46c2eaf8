"""A pack with faults of form, without the parts that have them: what else is wrong with it can be told at once."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..fejl import Mangel, RegelsaetFejl

# What a pack is made into is imported where it is made.
if TYPE_CHECKING:
    from ..sprog.erklaeringer import StedAf, Sti

# How deep the part lies that is left out with a fault: an entry of a list or a mapping. What is left out of any other
# key would make the rest something else.
_DYBDE = {
    "fakta": 3, "parametre": 2, "tabeller": 2, "vurderingsfakta": 2, "enheder": 2, "perioder": 2, "kriterier": 2,
    "skema": 2, "forhold": 2, "konklusioner": 2, "fortolkninger": 2, "raekkefoelge": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beskaaret:
    """What is left: ``data``; the names that are left out, and the keys they were left out of; and where each entry
    that is left of a list stood.
    """

    data: dict[str, Any]
    navne: frozenset[str]
    noegler: frozenset[str]
    stod: dict[str, tuple[int, ...]]

    def sted(self, sted: StedAf) -> StedAf:
        """Where a part of what is left stands in the files."""

        def her(sti: Sti, plads: int) -> Any:
            if len(sti) > 1 and (stod := self.stod.get(str(sti[0]))) is not None and isinstance(sti[1], int):
                return sted((sti[0], stod[sti[1]], *sti[2:]), plads)
            return sted(sti, plads)

        return her


def beskaer(data: Any, fejl: Iterable[tuple[Sti, bool]], ulaeste: frozenset[str]) -> Beskaaret | None:
    """The data without the parts at these paths (only the key itself, where the second says that it is unknown); None
    where what is wrong is no part that the rest can be without. ``ulaeste`` are keys that could not be read at all.
    """
    if not isinstance(data, dict):
        return None
    nyt = copy.deepcopy(data)
    ude: set[Sti] = set()
    roert: set[str] = set()
    for sti, ukendt_noegle in fejl:
        if ukendt_noegle and len(sti) > 1:
            foraelder = _find(nyt, sti[:-1])
            if isinstance(foraelder, dict):
                foraelder.pop(sti[-1], None)
            roert.add(str(sti[0]))
            continue
        dybde = _DYBDE.get(str(sti[0])) if sti else None
        if dybde is None and sti and isinstance(sti[-1], str) and sti[-1] in _find(nyt, sti[:-1]):
            # It may be one that the rest can be read without; where it is not, the rest has no form.
            del _find(nyt, sti[:-1])[sti[-1]]
            roert.add(str(sti[0]))
            continue
        if dybde is None or len(sti) < dybde:
            return None
        ude.add(sti[:dybde])
    stod: dict[str, tuple[int, ...]] = {}
    for noegle in {str(s[0]) for s in ude}:
        alle = nyt.get(noegle)
        if isinstance(alle, list):
            blivende = [i for i in range(len(alle)) if (noegle, i) not in ude]
            stod[noegle] = tuple(blivende)
            nyt[noegle] = [alle[i] for i in blivende]
    for sti in ude:
        if not isinstance(sti[-1], int):
            del _find(nyt, sti[:-1])[sti[-1]]
    navne = frozenset(str(s[-1]) for s in ude if not isinstance(s[-1], int))
    return Beskaaret(nyt, navne, ulaeste | roert | {str(s[0]) for s in ude}, stod)


def _find(data: Any, sti: Sti) -> Any:
    for del_ in sti:
        data = data[del_]
    return data


def i_orden(mangler: Iterable[Mangel]) -> list[Mangel]:
    """Each fault once, in file order."""
    return sorted(dict.fromkeys(mangler), key=lambda m: (m.sted.fil, m.sted.linje or 0, m.sted.kolonne or 0))


def kan_ikke_naas(fejl: RegelsaetFejl, sted: StedAf) -> list[Mangel]:
    """Outcomes that cannot be reached, of the parts of an invalid pack that are right in themselves."""
    if fejl.resten is None:
        return []
    from ..motor.naaelighed import unaaelige

    return unaaelige(fejl.resten, sted)
