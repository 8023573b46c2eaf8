"""Build the answer (``model.rangliste``) from a calculation, and recalculate under every alternative interpretation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from ..bedoemmelse.ukendte_beloeb import ukendte_beloeb
from ..model.data import Kilde
from ..model.ord import ord_af
from ..model.rangliste import (
    AabentSvar,
    Beloeb,
    FaellesSvar,
    FlytSvar,
    FortolkningSvar,
    GarantiSvar,
    GruppeSvar,
    IkkeKandidatSvar,
    LigeSvar,
    NoegleSvar,
    PrisSvar,
    ProjektSvar,
    Udfald,
)
from ..model.regelsaet import Vaerdiform
from ..model.resultat import JsonVaerdi
from ..model.visning import IKKE_OPLYST, json_vaerdi, opremsning, vis_vaerdi
from ..motor.reference import samlet, vaerdi
from ..motor.vendepunkter import Navn
from ..sprog.enheder import TAL, vis
from ..sprog.parametertal import parametre_i
from ..sprog.point import TypetPoint
from ..sprog.raekkefoelge import TypetNoegle
from ..sprog.regelsaet import grundfakta
from ..sprog.traeer import Fakt, Knude, Type, alle_knuder
from ..system.oprydning import uden_oprydning
from .begrundelse import aabne, begrundelser, siges, vis_noegle
from .beregning import Beregning, Opgjort, Rangvalg, Stilling, beregn, modtagne_grupper, raekkefoelge_af
from .deltagere import Deltager, Deltagere, med_alternativ
from .faelles import Faellesprojekt, Plads
from .maaling import Maalt, maal_beloeb, med_vurderinger
from .tildeling.plan import Tur
from .uoplyst import hvordan_ukendt


def beloeb_af(beregning: Beregning, tal: Iterable[int]) -> Beloeb:
    """Return amounts in whole kroner by the id of the budget; ``tal`` has one for each budget, in the pack's order."""
    return {budget.id: t for budget, t in zip(beregning.plan.budgetter, tal, strict=True)}


def beregnet(beregning: Beregning) -> tuple[int, ...]:
    """Return the amount awarded from each budget, in whole kroner."""
    return tuple(
        sum(t.beloeb[i] for t in beregning.fordeling.ture if t.beloeb) for i in range(len(beregning.plan.budgetter))
    )


def ansoegt(beregning: Beregning) -> tuple[int, ...]:
    """Return the amount the candidates request from each budget, in whole kroner."""
    return tuple(
        sum(beregning.opgjorte[nr].beloeb[i].ansoegt or 0 for nr in beregning.nr)
        for i in range(len(beregning.plan.budgetter))
    )


def har_tildelingsregel(beregning: Beregning) -> bool:
    """Return whether an award may differ from the requested amount."""
    egne = (x for x in beregning.orden.data.budgetter.values() if x.tildeling or x.mindst or x.hoejst or x.afrund)
    return beregning.plan.ved_loft == "delvis" or next(egne, None) is not None


# --- Projects ----------------------------------------------------------------------------


