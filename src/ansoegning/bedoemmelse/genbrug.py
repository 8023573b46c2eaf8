"""A cache of answers, keyed by the values of the facts they depend on.

The answer about a criterion, the text of a form check's finding and the text of an order key depend only on the facts
that their expressions and phrases read, and on the date. Many projects have the same values of these facts, so an
answer calculated for one project is reused for the next. Conclusions are cached too, keyed by the chainer's symbols.

- ``laest`` determines from the pack which input facts an answer depends on (``Laest``). ``Laest.vaerdier`` returns
  their values in a context; together with the id of the criterion, form check or order key they are the cache key.
- ``af_moenstret`` caches what follows from the values of conditions, whatever facts they have them from.
- The cache is ``Regelsaet.genbrug``: one per pack, limited in size, and cleared when it is full (``sprog.husk``).
- A part of a pack is cached only from its 25th evaluation (``BETALER_SIG``). Finding its dependencies costs time that
  evaluating a few applications does not save.
- The callers do not use the cache where an answer depends on more than the facts' values: an assessor's assessment, an
  unreadable value, or a requested explanation (``hvorfor``). ``laest`` returns None for derived periods and for
  expressions that read a single row of another list; those answers are never cached.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from ..model.resultat import KriteriumSvar
from ..motor.fraser import pladsholdere
from ..motor.oversat import BETALER_SIG, vaerdier_af
from ..motor.reference import Kontekst
from ..motor.vendepunkter import Navn
from ..sprog.regelsaet import Grundfakta, Regelsaet, TypetKriterium, grundfakta, laeste_fakta
from ..sprog.traeer import AntalRaekker, Knude, alle_knuder, enkelte
from ..system.dataklasse import dataklasse

T = TypeVar("T")
# The maximum number of results that are cached for one part of the pack, by the values of its conditions.
_HOEJST_MOENSTRE = 500


@dataklasse(frozen=True, slots=True)
class Laest:
    """The input facts that an answer depends on, by where they are read.

    Attributes:
        ansoegningens: facts of the application.
        raekkens: facts of the row that is evaluated.
        alles: for each list, the facts that are read in every row, for example by a sum. Without facts: only the
            number of rows matters.
    """

    ansoegningens: frozenset[str]
    raekkens: frozenset[str]
    alles: tuple[tuple[str, frozenset[str]], ...]

    def vaerdier(self, k: Kontekst) -> tuple[Hashable, ...]:
        """Return the date and the facts' values in a context; contexts with equal values get equal answers."""
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
    """Return the input facts that an answer depends on, or None if the answer cannot be cached.

    Args:
        regelsaet: the pack.
        liste: the list whose row is evaluated; None: the application.
        knuder: the expressions that are evaluated; None elements are ignored.
        tekster: the phrases that are filled in.
        fakta: further facts that are read.
    """
    if liste in regelsaet.perioder:
        return None
    traeer = [x for x in knuder if x is not None]
    vist = {(liste if (liste, n) in regelsaet.fakta else None, n) for t in tekster for n in pladsholdere(t)}
    vist |= {*fakta}
    # Phrases also show the evaluated row's own value of a fact that an expression reads in every row.
    vist |= {n for n in laeste_fakta(regelsaet, *traeer) if n[0] in (None, liste)}
    # A share is also shown as a number of whole units (``bedoemmelse.helandel``), which depends on the total.
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
    """Return the lists whose rows are counted in trees and in the derived facts they read."""
    afledte = [regelsaet.afledte[n].trae for n in laeste_fakta(regelsaet, *traeer) if n in regelsaet.afledte]
    return {n.liste for x in (*traeer, *afledte) for n in alle_knuder(x) if isinstance(n, AntalRaekker)}


def af_det_samme(regelsaet: Regelsaet, hvad: tuple[Hashable, ...], lav: Callable[[], T]) -> T:
    """Return the cached result for the key ``hvad``, or call ``lav`` and cache its result.

    The key must contain everything that the result depends on.
    """
    fundet: Any = regelsaet.genbrug.get(hvad)
    if fundet is None:
        fundet = regelsaet.genbrug[hvad] = (lav(),)
    svar: T = fundet[0]
    return svar


