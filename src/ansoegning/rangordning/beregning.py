"""Turn the participants and a pack's order into candidates, a plan and an allocation: the basis of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import ceil
from types import MappingProxyType
from typing import Any, NamedTuple, get_args

from ..fejl import Besked, BrugsFejl
from ..fordeling.del_op import del_op
from ..model.rangliste import Grund, Metode, Udfald
from ..model.vaerdier import Vaerdi
from ..motor.reference import Kontekst, vaerdi
from ..sprog.budgetter import POINT_I_ALT, RANG
from ..sprog.deling import delingstal
from ..sprog.raekkefoelge import TypetGruppe, TypetRaekkefoelge, TypetUdelukkelse
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from .deltagere import Deltager, Deltagere
from .indbyrdes import ALENE, Andre, bedste_vaerdier, delt_efter_sum, pladser
from .maaling import (
    Beloeb,
    Maalt,
    gruppe_af,
    maal_beloeb,
    maal_noegle,
    maal_point,
    maal_pointnoegle,
    med_vurderinger,
    mindst,
    ramme,
)
from .tildeling.plan import Budget, Deling, Garanti, Kandidat, Noegle, Noegleled, Plan, Rangordning
from .tildeling.rangordn import kun_orden, rangordn


@dataklasse(frozen=True, slots=True)
class Rangvalg:
    """The options of a calculation: method, whether cases that need judgement take part, and the group covered.

    A budget applies to the complete round: if the files cover one group only (``gruppe``; None: a complete round), its
    candidates are ordered but nothing is allocated.
    """

    metode: Metode
    medtag_skoen: bool = False
    gruppe: str | None = None


@dataklasse(frozen=True, slots=True)
class Pointtal:
    """One participant's value and points for one criterion, before weighting; None: unknown, or cannot be scored."""

    vaerdi: Any
    point: Fraction | None


_GRUNDE: Mapping[str, Grund] = {g: g for g in get_args(Grund)}


@dataklasse(frozen=True, slots=True)
class Opgjort:
    """A participant with its measured keys, amounts and points. ``udfald`` is None for a candidate.

    ``grund`` is the reason why a participant is not a candidate: ``kriterier``, ``beloeb`` (an amount is unknown),
    ``intet_budget`` (it belongs to no budget), ``under_mindst`` (its award would be below the minimum), ``deling`` (the
    number by which its group's share of the budget is calculated is unknown), ``point_mangler``, ``point_under`` or the
    id of an exclusion. ``tal``: the number with which the participant counts when the budget is divided between groups.
    ``rang``: the rank that an award is calculated from; None if no award depends on it, or for no candidate.
    """

    deltager: Deltager
    udfald: Udfald | None
    grund: str
    noegler: tuple[Maalt, ...]
    beloeb: tuple[Beloeb, ...]
    gruppe: str | None
    point: tuple[Pointtal, ...] = ()
    i_alt: Fraction | None = None
    tal: Fraction | None = None
    rang: int | None = None

    @property
    def art(self) -> Grund | None:
        """Return the type of reason why it is not a candidate; None for a candidate."""
        if self.udfald is None:
            return None
        return _GRUNDE.get(self.grund, "udelukkelse")


class Stilling(NamedTuple):
    """The position of a participant: its rank, why it is not a candidate, and what it is awarded from each budget."""

    rang: int | None
    udfald: str | None
    beloeb: tuple[int, ...] | None


@dataclass(frozen=True)
class Beregning:
    """One calculation. ``nr`` maps each candidate to its index in ``opgjorte``.

    ``ansoegt_alle``: the total amount requested from each budget by all participants, ignoring unknown amounts;
    ``behov_alle``: the total if every participant got its award. ``bedste``: by criterion, the value that points are in
    proportion to.
    """

    regelsaet: Regelsaet = field(repr=False)
    valg: Rangvalg
    plan: Plan
    opgjorte: tuple[Opgjort, ...]
    kandidater: tuple[Kandidat, ...]
    nr: tuple[int, ...]
    modtaget: frozenset[str]
    ansoegt_alle: tuple[int, ...]
    behov_alle: tuple[int, ...]
    fordeling: Rangordning
    bedste: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def orden(self) -> TypetRaekkefoelge:
        return raekkefoelge_af(self.regelsaet)

    @property
    def fordeles(self) -> bool:
        """Return whether anything is allocated: only in a complete round."""
        return self.valg.gruppe is None

    def rang(self) -> dict[int, int]:
        """Return the rank, from 1, by index in ``opgjorte``; candidates only."""
        return {self.nr[i]: rang for rang, i in enumerate(self.fordeling.orden, 1)}

    @cached_property
    def stillinger(self) -> list[Stilling]:
        """The positions by index in ``opgjorte``. All calculations of the same applications have the same indices."""
        svar = [Stilling(None, o.udfald, None) for o in self.opgjorte]
        ture, nr = self.fordeling.ture, self.nr
        for rang, i in enumerate(self.fordeling.orden, 1):
            svar[nr[i]] = Stilling(rang, None, ture[i].beloeb)
        return svar

    @cached_property
    def efter_rang(self) -> list[int]:
        """The indices in ``opgjorte`` by rank, with those that are not candidates last."""
        return [*self.rang(), *(nr for nr, o in enumerate(self.opgjorte) if o.udfald is not None)]


