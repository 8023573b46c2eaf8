"""Control of Python's cyclic garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uden_oprydning() -> Iterator[None]:
    """Disable the cyclic garbage collector, for work that creates no cycles but has a large heap to scan."""
    til = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if til:
            gc.enable()
