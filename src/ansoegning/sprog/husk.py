"""A dictionary of what has been worked out once, with a limit."""

from __future__ import annotations

from typing import Any

# A pack's own trees give some hundreds, however many applications are judged.
HOEJST_HUSKET = 10_000
# What is said of applications: each differs a little, and takes some kilobytes.
HOEJST_SVAR = 2_000


class Husket(dict[tuple[Any, ...], Any]):
    """What has been worked out, by what tells it; where it is full, all of it is forgotten and begun anew."""

    def __setitem__(self, noegle: tuple[Any, ...], fundet: Any) -> None:
        if len(self) >= self.hoejst():
            self.clear()
        super().__setitem__(noegle, fundet)

    def hoejst(self) -> int:
        """How many are remembered."""
        return HOEJST_HUSKET


class HuskedeSvar(Husket):
    """The same of what is said of applications."""

    def hoejst(self) -> int:
        """How many are remembered."""
        return HOEJST_SVAR
