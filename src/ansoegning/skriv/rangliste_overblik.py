"""Summarise a round in words, the same for every interface: outcomes, result, notable points, decisive questions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ..model.ord import Ord
from ..model.rangliste import FortolkningSvar, Grund, ProjektSvar, RanglisteSvar, RundeSvar, Udfald
from ..model.robusthed import Kan
from ..model.visning import (
    DAGEN_FOR_KOERSLEN,
    HOEJST_NAVNE,
    antal,
    med_lille,
    nogle,
    opremsning,
    punktum,
    uden_dagen,
    vis_kr,
)
from ..system.dataklasse import dataklasse
from .tabel import vis_andel

# The outcomes in words; that of a project which does not meet the criteria has the pack's word for them.
UDFALD: dict[Udfald, str] = {
    "inden_for_rammen": "Inden for rammen",
    "uden_for_rammen": "Uden for rammen",
    "kandidat": "Kandidat",
    "kraever_vurdering": "Kræver vurdering",
    "mangler_oplysninger": "Mangler oplysninger",
}
# Reasons why a project that meets the criteria is not a candidate.
_UDE: dict[Grund, str] = {
    "udelukkelse": "Udelukket",
    "intet_budget": "Hører ikke til en ramme",
    "under_mindst": "Under det mindste beløb",
    "point_under": "Har for få point",
}
KAN: dict[Kan, str] = {
    "kan": "Kan flytte, hvem der er inden for rammen",
    "uvist": "Ikke afgjort, om det kan",
    "kan_ikke": "Kan ikke, hvad svaret end er",
}
KUN_DAGEN = f"Venter kun på {DAGEN_FOR_KOERSLEN}"
STREG = "Her nås rammen"
_SPOERGSMAAL = 3


@dataklasse(frozen=True, slots=True)
class Stridspunkt:
    """A question whose answer moves money: the question, the effect of another answer, and the kroner it moves."""

    spoergsmaal: str
    virkning: str
    kroner: int


def kandidater(svar: RanglisteSvar) -> list[ProjektSvar]:
    """Return the projects that have a rank, in rank order."""
    return [p for p in svar.projekter if p.rang is not None]


def ude_i_ord(udfald: Udfald, grund: Grund | None, ord_: Ord) -> str:
    """Return an outcome in words; for a project that is not a candidate, the reason."""
    if udfald != "opfylder_ikke":
        return UDFALD[udfald]
    if grund is not None and grund in _UDE:
        return _UDE[grund]
    return f"Opfylder ikke {ord_.kriterierne}"


def streger(svar: RanglisteSvar) -> dict[int, str]:
    """Return the texts of the budget lines by the row (from 0) that each precedes: one for each budget that runs out.

    A row that receives a partial amount is above the line of the budget that it exhausts.
    """
    foerst: dict[str, int] = {}
    for nr, p in enumerate(kandidater(svar)):
        for b in p.naaet:
            foerst.setdefault(b, nr + p.delvis)
    paa: dict[int, list[str]] = {}
    for b in svar.budget:
        if b in foerst and foerst[b] < len(kandidater(svar)):
            paa.setdefault(foerst[b], []).append(b)
    flere = len(svar.budget) > 1
    return {nr: f"Her nås {svar.ord.rammen_for(b)}" if flere else STREG for nr, b in sorted(paa.items())}


def udfaldsord(projekt: ProjektSvar, ord_: Ord) -> str:
    """Return a project's outcome in words."""
    return ude_i_ord(projekt.udfald, projekt.ikke_kandidat.grund if projekt.ikke_kandidat is not None else None, ord_)


def ikke_kandidater(svar: RanglisteSvar) -> dict[str, list[ProjektSvar]]:
    """Return the projects without a rank, by outcome in words."""
    fundne: dict[str, list[ProjektSvar]] = {}
    orden = [*UDFALD, "opfylder_ikke"]
    for p in sorted((p for p in svar.projekter if p.rang is None), key=lambda p: orden.index(p.udfald)):
        fundne.setdefault(udfaldsord(p, svar.ord), []).append(p)
    return fundne


