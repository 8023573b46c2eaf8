"""Compare what users wait for in an earlier checkout and in this one, alternating within one run.

    git worktree add /tmp/foer REVISION
    python -m compileall -q src /tmp/foer/src
    python benchmarks/foer_efter.py /tmp/foer [--antal 2000] [LINJE ...]

Reports processor seconds, the median of the rounds: before, now, and of the peer of cold commands, one pydantic model
and the YAML library; then before by now, and before and now by the peer. Each line is a separate process. A line whose
call the earlier checkout lacks has no value there.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROD = Path(__file__).resolve().parent.parent
EKSEMPEL = ROD / "samples" / "botilbud-2025-26" / "skovbrynet.yaml"
RUNDE = ROD / "samples" / "botilbud-2025-26" / "runde"
_MODEL = "import yaml\nfrom pydantic import BaseModel\nclass A(BaseModel):\n    x: int\nA(x=1)\n"
_TID = "import time; t = time.process_time(); {}; print(time.process_time() - t)"
_LIGE = """
import random, time
from ansoegning.rangordning.tildeling.plan import Budget, Garanti, Kandidat, Noegle, Noegleled, Plan
from ansoegning.rangordning.tildeling.rangordn import rangordn
r, n, g = random.Random(1), 4000, ("x", "y", "z")
k = [Kandidat("0751", i, "A", str(i), r.choice(g), (i // 2,),
    (r.randint(1, 40) * 1000, r.randint(1, 40) * 1000)) for i in range(n)]
p = Plan((Noegle("a", "a"),), (Noegleled((0,)),), (Budget("a", 6700 * n), Budget("b", 10_000 * n)),
    ved_loft="{loft}", garanti=Garanti("{form}", g))
t = time.process_time(); rangordn(k, p, modtaget=frozenset(g)).lige; print(time.process_time() - t)
"""
_VARMT = """
import random, sys, time
sys.path.insert(0, {benchmarks!r})
from tjek import projekt
from ansoegning import load_regelsaet
from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.kaeder import kaeder
r, regelsaet = random.Random(1), load_regelsaet("botilbud-2025-26")
alle = [Ansoegning("x", regelsaet.id, {{"kommune": "0751"}}, {{"projekter": (projekt(r),)}}) for _ in range(300)]
t = time.process_time(); [bedoem_ansoegning(a, regelsaet, kaeder()) for a in alle]; print(time.process_time() - t)
"""
_STATUSSER = """
import random, sys, time
sys.path.insert(0, {benchmarks!r})
from tjek import projekt
from ansoegning import statusser
r = random.Random(1)
alle = [{{"pulje": "botilbud-2025-26", "kommune": "0751", "projekter": [projekt(r)]}} for _ in range(20_000)]
list(statusser(alle[:100]))
t = time.process_time(); list(statusser(alle)); print(time.process_time() - t)
"""


def linjer(mappe: Path, antal: int) -> dict[str, tuple[list[str], bool]]:
    """Return each line's arguments to Python, and whether the whole process counts (else the number it prints)."""
    raekke = mappe / "en.csv"
    raekke.write_text("navn;ansoegt_2025;ansoegt_2026;art\nA;12500;18000;nybyggeri\n", encoding="utf-8")
    filer = [mappe / f"{nr}.yaml" for nr in range(200)]
    for fil in filer:
        fil.write_bytes(EKSEMPEL.read_bytes())
    ud = ["-o", str(mappe / "ud.csv"), "--overskriv", "--pulje", "botilbud-2025-26"]
    her = {"benchmarks": str(ROD / "benchmarks")}
    program = ["-m", "ansoegning"]
    return {
        f"rangliste, {antal} applications: every reading re-run": (
            [str(ROD / "benchmarks" / "runde.py"), "--antal", str(antal)],
            False,
        ),
        "ties, 4.000 in pairs, stop": (["-c", _LIGE.format(loft="stop", form="foerst")], False),
        "ties, 4.000 in pairs, bytte": (["-c", _LIGE.format(loft="spring_over", form="bytte")], False),
        "ties, 4.000 in pairs, lighed": (["-c", _LIGE.format(loft="spring_over", form="lighed")], False),
        "a round of 60 applications": (
            ["-c", "from ansoegning import rangliste; " + _TID.format(f"rangliste({str(RUNDE)!r})")],
            False,
        ),
        "whole answers, 300 warm": (["-c", _VARMT.format(**her)], False),
        "statusser, 20.000 applications": (["-c", _STATUSSER.format(**her)], False),
        "tjek of 200 files": ([*program, "tjek", "--format", "json", *map(str, filer)], True),
        "mutants of one pack": ([*program, "regler", "proev", "resultatkontrakt-2023", "--muter"], True),
        "cold: tjek": ([*program, "tjek", str(EKSEMPEL)], True),
        "cold: regler list": ([*program, "regler", "list"], True),
        "cold: --help": ([*program, "--help"], True),
        "cold: batch of one row": ([*program, "batch", str(raekke), *ud], True),
    }


def brugt(argumenter: list[str], kilde: Path | None, hele: bool) -> float | None:
    """Return processor seconds, or None if the call does not exist in that checkout."""
    miljoe = dict(os.environ)
    if kilde is not None:
        miljoe["PYTHONPATH"] = os.pathsep.join(filter(None, (str(kilde), miljoe.get("PYTHONPATH"))))
    foer = resource.getrusage(resource.RUSAGE_CHILDREN)
    svar = subprocess.run([sys.executable, *argumenter], env=miljoe, capture_output=True, text=True, check=False)
    efter = resource.getrusage(resource.RUSAGE_CHILDREN)
    if hele:
        return efter.ru_utime + efter.ru_stime - foer.ru_utime - foer.ru_stime
    if svar.returncode:
        return None
    fundet = [x for x in svar.stdout.splitlines() if "fortolkninger:" in x]
    return float(fundet[0].split(":")[1].split()[0]) if fundet else float(svar.stdout.split()[-1])


def main() -> None:
    arg = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arg.add_argument("foer", type=Path)
    arg.add_argument("linje", nargs="*", help="kun linjer, der begynder sådan")
    arg.add_argument("--antal", type=int, default=2_000)
    arg.add_argument("--gange", type=int, default=3)
    valg = arg.parse_args()
    with tempfile.TemporaryDirectory() as navn:
        for linje, (argumenter, hele) in linjer(Path(navn), valg.antal).items():
            if valg.linje and not linje.startswith(tuple(valg.linje)):
                continue
            maalt: list[list[float | None]] = []
            for _ in range(valg.gange if hele else 1):
                peer = brugt(["-c", _MODEL], None, hele=True) if linje.startswith("cold") else None
                maalt.append([brugt(argumenter, k, hele) for k in (valg.foer / "src", ROD / "src")] + [peer])
            foer, efter, peer = (
                None if None in spalte else statistics.median(x for x in spalte if x is not None)
                for spalte in zip(*maalt, strict=True)
            )
            vist = [f"{x:.3f}" if x is not None else "" for x in (foer, efter, peer)]
            gange = f"{foer / efter:.1f}" if foer and efter else ""
            ved_peer = [f"{x / peer:.2f}" if x and peer else "" for x in (foer, efter)]
            print(f"| {linje} | {' | '.join(vist)} | {gange} | {' | '.join(ved_peer)} |", flush=True)


if __name__ == "__main__":
    main()
