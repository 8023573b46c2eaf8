"""Errors of the program: what is wrong, where, and what to do, in Danish for the person who reads it.

Each class answers to one exit code (contract, "Exit codes"); nothing else may end a command.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Sted:
    """A place in a file. ``linje`` and ``kolonne`` count from 1; None where a line has no meaning."""

    fil: str
    linje: int | None = None
    kolonne: int | None = None

    def __str__(self) -> str:
        if self.linje is None:
            return self.fil
        if self.kolonne is None:
            return f"{self.fil}, linje {self.linje}"
        return f"{self.fil}, linje {self.linje}, kolonne {self.kolonne}"


class AnsoegningFejl(Exception):
    """Base of every error that is ours. ``kode`` is the exit code it ends a command with."""

    kode = 70


class BrugsFejl(AnsoegningFejl):
    """Wrong use of a command or of the Python interface."""

    kode = 2


class LaeseFejl(AnsoegningFejl):
    """A file, or its structure, cannot be read. Says nothing of any value in it."""

    kode = 2

    def __init__(self, besked: str, sted: Sted) -> None:
        super().__init__(f"{sted}: {besked}")
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
    """A rule pack is invalid. ``mangler`` holds every fault found, in file order."""

    kode = 4

    def __init__(self, mangler: Iterable[Mangel]) -> None:
        self.mangler = tuple(mangler)
        super().__init__("\n".join(str(m) for m in self.mangler))


class InternFejl(AnsoegningFejl):
    """The program contradicts itself (the two chainers disagree, the native engine failed)."""

    kode = 70


def mente_du(navn: str, mulige: Iterable[str]) -> str:
    """`` Mente du "x"?`` where something declared resembles ``navn``, else an empty string.

    Takes æ, ø and å written out or not: the keys are ASCII, people type Danish.
    """
    alle = list(mulige)
    ascii_navn = ascii_noegle(navn)
    for kandidat in alle:
        if ascii_noegle(kandidat) == ascii_navn:
            return f" Mente du »{kandidat}«?"
    naer = get_close_matches(ascii_navn[:200], alle, n=1, cutoff=0.6)
    return f" Mente du »{naer[0]}«?" if naer else ""


def ascii_noegle(tekst: str) -> str:
    """``Ansøgt 2025`` → ``ansoegt_2025``: the form in which keys are compared."""
    oversat = tekst.strip().lower().translate({ord("æ"): "ae", ord("ø"): "oe", ord("å"): "aa"})
    return oversat.replace(" ", "_").replace("-", "_")


# Control and direction characters could repaint a terminal or hide text; they are shown, never sent on.
_USYNLIGE = {
    *range(0x20),
    *range(0x7F, 0xA0),
    0x061C,
    0xFEFF,
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
}


def vis_sikkert(tekst: str, hoejst: int | None = None) -> str:
    """Text from a file, fit to print: control, direction and surrogate characters shown as ``\\uXXXX``."""
    if hoejst is not None and len(tekst) > hoejst:
        tekst = tekst[: hoejst - 1] + "…"
    if tekst.isascii() and tekst.isprintable():
        return tekst
    return "".join(tegn if tegn == "\n" or ord(tegn) not in _USYNLIGE else f"\\u{ord(tegn):04x}" for tegn in tekst)
