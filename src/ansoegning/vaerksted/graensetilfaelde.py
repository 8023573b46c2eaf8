"""Find the boundary cases that a pack lacks. ``graensefil`` writes them for a person to confirm and keep.

A case tests a boundary only if its outcome depends on it: with everything else unchanged, the criterion or check would
have another outcome if the comparison, exception or reservation had.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import islice, product
from math import ceil, floor, prod
from typing import Any, Literal

from ..indlaes.regelsaet import load_regelsaet
from ..model.regelsaet import Faktaerklaering, Vaerdiform
from ..motor import vendepunkter
from ..motor.oversat import rolle
from ..motor.reference import Kontekst, fakt, vaerdi
from ..motor.vendepunkter import Linje, Navn, i_raekkevidde, linje, paa_plads, plads, yderpladser
from ..sprog.erklaeringer import DAGEN, DATO_NAVN
from ..sprog.regelsaet import Regelsaet, TypetKriterium, TypetTjek, grundfakta
from ..sprog.skriv import skriv_udtryk
from ..sprog.traeer import (
    AntalRaekker,
    Fakt,
    Hver,
    Kald,
    Knude,
    Konstant,
    Saml,
    Sammenlign,
    alle_knuder,
    boern,
    med_barn,
)
from ..sprog.typer import JA_NEJ
from ..system.dataklasse import dataklasse
from .tilfaelde import Tilfaelde, laes_tilfaelde

# Fact values by (list, name). The key ("projekter", "") is the number of rows in the list.
Fakter = dict[Navn, Any]
_HOEJST_FORSOEG = 20_000
# The maximum number of combinations of choices for which one comparison is tried.
_HOEJST_VALG = 20
# The number of combinations of other facts that a search for a limit in steps tries for each fact.
_HOEJST_SAMMENSAETNINGER = 200
_ANTAL = Vaerdiform(navn="antal", type="tal", mindst="0", hoejst="50")
_EN_DAG = date(2025, 1, 1)
_SIDE = {-1: "lige under", 0: "netop på", 1: "lige over"}
# That a case shows a comparison as true, or as false, however far it is from the limit.
_SAND, _FALSK = 2, -2
_UDFALD = {True: "gælder", False: "gælder ikke", None: "er ukendt"}


@dataklasse(frozen=True, slots=True)
class Graensetilfaelde:
    """A missing case: what it tests, its facts (in their own units), and the outcome that the rules now produce."""

    navn: str
    liste: str | None
    fakta: Mapping[Navn, Any]
    noegle: Literal["kriterier", "fund", "uden_fund"]
    id: str
    giver: str


@dataklasse(frozen=True, slots=True)
class Manglende:
    """What a pack lacks. ``ikke_dannet`` are the boundaries whose case must be written by hand."""

    regelsaet: Regelsaet
    tilfaelde: tuple[Graensetilfaelde, ...]
    ikke_dannet: tuple[str, ...]


def manglende(navn: str, *, regler: str | os.PathLike[str] | None = None) -> Manglende:
    """Find the boundary cases that the pack with this id lacks.

    Raises BrugsFejl for an unknown id, RegelsaetFejl for an invalid pack or case.
    """
    regelsaet = load_regelsaet(navn, regler=regler)
    kendte = laes_tilfaelde(navn, regler=regler)
    fundne: list[Graensetilfaelde] = []
    ikke_dannet: list[str] = []
    ejere: list[TypetKriterium | TypetTjek] = [*regelsaet.kriterier, *regelsaet.skema]
    for ejer in ejere:
        graenser = _Ejer(regelsaet, ejer)
        sagt = graenser.sagt(kendte)
        fundne += [replace(g, navn=_ledigt(g.navn, kendte, fundne)) for g in graenser.tilfaelde(sagt)]
        ikke_dannet += graenser.uden_form(sagt)
    return Manglende(regelsaet, tuple(fundne), tuple(ikke_dannet))


def _ledigt(navn: str, kendte: Iterable[Tilfaelde], fundne: Iterable[Graensetilfaelde]) -> str:
    """Return the name, with a number added if another case already has it."""
    brugte = {t.navn for t in kendte} | {t.navn for t in fundne}
    muligt, nr = navn, 1
    while muligt in brugte:
        nr += 1
        muligt = f"{navn} ({nr})"
    return muligt


@dataklasse(frozen=True, slots=True)
class _Udtrykssted:
    """A node in one of the trees of a criterion or check.

    ``liste`` is the list whose rows an enclosing aggregate function iterates over, or None outside such a function.
    """

    del_: tuple[str, int]
    sti: tuple[int, ...]
    knude: Knude
    liste: str | None


@dataklasse(frozen=True, slots=True)
class _Punkt:
    """What a case tests: a node, and the side of its limit (-1, 0, 1) or the value of the condition (None: unknown)."""

    sted: _Udtrykssted
    side: int | bool | None


class _Ejer:
    """A criterion or check: its boundaries, and the facts that reach them."""

    def __init__(self, regelsaet: Regelsaet, ejer: TypetKriterium | TypetTjek) -> None:
        self.regelsaet = regelsaet
        self.ejer = ejer
        self.liste = ejer.liste
        if isinstance(ejer, TypetTjek):
            self.traeer: dict[tuple[str, int], Knude] = {("naar", 0): ejer.naar}
        else:
            self.traeer = {("krav", 0): ejer.krav}
            self.traeer |= {("undtagelse", i): d.naar for i, d in enumerate(ejer.undtagelser, 1)}
            self.traeer |= {("forbehold", i): d.naar for i, d in enumerate(ejer.forbehold, 1)}
        alle = [s for del_, trae in self.traeer.items() for s in _sammenligninger(del_, trae)]
        self.graenser = [s for s in alle if not _indbygget(s.knude)]
        self.indbyggede = [s for s in alle if _indbygget(s.knude)]
        self.dele = [_Udtrykssted(del_, (), trae, None) for del_, trae in self.traeer.items() if del_[1]]
        self._fundne: dict[_Udtrykssted, dict[int, Fakter]] = {}
        self.fakta = list(dict.fromkeys(n for trae in self.traeer.values() for n in _fakta(regelsaet, trae)))

    # Outcomes

    def kontekst(self, fakta: Fakter) -> Kontekst:
        """Return the context of an application with exactly these facts, at the row where this owner is judged."""
        raekker: dict[str, list[dict[str, Any]]] = {}
        for liste in self.regelsaet.data.lister:
            egne = {n: v for (li, n), v in fakta.items() if li == liste and n and v is not None}
            raekker[liste] = [egne] if egne or liste == self.liste else [{}] * fakta.get((liste, ""), 0)
        egne = {n: v for (li, n), v in fakta.items() if li is None and n != DATO_NAVN and v is not None}
        k = Kontekst(self.regelsaet, egne, raekker, fakta.get((None, DATO_NAVN)))
        return k if self.liste is None else k.i_raekke(self.liste, raekker[self.liste][0])

    def udfald(self, k: Kontekst, traeer: Mapping[tuple[str, int], Knude] | None = None) -> object:
        """Return the role of the criterion, or whether the check has a finding; ``traeer`` replaces the own trees."""
        traeer = self.traeer if traeer is None else traeer
        if isinstance(self.ejer, TypetTjek):
            return vaerdi(traeer["naar", 0], k) is True
        ny = replace(
            self.ejer,
            krav=traeer["krav", 0],
            undtagelser=tuple(replace(d, naar=traeer["undtagelse", i]) for i, d in enumerate(self.ejer.undtagelser, 1)),
            forbehold=tuple(replace(d, naar=traeer["forbehold", i]) for i, d in enumerate(self.ejer.forbehold, 1)),
        )
        return rolle(ny, k)

    def afgoer(self, sted: _Udtrykssted, k: Kontekst) -> bool:
        """Return whether the outcome depends on the node at this location."""
        svar = []
        for vaerdi_ in (True, False):
            trae = _erstat(self.traeer[sted.del_], sted.sti, Konstant(JA_NEJ, 0, vaerdi_))
            svar.append(self.udfald(k, {**self.traeer, sted.del_: trae}))
        return svar[0] != svar[1]

    def forskel(self, sted: _Udtrykssted, k: Kontekst) -> Any:
        """Return the difference between a comparison's left and right side; None if it is unknown."""
        assert isinstance(sted.knude, Sammenlign)
        if sted.liste is not None:
            raekker = k.raekker.get(sted.liste, ())
            if not raekker:
                return None
            k = k.i_raekke(sted.liste, raekker[0])
        return vendepunkter.forskel(sted.knude.a, sted.knude.b, k)

    # The boundaries that existing cases test

    def sagt(self, kendte: Iterable[Tilfaelde]) -> set[_Punkt]:
        """Return the boundaries that at least one existing case tests."""
        fundne: set[_Punkt] = set()
        for t in kendte:
            # A case with changed parameters or assumed facts tests another boundary than the pack's own.
            if t.antag or t.sat:
                continue
            for k in self._hvor(t):
                fundne |= {_Punkt(s, side) for s in self.graenser if (side := self._side(s, k)) is not None}
                fundne |= {_Punkt(s, bool(vaerdi(s.knude, k))) for s in self.indbyggede if self.afgoer(s, k)}
                egne = [s for s in self.graenser if s.liste is None and self.afgoer(s, k)]
                fundne |= {_Punkt(s, _SAND if vaerdi(s.knude, k) else _FALSK) for s in egne}
                fundne |= {_Punkt(s, vaerdi(s.knude, k)) for s in self.dele if self.afgoer(s, k)}
        return fundne

    def _hvor(self, tilfaelde: Tilfaelde) -> Iterator[Kontekst]:
        """Yield each context in which a case states the outcome of this criterion or check."""
        raekker = {liste: tilfaelde.ansoegning.raekker.get(liste, ()) for liste in self.regelsaet.data.lister}
        k = Kontekst(self.regelsaet, tilfaelde.ansoegning.fakta, raekker, tilfaelde.dato)
        id_ = self.ejer.data.id
        for nr, her in enumerate(
            [k] if self.liste is None else [k.i_raekke(self.liste, r) for r in raekker[self.liste]]
        ):
            if isinstance(self.ejer, TypetTjek):
                felt = self._felt(nr)
                for sagt in (tilfaelde.giver.fund, tilfaelde.giver.uden_fund):
                    if id_ in sagt and (not sagt[id_] or felt in sagt[id_]):
                        yield her
            elif any(p.kriterium == id_ and p.nr in (0, nr + 1) for p in tilfaelde.giver.statusser):
                yield her

    def _felt(self, nr: int) -> str:
        assert isinstance(self.ejer, TypetTjek)
        return self.ejer.felt if self.liste is None else f"{self.liste}[{nr}].{self.ejer.felt}"

    def _side(self, sted: _Udtrykssted, k: Kontekst) -> int | None:
        """Return the side of a limit that a case is on, at most one step from it; None if it does not test it."""
        forskel = self.forskel(sted, k)
        if forskel is None or not self.afgoer(sted, k):
            return None
        if forskel and abs(forskel) > self._skridt[sted] and not self._ved_trin(sted, k):
            return None
        return _fortegn(forskel)

    def _ved_trin(self, sted: _Udtrykssted, k: Kontekst) -> bool:
        """Return whether one step of one fact takes the comparison to the other side of its limit, or to it."""
        if sted.liste is not None:
            return False
        her = _fortegn(self.forskel(sted, k))
        for navn in self._egne(sted):
            nu, form = self._nu(navn, k), self._form(navn)
            if nu is None:
                continue
            for nr in (floor(plads(form, nu)) - 1, floor(plads(form, nu)) + 1):
                ved = self.forskel(sted, k.med({navn: paa_plads(form, nr)})) if i_raekkevidde(form, nr) else None
                if ved is not None and _fortegn(ved) != her:
                    return True
        return False

    def _nu(self, navn: Navn, k: Kontekst) -> Any:
        """Return the value of a fact that a case gives; None if it gives none, or not one that ``k`` can see."""
        if navn not in self.regelsaet.fakta or navn[0] not in (None, k.liste):
            return None
        return fakt(navn[1], navn[0], k)

    @cached_property
    def _skridt(self) -> dict[_Udtrykssted, Fraction]:
        """The change of each comparison's difference when one of its facts changes by its smallest step."""
        return {
            s: min(
                (
                    abs(r.haeldning)
                    for n in self._egne(s)
                    for valg in self._valg(s)
                    if (r := self._linje(s, n, self._andre(s, n, 1) | valg))
                ),
                default=Fraction(0),
            )
            for s in self.graenser
        }

    # Facts that reach a boundary

    def _form(self, navn: Navn) -> Faktaerklaering | Vaerdiform:
        if navn == (None, DATO_NAVN):
            return DAGEN
        return _ANTAL if not navn[1] else self.regelsaet.fakta[navn]

    def _egne(self, sted: _Udtrykssted) -> list[Navn]:
        """Return the facts of a comparison that have numeric steps (numbers and dates)."""
        return [n for n in _fakta(self.regelsaet, sted.knude) if self._form(n).type in ("tal", "dato")]

    def _valg(self, sted: _Udtrykssted) -> list[Fakter]:
        """Return each combination of the choices and answers that a comparison's numbers depend on (``hvis``).

        Without such facts, and where there are too many combinations, only the empty one is returned.
        """
        navne = [n for n in _fakta(self.regelsaet, sted.knude) if self._form(n).type in ("ja_nej", "valg")]
        vaerdier = [[True, False] if (f := self._form(n)).type == "ja_nej" else list(f.valg or ()) for n in navne]
        if prod(map(len, vaerdier)) > _HOEJST_VALG:
            return [{}]
        return [dict(zip(navne, v, strict=True)) for v in product(*vaerdier)]

    def _begynd(self, navn: Navn) -> int:
        """Return the step number of an ordinary value to start the search from."""
        form = self._form(navn)
        return _EN_DAG.toordinal() if form.type == "dato" else max(yderpladser(form)[0] or 0, 0)

    def _andre(self, sted: _Udtrykssted, navn: Navn, grund: int) -> Fakter:
        """Return the comparison's other facts, each ``grund`` steps above its start value."""
        return {n: paa_plads(self._form(n), self._begynd(n) + grund) for n in self._egne(sted) if n != navn}

    def _linje(self, sted: _Udtrykssted, navn: Navn, andre: Fakter) -> Linje | None:
        """Return the comparison's difference as a linear function of one fact, the other facts being fixed."""
        form = self._form(navn)
        return linje(
            lambda nr: self.forskel(sted, self.kontekst({**andre, navn: paa_plads(form, nr)})), self._begynd(navn)
        )

    def _omkring(self, sted: _Udtrykssted, navn: Navn, andre: Fakter) -> list[Any]:
        """Return the values of a fact at a limit and one step to each side, with the other facts fixed."""
        fundet = self._linje(sted, navn, andre)
        if fundet is None:
            return []
        rod, form = fundet.rod, self._form(navn)
        pladser = {floor(rod), ceil(rod)} if rod.denominator != 1 else {int(rod) - 1, int(rod), int(rod) + 1}
        return [paa_plads(form, nr) for nr in sorted(pladser) if i_raekkevidde(form, nr)]

    @cached_property
    def _kandidater(self) -> dict[Navn, list[Any]]:
        """The values to try for each fact: unknown, each choice, and values around the limits."""
        return {n: [None, *dict.fromkeys(self._proever(n))] for n in self.fakta}

    def _proever(self, navn: Navn) -> list[Any]:
        form = self._form(navn)
        match form.type:
            case "tal" | "dato":
                egne = [s for s in self.graenser if navn in _fakta(self.regelsaet, s.knude)]
                alle = [
                    v
                    for s in egne
                    for valg in self._valg(s)
                    for v in self._omkring(s, navn, self._andre(s, navn, 0) | valg)
                ]
                return alle or [paa_plads(form, self._begynd(navn))]
            case "ja_nej":
                return [True, False]
            case "valg":
                return list(form.valg or ())
            case "tekstliste":
                return [("Tekst",)]
            case "kommune":
                return [self.regelsaet.kommuner.alle[0].kode]
            case "telefoner":
                return ["89402000"]
            case "mails":
                return ["navn@kommune.dk"]
            case _:
                return ["Tekst"]

    def _med_andre(self, faste: Fakter) -> Iterator[Fakter]:
        """Yield the given facts with every combination of the other facts, those with the fewest known values first."""
        andre = [n for n in self.fakta if n not in faste]
        if prod(len(self._kandidater[n]) for n in andre) > _HOEJST_FORSOEG:
            return
        alle = product(*(self._kandidater[n] for n in andre))
        for valg in sorted(alle, key=lambda v: sum(x is not None for x in v)):
            yield {**faste, **dict(zip(andre, valg, strict=True))}

    def _graense(self, sted: _Udtrykssted) -> dict[int, Fakter]:
        """Find facts that put the comparison at its limit and on each side, otherwise with the least differences."""
        bedst: dict[int, Fakter] = {}
        egne = self._egne(sted)
        for grund, navn in product((0, 1), egne):
            for valg in self._valg(sted):
                andre = self._andre(sted, navn, grund) | valg
                vaerdier = self._omkring(sted, navn, andre)
                if not self._krydser(sted, navn, vaerdier, andre):
                    continue
                fundne: dict[int, Fakter] = {}
                for v in vaerdier:
                    fundet = self._afgjort(sted, andre | {navn: v})
                    if fundet is not None:
                        fundne.setdefault(*fundet)
                if len(fundne) > len(bedst):
                    bedst = fundne
        return bedst

    def _afgjort(self, sted: _Udtrykssted, faste: Fakter) -> tuple[int, Fakter] | None:
        """Return the side of the limit and all facts, where the given facts can be completed so that they decide."""
        for fakta in self._med_andre(faste):
            k = self.kontekst(fakta)
            forskel = self.forskel(sted, k)
            if forskel is not None and self.afgoer(sted, k):
                return (forskel > 0) - (forskel < 0), fakta
        return None

    def _krydser(self, sted: _Udtrykssted, navn: Navn, vaerdier: list[Any], andre: Fakter) -> bool:
        """Return whether the values are on different sides of the limit.

        They are not if the comparison is not linear in the fact, so that the limit is not where the line says.
        """
        forskelle = [self.forskel(sted, self.kontekst({**andre, navn: v})) for v in vaerdier]
        return len({_fortegn(f) for f in forskelle if f is not None}) > 1

    def _graense_i_trin(self, sted: _Udtrykssted) -> dict[int, Fakter]:
        """Find neighbouring values of a fact on different sides of the limit, where the comparison is not linear.

        The comparison may depend on a table, a condition, whole years or the least of several numbers.
        """
        if sted.liste is not None:
            return {}
        bedst: dict[int, Fakter] = {}
        for navn in self._egne(sted):
            if navn not in self.regelsaet.fakta or navn[0] not in (None, self.liste):
                continue
            begynd = {navn: paa_plads(self._form(navn), self._begynd(navn))}
            for grund in self._grundlag(sted):
                for fakta in islice(self._med_andre(grund | begynd), _HOEJST_SAMMENSAETNINGER):
                    fundne = self._trinnet(sted, navn, fakta)
                    if _begge_sider(sted, fundne):
                        return fundne
                    bedst = bedst or fundne
        return bedst

    def _grundlag(self, sted: _Udtrykssted) -> list[Fakter]:
        """Return facts to search from: none, and those found for the comparisons before this one.

        An exception or a reservation is considered only with facts for which the requirement has a certain answer.
        """
        foer = self.graenser[: self.graenser.index(sted)]
        fundne = [f for s in foer if s.del_ == ("krav", 0) != sted.del_ for f in self._fundet(s).values()]
        return [{}, *({n: v for n, v in f.items() if v is not None} for f in fundne)]

    def _trinnet(self, sted: _Udtrykssted, navn: Navn, fakta: Fakter) -> dict[int, Fakter]:
        """Return the facts at the first step of a fact that crosses the limit, by side; empty if there is none."""
        form = self._form(navn)
        for punkt in sorted(vendepunkter.vendepunkter([sted.knude], navn, self.kontekst(fakta))):
            ved: dict[int, tuple[int, Fakter]] = {}
            for nr in sorted(nr for nr in vendepunkter.omkring([punkt]) if i_raekkevidde(form, nr)):
                her = {**fakta, navn: paa_plads(form, nr)}
                k = self.kontekst(her)
                forskel = self.forskel(sted, k)
                if forskel is not None and self.afgoer(sted, k):
                    ved[nr] = (_fortegn(forskel), her)
            fundne: dict[int, Fakter] = {}
            for nr, efter in ((nr, nr + 1) for nr in ved if nr + 1 in ved):
                if ved[nr][0] != ved[efter][0]:
                    fundne = dict((ved[nr], ved[efter])) | fundne
            if fundne:
                return fundne
        return {}

    def _fundet(self, sted: _Udtrykssted) -> dict[int, Fakter]:
        """Return the facts that put a comparison at its limit and on each side, as far as they can be found."""
        if sted not in self._fundne:
            fundne = self._graense(sted)
            if not _begge_sider(sted, fundne):
                i_trin = self._graense_i_trin(sted)
                fundne = i_trin if len(i_trin) >= len(fundne) else fundne
            self._fundne[sted] = fundne
        return self._fundne[sted]

    def tilfaelde(self, sagt: set[_Punkt]) -> Iterator[Graensetilfaelde]:
        """Yield the cases that the pack lacks."""
        for sted in self.graenser:
            if {_Punkt(sted, side) for side in (-1, 0, 1)} <= sagt:
                continue
            for side, fakta in sorted(self._fundet(sted).items()):
                if _Punkt(sted, side) not in sagt:
                    yield self._tilfaelde(f"{skriv_udtryk(sted.knude)}, {_SIDE[side]} grænsen", sted, fakta)
        for sted in self.dele:
            mangler = [v for v in (True, False, None) if _Punkt(sted, v) not in sagt]
            for fakta in self._med_andre({}) if mangler else ():
                k = self.kontekst(fakta)
                svar = vaerdi(sted.knude, k)
                if svar in mangler and self.afgoer(sted, k):
                    mangler.remove(svar)
                    yield self._tilfaelde(_UDFALD[svar], sted, fakta)
                if not mangler:
                    break

    def uden_form(self, sagt: set[_Punkt]) -> list[str]:
        """List the limits for which no case shows both outcomes, and none can be made."""
        uden = [s for s in self.indbyggede if not {_Punkt(s, True), _Punkt(s, False)} <= sagt]
        # The rows that an aggregate reads are written by hand.
        for s in (s for s in self.graenser if s.liste is None):
            kendte = {p.side for p in sagt if p.sted == s and isinstance(p.side, int)}
            if not kendte >= {_SAND, _FALSK} and not _begge_sider(s, kendte | set(self._fundet(s))):
                uden.append(s)
        return [f"{self._navn(s)}: {skriv_udtryk(s.knude)}" for s in uden]

    def _navn(self, sted: _Udtrykssted) -> str:
        id_ = self.ejer.data.id
        if isinstance(self.ejer, TypetTjek):
            return id_ if self.ejer.gaelder is None else f"{id_} {self.ejer.gaelder}"
        return f"{id_} {sted.del_[0]}" + (f" {sted.del_[1]}" if sted.del_[1] else "")

    def _tilfaelde(self, hvad: str, sted: _Udtrykssted, fakta: Fakter) -> Graensetilfaelde:
        svar = self.udfald(self.kontekst(fakta))
        navn, id_ = f"{self._navn(sted)}: {hvad}", self.ejer.data.id
        orden = [*self.regelsaet.fakta, *fakta]
        kendte = {n: fakta[n] for n in sorted(fakta, key=orden.index) if fakta[n] is not None}
        if isinstance(self.ejer, TypetTjek):
            noegle: Literal["fund", "uden_fund"] = "fund" if svar else "uden_fund"
            return Graensetilfaelde(navn, self.liste, kendte, noegle, id_, self._felt(0))
        return Graensetilfaelde(navn, self.liste, kendte, "kriterier", id_, self.regelsaet.status(str(svar)))


