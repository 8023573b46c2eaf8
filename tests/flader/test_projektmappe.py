"""The workbook, YAML and JSON files of an application have the same facts, also after saving in LibreOffice."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from ansoegning import load_regelsaet
from ansoegning.fejl import BrugsFejl, RegelsaetFejl, Sted
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.fil import laes_fil
from ansoegning.indlaes.filformater.json_fil import laes_json
from ansoegning.indlaes.filformater.xlsx import Xlsxfil
from ansoegning.indlaes.filformater.yaml_fil import laes_yaml
from ansoegning.indlaes.noder import Ordbog
from ansoegning.indlaes.projektmappe import laes_regneark
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.regelsaet import Faktaerklaering
from ansoegning.model.vaerdier import Vaerdi, er_hel, graense, trin
from ansoegning.skriv.ansoegningsfil import skriv_json, skriv_yaml
from ansoegning.skriv.projektmappe import skriv_projektmappe
from ansoegning.sprog.regelsaet import Regelsaet
from ansoegning.system.steder import mappe
from hjaelp.omfang import udsnit
from hjaelp.pakkebyg import byg_pakke
from hjaelp.pakkestrategi import Pakke, ansoegninger_til, pakker
from hjaelp.strategier import ansoegninger, til_json, til_yaml

pytestmark = pytest.mark.tung


PULJER = ("botilbud-2025-26", "resultatkontrakt-2023")
FAA = udsnit(3)
SAMPLES = sorted(p for navn in PULJER for p in (mappe("samples") / navn).iterdir() if p.suffix in (".yaml", ".xlsx"))


def _pak(navn: str) -> Regelsaet:
    return load_regelsaet(navn)


def _laes(rod: Any, regelsaet: Regelsaet) -> Ansoegning:
    assert isinstance(rod, Ordbog)
    return laes_ansoegning(rod, regelsaet, "a")


def _yaml(tekst: str, regelsaet: Regelsaet) -> Ansoegning:
    return _laes(laes_yaml(tekst, "a"), regelsaet)


def _json(tekst: str, regelsaet: Regelsaet) -> Ansoegning:
    return _laes(laes_json(tekst, "a"), regelsaet)


def _bog(data: bytes, regelsaet: Regelsaet) -> Ansoegning:
    return _laes(laes_regneark(data, Sted("a")), regelsaet)


def _ens(a: Ansoegning, b: Ansoegning) -> None:
    assert not a.vaerdimangler
    assert not b.vaerdimangler
    assert a.fakta == b.fakta
    assert a.raekker == b.raekker
    # 25 and 25.00 are equal, but have different representations.
    assert repr(a.fakta) == repr({n: b.fakta[n] for n in a.fakta})


def _uden_tomme(a: Ansoegning) -> Ansoegning:
    """Rows without facts do not exist in a workbook."""
    raekker = {n: tuple(r for r in alle if r) for n, alle in a.raekker.items()}
    return Ansoegning(a.fil, a.pulje, a.fakta, raekker, a.vaerdimangler)


# --- Values of every type ----------------------------------------------------------------

TEKSTER = st.one_of(
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40),
    st.text(st.sampled_from("=+-@\"';,\t\n\r _x0D<r>/&%#:|[]{}0æ😀\u2028\ufeff\uffff"), min_size=1, max_size=12),
    st.sampled_from(
        ("=1+1", "=HYPERLINK(\"x\")", "+45 12345678", "-5", "@SUM(A1)", "12.500", "0751", "true", "<r><t>x</t></r>",
         "_x000D_", "_x005F_x000D_", "x005F_", "1/2", "2024-05-10", "50%", "null", "~", "'", " indrykket ", "a\r\nb",
         "a\n\nb\n", "#DIV/0!", "»citat«", "ord: ord", "- punkt", "# note", "x" * 200)
    ),
).filter(lambda t: bool(t.strip()))  # fmt: skip
TELEFONER = st.sampled_from(("12345678", "12 34 56 78; +45 87654321", "+4512345678"))
MAILS = st.sampled_from(("a@b.dk", "a@b.dk; bo@social.b.dk"))


def _tal(f: Faktaerklaering) -> st.SearchStrategy[Vaerdi]:
    skridt = trin(f)
    lav = graense(f.mindst) if f.mindst is not None else Decimal(-(10**17))
    hoej = graense(f.hoejst) if f.hoejst is not None else Decimal(10**17)
    antal = st.integers(int((lav / skridt).to_integral_value()), int((hoej / skridt).to_integral_value()))
    tal = antal.map(lambda n: n * skridt).filter(lambda v: lav <= v <= hoej)
    return tal.map(int) if er_hel(f) else tal.map(lambda v: v.quantize(skridt))


def vaerdier(f: Faktaerklaering, regelsaet: Regelsaet) -> st.SearchStrategy[Vaerdi]:
    """Draw a value that reads back from YAML unchanged."""
    match f.type:
        case "tal":
            return _tal(f)
        case "dato":
            return st.one_of(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.just(date(1900, 2, 28)))
        case "ja_nej":
            return st.booleans()
        case "valg":
            return st.sampled_from(sorted(f.valg or {}))
        case "kommune":
            return st.sampled_from([k.kode for k in regelsaet.kommuner.alle])
        case "telefoner":
            return TELEFONER
        case "mails":
            return MAILS
        case "tekstliste":
            return st.lists(TEKSTER, min_size=1, max_size=3).map(tuple)
        case _:
            return TEKSTER


@st.composite
def alle_slags(draw: st.DrawFn, regelsaet: Regelsaet) -> Ansoegning:
    """Draw an application for any pack, with any value in any fact."""

    def fakta(liste: str | None, mindst: int) -> dict[str, Vaerdi]:
        skrevne = {n: f for n, f in regelsaet.fakta_i(liste).items() if f.afledt is None}
        valgte = draw(st.lists(st.sampled_from(sorted(skrevne)), unique=True, min_size=mindst, max_size=12))
        return {n: draw(vaerdier(skrevne[n], regelsaet)) for n in skrevne if n in valgte}

    raekker = {n: tuple(fakta(n, 1) for _ in range(draw(st.integers(0, 3)))) for n in regelsaet.data.lister}
    return Ansoegning("a", regelsaet.id, fakta(None, 0), raekker)


# --- Round trips --------------------------------------------------------------------------


@given(ansoegninger())
def test_yaml_json_og_projektmappe_siger_det_samme(a: dict[str, object]) -> None:
    regelsaet = _pak(PULJER[0])
    fra_yaml, fra_json = _yaml(til_yaml(a), regelsaet), _json(til_json(a), regelsaet)
    _ens(fra_yaml, fra_json)
    ansoegning = _uden_tomme(fra_yaml)
    _ens(ansoegning, _bog(skriv_projektmappe(regelsaet, ansoegning), regelsaet))
    _ens(fra_yaml, _yaml(skriv_yaml(regelsaet, fra_yaml), regelsaet))
    _ens(fra_yaml, _json(skriv_json(regelsaet, fra_yaml), regelsaet))


@pytest.mark.parametrize("pulje", PULJER)
@given(data=st.data())
@settings(max_examples=FAA)
def test_enhver_vaerdi_kommer_tilbage(pulje: str, data: st.DataObject) -> None:
    regelsaet = _pak(pulje)
    a = data.draw(alle_slags(regelsaet))
    _ens(a, _bog(skriv_projektmappe(regelsaet, a), regelsaet))
    _ens(a, _yaml(skriv_yaml(regelsaet, a), regelsaet))
    _ens(a, _json(skriv_json(regelsaet, a), regelsaet))


@given(data=st.data())
@settings(max_examples=FAA, suppress_health_check=[*HealthCheck])
def test_enhver_pakke_har_en_projektmappe(data: st.DataObject) -> None:
    """Drawn packs: several lists, lists with the same facts, units, steps, no list at all."""
    pakke: Pakke = data.draw(pakker())
    try:
        regelsaet = byg_pakke(pakke.data)
    except RegelsaetFejl:
        # A drawn pack may contain a product that could overflow.
        reject()
    a = _uden_tomme(data.draw(ansoegninger_til(pakke))[0])
    a = Ansoegning(a.fil, a.pulje, a.fakta, {n: a.raekker.get(n, ()) for n in regelsaet.data.lister})
    _ens(a, _bog(skriv_projektmappe(regelsaet, a), regelsaet))
    _ens(a, _yaml(skriv_yaml(regelsaet, a), regelsaet))
    _ens(a, _json(skriv_json(regelsaet, a), regelsaet))


@pytest.mark.parametrize("pulje", PULJER)
def test_en_tom_projektmappe_siger_intet(pulje: str) -> None:
    regelsaet = _pak(pulje)
    tom = _bog(skriv_projektmappe(regelsaet), regelsaet)
    assert (tom.fakta, set(tom.raekker.values()), tom.vaerdimangler) == ({}, {()} if tom.raekker else set(), ())
    for tekst, laes in ((skriv_yaml(regelsaet), _yaml), (skriv_json(regelsaet), _json)):
        skabelon = laes(tekst, regelsaet)
        assert skabelon.fakta == {}
        assert all(raekker == ({},) for raekker in skabelon.raekker.values())
        assert not skabelon.vaerdimangler


@pytest.mark.parametrize("sti", SAMPLES, ids=lambda p: p.name)
def test_hvert_eksempel_kan_skrives_som_projektmappe(sti: Path) -> None:
    regelsaet = _pak(sti.parent.name)
    a = laes_ansoegning(laes_fil(str(sti)), regelsaet, str(sti))
    igen = _bog(skriv_projektmappe(regelsaet, a), regelsaet)
    assert (igen.fakta, igen.raekker) == (a.fakta, a.raekker)


def test_den_samme_ansoegning_giver_de_samme_byte() -> None:
    regelsaet = _pak(PULJER[0])
    a = _yaml("pulje: botilbud-2025-26\nkommune: Aarhus\n", regelsaet)
    assert skriv_projektmappe(regelsaet, a) == skriv_projektmappe(regelsaet, a)


def test_hvad_ingen_celle_kan_rumme_siges() -> None:
    regelsaet = _pak(PULJER[0])
    with pytest.raises(BrugsFejl, match="længere, end en celle kan rumme"):
        skriv_projektmappe(regelsaet, Ansoegning("a", regelsaet.id, {"erstatter": "😀" * 16_384}))
    with pytest.raises(BrugsFejl, match="Projekt 1 har ingen oplysninger"):
        skriv_projektmappe(regelsaet, Ansoegning("a", regelsaet.id, {}, {"projekter": ({},)}))
    with pytest.raises(BrugsFejl, match="Projekt 1 hedder »I alt«"):
        skriv_projektmappe(regelsaet, Ansoegning("a", regelsaet.id, {}, {"projekter": ({"navn": "I alt"},)}))


# --- The content of the workbook ----------------------------------------------------------


@pytest.fixture(scope="module")
def tom_bog() -> Any:
    return openpyxl.load_workbook(io.BytesIO(skriv_projektmappe(_pak(PULJER[0]))))


def _validering(ark: Any, celle: str) -> Any:
    (fundet,) = [v for v in ark.data_validations.dataValidation if celle in v.sqref]
    return fundet


def test_arkene_og_skemaets_kolonner_foerst(tom_bog: Any) -> None:
    assert tom_bog.sheetnames == ["Vejledning", "Ansøgning", "Projekter", "Kriterier", "Lister"]
    projekter = tom_bog["Projekter"]
    assert [projekter.cell(3, k).value for k in range(1, 9)] == [*(f"Kolonne {b}" for b in "ABCDEFG"), "Øvrige"]
    assert projekter["B4"].value == "Ansøgt lån i 2025\n(i hele 1.000 kr.)"
    assert projekter["B5"].value == "I hele 1.000 kr. Bruges i K4 og rækkefølgen."
    assert projekter["B6"].value == "ansoegt_2025"
    assert projekter.row_dimensions[6].hidden
    assert projekter.freeze_panes == "B7"
    assert tom_bog["Lister"].sheet_state == "hidden"
    assert all(a.page_setup.orientation == "landscape" for a in tom_bog.worksheets[:4])


def test_lister_at_vaelge_paa_og_kontrol_af_det_skrevne(tom_bog: Any) -> None:
    ansoegning, projekter = tom_bog["Ansøgning"], tom_bog["Projekter"]
    kommuner = _validering(ansoegning, "C6")
    assert kommuner.type == "list"
    kolonne = kommuner.formula1.split("$")[1]
    navne = [c.value for c in tom_bog["Lister"][kolonne] if c.value]
    assert len(navne) == 98
    assert navne[:3] == ["Aabenraa", "Aalborg", "Aarhus"]
    assert navne[-1] == "Ærø"
    assert navne.index("Tønder") + 1 == navne.index("Tårnby")
    raekke = {c.value: c.column_letter for c in projekter[6]}
    art = _validering(projekter, f"{raekke['art']}7")
    kolonne = art.formula1.split("$")[1]
    assert [c.value for c in tom_bog["Lister"][kolonne] if c.value] == list(
        (_pak(PULJER[0]).fakta["projekter", "art"].valg or {}).values()
    )
    assert _validering(projekter, f"{raekke['paabegyndt']}7").formula1 == '"ja,nej"'
    beloeb = _validering(projekter, f"{raekke['ansoegt_2025']}7")
    # At most the year's budget, since a form check refuses more.
    assert (beloeb.type, beloeb.formula1, beloeb.formula2) == ("whole", "0", "600000")
    assert "hele 1.000 kr., fx 12.500, fra 0 til 600.000." in beloeb.error
    assert _validering(projekter, f"{raekke['ansoegt_2026']}7").formula2 == "700000"
    assert _validering(projekter, f"{raekke['bruttoanlaegsudgift_andre_aar']}7").formula2 == "1500000"
    andel = _validering(projekter, f"{raekke['andel_andre']}9")
    assert (andel.type, float(andel.formula1), float(andel.formula2)) == ("decimal", 0, 1)
    assert projekter[f"{raekke['andel_andre']}7"].number_format == "0.00%"
    dag = _validering(projekter, f"{raekke['afsluttes']}7")
    assert (dag.type, int(dag.formula1)) == ("date", (date(2024, 5, 1) - date(1899, 12, 30)).days)
    assert "tidligst 01/05/2024" in dag.error
    assert projekter[f"{raekke['afsluttes']}7"].number_format == r"dd\/mm\/yyyy"
    assert projekter[f"{raekke['navn']}7"].number_format == "@"


def test_kriterierne_staar_med_ord_og_kilde(tom_bog: Any) -> None:
    raekker = [[c.value for c in r] for r in tom_bog["Kriterier"].iter_rows()]
    assert [r[0] for r in raekker if str(r[0]).startswith("K") and r[0][1:].isdigit()] == [f"K{n}" for n in range(1, 7)]
    k4 = next(r for r in raekker if r[0] == "K4")
    assert k4[2] == (
        "»bruttoanlægsudgiften i 2025 og 2026« er over 20.000.000 kr., eller (»bruttoanlægsudgiften i 2025 og 2026« er "
        "ikke oplyst, og »ansøgt lån i alt« er over 20.000.000 kr.)."
    )
    assert k4[5] == "ministeriets brev, Adgangskriterier nr. 4"
    k1 = next(r for r in raekker if r[0] == "K1")
    assert k1[2] == "»det, pladserne opføres efter« er SEL § 107, SEL § 108 eller SEL §§ 107 og 108."
    k3 = next(r for r in raekker if r[0] == "K3")
    assert k3[2] == "»projektet forventes afsluttet« er senest 31/12/2026."
    assert any(r[1] == "Ansøgningsfristen" and r[2] == "15/05/2024" for r in raekker)


def test_tekst_der_ligner_en_formel_skrives_som_tekst() -> None:
    regelsaet = _pak(PULJER[0])
    onde = ("=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "http://example.dk/x", "<r><t>x</t></r>")
    a = Ansoegning("a", regelsaet.id, {}, {"projekter": tuple({"navn": t} for t in onde)})
    data = skriv_projektmappe(regelsaet, a)
    with zipfile.ZipFile(io.BytesIO(data)) as zip_:
        for navn in zip_.namelist():
            if navn.startswith("xl/worksheets/sheet"):
                formler = re.findall(rb"<f>([^<]*)</f>", zip_.read(navn))
                assert all(re.match(rb"(IF|SUM|LEN)\(", f) for f in formler), formler
            assert "hyperlink" not in zip_.read(navn).decode()
    ark = openpyxl.load_workbook(io.BytesIO(data))["Projekter"]
    celler = [ark.cell(7 + n, 1) for n in range(len(onde))]
    assert [c.data_type for c in celler] == ["s"] * len(onde)
    assert [c.value for c in celler] == list(onde)
    assert [c.quotePrefix for c in celler] == [True] * 5 + [False] * 2


# --- Our reader beside openpyxl ------------------------------------------------------------


@given(data=st.data())
@settings(max_examples=udsnit(15))
def test_cellerne_er_dem_openpyxl_laeser(data: st.DataObject) -> None:
    regelsaet = _pak(PULJER[0])
    # openpyxl returns the escapes of control characters undecoded, and drops an escaped escape.
    a = _paa_tekster(data.draw(alle_slags(regelsaet)), lambda t: t.replace("x", "y").replace("\r", "\n"))
    _som_openpyxl(
        skriv_projektmappe(regelsaet, _paa_tekster(a, lambda t: t.replace("\ufffe", "y").replace("\uffff", "y")))
    )


def _som_openpyxl(filen: bytes) -> None:
    bog = Xlsxfil(filen, Sted("a"))
    egne = {ark.navn: bog.laes(ark) for ark in bog.ark}
    andre = openpyxl.load_workbook(io.BytesIO(filen), data_only=True)
    assert [a.navn for a in bog.ark] == andre.sheetnames
    for ark in andre.worksheets:
        ventet = {(c.row, c.column): c for raekke in ark.iter_rows() for c in raekke if c.value is not None}
        fundet = egne[ark.title].celler
        assert set(fundet) == set(ventet)
        for her, celle in ventet.items():
            if isinstance(celle.value, str):
                assert fundet[her].tekst == celle.value
            elif not isinstance(celle.value, bool | date | datetime):
                assert float(fundet[her].tekst) == pytest.approx(celle.value, rel=1e-14)
            assert fundet[her].format == celle.number_format


# --- LibreOffice ---------------------------------------------------------------------------


def gem_i_libreoffice(filer: Mapping[str, bytes], arbejde: Path) -> dict[str, bytes]:
    """Open and save workbooks in LibreOffice, all in one run; returns them by name."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program is not None, "LibreOffice (libreoffice-calc-nogui in .ci/apt.txt) is not installed"
    (arbejde / "ind").mkdir()
    for navn, data in filer.items():
        (arbejde / "ind" / navn).write_bytes(data)
    subprocess.run(
        [program, "--headless", f"-env:UserInstallation={(arbejde / 'profil').as_uri()}", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(arbejde / "ud"),
         *(str(arbejde / "ind" / navn) for navn in filer)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return {navn: (arbejde / "ud" / navn).read_bytes() for navn in filer}


def test_libreoffice_gemmer_det_samme(tmp_path: Path) -> None:
    """Drawn applications for both packs, opened and saved by LibreOffice in one run."""
    fundne: list[tuple[Regelsaet, Ansoegning, bytes]] = []

    def saml(regelsaet: Regelsaet, strategi: st.SearchStrategy[Ansoegning], antal: int) -> None:
        @given(strategi)
        @settings(max_examples=antal, database=None, suppress_health_check=[*HealthCheck])
        def tag(a: Ansoegning) -> None:
            a = _uden_tomme(a)
            fundne.append((regelsaet, a, skriv_projektmappe(regelsaet, a)))

        tag()

    botilbud, kontrakt = (_pak(p) for p in PULJER)
    antal = udsnit(10)
    saml(botilbud, ansoegninger().map(lambda a: _yaml(til_yaml(a), botilbud)), antal)
    saml(botilbud, alle_slags(botilbud).map(_xml_tekster), antal)
    saml(kontrakt, alle_slags(kontrakt).map(_xml_tekster), udsnit(20))
    filer = {f"{nr}.xlsx": data for nr, (_, _, data) in enumerate(fundne)}
    gemt = gem_i_libreoffice({**filer, "formler.xlsx": _med_formler(botilbud)}, tmp_path)
    _formlerne_er_regnet(_bog(gemt.pop("formler.xlsx"), botilbud))
    assert len(gemt) == len(fundne) >= 2 * antal
    _som_openpyxl(gemt["0.xlsx"])
    for nr, (regelsaet, a, foer) in enumerate(fundne):
        efter = gemt[f"{nr}.xlsx"]
        assert b"LibreOffice" in zipfile.ZipFile(io.BytesIO(efter)).read("docProps/app.xml")
        assert efter != foer
        _ens(_linjeskift(a), _linjeskift(_bog(efter, regelsaet)))


FORMLER: dict[str, tuple[str, str, Vaerdi]] = {
    "navn": ('="Hus "&2', "General", "Hus 2"),
    "ansoegt_2025": ("=10000+2500", "#,##0", 12_500),
    "ansoegt_2026": ("=ROUND(20000/3,0)", "0", 6_667),
    "andel_andre": ("=3/12", "0%", Decimal("25.00")),
    "afsluttes": ("=DATE(2026,11,30)", "dd/mm/yyyy", date(2026, 11, 30)),
    "paabegyndt": ("=1>2", "General", False),
    "takst_reference": ("=4150+0.1+0.2", "0.00", Decimal("4150.30")),
    "maalgruppe": ('=IF(1=1,"","x")', "General", ""),
    # These cells have no value, and the error names the cell.
    "pladser_2025": ("=1/0", "0", ""),
    "ibrugtagning": ("=DATE(2026,11,30)+0.5", "dd/mm/yyyy", ""),
    "pladser_2026": ("=3/12", "0%", ""),
}


def _med_formler(regelsaet: Regelsaet) -> bytes:
    bog = openpyxl.load_workbook(io.BytesIO(skriv_projektmappe(regelsaet)))
    ark = bog["Projekter"]
    for celle in ark[6]:
        formel, format_, _ = FORMLER.get(str(celle.value), ("", "", ""))
        if formel:
            under = ark.cell(7, celle.column or 1)
            under.value, under.number_format = formel, format_
    ud = io.BytesIO()
    bog.save(ud)
    return ud.getvalue()


def _formlerne_er_regnet(a: Ansoegning) -> None:
    assert a.raekker["projekter"] == ({n: v for n, (_, _, v) in FORMLER.items() if v != ""},)
    fejl = {m.felt.rpartition(".")[2]: m for m in a.vaerdimangler}
    assert set(fejl) == {"pladser_2025", "ibrugtagning", "pladser_2026"}
    assert "viser fejlen #DIV/0!" in fejl["pladser_2025"].besked
    assert fejl["pladser_2025"].sted.celle == "Projekter!D7"
    assert "klokkeslæt" in fejl["ibrugtagning"].besked
    assert "vises som procent" in fejl["pladser_2026"].besked


def _paa_tekster(a: Ansoegning, f: Callable[[str], str]) -> Ansoegning:
    def en(v: Vaerdi) -> Vaerdi:
        return tuple(f(t) for t in v) if isinstance(v, tuple) else f(v) if isinstance(v, str) else v

    fakta = {n: en(v) for n, v in a.fakta.items()}
    raekker = {l_: tuple({n: en(v) for n, v in r.items()} for r in alle) for l_, alle in a.raekker.items()}
    return Ansoegning(a.fil, a.pulje, fakta, raekker, a.vaerdimangler)


def _linjeskift(a: Ansoegning) -> Ansoegning:
    """LibreOffice has one type of line break, and merges several if a CR is among them."""
    return _paa_tekster(a, lambda t: re.sub("[\r\n]+", "\n", t))


def _xml_tekster(a: Ansoegning) -> Ansoegning:
    """Remove the two noncharacters, and the escape that LibreOffice drops when it saves."""
    return _paa_tekster(a, lambda t: t.replace("\uffff", "x").replace("\ufffe", "x").replace("_x005F_", "_x"))


# --- Help for the person who fills in the workbook --------------------------------------------

LANG = "Kapaciteten udvides for målgruppen i kommunen. " * 40


def _med_tekster() -> Ansoegning:
    regelsaet = _pak(PULJER[0])
    fakta: dict[str, Vaerdi] = {"beskrivelse.kapacitet": LANG.strip(), "beskrivelse.andel_andre": "Ti 😀 pct."}
    raekker: tuple[dict[str, Vaerdi], ...] = tuple(
        {"navn": f"P{n}", "ansoegt_2025": 1_000 * n, "bortfald_begrundelse": LANG} for n in (1, 2)
    )
    return Ansoegning("a", regelsaet.id, fakta, {"projekter": raekker})


def _arkets_xml(data: bytes, nr: int) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as zip_:
        return zip_.read(f"xl/worksheets/sheet{nr}.xml").decode()


def test_raekker_er_saa_hoeje_som_teksten_og_vokser(tom_bog: Any) -> None:
    data = skriv_projektmappe(_pak(PULJER[0]), _med_tekster())
    for nr in range(1, 6):
        # With this attribute the row height would not follow the text entered.
        assert "customHeight" not in _arkets_xml(data, nr)
    bog = openpyxl.load_workbook(io.BytesIO(data))
    lang, kort = (bog["Ansøgning"].row_dimensions[r].height for r in (9, 13))
    assert 19 * 15 < lang < 409
    assert kort < 4 * 15
    assert bog["Projekter"].row_dimensions[7].height > 30 * 10
    assert tom_bog["Projekter"].row_dimensions[7].height < 20


def test_en_meget_lang_tekst_faar_mindre_skrift() -> None:
    regelsaet = _pak(PULJER[0])
    meget = "Et ord " * 600
    bog = openpyxl.load_workbook(
        io.BytesIO(skriv_projektmappe(regelsaet, Ansoegning("a", regelsaet.id, {"beskrivelse.kapacitet": meget})))
    )
    ark = bog["Ansøgning"]
    assert ark["C9"].value == meget
    assert ark["C9"].font.size < 11
    assert ark.row_dimensions[9].height <= 409


def test_tegnene_taelles_mens_der_skrives() -> None:
    data = skriv_projektmappe(_pak(PULJER[0]), _med_tekster())
    formler, vaerdier = (openpyxl.load_workbook(io.BytesIO(data), data_only=d)["Ansøgning"] for d in (False, True))
    assert [formler.cell(r, 4).value for r in range(9, 15)] == [f"=LEN(C{r})" for r in range(9, 15)]
    assert formler["B15"].value == "Tekstfelterne i alt"
    assert formler["D15"].value == "=SUM(D9,D10,D11,D12,D13,D14)"
    antal = len(LANG.strip()) + 10
    assert [vaerdier.cell(r, 4).value for r in (9, 10, 11, 15)] == [len(LANG.strip()), 10, 0, antal]
    assert vaerdier["E15"].value == f"{4_000 - antal} tegn tilbage af 4.000."
    assert formler["E15"].value.startswith('=IF(D15>4000,D15-4000&" tegn over grænsen på 4.000."')
    for_meget = Ansoegning("a", PULJER[0], {"beskrivelse.kapacitet": "x" * 4_001})
    ark = openpyxl.load_workbook(io.BytesIO(skriv_projektmappe(_pak(PULJER[0]), for_meget)), data_only=True)
    assert ark["Ansøgning"]["E15"].value == "1 tegn over grænsen på 4.000."
    uden = openpyxl.load_workbook(io.BytesIO(skriv_projektmappe(_pak(PULJER[1]))))["Oplysninger"]
    assert uden.column_dimensions["D"].hidden


def test_summerne_staar_over_projekterne_og_er_ingen_projekter() -> None:
    regelsaet = _pak(PULJER[0])
    data = skriv_projektmappe(regelsaet, _med_tekster())
    formler, vaerdier = (openpyxl.load_workbook(io.BytesIO(data), data_only=d)["Projekter"] for d in (False, True))
    assert formler["A2"].value == "I alt"
    assert "SUM(B7:B1006)" in formler["B2"].value
    assert [vaerdier.cell(2, k).value for k in (2, 3, 6)] == [3_000, "noget mangler", None]
    assert len(_bog(data, regelsaet).raekker["projekter"]) == 2
    # Shares are not summed.
    assert formler["F2"].value is None


def test_en_sum_hvor_et_projekt_mangler_tallet_er_ikke_vist() -> None:
    regelsaet = _pak(PULJER[0])
    projekter: tuple[dict[str, Vaerdi], ...] = (
        {"navn": "A", "ansoegt_2025": 1_000, "ansoegt_2026": 500},
        {"navn": "B", "ansoegt_2025": 2_000},
    )
    data = skriv_projektmappe(regelsaet, Ansoegning("a", PULJER[0], {}, {"projekter": projekter}))
    formler, vaerdier = (openpyxl.load_workbook(io.BytesIO(data), data_only=d)["Projekter"] for d in (False, True))
    assert [vaerdier.cell(2, k).value for k in (2, 3)] == [3_000, "noget mangler"]
    assert 'IF(COUNT(C7:C1006)<COUNTA(A7:A1006),"noget mangler",SUM(C7:C1006))' in formler["C2"].value
    # A column that no project has filled in, such as one about maintenance, has no total.
    assert formler["P6"].value == "pladser_vedligeholdt"
    assert vaerdier["P2"].value == "–"
    assert formler["P2"].value.startswith('=IF(COUNTA(P7:P1006)=0,"–",')


def test_hoveder_er_laast_og_svar_er_aabne(tom_bog: Any) -> None:
    for ark in tom_bog.worksheets:
        assert ark.protection.sheet
        assert ark.protection.password is None
    ansoegning, projekter = tom_bog["Ansøgning"], tom_bog["Projekter"]
    laaste = [ansoegning["A6"], ansoegning["B6"], ansoegning["C5"], ansoegning["D9"], ansoegning["E6"]]
    laaste += [projekter[f"{k}{r}"] for k in "ABC" for r in range(1, 7)]
    assert all(c.protection.locked for c in laaste)
    assert not any(c.protection.locked for c in (ansoegning["C6"], ansoegning["C9"], projekter["A7"], projekter["G18"]))


def test_hvad_kriterierne_bruger_er_maerket(tom_bog: Any) -> None:
    projekter = tom_bog["Projekter"]
    kolonne = {c.value: c.column for c in projekter[6]}
    brugt, ubrugt = (projekter.cell(7, kolonne[n]) for n in ("bruttoanlaegsudgift_2025", "maalgruppe"))
    assert brugt.fill.fgColor.rgb != ubrugt.fill.fgColor.rgb
    assert projekter.cell(5, kolonne["bruttoanlaegsudgift_2025"]).value.endswith("Bruges i K4 og rækkefølgen.")
    assert projekter.cell(5, kolonne["art"]).value.endswith("Bruges i K2, K5 og K6.")
    # No criterion reads it, and without it the row ranks as one without coordination.
    assert projekter.cell(5, kolonne["koordinering"]).value.endswith("Bruges i rækkefølgen.")
    assert projekter.cell(7, kolonne["koordinering"]).fill.fgColor.rgb == brugt.fill.fgColor.rgb
    assert "Bruges" not in (projekter.cell(5, kolonne["maalgruppe"]).value or "")


def test_en_raekke_med_forklaringer_er_intet_projekt_uden_noegler() -> None:
    """Without the row of keys, the row of explanations and criteria is still not read as a project."""
    regelsaet = _pak(PULJER[0])
    bog = openpyxl.load_workbook(io.BytesIO(skriv_projektmappe(regelsaet, _med_tekster())))
    for celle in bog["Projekter"][6]:
        celle.value = None
    ud = io.BytesIO()
    bog.save(ud)
    assert [r["navn"] for r in _bog(ud.getvalue(), regelsaet).raekker["projekter"]] == ["P1", "P2"]
