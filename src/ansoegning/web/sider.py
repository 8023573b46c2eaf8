"""The templates of the pages. Every value is HTML-escaped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..model.ord import ord_af
from ..model.visning import med_stort, opremsning, punktum, vis_tal
from ..skriv.tabel import vis_celle
from ..system.filer import sikkert_navn
from ..system.navne import i_ascii
from ..version import VERSION
from .statiske import Statiske
from .vagt import CSP, CSRF

_SKABELONER = Path(__file__).parent / "sideskabeloner"
# The media types of the files to download, by suffix.
TYPER = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eml": "message/rfc822",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "text/plain; charset=utf-8",
    "zip": "application/zip",
}
_STIL = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


@cache
def _omgivelser() -> Environment:
    """Return the environment shared by all pages of this process, so that each template is compiled only once."""
    omgivelser = Environment(
        loader=FileSystemLoader(_SKABELONER, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    omgivelser.filters["celle"] = vis_celle
    omgivelser.filters.update(
        stort=med_stort,
        punktum=punktum,
        opremsning=lambda dele: opremsning(list(dele)),
        tal=vis_tal,
        tid=_tid,
        felt_id=felt_id,
        koder=_koder,
        ordene=ord_af,
    )
    return omgivelser


class Sider:
    """Renders the templates.

    ``statiske`` tells which files of the design system are installed; ``udgave`` is as in ``Delt``.
    """

    def __init__(self, statiske: Statiske, udgave: str = "") -> None:
        self.statiske = statiske
        self.udgave = udgave

    def tegn(self, request: Request, skabelon: str, /, **indhold: Any) -> str:
        """Return a rendered template."""
        return (
            _omgivelser()
            .get_template(skabelon)
            .render(
                rod=request.scope.get("root_path", ""),
                csrf=csrf(request),
                statisk=f"{request.scope.get('root_path', '')}/statisk/{self.statiske.aftryk}",
                har_dkfds=self.statiske.har_dkfds,
                har_htmx=self.statiske.har_htmx,
                program=VERSION,
                udgave=self.udgave,
                **indhold,
            )
        )

    def side(self, request: Request, skabelon: str, /, status: int = 200, **indhold: Any) -> HTMLResponse:
        """Return a rendered template as a response."""
        return HTMLResponse(self.tegn(request, skabelon, **indhold), status_code=status)


def felt_id(sti: str) -> str:
    """Return the HTML id of a fact's field."""
    return "felt-" + re.sub(r"[^a-z0-9_]+", "-", sti.lower()).strip("-")


def csrf(request: Request) -> str:
    """Return the CSRF token of this visitor's forms; empty if the server requires no key."""
    return request.scope.get(CSRF) or ""


def papirside(indhold: bytes) -> HTMLResponse:
    """Return a document as a separate page whose style sheets are allowed by their hashes, and no scripts."""
    aftryk = " ".join(f"'sha256-{_sha256(s)}'" for s in _STIL.findall(indhold))
    csp = CSP.replace("style-src 'self'", f"style-src 'self' {aftryk}").replace(
        "script-src 'self'", "script-src 'none'"
    )
    return HTMLResponse(indhold, headers={"content-security-policy": csp})


def fil_svar(indhold: bytes, navn: str) -> Response:
    """Return a file to download. ``navn`` is made safe as a file name."""
    navn = sikkert_navn(navn)
    art = TYPER.get(navn.rpartition(".")[2], "application/octet-stream")
    hoved = f"attachment; filename=\"{i_ascii(navn)}\"; filename*=UTF-8''{quote(navn)}"
    return Response(indhold, media_type=art, headers={"content-disposition": hoved})


def zippet(filer: Mapping[str, bytes]) -> bytes:
    """Return files, by name, as one zip file."""
    import io
    import zipfile

    ud = io.BytesIO()
    with zipfile.ZipFile(ud, "w", zipfile.ZIP_DEFLATED) as arkiv:
        for navn, indhold in filer.items():
            arkiv.writestr(navn, indhold)
    return ud.getvalue()


def _sha256(data: bytes) -> str:
    import base64

    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def _koder(tekst: str) -> Markup:
    """Escape a text, with the words between backticks as code."""
    dele = tekst.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(d) if nr % 2 else escape(d) for nr, d in enumerate(dele))


def _tid(tid: datetime) -> str:
    """Return a time in the user's time zone."""
    return f"{tid.astimezone():%d/%m/%Y kl. %H.%M}"
