"""The smallest change of one fact that makes a criterion met, and what would settle what is still open.

A criterion can only turn where one of its comparisons does (``vendepunkter``): the values the fact can have at and next
to each turning point are tried, the nearest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from ..model.regelsaet import Faktaerklaering
from ..motor.oversat import rolle
from ..motor.reference import Kontekst, er_del, fakt
from ..motor.vendepunkter import Navn, i_raekkevidde, omkring, paa_plads, plads, proever, traeer, vendepunkter
from ..sprog.regelsaet import Regelsaet, TypetKriterium, grundfakta
from ..sprog.traeer import Fakt, Hver, Knude, Saml, Udfyldt, boern


@dataclass(frozen=True, slots=True)
class Aendring:
    """One fact changed. ``via``: for a derived fact, the input facts that alone reach it.

    ``ogsaa_videre``: every value further in the same direction meets the criterion as well.
    """

    navn: Navn
    fra: Any
    til: Any
    via: tuple[Aendring, ...] = ()
    ogsaa_videre: bool = False


def forslag(kriterium: TypetKriterium, k: Kontekst) -> list[Aendring]:
    """Each single fact whose smallest change makes a criterion that is not met met. Empty where none can.

    Facts the pack does not want suggested, the day of submission, unknown facts and other rows' facts are left alone.
    So are, at a part of a joint project, those that another reading of the criterion adds over its parts: the others
    may be enough.
    """
    fundne: dict[Navn, Aendring] = {}
    samles = _samles(kriterium, k)
    for knude in traeer(kriterium):
        for f in _egne_fakta(knude):
            navn = (f.liste, f.navn)
            if navn in fundne or navn in samles or (f.liste is not None and f.liste != k.liste):
                continue
            if navn in k.regelsaet.afledte:
                if (aendring := _afledt(kriterium, navn, k)) is not None:
                    fundne[navn] = aendring
            elif (enkelt := _mindste(kriterium, navn, k)) is not None:
                fundne[navn] = enkelt
    return list(fundne.values())


def _samles(kriterium: TypetKriterium, k: Kontekst) -> set[Navn]:
    """The facts of a part of a joint project that another reading of the criterion adds over all of its parts."""
    if not er_del(k):
        return set()
    andre = (a.kriterier.get(kriterium.data.id) for a in k.regelsaet.alternativer.values())
    return {(k.liste, n) for andet in andre if andet is not None for n in andet.samles}


def _egne_fakta(knude: Knude) -> Iterator[Fakt]:
    """The facts written in a tree, outside collections over a list's rows."""
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
    # A sum that no single input can reach is no change of one fact.
    return replace(direkte, via=tuple(via)) if via else None


def _mindste(kriterium: TypetKriterium, navn: Navn, k: Kontekst) -> Aendring | None:
    form = k.regelsaet.fakta.get(navn)
    nu = fakt(navn[1], navn[0], k)
    # The day of submission is what happened, and nothing to change.
    if navn == (None, k.regelsaet.data.dato_fakta):
        return None
    if form is None or form.foreslaa == "nej" or nu is None or form.type not in ("tal", "dato", "ja_nej", "valg"):
        return None

    def opfylder(v: Any) -> bool:
        return rolle(kriterium, k.med({navn: v})) == "opfyldt"

    kandidater = list(_kandidater(kriterium, navn, form, nu, k))
    ny = next((v for v in kandidater if opfylder(v)), None)
    if ny is None:
        return None
    # Choices have no direction. The candidates stand on both sides of every turning point, so they speak for all.
    videre = form.type in ("tal", "dato") and all(opfylder(v) for v in kandidater if (v > ny if ny > nu else v < ny))
    return Aendring(navn, nu, ny, ogsaa_videre=videre)


def _kandidater(kriterium: TypetKriterium, navn: Navn, form: Faktaerklaering, nu: Any, k: Kontekst) -> Iterable[Any]:
    """The values to try, from the nearest; of two as near, the larger first."""
    if form.type in ("ja_nej", "valg"):
        return [v for v in proever(form) if v != nu]
    her = plads(form, nu)
    pladser = omkring(vendepunkter(traeer(kriterium), navn, k))
    naermest = sorted((nr for nr in pladser if nr != her), key=lambda nr: (abs(nr - her), -nr))
    return (paa_plads(form, nr) for nr in naermest if i_raekkevidde(form, nr))


def mest_sigende_foerst(
    regelsaet: Regelsaet, kriterium: TypetKriterium, mangler: list[Navn], k: Kontekst
) -> list[Navn]:
    """Missing facts, those first that come nearest to settling the criterion on their own."""

    def afklarer(navn: Navn) -> Fraction:
        vaerdier = proever(regelsaet.fakta[navn])
        afklaret = sum(rolle(kriterium, k.med({navn: v})) != "uoplyst" for v in vaerdier)
        return Fraction(afklaret, len(vaerdier))

    return sorted(mangler, key=afklarer, reverse=True)


_HOEJST_PROEVER = 500


def korteste(regelsaet: Regelsaet, kriterium: TypetKriterium, mangler: list[Navn], k: Kontekst) -> list[Navn]:
    """The fewest of the missing facts that settle a criterion whatever they turn out to be, from the last to the first.

    A fact is left out when the others settle the criterion at every combination of the values they are tried at.
    """
    tilbage = mest_sigende_foerst(regelsaet, kriterium, mangler, k)
    for navn in reversed(list(tilbage)):
        andre = [n for n in tilbage if n != navn]
        vaerdier = [proever(regelsaet.fakta[n]) for n in andre]
        if prod(len(p) for p in vaerdier) > _HOEJST_PROEVER:
            continue
        if all(
            rolle(kriterium, k.med(dict(zip(andre, valg, strict=True)))) != "uoplyst" for valg in product(*vaerdier)
        ):
            tilbage = andre
    return tilbage