def af_pakken(regelsaet: Regelsaet, hvad: str, ejer: object, lav: Callable[[], T]) -> T | None:
    """Return what is found about a part of the pack, found once; None for its first ``BETALER_SIG - 1`` calls.

    Args:
        regelsaet: the pack.
        hvad: the type of what is found; one part can have several.
        ejer: the part of the pack, for example a criterion.
        lav: finds it, for example the dependencies of its answer (``laest``).
    """
    noegle = ("laest", hvad, id(ejer))
    spurgt: _Spurgt | None = regelsaet.husket.get(noegle)
    if spurgt is None:
        spurgt = regelsaet.husket[noegle] = _Spurgt(ejer)
    spurgt.gange += 1
    if spurgt.gange == BETALER_SIG:
        spurgt.fundet = lav()
    fundet: T | None = spurgt.fundet
    return fundet


@dataclass(slots=True)
class _Spurgt:
    """The number of calls for a part of the pack, and what is found about it.

    The reference ``ejer`` keeps the part alive, so that its id stays unique.
    """

    ejer: object
    gange: int = 0
    fundet: Any = None


def af_moenstret(
    k: Kontekst, hvad: str, ejer: object, betingelser: Callable[[], Iterable[Knude]], lav: Callable[[], T]
) -> T:
    """Return the cached result of ``lav`` for the values of some conditions in ``k``, or call it and cache its result.

    Args:
        k: the context.
        hvad: the type of result; one part of the pack can have several.
        ejer: the part of the pack, for example a criterion.
        betingelser: returns the conditions that the result depends on. It must depend on nothing else in ``k``.
        lav: calculates the result.
    """
    noegle = ("moenstre", hvad, id(ejer))
    fundet: _Moenstre | None = k.regelsaet.husket.get(noegle)
    if fundet is None:
        fundet = k.regelsaet.husket[noegle] = _Moenstre(ejer)
    fundet.gange += 1
    if fundet.gange == BETALER_SIG:
        knuder = list(dict.fromkeys(x for b in betingelser() for x in enkelte(b)))
        fundet.vaerdier = vaerdier_af(k.regelsaet, k.liste, knuder)
    if fundet.vaerdier is None or k.skrevet or k.i_stedet:
        return lav()
    moenster = fundet.vaerdier(k)
    if moenster not in fundet.kendte:
        if len(fundet.kendte) >= _HOEJST_MOENSTRE:
            fundet.kendte.clear()
        fundet.kendte[moenster] = lav()
    svar: T = fundet.kendte[moenster]
    return svar


@dataclass(slots=True)
class _Moenstre:
    """The number of calls for a part of the pack, the function of its conditions' values, and the results by these."""

    ejer: object
    gange: int = 0
    vaerdier: Callable[[Kontekst], tuple[Any, ...]] | None = None
    kendte: dict[tuple[Any, ...], Any] = field(default_factory=dict)


def _kriteriets(regelsaet: Regelsaet, kriterium: TypetKriterium) -> Laest | None:
    """Return the dependencies of a criterion's answer without suggestions, including its alternative interpretations.

    Suggestions depend on more: they state which other criteria they would change.
    """
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
    """Return the combined dependencies of all criteria of a list; None if one of them cannot be cached."""
    fundne = [_kriteriets(regelsaet, x) for x in regelsaet.kriterier_i(liste)]
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
    """Return the cached answer about a criterion for the facts in ``k``, or call ``lav`` and cache its answer.

    ``lav`` must depend only on the facts in ``k``, not on an assessor's assessment or on unreadable values.
    """
    regelsaet, liste = k.regelsaet, kriterium.liste
    egne = af_pakken(regelsaet, "kriterium", kriterium, partial(_kriteriets, regelsaet, kriterium))
    if egne is None:
        return lav()
    noegle: tuple[Hashable, ...] = ("kriterium", id(kriterium), egne.vaerdier(k))
    fundet: dict[str, Any] | None = regelsaet.genbrug.get(noegle)
    if fundet is not None and fundet["forslag"]:
        # A suggestion also states which other criteria it would change, so the answer depends on the values that any
        # criterion of the list reads.
        alles = af_pakken(regelsaet, "med forslag", kriterium, partial(_alle_kriteriers, regelsaet, liste))
        if alles is None:
            return lav()
        noegle = (*noegle, alles.vaerdier(k))
        fundet = regelsaet.genbrug.get(noegle)
    if fundet is not None:
        return KriteriumSvar(**fundet)
    svar = lav()
    # The fields are cached, and not the answer: a caller may change its only mutable field, which is copied here and
    # whenever an answer is made of the fields.
    fakta = {navn: [*v] if isinstance(v, list) else v for navn, v in svar.fakta.items()}
    regelsaet.genbrug[noegle] = {**svar.__dict__, "fakta": fakta}
    return svar
