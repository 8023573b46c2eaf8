"""Write the reasons for each project's rank and outcome, as short Danish sentences for caseworkers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..bedoemmelse.ukendte_beloeb import ukendte_beloeb
from ..fejl import et_punktum
from ..model.ord import ord_af
from ..model.regelsaet import Vaerdiform
from ..model.resultat import KriteriumSvar
from ..model.vaerdier import Kommuner
from ..model.visning import (
    FORKERT_ENHED,
    HOEJST_DECIMALER,
    IKKE_OPLYST,
    IKKE_VURDERET,
    KNAP,
    LIDT_OVER,
    antal,
    ikke_brugt,
    kan_ikke_laeses,
    med_lille,
    nogle,
    opremsning,
    vis_kr,
    vis_tal,
    vis_vaerdi,
)  # fmt: skip
from ..motor.fraser import ordvalg, udfyld, vis_parameter
from ..motor.reference import Kontekst, vaerdi
from ..skriv.betingelser import i_ord
from ..sprog.budgetter import POINT_I_ALT, RANG, STILLING, TypetBudget
from ..sprog.enheder import KRONER, PROCENT, TAL, vis
from ..sprog.parametertal import regn
from ..sprog.point import TypetPoint
from ..sprog.raekkefoelge import TypetNoegle, TypetUdelukkelse
from ..sprog.skriv import skriv_udtryk
from ..sprog.traeer import Fakt, Hvis, Ikke, Knude, Param, Type, alle_knuder
from ..system.dataklasse import dataklasse
from .beregning import Beregning, Opgjort, laest
from .faelles import Faellesprojekt, Plads, sammen_med
from .maaling import Maalt
from .tildeling.plan import Lige, Tur
from .uoplyst import UDSAGN, afventer, hvordan_ukendt, ulaest


def vis_point(point: Fraction, imod: Fraction | None = None) -> str:
    """Return points in Danish notation with at most six decimals; rounded values are prefixed with ``ca.``

    ``imod``: a value the points are compared with. Points that rounding would make equal to it, or move past it, are
    written relative to it instead (``knap 40``).
    """
    vist = vis_tal(point, HOEJST_DECIMALER, () if imod is None else (imod,))
    hel = (point * 10**HOEJST_DECIMALER).denominator == 1
    return vist if hel or vist.startswith((KNAP, LIDT_OVER)) else f"ca. {vist}"


def vis_noegle(n: TypetNoegle | TypetPoint, m: Maalt, kommuner: Kommuner) -> str:
    """Return a key's value in words: ``koordineret i regi af KKR``, ``120.000.000 kr.``, ``33,33 pct.``"""
    if m.vaerdi is None:
        vurderes = n.data.vurdering is not None or (isinstance(n, TypetPoint) and n.vurderet)
        return IKKE_VURDERET if vurderes else IKKE_OPLYST
    if isinstance(n, TypetNoegle) and n.point is not None:
        return vis_point(m.vaerdi)
    if n.form is not None:
        return vis_vaerdi(n.form, _i_formens_enhed(n.form, m.vaerdi), kommuner)
    return _vis_uden_form(n.type, m.vaerdi)


def _i_formens_enhed(form: Vaerdiform, vaerdi: Any) -> Any:
    """Convert a value in base units to the unit that its fact is stored in."""
    if form.enhed is None or isinstance(vaerdi, bool) or not isinstance(vaerdi, int | Fraction | Decimal):
        return vaerdi
    from ..sprog.enheder import enhed

    # The pack's own unit names are not needed here: only amounts of money have units other than their base unit.
    return Fraction(vaerdi) / enhed(form.enhed)[1]


def _vis_uden_form(type_: Type, vaerdi: Any) -> str:
    if not isinstance(vaerdi, bool) and isinstance(vaerdi, int | Fraction | Decimal):
        if type_.dimension == KRONER:
            return f"{vis_tal(vaerdi)} kr."
        if type_.dimension == PROCENT:
            return f"{vis_tal(vaerdi)} pct."
        return vis_tal(vaerdi) + ("" if type_.dimension == TAL else f" {vis(type_.dimension, vaerdi)}")
    return vis_vaerdi(Vaerdiform(navn="", type="tekst"), vaerdi)


