"""What every part of a rule pack is built from: names, texts, sources, and closed frozen models."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Noegle = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]


class Kommenteret(str):
    """A value of a pack whose line continues with a comment: harmless after an expression, not after a text."""

    __slots__ = ("kommentar",)
    kommentar: str


class Blank(str):
    """What stands after a key with nothing after it: no value where the key is known, a fault elsewhere."""

    __slots__ = ()


def _hel(vaerdi: object) -> object:
    if isinstance(vaerdi, Kommenteret):
        raise PydanticCustomError(AFKORTET, "a comment after a text", {"kommentar": vaerdi.kommentar})
    return vaerdi


# The error type for a text that a comment may have cut short.
AFKORTET = "afkortet_tekst"
# Free texts and names: any characters may occur, so only quotation marks can tell where one ends.
FriTekst = Annotated[str, BeforeValidator(_hel)]
Tekst = Annotated[FriTekst, StringConstraints(strip_whitespace=True, min_length=1)]


class Data(BaseModel):
    """Frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _uden_blanke(cls, data: Any) -> Any:
        """A known key with nothing after it is as one left out; an unknown one stays, and is refused."""
        if not isinstance(data, dict) or not any(v.__class__ is Blank for v in data.values()):
            return data
        kendte = {*cls.model_fields, *(f.alias for f in cls.model_fields.values())}
        return {n: v for n, v in data.items() if v.__class__ is not Blank or n not in kendte}


class Kilde(Data):
    """Where something stands: document, section, number, operative words (under a sentence)."""

    dokument: Id | Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    afsnit: Tekst
    nr: int | None = None
    citat: Tekst | None = None
