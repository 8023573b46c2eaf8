"""Every single change of a built-in pack is caught by one of its cases; missing boundary cases are found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.regelsaet import find_pakker, laes_steder, load_regelsaet
from ansoegning.motor.slutning import PlainKaede
from ansoegning.system.steder import mappe
from ansoegning.vaerksted.graensefil import skriv_manglende
from ansoegning.vaerksted.graensetilfaelde import manglende
from ansoegning.vaerksted.ligegyldige import laes_ligegyldige
from ansoegning.vaerksted.mutanter import Mutant, mutanter
from ansoegning.vaerksted.muter import Mutation, muter
from ansoegning.vaerksted.proev import afviger, proev
from ansoegning.vaerksted.tilfaelde import laes_tilfaelde
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung


PAKKER = tuple(find_pakker())
BOTILBUD = "botilbud-2025-26"
KONTRAKT = "resultatkontrakt-2023"
# A pack with few rules, so that a complete run is short.
UDFALD = "laanepulje-2020"
# The number of mutants of each pack. A change here reveals rules that were lost, or a type of mutant no longer
# generated.
MUTANTER = {
    BOTILBUD: 1005,
    "hjemmearbejde-oeresund": 98,
    UDFALD: 20,
    "pejlemaerker-infrastruktur-2023": 279,
    KONTRAKT: 761,
}
hver_pakke = pytest.mark.parametrize("pakke", PAKKER)


@cache
def alle(pakke: str) -> tuple[Mutant, ...]:
    return mutanter(load_regelsaet(pakke), laes_steder(pakke))


@cache
def muteret(pakke: str) -> Mutation:
    return muter(pakke)


# --- The built-in packs -------------------------------------------------------------------


@hver_pakke
def test_ingen_mutant_overlever(pakke: str) -> None:
    mutation = muteret(pakke)
    assert [f"{m.sted}: {m.beskrivelse}" for m in mutation.overlevende] == []
    assert mutation.antal == len(alle(pakke)) == MUTANTER[pakke]
    assert mutation.fangede + mutation.ligegyldige == mutation.antal


@hver_pakke
def test_de_ligegyldige_maerkes_heller_ikke_naar_hvert_tilfaelde_proeves(pakke: str) -> None:
    """Cases that a run skips because their values do not change would not have caught the mutant either."""
    ligegyldige = laes_ligegyldige(pakke)
    for mutant in [m for m in alle(pakke) if m.beskrivelse in ligegyldige][::6]:
        muterede = {id(t.regelsaet): mutant.aendr(t.regelsaet) for t in laes_tilfaelde(pakke)}
        for t in laes_tilfaelde(pakke):
            assert not afviger(replace(t, regelsaet=muterede[id(t.regelsaet)]), (PlainKaede(),))


@hver_pakke
def test_hver_mutant_har_sine_egne_ord_og_er_en_anden(pakke: str) -> None:
    beskrivelser = [m.beskrivelse for m in alle(pakke)]
    assert len(set(beskrivelser)) == len(beskrivelser)
    regelsaet = load_regelsaet(pakke)
    foer = (regelsaet.data, regelsaet.parametre.copy(), regelsaet.afledte.copy(), regelsaet.kriterier, regelsaet.skema)
    for m in alle(pakke):
        ny = m.aendr(regelsaet)
        assert ny is not regelsaet
        efter = (ny.data, ny.parametre, ny.afledte, ny.kriterier, ny.skema, ny.forhold, ny.raekkefoelge, ny.perioder)
        assert efter != (*foer, regelsaet.forhold, regelsaet.raekkefoelge, regelsaet.perioder), m.beskrivelse
    assert foer == (regelsaet.data, regelsaet.parametre, regelsaet.afledte, regelsaet.kriterier, regelsaet.skema)


@pytest.mark.parametrize(
    "beskrivelse",
    [
        "parameteren mindste_anlaegsudgift: »20 mio. kr.« bliver »19.999.000 kr.«",
        "parameteren mindste_anlaegsudgift: »20 mio. kr.« bliver »20.001.000 kr.«",
        "parameteren mindste_anlaegsudgift: »20 mio. kr.« bliver »20.000 kr.«",
        "parameteren mindste_andel_andre: »25 pct.« bliver »24,99 pct.«",
        "parameteren seneste_afslutning: »31/12/2026« bliver »01/01/2027«",
        "K1 krav: »lovgrundlag i {sel107, sel108, sel107_og_108}« bliver »lovgrundlag i {sel108, sel107_og_108}«",
        "K1 krav: »lovgrundlag i {sel107, sel108, sel107_og_108}« bliver "
        "»lovgrundlag i {sel107, sel108, sel107_og_108, andet}«",
        "K1 undtagelse 1: »lovgrundlag er blandet_abl105« bliver »lovgrundlag er ikke blandet_abl105«",
        "K1 undtagelse 1: »lovgrundlag er blandet_abl105« bliver »lovgrundlag er andet«",
        "K1 undtagelse 1: udgår",
        "K1 undtagelse 1: gælder altid",
        "K2 krav: »udvidelse > 0« bliver »udvidelse > 1 plads«",
        "K2 forbehold 1: udgår",
        "K3 krav: »afsluttes <= seneste_afslutning« bliver »afsluttes < seneste_afslutning«",
        "K4 krav: »bruttoanlaegsudgift_i_alt er ikke udfyldt« bliver »bruttoanlaegsudgift_i_alt er udfyldt«",
        "K6 undtagelse 1: »art er vedligeholdelse og bortfald_forventes« bliver "
        "»art er vedligeholdelse eller bortfald_forventes«",
        "K6 undtagelse 1: »bortfald_forventes« udgår af »art er vedligeholdelse og bortfald_forventes«",
        "S03: tjekket udgår",
        "S04: »ikke entydige(navn for projekter)« bliver »entydige(navn for projekter)«",
        "S09: fejl bliver advarsel",
        "S13 projekter.partnere: betingelsen gælder altid",
        "S34: advarsel bliver fejl",
        "udvidelse: »pladser_2025« udgår af »pladser_2025 + pladser_2026«",
        "udvidelse: »pladser_2025 + pladser_2026« bliver »pladser_2025 - pladser_2026«",
        "klar: ingen »fund: fejl« udgår",
        "klar: alle »konklusion: resultat, er: [opfyldt]« bliver »konklusion: resultat, er: [opfyldt, "
        "kraever_vurdering]«",
        "O10: opgaven udgår",
        "resultat: »uden: mangler_oplysninger« bliver »uden: opfyldt«",
    ],
)
def test_der_er_mutanter_af_hver_slags(beskrivelse: str) -> None:
    assert beskrivelse in {m.beskrivelse for m in alle(BOTILBUD)}


def test_en_mutant_har_sit_sted() -> None:
    linjer = (mappe("rules") / BOTILBUD / "kriterier.yaml").read_text(encoding="utf-8").splitlines()
    (m,) = [m for m in alle(BOTILBUD) if m.beskrivelse.endswith("»andel_andre > mindste_andel_andre«")]
    assert m.sted.fil == f"rules/{BOTILBUD}/kriterier.yaml"
    assert m.sted.linje is not None
    assert m.sted.kolonne is not None
    assert linjer[m.sted.linje - 1][m.sted.kolonne - 1 :] == "andel_andre >= mindste_andel_andre"


# --- A copy of a pack ---------------------------------------------------------------------


@pytest.fixture
def kopi(tmp_path: Path) -> Callable[[str], Path]:
    """Copy a built-in pack to another id."""

    def ny(pakke: str) -> Path:
        mappe_ = tmp_path / "egne" / "min-pulje"
        shutil.copytree(mappe("rules") / pakke, mappe_)
        _erstat(mappe_ / "pulje.yaml", f"id: {pakke}", "id: min-pulje")
        return mappe_

    return ny


def _erstat(fil: Path, gammelt: str, nyt: str) -> None:
    tekst = fil.read_text(encoding="utf-8")
    assert tekst.count(gammelt) == 1
    fil.write_text(tekst.replace(gammelt, nyt), encoding="utf-8")


def _slet(mappe_: Path, navn: str) -> None:
    """Delete the case with this name, from its first line to the next blank line, comment or case."""
    for fil in sorted((mappe_ / "tilfaelde").glob("*.yaml")):
        linjer = fil.read_text(encoding="utf-8").splitlines(keepends=True)
        begynd = next(
            (i for i, linje in enumerate(linjer) if linje.strip() in {f'- navn: "{navn}"', f"- navn: {navn}"}), None
        )
        if begynd is not None:
            slut = begynd + 1
            while slut < len(linjer) and linjer[slut].startswith("    "):
                slut += 1
            fil.write_text("".join(linjer[:begynd] + linjer[slut:]), encoding="utf-8")
            return
    raise AssertionError(navn)


def koer(*argumenter: str | Path) -> subprocess.CompletedProcess[str]:
    miljoe = {n: v for n, v in os.environ.items() if n != "ANSOEGNING_REGLER"}
    return subprocess.run(
        [sys.executable, "-m", "ansoegning", *map(str, argumenter)],
        env=miljoe | {"PYTHONUTF8": "1", "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


# The only case on that very day: without it, no case distinguishes < from <=.
PAA_DAGEN = "En afslutning den dag, der kan søges, er ikke for tidlig"
# The only case of the amount zero: without it, no case distinguishes > from >=.
NUL = "Nul er intet beløb"
OVERLEVER = "L1 krav: »tildelt > 0« bliver »tildelt >= 0«"


def test_uden_et_tilfaelde_overlever_en_mutant(kopi: Callable[[str], Path]) -> None:
    mappe_ = kopi(UDFALD)
    _slet(mappe_, NUL)
    svar = koer("regler", "proev", "min-pulje", "--muter", "--regler", mappe_.parent)
    assert svar.returncode == 1, svar.stderr
    linjer = [linje for linje in svar.stdout.splitlines() if "intet tilfælde mærker" in linje]
    assert any(linje.endswith(f"intet tilfælde mærker: {OVERLEVER}") for linje in linjer)
    assert all(".yaml, linje " in linje for linje in linjer)
    assert f"{len(linjer)} mærkes ikke" in svar.stdout.splitlines()[-1]


def test_en_mutant_der_overlever_i_json(kopi: Callable[[str], Path]) -> None:
    mappe_ = kopi(UDFALD)
    _slet(mappe_, NUL)
    svar = koer("regler", "proev", "min-pulje", "--muter", "--regler", mappe_.parent, "--format", "json")
    assert svar.returncode == 1, svar.stderr
    (data,) = json.loads(svar.stdout)
    assert data["mutanter"] == len(alle(UDFALD))
    overlevende = data["overlevende"]
    assert data["fangede"] + data["ligegyldige"] + len(overlevende) == data["mutanter"]
    assert OVERLEVER in {o["mutant"] for o in overlevende}
    for o in overlevende:
        assert Path(o["fil"]).name in ("kriterier.yaml", "konklusioner.yaml")
        assert o["linje"] > 1
        assert o["kolonne"] > 1


def test_kommandoen_muterer_de_indbyggede_regelsaet() -> None:
    svar = koer("regler", "proev", UDFALD, "--muter")
    assert svar.returncode == 0, svar.stdout + svar.stderr
    m = muteret(UDFALD)
    assert svar.stdout.splitlines()[-1] == (
        f"{UDFALD}: {m.antal} ændringer af reglerne prøvet, {m.fangede} mærkes af et tilfælde, "
        f"{m.ligegyldige} er ligegyldige, 0 mærkes ikke"
    )


def test_tilfaelde_der_afviger_siger_intet_om_andre_regler(kopi: Callable[[str], Path]) -> None:
    mappe_ = kopi(KONTRAKT)
    _erstat(mappe_ / "parametre.yaml", "vaerdi: 90\n", "vaerdi: 91\n")
    svar = koer("regler", "proev", "min-pulje", "--muter", "--regler", mappe_.parent)
    assert svar.returncode == 1
    assert "ændringer af reglerne" not in svar.stdout


def test_et_tilfaelde_med_sin_egen_parameter_maerker_ikke_at_den_aendres(kopi: Callable[[str], Path]) -> None:
    """The only case sets the limit itself, so changes of the pack's limit go unnoticed."""
    mappe_ = kopi(BOTILBUD)
    shutil.rmtree(mappe_ / "tilfaelde")
    (mappe_ / "tilfaelde").mkdir()
    (mappe_ / "tilfaelde" / "a.yaml").write_text(
        "tilfaelde:\n"
        "  - navn: På dagen\n"
        "    raekke: {afsluttes: 31/12/2027}\n"
        "    saet: {seneste_afslutning: 31/12/2027}\n"
        "    giver: {kriterier: {K3: opfyldt}}\n",
        encoding="utf-8",
    )
    overlevende = {m.beskrivelse for m in muter("min-pulje", regler=mappe_.parent).overlevende}
    assert "K3 krav: »afsluttes <= seneste_afslutning« bliver »afsluttes < seneste_afslutning«" not in overlevende
    assert "parameteren seneste_afslutning: »31/12/2026« bliver »30/12/2026«" in overlevende


