"""``skriv``: every field of the form, in order, in every document; nothing is overwritten or half-written."""

from __future__ import annotations

import email
import html
import json
import re
import sys
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, get_args

import pytest
from jinja2 import Environment
from pydantic import BaseModel

from ansoegning import tjek
from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.bedoemmelse.sag import kontekst
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.cli.skriv import SOM
from ansoegning.fejl import BrugsFejl
from ansoegning.handlinger.skriv import skriv_papirer
from ansoegning.handlinger.tjek import laes
from ansoegning.motor.kaeder import kaeder
from ansoegning.skriv.formater import FORMATER
from ansoegning.skriv.kontekst import Skemaside, lav_side
from ansoegning.skriv.skabeloner import Skabeloner
from ansoegning.skriv.udkast import lav_udkast
from ansoegning.system.egen_proces import Arbejder, Graenser
from ansoegning.system.steder import mappe
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung


SAMPLES = sorted(
    p for p in (mappe("samples") / "botilbud-2025-26").glob("*.*") if p.suffixes in ([".yaml"], [".json"], [".xlsx"])
)
SKOVBRYNET = mappe("samples") / "botilbud-2025-26" / "skovbrynet.yaml"
EGNE = ("indtast", "print", "mail")


def test_kommandoen_kender_hvert_format() -> None:
    assert tuple(FORMATER) == SOM


def _side(fil: Path) -> Skemaside:
    ansoegning, regelsaet = laes(fil)
    k = kontekst(ansoegning, regelsaet)
    return lav_side(k, bedoem_ansoegning(ansoegning, regelsaet, kaeder()), lav_udkast(k, Skabeloner()))


def _skriv(fil: Path, ud: Path, *mere: str) -> int:
    return koer_kommando(["skriv", str(fil), "-o", str(ud), *mere])


def _vaerdier(side: Skemaside, *, indtast: bool) -> list[str]:
    """Return every value of the form that a document must contain."""
    celler = [
        c.indtast if indtast else c.vist
        for tabel in side.tabeller
        for c in (*(c for ark in tabel.ark for r in ark.raekker for c in r.celler), *tabel.i_alt)
    ]
    tekster = [linje for t in side.tekster for linje in t.tekst.split("\n")]
    return [
        v for v in [side.ansoeger, side.bruger, *celler, *tekster, *(o.vist for o in side.kontakt), *side.opgaver] if v
    ]


@pytest.mark.parametrize("fil", SAMPLES, ids=lambda p: p.name)
def test_hvert_eksempel_i_hvert_format(fil: Path, tmp_path: Path) -> None:
    side = _side(fil)
    skrevet = skriv_papirer(fil, tmp_path, som=EGNE)
    tekst, side_html, *breve = (p.read_bytes() for p in skrevet.filer)
    for v in _vaerdier(side, indtast=True):
        assert v in tekst.decode()
    synlig = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", side_html.decode())).split())
    for v in _vaerdier(side, indtast=False):
        assert " ".join(v.split()) in synlig
    assert "Udkast – ikke kvittering" in synlig
    assert "Underskrift" in synlig
    assert side.dokumentation is not None
    assert bool(breve) is bool(side.dokumentation.bilag)
    for eml in breve:
        besked = email.message_from_bytes(eml, policy=policy.default)
        assert isinstance(besked, EmailMessage)
        assert (besked["To"], besked["X-Unsent"]) == ("tilskudsforvaltning@sbst.dk", "1")
        assert besked["Subject"].startswith("Lånepulje – ")
        # Written for the ministry: nothing about how the mail was made, and the sender's own name.
        assert not re.search(r"\[.\]|vedhæft|ansøgningens? fil|mangler|program", _tekst(besked))
        assert _tekst(besked).endswith(f"Med venlig hilsen\n\n{side.afsender}\n")
    for papir in (tekst.decode(), synlig):
        assert "Vejledende beregning – ikke en afgørelse" in papir
        assert ("Ansøgningen er klar." in papir) is side.klar


