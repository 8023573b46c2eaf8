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
# Parts of the order whose entries can each be left out, too.
_LISTER_I_ORDENEN = frozenset({"noegler", "budgetter", "udeluk"})
_VALGFRIT_I_ORDENEN = frozenset({
    "sammen", "vaegtes", "udeluk", "ved_loft", "knaphed", "gruppe", "garanti", "deling", "pr_ansoeger",
})  # fmt: skip
_POINTKRITERIER = ("raekkefoelge", "point", "kriterier")


@dataclass(frozen=True, slots=True)
class Beskaaret:
    """What is left: ``data``; the names that are left out, and the keys they were left out of; and where each entry
    that is left of a list stood. ``usikre`` are the keys of which an entry is left out whose id is not known.
    """

    data: dict[str, Any]
    navne: frozenset[str]
    noegler: frozenset[str]
    usikre: frozenset[str]
    stod: dict[Sti, tuple[int, ...]]

    def sted(self, sted: StedAf) -> StedAf:
        """Where a part of what is left stands in the files."""

        return lambda sti, plads: sted(self._foer(sti), plads)

    def _foer(self, sti: Sti) -> Sti:
        """A path in what is left as it was before."""
        for i, del_ in enumerate(sti):
            if isinstance(del_, int) and (stod := self.stod.get(sti[:i])) is not None:
                sti = (*sti[:i], stod[del_], *sti[i + 1 :])
        return sti

    def stod_som(self, loc: Sti) -> Sti:
        """Where the place of a fault of form in what is left was before; parts that name a form are no places."""
        data: Any = self.data
        sti: list[str | int] = []
        for del_ in loc:
            if (isinstance(data, dict) and del_ in data) or (isinstance(data, list) and isinstance(del_, int)):
                data = _find(data, (del_,))
                sti.append(del_)
        return self._foer(tuple(sti))


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
        dybde = _dybde(sti) if sti else None
        if dybde is None and sti and isinstance(sti[-1], str) and sti[-1] in _find(nyt, sti[:-1]):
            # It may be one that the rest can be read without; where it is not, the rest has no form.
            del _find(nyt, sti[:-1])[sti[-1]]
            roert.add(str(sti[0]))
            continue
        if dybde is None or len(sti) < dybde:
            return None
        ude.add(sti[:dybde])
    ider = {sti: _id(_find(nyt, sti)) for sti in ude if isinstance(sti[-1], int)}
    stod: dict[Sti, tuple[int, ...]] = {}
    for liste in {s[:-1] for s in ider}:
        alle = _find(nyt, liste)
        blivende = [i for i in range(len(alle)) if (*liste, i) not in ude]
        stod[liste] = tuple(blivende)
        alle[:] = [alle[i] for i in blivende]
    # What lies deepest goes first: the others hold it.
    for sti in sorted(ude - set(ider), key=len, reverse=True):
        _find(nyt, sti[:-1]).pop(sti[-1], None)
    navne = {str(s[-1]) for s in ude - set(ider)} | {i for i in ider.values() if i is not None}
    usikre = {str(sti[0]) for sti, i in ider.items() if i is None}
    noegler = ulaeste | roert | {str(s[0]) for s in ude}
    return Beskaaret(nyt, frozenset(navne), noegler, ulaeste | usikre, stod)


def _dybde(sti: Sti) -> int | None:
    """How deep the part with a fault lies: of the order the entry of a list, the budget, or what stands by its key."""
    if sti[0] != "raekkefoelge":
        return _DYBDE.get(str(sti[0]))
    if sti[:3] == _POINTKRITERIER and len(sti) > 3:
        return 4
    if len(sti) > 2 and sti[1] in _LISTER_I_ORDENEN:
        return 3
    return 2 if len(sti) > 1 and sti[1] in _VALGFRIT_I_ORDENEN else 1


def _id(post: Any) -> str | None:
    return id_ if isinstance(post, dict) and isinstance(id_ := post.get("id"), str) else None


def omdoeb(data: Any, sti: Sti, navn: str) -> None:
    """Give what stands at a path the key that was meant."""
    foraelder = _find(data, sti[:-1])
    foraelder[navn] = foraelder.pop(sti[-1])


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
