"""A cache with a size limit."""

from __future__ import annotations

from typing import Any

# The trees of a pack produce some hundreds of entries, however many applications are evaluated.
HOEJST_HUSKET = 10_000


class Husket(dict[tuple[Any, ...], Any]):
    """A dictionary used as a cache; it is cleared when it is full."""

    def __setitem__(self, noegle: tuple[Any, ...], fundet: Any) -> None:
        if len(self) >= HOEJST_HUSKET:
            self.clear()
        super().__setitem__(noegle, fundet)
