"""What every page works with, and the two ways in: one to look, one to change."""

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
from .lager.graenseflade import IkkeFundet, Lager, Sag
from .sider import Sider, csrf
from .statiske import Statiske

# Rounds and tables are imported where one is first asked for: the start is a budget.
if TYPE_CHECKING:
    from .koersler import Koerselsholder
    from .rundesvar import Rundeholder

# Fields of one form: a workbook's worth of facts and more.
_HOEJST_FELTER = 2_000
_HOEJST_DEL = 11 * 1024 * 1024


@dataclass(frozen=True)
class Rammer:
    """The application's own parts. ``ejer`` is whose applications are shown; ``datasted`` where they lie, in words.

    ``udgave`` is empty where a server answers; in a browser it is the folder of the build's own files.
    """

    lager: Lager
    regler: str | None
    datasted: str
    ejer: str = "denne maskines bruger"
    udgave: str = ""
    statiske: Statiske = field(default_factory=Statiske)

    @cached_property
    def runder(self) -> Rundeholder:
        """The answers to rounds."""
        from .rundesvar import Rundeholder

        return Rundeholder(self.lager.runder, self.regler)

    @cached_property
    def koersler(self) -> Koerselsholder:
        """The work on large tables."""
        from .koersler import Koerselsholder

        return Koerselsholder(self.lager.runder, self.lager.mappe, self.regler)

    def luk(self) -> None:
        """End all work."""
        for navn in ("runder", "koersler"):
            if navn in vars(self):
                getattr(self, navn).luk()


def rammer(request: Request) -> Rammer:
    """The parts of the application that answers."""
    r = request.app.state.rammer
    assert isinstance(r, Rammer)
    return r


async def hent_sag(request: Request) -> Sag:
    """The application that the address names. Raises HTTPException where there is none."""
    r = rammer(request)
    try:
        return await r.lager.hent(r.ejer, request.path_params["id"])
    except IkkeFundet:
        raise HTTPException(404) from None


def side(request: Request, skabelon: str, /, status: int = 200, **indhold: Any) -> Response:
    """A page from a template."""
    sider = request.app.state.sider
    assert isinstance(sider, Sider)
    return sider.side(request, skabelon, status, **indhold)


def videre(request: Request, sti: str) -> Response:
    """On to another of our pages, after a change."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}{sti}", status_code=303)


def vis(sti: str, handler: Callable[[Request], Awaitable[Response]]) -> Route:
    """A page to look at."""
    return Route(sti, handler, methods=["GET"])


def aendring(sti: str, handler: Callable[[Request, FormData], Awaitable[Response]], *, hoejst_filer: int = 1) -> Route:
    """A change: a form of our own page, with its token. There is no other way to make one."""

    async def koer(request: Request) -> Response:
        try:
            formular = await request.form(max_files=hoejst_filer, max_fields=_HOEJST_FELTER, max_part_size=_HOEJST_DEL)
        except HTTPException as fejl:
            # Starlette says in words alone what there was too much of.
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
    """A form's text field; empty where it has none."""
    vaerdi = formular.get(navn, "")
    return vaerdi if isinstance(vaerdi, str) else ""


def heltal(formular: FormData, navn: str) -> int:
    """A form's whole number. Raises HTTPException where it is none."""
    skrevet = tekst(formular, navn)
    if not (skrevet.isascii() and skrevet.isdigit() and len(skrevet) < 10):
        raise HTTPException(422)
    return int(skrevet)


def fil(formular: FormData, navn: str) -> UploadFile | None:
    """A form's file; None where none was chosen."""
    vaerdi = formular.get(navn)
    return vaerdi if isinstance(vaerdi, UploadFile) and vaerdi.filename else None
