"""The program's errors: what is wrong, where, and what to do, in Danish for the user.

Each class corresponds to one exit code (contract, "Exit codes"); no other error may end a command.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self


# Every value and key of a file has a location, and creating a frozen dataclass takes four times as long. Only the type
# checker prevents changes (``Final``).
@dataclass(slots=True, unsafe_hash=True)
class Sted:
    """A location in a file. ``linje`` and ``kolonne`` count from 1; None for formats without lines.

    In a workbook ``ark`` is the sheet, and the other two are the row and the column of a cell.
    """

    fil: Final[str]
    linje: Final[int | None] = None
    kolonne: Final[int | None] = None
    ark: Final[str | None] = None

    @property
    def celle(self) -> str | None:
        """The reference of a workbook cell: ``Projekter!C5``; None for other locations."""
        if self.ark is None or self.linje is None or self.kolonne is None:
            return None
        ark = vis_sikkert(self.ark, 60)
        if not ark.replace("_", "").isalnum() or ark[0].isdigit():
            ark = "'{}'".format(ark.replace("'", "''"))
        return f"{ark}!{kolonnenavn(self.kolonne)}{self.linje}"

    def __str__(self) -> str:
        if self.ark is not None:
            return f"{self.fil}, {self.celle or f'arket »{vis_sikkert(self.ark, 60)}«'}"
        if self.linje is None:
            return self.fil
        if self.kolonne is None:
            return f"{self.fil}, linje {self.linje}"
        return f"{self.fil}, linje {self.linje}, kolonne {self.kolonne}"


def kolonnenavn(nr: int) -> str:
    """Return the letters of a workbook column: 1 is ``A``, 27 is ``AA``."""
    navn = ""
    while nr > 0:
        nr, rest = divmod(nr - 1, 26)
        navn = chr(ord("A") + rest) + navn
    return navn


def celler(steder: list[Sted]) -> str | None:
    """Return one reference for several cells: a cell, a range if they are adjacent, else the first; None for none."""
    kendte = [s for s in steder if s.celle is not None]
    if not kendte:
        return None
    foerste, sidste = kendte[0], kendte[-1]
    linjer = [(s.linje or 0, s.kolonne or 0) for s in kendte]
    (linje, kolonne), antal = linjer[0], len(linjer)
    if (
        antal > 1
        and all(s.ark == foerste.ark for s in kendte)
        and (linjer in ([(linje, kolonne + n) for n in range(antal)], [(linje + n, kolonne) for n in range(antal)]))
    ):
        return f"{foerste.celle}:{kolonnenavn(sidste.kolonne or 0)}{sidste.linje}"
    return foerste.celle


class Besked(str):
    """A message with advice for the terminal; ``paa_siden`` is the message for the local page (no commands)."""

    __slots__ = ("paa_siden",)

    paa_siden: str

    def __new__(cls, besked: str, paa_siden: str = "") -> Self:
        ny = super().__new__(cls, besked)
        ny.paa_siden = paa_siden or besked
        return ny


def med_raad(hvad: str, raad: str, paa_siden: str = "") -> Besked:
    """Combine a problem with advice: ``raad`` for the terminal; ``paa_siden``, by default the same, for the page."""
    return Besked(f"{hvad} {raad}", f"{hvad} {paa_siden or til_siden(raad)}")


def til_siden(besked: str) -> str:
    """Return the page's version of a message."""
    return besked.paa_siden if isinstance(besked, Besked) else besked


class AnsoegningFejl(Exception):
    """Base of every error of the program. ``kode`` is the exit code of a command that ends with it."""

    kode = 70

    @property
    def paa_siden(self) -> str:
        """The message, as shown on the page."""
        return til_siden(self.args[0]) if self.args else ""


def med_sted(sted: Sted, besked: str) -> Besked:
    """Prefix a message with the location it is about."""
    return Besked(f"{sted}: {besked}", f"{sted}: {til_siden(besked)}")


class BrugsFejl(AnsoegningFejl):
    """Wrong use of a command or of the Python interface."""

    kode = 2


class LaeseFejl(AnsoegningFejl):
    """A file, or its structure, cannot be read. The message quotes no value of the file."""

    kode = 2

    def __init__(self, besked: str, sted: Sted) -> None:
        super().__init__(med_sted(sted, besked))
        self.besked = besked
        self.sted = sted


@dataclass(frozen=True, slots=True)
class Mangel:
    """One error in a rule pack, with its location."""

    besked: str
    sted: Sted

    def __post_init__(self) -> None:
        object.__setattr__(self, "besked", et_punktum(self.besked))

    def __str__(self) -> str:
        return f"{self.sted}: {self.besked}"


