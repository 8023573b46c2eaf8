"""Why a condition has the value it has: every part of it with its own value, at two depths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..sprog.skriv import skriv_udtryk, skriv_vaerdi
from ..sprog.traeer import Eller, Fakt, Ikke, Knude, Konstant, Og, Param, Regn, Sammenlign, boern
from .reference import Kontekst, fakt, vaerdi

UKENDT = "ukendt"


@dataclass(frozen=True, slots=True)
class Spor:
    """A part of a rule, its value as text (``ja``, ``nej``, ``ukendt``, ``18.500 t.kr.``), and its own parts."""

    udtryk: str
    vaerdi: str
    dele: tuple[Spor, ...]


def spor(knude: Knude, k: Kontekst) -> Spor:
    """The whole derivation by the pack's own names, with derived facts expanded, for a developer."""
    dele: tuple[Spor, ...] = ()
    if isinstance(knude, Fakt):
        afledt = k.regelsaet.afledte.get((knude.liste, knude.navn))
        dele = (spor(afledt.trae, k),) if afledt is not None else ()
    elif isinstance(knude, Og | Eller | Ikke | Sammenlign | Regn):
        dele = tuple(spor(b, k) for b in boern(knude) if not isinstance(b, Konstant))
    return Spor(skriv_udtryk(knude), _vist(knude, k), dele)


def _vist(knude: Knude, k: Kontekst) -> str:
    v = vaerdi(knude, k)
    return UKENDT if v is None else skriv_vaerdi(knude, v)


def led(knude: Knude, k: Kontekst, navngiv: Callable[[Fakt | Param, Any], str]) -> list[Spor]:
    """The conditions a rule consists of, each on its own and in the facts' display names, for a caseworker.

    ``navngiv`` returns the text for a fact or parameter and its value.
    """
    if isinstance(knude, Og | Eller | Ikke):
        return [s for b in boern(knude) for s in led(b, k, navngiv)]

    def navn(n: Fakt | Param) -> str:
        return navngiv(n, fakt(n.navn, n.liste, k) if isinstance(n, Fakt) and _kan_ses(n, k) else None)

    return [Spor(skriv_udtryk(knude, navn), _vist(knude, k), ())]


def _kan_ses(n: Fakt, k: Kontekst) -> bool:
    """Whether a fact has a single value here; inside a collection it has one per row."""
    return n.liste is None or n.liste == k.liste
