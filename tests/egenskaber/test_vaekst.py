"""Four times the input of each type takes about four times the time, and never grows quadratically.

Time is the CPU time of this process, the smaller of two runs, and the ratio is tested; where the difference is small,
lines of code are counted instead. Many rows of an application are tested in ``test_fuzz.py``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import duckdb
import pytest

from ansoegning import load_regelsaet, tjek
from ansoegning.batch.csv_celle import laest_sql
from ansoegning.batch.overskrifter import find_kolonner
from ansoegning.fejl import AnsoegningFejl, RegelsaetFejl
from ansoegning.motor.indbygget import ligner_cpr, naevner_en_pct_af, naevner_et_beloeb_af, naevner_ord
from hjaelp.batchkoersel import PULJE, bestil
from hjaelp.pakkebyg import byg_pakke, kriterium, pakkedata

# The input is four times as large; quadratic growth would give sixteen.
HOEJST = 8.0
# The minimum duration in seconds, so that fixed costs and the clock's resolution do not hide the growth.
LILLE = 0.004


def _tider(arbejde: Callable[[int], object], fra: int) -> tuple[float, float]:
    def tid(antal: int) -> float:
        bedste = float("inf")
        for _ in range(2):
            begyndt = time.process_time()
            arbejde(antal)
            bedste = min(bedste, time.process_time() - begyndt)
        return bedste

    tid(fra)
    return tid(fra), tid(4 * fra)


def _tjek(navn: Callable[[int], object]) -> Callable[[int], object]:
    return lambda n: tjek({"pulje": PULJE, "projekter": [{"navn": navn(n)}]})


def _fil(mappe: Path, endelse: str, lav: Callable[[int], str]) -> Callable[[int], object]:
    def arbejde(antal: int) -> None:
        sti = mappe / f"a{antal}.{endelse}"
        if not sti.exists():
            sti.write_text(lav(antal), encoding="utf-8")
        try:
            tjek(sti, pulje=PULJE)
        except AnsoegningFejl:
            return

    return arbejde


def _tabel(mappe: Path, lav: Callable[[int], str]) -> Callable[[int], object]:
    def arbejde(antal: int) -> None:
        sti = mappe / f"a{antal}.csv"
        if not sti.exists():
            sti.write_text(lav(antal), encoding="utf-8")
        bestil(sti, mappe / "ud.csv", overskriv=True)

    return arbejde


def _overskrifter(antal: int) -> None:
    # None of these headings resembles a fact.
    find_kolonner(["navn", *(f"qxzj_vwkq_{nr:04}_zzxq" for nr in range(antal))], load_regelsaet(PULJE))


def _celler(antal: int) -> None:
    """Let DuckDB plan the reading of a table's cells; the time depends only on the number of columns."""
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE t ({', '.join(f'c{i} VARCHAR' for i in range(antal))})")
        celler = ", ".join(f"{laest_sql(f'c{i}', egen=False)} AS x{i}" for i in range(antal))
        con.execute(f"EXPLAIN SELECT {celler} FROM t")


def _pakke(kriterium_af: Callable[[int], str]) -> Callable[[int], object]:
    """Build a pack with ``n`` facts and ``n`` criteria, each of them wrong."""

    def arbejde(antal: int) -> None:
        fakta = {f"f{nr}": {"navn": f"faktum {nr}", "type": "ja_nej"} for nr in range(antal)}
        valg = {"v": {"navn": "v", "type": "valg", "valg": {f"a{nr}": f"A {nr}" for nr in range(antal)}}}
        with pytest.raises(RegelsaetFejl) as fejl:
            byg_pakke(
                pakkedata(
                    fakta={"ansoegning": {**fakta, **valg}},
                    kriterier=[kriterium(f"K{nr}", kriterium_af(nr)) for nr in range(antal)],
                )
            )
        assert len(str(fejl.value)) < 500 * antal

    return arbejde


