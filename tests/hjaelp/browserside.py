"""The page that runs inside a browser: built once, served by a plain web server, tested in Chromium."""

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

# Other tests may occupy every core: a start takes 11-14 seconds of processor time and the first PDF 4-5. A process with
# low priority has been observed to wait sixteen times as long as it worked.
START_MS = 180_000


def modul() -> ModuleType:
    """Load ``.ci/browser/side.py``."""
    spec = importlib.util.spec_from_file_location("side", ROD / ".ci" / "browser" / "side.py")
    assert spec is not None
    assert spec.loader is not None
    m = importlib.util.module_from_spec(spec)
    sys.modules["side"] = m
    spec.loader.exec_module(m)
    return m


class Vaert:
    """A web server of a folder, which can be replaced by another folder, and stopped."""

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
        """Send files with this function from now on; it is called with the source and the destination."""
        self._server.kopierer = kopierer

    def luk(self) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()
        self._traad.join()


@contextmanager
def vaert(mappe: Path) -> Iterator[Vaert]:
    """Yield a web server, and stop it afterwards."""
    v = Vaert(mappe)
    try:
        yield v
    finally:
        v.luk()


class Besoeg:
    """A browser profile with its own storage, which records every request and every console error."""

    def __init__(self, browser: Browser | BrowserContext, adresse: str, **valg: Any) -> None:
        self.adresse = adresse
        self.kontekst = browser if isinstance(browser, BrowserContext) else browser.new_context(locale="da-DK", **valg)
        self.spurgt: list[str] = []
        self.fejl: list[str] = []
        self.kontekst.on("request", lambda r: self.spurgt.append(r.url))
        self.kontekst.on("weberror", lambda e: self.fejl.append(str(e.error)))
        self.kontekst.on("console", self._konsol)

    def _konsol(self, besked: ConsoleMessage) -> None:
        # When a page is left while its fonts load, the browser requests their older format, which does not exist.
        if besked.type == "error" and not besked.location["url"].endswith(".woff"):
            self.fejl.append(f"{besked.text} {besked.location['url']}")

    def fane(self, sti: str = "/") -> Page:
        """Open a new tab and wait until the program answers in it."""
        side = self.kontekst.new_page()
        side.set_default_timeout(START_MS)
        side.goto(f"{self.adresse}{sti}")
        side.wait_for_selector(".sidehoved", timeout=START_MS)
        return side

    def luk(self) -> None:
        """Close the profile, and check that no other origin was requested and no error occurred."""
        self.kontekst.close()
        assert {u.split("/")[2] for u in self.spurgt if not u.startswith(("data:", "blob:"))} <= {
            self.adresse.split("/")[2]
        }
        assert not self.fejl, self.fejl
