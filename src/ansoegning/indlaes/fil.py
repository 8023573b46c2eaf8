"""Read a file's bytes as text, within limits, and the text as nodes by its format. The input is untrusted."""

from __future__ import annotations

import codecs
import errno
import os
import select
import stat
import sys
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from ..fejl import LaeseFejl, Sted, med_raad, vis_sikkert
from .noder import Node, Ordbog
from .raad import LAV_EN_NY

MB = 1_048_576
HOEJST_BYTE = MB
# A workbook may contain pictures. Its parts are limited separately when they are decompressed.
HOEJST_PROJEKTMAPPE = 10 * MB
# How long a named pipe may be silent before it is given up, in seconds.
VENT_PAA_ROER = 10
_PROJEKTMAPPE = (b"PK", b"\xd0\xcf\x11\xe0")
# A text that was decoded with the wrong character set has one of these (see ``tegnsaet``); »+A« is UTF-7, »&« HTML.
VIDNER = ("&", "+A", *"Ã¾¿Œ®¯›†‘√├ÊÂ°µÕ\x81\x8f\x9d\ufffd")  # noqa: RUF001 - ambiguous characters are the subject
IKKE_TEKST = "Filen er ikke tekst (den har NUL-tegn). Kontrollér, at det er den rigtige fil."
# The first bytes of files that are not text, and what such a file is.
SIGNATURER = (
    (b"PK", "et regneark, et Word-dokument eller en zip-fil"),
    (b"\xd0\xcf\x11\xe0", "et gammelt regneark (.xls) eller Word-dokument"),
    (b"%PDF", "en PDF"),
    (b"\x89PNG", "et billede"),
    (b"\xff\xd8\xff", "et billede"),
    (b"GIF8", "et billede"),
    (b"SQLite format 3", "en database"),
    (b"{\\rtf", "et dokument i formatet RTF"),
    (b"\x1f\x8b", "pakket (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "pakket (7z)"),
    (b"<", "en webside eller XML"),
)


def laes_fil(navn: str, *, projektmappe: bool = True) -> Ordbog:
    """Return the top-level mapping of a YAML or JSON file, or of a workbook.

    The content decides whether the file is a workbook.

    Args:
        navn: the path; ``-`` is standard input.
        projektmappe: whether the file may be a workbook.

    Raises:
        LaeseFejl: the file cannot be read, is too large, or is another type of file.
    """
    sted = _sted(navn)
    data = laes_byte(navn, sted, "en ansøgning", HOEJST_PROJEKTMAPPE if projektmappe else HOEJST_BYTE, roer=True)
    return _laes_indhold(data, navn, sted, projektmappe=projektmappe)


def laes_indhold(data: bytes, navn: str) -> Ordbog:
    """Do as ``laes_fil`` with the bytes of a file. ``navn``: the name used in messages. Raises LaeseFejl."""
    sted = _sted(navn or "(uden navn)")
    data = _begraenset(BytesIO(data), sted, "en ansøgning", HOEJST_PROJEKTMAPPE, len(data))
    return _laes_indhold(data, navn, sted, projektmappe=True)


def _laes_indhold(data: bytes, navn: str, sted: Sted, *, projektmappe: bool) -> Ordbog:
    if projektmappe and data.startswith(_PROJEKTMAPPE):
        from .projektmappe import laes_regneark

        return laes_regneark(data, sted)
    try:
        node = _laes_tekstfil(afkod(data, sted), Path(navn).suffix.lower(), sted)
    except LaeseFejl:
        _afvis_csv(data, navn, sted)
        raise
    if not isinstance(node, Ordbog):
        _afvis_csv(data, navn, sted)
        raise LaeseFejl(
            "Filen skal begynde med nøgler og værdier (fx »kommune: Aarhus«), ikke med en liste eller en enkelt værdi.",
            node.sted,
        )
    return node


def _laes_tekstfil(tekst: str, endelse: str, sted: Sted) -> Node:
    node: Node
    if endelse == ".json" or (endelse not in (".yaml", ".yml") and tekst.lstrip().startswith(("{", "["))):
        from .filformater.json_fil import laes_json

        node = laes_json(tekst, sted.fil)
    else:
        from .filformater.yaml_fil import laes_yaml

        node = laes_yaml(tekst, sted.fil)
    if "\\u" in tekst or "\\x" in tekst:
        # A letter that is written as a code is not in the text of the file.
        from .tegnsaet import kraev_rigtige_tekster

        kraev_rigtige_tekster(node)
    return node


def _afvis_csv(data: bytes, navn: str, sted: Sted) -> None:
    """Raise LaeseFejl for a table saved as text: the first two lines have the same number of separators."""
    linjer = [linje for linje in data[:100_000].splitlines() if linje.strip()][:2]
    linjer = [] if linjer and (linjer[0].startswith(b"#") or b": " in linjer[0]) else linjer
    ens = [t for t in (b";", b"\t") if len(linjer) == 2 and linjer[0].count(t) == linjer[1].count(t) > 0]
    if ens or Path(navn).suffix.lower() in (".csv", ".tsv"):
        raise LaeseFejl(
            med_raad("Filen er et regneark gemt som tekst (CSV), og det siger ikke, hvad kolonnerne er.", LAV_EN_NY),
            sted,
        )


def laes_tekst(navn: str, hvad: str = "en ansøgning") -> tuple[str, Sted]:
    """Return a file's text; ``-`` is standard input. ``hvad``: what the file should have been, for messages."""
    sted = _sted(navn)
    return afkod(laes_byte(navn, sted, hvad, roer=True), sted), sted


def _sted(navn: str) -> Sted:
    return Sted("standard-input" if navn == "-" else vis_sikkert(navn, 300))


def laes_byte(navn: str, sted: Sted, hvad: str, hoejst_projektmappe: int = HOEJST_BYTE, *, roer: bool = False) -> bytes:
    """Return a file's bytes. Raises LaeseFejl if it cannot be read or is larger than its type may be.

    Args:
        navn: the path; ``-`` is standard input.
        sted: the file, for messages.
        hvad: what the file should have been, for messages.
        hoejst_projektmappe: the limit in bytes for a workbook; if it is ``HOEJST_BYTE``, workbooks have no limit of
            their own.
        roer: whether it may be a pipe. Reading one waits for its writer, so only a file that the user has named may be.
    """
    if not navn.strip():
        raise LaeseFejl("Filens navn er tomt. Angiv en fil.", Sted("(intet navn)"))
    try:
        if navn == "-":
            return _standard_input(sted, hvad, hoejst_projektmappe)
        return _byte(Path(navn), sted, hvad, hoejst_projektmappe, roer=roer)
    except (OSError, ValueError) as fejl:
        raise kan_ikke_laeses(fejl, sted) from None


def afvis_huller(fil: BinaryIO, sted: Sted) -> None:
    """Raise LaeseFejl if more than 1 MB in a row of a file of text was never written, before anything is read.

    Such a hole reads as NUL bytes, however large it is. A system that does not know where a file has holes says
    that it has none.
    """
    if sys.platform == "win32":
        return
    fd, til = fil.fileno(), 0
    stoerrelse = os.fstat(fd).st_size
    while til < stoerrelse:
        try:
            hul = os.lseek(fd, til, os.SEEK_HOLE)
        except OSError as fejl:
            if fejl.errno in (errno.EINVAL, errno.ENOTSUP):
                break
            raise
        if hul >= stoerrelse:
            break
        try:
            til = os.lseek(fd, hul, os.SEEK_DATA)
        except OSError as fejl:
            if fejl.errno != errno.ENXIO:
                raise
            til = stoerrelse
        if til - hul > MB:
            from ..model.visning import vis_tal

            raise LaeseFejl(
                f"Filen er ikke hel: {vis_tal((til - hul) // MB)} MB af dens {vis_tal(stoerrelse // MB)} MB er aldrig "
                "skrevet. Hent eller kopiér den igen.",
                sted,
            )
    fil.seek(0)


def kan_ikke_laeses(fejl: OSError | ValueError, sted: Sted) -> LaeseFejl:
    """Return the error for a file that the system does not open or read, with the reason in Danish."""
    if isinstance(fejl, FileNotFoundError):
        return LaeseFejl("Filen findes ikke. Kontrollér navn og mappe.", sted)
    if isinstance(fejl, PermissionError):
        return LaeseFejl(
            "Filen må ikke læses. Kontrollér rettighederne, eller om den er åben i et andet program.", sted
        )
    nr = getattr(fejl, "errno", None)
    grund = f"styresystemets fejl {nr}" if nr else "ugyldigt navn"
    return LaeseFejl(f"Filen kan ikke læses ({grund}). Kontrollér navnet.", sted)


def _standard_input(sted: Sted, hvad: str, hoejst: int) -> bytes:
    if sys.stdin is None:
        raise LaeseFejl("Der er ingen standard-input. Angiv en fil.", sted)
    return _begraenset(sys.stdin.buffer, sted, hvad, hoejst)


def _byte(sti: Path, sted: Sted, hvad: str, hoejst: int, *, roer: bool) -> bytes:
    status = sti.stat()
    if stat.S_ISDIR(status.st_mode):
        raise LaeseFejl("Det er en mappe. Angiv filerne i den.", sted)
    if not stat.S_ISREG(status.st_mode) and not (roer and stat.S_ISFIFO(status.st_mode)):
        raise LaeseFejl("Det er ikke en almindelig fil.", sted)
    with aabn(sti, sted) as fil:
        return _begraenset(fil, sted, hvad, hoejst, status.st_size)


def aabn(sti: Path, sted: Sted) -> BinaryIO:
    """Open a file for reading. Raises LaeseFejl if it is a named pipe that no one writes to, and OSError."""
    if not er_navngivet_roer(sti):
        return sti.open("rb")
    if sys.platform != "win32":
        # Opened in the ordinary way, a pipe without a writer blocks for ever.
        fil = os.fdopen(os.open(sti, os.O_RDONLY | os.O_NONBLOCK), "rb")
        if select.select([fil], [], [], VENT_PAA_ROER)[0]:
            os.set_blocking(fil.fileno(), True)
            return fil
        fil.close()
    raise LaeseFejl("Det er et rør, som intet program skriver til. Gem oplysningerne i en fil, og angiv den.", sted)


def er_navngivet_roer(sti: str | Path) -> bool:
    """Return whether a path is a named pipe (FIFO), which may have no one who writes to it.

    Pipes in ``/dev`` and ``/proc``, which a shell passes to a program, have a writer.
    """
    try:
        fuld = os.path.abspath(sti)  # noqa: PTH100 - Path.resolve would follow links
        return stat.S_ISFIFO(Path(sti).stat().st_mode) and not fuld.startswith(("/dev/", "/proc/"))
    except (OSError, ValueError):
        # Reported when the file is read.
        return False


def _begraenset(fil: BinaryIO, sted: Sted, hvad: str, hoejst: int, byte: int = 0) -> bytes:
    data = fil.read(len(_PROJEKTMAPPE[-1]))
    if hoejst > HOEJST_BYTE and data.startswith(_PROJEKTMAPPE):
        hvad = "en projektmappe"
    else:
        hoejst = HOEJST_BYTE
    if byte <= hoejst:
        data += fil.read(hoejst - len(data) + 1)
    if max(byte, len(data)) > hoejst:
        hvor_stor = f" ({byte // MB} MB)" if byte >= 2 * MB else ""
        raise LaeseFejl(
            f"Filen er for stor{hvor_stor}; {hvad} fylder højst {hoejst // MB} MB. Kontrollér, at det er den rigtige "
            "fil.",
            sted,
        )
    return data


def bredt_tegnsaet(data: bytes) -> str | None:
    """Return ``UTF-16`` or ``UTF-32`` if the data begin with its byte order mark (BOM), or like ASCII in it."""
    # UTF-32 is tested first, because its little-endian BOM begins with that of UTF-16.
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    nuller = [b == 0 for b in data[:4]]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or nuller in ([0, 1, 0, 1], [1, 0, 1, 0]):
        return "UTF-16"
    return "UTF-32" if sum(nuller) == 3 else None


def afkod(data: bytes, sted: Sted) -> str:
    """Return the text of UTF-8 bytes. Raises LaeseFejl that says what the file is instead."""
    if not data.strip():
        raise LaeseFejl("Filen er tom. Kontrollér, at det er den rigtige fil.", sted)
    if data.startswith(b"PAR1"):
        raise LaeseFejl(
            med_raad(
                "Filen er en tabel i formatet Parquet.",
                "En tabel med en række for hver læses med »ansoegning batch«.",
                "En tabel med en række for hver lægges ind under »Tabeller«.",
            ),
            sted,
        )
    for signatur, hvad in SIGNATURER:
        if data.startswith(signatur) and signatur == b"<" and b"spreadsheet" in data[:4096]:
            raise LaeseFejl(
                "Filen er et regneark gemt som XML. Åbn den, og gem den som almindelig Excel-projektmappe (.xlsx).",
                sted,
            )
        if data.startswith(signatur):
            raise LaeseFejl(f"Filen er {hvad}. Gem oplysningerne som YAML eller JSON.", sted)
    if (brede := bredt_tegnsaet(data)) is not None:
        raise LaeseFejl(f"Filen er gemt som {brede}. Gem den som UTF-8.", sted)
    try:
        tekst = data.decode("utf-8-sig")
    except UnicodeDecodeError as fejl:
        if b"\0" in data:
            raise LaeseFejl(IKKE_TEKST, sted) from None
        linje = data.count(b"\n", 0, fejl.start) + 1
        begyndelse = data.rfind(b"\n", 0, fejl.start) + 1
        kolonne = len(data[begyndelse : fejl.start].decode("utf-8", "replace")) + 1
        raise LaeseFejl(
            "Filen er ikke gemt som UTF-8 (den ligner Windows-1252). Gem den igen med tegnsættet UTF-8.",
            Sted(sted.fil, linje, kolonne),
        ) from None
    if any(t in tekst for t in VIDNER):
        from .tegnsaet import kraev_rigtigt_tegnsaet

        kraev_rigtigt_tegnsaet(tekst, sted)
    return tekst
