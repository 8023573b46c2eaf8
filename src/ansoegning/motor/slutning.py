"""Forward chaining from symbolic facts to results and tasks: the ground rules, and the chainer in plain Python.

When a pack is loaded its conclusions are unfolded into two kinds of ground rules (rules without variables), so that no
pattern compares two facts. A *samling* (an alpha memory) holds when some fact matches its pattern, and stores the
matching facts. A *regel* draws its conclusion when its samlinger hold and certain others do not. Rules are stratified
in layers: a rule tests the absence only of facts that an earlier layer has settled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from ..fejl import Mangel, RegelsaetFejl, Sted
from ..model.regelsaet import Konklusion, Moenster
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse


class Symbol(NamedTuple):
    """A symbolic fact: ``("kriterium", "K1", "opfyldt")``; ``raekke`` counts from 1, 0 is the application itself."""

    art: str
    navn: str
    vaerdi: str
    liste: str = ""
    raekke: int = 0


@dataklasse(frozen=True, slots=True)
class Samling:
    """A pattern that holds when a fact of this kind exists with this name and one of these values (None: any)."""

    art: str
    navn: str | None
    vaerdier: tuple[str, ...] | None

    def passer(self, s: Symbol) -> bool:
        return (
            s.art == self.art
            and (self.navn is None or s.navn == self.navn)
            and (self.vaerdier is None or s.vaerdi in self.vaerdier)
        )


@dataklasse(frozen=True, slots=True)
class Regel:
    """Draws ``konklusion = vaerdi`` when all samlinger in ``alle`` hold and none in ``ingen`` does."""

    id: str
    konklusion: str
    vaerdi: str
    alle: tuple[int, ...]
    ingen: tuple[int, ...]
    lag: int


@dataclass(frozen=True)
class Regelbase:
    """The ground rules of one scope (``liste`` "" for the application); samlinger are referred to by index."""

    navn: str
    liste: str
    samlinger: tuple[Samling, ...]
    regler: tuple[Regel, ...]

    def __hash__(self) -> int:
        # Rule bases are looked up once per row; hashing every rule would cost more than drawing the conclusions.
        return hash((self.navn, len(self.samlinger), len(self.regler)))

    @cached_property
    def lag(self) -> int:
        return max((r.lag for r in self.regler), default=-1) + 1

    @cached_property
    def enige(self) -> dict[tuple[Kaede, ...], set[frozenset[tuple[tuple[int, ...], int]]]]:
        """The fact patterns on which these chainers have been checked to agree (``motor.kaeder``)."""
        return {}

    @cached_property
    def _moeder(self) -> dict[tuple[str, str, str], tuple[int, ...]]:
        return {}

    def moeder(self, s: Symbol) -> tuple[int, ...]:
        """Return the indices of the samlinger that match a fact; its row does not matter."""
        noegle = s[:3]
        if noegle not in self._moeder:
            self._moeder[noegle] = tuple(nr for nr, samling in enumerate(self.samlinger) if samling.passer(s))
        return self._moeder[noegle]


class Sluttet(NamedTuple):
    """A conclusion with its justification: the rule, and the facts that it matched (sorted)."""

    konklusion: str
    vaerdi: str
    regel: str
    belaeg: tuple[Symbol, ...]


class Kaede(Protocol):
    """A chainer: takes facts and returns conclusions, sorted by layer and rule."""

    navn: str

    def slut(self, base: Regelbase, fakta: Iterable[Symbol]) -> tuple[Sluttet, ...]: ...


class PlainKaede:
    """The chainer in plain Python."""

    navn = "python"

    def slut(self, base: Regelbase, fakta: Iterable[Symbol]) -> tuple[Sluttet, ...]:
        nye_symboler = list(fakta)
        fundne: list[Sluttet] = []
        holder: dict[int, list[Symbol]] = {}
        for lag in range(base.lag):
            for s in nye_symboler:
                for nr in base.moeder(s):
                    holder.setdefault(nr, []).append(s)
            nye: list[Sluttet] = []
            for regel in base.regler:
                if regel.lag != lag or any(nr not in holder for nr in regel.alle):
                    continue
                if any(nr in holder for nr in regel.ingen):
                    continue
                belaeg = sorted({s for nr in regel.alle for s in holder[nr]})
                nye.append(Sluttet(regel.konklusion, regel.vaerdi, regel.id, tuple(belaeg)))
            nye_symboler = [symbol_af(n, base) for n in nye]
            fundne += nye
        return tuple(fundne)


def symbol_af(sluttet: Sluttet, base: Regelbase) -> Symbol:
    """Return a conclusion as a fact for the next layer."""
    return Symbol("konklusion", sluttet.konklusion, sluttet.vaerdi, base.liste)


# Limits of the native chainer, measured and reduced by a margin: patterns or rules that share a fact, facts joined by
# one rule, and rules in total.
HOEJST_SOESKENDE = 60
HOEJST_LED = 12
HOEJST_REGLER = 180


def regelbaser(regelsaet: Regelsaet) -> dict[str, Regelbase]:
    """Return the ground rules of each list and of the application (``""``). Raises RegelsaetFejl past a limit."""
    baser = {liste: _base(regelsaet, liste) for liste in (*regelsaet.data.lister, "")}
    for base in baser.values():
        _inden_for_graenser(base, regelsaet)
    return baser


def _base(regelsaet: Regelsaet, liste: str) -> Regelbase:
    samlinger: dict[Samling, int] = {}
    regler: list[Regel] = []
    lag_af: dict[str, int] = {}

    def nr(samling: Samling) -> int:
        return samlinger.setdefault(samling, len(samlinger))

    for k in regelsaet.data.konklusioner:
        if (k.for_ or "") != liste:
            continue
        lag = max((lag_af[n] + 1 for n in _bygger_paa(k) if n in lag_af), default=0)
        lag_af[k.id] = lag
        if k.naar is not None:
            for id_, alle, ingen in _naar(k):
                # A repeated pattern counts once: no chainer should join a fact with itself.
                alle_nr, ingen_nr = (tuple(dict.fromkeys(map(nr, moenstre))) for moenstre in (alle, ingen))
                regler.append(Regel(id_, k.id, "ja", alle_nr, ingen_nr, lag))
            continue
        kilde = k.vaerste_af or k.antal_af or ""
        statusser = list(regelsaet.data.statusser)
        art, navn = ("kriterium", None) if kilde == "kriterier" else ("konklusion", kilde)
        for i, status in enumerate(statusser):
            # »Worst of« requires this status and none of the worse ones. A count has no such condition.
            vaerre = statusser[:i] if k.vaerste_af is not None else []
            regler.append(
                Regel(
                    f"{k.id}_{status}",
                    k.id,
                    status,
                    (nr(Samling(art, navn, (status,))),),
                    tuple(nr(Samling(art, navn, (s,))) for s in vaerre),
                    lag,
                )
            )
        if k.uden is not None:
            ingen_af = (nr(Samling(art, navn, None)),)
            regler.append(Regel(f"{k.id}_uden", k.id, k.uden, (), ingen_af, lag))
    return Regelbase(f"{regelsaet.id}:{liste}", liste, tuple(samlinger), tuple(regler))


def _bygger_paa(konklusion: Konklusion) -> list[str]:
    navne = [konklusion.vaerste_af, konklusion.antal_af]
    if konklusion.naar is not None and konklusion.naar != "altid":
        navne += [m.konklusion for m in (*konklusion.naar.mindst_en, *konklusion.naar.alle, *konklusion.naar.ingen)]
    return [n for n in navne if n is not None]


def _naar(konklusion: Konklusion) -> list[tuple[str, list[Samling], list[Samling]]]:
    """Return the alternative rules of a conditional conclusion, each with the patterns that must and must not hold."""
    if konklusion.naar is None or konklusion.naar == "altid":
        return [(konklusion.id, [], [])]
    faste = [_samling(m) for m in konklusion.naar.alle]
    ingen = [_samling(m) for m in konklusion.naar.ingen]
    if not konklusion.naar.mindst_en:
        return [(konklusion.id, faste, ingen)]
    return [(f"{konklusion.id}_{i}", [*faste, _samling(m)], ingen) for i, m in enumerate(konklusion.naar.mindst_en, 1)]


def _samling(moenster: Moenster) -> Samling:
    if moenster.kriterium is not None:
        return Samling("kriterium", None if moenster.kriterium == "alle" else moenster.kriterium, moenster.er)
    if moenster.fund is not None:
        return (
            Samling("fund", None, (moenster.fund,))
            if moenster.fund in ("fejl", "advarsel")
            else Samling("fund", moenster.fund, None)
        )
    if moenster.forhold is not None:
        return Samling("forhold", moenster.forhold, ("ja",))
    return Samling("konklusion", moenster.konklusion, moenster.er or ("ja",))


def _inden_for_graenser(base: Regelbase, regelsaet: Regelsaet) -> None:
    """Check the native chainer's limits when the pack is loaded, so that no evaluation can exceed them."""
    sted = Sted(f"rules/{regelsaet.id}/konklusioner.yaml")
    umulige = {r.konklusion for r in base.regler if set(r.alle) & set(r.ingen)}
    if umulige:
        raise RegelsaetFejl(
            Mangel(f"{k} både kræver og udelukker det samme, så den aldrig drages sådan. Ret dens »naar«.", sted)
            for k in sorted(umulige)
        )
    over: list[str] = []
    if len(base.regler) + len(base.samlinger) > HOEJST_REGLER:
        over.append(f"Konklusionerne bliver til over {HOEJST_REGLER} regler")
    if any(len(r.alle) + len(r.ingen) > HOEJST_LED for r in base.regler):
        over.append(f"En konklusion har over {HOEJST_LED} led")
    if max(Counter(r.lag for r in base.regler).values(), default=0) > HOEJST_SOESKENDE:
        over.append(f"Over {HOEJST_SOESKENDE} konklusioner drages i samme lag")
    for samling in base.samlinger:
        samme = [s for s in base.samlinger if s.art == samling.art and s.navn in (None, samling.navn)]
        if len(samme) > HOEJST_SOESKENDE:
            over.append(f"Over {HOEJST_SOESKENDE} mønstre passer på det samme")
            break
    brug = Counter(nr for regel in base.regler for nr in (*regel.alle, *regel.ingen))
    if max(brug.values(), default=0) > HOEJST_SOESKENDE:
        over.append(f"Over {HOEJST_SOESKENDE} konklusioner bygger på det samme")
    if over:
        raise RegelsaetFejl(Mangel(f"{o}. Del konklusionerne eller fjern nogle.", sted) for o in over)
