"""The participants of a round: each row as evaluated, with the assessor's facts, and as re-evaluated."""

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
from ..fejl import Sted
from ..indlaes.runde import Indkomne
from ..model.ansoegning import Ansoegning
from ..model.rangliste import AfvigelseSvar
from ..model.regelsaet import Rolle
from ..model.resultat import KommuneSvar, KriteriumSvar, RaekkeSvar, Resultat
from ..model.vaerdier import Vaerdi
from ..model.visning import json_vaerdi
from ..model.vurderinger import Vurdering, gaelder_ingen
from ..motor.kaeder import kaeder
from ..motor.oversat import rolle
from ..motor.reference import Kontekst, fakt
from ..motor.vendepunkter import Navn
from ..sprog.regelsaet import Regelsaet, TypetAlternativ, TypetKriterium, laeste_parametre
from ..system.navne import som_navn
from .faelles import Del, Faellesprojekt, Plads, find_faelles
from .tildeling.plan import Kandidat


# No generated ``__eq__``, and contexts are left out of the repr: a context refers to all known facts and to its own
# rows, so that printing it would never end.
@dataclass(slots=True, eq=False)
class Deltager:
    """One participating row (the application itself if the pool has no row list).

    ``k`` is the context of known facts that the criteria are evaluated in. ``kendt`` is the same without amounts that
    do not count, for ordering and sums. ``skemafejl``: the number of form errors in its application. ``ulaeselige``:
    the facts that are stated but could not be read. ``roller`` maps each criterion to its role after the assessor's
    answers, and ``rolle`` is the worst of them. ``maalt`` caches what has been measured, by the id of the data of the
    key, the budget or the group.
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
    # Where the facts are in its file, by their paths, if it is a workbook.
    steder: Mapping[str, Sted] = field(default_factory=dict, repr=False)
    # The candidate last created from this participant, cached.
    kandidat: Kandidat | None = field(default=None, repr=False)

    def celle(self, liste: str | None, navn: str) -> str | None:
        """Return the workbook cell of a fact of the row or the application; None for other file formats."""
        sted = self.steder.get(navn if liste is None else f"{liste}[{self.nr - 1}].{navn}")
        return sted.celle if sted is not None else None

    @property
    def plads(self) -> Plads:
        return self.fil, self.nr

    @property
    def kode(self) -> str | None:
        return self.kommune.kode if self.kommune is not None else None

    @property
    def betegnelse(self) -> str:
        """Return the participant's name in the answer: ``0751/1 Skovbrynet``; the name alone if it is the code."""
        if self.kode == self.navn:
            return self.navn
        return f"{self.kode or Path(self.fil).name}/{self.nr} {self.navn}"