def raekkefoelge_af(regelsaet: Regelsaet) -> TypetRaekkefoelge:
    """Return the pack's order. Raises BrugsFejl if the pack has none."""
    if regelsaet.raekkefoelge is None:
        raise BrugsFejl(f"Regelsættet »{regelsaet.id}« siger ikke, hvordan der ordnes (raekkefoelge.yaml).")
    return regelsaet.raekkefoelge


def _om_metoden(besked: str) -> Besked:
    return Besked(f"--metode: {besked}", besked)


def vaelg_metode(regelsaet: Regelsaet, oensket: Metode | None) -> Metode:
    """Return the requested method, or the pack's own. Raises BrugsFejl if the pack does not support the method."""
    orden = raekkefoelge_af(regelsaet)
    metode = oensket or orden.data.metode
    if metode == "point" and not orden.point:
        raise BrugsFejl(_om_metoden(f"»{regelsaet.id}« har ingen point; der ordnes efter prioriterede nøgler."))
    if metode == "prioriteret" and not orden.noegler:
        raise BrugsFejl(_om_metoden(f"»{regelsaet.id}« har ingen prioriterede nøgler; der ordnes efter point."))
    return metode


def beregn(
    deltagere: Deltagere, valg: Rangvalg, *, uden_garanti: bool = False, foer: Beregning | None = None
) -> Beregning:
    """Measure, order and allocate.

    Args:
        deltagere: the participants of the round.
        valg: the options.
        uden_garanti: leave the pack's guarantee out of the plan.
        foer: an earlier calculation of the same round. Participants that are unchanged since then are not measured
            again, provided that the pack measures them alike.
    """
    regelsaet = deltagere.regelsaet
    plan = plan_af(regelsaet, valg)
    if uden_garanti:
        plan = replace(plan, garanti=None)
    kendte: dict[int, Opgjort] = {}
    if foer is not None and _maaler_ens(foer, regelsaet, valg):
        kendte = {id(o.deltager): o for o in foer.opgjorte}
    opgjorte, bedste = opgoer_alle(deltagere.alle, regelsaet, valg, plan, kendte)
    return replace(fordel_opgjorte(deltagere, opgjorte, valg, plan), bedste=bedste)


def _maaler_ens(foer: Beregning, regelsaet: Regelsaet, valg: Rangvalg) -> bool:
    """Return whether both calculations measure a participant alike, independently of the other participants."""
    andet = foer.regelsaet
    return (
        not raekkefoelge_af(regelsaet).indbyrdes
        and foer.valg == valg
        and andet.raekkefoelge is regelsaet.raekkefoelge
        and andet.parametre == regelsaet.parametre
        and andet.afledte is regelsaet.afledte
    )


def opgoer_alle(
    deltagere: Iterable[Deltager],
    regelsaet: Regelsaet,
    valg: Rangvalg,
    plan: Plan,
    kendte: Mapping[int, Opgjort] = MappingProxyType({}),
) -> tuple[tuple[Opgjort, ...], Mapping[str, Fraction]]:
    """Measure all participants.

    If points or amounts depend on the other participants, these are measured first and the dependent values afterwards.

    Args:
        deltagere: the participants.
        regelsaet: the pack.
        valg: the options.
        plan: used to order the candidates when amounts follow the rank.
        kendte: participants that are already measured, by the id of the ``Deltager``.

    Returns:
        The measured participants in the given order, and by criterion the value that points are in proportion to.
    """
    orden = raekkefoelge_af(regelsaet)
    opgjorte = tuple([kendte.get(id(d)) or opgoer(d, regelsaet, valg) for d in deltagere])
    bedste: Mapping[str, Fraction] = {}
    if regner_point(orden, valg.metode) and any(p.fuldt is not None for p in orden.point):
        bedste = bedste_vaerdier(orden, opgjorte)
        opgjorte = tuple([opgoer(o.deltager, regelsaet, valg, Andre(bedste)) for o in opgjorte])
    if orden.foelger_pladsen:
        nr = [i for i, o in enumerate(opgjorte) if o.udfald is None]
        plads = pladser(kun_orden([kandidat_af(opgjorte[i], valg.metode) for i in nr], plan))
        rang = {nr[i]: p for i, p in plads.items()}
        opgjorte = tuple(
            [opgoer(o.deltager, regelsaet, valg, Andre(bedste, rang.get(i))) for i, o in enumerate(opgjorte)]
        )
    return opgjorte, bedste


