"""Determine the amounts that count in the order, in sums and in scenarios.

An unreadable amount is unknown from the start. An amount that a form check with ``beloeb_ukendt`` reports (it can only
be in a wrong unit) keeps its value for the criteria but is unknown here. Other findings do not affect the amounts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..motor.reference import Fakta, Kontekst, vaerdi


def ukendte_beloeb(k: Kontekst) -> frozenset[str]:
    """Return the facts of the context's row (of the application if it is not a row) whose amounts do not count."""
    return frozenset(
        tjek.felt for tjek, naar in k.regelsaet.beloebstjek if tjek.liste == k.liste and vaerdi(naar, k) is True
    )


def kun_kendte_beloeb(k: Kontekst, fundne: Collection[str] | None = None) -> Kontekst:
    """Return the same context without the amounts that do not count; ``k`` itself if all of them count.

    The order, sums and scenarios use this context; criteria and form checks use ``k``.

    Args:
        k: the context.
        fundne: the ids of all checks that find something in the application, where these have been evaluated and none
            of its values is unreadable.
    """
    tjek = k.regelsaet.beloebstjek
    if not tjek or (fundne is not None and not any(t.data.id in fundne for t, _ in tjek)):
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
