"""The pages that show the rules: each pack, each criterion, and a page about the program."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ..handlinger.regler import Regelside, puljer, regelside
from ..motor.fraser import vis_parameter
from ..skriv.rapport import kilde_tekst
from ..system import kan
from ..system.langt_arbejde import ved_siden_af
from .delt import delt, side, vis


def ruter() -> list[BaseRoute]:
    """Return the routes of this module."""
    return [
        vis("/regler", alle),
        vis("/regler/{pulje}", pakke),
        vis("/regler/{pulje}/{kriterium}", kriterium),
        vis("/om", om),
    ]


async def alle(request: Request) -> Response:
    r = delt(request)
    return side(request, "regler.html.j2", titel="Reglerne", puljer={p: x.data for p, x in puljer(r.regler).items()})


async def _hent(request: Request) -> Regelside:
    r = delt(request)
    pulje = request.path_params["pulje"]
    if pulje not in puljer(r.regler):
        raise HTTPException(404)
    return await ved_siden_af(regelside, pulje, regler=r.regler)


async def pakke(request: Request) -> Response:
    """Show the complete pack as one page for printing."""
    p = await _hent(request)
    return side(request, "pakke.html.j2", titel=p.pakke.regelsaet.data.titel, **_faelles(p))


async def kriterium(request: Request) -> Response:
    p = await _hent(request)
    k = p.kriterier.get(request.path_params["kriterium"])
    if k is None:
        raise HTTPException(404)
    return side(request, "kriterium.html.j2", titel=f"{k.data.id} {k.data.titel}", k=k, **_faelles(p))


def _faelles(p: Regelside) -> dict[str, Any]:
    from ..vaerksted.oversigt import DAEKNINGSORD, TYPEORD

    regelsaet = p.pakke.regelsaet
    return {
        "p": p,
        "data": regelsaet.data,
        "kilde": lambda k: kilde_tekst(k, regelsaet.data),
        "sha256": regelsaet.sha256,
        "daekningsord": DAEKNINGSORD,
        "typeord": TYPEORD,
        "parametervaerdi": lambda navn: vis_parameter(regelsaet, navn),
    }


async def om(request: Request) -> Response:
    r = delt(request)
    return side(request, "om.html.j2", titel="Om siden", datasted=r.datasted, udeladt=kan.udeladt())
