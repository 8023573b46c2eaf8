"""Normal forms in which names and paths are compared, independent of how their letters are encoded.

``nfc`` is for names that programs pass on (keys of rows and applications): the same characters, composed. ``som_navn``
is for names that one person types after another (projects, files): differences in case and spacing are ignored too.
Nothing here accesses the file system.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

from .tekstgraenser import HOEJST_MAERKER, for_mange_maerker

T = TypeVar("T")


def nfc(tekst: str) -> str:
    """Normalize to NFC: an å written as a and a combining ring becomes å. ``batch.db.nfc`` is the same in SQL.

    A text with more consecutive combining marks than allowed is returned unchanged.
    """
    if tekst.isascii() or (len(tekst) > HOEJST_MAERKER and for_mange_maerker(tekst)):
        return tekst
    return unicodedata.normalize("NFC", tekst)


_I_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


def i_ascii(tekst: str) -> str:
    """Convert a name to ASCII: æ, ø and å as two letters (``moedepapir``), other marks dropped, ``_`` for the rest."""
    skilt = unicodedata.normalize("NFKD", nfc(tekst).translate(_I_ASCII))
    uden = "".join(t for t in skilt if not unicodedata.combining(t))
    return uden.encode("ascii", "replace").decode().replace("?", "_")


def som_navn(tekst: str) -> str:
    """Normalize a name for comparison: composed, case-folded, with each run of whitespace as one space.

    Invisible format characters are removed, such as a byte order mark or a soft hyphen copied with the text.
    """
    if not tekst.isprintable():
        # Only category Cf is removed: invisible line breaks (U+2028) are whitespace and must separate words.
        tekst = "".join(t for t in tekst if unicodedata.category(t) != "Cf")
    return " ".join(nfc(nfc(tekst).casefold()).split())


def som_sti(sti: str) -> tuple[str, ...]:
    """Return the parts of a path, normalized for comparison; ``.`` and ``..`` are resolved textually.

    Backslashes separate folders too, because the path may have been written on another system.
    """
    rent = nfc(nfc(sti.strip().replace("\\", "/")).casefold())
    if not rent:
        return ()
    normal = posixpath.normpath(rent)
    return tuple(d for d in normal.split("/") if d not in ("", "."))


def filnavn(sti: str) -> str:
    """Return the last part of a path, normalized for comparison; empty if there is none."""
    return dele[-1] if (dele := som_sti(sti)) else ""


def samme_fil(skrevet: str, sti: str) -> bool:
    """Return whether a name typed by a user is the name of the file at ``sti``, ignoring folders."""
    return filnavn(skrevet) == filnavn(sti)


def ment(skrevet: str, mulige: Iterable[T], navn: Callable[[T], str | None]) -> list[T]:
    """Return the items of ``mulige`` with this name: those with exactly the same name, else those that compare equal.

    More than one item means that the name is ambiguous.
    """
    soegt = som_navn(skrevet)
    fundne = [m for m in mulige if (n := navn(m)) is not None and som_navn(n) == soegt]
    praecist = [m for m in fundne if nfc(navn(m) or "") == nfc(skrevet)]
    return praecist or fundne
