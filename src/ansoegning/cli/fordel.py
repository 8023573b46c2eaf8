"""``ansoegning fordel``: split a joint cost between its parties by a pack's key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from ..model.fordelingspakke import Afrunding
from .kommandoliste import Kommando
from .tilvalg import OVERSKRIV, REGLER, SAET, SKABELONER, laes_par
from .ud import filform, skriv, skriv_fejllinje, skriv_json

if TYPE_CHECKING:
    from ..model.fordelingssvar import FordelSvar

_HOEJST_BREDDE = 120
_ENDELSER = {".json": "json", ".xlsx": "xlsx", ".html": "html"}
_PAPIRER = ("xlsx", "html")


@click.command(
    cls=Kommando,
    options_metavar="[TILVALG]",
    help="""Fordel en fælles udgift mellem parterne efter en nøgle, og efterregn den offentliggjorte tabel.

    PULJE er en fordeling (se »ansoegning regler list«). Beløbene er hele og giver altid det, der skal fordeles.

    Udgangskode: 0 udført, også hvor den offentliggjorte tabel afviger; 2 forkert brug; 4 regelsættet er ugyldigt.
    """,
)
@click.argument("pulje", metavar="PULJE")
@SAET
@click.option("--uden", metavar="PART", multiple=True, help="Regn, som om parten går ud. Kan gives flere gange.")
@click.option(
    "--noegler", metavar="FIL.csv", help="Regn med andre nøgler: en tabel med kolonnen part og en for hver nøgle."
)
@click.option(
    "--afrunding",
    type=click.Choice(get_args(Afrunding)),
    help="Regn med en anden afrunding end fordelingens egen; hver_for_sig kan give en anden sum.",
)
@REGLER
@click.option("-o", "ud", metavar="FIL", help="Skriv svaret i en fil.")
@OVERSKRIV
@SKABELONER
@click.option(
    "--format",
    "format_",
    type=click.Choice(["tekst", "json", *_PAPIRER]),
    help="Tekst, JSON, projektmappe (xlsx) eller side til et møde (html); ellers som -o's filnavn siger.",
)
def fordel(  # noqa: PLR0913 - one argument for each option
    *,
    pulje: str,
    saet: tuple[str, ...],
    uden: tuple[str, ...],
    noegler: str | None,
    afrunding: Afrunding | None,
    regler: str | None,
    ud: str | None,
    overskriv: bool,
    skabeloner: str | None,
    format_: str | None,
) -> int:
    from ..handlinger.fordel import fordel as gennemfoer

    form = filform(format_, ud, _ENDELSER, _PAPIRER)
    svar = gennemfoer(
        pulje, saet=laes_par("--saet", saet), uden=uden, noegler=noegler, afrunding=afrunding, regler=regler
    )
    if ud is not None:
        from ..system.filer import skriv_fil

        sti = skriv_fil(Path(ud), _som_fil(svar, form, skabeloner), overskriv=overskriv)
        skriv_fejllinje(f"Skrevet: {sti}")
    elif form == "json":
        skriv_json(svar.til_json())
    else:
        from .vis_fordeling import vis_fordeling
        from .vis_tjek import Skaerm

        skriv(vis_fordeling(svar, Skaerm.nu(_HOEJST_BREDDE)))
    if form == "json" or ud is not None:
        for b in svar.bemaerkninger:
            skriv_fejllinje(b)
    return 0


def _som_fil(svar: FordelSvar, form: str, skabeloner: str | None) -> bytes:
    if form == "xlsx":
        from ..skriv.fordeling_xlsx import skriv_fordeling_xlsx

        return skriv_fordeling_xlsx(svar)
    if form == "html":
        from ..skriv.fordeling_html import skriv_fordeling_html

        egne = Path(skabeloner) if skabeloner is not None else None
        return skriv_fordeling_html(svar, skabeloner=egne).encode("utf-8", "replace")
    if form == "json":
        return (json.dumps(svar.til_json(), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
    from .vis_fordeling import vis_fordeling
    from .vis_tjek import Skaerm

    return vis_fordeling(svar, Skaerm(100, farver=False, tegn=True)).encode("utf-8", "replace")
