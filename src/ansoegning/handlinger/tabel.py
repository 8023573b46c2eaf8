"""Judge a large table for the page: first its headers, then the run, with the same answers as ``batch``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from ..batch.csv_celle import laes_raekker
from ..batch.find_ind import find_ind
from ..batch.hoveder import laes_overskrifter
from ..batch.koer import Bestilling
from ..batch.motorfiler import Motorfiler, arbejdssted
from ..batch.overskrifter import Kolonneforslag, fakta_i_raekken, find_kolonner, foreslaa_kolonner
from ..indlaes.argumenter import laes_dag
from ..indlaes.regelsaet import load_regelsaet
from ..model.regelsaet import Faktaerklaering
from ..system import kan
from ..system.dataklasse import dataklasse
from ..system.kladdemappe import Kladdemappe
from .batch import Tilvalg, gennemfoer

ENDELSER = ("csv", "xlsx", "parquet")
_UD = "svar"
# At most this many lines of the rejected rows are shown on the page; the file contains all of them.
HOEJST_AFVISTE = 500


@dataklasse(frozen=True, slots=True)
class Tabelhoved:
    """The headers of a table with the fact suggested for each, and all facts that a column may contain."""

    kolonner: list[Kolonneforslag]
    fakta: dict[str, Faktaerklaering]


def laes_hoved(fil: Path, pulje: str, *, regler: str | None = None) -> Tabelhoved:
    """Read the headers of a table. Raises BrugsFejl, LaeseFejl, RegelsaetFejl."""
    kan.kraev("tabeller")
    regelsaet = load_regelsaet(pulje, regler=regler)
    with Kladdemappe(arbejdssted(fil)) as arbejde:
        fundet = find_ind(str(fil), arbejde.sti)
        navne = laes_overskrifter(fundet, regelsaet, arbejde.sti, Motorfiler(arbejde.sti))
    return Tabelhoved(foreslaa_kolonner(navne, regelsaet), fakta_i_raekken(regelsaet))


def proev_kort(
    navne: Sequence[str], kort: Mapping[str, str | None], pulje: str, *, regler: str | None = None
) -> tuple[str, ...]:
    """Return the remarks on the user's assignment of columns to facts. Raises BrugsFejl if it cannot be used."""
    return find_kolonner(navne, load_regelsaet(pulje, regler=regler), kort=kort).bemaerkninger


@dataklasse(frozen=True, slots=True, kw_only=True)
class Tabelbestilling:
    """What to run on a table. ``kort``: the fact in each column, by header; ``scenarier``: as in a scenario file."""

    fil: str
    mappe: str
    pulje: str
    kort: Mapping[str, str | None]
    som: str = "csv"
    dato: str | None = None
    rangliste: bool = False
    scenarier: tuple[Mapping[str, Any], ...] = field(default=())
    regler: str | None = None


def koer_tabel(meld: Callable[[str, float], None], b: Tabelbestilling) -> dict[str, Any]:
    """Judge the table, write the result files to ``mappe`` and return the answer as JSON. Raises as ``batch``."""
    kan.kraev("tabeller")
    mappe = Path(b.mappe)
    mappe.mkdir(exist_ok=True)
    sagt: list[str] = []
    scenarier = None
    if b.scenarier:
        scenarier = mappe / "scenarier.json"
        scenarier.write_text(json.dumps({"scenarier": list(b.scenarier)}, ensure_ascii=False), encoding="utf-8")
    ud = mappe / f"{_UD}.{b.som}"
    bestilling = Bestilling(
        ind=b.fil,
        ud=str(ud),
        pulje=b.pulje,
        regler=b.regler,
        dato=laes_dag(b.dato) if b.dato else None,
        overskriv=True,
        kort=b.kort,
        sig=sagt.append,
        fremgang=meld,
        hukommelse="1GB",
    )
    tilvalg = Tilvalg(
        scenarier=str(scenarier) if scenarier is not None else None,
        rangliste=b.rangliste,
        grundlag=True,
    )
    koersel, svar = gennemfoer(bestilling, tilvalg)
    afviste: list[list[str]] = []
    if koersel.afviste is not None:
        with Path(koersel.afviste).open(encoding="utf-8-sig", newline="") as fil:
            afviste = laes_raekker(fil, HOEJST_AFVISTE + 1)
    return {
        "ind": koersel.ind,
        "ud": koersel.ud,
        "afvist": koersel.afvist,
        "sagt": sagt,
        "afviste": afviste,
        "filer": sorted(f.name for f in mappe.iterdir() if f.is_file() and f.name.startswith(_UD)),
        **svar.til_json(),
    }