def projekter(beregning: Beregning, faelles: Mapping[Plads, Faellesprojekt] | None = None) -> tuple[ProjektSvar, ...]:
    """Return the candidates by rank, then the other participants by applicant and row.

    ``faelles``: the joint project of each row that is part of one.
    """
    egne_faelles = faelles or {}
    grunde = begrundelser(beregning, egne_faelles)
    rang = beregning.rang()
    kandidat = {nr: i for i, nr in enumerate(beregning.nr)}
    andre = sorted(
        (nr for nr in range(len(beregning.opgjorte)) if nr not in rang),
        key=lambda nr: _fast(beregning.opgjorte[nr].deltager),
    )
    svar = []
    for nr in (*sorted(rang, key=rang.__getitem__), *andre):
        opgjort = beregning.opgjorte[nr]
        tur = beregning.fordeling.ture[kandidat[nr]] if nr in kandidat else None
        deltager = opgjort.deltager
        inde: Udfald = "inden_for_rammen" if tur is not None and tur.beloeb is not None else "uden_for_rammen"
        udfald = opgjort.udfald or (inde if beregning.fordeles else "kandidat")
        svar.append(
            ProjektSvar(
                rang=rang.get(nr),
                kommune=deltager.kommune,
                nr=deltager.nr,
                navn=deltager.navn,
                fil=deltager.fil,
                udfald=udfald,
                beregnet=None
                if tur is None or not beregning.fordeles
                else beloeb_af(beregning, tur.beloeb or (0,) * len(beregning.plan.budgetter)),
                garanti=tur is not None and tur.udfald == "garanti",
                begrundelse=grunde[nr].alle,
                til_ansoeger=grunde[nr].egne,
                betegnelse=deltager.betegnelse,
                status=beregning.regelsaet.status(deltager.rolle),
                ansoegt={x.id: m.ansoegt for x, m in zip(beregning.orden.budgetter, opgjort.beloeb, strict=True)},
                ydelse=ydelse(beregning, opgjort),
                gruppe=opgjort.gruppe,
                noegler=_noegler(beregning, opgjort),
                point=json_vaerdi(opgjort.i_alt),
                budgetter=tuple(
                    x.id for x, m in zip(beregning.orden.budgetter, opgjort.beloeb, strict=True) if not m.udenfor
                ),
                naaet=_naaet(beregning, opgjort, tur),
                delvis=tur is not None and tur.udfald == "delvis",
                aabent=tuple(
                    AabentSvar(id=k.id, titel=k.titel, status=k.status, begrundelse=k.begrundelse, mangler=k.mangler)
                    for k in aabne(opgjort)
                ),
                ikke_kandidat=_ikke_kandidat(beregning, opgjort),
                afvigelse=deltager.afvigelse,
                skemafejl=deltager.skemafejl,
                ukendte=tuple(sorted(ukendte_beloeb(deltager.k))),
                faelles=egne_faelles[deltager.plads].navn if deltager.plads in egne_faelles else None,
            )
        )
    return tuple(svar)


def _naaet(beregning: Beregning, opgjort: Opgjort, tur: Tur | None) -> tuple[str, ...]:
    """Return the budgets that had less left than the candidate's award."""
    if tur is None or not (tur.udfald == "delvis" or tur.aarsag in ("ramme", "del_under_mindst")):
        return ()
    dele = zip(beregning.plan.budgetter, opgjort.beloeb, tur.rest, strict=True)
    return tuple(x.id for x, beloeb, rest in dele if (beloeb.tildeling or 0) > rest)


def _ikke_kandidat(beregning: Beregning, opgjort: Opgjort) -> IkkeKandidatSvar | None:
    if opgjort.art is None:
        return None
    if opgjort.art != "udelukkelse":
        return IkkeKandidatSvar(grund=opgjort.art, kilder=tuple(_ens(_kilder(beregning, opgjort))))
    u = next(u for u in beregning.orden.udeluk if u.data.id == opgjort.grund)
    return IkkeKandidatSvar(grund=opgjort.art, id=u.data.id, kilde=u.data.kilde, kilder=(u.data.kilde,))


def _kilder(beregning: Beregning, opgjort: Opgjort) -> Iterator[Kilde]:
    """Yield the sources of the minimums that exclude a row: those of a minimum's parameters, else of what it limits."""

    def af(mindst: Knude | None, ellers: Kilde) -> Iterator[Kilde]:
        navne = sorted(parametre_i(mindst)) if mindst is not None else []
        yield from (beregning.regelsaet.data.parametre[n].kilde for n in navne)
        if not navne:
            yield ellers

    if opgjort.art == "under_mindst":
        for x, m in zip(beregning.orden.budgetter, opgjort.beloeb, strict=True):
            if m.for_lille:
                yield from af(x.mindst, beregning.orden.data.kilde)
    elif opgjort.art == "point_under":
        for p, r, q in zip(beregning.orden.point, beregning.regelsaet.point, opgjort.point, strict=True):
            if q.point is not None and r.mindst is not None and q.point < r.mindst:
                yield from af(p.mindst, p.data.kilde)
        i_alt = beregning.regelsaet.mindst_i_alt
        if opgjort.i_alt is not None and i_alt is not None and opgjort.i_alt < i_alt:
            yield from af(beregning.orden.mindst_i_alt, beregning.orden.data.kilde)


