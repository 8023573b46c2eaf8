"""Describe an order and allocation in words, for the page of a pack: (subject, description) pairs in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest

from ..fejl import et_punktum
from ..model.ord import ansoeger_ord, rammenavn
from ..model.raekkefoelge import (
    Delingsdata,
    Gruppe,
    Knaphed,
    PrAnsoeger,
    Raekkefoelgerettelse,
    Rangnoegle,
    Sammen,
)
from ..model.regelsaet import RegelsaetData, Vaerdiform
from ..model.visning import json_vaerdi, med_stort, opremsning, punktum, vis_vaegt
from ..motor.fraser import vis_parameter
from ..skriv.betingelser import i_ord, regnet_i_ord
from ..sprog.budgetter import STILLING, TypetBudget
from ..sprog.point import TypetKnaek, TypetPoint
from ..sprog.raekkefoelge import TypetNoegle, TypetRaekkefoelge
from ..sprog.regelsaet import Regelsaet
from ..sprog.traeer import Knude, Konstant

_VED_LOFT = {
    "spring_over": "Hvor der ikke er plads i det, der er tilbage, springes der over, og de næste prøves.",
    "stop": "Fordelingen af en ramme stopper, første gang der ikke er plads i det, der er tilbage af den.",
    "delvis": "Første gang der ikke er plads til hele beløbet i det, der er tilbage af en ramme, gives resten, og den "
    "ramme er brugt.",
}
_GARANTI = {
    "foerst": "den første kandidat fra hver gruppe, der kan være i rammen, tages først",
    "bytte": "en gruppe, der ellers intet har, bytter til sidst plads med de lavest stående",
    "lighed": "blandt lige går en gruppe, der ellers intet har, forud",
    "ingen": "ingen garanti",
}
_RETNING = {
    "stoerst_foerst": "størst først",
    "mindst_foerst": "mindst først",
    "tidligst_foerst": "tidligst først",
    "senest_foerst": "senest først",
    "ja_foerst": "ja først",
    "nej_foerst": "nej først",
}
# The choices of each fact in words, by the fact's name.
Valgord = Mapping[str, Mapping[str, str]]
_AFRUNDET = {"ned": "ned til ", "op": "op til ", "naermest": "til nærmeste "}
_UKENDT = {"foerst": "ukendt først", "sidst": "ukendt sidst"}


def valgord(data: RegelsaetData) -> Valgord:
    """Return the choices of each fact of a pack that has choices."""
    former: list[Mapping[str, Vaerdiform]] = [*data.fakta.values(), data.vurderingsfakta]
    return {navn: form.valg for fakta in former for navn, form in fakta.items() if form.valg}


def raekkefoelge_i_ord(regelsaet: Regelsaet) -> list[tuple[str, str]]:
    """Describe every part of a pack's order as (id, description); empty if it has no order."""
    orden = regelsaet.raekkefoelge
    return [(id_, punktum(hvad)) for id_, hvad in _Orden(regelsaet, orden).linjer()] if orden is not None else []


def rettelse_i_ord(regelsaet: Regelsaet, r: Raekkefoelgerettelse, orden: TypetRaekkefoelge) -> list[str]:
    """Describe what an alternative interpretation changes in the order. ``orden``: the order with the change."""
    rettet = {n.id for n in r.noegler}
    egen = _Orden(regelsaet, orden)
    linjer = [f"Nøglen {n.data.id} er {egen.noegle(n)}." for n in orden.noegler if n.data.id in rettet]
    if r.sammen is not None:
        linjer.append(f"{_sammen(r.sammen)}.")
    if r.ved_loft is not None:
        linjer.append(_VED_LOFT[r.ved_loft])
    if r.knaphed is not None:
        linjer.append(f"{_knaphed(r.knaphed)}.")
    if r.gruppe is not None:
        linjer.append(f"Gruppen ({r.gruppe.navn}) er {_gruppe(r.gruppe, {})}.")
    if r.garanti is not None:
        linjer.append(f"Garantien: {_GARANTI[r.garanti.form]}.")
    return [et_punktum(linje) for linje in linjer]


