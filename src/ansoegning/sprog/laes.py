"""Parse expressions to trees. The parser is imported and built only when an expression needs it."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .udtrykstrae import Token, Tree, kendte, traeet

if TYPE_CHECKING:
    import lark
    from lark.exceptions import UnexpectedInput

GRAMMATIK = "grammatik.lark"
TABEL = "tabel.json"
# Terminals in words, for messages about what was expected; several terminals share a word.
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
    """An invalid expression. ``plads`` is the offset in its text."""

    def __init__(self, besked: str, plads: int) -> None:
        super().__init__(besked)
        self.besked = besked
        self.plads = plads


class UkendtNavn(UdtryksFejl):
    """An unknown name in an expression. ``navn`` is the name."""

    def __init__(self, besked: str, plads: int, navn: str) -> None:
        super().__init__(besked, plads)
        self.navn = navn


@cache
def _fil(navn: str) -> str:
    return Path(__file__).with_name(navn).read_text(encoding="utf-8")


@cache
def grammatiknoegle() -> str:
    """Return the key that identifies a grammar."""
    return sha256(_fil(GRAMMATIK).encode()).hexdigest()


def noegle() -> str:
    """Return the key that identifies a parser table: this grammar with this version of lark."""
    from lark import __version__ as lark_version

    return sha256(f"{lark_version}\n{_fil(GRAMMATIK)}".encode()).hexdigest()


def byg_parser() -> lark.Lark:
    """Build the parser from the grammar."""
    from lark import Lark

    return Lark(_fil(GRAMMATIK), parser="lalr", propagate_positions=True, maybe_placeholders=False)


@cache
def _parser() -> lark.Lark:
    import pickle

    from lark import Lark

    gemt = json.loads(_fil(TABEL), object_hook=_med_tal)
    if gemt.pop("noegle") != noegle():
        return byg_parser()
    return Lark.load(BytesIO(pickle.dumps(gemt)))


def _med_tal(ordbog: dict[str, Any]) -> dict[int | str, Any]:
    """Convert numeric keys: JSON stores every key as text, but lark uses both numbers and names."""
    return {int(n) if n.isdecimal() else n: v for n, v in ordbog.items()}


@lru_cache(maxsize=10_000)
def laes_udtryk(tekst: str) -> Tree:
    """Parse an expression; the tree is shared and must not be changed. Raises UdtryksFejl with what was expected."""
    if len(tekst) > HOEJST_TEGN:
        raise UdtryksFejl(f"Udtrykket er over {HOEJST_TEGN} tegn. Del det i afledte fakta.", HOEJST_TEGN)
    if tekst.count("(") > HOEJST_PARENTESER or tekst.count("ikke") > HOEJST_PARENTESER:
        raise UdtryksFejl("Udtrykket er for dybt. Del det i afledte fakta.", 0)
    # The depth of a sum is its number of terms. Hyphens in text literals are counted too, which is harmless.
    if sum(map(tekst.count, ("+", "-", "−", "×", "*", "pr.", "ellers"))) > HOEJST_REGNETEGN:
        raise UdtryksFejl(f"Udtrykket har over {HOEJST_REGNETEGN} regnetegn. Del det i afledte fakta.", 0)
    if not tekst.strip():
        raise UdtryksFejl("Udtrykket er tomt. Skriv en betingelse.", 0)
    if (kendt := kendte(grammatiknoegle()).get(tekst)) is not None:
        return traeet(kendt)
    return parset(tekst)


def parset(tekst: str) -> Tree:
    """Parse an expression with the grammar. Raises UdtryksFejl."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

    from .andre_sprog import i_stedet

    try:
        return _egen(_parser().parse(tekst))
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


def _egen(trae: lark.Tree[lark.Token]) -> Tree:
    """Convert the parser's tree to the type checker's."""
    from lark import Tree as Larktrae

    dele: list[Tree | Token] = []
    for d in trae.children:
        if isinstance(d, Larktrae):
            dele.append(_egen(d))
        else:
            token = Token(d)
            token.start_pos = d.start_pos or 0
            dele.append(token)
    return Tree(str(trae.data), dele, 0 if trae.meta.empty else trae.meta.start_pos)


def _i_stedet(skrevet: str, slags: str) -> str:
    """Return what to write instead of an operator of other languages."""
    if skrevet in "/÷:":
        return " Der deles med »pr.«: a pr. b."
    if slags == "OPERATOR":
        return " En sammenligning har to sider. Skriv to sammenligninger med »og« imellem."
    if skrevet in "-−":
        return " Der er intet fortegn. Skriv 0 - x."
    return ""


def _muligt(fejl: UnexpectedInput) -> str:
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    terminaler: set[str] = set()
    if isinstance(fejl, UnexpectedToken):
        terminaler = set(fejl.expected or ())
    elif isinstance(fejl, UnexpectedCharacters):
        terminaler = set(fejl.allowed or ())
    ord_ = sorted({_ORD[t] for t in terminaler if t in _ORD})
    *foerste, sidste = ord_ or [""]
    return f" Her kunne stå {', '.join(foerste) + ' eller ' if foerste else ''}{sidste}." if ord_ else ""
