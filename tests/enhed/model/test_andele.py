"""Shares below 1 pct. in a fact with ``mindst_en``: a number without its unit may be a fraction and is rejected.

The rule is the same in every file format.
"""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from ansoegning import load_regelsaet, tjek
from ansoegning.fejl import BrugsFejl, RegelsaetFejl, Sted
from ansoegning.indlaes.ansoegning import laes_ansoegning, laes_antagelser
from ansoegning.indlaes.filformater.json_fil import laes_json
from ansoegning.indlaes.filformater.yaml_fil import laes_yaml
from ansoegning.indlaes.noder import Ordbog
from ansoegning.indlaes.projektmappe import laes_regneark
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.skriv.ansoegningsfil import skriv_json, skriv_yaml
from ansoegning.skriv.projektmappe import skriv_projektmappe
from hjaelp.batchkoersel import afviste, bestil, csv_af
from hjaelp.steder import DATA

pytestmark = pytest.mark.tung


PULJE = "botilbud-2025-26"
# The text as a user writes it, and the value; None: rejected as ambiguous.
SKREVET: list[tuple[str, Decimal | None]] = [
    ("0,33", None),
    ("0.33", None),
    ("0,01", None),
    ("0,99", None),
    ("0,5 pct.", Decimal("0.50")),
    ("0,33 %", Decimal("0.33")),
    ("0", Decimal(0)),
    ("33", Decimal(33)),
    ("1,5", Decimal("1.50")),
]
TAL: list[tuple[str, Decimal | None]] = [(s, v) for s, v in SKREVET if s.replace(".", "").isdigit()]


def _svar(a: Ansoegning) -> Decimal | None:
    vaerdi = a.raekker["projekter"][0].get("andel_andre")
    if vaerdi is None:
        (mangel,) = a.vaerdimangler
        assert mangel.felt == "projekter[0].andel_andre"
        assert "kan læses på to måder" in mangel.besked
        return None
    assert a.vaerdimangler == ()
    assert isinstance(vaerdi, int | Decimal)
    return Decimal(vaerdi)


def _laes(node: object) -> Ansoegning:
    assert isinstance(node, Ordbog)
    return laes_ansoegning(node, load_regelsaet(PULJE), "a")


@pytest.mark.parametrize(("skrevet", "ventet"), SKREVET)
def test_tekster_i_yaml_og_json(skrevet: str, ventet: Decimal | None) -> None:
    assert _svar(_laes(laes_yaml(f"pulje: {PULJE}\nprojekter:\n  - andel_andre: {skrevet}\n", "a"))) == ventet
    tekst = json.dumps({"pulje": PULJE, "projekter": [{"andel_andre": skrevet}]})
    assert _svar(_laes(laes_json(tekst, "a"))) == ventet


@pytest.mark.parametrize(("skrevet", "ventet"), TAL)
def test_tal_i_json_og_python(skrevet: str, ventet: Decimal | None) -> None:
    tekst = f'{{"pulje": "{PULJE}", "projekter": [{{"andel_andre": {skrevet}}}]}}'
    assert _svar(_laes(laes_json(tekst, "a"))) == ventet
    svar = tjek({"pulje": PULJE, "projekter": [{"andel_andre": Decimal(skrevet)}]})
    fund = [f for f in svar.skema if "kan læses på to måder" in f.besked]
    assert [f.alvor for f in fund] == (["fejl"] if ventet is None else [])
    (k5,) = (k for k in svar.raekker["projekter"][0].kriterier if k.id == "K5")
    assert ("andel_andre" in k5.mangler) == (ventet is None)


@pytest.mark.parametrize(("skrevet", "ventet"), SKREVET)
def test_projektmapper(skrevet: str, ventet: Decimal | None) -> None:
    regelsaet = load_regelsaet(PULJE)
    bog = openpyxl.load_workbook(io.BytesIO(skriv_projektmappe(regelsaet)))
    ark = bog["Projekter"]
    (celle,) = (c for c in ark[6] if c.value == "andel_andre")
    ark.cell(7, celle.column, skrevet)
    ud = io.BytesIO()
    bog.save(ud)
    node = laes_regneark(ud.getvalue(), Sted("a"))
    assert _svar(laes_ansoegning(node, regelsaet, "a")) == ventet


