"""The parsed form of an expression, as the type checker reads it; and those of the built-in packs, parsed beforehand.

To import the parser and to parse a pack's expressions takes a sixth of a short command's time. ``rules/udtryk.json``
holds the trees of the expressions in the built-in packs, by their text, for the grammar it names; any other expression,
and all of them after a change of the grammar, are parsed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from ..system.steder import mappe

UDTRYKSFIL = "udtryk.json"
T = TypeVar("T")


class Token(str):
    """A word of an expression, and where it begins."""

    __slots__ = ("start_pos",)
    start_pos: int


@dataclass(frozen=True, slots=True)
class Meta:
    """Where a tree begins."""

    start_pos: int
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Tree(Generic[T]):
    """What the grammar's rule ``data`` matched. Shared by all who ask for the same text, and only read."""

    data: str
    children: list[Tree[T] | T]
    meta: Meta


def traeet(data: list[Any]) -> Tree[Token]:
    """A tree of plain lists: the rule, its place, its parts; a word is its place and its text."""
    regel, plads, *dele = data
    return Tree(regel, [traeet(d) if isinstance(d[0], str) else _ordet(*d) for d in dele], Meta(plads))


def _ordet(plads: int, tekst: str) -> Token:
    token = Token(tekst)
    token.start_pos = plads
    return token


def som_data(trae: Tree[Token]) -> list[Any]:
    """The tree as plain lists."""
    dele = (som_data(d) if isinstance(d, Tree) else [d.start_pos, str(d)] for d in trae.children)
    return [trae.data, trae.meta.start_pos, *dele]


def som_fil(noegle: str, traeer: Iterable[tuple[str, Tree[Token]]]) -> str:
    """The text of ``rules/udtryk.json``, an expression on each line."""
    linjer = [
        f"{json.dumps(tekst, ensure_ascii=False)}:{json.dumps(som_data(t), ensure_ascii=False, separators=(',', ':'))}"
        for tekst, t in sorted(traeer)
    ]
    return f'{{"noegle":"{noegle}","traeer":{{\n' + ",\n".join(linjer) + "\n}}\n"


@cache
def kendte(noegle: str) -> dict[str, list[Any]]:
    """The trees of the built-in packs' expressions, where they are of the grammar with this key."""
    fil = mappe("rules") / UDTRYKSFIL
    if not fil.is_file():
        return {}
    gemt = json.loads(fil.read_text(encoding="utf-8"))
    traeer: dict[str, list[Any]] = gemt["traeer"] if gemt["noegle"] == noegle else {}
    return traeer