# --- The equivalent mutants ---------------------------------------------------------------


LIGEGYLDIG = 'ligegyldige:\n  - grund: Derfor.\n    mutanter:\n      - "{}"\n'


@pytest.mark.parametrize(
    ("tekst", "besked", "linje"),
    [
        (LIGEGYLDIG.format("M1a krav: udgår"), "Der er ingen mutant »M1a krav: udgår«. Ret eller slet linjen.", 4),
        (
            LIGEGYLDIG.format("M1a undtagelse 1: udgår"),
            "»M1a undtagelse 1: udgår« er ikke ligegyldig: »1a andelen af nye vejledte virksomheder: 49,99",
            4,
        ),
        (LIGEGYLDIG.format("a") + '      - "a"\n', "»a« står to gange", 5),
        ("ligegyldige:\n  - mutanter: [a]\n", "Her mangler nøglen »grund«", 2),
        ("ligegyldige:\n  - grund: Derfor.\n", "»mutanter« skal være en liste", 2),
        ("ligegyldige:\n  - grund: Derfor.\n    mutant: [a]\n", "Mente du »mutanter«?", 3),
        ("ligegyldige: a\n", "»ligegyldige« skal være en liste", 1),
        ("ligegyldig: []\n", "Mente du »ligegyldige«?", 1),
        ("- a\n", "Her skal stå nøgler og værdier: ligegyldige.", 1),
        ('ligegyldige:\n  - grund: ""\n    mutanter: [a]\n', "Her skal stå en tekst.", 2),
        ("ligegyldige:\n  - mutanter: [[a]]\n    grund: Derfor.\n", "Her skal stå en tekst.", 2),
        ("", "Filen er tom", None),
    ],
)
def test_en_forkert_liste_over_ligegyldige_er_en_fejl(
    kopi: Callable[[str], Path], tekst: str, besked: str, linje: int | None
) -> None:
    mappe_ = kopi(KONTRAKT)
    fil = mappe_ / "tilfaelde" / "ligegyldige.yaml"
    fil.write_text(tekst, encoding="utf-8")
    with pytest.raises(RegelsaetFejl) as fejl:
        muter("min-pulje", regler=mappe_.parent)
    (mangel,) = fejl.value.mangler
    assert besked in mangel.besked
    assert mangel.sted.fil == str(fil)
    assert mangel.sted.linje == linje


