"""What a person has assessed: kept in a file of its own, never in the applicant's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..fejl import Sted
from .vaerdier import Vaerdi


@dataclass(frozen=True, slots=True)
class Vurdering:
    """One assessment of one row (or of the whole application, ``raekke`` None), with reason, who and when.

    Either ``kriterium`` and ``opfyldt`` (an answer to what needs a person's judgement), resting on ``hviler_paa``; or
    ``fakta``, one of the assessor's own facts, and its ``vaerdi``.
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
