"""Find the cells of a workbook that get their value from outside it, directly or through other cells.

The value stored beside a formula is its result from the last recalculation. If it came from another file, it may be
outdated or invented, however many cells it has passed through. The sheets are first searched for such a formula. Only
if one is found are all formulas analysed, and a formula that cannot be followed counts as external.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import chain

from ...fejl import LaeseFejl, Sted
from ...system.dataklasse import dataklasse
from .xlsxdele import KOORDINAT, Dellaeser, faa, heltal, kolonnenummer

# Sheet (in lower case), first row and column, last row and column.
Omraade = tuple[str, int, int, int, int]
HOEJST_RAEKKE, HOEJST_KOLONNE = 1_048_576, 16_384
HOEJST_FORMLER = 200_000
_HOEJST_OMRAADER = 2_000
# Limit on comparisons between a cell and an area; the limit takes some seconds.
_HOEJST_ARBEJDE = 5_000_000
_HOEJST_FORMEL = 40_000
_HOEJST_NAVNEDYBDE = 10
# At least as long as the longest formula, so that no formula is cut between two pieces.
_HALE = 65_536
_MAERKER = (b"<f>", b"<f ", b":f>", b":f ", b"<f\t", b"<f\n", b"<f\r", b"<f/", b":f/", b":f\t", b":f\n", b":f\r")
_I_XML = re.compile(rb"<(?:[\w.-]+:)?f(?:\s[^<>]*)?>([^<]*)(<!)?")
# A string literal in a formula, in which nothing is a reference.
_TEKST = re.compile(r'"[^"]*"')
_HENVISNING = re.compile(
    r"(?<![\w.\\$])(?:('(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?:(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})(?::(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7}))?"
    r"|(\$?)([A-Z]{1,3}):(\$?)([A-Z]{1,3})|(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7}))(?![\w.(!\\])",
    re.IGNORECASE,
)
# A computed reference, a table column, or a range of sheets.
_KAN_IKKE_FOELGES = re.compile(r"\b(?:INDIRECT|OFFSET|EVALUATE)\(|\[|[\w.']:[^!'(),;+*/^&=<>-]*'?!", re.IGNORECASE)
_ORD = re.compile(r"[^\W\d][\w.]*")
_FOR_MEGET = (
    "Projektmappen henter værdier uden for sig selv og har flere formler, end der kan gennemgås. Skriv selve værdierne "
    "i et nyt ark (sæt ind som værdier), og gem det for sig."
)


@dataklasse(frozen=True, slots=True)
class Formel:
    """One cell's formula, and the area that it fills if that is more than the cell (array formulas and data tables)."""

    ark: str
    raekke: int
    kolonne: int
    tekst: str
    fylder: Omraade | None = None
    # The cell's distance in rows and columns from the cell whose formula it shares.
    ned: int = 0
    hen: int = 0


@dataclass(slots=True)
class Eksterne:
    """The cells whose value comes, or may come, from outside the workbook."""

    celler: set[tuple[str, int, int]]
    omraader: list[Omraade]

    def __contains__(self, plads: tuple[str, int, int]) -> bool:
        return plads in self.celler or any(_i(plads, o) for o in self.omraader)


INGEN = Eksterne(set(), [])


class Formellaeser(Dellaeser):
    """Collects a sheet's formulas until they are taken."""

    def __init__(self, ark: str) -> None:
        self.ark = ark
        self.raekke = self.kolonne = 0
        self.dele: list[str] | None = None
        self.attributter: dict[str, str] = {}
        self.faelles: dict[str, tuple[str, int, int]] = {}
        self._faerdige: list[Formel] = []

    def tag(self) -> list[Formel]:
        """Return the formulas completed since the last call."""
        faerdige, self._faerdige = self._faerdige, []
        return faerdige

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        match navn:
            case "row":
                self.raekke = heltal(attributter.get("r")) if "r" in attributter else self.raekke + 1
                self.kolonne = 0
            case "c":
                fundet = KOORDINAT.fullmatch(attributter.get("r", ""))
                self.kolonne = kolonnenummer(fundet[1]) if fundet is not None else self.kolonne + 1
            case "f":
                self.dele, self.attributter = [], attributter

    def slut(self, navn: str) -> None:
        if navn != "f" or self.dele is None:
            return
        tekst, nr = "".join(self.dele), self.attributter.get("si", "")
        self.dele = None
        ned = hen = 0
        if self.attributter.get("t") == "shared":
            if tekst:
                self.faelles.setdefault(nr, (tekst, self.raekke, self.kolonne))
                faa(self.faelles)
            elif nr in self.faelles:
                tekst, raekke, kolonne = self.faelles[nr]
                ned, hen = self.raekke - raekke, self.kolonne - kolonne
        fylder = self._fylder() if self.attributter.get("t") in ("array", "dataTable") else None
        self._faerdige.append(Formel(self.ark, self.raekke, self.kolonne, tekst, fylder, ned, hen))

    def _fylder(self) -> Omraade | None:
        hjoerner = [KOORDINAT.fullmatch(h) for h in self.attributter.get("ref", "").split(":")]
        if len(hjoerner) != 2 or hjoerner[0] is None or hjoerner[1] is None:
            return None
        (a, b), (c, d) = hjoerner[0].groups(), hjoerner[1].groups()
        return self.ark, int(b), kolonnenummer(a), int(d), kolonnenummer(c)

    def tekst(self, tekst: str) -> None:
        if self.dele is not None:
            self.dele.append(tekst)


