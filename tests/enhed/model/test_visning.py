"""Numbers in reasons have the decimals of the fact's step, and are never rounded across a number compared with.

A generated pack answers for each row in three ways that must agree: ``tjek``, the columns of ``batch``, and the oracle
here, which knows the numbers but not the texts.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.regelsaet import Vaerdiform
from ansoegning.model.visning import json_vaerdi, vis_tal, vis_vaerdi
from ansoegning.motor.kolonner import oversaet
from ansoegning.motor.slutning import PlainKaede
from ansoegning.skriv.rapport import par_tekst
from ansoegning.sprog.regelsaet import Regelsaet
from hjaelp.kolonnefacit import facit, relationens_raekker, sammenhold, svar_fra_duckdb
from hjaelp.pakkebyg import KILDE, byg_pakke, kriterium, pakkedata

pytestmark = pytest.mark.tung


def F(tekst: str) -> Fraction:  # noqa: N802 - short, because it is used like a literal
    return Fraction(tekst)


@pytest.mark.parametrize(
    ("tal", "decimaler", "imod", "vist"),
    [
        ("32.998", 2, ["33"], "32,998"),
        ("1231119/37300", 2, ["33"], "33,01"),
        ("98999/3000", 2, ["33"], "knap 33"),
        ("99001/3000", 2, ["33"], "lidt over 33"),
        ("1/3", 2, ["33.33"], "0,33"),
        ("100/3", 2, ["33.33"], "lidt over 33,33"),
        ("100/3", 2, ["33.333"], "lidt over 33,333"),
        ("33.125", 2, ["33.125"], "33,125"),
        ("33.1249", 2, ["33.125"], "33,12"),
        ("33.1251", 2, ["33.126"], "33,1251"),
        ("32.9999999", 2, ["33"], "knap 33"),
        ("32.999999", 2, ["33"], "32,999999"),
        ("33", 2, ["33"], "33"),
        ("32.998", 2, [], "33"),
        ("32.998", 2, ["10", "33"], "32,998"),
        ("2.001", 3, ["2"], "2,001"),
        ("2.0004", 3, ["2"], "2,0004"),
        ("-2.001", 2, ["-2"], "-2,001"),
        ("-0.001", 2, ["0"], "-0,001"),
        ("0.125", 2, [], "0,13"),
        ("-0.004", 2, [], "0"),
        ("12345678.9999", 2, ["12345679"], "12.345.678,9999"),
        ("1/3", 2, ["1/3"], "0,33"),
    ],
)
def test_et_tal_staar_paa_den_rette_side(tal: str, decimaler: int, imod: list[str], vist: str) -> None:
    assert vis_tal(F(tal), decimaler, [F(w) for w in imod]) == vist


def _laest(vist: str) -> tuple[Fraction, int]:
    """Return the number a reader takes from the text, and the direction from it (-1 below, 1 above, 0 exact)."""
    retning = -1 if vist.startswith("knap ") else 1 if vist.startswith("lidt over ") else 0
    tal = vist.rpartition(" ")[2] if retning else vist
    return F(tal.replace(".", "").replace(",", ".")), retning


@given(
    st.fractions(-50, 50, max_denominator=4_000),
    st.lists(st.decimals(-50, 50, places=3).map(Fraction), max_size=3),
    st.integers(-9, 9),
    st.integers(2, 4),
)
def test_laeseren_faar_den_rette_side(v: Fraction, imod: list[Fraction], skub: int, decimaler: int) -> None:
    # Next to a limit, where rounding hides the difference.
    v = imod[0] + v / 100_000 + Fraction(skub, 1_000) if imod and skub else v
    laest, retning = _laest(vis_tal(v, decimaler, imod[:1]))
    assert abs(laest - v) <= Fraction(1, 200)
    for w in imod[:1]:
        side = (laest > w) - (laest < w) or retning
        assert side == (v > w) - (v < w)


@pytest.mark.parametrize(
    ("trin", "enhed", "tal", "vist"),
    [
        ("0,001", "km", "2.001", "2,001 km"),
        ("0,0001", "pct.", "0.0005", "0,0005 pct."),
        ("0,01", "pct.", "31.25", "31,25 pct."),
        ("1", "t.kr.", "12500", "12.500.000 kr."),
        ("0,00001", "t.kr.", "1.00001", "1.000,01 kr."),
        ("0,000001", "t.kr.", "1.000001", "1.000,001 kr."),
        ("0,001", "kr.", "2.001", "2,001 kr."),
        ("0,01", "kr.", "980.5", "980,50 kr."),
        (None, None, "2.0049", "2"),
    ],
)
def test_et_tal_vises_med_sit_trin(trin: str | None, enhed: str | None, tal: str, vist: str) -> None:
    form = Vaerdiform(navn="tallet", type="tal", enhed=enhed, trin=trin)
    assert vis_vaerdi(form, Decimal(tal)) == vist


@pytest.mark.parametrize(
    ("tal", "json"),
    [
        (F("1231119/37300"), 1231119 / 37300),
        (F("1/3"), 1 / 3),
        (F("32.998"), "32.998"),
        (F("32.5"), 32.5),
        (F("12"), 12),
        (Decimal("0.1"), "0.1"),
    ],
)
def test_ingen_broek_i_json(tal: Any, json: Any) -> None:
    assert json_vaerdi(tal) == json
    assert type(json_vaerdi(tal)) is type(json)
    form = Vaerdiform(navn="andelen", type="tal", enhed="pct.", trin="0,01")
    assert "/" not in par_tekst({"andel": json_vaerdi(tal)}, {"andel": form})


# --- The pack: each number in a reason, compared with a limit ----------------------------------


def _tal(navn: str, **dele: Any) -> dict[str, Any]:
    return {"navn": navn, "type": "tal", "mindst": "0", "hoejst": "1.000.000", "brug": ["oplysning"], **dele}


def _parameter(vaerdi: str, **dele: Any) -> dict[str, Any]:
    return {"navn": "grænsen", "type": "tal", "vaerdi": vaerdi, "kilde": KILDE, **dele}


def _grund(id_: str, krav: str, tekst: str, **dele: Any) -> dict[str, Any]:
    grunde = {"opfyldt": [{"tekst": tekst}], "ikke_opfyldt": [{"tekst": tekst}]}
    return kriterium(id_, krav, grunde=grunde, **dele)


def pakken(andel: str = "33", laengde: str = "2") -> Regelsaet:
    fakta = {
        "dele": _tal("dele", enhed="pladser", trin="1"),
        "hele": _tal("hele", enhed="pladser", trin="1"),
        "andel": {"navn": "andelen", "type": "tal", "enhed": "pct.", "trin": "0,01", "afledt": "andel(dele, hele)"},
        "laengde": _tal("længden", enhed="km", trin="0,0001", hoejst="1.000"),
        "bredde": _tal("bredden", enhed="km", trin="0,001", hoejst="1.000"),
        "omkreds": {"navn": "omkredsen", "type": "tal", "enhed": "km", "afledt": "laengde + bredde"},
        "pris": _tal("prisen", enhed="kr.", trin="0,01"),
        "tilskud": {"navn": "tilskuddet", "type": "tal", "enhed": "kr.", "afledt": "pris * 33,3330 pct."},
        "stor": {"navn": "stor nok", "type": "ja_nej", "afledt": "andel >= mindste_andel"},
    }
    return byg_pakke(
        pakkedata(
            fakta={"ansoegning": fakta},
            parametre={
                "mindste_andel": _parameter(andel, enhed="pct.", trin="0,001"),
                "mindste_laengde": _parameter(laengde, enhed="km", trin="0,0001"),
                "hoejeste_tilskud": _parameter("300", enhed="kr.", trin="1"),
            },
            kriterier=[
                _grund("K1", "andel >= mindste_andel", "{andel} er andelen; den skal være mindst {mindste_andel}."),
                _grund(
                    "K2", "laengde > mindste_laengde", "Længden er {laengde}; den skal være over {mindste_laengde}."
                ),
                _grund("K3", "omkreds > mindste_laengde", "Omkredsen er {omkreds}; over {mindste_laengde}."),
                _grund("K4", "tilskud <= hoejeste_tilskud", "Tilskuddet er {tilskud}, højst {hoejeste_tilskud}."),
                _grund("K5", "stor", "Andelen {andel} mod {mindste_andel}."),
                _grund("K6", "andel(dele, hele) > mindste_andel", "Andelen er {andel} mod {mindste_andel}."),
                _grund(
                    "K7",
                    "pris > 0 kr.",
                    "Prisen er {pris}.",
                    forbehold=[{"naar": "andel < mindste_andel", "grund": "{andel} er for lidt.", "kilde": KILDE}],
                ),
            ],
        )
    )


RAEKKER: list[dict[str, Any]] = [
    {"dele": 16499, "hele": 50000},
    {"dele": 33, "hele": 100},
    {"dele": 98999, "hele": 300000},
    {"dele": 99001, "hele": 300000},
    {"dele": 1, "hele": 3},
    {"dele": 0, "hele": 3},
    {"dele": 5, "hele": 0},
    {"dele": 999999, "hele": 1000000},
    {"dele": 329999, "hele": 1000000},
    {"dele": 1, "hele": 800},
]


def test_grundene_i_tjek_og_batch_er_de_samme_og_rette(tmp_path: Path) -> None:
    raekker = [
        {**r, "laengde": Decimal(laengde), "bredde": Decimal(bredde), "pris": Decimal(pris)}
        for r, laengde, bredde, pris in zip(
            RAEKKER,
            ["2", "2.0001", "2.001", "1.9999", "0", "1.5", "0.0001", "999.9999", "3", "2.0000"],
            ["0", "0.001", "0.999", "0.004", "2.001", "0.499", "0", "0.5", "0.125", "0.001"],
            ["900", "900.01", "900.02", "0.5", "980.5", "1000000", "0", "12.34", "899.99", "900.1"],
            strict=True,
        )
    ]
    for andel, laengde in (("33", "2"), ("33,33", "2,001"), ("32,998", "0"), ("33,333", "1,9999")):
        _enige(pakken(andel, laengde), raekker, tmp_path)


def _enige(regelsaet: Regelsaet, raekker: Sequence[dict[str, Any]], tmp_path: Path) -> None:
    ansoegninger = [Ansoegning("<prøve>", regelsaet.id, r, {}) for r in raekker]
    k = oversaet(regelsaet, liste=None, har=["dele", "hele", "laengde", "bredde", "pris"])
    assert not k.ikke_med
    with duckdb.connect() as con:
        kolonner = svar_fra_duckdb(con, k, relationens_raekker(ansoegninger, None), tmp_path / "r.jsonl")
    assert sammenhold(kolonner, facit(ansoegninger, regelsaet, k, None)) == []
    for a in ansoegninger:
        for x in bedoem_ansoegning(a, regelsaet, (PlainKaede(),)).kriterier:
            if x.id in ("K1", "K2") and x.status in ("opfyldt", "ikke_opfyldt"):
                _ingen_modsigelse(x.begrundelse, x.status == "opfyldt", med=x.id == "K1")


def _ingen_modsigelse(begrundelse: str, opfyldt: bool, *, med: bool) -> None:
    """Assert that comparing the two numbers of a reason leads to its status. ``med``: the limit is inclusive."""
    rent = begrundelse.replace("Længden er ", "").replace("Knap", "knap").replace("Lidt over", "lidt over")
    foerste, _, anden = rent.partition(";")
    vist = foerste.partition(" pct.")[0].partition(" km")[0]
    v, retning = _laest(vist)
    w, _ = _laest(anden.rstrip(".").rpartition(" ")[0].rpartition(" ")[2])
    side = (v > w) - (v < w) or retning
    assert (side >= 0 if med else side > 0) is opfyldt, begrundelse


def test_et_eksempel_som_det_laeses() -> None:
    def grunde(**fakta: Any) -> dict[str, str]:
        svar = bedoem_ansoegning(Ansoegning("<prøve>", "proevepakke", fakta, {}), pakken(), (PlainKaede(),))
        return {x.id: x.begrundelse for x in svar.kriterier}

    assert grunde(dele=16499, hele=50000)["K1"] == "32,998 pct. er andelen; den skal være mindst 33 pct."
    assert grunde(dele=98999, hele=300000)["K1"] == "Knap 33 pct. er andelen; den skal være mindst 33 pct."
    assert grunde(dele=98999, hele=300000)["K5"] == "Andelen knap 33 pct. mod 33 pct."
    assert grunde(dele=98999, hele=300000)["K6"] == "Andelen er knap 33 pct. mod 33 pct."
    assert grunde(dele=99001, hele=300000)["K6"] == "Andelen er lidt over 33 pct. mod 33 pct."
    assert grunde(dele=98999, hele=300000, pris=Decimal(1))["K7"] == "Prisen er 1 kr. Knap 33 pct. er for lidt."
    assert grunde(laengde=Decimal("2.001"))["K2"] == "Længden er 2,001 km; den skal være over 2 km."
    assert grunde(laengde=Decimal("2"), bredde=Decimal("0.001"))["K3"] == "Omkredsen er 2,001 km; over 2 km."
    assert grunde(pris=Decimal("900.01"))["K4"] == "Tilskuddet er lidt over 300 kr., højst 300 kr."
    assert grunde(pris=Decimal("900"))["K4"] == "Tilskuddet er 299,997 kr., højst 300 kr."
    assert grunde(dele=99001, hele=300000, pris=Decimal("980.5"))["K7"].startswith("Prisen er 980,50 kr.")


def test_tilfaeldige_raekker(tmp_path: Path) -> None:
    fro = random.Random(20261126)
    raekker = [
        {
            "dele": fro.choice((33, fro.randint(0, 1_000_000))),
            "hele": fro.choice((0, 100, 300, 999, fro.randint(1, 1_000_000))),
            "laengde": Decimal(fro.randint(0, 40_000)).scaleb(-4),
            "bredde": Decimal(fro.randint(0, 3_000)).scaleb(-3),
            "pris": Decimal(fro.randint(0, 200_000)).scaleb(-2),
        }
        for _ in range(300)
    ]
    _enige(pakken(), raekker, tmp_path)
