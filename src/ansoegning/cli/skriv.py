"""``ansoegning skriv``: write an application's form text and documents."""

from __future__ import annotations

from pathlib import Path

import click

from ..fejl import vis_sikkert
from .kommandoliste import Kommando
from .tilvalg import ANTAG, DATO, OVERSKRIV, PULJE, REGLER, SAET, SKABELONER, VURDERINGER, laes_dato, laes_par
from .ud import skriv as skriv_ud

# The keys of ``FORMATER`` in ``skriv/formater.py``, which is imported only when something is written.
SOM = ("indtast", "print", "docx", "pdf", "rapport", "mail")


@click.command(
    cls=Kommando,
    options_metavar="[TILVALG]",
    help="""Skriv ansøgningens tekst: skemaets felter i rækkefølge, klar til at sætte ind, og papirer af samme indhold.

    FIL er YAML, JSON eller projektmappe; - læser standard-input. Tekster, der ikke er skrevet, laves som udkast ud fra
    oplysningerne og mærkes som udkast. Der skrives også, når ansøgningen ikke er klar; papiret siger det.
    """,
)
@click.argument("fil", metavar="FIL")
@click.option(
    "-o", "ud", metavar="MAPPE", required=True, help="Mappen, der skrives i. Den laves, hvis den ikke findes."
)
@click.option(
    "--som",
    type=click.Choice([*SOM, "alt"]),
    default="indtast",
    show_default=True,
    help="Tekst til indtastning; skemaet som side til udskrift, Word eller PDF; forhåndstjekket som rapport; mail med "
    "dokumentation; eller alt.",
)
@OVERSKRIV
@SKABELONER
@PULJE
@DATO
@SAET
@ANTAG
@VURDERINGER
@REGLER
def skriv(  # noqa: PLR0913, PLR0917 - one argument for each option of the command
    fil: str,
    ud: str,
    som: str,
    overskriv: bool,
    skabeloner: str | None,
    pulje: str | None,
    dato: str | None,
    saet: tuple[str, ...],
    antag: tuple[str, ...],
    vurderinger: str | None,
    regler: str | None,
) -> int:
    from ..handlinger.skriv import skriv_papirer

    skrevet = skriv_papirer(
        fil,
        Path(ud),
        som=SOM if som == "alt" else (som,),
        overskriv=overskriv,
        skabeloner=skabeloner,
        pulje=pulje,
        dato=laes_dato(dato),
        saet=laes_par("--saet", saet),
        antag=laes_par("--antag", antag),
        vurderinger=vurderinger,
        regler=regler,
    )
    skriv_ud("".join(f"Skrevet: {vis_sikkert(str(sti), 300)}\n" for sti in skrevet.filer))
    skriv_ud("".join(f"{b}\n" for b in skrevet.bemaerkninger))
    if not skrevet.klar:
        skriv_ud("Ikke klar; papirerne siger, hvad der mangler.\n")
    if skrevet.udkast:
        felter = "1 tekstfelt er et" if skrevet.udkast == 1 else f"{skrevet.udkast} tekstfelter er"
        det = "det" if skrevet.udkast == 1 else "dem"
        skriv_ud(f"{felter} udkast fra programmet. Læs {det}, og ret {det} til.\n")
    return 0
