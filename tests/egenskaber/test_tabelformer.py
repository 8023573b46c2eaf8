"""The same rows in every format, encoding and line ending, under odd names, give the same answer or are refused.

``tabelstrategi`` generates the rows, ``tabelskrivere`` writes them, and ``tabelfacit`` compares the answers.
``benchmarks/tabelformer.py`` runs many more rows.
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ansoegning.batch.koer import Koersel
from ansoegning.batch.totaler import Totaler
from ansoegning.fejl import BrugsFejl, LaeseFejl, Sted
from ansoegning.indlaes.regelsaet import load_regelsaet
from hjaelp.pakkestrategi import Pakke, pakker
from hjaelp.tabelfacit import facit, om_besked, proev_batch, regnskab
from hjaelp.tabelsag import Sag, proev_runde, proev_tabel
from hjaelp.tabelskrivere import ansoegning_json, dansk, skriv_tabel, til_csv
from hjaelp.tabelstrategi import ANSOEGNING, Skrivning, Tabel, traek_filnavn, traek_runde, traek_skrivning

# Shrinking would take as long again. The generated table is small, and the message shows all of it.
_FAA = settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FROE = st.integers(0, 2**32 - 1)


def _ingen(sag: Sag, froe: int) -> None:
    uventede = sag.uventede
    assert not uventede, f"seed {froe}: " + "\n".join(map(str, uventede[:10]))


@_FAA
@given(FROE)
def test_samme_raekker_i_alle_former_er_eet_svar(froe: int) -> None:
    _ingen(proev_tabel(random.Random(froe), 8, i_tjek=2), froe)


@settings(_FAA, max_examples=2)
@given(FROE, pakker().filter(lambda p: len(p.lister) < 2))
def test_samme_raekker_af_en_trukket_pakke(froe: int, pakke: Pakke) -> None:
    _ingen(proev_tabel(random.Random(froe), 6, ("csv", "parquet"), i_tjek=2, pakke=pakke.data), froe)


@settings(_FAA, max_examples=1)
@given(FROE)
def test_samme_runde_som_ansoegninger_og_som_tabel(froe: int) -> None:
    _ingen(proev_runde(random.Random(froe), 8, ("csv", "jsonl")), froe)


# --- The commands ---------------------------------------------------------------------------


def _koer(*argumenter: str, mappe: Path, ind: bytes = b"") -> tuple[int, str, str]:
    svar = subprocess.run(
        [sys.executable, "-m", "ansoegning", *argumenter], cwd=mappe, input=ind, capture_output=True, check=False
    )
    ud, fejl = svar.stdout.decode("utf-8"), svar.stderr.decode("utf-8")
    assert svar.returncode in (0, 1, 2, 3), (argumenter, fejl)
    assert "Traceback" not in ud + fejl
    return svar.returncode, ud, fejl


def test_kommandoerne_under_traekte_filnavne(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Run ``tjek``, ``batch`` and ``rangliste`` as processes on one round with generated file names."""
    froe = str(pytestconfig.getoption("--hypothesis-seed"))
    fro = random.Random(froe)
    tabel = traek_runde(fro, load_regelsaet("botilbud-2025-26"), 6)
    s = traek_skrivning(fro, tabel, "jsonl")
    (tmp_path / "runde").mkdir()
    filer = []
    for nr in range(6):
        filer.append(f"runde/{traek_filnavn(fro, f' {nr}.json')}")
        (tmp_path / filer[-1]).write_text(ansoegning_json(tabel, nr, s, tal=True), encoding="utf-8")
    ventet = facit(tabel, s, None)

    _, ud, _ = _koer("tjek", "--format", "json", "--", *filer, mappe=tmp_path)
    assert [p["resultat"] for a in json.loads(ud) for p in a["projekter"]] == [v.resultat for v in ventet], froe

    kode, ud, _ = _koer("rangliste", "--format", "json", "runde", mappe=tmp_path)
    assert kode == 0, froe
    rang = {p["kommune"]["kode"]: (p["rang"], p["udfald"]) for p in json.loads(ud)["projekter"]}

    ind, svar = traek_filnavn(fro, ".jsonl"), traek_filnavn(fro, ".csv")
    skriv_tabel(tabel, s, tmp_path / ind)
    valg = ("--pulje", "botilbud-2025-26", "--rangliste", "--afviste", "afviste.csv", "-o")
    kode, _, fejl = _koer("batch", *valg, f"./{svar}", "--", ind, mappe=tmp_path)
    assert kode == 0, (froe, fejl)
    assert "ind = ud + afvist: 6 = 6 + 0" in fejl.splitlines()[-1]
    with (tmp_path / Path(svar).with_suffix(".rangliste.csv")).open(encoding="utf-8-sig", newline="") as fil:
        fra_batch = {r["kommune"]: (int(r["rang"]), r["udfald"]) for r in csv.DictReader(fil, delimiter=";")}
    assert fra_batch == {k: v for k, v in rang.items() if v[0] is not None}, froe

    # The same rows from standard input to standard output.
    data = (tmp_path / ind).read_bytes()
    kode, ud, fejl = _koer(
        *("batch", "-", "-o", "-", "--pulje", "botilbud-2025-26", "--afviste", "a.csv"), mappe=tmp_path, ind=data
    )
    assert kode == 0, (froe, fejl)
    assert [r["resultat"] for r in csv.DictReader(ud.splitlines(), delimiter=";")] == [v.resultat for v in ventet]