def _ens(kilder: Iterable[Kilde]) -> list[Kilde]:
    """Return the sources without repetitions, in order."""
    fundne: list[Kilde] = []
    for k in kilder:
        if k not in fundne:
            fundne.append(k)
    return fundne


def _fast(deltager: Deltager) -> tuple[bool, str, str, int]:
    return (deltager.kode is None, deltager.kode or "", deltager.fil, deltager.nr)


def ydelse(beregning: Beregning, opgjort: Opgjort) -> dict[str, JsonVaerdi]:
    """Return a project's yield for each budget, such as places; None if unknown."""
    return {
        x.id: json_vaerdi(vaerdi(x.ydelse, opgjort.deltager.kendt))
        for x in beregning.orden.budgetter
        if x.ydelse is not None
    }


def ydelse_enhed(beregning: Beregning) -> str | None:
    """Return the unit of the yield: of its fact, but kroner for money; None if the pack declares no yield."""
    trae = next((x.ydelse for x in beregning.orden.budgetter if x.ydelse is not None), None)
    if trae is None:
        return None
    if any(grund == "kr." for grund, _ in trae.type.dimension):
        return vis(trae.type.dimension)
    fakta = (n for n in alle_knuder(trae) if isinstance(n, Fakt))
    return next((e for n in fakta if (e := beregning.regelsaet.form(n.liste, n.navn).enhed)), None)


def _noegler(beregning: Beregning, opgjort: Opgjort) -> tuple[NoegleSvar, ...]:
    svar = [
        NoegleSvar(
            id=n.data.id,
            titel=n.data.titel,
            kort_titel=n.data.kort.titel if n.data.kort is not None else None,
            vaerdi=json_vaerdi(m.vaerdi),
            enhed=_enhed(n.type),
            vist=_vist(beregning, opgjort, n, m),
            kort_vist=n.data.kort.valg.get(str(m.vaerdi)) if n.data.kort is not None else None,
            bemaerkning=" ".join(siges(n, m, opgjort.deltager.kendt)) or None,
        )
        for n, m in zip(beregning.orden.noegler, opgjort.noegler, strict=True)
    ]
    point = [
        NoegleSvar(
            id=p.data.id,
            titel=p.data.titel,
            vaerdi=json_vaerdi(q.vaerdi),
            enhed=_enhed(p.type),
            vist=_vist(beregning, opgjort, p, Maalt(q.vaerdi, None)),
            point=json_vaerdi(q.point),
            vaegt=json_vaerdi(r.vaegt),
            grundlag=_grundlag(beregning, opgjort, p) if q.vaerdi == q.point else None,
        )
        for p, r, q in zip(beregning.orden.point, beregning.regelsaet.point, opgjort.point, strict=False)
    ]
    return (*point, *svar)


def _grundlag(beregning: Beregning, opgjort: Opgjort, p: TypetPoint) -> str | None:
    """Return the facts that a calculated number of points follows from, in words; None if it is a fact itself."""
    regelsaet, deltager = beregning.regelsaet, opgjort.deltager
    k = med_vurderinger(deltager.kendt, p.vurderet, deltager.vurderet)
    fundne = [g for g in grundfakta(regelsaet, p.udtryk) if not g.samlet] if p.udtryk is not None else []
    if isinstance(p.udtryk, Fakt) and (p.udtryk.liste, p.udtryk.navn) not in regelsaet.afledte:
        return None
    vaerdier = ((k.ansoegning if g.liste is None else k.raekke or {}).get(g.navn) for g in fundne)
    vurderes: Mapping[Navn, Vaerdiform] = {(None, n): regelsaet.data.vurderingsfakta[n] for n in p.vurderet}
    former = (vurderes.get((g.liste, g.navn)) or regelsaet.form(g.liste, g.navn) for g in fundne)
    vist = (vis_vaerdi(f, v, regelsaet.kommuner) for f, v in zip(former, vaerdier, strict=True))
    return ", ".join(vist) or None


