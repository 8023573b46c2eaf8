"""The terminal view is readable without colour and at 80 columns, and never uses the words of a decision."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ansoegning import tjek
from ansoegning.cli.vis_tjek import Skaerm, vis_regelsaet, vis_resultat
from ansoegning.indlaes.regelsaet import find_pakker, load_regelsaet
from ansoegning.skriv.rapport import VEJLEDENDE

SKAERM = Skaerm(bredde=80, farver=False, tegn=True)
ANSOEGNING = {
    "pulje": "botilbud-2025-26",
    "kommune": "Aarhus",
    "indsendt": "10/05/2024",
    "projekter": [
        {"navn": "Skovbrynet \x07" + "meget langt navn " * 20, "ansoegt_2025": 7_500, "afsluttes": "30/01/2027"},
        {"navn": "Åkanden", "andel_andre": 20, "art": "nybyggeri", "pladser_2025": 0, "pladser_2026": 0},
    ],
}


@pytest.mark.parametrize("bredde", [40, 80, 100])
@pytest.mark.parametrize("hvorfor", [False, True])
def test_ingen_linje_er_bredere_end_skaermen(bredde: int, hvorfor: bool) -> None:
    tekst = vis_resultat(tjek(ANSOEGNING, hvorfor=hvorfor), replace(SKAERM, bredde=bredde), fuldt=False)
    for linje in tekst.splitlines():
        assert len(linje) <= bredde, linje


def test_resultatet_staar_foer_begrundelserne_og_forbeholdet_er_med() -> None:
    tekst = vis_resultat(tjek(ANSOEGNING), SKAERM)
    assert (
        tekst.index("Resultat: 0 af 2 projekter")
        < tekst.index("K1")
        < tekst.index("\nSkemaet\n")
        < tekst.index("\nOpgaver\n")
    )
    assert " ".join(tekst.split()).count(VEJLEDENDE) == 2


def test_afgoerelsens_ord_bruges_kun_om_det_programmet_ikke_goer() -> None:
    svar = tjek(ANSOEGNING, hvorfor=True)
    tekst = " ".join(vis_resultat(svar, SKAERM, fuldt=True).split()).replace(VEJLEDENDE, "").lower()
    for navn in find_pakker():
        regler = " ".join(vis_regelsaet(load_regelsaet(navn), SKAERM).split()).lower()
        tekst += regler.replace("tidligere_tilsagn", "")  # the key of a fact, which the form has determined
    assert re.findall(r"\b(afgør\w*|tilsagn\w*|afslag\w*|berettiget)\b", tekst) == []


def test_uden_farver_er_der_ingen_styretegn() -> None:
    tekst = vis_resultat(tjek(ANSOEGNING), SKAERM)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u00a0]", tekst)


def test_farver_aendrer_kun_farven() -> None:
    med = vis_resultat(tjek(ANSOEGNING), replace(SKAERM, farver=True))
    assert "\x1b[31m" in med
    assert re.sub(r"\x1b\[[0-9;]*m", "", med) == vis_resultat(tjek(ANSOEGNING), SKAERM)


def test_tegn_i_ascii_hvor_skaermen_ikke_kan_andet() -> None:
    tekst = vis_resultat(tjek(ANSOEGNING), replace(SKAERM, tegn=False))
    assert "[-] K" in tekst
    assert not set("✓✗→") & set(tekst)


def test_en_pulje_uden_projekter_og_kommuner() -> None:
    svar = tjek({"pulje": "resultatkontrakt-2023", "realiseret_1a": 78, "realiseret_1f": 35, "realiseret_5a": 69})
    tekst = vis_resultat(svar, SKAERM)
    assert "20 mål: 1 grøn, 1 gul, 17 ikke målt, 1 rød." in tekst
    assert "måltallet er 50 pct. [kontrakten" in " ".join(tekst.split())
