"""Who takes part: each row as judged, with the assessor's facts, and judged again under another reading."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..bedoemmelse.bedoem import bedoem_ansoegning
from ..bedoemmelse.sag import kontekst, ulaeselige
from ..bedoemmelse.ukendte_beloeb import kun_kendte_beloeb
from ..bedoemmelse.vurderinger import en_af, flere_raekker, gaelder, samme_raekke
from ..indlaes.runde import Indkomne
from ..model.ansoegning import Ansoegning
from ..model.rangliste import AfvigelseSvar
from ..model.regelsaet import Rolle
from ..model.resultat import KommuneSvar, KriteriumSvar, Resultat
from ..model.vaerdier import Vaerdi
from ..model.visning import json_vaerdi
from ..model.vurderinger import Vurdering
from ..motor.kaeder import kaeder
from ..motor.oversat import rolle
from ..motor.reference import Kontekst, fakt
from ..motor.vendepunkter import Navn
from ..sprog.regelsaet import Regelsaet, TypetAlternativ, TypetKriterium
from ..sprog.traeer import Fakt, Knude, Param, alle_knuder
from ..system.navne import som_navn
from .faelles import Del, Faellesprojekt, Plads, find_faelles
from .tildeling.plan import Kandidat


# A context refers to all that is known: written out with each of its rows it would have no end.
@dataclass(slots=True, eq=False)
class Deltager:
    """One row that takes part (the application itself where the pool has no list).

    ``k`` is what is known of it, by which criteria are judged; ``kendt`` the same without the amounts that do not
    count, by which it is ordered and added up. ``skemafejl``: how many form errors its application has.
    ``ulaeselige``: the facts that are written but could not be read.
    ``roller`` holds each criterion's role after the assessor's answers; ``rolle`` the worst of them. ``maalt`` keeps
    what has been measured, by the id of the data of the key, the budget or the group.
    """

    fil: str
    nr: int
    navn: str
    kommune: KommuneSvar | None
    k: Kontekst = field(repr=False)
    kendt: Kontekst = field(repr=False)
    roller: Mapping[str, Rolle]
    rolle: Rolle
    kriterier: tuple[KriteriumSvar, ...] = field(repr=False)
    vurderet: Mapping[str, Vaerdi] = field(default_factory=dict)
    afvigelse: AfvigelseSvar | None = None
    maalt: dict[int, Any] = field(default_factory=dict)
    skemafejl: int = 0
    ulaeselige: frozenset[Navn] = frozenset()
    # As the allocator last took it.
    kandidat: Kandidat | None = field(default=None, repr=False)

    @property
    def plads(self) -> Plads:
        return self.fil, self.nr

    @property
    def kode(self) -> str | None:
        return self.kommune.kode if self.kommune is not None else None

    @property
    def betegnelse(self) -> str:
        """How other parts of the answer name it: ``0751/1 Skovbrynet``; by its name alone where that says who it is."""
        if self.kode == self.navn:
            return self.navn
        return f"{self.kode or Path(self.fil).name}/{self.nr} {self.navn}"


@dataclass(slots=True)
class Deltagere:
    """Everyone that takes part, by applicant and row; what is known of every application received; what was not used;
    and the answers to those that are part of the round. ``filer``: the files of ``indkomne``, in its order.

    ``faelles``: the joint projects, with parts that may be in none of ``filer`` (``kun``).
    """

    regelsaet: Regelsaet = field(repr=False)
    alle: list[Deltager]
    indkomne: list[Kontekst] = field(repr=False)
    ikke_brugt: list[str]
    resultater: list[Resultat] = field(default_factory=list)
    filer: list[str] = field(default_factory=list)
    # Why applications were left out for which the program is to blame.
    interne: list[Exception] = field(default_factory=list)
    faelles: tuple[Faellesprojekt, ...] = ()

    def faelles_af(self) -> dict[Plads, Faellesprojekt]:
        """The joint project of each row that is part of one."""
        return {d.plads: p for p in self.faelles for d in p.dele}

    def kun(self, filer: Collection[str]) -> Deltagere:
        """The same with these files' applications alone, and the joint projects that they are part of."""
        return replace(
            self,
            faelles=tuple(p for p in self.faelles if any(d.plads[0] in filer for d in p.dele)),
            alle=[d for d in self.alle if d.fil in filer],
            indkomne=[k for fil, k in zip(self.filer, self.indkomne, strict=True) if fil in filer],
            filer=[fil for fil in self.filer if fil in filer],
            resultater=[r for r in self.resultater if r.fil in filer],
        )


