"""Read applications given as plain Python values quickly, by caching what each value was read as.

Only the requested facts are read. The other facts are only checked for what could make reading fail. Anything unusual
is left to ``indlaes.ansoegning`` (None is returned), which reads the application completely and reports what is wrong.

Most values are read as themselves. A mapping with no other values is returned as it is, because copying it takes as
long as evaluating the criteria. For mappings with the same keys, a generated function tests whether it is so
(``_selvlaest``); no text of a pack becomes source code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import ceil, floor
from typing import Any

from ..fejl import LaeseFejl, Sted
from ..model.ansoegning import PULJE
from ..model.regelsaet import Faktaerklaering
from ..model.vaerdier import VaerdiFejl, graense, trin
from ..sprog.regelsaet import Regelsaet
from .ansoegning import Vaerdilaeser
from .noder import fra_python

Fakta = Mapping[str, Any]
_ENKLE = (type(None), bool, int, str, Decimal, date)
_HOEJST_HUSKET = 10_000
_HOEJST_TEKST = 100
# The maximum number of sets of keys, in order, that a function is generated for.
_HOEJST_FORMER = 100
_ARTER: dict[str, type] = {"tal": Decimal, "ja_nej": bool, "dato": date}
_HOEJST_LIGE_TIL = 10**9
_HOEJST_HELTAL = 10**100
# Markers: the value is not in the cache; the value is read as itself; the value cannot be read here.
_NY, _SAMME, _ANDET = object(), object(), object()


@dataclass(slots=True)
class _Felt:
    """A fact: its declaration (None: not requested), and a cache of the read values by type and value.

    Whole numbers from ``fra`` to ``til`` are read as themselves, and so are values of type ``art`` that are in ``ens``
    (numbers: their text).
    """

    navn: str
    form: Faktaerklaering | None
    tekster: bool
    fra: int = 0
    til: int = -1
    art: type = str
    ens: set[Any] = field(default_factory=set)
    husket: dict[type, dict[Any, Any]] = field(default_factory=lambda: {art: {} for art in _ENKLE})


_Gruppe = dict[str, _Felt]


class Hurtiglaeser:
    """A fast reader of plain Python values for one pack. ``laeses``: the requested facts, by (list or None, name)."""

    def __init__(self, regelsaet: Regelsaet, laeses: Collection[tuple[str | None, str]]) -> None:
        self.laeser = Vaerdilaeser(regelsaet)
        self.egne: _Gruppe = {}
        self.grupper: dict[str, _Gruppe] = {}
        # By list: its facts, and its maximum number of rows.
        self.lister: dict[str, tuple[_Gruppe, int]] = {li: ({}, d.hoejst) for li, d in regelsaet.data.lister.items()}
        # By a row's list and keys, and by an application's ("" and keys): see ``_selvlaest``. The last one used is
        # tried first, because finding it by the keys takes as long as the test itself.
        self.selvlaest: dict[tuple[str, ...], Callable[[Fakta], bool]] = {}
        self.seneste: dict[str, Callable[[Fakta], bool]] = dict.fromkeys(("", *self.lister), lambda _: False)
        for (liste, navn), form in regelsaet.fakta.items():
            if form.afledt is not None:
                continue
            felt = _Felt(navn, form if (liste, navn) in laeses else None, form.type == "tekstliste")
            felt.art = _ARTER.get(form.type, str)
            gruppe, prik, kort = navn.partition(".")
            if liste is not None:
                self.lister[liste][0][navn] = felt
            elif prik:
                self.grupper.setdefault(gruppe, {})[kort] = felt
            else:
                self.egne[navn] = felt
            self._husk_interval(felt)
        # The keys of an application whose own facts are all that is left to read.
        self.mulige = {PULJE, *self.lister, *self.egne}

    def laes(self, a: Mapping[str, Any]) -> tuple[Fakta, dict[str, list[Fakta]]] | None:
        """Return an application's facts and the rows of each list; None if it must be read completely.

        The requested facts are read; the others have the values that were given. A missing fact is absent or None. The
        facts may include the pool and the lists.
        """
        raekker: dict[str, list[Fakta]] = {}
        for liste, (felter, hoejst) in self.lister.items():
            alle = a.get(liste, ())
            if alle.__class__ not in (list, tuple) or len(alle) > hoejst:
                return None
            raekker[liste] = laeste = []
            for r in alle:
                laest = self._raekke(liste, felter, r)
                if laest is None:
                    return None
                laeste.append(laest)
        # The lists have been read above, and the pool is known.
        if a.__class__ is dict and self._er_selvlaest("", a, self.mulige, self.egne):
            return a, raekker
        egne = dict(a)
        egne.pop(PULJE, None)
        for liste in self.lister:
            egne.pop(liste, None)
        grupper: dict[str, Any] = {}
        for gruppe, felter in self.grupper.items():
            if gruppe in egne:
                laest = self._felter(felter, egne.pop(gruppe))
                if laest is None:
                    return None
                grupper |= {f"{gruppe}.{kort}": v for kort, v in laest.items()}
        fakta = self._felter(self.egne, egne)
        return None if fakta is None else ({**fakta, **grupper} if grupper else fakta, raekker)

    def _raekke(self, liste: str, felter: _Gruppe, givet: Any) -> Fakta | None:
        """Return one row with the requested facts read; None if the application must be read completely."""
        if givet.__class__ is dict and self._er_selvlaest(liste, givet, felter.keys(), felter):
            return givet
        return self._felter(felter, givet)

    def _er_selvlaest(self, liste: str, givet: Fakta, mulige: Collection[str], felter: _Gruppe) -> bool:
        """Return whether every value of a mapping is known to be read as itself.

        ``mulige``: the keys for which a function is generated; only those of ``felter`` are tested.
        """
        seneste = self.seneste[liste]
        try:
            if seneste(givet):
                return True
        except KeyError:
            # It is for as many other keys.
            pass
        form = (liste, *givet)
        fundet = self.selvlaest.get(form)
        if fundet is None:
            if len(self.selvlaest) < _HOEJST_FORMER and all(navn in mulige for navn in givet):
                self.selvlaest[form] = _selvlaest({navn: felter.get(navn) for navn in givet})
            return False
        self.seneste[liste] = fundet
        return fundet is not seneste and fundet(givet)

    def _felter(self, felter: _Gruppe, givet: Any) -> Fakta | None:
        """Return one mapping with the requested facts read; None if the application must be read completely."""
        if givet.__class__ is not dict and not isinstance(givet, Mapping):
            return None
        andre: dict[str, Any] | None = None
        for noegle, v in givet.items():
            felt = felter.get(noegle)
            if felt is None:
                return None
            art = v.__class__
            if art is int and felt.fra <= v <= felt.til:
                continue
            if felt.form is None:
                enkel = art in _ENKLE and (art is not int or -_HOEJST_HELTAL < v < _HOEJST_HELTAL)
                if not enkel and not (art is list and felt.tekster and all(d.__class__ is str for d in v)):
                    return None
                continue
            husket = felt.husket.get(art)
            if husket is None:
                return None
            # Equal decimals may have different numbers of digits, which affects how they are read.
            som = str(v) if art is Decimal else v
            laest = husket.get(som, _NY)
            if laest is _NY:
                laest = self._laes(felt, v)
                if laest.__class__ is art and laest == v:
                    laest = _SAMME
                if len(husket) >= _HOEJST_HUSKET:
                    husket.clear()
                if art is not str or len(som) <= _HOEJST_TEKST:
                    husket[som] = laest
                    if laest is _SAMME and art is felt.art and len(felt.ens) < _HOEJST_HUSKET:
                        felt.ens.add(som)
            if laest is _ANDET:
                return None
            if laest is not _SAMME:
                andre = dict(givet) if andre is None else andre
                andre[noegle] = laest
        return givet if andre is None else andre

    def _husk_interval(self, felt: _Felt) -> None:
        """Determine the interval of whole numbers that are their own value.

        If the step is 1 and both ends of the interval are valid, so is every whole number between them.
        """
        form = felt.form
        if form is None or form.type != "tal" or form.enhed == "pct." or trin(form) != 1:
            return
        fra = -_HOEJST_LIGE_TIL if form.mindst is None else ceil(graense(form.mindst))
        til = _HOEJST_LIGE_TIL if form.hoejst is None else floor(graense(form.hoejst))
        if fra <= til and all(type(laest := self._laes(felt, v)) is int and laest == v for v in (fra, til)):
            felt.fra, felt.til = fra, til

    def _laes(self, felt: _Felt, v: Any) -> Any:
        assert felt.form is not None
        try:
            return self.laeser.laes(felt.form, felt.navn, fra_python(v, Sted("")))
        except (VaerdiFejl, LaeseFejl):
            # The error is reported by ``indlaes.ansoegning``.
            return _ANDET


def _selvlaest(felter: dict[str, _Felt | None]) -> Callable[[Fakta], bool]:
    """Return a function that returns whether all values of a mapping are known to be read as themselves.

    ``felter``: the mapping's keys; a value for which the fact is None is not tested. For a mapping with other keys the
    function returns False or raises KeyError.
    """
    navne: dict[str, Any] = {"enkle": frozenset(_ENKLE) - {int}, "stort": _HOEJST_HELTAL}
    dele = [f"len(r) == {len(felter)}"]
    for nr, (noegle, felt) in enumerate(felter.items()):
        navne[f"k{nr}"] = noegle
        v = f"(v := r[k{nr}])"
        if felt is None:
            dele.append(f"k{nr} in r")
        elif felt.form is None:
            dele.append(f"({v}.__class__ in enkle or v.__class__ is int and -stort < v < stort)")
        elif felt.fra <= felt.til:
            dele.append(f"({v} is None or v.__class__ is int and {felt.fra} <= v <= {felt.til})")
        else:
            navne[f"art{nr}"], navne[f"ens{nr}"] = felt.art, felt.ens
            som = "str(v)" if felt.art is Decimal else "v"
            dele.append(f"({v} is None or v.__class__ is art{nr} and {som} in ens{nr})")
    return eval(f"lambda r: {' and '.join(dele)}", navne)  # type: ignore[no-any-return] # noqa: S307 - from numbers only
