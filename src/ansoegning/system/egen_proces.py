"""Run work in a process of its own, limited in address space, processor time and time by the clock.

Used only for work whose cost an outsider controls: the typesetter with long or odd text, and an author's own templates.
The process limits the cost of the work; it is not a security boundary, so arguments and results are pickled. On systems
without such limits (Windows) only the deadline applies; without processes the work runs in this process.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, ParamSpec, TypeVar

from ..fejl import BrugsFejl, InternFejl, med_raad
from .dataklasse import dataklasse

P = ParamSpec("P")
T = TypeVar("T")

# The module search path is passed on, because the package may be importable only through this process's path. Ctrl-C is
# sent to every process of the terminal; the parent process ends the work, so the child ignores it.
_PROGRAM = """
import importlib, json, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path[:], modul, hukommelse, processor = json.loads(sys.argv[1])
importlib.import_module(modul).barn(hukommelse, processor)
"""
# Every thread reserves address space, whether it is used or not.
_MILJOE = {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}


@dataklasse(frozen=True, slots=True)
class Graenser:
    """Limits of one task: bytes of address space, seconds of processor time, seconds by the clock."""

    hukommelse: int = 1_500_000_000
    processor: int = 60
    frist: float = 120.0


class Arbejder:
    """A limited process that runs one task after another. Started by the first task; not thread-safe.

    The process ends with ``luk``, when this object is garbage-collected, or with the program.
    """

    def __init__(self, graenser: Graenser | None = None) -> None:
        self.graenser = graenser if graenser is not None else Graenser()
        self._proces: subprocess.Popen[bytes] | None = None
        self._ryd: weakref.finalize[..., Any] | None = None

    def __enter__(self) -> Arbejder:
        return self

    def __exit__(self, *_: object) -> None:
        self.luk()

    def luk(self) -> None:
        """End the process; the next task starts a new one."""
        if self._ryd is not None:
            self._ryd()
        self._proces = self._ryd = None

    def goer(self, hvad: str, raad: str, funktion: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call ``funktion`` in the limited process and return its result.

        Args:
            hvad: the name of the task (Danish), for the message when a limit is exceeded.
            raad: advice on what to do (Danish), for the same message.
            funktion: a function of a module; its arguments and result must be picklable.

        Raises:
            BrugsFejl: a limit was exceeded, or the function raised BrugsFejl.
            InternFejl: the function raised another error.
        """
        if not har_processer():
            return funktion(*args, **kwargs)
        opgave = pickle.dumps((funktion, args, kwargs))
        proces = self._startet()
        svar: list[tuple[str, Any]] = []
        traad = threading.Thread(target=_spoerg, args=(proces, opgave, svar), daemon=True)
        traad.start()
        try:
            traad.join(self.graenser.frist)
            kode = None if traad.is_alive() or svar else proces.wait()
        finally:
            # Also when interrupted: the remainder of an answer would be read as the answer to the next task.
            if not svar:
                self.luk()
                traad.join()
        if not svar:
            raise BrugsFejl(med_raad(f"{hvad} blev standset: {self._hvorfor(kode)}.", raad))
        match svar[0]:
            case "svar", vaerdi:
                ud: T = vaerdi
                return ud
            case "brugsfejl", besked:
                raise BrugsFejl(besked)
            case "hukommelse", _:
                raise BrugsFejl(med_raad(f"{hvad} blev standset: {self._hvorfor(-signal.SIGABRT)}.", raad))
            case _, hvor:
                raise InternFejl(f"{hvad} gik galt ({hvor}). Det er programmets skyld.")

    def _startet(self) -> subprocess.Popen[bytes]:
        if self._proces is None:
            self._proces = start_barn(__name__, self.graenser)
            self._ryd = weakref.finalize(self, _afslut, self._proces)
        return self._proces

    def _hvorfor(self, kode: int | None) -> str:
        if kode is None:
            return f"det var ikke færdigt efter {self.graenser.frist:g} sekunder"
        if kode == -getattr(signal, "SIGXCPU", 0):
            return f"det brugte over {self.graenser.processor} sekunders regnetid"
        if kode in {-signal.SIGABRT, -signal.SIGSEGV, -getattr(signal, "SIGKILL", signal.SIGABRT)}:
            return f"det krævede mere end {self.graenser.hukommelse // 1_000_000:,} MB hukommelse".replace(",", ".")
        return f"det endte uventet (kode {kode})"


