"""``batch`` on a workbook: the same reader as ``tjek``, row by row.

Hidden, merged or declared areas mislead no answer.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped] # it ships no types

from ansoegning.batch.koer import Koersel
from ansoegning.fejl import AnsoegningFejl, BrugsFejl, LaeseFejl, Sted
from ansoegning.indlaes.filformater import arkstroem
from ansoegning.indlaes.filformater.arkstroem import Arkstroem
from ansoegning.indlaes.filformater.xlsx import Xlsxfil
from ansoegning.indlaes.filformater.zipvagt import TABEL
from hjaelp.batchkoersel import afviste, bestil, csv_af, regnskab

pytestmark = pytest.mark.tung


HOVED = ["kommune", "navn", "ansoegt_2025", "andel_andre", "afsluttes", "note"]
RAEKKER: list[list[Any]] = [
    ["0751", "Alfa", 7_500, 33, date(2026, 11, 30), "a"],
    ["Odense", "Beta", 9_500, 25, date(2026, 12, 31), "b"],
    ["0101", "Gamma", 12_500, 31.25, date(2026, 1, 1), "c"],
]
ARK = "xl/worksheets/sheet1.xml"
Rediger = Callable[[Any], None]


def _bog(rediger: Rediger | None = None, raekker: list[list[Any]] | None = None) -> bytes:
    bog = openpyxl.Workbook()
    ark = bog.active
    assert ark is not None
    ark.title = "Runde"
    ark.append(HOVED)
    for r in RAEKKER if raekker is None else raekker:
        ark.append(r)
    for celle in ark["E"][1:]:
        celle.number_format = "dd/mm/yyyy"
    if rediger is not None:
        rediger(ark)
    ud = io.BytesIO()
    bog.save(ud)
    return ud.getvalue()


def _med_xml(data: bytes, ret: Callable[[bytes], bytes], del_: str = ARK) -> bytes:
    ud = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as fra, zipfile.ZipFile(ud, "w", zipfile.ZIP_DEFLATED) as til:
        for navn in fra.namelist():
            indhold = fra.read(navn)
            if re.fullmatch(del_, navn):
                nyt = ret(indhold)
                assert nyt != indhold
                indhold = nyt
            til.writestr(navn, indhold)
    return ud.getvalue()


def _koer(tmp_path: Path, data: bytes, navn: str = "a.xlsx") -> tuple[Koersel, list[dict[str, str]]]:
    (tmp_path / navn).write_bytes(data)
    svar = bestil(tmp_path / navn, tmp_path / "ud.csv", overskriv=True)
    return svar, csv_af(tmp_path / "ud.csv")


def _fejl(tmp_path: Path, data: bytes, navn: str = "a.xlsx") -> AnsoegningFejl:
    (tmp_path / navn).write_bytes(data)
    foer = sorted(tmp_path.iterdir())
    with pytest.raises((LaeseFejl, BrugsFejl)) as fejl:
        bestil(tmp_path / navn, tmp_path / "ud.csv")
    assert sorted(tmp_path.iterdir()) == foer
    return fejl.value


# What is read


@pytest.mark.parametrize("omraade", [b"A1", b"A1:F2", b"A1:C4", b"A1:XFD1048576", b"Z9:A1", b""])
def test_det_omfang_et_ark_angiver_bruges_ikke(tmp_path: Path, omraade: bytes) -> None:
    data = _med_xml(_bog(), lambda x: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="%s"/>' % omraade, x))
    svar, raekker = _koer(tmp_path, data)
    assert (svar.ind, svar.ud) == (3, 3)
    assert [(r["navn"], r["note"], r["afsluttes"]) for r in raekker] == [
        ("Alfa", "a", "30/11/2026"), ("Beta", "b", "31/12/2026"), ("Gamma", "c", "01/01/2026"),
    ]  # fmt: skip


def test_tiden_foelger_indholdet_og_ikke_omfanget(tmp_path: Path) -> None:
    def yderst(ark: Any) -> None:
        ark["XFD1048576"].number_format = "0.00"
        ark["XFD3"].number_format = "0.00"

    (tmp_path / "a.xlsx").write_bytes(_bog(yderst))
    # A separate process, so that a timeout can stop it.
    svar = subprocess.run(
        [sys.executable, "-m", "ansoegning", "batch", str(tmp_path / "a.xlsx"), "-o", str(tmp_path / "ud.csv"),
         "--pulje", "botilbud-2025-26"],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert svar.returncode == 0, svar.stderr
    assert svar.stderr.decode().endswith("ind = ud + afvist: 3 = 3 + 0\n")
    assert "tomme linjer" not in svar.stderr.decode()


def test_tomme_linjer_taelles_og_raekker_beholder_deres_linje(tmp_path: Path) -> None:
    daarlig = ["0751", "x", "mange", 33, None, None]
    sagt: list[str] = []
    (tmp_path / "a.xlsx").write_bytes(_bog(raekker=[RAEKKER[0], [None] * 6, [" "], daarlig]))
    svar = bestil(tmp_path / "a.xlsx", tmp_path / "ud.csv", sagt.append)
    assert regnskab(tmp_path / "ud.csv", 2, svar) == [2]
    assert [(f["linje"], f["kolonne"]) for f in afviste(tmp_path / "ud.csv")] == [("5", "ansoegt_2025")]
    assert "2 tomme linjer er sprunget over." in sagt


def test_koder_for_tegn_afkodes(tmp_path: Path) -> None:
    raekke = ["0751", "A_x000D_\nB_x005F_x", 7_500, 33, None, "x_x000D_y"]
    data = _bog(raekker=[raekke])
    _, (svar,) = _koer(tmp_path, data)
    assert "_x000D_" not in svar["navn"]
    assert svar["navn"].replace("\r\n", "\n") == "A\nB_x"


def test_den_strenge_udgave_af_formatet(tmp_path: Path) -> None:
    aaben, streng = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    alt = _med_xml(
        _bog(),
        lambda x: x.replace(aaben + b"spreadsheetml/2006/main", streng + b"spreadsheetml/main").replace(
            aaben + b"officeDocument/2006/relationships", streng + b"officeDocument/relationships"
        ),
        r"_rels/\.rels|xl/workbook\.xml|xl/_rels/.*|" + ARK,
    )
    svar, raekker = _koer(tmp_path, alt)
    assert (svar.ud, [r["navn"] for r in raekker]) == (3, ["Alfa", "Beta", "Gamma"])


def test_delte_tekster_af_enhver_slags_findes_igen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arkstroem, "_BLOK_TEKSTER", 3)
    monkeypatch.setattr(arkstroem, "_BLOKKE_I_HUKOMMELSEN", 1)
    tekster = [f"t{i}" if i % 5 else f'æ\u2028\ud83d\ude00\n"{i}' for i in range(40)]
    tekster = [t.encode("utf-16", "surrogatepass").decode("utf-16") for t in tekster]
    sti = tmp_path / "a.xlsx"
    bog = xlsxwriter.Workbook(str(sti))
    ark = bog.add_worksheet()
    for nr, tekst in enumerate([*tekster, *reversed(tekster)]):
        ark.write_string(nr, 0, tekst)
    bog.close()
    with sti.open("rb") as fil, Arkstroem(mappe := Xlsxfil(fil, Sted("a"), TABEL), tmp_path / "lager") as stroem:
        fundne = [r.celler[1].tekst for r in stroem.ark(mappe.ark[0])]
    assert fundne == [*tekster, *reversed(tekster)]


# What is refused, with its location


def _skjul_raekke(ark: Any) -> None:
    ark.row_dimensions[3].hidden = True


def _filter(ark: Any) -> None:
    ark.auto_filter.ref = "A1:F4"
    ark.auto_filter.add_filter_column(1, ["Alfa"])
    ark.row_dimensions[4].hidden = True


@pytest.mark.parametrize(
    ("rediger", "celle", "besked"),
    [
        (_skjul_raekke, "Runde!A3", "Rækken er skjult"),
        (_filter, "Runde!A4", "Rækken er skjult"),
        (lambda ark: setattr(ark.column_dimensions["C"], "hidden", True), "Runde!C2", "Kolonnen er skjult"),
        (lambda ark: setattr(ark.column_dimensions["F"], "hidden", True), "Runde!F2", "Kolonnen er skjult"),
        (lambda ark: ark.merge_cells("A2:A3"), "Runde!A2", "flettet"),
        (lambda ark: ark.merge_cells("C3:D3"), "Runde!C3", "flettet"),
    ],
)  # fmt: skip
def test_skjult_eller_flettet_standser_laesningen(tmp_path: Path, rediger: Rediger, celle: str, besked: str) -> None:
    fejl = _fejl(tmp_path, _bog(rediger))
    assert isinstance(fejl, LaeseFejl)
    assert (fejl.sted.celle, besked in fejl.besked) == (celle, True)


def test_et_skjult_ark_laeses_ikke(tmp_path: Path) -> None:
    def skjul(ark: Any) -> None:
        ark.parent.create_sheet("Andet")
        ark.sheet_state = "hidden"

    assert "Arket er skjult" in str(_fejl(tmp_path, _bog(skjul)))


def test_skjult_eller_flettet_og_tomt_er_uden_betydning(tmp_path: Path) -> None:
    def rediger(ark: Any) -> None:
        ark.merge_cells("H2:I3")
        ark.merge_cells("A1:A1")
        ark.merge_cells("A9:C12")
        ark.column_dimensions["K"].hidden = True
        ark.row_dimensions[20].hidden = True

    svar, _ = _koer(tmp_path, _bog(rediger))
    assert (svar.ind, svar.ud) == (3, 3)


def test_en_sum_er_ikke_en_raekke(tmp_path: Path) -> None:
    def rediger(ark: Any) -> None:
        ark["B5"], ark["C5"] = "I alt", 29_500
        ark["B6"], ark["C6"] = "x", "=SUM(C2:C4)"
        ark["A7"], ark["C7"] = "Total", "=SUBTOTAL(109,Tabel1[ansoegt_2025])"

    # Add a formula's stored result, which openpyxl does not write.
    data = _med_xml(_bog(rediger), lambda x: re.sub(rb"(</f>)<v\s*/>|(</f>)<v></v>", rb"</f><v>29500</v>", x))
    svar, raekker = _koer(tmp_path, data)
    assert regnskab(tmp_path / "ud.csv", 6, svar) == [4, 5, 6]
    assert [(f["linje"], f["kolonne"]) for f in afviste(tmp_path / "ud.csv")] == [
        ("5", "navn"), ("6", "ansoegt_2025"), ("7", "ansoegt_2025"),
    ]  # fmt: skip
    assert all("en sum er ikke rækker af projekter" in f["aarsag"] for f in afviste(tmp_path / "ud.csv"))
    assert [r["navn"] for r in raekker] == ["Alfa", "Beta", "Gamma"]


def test_en_vaerdi_fra_en_anden_fil_er_ingen_vaerdi(tmp_path: Path) -> None:
    def rediger(ark: Any) -> None:
        ark["C3"] = "=[1]Ark1!A1"

    data = _med_xml(_bog(rediger), lambda x: re.sub(rb"</f><v\s*/>|</f><v></v>", b"</f><v>99000</v>", x))
    svar, _ = _koer(tmp_path, data)
    assert regnskab(tmp_path / "ud.csv", 3, svar) == [2]
    (fundet,) = afviste(tmp_path / "ud.csv")
    assert "uden for projektmappen" in fundet["aarsag"]


def test_ja_og_nej_foelger_med_som_de_vises(tmp_path: Path) -> None:
    bog: Any = openpyxl.Workbook()
    bog.active.append(("kommune", "paabegyndt", "Note", True))
    bog.active.append(("0751", True, True, False))
    bog.active.append(("0751", "nej", "x", None))
    ud = io.BytesIO()
    bog.save(ud)
    svar, raekker = _koer(tmp_path, ud.getvalue())
    assert regnskab(tmp_path / "ud.csv", 2, svar) == []
    assert [(r["paabegyndt"], r["Note"], r["SAND"]) for r in raekker] == [("ja", "SAND", "FALSK"), ("nej", "x", "")]


def test_raekker_i_forkert_orden_meldes(tmp_path: Path) -> None:
    data = _med_xml(_bog(), lambda x: x.replace(b'<row r="4"', b'<row r="2"').replace(b'"4"', b'"2"'))
    data = _med_xml(data, lambda x: re.sub(rb'r="([A-F])4"', rb'r="\g<1>2"', x))
    assert "nummerorden" in str(_fejl(tmp_path, data))


@pytest.mark.parametrize("tal", ["1e40", "1E+200", "-1e99", "9e307", "1e-300", "1" + "0" * 60])
@pytest.mark.parametrize("format_", ["General", "0.00%", '0.00" pct."'])
def test_et_alt_for_stort_tal_afviser_kun_sin_egen_raekke(tmp_path: Path, tal: str, format_: str) -> None:
    def rediger(ark: Any) -> None:
        ark["D3"].number_format = format_

    data = _med_xml(_bog(rediger), lambda x: x.replace(b"<v>25</v>", b"<v>%s</v>" % tal.encode()))
    svar, _ = _koer(tmp_path, data)
    assert regnskab(tmp_path / "ud.csv", 3, svar) == [2]
    (fundet,) = afviste(tmp_path / "ud.csv")
    assert fundet["kolonne"] == "andel_andre"


@pytest.mark.parametrize(
    "indhold",
    [
        b"<html><head><title>Udtraek</title></head><body><table><tr><td>kommune</td></tr></table></body></html>",
        b"\xef\xbb\xbf\r\n <!DOCTYPE html><table><tr><td>kommune;navn</td></tr></table>",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
        b"<table border=1><tr><th>kommune</th></tr></table>",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n",
        b"%PDF-1.7\nkommune;navn\n",
    ],
)
@pytest.mark.parametrize("navn", ["a.xls", "a.csv", "a.xyz"])
def test_det_der_ikke_er_en_tabel_kendes_paa_indholdet(tmp_path: Path, indhold: bytes, navn: str) -> None:
    assert "uanset hvad den hedder" in str(_fejl(tmp_path, indhold, navn))


def test_en_overskrift_der_begynder_med_mindre_end_er_en_overskrift(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("<20 pladser;kommune;navn\nx;0751;A\n", encoding="utf-8")
    assert bestil(tmp_path / "a.csv", tmp_path / "ud.csv").ud == 1


# Memory


_BARN = """
import re, sys, tempfile
from pathlib import Path
from ansoegning.batch.projektmapper import laes_xlsx
from ansoegning.fejl import Sted
from ansoegning.indlaes.regelsaet import load_regelsaet
r = load_regelsaet("botilbud-2025-26")
top = lambda: int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
foer = top()
with tempfile.TemporaryDirectory() as d:
    svar = laes_xlsx(Path(sys.argv[1]), Sted("a"), r, Path(d))
print(svar.raekker, svar.daarlige, (top() - foer) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the kernel's measure")
def test_hukommelsen_vokser_ikke_med_raekkerne(tmp_path: Path) -> None:
    antal = 12_000
    bog = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    ark = bog.add_worksheet()
    ark.write_row(0, 0, ["kommune", "navn", "note"])
    for r in range(1, antal + 1):
        # Over 12 MB of distinct texts.
        ark.write_row(r, 0, ["0751", f"P{r}", f"{r} " + "x" * 1_000])
    bog.close()
    svar = subprocess.run(
        [sys.executable, "-c", _BARN, str(tmp_path / "a.xlsx")], capture_output=True, timeout=300, check=True
    )
    raekker, daarlige, mb = map(int, svar.stdout.split())
    # Most of the memory is the blocks of shared strings.
    assert (raekker, daarlige) == (antal, 0)
    assert mb < 30
