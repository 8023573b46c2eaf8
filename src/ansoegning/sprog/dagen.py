"""Find the rules of a pack that read the day of the run (``dato``)."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.ord import rammenavn
from .erklaeringer import DATO_NAVN
from .regelsaet import Regelsaet, laeste_fakta
from .traeer import Knude, Udfyldt, alle_knuder

_DAGEN = (None, DATO_NAVN)


def bruger_dagen(regelsaet: Regelsaet) -> tuple[str, ...]:
    """Return the ids of the criteria, checks, keys and budgets that read the day of the run, each once. Cached."""
    return _regler(regelsaet)[0]


def kraever_dagen(regelsaet: Regelsaet) -> tuple[str, ...]:
    """Return those of ``bruger_dagen`` that do not say what applies where no day of the run is given. Cached."""
    return _regler(regelsaet)[1]


def _regler(regelsaet: Regelsaet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    noegle = ("dagen",)
    if noegle not in regelsaet.husket:
        laeser = [(id_, trae) for id_, trae in _traeer(regelsaet) if _DAGEN in laeste_fakta(regelsaet, trae)]
        kraever = [(id_, trae) for id_, trae in laeser if not _spoerger(regelsaet, trae)]
        regelsaet.husket[noegle] = tuple(tuple(dict.fromkeys(id_ for id_, _ in par)) for par in (laeser, kraever))
    fundne: tuple[tuple[str, ...], tuple[str, ...]] = regelsaet.husket[noegle]
    return fundne


def _spoerger(regelsaet: Regelsaet, trae: Knude) -> bool:
    """Return whether a tree, or a derived fact that it reads, tests if the day is given (``dato er udfyldt``)."""
    afledte = [regelsaet.afledte[n].trae for n in laeste_fakta(regelsaet, trae) if n in regelsaet.afledte]
    return any(
        isinstance(k, Udfyldt) and (k.fakt.liste, k.fakt.navn) == _DAGEN
        for t in (trae, *afledte)
        for k in alle_knuder(t)
    )


def _traeer(regelsaet: Regelsaet) -> Iterator[tuple[str, Knude]]:
    for k in regelsaet.kriterier:
        yield from ((k.data.id, trae) for trae in k.betingelser)
    yield from ((t.data.id, t.naar) for t in regelsaet.skema)
    orden = regelsaet.raekkefoelge
    if orden is None:
        return
    dele: list[tuple[str, Knude | None]] = [
        (n.data.id, t) for n in orden.noegler for t in (n.udtryk, n.ellers, n.gaelder)
    ]
    dele += [(p.data.id, p.udtryk) for p in orden.point]
    dele += [(rammenavn(regelsaet.data, b.id), t) for b in orden.budgetter for t in (b.naar, b.ansoegt, b.tildeling)]
    dele += [(u.data.id, u.naar) for u in orden.udeluk]
    yield from ((id_, trae) for id_, trae in dele if trae is not None)