def find_deltagere(
    indkomne: Indkomne,
    *,
    dato: date | None = None,
    antag: Mapping[tuple[str | None, str], Vaerdi] | None = None,
    sat: tuple[str, ...] = (),
    vurderinger: tuple[Vurdering, ...] = (),
    afvis: Callable[[str, Exception], object] | None = None,
) -> Deltagere:
    """Judge every application of a round.

    ``afvis`` is told of the file that cannot be judged and why, and the others are judged all the same; without it,
    the reason is raised (InternFejl when the chainers disagree).
    """
    regelsaet = indkomne.regelsaet
    svar = Deltagere(regelsaet, [], [], [])
    gaeldende = {id(a) for a in indkomne.gaeldende}
    brugte: set[int] = set()
    for a in indkomne.modtaget:
        k = kontekst(a, regelsaet, dato=dato, antag=antag)
        svar.indkomne.append(k)
        svar.filer.append(a.fil)
        egne = tuple(v for v in vurderinger if gaelder(v, a, regelsaet))
        if id(a) not in gaeldende:
            continue
        brugte.update(id(v) for v in egne)
        ikke_brugt: list[str] = []
        try:
            resultat = bedoem_ansoegning(a, regelsaet, kaeder(), dato=dato, antag=antag, sat=sat, vurderinger=egne)
            raekker = _raekker(a, resultat, k, egne, ikke_brugt)
        except Exception as fejl:
            if afvis is None:
                raise
            afvis(a.fil, fejl)
            continue
        svar.resultater.append(resultat)
        svar.ikke_brugt += [*(f"{a.fil}: {v}" for v in resultat.vurderinger), *ikke_brugt]
        svar.alle += raekker
    for v in vurderinger:
        if id(v) not in brugte:
            svar.ikke_brugt.append(f"{v.sted}: vurderingen gælder ingen af de ansøgninger, der er med.")
    svar.faelles = _faelles(svar)
    return svar


def _faelles(deltagere: Deltagere) -> tuple[Faellesprojekt, ...]:
    orden = deltagere.regelsaet.raekkefoelge
    ansoeger = deltagere.regelsaet.data.ansoeger
    if orden is None or ansoeger is None:
        return ()
    koder = deltagere.regelsaet.fakta[None, ansoeger.fakta].type == "kommune"
    dele = []
    for d in deltagere.alle:
        hvem = fakt(ansoeger.fakta, None, d.k)
        dele.append(Del(d.plads, d.betegnelse, hvem if hvem is None or koder else som_navn(hvem), d.kendt))
    return find_faelles(deltagere.regelsaet, orden.liste, dele)


def _raekker(
    a: Ansoegning, resultat: Resultat, k: Kontekst, egne: tuple[Vurdering, ...], ikke_brugt: list[str]
) -> list[Deltager]:
    regelsaet = k.regelsaet
    assert regelsaet.raekkefoelge is not None
    liste = regelsaet.raekkefoelge.liste
    if liste is None:
        navn = resultat.ansoeger.navn if resultat.ansoeger is not None and resultat.ansoeger.navn else Path(a.fil).stem
        steder = [(1, navn, k, kun_kendte_beloeb(k), resultat.kriterier, resultat.rolle)]
    else:
        ental = regelsaet.data.lister[liste].ental
        roller = {s: d.rolle for s, d in regelsaet.data.statusser.items()}
        steder = [
            (
                r.nr,
                r.navn or f"{ental} {r.nr}",
                rk,
                kendt,
                *_ogsaa_faelles(regelsaet, resultat, r.kriterier, roller[r.resultat]),
            )
            for r, (rk, kendt) in zip(resultat.raekker[liste], _raekkerne(k, liste), strict=True)
        ]
    skemafejl = sum(f.alvor == "fejl" for f in resultat.skema)
    forkerte = ulaeselige(a)
    fundne = []
    brugte: set[int] = set()
    for nr, navn, rk, kendt, kriterier, vaerste in steder:
        vurderet, afvigelse = vurderet_af(egne, rk, brugte, ikke_brugt)
        fundne.append(
            Deltager(
                fil=a.fil,
                nr=nr,
                navn=navn,
                kommune=resultat.ansoeger,
                k=rk,
                kendt=kendt,
                roller={s.id: s.rolle for s in kriterier},
                rolle=vaerste,
                kriterier=kriterier,
                vurderet=vurderet,
                afvigelse=afvigelse,
                skemafejl=skemafejl,
                ulaeselige=forkerte.get(("", 0), frozenset()) | forkerte.get((liste or "", nr), frozenset()),
            )
        )
    ikke_brugt += [
        f"{v.sted}: " + (flere_raekker(v, k) or f"»{v.raekke}« findes ikke i ansøgningen.")
        for v in egne
        if v.kriterium is None and id(v) not in brugte
    ]
    return fundne


