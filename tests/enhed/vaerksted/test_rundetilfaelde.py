"""Cases of complete rounds: each passes, deviations are described, and together they catch all mutants of the order."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansoegning.fejl import RegelsaetFejl
from ansoegning.handlinger.rangliste import rangliste
from ansoegning.indlaes.regelsaet import find_pakker, laes_steder, load_regelsaet
from ansoegning.vaerksted.mutanter import mutanter
from ansoegning.vaerksted.mutanter_rangordning import rangaendringer
from ansoegning.vaerksted.muter import muter
from ansoegning.vaerksted.proev import afvigelser_i_runde, find_rundens, proev
from ansoegning.vaerksted.rundetilfaelde import GIVER, Rundetilfaelde, laes_rundetilfaelde
from ansoegning.vaerksted.tilfaelde import laes_tilfaelde
from hjaelp.puljer import DATA, MOELLE, NYTTE, POINT, TILTAG
from hjaelp.runder import PULJE
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung


FIL = ROD / "rules" / PULJE / "tilfaelde" / "runder.yaml"

Med = Callable[[dict[str, Any]], tuple[Rundetilfaelde, ...]]


@cache
def runder() -> tuple[Rundetilfaelde, ...]:
    return laes_rundetilfaelde(PULJE)


@pytest.fixture
def med(tmp_path: Path) -> Med:
    """Copy the built-in pool to another id, with these as its only cases."""

    def med_(indhold: dict[str, Any]) -> tuple[Rundetilfaelde, ...]:
        mappe = tmp_path / "min-pulje"
        shutil.copytree(
            ROD / "rules" / PULJE, mappe, ignore=shutil.ignore_patterns("tilfaelde", "*.md", "enighed.yaml")
        )
        pulje = mappe / "pulje.yaml"
        tekst = pulje.read_text(encoding="utf-8").replace(f"id: {PULJE}\n", "id: min-pulje\n")
        pulje.write_text(tekst, encoding="utf-8")
        (mappe / "tilfaelde").mkdir()
        skrevet = yaml.safe_dump(indhold, allow_unicode=True, sort_keys=False)
        (mappe / "tilfaelde" / "runder.yaml").write_text(skrevet, encoding="utf-8")
        return laes_rundetilfaelde("min-pulje", regler=tmp_path)

    return med_


@pytest.mark.parametrize("t", [pytest.param(t, id=t.navn) for t in runder()])
def test_runden_giver_det_den_skal(t: Rundetilfaelde) -> None:
    assert afvigelser_i_runde(t, find_rundens(t)) == []


def test_hver_udgang_og_alt_hvad_en_runde_kan_sige_er_proevet() -> None:
    assert {u for t in runder() for u in t.giver.udfald.values()} >= {
        "opfylder_ikke", "mangler_oplysninger", "kraever_vurdering",
    }  # fmt: skip
    # The built-in packs have no points; the invented pools with points test those keys.
    for noegle in set(GIVER) - {"point", "fakta"}:
        assert any(getattr(t.giver, noegle) for t in runder()), noegle
    assert {t.giver.udloest for t in runder()} >= {True, False}
    assert {t.giver.overansoegt for t in runder()} >= {True, False}


def test_hver_slags_afvigelse_siges() -> None:
    t = next(t for t in runder() if t.giver.udloest)
    deltagere = find_rundens(t)
    navne = t.giver.orden
    assert navne is not None
    forkert = replace(
        t.giver,
        orden=navne[::-1],
        inde=frozenset(),
        garanti=frozenset(navne[:1]),
        udfald={navne[0]: "opfylder_ikke"},
        beregnet={navne[0]: {"2025": 1}},
        lige=(navne[:2],),
        overansoegt=False,
        udloest=False,
    )
    fundne = afvigelser_i_runde(replace(t, giver=forkert), deltagere)
    assert [a.hvad for a in fundne] == [
        "rækkefølgen", "inden for rammen", "taget ved garantien", f"udfaldet af {navne[0]}",
        f"beløbet til {navne[0]} (2025)", "lige", "overansøgt", "garantien udløst",
    ]  # fmt: skip
    assert all(a.sted == t.sted and a.ventet != a.faktisk for a in fundne)


def test_en_runde_giver_det_samme_som_ranglisten(tmp_path: Path) -> None:
    """The round of a case has the same result as files with the same applications."""
    data = yaml.load(FIL.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
    for nr, (t, skrevet) in enumerate(zip(runder(), data["runder"], strict=True)):
        if t.sat or t.vurderet:
            continue
        mappe = tmp_path / str(nr)
        mappe.mkdir()
        for i, a in enumerate(skrevet["ansoegninger"], 1):
            raekker = [{**data["faelles"], **skrevet.get("faelles", {}), **p} for p in a.get("projekter", ())]
            indhold = {"pulje": PULJE, **a, "projekter": raekker}
            (mappe / f"{i}.yaml").write_text(yaml.safe_dump(indhold, allow_unicode=True), encoding="utf-8")
        svar = rangliste(mappe, medtag_skoen=t.medtag_skoen, omfang="hele")
        if t.giver.orden is not None:
            assert tuple(p.navn for p in svar.projekter if p.rang is not None) == t.giver.orden
        if t.giver.inde is not None:
            assert {p.navn for p in svar.projekter if p.udfald == "inden_for_rammen"} == t.giver.inde


# --- Mutants of the order -----------------------------------------------------------------


def test_hver_aendring_af_raekkefoelgen_er_en_mutant_med_egne_ord() -> None:
    alle = [m for m in mutanter(load_regelsaet(PULJE), laes_steder(PULJE)) if m.beskrivelse.startswith("rækkefølgen, ")]
    aendringer = list(rangaendringer(_orden(PULJE)))
    assert [m.beskrivelse for m in alle] == [f"rækkefølgen, {a.hvad}" for a in aendringer]
    assert len({a.hvad for a in aendringer}) == len(aendringer) > 25
    assert all(m.sted.fil.endswith("raekkefoelge.yaml") and m.sted.linje for m in alle)
    assert all(a.ny != _orden(PULJE) for a in aendringer)


def test_en_runde_mindre_og_en_aendring_overlever(med: Med, tmp_path: Path) -> None:
    data = yaml.load(FIL.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
    uden = [r for r in data["runder"] if "springes over" not in r["navn"] and "forlods" not in r["navn"]]
    assert len(uden) == len(data["runder"]) - 2
    med({**data, "runder": uden})
    assert proev("min-pulje", regler=tmp_path).afvigelser == ()
    overlever = {m.beskrivelse for m in muter("min-pulje", regler=tmp_path).overlevende}
    assert {"rækkefølgen, ved_loft er stop", "rækkefølgen, V3: formen er ingen"} <= overlever
    assert "rækkefølgen, V1: nøglen udgår" not in overlever


def test_andre_puljers_raekkefoelge_proeves_ogsaa(tmp_path: Path) -> None:
    """Points with a minimum and a cap, and a pool without rows; ``test_andre_puljer`` explains the figures."""
    nytte = {navn.split("/")[1]: {"nytte": n} for navn, n in (NYTTE | {"Vejle/J": 3, "Vejle/K": 3}).items()}
    point = {
        "navn": "Point, mindstekrav og det højeste til en kommune",
        "ansoegninger": [{"kommune": k, "tiltag": t} for k, t in TILTAG.items()],
        "vurderet": nytte,
        "giver": {
            "orden": ["A", "B", "K", "J", "C"],
            "inde": ["A", "K", "C"],
            "udfald": dict.fromkeys("DEFHI", "opfylder_ikke") | {"G": "mangler_oplysninger"},
            "beregnet": {"A": {"puljen": 101_000}, "K": {"puljen": 160_000}, "C": {"puljen": 40_000}},
        },
    }
    moelle = {
        "navn": "Den første får først, og den, der har fået før, er ikke med",
        "faelles": {"modtaget": "01/04/2024"},
        "saet": {"ramme": "6,0"},
        "ansoegninger": [
            {"kommune": "Vejle", "modtaget": "02/04/2024"},
            {"kommune": "Aarhus", "pulje_foer": "nej"},
            {"kommune": "Odense", "pulje_foer": "ja"},
        ],
        "giver": {
            "orden": ["Aarhus", "Vejle"],
            "udfald": {"Odense": "opfylder_ikke"},
            "beregnet": {"Aarhus": {"puljen": 4_000_000}, "Vejle": {"puljen": 2_000_000}},
        },
    }
    maerkes = {
        POINT: {
            "P1: kriteriet udgår", "P1: vægten fordobles", "P1: det mindste udgår", "P4: kriteriet udgår",
            "det mindste antal point i alt udgår", "puljen: »tildeling« udgår", "puljen: »mindst« udgår",
            "puljen: der afrundes ned", "pr. ansøger: »hoejst« udgår",
        },
        MOELLE: {
            "N1: retningen vendes", "U1: udgår", "U1: ukendt er ude", "ved_loft er stop", "ved_loft er spring_over",
        },
    }  # fmt: skip
    for pakke, runde in ((POINT, point), (MOELLE, moelle)):
        mappe = tmp_path / pakke / f"min-{pakke}"
        shutil.copytree(DATA / pakke, mappe)
        pulje = mappe / "pulje.yaml"
        pulje.write_text(
            pulje.read_text(encoding="utf-8").replace(f"id: {pakke}", f"id: {mappe.name}"), encoding="utf-8"
        )
        (mappe / "tilfaelde").mkdir()
        skrevet = yaml.safe_dump(deepcopy({"runder": [runde]}), allow_unicode=True, sort_keys=False)
        (mappe / "tilfaelde" / "runder.yaml").write_text(skrevet, encoding="utf-8")
        assert proev(mappe.name, regler=mappe.parent).afvigelser == ()
        overlever = {m.beskrivelse for m in muter(mappe.name, regler=mappe.parent).overlevende}
        aendringer = {a.hvad for a in rangaendringer(_orden(mappe.name, mappe.parent))}
        assert aendringer - {o.removeprefix("rækkefølgen, ") for o in overlever} >= maerkes[pakke]


def _orden(pakke: str, regler: Path | None = None) -> Any:
    orden = load_regelsaet(pakke, regler=regler).raekkefoelge
    assert orden is not None
    return orden


# --- Faults -------------------------------------------------------------------------------

_RUNDE: dict[str, Any] = {
    "navn": "En runde",
    "ansoegninger": [{"kommune": "Aarhus", "projekter": [{"navn": "A"}, {"navn": "B"}]}],
    "giver": {"orden": []},
}


@pytest.mark.parametrize(
    ("aendring", "besked"),
    [
        ({"giver": {}}, "»giver« skal sige noget"),
        ({"giver": None}, "»giver« skal have nøgler"),
        ({"giver": {"orden": ["C"]}}, "Der er ingen »C« i runden. Her er: A, B."),
        ({"giver": {"orden": "A"}}, "Her skal stå en liste"),
        ({"giver": {"udfald": {"A": "afvist"}}}, "»afvist« er ikke et udfald"),
        ({"giver": {"udfald": {"C": "opfylder_ikke"}}}, "Der er ingen »C«"),
        ({"giver": {"beregnet": {"A": {"2027": 1}}}}, "»2027« er ingen af rammerne: 2025, 2026"),
        ({"giver": {"beregnet": {"A": {"2025": "1,5"}}}}, "1,5"),
        ({"giver": {"overansoegt": "måske"}}, "måske"),
        ({"giver": {"lige": [["A", "C"]]}}, "Der er ingen »C«"),
        ({"giver": {"inden": ["A"]}}, "Mente du »inde«?"),
        ({"ansoegninger": []}, "mindst én ansøgning"),
        ({"ansoegninger": [1]}, "En ansøgning skal være nøgler"),
        ({"ansoegninger": [{"pulje": PULJE}]}, "hører til regelsættets egen pulje"),
        ({"ansoegninger": [{"projekter": [{"navn": "A"}, {"navn": "A"}]}]}, "To hedder »A«"),
        ({"ansoegninger": [{"projekt": []}]}, "projekt"),
        ({"vurderet": {"C": {"prisvurdering": 1}}}, "Der er ingen »C«"),
        ({"vurderet": {"A": {"pris": 1}}}, "»pris« er ikke noget, en person vurderer"),
        ({"vurderet": {"A": {"prisvurdering": 9}}}, "9"),
        ({"metode": "lodtrækning"}, "er ikke en metode"),
        ({"faelles": [1]}, "»faelles« skal være nøgler"),
        ({"saet": {"rame": 1}}, "der er ingen parameter »rame«"),
    ],
)
def test_fejl_i_en_runde_siges_med_sted(med: Med, aendring: dict[str, Any], besked: str) -> None:
    with pytest.raises(RegelsaetFejl) as fejl:
        med({"runder": [_RUNDE | aendring]})
    assert besked in str(fejl.value)
    assert "runder.yaml, linje " in str(fejl.value)


@pytest.mark.parametrize(
    ("indhold", "besked"),
    [
        ({"faelles": {}, "tilfaelde": []}, "faelles"),
        ({"runder": []}, "»runder« skal være en liste med mindst ét tilfælde"),
        ({"runde": []}, "Mente du »runder«?"),
        ({"runder": [_RUNDE, deepcopy(_RUNDE)]}, "Navnet »En runde« er brugt i"),
    ],
)
def test_fejl_i_filen_siges(med: Med, indhold: dict[str, Any], besked: str) -> None:
    with pytest.raises(RegelsaetFejl, match=besked):
        med(indhold)


def test_kun_runder_er_ogsaa_tilfaelde(med: Med, tmp_path: Path) -> None:
    assert len(med({"runder": [_RUNDE]})) == 1
    assert laes_tilfaelde("min-pulje", regler=tmp_path) == ()
    assert proev("min-pulje", regler=tmp_path).antal == 1


def test_en_pakke_uden_raekkefoelge_har_ingen_runder() -> None:
    uden = [p for p in find_pakker() if load_regelsaet(p).raekkefoelge is None]
    assert uden
    assert [laes_rundetilfaelde(p) for p in uden] == [()] * len(uden)
