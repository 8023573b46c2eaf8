"""Where packs, templates, samples and JSON Schemas are: in the package when installed, in the repository when not."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

_PAKKE = Path(__file__).resolve().parent.parent


Mappe = Literal["rules", "templates", "samples", "schema"]

# In the repository; ``hatch_build.py`` gives each folder its name in the package.
_I_KILDEN: dict[Mappe, str] = {
    "rules": "rules",
    "templates": "templates",
    "samples": "samples",
    "schema": "docs/schema",
}


def mappe(navn: Mappe) -> Path:
    """The folder ``navn`` of this installation; FileNotFoundError when it has none.

    In a source checkout the repository's folder wins even where a ``_data`` lies in the package: such a
    copy is a leftover from a build and would hide every edit.
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
    """The folder for what the program keeps for its user, where the system has such things."""
    hjem = Path.home()
    if sys.platform == "win32":
        rod = Path(os.environ.get("LOCALAPPDATA") or hjem / "AppData" / "Local")
    elif sys.platform == "darwin":
        rod = hjem / "Library" / "Application Support"
    else:
        rod = Path(os.environ.get("XDG_DATA_HOME") or hjem / ".local" / "share")
    return rod / "ansoegning"
