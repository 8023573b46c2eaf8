"""The sentence about what must be known before something can be evaluated."""

from __future__ import annotations

from ansoegning import tjek
from ansoegning.motor.fraser import kan_ikke_vurderes


def test_faa_oplysninger_naevnes_alle_med_deres_sted() -> None:
    assert kan_ikke_vurderes({"": ["»a«"]}, {}) == "Kan ikke vurderes, før »a« er oplyst."
    assert kan_ikke_vurderes({"": ["»a«", "»b«"], " i projekt 2": ["»c«"]}, {"": ["»d«"]}) == (
        "Kan ikke vurderes, før »a« og »b« og »c« i projekt 2 er oplyst og »d« er rettet."
    )
    assert kan_ikke_vurderes({}, {}, dele_mangler=True) == (
        "Kan ikke vurderes, før de andre dele af det, der søges om i fællesskab, er kendt."
    )


def test_syv_oplysninger_er_en_saetning_og_otte_taelles() -> None:
    assert kan_ikke_vurderes({"": list("abcdefg")}, {}) == "Kan ikke vurderes, før a, b, c, d, e, f og g er oplyst."
    assert kan_ikke_vurderes({"": list("abcdefgh")}, {}) == (
        "Kan ikke vurderes endnu: 8 oplysninger, der kan afgøre det, mangler, bl.a. a, b og c."
    )
    # What is to be corrected is said by itself, and few of a kind are all named.
    assert kan_ikke_vurderes({"": list("abcd")}, {" i projekt 2": list("efghi")}, dele_mangler=True) == (
        "Kan ikke vurderes endnu: a, b, c og d mangler; 5 oplysninger, der kan afgøre det, skal rettes, bl.a. "
        "e i projekt 2, f i projekt 2 og g i projekt 2; de andre dele af det, der søges om i fællesskab, er ikke kendt."
    )


def test_et_kriterium_som_mange_oplysninger_kan_afgoere_naevner_ikke_dem_alle() -> None:
    (p,) = tjek({"pulje": "pejlemaerker-infrastruktur-2023", "projekter": [{"navn": "Banen"}]}).raekker["projekter"]
    g1, g2 = p.kriterier
    assert g1.begrundelse.startswith("Kan ikke vurderes, før »")
    assert len(g2.mangler) == 20
    assert g2.begrundelse.startswith("Kan ikke vurderes endnu: 20 oplysninger, der kan afgøre det, mangler, bl.a. »")
    assert g2.begrundelse.count("»") == 3
