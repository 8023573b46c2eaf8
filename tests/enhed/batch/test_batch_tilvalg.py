"""Scenarios, comparison and ranking of a batch, each checked against a simple independent count."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ansoegning.batch.koer import Bestilling, koer
from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.fejl import BrugsFejl, LaeseFejl, Sted
from ansoegning.handlinger.batch import Tilsvar, Tilvalg, gennemfoer
from ansoegning.indlaes.ansoegning import laes_ansoegning, laes_antagelser
from ansoegning.indlaes.noder import Ordbog, fra_python
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.indlaes.runde import saml_runde
from ansoegning.model.ord import Ord
from ansoegning.model.visning import vis_tal
from ansoegning.motor.slutning import PlainKaede
from ansoegning.rangordning.beregning import Rangvalg, beregn
from ansoegning.rangordning.deltagere import find_deltagere
from hjaelp.steder import ROD

sys.path.insert(0, str(ROD / "benchmarks"))
from syntetisk import lav

from hjaelp.pakkebyg import KILDE, kriterium, pakkedata, skriv_pakke

pytestmark = pytest.mark.tung


PULJE = "botilbud-2025-26"


@pytest.fixture(scope="module")
def runde(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sti = tmp_path_factory.mktemp("runde") / "runde.parquet"
    lav(3_000, sti, 7)
    return sti


def spoerg(sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as con:
        return con.execute(sql).fetchall()


def bestilling(ind: Path, ud: Path, **andet: Any) -> Bestilling:
    return Bestilling(ind=str(ind), ud=str(ud), pulje=PULJE, traade=2, grunde=False, **andet)


def svar_af(ind: Path, ud: Path, tilvalg: Tilvalg, **andet: Any) -> Tilsvar:
    _, svar = gennemfoer(bestilling(ind, ud, **andet), tilvalg)
    assert svar is not None
    return svar


def test_scenarier_er_koersler_for_sig(runde: Path, tmp_path: Path) -> None:
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
        alene = Counter(r[0] for r in spoerg(f"SELECT resultat FROM '{ud}'"))
        assert {n: c for n, c in s.antal.items() if c} == dict(alene)
        assert sum(sum(r.values()) for r in s.regioner.values()) == 3_000
        beloeb = spoerg(
            f"SELECT sum(ansoegt_2025) * 1000, sum(ansoegt_2025) FILTER (resultat = 'opfyldt') * 1000 FROM '{ud}'"
        )[0]
        assert (s.ansoegt_alle["2025"], s.ansoegt["2025"]) == tuple(int(b or 0) for b in beloeb)
        assert s.budget == {"2025": 600_000_000, "2026": 700_000_000}
    assert svar.scenarier[1].antal["opfyldt"] > svar.scenarier[0].antal["opfyldt"]
    tekst = svar.som_tekst()
    assert "lav grænse (»grænsen for bruttoanlægsudgiften, der skal overskrides« = 10.000.000 kr.)" in tekst
    assert tekst.endswith("Vejledende beregning – ikke en afgørelse\n")


@pytest.mark.parametrize(
    "tekst",
    ["", "scenarier: 1", "scenarier: []", "scenarier: [{saet: {a: 1}}]", "scenarier: [{navn: a, andet: 1}]",
     "scenarier: [{navn: a}, {navn: a}]", "scenarier: [{navn: grundlag}]", "scenarier: [{navn: a, saet: [1]}]"],
)  # fmt: skip
def test_en_forkert_fil_med_scenarier(tekst: str, runde: Path, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(tekst, encoding="utf-8")
    with pytest.raises(LaeseFejl):
        svar_af(runde, tmp_path / "ud.parquet", Tilvalg(scenarier=str(tmp_path / "s.yaml")))
    assert [p.name for p in tmp_path.iterdir()] == ["s.yaml"]


@pytest.mark.parametrize(
    ("valg", "besked"),
    [
        ("saet: {findes_ikke: 1}", "Scenariet »a«: saet: der er ingen parameter »findes_ikke«"),
        ("saet: {mindste_andel_andre: '0,25'}", "Scenariet »a«: Mindste andel af pladserne til andre kommuner: 0,25"),
        ("antag: {art: andet}", "Scenariet »a«: antag art: "),
        ("saet: {mindste_andel_andre: 31,25}", "linje 1, kolonne 56: »25« skal have en værdi. Står den efter et komma"),
    ],
)
def test_en_forkert_vaerdi_i_et_scenarie_siges_med_scenariets_navn(
    valg: str, besked: str, runde: Path, tmp_path: Path
) -> None:
    (tmp_path / "s.yaml").write_text(f"scenarier: [{{navn: a, {valg}}}]", encoding="utf-8")
    with pytest.raises((BrugsFejl, LaeseFejl)) as fejl:
        svar_af(runde, tmp_path / "ud.parquet", Tilvalg(scenarier=str(tmp_path / "s.yaml")))
    assert besked in str(fejl.value)
    assert "--" not in str(fejl.value)
    assert [p.name for p in tmp_path.iterdir()] == ["s.yaml"]


@pytest.mark.parametrize("noegle", [(), ("raekke",), ("ansoegning", "navn")])
def test_en_sammenligning_taeller_det_aendrede(noegle: tuple[str, ...], runde: Path, tmp_path: Path) -> None:
    gammel, ny = tmp_path / "gammel.parquet", tmp_path / "ny.parquet"
    koer(bestilling(runde, gammel))
    svar = svar_af(
        runde, ny, Tilvalg(sammenlign=str(gammel), noegle=noegle), saet={"mindste_anlaegsudgift": "10.000"}
    ).sammenligning
    assert svar is not None
    foer, efter = ({r[0]: r[1:] for r in spoerg(f"SELECT raekke, resultat, K4 FROM '{n}'")} for n in (gammel, ny))
    par = Counter((foer[n][0], efter[n][0]) for n in foer)
    assert {(g, n): c for g, nye in svar.matrix.items() for n, c in nye.items()} == dict(par)
    assert svar.kriterier == {"K4": sum(foer[n][1] != efter[n][1] for n in foer)}
    assert svar.aendret == svar.kriterier["K4"] > 0
    assert (svar.faelles, svar.kun_gammel, svar.kun_ny) == (3_000, 0, 0)
    with (tmp_path / "ny.aendringer.csv").open(encoding="utf-8-sig", newline="") as fil:
        assert len(list(csv.DictReader(fil, delimiter=";"))) == svar.aendret
    assert svar.grundlag["sat (nyt)"] == "mindste_anlaegsudgift=10.000"


def test_et_tidligere_svar_i_csv_sammenlignes_ens(runde: Path, tmp_path: Path) -> None:
    """Dates, decimals, choices and texts that a spreadsheet would run, also as keys."""
    ind = tmp_path / "ind.parquet"
    spoerg(
        "COPY (SELECT * REPLACE (concat('=', navn, '; \"x\"') AS navn), raekkenr AS \"+egen\" FROM "
        f"(SELECT *, row_number() OVER () AS raekkenr FROM '{runde}' LIMIT 500)) TO '{ind}' (FORMAT parquet)"
    )
    for endelse in ("parquet", "csv"):
        koer(bestilling(ind, tmp_path / f"gammel.{endelse}"))
    noegler: list[tuple[str, ...]] = [
        (),
        ("raekke",),
        ("navn", "afsluttes", "andel_andre", "bortfald_forventes", "+egen"),
    ]
    for nr, noegle in enumerate(noegler):
        to = []
        for endelse in ("parquet", "csv"):
            ny = tmp_path / f"ny{nr}{endelse}.parquet"
            tilvalg = Tilvalg(sammenlign=str(tmp_path / f"gammel.{endelse}"), noegle=noegle)
            svar = svar_af(ind, ny, tilvalg, saet={"mindste_anlaegsudgift": "10.000"}).sammenligning
            assert svar is not None
            assert svar.faelles == 500
            assert svar.aendret > 0
            to.append(svar)
        parquet, csv_ = to
        for hvad in ("noegle", "kun_gammel", "kun_ny", "aendret", "matrix", "kriterier"):
            assert getattr(parquet, hvad) == getattr(csv_, hvad), (noegle, hvad)
        assert "mindste_anlaegsudgift" in csv_.grundlag["grundlag (nyt)"]
        assert "sat" not in csv_.grundlag["grundlag (gammelt)"]
    (tmp_path / "andet.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    (tmp_path / "skaev.csv").write_text("raekke;resultat\n1;opfyldt;x\n", encoding="utf-8")
    for fil, besked in (("andet", "ikke et svar"), ("skaev", "ikke kan læses")):
        with pytest.raises(LaeseFejl, match=besked):
            svar_af(ind, tmp_path / "u.parquet", Tilvalg(sammenlign=str(tmp_path / f"{fil}.csv")))


def test_intet_der_laeses_overskrives(runde: Path, tmp_path: Path) -> None:
    ind = tmp_path / "ud.rangliste.csv"
    lav(5, ind, 3)
    (tmp_path / "ud.aendringer.csv").write_bytes(b"")
    koer(bestilling(ind, tmp_path / "gammel.csv"))
    (tmp_path / "gammel.csv").rename(tmp_path / "ud2.aendringer.csv")
    foer = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    for ud, tilvalg, andet in (
        ("ud.csv", Tilvalg(rangliste=True), {}),
        ("ud2.csv", Tilvalg(sammenlign=str(tmp_path / "ud2.aendringer.csv")), {}),
        ("ud3.csv", Tilvalg(rangliste=True), {"afviste": str(tmp_path / "ud3.rangliste.csv")}),
        (
            "ud3.csv",
            Tilvalg(sammenlign=str(tmp_path / "ud2.aendringer.csv")),
            {"afviste": str(tmp_path / "ud2.aendringer.csv")},
        ),
    ):
        with pytest.raises(BrugsFejl, match=r"selv den fil|to af de filer"):
            svar_af(ind, tmp_path / ud, tilvalg, overskriv=True, **andet)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == foer


def test_raekker_i_kun_den_ene_koersel(runde: Path, tmp_path: Path) -> None:
    spoerg(f"COPY (SELECT * FROM '{runde}' LIMIT 2000) TO '{tmp_path / 'del.parquet'}' (FORMAT parquet)")
    koer(bestilling(tmp_path / "del.parquet", tmp_path / "gammel.parquet"))
    svar = svar_af(runde, tmp_path / "ny.parquet", Tilvalg(sammenlign=str(tmp_path / "gammel.parquet"))).sammenligning
    assert svar is not None
    assert (svar.faelles, svar.kun_gammel, svar.kun_ny, svar.aendret) == (2_000, 0, 1_000, 0)


def test_det_sammenlignede_og_garantien_siges_med_puljens_ord(runde: Path, tmp_path: Path) -> None:
    """The answer's columns hold keys; what a person reads holds the statuses' names and the word for a group."""
    gammel = tmp_path / "gammel.parquet"
    koer(bestilling(runde, gammel))
    svar = svar_af(
        runde,
        tmp_path / "ny.parquet",
        Tilvalg(sammenlign=str(gammel), rangliste=True),
        saet={"mindste_anlaegsudgift": "10.000"},
    )
    tekst = svar.som_tekst()
    assert svar.sammenligning is not None
    n = svar.sammenligning.matrix["ikke_opfyldt"]["opfyldt"]
    assert f"\n  ikke opfyldt → opfyldt: {vis_tal(n)}\n" in tekst
    assert "\n  Samme resultat: ikke opfyldt " in tekst
    assert "K4: ikke opfyldt → opfyldt" in " ".join(svar.sammenligning.eksempler)
    assert "fra hver region er med." in tekst
    assert "_" not in re.sub(r"\S+\.(?:csv|parquet)|Sammenlignet [^\n]*", "", tekst)
    ark = tmp_path / "gammel.xlsx"
    koer(bestilling(runde, ark))
    with pytest.raises(LaeseFejl, match=r"Et tidligere svar i Excel kan ikke sammenlignes\. Lav det gamle svar som"):
        svar_af(runde, tmp_path / "endnu.parquet", Tilvalg(sammenlign=str(ark)))


def test_det_der_ikke_kan_sammenlignes(runde: Path, tmp_path: Path) -> None:
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


def test_rangordningen_er_den_samme_som_for_en_runde_af_filer(tmp_path: Path) -> None:
    """The ranking equals that of ``rangliste`` for the same rows as applications, one for each applicant."""
    runde = tmp_path / "runde.parquet"
    lav(120, runde, 11)
    antag = {"lovgrundlag": "sel107", "omdannede_abl105_pladser": "0", "andel_andre": "30", "ansoegt_2025": "1.000"}
    saet = {"mindste_anlaegsudgift": "10.000", "ramme_2026": "100.000"}
    svar = svar_af(runde, tmp_path / "ud.parquet", Tilvalg(rangliste=True), antag=antag, saet=saet).rangliste
    assert svar is not None
    con = duckdb.connect()
    tabel = con.execute(f"SELECT * FROM '{runde}'")
    navne = [d[0] for d in tabel.description]
    ansoegninger: dict[str, dict[str, Any]] = {}
    for linje in tabel.fetchall():
        raekke = {n: v for n, v in zip(navne, linje, strict=True) if v is not None and n != "ansoegning"}
        kommune = raekke.pop("kommune")
        a = ansoegninger.setdefault(kommune, {"pulje": PULJE, "kommune": kommune, "projekter": []})
        a["projekter"].append(raekke)
    regelsaet = load_regelsaet(PULJE, saet=saet)
    laest = []
    for nr, a in enumerate(ansoegninger.values()):
        rod = fra_python(a, Sted(str(nr)))
        assert isinstance(rod, Ordbog)
        laest.append(laes_ansoegning(rod, regelsaet, str(nr)))
    deltagere = find_deltagere(saml_runde(laest, regelsaet), antag=laes_antagelser(regelsaet, antag))
    ventet = beregn(deltagere, Rangvalg("prioriteret"))
    assert svar.kandidater == len(ventet.kandidater) > 5
    assert svar.overansoegt == ventet.fordeling.knap is True
    assert svar.garanti_udloest == ventet.fordeling.udloest
    with (tmp_path / "ud.rangliste.csv").open(encoding="utf-8-sig", newline="") as fil:
        linjer = list(csv.DictReader(fil, delimiter=";"))
    orden = ventet.fordeling.orden
    assert [li["navn"] for li in linjer] == [ventet.kandidater[i].navn for i in orden]
    assert [li["udfald"] == "inden_for_rammen" for li in linjer] == [ventet.fordeling.inde(i) for i in orden]
    assert svar.inden_for_rammen == sum(ventet.fordeling.inde(i) for i in orden)
    assert [int(li["beregnet_2026"]) for li in linjer] == [
        (ventet.fordeling.ture[i].beloeb or (0, 0))[1] for i in orden
    ]


@pytest.mark.parametrize("noegle", ["ansoegning", "kommune", None])
def test_det_der_taelles_over_en_ansoegning(
    noegle: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Criteria over all projects of an application, identified by its key, else by its applicant, else one row each."""
    grund = load_regelsaet(PULJE)
    for id_ in (("F1", 0), ("F4", 0)):
        grund = grund.med_alternativ(grund.alternativer[id_])
    monkeypatch.setattr("ansoegning.batch.koer.load_regelsaet", lambda *_a, **_k: grund)
    alle, ind, ud = tmp_path / "alle.parquet", tmp_path / "ind.parquet", tmp_path / "ud.parquet"
    lav(240, alle, 5)
    uden = {"ansoegning": "", "kommune": "EXCLUDE (ansoegning)", None: "EXCLUDE (ansoegning, kommune)"}[noegle]
    # Rows of one application are not adjacent, and some rows have no key at all.
    kendt = "CASE WHEN hash(navn) % 9 > 0 THEN"
    spoerg(
        f"COPY (SELECT * {uden} FROM (SELECT * REPLACE ({kendt} ansoegning END AS ansoegning, {kendt} kommune END AS "
        f"kommune) FROM '{alle}' ORDER BY hash(navn))) TO '{ind}' (FORMAT parquet)"
    )
    (tmp_path / "s.yaml").write_text("scenarier: [{navn: som det er}]", encoding="utf-8")
    b = Bestilling(ind=str(ind), ud=str(ud), pulje=PULJE, traade=2)
    monkeypatch.setattr("ansoegning.batch.scenarier.load_regelsaet", lambda *_a, **_k: grund)
    koersel, tilsvar = gennemfoer(b, Tilvalg(scenarier=str(tmp_path / "s.yaml")))
    assert (koersel.ind, koersel.ud) == (240, 240)
    assert tilsvar is not None
    talt = Counter(r[0] for r in spoerg(f"SELECT resultat FROM '{ud}'"))
    for sammendrag in tilsvar.scenarier:
        assert {n: c for n, c in sammendrag.antal.items() if c} == dict(talt)
    with duckdb.connect() as con:
        tabel = con.execute(f"SELECT * FROM '{ud}'")
        navne = [d[0] for d in tabel.description]
        svar = [dict(zip(navne, linje, strict=True)) for linje in tabel.fetchall()]
    assert [r["raekke"] for r in svar] == list(range(1, 241)), "the rows' own order"
    egne = {n for (li, n), f in grund.fakta.items() if li == "projekter" and f.afledt is None}
    ansoegninger: dict[str, list[dict[str, Any]]] = {}
    for r in svar:
        hvem = r.get(noegle) if noegle is not None else None
        ansoegninger.setdefault(hvem or f"#{r['raekke']}", []).append(r)
    assert len(ansoegninger) < 240 or noegle is None
    for raekker in ansoegninger.values():
        projekter = [{n: v for n, v in r.items() if n in egne and v is not None} for r in raekker]
        rod = fra_python({"pulje": PULJE, "projekter": projekter}, Sted("a"))
        assert isinstance(rod, Ordbog)
        ventet = bedoem_ansoegning(laes_ansoegning(rod, grund, "a"), grund, (PlainKaede(),)).raekker["projekter"]
        for r, p in zip(raekker, ventet, strict=True):
            assert r["resultat"] == p.resultat
            assert [r[k.id] for k in p.kriterier] == [k.status for k in p.kriterier]
            assert r["begrundelse"] == " ".join(f"{k.id}: {k.grund}" for k in p.kriterier)


