"""The program's entry point: finds the commands, and turns every error into a message and an exit code."""

from __future__ import annotations

import atexit
import contextlib
import errno
import gc
import importlib
import io
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

import click

from ..fejl import AnsoegningFejl, InternFejl
from ..system import afbrydelse
from . import slut_straks
from .dansk import oversaet_click
from .kommandoliste import Kommandogruppe
from .ud import skriv_fejl, skriv_linje, til_ingen, til_laeseren

oversaet_click()

# The module of each command, which has the command under its own name. Imported only when called, for a fast start.
KOMMANDOER = {
    "tjek": "tjek",
    "ny": "ny",
    "skriv": "skriv",
    "rangliste": "rangliste",
    "breve": "breve",
    "batch": "batch",
    "fordel": "fordel",
    "regler": "regler",
    "web": "web",
    "data": "web",
}


# Disk errors that can occur anywhere. Where the file is known, the message names it before this one is used.
_DISK = {
    errno.ENOSPC: "svaret kan ikke skrives, fordi der ikke er mere plads. Gør plads, og kør igen.",
    errno.EDQUOT: "svaret kan ikke skrives, fordi kvoten er brugt. Gør plads, og kør igen.",
    errno.EFBIG: "svaret kan ikke skrives, fordi filen bliver større, end systemet tillader.",
    errno.EIO: "drevet melder fejl, så filerne ikke kan læses eller skrives. Prøv igen, eller brug et andet drev.",
}


# The sentence for each command in the list of commands: the first sentence of its help.
KORT = {
    "tjek": "Tjek ansøgninger mod puljens kriterier og skemaets krav.",
    "ny": "Lav en ny ansøgningsfil: puljens felter i skemaets rækkefølge, med forklaringer.",
    "skriv": (
        "Skriv ansøgningens tekst: skemaets felter i rækkefølge, klar til at sætte ind, og papirer af samme indhold."
    ),
    "rangliste": "Ordn en rundes ansøgninger, fordel rammen, og vis, hvor fast det står.",
    "breve": "Skriv udkast til breve: anmodninger om oplysninger, et papir til et møde og breve om afgørelser.",
    "batch": "Vurdér mange rækker på én gang.",
    "fordel": "Fordel en fælles udgift mellem parterne efter en nøgle, og efterregn den offentliggjorte tabel.",
    "regler": "Se og tjek regelsæt.",
    "web": "Åbn siden, hvor ansøgninger udfyldes og tjekkes, på denne maskine.",
    "data": "Vis, hvor »ansoegning web« gemmer ansøgningerne, eller slet dem alle.",
}


class _Gruppe(Kommandogruppe):
    """The program's commands, in the table's order; a command's module is imported when the command is called."""

    def kort(self, ctx: click.Context, navn: str) -> str:
        """Return the sentence from ``KORT``, so that the help does not import every command."""
        return KORT[navn] if navn in KORT else super().kort(ctx, navn)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(KOMMANDOER)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        if cmd_name not in KOMMANDOER:
            return None
        kommando = getattr(importlib.import_module(f".{KOMMANDOER[cmd_name]}", __package__), cmd_name)
        assert isinstance(kommando, click.Command)
        return kommando


def _version(ctx: click.Context, _param: click.Parameter, vaerdi: bool) -> None:
    if not vaerdi or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    from ..motor.kaeder import kaeder, uden_durable
    from ..version import VERSION

    navne = [k.navn + (f" {version('durable_rules')}" if k.navn != "python" else "") for k in kaeder()]
    motorer = " og ".join(navne) + (f" ({hvorfor})" if (hvorfor := uden_durable()) is not None else "")
    skriv_linje(f"ansoegning {VERSION} · Python {sys.version.split()[0]} · slutningsmotorer: {motorer}")
    ctx.exit()


