"""Explain a criterion's status: the pack's own words, the facts that the status depends on, and the full derivation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.regelsaet import Vaerdiform
from ..model.resultat import AfklaringSvar, JsonVaerdi, SporSvar, Udledning
from ..model.visning import IKKE_OPLYST, json_vaerdi, kan_ikke_laeses, med_stort, opremsning, vis_vaerdi
from ..motor.fraser import KAN_IKKE_REGNES, delt_med_nul, kan_ikke_vurderes, udfyld, vis_parameter
from ..motor.hvorfor import Spor, er_her, led, savnede, spor
from ..motor.reference import Bedoemt, Kontekst, baerende, er_del, fakt, vaerdi
from ..motor.vendepunkter import Navn
from ..sprog.erklaeringer import DAGEN, DATO_NAVN
from ..sprog.regelsaet import TypetKriterium, grundfakta
from ..sprog.traeer import Fakt, Knude, Param
from .forlaeg import Forlaeg
from .sag import Sag


def begrundelse(
    sag: Sag,
    kriterium: TypetKriterium,
    forlaeg: Forlaeg,
    mangler: list[Navn],
    k: Kontekst,
    steder: Mapping[Navn, str] | None = None,
) -> str:
    """Return the reason for a criterion's status.

    ``mangler``: the facts that an undetermined criterion needs. ``steder``: for those missing in other rows than the
    evaluated one, the location as text (`` i projekt 2``).
    """
    bedoemt = forlaeg.bedoemt
    if bedoemt.rolle == "uoplyst":
        uoplyst: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
        for n in mangler:
            efter_sted = uoplyst[sag.forkert(n, k)]
            efter_sted.setdefault((steder or {}).get(n, ""), []).append(f"»{sag.regelsaet.form(*n).navn}«")
        dele_mangler = bool(kriterium.samles) and er_del(k)
        if not mangler and not dele_mangler:
            return _kan_ikke_regnes(bedoemt, k)
        return kan_ikke_vurderes(*uoplyst, dele_mangler=dele_mangler)
    imod = k.regelsaet.modstykker(kriterium)
    grund = " ".join([udfyld(t, k, imod=imod) for t in forlaeg.grunde])
    return f"{_ulaeste(sag, forlaeg, k)}{grund}"


def _kan_ikke_regnes(bedoemt: Bedoemt, k: Kontekst) -> str:
    """Return the reason for a criterion that is unknown although no fact is missing."""
    proever = (p for knude in bedoemt.ukendte for p in delt_med_nul(k.regelsaet, knude))
    return next((tekst for er_nul, tekst in proever if vaerdi(er_nul, k) is True), KAN_IKKE_REGNES)


def _ulaeste(sag: Sag, forlaeg: Forlaeg, k: Kontekst) -> str:
    """Return a sentence about values that are stated but unreadable, if the status was settled without them.

    It precedes the pack's own words, which cannot mention it.
    """
    if not sag.ansoegning.vaerdimangler:
        return ""
    grund = [g for knude in forlaeg.proevede for f in baerende(knude, k) for g in grundfakta(sag.regelsaet, f)]
    navne = dict.fromkeys((g.liste, g.navn) for g in grund if sag.ukendt(g, k) and sag.forkert((g.liste, g.navn), k))
    return f"{kan_ikke_laeses([sag.regelsaet.fakta[navn].navn for navn in navne])} " if navne else ""


def afklaring(kriterium: TypetKriterium, forlaeg: Forlaeg, k: Kontekst) -> tuple[AfklaringSvar, ...]:
    """Return the pack's questions to the applicant about the exceptions or reservations that need judgement."""
    if not forlaeg.afklaringer:
        return ()
    imod = k.regelsaet.modstykker(kriterium)
    return tuple(
        AfklaringSvar(spoergsmaal=udfyld(spoergsmaal, k, imod=imod), bilag=bilag)
        for spoergsmaal, bilag in forlaeg.afklaringer
    )


def baerende_fakta(forlaeg: Forlaeg, k: Kontekst) -> dict[str, JsonVaerdi]:
    """Return the facts that a criterion's status depends on, with their values."""
    return {f.navn: json_vaerdi(fakt(f.navn, f.liste, k)) for f in forlaeg.fakta}


def udledning(kriterium: TypetKriterium, k: Kontekst) -> tuple[Udledning, ...]:
    """Return the derivation of a criterion's status, part by part."""
    dele = [("krav", kriterium.krav)]
    dele += [("undtagelse", d.naar) for d in kriterium.undtagelser]
    dele += [("forbehold", d.naar) for d in kriterium.forbehold]
    return tuple(
        Udledning(
            del_=navn,
            led=tuple(_spor(s) for s in _led(knude, k)),
            trae=_spor(spor(knude, k)),
        )
        for navn, knude in dele
    )


def betingelser(knude: Knude, k: Kontekst) -> str:
    """Return the conditions of a requirement in words, each with its answer."""
    return f"{med_stort(_ledtekst(_led(knude, k)))}."


def _ledtekst(spor: Iterable[Spor]) -> str:
    return "; ".join(f"{s.udtryk}: {s.vaerdi}{f' ({_ledtekst(s.dele)})' if s.dele else ''}" for s in spor)


def _led(knude: Knude, k: Kontekst) -> list[Spor]:
    def valgord(n: Fakt, v: Any) -> str:
        return vis_vaerdi(k.regelsaet.form(n.liste, n.navn), v, k.regelsaet.kommuner)

    def kun_navn(n: Fakt) -> str:
        return k.regelsaet.form(n.liste, n.navn).navn

    return led(knude, k, lambda n, v: _navngiv(k, n, v), kun_navn, valgord)


def _navngiv(k: Kontekst, n: Fakt | Param, v: Any) -> str:
    regelsaet = k.regelsaet
    if isinstance(n, Param):
        form: Vaerdiform = regelsaet.data.parametre[n.navn]
        return f"{vis_parameter(regelsaet, n.navn)} ({form.navn})"
    if n.navn == DATO_NAVN:
        return f"{DAGEN.navn} ({IKKE_OPLYST if v is None else f'{v:%d/%m/%Y}'})"
    form = regelsaet.form(n.liste, n.navn)
    vist = _ukendt(k, n) if v is None else vis_vaerdi(form, v, regelsaet.kommuner)
    return f"{form.navn} ({vist})"


def _ukendt(k: Kontekst, n: Fakt) -> str:
    """Return why a fact is unknown: it is not stated, or the facts that it is calculated from are not."""
    if (n.liste, n.navn) not in k.regelsaet.afledte or not er_her(n, k):
        return IKKE_OPLYST
    navne = dict.fromkeys(k.regelsaet.form(*f).navn for f in savnede(n, k))
    return f"mangler {opremsning([f'»{navn}«' for navn in navne])}" if navne else "kan ikke regnes ud"


def _spor(s: Spor) -> SporSvar:
    return SporSvar(udtryk=s.udtryk, vaerdi=s.vaerdi, dele=tuple(_spor(d) for d in s.dele))
