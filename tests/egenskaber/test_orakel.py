"""Hand-checked examples of the oracle and of the shared strategies.

The differential tests are only as good as the oracle, so each limit, exception and
reservation is held up here against an answer worked out by hand from the letter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hjaelp.orakel_botilbud import (
    IKKE_OPFYLDT,
    KRAEVER_VURDERING,
    MANGLER_OPLYSNINGER,
    OPFYLDT,
    STATUSSER,
    TEKSTFELTER,
    ansoegning_resultat,
    antal_tegn,
    eller,
    fund,
    ikke,
    og,
    projekt_resultat,
    vurder_projekt,
)
from hjaelp.strategier import (
    PROJEKTFAKTA,
    UDEN_BETYDNING,
    ansoegninger,
    klare_ansoegninger,
    projekter,
    til_json,
    til_yaml,
)

#: A project that meets every criterion and draws no finding.
GODT_PROJEKT: dict[str, object] = {
    "navn": "Skovbrynet",
    "ansoegt_2025": 12_500,
    "ansoegt_2026": 18_000,
    "pladser_2025": 0,
    "pladser_2026": 12,
    "andel_andre": Decimal("33"),
    "afsluttes": date(2026, 10, 1),
    "lovgrundlag": "sel107_og_108",
    "bruttoanlaegsudgift_2025": 14_000,
    "bruttoanlaegsudgift_2026": 20_000,
    "pladser_etableret": 14,
    "nedlagte_pladser": 2,
    "omdannede_abl105_pladser": 0,
    "art": "nybyggeri",
    "bortfald_forventes": False,
    "ibrugtagning": date(2026, 11, 1),
    "koordinering": "kkr",
    "dokumentation": ["Referat af møde i KKR"],
    "paabegyndt": False,
    "tidligere_tilsagn": False,
}

#: An application that is ready.
GOD_ANSOEGNING: dict[str, object] = {
    "kommune": "0751",
    "indsendt": date(2024, 5, 10),
    "kontakt.navne": "Åse Ærø, souschef",
    "kontakt.telefonnumre": "89402000",
    "kontakt.e_postkasser": "a@b.dk",
    **dict.fromkeys(TEKSTFELTER, "Tekst"),
    "projekter": [GODT_PROJEKT],
}


def projekt(**aendringer: object) -> dict[str, object]:
    """Change some facts of the good project; ``None`` leaves a fact out."""
    p = {**GODT_PROJEKT, **aendringer}
    return {noegle: vaerdi for noegle, vaerdi in p.items() if vaerdi is not None}


def ansoegning(aendringer: Mapping[str, object]) -> dict[str, object]:
    """Change some facts of the good application; ``None`` leaves a fact out."""
    a = {**GOD_ANSOEGNING, **aendringer}
    return {noegle: vaerdi for noegle, vaerdi in a.items() if vaerdi is not None}


def med_projekt(**aendringer: object) -> dict[str, object]:
    """Give the good application with one changed project."""
    return ansoegning({"projekter": [projekt(**aendringer)]})


# --- The logic ----------------------------------------------------------------------------


def test_kleene() -> None:
    assert og(False, None) is False
    assert og(True, None) is None
    assert og(True, True) is True
    assert eller(True, None) is True
    assert eller(False, None) is None
    assert eller(False, False) is False
    assert ikke(None) is None
    assert ikke(True) is False
    assert ikke(False) is True


def test_ordene_er_kontraktens() -> None:
    assert STATUSSER == (
        "ikke_opfyldt",
        "mangler_oplysninger",
        "kraever_vurdering",
        "opfyldt",
    )
    assert TEKSTFELTER == (
        "beskrivelse.kapacitet",
        "beskrivelse.andel_andre",
        "beskrivelse.prissaetning",
        "beskrivelse.laaneadgang",
        "beskrivelse.tidsplan",
        "beskrivelse.nyetablering",
    )


# --- The criteria -------------------------------------------------------------------------


def test_godt_projekt() -> None:
    vurdering = vurder_projekt(GODT_PROJEKT)
    assert vurdering == {k: (OPFYLDT, frozenset()) for k in ("K1", "K2", "K3", "K4", "K5", "K6")}
    assert projekt_resultat(vurdering) == OPFYLDT


def test_tomt_projekt() -> None:
    vurdering = vurder_projekt({})
    assert {k: status for k, (status, _) in vurdering.items()} == dict.fromkeys(vurdering, MANGLER_OPLYSNINGER)
    assert {k: set(mangler) for k, (_, mangler) in vurdering.items()} == {
        "K1": {"lovgrundlag"},
        "K2": {
            "pladser_2025",
            "pladser_2026",
            "art",
            "bortfald_forventes",
            "omdannede_abl105_pladser",
        },
        "K3": {"afsluttes"},
        "K4": {
            "bruttoanlaegsudgift_2025",
            "bruttoanlaegsudgift_2026",
            "ansoegt_2025",
            "ansoegt_2026",
        },
        "K5": {"andel_andre", "art"},
        "K6": {"pladser_2025", "pladser_2026", "art", "bortfald_forventes"},
    }
    assert projekt_resultat(vurdering) == MANGLER_OPLYSNINGER


INTET: frozenset[str] = frozenset()
VEDLIGEHOLDELSE: dict[str, object] = {
    "pladser_2026": 0,
    "art": "vedligeholdelse",
    "bortfald_forventes": True,
}


@pytest.mark.parametrize(
    ("kriterium", "aendringer", "status", "mangler"),
    [
        # K1: the law.
        ("K1", {"lovgrundlag": "sel107"}, OPFYLDT, INTET),
        ("K1", {"lovgrundlag": "sel108"}, OPFYLDT, INTET),
        ("K1", {"lovgrundlag": "abl105"}, IKKE_OPFYLDT, INTET),
        ("K1", {"lovgrundlag": "andet"}, IKKE_OPFYLDT, INTET),
        ("K1", {"lovgrundlag": "blandet_abl105"}, KRAEVER_VURDERING, INTET),
        ("K1", {"lovgrundlag": None}, MANGLER_OPLYSNINGER, {"lovgrundlag"}),
        # K2: expansion; conversion of ABL places.
        ("K2", {"pladser_2026": 1}, OPFYLDT, INTET),
        ("K2", {"pladser_2026": 0}, IKKE_OPFYLDT, INTET),
        ("K2", {"omdannede_abl105_pladser": 1}, KRAEVER_VURDERING, INTET),
        # The good project's art settles the exception, so only the reservation is open.
        (
            "K2",
            {"omdannede_abl105_pladser": None},
            MANGLER_OPLYSNINGER,
            {"omdannede_abl105_pladser"},
        ),
        # Every open part is counted, also the exception of a met requirement.
        (
            "K2",
            {"omdannede_abl105_pladser": None, "art": None, "bortfald_forventes": True},
            MANGLER_OPLYSNINGER,
            {"omdannede_abl105_pladser", "art"},
        ),
        # An open exception of a met requirement alone opens nothing.
        ("K2", {"art": None, "bortfald_forventes": None}, OPFYLDT, INTET),
        # Five known places do not settle a sum with an unknown part.
        ("K2", {"pladser_2025": None, "pladser_2026": 5}, MANGLER_OPLYSNINGER, {"pladser_2025"}),
        ("K2", VEDLIGEHOLDELSE, KRAEVER_VURDERING, INTET),
        ("K2", {**VEDLIGEHOLDELSE, "omdannede_abl105_pladser": 1}, IKKE_OPFYLDT, INTET),
        ("K2", {**VEDLIGEHOLDELSE, "bortfald_forventes": False}, IKKE_OPFYLDT, INTET),
        (
            "K2",
            {**VEDLIGEHOLDELSE, "bortfald_forventes": None},
            MANGLER_OPLYSNINGER,
            {"bortfald_forventes"},
        ),
        (
            "K2",
            {**VEDLIGEHOLDELSE, "omdannede_abl105_pladser": None},
            MANGLER_OPLYSNINGER,
            {"omdannede_abl105_pladser"},
        ),
        # A converted place settles the exception, whatever the art is.
        (
            "K2",
            {"pladser_2026": 0, "art": None, "omdannede_abl105_pladser": 1},
            IKKE_OPFYLDT,
            INTET,
        ),
        # K3: before the end of 2026.
        ("K3", {"afsluttes": date(2026, 12, 30)}, OPFYLDT, INTET),
        ("K3", {"afsluttes": date(2026, 12, 31)}, OPFYLDT, INTET),
        ("K3", {"afsluttes": date(2027, 1, 1)}, IKKE_OPFYLDT, INTET),
        ("K3", {"afsluttes": None}, MANGLER_OPLYSNINGER, {"afsluttes"}),
        # K4: strictly over 20 mio. kr.
        (
            "K4",
            {"bruttoanlaegsudgift_2025": 9_999, "bruttoanlaegsudgift_2026": 10_000},
            IKKE_OPFYLDT,
            INTET,
        ),
        (
            "K4",
            {"bruttoanlaegsudgift_2025": 10_000, "bruttoanlaegsudgift_2026": 10_000},
            IKKE_OPFYLDT,
            INTET,
        ),
        (
            "K4",
            {"bruttoanlaegsudgift_2025": 10_001, "bruttoanlaegsudgift_2026": 10_000},
            OPFYLDT,
            INTET,
        ),
        # The loan does not count where the cost is known.
        (
            "K4",
            {
                "bruttoanlaegsudgift_2025": 0,
                "bruttoanlaegsudgift_2026": 20_000,
                "ansoegt_2026": 30_000,
            },
            IKKE_OPFYLDT,
            INTET,
        ),
        # Cost of one year alone does not settle it, the loan does.
        ("K4", {"bruttoanlaegsudgift_2025": None}, OPFYLDT, INTET),
        (
            "K4",
            {
                "bruttoanlaegsudgift_2025": None,
                "bruttoanlaegsudgift_2026": None,
                "ansoegt_2025": 1,
                "ansoegt_2026": 20_000,
            },
            OPFYLDT,
            INTET,
        ),
        (
            "K4",
            {"bruttoanlaegsudgift_2026": None, "ansoegt_2025": 0, "ansoegt_2026": 20_000},
            MANGLER_OPLYSNINGER,
            {"bruttoanlaegsudgift_2026"},
        ),
        (
            "K4",
            {"bruttoanlaegsudgift_2025": None, "ansoegt_2025": None, "ansoegt_2026": 30_000},
            MANGLER_OPLYSNINGER,
            {"bruttoanlaegsudgift_2025", "ansoegt_2025"},
        ),
        # Even a cost over the limit in one year alone is a sum that is not settled.
        (
            "K4",
            {
                "bruttoanlaegsudgift_2025": 90_000,
                "bruttoanlaegsudgift_2026": None,
                "ansoegt_2025": 0,
                "ansoegt_2026": 0,
            },
            MANGLER_OPLYSNINGER,
            {"bruttoanlaegsudgift_2026"},
        ),
        # An unknown loan does not matter where the cost is known.
        ("K4", {"ansoegt_2025": None, "ansoegt_2026": None}, OPFYLDT, INTET),
        # K5: at least 25 per cent.
        ("K5", {"andel_andre": Decimal("24.99")}, IKKE_OPFYLDT, INTET),
        ("K5", {"andel_andre": Decimal("25")}, OPFYLDT, INTET),
        ("K5", {"andel_andre": Decimal("25.01")}, OPFYLDT, INTET),
        (
            "K5",
            {"andel_andre": Decimal("24.99"), "art": "vedligeholdelse"},
            KRAEVER_VURDERING,
            INTET,
        ),
        ("K5", {"andel_andre": Decimal("25"), "art": "vedligeholdelse"}, OPFYLDT, INTET),
        ("K5", {"andel_andre": Decimal("0"), "art": None}, MANGLER_OPLYSNINGER, {"art"}),
        ("K5", {"andel_andre": Decimal("25"), "art": None}, OPFYLDT, INTET),
        ("K5", {"andel_andre": None}, MANGLER_OPLYSNINGER, {"andel_andre"}),
        # K6: expansion, or maintenance of places that would lapse.
        ("K6", {"pladser_2026": 1}, OPFYLDT, INTET),
        ("K6", {"pladser_2026": 0}, IKKE_OPFYLDT, INTET),
        ("K6", VEDLIGEHOLDELSE, KRAEVER_VURDERING, INTET),
        ("K6", {**VEDLIGEHOLDELSE, "omdannede_abl105_pladser": 1}, KRAEVER_VURDERING, INTET),
        ("K6", {**VEDLIGEHOLDELSE, "bortfald_forventes": False}, IKKE_OPFYLDT, INTET),
        (
            "K6",
            {**VEDLIGEHOLDELSE, "bortfald_forventes": None},
            MANGLER_OPLYSNINGER,
            {"bortfald_forventes"},
        ),
        ("K6", {**VEDLIGEHOLDELSE, "art": None}, MANGLER_OPLYSNINGER, {"art"}),
        # The lapse is not expected, so the art does not matter.
        ("K6", {"pladser_2026": 0, "art": None}, IKKE_OPFYLDT, INTET),
        ("K6", {"art": "blandet"}, KRAEVER_VURDERING, INTET),
        ("K6", {"art": "blandet", "pladser_2026": 0}, IKKE_OPFYLDT, INTET),
        ("K6", {"art": "vedligeholdelse"}, OPFYLDT, INTET),
        ("K6", {"art": None}, MANGLER_OPLYSNINGER, {"art"}),
        (
            "K6",
            {"art": None, "bortfald_forventes": None},
            MANGLER_OPLYSNINGER,
            {"art", "bortfald_forventes"},
        ),
        # The art settles exception and reservation; only the places are open.
        ("K6", {"pladser_2025": None}, MANGLER_OPLYSNINGER, {"pladser_2025"}),
    ],
)
def test_kriterium(kriterium: str, aendringer: dict[str, object], status: str, mangler: set[str]) -> None:
    assert vurder_projekt(projekt(**aendringer))[kriterium] == (status, frozenset(mangler))


@pytest.mark.parametrize("tom", [None, "", "  "])
def test_tom_er_ukendt(tom: object) -> None:
    p = {**GODT_PROJEKT, "afsluttes": tom}
    assert vurder_projekt(p)["K3"] == (MANGLER_OPLYSNINGER, frozenset({"afsluttes"}))


def test_resultater() -> None:
    assert projekt_resultat([OPFYLDT, KRAEVER_VURDERING]) == KRAEVER_VURDERING
    assert projekt_resultat([KRAEVER_VURDERING, MANGLER_OPLYSNINGER]) == MANGLER_OPLYSNINGER
    assert projekt_resultat([MANGLER_OPLYSNINGER, IKKE_OPFYLDT, OPFYLDT]) == IKKE_OPFYLDT
    assert ansoegning_resultat([OPFYLDT, OPFYLDT]) == OPFYLDT
    assert ansoegning_resultat([OPFYLDT, IKKE_OPFYLDT]) == IKKE_OPFYLDT
    assert ansoegning_resultat([]) == MANGLER_OPLYSNINGER


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
        # S05, S06: the amounts. S26 follows from nothing, or too much, per place.
        (
            {"ansoegt_2025": 0, "ansoegt_2026": 0},
            {("S05", "ansoegt_i_alt"), ("S26", "ansoegt_i_alt")},
        ),
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
            {
                ("S06", "ansoegt_2025"),
                ("S06", "ansoegt_2026"),
                ("S22", "ansoegt_2026"),
                ("S26", "ansoegt_i_alt"),
            },
        ),
        # S07, S22: the loan against the cost, 14,000 + 20,000.
        ({"ansoegt_2025": 14_000, "ansoegt_2026": 20_000}, set()),
        ({"ansoegt_2025": 14_001, "ansoegt_2026": 19_999}, {("S22", "ansoegt_2025")}),
        (
            {"ansoegt_2025": 14_000, "ansoegt_2026": 20_001},
            {("S07", "ansoegt_i_alt"), ("S22", "ansoegt_2026")},
        ),
        # S08: no places; unknown art settles nothing.
        ({"pladser_2026": 0, "pladser_etableret": 2}, {("S08", "udvidelse")}),
        ({"pladser_2026": 0, "pladser_etableret": 2, "art": "vedligeholdelse"}, set()),
        ({"pladser_2026": 0, "pladser_etableret": 2, "art": None}, set()),
        ({"pladser_2026": 0, "pladser_2025": None}, {("S01", "pladser_2025")}),
        # S09: before the window.
        ({"afsluttes": date(2024, 4, 30)}, {("S09", "afsluttes")}),
        ({"afsluttes": date(2024, 5, 1)}, set()),
        # S10, S24: 14 - 2 - 0 = 12.
        ({"pladser_etableret": 13}, {("S24", "pladser_etableret")}),
        ({"pladser_etableret": 3}, {("S24", "pladser_etableret")}),
        (
            {"pladser_etableret": 2},
            {("S10", "pladser_etableret"), ("S24", "pladser_etableret")},
        ),
        (
            {"omdannede_abl105_pladser": 13},
            {("S10", "pladser_etableret"), ("S24", "pladser_etableret")},
        ),
        ({"nedlagte_pladser": None, "pladser_etableret": 0}, set()),
        # S23: places in 2025.
        (
            {"pladser_2025": 1, "pladser_2026": 11, "afsluttes": date(2026, 1, 1)},
            {("S23", "pladser_2025")},
        ),
        ({"pladser_2025": 1, "pladser_2026": 11, "afsluttes": date(2025, 12, 31)}, set()),
        # S26: 500 and 6,000 t.kr. for each of 12 places are within.
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
        # One single new place is an expansion too (S10, S26).
        (
            {"pladser_2026": 1, "pladser_etableret": 2},
            {
                ("S10", "pladser_etableret"),
                ("S24", "pladser_etableret"),
                ("S26", "ansoegt_i_alt"),
            },
        ),
        # S32: in use after the limit, though completed within.
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
        # S34, S35: begun, an earlier loan.
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
        # The day of the command line goes before the one in the file.
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
    # The other five texts are five characters each, so 3,975 are left.
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


def test_skrevet_i_haanden() -> None:
    a: dict[str, object] = {
        "kommune": "0751",
        "indsendt": date(2024, 5, 1),
        "beskrivelse.kapacitet": 'Ærø:\n"12"',
        "projekter": [
            {
                "navn": "Åhuset",
                "ansoegt_2025": 12_500,
                "andel_andre": Decimal("24.90"),
                "paabegyndt": False,
                "dokumentation": ["Referat"],
            },
            {},
        ],
    }
    assert til_yaml(a) == (
        "pulje: botilbud-2025-26\n"
        'kommune: "0751"\n'
        "indsendt: 01/05/2024\n"
        "beskrivelse:\n"
        '  kapacitet: "Ærø:\\n\\"12\\""\n'
        "projekter:\n"
        '  - navn: "Åhuset"\n'
        "    ansoegt_2025: 12500\n"
        '    andel_andre: "24,90"\n'
        "    paabegyndt: nej\n"
        "    dokumentation:\n"
        '      - "Referat"\n'
        "  - {}\n"
    )
    assert json.loads(til_json(a)) == {
        "pulje": "botilbud-2025-26",
        "kommune": "0751",
        "indsendt": "01/05/2024",
        "beskrivelse": {"kapacitet": 'Ærø:\n"12"'},
        "projekter": [
            {
                "navn": "Åhuset",
                "ansoegt_2025": 12500,
                "andel_andre": "24,90",
                "paabegyndt": "nej",
                "dokumentation": ["Referat"],
            },
            {},
        ],
    }


def test_strategierne_naar_alle_svar() -> None:
    """Every status a criterion can have, and every check, is drawn now and then."""
    svar: set[tuple[str, str]] = set()
    resultater: set[str] = set()
    tjek: set[str] = set()

    @settings(max_examples=300, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(ansoegninger())
    def saml(a: dict[str, object]) -> None:
        tjek.update(navn for navn, _ in fund(a, None))
        raekker = a.get("projekter", [])
        assert isinstance(raekker, list)
        for p in raekker:
            vurdering = vurder_projekt(p)
            svar.update((kriterium, status) for kriterium, (status, _) in vurdering.items())
            resultater.add(projekt_resultat(vurdering))

    saml()
    umulige = {("K3", KRAEVER_VURDERING), ("K4", KRAEVER_VURDERING)}
    assert (
        svar
        == {(kriterium, status) for kriterium in ("K1", "K2", "K3", "K4", "K5", "K6") for status in STATUSSER} - umulige
    )
    assert resultater == set(STATUSSER)
    alle = "01 02 03 04 05 06 07 08 09 10 11 12 14 21 22 23 24 26 27 32 33 34 35 36"
    assert tjek == {f"S{nummer}" for nummer in alle.split()}
