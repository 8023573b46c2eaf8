"""Find the best possible use of the budgets by integer programming (HiGHS), shown beside the pool's own procedure.

All sums are checked again here in whole numbers, and a solution that breaks a bound is an error. Among equally good
choices, the one that prefers the first candidates in the order is returned, so that the answer depends on neither the
machine nor the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd
from typing import Any

from ..system import kan
from ..system.dataklasse import dataklasse

# Tie-breaking objectives cover this many candidates each, which keeps their weights (powers of two) small.
_AD_GANGEN = 12
_HOEJST = 2**53
# Absolute MIP gap: objective values are whole numbers, so two values closer than this are equal.
_GAB = 0.99


class BedstFejl(Exception):
    """Raised when no choice could be found or the solution did not verify. The message is in Danish."""


@dataklasse(frozen=True, slots=True)
class Udvaelgelse:
    """The problem of choosing candidates within the budgets so that the objectives are as large as possible.

    Candidates are numbered in the order of the ranking. ``beloeb``: each candidate's amount from each budget;
    ``rammer``: the size of each budget; ``maal``: the objectives to maximise, the most important first, each with one
    whole number per candidate; ``mindst_en``: sets from which at least one candidate must be chosen; ``hoejst``:
    (candidates, amount) pairs, where the candidates may get at most the amount in total.
    """

    beloeb: tuple[tuple[int, ...], ...]
    rammer: tuple[int, ...]
    maal: tuple[tuple[int, ...], ...]
    mindst_en: tuple[frozenset[int], ...] = ()
    hoejst: tuple[tuple[frozenset[int], int], ...] = ()


@dataklasse(frozen=True, slots=True)
class Bedst:
    """The best choice found, and what is proven about it.

    ``vaerdier``: the value reached of each objective. ``graense``: an upper bound on the first objective. ``bevist``:
    the first objective is proven optimal. ``andre``: whether other choices are equally good (None: not determined
    within the limits). If it is determined, all objectives are proven optimal, and among equally good choices this one
    prefers the first candidates in the order.
    """

    valgte: tuple[int, ...]
    vaerdier: tuple[int, ...]
    graense: int
    bevist: bool
    andre: bool | None


def bedst(opgave: Udvaelgelse, *, sekunder: float = 10.0, knuder: int = 20_000) -> Bedst:
    """Return the best choice.

    Args:
        opgave: the selection problem.
        sekunder: time limit in seconds for each of up to three solver runs.
        knuder: limit on branch-and-bound nodes for each run.

    Raises:
        BedstFejl: HiGHS is not installed or failed, the amounts are too large, or no choice was found that satisfies
            every bound.
    """
    alle = tuple(range(len(opgave.beloeb)))
    if holder(opgave, alle) and all(v >= 0 for m in opgave.maal for v in m):
        # Everything fits, so all are chosen. A candidate that adds nothing to any objective could also be left out.
        vaerdier = _vaerdier(opgave, alle)
        andre = any(
            not any(m[i] for m in opgave.maal) and holder(opgave, tuple(j for j in alle if j != i)) for i in alle
        )
        return Bedst(alle, vaerdier, vaerdier[0], True, andre)
    loeser = _Loeser(opgave, sekunder, knuder)
    maal = [list(m) for m in opgave.maal]
    valgte, graense = loeser.kun(maal[0])
    vaerdier = _vaerdier(opgave, valgte)
    bevist = vaerdier[0] == graense
    kanonisk = loeser.loes([*maal, *_kanoniske(len(alle))]) if bevist else None
    if kanonisk is None:
        return Bedst(valgte, vaerdier, graense, bevist, None)
    vaerdier = _vaerdier(opgave, kanonisk)
    if vaerdier[0] != graense:
        raise BedstFejl("HiGHS fandt to forskellige svar på det samme.")
    return Bedst(kanonisk, vaerdier, graense, True, loeser.andre(maal, vaerdier, kanonisk))


def holder(opgave: Udvaelgelse, valgte: Sequence[int]) -> bool:
    """Return whether a choice satisfies every bound, calculated in whole numbers."""
    inde = set(valgte)
    return (
        all(sum(opgave.beloeb[i][b] for i in inde) <= r for b, r in enumerate(opgave.rammer))
        and all(inde & g for g in opgave.mindst_en)
        and all(sum(sum(opgave.beloeb[i]) for i in inde & hvem) <= kr for hvem, kr in opgave.hoejst)
    )


def _vaerdier(opgave: Udvaelgelse, valgte: Sequence[int]) -> tuple[int, ...]:
    return tuple(sum(m[i] for i in valgte) for m in opgave.maal)


def _kanoniske(n: int) -> list[list[int]]:
    """Return tie-breaking objectives that prefer the first candidates.

    Each objective covers ``_AD_GANGEN`` candidates, and a candidate weighs more than all later ones in the same
    objective.
    """
    return [
        [2 ** (fra + _AD_GANGEN - 1 - i) if fra <= i < fra + _AD_GANGEN else 0 for i in range(n)]
        for fra in range(0, n, _AD_GANGEN)
    ]


class _Loeser:
    def __init__(self, opgave: Udvaelgelse, sekunder: float, knuder: int) -> None:
        if (besked := kan.mangler("bedst")) is not None:
            raise BedstFejl(besked)
        import highspy
        import numpy as np

        self.hp: Any = highspy
        self.ny_model = _tavs(highspy)
        self.np = np
        self.opgave = opgave
        self.sekunder = sekunder
        self.knuder = knuder
        self.antal = len(opgave.beloeb)
        # Dividing by the common divisor gives smaller coefficients and the same feasible choices.
        self.deler = (
            gcd(*opgave.rammer, *(kr for b in opgave.beloeb for kr in b), *(kr for _, kr in opgave.hoejst)) or 1
        )

    def loes(self, maal: Sequence[Sequence[int]]) -> tuple[int, ...] | None:
        """Maximise the objectives in order of priority, each among the optima of those before.

        Returns None if a limit was reached.
        """
        model = self._model()
        model.setOptionValue("blend_multi_objectives", False)
        for nr, m in enumerate(maal):
            led = self.hp.HighsLinearObjective()
            led.weight, led.offset, led.abs_tolerance, led.rel_tolerance = -1.0, 0.0, 0.0, 0.0
            led.coefficients = self._tal(_forkortet(m))
            led.priority = len(maal) - nr
            self._ja(model.addLinearObjective(led))
        return self._valgte(model) if self._koer(model) else None

    def kun(self, maal: Sequence[int]) -> tuple[tuple[int, ...], int]:
        """Maximise the first objective alone. Returns the best choice found within the limits, and an upper bound."""
        model = self._model()
        faelles = gcd(*maal) or 1
        for i, v in enumerate(self._tal(_forkortet(maal))):
            self._ja(model.changeColCost(i, -v))
        self._koer(model)
        info = model.getInfo()
        if info.primal_solution_status != self.hp.SolutionStatus.kSolutionStatusFeasible:
            raise BedstFejl("HiGHS fandt intet valg, der holder.")
        valgte = self._valgte(model)
        naaet = sum(maal[i] for i in valgte)
        if model.getModelStatus() == self.hp.HighsModelStatus.kOptimal:
            return valgte, naaet
        # The solver's bound is a binary float, so a small margin is added before it is rounded down.
        return valgte, max(int(-info.mip_dual_bound + 1e-9 * abs(info.mip_dual_bound) + 1e-6) * faelles, naaet)

    def andre(self, maal: Sequence[Sequence[int]], vaerdier: tuple[int, ...], valgte: tuple[int, ...]) -> bool | None:
        """Return whether another choice reaches the same value of every objective; None if a limit was reached."""
        model = self._model()
        for m, v in zip(maal, vaerdier, strict=True):
            faelles = gcd(*m) or 1
            self._raekke(model, v // faelles, self.hp.kHighsInf, _forkortet(m))
        inde = set(valgte)
        # At least one candidate must be in or out contrary to the known choice.
        self._raekke(model, 1 - len(inde), self.hp.kHighsInf, [-1 if i in inde else 1 for i in range(self.antal)])
        if not self._koer(model):
            return None if model.getModelStatus() != self.hp.HighsModelStatus.kInfeasible else False
        fundet = self._valgte(model)
        return fundet != valgte and _vaerdier(self.opgave, fundet) == vaerdier

    # Building and running the model

    def _model(self) -> Any:
        model = self.ny_model()
        for navn, v in {
            "output_flag": False,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": _GAB,
            # The node limit gives the same result on every machine; the time limit only bounds the wait.
            "mip_max_nodes": self.knuder,
            "time_limit": self.sekunder,
            "random_seed": 0,
            "threads": 1,
        }.items():
            self._ja(model.setOptionValue(navn, v))
        for i in range(self.antal):
            self._ja(model.addVar(0.0, 1.0))
            self._ja(model.changeColIntegrality(i, self.hp.HighsVarType.kInteger))
        for b, r in enumerate(self.opgave.rammer):
            self._raekke(model, -self.hp.kHighsInf, r // self.deler, [x[b] // self.deler for x in self.opgave.beloeb])
        for g in self.opgave.mindst_en:
            self._raekke(model, 1, self.hp.kHighsInf, [int(i in g) for i in range(self.antal)])
        for hvem, kr in self.opgave.hoejst:
            sum_ = [sum(x) // self.deler if i in hvem else 0 for i, x in enumerate(self.opgave.beloeb)]
            self._raekke(model, -self.hp.kHighsInf, kr // self.deler, sum_)
        return model

    def _raekke(self, model: Any, mindst: float, hoejst: float, koefficienter: Sequence[int]) -> None:
        tal = self._tal(koefficienter)
        egne = [i for i, v in enumerate(tal) if v]
        self._ja(
            model.addRow(
                mindst,
                hoejst,
                len(egne),
                self.np.array(egne, dtype=self.np.int32),
                self.np.array([tal[i] for i in egne], dtype=self.np.float64),
            )
        )

    def _tal(self, hele: Sequence[int]) -> list[float]:
        if sum(map(abs, hele)) >= _HOEJST:
            raise BedstFejl("Beløbene er for store til, at det bedste valg kan regnes ud.")
        return [float(v) for v in hele]

    def _koer(self, model: Any) -> bool:
        """Run the solver. Returns whether an optimal solution was found and proven."""
        status = model.run()
        if status == self.hp.HighsStatus.kError:
            raise BedstFejl("Regneprogrammet HiGHS kunne ikke regne på tallene.")
        return bool(model.getModelStatus() == self.hp.HighsModelStatus.kOptimal)

    def _valgte(self, model: Any) -> tuple[int, ...]:
        valgte = tuple(i for i, v in enumerate(model.getSolution().col_value) if v > 0.5)
        if not holder(self.opgave, valgte):
            raise BedstFejl("Det valg, HiGHS fandt, holder ikke, når det lægges sammen igen.")
        return valgte

    def _ja(self, status: Any) -> None:
        if status != self.hp.HighsStatus.kOk:
            raise BedstFejl("Regneprogrammet HiGHS tog ikke imod tallene.")


def _tavs(highspy: Any) -> type[Any]:
    """Return a solver class that writes nothing to standard output, where the program writes its own answer.

    From highspy 1.16 the first call that does not set an option prints a banner, and the constructor itself makes such
    a call, ``enableCallbacks``. Output is therefore turned off before that call and not after the constructor.
    """

    class Tavs(highspy.Highs):  # type: ignore[misc] # highspy is Any here
        def enableCallbacks(self) -> None:  # noqa: N802 - highspy's name
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    return Tavs


def _forkortet(m: Sequence[int]) -> list[int]:
    """Divide the coefficients of an objective by their greatest common divisor."""
    faelles = gcd(*m) or 1
    return [v // faelles for v in m]
