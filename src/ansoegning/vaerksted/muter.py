"""Run the cases of a pack on each of its mutants: would they notice if the rules were slightly different?

A mutant is caught when a case no longer has the result it states. A surviving mutant is either a rule that no case
tests, or an equivalent mutant; equivalent mutants are listed with the reason in ``tilfaelde/ligegyldige.yaml``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar, cast

from ..fejl import Mangel, RegelsaetFejl, Sted
from ..indlaes.regelsaet import laes_steder, load_regelsaet
from ..motor.reference import Kontekst, bedoem, vaerdi
from ..motor.slutning import PlainKaede
from ..rangordning.deltagere import med_andre_parametre
from ..sprog.regelsaet import Regelsaet, grundfakta
from ..system.dataklasse import dataklasse
from .ligegyldige import laes_ligegyldige
from .mutanter import BELOEB, ORDEN, Mutant, Roert, mutanter
from .proev import afvigelser_i_runde, afviger, find_rundens
from .rundetilfaelde import Rundetilfaelde, laes_rundetilfaelde
from .tilfaelde import Tilfaelde, laes_tilfaelde

_KUN_I_RUNDER = {ORDEN, BELOEB}
_KUN_PLAIN = (PlainKaede(),)


class Beskrevet(Protocol):
    """A change of a pack: its description and its location."""

    @property
    def beskrivelse(self) -> str: ...
    @property
    def sted(self) -> Sted: ...


M = TypeVar("M", bound=Beskrevet)


@dataklasse(frozen=True, slots=True)
class Mutation:
    """The result of running a pack's cases on its mutants; ``overlevende`` are the mutants that no case catches."""

    regelsaet: str
    antal: int
    ligegyldige: int
    overlevende: tuple[Beskrevet, ...]

    @property
    def fangede(self) -> int:
        return self.antal - self.ligegyldige - len(self.overlevende)


def muter(navn: str, *, regler: str | os.PathLike[str] | None = None) -> Mutation:
    """Run the cases of the pack with this id on each of its mutants. The cases must pass on the unchanged pack.

    Raises BrugsFejl for an unknown id, RegelsaetFejl for an invalid pack or case, and for an entry in the list of
    equivalent mutants that names no mutant or one that a case catches.
    """
    regelsaet = load_regelsaet(navn, regler=regler)
    alle = mutanter(regelsaet, laes_steder(navn, regler=regler))
    proevning = _Proevning(regelsaet, laes_tilfaelde(navn, regler=regler))
    ligegyldige = laes_ligegyldige(navn, regler=regler)
    runder = _Rundeproevning(laes_rundetilfaelde(navn, regler=regler))

    def fanger(mutant: Mutant) -> str | None:
        fanget = proevning.fanger(mutant) or runder.fanger(mutant)
        return None if fanget is None else fanget.navn

    return opgoer(navn, alle, ligegyldige, fanger)


def opgoer(
    navn: str, alle: Sequence[M], ligegyldige: Mapping[str, Sted], fanger: Callable[[M], str | None]
) -> Mutation:
    """Run the cases on each mutant, and compare the outcome with the list of equivalent mutants.

    Args:
        navn: the pack's id.
        alle: the mutants.
        ligegyldige: the listed descriptions, with their locations.
        fanger: returns the name of a case that catches the mutant; None if no case does.

    Raises:
        RegelsaetFejl: the list names a mutant that does not exist, or one that a case catches.
    """
    kendte = {m.beskrivelse for m in alle}
    mangler = [
        Mangel(f"Der er ingen mutant »{m}«. Ret eller slet linjen.", sted)
        for m, sted in ligegyldige.items()
        if m not in kendte
    ]
    overlevende: list[M] = []
    for mutant in alle:
        fanget, sted = fanger(mutant), ligegyldige.get(mutant.beskrivelse)
        if fanget is None and sted is None:
            overlevende.append(mutant)
        elif fanget is not None and sted is not None:
            besked = f"»{mutant.beskrivelse}« er ikke ligegyldig: »{fanget}« fanger den. Slet linjen."
            mangler.append(Mangel(besked, sted))
    if mangler:
        raise RegelsaetFejl(mangler)
    return Mutation(navn, len(alle), len(ligegyldige), tuple(overlevende))


# --- Running the cases --------------------------------------------------------------------


