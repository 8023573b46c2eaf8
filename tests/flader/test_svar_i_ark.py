"""``tjek --svar-i-ark``: the new workbook has the answer in its cells, and reads back as the same application."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

from ansoegning import load_regelsaet, tjek
from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import BrugsFejl, Sted
from ansoegning.handlinger.svar_i_ark import tjek_i_ark
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.fil import laes_fil
from ansoegning.indlaes.filformater.yaml_fil import laes_yaml
from ansoegning.indlaes.noder import Ordbog
from ansoegning.indlaes.projektmappe import laes_regneark
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.kaeder import kaeder
from ansoegning.skriv.arksvar import FARVER, Arksvar
from ansoegning.skriv.projektmappe import skriv_projektmappe
from ansoegning.system.steder import mappe
from hjaelp.omfang import udsnit
from hjaelp.projekt import PROJEKT
from hjaelp.strategier import ansoegninger, til_yaml

pytestmark = pytest.mark.tung

PULJER = ("botilbud-2025-26", "resultatkontrakt-2023")
SAMPLES = sorted(
    p
    for navn in PULJER
    for p in (mappe("samples") / navn).iterdir()
    if p.suffix in (".yaml", ".json", ".xlsx") and not p.name.endswith(".svar.json")
)
BOTILBUD = mappe("samples") / PULJER[0]


def _laes(sti: Path, pulje: str) -> Ansoegning:
    return laes_ansoegning(laes_fil(str(sti)), load_regelsaet(pulje), str(sti))


def _bog(sti: Path) -> Any:
    return openpyxl.load_workbook(sti)


def _farve(celle: Any) -> str:
    return f"#{celle.fill.fgColor.rgb[-6:]}"


@pytest.mark.parametrize("sti", SAMPLES, ids=lambda p: p.name)
def test_hvert_eksempel_laeses_igen_som_det_samme(sti: Path, tmp_path: Path) -> None:
    ny = tmp_path / "svar.xlsx"
    resultat = tjek_i_ark(sti, ark=ny)
    assert {**resultat.til_json(), "fil": ""} == {**tjek(sti).til_json(), "fil": ""}
    foer, efter = _laes(sti, sti.parent.name), _laes(ny, sti.parent.name)
    assert (efter.fakta, efter.raekker) == (foer.fakta, foer.raekker)
    assert {m.felt for m in efter.vaerdimangler} <= {m.felt for m in foer.vaerdimangler}
    igen = tjek(ny)
    statusser = [[[k.status for k in r.kriterier] for r in raekker] for raekker in resultat.raekker.values()]
    assert statusser == [[[k.status for k in r.kriterier] for r in raekker] for raekker in igen.raekker.values()]


@given(ansoegninger())
@settings(max_examples=udsnit(10))
def test_enhver_ansoegning_laeses_igen_som_den_samme(a: dict[str, object]) -> None:
    regelsaet = load_regelsaet(PULJER[0])
    rod = laes_yaml(til_yaml(a), "a")
    assert isinstance(rod, Ordbog)
    laest = laes_ansoegning(rod, regelsaet, "a")
    raekker = {n: tuple(r for r in alle if r) for n, alle in laest.raekker.items()}
    laest = Ansoegning(laest.fil, laest.pulje, laest.fakta, raekker, laest.vaerdimangler)
    svar = Arksvar(bedoem_ansoegning(laest, regelsaet, kaeder()), regelsaet)
    efter = laes_ansoegning(laes_regneark(skriv_projektmappe(regelsaet, laest, svar), Sted("a")), regelsaet, "a")
    assert (efter.fakta, efter.raekker) == (laest.fakta, laest.raekker)


def test_farver_og_kommentarer_staar_i_de_celler_de_gaelder(tmp_path: Path) -> None:
    tjek_i_ark(BOTILBUD / "skovbrynet.yaml", ark=tmp_path / "s.xlsx")
    ark = _bog(tmp_path / "s.xlsx")["Projekter"]
    kolonne = {c.value: c.column for c in ark[6]}
    udgift, afsluttes, navn = (ark.cell(7, kolonne[n]) for n in ("bruttoanlaegsudgift_2025", "afsluttes", "navn"))
    assert _farve(udgift) == FARVER["ikke_opfyldt"]
    assert udgift.comment.text.startswith("✗ K4 Bruttoanlægsudgift over 20 mio. kr.: ikke opfyldt.")
    assert "18.500.000 kr." in udgift.comment.text
    assert _farve(afsluttes) == FARVER["opfyldt"]
    assert afsluttes.comment is None
    assert _farve(navn) == FARVER["ikke_opfyldt"]
    assert "Projekt 1 · Skovbrynet" in navn.comment.text


def test_opfyldt_er_ikke_groent_hvor_projektet_har_fejl_i_skemaet(tmp_path: Path) -> None:
    # The loan of the first project is larger than its cost; all its criteria are met.
    projekter = [PROJEKT | {"navn": "A", "ansoegt_2025": 40_000}, PROJEKT | {"navn": "B"}]
    tjek_i_ark({"pulje": PULJER[0], "kommune": "Aarhus", "projekter": projekter}, ark=tmp_path / "s.xlsx")
    ark = _bog(tmp_path / "s.xlsx")
    # Both the texts and the contact of the application are missing, so no project is green.
    linjer = {r[1].value: r[1] for r in ark["Svar fra tjek"].iter_rows(max_col=2) if str(r[1].value).startswith("✓ K")}
    assert linjer
    assert {_farve(c) for c in linjer.values()}.isdisjoint({FARVER["opfyldt"]})
    overskrifter = [c.value for (c,) in ark["Svar fra tjek"].iter_rows(max_col=1)]
    assert "Projekt 1 · A: opfyldt, 1 fejl i skemaet" in overskrifter
    assert "Projekt 2 · B: opfyldt" in overskrifter
    assert _farve(ark["Projekter"]["A8"]) != FARVER["opfyldt"]
    assert "Projekt 2 · B: opfyldt" in ark["Projekter"]["A8"].comment.text


def test_laesninger_staar_ved_cellerne_og_i_svararket(tmp_path: Path) -> None:
    kilde = tmp_path / "a.json"
    kilde.write_text(
        f'{{"pulje": "{PULJER[0]}", "kommune": "Odense", "projekter": [{{"navn": "A", "pladser_2025": 4, '
        '"pladser_2026": 0, "art": "nybyggeri", "omdannede_abl105_pladser": 0, "placering_kommune": "Nyborg"}]}'
    )
    tjek_i_ark(kilde, ark=tmp_path / "s.xlsx")
    bog = _bog(tmp_path / "s.xlsx")
    siges = (
        "Læst anderledes (F17) ville svaret være »ikke opfyldt«; spørg ministeriet. Kun pladser i ansøgerens egen "
        "kommune udvider kapaciteten i kommunen. Projektet ligger i en anden kommune (Nyborg) og udvider ikke "
        "kapaciteten i Odense."
    )
    assert siges in bog["Projekter"]["D7"].comment.text
    linjer = [r[1].value or "" for r in bog["Svar fra tjek"].iter_rows(max_col=2)]
    assert any(x.startswith("✓ K2") and siges in x for x in linjer)


def test_manglende_og_ulaeselige_vaerdier_er_maerket(tmp_path: Path) -> None:
    tjek_i_ark(BOTILBUD / "forkerte-vaerdier.yaml", ark=tmp_path / "s.xlsx")
    bog = _bog(tmp_path / "s.xlsx")
    celle = bog["Projekter"]["E7"]
    assert celle.value == "8,5"
    assert _farve(celle) == FARVER["fejl"]
    assert "»8,5« er ikke et helt tal" in celle.comment.text
    assert bog["Projekter"]["E2"].value.startswith("=IF(COUNTA(")
    linjer = [[c.value for c in r] for r in bog["Svar fra tjek"].iter_rows()]
    assert ["Projekter!E7", next(f for c, f in linjer if c == "Projekter!E7" and "Fejl S00" in f)] in linjer
    assert any("Skemaet har 4 fejl" in (f or "") for _, f in linjer)


def test_et_tal_der_ikke_kunne_laeses_staar_som_i_den_udfyldte_celle(tmp_path: Path) -> None:
    bog = openpyxl.load_workbook(BOTILBUD / "lyngbakken-som-projektmappe.xlsx")
    noegler = {c.value: f"{c.coordinate[:-1]}7" for c in bog["Projekter"][6]}
    for noegle, vaerdi in (("pladser_2026", 2.5), ("andel_andre", 1.2)):
        bog["Projekter"][noegler[noegle]].value = vaerdi
    bog["Projekter"][noegler["andel_andre"]].number_format = "0.00%"
    bog.save(tmp_path / "a.xlsx")
    foer = tjek_i_ark(tmp_path / "a.xlsx", ark=tmp_path / "s.xlsx")
    svar = openpyxl.load_workbook(tmp_path / "s.xlsx")["Projekter"]
    plads = {c.value: f"{c.coordinate[:-1]}7" for c in svar[6]}
    assert svar[plads["pladser_2026"]].value == "2,5"
    assert svar[plads["andel_andre"]].value == "120 %"
    efter = tjek(str(tmp_path / "s.xlsx"))
    fundne = [(f.id, f.felt) for f in efter.skema]
    assert fundne == [(f.id, f.felt) for f in foer.skema]
    assert any("»2,5« er ikke et helt tal" in f.besked for f in efter.skema)


ULAESELIGE = ("12.500", "1e3", "0.25", "=1+1", "<r><t>1</t></r>", "1/2", "2026-02-30", "x" * 2_000)


@pytest.mark.parametrize("skrevet", ULAESELIGE, ids=lambda t: t[:12])
def test_hvad_der_ikke_kunne_laeses_bliver_aldrig_en_vaerdi(skrevet: str, tmp_path: Path) -> None:
    """The JSON number 12.500 is 12,5; as a cell's text it would be twelve thousand five hundred."""
    kilde = tmp_path / "a.json"
    tal = skrevet.replace(".", "").isdigit()
    kilde.write_text(
        f'{{"pulje": "{PULJER[0]}", "projekter": [{{"navn": "A", "pladser_2025": '
        f"{skrevet if tal else chr(34) + skrevet + chr(34)}}}]}}"
    )
    assert _laes(kilde, PULJER[0]).raekker["projekter"] == ({"navn": "A"},)
    tjek_i_ark(kilde, ark=tmp_path / "s.xlsx")
    assert _laes(tmp_path / "s.xlsx", PULJER[0]).raekker["projekter"] == ({"navn": "A"},)