def test_en_ansoegnings_afviste_raekker_meldes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grund = load_regelsaet(PULJE)
    (tmp_path / "a.csv").write_text("ansoegning;kommune;navn;B\n1;751;x;100\n1;751;y;fem\n", encoding="utf-8")
    for id_, sagt_det in ((None, False), (("F1", 0), True)):
        r = grund.med_alternativ(grund.alternativer[id_]) if id_ is not None else grund
        monkeypatch.setattr("ansoegning.batch.koer.load_regelsaet", lambda *_a, r=r, **_k: r)
        sagt: list[str] = []
        koer(
            Bestilling(
                ind=str(tmp_path / "a.csv"), ud=str(tmp_path / "ud.csv"), pulje=PULJE, sig=sagt.append, overskriv=True
            )
        )
        assert any("ikke med i det, der regnes for hele ansøgningen" in s for s in sagt) == sagt_det


def test_ansoegere_med_flere_ansoegninger_meldes(tmp_path: Path) -> None:
    for nr, (noegle, antal) in enumerate((("1", 0), ("2", 1), ("", 0))):
        ind = tmp_path / "a.csv"
        ind.write_text(f"ansoegning;kommune;navn\n1;751;x\n{noegle};0751;y\n1;Odense;z\n", encoding="utf-8")
        svar = svar_af(ind, tmp_path / f"ud{nr}.csv", Tilvalg(rangliste=True)).rangliste
        assert svar is not None
        assert svar.flere_ansoegninger == antal
        assert ("mere end én ansøgning" in svar.som_tekst(Ord(), ())) == bool(antal)


