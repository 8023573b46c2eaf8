"""A person reads an expression in words: no function, list or parameter stands as in the pack's files."""

from __future__ import annotations

import re

import pytest

from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.skriv.betingelser import i_ord, regnet_i_ord
from ansoegning.sprog.indbyggede import INDBYGGEDE
from ansoegning.sprog.typer import type_udtryk

BOTILBUD = load_regelsaet("botilbud-2025-26")

I_ORD = {
    "sum(ansoegt_2025 + ansoegt_2026 for projekter) > 20 mio. kr.": (
        "summen af »ansøgt lån i 2025« + »ansøgt lån i 2026« for alle projekter er over 20 mio. kr."
    ),
    "andel(sum(pladser_2025 for projekter), sum(pladser_etableret for projekter)) > 25 pct.": (
        "(summen af »udvidelse i 2025« for alle projekter) i procent af (summen af »pladser, som projektet "
        "etablerer i alt« for alle projekter) er over 25 pct."
    ),
    "antal(projekter) > 5 projekter": "antallet af projekter er over 5 projekter",
    "antal(pladser_2025 > 0 for projekter) > 1 projekt": (
        "(antallet af projekter, hvor »udvidelse i 2025« er over 0) er over 1 projekt"
    ),
    "mindste_af(afsluttes for projekter) > 01/01/2025": (
        "det tidligste af »projektet forventes afsluttet« for alle projekter er efter 01/01/2025"
    ),
    "foerste(afsluttes for projekter, pladser_2025 > 0 for projekter) > 01/01/2025": (
        "(»projektet forventes afsluttet« i den første af de projekter, hvor »udvidelse i 2025« er over 0) er efter "
        "01/01/2025"
    ),
    "entydige(navn for projekter)": "»projektets navn« for alle projekter er forskellige",
    "tegn(beskrivelse.kapacitet, beskrivelse.tidsplan) > 100 tegn": (
        "antallet af tegn i »udvidelsen af kapaciteten« og »tidsplanen for ibrugtagning« er over 100 tegn"
    ),
    "naevner_pct(beskrivelse.kapacitet)": "»udvidelsen af kapaciteten« nævner en procent",
    'naevner_ord(beskrivelse.kapacitet, {"ny", "flere", "stor"})': (
        '»udvidelsen af kapaciteten« har et ord, der begynder med "ny", "flere" eller "stor"'
    ),
    "naevner_en_pct_af(beskrivelse.kapacitet, andel_andre for projekter)": (
        "»udvidelsen af kapaciteten« nævner en af procenterne »andel af pladserne til andre kommuner« for alle "
        "projekter"
    ),
    "naevner_et_beloeb_af(beskrivelse.kapacitet, ansoegt_2025 for projekter, 5 kr.)": (
        "»udvidelsen af kapaciteten« nævner et af beløbene »ansøgt lån i 2025« for alle projekter og 5 kr."
    ),
    "ligner_cpr(beskrivelse.kapacitet)": "»udvidelsen af kapaciteten« har et tal, der ligner et CPR-nummer",
    "alle(pladser_2025 > 0 for projekter)": "for alle projekter gælder: »udvidelse i 2025« er over 0",
    "hele_aar(indsendt, seneste_afslutning) > oprundet(1 år)": (
        "hele år fra »dagen for indsendelse« til 31/12/2026 er over 1 år rundet op til et helt tal"
    ),
    "laeg_til(indsendt, afrundet(1 år), rund_ned) < hoejeste(indsendt, seneste_afslutning)": (
        "(1 år afrundet til et helt tal) efter »dagen for indsendelse« (rundet ned) er før det seneste af »dagen for "
        "indsendelse« og 31/12/2026"
    ),
    "traek_fra(mindste(indsendt, ansoegningsfrist), 2 dage) = indsendt": (
        "2 dage før (det tidligste af »dagen for indsendelse« og 15/05/2024) er »dagen for indsendelse«"
    ),
}


@pytest.mark.parametrize(("udtryk", "ventet"), I_ORD.items())
def test_et_udtryk_i_ord(udtryk: str, ventet: str) -> None:
    assert i_ord(BOTILBUD, type_udtryk(udtryk, BOTILBUD.omfang, None)) == ventet


def test_hver_funktion_har_ord() -> None:
    # A table is looked up in words in ``test_tabeller``, since this pack has none.
    assert {f for f in INDBYGGEDE if not any(f"{f}(" in u for u in I_ORD)} == {"opslag"}


@pytest.mark.parametrize("pulje", ["botilbud-2025-26", "hjemmearbejde-oeresund", "resultatkontrakt-2023"])
def test_en_afledt_oplysning_er_i_ord(pulje: str) -> None:
    regelsaet = load_regelsaet(pulje)
    for afledt in regelsaet.afledte.values():
        assert not re.search(r"[a-zæøå_]\(| for (projekter|glidende)\b", regnet_i_ord(regelsaet, afledt.trae))
