"""Find the errors in the form: values that could not be read, and the findings of the pack's own checks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..model.felter import raekke_af
from ..model.resultat import Fund
from ..model.visning import med_stort
from ..motor.fraser import udfyld, vist
from ..motor.oversat import betingelser
from ..motor.reference import Kontekst, fakt
from ..sprog.regelsaet import Regelsaet, TypetTjek
from ..sprog.traeer import Fakt, Ikke, Udfyldt
from ..system.dataklasse import dataklasse
from .genbrug import Laest, af_det_samme, af_pakken, laest
from .helandel import hele_af
from .sag import Sag

# The check that every pack has without declaring it: a value does not fit its fact.
VAERDIFEJL = "S00"


def skemafund(sag: Sag) -> list[Fund]:
    """Return all findings, first the unreadable values and then the checks by row."""
    fundne = _vaerdifejl(sag)
    for liste, nr, egne, vaerdier, k in _proevede(sag):
        # The cell of a finding, and what is unreadable, are the application's own.
        huskes = not k.skrevet and not sag.ansoegning.steder
        laest = af_pakken(sag.regelsaet, "skema", egne, partial(_alles_laest, sag.regelsaet, egne)) if huskes else None
        if laest is None:
            fundne += [_nyt_fund(sag, tjek, k, felt) for tjek, felt in _ramte(liste, nr, egne, vaerdier)]
            continue
        noegle = ("skema", liste, nr, k.dato, vaerdier)
        kendte: tuple[Fund | _Ramt, ...] | None = sag.regelsaet.moenstre.get(noegle)
        if kendte is None:
            ramte_ = (_Ramt(*ramt, laest[id(ramt[0])]) for ramt in _ramte(liste, nr, egne, vaerdier))
            kendte = tuple([_nyt_fund(sag, r.tjek, k, r.felt) if r.altid_ens else r for r in ramte_])
            sag.regelsaet.moenstre[noegle] = kendte
        fundne += [x if isinstance(x, Fund) else _fund(sag, x, k) for x in kendte]
    return fundne


def ramte(sag: Sag) -> Iterator[tuple[TypetTjek, str]]:
    """Yield the pack's checks that find something, each with the path of its field."""
    for liste, nr, egne, vaerdier, _ in _proevede(sag):
        yield from _ramte(liste, nr, egne, vaerdier)


def _proevede(sag: Sag) -> Iterator[tuple[str, int, tuple[TypetTjek, ...], tuple[Any, ...], Kontekst]]:
    """Yield the checks of the application and of each row, with their values and the context they are checked in."""
    for liste, nr, k in sag.steder():
        skema_k = k.med_skrevet(sag.skrevet(liste, nr))
        egne = sag.regelsaet.skema_i(liste or None)
        yield liste, nr, egne, tuple(betingelser(skema_k, "skema", [t.naar for t in egne])), skema_k


def _ramte(
    liste: str, nr: int, egne: tuple[TypetTjek, ...], vaerdier: tuple[Any, ...]
) -> Iterator[tuple[TypetTjek, str]]:
    for tjek, v in zip(egne, vaerdier, strict=True):
        if v is True:
            yield tjek, f"{liste}[{nr - 1}].{tjek.felt}" if nr else tjek.felt


@dataklasse(frozen=True, slots=True)
class _Ramt:
    """A check that finds something, the path of its field, and the dependencies of the finding's text."""

    tjek: TypetTjek
    felt: str
    laest: Laest | None

    @property
    def altid_ens(self) -> bool:
        """Whether the text is the same wherever the check finds something: it shows no fact but a missing one."""
        if self.laest is None or self.laest.alles:
            return False
        vist = {(None, n) for n in self.laest.ansoegningens} | {(self.tjek.liste, n) for n in self.laest.raekkens}
        match self.tjek.naar:
            case Ikke(a=Udfyldt(fakt=Fakt(liste=liste, navn=navn))):
                return vist <= {(liste, navn)}
        return not vist


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


def _fund(sag: Sag, ramt: _Ramt, k: Kontekst) -> Fund:
    lav = partial(_nyt_fund, sag, ramt.tjek, k, ramt.felt)
    if ramt.laest is None:
        return lav()
    return af_det_samme(sag.regelsaet, ("fund", id(ramt.tjek), ramt.felt, ramt.laest.vaerdier(k)), lav)


def _alles_laest(regelsaet: Regelsaet, alle: tuple[TypetTjek, ...]) -> dict[int, Laest | None]:
    return {id(t): _laest(regelsaet, t) for t in alle}


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