@dataklasse(frozen=True, slots=True)
class Begrundelser:
    """The sentences about one participant: ``alle``, and ``egne`` for a letter to its applicant, naming no other."""

    alle: tuple[str, ...] = ()
    egne: tuple[str, ...] = ()


def begrundelser(beregning: Beregning, faelles: Mapping[Plads, Faellesprojekt] | None = None) -> list[Begrundelser]:
    """Return the sentences about every participant, by index in ``beregning.opgjorte``.

    ``faelles``: the joint project of each row that is part of one.
    """
    fundne = [Begrundelser()] * len(beregning.opgjorte)
    forrige: int | None = None
    lige = {i: g for g in beregning.fordeling.lige for i in g.kandidater}
    # Remarks that apply to every candidate are made once, for the calculation as a whole (``bemaerkninger``).
    for_alle = {id(n) for n in _ingen_kendt(beregning)}
    lige_efter = ord_af(beregning.regelsaet.data).lige_efter
    rang_af = {i: rang for rang, i in enumerate(beregning.fordeling.orden, 1)}
    for kandidat, rang in rang_af.items():
        nr = beregning.nr[kandidat]
        opgjort = beregning.opgjorte[nr]
        dele, egne = [_plads(beregning, rang, nr, forrige)], [_plads(beregning, rang, nr, None)]
        if kandidat in lige:
            andre = [j for j in lige[kandidat].kandidater if j != kandidat]
            dele.append(
                _staar_lige(
                    [beregning.opgjorte[beregning.nr[j]].deltager.betegnelse for j in andre], lige[kandidat], lige_efter
                )
            )
            egne.append(_staar_lige([f"nr. {rang_af[j]}" for j in andre], lige[kandidat], lige_efter))
        sammen = _sammen(opgjort, faelles)
        rest = [
            *_siges(beregning, opgjort, for_alle),
            *_ukendte(beregning, opgjort),
            *_i_forhold(beregning, opgjort),
            *_tildelinger(beregning, opgjort),
        ]
        # The sentence on the allocation comes last; letters rely on that.
        if beregning.fordeles:
            rest.append(_tur(beregning, opgjort, beregning.fordeling.ture[kandidat]))
        fundne[nr] = Begrundelser(
            tuple(map(et_punktum, (*dele, *sammen, *rest))), tuple(map(et_punktum, (*egne, *rest)))
        )
        forrige = nr
    for nr, opgjort in enumerate(beregning.opgjorte):
        if opgjort.udfald is not None:
            egne_grunde = tuple(map(et_punktum, (*_ikke_kandidat(beregning, opgjort), *_ukendte(beregning, opgjort))))
            fundne[nr] = Begrundelser((*egne_grunde, *_sammen(opgjort, faelles)), egne_grunde)
    return fundne


def _staar_lige(andre: list[str], lige: Lige, efter: str) -> str:
    slut = "; en anden rækkefølge mellem dem ville ændre beregningen" if lige.afgoer else ""
    return f"Står lige med {nogle(andre, 2)} og er ordnet efter {efter}{slut}."


