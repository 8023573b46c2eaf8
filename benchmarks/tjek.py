"""Compare ``tjek`` with peers, in the same run, as ratios: ``python benchmarks/tjek.py``.

Cold: the whole command against a script that defines one pydantic model and imports the YAML library. Warm: complete
answers with reasons, suggestions and both chainers, against zen-engine and rule-engine judging the same six criteria of
the same projects without reasons. Many: 1.000 files in one call against parsing the 1.000 files.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

ROD = Path(__file__).resolve().parent.parent
EKSEMPEL = ROD / "samples" / "botilbud-2025-26" / "skovbrynet.yaml"
FROE = 20240515
_MODEL = "import yaml\nfrom pydantic import BaseModel\nclass A(BaseModel):\n    x: int\nA(x=1)\n"


def maalt(kald: Callable[[], object], gange: int) -> list[float]:
    tider = []
    for _ in range(gange):
        start = time.perf_counter()
        kald()
        tider.append(time.perf_counter() - start)
    return tider


def skiftevis(a: Callable[[], object], b: Callable[[], object], gange: int) -> tuple[float, float, float]:
    """Return the median seconds of each, and the median of the ratios pair by pair."""
    a(), b()
    par = [(maalt(a, 1)[0], maalt(b, 1)[0]) for _ in range(gange)]
    return (
        statistics.median(x for x, _ in par),
        statistics.median(y for _, y in par),
        statistics.median(x / y for x, y in par),
    )


def koldt() -> None:
    def koer(*argumenter: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *argumenter], stdout=subprocess.DEVNULL, check=False)

    vi, peer, forhold = skiftevis(koer("-m", "ansoegning", "tjek", str(EKSEMPEL)), koer("-c", _MODEL), 15)
    print(f"koldt: tjek {vi * 1000:.0f} ms, model og YAML {peer * 1000:.0f} ms, forhold {forhold:.2f}")


def projekt(r: random.Random) -> dict[str, Any]:
    return {
        "navn": "Opdigtet",
        "ansoegt_2025": r.randint(0, 30_000),
        "ansoegt_2026": r.randint(0, 30_000),
        "pladser_2025": r.randint(0, 10),
        "pladser_2026": r.randint(0, 10),
        "andel_andre": Decimal(r.randint(1_500, 4_000)) / 100,
        "afsluttes": dt.date(2026, 6, 1) + dt.timedelta(days=r.randint(0, 300)),
        "lovgrundlag": r.choice(["sel107", "sel108", "blandet_abl105", "andet"]),
        "bruttoanlaegsudgift_2025": r.randint(0, 30_000),
        "bruttoanlaegsudgift_2026": r.randint(0, 30_000),
        "omdannede_abl105_pladser": r.choice([0, 0, 3]),
        "art": r.choice(["nybyggeri", "vedligeholdelse", "blandet"]),
        "bortfald_forventes": r.choice([True, False]),
    }


def flad(p: dict[str, Any]) -> dict[str, Any]:
    """Return the same project for the peers: numbers as floats, dates as comparable text, sums precalculated."""
    return {
        **p,
        "andel_andre": float(p["andel_andre"]),
        "afsluttes": p["afsluttes"].isoformat().replace("-", ""),
        "slut": int(p["afsluttes"].strftime("%Y%m%d")),
        "udvidelse": p["pladser_2025"] + p["pladser_2026"],
        "udgift": p["bruttoanlaegsudgift_2025"] + p["bruttoanlaegsudgift_2026"],
    }


_KRITERIER = {
    "K1": ('lovgrundlag in ["sel107", "sel108", "sel107_og_108"]', 'lovgrundlag == "blandet_abl105"', "false"),
    "K2": (
        "udvidelse > 0",
        'art == "vedligeholdelse" and bortfald_forventes and omdannede_abl105_pladser == 0',
        "omdannede_abl105_pladser > 0",
    ),
    "K3": ("slut <= 20261231", "false", "false"),
    "K4": ("udgift > 20000", "false", "false"),
    "K5": ("andel_andre >= 25", 'art == "vedligeholdelse"', "false"),
    "K6": ("udvidelse > 0", 'art == "vedligeholdelse" and bortfald_forventes', 'art == "blandet"'),
}


def zen_peer() -> Callable[[dict[str, Any]], Any]:
    import zen

    def status(krav: str, undtagelse: str, forbehold: str) -> str:
        nej = f"({undtagelse}) ? 'kraever_vurdering' : 'ikke_opfyldt'"
        return f"({krav}) ? (({forbehold}) ? 'kraever_vurdering' : 'opfyldt') : ({nej})"

    udtryk = [{"id": k, "key": k, "value": status(*d)} for k, d in _KRITERIER.items()]
    graf = {
        "nodes": [
            {"id": "ind", "name": "ind", "type": "inputNode"},
            {"id": "regler", "name": "regler", "type": "expressionNode", "content": {"expressions": udtryk}},
            {"id": "ud", "name": "ud", "type": "outputNode"},
        ],
        "edges": [
            {"id": "e1", "sourceId": "ind", "targetId": "regler", "type": "edge"},
            {"id": "e2", "sourceId": "regler", "targetId": "ud", "type": "edge"},
        ],
    }
    beslutning = zen.ZenEngine().create_decision(json.dumps(graf))
    return lambda p: beslutning.evaluate(p)["result"]


def rule_engine_peer() -> Callable[[dict[str, Any]], Any]:
    import rule_engine

    regler = {k: tuple(rule_engine.Rule(u) for u in dele) for k, dele in _KRITERIER.items()}

    def vurder(p: dict[str, Any]) -> dict[str, str]:
        svar = {}
        for k, (krav, undtagelse, forbehold) in regler.items():
            if krav.matches(p):
                svar[k] = "kraever_vurdering" if forbehold.matches(p) else "opfyldt"
            else:
                svar[k] = "kraever_vurdering" if undtagelse.matches(p) else "ikke_opfyldt"
        return svar

    return vurder


def varmt() -> None:
    from ansoegning import load_regelsaet
    from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
    from ansoegning.model.ansoegning import Ansoegning
    from ansoegning.motor.kaeder import kaeder

    r = random.Random(FROE)
    projekter = [projekt(r) for _ in range(1_000)]
    regelsaet, kaeder_ = load_regelsaet("botilbud-2025-26"), kaeder()
    ansoegninger = [Ansoegning("x", regelsaet.id, {"kommune": "0751"}, {"projekter": (p,)}) for p in projekter]
    flade = [flad(p) for p in projekter]

    def vi() -> list[dict[str, str]]:
        svar = [bedoem_ansoegning(a, regelsaet, kaeder_) for a in ansoegninger]
        return [{k.id: k.status for k in s.raekker["projekter"][0].kriterier} for s in svar]

    for navn, lav in (("zen-engine", zen_peer), ("rule-engine", rule_engine_peer)):
        peer = lav()

        def dem(peer: Callable[[dict[str, Any]], Any] = peer) -> list[Any]:
            return [peer(p) for p in flade]

        uens = sum(a != b for a, b in zip(vi(), dem(), strict=True))
        tid, peertid, forhold = skiftevis(vi, dem, 5)
        print(
            f"varmt: {len(projekter) / tid:.0f} hele svar/s, {navn} {len(projekter) / peertid:.0f}/s uden grunde, "
            f"{1 / forhold:.2f} gange så mange; {uens} uens statusser"
        )


def kun_statusser() -> None:
    """Measure statuses only: applications as plain values in, the contract's answer out, against the same peers."""
    from ansoegning import statusser

    r = random.Random(FROE)
    projekter = [projekt(r) for _ in range(5_000)]
    ansoegninger = [{"pulje": "botilbud-2025-26", "kommune": "0751", "projekter": [p]} for p in projekter]
    flade = [flad(p) for p in projekter]

    def vi() -> list[dict[str, Any]]:
        return list(statusser(ansoegninger))

    vore = [{n: s for n, s in a["projekter"][0].items() if n != "resultat"} for a in vi()]
    for navn, lav in (("zen-engine", zen_peer), ("rule-engine", rule_engine_peer)):
        peer = lav()

        def dem(peer: Callable[[dict[str, Any]], Any] = peer) -> list[Any]:
            return [peer(p) for p in flade]

        uens = sum(a != b for a, b in zip(vore, dem(), strict=True))
        tid, peertid, forhold = skiftevis(vi, dem, 5)
        print(
            f"kun statusser: {len(projekter) / tid:.0f}/s, {navn} {len(projekter) / peertid:.0f}/s, "
            f"{1 / forhold:.1f} gange så mange; {uens} uens statusser"
        )


def mange() -> None:
    import yaml

    from ansoegning.cli.gruppe import koer_kommando

    tekst = EKSEMPEL.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as mappe:
        filer = [Path(mappe) / f"{nr}.yaml" for nr in range(1_000)]
        for fil in filer:
            fil.write_text(tekst, encoding="utf-8")

        def vi() -> None:
            ud = os.dup(1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            try:
                koer_kommando(["tjek", "--format", "json", *map(str, filer)])
            finally:
                os.dup2(ud, 1)

        def dem() -> None:
            for fil in filer:
                yaml.load(fil.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

        tid, peertid, forhold = skiftevis(vi, dem, 3)
    print(f"1.000 filer i ét kald: {tid:.2f} s; blot at læse dem som YAML {peertid:.2f} s, forhold {forhold:.1f}")


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} kerner, frø {FROE}")
    koldt()
    varmt()
    kun_statusser()
    mange()
