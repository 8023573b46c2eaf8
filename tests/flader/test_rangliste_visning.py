"""The round in the terminal and in a file."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from ansoegning import rangliste
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.cli.vis_rangliste import vis_rangliste
from ansoegning.cli.vis_tabel import vis_hele_tabellen, vis_tabel
from ansoegning.cli.vis_tjek import Skaerm
from ansoegning.model.rangliste import RanglisteSvar
from ansoegning.model.visning import vis_tal
from ansoegning.skriv.rangliste_html import tabel_til_html
from ansoegning.skriv.rapport import VEJLEDENDE
from ansoegning.skriv.tabel import Tabel, Tabelkolonne, nogle_navne
from ansoegning.version import VERSION
from hjaelp.rangliste_runde import Skriv, lav_ansoegning
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung


# --- The terminal -------------------------------------------------------------------------


@pytest.mark.parametrize("bredde", [40, 80, 140, 200])
@pytest.mark.parametrize("fuldt", [False, True])
def test_visningen_er_ikke_bredere_end_skaermen(bredde: int, fuldt: bool, runden: RanglisteSvar) -> None:
    tekst = vis_rangliste(runden, Skaerm(bredde, farver=False, tegn=True), fuldt=fuldt)
    for linje in tekst.splitlines():
        assert len(linje) <= max(bredde, 60), linje
    assert " ".join(tekst.split()).count(VEJLEDENDE) == 2
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u00a0]", tekst)
    assert tekst.index("her nås rammen") > tekst.index("Kommune")
    assert not re.search(
        r"(?i)\b(afgørelse\w*|tilsagn\w*|afslag\w*|berettiget)\b", " ".join(tekst.split()).replace(VEJLEDENDE, "")
    )


def test_runden_er_paa_en_skaerm_og_det_hele_er_i_den_fulde(runden: RanglisteSvar) -> None:
    assert len(runden.projekter) > 60
    for bredde, linjer in ((80, 70), (120, 49), (160, 46)):
        assert len(vis_rangliste(runden, Skaerm(bredde, farver=False, tegn=True)).splitlines()) <= linjer
    for bredde in (60, 100, 200):
        fuldt = " ".join(vis_rangliste(runden, Skaerm(bredde, farver=False, tegn=True), fuldt=True).split())
        for p in runden.projekter:
            assert p.navn in fuldt
            assert " ".join(" ".join(p.begrundelse).split()) in fuldt
            assert all(vis_tal(kr) in fuldt for kr in p.ansoegt.values() if kr is not None)
        for f in runden.fortolkninger:
            assert f.alternativ in fuldt


def test_i_smalle_spalter_staar_hver_raekke_ved_sin_ansoeger_og_sit_nummer(runden: RanglisteSvar) -> None:
    linjer = vis_rangliste(runden, Skaerm(120, farver=False, tegn=True)).splitlines()
    hoved = next(nr for nr, linje in enumerate(linjer) if "Nr." in linje and "│" in linje)
    liste = linjer[hoved : hoved + 19]
    assert {tuple(nr for nr, tegn in enumerate(linje) if tegn == "│") for linje in liste} == {(39, 80)}
    flere = Counter(p.fil for p in runden.projekter)
    for p in runden.projekter:
        if p.rang is not None:
            assert p.kommune is not None
            navn = f"{p.kommune.navn}/{p.nr}" if flere[p.fil] > 1 else p.kommune.navn
            assert any(re.search(rf" {p.rang}  {navn} ", linje) for linje in liste)


def test_den_fulde_visning_gentager_ikke_og_har_ingen_tomme_kolonner(runden: RanglisteSvar) -> None:
    t = Tabel(
        "t",
        "T",
        "",
        (Tabelkolonne("Id"), Tabelkolonne("Spørgsmål", bredde=40), Tabelkolonne("Går ud"), Tabelkolonne("Ellers")),
        tuple(("F3", "Gælder de 25 pct. hvert projekt eller hele ansøgningen?", "", f"Nr. {nr}") for nr in (1, 2)),
    )
    tekst = vis_hele_tabellen(t, Skaerm(60, farver=False, tegn=True))
    assert tekst.count("Gælder de 25 pct.") == 1
    assert "Går ud" not in tekst
    assert "Nr. 1" in tekst
    assert "Nr. 2" in tekst
    fuldt = vis_rangliste(runden, Skaerm(100, farver=False, tegn=True), fuldt=True)
    assert f"\n  Program: ansoegning {VERSION}\n" in fuldt
    assert "Værdi:" not in fuldt


def test_en_regions_liste_siger_hvis_udfald_en_anden_laesning_aendrer(tmp_path: Path) -> None:
    for kommune in ("Holstebro", "Struer"):
        projekt = {"navn": f"Huset i {kommune}", "placering_kommune": "Struer"}
        (tmp_path / f"{kommune}.json").write_text(json.dumps(lav_ansoegning(kommune, projekt)), encoding="utf-8")
    svar = rangliste([tmp_path])
    assert svar.omfang.art == "gruppe"
    fuldt = vis_rangliste(svar, Skaerm(120, farver=False, tegn=True), fuldt=True)
    assert re.search(r"F17 +Ændrer udfald eller beløb +0661/1 Huset i Holstebro\n", fuldt)


def test_lige_rang_siger_hvad_det_afgoer() -> None:
    """A tie is on one line in the terminal, so its effect must be understood without the table's headings."""
    navn = "Et hus med et langt navn"
    svar = rangliste([lav_ansoegning(k, {"navn": f"{navn} i {k}"}) for k in ("Odense", "Aarhus")], omfang="hele")
    fuldt = vis_rangliste(svar, Skaerm(80, farver=False, tegn=True), fuldt=True)
    assert f"  Afgør ikke penge: 0461/1 {navn} i Odense;" in fuldt


