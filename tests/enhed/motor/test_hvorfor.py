"""The derivation: every part of a rule with its value, and every conclusion with its justification."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansoegning import load_regelsaet, tjek
from ansoegning.cli.vis_tjek import Skaerm, vis_resultat
from ansoegning.sprog.laes import laes_udtryk
from ansoegning.sprog.skriv import skriv_udtryk
from ansoegning.sprog.traeer import alle_knuder
from ansoegning.sprog.typer import type_udtryk

ANSOEGNING = {
    "pulje": "botilbud-2025-26",
    "kommune": "Aarhus",
    "projekter": [{"navn": "Skovbrynet", "bruttoanlaegsudgift_2025": 8_000, "bruttoanlaegsudgift_2026": 10_500}],
}


def test_hver_del_af_reglen_staar_med_sin_vaerdi() -> None:
    svar = tjek(ANSOEGNING, hvorfor=True).til_json()
    k4 = svar["projekter"][0]["kriterier"][3]
    (krav,) = k4["hvorfor"]
    assert (krav["del"], krav["trae"]["vaerdi"]) == ("krav", "nej")
    foerste = krav["trae"]["dele"][0]
    assert foerste["udtryk"] == "bruttoanlaegsudgift_i_alt > mindste_anlaegsudgift"
    udgift = foerste["dele"][0]
    assert (udgift["vaerdi"], udgift["dele"][0]["udtryk"]) == (
        "18.500.000 kr.",
        "bruttoanlaegsudgift_2025 + bruttoanlaegsudgift_2026",
    )
    (et_af,) = krav["led"]
    assert (et_af["udtryk"], et_af["vaerdi"]) == ("mindst ét af disse", "nej")
    udgiften, laanet = et_af["dele"]
    assert udgiften["udtryk"] == (
        "bruttoanlægsudgiften i 2025 og 2026 (18.500.000 kr.) er over 20.000.000 kr. (grænsen for "
        "bruttoanlægsudgiften, der skal overskrides)"
    )
    assert (laanet["udtryk"], laanet["dele"][1]["vaerdi"]) == ("alle disse", "ukendt")


def test_et_nej_under_et_opfyldt_kriterium_siger_hvorfor_det_ikke_taeller() -> None:
    projekt = {
        "navn": "A",
        "lovgrundlag": "sel108",
        "pladser_2025": 0,
        "pladser_2026": 8,
        "omdannede_abl105_pladser": 0,
    }
    tekst = vis_resultat(tjek(ANSOEGNING | {"projekter": [projekt]}, hvorfor=True), Skaerm(200, False, True))
    k1, k2 = tekst.partition("K1 ")[2].partition("K2 ")[::2]
    # Choices are shown by their labels; an exception has no effect where the requirement is met.
    assert "· krav: det, pladserne opføres efter (SEL § 108) er SEL § 107, SEL § 108 eller SEL §§ 107 og 108? ja" in k1
    assert "· undtagelse: uden betydning, for kravet er opfyldt" in k1
    assert "sel108" not in k1
    assert "· forbehold (så skal en person vurdere det): eksisterende ABL § 105-pladser" in k2.partition("K3 ")[0]
    assert k2.partition("K3 ")[0].count("undtagelse") == 1


def test_det_der_intet_betyder_siges_ogsaa_hvor_kravet_ikke_er_opfyldt() -> None:
    projekt = {"navn": "A", "pladser_2025": 0, "pladser_2026": 0, "art": "nybyggeri", "omdannede_abl105_pladser": 0}
    tekst = vis_resultat(tjek(ANSOEGNING | {"projekter": [projekt]}, hvorfor=True), Skaerm(200, False, True))
    k2 = tekst.partition("K2 ")[2].partition("K3 ")[0]
    assert "· forbehold: uden betydning, for kravet er ikke opfyldt" in k2
    assert "· undtagelse (så skal en person vurdere det): alle disse? nej\n" in k2
    assert "      - eksisterende ABL § 105-pladser, der omdannes (0 pladser) er 0? ja" in k2


@pytest.mark.parametrize(
    ("projekt", "fakta"),
    [
        (
            {"bruttoanlaegsudgift_2025": 8_000, "bruttoanlaegsudgift_2026": 10_500},
            {"bruttoanlaegsudgift_i_alt": 18_500},
        ),
        (
            {
                "bruttoanlaegsudgift_2025": 8_000,
                "bruttoanlaegsudgift_2026": 10_500,
                "ansoegt_2025": 1,
                "ansoegt_2026": 1,
            },
            {"bruttoanlaegsudgift_i_alt": 18_500},
        ),
        (
            {"bruttoanlaegsudgift_2025": 8_000, "ansoegt_2025": 10_000, "ansoegt_2026": 10_001},
            {"bruttoanlaegsudgift_i_alt": None, "ansoegt_i_alt": 20_001},
        ),
        (
            {"bruttoanlaegsudgift_2025": 8_000, "ansoegt_2025": 1, "ansoegt_2026": 1},
            {"bruttoanlaegsudgift_i_alt": None},
        ),
    ],
)
def test_et_kriterium_siger_de_fakta_det_hviler_paa_og_ikke_flere(
    projekt: dict[str, int], fakta: dict[str, int | None]
) -> None:
    svar = tjek({"pulje": "botilbud-2025-26", "projekter": [projekt]}).til_json()
    assert svar["projekter"][0]["kriterier"][3]["fakta"] == fakta


@pytest.mark.parametrize(
    ("omdannede", "grund"),
    [
        (0, "Projektet udvider ikke kapaciteten (udvidelse: 0 pladser)."),
        (
            1,
            "Projektet udvider ikke kapaciteten (udvidelse: 0 pladser), og 1 plads omdannes fra ABL § 105; det kan der "
            "ikke lånes til.",
        ),
    ],
)
def test_grunden_siger_det_naar_pladser_omdannes(omdannede: int, grund: str) -> None:
    projekt = {"pladser_2025": 0, "pladser_2026": 0, "art": "nybyggeri", "omdannede_abl105_pladser": omdannede}
    svar = tjek({"pulje": "botilbud-2025-26", "projekter": [projekt]}).raekker["projekter"][0]
    assert svar.kriterier[1].begrundelse == grund


def test_hver_konklusion_staar_med_regel_og_fakta() -> None:
    hvorfor = tjek(ANSOEGNING, hvorfor=True).til_json()["hvorfor"]
    raekke = next(b for b in hvorfor if b["konklusion"] == "raekkeresultat")
    assert raekke == {
        "konklusion": "raekkeresultat",
        "vaerdi": "ikke_opfyldt",
        "regel": "raekkeresultat_ikke_opfyldt",
        "af": ["kriterium:K4=ikke_opfyldt@1"],
        "raekke": 1,
    }
    resultat = next(b for b in hvorfor if b["konklusion"] == "resultat")
    assert resultat["af"] == ["konklusion:raekkeresultat=ikke_opfyldt@1"]


def test_uden_at_spoerge_staar_der_ingen_udledning() -> None:
    svar = tjek(ANSOEGNING).til_json()
    assert "hvorfor" not in svar
    assert "hvorfor" not in svar["projekter"][0]["kriterier"][3]


def test_et_skrevet_trae_laeses_som_det_samme_trae() -> None:
    for navn in ("botilbud-2025-26", "resultatkontrakt-2023"):
        regelsaet = load_regelsaet(navn)
        antal = 0
        for liste, knude in [
            *((k.liste, t) for k in regelsaet.kriterier for t in (k.krav, *(d.naar for d in k.undtagelser))),
            *((t.liste, t.naar) for t in regelsaet.skema),
        ]:
            tekst = skriv_udtryk(knude)
            laes_udtryk(tekst)
            igen = type_udtryk(tekst, replace(regelsaet.omfang, liste=liste))
            assert skriv_udtryk(igen) == tekst
            assert len(alle_knuder(igen)) == len(alle_knuder(knude))
            antal += 1
        assert antal >= 20
