"""Find the boundary cases that a pack lacks, and write them as YAML for a person to confirm and keep.

A case tests a boundary only if its outcome depends on it: with everything else unchanged, the criterion or check would
have another outcome if the comparison, exception or reservation had.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import ceil, floor, prod
from typing import Any, Literal

from ..indlaes.regelsaet import load_regelsaet
from ..model.regelsaet import Faktaerklaering, Vaerdiform
from ..model.vaerdier import er_hel, skriv_decimaltal
from ..model.visning import vis_tal
from ..motor import vendepunkter
from ..motor.oversat import rolle
from ..motor.reference import Kontekst, vaerdi
from ..motor.vendepunkter import Linje, Navn, i_raekkevidde, linje, paa_plads, yderpladser
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
from .tilfaelde import Tilfaelde, laes_tilfaelde

# Fact values by (list, name). The key ("projekter", "") is the number of rows in the list.
Fakter = dict[Navn, Any]
_HOEJST_FORSOEG = 20_000
_ANTAL = Vaerdiform(navn="antal", type="tal", mindst="0", hoejst="50")
_EN_DAG = date(2025, 1, 1)
_SIDE = {-1: "lige under", 0: "netop på", 1: "lige over"}
_UDFALD = {True: "gælder", False: "gælder ikke", None: "er ukendt"}


@dataclass(frozen=True, slots=True)
class Graensetilfaelde:
    """A missing case: what it tests, its facts (in their own units), and the outcome that the rules now produce."""

    navn: str
    liste: str | None
    fakta: Mapping[Navn, Any]
    noegle: Literal["kriterier", "fund", "uden_fund"]
    id: str
    giver: str


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class _Udtrykssted:
    """A node in one of the trees of a criterion or check.

    ``liste`` is the list whose rows an enclosing aggregate function iterates over, or None outside such a function.
    """

    del_: tuple[str, int]
    sti: tuple[int, ...]
    knude: Knude
    liste: str | None


@dataclass(frozen=True, slots=True)
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
                fundne |= {_Punkt(s, vaerdi(s.knude, k)) for s in self.dele if self.afgoer(s, k)}
        return fundne

    def _hvor(self, t: Tilfaelde) -> Iterator[Kontekst]:
        """Yield each context in which a case states the outcome of this criterion or check."""
        raekker = {liste: t.ansoegning.raekker.get(liste, ()) for liste in self.regelsaet.data.lister}
        k = Kontekst(self.regelsaet, t.ansoegning.fakta, raekker, t.dato)
        id_ = self.ejer.data.id
        for nr, her in enumerate(
            [k] if self.liste is None else [k.i_raekke(self.liste, r) for r in raekker[self.liste]]
        ):
            if isinstance(self.ejer, TypetTjek):
                felt = self._felt(nr)
                for sagt in (t.giver.fund, t.giver.uden_fund):
                    if id_ in sagt and (not sagt[id_] or felt in sagt[id_]):
                        yield her
            elif any(p.kriterium == id_ and p.nr in (0, nr + 1) for p in t.giver.statusser):
                yield her

    def _felt(self, nr: int) -> str:
        assert isinstance(self.ejer, TypetTjek)
        return self.ejer.felt if self.liste is None else f"{self.liste}[{nr}].{self.ejer.felt}"

    def _side(self, sted: _Udtrykssted, k: Kontekst) -> int | None:
        """Return the side of a limit that a case is on, at most one step from it; None if it does not test it."""
        forskel = self.forskel(sted, k)
        if forskel is None or not self.afgoer(sted, k):
            return None
        if forskel and abs(forskel) > self._skridt[sted]:
            return None
        return int(forskel > 0) - int(forskel < 0)

    @cached_property
    def _skridt(self) -> dict[_Udtrykssted, Fraction]:
        """The change of each comparison's difference when one of its facts changes by its smallest step."""
        return {
            s: min((abs(r.haeldning) for n in self._egne(s) if (r := self._linje(s, n, 1))), default=Fraction(0))
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

    def _begynd(self, navn: Navn) -> int:
        """Return the step number of an ordinary value to start the search from."""
        form = self._form(navn)
        return _EN_DAG.toordinal() if form.type == "dato" else max(yderpladser(form)[0] or 0, 0)

    def _andre(self, sted: _Udtrykssted, navn: Navn, grund: int) -> Fakter:
        """Return the comparison's other facts, each ``grund`` steps above its start value."""
        return {n: paa_plads(self._form(n), self._begynd(n) + grund) for n in self._egne(sted) if n != navn}

    def _linje(self, sted: _Udtrykssted, navn: Navn, grund: int) -> Linje | None:
        """Return the comparison's difference as a linear function of one fact, the other facts being fixed."""
        andre, form = self._andre(sted, navn, grund), self._form(navn)
        return linje(
            lambda nr: self.forskel(sted, self.kontekst({**andre, navn: paa_plads(form, nr)})), self._begynd(navn)
        )

    def _omkring(self, sted: _Udtrykssted, navn: Navn, grund: int) -> list[Any]:
        """Return the values of a fact at a limit and one step to each side, with the other facts fixed."""
        fundet = self._linje(sted, navn, grund)
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
                return [v for s in egne for v in self._omkring(s, navn, 0)] or [paa_plads(form, self._begynd(navn))]
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
        """Find facts that put the comparison at its limit and on each side, otherwise differing as little as they
        can.
        """
        bedst: dict[int, Fakter] = {}
        egne = self._egne(sted)
        for grund in (0, 1):
            for navn in egne:
                fundne: dict[int, Fakter] = {}
                for v in self._omkring(sted, navn, grund):
                    faste = self._andre(sted, navn, grund) | {navn: v}
                    for fakta in self._med_andre(faste):
                        k = self.kontekst(fakta)
                        forskel = self.forskel(sted, k)
                        if forskel is not None and self.afgoer(sted, k):
                            fundne.setdefault((forskel > 0) - (forskel < 0), fakta)
                            break
                if len(fundne) > len(bedst):
                    bedst = fundne
        return bedst

    def tilfaelde(self, sagt: set[_Punkt]) -> Iterator[Graensetilfaelde]:
        """Yield the cases that the pack lacks."""
        for sted in self.graenser:
            if {_Punkt(sted, side) for side in (-1, 0, 1)} <= sagt:
                continue
            for side, fakta in sorted(self._graense(sted).items()):
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
        """List the limits on counts made by built-in functions for which no case shows both outcomes."""
        return [
            f"{self._navn(s)}: {skriv_udtryk(s.knude)}"
            for s in self.indbyggede
            if not {_Punkt(s, True), _Punkt(s, False)} <= sagt
        ]

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


# --- As a file of cases -------------------------------------------------------------------


def skriv_manglende(m: Manglende) -> str:
    """Return the missing cases as YAML, ready to be saved in the pack's folder of cases."""
    navn = m.regelsaet.id
    if not m.tilfaelde and not m.ikke_dannet:
        return f"# {navn} mangler ingen grænsetilfælde.\n"
    linjer = []
    if m.tilfaelde:
        linjer += [
            f"# Grænsetilfælde, som {navn} mangler. De siger, hvad reglerne giver nu; om det er rigtigt, skal en",
            "# person bekræfte ud fra kilden. Giv dem da et navn, der siger det, og slet linjen »Bekræft«.",
            "tilfaelde:",
        ]
    for t in m.tilfaelde:
        linjer += _skrevet(t, m.regelsaet)
    linjer += [f"# Ingen tilfælde viser begge sider af »{hvad}«. Det skal du selv skrive." for hvad in m.ikke_dannet]
    return "".join(f"{linje}\n" for linje in linjer)


def _skrevet(t: Graensetilfaelde, regelsaet: Regelsaet) -> list[str]:
    nu = {"kriterier": t.giver, "fund": "findes", "uden_fund": "findes ikke"}[t.noegle]
    linjer = [f"  # Bekræft: {t.id} giver nu »{nu}«." if t.noegle == "kriterier" else f"  # Bekræft: {t.id} {nu} nu."]
    linjer.append(f"  - navn: {json.dumps(t.navn, ensure_ascii=False)}")
    egne = {n: v for (liste, n), v in t.fakta.items() if liste is None and n != DATO_NAVN}
    i_liste = {li: {n: v for (x, n), v in t.fakta.items() if x == li and n} for li in regelsaet.data.lister}
    if t.liste is not None and not egne and list(i_liste) == [t.liste]:
        linjer += _ordbog("raekke", i_liste[t.liste], regelsaet, t.liste, 4)
    else:
        linjer += _ansoegning(t, egne, i_liste, regelsaet)
    if (None, DATO_NAVN) in t.fakta:
        linjer.append(f"    dato: {_vaerdi(DAGEN, t.fakta[None, DATO_NAVN], regelsaet)}")
    giver = t.giver if t.noegle == "kriterier" else json.dumps(t.giver)
    return [*linjer, "    giver:", f"      {t.noegle}: {{{t.id}: {giver}}}"]


def _ansoegning(
    t: Graensetilfaelde, egne: dict[str, Any], i_liste: dict[str, dict[str, Any]], regelsaet: Regelsaet
) -> list[str]:
    linjer: list[str] = []
    grupper: dict[str, dict[str, Any]] = {}
    for navn, v in egne.items():
        gruppe, prik, kort = navn.partition(".")
        if prik:
            grupper.setdefault(gruppe, {})[kort] = _vaerdi(regelsaet.fakta[None, navn], v, regelsaet)
        else:
            linjer.append(f"      {navn}: {_vaerdi(regelsaet.fakta[None, navn], v, regelsaet)}")
    for gruppe, dele in grupper.items():
        linjer += [f"      {gruppe}:", *(f"        {kort}: {v}" for kort, v in dele.items())]
    for liste, fakta in i_liste.items():
        antal = t.fakta.get((liste, ""), 0)
        if fakta:
            foerste, *resten = _ordbog("-", fakta, regelsaet, liste, 6)[1:]
            linjer += [f"      {liste}:", f"        - {foerste.strip()}", *(f"  {r}" for r in resten)]
        elif antal or liste == t.liste:
            linjer.append(f"      {liste}: [{', '.join(['{}'] * (antal or 1))}]")
    return ["    ansoegning:", *linjer] if linjer else ["    ansoegning: {}"]


def _ordbog(noegle: str, fakta: dict[str, Any], regelsaet: Regelsaet, liste: str, indryk: int) -> list[str]:
    if not fakta:
        return [f"{' ' * indryk}{noegle}: {{}}"]
    return [
        f"{' ' * indryk}{noegle}:",
        *(f"{' ' * (indryk + 2)}{n}: {_vaerdi(regelsaet.fakta[liste, n], v, regelsaet)}" for n, v in fakta.items()),
    ]


def _vaerdi(form: Vaerdiform, v: Any, regelsaet: Regelsaet) -> str:
    """Return a value as it is written in a YAML file."""
    if isinstance(v, bool):
        return "ja" if v else "nej"
    if isinstance(v, date):
        return f"{v:%d/%m}/{v.year:04}"
    if isinstance(v, tuple):
        return json.dumps(list(v), ensure_ascii=False)
    if isinstance(v, int | Decimal | Fraction):
        if er_hel(form):
            return vis_tal(v)
        decimaler = len((form.trin or "").partition(",")[2])
        rundet = Decimal(f"{Decimal(Fraction(v).numerator) / Fraction(v).denominator:.{decimaler}f}")
        return json.dumps(skriv_decimaltal(form, rundet))
    if form.type == "kommune":
        return json.dumps(regelsaet.kommuner.kode(v).navn, ensure_ascii=False)
    return v if form.type == "valg" else json.dumps(v, ensure_ascii=False)
