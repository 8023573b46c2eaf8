"""The chainer that uses the native module of durable-rules.

The module is used only in ways that were tested to be safe: its patterns compare a field with a constant, never two
facts; every evaluation has its own state, which begins by firing one rule and is deleted at the end; facts have
explicit ids; the absence of a fact is tested only after the end marker of a layer; and a lock admits one caller at a
time. Neither ``Host`` nor threads are used.
"""

from __future__ import annotations

import itertools
import json
import os
import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import durable_rules_engine as native

from ..fejl import InternFejl
from .slutning import Regelbase, Samling, Sluttet, Symbol, symbol_af

_HAANDTERET, _UHAANDTERET = 0, 1
_HOEJST_AFFYRINGER = 100_000


class DurableKaede:
    """The chainer on the native module, with one native ruleset per rule base and process, created after any fork."""

    navn = "durable-rules"

    def __init__(self) -> None:
        self._laas = threading.Lock()
        # A child forked while another thread holds the lock would wait for it forever.
        os.register_at_fork(after_in_child=self._ny_laas)
        self._regelsaet: dict[tuple[int, Regelbase], int] = {}
        self._loebenummer = itertools.count(1)

    def _ny_laas(self) -> None:
        self._laas = threading.Lock()

    def slut(self, base: Regelbase, fakta: Iterable[Symbol]) -> tuple[Sluttet, ...]:
        symboler = list(fakta)
        for s in symboler:
            _kontroller(s.art, s.navn, s.vaerdi)
        with self._laas:
            try:
                return self._koer(base, symboler)
            except InternFejl:
                raise
            except Exception as fejl:
                raise InternFejl(f"Slutningsmotoren durable-rules fejlede: {fejl}") from fejl

    def _koer(self, base: Regelbase, fakta: list[Symbol]) -> tuple[Sluttet, ...]:
        haandtag = self._haandtag(base)
        koersel = _Koersel(haandtag, f"k{next(self._loebenummer)}")
        koersel.haevd("begynd")
        if koersel.affyret != {"begynd": [()]}:
            # Deleting a state in which no rule has fired crashes the process.
            raise InternFejl("Slutningsmotoren durable-rules begyndte ikke. Meld fejlen.")
        try:
            fundne: list[Sluttet] = []
            nye = fakta
            holder: dict[int, set[Symbol]] = {}
            for lag in range(base.lag):
                koersel.haevd_symboler(nye)
                for nr, symboler in koersel.nye_samlinger().items():
                    if nr not in holder:
                        koersel.haevd("samling", f"s{nr}")
                    holder.setdefault(nr, set()).update(symboler)
                koersel.haevd("slut", f"l{lag}")
                draget = []
                for i, regel in enumerate(base.regler):
                    if regel.lag == lag and f"r{i}" in koersel.affyret:
                        belaeg = sorted({s for nr in regel.alle for s in holder[nr]})
                        draget.append(Sluttet(regel.konklusion, regel.vaerdi, regel.id, tuple(belaeg)))
                fundne += draget
                nye = [symbol_af(d, base) for d in draget]
            return tuple(fundne)
        finally:
            native.delete_state(haandtag, koersel.sid)

    def _haandtag(self, base: Regelbase) -> int:
        noegle = (os.getpid(), base)
        if noegle not in self._regelsaet:
            # Names are per process too: registering a name twice is an error.
            navn = f"{base.navn}#{len(self._regelsaet)}"
            self._regelsaet[noegle] = native.create_ruleset(navn, json.dumps(_definition(base)))
        return self._regelsaet[noegle]