def test_tekst_bliver_tekst_i_celler_og_kommentarer(tmp_path: Path) -> None:
    onde = ["=cmd|' /C calc'!A0", "<r><t>x</t></r>", "@SUM(1)", "+1", "navn"]
    kilde = {"pulje": PULJER[0], "kommune": "<r><t>y</t></r>", "projekter": [{"navn": t} for t in onde]}
    tjek_i_ark(kilde, ark=tmp_path / "s.xlsx")
    bog = _bog(tmp_path / "s.xlsx")
    assert [bog["Projekter"].cell(7 + n, 1).value for n in range(len(onde))] == onde
    assert {c.data_type for ark in (bog["Svar fra tjek"], bog["Kriterier"]) for r in ark.iter_rows() for c in r} <= {
        "s",
        "n",
    }
    assert "<r><t>x</t></r>" in bog["Projekter"]["A8"].comment.text
    assert "<r><t>y</t></r>" in bog["Ansøgning"]["C6"].comment.text
    assert [r["navn"] for r in _laes(tmp_path / "s.xlsx", PULJER[0]).raekker["projekter"]] == onde


def test_antagelser_staar_i_svaret_og_ikke_i_ansoegningen(tmp_path: Path) -> None:
    sti = BOTILBUD / "kun-skemaets-kolonner.json"
    tjek_i_ark(sti, ark=tmp_path / "s.xlsx", antag={"lovgrundlag": "sel107"})
    assert _laes(tmp_path / "s.xlsx", PULJER[0]).raekker == _laes(sti, PULJER[0]).raekker
    tekster = [str(c.value) for r in _bog(tmp_path / "s.xlsx")["Svar fra tjek"].iter_rows() for c in r]
    assert any("Antaget" in t and "SEL § 107" in t for t in tekster)