def _vist(beregning: Beregning, opgjort: Opgjort, n: TypetNoegle | TypetPoint, m: Maalt) -> str:
    """Return a value in words. A value that is stated but unusable is described as such, not as missing."""
    if (
        m.vaerdi is None
        and n.udtryk is not None
        and (hvordan := hvordan_ukendt(beregning, opgjort, n.udtryk)) != IKKE_OPLYST
    ):
        return hvordan
    return vis_noegle(n, m, beregning.regelsaet.kommuner)


def _enhed(type_: Type) -> str | None:
    """Return the unit of a key's value: empty for a plain number, None for a value that is not a number."""
    if type_.art != "tal":
        return None
    return "" if type_.dimension == TAL else vis(type_.dimension)


# --- What differs between two calculations ------------------------------------------------


def flyt(fra: Beregning, til: Beregning) -> FlytSvar:
    """Return what changes from one calculation of the same applications to another."""
    foer, efter = fra.stillinger, til.stillinger
    aendret = [(nr, foer[nr], efter[nr]) for nr in fra.efter_rang if foer[nr] != efter[nr]]

    def navne(gaelder: Callable[[Stilling, Stilling], bool]) -> tuple[str, ...]:
        return tuple(fra.opgjorte[nr].deltager.betegnelse for nr, f, e in aendret if gaelder(f, e))

    return FlytSvar(
        ind=navne(lambda f, e: f.beloeb is None is not e.beloeb),
        ud=navne(lambda f, e: e.beloeb is None is not f.beloeb),
        beloeb=navne(lambda f, e: None not in (f.beloeb, e.beloeb) and f.beloeb != e.beloeb),
        rang=navne(lambda f, e: f.udfald == e.udfald and f.rang != e.rang),
        udfald=navne(lambda f, e: f.udfald != e.udfald),
    )


@uden_oprydning()
def fortolkninger(
    deltagere: Deltagere, grundlag: Beregning, meld: Callable[[float], object] | None = None
) -> tuple[FortolkningSvar, ...]:
    """Recalculate every interpretation with each of its alternatives. ``meld`` is called with the progress (0–1)."""
    svar: list[FortolkningSvar] = []
    i_alt = sum(len(f.alternativer) for f in deltagere.regelsaet.data.fortolkninger)
    for fortolkning in deltagere.regelsaet.data.fortolkninger:
        for nr, a in enumerate(fortolkning.alternativer):
            if meld is not None:
                meld(len(svar) / i_alt)
            alternativ = deltagere.regelsaet.alternativer.get((fortolkning.id, nr))
            ny = (
                None
                if alternativ is None
                else beregn(med_alternativ(deltagere, alternativ), grundlag.valg, foer=grundlag)
            )
            flyttet = FlytSvar() if ny is None else flyt(grundlag, ny)
            ender = (ny or grundlag).fordeling
            svar.append(
                FortolkningSvar(
                    id=fortolkning.id,
                    spoergsmaal=fortolkning.spoergsmaal,
                    valg=fortolkning.valg,
                    alternativ=a.tekst,
                    aendrer=flyttet.aendrer,
                    ind=flyttet.ind,
                    ud=flyttet.ud,
                    uoplyst=() if ny is None else _uoplyste(grundlag, ny),
                    kun_rang=flyttet.rang,
                    overansoegt=ender.knap if grundlag.fordeles else None,
                    udloest=ender.udloest if grundlag.fordeles else None,
                    beregnet=ny is not None,
                    kilde=fortolkning.kilde,
                    nr=nr + 1,
                )
            )
    return tuple(svar)


def _uoplyste(fra: Beregning, til: Beregning) -> tuple[str, ...]:
    """Return the projects for which the other calculation needs missing facts, by rank."""
    return tuple(
        fra.opgjorte[nr].deltager.betegnelse
        for nr in fra.efter_rang
        if til.opgjorte[nr].udfald == "mangler_oplysninger" != fra.opgjorte[nr].udfald
    )


