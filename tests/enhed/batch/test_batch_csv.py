"""CSV scanning finds the same rows as a simple character-by-character parser, and loses none, for any content."""

# ruff: noqa: E501, RUF001 - tables of cases, and characters that are the cases
from __future__ import annotations

import csv
import io
import json
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansoegning.batch import csv_skan
from ansoegning.batch.csv_skan import Daarlig, Skan, Skanneopgave, Skanner
from ansoegning.batch.koer import Bestilling, Koersel, koer
from ansoegning.batch.overskrifter import find_kolonner
from ansoegning.fejl import BrugsFejl, LaeseFejl
from ansoegning.indlaes.regelsaet import load_regelsaet
from hjaelp.omfang import udsnit

pytestmark = pytest.mark.tung


LILLE = 300
PULJE = "botilbud-2025-26"


def _brud(data: bytes, i: int) -> int:
    if data[i : i + 2] == b"\r\n":
        return 2
    return int(data[i : i + 1] in (b"\n", b"\r"))


def _raekke(data: bytes, i: int, delt: int) -> tuple[int, int] | None:
    """Return where the row at ``i`` ends and its number of fields; None if it violates RFC 4180."""
    felter = 1
    while True:
        if data[i : i + 1] == b'"':
            i += 1
            while True:
                if i >= len(data):
                    return None
                if data[i : i + 2] == b'""':
                    i += 2
                elif data[i] == ord('"'):
                    i += 1
                    break
                else:
                    i += 1
            if i < len(data) and data[i] != delt and not _brud(data, i):
                return None
        else:
            while i < len(data) and data[i] != delt and not _brud(data, i):
                if data[i] == ord('"'):
                    return None
                i += 1
        if i >= len(data) or data[i] != delt:
            return i, felter
        felter += 1
        i += 1


def plain(data: bytes, felter: int, tegnsaet: str, hoejst: int) -> list[tuple[bool, int, bytes]]:
    """Return for each row whether it can be read, its line, and its bytes."""
    fundne: list[tuple[bool, int, bytes]] = []
    i, linje = 0, 1
    while i < len(data):
        if brud := _brud(data, i):
            i, linje = i + brud, linje + 1
            continue
        svar = _raekke(data, i, ord(";"))
        til, antal = svar or (i, 0)
        flere = any(_brud(data, j) for j in range(i, til))
        if svar is None or (til + _brud(data, til) - i > hoejst and flere):
            til = i
            while til < len(data) and not _brud(data, til):
                til += 1
            god = False
        else:
            god = antal == felter and b"\0" not in data[i:til] and til - i <= hoejst
            try:
                data[i:til].decode(tegnsaet)
            except UnicodeDecodeError:
                god = False
        fundne.append((god, linje, data[i:til]))
        while i < til:
            b = _brud(data, i)
            linje, i = linje + bool(b), i + max(b, 1)
        if i < len(data):
            i, linje = i + _brud(data, i), linje + 1
    return fundne


def skan(data: bytes, felter: int, tegnsaet: str = "utf-8") -> tuple[Skan, list[Daarlig], bytes, dict[int, int]]:
    daarlige: list[Daarlig] = []
    brud: list[tuple[int, int]] = []
    ud = io.BytesIO()
    opgave = Skanneopgave(";", tegnsaet, felter, 0, 1)
    svar = Skanner(opgave, daarlige.append, lambda nr, f: brud.append((nr, f)), ud).koer(io.BytesIO(data))
    linjer = {}
    forskydninger = dict(brud)
    nu = 0
    for nr in range(1, svar.raekker + 1):
        nu = forskydninger.get(nr, nu)
        linjer[nr] = nr + nu
    return svar, daarlige, ud.getvalue(), linjer