def test_felterne_staar_i_skemaets_orden(tmp_path: Path) -> None:
    assert _skriv(SKOVBRYNET, tmp_path) == 0
    tekst = (tmp_path / "skovbrynet-indtast.txt").read_text(encoding="utf-8")
    steder = [tekst.index(f"\n  {b}  ") for b in "ABCDEFG"] + [tekst.index(f"Tekstfelt {n}:") for n in range(1, 7)]
    assert steder == sorted(steder)
    assert "  B  Ansøgt lån i 2025 (t.kr.): 7500\n" in tekst
    assert re.search(r"\n\[\d+ tegn\]\n", tekst)
    assert re.search(r"Teksterne tilsammen: \d+ tegn af højst 4\.000\.", tekst)


def test_sjette_projekt_kommer_paa_et_fortsaettelsesark(tmp_path: Path) -> None:
    side = _side(SKOVBRYNET.with_name("seks-projekter.yaml"))
    assert [len(ark.raekker) for ark in side.tabeller[0].ark] == [5, 1]
    # The form shows the totals of its own rows.
    assert [ark.i_alt[1].vist for ark in side.tabeller[0].ark] == ["74.000", "12.000"]
    assert side.tabeller[0].i_alt[1].vist == "86.000"
    skriv_papirer(SKOVBRYNET.with_name("seks-projekter.yaml"), tmp_path, som=EGNE)
    for navn, tal in (("seks-projekter-indtast.txt", "74000"), ("seks-projekter-print.html", "74.000")):
        tekst = (tmp_path / navn).read_text(encoding="utf-8")
        assert "ortsættelsesark 1" in tekst
        assert tekst.index("I alt i skemaet") < tekst.index(tal) < tekst.index("Rønnehuset") < tekst.index("alle ark")


def _fra(ansoegning: dict[str, object]) -> Skemaside:
    laest, regelsaet = laes({"pulje": "botilbud-2025-26", **ansoegning})
    k = kontekst(laest, regelsaet)
    return lav_side(k, bedoem_ansoegning(laest, regelsaet, kaeder()), lav_udkast(k, Skabeloner()))


def test_papirets_tegn_er_dem_skemaets_tjek_taeller() -> None:
    tekster: dict[str, object] = {"beskrivelse": {"kapacitet": "  " + "æ " * 2_000 + "\n\n", "tidsplan": "å\u200b"}}
    (fundet,) = [f.besked for f in tjek({"pulje": "botilbud-2025-26", **tekster}).skema if f.id == "S27"]
    assert "tilsammen 4.006 tegn" in fundet
    assert _fra(tekster).tegn_i_alt == 4_006


def test_en_fejl_siger_hvilket_projekt_og_udkast_naevnes_samlet() -> None:
    egne = dict.fromkeys(("kapacitet", "andel_andre", "laaneadgang", "tidsplan"), "Tekst om målgruppen, 2026")
    side = _fra({"projekter": [{"navn": "Egehuset"}, {}, {"navn": "x" * 81}], "beskrivelse": egne})
    # One finding about several rows and columns is reported once.
    (fundet,) = [f for f in side.fejl if "kolonne B" in f]
    assert fundet.startswith(
        "Egehuset, projekt 2 og projekt 3: »Ansøgt lån i 2025« (kolonne B) og »Ansøgt lån i 2026« ("
    )
    assert "Bruttoanlægsudgift i 2025 (Egehuset, projekt 2 og projekt 3)" in side.udestaaende
    side = _fra({"projekter": [{"art": "blandet", "takst_forventet": 1}], "beskrivelse": egne})
    assert side.fejl[-1] == (
        "Tekstfelt 3 og tekstfelt 6 er udkast fra programmet. Læs dem, ret dem, og skriv dem i ansøgningen."
    )
    side = _fra({"projekter": [{"art": "blandet"}], "beskrivelse": {**egne, "prissaetning": "Tekst"}})
    assert side.fejl[-1].startswith("Tekstfelt 6 er et udkast fra programmet. Læs det, ret det, og skriv det i ")


def test_en_ansoeger_der_mangler_siges_i_hvert_papir(tmp_path: Path) -> None:
    projekter = [{"navn": "A", "dokumentation": ["referat"]}]
    ansoegning = {"pulje": "botilbud-2025-26", "kommune": "Atlantis", "projekter": projekter}
    skrevet = skriv_papirer(ansoegning, tmp_path, som=EGNE)
    tekst, side, eml = (p.read_text(encoding="utf-8") for p in skrevet.filer)
    assert "Kommune\n-------\n(mangler)\n" in tekst
    assert "<dt>Kommune</dt><dd>mangler</dd>" in side
    besked = email.message_from_string(eml, policy=policy.default)
    assert besked["Subject"] == "Lånepulje – dokumentation"
    assert isinstance(besked, EmailMessage)
    assert _tekst(besked).endswith("\n\nMed venlig hilsen\n")


