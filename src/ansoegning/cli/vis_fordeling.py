"""The terminal view of a cost split: each component as a table, and the deviations of the published table."""

from __future__ import annotations

from ..model.fordelingssvar import FordelSvar
from ..skriv.fordeling_tabeller import forklaring, hovedpunkter, komponenten
from ..skriv.rapport import VEJLEDENDE
from ..skriv.tabel import SMAL
from .vis_tabel import vis_hele_tabellen
from .vis_tjek import Skaerm


def vis_fordeling(svar: FordelSvar, skaerm: Skaerm) -> str:
    """Show the answer at any width, with or without colour."""
    prik = "•" if skaerm.tegn else "*"
    dele = [skaerm.afsnit(f"{svar.titel} · {VEJLEDENDE}", indryk=2), "\n", skaerm.afsnit(svar.beskrivelse, "  ")]
    dele += [skaerm.afsnit(b, f"  {prik} ") for b in svar.bemaerkninger]
    for k in svar.komponenter:
        hvordan = " Giv tallene med --noegler FIL.csv" if k.mangler is not None else ""
        if hvordan:
            hvordan += f": kolonnerne part og {k.noegle}." if k.noegle else "."
        dele += [skaerm.overskrift(k.titel), skaerm.afsnit(f"{forklaring(k)}{hvordan}", "  ")]
        if k.parter:
            dele += ["\n", vis_hele_tabellen(komponenten(k).til(SMAL), skaerm)]
        if punkter := hovedpunkter(k):
            dele += ["\n", *(skaerm.afsnit(p, f"  {prik} ") for p in punkter)]
    if svar.fortolkninger:
        dele.append(skaerm.overskrift("Sådan er kilden læst"))
        dele += [skaerm.afsnit(f"{f.id} {f.spoergsmaal} {f.valg}", "  ", 5) for f in svar.fortolkninger]
    return "".join([*dele, f"\n{VEJLEDENDE}\n"])
