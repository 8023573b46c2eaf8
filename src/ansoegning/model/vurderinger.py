"""What a person has assessed: kept in a file of its own, never in the applicant's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..fejl import Sted
from .vaerdier import Vaerdi


@dataclass(frozen=True, slots=True)
class Vurdering:
    """One assessment of one row (or of the whole application, ``raekke`` None), with reason, who and when.

    Either ``kriterium`` and ``opfyldt`` (an answer to what needs a person's judgement), resting on ``hviler_paa``; or
    ``fakta``, one of the assessor's own facts, and its ``vaerdi``; or ``afvigelse``, a recorded deviation from the
    calculated order: another outcome, or another place (from 1).
    """

    ansoeger: str | None
    fil: str | None
    raekke: str | int | None
    begrundelse: str
    af: str
    dato: date
    sted: Sted
    kriterium: str | None = None
    opfyldt: bool = False
    hviler_paa: tuple[tuple[str, Vaerdi], ...] = ()
    fakta: str | None = None
    vaerdi: Vaerdi | None = None
    afvigelse: Literal["inden_for_rammen", "uden_for_rammen"] | int | None = None
