"""A person's recorded decision. Words for a decision come only from such a record, which has a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from ..fejl import Sted
from ..system.dataklasse import dataklasse

Afgoerelsesudfald = Literal["tilsagn", "delvist_tilsagn", "afslag"]


@dataklasse(frozen=True, slots=True)
class Afgoerelse:
    """One decision on one row (the application itself where the pool has no list), with who, when and why.

    ``beloeb``: whole kroner by budget; None means the requested amount (for a refusal: nothing). ``hovedhensyn``: the
    main considerations behind a discretionary decision, in the decision maker's own words.
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