def stillet(projekt: ProjektSvar) -> Udfald:
    """Return a project's outcome: in the whole round if known, else in the list."""
    return projekt.i_runden.udfald if projekt.i_runden is not None else projekt.udfald


def er_inde(projekt: ProjektSvar) -> bool:
    """Return whether a project is inside the budget."""
    return stillet(projekt) == "inden_for_rammen"


def resultat(svar: RanglisteSvar) -> str:
    """Return the result of the round on one line, without a full stop."""
    med = kandidater(svar)
    if not med:
        return "Ingen kandidater"
    if svar.omfang.art == "gruppe":
        hvor = f" fra {svar.omfang.navn}" if svar.omfang.navn else ""
        return f"{antal(len(med), 'kandidat', 'kandidater')}{hvor} i indbyrdes rækkefølge"
    return f"{sum(map(er_inde, med))} af {antal(len(med), 'kandidat', 'kandidater')} er inden for rammen"


def overblik(svar: RanglisteSvar) -> tuple[str, ...]:
    """Return what a reader must know about the list: counts, shortage of money, ranking method, assumptions."""
    andre = [f"{len(fundne)} {med_lille(ord_)}" for ord_, fundne in ikke_kandidater(svar).items()]
    linjer = [
        f"{antal(len(svar.projekter), svar.ord.raekke, svar.ord.raekker)} i alt: "
        f"{opremsning([antal(len(kandidater(svar)), 'kandidat', 'kandidater'), *andre])}."
    ]
    if svar.omfang.art == "gruppe":
        linjer += [svar.omfang.begrundelse] if svar.omfang.begrundelse else []
    elif not kandidater(svar):
        linjer.append("Der er ingen kandidater at fordele rammen til.")
    elif svar.overansoegt:
        linjer.append("Rammen rækker ikke til alle kandidater.")
    elif any(p.udfald == "uden_for_rammen" or p.delvis for p in kandidater(svar)):
        linjer.append("Rammen rækker i alt. Ved de kandidater, der ikke får det hele, står grunden.")
    else:
        linjer.append("Alle kandidater kan rummes; rækkefølgen vises alligevel.")
    if svar.runde is not None:
        egne = sum(map(er_inde, kandidater(svar)))
        linjer += [_i_runden(svar.runde), f"Af kandidaterne her er {egne} inden for rammen i hele runden."]
    linjer.append("Ordnet efter point." if svar.metode == "point" else "Ordnet efter puljens prioriterede rækkefølge.")
    if svar.medtag_skoen:
        linjer.append("Det, der kræver en persons vurdering, er med som kandidater.")
    linjer += [uden_dagen(svar.uden_dagen)] if svar.uden_dagen else []
    linjer += svar.bemaerkninger
    if svar.antaget_tekst:
        linjer.append(punktum(f"Antaget, hvor det manglede: {'; '.join(svar.antaget_tekst)}"))
    if svar.forskel is not None:
        linjer += [punktum(f"Ændret for denne beregning: {t}") for t in svar.forskel.tekst]
    return (*linjer, *(f"Vurdering, der ikke er brugt: {v}" for v in svar.vurderinger_ikke_brugt))


def _i_runden(r: RundeSvar) -> str:
    """Return the size of the whole round, and its result."""
    if r.overansoegt:
        knap = "Rammen rækker ikke til alle kandidater."
    elif r.inden_for_rammen < r.kandidater:
        knap = "Rammen rækker i alt; de andre er uden for den af andre grunde."
    else:
        knap = "Alle kandidater kan rummes."
    return (
        f"Hele runden er {antal(r.ansoegninger, 'ansøgning', 'ansøgninger')}, heraf {r.andre} fra resten af runden; "
        f"{r.inden_for_rammen} af {antal(r.kandidater, 'kandidat', 'kandidater')} er inden for rammen. {knap}"
    )


