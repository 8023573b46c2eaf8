"""``ansoegning tjek``: check applications against a pool's criteria and its form."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ..fejl import BrugsFejl, LaeseFejl, vis_sikkert
from ..indlaes.afvist import afvist_af
from ..model.visning import opremsning
from .kommandoliste import Kommando
from .tilvalg import ANTAG, DATO, FORMAT, PULJE, REGLER, SAET, VURDERINGER, laes_dato, laes_par
from .ud import fejl_json, skriv, skriv_fejl, skriv_json_liste, som_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model.resultat import Resultat
    from ..model.vurderinger import Vurdering


@click.command(
    cls=Kommando,
    options_metavar="[TILVALG]",
    help="""Tjek ansøgninger mod puljens kriterier og skemaets krav.

    FIL er YAML, JSON eller projektmappen fra »ansoegning ny«; - læser standard-input.

    Udgangskode: 0 klar; 1 et kriterium er ikke opfyldt; 3 noget mangler, kræver vurdering eller er forkert i skemaet;
    2 en fil kan ikke læses.
    """,
)
@click.argument("filer", nargs=-1, required=True, metavar="FIL...")
@PULJE
@DATO
@SAET
@ANTAG
@VURDERINGER
@click.option("--hvorfor", is_flag=True, help="Vis, hvordan hvert resultat er nået.")
@click.option(
    "--dybde",
    type=click.Choice(["sagsbehandler", "udvikler"]),
    default="sagsbehandler",
    show_default=True,
    help="Hvor udførligt --hvorfor viser det som tekst.",
)
@click.option(
    "--kort", is_flag=True, help="Vis som tekst kun det, der er forkert eller mangler; det samme kun én gang."
)
@click.option(
    "--svar-i-ark",
    metavar="NY.xlsx",
    help="Skriv også en ny projektmappe med det læste og svarene som farver og kommentarer (kun for én FIL).",
)
@REGLER
@FORMAT
def tjek(  # noqa: PLR0913, PLR0917 - one argument for each option of the command
    filer: tuple[str, ...],
    pulje: str | None,
    dato: str | None,
    saet: tuple[str, ...],
    antag: tuple[str, ...],
    vurderinger: str | None,
    hvorfor: bool,
    dybde: str,
    kort: bool,
    svar_i_ark: str | None,
    regler: str | None,
    format_: str,
) -> int:
    from ..handlinger.tjek import tjek as tjek_fil
    from ..handlinger.tjek import uden_ansoegning
    from .vis_tjek import Skaerm, vis_kort, vis_laesefejl, vis_resultat

    if kort and (hvorfor or format_ == "json"):
        andet = "--hvorfor" if hvorfor else "--format json"
        raise BrugsFejl(f"--kort viser mindre, og {andet} viser det hele. Vælg det ene.")
    valg: dict[str, Any] = {
        "pulje": pulje,
        "dato": laes_dato(dato),
        "saet": laes_par("--saet", saet),
        "antag": laes_par("--antag", antag),
        "regler": regler,
        "hvorfor": hvorfor,
        "vurderinger": vurderinger,
    }
    bedoem: Callable[..., Resultat] = tjek_fil
    if svar_i_ark is not None:
        from ..handlinger.svar_i_ark import kontroller_ark, tjek_i_ark

        kontroller_ark(filer, svar_i_ark)
        bedoem = partial(tjek_i_ark, ark=svar_i_ark)
    skaerm = Skaerm.nu()

    def vis(resultat: Resultat) -> str:
        if format_ == "json":
            return ""
        if kort:
            return vis_kort(resultat, skaerm, regler)
        return vis_resultat(resultat, skaerm, regler, fuldt=dybde == "udvikler")

    # Each answer is encoded at once, because JSON takes a tenth of the memory.
    svar: list[bytes] = []
    koder: list[int] = []
    laeste: list[Resultat] = []
    interne: list[Exception] = []
    for nr, fil in enumerate(filer):
        try:
            resultat = bedoem(fil, **valg)
            vist = vis(resultat)
        except Exception as fejl:
            if isinstance(fejl, LaeseFejl):
                besked = fejl_json(fejl)
                skriv_fejl(f"{fejl}\n" if format_ == "json" else vis_laesefejl(fejl, skaerm))
            else:
                afvist = afvist_af(fil, fejl)
                interne += [afvist.intern] if afvist.intern is not None else []
                besked = {"besked": afvist.besked, "linje": None, "kolonne": None}
                skriv_fejl(f"{vis_sikkert(fil, 300)}: {afvist.besked}\n")
            koder.append(2)
            svar.append(som_json({"fil": vis_sikkert(fil), "fejl": [besked]}))
            continue
        koder.append(resultat.udgangskode)
        laeste.extend([resultat] if vurderinger is not None else ())
        if format_ == "json":
            svar.append(som_json({**resultat.til_json(), "fil": vis_sikkert(fil)}))
        else:
            skriv(("\n" if nr else "") + vist)
            if svar_i_ark is not None:
                skriv(f"Skrev svarene i {vis_sikkert(svar_i_ark, 300)}.\n")
    if format_ == "json":
        skriv_json_liste(svar)
    if vurderinger is not None and (andre := uden_ansoegning(vurderinger, laeste, regler=regler)):
        skriv_fejl(_andres(andre))
    if interne:
        # The answers for all other files have been written.
        raise interne[0]
    return next((kode for kode in (2, 1, 3) if kode in koder), 0)


def _andres(vurderinger: tuple[Vurdering, ...]) -> str:
    """Return a message about assessments of none of the files: they may be for other files, or have a wrong name."""
    linjer = opremsning([str(v.sted.linje) for v in vurderinger[:5]] + (["flere"] if len(vurderinger) > 5 else []))
    hvad = "1 vurdering" if len(vurderinger) == 1 else f"{len(vurderinger)} vurderinger"
    return (
        f"{vurderinger[0].sted.fil}: {hvad} gælder ingen af de læste ansøgninger (linje {linjer}). "
        "Ret ansøger eller fil, hvis de skulle.\n"
    )
