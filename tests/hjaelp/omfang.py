"""The number of cases for a generated test that takes a fraction of the profile's number."""

from __future__ import annotations

from hypothesis import settings


def udsnit(dele: int, mindst: int = 1) -> int:
    """Return one ``dele``-th of the number of cases in the loaded profile, and at least ``mindst``."""
    return max(mindst, settings().max_examples // dele)