def _ukendte(beregning: Beregning, opgjort: Opgjort) -> list[str]:
    """Return the remarks on values that are stated but not used: amounts in a wrong unit, and unreadable values."""
    k = opgjort.deltager.k
    ukendte = sorted(ukendte_beloeb(k))
    navne = [beregning.regelsaet.fakta[k.liste, n].navn for n in ukendte]
    celler = [opgjort.deltager.celle(k.liste, n) for n in ukendte]
    dele = [ikke_brugt(navne, UDSAGN[FORKERT_ENHED], celler)] if navne else []
    if opgjort.deltager.ulaeselige:
        orden = beregning.orden
        traeer = [t for n in orden.noegler for t in (n.udtryk, n.ellers)]
        traeer += [t for x in orden.budgetter for t in (x.naar, x.ansoegt, x.tildeling)]
        traeer += [p.udtryk for p in orden.point]
        traeer += [orden.delingstal, *(u.naar for u in orden.udeluk)]
        forkerte = dict.fromkeys(f for t in traeer if t is not None for f in ulaest(beregning, opgjort, t))
        navne, celler = (
            [beregning.regelsaet.fakta[f].navn for f in forkerte],
            [opgjort.deltager.celle(*f) for f in forkerte],
        )
        dele += [kan_ikke_laeses(navne, celler)] if forkerte else []
    return dele


def _sammen(opgjort: Opgjort, faelles: Mapping[Plads, Faellesprojekt] | None) -> list[str]:
    p = (faelles or {}).get(opgjort.deltager.plads)
    return [sammen_med(p, opgjort.deltager.plads)] if p is not None else []


# --- The rank -----------------------------------------------------------------------------


def _plads(beregning: Beregning, rang: int, nr: int, forrige: int | None) -> str:
    """Return the sentence on the rank, with the first key that separates the participant from ``forrige``.

    If there is no ``forrige``, the sentence lists the participant's own key values.
    """
    o = beregning.opgjorte[nr]
    if beregning.valg.metode == "point":
        egne = o.i_alt or Fraction(0)
        if forrige is None:
            return f"Nr. {rang} i rækkefølgen med {vis_point(egne)} point."
        foran = beregning.opgjorte[forrige].i_alt or Fraction(0)
        if foran != egne:
            har = vis_point(egne, foran)
            return f"Nr. {rang} i rækkefølgen med {har} point; nr. {rang - 1} har {vis_point(foran)}."
    if forrige is None:
        return f"Nr. {rang} i rækkefølgen ({_noegler(beregning, o)})."
    return f"Nr. {rang} i rækkefølgen, efter nr. {rang - 1}{_forskel(beregning, o, beregning.opgjorte[forrige])}."


def _noegler(beregning: Beregning, opgjort: Opgjort) -> str:
    return "; ".join(
        f"{med_lille(n.data.titel)}: {vis_noegle(n, m, beregning.regelsaet.kommuner)}"
        for n, m in zip(beregning.orden.noegler, opgjort.noegler, strict=True)
    )


def _forskel(beregning: Beregning, opgjort: Opgjort, foran: Opgjort) -> str:
    """Return the first stage of the order in which the two participants differ, as the end of a sentence."""
    for pladser, vaegte in beregning.orden.led:
        if vaegte is not None:
            if any(opgjort.noegler[p].tal != foran.noegler[p].tal for p in pladser):
                titler = opremsning([f"»{beregning.orden.noegler[p].data.titel}«" for p in pladser])
                return f" på {titler} lagt sammen"
            continue
        (p,) = pladser
        if opgjort.noegler[p].tal != foran.noegler[p].tal:
            n = beregning.orden.noegler[p]
            egen, anden = (vis_noegle(n, x.noegler[p], beregning.regelsaet.kommuner) for x in (opgjort, foran))
            return f" på »{n.data.titel}«: {egen} mod {anden}"
    return ", der står lige"


def siges(noegle: TypetNoegle, m: Maalt, k: Kontekst) -> list[str]:
    """Return the remarks on one participant's key: that it is unknown, and the pack's own (``bemaerk``)."""
    dele = [noegle.data.hvis_ukendt] if m.vaerdi is None and noegle.data.hvis_ukendt is not None else []
    dele += [tekst for naar, tekst in noegle.bemaerk if vaerdi(naar, k) is True]
    return [udfyld(d, k) for d in dele]


def _siges(beregning: Beregning, opgjort: Opgjort, for_alle: set[int]) -> list[str]:
    """Return the remarks on a participant's keys, except those made for the whole calculation (``bemaerkninger``)."""
    par = zip(beregning.orden.noegler, opgjort.noegler, strict=True)
    return [s for n, m in par if id(n) not in for_alle for s in siges(n, m, opgjort.deltager.kendt)]


