"""A person's assessments, which are stored in a file of their own and never in the applicant's."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ..fejl import Sted
from ..system.dataklasse import dataklasse
from .vaerdier import Vaerdi


@dataklasse(frozen=True, slots=True)
class Vurdering:
    """One assessment of one row (``raekke`` None: of the complete application), with its reason, author and date.

    It is one of three: ``kriterium`` and ``opfyldt`` (the answer where a criterion requires an assessment), based on
    the facts in ``hviler_paa``; ``fakta``, one of the assessor's own facts, and its ``vaerdi``; or ``afvigelse``, a
    recorded deviation from the calculated order: another outcome, or another rank (from 1).
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
