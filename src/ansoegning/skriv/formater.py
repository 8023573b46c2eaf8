"""What ``skriv`` can write of an application: each paper's file ending, and the function that makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..model.resultat import Resultat
from ..sprog.regelsaet import Regelsaet
from .kontekst import Skemaside
from .papir import papirskabelon, som_data
from .skabeloner import Skabeloner


@dataclass(frozen=True, slots=True)
class Grundlag:
    """What a paper is made from. ``mappe`` is the application's own folder, for evidence that lies there."""

    side: Skemaside
    resultat: Resultat
    regelsaet: Regelsaet
    skabeloner: Skabeloner
    mappe: Path


def _indtast(g: Grundlag) -> bytes:
    return _udfyldt(g, "indtast.txt.j2")


def _print(g: Grundlag) -> bytes:
    return _udfyldt(g, "print.html.j2")


def _udfyldt(g: Grundlag, navn: str) -> bytes:
    skabelon = papirskabelon(navn, g.regelsaet.id, g.skabeloner)
    return g.skabeloner.udfyld(skabelon, {"side": som_data(g.side)}).encode()


def _mail(g: Grundlag) -> bytes | None:
    from .mail import skriv_mail

    return skriv_mail(g.side, g.mappe, g.skabeloner)


# By the option's word: the files' endings, each with what makes it (None: the pool has no use for it).
FORMATER: dict[str, dict[str, Callable[[Grundlag], bytes | None]]] = {
    "indtast": {"-indtast.txt": _indtast},
    "print": {"-print.html": _print},
    "mail": {"-dokumentation.eml": _mail},
}
