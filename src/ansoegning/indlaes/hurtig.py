"""Read applications given as plain Python values quickly, by caching what each value was read as.

Only the requested facts are read. The other facts are only checked for what could make reading fail. Anything unusual
is left to ``indlaes.ansoegning`` (None is returned), which reads the application completely and reports what is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import ceil, floor
from typing import Any

from ..fejl import LaeseFejl, Sted
from ..model.regelsaet import Faktaerklaering
from ..model.vaerdier import VaerdiFejl, graense, trin
from ..sprog.regelsaet import Regelsaet
from .ansoegning import PULJE, Vaerdilaeser
from .noder import fra_python

Fakta = dict[str, Any]
_ENKLE = (type(None), bool, int, str, Decimal, date)
_HOEJST_HUSKET = 10_000
_HOEJST_TEKST = 100
_HOEJST_LIGE_TIL = 10**9
_HOEJST_HELTAL = 10**100
# Markers: the value is not in the cache; the value cannot be read here.
_NY, _ANDET = object(), object()


@dataclass(slots=True)
class _Felt:
    """A fact: its declaration (None: not requested), and a cache of the read values by type and value.

    Whole numbers from ``fra`` to ``til`` are their own value.
    """

    navn: str
    form: Faktaerklaering | None
    tekster: bool
    fra: int = 0
    til: int = -1
    husket: dict[type, dict[Any, Any]] = field(default_factory=lambda: {art: {} for art in _ENKLE})


_Gruppe = dict[str, _Felt]


class Hurtiglaeser:
    """A fast reader of plain Python values for one pack. ``laeses``: the requested facts, by (list or None, name)."""

    def __init__(self, regelsaet: Regelsaet, laeses: Collection[tuple[str | None, str]]) -> None:
        self.laeser = Vaerdilaeser(regelsaet)
        self.hoejst = {liste: d.hoejst for liste, d in regelsaet.data.lister.items()}
        self.egne: _Gruppe = {}
        self.grupper: dict[str, _Gruppe] = {}
        self.lister: dict[str, _Gruppe] = {liste: {} for liste in regelsaet.data.lister}
        for (liste, navn), form in regelsaet.fakta.items():
            if form.afledt is not None:
                continue
            felt = _Felt(navn, form if (liste, navn) in laeses else None, form.type == "tekstliste")
            gruppe, prik, kort = navn.partition(".")
            if liste is not None:
                self.lister[liste][navn] = felt
            elif prik:
                self.grupper.setdefault(gruppe, {})[kort] = felt
            else:
                self.egne[navn] = felt
            self._husk_interval(felt)

    def laes(self, a: Mapping[str, Any]) -> tuple[Fakta, dict[str, tuple[Fakta, ...]]] | None:
        """Return the requested facts, and the rows of each list; None if the application must be read completely."""
        fakta: Fakta = {}
        raekker: dict[str, tuple[Fakta, ...]] = dict.fromkeys(self.lister, ())
        for navn, v in a.items():
            if navn in self.egne:
                if self._felter(self.egne, {navn: v}, fakta) is None:
                    return None
            elif navn in self.lister:
                if v.__class__ not in (list, tuple) or len(v) > self.hoejst[navn]:
                    return None
                egne = [self._felter(self.lister[navn], r, {}) if isinstance(r, Mapping) else None for r in v]
                if None in egne:
                    return None
                raekker[navn] = tuple(egne)  # type: ignore[arg-type] # none of them is None
            elif navn in self.grupper:
                if not isinstance(v, Mapping) or self._felter(self.grupper[navn], v, fakta) is None:
                    return None
            elif navn != PULJE:
                return None
        return fakta, raekker

    def _felter(self, felter: _Gruppe, givet: Mapping[str, Any], fakta: Fakta) -> Fakta | None:
        """Add the facts of one mapping to ``fakta``; None if the application must be read completely."""
        for noegle, v in givet.items():
            felt = felter.get(noegle)
            if felt is None:
                return None
            art = v.__class__
            if felt.form is None:
                enkel = art in _ENKLE and (art is not int or -_HOEJST_HELTAL < v < _HOEJST_HELTAL)
                if not enkel and not (art is list and felt.tekster and all(d.__class__ is str for d in v)):
                    return None
                continue
            if art is int and felt.fra <= v <= felt.til:
                fakta[felt.navn] = v
                continue
            husket = felt.husket.get(art)
            if husket is None:
                return None
            # Equal decimals may have different numbers of digits, which affects how they are read.
            som = str(v) if art is Decimal else v
            laest = husket.get(som, _NY)
            if laest is _NY:
                laest = self._laes(felt, v)
                if len(husket) >= _HOEJST_HUSKET:
                    husket.clear()
                if art is not str or len(som) <= _HOEJST_TEKST:
                    husket[som] = laest
            if laest is _ANDET:
                return None
            if laest is not None:
                fakta[felt.navn] = laest
        return fakta

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