MARKER = "a" + "\u0301" * 30
ARTER: dict[str, tuple[Callable[[Path], Callable[[int], object]], int]] = {
    "accenter i en tekst": (lambda _: _tjek(lambda n: "a" + "\u0301" * n), 5_000),
    "lovlige accenter": (lambda _: _tjek(lambda n: (MARKER + " ") * (n // 32)), 4_800),
    "lange tekster": (lambda _: _tjek(lambda n: "ord " * (n // 4)), 4_800),
    "lange ord": (lambda _: _tjek(lambda n: "x" * n), 200_000),
    "lange tal": (lambda m: _fil(m, "yaml", lambda n: f"kommune: {'9' * n}\n"), 200_000),
    "accenter som nøgle": (lambda m: _fil(m, "json", lambda n: json.dumps({"a" + "\u0301" * n: 1})), 30_000),
    "mange nøgler": (lambda m: _fil(m, "yaml", lambda n: "".join(f"k{i}: 1\n" for i in range(n))), 2_000),
    "dyb JSON": (lambda m: _fil(m, "json", lambda n: "[" * n), 100_000),
    "mange kommentarer": (lambda m: _fil(m, "yaml", lambda n: "# x\n" * n), 20_000),
    "beløb i en tekst": (lambda _: lambda n: naevner_et_beloeb_af("25, " * (n // 4), 31), 5_000),
    "procenter i en tekst": (lambda _: lambda n: naevner_en_pct_af("1/" * (n // 2), 31), 5_000),
    "cpr i en tekst": (lambda _: lambda n: ligner_cpr("01 01 01 " * (n // 9)), 5_000),
    "ord i en tekst": (lambda _: lambda n: naevner_ord("ordord " * (n // 7), ["ordordx"]), 5_000),
    "overskrifter": (lambda _: _overskrifter, 450),
    "kolonner i en tabel": (lambda _: _celler, 400),
    "ukendte navne i et regelsæt": (lambda _: _pakke(lambda nr: f"qxzj{nr}"), 320),
    "ukendte valg i et regelsæt": (lambda _: _pakke(lambda nr: f"v er qxzj{nr}"), 320),
    "rækker i en tabel": (lambda m: _tabel(m, lambda n: "navn;kommune\n" + "x;æ\n" * n), 2_000),
    "accenter i en celle": (lambda m: _tabel(m, lambda n: f"ansoegning;navn\na{chr(0x301) * n};x\n"), 50_000),
    "en lang række": (lambda m: _tabel(m, lambda n: f"fremmed;navn\n{'y ' * n};x\n"), 100_000),
}


@pytest.mark.parametrize("art", ARTER)
def test_fire_gange_saa_meget_tager_ikke_meget_mere_end_fire_gange_saa_lang_tid(art: str, tmp_path: Path) -> None:
    lav, fra = ARTER[art]
    foer, efter = _tider(lav(tmp_path), fra)
    assert efter <= HOEJST * max(foer, LILLE), f"{foer:.4f} s, {efter:.4f} s"


def test_arbejdet_foelger_antallet_af_fakta_i_et_regelsaet() -> None:
    """Checks of every pair of facts take less time than the rest at these sizes, so lines are counted instead."""
    arbejde = _pakke(lambda _: "f0")
    arbejde(240)
    foer, efter = (_linjer(arbejde, n) for n in (240, 960))
    assert efter <= 4.2 * foer, f"{foer} linjer, {efter} linjer"


def _linjer(arbejde: Callable[[int], object], antal: int) -> int:
    """Return the number of lines, calls and returns of Python code; a comprehension has a line for each element."""
    talt = 0

    def spor(_ramme: FrameType, _haendelse: str, _vaerdi: object) -> Any:
        nonlocal talt
        talt += 1
        return spor

    foer = sys.gettrace()
    sys.settrace(spor)
    try:
        arbejde(antal)
    finally:
        sys.settrace(foer)
    return talt
