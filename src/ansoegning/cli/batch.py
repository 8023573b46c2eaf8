"""``ansoegning batch``: judge any number of rows; each row is in the answer file or in the file of unreadable rows."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import Literal

import click

from .kommandoliste import Kommando
from .tilvalg import (
    ANTAG,
    DATO,
    FORMAT,
    GIV_DAGEN,
    OMFANG,
    OVERSKRIV,
    REGLER,
    SAET,
    VURDERINGER,
    HeltTal,
    laes_dato,
    laes_par,
)
from .ud import skriv, skriv_fejl, skriv_fejllinje, skriv_json, skriv_paa_stedet, til_laeseren

_HVERT = 0.5


@click.command(
    cls=Kommando,
    options_metavar="[TILVALG]",
    help="""Vurdér mange rækker på én gang.

    IND er Parquet (også en mappe med dele), CSV, JSON-linjer eller Excel, med én række for hver, der søges for; - læser
    standard-input. Overskrifterne er faktanøgler eller skemaets egne. Hver række får et svar i UD eller står i
    filen med afviste rækker.

    I en mappe læses alt, der er Parquet, uanset endelsen; det, der ikke læses, nævnes.

    Udgangskode: 0 udført; 3 udført, men nogle rækker er afvist eller ikke ordnet, eller filer i mappen er ikke med; 2
    forkert brug, eller filen kan ikke læses.
    """,
)
@click.argument("ind", metavar="IND")
@click.option(
    "-o", "ud", metavar="UD", required=True, help="Svaret: .parquet, .csv, .xlsx eller - (CSV på standard-output)."
)
@click.option("--pulje", metavar="ID", required=True, help="Puljen (se »ansoegning regler list«).")
@DATO
@SAET
@ANTAG
@click.option(
    "--tegnsaet",
    metavar="NAVN",
    help="CSV-filens tegnsæt, når det ikke er UTF-8 eller Windows-1252: fx macroman, cp850, utf-8-to-gange.",
)
@click.option("--afviste", metavar="FIL", help="De rækker, der ikke kan læses; ellers UD med .afviste.csv.")
@VURDERINGER
@click.option("--scenarier", metavar="FIL", help="Flere sæt parametre (YAML) på én gang, hvert med sammendrag.")
@click.option("--sammenlign", metavar="GAMMEL", help="Et tidligere svar (Parquet eller CSV): hvad er ændret?")
@click.option("--noegle", metavar="KOLONNE[,KOLONNE]", help="Kolonnerne, der kender en række igen til --sammenlign.")
@click.option("--rangliste", "ordn", is_flag=True, help="Ordn rækkerne, og fordel rammen mellem dem.")
@OMFANG
@click.option("--uden-grunde", is_flag=True, help="Udelad begrundelserne; det går hurtigere.")
@click.option("--motor", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="Motoren.")
@click.option("--hukommelse", metavar="MÆNGDE", default="2GB", show_default=True, help="Så meget må motoren bruge.")
@click.option("--traade", type=HeltTal(1, 512), metavar="N", help="Antal tråde; ellers maskinens kerner.")
@OVERSKRIV
@REGLER
@FORMAT
def batch(  # noqa: PLR0913, PLR0917 - one argument for each option of the command
    ind: str,
    ud: str,
    pulje: str,
    dato: str | None,
    saet: tuple[str, ...],
    antag: tuple[str, ...],
    tegnsaet: str | None,
    afviste: str | None,
    vurderinger: str | None,
    scenarier: str | None,
    sammenlign: str | None,
    noegle: str | None,
    ordn: bool,
    omfang: Literal["auto", "hele", "gruppe"],
    uden_grunde: bool,
    motor: Literal["duckdb", "spark"],
    hukommelse: str,
    traade: int | None,
    overskriv: bool,
    regler: str | None,
    format_: str,
) -> int:
    from ..batch.koer import Bestilling
    from ..handlinger.batch import Tilvalg, gennemfoer

    with _fremgang() as meld:
        bestilling = Bestilling(
            ind=ind,
            ud=ud,
            pulje=pulje,
            regler=regler,
            saet=laes_par("--saet", saet),
            antag=laes_par("--antag", antag),
            dato=laes_dato(dato),
            tegnsaet=tegnsaet,
            afviste=afviste,
            vurderinger=vurderinger,
            motor=motor,
            hukommelse=hukommelse,
            traade=traade,
            overskriv=overskriv,
            grunde=not uden_grunde,
            sig=skriv_fejllinje,
            fremgang=meld,
        )
        tilvalg = Tilvalg(
            scenarier=scenarier,
            sammenlign=sammenlign,
            noegle=tuple(n.strip() for n in noegle.split(",")) if noegle else (),
            rangliste=ordn,
            omfang=omfang,
        )
        with til_laeseren():
            koersel, svar = gennemfoer(bestilling, tilvalg, sys.stdout.buffer if ud == "-" else None)
    # If the answer rows are written to standard output, the summary is written to standard error.
    if ud == "-":
        skriv_fejl(svar.som_tekst())
    elif format_ == "json":
        skriv_json(svar.til_json())
    else:
        skriv(svar.som_tekst())
    if svar.totaler.uden_dagen:
        skriv_fejllinje(GIV_DAGEN)
    if koersel.afviste is not None:
        skriv_fejllinje(f"De afviste rækker står i {koersel.afviste}.")
    skriv_fejl("Vejledende beregning – ikke en afgørelse\n")
    skriv_fejl(f"ind = ud + afvist: {koersel.ind} = {koersel.ud} + {koersel.afvist}\n")
    uden_plads = svar.rangliste is not None and svar.rangliste.dubletter
    return 3 if koersel.afvist or koersel.fejl or uden_plads else 0


@contextlib.contextmanager
def _fremgang() -> Iterator[Callable[[str, float], None] | None]:
    """Show the current step, its progress and the remaining time on one line of standard error, if it is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    begyndt: dict[str, float] = {}
    vist = 0.0

    def meld(hvad: str, pct: float) -> None:
        nonlocal vist
        nu = time.monotonic()
        fra = begyndt.setdefault(hvad, nu)
        if nu - vist < _HVERT:
            return
        vist = nu
        tilbage = f", ca. {(nu - fra) * (100 - pct) / pct:.0f} s tilbage" if pct > 1 else ""
        skriv_paa_stedet(f"{hvad} … {max(pct, 0):.0f} %{tilbage}")

    try:
        yield meld
    finally:
        if begyndt:
            skriv_paa_stedet("")
