"""The ASGI application: routes, and every error as a page in plain Danish. Async, without threads and processes.

The checks of the key and of the origin of requests are added by the server's start-up code (``server.py``), so that the
same application can also run without a server or a network.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ..fejl import AnsoegningFejl
from . import forside
from .delt import Delt
from .lager.sqlite import Lager
from .senere import Senere
from .sider import Sider
from .vagt import API, Hovedvagt

_FEJL = {
    403: ("Siden er blevet for gammel", "Gå tilbage, genindlæs siden, og prøv igen. Intet er ændret."),
    404: ("Siden findes ikke", "Ansøgningen eller siden findes ikke, eller den er slettet."),
    405: ("Det kan siden ikke", "Adressen kan ikke bruges på den måde."),
    422: ("Det kan ikke bruges", "Der blev sendt noget, som siden ikke forstår. Gå tilbage, og prøv igen."),
}


def lav_app(lager: Lager, *, regler: str | None = None, datasted: str = "hukommelsen", udgave: str = "") -> Starlette:
    """Create the application on top of a storage.

    Args:
        lager: the storage of applications.
        regler: a folder with the user's own packs.
        datasted: where applications are stored, in words for the user.
        udgave: in a browser, the folder of the build's own files, as a segment of a URL; otherwise empty.
    """

    @asynccontextmanager
    async def levetid(_: Starlette) -> AsyncIterator[None]:
        yield
        r.luk()
        await lager.luk()

    r = Delt(lager=lager, regler=regler, datasted=datasted, udgave=udgave)
    app = Starlette(
        routes=[
            Route("/statisk/{aftryk}/{navn:path}", r.statiske.svar, methods=["GET"]),
            *forside.ruter(),
            Senere("/runder", _runder),
            Senere("/tabeller", _tabeller),
            *(_kopier() if udgave else ()),
            Senere("", oevrige_ruter),
        ],
        lifespan=levetid,
        exception_handlers={HTTPException: _httpfejl, AnsoegningFejl: _vores_fejl},
    )
    app.add_middleware(Hovedvagt)
    app.state.delt = r
    app.state.sider = Sider(r.statiske, udgave)
    return app


def oevrige_ruter() -> list[BaseRoute]:
    """Import the pages of applications and rules and the API, and return their routes."""
    from . import aflevering, ansoegninger, api, regelsider

    return [*ansoegninger.ruter(), *aflevering.ruter(), *regelsider.ruter(), *api.ruter()]


def _kopier() -> list[BaseRoute]:
    from . import kopisider

    return kopisider.ruter()


def _runder() -> list[BaseRoute]:
    from . import rundelister, rundeposter, runder

    return [*runder.ruter(), *rundelister.ruter(), *rundeposter.ruter()]


def _tabeller() -> list[BaseRoute]:
    from . import tabelsider

    return tabelsider.ruter()


def _side(request: Request, status: int, titel: str, tekst: str) -> Response:
    """Return an error as a page, or as JSON at an address of the JSON interface."""
    if request.url.path.startswith(f"{API}/"):
        from .api import fejlsvar

        return fejlsvar(status, tekst if status != 404 else "Adressen findes ikke. Siden /api nævner dem, der er.")
    sider: Sider = request.app.state.sider
    return sider.side(request, "fejl.html.j2", status, titel=titel, tekst=tekst)


async def _httpfejl(request: Request, fejl: Exception) -> Response:
    assert isinstance(fejl, HTTPException)
    titel, tekst = _FEJL.get(fejl.status_code, _FEJL[422])
    return _side(request, fejl.status_code, titel, tekst)


async def _vores_fejl(request: Request, fejl: Exception) -> Response:
    assert isinstance(fejl, AnsoegningFejl)
    return _side(request, 422, "Det kan ikke lade sig gøre", fejl.paa_siden)
