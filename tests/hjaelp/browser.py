"""The page in Debian's Chromium: a server process, and a tab that fails on errors that users must never see."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from ansoegning.system.steder import mappe

from .steder import ROD

PULJE = "botilbud-2025-26"
PROEVER = mappe("samples") / PULJE
AXE = ROD / "tests" / "aktiver" / "axe" / "axe.min.js"
# The headless shell starts and loads pages with half the work.
CHROMIUM = os.environ.get("ANSOEGNING_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
# Each page is checked at both widths: 320 px is 1280 px at 400 % zoom.
BREDDER = (320, 1280)
# The folder for screenshots of every page, for manual inspection.
BILLEDER = os.environ.get("ANSOEGNING_BILLEDER")
KRAEVER = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core was not fetched"),
    # Two browsers would only compete for the same cores.
    pytest.mark.xdist_group("browser"),
]
# The same timeout as for a page's own steps, because other tests may occupy every core.
expect.set_options(timeout=60_000)
# Statuses that some pages are expected to have: invalid forms, unknown pages, conflicting versions.
_VENTET = ("404", "409", "422")


@contextmanager
def server(data: Path) -> Iterator[str]:
    """Start the command as a process, and yield the URL that it prints."""
    proces = subprocess.Popen(
        [sys.executable, "-m", "ansoegning", "web", "--ingen-browser", "--data", str(data)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert proces.stdout is not None
    try:
        yield proces.stdout.readline().strip()
    finally:
        proces.terminate()
        proces.communicate(timeout=60)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the browser."""
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield b
        b.close()


class Fane:
    """A tab that fails on any error in its console, and is checked by axe."""

    def __init__(self, browser: Browser, adresse: str, **valg: Any) -> None:
        self.kontekst = browser.new_context(locale="da-DK", **valg)
        self.side: Page = self.kontekst.new_page()
        self.side.set_default_timeout(60_000)
        self.fejl: list[str] = []
        self.side.on("pageerror", lambda e: self.fejl.append(str(e)))
        self.side.on("console", self._konsol)
        self.side.goto(adresse)
        self.rod = self.side.url.rstrip("/")

    def _konsol(self, besked: ConsoleMessage) -> None:
        # Playwright's own style sheet for screenshots violates the page's content security policy.
        ventet = any(v in besked.text for v in _VENTET) or (BILLEDER and "inline style" in besked.text)
        if besked.type == "error" and not ventet:
            self.fejl.append(besked.text)

    def gaa(self, sti: str) -> None:
        """Open a page below the secret path."""
        self.side.goto(self.rod + sti)

    def aabn(self, navn: str) -> str:
        """Open a sample; returns the application's URL."""
        self.gaa("/")
        self.side.set_input_files("#fil", PROEVER / navn)
        self.side.get_by_role("button", name="Åbn filen").click()
        return self.side.url

    def se(self, navn: str) -> None:
        """Check that there is no accessibility violation and no horizontal overflow; takes an optional screenshot."""
        # A click does not wait until the next page is loaded.
        self.side.wait_for_load_state()
        self.side.wait_for_function("document.body !== null")
        self.billede(navn)
        self.ikke_bredere(navn)
        # Loading axe takes longer than the check itself, and a page that is checked again has it already.
        if not self.side.evaluate("'axe' in window"):
            self.side.evaluate(f"{{ {AXE.read_text(encoding='utf-8')} }}")
        brud = self.side.evaluate("axe.run().then(r => r.violations)")
        assert [(b["id"], [n["html"][:200] for n in b["nodes"]]) for b in brud] == [], navn

    def se_begge(self, navn: str) -> None:
        """Check as ``se`` at each width, then restore the window's width."""
        foer = self.side.viewport_size
        assert foer is not None
        for bredde in BREDDER:
            self.side.set_viewport_size({"width": bredde, "height": foer["height"]})
            # Scripts that react to the width have run when the next frame is drawn.
            self.side.evaluate("new Promise(requestAnimationFrame)")
            self.se(f"{bredde}-{navn}")
        self.side.set_viewport_size(foer)

    @contextmanager
    def stille(self, spoergsmaal: str) -> Iterator[None]:
        """Leave the page's requests to such URLs unanswered, so that the page does not change while it is checked."""
        self.side.route(spoergsmaal, lambda _: None)
        yield
        self.side.unroute(spoergsmaal)

    def billede(self, navn: str) -> None:
        """Take a screenshot of the complete page, if requested."""
        if BILLEDER:
            Path(BILLEDER).mkdir(parents=True, exist_ok=True)
            self.side.screenshot(path=f"{BILLEDER}/{navn}.png", full_page=True)

    def ikke_bredere(self, navn: str) -> None:
        """Check that nothing is wider than the window."""
        bredde = self.side.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert bredde[0] <= bredde[1], f"{navn}: {bredde}"

    def luk(self) -> None:
        self.kontekst.close()
        assert self.fejl == []
