"""Base classes of the answers, and their serialization to JSON; the JSON schemas are derived from the same models."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

# The set of given fields of the latest answer of each class.
_GIVNE: dict[type, set[str]] = {}
_SAET: Any = BaseModel.__dict__["__pydantic_fields_set__"]


class Svar(BaseModel):
    """Base of all answers. Frozen: an answer is not edited."""

    model_config = ConfigDict(frozen=True)

    def model_post_init(self, _kontekst: Any, /) -> None:
        """Share the set of given fields between answers of a class: a set for each would double their memory use."""
        egne, kendte = self.__pydantic_fields_set__, _GIVNE.get(self.__class__)
        if egne == kendte:
            _SAET.__set__(self, kendte)
        else:
            _GIVNE[self.__class__] = egne


class Udelades:
    """Metadata of a field whose key is omitted from the JSON where its value is None, False or empty."""


UDELADES = Udelades()


class Sparsom(Svar):
    """An answer that omits keys (fields with ``UDELADES``) where they are empty. Its schema makes them optional."""

    @model_serializer(mode="wrap")
    def _skriv(self, videre: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return udelad(self, videre(self))

    @classmethod
    def __get_pydantic_json_schema__(cls, kerne: CoreSchema, videre: GetJsonSchemaHandler) -> JsonSchemaValue:
        # The schema of the fields: the serializer's own return type is only ``object``.
        felter: Any = {n: v for n, v in kerne.items() if n != "serialization"}
        skema = videre(felter)
        eget = videre.resolve_ref_schema(skema)
        for noegle in _udeladte(cls):
            if noegle in eget.get("required", ()):
                eget["required"].remove(noegle)
            _aldrig_null(eget["properties"][noegle])
        return skema


def udelad(svar: Sparsom, data: dict[str, Any]) -> dict[str, Any]:
    """Return an answer's JSON object without the empty keys that may be omitted."""
    for noegle in _udeladte(type(svar)):
        if noegle in data and not data[noegle]:
            del data[noegle]
    return data


@cache
def _udeladte(cls: type[Sparsom]) -> list[str]:
    """Return the JSON keys of the fields with ``UDELADES``."""
    return [
        f.serialization_alias or navn
        for navn, f in cls.model_fields.items()
        if any(isinstance(m, Udelades) for m in f.metadata)
    ]


def _aldrig_null(felt: dict[str, Any]) -> None:
    if "anyOf" in felt:
        rest = [f for f in felt["anyOf"] if f != {"type": "null"}]
        if len(rest) == 1:
            del felt["anyOf"]
            felt.update(rest[0])
        else:
            felt["anyOf"] = rest
    if felt.get("default", ...) is None:
        del felt["default"]
