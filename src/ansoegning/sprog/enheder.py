"""Units and dimensions: what may be compared with what, and by which factor.

A dimension is a sorted tuple of (base, exponent); the empty one is a plain number. Money has the base ``kr``
whatever the unit, so kroner and t.kr. compare exactly; per cent is a base of its own, so it never meets kroner.
"""

from __future__ import annotations

import re

Dimension = tuple[tuple[str, int], ...]

TAL: Dimension = ()
PROCENT: Dimension = (("pct.", 1),)
KRONER: Dimension = (("kr.", 1),)

AAR: Dimension = (("år", 1),)
MAANEDER: Dimension = (("måned", 1),)
TIDER: dict[Dimension, int] = {(("dag", 1),): 1, (("uge", 1),): 7, MAANEDER: 1, AAR: 12}

_PENGE = {"kr.": 1, "t.kr.": 1_000, "mio. kr.": 1_000_000, "mia. kr.": 1_000_000_000}
_TIDSORD = {"dage": "dag", "uger": "uge", "måneder": "måned"}
_FLERTAL = {ental: flertal for flertal, ental in _TIDSORD.items()}
_ORD = re.compile(r"[a-zæøå_]+")


def enhed(tekst: str) -> tuple[Dimension, int]:
    """The dimension and the factor to its base unit, of a unit as written: ``t.kr.``, ``kr. pr. plads``.

    Raises ValueError with a Danish message when the words are no unit.
    """
    rettet = " ".join(tekst.split())
    if rettet == "%":
        rettet = "pct."
    taeller, *naevnere = rettet.split(" pr. ")
    dimension, faktor = _grund(taeller)
    eksponenter = dict(dimension)
    for naevner in naevnere:
        for base, eksponent in _grund(naevner)[0]:
            eksponenter[base] = eksponenter.get(base, 0) - eksponent
    return _sorteret(eksponenter), faktor


def _grund(ord_: str) -> tuple[Dimension, int]:
    if ord_ in _PENGE:
        return KRONER, _PENGE[ord_]
    if ord_ == "pct.":
        return PROCENT, 1
    if not _ORD.fullmatch(ord_):
        raise ValueError(f"»{ord_}« er ikke en enhed. Brug kr., t.kr., mio. kr., pct. eller et ord som pladser.")
    return ((_ental(ord_), 1),), 1


def _ental(ord_: str) -> str:
    """``pladser`` and ``plads`` are one unit."""
    if ord_ in _TIDSORD:
        return _TIDSORD[ord_]
    return ord_[:-2] if ord_.endswith("er") and len(ord_) > 4 else ord_


def gange(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a product. Per cent of something is that something."""
    if PROCENT in (a, b):
        return b if a == PROCENT else a
    eksponenter = dict(a)
    for base, eksponent in b:
        eksponenter[base] = eksponenter.get(base, 0) + eksponent
    return _sorteret(eksponenter)


def pr(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a ratio."""
    eksponenter = dict(a)
    for base, eksponent in b:
        eksponenter[base] = eksponenter.get(base, 0) - eksponent
    return _sorteret(eksponenter)


def _sorteret(eksponenter: dict[str, int]) -> Dimension:
    return tuple(sorted((b, e) for b, e in eksponenter.items() if e))


def vis(dimension: Dimension) -> str:
    """A dimension in words, for messages: ``kr. pr. plads``."""
    over = [_FLERTAL.get(b, b) for b, e in dimension if e > 0]
    under = [b for b, e in dimension if e < 0]
    if not dimension:
        return "et tal uden enhed"
    return " pr. ".join([" × ".join(over) or "tal", *under])
