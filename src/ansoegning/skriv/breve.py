"""Drafts of letters: requests for information, and letters that communicate what a person has decided.

Each sentence rests on a criterion, a check, a step of the calculation, or the recorded decision, and every one of those
that the letter is about has a sentence; a template that leaves one out, or adds one that rests on nothing, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path, PurePath
from typing import Any, Literal

from ..fejl import BrugsFejl, vis_sikkert
from ..model.afgoerelser import Afgoerelse, Afgoerelsesudfald
from ..model.data import Kilde
from ..model.rangliste import ProjektSvar, RanglisteSvar
from ..model.regelsaet import RegelsaetData
from ..model.resultat import KriteriumSvar, Resultat
from ..system.filer import sikkert_navn
from ..system.navne import ment, samme_fil
from .brev_docx import skriv_docx
from .brevtekst import Blok, Brevsaetning, beskyt, laes_brevtekst, som_tekst, uden_markering
from .papir import papirskabelon
from .rangliste_tabeller import UDFALD, VEJLEDENDE, Tabel, Tabelkolonne
from .skabeloner import Skabeloner

STANDARD = "skabelonen"
ORD: dict[Afgoerelsesudfald, str] = {
    "tilsagn": "tilsagn",
    "delvist_tilsagn": "delvist tilsagn",
    "afslag": "afslag",
}
_PASSER: dict[Afgoerelsesudfald, tuple[str, ...]] = {
    "tilsagn": ("inden_for_rammen",),
    "delvist_tilsagn": ("inden_for_rammen",),
    "afslag": ("uden_for_rammen", "opfylder_ikke"),
}


@dataclass(frozen=True, slots=True)
class Udsagn:
    """Something to be said, and what it rests on; the letter must say it."""

    tekst: str
    kilde: str


@dataclass(frozen=True, slots=True)
class Brev:
    """One letter: its name as a file (without suffix), its blocks, and what must be told the person who runs it.

    ``udkast``: it is marked so, because a person has not decided all that its application is about.
    """

    navn: str
    art: Literal["anmodning", "afgoerelse"]
    titel: str
    blokke: tuple[Blok, ...]
    afviger: tuple[str, ...] = ()
    udkast: bool = True

    @property
    def felter(self) -> int:
        """How many fields a person must fill in."""
        return sum(b.art == "udfyld" for b in self.blokke)

    @property
    def hoved(self) -> str:
        """What stands at the top of every page: what it is, and what is left to do."""
        if self.art == "anmodning":
            return f"UDKAST · {VEJLEDENDE}"
        if self.udkast:
            return "UDKAST – udfyld de mærkede felter, og slet bilaget, før brevet sendes"
        if self.felter:
            return "Ikke klar – udfyld de mærkede felter, og slet bilaget, før brevet sendes"
        return "Slet bilaget og denne linje, før brevet sendes"

    @property
    def kilder(self) -> tuple[Brevsaetning, ...]:
        """Every sentence of the letter with what it rests on, in order; not what is said to the one who sends it."""
        brev = takewhile(lambda b: b.art != "side", self.blokke)
        return tuple(s for b in brev if b.art in ("tekst", "punkt") for s in b.saetninger)


@dataclass(slots=True)
class _Sag:
    """One application: its answer, its projects in the list, and what has been decided of each by number."""

    resultat: Resultat
    projekter: dict[int, ProjektSvar] = field(default_factory=dict)
    afgjort: dict[int, Afgoerelse] = field(default_factory=dict)


def lav_breve(
    svar: RanglisteSvar,
    resultater: Sequence[Resultat],
    data: RegelsaetData,
    afgoerelser: Sequence[Afgoerelse] = (),
    *,
    skabeloner: Path | None = None,
) -> list[Brev]:
    """Every letter there is to write, by applicant. ``resultater``: the applications that are part of the round.

    Raises BrugsFejl when a decision is of none of them, is given twice, or lacks an amount, or a template cannot be
    used.
    """
    sager = _sager(svar, resultater, afgoerelser)
    fundne = Skabeloner(skabeloner)
    brugte: set[str] = set()
    breve: list[Brev] = []
    for sag in sager:
        if sag.afgjort:
            breve.append(_afgoerelsesbrev(svar, sag, data, fundne, brugte))
        brev = _anmodning(svar, sag, data, fundne, brugte)
        if brev is not None:
            breve.append(brev)
    return breve


def som_filer(brev: Brev, pulje: str) -> dict[str, bytes]:
    """The letter as Word and as plain text, by file name; each with its appendix for the person who sends it."""
    tabel = _kildetabel(brev)
    blokke = (
        *brev.blokke,
        Blok("afsnit", (Brevsaetning("Sætning for sætning"),)),
        Blok("tabel", (Brevsaetning(tabel.id),)),
    )
    docx = skriv_docx(blokke, titel=brev.titel, hoved=brev.hoved, fod=pulje, tabeller={tabel.id: tabel})
    liste = "\n".join(f"  [{vis_sikkert(s.kilde)}] {vis_sikkert(s.tekst)}" for s in brev.kilder)
    tekst = f"{brev.hoved}\n\n{som_tekst(brev.blokke)}\nSætning for sætning\n-------------------\n\n{liste}\n"
    return {f"{brev.navn}.docx": docx, f"{brev.navn}.txt": tekst.encode("utf-8", "replace")}


def _kildetabel(brev: Brev) -> Tabel:
    return Tabel(
        "kilder",
        "Sætning – kilde",
        "",
        (Tabelkolonne("Sætning", bredde=70), Tabelkolonne("Hviler på", bredde=30)),
        tuple((s.tekst, s.kilde) for s in brev.kilder),
    )


# --- Who, and what has been decided --------------------------------------------------------


def _sager(svar: RanglisteSvar, resultater: Sequence[Resultat], afgoerelser: Sequence[Afgoerelse]) -> list[_Sag]:
    sager = {r.fil: _Sag(r) for r in resultater}
    for p in svar.projekter:
        if p.fil in sager:
            sager[p.fil].projekter[p.nr] = p
    for a in afgoerelser:
        ramte = [(s, nr) for s in sager.values() if _er_om(a, s) for nr in _numre(a, s)]
        if not ramte:
            raise BrugsFejl(
                f"{a.sted}: afgørelsen gælder intet af de projekter, der er med. Ret navnet, eller slet den."
            )
        if len(ramte) > 1:
            raise BrugsFejl(f"{a.sted}: afgørelsen kan gælde flere projekter. Skriv projektets nummer.")
        sag, nr = ramte[0]
        if nr in sag.afgjort:
            raise BrugsFejl(
                f"{a.sted}: der er to afgørelser om {vis_sikkert(sag.projekter[nr].betegnelse, 100)} (den anden står i "
                f"{sag.afgjort[nr].sted}). Slet den ene."
            )
        if a.beloeb is None and a.udfald == "tilsagn" and None in sag.projekter[nr].ansoegt.values():
            raise BrugsFejl(f"{a.sted}: det ansøgte beløb er ikke oplyst. Skriv »beloeb« i afgørelsen.")
        sag.afgjort[nr] = a
    return sorted(sager.values(), key=lambda s: (_kode(s) is None, _kode(s) or "", s.resultat.fil))


def _er_om(a: Afgoerelse, sag: _Sag) -> bool:
    """Whether a decision is of this application: by its file's name, by who applies, or both."""
    if a.fil is not None and not samme_fil(a.fil, sag.resultat.fil):
        return False
    return a.ansoeger is None or a.ansoeger == _kode(sag)


