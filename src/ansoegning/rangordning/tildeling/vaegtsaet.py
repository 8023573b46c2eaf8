"""The robustness of an order: random weights that respect the order of the keys, each set ranked and allocated.

Stochastic multicriteria acceptability analysis with ordinal weights (Lahdelma, Miettinen & Salminen 2003, SMAA-O). The
weights are uniform on w1 >= w2 >= … >= wm >= 0 with sum 1. Binary floats are used only to order the candidates within a
weight set; amounts are whole numbers. The draws are made from the generator's raw bits, so that a seed gives the same
weights on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...system.dataklasse import dataklasse
from .mange import Mange
from .plan import Kandidat, Plan
from .rangordn import er_knap, rangordn, skaleret, sortnoegler

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Tal = NDArray[np.float64]

# The number of scores held in memory at a time: 8 MB.
_AD_GANGEN = 2**20


@dataklasse(frozen=True, slots=True)
class Robusthed:
    """The result for ``antal`` weight sets drawn with the seed ``froe``.

    ``inde``: the number of weight sets in which each candidate is inside; ``rang``: each candidate's best and worst
    rank. ``noegler``: the weighted keys. ``som_beregnet``: the number of weight sets with exactly the same candidates
    inside as in the calculation.
    """

    antal: int
    froe: int
    noegler: tuple[int, ...]
    inde: tuple[int, ...]
    rang: tuple[tuple[int, int], ...]
    som_beregnet: int

    def andel(self, nr: int) -> float:
        """Return the share of the weight sets in which a candidate is inside. It is not a probability."""
        return self.inde[nr] / self.antal


def robusthed(
    kandidater: Sequence[Kandidat],
    plan: Plan,
    *,
    antal: int,
    froe: int,
    modtaget: frozenset[str] = frozenset(),
    ansoegt: tuple[int, ...] | None = None,
    meld: Callable[[int], object] | None = None,
) -> Robusthed:
    """Draw ``antal`` weight sets and calculate each. ``meld`` is called with the number calculated since the last call.

    Stages before the weighted keys order first, as in the plan. Candidates with equal scores keep the plan's order.
    """
    import numpy as np

    noegler = vaegtede(plan)
    n = len(kandidater)
    if not n:
        return Robusthed(antal, froe, noegler, (), (), antal)
    beregnet = rangordn(kandidater, plan, modtaget=modtaget, ansoegt=ansoegt)
    # The candidates are in the plan's order, so that a stable sort keeps that order among equals whatever the input
    # order.
    egne = [kandidater[i] for i in beregnet.orden]
    fulde = sortnoegler(egne, plan)
    lige = _numre(fulde)
    blokke = _blokke(egne, plan, noegler)
    x = np.array([[float(v) for v in skaleret(egne, plan, nr)] for nr in noegler]).reshape(len(noegler), n)
    allokering = Mange(egne, plan, lige)
    udloest = plan.garanti is not None and er_knap(egne, plan, ansoegt) and modtaget >= set(plan.garanti.grupper)
    facit = np.array([beregnet.inde(i) for i in beregnet.orden], dtype=bool)

    bits = np.random.PCG64(froe)
    inde = np.zeros(n, dtype=np.int64)
    bedst, vaerst = np.full(n, n), np.zeros(n, dtype=np.intp)
    som_beregnet = 0
    portion = max(1, _AD_GANGEN // n)
    for fra in range(0, antal, portion):
        s = min(portion, antal - fra)
        orden = _ordnet(traek(bits, s, len(noegler)), x, blokke)
        taget = allokering.inde(orden, np.full(s, udloest))
        inde += taget.sum(0)
        som_beregnet += int((taget == facit).all(1).sum())
        rang = np.empty_like(orden)
        np.put_along_axis(rang, orden, np.broadcast_to(np.arange(n), orden.shape), 1)
        np.minimum(bedst, rang.min(0), out=bedst)
        np.maximum(vaerst, rang.max(0), out=vaerst)
        if meld is not None:
            meld(s)
    plads = {i: p for p, i in enumerate(beregnet.orden)}
    return Robusthed(
        antal=antal,
        froe=froe,
        noegler=noegler,
        inde=tuple(int(inde[plads[i]]) for i in range(n)),
        rang=tuple((int(bedst[plads[i]]) + 1, int(vaerst[plads[i]]) + 1) for i in range(n)),
        som_beregnet=som_beregnet,
    )


def vaegtede(plan: Plan) -> tuple[int, ...]:
    """Return the keys whose weights are drawn: the plan's choice, or the first weighted stage's, or all."""
    if plan.vaegtes:
        return plan.vaegtes
    sammen = next((led.noegler for led in plan.led if led.vaegte is not None), None)
    return sammen or tuple(nr for led in plan.led for nr in led.noegler)


def foran(plan: Plan, noegler: tuple[int, ...]) -> Plan:
    """Return the plan up to its first stage with one of these keys."""
    nr = next((i for i, led in enumerate(plan.led) if set(led.noegler) & set(noegler)), len(plan.led))
    return replace(plan, led=plan.led[:nr])


def traek(bits: Any, antal: int, m: int) -> Tal:
    """Return weights of shape (antal, m), uniform on w1 >= … >= wm >= 0 with sum 1.

    They are the sorted pieces of a stick broken at random points.
    """
    import numpy as np

    u = (bits.random_raw((antal, m - 1)) >> np.uint64(11)) * 2.0**-53
    u.sort(axis=1)
    stykker = np.diff(u, axis=1, prepend=0.0, append=1.0) if m > 1 else np.ones((antal, 1))
    stykker.sort(axis=1)
    return stykker[:, ::-1]


def _blokke(egne: Sequence[Kandidat], plan: Plan, noegler: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the start and end of each run of candidates that the stages before the weighted keys leave tied."""
    numre = _numre(sortnoegler(egne, foran(plan, noegler)))
    graenser = [i for i in range(len(numre)) if i == 0 or numre[i] != numre[i - 1]]
    return list(zip(graenser, [*graenser[1:], len(numre)], strict=True))


def _numre(noegler: Sequence[object]) -> list[int]:
    """Return a number for each key, equal for neighbours with the same key."""
    svar: list[int] = []
    for i, noegle in enumerate(noegler):
        svar.append(svar[-1] + (noegle != noegler[i - 1]) if svar else 0)
    return svar


def _ordnet(w: Tal, x: Tal, blokke: Sequence[tuple[int, int]]) -> NDArray[np.intp]:
    """Return the candidates by falling score within each block, of shape (S, n); equals keep their order."""
    import numpy as np

    orden = np.empty((len(w), x.shape[1]), dtype=np.intp)
    for fra, til in blokke:
        if til - fra == 1:
            orden[:, fra] = fra
            continue
        # The terms are added one key at a time, so that equal candidates get bitwise equal scores in every column.
        sum_ = w[:, :1] * -x[0, fra:til]
        for j in range(1, len(x)):
            sum_ += w[:, j : j + 1] * -x[j, fra:til]
        orden[:, fra:til] = np.argsort(sum_, axis=1, kind="stable") + fra
    return orden
