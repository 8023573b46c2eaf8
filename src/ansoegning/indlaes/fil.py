"""A file's bytes → text, within limits, and text → nodes by its format. Nothing here trusts what it is given."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import BinaryIO

from ..fejl import LaeseFejl, Sted, vis_sikkert
from .noder import Ordbog

HOEJST_BYTE = 1_048_576
_SIGNATURER = (
    (b"PK\x03\x04", "et regneark, et Word-dokument eller en zip-fil"),
    (b"\xd0\xcf\x11\xe0", "et gammelt regneark (.xls) eller Word-dokument"),
    (b"%PDF", "en PDF"),
    (b"\x89PNG", "et billede"),
    (b"{\\rtf", "et dokument i formatet RTF"),
    (b"<", "en webside eller XML"),
)


def laes_fil(navn: str) -> Ordbog:
    """The top-level mapping of a YAML or JSON file; ``-`` is standard input. Raises LaeseFejl."""
    tekst, sted = laes_tekst(navn)
    endelse = Path(navn).suffix.lower()
    if endelse == ".json" or (endelse not in (".yaml", ".yml") and tekst.lstrip().startswith(("{", "["))):
        from .json_fil import laes_json

        node = laes_json(tekst, sted.fil)
    else:
        from .yaml_fil import laes_yaml

        node = laes_yaml(tekst, sted.fil)
    if not isinstance(node, Ordbog):
        raise LaeseFejl(
            "Filen skal begynde med nøgler og værdier (fx »kommune: Aarhus«), ikke med en liste eller en enkelt værdi.",
            node.sted,
        )
    return node


def laes_tekst(navn: str, hvad: str = "en ansøgning") -> tuple[str, Sted]:
    """A file's text; ``-`` is standard input. ``hvad`` says in messages what the file should have been."""
    sted = Sted("standard-input" if navn == "-" else vis_sikkert(navn, 300))
    return afkod(laes_byte(navn, sted, hvad), sted), sted


def laes_byte(navn: str, sted: Sted, hvad: str) -> bytes:
    """The bytes of a file that is no larger than it should be. Raises LaeseFejl."""
    try:
        return _standard_input(sted, hvad) if navn == "-" else _byte(Path(navn), sted, hvad)
    except FileNotFoundError:
        raise LaeseFejl("Filen findes ikke. Kontrollér navn og mappe.", sted) from None
    except PermissionError:
        raise LaeseFejl(
            "Filen må ikke læses. Kontrollér rettighederne, eller om den er åben i et andet program.", sted
        ) from None
    except (OSError, ValueError) as fejl:
        nr = getattr(fejl, "errno", None)
        grund = f"styresystemets fejl {nr}" if nr else "ugyldigt navn"
        raise LaeseFejl(f"Filen kan ikke læses ({grund}). Kontrollér navnet.", sted) from None


def _standard_input(sted: Sted, hvad: str) -> bytes:
    if sys.stdin is None:
        raise LaeseFejl("Der er ingen standard-input. Angiv en fil.", sted)
    return _begraenset(sys.stdin.buffer, sted, hvad)


def _byte(sti: Path, sted: Sted, hvad: str) -> bytes:
    status = sti.stat()
    if stat.S_ISDIR(status.st_mode):
        raise LaeseFejl("Det er en mappe. Angiv filerne i den.", sted)
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISFIFO(status.st_mode):
        raise LaeseFejl("Det er ikke en almindelig fil.", sted)
    if status.st_size > HOEJST_BYTE:
        raise LaeseFejl(_for_stor(status.st_size, hvad), sted)
    with sti.open("rb") as fil:
        return _begraenset(fil, sted, hvad)


def _begraenset(fil: BinaryIO, sted: Sted, hvad: str) -> bytes:
    data = fil.read(HOEJST_BYTE + 1)
    if len(data) > HOEJST_BYTE:
        raise LaeseFejl(_for_stor(None, hvad), sted)
    return data


def _for_stor(byte: int | None, hvad: str) -> str:
    hvor_stor = f" ({byte // 1_048_576} MB)" if byte and byte >= 2 * 1_048_576 else ""
    return f"Filen er for stor{hvor_stor}; {hvad} fylder højst 1 MB. Kontrollér, at det er den rigtige fil."


def afkod(data: bytes, sted: Sted) -> str:
    """The text of UTF-8 bytes. Raises LaeseFejl that says what the file is instead."""
    if not data.strip():
        raise LaeseFejl("Filen er tom. Kontrollér, at det er den rigtige fil.", sted)
    for signatur, hvad in _SIGNATURER:
        if data.startswith(signatur):
            raise LaeseFejl(f"Filen er {hvad}. Gem oplysningerne som YAML eller JSON.", sted)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LaeseFejl("Filen er gemt som UTF-16. Gem den som UTF-8.", sted)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fejl:
        linje = data.count(b"\n", 0, fejl.start) + 1
        begyndelse = data.rfind(b"\n", 0, fejl.start) + 1
        kolonne = len(data[begyndelse : fejl.start].decode("utf-8", "replace")) + 1
        raise LaeseFejl(
            "Filen er ikke gemt som UTF-8 (den ligner Windows-1252). Gem den igen med tegnsættet UTF-8.",
            Sted(sted.fil, linje, kolonne),
        ) from None
