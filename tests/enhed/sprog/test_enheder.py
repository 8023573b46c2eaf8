"""Units: declared words, capitals and slashes, and no suffix stripped from a word."""

from __future__ import annotations

from typing import Any

import pytest

from ansoegning.fejl import RegelsaetFejl
from ansoegning.model.regelsaet import Vaerdiform
from ansoegning.model.vaerdier import VaerdiFejl, laes_tekst
from ansoegning.model.visning import vis_vaerdi
from ansoegning.sprog.regelsaet import Regelsaet
from ansoegning.sprog.skriv import skriv_udtryk
from hjaelp.pakkebyg import byg_pakke, kriterium, pakkedata

ENHEDER = [{"ental": "barn", "flertal": "børn"}, {"ental": "hus", "flertal": "huse"}]


def _tal(enhed: str | None, **dele: Any) -> dict[str, Any]:
    return {"navn": "tallet", "type": "tal", "enhed": enhed, "mindst": "0", "hoejst": "1.000", **dele}


def _pakke(krav: str, enheder: list[dict[str, str]] = ENHEDER, **fakta: dict[str, Any]) -> Regelsaet:
    return byg_pakke(pakkedata(enheder=enheder, fakta={"ansoegning": dict(fakta)}, kriterier=[kriterium("K1", krav)]))


def _fejl(krav: str, enheder: list[dict[str, str]] = ENHEDER, **fakta: dict[str, Any]) -> str:
    with pytest.raises(RegelsaetFejl) as fejl:
        _pakke(krav, enheder, **fakta)
    return " ".join(m.besked for m in fejl.value.mangler)


@pytest.mark.parametrize("skrevet", ["barn", "børn"])
@pytest.mark.parametrize(("krav", "vist"), [("x >= 1 børn", "x >= 1 barn"), ("x >= 2 barn", "x >= 2 børn")])
def test_begge_former_er_een_enhed(skrevet: str, krav: str, vist: str) -> None:
    r = _pakke(krav, x=_tal(skrevet))
    form = r.fakta[None, "x"]
    assert (vis_vaerdi(form, 1), vis_vaerdi(form, 2), vis_vaerdi(form, 0)) == ("1 barn", "2 børn", "0 børn")
    assert skriv_udtryk(r.kriterier[0].krav) == vist
    assert (laes_tekst(form, "1 barn"), laes_tekst(form, "3 børn")) == (1, 3)


def test_i_naevneren_staar_een() -> None:
    r = _pakke("x > 2 huse pr. børn", x=_tal("hus pr. børn"))
    assert vis_vaerdi(r.fakta[None, "x"], 1) == "1 hus pr. barn"
    assert vis_vaerdi(r.fakta[None, "x"], 5) == "5 huse pr. barn"
    assert skriv_udtryk(r.kriterier[0].krav) == "x > 2 huse pr. barn"


@pytest.mark.parametrize("enhed", ["Mbit/s", "kWh", "GB", "m²", "m2", "CO2", "kWh/m²/år", "Mbit/s pr. GB"])
def test_store_bogstaver_og_skraastreg(enhed: str) -> None:
    r = _pakke(f"x >= 100 {enhed} og x < (500 {enhed})", x=_tal(enhed))
    assert vis_vaerdi(r.fakta[None, "x"], 1) == f"1 {enhed}"
    assert skriv_udtryk(r.kriterier[0].krav) == f"x >= 100 {enhed} og x < 500 {enhed}"
    assert laes_tekst(r.fakta[None, "x"], f"30 {enhed}") == 30


@pytest.mark.parametrize("ord_", ["server", "kilometer", "meter", "kaffer"])
def test_ingen_endelse_fjernes(ord_: str) -> None:
    form = Vaerdiform(navn="x", type="tal", enhed=ord_, mindst="0", hoejst="9")
    assert vis_vaerdi(form, 1) == f"1 {ord_}"
    with pytest.raises(VaerdiFejl, match="ikke enheden her"):
        laes_tekst(form, f"1 {ord_[:-2]}")
    assert "passer ikke sammen" in _fejl(f"x > 2 {ord_[:-2]}", x=_tal(ord_))


def test_det_lister_taeller_og_tiden_er_kendt() -> None:
    data = pakkedata(
        lister={"anlaeg": {"ental": "anlæg", "flertal": "anlæggene", "navn_fakta": "a", "samlet": "s",
                           "samlet_ental": "s"}},
        fakta={"ansoegning": {"x": _tal("timer")}, "anlaeg": {"a": {"navn": "a", "type": "tekst"}}},
        kriterier=[kriterium("K1", "antal(anlaeg) > 1 anlæg og antal(anlaeg) < 5 anlæggene og x > 1 time")],
    )  # fmt: skip
    raekke = {"id": "raekkeresultat", "for": "anlaeg", "vaerste_af": "kriterier", "uden": "uoplyst"}
    data["konklusioner"] = [raekke, *data["konklusioner"]]
    r = byg_pakke(data)
    assert skriv_udtryk(r.kriterier[0].krav) == "antal(anlaeg) > 1 anlæg og antal(anlaeg) < 5 anlæggene og x > 1 time"


@pytest.mark.parametrize(
    ("krav", "enhed", "dele"),
    [
        ("x > 2 husene", "huse", "skriv i pulje.yaml: enheder: [{ental: huse, flertal: husene}]"),
        ("x > 2", "børn", "børn og et tal uden enhed. Skriv enheden efter tallet, fx 2 børn."),
        ("x > 2 børn", None, "et tal uden enhed og børn. Skriv enheden efter tallet, fx 2 børn."),
        ("x > 2 tkr", "kr.", "»tkr« er ikke en enhed. Skriv t.kr."),
        ("x > 2 kr/hus", "kr.", "»kr/hus« er ikke en enhed. Skriv kr. pr. hus."),
        ("x > 2 kr. pr. barn", "kr. pr. mio. kr.", "Efter »pr.« kan mio. kr. ikke stå."),
    ],
)
def test_beskeder(krav: str, enhed: str | None, dele: str) -> None:
    assert dele in _fejl(krav, [ENHEDER[0]], x=_tal(enhed))


@pytest.mark.parametrize(("enhed", "anden"), [("kr.", "timer"), ("timer", None), (None, "kr.")])
def test_to_fakta_af_hver_sin_enhed(enhed: str | None, anden: str | None) -> None:
    besked = _fejl("x > y", x=_tal(enhed), y=_tal(anden))
    assert "Ret enheden, hvor den er angivet" in besked
    assert "efter tallet" not in besked


@pytest.mark.parametrize(
    "enheder",
    [
        [*ENHEDER, {"ental": "barn", "flertal": "børnene"}],
        [{"ental": "dag", "flertal": "døgn"}],
        [{"ental": "ko", "flertal": "køer"}, {"ental": "køer", "flertal": "kreaturer"}],
    ],
)
def test_en_enhed_staar_eet_sted(enheder: list[dict[str, str]]) -> None:
    assert "findes allerede" in _fejl("x > 1", enheder, x=_tal(None))
