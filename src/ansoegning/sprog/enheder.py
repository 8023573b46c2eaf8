"""Units and dimensions: which values can be compared, and the factors between their units.

A dimension is a sorted tuple of (base, exponent); the empty one is a plain number. Money has the base ``kr`` in every
unit, so kroner and t.kr. compare exactly; per cent is a base of its own, so it cannot be compared with kroner.
"""

from __future__ import annotations

import re
from typing import Any

from ..model.enhedsord import ALMINDELIGE, ENHEDSNAVN, PENGE, PR, Enhedsord, en_af, flere_af

Dimension = tuple[tuple[str, int], ...]

TAL: Dimension = ()
PROCENT: Dimension = (("pct.", 1),)
KRONER: Dimension = (("kr.", 1),)


def _ord(en: str) -> Dimension:
    return ((ALMINDELIGE[en], 1),)


AAR: Dimension = _ord("år")
MAANEDER: Dimension = _ord("måned")
TIDER: dict[Dimension, int] = {_ord("dag"): 1, _ord("uge"): 7, MAANEDER: 1, AAR: 12}

# Common other spellings of money and per cent, which are rejected with a suggestion.
_SKREVET_FORKERT = {
    **dict.fromkeys(("kr", "kroner", "dkk"), "kr."), "tkr": "t.kr.", "mio": "mio. kr.", "mia": "mia. kr.",
    **dict.fromkeys(("pct", "procent"), "pct."),
}  # fmt: skip
# Words with the same first letters may be two forms of one word.
_ENS = 1
_ORD = re.compile(ENHEDSNAVN)


def enhed(tekst: str, ord_: Enhedsord = ALMINDELIGE) -> tuple[Dimension, int]:
    """Parse a unit: ``t.kr.``, ``kr. pr. plads``. Returns its dimension and the factor to its base unit.

    ``ord_`` maps the forms of a word to the word. Raises ValueError with a Danish message for an invalid unit.
    """
    rettet = " ".join(tekst.split())
    if rettet == "%":
        rettet = "pct."
    taeller, *naevnere = rettet.split(PR)
    dimension, faktor = _grund(taeller, ord_)
    for naevner in naevnere:
        under, gange_ = _grund(naevner, ord_)
        if gange_ != 1 or under == PROCENT:
            raise ValueError(f"Efter »pr.« kan {naevner} ikke stå. Skriv kr. eller et ord, fx kr. pr. plads.")
        dimension = pr(dimension, under)
    return dimension, faktor


def _grund(skrevet: str, ord_: Enhedsord) -> tuple[Dimension, int]:
    if skrevet in PENGE:
        return KRONER, PENGE[skrevet]
    if skrevet == "pct.":
        return PROCENT, 1
    if skrevet not in ord_ and (rigtigt := _SKREVET_FORKERT.get(skrevet.lower().partition("/")[0])) is not None:
        efter = f" pr. {skrevet.partition('/')[2]}" if "/" in skrevet else ""
        raise ValueError(f"»{skrevet}« er ikke en enhed. Skriv {rigtigt}{efter}".removesuffix(".") + ".")
    if not _ORD.fullmatch(skrevet):
        raise ValueError(
            f"»{skrevet}« er ikke en enhed. Brug kr., t.kr., mio. kr., pct. eller et ord som pladser eller Mbit/s."
        )
    return ((ord_.get(skrevet, skrevet), 1),), 1


def gange(a: Dimension, b: Dimension) -> Dimension:
    """Return the dimension of a product. A percentage of something has the dimension of that something."""
    if PROCENT in (a, b):
        return b if a == PROCENT else a
    return _sammen(a, b, 1)


def pr(a: Dimension, b: Dimension) -> Dimension:
    """Return the dimension of a ratio."""
    return _sammen(a, b, -1)


def _sammen(a: Dimension, b: Dimension, fortegn: int) -> Dimension:
    """Add the exponents of ``b``, times ``fortegn``, to those of ``a``."""
    eksponenter = dict(a)
    for base, eksponent in b:
        eksponenter[base] = eksponenter.get(base, 0) + fortegn * eksponent
    return tuple(sorted((base, e) for base, e in eksponenter.items() if e))


def vis(dimension: Dimension, vaerdi: Any = None) -> str:
    """Format a dimension for messages: ``kr. pr. plads``; in the singular if ``vaerdi`` is 1: ``plads``."""
    over = [(en_af if vaerdi == 1 else flere_af)(b) for b, e in dimension for _ in range(e)]
    under = [en_af(b) for b, e in dimension for _ in range(-e)]
    if not dimension:
        return "et tal uden enhed"
    return PR.join([" × ".join(over) or "tal", *under])


def passer_ikke(a: Dimension, b: Dimension, *, skrevet: bool = True) -> str:
    """Return the error for two units that do not match, and what to write instead.

    Args:
        a: the unit of the first operand, which the other should have.
        b: the unit of the other operand.
        skrevet: whether one of them is a number written in the expression; otherwise each has its unit from its
            declaration.
    """
    besked = f"Enhederne passer ikke sammen: {vis(a)} og {vis(b).removesuffix('.')}."
    ord_ = [{base for base, _ in d} for d in (a, b)]
    ukendte = sorted((x, y) for x in ord_[0] | ord_[1] for y in ord_[0] | ord_[1] if x < y and _ligner(x, y))
    if ukendte:
        en, flere = sorted(ukendte[0], key=len)
        skrives = f"enheder: [{{ental: {en}, flertal: {flere}}}]"
        return f"{besked} Er {en} og {flere} samme enhed, så skriv i pulje.yaml: {skrives}."
    if not skrevet:
        return f"{besked} Ret enheden, hvor den er angivet, eller regn det ene om til det andets enhed."
    if TAL in (a, b):
        anden = b if a == TAL else a
        fx = f", fx 2 {vis(anden)}" if len(anden) == 1 and anden[0][1] == 1 else ""
        return f"{besked} Skriv enheden efter tallet{fx}".removesuffix(".") + "."
    return f"{besked} Skriv tallet i den enhed, som det andet har."


def _ligner(a: str, b: str) -> bool:
    """Return whether two undeclared words may be forms of the same unit."""
    return "|" not in a + b and "." not in a + b and a[:_ENS] == b[:_ENS]
