"""The pages to download all stored data as one file, to restore such a copy, and to delete everything.

They exist only when the page runs in a browser, which has no folder that the user could copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ..fejl import BrugsFejl
from .delt import aendring, delt, fil, side, tekst, videre, vis
from .lager.kopi import proevet


@dataclass(frozen=True)
class Ny:
    """The database that replaces the stored one; empty to delete everything."""

    data: bytes


def ruter() -> list[BaseRoute]:
    """Return the routes of this module."""
    return [
        vis("/data", vis_data),
        vis("/data/kopi", kopi),
        aendring("/data/ind", ind),
        aendring("/data/slet", slet),
    ]


async def vis_data(request: Request, fejl: str = "") -> Response:
    r = delt(request)
    return side(
        request,
        "data.html.j2",
        422 if fejl else 200,
        titel="Mine data",
        antal=len(await r.lager.liste(r.ejer)),
        runder=len(await r.lager.runder.liste(r.ejer)),
        byte=len(r.lager.kopi()),
        gjort=request.query_params.get("gjort", ""),
        fejl=fejl,
    )


async def kopi(request: Request) -> Response:
    navn = f"ansoegninger-{datetime.now().astimezone():%Y-%m-%d}.sqlite"
    hoved = {"content-disposition": f'attachment; filename="{navn}"'}
    return Response(delt(request).lager.kopi(), media_type="application/vnd.sqlite3", headers=hoved)


async def ind(request: Request, formular: FormData) -> Response:
    valgt = fil(formular, "fil")
    if valgt is None:
        return await vis_data(request, "Vælg en fil først.")
    if tekst(formular, "erstat") != "ja":
        return await vis_data(request, "Sæt kryds ved, at kopien skal erstatte det, der ligger her nu.")
    try:
        request.app.state.ny = Ny(proevet(await valgt.read()))
    except BrugsFejl as fejl:
        return await vis_data(request, str(fejl))
    return videre(request, "/data?gjort=ind")


async def slet(request: Request, formular: FormData) -> Response:
    if tekst(formular, "slet") != "ja":
        return await vis_data(request, "Sæt kryds ved, at alt skal slettes.")
    request.app.state.ny = Ny(b"")
    return videre(request, "/data?gjort=slettet")
