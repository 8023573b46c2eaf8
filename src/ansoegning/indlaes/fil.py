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
    (b"PK\x03\x04", "et regneark eller en zip-fil"),
    (b"\xd0\xcf\x11\xe0", "et gammelt regneark (.xls) eller Word-dokument"),
    (b"%PDF", "en PDF"),
    (b"\x89PNG", "et billede"),
)


def laes_fil(navn: str) -> Ordbog:
    """The top-level mapping of a YAML or JSON file; ``-`` is standard input. Raises LaeseFejl."""
    tekst, sted = _laes_tekst(navn)
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


def _laes_tekst(navn: str) -> tuple[str, Sted]:
    if navn == "-":
        sted = Sted("standard-input")
        return _afkod(_begraenset(sys.stdin.buffer, sted), sted), sted
    sti, sted = Path(navn), Sted(vis_sikkert(navn, 300))
    try:
        status = sti.stat()
        if stat.S_ISDIR(status.st_mode):
            raise LaeseFejl("Det er en mappe. Angiv filerne i den.", sted)
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISFIFO(status.st_mode):
            raise LaeseFejl("Det er ikke en almindelig fil.", sted)
        if status.st_size > HOEJST_BYTE:
            raise LaeseFejl(_for_stor(status.st_size), sted)
        with sti.open("rb") as fil:
            data = _begraenset(fil, sted)
    except FileNotFoundError:
        raise LaeseFejl("Filen findes ikke. Kontrollér navn og mappe.", sted) from None
    except PermissionError:
        raise LaeseFejl(
            "Filen må ikke læses. Kontrollér rettighederne, eller om den er åben i et andet program.", sted
        ) from None
    except (OSError, ValueError) as fejl:
        grund = getattr(fejl, "strerror", None) or "ugyldigt navn"
        raise LaeseFejl(f"Filen kan ikke læses ({vis_sikkert(grund)}). Kontrollér navnet.", sted) from None
    return _afkod(data, sted), sted


def _begraenset(fil: BinaryIO, sted: Sted) -> bytes:
    data = fil.read(HOEJST_BYTE + 1)
    if len(data) > HOEJST_BYTE:
        raise LaeseFejl(_for_stor(None), sted)
    return data


def _for_stor(byte: int | None) -> str:
    hvor_stor = f" ({byte // 1_048_576} MB)" if byte else ""
    return f"Filen er for stor{hvor_stor}; en ansøgning fylder højst 1 MB. Kontrollér, at det er den rigtige fil."


def _afkod(data: bytes, sted: Sted) -> str:
    if not data.strip():
        raise LaeseFejl("Filen er tom. Begynd med »pulje:« og »kommune:«.", sted)
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