def _numre(a: Afgoerelse, sag: _Sag) -> list[int]:
    """The projects that a decision may be of, by number or name."""
    if a.raekke is None:
        return list(sag.projekter)
    if isinstance(a.raekke, int):
        return [a.raekke] if a.raekke in sag.projekter else []
    return [p.nr for p in ment(a.raekke, sag.projekter.values(), lambda p: p.navn)]


def _kode(sag: _Sag) -> str | None:
    return sag.resultat.ansoeger.kode if sag.resultat.ansoeger is not None else None


def _modtager(sag: _Sag) -> str:
    a = sag.resultat.ansoeger
    return a.navn if a is not None and a.kode is not None and a.navn else PurePath(sag.resultat.fil).stem


def _filnavn(art: str, sag: _Sag, brugte: set[str]) -> str:
    grund = sikkert_navn(" ".join(d for d in (art, _kode(sag), _modtager(sag)) if d))
    navn, nr = grund, 1
    while navn.casefold() in brugte:
        nr += 1
        navn = f"{grund} {nr}"
    brugte.add(navn.casefold())
    return navn


def _her(data: RegelsaetData, nr: int) -> str:
    """What a row is called in a letter: ``projekt 1``; the application itself where the pool has no list."""
    liste = data.raekkefoelge.for_ if data.raekkefoelge is not None else None
    return f"{data.lister[liste].ental} {nr}" if liste is not None else "ansøgningen"