# --- The comparison detects differences -------------------------------------------------------


def _lille() -> tuple[Tabel, Skrivning]:
    tabel = Tabel(
        load_regelsaet("botilbud-2025-26"),
        None,
        "projekter",
        (
            {"kommune": "0751", "navn": "Åhuset", "andel_andre": Decimal("31.25"), "afsluttes": date(2026, 12, 31)},
            {"kommune": "0101", "navn": "linje\nskift", "ansoegt_2025": 12_500, "paabegyndt": True},
            {"kommune": "0461", "navn": "x", "ansoegt_2025": -1, "dokumentation": ("a; b", "c")},
        ),
    )
    s = Skrivning("csv", "ind.csv", {n: n for n in tabel.kolonner}, (ANSOEGNING, *tabel.kolonner), frozenset(), False,
                  linjeskift=("\n",) * 4)  # fmt: skip
    return tabel, s


@pytest.mark.parametrize("format_", ["csv", "jsonl", "xlsx", "parquet"])
def test_sammenholdet_ser_en_fejl(format_: str, tmp_path: Path) -> None:
    """Test the comparison itself: it finds nothing in a correct table, and reports each type of difference."""
    tabel, s = _lille()
    s = replace(s, format=format_, navn=f"i.{format_}")
    ventet = facit(tabel, s, None)
    svar, _, fundet = proev_batch(tabel, ventet, s, tmp_path, None)
    assert not fundet
    assert svar is not None
    assert (sorted(svar.raekker), sorted(svar.afviste)) == ([1, 2], [3])
    # The answers of two rows exchanged, and a row that should have been accepted.
    _, _, fundet = proev_batch(tabel, [ventet[1], ventet[0], ventet[0]], s, tmp_path, None)
    assert [a.art for a in fundet] == ["uenig", "uenig", "afvist"]
    # A row that is in neither output file, and one that is in both.
    koersel = Koersel(3, 2, 1, None, tabel.regelsaet, Totaler(2, 1, None, None, {}))
    assert not regnskab(tabel, koersel, svar, "batch")
    for raekker in ({1: svar.raekker[1]}, {**svar.raekker, 3: svar.raekker[1]}):
        assert [a.art for a in regnskab(tabel, koersel, replace(svar, raekker=raekker), "batch")] == ["tabt"]


def test_sammenholdet_ser_en_tavs_afvisning() -> None:
    fil = Path("mappe/k.csv")
    her = Sted(str(fil))
    assert not om_besked(LaeseFejl("Filen er tom. Kontrollér navnet.", her), fil, "batch")
    for fejl in (
        BrugsFejl(""),
        BrugsFejl("Ikke en sætning"),
        BrugsFejl("Invalid value."),
        LaeseFejl("Tom.", Sted("x")),
    ):
        assert [a.art for a in om_besked(fejl, fil, "batch")] == ["tavs"], fejl


def test_skriverne_skriver_det_samme(tmp_path: Path) -> None:
    """Read the written files with independent libraries."""
    tabel, s = _lille()
    (hoved, *raekker) = csv.reader(til_csv(tabel, s).decode().splitlines(keepends=True), delimiter=";")
    assert [dict(zip(hoved, r, strict=True))["afsluttes"] for r in raekker] == ["31/12/2026", "", ""]
    assert [dict(zip(hoved, r, strict=True))["navn"] for r in raekker] == ["Åhuset", "linje\nskift", "x"]
    skriv_tabel(tabel, replace(s, format="parquet"), tmp_path / "a")
    with duckdb.connect() as con:
        svar = con.execute(
            f"SELECT navn, andel_andre, ansoegt_2025, dokumentation FROM read_parquet('{tmp_path / 'a'}')"
        ).fetchall()
    assert svar == [
        ("Åhuset", Decimal("31.25"), None, None),
        ("linje\nskift", None, 12_500, None),
        ("x", None, -1, ["a; b", "c"]),
    ]
    skriv_tabel(tabel, replace(s, format="xlsx"), tmp_path / "a.xlsx")
    ark = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert ark is not None
    celler = [dict(zip(hoved, r, strict=True)) for r in ark.iter_rows(min_row=2, values_only=True)]
    assert [c["ansoegt_2025"] for c in celler] == [None, 12_500, -1]
    assert (celler[0]["andel_andre"], celler[1]["paabegyndt"]) == (0.3125, True)
    assert [dansk(12_500, tusinder=True), dansk(Decimal("1234.50"), tusinder=True), dansk(-5)] == [
        *("12.500", "1.234,50", "-5"),
    ]