def bemaerkninger(beregning: Beregning) -> tuple[str, ...]:
    """Return the remarks on the calculation as a whole, such as keys that are unknown for every candidate."""
    dele = [
        f"»{n.data.titel}« er ikke kendt for nogen kandidat og ordner derfor intet." for n in _ingen_kendt(beregning)
    ]
    antal_ = len(beregning.kandidater)
    for o in beregning.opgjorte:
        plads = o.deltager.afvigelse.plads if o.deltager.afvigelse is not None else None
        if plads is not None and not 1 <= plads <= antal_:
            hvem = f"{o.deltager.betegnelse} er noteret på plads {vis_tal(plads)}"
            dele.append(f"{hvem}, men der er kun {antal(antal_, 'kandidat', 'kandidater')}.")
    deling = beregning.plan.deling
    if (
        beregning.orden.delingstal is not None
        and beregning.fordeles
        and deling is not None
        and not any(any(d) for _, d in deling.andele)
    ):
        dele.append("Rammen er ikke delt mellem grupperne: det, der deles efter, er 0 hos alle kandidater.")
    return tuple(dele)


def _ingen_kendt(beregning: Beregning) -> list[TypetNoegle]:
    # A key with a fixed value for unknown (``ukendt`` as a number) does affect the order, so it is remarked on for each
    # participant.
    return [
        n
        for i, n in enumerate(beregning.orden.noegler)
        if isinstance(n.ukendt, str)
        and beregning.nr
        and all(beregning.opgjorte[nr].noegler[i].vaerdi is None for nr in beregning.nr)
    ]


def _i_forhold(beregning: Beregning, opgjort: Opgjort) -> list[str]:
    """Explain points that are in proportion to the best candidate.

    The best candidate's name and value are another applicant's data and are not mentioned.
    """
    kommuner = beregning.regelsaet.kommuner
    fundne = []
    for p, q in zip(beregning.regelsaet.point, opgjort.point, strict=False):
        bedste = beregning.bedste.get(p.data.id)
        if p.fuldt is None or bedste is None or q.vaerdi is None or q.point is None:
            continue
        ord_ = "laveste" if p.data.i_forhold_til == "laveste" else "højeste"
        egen = vis_noegle(p.typet, Maalt(q.vaerdi, None), kommuner)
        if q.vaerdi == bedste:
            hvorfor = f"{egen} er det {ord_} blandt kandidaterne"
        else:
            hvorfor = f"{egen} i forhold til det {ord_} blandt kandidaterne"
        fundne.append(f"»{p.data.titel}« giver {vis_point(q.point)} af {vis_point(p.fuldt)} point: {hvorfor}.")
    return fundne


# --- The award ----------------------------------------------------------------------------


def _tildelinger(beregning: Beregning, opgjort: Opgjort) -> list[str]:
    """Explain each award that differs from the requested amount: the award, and the rule that gives it."""
    return [
        f"Efter puljens regel kan der gives {vis_kr(beloeb.tildeling)}{_i(beregning, i)}: "
        f"{_regel(beregning, x, opgjort)}."
        for i, (x, beloeb) in enumerate(zip(beregning.orden.budgetter, opgjort.beloeb, strict=True))
        if beloeb.tildeling is not None and not beloeb.udenfor and beloeb.tildeling != beloeb.ansoegt
    ]


