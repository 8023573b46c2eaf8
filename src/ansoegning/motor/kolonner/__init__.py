"""The column compiler: a pack as one SQL statement over rows, with exactly the evaluator's answers.

One row of the relation is one row of the pack's list, the application's facts beside it (or one application, for a
pack without lists). What cannot be said exactly in SQL is left out and told (``Kolonner.ikke_med``), never guessed.
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
