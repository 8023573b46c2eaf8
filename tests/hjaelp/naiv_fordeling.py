"""A naive allocator, written from the numbered steps of the pool's calculated order; imports nothing from ``src``.

Deliberately slow and plain: lists, dicts and a loop for each sentence. An application is a dict with ``fil``,
``kommune`` (code, None: unknown), ``region``, ``erstatter`` and ``projekter``; a project is a dict of facts, with
``resultat``. An absent fact is unknown. Amounts are whole kroner.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

AAR = ("2025", "2026")
REGIONER = ("Region Hovedstaden", "Region Midtjylland", "Region Nordjylland", "Region Sjælland", "Region Syddanmark")
KOORDINERING = {"kkr": 3, "tvaerkommunal": 2, "ingen": 1}

# The identity of a project: file and row.
Hvem = tuple[str, int]


@dataclass
class Svar:
    """``orden``: the candidates in order. ``inde``: those inside the budget. ``lige``: ties, and if they decide."""

    orden: list[Hvem] = field(default_factory=list)
    inde: set[Hvem] = field(default_factory=set)
    garanti: set[Hvem] = field(default_factory=set)
    udloest: bool = False
    knap: bool = False
    regioner: dict[str, Hvem | None] = field(default_factory=dict)
    lige: list[tuple[list[Hvem], bool]] = field(default_factory=list)
    afviste: set[str] = field(default_factory=set)


def fordel_naivt(ansoegninger: list[dict[str, Any]], ramme: dict[str, int], *, medtag_skoen: bool = False) -> Svar:
    """Calculate one round."""
    svar = Svar()

    # 7. A municipality in two files (without erstatter): both are rejected, and none of their projects is ordered.
    gaeldende = []
    for a in ansoegninger:
        samme = [b for b in ansoegninger if b["kommune"] is not None and b["kommune"] == a["kommune"]]
        erstattede = {b.get("erstatter") for b in samme}
        tilbage = [b for b in samme if b["fil"] not in erstattede]
        if a["fil"] in erstattede:
            continue
        if len(tilbage) > 1:
            svar.afviste.add(a["fil"])
            continue
        gaeldende.append(a)

    # 1. Candidates: result opfyldt and both loan amounts known (also kraever_vurdering if requested).
    kandidater = []
    for a in gaeldende:
        for nr, p in enumerate(a["projekter"], 1):
            if p["resultat"] != "opfyldt" and not (medtag_skoen and p["resultat"] == "kraever_vurdering"):
                continue
            if "ansoegt_2025" not in p or "ansoegt_2026" not in p:
                continue
            kandidater.append({**p, "hvem": (a["fil"], nr), "kommune": a["kommune"], "region": a["region"]})

    # 2. Budgets: do the requested amounts exceed one of them?
    for aar in AAR:
        if sum(k[f"ansoegt_{aar}"] for k in kandidater) > ramme[aar]:
            svar.knap = True

    # 3. and 6. Order; equal keys by municipality code, then name.
    kandidater.sort(key=_fast_orden)
    kandidater.sort(key=_noegle, reverse=True)
    svar.orden = [k["hvem"] for k in kandidater]

    # 4. The guarantee: a budget is exceeded, and applications were received from all five regions.
    modtaget = {a["region"] for a in ansoegninger}
    svar.udloest = svar.knap and all(r in modtaget for r in REGIONER)

    # 4. and 5.
    svar.inde, svar.garanti, svar.regioner = _fyld(kandidater, ramme, svar.udloest)

    # 6. Ties: does a tie decide who is inside, that is, would another project of the group in front change it?
    for _, gruppe in itertools.groupby(kandidater, key=_noegle):
        lige = list(gruppe)
        if len(lige) < 2:
            continue
        afgoer = False
        for anden in lige[1:]:
            byttet = []
            for k in kandidater:
                if k is lige[0]:
                    byttet.append(anden)
                if k is not anden:
                    byttet.append(k)
            if _fyld(byttet, ramme, svar.udloest)[0] != svar.inde:
                afgoer = True
        svar.lige.append(([k["hvem"] for k in lige], afgoer))
    return svar


def _noegle(k: dict[str, Any]) -> tuple[Any, ...]:
    koordinering = KOORDINERING[k.get("koordinering", "ingen")]
    stoerrelse = k["ansoegt_2025"] + k["ansoegt_2026"]
    if "bruttoanlaegsudgift_2025" in k and "bruttoanlaegsudgift_2026" in k:
        stoerrelse = k["bruttoanlaegsudgift_2025"] + k["bruttoanlaegsudgift_2026"]
    andel = k.get("andel_andre", -1)
    pris = k.get("prisvurdering", -1)
    return (koordinering, stoerrelse, andel, pris)


def _fast_orden(k: dict[str, Any]) -> tuple[Any, ...]:
    return (k["kommune"] is None, k["kommune"] or "", k["navn"], k["hvem"][1], k["hvem"][0])


def _fyld(
    orden: list[dict[str, Any]], ramme: dict[str, int], udloest: bool
) -> tuple[set[Hvem], set[Hvem], dict[str, Hvem | None]]:
    rest = dict(ramme)
    inde: set[Hvem] = set()
    garanti: set[Hvem] = set()
    regioner: dict[str, Hvem | None] = {}
    if udloest:
        regioner = dict.fromkeys(REGIONER)
        for k in orden:
            if k["region"] in REGIONER and regioner[k["region"]] is None and _kan_vaere(k, rest):
                regioner[k["region"]] = k["hvem"]
                garanti.add(k["hvem"])
                inde.add(k["hvem"])
                _traek_fra(k, rest)
    for k in orden:
        if k["hvem"] not in inde and _kan_vaere(k, rest):
            inde.add(k["hvem"])
            _traek_fra(k, rest)
    return inde, garanti, regioner


def _kan_vaere(k: dict[str, Any], rest: dict[str, int]) -> bool:
    return all(k[f"ansoegt_{aar}"] <= rest[aar] for aar in AAR)


def _traek_fra(k: dict[str, Any], rest: dict[str, int]) -> None:
    for aar in AAR:
        rest[aar] -= k[f"ansoegt_{aar}"]