def test_en_foraeldet_linje_er_et_ugyldigt_regelsaet(kopi: Callable[[str], Path]) -> None:
    mappe_ = kopi(UDFALD)
    fil = mappe_ / "tilfaelde" / "ligegyldige.yaml"
    fil.write_text(LIGEGYLDIG.format("M1a krav: udgår"), encoding="utf-8")
    svar = koer("regler", "proev", "min-pulje", "--muter", "--regler", mappe_.parent)
    assert svar.returncode == 4
    assert "ligegyldige.yaml, linje 4, kolonne 9: Der er ingen mutant »M1a krav: udgår«." in svar.stderr
    # The cases themselves are run without the list.
    assert koer("regler", "proev", "min-pulje", "--regler", mappe_.parent).returncode == 0


# --- The missing boundary cases -----------------------------------------------------------


@hver_pakke
def test_de_indbyggede_regelsaet_mangler_ingen_graensetilfaelde(pakke: str) -> None:
    m = manglende(pakke)
    assert skriv_manglende(m) == f"# {pakke} mangler ingen grænsetilfælde.\n"
    assert (m.tilfaelde, m.ikke_dannet) == ((), ())


@hver_pakke
def test_graensetilfaelde_kan_saettes_ind_og_bestaar(kopi: Callable[[str], Path], pakke: str) -> None:
    mappe_ = kopi(pakke)
    shutil.rmtree(mappe_ / "tilfaelde")
    svar = koer("regler", "graenser", "min-pulje", "--regler", mappe_.parent)
    assert svar.returncode == 0, svar.stderr
    (mappe_ / "tilfaelde").mkdir()
    (mappe_ / "tilfaelde" / "graenser.yaml").write_text(svar.stdout, encoding="utf-8")
    proevning = proev("min-pulje", regler=mappe_.parent)
    assert proevning.afvigelser == ()
    regelsaet = load_regelsaet(pakke)
    # At least one case at the limit and one to each side, for every criterion that compares. A yes/no fact has no
    # limit, and an amount that cannot be negative has only one side of zero.
    assert proevning.antal >= (3 * len(regelsaet.kriterier) if pakke in (BOTILBUD, KONTRAKT) else 2)
    assert svar.stdout.count("# Bekræft: ") == proevning.antal
    igen = manglende("min-pulje", regler=mappe_.parent)
    assert igen.tilfaelde == ()


