"""Measure the start of ``ansoegning web``: seconds from the command to the first answered page, and CPU seconds.

    .venv/bin/python benchmarks/side_start.py [--gange 11] [--mod ANDEN_MAPPE]

Measured with an empty data folder, and with one application listed. ``--mod`` is another checkout with its own
``.venv``; the two alternate.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import os
import statistics
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

ROD = Path(__file__).resolve().parent.parent
EKSEMPEL = ROD / "samples" / "botilbud-2025-26" / "skovbrynet.yaml"
# Stores the sample in a data folder, as the page's upload does.
_GEM = """
import asyncio, sys
from pathlib import Path
from ansoegning.handlinger import kladde
from ansoegning.web.lager.sqlite import Lager
lager = Lager(Path(sys.argv[1]))
pulje, fakta = kladde.aabn(Path(sys.argv[2]).read_bytes(), "a.yaml")
svar = kladde.svar(fakta, pulje)
indhold = {"fakta": fakta}
asyncio.run(lager.opret("denne maskines bruger", pulje, indhold, "Skovbrynet", svar.resultat.resultat))
lager.luk_nu()
"""


def start(rod: Path, data: str) -> tuple[float, float, str]:
    """Start the server of a checkout, and request its first page. Return seconds, CPU seconds, and the page."""
    kommando = [str(rod / ".venv" / "bin" / "python"), "-m", "ansoegning", "web", "--ingen-browser", "--data", data]
    fra = time.perf_counter()
    proces = subprocess.Popen(kommando, cwd=rod, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
    try:
        assert proces.stdout is not None
        adresse = proces.stdout.readline().strip()
        aabner = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        with aabner.open(adresse, timeout=60) as svar:
            side = svar.read().decode()
        tid = time.perf_counter() - fra
        felter = Path(f"/proc/{proces.pid}/stat").read_text().rpartition(")")[2].split()
        return tid, (int(felter[11]) + int(felter[12])) / os.sysconf("SC_CLK_TCK"), side
    finally:
        proces.terminate()
        proces.communicate(timeout=60)


def main() -> None:
    """Run the benchmark."""
    a = argparse.ArgumentParser()
    a.add_argument("--gange", type=int, default=11)
    a.add_argument("--mod", type=Path)
    v = a.parse_args()
    for navn in ("no application", "one application"):
        with tempfile.TemporaryDirectory() as data:
            if navn == "one application":
                python = str(ROD / ".venv" / "bin" / "python")
                subprocess.run([python, "-c", _GEM, data, str(EKSEMPEL)], check=True)
            maalt: dict[Path, list[tuple[float, float]]] = {}
            for _ in range(v.gange):
                for rod in [r for r in (v.mod, ROD) if r is not None]:
                    tid, brugt, side = start(rod.absolute(), data)
                    assert ("Skovbrynet" in side) == (navn == "one application")
                    maalt.setdefault(rod, []).append((tid, brugt))
        for rod, par in maalt.items():
            tider, cpu = [t for t, _ in par], [c for _, c in par]
            print(
                f"{navn}, {rod}: median {statistics.median(tider):.2f} s, fastest {min(tider):.2f}; "
                f"CPU median {statistics.median(cpu):.2f}, least {min(cpu):.2f}"
            )


if __name__ == "__main__":
    main()
