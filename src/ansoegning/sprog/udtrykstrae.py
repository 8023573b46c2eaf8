"""Parsed expressions as read by the type checker, and the stored parse trees of the built-in packs.

Importing the parser and parsing a pack's expressions takes a sixth of the time of a short command.
``rules/udtryk.json`` therefore stores the parse trees of the built-in packs' expressions, by their text, together with
the key of the grammar. Other expressions are parsed, and so are all expressions after a change of the grammar.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from ..system.dataklasse import dataklasse
from ..system.steder import mappe

UDTRYKSFIL = "udtryk.json"


class Token(str):
    """A word of an expression, with its offset."""

    __slots__ = ("start_pos",)
    start_pos: int


@dataklasse(frozen=True, slots=True)
class Tree:
    """A match of the grammar rule ``data``, at an offset. Shared between callers and must not be changed."""

    data: str
    children: list[Tree | Token]
    start_pos: int


def traeet(data: list[Any]) -> Tree:
    """Build a tree from lists: the rule, its offset, its children; a word is its offset and its text."""
    regel, plads, *dele = data
    return Tree(regel, [traeet(d) if isinstance(d[0], str) else _ordet(*d) for d in dele], plads)


def _ordet(plads: int, tekst: str) -> Token:
    token = Token(tekst)
    token.start_pos = plads
    return token


def som_data(trae: Tree) -> list[Any]:
    """Return the tree as lists."""
    dele = (som_data(d) if isinstance(d, Tree) else [d.start_pos, str(d)] for d in trae.children)
    return [trae.data, trae.start_pos, *dele]


def som_fil(noegle: str, traeer: Iterable[tuple[str, Tree]]) -> str:
    """Return the text of ``rules/udtryk.json``, one expression per line."""
    linjer = [
        f"{json.dumps(tekst, ensure_ascii=False)}:{json.dumps(som_data(t), ensure_ascii=False, separators=(',', ':'))}"
        for tekst, t in sorted(traeer)
    ]
    return f'{{"noegle":"{noegle}","traeer":{{\n' + ",\n".join(linjer) + "\n}}\n"


@cache
def kendte(noegle: str) -> dict[str, list[Any]]:
    """Return the stored trees of the built-in packs' expressions; empty where they are of another grammar."""
    fil = mappe("rules") / UDTRYKSFIL
    if not fil.is_file():
        return {}
    gemt = json.loads(fil.read_text(encoding="utf-8"))
    traeer: dict[str, list[Any]] = gemt["traeer"] if gemt["noegle"] == noegle else {}
    return traeer
