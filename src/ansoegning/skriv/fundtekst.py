"""Merge findings of the form checks for documents: equal findings of several rows or facts become one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..model.resultat import Fund
from ..model.visning import med_lille, med_stort, opremsning, vis_tal

# The most names in a sentence; the rest are counted.
HOEJST_NAEVNT = 6


def saml(fund: Iterable[Fund], raekke: Callable[[str], str], *, celler: bool = False) -> list[tuple[str, str]]:
    """Return each finding's check id and sentence, in order.

    Equal sentences are merged with all their rows, and sentences of one check that differ only in how they begin (in
    the fact they concern) are merged with all those beginnings.

    Args:
        fund: the findings.
        raekke: names the row of a path; empty outside a row.
        celler: name the workbook's cells after the sentence, where the application was read from a workbook.
    """
    raekker: dict[tuple[str, str], dict[str, None]] = {}
    i_arket: dict[tuple[str, str], list[str]] = {}
    for f in fund:
        raekker.setdefault((f.id, f.besked), {})[raekke(f.felt)] = None
        i_arket.setdefault((f.id, f.besked), []).extend([f.celle] if celler and f.celle is not None else [])
    ens: dict[tuple[str, str], list[str]] = {}
    for (id_, besked), navne in raekker.items():
        ens.setdefault((id_, naevn([n for n in navne if n])), []).append(besked)
    return [
        (id_, (f"{med_stort(hvor)}: {tekst}" if hvor else tekst) + i_celler([c for b in om for c in i_arket[id_, b]]))
        for (id_, hvor), beskeder in ens.items()
        for tekst, om in _samlet(beskeder)
    ]


def i_celler(celler: Iterable[str]) -> str:
    """Return workbook cells to follow a sentence, `` [Projekter!D7, E7]``; empty if there are none."""
    alle = cellerne(celler)
    return f" [{alle}]" if alle else ""


def cellerne(celler: Iterable[str]) -> str:
    """Return cell addresses on one line, ``Projekter!D7, E7``: consecutive cells of one sheet share its name."""
    dele, forrige = [], ""
    for celle in dict.fromkeys(celler):
        ark, _, her = celle.rpartition("!")
        dele.append(her if ark == forrige else celle)
        forrige = ark
    return ", ".join(dele)


def naevn(navne: Sequence[str]) -> str:
    """Return names in a sentence: all of them, or the first names and the number of the others."""
    if len(navne) <= HOEJST_NAEVNT + 1:
        return opremsning(list(navne))
    return opremsning([*navne[:HOEJST_NAEVNT], f"{vis_tal(len(navne) - HOEJST_NAEVNT)} andre"])


# Sentences are merged if they share their predicate, from this word on.
_UDSAGN = " er "


def _samlet(beskeder: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Merge sentences with the same ending (``… er ikke udfyldt.``) into one, at the position of the first.

    Each sentence is returned with those it was made from.
    """
    efter: dict[str, list[str]] = {}
    for besked in beskeder:
        foer, er, resten = besked.partition(_UDSAGN)
        efter.setdefault(er + resten if er and ". " not in foer else "", []).append(foer if er else besked)
    svar: list[tuple[str, list[str]]] = []
    for besked in beskeder:
        foer, er, resten = besked.partition(_UDSAGN)
        begyndelser = efter.get(er + resten, []) if er and ". " not in foer else []
        if len(begyndelser) < 2:
            svar.append((besked, [besked]))
        elif begyndelser[0] == foer:
            navne = _kun_sidst([foer, *map(med_lille, begyndelser[1:])])
            svar.append((opremsning(navne) + er + resten, [b + er + resten for b in begyndelser]))
    return svar


def _kun_sidst(navne: Sequence[str]) -> list[str]:
    """Return names that all end in the same parenthesis, ``Navnet (Kontakt)``, with it only after the last name."""
    ender = {n[n.rfind(" (") :] if n.endswith(")") and " (" in n else "" for n in navne}
    (ende,) = ender if len(ender) == 1 else ("",)
    return [*(n.removesuffix(ende) for n in navne[:-1]), navne[-1]]
