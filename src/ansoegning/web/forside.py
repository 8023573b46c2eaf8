"""The start page and the choice of pool. They import no more than they show, since the start of the page waits for it.

The modules and the packs that the other pages share are loaded after the start page is sent.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ..fejl import AnsoegningFejl
from ..indlaes.regelsaet import find_pakker, laes_hoved
from .delt import Delt, delt, side, vis

# Applications unchanged for this long are suggested for deletion.
GAMMEL = timedelta(days=365)


def ruter() -> list[BaseRoute]:
    """Return the routes of this module."""
    return [vis("/", vis_forside), vis("/ny", vis_ny)]


async def vis_forside(request: Request, fejl: str | None = None) -> Response:
    """Render the list of applications.

    Args:
        fejl: the message about a file that could not be opened; empty if no file was chosen.
    """
    r = delt(request)
    alle = await r.lager.liste(r.ejer)
    brugt = {s.pulje for s in alle}
    graense = datetime.now(UTC) - GAMMEL
    svar = side(
        request,
        "forside.html.j2",
        200 if fejl is None else 422,
        titel="Mine ansøgninger",
        sager=alle,
        puljer={navn: laes_hoved(pakke) for navn, pakke in find_pakker(r.regler).items() if navn in brugt},
        gamle=[s for s in alle if s.aendret < graense],
        datasted=r.datasted,
        fejl=fejl,
    )
    # In a browser the worker loads the packs by itself.
    if not r.udgave:
        svar.background = BackgroundTask(_goer_klar, r)
    return svar


async def _goer_klar(r: Delt) -> None:
    """Load what the other pages share. Errors are ignored here: the page that needs the data reports them."""
    from ..system.langt_arbejde import ved_siden_af

    with suppress(AnsoegningFejl):
        await ved_siden_af(_laes, r.regler)
    if await r.lager.runder.liste(r.ejer):
        await r.runder.goer_seneste_klar(r.ejer)


def _laes(regler: str | None) -> None:
    from ..handlinger.regler import puljer
    from .app import oevrige_ruter

    oevrige_ruter()
    puljer(regler)


async def vis_ny(request: Request, fejl: str | None = None) -> Response:
    """Render the choice of pool; ``fejl`` is the message about a choice that cannot be used."""
    return side(
        request,
        "ny.html.j2",
        200 if fejl is None else 422,
        titel="Ny ansøgning",
        puljer={navn: laes_hoved(pakke) for navn, pakke in find_pakker(delt(request).regler).items()},
        fejl=fejl,
    )
