"""Split a joint cost by a pack's key, and compare the published table, or a changed key, with the calculation."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from ..fordeling.svar import fordel_pakken
from ..indlaes import argumenter
from ..indlaes.fordelingspakke import load_fordeling
from ..model.fordelingspakke import Afrunding
from ..model.fordelingssvar import FordelSvar


def fordel(
    pulje: str,
    *,
    saet: Mapping[str, str] | None = None,
    uden: Iterable[str] = (),
    noegler: str | os.PathLike[str] | None = None,
    afrunding: Afrunding | None = None,
    regler: str | os.PathLike[str] | None = None,
) -> FordelSvar:
    """Split the joint cost of a pack between its parties.

    Args:
        pulje: the pack's id.
        saet: values that replace the pack's parameters, as text by name, each in its own unit.
        uden: names of parties that leave.
        noegler: path of a CSV file with other keys: a column ``part`` and one column for each key. Only its parties
            take part. The pack's other parties, and names that the pack does not know, are listed in ``bemaerkninger``.
        afrunding: a rounding that replaces the pack's.
        regler: a folder with the user's own packs.

    Raises:
        BrugsFejl: an unknown pack, parameter or party, or an amount that cannot be split.
        LaeseFejl: the file of keys cannot be read.
        RegelsaetFejl: the pack is invalid.
    """
    argumenter.en_af("afrunding", afrunding, Afrunding)
    argumenter.sti("noegler", noegler)
    pakke = load_fordeling(pulje, regler=regler, saet=saet)
    fil = None if noegler is None else os.fspath(noegler)
    return fordel_pakken(pakke, saet=tuple(saet or ()), uden=uden, noegler=fil, afrunding=afrunding)
