"""Write the letters of a round and its meeting document in one call: all files are written, or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ..indlaes.afgoerelser import laes_afgoerelser
from ..model.afgoerelser import Afgoerelse
from ..model.rangliste import RanglisteSvar
from ..rangordning.deltagere import Deltagere
from ..skriv.breve import Brev, lav_breve, som_filer
from ..skriv.rangliste_docx import skriv_rangliste_docx
from ..system.dataklasse import dataklasse
from ..system.filer import sikkert_navn, skriv_filer
from .koerselsvalg import Koerselsvalg
from .rangliste import Kilde, gennemfoer


@dataklasse(frozen=True, slots=True)
class BreveSkrevet:
    """The letters that were written, and the answer to their round.

    ``uden_breve``: why the pool has no letters; None if it has. ``interne``: internal errors that occurred for single
    applications; the other applications have their letters.
    """

    svar: RanglisteSvar
    breve: tuple[Brev, ...]
    uden_breve: str | None
    interne: tuple[Exception, ...]


def skriv_breve(
    kilder: Kilde | Iterable[Kilde],
    mappe: Path,
    valg: Koerselsvalg,
    *,
    afgoerelser: str | None = None,
    skabeloner: str | os.PathLike[str] | None = None,
    overskriv: bool = False,
    meld: Callable[[int], object] | None = None,
) -> BreveSkrevet:
    """Write a round's letters and its meeting document to a folder, as Word files and plain text.

    Args:
        kilder: as in ``rangliste``.
        mappe: the folder, which is created if it is missing.
        valg: how to run the round.
        afgoerelser: path of a file with the decisions made. A letter follows its decision; a project without one gets a
            draft.
        skabeloner: a folder of templates that take precedence over the program's own.
        overskriv: whether existing files are replaced.
        meld: called with the number of weight sets drawn so far.

    Raises BrugsFejl, LaeseFejl, RegelsaetFejl or InternFejl (all AnsoegningFejl); nothing is written in that case.
    """
    uden = (afgoerelser,) if afgoerelser is not None else ()
    svar, deltagere, _ = gennemfoer(kilder, valg, meld=meld, uden=uden)
    truffet = laes_afgoerelser(afgoerelser, deltagere.regelsaet) if afgoerelser is not None else ()
    filer, breve = brevfiler(svar, deltagere, truffet, skabeloner=skabeloner)
    skriv_filer({mappe / navn: indhold for navn, indhold in filer.items()}, overskriv=overskriv)
    return BreveSkrevet(svar, tuple(breve), deltagere.regelsaet.data.uden_breve, tuple(deltagere.interne))


def brevfiler(
    svar: RanglisteSvar,
    deltagere: Deltagere,
    truffet: Sequence[Afgoerelse],
    *,
    skabeloner: str | os.PathLike[str] | None = None,
) -> tuple[dict[str, bytes], list[Brev]]:
    """Return a round's letters and its meeting document by file name, and the letters as objects. Raises BrugsFejl."""
    regelsaet = deltagere.regelsaet
    egne = Path(skabeloner) if skabeloner is not None else None
    breve = lav_breve(svar, deltagere.resultater, regelsaet.data, truffet, skabeloner=egne)
    # A project has at most one decision, so equal counts mean that every project has been decided.
    papir = skriv_rangliste_docx(svar, skabeloner=egne, udkast=not svar.projekter or len(truffet) < len(svar.projekter))
    filer = {f"{sikkert_navn(regelsaet.data.moedepapir)}.docx": papir}
    for brev in breve:
        filer |= som_filer(brev, svar.titel)
    return filer, breve
