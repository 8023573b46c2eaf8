"""What the browser's worker calls: plain values in and out."""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from typing import Any

from pyodide.ffi import to_js  # type: ignore[import-not-found] # there inside Pyodide alone

from ansoegning.web.fejlsider import fejlside
from ansoegning.web.i_browser import BLOK, Side
from ansoegning.web.i_browser import varm as _varm

side: Side


def varm(udgave: str, rod: str) -> None:
    """As ``i_browser.varm``."""
    _varm(Path("/varm"), udgave=udgave, rod=rod)


def aabn(data: Any, udgave: str, rod: str, csrf: str) -> None:
    """The application over the database as the browser has kept it."""
    global side  # noqa: PLW0603 - the worker has one
    side = Side(Path("/data"), data.to_bytes(), udgave=udgave, rod=rod, csrf=csrf)


async def svar(metode: str, sti: str, hoveder: Any, krop: Any) -> Any:
    """As ``Side.svar``."""
    return to_js(await side.svar(metode, sti, [tuple(h) for h in hoveder.to_py()], krop.to_bytes()))


def aendret() -> Any:
    """As ``Side.aendret``, with the size of a block second."""
    nyt = side.aendret()
    return None if nyt is None else to_js([nyt[0], BLOK, list(nyt[1].items())])


def fejl(status: int, titel: str, tekst: str) -> Any:
    """A page about an error."""
    r = fejlside(status, titel, tekst)
    return to_js([r.status_code, [(n.decode(), v.decode()) for n, v in r.raw_headers], bytes(r.body)])


def klar() -> bool:
    """As ``Side.goer_klar``."""
    return side.goer_klar()


def hentet() -> None:
    """More files are there."""
    importlib.invalidate_caches()


def genoptaget() -> None:
    """Python's memory is that of an earlier start: its files are new, and so must its random numbers be."""
    importlib.invalidate_caches()
    random.seed()