@click.group(
    cls=_Gruppe,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[TILVALG]",
    subcommand_metavar="KOMMANDO [ARGUMENTER]...",
    help="""Tjek en ansøgning til en pulje, før den sendes.

    Programmet vejleder og beregner; kun myndigheden afgør en ansøgning.
    """,
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Vis versioner.")
@click.option("--debug", is_flag=True, help="Vis teknisk fejlspor ved en intern fejl, og skriv det i en logfil.")
@click.pass_context
def ansoegning(ctx: click.Context, debug: bool) -> None:
    ctx.obj = {"debug": debug}


def main() -> NoReturn:
    """Run the program, and turn every error into a Danish message and a documented exit code."""
    _aabne_stroemme()
    try:
        afbrydelse.begynd()
        kode = koer_kommando(sys.argv[1:])
        afbrydelse.slut()
    except KeyboardInterrupt:
        # The signal arrived just before the command began, or after its answer was written.
        afbrydelse.slut()
        skriv_fejl("Afbrudt.\n")
        kode = 128 + (afbrydelse.modtaget() or signal.SIGINT)
    # After an interruption DuckDB's own threads may still be returning to Python, and ending the interpreter would then
    # abort the process.
    afbrudt_motor = afbrydelse.modtaget() is not None and "_duckdb" in sys.modules
    if afbrudt_motor and not afbrydelse.opgivet():
        atexit._run_exitfuncs()
    if afbrudt_motor or afbrydelse.opgivet():
        slut_straks(kode)
    # The operating system frees all memory when the process ends; collecting it first takes a tenth of a short
    # command's time. DuckDB, however, reports objects that were not cleaned up.
    if "_duckdb" not in sys.modules:
        gc.freeze()
    sys.exit(kode)


def _aabne_stroemme() -> None:
    """Open the null device for output streams that were closed when the program started."""
    for navn in ("stdout", "stderr"):
        if getattr(sys, navn) is None:
            setattr(sys, navn, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for as long as it runs


def koer_kommando(argumenter: list[str]) -> int:
    """Run one command and return its documented exit code, or 128 plus the signal number if a signal ended it."""
    svar = None
    try:
        svar = ansoegning.main(argumenter, prog_name="ansoegning", standalone_mode=False)
        with til_laeseren():
            sys.stdout.flush()
    except BaseException as fejl:
        # Native code and callbacks turn an interruption into other errors, so it is checked first.
        if afbrydelse.modtaget() is None:
            return _besked(fejl, debug="--debug" in argumenter)
    nr = afbrydelse.modtaget()
    if nr is None:
        return svar if isinstance(svar, int) else 0
    skriv_fejl("Afbrudt.\n")
    return 128 + nr


def _besked(fejl: BaseException, *, debug: bool) -> int:
    """Write the message about an error and return the exit code."""
    match fejl:
        case SystemExit():
            # click raises this when the reader of a help text has closed the pipe.
            til_ingen()
            return 0
        case click.ClickException():
            besked = io.StringIO()
            fejl.show(file=besked)
            skriv_fejl(besked.getvalue())
            return 2
        case click.Abort() | KeyboardInterrupt():
            skriv_fejl("Afbrudt.\n")
            return 130
        case InternFejl():
            skriv_fejl(f"Fejl: {fejl}\n")
            return _intern_fejl(fejl, debug)
        case AnsoegningFejl():
            skriv_fejl(f"Fejl: {fejl}\n")
            return fejl.kode
        case OSError() if not _mappen_findes():
            skriv_fejl("Fejl: Den mappe, programmet er startet i, findes ikke mere. Gå til en anden, og kør igen.\n")
            return 2
        case OSError() if fejl.errno in _DISK:
            til_ingen()
            skriv_fejl(f"Fejl: {_DISK[fejl.errno]}\n")
            return 2
        case Exception():
            return _intern_fejl(fejl, debug)
        case _:
            raise fejl


def _mappen_findes() -> bool:
    """Return whether the current folder exists, which relative paths depend on."""
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def _intern_fejl(fejl: Exception, debug: bool) -> int:
    skriv_fejl(f"Der skete en intern fejl ({type(fejl).__name__}). Det er programmets skyld.\n")
    if not debug:
        skriv_fejl("Kør igen som »ansoegning --debug …«, og send det, der så vises, til projektet.\n")
        return 70
    spor = _uden_vaerdier(fejl)
    skriv_fejl(spor)
    with (
        contextlib.suppress(OSError),
        tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="ansoegning-", suffix=".log", delete=False) as log,
    ):
        log.write(spor)
        skriv_fejl(f"Logfil (uden oplysninger fra ansøgningen): {log.name}\n")
    return 70


def _uden_vaerdier(fejl: BaseException) -> str:
    """Return a traceback without the exceptions' texts, which may quote the application, including contact details."""
    import traceback

    linjer = []
    led: BaseException | None = fejl
    while led is not None:
        linjer += [f"  {r.filename}:{r.lineno} {r.name}\n" for r in traceback.extract_tb(led.__traceback__)]
        linjer.append(f"{type(led).__name__}\n")
        led = led.__cause__ or led.__context__
    return "".join(linjer)
