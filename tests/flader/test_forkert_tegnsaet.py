"""A text that was saved in a wrong character set is told, whatever the format of the file that it came in."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import openpyxl
import pytest

from ansoegning.fejl import AnsoegningFejl
from ansoegning.handlinger.tjek import tjek
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.skriv.projektmappe import skriv_projektmappe
from hjaelp.batchkoersel import PULJE, bestil, csv_af
from hjaelp.ret_projektmappe import klar_ansoegning, redigeret

pytestmark = pytest.mark.tung

FORKERT, RIGTIGT = "MÃ¸llegÃ¥rden", "Møllegården"  # noqa: RUF001 - the subject


def _skriv(sti: Path, navne: list[str]) -> Path:
    """Write a table of projects with these names, in the format of the file's ending."""
    hoved, raekker = ["kommune", "navn"], [["Odense", n] for n in navne]
    match sti.suffix:
        case ".jsonl":
            sti.write_text("".join(json.dumps(dict(zip(hoved, r, strict=True))) + "\n" for r in raekker))
        case ".xlsx":
            bog = openpyxl.Workbook()
            ark = bog.worksheets[0]
            for raekke in [hoved, *raekker]:
                ark.append(raekke)
            bog.save(sti)
        case ".csv":
            sti.write_text("".join(";".join(r) + "\n" for r in [hoved, *raekker]), encoding="utf-8")
        case _:
            with duckdb.connect() as con:
                con.execute("CREATE TABLE t (kommune VARCHAR, navn VARCHAR)")
                con.executemany("INSERT INTO t VALUES (?, ?)", raekker)
                con.execute(f"COPY t TO '{sti}' (FORMAT parquet)")
    return sti


FORMATER = ["csv", "jsonl", "xlsx", "parquet"]


@pytest.mark.parametrize("form", FORMATER)
@pytest.mark.parametrize("skrevet", [FORKERT, "M&oslash;lleg&aring;rden"])
def test_en_tabel_med_tekst_i_et_forkert_tegnsaet(form: str, skrevet: str, tmp_path: Path) -> None:
    """A CSV file that was opened in a wrong character set and saved as a workbook has the same names as before."""
    with pytest.raises(AnsoegningFejl) as fejl:
        bestil(_skriv(tmp_path / f"a.{form}", ["Skov", skrevet]), tmp_path / "ud.csv")
    assert f"række 2{' (linje 3) har' if form == 'csv' else ' står'} »{skrevet}«" in str(fejl.value)
    assert f"som skulle være »{RIGTIGT}«" in str(fejl.value)


@pytest.mark.parametrize("form", FORMATER)
def test_et_enkelt_ord_i_en_tabel_siges_og_laeses(form: str, tmp_path: Path) -> None:
    sagt: list[str] = []
    bestil(_skriv(tmp_path / f"a.{form}", ["Ærø Søgård", FORKERT]), tmp_path / "ud.csv", sagt.append)
    (besked,) = [s for s in sagt if "i et andet tegnsæt" in s]
    assert f"fx »{FORKERT}« i række 2" in besked
    assert [r["navn"] for r in csv_af(tmp_path / "ud.csv")] == ["Ærø Søgård", FORKERT]


def test_en_ansoegning_som_projektmappe(tmp_path: Path) -> None:
    def rediger(bog: openpyxl.Workbook) -> None:
        for ark in bog:
            for raekke in ark.iter_rows():
                for celle in raekke:
                    if isinstance(celle.value, str) and ark.title in ("Ansøgning", "Projekter") and celle.row > 6:
                        celle.value = celle.value.encode().decode("cp1252", "replace")

    sti = tmp_path / "a.xlsx"
    sti.write_bytes(redigeret(skriv_projektmappe(load_regelsaet(PULJE), klar_ansoegning()), rediger))
    with pytest.raises(AnsoegningFejl, match="Teksten er gemt i et forkert tegnsæt: her står »") as fejl:
        tjek(str(sti))
    assert "!" in str(fejl.value).partition(":")[0]


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_bogstaver_skrevet_som_koder(form: str, tmp_path: Path) -> None:
    sti = tmp_path / f"a.{form}"
    sti.write_text(json.dumps({"pulje": PULJE, "projekter": [{"navn": FORKERT}]}), encoding="ascii")
    with pytest.raises(AnsoegningFejl, match=f"»{FORKERT}«, som skulle være »{RIGTIGT}«"):
        tjek(str(sti))