_KLAR = (
    "kommune;navn;ansoegt_2025;ansoegt_2026;pladser_2025;pladser_2026;andel_andre;afsluttes;lovgrundlag;"
    "bruttoanlaegsudgift_2025;bruttoanlaegsudgift_2026;omdannede_abl105_pladser;art;koordinering;ansoegning\n"
)


def _klar(kommune: str, navn: str, ansoegning: str = "", ansoegt: str = "7.500") -> str:
    return (
        f"{kommune};{navn};{ansoegt};9.500;0;12;33;30/11/2026;sel107;10.000;11.000;0;nybyggeri;kkr;{ansoegning}\n"
    )  # fmt: skip


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_et_projekt_i_flere_raekker_faar_ingen_penge_og_meldes(tmp_path: Path, format_: str) -> None:
    raekker = [
        _klar("Aarhus", "Alfa", "A1"),
        _klar("Odense", "Alfa", "A2"),
        # The same name in another notation, with the applicant's code, in another application.
        _klar("751", "  alfa ", "A3", "8.000"),
        _klar("Aarhus", "Mølle\u0061\u030aen", "A1"),
        _klar("Aarhus", "Mølleåen", "A1"),
        _klar("Aarhus", "Beta", "A1"),
        _klar("Aarhus", "", "A1"),
        _klar("Aarhus", "", "A1"),
    ]
    ind, ud = tmp_path / "ind.csv", tmp_path / f"ud.{format_}"
    ind.write_text(_KLAR + "".join(raekker), encoding="utf-8")
    sagt: list[str] = []
    koersel, svar = gennemfoer(bestilling(ind, ud, sig=sagt.append), Tilvalg(rangliste=True))
    assert (koersel.ud, koersel.afvist) == (8, 0)
    assert svar is not None
    rangliste = svar.rangliste
    assert rangliste is not None
    assert [d.raekker for d in rangliste.dubletter] == [(1, 3), (4, 5)]
    assert rangliste.til_json()["dubletter"][0] == {"ansoeger": "0751", "navn": "Alfa", "raekker": (1, 3)}
    with (tmp_path / "ud.rangliste.csv").open(encoding="utf-8-sig", newline="") as fil:
        assert {int(li["raekke"]) for li in csv.DictReader(fil, delimiter=";")} == {2, 6, 7, 8}
    assert rangliste.ansoegt == {"2025": 4 * 7_500_000, "2026": 4 * 9_500_000}
    assert "4 rækker er ikke ordnet og får ingen penge her" in rangliste.som_tekst(Ord(), ())
    (om,) = [s for s in sagt if "flere rækker" in s]
    assert om.startswith(
        "2 navne fra samme ansøger står i flere rækker: række 1 og 3 (0751, Alfa); række 4 og 5 (0751, Mølle"
    )
    assert "Ingen af rækkerne er ordnet" in om


