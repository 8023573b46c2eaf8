"""Errors as pages in plain Danish: what happened, and what to do. They need no template and no style sheet."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse


def fejlside(status: int, titel: str, tekst: str) -> HTMLResponse:
    """Return a self-contained error page, because the user may lack the key that the application's files require.

    Args:
        status: the HTTP status.
        titel: what happened, as a heading.
        tekst: what to do.
    """
    return HTMLResponse(
        '<!doctype html><html lang="da"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(titel)} – ansoegning</title></head>"
        f"<body><main><h1>{escape(titel)}</h1><p>{escape(tekst)}</p></main></body></html>",
        status_code=status,
    )