_STYKKER = st.sampled_from(
    [b";", b'"', b"\n", b"\r\n", b"\r", b"a", b"12.500", "æ".encode(), b"\xe6", b"\x81", b"\0", b'""', b';"', b'";', b'"\n',
     b"x" * 50, b'"' + b"lang\n" * 20 + b'"']
)  # fmt: skip


@given(
    stykker=st.lists(_STYKKER, max_size=60),
    felter=st.integers(1, 4),
    blok=st.sampled_from([1, 7, 40, 1 << 23]),
    efter=st.sampled_from([1, 50, 65_536]),
    tegnsaet=st.sampled_from(["utf-8", "cp1252"]),
)
@example(stykker=[b'"', b"x" * 50, b"\n", b"x" * 50] * 10, felter=1, blok=1, efter=1, tegnsaet="utf-8")
def test_hver_raekke_findes(stykker: list[bytes], felter: int, blok: int, efter: int, tegnsaet: str) -> None:
    data = b"".join(stykker)
    with pytest.MonkeyPatch.context() as m:
        m.setattr(csv_skan, "_BLOK", blok)
        m.setattr(csv_skan, "_BLOK_EFTER_FEJL", efter)
        m.setattr(csv_skan, "HOEJST_RAEKKE", LILLE)
        svar, daarlige, kopi, linjer = skan(data, felter, tegnsaet)
    raekker = plain(data, felter, tegnsaet, LILLE)
    assert svar.raekker == len(raekker)
    assert [(d.nr, d.linje) for d in daarlige] == [(i, li) for i, (god, li, _) in enumerate(raekker, 1) if not god]
    assert [linjer[i] for i in range(1, len(raekker) + 1)] == [li for _, li, _ in raekker]

    def celler(tekst: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(tekst, newline=""), delimiter=";"))

    ventet = [celler(r.decode(tegnsaet))[0] if god else [""] * felter for god, _, r in raekker]
    assert celler(kopi.decode()) == ventet


@given(
    raekker=st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), min_size=2, max_size=2),
        max_size=30,
    ),
    linjeskift=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_det_pythons_csv_har_skrevet_laeses_helt(raekker: list[list[str]], linjeskift: str) -> None:
    ud = io.StringIO(newline="")
    csv.writer(ud, delimiter=";", lineterminator=linjeskift, quoting=csv.QUOTE_ALL).writerows(raekker)
    data = ud.getvalue().encode()
    svar, daarlige, kopi, _ = skan(data, 2)
    ventet = [r for r in csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";") if r]
    assert not daarlige
    assert svar.raekker == len(ventet)
    assert list(csv.reader(io.StringIO(kopi.decode(), newline=""), delimiter=";")) == ventet


# Whole files, through ``koer``


HOVED = ("kommune", "navn", "ansoegt_2025", "note")
_TEKST = st.lists(st.sampled_from(["a", "æ", ";", '"', "\n", "\r", "\r\n", " ", "7"]), max_size=6).map("".join)
_SKIFT = st.sampled_from(["\n", "\r\n", "\r"])


def _celle(tekst: str, altid: bool) -> str:
    return '"' + tekst.replace('"', '""') + '"' if altid or set(tekst) & set(';"\r\n') else tekst


def koer_csv(mappe: Path, data: bytes, **andet: Any) -> tuple[Koersel, list[list[str]], list[list[str]], list[str]]:
    """Run a file. Returns the answer rows, the rejected rows, and the messages."""
    (mappe / "ind.csv").write_bytes(data)
    sagt: list[str] = []
    svar = koer(
        Bestilling(
            ind=str(mappe / "ind.csv"), ud=str(mappe / "ud.csv"), pulje=PULJE, sig=sagt.append, traade=2, grunde=False,
            overskriv=True, **andet,
        )
    )  # fmt: skip

    def raekker(sti: Path) -> list[list[str]]:
        with sti.open(encoding="utf-8-sig", newline="") as fil:
            return list(csv.reader(fil, delimiter=";"))[1:]

    afviste = raekker(mappe / "ud.afviste.csv") if svar.afvist else []
    return svar, raekker(mappe / "ud.csv"), afviste, sagt


