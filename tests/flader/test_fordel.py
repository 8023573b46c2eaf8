"""``ansoegning fordel`` for its users: the JSON contract, what-ifs, files, and invalid input."""

from __future__ import annotations

import json
import re
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from ansoegning.cli.gruppe import koer_kommando
from ansoegning.cli.vis_fordeling import vis_fordeling
from ansoegning.cli.vis_tjek import Skaerm
from ansoegning.fejl import BrugsFejl, LaeseFejl, RegelsaetFejl
from ansoegning.handlinger.fordel import fordel
from ansoegning.indlaes.fordelingspakke import load_fordeling
from ansoegning.indlaes.pakkelaeser import FORDELINGSFIL
from ansoegning.indlaes.regelsaet import find_pakker, load_regelsaet
from ansoegning.skriv.fordeling_html import skriv_fordeling_html
from ansoegning.system.steder import mappe
from hjaelp.fordelinger import SIDE, siden
from hjaelp.kilder import KILDER, findes, med_kilder

pytestmark = pytest.mark.tung

FORDELINGER = tuple(find_pakker(None, FORDELINGSFIL))
KOD = "kod-2024"
TELE = "telehjerter-2024"


def _json(capfdbinary: pytest.CaptureFixture[bytes], *argumenter: str) -> Any:
    assert koer_kommando(["fordel", *argumenter, "--format", "json"]) == 0
    return json.loads(capfdbinary.readouterr().out)


# --- The contract ---------------------------------------------------------------------------


