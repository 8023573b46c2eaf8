# What the worker calls: plain values in and out.
import importlib
import random
from pathlib import Path

importlib.invalidate_caches()

from pyodide.ffi import to_js

from ansoegning.web.fejlsider import fejlside
from ansoegning.web.i_browser import BLOK, Side
from ansoegning.web.i_browser import varm as _varm


def varm(udgave, rod):
    _varm(Path("/varm"), udgave=udgave, rod=rod)


def aabn(data, udgave, rod, csrf):
    global side
    side = Side(Path("/data"), data.to_bytes(), udgave=udgave, rod=rod, csrf=csrf)


async def svar(metode, sti, hoveder, krop):
    return to_js(await side.svar(metode, sti, [tuple(h) for h in hoveder.to_py()], krop.to_bytes()))


def aendret():
    nyt = side.aendret()
    return None if nyt is None else to_js([nyt[0], BLOK, list(nyt[1].items())])


def fejl(status, titel, tekst):
    r = fejlside(status, titel, tekst)
    return to_js([r.status_code, [(n.decode(), v.decode()) for n, v in r.raw_headers], bytes(r.body)])


def klar():
    return side.goer_klar()


def hentet():
    """More files are there."""
    importlib.invalidate_caches()


def genoptaget():
    """Python's memory is that of an earlier start: its files are new, and so must its random numbers be."""
    importlib.invalidate_caches()
    random.seed()