@given(
    raekker=st.lists(st.tuples(st.sampled_from(["Aarhus", "751", "hovsa"]), _TEKST, _SKIFT, st.booleans()), max_size=6),
    hoved=_SKIFT,
    sidste=st.booleans(),
    bom=st.booleans(),
)
@example(raekker=[("Aarhus", "a", "\n", False)], hoved="\r\n", sidste=True, bom=False)
@example(raekker=[("Aarhus", "a", "\r\n", False)], hoved="\r\n", sidste=False, bom=True)
@example(raekker=[("Aarhus", "a", "\r\n", False)] * 2, hoved="\n", sidste=True, bom=False)
@example(raekker=[("Aarhus", "a", "\n", False)], hoved="\r", sidste=True, bom=False)
@settings(max_examples=udsnit(3, 15))
def test_enhver_blanding_af_linjeskift_laeses_som_af_pythons_csv(
    tmp_path_factory: pytest.TempPathFactory,
    raekker: list[tuple[str, str, str, bool]],
    hoved: str,
    sidste: bool,
    bom: bool,
) -> None:
    tekst = ";".join(HOVED) + hoved
    for nr, (kommune, note, skift, altid) in enumerate(raekker):
        tekst += ";".join([kommune, f"P{nr}", "12.500", _celle(note, altid)]) + skift
    if not sidste and raekker:
        tekst = tekst.removesuffix(raekker[-1][2])
    laeser = csv.reader(io.StringIO(tekst, newline=""), delimiter=";")
    ventet, foer = [], 0
    for raekke in laeser:
        if raekke:
            ventet.append((foer + 1, raekke))
        foer = laeser.line_num
    ventet = ventet[1:]
    mappe = tmp_path_factory.mktemp("brud")
    svar, ud, afviste, _ = koer_csv(mappe, ("\ufeff" * bom + tekst).encode())
    assert svar.ind == len(ventet) == len(raekker)
    # A row is identified by its name; the cell with the line breaks is unchanged.
    fundne = {int(r[0]): (r[2], r[4]) for r in ud}
    gode = {nr: (r[1], r[3]) for nr, (_, r) in enumerate(ventet, 1) if r[0] != "hovsa"}
    assert {nr: (n, c.removeprefix("'") if c[:2] in ("'\n", "'\r") else c) for nr, (n, c) in fundne.items()} == gode
    assert [(int(a[0]), int(a[1])) for a in afviste] == [
        (nr, linje) for nr, (linje, r) in enumerate(ventet, 1) if r[0] == "hovsa"
    ]


@pytest.mark.parametrize("tegnsaet", ["cp1252", "utf-8"])
def test_en_raekke_paa_en_megabyte_laeses_ogsaa_naar_den_vokser(tmp_path: Path, tegnsaet: str) -> None:
    # A euro sign is one byte in Windows-1252 and three in UTF-8.
    lang = "€" * (900_000 if tegnsaet == "cp1252" else 300_000)
    data = f"kommune;navn;note\nAarhus;A;{lang}\nAarhus;B;kort\n".encode(tegnsaet)
    svar, ud, _, _ = koer_csv(tmp_path, data)
    assert (svar.ind, svar.ud) == (2, 2)
    assert ud[0][3] == lang


# Character sets


SOENDER = "kommune;navn;note\nAarhus;Søndergården;på øen\nOdense;Blåbærhuset;væk\nAarhus;Æblehaven Ø;\n"


