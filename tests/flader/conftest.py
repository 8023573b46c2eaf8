"""Fixtures of the modules in this folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansoegning import rangliste
from ansoegning.model.rangliste import RanglisteSvar
from hjaelp.rangliste_runde import ANSOEGNINGER, VURDERINGER, Skriv, lav_ansoegning


@pytest.fixture
def skriv(tmp_path: Path) -> Skriv:
    """Return a function that writes an application to a file of this name in the round's folder."""

    def skriv_(navn: str, kommune: str, *projekter: dict[str, Any], **mere: Any) -> Path:
        sti = tmp_path / "runde" / navn
        sti.parent.mkdir(parents=True, exist_ok=True)
        sti.write_text(json.dumps(lav_ansoegning(kommune, *(projekter or ({},)), **mere)), encoding="utf-8")
        return sti

    return skriv_


@pytest.fixture(scope="module")
def runden() -> RanglisteSvar:
    return rangliste(ANSOEGNINGER, vurderinger=VURDERINGER)