def _som_fil(sti: Path, skrevet: str) -> None:
    match sti.suffix:
        case ".csv":
            sti.write_text(f"kommune;navn;andel_andre\n0751;A;{skrevet}\n", encoding="utf-8")
        case ".jsonl":
            sti.write_text(json.dumps({"kommune": "0751", "navn": "A", "andel_andre": skrevet}), encoding="utf-8")
        case ".xlsx":
            bog = openpyxl.Workbook()
            ark: Any = bog.active
            ark.append(["kommune", "navn", "andel_andre"])
            ark.append(["0751", "A", skrevet])
            bog.save(sti)
        case _:
            with duckdb.connect() as con:
                con.execute(f"COPY (SELECT '0751' AS kommune, 'A' AS navn, '{skrevet}' AS andel_andre) TO '{sti}'")


@pytest.mark.parametrize("endelse", ["csv", "jsonl", "xlsx", "parquet"])
def test_en_raekke_afvises(tmp_path: Path, endelse: str) -> None:
    for nr, (skrevet, ventet) in enumerate(SKREVET):
        ind, ud = tmp_path / f"{nr}.{endelse}", tmp_path / f"{nr}-ud.csv"
        _som_fil(ind, skrevet)
        svar = bestil(ind, ud)
        assert (svar.ud, svar.afvist) == ((0, 1) if ventet is None else (1, 0)), skrevet
        if ventet is None:
            (fundet,) = afviste(ud)
            assert (fundet["kolonne"], "kan læses på to måder" in fundet["aarsag"]) == ("andel_andre", True)
        else:
            assert Decimal(csv_af(ud)[0]["andel_andre"].replace(",", ".")) == ventet


@pytest.mark.parametrize("type_", ["DOUBLE", "FLOAT", "DECIMAL(9,2)", "DECIMAL(38,4)"])
def test_en_raekke_med_et_tal_i_parquet_afvises(tmp_path: Path, type_: str) -> None:
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT '0751' AS kommune, concat('P', a) AS navn, a::{type_} AS andel_andre "
            f"FROM (VALUES (0.25), (25), (0), (0.99), (1)) t(a)) TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)"
        )
    svar = bestil(tmp_path / "a.parquet", tmp_path / "ud.csv")
    assert (svar.ud, [f["raekke"] for f in afviste(tmp_path / "ud.csv")]) == (3, ["1", "4"])


def test_ogsaa_antagelser_skal_vaere_entydige() -> None:
    regelsaet = load_regelsaet(PULJE)
    with pytest.raises(BrugsFejl, match="kan læses på to måder"):
        laes_antagelser(regelsaet, {"andel_andre": "0,33"})
    assert laes_antagelser(regelsaet, {"andel_andre": "0,33 pct."}) == {("projekter", "andel_andre"): Decimal("0.33")}


@pytest.mark.parametrize("skrevet", ["0,25", "0,99", "0,01"])
def test_ogsaa_satte_parametre_skal_vaere_entydige(skrevet: str) -> None:
    with pytest.raises(BrugsFejl, match=r"mindste_andel_andre: 0,\d+ kan læses på to måder"):
        load_regelsaet(PULJE, saet={"mindste_andel_andre": skrevet})
    regelsaet = load_regelsaet(PULJE, saet={"mindste_andel_andre": f"{skrevet} pct."})
    assert regelsaet.parametre["mindste_andel_andre"] == Decimal(skrevet.replace(",", "."))


def test_det_programmet_skriver_laeses_igen() -> None:
    regelsaet = load_regelsaet(PULJE)
    a = Ansoegning("a", PULJE, {}, {"projekter": ({"navn": "A", "andel_andre": Decimal("0.50")},)}, ())
    igen = [
        _laes(laes_yaml(skriv_yaml(regelsaet, a), "a")),
        _laes(laes_json(skriv_json(regelsaet, a), "a")),
        laes_ansoegning(laes_regneark(skriv_projektmappe(regelsaet, a), Sted("a")), regelsaet, "a"),
    ]
    assert [_svar(i) for i in igen] == [Decimal("0.50")] * 3


def test_kun_en_andel_kan_maerkes(tmp_path: Path) -> None:
    mappe = tmp_path / "regler" / "grund"
    mappe.mkdir(parents=True)
    for fil in (DATA / "regelsaetfejl" / "grund").iterdir():
        if fil.is_file():
            (mappe / fil.name).write_bytes(fil.read_bytes())
    fakta = (mappe / "fakta.yaml").read_text(encoding="utf-8")
    assert "enhed: pct., " in fakta
    for enhed in ("enhed: kr., ", ""):
        (mappe / "fakta.yaml").write_text(fakta.replace("enhed: pct., ", f"{enhed}mindst_en: ja, "), encoding="utf-8")
        with pytest.raises(RegelsaetFejl, match="mindst 1"):
            load_regelsaet("grund", regler=str(tmp_path / "regler"))
