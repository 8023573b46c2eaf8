"""Start the page on this machine: its address, its key, and the checks around the application."""

from __future__ import annotations

import gc
import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from ..fejl import BrugsFejl
from ..motor.kaeder import kun_python
from .app import lav_app
from .lager.sqlite import Lager
from .vagt import Hovedvagt, Vagt

NOEGLE = "ANSOEGNING_NOEGLE"
_PORT = 8123
# Shorter keys could be guessed by brute force.
_MINDST_TEGN = 16
# A request allocates many objects and few reference cycles, and each collection also scans the loaded packs.
_OPRYDNING = (20_000, 20, 20)
# The number of ports to try after the default one, if the user asked for none.
_FORSOEG = 20


def koer_server(
    *,
    port: int | None,
    adresse: str,
    mappe: Path,
    regler: str | None,
    klar: Callable[[str], object],
) -> None:
    """Run the server until it is stopped.

    Args:
        port: the port; None takes the default one, or the next that is free.
        adresse: the address to listen on.
        mappe: the data folder.
        regler: a folder with the user's own packs.
        klar: called with the URL, including the key, when the server accepts requests.

    Raises:
        BrugsFejl: the address, the key or the folder cannot be used.
    """
    noegle = os.environ.get(NOEGLE) or secrets.token_urlsafe(32)
    if len(noegle) < _MINDST_TEGN or not noegle.isascii() or not noegle.isprintable():
        raise BrugsFejl(f"{NOEGLE} skal have mindst {_MINDST_TEGN} almindelige tegn. Udelad den for at få en ny nøgle.")
    kun_python()
    gc.set_threshold(*_OPRYDNING)
    stik = _lyt(adresse, port)
    vaert = f"[{adresse}]" if ":" in adresse else adresse
    valgt = stik.getsockname()[1]
    try:
        lager = Lager(mappe)
    except OSError as fejl:
        stik.close()
        raise BrugsFejl(f"Datamappen {mappe} kan ikke bruges (fejl {fejl.errno}). Vælg en anden med --data.") from None
    app = lav_app(lager, regler=regler, datasted=str(mappe))
    vaerter = {f"{vaert}:{valgt}", f"localhost:{valgt}", f"127.0.0.1:{valgt}"}
    server = uvicorn.Server(
        uvicorn.Config(
            beskyttet(app, noegle=noegle, vaerter=vaerter),
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
    )
    klar(f"http://{vaert}:{valgt}/?noegle={noegle}")
    server.run(sockets=[stik])


def beskyttet(app: ASGIApp, *, noegle: str, vaerter: set[str]) -> ASGIApp:
    """Wrap the application in the checks of the key, host, origin and limits."""
    return Hovedvagt(Vagt(app, noegle=noegle, vaerter=vaerter))


def _lyt(adresse: str, port: int | None) -> socket.socket:
    """Return a socket that is already listening, so that the printed URL works at once. Raises BrugsFejl."""
    slags = socket.AF_INET6 if ":" in adresse else socket.AF_INET
    for nr in [port] if port is not None else [*range(_PORT, _PORT + _FORSOEG), 0]:
        stik = socket.socket(slags)
        if os.name == "posix":
            stik.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            stik.bind((adresse, nr))
        except OSError:
            stik.close()
            continue
        stik.listen(128)
        return stik
    hvor = f"{adresse} port {port}" if port is not None else adresse
    raise BrugsFejl(f"Der kan ikke lyttes på {hvor}. Vælg en anden port med --port, eller udelad den.")
