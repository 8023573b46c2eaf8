"""The features of this installation: some need libraries that are not installed everywhere, for example in a browser.

Every interface asks here, so that a missing feature is reported in the same words.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal

from ..fejl import BrugsFejl

Evne = Literal["tabeller", "robusthed", "bedst", "word", "pdf"]
_INSTALLER = "Brug programmet installeret på en maskine."
# The libraries that each feature needs, and the message if one is missing.
_EVNER: dict[Evne, tuple[tuple[str, ...], str]] = {
    "tabeller": (
        ("duckdb", "numpy", "sqlglot"),
        f"Store tabeller kan ikke vurderes her, fordi DuckDB og NumPy ikke er installeret. {_INSTALLER}",
    ),
    "robusthed": (
        ("numpy",),
        f"Robusthed er ikke regnet ud, fordi NumPy ikke er installeret her. {_INSTALLER}",
    ),
    "bedst": (
        ("highspy", "numpy"),
        "Regneprogrammet HiGHS (highspy) er ikke installeret, så det bedste valg kan ikke findes.",
    ),
    "word": (
        ("docx", "docxtpl", "lxml"),
        f"Word-papirer kan ikke laves her, fordi docxtpl og lxml ikke er installeret. {_INSTALLER}",
    ),
    "pdf": (
        ("typst",),
        f"PDF kan ikke laves her, fordi typst ikke er installeret. {_INSTALLER}",
    ),
}
# Libraries that are downloaded on first use.
_HENTES: set[str] = set()


def har(bibliotek: str) -> bool:
    """Return whether a library is installed, or is downloaded on first use."""
    return bibliotek in _HENTES or find_spec(bibliotek) is not None


def mangler(evne: Evne) -> str | None:
    """Return why a feature is not available here, in Danish; None if it is."""
    biblioteker, besked = _EVNER[evne]
    return None if all(map(har, biblioteker)) else besked


def kraev(evne: Evne) -> None:
    """Raise BrugsFejl if a feature is not available here."""
    if (besked := mangler(evne)) is not None:
        raise BrugsFejl(besked)


def udeladt() -> tuple[str, ...]:
    """Return one message for each feature that is not available here."""
    return tuple(besked for evne in _EVNER if (besked := mangler(evne)) is not None)


def hentes(bibliotek: str) -> None:
    """Count a library as installed from now on; its users download it before using it."""
    _HENTES.add(bibliotek)