def _kriterier(sag: _Sag, data: RegelsaetData, nr: int) -> list[tuple[KriteriumSvar, str]]:
    """The criteria of one row and those of its whole application, each with the name it has as a source."""
    raekker = [r for liste in sag.resultat.raekker.values() for r in liste if r.nr == nr]
    egne = [(k, f"{_her(data, nr)}, {k.id}") for r in raekker for k in r.kriterier]
    return [*egne, *((k, k.id) for k in sag.resultat.kriterier)]


# --- Requests for information --------------------------------------------------------------


def _anmodning(
    svar: RanglisteSvar, sag: _Sag, data: RegelsaetData, skabeloner: Skabeloner, brugte: set[str]
) -> Brev | None:
    """What is missing, must be judged, or is wrong in the form, of what has not been decided; None: nothing."""
    aabne = [nr for nr in sag.projekter if nr not in sag.afgjort]
    if sag.afgjort and not aabne:
        return None
    projekter = []
    skal: list[Udsagn] = []
    for nr in aabne:
        mangler: list[Udsagn] = []
        skoen: list[Udsagn] = []
        for k, kilde in _kriterier(sag, data, nr):
            if k.rolle in ("uoplyst", "skoen") and kilde not in {u.kilde for u in skal}:
                u = Udsagn(f"{k.id} {k.titel}: {k.begrundelse}", kilde)
                (mangler if k.rolle == "uoplyst" else skoen).append(u)
                skal.append(u)
        if mangler or skoen:
            projekter.append(
                {
                    "nr": nr,
                    "her": _her(data, nr),
                    "navn": sag.projekter[nr].navn,
                    "mangler": _som(mangler),
                    "skoen": _som(skoen),
                    "oplysninger": _oplysninger(sag, data, nr),
                }
            )
    fejl = [Udsagn(f.besked, f"skemaet, {f.id} {f.felt}") for f in sag.resultat.skema if f.alvor == "fejl"]
    skal += fejl
    if not skal:
        return None
    indhold = {**_faelles(svar, sag), "projekter": projekter, "fejl": _som(fejl)}
    blokke = _blokke("brev-anmodning.txt.j2", indhold, svar.pulje, skabeloner, skal)
    return Brev(_filnavn("anmodning", sag, brugte), "anmodning", f"Anmodning om oplysninger – {_modtager(sag)}", blokke)


def _oplysninger(sag: _Sag, data: RegelsaetData, nr: int) -> list[str]:
    """What would settle a project's open criteria, in words."""
    steder = tuple(f"{liste}[{nr - 1}]." for liste in data.lister)
    kriterier = {k.id for k in data.kriterier}
    return [
        u.navn for u in sag.resultat.udestaaende if u.felt.startswith(steder) and kriterier.intersection(u.afklarer)
    ]


# --- Letters of decisions ------------------------------------------------------------------


