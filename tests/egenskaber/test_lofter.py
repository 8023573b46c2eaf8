"""The limits in docs/lofter.md: an input just within a limit is accepted, and one just beyond it is refused."""

from __future__ import annotations

import pytest

from hjaelp.lofter import LOFT, LOFTER, Loft, side

ALLE = [loft for lofter in LOFT.values() for loft in lofter]


@pytest.mark.parametrize("loft", ALLE, ids=lambda loft: loft.hvad)
def test_graensen_staar_hvor_siden_siger(loft: Loft) -> None:
    assert loft.besked(loft.hoejst) is None
    besked = loft.besked(loft.hoejst + 1)
    assert besked is not None
    assert besked.replace("|", "\\|") in LOFTER.read_text(encoding="utf-8")


def test_siden_er_den_der_bliver_lavet() -> None:
    assert LOFTER.read_text(encoding="utf-8") == side()
