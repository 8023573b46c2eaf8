"""Remove the invalid parts of a pack, so that errors in the remaining parts can be reported in the same run."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from ..fejl import Mangel, RegelsaetFejl
from ..system.dataklasse import dataklasse

# The models are imported where they are used.
if TYPE_CHECKING:
    from ..sprog.erklaeringer import StedAf, Sti

# The path length of the part that is removed when it contains an error: an entry of a list or a mapping. Removing a
# part of any other key would change the meaning of the rest.
_DYBDE = {
    "fakta": 3, "parametre": 2, "tabeller": 2, "vurderingsfakta": 2, "enheder": 2, "perioder": 2, "kriterier": 2,
    "skema": 2, "forhold": 2, "konklusioner": 2, "fortolkninger": 2, "raekkefoelge": 1,
}  # fmt: skip
# Lists in the order whose entries can also be removed individually.
_LISTER_I_ORDENEN = frozenset({"noegler", "budgetter", "udeluk"})
_VALGFRIT_I_ORDENEN = frozenset({
    "sammen", "vaegtes", "udeluk", "ved_loft", "knaphed", "gruppe", "garanti", "deling", "pr_ansoeger",
})  # fmt: skip
_POINTKRITERIER = ("raekkefoelge", "point", "kriterier")


@dataklasse(frozen=True, slots=True)
class Beskaaret:
    """A pack without its invalid parts.

    ``data``: the remaining data. ``navne``: the names of the removed parts. ``noegler``: the top-level keys they were
    removed from. ``usikre``: the top-level keys with a removed entry whose id is unknown. ``stod``: by list, the
    original indices of the remaining entries.
    """

    data: dict[str, Any]
    navne: frozenset[str]
    noegler: frozenset[str]
    usikre: frozenset[str]
    stod: dict[Sti, tuple[int, ...]]

    def sted(self, sted: StedAf) -> StedAf:
        """Return a function that gives the location in the files of a part of the remaining data."""

        return lambda sti, plads: sted(self._foer(sti), plads)

    def _foer(self, sti: Sti) -> Sti:
        """Return the original path of a part of the remaining data."""
        for i, del_ in enumerate(sti):
            if isinstance(del_, int) and (stod := self.stod.get(sti[:i])) is not None:
                sti = (*sti[:i], stod[del_], *sti[i + 1 :])
        return sti

    def stod_som(self, loc: Sti) -> Sti:
        """Return the original path of a validation error in the remaining data.

        Elements of ``loc`` that name one of several forms of a value are not part of the path.
        """
        data: Any = self.data
        sti: list[str | int] = []
        for del_ in loc:
            if (isinstance(data, dict) and del_ in data) or (isinstance(data, list) and isinstance(del_, int)):
                data = _find(data, (del_,))
                sti.append(del_)
        return self._foer(tuple(sti))


def beskaer(data: Any, fejl: Iterable[tuple[Sti, bool]], ulaeste: frozenset[str]) -> Beskaaret | None:
    """Return the data without the invalid parts; None if the rest would not make sense without them.

    Args:
        data: the contents of the pack's files.
        fejl: the paths of the invalid parts, and whether the error is that the key is unknown; then only that key is
            removed.
        ulaeste: top-level keys that could not be read at all.
    """
    if not isinstance(data, dict):
        return None
    nyt = copy.deepcopy(data)
    ude: set[Sti] = set()
    roert: set[str] = set()
    for sti, ukendt_noegle in fejl:
        if not sti:
            return None
        dybde, noegle = _dybde(sti), sti[-1]
        if ukendt_noegle and len(sti) > 1:
            foraelder = _find(nyt, sti[:-1])
            if isinstance(foraelder, dict):
                foraelder.pop(noegle, None)
            roert.add(str(sti[0]))
        elif dybde is None and isinstance(noegle, str) and noegle in _find(nyt, sti[:-1]):
            # The key may be optional. If it is not, the rest fails validation, and the part that contains it is removed
            # next.
            del _find(nyt, sti[:-1])[noegle]
            roert.add(str(sti[0]))
        elif dybde is not None and len(sti) >= dybde:
            ude.add(sti[:dybde])
        else:
            return None
    ider = {sti: _id(_find(nyt, sti)) for sti in ude if isinstance(sti[-1], int)}
    stod = _fjern_poster(nyt, ider.keys())
    # Longer paths first, because a shorter path may contain them.
    for sti in sorted(ude - set(ider), key=len, reverse=True):
        _find(nyt, sti[:-1]).pop(sti[-1], None)
    navne = {str(s[-1]) for s in ude - set(ider)} | {i for i in ider.values() if i is not None}
    usikre = {str(sti[0]) for sti, i in ider.items() if i is None}
    noegler = ulaeste | roert | {str(s[0]) for s in ude}
    return Beskaaret(nyt, frozenset(navne), noegler, ulaeste | usikre, stod)


def _fjern_poster(data: Any, poster: Collection[Sti]) -> dict[Sti, tuple[int, ...]]:
    """Remove entries of lists. Return, by list, the original indices of the remaining entries."""
    stod: dict[Sti, tuple[int, ...]] = {}
    for liste in {sti[:-1] for sti in poster}:
        alle = _find(data, liste)
        stod[liste] = tuple(i for i in range(len(alle)) if (*liste, i) not in poster)
        alle[:] = [alle[i] for i in stod[liste]]
    return stod


def _dybde(sti: Sti) -> int | None:
    """Return the path length of the part to remove: an entry of a list in the order, a budget, or a key's value."""
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
    """Rename the key at a path to the key that was meant."""
    foraelder = _find(data, sti[:-1])
    foraelder[navn] = foraelder.pop(sti[-1])


def _find(data: Any, sti: Sti) -> Any:
    for del_ in sti:
        data = data[del_]
    return data


def i_orden(mangler: Iterable[Mangel]) -> list[Mangel]:
    """Return each error once, in file order."""
    return sorted(dict.fromkeys(mangler), key=lambda m: (m.sted.fil, m.sted.linje or 0, m.sted.kolonne or 0))


def kan_ikke_naas(fejl: RegelsaetFejl, sted: StedAf) -> list[Mangel]:
    """Return the unreachable outcomes in the valid parts of an invalid pack."""
    if fejl.resten is None:
        return []
    from ..motor.naaelighed import unaaelige

    return unaaelige(fejl.resten, sted)
