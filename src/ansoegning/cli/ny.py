"""``ansoegning ny``: an empty application file or workbook for a pool, or one's own application as another kind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..fejl import BrugsFejl, vis_sikkert
from .tilvalg import OVERSKRIV, REGLER
from .ud import skriv_byte, skriv_linje

if TYPE_CHECKING:
    from ..model.ansoegning import Ansoegning
    from ..sprog.regelsaet import Regelsaet

_ENDELSER = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".xlsx": "xlsx"}


@click.command(
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
    from ..system.filer import skriv_fil

    form = format_ or _ENDELSER.get(Path(ud or "").suffix.lower(), "yaml")
    regelsaet, ansoegning = _grundlag(pulje, fra, regler)
    if ud == "-":
        skriv_byte(_indhold(regelsaet, ansoegning, form, Path()))
        return 0
    sti = Path(ud) if ud is not None else Path(f"ansoegning-{regelsaet.id}.{form}")
    if _ENDELSER.get(sti.suffix.lower(), form) != form:
        raise BrugsFejl(f"Filen »{vis_sikkert(str(sti), 100)}« hedder noget andet end --format {form}. Ret den ene.")
    skriv_fil(sti, _indhold(regelsaet, ansoegning, form, sti.parent), overskriv=overskriv)
    skriv_linje(f"Skrev {sti}. Udfyld den, og kør: ansoegning tjek {sti}")
    return 0


def _grundlag(pulje: str | None, fra: str | None, regler: str | None) -> tuple[Regelsaet, Ansoegning | None]:
    from ..indlaes.ansoegning import laes_ansoegning
    from ..indlaes.fil import laes_fil
    from ..indlaes.regelsaet import find_pakker, load_regelsaet

    if fra is not None:
        from ..indlaes.ansoegning import find_pulje

        rod = laes_fil(fra)
        regelsaet = load_regelsaet(find_pulje(rod, pulje), regler=regler)
        ansoegning = laes_ansoegning(rod, regelsaet, fra)
        if ansoegning.vaerdimangler:
            m = ansoegning.vaerdimangler[0]
            raise BrugsFejl(
                f"{m.sted}: {m.felt}: {m.besked} En værdi, der ikke kan læses, kan ikke overføres. Ret filen først."
            )
        return regelsaet, ansoegning
    if pulje is None:
        raise BrugsFejl(f"Sig, hvilken pulje det er, med --pulje. Kendte: {', '.join(find_pakker(regler))}.")
    return load_regelsaet(pulje, regler=regler), None


def _indhold(regelsaet: Regelsaet, ansoegning: Ansoegning | None, form: str, mappe: Path) -> bytes:
    if form == "xlsx":
        from ..skriv.projektmappe import skriv_projektmappe

        return skriv_projektmappe(regelsaet, ansoegning)
    from ..skriv.skabelon import skriv_json, skriv_yaml

    if form == "json":
        return skriv_json(regelsaet, ansoegning).encode("utf-8")
    return skriv_yaml(regelsaet, ansoegning, _skema(regelsaet, mappe)).encode("utf-8")


def _skema(regelsaet: Regelsaet, mappe: Path) -> str | None:
    """The path of the pool's JSON Schema from the folder of the new file; None for a pack that has none published."""
    from ..system.steder import mappe as datamappe

    skema = datamappe("schema") / f"ansoegning-{regelsaet.id}.schema.json"
    if not skema.is_file():
        return None
    try:
        return Path(os.path.relpath(skema, mappe.resolve())).as_posix()
    except ValueError:
        # Another drive.
        return skema.as_uri()
