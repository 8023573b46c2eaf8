"""Filled-in workbooks, with and without mistakes: each cell is a value, or an error that names the cell."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped] # ships no types
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ansoegning import load_regelsaet, tjek
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import Sted
from ansoegning.indlaes.celler import laes_celle, laes_tekstliste
from ansoegning.indlaes.noder import Celle
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.vaerdier import VaerdiFejl, laes_tekst
from hjaelp.ret_projektmappe import KLAR, PULJE, Rediger, flet, klar_ansoegning, laes, redigeret

pytestmark = pytest.mark.tung


def _celle(bog: Any, noegle: str, raekke: int = 7) -> Any:
    """Return the cell of a fact: in a project's row, or the answer on the sheet of the application."""
    projekter, ansoegning = bog["Projekter"], bog["Ansøgning"]
    for celle in projekter[6]:
        if celle.value == noegle:
            return projekter.cell(raekke, celle.column)
    (fundet,) = [r for r in ansoegning.iter_rows() if r[5].value == noegle]
    return fundet[2]


def _saet(noegle: str, vaerdi: Any, format_: str | None = None) -> Rediger:
    def rediger(bog: Any) -> None:
        celle = _celle(bog, noegle)
        celle.value = vaerdi
        if format_ is not None:
            celle.number_format = format_

    return rediger


def _vaerdi(a: Ansoegning, noegle: str) -> object:
    return a.fakta.get(noegle, a.raekker["projekter"][0].get(noegle))


# --- Values -------------------------------------------------------------------------------

GODE: list[tuple[str, Any, str | None, object]] = [
    # Numbers, and numbers stored as text.
    ("ansoegt_2025", 12500, "General", 12500),
    ("ansoegt_2025", 12500.0, "#,##0", 12500),
    ("ansoegt_2025", "12.500", "@", 12500),
    ("ansoegt_2025", "12.500 t.kr.", "@", 12500),
    ("ansoegt_2025", "12,5 mio. kr.", "@", 12500),
    ("ansoegt_2025", 12500, '#,##0 "t.kr."', 12500),
    ("ansoegt_2025", 12500, "#,##0;[Red]-#,##0", 12500),
    ("pladser_2026", 12, '0" pladser"', 12),
    ("takst_reference", 4150.5, "0.00", Decimal("4150.50")),
    ("takst_reference", 0.1 + 0.2, "General", Decimal("0.30")),
    ("takst_reference", 4150.5, '#,##0.00 "kr."', Decimal("4150.50")),
    # Percentages: the value is what the cell shows.
    ("andel_andre", 0.25, "0%", Decimal("25.00")),
    ("andel_andre", 0.3125, "0.00%", Decimal("31.25")),
    ("andel_andre", 0.3125, "0%", Decimal("31.25")),
    ("andel_andre", 0.07, "0%", Decimal("7.00")),
    ("andel_andre", 0.29, "0.0%", Decimal("29.00")),
    ("andel_andre", 1, "0%", Decimal("100.00")),
    ("andel_andre", 0, "0%", Decimal("0.00")),
    ("andel_andre", 0, "General", Decimal("0.00")),
    ("andel_andre", 25, "General", Decimal("25.00")),
    ("andel_andre", 31.25, "0.00", Decimal("31.25")),
    ("andel_andre", 0.07 * 100, "General", Decimal("7.00")),
    ("andel_andre", 0.25, '0.00" pct."', Decimal("0.25")),
    ("andel_andre", "31,25", "@", Decimal("31.25")),
    ("andel_andre", "0,25 %", "@", Decimal("0.25")),
    ("andel_andre", "25 pct.", "General", Decimal("25.00")),
    # Dates.
    ("afsluttes", date(2026, 11, 30), "dd/mm/yyyy", date(2026, 11, 30)),
    ("afsluttes", datetime(2026, 11, 30), "yyyy-mm-dd h:mm", date(2026, 11, 30)),  # noqa: DTZ001 - cells have no zone
    ("afsluttes", date(2026, 11, 30), "[$-406]d. mmmm yyyy;@", date(2026, 11, 30)),
    ("afsluttes", date(2026, 11, 30), "d-mmm-yy", date(2026, 11, 30)),
    ("afsluttes", 46356, "dd/mm/yyyy", date(2026, 11, 30)),
    ("afsluttes", "30/11/2026", "@", date(2026, 11, 30)),
    ("afsluttes", "30-11-2026", "General", date(2026, 11, 30)),
    # Yes and no, choices, municipalities.
    ("paabegyndt", "Ja", "General", True),
    ("paabegyndt", False, "General", False),
    ("art", "Nybyggeri", "General", "nybyggeri"),
    ("lovgrundlag", "SEL §§ 107 og 108", "@", "sel107_og_108"),
    ("lovgrundlag", "sel108", "@", "sel108"),
    ("kommune", 751, "General", "0751"),
    ("kommune", 751, "0000", "0751"),
    ("kommune", "Århus Kommune", "@", "0751"),
    ("placering_kommune", "0101", "@", "0101"),
    # Texts, and numbers where a text belongs.
    ("navn", 112, "General", "112"),
    ("navn", "null", "@", "null"),
    ("kontakt.telefonnumre", 12345678, "General", "12345678"),
    ("dokumentation", "a; b", "@", ("a", "b")),
    ("dokumentation", "a\nb;\nc", "@", ("a", "b", "c")),
    ("dokumentation", '"a; b"; c "d"', "@", ("a; b", 'c "d"')),
    ("dokumentation", " ; ;", "@", None),
    ("navn", "   ", "@", None),
    ("beskrivelse.tidsplan", "Linje\nlinje", "@", "Linje\nlinje"),
]


