"""Find the rows of legal tables that a criterion looked up, for its reasons."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.resultat import OpslagSvar
from ..motor.opslag import Opslag, raekkesvar
from ..motor.reference import Kontekst, vaerdi


def opslagssvar(opslag: Iterable[Opslag], k: Kontekst) -> tuple[OpslagSvar, ...]:
    """Return the table rows that a criterion's status depends on, each once, in the order they are read.

    Look-ups made for each row of a list, and look-ups with an unknown key, are left out.

    Args:
        opslag: the look-ups in the conditions that decided the criterion.
        k: the context it was evaluated in.
    """
    fundne: dict[tuple[str, int], OpslagSvar] = {}
    for o in opslag:
        rammer = [nr for nr, naar in enumerate(o.gaelder) if vaerdi(naar, k) is True]
        if len(rammer) == 1:
            fundne.setdefault((o.tabel, rammer[0]), raekkesvar(k.regelsaet, o, rammer[0]))
    return tuple(fundne.values())