class _Orden:
    """Describes the order of a pack: expressions in words, followed by the expression as written."""

    def __init__(self, regelsaet: Regelsaet, orden: TypetRaekkefoelge) -> None:
        self.regelsaet = regelsaet
        self.data = regelsaet.data
        self.orden = orden
        self.valg = valgord(regelsaet.data)

    def linjer(self) -> Iterator[tuple[str, str]]:
        r = self.orden.data
        for n in self.orden.noegler:
            yield n.data.id, f"{n.data.titel}: {self.noegle(n)}"
        if r.sammen is not None:
            yield "", _sammen(r.sammen)
        for p in self.orden.point:
            yield p.data.id, f"{p.data.titel}: {self._point(p)}"
        if self.orden.mindst_i_alt is not None:
            yield "", f"Point i alt: mindst {self._tal(self.orden.mindst_i_alt)}"
        for u in self.orden.udeluk:
            ukendt = "heller ikke med" if u.data.ukendt == "ude" else "med"
            naar = self._naar(u.naar, u.data.naar)
            yield u.data.id, f"Ikke med, når {naar}; vides det ikke, er den {ukendt}: {u.data.grund}"
        for b in self.orden.budgetter:
            yield "", f"Budget {rammenavn(self.data, b.id)}: {', '.join(self._budget(b))}"
        yield "", _VED_LOFT[r.ved_loft]
        yield "", _knaphed(r.knaphed)
        yield from self._grupper()
        if r.pr_ansoeger is not None:
            yield (
                "",
                f"{med_stort(ansoeger_ord(self.regelsaet.data)[1])} får hver i alt {self._pr_ansoeger(r.pr_ansoeger)}",
            )

    def _grupper(self) -> Iterator[tuple[str, str]]:
        r = self.orden.data
        if r.gruppe is not None:
            fakta = self.orden.gruppe.fakta if self.orden.gruppe is not None else ()
            navne = {n: self.regelsaet.fakta[liste, n].navn for liste, n in fakta}
            yield "", f"Gruppen ({r.gruppe.navn}) er {_gruppe(r.gruppe, navne)}"
        if r.garanti is not None:
            naar = "når der mangler penge, og der er ansøgninger fra alle grupper"
            yield r.garanti.id, f"{r.garanti.titel}: {_GARANTI[r.garanti.form]}, {naar}"
        if r.deling is not None:
            rest = "resten fyldes i orden" if r.deling.rest == "i_orden" else "resten bruges ikke"
            yield r.deling.id, f"{r.deling.titel}: {self._deling(r.deling)}, og {rest}"

    def _udtryk(self, knude: Knude, skrevet: str) -> str:
        """Return an expression in words, with the expression as written after it."""
        return f"{regnet_i_ord(self.regelsaet, knude, STILLING)} ({_kode(skrevet)})"

    def _naar(self, knude: Knude, skrevet: str) -> str:
        """Return a condition in words, with the condition as written after it."""
        return f"{i_ord(self.regelsaet, knude, STILLING)} ({_kode(skrevet)})"

    def _tal(self, knude: Knude) -> str:
        """Return a number, or an expression over parameters by their values and labels."""
        return regnet_i_ord(self.regelsaet, knude)

    def _vaegt(self, knude: Knude) -> str:
        """Return a weight; a written one exactly, such as ``1/7``."""
        if isinstance(knude, Konstant) and isinstance(knude.vaerdi, int | Decimal | Fraction):
            return vis_vaegt(json_vaerdi(knude.vaerdi))
        return self._tal(knude)

    def _vurdering(self, navn: str | None) -> str:
        assert navn is not None
        return f"»{self.data.vurderingsfakta[navn].navn}«, som en person vurderer ({_kode(navn)})"

    def noegle(self, noegle: TypetNoegle) -> str:
        if noegle.udtryk is not None:
            hvad = self._udtryk(noegle.udtryk, noegle.data.udtryk or "")
        elif noegle.data.vurdering is not None:
            hvad = self._vurdering(noegle.data.vurdering)
        else:
            hvad = _efter_point(noegle.data)
        ellers = self._udtryk(noegle.ellers, noegle.data.ellers or "") if noegle.ellers is not None else ""
        gaelder = self._naar(noegle.gaelder, noegle.data.gaelder_naar or "") if noegle.gaelder is not None else None
        return _noegle(noegle.data, self.valg, hvad, ellers, gaelder)

    def _point(self, p: TypetPoint) -> str:
        d = p.data
        dele = [self._udtryk(p.udtryk, d.udtryk or "") if p.udtryk is not None else self._vurdering(d.vurdering)]
        if d.stykker:
            dele.append("på linjen gennem " + ", ".join(map(self._knaek, p.knaek)))
        if d.trin:
            dele.append("; ".join(self._trin(k, naeste) for k, naeste in zip_longest(p.knaek, p.knaek[1:])))
        if p.valg is not None:
            ord_ = self.valg.get((d.udtryk or d.vurdering or "").strip(), {})
            dele.append(", ".join(f"{ord_.get(navn, navn)}: {self._tal(k)}" for navn, k in p.valg.items()))
        if p.fuldt is not None:
            bedste = "laveste" if d.i_forhold_til == "laveste" else "højeste"
            andre = "det laveste delt med deres eget" if bedste == "laveste" else "deres eget delt med det højeste"
            dele.append(f"{self._tal(p.fuldt)} point til det {bedste} blandt kandidaterne, til andre {andre}")
        for ord_foran, knude in (("højst", p.loft), ("mindst", p.mindst), ("ukendt:", p.ukendt)):
            dele += [f"{ord_foran} {self._tal(knude)}"] if knude is not None else []
        dele.append(f"vægt {self._vaegt(p.vaegt)}")
        return "; ".join(dele)

    def _knaek(self, k: TypetKnaek) -> str:
        assert k.fra is not None
        return f"{self._tal(k.fra)}: {self._tal(k.point)}"

    def _trin(self, k: TypetKnaek, naeste: TypetKnaek | None) -> str:
        point = self._tal(k.point)
        if k.fra is not None:
            return f"{'over' if k.over else 'fra'} {self._tal(k.fra)}: {point}"
        # A first step without a beginning covers everything below the next one.
        if naeste is None or naeste.fra is None:
            return f"altid: {point}"
        return f"{'højst' if naeste.over else 'under'} {self._tal(naeste.fra)}: {point}"

    def _budget(self, b: TypetBudget) -> list[str]:
        d = b.data
        hvad = "der søges om" if b.id in self.regelsaet.soeges else "beløbet er"
        dele = [f"rammen er {self._tal(b.ramme)}", f"{hvad} {self._udtryk(b.ansoegt, d.ansoegt)}"]
        dele += [f"der gives {self._udtryk(b.tildeling, d.tildeling or '')}"] if b.tildeling is not None else []
        dele += [f"højst {self._tal(b.hoejst)}"] if b.hoejst is not None else []
        dele += [f"mindst {self._tal(b.mindst)}"] if b.mindst is not None else []
        dele += [f"en del er mindst {self._tal(b.delvis_mindst)}"] if b.delvis_mindst is not None else []
        dele += [f"afrundet {_AFRUNDET[d.afrund.retning]}hele {d.afrund.til}"] if d.afrund is not None else []
        dele += [f"der tælles {self._udtryk(b.ydelse, d.ydelse or '')}"] if b.ydelse is not None else []
        dele += [f"kun når {self._naar(b.naar, d.naar or '')}"] if b.naar is not None else []
        return dele

    def _deling(self, d: Delingsdata) -> str:
        if d.form == "lige":
            return "hvert budget deles lige mellem grupperne"
        if d.form == "gulv":
            gulve = [f"{rammenavn(self.data, b)}: {self._parameter(navn)}" for b, navn in (d.gulv or {}).items()]
            return f"hver gruppe har et gulv ({'; '.join(gulve)})"
        if self.orden.delingstal is not None:
            efter = f"summen af {self._udtryk(self.orden.delingstal, d.efter_sum or '')} over gruppens kandidater"
        else:
            efter = f"tabellen »{self.data.tabeller[d.efter or ''].navn}« ({_kode(d.efter or '')})"
        return f"hvert budget deles mellem grupperne i forhold til {efter}"

    def _pr_ansoeger(self, p: PrAnsoeger) -> str:
        dele = [f"mindst {self._parameter(p.mindst)}"] if p.mindst is not None else []
        dele += [f"højst {self._parameter(p.hoejst)}"] if p.hoejst is not None else []
        return opremsning(dele)

    def _parameter(self, navn: str) -> str:
        return f"{vis_parameter(self.regelsaet, navn)} ({self.data.parametre[navn].navn})"


