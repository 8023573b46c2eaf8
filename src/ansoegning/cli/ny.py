"""``ansoegning ny``: create an empty application file or workbook for a pool, or convert an application."""

from __future__ import annotations

from pathlib import Path

import click

from ..fejl import BrugsFejl, vis_sikkert
from .kommandoliste import Kommando
from .tilvalg import OVERSKRIV, REGLER
from .ud import skriv_byte, skriv_linje

_ENDELSER = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".xlsx": "xlsx"}


@click.command(
    cls=Kommando,
    options_metavar="[TILVALG]",
    help="""Lav en ny ansøgningsfil: puljens felter i skemaets rækkefølge, med forklaringer.

    Excel-projektmappen har lister at vælge på, kontrol af det, der skrives, og et ark med kriterierne. Den udfyldte fil
    gives til »ansoegning tjek«. Intet overskrives, uden at I beder om det.
    """,
)
@click.option("--pulje", metavar="ID", help="Puljen (se »ansoegning regler list«). Med --fra siger filen det selv.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["yaml", "xlsx", "json"]),
    help="YAML med forklaringer, en Excel-projektmappe eller JSON. Ellers siger filnavnet efter -o det, eller yaml.",
)
@click.option("-o", "ud", metavar="FIL", help="Filens navn (- er standard-output). Ellers ansoegning-<pulje>.<format>.")
@click.option("--fra", metavar="FIL", help="Udfyld med oplysningerne fra en ansøgning (YAML, JSON eller projektmappe).")
@OVERSKRIV
@REGLER
def ny(
    pulje: str | None, format_: str | None, ud: str | None, fra: str | None, overskriv: bool, regler: str | None
) -> int:
    from ..handlinger.ny import find_grundlag, lav_ansoegningsfil
    from ..system.filer import skriv_fil

    form = format_ or _ENDELSER.get(Path(ud or "").suffix.lower(), "yaml")
    regelsaet, ansoegning = find_grundlag(pulje, fra, regler=regler)
    if ud == "-":
        skriv_byte(lav_ansoegningsfil(regelsaet, ansoegning, form, Path()))
        return 0
    sti = Path(ud) if ud is not None else Path(f"ansoegning-{regelsaet.id}.{form}")
    if _ENDELSER.get(sti.suffix.lower(), form) != form:
        raise BrugsFejl(f"Filen »{vis_sikkert(str(sti), 100)}« hedder noget andet end --format {form}. Ret den ene.")
    skriv_fil(sti, lav_ansoegningsfil(regelsaet, ansoegning, form, sti.parent), overskriv=overskriv)
    skriv_linje(f"Skrev {sti}. Udfyld den, og kør: ansoegning tjek {sti}")
    return 0
