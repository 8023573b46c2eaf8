"""The zip around a workbook: what it is by its content, and that it holds no more than can be read.

Nothing is unpacked to disk and nothing is run; a part is read in pieces and counted while it is.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from ..fejl import LaeseFejl, Sted, vis_sikkert

OLE = b"\xd0\xcf\x11\xe0"
HOEJST_DELE = 2_000
HOEJST_I_ALT = 256 * 1_048_576
HOEJST_LAEST = 64 * 1_048_576
HOEJST_FORHOLD = 200
_STYKKE = 65_536
# Below this a high ratio is only a short text repeated.
_LILLE = 4 * 1_048_576
_HOEJST_KATALOG = 1_048_576
_SLUT = struct.Struct("<4s4H2LH")
# What zipfile raises for a damaged archive. RuntimeError covers encryption and unsupported compression.
_ULAESELIG = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)

_OM = "Lav en projektmappe med »ansoegning ny --format xlsx«, og flyt oplysningerne dertil."
_GEM = "Åbn den, og gem den som almindelig Excel-projektmappe (.xlsx)."
_OLE_INDHOLD = (
    ("EncryptedPackage", "Filen er beskyttet med adgangskode. Åbn den, fjern adgangskoden, og gem den igen."),
    ("Workbook", f"Filen er et gammelt regneark (.xls). {_GEM}"),
    ("Book", f"Filen er et gammelt regneark (.xls). {_GEM}"),
    ("WordDocument", f"Filen er et gammelt Word-dokument. {_OM}"),
)
_ODF = {
    "spreadsheet": f"Filen er et OpenDocument-regneark (.ods). {_GEM}",
    "text": f"Filen er et OpenDocument-tekstdokument (.odt). {_OM}",
}


class Zip:
    """A workbook's parts by name, checked. Raises LaeseFejl, also for what is recognised as something else."""

    def __init__(self, data: bytes, sted: Sted) -> None:
        self.sted = sted
        if data.startswith(OLE):
            raise LaeseFejl(_i_ole(data), sted)
        _katalog(data, sted)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _ULAESELIG:
            raise _ikke_hel(sted) from None
        self.dele: dict[str, zipfile.ZipInfo] = {}
        self.laest = 0
        for info in self._zip.infolist():
            self._del(info)
        if sum(i.file_size for i in self.dele.values()) > HOEJST_I_ALT:
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
        # Programs differ on case; two parts of one name could be read two ways.
        if self.dele.setdefault(navn.lower(), info) is not info:
            raise LaeseFejl("Filen indeholder den samme del to gange. Gem den igen i regnearksprogrammet.", self.sted)

    def _bombe(self) -> LaeseFejl:
        return LaeseFejl(
            "Filen fylder unormalt meget, når den pakkes ud, og læses derfor ikke. Slet tomme rækker og ark, der ikke "
            "bruges, og gem den igen.",
            self.sted,
        )

    def _fremmed(self) -> str | None:
        """What a file that is no plain workbook is, and what to do; None for a plain workbook."""
        if "mimetype" in self.dele:
            art = b"".join(self.laes("mimetype"))[:200].decode("ascii", "replace").strip()
            return _ODF.get(art.rpartition(".")[2].removesuffix("-template"), f"Filen er et OpenDocument. {_OM}")
        if any(n.endswith(("vbaproject.bin", "vbadata.xml")) or n.startswith("xl/macrosheets/") for n in self.dele):
            return (
                "Filen indeholder makroer. De køres aldrig, og filen læses ikke. Gem den som almindelig "
                "Excel-projektmappe (.xlsx)."
            )
        if "xl/workbook.bin" in self.dele:
            return f"Filen er en binær projektmappe (.xlsb). {_GEM}"
        if any(n.startswith("word/") for n in self.dele):
            return f"Filen er et Word-dokument. {_OM}"
        if any(n.startswith("ppt/") for n in self.dele):
            return f"Filen er en præsentation. {_OM}"
        if any(n.endswith(".iwa") for n in self.dele):
            return f"Filen er et regneark fra Numbers. Eksportér den som Excel (.xlsx). {_OM}"
        if "[content_types].xml" not in self.dele or not any(n.startswith("xl/") for n in self.dele):
            return f"Filen er en zip-fil, ikke en projektmappe. {_OM}"
        return None

    def laes(self, navn: str) -> Iterator[bytes]:
        """A part in pieces. Raises LaeseFejl where it is missing, damaged, or larger than may be read."""
        info = self.dele.get(navn.lower())
        if info is None:
            raise LaeseFejl("Filen mangler en del og kan ikke læses. Gem den igen i regnearksprogrammet.", self.sted)
        laest = 0
        try:
            with self._zip.open(info) as fil:
                while stykke := fil.read(_STYKKE):
                    laest += len(stykke)
                    self.laest += len(stykke)
                    if self.laest > HOEJST_LAEST or (laest > _LILLE and laest > HOEJST_FORHOLD * info.compress_size):
                        raise self._bombe()
                    yield stykke
        except _ULAESELIG:
            raise _ikke_hel(self.sted) from None


def _katalog(data: bytes, sted: Sted) -> None:
    """Refuse a table of contents that is itself too large, before it is read."""
    plads = data.rfind(b"PK\x05\x06", max(0, len(data) - _SLUT.size - 65_535))
    if plads < 0 or plads + _SLUT.size > len(data):
        raise _ikke_hel(sted)
    antal, byte = _SLUT.unpack_from(data, plads)[4:6]
    if antal > HOEJST_DELE or byte > _HOEJST_KATALOG or data[max(0, plads - 20) :].startswith(b"PK\x06\x07"):
        raise LaeseFejl("Filen har flere dele end en projektmappe og læses derfor ikke. Gem den igen.", sted)


def _i_ole(data: bytes) -> str:
    for navn, besked in _OLE_INDHOLD:
        # Names stand whole in the container's directory, two bytes a letter.
        if (navn + "\0").encode("utf-16-le") in data:
            return besked
    return f"Filen er et gammelt regneark (.xls) eller Word-dokument. {_GEM}"


def _ikke_hel(sted: Sted) -> LaeseFejl:
    return LaeseFejl(
        "Filen er et regneark, et Word-dokument eller en zip-fil, men den er ikke hel. Hent eller gem den igen.", sted
    )
