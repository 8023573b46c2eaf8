"""Type-check a split of the budgets between groups: equal, with a minimum, or in proportion to a number."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ..fejl import mente_du
from ..model.raekkefoelge import Raekkefoelge
from .budgetter import TypetBudget, nu
from .erklaeringer import Sti
from .omfang import Omfang
from .tabeller import TypetTabel
from .traeer import AntalRaekker, Fakt, Knude, alle_knuder

if TYPE_CHECKING:
    from .raekkefoelge import Raekkefoelgebygger, TypetGruppe


def typ_deling(
    bygger: Raekkefoelgebygger, data: Raekkefoelge, gruppe: TypetGruppe | None, budgetter: tuple[TypetBudget, ...]
) -> None:
    """Report the errors in a split between groups."""
    d = data.deling
    if d is None:
        return
    bygger.erklaeringer.kilde(d.kilde.dokument, bygger.rod(("deling", "kilde", "dokument")))
    if data.gruppe is None:
        bygger.fejl(("deling",), "En deling mellem grupper kræver, at grupperne er sagt. Skriv gruppe.")
    if d.efter is not None and gruppe is not None:
        _delingstabel(bygger, d.efter, gruppe)
    for navn, gulv in (d.gulv or {}).items():
        sti: Sti = ("deling", "gulv", navn)
        if navn not in data.budgetter:
            bygger.fejl(sti, f"Der er intet budget »{navn}«.{mente_du(navn, data.budgetter)}")
            continue
        bygger.beloebsparameter(gulv, sti)
        ramme = next((nu(bygger, b.ramme) for b in budgetter if b.id == navn), float("inf"))
        if gruppe is not None and len(gruppe.alle) * bygger.vaerdi_af(gulv) > ramme:
            bygger.fejl(sti, f"Gulvet for {len(gruppe.alle)} grupper er tilsammen større end rammen.")


def _delingstabel(bygger: Raekkefoelgebygger, navn: str, gruppe: TypetGruppe) -> None:
    """Check the table for a proportional split: a number, by the choice that determines the group."""
    sti: Sti = ("deling", "efter")
    tabel = bygger.erklaeringer.omfang.tabeller.get(navn)
    if navn not in bygger.erklaeringer.data.tabeller:
        hjaelp = mente_du(navn, bygger.erklaeringer.data.tabeller)
        if any(n == navn for _, n in bygger.erklaeringer.omfang.erklaeringer):
            hjaelp = " Der deles efter en tabel med et tal for hver gruppe, ikke efter oplysninger i ansøgningerne."
        if navn not in bygger.erklaeringer.daarlige:
            bygger.fejl(sti, f"Der er ingen tabel »{navn}«.{hjaelp}")
        return
    bygger.erklaeringer.omfang.laest.add((None, navn))
    if tabel is None:
        # The table's own error has been reported.
        return
    valg = tabel.noegler[0].data.valg if len(tabel.noegler) == 1 else None
    if tabel.type.art != "tal" or set(valg or ()) != set(gruppe.alle):
        bygger.fejl(sti, f"Tabellen skal give et tal for hver gruppe: en nøgle med valgene {', '.join(gruppe.alle)}.")
        return
    tal = delingstal(tabel, gruppe)
    if min(tal) < 0 or not any(tal):
        bygger.fejl(sti, "Tallene i tabellen skal være mindst 0, og ikke alle 0: der deles i forhold til dem.")


def delingssum(bygger: Raekkefoelgebygger, data: Raekkefoelge, omfang: Omfang) -> Knude | None:
    """Type-check each row's number, where the split is in proportion to a sum over a group's candidates."""
    if data.deling is None or data.deling.efter_sum is None:
        return None
    sti: Sti = ("deling", "efter_sum")
    trae = bygger.udtryk(data.deling.efter_sum, omfang, sti, "tal")
    if trae is None:
        return None
    if not laeser_fakta(trae):
        bygger.fejl(sti, "Udtrykket læser intet faktum, så det er ens for alle. Ret det, eller skriv form: lige.")
    elif trae.type.fra is None or trae.type.fra < 0:
        bygger.fejl(sti, "Tallet skal altid være mindst nul: der deles i forhold til det.")
    return trae


def delingstal(tabel: TypetTabel, gruppe: TypetGruppe) -> tuple[Fraction, ...]:
    """Return the number that each group's share is proportional to, in the groups' order."""
    return tuple(
        next(Fraction(v.vaerdi) for r, v in zip(tabel.raekker, tabel.vaerdier, strict=True) if r[0].rummer(g))  # type: ignore[arg-type] # a numeric table
        for g in gruppe.alle
    )


def laeser_fakta(trae: Knude) -> bool:
    """Return whether an expression may differ from row to row."""
    return any(isinstance(k, Fakt | AntalRaekker) for k in alle_knuder(trae))
