"""What every part of a rule pack is made of: names, texts, sources, and closed frozen models."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Noegle = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
Tekst = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Data(BaseModel):
    """Frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Kilde(Data):
    """Where something stands: document, section, number, operative words (under a sentence)."""

    dokument: Id | Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    afsnit: Tekst
    nr: int | None = None
    citat: Tekst | None = None
