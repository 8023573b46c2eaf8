"""Each criterion reports the interpretations under which its status would differ, with the deciding figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from ansoegning import load_regelsaet, tjek
from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.fejl import Sted
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.noder import Ordbog, fra_python
from ansoegning.model.resultat import KriteriumSvar, Resultat
from ansoegning.motor.kaeder import kaeder

PULJE = "botilbud-2025-26"
GODT: dict[str, object] = {
    "navn": "Skovbrynet", "lovgrundlag": "sel107", "ansoegt_2025": 8_000, "ansoegt_2026": 13_000, "pladser_2025": 0,
    "pladser_2026": 12, "andel_andre": 25, "afsluttes": "30/11/2026", "ibrugtagning": "01/12/2026",
    "bruttoanlaegsudgift_2025": 10_000, "bruttoanlaegsudgift_2026": 14_000, "bruttoanlaegsudgift_andre_aar": 0,
    "pladser_etableret": 12, "nedlagte_pladser": 0, "omdannede_abl105_pladser": 0, "art": "nybyggeri",
}  # fmt: skip


def _svar(
    *projekter: Mapping[str, object], saet: Mapping[str, str] | None = None, vurderinger: Path | None = None
) -> Resultat:
    ansoegning = {"pulje": PULJE, "kommune": "Aarhus", "projekter": [{**GODT, **p} for p in projekter or ({},)]}
    return tjek(ansoegning, saet=saet, vurderinger=vurderinger)


def _kriterium(svar: Resultat, id_: str, nr: int = 1) -> KriteriumSvar:
    return next(k for k in svar.raekker["projekter"][nr - 1].kriterier if k.id == id_)


def test_et_projekt_som_ingen_laesning_aendrer_har_ingen() -> None:
    svar = _svar()
    assert svar.resultat == "opfyldt"
    assert [k.laesninger for k in svar.raekker["projekter"][0].kriterier] == [()] * 6
    assert all(k["laesninger"] == [] for k in svar.til_json()["projekter"][0]["kriterier"])


def test_hele_udgiften_naevnes_med_tallet() -> None:
    dyrt_senere = {"bruttoanlaegsudgift_2026": 8_500, "bruttoanlaegsudgift_andre_aar": 7_000, "ansoegt_2026": 10_500}
    k4 = _kriterium(_svar(dyrt_senere), "K4")
    assert (k4.status, [(x.id, x.status) for x in k4.laesninger]) == ("ikke_opfyldt", [("F2", "opfyldt")])
    assert k4.laesninger[0].tekst == (
        "Hele udgiften tæller, også den uden for de to år. Hele udgiften er 25.500.000 kr., over 20.000.000 kr. "
        "Så var svaret »opfyldt«; spørg ministeriet."
    )


@pytest.mark.parametrize(("andre_aar", "status"), [(1_500, []), (1_501, ["opfyldt"])])
def test_hele_udgiften_skal_vaere_over_graensen(andre_aar: int, status: list[str]) -> None:
    k4 = _kriterium(
        _svar({"bruttoanlaegsudgift_2026": 8_500, "bruttoanlaegsudgift_andre_aar": andre_aar, "ansoegt_2026": 9_000}),
        "K4",
    )
    assert [x.status for x in k4.laesninger if x.id == "F2"] == status


def test_udgiften_i_andre_aar_er_ligegyldig_hvor_de_to_aar_er_nok() -> None:
    # The cost of all years is at least the cost of the two years.
    assert _kriterium(_svar({"bruttoanlaegsudgift_andre_aar": None}), "K4").laesninger == ()


def test_laanet_naevnes_som_graense() -> None:
    k4 = _kriterium(_svar({"ansoegt_2026": 12_000}), "K4")
    assert [(x.id, x.status, x.begrundelse) for x in k4.laesninger] == [
        ("F2", "ikke_opfyldt", "Lånet er 20.000.000 kr.; det skal være over 20.000.000 kr.")
    ]


def test_hele_ansoegningen_laegges_sammen() -> None:
    lille = {
        "bruttoanlaegsudgift_2025": 5_000,
        "bruttoanlaegsudgift_2026": 6_000,
        "ansoegt_2025": 1_000,
        "ansoegt_2026": 2_000,
    }
    svar = _svar(lille, {**lille, "navn": "Lunden"})
    for nr in (1, 2):
        f1 = [x for x in _kriterium(svar, "K4", nr).laesninger if x.id == "F1"]
        assert [x.status for x in f1] == ["opfyldt"]
        assert "koster tilsammen 22.000.000 kr., over 20.000.000 kr." in f1[0].tekst


def test_andelen_regnes_paa_tre_maader() -> None:
    lidt = {"andel_andre": 20, "pladser_2026": 10, "pladser_etableret": 10}
    meget = {"navn": "Lunden", "andel_andre": 35, "pladser_2026": 20, "pladser_etableret": 30, "nedlagte_pladser": 10}
    k5 = _kriterium(_svar(lidt, meget), "K5")
    assert [x.begrundelse.partition(";")[0] for x in k5.laesninger] == [
        "Andelen er 27,5 pct.", "Andelen er 31,25 pct.", "Andelen er 30 pct."
    ]  # fmt: skip
    assert {(x.id, x.status) for x in k5.laesninger} == {("F3", "opfyldt")}


def test_netto_over_ansoegningen_gaelder_begge_kriterier() -> None:
    uden = {"pladser_2026": 0, "pladser_etableret": 4, "nedlagte_pladser": 4}
    svar = _svar(uden, {"navn": "Lunden"})
    for id_ in ("K2", "K6"):
        f4 = _kriterium(svar, id_).laesninger
        assert [(x.id, x.status, x.begrundelse) for x in f4] == [
            ("F4", "opfyldt", "Ansøgningen giver tilsammen 12 pladser mere.")
        ]


@pytest.mark.parametrize(("dag", "status"), [("31/12/2026", []), ("01/01/2027", ["ikke_opfyldt"])])
def test_ibrugtagningen_i_stedet_for_afslutningen(dag: str, status: list[str]) -> None:
    f5 = _kriterium(_svar({"ibrugtagning": dag}), "K3").laesninger
    assert [x.status for x in f5] == status
    assert all(f"Den sidste plads tages i brug {dag}, efter 31/12/2026." in x.tekst for x in f5)


def test_det_en_laesning_mangler_naevnes() -> None:
    f5 = _kriterium(_svar({"ibrugtagning": None}), "K3").laesninger
    assert [x.status for x in f5] == ["mangler_oplysninger"]
    assert f5[0].begrundelse == "Kan ikke vurderes, før »sidste plads tages i brug« er oplyst."
    assert "Så var svaret" not in f5[0].tekst


def test_det_en_laesning_mangler_i_et_andet_projekt_naevnes_med_projektet() -> None:
    uden = {"navn": "Lyngbakken", "bruttoanlaegsudgift_2026": None, "ansoegt_2026": None}
    svar = _svar({}, uden, {**uden, "navn": "Rosenhaven"})
    [f1] = [x for x in _kriterium(svar, "K4").laesninger if x.id == "F1"]
    assert f1.begrundelse == (
        "Kan ikke vurderes, før »bruttoanlægsudgift i 2026« og »ansøgt lån i 2026« i projekt 2 og 3 er oplyst."
    )


def test_en_vedligeholdelse_laeses_begge_veje(tmp_path: Path) -> None:
    bevares = {"art": "vedligeholdelse", "bortfald_forventes": True, "pladser_2026": 0, "andel_andre": 10}
    f6 = [x for x in _kriterium(_svar(bevares), "K5").laesninger if x.id == "F6"]
    assert [x.status for x in f6] == ["ikke_opfyldt", "opfyldt"]
    fil = tmp_path / "v.yaml"
    fil.write_text(
        "vurderinger: [{kommune: Aarhus, projekt: Skovbrynet, kriterium: K5, svar: opfyldt, begrundelse: Set., "
        "hviler_paa: {art: vedligeholdelse}, af: AB, dato: 20/05/2024}]",
        encoding="utf-8",
    )
    vurderet = _kriterium(_svar(bevares, vurderinger=fil), "K5")
    # An interpretation that gives what the assessor answered makes no difference.
    assert vurderet.status == "opfyldt"
    assert [x.status for x in vurderet.laesninger if x.id == "F6"] == ["ikke_opfyldt"]


def test_laesningerne_foelger_de_satte_parametre() -> None:
    k4 = _kriterium(_svar({"bruttoanlaegsudgift_andre_aar": 2_000}, saet={"mindste_anlaegsudgift": "25.000"}), "K4")
    assert [x.status for x in k4.laesninger if x.id == "F2"] == ["opfyldt"]
    assert "Hele udgiften er 26.000.000 kr., over 25.000.000 kr." in k4.laesninger[0].tekst


def test_en_laesning_uden_egne_grunde_siger_sine_betingelser() -> None:
    regelsaet = load_regelsaet(PULJE)
    egen = next(k for k in regelsaet.kriterier if k.data.id == "K3")
    alternativ = regelsaet.alternativer["F5", 0]
    uden = replace(alternativ.kriterier["K3"], opfyldt=egen.opfyldt, ikke_opfyldt=egen.ikke_opfyldt)
    regelsaet = replace(regelsaet, alternativer={("F5", 0): replace(alternativ, kriterier={"K3": uden})})
    rod = fra_python({"projekter": [{**GODT, "ibrugtagning": "01/02/2027"}]}, Sted("x"))
    assert isinstance(rod, Ordbog)
    svar = bedoem_ansoegning(laes_ansoegning(rod, regelsaet, "x"), regelsaet, kaeder())
    (f5,) = _kriterium(svar, "K3").laesninger
    # The criterion's own phrase, "afsluttes … efter", would be untrue here.
    assert f5.begrundelse.startswith("Sidste plads tages i brug (01/02/2027)")
    assert f5.begrundelse.endswith(": nej.")


def test_grundene_siger_hvad_der_er_angivet_omdannet_og_tilbage() -> None:
    def grunde(**aendret: object) -> tuple[str, str]:
        svar = _svar(aendret)
        return _kriterium(svar, "K2").begrundelse, _kriterium(svar, "K6").begrundelse

    for grund in grunde(pladser_2026=14, pladser_etableret=14, omdannede_abl105_pladser=14):
        assert grund.startswith(
            "Der er angivet en udvidelse på 14 pladser. Men 14 pladser etableres, 14 pladser omdannes fra ABL § 105, "
            "og 0 pladser nedlægges, så der er ingen nye pladser tilbage."
        )
    for grund in grunde(pladser_2026=14, pladser_etableret=14, omdannede_abl105_pladser=10):
        assert "så der er 4 pladser tilbage." in grund
    for grund in grunde(pladser_2026=4, pladser_etableret=14, omdannede_abl105_pladser=10):
        assert "udvidelse på 4 pladser." in grund
        assert "så der er 4 pladser tilbage." in grund
    for grund in grunde(pladser_2026=14, pladser_etableret=None, omdannede_abl105_pladser=10):
        assert "kan først siges, når de etablerede og de nedlagte pladser er oplyst" in grund
    for grund in grunde(pladser_2026=14, pladser_etableret=14, nedlagte_pladser=14):
        assert "ingen nye pladser tilbage" in grund
    assert grunde() == ("Projektet udvider kapaciteten med 12 pladser.",) * 2
