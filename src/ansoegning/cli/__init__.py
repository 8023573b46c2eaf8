"""The command line: parse arguments, call the actions, print the result. No logic of its own."""

from __future__ import annotations

import gc
import os
import signal
from typing import NoReturn

# The search for pydantic plugins, of which the program has none, takes a tenth of the start-up time.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
# NumPy's linear algebra, which the program does not use, otherwise starts threads when NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> NoReturn:
    """Run the console script. A signal during start-up ends the program with a short message and no traceback."""
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


__all__ = ["main"]
