"""Long-running work: it reports progress, its result or its error, and it can be stopped."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ansoegning.fejl import BrugsFejl
from ansoegning.system import langt_arbejde
from ansoegning.system.egen_proces import Graenser
from ansoegning.system.langt_arbejde import Langt, Meld, ved_siden_af


def taelle(meld: Meld, til: int) -> dict[str, int]:
    for nr in range(til):
        meld("Tæller", 100.0 * nr / til)
    return {"talt": til}


def sove(meld: Meld, fil: str) -> None:
    Path(fil).write_text(str(os.getpid()), encoding="utf-8")
    meld("Sover", 50.0)
    time.sleep(60)


def gaa_galt(meld: Meld, hemmeligt: str) -> None:
    if hemmeligt == "bruger":
        raise BrugsFejl("Ret det.")
    raise ValueError(hemmeligt)


def doe(meld: Meld) -> None:
    os._exit(7)


def udfoert(arbejde: Langt) -> Langt:
    arbejde.vent(60)
    return arbejde


def lever(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def test_svar_og_fremgang() -> None:
    arbejde = udfoert(Langt(Graenser(), taelle, 4))
    assert (arbejde.tilstand, arbejde.svar) == ("faerdig", {"talt": 4})
    assert arbejde.fremgang == ("Tæller", 75.0)


def test_fejl_siges_uden_det_de_citerer() -> None:
    assert udfoert(Langt(Graenser(), gaa_galt, "bruger")).besked == "Ret det."
    arbejde = udfoert(Langt(Graenser(), gaa_galt, "cpr 010203-1234"))
    assert arbejde.tilstand == "fejl"
    assert "ValueError i test_langt_arbejde.py" in arbejde.besked
    assert "010203" not in arbejde.besked
    assert "kode 7" in udfoert(Langt(Graenser(), doe)).besked


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="how a process is seen")
def test_standset(tmp_path: Path) -> None:
    fil = tmp_path / "pid"
    arbejde = Langt(Graenser(), sove, str(fil))
    while arbejde.fremgang[0] != "Sover":
        time.sleep(0.02)
    arbejde.stands()
    arbejde.vent(10)
    assert arbejde.tilstand == "standset"
    assert arbejde.svar is None
    assert not lever(int(fil.read_text(encoding="utf-8")))


def test_for_laenge(tmp_path: Path) -> None:
    arbejde = udfoert(Langt(Graenser(frist=2.0), sove, str(tmp_path / "pid")))
    assert arbejde.tilstand == "fejl"
    assert "for lang tid" in arbejde.besked


_FORAELDER = """
import sys, time
sys.path[:0] = [sys.argv[2]]
from ansoegning.system.egen_proces import Graenser
from ansoegning.system.langt_arbejde import Langt
from enhed.system.test_langt_arbejde import sove
a = Langt(Graenser(), sove, sys.argv[1])
while a.fremgang[0] != "Sover":
    time.sleep(0.02)
print("klar", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="how a process is seen")
def test_ender_med_det_program_der_bad_om_det(tmp_path: Path) -> None:
    fil = tmp_path / "pid"
    tests = str(Path(__file__).resolve().parents[2])
    proces = subprocess.Popen([sys.executable, "-c", _FORAELDER, str(fil), tests], stdout=subprocess.PIPE)
    assert proces.stdout is not None
    assert proces.stdout.readline() == b"klar\n"
    proces.kill()
    proces.wait()
    proces.stdout.close()
    pid = int(fil.read_text(encoding="utf-8"))
    frist = time.monotonic() + 10
    while lever(pid) and time.monotonic() < frist:
        time.sleep(0.05)
    assert not lever(pid)


def test_paa_stedet_hvor_der_ingen_processer_er(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without processes, as in a browser, the task is done in the constructor, and ``ved_siden_af`` calls directly."""
    monkeypatch.setattr(langt_arbejde, "har_processer", lambda: False)
    arbejde = Langt(Graenser(), taelle, 2)
    assert (arbejde.tilstand, arbejde.svar) == ("faerdig", {"talt": 2})
    assert asyncio.run(ved_siden_af(sum, [1, 2])) == 3
    with pytest.raises(BrugsFejl, match="Ret det"):
        asyncio.run(ved_siden_af(gaa_galt, print, "bruger"))
