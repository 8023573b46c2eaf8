"""Read a workbook's sheet row by row, for tables of any length. ``projektmappe`` reads complete sheets into memory.

Memory use does not grow with the number of rows: each row is released when the next is read, and the shared strings are
stored on disk. The sheet's stated dimensions are not used, and empty rows and columns cost nothing.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ...fejl import LaeseFejl, Sted
from ...system.dataklasse import dataklasse
from ..noder import Celle
from .xlsx import HOEJST_KOLONNE, HOEJST_RAEKKE, Ark, Arklaeser, Raa, Xlsxfil
from .xlsxdele import Overstreget, Tekstlaeser

HOEJST_TEGN_I_RAEKKE = 1_048_576
FOR_LANG = "Rækken fylder over 1 MB. Kontrollér, at teksterne hører til i den."
# Shared strings are stored in blocks by number, since neighbouring rows mostly use neighbouring numbers. A block ends
# at the first of these limits.
_BLOK_TEKSTER, _BLOK_TEGN = 256, 65_536
_BLOKKE_I_HUKOMMELSEN = 128


@dataklasse(frozen=True, slots=True)
class Arkraekke:
    """A row with content: its number, its cells by column, and the columns with a formula that sums their own."""

    nr: int
    celler: dict[int, Celle]
    summer: frozenset[int]
    skjult: bool


class Arkstroem:
    """The rows of a workbook's sheets.

    The shared strings are stored in the file ``lager`` until the context is left.
    """

    def __init__(self, bog: Xlsxfil, lager: Path) -> None:
        self.bog = bog
        self._tekster = _Tekstlager(bog, lager)

    def __enter__(self) -> Arkstroem:
        return self

    def __exit__(self, *_: object) -> None:
        self._tekster.luk()

    def ark(self, ark: Ark) -> Raekker:
        """Return a sheet's rows, from the first."""
        return Raekker(self.bog, ark, self._tekster)


class Raekker:
    """The rows of one sheet that have content, in order. Iterating raises LaeseFejl for a damaged sheet.

    Hidden columns are known before the first row is returned; ``flettet`` is complete after the last.
    """

    def __init__(self, bog: Xlsxfil, ark: Ark, tekster: _Tekstlager) -> None:
        self._bog = bog
        self._ark = ark
        self._tekster = tekster
        self._laeser = _Raekkelaeser(bog.ark_sted(ark))
        self._skjulte: tuple[int, frozenset[int]] = (0, frozenset())

    @property
    def flettet(self) -> list[tuple[int, int, int, int]]:
        """The merged areas: first row and column, last row and column."""
        return self._laeser.flettet

    def kolonne_er_skjult(self, kolonne: int) -> bool:
        """Return whether a column is hidden."""
        omraader = self._laeser.skjulte_kolonner
        if self._skjulte[0] != len(omraader):
            skjulte = {k for fra, til in omraader for k in range(fra, min(til, HOEJST_KOLONNE) + 1)}
            self._skjulte = len(omraader), frozenset(skjulte)
        return kolonne in self._skjulte[1]

    def __iter__(self) -> Iterator[Arkraekke]:
        fil, ark = self._bog.sted.fil, self._ark.navn
        for _ in self._bog.stykvis(self._ark.del_, self._laeser):
            for nr, raa, summer, skjult in self._laeser.tag():
                celler = {k: self._celle(r, Sted(fil, nr, k, ark)) for k, r in raa.items()}
                celler = {k: c for k, c in celler.items() if c.hindring is not None or not c.tom}
                if celler:
                    yield Arkraekke(nr, celler, frozenset(summer), skjult)

    def _celle(self, raa: Raa, sted: Sted) -> Celle:
        if raa.art == "n":
            try:
                return self._bog.celle(raa, self._tekster.find, sted)
            except LaeseFejl as fejl:
                # A number that cannot be read is an error of its own row only.
                return Celle(raa.tekst[:40], "tekst", sted, hindring=fejl.besked)
        return self._bog.celle(raa, self._tekster.find, sted)


