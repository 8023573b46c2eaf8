"""A pack as pages: every criterion with its rule, source, readings, cases and coverage; the whole pack to print."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..indlaes.regelsaet import find_pakker, load_regelsaet
from ..sprog.regelsaet import Regelsaet
from ..vaerksted.daekning import Post, laes_daekning
from ..vaerksted.oversigt import Kriterieside, kriteriesider
from ..vaerksted.tilfaelde import laes_tilfaelde


@dataclass(frozen=True, slots=True)
class Regelside:
    """What the pages of a pack are made from.

    ``kriterier`` are the criteria by id, ``tilfaelde`` the names of the cases that touch each, ``poster`` what the
    register of the source says that each codes.
    """

    regelsaet: Regelsaet
    kriterier: dict[str, Kriterieside]
    tilfaelde: dict[str, tuple[str, ...]]
    poster: dict[str, tuple[Post, ...]]


def regelside(pulje: str, *, regler: str | None = None) -> Regelside:
    """The pages of the pack with this id. Raises BrugsFejl for an unknown id, RegelsaetFejl for an invalid pack."""
    return _regelside(pulje, regler, load_regelsaet(pulje, regler=regler).sha256)


@lru_cache(maxsize=16)
def _regelside(pulje: str, regler: str | None, _sha256: str) -> Regelside:
    regelsaet = load_regelsaet(pulje, regler=regler)
    tilfaelde = laes_tilfaelde(pulje, regler=regler)
    daekning = laes_daekning(pulje, regler=regler)
    ider = [k.data.id for k in regelsaet.kriterier]
    return Regelside(
        regelsaet=regelsaet,
        kriterier={k.data.id: k for k in kriteriesider(pulje, regler=regler)},
        tilfaelde={
            i: tuple(t.navn for t in tilfaelde if any(p.kriterium == i for p in t.giver.statusser)) for i in ider
        },
        poster={i: tuple(p for p in daekning.poster if i in p.af) if daekning is not None else () for i in ider},
    )


def puljer(regler: str | None = None) -> dict[str, Regelsaet]:
    """The packs of this installation by id. Raises RegelsaetFejl for an invalid one."""
    return {p: load_regelsaet(p, regler=regler) for p in find_pakker(regler)}
