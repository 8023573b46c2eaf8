"""Advice about a file that is not of the kind that is read here."""

from __future__ import annotations

from ..fejl import Besked

NY_PAA_SIDEN = (
    "Opret en ny ansøgning på siden, hent den som projektmappe (Excel) under »Til skemaet«, og flyt oplysningerne "
    "dertil."
)
LAV_EN_NY = Besked("Lav en projektmappe med »ansoegning ny --format xlsx«, og flyt oplysningerne dertil.", NY_PAA_SIDEN)
ER_EN_ANSOEGNING = Besked(
    "Er filen én ansøgning, så læs den med »ansoegning tjek«.",
    "Er filen én ansøgning, så læg den ind blandt ansøgningerne.",
)
