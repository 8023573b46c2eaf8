"""The column compiler: translates a pack to one SQL statement over rows, with the reference evaluator's answers.

One row of the relation is one row of the pack's list together with the application's facts (or one application, for a
pack without lists). Parts of a pack that cannot be expressed exactly in SQL are omitted and listed in
``Kolonner.ikke_med``; they are never approximated.
"""

from .oversaet import IkkeMed, Indkolonne, Kolonner, oversaet, vurderingskolonner
from .regnede import Regnet, ansoegtkolonne, grunde, grundkolonne, pr_navn
from .udtryk import Tekstproeve

__all__ = [
    "IkkeMed",
    "Indkolonne",
    "Kolonner",
    "Regnet",
    "Tekstproeve",
    "ansoegtkolonne",
    "grunde",
    "grundkolonne",
    "oversaet",
    "pr_navn",
    "vurderingskolonner",
]
