"""Return only the statuses of many applications, for callers that need neither reasons nor suggestions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from ..bedoemmelse.sag import kontekst
from ..bedoemmelse.statusser import Statusser
from ..fejl import BrugsFejl, Sted
from ..indlaes import argumenter
from ..indlaes.afvist import som_laesefejl
from ..indlaes.ansoegning import laes_ansoegning, laes_antagelser
from ..indlaes.hurtig import Fakta, Hurtiglaeser
from ..indlaes.noder import Ordbog, fra_python
from ..indlaes.regelsaet import load_regelsaet
from ..model.ansoegning import PULJE
from ..model.vaerdier import Vaerdi
from ..sprog.regelsaet import Regelsaet
from .tjek import kendt_pulje


def statusser(
    ansoegninger: Iterable[Mapping[str, Any]],
    *,
    pulje: str | None = None,
    dato: date | None = None,
    saet: Mapping[str, str] | None = None,
    antag: Mapping[str, str] | None = None,
    regler: str | os.PathLike[str] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the statuses that ``tjek`` returns for each application, and nothing else.

    Yields ``{"resultat": …, "projekter": [{"resultat": …, "K1": …}]}`` for each application, in order, with the names
    of the pack's own lists. Criteria of the application itself are keys beside its result. ``ansoegninger`` are facts
    by name; the other arguments are those of ``tjek``.

    Raises BrugsFejl and RegelsaetFejl as ``tjek``, and LaeseFejl when it reaches an application that cannot be read.
    """
    if isinstance(ansoegninger, Mapping | str | os.PathLike) or not isinstance(ansoegninger, Iterable):
        raise BrugsFejl(
            "ansoegninger skal være en række af ansøgninger med oplysninger efter navn, ikke en "
            f"{type(ansoegninger).__name__}."
        )
    argumenter.tekst("pulje", pulje)
    argumenter.tekster("saet", saet)
    argumenter.tekster("antag", antag)
    argumenter.sti("regler", regler)
    return _statusser(ansoegninger, _Puljer(pulje, saet, antag or {}, regler), argumenter.dag("dato", dato))


def _statusser(
    ansoegninger: Iterable[Mapping[str, Any]], puljer: _Puljer, dato: date | None
) -> Iterator[dict[str, Any]]:
    for nr, a in enumerate(ansoegninger):
        if a.__class__ is not dict and not isinstance(a, Mapping):
            raise BrugsFejl(f"ansoegninger[{nr}] skal være oplysninger efter navn (en dict), ikke {type(a).__name__}.")
        if (p := puljer.hurtigt(a)) is not None and (laest := p.laeser.laes(a)) is not None:
            fakta, raekker = p.med_antaget(*laest) if p.antag else laest
            yield p.statusser.svar(fakta, raekker, dato)
            continue
        with som_laesefejl(f"ansoegninger[{nr}]"):
            rod = fra_python(a, Sted(f"ansoegninger[{nr}]"))
            assert isinstance(rod, Ordbog)
            p = puljer.af(rod)
            k = kontekst(laes_ansoegning(rod, p.statusser.regelsaet, ""), p.statusser.regelsaet, antag=p.antag)
        yield p.statusser.svar(k.ansoegning, k.raekker, dato)


@lru_cache(maxsize=16)
def _oversat(regelsaet: Regelsaet) -> tuple[Statusser, Hurtiglaeser]:
    """Return the compiled pack and its fast reader, cached between calls as packs are."""
    statusser_ = Statusser(regelsaet)
    return statusser_, Hurtiglaeser(regelsaet, statusser_.laeser())


class _Pulje:
    def __init__(self, regelsaet: Regelsaet, antag: Mapping[tuple[str | None, str], Vaerdi]) -> None:
        self.statusser, self.laeser = _oversat(regelsaet)
        self.antag = antag

    def med_antaget(self, fakta: Fakta, raekker: dict[str, list[Fakta]]) -> tuple[Fakta, dict[str, list[Fakta]]]:
        """Add the assumed values. The fast reader has read every value, so an absent fact is a missing one."""
        egne = self._antaget(None, fakta)
        return egne, {liste: [self._antaget(liste, r) for r in alle] for liste, alle in raekker.items()}

    def _antaget(self, liste: str | None, fakta: Fakta) -> Fakta:
        return {**fakta, **{n: v for (li, n), v in self.antag.items() if li == liste and fakta.get(n) is None}}


class _Puljer:
    """The packs used so far, by id."""

    def __init__(
        self,
        pulje: str | None,
        saet: Mapping[str, str] | None,
        antag: Mapping[str, str],
        regler: str | os.PathLike[str] | None,
    ) -> None:
        self.pulje = pulje
        self.saet = saet
        self.antag = antag
        self.regler = regler
        self.kendte: dict[str, _Pulje] = {}

    def hurtigt(self, a: Mapping[str, Any]) -> _Pulje | None:
        """Return the pack that an application names if it is already loaded; None for any other case."""
        skrevet = a.get(PULJE, self.pulje)
        if skrevet.__class__ is not str or (self.pulje is not None and skrevet != self.pulje):
            return None
        return self.kendte.get(skrevet)

    def af(self, rod: Ordbog) -> _Pulje:
        navn = kendt_pulje(rod, self.pulje, self.regler)
        if navn not in self.kendte:
            regelsaet = load_regelsaet(navn, regler=self.regler, saet=self.saet)
            self.kendte[navn] = _Pulje(regelsaet, laes_antagelser(regelsaet, self.antag))
        return self.kendte[navn]
