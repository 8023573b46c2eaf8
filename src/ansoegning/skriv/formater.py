"""The documents that ``skriv`` can write: the file ending of each, and the function that makes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..model.resultat import Resultat
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from .kontekst import Skemaside
from .papir import Papir, papirskabelon, som_data
from .rapport import Rapport, lav_rapport
from .skabeloner import Skabeloner


@dataklasse(frozen=True, slots=True)
class Grundlag:
    """The input of a document.

    ``mappe``: the application's folder, which may contain evidence; None if the application did not come from a file.
    """

    side: Skemaside
    resultat: Resultat
    regelsaet: Regelsaet
    skabeloner: Skabeloner
    mappe: Path | None


def _indtast(grundlag: Grundlag) -> Papir:
    return _udfyldt(grundlag, "indtast.txt.j2")


def _print(grundlag: Grundlag) -> Papir:
    return _udfyldt(grundlag, "print.html.j2")


def _udfyldt(grundlag: Grundlag, navn: str) -> Papir:
    skabelon = papirskabelon(navn, grundlag.regelsaet.id, grundlag.skabeloner)
    return Papir(grundlag.skabeloner.udfyld(skabelon, {"side": som_data(grundlag.side)}).encode())


def _mail(grundlag: Grundlag) -> Papir:
    from .mail import skriv_mail

    return skriv_mail(grundlag.side, grundlag.mappe, grundlag.skabeloner)


_UDEN_SKEMA = Papir(None, ("Ikke skrevet: skemaet som Word og PDF. Der er intet skema, programmet kender.",))


def _docx(grundlag: Grundlag) -> Papir:
    if not grundlag.side.har_skema:
        return _UDEN_SKEMA
    from .word import skriv_word

    return Papir(
        skriv_word("skema.docx", grundlag.side, grundlag.regelsaet.id, grundlag.skabeloner, titel=_titel(grundlag))
    )


def _pdf(grundlag: Grundlag) -> Papir:
    if not grundlag.side.har_skema:
        return _UDEN_SKEMA
    from .pdf import skriv_pdf

    return Papir(skriv_pdf("skema.typ", grundlag.side, grundlag.regelsaet.id, grundlag.skabeloner))


def _titel(grundlag: Grundlag) -> str:
    return ": ".join(d for d in (grundlag.side.skemaets_navn or "Ansøgningsskema", grundlag.side.ansoeger) if d)


def _rapport(grundlag: Grundlag) -> Rapport:
    return lav_rapport(grundlag.resultat, grundlag.regelsaet.data)


def _rapport_html(grundlag: Grundlag) -> Papir:
    skabelon = papirskabelon("rapport.html.j2", grundlag.regelsaet.id, grundlag.skabeloner)
    return Papir(grundlag.skabeloner.udfyld(skabelon, som_data(_rapport(grundlag))).encode())


def _rapport_docx(grundlag: Grundlag) -> Papir:
    from .word import skriv_word

    rapport = _rapport(grundlag)
    titel = ": ".join(d for d in (rapport.titel, rapport.ansoeger) if d)
    return Papir(skriv_word("rapport.docx", rapport, grundlag.regelsaet.id, grundlag.skabeloner, titel=titel))


def _rapport_pdf(grundlag: Grundlag) -> Papir:
    from .pdf import skriv_pdf

    return Papir(skriv_pdf("rapport.typ", _rapport(grundlag), grundlag.regelsaet.id, grundlag.skabeloner))


# By the value of ``--som``: the ending of each file, and the function that makes it.
FORMATER: dict[str, dict[str, Callable[[Grundlag], Papir]]] = {
    "indtast": {"-indtast.txt": _indtast},
    "print": {"-print.html": _print},
    "docx": {"-skema.docx": _docx},
    "pdf": {"-skema.pdf": _pdf},
    "rapport": {"-rapport.html": _rapport_html, "-rapport.docx": _rapport_docx, "-rapport.pdf": _rapport_pdf},
    "mail": {"-dokumentation.eml": _mail},
}
