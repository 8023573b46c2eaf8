"""Drafts of the form's texts: within the limit, good Danish, consistent with the columns, accepted by the
form checks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning import load_regelsaet
from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.bedoemmelse.sag import kontekst
from ansoegning.handlinger.tjek import laes
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.filformater.json_fil import laes_json
from ansoegning.indlaes.noder import Ordbog
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.fraser import vis_parameter
from ansoegning.motor.indbygget import tegn
from ansoegning.motor.kaeder import kaeder
from ansoegning.skriv.kontekst import tegn_hoejst, tekstfelter
from ansoegning.skriv.skabeloner import Skabeloner
from ansoegning.skriv.udkast import lav_udkast
from ansoegning.system.steder import mappe
from hjaelp.strategier import ansoegninger, til_json

PULJE = "botilbud-2025-26"
REGELSAET = load_regelsaet(PULJE)
FELTER = tuple(tekstfelter(REGELSAET))
SKABELONER = Skabeloner()
# The checks of the texts: the limit, and one for each field but the third.
TEKSTTJEK = {"S27", "S28", "S29", "S30", "S31", "S39"}


def _udkast(a: dict[str, Any]) -> tuple[dict[str, str], Ansoegning]:
    ansoegning, regelsaet = laes({**a, "pulje": PULJE})
    return lav_udkast(kontekst(ansoegning, regelsaet), SKABELONER), ansoegning


def _tegnet(a: dict[str, object]) -> tuple[dict[str, str], Ansoegning]:
    rod = laes_json(til_json(_uden_tekster(a)), "x")
    assert isinstance(rod, Ordbog)
    ansoegning = laes_ansoegning(rod, REGELSAET, "x")
    return lav_udkast(kontekst(ansoegning, REGELSAET), SKABELONER), ansoegning


def _uden_tekster(a: dict[str, object]) -> dict[str, object]:
    return {n: v for n, v in a.items() if not n.startswith("beskrivelse")}


@given(ansoegninger())
def test_udkast_til_enhver_ansoegning(a: dict[str, object]) -> None:
    udkast, ansoegning = _tegnet(a)
    assert set(udkast) <= set(FELTER)
    assert sum(map(tegn, udkast.values())) <= (tegn_hoejst(REGELSAET) or 0)
    egne = " ".join(str(v) for r in ansoegning.raekker["projekter"] for v in r.values())
    for tekst in filter(None, udkast.values()):
        assert "  " not in tekst
        assert tekst == tekst.strip()
        assert tekst[-1] in ".!?…" or tekst[-1] in egne
        assert tekst[0] == tekst[0].upper()
        if "1 pladser" not in egne:
            assert not re.search(r"\b1 pladser", tekst)
        for hul in ("None", "Undefined", "»«", " ,", " .", "..", "()", "oplyst", "endnu ikke", "frist", "~"):
            assert hul not in tekst or hul in egne, (hul, tekst)
    svar = bedoem_ansoegning(replace(ansoegning, fakta={**ansoegning.fakta, **udkast}), REGELSAET, kaeder())
    advarsler = {f.id for f in svar.skema} & TEKSTTJEK
    if not any("maalgruppe" in r for r in ansoegning.raekker["projekter"]):
        # A correct warning: a draft does not invent unknown facts.
        advarsler -= {"S31"}
    if not any(r.keys() & {"afsluttes", "ibrugtagning"} for r in ansoegning.raekker["projekter"]):
        # Also a correct one: no year is known.
        advarsler -= {"S39"}
    assert not advarsler, udkast


@given(ansoegninger())
def test_hvert_projekt_med_kendt_udvidelse_er_naevnt_hvor_der_er_plads(a: dict[str, object]) -> None:
    udkast, ansoegning = _tegnet(a)
    if sum(map(tegn, udkast.values())) > 3_000:
        return
    projekter = ansoegning.raekker["projekter"]
    for nr, r in enumerate(projekter, 1):
        navn = " ".join(str(r.get("navn", "")).split())
        nummer = f"rojekt {nr}" if len(projekter) > 1 else "ét projekt"
        if r.get("pladser_2025") is not None and r.get("pladser_2026") is not None:
            assert (f"»{navn}«" if navn and len(navn) <= 80 else nummer) in udkast["beskrivelse.kapacitet"]


def _et(**fakta: object) -> dict[str, str]:
    return _udkast({"kommune": "Aarhus", "projekter": [{"navn": "Egehuset", **fakta}]})[0]


def test_ental_og_flertal() -> None:
    assert "med 1 plads i 2026." in _et(pladser_2025=0, pladser_2026=1)["beskrivelse.kapacitet"]
    tekst = _et(pladser_2025=1, pladser_2026=11)["beskrivelse.kapacitet"]
    assert "med 12 pladser: 1 plads i 2025 og 11 pladser i 2026." in tekst


def test_pladser_i_et_kendt_aar() -> None:
    felt = "beskrivelse.kapacitet"
    assert _et(pladser_2026=12)[felt].startswith(
        "Der søges om låneadgang til projektet »Egehuset«, som udvider kapaciteten med 12 pladser i 2026."
    )
    tekst = _to(pladser_2025=(0, None), pladser_2026=(12, 8))[felt]
    assert tekst.startswith(
        "Der søges om låneadgang til to projekter, som tilsammen udvider kapaciteten med 20 pladser i 2026. »A« "
        "udvider kapaciteten med 12 pladser i 2026. »B« udvider kapaciteten med 8 pladser i 2026."
    )
    assert _to(pladser_2025=(0, None))[felt] == "Der søges om låneadgang til to projekter."


def test_beloeb_og_andele_er_kolonnernes() -> None:
    udkast = _et(ansoegt_2025="7.500", ansoegt_2026="9.500", andel_andre="31,25", pladser_2025=0, pladser_2026=16)
    assert udkast["beskrivelse.laaneadgang"] == (
        "Der søges om låneadgang på 17.000.000 kr.: 7.500.000 kr. i 2025 og 9.500.000 kr. i 2026."
    )
    assert udkast["beskrivelse.andel_andre"].startswith("31,25 pct. af pladserne forventes")


def test_et_beloeb_der_mangler_er_ikke_nul() -> None:
    tekst = _et(ansoegt_2025="7.500")["beskrivelse.laaneadgang"]
    assert tekst == "Der søges om låneadgang på 7.500.000 kr. i 2025."


def test_et_aar_der_ikke_soeges_i_er_naevnt() -> None:
    tekst = _et(ansoegt_2025=0, ansoegt_2026="9.500")["beskrivelse.laaneadgang"]
    assert tekst == "Der søges om låneadgang på 9.500.000 kr. i 2026; der søges ikke om lån i 2025."


@pytest.mark.parametrize("projekter", [[], [{"ansoegt_2025": 0, "ansoegt_2026": 0}]])
def test_hvor_intet_er_ansoegt_mangler_intet_beloeb(projekter: list[dict[str, object]]) -> None:
    udkast, ansoegning = _udkast({"kommune": "Aarhus", "projekter": projekter})
    svar = bedoem_ansoegning(replace(ansoegning, fakta={**ansoegning.fakta, **udkast}), REGELSAET, kaeder())
    assert not {f.id for f in svar.skema} & (TEKSTTJEK - {"S31"})


def test_det_samme_siges_en_gang() -> None:
    projekter = [
        {"navn": n, "maalgruppe": "Voksne med autisme", "lovgrundlag": "sel107", "art": art, "koordinering": k,
         "nedlagte_pladser": 2, "andel_andre": 25, "takst_forventet": 3400}
        for n, art, k in (("A", "nybyggeri", "kkr"), ("B", "nybyggeri", "ingen"), ("C", "vedligeholdelse", "kkr"))
    ]  # fmt: skip
    udkast, _ = _udkast({"projekter": projekter})
    for del_ in (
        "Pladserne i »A« og »B« opføres efter SEL § 107. Pladserne i »C« hører under SEL § 107.",
        "Den primære målgruppe i alle tre projekter er voksne med autisme.",
        "Alle tre projekter medfører hver især, at 2 pladser nedlægges.",
    ):
        assert del_ in udkast["beskrivelse.kapacitet"]
    assert udkast["beskrivelse.andel_andre"] == (
        "I alle tre projekter forventes 25 pct. af pladserne at være til rådighed for andre kommuner. »A« og »C« er "
        "koordineret i regi af KKR."
    )
    assert udkast["beskrivelse.nyetablering"].endswith(
        "I »A« og »B« etableres nye pladser i nybyggeri. I »C« renoveres eksisterende pladser."
    )
    assert udkast["beskrivelse.prissaetning"] == "Taksten i alle tre projekter forventes at blive 3.400 kr. pr. døgn."


def test_takster_sammenlignes_samlet() -> None:
    felt = "beskrivelse.prissaetning"
    begyndelse = (
        "I ét af to projekter forventes taksten at blive lavere end for en sammenlignelig plads i dag. Taksten i »A« "
    )
    assert _to(takst_reference=(4000, 4000), takst_forventet=(3000, 4500))[felt].startswith(begyndelse)
    assert _to(takst_reference=(4000, 4000), takst_forventet=(3000, 3500))[felt].startswith("I begge projekter ")
    assert _to(takst_reference=(4000, None), takst_forventet=(None, 3500))[felt].startswith(
        "En plads, der kan sammenlignes med dem i »A«, koster i dag 4.000 kr. pr. døgn. Taksten i »B« forventes at "
    )
    assert _to(takst_reference=(4000, None))[felt].startswith("En plads, der kan sammenlignes med dem i »A«, koster")


def test_egne_saetninger_om_maalgruppen_staar_for_sig() -> None:
    felt = "beskrivelse.kapacitet"
    assert "Den primære målgruppe: Voksne. Også unge." in _et(maalgruppe="Voksne. Også unge.")[felt]
    assert "Den primære målgruppe: Målgruppen er unge." in _et(maalgruppe="Målgruppen er unge")[felt]


def test_et_navn_aendres_ikke() -> None:
    assert "projektet »../a..b…«." in _et(navn="../a..b…")["beskrivelse.kapacitet"]


def test_takster_med_oere() -> None:
    tekst = _et(takst_reference="3980,50", takst_forventet="3400")["beskrivelse.prissaetning"]
    assert tekst == (
        "Taksten forventes at blive 3.400 kr. pr. døgn, 580,50 kr. lavere end for en sammenlignelig plads i dag "
        "(3.980,50 kr.)."
    )


def test_skrevne_tekster_roeres_ikke_og_tager_af_pladsen() -> None:
    projekter = [{"navn": f"Projekt nummer {n} med et langt navn", "pladser_2025": 0, "pladser_2026": n + 1,
                  "ansoegt_2025": 1_000, "ansoegt_2026": 2_000} for n in range(5)]  # fmt: skip
    fri, _ = _udkast({"projekter": projekter})
    egen = "Målgruppen er beskrevet her. " * 120
    trang, _ = _udkast({"projekter": projekter, "beskrivelse": {"kapacitet": egen}})
    assert "beskrivelse.kapacitet" not in trang
    assert tegn(egen.strip()) + sum(map(tegn, trang.values())) <= (tegn_hoejst(REGELSAET) or 0)
    # Complete sentences, in the original order.
    for felt, tekst in trang.items():
        dele = re.split(r"(?<=\.) (?=[A-ZÆØÅ»])", fri[felt])
        assert [d for d in dele if d in tekst] == re.split(r"(?<=\.) (?=[A-ZÆØÅ»])", tekst)


def test_hvor_egne_tekster_fylder_alt_holdes_graensen_stadig() -> None:
    graense = tegn_hoejst(REGELSAET) or 0
    for ledige in (0, 1, 60, 150, 300):
        udkast, _ = _udkast(
            {
                "projekter": [{"ansoegt_2025": 1_000, "andel_andre": 25, "art": "nybyggeri"}],
                "beskrivelse": {"kapacitet": ("x " * graense)[: graense - ledige - 1] + "x"},
            }
        )
        assert tuple(udkast) == (FELTER[1], FELTER[3], FELTER[5])
        assert sum(map(tegn, udkast.values())) <= ledige
        assert all(t == "" or t.endswith(".") for t in udkast.values())
    assert set(
        _udkast({"projekter": [{"art": "blandet"}], "beskrivelse": {"kapacitet": "x " * 4_999 + "x"}})[0].values()
    ) == {""}


def test_vaerdier_staar_paent_i_saetningen() -> None:
    assert "målgruppe er voksne med autisme." in _et(maalgruppe="Voksne med autisme.")["beskrivelse.kapacitet"]
    assert "målgruppe er ADHD." in _et(maalgruppe="ADHD")["beskrivelse.kapacitet"]
    assert "målgruppe er svært udsatte!" in _et(maalgruppe="svært udsatte!")["beskrivelse.kapacitet"]
    assert "målgruppe er unge m.fl. " not in _et(maalgruppe="unge m.fl.")["beskrivelse.kapacitet"]
    assert _et(maalgruppe="unge m.fl.")["beskrivelse.kapacitet"].endswith("målgruppe er unge m.fl.")
    assert _et(navn="»Solsiden«")["beskrivelse.kapacitet"].startswith(
        "Der søges om låneadgang til projektet »Solsiden«."
    )


def _to(**fakta: tuple[object, object]) -> dict[str, str]:
    projekter = [{"navn": n, **{f: v[i] for f, v in fakta.items() if v[i] is not None}} for i, n in enumerate("AB")]
    return _udkast({"kommune": "Aarhus", "projekter": projekter})[0]


def test_andele_i_flere_projekter() -> None:
    felt = "beskrivelse.andel_andre"
    tekst = _to(andel_andre=(25, 50), pladser_2025=(0, 0), pladser_2026=(10, 10))[felt]
    assert tekst == (
        "Samlet forventes 37,5 pct. af pladserne at være til rådighed for andre kommuner, vægtet med projekternes "
        "udvidelse. I »A« er det 25 pct. af pladserne. I »B« er det 50 pct. af pladserne."
    )
    assert _to(andel_andre=(50, 25))[felt].startswith("I projekterne forventes mellem 25 pct. og 50 pct. af pladserne")
    assert _to(andel_andre=(25, 25))[felt] == (
        "I begge projekter forventes 25 pct. af pladserne at være til rådighed for andre kommuner."
    )
    assert _to(andel_andre=(0, None))[felt] == (
        "I »A« forventes 0 pct. af pladserne at være til rådighed for andre kommuner."
    )


def test_tidsplanen_siger_kun_det_der_er_oplyst() -> None:
    felt = "beskrivelse.tidsplan"
    assert _to(afsluttes=("30/11/2026", None))[felt] == "»A« forventes afsluttet den 30. november 2026."
    assert felt not in _to()
    assert _et(afsluttes="30/11/2026")[felt] == "Projektet forventes afsluttet den 30. november 2026."
    assert _et(afsluttes="30/11/2026", ibrugtagning="01/12/2026", paabegyndt="ja")[felt] == (
        "Projektet forventes afsluttet den 30. november 2026, og den sidste plads tages i brug den 1. december 2026. "
        "Byggeriet er begyndt."
    )
    assert _to(afsluttes=("30/11/2026", "30/11/2026"))[felt] == (
        "Begge projekter forventes afsluttet den 30. november 2026."
    )
    assert _to(ibrugtagning=("01/02/2026", "01/12/2025"))[felt].startswith(
        "De sidste pladser i projekterne tages i brug mellem den 1. december 2025 og den 1. februar 2026. I »A« "
    )
    assert _to(afsluttes=("30/11/2026", "30/10/2026"), ibrugtagning=("31/12/2026", "31/12/2026"))[felt].startswith(
        "Projekterne forventes afsluttet mellem den 30. oktober 2026 og den 30. november 2026, og de sidste pladser "
        "tages i brug den 31. december 2026."
    )


def test_kun_de_projekter_hvis_beloeb_er_kendt_har_et() -> None:
    tekst = _to(ansoegt_2025=(7_500, None), ansoegt_2026=(9_500, None))["beskrivelse.laaneadgang"]
    assert tekst == ("Til »A« søges om låneadgang på 17.000.000 kr.: 7.500.000 kr. i 2025 og 9.500.000 kr. i 2026.")


def test_et_aar_der_er_oplyst_for_alle_er_med_i_det_samlede() -> None:
    tekst = _to(ansoegt_2025=(7_500, None), ansoegt_2026=(9_500, 14_000))["beskrivelse.laaneadgang"]
    assert tekst == (
        "I 2026 søges der i alt om låneadgang på 23.500.000 kr. Til »A« søges 17.000.000 kr.: 7.500.000 kr. i 2025 og "
        "9.500.000 kr. i 2026. Til »B« søges 14.000.000 kr. i 2026."
    )


def test_det_der_ikke_vides_er_der_intet_udkast_om() -> None:
    assert _udkast({"projekter": [{}]})[0] == {"beskrivelse.kapacitet": "Der søges om låneadgang til ét projekt."}
    assert _udkast({"projekter": []})[0] == {}
    assert list(_to(art=("nybyggeri", None))) == ["beskrivelse.kapacitet", "beskrivelse.nyetablering"]


def test_et_enkelt_projekt_naevnes_ved_navn_een_gang() -> None:
    udkast = _et(
        pladser_2025=0, pladser_2026=12, lovgrundlag="sel107", art="blandet", koordinering="kkr", nedlagte_pladser=2,
        omdannede_abl105_pladser=1, pladser_vedligeholdt=8, bortfald_forventes="ja",
        bortfald_begrundelse="Taget er utæt", afsluttes="30/06/2026", ibrugtagning="01/08/2026", takst_forventet=3000,
        takst_reference=4000, maalgruppe="Voksne med autisme", driftsherre="Region X", placering_kommune="København",
        faelles_projekt="Bo sammen", ansoegt_2025=1_000, ansoegt_2026=0, andel_andre=25,
    )  # fmt: skip
    assert tuple(udkast) == FELTER
    alt = " ".join(udkast.values())
    assert alt.count("Egehuset") == 1
    assert "Projektet bevarer desuden 8 pladser, der findes i dag." in alt
    assert "Projektet ligger i Københavns Kommune og drives af Region X." in alt
    assert "Uden renovering forventes de eksisterende pladser at bortfalde inden for en overskuelig årrække: Tag" in alt
    assert not re.search(r"\d/\d", alt)


def test_vedligeholdelse_siger_hvad_der_bevares() -> None:
    felt = "beskrivelse.kapacitet"
    intet = {"pladser_2025": 0, "pladser_2026": 0}
    assert _et(**intet, art="vedligeholdelse", pladser_vedligeholdt=12)[felt] == (
        "Der søges om låneadgang til projektet »Egehuset«, som bevarer 12 pladser, der findes i dag."
    )
    assert _et(**intet, art="vedligeholdelse")[felt].endswith("som vedligeholder eksisterende pladser.")
    assert _et(**intet)[felt].endswith("som ikke udvider kapaciteten.")


def test_nye_pladser_og_renovering() -> None:
    felt = "beskrivelse.nyetablering"
    assert _et(art="nybyggeri")[felt] == "Der etableres nye pladser i nybyggeri."
    tekst = _to(art=("vedligeholdelse", "nybyggeri"), bortfald_forventes=("ja", "ja"))[felt]
    assert tekst == (
        "Ansøgningen omfatter nye pladser i nybyggeri (ét projekt) og renovering af eksisterende pladser (ét projekt). "
        "I »A« renoveres eksisterende pladser. I »B« etableres nye pladser i nybyggeri. "
        "Uden renovering forventes de eksisterende pladser i »A« at bortfalde inden for en overskuelig årrække."
    )
    assert _to(art=("blandet", None))[felt] == "I »A« etableres nye pladser, og eksisterende pladser renoveres."
    assert _to(art=("vedligeholdelse", "vedligeholdelse"), bortfald_forventes=("ja", "ja"))[felt].endswith(
        "I begge projekter renoveres eksisterende pladser. Uden renovering forventes de eksisterende pladser i "
        "begge projekter at bortfalde inden for en overskuelig årrække."
    )
    # A project that is not known to be renovated is not said to lapse otherwise.
    assert "bortfalde" not in _to(art=("nybyggeri", None), bortfald_forventes=("nej", "ja"))[felt]


def test_der_forkortes_i_den_sagte_orden() -> None:
    tekster = {"a": "Fast.\n~~Detalje a.\n~Et a.\n~To a.", "b": "Fast.\n~~Detalje b.\n~Et b."}
    from ansoegning.skriv.udkast import _forkort, _saetninger, _tekst

    felter = {n: _saetninger(t) for n, t in tekster.items()}
    set_ = []
    for plads in range(sum(len(_tekst(s)) for s in felter.values()), -1, -1):
        _forkort(felter, plads)
        nu = " | ".join(map(_tekst, felter.values()))
        if nu not in set_:
            set_.append(nu)
    assert set_ == [
        "Fast. Detalje a. Et a. To a. | Fast. Detalje b. Et b.",
        "Fast. Detalje a. Et a. To a. | Fast. Et b.",
        "Fast. Et a. To a. | Fast. Et b.",
        "Fast. Et a. To a. | Fast.",
        "Fast. Et a. | Fast.",
        "Fast. | Fast.",
        "Fast. | ",
        " | ",
    ]


def test_mange_projekter_med_lange_navne_er_inden_for_graensen() -> None:
    projekter = [
        {"navn": f"{n} " + "Meget langt navn " * 20, "pladser_2025": 3, "pladser_2026": 4, "ansoegt_2025": 5_000 + n,
         "ansoegt_2026": 6_000, "andel_andre": 30, "art": "nybyggeri", "afsluttes": "30/11/2026"}
        for n in range(200)
    ]  # fmt: skip
    udkast, _ = _udkast({"projekter": projekter})
    assert sum(map(tegn, udkast.values())) <= (tegn_hoejst(REGELSAET) or 0)
    assert "Der søges om låneadgang til 200 projekter" in udkast["beskrivelse.kapacitet"]


def test_ingen_af_puljens_tal_staar_i_en_skabelon() -> None:
    tal = {vis_parameter(REGELSAET, n) for n in REGELSAET.data.parametre} | {"2025", "2026", "4.000", "25 pct."}
    for sti in (mappe("templates") / PULJE).rglob("*.j2"):
        tekst = re.sub(r"\{#.*?#\}|\{% from .*? %\}", "", sti.read_text(encoding="utf-8"), flags=re.DOTALL)
        for t in tal:
            assert not re.search(rf"(?<!\w){re.escape(t)}(?!\w)", tekst), (sti.name, t)


def test_en_pulje_uden_skabeloner_faar_ingen_udkast() -> None:
    ansoegning, regelsaet = laes({"pulje": "resultatkontrakt-2023"})
    assert lav_udkast(kontekst(ansoegning, regelsaet), SKABELONER) == {}


@pytest.mark.parametrize("felt", FELTER)
def test_hvert_felt_har_en_skabelon(felt: str) -> None:
    assert SKABELONER.findes(f"{PULJE}/felter/{felt}.j2")


@given(st.integers(0, 40))
def test_antal_i_ord(n: int) -> None:
    from ansoegning.skriv.skabeloner import antal

    tekst = antal(n, "projekt", "projekter")
    assert tekst.endswith(" projekt" if n == 1 else " projekter")
    assert (n == 1) is (tekst == "ét projekt")