def test_en_erstattet_fil_naevnes_uden_sin_mappe(tmp_path: Path) -> None:
    """In the files of ``--runde`` too, which are in no table of the list."""
    egne, resten = tmp_path / "egne", tmp_path / "hele-runden"
    for mappe, kommune, navn, mere in (
        (egne, "Aarhus", "aarhus", {}),
        (resten, "Odense", "odense", {}),
        (resten, "Odense", "odense-ny", {"erstatter": "odense.json"}),
    ):
        mappe.mkdir(exist_ok=True)
        indhold = {**lav_ansoegning(kommune, {}), **mere}
        (mappe / f"{navn}.json").write_text(json.dumps(indhold), encoding="utf-8")
    svar = rangliste([egne], runde=resten)
    (sprunget,) = svar.sprunget_over
    assert sprunget.grund == "Filen er erstattet af odense-ny.json."


def test_farver_og_tegn(runden: RanglisteSvar) -> None:
    uden = vis_rangliste(runden, Skaerm(80, farver=False, tegn=True))
    med = vis_rangliste(runden, Skaerm(80, farver=True, tegn=True))
    assert med != uden
    assert re.sub(r"\x1b\[[0-9;]*m", "", med) == uden
    assert not set("✓✗─") & set(vis_rangliste(runden, Skaerm(80, farver=False, tegn=False)))


def test_budgetstregen_staar_foran_den_foerste_udenfor() -> None:
    svar = rangliste([lav_ansoegning(k, {"navn": k}) for k in ("Odense", "Aarhus")], saet={"ramme_2025": "10.000"})
    tekst = vis_rangliste(svar, Skaerm(80, farver=False, tegn=True))
    assert tekst.index("✓   1  Odense") < tekst.index("her nås rammen") < tekst.index("✗   2  Aarhus")
    alle = vis_rangliste(rangliste([lav_ansoegning("Odense", {})], omfang="hele"), Skaerm(80, farver=False, tegn=True))
    assert "Alle kandidater kan rummes" in alle
    assert "her nås rammen" not in alle


def test_styretegn_i_et_navn_naar_ikke_skaermen() -> None:
    svar = rangliste(
        [lav_ansoegning("Odense", {"navn": "\u202eSort\u2066"}), lav_ansoegning("Aarhus", {"art": "blandet"})]
    )
    tekst = vis_rangliste(svar, Skaerm(80, farver=False, tegn=True))
    assert "\u202e" not in tekst
    assert all(t.isprintable() or t == "\n" for t in tekst)


