"""The list of commands shows the commands' own help sentences without importing the commands."""

from __future__ import annotations

import click

from ansoegning.cli.gruppe import KOMMANDOER, KORT, ansoegning


def test_saetningerne_er_kommandoernes() -> None:
    ctx = click.Context(ansoegning)
    for navn in KOMMANDOER:
        kommando = ansoegning.get_command(ctx, navn)
        assert kommando is not None
        assert navn not in KORT or kommando.get_short_help_str(10_000) == KORT[navn]


def test_listen_er_clicks_egen() -> None:
    ctx = click.Context(ansoegning)
    egen, clicks = click.HelpFormatter(width=80), click.HelpFormatter(width=80)
    ansoegning.format_commands(ctx, egen)
    click.Group.format_commands(ansoegning, ctx, clicks)
    assert egen.getvalue() == clicks.getvalue() != ""