class _Proevning:
    """The cases of a pack, with the values of its criteria, checks and conditions in each, to be compared with mutants.

    A mutant counts as caught only if a case has another result when judged by all rules of the mutant. To save time, a
    case is judged only if the mutant can change its result: either the value of a criterion, check or condition in the
    case differs (it depends on the tree, on the derived facts and parameters in it, and on the facts of the case), or a
    conclusion is drawn differently.
    """

    def __init__(self, regelsaet: Regelsaet, tilfaelde: Sequence[Tilfaelde]) -> None:
        self.regelsaet = regelsaet
        self.tilfaelde = tilfaelde
        self.kendte: dict[tuple[int, Roert], list[object]] = {}
        self.steder = [_steder(t) for t in tilfaelde]
        self.siger = [_siger(t) for t in tilfaelde]

    def fanger(self, mutant: Mutant) -> Tilfaelde | None:
        """Return the first case that catches a mutant, cases about the changed part first; None if no case does."""
        if all(art in _KUN_I_RUNDER for art, _ in mutant.roert):
            return None
        egne, andre = self._vedkommer(mutant)
        muterede: dict[int, Regelsaet] = {}
        for nr in (*egne, *andre):
            t = self.tilfaelde[nr]
            if mutant.parameter in t.sat:
                continue
            eget = muterede.get(id(t.regelsaet)) or muterede.setdefault(id(t.regelsaet), mutant.aendr(t.regelsaet))
            if self._maerkes(mutant, nr, eget) and afviger(replace(t, regelsaet=eget), _KUN_PLAIN):
                return t
        return None

    def _vedkommer(self, mutant: Mutant) -> tuple[list[int], list[int]]:
        """Return the numbers of the cases about the changed part, and of the others that state a conclusion."""
        egne: list[int] = []
        andre: list[int] = []
        navne = {navn for _, navn in mutant.roert} | {
            self.regelsaet.skema[cast("int", nr)].data.id for art, nr in mutant.roert if art == "tjek"
        }
        for nr, (sagt, draget) in enumerate(self.siger):
            if navne & sagt:
                egne.append(nr)
            elif draget:
                andre.append(nr)
        return egne, andre

    def _maerkes(self, mutant: Mutant, nr: int, muteret: Regelsaet) -> bool:
        """Return whether any value that a case can observe differs under the mutant."""
        t = self.tilfaelde[nr]
        # The values compared below ignore assumed facts, so such a case must be judged in full.
        if t.antag:
            return True
        for del_ in mutant.roert:
            if del_[0] == "konklusion":
                return True
            if del_[0] in _KUN_I_RUNDER:
                continue
            if (nr, del_) not in self.kendte:
                self.kendte[nr, del_] = [_kommer_til(del_, t.regelsaet, k) for k in self.steder[nr]]
            nu = [_kommer_til(del_, muteret, replace(k, regelsaet=muteret)) for k in self.steder[nr]]
            if nu != self.kendte[nr, del_]:
                return True
        return False


class _Rundeproevning:
    """The round cases of a pack, for mutants that only a round can notice: of the order and of parameters.

    The participants are found once, because the order does not change who takes part.
    """

    def __init__(self, tilfaelde: Sequence[Rundetilfaelde]) -> None:
        self.par = [(t, find_rundens(t)) for t in tilfaelde]

    def fanger(self, mutant: Mutant) -> Rundetilfaelde | None:
        """Return the first round that no longer has the result it states; None if no round notices."""
        arter = {art for art, _ in mutant.roert}
        if mutant.parameter is None and not arter & _KUN_I_RUNDER:
            return None
        for t, deltagere in self.par:
            if mutant.parameter in t.sat:
                continue
            eget = mutant.aendr(t.regelsaet)
            if BELOEB in arter:
                nye = find_rundens(replace(t, regelsaet=eget))
            elif mutant.parameter is not None or eget.afledte is not t.regelsaet.afledte or arter - _KUN_I_RUNDER:
                nye = med_andre_parametre(deltagere, eget)
            else:
                # Measured values are cached by the key's own data, which the mutant may share, so the cache is emptied.
                nye = replace(deltagere, regelsaet=eget, alle=[replace(d, maalt={}) for d in deltagere.alle])
            if afvigelser_i_runde(t, nye):
                return t
        return None


def _siger(tilfaelde: Tilfaelde) -> tuple[set[str], set[str]]:
    """Return everything that a case states something about, and the part of it that is a conclusion."""
    g = tilfaelde.giver
    draget = {*g.opgaver, *g.uden_opgaver}
    draget |= {"resultat"} if g.resultat is not None else set()
    draget |= {"klar"} if g.klar is not None else set()
    return {p.kriterium for p in (*g.statusser, *g.mangler)} | {*g.fund, *g.uden_fund} | draget, draget


def _steder(tilfaelde: Tilfaelde) -> list[Kontekst]:
    """Return the contexts of the application and of each of its rows."""
    raekker = {liste: tilfaelde.ansoegning.raekker.get(liste, ()) for liste in tilfaelde.regelsaet.data.lister}
    k = Kontekst(tilfaelde.regelsaet, tilfaelde.ansoegning.fakta, raekker, tilfaelde.dato)
    return [k, *(k.i_raekke(liste, r) for liste, alle in raekker.items() for r in alle)]


def _kommer_til(del_: Roert, regelsaet: Regelsaet, k: Kontekst) -> object:
    """Return everything that a case can observe of a criterion, check or condition in one context."""
    art, navn = del_
    if art == "kriterium":
        kriterium = next(x for x in regelsaet.kriterier if x.data.id == navn)
        if kriterium.liste != k.liste:
            return None
        bedoemt = bedoem(kriterium, k)
        return bedoemt.rolle, {g for u in bedoemt.ukendte for g in grundfakta(regelsaet, u)}
    if art == "tjek":
        tjek = regelsaet.skema[cast("int", navn)]
        return None if tjek.liste != k.liste else (vaerdi(tjek.naar, k) is True, tjek.data.alvor)
    forhold = next(x for x in regelsaet.forhold if x.id == navn)
    return None if forhold.liste != k.liste else vaerdi(forhold.naar, k) is True
