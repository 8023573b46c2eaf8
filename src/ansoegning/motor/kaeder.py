"""The chainers available on this machine, and the check that they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from ..fejl import InternFejl

# The chainers are imported where they are used: a server chooses among them before it needs one.
if TYPE_CHECKING:
    from .slutning import Kaede, Regelbase, Sluttet, Symbol

_HOEJST_HUSKET = 100_000


@cache
def uden_durable() -> str | None:
    """Return why durable-rules is not used on this machine, in Danish; None where it is used.

    Either it is not installed (see pyproject.toml), or it cannot be loaded: from Python 3.13 on it must be compiled
    with a macro definition that an ordinary ``pip install`` does not set.
    """
    try:
        import durable_rules_engine  # noqa: F401 - imported only to test that it loads
    except ModuleNotFoundError:
        return "durable-rules er ikke installeret"
    except ImportError as fejl:
        return f"durable-rules er installeret, men kan ikke indlæses: {fejl}"
    return None


class _Valg:
    kun_python = False


def kun_python() -> None:
    """Use only the plain Python chainer in this process from now on: a crash in native code must not stop a server."""
    _Valg.kun_python = True
    kaeder.cache_clear()


@cache
def kaeder() -> tuple[Kaede, ...]:
    """Return the plain chainer, and the native one unless it is unavailable or ``kun_python`` was called."""
    from .slutning import PlainKaede

    if _Valg.kun_python or uden_durable() is not None:
        return (PlainKaede(),)
    from .durable import DurableKaede

    return (PlainKaede(), DurableKaede())


def slut_enige(base: Regelbase, fakta: Iterable[Symbol], brug: tuple[Kaede, ...]) -> tuple[Sluttet, ...]:
    """Return the conclusions that every chainer draws, with equal justifications. Raises InternFejl when they differ.

    All chainers run the first time a process meets a pattern of facts (the samlinger that the facts match, and whether
    one or several facts match them). After that the first chainer alone is used for the pattern.
    """
    symboler = list(fakta)
    moenster = frozenset((m, min(antal, 2)) for m, antal in Counter(map(base.moeder, symboler)).items())
    enige = base.enige.setdefault(brug, set())
    svar = brug[0].slut(base, symboler)
    if moenster in enige:
        return svar
    for kaede in brug[1:]:
        andet = kaede.slut(base, symboler)
        if andet != svar:
            forskel = sorted({s.konklusion for s in set(svar) ^ set(andet)} or {s.konklusion for s in svar})
            raise InternFejl(
                f"De to slutningsmotorer ({brug[0].navn} og {kaede.navn}) er uenige om {', '.join(forskel)}, "
                "så programmet svarer ikke. Meld fejlen med filen vedlagt."
            )
    if len(enige) < _HOEJST_HUSKET:
        enige.add(moenster)
    return svar
