"""The web page without a server: a browser's worker passes each request to the application and stores its data.

This module does not depend on a browser. Requests are plain values, and changes to the database file are returned as
blocks of ``BLOK`` bytes. The worker acknowledges a request only when the browser has stored them.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from starlette.applications import Starlette
from starlette.formparsers import MultiPartParser
from starlette.types import Message

from ..fejl import AnsoegningFejl
from ..handlinger.brugerdata import FIL
from ..indlaes.regelsaet import find_pakker, laes_hoved, load_regelsaet
from ..motor.kaeder import kun_python
from ..system import kan
from .app import lav_app, oevrige_ruter
from .kopisider import Ny
from .lager.sqlite import Lager
from .vagt import API, CSRF

BLOK = 64 * 1024
DATASTED = "browserens eget lager for denne adresse"
# Addresses whose documents need typst, a large library that is downloaded on first use.
_MED_TYPST = ("/hent/pdf", "/hent/rapport")
TYPST = "typst"

Hoveder = Sequence[tuple[str, str]]


class Side:
    """The application over one database file.

    Args:
        mappe: the folder of the database, in the worker's file system in memory.
        data: the stored database file; empty for a new one.
        udgave: the name of the folder with this build's files, used in addresses.
        rod: the path prefix of every address, without a trailing slash.
        csrf: the CSRF token of the page's forms.
    """

    def __init__(self, mappe: Path, data: bytes, *, udgave: str, rod: str, csrf: str) -> None:
        self.mappe, self.udgave, self.rod, self.csrf = mappe, udgave, rod, csrf
        self._gemt = data
        self._nu = data
        kun_python()
        kan.hentes(TYPST)
        # Starlette would write larger uploads to disk in a thread; the worker has neither disk nor threads.
        MultiPartParser.spool_max_size = 2**31
        self._ulaeste = list(find_pakker(None))
        self._app = self._aabn(data)

    def _aabn(self, data: bytes) -> Starlette:
        self.mappe.mkdir(parents=True, exist_ok=True)
        for gammel in self.mappe.glob(f"{FIL}*"):
            gammel.unlink()
        if data:
            (self.mappe / FIL).write_bytes(data)
        self._lager = Lager(self.mappe)
        return lav_app(self._lager, datasted=DATASTED, udgave=self.udgave)

    async def svar(self, metode: str, sti: str, hoveder: Hoveder, krop: bytes) -> tuple[int, Hoveder, bytes] | str:
        """Return the response to a request (status, headers, body), or the name of a library to download first.

        ``sti`` is the path with its query, including the prefix ``rod``.
        """
        vej, _, sp = sti.partition("?")
        if vej.endswith(_MED_TYPST) and find_spec(TYPST) is None:
            return TYPST
        status, ud, indhold = await self._kald(metode, vej, sp, hoveder, krop)
        ny = getattr(self._app.state, "ny", None)
        if isinstance(ny, Ny):
            await self._lager.luk()
            self._app = self._aabn(ny.data)
        return status, ud, indhold

    async def _kald(self, metode: str, vej: str, sp: str, hoveder: Hoveder, krop: bytes) -> tuple[int, Hoveder, bytes]:
        status = 500
        ud: list[tuple[str, str]] = []
        dele: list[bytes] = []

        async def modtag() -> Message:
            return {"type": "http.request", "body": krop, "more_body": False}

        async def send(besked: Message) -> None:
            nonlocal status
            if besked["type"] == "http.response.start":
                status = besked["status"]
                ud.extend((n.decode("latin-1"), v.decode("latin-1")) for n, v in besked["headers"])
            else:
                dele.append(besked.get("body", b""))

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": metode,
            "scheme": "https",
            "path": vej,
            "raw_path": vej.encode(),
            "query_string": sp.encode(),
            "root_path": self.rod,
            "headers": [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in hoveder],
            "client": None,
            "server": ("browser", None),
            # The API changes no data, and other origins cannot read its responses, so it needs no CSRF token.
            CSRF: None if vej.startswith(self.rod + API) else self.csrf,
        }
        await self._app(scope, modtag, send)
        return status, ud, b"".join(dele)

    def goer_klar(self) -> bool:
        """Load one pack that pages will need; called when the worker is idle. Returns whether more packs are left."""
        if self._ulaeste:
            # The page that uses the pack reports its errors.
            with suppress(AnsoegningFejl):
                load_regelsaet(self._ulaeste.pop())
        return bool(self._ulaeste)

    def aendret(self) -> tuple[int, dict[int, bytes]] | None:
        """Return the size of the database and its changed blocks by number, or None if nothing changed."""
        self._nu = nu = self._lager.kopi()
        if nu == self._gemt:
            return None
        gemt = self._gemt
        numre = range(0, len(nu), BLOK)
        return len(nu), {n // BLOK: nu[n : n + BLOK] for n in numre if nu[n : n + BLOK] != gemt[n : n + BLOK]}

    def fastholdt(self) -> None:
        """Record that the browser has stored the latest result of ``aendret``."""
        self._gemt = self._nu

    async def forkast(self) -> None:
        """Restore the last stored database, because the latest result of ``aendret`` could not be stored."""
        await self._lager.luk()
        self._app = self._aabn(self._gemt)

    def luk(self) -> None:
        """Close the database."""
        self._lager.luk_nu()


def varm(mappe: Path, *, udgave: str, rod: str) -> None:
    """Answer the first page once with an empty database of its own, so that its modules and templates are loaded.

    The other pages' modules, and what lists show of the packs, are loaded too, since the empty list does not use them.
    Arguments are as in ``Side``. Raises RuntimeError if the page does not respond at once with status 200.
    """
    side = Side(mappe, b"", udgave=udgave, rod=rod, csrf="")
    oevrige_ruter()
    for pakke in find_pakker(None).values():
        laes_hoved(pakke)
    svar = side.svar("GET", f"{rod}/", [], b"")
    fik = None
    try:
        # The coroutine is run by hand, since there is no event loop here. The first page never has to wait.
        svar.send(None)
    except StopIteration as slut:
        fik = slut.value
    finally:
        svar.close()
        side.luk()
    if not isinstance(fik, tuple) or fik[0] != 200:
        msg = f"the first page was not answered at once: {fik}"
        raise RuntimeError(msg)
