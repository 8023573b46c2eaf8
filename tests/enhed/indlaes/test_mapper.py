"""Every entry of a folder is read, rejected or skipped, and reported, and no entry makes the program wait."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from ansoegning import rangliste
from ansoegning.batch.find_ind import find_ind
from ansoegning.batch.koer import Bestilling, koer
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import BrugsFejl, LaeseFejl
from ansoegning.handlinger.batch import Tilvalg, gennemfoer
from ansoegning.indlaes.mapper import find_poster
from ansoegning.indlaes.runde import afklar, find_filer
from hjaelp.runder import PULJE
from hjaelp.uden_rettigheder import koer as koer_uden_rettigheder
from hjaelp.uden_rettigheder import mappe_for_alle

pytestmark = [
    pytest.mark.tung,
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without FIFOs and Unix permissions"),
]

KOMMUNER = ("Aarhus", "Odense", "Aalborg", "Roskilde", "Hvidovre", "Viborg", "Randers", "Vejle", "Greve", "Solrød")


def _ansoegning(sti: Path, kommune: str = "Aarhus", **mere: str) -> Path:
    sti.parent.mkdir(parents=True, exist_ok=True)
    projekt = {"navn": f"I {kommune}", "ansoegt_2025": 10_000, "ansoegt_2026": 15_000}
    sti.write_text(json.dumps({"pulje": PULJE, "kommune": kommune, "projekter": [projekt], **mere}), encoding="utf-8")
    return sti


def _alle_slags(rod: Path) -> None:
    """Create a folder with an entry of every type, except entries that cannot be read."""
    _ansoegning(rod / "a.json")
    _ansoegning(rod / "under" / "dybt" / "b.json", "Odense")
    _ansoegning(rod / ".skjult" / "c.json", "Aalborg")
    _ansoegning(rod / ".d.json", "Roskilde")
    _ansoegning(rod.parent / "udenfor" / "e.json", "Hvidovre")
    _ansoegning(rod.parent / "f.json", "Viborg")
    (rod / "link").symlink_to(rod.parent / "udenfor")
    (rod / "f.json").symlink_to(rod.parent / "f.json")
    (rod / "ogsaa-a.json").symlink_to(rod / "a.json")
    (rod / "under" / "op").symlink_to(rod)
    (rod / "dinglende.json").symlink_to(rod / "findes-ikke.json")
    (rod / "sloejfe").symlink_to(rod / "sloejfe")
    (rod / ".#a.json").symlink_to("bruger@maskine.1234")
    os.mkfifo(rod / "roer.json")
    os.mkfifo(rod / "roer")
    (rod / "tomt").mkdir()
    (rod / "noter.txt").write_text("hej", encoding="utf-8")
    (rod / "~$a.xlsx").write_bytes(b"")
    (rod / "a.svar.json").write_text("[]", encoding="utf-8")
    (rod / "afgoerelser.yaml").write_text("afgoerelser: []", encoding="utf-8")


def _poster(rod: Path) -> set[str]:
    """Return every entry below a folder, except readable folders."""
    fundne = set()
    for mappe, mapper, filer in os.walk(rod):
        for navn in list(mapper):
            sti = Path(mappe) / navn
            if sti.is_symlink() or navn.startswith("."):
                fundne.add(str(sti))
                mapper.remove(navn)
        fundne |= {str(Path(mappe) / navn) for navn in filer}
    return fundne


def test_hver_post_i_mappen_er_laest_afvist_eller_sprunget_over(tmp_path: Path) -> None:
    rod = tmp_path / "runde"
    _alle_slags(rod)
    svar = rangliste(rod)
    laest = {p.fil for p in svar.projekter}
    fejl = {f.fil: f.besked for f in svar.fejl}
    over = {s.fil: s.grund for s in svar.sprunget_over}
    assert {Path(f).name for f in laest} == {"a.json", "b.json", "f.json"}
    assert {Path(f).name for f in fejl} == {
        ".skjult", "link", "dinglende.json", "sloejfe", "roer.json", "roer", "noter.txt",
    }  # fmt: skip
    assert {Path(f).name for f in over} == {
        "op", ".d.json", ".#a.json", "ogsaa-a.json", "~$a.xlsx", "a.svar.json", "afgoerelser.yaml",
    }  # fmt: skip
    assert laest | set(fejl) | set(over) == _poster(rod)
    assert len(laest) + len(fejl) + len(over) == len(_poster(rod))
    assert "er et link" in fejl[str(rod / "link")]
    assert "er skjult" in fejl[str(rod / ".skjult")]
    assert "den samme som" in over[str(rod / "ogsaa-a.json")]
    assert svar.udgangskode == 3


def test_det_der_naevnes_for_sig_er_med(tmp_path: Path) -> None:
    rod = tmp_path / "runde"
    _alle_slags(rod)
    svar = rangliste([rod, rod / ".skjult", rod / "link", rod / ".d.json"])
    assert len(svar.projekter) == 6
    assert {Path(f.fil).name for f in svar.fejl}.isdisjoint({".skjult", "link"})
    assert ".d.json" not in {Path(s.fil).name for s in svar.sprunget_over}
    # A folder that is given twice, or together with its subfolder, is read once.
    igen, enkelt = rangliste([rod, f"{rod}/.", rod / "under"]), rangliste(rod)
    assert [p.fil for p in igen.projekter] == [p.fil for p in enkelt.projekter]
    assert igen.sprunget_over == enkelt.sprunget_over


def test_vurderinger_i_mappen_naevnes(tmp_path: Path) -> None:
    _ansoegning(tmp_path / "a.json")
    (tmp_path / "v.yaml").write_text("vurderinger: []\n", encoding="utf-8")
    svar = rangliste(tmp_path, vurderinger=tmp_path / "v.yaml")
    assert [(Path(s.fil).name, "givet for sig" in s.grund) for s in svar.sprunget_over] == [("v.yaml", True)]
    assert svar.fejl == ()


@pytest.mark.parametrize("som", ["rangliste", "breve"])
def test_det_der_ikke_maa_laeses_naevnes_og_koden_er_3(som: str) -> None:
    with mappe_for_alle() as mappe:
        rod = mappe / "runde"
        _ansoegning(rod / "a.json")
        _ansoegning(rod / "b.json", "Odense").chmod(0)
        _ansoegning(rod / "lukket" / "c.json", "Aalborg")
        _ansoegning(rod / "uden-adgang" / "d.json", "Roskilde")
        (rod / "lukket").chmod(0)
        (rod / "uden-adgang").chmod(0o644)
        (rod / "link.json").symlink_to(rod / "lukket" / "c.json")
        argumenter = (
            ["rangliste", "runde", "--format", "json"] if som == "rangliste" else ["breve", "runde", "-o", "{ud}"]
        )
        proces = koer_uden_rettigheder(argumenter, mappe)
        assert proces.returncode == 3, proces.stderr.decode()
        sagt = proces.stderr.decode()
        for navn in ("b.json", "lukket", "uden-adgang", "link.json"):
            assert f"{Path('runde') / navn}" in sagt, sagt
        assert "Mappen må ikke læses" in sagt
        if som == "rangliste":
            svar = json.loads(proces.stdout)
            assert [p["fil"] for p in svar["projekter"]] == [str(Path("runde") / "a.json")]
            assert {f["fil"] for f in svar["fejl"]} == {
                str(Path("runde") / n) for n in ("b.json", "lukket", "uden-adgang/d.json", "link.json")
            }
        # If nothing can be read, it is wrong usage, and there is no traceback.
        shutil.rmtree(rod / "uden-adgang")
        proces = koer_uden_rettigheder(["rangliste", "runde/lukket"], mappe)
        assert proces.returncode == 2
        assert "Mappen må ikke læses" in proces.stderr.decode()


def test_et_roer_faar_ingen_til_at_vente(tmp_path: Path) -> None:
    _ansoegning(tmp_path / "m" / "a.json")
    os.mkfifo(tmp_path / "m" / "b.json")
    for kilder in (["m"], ["m/a.json", "m/b.json", "/dev/zero"]):
        proces = subprocess.run(
            [sys.executable, "-m", "ansoegning", "rangliste", "--format", "json", *kilder],
            cwd=tmp_path, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert proces.returncode == 3
        svar = json.loads(proces.stdout)
        assert len(svar["projekter"]) == 1
        assert "m/b.json" in {f["fil"] for f in svar["fejl"]}
    # A pipe passed by a shell is read all the same.
    proces = subprocess.run(
        [str(shutil.which("bash")), "-c", f"{sys.executable} -m ansoegning rangliste --format json <(cat m/a.json)"],
        cwd=tmp_path, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert proces.returncode == 0, proces.stderr.decode()


def test_en_sti_kan_ikke_vaelte_runden(tmp_path: Path) -> None:
    a = _ansoegning(tmp_path / "a.json")
    (tmp_path / "sloejfe").symlink_to(tmp_path / "sloejfe")
    svar = rangliste([a, tmp_path / "sloejfe", tmp_path / ("x" * 300), "a\0b"])
    assert len(svar.projekter) == 1
    assert len(svar.fejl) == 3
    with pytest.raises(BrugsFejl):
        rangliste([tmp_path / "sloejfe"])


def test_en_dyb_og_en_bred_mappe_gennemgaas(tmp_path: Path) -> None:
    dyb = tmp_path
    for _ in range(150):
        dyb /= "under"
    _ansoegning(dyb / "a.json")
    for nr in range(300):
        (tmp_path / f"{nr}.txt").write_bytes(b"")
    fundne = find_filer([str(tmp_path)])
    assert len(fundne.filer) == 301
    assert [p.sti for p in find_poster(tmp_path)] == sorted(fundne.filer, key=lambda f: Path(f).parts)


# --- File names stated by an applicant ------------------------------------------------------


def test_erstatter_slaas_aldrig_op(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stated file name may be a network path or a link to itself; it is only compared with the round's files."""
    (tmp_path / "sloejfe").symlink_to(tmp_path / "sloejfe")
    navne = (
        "sloejfe",
        "//vaert/del/x.json",
        "\\\\vaert\\del\\x.json",
        "C:\\x.json",
        "../x/y.json",
        "x\u0001".strip("\u0001"),
    )
    filer = [
        _ansoegning(tmp_path / f"{i}.json", k, erstatter=n)
        for i, (k, n) in enumerate(zip(KOMMUNER, navne, strict=False))
    ]
    aabnet: list[str] = []
    for hvad in ("stat", "lstat", "open", "readlink", "scandir"):
        egen = getattr(os, hvad)

        def noteret(sti: object, *a: object, egen: object = egen, **k: object) -> object:
            aabnet.append(os.fsdecode(sti) if isinstance(sti, str | bytes | os.PathLike) else "")
            return egen(sti, *a, **k)  # type: ignore[operator]

        monkeypatch.setattr(os, hvad, noteret)
    fundne, erstattet = afklar([(str(f), k, n) for f, k, n in zip(filer, KOMMUNER, navne, strict=False)])
    assert (fundne, erstattet) == ({}, {})
    assert aabnet == []
    monkeypatch.undo()
    svar = rangliste(filer)
    assert len(svar.projekter) == len(navne)


