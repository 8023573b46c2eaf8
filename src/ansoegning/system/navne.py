"""Names and paths as they are compared. Two spellings of one name are one name, however their letters are encoded.

``nfc`` is the form of what a machine has carried (keys of rows and applications): the same characters, composed.
``som_navn`` is the form of what a person has typed after another person (projects, files): upper and lower case and
blanks are set aside too. Nothing here looks a name up in the file system.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

from .tekstgraenser import HOEJST_MAERKER, for_mange_maerker

T = TypeVar("T")


def nfc(tekst: str) -> str:
    """The text with its letters composed: an å written as a and a ring is an å. ``batch.db.nfc`` is the same in SQL.

    One with more combining marks in a row than a text may have is given back as it is.
    """
    if tekst.isascii() or (len(tekst) > HOEJST_MAERKER and for_mange_maerker(tekst)):
        return tekst
    return unicodedata.normalize("NFC", tekst)


_I_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


def i_ascii(tekst: str) -> str:
    """A name in ASCII: æ, ø and å as two letters (``moedepapir``), other marks dropped, ``_`` for the rest."""
    skilt = unicodedata.normalize("NFKD", nfc(tekst).translate(_I_ASCII))
    uden = "".join(t for t in skilt if not unicodedata.combining(t))
    return uden.encode("ascii", "replace").decode().replace("?", "_")


def som_navn(tekst: str) -> str:
    """A name as it is compared: composed, without difference of case, each run of blanks as one, and without the
    characters that show as nothing (a mark of byte order or a soft hyphen that came along with copied text).
    """
    if not tekst.isprintable():
        # Line breaks that no editor shows (U+2028) are blanks, and stay to part words.
        tekst = "".join(t for t in tekst if unicodedata.category(t) != "Cf")
    return " ".join(nfc(nfc(tekst).casefold()).split())


def som_sti(sti: str) -> tuple[str, ...]:
    """The parts of a path as they are compared, ``.`` and ``..`` resolved by the text alone.

    Backslashes part folders too, since a path may have been written on another machine.
    """
    rent = nfc(nfc(sti.strip().replace("\\", "/")).casefold())
    if not rent:
        return ()
    normal = posixpath.normpath(rent)
    return tuple(d for d in normal.split("/") if d not in ("", "."))


def filnavn(sti: str) -> str:
    """The last part of a path as it is compared; empty where there is none."""
    return dele[-1] if (dele := som_sti(sti)) else ""


def samme_fil(skrevet: str, sti: str) -> bool:
    """Whether what a person has written as a file's name is the name of the file at ``sti``, folders aside."""
    return filnavn(skrevet) == filnavn(sti)


def ment(skrevet: str, mulige: Iterable[T], navn: Callable[[T], str | None]) -> list[T]:
    """Those of ``mulige`` that a written name means: those of exactly that name, else those that compare as it.

    More than one means that the name does not say which.
    """
    soegt = som_navn(skrevet)
    fundne = [m for m in mulige if (n := navn(m)) is not None and som_navn(n) == soegt]
    praecist = [m for m in fundne if nfc(navn(m) or "") == nfc(skrevet)]
    return praecist or fundne
