"""Errors of the program: what is wrong, where, and what to do, in Danish for the person who reads it.

Each class answers to one exit code (contract, "Exit codes"); nothing else may end a command.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self


@dataclass(frozen=True, slots=True)
class Sted:
    """A place in a file. ``linje`` and ``kolonne`` count from 1; None where a line has no meaning.

    In a workbook ``ark`` is the sheet, and the two are the row and the column of a cell.
    """

    fil: str
    linje: int | None = None
    kolonne: int | None = None
    ark: str | None = None

    @property
    def celle(self) -> str | None:
        """The cell of a workbook as its users name it: ``Projekter!C5``."""
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
    """The letters of a workbook's column: 1 is ``A``, 27 is ``AA``."""
    navn = ""
    while nr > 0:
        nr, rest = divmod(nr - 1, 26)
        navn = chr(ord("A") + rest) + navn
    return navn


def celler(steder: list[Sted]) -> str | None:
    """Places in a workbook as one name: a cell, a range where they stand side by side, else the first; None: none."""
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
    """A message with what to do in a command's words; ``paa_siden`` says it to one who has buttons and no command."""

    __slots__ = ("paa_siden",)

    paa_siden: str

    def __new__(cls, besked: str, paa_siden: str = "") -> Self:
        ny = super().__new__(cls, besked)
        ny.paa_siden = paa_siden or besked
        return ny


def med_raad(hvad: str, raad: str, paa_siden: str = "") -> Besked:
    """What is wrong, and what to do: ``raad`` in a terminal, ``paa_siden`` (else as the advice has it) on the page."""
    return Besked(f"{hvad} {raad}", f"{hvad} {paa_siden or til_siden(raad)}")


def til_siden(besked: str) -> str:
    """A message as the page says it."""
    return besked.paa_siden if isinstance(besked, Besked) else besked


class AnsoegningFejl(Exception):
    """Base of every error that is ours. ``kode`` is the exit code it ends a command with."""

    kode = 70

    @property
    def paa_siden(self) -> str:
        """What is wrong, as the page says it."""
        return til_siden(self.args[0]) if self.args else ""


def med_sted(sted: Sted, besked: str) -> Besked:
    """A message after the place it is about."""
    return Besked(f"{sted}: {besked}", f"{sted}: {til_siden(besked)}")


class BrugsFejl(AnsoegningFejl):
    """Wrong use of a command or of the Python interface."""

    kode = 2


class LaeseFejl(AnsoegningFejl):
    """A file, or its structure, cannot be read. Says nothing of any value in it."""

    kode = 2

    def __init__(self, besked: str, sted: Sted) -> None:
        super().__init__(med_sted(sted, besked))
        self.besked = besked
        self.sted = sted


@dataclass(frozen=True, slots=True)
class Mangel:
    """One thing wrong with a rule pack, and where."""

    besked: str
    sted: Sted

    def __str__(self) -> str:
        return f"{self.sted}: {self.besked}"


class RegelsaetFejl(AnsoegningFejl):
    """A rule pack is invalid. ``mangler`` holds every fault found, in file order; ``resten`` the pack with the criteria
    and checks that have none, for what can only be told of those (a ``Regelsaet``; None: there are none).
    """

    kode = 4

    def __init__(self, mangler: Iterable[Mangel], resten: Any = None) -> None:
        self.mangler = tuple(mangler)
        self.resten = resten
        super().__init__("\n".join(str(m) for m in self.mangler))


class InternFejl(AnsoegningFejl):
    """The program contradicts itself (the two chainers disagree, the native engine failed)."""

    kode = 70


_HOEJST_NAVN = 1_000


def mente_du(navn: str, mulige: Iterable[str]) -> str:
    """`` Mente du "x"?`` where something declared resembles ``navn``, else an empty string.

    Takes æ, ø and å written out or not: the keys are ASCII, people type Danish.
    """
    ment = nok_ment(navn, mulige)
    return f" Mente du »{ment}«?" if ment is not None else ""


def nok_ment(navn: str, mulige: Iterable[str]) -> str | None:
    """The one of ``mulige`` that a misspelt name resembles most; None where it resembles none."""
    ascii_navn = ascii_noegle(navn[:200])
    alle: dict[str, str] = {}
    for kandidat in mulige:
        alle.setdefault(ascii_noegle(kandidat), kandidat)
    naer = [ascii_navn] if ascii_navn in alle else get_close_matches(ascii_navn, alle, n=1, cutoff=0.6)
    return alle[naer[0]] if naer else None


def ascii_noegle(tekst: str) -> str:
    """``Ansøgt 2025`` → ``ansoegt_2025``: the form in which keys are compared."""
    # A longer text is no name; composing the letters of a hostile one takes time with its length squared.
    if len(tekst) <= _HOEJST_NAVN:
        tekst = unicodedata.normalize("NFC", tekst)
    oversat = tekst.lower().translate({ord("æ"): "ae", ord("ø"): "oe", ord("å"): "aa"})
    return "_".join(oversat.replace("-", " ").replace("_", " ").split())


def vis_sikkert(tekst: str, hoejst: int | None = None) -> str:
    """Text from a file, fit to print: what could repaint a terminal or hide text is shown as ``\\uXXXX``, not sent on.

    With ``hoejst`` it is a quotation within a message, cut to that length and kept on one line.
    """
    if hoejst is not None and len(tekst) > hoejst:
        tekst = tekst[: hoejst - 1] + "…"
    if hoejst is None:
        return skift_usynlige(tekst, _som_kode)
    return "".join(_som_kode(t) if usynligt(t) else t for t in tekst) if not tekst.isprintable() else tekst


def _som_kode(tegn: str) -> str:
    return f"\\u{ord(tegn):04x}"


def skift_usynlige(tekst: str, vis: Callable[[str], str]) -> str:
    """Text of several lines with each invisible character, but line breaks, written as ``vis`` says."""
    if tekst.replace("\n", "").isprintable():
        return tekst
    # Almost every line is printable as it stands, and is looked at as a whole.
    return "\n".join(
        linje if linje.isprintable() else "".join(vis(t) if usynligt(t) else t for t in linje)
        for linje in tekst.split("\n")
    )


def en_linje(tekst: str) -> str:
    """Text that is to be one line of output: a line break in a name within it is shown, and forges no line."""
    return vis_sikkert(tekst, len(tekst))


def usynligt(tegn: str) -> bool:
    """Whether a character is a control, direction, or surrogate one, or otherwise shows as nothing."""
    # Soft hyphens come with text pasted from a word processor, and do no harm.
    return not tegn.isprintable() and unicodedata.category(tegn) in _USYNLIGE and tegn != "\u00ad"


_USYNLIGE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
