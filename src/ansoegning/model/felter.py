"""The path of a fact in an application, as answers and forms write it: ``projekter[0].navn``, ``kontakt.mail``."""

from __future__ import annotations

import re
from functools import lru_cache

_RAEKKE = re.compile(r"([^\[\]]+)\[(\d+)\]")


# Paths are few: those of the pack's facts, and of them in each row.
@lru_cache(maxsize=4096)
def raekke_af(felt: str) -> tuple[str, int]:
    """Return the list and the row number from 1 of a path: ``projekter[0].navn`` → ("projekter", 1).

    A path outside the rows gives ("", 0).
    """
    fundet = _RAEKKE.match(felt) if "[" in felt else None
    return (fundet[1], int(fundet[2]) + 1) if fundet else ("", 0)


@lru_cache(maxsize=4096)
def navn_af(felt: str) -> tuple[str | None, str]:
    """Return the list and the fact of a path: ``projekter[0].navn`` → ("projekter", "navn").

    A path outside the rows gives None as the list: ``kontakt.mail`` → (None, "kontakt.mail"). The path of a row itself
    gives an empty name.
    """
    liste, nr = raekke_af(felt)
    return liste or None, felt.partition("].")[2] if nr else felt