class RegelsaetFejl(AnsoegningFejl):
    """A rule pack is invalid. ``mangler`` are all errors found, in file order.

    ``resten`` is the pack with only the criteria and checks without errors (a ``Regelsaet``), for checks of these; None
    if there is no such pack.
    """

    kode = 4

    def __init__(self, mangler: Iterable[Mangel], resten: Any = None) -> None:
        self.mangler = tuple(mangler)
        self.resten = resten
        super().__init__("\n".join(str(m) for m in self.mangler))


class InternFejl(AnsoegningFejl):
    """The program contradicts itself (the two chainers disagree, the native chainer failed)."""

    kode = 70


_HOEJST_NAVN = 1_000


# The maximum number of names that a misspelt name is compared with, and that a message lists.
HOEJST_LIGNET = 300
HOEJST_NAEVNT = 40


def hvad_der_kan_staa(navne: Iterable[str], skilt: str = ", ") -> str:
    """Join names for a message, at most 40 of them: ``a, b, c … og 60 andre``."""
    alle = list(navne)
    flere = f" … og {len(alle) - HOEJST_NAEVNT} andre" if len(alle) > HOEJST_NAEVNT else ""
    return f"{skilt.join(alle[:HOEJST_NAEVNT])}{flere}"


def mente_du(navn: str, mulige: Iterable[str]) -> str:
    """Return `` Mente du »x«?`` if a declared name resembles ``navn``, else an empty string.

    Ignores whether æ, ø and å are written in ASCII: keys are ASCII, but users type Danish.
    """
    ment = nok_ment(navn, mulige)
    return f" Mente du »{ment}«?" if ment is not None else ""


def nok_ment(navn: str, mulige: Iterable[str]) -> str | None:
    """Return the name in ``mulige`` that a misspelt name resembles most; None if it resembles none.

    Only the first 300 names are compared: many misspelt names among many would take quadratic time.
    """
    ascii_navn = ascii_noegle(navn[:200])
    alle: dict[str, str] = {}
    for kandidat in islice(mulige, HOEJST_LIGNET):
        alle.setdefault(ascii_noegle(kandidat), kandidat)
    if ascii_navn in alle:
        return alle[ascii_navn]
    from difflib import get_close_matches

    naer = get_close_matches(ascii_navn, alle, n=1, cutoff=0.6)
    return alle[naer[0]] if naer else None


def ascii_noegle(tekst: str) -> str:
    """Return the form in which keys are compared: ``Ansøgt 2025`` → ``ansoegt_2025``."""
    # A longer text is not a name, and NFC normalization of a hostile text takes time quadratic in its length.
    if len(tekst) <= _HOEJST_NAVN:
        tekst = unicodedata.normalize("NFC", tekst)
    oversat = tekst.lower().translate({ord("æ"): "ae", ord("ø"): "oe", ord("å"): "aa"})
    return "_".join(oversat.replace("-", " ").replace("_", " ").split())


# After a letter and not before a path's next part: »..« in a path is kept.
_TO_PUNKTUMMER = re.compile(r"(?<=[a-zæøå])\.\.(?![./\\\w])")


def et_punktum(tekst: str) -> str:
    """Return sentences where an abbreviation's full stop also ends the sentence: ``3 mio. kr..`` → ``3 mio. kr.``"""
    return _TO_PUNKTUMMER.sub(".", tekst) if ".." in tekst else tekst


def vis_sikkert(tekst: str, hoejst: int | None = None) -> str:
    """Make text from a file safe to print: characters that control a terminal or hide text become ``\\uXXXX``.

    With ``hoejst`` it is a quotation in a message: truncated to that length, with line breaks escaped as well.
    """
    if hoejst is not None and len(tekst) > hoejst:
        tekst = tekst[: hoejst - 1] + "…"
    if hoejst is None:
        return skift_usynlige(tekst, _som_kode)
    return "".join(_som_kode(t) if usynligt(t) else t for t in tekst) if not tekst.isprintable() else tekst


def _som_kode(tegn: str) -> str:
    return f"\\u{ord(tegn):04x}"


def skift_usynlige(tekst: str, vis: Callable[[str], str]) -> str:
    """Replace each invisible character except line breaks by the result of ``vis``."""
    if tekst.replace("\n", "").isprintable():
        return tekst
    # Fast path: almost every line is printable and is returned unchanged.
    return "\n".join(
        linje if linje.isprintable() else "".join(vis(t) if usynligt(t) else t for t in linje)
        for linje in tekst.split("\n")
    )


def en_linje(tekst: str) -> str:
    """Escape line breaks and other invisible characters, so that the text cannot forge a line of output."""
    return vis_sikkert(tekst, len(tekst))


def usynligt(tegn: str) -> bool:
    """Return whether a character is a control, format or surrogate character, or a line or paragraph separator."""
    # Soft hyphens occur in text pasted from word processors and are harmless.
    return not tegn.isprintable() and unicodedata.category(tegn) in _USYNLIGE and tegn != "\u00ad"


_USYNLIGE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
