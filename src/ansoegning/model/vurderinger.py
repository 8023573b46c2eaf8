"""A person's assessments, which are stored in a file of their own and never in the applicant's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from ..fejl import Sted
from ..system.dataklasse import dataklasse
from .vaerdier import Vaerdi
from .visning import opremsning

# So many unused assessments of one file are listed one by one.
_HVER_FOR_SIG = 3


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


def gaelder_ingen(vurderinger: Sequence[Vurdering], hvad: str) -> list[str]:
    """Return messages about assessments that are of nothing in ``hvad`` (``tabellens rækker``).

    Where a file has many, they are counted in one message with the first lines.
    """
    svar = []
    for fil in dict.fromkeys(v.sted.fil for v in vurderinger):
        egne = [v for v in vurderinger if v.sted.fil == fil]
        if len(egne) <= _HVER_FOR_SIG:
            svar += [f"{v.sted}: vurderingen gælder ingen af {hvad}." for v in egne]
            continue
        linjer = opremsning([*(str(v.sted.linje) for v in egne[:5]), *(["flere"] if len(egne) > 5 else [])])
        svar.append(f"{fil}: {len(egne)} vurderinger gælder ingen af {hvad} (linje {linjer}).")
    return svar
