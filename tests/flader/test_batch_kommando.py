"""The command: kills, changed files, folders, and answers equal to those of ``tjek``."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from ansoegning.fejl import BrugsFejl, LaeseFejl
from ansoegning.system.kladdemappe import Kladdemappe
from hjaelp.batchkoersel import PULJE, bestil, csv_af
from hjaelp.batchraekker import HOVED, RAEKKE, spoerg
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung


# The command, also when it is killed


def kommando(*argumenter: str, ind: bytes | None = None, **andet: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "ansoegning", "batch", *argumenter], input=ind, capture_output=True, check=False, **andet
    )


def test_kommandoen(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HOVED + RAEKKE.format(1) + "x\n", encoding="utf-8")
    ud = tmp_path / "ud.csv"
    svar = kommando(str(tmp_path / "a.csv"), "-o", str(ud), "--pulje", PULJE)
    assert svar.returncode == 3
    assert svar.stdout.decode().startswith("I alt: 1 række fra 1 ansøgning; 1 række er afvist")
    assert svar.stderr.decode().splitlines()[-1] == "ind = ud + afvist: 2 = 1 + 1"
    igen = kommando(str(tmp_path / "a.csv"), "-o", str(ud), "--pulje", PULJE)
    assert igen.returncode == 2
    assert "--overskriv" in igen.stderr.decode()
    roer = kommando(
        "-", "-o", "-", "--pulje", PULJE, "--afviste", str(tmp_path / "af.csv"), ind=(tmp_path / "a.csv").read_bytes()
    )
    assert roer.returncode == 3
    assert [r["navn"] for r in csv.DictReader(io.StringIO(roer.stdout.decode()), delimiter=";")] == ["Projekt 1"]
    assert kommando("-", "-o", "-", "--pulje", PULJE, ind=b"").returncode == 2
    assert (
        kommando(str(tmp_path / "a.csv"), "-o", str(tmp_path / "a.csv"), "--pulje", PULJE, "--overskriv").returncode
        == 2
    )
    assert kommando(str(tmp_path / "a.csv"), "-o", "x.docx", "--pulje", PULJE, cwd=tmp_path).returncode == 2


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no other drive to write on")  # noqa: S108 - a drive, not a file
def test_afviste_raekker_paa_et_andet_drev(tmp_path: Path) -> None:
    import tempfile

    (tmp_path / "a.csv").write_text(HOVED + "x\n", encoding="utf-8")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as andet:
        bestil(tmp_path / "a.csv", tmp_path / "ud.csv", afviste=f"{andet}/ny/af.csv")
        assert [r["raekke"] for r in csv_af(Path(andet) / "ny" / "af.csv")] == ["1"]
        assert [p.name for p in (Path(andet) / "ny").iterdir()] == ["af.csv"]


def test_den_stoerste_raekke_af_citationstegn(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"kommune": 751, "note": "x" + '"' * 500_000}) + "\n", encoding="utf-8"
    )
    svar = bestil(tmp_path / "a.jsonl", tmp_path / "ud.parquet")
    assert (svar.ud, svar.afvist) == (1, 0)
    assert spoerg(f"SELECT length(note) FROM '{tmp_path / 'ud.parquet'}'") == [(500_001,)]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_draebt_naar_som_helst(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """No incomplete file has a final name; the next run cleans up and gives the same answer."""
    seed = int(pytestconfig.getoption("--hypothesis-seed"))
    gange = int(os.environ.get("ANSOEGNING_DRAEB", "3"))
    draw = random.Random(seed)
    raekker = 60_000
    ind = tmp_path / "ind.csv"
    ind.write_text(HOVED + "".join(RAEKKE.format(i) if i % 9 else "x\n" for i in range(raekker)), encoding="utf-8")
    ud, daarlige = tmp_path / "ud.csv", tmp_path / "ud.afviste.csv"
    begyndt = time.monotonic()
    assert kommando(str(ind), "-o", str(ud), "--pulje", PULJE, "--overskriv").returncode == 3
    varighed = time.monotonic() - begyndt
    rigtigt = ud.read_bytes(), daarlige.read_bytes()
    for nr in range(gange):
        for fil in (ud, daarlige):
            fil.unlink(missing_ok=True)
        proces = subprocess.Popen(
            [sys.executable, "-m", "ansoegning", "batch", str(ind), "-o", str(ud), "--pulje", PULJE],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(draw.uniform(0, 1.1 * varighed))
        proces.send_signal(signal.SIGKILL)
        proces.wait()
        if ud.exists():
            assert ud.read_bytes() == rigtigt[0], f"kill {nr}, seed {seed}"
        if daarlige.exists() or ud.exists():
            assert daarlige.read_bytes() == rigtigt[1], f"kill {nr}, seed {seed}"
    assert kommando(str(ind), "-o", str(ud), "--pulje", PULJE, "--overskriv").returncode == 3
    assert (ud.read_bytes(), daarlige.read_bytes()) == rigtigt
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ind.csv", "ud.afviste.csv", "ud.csv"]


@pytest.mark.parametrize(
    ("navn", "indhold", "besked"),
    [
        ("a.csv", b"\x1f\x8b\x08\x00\x00", "pakket"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00\x00", "pakket"),
        ("a.jsonl", b"", "tom"),
        ("a.jsonl", b"\n \n", "tom"),
        ("a.jsonl", b"{ikke\n[1]\n", "Ingen af rækkerne kan læses"),
        (
            "a.json",
            b'{\n "pulje": "x"\n}\n',
            r"over flere linjer\. .*Er filen én ansøgning, så læs den med »ansoegning tjek«",
        ),
        (
            "a.yaml",
            b"# min\npulje: x\n",
            "er YAML og ikke en tabel. Er filen én ansøgning, så læs den med »ansoegning tjek«",
        ),
        ("a.parquet", b"PARE\x15\x04", "krypteret Parquet. Gem den uden kryptering"),
        ("a.xlsx", b"kommune;navn\n", "hedder .xlsx, men er det ikke. Er den CSV, så lad den hedde .csv"),
        ("a.xlsx", b"kommune\0navn\n", "hedder .xlsx, men er det ikke. Kontrollér, at den er hel"),
    ],
)
def test_filer_uden_raekker_siger_hvorfor(navn: str, indhold: bytes, besked: str, tmp_path: Path) -> None:
    (tmp_path / navn).write_bytes(indhold)
    with pytest.raises(LaeseFejl, match=besked):
        bestil(tmp_path / navn, tmp_path / "ud.csv")
    assert [p.name for p in tmp_path.iterdir()] == [navn]


def test_en_ansoegning_er_ikke_en_tabel(tmp_path: Path) -> None:
    ansoegning = ROD / "samples" / PULJE / "lyngbakken-som-projektmappe.xlsx"
    with pytest.raises(BrugsFejl, match="Er filen én ansøgning, så læs den med »ansoegning tjek«") as fejl:
        bestil(ansoegning, tmp_path / "ud.csv")
    assert fejl.value.paa_siden.endswith("Er filen én ansøgning, så læg den ind blandt ansøgningerne.")


def test_en_projektmappes_egne_kolonner_skrives_som_de_vises(tmp_path: Path) -> None:

    bog = openpyxl.Workbook()
    ark = bog.active
    assert ark is not None
    kl = datetime(2024, 5, 3, 13, 30)  # noqa: DTZ001 - a workbook's time has no zone
    ark.append(["kommune", "navn", "møde", "klokken", "areal", "nummer", "G"])
    ark.append(["751", "x", date(2024, 5, 3), kl, 12.5, 1200, date(2026, 12, 31)])
    ark.append(["751", "y", None, None, None, None, kl])
    bog.save(tmp_path / "a.xlsx")
    svar = bestil(tmp_path / "a.xlsx", tmp_path / "ud.csv")
    assert (svar.ud, svar.afvist) == (1, 1)
    (raekke,) = csv_af(tmp_path / "ud.csv")
    assert [raekke[n] for n in ("møde", "klokken", "areal", "nummer", "G")] == [
        "03/05/2024", "03/05/2024 13:30", "12,5", "1200", "31/12/2026",
    ]  # fmt: skip
    (afvist,) = csv_af(tmp_path / "ud.afviste.csv")
    assert (afvist["vaerdi"], afvist["kolonne"]) == ("03/05/2024 13:30", "G")


@pytest.mark.parametrize("endelse", ["csv", "parquet"])
@pytest.mark.parametrize("hvad", ["laengere", "vaek"])
def test_en_fil_der_aendres_undervejs_faar_intet_svar(endelse: str, hvad: str, tmp_path: Path) -> None:
    ind = tmp_path / f"a.{endelse}"
    if endelse == "csv":
        ind.write_text(HOVED + RAEKKE.format(1), encoding="utf-8")
    else:
        spoerg(f"COPY (SELECT '0751' AS kommune, 'x' AS navn) TO '{ind}' (FORMAT parquet)")

    def skift(_besked: str) -> None:
        if hvad == "vaek":
            ind.unlink(missing_ok=True)
        else:
            with ind.open("ab") as fil:
                fil.write(RAEKKE.format(2).encode())

    with pytest.raises(LaeseFejl, match=r"ændret|kan ikke læses"):
        bestil(ind, tmp_path / "ud.csv", skift)
    assert [p.name for p in tmp_path.iterdir() if p != ind] == []


def test_en_tekst_af_en_anden_type_laeses_som_tekst(tmp_path: Path) -> None:
    spoerg(
        "COPY (SELECT '0751' AS kommune, CAST('0b1d3c1e-0000-4000-8000-000000000001' AS UUID) AS navn, "
        f"CAST('kkr' AS ENUM ('kkr', 'xx')) AS koordinering) TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)"
    )
    svar = bestil(tmp_path / "a.parquet", tmp_path / "ud.csv")
    assert (svar.ud, svar.afvist) == (1, 0)
    assert csv_af(tmp_path / "ud.csv")[0]["navn"] == "0b1d3c1e-0000-4000-8000-000000000001"


def test_dele_der_er_forskellige_siger_hvordan(tmp_path: Path) -> None:
    mappe = tmp_path / "dele"
    mappe.mkdir()
    for nr, sql in enumerate(("'0751' AS kommune, 1::INT AS B", "'0751' AS kommune, 1::BIGINT AS B")):
        spoerg(f"COPY (SELECT {sql}) TO '{mappe / f'{nr}.parquet'}' (FORMAT parquet)")
    with pytest.raises(LaeseFejl, match=r"1\.parquet har typen BIGINT i »B«, den første INTEGER"):
        bestil(mappe, tmp_path / "ud.csv")


@pytest.mark.skipif(sys.platform == "win32", reason="another kind of lock")
def test_rester_fjernes_og_en_koersel_i_gang_bliver(tmp_path: Path) -> None:
    for navn, indhold in (("tom", ()), ("uden", ("ud.csv",)), ("doed", ("laas", "ud.csv"))):
        mappe = tmp_path / f".ansoegning-batch-{navn}"
        mappe.mkdir()
        for fil in indhold:
            (mappe / fil).touch()
    with Kladdemappe(tmp_path) as en, Kladdemappe(tmp_path) as to:
        assert {p.name for p in tmp_path.iterdir()} == {en.sti.name, to.sti.name}
    assert list(tmp_path.iterdir()) == []


def test_en_mappe_der_forsvinder_foer_den_laases_laves_igen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    rigtig = tempfile.mkdtemp
    lavet: list[str] = []

    def taget(*a: Any, **k: Any) -> str:
        mappe: str = rigtig(*a, **k)
        lavet.append(mappe)
        if len(lavet) < 3:
            Path(mappe).rmdir()
        return mappe

    monkeypatch.setattr(tempfile, "mkdtemp", taget)
    with Kladdemappe(tmp_path) as arbejde:
        assert arbejde.sti == Path(lavet[2]).resolve()
        assert arbejde.sti.is_dir()


# The same answers as tjek


def _som_ansoegning(raekke: dict[str, Any]) -> dict[str, Any]:
    egne = {n: v for n, v in raekke.items() if v is not None and n not in ("ansoegning", "kommune")}
    return {"pulje": PULJE, "kommune": raekke["kommune"], "projekter": [egne]}


@pytest.mark.parametrize("endelse", ["parquet", "csv"])
def test_svarene_er_dem_tjek_giver(endelse: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    import sys

    sys.path.insert(0, str(ROD / "benchmarks"))
    from syntetisk import lav

    from ansoegning import load_regelsaet, tjek

    seed = int(pytestconfig.getoption("--hypothesis-seed")) % 10_000
    ind, ud = tmp_path / f"ind.{endelse}", tmp_path / "ud.parquet"
    lav(150, ind, seed)
    andet: dict[str, Any] = {"antag": {"koordinering": "kkr"}, "saet": {"mindste_anlaegsudgift": "15.000"}}
    sagt: list[str] = []
    svar = bestil(ind, ud, sagt.append, grunde=True, **andet)
    assert (svar.ind, svar.ud) == (150, 150)
    con = duckdb.connect()
    skrevet = {n for (_, n), f in load_regelsaet(PULJE).fakta.items() if f.afledt is None} | {"ansoegning"}
    tabel = con.execute(f"SELECT * FROM '{ud}' ORDER BY raekke")
    navne = [d[0] for d in tabel.description]
    udenfor = {
        i.strip() for s in sagt if s.startswith("Regnes ikke") for i in s.partition(":")[2].partition("(")[0].split(",")
    }
    for linje in tabel.fetchall():
        raekke = dict(zip(navne, linje, strict=True))
        egne = {n: v for n, v in raekke.items() if n in skrevet}
        ventet = tjek(_som_ansoegning(egne), **andet)
        projekt = ventet.raekker["projekter"][0]
        assert raekke["resultat"] == projekt.resultat, (seed, raekke)
        for k in projekt.kriterier:
            assert raekke[k.id] == k.status, (seed, k.id, raekke)
        assert raekke["begrundelse"] == " ".join(f"{k.id}: {k.grund}" for k in projekt.kriterier), (seed, raekke)
        assert set(filter(None, raekke["mangler"].split("; "))) == {m for k in projekt.kriterier for m in k.mangler}
        fund = [f"{f.id} {f.felt.partition('].')[2]}" for f in ventet.skema if "]." in f.felt and f.id not in udenfor]
        assert sorted(filter(None, raekke["skema"].split("; "))) == sorted(fund), (seed, raekke)
        assert "koordinering" in raekke["grundlag"]
