"""Describe an order and allocation in words, for the page of a pack: (subject, description) pairs in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model.raekkefoelge import (
    Budgetramme,
    Delingsdata,
    Gruppe,
    Knaek,
    Knaphed,
    Pointkriterium,
    Raekkefoelge,
    Raekkefoelgerettelse,
    Rangnoegle,
    Sammen,
)
from ..model.regelsaet import RegelsaetData, Vaerdiform
from ..model.visning import opremsning
from ..sprog.raekkefoelge import TypetRaekkefoelge
from ..sprog.traeer import Knude

_VED_LOFT = {
    "spring_over": "Det, der ikke kan være i det, der er tilbage, springes over, og det næste prøves.",
    "stop": "Fordelingen af en ramme stopper ved det første, der ikke kan være i det, der er tilbage af den.",
    "delvis": "Det første, der ikke kan være i det, der er tilbage af en ramme, får resten, og den ramme lukkes.",
}
_GARANTI = {
    "foerst": "det første fra hver gruppe, der kan være i rammen, tages først",
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
_UKENDT = {"foerst": "ukendt først", "sidst": "ukendt sidst"}


def valgord(data: RegelsaetData) -> Valgord:
    """Return the choices of each fact of a pack that has choices."""
    former: list[Mapping[str, Vaerdiform]] = [*data.fakta.values(), data.vurderingsfakta]
    return {navn: form.valg for fakta in former for navn, form in fakta.items() if form.valg}


def raekkefoelge_i_ord(r: Raekkefoelge, valg: Valgord) -> list[tuple[str, str]]:
    """Describe every part of an order as (id, description)."""
    return [(id_, f"{hvad}.".replace("..", ".")) for id_, hvad in _linjer(r, valg)]


def rettelse_i_ord(r: Raekkefoelgerettelse, valg: Valgord) -> list[str]:
    """Describe what an alternative interpretation changes in the order."""
    linjer = [f"Nøglen {n.id} er {_noegle(n, valg)}." for n in r.noegler]
    if r.sammen is not None:
        linjer.append(f"{_sammen(r.sammen)}.")
    if r.ved_loft is not None:
        linjer.append(_VED_LOFT[r.ved_loft])
    if r.knaphed is not None:
        linjer.append(f"{_knaphed(r.knaphed)}.")
    if r.gruppe is not None:
        linjer.append(f"Gruppen ({r.gruppe.navn}) er {_gruppe(r.gruppe)}.")
    if r.garanti is not None:
        linjer.append(f"Garantien: {_GARANTI[r.garanti.form]}.")
    return linjer


def alle_traeer(o: TypetRaekkefoelge) -> Iterator[Knude]:
    """Yield every expression of an order."""
    for n in o.noegler:
        yield from (t for t in (n.udtryk, n.ellers, n.gaelder) if t is not None)
        yield from (t for t, _ in n.bemaerk)
    yield from (p.udtryk for p in o.point if p.udtryk is not None)
    yield from (u.naar for u in o.udeluk)
    for b in o.budgetter:
        dele = (b.ramme, b.naar, b.ansoegt, b.tildeling, b.mindst, b.hoejst, b.delvis_mindst, b.ydelse)
        yield from (t for t in dele if t is not None)
    if o.delingstal is not None:
        yield o.delingstal


def _linjer(r: Raekkefoelge, valg: Valgord) -> Iterator[tuple[str, str]]:
    for n in r.noegler:
        yield n.id, f"{n.titel}: {_noegle(n, valg)}"
    if r.sammen is not None:
        yield "", _sammen(r.sammen)
    if r.point is not None:
        for p in r.point.kriterier:
            yield p.id, f"{p.titel}: {_point(p, valg)}"
        if r.point.mindst_i_alt is not None:
            yield "", f"Mindst {r.point.mindst_i_alt} point i alt"
    for u in r.udeluk:
        yield u.id, f"Ikke med, når {_kode(u.naar)}: {u.grund}"
    for navn, b in r.budgetter.items():
        yield "", f"Budget {b.navn or navn}: {', '.join(_budget(b))}"
    yield "", _VED_LOFT[r.ved_loft]
    yield "", _knaphed(r.knaphed)
    if r.gruppe is not None:
        yield "", f"Gruppen ({r.gruppe.navn}) er {_gruppe(r.gruppe)}"
    if r.garanti is not None:
        naar = "når der mangler penge, og der er ansøgninger fra alle grupper"
        yield r.garanti.id, f"{r.garanti.titel}: {_GARANTI[r.garanti.form]}, {naar}"
    if r.deling is not None:
        rest = "resten fyldes i orden" if r.deling.rest == "i_orden" else "resten bruges ikke"
        yield r.deling.id, f"{r.deling.titel}: {_deling(r.deling)}, og {rest}"
    if r.pr_ansoeger is not None:
        dele = [f"mindst {_kode(r.pr_ansoeger.mindst)}"] if r.pr_ansoeger.mindst is not None else []
        dele += [f"højst {_kode(r.pr_ansoeger.hoejst)}"] if r.pr_ansoeger.hoejst is not None else []
        yield "", f"En ansøger får i alt {opremsning(dele)}"


def _budget(b: Budgetramme) -> list[str]:
    dele = [f"rammen er {_kode(b.ramme)}", f"der søges om {_kode(b.ansoegt)}"]
    dele += [f"der gives {_kode(b.tildeling)}"] if b.tildeling is not None else []
    dele += [f"højst {_kode(b.hoejst)}"] if b.hoejst is not None else []
    dele += [f"mindst {_kode(b.mindst)}"] if b.mindst is not None else []
    dele += [f"en del er mindst {_kode(b.delvis_mindst)}"] if b.delvis_mindst is not None else []
    dele += [f"afrundet til {b.afrund.til}"] if b.afrund is not None else []
    dele += [f"der tælles {_kode(b.ydelse)}"] if b.ydelse is not None else []
    dele += [f"kun når {_kode(b.naar)}"] if b.naar is not None else []
    return dele


def _deling(d: Delingsdata) -> str:
    if d.form == "lige":
        return "hvert budget deles lige mellem grupperne"
    if d.form == "gulv":
        return "hver gruppe har et gulv"
    efter = f"tabellen {_kode(d.efter or '')}"
    if d.efter_sum is not None:
        efter = f"summen af {_kode(d.efter_sum)} over gruppens kandidater"
    return f"hvert budget deles mellem grupperne i forhold til {efter}"


def _noegle(n: Rangnoegle, valg: Valgord) -> str:
    dele = [_kode(n.udtryk) if n.udtryk is not None else f"en persons vurdering ({_kode(n.vurdering or '')})"]
    ord_ = valg.get((n.udtryk or n.vurdering or "").strip(), {})
    if n.point is not None:
        dele = ["point i alt" if n.point == "i_alt" else f"point efter {n.point}"]
    if n.ellers is not None:
        dele[0] += f", ellers {_kode(n.ellers)}"
    if n.gaelder_naar is not None:
        dele.append(f"kun når {_kode(n.gaelder_naar)}")
    if n.orden:
        led = [[x] if isinstance(x, str) else x for x in n.orden]
        dele.append("i ordenen " + ", ".join(" = ".join(ord_.get(v, v) for v in lige) for lige in led))
    if n.retning is not None:
        dele.append(_RETNING[n.retning])
    if n.lag:
        dele.append(f"i lag ved {opremsning(list(n.lag))}")
    if n.point is None:
        dele.append(_UKENDT.get(n.ukendt, f"ukendt som {ord_.get(str(n.ukendt), n.ukendt)}"))
    return "; ".join(dele)


def _point(p: Pointkriterium, valg: Valgord) -> str:
    dele = [_kode(p.udtryk) if p.udtryk is not None else f"en persons vurdering ({_kode(p.vurdering or '')})"]
    if p.stykker:
        dele.append("på linjen gennem " + ", ".join(f"{k.fra}: {k.point}" for k in p.stykker))
    if p.trin:
        dele.append("; ".join(_trin(k) for k in p.trin))
    if p.valg is not None:
        ord_ = valg.get((p.udtryk or p.vurdering or "").strip(), {})
        dele.append(", ".join(f"{ord_.get(navn, navn)}: {point}" for navn, point in p.valg.items()))
    if p.i_forhold_til == "laveste":
        dele.append(f"{p.point} point til det laveste blandt kandidaterne, til andre det laveste delt med deres eget")
    if p.i_forhold_til == "hoejeste":
        dele.append(f"{p.point} point til det højeste blandt kandidaterne, til andre deres eget delt med det højeste")
    dele += [f"højst {p.loft}"] if p.loft is not None else []
    dele += [f"mindst {p.mindst}"] if p.mindst is not None else []
    dele += [f"ukendt: {p.ukendt}"] if p.ukendt is not None else []
    dele.append(f"vægt {p.vaegt}")
    return "; ".join(dele)


def _trin(k: Knaek) -> str:
    if k.over is not None:
        return f"over {k.over}: {k.point}"
    return f"fra {k.fra}: {k.point}" if k.fra is not None else f"under det: {k.point}"


def _sammen(s: Sammen) -> str:
    hvordan = "aftagende vægte" if s.vaegte == "aftagende" else f"vægtene {', '.join(s.vaegte)}"
    return f"{opremsning(list(s.noegler))} lægges sammen med {hvordan}"


def _knaphed(k: Knaphed) -> str:
    hvad = "kandidaternes beløb" if k.paa == "kandidater" else "alle ansøgte beløb"
    hvor = "rammen i et af budgetterne" if k.regnes == "pr_budget" else "summen af rammerne"
    return f"Der mangler penge, når {hvad} er større end {hvor}"


def _gruppe(g: Gruppe) -> str:
    if g.valg_af is not None:
        return f"valget i {_kode(g.valg_af)}"
    return "regionen af " + ", ellers ".join(_kode(n) for n in g.region_af)


def _kode(tekst: str) -> str:
    return f"`{' '.join(tekst.split())}`"