def har_processer() -> bool:
    """Return whether this system and interpreter can start another process of the program."""
    return sys.platform not in {"emscripten", "wasi"} and bool(sys.executable) and not getattr(sys, "frozen", False)


def start_barn(modul: str, graenser: Graenser) -> subprocess.Popen[bytes]:
    """Start another process of the program, which runs ``barn`` of a module, with pipes to its input and output."""
    start = json.dumps((sys.path, modul, graenser.hukommelse, graenser.processor))
    return subprocess.Popen(  # noqa: S603 - starts this interpreter with the program above
        [sys.executable, "-I", "-c", _PROGRAM, start],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **_MILJOE},
    )


def barnets_roer() -> tuple[BinaryIO, BinaryIO]:
    """Return the input and output of a process started by ``start_barn``. What a library prints is discarded."""
    ud = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.buffer, ud


def fejlens_sted(fejl: Exception) -> str:
    """Return only type and location: the text of an exception may quote the application."""
    sidst = traceback.extract_tb(fejl.__traceback__)[-1]
    return f"{type(fejl).__name__} i {Path(sidst.filename).name}:{sidst.lineno}"


def _spoerg(proces: subprocess.Popen[bytes], opgave: bytes, svar: list[tuple[str, Any]]) -> None:
    """Send one task and append its answer to ``svar``; appends nothing if the process ends first."""
    assert proces.stdin is not None
    assert proces.stdout is not None
    try:
        proces.stdin.write(opgave)
        proces.stdin.flush()
        svar.append(pickle.load(proces.stdout))  # noqa: S301 - pickled by ``barn``
    except (OSError, EOFError, pickle.UnpicklingError, ValueError):
        # The process has ended, or is being ended (ValueError: its pipes are closed); its exit code is the reason.
        return


def _afslut(proces: subprocess.Popen[bytes]) -> None:
    proces.kill()
    proces.wait()
    for roer in (proces.stdin, proces.stdout):
        assert roer is not None
        try:
            roer.close()
        except OSError:
            # Buffered data cannot be sent to an ended process; the pipe is closed nevertheless.
            continue


def barn(hukommelse: int, processor: int) -> None:
    """Run the limited process: read tasks from standard input and write their answers until the input ends."""
    ind, ud = barnets_roer()
    begraens_hukommelse(hukommelse)
    while True:
        try:
            funktion, args, kwargs = pickle.load(ind)  # noqa: S301 - pickled by ``_spoerg``
        except EOFError:
            return
        begraens_processor(processor)
        pickle.dump(_udfoert(funktion, args, kwargs), ud)
        ud.flush()


def _udfoert(funktion: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[str, Any]:
    try:
        return "svar", funktion(*args, **kwargs)
    except BrugsFejl as fejl:
        return "brugsfejl", fejl.args[0]
    except MemoryError:
        return "hukommelse", None
    except Exception as fejl:
        return "intern", fejlens_sted(fejl)


if sys.platform == "win32":

    def begraens_hukommelse(antal: int) -> None:
        """Do nothing: Windows has no such limit, so only the deadline applies."""

    def begraens_processor(sekunder: int) -> None:
        """Do nothing: Windows has no such limit, so only the deadline applies."""

else:

    def begraens_hukommelse(antal: int) -> None:
        """Limit the address space to this many bytes."""
        import resource

        _, hoejst = resource.getrlimit(resource.RLIMIT_AS)
        try:
            resource.setrlimit(resource.RLIMIT_AS, (antal if hoejst < 0 else min(antal, hoejst), hoejst))
        except (ValueError, OSError):
            # macOS rejects a limit below what is already mapped; processor time and deadline still apply.
            return

    def begraens_processor(sekunder: int) -> None:
        """Limit the processor time to this many seconds from now on."""
        import resource

        _, hoejst = resource.getrlimit(resource.RLIMIT_CPU)
        nu = int(time.process_time()) + 1 + sekunder
        resource.setrlimit(resource.RLIMIT_CPU, (nu if hoejst < 0 else min(nu, hoejst), hoejst))
