"""Run the program with a fault injected: the Nth open, write, rename or fsync fails, or triggers a signal.

A server process that has imported the program, with a small preloaded library, forks for every run, so that a run does
not pay the start-up time. The library counts calls on files in one folder only.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hjaelp.steder import ROD

# The types of calls, as bits that the library also uses.
AABN, SKRIV, FLYT, SIKR, LAV = 1, 2, 4, 8, 16
# Positioned writes, which here only DuckDB makes.
NATIV = 32
# A value in place of an errno: the call never returns.
ALDRIG = -1
ALLE = AABN | SKRIV | FLYT | SIKR | LAV
_FRIST = 60


@dataclass(frozen=True, slots=True)
class Fejl:
    """The ``nr``th call of these types fails with ``errno`` (0: none) and sends ``signal`` (0: none).

    ``nr`` 0: no call fails, the calls are only counted. ``vedvarende``: all later calls fail too. ``filstoerrelse``:
    RLIMIT_FSIZE. ``stille``: seconds without processor time after which a statement in DuckDB counts as stalled.
    """

    nr: int = 0
    errno: int = 0
    signal: int = 0
    arter: int = ALLE
    vedvarende: bool = False
    filstoerrelse: int = 0
    stille: float = 60.0


@dataclass(frozen=True, slots=True)
class Udfald:
    """The result of a run.

    ``kode`` is negative for a signal; ``antal`` is the number of calls counted (-1: the process was killed);
    ``haengte``: the run had to be terminated.
    """

    kode: int
    antal: int
    haengte: bool
    stdout: str = field(repr=False)
    stderr: str


class Server:
    """Executes runs one at a time."""

    def __init__(self, bibliotek: Path, mappe: Path) -> None:
        self._ud = mappe
        self._proces = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import sys; from hjaelp.fejlkald import server; server(sys.argv[1])",
                str(ROD / "tests" / "data" / "puljer"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "LD_PRELOAD": str(bibliotek),
                "FEJLKALD": str(bibliotek),
                "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
            },
        )

    def koer(self, argumenter: Sequence[str], mappe: Path, fejl: Fejl) -> Udfald:
        """Run ``ansoegning`` with these arguments in ``mappe``; calls on files in that folder are counted."""
        assert self._proces.stdin is not None
        assert self._proces.stdout is not None
        opgave = {"argumenter": list(argumenter), "mappe": str(mappe), "ud": str(self._ud), "fejl": asdict(fejl)}
        self._proces.stdin.write(json.dumps(opgave).encode() + b"\n")
        self._proces.stdin.flush()
        svar = json.loads(self._proces.stdout.readline())
        tekster = [(self._ud / n).read_text(encoding="utf-8", errors="replace") for n in ("stdout", "stderr")]
        return Udfald(svar["kode"], svar["antal"], svar["haengte"], *tekster)

    def luk(self) -> None:
        assert self._proces.stdin is not None
        assert self._proces.stdout is not None
        self._proces.stdin.close()
        self._proces.wait()
        self._proces.stdout.close()


@contextmanager
def fejlserver() -> Iterator[Server | None]:
    """Yield a server of runs; None if there is no compiler, or the library cannot be preloaded."""
    oversaetter = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or oversaetter is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as navn:
        bibliotek = Path(navn, "fejlkald.so")
        kilde = Path(__file__).with_suffix(".c")
        subprocess.run([oversaetter, "-O1", "-shared", "-fPIC", "-o", bibliotek, kilde, "-ldl"], check=True)
        server_ = Server(bibliotek, Path(navn))
        try:
            yield server_
        finally:
            server_.luk()


def server(puljer: str) -> None:
    """Run the server process: read runs from standard input, one a line, and fork for each.

    ``puljer``: a folder of packs that are loaded once, before any run.
    """
    # The imports of the commands, so that no run pays for them. None of them has a running thread when the server
    # forks.
    import docxtpl  # noqa: F401
    import duckdb  # noqa: F401
    import jinja2.sandbox  # noqa: F401
    import typst  # noqa: F401
    import xlsxwriter  # type: ignore[import-untyped] # noqa: F401 - it has no types

    import ansoegning.batch.koer
    import ansoegning.handlinger.batch
    import ansoegning.handlinger.rangliste
    import ansoegning.handlinger.skriv
    import ansoegning.skriv.breve
    import ansoegning.skriv.rangliste_docx
    import ansoegning.skriv.rangliste_xlsx  # noqa: F401
    from ansoegning.cli import gruppe
    from ansoegning.indlaes.regelsaet import load_regelsaet
    from ansoegning.motor.kaeder import kaeder

    for navn in gruppe.KOMMANDOER.values():
        __import__(f"ansoegning.cli.{navn}")
    load_regelsaet("botilbud-2025-26")
    load_regelsaet("point-pulje", regler=puljer)
    kaeder()
    del os.environ["LD_PRELOAD"]
    for linje in sys.stdin.buffer:
        opgave = json.loads(linje)
        (Path(opgave["ud"]) / "antal").write_text("-1")
        nr = os.fork()
        if nr == 0:
            _barn(opgave)
        kode, haengte = _vent(nr)
        antal = int((Path(opgave["ud"]) / "antal").read_text())
        sys.stdout.write(json.dumps({"kode": kode, "haengte": haengte, "antal": antal}) + "\n")
        sys.stdout.flush()


def _vent(nr: int) -> tuple[int, bool]:
    import signal
    import time

    slut = time.monotonic() + _FRIST
    while time.monotonic() < slut:
        fundet, status = os.waitpid(nr, os.WNOHANG)
        if fundet:
            return os.waitstatus_to_exitcode(status), False
        time.sleep(0.002)
    os.kill(nr, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(nr, 0)[1]), True


def _barn(opgave: dict[str, object]) -> None:
    import ctypes
    import resource
    import signal

    from ansoegning import cli
    from ansoegning.batch import db

    fejl = Fejl(**opgave["fejl"])  # type: ignore[arg-type]
    mappe, ud = str(opgave["mappe"]), str(opgave["ud"])
    bibliotek = ctypes.CDLL(os.environ["FEJLKALD"])
    bibliotek.fejl_antal.restype = ctypes.c_long
    os.chdir(mappe)
    for fd, navn in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(f"{ud}/{navn}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), fd)
    ind = os.open(os.devnull, os.O_RDONLY)
    os.dup2(ind, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if fejl.filstoerrelse:
        resource.setrlimit(resource.RLIMIT_FSIZE, (fejl.filstoerrelse, fejl.filstoerrelse))
    db.STILLE = fejl.stille
    sys.argv = ["ansoegning", *opgave["argumenter"]]  # type: ignore[misc]
    bibliotek.fejl_arm(
        mappe.encode(), fejl.arter, ctypes.c_long(fejl.nr), fejl.errno, fejl.signal, int(fejl.vedvarende)
    )
    kode = 71
    try:
        cli.main()
    except SystemExit as slut:
        kode = slut.code if isinstance(slut.code, int) else 72
    antal = bibliotek.fejl_antal()
    nr = os.open(f"{ud}/antal", os.O_WRONLY | os.O_TRUNC)
    os.write(nr, str(antal).encode())
    os.close(nr)
    # The shutdown of Python is part of the run, and its output is captured.
    sys.exit(kode)
