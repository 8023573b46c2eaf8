"""``ansoegning regler ny``: create a new pack, or next year's round of an existing pack."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..fejl import BrugsFejl
from .kommandoliste import Kommando
from .tilvalg import REGLER, laes_par
from .ud import skriv_linje


@click.command(
    cls=Kommando,
    options_metavar="[TILVALG]",
    help="""Lav et nyt regelsæt, der kan læses med det samme, med forklaringer i hver fil.

    Det, der ikke er givet som tilvalg, bliver der spurgt om; uden en skærm at spørge på siges det, hvad der mangler.
    Med --fra bliver det den næste runde af et regelsæt: datoer og rammer er nye, hver kilde og hvert citat er mærket
    EFTERSE, og tilfældene følger med. Intet overskrives.
    """,
)
@click.argument("id_", metavar="ID")
@click.option("-o", "ud", metavar="MAPPE", default=".", show_default="her", help="Mappen, regelsættets mappe laves i.")
@click.option("--fra", metavar="GAMMELT", help="Regelsættet, den nye runde laves af.")
@click.option("--titel", metavar="TEKST", help="Puljens navn.")
@click.option("--ansoeger", metavar="ORD", help="Ordet for den, der søger: kommune, forening, lodsejer.")
@click.option("--ansoegere", metavar="ORD", help="Det samme i flertal.")
@click.option("--tiltale", metavar="I|du", help="Sådan tiltaler brevene: I, eller du, hvor en person søger.")
@click.option("--raekke", metavar="ORD", help="Det, en ansøgning har flere af, i ental: projekt, skov. Tomt: intet.")
@click.option("--raekker", metavar="ORD", help="Det samme i flertal.")
@click.option("--ramme", metavar="KR", help="Puljens ramme i hele kroner: 1.000.000.")
@click.option("--frist", metavar="DATO", help="Ansøgningsfristen: 01/03/2025.")
@click.option("--kilde", metavar="TITEL", help="Kildens titel: opslaget eller vejledningen.")
@click.option(
    "--saet", metavar="PARAMETER=VÆRDI", multiple=True, help="Med --fra: en ny værdi, for hver dato og hver ramme."
)
@REGLER
def regler_ny(
    id_: str, ud: str, fra: str | None, saet: tuple[str, ...], regler: str | None, **givet: str | None
) -> int:
    from ..model.visning import opremsning
    from ..vaerksted.nyt_regelsaet import Ny, skal_saettes, skriv_naeste, skriv_ny, tabeller

    if fra is not None:
        if andre := [n for n, v in givet.items() if v is not None and n != "titel"]:
            raise BrugsFejl(f"--{andre[0]} hører ikke til --fra. Brug --saet til datoer og rammer.")
        vaerdier = laes_par("--saet", saet)
        mangler = {n: hvad for n, hvad in skal_saettes(fra, regler).items() if n not in vaerdier}
        if _kan_spoerge():
            vaerdier |= {n: click.prompt(f"{n} ({hvad})") for n, hvad in mangler.items()}
        # Without a terminal, ``skriv_naeste`` reports everything that is missing at once.
        titel = _svar(givet, "titel", "Puljens navn", ellers=None if _kan_spoerge() else "")
        mappe = skriv_naeste(fra, id_, titel, vaerdier, Path(ud), regler)
        skriv_linje(f"Skrevet: {mappe}. Se hvert EFTERSE igennem, og slet det, når kilden er sammenholdt.")
        if navne := [f"»{t}«" for t in tabeller(fra, regler)]:
            hvilke = f"{'Tabellen' if len(navne) == 1 else 'Tabellerne'} {opremsning(navne)}"
            skriv_linje(f"{hvilke} har den gamle rundes tal. Ret dem i {mappe / 'parametre.yaml'}, hvis de er nye.")
        return 0
    if saet:
        raise BrugsFejl("--saet hører til --fra.")
    kraevet = ("titel", "ansoeger", "ansoegere", "ramme", "frist", "kilde")
    mangler_tilvalg = [f"--{n}" for n in kraevet if givet[n] is None]
    if len(mangler_tilvalg) > 1 and not _kan_spoerge():
        raise BrugsFejl(f"Giv {opremsning(mangler_tilvalg)}. De forklares med »ansoegning regler ny --help«.")
    mappe = skriv_ny(
        Ny(
            id_,
            _svar(givet, "titel", "Puljens navn"),
            _svar(givet, "ansoeger", "Ordet for den, der søger (kommune, forening)"),
            _svar(givet, "ansoegere", "Det samme i flertal"),
            raekke := _svar(givet, "raekke", "Det, en ansøgning har flere af, i ental (tomt: intet)", ellers=""),
            _svar(givet, "raekker", "Det samme i flertal", ellers="") if raekke or givet["raekker"] else "",
            _svar(givet, "ramme", "Rammen i hele kroner"),
            _svar(givet, "frist", "Ansøgningsfristen (dag/måned/år)"),
            _svar(givet, "kilde", "Kildens titel"),
            _svar(givet, "tiltale", "Sådan tiltaler brevene: I, eller du, hvor en person søger", ellers="I"),
        ),
        Path(ud),
    )
    skriv_linje(f"Skrevet: {mappe}. Prøv det: ansoegning regler proev {id_} --regler {mappe}")
    return 0


def _kan_spoerge() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _svar(givet: dict[str, str | None], navn: str, spoergsmaal: str, *, ellers: str | None = None) -> str:
    """Return the value of an option, or ask the user for it. ``ellers``: the answer where none is given.

    Raises BrugsFejl if there is neither an answer nor a terminal to ask on.
    """
    if (v := givet[navn]) is not None:
        return v
    if _kan_spoerge():
        return str(click.prompt(spoergsmaal, default=ellers, show_default=bool(ellers)))
    if ellers is not None:
        return ellers
    raise BrugsFejl(f"Giv --{navn}. ({spoergsmaal}.)")
