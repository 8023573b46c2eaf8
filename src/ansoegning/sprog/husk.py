"""A cache with a size limit."""

from __future__ import annotations

from typing import Any

# The trees of a pack produce some hundreds of entries, however many applications are evaluated.
HOEJST_HUSKET = 10_000
# Limit for answers about applications. They take a few kilobytes each, and their number grows with the applications.
HOEJST_SVAR = 2_000


class Husket(dict[tuple[Any, ...], Any]):
    """A dictionary used as a cache; it is cleared when it is full."""

    def __setitem__(self, noegle: tuple[Any, ...], fundet: Any) -> None:
        if len(self) >= self.hoejst():
            self.clear()
        super().__setitem__(noegle, fundet)

    def hoejst(self) -> int:
        """Return the maximum number of entries."""
        return HOEJST_HUSKET


class HuskedeSvar(Husket):
    """A cache for answers about applications, with a lower limit."""

    def hoejst(self) -> int:
        """Return the maximum number of entries."""
        return HOEJST_SVAR
