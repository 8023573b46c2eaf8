"""``ansoegning breve``: drafts of letters and the KKR paper for a round of applications."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from .tilvalg import (
    ANTAG,
    DATO,
    MEDTAG_SKOEN,
    METODE,
    OMFANG,
    OVERSKRIV,
    PULJE,
    REGLER,
    ROBUSTHED,
    RUNDE,
    SAET,
    SEED,
    SKABELONER,
    VURDERINGER,
    laes_dato,
    laes_par,
)
from .ud import fremgang, skriv_fejllinje, skriv_linje

if TYPE_CHECKING:
    from ..skriv.breve import Brev


@click.command(
    options_metavar="[TILVALG]",
    help="""Skriv udkast til breve: anmodninger om oplysninger, KKR-papiret og breve om det, en person har afgjort.

    Alt skrives som Word og som ren tekst og er mærket UDKAST, indtil filen i --afgoerelser har en persons afgørelse
    om hvert af ansøgningens projekter. De felter, der er mærket UDFYLDES, skal en person altid udfylde. Afviger en
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
    help="De afgørelser, en person har truffet (YAML): udfald, begrundelse, hvem og hvornår for hvert projekt.",
)
@METODE
@MEDTAG_SKOEN
@OMFANG
@RUNDE
@PULJE
@DATO
@SAET
@ANTAG
@VURDERINGER
@ROBUSTHED
@SEED
@SKABELONER
@OVERSKRIV
@REGLER
def breve(  # noqa: PLR0913, PLR0917 - one argument for each option of the command
    kilder: tuple[str, ...],
    ud: str,
    afgoerelser: str | None,
    metode: Literal["prioriteret", "point"] | None,
    medtag_skoen: bool,
    omfang: Literal["auto", "hele", "gruppe"],
    runde: str | None,
    pulje: str | None,
    dato: str | None,
    saet: tuple[str, ...],
    antag: tuple[str, ...],
    vurderinger: str | None,
    robusthed: int | None,
    seed: int,
    skabeloner: str | None,
    overskriv: bool,
    regler: str | None,
) -> int:
    from ..handlinger.rangliste import gennemfoer
    from ..indlaes.afgoerelser import laes_afgoerelser
    from ..skriv.breve import lav_breve, som_filer
    from ..skriv.rangliste_docx import skriv_rangliste_docx
    from ..system.filer import skriv_filer

    with fremgang(robusthed, "Vægtsæt") as meld:
        svar, deltagere, _ = gennemfoer(
            kilder,
            metode=metode,
            medtag_skoen=medtag_skoen,
            omfang=omfang,
            runde=runde,
            pulje=pulje,
            dato=laes_dato(dato),
            saet=laes_par("--saet", saet),
            antag=laes_par("--antag", antag),
            regler=regler,
            vurderinger=vurderinger,
            robusthed=robusthed,
            seed=seed,
            meld=meld,
            uden=(afgoerelser,) if afgoerelser is not None else (),
        )
    regelsaet = deltagere.regelsaet
    truffet = laes_afgoerelser(afgoerelser, regelsaet) if afgoerelser is not None else ()
    egne = Path(skabeloner) if skabeloner is not None else None
    lavet = lav_breve(svar, deltagere.resultater, regelsaet.data, truffet, skabeloner=egne)
    mappe = Path(ud)
    # Each project has one decision: as many as there are projects are of them all.
    papir = skriv_rangliste_docx(svar, skabeloner=egne, udkast=not svar.projekter or len(truffet) < len(svar.projekter))
    filer = {mappe / "KKR-papir.docx": papir}
    for brev in lavet:
        filer |= {mappe / navn: indhold for navn, indhold in som_filer(brev, svar.titel).items()}
    skriv_filer(filer, overskriv=overskriv)
    for brev in lavet:
        for afvigelse in brev.afviger:
            skriv_fejllinje(str(afvigelse))
    for f in svar.fejl:
        skriv_fejllinje(f"{f.fil}{f', linje {f.linje}' if f.linje is not None else ''}: {f.besked}")
    antal = sum(b.art == "anmodning" for b in lavet)
    skriv_linje(
        f"Skrevet i {mappe}: KKR-papiret, {_antal(antal, 'anmodning om oplysninger', 'anmodninger om oplysninger')} "
        f"og {_antal(len(lavet) - antal, 'brev om afgørelser', 'breve om afgørelser')}. {_udkast(lavet)}"
    )
    if deltagere.interne:
        # Everyone else's letters have been written.
        raise deltagere.interne[0]
    return svar.udgangskode


def _udkast(lavet: list[Brev]) -> str:
    """What the person must do with the letters before any is sent."""
    udkast = sum(b.udkast for b in lavet)
    if udkast == len(lavet):
        return "Alt er udkast."
    felter = "De har felter, en person skal udfylde." if any(b.felter for b in lavet if not b.udkast) else ""
    return " ".join(d for d in (f"{_antal(udkast, 'brev', 'breve')} er udkast; i resten er alt afgjort.", felter) if d)


def _antal(tal: int, en: str, flere: str) -> str:
    return f"{tal} {en if tal == 1 else flere}"
