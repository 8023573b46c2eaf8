"""All errors in a pack are reported together, whatever their file and kind, except those that follow from others."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.regelsaet import load_regelsaet
from hjaelp.pakkebyg import KILDE, byg_pakke, kriterium, pakkedata
from hjaelp.steder import ROD

PULJER = ROD / "tests" / "data" / "puljer"


def _ret(mappe: Path, fil: str, fra: str, til: str) -> None:
    tekst = (mappe / fil).read_text(encoding="utf-8")
    assert tekst.count(fra) == 1, fra
    (mappe / fil).write_text(tekst.replace(fra, til), encoding="utf-8")


def _beskeder(mappe: Path) -> list[str]:
    with pytest.raises(RegelsaetFejl) as fejl:
        load_regelsaet(mappe.name, regler=mappe)
    return [f"{Path(m.sted.fil).name}: {m.besked}" for m in fejl.value.mangler]


@pytest.fixture
def legat(tmp_path: Path) -> Path:
    shutil.copytree(PULJER / "familielegat", tmp_path / "familielegat")
    return tmp_path / "familielegat"


FEJL = (
    ("fakta.yaml", "type: ja_nej, felt", "type: janej, felt", "»janej« kan ikke stå her."),
    ("fakta.yaml", '"opslag(indkomstgraense, boern)"', '"opslag(indkomstgraense, alder)"', "antallet af børn er børn"),
    ("kriterier.yaml", "    titel: Alder\n", "    titel: Alder\n    forbehold_: []\n", "»forbehold_« er ukendt"),
    ("kriterier.yaml", "titel: Indkomst\n", "titel: Indkomst til {born}\n", "Pladsholderen {born}"),
    ("parametre.yaml", "{er: [4], vaerdi: 290.000}", "{er: [5], vaerdi: 290.000}", "hvor antallet af børn er 5 børn"),
    ("kriterier.yaml", "krav: alder >= mindste_alder og alder <= hoejeste_alder", "krav: alder >= 18",
     "Skriv enheden efter tallet, fx 2 år."),
)  # fmt: skip


def test_fejl_i_form_udtryk_og_tabel_siges_sammen(legat: Path) -> None:
    for fil, fra, til, _ in FEJL:
        _ret(legat, fil, fra, til)
    beskeder = _beskeder(legat)
    assert len(beskeder) == len(FEJL) - 1, beskeder
    for fil, _, _, besked in FEJL:
        # Errors in look-ups of a table with an error only follow from it.
        if "antallet af børn er børn" not in besked:
            assert any(b.startswith(fil) and besked in b for b in beskeder), (besked, beskeder)


@pytest.mark.parametrize(("fil", "fra", "til", "besked"), FEJL)
def test_hver_for_sig_er_det_een_fejl(legat: Path, fil: str, fra: str, til: str, besked: str) -> None:
    _ret(legat, fil, fra, til)
    (fundet,) = _beskeder(legat)
    assert fundet.startswith(fil)
    assert besked in fundet


def test_en_ulaeselig_fil_skjuler_ikke_de_andres_fejl(legat: Path) -> None:
    _ret(legat, "kriterier.yaml", "alder >= mindste_alder", "alder >= 18")
    (legat / "fortolkninger.yaml").write_text("fortolkninger: [", encoding="utf-8")
    (legat / "fakto.yaml").write_text("fakta: {}", encoding="utf-8")
    filer = [b.partition(":")[0] for b in _beskeder(legat)]
    assert filer == ["fakto.yaml", "fortolkninger.yaml", "kriterier.yaml"]


# Errors that used to be reported only in a second run: together with an invalid form or an unreadable file.
SAMMEN: dict[str, tuple[str, tuple[tuple[str, str, str], ...], list[str]]] = {
    "orden og formfejl i ordenen": (
        "aadale",
        (
            ("raekkefoelge.yaml", "ramme: ramme_anlaeg", "ramme: [a]"),
            ("raekkefoelge.yaml", "udtryk: pris", "udtryk: prisen"),
            ("raekkefoelge.yaml", "efter_sum: deltagere", "efter_sum: deltager"),
        ),
        ["Her skal stå en tekst", "Mente du »pris«?", "Mente du »deltagere«?"],
    ),
    "et pointkriteriums form og et andets udtryk": (
        "aadale",
        (
            ("raekkefoelge.yaml", "titel: Pris", "titel: [Pris]"),
            ("raekkefoelge.yaml", "udtryk: vaadt", "udtryk: vaad"),
        ),
        ["Her skal stå en tekst", "Mente du »vaadt«?"],
    ),
    "konklusioner efter et kriterium": (
        "aadale",
        (
            ("kriterier.yaml", "titel: Stort nok", "titel: [Stort nok]"),
            ("konklusioner.yaml", "er: [ja]", "er: [jo]"),
        ),
        ["Her skal stå en tekst", "»jo« er ikke en status"],
    ),
    "en konklusion, der ikke har nogen form": (
        "aadale",
        (
            ("konklusioner.yaml", "klar, naar", "klar, nar"),
            ("kriterier.yaml", "krav: vaadt", "krav: vaad"),
        ),
        ["Mente du »naar«?", "Mente du »vaadt«?"],
    ),
    "fakta kan ikke læses": (
        "aadale",
        (
            ("fakta.yaml", "fakta:\n", "fakta: [\n"),
            ("kriterier.yaml", "krav: vaadt >=", "krav: vaadt >= >="),
            ("raekkefoelge.yaml", "udtryk: pris", "udtryk: (pris"),
            ("konklusioner.yaml", "er: [ja]", "er: [jo]"),
        ),
        ["mangler et komma", "»>=« kan ikke stå her", "slutter for tidligt", "»jo« er ikke en status"],
    ),
    "en stavefejl i en nøgle, der skal være der": (
        "familielegat",
        (("fakta.yaml", "type: ja_nej, felt", "tipe: ja_nej, felt"),),
        ["Nøglen »tipe« er ukendt her. Mente du »type«?"],
    ),
    "en stavet nøgle læses som den, der var ment": (
        "familielegat",
        (
            ("kriterier.yaml", "kriterier:\n", "kriterie:\n"),
            ("kriterier.yaml", "krav: alder >= mindste_alder", "kraf: alder >= 18 kr. og alder >= mindste_alder"),
        ),
        ["Mente du »kriterier«?", "Mente du »krav«?", "Enhederne passer ikke sammen"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("hvad", SAMMEN)
def test_intet_venter_til_naeste_gang(hvad: str, tmp_path: Path) -> None:
    navn, retter, ventet = SAMMEN[hvad]
    shutil.copytree(PULJER / navn, tmp_path / navn)
    for fil, fra, til in retter:
        _ret(tmp_path / navn, fil, fra, til)
    beskeder = _beskeder(tmp_path / navn)
    for besked in ventet:
        assert any(besked in b for b in beskeder), (besked, beskeder)
    assert len(beskeder) == len(ventet), beskeder


@pytest.mark.parametrize("fil", ["fakta", "parametre", "kriterier", "konklusioner", "raekkefoelge"])
@pytest.mark.parametrize("navn", ["aadale", "bredbaand", "familielegat", "lag-oeer", "point-pulje", "skovrejsning"])
def test_en_fil_der_ikke_kan_laeses_er_een_fejl(navn: str, fil: str, tmp_path: Path) -> None:
    shutil.copytree(PULJER / navn, tmp_path / navn)
    (tmp_path / navn / f"{fil}.yaml").write_text(f"{fil}: [", encoding="utf-8")
    (besked,) = _beskeder(tmp_path / navn)
    assert besked.startswith(f"{fil}.yaml: ")


def _tal(navn: str, enhed: str | None = None, **dele: Any) -> dict[str, Any]:
    return {"navn": navn, "type": "tal", "enhed": enhed, "mindst": "0", "hoejst": "1.000", **dele}


FAKTA = {
    "ansoegning": {
        "pris": _tal("prisen", "kr."),
        "boern": _tal("børnene", "børn"),
        "tal": _tal("tallet"),
        "dag": {"navn": "dagen", "type": "dato"},
    }
}
PARAMETRE = {"loft": {**_tal("loftet", "kr."), "vaerdi": "5", "kilde": KILDE}}


@pytest.mark.parametrize(
    ("krav", "raad"),
    [
        ("pris / boern > 2", "Der deles med »pr.«: a pr. b."),
        ("min(pris, 5 kr.) > 1 kr.", "Det mindste af flere tal er mindste(a, b)."),
        ("abs(tal) > 1", "Skriv hoejeste(x, 0 - x)."),
        ("boern >= 2", "Skriv enheden efter tallet, fx 2 børn."),
        ("pris > {fra: loft}", "Et faktum eller en parameter skrives med sit navn alene, uden {…}."),
        ("pris > {loft}", "Et faktum eller en parameter skrives med sit navn alene, uden {…}."),
        ("tal = dag", "Et tal kan ikke sammenholdes med en dato."),
        ("dag > 5", "Skriv en dato som 31/12/2026."),
        ("dag + 5 > dag", "regnes med laeg_til(dato, 30 dage)"),
        ("pris > 5 kr pr. barn × boern", "»kr« er ikke en enhed. Skriv kr."),
        ("pris > 5 kr pr barn × boern", "Skriv »pr.« med punktum, og kr. ligeså: 500 kr. pr. bolig."),
        ("pris > 5 kr. pr. barn × boern", "skriv i pulje.yaml: enheder: [{ental: barn, flertal: børn}]"),
        ("tal => 2", "Skriv >=."),
        ("tal == 2", "Skriv ét =."),
        ("tal != 2", "Skriv <>."),
        ("tal > 2 and tal < 5", "Skriv »og«."),
        ("tal > 2 || tal < 5", "Skriv »eller«."),
        ("not tal > 2", "Skriv »ikke«."),
        ("tal > 0.5", "Decimaler skrives med komma: 0,5."),
        ("pris > 1,000 kr.", "»1,000« kan læses på to måder. Skriv 1.000, hvis kommaet skiller tusinder"),
        ("pris > 50 pct. pris", "Procent af noget ganges: 50 pct. × x."),
        ("pris > 2 mio kr.", "Skriv enheden med punktummer: t.kr., mio. kr. eller mia. kr."),
        ("tal mellem 1 og 5", "Skriv to sammenligninger med »og« imellem: x >= 1 og x <= 5."),
        ("tal i (1, 2)", "En mængde står i {…}: x i {1, 2}."),
        ("tal i {1 2}", "Værdierne i en mængde skilles af komma: {1, 2}."),
        ("dag < i dag", "Dagen for kørslen hedder »dato«."),
        ("dag < idag", "Dagen for kørslen hedder »dato«."),
        ("tal > 1 ? tal : 2", "Skriv: hvis betingelse så værdi ellers værdi."),
        ("Tal > 2", "Navne skrives med små bogstaver, som de er erklæret."),
        ("tal^2 > 4", "Gang tallet med sig selv: x × x."),
    ],
)
def test_der_siges_hvad_der_skal_skrives_i_stedet(krav: str, raad: str) -> None:
    with pytest.raises(RegelsaetFejl) as fejl:
        byg_pakke(pakkedata(fakta=FAKTA, parametre=PARAMETRE, kriterier=[kriterium("K1", krav)]))
    (mangel,) = fejl.value.mangler
    assert raad in mangel.besked


def test_en_forkert_erklaering_giver_een_fejl_for_alle_der_laeser_den() -> None:
    """Three declarations with errors; five expressions that read them, and one with an error of its own."""
    fakta = {
        "ansoegning": {
            **FAKTA["ansoegning"],
            "uden": {"navn": "uden grænser", "type": "tal"},
            "dobbelt": {"navn": "det dobbelte", "type": "tal", "enhed": "kr.", "afledt": "pris × 2 kr."},
            "firdobbelt": {"navn": "det firdobbelte", "type": "tal", "enhed": "kr.", "afledt": "dobbelt × 2"},
        }
    }
    parametre = {**PARAMETRE, "skaev": {**_tal("den skæve", "kr."), "vaerdi": "syv", "kilde": KILDE}}
    krav = ["uden > 2", "dobbelt > 3 kr.", "firdobbelt > loft", "pris > skaev", "pris > skaev og", "tal > loft"]
    data = pakkedata(fakta=fakta, parametre=parametre, kriterier=[kriterium(f"K{i}", k) for i, k in enumerate(krav)])
    with pytest.raises(RegelsaetFejl) as fejl:
        byg_pakke(data)
    assert sorted(m.sted.fil for m in fejl.value.mangler) == [
        "fakta/ansoegning/dobbelt/afledt", "fakta/ansoegning/uden", "kriterier/4/krav", "kriterier/5/krav",
        "parametre/skaev/vaerdi",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pulje", "fil", "fra", "til", "besked"),
    [
        (
            "lag-oeer", "fakta.yaml", "nyskabelse: {navn: nyskabelsen, type: tal, mindst: 0",
            "nyskabelse: {navn: nyskabelsen, type: tal, mindst: nul", "»nul« er ikke et tal.",
        ),
        (
            "skovrejsning", "parametre.yaml", 'navn: point for størrelse\n    trin: "0,1"',
            "navn: point for størrelse\n    trin: kr.", "»kr.« er ikke et tal.",
        ),
        (
            "skovrejsning", "parametre.yaml", '{navn: arealet, enhed: ha, trin: "0,01"',
            "{navn: arealet, enhed: ha, trin: 1e9", "»1e9« er ikke et tal",
        ),
    ],
)  # fmt: skip
def test_et_forkert_tal_er_een_fejl(pulje: str, fil: str, fra: str, til: str, besked: str, tmp_path: Path) -> None:
    """A step or a bound that is not a number; errors in expressions based on it are not reported as well."""
    shutil.copytree(PULJER / pulje, tmp_path / pulje)
    _ret(tmp_path / pulje, fil, fra, til)
    (fundet,) = _beskeder(tmp_path / pulje)
    assert besked in fundet


def test_en_del_og_det_den_staar_i_udelades_begge(tmp_path: Path) -> None:
    """An error in a budget and in the order that contains it, whatever order they are found in."""
    shutil.copytree(PULJER / "familielegat", tmp_path / "familielegat")
    _ret(tmp_path / "familielegat", "raekkefoelge.yaml", "    uddeling:\n      ramme: ramme\n      ansoegt: udgift\n"
         '      tildeling: "mindste(udgift, hoejeste_legat)"\n', "    uddeling: navn\n")  # fmt: skip
    assert _beskeder(tmp_path / "familielegat") == ["raekkefoelge.yaml: Her skal stå nøgler og værdier."]


def test_fejl_paa_samme_sted_har_en_fast_orden(legat: Path) -> None:
    (legat / "kriterier.yaml").write_text("kriterier:\n  - id: K1\n", encoding="utf-8")
    mangler = [b for b in _beskeder(legat) if b.startswith("kriterier.yaml: Her mangler nøglen")]
    assert mangler == [f"kriterier.yaml: Her mangler nøglen »{n}«." for n in ("titel", "krav", "grunde", "kilde")]