def _regel(beregning: Beregning, x: TypetBudget, opgjort: Opgjort) -> str:
    """Return the rule of a participant's award in words, with the parameters' values.

    Where the rule depends on a condition (``hvis``), only the case of the participant is written, with the condition.
    """
    trae, fordi = _gren(x.tildeling or x.ansoegt, opgjort.deltager.kendt.med(_stilling(x, opgjort)))
    hvornaar = "; ".join(i_ord(beregning.regelsaet, n, STILLING) for n in fordi)
    dele = [_i_ord(beregning, x, trae) + (f" ({hvornaar})" if hvornaar else "")]
    dele += [f"højst {_i_ord(beregning, x, x.hoejst)}"] if x.hoejst is not None else []
    dele += [f"mindst {_i_ord(beregning, x, x.mindst)}"] if x.mindst is not None else []
    til, retning = x.afrund
    hvordan = {"ned": " ned", "op": " op", "naermest": ""}[retning]
    dele += [f"afrundet{hvordan} til hele {vis_kr(til)}"] if til > 1 else []
    return opremsning(dele)


def _gren(trae: Knude, k: Kontekst) -> tuple[Knude, list[Knude]]:
    """Return the branch of an expression that applies in a context, and the conditions that select it.

    If a condition holds, the conditions before it are left out; if none does, their opposites are returned.
    """
    fordi: list[Knude] = []
    while isinstance(trae, Hvis):
        naar = trae.naar
        svar = vaerdi(naar, k)
        if svar is None:
            break
        if svar:
            trae, fordi = trae.saa, [naar]
        else:
            trae, fordi = trae.ellers, [*fordi, Ikke(naar.type, naar.plads, naar)]
    return trae, fordi


def _stilling(x: TypetBudget, opgjort: Opgjort) -> dict[tuple[str | None, str], Any]:
    """Return the properties of the participant's position that the award reads."""
    return {(None, n): v for n, v in ((RANG, opgjort.rang), (POINT_I_ALT, opgjort.i_alt)) if n in x.stilling}


def _i_ord(beregning: Beregning, x: TypetBudget, trae: Knude) -> str:
    """Return an expression of a budget in words."""
    data, kommuner = beregning.regelsaet.data, beregning.regelsaet.kommuner

    def navn(n: Fakt | Param) -> str:
        if isinstance(n, Param):
            return f"{data.parametre[n.navn].navn} ({vis_parameter(beregning.regelsaet, n.navn)})"
        if n.liste is None and n.navn in x.stilling:
            return STILLING[n.navn]
        return beregning.regelsaet.form(n.liste, n.navn).navn

    def valgord(n: Fakt, v: Any) -> str:
        return vis_vaerdi(beregning.regelsaet.form(n.liste, n.navn), v, kommuner)

    return skriv_udtryk(trae, ordvalg(beregning.regelsaet, navn, valgord))


# --- The allocation -----------------------------------------------------------------------


def _tur(beregning: Beregning, opgjort: Opgjort, tur: Tur) -> str:
    beloeb = [x.tildeling or 0 for x in opgjort.beloeb]
    if tur.udfald == "ude":
        return _ude(beregning, opgjort, beloeb, tur)
    if tur.udfald == "delvis":
        faar = tur.beloeb or ()
        dele = [
            f"{vis_kr(f)} af {vis_kr(x)}{_i(beregning, i)}"
            for i, (f, x) in enumerate(zip(faar, beloeb, strict=True))
            if not opgjort.beloeb[i].udenfor
        ]
        return f"Kan kun delvis være i det, der er tilbage{_af_delen(beregning, opgjort)}: {opremsning(dele)}."
    if tur.udfald == "garanti":
        form = beregning.plan.garanti.form if beregning.plan.garanti is not None else "foerst"
        gruppe = ord_af(beregning.regelsaet.data).gruppe(opgjort.gruppe)
        return {
            "foerst": f"Taget forlods som den første kandidat fra {gruppe}, der kan være i rammen.",
            "lighed": f"Går blandt lige forud, fordi {gruppe} ellers intet har.",
            "bytte": f"Har fået plads ved bytte, fordi {gruppe} ellers intet har.",
        }[form]
    if beregning.fordeling.alle_rummes:
        return "Alle kan rummes i rammen."
    return f"Kan være i det, der er tilbage{_af_delen(beregning, opgjort)}: {_rest(beregning, opgjort, tur.rest)}."


