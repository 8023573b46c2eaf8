"""The answer about a round as a Word document for a meeting: two pages to discuss, then every table as an appendix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..fejl import BrugsFejl, mente_du, vis_sikkert
from ..model.rangliste import RanglisteSvar
from ..model.visning import med_stort, vis_tal
from .brev_docx import skriv_docx
from .brevtekst import Blok, beskyt, laes_brevtekst
from .papir import papirskabelon
from .rangliste_overblik import overblik, paafaldende, resultat, stridspunkter
from .rangliste_tabeller import alle_tabeller
from .rapport import VEJLEDENDE
from .skabeloner import Skabeloner
from .tabel import PAPIR, SIDE, Tabel

_SKABELON = "kkr-papir.txt.j2"
_BELOEB = "beloeb"


def skriv_rangliste_docx(svar: RanglisteSvar, *, skabeloner: Path | None = None, udkast: bool = True) -> bytes:
    """Return the document; the same answer always gives the same bytes.

    ``udkast``: marked as a draft, unless every project of the round has been decided. Raises BrugsFejl if a template
    cannot be used.
    """
    # A landscape page has room for the amounts of each budget.
    tabeller = {t.id: t.til(SIDE if t.id == _BELOEB else PAPIR) for t in alle_tabeller(svar)}
    blokke = kkr_blokke(svar, skabeloner=skabeloner, udkast=udkast)
    ukendt = next((b.tekst for b in blokke if b.art == "tabel" and b.tekst not in tabeller), None)
    if ukendt is not None:
        raise BrugsFejl(
            f"Skabelonen »{_SKABELON}«: der er ingen tabel »{vis_sikkert(ukendt, 60)}«.{mente_du(ukendt, tabeller)} "
            f"Her kan stå: {', '.join(tabeller)}."
        )
    return skriv_docx(
        blokke,
        titel=f"Rangliste – {svar.titel}",
        hoved=f"UDKAST · {VEJLEDENDE}" if udkast else VEJLEDENDE,
        fod=svar.titel,
        tabeller=tabeller,
        bredt=True,
    )


def kkr_blokke(svar: RanglisteSvar, *, skabeloner: Path | None = None, udkast: bool = True) -> tuple[Blok, ...]:
    """Return the document's blocks before layout."""
    fundne = Skabeloner(skabeloner)
    navn = papirskabelon(_SKABELON, svar.pulje, fundne)
    return laes_brevtekst(fundne.udfyld(navn, beskyt({**_indhold(svar), "udkast": udkast})), navn)


def _indhold(svar: RanglisteSvar) -> dict[str, Any]:
    beregnet, ubrugt = svar.beregnet, svar.ubrugt
    return {
        "titel": svar.titel,
        # The source that the ranking follows is the pack's first document.
        "dokument": next(iter(svar.dokumenter.values()), ""),
        "myndighed": svar.myndighed,
        "raekker": svar.ord.raekker,
        "kriterierne": svar.ord.kriterierne,
        "vejledende": VEJLEDENDE,
        "resultat": resultat(svar),
        "overblik": overblik(svar),
        "budgetter": [
            {
                "navn": med_stort(svar.ord.ramme(b)),
                "ramme": svar.budget[b],
                "soegt": svar.ansoegt[b],
                "beregnet": beregnet[b],
                "ubrugt": ubrugt[b],
            }
            for b in svar.budget
            if beregnet is not None and ubrugt is not None
        ],
        "robusthed": vis_tal(svar.robusthed.antal) if svar.robusthed is not None else "",
        "stridspunkter": [{"spoergsmaal": p.spoergsmaal, "virkning": p.virkning} for p in stridspunkter(svar)],
        "paafaldende": paafaldende(svar),
        "bilag": [
            {"id": t.id, "titel": t.titel, "forklaring": t.forklaring}
            for t in alle_tabeller(svar)
            if t.id != "rangliste" and (t.raekker or _siges(t))
        ],
    }


def _siges(tabel: Tabel) -> bool:
    """Return whether a table without rows says why a calculation was not made."""
    return tabel.id in ("triage", "frit_valg", "garanti") and bool(tabel.forklaring)