def paafaldende(svar: RanglisteSvar) -> tuple[str, ...]:
    """Return the notable points: ties that decide money, ranks sensitive to the weights, unused money."""
    return (*_lige(svar), *_vaegte(svar), *_ubrugt(svar), *_bemaerkede(svar), *_faelles(svar))


def _lige(svar: RanglisteSvar) -> list[str]:
    fundne = [nogle(g.projekter) for g in svar.lige_rang if g.afgoer_beregning]
    if not fundne:
        return []
    if len(fundne) > 1:
        return [f"AFGØR PENGE: Rækkefølgen mellem dem, der står lige, afgør, hvem der er inden for rammen: "
                f"{'; '.join(fundne)}."]  # fmt: skip
    return [f"AFGØR PENGE: {fundne[0]} står lige, og rækkefølgen mellem dem afgør, hvem der er inden for rammen."]


def _vaegte(svar: RanglisteSvar) -> list[str]:
    """Return the note on projects with another outcome than they have under most of the weight sets."""
    med = [p for p in kandidater(svar) if p.robusthed is not None]
    svage = [p for p in med if er_inde(p) and _andel(p) < Decimal("0.5")]
    staerke = [p for p in med if not er_inde(p) and _andel(p) >= Decimal("0.5")]

    def vis(projekt: ProjektSvar) -> str:
        return f"{projekt.betegnelse} (nr. {projekt.rang}; {vis_andel(_andel(projekt))})"

    dele = []
    if svage:
        dele.append(f"Inden for rammen her, men under færre end halvdelen af vægtsættene: {nogle(map(vis, svage))}.")
    if staerke:
        dele.append(f"Uden for rammen her, men inden for under mindst halvdelen: {nogle(map(vis, staerke))}.")
    return [" ".join(dele)] if dele else []


def _andel(projekt: ProjektSvar) -> Decimal:
    return Decimal(repr(projekt.robusthed))


def _ubrugt(svar: RanglisteSvar) -> list[str]:
    """Return the notes on unused money that projects outside cannot get because another budget is exhausted."""
    ude = [p for p in kandidater(svar) if p.udfald == "uden_for_rammen"]
    rest = svar.ubrugt or {}
    dele = []
    for b, kr in rest.items():
        passer = [p for p in ude if 0 < (p.ansoegt.get(b) or 0) <= kr]
        andre = [x for x in rest if x != b and any((p.ansoegt.get(x) or 0) > rest[x] for p in passer)]
        if kr and passer and andre:
            dele.append(
                f"{vis_kr(kr)} af {svar.ord.rammen_for([b])} er ubrugt. "
                f"{antal(len(passer), svar.ord.raekke, svar.ord.raekker)} uden for rammen kunne være i det, men ikke "
                f"i det, der er tilbage{svar.ord.i_rammer(andre)}."
            )
    return dele


def _bemaerkede(svar: RanglisteSvar) -> list[str]:
    """Return the pack's remarks on known keys, each once with the number of candidates, and the count of form
    errors.
    """
    sagt: dict[str, int] = {}
    for p in kandidater(svar):
        for n in p.noegler:
            if n.bemaerkning is not None and n.vaerdi is not None:
                sagt[n.bemaerkning] = sagt.get(n.bemaerkning, 0) + 1
    dele = [f"{antal(n, 'kandidat', 'kandidater')}: {tekst}" for tekst, n in sagt.items()]
    hvor = ("kandidat", "kandidater")
    if svar.omfang.art == "hele":
        hvor = (f"{svar.ord.raekke} inden for rammen", f"{svar.ord.raekker} inden for rammen")
    fejl = sum(p.skemafejl > 0 for p in kandidater(svar) if p.udfald != "uden_for_rammen")
    if fejl:
        dele.append(f"{antal(fejl, *hvor)} har fejl i skemaet.")
    return dele


