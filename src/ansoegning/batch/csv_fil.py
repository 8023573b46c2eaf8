"""A CSV file as Danish programs write it: which separator, which character set, which headers, and is it whole?"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..fejl import LaeseFejl, Sted
from ..sprog.regelsaet import Regelsaet
from .csv_skan import HOEJST_RAEKKE, Daarlig, Opgave, Skan, Skanner
from .db import eget
from .overskrifter import antal_kendte

_SKILLETEGN = ";,\t|"
_BLOK = 4 * 1_048_576
_SEP = re.compile(r"sep=(.)", re.IGNORECASE)
_SURROGAT = re.compile("[\udc80-\udcff]+")
DAARLIGE, BRUD = "daarlige.csv", "brud.csv"
DAARLIGE_TABEL, BRUD_TABEL = eget("daarlige"), eget("brud")


@dataclass(frozen=True, slots=True)
class Csvfil:
    """A file gone through. ``laes`` is what the engine reads, past ``spring`` lines: the file or a clean copy."""

    navne: list[str]
    skilletegn: str
    tegnsaet: str
    skan: Skan
    laes: Path
    spring: int
    linjefoed: bool


def gennemgaa(sti: Path, sted: Sted, regelsaet: Regelsaet, mappe: Path) -> Csvfil:
    """Find out how a file is written, and which of its rows cannot be read: told in ``mappe``. Raises LaeseFejl."""
    with sti.open("rb") as fil:
        bom = 3 if fil.read(3) == codecs.BOM_UTF8 else 0
        tegnsaet = "utf-8" if bom else _tegnsaet(fil)
        navne, skilletegn, start, linje = _overskrift(fil, bom, tegnsaet, sted, regelsaet)
        opgave = Opgave(skilletegn, tegnsaet, len(navne), start, linje + 1)
        skan = _skan(fil, opgave, mappe, None)
        if skan.ren and tegnsaet == "utf-8" and linje == 1:
            return Csvfil(navne, skilletegn, tegnsaet, skan, sti, linje, linjefoed="\r\n" not in skan.linjeskift)
        kopi = mappe / "ren.csv"
        with kopi.open("wb") as ud:
            _skan(fil, opgave, mappe, ud)
    return Csvfil(navne, skilletegn, tegnsaet, skan, kopi, 0, linjefoed=True)


def _skan(fil: BinaryIO, opgave: Opgave, mappe: Path, ud: BinaryIO | None) -> Skan:
    with (
        (mappe / DAARLIGE).open("w", encoding="utf-8", newline="") as daarlige,
        (mappe / BRUD).open("w", encoding="utf-8", newline="") as brud,
    ):
        skriver = csv.writer(daarlige, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)

        def daarlig(d: Daarlig) -> None:
            skriver.writerow((d.nr, "", d.tekst.replace("\0", "\N{SYMBOL FOR NULL}"), d.aarsag))

        return Skanner(opgave, daarlig, lambda nr, f: print(nr, f, sep=";", file=brud), ud).koer(fil)


def _tegnsaet(fil: BinaryIO) -> str:
    """UTF-8, or Windows-1252 where more of the file fits that: a stray byte makes its row unreadable, not the file."""
    fil.seek(0)
    dekoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    gode = forkerte = 0
    while data := fil.read(_BLOK):
        if data.isascii() and not dekoder.getstate()[0]:
            continue
        tekst = dekoder.decode(data)
        daarlige = sum(len(f) for f in _SURROGAT.findall(tekst))
        forkerte += daarlige
        gode += sum(not t.isascii() for t in tekst) - daarlige
    forkerte += len(dekoder.decode(b"", final=True))
    return "cp1252" if forkerte > gode else "utf-8"


def _overskrift(
    fil: BinaryIO, bom: int, tegnsaet: str, sted: Sted, regelsaet: Regelsaet
) -> tuple[list[str], str, int, int]:
    """The headers, the separator, where the rows begin, and how many lines come before them."""
    fil.seek(bom)
    data = fil.read(HOEJST_RAEKKE + 1)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise LaeseFejl("Filen er gemt som UTF-16. Gem den som CSV UTF-8.", sted)
    plads, linjer = 0, 0
    skilletegn = ""
    while True:
        til, naeste, antal = _foerste_raekke(data, plads)
        if til is None:
            raise LaeseFejl(
                "Første række bliver ikke slut: der mangler et linjeskift eller et anførselstegn. Kontrollér filen.",
                sted,
            )
        if plads == len(data):
            raise LaeseFejl("Filen er tom. Kontrollér, at det er den rigtige fil.", sted)
        linje = data[plads:til]
        plads, linjer = naeste, linjer + antal
        sep = _SEP.fullmatch(linje.decode(tegnsaet, "replace").strip("\r\n"))
        if sep is not None and not skilletegn:
            skilletegn = sep[1]
        elif linje.strip(b" \t"):
            break
    if b"\0" in linje:
        raise LaeseFejl("Filen er ikke tekst (den har NUL-tegn). Kontrollér, at det er den rigtige fil.", sted)
    try:
        tekst = linje.decode(tegnsaet)
    except UnicodeDecodeError:
        raise LaeseFejl("Overskrifterne har tegn, der ikke er UTF-8. Gem filen som CSV UTF-8.", sted) from None
    mulige = [(_del(tekst, s), s) for s in skilletegn or _SKILLETEGN]
    navne, valgt = max(mulige, key=lambda m: (antal_kendte(m[0], regelsaet), len(m[0])))
    return navne, valgt, bom + plads, linjer


def _del(tekst: str, skilletegn: str) -> list[str]:
    csv.field_size_limit(2 * HOEJST_RAEKKE)
    return next(csv.reader(io.StringIO(tekst, newline=""), delimiter=skilletegn), [])


def _foerste_raekke(data: bytes, fra: int) -> tuple[int | None, int, int]:
    """Where the row at ``fra`` ends, where the next begins, and its number of lines. None: it never ends here."""
    citat, linjer = False, 0
    for i in range(fra, len(data)):
        tegn = data[i]
        if tegn == ord('"'):
            citat = not citat
        elif tegn in b"\r\n":
            par = data[i : i + 2] == b"\r\n"
            if not (tegn == ord("\n") and data[i - 1 : i] == b"\r" and i > fra):
                linjer += 1
            if not citat:
                return i, i + 1 + par, linjer
    if citat or len(data) > HOEJST_RAEKKE:
        return None, fra, 0
    return len(data), len(data), linjer + 1
