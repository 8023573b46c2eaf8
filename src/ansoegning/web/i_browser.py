"""The page where there is no server: a browser's worker hands each request to the application and keeps its data.

Nothing here knows a browser: requests come as plain values, and what is to be kept goes out as the changed blocks of
one database file. The worker acknowledges a request when its browser has kept them.
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
from ..indlaes.regelsaet import find_pakker, load_regelsaet
from ..motor.kaeder import kun_python
from ..system import kan
from .app import lav_app
from .kopisider import Ny
from .lager.sqlite import SqliteLager
from .vagt import API, CSRF

BLOK = 64 * 1024
DATASTED = "browserens eget lager for denne adresse"
# Addresses whose papers need the typesetter, which is large and fetched the first time.
_MED_TYPST = ("/hent/pdf", "/hent/rapport")
TYPST = "typst"

Hoveder = Sequence[tuple[str, str]]


class Side:
    """The application over one database file.

    Args:
        mappe: the folder to keep the database in, among the worker's own files.
        data: the database as it was kept; empty for a new one.
        udgave: the folder of this build's files, as a part of an address.
        rod: what comes before every address of the page, without the last slash.
        csrf: the token of the page's forms.
    """

    def __init__(self, mappe: Path, data: bytes, *, udgave: str, rod: str, csrf: str) -> None:
        self.mappe, self.udgave, self.rod, self.csrf = mappe, udgave, rod, csrf
        self._gemt = data
        self._nu = data
        kun_python()
        kan.hentes(TYPST)
        # What is larger would be put on a disk by a thread; here are neither.
        MultiPartParser.spool_max_size = 2**31
        self._ulaeste = list(find_pakker(None))
        self._app = self._aabn(data)

    def _aabn(self, data: bytes) -> Starlette:
        self.mappe.mkdir(parents=True, exist_ok=True)
        for gammel in self.mappe.glob(f"{FIL}*"):
            gammel.unlink()
        if data:
            (self.mappe / FIL).write_bytes(data)
        self._lager = SqliteLager(self.mappe)
        return lav_app(self._lager, datasted=DATASTED, udgave=self.udgave)

    async def svar(self, metode: str, sti: str, hoveder: Hoveder, krop: bytes) -> tuple[int, Hoveder, bytes] | str:
        """The answer to a request: status, headers and body; or the name of a library that it needs fetched first.

        ``sti`` is the address with its query, with ``rod`` in front.
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
            # The interface changes nothing; other origins cannot read its answers.
            CSRF: None if vej.startswith(self.rod + API) else self.csrf,
        }
        await self._app(scope, modtag, send)
        return status, ud, b"".join(dele)

    def goer_klar(self) -> bool:
        """Read one pack that pages will need, while nothing else is asked; whether there is another to read."""
        if self._ulaeste:
            # What is wrong is told by the page that asks for it.
            with suppress(AnsoegningFejl):
                load_regelsaet(self._ulaeste.pop())
        return bool(self._ulaeste)

    def aendret(self) -> tuple[int, dict[int, bytes]] | None:
        """What is to be kept: the size of all and the changed blocks by number; None where nothing changed."""
        self._nu = nu = self._lager.kopi()
        if nu == self._gemt:
            return None
        gemt = self._gemt
        numre = range(0, len(nu), BLOK)
        return len(nu), {n // BLOK: nu[n : n + BLOK] for n in numre if nu[n : n + BLOK] != gemt[n : n + BLOK]}

    def fastholdt(self) -> None:
        """What ``aendret`` gave last is kept by the browser."""
        self._gemt = self._nu

    async def forkast(self) -> None:
        """What ``aendret`` gave last could not be kept: everything is as it was before."""
        await self._lager.luk()
        self._app = self._aabn(self._gemt)

    def luk(self) -> None:
        """Close the database."""
        self._lager.luk_nu()


def varm(mappe: Path, *, udgave: str, rod: str) -> None:
    """Answer the first page once over a database of its own that is empty: what it needs is read and made.

    Arguments are as in ``Side``. Raises RuntimeError where the page has to wait for something or is no page.
    """
    side = Side(mappe, b"", udgave=udgave, rod=rod, csrf="")
    svar = side.svar("GET", f"{rod}/", [], b"")
    fik = None
    try:
        # Without the loop of a browser or a server: the page waits for nothing.
        svar.send(None)
    except StopIteration as slut:
        fik = slut.value
    finally:
        svar.close()
        side.luk()
    if not isinstance(fik, tuple) or fik[0] != 200:
        msg = f"the first page was not answered at once: {fik}"
        raise RuntimeError(msg)