def test_mange_filer_fra_en_ansoeger_siges_kort() -> None:
    """The length of the messages and the time grow linearly with the files, not quadratically."""
    tekst, tid = [], []
    for antal in (500, 2_000):
        filer: list[tuple[str, str | None, str | None]] = [(f"runde/{n}.yaml", "0751", None) for n in range(antal)]
        begyndt = time.process_time()
        fejl, _ = afklar(filer)
        tid.append(time.process_time() - begyndt)
        assert len(fejl) == antal
        tekst.append(sum(map(len, fejl.values())))
        assert f"og {antal - 4} andre" in fejl["runde/7.yaml"]
    assert tekst[1] < 5 * tekst[0]
    assert tid[1] < 12 * max(tid[0], 0.005)


def test_en_lang_ring_siges_kort() -> None:
    ring = [(f"{n}.yaml", "0751", f"{(n + 1) % 1_000}.yaml") for n in range(1_000)]
    fejl, erstattet = afklar(ring)
    assert len(fejl) == 1_000
    assert erstattet == {}
    assert all("i ring" in b and len(b) < 300 for b in fejl.values())


# --- Folders with the parts of a table -----------------------------------------------------


def _del(sti: Path, *navne: str) -> Path:
    sti.parent.mkdir(parents=True, exist_ok=True)
    raekker = ", ".join(f"('0751', '{n}')" for n in navne)
    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT * FROM (VALUES {raekker}) t(kommune, navn)) TO '{sti}' (FORMAT parquet)")
    return sti


