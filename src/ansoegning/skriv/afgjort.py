"""A person's decision held against the calculation: its amount, whether it can be, and how it deviates."""

from __future__ import annotations

from collections.abc import Mapping

from ..fejl import vis_sikkert
from ..model.afgoerelser import Afgoerelse, Afgoerelsesudfald
from ..model.ord import Ord
from ..model.rangliste import ProjektSvar
from ..model.visning import med_lille, opremsning
from .rangliste_overblik import udfaldsord

ORD: dict[Afgoerelsesudfald, str] = {
    "tilsagn": "tilsagn",
    "delvist_tilsagn": "delvist tilsagn",
    "afslag": "afslag",
}
_PASSER: dict[Afgoerelsesudfald, tuple[str, ...]] = {
    "tilsagn": ("inden_for_rammen",),
    "delvist_tilsagn": ("inden_for_rammen",),
    "afslag": ("uden_for_rammen", "opfylder_ikke"),
}


def uden_beloeb(projekt: ProjektSvar) -> bool:
    """Return whether nothing is calculated for a project, so that a decision to grant money must state the amount."""
    return not any((projekt.beregnet or {}).values())


def andre_rammer(projekt: ProjektSvar, beloeb: Mapping[str, int], ord_: Ord) -> str | None:
    """Return the sentence that a decision gives money from budgets the project does not belong to; else None."""
    fremmede = [ord_.ramme(b) for b, kr in beloeb.items() if kr and b not in projekt.budgetter]
    if not fremmede:
        return None
    egne = [ord_.ramme(b) for b in projekt.budgetter]
    kun = f", kun til {opremsning(egne)}" if egne else ""
    return (
        f"{vis_sikkert(projekt.betegnelse, 100)} kan efter oplysningerne i ansøgningen ikke få beløb til "
        f"{opremsning(fremmede)}{kun}. Ret beløbet eller oplysningerne."
    )


def beloebet(projekt: ProjektSvar, afgoerelse: Afgoerelse) -> dict[str, int]:
    """Return the amount of a decision in kroner by budget: as decided, else as calculated."""
    if afgoerelse.udfald == "afslag":
        return {}
    return dict(afgoerelse.beloeb if afgoerelse.beloeb is not None else projekt.beregnet or {})


def afvigelse(projekt: ProjektSvar, afgoerelse: Afgoerelse, ord_: Ord) -> str | None:
    """Return a Danish sentence on how a decision deviates from the calculation, or None if it does not."""
    if projekt.udfald == "kandidat":
        # In a group's own list nothing is allocated, so no decision can deviate from it.
        return None
    passer = projekt.udfald in _PASSER[afgoerelse.udfald]
    if passer and afgoerelse.udfald != "afslag":
        passer = beloebet(projekt, afgoerelse) == projekt.beregnet
    if passer:
        return None
    beregnet = med_lille(udfaldsord(projekt, ord_)) + (
        " med et andet beløb" if projekt.udfald in _PASSER[afgoerelse.udfald] else ""
    )
    return (
        f"{projekt.betegnelse}: afgørelsen ({ORD[afgoerelse.udfald]}) afviger fra beregningen ({beregnet}). Brevet "
        "følger afgørelsen."
    )


__all__ = ["ORD", "afvigelse", "andre_rammer", "beloebet", "uden_beloeb"]
