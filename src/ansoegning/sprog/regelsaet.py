"""A rule pack with typed expressions, as used by the rest of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from ..model.regelsaet import (
    Afklaring,
    Alternativ,
    Faktaerklaering,
    Fortolkning,
    Kriterium,
    RegelsaetData,
    Skematjek,
)
from ..model.vaerdier import Kommuner, Vaerdi
from ..model.visning import er_kroner
from ..system.dataklasse import dataklasse
from .erklaeringer import ANSOEGNING, DAGEN, DATO_NAVN, Afledt
from .husk import HuskedeSvar, Husket
from .omfang import Omfang
from .parametertal import regn
from .perioder import TypetPeriode
from .point import Pointregel, pointregel
from .raekkefoelge import TypetRaekkefoelge
from .traeer import (
    AntalRaekker,
    Fakt,
    Hver,
    Ikke,
    Kald,
    Knude,
    Konstant,
    Og,
    Param,
    Regn,
    Saml,
    Sammenlign,
    Udfyldt,
    boern,
    med_barn,
)


@dataklasse(frozen=True, slots=True)
class TypetGrund:
    """A reason, and the condition under which it is used; None: always."""

    naar: Knude | None
    tekst: str


@dataklasse(frozen=True, slots=True)
class TypetDel:
    """An exception or a reservation, and the question the pack asks where it applies."""

    naar: Knude
    grund: str
    afklaring: Afklaring | None = None


@dataklasse(frozen=True, slots=True)
class TypetKriterium:
    """A criterion with its expressions typed. ``samles``: facts read as the sum over a joint row's shares."""

    data: Kriterium
    krav: Knude
    undtagelser: tuple[TypetDel, ...]
    forbehold: tuple[TypetDel, ...]
    opfyldt: tuple[TypetGrund, ...]
    ikke_opfyldt: tuple[TypetGrund, ...]
    samles: tuple[str, ...] = ()

    @property
    def liste(self) -> str | None:
        return self.data.for_

    @property
    def betingelser(self) -> list[Knude]:
        """The conditions that decide its status: the requirement, the exceptions, the reservations."""
        return [self.krav, *(d.naar for d in (*self.undtagelser, *self.forbehold))]


@dataklasse(frozen=True, slots=True)
class TypetTjek:
    """A form check. ``gaelder`` is its fact by ``for_hver``; ``felt`` the fact or list that a finding points at."""

    data: Skematjek
    liste: str | None
    naar: Knude
    felt: str
    gaelder: str | None


@dataklasse(frozen=True, slots=True)
class TypetForhold:
    """A named condition that conclusions use."""

    id: str
    liste: str | None
    naar: Knude


@dataklasse(frozen=True, slots=True)
class TypetAlternativ:
    """An alternative interpretation: the parameters (base units), criteria and order it changes."""

    parametre: dict[str, Vaerdi]
    kriterier: dict[str, TypetKriterium]
    raekkefoelge: TypetRaekkefoelge | None


# By (list or None, name): the other side of each comparison of a fact, in base units.
Modstykker = dict[tuple[str | None, str], tuple[Knude, ...]]


