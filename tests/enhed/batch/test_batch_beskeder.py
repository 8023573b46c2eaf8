"""Messages of ``batch`` about files and rows: in Danish, with what to do, and in the right number; foreign columns."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import duckdb
import pytest

from ansoegning.batch.find_ind import find_ind
from ansoegning.fejl import BrugsFejl, LaeseFejl
from hjaelp.batchkoersel import afviste, bestil, csv_af

pytestmark = pytest.mark.tung


def test_antal_felter_og_kolonner(tmp_path: Path) -> None:
    ind = tmp_path / "i.csv"
    ind.write_text("navn;kommune\nSkov\nSkov;Aarhus;x\n", encoding="utf-8")
    bestil(ind, tmp_path / "ud.csv")
    assert [r["aarsag"].partition(". ")[0] for r in afviste(tmp_path / "ud.csv")] == [
        "Rækken har 1 felt, men der er 2 kolonner",
        "Rækken har 3 felter, men der er 2 kolonner",
    ]


def test_en_oedelagt_parquet_har_et_raad_og_intet_navn_fra_motoren(tmp_path: Path) -> None:
    ind = tmp_path / "i.parquet"
    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT 'a' || i AS navn FROM range(1000) t(i)) TO '{ind}' (FORMAT parquet)")
    ind.write_bytes(ind.read_bytes()[:-30])
    with pytest.raises(LaeseFejl) as fejl:
        bestil(ind, tmp_path / "ud.csv")
    assert str(fejl.value).endswith(
        "Filen kan ikke læses; den er beskadiget eller ikke hel. Hent den igen, eller gem den igen i det program, den "
        "kommer fra."
    )


@pytest.mark.skipif(not hasattr(os, "SEEK_HOLE"), reason="files have no holes here")
@pytest.mark.parametrize("ind", ["a.csv", "a.jsonl"])
def test_en_fil_der_aldrig_blev_skrevet_faerdig_siges_uden_at_laese_den(ind: str, tmp_path: Path) -> None:
    """A terabyte that a download reserved takes hours to read as NUL bytes."""
    fil = tmp_path / ind
    fil.write_text('{"navn": "Skov"}\n' if ind.endswith("jsonl") else "navn;kommune\nSkov;Aarhus\n", encoding="utf-8")
    with fil.open("r+b") as aaben:
        aaben.truncate(1 << 40)
    with pytest.raises(LaeseFejl, match=r"Filen er ikke hel: 1\.048\.57\d MB af dens 1\.048\.576 MB er aldrig skrevet"):
        bestil(fil, tmp_path / "ud.csv")


def test_en_fil_der_ikke_kan_aabnes_siger_det_som_tjek(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for navn in ("a.csv", "a.xlsx"):
        with pytest.raises(LaeseFejl, match=r"Filen kan ikke læses \((ugyldigt navn|styresystemets fejl \d+)\)\."):
            bestil(f"{'x' * 5000}{navn}", tmp_path / "ud.csv")
    (tmp_path / "a.csv").write_text("navn\nSkov\n", encoding="utf-8")

    def ingen_adgang(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", ingen_adgang)
    with pytest.raises(LaeseFejl, match=r"Filen må ikke læses\. Kontrollér rettighederne, eller om den er åben i"):
        find_ind(str(tmp_path / "a.csv"), tmp_path)


@pytest.mark.parametrize("type_", ["DOUBLE", "FLOAT", "DECIMAL(9,2)", "INTEGER"])
def test_kommunens_nummer_i_en_talkolonne(type_: str, tmp_path: Path) -> None:
    """pandas stores whole numbers as decimals when one of them is missing."""
    ind = tmp_path / "i.parquet"
    with duckdb.connect() as con:
        raekker = f"SELECT k::{type_} AS kommune, 'a' AS navn FROM (VALUES (751), (NULL), (101), (9999)) t(k)"
        con.execute(f"COPY ({raekker}) TO '{ind}' (FORMAT parquet)")
    bestil(ind, tmp_path / "ud.csv")
    assert [r["kommune"] for r in csv_af(tmp_path / "ud.csv")] == ["0751", "", "0101"]
    assert [r["raekke"] for r in afviste(tmp_path / "ud.csv")] == ["4"]


def test_fremmede_vaerdier_i_json_er_uaendrede(tmp_path: Path) -> None:
    ind = tmp_path / "i.jsonl"
    fremmed = '{"a": 1.50, "b": [true, null, "x\\"y", 1e3, {}], "æ": {"c": []}}'
    ind.write_text(f'{{"navn": "A", "andet": {fremmed}}}\n', encoding="utf-8")
    bestil(ind, tmp_path / "ud.csv")
    assert [r["andet"] for r in csv_af(tmp_path / "ud.csv")] == [fremmed]


def test_raekker_der_modsiger_hinanden_om_deres_ansoegning(tmp_path: Path) -> None:
    """In an application file there is one value; here each row has its own, so what disagrees is told."""
    ind, sagt = tmp_path / "i.csv", list[str]()
    ind.write_text(
        "ansoegning;kommune;navn;indsendt;kontakt.navne\n"
        "1;0751;A;10/05/2024;Bo\n1;0461;B;10/05/2024;Ib\n"
        "2;0461;A;;\n2;;B;10/05/2024;\n2;Odense;C;;\n"
        "3;0751;A;10/05/2024;\n3;Aarhus;B;11/05/2024;\n",
        encoding="utf-8",
    )
    bestil(ind, tmp_path / "ud.csv", sagt.append)
    assert [s for s in sagt if "siger forskelligt" in s] == [
        "2 ansøgninger har rækker, der siger forskelligt om ansøgningen selv: den i række 1 (kommune og kontakt.navne)"
        "; den i række 6 (indsendt). Hver række er regnet med sit eget. Ret rækkerne, eller giv dem hver sin ansøgning"
        ", og kør igen."
    ]


def test_regnearkets_fejl_afvises_i_en_csv_som_i_projektmappen(tmp_path: Path) -> None:
    """The same cell must not be a project's name because the workbook was saved as CSV."""
    ind = tmp_path / "i.csv"
    navne = ["#NAVN?", "#I/T", " #N/A", "Err:502", "####", "#1 Skov", "Eg", "Ærø", "  Eng"]
    ind.write_text("kommune;navn;dokumentation\n" + "".join(f"Aarhus;{n};a, b\n" for n in navne), encoding="utf-8")
    bestil(ind, tmp_path / "ud.csv")
    assert [r["navn"] for r in csv_af(tmp_path / "ud.csv")] == navne[5:]
    assert {r["aarsag"].partition("«")[2] for r in afviste(tmp_path / "ud.csv")} == {
        " er en fejl fra et regneark. Ret formlen, eller skriv værdien."
    }


@pytest.mark.skipif(sys.platform == "win32", reason="a folder with an open file cannot be removed there")
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("besked", [0, 1])
def test_mappen_forsvinder_under_koerslen(besked: int, form: str, tmp_path: Path) -> None:
    """A drive that is unplugged, or a folder that is tidied up: neither the program nor the input is to blame."""
    mappe, beskeder = tmp_path / "ud", []
    mappe.mkdir()
    (tmp_path / "i.csv").write_text("navn;kommune;K\nSkov;Aarhus;x\n", encoding="utf-8")

    def sig(tekst: str) -> None:
        beskeder.append(tekst)
        if len(beskeder) > besked:
            shutil.rmtree(mappe, ignore_errors=True)

    with pytest.raises(BrugsFejl, match=r"ud: Mappen blev fjernet, mens kørslen var i gang\. Lav den, og kør igen\.$"):
        bestil(tmp_path / "i.csv", mappe / f"ud.{form}", sig)
