"""What every page uses: the application's shared objects, form fields, and the two kinds of route."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ..fejl import BrugsFejl
from .lager.sager import IkkeFundet, Sag
from .sider import Sider, csrf
from .statiske import Statiske

# The modules for the storage, rounds and tables are imported at first use, to keep the start-up time low.
if TYPE_CHECKING:
    from .koersler import Koerselsholder
    from .lager.sqlite import Lager
    from .rundesvar import Rundeholder

# Limit of fields in one form: more than the facts of a full workbook.
_HOEJST_FELTER = 2_000
_HOEJST_DEL = 11 * 1024 * 1024


@dataclass(frozen=True)
class Delt:
    """The shared objects of the application.

    ``ejer`` is the owner whose applications are shown, ``datasted`` where they are stored, in words. ``udgave`` is
    empty on a server; in a browser it is the folder of the build's own files.
    """

    lager: Lager
    regler: str | None
    datasted: str
    ejer: str = "denne maskines bruger"
    udgave: str = ""
    statiske: Statiske = field(default_factory=Statiske)

    @cached_property
    def runder(self) -> Rundeholder:
        """The answers to rounds, with their background work."""
        from .rundesvar import Rundeholder

        return Rundeholder(self.lager.runder, self.regler)

    @cached_property
    def koersler(self) -> Koerselsholder:
        """The runs of large tables."""
        from .koersler import Koerselsholder

        return Koerselsholder(self.lager.runder, self.lager.mappe, self.regler)

    def luk(self) -> None:
        """Stop all background work."""
        for navn in ("runder", "koersler"):
            if navn in vars(self):
                getattr(self, navn).luk()


def delt(request: Request) -> Delt:
    """Return the shared objects of the application that handles the request."""
    r = request.app.state.delt
    assert isinstance(r, Delt)
    return r


async def hent_sag(request: Request) -> Sag:
    """Return the application that the URL names. Raises HTTPException (404) if there is none."""
    r = delt(request)
    try:
        return await r.lager.hent(r.ejer, request.path_params["id"])
    except IkkeFundet:
        raise HTTPException(404) from None


def side(request: Request, skabelon: str, /, status: int = 200, **indhold: Any) -> Response:
    """Render a page from a template."""
    sider = request.app.state.sider
    assert isinstance(sider, Sider)
    return sider.side(request, skabelon, status, **indhold)


def videre(request: Request, sti: str) -> Response:
    """Redirect to another page of the application, after a change."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}{sti}", status_code=303)


def vis(sti: str, handler: Callable[[Request], Awaitable[Response]]) -> Route:
    """Return a route that only shows a page."""
    return Route(sti, handler, methods=["GET"])


def aendring(sti: str, handler: Callable[[Request, FormData], Awaitable[Response]], *, hoejst_filer: int = 1) -> Route:
    """Return a route that changes data: a form from one of our own pages, with its CSRF token. All changes use this."""

    async def koer(request: Request) -> Response:
        try:
            formular = await request.form(max_files=hoejst_filer, max_fields=_HOEJST_FELTER, max_part_size=_HOEJST_DEL)
        except HTTPException as fejl:
            # Starlette identifies the exceeded limit only in the text of its error.
            if not fejl.detail.startswith("Too many files"):
                raise
            raise BrugsFejl(
                f"Der er valgt flere end {hoejst_filer} filer, og intet af det er gemt. Gå tilbage, og læg dem ind ad "
                f"flere gange, højst {hoejst_filer} hver gang, for eksempel en undermappe ad gangen."
            ) from None
        try:
            if not hmac.compare_digest(tekst(formular, "csrf").encode("utf-8", "replace"), csrf(request).encode()):
                raise HTTPException(403)
            return await handler(request, formular)
        finally:
            await formular.close()

    return Route(sti, koer, methods=["POST"])


def tekst(formular: FormData, navn: str) -> str:
    """Return a form's text field; empty if it is missing."""
    vaerdi = formular.get(navn, "")
    return vaerdi if isinstance(vaerdi, str) else ""


def heltal(formular: FormData, navn: str) -> int:
    """Return a form's whole number. Raises HTTPException (422) if it is not one."""
    skrevet = tekst(formular, navn)
    if not (skrevet.isascii() and skrevet.isdigit() and len(skrevet) < 10):
        raise HTTPException(422)
    return int(skrevet)


def fil(formular: FormData, navn: str) -> UploadFile | None:
    """Return a form's file, or None if none was chosen."""
    vaerdi = formular.get(navn)
    return vaerdi if isinstance(vaerdi, UploadFile) and vaerdi.filename else None