def _raekkerne(k: Kontekst, liste: str | None) -> list[tuple[Kontekst, Kontekst]]:
    """An application's rows (itself, where there is no list): as they are, and without amounts that do not count."""
    kendt = kun_kendte_beloeb(k)
    if liste is None:
        return [(k, kendt)]
    return list(zip(k.fra_raekkerne(liste), kendt.fra_raekkerne(liste), strict=True))


def _ogsaa_faelles(
    regelsaet: Regelsaet, resultat: Resultat, egne: tuple[KriteriumSvar, ...], rolle: Rolle
) -> tuple[tuple[KriteriumSvar, ...], Rolle]:
    """A row's criteria and those of its application as a whole, and the worst of them all."""
    return (*resultat.kriterier, *egne), _vaerste(regelsaet, [rolle, *(s.rolle for s in resultat.kriterier)])


def vurderet_af(
    egne: Iterable[Vurdering], k: Kontekst, brugte: set[int], ikke_brugt: list[str]
) -> tuple[dict[str, Vaerdi], AfvigelseSvar | None]:
    """The assessor's own facts of a row, and a recorded deviation; of what is assessed in two ways, neither."""
    om: dict[str | None, list[Vurdering]] = {}
    for v in egne:
        if v.kriterium is None and samme_raekke(v, k):
            brugte.add(id(v))
            om.setdefault(v.fakta, []).append(v)
    vurderet: dict[str, Vaerdi] = {}
    afvigelse: AfvigelseSvar | None = None
    for fakta, samme in om.items():
        brugt, andre = en_af(samme, _vurderes_til, lambda v: f"»{json_vaerdi(_vurderes_til(v))}«")
        ikke_brugt += [f"{v.sted}: {besked}" for v, besked in andre]
        if brugt is not None and fakta is not None and brugt.vaerdi is not None:
            vurderet[fakta] = brugt.vaerdi
        elif brugt is not None and brugt.afvigelse is not None:
            afvigelse = AfvigelseSvar(
                udfald=brugt.afvigelse if isinstance(brugt.afvigelse, str) else None,
                plads=brugt.afvigelse if isinstance(brugt.afvigelse, int) else None,
                begrundelse=brugt.begrundelse,
                af=brugt.af,
                dato=brugt.dato.isoformat(),
            )
    return vurderet, afvigelse


def _vurderes_til(v: Vurdering) -> Vaerdi | None:
    """What an assessment of a fact, or a recorded deviation, says."""
    return v.vaerdi if v.fakta is not None else v.afvigelse


# --- Another reading ---------------------------------------------------------------------


def med_andre_parametre(deltagere: Deltagere, regelsaet: Regelsaet) -> Deltagere:
    """The same applications by a pack whose parameters differ: every criterion is judged again."""
    return _genbedoem(deltagere, regelsaet, regelsaet.kriterier, nye_vaerdier=True)


def med_alternativ(deltagere: Deltagere, alternativ: TypetAlternativ) -> Deltagere:
    """The same applications by another reading: what it changes is judged again, and nothing else."""
    regelsaet = deltagere.regelsaet.med_alternativ(alternativ)
    parametre = set(alternativ.parametre)
    beroerte = [k for k in regelsaet.kriterier if k.data.id in alternativ.kriterier or _laeser(regelsaet, k, parametre)]
    if not beroerte and not parametre:
        return replace(deltagere, regelsaet=regelsaet)
    return _genbedoem(deltagere, regelsaet, beroerte, nye_vaerdier=bool(parametre))