@pytest.mark.parametrize(
    ("data", "navn", "ord_"),
    [
        (SOENDER.encode("mac-roman"), "macroman", "»S¿ndergŒrden«, som skulle være »Søndergården«"),
        (SOENDER.encode("cp850"), "cp850", "»S›nderg†rden«, som skulle være »Søndergården«"),
        (SOENDER.encode().decode("cp1252").encode(), "utf-8-to-gange", "»SÃ¸ndergÃ¥rden«"),
        (("\ufeff" + SOENDER).encode().decode("cp1252").encode(), "utf-8-to-gange", "»SÃ¸ndergÃ¥rden«"),
        (SOENDER.encode().decode("latin-1").encode(), "utf-8-to-gange", "»SÃ¸ndergÃ¥rden«"),
    ],
    ids=["MacRoman", "CP850", "UTF-8 twice", "UTF-8 twice with its mark", "UTF-8 twice by Latin 1"],
)
def test_en_fil_i_et_andet_tegnsaet_opdages(tmp_path: Path, data: bytes, navn: str, ord_: str) -> None:
    with pytest.raises(LaeseFejl) as fejl:
        koer_csv(tmp_path, data)
    assert f"række 1 (linje 2) har {ord_}" in fejl.value.besked
    assert f"--tegnsaet {navn}." in fejl.value.besked
    assert not (tmp_path / "ud.csv").exists()
    # With the character set that the message suggests, every letter is correct.
    svar, ud, _, _ = koer_csv(tmp_path, data, tegnsaet=navn)
    assert (svar.ud, svar.afvist) == (3, 0)
    assert [r[2] for r in ud] == ["Søndergården", "Blåbærhuset", "Æblehaven Ø"]
    assert ud[0][3] == "på øen"


@pytest.mark.parametrize(
    ("er", "laest", "skrevet"),
    [("mac-roman", "cp1252", "S¿ndergŒrden"), ("cp850", "cp1252", "S›nderg†rden"), ("utf-8", "mac-roman", "S√∏nderg√•rden"),
     ("utf-8", "cp850", "S├©nderg├Ñrden"), ("cp1252", "mac-roman", "S¯ndergÂrden"), ("cp1252", "cp850", "S°ndergÕrden")],
)  # fmt: skip
def test_tekst_der_var_oedelagt_foer_den_blev_utf_8_meldes(tmp_path: Path, er: str, laest: str, skrevet: str) -> None:
    linjer = SOENDER.splitlines(keepends=True)[:3]
    data = "".join(linjer).encode(er).decode(laest).encode()
    with pytest.raises(LaeseFejl, match="gemt forkert, før filen kom hertil") as fejl:
        koer_csv(tmp_path, data)
    assert f"række 1 (linje 2) har »{skrevet}«, som skulle være »Søndergården«" in fejl.value.besked
    svar, _, _, sagt = koer_csv(tmp_path, data, tegnsaet="utf-8")
    assert svar.ud == 2
    assert any(skrevet in s for s in sagt)


@pytest.mark.parametrize(
    ("data", "skrevet"),
    [
        (SOENDER.encode().decode("cp1252").encode().decode("cp1252").encode(), "SÃƒÂ¸ndergÃƒÂ¥rden"),
        (SOENDER.encode().decode("latin-1").encode().decode("latin-1").encode(), "SÃ\\u0083Â¸ndergÃ\\u0083Â¥rden"),
        (SOENDER.encode("utf-7"), "S+APg-nderg+AOU-rden"),
    ],
    ids=["UTF-8 three times", "UTF-8 three times by Latin 1", "UTF-7"],
)
def test_utf_8_tre_gange_og_utf_7_meldes(tmp_path: Path, data: bytes, skrevet: str) -> None:
    with pytest.raises(LaeseFejl, match="gemt forkert, før filen kom hertil") as fejl:
        koer_csv(tmp_path, data)
    assert f"række 1 (linje 2) har »{skrevet}«, som skulle være »Søndergården«" in fejl.value.besked


def test_tabte_bogstaver_meldes(tmp_path: Path) -> None:
    with pytest.raises(LaeseFejl, match="et bogstav er gået tabt"):
        koer_csv(tmp_path, "kommune;navn\nAarhus;S\ufffdndergade\n".encode())