def _ude(beregning: Beregning, opgjort: Opgjort, beloeb: list[int], tur: Tur) -> str:
    navn = beregning.orden.data.gruppe.navn if beregning.orden.data.gruppe is not None else "gruppe"
    delen = _af_delen(beregning, opgjort)
    match tur.aarsag:
        case "ramme":
            over = [
                f"{vis_kr(x)}{_i(beregning, i)}, men der er {vis_kr(tur.rest[i])} tilbage{delen}"
                for i, x in enumerate(beloeb)
                if x > tur.rest[i]
            ]
            hvor = opremsning(
                [_i(beregning, i).lstrip() for i, x in enumerate(beloeb) if x > tur.rest[i] and _i(beregning, i)]
            )
            hvor = f" {hvor}" if hvor else ""
            videre = f" Fordelingen{hvor} stopper her." if beregning.plan.ved_loft != "spring_over" else ""
            return f"Kan ikke være i rammen: {'; '.join(over)}.{videre}"
        case "del_under_mindst":
            egne = [(i, x.mindst) for i, x in enumerate(beregning.plan.budgetter) if beloeb[i] and x.mindst]
            mindst = opremsning([f"{vis_kr(kr)}{_i(beregning, i)}" for i, kr in egne])
            del_ = any(beregning.orden.budgetter[i].delvis_mindst is not None for i, _ in egne)
            hvad = "den mindste del af et beløb" if del_ else "det mindste"
            rest = _rest(beregning, opgjort, tur.rest)
            return f"Der er {rest} tilbage{delen}; det er mindre end {hvad}, der gives: {mindst}."
        case "stoppet":
            hvor = " eller".join(_i(beregning, i) for i, x in enumerate(beloeb) if x and _i(beregning, i))
            hvilken = "den" if delen else "den ramme" if hvor else "rammen"
            hvor += delen
            return f"Fordelingen{hvor} er stoppet højere oppe, fordi en kandidat dér ikke kan være i {hvilken}."
        case "ansoeger_hoejst":
            return f"Ansøgeren kan højst få {vis_kr(beregning.plan.ansoeger_hoejst or 0)} i alt."
        case "ansoeger_mindst":
            return (
                f"Ansøgeren ville få mindre end {vis_kr(beregning.plan.ansoeger_mindst or 0)} i alt og får derfor "
                "intet."
            )
        case "byttet":
            return f"Har afgivet sin plads til en {navn}, der ellers intet har."
        case _:
            return f"Hører ikke til en {navn}, der er sat en del af til."


def _af_delen(beregning: Beregning, opgjort: Opgjort) -> str:
    """Return which group's share a participant is served from: `` af den del, der er sat af til »en ø«``.

    Empty where budgets are not shared, and where what is left of all shares is awarded in order.
    """
    deling = beregning.plan.deling
    if deling is None or deling.rest != "ubrugt" or opgjort.gruppe is None:
        return ""
    ord_ = ord_af(beregning.regelsaet.data)
    navn = ord_.gruppe(opgjort.gruppe)
    return f" af den del, der er sat af til {f'»{navn}«' if opgjort.gruppe in ord_.grupper else navn}"


def _i(beregning: Beregning, nr: int) -> str:
    """Return which budget is meant, such as `` i 2025``; empty if there is only one."""
    return ord_af(beregning.regelsaet.data).i_ramme(beregning.plan.budgetter[nr].id)


def _rest(beregning: Beregning, opgjort: Opgjort, rest: tuple[int, ...]) -> str:
    """Return the remaining amounts of the budgets that a participant belongs to."""
    return opremsning([f"{vis_kr(r)}{_i(beregning, i)}" for i, r in enumerate(rest) if not opgjort.beloeb[i].udenfor])


# --- Participants that are not candidates -------------------------------------------------


