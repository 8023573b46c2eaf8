"""The rules' tests of texts for the columns: what plainly passes is seen in SQL, the rest is the program's own test.

A text that could be taken for what is sought is given to ``motor/indbygget.py``, which decides: so a row's answer is
``tjek``'s, by construction.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..motor.indbygget import PROEVER
from ..motor.kolonner import Tekstproeve
from .db import eget, navn, tekst

if TYPE_CHECKING:
    import duckdb

_PROEV = eget("proev_tekst")
# Signs that mean themselves however a text is normalised; anything else is for the test itself.
_SIKRE = "[\\t\\n\\r -~À-ÖØ-öø-ÿ§«»“”„’\u2018–\u00a0]*"
# Ten digits, with whatever may part them.
_TI_CIFRE = "[0-9]([ .\\r\\n\u00a0–-]*[0-9]){9}"
_CIFRE = 10


def tilmeld(con: duckdb.DuckDBPyConnection) -> None:
    """The function the engine calls: which test, the text as it is or a list as JSON → the answer."""

    # Nothing is remembered: long texts would fill the memory, and are seldom alike.
    def svar(proeve: str, celle: str, er_liste: bool) -> bool | None:
        fundet: bool | None = PROEVER[proeve](tuple(json.loads(celle)) if er_liste else celle)
        return fundet

    con.create_function(_PROEV, svar, ["VARCHAR", "VARCHAR", "BOOLEAN"], "BOOLEAN")


def maaske_cpr(celle: str) -> str:
    """Whether a text, in SQL, may hold what looks like a CPR number."""
    return (
        f"(strlen({celle}) >= {_CIFRE} AND (regexp_matches({celle}, {tekst(_TI_CIFRE)}) "
        f"OR NOT regexp_full_match({celle}, {tekst(_SIKRE)})))"
    )


def svarkolonne(p: Tekstproeve, kolonne: str, *, er_liste: bool) -> str:
    """A test's answer as a column of its own; ``kolonne`` is the text, or the list of texts, in SQL."""
    raa = f"CAST(to_json({kolonne}) AS VARCHAR)" if er_liste else kolonne
    kald = f"{_PROEV}({tekst(p.proeve)}, {raa}, {str(er_liste).lower()})"
    if p.proeve == "ligner_cpr":
        samlet = f"array_to_string({kolonne}, chr(10))" if er_liste else kolonne
        kald = f"CASE WHEN {maaske_cpr(samlet)} THEN {kald} ELSE false END"
    return f"CASE WHEN {kolonne} IS NOT NULL THEN {kald} END AS {navn(p.kolonne)}"
