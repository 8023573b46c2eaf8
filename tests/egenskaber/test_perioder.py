"""Periods over dated rows, compared with a day-by-day count, in all evaluators."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning import load_regelsaet, statusser, tjek
from ansoegning.bedoemmelse.statusser import Statusser
from ansoegning.motor.indbygget import flyttet_maaneder
from ansoegning.motor.perioder import perioderaekker
from ansoegning.motor.reference import Kontekst, bedoem, vaerdi
from ansoegning.sprog.regelsaet import Regelsaet
from ansoegning.sprog.typer import type_udtryk
from hjaelp.steder import ROD

REGELSAET = load_regelsaet("hjemmearbejde-oeresund")
FOERST = date(2023, 10, 25)
EN_DAG = timedelta(days=1)
DAGE = st.lists(st.tuples(st.integers(0, 260), st.one_of(st.none(), st.integers(0, 8))), max_size=25).map(
    lambda par: [(FOERST + timedelta(days=n), (v,)) for n, v in par]
)
SPAENDET = st.tuples(st.integers(0, 200), st.integers(0, 200)).map(
    lambda par: (FOERST + timedelta(days=par[0]), FOERST + timedelta(days=par[0] + par[1]))
)


def _dag_for_dag(
    dage: list[tuple[date, tuple[int | None]]], fra: date, til: date, maaneder: int, *, kalender: bool
) -> list[dict[str, Any]]:
    """Return the periods by trying every possible first day."""
    fundne: list[dict[str, Any]] = []
    indhold_foer: list[int] | None = None
    begynd = fra
    while begynd <= til:
        efter = flyttet_maaneder(begynd, maaneder, "rund_ned")
        assert efter is not None
        skel = begynd.day == 1 and (begynd.year * 12 + begynd.month - 1) % maaneder == 0
        if efter - EN_DAG <= til and (skel or not kalender):
            indhold = [i for i, (d, _) in enumerate(dage) if begynd <= d < efter]
            if indhold and indhold != indhold_foer:
                raekke: dict[str, Any] = {"fra": begynd, "til": efter - EN_DAG}
                tal = [dage[i][1][0] for i in indhold]
                if None not in tal:
                    raekke["x"] = sum(t for t in tal if t is not None)
                fundne.append(raekke)
                indhold_foer = indhold
        begynd += EN_DAG
    return fundne


@given(DAGE, SPAENDET, st.sampled_from([1, 2, 3, 4, 6]), st.sampled_from(["glidende", "kalender"]))
def test_perioderne_er_dem_man_finder_dag_for_dag(
    dage: list[tuple[date, tuple[int | None]]],
    spaend: tuple[date, date],
    maaneder: int,
    form: Literal["glidende", "kalender"],
) -> None:
    ventet = _dag_for_dag(dage, *spaend, maaneder, kalender=form == "kalender")
    fundet = perioderaekker(dage, ("x",), *spaend, maaneder, form)
    assert list(fundet) == ventet
    assert len(fundet) <= 2 * len(dage) + 1


@pytest.mark.parametrize("fra", [date(2024, 11, 30), date(2024, 12, 1)])
def test_en_periode_fra_den_30_november_slutter_foer_februars_sidste_dag(fra: date) -> None:
    dage = [(fra, (1,)), (date(2025, 2, 27), (1,)), (date(2025, 2, 28), (1,))]
    raekker = perioderaekker(dage, ("x",), fra, date(2025, 12, 31), 3, "glidende")
    assert raekker[0]["til"] == (date(2025, 2, 27) if fra.day == 30 else date(2025, 2, 28))
    assert raekker[0]["x"] == (2 if fra.day == 30 else 3)


@pytest.mark.parametrize(
    ("fra", "til", "dag"),
    [(None, date(2024, 5, 1), FOERST), (FOERST, None, FOERST), (FOERST, date(2024, 5, 1), None)],
)
def test_uden_spaend_eller_dato_er_perioderne_ukendte(fra: date | None, til: date | None, dag: date | None) -> None:
    assert perioderaekker([(dag, (1,))], ("x",), fra, til, 3, "glidende") == ({},)


def test_kalenderens_ende_er_ingen_fejl() -> None:
    raekker = perioderaekker([(date.min, (1,)), (date.max, (1,))], ("x",), date.min, date.max, 3, "glidende")
    assert raekker[0] == {"fra": date.min, "til": date(1, 3, 31), "x": 1}


RAEKKE = st.fixed_dictionaries(
    {},
    optional={
        "dag": st.integers(0, 200).map(lambda n: FOERST + timedelta(days=n)),
        "art": st.sampled_from(["arbejde", "arbejde", "ferie"]),
        "arbejdstimer": st.sampled_from([0, 4, 8]),
        "hjemmetimer": st.sampled_from([0, 4, 8]),
    },
)


@given(
    st.lists(RAEKKE, max_size=12),
    st.booleans(),
    st.sampled_from([{}, {"periodens_laengde": "1"}, {"periodens_laengde": "12"}]),
)
def test_motorerne_er_enige(raekker: list[dict[str, Any]], fuldt: bool, saet: dict[str, str]) -> None:
    regelsaet = _med(saet)
    if fuldt:
        grund = {"dag": FOERST, "art": "arbejde", "arbejdstimer": 8, "hjemmetimer": 4}
        raekker = [{**grund, **r} for r in raekker]
    fakta = {"opgjort_fra": FOERST, "opgjort_til": FOERST + timedelta(days=200)}
    k = Kontekst(regelsaet, fakta, {"dage": raekker})
    rolle = bedoem(regelsaet.kriterier[0], k).rolle
    status = next(navn for navn, s in regelsaet.data.statusser.items() if s.rolle == rolle)
    assert Statusser(regelsaet).svar(fakta, {"dage": raekker}, None)["H1"] == status


def test_et_antal_perioder_hviler_paa_dagene(tmp_path: Path) -> None:
    egen = tmp_path / "egen"
    shutil.copytree(ROD / "rules" / "hjemmearbejde-oeresund", egen)
    for fil in egen.glob("*.yaml"):
        fil.write_text(fil.read_text(encoding="utf-8").replace("hjemmearbejde-oeresund", "egen"), encoding="utf-8")
    fil = egen / "kriterier.yaml"
    tekst = fil.read_text(encoding="utf-8")
    uden_forbehold = re.sub(r" {4}forbehold:\n.*?(?= {4}grunde:)", "", tekst, flags=re.DOTALL)
    fil.write_text(re.sub(r"krav: alle\(.*", "krav: antal(glidende) > 0", uden_forbehold), encoding="utf-8")
    dag = {"dag": "2/2/2024", "art": "arbejde", "arbejdstimer": "8", "hjemmetimer": "4"}
    a = {"pulje": "egen", "opgjort_fra": "1/1/2024", "opgjort_til": "31/12/2024", "dage": [dag]}
    # The first application is read completely, the next ones by the fast reader.
    assert [s["H1"] for s in statusser([a, a, a], regler=tmp_path)] == ["overholdt"] * 3
    uden_dag = {**a, "dage": [{**dag, "dag": None}]}
    (h1,) = tjek(uden_dag, regler=tmp_path).kriterier
    assert (h1.status, h1.mangler) == ("uoplyst", ("dag",))


_KENDTE: dict[str, Regelsaet] = {}


def _med(saet: dict[str, str]) -> Regelsaet:
    return _KENDTE.setdefault(str(saet), load_regelsaet("hjemmearbejde-oeresund", saet=saet))


DAG_HJEMME: dict[str, Any] = {"art": "arbejde", "arbejdstimer": 8, "hjemmetimer": 8}
DAG_UDE: dict[str, Any] = {**DAG_HJEMME, "hjemmetimer": 0}


@pytest.mark.parametrize(
    ("navn", "ventet"),
    [
        ("brud_fra", date(2024, 1, 2)),
        ("brud_til", date(2024, 4, 1)),
        ("brud_hjemme", 8),
        ("brud_i_alt", 8),
        ("brud_andel", 100),
        ("for_meget", 4),
        ("tilbage", -4),
        ("dage_tilbage", -1),
    ],
)
def test_den_foerste_periode_der_brydes(navn: str, ventet: object) -> None:
    raekker: list[dict[str, Any]] = [{"dag": date(2024, 1, 1), **DAG_UDE}, {"dag": date(2024, 3, 1), **DAG_HJEMME}]
    fakta = {"opgjort_fra": date(2024, 1, 1), "opgjort_til": date(2024, 6, 30)}
    trae = type_udtryk(navn, REGELSAET.omfang, None)
    assert vaerdi(trae, Kontekst(REGELSAET, fakta, {"dage": raekker})) == ventet


def test_saa_meget_er_der_tilbage() -> None:
    ude = [{"dag": date(2024, 1, 1) + timedelta(days=n), **DAG_UDE} for n in range(5)]
    raekker = [*ude, {"dag": date(2024, 3, 1), **DAG_HJEMME}]
    fakta = {"opgjort_fra": date(2024, 1, 1), "opgjort_til": date(2024, 3, 31)}
    k = Kontekst(REGELSAET, fakta, {"dage": raekker})
    # Of 48 hours, 8 are worked at home and 24 may be. So 16 remain, which are two whole days of 7.4 hours.
    assert vaerdi(type_udtryk("tilbage", REGELSAET.omfang, None), k) == Fraction(16)
    assert vaerdi(type_udtryk("dage_tilbage", REGELSAET.omfang, None), k) == 2
