"""Measure ``batch`` from end to end, against a lower bound and against SQL written by hand.

The lower bound is reading and writing the same Parquet without rules. The hand-written SQL copies the same columns and
returns the statuses alone, all that ``batch`` returns without reasons, and all that it returns. It writes the rows in
the same order and row groups, with the same compression; every answer of ``batch`` is compared with it. ``batch`` also
reports totals, duplicates and contradictions, so it is measured beside the hand-written SQL without and with them. The
hand-written totals lack each criterion's reasons and missing facts.

    .venv/bin/python benchmarks/batch.py --raekker 1000000 10000000

Each run is a separate process, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
from haandskrevet import ALT, ALT_OG_GRUNDE, STATUSSER
from syntetisk import lav

from ansoegning.batch.ud import _RAEKKER_I_GRUPPE, _RAEKKER_MED_GRUNDE
from ansoegning.system.steder import mappe as datamappe

PULJE = "botilbud-2025-26"
# The peers write with the same settings as batch.
_PEER = """
import duckdb, sys
con = duckdb.connect(config={{"memory_limit": "2GB", "threads": 2}})
con.execute("SET temp_directory = '{mappe}'")
con.execute(f"COPY ({{sys.argv[1]}}) TO '{ud}' (FORMAT parquet, PRESERVE_ORDER true, COMPRESSION zstd, "
    f"COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {{sys.argv[2]}})")
for sql in sys.argv[3:]:
    con.execute(sql).fetchall()
