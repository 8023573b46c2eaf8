"""Find the smallest change of one fact that makes a criterion met, and the facts that settle an open criterion.

A criterion can only change at the thresholds of its comparisons (``vendepunkter``). Therefore the possible values at
and next to each threshold are tried, the nearest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product, takewhile
from math import prod
from typing import Any

from ..model.regelsaet import Faktaerklaering
from ..motor.oversat import rolle, rolle_ved
from ..motor.reference import Kontekst, er_del, fakt
from ..motor.vendepunkter import Navn, paa_plads, plads, pladser_ved, proever
from ..sprog.regelsaet import Regelsaet, TypetKriterium, grundfakta
from ..sprog.traeer import Fakt, Hver, Knude, Saml, Udfyldt, boern
from ..system.dataklasse import dataklasse


@dataklasse(frozen=True, slots=True)
class Aendring:
    """The change of one fact. ``via``: for a derived fact, the changes of single input facts that achieve it.

    ``ogsaa_videre``: every value further in the same direction meets the criterion as well. ``ende``: otherwise the
    last value in that direction that does, where there is one beyond ``til``.
    """

    navn: Navn
    fra: Any
    til: Any
    via: tuple[Aendring, ...] = ()
    ogsaa_videre: bool = False
    ende: Any = None


def forslag(kriterium: TypetKriterium, k: Kontekst) -> list[Aendring]:
    """Return for each single fact the smallest change that makes a criterion met which is not; empty if there is none.

    Not changed are facts that the pack excludes from suggestions, the day of submission, unknown facts and facts of
    other rows. For a party to a joint project, neither are the facts that an alternative interpretation of the
    criterion sums over the parties: the others' values may be enough.
    """
    fundne: list[Aendring] = []
    samles = _samles(kriterium, k)
    for navn in _laeste(kriterium, k.regelsaet):
        if navn not in samles:
            aendring = (_afledt if navn in k.regelsaet.afledte else _mindste)(kriterium, navn, k)
            if aendring is not None:
                fundne.append(aendring)
    return fundne


def _samles(kriterium: TypetKriterium, k: Kontekst) -> set[Navn]:
    """Return the facts that an alternative interpretation of the criterion sums over the parties to a joint project."""
    if not er_del(k):
        return set()
    andre = (a.kriterier.get(kriterium.data.id) for a in k.regelsaet.alternativer.values())
    return {(k.liste, n) for andet in andre if andet is not None for n in andet.samles}


def _laeste(kriterium: TypetKriterium, regelsaet: Regelsaet) -> tuple[Navn, ...]:
    """Return the facts that a criterion reads outside collections over rows, in the order written. Cached."""
    noegle = ("laest i kriteriet", id(kriterium))
    if noegle not in regelsaet.husket:
        alle = ((f.liste, f.navn) for knude in kriterium.betingelser for f in _egne_fakta(knude))
        egne = dict.fromkeys(n for n in alle if n[0] in (None, kriterium.liste))
        regelsaet.husket[noegle] = (kriterium, tuple(egne))
    svar: tuple[Navn, ...] = regelsaet.husket[noegle][1]
    return svar


def _egne_fakta(knude: Knude) -> Iterator[Fakt]:
    """Yield the facts in an expression, outside collections over a list's rows."""
    if isinstance(knude, Fakt):
        yield knude
    if not isinstance(knude, Saml | Hver | Udfyldt):
        for barn in boern(knude):
            yield from _egne_fakta(barn)


def _afledt(kriterium: TypetKriterium, navn: Navn, k: Kontekst) -> Aendring | None:
    direkte = _mindste(kriterium, navn, k)
    if direkte is None:
        return None
    via = []
    for g in grundfakta(k.regelsaet, k.regelsaet.afledte[navn].trae):
        if g.samlet or (g.liste is not None and g.liste != k.liste):
            continue
        if (enkelt := _mindste(kriterium, (g.liste, g.navn), k)) is not None:
            via.append(enkelt)
    # If no single input fact can achieve the change, it is not a change of one fact.
    return replace(direkte, via=tuple(via)) if via else None


def _mindste(kriterium: TypetKriterium, navn: Navn, k: Kontekst) -> Aendring | None:
    form = k.regelsaet.fakta.get(navn)
    nu = fakt(navn[1], navn[0], k)
    # The day of submission is a matter of fact and cannot be changed.
    if navn == (None, k.regelsaet.data.dato_fakta):
        return None
    if form is None or form.foreslaa == "nej" or nu is None or form.type not in ("tal", "dato", "ja_nej", "valg"):
        return None

    ved = rolle_ved(kriterium, k, navn)

    def opfylder(v: Any) -> bool:
        return ved(v) == "opfyldt"

    kandidater = _kandidater(kriterium, navn, form, nu, k)
    ny = next((v for v in kandidater if opfylder(v)), None)
    if ny is None:
        return None
    if form.type not in ("tal", "dato"):
        # Choices have no direction.
        return Aendring(navn, nu, ny)
    # There are candidates on both sides of every threshold, so they represent all values.
    op = ny > nu
    andre = sorted((v for v in kandidater if (v > ny if op else v < ny)), reverse=not op)
    gode = list(takewhile(opfylder, andre))
    if len(gode) == len(andre):
        return Aendring(navn, nu, ny, ogsaa_videre=True)
    return Aendring(navn, nu, ny, ende=gode[-1] if gode else None)


def _kandidater(kriterium: TypetKriterium, navn: Navn, form: Faktaerklaering, nu: Any, k: Kontekst) -> list[Any]:
    """Return the values to try, the nearest first; of two equally near values the larger first."""
    if form.type in ("ja_nej", "valg"):
        return [v for v in proever(form) if v != nu]
    her: Fraction | int = plads(form, nu)
    if her.denominator == 1:
        # Distances between integers are calculated faster than those between fractions.
        her = her.numerator
    andre = (nr for nr in pladser_ved(kriterium.betingelser, navn, k) if nr != her)
    return [paa_plads(form, nr) for nr in sorted(andre, key=lambda nr: (abs(nr - her), -nr))]


def mest_sigende_foerst(
    regelsaet: Regelsaet, kriterium: TypetKriterium, mangler: list[Navn], k: Kontekst
) -> list[Navn]:
    """Return the missing facts, the most informative first.

    A fact is more informative the larger the share of its trial values that settle the criterion on their own.
    """

    def afklarer(navn: Navn) -> Fraction:
        vaerdier, ved = proever(regelsaet.form(*navn)), rolle_ved(kriterium, k, navn)
        afklaret = sum(ved(v) != "uoplyst" for v in vaerdier)
        return Fraction(afklaret, len(vaerdier))

    return sorted(mangler, key=afklarer, reverse=True)


_HOEJST_PROEVER = 500


def korteste(regelsaet: Regelsaet, kriterium: TypetKriterium, mangler: list[Navn], k: Kontekst) -> list[Navn]:
    """Return a shortest list of missing facts that settle a criterion whatever their values.

    The facts are examined from the least to the most informative. A fact is left out if the others settle the criterion
    under every combination of their trial values.
    """
    tilbage = mest_sigende_foerst(regelsaet, kriterium, mangler, k)
    for navn in reversed(list(tilbage)):
        andre = [n for n in tilbage if n != navn]
        vaerdier = [proever(regelsaet.form(*n)) for n in andre]
        if prod(len(p) for p in vaerdier) > _HOEJST_PROEVER:
            continue
        if all(
            rolle(kriterium, k.med(dict(zip(andre, valg, strict=True)))) != "uoplyst" for valg in product(*vaerdier)
        ):
            tilbage = andre
    return tilbage
