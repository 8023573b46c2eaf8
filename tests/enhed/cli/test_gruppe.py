"""The list of commands shows the commands' own help sentences without importing the commands."""

from __future__ import annotations

import click
import pytest

from ansoegning.cli.gruppe import KOMMANDOER, KORT, ansoegning
from ansoegning.cli.regler import regler


def test_saetningerne_er_kommandoernes() -> None:
    ctx = click.Context(ansoegning)
    for navn in KOMMANDOER:
        kommando = ansoegning.get_command(ctx, navn)
        assert kommando is not None
        assert navn not in KORT or kommando.get_short_help_str(10_000) == KORT[navn]


@pytest.mark.parametrize("gruppe", [ansoegning, regler], ids=["ansoegning", "regler"])
def test_listen_har_hver_kommandos_hele_saetning(gruppe: click.Group) -> None:
    ctx = click.Context(gruppe)
    liste = click.HelpFormatter(width=80)
    gruppe.format_commands(ctx, liste)
    ord_ = " ".join(liste.getvalue().split())
    navne = gruppe.list_commands(ctx)
    assert navne
    for navn in navne:
        kommando = gruppe.get_command(ctx, navn)
        assert kommando is not None
        assert f"{navn} {kommando.get_short_help_str(10_000)}" in ord_
    assert "..." not in ord_