def test_et_projekt_i_flere_raekker_meldes_ogsaa_uden_rangliste(tmp_path: Path) -> None:
    ind = tmp_path / "ind.csv"
    ind.write_text(_KLAR + _klar("Aarhus", "Alfa") * 9 + _klar("Odense", "Alfa"), encoding="utf-8")
    sagt: list[str] = []
    koer(bestilling(ind, tmp_path / "ud.csv", sig=sagt.append))
    (om,) = [s for s in sagt if "flere rækker" in s]
    assert om.startswith("1 navn fra samme ansøger står i flere rækker: række 1, 2, 3, 4, 5, 6 og 3 til (0751, Alfa).")
    assert "Hver række har fået sit eget svar" in om


def test_ens_raekker_uden_navn_meldes(tmp_path: Path) -> None:
    """They may be two projects, so they are told and keep their answers; without a name a copy cannot be known."""
    ind = tmp_path / "ind.csv"
    ind.write_text(_KLAR + _klar("Aarhus", "") * 2 + _klar("Odense", "") + _klar("Aarhus", "Alfa"), encoding="utf-8")
    sagt: list[str] = []
    koer(bestilling(ind, tmp_path / "ud.csv", sig=sagt.append))
    (om,) = [s for s in sagt if "uden navn" in s]
    assert om.startswith("2 rækker uden navn er ens med en anden fra samme ansøger, fx række 1 og 2.")


