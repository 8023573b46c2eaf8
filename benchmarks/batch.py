"""Measure ``batch`` from end to end, against a lower bound and against SQL written by hand.

The lower bound is reading and writing the same Parquet without rules. The hand-written SQL copies the same columns and
returns the same statuses, and in a second variant the same reasons too.

    .venv/bin/python benchmarks/batch.py --raekker 1000000 10000000

Each run is a separate process, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from haandskrevet import GRUNDE, STATUSSER
from syntetisk import lav

PULJE = "botilbud-2025-26"
# The peers write with the same settings as batch.
_PEER = """
import duckdb, sys
con = duckdb.connect(config={{"memory_limit": "2GB", "threads": 2}})
con.execute("SET temp_directory = '{mappe}'")
con.execute(f"COPY ({{sys.argv[1]}}) TO '{ud}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)")
"""


def maal(kommando: list[str]) -> tuple[float, float, int]:
    """Return seconds, processor seconds, and peak memory in MB, of one process."""
    begyndt = time.perf_counter()
    proces = subprocess.Popen(kommando, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert proces.stderr is not None
    besked = proces.stderr.read()
    _, status, forbrug = os.wait4(proces.pid, 0)
    if status:
        raise SystemExit(besked.decode())
    return time.perf_counter() - begyndt, forbrug.ru_utime + forbrug.ru_stime, forbrug.ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raekker", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hukommelse", default="2GB")
    parser.add_argument("--csv", action="store_true", help="also from CSV")
    valgt = parser.parse_args()
    print("| rows | what | s | CPU s | rows/s | × floor (CPU) | peak MB |\n| --: | --- | --: | --: | --: | --: | --: |")
    for antal in valgt.raekker:
        with tempfile.TemporaryDirectory() as m:
            mappe = Path(m)
            ind, ud = mappe / "ind.parquet", mappe / "ud.parquet"
            lav(antal, ind, valgt.seed)
            batch = [sys.executable, "-m", "ansoegning", "batch", str(ind), "-o", str(ud), "--pulje", PULJE]
            batch += ["--overskriv", "--traade", "2", "--hukommelse", valgt.hukommelse]
            peer = [sys.executable, "-c", _PEER.format(mappe=mappe, ud=ud)]
            felter = ", ".join(r[0] for r in duckdb.sql(f"DESCRIBE SELECT * FROM '{ind}'").fetchall()) + ","
            haand = [x.format(ind=f"read_parquet('{ind}')", bar=felter) for x in (STATUSSER, GRUNDE)]
            koersler = {
                "floor: Parquet to Parquet": [*peer, f"SELECT * FROM '{ind}'"],
                "SQL by hand, statuses": [*peer, haand[0]],
                "SQL by hand, reasons too": [*peer, haand[1]],
                "batch, statuses, gaps and findings": [*batch, "--uden-grunde"],
                "batch, reasons too": batch,
            }
            if valgt.csv:
                lav(antal, mappe / "ind.csv", valgt.seed)
                fra_csv = [str(mappe / "ind.csv") if a == str(ind) else a for a in batch]
                koersler["batch from CSV, without reasons"] = [*fra_csv, "--uden-grunde"]
            gulv = 0.0
            for navn, kommando in koersler.items():
                tid, cpu, mb = maal(kommando)
                gulv = gulv or cpu
                tal = f"{tid:.1f} | {cpu:.1f} | {antal / tid:,.0f} | {cpu / gulv:.1f} | {mb:,}"
                print(f"| {antal:,} | {navn} | {tal} |", flush=True)


if __name__ == "__main__":
    main()