@pytest.mark.parametrize("pulje", FORDELINGER)
def test_json_har_kontraktens_form(pulje: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    svar = _json(capfdbinary, pulje)
    skema = json.loads((mappe("schema") / "fordel.schema.json").read_text(encoding="utf-8"))
    assert [f.message for f in Draft202012Validator(skema).iter_errors(svar)] == []
    assert list(svar)[:10] == [
        "format", "pulje", "regelsaet_sha256", "sat", "beloeb", "noegle", "afrunding", "parter", "sum", "afvigelser",
    ]  # fmt: skip
    for p in svar["parter"]:
        assert list(p)[:3] == ["part", "art", "noegle"]
        assert re.fullmatch(r"\d+\.\d\d", p["andel"])
    foerste = svar["komponenter"][0]
    for noegle in ("beloeb", "noegle", "afrunding", "parter", "sum"):
        assert svar[noegle] == foerste[noegle]


def test_telehjerters_tal(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    svar = _json(capfdbinary, TELE)
    assert (svar["beloeb"], svar["noegle"], svar["afrunding"]) == (875_000, "indbyggere", "stoerste_rest")
    assert svar["parter"][0] == {
        "part": "København", "art": "kommune", "noegle": 660692, "andel": "34.54", "beloeb": 302199,
        "offentliggjort": {"andel": "34.6", "beloeb": 302504},
    }  # fmt: skip
    assert {n: svar["sum"][n] for n in ("noegle", "beloeb", "offentliggjort")} == {
        "noegle": 1_912_998, "beloeb": 875_000, "offentliggjort": 875_884,
    }  # fmt: skip
    assert sum(p["beloeb"] for p in svar["parter"]) == 875_000


def test_siden_i_docs_er_det_programmet_siger() -> None:
    assert SIDE.read_text(encoding="utf-8") == siden(), "kør: PYTHONPATH=tests python -m hjaelp.fordelinger"


# --- What-ifs -------------------------------------------------------------------------------


def test_en_anden_udgift_giver_stadig_hele_beloebet() -> None:
    svar = fordel(KOD, saet={"beloeb": "1.000.001"})
    (k,) = svar.komponenter
    assert k.beloeb == k.sum.beloeb == 1_000_001
    assert k.afvigelser == ()
    assert svar.bemaerkninger == ("Der er regnet med den årlige udgift 1.000.001 kr. i stedet for 525.000 kr.",)
    assert svar.til_json()["sat"] == {"beloeb": 1_000_001}


def test_en_part_gaar_ud() -> None:
    (k,) = fordel(KOD, uden=["københavn", "København"]).komponenter
    assert k.uden == ("København",)
    assert sum(int(str(p.beloeb)) for p in k.parter) == 525_000
    assert all(int(str(p.beloeb)) >= int(str(p.foer)) for p in k.parter)
    assert "ville parten betale 181.319 kr." in k.bemaerkninger[0]


def test_samme_vaerdi_er_ingen_aendring() -> None:
    assert fordel(KOD, saet={"beloeb": "525.000"}).komponenter[0].afvigelser == fordel(KOD).komponenter[0].afvigelser


def test_andre_noegler(tmp_path: Path) -> None:
    fil = tmp_path / "noegler.csv"
    fil.write_text("Part;Pakker\nkøbenhavn;100\nBornholm;3\nMalmø;7\n", encoding="utf-8")
    svar = fordel(TELE, noegler=fil)
    k = svar.komponenter[2]
    assert {p.part: p.beloeb for p in k.parter} == {"København": 175_000, "Bornholm": 5_250}
    fremmede, uden_tal = svar.bemaerkninger
    assert fremmede == f"»Malmø« i {fil.name} er ikke en part og er ikke regnet med."
    assert uden_tal.startswith("Frederiksberg, Dragør, ")
    assert "17 andre har intet tal for pakker" in uden_tal
    assert svar.komponenter[0].afvigelser == fordel(TELE).komponenter[0].afvigelser


def test_uden_pakker_regnes_der_ikke() -> None:
    k = fordel(TELE).komponenter[2]
    assert k.beloeb is None
    assert k.parter == ()
    assert k.mangler is not None
    assert k.mangler.startswith("Kilden siger ikke, hvor mange pakker")


def test_papiret_til_moedet_har_hverken_tilvalg_stier_eller_noegler(tmp_path: Path) -> None:
    fil = tmp_path / "pakker.csv"
    fil.write_text("part;pakker\nKøbenhavn;100\n", encoding="utf-8")
    noegler = ("pris_pr_pakke", "antal_pakker", "andel_region", "andel_kommuner")
    sider = [skriv_fordeling_html(svar) for svar in (fordel(TELE), fordel(TELE, noegler=fil))]
    for side in sider:
        assert "--" not in re.sub(r"<style>.*?</style>", "", side, flags=re.DOTALL)
        assert str(tmp_path) not in side
        assert not re.search(rf"\b(?:{'|'.join(noegler)})\b", side)
        assert "Én pakke viser, hvad hver betaler pr. pakke." in side
    assert "pakker.csv" in sider[-1]
    tekst = vis_fordeling(fordel(TELE), Skaerm(100, farver=False, tegn=True))
    assert "Giv tallene med --noegler FIL.csv: kolonnerne part og pakker." in " ".join(tekst.split())
    assert "Én pakke" not in skriv_fordeling_html(fordel(TELE, saet={"antal_pakker": "400"}))


def test_hver_for_sig_siger_at_summen_er_en_anden(tmp_path: Path) -> None:
    fil = tmp_path / "noegler.csv"
    fil.write_text("part,indbyggere\nKøbenhavn,1\nBornholm,1\nDragør,1\n", encoding="utf-8")
    (k,) = fordel(KOD, noegler=fil, saet={"beloeb": "10"}, afrunding="hver_for_sig").komponenter
    assert [p.beloeb for p in k.parter] == [3, 3, 3]
    assert (k.beloeb, k.sum.beloeb) == (10, 9)
    assert any("tilsammen 9 kr., 1 kr. mindre end de 10 kr." in b for b in k.bemaerkninger)


# --- Invalid input --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argumenter", "besked"),
    [
        ((KOD, "--uden", "Kbenhavn"), "--uden: »Kbenhavn« er ikke en part. Mente du »København«?"),
        ((KOD, "--saet", "belob=3"), "Mente du »beloeb«?"),
        ((KOD, "--saet", "beloeb=-3"), "-3 kr. er under det mindste"),
        ((KOD, "--saet", "beloeb=3,50"), "er ikke et helt tal (kr.)"),
        ((TELE, "--saet", "andel_region=70"), "andel_region og andel_kommuner er tilsammen 105 pct."),
        (("kod-2025",), "Der er ingen fordeling »kod-2025«. Mente du »kod-2024«?"),
        (("botilbud-2025-26",), "»botilbud-2025-26« er en pulje, der søges."),
        ((KOD, "--noegler", "findes-ikke.csv"), "Filen findes ikke."),
        ((KOD, "--format", "html"), "Sig, hvor filen skal ligge"),
        ((KOD, "-o", "svar.docx"), "der kan ikke skrives ».docx«"),
    ],
)
def test_forkert_brug(argumenter: tuple[str, ...], besked: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert koer_kommando(["fordel", *argumenter]) == 2
    assert besked in capfd.readouterr().err


@pytest.mark.parametrize(
    ("tekst", "linje", "besked"),
    [
        ("part,indbyggere\nKøbenhavn,mange\n", 2, "Kolonnen »indbyggere« for »København«: »mange« er ikke et helt tal"),
        ("part,indbyggere\nKøbenhavn,-1\n", 2, "-1 indbyggere er under det mindste"),
        ("part,indbyggere\nKøbenhavn,1\nKØBENHAVN,2\n", 3, "står også på linje 2"),
        ("part,indbyggere\nKøbenhavn,1,2\n", 2, "Linjen har 3 celler, men overskriften har 2."),
        ("part,indbyggere\n,1\n", 2, "Linjen har tal, men ingen part."),
        ("part,indbygere\nKøbenhavn,1\n", 1, "Kolonnen »indbygere« er ukendt. Mente du »indbyggere«?"),
        ("indbyggere\n1\n", 1, "Der mangler en kolonne »part«"),
        ("part\nKøbenhavn\n", None, "Filen har ingen nøgle."),
        ("part,indbyggere\nKbenhavn,1\n", 2, "»Kbenhavn« er ikke en part. Mente du »København«?"),
        ('part,indbyggere\n"København,1\n', 2, "anførselstegn, der ikke er lukket"),
        ("part,indbyggere,indbyggere\nKøbenhavn,1,1\n", 1, "er der to gange"),
        ("part,indbyggere\n", None, "Der er ingen parter i filen."),
        ("part,indbyggere\n" + "".join(f"P{n},1\n" for n in range(2001)), 2002, "Der er over 2000 parter."),
    ],
)
def test_noeglefiler_der_ikke_kan_laeses(tmp_path: Path, tekst: str, linje: int | None, besked: str) -> None:
    fil = tmp_path / "noegler.csv"
    fil.write_text(tekst, encoding="utf-8")
    with pytest.raises(LaeseFejl) as fejl:
        fordel(KOD, noegler=fil)
    assert besked in str(fejl.value)
    assert fejl.value.sted.linje == linje


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        ("part,indbyggere\nKøbenhavn,0\n", "kan ikke fordeles, for ingen part har en nøgle over 0."),
        ("part,indbyggere\nMalmø,1\n", "Ingen af parterne er i"),
    ],
)
def test_noegler_der_ikke_kan_bruges(tmp_path: Path, tekst: str, besked: str) -> None:
    fil = tmp_path / "noegler.csv"
    fil.write_text(tekst, encoding="utf-8")
    with pytest.raises(BrugsFejl, match=re.escape(besked)):
        fordel(KOD, noegler=fil)


