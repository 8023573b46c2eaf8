"""The building blocks of rule packs: names, texts, sources, and frozen models that reject unknown keys."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Noegle = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]


class Kommenteret(str):
    """A value followed by a comment on its line: harmless after an expression, but it may have truncated a text."""

    __slots__ = ("kommentar",)
    kommentar: str


class Blank(str):
    """The value of a key with nothing after it: no value where the key is known, an error elsewhere."""

    __slots__ = ()


def _hel(vaerdi: object) -> object:
    if isinstance(vaerdi, Kommenteret):
        raise PydanticCustomError(AFKORTET, "a comment after a text", {"kommentar": vaerdi.kommentar})
    return vaerdi


# The error type for a text that may have been truncated by a comment.
AFKORTET = "afkortet_tekst"
# Free texts and names may contain any character, so a ``#`` in an unquoted text may be text or a comment.
FriTekst = Annotated[str, BeforeValidator(_hel)]
Tekst = Annotated[FriTekst, StringConstraints(strip_whitespace=True, min_length=1)]


class Data(BaseModel):
    """Base of the pack models: frozen, and rejects unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _uden_blanke(cls, data: Any) -> Any:
        """Drop known keys with nothing after them; unknown ones stay and are rejected."""
        if not isinstance(data, dict) or not any(v.__class__ is Blank for v in data.values()):
            return data
        kendte = {*cls.model_fields, *(f.alias for f in cls.model_fields.values())}
        return {n: v for n, v in data.items() if v.__class__ is not Blank or n not in kendte}


class Kilde(Data):
    """Where something is stated: document, section, number, and operative words (less than a sentence)."""

    dokument: Id | Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    afsnit: Tekst
    nr: int | None = None
    citat: Tekst | None = None
