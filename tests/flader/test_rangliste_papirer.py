"""The papers of a round: every project and amount in each, nothing executed, nothing fetched, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansoegning.cli.vis_rangliste import vis_rangliste
from ansoegning.cli.vis_tjek import Skaerm
from ansoegning.fejl import BrugsFejl, vis_sikkert
from ansoegning.handlinger.rangliste import rangliste
from ansoegning.model.rangliste import RanglisteSvar
from ansoegning.model.visning import vis_tal
from ansoegning.skriv.brevtekst import beskyt, laes_brevtekst, som_tekst
from ansoegning.skriv.papir import rens
from ansoegning.skriv.rangliste_docx import skriv_rangliste_docx
from ansoegning.skriv.rangliste_html import skriv_rangliste_html
from ansoegning.skriv.rangliste_tabeller import tabeller
from ansoegning.skriv.rangliste_xlsx import skriv_rangliste_xlsx
from ansoegning.skriv.rapport import VEJLEDENDE
from hjaelp.papirtekst import docx_tekst, html_tekst, xlsx_tekst, xml_af
from hjaelp.steder import ROD
from hjaelp.svarstrategi import lav_svar

RUNDE = ROD / "samples" / "botilbud-2025-26" / "runde"
_AFGOERELSESORD = re.compile(r"afgørelse|tilsagn|afslag|berettiget", re.IGNORECASE)
_HOVED = 5
# Each case is whole documents.
FAERRE = max(settings().max_examples // 6, 10)


@pytest.fixture(scope="module")
def runden() -> RanglisteSvar:
    return rangliste(RUNDE / "ansoegninger", vurderinger=RUNDE / "vurderinger.yaml", robusthed=200)


@settings(max_examples=FAERRE)
@given(st.integers(0, 2**32))
def test_arkene_har_modellens_vaerdier(seed: int) -> None:
    svar = lav_svar(seed)
    fil = skriv_rangliste_xlsx(svar)
    bog = openpyxl.load_workbook(io.BytesIO(fil))
    tabs = tabeller(svar)
    assert bog.sheetnames == [t.titel for t in tabs]
    for t in tabs:
        ark = bog[t.titel]
        assert ark["A2"].value == VEJLEDENDE
        assert [c.value for c in ark[_HOVED]][: len(t.kolonner)] == [k.titel for k in t.kolonner]
        assert ark.freeze_panes is not None
        for r, raekke in enumerate(t.raekker, _HOVED + 1):
            for k, ventet in enumerate(raekke, 1):
                celle = ark.cell(r, k)
                assert celle.data_type != "f"
                assert celle.hyperlink is None
                _samme(celle.value, ventet)
        if t.raekker:
            assert ark.auto_filter.ref is not None


def _samme(laest: object, ventet: object) -> None:
    if ventet is None or ventet == "":
        assert laest is None
    elif isinstance(ventet, date):
        assert laest == datetime(ventet.year, ventet.month, ventet.day)  # noqa: DTZ001 - a day
    elif isinstance(ventet, str):
        # The format cannot hold a carriage return as such, nor blanks alone.
        assert str(laest).replace("_x000D_", "\r") == vis_sikkert(ventet)
    elif isinstance(ventet, int):
        assert laest == ventet
    else:
        assert isinstance(ventet, Decimal)
        assert laest == pytest.approx(float(ventet), abs=1e-9)


@settings(max_examples=FAERRE)
@given(st.integers(0, 2**32))
def test_siden_er_velformet_og_henter_intet(seed: int) -> None:
    svar = lav_svar(seed)
    side = skriv_rangliste_html(svar)
    rod = xml_af(side.removeprefix("<!DOCTYPE html>\n"))
    assert rod.attrib["lang"] == "da"
    ider = [e.attrib["id"] for e in rod.iter() if "id" in e.attrib]
    assert len(ider) == len(set(ider))
    for e in rod.iter():
        assert e.tag not in ("script", "img", "link", "iframe", "object", "image", "use")
        for navn, vaerdi in e.attrib.items():
            assert not navn.startswith("on")
            assert navn not in ("src", "data", "action")
            if navn == "href":
                assert vaerdi.removeprefix("#") in ider
            for id_ in re.findall(r"url\(#([^)]*)\)", vaerdi):
                assert id_ in ider
            assert "url(http" not in vaerdi
    for svg in rod.iter("svg"):
        titel, tekst = svg.find("title"), svg.find("desc")
        assert titel is not None
        assert tekst is not None
        assert titel.text
        assert tekst.text
        assert svg.attrib["aria-labelledby"] == f"{titel.attrib['id']} {tekst.attrib['id']}"
    assert html_tekst(side).count(VEJLEDENDE) >= 2


@settings(max_examples=FAERRE)
@given(st.integers(0, 2**32))
def test_papiret_har_hvert_projekt_og_beloeb(seed: int) -> None:
    svar = lav_svar(seed)
    fil = skriv_rangliste_docx(svar)
    tekst = docx_tekst(fil)
    _har_det_hele(svar, tekst)
    dok = docx.Document(io.BytesIO(fil))
    for tabel in dok.tables:
        assert "w:tblHeader" in tabel.rows[0]._tr.xml
    assert any(p.style is not None and p.style.name == "Heading 1" for p in dok.paragraphs)
    assert 'w:val="da-DK"' in dok.styles["Normal"].element.xml


@settings(max_examples=FAERRE)
@given(st.integers(0, 2**32))
def test_siden_og_arkene_har_hvert_projekt_og_beloeb(seed: int) -> None:
    svar = lav_svar(seed, uskyldige=True)
    _har_det_hele(svar, html_tekst(skriv_rangliste_html(svar)))
    tekst = xlsx_tekst(skriv_rangliste_xlsx(svar)).split("\n")
    for p in svar.projekter:
        assert p.navn in tekst
        assert all(str(kr) in tekst for kr in p.ansoegt.values() if kr is not None)


def _har_det_hele(svar: RanglisteSvar, tekst: str) -> None:
    for p in svar.projekter:
        assert rens(vis_sikkert(p.navn)) in tekst
        for kr in (*p.ansoegt.values(), *(p.beregnet or {}).values()):
            assert kr is None or vis_tal(kr) in tekst
        assert all(g in tekst for g in p.begrundelse)
    for b, kr in svar.budget.items():
        assert b in tekst
        assert vis_tal(kr) in tekst
    for besked in (*(f.besked for f in svar.fejl), *(f.grund for f in svar.sprunget_over)):
        assert besked in tekst


@settings(max_examples=FAERRE)
@given(st.integers(0, 2**32))
def test_papirerne_er_de_samme_hver_gang_og_siger_intet_om_afgoerelser(seed: int) -> None:
    svar = lav_svar(seed)
    xlsx, html, word = skriv_rangliste_xlsx(svar), skriv_rangliste_html(svar), skriv_rangliste_docx(svar)
    assert xlsx == skriv_rangliste_xlsx(svar)
    assert html == skriv_rangliste_html(svar)
    assert word == skriv_rangliste_docx(svar)
    for tekst in (xlsx_tekst(xlsx), html_tekst(html), docx_tekst(word)):
        assert VEJLEDENDE in tekst
        assert not _AFGOERELSESORD.search(tekst.replace(VEJLEDENDE, ""))


def test_runden_paa_papir(runden: RanglisteSvar) -> None:
    html, word = skriv_rangliste_html(runden), skriv_rangliste_docx(runden)
    _har_det_hele(runden, html_tekst(html))
    _har_det_hele(runden, docx_tekst(word))
    assert html.count("<svg") == 3
    assert docx_tekst(word).count("Her nås rammen") >= 1
    bog = openpyxl.load_workbook(io.BytesIO(skriv_rangliste_xlsx(runden)))
    assert {"Rangliste", "Regioner", "Fortolkninger", "Lige rang", "Robusthed", "Fejl og filer"} <= set(bog.sheetnames)
    beloeb = bog["Rangliste"]["G6"]
    assert isinstance(beloeb.value, int)
    assert beloeb.number_format == "#,##0"
    for t in tabeller(runden):
        assert bog[t.titel].print_title_rows == "$5:$5"


def test_lange_lister_er_foldet_og_korte_er_ikke(runden: RanglisteSvar) -> None:
    rod = xml_af(skriv_rangliste_html(runden).removeprefix("<!DOCTYPE html>\n"))
    foldede = ["".join(d.itertext()) for d in rod.iter("details")]
    lister = [liste for f in runden.fortolkninger for liste in (f.ind, f.kun_rang) if len("; ".join(liste)) > 200]
    assert lister
    assert all(any("; ".join(liste) in f for f in foldede) for liste in lister)
    assert all(len(f) > 200 for f in foldede)


def test_det_der_ikke_er_regnet_ud_siges_i_hvert_papir(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansoegning.rangordning.aabne_spoergsmaal._HOEJST_PROJEKTER", 1)
    monkeypatch.setattr("ansoegning.rangordning.robusthed._HOEJST_KANDIDATER", 1)
    svar = rangliste(RUNDE / "ansoegninger")
    terminal = vis_rangliste(svar, Skaerm(200, farver=False, tegn=True))
    for tekst in (
        terminal,
        html_tekst(skriv_rangliste_html(svar)),
        xlsx_tekst(skriv_rangliste_xlsx(svar)),
        docx_tekst(skriv_rangliste_docx(svar)),
        str(svar.til_json()),
    ):
        assert "regnes kun ud for højst 1 projekter" in tekst
        assert "regnes kun ud for højst 1 kandidater" in tekst
        assert "ingen åbne spørgsmål" not in tekst


def test_lange_ord_staar_helt_i_papirets_tabeller(runden: RanglisteSvar) -> None:
    dok = docx.Document(io.BytesIO(skriv_rangliste_docx(runden)))
    # A4 across, without its margins, in twentieths of a point.
    bredden = 14_570
    assert dok.tables
    for tabel in dok.tables:
        bredder = [kolonne.width.twips for kolonne in tabel.columns if kolonne.width is not None]
        assert 0.97 * bredden <= sum(bredder) <= 1.01 * bredden
        # In the letters used, a sign is hardly wider than half of its height.
        skrift = tabel.rows[0].cells[0].paragraphs[0].runs[0].font.size
        assert skrift is not None
        for raekke in tabel.rows:
            celler = raekke.cells
            if len({id(c._tc) for c in celler}) == 1 < len(celler):
                continue
            for celle, bredde in zip(celler, bredder, strict=True):
                ord_ = max(map(len, celle.text.split()), default=0)
                assert min(ord_, 24) * skrift.pt * 20 * 0.5 <= bredde, celle.text


def test_en_egen_skabelon_gaar_forud_og_fejl_i_den_siges(tmp_path: Path) -> None:
    svar = lav_svar(1, uskyldige=True)
    egen = tmp_path / "faelles" / "kkr-papir.txt.j2"
    egen.parent.mkdir()
    egen.write_text("# Vores eget papir\n\n@tabel rangliste\n", encoding="utf-8")
    assert "Vores eget papir" in docx_tekst(skriv_rangliste_docx(svar, skabeloner=tmp_path))
    for skrevet in ("{{ findes_ikke }}", "{% if %}", "{{ 1 / 0 }}", "@tabel findes_ikke"):
        egen.write_text(skrevet, encoding="utf-8")
        with pytest.raises(BrugsFejl, match="kkr-papir"):
            skriv_rangliste_docx(svar, skabeloner=tmp_path)
    with pytest.raises(BrugsFejl, match="ikke en mappe"):
        skriv_rangliste_docx(svar, skabeloner=egen)


@given(st.text())
def test_en_vaerdi_bliver_aldrig_til_opmaerkning(tekst: str) -> None:
    (blok,) = laes_brevtekst(f"før {beskyt(tekst)} efter [[K1]]", "prøve", kilder=["K1"])
    assert blok.art == "tekst"
    (saetning,) = blok.saetninger
    assert saetning.kilde == "K1"
    assert saetning.tekst.startswith("før ")
    assert som_tekst((blok,)).startswith("før ")


def test_filerne_er_gyldige_arkiver() -> None:
    svar = lav_svar(3)
    for fil in (skriv_rangliste_xlsx(svar), skriv_rangliste_docx(svar)):
        with zipfile.ZipFile(io.BytesIO(fil)) as z:
            assert z.testzip() is None
            for navn in z.namelist():
                if navn.endswith((".xml", ".rels")):
                    xml_af(z.read(navn))
