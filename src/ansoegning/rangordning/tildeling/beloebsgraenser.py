"""Bounds on the remaining money at each turn over all combinations of answers, to prove who is always or never inside.

The bounds apply to plans that are filled in order with ``spring_over``, with or without a guarantee of the form
``foerst``. All bounds are conservative: a proof is never wrong, but some true statements are not proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .plan import Kandidat, Plan

Egen = tuple[int, int, Kandidat]
Kasse = tuple[int, ...]

_HOEJST_KASSER = 64


class Beloebsgraenser:
    """Bounds on the remaining money at each turn, and the outcomes that they prove always or never inside.

    ``egne``: every outcome that is a candidate, as (project, outcome, candidate), in the order they would be ranked.
    ``gaelder`` is False for plans that the bounds do not cover.
    """

    def __init__(
        self, egne: Sequence[Egen], udfald: Sequence[Sequence[Kandidat | None]], plan: Plan, knap: bool | None
    ) -> None:
        self.egne = egne
        self.budgetter = range(len(plan.budgetter))
        self.rammer = [b.ramme for b in plan.budgetter]
        self.grupper = plan.garanti.grupper if plan.garanti is not None else ()
        self.gaelder = (
            plan.ved_loft == "spring_over"
            and plan.ubunden
            and (plan.garanti is None or (plan.garanti.form == "foerst" and knap is not None))
        )
        self.plads = {(p, v): i for i, (p, v, _) in enumerate(egne)}
        self.numre: dict[int, list[int]] = {}
        for i, (p, _, _) in enumerate(egne):
            self.numre.setdefault(p, []).append(i)
        # Projects that are candidates whatever the answers.
        self.altid = {p for p, u in enumerate(udfald) if None not in u}
        if self.gaelder:
            self._regn()

    def _regn(self) -> None:
        # An outcome larger than a budget never takes money. Nor does one proven outside below, so the bounds are
        # tightened until nothing changes.
        self.aldrig = [any(b > r for b, r in zip(k.beloeb, self.rammer, strict=True)) for _, _, k in self.egne]
        while True:
            self.garanti_i_alt = self._mest_pr_gruppe(range(len(self.egne)))
            self.faste_foerste = self._faste_foerste()
            self.sikker = self._sikre()
            foer = self.aldrig
            self.aldrig = self._aldrige()
            if self.aldrig == foer:
                break
        # If every candidate of a guaranteed group fits under all circumstances, the first of each group is selected
        # whatever the order.
        self.garanti_sikker = all(
            self._altid_plads(i) for i, (_, _, k) in enumerate(self.egne) if k.gruppe in self.grupper
        )

    def _mest_pr_gruppe(self, numre: Iterable[int]) -> dict[str, list[int]]:
        """Return by group the largest amount that one of its candidates among these takes from each budget."""
        mest: dict[str, list[int]] = {}
        for i in numre:
            self._stoerre(mest, i)
        return mest

    def _stoerre(self, mest: dict[str, list[int]], i: int) -> None:
        k = self.egne[i][2]
        if k.gruppe is not None and k.gruppe in self.grupper and not self.aldrig[i]:
            nu = mest.get(k.gruppe, [0] * len(self.rammer))
            mest[k.gruppe] = [max(a, b) for a, b in zip(nu, k.beloeb, strict=True)]

    def _altid_plads(self, i: int) -> bool:
        """Return whether a candidate fits after the guarantee, whatever the other groups' first candidates take."""
        k = self.egne[i][2]
        andre = [m for g, m in self.garanti_i_alt.items() if g != k.gruppe]
        return all(k.beloeb[b] + sum(m[b] for m in andre) <= self.rammer[b] for b in self.budgetter)

    def _faste_foerste(self) -> dict[str, list[tuple[int, int]]]:
        """Return for each group (last position, project) of the projects that are always candidates and always fit.

        The group's first candidate never stands after any of them.
        """
        fundne: dict[str, list[tuple[int, int]]] = {}
        for p in self.altid:
            numre = self.numre[p]
            grupper = {self.egne[i][2].gruppe for i in numre}
            (gruppe,) = grupper if len(grupper) == 1 else (None,)
            if gruppe is not None and gruppe in self.grupper and all(self._altid_plads(i) for i in numre):
                fundne.setdefault(gruppe, []).append((max(numre), p))
        return {g: sorted(f) for g, f in fundne.items()}

    def _har_foerste(self, gruppe: str, foer: int, uden: int) -> bool:
        """Return whether a group surely has its first candidate before a position, without the project ``uden``."""
        return any(sidste < foer for sidste, p in self.faste_foerste.get(gruppe, [])[:2] if p != uden)

    def _sikre(self) -> list[bool]:
        """Return for each outcome whether it fits at its turn under all combinations of answers.

        It does if it fits even when everything that may stand before it is taken, and so are the first candidates of
        groups that may stand after it.
        """
        n = len(self.egne)
        efter: list[dict[str, list[int]]] = [{} for _ in range(n)]
        mest: dict[str, list[int]] = {}
        for i in reversed(range(n)):
            efter[i] = dict(mest)
            self._stoerre(mest, i)
        i_alt = [0] * len(self.rammer)
        taget: dict[int, list[int]] = {}
        sikre = []
        self.senere = []
        for i, (p, _, k) in enumerate(self.egne):
            egen = taget.get(p, [0] * len(self.rammer))
            senere = [m for g, m in efter[i].items() if not self._har_foerste(g, i, -1)]
            self.senere.append([sum(m[b] for m in senere) for b in self.budgetter])
            sikre.append(
                all(k.beloeb[b] + i_alt[b] - egen[b] + self.senere[i][b] <= self.rammer[b] for b in self.budgetter)
            )
            if not self.aldrig[i]:
                taget[p] = [max(a, b) for a, b in zip(egen, k.beloeb, strict=True)]
                i_alt = [s - a + b for s, a, b in zip(i_alt, egen, taget[p], strict=True)]
        return sikre

    def _aldrige(self) -> list[bool]:
        """Return for each outcome whether it is never inside under any combination of answers.

        It never is if it does not fit in any possible remainder at its turn, and cannot be its group's first candidate.
        """
        sidste = {max(numre): p for p, numre in self.numre.items() if p in self.altid}
        # The remainder at each turn is at most one of these vectors; guarantees for later positions are not subtracted.
        kasser = [tuple(self.rammer)]
        aldrig = []
        for i, (_, _, k) in enumerate(self.egne):
            plads = any(all(b <= r for b, r in zip(k.beloeb, u, strict=True)) for u in kasser)
            p = self.egne[i][0]
            kan_vaere_foerst = k.gruppe in self.grupper and not self._har_foerste(k.gruppe or "", i, p)
            aldrig.append(self.aldrig[i] or not (plads or kan_vaere_foerst))
            if i in sidste:
                kasser = _de_stoerste(self._efter(sidste[i], i, kasser))
        return aldrig

    def _efter(self, p: int, i: int, kasser: Sequence[Kasse]) -> Iterator[Kasse]:
        """Yield the possible remainders after the turn of a project that is always a candidate.

        Either the project was taken, or it did not fit.
        """
        beloeb = [self.egne[j][2].beloeb for j in self.numre[p]]
        for u in kasser:
            taget = tuple(r - min(x[b] for x in beloeb) for b, r in enumerate(u))
            if min(taget, default=0) >= 0:
                yield taget
            if all(self.sikker[j] for j in self.numre[p]):
                continue
            for b in self.budgetter:
                mindre = min(u[b], max(x[b] for x in beloeb) - 1 + self.senere[i][b])
                yield (*u[:b], mindre, *u[b + 1 :])

    def uden_virkning(self, p: int, par: Iterable[tuple[int, int]]) -> bool:
        """Return whether changing between these outcomes of a project is proven to change nobody's amount."""
        return self.gaelder and all(self._ens(p, a, b) for a, b in par)

    def _ens(self, p: int, a: int, b: int) -> bool:
        i, j = self.plads.get((p, a)), self.plads.get((p, b))
        ude = [x is None or self.aldrig[x] for x in (i, j)]
        if all(ude):
            return True
        if any(ude) or i is None or j is None:
            return False
        fra, til = sorted((i, j))
        k, m = self.egne[i][2], self.egne[j][2]
        ens = k.beloeb == m.beloeb and k.gruppe == m.gruppe
        begge_inde = self.sikker[i] and self.sikker[j] and (not self.grupper or self.garanti_sikker)
        mellem_afgjort = all(self.sikker[x] or self.aldrig[x] for x in range(fra, til + 1))
        return ens and begge_inde and mellem_afgjort


def _de_stoerste(kasser: Iterable[Kasse]) -> list[Kasse]:
    """Return the vectors that are not dominated by another.

    If more than ``_HOEJST_KASSER`` remain, they are merged in pairs into a vector that dominates both.
    """
    tilbage: list[Kasse] = []
    for u in sorted(set(kasser), reverse=True):
        if not any(all(a <= b for a, b in zip(u, v, strict=True)) for v in tilbage):
            tilbage.append(u)
    while len(tilbage) > _HOEJST_KASSER:
        par = [tilbage[i : i + 2] for i in range(0, len(tilbage), 2)]
        tilbage = [tuple(max(x) for x in zip(*to, strict=True)) for to in par]
    return tilbage
