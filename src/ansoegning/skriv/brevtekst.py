"""The markup of letters: parse text into blocks, each sentence with the name of its source.

A template writes lines: ``# `` to ``### `` headings, ``- `` list items, ``@udfyld`` a field for the sender to fill in,
``@boks`` a notice, ``@tabel navn`` a table, ``@side`` a new page. Other lines are paragraphs, up to an empty line. A
sentence is followed by its source: ``Projektet er for lille. [[projekt 1, K4]]``. Values are escaped, so nothing an
applicant wrote is read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Literal

from ..fejl import BrugsFejl, vis_sikkert
from ..system.dataklasse import dataklasse
from .papir import rens

Art = Literal["titel", "afsnit", "underafsnit", "tekst", "punkt", "udfyld", "boks", "tabel", "side"]
_LINJE: tuple[tuple[str, Art], ...] = (
    ("### ", "underafsnit"),
    ("## ", "afsnit"),
    ("# ", "titel"),
    ("- ", "punkt"),
    ("@udfyld ", "udfyld"),
    ("@boks ", "boks"),
    ("@tabel ", "tabel"),
)
_KILDE = re.compile(r"\s*\[\[(.*?)\]\]")
# Markup characters in values are moved to Unicode's private use area until the lines have been parsed.
_PRIVAT = 0xE000
_SKJUL = {ord(t): _PRIVAT + ord(t) for t in "#-@[]"}
_VIS = {v: k for k, v in _SKJUL.items()}
_BREDDE = 88
_UDEN_PRIVAT = re.compile("[\ue000-\uf8ff]")


@dataklasse(frozen=True, slots=True)
class Brevsaetning:
    """One or more sentences with the same source, which ``kilde`` names (empty: the template names none)."""

    tekst: str
    kilde: str = ""


@dataklasse(frozen=True, slots=True)
class Blok:
    """A paragraph, list item, heading, field, notice, table (its name) or new page."""

    art: Art
    saetninger: tuple[Brevsaetning, ...] = ()

    @property
    def tekst(self) -> str:
        return " ".join(s.tekst for s in self.saetninger)


def beskyt(vaerdi: Any) -> Any:
    """Return values for a template with markup characters escaped and each text on one line."""
    if isinstance(vaerdi, str):
        return uden_markering(vaerdi).translate(_SKJUL)
    if isinstance(vaerdi, Mapping):
        return {n: beskyt(v) for n, v in vaerdi.items()}
    if isinstance(vaerdi, list | tuple):
        return [beskyt(v) for v in vaerdi]
    return vaerdi


def laes_brevtekst(tekst: str, skabelon: str, *, kilder: Sequence[str] | None = None) -> tuple[Blok, ...]:
    """Parse the blocks of a rendered template (``skabelon``: its name, for messages).

    With ``kilder``, each sentence before the first ``@side`` must have one of these sources; the rest is for the
    sender. Raises BrugsFejl if a sentence does not.
    """
    blokke = tuple(_blokke(tekst))
    if kilder is not None:
        kendte = set(kilder)
        for blok in takewhile(lambda b: b.art != "side", blokke):
            if blok.art not in ("tekst", "punkt"):
                continue
            for s in blok.saetninger:
                if s.kilde not in kendte:
                    hvad = (
                        f"hviler på »{vis_sikkert(s.kilde, 60)}«, som brevet ikke har" if s.kilde else "har ingen kilde"
                    )
                    raise BrugsFejl(f"Skabelonen »{skabelon}«: sætningen »{vis_sikkert(s.tekst, 80)}« {hvad}. Ret den.")
    return blokke


def uden_markering(tekst: str) -> str:
    """Return a value as it will appear in a letter: on one line, without invisible characters."""
    return " ".join(_UDEN_PRIVAT.sub("", rens(tekst)).split())


def som_tekst(blokke: Sequence[Blok]) -> str:
    """Return the letter as plain text in lines of at most ``_BREDDE`` characters, without its tables."""
    import textwrap

    linjer: list[str] = []
    for b in blokke:
        if b.art in ("tabel", "side"):
            continue
        foer, efter = {"punkt": ("- ", "  "), "udfyld": ("[UDFYLDES: ", ""), "boks": ("! ", "  ")}.get(b.art, ("", ""))
        tekst = b.tekst + ("]" if b.art == "udfyld" else "")
        if b.art != "punkt" or (linjer and not linjer[-1].startswith(("- ", "  "))):
            linjer.append("")
        afsnit = textwrap.wrap(
            tekst, _BREDDE, initial_indent=foer, subsequent_indent=efter, break_long_words=False, break_on_hyphens=False
        )
        linjer += afsnit
        if b.art in ("titel", "afsnit"):
            linjer.append(("=" if b.art == "titel" else "-") * max(map(len, afsnit), default=0))
    return "\n".join(linjer).strip("\n") + "\n"


def _blokke(tekst: str) -> Iterator[Blok]:
    samlet: list[str] = []
    for linje in (*tekst.split("\n"), ""):
        ren = " ".join(linje.split())
        art = next((a for foer, a in _LINJE if ren.startswith(foer)), None)
        if (not ren or art is not None or ren == "@side") and samlet:
            yield Blok("tekst", tuple(_saetninger(" ".join(samlet))))
            samlet = []
        if ren == "@side":
            yield Blok("side")
        elif art is not None:
            foer = next(f for f, a in _LINJE if a == art)
            yield Blok(art, tuple(_saetninger(ren[len(foer) :])))
        elif ren:
            samlet.append(ren)


def _saetninger(tekst: str) -> Iterator[Brevsaetning]:
    sted = 0
    for fund in _KILDE.finditer(tekst):
        foran = tekst[sted : fund.start()].strip()
        if foran:
            yield Brevsaetning(foran.translate(_VIS), fund.group(1).strip().translate(_VIS))
        sted = fund.end()
    rest = tekst[sted:].strip()
    if rest:
        yield Brevsaetning(rest.translate(_VIS))
