"""The process ends at once when a command has ended, and nothing that was written or registered is lost."""

from __future__ import annotations

import subprocess
import sys

PROEVE = """
import atexit, sys, threading, time
import ansoegning.cli as cli
{foer}
sys.argv[1:] = ["regler", "list"]
cli.program()
"""


def _koer(foer: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROEVE.format(foer=foer)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_svaret_er_skrevet_og_det_registrerede_er_koert() -> None:
    svar = _koer('atexit.register(lambda: print("ryddet op"))')
    assert svar.returncode == 0
    assert "botilbud-2025-26" in svar.stdout
    assert svar.stdout.endswith("ryddet op\n")
    assert svar.stderr == ""


def test_fortolkeren_afsluttes_ikke_foerst() -> None:
    """Otherwise the time it takes is wasted: an object that the interpreter destroys at its end would say so."""
    sidst = "class Sidst:\n    def __del__(self): print('destrueret', flush=True)\nsys.sidst = Sidst()"
    assert "destrueret" not in _koer(sidst).stdout


def test_en_traad_der_arbejder_ventes_der_paa() -> None:
    svar = _koer("threading.Thread(target=lambda: (time.sleep(1), print('faerdig'))).start()")
    assert svar.returncode == 0
    assert svar.stdout.endswith("faerdig\n")


def test_en_profil_bliver_skrevet() -> None:
    svar = subprocess.run(
        [sys.executable, "-m", "cProfile", "-m", "ansoegning", "regler", "list"],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "cumtime" in svar.stdout
