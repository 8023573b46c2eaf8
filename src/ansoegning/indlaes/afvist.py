"""An error in one application, kept with that application so that all others are still answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..fejl import AnsoegningFejl, InternFejl, LaeseFejl, Sted, vis_sikkert

# What Python raises for extreme contents, wherever it happens, and what that says about the file.
_AF_INDHOLDET: dict[type[Exception], str] = {
    ArithmeticError: "et tal i den er langt uden for det, der kan regnes med",
    RecursionError: "noget i den er indlejret for dybt",
    MemoryError: "den fylder mere, end maskinen har plads til",
    ValueError: "en værdi i den er langt uden for det, der kan regnes med",
}


@dataclass(frozen=True, slots=True)
class Afvist:
    """A file that is not part of the round because something is wrong with it.

    ``intern``: the exception, where the program is to blame and not the file.
    """

    fil: str
    besked: str
    sted: Sted | None = None
    intern: Exception | None = field(default=None, compare=False)


def afvist_af(fil: str, fejl: Exception) -> Afvist:
    """What went wrong with one application, as that file's own error, so that all others are still answered.

    Raises ``fejl`` again where it is of the whole run: wrong use, or an invalid pack.
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
    """Turns what Python raises for extreme contents into a LaeseFejl of the file; anything else is raised as it is."""
    try:
        yield
    except AnsoegningFejl:
        raise
    except Exception as fejl:
        afvist = afvist_af(fil, fejl)
        if afvist.intern is not None:
            raise
        raise LaeseFejl(afvist.besked, Sted(vis_sikkert(fil, 300))) from fejl
