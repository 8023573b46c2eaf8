"""Find the errors in the form: values that could not be read, and the findings of the pack's own checks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..model.resultat import Fund
from ..model.visning import med_stort
from ..motor.fraser import udfyld, vist
from ..motor.oversat import betingelser
from ..motor.reference import Kontekst, fakt
from ..sprog.regelsaet import Regelsaet, TypetTjek
from .genbrug import Laest, af_det_samme, af_pakken, laest
from .hele import hele_af
from .sag import Sag, raekke_af

# The check that every pack has without declaring it: a value does not fit its fact.
VAERDIFEJL = "S00"


def skemafund(sag: Sag) -> list[Fund]:
    """Return all findings, first the unreadable values and then the checks by row."""
    return [*_vaerdifejl(sag), *(_fund(sag, *fundet) for fundet in ramte(sag))]


def ramte(sag: Sag) -> Iterator[tuple[TypetTjek, Kontekst, str]]:
    """Yield the pack's checks that find something, each with its context and the path of its field."""
    for liste, nr, k in sag.steder():
        skema_k = k.med_skrevet(sag.skrevet(liste, nr))
        egne = sag.regelsaet.skema_i(liste or None)
        for tjek, v in zip(egne, betingelser(skema_k, "skema", [t.naar for t in egne]), strict=True):
            if v is True:
                yield tjek, skema_k, f"{liste}[{nr - 1}].{tjek.felt}" if nr else tjek.felt


def i_orden(sag: Sag, fundne: list[Fund]) -> tuple[Fund, ...]:
    """Return errors before warnings, then by row, then in the pack's order."""
    rang = sag.regelsaet.skemarang
    return tuple(sorted(fundne, key=lambda f: (f.alvor != "fejl", raekke_af(f.felt)[1], rang.get(f.id, -1))))


def _vaerdifejl(sag: Sag) -> list[Fund]:
    return [
        Fund(
            id=VAERDIFEJL,
            alvor="fejl",
            felt=m.felt,
            besked=med_stort(f"{sag.feltnavn(m.felt)}: {m.besked}"),
            linje=m.sted.linje,
            kolonne=m.sted.kolonne,
            celle=m.sted.celle,
        )
        for m in sag.ansoegning.vaerdimangler
    ]


def _fund(sag: Sag, tjek: TypetTjek, k: Kontekst, felt: str) -> Fund:
    laeser = af_pakken(sag.regelsaet, "tjek", tjek, partial(_laest, sag.regelsaet, tjek))
    lav = partial(_nyt_fund, sag, tjek, k, felt)
    if laeser is None or k.skrevet or sag.ansoegning.steder:
        return lav()
    return af_det_samme(sag.regelsaet, ("fund", id(tjek), felt, laeser.vaerdier(k)), lav)


def _laest(regelsaet: Regelsaet, tjek: TypetTjek) -> Laest | None:
    """Return the dependencies of a finding's text: the facts it shows, and the values its numbers are compared with."""
    tekst = tjek.data.besked_for.get(tjek.gaelder or "", tjek.data.besked)
    navne = [(tjek.liste, n) for n in (tjek.felt, tjek.gaelder) if n is not None]
    imod = [x for andre in regelsaet.modstykker(tjek).values() for x in andre]
    return laest(regelsaet, tjek.liste, knuder=imod, tekster=[tekst], fakta=navne)


def _nyt_fund(sag: Sag, tjek: TypetTjek, k: Kontekst, felt: str) -> Fund:
    ekstra: dict[str, str] = {}
    imod = sag.regelsaet.modstykker(tjek)
    if tjek.gaelder is not None:
        ekstra |= {"felt": sag.feltnavn(felt), "vaerdi": vist(tjek.gaelder, k, imod)}
    form = sag.regelsaet.fakta.get((tjek.liste, tjek.felt))
    if form is not None and form.andel_af:
        hele = hele_af(form, fakt(tjek.felt, tjek.liste, k), k)
        ekstra["i_hele"] = hele.forslag() if hele is not None else vist(tjek.felt, k, imod)
    tekst = tjek.data.besked_for.get(tjek.gaelder or "", tjek.data.besked)
    return Fund(
        id=tjek.data.id,
        alvor=tjek.data.alvor,
        felt=felt,
        besked=med_stort(udfyld(tekst, k, ekstra, imod)),
        celle=sag.celle(felt),
        kilde=tjek.data.kilde,
    )
