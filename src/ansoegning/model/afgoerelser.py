"""A person's decision, recorded in a file of its own: the only source of words that name a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..fejl import Sted

Afgoerelsesudfald = Literal["tilsagn", "delvist_tilsagn", "afslag"]


@dataclass(frozen=True, slots=True)
class Afgoerelse:
    """One decision on one row (the application itself where the pool has no list), with who, when and why.

    ``beloeb``: whole kroner by budget, None where it is what was asked for (or, for a refusal, nothing).
    ``hovedhensyn``: the main considerations behind a discretion, in the person's own words.
    """

    ansoeger: str | None
    fil: str | None
    raekke: str | int | None
    udfald: Afgoerelsesudfald
    beloeb: Mapping[str, int] | None
    begrundelse: str
    hovedhensyn: str | None
    af: str
    dato: date
    sted: Sted