def test_kommandoen_skriver_i_en_fil_og_overskriver_ikke_uspurgt(
    skriv: Skriv, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mappe = skriv("a.json", "Aarhus").parent
    ud = tmp_path / "svar.json"
    assert koer_kommando(["rangliste", "--format", "json", "-o", str(ud), str(mappe)]) == 0
    data = json.loads(ud.read_text(encoding="utf-8"))
    assert data["projekter"][0]["navn"] == "Skoven"
    assert koer_kommando(["rangliste", "--format", "json", "-o", str(ud), str(mappe)]) == 2
    assert koer_kommando(["rangliste", "--format", "json", "-o", str(ud), "--overskriv", str(mappe)]) == 0
    som_tekst = tmp_path / "svar.txt"
    assert koer_kommando(["rangliste", "--format", "tekst", "-o", str(som_tekst), str(mappe)]) == 0
    assert "Projekt" in som_tekst.read_text(encoding="utf-8")
    assert capsys.readouterr().out == ""


def test_en_fil_der_ikke_er_med_naevner_cellen_eller_linjen(tmp_path: Path) -> None:
    bog = openpyxl.load_workbook(ROD / "samples" / "botilbud-2025-26" / "lyngbakken-som-projektmappe.xlsx")
    (noegle,) = (c for c in bog["Projekter"][6] if c.value == "ansoegt_2026")
    noegle.value = "ukendt"
    bog.save(tmp_path / "a.xlsx")
    (tmp_path / "b.yaml").write_text("kommune: [\n", encoding="utf-8")
    svar = rangliste([tmp_path])
    assert [f.sted for f in svar.fejl] == ["Projekter!C6", "linje 2"]
    for fuldt in (False, True):
        vist = " ".join(vis_rangliste(svar, Skaerm(100, farver=False, tegn=True), fuldt=fuldt).split())
        assert "Projekter!C6" in vist
        assert "linje 2" in vist


def test_et_beloeb_der_ikke_taeller_naevner_sin_celle(tmp_path: Path) -> None:
    bog = openpyxl.load_workbook(ROD / "samples" / "botilbud-2025-26" / "lyngbakken-som-projektmappe.xlsx")
    ark = bog["Projekter"]
    assert (ark["B6"].value, ark["J6"].value) == ("ansoegt_2025", "bruttoanlaegsudgift_2026")
    ark["B7"], ark["J7"] = 12_500_000, "mange"
    bog.save(tmp_path / "a.xlsx")
    (p, *_) = (p for p in rangliste([tmp_path]).projekter if p.nr == 1)
    assert (
        "»Ansøgt lån i 2025« (Projekter!B7) kan kun være i en forkert enhed og regnes som ikke oplyst." in p.begrundelse
    )
    assert any("»Bruttoanlægsudgift i 2026« (Projekter!J7) kan ikke læses" in b for b in p.begrundelse)


def test_er_der_plads_til_en_tabels_overskrifter_staar_de_paa_en_linje() -> None:
    t = Tabel("t", "T", "", (Tabelkolonne("Ramme for"), Tabelkolonne("Søgt i alt (kr.)", "kr")), (("2025", 600),))
    bred, smal = (vis_tabel(t, Skaerm(bredde, farver=False, tegn=True)).splitlines() for bredde in (40, 20))
    assert bred == ["Ramme for  Søgt i alt (kr.)", "2025                    600"]
    assert len(smal) > len(bred)


# --- A large round ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stor_runde(tmp_path_factory: pytest.TempPathFactory) -> RanglisteSvar:
    """60 applications with 64 projects, twelve of which do not meet a criterion, and ten unreadable files."""
    mappe = tmp_path_factory.mktemp("stor")
    koder = sorted({linje[:4] for linje in (ROD / "rules" / "kommuner.csv").read_text("utf-8").splitlines()[1:]})[:60]
    for i, kode in enumerate(koder):
        projekt = {"navn": f"Huset {i}", "ansoegt_2025": 15_000 + 100 * i, "bruttoanlaegsudgift_2025": 30_000 + 100 * i}
        projekter = [{**projekt, "andel_andre": 20 if i < 12 else 25}, {**projekt, "navn": f"Hus to {i}"}][
            : 1 + (i >= 56)
        ]
        (mappe / f"{kode}.json").write_text(json.dumps(lav_ansoegning(kode, *projekter)), encoding="utf-8")
    for i in range(10):
        (mappe / f"x{i}.json").write_text("{", encoding="utf-8")
    return rangliste([mappe], omfang="hele")


@pytest.mark.parametrize(("bredde", "linjer"), [(120, 72), (160, 58)])
def test_60_ansoegninger_er_paa_en_skaerm(stor_runde: RanglisteSvar, bredde: int, linjer: int) -> None:
    tekst = vis_rangliste(stor_runde, Skaerm(bredde, farver=False, tegn=True))
    assert len(tekst.splitlines()) <= linjer
    # Every project without a rank and every file is named, but not every file's error is shown.
    uden = [p for p in stor_runde.projekter if p.rang is None]
    assert len(uden) == 12
    (linje,) = (x for x in " ".join(tekst.split()).split("· ") if x.startswith("Opfylder ikke kriterierne (12): "))
    assert linje.partition(": ")[2].strip() == "; ".join(
        f"{p.kommune.navn} (K5)" for p in uden if p.kommune is not None
    )
    assert all(f"x{i}.json" in tekst for i in range(10))
    assert "2 filer til" in tekst
    assert "--fuldt" in tekst


def test_papirerne_naevner_nogle_af_mange() -> None:
    navne = "; ".join(f"{i:04}/1 Huset" for i in range(30))
    assert nogle_navne(navne).endswith("0007/1 Huset og 22 til")
    assert nogle_navne("a; b") == "a; b"
    t = Tabel("t", "T", "", (Tabelkolonne("Hvem", navne=True),), ((navne,),))
    (celle,) = tabel_til_html(t)["raekker"][0]["celler"]
    assert (celle["tekst"], celle["tryk"], celle["fold"]) == (navne, nogle_navne(navne), True)