def _afgoerelsesbrev(
    svar: RanglisteSvar, sag: _Sag, data: RegelsaetData, skabeloner: Skabeloner, brugte: set[str]
) -> Brev:
    skal: list[Udsagn] = []
    projekter, afviger, husk = [], [], []
    for nr, a in sorted(sag.afgjort.items()):
        p = sag.projekter[nr]
        dele, egne = _afgjort(sag, data, p, a)
        projekter.append(dele)
        skal += egne
        forskel = afvigelse(p, a)
        if forskel is not None:
            afviger.append(forskel)
        husk += _ikke_fra_ansoeger(svar, sag, data, p)
    udkast = len(sag.afgjort) < len(sag.projekter)
    indhold = {
        **_faelles(svar, sag),
        "projekter": projekter,
        "udkast": udkast,
        "uafgjorte": [p.navn for nr, p in sag.projekter.items() if nr not in sag.afgjort],
        "afviger": afviger,
        "partshoering": husk,
        "fuldt": all(a.udfald == "tilsagn" for a in sag.afgjort.values()),
    }
    blokke = _blokke("brev-afgoerelse.txt.j2", indhold, svar.pulje, skabeloner, skal)
    return Brev(
        _filnavn("afgørelse", sag, brugte),
        "afgoerelse",
        f"Afgørelse – {_modtager(sag)}",
        blokke,
        tuple(afviger),
        udkast,
    )


def _afgjort(sag: _Sag, data: RegelsaetData, p: ProjektSvar, a: Afgoerelse) -> tuple[dict[str, Any], list[Udsagn]]:
    """What a letter says of one decided project, and all that it must say."""
    her = _her(data, p.nr)
    faar = _beloeb(p, a)
    afgjort = Udsagn(a.begrundelse, f"{her}, afgørelsen")
    hensyn = [Udsagn(a.hovedhensyn, f"{her}, afgørelsen")] if a.hovedhensyn is not None else []
    passer = afvigelse(p, a) is None
    kriterier = _kriterier(sag, data, p.nr)
    # Facts are what a criterion found; what is still open is no fact, and stands in the appendix.
    fakta = [Udsagn(f"{k.titel}: {k.begrundelse}", kilde) for k, kilde in kriterier if k.rolle in _AFGJORTE]
    regler = [
        Udsagn(f"{k.titel} ({_vis_kilde(k.kilde, data)}).", kilde)
        for k, kilde in kriterier
        if a.udfald == "afslag" and p.udfald == "opfylder_ikke" and k.rolle == "ikke_opfyldt"
    ]
    orden = data.raekkefoelge
    if p.rang is not None and orden is not None:
        regler.append(
            Udsagn(f"Rækkefølgen mellem projekterne ({_vis_kilde(orden.kilde, data)}).", f"{her}, rækkefølgen")
        )
    # Where the decision goes another way than the calculation, the calculation is not why.
    beregning = _beregning(p, her) if passer else []
    dele = {
        "nr": p.nr,
        "her": her,
        "navn": p.navn,
        "udfald": a.udfald,
        "ord": ORD[a.udfald],
        "af": a.af,
        "dato": f"{a.dato:%d/%m/%Y}",
        "beloeb": [{"navn": b, "kr": kr, "soegt": p.ansoegt.get(b)} for b, kr in faar.items()],
        "afgoerelsen": f"{her}, afgørelsen",
        "begrundelse": _som([afgjort])[0],
        "hensyn": _som(hensyn),
        "regler": _som(regler),
        "fakta": _som(fakta),
        "beregning": _som(beregning),
    }
    return dele, [afgjort, *hensyn, *regler, *fakta, *beregning]


_AFGJORTE = ("opfyldt", "ikke_opfyldt")


def _beregning(p: ProjektSvar, her: str) -> list[Udsagn]:
    """The steps that gave a candidate its place; one that is none has its criteria, or what else keeps it out."""
    if p.rang is None:
        return [] if p.aabent else [Udsagn(t, f"{her}, rækkefølgen") for t in p.til_ansoeger]
    if p.beregnet is None:
        # Ordered only: nothing is calculated of the money.
        return [Udsagn(t, f"{her}, rækkefølgen") for t in p.til_ansoeger]
    *orden, penge = p.til_ansoeger
    trin = "garantien" if p.garanti else "rammen"
    return [*(Udsagn(t, f"{her}, rækkefølgen") for t in orden), Udsagn(penge, f"{her}, {trin}")]


def _beloeb(p: ProjektSvar, a: Afgoerelse) -> dict[str, int]:
    if a.udfald == "afslag":
        return {}
    return dict(a.beloeb) if a.beloeb is not None else {b: kr for b, kr in p.ansoegt.items() if kr is not None}