@dataclass(slots=True)
class Deltagere:
    """All participants of a round, by applicant and row.

    ``indkomne``: the context of every application received, whether or not its rows take part; ``filer``: their files,
    in the same order. ``ikke_brugt``: messages about assessments that were not used. ``resultater``: the results of the
    applications that take part. ``faelles``: the joint projects; after ``kun``, some of their parties may be in none of
    ``filer``.
    """

    regelsaet: Regelsaet = field(repr=False)
    alle: list[Deltager]
    indkomne: list[Kontekst] = field(repr=False)
    ikke_brugt: list[str]
    resultater: list[Resultat] = field(default_factory=list)
    filer: list[str] = field(default_factory=list)
    # Internal errors because of which applications were left out.
    interne: list[Exception] = field(default_factory=list)
    faelles: tuple[Faellesprojekt, ...] = ()

    def faelles_af(self) -> dict[Plads, Faellesprojekt]:
        """Return the joint project of each row that is a party to one."""
        return {d.plads: p for p in self.faelles for d in p.dele}

    def kun(self, filer: Collection[str]) -> Deltagere:
        """Return the participants of these files only, and the joint projects that they are parties to."""
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
    """Evaluate every application of a round.

    Args:
        indkomne: the applications received, and their pack.
        dato: the date of the run (None: not stated).
        antag: values assumed for missing facts, by (list or None, fact).
        sat: the names of the overridden parameters.
        vurderinger: the assessor's answers and facts.
        afvis: called with the file and the exception of each application that cannot be evaluated, and the others are
            evaluated all the same. None: the exception is raised (InternFejl if the chainers disagree).
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
    ubrugte = [v for v in vurderinger if id(v) not in brugte]
    svar.ikke_brugt += gaelder_ingen(ubrugte, "de ansøgninger, der er med")
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
    skemafejl = sum(f.alvor == "fejl" for f in resultat.skema)
    forkerte = ulaeselige(a)
    brugte: set[int] = set()

    def deltager(
        nr: int, navn: str, her: tuple[Kontekst, Kontekst], kriterier: tuple[KriteriumSvar, ...], rolle: Rolle
    ) -> Deltager:
        k, kendt = her
        vurderet, afvigelse = vurderet_af(egne, k, brugte, ikke_brugt)
        return Deltager(
            fil=a.fil,
            nr=nr,
            navn=navn,
            kommune=resultat.ansoeger,
            k=k,
            kendt=kendt,
            roller={s.id: s.rolle for s in kriterier},
            rolle=rolle,
            kriterier=kriterier,
            vurderet=vurderet,
            afvigelse=afvigelse,
            skemafejl=skemafejl,
            ulaeselige=forkerte.get(("", 0), frozenset()) | forkerte.get((liste or "", nr), frozenset()),
            steder=a.steder,
        )

    if liste is None:
        navn = (resultat.ansoeger.navn if resultat.ansoeger is not None else None) or Path(a.fil).stem
        fundne = [deltager(1, navn, (k, kun_kendte_beloeb(k)), resultat.kriterier, resultat.rolle)]
    else:
        ental = regelsaet.data.lister[liste].ental
        fundne = [
            deltager(r.nr, r.navn or f"{ental} {r.nr}", her, *_ogsaa_faelles(regelsaet, resultat, r))
            for r, her in zip(resultat.raekker[liste], _raekkerne(k, liste), strict=True)
        ]
    ikke_brugt += [
        f"{v.sted}: " + (flere_raekker(v, k) or f"»{v.raekke}« findes ikke i ansøgningen.")
        for v in egne
        if v.kriterium is None and id(v) not in brugte
    ]
    return fundne


def _raekkerne(k: Kontekst, liste: str | None) -> list[tuple[Kontekst, Kontekst]]:
    """Return the contexts of an application's rows (or its own if there is no list).

    Each is a pair: with all known facts, and without the amounts that do not count.
    """
    kendt = kun_kendte_beloeb(k)
    if liste is None:
        return [(k, kendt)]
    return list(zip(k.fra_raekkerne(liste), kendt.fra_raekkerne(liste), strict=True))


def _ogsaa_faelles(
    regelsaet: Regelsaet, resultat: Resultat, raekke: RaekkeSvar
) -> tuple[tuple[KriteriumSvar, ...], Rolle]:
    """Return the criteria of the application as a whole and of the row, and the worst of their roles."""
    rolle = regelsaet.data.statusser[raekke.resultat].rolle
    roller = [rolle, *(s.rolle for s in resultat.kriterier)]
    return (*resultat.kriterier, *raekke.kriterier), _vaerste(regelsaet, roller)


def vurderet_af(
    egne: Iterable[Vurdering], k: Kontekst, brugte: set[int], ikke_brugt: list[str]
) -> tuple[dict[str, Vaerdi], AfvigelseSvar | None]:
    """Return the assessor's facts for a row, and a recorded deviation.

    If a fact or the deviation is assessed twice with different values, none of them is used. ``brugte`` collects the
    ids of the assessments of the row, ``ikke_brugt`` messages about those that are not used.
    """
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


def _vurderes_til(vurdering: Vurdering) -> Vaerdi | None:
    """Return the value of an assessed fact, or of a recorded deviation."""
    return vurdering.vaerdi if vurdering.fakta is not None else vurdering.afvigelse


# --- Re-evaluation -----------------------------------------------------------------------


def med_andre_parametre(deltagere: Deltagere, regelsaet: Regelsaet) -> Deltagere:
    """Return the same applications under a pack with other parameter values. Every criterion is evaluated again."""
    return _genbedoem(deltagere, regelsaet, regelsaet.kriterier, nye_vaerdier=True)


def med_alternativ(deltagere: Deltagere, alternativ: TypetAlternativ) -> Deltagere:
    """Return the same applications under an alternative interpretation.

    Only the criteria that it affects are evaluated again.
    """
    regelsaet = deltagere.regelsaet.med_alternativ(alternativ)
    parametre = set(alternativ.parametre)
    beroerte = [
        k
        for k in regelsaet.kriterier
        if k.data.id in alternativ.kriterier or parametre & laeste_parametre(regelsaet, *k.betingelser)
    ]
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
    # Contexts cache derived facts, which may depend on parameters, so new contexts are made.
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


def _dele(faelles: Mapping[Plads, Faellesprojekt], deltager: Deltager) -> tuple[Kontekst, ...]:
    """Return the rows of all parties to the joint project that a row is part of; empty if some are missing."""
    p = faelles.get(deltager.plads)
    return tuple(del_.kendt for del_ in p.dele) if p is not None and p.helt else ()


def _igen(
    deltager: Deltager,
    kriterier: Sequence[TypetKriterium],
    k: Kontekst,
    kendt: Kontekst,
    maalt: dict[int, Any],
    dele: Sequence[Kontekst],
) -> Deltager:
    """Evaluate some criteria of a participant again.

    An assessor's answer settles a criterion that still needs judgement.
    """
    roller = dict(deltager.roller)
    svar = {s.id: s.vurdering for s in deltager.kriterier}
    for kriterium in kriterier:
        ny = rolle(kriterium, k, dele)
        vurdering = svar.get(kriterium.data.id)
        if ny == "skoen" and vurdering is not None:
            ny = k.regelsaet.data.statusser[vurdering.svar].rolle
        roller[kriterium.data.id] = ny
    if roller == deltager.roller:
        return deltager if k is deltager.k else replace(deltager, k=k, kendt=kendt, maalt=maalt)
    return replace(deltager, k=k, kendt=kendt, roller=roller, rolle=_vaerste(k.regelsaet, roller.values()), maalt=maalt)


def _vaerste(regelsaet: Regelsaet, roller: Iterable[Rolle]) -> Rolle:
    fra_vaerst = [s.rolle for s in regelsaet.data.statusser.values()]
    return min(roller, key=fra_vaerst.index)