# --- Joint projects -----------------------------------------------------------------------


def faelles_projekter(deltagere: Deltagere) -> tuple[FaellesSvar, ...]:
    """Return the joint projects with a party in the list.

    Each has its parties, and the sums over all of them that alternative interpretations use (``samlet``).
    """
    orden = raekkefoelge_af(deltagere.regelsaet)
    samles = dict.fromkeys(
        n for a in deltagere.regelsaet.alternativer.values() for k in a.kriterier.values() for n in k.samles
    )
    svar = []
    for p in deltagere.faelles:
        kendte = [d.kendt for d in p.dele]
        beloeb = {x.id: [maal_beloeb(x, k).ansoegt for k in kendte] for x in orden.budgetter}
        svar.append(
            FaellesSvar(
                navn=p.navn,
                dele=tuple(d.betegnelse for d in p.dele),
                uden_for_listen=tuple(d.betegnelse for d in p.dele if d.plads[0] not in deltagere.filer),
                mangler=p.mangler,
                ansoegt={i: None if None in kr else sum(x for x in kr if x is not None) for i, kr in beloeb.items()},
                samlet={n: json_vaerdi(samlet(n, orden.liste, kendte) if p.helt else None) for n in samles},
                bemaerkninger=p.bemaerkninger,
            )
        )
    return tuple(svar)


# --- Guarantee, groups, ties --------------------------------------------------------------


def garanti(deltagere: Deltagere, beregning: Beregning, valg: Rangvalg) -> GarantiSvar:
    """Return whether the guarantee was triggered and why, which projects it selected, and what it changes."""
    f = beregning.fordeling
    if not beregning.fordeles:
        grund = "Garantien regnes ikke her: listen dækker ikke hele runden, og der fordeles ikke."
        return GarantiSvar(udloest=None, regioner={}, begrundelse=grund, modtaget=tuple(sorted(beregning.modtaget)))
    navne = {
        g: None if i is None else beregning.opgjorte[beregning.nr[i]].deltager.betegnelse for g, i in f.garanti.items()
    }
    return GarantiSvar(
        udloest=f.udloest,
        regioner=navne,
        begrundelse=garantigrund(beregning),
        modtaget=tuple(sorted(beregning.modtaget)),
        pris=_pris(beregning, beregn(deltagere, valg, uden_garanti=True, foer=beregning)) if f.udloest else None,
    )


def garantigrund(beregning: Beregning) -> str:
    """Return whether the guarantee was triggered and why, in one or two sentences."""
    g = beregning.plan.garanti
    navn = beregning.orden.data.gruppe.navn if beregning.orden.data.gruppe is not None else "gruppe"
    if g is None:
        return "Der regnes uden en garanti."
    if beregning.fordeling.alle_rummes:
        return "Garantien er ikke udløst: alle kan rummes i rammen."
    if not beregning.fordeling.knap:
        return "Garantien er ikke udløst: rammen rækker i alt."
    gruppe = ord_af(beregning.regelsaet.data).gruppe
    mangler = [gruppe(x) for x in g.grupper if x not in beregning.modtaget]
    if mangler:
        return f"Garantien er ikke udløst: der er ikke kommet ansøgninger fra {opremsning(mangler)}."
    uden = [x for x in g.grupper if beregning.fordeling.garanti.get(x) is None]
    tekst = f"Garantien er udløst: rammen rækker ikke til alle, og der er ansøgninger fra hver {navn}."
    if not uden:
        return tekst
    if g.form == "foerst":
        return f"{tekst} Ingen fra {opremsning([gruppe(x) for x in uden])} kan være i rammen."
    inde = {beregning.kandidater[i].gruppe for i in range(len(beregning.kandidater)) if beregning.fordeling.inde(i)}
    tomme = [gruppe(x) for x in uden if x not in inde]
    return f"{tekst} Ingen fra {opremsning(tomme)} er kommet med." if tomme else tekst


