"""The form checks that the oracle covers."""

from __future__ import annotations

#: The program may have more form checks than these.
ORAKLETS_FUND = frozenset(f"S{nr:02d}" for nr in (*range(1, 13), 14, 21, 22, 23, 24, 26, 27, 32, 33, 34, 35, 36))
