"""Generate invented rounds of any size from a seed: project rows as Parquet or CSV, written by DuckDB.

    .venv/bin/python benchmarks/syntetisk.py 1000000 runde.parquet --seed 1

The same seed gives the same rows, however many are generated at a time. Shares and sizes are invented, but distributed
as in a round: most projects near the limits of the criteria, some facts missing, most municipalities with few.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import duckdb

from ansoegning.indlaes.regelsaet import load_regelsaet

PULJE = "botilbud-2025-26"
_LOV = ["sel107", "sel108", "sel107_og_108", "abl105", "blandet_abl105", "andet"]
_ART = ["nybyggeri", "eksisterende_bygning", "vedligeholdelse", "blandet"]
_KOORD = ["kkr", "tvaerkommunal", "ingen"]


def sql(antal: int, seed: int) -> str:
    """Return the rows as a query. ``u(n)`` is a number from 0 to 1, the same for the same seed, row and column."""
    kommuner = [k.kode for k in load_regelsaet(PULJE).kommuner.alle]

    def u(nr: int, hvem: str = "i") -> str:
        # The hash of one integer for each cell: a combined hash would correlate the columns.
        return f"((hash({hvem} * 1000 + {nr} + {seed % 9_000_000} * 1000000000000) >> 11) / 9007199254740992.0)"

    def mangler(nr: int, udtryk: str, andel: float = 0.03) -> str:
        return f"CASE WHEN {u(nr + 100)} >= {andel} THEN {udtryk} END"

    def valg(nr: int, muligheder: list[str], vaegte: list[float]) -> str:
        led, sum_ = [], 0.0
        for m, v in zip(muligheder, vaegte, strict=True):
            sum_ += v
            led.append(f"WHEN {u(nr)} < {sum_} THEN '{m}'")
        return f"CASE {' '.join(led)} ELSE '{muligheder[-1]}' END"

    def heltal(nr: int, fra: int, til: int) -> str:
        return f"CAST(floor({fra} + {u(nr)} * {til - fra + 1}) AS INTEGER)"

    # The power gives few municipalities many projects, and many municipalities few. Each application has one applicant.
    hvem = u(1, "(i // 3)")
    kommune = f"{kommuner}[CAST(floor(pow({hvem}, 1.5) * {len(kommuner)}) AS INTEGER) + 1]"
    loen = f"CAST(round(2000 + pow({u(2)}, 2) * 40000) AS INTEGER)"
    felter = {
        "ansoegning": "concat('A', CAST(i // 3 AS VARCHAR))",
        "kommune": kommune,
        "navn": "concat('Projekt ', CAST(i + 1 AS VARCHAR), ' (opdigtet)')",
        "ansoegt_2025": mangler(3, loen),
        "ansoegt_2026": mangler(4, f"CAST(round(pow({u(4)}, 2) * 40000) AS INTEGER)"),
        "pladser_2025": mangler(5, heltal(5, 0, 12)),
        "pladser_2026": mangler(6, heltal(6, 0, 24)),
        "andel_andre": mangler(
            7, f"CAST(CASE WHEN {u(8)} < 0.2 THEN 25 ELSE round(1 + {u(7)} * 59, 2) END AS DECIMAL(5,2))"
        ),
        "afsluttes": mangler(9, f"DATE '2025-03-01' + {heltal(9, 0, 760)}"),
        "lovgrundlag": mangler(10, valg(10, _LOV, [0.35, 0.35, 0.2, 0.04, 0.04, 0.02])),
        "bruttoanlaegsudgift_2025": mangler(11, f"{loen} + {heltal(11, -500, 4000)}", 0.15),
        "bruttoanlaegsudgift_2026": mangler(12, f"CAST(round(pow({u(4)}, 2) * 41000) AS INTEGER)", 0.15),
        "pladser_etableret": mangler(13, heltal(13, 0, 36), 0.2),
        "nedlagte_pladser": mangler(14, f"CASE WHEN {u(14)} < 0.8 THEN 0 ELSE {heltal(15, 1, 12)} END", 0.2),
        "omdannede_abl105_pladser": mangler(16, f"CASE WHEN {u(16)} < 0.9 THEN 0 ELSE {heltal(17, 1, 8)} END", 0.1),
        "art": mangler(18, valg(18, _ART, [0.55, 0.25, 0.12, 0.08])),
        "bortfald_forventes": mangler(19, f"{u(19)} < 0.5", 0.6),
        "koordinering": mangler(20, valg(20, _KOORD, [0.4, 0.2, 0.4]), 0.2),
        "ibrugtagning": mangler(21, f"DATE '2025-06-01' + {heltal(21, 0, 760)}", 0.3),
    }
    udvalgt = ", ".join(f"{udtryk} AS {navn}" for navn, udtryk in felter.items())
    return f"SELECT {udvalgt} FROM range({antal}) r(i)"


def lav(antal: int, sti: Path, seed: int) -> None:
    """Write ``antal`` rows to a file in the format of its ending (a CSV as Danish Excel writes it)."""
    con = duckdb.connect(":memory:", config={"memory_limit": "2GB"})
    foresp = sql(antal, seed)
    if sti.suffix == ".csv":
        foresp = (
            "SELECT * REPLACE (replace(CAST(andel_andre AS VARCHAR), '.', ',') AS andel_andre, "
            "strftime(afsluttes, '%d/%m/%Y') AS afsluttes, "
            "strftime(ibrugtagning, '%d/%m/%Y') AS ibrugtagning, "
            "CASE bortfald_forventes WHEN true THEN 'ja' WHEN false THEN 'nej' END AS bortfald_forventes) "
            f"FROM ({foresp})"
        )
        form = "FORMAT csv, DELIMITER ';', HEADER true"
    else:
        form = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
    navn = str(sti).replace("'", "''")
    con.execute(f"COPY ({foresp}) TO '{navn}' ({form})")
    con.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("antal", type=int)
    parser.add_argument("fil", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    valgt = parser.parse_args()
    begyndt = time.perf_counter()
    lav(valgt.antal, valgt.fil, valgt.seed)
    tid = time.perf_counter() - begyndt
    mb = valgt.fil.stat().st_size / 1e6
    print(f"{valgt.antal} rækker i {valgt.fil} ({mb:.1f} MB) på {tid:.1f} s, seed {valgt.seed}")


if __name__ == "__main__":
    main()
