"""Wrong usage, hostile text in arguments and files, and streams that are closed, full or not UTF-8."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import ansoegning.handlinger.tjek as tjek_modul
from ansoegning import load_regelsaet, tjek
from ansoegning.cli import gruppe
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import InternFejl, LaeseFejl, Sted, ascii_noegle, mente_du, vis_sikkert
from ansoegning.indlaes.fil import laes_fil
from ansoegning.indlaes.filformater.yaml_fil import laes_yaml
from ansoegning.indlaes.noder import Liste, Skalar, fra_python
from hjaelp.kommandofil import HOVED, KLAR, MANGLER, OPFYLDT, PROJEKT, PULJE, UNIX, Gem, Koer, proces
from hjaelp.steder import DATA

pytestmark = pytest.mark.tung


# Options


@pytest.mark.parametrize(
    ("argumenter", "besked"),
    [
        (
            ("--pulje", "resultatkontrakt-2023"),
            "linje 1, kolonne 8: Filen hører til puljen »botilbud-2025-26«, men --pulje",
        ),
        (("--saet", "x"), "--saet: skriv navn=værdi, ikke »x«."),
        (("--saet", "x="), "--saet: skriv navn=værdi, ikke »x=«."),
        (("--saet", "=3"), "--saet: skriv navn=værdi, ikke »=3«."),
        (
            ("--saet", "mindste_andel=3"),
            "--saet: der er ingen parameter »mindste_andel«. Mente du »mindste_andel_andre«?",
        ),
        (
            ("--saet", "mindste_andel_andre=abc"),
            "--saet mindste_andel_andre: »abc« er ikke et tal med højst 2 decimaler",
        ),
        (("--saet", "mindste_andel_andre=101"), "over det højeste, der kan stå her: 100 pct."),
        (
            ("--saet", "mindste_andel_andre=3", "--saet", "mindste_andel_andre=4"),
            "»mindste_andel_andre« er nævnt to gange.",
        ),
        (("--antag", "art"), "--antag: skriv navn=værdi, ikke »art«."),
        (("--antag", "art=ny"), "--antag art: »ny« er ikke et af valgene: nybyggeri; nye pladser"),
        (
            ("--antag", "ansøgt_2025=3"),
            "--antag: der er intet faktum »ansøgt_2025«. Mente du »ansoegt_2025«?",
        ),
        (
            ("--antag", "udvidelse=3"),
            "--antag: »udvidelse« regnes ud af andre oplysninger. Antag dem i stedet.",
        ),
        (("--antag", "projekter=3"), "--antag: der er intet faktum »projekter«."),
        (("--dato", "31/4/2024"), "--dato: 31/4/2024 findes ikke i kalenderen."),
        (("--dato", "i morgen"), "--dato: »i morgen« er ikke en dato."),
        (("--regler", "findes-ikke"), "--regler: mappen findes-ikke findes ikke."),
        (("--regler", "."), "--regler: der er ingen regelsæt i ."),
        (("--regler", "a.yaml"), "--regler: mappen a.yaml findes ikke."),
        (("--format", "xml"), "»xml« er ikke en af: 'tekst', 'json'."),
        (("--ukendt",), "Der er intet tilvalg »--ukendt«."),
    ],
)
def test_forkert_brug(argumenter: tuple[str, ...], besked: str, gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", gem("a.yaml", KLAR), *argumenter)
    assert (svar.kode, svar.ud) == (2, "")
    assert besked in "\n".join(svar.beskeder)


@pytest.mark.parametrize("tilvalg", [("--vurderinger", "a.yaml"), ("--dato", "10/05/2024"), ("--pulje", PULJE)])
def test_tilvalg_givet_to_gange(tilvalg: tuple[str, str], gem: Gem, koer: Koer) -> None:
    # click would use the last one, and the first set of assessments would be ignored without a word.
    svar = koer("tjek", str(gem("a.yaml", KLAR)), *tilvalg, *tilvalg)
    assert svar.kode == 2
    assert f"Tilvalget {tilvalg[0]} er givet to gange. Angiv det én gang." in svar.fejl


def test_pulje_fra_kommandolinjen(gem: Gem, koer: Koer) -> None:
    uden = gem("a.yaml", KLAR.replace(f"pulje: {PULJE}\n", ""))
    assert koer("tjek", uden).kode == 2
    assert koer("tjek", "--pulje", PULJE, uden).kode == 0
    assert koer("tjek", "--pulje", PULJE, gem("b.yaml", KLAR)).kode == 0
    svar = koer("tjek", "--pulje", "botilbud", uden)
    assert (svar.kode, svar.ud) == (2, "")
    assert "Der er intet regelsæt »botilbud«." in svar.fejl


def test_saet_og_antag_siges(gem: Gem, koer: Koer) -> None:
    fil = gem("a.yaml", MANGLER)
    argumenter = ("--saet", "mindste_andel_andre=20", "--antag", "andel_andre=21,5 pct.")
    svar = koer("tjek", "--format", "json", fil, *argumenter)
    assert svar.json[0]["sat"] == {"mindste_andel_andre": 20}
    assert svar.json[0]["antaget"] == {"andel_andre": 21.5}
    svar = koer("tjek", fil, *argumenter)
    ud = " ".join(svar.ud.split())
    assert "Ændret for denne kørsel: »mindste andel af pladserne til andre kommuner« = 20 pct." in ud
    assert "Antaget, hvor det manglede: »andel af pladserne til andre kommuner« = 21,5 pct." in ud


@pytest.mark.parametrize("argumenter", [(), ("regler",), ("tjek",), ("findes-ikke",), ("tjek", "--dato")])
def test_hjaelpen_er_dansk(argumenter: tuple[str, ...], koer: Koer) -> None:
    svar = koer(*argumenter)
    assert (svar.kode, svar.ud) == (2, "")
    assert svar.fejl.startswith("Brug: ansoegning") or argumenter == ("tjek", "--dato")
    assert not re.search(r"\b(Usage|Error|Missing|Options|Commands|No such|Try)\b", svar.fejl)


# Characters that reach a terminal

ONDT = "\x1b[31m\x07\x9b2J\u202e\u200f\u2066\u200b\u2028\r\nX"


def test_styretegn_i_tekster(gem: Gem, koer: Koer) -> None:
    data = {
        "pulje": PULJE,
        "kommune": ONDT,
        "erstatter": "\ud800",
        "kontakt": {"navne": ONDT, "e_postkasser": ONDT, "telefonnumre": ONDT},
        "beskrivelse": {"kapacitet": "\u202eabc\ud83d"},
        "projekter": [{"navn": "\u202eA\u2066\u200f", "art": ONDT, "dokumentation": ["\u202e", "\ud800", "\x00"]}],
    }
    fil = gem("a.json", json.dumps(data))
    svar = koer("tjek", fil)
    assert svar.kode == 3
    assert "\\u202eA\\u2066\\u200f" in svar.ud
    svar = koer("tjek", "--format", "json", "--hvorfor", fil)
    # The data contain what was written; only their display is escaped.
    assert svar.json[0]["projekter"][0]["navn"] == "\u202eA\u2066\u200f"


@pytest.mark.parametrize("format_", ["tekst", "json"])
def test_styretegn_i_noegler_puljer_og_filnavne(format_: str, gem: Gem, koer: Koer) -> None:
    tekster = [
        json.dumps({"pulje": PULJE, ONDT: 1}),
        json.dumps({"pulje": PULJE, "projekter": [{"\ud800": 1}]}),
        json.dumps({"pulje": ONDT}),
        '{"pulje": "a", "\x9b\u202e": 1, "\x9b\u202e": 2}',
        '{"a": \u202e}',
        "\u202e",
    ]
    for nr, tekst in enumerate(tekster):
        svar = koer("tjek", "--format", format_, gem(f"{nr}.json", tekst))
        assert svar.kode == 2
    for navn in (f"a{ONDT}.yaml", "a\nFejl: noget andet.yaml", "a\udcffb"):
        svar = koer("tjek", "--format", format_, navn)
        assert svar.kode == 2
        assert len(svar.beskeder) == 1


@pytest.mark.parametrize(
    "argumenter",
    [
        (ONDT,),
        ("tjek", f"--{ONDT}"),
        ("tjek", "a", "--format", ONDT),
        ("tjek", "a.yaml", "--pulje", ONDT),
        ("tjek", "--format", "json", "a.yaml", "--pulje", ONDT),
        ("tjek", "a.yaml", "--dato", ONDT),
        ("tjek", "a.yaml", "--saet", ONDT),
        ("tjek", "a.yaml", "--saet", f"{ONDT}=3"),
        ("tjek", "a.yaml", "--saet", f"mindste_andel_andre={ONDT}"),
        ("tjek", "a.yaml", "--antag", f"{ONDT}=3"),
        ("tjek", "a.yaml", "--antag", f"art={ONDT}"),
        ("tjek", "a.yaml", "--regler", ONDT),
        ("tjek", "a.yaml", "--vurderinger", ONDT),
        ("regler", "vis", ONDT),
        ("regler", "tjek", ONDT, "\udcff"),
    ],
)
def test_styretegn_i_argumenter(argumenter: tuple[str, ...], gem: Gem, koer: Koer) -> None:
    gem("a.yaml", KLAR)
    assert koer(*argumenter).kode == 2


@pytest.mark.skipif(not UNIX, reason="other systems have no such file names")
def test_filnavne_der_findes(tmp_path: Path, koer: Koer) -> None:
    mappe = os.fsencode(tmp_path)
    for navn in (b"a\nb.yaml", b"\xff\xfe.yaml", b"\x1b[31m.yaml", "\u202e.yaml".encode()):
        Path(os.fsdecode(mappe + b"/" + navn)).write_text(KLAR, encoding="utf-8")
        for format_ in ("tekst", "json"):
            assert koer("tjek", "--format", format_, os.fsdecode(mappe + b"/" + navn)).kode == 0


def test_formler_er_kun_tekst(gem: Gem, koer: Koer) -> None:
    formel = '=HYPERLINK("http://example.dk";"Klik")'
    svar = koer("tjek", "--format", "json", gem("a.yaml", OPFYLDT.replace("Skovbrynet", f"'{formel}'")))
    assert svar.json[0]["projekter"][0]["navn"] == formel


# Streams, consoles, colours

KONSOLLER = ["cp1252", "ascii", "latin-1", "cp850", "utf-8", "utf-16"]


@pytest.mark.parametrize("tegnsaet", KONSOLLER)
def test_konsoller_der_ikke_kan_alle_tegn(tegnsaet: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(OPFYLDT.replace("Skovbrynet", "Ærø 😀 ✓ – Łódź"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text("{", encoding="utf-8")
    miljoe = {"PYTHONIOENCODING": tegnsaet, "PYTHONUTF8": "0"}
    svar = proces("tjek", "a.yaml", "b.yaml", "findes-ikke-😀", miljoe=miljoe, mappe=tmp_path)
    assert svar.returncode == 2
    assert b"Traceback" not in svar.stderr + svar.stdout
    ud = svar.stdout.decode(tegnsaet)
    assert ("✓ K1" in ud, "[+] K1" in ud) == (("utf" in tegnsaet), ("utf" not in tegnsaet))
    svar = proces("tjek", "--format", "json", "a.yaml", miljoe=miljoe, mappe=tmp_path)
    assert json.loads(svar.stdout.decode("utf-8"))[0]["projekter"][0]["navn"] == "Ærø 😀 ✓ – Łódź"


@pytest.mark.skipif(not UNIX, reason="pipes of the shell")
def test_roeret_lukkes(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HOVED + "projekter:\n" + f"  - navn: A\n{PROJEKT}" * 60, encoding="utf-8")
    for format_ in ("tekst", "json"):
        program = f"'{sys.executable}' -m ansoegning tjek --format {format_} a.yaml a.yaml"
        svar = subprocess.run(
            ["bash", "-c", f"{program} | head -1; echo ${{PIPESTATUS[0]}}"],  # noqa: S607
            capture_output=True,
            cwd=tmp_path,
            timeout=60,
            check=False,
        )
        assert svar.stderr == b""
        # The answer is the same as without the closed pipe.
        assert svar.stdout.splitlines()[-1] == b"3"


@pytest.mark.skipif(not UNIX, reason="streams of the shell")
@pytest.mark.parametrize(
    ("omdirigering", "kode"),
    [
        ("klar.yaml >&-", 0),
        ("klar.yaml 2>&-", 0),
        ("findes-ikke 2>&-", 2),
        ("- <&-", 2),
        ("findes-ikke >&- 2>&-", 2),
        pytest.param("klar.yaml >/dev/full", 2, marks=pytest.mark.skipif(sys.platform != "linux", reason="/dev/full")),
        pytest.param(
            "findes-ikke 2>/dev/full",
            2,
            marks=pytest.mark.skipif(sys.platform != "linux", reason="/dev/full"),
        ),
    ],
)
def test_lukkede_og_fulde_stroemme(omdirigering: str, kode: int, tmp_path: Path) -> None:
    (tmp_path / "klar.yaml").write_text(KLAR, encoding="utf-8")
    svar = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' -m ansoegning tjek {omdirigering}"],  # noqa: S607
        capture_output=True,
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert svar.returncode == kode
    assert b"Traceback" not in svar.stderr
    assert b"Exception ignored" not in svar.stderr


def test_json_paa_stdout_er_ren_mens_fejlene_staar_for_sig(tmp_path: Path) -> None:
    (tmp_path / "klar.yaml").write_text(KLAR, encoding="utf-8")
    svar = proces("tjek", "--format", "json", "x", "klar.yaml", "y", mappe=tmp_path)
    assert [sorted(s)[:2] for s in json.loads(svar.stdout)] == [
        ["fejl", "fil"],
        ["antaget", "dagene"],
        ["fejl", "fil"],
    ]
    assert svar.stderr.decode().splitlines() == [f"{n}: Filen findes ikke. Kontrollér navn og mappe." for n in "xy"]
    assert svar.returncode == 2


@pytest.mark.skipif(not UNIX, reason="no pseudo-terminals here")
@pytest.mark.parametrize(("miljoe", "farver"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)])
def test_farver_kun_paa_skaerm_og_uden_no_color(miljoe: dict[str, str], farver: bool, tmp_path: Path) -> None:
    import pty

    (tmp_path / "klar.yaml").write_text(KLAR, encoding="utf-8")
    arbejdsmiljoe = {n: v for n, v in os.environ.items() if n != "NO_COLOR"} | miljoe | {"PYTHONUTF8": "1"}
    herre, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "ansoegning", "tjek", "klar.yaml"],
        stdout=slave,
        cwd=tmp_path,
        env=arbejdsmiljoe,
    ) as program:
        os.close(slave)
        vist = b""
        while True:
            try:
                stykke = os.read(herre, 65536)
            except OSError:
                break
            if not stykke:
                break
            vist += stykke
    os.close(herre)
    assert program.returncode == 0
    assert (b"\x1b[" in vist) is farver
    assert b"\x1b[" not in proces("tjek", "klar.yaml", miljoe=miljoe, mappe=tmp_path).stdout


# Internal errors

HEMMELIGT = "Hanne Hemmelig 12345678 hanne@example.dk"


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("slags", [RuntimeError, InternFejl])
def test_intern_fejl_roeber_intet(
    slags: type[Exception],
    debug: bool,
    gem: Gem,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(gruppe.tempfile, "tempdir", str(tmp_path))  # type: ignore[attr-defined]

    def bedoem_ansoegning(*_: object, **__: object) -> None:
        kontakt = HEMMELIGT
        try:
            raise ValueError(kontakt)
        except ValueError as fejl:
            besked = "De to slutningsmotorer er uenige" if slags is InternFejl else kontakt
            raise slags(besked) from fejl

    monkeypatch.setattr(tjek_modul, "bedoem_ansoegning", bedoem_ansoegning)
    fil = gem("a.yaml", KLAR.replace("Hanne Hansen", HEMMELIGT))
    assert koer_kommando([*(["--debug"] if debug else []), "tjek", fil]) == 70
    ud, fejl = capfd.readouterr()
    assert ud == ""
    assert "Der skete en intern fejl" in fejl
    logfiler = list(tmp_path.glob("ansoegning-*.log"))
    assert len(logfiler) == debug
    for tekst in (fejl, *(log.read_text(encoding="utf-8") for log in logfiler)):
        assert not any(ord_ in tekst for ord_ in HEMMELIGT.split())
        assert (Path(__file__).name in tekst) is debug
    if debug:
        assert f"Logfil (uden oplysninger fra ansøgningen): {logfiler[0]}" in fejl


# Building blocks


def test_vis_sikkert() -> None:
    assert vis_sikkert("æøå ÆØÅ – »x« 😀\n\u00a0") == "æøå ÆØÅ – »x« 😀\n\u00a0"
    assert vis_sikkert("\x00\x1b\x7f\x9b\u200f\u202e\u2028\ud800\ufeff") == (
        "\\u0000\\u001b\\u007f\\u009b\\u200f\\u202e\\u2028\\ud800\\ufeff"
    )
    assert vis_sikkert("a\nb", 10) == "a\\u000ab"
    assert vis_sikkert("abcdef", 4) == "abc…"
    assert vis_sikkert("sam\u00adarbejde") == "sam\u00adarbejde"


def test_mente_du() -> None:
    assert mente_du("ansøgt 2025", ["ansoegt_2025"]) == " Mente du »ansoegt_2025«?"
    assert mente_du("k4", ["K4", "K5"]) == " Mente du »K4«?"
    assert mente_du("xyz", ["abc"]) == ""
    assert mente_du("a" * 1_000_000, ["abc"]) == ""
    assert ascii_noegle(" Å-b  C_d ") == "aa_b_c_d"


def test_sted() -> None:
    assert str(Sted("a.yaml")) == "a.yaml"
    assert str(Sted("a.yaml", 3)) == "a.yaml, linje 3"
    assert str(Sted("a.yaml", 3, 7)) == "a.yaml, linje 3, kolonne 7"


@pytest.mark.parametrize(
    ("vaerdi", "besked"),
    [
        (1.5, "kan ikke være en float. Brug tekst, int"),
        (b"abc", "kan ikke være en bytes. Brug tekst, int"),
        (bytearray(b"abc"), "kan ikke være en bytearray. Brug tekst, int"),
        ({1, 2}, "kan ikke være en set. Brug tekst, int"),
        (10**5000, "Et heltal er for stort."),
    ],
    ids=["float", "bytes", "bytearray", "set", "int"],
)
def test_python_vaerdier_der_ikke_kan_bruges(vaerdi: object, besked: str) -> None:
    with pytest.raises(LaeseFejl, match=re.escape(besked)):
        tjek({"pulje": PULJE, "kommune": vaerdi})


def test_python_lister_i_ring() -> None:
    ring: list[object] = []
    ring.append(ring)
    with pytest.raises(LaeseFejl, match="over 64 niveauer"):
        fra_python(ring, Sted("x"))
    assert fra_python([Decimal("1.5"), None, True], Sted("x")) == Liste(
        (Skalar("1.5", "tal", Sted("x")), Skalar("", "null", Sted("x")), Skalar("true", "ja_nej", Sted("x"))),
        Sted("x"),
    )


def test_yaml_uden_c_parseren(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both of PyYAML's parsers give the same messages and locations for the same text."""
    import yaml

    from ansoegning.indlaes.filformater import yaml_fil

    tekster = [
        KLAR,
        "a: ~\nb: '~'\nc: |\n  x\n  y\n",
        "a: b: c\n",
        "å: \x1b\n",
        'a: "åben\nb: c\n',
        "a: &b c\n",
        "a:\n\tb\n",
    ]

    def alle() -> list[str]:
        svar = []
        for tekst in tekster:
            try:
                svar.append(repr(laes_yaml(tekst, "x")))
            except LaeseFejl as fejl:
                svar.append(str(fejl))
        return svar

    med_c = alle()
    monkeypatch.setattr(yaml_fil, "_LAESER", yaml.SafeLoader)
    assert alle() == med_c


def test_standard_input_er_lukket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(LaeseFejl, match="Der er ingen standard-input"):
        laes_fil("-")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a: b")))
    assert list(laes_fil("-").dele) == ["a"]


def test_et_regelsaet_der_er_aendret_laeses_igen(tmp_path: Path) -> None:
    shutil.copytree(DATA / "regelsaetfejl" / "grund", tmp_path / "grund")
    ansoegning = {"pulje": "grund", "projekter": [{"navn": "A", "beloeb": 15_000, "art": "nyt"}]}
    foer = tjek(ansoegning, regler=tmp_path)
    assert load_regelsaet("grund", regler=tmp_path) is load_regelsaet("grund", regler=tmp_path)
    sti = tmp_path / "grund" / "parametre.yaml"
    sti.write_text(sti.read_text(encoding="utf-8").replace("vaerdi: 20.000", "vaerdi: 10.000"), encoding="utf-8")
    efter = tjek(ansoegning, regler=tmp_path)
    assert (foer.resultat, efter.resultat) == ("nej", "ja")
    assert foer.regelsaet_sha256 != efter.regelsaet_sha256
