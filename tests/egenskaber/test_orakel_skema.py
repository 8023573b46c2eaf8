"""The oracle's form checks and missing facts, compared with the figures in the ministry's letter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hjaelp.orakel_botilbud import (
    MANGLER_OPLYSNINGER,
    TEKSTFELTER,
    antal_tegn,
    fund,
    projekt_resultat,
    vurder_projekt,
)
from hjaelp.orakelsager import GODT_PROJEKT, projekt
from hjaelp.strategier import (
    PROJEKTFAKTA,
    UDEN_BETYDNING,
    ansoegninger,
    klare_ansoegninger,
    projekter,
    til_json,
    til_yaml,
)

#: An application that is ready for submission.
GOD_ANSOEGNING: dict[str, object] = {
    "kommune": "0751",
    "indsendt": date(2024, 5, 10),
    "kontakt.navne": "Åse Ærø, souschef",
    "kontakt.telefonnumre": "89402000",
    "kontakt.e_postkasser": "a@b.dk",
    **dict.fromkeys(TEKSTFELTER, "Tekst"),
    "projekter": [GODT_PROJEKT],
}


def ansoegning(aendringer: Mapping[str, object]) -> dict[str, object]:
    """Return the good application with some facts changed; ``None`` removes a fact."""
    a = {**GOD_ANSOEGNING, **aendringer}
    return {noegle: vaerdi for noegle, vaerdi in a.items() if vaerdi is not None}


def med_projekt(**aendringer: object) -> dict[str, object]:
    """Return the good application with one changed project."""
    return ansoegning({"projekter": [projekt(**aendringer)]})


# --- The form checks ----------------------------------------------------------------------


def test_god_ansoegning_har_ingen_fund() -> None:
    assert fund(GOD_ANSOEGNING, None) == set()


def test_tom_ansoegning() -> None:
    assert fund({}, None) == {
        ("S02", "kommune"),
        ("S03", "projekter"),
        ("S36", "indsendt"),
        *(("S11", felt) for felt in TEKSTFELTER),
        ("S12", "kontakt.navne"),
        ("S12", "kontakt.telefonnumre"),
        ("S12", "kontakt.e_postkasser"),
    }


def test_tomt_projekt_har_kun_tomme_kolonner() -> None:
    kolonner = (
        "navn",
        "ansoegt_2025",
        "ansoegt_2026",
        "pladser_2025",
        "pladser_2026",
        "andel_andre",
        "afsluttes",
    )
    assert fund(ansoegning({"projekter": [GODT_PROJEKT, {}]}), None) == {
        ("S01", f"projekter[1].{kolonne}") for kolonne in kolonner
    }


@pytest.mark.parametrize(
    ("aendringer", "forventet"),
    [
        # S05, S06: the amounts. S26 follows from too large a loan per place; no warning repeats an error.
        ({"ansoegt_2025": 0, "ansoegt_2026": 0}, {("S05", "ansoegt_i_alt")}),
        ({"ansoegt_2025": 0, "ansoegt_2026": None}, {("S01", "ansoegt_2026")}),
        (
            {
                "ansoegt_2025": 600_000,
                "ansoegt_2026": 700_000,
                "bruttoanlaegsudgift_2025": 600_000,
                "bruttoanlaegsudgift_2026": 700_000,
            },
            {("S26", "ansoegt_i_alt")},
        ),
        (
            {
                "ansoegt_2025": 600_001,
                "ansoegt_2026": 700_001,
                "bruttoanlaegsudgift_2025": None,
            },
            {("S06", "ansoegt_2025"), ("S06", "ansoegt_2026")},
        ),
        # S07, S22: the loan compared with the cost, which is 14,000 and 20,000.
        ({"ansoegt_2025": 14_000, "ansoegt_2026": 20_000}, set()),
        ({"ansoegt_2025": 14_001, "ansoegt_2026": 19_999}, {("S22", "ansoegt_2025")}),
        (
            {"ansoegt_2025": 14_000, "ansoegt_2026": 20_001},
            {("S07", "ansoegt_i_alt"), ("S22", "ansoegt_2026")},
        ),
        # S08: no places. With an unknown ``art`` nothing is reported.
        ({"pladser_2026": 0, "pladser_etableret": 2}, {("S08", "udvidelse")}),
        ({"pladser_2026": 0, "pladser_etableret": 2, "art": "vedligeholdelse"}, set()),
        ({"pladser_2026": 0, "pladser_etableret": 2, "art": None}, set()),
        ({"pladser_2026": 0, "pladser_2025": None}, {("S01", "pladser_2025")}),
        # S09: completed before the application window.
        ({"afsluttes": date(2024, 4, 30)}, {("S09", "afsluttes")}),
        ({"afsluttes": date(2024, 5, 1)}, set()),
        # S10, S24: 14 - 2 - 0 = 12.
        ({"pladser_etableret": 13}, {("S24", "pladser_etableret")}),
        ({"pladser_etableret": 3}, {("S24", "pladser_etableret")}),
        (
            {"pladser_etableret": 2},
            {("S10", "pladser_etableret")},
        ),
        (
            {"omdannede_abl105_pladser": 13},
            {("S10", "pladser_etableret")},
        ),
        ({"nedlagte_pladser": None, "pladser_etableret": 0}, set()),
        # S23: places in 2025.
        (
            {"pladser_2025": 1, "pladser_2026": 11, "afsluttes": date(2026, 1, 1)},
            {("S23", "pladser_2025")},
        ),
        ({"pladser_2025": 1, "pladser_2026": 11, "afsluttes": date(2025, 12, 31)}, set()),
        # S26: 500 and 6,000 t.kr. for each of 12 places are within the limits.
        ({"ansoegt_2025": 0, "ansoegt_2026": 6_000}, set()),
        ({"ansoegt_2025": 0, "ansoegt_2026": 5_999}, {("S26", "ansoegt_i_alt")}),
        ({"ansoegt_2025": 0, "ansoegt_2026": 5_999, "art": "vedligeholdelse"}, set()),
        ({"ansoegt_2025": 0, "ansoegt_2026": 5_999, "art": None}, set()),
        (
            {
                "ansoegt_2025": 0,
                "ansoegt_2026": 72_000,
                "bruttoanlaegsudgift_2026": 90_000,
            },
            set(),
        ),
        (
            {
                "ansoegt_2025": 0,
                "ansoegt_2026": 72_001,
                "bruttoanlaegsudgift_2026": 90_000,
            },
            {("S26", "ansoegt_i_alt")},
        ),
        # A single new place is an expansion too (S10, S26).
        (
            {"pladser_2026": 1, "pladser_etableret": 2},
            {
                ("S10", "pladser_etableret"),
                ("S26", "ansoegt_i_alt"),
            },
        ),
        # S32: in use after the limit, although completed within it.
        ({"ibrugtagning": date(2026, 12, 31)}, set()),
        ({"ibrugtagning": date(2027, 1, 1)}, {("S32", "ibrugtagning")}),
        ({"ibrugtagning": date(2027, 1, 1), "afsluttes": date(2027, 1, 1)}, set()),
        (
            {"ibrugtagning": date(2027, 1, 1), "afsluttes": None},
            {("S01", "afsluttes")},
        ),
        # S33: evidence.
        ({"dokumentation": None}, {("S33", "dokumentation")}),
        ({"dokumentation": []}, {("S33", "dokumentation")}),
        ({"dokumentation": None, "koordinering": "tvaerkommunal"}, {("S33", "dokumentation")}),
        ({"dokumentation": None, "koordinering": "ingen"}, set()),
        ({"dokumentation": None, "koordinering": None}, set()),
        # S34, S35: construction has begun; an earlier loan.
        ({"paabegyndt": True}, {("S34", "paabegyndt")}),
        ({"tidligere_tilsagn": True}, {("S35", "tidligere_tilsagn")}),
    ],
)
def test_fund_om_projekt(aendringer: dict[str, object], forventet: set[tuple[str, str]]) -> None:
    fundet = fund(med_projekt(**aendringer), None)
    assert fundet == {(tjek, f"projekter[0].{felt}") for tjek, felt in forventet}


def test_navn_brugt_to_gange() -> None:
    to_ens = [projekt(navn="Ny  Åhus"), projekt(navn="NY A\u030aHUS")]
    assert fund(ansoegning({"projekter": to_ens}), None) == {("S04", "projekter")}
    to_forskellige = [projekt(navn="Nyåhus"), projekt(navn="Ny åhus")]
    assert fund(ansoegning({"projekter": to_forskellige}), None) == set()


def test_antal_projekter() -> None:
    fem = [projekt(navn=f"Hus {nummer}") for nummer in range(5)]
    assert fund(ansoegning({"projekter": fem}), None) == set()
    seks = [*fem, projekt(navn="Hus 5")]
    assert fund(ansoegning({"projekter": seks}), None) == {("S21", "projekter")}
    assert fund(ansoegning({"projekter": []}), None) == {("S03", "projekter")}


@pytest.mark.parametrize(
    ("indsendt", "dato", "forventet"),
    [
        (date(2024, 4, 30), None, {("S14", "indsendt")}),
        (date(2024, 5, 1), None, set()),
        (date(2024, 5, 15), None, set()),
        (date(2024, 5, 16), None, {("S14", "indsendt")}),
        # The date of the command line takes precedence over the date in the file.
        (date(2024, 5, 16), date(2024, 5, 15), set()),
        (date(2024, 5, 15), date(2024, 5, 16), {("S14", "indsendt")}),
        (None, None, {("S36", "indsendt")}),
        (None, date(2024, 5, 15), {("S36", "indsendt")}),
        (None, date(2024, 4, 30), {("S14", "indsendt"), ("S36", "indsendt")}),
    ],
)
def test_indsendelse(indsendt: date | None, dato: date | None, forventet: set[tuple[str, str]]) -> None:
    assert fund(ansoegning({"indsendt": indsendt}), dato) == forventet


def test_tekster_og_kontakt() -> None:
    assert fund(ansoegning({"beskrivelse.tidsplan": None}), None) == {("S11", "beskrivelse.tidsplan")}
    assert fund(ansoegning({"kontakt.e_postkasser": ""}), None) == {("S12", "kontakt.e_postkasser")}
    assert fund(ansoegning({"kommune": None}), None) == {("S02", "kommune")}


def test_antal_tegn() -> None:
    assert antal_tegn("æøå") == 3
    assert antal_tegn("a\u030a") == 1
    assert antal_tegn("\r\n") == 1
    assert antal_tegn("\n\r") == 2
    assert antal_tegn("😀") == 1


@pytest.mark.parametrize("fyld", ["ø", "a\u030a", "\r\n", "\r", "\n", "😀"])
def test_tekster_i_alt(fyld: str) -> None:
    # The other five texts have five characters each, which leaves 3,975.
    lige_nok = "x" + fyld * 3_973 + "x"
    assert fund(ansoegning({"beskrivelse.kapacitet": lige_nok}), None) == set()
    en_for_meget = "x" + fyld * 3_974 + "x"
    assert fund(ansoegning({"beskrivelse.kapacitet": en_for_meget}), None) == {("S27", "beskrivelse")}


# --- The strategies, and properties of the oracle -----------------------------------------


@given(projekter())
def test_mangler_er_udeladte_fakta(p: dict[str, object]) -> None:
    for status, mangler in vurder_projekt(p).values():
        assert (status == MANGLER_OPLYSNINGER) == bool(mangler)
        assert mangler <= set(PROJEKTFAKTA) - set(p)


@given(projekter(fuldstaendig=True))
def test_fuldstaendigt_projekt_mangler_intet(p: dict[str, object]) -> None:
    assert set(p) == set(PROJEKTFAKTA)
    assert projekt_resultat(vurder_projekt(p)) != MANGLER_OPLYSNINGER


@given(projekter(), st.sampled_from(UDEN_BETYDNING))
def test_fakta_uden_betydning(p: dict[str, object], fakta: str) -> None:
    uden = {noegle: vaerdi for noegle, vaerdi in p.items() if noegle != fakta}
    assert vurder_projekt(p) == vurder_projekt(uden)


@given(projekter(laan_under_udgift=True, fuldstaendig=True), st.sets(st.sampled_from(PROJEKTFAKTA)))
def test_kendt_svar_aendres_ikke_af_flere_oplysninger(p: dict[str, object], udeladte: set[str]) -> None:
    faerre = {noegle: vaerdi for noegle, vaerdi in p.items() if noegle not in udeladte}
    for kriterium, (status, mangler) in vurder_projekt(faerre).items():
        if status != MANGLER_OPLYSNINGER:
            assert vurder_projekt(p)[kriterium][0] == status
        else:
            udfyldt = {**faerre, **{noegle: p[noegle] for noegle in mangler}}
            assert vurder_projekt(udfyldt)[kriterium][0] != MANGLER_OPLYSNINGER


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(klare_ansoegninger())
def test_klare_ansoegninger_laaner_ikke_over_udgiften(a: dict[str, object]) -> None:
    assert not {tjek for tjek, _ in fund(a, None)} & {"S07", "S22"}


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(ansoegninger())
def test_yaml_og_json_siger_det_samme(a: dict[str, object]) -> None:
    yaml = pytest.importorskip("yaml")
    som_yaml = til_yaml(a)
    assert som_yaml.startswith("pulje: botilbud-2025-26\n")
    assert yaml.safe_load(som_yaml) == json.loads(til_json(a))
