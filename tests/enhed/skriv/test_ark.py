"""Writing text to workbooks: the cell stores any text as text, and no code bypasses ``skriv/ark.py``."""

from __future__ import annotations

import ast
import json
import xml.etree.ElementTree as ET
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from ansoegning import rangliste
from ansoegning.indlaes.filformater.xlsxdele import afkod
from ansoegning.skriv.ark import HOEJST_TEGN_I_CELLE, enheder, ny_bog, sidetekst, skriv_tekst
from ansoegning.skriv.rangliste_xlsx import skriv_rangliste_xlsx
from hjaelp.steder import ROD

_NAVNERUM = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ONDE = (
    "<r><t>x</t></r>",
    "<r>",
    '<r><t xml:space="preserve">a</t></r></si><si><t>b</t>',
    "=1+1",
    "{=1+1}",
    "http://x.example",
    "mailto:x@y.example",
    "internal:Ark!A1",
    "12,5",
    "_x0041_x0042_",
    "_x0020_x0000_",
    "<r>_x0041_x0042_x0043_</r>",
    "_x0041_",
    "</t></si>",
    "&amp;",
    " foran og bag ",
    "a\nb",
)


@pytest.mark.parametrize("tekst", ONDE)
def test_en_tekst_forbliver_den_tekst(tekst: str) -> None:
    ud = BytesIO()
    bog = ny_bog(ud, title=tekst)
    ark = bog.add_worksheet()
    skriv_tekst(ark, 0, 0, tekst, bog.add_format())
    sidetekst(ark, hoved=(tekst, "&R&D"), fod="&P")
    bog.close()
    laest = openpyxl.load_workbook(BytesIO(ud.getvalue())).worksheets[0]
    celle = laest["A1"]
    assert (str(celle.value), celle.data_type, celle.hyperlink) == (tekst, "s", None)


@pytest.mark.parametrize("tekst", ONDE)
def test_hver_del_af_en_tekst_afkodes_for_sig(tekst: str) -> None:
    """As the program and Excel read a text of several parts; openpyxl decodes differently."""
    ud = BytesIO()
    bog = ny_bog(ud)
    skriv_tekst(bog.add_worksheet(), 0, 0, tekst, bog.add_format())
    bog.close()
    dele = ET.fromstring(ZipFile(ud).read("xl/sharedStrings.xml")).iter(f"{{{_NAVNERUM}}}t")  # noqa: S314 - our own file
    assert "".join(afkod(d.text or "") for d in dele) == tekst


def test_en_for_lang_tekst_slutter_med_prikker() -> None:
    for tekst in ("x" * (HOEJST_TEGN_I_CELLE + 1), "😀" * HOEJST_TEGN_I_CELLE, "x" + "😀" * HOEJST_TEGN_I_CELLE):
        ud = BytesIO()
        bog = ny_bog(ud)
        skriv_tekst(bog.add_worksheet(), 0, 0, tekst, bog.add_format())
        bog.close()
        vist = str(openpyxl.load_workbook(BytesIO(ud.getvalue())).worksheets[0]["A1"].value)
        assert vist.endswith("…")
        assert HOEJST_TEGN_I_CELLE - 1 <= enheder(vist) <= HOEJST_TEGN_I_CELLE


def test_et_projekts_navn_kan_ikke_oedelaegge_ranglisten(tmp_path: Path) -> None:
    navne = [t for t in ONDE if t.strip() == t and "\n" not in t]
    data = {"pulje": "botilbud-2025-26", "kommune": "Aarhus", "projekter": [{"navn": n} for n in navne]}
    sti = tmp_path / "a.json"
    sti.write_text(json.dumps(data), encoding="utf-8")
    bog = openpyxl.load_workbook(BytesIO(skriv_rangliste_xlsx(rangliste([sti]))))
    celler = {str(c.value) for ark in bog.worksheets for raekke in ark.iter_rows() for c in raekke}
    assert set(navne) <= celler


_KUN_I_ARK = {"write", "write_string", "write_rich_string", "write_formula", "write_array_formula", "write_url"}
_KUN_I_ARK |= {"write_row", "write_column", "write_comment", "set_header", "set_footer", "insert_textbox"}


@pytest.mark.tung
def test_intet_skriver_tekst_i_en_projektmappe_uden_om_ark() -> None:
    """Only ``skriv/ark.py`` may import xlsxwriter (an import contract); calls of a sheet's methods are checked here."""
    fundne = []
    for sti in sorted((ROD / "src" / "ansoegning").rglob("*.py")):
        if sti.name == "ark.py":
            continue
        for node in ast.walk(ast.parse(sti.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _KUN_I_ARK:
                ejer = ast.unparse(node.func.value)
                if node.func.attr != "write" or ejer.endswith("ark"):
                    fundne.append(f"{sti.name}:{node.lineno}: {ejer}.{node.func.attr}")
    assert fundne == []
