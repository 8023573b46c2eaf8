"""JSON text → nodes with places. Numbers keep their text, so nothing passes through a binary float."""

from __future__ import annotations

import json
from functools import cache
from typing import cast

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from ..fejl import LaeseFejl, Sted, vis_sikkert
from .noder import HOEJST_DYBDE, Liste, Node, Ordbog, Skalar

_LEKSIKON = r"""
start: (PUNKT | TEKST | TAL | ORD)*
PUNKT: /[\[\]{}:,]/
TEKST: /"(?:[^"\\\x00-\x1f]|\\(?:["\\\/bfnrt]|u[0-9a-fA-F]{4}))*"/
TAL: /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/
ORD: /true|false|null/
%ignore /[ \t\r\n]+/
"""


@cache
def _leksikon() -> Lark:
    return Lark(_LEKSIKON, parser="lalr", lexer="basic")


def laes_json(tekst: str, fil: str) -> Node:
    """The one value of a JSON text. Raises LaeseFejl with line and column."""
    try:
        return _Laeser(list(_leksikon().lex(tekst)), fil).alt()
    except UnexpectedCharacters as fejl:
        tegn = tekst[fejl.pos_in_stream or 0]
        raise LaeseFejl(_tegn(tegn), Sted(fil, fejl.line, fejl.column)) from None
    except (UnexpectedToken, UnexpectedInput):
        raise LaeseFejl("Filen er ikke gyldig JSON.", Sted(fil)) from None


def _tegn(tegn: str) -> str:
    if tegn == '"':
        return "En tekst er ikke lukket, eller den har et linjeskift, der skal skrives som \\n."
    return f"»{vis_sikkert(tegn)}« kan ikke stå her i JSON. Tekster skal stå i dobbelte anførselstegn."


class _Laeser:
    """Depth is at most HOEJST_DYBDE, so plain recursion is safe."""

    def __init__(self, tokens: list[Token], fil: str) -> None:
        self.tokens = tokens
        self.fil = fil
        self.nr = 0

    def sted(self) -> Sted:
        if not self.tokens:
            return Sted(self.fil)
        token = self.tokens[min(self.nr, len(self.tokens) - 1)]
        return Sted(self.fil, token.line, token.column)

    def naeste(self, hvad: str) -> Token:
        if self.nr >= len(self.tokens):
            raise LaeseFejl(f"Filen slutter for tidligt. Her mangler {hvad}.", self.sted())
        token = self.tokens[self.nr]
        self.nr += 1
        return token

    def forvent(self, tegn: str) -> None:
        sted = self.sted()
        if self.naeste(f"»{tegn}«") != tegn:
            raise LaeseFejl(f"Her skulle stå »{tegn}«.", sted)

    def alt(self) -> Node:
        node = self.node(1)
        if self.nr < len(self.tokens):
            raise LaeseFejl("Der står mere efter slutningen. Læg hver ansøgning i sin egen fil.", self.sted())
        return node

    def node(self, dybde: int) -> Node:
        sted = self.sted()
        if dybde > HOEJST_DYBDE:
            raise LaeseFejl(f"Filen er indlejret over {HOEJST_DYBDE} niveauer dybt. Kontrollér parenteserne.", sted)
        token = self.naeste("en værdi")
        match token.type, str(token):
            case "TEKST", tekst:
                return Skalar(cast("str", json.loads(tekst)), "tekst", sted)
            case "TAL", tekst:
                return Skalar(tekst, "tal", sted)
            case "ORD", "null":
                return Skalar("", "null", sted)
            case "ORD", tekst:
                return Skalar(tekst, "ja_nej", sted)
            case _, "[":
                return self.liste(sted, dybde)
            case _, "{":
                return self.ordbog(sted, dybde)
        raise LaeseFejl(f"»{token}« kan ikke stå her. Her skulle stå en værdi.", sted)

    def kig(self) -> str:
        return str(self.tokens[self.nr]) if self.nr < len(self.tokens) else ""

    def liste(self, sted: Sted, dybde: int) -> Liste:
        dele: list[Node] = []
        if self.kig() == "]":
            self.nr += 1
            return Liste((), sted)
        while True:
            dele.append(self.node(dybde + 1))
            if self.kig() == "]":
                self.nr += 1
                return Liste(tuple(dele), sted)
            self.forvent(",")

    def ordbog(self, sted: Sted, dybde: int) -> Ordbog:
        dele: dict[str, Node] = {}
        steder: dict[str, Sted] = {}
        if self.kig() == "}":
            self.nr += 1
            return Ordbog(dele, steder, sted)
        while True:
            her = self.sted()
            token = self.naeste("en nøgle")
            if token.type != "TEKST":
                raise LaeseFejl("Her skulle stå en nøgle i dobbelte anførselstegn.", her)
            noegle = cast("str", json.loads(str(token)))
            if noegle in dele:
                raise LaeseFejl(
                    f"Nøglen »{vis_sikkert(noegle, 60)}« står to gange (første gang i linje {steder[noegle].linje}). "
                    "Slet den ene.",
                    her,
                )
            self.forvent(":")
            dele[noegle] = self.node(dybde + 1)
            steder[noegle] = her
            if self.kig() == "}":
                self.nr += 1
                return Ordbog(dele, steder, sted)
            self.forvent(",")