def test_mange_raekker_naevnes_ikke_alle() -> None:
    side = _fra({"projekter": [{"navn": f"N{n}"} for n in range(9)]})
    assert "Bruttoanlægsudgift i 2025 (N0, N1, N2, N3, N4, N5 og 3 andre)" in side.udestaaende


def test_usynlige_tegn_staar_ikke_i_felterne() -> None:
    side = _fra({"projekter": [{"navn": "Hus\u200d 👨\u200d👩"}], "beskrivelse": {"kapacitet": "ab\u200b\r\nc\td"}})
    assert side.tabeller[0].ark[0].raekker[0].celler[0].indtast.replace("\u200d", "") == "Hus 👨👩"
    assert side.tekster[0].tekst == "ab\nc d"


def test_en_sum_med_en_ukendt_del_er_ukendt(tmp_path: Path) -> None:
    side = _side(SKOVBRYNET.with_name("kun-skemaets-kolonner.json"))
    assert [bool(c.vist) for c in side.tabeller[0].i_alt] == [False, True, True, True, True, False, False]
    ansoegning = {"pulje": "botilbud-2025-26", "projekter": [{"ansoegt_2025": 5}, {}]}
    skriv_papirer(ansoegning, tmp_path)
    tekst = (tmp_path / "ansoegning-indtast.txt").read_text(encoding="utf-8")
    assert "  B  Ansøgt lån i 2025 (t.kr.): (kan ikke regnes ud, før alle er rigtigt udfyldt)" in tekst


