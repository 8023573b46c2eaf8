"""The pages for authors: the commands of the worked example run, and the table of keys matches the schemas."""

from __future__ import annotations

import re

from hjaelp import noegler, ny_pulje


def test_siden_viser_det_programmet_svarer() -> None:
    tekst = ny_pulje.NY_PULJE.read_text("utf-8")
    assert ny_pulje.opdateret(tekst) == tekst


def test_en_aendret_side_maerkes() -> None:
    tekst = ny_pulje.NY_PULJE.read_text("utf-8")
    assert ny_pulje.opdateret(tekst.replace("3 tilfælde, 0 afviger", "4 tilfælde, 0 afviger")) == tekst


def test_tabellen_over_noegler_er_skemaernes() -> None:
    side = noegler.side()
    assert noegler.NOEGLER.read_text("utf-8") == side
    for noegle in ("ansoeger.ental", "moedepapir", "budgetter.*.navn", "kriterier[].krav", "tilfaelde[].giver"):
        assert re.search(rf"\| `(?:raekkefoelge\.)?{re.escape(noegle)}` \|", side), noegle
