"""Which empty fields of an application are missing, and which are blank where nothing needs them."""

from __future__ import annotations

from collections.abc import Iterator

from ..bedoemmelse.skema import VAERDIFEJL
from ..model.felter import navn_af
from ..model.resultat import Resultat
from ..motor.reference import Kontekst, vaerdi
from ..sprog.regelsaet import grundfakta
from ..sprog.traeer import Knude

MANGLER, IKKE_UDFYLDT, FORKERT = "mangler", "ikke udfyldt", "forkert udfyldt"


class Tomme:
    """The empty fields of one application.

    A field without a value whose text is written but cannot be read is wrongly filled in, and not missing.
    An empty field is missing if an open criterion waits for it, a form check has a finding at it, or the order, the
    points or an amount is unknown without it.
    """

    def __init__(self, k: Kontekst, resultat: Resultat) -> None:
        self._k = k
        self._forkerte = {f.felt for f in resultat.skema if f.id == VAERDIFEJL}
        self._savnes = {u.felt for u in resultat.udestaaende} | {f.felt for f in resultat.skema} | {*_ordenens(k)}

    def ord(self, felt: str, v: object) -> str:
        """Return in a word what the field at a path (``projekter[0].navn``) is; empty if it has a value ``v``."""
        if v not in (None, ""):
            return ""
        if felt in self._forkerte:
            return FORKERT
        liste, navn = navn_af(felt)
        gruppe = felt.partition(".")[0] if liste is None else felt
        afledt = self._k.regelsaet.afledte.get((liste, navn))
        egne = [felt, gruppe]
        if afledt is not None:
            # A derived field is missing if one of the facts it is calculated from is.
            foran = felt.removesuffix(navn)
            egne += [
                g.navn if g.liste is None else f"{foran}{g.navn}"
                for g in grundfakta(self._k.regelsaet, afledt.trae)
                if g.liste in (None, liste)
            ]
        return MANGLER if self._savnes & set(egne) else IKKE_UDFYLDT


def _ordenens(k: Kontekst) -> Iterator[str]:
    """Yield the paths of the empty facts without which a key, points or an amount is unknown."""
    orden = k.regelsaet.raekkefoelge
    if orden is None:
        return
    steder = (
        [("", k)]
        if orden.liste is None
        else [(f"{orden.liste}[{i}].", r) for i, r in enumerate(k.fra_raekkerne(orden.liste))]
    )
    for sti, r in steder:
        traeer: list[Knude | None] = []
        for n in orden.noegler:
            gaelder = n.gaelder is None or vaerdi(n.gaelder, r) is not False
            kendt = any(x is not None and vaerdi(x, r) is not None for x in (n.udtryk, n.ellers))
            traeer += [n.gaelder, n.udtryk, n.ellers] if gaelder and not kendt else []
        traeer += [p.udtryk for p in orden.point]
        for b in orden.budgetter:
            traeer += [b.naar]
            traeer += [b.ansoegt, b.tildeling] if b.naar is None or vaerdi(b.naar, r) is True else []
        for trae in traeer:
            if trae is None or vaerdi(trae, r) is not None:
                continue
            for g in grundfakta(k.regelsaet, trae):
                if g.liste is None and g.navn not in k.ansoegning:
                    yield g.navn
                elif g.liste == orden.liste and r.raekke is not None and g.navn not in r.raekke:
                    yield f"{sti}{g.navn}"


__all__ = ["IKKE_UDFYLDT", "MANGLER", "Tomme"]
