"""The sample round, and small rounds written for single tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hjaelp.projekt import PROJEKT
from hjaelp.runder import PULJE
from hjaelp.steder import ROD

RUNDE = ROD / "samples" / PULJE / "runde"


ANSOEGNINGER = RUNDE / "ansoegninger"


VURDERINGER = RUNDE / "vurderinger.yaml"


def lav_ansoegning(kommune: str, *projekter: dict[str, Any], **mere: Any) -> dict[str, Any]:
    return {"pulje": PULJE, "kommune": kommune, "projekter": [{**PROJEKT, **p} for p in projekter], **mere}


Skriv = Callable[..., Path]
