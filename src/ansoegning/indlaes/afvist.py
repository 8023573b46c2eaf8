"""Errors in a single application, which do not prevent the other applications from being processed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field

from ..fejl import AnsoegningFejl, InternFejl, LaeseFejl, Sted, vis_sikkert
from ..system.dataklasse import dataklasse

# Exceptions that Python raises anywhere for extreme contents, and the resulting description of the file.
_AF_INDHOLDET: dict[type[Exception], str] = {
    ArithmeticError: "et tal i den er langt uden for det, der kan regnes med",
    RecursionError: "noget i den er indlejret for dybt",
    MemoryError: "den fylder mere, end maskinen har plads til",
    ValueError: "en værdi i den er langt uden for det, der kan regnes med",
}


@dataklasse(frozen=True, slots=True)
class Afvist:
    """A file that is not part of the round because of an error.

    ``intern``: the exception, if the error is in the program and not in the file.
    """

    fil: str
    besked: str
    sted: Sted | None = None
    intern: Exception | None = field(default=None, compare=False)


def afvist_af(fil: str, fejl: Exception) -> Afvist:
    """Return an exception raised for one application as that file's rejection.

    Raises:
        AnsoegningFejl: ``fejl`` itself, if it concerns the complete run: wrong usage, or an invalid pack.
    """
    if isinstance(fejl, LaeseFejl):
        return Afvist(fil, fejl.besked, fejl.sted)
    if isinstance(fejl, InternFejl):
        return Afvist(fil, str(fejl), intern=fejl)
    if isinstance(fejl, AnsoegningFejl):
        raise fejl
    grund = next((g for slags, g in _AF_INDHOLDET.items() if isinstance(fejl, slags)), None)
    if grund is not None:
        return Afvist(
            fil,
            f"Ansøgningen kan ikke regnes igennem: {grund}. Ret det, og kør igen.",
        )
    return Afvist(
        fil,
        f"Ansøgningen kan ikke regnes igennem på grund af en fejl i programmet ({type(fejl).__name__}). Meld fejlen "
        "med filen vedlagt.",
        intern=fejl,
    )


@contextmanager
def som_laesefejl(fil: str) -> Iterator[None]:
    """Convert exceptions caused by extreme contents to a LaeseFejl of the file.

    Other exceptions are raised unchanged.
    """
    try:
        yield
    except AnsoegningFejl:
        raise
    except Exception as fejl:
        afvist = afvist_af(fil, fejl)
        if afvist.intern is not None:
            raise
        raise LaeseFejl(afvist.besked, Sted(vis_sikkert(fil, 300))) from fejl