def afvigelse(p: ProjektSvar, a: Afgoerelse) -> str | None:
    """How a decision goes another way than the calculation, in a sentence; None where it does not."""
    if p.udfald == "kandidat":
        # Of a group's own list nothing is calculated that a decision could go against.
        return None
    passer = p.udfald in _PASSER[a.udfald]
    if passer and a.udfald != "afslag":
        passer = _beloeb(p, a) == p.beregnet
    if passer:
        return None
    beregnet = UDFALD[p.udfald].lower() + (" med et andet beløb" if p.udfald in _PASSER[a.udfald] else "")
    return (
        f"{p.betegnelse}: afgørelsen ({ORD[a.udfald]}) afviger fra beregningen ({beregnet}). Brevet følger afgørelsen."
    )


def _ikke_fra_ansoeger(svar: RanglisteSvar, sag: _Sag, data: RegelsaetData, p: ProjektSvar) -> list[str]:
    """Facts in the case that the applicant did not give: assessed, judged by a person, or assumed for the run."""
    her = _her(data, p.nr).capitalize()
    fundne = []
    orden = data.raekkefoelge
    vurderede = {n.id for n in orden.noegler if n.vurdering is not None} if orden is not None else set()
    if orden is not None and orden.point is not None:
        vurderede |= {k.id for k in orden.point.kriterier if k.vurdering is not None}
    fundne += [
        f"{her}: »{n.titel}« er vurderet til {n.vist}." for n in p.noegler if n.id in vurderede and n.vaerdi is not None
    ]
    fundne += [
        f"{her}: {k.id} er vurderet af {k.vurdering.af} ({k.vurdering.begrundelse.rstrip('.')})."
        for k, _ in _kriterier(sag, data, p.nr)
        if k.vurdering is not None
    ]
    fundne += [f"{her}: »{navn}« er antaget, hvor det manglede." for navn in svar.antaget]
    return fundne


# --- What the letters have in common -------------------------------------------------------


def _faelles(svar: RanglisteSvar, sag: _Sag) -> dict[str, Any]:
    return {
        "titel": svar.titel,
        "modtager": _modtager(sag),
        "kendt": _kode(sag) is not None,
        "standard": STANDARD,
        "vejledende": VEJLEDENDE,
    }


def _som(udsagn: Iterable[Udsagn]) -> list[dict[str, str]]:
    return [{"tekst": u.tekst, "kilde": u.kilde} for u in udsagn]


def _vis_kilde(kilde: Kilde, data: RegelsaetData) -> str:
    dokument = data.dokumenter.get(kilde.dokument)
    nr = f" nr. {kilde.nr}" if kilde.nr is not None else ""
    citat = f": »{kilde.citat}«" if kilde.citat is not None else ""
    return f"{dokument.titel if dokument is not None else kilde.dokument}, {kilde.afsnit}{nr}{citat}"


def _blokke(
    skabelon: str, indhold: Mapping[str, Any], pulje: str, skabeloner: Skabeloner, skal: Sequence[Udsagn]
) -> tuple[Blok, ...]:
    """A letter's blocks. Raises BrugsFejl when a sentence rests on nothing, or what must be said is not."""
    navn = papirskabelon(skabelon, pulje, skabeloner)
    tekst = skabeloner.udfyld(navn, beskyt(indhold))
    ventet = {u.kilde for u in skal}
    blokke = laes_brevtekst(tekst, navn, kilder=[*ventet, STANDARD])
    sagt = [(s.tekst, s.kilde) for b in takewhile(lambda b: b.art != "side", blokke) for s in b.saetninger]
    for u in skal:
        tekst = uden_markering(u.tekst)
        if not any(kilde == u.kilde and tekst in sagt_tekst for sagt_tekst, kilde in sagt):
            raise BrugsFejl(
                f"Skabelonen »{navn}« siger ikke »{vis_sikkert(tekst, 80)}« ({vis_sikkert(u.kilde, 60)}). "
                "Hvert resultat skal have sin sætning. Ret skabelonen."
            )
    return blokke
