"""Read a table of parties from CSV: the pack's ``parter.csv``, or the keys of a what-if calculation (``--noegler``)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from ..fejl import LaeseFejl, Sted, ascii_noegle, mente_du, vis_sikkert
from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import VaerdiFejl, laes_tekst, ren_tekst
from ..model.visning import antal
from ..system.dataklasse import dataklasse

PARTKOLONNE = "part"
HOEJST_PARTER = 2_000
_HOEJST_KOLONNER = 100
# The number of faulty rows that a message describes.
_NAEVNES = 10
_SKILLETEGN = ";\t,"


@dataklasse(frozen=True, slots=True)
class Partraekke:
    """A row: the party, its cells by column as written (without surrounding blanks), and its location."""

    part: str
    celler: dict[str, str]
    sted: Sted


@dataklasse(frozen=True, slots=True)
class Partertabel:
    """The columns beside ``part`` in the file's order, the rows, and the errors of the rows that cannot be read."""

    kolonner: tuple[str, ...]
    raekker: tuple[Partraekke, ...]
    sted: Sted
    fejl: tuple[LaeseFejl, ...] = ()


class Partertabelfejl(LaeseFejl):
    """Rows of a table of parties cannot be used. ``alle`` are their errors, in the order of the file."""

    def __init__(self, fejl: Sequence[LaeseFejl]) -> None:
        self.alle = tuple(sorted(fejl, key=lambda f: f.sted.linje or 0))
        foerste, *andre = self.alle
        dele = [foerste.besked, *(f"Linje {f.sted.linje}: {f.besked}" for f in andre[: _NAEVNES - 1])]
        if len(andre) >= _NAEVNES:
            dele.append(f"{len(andre) - _NAEVNES + 1} linjer til har fejl.")
        super().__init__(" ".join(dele), foerste.sted)


def laes_partertabel(tekst: str, fil: Sted, kendte: Mapping[str, str]) -> Partertabel:
    """Read the table in a text. Raises LaeseFejl with the line if the table as a whole cannot be read.

    The separator is the first of semicolon, tab and comma that occurs in the header line.

    Args:
        tekst: the complete file.
        fil: the file, for messages.
        kendte: the allowed columns by normalised heading (``ascii_noegle``); several headings may name the same column.
    """
    hoved, _, _ = tekst.partition("\n")
    skilletegn = next((t for t in _SKILLETEGN if t in hoved), ",")
    laeser = csv.reader(io.StringIO(tekst, newline=""), delimiter=skilletegn, strict=True)
    kolonner: list[str] = []
    raekker: dict[str, Partraekke] = {}
    daarlige: list[LaeseFejl] = []
    try:
        for celler in laeser:
            # The line on which the row ends, which differs from its first line if a quoted cell contains line breaks.
            sted = Sted(fil.fil, laeser.line_num)
            if not any(c.strip() for c in celler):
                continue
            if not kolonner:
                kolonner = _kolonner(celler, sted, kendte)
                continue
            try:
                raekke = _raekke(kolonner, celler, sted)
            except LaeseFejl as fejl:
                daarlige.append(fejl)
                continue
            noegle = ascii_noegle(raekke.part)
            if noegle in raekker:
                tidligere = raekker[noegle].sted.linje
                besked = f"»{vis_sikkert(raekke.part, 60)}« står også på linje {tidligere}. Slet den ene."
                daarlige.append(LaeseFejl(besked, sted))
                continue
            raekker[noegle] = raekke
            if len(raekker) > HOEJST_PARTER:
                raise LaeseFejl(f"Der er over {HOEJST_PARTER} parter. Kontrollér, at det er den rigtige fil.", sted)
    except csv.Error:
        raise LaeseFejl(
            "Linjen er ikke en række i en CSV-fil. Se efter et anførselstegn, der ikke er lukket.",
            Sted(fil.fil, laeser.line_num),
        ) from None
    if not raekker and not daarlige:
        raise LaeseFejl("Der er ingen parter i filen. Skriv en linje for hver under overskriften.", fil)
    return Partertabel(tuple(k for k in kolonner if k != PARTKOLONNE), tuple(raekker.values()), fil, tuple(daarlige))


def _kolonner(celler: list[str], sted: Sted, kendte: Mapping[str, str]) -> list[str]:
    if len(celler) > _HOEJST_KOLONNER:
        raise LaeseFejl(f"Der er over {_HOEJST_KOLONNER} kolonner. Kontrollér, at det er den rigtige fil.", sted)
    fundne: list[str] = []
    mulige = {PARTKOLONNE: PARTKOLONNE, **kendte}
    for celle in celler:
        navn = mulige.get(ascii_noegle(celle))
        if navn is None:
            hjaelp = f"{mente_du(celle, mulige)} Her kan stå {', '.join(dict.fromkeys(mulige.values()))}."
            raise LaeseFejl(f"Kolonnen »{vis_sikkert(celle.strip(), 60)}« er ukendt.{hjaelp}", sted)
        if navn in fundne:
            raise LaeseFejl(f"Kolonnen »{navn}« er der to gange. Slet den ene.", sted)
        fundne.append(navn)
    if PARTKOLONNE not in fundne:
        raise LaeseFejl(f"Der mangler en kolonne »{PARTKOLONNE}« med parternes navne.", sted)
    return fundne


def _raekke(kolonner: list[str], celler: list[str], sted: Sted) -> Partraekke:
    if len(celler) != len(kolonner):
        raise LaeseFejl(
            f"Linjen har {antal(len(celler), 'celle', 'celler')}, men overskriften har {len(kolonner)}. Ret linjen.",
            sted,
        )
    efter_kolonne = dict(zip(kolonner, (c.strip() for c in celler), strict=True))
    part = efter_kolonne.pop(PARTKOLONNE)
    if not part:
        raise LaeseFejl("Linjen har tal, men ingen part. Skriv, hvem det er, i den første kolonne.", sted)
    try:
        ren_tekst(part)
    except VaerdiFejl as fejl:
        raise LaeseFejl(f"Partens navn kan ikke bruges: {fejl}", sted) from None
    return Partraekke(part, efter_kolonne, sted)


def laes_tal(raekke: Partraekke, kolonne: str, form: Vaerdiform) -> int | None:
    """Return the whole number in a column, in the usual notation; None if the cell is empty. Raises LaeseFejl."""
    if not raekke.celler[kolonne]:
        return None
    try:
        tal = laes_tekst(form, raekke.celler[kolonne])
    except VaerdiFejl as fejl:
        raise LaeseFejl(f"Kolonnen »{kolonne}« for »{vis_sikkert(raekke.part, 60)}«: {fejl}", raekke.sted) from None
    assert isinstance(tal, int)
    return tal
