"""The reason why a value is unknown: not stated, unreadable, or only possible in a wrong unit."""

from __future__ import annotations

from collections.abc import Iterable

from ..bedoemmelse.ukendte_beloeb import ukendte_beloeb
from ..model.visning import FORKERT_ENHED, IKKE_OPLYST, KAN_IKKE_LAESES, opremsning
from ..sprog.regelsaet import grundfakta
from ..sprog.traeer import Knude
from .beregning import Beregning, Opgjort

# The predicate for each reason, used in a sentence after the name of the unknown value.
UDSAGN = {
    IKKE_OPLYST: "er ikke oplyst",
    KAN_IKKE_LAESES: KAN_IKKE_LAESES,
    FORKERT_ENHED: "kan kun være i en forkert enhed",
}


def ulaest(beregning: Beregning, opgjort: Opgjort, trae: Knude) -> list[tuple[str | None, str]]:
    """Return the facts that an expression depends on and that are stated but unreadable."""
    grund = grundfakta(beregning.regelsaet, trae) if opgjort.deltager.ulaeselige else ()
    return [(g.liste, g.navn) for g in grund if (g.liste, g.navn) in opgjort.deltager.ulaeselige]


def hvordan_ukendt(beregning: Beregning, opgjort: Opgjort, *traeer: Knude | None) -> str:
    """Return why a value that depends on these expressions is unknown: one of the keys of ``UDSAGN``."""
    skrevne = [t for t in traeer if t is not None]
    if any(ulaest(beregning, opgjort, t) for t in skrevne):
        return KAN_IKKE_LAESES
    k = opgjort.deltager.k
    ukendte = ukendte_beloeb(k)
    if ukendte and any(
        g.liste == k.liste and g.navn in ukendte for t in skrevne for g in grundfakta(beregning.regelsaet, t)
    ):
        return FORKERT_ENHED
    return IKKE_OPLYST


def afventer(fakta: Iterable[tuple[str, bool]]) -> str:
    """Return what is needed before something can be evaluated, as part of a Danish sentence.

    ``fakta``: the facts' names, and whether each is stated but unreadable. Example: ``»alder« er oplyst og »areal« er
    rettet``.
    """
    alle = list(dict.fromkeys(fakta))
    dele = []
    for rettes, hvad in ((False, "er oplyst"), (True, "er rettet")):
        navne = [navn for navn, ulaeselig in alle if ulaeselig is rettes]
        dele += [f"{opremsning(navne)} {hvad}"] if navne else []
    return opremsning(dele)
