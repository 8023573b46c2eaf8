"""Scenarios, comparison and order of a batch: each against the same counted plainly."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ansoegning.batch.koer import Bestilling, koer
from ansoegning.batch.tilvalg import Tilsvar, Tilvalg, gennemfoer
from ansoegning.fejl import BrugsFejl, LaeseFejl

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from syntetisk import lav

PULJE = "botilbud-2025-26"


@pytest.fixture(scope="module")
def runde(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sti = tmp_path_factory.mktemp("runde") / "runde.parquet"
    lav(3_000, sti, 7)
    return sti


def bestilling(ind: Path, ud: Path, **andet: Any) -> Bestilling:
    return Bestilling(ind=str(ind), ud=str(ud), pulje=PULJE, traade=2, grunde=False, **andet)


def svar_af(ind: Path, ud: Path, tilvalg: Tilvalg, **andet: Any) -> Tilsvar:
    _, svar = gennemfoer(bestilling(ind, ud, **andet), tilvalg)
    assert svar is not None
    return svar


def test_scenarios_are_runs_of_their_own(runde: Path, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "scenarier:\n  - navn: lav grænse\n    saet: {mindste_anlaegsudgift: 10.000}\n"
        "  - navn: alt kendt\n    antag: {lovgrundlag: sel107, omdannede_abl105_pladser: 0}\n",
        encoding="utf-8",
    )
    svar = svar_af(runde, tmp_path / "ud.parquet", Tilvalg(scenarier=str(tmp_path / "s.yaml")))
    assert [s.navn for s in svar.scenarier] == ["grundlag", "lav grænse", "alt kendt"]
    for s in svar.scenarier:
        ud = tmp_path / f"{s.navn}.parquet"
        koer(bestilling(runde, ud, saet=s.sat, antag=s.antaget))
        alene = Counter(r[0] for r in duckdb.sql(f"SELECT resultat FROM '{ud}'").fetchall())
        assert {n: c for n, c in s.antal.items() if c} == dict(alene)
        assert sum(sum(r.values()) for r in s.regioner.values()) == 3_000
        beloeb = duckdb.sql(
            f"SELECT sum(ansoegt_2025) * 1000, sum(ansoegt_2025) FILTER (resultat = 'opfyldt') * 1000 FROM '{ud}'"
        ).fetchall()[0]
        assert (s.ansoegt_alle["2025"], s.ansoegt["2025"]) == tuple(int(b or 0) for b in beloeb)
        assert s.budget == {"2025": 600_000_000, "2026": 700_000_000}
    assert svar.scenarier[1].antal["opfyldt"] > svar.scenarier[0].antal["opfyldt"]
    tekst = svar.som_tekst()
    assert "lav grænse (mindste_anlaegsudgift=10.000)" in tekst
    assert tekst.endswith("Vejledende beregning – ikke en afgørelse\n")


@pytest.mark.parametrize(
    "tekst",
    ["", "scenarier: 1", "scenarier: []", "scenarier: [{saet: {a: 1}}]", "scenarier: [{navn: a, andet: 1}]",
     "scenarier: [{navn: a}, {navn: a}]", "scenarier: [{navn: grundlag}]", "scenarier: [{navn: a, saet: [1]}]"],
)  # fmt: skip
def test_a_wrong_file_of_scenarios(tekst: str, runde: Path, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(tekst, encoding="utf-8")
    with pytest.raises(LaeseFejl):
        svar_af(runde, tmp_path / "ud.parquet", Tilvalg(scenarier=str(tmp_path / "s.yaml")))
    (tmp_path / "s.yaml").write_text("scenarier: [{navn: a, saet: {findes_ikke: 1}}]", encoding="utf-8")
    with pytest.raises(BrugsFejl):
        svar_af(runde, tmp_path / "ud.parquet", Tilvalg(scenarier=str(tmp_path / "s.yaml")))
    assert [p.name for p in tmp_path.iterdir()] == ["s.yaml"]


@pytest.mark.parametrize("noegle", [(), ("raekke",), ("ansoegning", "navn")])
def test_a_comparison_counts_what_changed(noegle: tuple[str, ...], runde: Path, tmp_path: Path) -> None:
    gammel, ny = tmp_path / "gammel.parquet", tmp_path / "ny.parquet"
    koer(bestilling(runde, gammel))
    svar = svar_af(
        runde, ny, Tilvalg(sammenlign=str(gammel), noegle=noegle), saet={"mindste_anlaegsudgift": "10.000"}
    ).sammenligning
    assert svar is not None
    foer, efter = (
        {r[0]: r[1:] for r in duckdb.sql(f"SELECT raekke, resultat, K4 FROM '{n}'").fetchall()} for n in (gammel, ny)
    )
    par = Counter((foer[n][0], efter[n][0]) for n in foer)
    assert {(g, n): c for g, nye in svar.matrix.items() for n, c in nye.items()} == dict(par)
    assert svar.kriterier == {"K4": sum(foer[n][1] != efter[n][1] for n in foer)}
    assert svar.aendret == svar.kriterier["K4"] > 0
    assert (svar.faelles, svar.kun_gammel, svar.kun_ny) == (3_000, 0, 0)
    with (tmp_path / "ny.aendringer.csv").open(encoding="utf-8-sig", newline="") as fil:
        assert len(list(csv.DictReader(fil, delimiter=";"))) == svar.aendret
    assert svar.grundlag["sat (nyt)"] == "mindste_anlaegsudgift=10.000"


def test_rows_in_one_run_only(runde: Path, tmp_path: Path) -> None:
    duckdb.sql(f"SELECT * FROM '{runde}' LIMIT 2000").write_parquet(str(tmp_path / "del.parquet"))
    koer(bestilling(tmp_path / "del.parquet", tmp_path / "gammel.parquet"))
    svar = svar_af(runde, tmp_path / "ny.parquet", Tilvalg(sammenlign=str(tmp_path / "gammel.parquet"))).sammenligning
    assert svar is not None
    assert (svar.faelles, svar.kun_gammel, svar.kun_ny, svar.aendret) == (2_000, 0, 1_000, 0)


def test_what_cannot_be_compared(runde: Path, tmp_path: Path) -> None:
    with pytest.raises(LaeseFejl, match="ikke et svar"):
        svar_af(runde, tmp_path / "ny.parquet", Tilvalg(sammenlign=str(runde)))
    koer(bestilling(runde, tmp_path / "gammel.parquet"))
    gammel = str(tmp_path / "gammel.parquet")
    for noegle, besked in ((("kommune",), "samme kommune"), (("hvad",), "ikke en kolonne i begge")):
        with pytest.raises(BrugsFejl, match=besked):
            svar_af(runde, tmp_path / "ny.parquet", Tilvalg(sammenlign=gammel, noegle=noegle))
    with pytest.raises(BrugsFejl, match="den fil, der skrives"):
        svar_af(runde, tmp_path / "gammel.parquet", Tilvalg(sammenlign=gammel), overskriv=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["gammel.parquet"]


def test_the_order_is_that_of_rangliste(tmp_path: Path) -> None:
    """The same round as files of its own, one for each applicant."""
    from ansoegning import rangliste

    runde = tmp_path / "runde.parquet"
    lav(240, runde, 11)
    antag = {"lovgrundlag": "sel107", "omdannede_abl105_pladser": "0", "andel_andre": "30", "ansoegt_2025": "1.000"}
    saet = {"mindste_anlaegsudgift": "10.000", "ramme_2025": "100.000"}
    svar = svar_af(runde, tmp_path / "ud.parquet", Tilvalg(rangliste=True), antag=antag, saet=saet).rangliste
    assert svar is not None
    tabel = duckdb.sql(f"SELECT * FROM '{runde}'")
    ansoegninger: dict[str, dict[str, Any]] = {}
    for linje in tabel.fetchall():
        raekke = {n: v for n, v in zip(tabel.columns, linje, strict=True) if v is not None and n != "ansoegning"}
        kommune = raekke.pop("kommune")
        a = ansoegninger.setdefault(kommune, {"pulje": PULJE, "kommune": kommune, "projekter": []})
        a["projekter"].append(raekke)
    ventet = rangliste(list(ansoegninger.values()), antag=antag, saet=saet)
    assert svar.budget == ventet.budget
    assert svar.ansoegt == ventet.ansoegt
    assert svar.beregnet == ventet.beregnet
    assert svar.overansoegt == ventet.overansoegt
    rangerede = [p for p in ventet.projekter if p.rang is not None]
    assert svar.kandidater == len(rangerede) > 5
    with (tmp_path / "ud.rangliste.csv").open(encoding="utf-8-sig", newline="") as fil:
        linjer = list(csv.DictReader(fil, delimiter=";"))
    assert [(li["navn"], li["udfald"], li["garanti"] == "ja") for li in linjer] == [
        (p.navn, p.udfald, p.garanti) for p in rangerede
    ]


def test_a_pack_without_an_order(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("periode;realiseret_1a\n2023;80\n", encoding="utf-8")
    b = Bestilling(ind=str(tmp_path / "a.csv"), ud=str(tmp_path / "ud.csv"), pulje="resultatkontrakt-2023")
    with pytest.raises(BrugsFejl, match="hvordan der ordnes"):
        gennemfoer(b, Tilvalg(rangliste=True))
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    assert koer(b).ud == 1
