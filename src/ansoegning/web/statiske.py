"""The static files: our own, and those of the design system and htmx if the build fetched them.

All file names are known when the server starts, so a path from a client is never used on the file system.
"""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from ..system.dataklasse import dataklasse

_HER = Path(__file__).parent
_EGNE = _HER / "statisk"
_AKTIVER = _HER / "aktiver"
_TYPER = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_DKFDS, _HTMX = "dkfds/css/dkfds.min.css", "htmx/dist/htmx.min.js"


@dataklasse(frozen=True, slots=True)
class _Fil:
    indhold: bytes
    pakket: bytes | None
    art: str


class Statiske:
    """The static files by name. ``aftryk`` changes when any file does, and is part of URLs that browsers may cache."""

    def __init__(self) -> None:
        stier = {f"egne/{s.relative_to(_EGNE).as_posix()}": s for s in sorted(_EGNE.rglob("*"))}
        if _AKTIVER.is_dir():
            stier |= {s.relative_to(_AKTIVER).as_posix(): s for s in sorted(_AKTIVER.rglob("*"))}
        self._stier = {n: s for n, s in stier.items() if s.suffix in _TYPER}
        self._laeste: dict[str, _Fil] = {}
        summen = hashlib.sha256()
        for navn, sti in self._stier.items():
            summen.update(f"{navn} {sti.stat().st_size} {sti.stat().st_mtime_ns}".encode())
        self.aftryk = summen.hexdigest()[:12]

    @property
    def har_dkfds(self) -> bool:
        """Whether the files of the design system are installed."""
        return _DKFDS in self._stier

    @property
    def har_htmx(self) -> bool:
        """Whether htmx is installed."""
        return _HTMX in self._stier

    async def svar(self, request: Request) -> Response:
        """Return one file; status 404 for any other name."""
        navn = request.path_params["navn"]
        if navn not in self._stier:
            return Response("Filen findes ikke.", 404, media_type="text/plain; charset=utf-8")
        fil = self._fil(navn)
        hoveder = {"cache-control": "private, max-age=86400", "vary": "accept-encoding"}
        if fil.pakket is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(fil.pakket, headers={**hoveder, "content-encoding": "gzip"}, media_type=fil.art)
        return Response(fil.indhold, headers=hoveder, media_type=fil.art)

    def _fil(self, navn: str) -> _Fil:
        kendt = self._laeste.get(navn)
        if kendt is None:
            sti = self._stier[navn]
            indhold = sti.read_bytes()
            pakket = None if sti.suffix == ".woff2" else gzip.compress(indhold, 6)
            kendt = self._laeste[navn] = _Fil(indhold, pakket, _TYPER[sti.suffix])
        return kendt
