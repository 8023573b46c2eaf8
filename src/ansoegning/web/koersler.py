"""Runs of large tables: their folders, and their background work, which is found again after a page reload."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..fejl import BrugsFejl
from ..handlinger import tabel as handling
from ..handlinger.brugerdata import TABELLER
from ..handlinger.tabel import Tabelbestilling
from ..system.egen_proces import Graenser
from ..system.langt_arbejde import Langt
from .lager.runder import Rundelager, Tabelkoersel

_GRAENSER = Graenser(hukommelse=6_000_000_000, processor=3_600, frist=3_600.0)
# More simultaneous runs would only share the same processors.
_HOEJST_SAMTIDIG = 2
_NY = ".ny"


class Koerselsholder:
    """The runs of one store. ``mappe`` is the data folder; None stores the tables in a temporary folder."""

    def __init__(self, lager: Rundelager, mappe: Path | None, regler: str | None) -> None:
        self.lager = lager
        self.regler = regler
        self._midlertidig = mappe is None
        self._data = mappe
        self._rod: Path | None = None
        self._arbejder: dict[str, Langt] = {}

    @property
    def rod(self) -> Path:
        """The folder of the runs, created at first use and readable by its owner only. Raises OSError."""
        if self._rod is None:
            if self._data is None:
                self._rod = Path(tempfile.mkdtemp(prefix="ansoegning-"))
            else:
                self._rod = self._data / TABELLER
                self._rod.mkdir(mode=0o700, parents=True, exist_ok=True)
                # Remove uploads that were interrupted when the program ended.
                for halv in self._rod.glob(f"*{_NY}"):
                    shutil.rmtree(halv, ignore_errors=True)
        return self._rod

    def mappe(self, koersel: Tabelkoersel) -> Path:
        """Return the folder of one run."""
        return self.rod / koersel.id

    def ind(self, koersel: Tabelkoersel) -> Path:
        """Return the path of a run's table."""
        return self.mappe(koersel) / str(koersel.indhold["fil"])

    def luk(self) -> None:
        """Stop all background work."""
        for arbejde in self._arbejder.values():
            arbejde.stands()
        if self._midlertidig and self._rod is not None:
            shutil.rmtree(self._rod, ignore_errors=True)

    async def modtag(self, ejer: str, navn: str, endelse: str, data: Any, indhold: Mapping[str, Any]) -> Tabelkoersel:
        """Store an uploaded table: all of it, or nothing. ``data`` is an open file. Raises BrugsFejl."""
        halv = self.rod / f"{secrets.token_hex(8)}{_NY}"
        fil = f"ind.{endelse}"
        try:
            halv.mkdir(mode=0o700)
            with os.fdopen(os.open(halv / fil, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as ud:
                shutil.copyfileobj(data, ud, 1 << 20)
            koersel = await self.lager.opret_koersel(
                ejer, navn, "ny", {**indhold, "fil": fil, "svar": None, "besked": ""}
            )
            halv.rename(self.mappe(koersel))
        except OSError as fejl:
            shutil.rmtree(halv, ignore_errors=True)
            raise BrugsFejl(f"Filen kan ikke gemmes (fejl {fejl.errno}). Er disken fuld? Intet er gemt.") from None
        return koersel

    async def nu(self, ejer: str, koersel: Tabelkoersel) -> Tabelkoersel:
        """Return the current run; if its work has ended, the result is stored first."""
        if koersel.tilstand != "koerer":
            return koersel
        arbejde = self._arbejder.get(koersel.id)
        if arbejde is None:
            # The program ended during the run.
            return await self.lager.gem_koersel(ejer, koersel.id, "afbrudt", koersel.indhold)
        if arbejde.tilstand == "koerer":
            return koersel
        del self._arbejder[koersel.id]
        nyt = {**koersel.indhold, "svar": arbejde.svar, "besked": arbejde.besked}
        return await self.lager.gem_koersel(ejer, koersel.id, arbejde.tilstand, nyt)

    def arbejde(self, koersel: Tabelkoersel) -> Langt | None:
        """Return the background work on a run, or None."""
        return self._arbejder.get(koersel.id)

    async def begynd(self, ejer: str, koersel: Tabelkoersel, bestilling: Tabelbestilling) -> None:
        """Start a run. Raises BrugsFejl if the maximum number of runs are active."""
        if sum(a.tilstand == "koerer" for a in self._arbejder.values()) >= _HOEJST_SAMTIDIG:
            raise BrugsFejl("Der kører allerede to tabeller. Vent, til en af dem er færdig, eller stands den.")
        self._arbejder[koersel.id] = Langt(_GRAENSER, handling.koer_tabel, bestilling)
        await self.lager.gem_koersel(ejer, koersel.id, "koerer", {**koersel.indhold, "svar": None, "besked": ""})

    async def stands(self, ejer: str, koersel: Tabelkoersel) -> None:
        """Stop a run; only its table remains."""
        arbejde = self._arbejder.get(koersel.id)
        if arbejde is not None:
            arbejde.stands()
            arbejde.vent(5.0)
        await self.nu(ejer, koersel)

    async def slet(self, ejer: str, koersel: Tabelkoersel) -> None:
        """Delete a run with its table and results."""
        await self.stands(ejer, koersel)
        await self.lager.slet_koersel(ejer, koersel.id)
        shutil.rmtree(self.mappe(koersel), ignore_errors=True)