def _ikke_kandidat(beregning: Beregning, opgjort: Opgjort) -> list[str]:
    match opgjort.grund:
        case "kriterier":
            return [f"{k.id} {k.titel}: {k.begrundelse}" for k in aabne(opgjort)] or [
                f"Opfylder ikke {ord_af(beregning.regelsaet.data).kriterierne} med denne læsning."
            ]
        case "beloeb":
            return _ukendte_beloeb(beregning, opgjort)
        case "intet_budget":
            rammer = opremsning([ord_af(beregning.regelsaet.data).ramme(x.id) for x in beregning.orden.budgetter])
            return [f"Hører ikke til nogen af rammerne: {rammer}."]
        case "deling":
            return [_ukendt_delingstal(beregning, opgjort)]
        case "under_mindst":
            return [*_tildelinger(beregning, opgjort), *_for_smaa(beregning, opgjort)]
        case "point_mangler":
            return [_ukendte_point(beregning, opgjort)]
        case "point_under":
            return _under(beregning, opgjort)
        case udelukkelse:
            return [_udelukket(beregning, opgjort, next(u for u in beregning.orden.udeluk if u.data.id == udelukkelse))]


def _ukendte_beloeb(beregning: Beregning, opgjort: Opgjort) -> list[str]:
    """Return what is unknown: which budgets the row belongs to, what is requested from them, or what may be awarded."""
    k, ord_ = opgjort.deltager.kendt, ord_af(beregning.regelsaet.data)
    par = list(zip(beregning.orden.budgetter, opgjort.beloeb, strict=True))
    naar = [x.naar for x, m in par if m.ansoegt is None and x.naar is not None and vaerdi(x.naar, k) is None]
    gives = [(x.id, x.tildeling) for x, m in par if m.ansoegt is not None and m.tildeling is None and x.tildeling]
    # A sentence for each way in which amounts are unknown, with the budgets concerned.
    soegt: dict[str, list[str]] = {}
    for x, m in par:
        if m.ansoegt is None and x.naar not in naar:
            hvordan = hvordan_ukendt(beregning, opgjort, x.naar, x.ansoegt, x.tildeling)
            # ``_ukendte`` names the stated facts that are not used. An amount that is one of them needs no more words.
            if hvordan == IKKE_OPLYST or not _er_oplysning(beregning, x.ansoegt):
                soegt.setdefault(hvordan, []).append(x.id)
    saetninger = []
    if naar:
        hvilken = "hvilken ramme det hører til" if len(par) > 1 else "om det hører til rammen"
        saetninger.append(f"Det vides ikke, {hvilken}: {_hvad_mangler(beregning, opgjort, naar)}.")
    saetninger += [f"Beløbet{ord_.i_rammer(ider)} {UDSAGN[hvordan]}." for hvordan, ider in soegt.items()]
    if gives:
        hvad = _hvad_mangler(beregning, opgjort, [trae for _, trae in gives])
        saetninger.append(f"Det vides ikke, hvad der kan gives{ord_.i_rammer([id_ for id_, _ in gives])}: {hvad}.")
    return saetninger


def _er_oplysning(beregning: Beregning, trae: Knude) -> bool:
    return isinstance(trae, Fakt) and (trae.liste, trae.navn) not in beregning.regelsaet.afledte


def _ukendt_delingstal(beregning: Beregning, opgjort: Opgjort) -> str:
    trae = beregning.orden.delingstal
    assert trae is not None
    navne = _ikke_oplyste(beregning, trae, opgjort.deltager.kendt)
    hvad = f" {opremsning(navne)} {UDSAGN[hvordan_ukendt(beregning, opgjort, trae)]}." if navne else ""
    return f"Kan ikke være med, før det vides, hvad det tæller, når rammen deles.{hvad}"


def _ukendte_point(beregning: Beregning, opgjort: Opgjort) -> str:
    uden = [p for p, maalt in zip(beregning.orden.point, opgjort.point, strict=True) if maalt.point is None]
    # Points that an expression gives may wait for the assessor or for the applicant.
    vurderede = opgjort.deltager.vurderet
    vurderes = [f"»{p.data.titel}«" for p in uden if any(n not in vurderede for n in p.vurderet)]
    oplyses = [
        (f"»{p.data.titel}«", bool(ulaest(beregning, opgjort, p.udtryk)))
        for p in uden
        if p.udtryk is not None and all(n in vurderede for n in p.vurderet)
    ]
    dele = [afventer(oplyses)] if oplyses else []
    dele += [f"{opremsning(vurderes)} er vurderet"] if vurderes else []
    return f"Kan ikke få point, før {opremsning(dele)}."


