"""Which amounts count after the application has been judged: in order, sums and scenarios.

An amount that cannot be read is unknown from the start. An amount that a form check marked ``beloeb_ukendt`` finds
(it can only be in a wrong unit) keeps its value for the criteria, but is unknown here. Every other finding leaves the
amounts as they are.
"""

from __future__ import annotations

from dataclasses import replace

from ..motor.reference import Fakta, Kontekst, vaerdi


def ukendte_beloeb(k: Kontekst) -> frozenset[str]:
    """The facts, of the row that is seen from (of the application, where it is none), whose amounts do not count."""
    return frozenset(
        tjek.felt for tjek, naar in k.regelsaet.beloebstjek if tjek.liste == k.liste and vaerdi(naar, k) is True
    )


def kun_kendte_beloeb(k: Kontekst) -> Kontekst:
    """The same application (or row) without the amounts that do not count; ``k`` itself where all of them do.

    Order, sums and scenarios are calculated from this, criteria and form checks from ``k``.
    """
    if not k.regelsaet.beloebstjek:
        return k
    fra_ansoegningen = replace(k, liste=None, raekke=None) if k.liste is not None else k
    ansoegning = _uden(k.ansoegning, ukendte_beloeb(fra_ansoegningen))
    raekker = {
        liste: tuple(_uden(r, ukendte_beloeb(rk)) for r, rk in zip(gamle, k.fra_raekkerne(liste), strict=True))
        for liste, gamle in k.raekker.items()
    }
    uaendret = ansoegning is k.ansoegning and all(
        ny is gammel for liste, gamle in k.raekker.items() for ny, gammel in zip(raekker[liste], gamle, strict=True)
    )
    if uaendret:
        return k
    hel = replace(k, ansoegning=ansoegning, raekker=raekker, liste=None, raekke=None)
    if k.liste is None:
        return hel
    nr = next(i for i, r in enumerate(k.raekker[k.liste]) if r is k.raekke)
    return hel.i_raekke(k.liste, raekker[k.liste][nr])


def _uden(fakta: Fakta, navne: frozenset[str]) -> Fakta:
    return {n: v for n, v in fakta.items() if n not in navne} if navne else fakta
