"""Answers that are given again where the same is known.

What is said of a criterion, a finding or a key of the order follows from the facts that it and its phrases read, and
from nothing else. Most projects share those of some criteria, so what was made for one is given to the next: a pack
keeps it by these facts' values. What rests on other rows, or on values that cannot be read, is made anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from ..model.resultat import KriteriumSvar
from ..motor.fraser import pladsholdere
from ..motor.oversat import BETALER_SIG
from ..motor.reference import Kontekst
from ..motor.vendepunkter import Navn
from ..sprog.regelsaet import Grundfakta, Regelsaet, TypetKriterium, grundfakta, laeste_fakta
from ..sprog.traeer import AntalRaekker, Knude, alle_knuder

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Laest:
    """The input facts that something reads: the application's, those of the row that is seen from, and of each list
    those that it reads of every row.
    """

    ansoegningens: frozenset[str]
    raekkens: frozenset[str]
    alles: tuple[tuple[str, frozenset[str]], ...]

    def vaerdier(self, k: Kontekst) -> tuple[Hashable, ...]:
        """What is known of them; where it is the same, the same is said."""
        raekke = k.raekke or {}
        alles = [tuple([tuple(map(r.get, navne)) for r in k.raekker.get(liste, ())]) for liste, navne in self.alles]
        return (k.dato, *map(k.ansoegning.get, self.ansoegningens), *map(raekke.get, self.raekkens), *alles)


def laest(
    regelsaet: Regelsaet,
    liste: str | None,
    *,
    knuder: Iterable[Knude | None] = (),
    tekster: Iterable[str] = (),
    fakta: Iterable[Navn] = (),
) -> Laest | None:
    """The input facts that trees, phrases and these facts rest on, as seen from a list; None where that is not said."""
    if liste in regelsaet.perioder:
        return None
    traeer = [x for x in knuder if x is not None]
    vist = {(liste if (liste, n) in regelsaet.fakta else None, n) for t in tekster for n in pladsholdere(t)}
    vist |= {*fakta}
    # A fact that is read of every row is shown as the row's own.
    vist |= {n for n in laeste_fakta(regelsaet, *traeer) if n[0] in (None, liste)}
    # A share is also told in whole things.
    andele = [regelsaet.fakta[n] for n in vist if n in regelsaet.fakta]
    vist |= {(liste, n) for form in andele for n in form.andel_af}
    traeer += [a.trae for n in vist if (a := regelsaet.afledte.get(n)) is not None]
    grund = {g for x in traeer for g in grundfakta(regelsaet, x)}
    grund |= {Grundfakta(*n, False) for n in vist if n in regelsaet.fakta and n not in regelsaet.afledte}
    alles: dict[str, set[str]] = {liste: set() for liste in _talte(regelsaet, traeer)}
    egne: dict[str | None, set[str]] = {None: set(), liste: set()}
    for g in grund:
        if g.liste is not None and g.samlet:
            alles.setdefault(g.liste, set()).add(g.navn)
        elif g.liste in egne:
            egne[g.liste].add(g.navn)
        else:
            return None
    return Laest(
        frozenset(egne[None]),
        frozenset(egne[liste]) if liste is not None else frozenset(),
        tuple((n, frozenset(navne)) for n, navne in alles.items()),
    )


def _talte(regelsaet: Regelsaet, traeer: Iterable[Knude]) -> set[str]:
    """The lists whose rows are counted in trees and in the derived facts they read."""
    afledte = [regelsaet.afledte[n].trae for n in laeste_fakta(regelsaet, *traeer) if n in regelsaet.afledte]
    return {n.liste for x in (*traeer, *afledte) for n in alle_knuder(x) if isinstance(n, AntalRaekker)}


def af_det_samme(regelsaet: Regelsaet, hvad: tuple[Hashable, ...], lav: Callable[[], T]) -> T:
    """What was made of the same the last time, else what ``lav`` makes now; ``hvad`` tells all that it is made of."""
    fundet: Any = regelsaet.genbrug.get(hvad)
    if fundet is None:
        fundet = regelsaet.genbrug[hvad] = (lav(),)
    svar: T = fundet[0]
    return svar


def af_pakken(regelsaet: Regelsaet, hvad: str, ejer: object, lav: Callable[[], Laest | None]) -> Laest | None:
    """What a part of the pack (``ejer``) reads, found once; None until it has been asked for so often that it pays."""
    noegle = ("laest", hvad, id(ejer))
    fundet: _Spurgt | None = regelsaet.husket.get(noegle)
    if fundet is None:
        fundet = regelsaet.husket[noegle] = _Spurgt(ejer)
    fundet.gange += 1
    if fundet.gange == BETALER_SIG:
        fundet.laest = lav()
    return fundet.laest


@dataclass(slots=True)
class _Spurgt:
    """How often a part of the pack has been asked for, and what it reads."""

    ejer: object
    gange: int = 0
    laest: Laest | None = None


def _kriteriets(regelsaet: Regelsaet, kriterium: TypetKriterium) -> Laest | None:
    """What a criterion's answer reads, but for its suggestions, which say what else they would move."""
    liste, id_ = kriterium.liste, kriterium.data.id
    andre = (t.kriterier.get(id_) for _, _, t in regelsaet.laesninger_af(id_))
    udgaver = [kriterium, *(a for a in andre if a is not None)]
    dele = [d for u in udgaver for d in (*u.undtagelser, *u.forbehold)]
    grunde = [g for u in udgaver for g in (*u.opfyldt, *u.ikke_opfyldt)]
    faelles = regelsaet.data.lister[liste].faelles if liste in regelsaet.data.lister else None
    return laest(
        regelsaet,
        liste,
        knuder=[u.krav for u in udgaver] + [d.naar for d in dele] + [g.naar for g in grunde],
        tekster=[
            *(g.tekst for g in grunde),
            *(d.grund for d in dele),
            *(d.afklaring.spoergsmaal for d in dele if d.afklaring is not None),
        ],
        fakta=[*((liste, n) for u in udgaver for n in u.samles), *([(liste, faelles.navn)] if faelles else [])],
    )