@dataclass(frozen=True, eq=False)
class Regelsaet:
    """A loaded, checked rule pack.

    ``parametre`` are in base units; ``fakta`` is keyed by (list or None, name); ``sha256`` is the checksum of its
    files; ``alternativer`` are the alternative interpretations that can be calculated, by (interpretation, number from
    0). ``egne`` holds the pack's own values, in base units, of the parameters that were changed for this run.
    """

    data: RegelsaetData
    sha256: str
    kommuner: Kommuner
    parametre: dict[str, Vaerdi]
    fakta: dict[tuple[str | None, str], Faktaerklaering]
    afledte: dict[tuple[str | None, str], Afledt]
    perioder: dict[str, TypetPeriode]
    kriterier: tuple[TypetKriterium, ...]
    skema: tuple[TypetTjek, ...]
    forhold: tuple[TypetForhold, ...]
    omfang: Omfang = field(repr=False)
    raekkefoelge: TypetRaekkefoelge | None = None
    alternativer: dict[tuple[str, int], TypetAlternativ] = field(default_factory=dict, repr=False)
    egne: dict[str, Vaerdi] = field(default_factory=dict, repr=False)
    _modstykker: dict[int, tuple[TypetKriterium | TypetTjek, Modstykker]] = field(
        init=False, default_factory=dict, repr=False
    )
    _laesninger: dict[str, tuple[tuple[Fortolkning, Alternativ, TypetAlternativ], ...]] = field(
        init=False, default_factory=dict, repr=False
    )
    _kriterier: dict[str | None, tuple[TypetKriterium, ...]] = field(init=False, default_factory=dict, repr=False)
    _skema: dict[str | None, tuple[TypetTjek, ...]] = field(init=False, default_factory=dict, repr=False)
    _andre: dict[int, tuple[TypetAlternativ, Regelsaet]] = field(init=False, default_factory=dict, repr=False)
    # Cache of results derived from the pack's trees. The keys contain ids of trees, so the values refer to those trees.
    husket: Husket = field(init=False, default_factory=Husket, repr=False)
    # Cache of facts' values, by the id of the fact's declaration and the text (``indlaes.ansoegning``). The values
    # contain the declaration, so that its id is not used again.
    laeste: Husket = field(init=False, default_factory=Husket, repr=False)
    # Cache of answers, keyed by the values of the facts they depend on (``bedoemmelse.genbrug``).
    genbrug: HuskedeSvar = field(init=False, default_factory=HuskedeSvar, repr=False)
    # Cache of conclusions by the chainer's symbols (``bedoemmelse.konklusioner``), and of findings by the values of the
    # form checks (``bedoemmelse.skema``). There are fewer of these patterns than of facts, and answers, which differ,
    # must not clear them.
    moenstre: HuskedeSvar = field(init=False, default_factory=HuskedeSvar, repr=False)
    # What the engine has compiled (``motor.oversat``): criteria by their ids, conditions by name and list.
    oversatte: dict[int | tuple[int, ...] | tuple[str, str | None], Any] = field(
        init=False, default_factory=dict, repr=False
    )

    @property
    def id(self) -> str:
        return self.data.id

    @cached_property
    def kraevede(self) -> frozenset[tuple[str | None, str]]:
        """The facts that a check of the form requires, by (list or None, name)."""
        return frozenset(
            (t.naar.a.fakt.liste, t.naar.a.fakt.navn)
            for t in self.skema
            if t.data.alvor == "fejl" and isinstance(t.naar, Ikke) and isinstance(t.naar.a, Udfyldt)
        )

    @cached_property
    def soeges(self) -> tuple[str, ...]:
        """The budgets whose requested amount contains an amount that the applicant states."""
        orden = self.raekkefoelge
        return tuple(
            b.id
            for b in (orden.budgetter if orden is not None else ())
            if any(er_kroner(self.form(g.liste, g.navn)) for g in grundfakta(self, b.ansoegt))
        )

    def fakta_i(self, liste: str | None) -> dict[str, Faktaerklaering]:
        """Return the facts of a scope, in form order."""
        return self.data.fakta.get(liste or ANSOEGNING, {})

    def form(self, liste: str | None, navn: str) -> Faktaerklaering:
        """Return the declaration of a fact, including the day of the run, and a derived list's sums and dates."""
        if (liste, navn) == (None, DATO_NAVN):
            return DAGEN
        return self.perioder[liste].former[navn] if liste in self.perioder else self.fakta[liste, navn]

    def status(self, rolle: str) -> str:
        """Return the status with this role."""
        return self._statusser[rolle]

    @cached_property
    def _statusser(self) -> dict[str, str]:
        return {s.rolle: navn for navn, s in reversed(self.data.statusser.items())}

    def modstykker(self, af: TypetKriterium | TypetTjek) -> Modstykker:
        """Return what each calculated number is compared with in a criterion or check, also in its derived facts.

        Displayed numbers must not be rounded to the other side of these. Cached.
        """
        # Keyed by object identity, because ids are not unique here: an alternative interpretation of a criterion has
        # the criterion's id, and the checks made for several facts share one id.
        kendt = self._modstykker.get(id(af))
        if kendt is None:
            kendt = self._modstykker[id(af)] = (af, _modstykker(self, af))
        return kendt[1]

    @cached_property
    def beloebstjek(self) -> tuple[tuple[TypetTjek, Knude], ...]:
        """The checks that make an amount unknown, each with the condition under which it does so.

        The condition must be true both with this run's parameters and with the pack's own: lowering a budget in a
        what-if (``--saet``) does not put an amount in the wrong unit.
        """
        return tuple((t, _ogsaa_uden_sat(t.naar, self.egne)) for t in self.skema if t.data.beloeb_ukendt == "ja")

    @cached_property
    def point(self) -> tuple[Pointregel, ...]:
        """The criteria that give points, with this run's parameters; empty where the order has none."""
        orden = self.raekkefoelge
        return () if orden is None else tuple(pointregel(p, self.parametre) for p in orden.point)

    @cached_property
    def mindst_i_alt(self) -> Fraction | None:
        """The minimum total of points, with this run's parameters."""
        orden = self.raekkefoelge
        if orden is None or orden.mindst_i_alt is None:
            return None
        return regn(orden.mindst_i_alt, self.parametre)

    def kriterier_i(self, liste: str | None) -> tuple[TypetKriterium, ...]:
        """Return the criteria of a scope. Cached."""
        if liste not in self._kriterier:
            self._kriterier[liste] = tuple(k for k in self.kriterier if k.liste == liste)
        return self._kriterier[liste]

    def skema_i(self, liste: str | None) -> tuple[TypetTjek, ...]:
        """Return the form checks of a scope. Cached."""
        if liste not in self._skema:
            self._skema[liste] = tuple(t for t in self.skema if t.liste == liste)
        return self._skema[liste]

    @cached_property
    def skemarang(self) -> dict[str, int]:
        """The number of each form check in the pack's order, by its id."""
        return {t.id: nr for nr, t in enumerate(self.data.skema)}

    def laesninger_af(self, kriterium: str) -> tuple[tuple[Fortolkning, Alternativ, TypetAlternativ], ...]:
        """Return the alternatives that may change a criterion's status: with parameters or this criterion. Cached."""
        if kriterium not in self._laesninger:
            self._laesninger[kriterium] = tuple(
                (f, a, typet)
                for f in self.data.fortolkninger
                for nr, a in enumerate(f.alternativer)
                if (typet := self.alternativer.get((f.id, nr))) is not None
                and (typet.parametre or kriterium in typet.kriterier)
            )
        return self._laesninger[kriterium]

    def med_alternativ(self, a: TypetAlternativ) -> Regelsaet:
        """Return the pack with an alternative interpretation in place of its own. Cached."""
        if id(a) not in self._andre:
            andet = replace(
                self,
                parametre={**self.parametre, **a.parametre},
                kriterier=tuple(a.kriterier.get(k.data.id, k) for k in self.kriterier),
                raekkefoelge=a.raekkefoelge or self.raekkefoelge,
            )
            self._andre[id(a)] = (a, andet)
        return self._andre[id(a)][1]


