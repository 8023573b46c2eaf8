"""Evaluate statuses, findings and tasks without reasons, for test cases that are tried on many packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..model.ansoegning import Ansoegning
from ..model.vaerdier import Vaerdi
from ..motor.reference import Bedoemt, Kontekst, bedoem
from ..motor.slutning import Kaede
from ..motor.vendepunkter import Navn
from ..sprog.regelsaet import Regelsaet, TypetKriterium, oplysninger
from .konklusioner import Konklusioner, slut, symboler
from .sag import Sag, Sted
from .skema import VAERDIFEJL, ramte
from .udestaaende import mangler


@dataclass(frozen=True)
class Udfald:
    """An evaluated application, with the same statuses, missing facts, findings and tasks as ``bedoem_ansoegning``."""

    sag: Sag
    kaeder: tuple[Kaede, ...]

    @cached_property
    def _bedoemte(self) -> dict[Sted, dict[str, tuple[TypetKriterium, Bedoemt, Kontekst]]]:
        return {
            (liste, nr): {x.data.id: (x, bedoem(x, k), k) for x in self.sag.regelsaet.kriterier_i(liste or None)}
            for liste, nr, k in self.sag.steder()
        }

    @cached_property
    def _fundne(self) -> list[tuple[str, str, str]]:
        fundne = [(VAERDIFEJL, "fejl", m.felt) for m in self.sag.ansoegning.vaerdimangler]
        return fundne + [(t.data.id, t.data.alvor, felt) for t, felt in ramte(self.sag)]

    def status(self, sted: Sted, kriterium: str) -> str:
        return self.sag.regelsaet.status(self._bedoemte[sted][kriterium][1].rolle)

    def mangler(self, sted: Sted, kriterium: str) -> list[str]:
        x, bedoemt, k = self._bedoemte[sted][kriterium]
        venter_paa = (g for knude in bedoemt.ukendte for g in oplysninger(self.sag.regelsaet, knude))
        return [navn for _, navn in mangler(self.sag, x, venter_paa, k)]

    @property
    def fund(self) -> list[tuple[str, str]]:
        """The findings, as (check, field)."""
        return [(id_, felt) for id_, _, felt in self._fundne]

    @cached_property
    def konklusioner(self) -> Konklusioner:
        statusser = {
            sted: [(id_, self.sag.regelsaet.status(b.rolle)) for id_, (_, b, _) in egne.items()]
            for sted, egne in self._bedoemte.items()
        }
        return slut(self.sag, symboler(self.sag, statusser, self._fundne), self.kaeder)

    @property
    def opgaver(self) -> set[str]:
        """The ids of the tasks that are set."""
        draget = {(liste, d.konklusion) for (liste, _), alle in self.konklusioner.draget.items() for d in alle}
        return {
            k.id
            for k in self.sag.regelsaet.data.konklusioner
            if k.opgave is not None and (k.for_ or "", k.id) in draget
        }

    @property
    def resultat(self) -> str:
        return self.konklusioner.vaerdi(("", 0), "resultat")

    @property
    def klar(self) -> bool:
        return self.konklusioner.har(("", 0), "klar")


def udfald(
    ansoegning: Ansoegning,
    regelsaet: Regelsaet,
    kaeder: tuple[Kaede, ...],
    *,
    dato: date | None = None,
    antag: Mapping[Navn, Vaerdi] | None = None,
) -> Udfald:
    """Evaluate as ``bedoem_ansoegning`` does. Each part is calculated when it is first used."""
    return Udfald(Sag(ansoegning, regelsaet, dato, antag or {}), kaeder)
