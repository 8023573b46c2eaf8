"""Type-check the budgets of an order: their size, the rows that belong to them, requested amounts and awards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from ..fejl import mente_du
from ..model.raekkefoelge import Budgetramme, Raekkefoelge
from ..system.dataklasse import dataklasse
from . import enheder
from .erklaeringer import Sti
from .omfang import Omfang
from .parametertal import regn
from .traeer import Fakt, Hvis, Ikke, Knude, Konstant, Og, Sammenlign, Type, alle_knuder

if TYPE_CHECKING:
    from .raekkefoelge import Raekkefoelgebygger

RANG, POINT_I_ALT = "rang", "point_i_alt"
#: The properties of a row that an award may depend on, in words.
STILLING = {RANG: "pladsen i rækkefølgen", POINT_I_ALT: "point i alt"}
#: An upper bound for ranks.
HOEJST_RANG = 9_999_999
_NAVN = re.compile(r"[a-zæøå_][a-zæøå0-9_]*")


@dataklasse(frozen=True, slots=True)
class TypetBudget:
    """A type-checked budget. ``ramme``, ``mindst``, ``hoejst``, ``delvis_mindst``: over parameters; ``naar``: its rows.

    ``naar`` is None where all rows belong to the budget.

    ``afrund``: the multiple in whole kroner that an award is rounded to, and the direction. ``stilling``: the
    properties of ``STILLING`` that the award depends on.
    """

    id: str
    data: Budgetramme
    ramme: Knude
    ansoegt: Knude
    tildeling: Knude | None
    ydelse: Knude | None
    mindst: Knude | None = None
    hoejst: Knude | None = None
    naar: Knude | None = None
    afrund: tuple[int, Literal["ned", "op", "naermest"]] = (1, "ned")
    stilling: frozenset[str] = frozenset()
    delvis_mindst: Knude | None = None

    @property
    def soegt(self) -> Knude:
        """The requested amount as one expression: zero for a row that does not belong to the budget."""
        if self.naar is None:
            return self.ansoegt
        type_ = self.ansoegt.type
        fra, til = min(type_.fra or 0, 0), max(type_.til or 0, 0)
        nul = Konstant(Type("tal", enheder.KRONER, fra=0, til=0, korn=Fraction(1)), 0, 0)
        return Hvis(replace(type_, fra=fra, til=til), 0, self.naar, self.ansoegt, nul)


def typ_budget(bygger: Raekkefoelgebygger, navn: str, b: Budgetramme, omfang: Omfang, sti: Sti) -> TypetBudget | None:
    """Type-check one budget of an order. Errors are reported through ``bygger``.

    Args:
        bygger: the order that the budget belongs to.
        navn: the budget's id.
        b: the budget as declared.
        omfang: the names that its expressions may read.
        sti: its path in the order.

    Returns:
        The budget, or None if its size or the requested amount has an error.
    """
    ramme, mindst, hoejst = (_fast_beloeb(bygger, getattr(b, n), (*sti, n)) for n in ("ramme", "mindst", "hoejst"))
    if ramme is not None and nu(bygger, ramme) < 0:
        bygger.fejl((*sti, "ramme"), "Rammen er under 0 kr.; ret det, der trækkes fra.")
    if nu(bygger, mindst) > nu(bygger, hoejst, ellers=None):
        bygger.fejl((*sti, "mindst"), "Det mindste beløb er større end det højeste.")
    elif mindst is not None and nu(bygger, mindst) > nu(bygger, ramme, ellers=None):
        bygger.fejl((*sti, "mindst"), "Det mindste beløb er større end rammen, så ingen kan få noget.")
    del_ = _fast_beloeb(bygger, b.delvis_mindst, (*sti, "delvis_mindst"))
    ansoegt = bygger.beloeb(b.ansoegt, omfang, (*sti, "ansoegt"))
    her: Sti = (*sti, "tildeling")
    tildeling = bygger.beloeb(b.tildeling, bygger.med_stilling(b.tildeling, omfang, her), her)
    stilling = _stilling(tildeling)
    if RANG in stilling and b.mindst is not None:
        bygger.fejl(
            (*sti, "mindst"),
            "Beløbet følger pladsen, og den, der faldt for det mindste beløb, ville flytte de andres. Skriv i stedet, "
            "hvad pladsen giver, så ingen får mindre.",
        )
    ydelse = bygger.udtryk(b.ydelse, omfang, (*sti, "ydelse"), "tal") if b.ydelse else None
    naar = bygger.udtryk(b.naar, omfang, (*sti, "naar")) if b.naar is not None else None
    afrund = _afrund(bygger, b, (*sti, "afrund", "til"))
    if ansoegt is None or ramme is None:
        return None
    return TypetBudget(navn, b, ramme, ansoegt, tildeling, ydelse, mindst, hoejst, naar, afrund, stilling, del_)


def proev_delvis(bygger: Raekkefoelgebygger, data: Raekkefoelge) -> None:
    """Report a minimum partial award where neither the order nor an alternative interpretation makes partial awards."""
    rettelser = [
        x.raekkefoelge for f in bygger.erklaeringer.data.fortolkninger for a in f.alternativer for x in a.retter
    ]
    if "delvis" in (data.ved_loft, *(x.ved_loft for x in rettelser if x is not None)):
        return
    for navn, b in data.budgetter.items():
        if b.delvis_mindst is not None:
            bygger.fejl(
                ("budgetter", navn, "delvis_mindst"),
                "Den mindste del virker kun med ved_loft: delvis. Skriv det, eller slet »delvis_mindst«.",
            )


def hver_sit(budgetter: Sequence[TypetBudget]) -> bool:
    """Return whether no row can belong to two of the budgets, as the conditions (``naar``) are written.

    Two conditions exclude each other if something that one requires is the opposite of something the other requires,
    or if they require different values of the same fact. Conditions that exclude each other in another way are not
    recognized.
    """
    return all(
        any(_modsatte(x, y) for x in _kraever(a.naar) for y in _kraever(b.naar)) for a, b in combinations(budgetter, 2)
    )


def _kraever(naar: Knude | None) -> list[Knude]:
    """Return the conditions that must all be true where a condition is."""
    match naar:
        case None:
            return []
        case Og():
            return [x for del_ in naar.dele for x in _kraever(del_)]
        case _:
            return [naar]


def _modsatte(x: Knude, y: Knude) -> bool:
    match x, y:
        case Ikke(), _ if x.a == y:
            return True
        case _, Ikke() if y.a == x:
            return True
        case Sammenlign(), Sammenlign() if x.a == y.a and isinstance(x.b, Konstant) and isinstance(y.b, Konstant):
            # ``=`` and ``<>`` of the same value, or ``=`` of different values.
            return (x.op == y.op == "=" and x.b.vaerdi != y.b.vaerdi) or (
                {x.op, y.op} == {"=", "<>"} and x.b.vaerdi == y.b.vaerdi
            )
        case _:
            return False


def _stilling(tildeling: Knude | None) -> frozenset[str]:
    """Return which of a row's rank and total points its award depends on."""
    if tildeling is None:
        return frozenset()
    laest = {k.navn for k in alle_knuder(tildeling) if isinstance(k, Fakt) and k.liste is None}
    return frozenset(laest & STILLING.keys())