def _navne(mappe_: Path) -> Sequence[str]:
    return [t.navn for t in manglende("min-pulje", regler=mappe_.parent).tilfaelde]


def test_kun_det_der_mangler_skrives(kopi: Callable[[str], Path]) -> None:
    mappe_ = kopi(BOTILBUD)
    _slet(mappe_, PAA_DAGEN)
    svar = koer("regler", "graenser", "min-pulje", "--regler", mappe_.parent)
    assert svar.returncode == 0
    assert svar.stdout.splitlines()[2:] == [
        "tilfaelde:",
        "  # Bekræft: S09 findes ikke nu.",
        '  - navn: "S09: afsluttes < ansoegning_aabner, netop på grænsen"',
        "    raekke:",
        "      afsluttes: 01/05/2024",
        "    giver:",
        '      uden_fund: {S09: "projekter[0].afsluttes"}',
    ]


def test_en_undtagelse_der_er_ukendt_skal_vises(kopi: Callable[[str], Path]) -> None:
    mappe_ = kopi(BOTILBUD)
    _slet(mappe_, "24,99 pct. og ukendt art mangler i kriterium 5 netop arten")
    (t,) = manglende("min-pulje", regler=mappe_.parent).tilfaelde
    assert (t.navn, t.giver) == ("K5 undtagelse 1: er ukendt", "mangler_oplysninger")
    assert t.fakta == {("projekter", "andel_andre"): Decimal("24.99")}