_Raaraekke = tuple[int, dict[int, Raa], set[int], bool]


class _Raekkelaeser(Arklaeser):
    """Collects complete rows until they are taken."""

    def __init__(self, sted: Sted) -> None:
        super().__init__(sted, HOEJST_RAEKKE, HOEJST_KOLONNE)
        self._faerdige: list[_Raaraekke] = []
        self._sidste = self._tegn_i_raekken = 0

    def tag(self) -> list[_Raaraekke]:
        """Return the rows completed since the last call."""
        faerdige, self._faerdige = self._faerdige, []
        return faerdige

    def _start_raekke(self, attributter: dict[str, str]) -> None:
        super()._start_raekke(attributter)
        if self.raekke <= self._sidste:
            raise LaeseFejl(
                "Arkets rækker står ikke i nummerorden. Gem filen igen i regnearksprogrammet.",
                Sted(self.sted.fil, self.raekke, 1, self.sted.ark),
            )
        self._sidste = self.raekke
        self._tegn_i_raekken = 0

    def _slut_celle(self) -> None:
        self._tegn_i_raekken += self.tegn
        if self._tegn_i_raekken > HOEJST_TEGN_I_RAEKKE:
            raise LaeseFejl(FOR_LANG, Sted(self.sted.fil, self.raekke, self.kolonne, self.sted.ark))
        super()._slut_celle()

    def slut(self, navn: str) -> None:
        super().slut(navn)
        if navn == "row" and self.raa:
            raa = {k: r for (_, k), r in self.raa.items()}
            self._faerdige.append((self.raekke, raa, {k for _, k in self.summer}, self.raekke_skjult))
            self.raa, self.summer, self.skjulte_raekker = {}, set(), set()


class _Tekstlager:
    """All shared strings of a workbook by number, stored on disk in blocks."""

    def __init__(self, bog: Xlsxfil, sti: Path) -> None:
        self._foerste = array("Q")
        self._plads = array("Q")
        self._antal = 0
        self._fil = sti.open("w+b")
        self._blok = lru_cache(maxsize=_BLOKKE_I_HUKOMMELSEN)(self._laes_blok)
        laeser = Tekstlaeser(None)
        if bog.tekster is not None:
            for _ in bog.stykvis(bog.tekster, laeser):
                self._gem(list(laeser.fundne.values()))
                laeser.fundne.clear()
        self._plads.append(self._fil.tell())
        self._fil.flush()

    def _gem(self, tekster: list[str]) -> None:
        fra = 0
        while fra < len(tekster):
            til, tegn = fra, 0
            while til < len(tekster) and til - fra < _BLOK_TEKSTER and tegn <= _BLOK_TEGN:
                tegn += len(tekster[til])
                til += 1
            self._foerste.append(self._antal + fra)
            self._plads.append(self._fil.tell())
            # JSON, because a string may contain any character, including NUL and lone surrogates (stored as _x0000_ and
            # _xD800_). A struck text is a list of one.
            blok = [[t] if isinstance(t, Overstreget) else t for t in tekster[fra:til]]
            self._fil.write(json.dumps(blok).encode("ascii"))
            fra = til
        self._antal += len(tekster)

    def _laes_blok(self, nr: int) -> list[str]:
        self._fil.seek(self._plads[nr])
        tekster: list[str | list[str]] = json.loads(self._fil.read(self._plads[nr + 1] - self._plads[nr]))
        return [t if isinstance(t, str) else Overstreget(t[0]) for t in tekster]

    def find(self, nr: int) -> str | None:
        """Return a shared string; None if the file has none with this number."""
        if nr >= self._antal:
            return None
        blok = bisect_right(self._foerste, nr) - 1
        return self._blok(blok)[nr - self._foerste[blok]]

    def luk(self) -> None:
        self._fil.close()