@pytest.mark.parametrize(("noegle", "skrevet", "format_", "ventet"), GODE, ids=lambda v: str(v)[:30])
def test_en_celle_laeses_som_det_den_viser(
    klar: bytes, noegle: str, skrevet: Any, format_: str | None, ventet: object
) -> None:
    a = laes(redigeret(klar, _saet(noegle, skrevet, format_)))
    assert a.vaerdimangler == ()
    assert _vaerdi(a, noegle) == ventet
    assert type(_vaerdi(a, noegle)) is type(ventet)


DAARLIGE: list[tuple[str, Any, str | None, str]] = [
    ("ansoegt_2025", 12.5, "General", "»12,5« er ikke et helt tal"),
    ("ansoegt_2025", 12.345, "General", "kan læses på to måder"),
    ("ansoegt_2025", 12500.4, "#,##0", "er ikke et helt tal"),
    ("ansoegt_2025", "12,500", "@", "kan læses på to måder"),
    ("ansoegt_2025", -1, "General", "under det mindste"),
    ("ansoegt_2025", 12500, "#,##0,", "i tusinder"),
    ("ansoegt_2025", 12500000, '#,##0.0,," mio. kr."', "i tusinder"),
    ("ansoegt_2025", 20000, '#,##0.00 "kr."', "vises med »kr.«"),
    ("ansoegt_2025", 20000, '_-* #,##0\\ "kr."_-', "vises med »kr.«"),
    ("ansoegt_2025", 20000, "[$€-2] #,##0", "vises med »€«"),
    ("ansoegt_2025", 125, "0%", "her skal stå et tal i hele 1.000 kr. Vis den"),
    ("ansoegt_2025", date(2026, 11, 30), "dd/mm/yyyy", "er en dato"),
    ("ansoegt_2025", True, "General", "viser SAND, men her skal stå et tal i hele 1.000 kr. Skriv"),
    ("ansoegt_2025", "=1/0", "General", "ikke gemt noget resultat"),
    ("ansoegt_2025", "#DIV/0!", "General", "viser fejlen #DIV/0!"),
    ("ansoegt_2025", "#N/A", "General", "viser fejlen #N/A"),
    ("ansoegt_2025", "[1]Ark1!A1", "General", "[1]Ark1!A1"),
    ("ansoegt_2025", "=[1]Ark1!A1", "General", "uden for projektmappen"),
    ("ansoegt_2025", "='[2]Budget 2025'!A1+1", "General", "uden for projektmappen"),
    ("ansoegt_2025", "='C:\\\\x\\\\[Budget.xlsx]Ark1'!A1", "General", "uden for projektmappen"),
    ("ansoegt_2025", "='file:///x/Budget.ods'#$Ark1.A1", "General", "uden for projektmappen"),
    ("navn", '=WEBSERVICE("http://example.dk")', "General", "uden for projektmappen"),
    ("navn", '=CUBEVALUE("Salg","[Mål].[Sum]")', "General", "uden for projektmappen"),
    # A table column may be named after a year. No result is stored with the formula here.
    ("ansoegt_2025", "=Tabel1[[#This Row],[2025]]", "General", "ikke gemt noget resultat"),
    ("ansoegt_2025", 12500, ";;;", "talformatet skjuler det"),
    ("pladser_2025", 0, "#,###", "talformatet skjuler det"),
    ("pladser_2026", 8.5, "0", "er ikke et helt tal (pladser)"),
    (
        "andel_andre",
        0.25,
        "General",
        "0,25 kan læses på to måder. Vis cellen som procent, så den viser 25 % eller 0,25 %",
    ),
    ("andel_andre", 1, "0", "1 kan læses på to måder"),
    ("andel_andre", 1e40, "0%", "for stort"),
    ("andel_andre", 1e40, "General", "for stort"),
    ("andel_andre", -1e90, '0.00" pct."', "for stort"),
    ("ansoegt_2025", 1e40, "General", "for stort"),
    ("takst_reference", 1e17, "0.00", "for stort"),
    ("andel_andre", "0,25", "@", "kan læses på to måder"),
    ("andel_andre", 25, "0%", "Cellen viser 2500 %, men højst 100 kan stå her. Skriv 25 %,"),
    ("andel_andre", 1 / 3, "0%", "Afrund i cellen"),
    ("andel_andre", 33.333, "General", "33,333"),
    ("andel_andre", "101 pct.", "@", "over det højeste"),
    ("afsluttes", 46356, "General", "Vis den som dato"),
    ("afsluttes", datetime(2026, 11, 30, 12, 30), "dd/mm/yyyy", "har et klokkeslæt"),  # noqa: DTZ001 - cells have no zone
    ("afsluttes", time(12, 30), "h:mm", "viser ikke både dag, måned og år"),
    ("afsluttes", date(2026, 11, 1), "mmm-yy", "viser ikke både dag, måned og år"),
    ("afsluttes", date(2026, 11, 30), "d/m", "viser ikke både dag, måned og år"),
    ("afsluttes", 46356, "[h]:mm:ss", "viser ikke både dag, måned og år"),
    ("afsluttes", 45, "dd/mm/yyyy", "før marts 1900"),
    ("afsluttes", 3_000_000, "dd/mm/yyyy", "efter 2199"),
    ("afsluttes", "31/11/2026", "@", "findes ikke i kalenderen"),
    ("afsluttes", "11/30/2026", "@", "findes ikke i kalenderen"),
    ("paabegyndt", 1, "General", "hverken ja eller nej"),
    ("paabegyndt", "ved ikke", "General", "hverken ja eller nej"),
    ("art", "nybyg", "@", "valgene: nybyggeri; nye pladser i en eksisterende bygning; "),
    ("kommune", "Christiansø", "@", "er ikke en af de 98 kommuner"),
    ("kommune", 75.1, "General", "skriv den igen"),
    ("navn", date(2026, 5, 1), "dd/mm/yyyy", "Cellen er en dato"),
    ("navn", 1.5, "General", "Vis cellen som tekst"),
    ("navn", 12500, "#,##0", "Vis cellen som tekst"),
    ("kontakt.telefonnumre", 4512345678, "General", "otte cifre"),
    ("kontakt.e_postkasser", 12, "General", "mailadresse"),
    ("dokumentation", '"a; b', "@", "ikke lukket"),
    ("dokumentation", True, "General", "ikke ja eller nej"),
    ("dokumentation", date(2026, 5, 1), "dd/mm/yyyy", "Cellen er en dato"),
]