def _udelukket(beregning: Beregning, opgjort: Opgjort, udelukkelse: TypetUdelukkelse) -> str:
    """Return the sentence on an exclusion that applies, or that may apply."""
    d = opgjort.deltager
    grund = udfyld(udelukkelse.data.grund, d.kendt)
    if opgjort.udfald == "opfylder_ikke":
        return grund
    navne = _ikke_oplyste(beregning, udelukkelse.naar, laest(udelukkelse, d))
    hvordan = "ikke kan læses" if ulaest(beregning, opgjort, udelukkelse.naar) else "ikke er oplyst"
    uoplyst = f" Det afhænger af {opremsning(navne)}, som {hvordan}." if navne else ""
    return f"Kan ikke være med, før det vides, om dette gælder: »{grund}«{uoplyst}"


def _hvad_mangler(beregning: Beregning, opgjort: Opgjort, traeer: list[Knude]) -> str:
    """Return which facts the unknown trees wait for, and how they are unknown."""
    navne = list(dict.fromkeys(n for t in traeer for n in _ikke_oplyste(beregning, t, opgjort.deltager.kendt)))
    if not navne:
        return "det kan ikke regnes ud af de oplysninger, der er givet"
    return f"{opremsning(navne)} {UDSAGN[hvordan_ukendt(beregning, opgjort, *traeer)]}"


def _for_smaa(beregning: Beregning, opgjort: Opgjort) -> list[str]:
    """Return a sentence for each award below its budget's minimum, with both amounts."""
    parametre = beregning.regelsaet.parametre
    return [
        f"Beløbet{_i(beregning, i)}, {vis_kr(m.tildeling or 0)}, er mindre end det mindste, der gives: "
        f"{vis_tal(regn(x.mindst, parametre))} kr."
        for i, (x, m) in enumerate(zip(beregning.orden.budgetter, opgjort.beloeb, strict=True))
        if m.for_lille and x.mindst is not None
    ]


def _ikke_oplyste(beregning: Beregning, trae: Knude, k: Kontekst) -> list[str]:
    """Return the names of the facts that an expression reads and that are unknown."""

    def navn(n: Fakt) -> str:
        vurderes = beregning.regelsaet.data.vurderingsfakta.get(n.navn) if n.liste is None else None
        return (vurderes or beregning.regelsaet.form(n.liste, n.navn)).navn

    led = [n for n in alle_knuder(trae) if isinstance(n, Fakt) and n.liste in (None, k.liste)]
    return list(dict.fromkeys(f"»{navn(n)}«" for n in led if vaerdi(n, k) is None))


def _under(beregning: Beregning, opgjort: Opgjort) -> list[str]:
    dele = [
        f"{p.data.id} {p.data.titel}: {vis_point(q.point, p.mindst)} point; der skal være mindst {vis_point(p.mindst)}."
        for p, q in zip(beregning.regelsaet.point, opgjort.point, strict=True)
        if q.point is not None and p.mindst is not None and q.point < p.mindst
    ]
    mindst = beregning.regelsaet.mindst_i_alt
    if opgjort.i_alt is not None and mindst is not None and opgjort.i_alt < mindst:
        dele.append(f"Har {vis_point(opgjort.i_alt, mindst)} point; der skal være mindst {vis_point(mindst)}.")
    return dele


def aabne(opgjort: Opgjort) -> list[KriteriumSvar]:
    """Return the criteria that are not met under the interpretation of this calculation."""
    return [k for k in opgjort.deltager.kriterier if opgjort.deltager.roller.get(k.id) != "opfyldt"]