def _modstykker(regelsaet: Regelsaet, af: TypetKriterium | TypetTjek) -> Modstykker:
    fundne: Modstykker = {}
    sete: set[tuple[str | None, str]] = set()
    if isinstance(af, TypetTjek):
        traeer = [af.naar]
    else:
        grunde = [g.naar for g in (*af.opfyldt, *af.ikke_opfyldt) if g.naar is not None]
        krav, *resten = af.betingelser
        traeer = [krav, *grunde, *resten]
    while traeer:
        knude = traeer.pop(0)
        if isinstance(knude, Saml | Hver):
            # Comparisons inside an aggregate are made for each row, and none of their numbers is displayed.
            continue
        if isinstance(knude, Sammenlign) and knude.a.type.art == "tal":
            for side, anden in ((knude.a, knude.b), (knude.b, knude.a)):
                for n, modstykke in _vist_imod(regelsaet, side, anden):
                    fundne[n] = (*fundne.get(n, ()), modstykke)
        if isinstance(knude, Fakt) and (n := (knude.liste, knude.navn)) in regelsaet.afledte and n not in sete:
            sete.add(n)
            traeer.append(regelsaet.afledte[n].trae)
        traeer += boern(knude)
    return fundne


def _vist_imod(regelsaet: Regelsaet, side: Knude, anden: Knude) -> Iterator[tuple[tuple[str | None, str], Knude]]:
    """Yield the derived facts that one side of a comparison may be displayed as, each with what it is compared with.

    These are the side itself if it is a fact, those with its expression, and shares (see ``_andelens_modstykke``).
    """
    eget = (side.liste, side.navn) if isinstance(side, Fakt) else None
    yield from ((n, anden) for n, afledt in regelsaet.afledte.items() if n == eget or afledt.trae == side)
    for n, afledt in regelsaet.afledte.items():
        if (pct := _andelens_modstykke(afledt.trae, side, anden)) is not None:
            yield n, pct


def _andelens_modstykke(trae: Knude, del_: Knude, anden: Knude) -> Knude | None:
    """Return the percentage that a share is compared with where the condition multiplies instead of dividing.

    ``del_`` compared with ``pct × hele`` compares the share ``andel(del_, hele)`` with ``pct``.
    """
    if not isinstance(anden, Regn) or anden.op != "pct" or not isinstance(trae, Kald) or trae.navn != "andel":
        return None
    return next((p for p, hele in ((anden.a, anden.b), (anden.b, anden.a)) if trae.argumenter == (del_, hele)), None)


def _ogsaa_uden_sat(naar: Knude, egne: dict[str, Vaerdi]) -> Knude:
    uden = _med_egne(naar, egne)
    return naar if uden == naar else Og(naar.type, naar.plads, (naar, uden))