"""
_KOLONNER = [*(f"K{nr}" for nr in range(1, 7)), "resultat", "skema"]
_TOTALER = (
    f"SELECT {', '.join(_KOLONNER)}, count(*), sum(ansoegt_2025), sum(ansoegt_2026), count(ansoegt_2025), "
    f"count(ansoegt_2026) FROM '{{ud}}' GROUP BY GROUPING SETS ({', '.join(f'({k})' for k in _KOLONNER)})",
    "SELECT count(DISTINCT kommune) FROM '{ud}'",
    "SELECT count(*), count_if(uens) FROM (SELECT min(kommune) <> max(kommune) AS uens FROM '{ud}' GROUP BY "
    "trim(ansoegning))",
    "SELECT kommune, lower(trim(navn)), list(raekke) FROM '{ud}' GROUP BY ALL HAVING count(*) > 1",
)


# The measured process is started by a small one, because its peak memory is at least that of the process it comes from.
_MAALER = """
import os, subprocess, sys, time
begyndt = time.perf_counter()
proces = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, forbrug = os.wait4(proces.pid, 0)
print(status, time.perf_counter() - begyndt, forbrug.ru_utime + forbrug.ru_stime, forbrug.ru_maxrss // 1024)
"""


def maal(kommando: list[str]) -> tuple[float, float, int]:
    """Return seconds, processor seconds, and peak memory in MB, of one process."""
    svar = subprocess.run([sys.executable, "-c", _MAALER, *kommando], capture_output=True, text=True, check=True)
    status, tid, cpu, mb = svar.stdout.split()
    if status != "0":
        raise SystemExit(svar.stderr)
    return float(tid), float(cpu), int(mb)


def peer(mappe: Path, sql: str, gruppe: int = _RAEKKER_I_GRUPPE, totaler: tuple[str, ...] = ()) -> list[str]:
    """Return the command that runs hand-written SQL on the rows in a folder, and then on its answer."""
    ind, rules = mappe / "ind.parquet", datamappe("rules")
    felter = ", ".join(r[0] for r in duckdb.sql(f"DESCRIBE SELECT * FROM '{ind}'").fetchall())
    fyldt = sql.format(
        ind=f"read_parquet('{ind}')",
        bar=f"{felter},",
        kommuner=f"(SELECT * FROM read_csv('{rules / 'kommuner.csv'}', all_varchar=true) WHERE fra IS NULL)",
        grundlag="x" * 80,
    )
    ud = mappe / "haand.parquet"
    efter = [t.format(ud=ud) for t in totaler]
    return [sys.executable, "-c", _PEER.format(mappe=mappe, ud=ud), fyldt, str(gruppe), *efter]


def ulige(ud: Path, haand: Path) -> int:
    """Return the number of rows in which an answer of ``batch`` differs from the hand-written one."""
    kolonner = [r[0] for r in duckdb.sql(f"DESCRIBE SELECT * EXCLUDE (raekke, grundlag) FROM '{ud}'").fetchall()]
    forskel = " OR ".join(f"a.{k} IS DISTINCT FROM b.{k}" for k in kolonner)
    sql = f"SELECT count(*) FROM '{ud}' a FULL JOIN '{haand}' b USING (raekke) WHERE {forskel}"
    return int(duckdb.sql(sql).fetchall()[0][0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raekker", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hukommelse", default="2GB")
    parser.add_argument("--csv", action="store_true", help="also from CSV")
    valgt = parser.parse_args()
    print("| rows | what | s | CPU s | rows/s | × floor (CPU) | × the same by hand (CPU), also with totals | peak MB |")
    print("| --: | --- | --: | --: | --: | --: | --: | --: |")
    for antal in valgt.raekker:
        with tempfile.TemporaryDirectory() as m:
            mappe = Path(m)
            ind, ud = mappe / "ind.parquet", mappe / "ud.parquet"
            lav(antal, ind, valgt.seed)
            batch = [sys.executable, "-m", "ansoegning", "batch", str(ind), "-o", str(ud), "--pulje", PULJE]
            batch += ["--overskriv", "--traade", "2", "--hukommelse", valgt.hukommelse]
            uden = [*batch, "--uden-grunde"]
            med = peer(mappe, ALT_OG_GRUNDE, _RAEKKER_MED_GRUNDE)
            # Each run, and the hand-written ones that it is measured by.
            koersler: dict[str, tuple[list[str], tuple[str, ...]]] = {
                "floor: Parquet to Parquet": (peer(mappe, "SELECT * FROM {ind}"), ()),
                "SQL by hand, statuses": (peer(mappe, STATUSSER), ()),
                "SQL by hand, all but reasons": (peer(mappe, ALT), ()),
                "SQL by hand, the same and totals": (peer(mappe, ALT, totaler=_TOTALER), ()),
                "batch, all but reasons": (uden, ("SQL by hand, all but reasons", "SQL by hand, the same and totals")),
                "SQL by hand, all": (med, ()),
                "SQL by hand, all and totals": ([*med, *(t.format(ud=mappe / "haand.parquet") for t in _TOTALER)], ()),
                "batch, all": (batch, ("SQL by hand, all", "SQL by hand, all and totals")),
            }
            if valgt.csv:
                lav(antal, mappe / "ind.csv", valgt.seed)
                fra_csv = [str(mappe / "ind.csv") if a == str(ind) else a for a in uden]
                koersler["batch from CSV, all but reasons"] = fra_csv, ("SQL by hand, all but reasons",)
            brugt: dict[str, float] = {}
            for navn, (kommando, ved_siden_af) in koersler.items():
                tid, cpu, mb = maal(kommando)
                brugt[navn] = cpu
                if ved_siden_af and kommando[4] == str(ind) and (antal_ulige := ulige(ud, mappe / "haand.parquet")):
                    raise SystemExit(f"{navn}: {antal_ulige} rækker har et andet svar end den håndskrevne SQL.")
                gange = ", ".join(f"{cpu / brugt[n]:.2f}" for n in ved_siden_af)
                gulv = cpu / brugt["floor: Parquet to Parquet"]
                tal = f"{tid:.1f} | {cpu:.1f} | {antal / tid:,.0f} | {gulv:.1f} | {gange} | {mb:,}"
                print(f"| {antal:,} | {navn} | {tal} |", flush=True)


if __name__ == "__main__":
    main()
