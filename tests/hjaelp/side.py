"""The page without a network: the application with its checks around it, and a client that has the key."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from ansoegning.web.app import lav_app
from ansoegning.web.lager.sqlite import SqliteLager
from ansoegning.web.server import beskyttet

NOEGLE = "proevens-egen-noegle-1234"
VAERT = "127.0.0.1:8123"
BEARER = {"authorization": f"Bearer {NOEGLE}"}


class Klient:
    """Speaks to the ASGI application in place: follows redirects, keeps cookies."""

    def __init__(self, app: Any, inderst: Any) -> None:
        self.app = inderst
        self._loop = asyncio.Runner()
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url=f"http://{VAERT}", follow_redirects=True
        )

    def get(self, sti: str, **valg: Any) -> httpx.Response:
        return self._loop.run(self._http.get(sti, **valg))

    def post(self, sti: str, **valg: Any) -> httpx.Response:
        return self._loop.run(self._http.post(sti, **valg))

    def kald(self, metode: str, sti: str, **valg: Any) -> httpx.Response:
        return self._loop.run(self._http.request(metode, sti, **valg))

    def vent(self, sekunder: float) -> None:
        """Let what is done beside the answers go on so long."""
        self._loop.run(asyncio.sleep(sekunder))

    def luk(self) -> None:
        self._loop.run(self._http.aclose())
        self._loop.close()


class Side:
    """A visitor with the key: follows links, fills in forms."""

    def __init__(self, klient: Klient) -> None:
        self.klient = klient
        svar = klient.get(f"/?noegle={NOEGLE}")
        assert svar.status_code == 200, svar.text
        self.rod = str(svar.url.path).rstrip("/")
        self.csrf = _skjult(svar.text, "csrf")

    def hent(self, sti: str) -> str:
        """A page's text."""
        svar = self.klient.get(f"{self.rod}{sti}")
        assert svar.status_code == 200, (sti, svar.status_code, svar.text)
        return svar.text

    def vent(self, sekunder: float) -> None:
        """Let what is done beside the answers go on so long."""
        self.klient.vent(sekunder)

    def send(
        self, sti: str, status: int = 200, felter: dict[str, str] | None = None, filer: Any = None, **flere: Any
    ) -> Any:
        """Send a form of the page's own."""
        svar = self.klient.post(f"{self.rod}{sti}", data={"csrf": self.csrf, **(felter or {}), **flere}, files=filer)
        assert svar.status_code == status, (sti, svar.status_code, svar.text[:2000])
        return svar

    def aabn(self, fil: Path) -> str:
        """Open a file; the application's id."""
        svar = self.send("/aabn", filer={"fil": (fil.name, fil.read_bytes())})
        return str(svar.url.path).rpartition("/")[2]

    def ny(self, pulje: str) -> str:
        """A new application; its id."""
        return str(self.send("/ny", pulje=pulje).url.path).rpartition("/")[2]

    def version(self, id_: str) -> int:
        """The version that is kept."""
        return int(_skjult(self.hent(f"/a/{id_}/slet"), "version"))


def _skjult(side: str, navn: str) -> str:
    fundet = re.search(rf'name="{navn}"[^>]* value="([^"]*)"', side)
    assert fundet is not None
    return fundet[1]


@contextmanager
def klient(mappe: Path | None = None, *, regler: Path | None = None) -> Iterator[Klient]:
    """A client without the key. ``regler``: a folder of packs beside the built-in ones."""
    lager = SqliteLager(mappe)
    app = lav_app(lager, regler=str(regler) if regler is not None else None)
    k = Klient(beskyttet(app, noegle=NOEGLE, vaerter={VAERT}), app)
    yield k
    k.luk()
    asyncio.run(lager.luk())


@contextmanager
def side(mappe: Path | None = None, *, regler: Path | None = None) -> Iterator[Side]:
    """A visitor with the key. ``regler``: as in ``klient``."""
    with klient(mappe, regler=regler) as k:
        yield Side(k)
