"""Check the outcome of a run with an injected fault or signal: exit code, message, and all or none of its files.

``PYTHONPATH=tests python -m hjaelp.fejlproever ANTAL SEED`` draws that many runs and reports those that fail.
"""

from __future__ import annotations

import errno
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from hjaelp.fejlkald import AABN, FLYT, LAV, SIKR, SKRIV, Fejl, Server, Udfald, fejlserver
from hjaelp.steder import ROD

# A small pool, because the time of judging is not tested here.
PULJE, PULJER = "point-pulje", ROD / "tests" / "data" / "puljer"
_ERRNO = (errno.ENOSPC, errno.EIO, errno.EDQUOT)
_ARTER = {"open": AABN, "write": SKRIV, "rename": FLYT, "fsync": SIKR, "mkdir": LAV}
_FORBUDT = ("Traceback", "Exception ignored", "programmets skyld", "beskadiget", "Error")


@dataclass(frozen=True, slots=True)
class Sag:
    """A command, run in a folder of its own; ``gamle`` are files of an earlier run that it replaces."""

    navn: str
    argumenter: tuple[str, ...]
    gamle: tuple[str, ...] = ()


def sager(ind: Path) -> list[Sag]:
    """Return the commands that write files. ``ind`` is a folder for their input, outside the folders they write to."""
    csv, yaml = ind / "ind.csv", ind / "lille.yaml"
    raekker = "".join(f"0751;Tiltag {i};{i}.000;{i % 100},5;flere;ja\n" for i in range(1, 400))
    csv.write_text(f'kommune;navn;udgift;andel;samarbejde;afproevet\n{raekker}0751;"åben;x\n', encoding="utf-8")
    yaml.write_text(
        f"pulje: {PULJE}\nkommune: Aarhus\ntiltag:\n  - {{navn: Et, udgift: 200.000, andel: 10}}\n", encoding="utf-8"
    )
    egne = ("--regler", str(PULJER))
    batch = ("batch", str(csv), "--pulje", PULJE, "--traade", "2", *egne)
    ordnet = (*batch, "-o", "b.csv", "--rangliste")
    skriv = ("skriv", str(yaml), *egne)
    klar = str(ROD / "samples" / "botilbud-2025-26" / "klar.yaml")
    return [
        Sag("batch", ordnet),
        Sag("batch --overskriv", (*ordnet, "--overskriv"), ("b.csv", "b.afviste.csv", "b.rangliste.csv")),
        Sag("batch parquet", (*batch, "-o", "ud/b.parquet")),
        Sag("skriv print", (*skriv, "-o", "ud", "--som", "print")),
        Sag("skriv --overskriv", (*skriv, "-o", ".", "--som", "indtast", "--overskriv"), ("lille-indtast.txt",)),
        Sag("rangliste", ("rangliste", str(yaml), *egne, "-o", "r.xlsx")),
        Sag("skriv rapport", ("skriv", klar, "-o", "ud", "--som", "rapport")),
        Sag("breve", ("breve", klar, "-o", "breve")),
    ]


class Proever:
    """Runs the commands with faults; ``fundet`` are the failed checks."""

    def __init__(self, server: Server, mappe: Path) -> None:
        self.server = server
        self.mappe = mappe / "d"
        (mappe / "ind").mkdir()
        self.sager = sager(mappe / "ind")
        self.fundet: list[str] = []
        self.koder: Counter[str] = Counter()
        self._hele: dict[str, tuple[Udfald, dict[str, bytes]]] = {}

    def hel(self, sag: Sag) -> tuple[Udfald, dict[str, bytes]]:
        """Return the run without a fault: its outcome with the number of calls, and its files."""
        if sag.navn not in self._hele:
            self._hele[sag.navn] = (self.koer(sag, Fejl()), _filer(self.mappe))
        return self._hele[sag.navn]

    def antal(self, sag: Sag, arter: int) -> int:
        """Return the number of calls of these types that the run without a fault makes."""
        return self.koer(sag, Fejl(arter=arter)).antal

    def proev(self, sag: Sag, fejl: Fejl) -> None:
        """Run once with a fault, and check the outcome."""
        helt, nye = self.hel(sag)
        udfald = self.koer(sag, fejl)
        filer = _filer(self.mappe)
        self.koder[f"{'signal' if fejl.signal else 'fejl'} → {udfald.kode}"] += 1
        for hvad in _galt(sag, fejl, udfald, helt, nye, filer):
            self.fundet.append(f"{sag.navn} {fejl}: {hvad} (kode {udfald.kode}) {udfald.stderr[-300:]!r}")

    def koer(self, sag: Sag, fejl: Fejl) -> Udfald:
        """Run the command in a new folder with a fault."""
        shutil.rmtree(self.mappe, ignore_errors=True)
        self.mappe.mkdir()
        for navn in sag.gamle:
            (self.mappe / navn).write_bytes(b"gammel")
        return self.server.koer(sag.argumenter, self.mappe, fejl)