def test_skriver_ogsaa_naar_den_ikke_er_klar_og_siger_det(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _skriv(SKOVBRYNET.with_name("skemafejl.yaml"), tmp_path) == 0
    assert "Ikke klar; papirerne siger, hvad der mangler." in capsys.readouterr().out
    assert "Fejl, der skal rettes før indtastning" in (tmp_path / "skemafejl-indtast.txt").read_text(encoding="utf-8")


def test_det_der_er_sat_og_antaget_staar_i_papirerne(tmp_path: Path) -> None:
    fil = SKOVBRYNET.with_name("kun-skemaets-kolonner.json")
    skrevet = skriv_papirer(
        fil, tmp_path, som=("indtast", "print"), saet={"mindste_anlaegsudgift": "15.000"}, antag={"koordinering": "kkr"}
    )
    for papir in skrevet.filer:
        tekst = papir.read_text(encoding="utf-8")
        assert (
            "Ændret for denne kørsel: »grænsen for bruttoanlægsudgiften, der skal overskrides« = 15.000.000 kr."
            in tekst
        )
        assert "Antaget, hvor det manglede: »koordineringen med andre kommuner« = koordineret i regi af KKR." in tekst


def test_en_pulje_uden_skema_siger_det(tmp_path: Path) -> None:
    for papir in skriv_papirer({"pulje": "resultatkontrakt-2023"}, tmp_path, som=("indtast", "print")).filer:
        tekst = papir.read_text(encoding="utf-8")
        assert "Der er intet skema" in tekst
        # Nothing is typed in anywhere, so there is no receipt that this could be taken for.
        assert "kvittering" not in tekst
        assert "før indtastning" not in tekst


def test_intet_overskrives_uden_at_der_bedes_om_det(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gammel = tmp_path / "skovbrynet-print.html"
    gammel.write_text("min", encoding="utf-8")
    assert _skriv(SKOVBRYNET, tmp_path, "--som", "alt") == 2
    assert "findes allerede" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["skovbrynet-print.html"]
    assert gammel.read_text(encoding="utf-8") == "min"
    assert _skriv(SKOVBRYNET, tmp_path, "--som", "alt", "--overskriv") == 0
    assert len(list(tmp_path.iterdir())) == sum(len(v) for v in FORMATER.values())


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/full is of Linux")
def test_en_fil_som_mappe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert _skriv(SKOVBRYNET, tmp_path / "a") == 2
    assert "er en fil og ikke en mappe" in capsys.readouterr().err


@pytest.mark.parametrize("navn", ["../../x", "æøå " * 70, "a/b", 'con"<>|', "=1+1"])
def test_filnavne_bliver_i_mappen(navn: str, tmp_path: Path) -> None:
    fil = tmp_path / "ind" / (navn.replace("/", "_")[:80] + ".yaml")
    fil.parent.mkdir()
    fil.write_text(f"pulje: botilbud-2025-26\nprojekter: [{{navn: {navn!r}}}]\n", encoding="utf-8")
    skrevet = skriv_papirer(fil, tmp_path / "ud", som=EGNE)
    assert all(p.parent == tmp_path / "ud" and p.is_file() for p in skrevet.filer)
    assert {p.name for p in tmp_path.iterdir()} == {"ind", "ud"}


def test_hele_skriv_er_det_samme_to_gange(tmp_path: Path) -> None:
    en, to = (skriv_papirer(SKOVBRYNET, tmp_path / n, som=EGNE).filer for n in "ab")
    assert [p.read_bytes() for p in en] == [p.read_bytes() for p in to]


# The mail


def _mail(tmp_path: Path, *dokumentation: str) -> tuple[EmailMessage, tuple[str, ...]]:
    """Return the mail, and the remarks to its sender."""
    fil = tmp_path / "a.yaml"
    linjer = "".join(f"      - {d!r}\n" for d in dokumentation)
    fil.write_text(
        f"pulje: botilbud-2025-26\nkommune: København\nprojekter:\n  - navn: A\n    dokumentation:\n{linjer}",
        encoding="utf-8",
    )
    skrevet = skriv_papirer(fil, tmp_path / "ud", som=("mail",), overskriv=True)
    (eml,) = skrevet.filer
    besked = email.message_from_bytes(eml.read_bytes(), policy=policy.default)
    assert isinstance(besked, EmailMessage)
    return besked, skrevet.bemaerkninger


def _tekst(besked: EmailMessage) -> str:
    krop = besked.get_body(("plain",))
    assert krop is not None
    return str(krop.get_content()).replace("\r\n", "\n")


def test_naevnte_filer_vedhaeftes(tmp_path: Path) -> None:
    (tmp_path / "referat æøå.pdf").write_bytes(b"%PDF-1.7")
    besked, bemaerkninger = _mail(tmp_path, "referat æøå.pdf", "Brev fra KKR")
    assert [(d.get_filename(), d.get_content_type()) for d in besked.iter_attachments()] == [
        ("referat æøå.pdf", "application/pdf")
    ]
    assert _tekst(besked) == (
        "Til rette vedkommende\n\n"
        "Hermed sendes dokumentation for det fælleskommunale element til ansøgningen fra Københavns Kommune om "
        "»Lånepulje til udvidelse af botilbudskapaciteten 2025-26« (LanBotilbud_2025-26):\n\n"
        "- A: referat æøå.pdf\n- A: Brev fra KKR\n\nMed venlig hilsen\n\nKøbenhavns Kommune\n"
    )
    assert besked["Subject"] == "Lånepulje – dokumentation – Københavns Kommune"
    assert bemaerkninger == (
        "Vedhæft selv i mailen: A: Brev fra KKR (der er ingen fil med det navn ved siden af ansøgningen).",
    )


def test_uden_dokumentation_er_der_ingen_mail(tmp_path: Path) -> None:
    ansoegning = {
        "pulje": "botilbud-2025-26",
        "projekter": [{"navn": "A", "koordinering": "kkr"}, {"navn": "B", "koordinering": "ingen"}, {"navn": "C"}],
    }
    skrevet = skriv_papirer(ansoegning, tmp_path, som=("mail",))
    assert skrevet.filer == ()
    assert skrevet.bemaerkninger == (
        "Ikke skrevet: mail. Ansøgningen nævner ingen dokumentation, der kan sendes.",
        "Dokumentation, der mangler: A: dokumentation for det fælleskommunale element. Find den, og send den.",
    )


def test_en_mail_og_ukendte_filer_vedhaeftes_som_de_er(tmp_path: Path) -> None:
    indhold = "From: a@example.dk\r\n\r\nÆ\0".encode()
    navne = ("brev.eml", "side.mht", "noter.txt", "uden endelse", "BILLEDE.PNG")
    for navn in navne:
        (tmp_path / navn).write_bytes(indhold)
    fundet = list(_mail(tmp_path, *navne)[0].iter_attachments())
    assert [(d.get_filename(), d.get_content(), d.defects) for d in fundet] == [(n, indhold, []) for n in navne]
    assert [d.get_content_type() for d in fundet] == ["application/octet-stream"] * 4 + ["image/png"]


@pytest.mark.parametrize("navn", ["a" * 190, "con", "nul\tnul", "a\u202eb", "*", "~", "$HOME", "-"])
def test_saere_navne_paa_dokumentation(navn: str, tmp_path: Path) -> None:
    ansoegning = {
        "pulje": "botilbud-2025-26",
        "projekter": [{"navn": "A\r\nBcc: x@example.dk", "dokumentation": [navn]}],
    }
    fil = tmp_path / "a.json"
    fil.write_text(json.dumps(ansoegning), encoding="utf-8")
    (eml,) = skriv_papirer(fil, tmp_path / "ud", som=("mail",)).filer
    besked = email.message_from_bytes(eml.read_bytes(), policy=policy.default)
    assert isinstance(besked, EmailMessage)
    assert not besked.is_multipart()
    assert "Bcc" not in besked
    assert "From" not in besked
    assert all(len(linje) <= 998 for linje in eml.read_bytes().split(b"\r\n"))


def test_intet_uden_for_mappen_vedhaeftes(tmp_path: Path) -> None:
    (tmp_path / "hemmelig").write_text("x", encoding="utf-8")
    ind = tmp_path / "ind"
    ind.mkdir()
    (ind / "laenke").symlink_to(tmp_path / "hemmelig")
    (ind / "mappe").mkdir()
    navne = ("../hemmelig", "/etc/passwd", "laenke", "mappe", ".", "..\\hemmelig", "ind/../a.yaml")
    besked, bemaerkninger = _mail(ind, *navne)
    assert list(besked.iter_attachments()) == []
    assert len(bemaerkninger) == len(navne)


def test_uden_en_fil_vedhaeftes_intet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "referat.pdf").write_bytes(b"%PDF-1.7")
    monkeypatch.chdir(tmp_path)
    ansoegning = {"pulje": "botilbud-2025-26", "projekter": [{"navn": "A", "dokumentation": ["referat.pdf"]}]}
    skrevet = skriv_papirer(ansoegning, tmp_path / "ud", som=("mail",))
    besked = email.message_from_bytes(skrevet.filer[0].read_bytes(), policy=policy.default)
    assert isinstance(besked, EmailMessage)
    assert not besked.is_multipart()
    assert skrevet.bemaerkninger[0].startswith("Vedhæft selv i mailen: A: referat.pdf (")


def test_en_for_stor_fil_siges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansoegning.skriv.mail.HOEJST_BYTE", 10)
    (tmp_path / "stor").write_bytes(b"x" * 11)
    besked, (bemaerkning,) = _mail(tmp_path, "stor")
    assert "for stor til en mail" in bemaerkning
    assert list(besked.iter_attachments()) == []


def test_en_pulje_uden_mail(tmp_path: Path) -> None:
    skrevet = skriv_papirer({"pulje": "resultatkontrakt-2023"}, tmp_path, som=EGNE)
    assert skrevet.bemaerkninger == ("Ikke skrevet: mail. Puljen beder ikke om dokumentation i en mail.",)
    assert {p.name for p in tmp_path.iterdir()} == {"ansoegning-indtast.txt", "ansoegning-print.html"}


# The user's own templates


def _egen(tmp_path: Path, navn: str, tekst: str) -> str:
    sti = tmp_path / "egne" / navn
    sti.parent.mkdir(parents=True)
    sti.write_text(tekst, encoding="utf-8")
    return str(tmp_path / "egne")


_FORDOBLET = (
    "{{% set ns = namespace(s=['x']) %}}{{% for i in range(60) %}}{{% set ns.s = {} %}}{{% endfor %}}"
    "{{{{ ns.s|length }}}}"
)


def test_en_egen_skabelon_gaar_forud(tmp_path: Path) -> None:
    egne = _egen(tmp_path, "faelles/indtast.txt.j2", "Kære {{ side.ansoeger }}\n")
    (fil,) = skriv_papirer(SKOVBRYNET, tmp_path / "ud", skabeloner=egne).filer
    assert fil.read_text(encoding="utf-8") == "Kære Aarhus\n"


def test_en_pulje_kan_have_sin_egen(tmp_path: Path) -> None:
    egne = _egen(tmp_path, "botilbud-2025-26/indtast.txt.j2", "Puljens {{ side.skema }}\n")
    (fil,) = skriv_papirer(SKOVBRYNET, tmp_path / "ud", skabeloner=egne).filer
    assert fil.read_text(encoding="utf-8") == "Puljens LanBotilbud_2025-26\n"


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        ("a\n{{ side.findes_ikke }}", "linje 2: »findes_ikke« findes ikke der"),
        ("a\n{{ mangler }}", "linje 2: Navnet »mangler« findes ikke."),
        ("a\n{% for t in side.tekster %}\n{{ t.nej }}{% endfor %}", "linje 3: »nej« findes ikke der"),
        ("a\n{% for %}", "linje 2, kan ikke læses"),
        ("a\n{{ side.titel|nej }}", "linje 2, kan ikke læses: Filteret »nej« findes ikke."),
        ("{{ side.__class__.__mro__ }}", "»__class__« må en skabelon ikke bruge."),
        ("{{ ''.__class__ }}", "»__class__« må en skabelon ikke bruge."),
        ("{{ '{0.__class__}'.format(1) }}", "må en skabelon ikke bruge."),
        ("{{ side.titel|attr('__init__') }}", "må en skabelon ikke bruge."),
        ("{{ side.update({}) }}", "må en skabelon ikke bruge."),
        ("{{ 1 / 0 }}", "linje 1: Der divideres med nul."),
        ("{{ none|length }}", "linje 1: "),
        ("{% include '../../../etc/passwd' %}", "Den henter »../../../etc/passwd«, som ikke er en skabelon."),
        ("{% include '/etc/passwd' %}", "Den henter »/etc/passwd«"),
        ("{% import 'os' as os %}", "Den henter »os«"),
        ("{% include 'faelles/indtast.txt.j2' %}", "Den henter eller kalder sig selv"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "Den henter eller kalder sig selv"),
        ("{% for a in range(1000) %}{{ side.titel * 900 }}{% endfor %}", "skriver over 5.000.000 tegn"),
        ("{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}", "»range« tæller for langt"),
        (
            "{% set r = range(9**5) %}{% for a in r %}{% for b in r %}{% endfor %}{% endfor %}",
            "»range« tæller for langt",
        ),
        ("{{ 'x' * 10**10 }}", "Gentagelsen bliver for lang"),
        ("{{ 10**10 * [1] }}", "Gentagelsen bliver for lang"),
        ("{{ 9**99999999 }}", "Tallet bliver for stort"),
        ("{{ '%99999999999d' % 1 }}", "»%« kan ikke bruges på tekst"),
        ("{{ 'x'.center(10**10) }}", "»center« må en skabelon ikke bruge."),
        ("{{ 'x'|center(10**10) }}", "Filteret »center« findes ikke."),
        ("{{ lipsum() }}", "Navnet »lipsum« findes ikke."),
        (_FORDOBLET.format("ns.s ~ ns.s"), "Den sætter for meget tekst sammen."),
        (_FORDOBLET.format("ns.s + ns.s"), "Den sætter for meget tekst sammen."),
        (_FORDOBLET.format("[ns.s, ns.s]"), "Listen bliver for lang."),
        ("{% macro d(s) %}{{ s }}{{ s }}{% endmacro %}" + _FORDOBLET.format("d(ns.s)"), "for meget tekst sammen."),
        ("{{ 'a'|replace('a', 'b' * 4000000)|replace('b', 'c' * 1000) }}", "Den sætter for meget tekst sammen."),
        ("{{ range(99999)|map('string')|join('x' * 9999)|length }}", "Den sætter for meget tekst sammen."),
        ("{{ ([['x'] * 5000000] * 100)|sum(start=[])|length }}", "Listen bliver for lang."),
        ("{{ 'x'|center(10) }}", "Filteret »center« findes ikke."),
        ("{{ 'x'.replace('x', 'y') }}", "»replace« må en skabelon ikke bruge."),
        ("{% for t in side.tekster recursive %}{{ loop([t]) }}{% endfor %}", "»recursive« kan ikke bruges."),
    ],
)
def test_en_forkert_skabelon_er_en_besked(tekst: str, besked: str, indhold: dict[str, Any], tmp_path: Path) -> None:
    egne = Skabeloner(_egen(tmp_path, "faelles/indtast.txt.j2", tekst))
    with pytest.raises(BrugsFejl, match=re.escape(besked)) as fejl:
        egne.udfyld_her("faelles/indtast.txt.j2", indhold)
    assert "»faelles/indtast.txt.j2«" in str(fejl.value)


