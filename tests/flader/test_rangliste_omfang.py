"""The scope of a round's files: a complete round is allocated, one region's own list is only ordered; form errors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from ansoegning import rangliste
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import BrugsFejl
from ansoegning.model.rangliste import RanglisteSvar
from ansoegning.skriv.rangliste_overblik import overblik, resultat
from hjaelp.projekt import PROJEKT
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung


PULJE = "botilbud-2025-26"
RUNDE = ROD / "samples" / PULJE / "runde" / "ansoegninger"
REGION = RUNDE / "sjaelland"


def _ansoegning(kommune: str, *projekter: dict[str, Any], **mere: Any) -> dict[str, Any]:
    return {"pulje": PULJE, "kommune": kommune, "projekter": [{**PROJEKT, **p} for p in projekter], **mere}


@pytest.fixture(scope="module")
def hele() -> RanglisteSvar:
    return rangliste(RUNDE, robusthed=20)


@pytest.fixture(scope="module")
def regionens() -> RanglisteSvar:
    return rangliste(REGION, runde=RUNDE, robusthed=20)


# --- One region's own list -----------------------------------------------------------------


def test_en_regions_egen_liste_ordnes_og_fordeles_ikke(capsys: pytest.CaptureFixture[str]) -> None:
    assert koer_kommando(["rangliste", str(REGION), "--format", "json"]) == 0
    svar = json.loads(capsys.readouterr().out)
    jsonschema.validate(svar, json.loads((ROD / "docs" / "schema" / "rangliste.schema.json").read_text("utf-8")))
    assert (svar["omfang"]["art"], svar["omfang"]["navn"]) == ("gruppe", "Region Sjælland")
    assert svar["omfang"]["begrundelse"]
    assert (svar["overansoegt"], svar["beregnet"], svar["regionsgaranti"]["udloest"]) == (None, None, None)
    assert svar["budget"] == {"2025": 600_000_000, "2026": 700_000_000}
    kandidater = [p for p in svar["projekter"] if p["rang"] is not None]
    assert [p["rang"] for p in kandidater] == list(range(1, len(kandidater) + 1))
    assert {p["udfald"] for p in kandidater} == {"kandidat"}
    assert svar["ansoegt"] == {b: sum(p["ansoegt"][b] for p in kandidater) for b in ("2025", "2026")}
    assert {p["beregnet"] for p in svar["projekter"]} == {None}
    assert {p["i_runden"] for p in svar["projekter"]} == {None}
    assert {p["robusthed"] for p in svar["projekter"]} == {None}
    assert not any(g["afgoer_beregning"] for g in svar["lige_rang"])
    assert all(not f["ind"] and not f["ud"] for f in svar["fortolkninger"])


def test_terminalen_tegner_ingen_graense_og_siger_hvorfor(capsys: pytest.CaptureFixture[str]) -> None:
    assert koer_kommando(["rangliste", str(REGION)]) == 0
    ud = " ".join(capsys.readouterr().out.split())
    assert "rammen gælder hele landet" in ud
    assert "--runde MAPPE" in ud
    for falsk in ("her nås rammen", "alle er inden for rammen", "kandidater er inden for rammen", "Garantien"):
        assert falsk not in ud


def test_robusthed_uden_resten_af_runden_siges_ikke_at_vaere_regnet() -> None:
    svar = rangliste(REGION, robusthed=5)
    assert svar.robusthed is None
    assert {p.robusthed for p in svar.projekter} == {None}
    assert any("Giv også resten af runden" in b for b in svar.bemaerkninger)


@pytest.mark.parametrize(
    ("kommuner", "art"),
    [
        (("Aarhus", "Viborg"), "gruppe"),
        (("Aarhus", "Aalborg"), "hele"),
        # An applicant with an unknown region may belong to another region.
        (("Aarhus", "Aarhuus"), "hele"),
        (("Aarhuus",), "hele"),
    ],
)
def test_auto_ser_paa_ansoegerne(kommuner: tuple[str, ...], art: str) -> None:
    assert rangliste([_ansoegning(k, {}) for k in kommuner]).omfang.art == art
    # An explicit scope takes precedence.
    assert rangliste([_ansoegning(k, {}) for k in kommuner], omfang="hele").omfang.art == "hele"


@pytest.mark.parametrize(
    ("kommuner", "siges"),
    [(("Aarhus", "Aalborg"), "Region Midtjylland og Region Nordjylland"), (("Aarhuus",), "ikke kendt")],
)
def test_gruppe_kan_kun_vaere_een(kommuner: tuple[str, ...], siges: str) -> None:
    with pytest.raises(BrugsFejl, match=siges):
        rangliste([_ansoegning(k, {}) for k in kommuner], omfang="gruppe")


def test_gruppe_der_bedes_om_goer_en_ukendt_kommune_til_en_del_af_den() -> None:
    svar = rangliste([_ansoegning(k, {}) for k in ("Aarhus", "Aarhuus")], omfang="gruppe")
    assert (svar.omfang.navn, {p.udfald for p in svar.projekter}) == ("Region Midtjylland", {"kandidat"})


def test_en_afvist_ansoeger_taeller_med_i_omfanget(tmp_path: Path) -> None:
    """Two rejected files from one municipality still show that its region has applied."""
    for navn, kommune in (("a", "Aarhus"), ("b", "Aarhus"), ("c", "Aalborg")):
        (tmp_path / f"{navn}.yaml").write_text(yaml.safe_dump(_ansoegning(kommune, {})), "utf-8")
    svar = rangliste(tmp_path)
    assert (svar.omfang.art, len(svar.fejl)) == ("hele", 2)


# --- The rank in the complete round ----------------------------------------------------------


def test_i_runden_er_pladsen_i_den_hele_runde(hele: RanglisteSvar, regionens: RanglisteSvar) -> None:
    i_hele = {p.betegnelse: p for p in hele.projekter}
    egne = {p.betegnelse for p in regionens.projekter}
    assert egne == {p.betegnelse for p in hele.projekter if p.kommune and p.kommune.region == "Region Sjælland"}
    for p in regionens.projekter:
        h = i_hele[p.betegnelse]
        assert p.i_runden is not None
        i = p.i_runden
        assert (i.rang, i.udfald, i.beregnet, i.garanti) == (h.rang, h.udfald, h.beregnet, h.garanti)
        assert (p.robusthed, p.robust_rang, p.beregnet) == (h.robusthed, h.robust_rang, None)
    runde = regionens.runde
    assert runde is not None
    assert (runde.ansoegninger, runde.beregnet, runde.overansoegt) == (60, hele.beregnet, True)
    assert runde.udloest is hele.regionsgaranti.udloest
    # Questions about other applicants' projects are not shown.
    assert {q.projekt for q in (regionens.triage.spoergsmaal if regionens.triage else ())} <= egne
    # In their own list they have the same order.
    plads = [p.i_runden.rang or 0 for p in regionens.projekter if p.rang is not None and p.i_runden is not None]
    assert plads == sorted(plads)


def test_den_der_er_begge_steder_tages_herfra_og_siges(tmp_path: Path) -> None:
    rest = tmp_path / "rest"
    shutil.copytree(RUNDE / "nordjylland", rest)
    ny = tmp_path / "ny.yaml"
    ny.write_text(yaml.safe_dump(_ansoegning("Brønderslev", {"navn": "Nyt"}), allow_unicode=True), "utf-8")
    gammel = rest / "0810-broenderslev.yaml"
    svar = rangliste(ny, runde=rest)
    assert [p.navn for p in svar.projekter] == ["Nyt"]
    assert svar.runde is not None
    assert svar.runde.erstattet == (str(gammel),)
    assert any(gammel.name in b for b in svar.bemaerkninger)
    assert svar.runde.ansoegninger == len([f for f in rest.iterdir() if f.suffix == ".yaml"])


def test_en_fejl_i_resten_af_runden_er_med_under_fejl(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rest").mkdir()
    (tmp_path / "rest" / "daarlig.yaml").write_text("[", "utf-8")
    (tmp_path / "rest" / "god.yaml").write_text(yaml.safe_dump(_ansoegning("Aalborg", {})), "utf-8")
    (tmp_path / "egen.yaml").write_text(yaml.safe_dump(_ansoegning("Aarhus", {})), "utf-8")
    valg = ["rangliste", str(tmp_path / "egen.yaml"), "--runde", str(tmp_path / "rest"), "--format", "json"]
    assert koer_kommando(valg) == 3
    assert [Path(f["fil"]).name for f in json.loads(capsys.readouterr().out)["fejl"]] == ["daarlig.yaml"]
    assert koer_kommando(["rangliste", str(tmp_path / "egen.yaml"), "--runde", str(tmp_path / "findes-ikke")]) == 2
    assert "--runde" in capsys.readouterr().err


def test_breve_tager_omfang_og_runde(tmp_path: Path) -> None:
    for nr, mere in enumerate(([], ["--runde", str(RUNDE), "--robusthed", "5"], ["--omfang", "hele"])):
        assert koer_kommando(["breve", str(REGION), "-o", str(tmp_path / str(nr)), *mere]) == 0
        assert (tmp_path / str(nr) / "KKR-papir.docx").exists()


# --- Form errors -------------------------------------------------------------------------------

STOR = {"ansoegt_2025": 12_000, "ansoegt_2026": 15_000}


def test_et_laan_i_forkert_enhed_flytter_ingen_penge() -> None:
    """As if the amount were missing, except for the status, which remains that of the figures."""
    andre = [_ansoegning("Aalborg", {"navn": "Andet"}), _ansoegning("Odense", {"navn": "Tredje", **STOR})]
    galt = rangliste([*andre, _ansoegning("Aarhus", {"navn": "Galt", "ansoegt_2025": 11_500_000})])
    uden = rangliste([*andre, _ansoegning("Aarhus", {"navn": "Galt", "ansoegt_2025": None})])
    assert (galt.ansoegt, galt.beregnet, galt.overansoegt) == (uden.ansoegt, uden.beregnet, False)
    p = next(p for p in galt.projekter if p.navn == "Galt")
    assert (p.udfald, p.status, p.rang) == ("mangler_oplysninger", "opfyldt", None)
    assert (p.ukendte, p.ansoegt["2025"]) == (("ansoegt_2025",), None)
    assert any("forkert enhed" in b for b in p.begrundelse)
    assert p.skemafejl > 0


def test_en_udgift_i_forkert_enhed_giver_ikke_en_bedre_plads() -> None:
    galt = {"navn": "Galt", "bruttoanlaegsudgift_2025": 8_500_000, **STOR}
    andre = [_ansoegning("Aalborg", {"navn": "Større", "bruttoanlaegsudgift_2026": 40_000, **STOR})]
    svar = rangliste([*andre, _ansoegning("Aarhus", galt)])
    assert [p.navn for p in svar.projekter if p.rang is not None] == ["Større", "Galt"]
    # Its loan is the known measure of its size.
    assert next(n.vist for n in svar.projekter[1].noegler if n.id == "V1") == "27.000.000 kr."


def test_en_ydelse_i_forkert_enhed_taeller_ikke_i_den_bedste_brug(tmp_path: Path) -> None:
    egen = tmp_path / "egen-pulje"
    shutil.copytree(ROD / "rules" / PULJE, egen, ignore=shutil.ignore_patterns("tilfaelde"))
    for fil, fra, til in (
        ("pulje.yaml", PULJE, egen.name),
        ("raekkefoelge.yaml", "ydelse: pladser", "ydelse: bruttoanlaegsudgift"),
    ):
        sti = egen / fil
        sti.write_text(sti.read_text("utf-8").replace(fra, til), encoding="utf-8")
    to = [_ansoegning(k, {"navn": k, "bruttoanlaegsudgift_2026": 40_000, **STOR}) for k in ("Aalborg", "Odense")]
    galt = _ansoegning("Aarhus", {"navn": "Galt", "bruttoanlaegsudgift_2025": 8_500_000, **STOR})
    alle = [{**a, "pulje": egen.name} for a in (*to, galt)]
    svar = rangliste(alle, regler=tmp_path, saet={"ramme_2026": "31.000"})
    assert svar.ubrugt_kunne is not None
    bedste = next(b for b in svar.ubrugt_kunne.hele_rammen if b.maal == "ydelse")
    egne = [kr for p in svar.projekter if p.udfald == "inden_for_rammen" for kr in p.ydelse.values()]
    assert bedste.beregnet == sum(kr for kr in egne if isinstance(kr, int))
    # Two at 52 mio. kr. each. Values are calculated in kroner, whatever the fact's own unit.
    assert bedste.beregnet == 104_000_000
    assert bedste.tekst == "Intet valg rækker til mere end de 104.000.000 kr., der er inden for rammen."


@pytest.mark.parametrize("kommuner", [("Aarhus",), ("Aarhus", "Odense")])
def test_uden_kandidater_taelles_der_ikke(kommuner: tuple[str, ...]) -> None:
    svar = rangliste([_ansoegning(k, {"navn": k, "afsluttes": "01/01/2030"}) for k in kommuner])
    assert resultat(svar) == "Ingen kandidater"


def test_en_anden_fejl_taelles_og_beloebene_staar() -> None:
    for_meget = {"navn": "Over", "ansoegt_2025": 30_000, "bruttoanlaegsudgift_2026": 0}
    svar = rangliste([_ansoegning("Aarhus", for_meget), _ansoegning("Aalborg", {"navn": "Andet"})])
    p = next(p for p in svar.projekter if p.navn == "Over")
    assert p.ansoegt == {"2025": 30_000_000, "2026": 15_000_000}
    assert (p.ukendte, p.skemafejl > 0) == ((), True)
    antal = {p.fil: p.skemafejl for p in svar.projekter}
    assert svar.skemafejl.ansoegninger == sum(map(bool, antal.values()))
    assert svar.skemafejl.fejl == sum(antal.values())
    siges = f"{svar.skemafejl.ansoegninger} af 2 ansøgninger har fejl i skemaet"
    assert any(siges in b for b in svar.bemaerkninger)
    assert [" i skemaet" in linje for linje in overblik(svar)].count(True) == 1


def test_en_fil_der_er_erstattet_taelles_ikke(tmp_path: Path) -> None:
    for navn, kommune, mere in (
        ("foerste", "Aarhus", {}),
        ("anden", "Aarhus", {"erstatter": "foerste.yaml"}),
        ("tredje", "Aarhus", {"erstatter": "anden.yaml"}),
        ("andre", "Aalborg", {}),
    ):
        (tmp_path / f"{navn}.yaml").write_text(yaml.safe_dump(_ansoegning(kommune, {}, **mere)), "utf-8")
    svar = rangliste(tmp_path)
    assert svar.ansoegninger == 2
    assert {g.gruppe: g.ansoegninger for g in svar.grupper if g.ansoegninger} == {
        "Region Midtjylland": 1,
        "Region Nordjylland": 1,
    }