@pytest.mark.parametrize(("noegle", "skrevet", "format_", "besked"), DAARLIGE, ids=lambda v: str(v)[:30])
def test_en_daarlig_vaerdi_er_en_skemafejl_paa_sin_celle(
    klar: bytes, noegle: str, skrevet: Any, format_: str | None, besked: str
) -> None:
    data = redigeret(klar, _saet(noegle, skrevet, format_))
    if skrevet == "[1]Ark1!A1":
        # Text is never a formula, whatever it looks like.
        besked = "er ikke et helt tal"
    a = laes(data)
    (mangel,) = a.vaerdimangler
    assert besked in mangel.besked
    assert mangel.besked.endswith((".", "?"))
    assert _vaerdi(a, noegle) is None
    celle = _celle(openpyxl.load_workbook(io.BytesIO(klar)), noegle)
    assert mangel.sted.celle == f"{celle.parent.title}!{celle.coordinate}"
    assert str(mangel.sted) == f"a.xlsx, {mangel.sted.celle}"


def test_en_formel_er_sit_gemte_resultat() -> None:
    a = laes(_med_formel("=1+1", 31.25))
    assert not a.vaerdimangler
    assert a.raekker["projekter"] == ({"navn": "Et", "andel_andre": Decimal("31.25")},)
    fejl = laes(_med_formel("=1/0", "#DIV/0!")).vaerdimangler[0]
    assert "viser fejlen #DIV/0!" in fejl.besked
    # The way Excel stores a formula whose result is the empty text.
    tom = _i_arket(_med_formel('=IF(1=1,"","x")', "x"), "sheet2", rb"<v>x</v>", rb"<v></v>")
    assert laes(tom).raekker["projekter"] == ({"navn": "Et"},)
    assert not laes(tom).vaerdimangler


