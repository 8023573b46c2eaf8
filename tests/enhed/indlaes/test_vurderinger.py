"""An assessor's answers settle criteria that need judgement, visibly, and only while their basis is unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansoegning import load_regelsaet, tjek
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import LaeseFejl
from ansoegning.indlaes.vurderinger import laes_vurderinger
from ansoegning.model.resultat import Resultat

PULJE = "botilbud-2025-26"
PROJEKT = {
    "navn": "Gammelgård",
    "ansoegt_2025": 27_500,
    "ansoegt_2026": 10_000,
    "pladser_2025": 0,
    "pladser_2026": 0,
    "andel_andre": 25,
    "afsluttes": "30/01/2026",
    "art": "vedligeholdelse",
    "bortfald_forventes": True,
    "omdannede_abl105_pladser": 0,
    "lovgrundlag": "sel108",
}
SVAR = (
    "{kommune: Aarhus, projekt: Gammelgård, kriterium: %s, svar: %s, hviler_paa: {art: vedligeholdelse},"
    " begrundelse: Godt sandsynliggjort., af: AB, dato: 20/5/2024}"
)


def _fil(tmp_path: Path, *linjer: str) -> Path:
    fil = tmp_path / "vurderinger.yaml"
    fil.write_text("vurderinger:\n" + "".join(f"  - {linje}\n" for linje in linjer), encoding="utf-8")
    return fil


def _svar(vurderinger: Path | None, **aendret: object) -> Resultat:
    return tjek({"pulje": PULJE, "kommune": "Aarhus", "projekter": [{**PROJEKT, **aendret}]}, vurderinger=vurderinger)


def _status(svar: Resultat) -> dict[str, str]:
    return {k.id: k.status for k in svar.raekker["projekter"][0].kriterier}


def test_uden_vurdering_kraever_det_en_person() -> None:
    assert (_status(_svar(None))["K2"], _status(_svar(None))["K6"]) == ("kraever_vurdering", "kraever_vurdering")


def test_svar_afklarer_synligt_og_slaar_igennem_i_resultatet(tmp_path: Path) -> None:
    svar = _svar(_fil(tmp_path, SVAR % ("K6", "opfyldt"), SVAR % ("K2", "opfyldt")))
    assert set(_status(svar).values()) == {"opfyldt"}
    assert svar.resultat == "opfyldt"
    k6 = svar.raekker["projekter"][0].kriterier[5]
    assert k6.begrundelse.endswith("Vurderet af AB den 20/05/2024: Godt sandsynliggjort.")
    assert k6.vurdering is not None
    assert (k6.vurdering.svar, k6.vurdering.beregnet) == ("opfyldt", "kraever_vurdering")
    assert "vurdering" in svar.til_json()["projekter"][0]["kriterier"][5]


def test_et_nej_goer_kriteriet_ikke_opfyldt(tmp_path: Path) -> None:
    svar = _svar(_fil(tmp_path, SVAR % ("K6", "ikke_opfyldt")))
    assert (_status(svar)["K6"], svar.resultat) == ("ikke_opfyldt", "ikke_opfyldt")


def test_en_aendret_oplysning_saetter_svaret_ud_af_kraft_og_siges(tmp_path: Path) -> None:
    fil = _fil(tmp_path, (SVAR % ("K6", "opfyldt")).replace("art: vedligeholdelse", "bortfald_forventes: nej"))
    svar = _svar(fil)
    assert _status(svar)["K6"] == "kraever_vurdering"
    assert "er ændret siden. Vurdér igen." in svar.vurderinger[0]
    assert svar.til_json()["vurderinger_ikke_brugt"] == list(svar.vurderinger)


def test_et_svar_paa_det_der_ikke_kraever_en_person_bruges_ikke_og_siges(tmp_path: Path) -> None:
    svar = _svar(_fil(tmp_path, SVAR % ("K3", "ikke_opfyldt")))
    assert _status(svar)["K3"] == "opfyldt"
    assert "kræver ikke længere en vurdering" in svar.vurderinger[0]


@pytest.mark.parametrize("projekt", ["Findes ikke", "0", "2"])
def test_et_svar_om_et_projekt_der_ikke_er_der_siges(tmp_path: Path, projekt: str) -> None:
    svar = _svar(_fil(tmp_path, (SVAR % ("K6", "opfyldt")).replace("projekt: Gammelgård", f"projekt: {projekt}")))
    assert _status(svar)["K6"] == "kraever_vurdering"
    assert f"»{projekt}« findes ikke i ansøgningen" in svar.vurderinger[0]


def test_en_anden_kommunes_vurdering_gaelder_ikke_her(tmp_path: Path) -> None:
    svar = _svar(_fil(tmp_path, (SVAR % ("K6", "opfyldt")).replace("Aarhus", "Odense")))
    assert (_status(svar)["K6"], svar.vurderinger) == ("kraever_vurdering", ())


def test_to_svar_paa_det_samme_siges(tmp_path: Path) -> None:
    svar = _svar(_fil(tmp_path, SVAR % ("K6", "opfyldt"), SVAR % ("K6", "opfyldt")))
    assert _status(svar)["K6"] == "opfyldt"
    assert len(svar.vurderinger) == 1
    assert "det samme er vurderet i linje 2" in svar.vurderinger[0]


def test_to_svar_der_modsiger_hinanden_bruges_ikke_og_siges_begge(tmp_path: Path) -> None:
    # Once by name and once by number: both mean the same row.
    nej = (SVAR % ("K6", "ikke_opfyldt")).replace("projekt: Gammelgård", "projekt: 1").replace("af: AB", "af: CD")
    for linjer in ((SVAR % ("K6", "opfyldt"), nej), (nej, SVAR % ("K6", "opfyldt"))):
        svar = _svar(_fil(tmp_path, *linjer))
        assert _status(svar)["K6"] == "kraever_vurdering"
        assert len(svar.vurderinger) == 2
        assert all("Ingen af dem er brugt" in v for v in svar.vurderinger)
        assert ["linje 3" in svar.vurderinger[0], "linje 2" in svar.vurderinger[1]] == [True, True]
    # An answer that no longer applies contradicts nothing.
    gammel = (SVAR % ("K6", "ikke_opfyldt")).replace("{art: vedligeholdelse}", "{art: nybyggeri}")
    svar = _svar(_fil(tmp_path, SVAR % ("K6", "opfyldt"), gammel))
    assert _status(svar)["K6"] == "opfyldt"


def test_et_navn_paa_to_raekker_er_ingen_af_dem(tmp_path: Path) -> None:
    to = {"pulje": PULJE, "kommune": "Aarhus", "projekter": [PROJEKT, {**PROJEKT, "navn": "gammelgård"}]}
    fil = _fil(tmp_path, (SVAR % ("K6", "opfyldt")).replace("Gammelgård", "GAMMELGÅRD"))
    svar = tjek(to, vurderinger=fil)
    assert {k.status for r in svar.raekker["projekter"] for k in r.kriterier if k.id == "K6"} == {"kraever_vurdering"}
    assert "er navnet på flere projekter (nr. 1 og 2)" in svar.vurderinger[0]
    # The row whose name is spelt exactly as in the assessment is the one that is meant.
    svar = tjek(to, vurderinger=_fil(tmp_path, SVAR % ("K6", "opfyldt")))
    assert [k.status for r in svar.raekker["projekter"] for k in r.kriterier if k.id == "K6"] == [
        "opfyldt", "kraever_vurdering",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("linje", "besked"),
    [
        ((SVAR % ("K6", "opfyldt")).replace("af: AB, ", ""), "Her mangler »af«"),
        ((SVAR % ("K6", "opfyldt")).replace(", dato: 20/5/2024", ""), "Her mangler »dato«"),
        ((SVAR % ("K6", "opfyldt")).replace("dato: 20/5/2024", "dato: 31/2/2024"), "findes ikke i kalenderen"),
        ((SVAR % ("K6", "opfyldt")).replace("dato: 20/5/2024", "dato: 20/5/2199"), "uden for de datoer"),
        (SVAR % ("K7", "opfyldt"), "Der er intet kriterium »K7«"),
        (SVAR % ("K6", "måske"), "»svar« skal være opfyldt eller ikke_opfyldt"),
        (
            (SVAR % ("K6", "opfyldt")).replace("hviler_paa: {art: vedligeholdelse},", ""),
            "svaret bygger på, med værdi (fx {art: …}).",
        ),
        ((SVAR % ("K6", "opfyldt")).replace("art: ved", "arrt: ved"), "Mente du »art«?"),
        ((SVAR % ("K6", "opfyldt")).replace("kommune: Aarhus, ", ""), "hvilken ansøgning"),
        ("{kommune: Aarhus, projekt: 1, ansoegt_2025: 4}", "Nøglen »ansoegt_2025« er ukendt"),
        (
            "{kommune: Aarhus, projekt: 1, fakta: prisvurdering, vaerdi: 6, begrundelse: x, af: AB, dato: 1/5/2024}",
            "over det højeste",
        ),
    ],
)
def test_en_forkert_vurderingsfil_siger_hvad_og_hvor(tmp_path: Path, linje: str, besked: str) -> None:
    with pytest.raises(LaeseFejl) as fejl:
        laes_vurderinger(str(_fil(tmp_path, linje)), load_regelsaet(PULJE))
    assert besked in fejl.value.besked
    assert fejl.value.sted.linje == 2


def test_vurdererens_egne_fakta_laeses_for_sig(tmp_path: Path) -> None:
    linje = "{kommune: Aarhus, projekt: 1, fakta: prisvurdering, vaerdi: 4, begrundelse: x, af: AB, dato: 1/5/2024}"
    (v,) = laes_vurderinger(str(_fil(tmp_path, linje)), load_regelsaet(PULJE))
    assert (v.fakta, v.vaerdi, v.raekke) == ("prisvurdering", 4, 1)
    with pytest.raises(LaeseFejl, match="prisvurdering"):
        _svar(None, prisvurdering=4)


def test_vurderinger_der_gaelder_ingen_af_filerne_naevnes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fil = tmp_path / "a.yaml"
    fil.write_text("pulje: botilbud-2025-26\nkommune: Odense\nprojekter: [{navn: Gammelgård}]\n", encoding="utf-8")
    vurderinger = _fil(tmp_path, SVAR % ("K6", "opfyldt"), SVAR.replace("Aarhus", "Odense") % ("K2", "opfyldt"))
    assert koer_kommando(["tjek", "--vurderinger", str(vurderinger), "--format", "json", str(fil)]) == 3
    assert "1 vurdering gælder ingen af de læste ansøgninger (linje 2)" in capsys.readouterr().err
    vurderinger = _fil(tmp_path, *[SVAR % ("K6", "opfyldt")] * 7)
    assert koer_kommando(["tjek", "--vurderinger", str(vurderinger), str(fil)]) == 3
    assert "7 vurderinger gælder ingen" in (fejl := capsys.readouterr().err)
    assert "(linje 2, 3, 4, 5, 6 og flere)" in fejl