def test_dele_kendes_paa_indholdet_og_resten_naevnes(tmp_path: Path) -> None:
    rod = tmp_path / "dele"
    _del(rod / "1.parquet", "a", "b")
    _del(rod / "2.PARQUET", "c")
    _del(rod / "3.parq", "d")
    _del(rod / "4", "e")
    _del(rod / "_gammel" / "x.parquet", "x")
    _del(rod / ".skjult" / "y.parquet", "y")
    _del(tmp_path / "udenfor" / "z.parquet", "z")
    (rod / "link").symlink_to(tmp_path / "udenfor")
    (rod / "5.parquet").symlink_to(rod / "1.parquet")
    (rod / "6.parquet").symlink_to(tmp_path / "udenfor" / "z.parquet")
    (rod / "7.csv.gz").write_bytes(b"\x1f\x8b\x08\x00")
    (rod / "8.csv").write_text("kommune;navn\n", encoding="utf-8")
    (rod / "9.parquet").write_bytes(b"")
    os.mkfifo(rod / "10.parquet")
    (rod / "_SUCCESS").write_bytes(b"")
    (rod / ".1.parquet.crc").write_bytes(b"crc")
    fundet = find_ind(str(rod), tmp_path)
    fejl = {Path(f).name for f, _ in fundet.fejl}
    over = {Path(f).name for f, _ in fundet.oversprunget}
    assert {f.name for f in fundet.filer} == {"1.parquet", "2.PARQUET", "3.parq", "4", "6.parquet"}
    assert fejl == {"_gammel", ".skjult", "link", "7.csv.gz", "8.csv", "9.parquet", "10.parquet"}
    assert over == {"5.parquet", "_SUCCESS", ".1.parquet.crc"}
    sagt: list[str] = []
    ud = tmp_path / "ud.csv"
    koersel, svar = gennemfoer(
        Bestilling(ind=str(rod), ud=str(ud), pulje=PULJE, sig=sagt.append), Tilvalg(rangliste=True)
    )
    assert (koersel.ind, koersel.ud, koersel.afvist) == (6, 6, 0)
    assert svar is not None
    assert {Path(f["fil"]).name for f in svar.til_json()["fejl"]} == fejl
    assert {Path(f["fil"]).name for f in svar.til_json()["sprunget_over"]} == over
    assert sum(s.startswith("Ikke med: ") for s in sagt) == len(fejl)
    assert any(s.startswith("Sprunget over: ") and "_SUCCESS" in s for s in sagt)
    assert koer_kommando(["batch", str(rod), "-o", str(tmp_path / "igen.csv"), "--pulje", PULJE]) == 3


