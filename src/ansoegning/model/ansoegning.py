"""An application as read: exact values by fact, what could not be read as a value, and where everything stood."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..fejl import Sted
from .vaerdier import Vaerdi


@dataclass(frozen=True, slots=True)
class Vaerdimangel:
    """A value that does not fit its fact. ``felt`` is its path (``projekter[0].andel_andre``)."""

    felt: str
    besked: str
    skrevet: str
    sted: Sted


@dataclass(frozen=True, slots=True)
class Ansoegning:
    """Facts by name; a fact that is absent is unknown. Numbers are in their facts' own units.

    ``raekker`` holds each list's rows in the file's order. ``vaerdimangler`` are the values that did not fit.
    ``steder`` are the cells of a workbook by path, also those with nothing in them; empty for other files.
    """

    fil: str
    pulje: str
    fakta: dict[str, Vaerdi] = field(default_factory=dict)
    raekker: dict[str, tuple[dict[str, Vaerdi], ...]] = field(default_factory=dict)
    vaerdimangler: tuple[Vaerdimangel, ...] = ()
    steder: dict[str, Sted] = field(default_factory=dict)
