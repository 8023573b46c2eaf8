"""What the storage gives and raises. Every application has an owner and versions; no version is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ...system.dataklasse import dataklasse

Indhold = Mapping[str, Any]


@dataklasse(frozen=True, slots=True)
class Sag:
    """A stored application. ``indhold`` is JSON; ``version`` counts from 1; times are UTC.

    ``navn`` and ``resultat`` are shown in lists of applications.
    """

    id: str
    pulje: str
    navn: str
    resultat: str
    version: int
    indhold: dict[str, Any]
    oprettet: datetime
    aendret: datetime


@dataklasse(frozen=True, slots=True)
class Udgave:
    """One version of an application: what was done, and when."""

    version: int
    hvad: str
    tid: datetime


class Konflikt(Exception):
    """Another change was saved since the version that a change was based on. ``nu`` is the current version."""

    def __init__(self, nu: Sag) -> None:
        super().__init__("version")
        self.nu = nu


class IkkeFundet(Exception):
    """The application does not exist, or belongs to another owner."""
