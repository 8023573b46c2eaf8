"""Find which open questions can change who is inside the budget, and which cannot whatever the answer.

Every project has a set of possible outcomes: not a candidate, or a candidate whose values follow from the answers. A
question *can* change the result if there are answers to all other questions under which its own answer changes anyone's
amount; an example is then returned. It *cannot* if every combination has been tried, or if bounds on the money prove
it. Otherwise it is reported as undecided.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby, islice, product
from math import prod
from typing import TYPE_CHECKING, Any, Literal

from ...system.dataklasse import dataklasse
from .beloebsgraenser import Beloebsgraenser
from .mange import Mange, i_kolonner
from .plan import Kandidat, Plan
from .rangordn import er_knap, rangordn, sortnoegler
from .uden_numpy import UdenNumpy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kan = Literal["kan", "kan_ikke", "uvist"]
Par = tuple[int, int]
Valg = tuple[int, ...]

_ALLE = 3_000
_ALLE_LANGSOMT = 200
_PORTION = 200
_PORTION_UDVALGT = 32
# Limits on the number of combinations tried when they cannot all be tried. Each costs a complete allocation, in columns
# or one at a time.
_HOEJST_FORSOEG = 30_000
_HOEJST_FORSOEG_LANGSOMT = 400
_HOEJST_ARBEJDE = 20_000_000
_HOEJST_PAR = 200
_HOEJST_PAR_LANGSOMT = 2
_AD_GANGEN = 4_096
_TILFAELDIGE = 60
_LANGSOMME_TILFAELDIGE = 4
_HOEJST_UDFALD = 12


@dataklasse(frozen=True, slots=True)
class Mulig:
    """One project: its possible outcomes (None: not a candidate), the present outcome, and its questions.

    Each question is the set of pairs of outcomes that its answer alone changes between. ``hele``: the list of outcomes
    is exhaustive.
    """

    udfald: tuple[Kandidat | None, ...]
    nu: int
    spoergsmaal: tuple[frozenset[Par], ...] = ()
    hele: bool = True


@dataklasse(frozen=True, slots=True)
class Dom:
    """The verdict on one question, with an example if it can change the result.

    ``ind`` and ``ud``: indices of the projects that come in and go out in the example. ``alene``: in the example, all
    other questions have their present answers.
    """

    kan: Kan
    ind: tuple[int, ...] = ()
    ud: tuple[int, ...] = ()
    alene: bool = False


@dataklasse(frozen=True, slots=True)
class Flytbare:
    """The verdicts by project and question. ``fuldstaendig``: every combination of answers was tried.

    ``stoppet_efter``: the number of combinations tried, if the search stopped at its limit with a question still open;
    otherwise None.
    """

    domme: tuple[tuple[Dom, ...], ...]
    fuldstaendig: bool
    stoppet_efter: int | None = None


def find_flytbare(
    mulige: Sequence[Mulig],
    plan: Plan,
    *,
    modtaget: frozenset[str] = frozenset(),
    ansoegt: tuple[int, ...] | None = None,
    hoejst: int | None = None,
    meld: Callable[[float], object] | None = None,
    numpy: bool = True,
) -> Flytbare:
    """Try the open questions of a round.

    Args:
        mulige: the projects with their outcomes and questions.
        plan: the plan of the round.
        modtaget: the groups that applications were received from.
        ansoegt: the amounts requested from each budget, which decide whether money is short (None: the candidates'
            own).
        hoejst: the maximum number of combinations for which all are tried (None: a limit that is quick).
        meld: called with the progress (0–1).
        numpy: whether NumPy may be used; without it the answers are the same but take longer.
    """
    return _Gennemregning(mulige, plan, modtaget, ansoegt, hoejst, meld, numpy).alle()


class _Gennemregning:
    def __init__(
        self,
        mulige: Sequence[Mulig],
        plan: Plan,
        modtaget: frozenset[str],
        ansoegt: tuple[int, ...] | None,
        hoejst: int | None,
        meld: Callable[[float], object] | None,
        numpy: bool,
    ) -> None:
        self.plan = plan
        self.meld = meld if meld is not None else lambda _: None
        self.ansoegt = ansoegt
        self.modtaget = modtaget
        # No weighted stages: a candidate's position then depends on its own values only.
        self.enkle = all(led.vaegte is None for led in plan.led)
        # Each amount is awarded in full or not at all, whatever the order.
        self.hele_beloeb = self.enkle and plan.ved_loft != "delvis"
        self.hurtig = self.hele_beloeb and i_kolonner(plan)
        self.numpy = numpy
        self.mulige = _samlet(mulige, plan) if self.enkle and _kun_orden(plan) else list(mulige)
        # The projects with more than one outcome; a combination has one outcome number for each of them.
        self.aabne = [p for p, m in enumerate(self.mulige) if len(m.udfald) > 1]
        self.antal = [len(self.mulige[p].udfald) for p in self.aabne]
        self.hoejst = hoejst if hoejst is not None else _ALLE if self.hurtig else _ALLE_LANGSOMT
        self.stoppet_efter: int | None = None
        self._varianter()

    def _varianter(self) -> None:
        """Prepare every outcome that is a candidate, in the order they would be ranked."""
        egne = [(p, v, k) for p, m in enumerate(self.mulige) for v, k in enumerate(m.udfald) if k is not None]
        noegler = sortnoegler([k for _, _, k in egne], self.plan) if self.enkle else [()] * len(egne)
        orden = _ordnet([k for _, _, k in egne], noegler)
        self.egne = [egne[i] for i in orden]
        self.kandidater = [k for _, _, k in self.egne]
        lige = [nr for nr, (_, g) in enumerate(groupby(noegler[i] for i in orden)) for _ in g]
        # Each distinct amount gets a number, with 0 for nothing, so that allocations can be compared as integers.
        numre: dict[tuple[int, ...], int] = {}
        beloebsnr = [numre.setdefault(k.beloeb, len(numre) + 1) for k in self.kandidater]
        self.numre = beloebsnr
        if self.hurtig and not self.numpy:
            self.uden_numpy = UdenNumpy(self.kandidater, self.plan)
        elif self.hele_beloeb and self.numpy:
            import numpy as np

            self.mange = Mange(self.kandidater, self.plan, lige)
            self.beloebsnr = np.array(beloebsnr, dtype=np.int32)
            self.deltager = np.array([p for p, _, _ in self.egne], dtype=np.intp)
            # The position of each project's outcomes in that order; after the last position if it is not a candidate.
            self.plads = np.full((len(self.mulige), max(self.antal, default=1)), len(self.egne), dtype=np.intp)
            for i, (p, v, _) in enumerate(self.egne):
                self.plads[p, v] = i
            # 64-bit integers if no sum can overflow them, otherwise Python integers.
            beloeb = [*(k.beloeb for k in self.kandidater), (0,) * len(self.plan.budgetter)]
            art = np.int64 if sum(map(sum, beloeb)) < 2**62 else object
            self.beloeb = np.array(beloeb, dtype=art).reshape(len(beloeb), len(self.plan.budgetter))

    def alle(self) -> Flytbare:
        fuldt = prod(self.antal) <= self.hoejst
        hele = all(m.hele for m in self.mulige)
        beviste = self._beviste(fuldt) if hele else set()
        fundet = self._eksempler(list(self._forsoeg(fuldt, beviste)))
        ellers = Dom("kan_ikke" if fuldt and hele else "uvist")
        domme = tuple(
            tuple(
                Dom("kan_ikke") if (p, q) in beviste else fundet.get((p, q), ellers) for q in range(len(m.spoergsmaal))
            )
            for p, m in enumerate(self.mulige)
        )
        return Flytbare(domme, fuldt and hele, self.stoppet_efter)

    def _beviste(self, fuldt: bool) -> set[tuple[int, int]]:
        """Return the questions that provably change nothing before any is tried, as (project, question)."""
        graenser = None
        if self.enkle and not fuldt:
            graenser = Beloebsgraenser(self.egne, [m.udfald for m in self.mulige], self.plan, self._knap_fast())
        return {
            (p, q)
            for p, m in enumerate(self.mulige)
            for q, par in enumerate(m.spoergsmaal)
            if not par or (graenser is not None and graenser.uden_virkning(p, par))
        }

    # Trying combinations

    def _forsoeg(self, fuldt: bool, uden: set[tuple[int, int]]) -> Iterator[tuple[int, int, Valg, tuple[Valg, Valg]]]:
        """Yield for each question that can change the result what shows it.

        That is (project, question, the combination that was varied, and the two combinations that give different
        results).
        """
        hoejst = None if fuldt else _HOEJST_PAR if self.hurtig else _HOEJST_PAR_LANGSOMT
        uafklaret = {
            (p, q): (nr, _spredt(sorted(par), hoejst))
            for nr, p in enumerate(self.aabne)
            for q, par in enumerate(self.mulige[p].spoergsmaal)
            if par and (p, q) not in uden
        }
        # The cost of each trial grows with the number of outcomes.
        tilbage = (
            min(_HOEJST_FORSOEG, _HOEJST_ARBEJDE // (len(self.egne) + 1)) if self.hurtig else _HOEJST_FORSOEG_LANGSOMT
        )
        i_alt, klar = (prod(self.antal), 0) if fuldt else (tilbage, 0)
        proevet, afkortet = 0, False
        for portion in self._portioner(fuldt):
            self.meld(min(klar / max(i_alt, 1), 1.0))
            alle_proever = (
                ((p, q), c, tuple((*c[:nr], v, *c[nr + 1 :]) for v in par))
                for c in portion
                for (p, q), (nr, alle) in uafklaret.items()
                for par in alle
            )
            proever = list(islice(alle_proever, None if fuldt else max(tilbage // 2, 0)))
            afkortet = afkortet or next(alle_proever, None) is not None
            spurgt = list(dict.fromkeys(x for _, _, par in proever for x in par))
            tilbage -= len(spurgt)
            proevet += len(spurgt)
            klar += len(portion) if fuldt else len(spurgt)
            faar = dict(zip(spurgt, self._faar(spurgt), strict=True))
            for hvem, c, (fra, til) in proever:
                if hvem in uafklaret and faar[fra] != faar[til]:
                    del uafklaret[hvem]
                    yield (*hvem, c, (fra, til))
            # A trial compares two combinations.
            if not uafklaret or (afkortet and tilbage < 2):
                break
        if uafklaret and afkortet:
            self.stoppet_efter = proevet

    def _portioner(self, fuldt: bool) -> Iterator[list[Valg]]:
        """Yield batches of combinations to try: all, or those near the present answers and then random ones."""
        nu = tuple(self.mulige[p].nu for p in self.aabne)
        yield [nu]
        if fuldt:
            alle = product(*(range(n) for n in self.antal))
            while portion := list(islice(alle, _PORTION)):
                yield portion
            return
        udfald = [self.mulige[p].udfald for p in self.aabne]
        med = tuple(next((v for v, k in enumerate(u) if k is not None), n) for u, n in zip(udfald, nu, strict=True))
        uden = tuple(u.index(None) if None in u else n for u, n in zip(udfald, nu, strict=True))
        yield [med, uden]
        hver = _HOEJST_UDFALD if self.hurtig else 2
        egne = ((*nu[:nr], v, *nu[nr + 1 :]) for nr, n in enumerate(self.antal) for v in range(0, n, max(1, n // hver)))
        r = random.Random(0)  # noqa: S311 - answers to try, not secrets
        antal = _TILFAELDIGE if self.hurtig else _LANGSOMME_TILFAELDIGE
        tilfaeldige = (tuple(int(r.random() * n) for n in self.antal) for _ in range(antal))
        # Batches are large because an allocation in columns takes nearly as long for one order as for many.
        naeste = chain(egne, tilfaeldige)
        while portion := list(islice(naeste, _PORTION_UDVALGT if self.hurtig else 1)):
            yield portion

    def _faar(self, valg: Sequence[Valg]) -> list[object]:
        """Return what everyone gets under each combination, as a comparable value."""
        if self.hurtig and not self.numpy:
            return [frozenset((self.egne[i][0], self.numre[i]) for i in self._rent(c)) for c in valg]
        if not self.hele_beloeb or not self.numpy:
            return [self._langsomt(c) for c in valg]
        import numpy as np

        svar: list[object] = []
        for fra in range(0, len(valg), _AD_GANGEN):
            orden, taget = self._inde(valg[fra : fra + _AD_GANGEN])
            hvilke, plads = np.nonzero(taget)
            udfald = orden[hvilke, plads]
            # A project has one outcome at a time, so no position is written twice.
            faar = np.zeros((len(orden), len(self.mulige)), dtype=np.int32)
            faar[hvilke, self.deltager[udfald]] = self.beloebsnr[udfald]
            svar += [r.tobytes() for r in faar]
        return svar

    def _rent(self, valg: Valg) -> set[int]:
        """Return which outcomes are candidates and inside, without NumPy."""
        alle = self._alle_valg(valg)
        orden = [i for i, (p, v, _) in enumerate(self.egne) if alle[p] == v]
        garanti = self.plan.garanti
        udloest = (
            garanti is not None
            and self.modtaget >= set(garanti.grupper)
            and er_knap([self.kandidater[i] for i in orden], self.plan, self.ansoegt)
        )
        return self.uden_numpy.inde(orden, udloest=udloest)

    def _inde(self, valg: Sequence[Valg]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Return the outcomes that are candidates, in ranked order, and which are inside; both of shape (S, n)."""
        import numpy as np

        # A project with a single outcome has outcome 0 in every combination.
        alle = np.zeros((len(valg), len(self.mulige)), dtype=np.intp)
        alle[:, self.aabne] = np.array(valg, dtype=np.intp).reshape(len(valg), len(self.aabne))
        orden = np.sort(self.plads[np.arange(len(self.mulige)), alle], axis=1)
        med = orden < len(self.egne)
        udloest = self._udloest(orden)
        # Outcomes that are not candidates are sorted last and cut off.
        hoejst = int(med.sum(1).max(initial=0))
        orden, med = np.where(med, orden, 0)[:, :hoejst], med[:, :hoejst]
        return orden, self.mange.paa_plads(orden, udloest, med)

    def _udloest(self, orden: NDArray[np.intp]) -> NDArray[np.bool_]:
        import numpy as np

        garanti = self.plan.garanti
        if garanti is None or not self.modtaget >= set(garanti.grupper):
            return np.zeros(len(orden), dtype=bool)
        if self.ansoegt is not None:
            return np.full(len(orden), er_knap([], self.plan, self.ansoegt))
        summer = self.beloeb[orden].sum(1)
        rammer = [b.ramme for b in self.plan.budgetter]
        knap = summer.sum(1) > sum(rammer) if self.plan.knaphed == "i_alt" else (summer > np.array(rammer)).any(1)
        return np.asarray(knap, dtype=np.bool_)

    def _langsomt(self, valg: Valg) -> tuple[tuple[int, tuple[int, ...]], ...]:
        egne = [(p, k) for p, v in enumerate(self._alle_valg(valg)) if (k := self.mulige[p].udfald[v]) is not None]
        svar = rangordn([k for _, k in egne], self.plan, modtaget=self.modtaget, ansoegt=self.ansoegt)
        return tuple((p, t.beloeb) for (p, _), t in zip(egne, svar.ture, strict=True) if t.beloeb is not None)

    def _alle_valg(self, valg: Valg) -> list[int]:
        svar = [0] * len(self.mulige)
        for p, v in zip(self.aabne, valg, strict=True):
            svar[p] = v
        return svar

    def _eksempler(self, fundne: list[tuple[int, int, Valg, tuple[Valg, Valg]]]) -> dict[tuple[int, int], Dom]:
        """Return a verdict with an example for each question found.

        The example goes from the present outcome if it is one of the two, otherwise from not being a candidate.
        """
        veje = []
        for p, _, _, par in fundne:
            nr = self.aabne.index(p)
            m = self.mulige[p]
            fra, til = par[0][nr], par[1][nr]
            veje.append(par if til != m.nu and (fra == m.nu or m.udfald[til] is not None) else par[::-1])
        spurgt = list(dict.fromkeys(x for vej in veje for x in vej))
        hvem = dict(zip(spurgt, self._hvem(spurgt), strict=True))
        nu = self._nu()
        return {
            (p, q): Dom("kan", tuple(sorted(hvem[til] - hvem[fra])), tuple(sorted(hvem[fra] - hvem[til])), c == nu)
            for (p, q, c, _), (fra, til) in zip(fundne, veje, strict=True)
        }

    def _nu(self) -> Valg:
        return tuple(self.mulige[p].nu for p in self.aabne)

    def _hvem(self, valg: Sequence[Valg]) -> list[set[int]]:
        """Return the projects inside, under each combination."""
        if self.hurtig and not self.numpy:
            return [{self.egne[i][0] for i in self._rent(c)} for c in valg]
        if not self.hele_beloeb or not self.numpy:
            return [{p for p, _ in self._langsomt(c)} for c in valg]
        if not valg:
            return []
        return [set(self.deltager[i[t]].tolist()) for i, t in zip(*self._inde(valg), strict=True)]

    def _knap_fast(self) -> bool | None:
        """Return whether money is short, if that is the same whatever the answers; otherwise None."""
        if self.ansoegt is not None:
            return er_knap([], self.plan, self.ansoegt)
        budgetter = range(len(self.plan.budgetter))
        beloeb = [[k.beloeb if k is not None else (0,) * len(budgetter) for k in m.udfald] for m in self.mulige]
        mindst = tuple(sum(min(x[b] for x in m) for m in beloeb) for b in budgetter)
        hoejst = tuple(sum(max(x[b] for x in m) for m in beloeb) for b in budgetter)
        altid, nogensinde = er_knap([], self.plan, mindst), er_knap([], self.plan, hoejst)
        return altid if altid == nogensinde else None