def test_enkelte_ord_i_et_andet_tegnsaet_meldes_uden_at_standse(tmp_path: Path) -> None:
    data = SOENDER + "Aarhus;Nord;SÃ¸ren\n"
    svar, ud, _, sagt = koer_csv(tmp_path, data.encode())
    assert (svar.ud, ud[3][3]) == (4, "SÃ¸ren")
    assert any("»SÃ¸ren« i række 4 (linje 5), som skulle være »Søren«" in s for s in sagt)


def test_overskrifter_i_et_andet_tegnsaet_meldes_som_det(tmp_path: Path) -> None:
    data = "Ansøgt lån i 2025;Ansøger;Ålborg\n12;Aarhus;x\n".encode("mac-roman")
    with pytest.raises(LaeseFejl, match="overskrifterne har »Ans¿gt«"):
        koer_csv(tmp_path, data)


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
@pytest.mark.parametrize(
    "note",
    ["d’Angleterre", "kommunen’s", "›citat‹", "‘citat’", "Aarhus† (note)", "1¾ time", "¿Qué?", "Œuvre", "SŒUR", "Microsoft®",
     "20 °C", "5 µm", "São Paulo", "naïve café", "Malmö", "ÂNE", "pass© 2024", "klasse A+A"],
)  # fmt: skip
def test_det_der_er_rigtigt_skrevet_mistaenkes_ikke(tmp_path: Path, note: str, codec: str) -> None:
    svar, _, _, sagt = koer_csv(tmp_path, f"kommune;navn;note\nAarhus;Alfa;{note}\n".encode(codec))
    assert svar.ud == 1
    assert not any("tegnsæt" in s for s in sagt)


def test_et_angivet_tegnsaet_der_ikke_passer_afvises(tmp_path: Path) -> None:
    with pytest.raises(BrugsFejl, match="»klingon« er ukendt"):
        koer_csv(tmp_path, SOENDER.encode(), tegnsaet="klingon")
    with pytest.raises(LaeseFejl, match="mærket for UTF-8"):
        koer_csv(tmp_path, SOENDER.encode("utf-8-sig"), tegnsaet="cp850")
    # A row that does not fit the named character set is rejected; the other rows are not.
    data = SOENDER.encode().decode("cp1252").encode() + "Aarhus;Rød;\n".encode()
    svar, _, afviste, _ = koer_csv(tmp_path, data, tegnsaet="utf-8-to-gange")
    assert (svar.ud, [a[0] for a in afviste]) == (3, ["4"])


# Headers as people and programs write them


HELE = ("kommune", "navn", "ansoegt_2025", "ansoegt_2026", "pladser_2026", "andel_andre", "afsluttes", "lovgrundlag")
RAEKKE = ("751", "Alfa", "7500", "9500", "12", "33", "30/11/2026", "sel107")


@pytest.mark.parametrize(
    ("faktum", "skrevet"),
    [
        ("kommune", "Kommunekode"), ("kommune", "kommune_nr"), ("kommune", "Kommunenavn"), ("kommune", "ANSØGER"),
        ("ansoegt_2025", "ansoegt_2025 (t.kr.)"), ("ansoegt_2025", "Ansøgt lån i 2025 (1.000 kr.)"),
        ("ansoegt_2025", "Kolonne B"), ("navn", "Projektets navn:"), ("navn", "NAVN"),
        ("andel_andre", "Andel af pladserne til andre kommuner (%)"), ("lovgrundlag", "Lovgrundlag."),
    ],
)  # fmt: skip
def test_en_overskrift_forstaas_som_i_en_projektmappe(tmp_path: Path, faktum: str, skrevet: str) -> None:
    hoved = [skrevet if n == faktum else n for n in HELE]
    _, ud, _, _ = koer_csv(tmp_path, f"{';'.join(HELE)}\n{';'.join(RAEKKE)}\n".encode())
    _, samme, _, _ = koer_csv(tmp_path, f"{';'.join(hoved)}\n{';'.join(RAEKKE)}\n".encode())
    assert ud == samme


