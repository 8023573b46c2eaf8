"""The program's commands and groups of commands, where click's own would not do."""

from __future__ import annotations

import click

__all__ = ["Kommando", "Kommandogruppe"]

_UDEN_GRAENSE = 10_000


class Kommando(click.Command):
    """A command that refuses an option given twice, where click would use only the last."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments. Raises UsageError."""
        _, _, raekkefoelge = self.make_parser(ctx).parse_args(list(args))
        for p in raekkefoelge:
            enkelt = isinstance(p, click.Option) and not (p.multiple or p.is_flag or p.count)
            if enkelt and not ctx.resilient_parsing and raekkefoelge.count(p) > 1:
                raise click.UsageError(f"Tilvalget {p.opts[0]} er givet to gange. Angiv det én gang.", ctx)
        return super().parse_args(ctx, args)


class Kommandogruppe(click.Group):
    """A group whose help wraps the commands' sentences, where click would cut them at one line."""

    command_class = Kommando

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a row per command: its name and the first sentence of its help."""
        with formatter.section("Kommandoer"):
            formatter.write_dl([(navn, self.kort(ctx, navn)) for navn in self.list_commands(ctx)])

    def kort(self, ctx: click.Context, navn: str) -> str:
        """Return the first sentence of a command's help."""
        kommando = self.get_command(ctx, navn)
        assert kommando is not None
        return kommando.get_short_help_str(_UDEN_GRAENSE)
