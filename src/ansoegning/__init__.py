"""Pre-check of applications to Danish municipal loan and grant pools.

Guidance and calculation: only the authority decides. ``from ansoegning import tjek, rangliste, statusser,
load_regelsaet``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .fejl import AnsoegningFejl
    from .handlinger.rangliste import rangliste
    from .handlinger.statusser import statusser
    from .handlinger.tjek import tjek
    from .indlaes.regelsaet import load_regelsaet

__all__ = ["AnsoegningFejl", "load_regelsaet", "rangliste", "statusser", "tjek"]
_HVOR = {
    "tjek": ".handlinger.tjek",
    "rangliste": ".handlinger.rangliste",
    "statusser": ".handlinger.statusser",
    "load_regelsaet": ".indlaes.regelsaet",
    "AnsoegningFejl": ".fejl",
}


def __getattr__(navn: str) -> Any:
    # Modules are imported on first use, to keep start-up short.
    if navn not in _HVOR:
        raise AttributeError(f"module {__name__!r} has no attribute {navn!r}")
    from importlib import import_module

    return getattr(import_module(_HVOR[navn], __name__), navn)