def _pris(med: Beregning, uden: Beregning) -> PrisSvar:
    flyttet = flyt(uden, med)
    forskel = [a - b for a, b in zip(beregnet(med), beregnet(uden), strict=True)]
    ydelser: dict[str, JsonVaerdi] = {}
    for nr, x in enumerate(med.orden.budgetter):
        if x.ydelse is not None:
            ydelser[x.id] = json_vaerdi(_ydelse_inde(med, nr) - _ydelse_inde(uden, nr))
    return PrisSvar(ind=flyttet.ind, ud=flyttet.ud, beloeb=beloeb_af(med, forskel), ydelse=ydelser)


def _ydelse_inde(beregning: Beregning, budget: int) -> Fraction:
    """Return the yield for a budget of the projects inside, ignoring unknown yields."""
    return sum(
        (_tal(beregning, nr, budget) for i, nr in enumerate(beregning.nr) if beregning.fordeling.inde(i)),
        Fraction(0),
    )


def _tal(beregning: Beregning, nr: int, budget: int) -> Fraction:
    trae = beregning.orden.budgetter[budget].ydelse
    v = None if trae is None else vaerdi(trae, beregning.opgjorte[nr].deltager.kendt)
    return Fraction(v) if isinstance(v, int | Decimal | Fraction) else Fraction(0)


def grupper(deltagere: Deltagere, beregning: Beregning) -> tuple[GruppeSvar, ...]:
    """Return the totals of each group, unknown groups last; empty if nothing is allocated."""
    gruppe = beregning.orden.gruppe
    if gruppe is None or not beregning.fordeles:
        return ()
    i_gruppe: dict[str | None, list[int]] = {navn: [] for navn in gruppe.alle}
    for nr, o in enumerate(beregning.opgjorte):
        i_gruppe.setdefault(o.gruppe, []).append(nr)
    # An application counts in each group that one of its rows belongs to; without a known group, in the unknown one.
    ansoegninger = Counter[str | None](
        navn for fundne in modtagne_grupper(deltagere, beregning.orden.modtaget or gruppe) for navn in fundne or (None,)
    )
    plads = {nr: i for i, nr in enumerate(beregning.nr)}
    return tuple(_gruppe(beregning, navn, numre, plads, ansoegninger[navn]) for navn, numre in i_gruppe.items())


def _gruppe(
    beregning: Beregning, navn: str | None, numre: Sequence[int], plads: Mapping[int, int], ansoegninger: int
) -> GruppeSvar:
    """Return the totals of one group.

    Args:
        beregning: the calculation.
        navn: the group; None: the participants whose group is unknown.
        numre: the indices of its participants.
        plads: the index among the candidates of each participant that is one.
        ansoegninger: how many applications were received from it.
    """
    kandidater = [nr for nr in numre if nr in plads]
    inde = [nr for nr in kandidater if beregning.fordeling.inde(plads[nr])]
    ture = [beregning.fordeling.ture[plads[nr]] for nr in inde]
    budgetter = range(len(beregning.plan.budgetter))
    return GruppeSvar(
        gruppe=navn or "ukendt",
        ansoegninger=ansoegninger,
        projekter=len(numre),
        kandidater=len(kandidater),
        inden_for_rammen=len(inde),
        ansoegt=beloeb_af(
            beregning, (sum(beregning.opgjorte[nr].beloeb[i].ansoegt or 0 for nr in kandidater) for i in budgetter)
        ),
        beregnet=beloeb_af(beregning, (sum(tur.beloeb[i] for tur in ture if tur.beloeb) for i in budgetter)),
        ydelse={
            budget.id: json_vaerdi(sum((_tal(beregning, nr, i) for nr in inde), Fraction(0)))
            for i, budget in enumerate(beregning.orden.budgetter)
            if budget.ydelse is not None
        },
    )


def lige_rang(beregning: Beregning) -> tuple[LigeSvar, ...]:
    """Return the groups of tied projects, by rank."""
    return tuple(
        LigeSvar(
            projekter=tuple(beregning.opgjorte[beregning.nr[i]].deltager.betegnelse for i in g.kandidater),
            afgoer_beregning=g.afgoer,
        )
        for g in beregning.fordeling.lige
    )
