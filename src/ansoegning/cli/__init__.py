"""The command line: parse arguments, call the actions, print the result. No logic of its own."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import signal
import sys
import threading
from typing import NoReturn

# The search for pydantic plugins, of which the program has none, takes a tenth of the start-up time.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
# NumPy's linear algebra, which the program does not use, otherwise starts threads when NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def program() -> NoReturn:
    """Run the console script, and end the process without ending the interpreter.

    The operating system frees all memory. Ending the interpreter first takes a sixth of the time of a small batch, and
    a twenty-fifth of that of ``tjek``.
    """
    try:
        main()
    except SystemExit as slut:
        # Other threads are waited for, and a profiler or a debugger reports when the interpreter ends.
        venter = threading.active_count() > 1 or sys.getprofile() is not None or sys.gettrace() is not None
        if venter or not isinstance(slut.code, int):
            raise
        atexit._run_exitfuncs()
        slut_straks(slut.code)


def slut_straks(kode: int) -> NoReturn:
    """End the process at once. The answer has been flushed and its errors reported; what is left is flushed here."""
    for stroem in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stroem.flush()
    os._exit(kode)


def main() -> NoReturn:
    """Run a command. A signal during start-up ends the program with a short message and no traceback.

    Raises SystemExit with the exit code.
    """
    for nr in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(nr) != signal.SIG_IGN:
            signal.signal(nr, _slut)
    # A command keeps nearly all its objects until it ends and makes few reference cycles; frequent garbage collection
    # would take a tenth of its time.
    gc.set_threshold(100_000, 20, 100)
    from .gruppe import main as koer

    koer()


def _slut(nr: int, _ramme: object) -> NoReturn:
    os.write(2, b"Afbrudt.\n")
    os._exit(128 + nr)


__all__ = ["main", "program", "slut_straks"]