def _afrund(bygger: Raekkefoelgebygger, b: Budgetramme, sti: Sti) -> tuple[int, Literal["ned", "op", "naermest"]]:
    """Return the number of kroner that awards are rounded to, and how; to 1 krone after reporting an error in it."""
    if b.afrund is None:
        return 1, "ned"
    til = bygger.graense(b.afrund.til, Type("tal", enheder.KRONER), sti)
    if til is None:
        return 1, "ned"
    if til <= 0 or til.denominator != 1:
        bygger.fejl(sti, "Der kan kun rundes til hele kroner, mindst 1 kr.")
        return 1, "ned"
    return int(til), b.afrund.retning


def _fast_beloeb(bygger: Raekkefoelgebygger, tekst: str | None, sti: Sti) -> Knude | None:
    """Type-check an amount that is the same for all rows: a parameter, or an expression over parameters.

    An amount of the law has a source and is therefore never written here as a number.
    """
    if tekst is None:
        return None
    navne = {n.partition(".")[0] for n in _NAVN.findall(tekst)}
    if navne & bygger.erklaeringer.daarlige:
        return None
    if not navne & set(bygger.erklaeringer.data.parametre):
        hvad = "Et beløb har en kilde. Erklær det som en parameter, og skriv dens navn her."
        if _NAVN.fullmatch(tekst.strip()):
            hvad = f"Der er ingen parameter »{tekst}«."
        bygger.fejl(sti, f"{hvad}{mente_du(tekst, bygger.erklaeringer.data.parametre)}")
        return None
    return bygger.maal(tekst, sti, enheder.KRONER)


def nu(bygger: Raekkefoelgebygger, knude: Knude | None, *, ellers: int | None = 0) -> Fraction | float:
    """Evaluate with the pack's own parameters; without a tree, return 0 or, where ``ellers`` is None, infinity."""
    if knude is None:
        return float("inf") if ellers is None else ellers
    return regn(knude, bygger.erklaeringer.parametre)
