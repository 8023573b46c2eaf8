"""A comment after an unquoted free text is refused in every type of YAML file, since it may be part of the text."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from ansoegning import tjek
from ansoegning.batch.scenarier import laes_scenarier
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import LaeseFejl, RegelsaetFejl
from ansoegning.indlaes.afgoerelser import laes_afgoerelser
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.fil import laes_fil
from ansoegning.indlaes.filformater import yaml_fil
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.indlaes.vurderinger import laes_vurderinger
from ansoegning.vaerksted.daekning import laes_daekning
from ansoegning.vaerksted.ligegyldige import laes_ligegyldige
from ansoegning.vaerksted.rundetilfaelde import laes_rundetilfaelde
from ansoegning.vaerksted.tilfaelde import laes_tilfaelde
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung

PULJE = "botilbud-2025-26"
GRUND = ROD / "tests" / "data" / "regelsaetfejl" / "grund"
RULES = ROD / "rules" / PULJE
RAAD = "Sæt hele teksten i anførselstegn, eller skriv kommentaren på en linje for sig."


def _ansoegning(sti: Path) -> object:
    return laes_ansoegning(laes_fil(str(sti)), load_regelsaet(PULJE), str(sti))


def _vurderinger(sti: Path) -> object:
    return laes_vurderinger(str(sti), load_regelsaet(PULJE))


def _afgoerelser(sti: Path) -> object:
    return laes_afgoerelser(str(sti), load_regelsaet(PULJE))


def _scenarier(sti: Path) -> object:
    return laes_scenarier(str(sti), load_regelsaet(PULJE))


_POST = "  - kommune: Odense{}\n    projekt: {}\n    {}\n    begrundelse: {}\n    af: {}\n    dato: 01/07/2024{}\n"


def _afg(projekt: str = "1", grund: str = "Fordi.", af: str = "AB", efter: str = "", mere: str = "") -> str:
    return "afgoerelser:\n" + _POST.format(efter, projekt, f"udfald: afslag{efter}{mere}", grund, af, efter)


def _vurd(projekt: str = "1", grund: str = "Fordi.", af: str = "AB", efter: str = "") -> str:
    svar = f"kriterium: K6{efter}\n    svar: opfyldt{efter}\n    hviler_paa: {{art: vedligeholdelse}}"
    return "vurderinger:\n" + _POST.format(efter, projekt, svar, grund, af, efter)


def _ans(navn: str = "Åsen", indsendt: str = "15/05/2024", mere: str = "") -> str:
    return f"pulje: {PULJE}\nkommune: Aarhus\nindsendt: {indsendt}\nprojekter:\n  - navn: {navn}\n{mere}"


@pytest.mark.parametrize(
    ("laes", "tekst"),
    [
        (_ansoegning, _ans("Skovbrynet ¶#2")),
        (_ansoegning, _ans("😀 Æblegården\t¶#2 & co")),
        (_ansoegning, _ans("¶#2")),
        (_ansoegning, _ans("Skovbrynet\n      nord   ¶# kun 20 pct.")),
        (_ansoegning, _ans(mere="    dokumentation: [Referat fra mødet ¶#17\n      , bilag]\n")),
        (_ansoegning, _ans(mere="    dokumentation:\n      - Referat\n      - Bilag ¶#2\n")),
        (_ansoegning, _ans(mere="    dokumentation: Bilag ¶#2\n")),
        (_ansoegning, _ans(mere="beskrivelse:\n  kapacitet: Der er 12 pladser (journal ¶#123), og de er nye.\n")),
        (_ansoegning, _ans(mere="erstatter: aarhus.yaml ¶#1\n")),
        (_vurderinger, _vurd(grund="Jf. sag ¶#17 og mødet.")),
        (_vurderinger, _vurd(projekt="Åhusene ¶#2")),
        (_vurderinger, _vurd(af="AB ¶# sagsbehandler")),
        (_afgoerelser, _afg(grund="Ikke prioriteret, jf. sag ¶#17 og mødet, hvor rammen var brugt.")),
        (_afgoerelser, _afg(projekt="Åhusene ¶#2")),
        (_afgoerelser, _afg(mere="\n    hovedhensyn: ¶#17")),
        (_scenarier, "scenarier:\n  - navn: Lav grænse ¶#2\n    saet: {mindste_anlaegsudgift: 10.000}\n"),
        (_scenarier, "scenarier:\n  - navn: A\n    antag:\n      maalgruppe: voksne ¶#2\n"),
    ],
)
@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
def test_en_fri_tekst_afkortes_aldrig_stille(
    laes: Callable[[Path], object], tekst: str, parser: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if parser == "SafeLoader" and "\t" in tekst:
        pytest.skip("the parser in Python refuses a tab there itself")
    monkeypatch.setattr(yaml_fil, "_LAESER", getattr(yaml, parser))
    sti = tmp_path / "fil.yaml"
    foran, _, efter = tekst.partition("¶")
    sti.write_text(foran + efter, encoding="utf-8")
    with pytest.raises(LaeseFejl) as fejl:
        laes(sti)
    kommentar = efter.partition("\n")[0]
    assert fejl.value.besked == f"»{kommentar}« læses som en kommentar og ikke som en del af teksten. {RAAD}"
    assert (fejl.value.sted.linje, fejl.value.sted.kolonne) == (
        foran.count("\n") + 1,
        len(foran) - foran.rfind("\n"),
    )


@pytest.mark.parametrize(
    ("laes", "tekst"),
    [
        (_ansoegning, _ans('"Skovbrynet #2"  # i anførselstegn', "15/05/2024 # den sidste dag")),
        (_ansoegning, _ans("C#-huset", mere="    art: nybyggeri # valg\n    ansoegt_2025: 7.500 # t.kr.\n")),
        (_ansoegning, _ans("  # udfyldes senere")),
        (
            _ansoegning,
            "# øverst\n" + _ans(mere="    # for sig\n    maalgruppe: |  # blok\n      voksne #2\n"),
        ),
        (_vurderinger, _vurd(projekt="1 # nummer", efter=" # efter")),
        (_afgoerelser, _afg(projekt="2 # nummer", efter=" # efter", grund="'Sag #17' # fri")),
        (_scenarier, "scenarier:\n  - navn: A\n    saet:\n      mindste_anlaegsudgift: 10.000 # t.kr.\n"),
    ],
)
def test_en_kommentar_efter_andet_end_fri_tekst_kan_blive(
    laes: Callable[[Path], object], tekst: str, tmp_path: Path
) -> None:
    sti = tmp_path / "fil.yaml"
    sti.write_text(tekst, encoding="utf-8")
    assert laes(sti)


def test_en_afkortet_tekst_er_en_laesefejl_i_tjek(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sti = tmp_path / "a.yaml"
    sti.write_text(_ans("Skovbrynet #2"), encoding="utf-8")
    assert koer_kommando(["tjek", str(sti), "--format", "json"]) == 2
    assert '"linje": 5, "kolonne": 22' in " ".join(capsys.readouterr().out.split())


PAKKEFEJL = [
    ("kriterier.yaml", "    titel: Stort nok", "    titel: Stort nok ¶#2"),
    ("pulje.yaml", "beskrivelse: ", "beskrivelse: Om ¶#2, "),
    ("pulje.yaml", "beskrivelse: ", "beskrivelse: ¶#2, "),
]


@pytest.mark.parametrize(("fil", "fra", "til"), PAKKEFEJL)
def test_en_afkortet_tekst_i_et_regelsaet_er_en_fejl_i_det(
    fil: str, fra: str, til: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sti = _pakke(tmp_path) / fil
    tekst = sti.read_text(encoding="utf-8")
    assert tekst.count(fra) == 1
    linje = tekst[: tekst.index(fra)].count("\n") + 1
    sti.write_text(tekst.replace(fra, til.replace("¶", "")), encoding="utf-8")
    assert koer_kommando(["regler", "tjek", "grund", "--regler", str(tmp_path)]) == 4
    ud = " ".join(capsys.readouterr().err.split())
    assert f"linje {linje}, kolonne {til.index('¶') + 1}" in ud
    assert "læses som en kommentar" in ud


def test_en_kommentar_efter_et_udtryk_kan_blive(tmp_path: Path) -> None:
    sti = _pakke(tmp_path) / "kriterier.yaml"
    tekst = sti.read_text(encoding="utf-8")
    sti.write_text(tekst.replace("krav: beloeb > graense", "krav: beloeb > graense  # se brevet", 1), encoding="utf-8")
    assert load_regelsaet("grund", regler=str(tmp_path)).id == "grund"


def _pakke(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GRUND, tmp_path / "grund"))


def _botilbud(tmp_path: Path) -> Path:
    mappe = tmp_path / "egen"
    shutil.copytree(RULES, mappe)
    pulje = mappe / "pulje.yaml"
    pulje.write_text(pulje.read_text(encoding="utf-8").replace(f"id: {PULJE}", "id: egen", 1), encoding="utf-8")
    return mappe


@pytest.mark.parametrize(
    ("laes", "fil", "fra", "til"),
    [
        (laes_tilfaelde, "tilfaelde/k1.yaml", r'navn: ".*"', "navn: Et tilfælde ¶#2"),
        (laes_rundetilfaelde, "tilfaelde/runder.yaml", r'navn: (?!").*', "navn: En runde ¶#2"),
        (laes_ligegyldige, "tilfaelde/ligegyldige.yaml", r"grund: >-(\n      .*)+", "grund: Sum ¶#2"),
        (laes_ligegyldige, "tilfaelde/ligegyldige.yaml", r'- "K2 krav.*', "- K2 krav ¶#2"),
        (laes_daekning, "daekning.yaml", r"(?<=    )grund: [^>\"'].*", "grund: Regnes ikke ¶#2"),
    ],
)
def test_ogsaa_i_det_der_ligger_ved_siden_af_reglerne(
    laes: Callable[..., object], fil: str, fra: str, til: str, tmp_path: Path
) -> None:
    sti = _botilbud(tmp_path) / fil
    tekst, antal = re.subn(fra, til, sti.read_text(encoding="utf-8"), count=1)
    assert antal == 1
    foran, _, efter = tekst.partition("¶")
    sti.write_text(foran + efter, encoding="utf-8")
    with pytest.raises(RegelsaetFejl) as fejl:
        laes("egen", regler=str(tmp_path))
    mangel = fejl.value.mangler[0]
    assert (mangel.sted.linje, mangel.sted.kolonne) == (foran.count("\n") + 1, len(foran) - foran.rfind("\n"))
    assert mangel.besked.startswith("»#2« læses som en kommentar")


@pytest.mark.parametrize("tegn", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize(
    "foran",
    [_ans("Åsen"), _ans(mere="beskrivelse:\n  kapacitet: |\n    Der er 12 pladser."), _ans("Åsen") + "# kommentar"],
)
def test_et_usynligt_linjeskift_siges_hvor_det_staar(tegn: str, foran: str, tmp_path: Path) -> None:
    sti = tmp_path / "a.yaml"
    sti.write_text(f"{foran}{tegn}Målgruppen er voksne.\n", encoding="utf-8", newline="")
    with pytest.raises(LaeseFejl) as fejl:
        tjek(str(sti))
    assert f"usynligt linjeskift (U+{ord(tegn):04X})" in fejl.value.besked
    assert fejl.value.sted.linje == foran.count("\n") + 1
    assert fejl.value.sted.kolonne == len(foran) - foran.rfind("\n")
