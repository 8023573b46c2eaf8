"""Fixtures of the test modules in this folder."""

from __future__ import annotations

import pytest

from ansoegning.motor import durable
from hjaelp.durable_regler import Lytter


@pytest.fixture
def lytter(monkeypatch: pytest.MonkeyPatch) -> Lytter:
    ny = Lytter()
    monkeypatch.setattr(durable, "native", ny)
    return ny
