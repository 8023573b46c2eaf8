"""The documents of a round: each has every project and amount, no active content, no links, and reproducible bytes."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansoegning.cli.vis_rangliste import vis_rangliste
from ansoegning.cli.vis_tjek import Skaerm
from ansoegning.fejl import BrugsFejl, vis_sikkert
from ansoegning.handlinger.rangliste import rangliste
from ansoegning.model.rangliste import LigeSvar, RanglisteSvar
from ansoegning.model.robusthed import AabneSpoergsmaalSvar, SpoergsmaalSvar
from ansoegning.model.visning import vis_tal
from ansoegning.skriv.brevtekst import beskyt, laes_brevtekst, som_tekst
from ansoegning.skriv.papir import rens
from ansoegning.skriv.rangliste_docx import kkr_blokke, skriv_rangliste_docx
from ansoegning.skriv.rangliste_fasthed import triage
from ansoegning.skriv.rangliste_html import skriv_rangliste_html
from ansoegning.skriv.rangliste_overblik import KAN, overblik, paafaldende, stridspunkter, uden_uoplyste
from ansoegning.skriv.rangliste_tabeller import garantien, ranglisten, tabeller
from ansoegning.skriv.rangliste_xlsx import _hele_sider, arkene, skriv_rangliste_xlsx
from ansoegning.skriv.rapport import VEJLEDENDE
from ansoegning.skriv.tabel import Tabel, Tabelkolonne
from hjaelp.omfang import udsnit
from hjaelp.papirtekst import docx_tekst, html_tekst, xlsx_tekst, xml_af
from hjaelp.steder import ROD
from hjaelp.svarstrategi import lav_svar

pytestmark = pytest.mark.tung


RUNDE = ROD / "samples" / "botilbud-2025-26" / "runde"
_AFGOERELSESORD = re.compile(r"afgørelse|tilsagn|afslag|berettiget", re.IGNORECASE)
_HOVED = 5
# Each case writes complete documents.
FAERRE = udsnit(6, 10)


@pytest.fixture(scope="module")
def runden() -> RanglisteSvar:
    return rangliste(RUNDE / "ansoegninger", vurderinger=RUNDE / "vurderinger.yaml", robusthed=200)


@settings(max_examples=FAERRE)
@given(st.integers(0, 2**32))
def test_arkene_har_modellens_vaerdier(seed: int) -> None:
    svar = lav_svar(seed)
    fil = skriv_rangliste_xlsx(svar)
    bog = openpyxl.load_workbook(io.BytesIO(fil))
    tabs = arkene(svar)
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
        assert laest == datetime(ventet.year, ventet.month, ventet.day)  # noqa: DTZ001 - a date
    elif isinstance(ventet, str):
        # The format cannot contain a carriage return as such, nor a text of blanks only.
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
        # Files are shown by name, without their folder.
        assert re.sub(r"\S+/", "", besked) in tekst


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
    hovederne = xml_af(html.removeprefix("<!DOCTYPE html>\n")).iter("thead")
    assert "Robusthed" in [h.text for h in next(hovederne).iter("th")]
    assert docx_tekst(word).count("Her nås rammen") >= 1
    bog = openpyxl.load_workbook(io.BytesIO(skriv_rangliste_xlsx(runden)))
    assert {"Rangliste", "Overblik", "Regioner", "Fortolkninger", "Lige rang", "Robusthed", "Fejl og filer"} <= set(
        bog.sheetnames
    )
    ark = bog["Rangliste"]
    titler = [c.value for c in ark[_HOVED]]
    # The columns of the order and the outcome are adjacent, and they are printed.
    noeglerne = ["Koord.", "Størrelse (kr.)", "Andel", "Pladser", "Udfald", "Robusthed"]
    assert [t for t in titler if t in noeglerne] == noeglerne
    former = {"Størrelse (kr.)": "#,##0", "Andel": "0.00%", "Robusthed": "0.00%", "Søgt 2025 (kr.)": "#,##0"}
    for titel, form in former.items():
        celle = ark.cell(_HOVED + 1, titler.index(titel) + 1)
        assert isinstance(celle.value, int | float)
        assert celle.number_format == form
    assert ark.page_setup.orientation == "landscape"
    assert ark.print_area.endswith(f"${'ABCDEFGHIJKLMNOP'[titler.index('Søgt 2026 (kr.)')]}${ark.max_row}")
    for t in tabeller(runden):
        assert bog[t.titel].print_title_rows == "$5:$5"


def test_listen_printes_uden_en_side_til_de_sidste_raekker(runden: RanglisteSvar) -> None:
    ark = openpyxl.load_workbook(io.BytesIO(skriv_rangliste_xlsx(runden))).worksheets[0]
    raekker = range(_HOVED + 1, ark.max_row + 1)
    # Rows of a single line, which at full page width would need slightly more than one page.
    assert len(raekker) == 53
    assert {ark.row_dimensions[r].height for r in raekker} <= {None, 15}
    assert {ark.cell(r, 2).alignment.vertical for r in raekker} == {"center"}
    assert (ark.page_setup.fitToWidth, ark.page_setup.fitToHeight) in {(1, 1), (None, None)}


@pytest.mark.parametrize(
    ("raekker", "sider"),
    # At 130 characters' width a page has room for about 28 lines of 15 points below the heading.
    [(10, 0), (25, 0), (30, 1), (33, 1), (50, 0), (65, 2), (80, 0)],
)
def test_kun_en_kort_sidste_side_spares(raekker: int, sider: int) -> None:
    assert _hele_sider(130, [15.0, *[15.0] * raekker]) == sider


def test_moedepapiret_siger_det_vigtigste_i_punkter(runden: RanglisteSvar) -> None:
    """A paragraph of ten sentences before the list is not read at a meeting."""
    blokke = kkr_blokke(runden)
    foer_listen = blokke[: next(nr for nr, b in enumerate(blokke) if b.art == "tabel")]
    punkter = [b.tekst for b in foer_listen if b.art == "punkt"]
    assert punkter[: len(overblik(runden))] == list(overblik(runden))
    assert max(len(b.tekst) for b in foer_listen if b.art == "tekst") < 200


def test_papiret_har_forslag_liste_spoergsmaal_og_det_paafaldende_foerst(runden: RanglisteSvar) -> None:
    blokke = kkr_blokke(runden)
    foer = blokke[: next(nr for nr, b in enumerate(blokke) if b.tekst.startswith("Bilag 1:"))]
    # The appendices do not start on a new page, so that a short last page of the main part is filled.
    assert not any(b.art == "side" for b in blokke)
    assert [b.tekst for b in foer if b.art in ("afsnit", "tabel")] == [
        "Forslag", "rangliste", "De spørgsmål, der flytter flest penge", "Læg mærke til",
    ]  # fmt: skip
    tekst = som_tekst(foer)
    assert len(stridspunkter(runden)) == 3
    assert all(p.spoergsmaal in " ".join(tekst.split()) for p in stridspunkter(runden))
    assert "Brev om lånedispensation" in tekst
    assert "[UDFYLDES: mødet" in tekst
    # No path of a file, here or in the appendices.
    alt = docx_tekst(skriv_rangliste_docx(runden))
    assert str(RUNDE) not in alt
    assert "ansoegninger/" not in alt


def test_det_der_flytter_flest_penge_staar_foerst(runden: RanglisteSvar) -> None:
    punkter = stridspunkter(runden, 100)
    kroner = [p.kroner for p in punkter]
    assert kroner == sorted(kroner, reverse=True)
    soegt = {p.betegnelse: sum(kr or 0 for kr in p.ansoegt.values()) for p in runden.projekter}
    stoerst = max(
        sum(soegt[n] for n in {*f.ind, *(n for n in f.ud if n not in f.uoplyst)}) for f in runden.fortolkninger
    )
    assert stoerst in kroner
    # An interpretation with several alternatives, and a project with several questions, counts once.
    assert len({p.spoergsmaal for p in punkter}) == len(punkter)


def test_det_paafaldende_er_det_vaegte_og_lige_afgoer() -> None:
    svar = next(s for s in (lav_svar(nr, uskyldige=True) for nr in range(20)) if s.projekter)
    inde = svar.projekter[0].model_copy(
        update={"rang": 1, "udfald": "inden_for_rammen", "robusthed": 0.002, "betegnelse": "0001/1 Inde"}
    )
    ude = inde.model_copy(
        update={"rang": 2, "udfald": "uden_for_rammen", "robusthed": 0.9984, "betegnelse": "0002/1 Ude"}
    )
    svar = svar.model_copy(
        update={
            "projekter": (inde, ude),
            "lige_rang": (LigeSvar(projekter=("0001/1 Inde", "0002/1 Ude"), afgoer_beregning=True),),
            "faelles_projekter": (),
        }
    )
    lige, vaegte, *_ = paafaldende(svar)
    assert lige.startswith("AFGØR PENGE: 0001/1 Inde og 0002/1 Ude")
    assert "under færre end halvdelen af vægtsættene: 0001/1 Inde (nr. 1; 0,2 pct.)" in vaegte
    assert "under mindst halvdelen: 0002/1 Ude (nr. 2; 99,8 pct.)" in vaegte
    for tekst in (docx_tekst(skriv_rangliste_docx(svar)), html_tekst(skriv_rangliste_html(svar))):
        assert lige in tekst
        assert vaegte in tekst


def test_en_regions_egen_liste_har_ingen_streg_og_siger_hvorfor() -> None:
    region = RUNDE / "ansoegninger" / "nordjylland"
    svar = rangliste(region, robusthed=50, runde=RUNDE / "ansoegninger")
    alene = rangliste(region)
    for s, i_runden in ((alene, False), (svar, True)):
        assert s.omfang.begrundelse is not None
        for tekst in (
            " ".join(vis_rangliste(s, Skaerm(200, farver=False, tegn=True)).split()),
            html_tekst(skriv_rangliste_html(s)),
            xlsx_tekst(skriv_rangliste_xlsx(s)),
            docx_tekst(skriv_rangliste_docx(s)),
        ):
            assert s.omfang.begrundelse in tekst
            assert "nås rammen" not in tekst
            if i_runden:
                assert "inden for rammen i hele runden" in tekst
    assert ranglisten(alene).streger == {}
    assert ranglisten(alene).stande == ()
    titler = [k.titel for k in ranglisten(svar).kolonner]
    assert "Nr. i hele runden" in titler
    nr = titler.index("Nr. i hele runden")
    assert [r[nr] for r in ranglisten(svar).raekker] == [p.i_runden.rang for p in svar.projekter if p.i_runden]


def test_det_samme_om_mange_projekter_staar_en_gang(runden: RanglisteSvar) -> None:
    assert runden.triage is not None
    kan_ikke = [q for q in runden.triage.spoergsmaal if q.kan == "kan_ikke"]
    raekker = [r for r in triage(runden).raekker if r[2] == KAN["kan_ikke"]]
    assert len(kan_ikke) > 10 * len(raekker)
    assert len(raekker) == len({(q.id, q.titel) for q in kan_ikke})
    assert all(any(q.projekt in str(r[-1]) for r in raekker) for q in kan_ikke)


def _spoergsmaal(projekt: str, art: Any, id_: str, titel: str, kan: Any, **mere: Any) -> SpoergsmaalSvar:
    return SpoergsmaalSvar(projekt=projekt, art=art, id=id_, titel=titel, kan=kan, tekst=f"{titel}.", **mere)


def test_ens_spoergsmaal_om_flere_projekter_er_en_raekke(runden: RanglisteSvar) -> None:
    spoergsmaal = (
        _spoergsmaal("0101/1 A", "noegle", "V4", "Pris", "uvist"),
        _spoergsmaal("0102/1 B", "noegle", "V4", "Pris", "uvist"),
        _spoergsmaal("0103/1 C", "beloeb", "2025", "2025", "uvist", mangler=("»lånet«",)),
    )
    svar = runden.model_copy(
        update={"triage": AabneSpoergsmaalSvar(spoergsmaal=spoergsmaal, fuldstaendig=False, forklaring="")}
    )
    assert [(r[0], r[1], r[5]) for r in triage(svar).raekker] == [
        ("0101/1 A; 0102/1 B", "»Pris«", ""),
        ("0103/1 C", "Beløbet (2025)", "»lånet«"),
    ]


def test_det_der_holder_et_projekt_ude_staar_foer_det_det_ordnes_efter(runden: RanglisteSvar) -> None:
    kandidat = next(p for p in runden.projekter if p.rang is not None).betegnelse
    ude = next(p for p in runden.projekter if p.rang is None).betegnelse
    mest = {"ind": (ude,), "ud": tuple(p.betegnelse for p in runden.projekter if p.rang is not None)[:30]}
    spoergsmaal = (
        _spoergsmaal(ude, "noegle", "V4", "Pris", "kan", **mest),
        _spoergsmaal(ude, "vurdering", "K2", "Udvidelse", "kan", ind=(ude,)),
        _spoergsmaal(kandidat, "noegle", "V4", "Pris", "kan", ud=(kandidat,)),
    )
    svar = runden.model_copy(
        update={
            "triage": AabneSpoergsmaalSvar(spoergsmaal=spoergsmaal, fuldstaendig=True, forklaring=""),
            "fortolkninger": (),
            "lige_rang": (),
        }
    )
    fundne = {p.spoergsmaal: p.virkning for p in stridspunkter(svar, 10)}
    assert fundne == {f"{ude}:": "Udvidelse.", f"{kandidat}:": "Pris."}


def test_en_kort_tabel_deles_ikke_og_hverken_hoved_eller_sidste_raekke_staar_alene(runden: RanglisteSvar) -> None:
    dok = docx.Document(io.BytesIO(skriv_rangliste_docx(runden)))
    laengder = set()
    for tabel in dok.tables:
        foelger = [r.cells[0].paragraphs[0].paragraph_format.keep_with_next is True for r in tabel.rows]
        kort = len(tabel.rows) <= 7
        laengder.add(kort)
        sidst = len(foelger) - 4
        assert foelger == [kort or nr == 0 or nr >= sidst for nr in range(len(foelger) - 1)] + [False]
    assert laengder == {True, False}


def test_arkets_titel_er_hel_ogsaa_over_en_smal_tabel(runden: RanglisteSvar) -> None:
    bog = openpyxl.load_workbook(io.BytesIO(skriv_rangliste_xlsx(runden)))
    ark = bog["Garanti"]
    bredde = sum(ark.column_dimensions[b].width for b in "AB")
    assert len(str(ark["A1"].value)) * 1.6 > bredde
    # Wrapped across the table, in a row high enough for its lines.
    assert "A1:B1" in [str(r) for r in ark.merged_cells.ranges]
    assert ark["A1"].alignment.wrap_text
    assert ark.row_dimensions[1].height == pytest.approx(2 * 19, abs=1)


def test_papirets_tabeller_har_ingen_tomme_kolonner(runden: RanglisteSvar) -> None:
    t = Tabel(
        "t", "T", "", (Tabelkolonne("A"), Tabelkolonne("B"), Tabelkolonne("C")), (("a", "", None), ("b", None, "c"))
    )
    assert [k.titel for k in t.uden_tomme().kolonner] == ["A", "C"]
    # The columns that name a row stay, and so does one with a total.
    assert [k.titel for k in replace(t, laast=2, sum=("", None, "")).uden_tomme().kolonner] == ["A", "B", "C"]
    for tabel in docx.Document(io.BytesIO(skriv_rangliste_docx(runden))).tables:
        for kolonne in list(tabel.columns)[3:]:
            assert any(c.text for c in kolonne.cells[1:])


def test_en_tom_garanti_er_kun_sin_forklaring() -> None:
    svar = rangliste([RUNDE / "ansoegninger" / "nordjylland"])
    assert garantien(svar).raekker == ()
    tekst = docx_tekst(skriv_rangliste_docx(svar))
    assert garantien(svar).forklaring in " ".join(tekst.split())
    assert "Intet at vise." not in tekst


def test_papiret_naevner_ingen_sti_hvor_en_ansoeger_ogsaa_er_i_resten_af_runden(tmp_path: Path) -> None:
    shutil.copytree(RUNDE / "ansoegninger" / "nordjylland", tmp_path / "vores")
    svar = rangliste([tmp_path / "vores"], runde=RUNDE / "ansoegninger")
    (bemaerkning,) = (b for b in svar.bemaerkninger if "ikke brugt: " in b)
    assert "0810-broenderslev.yaml" in bemaerkning
    assert "/" not in bemaerkning.partition("ikke brugt: ")[2]


def test_lange_lister_er_foldet_og_korte_er_ikke(runden: RanglisteSvar) -> None:
    rod = xml_af(skriv_rangliste_html(runden).removeprefix("<!DOCTYPE html>\n"))
    foldede = ["".join(d.itertext()) for d in rod.iter("details")]
    lister = [liste for f in runden.fortolkninger for liste in (f.ind, uden_uoplyste(f)) if len("; ".join(liste)) > 200]
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
    # A4 landscape, without its margins, in twentieths of a point.
    bredden = 15_137
    assert dok.tables
    for tabel in dok.tables:
        bredder = [kolonne.width.twips for kolonne in tabel.columns if kolonne.width is not None]
        assert 0.97 * bredden <= sum(bredder) <= 1.01 * bredden
        # In the font used, a character is hardly wider than half its height.
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
    assert som_tekst((blok,)).startswith(("før ", "før\n"))


def test_filerne_er_gyldige_arkiver() -> None:
    svar = lav_svar(3)
    for fil in (skriv_rangliste_xlsx(svar), skriv_rangliste_docx(svar)):
        with zipfile.ZipFile(io.BytesIO(fil)) as z:
            assert z.testzip() is None
            for navn in z.namelist():
                if navn.endswith((".xml", ".rels")):
                    xml_af(z.read(navn))
