"""The head of a result: the applicant, the date of the evaluation, and the overridden parameters."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ..model.resultat import JsonVaerdi, KommuneSvar
from ..model.visning import json_vaerdi
from ..sprog.regelsaet import Regelsaet
from .sag import Sag


def ansoeger(sag: Sag) -> tuple[KommuneSvar | None, tuple[str, str | None] | None]:
    """Return the applicant, and the user name with the pack's key for it; None if the pack declares none.

    An applicant that is not a municipality is identified by its name, which is also its code.
    """
    erklaering = sag.regelsaet.data.ansoeger
    if erklaering is None:
        return None, None
    noegle = erklaering.bruger_noegle
    kode = sag.k.ansoegning.get(erklaering.fakta)
    if not isinstance(kode, str):
        skrevet = next((m.skrevet for m in sag.ansoegning.vaerdimangler if m.felt == erklaering.fakta), None)
        return KommuneSvar(kode=None, navn=skrevet, region=None), (noegle, None) if noegle else None
    if sag.regelsaet.fakta[None, erklaering.fakta].type != "kommune":
        svar = KommuneSvar(kode=kode, navn=kode, region=None, fulde_navn=kode)
        return svar, (noegle, None) if noegle else None
    kommune = sag.regelsaet.kommuner.kode(kode)
    bruger = (erklaering.bruger or "").format(nummer=kommune.kode[1:])
    svar = KommuneSvar(kode=kommune.kode, navn=kommune.navn, region=kommune.region, fulde_navn=kommune.fulde_navn)
    return svar, (noegle, bruger) if noegle else None


def dagen(sag: Sag) -> str | None:
    """Return the date of the run, or else the day of submission stated in the application."""
    if sag.dato is not None:
        return sag.dato.isoformat()
    indsendt = sag.k.ansoegning.get(sag.regelsaet.data.dato_fakta or "")
    return indsendt.isoformat() if isinstance(indsendt, date) else None


def sat_til(regelsaet: Regelsaet, navn: str) -> JsonVaerdi:
    """Return an overridden parameter's value in its own unit."""
    v = regelsaet.parametre[navn]
    erklaering = regelsaet.omfang.find(navn)
    if erklaering is not None and erklaering.faktor != 1 and not isinstance(v, str | bool | date | tuple):
        return json_vaerdi(Fraction(v) / erklaering.faktor)
    return json_vaerdi(v)
