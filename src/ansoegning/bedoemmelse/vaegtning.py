"""What the order would make of a row: each key's meaning for its place, in the pack's words."""

from __future__ import annotations

from ..model.resultat import VaegtningSvar
from ..motor.fraser import udfyld
from ..motor.reference import Kontekst, vaerdi
from ..sprog.raekkefoelge import TypetNoegle
from .sag import Sag


def vaegtning(sag: Sag, liste: str, k: Kontekst) -> tuple[VaegtningSvar, ...]:
    """What each key says of the row seen from ``k``, in the order of the keys; keys without a phrase are left out."""
    orden = sag.regelsaet.raekkefoelge
    if orden is None or orden.liste != liste:
        return ()
    fundne = []
    for n in orden.noegler:
        tekst = next((t for naar, t in n.betydning if naar is None or vaerdi(naar, k) is True), None)
        if tekst is not None:
            fundne.append(
                VaegtningSvar(
                    id=n.data.id,
                    titel=n.data.titel,
                    tekst=udfyld(tekst, k),
                    oplyst=_oplyst(n, k),
                    kilde=n.data.kilde,
                )
            )
    return tuple(fundne)


def _oplyst(n: TypetNoegle, k: Kontekst) -> bool | None:
    if n.udtryk is None:
        return None
    return any(vaerdi(x, k) is not None for x in (n.udtryk, n.ellers) if x is not None)
