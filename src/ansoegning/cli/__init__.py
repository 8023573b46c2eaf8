"""The command line: parse arguments, call the rest, render. Thin."""

from __future__ import annotations

import os
import signal
from typing import NoReturn

# Looking for plugins that this program has none of costs a tenth of the start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def main() -> NoReturn:
    """The console script's entry. A signal while the program is still being read ends it with a word and no trace."""
    for nr in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(nr) != signal.SIG_IGN:
            signal.signal(nr, _slut)
    from .gruppe import main as koer

    koer()


def _slut(nr: int, _ramme: object) -> NoReturn:
    os.write(2, b"Afbrudt.\n")
    os._exit(128 + nr)


__all__ = ["main"]
