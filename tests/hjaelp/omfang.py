"""How many cases a generated test tries when it takes a share of the profile's number."""

from __future__ import annotations

from hypothesis import settings


def udsnit(dele: int, mindst: int = 1) -> int:
    """One ``dele``-th of the cases that the loaded profile gives a test, and never fewer than ``mindst``."""
    return max(mindst, settings().max_examples // dele)
