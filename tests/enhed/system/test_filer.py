"""Files are written atomically, and existing files are overwritten only when requested."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning.fejl import BrugsFejl
from ansoegning.system.filer import sikkert_navn, skriv_fil, skriv_filer


def _indhold(mappe: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in mappe.iterdir()}


def test_skriver_og_laver_mappen(tmp_path: Path) -> None:
    assert skriv_fil(tmp_path / "ny" / "a.txt", b"x") == tmp_path / "ny" / "a.txt"
    assert _indhold(tmp_path / "ny") == {"a.txt": b"x"}


def test_overskriver_kun_naar_der_bedes_om_det(tmp_path: Path) -> None:
    sti = skriv_fil(tmp_path / "a.txt", b"gammel")
    with pytest.raises(BrugsFejl, match=r"a\.txt findes allerede.*--overskriv"):
        skriv_filer({tmp_path / "b.txt": b"y", sti: b"ny"})
    assert _indhold(tmp_path) == {"a.txt": b"gammel"}
    skriv_fil(sti, b"ny", overskriv=True)
    assert _indhold(tmp_path) == {"a.txt": b"ny"}


def test_laenker_og_mapper_overskrives_aldrig(tmp_path: Path) -> None:
    maal = tmp_path / "maal"
    maal.write_bytes(b"urort")
    (tmp_path / "a").symlink_to(maal)
    (tmp_path / "b").mkdir()
    for navn in "ab":
        with pytest.raises(BrugsFejl, match="almindelig fil"):
            skriv_fil(tmp_path / navn, b"x", overskriv=True)
    assert maal.read_bytes() == b"urort"


def test_en_mappe_der_er_en_fil(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(BrugsFejl, match="er en fil og ikke en mappe"):
        skriv_fil(tmp_path / "a" / "b.txt", b"x")


def test_et_for_langt_navn(tmp_path: Path) -> None:
    with pytest.raises(BrugsFejl, match="for langt"):
        skriv_fil(tmp_path / ("a" * 300), b"x")
    assert _indhold(tmp_path) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on a file's size is of Unix")
def test_en_fil_for_meget_efterlader_ingen(tmp_path: Path) -> None:
    program = f"""
import resource, signal
from pathlib import Path
from ansoegning.fejl import BrugsFejl
from ansoegning.system.filer import skriv_filer
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    skriv_filer({{Path({str(tmp_path)!r}, "a"): b"x", Path({str(tmp_path)!r}, "b"): b"x" * 5000}})
except BrugsFejl as fejl:
    print(fejl)
"""
    svar = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert svar.stdout.strip().endswith(
        "b kan ikke skrives: filen bliver større, end systemet tillader. Vælg et andet drev."
    )
    assert _indhold(tmp_path) == {}


def test_rettighederne_er_en_ny_fils(tmp_path: Path) -> None:
    (tmp_path / "almindelig").write_bytes(b"")
    sti = skriv_fil(tmp_path / "a", b"x")
    assert sti.stat().st_mode == (tmp_path / "almindelig").stat().st_mode


_NAVNE = ["..", "/etc/passwd", "a/../b", "con", "NUL.txt", "æøå", "", ". .", "x" * 300]


@given(st.text(max_size=400) | st.sampled_from(_NAVNE))
def test_et_navn_er_aldrig_en_sti(tekst: str) -> None:
    navn = sikkert_navn(tekst)
    assert navn
    assert len(navn.encode()) <= 101
    assert navn.isprintable()
    assert not set(navn) & set('<>:"/\\|?*')
    assert navn == navn.strip(" .")
    assert Path(navn).name == navn
    assert sikkert_navn(navn) == navn
    assert os.path.normpath(navn) == navn


def test_et_navn_ligner_det_skrevne() -> None:
    assert sikkert_navn("Skovbrynet, Ærø 2/3") == "Skovbrynet, Ærø 2 3"
    assert sikkert_navn("con") == "_con"
    assert sikkert_navn("  ") == "uden navn"
