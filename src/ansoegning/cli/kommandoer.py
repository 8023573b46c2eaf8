"""The commands. Each parses its arguments, calls the program, and writes the answer; errors become exit codes."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ..fejl import AnsoegningFejl, BrugsFejl, InternFejl, LaeseFejl, RegelsaetFejl, usynligt, vis_sikkert
from .dansk import oversaet_click

if TYPE_CHECKING:
    from ..mutanter import Mutation
    from ..proev import Proevning

oversaet_click()

_FORMAT = click.option(
    "--format",
    "format_",
    type=click.Choice(["tekst", "json"]),
    default="tekst",
    show_default=True,
    help="Tekst til mennesker eller JSON til programmer.",
)
_REGLER = click.option(
    "--regler",
    metavar="MAPPE",
    envvar="ANSOEGNING_REGLER",
    help="En mappe med egne regelsæt ved siden af de indbyggede (også miljøvariablen ANSOEGNING_REGLER).",
)


def _version(ctx: click.Context, _param: click.Parameter, vaerdi: bool) -> None:
    if not vaerdi or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    from ..motor.kaeder import kaeder
    from ..version import VERSION

    navne = [k.navn + (f" {version('durable_rules')}" if k.navn != "python" else "") for k in kaeder()]
    click.echo(f"ansoegning {VERSION} · Python {sys.version.split()[0]} · slutningsmotorer: {' og '.join(navne)}")
    ctx.exit()


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[TILVALG]",
    subcommand_metavar="KOMMANDO [ARGUMENTER]...",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Vis versioner.")
@click.option("--debug", is_flag=True, help="Vis teknisk fejlspor ved en intern fejl, og skriv det i en logfil.")
@click.pass_context
def ansoegning(ctx: click.Context, debug: bool) -> None:
    """Tjek en ansøgning til en statslig pulje, før den sendes.

    Programmet vejleder og beregner; kun myndigheden afgør en ansøgning.
    """
    ctx.obj = {"debug": debug}


@ansoegning.command(options_metavar="[TILVALG]")
@click.argument("filer", nargs=-1, required=True, metavar="FIL...")
@click.option("--pulje", metavar="ID", help="Puljen, hvis filen ikke selv siger det (se »ansoegning regler list«).")
@click.option("--dato", metavar="DATO", help="Den dag, ansøgningen indsendes, fx 10/05/2024. Uret bruges aldrig.")
@click.option("--saet", metavar="PARAMETER=VÆRDI", multiple=True, help="Regn med en anden værdi af en parameter.")
@click.option("--antag", metavar="FAKTA=VÆRDI", multiple=True, help="Antag en værdi, hvor et faktum mangler.")
@click.option("--vurderinger", metavar="FIL", help="En persons vurderinger, i en fil for sig.")
@click.option("--hvorfor", is_flag=True, help="Vis, hvordan hvert resultat er nået.")
@click.option(
    "--dybde",
    type=click.Choice(["sagsbehandler", "udvikler"]),
    default="sagsbehandler",
    show_default=True,
    help="Hvor udførligt --hvorfor viser det som tekst.",
)
@_REGLER
@_FORMAT
def tjek(  # noqa: PLR0913, PLR0917 - one argument for each option of the command
    filer: tuple[str, ...],
    pulje: str | None,
    dato: str | None,
    saet: tuple[str, ...],
    antag: tuple[str, ...],
    vurderinger: str | None,
    hvorfor: bool,
    dybde: str,
    regler: str | None,
    format_: str,
) -> int:
    """Tjek ansøgninger mod puljens kriterier og skemaets krav.

    FIL er YAML eller JSON; - læser standard-input.

    Udgangskode: 0 klar; 1 et kriterium er ikke opfyldt; 3 noget mangler, kræver vurdering eller er forkert i skemaet;
    2 en fil kan ikke læses.
    """
    from ..brug import tjek as tjek_fil
    from .terminal import Skaerm, vis_laesefejl, vis_resultat

    dag = _dato(dato)
    saet_, antag_ = _par("--saet", saet), _par("--antag", antag)
    skaerm = Skaerm.nu()
    svar: list[dict[str, Any]] = []
    koder: list[int] = []
    for nr, fil in enumerate(filer):
        try:
            resultat = tjek_fil(
                fil,
                pulje=pulje,
                dato=dag,
                saet=saet_,
                antag=antag_,
                regler=regler,
                hvorfor=hvorfor,
                vurderinger=vurderinger,
            )
        except LaeseFejl as fejl:
            koder.append(2)
            svar.append({"fil": vis_sikkert(fil), "fejl": [_fejl_json(fejl)]})
            _skriv_fejl(f"{fejl}\n" if format_ == "json" else vis_laesefejl(fejl, skaerm))
            continue
        koder.append(resultat.udgangskode)
        if format_ == "json":
            svar.append({**resultat.til_json(), "fil": vis_sikkert(fil)})
        else:
            _skriv(("\n" if nr else "") + vis_resultat(resultat, skaerm, regler, fuldt=dybde == "udvikler"))
    if format_ == "json":
        _skriv_json(svar)
    return next((kode for kode in (2, 1, 3) if kode in koder), 0)


@ansoegning.group(options_metavar="[TILVALG]", subcommand_metavar="KOMMANDO [ARGUMENTER]...")
def regler() -> None:
    """Se og tjek regelsæt."""


@regler.command("list", options_metavar="[TILVALG]")
@_REGLER
@_FORMAT
def regler_list(regler: str | None, format_: str) -> int:
    """Vis de regelsæt, der er."""
    from ..indlaes.regelsaet import find_pakker, load_regelsaet

    pakker = find_pakker(regler)
    raekker = []
    for navn, pakke in pakker.items():
        try:
            titel = load_regelsaet(navn, regler=regler).data.titel
        except RegelsaetFejl as fejl:
            titel = f"(ugyldigt: {fejl.mangler[0]})"
        raekker.append({"id": navn, "titel": titel, "egen": pakke.egen})
    if format_ == "json":
        _skriv_json(raekker)
    else:
        bredde = max(len(str(r["id"])) for r in raekker)
        _skriv("".join(f"{r['id']:<{bredde}}  {r['titel']}{'  (egen)' if r['egen'] else ''}\n" for r in raekker))
    return 0


@regler.command("vis", options_metavar="[TILVALG]")
@click.argument("navn", metavar="ID")
@_REGLER
@_FORMAT
def regler_vis(navn: str, regler: str | None, format_: str) -> int:
    """Vis et regelsæt: kriterier, parametre, tjek, fakta og fortolkninger."""
    from ..indlaes.regelsaet import load_regelsaet
    from .terminal import Skaerm, vis_regelsaet

    regelsaet = load_regelsaet(navn, regler=regler)
    if format_ == "json":
        data = regelsaet.data.model_dump(mode="json", by_alias=True, exclude_none=True)
        _skriv_json({"regelsaet_sha256": regelsaet.sha256, **data})
    else:
        _skriv(vis_regelsaet(regelsaet, Skaerm.nu()))
    return 0


@regler.command("tjek", options_metavar="[TILVALG]")
@click.argument("navne", metavar="[ID]...", nargs=-1)
@_REGLER
def regler_tjek(navne: tuple[str, ...], regler: str | None) -> int:
    """Kontrollér regelsæt (alle, hvis intet nævnes). Udgangskode 4, hvis et er ugyldigt."""
    from ..indlaes.daekning import laes_daekning, laes_enighed
    from ..indlaes.regelsaet import find_pakker, load_regelsaet

    ugyldige = 0
    for navn in navne or tuple(find_pakker(regler)):
        try:
            regelsaet = load_regelsaet(navn, regler=regler)
            laes_daekning(navn, regler=regler)
            laes_enighed(navn, regler=regler)
        except RegelsaetFejl as fejl:
            ugyldige += 1
            _skriv_fejl(f"{fejl}\n")
            antal = len(fejl.mangler)
            _skriv(f"{navn}: ugyldigt, {antal} {'mangel' if antal == 1 else 'mangler'}\n")
        else:
            kriterier, fortolkninger = len(regelsaet.kriterier), len(regelsaet.data.fortolkninger)
            _skriv(
                f"{navn}: i orden ({kriterier} {'kriterium' if kriterier == 1 else 'kriterier'}, "
                f"{len(regelsaet.data.skema)} tjek af skemaet, "
                f"{fortolkninger} {'fortolkning' if fortolkninger == 1 else 'fortolkninger'})\n"
            )
    return 4 if ugyldige else 0


@regler.command("proev", options_metavar="[TILVALG]")
@click.argument("navne", metavar="[ID]...", nargs=-1)
@click.option("--muter", is_flag=True, help="Ændr én ting ad gangen i reglerne, og se, om et tilfælde mærker det.")
@_REGLER
@_FORMAT
def regler_proev(navne: tuple[str, ...], muter: bool, regler: str | None, format_: str) -> int:
    """Prøv regelsæt på deres tilfælde (alle, hvis intet nævnes).

    Udgangskode: 0 alle giver det, de skal; 1 et tilfælde afviger, der er ingen, eller (med --muter) en ændring af
    reglerne mærkes ikke af noget tilfælde; 4 et regelsæt er ugyldigt.
    """
    from ..indlaes.regelsaet import find_pakker
    from ..proev import proev

    proevninger: list[Proevning] = []
    mutationer: list[Mutation] = []
    ugyldige = 0
    for navn in dict.fromkeys(navne) or tuple(find_pakker(regler)):
        try:
            proevninger.append(proev(navn, regler=regler))
            # Cases that do not hold on the rules as they are tell nothing of other rules.
            if muter and not proevninger[-1].afvigelser:
                from ..mutanter import muter as muter_pakke

                mutationer.append(muter_pakke(navn, regler=regler))
        except RegelsaetFejl as fejl:
            ugyldige += 1
            _skriv_fejl(f"{fejl}\n")
    if format_ == "json":
        muterede = {m.regelsaet: _mutation_json(m) for m in mutationer}
        _skriv_json([_proevning_json(p) | muterede.get(p.regelsaet, {}) for p in proevninger])
    else:
        _skriv(_vis_proevninger(proevninger, ugyldige) + _vis_mutationer(mutationer))
    if ugyldige:
        return 4
    return 1 if any(p.afvigelser for p in proevninger) or any(m.overlevende for m in mutationer) else 0


@regler.command("graenser", options_metavar="[TILVALG]")
@click.argument("navn", metavar="ID")
@_REGLER
def regler_graenser(navn: str, regler: str | None) -> int:
    """Skriv de grænsetilfælde, et regelsæt mangler, klar til at sætte ind i mappen tilfaelde.

    For hver grænse i kriterier og tjek: netop på den og ét trin til hver side. For hver undtagelse og hvert forbehold:
    gælder, gælder ikke, ukendt. Hvert tilfælde siger, hvad regelsættet giver nu; en person skal bekræfte det.
    """
    from ..graenser import manglende, skriv_manglende

    _skriv(skriv_manglende(manglende(navn, regler=regler)))
    return 0


@regler.command("oversigt", options_metavar="[TILVALG]")
@click.argument("navne", metavar="[ID]...", nargs=-1)
@click.option(
    "--skriv", is_flag=True, help="Skriv siden som OVERSIGT.md i regelsættets mappe i stedet for at vise den."
)
@_REGLER
def regler_oversigt(navne: tuple[str, ...], skriv: bool, regler: str | None) -> int:
    """Vis et regelsæt som en side til en jurist: regler, kilder, fortolkninger og dækning af kilden (Markdown).

    Alle regelsæt, hvis intet nævnes. Udgangskode 4, hvis et er ugyldigt.
    """
    from ..indlaes.regelsaet import find_pakker
    from ..oversigt import lav_oversigt, skriv_oversigt

    ugyldige = 0
    for nr, navn in enumerate(dict.fromkeys(navne) or find_pakker(regler)):
        try:
            if skriv:
                _skriv(f"Skrevet: {vis_sikkert(str(skriv_oversigt(navn, regler=regler)))}\n")
            else:
                _skriv(("\n" if nr else "") + lav_oversigt(navn, regler=regler))
        except RegelsaetFejl as fejl:
            ugyldige += 1
            _skriv_fejl(f"{fejl}\n")
    return 4 if ugyldige else 0


@regler.command("skemaer", options_metavar="[TILVALG]")
@click.option(
    "-o", "ud", metavar="MAPPE", required=True, help="Mappen, skemaerne skrives i. Den laves, hvis den mangler."
)
@click.option("--overskriv", is_flag=True, help="Skriv oven i filer, der er der i forvejen.")
@_REGLER
def regler_skemaer(ud: str, overskriv: bool, regler: str | None) -> int:
    """Skriv JSON Schema for ansøgninger, regelsæt, tilfælde og svar, til editorer og andre programmer."""
    from ..skemaer import skriv_skemaer

    filer = skriv_skemaer(Path(ud), overskriv=overskriv, regler=regler)
    _skriv(f"Skrevet: {len(filer)} skemaer i {vis_sikkert(ud)}\n")
    return 0


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
    return "".join(f"{linje}\n" for linje in linjer)


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
    return "".join(f"{linje}\n" for linje in linjer)


# Arguments and output


def _par(tilvalg: str, tekster: tuple[str, ...]) -> dict[str, str]:
    par: dict[str, str] = {}
    for tekst in tekster:
        navn, lighed, vaerdi = tekst.partition("=")
        navn = navn.strip()
        if not lighed or not navn or not vaerdi.strip():
            raise BrugsFejl(f"{tilvalg}: skriv navn=værdi, ikke »{vis_sikkert(tekst, 60)}«.")
        if navn in par:
            raise BrugsFejl(f"{tilvalg}: »{vis_sikkert(navn, 60)}« er nævnt to gange.")
        par[navn] = vaerdi.strip()
    return par


def _dato(tekst: str | None) -> date | None:
    if tekst is None:
        return None
    from ..model.regelsaet import Vaerdiform
    from ..model.vaerdier import VaerdiFejl, laes_tekst

    try:
        dag = laes_tekst(Vaerdiform(navn="dato", type="dato"), tekst)
    except VaerdiFejl as fejl:
        raise BrugsFejl(f"--dato: {fejl}") from None
    assert isinstance(dag, date)
    return dag


def _fejl_json(fejl: LaeseFejl) -> dict[str, Any]:
    return {"besked": fejl.besked, "linje": fejl.sted.linje, "kolonne": fejl.sted.kolonne}


def _skriv_json(data: object) -> None:
    # Always UTF-8, whatever the console speaks. What could repaint the console, and lone surrogates, are JSON's own
    # escapes: the same text to the program that reads it.
    tekst = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if not tekst.isprintable():
        tekst = "".join(json.dumps(t)[1:-1] if usynligt(t) and t != "\n" else t for t in tekst)
    with _til_laeseren():
        sys.stdout.flush()
        sys.stdout.buffer.write(tekst.encode("utf-8"))
        sys.stdout.buffer.flush()


def _skriv(tekst: str) -> None:
    with _til_laeseren():
        click.echo(_kan_vises(tekst, sys.stdout.encoding), nl=False)


@contextlib.contextmanager
def _til_laeseren() -> Iterator[None]:
    """The reader (head, less) may go before the end: the answer, and its exit code, stay the same."""
    try:
        yield
    except BrokenPipeError:
        _til_ingen()


def _skriv_fejl(tekst: str) -> None:
    # An error that cannot be told keeps its exit code.
    with contextlib.suppress(OSError):
        click.echo(_kan_vises(vis_sikkert(tekst), sys.stderr.encoding), nl=False, err=True)


def _kan_vises(tekst: str, tegnsaet: str | None) -> str:
    return tekst.encode(tegnsaet or "utf-8", "replace").decode(tegnsaet or "utf-8")


def main() -> NoReturn:
    """Entry point: run, and turn every error into a Danish message and the contract's exit code."""
    _aabne_stroemme()
    sys.exit(_koer(sys.argv[1:]))