def fordel_opgjorte(deltagere: Deltagere, opgjorte: tuple[Opgjort, ...], valg: Rangvalg, plan: Plan) -> Beregning:
    """Order and allocate participants that are already measured."""
    regelsaet = deltagere.regelsaet
    orden = raekkefoelge_af(regelsaet)
    nr = tuple(i for i, o in enumerate(opgjorte) if o.udfald is None)
    kandidater = tuple([_kendt_kandidat(opgjorte[i], valg.metode) for i in nr])
    plan = delt_efter_sum(plan, orden, [opgjorte[i] for i in nr])
    modtaget = frozenset[str]()
    if orden.modtaget is not None:
        modtaget = modtaget.union(*modtagne_grupper(deltagere, orden.modtaget))
    pladser = range(len(orden.budgetter))
    behov = tuple(sum([o.beloeb[i].tildeling or 0 for o in opgjorte]) for i in pladser)
    return Beregning(
        regelsaet=regelsaet,
        valg=valg,
        plan=plan,
        opgjorte=opgjorte,
        kandidater=kandidater,
        nr=nr,
        modtaget=modtaget,
        ansoegt_alle=tuple(sum([o.beloeb[i].ansoegt or 0 for o in opgjorte]) for i in pladser),
        behov_alle=behov,
        fordeling=kun_orden(kandidater, plan)
        if valg.gruppe is not None
        else rangordn(
            kandidater, plan, modtaget=modtaget, ansoegt=behov if orden.data.knaphed.paa == "alle_ansoegte" else None
        ),
    )


# --- The plan ----------------------------------------------------------------------------


def plan_af(regelsaet: Regelsaet, valg: Rangvalg) -> Plan:
    """Translate the pack's order into the plan that the allocator reads."""
    orden = raekkefoelge_af(regelsaet)
    data = orden.data
    noegler = tuple(
        Noegle(n.data.id, n.data.titel, n.ukendt if isinstance(n.ukendt, str) else "sidst") for n in orden.noegler
    )
    led = tuple(Noegleled(pladser, vaegte) for pladser, vaegte in orden.led)
    if valg.metode == "point":
        noegler = (Noegle("point", "Point i alt"), *noegler)
        led = (Noegleled((0,)), *(Noegleled(tuple(p + 1 for p in le.noegler), le.vaegte) for le in led))
    budgetter = tuple(
        Budget(b.id, ramme(b, regelsaet.parametre), ceil(mindst(b, regelsaet.parametre)), b.afrund[0])
        for b in orden.budgetter
    )
    grupper = orden.gruppe.alle if orden.gruppe is not None else ()
    garanti = None
    if data.garanti is not None and data.garanti.form != "ingen":
        garanti = Garanti(data.garanti.form, grupper)
    pr = data.pr_ansoeger
    return Plan(
        noegler=noegler,
        led=led,
        budgetter=budgetter,
        ved_loft=data.ved_loft,
        garanti=garanti,
        deling=_deling(regelsaet, orden, budgetter, grupper),
        knaphed=data.knaphed.regnes,
        ansoeger_mindst=_beloeb(regelsaet, pr.mindst) if pr is not None else None,
        ansoeger_hoejst=_beloeb(regelsaet, pr.hoejst) if pr is not None else None,
        vaegtes=tuple(i for i, n in enumerate(noegler) if n.id in data.vaegtes),
    )


def _deling(
    regelsaet: Regelsaet, orden: TypetRaekkefoelge, budgetter: tuple[Budget, ...], grupper: tuple[str, ...]
) -> Deling | None:
    d = orden.data.deling
    if d is None:
        return None
    if d.efter_sum is not None:
        # The shares follow from the candidates, who are not measured yet (see ``delt_efter_sum``).
        return Deling(tuple((g, (0,) * len(budgetter)) for g in grupper), d.rest)
    if d.efter is not None:
        assert orden.gruppe is not None
        tal = delingstal(regelsaet.omfang.tabeller[d.efter], orden.gruppe)
        dele = zip(*(del_op(b.ramme, tal) for b in budgetter), strict=True)
        return Deling(tuple(zip(grupper, dele, strict=True)), d.rest)
    gulv = d.gulv or {}
    andel = tuple(
        b.ramme // len(grupper) if d.form == "lige" else _beloeb(regelsaet, gulv.get(b.id)) or 0 for b in budgetter
    )
    return Deling(tuple((g, andel) for g in grupper), d.rest)


