"""Determine which truth values a pack's conditions can have at all.

Each term of a condition (fact, sum, built-in function) is replaced by a placeholder fact, which is tried at one value
for every way it can compare with the constants around it, and as unknown, in all combinations; the evaluator returns
the truth value of each. Terms are assumed to be independent, and a comparison of two terms counts as one term. Both
simplifications can only add possible outcomes, so every fault reported here is real.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import product
from math import floor, prod
from typing import Any

from ..fejl import Mangel
from ..sprog.erklaeringer import StedAf, Sti
from ..sprog.regelsaet import Regelsaet
from ..sprog.traeer import Eller, Fakt, Hvis, I, Ikke, Knude, Konstant, Og, Param, Sammenlign, Type, Udfyldt
from .reference import Kontekst, vaerdi
from .vendepunkter import FOERSTE_DAG, SIDSTE_DAG, stykker

_HOEJST_FORSOEG = 20_000


def unaaelige(regelsaet: Regelsaet, sted: StedAf) -> list[Mangel]:
    """Return faults for conditions that can never be true, and requirements that can never fail or never be met."""
    mangler: list[Mangel] = []

    def kraev(knude: Knude, sti: Sti, oensket: dict[bool, str], under: Knude | None = None, naar: bool = True) -> None:
        mulige = _mulige(regelsaet, knude, set(oensket), under, naar)
        for udfald, besked in oensket.items():
            if udfald not in mulige:
                mangler.append(Mangel(besked, sted(sti, 0)))

    # An invalid pack contains only some of its criteria here, so their positions are looked up by id.
    plads = {d.id: i for i, d in enumerate(regelsaet.data.kriterier)}
    for k in regelsaet.kriterier:
        sti: Sti = ("kriterier", plads[k.data.id])
        kraev(
            k.krav,
            (*sti, "krav"),
            {
                True: f"{k.data.id} kan aldrig blive opfyldt: kravet er aldrig sandt. Ret betingelsen.",
                False: f"{k.data.id} kan aldrig blive andet end opfyldt: kravet er altid sandt. Ret betingelsen.",
            },
        )
        for art, dele, naar in (("undtagelser", k.undtagelser, False), ("forbehold", k.forbehold, True)):
            for j, del_ in enumerate(dele):
                kraev(
                    del_.naar,
                    (*sti, art, j, "naar"),
                    {True: f"{k.data.id}: betingelsen kan aldrig få betydning for kravet. Ret eller fjern den."},
                    k.krav,
                    naar,
                )
    nr_af = {d.id: i for i, d in enumerate(regelsaet.data.skema)}
    for tjek in regelsaet.skema:
        kraev(
            tjek.naar,
            ("skema", nr_af[tjek.data.id], "naar"),
            {True: f"{tjek.data.id} kan aldrig blive fundet: betingelsen er aldrig sand. Ret eller fjern tjekket."},
        )
    for i, forhold in enumerate(regelsaet.forhold):
        kraev(
            forhold.naar,
            ("forhold", i, "naar"),
            {True: f"{forhold.id} kan aldrig være sandt. Ret eller fjern det."},
        )
    return mangler


def _mulige(regelsaet: Regelsaet, knude: Knude, oensket: set[bool], under: Knude | None, naar: bool) -> set[bool]:
    """Return the wanted truth values that the tree can have (where ``under`` has the value ``naar``)."""
    led = _Led(regelsaet)
    trae = led.i_stedet(knude)
    vilkaar = None if under is None else led.i_stedet(under)
    navne, vaerdier = led.navne(), led.vaerdier()
    if prod(len(v) for v in vaerdier) > _HOEJST_FORSOEG:
        # Too many combinations to try: every outcome counts as possible.
        return set(oensket)
    fundne: set[bool] = set()
    for valg in product(*vaerdier):
        k = Kontekst(regelsaet, {navn: v for navn, v in zip(navne, valg, strict=True) if v is not None}, {})
        if vilkaar is not None and vaerdi(vilkaar, k) is not naar:
            continue
        if (svar := vaerdi(trae, k)) is not None:
            fundne.add(svar)
        if oensket <= fundne:
            break
    return fundne


class _Led:
    """The terms of conditions, each replaced by a fact of its own, with the constants each is compared with."""

    def __init__(self, regelsaet: Regelsaet) -> None:
        self.regelsaet = regelsaet
        # The key identifies equal terms: a fact by list and name, any other term by its tree. The value is the
        # placeholder fact and its constants.
        self.led: dict[object, tuple[Fakt, list[Any]]] = {}

    def navne(self) -> list[str]:
        """Return the names of the placeholder facts."""
        return [fakt.navn for fakt, _ in self.led.values()]

    def i_stedet(self, knude: Knude) -> Knude:
        """Return the condition with its terms replaced by placeholder facts."""
        match knude:
            case Og(dele=dele) | Eller(dele=dele):
                return replace(knude, dele=tuple(self.i_stedet(d) for d in dele))
            case Ikke(a=a):
                return replace(knude, a=self.i_stedet(a))
            case Hvis(naar=naar, saa=saa, ellers=ellers) if knude.type.art == "ja_nej":
                return replace(knude, naar=self.i_stedet(naar), saa=self.i_stedet(saa), ellers=self.i_stedet(ellers))
            case Sammenlign(a=a, b=b) if not _frit(knude):
                imod = [v for v in (self._konstant(a), self._konstant(b)) if v is not None]
                return replace(knude, a=self._side(a, imod), b=self._side(b, imod))
            case I(a=a, maengde=maengde):
                return replace(knude, a=self._side(a, maengde))
            case Udfyldt(fakt=fakt):
                return replace(knude, fakt=self._led(fakt, ()))
        return self._side(knude, ())

    def _led(self, knude: Knude, imod: Iterable[Any]) -> Fakt:
        """Return the placeholder fact for a term."""
        noegle = (knude.liste, knude.navn) if isinstance(knude, Fakt) else knude
        # A name that no fact of a pack can have.
        ny = Fakt(knude.type, knude.plads, f"led {len(self.led)}", None, 1)
        fakt, kendte = self.led.setdefault(noegle, (ny, []))
        kendte.extend(imod)
        return fakt

    def _side(self, knude: Knude, imod: Iterable[Any]) -> Knude:
        return knude if isinstance(knude, Konstant | Param) else self._led(knude, imod)

    def _konstant(self, knude: Knude) -> Any:
        if isinstance(knude, Param):
            return self.regelsaet.parametre[knude.navn]
        return knude.vaerdi if isinstance(knude, Konstant) else None

    def vaerdier(self) -> list[list[Any]]:
        """Return the values to try for each term, unknown first."""
        return [[None, *_proever(fakt.type, imod)] for fakt, imod in self.led.values()]


def _frit(atom: Sammenlign) -> bool:
    """Return whether both sides vary over more values than can be tried."""
    varierer = not isinstance(atom.a, Konstant | Param) and not isinstance(atom.b, Konstant | Param)
    return varierer and atom.a.type.art not in ("valg", "ja_nej")


def _proever(t: Type, imod: list[Any]) -> list[Any]:
    """Return one value for every way that a term of this type can compare with its constants."""
    match t.art:
        case "ja_nej":
            return [True, False]
        case "valg":
            return list(t.valg)
        case "tal":
            return list(stykker(imod, t.fra, t.til))
        case "dato":
            dage = stykker((d.toordinal() for d in imod), FOERSTE_DAG.toordinal(), SIDSTE_DAG.toordinal())
            return list(dict.fromkeys(date.fromordinal(floor(d)) for d in dage))
        case _:
            # The last text is longer than, and therefore different from, each of the others.
            return [*dict.fromkeys(imod), f"{''.join(imod)}?"]
