"""Standard output of every command that answers in JSON, from the program run as a separate process.

Output that a library writes directly from C or C++ never passes through ``sys.stdout``, so a test inside this process
cannot see it, but a reader of the command's output can.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ansoegning.cli.gruppe import ansoegning
from ansoegning.system.steder import mappe

pytestmark = pytest.mark.tung


PULJE = "botilbud-2025-26"
PROEVER = mappe("samples") / PULJE
EN = str(PROEVER / "klar.yaml")
IKKE_OPFYLDT = str(PROEVER / "skovbrynet.yaml")

# The command, its arguments and its exit code. {ind} is a CSV file of two rows, {ud} the folder of the test.
KOMMANDOER: dict[str, tuple[list[str], int]] = {
    "tjek": (["--format", "json", EN, IKKE_OPFYLDT], 1),
    "ny": (["--pulje", PULJE, "--format", "json", "-o", "-"], 0),
    # This runs the solver and draws weight sets.
    "rangliste": (["--format", "json", "--robusthed", "20", str(PROEVER / "runde" / "ansoegninger")], 0),
    "batch": (["{ind}", "-o", "{ud}/svar.parquet", "--pulje", PULJE, "--rangliste", "--format", "json"], 0),
    "fordel": (["kod-2024", "--format", "json", "--uden", "Bornholm", "--saet", "beloeb=600.000"], 0),
    "regler list": (["--format", "json"], 0),
    "regler vis": ([PULJE, "--format", "json"], 0),
    "regler proev": (["resultatkontrakt-2023", "--format", "json"], 0),
}


def _json_kommandoer(gruppe: click.Group, foran: str = "") -> set[str]:
    """Return the commands below ``gruppe`` that have an option ``--format`` with the choice ``json``."""
    fundet = set()
    ctx = click.Context(gruppe)
    for navn in gruppe.list_commands(ctx):
        kommando = gruppe.get_command(ctx, navn)
        assert kommando is not None
        if isinstance(kommando, click.Group):
            fundet |= _json_kommandoer(kommando, f"{foran}{navn} ")
        elif any("json" in getattr(p.type, "choices", ()) for p in kommando.params):
            fundet.add(f"{foran}{navn}")
    return fundet


def _koer(argumenter: list[str], cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "ansoegning", *argumenter],
        cwd=cwd,
        env={navn: v for navn, v in os.environ.items() if navn != "ANSOEGNING_REGLER"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_alle_kommandoer_med_json_er_med() -> None:
    assert _json_kommandoer(ansoegning) == set(KOMMANDOER)


@pytest.mark.parametrize("kommando", KOMMANDOER)
def test_standardoutput_er_json_og_intet_andet(kommando: str, tmp_path: Path) -> None:
    ind = tmp_path / "ind.csv"
    ind.write_text("kommunekode;navn;ansoegt_2025\n0751;A;1000\n0101;B;2000\n", encoding="utf-8")
    argumenter, kode = KOMMANDOER[kommando]
    argumenter = [a.format(ind=ind, ud=tmp_path) for a in argumenter]
    svar = _koer([*kommando.split(), *argumenter], tmp_path)
    assert svar.returncode == kode, svar.stderr.decode()
    # The complete output must be JSON, without other lines around it.
    assert svar.stdout[:1] in b"[{", svar.stdout[:300]
    assert svar.stdout.endswith(b"\n")
    assert json.loads(svar.stdout)
