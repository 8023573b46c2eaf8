"""Measure the page inside the browser: bytes downloaded, time to the first answer, memory.

    .venv/bin/python benchmarks/siden_i_browseren.py MAPPE [--mbit 10] [--gange 3]

``MAPPE`` is the folder built by ``bash .ci/side MAPPE``. The web server sends ``--mbit`` Mbit/s over all connections
together.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
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


def hukommelse(mappe: str) -> int:
    """Return the proportional memory (PSS) in bytes of the processes with this folder in their command, and
    descendants.
    """
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
    sum_kb = 0
    for nr in valgt:
        try:
            linjer = Path(f"/proc/{nr}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sum_kb += sum(int(x.split()[1]) for x in linjer if x.startswith("Pss:"))
    return sum_kb * 1024


def besoeg(
    p: Playwright, data: str, adresse: str, ledning: Ledning, *, arbejde: bool = False
) -> tuple[float, int, float, int]:
    """Visit the page. Return seconds and bytes to the first answer, seconds of an application's check, and memory.

    Waits until the browser has stored everything that a later visit uses, except the PDF library.
    """
    k = p.chromium.launch_persistent_context(data, executable_path=CHROMIUM, args=["--no-sandbox"], locale="da-DK")
    s = k.new_page()
    foer = hukommelse(data)
    fra = time.monotonic()
    s.goto(adresse)
    s.wait_for_selector(".sidehoved", timeout=300_000)
    foerste, proeve = time.monotonic() - fra, 0.0
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
    return foerste, sendt, proeve, efter - foer


def main() -> None:
    """Run the benchmark."""
    a = argparse.ArgumentParser()
    a.add_argument("mappe", type=Path)
    a.add_argument("--mbit", type=float, default=10)
    a.add_argument("--gange", type=int, default=3)
    v = a.parse_args()
    kolde, varme, igen, proever, brugt = [], [], [], [], []
    sendt = 0
    with vaert(v.mappe) as sted, sync_playwright() as p:
        for _ in range(v.gange):
            ledning = Ledning(v.mbit * 1_000_000 / 8)
            sted.send_med(ledning.kopier)
            with tempfile.TemporaryDirectory() as data:
                kold, sendt, _, _ = besoeg(p, data, sted.adresse, ledning)
                varm, _, proeve, hukommet = besoeg(p, data, sted.adresse, ledning, arbejde=True)
                med_en, *_ = besoeg(p, data, sted.adresse, ledning)
            kolde.append(kold)
            varme.append(varm)
            igen.append(med_en)
            proever.append(proeve)
            brugt.append(hukommet)
    maalt = {
        "first answer, nothing fetched": kolde,
        "first answer, from the cache": varme,
        "the same, an application listed": igen,
        "an application's answer, warm": proever,
    }
    for navn, tal in maalt.items():
        print(f"{navn}: {statistics.median(tal):.2f} s ({', '.join(f'{t:.2f}' for t in tal)})")
    print(f"sent until the first answer: {sendt / 1e6:.1f} MB")
    print(f"memory beyond an empty page: {statistics.median(brugt) / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
