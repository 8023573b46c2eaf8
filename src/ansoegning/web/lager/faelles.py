"""Functions shared by the storage of applications, rounds and runs: times, JSON, versions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, Engine, select

from .sager import Udgave


def nu() -> str:
    """Return the present time in its stored form."""
    return datetime.now(UTC).isoformat()


def som_json(indhold: Mapping[str, Any]) -> str:
    """Return content in its stored form."""
    return json.dumps(indhold, ensure_ascii=False)


def fra_json(tekst: str) -> dict[str, Any]:
    """Parse stored content."""
    data = json.loads(tekst)
    assert isinstance(data, dict)
    return data


def slet_fra_loggen(motor: Engine) -> None:
    """Remove deleted content from the write-ahead log too."""
    with motor.connect() as db:
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def seneste_udgaver(db: Connection, af: Column[str], id_: str, hoejst: int) -> list[Udgave]:
    """Return the latest versions of an object, newest first. ``af``: the column that refers to the object."""
    udgaver = af.table.c
    raekker = db.execute(
        select(udgaver.version, udgaver.hvad, udgaver.tid)
        .where(af == id_)
        .order_by(udgaver.version.desc())
        .limit(hoejst)
    )
    return [Udgave(r.version, r.hvad, datetime.fromisoformat(r.tid)) for r in raekker]
