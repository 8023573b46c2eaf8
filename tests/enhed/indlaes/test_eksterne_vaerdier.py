"""A value from outside the workbook is refused, however many cells it passes through.

This holds in an application as well as in a table.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from ansoegning.batch.koer import Bestilling, koer
from ansoegning.fejl import LaeseFejl, Sted
from ansoegning.indlaes.filformater import eksterne
from hjaelp.batchkoersel import afviste
from hjaelp.ret_projektmappe import gem, laes

pytestmark = pytest.mark.tung

PULJE = "botilbud-2025-26"
HOVED = ("kommune", "navn", "ansoegt_2025", "ansoegt_2026", "note")
_TOM = re.compile(rb"(</f>|<f [^>]*/>)<v\s*/>|(</f>|<f [^>]*/>)<v></v>")


def _med_vaerdier(data: bytes) -> bytes:
    """Store a result with every formula, as a spreadsheet program does."""
    ud = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as fra, zipfile.ZipFile(ud, "w", zipfile.ZIP_DEFLATED) as til:
        for navn in fra.namelist():
            til.writestr(navn, _TOM.sub(lambda m: (m[1] or m[2]) + b"<v>9000</v>", fra.read(navn)))
    return ud.getvalue()


# Cells of the sheet »Data« and of the table, and the cells of the table whose value may come from outside.
KAEDER: dict[str, tuple[dict[str, Any], dict[str, Any], set[str]]] = {
    "direkte": ({}, {"C2": "=[1]Ark1!A1"}, {"C2"}),
    "ét led": ({}, {"C2": "=[1]Ark1!A1", "D2": "=C2", "D3": "=C3"}, {"C2", "D2"}),
    "to led, bagfra": ({}, {"C2": "=D3+1", "D3": "=C4*2", "C4": "=[1]Ark1!A1"}, {"C2", "D3", "C4"}),
    "over et andet ark": ({"B2": "=[1]Ark1!A1"}, {"C2": "=Data!B2", "C3": "=Data!$B$3"}, {"C2"}),
    "ark i anførselstegn": ({"B2": "=[1]Ark1!A1"}, {"C2": "='Data'!B2", "C3": "='data'!$B$2"}, {"C2", "C3"}),
    "et område": ({"B2": "=[1]Ark1!A1"}, {"C2": "=MAX(Data!A1:C9)", "C3": "=MAX(Data!C1:D9)"}, {"C2"}),
    "en hel kolonne": ({"B2": "=[1]Ark1!A1"}, {"C2": "=VLOOKUP(B2,Data!$A:$C,2)", "C3": "=MAX(Data!D:E)"}, {"C2"}),
    "en hel række": ({"B2": "=[1]Ark1!A1"}, {"C2": "=MAX(Data!2:2)", "C3": "=MAX(Data!3:4)"}, {"C2"}),
    "et navn": ({"B2": "=[1]Ark1!A1"}, {"C2": "=Loft+1", "C3": "=Bund+1"}, {"C2"}),
    "et beregnet sted": ({"B2": "=[1]Ark1!A1"}, {"C2": '=INDIRECT("Data!B2")', "C3": "=OFFSET(A1,1,1)"}, {"C2", "C3"}),
    "flere ark": ({"B2": "=[1]Ark1!A1"}, {"C2": "=MAX('Data:Mere'!B2)"}, {"C2"}),
    "en tabels kolonne": ({"B2": "=[1]Ark1!A1"}, {"C2": "=MAX(Tabel1[Beløb])"}, {"C2"}),
    "en lang formel": ({}, {"C2": "=" + "1+" * 700 + "[1]Ark1!A1"}, {"C2"}),
    "en tekst er intet sted": ({"B2": "=[1]Ark1!A1"}, {"C2": '=IF("Data!B2"="",1,2)', "C3": "=7500+1"}, set()),
    "ingen kommer udefra": ({"B2": "=1+1"}, {"C2": "=Data!B2", "C3": '=INDIRECT("Data!B2")'}, set()),
    "et område, der fyldes": (
        {"A1": ArrayFormula("A1:A3", "=[1]Ark1!A1:A3"), "A2": 7, "A3": 8},
        {"C2": "=Data!A3", "C3": "=Data!A4", "D2": "=Data!A2"},
        {"C2", "D2"},
    ),
    "celler uden formel i et område": ({}, {"C2": ArrayFormula("C2:C4", "=[1]Ark1!A1:A3")}, {"C2", "C3", "C4"}),
    "i ring": ({}, {"C2": "=D2", "D2": "=C2+C3", "C3": "=[1]Ark1!A1"}, {"C2", "D2", "C3"}),
}  # fmt: skip


def _bog(data: dict[str, Any], tabel: dict[str, Any]) -> bytes:
    bog: Any = openpyxl.Workbook()
    ark = bog.active
    ark.title = "Runde"
    ark.append(HOVED)
    for nr in range(2, 5):
        ark.append(("0751", f"Projekt {nr}", 7500, 8500, "ja"))
    andet = bog.create_sheet("Data")
    bog.create_sheet("Mere")
    for celle, vaerdi in data.items():
        andet[celle] = vaerdi
    for celle, vaerdi in tabel.items():
        ark[celle] = vaerdi
    bog.defined_names["Loft"] = DefinedName("Loft", attr_text="Data!$B$2")
    bog.defined_names["Bund"] = DefinedName("Bund", attr_text="Data!$B$3")
    return _med_vaerdier(gem(bog))


@pytest.mark.parametrize("kaede", KAEDER)
def test_en_raekke_med_en_vaerdi_udefra_afvises(kaede: str, tmp_path: Path) -> None:
    data, tabel, ventet = KAEDER[kaede]
    (tmp_path / "a.xlsx").write_bytes(_bog(data, tabel))
    koer(Bestilling(ind=str(tmp_path / "a.xlsx"), ud=str(tmp_path / "ud.csv"), pulje=PULJE, traade=2))
    fundne = [] if not (tmp_path / "ud.afviste.csv").exists() else afviste(tmp_path / "ud.csv")
    kolonner = {"ansoegt_2025": "C", "ansoegt_2026": "D"}
    assert {f"{kolonner[f['kolonne']]}{f['linje']}" for f in fundne} == ventet
    assert all("uden for projektmappen" in f["aarsag"] for f in fundne)


def test_en_ansoegning_laeses_paa_samme_maade(klar: bytes) -> None:
    bog = openpyxl.load_workbook(io.BytesIO(klar))
    ark = bog.create_sheet("Mine tal")
    ark["A1"], ark["A2"] = "=[1]Budget!B7", "=A1/1000"
    bog["Projekter"]["B7"] = "='Mine tal'!A2"
    (mangel,) = laes(_med_vaerdier(gem(bog))).vaerdimangler
    assert "uden for projektmappen, gennem andre celler" in mangel.besked
    assert mangel.sted.celle == "Projekter!B7"


def test_delte_formler_henviser_fra_deres_egen_celle() -> None:
    formler = [
        eksterne.Formel("a", 1, 1, "[1]Ark1!A1"),
        eksterne.Formel("a", 1, 2, "A1+$A1"),
        eksterne.Formel("a", 2, 2, "A1+1", ned=1),
        eksterne.Formel("a", 3, 2, "$A$1+1", ned=2),
        eksterne.Formel("a", 1, 3, "A1+1", hen=1),
        eksterne.Formel("a", 1, 4, "$A1+1", hen=2),
    ]
    fundne = eksterne.find(iter(formler), {}, lambda f: "[" in f, Sted("a.xlsx"))
    # D1 refers to A1; C1 refers to B1, which does as well; B2 refers to A2, which is empty.
    assert fundne.celler == {("a", 1, 1), ("a", 1, 2), ("a", 3, 2), ("a", 1, 3), ("a", 1, 4)}


def test_flere_formler_end_der_kan_gennemgaas_siges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eksterne, "_HOEJST_ARBEJDE", 100)
    formler = [eksterne.Formel("a", 1, 1, "[1]Ark1!A1")]
    formler += [eksterne.Formel("a", r, 1, f"A{r - 1}+SUM(B{r}:B99)") for r in range(2, 50)]
    with pytest.raises(LaeseFejl, match="flere formler, end der kan gennemgås"):
        eksterne.find(iter(formler), {}, lambda f: "[" in f, Sted("a.xlsx"))


@pytest.mark.parametrize("laengde", [1, 7, 64, 100_000])
@pytest.mark.parametrize(
    ("xml", "ventet"),
    [
        ('<c r="A1"><f>[1]Ark1!A1</f><v>1</v></c>', True),
        ('<x:c r="A1"><x:f t="shared"\n si="0">[1]Ark1!A1</x:f></x:c>', True),
        ('<c r="A1"><f>&#91;1]Ark1!A1</f></c>', True),
        ('<c r="A1"><f><![CDATA[x]]></f></c>', True),
        ('<c r="A1"><f>A1+B2</f><v>1</v></c><c t="inlineStr"><is><t>[1]Ark1!A1</t></is></c>', False),
        ('<foo>[1]Ark1!A1</foo><c r="A1"><f/><v>2</v></c>', False),
    ],
)
def test_en_formel_findes_hvordan_arket_end_deles(xml: str, ventet: bool, laengde: int) -> None:
    data = xml.encode() + b"<c r='B1'><v>1</v></c>" * 50
    stykker = (data[i : i + laengde] for i in range(0, len(data), laengde))
    assert eksterne.naevner(stykker, lambda f: "[1]" in f) == ventet