def _alle_kriteriers(regelsaet: Regelsaet, liste: str | None) -> Laest | None:
    """What any criterion of a list reads."""
    fundne = [_kriteriets(regelsaet, x) for x in regelsaet.kriterier if x.liste == liste]
    if None in fundne:
        return None
    kendte = [f for f in fundne if f is not None]
    alles = {liste: frozenset[str]() for f in kendte for liste, _ in f.alles}
    for f in kendte:
        alles |= {liste: alles[liste] | navne for liste, navne in f.alles}
    return Laest(
        frozenset[str]().union(*(f.ansoegningens for f in kendte)),
        frozenset[str]().union(*(f.raekkens for f in kendte)),
        tuple(alles.items()),
    )


def kriteriesvar(kriterium: TypetKriterium, k: Kontekst, lav: Callable[[], KriteriumSvar]) -> KriteriumSvar:
    """The answer about a criterion that was given where the same was known, else what ``lav`` makes now.

    ``lav`` must make it from what is known in ``k`` alone: no person's assessment, no value that cannot be read.
    """
    regelsaet, liste = k.regelsaet, kriterium.liste
    egne = af_pakken(regelsaet, "kriterium", kriterium, partial(_kriteriets, regelsaet, kriterium))
    if egne is None:
        return lav()
    noegle = ("kriterium", id(kriterium), egne.vaerdier(k))
    fundet: KriteriumSvar | None = regelsaet.genbrug.get(noegle)
    if fundet is None:
        # A suggestion also tells which of the other criteria it would move.
        alles = af_pakken(regelsaet, "med forslag", kriterium, partial(_alle_kriteriers, regelsaet, liste))
        med_andre = None if alles is None else ("kriterium", id(kriterium), alles.vaerdier(k), "forslag")
        fundet = None if med_andre is None else regelsaet.genbrug.get(med_andre)
        if fundet is None:
            svar = lav()
            if (hvor := med_andre if svar.forslag else noegle) is not None:
                regelsaet.genbrug[hvor] = svar
            return svar
    # Its own copy of what is no frozen model.
    return KriteriumSvar(**fundet.__dict__)
