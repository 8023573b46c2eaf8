"""Locate packs, templates, samples and JSON Schemas, in the installed package or in a source checkout."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import Literal

_PAKKE = Path(__file__).resolve().parent.parent


Mappe = Literal["rules", "templates", "samples", "schema"]

# Paths in the repository; ``hatch_build.py`` sets the name of each folder in the package.
_I_KILDEN: dict[Mappe, str] = {
    "rules": "rules",
    "templates": "templates",
    "samples": "samples",
    "schema": "docs/schema",
}


@cache
def mappe(navn: Mappe) -> Path:
    """Return the folder ``navn`` of this installation. Raises FileNotFoundError if it has none. Cached.

    In a source checkout the repository's folder is used even if the package has a ``_data`` folder: that is a leftover
    from a build and would hide every edit.
    """
    installeret = _PAKKE / "_data" / navn
    rod = _PAKKE.parent.parent
    er_kilde = _PAKKE.parent.name == "src" and (rod / "pyproject.toml").is_file()
    mulige = (rod / _I_KILDEN[navn], installeret) if er_kilde else (installeret,)
    for mulig in mulige:
        if mulig.is_dir():
            return mulig
    msg = (
        f"Mappen »{navn}« findes ikke i installationen (der er ledt i {' og '.join(map(str, mulige))}). "
        "Installér programmet igen."
    )
    raise FileNotFoundError(msg)


def brugerdata() -> Path:
    """Return the folder for the user's data, in the place the operating system prescribes."""
    hjem = Path.home()
    if sys.platform == "win32":
        rod = Path(os.environ.get("LOCALAPPDATA") or hjem / "AppData" / "Local")
    elif sys.platform == "darwin":
        rod = hjem / "Library" / "Application Support"
    else:
        rod = Path(os.environ.get("XDG_DATA_HOME") or hjem / ".local" / "share")
    return rod / "ansoegning"
