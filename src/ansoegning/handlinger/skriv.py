"""Write the documents of an application in one call: read it, judge it, draft its texts, write the files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ..bedoemmelse.sag import kontekst
from ..indlaes.ansoegning import laes_antagelser
from ..skriv.formater import FORMATER, Grundlag
from ..skriv.kontekst import lav_side
from ..skriv.skabeloner import Skabeloner
from ..skriv.udkast import lav_udkast
from ..system.dataklasse import dataklasse
from ..system.filer import sikkert_navn, skriv_filer
from .tjek import laes_og_bedoem


@dataklasse(frozen=True, slots=True)
class Skrevet:
    """The result of ``skriv_papirer``.

    ``filer`` were written; ``bemaerkninger`` (Danish) say what the user must still do by hand; ``udkast`` is the number
    of text fields that were drafted.
    """

    filer: tuple[Path, ...]
    bemaerkninger: tuple[str, ...]
    udkast: int
    klar: bool


def skriv_papirer(  # noqa: PLR0913 - the arguments of tjek, and where to write
    ansoegning: str | Path | Mapping[str, Any],
    mappe: Path,
    *,
    som: Sequence[str] = ("indtast",),
    overskriv: bool = False,
    skabeloner: str | os.PathLike[str] | None = None,
    pulje: str | None = None,
    dato: date | None = None,
    saet: Mapping[str, str] | None = None,
    antag: Mapping[str, str] | None = None,
    vurderinger: str | Path | None = None,
    regler: str | os.PathLike[str] | None = None,
) -> Skrevet:
    """Write an application's documents to a folder, which is created if it is missing: all of them or none.

    Args:
        som: keys of ``FORMATER``.
        skabeloner: a folder of templates that take precedence over the program's own.
        overskriv: whether existing files are replaced.

    The other arguments are those of ``tjek``. Raises BrugsFejl if a file exists and ``overskriv`` is false, if a file
    cannot be written, or if a template is invalid; otherwise as ``tjek``.
    """
    laest, regelsaet, resultat = laes_og_bedoem(
        ansoegning, pulje=pulje, dato=dato, saet=saet, antag=antag, regler=regler, vurderinger=vurderinger
    )
    egne = Skabeloner(skabeloner)
    k = kontekst(laest, regelsaet, dato=dato, antag=laes_antagelser(regelsaet, antag or {}))
    side = lav_side(k, resultat, lav_udkast(k, egne))
    fra_fil = not isinstance(ansoegning, Mapping) and str(ansoegning) != "-"
    grundlag = Grundlag(
        side=side,
        resultat=resultat,
        regelsaet=regelsaet,
        skabeloner=egne,
        mappe=Path(laest.fil).parent if fra_fil else None,
    )
    stamme = sikkert_navn(Path(laest.fil).stem if fra_fil else "ansoegning", "ansoegning")
    lavet = {endelse: lav(grundlag) for ord_ in dict.fromkeys(som) for endelse, lav in FORMATER[ord_].items()}
    filer = {mappe / f"{stamme}{endelse}": p.indhold for endelse, p in lavet.items() if p.indhold is not None}
    return Skrevet(
        filer=tuple(skriv_filer(filer, overskriv=overskriv)),
        bemaerkninger=tuple(dict.fromkeys(b for p in lavet.values() for b in p.bemaerkninger)),
        udkast=sum(t.udkast for t in side.tekster),
        klar=side.klar,
    )
