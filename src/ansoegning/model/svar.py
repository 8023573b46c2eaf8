"""What every part of an answer is, and how it is written as JSON: the one serializer, from which the schemas come."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Svar(BaseModel):
    """Frozen: an answer is not edited."""

    model_config = ConfigDict(frozen=True)


class Udelades:
    """Marks a field whose key is left out of the JSON where its value is None, False or empty."""


UDELADES = Udelades()


class Sparsom(Svar):
    """An answer some of whose keys (``UDELADES``) are left out where they say nothing. Its schema says so."""

    @model_serializer(mode="wrap")
    def _skriv(self, videre: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return udelad(self, videre(self))

    @classmethod
    def __get_pydantic_json_schema__(cls, kerne: CoreSchema, videre: GetJsonSchemaHandler) -> JsonSchemaValue:
        # Of the fields themselves: the serializer's own type is only that of an object.
        felter: Any = {n: v for n, v in kerne.items() if n != "serialization"}
        skema = videre(felter)
        eget = videre.resolve_ref_schema(skema)
        for noegle in _udeladte(cls):
            if noegle in eget.get("required", ()):
                eget["required"].remove(noegle)
            _aldrig_null(eget["properties"][noegle])
        return skema


def udelad(svar: Sparsom, data: dict[str, Any]) -> dict[str, Any]:
    """An answer as written, without the keys that say nothing."""
    for noegle in _udeladte(type(svar)):
        if noegle in data and not data[noegle]:
            del data[noegle]
    return data


@cache
def _udeladte(cls: type[Sparsom]) -> list[str]:
    """The keys in JSON of the fields that are marked."""
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
