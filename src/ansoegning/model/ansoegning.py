"""An application as read: exact values by fact, the values that could not be read, and their locations in the file."""

from __future__ import annotations

from dataclasses import field

from ..fejl import Sted
from ..system.dataklasse import dataklasse
from .vaerdier import Vaerdi

# The key with which an application names its pool.
PULJE = "pulje"


@dataklasse(frozen=True, slots=True)
class Vaerdimangel:
    """A value that does not fit its fact. ``felt`` is its path (``projekter[0].andel_andre``)."""

    felt: str
    besked: str
    skrevet: str
    sted: Sted


@dataklasse(frozen=True, slots=True)
class Ansoegning:
    """Facts by name; an absent fact is unknown. Numbers are in the unit of their fact.

    ``raekker`` holds each list's rows in the file's order. ``vaerdimangler`` are the values that did not fit.
    ``steder`` maps paths to workbook cells, including empty cells; it is empty for other file formats.
    """

    fil: str
    pulje: str
    fakta: dict[str, Vaerdi] = field(default_factory=dict)
    raekker: dict[str, tuple[dict[str, Vaerdi], ...]] = field(default_factory=dict)
    vaerdimangler: tuple[Vaerdimangel, ...] = ()
    steder: dict[str, Sted] = field(default_factory=dict)
