"""The functions that the browser's worker calls, with values converted between JavaScript and Python."""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from typing import Any

from pyodide.ffi import to_js  # type: ignore[import-not-found] # exists only inside Pyodide

from ansoegning.web.fejlsider import fejlside
from ansoegning.web.i_browser import BLOK, Side
from ansoegning.web.i_browser import varm as _varm

side: Side


def varm(udgave: str, rod: str) -> None:
    """Call ``i_browser.varm`` with a folder of its own."""
    _varm(Path("/varm"), udgave=udgave, rod=rod)


def aabn(data: Any, udgave: str, rod: str, csrf: str) -> None:
    """Open the application with the database that the browser has stored."""
    global side  # noqa: PLW0603 - one page per worker
    side = Side(Path("/data"), data.to_bytes(), udgave=udgave, rod=rod, csrf=csrf)


async def svar(metode: str, sti: str, hoveder: Any, krop: Any) -> Any:
    """Call ``Side.svar``."""
    return to_js(await side.svar(metode, sti, [tuple(h) for h in hoveder.to_py()], krop.to_bytes()))


def aendret() -> Any:
    """Return the result of ``Side.aendret`` with the block size as the second element."""
    nyt = side.aendret()
    return None if nyt is None else to_js([nyt[0], BLOK, list(nyt[1].items())])


def fejl(status: int, titel: str, tekst: str) -> Any:
    """Return an error page: status, headers and body."""
    r = fejlside(status, titel, tekst)
    return to_js([r.status_code, [(n.decode(), v.decode()) for n, v in r.raw_headers], bytes(r.body)])


def klar() -> bool:
    """Call ``Side.goer_klar``."""
    return side.goer_klar()


def hentet() -> None:
    """Let Python find the files that were downloaded since."""
    importlib.invalidate_caches()


def genoptaget() -> None:
    """Adapt Python to a start from a memory snapshot: find its new files, and seed its random numbers again."""
    importlib.invalidate_caches()
    random.seed()
