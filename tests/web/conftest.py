"""One server for all browser tests of a process, and one browser for those of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def adresse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from hjaelp.browser import server

    with server(tmp_path_factory.mktemp("data")) as sted:
        yield sted


# Not a longer scope: Playwright's event loop runs in the thread in which tests without a browser start theirs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from hjaelp.browser import chromium

    with chromium() as b:
        yield b
