"""What the page asks of its storage. Every application has an owner and versions; none is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .runder import Rundelager

Indhold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sag:
    """An application as it is kept. ``indhold`` is JSON; ``version`` counts from 1; times are UTC.

    ``navn`` and ``resultat`` are what a list of applications shows of it.
    """

    id: str
    pulje: str
    navn: str
    resultat: str
    version: int
    indhold: dict[str, Any]
    oprettet: datetime
    aendret: datetime


@dataclass(frozen=True, slots=True)
class Udgave:
    """One version of an application: what was done, and when."""

    version: int
    hvad: str
    tid: datetime


class Konflikt(Exception):
    """Something else was saved since the version that a change was made from. ``nu`` is what is kept now."""

    def __init__(self, nu: Sag) -> None:
        super().__init__("version")
        self.nu = nu


class IkkeFundet(Exception):
    """There is no such application, or it is another's."""


class Lager(Protocol):
    """Storage. Each method raises IkkeFundet for an application that is not this owner's."""

    @property
    def runder(self) -> Rundelager:
        """Rounds and runs, in the same place."""

    @property
    def mappe(self) -> Path | None:
        """The folder it lies in; None where it is in memory."""

    async def liste(self, ejer: str) -> Sequence[Sag]:
        """The owner's applications, the one changed last first."""

    async def opret(self, ejer: str, pulje: str, indhold: Indhold, navn: str, resultat: str) -> Sag:
        """Keep a new application, as version 1."""

    async def hent(self, ejer: str, id_: str) -> Sag:
        """One application as it is now."""

    async def gem(
        self, ejer: str, id_: str, version: int, indhold: Indhold, hvad: str, navn: str, resultat: str
    ) -> Sag:
        """Keep a new version made from ``version``; on disk when this returns. Raises Konflikt."""

    async def fortryd(self, ejer: str, id_: str, version: int) -> Indhold | None:
        """What the application was before its last change that is not undone; None where nothing was. Raises Konflikt.

        The caller keeps it with ``gem_fortrudt``.
        """

    async def gem_fortrudt(self, ejer: str, id_: str, version: int, navn: str, resultat: str) -> Sag:
        """Keep what ``fortryd`` gave as a new version. Raises Konflikt."""

    async def udgaver(self, ejer: str, id_: str, hoejst: int) -> Sequence[Udgave]:
        """The latest versions, newest first."""

    async def udgave(self, ejer: str, id_: str, version: int) -> Indhold:
        """What an application was in one version."""

    async def slet(self, ejer: str, id_: str) -> None:
        """Delete an application with all its versions."""

    async def luk(self) -> None:
        """Close the storage."""
