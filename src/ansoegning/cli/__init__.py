"""The command line: parse arguments, call the actions, print the result. No logic of its own."""

from __future__ import annotations

import os
import signal
from typing import NoReturn

# The search for pydantic plugins, of which the program has none, takes a tenth of the start-up time.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main() -> NoReturn:
    """Run the console script. A signal during start-up ends the program with a short message and no traceback."""
    for nr in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(nr) != signal.SIG_IGN:
            signal.signal(nr, _slut)
    from .gruppe import main as koer

    koer()


def _slut(nr: int, _ramme: object) -> NoReturn:
    os.write(2, b"Afbrudt.\n")
    os._exit(128 + nr)


__all__ = ["main"]
