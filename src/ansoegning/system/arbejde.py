"""Work that can run away, in a process of its own with limits: address space, processor time and a deadline.

Only for work whose cost a stranger decides: the typesetter with long or odd text, and an author's own templates. The
process bounds what the work costs; it is no boundary of trust, so arguments and results are pickled. Where a system
has no such limits (Windows) the deadline alone holds; where there are no processes the work runs in place.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from ..fejl import BrugsFejl, InternFejl, med_raad

P = ParamSpec("P")
T = TypeVar("T")

# The search path comes with the start: the package may lie where only this process's own says. Ctrl-C reaches every
# process of the terminal; the one that asked ends the work.
_PROGRAM = """
import json, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path[:], hukommelse, processor = json.loads(sys.argv[1])
from ansoegning.system.arbejde import barn
barn(hukommelse, processor)
"""
# Threads cost address space each, used or not.
_MILJOE = {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}


@dataclass(frozen=True, slots=True)
class Graenser:
    """Limits of one piece of work: bytes of address space, seconds of processor time, seconds by the clock."""

    hukommelse: int = 1_500_000_000
    processor: int = 60
    frist: float = 120.0


class Arbejder:
    """A limited process that does one piece of work after another, started by the first; for one thread at a time.

    It ends with ``luk``, when this object is gone, or with the program.
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
        """End the process; the next piece of work starts another."""
        if self._ryd is not None:
            self._ryd()
        self._proces = self._ryd = None

    def goer(self, hvad: str, raad: str, funktion: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``funktion`` gives, called in the limited process.

        ``hvad`` names the work and ``raad`` says what to do, in the message where a limit ends it. The function is one
        of a module; its arguments and result can be pickled. Raises BrugsFejl at a limit, and where the function does;
        InternFejl for any other error in it.
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
            # Also when it is interrupted: what is left of an answer would be taken for the next one's.
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
            start = json.dumps((sys.path, self.graenser.hukommelse, self.graenser.processor))
            self._proces = subprocess.Popen(  # noqa: S603 - this interpreter, and a program of our own
                [sys.executable, "-I", "-c", _PROGRAM, start],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **_MILJOE},
            )
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
    """Whether this system and this interpreter can start another process of the program."""
    return sys.platform not in {"emscripten", "wasi"} and bool(sys.executable) and not getattr(sys, "frozen", False)


def _spoerg(proces: subprocess.Popen[bytes], opgave: bytes, svar: list[tuple[str, Any]]) -> None:
    """Send one piece of work and wait for its answer, which is left in ``svar``; none where the process ended."""
    assert proces.stdin is not None
    assert proces.stdout is not None
    try:
        proces.stdin.write(opgave)
        proces.stdin.flush()
        svar.append(pickle.load(proces.stdout))  # noqa: S301 - written by ``barn``
    except (OSError, EOFError, pickle.UnpicklingError, ValueError):
        # The process has ended, or is being ended (ValueError: its pipes are closed); its exit code says why.
        return


def _afslut(proces: subprocess.Popen[bytes]) -> None:
    proces.kill()
    proces.wait()
    for roer in (proces.stdin, proces.stdout):
        assert roer is not None
        try:
            roer.close()
        except OSError:
            # What was not yet sent cannot be; the pipe is closed all the same.
            continue


def barn(hukommelse: int, processor: int) -> None:
    """The limited process: reads pieces of work from standard input and writes their answers, until the input ends."""
    ind = sys.stdin.buffer
    ud = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not be read as an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    begraens_hukommelse(hukommelse)
    while True:
        try:
            funktion, args, kwargs = pickle.load(ind)  # noqa: S301 - written by ``_spoerg``
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
        # By place and type only: an exception's own words may quote the application.
        sidst = traceback.extract_tb(fejl.__traceback__)[-1]
        return "intern", f"{type(fejl).__name__} i {Path(sidst.filename).name}:{sidst.lineno}"


if sys.platform == "win32":

    def begraens_hukommelse(antal: int) -> None:
        """Windows has no such limit: the deadline alone holds."""

    def begraens_processor(sekunder: int) -> None:
        """Windows has no such limit: the deadline alone holds."""

else:

    def begraens_hukommelse(antal: int) -> None:
        """So many bytes of address space at most."""
        import resource

        _, hoejst = resource.getrlimit(resource.RLIMIT_AS)
        try:
            resource.setrlimit(resource.RLIMIT_AS, (antal if hoejst < 0 else min(antal, hoejst), hoejst))
        except (ValueError, OSError):
            # macOS refuses a limit below what is mapped already: the other two hold there.
            return

    def begraens_processor(sekunder: int) -> None:
        """So many seconds from now on."""
        import resource

        _, hoejst = resource.getrlimit(resource.RLIMIT_CPU)
        nu = int(time.process_time()) + 1 + sekunder
        resource.setrlimit(resource.RLIMIT_CPU, (nu if hoejst < 0 else min(nu, hoejst), hoejst))