def _med_formel(formel: str, vaerdi: object) -> bytes:
    """A minimal workbook of ours as another program saves it, with a formula and its result."""
    ud = io.BytesIO()
    bog = xlsxwriter.Workbook(ud)
    ark = bog.add_worksheet("Svarene")
    for r, raekke in enumerate((["Oplysning", "Svar"], ["Pulje", PULJE], ["Kommunen", "Odense"])):
        ark.write_row(r, 0, raekke)
    ark = bog.add_worksheet("Projekter")
    ark.write_row(0, 0, ["Projektets navn", "Andel af pladserne til andre kommuner"])
    ark.write_string(1, 0, "Et")
    ark.write_formula(1, 1, formel, None, vaerdi)
    bog.close()
    return ud.getvalue()


def test_tal_datoer_og_tekster_fra_det_gamle_datosystem(klar: bytes) -> None:
    def rediger(bog: Any) -> None:
        bog.epoch = CALENDAR_MAC_1904

    data = redigeret(klar, rediger)
    assert b'date1904="1"' in zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml")
    # openpyxl converts the dates to the other date system.
    assert laes(data).fakta == klar_ansoegning().fakta
    assert laes(data).raekker == klar_ansoegning().raekker


def test_en_dato_gemt_som_tekst_i_den_strenge_udgave(klar: bytes) -> None:
    def med(tekst: str) -> Ansoegning:
        return laes(
            _i_arket(klar, "sheet2", rb'(<c r="C7"[^>]*)><v>[^<]*</v></c>', rb'\1 t="d"><v>%s</v></c>' % tekst.encode())
        )

    assert med("2024-05-08").fakta["indsendt"] == date(2024, 5, 8)
    assert med("2024-05-08T00:00:00").fakta["indsendt"] == date(2024, 5, 8)
    assert "klokkeslæt" in med("2024-05-08T10:00:00").vaerdimangler[0].besked


def test_den_strenge_udgave_og_forstavelser_i_xml(klar: bytes) -> None:
    """Other programs use other XML namespaces for the same elements, or a prefix before each name."""

    def streng(_: str, indhold: bytes) -> bytes:
        ude = b"http://purl.oclc.org/ooxml/"
        indhold = indhold.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", ude + b"spreadsheetml/main"
        )
        return indhold.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            ude + b"officeDocument/relationships",
        )

    def forstavet(navn: str, indhold: bytes) -> bytes:
        if not navn.startswith("xl/") or not navn.endswith(".xml") or "theme" in navn:
            return indhold
        return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", indhold).replace(b" xmlns=", b" xmlns:x=")

    for ret in (streng, forstavet):
        data = _om(klar, ret)
        assert data != klar
        assert (laes(data).fakta, laes(data).raekker) == (klar_ansoegning().fakta, klar_ansoegning().raekker)


def _i_arket(data: bytes, del_: str, fra: bytes, til: bytes) -> bytes:
    """Return the file with a text in a sheet's XML replaced."""

    def ret(navn: str, indhold: bytes) -> bytes:
        if navn != f"xl/worksheets/{del_}.xml":
            return indhold
        nyt, antal = re.subn(fra, til, indhold)
        assert antal
        return nyt

    return _om(data, ret)


def _om(data: bytes, ret: Callable[[str, bytes], bytes | None], nye: Mapping[str, bytes] | None = None) -> bytes:
    ud = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as ind, zipfile.ZipFile(ud, "w", zipfile.ZIP_DEFLATED) as zip_:
        for navn in ind.namelist():
            indhold = ret(navn, ind.read(navn))
            if indhold is not None:
                zip_.writestr(navn, indhold)
        for navn, indhold in (nye or {}).items():
            zip_.writestr(navn, indhold)
    return ud.getvalue()


# --- Through the commands ------------------------------------------------------------------


def test_tjek_svarer_som_paa_yaml(klar: bytes, tmp_path: Path) -> None:
    sti = tmp_path / "klar.xlsx"
    sti.write_bytes(klar)
    fra_bog, fra_yaml = tjek(sti).til_json(), tjek(KLAR).til_json()
    assert {**fra_bog, "fil": ""} == {**fra_yaml, "fil": ""}


