"""``ansoegning rangliste``: order a round's applications, allocate its budgets, and show how robust the order is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..model.rangliste import RanglisteSvar
from .kommandoliste import Kommando
from .tilvalg import OVERSKRIV, SKABELONER, rundevalg
from .ud import filform, fremgang, skriv, skriv_fejllinje, skriv_filfejl, skriv_json

if TYPE_CHECKING:
    from ..handlinger.koerselsvalg import Koerselsvalg

_HOEJST_BREDDE = 160
_ENDELSER = {".json": "json", ".xlsx": "xlsx", ".html": "html", ".docx": "docx"}
_PAPIRER = ("xlsx", "html", "docx")


@click.command(
    cls=Kommando,
    options_metavar="[TILVALG]",
    help="""Ordn en rundes ansøgninger, fordel rammen, og vis, hvor fast det står.

    FIL_ELLER_MAPPE er ansøgninger (YAML, JSON eller projektmapper) eller mapper med dem; en mappe læses med sine
    undermapper. En ansøger har én fil, medmindre en af dem skriver, hvilken den erstatter.

    Alt i en mappe er enten læst, under filer, der ikke er med, eller nævnt som sprunget over. Skjulte mapper og links
    til mapper læses ikke og nævnes blandt filer, der ikke er med.

    Udgangskode: 0 udført; 3 udført, men en eller flere filer er ikke med; 2 forkert brug.
    """,
)
@click.argument("kilder", nargs=-1, required=True, metavar="FIL_ELLER_MAPPE...")
@rundevalg
@click.option("--fuldt", is_flag=True, help="Vis hver begrundelse, hvert beløb og hver læsning (kun tekst).")
@click.option("-o", "ud", metavar="FIL", help="Skriv svaret i en fil.")
@OVERSKRIV
@SKABELONER
@click.option(
    "--format",
    "format_",
    type=click.Choice(["tekst", "json", *_PAPIRER]),
    help="Tekst, JSON, projektmappe (xlsx), rapport (html) eller mødepapir (docx); ellers som -o's filnavn siger.",
)
def rangliste(
    *,
    kilder: tuple[str, ...],
    valg: Koerselsvalg,
    fuldt: bool,
    ud: str | None,
    overskriv: bool,
    skabeloner: str | None,
    format_: str | None,
) -> int:
    from ..handlinger.rangliste import gennemfoer

    form = filform(format_, ud, _ENDELSER, _PAPIRER)
    with fremgang(valg.robusthed, "Vægtsæt") as meld:
        svar, deltagere, _ = gennemfoer(kilder, valg, meld=meld)
    _skriv(svar, form, ud, overskriv, skabeloner, fuldt)
    if form == "json" or ud is not None:
        skriv_filfejl(svar)
    if deltagere.interne:
        # The answers for all other applications have been written.
        raise deltagere.interne[0]
    return svar.udgangskode


def _skriv(
    svar: RanglisteSvar, format_: str, ud: str | None, overskriv: bool, skabeloner: str | None, fuldt: bool
) -> None:
    if ud is not None:
        from ..system.filer import skriv_fil

        sti = skriv_fil(Path(ud), _som_fil(svar, format_, skabeloner, fuldt), overskriv=overskriv)
        skriv_fejllinje(f"Skrevet: {sti}")
    elif format_ == "json":
        skriv_json(svar.til_json())
    else:
        from .vis_rangliste import vis_rangliste
        from .vis_tjek import Skaerm

        skriv(vis_rangliste(svar, Skaerm.nu(_HOEJST_BREDDE), fuldt=fuldt))


def _som_fil(svar: RanglisteSvar, format_: str, skabeloner: str | None, fuldt: bool) -> bytes:
    if format_ != "tekst":
        from ..handlinger.rangliste import som_papir

        return som_papir(svar, format_, Path(skabeloner) if skabeloner is not None else None)
    from .vis_rangliste import vis_rangliste
    from .vis_tjek import Skaerm

    return vis_rangliste(svar, Skaerm(100, farver=False, tegn=True), fuldt=fuldt).encode("utf-8", "replace")