def _efter_point(noegle: Rangnoegle) -> str:
    """Return the points that a key orders by."""
    return "point i alt" if noegle.point == "i_alt" else f"point efter {noegle.point}"


def _noegle(noegle: Rangnoegle, valg: Valgord, hvad: str, ellers: str, gaelder: str | None) -> str:
    """Describe a key.

    Args:
        noegle: the key.
        valg: the choices of each fact in words.
        hvad: what it orders by.
        ellers: what is used where that is unknown; empty for nothing.
        gaelder: the condition under which it is used; None: always.
    """
    ord_ = valg.get((noegle.udtryk or noegle.vurdering or "").strip(), {})
    dele = [hvad + (f", ellers {ellers}" if ellers else "")]
    if gaelder is not None:
        dele.append(f"kun når {gaelder}")
    if noegle.orden:
        led = [[x] if isinstance(x, str) else x for x in noegle.orden]
        dele.append("i ordenen " + ", ".join(" = ".join(ord_.get(v, v) for v in lige) for lige in led))
    if noegle.retning is not None:
        dele.append(_RETNING[noegle.retning])
    if noegle.lag:
        dele.append(f"i lag ved {opremsning(list(noegle.lag))}")
    if noegle.point is None:
        dele.append(_UKENDT.get(noegle.ukendt, f"ukendt som {ord_.get(str(noegle.ukendt), noegle.ukendt)}"))
    return "; ".join(dele)


def _sammen(s: Sammen) -> str:
    hvordan = "aftagende vægte" if s.vaegte == "aftagende" else f"vægtene {', '.join(s.vaegte)}"
    return f"{opremsning(list(s.noegler))} lægges sammen med {hvordan}"


def _knaphed(k: Knaphed) -> str:
    hvad = "kandidaternes beløb" if k.paa == "kandidater" else "alle ansøgte beløb"
    hvor = "rammen i et af budgetterne" if k.regnes == "pr_budget" else "summen af rammerne"
    return f"Der mangler penge, når {hvad} er større end {hvor}"


def _gruppe(g: Gruppe, navne: Mapping[str, str]) -> str:
    """Describe a group by the facts that determine it; ``navne``: their labels, where they are known."""

    def ord_(n: str) -> str:
        return f"»{navne[n]}« ({_kode(n)})" if n in navne else _kode(n)

    if g.valg_af is not None:
        return f"valget i {ord_(g.valg_af)}"
    return "regionen af " + ", ellers ".join(map(ord_, g.region_af))


def _kode(tekst: str) -> str:
    return f"`{' '.join(tekst.split())}`"
