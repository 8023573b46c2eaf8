"""The rules' tests of texts (such as for a CPR number) in SQL.

SQL decides the texts that clearly do not match. All others go to ``motor/indbygget.py``, so that a row always gets the
same answer as ``tjek`` gives.
"""

from __future__ import annotations

import json

from ..motor.indbygget import PROEVER
from ..motor.kolonner import Tekstproeve
from .db import eget, navn, tekst
from .funktioner import Funktion

_PROEV = eget("proev_tekst")
# Characters that Unicode normalisation does not change; a text with any other character goes to the Python test.
_SIKRE = "[\\t\\n\\r -~À-ÖØ-öø-ÿ§«»“”„’\u2018–\u00a0]*"
# Ten digits, with any separators between them.
_TI_CIFRE = "[0-9]([ .\\r\\n\u00a0–-]*[0-9]){9}"
_CIFRE = 10


def proevefunktion() -> Funktion:
    """Return the function that DuckDB calls with the test's name and the text (or a list as JSON)."""

    # No cache: long texts rarely repeat and would fill the memory.
    def svar(proeve: str, celle: str, er_liste: bool) -> bool | None:
        fundet: bool | None = PROEVER[proeve](tuple(json.loads(celle)) if er_liste else celle)
        return fundet

    return Funktion(_PROEV, svar, ("VARCHAR", "VARCHAR", "BOOLEAN"), "BOOLEAN")


def maaske_cpr(celle: str) -> str:
    """Return SQL for whether a text may contain what looks like a CPR number."""
    return (
        # As many bytes as characters: ASCII, of which the other control characters are never in a value.
        f"(strlen({celle}) >= {_CIFRE} AND (regexp_matches({celle}, {tekst(_TI_CIFRE)}) "
        f"OR (strlen({celle}) <> length({celle}) AND NOT regexp_full_match({celle}, {tekst(_SIKRE)}))))"
    )


def svarkolonne(p: Tekstproeve, kolonne: str, *, er_liste: bool) -> str:
    """Return SQL for a test's result as a column; ``kolonne`` is the text, or the list of texts, in SQL."""
    raa = f"CAST(to_json({kolonne}) AS VARCHAR)" if er_liste else kolonne
    kald = f"{_PROEV}({tekst(p.proeve)}, {raa}, {str(er_liste).lower()})"
    if p.proeve == "ligner_cpr":
        samlet = f"array_to_string({kolonne}, chr(10))" if er_liste else kolonne
        kald = f"CASE WHEN {maaske_cpr(samlet)} THEN {kald} ELSE false END"
    return f"CASE WHEN {kolonne} IS NOT NULL THEN {kald} END AS {navn(p.kolonne)}"
