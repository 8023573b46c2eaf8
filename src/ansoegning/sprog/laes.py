"""Text of an expression → lark tree. The parser is built once, on first use."""

from __future__ import annotations

import json
import pickle
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark import __version__ as LARK_VERSION  # noqa: N812 - a constant
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from .andre_sprog import i_stedet

GRAMMATIK = "grammatik.lark"
TABEL = "tabel.json"
# What may stand at a place, in words for messages; several terminals share a word.
_ORD = {
    "OPERATOR": "en sammenligning (<, <=, >, >=, =, <>)",
    "_ER": "»er«",
    "_I": "»i«",
    "_OG": "»og«",
    "_ELLER": "»eller«",
    "_IKKE": "»ikke«",
    "_FOR": "»for«",
    "_HVIS": "»hvis«",
    "_SAA": "»så«",
    "_ELLERS": "»ellers«",
    "_PR": "»pr.«",
    "_UDFYLDT": "»udfyldt«",
    "NAVN": "et navn",
    "TAL": "et tal",
    "DATO": "en dato",
    "TEKST": "en tekst i anførselstegn",
    "ENHED": "en enhed",
    "RPAR": "»)«",
    "LPAR": "»(«",
    "LBRACE": "»{«",
    "RBRACE": "»}«",
    "COMMA": "»,«",
}
HOEJST_TEGN = 2_000
HOEJST_PARENTESER = 40
HOEJST_REGNETEGN = 100


class UdtryksFejl(Exception):
    """An expression that cannot be used. ``plads`` is the offset in its text."""

    def __init__(self, besked: str, plads: int) -> None:
        super().__init__(besked)
        self.besked = besked
        self.plads = plads


@cache
def _fil(navn: str) -> str:
    return Path(__file__).with_name(navn).read_text(encoding="utf-8")


def noegle() -> str:
    """What identifies a parser table: this grammar with this version of lark."""
    return sha256(f"{LARK_VERSION}\n{_fil(GRAMMATIK)}".encode()).hexdigest()


def byg_parser() -> Lark:
    """The parser, built from the grammar."""
    return Lark(_fil(GRAMMATIK), parser="lalr", propagate_positions=True, maybe_placeholders=False)


@cache
def _parser() -> Lark:
    gemt = json.loads(_fil(TABEL), object_hook=_med_tal)
    if gemt.pop("noegle") != noegle():
        return byg_parser()
    return Lark.load(BytesIO(pickle.dumps(gemt)))


def _med_tal(ordbog: dict[str, Any]) -> dict[int | str, Any]:
    """JSON writes every key as text; lark's are numbers and names."""
    return {int(n) if n.isdecimal() else n: v for n, v in ordbog.items()}


def laes_udtryk(tekst: str) -> Tree[Token]:
    """Parse an expression. Raises UdtryksFejl with what could stand there instead."""
    if len(tekst) > HOEJST_TEGN:
        raise UdtryksFejl(f"Udtrykket er over {HOEJST_TEGN} tegn. Del det i afledte fakta.", HOEJST_TEGN)
    if tekst.count("(") > HOEJST_PARENTESER or tekst.count("ikke") > HOEJST_PARENTESER:
        raise UdtryksFejl("Udtrykket er for dybt. Del det i afledte fakta.", 0)
    # The depth of a sum is its number of terms. Hyphens in texts are counted too, which does no harm.
    if sum(map(tekst.count, ("+", "-", "−", "×", "*", "pr.", "ellers"))) > HOEJST_REGNETEGN:
        raise UdtryksFejl(f"Udtrykket har over {HOEJST_REGNETEGN} regnetegn. Del det i afledte fakta.", 0)
    if not tekst.strip():
        raise UdtryksFejl("Udtrykket er tomt. Skriv en betingelse.", 0)
    try:
        return _parser().parse(tekst)
    except UnexpectedEOF as fejl:
        raise UdtryksFejl(f"Udtrykket slutter for tidligt.{_muligt(fejl)}", len(tekst)) from None
    except UnexpectedToken as fejl:
        if fejl.token.type == "$END":
            raise UdtryksFejl(f"Udtrykket slutter for tidligt.{_muligt(fejl)}", len(tekst)) from None
        plads = fejl.pos_in_stream or 0
        slags = "" if "NAVN" in fejl.expected else fejl.token.type
        hjaelp = i_stedet(tekst, plads) or _i_stedet(str(fejl.token), slags) or _muligt(fejl)
        raise UdtryksFejl(f"»{fejl.token}« kan ikke stå her.{hjaelp}", plads) from None
    except UnexpectedCharacters as fejl:
        plads = fejl.pos_in_stream or 0
        hjaelp = i_stedet(tekst, plads) or _i_stedet(tekst[plads], "") or _muligt(fejl)
        raise UdtryksFejl(f"Tegnet »{tekst[plads]}« kan ikke stå her.{hjaelp}", plads) from None


def _i_stedet(skrevet: str, slags: str) -> str:
    """What is written instead of a sign that other languages have."""
    if skrevet in "/÷:":
        return " Der deles med »pr.«: a pr. b."
    if slags == "OPERATOR":
        return " En sammenligning har to sider. Skriv to sammenligninger med »og« imellem."
    if skrevet in "-−":
        return " Der er intet fortegn. Skriv 0 - x."
    return ""


def _muligt(fejl: UnexpectedInput) -> str:
    terminaler: set[str] = set()
    if isinstance(fejl, UnexpectedToken):
        terminaler = set(fejl.expected or ())
    elif isinstance(fejl, UnexpectedCharacters):
        terminaler = set(fejl.allowed or ())
    ord_ = sorted({_ORD[t] for t in terminaler if t in _ORD})
    *foerste, sidste = ord_ or [""]
    return f" Her kunne stå {', '.join(foerste) + ' eller ' if foerste else ''}{sidste}." if ord_ else ""