def test_hver_linje_med_fejl_naevnes_paa_een_gang(tmp_path: Path) -> None:
    fil = tmp_path / "noegler.csv"
    fil.write_text("part,indbyggere\nKøbenhavn,-1\nFrederiksberg,7\nDragør,mange\nTaarnbyy,1\n,4\n", encoding="utf-8")
    with pytest.raises(LaeseFejl) as fejl:
        fordel(KOD, noegler=fil)
    assert fejl.value.sted.linje == 2
    for besked in (
        "linje 2: Kolonnen »indbyggere« for »København«: -1 indbyggere er under det mindste",
        " Linje 4: Kolonnen »indbyggere« for »Dragør«: »mange« er ikke et helt tal",
        " Linje 5: »Taarnbyy« er ikke en part. Mente du »Tårnby«?",
        " Linje 6: Linjen har tal, men ingen part.",
    ):
        assert besked in str(fejl.value)
    assert "Frederiksberg" not in str(fejl.value)


def test_mange_linjer_med_fejl_taelles(tmp_path: Path) -> None:
    fil = tmp_path / "noegler.csv"
    fil.write_text("part,indbyggere\n" + "".join(f"P{n},x\n" for n in range(13)), encoding="utf-8")
    with pytest.raises(LaeseFejl, match=r"Linje 11: .* 3 linjer til har fejl\.$"):
        fordel(KOD, noegler=fil)


