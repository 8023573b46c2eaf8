"""Pools of other types than the first: points calculated by hand, first come first served, shares for groups.

The packs are small and invented (``data/puljer``); the program has no code for them.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from ansoegning import rangliste
from ansoegning.fejl import BrugsFejl, LaeseFejl
from ansoegning.model.rangliste import ProjektSvar, RanglisteSvar
from hjaelp.puljer import DATA, MOELLE, NYTTE, POINT, TILTAG

KOMMUNER = ("Aarhus", "Odense", "Aalborg", "Esbjerg", "Randers", "Kolding", "Horsens", "Vejle", "Roskilde")


def _moelle(*ansoegninger: dict[str, Any], **saet: str) -> RanglisteSvar:
    return rangliste(ansoegninger, pulje=MOELLE, regler=DATA, saet=saet or None)


def _med_nytte(tmp_path: Path, nytte: dict[str, int]) -> Path:
    fil = tmp_path / "vurderinger.yaml"
    fil.write_text(
        "vurderinger:\n"
        + "".join(
            f"  - {{kommune: {k.split('/')[0]}, tiltag: {k.split('/')[1]}, fakta: nytte, vaerdi: {v}, "
            "begrundelse: Set på stedet., af: AB, dato: 01/06/2024}\n"
            for k, v in nytte.items()
        ),
        encoding="utf-8",
    )
    return fil


def _af(svar: RanglisteSvar) -> dict[str, ProjektSvar]:
    return {p.navn: p for p in svar.projekter}


# --- First come, first served -------------------------------------------------------------


def test_foerst_til_moelle_giver_syv_hele_og_et_sidste_delvist() -> None:
    svar = _moelle(
        *({"kommune": k, "modtaget": f"{30 - nr:02}/04/2024"} for nr, k in enumerate(KOMMUNER)),
    )
    assert [p.navn for p in svar.projekter] == list(reversed(KOMMUNER))
    assert [p.beregnet for p in svar.projekter] == [
        *({"puljen": 4_000_000} for _ in range(7)),
        {"puljen": 2_900_000},
        {"puljen": 0},
    ]
    assert [p.udfald for p in svar.projekter] == [*["inden_for_rammen"] * 8, "uden_for_rammen"]
    assert [p.delvis for p in svar.projekter] == [*[False] * 7, True, False]
    assert svar.beregnet == svar.budget == {"puljen": 30_900_000}
    assert svar.ubrugt == {"puljen": 0}
    assert "2.900.000 kr. af 4.000.000 kr." in svar.projekter[7].begrundelse[-1]


def test_tidligere_modtagere_er_ikke_med() -> None:
    svar = _moelle(
        {"kommune": "Aarhus", "modtaget": "01/04/2024", "pulje_foer": "ja"},
        {"kommune": "Odense", "modtaget": "02/04/2024", "pulje_foer": "nej"},
        {"kommune": "Vejle", "modtaget": "03/04/2024"},
    )
    assert [(p.navn, p.udfald) for p in svar.projekter] == [
        ("Odense", "inden_for_rammen"),
        ("Vejle", "inden_for_rammen"),
        ("Aarhus", "opfylder_ikke"),
    ]
    assert svar.projekter[-1].begrundelse == ("Kommunen har fået tilskud før.",)


def test_lige_dage_siges_og_afgoer_penge() -> None:
    svar = _moelle(
        *({"kommune": k, "modtaget": "01/04/2024"} for k in KOMMUNER[:3]),
        ramme="8,0",
    )
    assert [p.navn for p in svar.projekter] == ["Odense", "Aarhus", "Aalborg"]
    assert [(len(g.projekter), g.afgoer_beregning) for g in svar.lige_rang] == [(3, True)]


def test_uden_point_kan_der_ikke_ordnes_efter_point() -> None:
    with pytest.raises(BrugsFejl, match="har ingen point"):
        rangliste([{"kommune": "Aarhus"}], pulje=MOELLE, regler=DATA, metode="point")
    with pytest.raises(BrugsFejl, match="ingen prioriterede nøgler"):
        rangliste([{"kommune": "Aarhus"}], pulje=POINT, regler=DATA, metode="prioriteret")


def test_en_pulje_uden_raekkefoelge_siger_det() -> None:
    with pytest.raises(BrugsFejl, match="siger ikke, hvordan der ordnes"):
        rangliste([{"pulje": "resultatkontrakt-2023"}])


# --- Points -------------------------------------------------------------------------------


@pytest.fixture
def pointsvar(tmp_path: Path) -> RanglisteSvar:
    nytte = NYTTE | {"Vejle/J": 3, "Vejle/K": 3}
    return rangliste(
        [{"kommune": k, "tiltag": t} for k, t in TILTAG.items()],
        pulje=POINT,
        regler=DATA,
        vurderinger=_med_nytte(tmp_path, nytte),
    )


@pytest.mark.parametrize(
    ("navn", "dele", "i_alt"),
    [
        # 75 pct. is halfway from 5 to 10 points; 2 × 7,5 + 2 + 0,5 × 10 + 3 × 4 + 1.
        ("A", (7.5, 2, 10, 4, 1), 35),
        # 100 pct. is 10 points, capped at 8; 2 × 8 + 5 + 0,5 × 6 + 3 × 2 + 0.
        ("B", (8, 5, 6, 2, 0), 30),
        # 30 pct. is exactly the minimum; under 100.000 kr. gives no points, nor does an unknown amount.
        ("C", (1, 0, 0, 5, 0), 17),
        # 2 × 5 + 5 + 0,5 × 10 + 3 × 3.
        ("J", (5, 5, 10, 3, 0), 29),
        # 51 pct. is 5,1 points.
        ("K", ("5.1", 5, 10, 3, 0), "29.2"),
    ],
)
def test_point_er_som_regnet_i_haanden(
    pointsvar: RanglisteSvar, navn: str, dele: tuple[float | str, ...], i_alt: int | str
) -> None:
    p = _af(pointsvar)[navn]
    assert tuple(n.point for n in p.noegler) == dele
    assert p.point == i_alt


def test_point_ordner_og_giver_en_del_af_udgiften(pointsvar: RanglisteSvar) -> None:
    inde = [(p.rang, p.navn, p.beregnet) for p in pointsvar.projekter if p.udfald == "inden_for_rammen"]
    assert inde == [
        # 40 pct. of 251.250 kr. is 100.500 kr., rounded to the nearest thousand; a half is rounded up.
        (1, "A", {"puljen": 101_000}),
        # 160.000 kr.
        (3, "K", {"puljen": 160_000}),
        # 39.999,60 kr.
        (5, "C", {"puljen": 40_000}),
    ]
    # B's 240.000 kr. is capped at 200.000, and so is J's; added to the awards of A and K, each would exceed the maximum
    # of its municipality.
    for navn, rang in (("B", 2), ("J", 4)):
        p = _af(pointsvar)[navn]
        assert (p.rang, p.udfald, p.begrundelse[-1]) == (
            rang,
            "uden_for_rammen",
            "Ansøgeren kan højst få 300.000 kr. i alt.",
        )


def test_aarhus_naar_ogsaa_sit_hoejeste(tmp_path: Path) -> None:
    svar = rangliste(
        [{"kommune": "Aarhus", "tiltag": TILTAG["Aarhus"]}],
        pulje=POINT,
        regler=DATA,
        saet={"hoejst_pr_kommune": "301.000"},
        vurderinger=_med_nytte(tmp_path, {"Aarhus/A": 4, "Aarhus/B": 2}),
    )
    assert svar.beregnet == {"puljen": 301_000}
    svar = rangliste(
        [{"kommune": "Aarhus", "tiltag": TILTAG["Aarhus"]}],
        pulje=POINT,
        regler=DATA,
        saet={"hoejst_pr_kommune": "300.999"},
        vurderinger=_med_nytte(tmp_path, {"Aarhus/A": 4, "Aarhus/B": 2}),
    )
    assert svar.beregnet == {"puljen": 101_000}


def test_mindstekrav_holder_ude_og_siger_hvorfor(pointsvar: RanglisteSvar) -> None:
    fundne = _af(pointsvar)
    ventede = {
        "D": ("opfylder_ikke", "P1 Andel til andre: 0,998 point; der skal være mindst 1."),
        "E": ("opfylder_ikke", "P4 Nytte: 1 point; der skal være mindst 2"),
        "F": ("opfylder_ikke", "Har 14 point; der skal være mindst 15"),
        "G": ("mangler_oplysninger", "»Nytte«"),
        "H": ("opfylder_ikke", "Efter puljens regel kan der gives 24.000 kr.: "),
        "I": ("opfylder_ikke", "Udgiften er 40.000 kr.; den skal være mindst 50.000 kr."),
    }
    for navn, (udfald, grund) in ventede.items():
        assert fundne[navn].udfald == udfald, navn
        assert fundne[navn].rang is None
        assert fundne[navn].beregnet is None
        assert re.search(grund, " ".join(fundne[navn].begrundelse)), (navn, fundne[navn].begrundelse)


def test_en_vurdering_uden_begrundelse_er_en_fejl(tmp_path: Path) -> None:
    fil = _med_nytte(tmp_path, {"Aarhus/A": 4})
    fil.write_text(fil.read_text("utf-8").replace("begrundelse: Set på stedet., ", ""), encoding="utf-8")
    with pytest.raises(LaeseFejl, match="begrundelse"):
        rangliste([{"kommune": "Aarhus", "tiltag": []}], pulje=POINT, regler=DATA, vurderinger=fil)


# --- Shares for groups --------------------------------------------------------------------

_DELING = """
  gruppe: {navn: region, region_af: [kommune]}
  deling:
    id: D1
    titel: En del til hver region
    form: lige
    rest: ubrugt
    kilde: {dokument: opslag, afsnit: Fordeling}
