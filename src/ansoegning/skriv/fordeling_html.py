"""A split cost as one self-contained page: no network, no scripts, suited for print."""

from __future__ import annotations

from pathlib import Path

from ..fejl import vis_sikkert
from ..model.fordelingssvar import FordelSvar
from .fordeling_tabeller import hovedpunkter, tabeller
from .papir import papirskabelon
from .rangliste_html import tabel_til_html
from .rapport import VEJLEDENDE
from .skabeloner import Skabeloner
from .tabel import PAPIR

_SKABELON = "fordeling.html.j2"


def skriv_fordeling_html(svar: FordelSvar, *, skabeloner: Path | None = None) -> str:
    """Return the page; the same answer always gives the same text.

    Raises BrugsFejl if the user's template is invalid.
    """
    fundne = Skabeloner(skabeloner)
    alle = tabeller(svar)
    punkter = {t.id: list[str]() for t in alle}
    punkter |= {k.id: [vis_sikkert(p) for p in hovedpunkter(k)] for k in svar.komponenter}
    return fundne.udfyld(
        papirskabelon(_SKABELON, svar.pulje, fundne),
        {
            "titel": vis_sikkert(svar.titel),
            "beskrivelse": vis_sikkert(svar.beskrivelse),
            "program": svar.program,
            "vejledende": VEJLEDENDE,
            "bemaerkninger": [vis_sikkert(b) for b in svar.bemaerkninger],
            "punkter": punkter,
            "tabeller": [tabel_til_html(t.til(PAPIR)) for t in alle],
            "dokumenter": [vis_sikkert(d) for d in svar.dokumenter.values()],
        },
    )
