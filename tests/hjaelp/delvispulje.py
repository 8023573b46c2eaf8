"""The invented pool for broadband with partial awards: minimums of points, of an award and of a part of one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hjaelp.puljer import DATA

PULJE = "bredbaand"
_RETTET = [
    ("ved_loft: stop", "ved_loft: delvis"),
    ("  budgetter:", "    mindst_i_alt: mindste_point\n  budgetter:"),
    (
        "ansoegt: udgift - egenbetaling",
        "ansoegt: udgift - egenbetaling\n      mindst: mindste_tilskud\n      delvis_mindst: mindste_del",
    ),
]
_PARAMETRE = """
  mindste_point:
    navn: de mindste point
    type: tal
    mindst: 0
    hoejst: 100
    vaerdi: 15
    kilde: {dokument: opslag, afsnit: Pointkrav}
  mindste_tilskud:
    navn: det mindste tilskud
    type: tal
    enhed: kr.
    mindst: 0
    hoejst: 999.999
    vaerdi: 20.000
    kilde: {dokument: opslag, afsnit: Mindste tilskud}
  mindste_del:
    navn: den mindste del
    type: tal
    enhed: kr.
    mindst: 0
    hoejst: 999.999
    vaerdi: 100.000
    kilde: {dokument: opslag, afsnit: Mindste tilskud}
"""
_FORTOLKNINGER = """
fortolkninger:
  - id: F1
    spoergsmaal: Er administrationen med i bevillingen?
    valg: Ja.
    begrundelse: Det er det almindelige.
    alternativer: [{tekst: Nej., retter: [{parameter: administration, vaerdi: 0}]}]
    kilde: {dokument: opslag, afsnit: Beløb}
  - id: F2
    spoergsmaal: Kan foreningen være et selskab?
    valg: Ja.
    begrundelse: Opslaget udelukker det ikke.
    alternativer: [{tekst: Nej.}]
    kilde: {dokument: opslag, afsnit: Beløb}
"""


def _forening(navn: str, tilsluttes: int, udgift: int, *, mobil: int = 10, saerlig: bool = False) -> dict[str, Any]:
    return {
        "forening": navn, "boliger": 10, "tilsluttes": tilsluttes, "i_landzone": 0, "mobil": mobil,
        "udgift": udgift, "egenbetaling": 0, "saerlig": saerlig,
    }  # fmt: skip


# With the parameter ``bevilling`` at 22 mio. kr. the general pool has 500.000 kr., and the special pool 20 mio. kr.
FORENINGER = [
    _forening("Alfa", 10, 350_000),
    _forening("Beta", 8, 300_000),
    _forening("Gamma", 5, 300_000),
    _forening("Delta", 4, 50_000, saerlig=True),
    _forening("Epsilon", 0, 300_000, mobil=500),
    _forening("Zeta", 9, 10_000),
]


def delvispulje(rod: Path) -> Path:
    """Write the pack to a folder of packs, and return that folder. The pack's own cases are left out."""
    regler = rod / "rules"
    shutil.copytree(DATA / PULJE, regler / PULJE, ignore=shutil.ignore_patterns("tilfaelde"))
    orden = regler / PULJE / "raekkefoelge.yaml"
    tekst = orden.read_text("utf-8")
    for fra, til in _RETTET:
        assert fra in tekst, fra
        tekst = tekst.replace(fra, til)
    orden.write_text(tekst, encoding="utf-8")
    with (regler / PULJE / "parametre.yaml").open("a", encoding="utf-8") as fil:
        fil.write(_PARAMETRE)
    (regler / PULJE / "fortolkninger.yaml").write_text(_FORTOLKNINGER, encoding="utf-8")
    return regler