def test_hver_part_der_ikke_er_der_naevnes() -> None:
    with pytest.raises(BrugsFejl) as fejl:
        fordel(KOD, uden=["Malmø", "Kbenhavn"])
    assert "»Malmø« er ikke en part." in str(fejl.value)
    assert "»Kbenhavn« er ikke en part. Mente du »København«?" in str(fejl.value)


def test_en_pulje_er_ingen_fordeling_og_omvendt() -> None:
    with pytest.raises(BrugsFejl, match=r"Brug »ansoegning fordel kod-2024«\."):
        load_regelsaet(KOD)


# --- The user's own packs -------------------------------------------------------------------


def _egen(tmp_path: Path, fra: str = "", til: str = "", fil: str = FORDELINGSFIL) -> Path:
    """Copy a pack to another id, with one change."""
    egen = tmp_path / "egen-fordeling"
    shutil.copytree(mappe("rules") / KOD, egen)
    yaml = egen / FORDELINGSFIL
    yaml.write_text(yaml.read_text(encoding="utf-8").replace("id: kod-2024", "id: egen-fordeling", 1), encoding="utf-8")
    tekst = (egen / fil).read_text(encoding="utf-8")
    assert fra in tekst
    (egen / fil).write_text(tekst.replace(fra, til, 1), encoding="utf-8")
    return egen


