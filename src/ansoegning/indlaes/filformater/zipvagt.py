"""Check the zip archive of a workbook: that it is a workbook by its content, and that its size is within limits.

Nothing is unpacked to disk and nothing is run. A part is read in pieces, and the bytes are counted while it is read.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import SEEK_END
from typing import BinaryIO

from ...fejl import LaeseFejl, Sted, med_raad, vis_sikkert
from ...system.dataklasse import dataklasse
from ..raad import LAV_EN_NY

OLE = b"\xd0\xcf\x11\xe0"
HOEJST_DELE = 2_000
HOEJST_FORHOLD = 200
_STYKKE = 65_536
# Up to this size, a high compression ratio only means a short repeated text.
_LILLE = 4 * 1_048_576
_HOEJST_KATALOG = 1_048_576
_HOEJST_OLE = 64 * 1_048_576
_SLUT = struct.Struct("<4s4H2LH")
# The exceptions zipfile raises for a damaged archive. RuntimeError covers encryption and unsupported compression.
_ULAESELIG = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)

_GEM = "Åbn den, og gem den som almindelig Excel-projektmappe (.xlsx)."
_GAMMELT = f"Filen er et gammelt regneark (.xls). {_GEM}"


@dataklasse(frozen=True, slots=True)
class Zipgraenser:
    """Limits in bytes on decompressed data: ``i_alt`` for the stated sizes, ``laest`` for the bytes actually read.

    ``om``: advice for a file of another type, on how to hand in its contents instead.
    """

    i_alt: int
    laest: int
    om: str


ANSOEGNING = Zipgraenser(
    256 * 1_048_576,
    64 * 1_048_576,
    LAV_EN_NY,
)
# A sheet may have a million rows, and it is read up to three times.
TABEL = Zipgraenser(4 * 1024**3, 12 * 1024**3, "Gem rækkerne som en Excel-projektmappe (.xlsx) eller som CSV.")


class Zip:
    """The parts of a workbook by name, checked.

    ``fil`` must stay open as long as parts are read.

    Raises:
        LaeseFejl: the archive is damaged, unsafe or too large, or it is another type of file.
    """

    def __init__(self, fil: BinaryIO, sted: Sted, graenser: Zipgraenser = ANSOEGNING) -> None:
        self.sted = sted
        self.graenser = graenser
        try:
            if fil.read(len(OLE)) == OLE:
                raise LaeseFejl(_i_ole(fil, graenser.om), sted)
            _katalog(fil, sted)
            self._zip = zipfile.ZipFile(fil)
        except _ULAESELIG:
            raise _ikke_hel(sted) from None
        self.dele: dict[str, zipfile.ZipInfo] = {}
        self.laest = 0
        for info in self._zip.infolist():
            self._del(info)
        if sum(i.file_size for i in self.dele.values()) > graenser.i_alt:
            raise self._bombe()
        fremmed = self._fremmed()
        if fremmed is not None:
            raise LaeseFejl(fremmed, sted)

    def _del(self, info: zipfile.ZipInfo) -> None:
        navn = info.filename.replace("\\", "/")
        if navn.startswith("/") or ".." in navn.split("/") or ":" in navn or len(navn) > 260:
            raise LaeseFejl(
                f"Filen indeholder en del med et ulovligt navn (»{vis_sikkert(info.filename, 40)}«). "
                "Den er ikke gemt af et regnearksprogram.",
                self.sted,
            )
        if info.flag_bits & 0x1:
            raise LaeseFejl("Filen er pakket med adgangskode. Fjern adgangskoden, og gem den igen.", self.sted)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise LaeseFejl("Filen er pakket på en måde, som regnearksprogrammer ikke bruger. Gem den igen.", self.sted)
        if info.file_size > _LILLE and info.file_size > HOEJST_FORHOLD * max(1, info.compress_size):
            raise self._bombe()
        # Programs differ in case sensitivity, so two parts whose names differ only in case could be confused.
        if self.dele.setdefault(navn.lower(), info) is not info:
            raise LaeseFejl("Filen indeholder den samme del to gange. Gem den igen i regnearksprogrammet.", self.sted)

    def _bombe(self) -> LaeseFejl:
        return LaeseFejl(
            "Filen fylder unormalt meget, når den pakkes ud, og læses derfor ikke. Slet tomme rækker og ark, der ikke "
            "bruges, og gem den igen.",
            self.sted,
        )

    def _fremmed(self) -> str | None:
        """Return what the file is if it is not a plain workbook, and what to do; None for a plain workbook."""
        om = self.graenser.om
        if "mimetype" in self.dele:
            art = b"".join(self.laes("mimetype"))[:200].decode("ascii", "replace").strip()
            odf = {
                "spreadsheet": f"Filen er et OpenDocument-regneark (.ods). {_GEM}",
                "text": med_raad("Filen er et OpenDocument-tekstdokument (.odt).", om),
            }
            return odf.get(art.rpartition(".")[2].removesuffix("-template"), med_raad("Filen er et OpenDocument.", om))
        if any(n.endswith(("vbaproject.bin", "vbadata.xml")) or n.startswith("xl/macrosheets/") for n in self.dele):
            return (
                "Filen indeholder makroer. De køres aldrig, og filen læses ikke. Gem den som almindelig "
                "Excel-projektmappe (.xlsx)."
            )
        if "xl/workbook.bin" in self.dele:
            return f"Filen er en binær projektmappe (.xlsb). {_GEM}"
        if any(n.startswith("word/") for n in self.dele):
            return med_raad("Filen er et Word-dokument.", om)
        if any(n.startswith("ppt/") for n in self.dele):
            return med_raad("Filen er en præsentation.", om)
        if any(n.endswith(".iwa") for n in self.dele):
            return med_raad("Filen er et regneark fra Numbers. Eksportér den som Excel (.xlsx).", om)
        if "[content_types].xml" not in self.dele or not any(n.startswith("xl/") for n in self.dele):
            return med_raad("Filen er en zip-fil, ikke en projektmappe.", om)
        return None

    def laes(self, navn: str, *, taelles: bool = True) -> Iterator[bytes]:
        """Yield a part in pieces.

        Args:
            navn: the name of the part.
            taelles: whether the bytes count towards the limit on what is read. Only the search for external formulas is
                not counted.

        Raises:
            LaeseFejl: the part is missing, damaged, or a decompression bomb.
        """
        info = self.dele.get(navn.lower())
        if info is None:
            raise LaeseFejl("Filen mangler en del og kan ikke læses. Gem den igen i regnearksprogrammet.", self.sted)
        laest = 0
        try:
            with self._zip.open(info) as fil:
                while stykke := fil.read(_STYKKE):
                    laest += len(stykke)
                    self.laest += len(stykke) * taelles
                    if self.laest > self.graenser.laest or (
                        laest > _LILLE and laest > HOEJST_FORHOLD * info.compress_size
                    ):
                        raise self._bombe()
                    yield stykke
        except _ULAESELIG:
            raise _ikke_hel(self.sted) from None


def _katalog(fil: BinaryIO, sted: Sted) -> None:
    """Raise LaeseFejl if the archive's central directory is too large, before it is read."""
    laengde = fil.seek(0, SEEK_END)
    fil.seek(max(0, laengde - _SLUT.size - 65_535))
    hale = fil.read()
    plads = hale.rfind(b"PK\x05\x06")
    if plads < 0 or plads + _SLUT.size > len(hale):
        raise _ikke_hel(sted)
    antal, byte = _SLUT.unpack_from(hale, plads)[4:6]
    if antal > HOEJST_DELE or byte > _HOEJST_KATALOG or hale[max(0, plads - 20) :].startswith(b"PK\x06\x07"):
        raise LaeseFejl("Filen har flere dele end en projektmappe og læses derfor ikke. Gem den igen.", sted)


def _i_ole(fil: BinaryIO, om: str) -> str:
    """Return the message about an OLE file, by the stream names in its directory, which are UTF-16."""
    fil.seek(0)
    data = fil.read(_HOEJST_OLE)
    for navn, besked in (
        ("EncryptedPackage", "Filen er beskyttet med adgangskode. Åbn den, fjern adgangskoden, og gem den igen."),
        ("Workbook", _GAMMELT),
        ("Book", _GAMMELT),
        ("WordDocument", med_raad("Filen er et gammelt Word-dokument.", om)),
    ):
        if (navn + "\0").encode("utf-16-le") in data:
            return besked
    return f"Filen er et gammelt regneark (.xls) eller Word-dokument. {_GEM}"


def _ikke_hel(sted: Sted) -> LaeseFejl:
    return LaeseFejl(
        "Filen er et regneark, et Word-dokument eller en zip-fil, men den er ikke hel. Hent eller gem den igen.", sted
    )