def naevner(stykker: Iterable[bytes], er_ekstern: Callable[[str], bool]) -> bool:
    """Return whether a sheet's XML has an external formula, or one that is not written as plain text."""
    hale = b""
    for nr, stykke in enumerate(stykker):
        if nr == 0 and (stykke.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!ENTITY" in stykke):
            return True
        data = hale + stykke
        if any(m in data for m in _MAERKER):
            for fundet in _I_XML.finditer(data):
                formel = fundet[1]
                if fundet[2] or er_ekstern(unescape(formel.decode("utf-8", "replace"))):
                    return True
        # A formula cut at the end of the piece begins at the last »<«, or at the one before.
        hale = data[max(data.rfind(b"<", 0, max(data.rfind(b"<"), 0)), len(data) - _HALE, 0) :]
    return False


def find(
    formler: Iterator[Formel], navne: Mapping[str, str], er_ekstern: Callable[[str], bool], sted: Sted
) -> Eksterne:
    """Return the cells whose value comes from outside.

    Args:
        formler: all formulas of the workbook.
        navne: the formulas and areas of defined names, by name in lower case.
        er_ekstern: whether a formula's text refers to something outside the workbook.
        sted: the file, for messages.

    Raises:
        LaeseFejl: there are more formulas or areas than can be analysed.
    """
    alle: list[Formel] = []
    ramte: deque[int] = deque()
    celler: dict[tuple[str, int, int], list[int]] = {}
    omraader: dict[Omraade, list[int]] = {}
    for nr, formel in enumerate(formler):
        if nr >= HOEJST_FORMLER:
            raise LaeseFejl(_FOR_MEGET, sted)
        alle.append(formel)
        fundne = _henvisninger(formel, navne, er_ekstern)
        if fundne is None:
            ramte.append(nr)
            continue
        for o in fundne:
            if o[1:3] == o[3:]:
                celler.setdefault(o[:3], []).append(nr)
            else:
                omraader.setdefault(o, []).append(nr)
    return _foelg(alle, ramte, celler, omraader, sted)


def _foelg(
    alle: list[Formel],
    ramte: deque[int],
    celler: dict[tuple[str, int, int], list[int]],
    omraader: dict[Omraade, list[int]],
    sted: Sted,
) -> Eksterne:
    svar = Eksterne(set(), [])
    kendte = set(ramte)
    arbejde = 0
    while ramte:
        formel = alle[ramte.popleft()]
        her = formel.ark, formel.raekke, formel.kolonne
        svar.celler.add(her)
        naeste = [celler.pop(her, [])]
        fylder = formel.fylder or (*her, *her[1:])
        if formel.fylder is not None:
            svar.omraader.append(formel.fylder)
            traf = [c for c in celler if _i(c, formel.fylder)]
            arbejde += len(celler)
            naeste += [celler.pop(c) for c in traf]
        arbejde += len(omraader)
        if arbejde > _HOEJST_ARBEJDE or len(svar.omraader) > _HOEJST_OMRAADER:
            raise LaeseFejl(_FOR_MEGET, sted)
        naeste += [omraader.pop(o) for o in [o for o in omraader if _moedes(o, fylder)]]
        for nr in chain.from_iterable(naeste):
            if nr not in kendte:
                kendte.add(nr)
                ramte.append(nr)
    return svar


def _henvisninger(formel: Formel, navne: Mapping[str, str], er_ekstern: Callable[[str], bool]) -> list[Omraade] | None:
    """Return the areas that a formula refers to; None if it is external or cannot be followed."""
    tekster = [formel.tekst]
    set_foer: set[str] = set()
    fundne: list[Omraade] = []
    for _ in range(_HOEJST_NAVNEDYBDE):
        naeste: list[str] = []
        for tekst in tekster:
            if len(tekst) > _HOEJST_FORMEL or er_ekstern(tekst):
                return None
            uden = _TEKST.sub('""', tekst)
            if _KAN_IKKE_FOELGES.search(uden):
                return None
            fundne += _omraader(uden, formel)
            nye = {o for o in map(str.lower, _ORD.findall(uden)) if o in navne} - set_foer
            set_foer |= nye
            naeste += [navne[n] for n in nye]
        if not naeste:
            return fundne
        tekster = naeste
    return None


def _omraader(tekst: str, formel: Formel) -> Iterator[Omraade]:
    for m in _HENVISNING.finditer(tekst):
        ark = m[1].strip("'").replace("''", "'").lower() if m[1] else formel.ark
        ned, hen = formel.ned, formel.hen
        if m[3] is not None:
            r, k = _raekke(m[5], m[4], ned), _kolonne(m[3], m[2], hen)
            r2, k2 = (_raekke(m[9], m[8], ned), _kolonne(m[7], m[6], hen)) if m[7] else (r, k)
        elif m[11] is not None:
            r, r2 = 1, HOEJST_RAEKKE
            k, k2 = _kolonne(m[11], m[10], hen), _kolonne(m[13], m[12], hen)
        else:
            k, k2 = 1, HOEJST_KOLONNE
            r, r2 = _raekke(m[15], m[14], ned), _raekke(m[17], m[16], ned)
        yield ark, min(r, r2), min(k, k2), max(r, r2), max(k, k2)


def _raekke(nr: str, fast: str, forskydning: int) -> int:
    return int(nr) + (0 if fast else forskydning)


def _kolonne(bogstaver: str, fast: str, forskydning: int) -> int:
    return kolonnenummer(bogstaver.upper()) + (0 if fast else forskydning)


def _i(plads: tuple[str, int, int], o: Omraade) -> bool:
    return plads[0] == o[0] and o[1] <= plads[1] <= o[3] and o[2] <= plads[2] <= o[4]


def _moedes(a: Omraade, b: Omraade) -> bool:
    return a[0] == b[0] and a[1] <= b[3] and b[1] <= a[3] and a[2] <= b[4] and b[2] <= a[4]
