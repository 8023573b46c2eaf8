"""The part of the answer about a criterion that is the same wherever its conditions have the same values.

Which facts the status depends on, and which phrases of the pack explain it, follows from the values of the conditions
and not from the facts themselves. The reference evaluator finds it once for each pattern of values (``genbrug``).
"""

from __future__ import annotations

from functools import partial

from ..model.regelsaet import Afklaring
from ..model.resultat import BilagSvar
from ..motor.opslag import Opslag, opslag_i
from ..motor.reference import Bedoemt, Kontekst, baerende, bedoem, er_del, vaerdi
from ..sprog.regelsaet import Grundfakta, TypetKriterium, oplysninger
from ..sprog.traeer import Fakt, Knude
from ..system.dataklasse import dataklasse
from .genbrug import af_moenstret


@dataklasse(frozen=True, slots=True)
class Forlaeg:
    """An evaluated criterion, and what its answer consists of.

    Attributes:
        bedoemt: the criterion as evaluated.
        proevede: the conditions that decided it.
        fakta: the facts that its status depends on, except those of other rows, each once.
        grunde: the phrases of its reason, before they are filled in; empty where the status is unknown.
        afklaringer: the questions about its exceptions or reservations that need judgement, each with its documents.
        opslag: the table look-ups that it may have made.
        venter_paa: the facts and the day that its unknown conditions depend on, missing or not.
    """

    bedoemt: Bedoemt
    proevede: tuple[Knude, ...]
    fakta: tuple[Fakt, ...]
    grunde: tuple[str, ...]
    afklaringer: tuple[tuple[str, tuple[BilagSvar, ...]], ...]
    opslag: tuple[Opslag, ...]
    venter_paa: tuple[Grundfakta, ...]


def forlaeg(kriterium: TypetKriterium, k: Kontekst) -> Forlaeg:
    """Evaluate a criterion, and return what its answer consists of."""
    if kriterium.samles and er_del(k):
        # Its conditions read a sum over the shares in place of the row's own facts.
        return _forlaeg(kriterium, k)
    return af_moenstret(k, "forlaeg", kriterium, partial(_betingelser, kriterium), partial(_forlaeg, kriterium, k))


def _betingelser(kriterium: TypetKriterium) -> list[Knude]:
    grunde = (g.naar for g in (*kriterium.opfyldt, *kriterium.ikke_opfyldt))
    return [*kriterium.betingelser, *(naar for naar in grunde if naar is not None)]


def _forlaeg(kriterium: TypetKriterium, k: Kontekst) -> Forlaeg:
    bedoemt = bedoem(kriterium, k)
    proevede = [kriterium.krav]
    if bedoemt.krav is not True:
        proevede += [d.naar for d in kriterium.undtagelser]
    if bedoemt.krav is not False:
        proevede += [d.naar for d in kriterium.forbehold]
    fakta = {f.navn: f for x in proevede for f in baerende(x, k) if f.liste is None or f.liste == k.liste}
    udloest = bedoemt.udloest(kriterium)
    grunde: tuple[str, ...] = ()
    if bedoemt.rolle != "uoplyst":
        mulige = kriterium.opfyldt if bedoemt.krav else kriterium.ikke_opfyldt
        valgt = next(g for g in mulige if g.naar is None or vaerdi(g.naar, k) is True)
        grunde = (valgt.tekst, *(d.grund for d in udloest))
    return Forlaeg(
        bedoemt,
        tuple(proevede),
        tuple(fakta.values()),
        grunde,
        tuple((a.spoergsmaal, _bilag(a)) for d in udloest if (a := d.afklaring) is not None),
        tuple(o for x in proevede for o in opslag_i(x, k.regelsaet)),
        tuple(g for x in bedoemt.ukendte for g in oplysninger(k.regelsaet, x)),
    )


def _bilag(a: Afklaring) -> tuple[BilagSvar, ...]:
    return tuple(BilagSvar(tekst=b.tekst, kilde=b.kilde) for b in a.bilag)
