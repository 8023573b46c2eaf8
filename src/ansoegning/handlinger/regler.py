"""The pages of a pack: each criterion with its rule, source, interpretations, cases and coverage; a page to print."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ..indlaes.regelsaet import find_pakker, load_pakke, load_regelsaet
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse

# The pack author's tools are imported only where a pack's page is made; the list of packs does not need them.
if TYPE_CHECKING:
    from ..vaerksted.daekning import Post
    from ..vaerksted.oversigt import Kriterieside, Pakkeside


@dataklasse(frozen=True, slots=True)
class Regelside:
    """The content of a pack's pages.

    Attributes:
        pakke: the complete pack in words.
        kriterier: the criteria by id.
        tilfaelde: the names of the cases that test each criterion, by its id.
        poster: the entries of the coverage register that each criterion implements, by its id.
    """

    pakke: Pakkeside
    kriterier: dict[str, Kriterieside]
    tilfaelde: dict[str, tuple[str, ...]]
    poster: dict[str, tuple[Post, ...]]


def regelside(pulje: str, *, regler: str | None = None) -> Regelside:
    """Return the pages of a pack. Raises BrugsFejl for an unknown id, RegelsaetFejl for an invalid pack."""
    return _regelside(pulje, regler, load_regelsaet(pulje, regler=regler).sha256)


@lru_cache(maxsize=16)
def _regelside(pulje: str, regler: str | None, _sha256: str) -> Regelside:
    from ..vaerksted.oversigt import pakkeside
    from ..vaerksted.tilfaelde import laes_tilfaelde

    pakke = pakkeside(pulje, regler=regler)
    tilfaelde = laes_tilfaelde(pulje, regler=regler)
    poster = pakke.daekning.poster if pakke.daekning is not None else ()
    kriterier = {k.data.id: k for k in pakke.kriterier}
    return Regelside(
        pakke=pakke,
        kriterier=kriterier,
        tilfaelde={
            i: tuple(t.navn for t in tilfaelde if any(p.kriterium == i for p in t.giver.statusser)) for i in kriterier
        },
        poster={i: tuple(p for p in poster if i in p.af) for i in kriterier},
    )


def puljer(regler: str | None = None) -> dict[str, Regelsaet]:
    """Return the installed packs by id. Raises RegelsaetFejl for an invalid pack."""
    return {navn: load_pakke(pakke) for navn, pakke in find_pakker(regler).items()}