def _fortegn(forskel: Any) -> int:
    return int(forskel > 0) - int(forskel < 0)


def _begge_sider(sted: _Udtrykssted, sider: Iterable[int]) -> bool:
    """Return whether the comparison is true on at least one of these sides of its limit, and false on another."""
    assert isinstance(sted.knude, Sammenlign)
    sande = {"<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}, "=": {0}, "<>": {-1, 1}}[sted.knude.op]
    return len({side in sande for side in sider}) == 2


def _sammenligninger(del_: tuple[str, int], trae: Knude) -> Iterator[_Udtrykssted]:
    """Yield the comparisons of numbers and dates in a tree, each with its path."""

    def i(knude: Knude, sti: tuple[int, ...], liste: str | None) -> Iterator[_Udtrykssted]:
        if isinstance(knude, Sammenlign) and knude.a.type.art in ("tal", "dato"):
            yield _Udtrykssted(del_, sti, knude, liste)
            return
        for nr, barn in enumerate(boern(knude)):
            yield from i(barn, (*sti, nr), knude.liste if isinstance(knude, Saml | Hver) else liste)

    return i(trae, (), None)


def _indbygget(knude: Knude) -> bool:
    return any(isinstance(n, Kald) for n in alle_knuder(knude))


def _erstat(trae: Knude, sti: tuple[int, ...], ny: Knude) -> Knude:
    if not sti:
        return ny
    return med_barn(trae, sti[0], _erstat(boern(trae)[sti[0]], sti[1:], ny))


def _fakta(regelsaet: Regelsaet, trae: Knude) -> list[Navn]:
    """Return the inputs of a tree: facts, the date of the run, and row counts of lists."""
    navne: list[Navn] = [(g.liste, g.navn) for g in grundfakta(regelsaet, trae)]
    for n in alle_knuder(trae):
        if isinstance(n, Fakt) and n.navn == DATO_NAVN:
            navne.append((None, DATO_NAVN))
        elif isinstance(n, AntalRaekker):
            navne.append((n.liste, ""))
    return list(dict.fromkeys(navne))