def _beloeb(regelsaet: Regelsaet, parameter: str | None) -> int | None:
    if parameter is None:
        return None
    v: Vaerdi = regelsaet.parametre[parameter]
    assert not isinstance(v, str | tuple)
    return int(v)  # type: ignore[arg-type] # the pack is checked: an amount


# --- Participants -------------------------------------------------------------------------


def opgoer(deltager: Deltager, regelsaet: Regelsaet, valg: Rangvalg, andre: Andre = ALENE) -> Opgjort:
    """Measure one participant and determine whether it is a candidate.

    Args:
        deltager: the participant; measurements are cached in ``deltager.maalt``.
        regelsaet: the pack.
        valg: the options.
        andre: what is known about its position among the others.
    """
    orden = raekkefoelge_af(regelsaet)
    _maal_en_gang(deltager, orden)
    maalt = deltager.maalt
    gruppe = maalt[id(orden.gruppe.data)] if orden.gruppe is not None else None
    point = _point(deltager, regelsaet, andre.bedste) if regner_point(orden, valg.metode) else ()
    i_alt = _point_i_alt(regelsaet, point)
    stilling = {RANG: andre.rang, POINT_I_ALT: i_alt}
    beloeb = tuple(
        [maal_beloeb(b, deltager.kendt, stilling) if b.stilling else maalt[id(b.data)] for b in orden.budgetter]
    )
    tal = vaerdi(orden.delingstal, deltager.kendt) if orden.delingstal is not None else None
    efter_id = {p.data.id: q.point for p, q in zip(orden.point, point, strict=False)}
    noegler = tuple(
        [
            maalt[id(n.data)] if n.point is None else maal_pointnoegle(n, efter_id.get(n.point, i_alt))
            for n in orden.noegler
        ]
    )
    udfald, grund = _udfald(deltager, regelsaet, valg, beloeb, point, i_alt)
    if udfald is None and orden.delingstal is not None and tal is None:
        udfald, grund = "mangler_oplysninger", "deling"
    return Opgjort(deltager, udfald, grund, noegler, beloeb, gruppe, point, i_alt, tal, andre.rang)


def _maal_en_gang(deltager: Deltager, orden: TypetRaekkefoelge) -> None:
    """Measure what does not depend on the other participants and is not measured already, in ``deltager.maalt``.

    It is cached by the id of the declaration: interpretations share the declarations that they do not change.
    """
    maalt = deltager.maalt
    for noegle in orden.noegler:
        if noegle.point is None and id(noegle.data) not in maalt:
            maalt[id(noegle.data)] = maal_noegle(noegle, deltager.kendt, deltager.vurderet)
    for budget in orden.budgetter:
        if not budget.stilling and id(budget.data) not in maalt:
            maalt[id(budget.data)] = maal_beloeb(budget, deltager.kendt)
    if orden.gruppe is not None and id(orden.gruppe.data) not in maalt:
        maalt[id(orden.gruppe.data)] = gruppe_af(orden.gruppe, deltager.kendt)


def _point_i_alt(regelsaet: Regelsaet, point: tuple[Pointtal, ...]) -> Fraction | None:
    """Return the weighted total; None if there are no points, or if a criterion's points are unknown."""
    if not point:
        return None
    i_alt = Fraction()
    for regel, maalt in zip(regelsaet.point, point, strict=True):
        if maalt.point is None:
            return None
        i_alt += regel.vaegt * maalt.point
    return i_alt


def regner_point(orden: TypetRaekkefoelge, metode: Metode) -> bool:
    """Return whether points are needed: as the method, as a key of the order, or because an award depends on them."""
    i_noegler = any(n.point is not None for n in orden.noegler)
    return metode == "point" or i_noegler or any(POINT_I_ALT in b.stilling for b in orden.budgetter)


def _point(deltager: Deltager, regelsaet: Regelsaet, bedste: Mapping[str, Fraction]) -> tuple[Pointtal, ...]:
    return tuple(
        Pointtal(*maal_point(p, deltager.kendt, deltager.vurderet, bedste.get(p.data.id))) for p in regelsaet.point
    )


