"""The head of a result: the applicant, the days it is about, and the overridden parameters."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ..model.resultat import DagSvar, JsonVaerdi, KommuneSvar
from ..model.visning import json_vaerdi
from ..sprog.erklaeringer import DATO_NAVN
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


def dage(sag: Sag) -> tuple[DagSvar, ...]:
    """Return the known days that the answer is about: that of the run, then the stated day of submission."""
    fakta = sag.regelsaet.data.dato_fakta
    kendte = [(DATO_NAVN, sag.dato), *([(fakta, sag.k.ansoegning.get(fakta))] if fakta is not None else ())]
    return tuple(
        DagSvar(fakta=navn, navn=sag.regelsaet.form(None, navn).navn, dag=dag.isoformat())
        for navn, dag in kendte
        if isinstance(dag, date)
    )


def sat_til(regelsaet: Regelsaet, navn: str) -> JsonVaerdi:
    """Return an overridden parameter's value in its own unit."""
    v = regelsaet.parametre[navn]
    erklaering = regelsaet.omfang.find(navn)
    if erklaering is not None and erklaering.faktor != 1 and not isinstance(v, str | bool | date | tuple):
        return json_vaerdi(Fraction(v) / erklaering.faktor)
    return json_vaerdi(v)
