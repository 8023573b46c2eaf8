"""Allocate the budgets along an order: filling, guarantee, shares for groups, bounds per applicant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .plan import Aarsag, Kandidat, Plan, Tur, Udfald

# An order, in groups that the guarantee may choose within.
Raekke = Sequence[Sequence[int]]


@dataclass(slots=True)
class Tildeling:
    """An allocation under way: the remaining budgets, and what has been given so far.

    ``faar``: what each candidate inside gets; ``ture``: the result of every candidate's turn. ``ombyttet``: the
    candidates whose position in the order mattered in an exchange (``bytte``).
    """

    rest: list[int]
    faar: dict[int, tuple[int, ...]] = field(default_factory=dict)
    ture: dict[int, Tur] = field(default_factory=dict)
    garanti: dict[str, int | None] = field(default_factory=dict)
    ombyttet: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Fyldning:
    """A filling under way: the remaining budgets, the only group that is served (None: all), and the closed budgets."""

    ramme: list[int]
    kun: str | None = None
    stoppet: set[int] = field(default_factory=set)


def tildel(kandidater: Sequence[Kandidat], raekke: Raekke, plan: Plan, *, udloest: bool) -> Tildeling:
    """Allocate the budgets.

    ``raekke`` is the order, in groups that the guarantee may choose within (single candidates if it may not). If an
    applicant gets less than the minimum per applicant, the round is allocated again without that applicant.
    """
    uden: set[int] = set()
    while True:
        svar = Uddeler(kandidater, raekke, plan, uden, udloest).uddel()
        faldet = _under_mindst(kandidater, raekke, plan, svar)
        if not faldet:
            return svar
        uden |= faldet


def _under_mindst(kandidater: Sequence[Kandidat], raekke: Raekke, plan: Plan, svar: Tildeling) -> set[int]:
    """Return the candidates of the lowest-ranked applicant that gets less than the minimum per applicant."""
    if plan.ansoeger_mindst is None:
        return set()
    i_alt: dict[str | int, int] = {}
    for i, beloeb in svar.faar.items():
        i_alt[_ansoeger(kandidater, i)] = i_alt.get(_ansoeger(kandidater, i), 0) + sum(beloeb)
    for gruppe in reversed(raekke):
        for i in reversed(gruppe):
            hvem = _ansoeger(kandidater, i)
            if i in svar.faar and i_alt[hvem] < plan.ansoeger_mindst:
                return {j for j in range(len(kandidater)) if _ansoeger(kandidater, j) == hvem}
    return set()


def _ansoeger(kandidater: Sequence[Kandidat], i: int) -> str | int:
    """Return the applicant; an unknown applicant counts as one of its own."""
    kendt = kandidater[i].ansoeger
    return i if kendt is None else kendt


class Uddeler:
    """One allocation of the budgets along an order, without the candidates in ``uden``."""

    def __init__(
        self, kandidater: Sequence[Kandidat], raekke: Raekke, plan: Plan, uden: set[int], udloest: bool
    ) -> None:
        self.kandidater = kandidater
        self.raekke = raekke
        self.plan = plan
        self.uden = uden
        self.garanti = plan.garanti if udloest else None
        self.svar = Tildeling([b.ramme for b in plan.budgetter])
        self.ansoegers: dict[str | int, int] = {}
        self.antal: dict[str | None, int] = {}

    def uddel(self) -> Tildeling:
        """Allocate everything."""
        for i in self.uden:
            self._ude(i, "ansoeger_mindst")
        if self.garanti is not None:
            self.svar.garanti = dict.fromkeys(self.garanti.grupper)
            if self.garanti.form == "foerst":
                self.foerst(self.raekke)
        deling = self.plan.deling
        for navn, andel in deling.andele if deling is not None else ():
            self.fyld(self.raekke, Fyldning(list(andel), navn))
        if deling is None or deling.rest == "i_orden":
            self.fyld(self.raekke, Fyldning(self.svar.rest))
        if self.garanti is not None and self.garanti.form == "bytte":
            self._byt()
        for i in range(len(self.kandidater)):
            if i not in self.svar.ture:
                self._ude(i, "uden_andel")
        return self.svar

    # One candidate

    def _mangler(self, i: int, ramme: Sequence[int]) -> Aarsag | None:
        """Return why a candidate cannot have its full amount; None if it can."""
        if any(b > r for b, r in zip(self.kandidater[i].beloeb, ramme, strict=True)):
            return "ramme"
        if self._hoejst(i) < sum(self.kandidater[i].beloeb):
            return "ansoeger_hoejst"
        return None

    def _hoejst(self, i: int) -> int:
        """Return the amount that a candidate's applicant may still get."""
        if self.plan.ansoeger_hoejst is None:
            return sum(self.kandidater[i].beloeb)
        return self.plan.ansoeger_hoejst - self.ansoegers.get(_ansoeger(self.kandidater, i), 0)

    def _tag(self, i: int, udfald: Udfald, beloeb: tuple[int, ...], ramme: list[int]) -> None:
        self.svar.ture[i] = Tur(udfald, tuple(ramme), beloeb)
        self.svar.faar[i] = beloeb
        self._bogfoer(i, beloeb)
        if ramme is not self.svar.rest:
            for b, kr in enumerate(beloeb):
                ramme[b] -= kr

    def _bogfoer(self, i: int, beloeb: tuple[int, ...], fortegn: int = 1) -> None:
        for b, kr in enumerate(beloeb):
            self.svar.rest[b] -= fortegn * kr
        hvem, gruppe = _ansoeger(self.kandidater, i), self.kandidater[i].gruppe
        self.ansoegers[hvem] = self.ansoegers.get(hvem, 0) + fortegn * sum(beloeb)
        self.antal[gruppe] = self.antal.get(gruppe, 0) + fortegn

    def _ude(self, i: int, aarsag: Aarsag, ramme: Sequence[int] | None = None) -> None:
        self.svar.ture[i] = Tur("ude", tuple(self.svar.rest if ramme is None else ramme), None, aarsag)

    # The ways of allocating

    def foerst(self, raekke: Raekke) -> None:
        """Select the first candidate of each group that fits in the remainder."""
        for lige in raekke:
            for i in lige:
                navn = self.kandidater[i].gruppe
                if navn is None or i in self.uden or self.svar.garanti.get(navn, i) is not None:
                    continue
                if self._mangler(i, self.svar.rest) is None:
                    self.svar.garanti[navn] = i
                    self._tag(i, "garanti", self.kandidater[i].beloeb, self.svar.rest)

    def fyld(self, raekke: Raekke, f: Fyldning) -> None:
        """Fill the budgets in order with the candidates that fit; at the limit, do as the plan's ``ved_loft`` says."""
        for lige in raekke:
            tilbage = [
                i
                for i in lige
                if (i not in self.svar.faar or self._kan_faa_mere(i, f))
                and i not in self.uden
                and (f.kun is None or self.kandidater[i].gruppe == f.kun)
            ]
            while tilbage:
                i = self._naeste(tilbage)
                foran = i != tilbage[0]
                tilbage.remove(i)
                if self.er_stoppet(i, f):
                    if i not in self.svar.faar:
                        self._ude(i, "stoppet", f.ramme)
                    continue
                if i in self.svar.faar:
                    # The partial amount from the group's share is returned, and the candidate is tried again with the
                    # common remainder.
                    self._bogfoer(i, self.svar.faar.pop(i), -1)
                f.stoppet |= self._proev(i, f.ramme, foran)

    def er_stoppet(self, i: int, f: Fyldning) -> bool:
        """Return whether a candidate requests from a closed budget, or every budget is closed."""
        return bool(f.stoppet) and (
            len(f.stoppet) == len(f.ramme) or any(self.kandidater[i].beloeb[b] for b in f.stoppet)
        )

    def _kan_faa_mere(self, i: int, f: Fyldning) -> bool:
        """Return whether a candidate may get more from the common remainder than the partial amount it has.

        It may if the partial amount came from its group's share.
        """
        return f.kun is None and self.plan.deling is not None and self.svar.ture[i].udfald == "delvis"

    def _proev(self, i: int, ramme: list[int], foran: bool) -> set[int]:
        """Select a candidate if it fits. Returns the budgets that close here."""
        mangler = self._mangler(i, ramme)
        if mangler is None:
            if foran:
                self.svar.garanti[str(self.kandidater[i].gruppe)] = i
            self._tag(i, "garanti" if foran else "inde", self.kandidater[i].beloeb, ramme)
            return set()
        fulde = self.kandidater[i].beloeb
        stopper = {b for b, (kr, r) in enumerate(zip(fulde, ramme, strict=True)) if kr > r}
        if self.plan.ved_loft == "delvis":
            # Partial amounts together with a maximum per applicant are only allowed where a row requests from a single
            # budget (checked with the pack).
            egne = [b for b, kr in enumerate(fulde) if kr]
            hoejst = self._hoejst(i) if len(egne) == 1 else None
            if hoejst is not None and hoejst < ramme[egne[0]]:
                stopper = set()
            self._tag_del(i, mangler, ramme, hoejst)
            return stopper
        self._ude(i, mangler, ramme)
        return stopper if self.plan.ved_loft == "stop" else set()

    def _tag_del(self, i: int, mangler: Aarsag, ramme: list[int], hoejst: int | None) -> None:
        """Award what is left of each budget, rounded down as awards are; nothing if below the minimum."""
        fulde = self.kandidater[i].beloeb
        del_ = []
        for b, kr, r in zip(self.plan.budgetter, fulde, ramme, strict=True):
            hoejst_her = max(min(kr, r) if hoejst is None else min(kr, r, hoejst), 0)
            del_.append(hoejst_her if hoejst_her == kr else hoejst_her // b.til * b.til)
        under = any(kr and d < b.mindst for b, kr, d in zip(self.plan.budgetter, fulde, del_, strict=True))
        if under or not any(del_):
            self._ude(i, "del_under_mindst" if under and any(del_) else mangler, ramme)
        else:
            self._tag(i, "delvis", tuple(del_), ramme)

    def _naeste(self, tilbage: list[int]) -> int:
        """Return among ties one of a group with none inside, if it fits; otherwise the first."""
        if len(tilbage) > 1 and self.garanti is not None and self.garanti.form == "lighed":
            for i in tilbage:
                navn = self.kandidater[i].gruppe
                mangler_gruppe = navn in self.garanti.grupper and not self.antal.get(navn)
                if mangler_gruppe and self._mangler(i, self.svar.rest) is None:
                    return i
        return tilbage[0]

    def _byt(self) -> None:
        """Exchange candidates for groups with none inside.

        For each such group, its first candidate that can fit replaces the lowest-ranked candidates inside, except those
        that are the only ones of their group.
        """
        assert self.garanti is not None
        orden = [i for lige in self.raekke for i in lige if i not in self.uden]
        for i in orden:
            navn = self.kandidater[i].gruppe
            if navn not in self.garanti.grupper or self.antal.get(navn):
                continue
            self.svar.ombyttet.add(i)
            ude = self._ryk_ud_for(i, orden)
            if ude is None:
                continue
            self.svar.garanti[str(navn)] = i
            self._tag(i, "garanti", self.kandidater[i].beloeb, self.svar.rest)
        if self.plan.ved_loft == "spring_over":
            for i in orden:
                if i not in self.svar.faar and self._mangler(i, self.svar.rest) is None:
                    self.svar.ombyttet.add(i)
                    self._tag(i, "inde", self.kandidater[i].beloeb, self.svar.rest)

    def _ryk_ud_for(self, ny: int, orden: list[int]) -> list[int] | None:
        """Remove the lowest-ranked candidates, one at a time, until there is room.

        Returns None, with nothing changed, if there is never enough room.
        """
        ude: list[int] = []
        spurgt: list[int] = []
        for i in reversed(orden):
            if self._mangler(ny, self.svar.rest) is None:
                break
            if i not in self.svar.faar:
                continue
            spurgt.append(i)
            if self.kandidater[i].gruppe is None or self.antal[self.kandidater[i].gruppe] > 1:
                self._bogfoer(i, self.svar.faar[i], -1)
                ude.append(i)
        if self._mangler(ny, self.svar.rest) is not None:
            for i in ude:
                self._bogfoer(i, self.svar.faar[i])
            # All were tried in vain. That depends only on the highest-ranked candidate of each group, which cannot be
            # removed.
            self.svar.ombyttet.update({self.kandidater[i].gruppe: i for i in spurgt}.values())
            return None
        self.svar.ombyttet.update(spurgt)
        for i in ude:
            del self.svar.faar[i]
            self._ude(i, "byttet")
        return ude
