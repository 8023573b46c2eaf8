"""Load the page with many users at once, against the server itself: ``python benchmarks/side_last.py``.

Each user has an application open (every other with one project, every other with four), requests a live check every 2 s
and saves the contacts every 10 s, through the same forms as a browser. A live check changes an amount, so that no
answer comes from a cache, and is stored as well. Afterwards every acknowledged save is looked up in the data. The users
run in a separate process, on the same cores as the server.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

PULJE = "botilbud-2025-26"
PROEVER = Path(__file__).resolve().parent.parent / "samples" / PULJE
LIVE = {"hx-request": "true"}


@dataclass
class Maalt:
    """The milliseconds of each answer, the errors, and the acknowledged saves as (application, text)."""

    tjek: list[float] = field(default_factory=list)
    gem: list[float] = field(default_factory=list)
    fejl: list[str] = field(default_factory=list)
    kvitteret: list[tuple[str, str]] = field(default_factory=list)


def _skjult(side: str, navn: str) -> str:
    fundet = re.search(rf'name="{navn}"[^>]* value="([^"]*)"', side)
    if fundet is None:
        raise SystemExit(f"The page has no field {navn}.")
    return fundet[1]


async def bruger(nr: int, rod: str, kager: httpx.Cookies, slut: float, m: Maalt) -> None:
    """Simulate one user with one application until ``slut``."""
    async with httpx.AsyncClient(cookies=kager, follow_redirects=True, timeout=60) as http:
        forside = (await http.get(f"{rod}/")).text
        felter = {"csrf": _skjult(forside, "csrf")}
        proeve = PROEVER / ("klar.yaml" if nr % 2 else "fire-projekter.yaml")
        svar = await http.post(f"{rod}/aabn", data=felter, files={"fil": (proeve.name, proeve.read_bytes())})
        sag = str(svar.url)
        version, runde = 1, 0
        rude = f"{nr:016x}"
        await asyncio.sleep(random.random() * 2)
        while time.monotonic() < slut:
            begyndt = time.monotonic()
            gem = runde % 5 == 4
            sti = f"{sag}/del/{'kontakt' if gem else 'projekter/1'}"
            data = {**felter, "version": str(version), "rude": rude}
            if gem:
                data["f.kontakt.navne"] = f"Bruger {nr} runde {runde}"
            else:
                data["f.bruttoanlaegsudgift_2025"] = f"{15_000 + 50 * nr + runde}"
            try:
                svar = await http.post(sti, data=data, headers=LIVE)
            except httpx.HTTPError as fejl:
                m.fejl.append(repr(fejl))
            else:
                (m.gem if gem else m.tjek).append((time.monotonic() - begyndt) * 1000)
                if svar.status_code != 200 or "hx-retarget" in svar.headers:
                    m.fejl.append(f"{svar.status_code} {svar.headers.get('hx-retarget', '')}")
                else:
                    version = int(_skjult(svar.text, "version"))
                    m.kvitteret.append((sag, data["f.kontakt.navne"] if gem else data["f.bruttoanlaegsudgift_2025"]))
            runde += 1
            await asyncio.sleep(max(0.0, 2 - (time.monotonic() - begyndt)))


async def last(adresse: str, antal: int, sekunder: float) -> tuple[Maalt, int]:
    """Return the measurements, and the number of acknowledged saves that are missing in the data."""
    m = Maalt()
    async with httpx.AsyncClient(follow_redirects=True, timeout=60) as http:
        rod = str((await http.get(adresse)).url).rstrip("/")
        slut = time.monotonic() + sekunder + 5
        await asyncio.gather(*(bruger(nr, rod, http.cookies, slut, m) for nr in range(antal)))
        # Every acknowledged change is a version, and the last change of each field is the application's current value.
        tabt = 0
        for sag in {s for s, _ in m.kvitteret}:
            gemte = [t for s, t in m.kvitteret if s == sag]
            tabt += max(0, len(gemte) - (await http.get(f"{sag}/historik")).text.count("<td>Udfyldt: "))
            nu = "".join([(await http.get(f"{sag}/del/{d}")).text for d in ("kontakt", "projekter/1")])
            seneste = {t.startswith("Bruger"): t for t in gemte}
            tabt += sum(f'value="{t}"' not in nu for t in seneste.values())
    return m, tabt


def _processor(proces: subprocess.Popen[str] | None) -> float | None:
    """Return the processor seconds that the server has used, including start-up; None if they cannot be read."""
    stat = Path(f"/proc/{proces.pid}/stat") if proces is not None else None
    if stat is None or not stat.is_file():
        return None
    felter = stat.read_text().rpartition(")")[2].split()
    return (int(felter[11]) + int(felter[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    valg = argparse.ArgumentParser(description=__doc__)
    valg.add_argument("--brugere", type=int, default=50)
    valg.add_argument("--sekunder", type=float, default=60)
    valg.add_argument("--adresse", help="a server that runs already; else one is started")
    v = valg.parse_args()
    with tempfile.TemporaryDirectory() as data:
        proces = None
        if v.adresse is None:
            proces = subprocess.Popen(
                [sys.executable, "-m", "ansoegning", "web", "--ingen-browser", "--data", data],
                stdout=subprocess.PIPE,
                encoding="utf-8",
            )
            assert proces.stdout is not None
            v.adresse = proces.stdout.readline().strip()
        try:
            foer = _processor(proces)
            m, tabt = asyncio.run(last(v.adresse, v.brugere, v.sekunder))
            efter = _processor(proces)
            brugt = efter - foer if foer is not None and efter is not None else None
        finally:
            if proces is not None:
                proces.terminate()
                proces.communicate(timeout=60)
    for navn, tider in (("live check", m.tjek), ("save", m.gem)):
        if len(tider) > 1:
            d = statistics.quantiles(tider, n=100)
            print(f"{navn}: {len(tider)}, p50 {d[49]:.0f} ms, p95 {d[94]:.0f} ms, worst {max(tider):.0f} ms")
    if brugt is not None:
        print(f"server: {brugt * 1000 / max(1, len(m.tjek) + len(m.gem)):.1f} ms of processor a request")
    print(f"errors: {len(m.fejl)} {m.fejl[:3]}")
    print(f"acknowledged saves: {len(m.kvitteret)}, lost: {tabt}")


if __name__ == "__main__":
    main()