def test_kommandoen_skriver_og_svarer_som_foer(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    sti, ny = str(BOTILBUD / "skovbrynet.yaml"), tmp_path / "svar.xlsx"
    uden = koer_kommando(["tjek", sti])
    tekst = capfd.readouterr().out
    assert koer_kommando(["tjek", sti, "--svar-i-ark", str(ny)]) == uden == 1
    assert capfd.readouterr().out == f"{tekst}Skrev svarene i {ny}.\n"
    assert koer_kommando(["tjek", str(ny)]) == 1


def test_aldrig_oven_i_en_fil_og_kun_en_fil(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    sti, ny = str(BOTILBUD / "skovbrynet.yaml"), tmp_path / "svar.xlsx"
    ny.write_bytes(b"min")
    for argumenter, besked in (
        ([sti, "--svar-i-ark", str(ny)], "findes allerede, og --svar-i-ark skriver aldrig oven i en fil"),
        ([sti, sti, "--svar-i-ark", str(tmp_path / "b.xlsx")], "men der er 2. Giv én FIL ad gangen"),
        ([sti, "--svar-i-ark", str(tmp_path / "b.xls")], "skal ende på .xlsx"),
    ):
        assert koer_kommando(["tjek", *argumenter]) == 2
        assert besked in capfd.readouterr().err.replace("\n", " ")
    assert ny.read_bytes() == b"min"
    assert list(tmp_path.iterdir()) == [ny]
    with pytest.raises(BrugsFejl, match="findes allerede"):
        tjek_i_ark(sti, ark=ny)


def test_en_fil_der_ikke_kan_laeses_giver_ingen_projektmappe(tmp_path: Path) -> None:
    assert koer_kommando(["tjek", str(tmp_path / "findes-ikke.yaml"), "--svar-i-ark", str(tmp_path / "s.xlsx")]) == 2
    assert not list(tmp_path.iterdir())


def test_samme_svar_giver_samme_byte() -> None:
    regelsaet = load_regelsaet(PULJER[0])
    laest = _laes(BOTILBUD / "fire-projekter.yaml", PULJER[0])
    svar = Arksvar(bedoem_ansoegning(laest, regelsaet, kaeder()), regelsaet)
    assert skriv_projektmappe(regelsaet, laest, svar) == skriv_projektmappe(regelsaet, laest, svar)
    assert (
        openpyxl.load_workbook(io.BytesIO(skriv_projektmappe(regelsaet, laest, svar))).sheetnames[0] == "Svar fra tjek"
    )
