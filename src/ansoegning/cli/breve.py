"""``ansoegning breve``: write drafts of letters and the meeting document for a round of applications."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..model.visning import antal
from .kommandoliste import Kommando
from .tilvalg import OVERSKRIV, SKABELONER, rundevalg
from .ud import fremgang, skriv_fejllinje, skriv_filfejl, skriv_linje

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..handlinger.koerselsvalg import Koerselsvalg
    from ..skriv.breve import Brev


@click.command(
    cls=Kommando,
    options_metavar="[TILVALG]",
    help="""Skriv udkast til breve: anmodninger om oplysninger, et papir til et møde og breve om afgørelser.

    Alt skrives som Word og som ren tekst og er mærket UDKAST, indtil filen i --afgoerelser har en persons afgørelse
    om alt, ansøgningen søger om. De felter, der er mærket UDFYLDES, skal en person altid udfylde. Afviger en
    afgørelse fra beregningen, siges det, og brevet følger afgørelsen. Enten skrives alle filer eller ingen, og intet
    overskrives, uden at I beder om det.

    Udgangskode: 0 udført; 3 udført, men en eller flere filer er ikke med; 2 forkert brug.
    """,
)
@click.argument("kilder", nargs=-1, required=True, metavar="FIL_ELLER_MAPPE...")
@click.option(
    "-o", "ud", metavar="MAPPE", required=True, help="Mappen, brevene skrives i; den laves, hvis den mangler."
)
@click.option(
    "--afgoerelser",
    metavar="FIL",
    help="De afgørelser, en person har truffet (YAML): udfald, begrundelse, hvem og hvornår for hver række.",
)
@rundevalg
@SKABELONER
@OVERSKRIV
def breve(
    *,
    kilder: tuple[str, ...],
    ud: str,
    afgoerelser: str | None,
    valg: Koerselsvalg,
    skabeloner: str | None,
    overskriv: bool,
) -> int:
    from ..handlinger.breve import skriv_breve

    mappe = Path(ud)
    with fremgang(valg.robusthed, "Vægtsæt") as meld:
        skrevet = skriv_breve(
            kilder, mappe, valg, afgoerelser=afgoerelser, skabeloner=skabeloner, overskriv=overskriv, meld=meld
        )
    lavet = skrevet.breve
    for brev in lavet:
        for afvigelse in brev.afviger:
            skriv_fejllinje(str(afvigelse))
    skriv_filfejl(skrevet.svar)
    spurgt = sum(b.art == "anmodning" for b in lavet)
    anmodninger = antal(spurgt, "anmodning om oplysninger", "anmodninger om oplysninger")
    resten = antal(len(lavet) - spurgt, "brev om afgørelser", "breve om afgørelser")
    if skrevet.uden_breve is not None:
        skriv_linje(f"Skrevet i {mappe}: {skrevet.svar.ord.moedepapir}. Ingen breve: {skrevet.uden_breve}")
    else:
        skriv_linje(f"Skrevet i {mappe}: {skrevet.svar.ord.moedepapir}, {anmodninger} og {resten}. {_udkast(lavet)}")
    if skrevet.interne:
        # The letters of all other applications have been written.
        raise skrevet.interne[0]
    return skrevet.svar.udgangskode


def _udkast(lavet: Sequence[Brev]) -> str:
    """Return what the user must do with the letters before any of them is sent."""
    udkast = sum(b.udkast for b in lavet)
    if udkast == len(lavet):
        return "Alt er udkast."
    med_felter = sum(b.felter > 0 for b in lavet if not b.udkast)
    felter = f"{'Det' if med_felter == 1 else 'De'} har felter, en person skal udfylde." if med_felter else ""
    hvor_mange = (
        f"{antal(udkast, 'brev', 'breve')} er udkast; i resten er alt afgjort." if udkast else "Alt er afgjort."
    )
    return " ".join(d for d in (hvor_mange, felter) if d)
