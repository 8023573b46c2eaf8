"""The list of commands in a group's help: the first sentence of each, in full."""

from __future__ import annotations

import click

__all__ = ["Kommandogruppe"]

_UDEN_GRAENSE = 10_000


class Kommandogruppe(click.Group):
    """A group whose help wraps the commands' sentences, where click would cut them at one line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a row per command: its name and the first sentence of its help."""
        with formatter.section("Kommandoer"):
            formatter.write_dl([(navn, self.kort(ctx, navn)) for navn in self.list_commands(ctx)])

    def kort(self, ctx: click.Context, navn: str) -> str:
        """Return the first sentence of a command's help."""
        kommando = self.get_command(ctx, navn)
        assert kommando is not None
        return kommando.get_short_help_str(_UDEN_GRAENSE)
