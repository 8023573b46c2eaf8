"""Files that must not be handed in as a workbook: a message within bounded memory and time; nothing run or fetched."""

from __future__ import annotations

import io
import os
import random
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ansoegning import load_regelsaet
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import LaeseFejl, Sted
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.fil import laes_fil
from ansoegning.indlaes.filformater import xlsx as projektmappe
from ansoegning.indlaes.projektmappe import laes_regneark
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.skriv.projektmappe import skriv_projektmappe
from ansoegning.system.steder import mappe

pytestmark = pytest.mark.tung


PULJE = "botilbud-2025-26"
SVAR, PROJEKTER = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"
TEKSTER = "xl/sharedStrings.xml"
GEM = "Åbn den, og gem den som almindelig Excel-projektmappe (.xlsx)."
HOVED = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: Far more than any of these files needs, and far less than they would take if their stated sizes were believed.
HOEJST_MB = 160
HOEJST_SEKUNDER = 60


@pytest.fixture(scope="module")
def klar() -> bytes:
    regelsaet = load_regelsaet(PULJE)
    sti = mappe("samples") / PULJE / "klar.yaml"
    return skriv_projektmappe(regelsaet, laes_ansoegning(laes_fil(str(sti)), regelsaet, "a"))


@pytest.fixture(autouse=True)
def _uden_net(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbudt(*_: object, **__: object) -> None:
        raise AssertionError("the program asked for the network")

    monkeypatch.setattr(socket.socket, "connect", forbudt)
    monkeypatch.setattr(socket, "getaddrinfo", forbudt)


def _laes(data: bytes) -> Ansoegning:
    return laes_ansoegning(laes_regneark(data, Sted("a.xlsx")), load_regelsaet(PULJE), "a.xlsx")


def _besked(data: bytes) -> str:
    with pytest.raises(LaeseFejl) as fanget:
        _laes(data)
    assert fanget.value.besked.endswith((".", "?"))
    return fanget.value.besked


def _om(
    data: bytes, ret: Callable[[str, bytes], bytes | None] | None = None, nye: dict[str, bytes] | None = None
) -> bytes:
    ud = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as ind, zipfile.ZipFile(ud, "w", zipfile.ZIP_DEFLATED) as zip_:
        for navn in ind.namelist():
            indhold = ret(navn, ind.read(navn)) if ret is not None else ind.read(navn)
            if indhold is not None and navn not in (nye or {}):
                zip_.writestr(navn, indhold)
        for navn, indhold in (nye or {}).items():
            zip_.writestr(navn, indhold)
    return ud.getvalue()


def _erstat(data: bytes, del_: str, fra: bytes, til: bytes) -> bytes:
    def ret(navn: str, indhold: bytes) -> bytes:
        if navn != del_:
            return indhold
        assert fra in indhold
        return indhold.replace(fra, til)

    return _om(data, ret)


# --- Damaged files -------------------------------------------------------------------------


def test_en_afkortet_fil_er_ikke_hel(klar: bytes) -> None:
    for slut in range(2, len(klar) - 1, 397):
        assert "er ikke hel" in _besked(klar[:slut])


def test_tilfaeldige_fejl_i_filen_giver_svar_eller_besked(klar: bytes) -> None:
    tal = random.Random(20240515)
    beskeder = set()
    for _ in range(400):
        data = bytearray(klar)
        for _ in range(tal.choice((1, 3, 30))):
            data[tal.randrange(len(data))] = tal.randrange(256)
        try:
            _laes(bytes(data))
        except LaeseFejl as fejl:
            beskeder.add(fejl.besked)
    assert len(beskeder) >= 3
    assert all(b.endswith((".", "?")) for b in beskeder)


def test_tilfaeldige_fejl_i_arkenes_xml_giver_svar_eller_besked(klar: bytes) -> None:
    tal = random.Random(20240501)
    with zipfile.ZipFile(io.BytesIO(klar)) as zip_:
        dele = {n: zip_.read(n) for n in zip_.namelist()}
    navne = [n for n in dele if n.endswith((".xml", ".rels"))]
    beskeder = set()
    for _ in range(250):
        navn = tal.choice(navne)
        data = bytearray(dele[navn])
        for _ in range(tal.choice((1, 2, 10))):
            her = tal.randrange(len(data))
            data[her : her + tal.choice((0, 1, 5))] = tal.choice(
                (b"", b"<", b'"', b"9", b"A", b"&#0;", b"</c>", b"\xff")
            )
        try:
            _laes(_om(klar, nye={navn: bytes(data)}))
        except LaeseFejl as fejl:
            beskeder.add(fejl.besked)
    assert len(beskeder) >= 2
    assert all(b.endswith((".", "?")) for b in beskeder)


@pytest.mark.parametrize(
    "del_", [TEKSTER, SVAR, PROJEKTER, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]
)
def test_en_del_der_mangler(klar: bytes, del_: str) -> None:
    assert _besked(_om(klar, lambda navn, indhold: None if navn == del_ else indhold))


@pytest.mark.parametrize(
    ("fra", "til"),
    [
        (b'r="B7"', b'r="B9999999"'),
        (b'r="B7"', b'r="ZZZ7"'),
        (b'r="B7"', b'r="A7"'),
        (b'r="B7"', b'r="b7"'),
        (b'<row r="7"', b'<row r="2000000"'),
        (b'<row r="7"', b'<row r="-1"'),
        (b"<v>16000</v>", b"<v>sekstentusind</v>"),
        (b"<v>16000</v>", b"<v>1e999</v>"),
        (b"<v>16000</v>", b"<v>NaN</v>"),
        (b"<v>16000</v>", b"<v>0x10</v>"),
        (b"<v>16000</v>", b"<v>" + b"9" * 5000 + b"</v>"),
        (b"<v>16000</v>", b"<v>\xd9\xa3</v>"),
    ],
)
def test_celler_der_ikke_kan_vaere_til(klar: bytes, fra: bytes, til: bytes) -> None:
    assert _besked(_erstat(klar, PROJEKTER, fra, til))


def test_en_henvisning_til_en_tekst_der_ikke_er_der(klar: bytes) -> None:
    def ret(navn: str, indhold: bytes) -> bytes:
        return HOVED + b"<sst><si><t>x</t></si></sst>" if navn == TEKSTER else indhold

    assert "tekst, der ikke er i filen" in _besked(_om(klar, ret))


# --- Other files handed in by mistake -----------------------------------------------------


@pytest.fixture(scope="module")
def andre_formater(klar: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same workbook saved by LibreOffice in other formats, one run per format."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program is not None, "LibreOffice (libreoffice-calc-nogui in .ci/apt.txt) is not installed"
    rod = tmp_path_factory.mktemp("formater")
    (rod / "klar.xlsx").write_bytes(klar)
    for endelse in ("xls", "ods", "fods"):
        subprocess.run(
            [program, "--headless", f"-env:UserInstallation={(rod / 'profil').as_uri()}", "--convert-to", endelse,
             "--outdir", str(rod), str(rod / "klar.xlsx")],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
    return rod


@pytest.mark.parametrize(
    ("endelse", "besked"),
    [
        ("xls", f"Filen er et gammelt regneark (.xls). {GEM}"),
        ("ods", f"Filen er et OpenDocument-regneark (.ods). {GEM}"),
        ("fods", "Filen er et regneark gemt som XML. Åbn den, og gem den som almindelig Excel-projektmappe (.xlsx)."),
    ],
)
def test_andre_regneark_kendes_paa_indholdet(
    andre_formater: Path, tmp_path: Path, endelse: str, besked: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = (andre_formater / f"klar.{endelse}").read_bytes()
    for navn in (f"a.{endelse}", "a.xlsx"):
        (tmp_path / navn).write_bytes(data)
        assert koer_kommando(["tjek", str(tmp_path / navn)]) == 2
        assert besked in " ".join(capfdbinary.readouterr().err.decode().split())


@pytest.mark.parametrize("tegnsaet", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("skille", [";", "\t"])
def test_en_tabel_gemt_som_tekst_kendes_paa_indholdet(tmp_path: Path, tegnsaet: str, skille: str) -> None:
    raekker = (("pulje", "kommune", "navn"), (PULJE, "Ærø", "Søhuset"), (PULJE, "Ærø", "Åhuset"))
    (tmp_path / "a.txt").write_bytes("\r\n".join(skille.join(r) for r in raekker).encode(tegnsaet))
    with pytest.raises(LaeseFejl, match="gemt som tekst"):
        laes_fil(str(tmp_path / "a.txt"))


@pytest.mark.parametrize("tekst", ["# a; b\n# c; d\n- x\n", "pulje: a; b\nnavn: c; d\n  x: y: z\n", "{\n;\n"])
def test_yaml_med_fejl_er_ikke_en_tabel(tmp_path: Path, tekst: str) -> None:
    (tmp_path / "a.yaml").write_text(tekst)
    with pytest.raises(LaeseFejl) as fanget:
        laes_fil(str(tmp_path / "a.yaml"))
    assert "CSV" not in fanget.value.besked


def _ole(navn: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + (navn + "\0").encode("utf-16-le") + bytes(300)


FREMMEDE: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("adgangskode", lambda _: _ole("EncryptedPackage"), "beskyttet med adgangskode. Åbn den, fjern adgangskoden"),
    ("xls", lambda _: _ole("Workbook"), "gammelt regneark (.xls)"),
    ("doc", lambda _: _ole("WordDocument"), "gammelt Word-dokument"),
    ("xlsm", lambda b: _om(b, nye={"xl/vbaProject.bin": b"x"}), "indeholder makroer. De køres aldrig"),
    ("xlm", lambda b: _om(b, nye={"xl/macrosheets/sheet1.xml": b"<x/>"}), "indeholder makroer"),
    ("xlsb", lambda b: _om(b, nye={"xl/workbook.bin": b"x"}), "binær projektmappe (.xlsb)"),
    ("docx", lambda _: _zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "er et Word-dokument"),
    ("pptx", lambda _: _zip({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"}), "er en præsentation"),
    ("numbers", lambda _: _zip({"Index/Document.iwa": b"x"}), "regneark fra Numbers"),
    ("zip", lambda _: _zip({"a.yaml": b"pulje: x"}), "er en zip-fil, ikke en projektmappe"),
    ("odt", lambda _: _zip({"mimetype": b"application/vnd.oasis.opendocument.text"}), "(.odt)"),
    ("odg", lambda _: _zip({"mimetype": b"application/vnd.oasis.opendocument.graphics"}), "er et OpenDocument."),
]  # fmt: skip


def _zip(dele: dict[str, bytes], pakning: int = zipfile.ZIP_DEFLATED) -> bytes:
    ud = io.BytesIO()
    with zipfile.ZipFile(ud, "w", pakning) as zip_:
        for navn, indhold in dele.items():
            zip_.writestr(navn, indhold)
    return ud.getvalue()


@pytest.mark.parametrize(("lav", "besked"), [f[1:] for f in FREMMEDE], ids=[f[0] for f in FREMMEDE])
def test_hvad_der_ikke_er_en_projektmappe_siges(klar: bytes, lav: Callable[[bytes], bytes], besked: str) -> None:
    assert besked in _besked(lav(klar))


def test_en_anden_projektmappe_er_ikke_vores() -> None:
    bog = openpyxl.Workbook()
    bog.create_sheet("Budget")["A1"] = "Tal"
    ud = io.BytesIO()
    bog.save(ud)
    besked = _besked(ud.getvalue())
    assert besked.startswith("Projektmappen er ikke en, programmet har lavet (ark: Sheet, Budget).")


# --- The zip archive ----------------------------------------------------------------------


def test_navne_der_ville_skrive_uden_for_mappen(klar: bytes) -> None:
    for navn in ("../../etc/passwd", "/etc/passwd", "C:\\x.xml", "xl\\..\\..\\x"):
        assert "ulovligt navn" in _besked(_om(klar, nye={navn: b"x"}))


def test_den_samme_del_to_gange(klar: bytes) -> None:
    assert "den samme del to gange" in _besked(_om(klar, nye={"xl/Workbook.xml": b"<x/>"}))


def test_pakket_med_andet_eller_med_adgangskode(klar: bytes) -> None:
    dele = {n: zipfile.ZipFile(io.BytesIO(klar)).read(n) for n in zipfile.ZipFile(io.BytesIO(klar)).namelist()}
    assert "pakket på en måde" in _besked(_zip(dele, zipfile.ZIP_LZMA))
    # The encryption flag of a part, at its position in the central directory.
    data = bytearray(klar)
    her = data.rindex(b"PK\x01\x02")
    data[her + 8] |= 1
    assert "pakket med adgangskode" in _besked(bytes(data))


def test_flere_dele_end_nogen_projektmappe_har(klar: bytes) -> None:
    assert "flere dele" in _besked(_om(klar, nye={f"xl/media/{n}": b"" for n in range(2_100)}))


def test_en_laengde_der_ikke_passer_tros_ikke(klar: bytes) -> None:
    """If a part is larger than it states, the limit applies to the bytes actually decompressed."""
    stor = _om(klar, nye={PROJEKTER: HOVED + b"<worksheet>" + b" " * 90_000_000 + b"</worksheet>"})
    data = bytearray(stor)
    her = data.rindex(PROJEKTER.encode()) - 46
    assert data[her : her + 4] == b"PK\x01\x02"
    data[her + 24 : her + 28] = (100).to_bytes(4, "little")
    assert _besked(bytes(data))


# --- In a separate process, with its memory measured ----------------------------------------

_BARN = """
import re, socket, sys, time
from pathlib import Path
def forbudt(*a, **k): raise SystemExit("network")
socket.socket.connect = forbudt
from ansoegning.cli.gruppe import koer_kommando
fra = time.monotonic()
kode = koer_kommando(["tjek", sys.argv[1]])
# What the kernel says of the process since it began; the other measure also holds what its parent had.
kb = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())
print(f"kode={kode} mb={int(kb[1]) // 1024} s={time.monotonic() - fra:.1f}")
"""


def _maalt(sti: Path, data: bytes, kode: int = 2) -> str:
    """Return the program's message about the file, after checking that it used little memory and time."""
    sti.write_bytes(data)
    svar = subprocess.run(
        [sys.executable, "-c", _BARN, str(sti)], capture_output=True, check=True, timeout=HOEJST_SEKUNDER,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    maal = dict(del_.split("=") for del_ in svar.stdout.decode().splitlines()[-1].split())
    assert int(maal["kode"]) == kode, svar.stderr.decode()
    assert int(maal["mb"]) < HOEJST_MB
    return " ".join((svar.stderr.decode() + svar.stdout.decode()).split())


def _ark(rader: bytes) -> bytes:
    navnerum = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return HOVED + b"<worksheet " + navnerum + b"><sheetData>" + rader + b"</sheetData></worksheet>"


def _noegler() -> bytes:
    noegler = (b"A", b"navn"), (b"B", b"ansoegt_2025")
    celler = b"".join(b'<c r="%s6" t="inlineStr"><is><t>%s</t></is></c>' % n for n in noegler)
    return b'<row r="6">' + celler + b"</row>"


BOMBER: list[tuple[str, Callable[[], dict[str, bytes]], str]] = [
    ("pakket bombe", lambda: {PROJEKTER: _ark(_noegler() + b" " * 200_000_000)}, "fylder unormalt meget"),
    ("bombe ved siden af", lambda: {"xl/media/billede.png": bytes(300_000_000)}, "fylder unormalt meget"),
    ("milliard latter", lambda: {PROJEKTER: HOVED + b"<!DOCTYPE x [" + b"".join(
        b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"ha") for n in range(12)
    ) + b"]><worksheet>&e11;</worksheet>"}, "dokumenttype (DTD)"),
    ("ydre enhed", lambda: {TEKSTER: HOVED + b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
     b"<sst><si><t>&e;</t></si></sst>"}, "dokumenttype (DTD)"),
    ("ydre enhed i utf-16", lambda: {TEKSTER: '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x SYSTEM '
     '"http://192.0.2.1/x.dtd"><sst><si><t>x</t></si></sst>'.encode("utf-16")}, "dokumenttype (DTD)"),
    ("dybt", lambda: {PROJEKTER: HOVED + b"<a>" * 1_300_000}, "beskadiget"),
    ("et langt maerke", lambda: {PROJEKTER: _ark(b'<row r="7" x="' + _stoej(12_000_000) + b'"/>')}, "beskadiget"),
    ("mange egenskaber", lambda: {PROJEKTER: _ark(b"<row " + b"".join(b'a%d="" ' % n for n in range(900_000)) + b"/>")},
     "beskadiget"),
    ("en lang tekst", lambda: {PROJEKTER: _ark(
        _noegler() + b'<row r="7"><c r="A7" t="inlineStr"><is><t>' + _stoej(12_000_000) + b"</t></is></c></row>")},
     "mere tekst, end en celle kan rumme"),
    ("mange celler", lambda: {PROJEKTER: _ark(_noegler() + b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (r, r, r) for r in range(7, 400_000)))},
     "over 100.000 udfyldte"),
    ("mange fletninger", lambda: {PROJEKTER: _ark(_noegler() + b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (r, r, r) for r in range(7, 60_000))).replace(
            b"</sheetData>",
            b"</sheetData><mergeCells>" + b'<mergeCell ref="A7:XFD1048576"/>' * 1_999 + b"</mergeCells>")},
     "for mange flettede celler"),
    ("endnu flere fletninger", lambda: {PROJEKTER: _ark(_noegler()).replace(
        b"</sheetData>", b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:B1"/>' * 100_000 + b"</mergeCells>")},
     "for mange flettede celler"),
    ("mange formater", lambda: {"xl/styles.xml": HOVED + b"<styleSheet><cellXfs>" + b"<xf/>" * 700_000
     + b"</cellXfs></styleSheet>"}, "beskadiget"),
    ("mange ark", lambda: {"xl/workbook.xml": HOVED + b"<workbook><sheets>" + b"<sheet/>" * 450_000
     + b"</sheets></workbook>"}, "beskadiget"),
    ("et langt nummer", lambda: {PROJEKTER: _ark(_noegler() + b'<row r="7"><c r="A7" t="s"><v>' + b"9" * 30_000
     + b"</v></c></row>")}, "tekst, der ikke er i filen"),
    ("ukendt tegnsaet", lambda: {PROJEKTER: b'<?xml version="1.0" encoding="rot13"?><a/>'}, "beskadiget"),
]  # fmt: skip


def _stoej(byte: int) -> bytes:
    """Return letters that compress poorly."""
    return random.Random(1).randbytes(byte // 2).hex().encode()


@pytest.mark.parametrize(("dele", "besked"), [b[1:] for b in BOMBER], ids=[b[0] for b in BOMBER])
def test_en_bombe_er_en_besked_i_lidt_hukommelse(
    klar: bytes, tmp_path: Path, dele: Callable[[], dict[str, bytes]], besked: str
) -> None:
    assert besked in _maalt(tmp_path / "a.xlsx", _om(klar, nye=dele()))


def test_mange_tomme_raekker_er_ingen_projekter(klar: bytes, tmp_path: Path) -> None:
    """A sheet with formatting down to its last row and no content in the rows."""
    # A fifth of the possible rows, from the end, where the row numbers are longest.
    raekker = (7, *range(projektmappe.HOEJST_RAEKKE - 200_000, projektmappe.HOEJST_RAEKKE + 1))
    tomme = b"".join(b'<row r="%d" s="1"><c r="A%d" s="1"/></row>' % (r, r) for r in raekker)
    svar = _maalt(tmp_path / "a.xlsx", _om(klar, nye={PROJEKTER: _ark(_noegler() + tomme)}), kode=3)
    assert "Ansøgningen har ingen projekter" in svar


def test_mange_brede_ark_ved_siden_af(klar: bytes, tmp_path: Path) -> None:
    """Of the user's own sheets only the first cells are read, however large the sheets are."""
    bredt = _ark(b"".join(
        b'<row r="%d">' % r + b"".join(b'<c t="inlineStr"><is><t>x</t></is></c>' for _ in range(1_000)) + b"</row>"
        for r in range(1, 40)))  # fmt: skip
    dele = {f"xl/worksheets/sheet{n}.xml": bredt for n in range(10, 60)}
    ark = b"".join(b'<sheet name="%d" sheetId="%d" r:id="rId%d"/>' % (n, n, n) for n in range(10, 60))
    art = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    rel = b"".join(
        b'<Relationship Id="rId%d" Type="%s" Target="worksheets/sheet%d.xml"/>' % (n, art, n) for n in range(10, 60)
    )

    def ret(navn: str, indhold: bytes) -> bytes:
        if navn == "xl/workbook.xml":
            return indhold.replace(b"</sheets>", ark + b"</sheets>")
        return (
            indhold.replace(b"</Relationships>", rel + b"</Relationships>")
            if navn.endswith("book.xml.rels")
            else indhold
        )

    assert "2 af 2 projekter opfylder" in _maalt(tmp_path / "a.xlsx", _om(klar, ret, dele), kode=0)


def test_en_million_delte_tekster(klar: bytes, tmp_path: Path) -> None:
    mange = b"".join(b"<si><t>%08x</t></si>" % n for n in range(1_500_000))

    def ret(navn: str, indhold: bytes) -> bytes:
        return indhold.replace(b"</sst>", mange + b"</sst>") if navn == TEKSTER else indhold

    assert "2 af 2 projekter opfylder" in _maalt(tmp_path / "a.xlsx", _om(klar, ret), kode=0)


def test_en_fil_over_graensen_laeses_ikke(klar: bytes, tmp_path: Path) -> None:
    data = _zip({"xl/media/a": random.Random(2).randbytes(11_000_000)})
    assert "fylder højst 10 MB" in _maalt(tmp_path / "a.xlsx", data)


def test_billeder_i_projektmappen_er_i_orden(klar: bytes, tmp_path: Path) -> None:
    data = _om(klar, nye={"xl/media/foto.jpg": random.Random(2).randbytes(3_000_000)})
    assert "2 af 2 projekter opfylder" in _maalt(tmp_path / "a.xlsx", data, kode=0)


# --- Nothing is fetched from outside the file ---------------------------------------------


def test_forbindelser_ud_af_filen_foelges_ikke(klar: bytes) -> None:
    ude = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'worksheet" Target="http://192.0.2.1/x.xml" TargetMode="External"/></Relationships>'
    )
    data = _erstat(klar, "xl/_rels/workbook.xml.rels", b"</Relationships>", ude)
    assert _laes(data).fakta == _laes(klar).fakta
    for maal in (b"/../../etc/passwd", b"../../../etc/passwd", b"http://192.0.2.1/x.xml", b"\\\\192.0.2.1\\x"):
        assert _besked(_erstat(klar, "xl/_rels/workbook.xml.rels", b"worksheets/sheet3.xml", maal))


def test_kaeder_til_andre_filer_hentes_ikke(klar: bytes) -> None:
    def rediger(bog: Any) -> None:
        bog["Projekter"]["B7"] = "=[1]Budget!A1"

    bog = openpyxl.load_workbook(io.BytesIO(klar))
    rediger(bog)
    ud = io.BytesIO()
    bog.save(ud)
    data = _om(ud.getvalue(), nye={
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": b'<Relationships><Relationship Id="rId1" '
        b'TargetMode="External" Target="\\\\192.0.2.1\\budget.xlsx" Type="x/externalLinkPath"/></Relationships>',
    })  # fmt: skip
    (mangel,) = _laes(data).vaerdimangler
    assert "uden for projektmappen" in mangel.besked
    assert mangel.sted.celle == "Projekter!B7"


def test_et_navn_der_foerer_ud_af_filen_hentes_ikke(klar: bytes) -> None:
    bog = openpyxl.load_workbook(io.BytesIO(klar))
    bog.defined_names["Budget"] = openpyxl.workbook.defined_name.DefinedName("Budget", attr_text="[1]Ark1!$A$1")
    bog["Projekter"]["B7"] = "=Budget"
    ud = io.BytesIO()
    bog.save(ud)
    (mangel,) = _laes(ud.getvalue()).vaerdimangler
    assert "uden for projektmappen" in mangel.besked
    assert mangel.sted.celle == "Projekter!B7"
