"""Advice about a file that is not a workbook made by this program."""

from __future__ import annotations

from ..fejl import Besked

NY_PAA_SIDEN = (
    "Opret en ny ansøgning på siden, hent den som projektmappe (Excel) under »Til skemaet«, og flyt oplysningerne "
    "dertil."
)
LAV_EN_NY = Besked("Lav en projektmappe med »ansoegning ny --format xlsx«, og flyt oplysningerne dertil.", NY_PAA_SIDEN)
