"""Unreadable files: each is reported with its location and what to do, and never with a traceback."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path

import pytest

from ansoegning.fejl import LaeseFejl
from ansoegning.indlaes import fil
from ansoegning.indlaes.fil import laes_fil
from ansoegning.indlaes.filformater.json_fil import laes_json
from ansoegning.indlaes.filformater.yaml_fil import laes_yaml
from ansoegning.indlaes.noder import Liste, Node, Ordbog, Skalar
from ansoegning.indlaes.tegnsaet import find_tegnsaet, mistanke_om
from hjaelp.kommandofil import KLAR, MANGLER, UNIX, Gem, Koer

pytestmark = pytest.mark.tung


# Names that are not readable files

FILFEJL = {
    "findes-ikke.yaml": "Filen findes ikke. Kontrollér navn og mappe.",
    ".": "Det er en mappe. Angiv filerne i den.",
    "": "Filens navn er tomt. Angiv en fil.",
    "a\0b": "Filen kan ikke læses (ugyldigt navn). Kontrollér navnet.",
    **({"\ud800": "Filen kan ikke læses (ugyldigt navn). Kontrollér navnet."} if UNIX else {}),
    **({"/dev/zero": "Det er ikke en almindelig fil.", "/dev/null": "Det er ikke en almindelig fil."} if UNIX else {}),
    **(
        {"x" * 5000: "Filen kan ikke læses (styresystemets fejl 36). Kontrollér navnet."}
        if sys.platform == "linux"
        else {}
    ),
}


@pytest.mark.parametrize(("navn", "besked"), FILFEJL.items(), ids=[repr(n[:20]) for n in FILFEJL])
def test_det_er_ingen_fil(navn: str, besked: str, gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", "--format", "json", navn, gem("klar.yaml", KLAR))
    assert svar.kode == 2
    assert svar.json[0]["fejl"] == [{"besked": besked, "linje": None, "kolonne": None}]
    assert svar.json[1]["klar"] is True
    assert len(svar.fejl.splitlines()) == 1


def test_fil_der_ikke_maa_laeses(gem: Gem, koer: Koer, monkeypatch: pytest.MonkeyPatch) -> None:
    def ingen_adgang(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    gem("a.yaml", KLAR)
    monkeypatch.setattr(Path, "open", ingen_adgang)
    svar = koer("tjek", "a.yaml")
    assert svar.kode == 2
    assert "a.yaml: Filen må ikke læses. Kontrollér rettighederne" in svar.fejl


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_navngivet_roer(tmp_path: Path, koer: Koer) -> None:
    roer = tmp_path / "roer"
    os.mkfifo(roer)
    for data, kode in ((KLAR.encode(), 0), (b"x" * 2_000_000, 2)):

        def skriv(data: bytes = data) -> None:
            # Only the beginning of a file that is too large is read.
            with contextlib.suppress(BrokenPipeError):
                roer.write_bytes(data)

        traad = threading.Thread(target=skriv)
        traad.start()
        assert koer("tjek", str(roer)).kode == kode
        traad.join(10)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_roer_uden_nogen_der_skriver(tmp_path: Path, koer: Koer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fil, "VENT_PAA_ROER", 0.1)
    roer = tmp_path / "roer.csv"
    os.mkfifo(roer)
    for kommando in (("tjek",), ("skriv", "-o", "ud"), ("batch", "--pulje", "botilbud-2025-26", "-o", "ud.csv")):
        svar = koer(*kommando, str(roer))
        assert svar.kode == 2
        assert "Det er et rør, som intet program skriver til." in " ".join(svar.fejl.split())


@pytest.mark.parametrize(
    ("er", "laest", "gange", "skrevet"),
    [
        ("utf-8", "cp1252", 1, "MÃ¸llegÃ¥rden"),  # noqa: RUF001 - the subject
        ("utf-8", "cp1252", 2, "MÃƒÂ¸llegÃƒÂ¥rden"),  # noqa: RUF001 - the subject
        ("utf-8", "cp1252", 3, "MÃƒÆ’Ã‚Â¸llegÃƒÆ’Ã‚Â¥rden"),  # noqa: RUF001 - the subject
        ("utf-8", "mac-roman", 1, "M√∏lleg√•rden"),
        ("utf-8", "cp850", 1, "M├©lleg├Ñrden"),
        ("mac-roman", "cp1252", 1, "M¿llegŒrden"),
        ("utf-7", "ascii", 1, "M+APg-lleg+AOU-rden"),
    ],
)
@pytest.mark.parametrize("form", ["yaml", "json"])
def test_tekst_i_et_forkert_tegnsaet(form: str, er: str, laest: str, gange: int, skrevet: str, tmp_path: Path) -> None:
    data = {"pulje": "botilbud-2025-26", "projekter": [{"navn": "Møllegården"}]}
    tekst = json.dumps(data, ensure_ascii=False, indent=1)
    for _ in range(gange):
        tekst = tekst.encode(er).decode(laest)
    sti = tmp_path / f"a.{form}"
    sti.write_text(tekst, encoding="utf-8")
    with pytest.raises(LaeseFejl, match="gemt i et forkert tegnsæt") as fejl:
        laes_fil(str(sti))
    assert f"»{skrevet}«, som skulle være »Møllegården«" in fejl.value.besked
    assert fejl.value.sted.linje == 5


@pytest.mark.parametrize(
    "skrevet",
    ["M&oslash;lleg&aring;rden", "M&#248;lleg&#229;rden", "M&#xF8;lleg&#xe5;rden"],
    ids=["navn", "tal", "hex"],
)
@pytest.mark.parametrize("form", ["yaml", "json"])
def test_bogstaver_skrevet_som_koder_fra_html(form: str, skrevet: str, tmp_path: Path) -> None:
    """Without it, letters and lists name the project as the code; in a CSV file its semicolon separates fields."""
    data = {"pulje": "botilbud-2025-26", "projekter": [{"navn": f"{skrevet} og Bo"}]}
    sti = tmp_path / f"a.{form}"
    sti.write_text(json.dumps(data, indent=1), encoding="utf-8")
    with pytest.raises(LaeseFejl, match="Teksten har koder fra HTML i stedet for bogstaver") as fejl:
        laes_fil(str(sti))
    assert f"»{skrevet}«, som skulle være »Møllegården«" in fejl.value.besked
    tabel = tmp_path / "a.csv"
    tabel.write_text(f"navn;kommune\n{skrevet};Aarhus\n", encoding="utf-8")
    with tabel.open("rb") as fil_:
        fund = find_tegnsaet(fil_, 0, None)
    assert fund.mistanke is not None
    assert (fund.mistanke.skrevet, fund.mistanke.rettet, fund.mistanke.staerk) == (skrevet, "Møllegården", True)


@pytest.mark.parametrize("tekst", ["Bo & Leg", "A &amp; B", "&quot;Skov&quot;", "x&y;z", "R&D;", "&nbsp;"])
def test_et_og_tegn_er_ingen_mistanke(tekst: str) -> None:
    assert mistanke_om(tekst) is None


def test_et_enkelt_ord_i_et_forkert_tegnsaet_laeses(tmp_path: Path) -> None:
    sti = tmp_path / "a.yaml"
    sti.write_text("kommune: Ærø\nnavn: Møllegården SÃ¸nder\n", encoding="utf-8")  # noqa: RUF001 - the subject
    assert laes_fil(str(sti)).sted.linje == 1


@pytest.mark.parametrize(
    ("data", "besked"),
    [
        (b"", "Filen er tom."),
        (b" \n\t\r\n", "Filen er tom."),
        (b"# kun en note\n", "Filen er tom"),
        (b"PK\x03\x04", "Filen er et regneark"),
        (b"%PDF-1.7", "Filen er en PDF."),
        (KLAR.encode("utf-16"), "Filen er gemt som UTF-16. Gem den som UTF-8."),
        (KLAR.encode("utf-16-le"), "Filen er gemt som UTF-16. Gem den som UTF-8."),
        (KLAR.encode("utf-16-be"), "Filen er gemt som UTF-16. Gem den som UTF-8."),
        (KLAR.encode("utf-32-le"), "Filen er gemt som UTF-32. Gem den som UTF-8."),
        (KLAR.encode("utf-32"), "Filen er gemt som UTF-32. Gem den som UTF-8."),
        (b"\0\0\xfe\xff" + KLAR.encode("utf-32-be"), "Filen er gemt som UTF-32. Gem den som UTF-8."),
        (b"PAR1\x15\x04\x15", "Filen er en tabel i formatet Parquet. En tabel med"),
        (b"\x1f\x8b\x08\0", "Filen er pakket (gzip)."),
        (random.Random(1).randbytes(5000), "Filen er ikke tekst (den har NUL-tegn)."),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "Filen er et billede."),
    ],
    ids=[
        "tom",
        "blank",
        "note",
        "zip",
        "pdf",
        "utf16",
        "utf16le",
        "utf16be",
        "utf32le",
        "utf32",
        "utf32be",
        "parquet",
        "gzip",
        "tilfaeldig",
        "foto",
    ],
)
def test_andet_end_tekst(data: bytes, besked: str, gem: Gem, koer: Koer) -> None:
    for navn in ("a.yaml", "a.json", "a"):
        svar = koer("tjek", gem(navn, data))
        if navn == "a.json" and data.startswith(b"#"):
            continue
        assert svar.kode == 2
        assert besked in svar.fejl


def test_windows_1252_siges_paa_stedet(gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", "--format", "json", gem("a.yaml", f"{MANGLER}    maalgruppe: åbne børn\n".encode("cp1252")))
    (fejl,) = svar.json[0]["fejl"]
    assert (fejl["linje"], fejl["kolonne"]) == (5, 17)
    assert fejl["besked"].startswith("Filen er ikke gemt som UTF-8 (den ligner Windows-1252).")


def test_200_mb_laeses_ikke(tmp_path: Path) -> None:
    stor = tmp_path / "stor.yaml"
    with stor.open("wb") as fil:
        fil.truncate(200 * 1024 * 1024)
    tracemalloc.start()
    try:
        with pytest.raises(LaeseFejl, match=re.escape("Filen er for stor (200 MB); en ansøgning fylder højst 1 MB.")):
            laes_fil(str(stor))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
def test_endeloest_standard_input() -> None:
    with Path("/dev/zero").open("rb") as nuller:
        svar = subprocess.run(
            [sys.executable, "-m", "ansoegning", "tjek", "-"],
            stdin=nuller,
            capture_output=True,
            timeout=30,
            check=False,
        )
    assert svar.returncode == 2
    assert b"standard-input: Filen er for stor" in svar.stderr.replace(b"\n    ", b" ")


# Deeply nested, wide and self-referring files

DYBE = {
    "yaml-lister-10000.yaml": "pulje: " + "[" * 10_000,
    "yaml-lister-500000.yaml": "pulje: " + "[" * 500_000,
    "yaml-grupper.yaml": "a: " + "{a: " * 100_000,
    "yaml-streger.yaml": "- " * 300_000,
    "yaml-noegler.yaml": "? " * 300_000,
    "yaml-indrykket.yaml": "\n".join(" " * i + "a:" for i in range(1_300)),
    "yaml-lukket.yaml": "a: " + "[" * 10_000 + "]" * 10_000,
    "json-lister-10000.json": '{"pulje":' + "[" * 10_000,
    "json-lister-500000.json": "[" * 500_000,
    "json-grupper.json": '{"a":' * 150_000,
    "json-lukket.json": '{"a":' + "[" * 10_000 + "]" * 10_000 + "}",
}


@pytest.mark.parametrize("navn", DYBE)
def test_dybe_filer(navn: str, gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", "--format", "json", gem(navn, DYBE[navn]))
    (fejl,) = svar.json[0]["fejl"]
    assert svar.kode == 2
    assert fejl["besked"].startswith("Filen er indlejret over 64 niveauer dybt.")
    assert fejl["linje"]
    assert fejl["kolonne"]


def test_64_niveauer_kan_laeses() -> None:
    for laes in (laes_yaml, laes_json):
        laes("[" * 64 + "]" * 64, "x")
        with pytest.raises(LaeseFejl, match="linje 1, kolonne 65: Filen er indlejret"):
            laes("[" * 65 + "]" * 65, "x")


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        (
            "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
            "linje 1, kolonne 4: Henvisninger med & og * kan ikke bruges.",
        ),
        ("a: *a\n", "linje 1, kolonne 4: Henvisninger"),
        ("&a b: c\n", "linje 1, kolonne 1: Henvisninger"),
        ("a: !!python/object/apply:os.system [ls]\n", "linje 1, kolonne 4: Mærker med ! kan ikke bruges."),
        ("!!map {a: b}\n", "linje 1, kolonne 1: Mærker med !"),
        ("a: !ukendt b\n", "Mærker med !"),
        ("a: b\n---\na: c\n", "linje 2, kolonne 1: Filen har flere dokumenter (---)."),
        ("? [a]\n: b\n", "linje 1, kolonne 3: En nøgle skal være et navn"),
        ("a: b: c\n", "linje 1, kolonne 5: Et kolon står forkert."),
        ("a: %b\n", "linje 1, kolonne 4: Tegnet kan ikke stå først i en værdi."),
        ("a: @b\n", "linje 1, kolonne 4: Tegnet kan ikke stå først"),
        ("a: b\n\tc: d\n", "linje 2, kolonne 1: Linjen er rykket ind med tabulator. Brug mellemrum."),
        ("a:\n\tb: d\n", "tabulator"),
        (
            'a:\n  b: "åben\n  c: d\n',
            "linje 2, kolonne 6: Et anførselstegn eller en parentes er ikke lukket.",
        ),
        ("a: [b, c\nd: e\n", "linje 2, kolonne 2: Her mangler et komma eller en slutparentes."),
        ('a: "C:\\temp\\æ"\n', "En omvendt skråstreg i anførselstegn"),
        (
            "æøå: ø\nå: \x00\n",
            "linje 2, kolonne 4: Filen indeholder et tegn, der ikke må stå i YAML (U+0000).",
        ),
        (
            "æøå: 😀\nå: \x1b[31m\n",
            "linje 2, kolonne 4: Filen indeholder et tegn, der ikke må stå i YAML (U+001B).",
        ),
        ("- a\n", "linje 1, kolonne 1: Filen skal begynde med nøgler og værdier (fx »kommune: Aarhus«)"),
        ("bare tekst\n", "Filen skal begynde med nøgler og værdier"),
        ("~\n", "Filen skal begynde med nøgler og værdier"),
        ("%YAML 9.9\n---\na: b\n", "linje 1, kolonne 1: Filen er ikke gyldig YAML her."),
    ],
)
def test_yaml_der_ikke_kan_laeses(tekst: str, besked: str, gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", gem("a.yaml", tekst))
    assert svar.kode == 2
    assert besked in "\n".join(svar.beskeder)


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        ("{", "linje 1, kolonne 2: Filen slutter for tidligt; her mangler en nøgle."),
        ('{"a":\n', "linje 1, kolonne 6: Filen slutter for tidligt; her mangler en værdi."),
        ("[1, 2", "linje 1, kolonne 6: Filen slutter for tidligt; her mangler »,« eller »]«."),
        ('{"a":1,}', "linje 1, kolonne 8: Kommaet før »}« er for meget."),
        (
            "{'a':1}",
            "linje 1, kolonne 2: »'« kan ikke stå her i JSON. Tekster skal stå i dobbelte anførselstegn.",
        ),
        ('{"a" 1}', "linje 1, kolonne 6: Her mangler »:«."),
        ('{"a":1 "b":2}', "linje 1, kolonne 8: Her mangler »,« eller »}«."),
        ('{"a":}', "linje 1, kolonne 6: »}« kan ikke stå her. Her skulle stå en værdi."),
        ('{"a":012}', "linje 1, kolonne 7: Her mangler »,« eller »}«."),
        ('{"a":NaN}', "linje 1, kolonne 6: »NaN« kan ikke stå her i JSON."),
        ('{"a":-Infinity}', "»-« kan ikke stå her"),
        ('{"a":0x10}', "linje 1, kolonne 7: »x10« kan ikke stå her"),
        ('{"a":.5}', "linje 1, kolonne 6: Et tal i JSON"),
        ('{"æøå":1}\n\n {}', "linje 3, kolonne 2: Der står mere efter slutningen."),
        ("// note\n{}", "linje 1, kolonne 1: Der kan ikke være kommentarer i JSON."),
        (
            '{"å":"x\ny"}',
            "linje 1, kolonne 8: Teksten er ikke lukket. Et linjeskift inde i en tekst skrives som \\n.",
        ),
        (
            '{"å":"C:\\temp\\Æ"}',
            "linje 1, kolonne 14: En omvendt skråstreg i en tekst skrives to gange (\\\\).",
        ),
        ('{"å":"x\x1by"}', "linje 1, kolonne 8: Teksten indeholder et styretegn (U+001B). Slet det."),
        ('{"å":"x', "linje 1, kolonne 6: Teksten er ikke lukket."),
        ("[1]", "Filen skal begynde med nøgler og værdier"),
        ("12", "Filen skal begynde med nøgler og værdier"),
    ],
)
def test_json_der_ikke_kan_laeses(tekst: str, besked: str, gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", gem("a.json", tekst))
    assert svar.kode == 2
    assert besked in "\n".join(svar.beskeder)


def _fladt(node: Node) -> object:
    match node:
        case Ordbog(dele=dele):
            return {n: _fladt(d) for n, d in dele.items()}
        case Liste(dele=liste):
            return [_fladt(d) for d in liste]
        case Skalar(art="tal", tekst=tekst):
            return ("tal", tekst)
        case Skalar(art="ja_nej", tekst=tekst):
            return tekst == "true"
        case Skalar(art="null"):
            return None
        case Skalar(tekst=tekst):
            return tekst
    raise AssertionError(node)


def _efter_standarden(tekst: str) -> object:
    def entydige(par: list[tuple[str, object]]) -> dict[str, object]:
        if len(dict(par)) < len(par):
            raise ValueError
        return dict(par)

    def ingen(navn: str) -> object:
        raise ValueError(navn)

    return json.loads(
        tekst,
        object_pairs_hook=entydige,
        parse_constant=ingen,
        parse_int=lambda t: ("tal", t),
        parse_float=lambda t: ("tal", t),
    )


def test_json_som_standardbiblioteket_laeser_det() -> None:
    """Random short texts over JSON's characters are accepted or refused as by Python's ``json``, with equal values."""
    tegn = ['{', '}', '[', ']', ':', ',', '"a"', '"b"', '"', "\\n", "\\", "1", "-", "0", ".5", "e", "true", "null", " ",
            "\n", '"\\u00e6"', '"\\ud800"', "\t", "\x01", "é", "\ufeff", "NaN"]  # fmt: skip
    tilfaeldig = random.Random(20260501)
    for _ in range(20_000):
        tekst = "[" * (tilfaeldig.random() < 0.5) + "".join(tilfaeldig.choices(tegn, k=tilfaeldig.randrange(1, 8)))
        tekst += "]" * (tilfaeldig.random() < 0.5)
        try:
            ventet = _efter_standarden(tekst)
        except ValueError:
            with pytest.raises(LaeseFejl):
                laes_json(tekst, "x")
        else:
            assert _fladt(laes_json(tekst, "x")) == ventet, tekst
