"""The page without a network: the ASGI application with its checks, and a client that has the key."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.routing import BaseRoute

from ansoegning import load_regelsaet
from ansoegning.handlinger import kladde
from ansoegning.web.app import lav_app
from ansoegning.web.dele import FORAN, alle_dele
from ansoegning.web.delt import Delt
from ansoegning.web.lager.sager import Sag
from ansoegning.web.lager.sqlite import Lager
from ansoegning.web.senere import Senere
from ansoegning.web.server import beskyttet

NOEGLE = "proevens-egen-noegle-1234"
VAERT = "127.0.0.1:8123"
BEARER = {"authorization": f"Bearer {NOEGLE}"}


class Klient:
    """Calls the ASGI application directly, follows redirects and stores cookies."""

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
        """Let background work run for this many seconds."""
        self._loop.run(asyncio.sleep(sekunder))

    def luk(self) -> None:
        self._loop.run(self._http.aclose())
        self._loop.close()


class Side:
    """A user with the key, who follows links and fills in forms."""

    def __init__(self, klient: Klient) -> None:
        self.klient = klient
        svar = klient.get(f"/?noegle={NOEGLE}")
        assert svar.status_code == 200, svar.text
        self.rod = str(svar.url.path).rstrip("/")
        self.csrf = _skjult(svar.text, "csrf")

    def hent(self, sti: str) -> str:
        """Return the text of a page."""
        svar = self.klient.get(f"{self.rod}{sti}")
        assert svar.status_code == 200, (sti, svar.status_code, svar.text)
        return svar.text

    def vent(self, sekunder: float) -> None:
        """Let background work run for this many seconds."""
        self.klient.vent(sekunder)

    def send(
        self, sti: str, status: int = 200, felter: dict[str, str] | None = None, filer: Any = None, **flere: Any
    ) -> Any:
        """Submit one of the page's own forms."""
        svar = self.klient.post(f"{self.rod}{sti}", data={"csrf": self.csrf, **(felter or {}), **flere}, files=filer)
        assert svar.status_code == status, (sti, svar.status_code, svar.text[:2000])
        return svar

    def aabn(self, fil: Path) -> str:
        """Open a file; returns the application's id."""
        svar = self.send("/aabn", filer={"fil": (fil.name, fil.read_bytes())})
        return str(svar.url.path).rpartition("/")[2]

    def ny(self, pulje: str) -> str:
        """Create a new application; returns its id."""
        return str(self.send("/ny", pulje=pulje).url.path).rpartition("/")[2]

    def udfyld(self, id_: str, fakta: Mapping[str, Any]) -> None:
        """Enter every fact of a new application, one part at a time, as a browser submits the forms."""
        regelsaet = load_regelsaet(self._sag(id_).pulje)
        for liste in regelsaet.data.lister:
            for _ in range(len(fakta.get(liste, [])) - 1):
                self._send_kort(f"/a/{id_}/raekke/{liste}", 303, {"version": self._version(id_), "handling": "tilfoej"})
            if not fakta.get(liste):
                fjern = {"version": self._version(id_), "handling": "fjern", "nr": "1"}
                self._send_kort(f"/a/{id_}/raekke/{liste}", 303, fjern)
        for d in alle_dele(regelsaet, fakta):
            felter = {"version": self._version(id_), "rude": ""}
            for navn in d.navne:
                v = kladde.hent_felt(fakta, d.sti(navn))
                # Browsers submit a line break as two characters.
                felter[FORAN + navn] = ("\n".join(v) if isinstance(v, list) else v or "").replace("\n", "\r\n")
            self._send_kort(f"/a/{id_}/del/{d.noegle}", 200, felter, {"hx-request": "true"})

    def _send_kort(self, sti: str, status: int, felter: Mapping[str, str], hoveder: Mapping[str, str] = {}) -> None:
        """Submit a form without following the redirect."""
        data = {"csrf": self.csrf, **felter}
        svar = self.klient.post(f"{self.rod}{sti}", data=data, headers=dict(hoveder), follow_redirects=False)
        assert svar.status_code == status, (sti, svar.status_code, svar.text[:2000])
        assert "hx-retarget" not in svar.headers

    def gemt_svar(self, id_: str) -> Any:
        """Return the answer to the stored application, as JSON."""
        sag = self._sag(id_)
        return kladde.svar(sag.indhold["fakta"], sag.pulje).resultat.til_json()

    def _version(self, id_: str) -> str:
        return str(self._sag(id_).version)

    def _sag(self, id_: str) -> Sag:
        r: Delt = self.klient.app.state.delt
        return asyncio.run(r.lager.hent(r.ejer, id_))

    def version(self, id_: str) -> int:
        """Return the stored version."""
        return int(_skjult(self.hent(f"/a/{id_}/slet"), "version"))


def uden_sted(x: Any) -> Any:
    """Return an answer without locations in a file, which a form does not have."""
    if isinstance(x, dict):
        return {n: uden_sted(v) for n, v in x.items() if n not in ("fil", "linje", "kolonne", "celle")}
    return [uden_sted(v) for v in x] if isinstance(x, list) else x


def _skjult(side: str, navn: str) -> str:
    fundet = re.search(rf'name="{navn}"[^>]* value="([^"]*)"', side)
    assert fundet is not None
    return fundet[1]


def sidens_ruter() -> list[BaseRoute]:
    """Return every route of the page, from an application that is then closed.

    The routes of modules that are imported at first use are among them.
    """
    lager = Lager(None)
    try:
        ruter = lav_app(lager).routes
        return [x for rute in ruter for x in (rute.routes if isinstance(rute, Senere) else [rute])]
    finally:
        asyncio.run(lager.luk())


@contextmanager
def klient(mappe: Path | None = None, *, regler: Path | None = None) -> Iterator[Klient]:
    """Yield a client without the key. ``regler``: a folder of packs in addition to the built-in ones."""
    lager = Lager(mappe)
    app = lav_app(lager, regler=str(regler) if regler is not None else None)
    k = Klient(beskyttet(app, noegle=NOEGLE, vaerter={VAERT}), app)
    yield k
    k.luk()
    asyncio.run(lager.luk())


@contextmanager
def side(mappe: Path | None = None, *, regler: Path | None = None) -> Iterator[Side]:
    """Yield a user with the key. ``regler``: as in ``klient``."""
    with klient(mappe, regler=regler) as k:
        yield Side(k)
