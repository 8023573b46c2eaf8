"""Find the rows of legal tables that a criterion looked up, for its reasons."""

from __future__ import annotations

from ..model.resultat import OpslagSvar
from ..motor.opslag import Opslag, opslag_i, raekkesvar
from ..motor.reference import Bedoemt, Kontekst, vaerdi
from ..sprog.regelsaet import Regelsaet, TypetKriterium
from ..sprog.traeer import Knude


def opslagssvar(kriterium: TypetKriterium, bedoemt: Bedoemt, k: Kontekst) -> tuple[OpslagSvar, ...]:
    """Return the table rows that a criterion's status depends on, each once, in the order they are read.

    Look-ups made for each row of a list, and look-ups with an unknown key, are left out.
    """
    knuder = [kriterium.krav]
    if bedoemt.krav is not True:
        knuder += [d.naar for d in kriterium.undtagelser]
    if bedoemt.krav is not False:
        knuder += [d.naar for d in kriterium.forbehold]
    fundne: dict[tuple[str, int], OpslagSvar] = {}
    for o in (o for knude in knuder for o in _alle_i(knude, k.regelsaet)):
        rammer = [nr for nr, naar in enumerate(o.gaelder) if vaerdi(naar, k) is True]
        if len(rammer) == 1:
            fundne.setdefault((o.tabel, rammer[0]), raekkesvar(k.regelsaet, o, rammer[0]))
    return tuple(fundne.values())


def _alle_i(knude: Knude, regelsaet: Regelsaet) -> list[Opslag]:
    """Return the look-ups in an expression of the pack. The result is cached on the pack."""
    noegle = ("opslag", id(knude))
    if noegle not in regelsaet.husket:
        regelsaet.husket[noegle] = (knude, list(opslag_i(knude, regelsaet)))
    fundne: list[Opslag] = regelsaet.husket[noegle][1]
    return fundne