def test_standard_input_og_celle_i_json(klar: bytes, tmp_path: Path) -> None:
    data = redigeret(klar, _saet("andel_andre", 0.25, "General"))
    svar = subprocess.run(
        [sys.executable, "-m", "ansoegning", "tjek", "-", "--format", "json"],
        input=data, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert svar.returncode == 3
    assert b'"celle": "Projekter!F7"' in svar.stdout
    data = redigeret(klar, flet("Projekter", "B7:B8"))
    svar = subprocess.run(
        [sys.executable, "-m", "ansoegning", "tjek", "-", "--format", "json"],
        input=data, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert svar.returncode == 2
    assert b'"ark": "Projekter"' in svar.stdout
    assert b"standard-input, Projekter!B7: Cellen er flettet" in svar.stderr


def test_en_vurderingsfil_er_ingen_projektmappe(
    klar: bytes, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    sti = tmp_path / "klar.xlsx"
    sti.write_bytes(klar)
    assert koer_kommando(["tjek", str(KLAR), "--vurderinger", str(sti)]) == 2
    assert "Filen er et regneark" in " ".join(capfdbinary.readouterr().err.decode().split())


# --- Generated cells ----------------------------------------------------------------------

FAKTA = [
    (f, regelsaet.kommuner)
    for regelsaet in (load_regelsaet(PULJE), load_regelsaet("resultatkontrakt-2023"))
    for f in {f.type + (f.enhed or ""): f for f in regelsaet.fakta.values() if f.afledt is None}.values()
]


FORMATER = st.one_of(
    st.sampled_from(("General", "0", "#,##0", "0.00", "0%", "0.00%", "dd/mm/yyyy", "mmm-yy", "h:mm", "@", '0 "kr."')),
    st.text(st.sampled_from('#0.,%;"\\[]$-_*dmyhsAaPp/@ kr?Ee+'), max_size=14),
)


def _skrevet_tal(tal: Decimal) -> str:
    tekst = f"{tal:f}"
    return (tekst.rstrip("0").rstrip(".") if "." in tekst else tekst) if tal else "0"


TAL = st.one_of(
    st.decimals(min_value=-(10**12), max_value=10**12, places=4),
    st.sampled_from([Decimal(n) for n in ("0", "1", "0.25", "25", "60", "61", "2958465", "46356.5")]),
).map(_skrevet_tal)


@given(st.sampled_from(FAKTA), TAL, FORMATER, st.booleans())
def test_enhver_talcelle_er_en_vaerdi_eller_en_fejl_der_siges(
    fakta: tuple[Any, Any], tal: str, format_: str, fra_1904: bool
) -> None:
    form, kommuner = fakta
    celle = Celle(tal, "tal", Sted("a", 1, 1, "Ark"), format=format_, fra_1904=fra_1904)
    try:
        vaerdi = laes_tekstliste(form, celle) if form.type == "tekstliste" else laes_celle(form, celle, kommuner)
    except VaerdiFejl as fejl:
        besked = str(fejl)
    else:
        besked = "Fin."
        if form.type == "tal":
            assert isinstance(vaerdi, int | Decimal)
            # The value is the cell's number, or a hundred times the number if it is shown as a percentage.
            gange = Decimal(vaerdi) / Decimal(tal) if vaerdi else 1
            if not set(format_) & set('"\\[_*'):
                assert gange == (100 if "%" in format_ and vaerdi else 1)
            assert gange in (1, 100)
        elif form.type == "dato":
            assert isinstance(vaerdi, date)
            assert (vaerdi - (date(1904, 1, 1) if fra_1904 else date(1899, 12, 30))).days == Decimal(tal)
        else:
            assert vaerdi in (tal, (tal,), tal.zfill(4))
    assert besked.endswith((".", "?"))


@given(st.sampled_from(FAKTA), st.text(max_size=30), FORMATER)
def test_enhver_tekstcelle_laeses_som_i_yaml(fakta: tuple[Any, Any], tekst: str, format_: str) -> None:
    form, kommuner = fakta
    if form.type == "tekstliste" or not tekst.strip():
        return

    def svar(laes: Callable[[], object]) -> object:
        try:
            return laes()
        except VaerdiFejl as fejl:
            return str(fejl)

    celle = Celle(tekst, "tekst", Sted("a", 1, 1, "Ark"), format=format_)
    som_celle, som_yaml = (
        svar(lambda: laes_celle(form, celle, kommuner)),
        svar(lambda: laes_tekst(form, tekst, kommuner)),
    )
    if form.type == "valg" and "er ikke et af valgene: " in str(som_yaml):
        # Both name every choice by its display text; a workbook's answer names no key.
        assert all(str(navn) in str(som_celle) for navn in (form.valg or {}).values())
    else:
        assert som_celle == som_yaml or "kan læses på to måder. Vis cellen som procent" in str(som_celle)
