"""The names that an expression may use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field

from ..model.enhedsord import ALMINDELIGE, Enhedsord
from ..system.dataklasse import dataklasse
from .tabeller import TypetTabel
from .traeer import Type


@dataklasse(frozen=True, slots=True)
class Erklaering:
    """A declared fact or parameter. ``liste`` is None for the application's facts and for parameters."""

    type: Type
    faktor: int
    liste: str | None
    er_parameter: bool = False


@dataklasse(frozen=True, slots=True)
class Omfang:
    """The names an expression may use: those of one list's rows (``liste``), the application's, and the parameters.

    ``laest`` collects every fact and parameter read by an expression, to report names that no rule reads.
    ``vurderinger`` are the names of the assessor's facts, which few expressions may read.
    """

    erklaeringer: dict[tuple[str | None, str], Erklaering]
    lister: tuple[str, ...]
    liste: str | None = None
    i_samling: bool = False
    laest: set[tuple[str | None, str]] = field(default_factory=set)
    tabeller: dict[str, TypetTabel] = field(default_factory=dict)
    enheder: Enhedsord = field(default_factory=lambda: ALMINDELIGE)
    vurderinger: Collection[str] = ()

    def find(self, navn: str) -> Erklaering | None:
        if self.liste is not None and (self.liste, navn) in self.erklaeringer:
            return self.erklaeringer[self.liste, navn]
        return self.erklaeringer.get((None, navn))

    def navne(self) -> list[str]:
        return [n for (liste, n) in self.erklaeringer if liste in (None, self.liste)]