class _Koersel:
    """One evaluation: the facts asserted in its state, and the rules that fired."""

    def __init__(self, haandtag: int, sid: str) -> None:
        self.haandtag = haandtag
        self.sid = sid
        self.affyret: dict[str, list[tuple[str, ...]]] = {}
        self._id = itertools.count(1)
        self._symboler: dict[str, Symbol] = {}

    def haevd_symboler(self, symboler: list[Symbol]) -> None:
        for s in symboler:
            self._symboler[self.haevd(f"f_{s.art}", s.navn, s.vaerdi)] = s

    def haevd(self, art: str, navn: str = "", vaerdi: str = "") -> str:
        """Assert one fact, fire the rules that it enables, and return its id. No argument needs JSON escaping."""
        id_ = f"i{next(self._id)}"
        fakta = f'{{"t":"{art}","n":"{navn}","v":"{vaerdi}","id":"{id_}","sid":"{self.sid}"}}'
        kode, tilstand = native.assert_fact(self.haandtag, fakta)
        if kode == _HAANDTERET:
            self._affyr(tilstand)
        elif kode != _UHAANDTERET:
            raise InternFejl(f"Slutningsmotoren durable-rules afviste et faktum (kode {kode}). Meld fejlen.")
        return id_

    def _affyr(self, tilstand: Any) -> None:
        svar = native.start_action_for_state(self.haandtag, tilstand)
        besked = svar[1] if svar else None
        for _ in range(_HOEJST_AFFYRINGER):
            if not besked:
                return
            ((regel, led),) = json.loads(besked).items()
            ids = tuple(
                m["id"] for m in (led.values() if isinstance(led, dict) else ()) if m.get("t", "").startswith("f_")
            )
            self.affyret.setdefault(regel, []).append(ids)
            besked = native.complete_and_start_action(self.haandtag, tilstand)
        raise InternFejl("Slutningsmotoren durable-rules blev ikke færdig. Meld fejlen.")

    def nye_samlinger(self) -> dict[int, set[Symbol]]:
        """Return the samlinger that hold so far, with the facts that match them."""
        return {
            int(regel[1:]): {self._symboler[i] for ids in liste for i in ids}
            for regel, liste in self.affyret.items()
            if regel[0] == "s"
        }


@lru_cache(maxsize=10_000)
def _kontroller(*dele: str) -> None:
    """Raise InternFejl unless every text is short ASCII: the native module crashed on other text, or misread it."""
    for del_ in dele:
        if not del_.isascii() or not del_.replace("_", "").isalnum() or len(del_) > 60:
            raise InternFejl(f"Slutningsmotoren kan ikke få »{del_}«. Meld fejlen.")


def _definition(base: Regelbase) -> dict[str, Any]:
    regler: dict[str, Any] = {"begynd": {"all": [{"m": {"t": "begynd"}}]}}
    for nr, samling in enumerate(base.samlinger):
        regler[f"s{nr}"] = {"all": [{"m": _moenster(samling)}]}
    for i, regel in enumerate(base.regler):
        if set(regel.alle) & set(regel.ingen):
            # Omitted: it can never fire, but the native module, which never compares a fact with itself, fires it.
            continue
        led: list[dict[str, Any]] = [{"e": {"$and": [{"t": "slut"}, {"n": f"l{regel.lag}"}]}}]
        # Each samling once: the native module would never fire a rule that requires one twice.
        led += [{f"a{nr}": {"$and": [{"t": "samling"}, {"n": f"s{nr}"}]}} for nr in dict.fromkeys(regel.alle)]
        led += [{f"b{nr}$not": {"$and": [{"t": "samling"}, {"n": f"s{nr}"}]}} for nr in dict.fromkeys(regel.ingen)]
        # Named by number, because names built from conclusion and status could collide.
        regler[f"r{i}"] = {"all": led}
    return regler


def _moenster(samling: Samling) -> dict[str, Any]:
    led: list[dict[str, Any]] = [{"t": f"f_{samling.art}"}]
    if samling.navn is not None:
        led.append({"n": samling.navn})
    if samling.vaerdier is not None:
        vaerdier = [{"v": v} for v in samling.vaerdier]
        led.append(vaerdier[0] if len(vaerdier) == 1 else {"$or": vaerdier})
    return {"$and": led} if len(led) > 1 else led[0]