"""


def _delt(tmp_path: Path, rest: str, ved_loft: str = "spring_over") -> RanglisteSvar:
    mappe = tmp_path / "regler" / MOELLE
    shutil.copytree(DATA / MOELLE, mappe)
    fil = mappe / "raekkefoelge.yaml"
    tekst = fil.read_text("utf-8").replace("ved_loft: delvis", f"ved_loft: {ved_loft}")
    fil.write_text(tekst + _DELING.replace("ubrugt", rest), encoding="utf-8")
    return rangliste(
        [
            {"kommune": k, "modtaget": f"{nr:02}/04/2024"}
            for nr, k in enumerate(("Aarhus", "Randers", "Horsens", "Odense", "Aalborg"), 1)
        ],
        pulje=MOELLE,
        regler=tmp_path / "regler",
        saet={"ramme": "25,0"},
    )


def test_lige_deling_mellem_regioner(tmp_path: Path) -> None:
    """Five regions have 5,0 mio. each: one award of 4,0 in each, although Midtjylland was first."""
    svar = _delt(tmp_path, "ubrugt")
    inde = [p.navn for p in svar.projekter if p.udfald == "inden_for_rammen"]
    assert inde == ["Aarhus", "Odense", "Aalborg"]
    assert svar.ubrugt == {"puljen": 13_000_000}
    assert [g.beregnet["puljen"] for g in svar.grupper] == [0, 4_000_000, 4_000_000, 0, 4_000_000]


def test_resten_af_en_deling_fyldes_i_orden(tmp_path: Path) -> None:
    svar = _delt(tmp_path, "i_orden")
    assert all(p.udfald == "inden_for_rammen" for p in svar.projekter)
    assert svar.ubrugt == {"puljen": 5_000_000}


def test_den_sidste_i_en_gruppe_kan_faa_en_del(tmp_path: Path) -> None:
    svar = _delt(tmp_path, "ubrugt", "delvis")
    assert {p.navn: p.beregnet for p in svar.projekter} == {
        "Aarhus": {"puljen": 4_000_000},
        "Randers": {"puljen": 1_000_000},
        "Horsens": {"puljen": 0},
        "Odense": {"puljen": 4_000_000},
        "Aalborg": {"puljen": 4_000_000},
    }
