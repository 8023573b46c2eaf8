"""The robustness of a calculation: random weights, open questions, and the best possible use of the budgets.

It is shown beside the calculation and never replaces it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Literal

from ..fejl import Besked, BrugsFejl
from ..model.ord import ord_af
from ..model.rangliste import RanglisteSvar
from ..model.robusthed import BedstSvar, RobusthedSvar, UbrugtSvar
from ..model.visning import antal, opremsning, punktum, vis_tal
from ..motor.reference import vaerdi
from ..system import kan
from .aabne_spoergsmaal import aabne_spoergsmaal
from .bedst import Bedst, BedstFejl, Udvaelgelse, bedst
from .beregning import Beregning
from .tildeling.plan import Tur
from .tildeling.vaegtsaet import Robusthed, foran, robusthed, vaegtede

_HOEJST_KANDIDATER = 500
_KNUDER = 500
_SEKUNDER = 5.0


def med_robusthed(
    svar: RanglisteSvar,
    beregning: Beregning,
    antal: int | None,
    seed: int,
    meld: Callable[[int], object] | None,
    om_spoergsmaal: Callable[[float], object] | None = None,
) -> RanglisteSvar:
    """Add the robustness to the answer.

    If nothing is allocated, there is nothing to test, and only a remark is added (if weights were requested).

    Args:
        svar: the answer.
        beregning: the answer's own calculation, or the calculation of the complete round that it belongs to; only
            results about the answer's own projects are added.
        antal: the number of weight sets to draw; None: none.
        seed: the seed of the random numbers.
        meld: called with the number of weight sets drawn since the last call.
        om_spoergsmaal: called with the progress of the open questions (0–1).
    """
    if not beregning.fordeles:
        if antal is None:
            return svar
        besked = (
            "Hvor fast det står, er ikke regnet ud, fordi der ikke fordeles. Giv også resten af runden, så regnes det "
            "i hele runden."
        )
        return svar.model_copy(update={"bemaerkninger": (*svar.bemaerkninger, besked)})
    if antal is not None and (uden := kan.mangler("robusthed")) is not None:
        svar, antal = svar.model_copy(update={"bemaerkninger": (*svar.bemaerkninger, uden)}), None
    egne = {p.betegnelse for p in svar.projekter}
    aabne = aabne_spoergsmaal(beregning, om_spoergsmaal)
    aabne = aabne.model_copy(update={"spoergsmaal": tuple(q for q in aabne.spoergsmaal if q.projekt in egne)})
    nyt: dict[str, object] = {"triage": aabne}
    if svar.omfang.art == "hele":
        nyt["ubrugt_kunne"] = ubrugt(beregning)
    if antal is not None:
        r = traek_vaegte(beregning, antal, seed, meld)
        nr = {
            (beregning.opgjorte[n].deltager.fil, beregning.opgjorte[n].deltager.nr): i
            for i, n in enumerate(beregning.nr)
        }
        nyt["robusthed"] = robusthedssvar(beregning, r)
        nyt["projekter"] = tuple(
            p.model_copy(update={"robusthed": r.andel(i), "robust_rang": r.rang[i]})
            if (i := nr.get((p.fil, p.nr))) is not None
            else p
            for p in svar.projekter
        )
    return svar.model_copy(update=nyt)


# --- Weights -----------------------------------------------------------------------------------


def traek_vaegte(beregning: Beregning, antal: int, seed: int, meld: Callable[[int], object] | None = None) -> Robusthed:
    """Draw weight sets for a calculation.

    Raises:
        BrugsFejl: the pool has its own weights (points), or amounts follow the rank.
    """
    if beregning.valg.metode == "point":
        raise BrugsFejl(
            Besked(
                "--robusthed: point har puljens egne vægte. Brug den med en prioriteret rækkefølge.",
                "Point har puljens egne vægte, så der trækkes ingen andre.",
            )
        )
    if beregning.orden.foelger_pladsen:
        raise BrugsFejl(
            Besked(
                "--robusthed: beløb følger pladsen i rækkefølgen, så hvert sæt vægte ville give andre beløb.",
                "Beløb følger pladsen i rækkefølgen, så hvert sæt vægte ville give andre beløb. Det regnes ikke ud.",
            )
        )
    return robusthed(
        beregning.kandidater,
        beregning.plan,
        antal=antal,
        froe=seed,
        modtaget=beregning.modtaget,
        ansoegt=beregning.behov_alle if beregning.orden.data.knaphed.paa == "alle_ansoegte" else None,
        meld=meld,
    )


def robusthedssvar(beregning: Beregning, r: Robusthed) -> RobusthedSvar:
    """Return how the weights were drawn, in words and numbers, for the answer to a round."""
    noegler = [beregning.plan.noegler[i] for i in r.noegler]
    foerst = [
        beregning.plan.noegler[i] for led in foran(beregning.plan, vaegtede(beregning.plan)).led for i in led.noegler
    ]
    navne = opremsning([f"»{n.titel}«" for n in noegler])
    tekst = f"{vis_tal(r.antal)} sæt vægte er trukket jævnt blandt alle, hvor vægten aldrig stiger gennem {navne}"
    if foerst:
        tekst += f"; {opremsning([f'»{n.titel}«' for n in foerst])} ordner stadig først"
    tekst += (
        ". Værdierne regnes fra 0 til 1 mellem kandidaternes mindste og største, og hvert sæt er ordnet og fordelt for "
        "sig. Andelen er den del af sættene, hvor det er inden for rammen; den er ikke en sandsynlighed."
    )
    return RobusthedSvar(
        antal=r.antal,
        seed=r.froe,
        noegler=tuple(n.id for n in noegler),
        foerst=tuple(n.id for n in foerst),
        som_beregnet=r.som_beregnet / r.antal,
        forklaring=tekst,
    )


# --- The best possible use of the budgets --------------------------------------------------------


def ubrugt(beregning: Beregning) -> UbrugtSvar | None:
    """Return the unused amounts and the best choice among the candidates by each goal; None if money is not short."""
    if not beregning.fordeling.knap:
        return None
    fordeling = beregning.fordeling
    rest = {x.id: kr for x, kr in zip(beregning.plan.budgetter, fordeling.rest, strict=True)}
    i_resten = tuple(
        _navn(beregning, i)
        for i in fordeling.orden
        if not fordeling.inde(i)
        and all(kr <= r for kr, r in zip(beregning.kandidater[i].beloeb, fordeling.rest, strict=True))
    )
    forklaring = (
        "Sådan kunne rammen højst række med et frit valg blandt kandidaterne, uden puljens rækkefølge. Det er en "
        "oplysning ved siden af beregningen og ikke et forslag."
    )
    valg: tuple[BedstSvar, ...] = ()
    besked = None
    if beregning.plan.deling is not None or beregning.plan.ansoeger_mindst is not None:
        besked = (
            "Det bedste valg regnes ikke ud, hvor rammen deles mellem grupper, eller der er et mindste pr. ansøger."
        )
    elif beregning.orden.foelger_pladsen:
        besked = "Det bedste valg regnes ikke ud, hvor beløb følger pladsen i rækkefølgen."
    elif len(beregning.kandidater) > _HOEJST_KANDIDATER:
        besked = f"Det bedste valg regnes kun ud for højst {_HOEJST_KANDIDATER} kandidater."
    else:
        try:
            valg = tuple(_bedst(beregning, maal) for maal in _maal(beregning))
        except BedstFejl as fejl:
            besked = str(fejl)
    return UbrugtSvar(rest=rest, i_resten=i_resten, hele_rammen=valg, besked=besked, forklaring=forklaring)


Maal = Literal["beloeb", "antal", "ydelse"]


def _maal(beregning: Beregning) -> list[Maal]:
    return ["beloeb", "antal", *(["ydelse"] if any(x.ydelse is not None for x in beregning.orden.budgetter) else [])]  # type: ignore[list-item] # both are values of Maal


def _opgave(beregning: Beregning, maal: Maal) -> tuple[Udvaelgelse, int]:
    """Return the selection to solve, and the denominator of its first goal.

    Ties on the first goal are resolved by the largest amount, or by the number of projects.
    """
    orden = beregning.fordeling.orden
    egne = [beregning.kandidater[i] for i in orden]
    tal: dict[Maal, tuple[int, ...]] = {
        "beloeb": tuple(sum(k.beloeb) for k in egne),
        "antal": (1,) * len(egne),
    }
    naevner = 1
    if maal == "ydelse":
        ydelser = [_ydelse(beregning, i) for i in orden]
        naevner = lcm(*(y.denominator for y in ydelser)) if ydelser else 1
        tal["ydelse"] = tuple(int(y * naevner) for y in ydelser)
    opgave = Udvaelgelse(
        beloeb=tuple(k.beloeb for k in egne),
        rammer=tuple(x.ramme for x in beregning.plan.budgetter),
        maal=(tal[maal], tal["antal" if maal == "beloeb" else "beloeb"]),
        mindst_en=tuple(
            frozenset(p for p, k in enumerate(egne) if k.gruppe == g)
            for g, i in beregning.fordeling.garanti.items()
            if i is not None
        ),
        hoejst=_hoejst(beregning, orden),
    )
    return opgave, naevner


def _bedst(beregning: Beregning, maal: Maal) -> BedstSvar:
    orden = beregning.fordeling.orden
    opgave, naevner = _opgave(beregning, maal)
    svar = bedst(opgave, sekunder=_SEKUNDER, knuder=_KNUDER)
    valgte = {orden[p] for p in svar.valgte}
    inde = {i for i in orden if beregning.fordeling.inde(i)}
    beregnet = _beregnet(beregning, maal)
    if svar.bevist and Fraction(svar.vaerdier[0], naevner) == beregnet and not _delvise(beregning):
        # No choice reaches more, so the calculated list is itself one of the best.
        valgte = inde
    vaerdi_, hoejst = Fraction(svar.vaerdier[0], naevner), Fraction(svar.graense, naevner)
    return BedstSvar(
        maal=maal,
        vaerdi=_som_tal(vaerdi_),
        beregnet=_som_tal(beregnet),
        hoejst=_som_tal(hoejst),
        bevist=svar.bevist,
        beloeb={
            x.id: sum(beregning.kandidater[i].beloeb[nr] for i in valgte)
            for nr, x in enumerate(beregning.plan.budgetter)
        },
        ind=tuple(_navn(beregning, i) for i in orden if i in valgte - inde),
        ud=tuple(_navn(beregning, i) for i in orden if i in inde - valgte),
        andre=svar.andre,
        tekst=_tekst(beregning, maal, svar, (vaerdi_, hoejst, beregnet)),
    )


def _tekst(beregning: Beregning, maal: Maal, svar: Bedst, tal: tuple[Fraction, Fraction, Fraction]) -> str:
    vaerdi_, hoejst, beregnet = (_vist(beregning, maal, v) for v in tal)
    hele = " som hele beløb" if maal == "beloeb" and _delvise(beregning) else ""
    if tal[0] == tal[2] and svar.bevist:
        intet = f"Intet valg rækker til mere end de {beregnet}, der er inden for rammen{hele}."
        return " ".join([intet, *_dertil(beregning, maal)])
    dele = [punktum(f"Kan række til {vaerdi_}{hele}; beregningen når {beregnet}{hele}")]
    if not svar.bevist:
        dele.append(punktum(f"Det er ikke bevist, at det er det højeste; intet valg når over {hoejst}"))
    if svar.andre:
        dele.append("Andre valg er lige så gode.")
    elif svar.andre is None:
        dele.append("Om andre valg er lige så gode, er ikke undersøgt til ende.")
    return " ".join([*dele, *_dertil(beregning, maal)])


def _delvise(beregning: Beregning) -> list[Tur]:
    return [tur for tur in beregning.fordeling.ture if tur.udfald == "delvis"]


def _dertil(beregning: Beregning, maal: Maal) -> list[str]:
    """Return the sentence about the partial awards, which the choice does not consider; none where there are none."""
    delvise = _delvise(beregning)
    if not delvise:
        return []
    hvem = f"{_antal(beregning, len(delvise))}, der kun får en del af beløbet"
    if maal != "beloeb":
        return [f"{hvem}, er ikke talt med."]
    return [f"Dertil giver beregningen {vis_tal(sum(sum(tur.beloeb or ()) for tur in delvise))} kr. til {hvem}."]


def _antal(beregning: Beregning, n: int) -> str:
    ord_ = ord_af(beregning.regelsaet.data)
    return antal(n, ord_.raekke, ord_.raekker)


def _vist(beregning: Beregning, maal: Maal, v: Fraction) -> str:
    if maal == "beloeb":
        return f"{vis_tal(v)} kr."
    if maal == "antal":
        return _antal(beregning, int(v))
    from .svar import ydelse_enhed

    return f"{vis_tal(v)} {ydelse_enhed(beregning) or ''}".rstrip()


def _hoejst(beregning: Beregning, orden: Sequence[int]) -> tuple[tuple[frozenset[int], int], ...]:
    """Return the maximum that each applicant may get in total, with its candidates by position in the order."""
    if beregning.plan.ansoeger_hoejst is None:
        return ()
    egne: dict[str, set[int]] = {}
    for p, i in enumerate(orden):
        hvem = beregning.kandidater[i].ansoeger
        egne.setdefault(f"?{p}" if hvem is None else hvem, set()).add(p)
    return tuple((frozenset(e), beregning.plan.ansoeger_hoejst) for e in egne.values())


def _beregnet(beregning: Beregning, maal: Maal) -> Fraction:
    ture = beregning.fordeling.ture
    # The choice is among whole awards, and the yield of a partially funded project is unknown, so partial awards count
    # as no project.
    if maal == "beloeb":
        return Fraction(sum(sum(tur.beloeb or ()) for tur in ture if tur.udfald != "delvis"))
    hele = [i for i, tur in enumerate(ture) if tur.beloeb is not None and tur.udfald != "delvis"]
    return Fraction(len(hele)) if maal == "antal" else sum((_ydelse(beregning, i) for i in hele), Fraction(0))


def _som_tal(v: Fraction) -> int | float:
    """Return a number for JSON: an int, or the nearest double if there are decimals."""
    return v.numerator if v.denominator == 1 else float(v)


def _ydelse(beregning: Beregning, kandidat: int) -> Fraction:
    """Return a candidate's yield, summed over all budgets; an unknown yield counts as zero."""
    k = beregning.opgjorte[beregning.nr[kandidat]].deltager.kendt
    alle = [vaerdi(x.ydelse, k) for x in beregning.orden.budgetter if x.ydelse is not None]
    return sum((Fraction(v) for v in alle if isinstance(v, int | Decimal | Fraction)), Fraction(0))


def _navn(beregning: Beregning, kandidat: int) -> str:
    return beregning.opgjorte[beregning.nr[kandidat]].deltager.betegnelse
