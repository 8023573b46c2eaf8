"""Generate the mutants of a pack's order and award, one change at a time, each with a unique description.

Only the order itself is changed. Its expressions belong to criteria and facts, or are tested by removing the key. A
change that would make the pack invalid is not a mutant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from ..model.raekkefoelge import Garantiform, VedLoft
from ..sprog.budgetter import TypetBudget
from ..sprog.erklaeringer import Sti
from ..sprog.raekkefoelge import TypetNoegle, TypetRaekkefoelge
from ..sprog.traeer import Knude, Regn
from ..system.dataklasse import dataklasse

_GARANTIFORMER: tuple[Garantiform, ...] = get_args(Garantiform)
_VED_LOFT: tuple[VedLoft, ...] = get_args(VedLoft)


@dataklasse(frozen=True, slots=True)
class Rangaendring:
    """One change: its description, its location in the file of the order, and the changed order."""

    hvad: str
    sti: Sti
    ny: TypetRaekkefoelge


def rangaendringer(orden: TypetRaekkefoelge) -> Iterator[Rangaendring]:
    """Yield every change of an order, in the order of the file."""
    slags = (
        _noegler, _point, _udelukkelser, _budgetter, _loft, _knaphed, _garanti, _deling, _pr_ansoeger
    )  # fmt: skip
    for aendringer in slags:
        yield from aendringer(orden)


@dataklasse(frozen=True, slots=True)
class Ordenstrae:
    """An expression of the order that mutants are made from, with its location.

    ``del_`` is the part of the order that it belongs to (empty: the order itself), ``felt`` and ``nr`` the field and
    number in that part.
    """

    navn: str
    sti: Sti
    del_: str
    felt: str
    nr: int
    trae: Knude


def ordenstraeer(orden: TypetRaekkefoelge | None) -> Iterator[Ordenstrae]:
    """Yield the expressions that calculate points, awards and budgets, and the exclusion conditions."""
    if orden is None:
        return
    for i, p in enumerate(orden.point):
        if p.udtryk is not None:
            yield Ordenstrae(f"{p.data.id}", ("point", "kriterier", i, "udtryk"), "point", "udtryk", i, p.udtryk)
    for i, b in enumerate(orden.budgetter):
        for felt in ("ramme", "naar", "tildeling"):
            if (trae := getattr(b, felt)) is not None:
                yield Ordenstrae(f"{b.id} {felt}", ("budgetter", b.id, felt), "budgetter", felt, i, trae)
    if orden.delingstal is not None:
        yield Ordenstrae("delingen", ("deling", "efter_sum"), "", "delingstal", 0, orden.delingstal)
    for i, u in enumerate(orden.udeluk):
        yield Ordenstrae(u.data.id, ("udeluk", i, "naar"), "udeluk", "naar", i, u.naar)


def med_ordenstrae(orden: TypetRaekkefoelge, del_: str, felt: str, nr: int, ny: Knude) -> TypetRaekkefoelge:
    """Return the order with one expression replaced."""
    if not del_:
        egne: dict[str, Any] = {felt: ny}
        return replace(orden, **egne)
    dele: tuple[Any, ...] = getattr(orden, del_)
    nye: dict[str, Any] = {del_: (*dele[:nr], replace(dele[nr], **{felt: ny}), *dele[nr + 1 :])}
    return replace(orden, **nye)


# --- Keys ---------------------------------------------------------------------------------


def _noegler(orden: TypetRaekkefoelge) -> Iterator[Rangaendring]:
    for i, n in enumerate(orden.noegler):
        sti: Sti = ("noegler", i)
        if len(orden.noegler) > 1:
            yield Rangaendring(f"{n.data.id}: nøglen udgår", sti, _uden_noegle(orden, i))
        for hvad, ny in _noegle(n):
            noegler = (*orden.noegler[:i], ny, *orden.noegler[i + 1 :])
            yield Rangaendring(f"{n.data.id}: {hvad}", sti, replace(orden, noegler=noegler))
    for j in range(len(orden.led) - 1):
        led = (*orden.led[:j], orden.led[j + 1], orden.led[j], *orden.led[j + 2 :])
        foer, efter = (" og ".join(orden.noegler[p].data.id for p in orden.led[k][0]) for k in (j, j + 1))
        yield Rangaendring(f"{efter} går forud for {foer}", ("noegler",), replace(orden, led=led))


def _uden_noegle(orden: TypetRaekkefoelge, i: int) -> TypetRaekkefoelge:
    led = []
    for pladser, vaegte in orden.led:
        tilbage = [k for k, p in enumerate(pladser) if p != i]
        egne = tuple(pladser[k] - (pladser[k] > i) for k in tilbage)
        if egne:
            led.append((egne, None if vaegte is None else tuple(vaegte[k] for k in tilbage)))
    return replace(orden, noegler=(*orden.noegler[:i], *orden.noegler[i + 1 :]), led=tuple(led))


def _noegle(noegle: TypetNoegle) -> Iterator[tuple[str, TypetNoegle]]:
    if noegle.rang is None:
        yield "retningen vendes", replace(noegle, fortegn=-noegle.fortegn)
    else:
        trin = sorted(set(noegle.rang.values()))
        for lav in trin[:-1]:
            ord_ = [" og ".join(v for v, r in noegle.rang.items() if r == t) for t in (lav, lav + 1)]
            byttet = {v: {lav: lav + 1, lav + 1: lav}.get(r, r) for v, r in noegle.rang.items()}
            yield f"{ord_[0]} går forud for {ord_[1]}", replace(noegle, rang=byttet)
            ens = {v: lav if r == lav + 1 else r for v, r in noegle.rang.items()}
            yield f"{ord_[0]} og {ord_[1]} er lige", replace(noegle, rang=ens)
    if noegle.point is not None:
        # A row without points is not a candidate, so the treatment of unknown values has no effect.
        pass
    elif isinstance(noegle.ukendt, int) and noegle.rang is not None:
        for v, r in noegle.rang.items():
            if r != noegle.ukendt:
                yield f"ukendt regnes som {v}", replace(noegle, ukendt=r)
    elif noegle.ukendt == "sidst":
        yield "ukendt står først", replace(noegle, ukendt="foerst")
    else:
        yield "ukendt står sidst", replace(noegle, ukendt="sidst")
    if noegle.ellers is not None:
        yield "»ellers« udgår", replace(noegle, ellers=None)
    if noegle.gaelder is not None:
        yield "»gaelder_naar« udgår", replace(noegle, gaelder=None)
    for k in range(len(noegle.lag)):
        yield f"lag {k + 1} udgår", replace(noegle, lag=(*noegle.lag[:k], *noegle.lag[k + 1 :]))


# --- Points, exclusions, budgets ----------------------------------------------------------


def _point(orden: TypetRaekkefoelge) -> Iterator[Rangaendring]:
    for i, kriterium in enumerate(orden.point):
        sti: Sti = ("point", "kriterier", i)

        def med(ny: Any, i: int = i) -> TypetRaekkefoelge:
            return replace(orden, point=(*orden.point[:i], *ny, *orden.point[i + 1 :]))

        if len(orden.point) > 1:
            yield Rangaendring(f"{kriterium.data.id}: kriteriet udgår", sti, med(()))
        vaegt = Regn(kriterium.vaegt.type, 0, "+", kriterium.vaegt, kriterium.vaegt)
        yield Rangaendring(f"{kriterium.data.id}: vægten fordobles", sti, med((replace(kriterium, vaegt=vaegt),)))
        if kriterium.fuldt is not None:
            vendt = "hoejeste" if kriterium.data.i_forhold_til == "laveste" else "laveste"
            ny = replace(kriterium, data=kriterium.data.model_copy(update={"i_forhold_til": vendt}))
            yield Rangaendring(f"{kriterium.data.id}: i forhold til det {vendt}", sti, med((ny,)))
        if kriterium.loft is not None:
            yield Rangaendring(f"{kriterium.data.id}: loftet udgår", sti, med((replace(kriterium, loft=None),)))
        if kriterium.mindst is not None:
            yield Rangaendring(f"{kriterium.data.id}: det mindste udgår", sti, med((replace(kriterium, mindst=None),)))
        if kriterium.ukendt is not None:
            yield Rangaendring(
                f"{kriterium.data.id}: ukendt giver ingen point", sti, med((replace(kriterium, ukendt=None),))
            )
        for k in range(len(kriterium.knaek) if len(kriterium.knaek) > 1 else 0):
            knaek = (*kriterium.knaek[:k], *kriterium.knaek[k + 1 :])
            yield Rangaendring(f"{kriterium.data.id}: knæk {k + 1} udgår", sti, med((replace(kriterium, knaek=knaek),)))
        if kriterium.data.trin:
            for k, trin in enumerate(kriterium.knaek):
                if trin.fra is not None:
                    byttet = (*kriterium.knaek[:k], replace(trin, over=not trin.over), *kriterium.knaek[k + 1 :])
                    hvad = "»over« bliver »fra«" if trin.over else "»fra« bliver »over«"
                    yield Rangaendring(
                        f"{kriterium.data.id}: trin {k + 1}, {hvad}", sti, med((replace(kriterium, knaek=byttet),))
                    )
    if orden.mindst_i_alt is not None:
        uden = replace(orden, mindst_i_alt=None)
        yield Rangaendring("det mindste antal point i alt udgår", ("point", "mindst_i_alt"), uden)


def _udelukkelser(orden: TypetRaekkefoelge) -> Iterator[Rangaendring]:
    for i, u in enumerate(orden.udeluk):
        uden = replace(orden, udeluk=(*orden.udeluk[:i], *orden.udeluk[i + 1 :]))
        yield Rangaendring(f"{u.data.id}: udgår", ("udeluk", i), uden)
        andet = "med" if u.data.ukendt == "ude" else "ude"
        ny = replace(u, data=u.data.model_copy(update={"ukendt": andet}))
        vendt = replace(orden, udeluk=(*orden.udeluk[:i], ny, *orden.udeluk[i + 1 :]))
        yield Rangaendring(f"{u.data.id}: ukendt er {andet}", ("udeluk", i), vendt)


def _budgetter(orden: TypetRaekkefoelge) -> Iterator[Rangaendring]:
    for i, budget in enumerate(orden.budgetter):
        sti: Sti = ("budgetter", budget.id)

        def med(ny: TypetBudget, i: int = i) -> TypetRaekkefoelge:
            return replace(orden, budgetter=(*orden.budgetter[:i], ny, *orden.budgetter[i + 1 :]))

        if len(orden.budgetter) > 1:
            uden = replace(orden, budgetter=(*orden.budgetter[:i], *orden.budgetter[i + 1 :]))
            yield Rangaendring(f"rammen for {budget.id} udgår", sti, uden)
        if budget.tildeling is not None:
            yield Rangaendring(f"{budget.id}: »tildeling« udgår", sti, med(replace(budget, tildeling=None)))
        if budget.mindst is not None:
            yield Rangaendring(f"{budget.id}: »mindst« udgår", sti, med(replace(budget, mindst=None)))
        if budget.delvis_mindst is not None:
            yield Rangaendring(f"{budget.id}: »delvis_mindst« udgår", sti, med(replace(budget, delvis_mindst=None)))
        if budget.hoejst is not None:
            yield Rangaendring(f"{budget.id}: »hoejst« udgår", sti, med(replace(budget, hoejst=None)))
        if budget.naar is not None:
            yield Rangaendring(f"{budget.id}: »naar« udgår", sti, med(replace(budget, naar=None)))
        if budget.data.afrund is not None:
            for retning in ("ned", "op", "naermest"):
                if retning != budget.afrund[1]:
                    ny = replace(budget, afrund=(budget.afrund[0], retning))
                    yield Rangaendring(f"{budget.id}: der afrundes {retning}", sti, med(ny))


# --- The limit and the groups -------------------------------------------------------------


def _med_data(orden: TypetRaekkefoelge, del_: str, **nyt: Any) -> TypetRaekkefoelge:
    """Return the order with some values of one part of its data changed."""
    ny = getattr(orden.data, del_).model_copy(update=nyt)
    return replace(orden, data=orden.data.model_copy(update={del_: ny}))


def _loft(orden: TypetRaekkefoelge) -> Iterator[Rangaendring]:
    data = orden.data
    # A part of the amount cannot be given together with an exchange, or with a maximum over several budgets.
    udelelig = (data.garanti is not None and data.garanti.form == "bytte") or (
        len(orden.budgetter) > 1 and data.pr_ansoeger is not None and data.pr_ansoeger.hoejst is not None
    )
    for ved_loft in _VED_LOFT:
        if ved_loft != data.ved_loft and not (ved_loft == "delvis" and udelelig):
            ny = replace(orden, data=data.model_copy(update={"ved_loft": ved_loft}))
            yield Rangaendring(f"ved_loft er {ved_loft}", ("ved_loft",), ny)


def _knaphed(orden: TypetRaekkefoelge) -> Iterator[Rangaendring]:
    knaphed = orden.data.knaphed
    if len(orden.budgetter) > 1:
        regnes = "i_alt" if knaphed.regnes == "pr_budget" else "pr_budget"
        yield Rangaendring(f"knapheden regnes {regnes}", ("knaphed",), _med_data(orden, "knaphed", regnes=regnes))
    if not orden.foelger_pladsen:
        paa = "alle_ansoegte" if knaphed.paa == "kandidater" else "kandidater"
        yield Rangaendring(f"knapheden regnes på {paa}", ("knaphed",), _med_data(orden, "knaphed", paa=paa))


def _garanti(orden: TypetRaekkefoelge) -> Iterator[Rangaendring]:
    garanti = orden.data.garanti
    if garanti is None:
        return
    for form in _GARANTIFORMER:
        if form != garanti.form and not (form == "bytte" and orden.data.ved_loft == "delvis"):
            yield Rangaendring(f"{garanti.id}: formen er {form}", ("garanti",), _med_data(orden, "garanti", form=form))


def _deling(orden: TypetRaekkefoelge) -> Iterator[Rangaendring]:
    deling = orden.data.deling
    if deling is None:
        return
    rest = "ubrugt" if deling.rest == "i_orden" else "i_orden"
    yield Rangaendring(f"{deling.id}: resten er {rest}", ("deling",), _med_data(orden, "deling", rest=rest))
    if deling.form == "efter":
        lige = _med_data(orden, "deling", form="lige", efter=None, efter_sum=None)
        yield Rangaendring(f"{deling.id}: der deles lige", ("deling",), replace(lige, delingstal=None))
    uden = replace(orden, data=orden.data.model_copy(update={"deling": None}), delingstal=None)
    yield Rangaendring(f"{deling.id}: delingen udgår", ("deling",), uden)


def _pr_ansoeger(orden: TypetRaekkefoelge) -> Iterator[Rangaendring]:
    for noegle in ("mindst", "hoejst"):
        if getattr(orden.data.pr_ansoeger, noegle, None) is not None:
            uden = _med_data(orden, "pr_ansoeger", **{noegle: None})
            yield Rangaendring(f"pr. ansøger: »{noegle}« udgår", ("pr_ansoeger",), uden)