@pytest.mark.parametrize(
    ("hoved", "besked"),
    [
        ("kommune;ansoegt_2025 (kr.)", "siger kr., men tallene skal være i t.kr. Regn tallene om"),
        ("kommune;ansoegt_2025 (mio. kr.)", "siger mio. kr., men"),
        ("kommune;pladser_2025 (pct.)", "siger pct., men tallene skal være i pladser. Regn"),
        ("kommune;Navn;navn", "»navn« står to gange (»Navn« er den samme)"),
        ("kommune;Kommunekode;navn", "er begge kommune. Slet den ene"),
    ],
)
def test_en_overskrift_der_modsiger_sig_selv_er_en_besked(tmp_path: Path, hoved: str, besked: str) -> None:
    with pytest.raises(BrugsFejl) as fejl:
        koer_csv(tmp_path, f"{hoved}\n".encode() + b"751;1;2\n" * 3_000)
    assert besked in str(fejl.value)


def test_tusind_ukendte_overskrifter_koster_lidt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Full comparison of two names is slow, so only names with nearly the same letters are compared in full."""
    antal = 0
    ratio = SequenceMatcher.ratio

    def talt(self: SequenceMatcher[str]) -> float:
        nonlocal antal
        antal += 1
        return ratio(self)

    monkeypatch.setattr(SequenceMatcher, "ratio", talt)
    regelsaet = load_regelsaet(PULJE)
    ukendte = [f"maaling_{i:04}_{i * 7919 % 10_007}" for i in range(1_900)]
    assert len(find_kolonner(["kommune", *ukendte], regelsaet).kolonner) == 1_901
    assert antal < 1_900
    with pytest.raises(BrugsFejl, match="Mente du »ansoegt_2025«"):
        find_kolonner(["kommune", *ukendte, "ansogt_2025"], regelsaet)


def test_hele_tal_med_decimalen_nul_er_hele(tmp_path: Path) -> None:
    decimal = [f"{c}.0" if c.isdigit() else c for c in RAEKKE]
    _, ud, _, _ = koer_csv(tmp_path, f"{';'.join(HELE)}\n{';'.join(RAEKKE)}\n".encode())
    svar, samme, _, _ = koer_csv(tmp_path, f"{';'.join(HELE)}\n{';'.join(decimal)}\n".encode())
    assert svar.afvist == 0
    assert ud == samme
    _, _, afviste, _ = koer_csv(tmp_path, b"kommune;ansoegt_2025\n751;7500.5\n751;7500.000\n")
    assert [a[0] for a in afviste] == ["1", "2"]


def test_et_punktum_med_to_betydninger_i_en_kolonne_standser_koerslen(tmp_path: Path) -> None:
    with pytest.raises(BrugsFejl, match=r"»712\.555« i række 2, som kan læses på to måder"):
        koer_csv(tmp_path, b"kommune;ansoegt_2025\n751;7500.0\n751;712.555\n")
    assert not (tmp_path / "ud.csv").exists()


# Rows that are not projects


@pytest.mark.parametrize(
    ("raekke", "kolonne"),
    [
        (("", "I alt", "20.000", ""), "navn"),
        (("Aarhus", "SUM:", "20.000", ""), "navn"),
        (("", "Hovedtotal", "", ""), "navn"),
        (("", "Samlet", "", ""), "navn"),
        (("", "Total Result", "", ""), "navn"),
        (("Aarhus", "TOTAL 2025", "20.000", ""), "navn"),
        (("Aarhus", "I alt (t.kr.)", "20.000", ""), "navn"),
        (("Aarhus", "Aarhus i\u00a0alt\ufeff", "20.000", ""), "navn"),
        (("Aarhus", "Σ", "20.000", ""), "navn"),
        (("Aarhus", "∑", "20.000", ""), "navn"),
        (("Aarhus", "Kontrolsum", "20.000", ""), "navn"),
        (("Aarhus", "Mellemsum", "20.000", ""), "navn"),
        (("Aarhus", "Gennemsnit", "20.000", ""), "navn"),
        (("Aarhus", "Snit", "20.000", ""), "navn"),
        (("Aarhus", "Antal projekter: 3", "20.000", ""), "navn"),
        (("Total", "", "20.000", ""), "kommune"),
        (("", "", "20.000", "I alt"), "note"),
        # The sum of a group, as spreadsheets write it.
        (("Aarhus Total", "", "20.000", ""), "kommune"),
        (("", "", "20.000", "Region Midtjylland Subtotal"), "note"),
        (("", "", "", "Applied filters: Region is Nordjylland"), "note"),
        (("", "Anvendte filtre: 2025", "", ""), "navn"),
    ],
)
@pytest.mark.parametrize("format_", ["csv", "parquet", "jsonl"])
def test_en_sum_er_ikke_et_projekt(tmp_path: Path, raekke: tuple[str, ...], kolonne: str, format_: str) -> None:
    raekker = [("Aarhus", "Alfa Total", "8.000", "Total"), raekke, ("Aarhus", "Totalprojekt", "12.000", "sum")]
    ind = tmp_path / f"ind.{format_}"
    if format_ == "jsonl":
        ind.write_text("".join(json.dumps(dict(zip(HOVED, r, strict=True))) + "\n" for r in raekker), encoding="utf-8")
    else:
        linjer = "".join(";".join(r) + "\n" for r in (HOVED, *raekker))
        (tmp_path / "ind.csv").write_text(linjer, encoding="utf-8")
    if format_ == "parquet":
        with duckdb.connect() as con:
            con.execute(
                f"COPY (FROM read_csv('{tmp_path / 'ind.csv'}', delim = ';', all_varchar = true, header = true)) "
                f"TO '{ind}' (FORMAT parquet)"
            )
    svar = koer(Bestilling(ind=str(ind), ud=str(tmp_path / "ud.csv"), pulje=PULJE, traade=2))
    assert (svar.ind, svar.ud, svar.afvist) == (3, 2, 1)
    with (tmp_path / "ud.afviste.csv").open(encoding="utf-8-sig", newline="") as fil:
        (afvist,) = csv.DictReader(fil, delimiter=";")
    assert (afvist["raekke"], afvist["kolonne"]) == ("2", kolonne)
    assert afvist["aarsag"].endswith("hører ikke med. Slet den.")


class _Uendelig(io.RawIOBase):
    """A file of one line far longer than memory should hold, followed by a valid row."""

    def __init__(self, laengde: int) -> None:
        self.laengde, self.plads = laengde, 0

    def seek(self, til: int, hvorfra: int = 0) -> int:
        self.plads = til
        return til

    def read(self, antal: int = -1) -> bytes:
        slut = b"\na;b\n"
        tilbage = self.laengde - self.plads
        stykke = slut[-tilbage : -tilbage + antal] if tilbage <= 0 else b"x" * min(antal, tilbage)
        self.plads += len(stykke)
        return stykke


def test_en_linje_paa_to_gigabyte_koster_kun_sin_egen_raekke() -> None:
    import tracemalloc

    daarlige: list[Daarlig] = []
    fil: Any = _Uendelig(2 * 1024**3)
    tracemalloc.start()
    svar = Skanner(Skanneopgave(";", "utf-8", 2, 0, 1), daarlige.append).koer(fil)
    _, hoejst = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (svar.raekker, svar.daarlige) == (2, 1)
    assert daarlige[0].aarsag == csv_skan.LANG_FEJL
    assert hoejst < 100 * 1024**2