def test_en_graense_for_det_en_proeve_taeller_skal_skrives_i_haanden(kopi: Callable[[str], Path]) -> None:
    mappe_ = kopi(BOTILBUD)
    shutil.rmtree(mappe_ / "tilfaelde")
    m = manglende("min-pulje", regler=mappe_.parent)
    assert any(hvad.startswith("S25: afrundet(") for hvad in m.ikke_dannet)
    sidst = skriv_manglende(m).splitlines()[-1]
    assert sidst.startswith("# Ingen tilfælde viser begge sider af »S")
    assert sidst.endswith("Det skal du selv skrive.")


def test_et_ukendt_regelsaet_er_forkert_brug() -> None:
    svar = koer("regler", "graenser", "botilbud-2025")
    assert svar.returncode == 2
    assert "Mente du" in svar.stderr


def test_en_aendret_tabelraekke_har_raekkens_sted() -> None:
    regler = ROD / "tests" / "data" / "puljer"
    regelsaet = load_regelsaet("familielegat", regler=regler)
    alle = mutanter(regelsaet, laes_steder("familielegat", regler=regler))
    linjer = (regler / "familielegat" / "parametre.yaml").read_text("utf-8").splitlines()
    fundne = [m for m in alle if "tabellens række 2: " in m.beskrivelse]
    assert fundne
    for m in fundne:
        assert Path(m.sted.fil).name == "parametre.yaml"
        assert m.sted.linje is not None
        assert linjer[m.sted.linje - 1].strip() == "- {er: [1], vaerdi: 230.000}"
