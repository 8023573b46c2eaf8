"""Tables of a pack: each combination of keys has exactly one row, and a look-up returns that row's value."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.fejl import RegelsaetFejl
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.reference import Kontekst, vaerdi
from ansoegning.motor.slutning import PlainKaede
from ansoegning.sprog.regelsaet import Regelsaet
from ansoegning.sprog.skriv import skriv_udtryk
from ansoegning.sprog.typer import type_udtryk
from hjaelp.pakkebyg import KILDE, byg_pakke, kriterium, pakkedata

#: An invented income limit: up to two children, three or four, five and more.
GRAENSE: dict[str, Any] = {
    "navn": "indkomstgrænsen",
    "enhed": "kr.",
    "noegler": [{"navn": "antallet af børn", "enhed": "børn", "mindst": "0", "hoejst": "20"}],
    "raekker": [
        {"til_og_med": "2", "vaerdi": "300.000"},
        {"er": ["3", "4"], "vaerdi": "350.000"},
        {"over": "4", "vaerdi": "400.000"},
    ],
    "kilde": KILDE,
}
#: Points by price and zone; the price in kroner and oere.
POINT: dict[str, Any] = {
    "navn": "point",
    "noegler": [
        {"navn": "prisen", "enhed": "kr.", "trin": "0,01", "mindst": "0", "hoejst": "1.000"},
        {"navn": "zonen", "valg": ["by", "land"]},
    ],
    "raekker": [
        {"hvor": [{"under": "100"}, {}], "vaerdi": "5"},
        {"hvor": [{"fra": "100"}, {"er": ["by"]}], "vaerdi": "1"},
        {"hvor": [{"fra": "100", "til_og_med": "500"}, {"er": ["land"]}], "vaerdi": "3"},
        {"hvor": [{"over": "500"}, {"er": ["land"]}], "vaerdi": "2"},
    ],
    "kilde": KILDE,
}
FRISTER: dict[str, Any] = {
    "navn": "fristen",
    "type": "dato",
    "noegler": [{"navn": "zonen", "valg": ["by", "land"]}],
    "raekker": [{"er": ["by"], "vaerdi": "01/03/2024"}, {"er": ["land"], "vaerdi": "01/04/2024"}],
    "kilde": KILDE,
}
FAKTA: dict[str, Any] = {
    "boern": {"navn": "børnene", "type": "tal", "enhed": "børn", "mindst": "0", "hoejst": "12"},
    "indkomst": {"navn": "indkomsten", "type": "tal", "enhed": "kr.", "mindst": "0", "hoejst": "9.999.999"},
    "pris": {"navn": "prisen", "type": "tal", "enhed": "kr.", "trin": "0,01", "mindst": "0", "hoejst": "1.000"},
    "zone": {"navn": "zonen", "type": "valg", "valg": {"by": "by", "land": "land"}},
    "dag": {"navn": "dagen", "type": "dato"},
}


def _pakke(**tabeller: Any) -> Regelsaet:
    alle = {"graense": GRAENSE, "point": POINT, "frister": FRISTER, **tabeller}
    data = pakkedata(
        tabeller=alle,
        fakta={"ansoegning": {n: {**f, "brug": ["oplysning"]} for n, f in FAKTA.items()}},
        kriterier=[
            kriterium("K1", "indkomst <= opslag(graense, boern)"),
            kriterium("K2", "opslag(point, pris, zone) > 1"),
            kriterium("K3", "dag <= opslag(frister, zone)"),
        ],
    )
    return byg_pakke(data)


REGELSAET = _pakke()


def _slaa_op(udtryk: str, **fakta: Any) -> Any:
    return vaerdi(type_udtryk(udtryk, REGELSAET.omfang, None), Kontekst(REGELSAET, fakta, {}))


@given(st.none() | st.integers(0, 12))
def test_indkomstgraensen(boern: int | None) -> None:
    svar = _slaa_op("opslag(graense, boern)", boern=boern)
    assert svar == (None if boern is None else 300_000 if boern < 3 else 350_000 if boern < 5 else 400_000)


@pytest.mark.parametrize(
    ("pris", "zone", "ventet"),
    [
        (99, "by", 5),
        (100, "by", 1),
        (100, "land", 3),
        (500, "land", 3),
        (501, "land", 2),
        (99, None, 5),
        (100, None, None),
        (None, "by", None),
    ],
)
def test_to_noegler(pris: int | None, zone: str | None, ventet: int | None) -> None:
    """Where the zone is unknown, the result is known if all zones have the same value for the price."""
    assert _slaa_op("opslag(point, pris, zone)", pris=pris, zone=zone) == ventet


def test_dage() -> None:
    assert _slaa_op("opslag(frister, zone)", zone="land") == date(2024, 4, 1)


def test_ens_vaerdier_er_kendt_uden_noeglen() -> None:
    ens = {**GRAENSE, "raekker": [{**r, "vaerdi": "5"} for r in GRAENSE["raekker"]]}
    regelsaet = _pakke(graense=ens)
    trae = type_udtryk("opslag(graense, boern)", regelsaet.omfang, None)
    assert vaerdi(trae, Kontekst(regelsaet, {}, {})) == 5
    assert skriv_udtryk(trae) == "opslag(graense, boern)"


def _aendret(tabel: dict[str, Any], nr: int, **nyt: Any) -> dict[str, Any]:
    ny = copy.deepcopy(tabel)
    ny["raekker"][nr] = nyt
    return ny


@pytest.mark.parametrize(
    ("tabel", "besked"),
    [
        (_aendret(GRAENSE, 1, er=["3"], vaerdi="1"), "Ingen række gælder, hvor antallet af børn er 4 børn."),
        (_aendret(GRAENSE, 2, fra="4", vaerdi="1"), "Både række 2 og 3 gælder, hvor antallet af børn er 4 børn."),
        (_aendret(GRAENSE, 1, er=["3", "4", "4,5"], vaerdi="1"), "antallet af børn kan ikke være 4,5"),
        (_aendret(GRAENSE, 2, over="20", vaerdi="1"), "Ingen række gælder"),
        (_aendret(GRAENSE, 0, fra="1", over="2", vaerdi="1"), "kun én af nøglerne fra (med) og over (ikke med)"),
        (_aendret(GRAENSE, 0, til_og_med="2", vaerdi="mange"), "mange"),
        (_aendret(GRAENSE, 0, til_og_med="få", vaerdi="1"), "»få« er ikke et tal for antallet af børn"),
        ({**GRAENSE, "noegler": [{"navn": "børn", "enhed": "børn", "mindst": "0"}]}, "Skriv mindst og hoejst"),
        (
            {**GRAENSE, "noegler": [{"navn": "børn", "enhed": "børn", "mindst": "0", "hoejst": "9"}]},
            "Tabellen gælder børn fra 0 til 9, men udtrykket går fra 0 til 12.",
        ),
        (
            {**GRAENSE, "noegler": [{"navn": "børn", "enhed": "kr.", "mindst": "0", "hoejst": "20"}]},
            "børn er kr., men udtrykket børn",
        ),
    ],
)
def test_huller_og_overlap_er_fejl(tabel: dict[str, Any], besked: str) -> None:
    with pytest.raises((RegelsaetFejl, ValueError)) as fanget:
        _pakke(graense=tabel)
    assert besked in str(fanget.value)


def test_en_raekke_der_aldrig_gaelder() -> None:
    tabel = copy.deepcopy(GRAENSE)
    tabel["raekker"].append({"over": "20", "vaerdi": "1"})
    tabel["raekker"][2] = {"over": "4", "til_og_med": "20", "vaerdi": "400.000"}
    with pytest.raises(RegelsaetFejl, match="Række 4 gælder aldrig"):
        _pakke(graense=tabel)


def test_en_tabel_ingen_laeser() -> None:
    with pytest.raises(RegelsaetFejl, match="Ingen slår op i tabellen »glemt«"):
        _pakke(glemt=GRAENSE)


def test_decimaler_mellem_raekkerne() -> None:
    """Prices in oere cannot be looked up in a table of whole kroner."""
    tabel = copy.deepcopy(POINT)
    tabel["noegler"][0]["trin"] = "1"
    with pytest.raises(RegelsaetFejl, match="i trin på 1"):
        _pakke(point=tabel)


@pytest.mark.parametrize(
    ("krav", "fakta", "saetninger"),
    [
        (
            "indkomst <= opslag(graense, boern)",
            {"boern": 2, "indkomst": 1},
            ["Indkomstgrænsen er 300.000 kr., fordi antallet af børn er højst 2 børn (tabellens række 1)."],
        ),
        (
            "indkomst <= opslag(graense, boern) og opslag(graense, boern) > 1 kr.",
            {"boern": 4, "indkomst": 1},
            ["Indkomstgrænsen er 350.000 kr., fordi antallet af børn er 3 eller 4 børn (tabellens række 2)."],
        ),
        (
            "opslag(point, pris, zone) > 1",
            {"pris": Decimal("99.99"), "zone": "land"},
            ["Point er 5, fordi prisen er under 100 kr. (tabellens række 1)."],
        ),
        (
            "opslag(point, pris, zone) > 1",
            {"pris": Decimal(500), "zone": "land"},
            ["Point er 3, fordi prisen er mindst 100 og højst 500 kr. og zonen er på landet (tabellens række 3)."],
        ),
        (
            "dag > opslag(frister, zone)",
            {"dag": date(2024, 5, 1), "zone": "by"},
            ["Fristen er 01/03/2024, fordi zonen er i byen (tabellens række 1)."],
        ),
        ("opslag(point, pris, zone) > 1", {"pris": Decimal(500)}, []),
        ("nogen(opslag(graense, antal_boern) > 1 kr. for huse)", {}, []),
    ],
)
def test_begrundelsen_viser_raekken(krav: str, fakta: dict[str, Any], saetninger: list[str]) -> None:
    """Each row that applied appears once, with its words, value and source; none does where the key is unknown."""
    r = byg_pakke(
        pakkedata(
            enheder=[{"ental": "barn", "flertal": "børn"}],
            lister={"huse": {"ental": "hus", "flertal": "huse", "navn_fakta": "navn", "samlet": "s",
                             "samlet_ental": "s"}},
            tabeller={"graense": GRAENSE, "point": POINT, "frister": FRISTER},
            fakta={
                "ansoegning": {
                    **{n: {**f, "brug": ["oplysning"]} for n, f in FAKTA.items()},
                    "zone": {"navn": "zonen", "type": "valg", "valg": {"by": "i byen", "land": "på landet"}},
                },
                "huse": {
                    "navn": {"navn": "navnet", "type": "tekst"},
                    "antal_boern": {**FAKTA["boern"], "brug": ["oplysning"]},
                },
            },
            kriterier=[
                kriterium("K1", krav),
                kriterium("K2", "opslag(graense, boern) > 0 kr. og opslag(point, pris, zone) > 0"),
                kriterium("K3", "dag > opslag(frister, zone)"),
            ],
            konklusioner=[
                {"id": "raekkeresultat", "for": "huse", "vaerste_af": "kriterier", "uden": "uoplyst"},
                *pakkedata()["konklusioner"],
            ],
        )
    )  # fmt: skip
    a = Ansoegning("a.yaml", "proevepakke", fakta, {"huse": ({"antal_boern": 3},)})
    k = bedoem_ansoegning(a, r, (PlainKaede(),)).kriterier[0]
    assert [o.tekst for o in k.opslag] == saetninger
    assert k.grund == " ".join([k.begrundelse, *saetninger])
    assert all(o.kilde == r.data.tabeller[o.tabel].kilde for o in k.opslag)
    assert ("opslag" in k.model_dump(by_alias=True)) == bool(saetninger)
