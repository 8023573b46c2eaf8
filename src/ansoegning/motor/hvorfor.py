"""Explain the value of a condition: every subexpression with its value, in two levels of detail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..sprog.skriv import skriv_udtryk, skriv_vaerdi
from ..sprog.traeer import (
    AntalRaekker,
    Eller,
    Fakt,
    Hver,
    Hvis,
    Ikke,
    Knude,
    Konstant,
    Og,
    Param,
    Regn,
    Saml,
    Sammenlign,
    alle_knuder,
    boern,
)
from ..system.dataklasse import dataklasse
from .fraser import ordvalg
from .reference import Kontekst, fakt, vaerdi
from .vendepunkter import Navn

UKENDT = "ukendt"


@dataklasse(frozen=True, slots=True)
class Spor:
    """A subexpression, its value as text (``ja``, ``nej``, ``ukendt``, ``18.500.000 kr.``), and its subexpressions."""

    udtryk: str
    vaerdi: str
    dele: tuple[Spor, ...]


def spor(knude: Knude, k: Kontekst) -> Spor:
    """Return the complete derivation in the pack's own names, with derived facts expanded, for a developer."""
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


ALLE, ET, IKKE_ALLE, INTET = "alle disse", "mindst ét af disse", "ikke alle disse", "intet af disse"


def led(
    knude: Knude,
    k: Kontekst,
    navngiv: Callable[[Fakt | Param, Any], str],
    kun_navn: Callable[[Fakt], str],
    valgord: Callable[[Fakt, Any], str],
) -> list[Spor]:
    """Return the conditions that a rule consists of, in the facts' display names, for a caseworker.

    All of the conditions must be true.

    A nested group (all, at least one, not all, or none of its operands) lists the operands as parts, so that a false
    operand is not mistaken for an unmet requirement.

    Args:
        knude: the rule's tree.
        k: the context.
        navngiv: returns the text for a fact or parameter and its value.
        kun_navn: returns the text for a fact inside an aggregate, where it has a value for each row.
        valgord: returns the text for a choice.
    """

    # By identity: the same fact may also be read outside the aggregate.
    samlede = {
        id(f)
        for s in alle_knuder(knude)
        if isinstance(s, Saml | Hver)
        for f in alle_knuder(s.a)
        if isinstance(f, Fakt) and f.liste == s.liste
    }

    def navn(n: Fakt | Param) -> str:
        if isinstance(n, Param):
            return navngiv(n, None)
        return kun_navn(n) if id(n) in samlede else navngiv(n, fakt(n.navn, n.liste, k))

    def alle(dele: tuple[Knude, ...]) -> tuple[Spor, ...]:
        return tuple(et(d) for d in dele)

    def et(n: Knude) -> Spor:
        match n:
            case Og(dele=dele):
                return Spor(ALLE, _vist(n, k), alle(dele))
            case Eller(dele=dele):
                return Spor(ET, _vist(n, k), alle(dele))
            case Ikke(a=Og(dele=dele)):
                return Spor(IKKE_ALLE, _vist(n, k), alle(dele))
            case Ikke(a=Eller(dele=dele)):
                return Spor(INTET, _vist(n, k), alle(dele))
        return Spor(skriv_udtryk(n, ordvalg(k.regelsaet, navn, valgord)), _vist(n, k), ())

    return [et(d) for d in knude.dele] if isinstance(knude, Og) else [et(knude)]


def er_her(n: Fakt, k: Kontekst) -> bool:
    """Return whether a fact has a single value here; inside an aggregate it has one per row."""
    return n.liste is None or n.liste == k.liste


def savnede(knude: Knude, k: Kontekst) -> Iterator[Navn]:
    """Yield the unknown input facts that a value waits for, not those in the branch of a condition that is not taken.

    A calculated fact that is known waits for nothing. Facts of a list's other rows are left out.
    """
    match knude:
        case Fakt():
            if er_her(knude, k) and fakt(knude.navn, knude.liste, k) is None:
                afledt = k.regelsaet.afledte.get((knude.liste, knude.navn))
                if afledt is None:
                    yield knude.liste, knude.navn
                else:
                    yield from savnede(afledt.trae, k)
        case Hvis(naar=naar, saa=saa, ellers=ellers):
            valgt = vaerdi(naar, k)
            yield from savnede(naar, k)
            yield from savnede(saa, k) if valgt is not False else ()
            yield from savnede(ellers, k) if valgt is not True else ()
        case Saml() | Hver() | AntalRaekker():
            return
        case _:
            for barn in boern(knude):
                yield from savnede(barn, k)
