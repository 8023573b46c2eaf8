"""Restrict the page to the user who started it. The server wraps the application in these checks (``server.py``).

On a shared machine every user can connect to 127.0.0.1, and browsers send cookies to all ports of a host. Therefore the
key in the printed URL is exchanged for a cookie that is limited to one secret path, which no other server can request.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import traceback
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .fejlsider import fejlside

_LOG = logging.getLogger("ansoegning.web")
COOKIE = "ansoegning"
CSRF = "ansoegning.csrf"
API = "/api/v1"
_UDEN_NOEGLE = f"{API}/sundhed"
# A workbook may be 10 MB; the rest of the form is small.
HOEJST_BYTE = 11 * 1024 * 1024
# Limit of the forms that send all files of a round, a large table, or a copy of all data.
HOEJST_SAMLING = 110 * 1024 * 1024
_SAMLINGER = re.compile(r"/runder/[^/]+/filer|/tabeller/ny|/data/ind")
_SIKRE = frozenset({"GET", "HEAD"})

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HOVEDER = {
    "content-security-policy": CSP,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Not "no-referrer": with that value browsers submit forms with the Origin "null".
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class ForStor(Exception):
    """The request body exceeds the limit."""


class Hovedvagt:
    """Adds security headers to every response, limits the size of request bodies, and logs unexpected errors."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begyndt = False
        laest = 0

        async def modtag() -> Message:
            nonlocal laest
            besked = await receive()
            laest += len(besked.get("body", b""))
            if laest > hoejst:
                raise ForStor
            return besked

        async def send_med(besked: Message) -> None:
            nonlocal begyndt
            if besked["type"] == "http.response.start":
                begyndt = True
                hoveder = MutableHeaders(scope=besked)
                for navn, vaerdi in HOVEDER.items():
                    hoveder.setdefault(navn, vaerdi)
            await send(besked)

        hoejst = HOEJST_SAMLING if _SAMLINGER.search(scope["path"]) else HOEJST_BYTE
        laengde = Headers(scope=scope).get("content-length", "0")
        try:
            if laengde.isdigit() and int(laengde) > hoejst:
                raise ForStor
            await self.app(scope, modtag, send_med)
        except ForStor:
            if not begyndt:
                await _svar(scope, 413)(scope, receive, send_med)
        except ClientDisconnect:
            # The page was left, or the upload stopped, before all of the request was sent: nobody waits for an answer.
            return
        except Exception as fejl:
            # Only locations and types are logged: the text of an exception may quote the application, including contact
            # details.
            spor = "".join(f"  {r.filename}:{r.lineno} {r.name}\n" for r in traceback.extract_tb(fejl.__traceback__))
            _LOG.error("%s\n%s", type(fejl).__name__, spor)
            if not begyndt:
                await _svar(scope, 500)(scope, receive, send_med)


class Vagt:
    """Accepts only requests with the key, to an allowed host name, and from the page's own origin.

    Args:
        app: the application.
        noegle: the key.
        vaerter: the allowed ``Host`` headers (``127.0.0.1:8123``).
    """

    def __init__(self, app: ASGIApp, *, noegle: str, vaerter: Iterable[str]) -> None:
        self.app = app
        self.noegle = noegle
        self.vaerter = frozenset(v.lower() for v in vaerter)
        self.rum = f"/{afledt(noegle, 'rum')[:24]}"
        self.cookie = afledt(noegle, "cookie")
        self.csrf = afledt(noegle, "csrf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            # The application has no WebSockets.
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        hoveder = Headers(scope=scope)
        if not self._herfra(scope, hoveder):
            await _svar(scope, 403)(scope, receive, send)
            return
        sti: str = scope["path"]
        if sti == _UDEN_NOEGLE:
            await self.app(scope, receive, send)
            return
        if sti == "/" and scope["method"] in _SIKRE and "noegle" in (sp := parse_qs(scope["query_string"].decode())):
            await (self._velkommen() if _ens(sp["noegle"][0], self.noegle) else _svar(scope, 401))(scope, receive, send)
            return
        art, _, givet = hoveder.get("authorization", "").partition(" ")
        if art.lower() == "bearer" and _ens(givet.strip(), self.noegle):
            await self.app({**scope, CSRF: None}, receive, send)
            return
        if (sti == self.rum or sti.startswith(f"{self.rum}/")) and _ens(_cookie(hoveder), self.cookie):
            await self.app({**scope, "root_path": self.rum, CSRF: self.csrf}, receive, send)
            return
        await _svar(scope, 401)(scope, receive, send)

    def _herfra(self, scope: Scope, hoveder: Headers) -> bool:
        vaerter = hoveder.getlist("host")
        if len(vaerter) != 1 or vaerter[0].lower() not in self.vaerter:
            return False
        fra = hoveder.get("origin")
        if fra is not None and fra.lower() != f"http://{vaerter[0].lower()}":
            return False
        # Browsers that send no Origin header with a form send Sec-Fetch-Site.
        return scope["method"] in _SIKRE or hoveder.get("sec-fetch-site", "same-origin") in ("same-origin", "none")

    def _velkommen(self) -> Response:
        svar = RedirectResponse(f"{self.rum}/", status_code=303)
        svar.set_cookie(COOKIE, self.cookie, path=self.rum, httponly=True, samesite="strict")
        return svar


def afledt(noegle: str, til: str) -> str:
    """Derive a secret from the key that does not reveal the key."""
    return hmac.new(noegle.encode(), til.encode(), hashlib.sha256).hexdigest()


def _ens(a: str, b: str) -> bool:
    return hmac.compare_digest(a.encode("utf-8", "surrogatepass"), b.encode())


def _cookie(hoveder: Headers) -> str:
    kage: SimpleCookie = SimpleCookie()
    try:
        kage.load(hoveder.get("cookie", ""))
    except CookieError:
        return ""
    return kage[COOKIE].value if COOKIE in kage else ""


def _svar(scope: Scope, status: int) -> Response:
    """Return an error response from outside the application: JSON for programs, a page for users."""
    if scope["path"].startswith(API) or scope["path"] == "/openapi.json":
        return JSONResponse({"fejl": [{"besked": BESKEDER[status][1], "linje": None, "kolonne": None}]}, status)
    return fejlside(status, *BESKEDER[status])


BESKEDER = {
    500: (
        "Der skete en fejl i programmet",
        "Det er programmets skyld, og det, der var gemt, er der stadig. Gå tilbage, og prøv igen. Sker det igen, så "
        "meld fejlen til projektet, og skriv, hvad du gjorde.",
    ),
    401: (
        "Siden kræver sin nøgle",
        "Åbn den adresse, som programmet skrev, da det blev startet. Adressen indeholder en nøgle, så kun den, der har "
        "startet programmet, kan se ansøgningerne. Nøglen er ny, hver gang programmet startes.",
    ),
    403: (
        "Forespørgslen kommer et andet sted fra",
        "Siden svarer kun på forespørgsler fra sine egne sider på denne maskine. Åbn den adresse, programmet skrev.",
    ),
    413: (
        "Det, der blev sendt, er for stort",
        "En projektmappe må fylde højst 10 MB, og andre filer højst 1 MB; en hel runde eller en tabel højst 100 MB. "
        "Intet er gemt. Kontrollér, at det er den rigtige fil.",
    ),
}
