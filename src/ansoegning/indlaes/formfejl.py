"""Describe errors in the form of a pack's values, in Danish."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..fejl import vis_sikkert
from .noder import kommentar_i_tekst

_FEJLTEKST = {
    "model_type": "Her skal stå nøgler og værdier.",
    "model_attributes_type": "Her skal stå nøgler og værdier.",
    "dict_type": "Her skal stå nøgler og værdier.",
    "string_type": "Her skal stå en tekst.",
    "string_too_short": "Teksten må ikke være tom.",
    "too_short": "Listen må ikke være tom. Skriv mindst én.",
}
# Characters that occur in expressions but never in names.
_ET_ORD = re.compile(r"[\w.,%-]+")
_UDTRYK = re.compile(r" [-+×*] |\(|\bpr\.")


def formtekst(fejl: Mapping[str, Any], noegler: Sequence[str] = ()) -> str:
    """Return the message for a validation error of the pack's model, except for missing or unknown keys.

    Args:
        fejl: the error, as pydantic describes it.
        noegler: the keys that may stand in the place of a wrong word; empty if a word must stand there.
    """
    from ..model.data import AFKORTET
    from ..model.visning import opremsning

    art: str = fejl["type"]
    ctx: Mapping[str, object] = fejl.get("ctx") or {}
    if art == "value_error":
        tekst = str(ctx["error"])
    elif art == AFKORTET:
        tekst = kommentar_i_tekst(str(ctx["kommentar"]))
    elif art == "literal_error":
        mulige = str(ctx["expected"]).replace(" or ", " eller ").replace("'", "")
        hvad = f"»{_kort(fejl['input'])}«" if isinstance(fejl["input"], str) else "Nøgler og lister"
        ellers = f", eller nøglerne {opremsning(list(noegler))}" if noegler else ""
        tekst = f"{hvad} kan ikke stå her. Brug {mulige}{ellers}."
    elif art == "string_pattern_mismatch" and _UDTRYK.search(str(fejl["input"])):
        tekst = (
            f"»{_kort(fejl['input'])}« er et udtryk, men her skal stå ét navn. Giv det, der regnes, et navn for sig."
        )
    elif art == "string_pattern_mismatch" and str(fejl["input"])[:1].isdigit():
        tekst = (
            f"»{_kort(fejl['input'])}« er en værdi, men her skal stå ét navn. Skriv værdien som en parameter, og skriv "
            "parameterens navn her."
        )
    elif art == "string_pattern_mismatch":
        tekst = f"»{_kort(fejl['input'])}« har ikke den rette form. Brug bogstaver a–z, tal og _."
    elif art in ("int_parsing", "int_type"):
        tekst = f"»{_kort(fejl['input'])}« er ikke et helt tal."
    elif art in ("less_than_equal", "greater_than_equal"):
        retning = f"højst {ctx['le']}" if "le" in ctx else f"mindst {ctx.get('ge')}"
        tekst = f"Her kan stå {retning}, ikke {_kort(fejl['input'])}."
    elif art == "string_too_long":
        tekst = f"»{_kort(fejl['input'])}« er for langt. Der er plads til {ctx['max_length']} tegn."
    elif art == "too_long":
        tekst = f"Her kan højst stå {ctx['max_length']}. Slet nogle, eller del dem."
    elif art == "string_type" and isinstance(fejl["input"], dict):
        tekst = "Her skal stå en tekst, ikke nøgler og værdier. En parameter skrives med sit navn alene."
    elif art in ("tuple_type", "list_type"):
        tekst = _ingen_liste(fejl["input"])
    else:
        tekst = _FEJLTEKST.get(art, f"Værdien kan ikke bruges her ({art}).")
    return tekst


def _ingen_liste(skrevet: object) -> str:
    """Return how to write a list instead of the given value."""
    if isinstance(skrevet, str) and _ET_ORD.fullmatch(skrevet):
        return f"Her skal stå en liste, også med ét: [{_kort(skrevet)}]."
    if isinstance(skrevet, dict):
        return "Her skal stå en liste. Begynd hver del med en bindestreg."
    return "Her skal stå en liste."


def _kort(skrevet: object) -> str:
    return vis_sikkert(str(skrevet), 60)
