"""What applications, rounds and runs have in common in the database: times, JSON, versions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, select

from .graenseflade import Udgave


def nu() -> str:
    """The time as it is kept."""
    return datetime.now(UTC).isoformat()


def som_json(indhold: Mapping[str, Any]) -> str:
    """Content as it is kept."""
    return json.dumps(indhold, ensure_ascii=False)


def fra_json(tekst: str) -> dict[str, Any]:
    """Content that was kept."""
    data = json.loads(tekst)
    assert isinstance(data, dict)
    return data


def seneste_udgaver(db: Connection, af: Column[str], id_: str, hoejst: int) -> list[Udgave]:
    """The latest versions of what is versioned, newest first. ``af``: the column that says whose a version is."""
    udgaver = af.table.c
    raekker = db.execute(
        select(udgaver.version, udgaver.hvad, udgaver.tid)
        .where(af == id_)
        .order_by(udgaver.version.desc())
        .limit(hoejst)
    )
    return [Udgave(r.version, r.hvad, datetime.fromisoformat(r.tid)) for r in raekker]