def _aabne_stroemme() -> None:
    """A program started with its output closed writes to nowhere."""
    for navn in ("stdout", "stderr"):
        if getattr(sys, navn) is None:
            setattr(sys, navn, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for as long as it runs


def _koer(argumenter: list[str]) -> int:
    debug = "--debug" in argumenter
    try:
        kode = ansoegning.main(argumenter, prog_name="ansoegning", standalone_mode=False)
        with _til_laeseren():
            sys.stdout.flush()
        return kode if isinstance(kode, int) else 0
    except SystemExit:
        # click's own answer when the reader of a help text has gone.
        _til_ingen()
        return 0
    except click.ClickException as fejl:
        besked = io.StringIO()
        fejl.show(file=besked)
        _skriv_fejl(besked.getvalue())
        return 2
    except click.Abort:
        _skriv_fejl("Afbrudt.\n")
        return 130
    except InternFejl as fejl:
        _skriv_fejl(f"Fejl: {fejl}\n")
        return _intern_fejl(fejl, debug)
    except AnsoegningFejl as fejl:
        _skriv_fejl(f"Fejl: {fejl}\n")
        return fejl.kode
    except OSError as fejl:
        if fejl.errno != errno.ENOSPC:
            return _intern_fejl(fejl, debug)
        _til_ingen()
        _skriv_fejl("Fejl: svaret kan ikke skrives, fordi der ikke er mere plads. Gør plads, og kør igen.\n")
        return 2
    except Exception as fejl:
        return _intern_fejl(fejl, debug)


def _til_ingen() -> None:
    # What is still unwritten goes nowhere, and Python's own complaint at exit is avoided.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _intern_fejl(fejl: Exception, debug: bool) -> int:
    _skriv_fejl(f"Der skete en intern fejl ({type(fejl).__name__}). Det er programmets skyld.\n")
    if not debug:
        _skriv_fejl("Kør igen som »ansoegning --debug …«, og send det, der så vises, til projektet.\n")
        return 70
    spor = _uden_vaerdier(fejl)
    _skriv_fejl(spor)
    with (
        contextlib.suppress(OSError),
        tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="ansoegning-", suffix=".log", delete=False) as log,
    ):
        log.write(spor)
        _skriv_fejl(f"Logfil (uden oplysninger fra ansøgningen): {log.name}\n")
    return 70


def _uden_vaerdier(fejl: BaseException) -> str:
    """The trace by place and type only: an exception's own words may quote the application, contact facts too."""
    linjer = []
    led: BaseException | None = fejl
    while led is not None:
        linjer += [f"  {r.filename}:{r.lineno} {r.name}\n" for r in traceback.extract_tb(led.__traceback__)]
        linjer.append(f"{type(led).__name__}\n")
        led = led.__cause__ or led.__context__
    return "".join(linjer)