def test_exitkoden_siger_at_raekker_ikke_er_rangordnet(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from ansoegning.cli.batch import batch

    ind = tmp_path / "ind.csv"
    ind.write_text(_KLAR + _klar("Aarhus", "Alfa") * 2, encoding="utf-8")
    valg = [str(ind), "-o", str(tmp_path / "ud.csv"), "--pulje", PULJE, "--overskriv"]
    assert CliRunner().invoke(batch, valg, standalone_mode=False).return_value == 0
    assert CliRunner().invoke(batch, [*valg, "--rangliste"], standalone_mode=False).return_value == 3


def test_en_pakke_uden_raekkefoelge(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("periode;realiseret_1a\n2023;80\n", encoding="utf-8")
    b = Bestilling(ind=str(tmp_path / "a.csv"), ud=str(tmp_path / "ud.csv"), pulje="resultatkontrakt-2023")
    with pytest.raises(BrugsFejl, match="hvordan der ordnes"):
        gennemfoer(b, Tilvalg(rangliste=True))
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    assert koer(b).ud == 1


def test_spark_siger_hvad_der_mangler(runde: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    b = Bestilling(ind=str(runde), ud=str(tmp_path / "ud.parquet"), pulje=PULJE, motor="spark")
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(BrugsFejl, match="Java"):
        koer(b)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(BrugsFejl, match=r"ansoegning\[spark\]"):
        koer(b)


@pytest.mark.skipif(sys.platform == "win32", reason="a script for sh")
def test_spark_med_en_java_der_ikke_kan_bruges(runde: Path, tmp_path: Path) -> None:
    """A separate process, in which no Java is running yet."""
    pytest.importorskip("pyspark")
    java = tmp_path / "jdk" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    java.chmod(0o755)
    kommando = [sys.executable, "-m", "ansoegning", "batch", str(runde), "-o", str(tmp_path / "ud.parquet")]
    svar = subprocess.run(
        [*kommando, "--pulje", PULJE, "--motor", "spark"],
        env={**os.environ, "JAVA_HOME": str(tmp_path / "jdk")},
        capture_output=True,
        check=False,
    )
    assert svar.returncode == 2, svar.stderr
    assert "Java 17" in svar.stderr.decode()
    assert [p.name for p in tmp_path.iterdir()] == ["jdk"]


@pytest.mark.parametrize("valg", ["scenarier", "sammenlign", "rangliste"])
def test_det_der_bygger_paa_resultatet_afvises_hvor_et_kriterium_ingen_kolonne_har(valg: str, tmp_path: Path) -> None:
    """A criterion that is not calculated row by row leaves rows without a result; it is named, and nothing is
    written.
    """
    oplysning = {"brug": ["oplysning"]}
    data = pakkedata(
        fakta={
            "ansoegning": {"tekst": {"navn": "teksten", "type": "tekst", **oplysning}},
            "raekker": {
                "navn": {"navn": "navnet", "type": "tekst", **oplysning},
                "beloeb": {
                    "navn": "beløbet",
                    "type": "tal",
                    "enhed": "kr.",
                    "mindst": "0",
                    "hoejst": "99",
                    **oplysning,
                },
            },
        },
        parametre={"mindst": {"navn": "mindst", "type": "tal", "enhed": "kr.", "vaerdi": "4", "kilde": KILDE}},
        lister={
            "raekker": {
                "ental": "række",
                "flertal": "rækker",
                "navn_fakta": "navn",
                "samlet": "rækker opfylder kriterierne",
                "samlet_ental": "række opfylder kriterierne",
            }
        },
        kriterier=[
            kriterium("K1", "naevner_et_beloeb_af(tekst, beloeb for raekker)", **{"for": "raekker"}),
            kriterium("K2", "beloeb > mindst", **{"for": "raekker"}),
        ],
    )
    data["konklusioner"] = [
        {"id": "raekkeresultat", "for": "raekker", "vaerste_af": "kriterier"},
        {"id": "resultat", "vaerste_af": "raekkeresultat", "uden": "uoplyst"},
        {"id": "resultat_antal", "antal_af": "raekkeresultat"},
        data["konklusioner"][-1],
    ]
    skriv_pakke(data, tmp_path)
    (tmp_path / "ind.csv").write_text("tekst;beloeb;navn\n5 kr.;5;A\n", encoding="utf-8")
    (tmp_path / "gammel.csv").write_text("raekke;navn;resultat\n1;A;opfyldt\n", encoding="utf-8")
    (tmp_path / "s.yaml").write_text("scenarier:\n  - navn: et\n    saet: {mindst: 6}\n", encoding="utf-8")
    bestilling = Bestilling(
        ind=str(tmp_path / "ind.csv"), ud=str(tmp_path / "ud.csv"), pulje="proevepakke", regler=str(tmp_path)
    )
    tilvalg = {
        "scenarier": Tilvalg(scenarier=str(tmp_path / "s.yaml")),
        "sammenlign": Tilvalg(sammenlign=str(tmp_path / "gammel.csv")),
        "rangliste": Tilvalg(rangliste=True),
    }[valg]
    with pytest.raises(BrugsFejl, match="K1 kan ikke regnes række for række"):
        gennemfoer(bestilling, tilvalg)
    assert not (tmp_path / "ud.csv").exists()
    gennemfoer(bestilling, Tilvalg())
    assert (tmp_path / "ud.csv").exists()
