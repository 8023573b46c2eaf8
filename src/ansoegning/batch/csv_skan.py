"""Find where each row of a CSV file begins and ends, and which rows cannot be read. No row is guessed at or lost.

The rules are those of RFC 4180: quoted fields may contain the separator, line breaks and doubled quotes. A row that
violates them is unreadable up to its first line break only; scanning resumes at the next line. Blank lines are not
rows. Blocks of bytes are searched as NumPy arrays, so each row costs a few machine words, and memory is bounded by the
block size whatever the size of a row. A small block in which nothing can be wrong is counted without NumPy, whose
import takes longer than all else that a small file needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from ..indlaes.tegnsaet import UTF8, UTF8_TO_GANGE, uden_tegn, vist
from ..model.visning import antal
from ..system.dataklasse import dataklasse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pladser = NDArray[np.int64]
    Maske = NDArray[np.bool_]

HOEJST_RAEKKE = 1_048_576
_BLOK = 8 * 1_048_576
_BLOK_EFTER_FEJL = 65_536
# Larger blocks take less time with NumPy.
_LILLE_BLOK = 262_144
_LF, _CR, _CITAT = 10, 13, 34
_VIST = 200

CITAT_FEJL = "Et anførselstegn står forkert. Sæt hele feltet i anførselstegn, og skriv dem inde i feltet to gange."
AABEN_FEJL = "Et anførselstegn bliver ikke lukket i rækken. Sæt et efter feltet."
LANG_FEJL = "Rækken fylder over 1 MB. Kontrollér, at linjeskiftene er med."
NUL_FEJL = "Rækken har et NUL-tegn. Gem filen igen fra det program, den kommer fra."
TEGN_FEJL = "Rækken har tegn, der ikke passer til filens tegnsæt ({tegnsaet}). Gem filen igen som UTF-8."
FELTER_FEJL = "Rækken har {har}, men der er {skal}. Et skilletegn inde i et felt kræver anførselstegn."


@dataklasse(frozen=True, slots=True)
class Daarlig:
    """A row that cannot be read: its row number, its line in the file, how its text begins, and the reason."""

    nr: int
    linje: int
    tekst: str
    aarsag: str


@dataclass(slots=True)
class Skan:
    """The result of scanning a file.

    Attributes:
        raekker: the number of rows, readable and unreadable.
        daarlige: the number of unreadable rows.
        tomme: the number of blank lines.
        flere_linjer: whether a row spans several lines.
        linjeskift: the line breaks used.
    """

    raekker: int = 0
    daarlige: int = 0
    tomme: int = 0
    flere_linjer: bool = False
    linjeskift: set[str] = field(default_factory=set)

    @property
    def ren(self) -> bool:
        # DuckDB accepts one kind of line break per file, including the header, and CRLF only if no field contains a
        # line break.
        return not (self.daarlige or self.tomme) and (
            self.linjeskift <= {"\n"} or (self.linjeskift == {"\r\n"} and not self.flere_linjer)
        )

    @property
    def linjefoed(self) -> bool:
        """Return whether no row of a file that is ``ren`` ends with a carriage return."""
        return "\r\n" not in self.linjeskift


@dataklasse(frozen=True, slots=True)
class Skanneopgave:
    """How to scan a file.

    Attributes:
        felter: the number of fields in each row.
        start: the byte position where the rows begin.
        linje: the line number of that position.
        linjeskift: the line break after the header; empty if the file ends there.
    """

    skilletegn: str
    tegnsaet: str
    felter: int
    start: int
    linje: int
    linjeskift: str = ""


@dataclass(slots=True)
class _Blok:
    """The rows of one block: where each begins, where its text ends, where the next begins.

    Positions are in the block.
    """

    fra: Pladser
    til: Pladser
    naeste: Pladser
    # For every line break, also within quotes: where the next line begins.
    linjer: Pladser
    skilletegn: Pladser
    # Where the first row that violates RFC 4180 begins (None: no such row), and the reason.
    fejl: int | None
    aarsag: str


class Skanner:
    """Scans a file once.

    Args:
        opgave: how to scan the file.
        daarlig: called with each unreadable row.
        brud: called with row number and offset (line number minus row number) for each row at which the offset changes.
        ud: receives a cleaned copy in UTF-8, with an empty row in place of each unreadable row.
    """

    def __init__(
        self,
        opgave: Skanneopgave,
        daarlig: Callable[[Daarlig], None],
        brud: Callable[[int, int], None] = lambda _nr, _forskydning: None,
        ud: BinaryIO | None = None,
    ) -> None:
        self.opgave = opgave
        self.daarlig = daarlig
        self.brud = brud
        self.ud = ud
        self.uden_tegn = () if opgave.tegnsaet in (UTF8, UTF8_TO_GANGE) else uden_tegn(opgave.tegnsaet)
        self.svar = Skan(linjeskift={opgave.linjeskift} - {""})
        self.linje = opgave.linje
        self.forskydning: int | None = None
        self.delt = ord(opgave.skilletegn)
        self.tom_raekke = (opgave.skilletegn * (opgave.felter - 1) or '""').encode() + b"\n"

    def koer(self, fil: BinaryIO) -> Skan:
        fil.seek(self.opgave.start)
        data, plads, vindue, slut = b"", 0, _BLOK, False
        while True:
            if not slut and len(data) - plads < vindue:
                data, plads, slut = self._mere(data[plads:], vindue, fil)
            if plads == len(data):
                return self.svar
            til = min(len(data), plads + vindue)
            # Do not split a CRLF between two windows.
            if data[til - 1 : til + 1] == b"\r\n":
                til += 1
            elif not slut and til == len(data) and data.endswith(b"\r"):
                til -= 1
            sidst = slut and til == len(data)
            brugt, fejl = self._tag(data[plads:til], sidst)
            if brugt == 0 and til - plads > HOEJST_RAEKKE:
                data, slut = self._for_lang(data[plads:], fil, slut)
                plads = 0
            plads += brugt
            # After an error the window is small, so that many errors stay cheap; a window without a complete row is
            # enlarged.
            if brugt == 0:
                vindue = max(_BLOK, 2 * HOEJST_RAEKKE)
            else:
                vindue = _BLOK_EFTER_FEJL if fejl else min(_BLOK, 2 * vindue)

    def _mere(self, data: bytes, vindue: int, fil: BinaryIO) -> tuple[bytes, int, bool]:
        nyt = fil.read(max(vindue, _BLOK) - len(data))
        return data + nyt, 0, not nyt

    def _tag(self, data: bytes, slut: bool) -> tuple[int, bool]:
        """Consume the complete rows at the start of a block.

        Returns the end position and whether a row violated RFC 4180.
        """
        if (brugt := self._almindelig(data, slut)) is not None:
            return brugt, False
        blok = self._find(data, slut)
        self._raekker(data, blok)
        brugt = int(blok.naeste[-1]) if len(blok.naeste) else 0
        if blok.fejl is None:
            if slut:
                brugt = len(data)
            self._taelt(blok, brugt)
            return brugt, False
        fra = blok.fejl
        efter = blok.linjer[blok.linjer > fra]
        if not len(efter) and not slut:
            self._taelt(blok, fra)
            return fra, False
        til = int(efter[0]) if len(efter) else len(data)
        self._taelt(blok, fra)
        self._fejl(data[fra : min(til, fra + 4 * _VIST)], blok.aarsag)
        self.linje += 1 if len(efter) else 0
        return til, True

    def _almindelig(self, data: bytes, slut: bool) -> int | None:
        """Count the rows of a small block without quotes in which every row is readable.

        Returns the end position, or None, and counts nothing, if the block may be another.
        """
        if len(data) > _LILLE_BLOK or self.ud is not None or b'"' in data or b"\0" in data:
            return None
        til = len(data) if slut else data.rfind(b"\n") + 1
        skift = b"\r\n" if data.endswith(b"\r\n", 0, til) else b"\n"
        if not data.endswith(skift, 0, til):
            return None
        # Only in UTF-8 is a character of several bytes certain not to contain the separator or a line break.
        if not data.isascii():
            if self.opgave.tegnsaet != UTF8:
                return None
            try:
                data[:til].decode()
            except UnicodeDecodeError:
                return None
        linjer = data[: til - len(skift)].split(skift)
        delt = self.opgave.skilletegn.encode()
        felter = {linje.count(delt) + 1 for linje in linjer}
        alene = data.count(b"\r", 0, til) + data.count(b"\n", 0, til) - len(skift) * len(linjer)
        if felter != {self.opgave.felter} or alene or not all(linjer):
            return None
        forskydning = self.linje - self.svar.raekker
        if self.forskydning != forskydning - 1:
            self.forskydning = forskydning - 1
            self.brud(self.svar.raekker + 1, self.forskydning)
        self.svar.raekker += len(linjer)
        self.svar.linjeskift.add(skift.decode())
        self.linje += len(linjer)
        return til

    def _taelt(self, blok: _Blok, brugt: int) -> None:
        self.linje += int((blok.linjer <= brugt).sum())

    def _find(self, data: bytes, slut: bool) -> _Blok:
        import numpy as np

        a = np.frombuffer(data, dtype=np.uint8)
        ender, naeste = self._linjeskift(data, a)
        linjer = naeste
        skilletegn = np.flatnonzero(a == self.delt)
        fejl, aarsag = None, ""
        if b'"' in data:
            citat = np.flatnonzero(a == _CITAT)
            ude = (np.searchsorted(citat, ender) & 1) == 0
            ender, naeste = ender[ude], naeste[ude]
            skilletegn = skilletegn[(np.searchsorted(citat, skilletegn) & 1) == 0]
            fejl, aarsag = self._citatfejl(a, citat, naeste, slut)
            # A row with a line break that is longer than the limit counts as unclosed, wherever blocks end.
            for i in np.flatnonzero(np.diff(naeste, prepend=0) > HOEJST_RAEKKE):
                begynder = int(naeste[i - 1]) if i else 0
                if (fejl is None or begynder < fejl) and (linjer[linjer > begynder][:1] < naeste[i]).any():
                    fejl, aarsag = begynder, AABEN_FEJL
            if fejl is not None:
                ender, naeste = ender[naeste <= fejl], naeste[naeste <= fejl]
        sidste = int(naeste[-1]) if len(naeste) else 0
        if slut and fejl is None and len(data) - sidste > HOEJST_RAEKKE and (linjer > sidste).any():
            fejl, aarsag = sidste, AABEN_FEJL
        if slut and fejl is None and sidste < len(data):
            ender, naeste = np.append(ender, len(data)), np.append(naeste, len(data))
        fra = np.concatenate((np.zeros(1, dtype=np.int64), naeste[:-1])) if len(naeste) else naeste
        return _Blok(fra, ender, naeste, linjer, skilletegn, fejl, aarsag)

    def _citatfejl(self, a: NDArray[np.uint8], citat: Pladser, naeste: Pladser, slut: bool) -> tuple[int | None, str]:
        """Return where the first row with a wrong or an unclosed quote begins, and what is wrong with it."""
        forkert = self._forkerte_citater(a, citat)
        if len(forkert):
            foer = naeste[naeste <= forkert[0]]
            return int(foer[-1]) if len(foer) else 0, CITAT_FEJL
        sidste = int(naeste[-1]) if len(naeste) else 0
        if len(citat) & 1 and (slut or len(a) - sidste > HOEJST_RAEKKE):
            return sidste, AABEN_FEJL
        return None, ""

    def _linjeskift(self, data: bytes, a: NDArray[np.uint8]) -> tuple[Pladser, Pladser]:
        import numpy as np

        lf = np.flatnonzero(a == _LF)
        if b"\r" not in data:
            return lf, lf + 1
        cr = np.flatnonzero(a == _CR)
        par = np.zeros(len(cr), dtype=bool)
        indenfor = cr + 1 < len(a)
        par[indenfor] = a[cr[indenfor] + 1] == _LF
        alene = lf[(lf == 0) | (a[lf - 1] != _CR)]
        ender = np.concatenate((alene, cr))
        naeste = np.concatenate((alene + 1, cr + 1 + par))
        orden = np.argsort(ender, kind="stable")
        return ender[orden], naeste[orden]

    def _forkerte_citater(self, a: NDArray[np.uint8], citat: Pladser) -> Pladser:
        """Return the quotes that neither open nor close a field nor are doubled in one.

        Only the first is certain, because a wrong quote shifts the pairing of all later ones.
        """
        import numpy as np

        tilladt = np.zeros(256, dtype=bool)
        tilladt[[self.delt, _LF, _CR, _CITAT]] = True
        aabner, lukker = citat[0::2], citat[1::2]
        foer = a[np.maximum(aabner - 1, 0)]
        forkert_aaben = aabner[(aabner > 0) & ~tilladt[foer]]
        # At the end of a block the next byte is unknown; the row is not complete there and is scanned again.
        efter = a[np.minimum(lukker + 1, len(a) - 1)]
        forkert_luk = lukker[(lukker + 1 < len(a)) & ~tilladt[efter]]
        return np.sort(np.concatenate((forkert_aaben, forkert_luk)))

    def _raekker(self, data: bytes, blok: _Blok) -> None:
        import numpy as np

        if not len(blok.til):
            return
        laengde = blok.til - blok.fra
        tom = laengde == 0
        felter = np.searchsorted(blok.skilletegn, blok.til) - np.searchsorted(blok.skilletegn, blok.fra) + 1
        aarsager: dict[int, str] = {}
        for i in map(int, np.flatnonzero(~tom & (felter != self.opgave.felter))):
            aarsager[i] = FELTER_FEJL.format(
                har=antal(int(felter[i]), "felt", "felter"), skal=antal(self.opgave.felter, "kolonne", "kolonner")
            )
        for i in self._med_forkerte_tegn(data, blok):
            aarsager[i] = TEGN_FEJL.format(tegnsaet=vist(self.opgave.tegnsaet))
        if b"\0" in data:
            nuller = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 0)
            for nr in np.unique(np.searchsorted(blok.naeste, nuller, side="right")):
                if nr < len(blok.til):
                    aarsager[int(nr)] = NUL_FEJL
        aarsager |= dict.fromkeys((int(n) for n in np.flatnonzero(laengde > HOEJST_RAEKKE)), LANG_FEJL)
        self._opgoer(data, blok, tom, aarsager)

    def _med_forkerte_tegn(self, data: bytes, blok: _Blok) -> Iterator[int]:
        import codecs

        import numpy as np

        slut = int(blok.naeste[-1])
        if data.isascii():
            return
        if self.opgave.tegnsaet == UTF8_TO_GANGE:
            for i in range(len(blok.til)):
                try:
                    data[int(blok.fra[i]) : int(blok.til[i])].decode(UTF8_TO_GANGE)
                except UnicodeDecodeError:
                    yield i
            return
        if self.opgave.tegnsaet != UTF8:
            forkerte = np.flatnonzero(np.isin(np.frombuffer(data, dtype=np.uint8, count=slut), self.uden_tegn))
            yield from (int(i) for i in np.unique(np.searchsorted(blok.naeste, forkerte, side="right")))
            return
        syn, fra = memoryview(data)[:slut], 0
        while fra < slut:
            try:
                codecs.utf_8_decode(syn[fra:], "strict", True)
            except UnicodeDecodeError as fejl:
                i = int(np.searchsorted(blok.naeste, fra + fejl.start, side="right"))
                yield i
                fra = int(blok.naeste[i])
            else:
                return

    def _opgoer(self, data: bytes, blok: _Blok, tom: Maske, aarsager: dict[int, str]) -> None:
        import numpy as np

        svar = self.svar
        nr = svar.raekker + np.cumsum(~tom)
        linje = self.linje + np.searchsorted(blok.linjer, blok.fra, side="right")
        self._find_brud(nr[~tom], linje[~tom])
        svar.flere_linjer = svar.flere_linjer or len(blok.linjer[blok.linjer < blok.naeste[-1]]) >= len(blok.til)
        svar.tomme += int(tom.sum())
        svar.daarlige += len(aarsager)
        svar.raekker = int(nr[-1])
        self._find_linjeskift(data, blok)
        for i in sorted(aarsager):
            fra, til = int(blok.fra[i]), int(blok.til[i])
            vist = self._vist(data[fra : min(til, fra + 4 * _VIST)])
            self.daarlig(Daarlig(int(nr[i]), int(linje[i]), vist, aarsager[i]))
        if self.ud is not None:
            self._skriv(data, blok, tom, sorted(aarsager))

    def _find_brud(self, nr: Pladser, linje: Pladser) -> None:
        import numpy as np

        if not len(nr):
            return
        forskydning = linje - nr
        foer = forskydning[0] if self.forskydning is None else self.forskydning
        if self.forskydning is None:
            self.brud(int(nr[0]), int(foer))
        aendret = np.flatnonzero(np.diff(forskydning, prepend=foer))
        for i in aendret:
            self.brud(int(nr[i]), int(forskydning[i]))
        self.forskydning = int(forskydning[-1])

    def _find_linjeskift(self, data: bytes, blok: _Blok) -> None:
        import numpy as np

        a = np.frombuffer(data, dtype=np.uint8)
        laengde = blok.naeste - blok.til
        if (laengde == 2).any():
            self.svar.linjeskift.add("\r\n")
        enkelte = blok.til[laengde == 1]
        if len(enkelte):
            self.svar.linjeskift |= {*a[enkelte].tobytes().decode()}

    def _skriv(self, data: bytes, blok: _Blok, tom: Maske, daarlige: list[int]) -> None:
        import numpy as np

        assert self.ud is not None
        slut = int(blok.naeste[-1])
        a = np.frombuffer(data, dtype=np.uint8, count=slut).copy()
        med = np.ones(slut, dtype=bool)
        laengde = blok.naeste - blok.til
        enkelte = blok.til[(laengde == 1)]
        a[enkelte] = _LF
        med[blok.til[laengde == 2]] = False
        for t in np.flatnonzero(tom):
            med[int(blok.fra[t]) : int(blok.naeste[t])] = False
        fra = 0
        for i in daarlige:
            self._skriv_del(a[fra : int(blok.fra[i])][med[fra : int(blok.fra[i])]])
            self.ud.write(self.tom_raekke)
            fra = int(blok.naeste[i])
        self._skriv_del(a[fra:][med[fra:]])
        if laengde[-1] == 0 and not (daarlige and daarlige[-1] == len(tom) - 1):
            self.ud.write(b"\n")

    def _skriv_del(self, a: NDArray[np.uint8]) -> None:
        assert self.ud is not None
        data = a.tobytes()
        self.ud.write(data if self.opgave.tegnsaet == "utf-8" else data.decode(self.opgave.tegnsaet).encode())

    def _fejl(self, data: bytes, aarsag: str) -> None:
        """Report one unreadable row at the current line."""
        self.svar.raekker += 1
        self.svar.daarlige += 1
        nr = self.svar.raekker
        if self.forskydning != self.linje - nr:
            self.forskydning = self.linje - nr
            self.brud(nr, self.forskydning)
        linje = data.replace(b"\r", b"\n").partition(b"\n")[0]
        self.daarlig(Daarlig(nr, self.linje, self._vist(linje), aarsag))
        if self.ud is not None:
            self.ud.write(self.tom_raekke)

    def _for_lang(self, rest: bytes, fil: BinaryIO, slut: bool) -> tuple[bytes, bool]:
        """Skip a line that is longer than a row may be, whatever its length."""
        begyndelse = rest[: 4 * _VIST]
        self._fejl(begyndelse, LANG_FEJL)
        while True:
            pladser = [p for p in (rest.find(b"\n"), rest.find(b"\r")) if p >= 0]
            if pladser:
                p = min(pladser)
                if rest[p : p + 1] == b"\r" and p + 1 == len(rest):
                    rest += fil.read(1)
                self.linje += 1
                return rest[p + (2 if rest[p : p + 2] == b"\r\n" else 1) :], slut
            rest = b"" if slut else fil.read(_BLOK)
            if not rest:
                return b"", True

    def _vist(self, data: bytes) -> str:
        return data.decode(self.opgave.tegnsaet, "replace")[:_VIST]