@pytest.fixture(scope="module")
def indhold(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the context that the template of the form's page receives."""
    givet: list[dict[str, Any]] = []

    def udfyld(_: Skabeloner, navn: str, indhold_: dict[str, Any]) -> str:
        givet.append(indhold_)
        return navn

    with pytest.MonkeyPatch.context() as m:
        m.setattr(Skabeloner, "udfyld", udfyld)
        skriv_papirer(SKOVBRYNET, tmp_path_factory.mktemp("indhold"))
    return givet[0]


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        ("a\n{{ side.findes_ikke }}", "linje 2: »findes_ikke« findes ikke der"),
        ("{{ 'x'|batch(10**10, 'y')|list }}", "Den bruger mere hukommelse, end der er."),
        ("{{ '%9999999999s'|format('x')|length }}", "Den bruger mere hukommelse, end der er."),
    ],
)
def test_en_forkert_skabelon_i_sin_egen_proces_er_en_besked(tekst: str, besked: str, tmp_path: Path) -> None:
    egne = _egen(tmp_path, "faelles/indtast.txt.j2", tekst)
    with pytest.raises(BrugsFejl, match=re.escape(besked)) as fejl:
        skriv_papirer(SKOVBRYNET, tmp_path / "ud", skabeloner=egne)
    assert "»faelles/indtast.txt.j2«" in str(fejl.value)
    assert not (tmp_path / "ud").exists()


