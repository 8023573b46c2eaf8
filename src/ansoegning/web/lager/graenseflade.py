"""The interface of the storage. Every application has an owner and versions; no version is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ...system.dataklasse import dataklasse

if TYPE_CHECKING:
    from .runder import Rundelager

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


class Lager(Protocol):
    """Storage. Each method raises IkkeFundet for an application that this owner does not have."""

    @property
    def runder(self) -> Rundelager:
        """The storage of rounds and runs, in the same database."""

    @property
    def mappe(self) -> Path | None:
        """The folder of the storage; None if it is in memory."""

    async def liste(self, ejer: str) -> Sequence[Sag]:
        """Return the owner's applications, the last changed first."""

    async def opret(self, ejer: str, pulje: str, indhold: Indhold, navn: str, resultat: str) -> Sag:
        """Store a new application as version 1."""

    async def hent(self, ejer: str, id_: str) -> Sag:
        """Return the current version of an application."""

    async def gem(
        self, ejer: str, id_: str, version: int, indhold: Indhold, hvad: str, navn: str, resultat: str
    ) -> Sag:
        """Store a new version based on ``version``, on disk when this returns. Raises Konflikt."""

    async def fortryd(self, ejer: str, id_: str, version: int) -> Indhold | None:
        """Return the content before the last change that is not undone; None if there is none. Raises Konflikt.

        The caller then stores it with ``gem_fortrudt``.
        """

    async def gem_fortrudt(self, ejer: str, id_: str, version: int, navn: str, resultat: str) -> Sag:
        """Store the content returned by ``fortryd`` as a new version. Raises Konflikt."""

    async def udgaver(self, ejer: str, id_: str, hoejst: int) -> Sequence[Udgave]:
        """Return the latest versions, newest first."""

    async def udgave(self, ejer: str, id_: str, version: int) -> Indhold:
        """Return the content of one version of an application."""

    async def slet(self, ejer: str, id_: str) -> None:
        """Delete an application with all its versions."""

    async def luk(self) -> None:
        """Close the storage."""