def _filer(mappe: Path) -> dict[str, bytes]:
    return {str(p.relative_to(mappe)): p.read_bytes() if p.is_file() else b"" for p in sorted(mappe.rglob("*"))}


def _galt(
    sag: Sag, fejl: Fejl, udfald: Udfald, helt: Udfald, nye: dict[str, bytes], filer: dict[str, bytes]
) -> Iterator[str]:
    gamle = dict.fromkeys(sag.gamle, b"gammel")
    if udfald.haengte:
        yield "hænger"
    if fejl.signal == signal.SIGKILL:
        for navn, indhold in filer.items():
            skjult = any(del_.startswith(".ansoegning-") for del_ in Path(navn).parts)
            if not skjult and indhold not in (gamle.get(navn), nye.get(navn)):
                yield f"{navn} er halv"
        return
    if filer not in (gamle, nye) and "kan ikke tages tilbage" not in udfald.stderr:
        yield f"filer: {sorted(filer)}"
    if any(ord_ in udfald.stderr for ord_ in _FORBUDT):
        yield "besked"
    if fejl.signal:
        if (udfald.kode, filer) == (helt.kode, nye) or udfald.antal == helt.antal < fejl.nr:
            return
        if udfald.kode != 128 + fejl.signal or "Afbrudt." not in udfald.stderr:
            yield "signalet blev ikke fulgt"
        return
    if udfald.kode == helt.kode:
        if filer != nye:
            yield "sagt udført, men filerne mangler"
    elif fejl.vedvarende and filer.keys() == gamle.keys() and "kan ikke tages tilbage" in udfald.stderr:
        # If every rename fails from the second on, the first cannot be undone, and the message says so.
        if any(filer[n] not in (gamle[n], nye[n]) for n in filer):
            yield "halv fil"
    elif udfald.kode != 2 or "Fejl: " not in udfald.stderr or filer != gamle:
        yield "forkert udgang"


def traek(proever: Proever, antal: int, seed: int, *, signaler: bool) -> None:
    """Draw runs: which command, which call, and which fault or signal."""
    tilfaeldig = random.Random(seed)
    for nr in range(antal):
        sag = proever.sager[nr % len(proever.sager)]
        helt, nye = proever.hel(sag)
        if signaler:
            hvad = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)[nr // len(proever.sager) % 3]
            fejl = Fejl(nr=tilfaeldig.randint(1, helt.antal), signal=hvad)
        elif tilfaeldig.random() < 0.15:
            fejl = Fejl(filstoerrelse=tilfaeldig.randint(1, max(map(len, nye.values()))))
        else:
            arter = tilfaeldig.choice([*_ARTER.values(), SKRIV | SIKR])
            hoejst = proever.antal(sag, arter) if nr % 3 else helt.antal
            fejl = Fejl(tilfaeldig.randint(1, max(hoejst, 1)), tilfaeldig.choice(_ERRNO), arter=arter)
            fejl = replace(fejl, vedvarende=tilfaeldig.random() < 0.5)
        proever.proev(sag, fejl)


def main() -> None:
    import tempfile
    import time

    fejl, signaler, seed = map(int, sys.argv[1:4])
    with fejlserver() as server, tempfile.TemporaryDirectory() as navn:
        assert server is not None, "a C compiler on Linux is needed"
        proever = Proever(server, Path(navn))
        begyndt = time.monotonic()
        for antal, er_signal in ((fejl, False), (signaler, True)):
            traek(proever, antal, seed, signaler=er_signal)
        print(f"{fejl} fejl, {signaler} signaler: {time.monotonic() - begyndt:.0f} s; {dict(proever.koder)}")  # noqa: T201
        print(f"{len(proever.fundet)} holdt ikke", *proever.fundet, sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