_EGET: Mapping[str, Udfald] = {
    "skoen": "kraever_vurdering",
    "uoplyst": "mangler_oplysninger",
    "ikke_opfyldt": "opfylder_ikke",
}


def _udfald(
    deltager: Deltager,
    regelsaet: Regelsaet,
    valg: Rangvalg,
    beloeb: tuple[Beloeb, ...],
    point: tuple[Pointtal, ...],
    i_alt: Fraction | None,
) -> tuple[Udfald | None, str]:
    """Return the outcome and the reason of a participant that is not a candidate; (None, "") for a candidate."""
    if deltager.rolle != "opfyldt" and not (valg.medtag_skoen and deltager.rolle == "skoen"):
        return _EGET[deltager.rolle], "kriterier"
    for u in raekkefoelge_af(regelsaet).udeluk:
        rammer = udelukket(u, deltager)
        if rammer or (rammer is None and u.data.ukendt == "ude"):
            return "opfylder_ikke" if rammer else "mangler_oplysninger", u.data.id
    if any(b.ansoegt is None or b.tildeling is None for b in beloeb):
        return "mangler_oplysninger", "beloeb"
    if all(b.udenfor for b in beloeb):
        return "opfylder_ikke", "intet_budget"
    if any(b.for_lille for b in beloeb):
        return "opfylder_ikke", "under_mindst"
    return _point_udfald(regelsaet, point, i_alt) if point else (None, "")


def udelukket(u: TypetUdelukkelse, deltager: Deltager) -> Any:
    """Return whether an exclusion applies, by the known facts and the assessor's facts; None: unknown."""
    return vaerdi(u.naar, laest(u, deltager))


def laest(u: TypetUdelukkelse, deltager: Deltager) -> Kontekst:
    """Return the context in which an exclusion is evaluated: the known facts and the assessor's facts that it reads."""
    return med_vurderinger(deltager.kendt, u.vurderet, deltager.vurderet)


def _point_udfald(
    regelsaet: Regelsaet, point: tuple[Pointtal, ...], i_alt: Fraction | None
) -> tuple[Udfald | None, str]:
    for p, q in zip(regelsaet.point, point, strict=True):
        if q.point is not None and p.mindst is not None and q.point < p.mindst:
            return "opfylder_ikke", "point_under"
    if i_alt is None:
        return "mangler_oplysninger", "point_mangler"
    if regelsaet.mindst_i_alt is not None and i_alt < regelsaet.mindst_i_alt:
        return "opfylder_ikke", "point_under"
    return None, ""


def kandidat_af(opgjort: Opgjort, metode: Metode) -> Kandidat:
    """Translate a measured participant into the candidate that the allocator reads."""
    tal = tuple(m.tal for m in opgjort.noegler)
    d = opgjort.deltager
    return Kandidat(
        ansoeger=d.kode,
        nr=d.nr,
        navn=d.navn,
        fil=d.fil,
        gruppe=opgjort.gruppe,
        noegler=(opgjort.i_alt, *tal) if metode == "point" else tal,
        beloeb=tuple(b.tildeling or 0 for b in opgjort.beloeb),
    )


def _kendt_kandidat(opgjort: Opgjort, metode: Metode) -> Kandidat:
    """Return the candidate as ``kandidat_af`` does, reusing the cached one if it is equal.

    Most interpretations leave it equal.
    """
    ny = opgjort.deltager.kandidat
    tal = (
        (opgjort.i_alt, *(m.tal for m in opgjort.noegler))
        if metode == "point"
        else tuple([m.tal for m in opgjort.noegler])
    )
    beloeb = tuple([b.tildeling or 0 for b in opgjort.beloeb])
    if ny is None or ny.noegler != tal or ny.beloeb != beloeb or ny.gruppe != opgjort.gruppe:
        ny = opgjort.deltager.kandidat = kandidat_af(opgjort, metode)
    return ny


def modtagne_grupper(deltagere: Deltagere, delt: TypetGruppe) -> list[frozenset[str]]:
    """Return the groups of each application received, whether or not its rows take part; an empty set if unknown."""
    liste = raekkefoelge_af(deltagere.regelsaet).liste
    if all(li is None for li, _ in delt.fakta):
        grupper = (gruppe_af(delt, k) for k in deltagere.indkomne)
        return [frozenset() if g is None else frozenset((g,)) for g in grupper]
    return [
        frozenset(g for sted in (k.fra_raekkerne(liste or "") or (k,)) if (g := gruppe_af(delt, sted)) is not None)
        for k in deltagere.indkomne
    ]
