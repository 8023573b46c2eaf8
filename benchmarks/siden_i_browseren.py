"""Measure the page inside the browser: bytes downloaded, time and CPU time to the first answer, memory.

    .venv/bin/python benchmarks/siden_i_browseren.py MAPPE [--mbit 10] [--gange 3]

``MAPPE`` is the folder built by ``bash .ci/side MAPPE``. The web server sends ``--mbit`` Mbit/s over all connections
together.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

ROD = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROD / "tests"))

from hjaelp.browser import CHROMIUM, PROEVER  # noqa: E402 - on the path set above
from hjaelp.browserside import vaert  # noqa: E402

_STYKKE = 16 * 1024
_KEPT = """async (navne) => {
  const mappe = document.querySelector("script[type=module]").src.replace("forbind.js", "");
  return (await Promise.all(navne.map((n) => caches.match(mappe + n)))).every((x) => x !== undefined);
}"""


class Ledning:
    """A connection with limited bandwidth in bytes per second, shared by all senders."""

    def __init__(self, byte_i_sekundet: float) -> None:
        self.sendt = 0
        self._hastighed, self._ledig = byte_i_sekundet, 0.0
        self._laas = threading.Lock()

    def kopier(self, fra: Any, til: Any) -> None:
        """Copy like ``shutil.copyfileobj``, at the connection's speed."""
        while stykke := fra.read(_STYKKE):
            with self._laas:
                self._ledig = max(self._ledig, time.monotonic()) + len(stykke) / self._hastighed
                hvornaar = self._ledig
                self.sendt += len(stykke)
            time.sleep(max(0.0, hvornaar - time.monotonic()))
            til.write(stykke)


def processer(mappe: str) -> set[int]:
    """Return the processes with this folder in their command, and their descendants."""
    foraeldre, valgt = {}, set()
    for p in Path("/proc").glob("[0-9]*"):
        try:
            nr = int(p.name)
            foraeldre[nr] = int((p / "stat").read_text().rpartition(")")[2].split()[1])
            if mappe in (p / "cmdline").read_text(errors="replace"):
                valgt.add(nr)
        except (OSError, ValueError):
            continue
    nye = valgt
    while nye:
        nye = {nr for nr, far in foraeldre.items() if far in nye} - valgt
        valgt = valgt | nye
    return valgt


def hukommelse(mappe: str) -> int:
    """Return the proportional memory (PSS) in bytes of the browser with this data folder."""
    sum_kb = 0
    for nr in processer(mappe):
        try:
            linjer = Path(f"/proc/{nr}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sum_kb += sum(int(x.split()[1]) for x in linjer if x.startswith("Pss:"))
    return sum_kb * 1024


def processortid(mappe: str) -> float:
    """Return the CPU seconds that the browser with this data folder has used."""
    brugt = 0
    for nr in processer(mappe):
        try:
            felter = Path(f"/proc/{nr}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        brugt += int(felter[11]) + int(felter[12])
    return brugt / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Maalt:
    """One visit: seconds and CPU seconds to the first answer, bytes sent until then, seconds of a check, and memory."""

    sekunder: float
    processor: float
    sendt: int
    tjek: float
    hukommelse: int


def besoeg(p: Playwright, data: str, adresse: str, ledning: Ledning, *, arbejde: bool = False) -> Maalt:
    """Visit the page, and with ``arbejde`` open an application and check it.

    Waits until the browser has stored everything that a later visit uses, except the PDF library.
    """
    k = p.chromium.launch_persistent_context(data, executable_path=CHROMIUM, args=["--no-sandbox"], locale="da-DK")
    s = k.new_page()
    foer, brugt = hukommelse(data), processortid(data)
    fra = time.monotonic()
    s.goto(adresse)
    s.wait_for_selector(".sidehoved", timeout=300_000)
    foerste, processor, proeve = time.monotonic() - fra, processortid(data) - brugt, 0.0
    sendt = ledning.sendt
    # The browser writes to its storage with a short delay.
    s.wait_for_function(_KEPT, arg=["oejeblik", "bibliotek-resten.zip", "ansoegning-resten.zip"], timeout=300_000)
    s.wait_for_timeout(2_000)
    if arbejde:
        s.set_input_files("#fil", PROEVER / "skovbrynet.yaml")
        s.get_by_role("button", name="Åbn filen").click()
        s.wait_for_url("**/a/*", timeout=60_000)
        sag = s.url
        s.goto(f"{sag}/svar")
        fra = time.monotonic()
        s.goto(f"{sag}/svar")
        proeve = time.monotonic() - fra
    efter = hukommelse(data)
    k.close()
    return Maalt(foerste, processor, sendt, proeve, efter - foer)


def main() -> None:
    """Run the benchmark."""
    a = argparse.ArgumentParser()
    a.add_argument("mappe", type=Path)
    a.add_argument("--mbit", type=float, default=10)
    a.add_argument("--gange", type=int, default=3)
    v = a.parse_args()
    kolde, varme, igen = [], [], []
    with vaert(v.mappe) as sted, sync_playwright() as p:
        for _ in range(v.gange):
            ledning = Ledning(v.mbit * 1_000_000 / 8)
            sted.send_med(ledning.kopier)
            with tempfile.TemporaryDirectory() as data:
                kolde.append(besoeg(p, data, sted.adresse, ledning))
                varme.append(besoeg(p, data, sted.adresse, ledning, arbejde=True))
                igen.append(besoeg(p, data, sted.adresse, ledning))
    maalt = {
        "first answer, nothing fetched": [m.sekunder for m in kolde],
        "first answer, from the cache": [m.sekunder for m in varme],
        "the same, an application listed": [m.sekunder for m in igen],
        "CPU, nothing fetched": [m.processor for m in kolde],
        "CPU, from the cache": [m.processor for m in varme],
        "CPU, an application listed": [m.processor for m in igen],
        "an application's answer, warm": [m.tjek for m in varme],
    }
    for navn, tal in maalt.items():
        print(f"{navn}: {statistics.median(tal):.2f} s ({', '.join(f'{t:.2f}' for t in tal)})")
    print(f"sent until the first answer: {kolde[-1].sendt / 1e6:.1f} MB")
    print(f"memory beyond an empty page: {statistics.median(m.hukommelse for m in varme) / 1e6:.0f} MB")
    print(f"load: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
