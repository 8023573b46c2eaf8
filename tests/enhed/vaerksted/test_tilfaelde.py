"""The cases of the packs: every case passes, and together they reach every possible outcome."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from ansoegning.bedoemmelse.udfald import udfald
from ansoegning.fejl import BrugsFejl, RegelsaetFejl
from ansoegning.indlaes.pakkelaeser import FORDELINGSFIL
from ansoegning.indlaes.regelsaet import find_pakker, load_regelsaet
from ansoegning.model.resultat import Resultat
from ansoegning.motor.kaeder import kaeder
from ansoegning.motor.reference import Bedoemt, Kontekst, bedoem
from ansoegning.sprog.regelsaet import Regelsaet, TypetKriterium
from ansoegning.system.steder import mappe
from ansoegning.vaerksted.fordelingstilfaelde import laes_fordelingstilfaelde
from ansoegning.vaerksted.ligegyldige import laes_ligegyldige
from ansoegning.vaerksted.proev import afvigelser_i, proev, svar_paa
from ansoegning.vaerksted.rundetilfaelde import laes_rundetilfaelde
from ansoegning.vaerksted.tilfaelde import Giver, Plads, Tilfaelde, laes_tilfaelde

pytestmark = pytest.mark.tung


PAKKER = tuple(find_pakker())
BOTILBUD = "botilbud-2025-26"
KONTRAKT = "resultatkontrakt-2023"
LILLE = "laanepulje-2020"


@cache
def tilfaelde(pakke: str) -> tuple[Tilfaelde, ...]:
    return laes_tilfaelde(pakke)


def i_alt(pakke: str) -> int:
    """Return the number of cases, including those of complete rounds."""
    return len(tilfaelde(pakke)) + len(laes_rundetilfaelde(pakke))


@cache
def besvarede(pakke: str) -> tuple[tuple[Tilfaelde, Resultat], ...]:
    return tuple((t, svar_paa(t)) for t in tilfaelde(pakke))


ALLE = [pytest.param(t, id=f"{p}: {t.navn}") for p in PAKKER for t in tilfaelde(p)]
# The number of cases of each pack, so that no case is lost unnoticed.
TILFAELDE = {
    BOTILBUD: 549,
    "hjemmearbejde-oeresund": 26,
    "laanepulje-2020": 8,
    "pejlemaerker-infrastruktur-2023": 83,
    KONTRAKT: 204,
}
hver_pakke = pytest.mark.parametrize("pakke", PAKKER)


# --- Every case ---------------------------------------------------------------------------


@pytest.mark.parametrize("t", ALLE)
def test_tilfaeldet_giver_det_det_skal(t: Tilfaelde) -> None:
    assert not afvigelser_i(t)


@hver_pakke
def test_det_et_tilfaelde_kan_sige_er_det_samme_uden_begrundelser(pakke: str) -> None:
    for t, svar in besvarede(pakke):
        u = udfald(t.ansoegning, t.regelsaet, kaeder(), dato=t.dato, antag=t.antag)
        steder = {("", 0): svar.kriterier}
        steder |= {(liste, r.nr): r.kriterier for liste, rs in svar.raekker.items() for r in rs}
        for sted, kriterier in steder.items():
            assert [u.status(sted, s.id) for s in kriterier] == [s.status for s in kriterier]
            assert [tuple(u.mangler(sted, s.id)) for s in kriterier] == [s.mangler for s in kriterier]
        assert sorted(u.fund) == sorted((f.id, f.felt) for f in svar.skema)
        assert u.opgaver == {o.id for o in svar.opgaver}
        assert (u.resultat, u.klar) == (svar.resultat, svar.klar)


@hver_pakke
def test_alle_tilfaelde_i_en_pakke(pakke: str) -> None:
    proevning = proev(pakke)
    assert proevning.afvigelser == ()
    assert proevning.antal == i_alt(pakke) >= TILFAELDE[pakke]


# --- Every outcome ------------------------------------------------------------------------


@hver_pakke
def test_hvert_kriterium_naar_hver_status_det_kan_have(pakke: str) -> None:
    regelsaet = load_regelsaet(pakke)
    naaet = {(p.kriterium, status) for t in tilfaelde(pakke) for p, status in t.giver.statusser.items()}
    for kriterium in regelsaet.kriterier:
        roller = ["opfyldt", "ikke_opfyldt", "uoplyst"]
        if kriterium.undtagelser or kriterium.forbehold:
            roller.append("skoen")
        mangler = [regelsaet.status(r) for r in roller if (kriterium.data.id, regelsaet.status(r)) not in naaet]
        assert not mangler, f"{kriterium.data.id} bliver aldrig {mangler}"


@hver_pakke
def test_de_oplysninger_et_kriterium_kan_mangle_er_sagt(pakke: str) -> None:
    """Together the cases name, for each criterion, every fact that is missing in at least one of them."""
    for kriterium in load_regelsaet(pakke).kriterier:
        id_ = kriterium.data.id
        sagt = {n for t in tilfaelde(pakke) for p, m in t.giver.mangler.items() if p.kriterium == id_ for n in m}
        faktisk = {
            n
            for _, svar in besvarede(pakke)
            for kriterier in (svar.kriterier, *(r.kriterier for rr in svar.raekker.values() for r in rr))
            for k in kriterier
            if k.id == id_
            for n in k.mangler
        }
        assert sagt == faktisk


@hver_pakke
def test_hvert_resultat_og_baade_klar_og_ikke_klar(pakke: str) -> None:
    regelsaet = load_regelsaet(pakke)
    assert {t.giver.resultat for t in tilfaelde(pakke)} - {None} == set(regelsaet.data.statusser)
    assert {t.giver.klar for t in tilfaelde(pakke)} - {None} == {True, False}


@hver_pakke
def test_hvert_tjek_findes_og_findes_ikke(pakke: str) -> None:
    regelsaet = load_regelsaet(pakke)
    fundet = {id_ for t in tilfaelde(pakke) for id_ in t.giver.fund}
    ikke_fundet = {id_ for t in tilfaelde(pakke) for id_ in t.giver.uden_fund}
    alle = {"S00", *(t.id for t in regelsaet.data.skema)}
    assert alle - fundet == set()
    assert alle - ikke_fundet == set()


@hver_pakke
def test_hvert_tjek_findes_paa_hvert_felt_det_er_for(pakke: str) -> None:
    """A check of several facts has a finding on each possible fact, in a case that states the finding."""
    regelsaet = load_regelsaet(pakke)
    fundet = {
        (f.id, f.felt.partition("].")[2] if "]" in f.felt else f.felt)
        for t, svar in besvarede(pakke)
        for f in svar.skema
        if f.id in t.giver.fund and (not t.giver.fund[f.id] or f.felt in t.giver.fund[f.id])
    }
    uden_virkning = laes_ligegyldige(pakke)
    alle = {(t.data.id, t.felt) for t in regelsaet.skema}
    assert {t for t in alle - fundet if f"{t[0]} {t[1]}: tjekket udgår" not in uden_virkning} == set()


@hver_pakke
def test_hver_opgave_stilles_og_stilles_ikke(pakke: str) -> None:
    opgaver = [k for k in load_regelsaet(pakke).data.konklusioner if k.opgave is not None]
    stillet = {o for t in tilfaelde(pakke) for o in t.giver.opgaver}
    ikke_stillet = {o for t in tilfaelde(pakke) for o in t.giver.uden_opgaver}
    assert {k.id for k in opgaver} - stillet == set()
    assert {k.id for k in opgaver if k.naar != "altid"} - ikke_stillet == set()


def bedoemte(pakke: str, kriterium: TypetKriterium) -> Iterator[Bedoemt]:
    """Yield the criterion as judged by the reference evaluator in every case that states its status."""
    for t in tilfaelde(pakke):
        regelsaet: Regelsaet = t.regelsaet
        eget = next(k for k in regelsaet.kriterier if k.data.id == kriterium.data.id)
        antaget = {
            liste: {n: v for (li, n), v in t.antag.items() if li == liste} for liste in (None, *regelsaet.data.lister)
        }
        raekker = {li: tuple({**antaget[li], **r} for r in rr) for li, rr in t.ansoegning.raekker.items()}
        k = Kontekst(regelsaet, {**antaget[None], **t.ansoegning.fakta}, raekker, t.dato)
        for plads in t.giver.statusser:
            if plads.kriterium == kriterium.data.id:
                her = k.i_raekke(plads.liste, raekker[plads.liste][plads.nr - 1]) if plads.liste else k
                yield bedoem(eget, her)


@hver_pakke
def test_hver_undtagelse_og_hvert_forbehold_er_sandt_falsk_og_ukendt(pakke: str) -> None:
    """True and false count only where the condition decides: an exception if not met, a reservation if met."""
    for kriterium in load_regelsaet(pakke).kriterier:
        alle = list(bedoemte(pakke, kriterium))
        for i in range(len(kriterium.undtagelser)):
            naaet = {b.undtagelser[i] for b in alle if b.krav is False}
            naaet |= {b.undtagelser[i] for b in alle if b.krav is None} & {None}
            assert naaet == {True, False, None}, f"{kriterium.data.id}, undtagelse {i + 1}: {naaet}"
        for i in range(len(kriterium.forbehold)):
            naaet = {b.forbehold[i] for b in alle if b.krav is True}
            naaet |= {b.forbehold[i] for b in alle if b.krav is None} & {None}
            assert naaet == {True, False, None}, f"{kriterium.data.id}, forbehold {i + 1}: {naaet}"


# --- Invalid packs, and the command -------------------------------------------------------


@pytest.fixture
def kopi(tmp_path: Path) -> Path:
    """Copy a built-in pack to another id, with the cases of one criterion."""
    ny = tmp_path / "egne" / "min-pulje"
    shutil.copytree(mappe("rules") / BOTILBUD, ny, ignore=shutil.ignore_patterns("tilfaelde"))
    (ny / "tilfaelde").mkdir()
    shutil.copy(mappe("rules") / BOTILBUD / "tilfaelde" / "k4.yaml", ny / "tilfaelde")
    _erstat(ny / "pulje.yaml", f"id: {BOTILBUD}", "id: min-pulje")
    return ny


def _erstat(fil: Path, gammelt: str, nyt: str) -> None:
    tekst = fil.read_text(encoding="utf-8")
    assert tekst.count(gammelt) == 1
    fil.write_text(tekst.replace(gammelt, nyt), encoding="utf-8")


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


def test_kommandoen_proever_de_indbyggede_regelsaet() -> None:
    svar_ = koer("regler", "proev")
    fordelinger = find_pakker(None, FORDELINGSFIL)
    antal = sum(i_alt(p) for p in PAKKER) + sum(len(laes_fordelingstilfaelde(p)) for p in fordelinger)
    assert svar_.returncode == 0, svar_.stdout + svar_.stderr
    assert (
        f"I alt {antal} tilfælde i {len(PAKKER) + len(fordelinger)} regelsæt: {antal} som ventet, 0 afviger."
        in svar_.stdout
    )


def test_kommandoen_i_json() -> None:
    svar_ = koer("regler", "proev", LILLE, "--format", "json")
    assert svar_.returncode == 0
    assert json.loads(svar_.stdout) == [
        {"regelsaet": LILLE, "tilfaelde": i_alt(LILLE), "afvigende": 0, "afvigelser": []}
    ]


def test_en_uaendret_kopi_af_et_regelsaet_bestaar(kopi: Path) -> None:
    assert koer("regler", "proev", "min-pulje", "--regler", kopi.parent).returncode == 0


def test_et_forkert_regelsaet_siger_hvad_der_afviger(kopi: Path) -> None:
    _erstat(
        kopi / "kriterier.yaml",
        "      bruttoanlaegsudgift_i_alt > mindste",
        "      bruttoanlaegsudgift_i_alt >= mindste",
    )
    svar_ = koer("regler", "proev", "min-pulje", "--regler", kopi.parent)
    assert svar_.returncode == 1
    assert "»Udgift på netop 20 mio. kr. er ikke over«" in svar_.stdout
    assert "k4.yaml, linje 4, kolonne 5" in svar_.stdout
    assert "K4 i projekter[0]: ventet ikke_opfyldt; faktisk opfyldt" in svar_.stdout
    data = json.loads(koer("regler", "proev", "min-pulje", "--regler", kopi.parent, "--format", "json").stdout)
    assert data[0]["afvigende"] == len({a["tilfaelde"] for a in data[0]["afvigelser"]}) > 0
    foerste = next(a for a in data[0]["afvigelser"] if a["tilfaelde"].startswith("Udgift på netop"))
    assert foerste["fil"].endswith("k4.yaml")
    assert {n: foerste[n] for n in ("linje", "kolonne", "hvad", "ventet", "faktisk")} == {
        "linje": 4,
        "kolonne": 5,
        "hvad": "K4 i projekter[0]",
        "ventet": "ikke_opfyldt",
        "faktisk": "opfyldt",
    }


@pytest.mark.parametrize("findes", [True, False], ids=["tom mappe", "ingen mappe"])
def test_et_regelsaet_uden_tilfaelde_bestaar_ikke(kopi: Path, findes: bool) -> None:
    shutil.rmtree(kopi / "tilfaelde")
    if findes:
        (kopi / "tilfaelde").mkdir()
    svar_ = koer("regler", "proev", "min-pulje", "--regler", kopi.parent)
    assert svar_.returncode == 1
    assert "ventet mindst ét tilfælde; faktisk ingen" in svar_.stdout
    assert "1 regelsæt uden tilfælde" in svar_.stdout


def test_et_ugyldigt_regelsaet_giver_4_og_de_andre_proeves_alligevel(kopi: Path) -> None:
    _erstat(kopi / "pulje.yaml", "titel: Lånepulje", "titl: Lånepulje")
    svar_ = koer("regler", "proev", "min-pulje", LILLE, "--regler", kopi.parent)
    assert svar_.returncode == 4
    assert "Mente du »titel«?" in svar_.stderr
    assert f"{LILLE}: {i_alt(LILLE)} tilfælde, 0 afviger" in svar_.stdout
    assert "1 ugyldigt regelsæt" in svar_.stdout


def test_et_ukendt_regelsaet_er_forkert_brug() -> None:
    svar_ = koer("regler", "proev", "botilbud")
    assert svar_.returncode == 2
    with pytest.raises(BrugsFejl, match="Mente du"):
        proev("botilbud-2025")


@pytest.mark.parametrize(
    ("giver", "hvad", "ventet", "faktisk"),
    [
        (Giver(statusser={Plads("projekter", 1, "K1"): "opfyldt"}), "K1 i projekter[0]", "opfyldt", "ikke_opfyldt"),
        (
            Giver(mangler={Plads("projekter", 1, "K3"): frozenset()}),
            "K3 i projekter[0], oplysninger der mangler",
            "ingen",
            "afsluttes",
        ),
        (Giver(fund={"S34": ()}), "tjek S34", "findes", "findes ikke"),
        (Giver(fund={"S02": ("projekter",)}), "tjek S02", "findes på projekter", "findes på kommune"),
        (Giver(uden_fund={"S02": ()}), "tjek S02", "findes ikke", "findes på kommune"),
        (Giver(uden_fund={"S02": ("kommune",)}), "tjek S02", "findes ikke på kommune", "findes på kommune"),
        (Giver(opgaver=("O15",)), "opgave O15", "stilles", "stilles ikke"),
        (Giver(uden_opgaver=("O10",)), "opgave O10", "stilles ikke", "stilles"),
        (Giver(resultat="opfyldt"), "resultat", "opfyldt", "ikke_opfyldt"),
        (Giver(klar=True), "klar", "ja", "nej"),
    ],
    ids=["status", "mangler", "fund", "fund på felt", "uden fund", "uden fund på felt", "opgave", "uden opgave",
         "resultat", "klar"],
)  # fmt: skip
def test_hver_slags_afvigelse_siges(giver: Giver, hvad: str, ventet: str, faktisk: str) -> None:
    t = next(t for t in tilfaelde(BOTILBUD) if t.navn == "Pladser efter ABL § 105 opfylder ikke kriterium 1")
    afvigelser = afvigelser_i(replace(t, giver=giver))
    assert [(a.hvad, a.ventet, a.faktisk) for a in afvigelser] == [(hvad, ventet, faktisk)]
    assert afvigelser[0].tilfaelde == t.navn
    assert afvigelser[0].sted == t.sted


# --- Reading ------------------------------------------------------------------------------

GOD = """tilfaelde:
  - navn: "Ét tilfælde"
    raekke: {lovgrundlag: sel107}
    giver: {kriterier: {K1: opfyldt}}