def test_en_mappe_hvor_alt_er_laest_giver_0(tmp_path: Path) -> None:
    rod = tmp_path / "dele"
    _del(rod / "aar=2025" / "1.parquet", "a")
    _del(rod / "aar=2026" / "1.parquet", "b")
    (rod / "_SUCCESS").write_bytes(b"")
    ud = tmp_path / "ud.csv"
    assert koer_kommando(["batch", str(rod), "-o", str(ud), "--pulje", PULJE]) == 0
    assert "2025" in ud.read_text(encoding="utf-8-sig")
    assert koer(Bestilling(ind=str(rod), ud=str(ud), pulje=PULJE, overskriv=True)).fejl == ()
    shutil.rmtree(rod / "aar=2025")
    shutil.rmtree(rod / "aar=2026")
    (rod / "x.parquet").write_bytes(b"ikke")
    with pytest.raises(LaeseFejl, match=r"ingen Parquet-filer.*x\.parquet"):
        find_ind(str(rod), tmp_path)


def test_dele_der_ikke_maa_laeses_naevnes() -> None:
    with mappe_for_alle() as mappe:
        _del(mappe / "dele" / "1.parquet", "a")
        _del(mappe / "dele" / "2.parquet", "b").chmod(0)
        _del(mappe / "dele" / "lukket" / "3.parquet", "c")
        (mappe / "dele" / "lukket").chmod(0)
        (mappe / "dele" / "1.parquet").chmod(0o644)
        proces = koer_uden_rettigheder(["batch", "dele", "-o", "{ud}", "--pulje", PULJE], mappe, "ud.csv")
        sagt = proces.stderr.decode()
        assert proces.returncode == 3, sagt
        assert "2.parquet: Filen må ikke læses" in sagt
        assert "lukket: Mappen må ikke læses" in sagt
        assert sagt.endswith("ind = ud + afvist: 1 = 1 + 0\n")
        # A misspelt name in a folder that cannot be listed.
        proces = koer_uden_rettigheder(["batch", "dele/lukket/x.csv", "-o", "{ud}", "--pulje", PULJE], mappe, "ud2.csv")
        assert proces.returncode == 2, proces.stderr.decode()
