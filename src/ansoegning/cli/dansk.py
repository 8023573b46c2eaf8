"""The texts of click in Danish, because everything a user reads is Danish, including the parser's messages.

click translates its texts with gettext, whose language depends on the machine. Here it is always Danish.
"""

from __future__ import annotations

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

_TEKSTER = {
    "Usage:": "Brug:",
    "Options": "Tilvalg",
    "Commands": "Kommandoer",
    "Positional arguments": "Argumenter",
    "Show this message and exit.": "Vis denne hjælp.",
    "Try '{command} {option}' for help.": "Prøv »{command} {option}« for hjælp.",
    "Error: {message}": "Fejl: {message}",
    "Missing argument": "Der mangler et argument",
    "Missing option": "Der mangler et tilvalg",
    "Missing parameter": "Der mangler en parameter",
    "Missing command.": "Der mangler en kommando.",
    "Missing {param_type}": "Der mangler {param_type}",
    "Missing parameter: {param_name}": "Der mangler {param_name}",
    "No such command {name!r}.": "Der er ingen kommando »{name}«.",
    "No such option {name!r}.": "Der er intet tilvalg »{name}«.",
    # The wording of click before version 8.5.
    "No such option: {name}": "Der er intet tilvalg »{name}«.",
    "(Possible options: {possibilities})": "Mente du en af: {possibilities}?",
    "Did you mean {possibility}?": "Mente du {possibility}?",
    "(Did you mean one of: {possibilities}?)": "Mente du en af: {possibilities}?",
    "Got unexpected extra argument ({args})": "Der er et argument for meget ({args}).",
    "Got unexpected extra arguments ({args})": "Der er argumenter for meget ({args}).",
    "Invalid value: {message}": "Ugyldig værdi: {message}",
    "Invalid value for {param_hint}: {message}": "Ugyldig værdi for {param_hint}: {message}",
    "Option {name!r} does not take a value.": "Tilvalget {name} tager ingen værdi.",
    "Option {name!r} requires an argument.": "Tilvalget {name} skal have en værdi.",
    "Option {name!r} requires {nargs} arguments.": "Tilvalget {name} skal have {nargs} værdier.",
    "{value!r} is not {choice}.": "»{value}« er ikke {choice}.",
    "{value!r} is not one of {choices}.": "»{value}« er ikke en af: {choices}.",
    "env var: {var}": "miljøvariabel: {var}",
    "default: {default}": "ellers: {default}",
    "required": "skal angives",
    "Aborted!": "Afbrudt.",
    "Invalid start character for option ({option})": "Et tilvalg kan ikke begynde sådan ({option}).",
    "Argument {name!r} takes {nargs} values.": "Argumentet {name} skal have {nargs} værdier.",
    "Takes {nargs} values but 1 was given.": "Her skal være {nargs} værdier, ikke 1.",
    "Takes {nargs} values but {len} were given.": "Her skal være {nargs} værdier, ikke {len}.",
    "Could not open file {filename!r}: {message}": "Filen {filename} kan ikke åbnes: {message}",
    "unknown error": "ukendt fejl",
}


def _oversat(tekst: str) -> str:
    return _TEKSTER.get(tekst, tekst)


def _oversat_flertal(ental: str, flertal: str, antal: int) -> str:
    return _oversat(ental if antal == 1 else flertal)


def oversaet_click() -> None:
    """Replace gettext by Danish texts in click's modules."""
    for modul in (
        click.core,
        click.decorators,
        click.exceptions,
        click.formatting,
        click.parser,
        click.types,
    ):
        for navn, dansk in (("_", _oversat), ("ngettext", _oversat_flertal)):
            if hasattr(modul, navn):
                setattr(modul, navn, dansk)
