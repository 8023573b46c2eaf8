"""What the documents of an application are written from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.bedoemmelse.sag import kontekst
from ansoegning.handlinger.tjek import laes
from ansoegning.motor.kaeder import kaeder
from ansoegning.skriv.formater import Grundlag
from ansoegning.skriv.kontekst import lav_side
from ansoegning.skriv.skabeloner import Skabeloner
from ansoegning.skriv.udkast import lav_udkast


@cache
def grundlag(fil: Path) -> Grundlag:
    """Return the answer about a file with the context of its documents."""
    ansoegning, regelsaet = laes(fil)
    k = kontekst(ansoegning, regelsaet)
    resultat = bedoem_ansoegning(ansoegning, regelsaet, kaeder())
    skabeloner = Skabeloner()
    return Grundlag(lav_side(k, resultat, lav_udkast(k, skabeloner)), resultat, regelsaet, skabeloner, fil.parent)
