"""``ansoegning regler …``: show, check and test rule packs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..fejl import RegelsaetFejl, en_linje, vis_sikkert
from .kommandoliste import Kommandogruppe
from .regler_ny import regler_ny
from .tilvalg import FORMAT, OVERSKRIV, REGLER
from .ud import skriv, skriv_fejl, skriv_json, skriv_linje

if TYPE_CHECKING:
    from ..vaerksted.muter import Mutation
    from ..vaerksted.proev import Proevning


@click.group(
    cls=Kommandogruppe,
    options_metavar="[TILVALG]",
    subcommand_metavar="KOMMANDO [ARGUMENTER]...",
    help="""Se og tjek regelsæt.""",
)
def regler() -> None:
    # The subcommands do the work.
    return


regler.add_command(regler_ny, "ny")


@regler.command("list", options_metavar="[TILVALG]", help="""Vis de regelsæt, der er.""")
@REGLER
@FORMAT
def regler_list(regler: str | None, format_: str) -> int:
    from ..indlaes.pakkelaeser import FORDELINGSFIL
    from ..indlaes.regelsaet import find_pakker, titel_af

    raekker = []
    puljer = find_pakker(regler)
    for navn, pakke in (puljer | find_pakker(regler, FORDELINGSFIL)).items():
        try:
            titel = titel_af(pakke)
        except RegelsaetFejl as fejl:
            titel = f"(ugyldigt: {fejl.mangler[0]})"
        art = "pulje" if navn in puljer else "fordeling"
        raekker.append({"id": navn, "titel": titel, "egen": pakke.egen, "art": art})
    if format_ == "json":
        skriv_json(raekker)
    else:
        bredde = max(len(str(r["id"])) for r in raekker)
        for r in raekker:
            hvad = [h for h, er in (("fordeling", r["art"] == "fordeling"), ("egen", r["egen"])) if er]
            note = f"  ({', '.join(hvad)})" if hvad else ""
            skriv_linje(f"{r['id']:<{bredde}}  {r['titel']}{note}")
    return 0


@regler.command(
    "vis", options_metavar="[TILVALG]", help="""Vis et regelsæt: kriterier, parametre, tjek, fakta og fortolkninger."""
)
@click.argument("navn", metavar="ID")
@REGLER
@FORMAT
def regler_vis(navn: str, regler: str | None, format_: str) -> int:
    from ..indlaes.pakkelaeser import FORDELINGSFIL
    from ..indlaes.regelsaet import find_pakker, load_regelsaet
    from .vis_tjek import Skaerm, vis_regelsaet

    if format_ == "json" and navn in find_pakker(regler, FORDELINGSFIL):
        from ..indlaes.fordelingspakke import load_fordeling

        pakke = load_fordeling(navn, regler=regler)
        skriv_json(
            {"regelsaet_sha256": pakke.sha256, **pakke.data.model_dump(mode="json", by_alias=True, exclude_none=True)}
        )
        return 0
    regelsaet = load_regelsaet(navn, regler=regler)
    if format_ == "json":
        data = regelsaet.data.model_dump(mode="json", by_alias=True, exclude_none=True)
        skriv_json({"regelsaet_sha256": regelsaet.sha256, **data})
    else:
        skriv(vis_regelsaet(regelsaet, Skaerm.nu()))
    return 0


@regler.command(
    "tjek",
    options_metavar="[TILVALG]",
    help="""Kontrollér regelsæt (alle, hvis intet nævnes).

    Reglerne, registret over kilden og tilfældene læses; »ansoegning regler proev« siger, om tilfældene holder.
    Udgangskode 4, hvis noget af det er ugyldigt.
    """,
)
@click.argument("navne", metavar="[ID]...", nargs=-1)
@REGLER
def regler_tjek(navne: tuple[str, ...], regler: str | None) -> int:
    from ..indlaes.pakkelaeser import FORDELINGSFIL
    from ..indlaes.regelsaet import find_pakker, load_regelsaet
    from ..model.visning import antal
    from ..vaerksted.daekning import laes_daekning, laes_enighed
    from ..vaerksted.raad import raad
    from ..vaerksted.rundetilfaelde import mangler_i_tilfaelde

    ugyldige = 0
    fordelinger = find_pakker(regler, FORDELINGSFIL)
    for navn in navne or (*find_pakker(regler), *fordelinger):
        try:
            if navn in fordelinger:
                skriv_linje(_tjek_fordeling(navn, regler))
                continue
            regelsaet = load_regelsaet(navn, regler=regler)
            laes_daekning(navn, regler=regler)
            laes_enighed(navn, regler=regler)
            i_tilfaelde = mangler_i_tilfaelde(navn, regler=regler)
        except RegelsaetFejl as fejl:
            ugyldige += 1
            skriv_fejl(f"{fejl}\n")
            skriv_linje(f"{navn}: ugyldigt, {antal(len(fejl.mangler), 'mangel', 'mangler')}")
        else:
            if i_tilfaelde:
                ugyldige += 1
                skriv_fejl(f"{RegelsaetFejl(i_tilfaelde)}\n")
                hvor_mange = antal(len(i_tilfaelde), "mangel", "mangler")
                skriv_linje(f"{navn}: reglerne er i orden, men tilfældene kan ikke læses ({hvor_mange})")
                continue
            ord_ = regelsaet.data.kriterieord
            kriterier, fortolkninger = len(regelsaet.kriterier), len(regelsaet.data.fortolkninger)
            skriv(
                f"{navn}: i orden ({antal(kriterier, ord_.ental, ord_.flertal)}, "
                f"{len(regelsaet.data.skema)} tjek af skemaet, "
                f"{fortolkninger} {'fortolkning' if fortolkninger == 1 else 'fortolkninger'})\n"
            )
            for linje in raad(regelsaet.data):
                skriv_linje(f"  {linje}")
    return 4 if ugyldige else 0


@regler.command(
    "proev",
    options_metavar="[TILVALG]",
    help="""Prøv regelsæt på deres tilfælde (alle, hvis intet nævnes).

    Udgangskode: 0 alle giver det, de skal; 1 et tilfælde afviger, der er ingen, eller (med --muter) en ændring af
    reglerne mærkes ikke af noget tilfælde; 4 et regelsæt er ugyldigt.
    """,
)
@click.argument("navne", metavar="[ID]...", nargs=-1)
@click.option("--muter", is_flag=True, help="Ændr én ting ad gangen i reglerne, og se, om et tilfælde mærker det.")
@REGLER
@FORMAT
def regler_proev(navne: tuple[str, ...], muter: bool, regler: str | None, format_: str) -> int:
    from ..indlaes.pakkelaeser import FORDELINGSFIL
    from ..indlaes.regelsaet import find_pakker
    from ..vaerksted.proev import proev

    proevninger: list[Proevning] = []
    mutationer: list[Mutation] = []
    ugyldige = 0
    fordelinger = find_pakker(regler, FORDELINGSFIL)
    for navn in dict.fromkeys(navne) or (*find_pakker(regler), *fordelinger):
        try:
            proevninger.append(proev(navn, regler=regler))
            # Cases that fail on the unchanged rules cannot show whether changed rules are noticed.
            if muter and not proevninger[-1].afvigelser:
                mutationer.append(_muter(navn, regler, fordeling=navn in fordelinger))
        except RegelsaetFejl as fejl:
            ugyldige += 1
            skriv_fejl(f"{fejl}\n")
    if format_ == "json":
        muterede = {m.regelsaet: _mutation_json(m) for m in mutationer}
        skriv_json([_proevning_json(p) | muterede.get(p.regelsaet, {}) for p in proevninger])
    else:
        skriv(_vis_proevninger(proevninger, ugyldige) + _vis_mutationer(mutationer))
    if ugyldige:
        return 4
    return 1 if any(p.afvigelser for p in proevninger) or any(m.overlevende for m in mutationer) else 0


@regler.command(
    "graenser",
    options_metavar="[TILVALG]",
    help="""Skriv de grænsetilfælde, et regelsæt mangler, klar til at sætte ind i mappen tilfaelde.

    For hver grænse i kriterier og tjek: netop på den og ét trin til hver side. For hver undtagelse og hvert forbehold:
    gælder, gælder ikke, ukendt. Hvert tilfælde siger, hvad regelsættet giver nu; en person skal bekræfte det.
    """,
)
@click.argument("navn", metavar="ID")
@click.option("-o", "ud", metavar="FIL", help="Filen, der skrives, fx i mappen tilfaelde; ellers skærmen.")
@OVERSKRIV
@REGLER
def regler_graenser(navn: str, ud: str | None, overskriv: bool, regler: str | None) -> int:
    from ..vaerksted.graensefil import skriv_manglende
    from ..vaerksted.graensetilfaelde import manglende

    fundet = manglende(navn, regler=regler)
    tekst = skriv_manglende(fundet)
    if ud is None:
        skriv(tekst)
        return 0
    if not fundet.tilfaelde:
        # A file with only comments is not a file of cases.
        skriv(tekst + "# Intet er skrevet.\n")
        return 0
    from ..system.filer import skriv_fil

    skriv_linje(f"Skrevet: {skriv_fil(Path(ud), tekst.encode(), overskriv=overskriv)}")
    return 0


@regler.command(
    "oversigt",
    options_metavar="[TILVALG]",
    help="""Vis et regelsæt som en side til en jurist: regler, kilder, fortolkninger og dækning af kilden (Markdown).

    Alle regelsæt, hvis intet nævnes. Udgangskode 4, hvis et er ugyldigt.
    """,
)
@click.argument("navne", metavar="[ID]...", nargs=-1)
@click.option(
    "--skriv",
    "som_fil",
    is_flag=True,
    help="Skriv siden som OVERSIGT.md i regelsættets mappe.",
)
@REGLER
def regler_oversigt(navne: tuple[str, ...], som_fil: bool, regler: str | None) -> int:
    from ..indlaes.pakkelaeser import FORDELINGSFIL
    from ..indlaes.regelsaet import find_pakker
    from ..vaerksted.oversigt import lav_oversigt, skriv_oversigt
    from ..vaerksted.oversigt_fordeling import lav_fordelingsoversigt

    ugyldige = 0
    fordelinger = find_pakker(regler, FORDELINGSFIL)
    for nr, navn in enumerate(dict.fromkeys(navne) or (*find_pakker(regler), *fordelinger)):
        try:
            if som_fil:
                skriv_linje(f"Skrevet: {skriv_oversigt(navn, regler=regler)}")
            else:
                lav = lav_fordelingsoversigt if navn in fordelinger else lav_oversigt
                skriv(("\n" if nr else "") + lav(navn, regler=regler))
        except RegelsaetFejl as fejl:
            ugyldige += 1
            skriv_fejl(f"{fejl}\n")
    return 4 if ugyldige else 0


@regler.command(
    "skemaer",
    options_metavar="[TILVALG]",
    help="""Skriv JSON Schema for ansøgninger, regelsæt, tilfælde og svar, til editorer og andre programmer.""",
)
@click.option(
    "-o", "ud", metavar="MAPPE", required=True, help="Mappen, skemaerne skrives i. Den laves, hvis den mangler."
)
@OVERSKRIV
@REGLER
def regler_skemaer(ud: str, overskriv: bool, regler: str | None) -> int:
    from ..vaerksted.skemaer import skriv_skemaer

    filer = skriv_skemaer(Path(ud), overskriv=overskriv, regler=regler)
    skriv_linje(f"Skrevet: {len(filer)} skemaer i {ud}")
    return 0


def _tjek_fordeling(navn: str, regler: str | None) -> str:
    from ..indlaes.fordelingspakke import load_fordeling
    from ..vaerksted.daekning import laes_fordelingens_daekning
    from ..vaerksted.fordelingstilfaelde import laes_fordelingstilfaelde

    pakke = load_fordeling(navn, regler=regler)
    laes_fordelingens_daekning(navn, regler=regler)
    laes_fordelingstilfaelde(navn, regler=regler)
    komponenter, parter = len(pakke.data.komponenter), len(pakke.parter)
    return (
        f"{navn}: i orden (fordeling med {parter} {'part' if parter == 1 else 'parter'} og {komponenter} "
        f"{'komponent' if komponenter == 1 else 'komponenter'})"
    )


def _muter(navn: str, regler: str | None, *, fordeling: bool) -> Mutation:
    if fordeling:
        from ..vaerksted.mutanter_fordeling import muter_fordeling

        return muter_fordeling(navn, regler=regler)
    from ..vaerksted.muter import muter

    return muter(navn, regler=regler)


def _proevning_json(p: Proevning) -> dict[str, Any]:
    return {
        "regelsaet": p.regelsaet,
        "tilfaelde": p.antal,
        "afvigende": p.afvigende,
        "afvigelser": [
            {
                "tilfaelde": a.tilfaelde,
                "fil": a.sted.fil,
                "linje": a.sted.linje,
                "kolonne": a.sted.kolonne,
                "hvad": a.hvad,
                "ventet": a.ventet,
                "faktisk": a.faktisk,
            }
            for a in p.afvigelser
        ],
    }


def _mutation_json(m: Mutation) -> dict[str, Any]:
    return {
        "mutanter": m.antal,
        "fangede": m.fangede,
        "ligegyldige": m.ligegyldige,
        "overlevende": [
            {"mutant": o.beskrivelse, "fil": o.sted.fil, "linje": o.sted.linje, "kolonne": o.sted.kolonne}
            for o in m.overlevende
        ],
    }


def _vis_mutationer(mutationer: list[Mutation]) -> str:
    linjer: list[str] = []
    for m in mutationer:
        linjer += [f"{o.sted}: intet tilfælde mærker: {o.beskrivelse}" for o in m.overlevende]
        linjer.append(
            f"{m.regelsaet}: {m.antal} ændringer af reglerne prøvet, {m.fangede} mærkes af et tilfælde, "
            f"{m.ligegyldige} er ligegyldige, {len(m.overlevende)} mærkes ikke"
        )
    return "".join(f"{en_linje(linje)}\n" for linje in linjer)


def _vis_proevninger(proevninger: list[Proevning], ugyldige: int) -> str:
    linjer: list[str] = []
    for p in proevninger:
        sidst: str | None = None
        for a in p.afvigelser:
            if a.tilfaelde is not None and a.tilfaelde != sidst:
                linjer.append(f"»{vis_sikkert(a.tilfaelde)}« ({a.sted})")
            sidst = a.tilfaelde
            indryk = "  " if a.tilfaelde is not None else f"{a.sted}: "
            linjer.append(f"{indryk}{a.hvad}: ventet {vis_sikkert(a.ventet)}; faktisk {vis_sikkert(a.faktisk)}")
        linjer.append(f"{p.regelsaet}: {p.antal} tilfælde, {p.afvigende} afviger")
    antal, afvigende = sum(p.antal for p in proevninger), sum(p.afvigende for p in proevninger)
    tomme = sum(not p.antal for p in proevninger)
    linjer.append(
        f"I alt {antal} tilfælde i {len(proevninger)} regelsæt: {antal - afvigende} som ventet, {afvigende} afviger"
        + (f", {tomme} regelsæt uden tilfælde" if tomme else "")
        + (f", {ugyldige} {'ugyldigt' if ugyldige == 1 else 'ugyldige'} regelsæt" if ugyldige else "")
        + "."
    )
    return "".join(f"{en_linje(linje)}\n" for linje in linjer)
