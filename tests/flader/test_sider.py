"""HTML pages: tables have their parts in the standard's order, and only scrollable elements are wider than a phone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ansoegning import rangliste
from ansoegning.handlinger.skriv import skriv_papirer
from ansoegning.skriv.rangliste_html import skriv_rangliste_html
from hjaelp.projekt import PROJEKT
from hjaelp.runder import PULJE

_ORDEN = ("caption", "colgroup", "thead", "tbody", "tfoot")
_TOMME = {"meta", "link", "br", "img", "hr", "input", "col"}


class _Tabeller(HTMLParser):
    """Collects the parts of each table, in order, and whether it is inside a scrollable element."""

    def __init__(self) -> None:
        super().__init__()
        self.stak: list[tuple[str, str]] = []
        self.dele: list[list[str]] = []
        self.rulles: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.dele.append([])
            self.rulles.append(any(klasse == "rul" for _, klasse in self.stak))
        elif self.stak and self.stak[-1][0] == "table":
            self.dele[-1].append(tag)
        if tag not in _TOMME:
            self.stak.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        # A self-closing element ends without having been put on the stack.
        while tag not in _TOMME and self.stak and self.stak.pop()[0] != tag:
            pass


@pytest.fixture(scope="module")
def sider(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    mappe: Path = tmp_path_factory.mktemp("sider")
    ansoegning = {
        "pulje": PULJE, "kommune": "Aarhus", "projekter": [{**PROJEKT, "navn": f"Projekt {nr}"} for nr in range(6)],
    }  # fmt: skip
    (fil,) = skriv_papirer(ansoegning, mappe, som=("print",)).filer
    # Of two regions: the totals are shown below the regions.
    runde = rangliste([ansoegning, {**ansoegning, "kommune": "Køge"}])
    return {"print": fil.read_text(encoding="utf-8"), "rangliste": skriv_rangliste_html(runde)}


@pytest.mark.parametrize("side", ["print", "rangliste"])
def test_tabellens_dele_staar_i_orden(side: str, sider: dict[str, str]) -> None:
    laeser = _Tabeller()
    laeser.feed(sider[side])
    assert laeser.dele
    assert any("tfoot" in dele for dele in laeser.dele)
    for dele in laeser.dele:
        assert [d for d in _ORDEN if d in dele] == dele


@pytest.mark.parametrize("side", ["print", "rangliste"])
def test_intet_er_bredere_end_en_telefon(side: str, sider: dict[str, str]) -> None:
    laeser = _Tabeller()
    laeser.feed(sider[side])
    assert all(laeser.rulles)
    assert re.search(r"\.rul \{ overflow-x: auto; \}", sider[side])
    if side == "print":
        # Columns that do not wrap may only use a part of the screen width.
        assert "max-content 1fr" not in sider[side]