def _genbedoem(
    deltagere: Deltagere, regelsaet: Regelsaet, kriterier: Sequence[TypetKriterium], *, nye_vaerdier: bool
) -> Deltagere:
    assert regelsaet.raekkefoelge is not None
    liste = regelsaet.raekkefoelge.liste
    egne = [k for k in kriterier if k.liste in (liste, None)]
    if not nye_vaerdier:
        faelles = deltagere.faelles_af()
        alle = [_igen(d, egne, d.k, d.kendt, d.maalt, _dele(faelles, d)) for d in deltagere.alle]
        return replace(deltagere, regelsaet=regelsaet, alle=alle)
    # What has been found of an application may rest on a parameter: it is asked for anew.
    gamle = [r for k in deltagere.indkomne for r in ((k,) if liste is None else k.fra_raekkerne(liste))]
    indkomne = [replace(k, regelsaet=regelsaet) for k in deltagere.indkomne]
    nye = [r for k in indkomne for r in _raekkerne(k, liste)]
    ny_af = {id(g): n for g, n in zip(gamle, nye, strict=True)}
    ny = replace(
        deltagere,
        regelsaet=regelsaet,
        indkomne=indkomne,
        faelles=tuple(
            replace(p, dele=tuple(replace(d, kendt=replace(d.kendt, regelsaet=regelsaet)) for d in p.dele))
            for p in deltagere.faelles
        ),
    )
    faelles = ny.faelles_af()
    ny.alle = [_igen(d, egne, *ny_af[id(d.k)], {}, _dele(faelles, d)) for d in deltagere.alle]
    return ny


def _dele(faelles: Mapping[Plads, Faellesprojekt], d: Deltager) -> tuple[Kontekst, ...]:
    """All parts of the joint project that a row is part of; none where they are not all here."""
    p = faelles.get(d.plads)
    return tuple(del_.kendt for del_ in p.dele) if p is not None and p.helt else ()


def _igen(
    d: Deltager,
    kriterier: Sequence[TypetKriterium],
    k: Kontekst,
    kendt: Kontekst,
    maalt: dict[int, Any],
    dele: Sequence[Kontekst],
) -> Deltager:
    """A participant with some criteria judged again; an assessor's answer settles what still needs judgement."""
    roller = dict(d.roller)
    svar = {s.id: s.vurdering for s in d.kriterier}
    for kriterium in kriterier:
        ny = rolle(kriterium, k, dele)
        vurdering = svar.get(kriterium.data.id)
        if ny == "skoen" and vurdering is not None:
            ny = k.regelsaet.data.statusser[vurdering.svar].rolle
        roller[kriterium.data.id] = ny
    if roller == d.roller:
        return d if k is d.k else replace(d, k=k, kendt=kendt, maalt=maalt)
    return replace(d, k=k, kendt=kendt, roller=roller, rolle=_vaerste(k.regelsaet, roller.values()), maalt=maalt)


def _vaerste(regelsaet: Regelsaet, roller: Iterable[Rolle]) -> Rolle:
    fra_vaerst = [s.rolle for s in regelsaet.data.statusser.values()]
    return min(roller, key=fra_vaerst.index)


def _laeser(regelsaet: Regelsaet, kriterium: TypetKriterium, parametre: set[str]) -> bool:
    """Whether a criterion rests on one of these parameters, in its own parts or in a derived fact."""
    dele = [kriterium.krav, *(d.naar for d in (*kriterium.undtagelser, *kriterium.forbehold))]
    return bool(parametre) and any(_rammer(regelsaet, trae, parametre) for trae in dele)


def _rammer(regelsaet: Regelsaet, trae: Knude, parametre: set[str]) -> bool:
    for knude in alle_knuder(trae):
        if isinstance(knude, Param) and knude.navn in parametre:
            return True
        afledt = regelsaet.afledte.get((knude.liste, knude.navn)) if isinstance(knude, Fakt) else None
        if afledt is not None and _rammer(regelsaet, afledt.trae, parametre):
            return True
    return False
