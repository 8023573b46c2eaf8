"""Import the modules of some pages when one of them is first requested, to keep the start-up time low."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from starlette.routing import BaseRoute, Match, Router
from starlette.types import Receive, Scope, Send


class Senere(BaseRoute):
    """All pages below a path.

    Args:
        under: the path (``/runder``).
        ruter: returns the routes; called once.
    """

    def __init__(self, under: str, ruter: Callable[[], Sequence[BaseRoute]]) -> None:
        self.under = under
        self._ruter = ruter

    @cached_property
    def _router(self) -> Router:
        return Router(routes=self._ruter())

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The routes of the module."""
        return self._router.routes

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        sti = str(scope["path"]).removeprefix(scope.get("root_path", ""))
        her = scope["type"] == "http" and (sti == self.under or sti.startswith(f"{self.under}/"))
        return (Match.FULL if her else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._router(scope, receive, send)