@pytest.mark.parametrize(
    "tekst",
    [
        "{% for a in 'x' * 5000000 %}{% for b in 'x' * 5000000 %}{% endfor %}{% endfor %}",
        "{% macro a(n) %}{% if n %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% endmacro %}{{ a(60) }}",
    ],
)
def test_en_skabelon_har_en_ende(tekst: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansoegning.skriv.sandkasse.HOEJST_SEKUNDER", 0.2)
    egne = Skabeloner(_egen(tmp_path, "faelles/proeve.txt.j2", tekst))
    with pytest.raises(BrugsFejl, match="linje 1: Den tager for lang tid"):
        egne.udfyld_her("faelles/proeve.txt.j2", {})


@pytest.mark.skipif(sys.platform == "win32", reason="the limits are of Unix")
@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        # Each is a single step of the sandbox, and never ends.
        ("{{ ('x' * 4000000)|indent(4000)|length }}{{ range(10**15)|slice(7)|list }}", "sekunders regnetid|hukommelse"),
        (_FORDOBLET.format("dict(a=ns.s, b=ns.s)") + "{{ ns.s|string|length }}", "sekunders regnetid|hukommelse"),
    ],
)
def test_det_sandkassen_ikke_kan_maale_standses(
    tekst: str, besked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ansoegning.skriv.skabeloner.Arbejder", lambda: Arbejder(Graenser(400_000_000, 3, 60)))
    egne = _egen(tmp_path, "faelles/indtast.txt.j2", tekst)
    with pytest.raises(BrugsFejl, match=besked) as fejl:
        skriv_papirer(SKOVBRYNET, tmp_path / "ud", skabeloner=egne)
    assert "indtast.txt.j2«" in str(fejl.value)
    assert not (tmp_path / "ud").exists()


def test_egne_skabeloner_har_jinjas_filtre(tmp_path: Path) -> None:
    egne = _egen(
        tmp_path,
        "faelles/indtast.txt.j2",
        "{{ [1, 2, 3]|batch(2)|list }} {{ [1, 2, 3]|slice(2)|list }} {{ '%05d'|format(7) }} {{ 'a\nb'|indent(2) }}\n",
    )
    (fil,) = skriv_papirer(SKOVBRYNET, tmp_path / "ud", skabeloner=egne).filer
    assert fil.read_text(encoding="utf-8") == "[[1, 2], [3]] [[1, 2], [3]] 00007 a\n  b\n"


def test_loekker_og_sammensatte_tekster_er_som_jinjas_egne(tmp_path: Path) -> None:
    egne = _egen(
        tmp_path,
        "faelles/indtast.txt.j2",
        "{% for x in [1, 2] %}{{ loop.index ~ '/' ~ loop.length }}{% if not loop.last %}, {% endif %}{% endfor %}\n"
        "{% for a, b in {'n': side.klar}.items() if b is boolean %}{{ a ~ none }}{% else %}tom{% endfor %}\n"
        "{{ [side.pulje, 'x']|join('-')|replace('x', 'y') }} {{ [[1], [2]]|sum(start=[]) }}\n",
    )
    (fil,) = skriv_papirer(SKOVBRYNET, tmp_path / "ud", skabeloner=egne).filer
    assert fil.read_text(encoding="utf-8") == "1/2, 2/2nNonebotilbud-2025-26-y [1, 2]\n"


def test_fejlen_naevner_den_skabelon_den_er_i(tmp_path: Path) -> None:
    egne = _egen(tmp_path, "faelles/indtast.txt.j2", "a\n{% include 'faelles/del.j2' %}")
    (tmp_path / "egne" / "faelles" / "del.j2").write_text("b\n\n{{ mangler }}", encoding="utf-8")
    with pytest.raises(BrugsFejl, match=r"»faelles/del\.j2«, linje 3: Navnet »mangler«"):
        skriv_papirer(SKOVBRYNET, tmp_path / "ud", skabeloner=egne)


def test_en_skabelon_der_ikke_er_tekst(tmp_path: Path) -> None:
    egne = _egen(tmp_path, "faelles/indtast.txt.j2", "")
    (tmp_path / "egne" / "faelles" / "indtast.txt.j2").write_bytes(b"\xff\xfea\x00")
    with pytest.raises(BrugsFejl, match="er ikke gemt som UTF-8"):
        skriv_papirer(SKOVBRYNET, tmp_path / "ud", skabeloner=egne)


def test_en_mappe_med_skabeloner_der_ikke_er_der(tmp_path: Path) -> None:
    with pytest.raises(BrugsFejl, match="er ikke en mappe"):
        skriv_papirer(SKOVBRYNET, tmp_path, skabeloner=tmp_path / "x")


def test_mappen_med_skabeloner_kan_staa_i_miljoeet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSOEGNING_SKABELONER", _egen(tmp_path, "faelles/indtast.txt.j2", "Min egen\n"))
    assert _skriv(SKOVBRYNET, tmp_path / "ud") == 0
    assert (tmp_path / "ud" / "skovbrynet-indtast.txt").read_text(encoding="utf-8") == "Min egen\n"


def _navne(model: type[BaseModel]) -> Iterator[str]:
    for navn, felt in model.model_fields.items():
        yield navn
        for del_ in (felt.annotation, *get_args(felt.annotation)):
            if isinstance(del_, type) and issubclass(del_, BaseModel):
                yield from _navne(del_)


def test_hvert_navn_til_skabelonerne_er_beskrevet() -> None:
    tekst = (ROD / "docs" / "skabeloner.md").read_text(encoding="utf-8")
    afsnit = tekst.partition("## `side`")[2].partition("\n## ")[0]
    assert {n for n in _navne(Skemaside) if f"`{n}`" not in afsnit} == set()
    filtre = tekst.partition("Filters: ")[2].partition("\n\n")[0]
    egne = Skabeloner().miljoe(html=False).filters.keys() - Environment(autoescape=True).filters.keys()
    assert {n for n in egne if not re.search(rf"`{n}\b", filtre)} == set()


def test_ansoegerens_tekst_er_aldrig_html(tmp_path: Path) -> None:
    ansoegning = {
        "pulje": "botilbud-2025-26",
        "projekter": [{"navn": "<script>alert(1)</script>"}],
        "beskrivelse": {"kapacitet": "<img src=x onerror=alert(1)> {{ 7 * 7 }}"},
    }
    (fil,) = skriv_papirer(ansoegning, tmp_path, som=("print",)).filer
    tekst = fil.read_text(encoding="utf-8")
    assert "<script" not in tekst
    assert "<img" not in tekst
    assert "{{ 7 * 7 }}" in html.unescape(tekst)