def noterede_afvigelser(svar: RanglisteSvar) -> tuple[str, ...]:
    """Return the deviations recorded beside the calculation, one sentence for each project."""
    return tuple(
        f"{p.betegnelse}: Afvigelse ved siden af det beregnede: "
        f"{f'plads {a.plads}' if a.udfald is None else UDFALD[a.udfald].lower()}. {a.begrundelse} "
        f"({a.af}, {date.fromisoformat(a.dato):%d/%m/%Y})"
        for p in svar.projekter
        if (a := p.afvigelse) is not None
    )


def _faelles(svar: RanglisteSvar) -> list[str]:
    """Return each joint project with its parties and total requested amount. Missing parties are not listed here."""
    dele = []
    for f in svar.faelles_projekter:
        soegt = opremsning([f"{vis_kr(kr)}{svar.ord.i_ramme(b)}" for b, kr in f.ansoegt.items() if kr is not None])
        i_alt = f"; {svar.slags_beloeb[0].lower()} i alt {soegt}" if soegt else ""
        dele.append(f"Fælles {svar.ord.raekke} »{f.navn}«: {nogle(f.dele)}{i_alt}.")
    return dele


def stridspunkter(svar: RanglisteSvar, hoejst: int = _SPOERGSMAAL) -> tuple[Stridspunkt, ...]:
    """Return the questions that move most kroner: interpretations, ties and open facts; at most ``hoejst``.

    Each interpretation or project counts once, with the answer that moves most: the requested amounts of the projects
    that move in or out.
    """
    soegt = {p.betegnelse: sum(kr or 0 for kr in p.ansoegt.values()) for p in svar.projekter}

    def kroner(navne: Iterable[str]) -> int:
        return sum(soegt.get(n, 0) for n in set(navne))

    fundne: dict[str, Stridspunkt] = {}

    def tag(noegle: str, punkt: Stridspunkt) -> None:
        if noegle not in fundne or punkt.kroner > fundne[noegle].kroner:
            fundne[noegle] = punkt

    for f in svar.fortolkninger:
        ind, ud = f.ind, uden_uoplyste(f)
        if f.beregnet and (ind or ud):
            ellers = f"Læses det sådan: »{f.alternativ.rstrip('.')}«? {ind_og_ud(ind, ud, 3)}"
            tag(f"F {f.id}", Stridspunkt(f"{f.id} {f.spoergsmaal}", ellers, kroner((*ind, *ud))))
    for g in svar.lige_rang:
        if g.afgoer_beregning:
            punkt = Stridspunkt(
                f"Hvad skal stå først af det, der står lige: {nogle(g.projekter)}?",
                f"Rækkefølgen kan ikke skelne dem; de står nu efter {svar.ord.lige_efter}.",
                kroner(g.projekter),
            )
            tag(f"L {g.projekter}", punkt)
    med = {p.betegnelse for p in kandidater(svar)}
    for q in svar.triage.spoergsmaal if svar.triage is not None else ():
        # What a project is ordered by matters only when what keeps it out has been answered.
        if q.kan == "kan" and not q.kun_dagen and (q.ind or q.ud) and (q.art != "noegle" or q.projekt in med):
            tag(f"P {q.projekt}", Stridspunkt(f"{q.projekt}:", q.tekst, kroner((*q.ind, *q.ud))))
    return tuple(sorted(fundne.values(), key=lambda p: -p.kroner)[:hoejst])


def uden_uoplyste(fortolkning: FortolkningSvar) -> tuple[str, ...]:
    """Return the projects that move out under the alternative, without those for which it needs more facts."""
    return tuple(n for n in fortolkning.ud if n not in fortolkning.uoplyst)


def ind_og_ud(ind: tuple[str, ...], ud: tuple[str, ...], hoejst: int = HOEJST_NAVNE) -> str:
    """Return which projects move in and out, as a sentence; empty if none does."""
    if ind and ud:
        return f"Så kommer {nogle(ind, hoejst)} ind, og {nogle(ud, hoejst)} går ud."
    if ind:
        return f"Så kommer {nogle(ind, hoejst)} ind."
    return f"Så går {nogle(ud, hoejst)} ud." if ud else ""
