"""When Python looks for what refers to itself in a ring."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uden_oprydning() -> Iterator[None]:
    """Leave the search for rings out of work that makes none, but has all of a round in memory to be looked through."""
    til = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if til:
            gc.enable()
