"""Texts of a pack as Markdown, escaped so that none of them is interpreted as markup."""

from __future__ import annotations

from datetime import date

from ..fejl import vis_sikkert
from ..model.visning import vis_tal

# Characters that Markdown would interpret as markup; ``<`` starts HTML, and ``|`` ends a table cell.
_LAYOUT = str.maketrans({t: f"\\{t}" for t in "\\`*_[]<|"})


class Faerdig(str):
    """Text that is already Markdown and must not be escaped again."""

    __slots__ = ()


def som_kode(tekst: str) -> Faerdig:
    """Return a text as Markdown code on one line, which is safe in a table cell."""
    rent = vis_sikkert(" ".join(tekst.split())).replace("|", "\\|")
    hegn = "``" if "`" in rent else "`"
    return Faerdig(f"{hegn} {rent} {hegn}" if hegn == "``" else f"`{rent}`")


def i_celle(tekst: str) -> str:
    """Return a text as Markdown on one line, which is safe in a table cell."""
    return str(md(tekst))


def md(vaerdi: object) -> object:
    """Return a text, number or date as Markdown on one line, and any other value unchanged."""
    if isinstance(vaerdi, Faerdig) or not isinstance(vaerdi, str | int | date):
        return vaerdi
    if isinstance(vaerdi, date):
        return f"{vaerdi:%d/%m/%Y}"
    if isinstance(vaerdi, int):
        return vis_tal(vaerdi)
    return vis_sikkert(" ".join(vaerdi.split())).translate(_LAYOUT)
