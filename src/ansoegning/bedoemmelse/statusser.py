"""Evaluate the statuses and results of many applications, as ``bedoem`` does but without reasons, findings or tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..model.regelsaet import Rolle
from ..motor.kaeder import kaeder, slut_enige
from ..motor.oversat import Oversat, oversaet
from ..motor.reference import Fakta, Kontekst
from ..motor.slutning import Sluttet, Symbol, symbol_af
from ..motor.vendepunkter import Navn
from ..sprog.konklusioner import RAEKKERESULTAT
from ..sprog.regelsaet import Regelsaet, grundfakta
from .konklusioner import regelbaser_af

Roller = tuple[Rolle, ...]
_HOEJST_HUSKET = 10_000


class Statusser:
    """The compiled criteria of one pack, and a cache of the chainers' conclusions by pattern of statuses.

    A result is the worst of its statuses, so it depends only on which patterns occur.
    """

    def __init__(self, regelsaet: Regelsaet) -> None:
        self.regelsaet = regelsaet
        self.baser = regelbaser_af(regelsaet)
        self.ord: dict[Rolle, str] = {s.rolle: navn for navn, s in regelsaet.data.statusser.items()}
        self.kriterier = {li: regelsaet.kriterier_i(li) for li in (None, *regelsaet.data.lister)}
        self.egen_funktion = self._funktion(None)
        # By list: the function of its criteria, and the known answers by pattern.
        self.lister: dict[str, tuple[Oversat | None, dict[Roller, dict[str, str]]]] = {
            li: (self._funktion(li), {}) for li in regelsaet.data.lister
        }
        # By the application's own pattern and those of each list.
        self.resultater: dict[tuple[Roller | frozenset[Roller], ...], str] = {}

    def _funktion(self, liste: str | None) -> Oversat | None:
        kriterier = self.kriterier[liste]
        return oversaet(self.regelsaet, kriterier) if kriterier else None

    def laeser(self) -> set[Navn]:
        """Return the input facts that any criterion reads."""
        alle = (t for k in self.regelsaet.kriterier for t in k.betingelser)
        return {(g.liste, g.navn) for t in alle for g in grundfakta(self.regelsaet, t)}

    def svar(self, fakta: Fakta, raekker: Mapping[str, Sequence[Fakta]], dato: date | None) -> dict[str, Any]:
        """Return one application's result, the statuses of its own criteria, and those of each list's rows."""
        if self.regelsaet.perioder:
            raekker = Kontekst(self.regelsaet, fakta, raekker, dato).alle_raekker()
        faelles: dict[str, Any] = {}
        egne: Roller = ()
        svar: dict[str, Any] = {"resultat": ""}
        if self.egen_funktion is not None:
            egne = self.egen_funktion(fakta, None, raekker, dato, faelles)
            svar |= self._statusser(None, egne)
        moenstre: list[frozenset[Roller]] = []
        for liste, (funktion, kendte) in self.lister.items():
            listens = set()
            svar[liste] = raekkesvar = []
            for r in raekker[liste]:
                moenster = () if funktion is None else funktion(fakta, r, raekker, dato, faelles)
                listens.add(moenster)
                raekkesvar.append((kendte.get(moenster) or self._raekke(liste, moenster)).copy())
            moenstre.append(frozenset(listens))
        svar["resultat"] = self.resultater.get((egne, *moenstre)) or self._resultat(egne, moenstre)
        return svar

    def _symboler(self, liste: str | None, roller: Roller, nr: int) -> list[Symbol]:
        par = zip(self.kriterier[liste], roller, strict=True)
        return [Symbol("kriterium", k.data.id, self.ord[r], liste or "", nr) for k, r in par]

    def _slut(self, liste: str, moenster: Roller, nr: int) -> tuple[Sluttet, ...]:
        return slut_enige(self.baser[liste], self._symboler(liste, moenster, nr), kaeder())

    def _statusser(self, liste: str | None, roller: Roller) -> dict[str, str]:
        """Return the status of each criterion of a list, by its id."""
        return {k.data.id: self.ord[r] for k, r in zip(self.kriterier[liste], roller, strict=True)}

    def _raekke(self, liste: str, moenster: Roller) -> dict[str, str]:
        resultat = next(d.vaerdi for d in self._slut(liste, moenster, 1) if d.konklusion == RAEKKERESULTAT)
        svar = self.lister[liste][1][moenster] = {"resultat": resultat, **self._statusser(liste, moenster)}
        return svar

    def _resultat(self, egne: Roller, moenstre: Sequence[frozenset[Roller]]) -> str:
        symboler = self._symboler(None, egne, 0)
        for liste, i_listen in zip(self.lister, moenstre, strict=True):
            for nr, moenster in enumerate(sorted(i_listen), 1):
                symboler += self._symboler(liste, moenster, nr)
                for d in self._slut(liste, moenster, nr):
                    s = symbol_af(d, self.baser[liste])
                    symboler.append(Symbol(s.art, s.navn, s.vaerdi, liste, nr))
        draget = slut_enige(self.baser[""], symboler, kaeder())
        if len(self.resultater) >= _HOEJST_HUSKET:
            self.resultater.clear()
        svar = next(d.vaerdi for d in reversed(draget) if d.konklusion == "resultat")
        self.resultater[egne, *moenstre] = svar
        return svar