def _spredt(par: list[Par], hoejst: int | None) -> list[Par]:
    """Return at most ``hoejst`` of the pairs, spread evenly from the first to the last."""
    if hoejst is None or len(par) <= hoejst:
        return par
    return [par[i * (len(par) - 1) // max(hoejst - 1, 1)] for i in range(hoejst)]


def _kun_orden(plan: Plan) -> bool:
    """Return whether the result depends only on the order of the candidates, not on which of them are tied."""
    return plan.garanti is None or plan.garanti.form != "lighed"


def _ordnet(kandidater: Sequence[Kandidat], noegler: Sequence[object]) -> list[int]:
    """Return the indices of the candidates in ranked order; equals by index."""
    # A project has many outcomes with the same tie-breaker (``fast``), so it is computed once per project.
    faste: dict[tuple[object, ...], tuple[object, ...]] = {}
    egne = []
    for k in kandidater:
        hvem = (k.ansoeger, k.navn, k.nr, k.fil)
        if hvem not in faste:
            faste[hvem] = k.fast
        egne.append(faste[hvem])
    return sorted(range(len(kandidater)), key=list(zip(noegler, egne, strict=True)).__getitem__)


def _samlet(mulige: Sequence[Mulig], plan: Plan) -> list[Mulig]:
    """Merge outcomes of a project that are adjacent in the order and equal in amount, group and applicant.

    No other project's outcome can come between them, so they cannot lead to different results.
    """
    egne = [(p, v, k) for p, m in enumerate(mulige) for v, k in enumerate(m.udfald) if k is not None]
    orden = _ordnet([k for _, _, k in egne], sortnoegler([k for _, _, k in egne], plan))
    som: dict[Par, Par] = {}
    for p, gruppe in groupby((egne[i] for i in orden), key=lambda e: e[0]):
        foerste: dict[tuple[Any, ...], int] = {}
        for _, v, k in gruppe:
            som[p, v] = (p, foerste.setdefault((k.beloeb, k.gruppe, k.ansoeger), v))
    svar = []
    for p, m in enumerate(mulige):
        ny = [som.get((p, v), (p, m.udfald.index(None) if k is None else v))[1] for v, k in enumerate(m.udfald)]
        tilbage = sorted(set(ny))
        plads = {v: i for i, v in enumerate(tilbage)}
        nr = [plads[v] for v in ny]
        svar.append(
            Mulig(
                tuple(m.udfald[v] for v in tilbage),
                nr[m.nu],
                tuple(frozenset([(nr[a], nr[b]) for a, b in par if nr[a] != nr[b]]) for par in m.spoergsmaal),
                m.hele,
            )
        )
    return svar