def test_en_egen_fordeling(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    regler = str(_egen(tmp_path).parent)
    assert _json(capfdbinary, "egen-fordeling", "--regler", regler)["sum"]["beloeb"] == 525_000
    for kommando in ("tjek", "proev"):
        assert koer_kommando(["regler", kommando, "egen-fordeling", "--regler", regler]) == 0
    assert koer_kommando(["regler", "list", "--regler", regler, "--format", "json"]) == 0
    ud = capfdbinary.readouterr().out.decode()
    liste = {r["id"]: r for r in json.loads(ud[ud.index("\n[") if "\n[" in ud else 0 :])}
    assert liste["egen-fordeling"]["art"] == "fordeling"
    assert liste["egen-fordeling"]["egen"] is True
    assert (liste["botilbud-2025-26"]["art"], liste[KOD]["egen"]) == ("pulje", False)


@pytest.mark.parametrize(
    ("fra", "til", "fil", "sted", "besked"),
    [
        ("myndighed:", "myndighden:", FORDELINGSFIL, "linje 5", "Nøglen »myndighden« hører ikke til"),
        ("beloeb: [beloeb]", "beloeb: [belb]", FORDELINGSFIL, "linje", "Parameteren »belb« er ukendt."),
        ("noegle: indbyggere", "noegle: indbygger", FORDELINGSFIL, "linje", "Mente du »indbyggere«?"),
        ("arter: [kommune]", "arter: [komune]", FORDELINGSFIL, "linje", "Arten »komune« er ukendt."),
        ("enhed: kr.", "enhed: timer", FORDELINGSFIL, "linje", "Netop én af parametrene skal være i kroner."),
        ("    mindst: 0\n", "", FORDELINGSFIL, "linje", "Skriv type: tal og mindst: 0."),
        ("dokument: kod-2024,", "dokument: kot-2024,", FORDELINGSFIL, "linje", "Dokumentet »kot-2024« er ukendt."),
        ("vaerdi: 525.000", "vaerdi: 525,5", FORDELINGSFIL, "linje", "er ikke et helt tal"),
        ("København,kommune,", "København,komune,", "parter.csv", "linje 2", "Arten »komune« er ukendt."),
        ("660692", "660692,5", "parter.csv", "linje 2", "Linjen har 6 celler"),
        ("34.5", "mange", "parter.csv", "linje 2", "Kolonnen »offentliggjort_andel« for »København«"),
        (",offentliggjort_beloeb", ",beloeb", "parter.csv", "linje 1", "Kolonnen »beloeb« er ukendt."),
    ],
)
def test_en_ugyldig_fordeling_siger_hvor(
    tmp_path: Path, fra: str, til: str, fil: str, sted: str, besked: str, capfd: pytest.CaptureFixture[str]
) -> None:
    regler = str(_egen(tmp_path, fra, til, fil).parent)
    assert koer_kommando(["fordel", "egen-fordeling", "--regler", regler]) == 4
    fejl = capfd.readouterr().err
    assert f"{fil}, {sted}" in fejl
    assert besked in fejl
    assert koer_kommando(["regler", "tjek", "egen-fordeling", "--regler", regler]) == 4


def test_en_ugyldig_tabel_siger_hver_linje(tmp_path: Path) -> None:
    egen = _egen(tmp_path, "København,kommune,", "København,komune,", "parter.csv")
    fil = egen / "parter.csv"
    with fil.open("a", encoding="utf-8") as ud:
        ud.write("Ny,kommune,mange,1,1\nKøbenhavn,kommune,1,1,1\n")
    with pytest.raises(RegelsaetFejl) as fejl:
        fordel("egen-fordeling", regler=egen.parent)
    linjer = len(fil.read_text(encoding="utf-8").splitlines())
    assert [m.sted.linje for m in fejl.value.mangler] == [2, linjer - 1, linjer]


_LAGER = """id: lager
titel: Lageret (opdigtet)
beskrivelse: Findes ikke.
myndighed: mødet
dokumenter: {aftale: {titel: Aftalen (opdigtet), kort: aftalen}}
enheder: [{ental: vogn, flertal: vogne}]
parametre:
  beloeb: {navn: udgiften, type: tal, enhed: kr., mindst: 0, hoejst: 999.999, vaerdi: 100.001,
           kilde: {dokument: aftale, afsnit: A}}
noegler:
  vogne: {navn: vognene, enhed: vogne, mindst: 0, hoejst: 99.999, oplyst_sum: 903,
          kilde: {dokument: aftale, afsnit: A}}
arter: {by: {ental: by, flertal: byer}}
komponenter:
  - id: drift
    titel: Driften
    dele: [{arter: [by], noegle: vogne, beloeb: [beloeb]}]
    offentliggjort: {beloeb: pris}
    kilde: {dokument: aftale, afsnit: A}
"""


def _lager(tmp_path: Path, *priser: int) -> Path:
    """Write a pack of three parties with 300 each and one with 0; the last number is what it is published to pay."""
    (tmp_path / "lager").mkdir()
    (tmp_path / "lager" / FORDELINGSFIL).write_text(_LAGER, encoding="utf-8")
    raekker = zip(("Abild,by,300", "Brøns,by,300", "Ceres,by,300", "Dal,by,0"), priser, strict=True)
    tabel = "part,art,vogne,pris\n" + "".join(f"{r},{p}\n" for r, p in raekker)
    (tmp_path / "lager" / "parter.csv").write_text(tabel, encoding="utf-8")
    return tmp_path


def test_milliarder_regnes_om_til_kroner(tmp_path: Path) -> None:
    regler = _egen(tmp_path, "enhed: kr.", "enhed: mia. kr.").parent
    (k,) = fordel("egen-fordeling", regler=regler, saet={"beloeb": "2"}).komponenter
    assert k.beloeb == 2_000_000_000


def test_beloeb_som_noeglen_selv_giver_dem_er_ingen_afvigelse(tmp_path: Path) -> None:
    # 100.001 kr. in three parts: 33.333 and two thirds each; the largest remainders get the two kroner.
    svar = fordel("lager", regler=_lager(tmp_path, 33_334, 33_334, 33_333, 0))
    (afvigelse,) = svar.komponenter[0].afvigelser
    assert "Tabellen oplyser 903 vogne i alt, men parterne har tilsammen 900" in afvigelse.tekst


def test_et_nul_for_en_noegle_paa_nul_passer_ikke_med_noget_bestemt(tmp_path: Path) -> None:
    svar = fordel("lager", regler=_lager(tmp_path, 33_334, 40_000, 33_333, 0))
    (tekst,) = (a.tekst for a in svar.komponenter[0].afvigelser if "ét samlet antal" in a.tekst)
    assert tekst == (
        "De 3 offentliggjorte beløb følger ikke af ét samlet antal vogne: 2 passer med parternes sum 900 og 0 passer "
        "med det oplyste 903."
    )


def test_andelen_af_ingenting_er_noeglens(tmp_path: Path) -> None:
    svar = fordel("lager", regler=_lager(tmp_path, 33_334, 33_334, 33_333, 0), saet={"beloeb": "0"})
    parter = svar.komponenter[0].parter
    assert [(p.andel, p.beloeb) for p in parter] == [("33.33", 0), ("33.33", 0), ("33.33", 0), ("0.00", 0)]


def test_et_tilfaelde_der_ikke_holder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    fil = "tilfaelde/fordeling.yaml"
    regler = str(_egen(tmp_path, "København: 181.319", "København: 181.318", fil).parent)
    assert koer_kommando(["regler", "proev", "egen-fordeling", "--regler", regler]) == 1
    assert "udgift, København: ventet 181.318; faktisk 181319" in capfd.readouterr().out


@pytest.mark.parametrize("pulje", FORDELINGER)
@med_kilder
def test_kilden_siger_det(pulje: str) -> None:
    data = load_fordeling(pulje).data
    kilder = [p.kilde for p in data.parametre.values()] + [n.kilde for n in data.noegler.values() if n.kilde]
    for kilde in kilder:
        dokument = data.dokumenter[kilde.dokument]
        assert dokument.fil is not None
        tekst = (KILDER / dokument.fil).read_text(encoding="utf-8")
        assert kilde.citat is None or findes(kilde.citat, tekst), kilde


# --- Files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("pulje", FORDELINGER)
def test_projektmappen_har_rigtige_tal(pulje: str, tmp_path: Path) -> None:
    fil = tmp_path / "svar.xlsx"
    assert koer_kommando(["fordel", pulje, "-o", str(fil)]) == 0
    bog = load_workbook(BytesIO(fil.read_bytes()))
    svar = fordel(pulje)
    assert bog.sheetnames[-2:] == ["Afvigelser", "Sådan er kilden læst"]
    ark = bog[bog.sheetnames[0]]
    hoved = [c.value for c in ark[5]]
    raekker = list(ark.iter_rows(min_row=6, values_only=True))
    for p, r in zip(svar.komponenter[0].parter, raekker, strict=False):
        celler = dict(zip(hoved, r, strict=True))
        assert celler["Part"] == p.part
        assert celler["Beløb, kr."] == float(str(p.beloeb))
        assert p.offentliggjort is not None
        assert celler["Tabellens beløb, kr."] == float(str(p.offentliggjort.beloeb))
    assert koer_kommando(["fordel", pulje, "-o", str(fil)]) == 2
    assert koer_kommando(["fordel", pulje, "-o", str(fil), "--overskriv"]) == 0


@pytest.mark.parametrize("pulje", FORDELINGER)
def test_siden_kan_staa_alene(pulje: str, tmp_path: Path) -> None:
    fil = tmp_path / "svar.html"
    assert koer_kommando(["fordel", pulje, "-o", str(fil)]) == 0
    html = fil.read_text(encoding="utf-8")
    assert not re.search(r"(src|href)=|<script|https?:", html)
    for a in fordel(pulje).afvigelser:
        assert a.tekst in html
    assert "Vejledende beregning – ikke en afgørelse" in html


def test_navne_i_en_egen_fordeling_er_kun_tekst(tmp_path: Path) -> None:
    regler = _egen(tmp_path, "København,", '"=1+1<b>",', "parter.csv").parent
    fil = tmp_path / "svar.html"
    assert koer_kommando(["fordel", "egen-fordeling", "--regler", str(regler), "-o", str(fil)]) == 0
    assert "<b>" not in fil.read_text(encoding="utf-8")
    ark = tmp_path / "svar.xlsx"
    assert koer_kommando(["fordel", "egen-fordeling", "--regler", str(regler), "-o", str(ark)]) == 0
    celle = load_workbook(ark).worksheets[0]["A6"]
    assert (celle.value, celle.data_type) == ("=1+1<b>", "s")


@pytest.mark.parametrize("bredde", ["40", "80", "120"])
@pytest.mark.parametrize("pulje", FORDELINGER)
def test_terminalen_holder_bredden(
    pulje: str, bredde: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", bredde)
    assert koer_kommando(["fordel", pulje]) == 0
    ud = capfd.readouterr().out
    assert max(map(len, ud.splitlines())) <= int(bredde)
    assert "Vejledende beregning" in ud


def test_en_afrunding_der_ikke_er_der() -> None:
    with pytest.raises(BrugsFejl, match="afrunding skal være"):
        fordel(KOD, afrunding="opad")  # type: ignore[arg-type] # a caller without a type checker can do this
