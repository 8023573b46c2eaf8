"""What this installation can do: the work that needs a library which is not installed everywhere, as in a browser.

Every face asks here and says what is left out, in the same words.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal

from ..fejl import BrugsFejl

Evne = Literal["tabeller", "robusthed", "bedst", "word", "pdf"]
_INSTALLER = "Brug programmet installeret på en maskine."
# What each needs, and what is said where that is missing.
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
# Libraries that are fetched the first time they are used.
_HENTES: set[str] = set()


def har(bibliotek: str) -> bool:
    """Whether a library is installed, or is fetched when it is used."""
    return bibliotek in _HENTES or find_spec(bibliotek) is not None


def mangler(evne: Evne) -> str | None:
    """Why this cannot be done here, in Danish; None where it can."""
    biblioteker, besked = _EVNER[evne]
    return None if all(map(har, biblioteker)) else besked


def kraev(evne: Evne) -> None:
    """Raises BrugsFejl where this cannot be done here."""
    if (besked := mangler(evne)) is not None:
        raise BrugsFejl(besked)


def udeladt() -> tuple[str, ...]:
    """What this installation leaves out, a sentence each."""
    return tuple(besked for evne in _EVNER if (besked := mangler(evne)) is not None)


def hentes(bibliotek: str) -> None:
    """From now on a library counts as installed: whoever uses it fetches it first."""
    _HENTES.add(bibliotek)
