"""Every text from outside has the same limits in every file format.

Just inside a limit the text is read. Just outside it is a form error and the fact is unknown; in a table the row is
rejected.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from ansoegning import load_regelsaet, tjek
from ansoegning.fejl import LaeseFejl, Sted, ascii_noegle, mente_du
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.fil import laes_fil
from ansoegning.indlaes.noder import Ordbog, fra_python
from ansoegning.model.resultat import Resultat
from ansoegning.skriv.projektmappe import skriv_projektmappe
from ansoegning.system.navne import nfc, som_navn, som_sti
from ansoegning.system.tekstgraenser import (
    HOEJST_MAERKER,
    HOEJST_TEGN,
    HOEJST_TEGN_I_ORD,
    HOEJST_TEGN_I_PAKKE,
)
from hjaelp.batchkoersel import PULJE, afviste, bestil, csv_af
from hjaelp.steder import DATA

pytestmark = pytest.mark.tung

ACCENT = "\u0301"
INDE = {
    "tegn": ("ord " * (HOEJST_TEGN // 4))[: HOEJST_TEGN - 1] + "x",
    "ord": "x" * HOEJST_TEGN_I_ORD + " æ",
    "accenter": "a" + ACCENT * HOEJST_MAERKER + "b" + ACCENT * HOEJST_MAERKER,
    "linjer": "a\tb\r\nc",
}
UDE = {
    "tegn": (INDE["tegn"] + "x", "Teksten har over 20.000 tegn. Kort den af."),
    "ord": ("x" + INDE["ord"], "Teksten har over 200 tegn i træk uden mellemrum. Del dem, eller slet dem."),
    "ord med æ": ("æ" + INDE["ord"], "Teksten har over 200 tegn i træk uden mellemrum. Del dem, eller slet dem."),
    "accenter": ("a" + ACCENT * (HOEJST_MAERKER + 1), "Teksten har over 30 løse accenter i træk. Slet dem."),
    # These are letters in one Unicode table and marks in another: each decomposes into two marks.
    "dobbelte": ("a" + "\u0f73" * (HOEJST_MAERKER + 1), "Teksten har over 30 løse accenter i træk. Slet dem."),
    "styretegn": ("a\x07b", "Teksten indeholder et styretegn (U+0007). Slet det."),
}
FORMATER = ("yaml", "json", "xlsx", "python")
TABELLER = ("csv", "jsonl", "parquet", "xlsx")


def _tjek(format_: str, navn: str, mappe: Path) -> Resultat:
    data = {"pulje": PULJE, "kommune": "Aarhus", "projekter": [{"navn": navn}]}
    if format_ == "python":
        return tjek(data)
    sti = mappe / f"a.{format_}"
    if format_ == "xlsx":
        regelsaet = load_regelsaet(PULJE)
        rod = fra_python({**data, "projekter": [{"navn": "x"}]}, Sted("x"))
        assert isinstance(rod, Ordbog)
        ansoegning = laes_ansoegning(rod, regelsaet, "x")
        ansoegning = dataclasses.replace(ansoegning, raekker={"projekter": ({"navn": navn},)})
        sti.write_bytes(skriv_projektmappe(regelsaet, ansoegning))
    else:
        # JSON strings are valid YAML with the same escapes.
        sti.write_text(json.dumps(data), encoding="utf-8")
    return tjek(sti)


@pytest.mark.parametrize("format_", FORMATER)
@pytest.mark.parametrize("graense", INDE)
def test_lige_inden_for_graensen_laeses_teksten(graense: str, format_: str, tmp_path: Path) -> None:
    svar = _tjek(format_, INDE[graense], tmp_path)
    assert [f for f in svar.skema if f.id == "S00"] == []
    assert svar.raekker["projekter"][0].navn is not None


@pytest.mark.parametrize("format_", FORMATER)
@pytest.mark.parametrize("graense", UDE)
def test_lige_uden_for_graensen_er_teksten_en_fejl_i_skemaet(graense: str, format_: str, tmp_path: Path) -> None:
    navn, besked = UDE[graense]
    svar = _tjek(format_, navn, tmp_path)
    (fejl,) = [f for f in svar.skema if f.id == "S00"]
    assert fejl.alvor == "fejl"
    assert fejl.felt == "projekter[0].navn"
    assert fejl.besked.endswith(besked)
    assert svar.raekker["projekter"][0].navn is None


def _tabel(format_: str, navne: list[str], mappe: Path) -> Path:
    sti = mappe / f"ind.{format_}"
    if format_ == "xlsx":
        bog = openpyxl.Workbook()
        assert bog.active is not None
        bog.active.append(["kommune", "navn"])
        for navn in navne:
            bog.active.append(["Aarhus", navn.replace("\x07", "_x0007_")])
        bog.save(sti)
    elif format_ == "jsonl":
        raekker = (json.dumps({"kommune": "Aarhus", "navn": navn}) for navn in navne)
        sti.write_text("\n".join(raekker), encoding="utf-8")
    else:
        kilde = mappe / "ind.csv"
        with kilde.open("w", encoding="utf-8", newline="") as fil:
            csv.writer(fil, delimiter=";").writerows([("kommune", "navn"), *(("Aarhus", n) for n in navne)])
        if format_ == "parquet":
            import duckdb

            duckdb.sql(
                f"COPY (FROM read_csv('{kilde}', all_varchar = true, delim = ';', header = true)) "
                f"TO '{sti}' (FORMAT parquet)"
            )
    return sti


@pytest.mark.parametrize("format_", TABELLER)
def test_i_en_tabel_afvises_den_raekke_der_er_uden_for(format_: str, tmp_path: Path) -> None:
    navne = [*INDE.values(), *(navn for navn, _ in UDE.values())]
    ud = tmp_path / "ud.csv"
    svar = bestil(_tabel(format_, navne, tmp_path), ud)
    assert (svar.ud, svar.afvist) == (len(INDE), len(UDE))
    assert [r["navn"].replace("\r\n", "\n") for r in csv_af(ud)] == [n.replace("\r\n", "\n") for n in INDE.values()]
    assert [(r["kolonne"], r["aarsag"]) for r in afviste(ud)] == [("navn", besked) for _, besked in UDE.values()]


@pytest.mark.parametrize("format_", ["yaml", "csv", "parquet"])
def test_en_liste_har_samme_graense_som_en_tekst(format_: str, tmp_path: Path) -> None:
    halv = INDE["tegn"][-HOEJST_TEGN // 2 :]
    for dele, fejl in (
        ((halv, halv), []),
        ((halv, halv, "x"), ["Teksterne har tilsammen over 20.000 tegn. Kort dem af."]),
    ):
        if format_ == "yaml":
            svar = tjek({"pulje": PULJE, "projekter": [{"navn": "x", "dokumentation": list(dele)}]})
            assert [f.besked.partition(": ")[2] for f in svar.skema if f.id == "S00"] == fejl
            continue
        sti, ud = tmp_path / f"ind.{format_}", tmp_path / "ud.csv"
        if format_ == "csv":
            sti.write_text(f'navn;dokumentation\nx;"{";".join(dele)}"\n', encoding="utf-8")
        else:
            import duckdb

            duckdb.sql(f"COPY (SELECT 'x' AS navn, {list(dele)} AS dokumentation) TO '{sti}' (FORMAT parquet)")
        bestil(sti, ud, overskriv=True)
        assert [r["aarsag"] for r in afviste(ud)] == fejl


def test_kontakter_skilles_uden_mellemrum() -> None:
    mange = {
        "navne": "x",
        "telefonnumre": ";".join(["12345678"] * 30),
        "e_postkasser": ";".join(["en.laengere.adresse@kommune.example"] * 30),
    }
    assert [f for f in tjek({"pulje": PULJE, "kontakt": mange}).skema if f.id == "S00"] == []


def test_en_pakke_kan_tillade_laengere_tekster(tmp_path: Path) -> None:
    kilde = DATA / "puljer" / "point-pulje"
    pakke = tmp_path / "regler" / kilde.name
    shutil.copytree(kilde, pakke)

    def med(graense: int) -> None:
        fil = pakke / "fakta.yaml"
        foer = fil.read_text(encoding="utf-8")
        ny = foer.replace("tiltagets navn, type: tekst", f"tiltagets navn, type: tekst, hoejst_tegn: {graense}")
        assert ny != foer
        fil.write_text(ny, encoding="utf-8")

    def fejl(antal: int) -> list[str]:
        liste = next(iter(load_regelsaet(kilde.name, regler=pakke).data.lister))
        raekke = {"navn": ("ord " * antal)[: antal - 1] + "x"}
        svar = tjek({"pulje": kilde.name, liste: [raekke]}, regler=pakke)
        return [f.besked.partition(": ")[2] for f in svar.skema if f.id == "S00"]

    assert fejl(HOEJST_TEGN) == []
    assert fejl(HOEJST_TEGN + 1) == ["Teksten har over 20.000 tegn. Kort den af."]
    med(HOEJST_TEGN_I_PAKKE)
    assert fejl(HOEJST_TEGN_I_PAKKE) == []
    assert fejl(HOEJST_TEGN_I_PAKKE + 1) == ["Teksten har over 200.000 tegn. Kort den af."]


def test_navne_der_ikke_er_vaerdier_tager_tid_efter_deres_laengde() -> None:
    """Keys, headers and names: composing 200.000 marks without a limit would take half a minute."""
    langt = "a" + ACCENT * 200_000
    assert nfc(langt) == langt
    assert som_navn(langt) == langt
    assert som_sti(langt) == (langt,)
    assert ascii_noegle(langt) == langt
    assert mente_du(langt, ["navn"]) == ""
    assert nfc("a\u030a" * 1_000) == "å" * 1_000


@pytest.mark.parametrize("fil", ["a.yaml", "a.json"])
def test_en_fjendtlig_noegle_er_en_laesefejl_med_det_samme(fil: str, tmp_path: Path) -> None:
    sti = tmp_path / fil
    sti.write_text(json.dumps({"pulje": PULJE, "a" + ACCENT * 200_000: "x"}, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(LaeseFejl, match=r"er ukendt her|mangler et komma"):
        laes_ansoegning(laes_fil(str(sti)), load_regelsaet(PULJE), str(sti))