"""


@pytest.fixture
def med_fil(kopi: Path) -> Callable[[str], tuple[Tilfaelde, ...]]:
    """Return a function that reads a pack whose only case file has the given content."""

    def laes(tekst: str | bytes, navn: str = "a.yaml") -> tuple[Tilfaelde, ...]:
        shutil.rmtree(kopi / "tilfaelde")
        (kopi / "tilfaelde").mkdir()
        (kopi / "tilfaelde" / navn).write_bytes(tekst if isinstance(tekst, bytes) else tekst.encode())
        return laes_tilfaelde("min-pulje", regler=kopi.parent)

    return laes


def test_et_godt_tilfaelde_laeses(med_fil: Callable[[str], tuple[Tilfaelde, ...]]) -> None:
    (t,) = med_fil(GOD)
    assert t.navn == "Ét tilfælde"
    assert t.giver == Giver(statusser={Plads("projekter", 1, "K1"): "opfyldt"})
    assert t.ansoegning.raekker == {"projekter": ({"lovgrundlag": "sel107"},)}


def _med(gammelt: str, nyt: str) -> str:
    assert GOD.count(gammelt) == 1
    return GOD.replace(gammelt, nyt)


G = "{kriterier: {K1: opfyldt}}"


@pytest.mark.parametrize(
    ("tekst", "besked", "linje", "kolonne"),
    [
        ("", "Filen er tom", None, None),
        ("- a\n", "Filen skal begynde med »tilfaelde:«", 1, 1),
        ("tilfaelde: []\n", "mindst ét tilfælde", 1, 12),
        ("tilfaelde:\n", "mindst ét tilfælde", 1, 11),
        ("tilfælde: []\n", "Mente du »tilfaelde«?", 1, 1),
        ("tilfaelde:\n  - Ét tilfælde\n", "skal have nøgler og værdier", 2, 5),
        (_med("    giver:", "    givr:"), "Mente du »giver«?", 4, 5),
        (_med("    giver: {kriterier: {K1: opfyldt}}\n", ""), "Her mangler nøglen »giver«", 2, 5),
        (_med(G, "{}"), "»giver« skal sige noget", 4, 12),
        (_med(G, ""), "»giver« skal have nøgler og værdier", 4, 11),
        (_med("kriterier:", "kriterie:"), "Mente du »kriterier«?", 4, 13),
        (_med("K1:", "K7:"), "Der er intet kriterium »K7«", 4, 25),
        (_med("K1: opfyldt", "K1: opfylt"), "Mente du »opfyldt«?", 4, 29),
        (_med(G, "{raekker: {2: {K1: opfyldt}}}"), "»2« er ikke nummeret på en af de 1 rækker", 4, 23),
        (_med(G, "{kriterier: {K1: opfyldt}, raekker: {1: {K1: opfyldt}}}"), "K1 i række 1 står to gange", 4, 53),
        (_med(G, "{mangler: {K1: [lovgrund]}}"), "Mente du »lovgrundlag«?", 4, 28),
        (_med(G, "{fund: [S99]}"), "»S99« er ikke et tjek", 4, 20),
        (_med(G, "{fund: {S99: kommune}}"), "»S99« er ikke et tjek", 4, 20),
        (_med(G, '{uden_fund: {S06: "projekter[1].ansoegt_2025"}}'), "Mente du »projekter[0].ansoegt_2025«?", 4, 30),
        (_med(G, '{fund: {S00: "projekter[0].udvidelse"}}'), "ikke et felt, S00 kan pege på", 4, 25),
        (_med(G, "{opgaver: [O99]}"), "»O99« er ikke en opgave", 4, 23),
        (_med(G, "{resultat: opfyld}"), "Mente du »opfyldt«?", 4, 23),
        (_med(G, "{klar: måske}"), "hverken ja eller nej", 4, 19),
        (_med("raekke: {lovgrundlag: sel107}", "raekke: {lovgrund: sel107}"), "Mente du »lovgrundlag«?", 3, 14),
        (_med("raekke: {lovgrundlag: sel107}", "ansoegning: {pulje: min-pulje}"), "Slet linjen", 3, 18),
        (_med("raekke: {lovgrundlag: sel107}", "ansoegning: [a]"), "»ansoegning« skal være nøgler og værdier", 3, 17),
        (_med("raekke: {lovgrundlag: sel107}", "ansoegning: {kommune: Aarhus}"), "men her er ingen", 4, 25),
        (_med("    raekke: {lovgrundlag: sel107}\n", ""), "netop én af nøglerne raekke og ansoegning", 2, 5),
        (_med("    raekke:", "    ansoegning: {}\n    raekke:"), "netop én af nøglerne", 2, 5),
        (_med("    raekke:", "    dato: 31/02/2024\n    raekke:"), "findes ikke i kalenderen", 3, 11),
        (_med("    raekke:", "    saet: {mindste_andel: 25}\n    raekke:"), "saet: der er ingen parameter", 3, 11),
        (_med("    raekke:", '    saet: {mindste_anlaegsudgift: "20,5"}\n    raekke:'), "giv parameteren", 3, 11),
        (_med("    raekke:", "    antag: {lovgrundlag: sel109}\n    raekke:"), "antag lovgrundlag:", 3, 12),
        (_med('"Ét tilfælde"', '""'), "Her skal stå en værdi", 2, 11),
        (_med('navn: "Ét tilfælde"', "dato: 10/05/2024"), "Her mangler nøglen »navn«", 2, 5),
        (GOD + GOD.partition("\n")[2], "er brugt i", 5, 11),
        (GOD + "  - navn: a\n\tgiver: b\n", "tabulator", 6, 1),
    ],
)  # fmt: skip
def test_en_fejl_i_et_tilfaelde_har_sit_sted(
    med_fil: Callable[[str], tuple[Tilfaelde, ...]],
    tekst: str,
    besked: str,
    linje: int | None,
    kolonne: int | None,
) -> None:
    with pytest.raises(RegelsaetFejl) as fejl:
        med_fil(tekst)
    (mangel,) = fejl.value.mangler
    assert besked in mangel.besked
    assert mangel.sted.fil.endswith("a.yaml")
    assert (mangel.sted.linje, mangel.sted.kolonne) == (linje, kolonne)


def test_alle_fejl_siges_paa_en_gang(med_fil: Callable[[str], tuple[Tilfaelde, ...]]) -> None:
    to = GOD.replace("K1", "K7") + GOD.partition("\n")[2].replace("Ét", "To").replace("K1", "K8")
    with pytest.raises(RegelsaetFejl) as fejl:
        med_fil(to)
    assert [m.sted.linje for m in fejl.value.mangler] == [4, 7]


def test_en_fil_med_et_andet_navn_springes_ikke_stille_over(kopi: Path) -> None:
    (kopi / "tilfaelde" / "flere.yml").write_text(GOD, encoding="utf-8")
    (kopi / "tilfaelde" / ".skjult").write_text("", encoding="utf-8")
    with pytest.raises(RegelsaetFejl, match=r"ender på \.yaml") as fejl:
        laes_tilfaelde("min-pulje", regler=kopi.parent)
    assert len(fejl.value.mangler) == 1


def test_raekke_kan_kun_bruges_hvor_der_er_en_liste(tmp_path: Path) -> None:
    ny = tmp_path / "min-kontrakt"
    shutil.copytree(mappe("rules") / KONTRAKT, ny)
    _erstat(ny / "pulje.yaml", f"id: {KONTRAKT}", "id: min-kontrakt")
    shutil.rmtree(ny / "tilfaelde")
    (ny / "tilfaelde").mkdir()
    (ny / "tilfaelde" / "a.yaml").write_text(GOD, encoding="utf-8")
    with pytest.raises(RegelsaetFejl, match="netop én liste; her er 0"):
        laes_tilfaelde("min-kontrakt", regler=tmp_path)
