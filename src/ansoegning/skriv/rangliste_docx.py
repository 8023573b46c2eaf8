"""A round's answer as the paper for a KKR meeting: the list with its line, the regions, and what is open; in Word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..fejl import BrugsFejl, mente_du, vis_sikkert
from ..model.rangliste import RanglisteSvar
from . import rangliste_tabeller as tab
from .brev_docx import skriv_docx
from .brevtekst import Blok, beskyt, laes_brevtekst
from .papir import papirskabelon
from .skabeloner import Skabeloner

_SKABELON = "kkr-papir.txt.j2"


def skriv_rangliste_docx(svar: RanglisteSvar, *, skabeloner: Path | None = None, udkast: bool = True) -> bytes:
    """The paper; the same answer gives the same bytes. Raises BrugsFejl when a template cannot be used.

    ``udkast``: it is marked so, unless a person has decided every project of the round.
    """
    tabeller = {t.id: t.smal() for t in tab.alle_tabeller(svar)}
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
        hoved=f"UDKAST · {tab.VEJLEDENDE}" if udkast else tab.VEJLEDENDE,
        fod=svar.titel,
        tabeller=tabeller,
        bredt=True,
    )


def kkr_blokke(svar: RanglisteSvar, *, skabeloner: Path | None = None, udkast: bool = True) -> tuple[Blok, ...]:
    """The paper before it is laid out."""
    fundne = Skabeloner(skabeloner)
    navn = papirskabelon(_SKABELON, svar.pulje, fundne)
    return laes_brevtekst(fundne.udfyld(navn, beskyt({**_indhold(svar), "udkast": udkast})), navn)


def _indhold(s: RanglisteSvar) -> dict[str, Any]:
    kandidater = [p for p in s.projekter if p.rang is not None]
    aabne = [p for p in s.projekter if p.udfald in ("kraever_vurdering", "mangler_oplysninger")]
    flytter = [f for f in s.fortolkninger if f.beregnet and f.aendrer]
    return {
        "titel": s.titel,
        "vejledende": tab.VEJLEDENDE,
        "projekter": len(s.projekter),
        "kandidater": len(kandidater),
        "inde": sum(p.udfald == "inden_for_rammen" for p in kandidater),
        "overansoegt": s.overansoegt,
        "metode": s.metode,
        "medtag_skoen": s.medtag_skoen,
        "budgetter": [
            {"navn": b, "ramme": s.budget[b], "soegt": s.ansoegt[b], "beregnet": s.beregnet[b], "ubrugt": s.ubrugt[b]}
            for b in s.budget
            if s.beregnet is not None and s.ubrugt is not None
        ],
        "bemaerkninger": s.bemaerkninger,
        "gruppe_navn": s.gruppe_navn,
        "tabeller": [t.id for t in tab.tabeller(s) if t.raekker or t.id == "frit_valg"],
        "garanti": {
            "udloest": s.regionsgaranti.udloest,
            "begrundelse": s.regionsgaranti.begrundelse,
            "pris": tab.garantiens_pris(s),
        },
        "aabne": [
            {"navn": p.betegnelse, "udfald": tab.UDFALD[p.udfald].lower(), "begrundelse": p.begrundelse} for p in aabne
        ],
        "fortolkninger": [
            {
                "id": f.id,
                "spoergsmaal": f.spoergsmaal,
                "valg": f.valg,
                "alternativ": f.alternativ,
                "ind": f.ind,
                "ud": tuple(n for n in f.ud if n not in f.uoplyst),
                "uoplyst": f.uoplyst,
                "andre": tuple(n for n in f.aendrer if n not in {*f.ind, *f.ud, *f.uoplyst}),
            }
            for f in flytter
        ],
        "uden_virkning": len({(f.id, f.nr) for f in s.fortolkninger}) - len(flytter),
        "triage": _triage(s),
        "robusthed": tab.robusthed(s).forklaring,
        "frit_valg": tab.frit_valg(s).forklaring,
        "lige": [{"projekter": g.projekter, "afgoer": g.afgoer_beregning} for g in s.lige_rang],
        "fejl": [{"fil": Path(f.fil).name, "besked": f.besked} for f in s.fejl],
        "sprunget_over": [{"fil": Path(f.fil).name, "besked": f.grund} for f in s.sprunget_over],
        "saet": s.forskel.tekst if s.forskel is not None else (),
        "antaget": [f"{n} = {'ja' if v is True else 'nej' if v is False else v}" for n, v in s.antaget.items()],
    }


def _triage(s: RanglisteSvar) -> dict[str, Any]:
    fundne = s.triage.spoergsmaal if s.triage is not None else ()
    return {
        "spoergsmaal": [{"projekt": q.projekt, "tekst": q.tekst} for q in fundne if q.kan == "kan"],
        "andre": sum(q.kan == "kan_ikke" for q in fundne),
        "uvist": sum(q.kan == "uvist" for q in fundne),
        "uregnet": tab.uregnet_triage(s),
    }
