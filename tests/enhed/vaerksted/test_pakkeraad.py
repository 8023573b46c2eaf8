"""Advice on a valid pack, and what a budget without a name is called."""

from __future__ import annotations

from ansoegning import load_regelsaet
from ansoegning.model.ord import ord_af
from ansoegning.vaerksted.raad import raad
from hjaelp.puljer import DATA


def test_en_ramme_uden_navn_hedder_som_sin_parameter_og_det_siges() -> None:
    data = load_regelsaet("aadale", regler=DATA).data
    assert ord_af(data).rammer == {"anlaeg": "rammen til anlæg", "formidling": "rammen til formidling"}
    assert [linje.split(" i visningerne")[0] for linje in raad(data)] == [
        "Budgettet »anlaeg« hedder »rammen til anlæg«",
        "Budgettet »formidling« hedder »rammen til formidling«",
    ]


def test_et_aar_er_sit_eget_navn_og_en_enkelt_ramme_behoever_intet() -> None:
    for pulje in ("botilbud-2025-26", "laanepulje-2020"):
        assert raad(load_regelsaet(pulje).data) == []
    assert ord_af(load_regelsaet("botilbud-2025-26").data).rammer == {"2025": "2025", "2026": "2026"}
