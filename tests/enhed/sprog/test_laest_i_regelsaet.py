"""What the trees of a pack read, through derived facts and periods."""

from __future__ import annotations

from ansoegning import load_regelsaet
from ansoegning.sprog.regelsaet import laeste_fakta, laeste_parametre

HJEMMEARBEJDE = "hjemmearbejde-oeresund"


def test_et_kriterium_over_perioder_laeser_periodens_laengde_og_summernes_parametre() -> None:
    regelsaet = load_regelsaet(HJEMMEARBEJDE)
    (kriterium,) = regelsaet.kriterier
    laest = laeste_parametre(regelsaet, *kriterium.betingelser)
    assert laest == {"periodens_laengde", "halv_dag", "hoejst_hjemme"}
    datoer = {("dage", "dag"), (None, "opgjort_fra"), (None, "opgjort_til")}
    assert datoer <= laeste_fakta(regelsaet, *kriterium.betingelser)


def test_et_trae_uden_perioder_laeser_sine_egne_parametre() -> None:
    regelsaet = load_regelsaet("botilbud-2025-26")
    k4 = next(k for k in regelsaet.kriterier if k.data.id == "K4")
    assert laeste_parametre(regelsaet, *k4.betingelser) == {"mindste_anlaegsudgift"}
