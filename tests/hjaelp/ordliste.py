"""Generate the glossary's second table from the docstrings: ``PYTHONPATH=tests python -m hjaelp.ordliste``."""

from __future__ import annotations

import ast
from pathlib import Path

from hjaelp.steder import ROD

ORDLISTE = ROD / "docs" / "ordliste.md"
MAERKE = "<!-- klasser -->\n"
_KILDE = ROD / "src" / "ansoegning"


def _foerste(node: ast.Module | ast.ClassDef) -> str:
    """Return the first sentence of a docstring on one line; empty if there is none."""
    tekst = " ".join((ast.get_docstring(node) or "").partition("\n\n")[0].split())
    return tekst.partition(". ")[0].rstrip(".").replace("|", "\\|")


def tabel() -> str:
    """Return the packages with their public classes, as Markdown.

    Raises:
        ValueError: a package or a public class has no docstring.
    """
    dele = []
    for pakke in sorted(p.parent for p in _KILDE.rglob("__init__.py")):
        rod = ast.parse((pakke / "__init__.py").read_text(encoding="utf-8"))
        navn = pakke.relative_to(_KILDE).as_posix()
        klasser = [
            (node, sti) for sti in sorted(pakke.glob("*.py")) for node in _klasser(sti) if not node.name.startswith("_")
        ]
        if not _foerste(rod):
            raise ValueError(f"{navn}/__init__.py has no docstring")
        dele.append(f"### `{'ansoegning' if navn == '.' else navn}`\n\n{_foerste(rod)}.\n")
        if klasser:
            dele.append("| class | meaning | module |\n| --- | --- | --- |")
        for node, sti in klasser:
            if not _foerste(node):
                raise ValueError(f"{sti.relative_to(_KILDE)}: {node.name} has no docstring")
            dele.append(f"| `{node.name}` | {_foerste(node)} | `{sti.name}` |")
        dele.append("")
    return "## Packages and public classes\n\n" + "\n".join(dele)


def _klasser(sti: Path) -> list[ast.ClassDef]:
    return [n for n in ast.parse(sti.read_text(encoding="utf-8")).body if isinstance(n, ast.ClassDef)]


def opdateret(tekst: str) -> str:
    """Return the glossary with its second table regenerated."""
    return tekst.partition(MAERKE)[0] + MAERKE + "\n" + tabel().rstrip() + "\n"


if __name__ == "__main__":
    ORDLISTE.write_text(opdateret(ORDLISTE.read_text(encoding="utf-8")), encoding="utf-8")