def _med_egne(knude: Knude, egne: dict[str, Vaerdi]) -> Knude:
    """Return the tree with the changed parameters replaced by the pack's own values."""
    if isinstance(knude, Param) and knude.navn in egne:
        return Konstant(knude.type, knude.plads, egne[knude.navn])
    for nr, barn in enumerate(boern(knude)):
        ny = _med_egne(barn, egne)
        if ny is not barn:
            knude = med_barn(knude, nr, ny)
    return knude


@dataklasse(frozen=True, slots=True)
class Grundfakta:
    """An input fact a tree rests on; ``samlet``: it is read in every row of its list, not only in the row evaluated."""

    liste: str | None
    navn: str
    samlet: bool


def grundfakta(regelsaet: Regelsaet, knude: Knude, samlet: bool = False) -> list[Grundfakta]:
    """Return the input facts that a tree rests on, also through derived facts, in order, each once. Cached."""
    noegle = ("grundfakta", id(knude), samlet)
    kendt = regelsaet.husket.get(noegle)
    if kendt is None:
        kendt = (knude, _grundfakta(regelsaet, knude, samlet))
        regelsaet.husket[noegle] = kendt
    fundet: list[Grundfakta] = kendt[1]
    return fundet


def _grundfakta(regelsaet: Regelsaet, knude: Knude, samlet: bool) -> list[Grundfakta]:
    fundet: dict[Grundfakta, None] = {}
    if (liste := _liste(knude)) in regelsaet.perioder:
        # The periods, and the sums in them, depend on every date.
        for del_ in regelsaet.perioder[liste].laeser():
            fundet.update(dict.fromkeys(grundfakta(regelsaet, del_, samlet=True)))
    elif isinstance(knude, Fakt) and knude.navn != DATO_NAVN:
        afledt = regelsaet.afledte.get((knude.liste, knude.navn))
        if afledt is None:
            return [Grundfakta(knude.liste, knude.navn, samlet)]
        return grundfakta(regelsaet, afledt.trae, samlet)
    for barn in boern(knude):
        fundet.update(dict.fromkeys(grundfakta(regelsaet, barn, samlet or isinstance(knude, Saml | Hver))))
    return list(fundet)


def oplysninger(regelsaet: Regelsaet, knude: Knude) -> list[Grundfakta]:
    """Return what a tree must be told: the input facts it rests on, and the day of the run if it reads that."""
    dagen = (None, DATO_NAVN)
    return [*grundfakta(regelsaet, knude), *([Grundfakta(*dagen, False)] if _laeser(regelsaet, knude, dagen) else ())]


def _laeser(regelsaet: Regelsaet, knude: Knude, navn: tuple[str | None, str]) -> bool:
    """Return whether a tree reads a fact, also through derived facts. Cached."""
    noegle = ("laeser", id(knude), navn)
    kendt = regelsaet.husket.get(noegle)
    if kendt is None:
        kendt = regelsaet.husket[noegle] = (knude, navn in laeste_fakta(regelsaet, knude))
    return bool(kendt[1])


def laeste_fakta(regelsaet: Regelsaet, *knuder: Knude | None) -> frozenset[tuple[str | None, str]]:
    """Return every fact that trees read, by (list or None, name): derived facts and the facts they rest on."""
    return frozenset((k.liste, k.navn) for k in _laeste(regelsaet, knuder) if isinstance(k, Fakt))


def laeste_parametre(regelsaet: Regelsaet, *knuder: Knude | None) -> frozenset[str]:
    """Return every parameter that trees read, also in derived facts and in periods (sums, length)."""
    fundne: set[str] = set()
    for k in _laeste(regelsaet, knuder):
        if isinstance(k, Param):
            fundne.add(k.navn)
        elif (liste := _liste(k)) in regelsaet.perioder:
            fundne.add(regelsaet.perioder[liste].laengde)
    return frozenset(fundne)


def _laeste(regelsaet: Regelsaet, knuder: Iterable[Knude | None]) -> Iterator[Knude]:
    """Yield the nodes of trees and of the derived facts and periods that they read, each of these once."""
    sete: set[tuple[str | None, str]] = set()
    afventer = [k for k in knuder if k is not None]
    while afventer:
        knude = afventer.pop()
        if isinstance(knude, Fakt):
            navn = (knude.liste, knude.navn)
            if navn in sete:
                continue
            sete.add(navn)
            if (afledt := regelsaet.afledte.get(navn)) is not None:
                afventer.append(afledt.trae)
        if (liste := _liste(knude)) in regelsaet.perioder:
            # The periods, and the sums in them, depend on every date.
            afventer += regelsaet.perioder[liste].laeser()
        yield knude
        afventer += boern(knude)


def _liste(knude: Knude) -> str | None:
    """Return the list that a node reads rows of; None for the application, and for nodes that read no fact."""
    return knude.liste if isinstance(knude, Fakt | Saml | Hver | AntalRaekker) else None
