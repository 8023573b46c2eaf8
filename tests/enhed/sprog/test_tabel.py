"""The stored parser table matches the grammar."""

from __future__ import annotations

import json
import re

import lark
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import UnexpectedInput

from ansoegning.sprog import laes
from ansoegning.sprog.laes import byg_parser, noegle
from ansoegning.sprog.lav_tabel import tabel
from hjaelp.steder import ROD

LED = [
    "a",
    "projekter",
    "b.c",
    "12",
    "3,5",
    "t.kr.",
    "pct.",
    "31/12/2026",
    '"x"',
    "og",
    "eller",
    "ikke",
    "er",
    "i",
    "udfyldt",
    "for",
    "sum",
    "alle",
    "(",
    ")",
    "{",
    "}",
    ",",
    "<",
    "<=",
    "=",
    "<>",
    "+",
    "-",
    "*",
    "×",
    "−",
    "?",
    "æ",
]


def _svar(parser: Lark, tekst: str) -> object:
    try:
        return parser.parse(tekst)
    except UnexpectedInput as fejl:
        muligt = getattr(fejl, "expected", None) or getattr(fejl, "allowed", None) or ()
        return type(fejl), fejl.pos_in_stream, sorted(muligt)


def test_noeglen_er_grammatikkens(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stored table matches the grammar and the locked version of lark; other versions of lark build their own."""
    laast = re.search(r"^lark==(\S+)", (ROD / ".ci" / "laas.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert laast is not None
    monkeypatch.setattr(lark, "__version__", laast[1])
    assert json.loads(laes._fil(laes.TABEL))["noegle"] == noegle(), "run: python -m ansoegning.sprog.lav_tabel"


def test_tabellen_kan_laves_igen() -> None:
    assert json.loads(tabel()).keys() == json.loads(laes._fil(laes.TABEL)).keys()


@given(st.lists(st.sampled_from(LED), max_size=12).map(" ".join))
def test_den_gemte_laeser_som_grammatikken(tekst: str) -> None:
    assert _svar(laes._parser(), tekst) == _svar(_GRAMMATIKKENS, tekst)


def test_en_gammel_tabel_bruges_ikke(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laes, "noegle", lambda: "en anden")
    monkeypatch.setattr(Lark, "load", None)
    laes._parser.cache_clear()
    try:
        assert laes.parset("a > 3") == laes._egen(byg_parser().parse("a > 3"))
    finally:
        laes._parser.cache_clear()


_GRAMMATIKKENS = byg_parser()
