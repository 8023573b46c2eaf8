"""Errors as pages in plain Danish: what happened, and what to do. They need no template and no style."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse


def fejlside(status: int, titel: str, tekst: str, *, hjem: str | None = None, stil: str = "") -> HTMLResponse:
    """A page of its own for an error.

    Args:
        status: the HTTP status.
        titel: what happened, as a heading.
        tekst: what to do.
        hjem: the address of the start page; None where the reader cannot get there.
        stil: the head's links to styles, already HTML.
    """
    tilbage = f'<p><a class="function-link" href="{escape(hjem)}">Gå til forsiden</a></p>' if hjem is not None else ""
    return HTMLResponse(
        '<!doctype html><html lang="da"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(titel)} – ansoegning</title>{stil}</head>"
        f'<body><main class="container page-container"><h1>{escape(titel)}</h1><p>{escape(tekst)}</p>{tilbage}'
        "</main></body></html>",
        status_code=status,
    )
