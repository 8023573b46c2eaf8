"""The page that runs inside a browser: built once, served by a plain web server, looked at in Chromium."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from .steder import ROD

# Other tests may hold every core: a start takes 11-14 seconds of processor and the first PDF 4-5. A process that is
# niced was seen to wait sixteen times as long as it worked.
START_MS = 180_000


def modul() -> ModuleType:
    """``.ci/browser/side.py``."""
    spec = importlib.util.spec_from_file_location("side", ROD / ".ci" / "browser" / "side.py")
    assert spec is not None
    assert spec.loader is not None
    m = importlib.util.module_from_spec(spec)
    sys.modules["side"] = m
    spec.loader.exec_module(m)
    return m


class Vaert:
    """A web server of a folder, which can be changed for another and taken away."""

    def __init__(self, mappe: Path, port: int = 0) -> None:
        self.mappe = mappe
        self._server = modul().server(mappe, port)
        self.port: int = self._server.server_port
        self._traad = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._traad.start()

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send_med(self, kopierer: Callable[[Any, Any], None]) -> None:
        """From now on files are sent by this, which is given what to read and where to write."""
        self._server.kopierer = kopierer

    def luk(self) -> None:
        """No one answers here any more."""
        self._server.shutdown()
        self._server.server_close()
        self._traad.join()


@contextmanager
def vaert(mappe: Path) -> Iterator[Vaert]:
    """A web server, for as long as it is used."""
    v = Vaert(mappe)
    try:
        yield v
    finally:
        v.luk()


class Besoeg:
    """A browser of its own with its storage: every request it makes and every error it tells is kept."""

    def __init__(self, browser: Browser | BrowserContext, adresse: str, **valg: Any) -> None:
        self.adresse = adresse
        self.kontekst = browser if isinstance(browser, BrowserContext) else browser.new_context(locale="da-DK", **valg)
        self.spurgt: list[str] = []
        self.fejl: list[str] = []
        self.kontekst.on("request", lambda r: self.spurgt.append(r.url))
        self.kontekst.on("weberror", lambda e: self.fejl.append(str(e.error)))
        self.kontekst.on("console", self._konsol)

    def _konsol(self, besked: ConsoleMessage) -> None:
        # A page that is left while its fonts load asks for their older form, which is not there.
        if besked.type == "error" and not besked.location["url"].endswith(".woff"):
            self.fejl.append(f"{besked.text} {besked.location['url']}")

    def fane(self, sti: str = "/") -> Page:
        """A new tab, when the program answers in it."""
        side = self.kontekst.new_page()
        side.set_default_timeout(START_MS)
        side.goto(f"{self.adresse}{sti}")
        side.wait_for_selector(".sidehoved", timeout=START_MS)
        return side

    def luk(self) -> None:
        """End it. Nothing was asked of any other origin, and nothing went wrong."""
        self.kontekst.close()
        assert {u.split("/")[2] for u in self.spurgt if not u.startswith(("data:", "blob:"))} <= {
            self.adresse.split("/")[2]
        }
        assert not self.fejl, self.fejl
