"""The totals of a run, and the columns beside the statuses, each checked against a simple independent count."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from ansoegning import tjek
from ansoegning.batch import ud_xlsx
from ansoegning.batch.koer import Bestilling
from ansoegning.batch.totaler import _tael
from ansoegning.fejl import BrugsFejl
from ansoegning.handlinger.batch import Tilsvar, Tilvalg, gennemfoer
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.model.ord import Ord
from ansoegning.model.rangliste import Omfang
from hjaelp.batchkoersel import PULJE, csv_af
from hjaelp.steder import ROD

sys.path.insert(0, str(ROD / "benchmarks"))
from syntetisk import lav

pytestmark = pytest.mark.tung


REGELSAET = load_regelsaet(PULJE)
GOD = {
    "ansoegt_2025": "12.500",
    "ansoegt_2026": "18.000",
    "pladser_2025": "0",
    "pladser_2026": "12",
    "andel_andre": "33,33",
    "afsluttes": "30/11/2026",
    "lovgrundlag": "sel107",
    "bruttoanlaegsudgift_2025": "20.000",
    "bruttoanlaegsudgift_2026": "25.000",
    "pladser_etableret": "12",
    "nedlagte_pladser": "0",
    "omdannede_abl105_pladser": "0",
    "art": "nybyggeri",
    "koordinering": "kkr",
}


def skriv(sti: Path, *raekker: dict[str, str]) -> Path:
    kolonner = list(dict.fromkeys(["kommune", "navn", *GOD, *(n for r in raekker for n in r)]))
    with sti.open("w", encoding="utf-8", newline="") as fil:
        ud = csv.DictWriter(fil, kolonner, delimiter=";")
        ud.writeheader()
        for nr, r in enumerate(raekker, 1):
            ud.writerow({"kommune": "Aarhus", "navn": f"Projekt {nr}", **GOD, **r})
    return sti


def koer(ind: Path, ud: Path, tilvalg: Tilvalg | None = None, **andet: object) -> Tilsvar:
    bestilling = Bestilling(ind=str(ind), ud=str(ud), pulje=PULJE, traade=2, **andet)  # type: ignore[arg-type] # by name
    return gennemfoer(bestilling, tilvalg or Tilvalg())[1]


def test_totalerne_er_talt_op_af_svaret(tmp_path: Path) -> None:
    lav(600, tmp_path / "r.parquet", 5)
    svar = koer(tmp_path / "r.parquet", tmp_path / "ud.csv")
    t, linjer = svar.totaler, csv_af(tmp_path / "ud.csv")
    assert t.raekker == len(linjer) > 500
    assert t.afvist == 600 - len(linjer)
    assert t.ansoegninger == len({r["ansoegning"] for r in linjer})
    assert {s: n for s, n in t.resultat.items() if n} == Counter(r["resultat"] for r in linjer)
    ider = [k.id for k in t.kriterier]
    assert ider == ["K1", "K2", "K3", "K4", "K5", "K6"]
    for k in t.kriterier:
        assert {s: n for s, n in k.antal.items() if n} == Counter(r[k.id] for r in linjer)
        ikke = [r for r in linjer if r[k.id] == "ikke_opfyldt"]
        assert k.alene == sum(sum(r[x] == "ikke_opfyldt" for x in ider) == 1 for r in ikke)
        # Each row that is not met or needs an assessment has a reason; a row of the latter type may have several.
        grunde = Counter[str]()
        for g in k.grunde:
            grunde[g.status] += g.raekker
        assert grunde["ikke_opfyldt"] == len(ikke)
        assert grunde["kraever_vurdering"] >= k.antal["kraever_vurdering"]
        assert bool(k.mangler) == bool(k.antal["mangler_oplysninger"])
    fund = Counter(id_ for r in linjer for id_ in {f.split()[0] for f in r["skema"].split("; ") if f})
    assert {x.id: x.raekker for x in t.tjek} == fund
    alvor = {x.id: x.alvor for x in REGELSAET.data.skema}
    fejl = [any(alvor[f.split()[0]] == "fejl" for f in r["skema"].split("; ") if f) for r in linjer]
    assert t.fejl == sum(fejl)
    assert t.kun_advarsler == sum(bool(r["skema"]) and not f for r, f in zip(linjer, fejl, strict=True))
    for aar in ("2025", "2026"):
        kendte = [r for r in linjer if r[f"ansoegt_{aar}"] and f"S06 ansoegt_{aar}" not in r["skema"]]
        assert t.budget[aar].ansoegt_alle == 1_000 * sum(int(r[f"ansoegt_{aar}"]) for r in kendte)
        assert t.budget[aar].ansoegt == 1_000 * sum(
            int(r[f"ansoegt_{aar}"]) for r in kendte if r["resultat"] == "opfyldt"
        )
        assert t.budget[aar].ukendt == len(linjer) - len(kendte)
    tekst = svar.som_tekst()
    assert tekst.startswith(f"I alt: {len(linjer)} rækker fra ")
    assert json.loads(json.dumps(svar.til_json()))["totaler"]["raekker"] == len(linjer)


def test_grundene_er_puljens_ord_uden_raekkens_egne_tal(tmp_path: Path) -> None:
    ind = skriv(tmp_path / "r.csv", {"bruttoanlaegsudgift_2026": "0"}, {"omdannede_abl105_pladser": "2"}, {})
    svar = koer(ind, tmp_path / "ud.csv")
    k2, k4 = svar.totaler.kriterier[1], svar.totaler.kriterier[3]
    assert [(g.status, g.raekker) for g in k4.grunde] == [("ikke_opfyldt", 1)]
    assert "…; den skal være over 20.000.000 kr." in k4.grunde[0].tekst
    lov = "Der kan ikke lånes til de pladser, der omdannes; en person skal skille den del ud."
    assert [(g.status, g.tekst) for g in k2.grunde] == [("kraever_vurdering", lov)]
    assert "K4 Bruttoanlægsudgift over 20 mio. kr." in svar.som_tekst()
    assert "1 række kun på grund af K4" in svar.som_tekst()
    # The same word as in the list of a round.
    assert "2025: søgt i alt " in svar.som_tekst()


def test_regnede_kolonner_og_ansoegerens_navn(tmp_path: Path) -> None:
    ind = skriv(tmp_path / "r.csv", {}, {"pladser_2026": "0"}, {"ansoegt_2026": ""}, {"kommune": ""})
    koer(ind, tmp_path / "ud.csv")
    en, to, tre, fire = csv_af(tmp_path / "ud.csv")
    assert (en["ansoeger_navn"], en["ansoeger_region"]) == ("Aarhus", "Region Midtjylland")
    assert (fire["ansoeger_navn"], fire["ansoeger_region"]) == ("", "")
    assert (en["udvidelse"], en["ansoegt_i_alt"], en["bruttoanlaegsudgift_i_alt"], en["nettotilgang"]) == (
        "12", "30500", "45000", "12",
    )  # fmt: skip
    ventet = Decimal(30_500) / 12
    assert en["ansoegt_pr_plads"] == str(ventet.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",")
    # A missing value is neither zero nor a division by zero.
    assert (to["ansoegt_pr_plads"], tre["ansoegt_i_alt"], tre["ansoegt_pr_plads"]) == ("", "", "")


def test_regnede_tal_er_evaluatorens(tmp_path: Path) -> None:
    lav(300, tmp_path / "r.parquet", 9)
    koer(tmp_path / "r.parquet", tmp_path / "ud.csv")
    for r in csv_af(tmp_path / "ud.csv"):
        a, b, d, e = (r[n] for n in ("ansoegt_2025", "ansoegt_2026", "pladser_2025", "pladser_2026"))
        sum_ = int(a) + int(b) if a and b and "S06" not in r["skema"] else None
        assert r["ansoegt_i_alt"] == ("" if sum_ is None else str(sum_))
        pladser = int(d) + int(e) if d and e else 0
        pr = Fraction(sum_, pladser) if sum_ is not None and pladser else None
        vist = "" if pr is None else str(Decimal(int(pr * 100 + Fraction(1, 2))) / 100)
        assert (r["ansoegt_pr_plads"] and Decimal(r["ansoegt_pr_plads"].replace(",", "."))) == (vist and Decimal(vist))


@pytest.mark.parametrize(
    ("fakta", "vaerdi"), [("ansoegt_2025", "12.500.000"), ("bruttoanlaegsudgift_2025", "8.500.000")]
)
def test_en_forkert_enhed_flytter_ingen_penge(fakta: str, vaerdi: str, tmp_path: Path) -> None:
    ind = skriv(tmp_path / "r.csv", {}, {fakta: vaerdi})
    svar = koer(ind, tmp_path / "ud.csv", Tilvalg(rangliste=True))
    t, rang = svar.totaler, svar.rangliste
    assert rang is not None
    # The status follows from the figures.
    assert t.resultat["opfyldt"] == 2
    assert [r["K4"] for r in csv_af(tmp_path / "ud.csv")] == ["opfyldt", "opfyldt"]
    assert not rang.overansoegt
    linjer = csv_af(tmp_path / "ud.rangliste.csv")
    if fakta == "ansoegt_2025":
        assert (t.budget["2025"].ansoegt, t.budget["2025"].ukendt) == (12_500_000, 1)
        assert (rang.kandidater, rang.ansoegt["2025"]) == (1, 12_500_000)
        assert csv_af(tmp_path / "ud.csv")[1]["ansoegt_i_alt"] == ""
        assert "2025: beløbet er ukendt i 1 række" in svar.som_tekst()
    else:
        # Size is then the loan, as when the cost is missing.
        assert [li["stoerrelse"] for li in linjer] == ["45000000", "30500000"]
        assert csv_af(tmp_path / "ud.csv")[1]["bruttoanlaegsudgift_i_alt"] == ""


def test_ranglisten_har_noegler_og_begrundelse(tmp_path: Path) -> None:
    ind = skriv(tmp_path / "r.csv", {"koordinering": "ingen"}, {}, {"koordinering": "", "andel_andre": "25"})
    koer(ind, tmp_path / "ud.csv", Tilvalg(rangliste=True))
    linjer = csv_af(tmp_path / "ud.rangliste.csv")
    assert [(li["raekke"], li["koordinering"], li["andel_til_andre_kommuner"]) for li in linjer] == [
        ("2", "kkr", "33,33"), ("1", "ingen", "33,33"), ("3", "", "25"),
    ]  # fmt: skip
    assert [(li["ansoeger_navn"], li["stoerrelse"], li["ansoegt_2025"]) for li in linjer[:1]] == [
        ("Aarhus", "45000000", "12500000")
    ]
    assert linjer[1]["begrundelse"].startswith("Nr. 2 i rækkefølgen, efter nr. 1 på »Koordinering«: ikke koordineret")
    koer(ind, tmp_path / "uden.csv", Tilvalg(rangliste=True), grunde=False)
    assert "begrundelse" not in csv_af(tmp_path / "uden.rangliste.csv")[0]


def test_scenarier_med_rangliste_er_koersler_for_sig(tmp_path: Path) -> None:
    ind = skriv(
        tmp_path / "r.csv",
        {"koordinering": ""},
        {"koordinering": "tvaerkommunal", "ansoegt_2025": "15.000"},
        {"bruttoanlaegsudgift_2025": "0", "ansoegt_2025": "1.000", "bruttoanlaegsudgift_2026": "20.000"},
    )
    (tmp_path / "s.yaml").write_text(
        "scenarier:\n  - navn: kkr\n    antag: {koordinering: kkr}\n"
        "  - navn: lavere\n    saet: {mindste_anlaegsudgift: 19.000}\n",
        encoding="utf-8",
    )
    saet = {"ramme_2025": "20.000"}
    # All rows are from one region; here they are the whole round.
    ordnes = Tilvalg(rangliste=True, omfang="hele")
    svar = koer(ind, tmp_path / "ud.csv", replace(ordnes, scenarier=str(tmp_path / "s.yaml")), saet=saet)
    for s in svar.scenarier:
        alene = koer(ind, tmp_path / f"{s.navn}.csv", ordnes, saet=s.sat, antag=s.antaget).rangliste
        assert alene is not None
        assert s.rangliste is not None
        assert (s.rangliste.kandidater, s.rangliste.inden_for_rammen) == (alene.kandidater, alene.inden_for_rammen)
        assert (s.rangliste.beregnet, s.rangliste.ansoegt) == (alene.beregnet, alene.ansoegt)
        inde = [li["raekke"] for li in csv_af(tmp_path / f"{s.navn}.rangliste.csv") if li["udfald"][0] == "i"]
        hvem = csv_af(tmp_path / "ud.scenarier.csv")
        assert sorted(inde) == [h["raekke"] for h in hvem if h[s.navn] == "inden_for_rammen"]
    grundlag, kkr, lavere = svar.scenarier
    assert grundlag.forskel == {"antal": {}, "ansoegt": {}, "ansoegt_alle": {}, "budget": {}}
    assert kkr.rangliste is not None
    assert (kkr.rangliste.ind, kkr.rangliste.ud) == (["0751/1 Projekt 1"], ["0751/2 Projekt 2"])
    assert lavere.forskel["antal"] == {"opfyldt": 1, "ikke_opfyldt": -1}
    assert lavere.forskel["ansoegt"] == {"2025": 1_000_000, "2026": 18_000_000}
    tekst = svar.som_tekst()
    assert "Kommer ind: 0751/1 Projekt 1" in tekst
    assert "opfyldt 3 (+1)" in tekst


def test_en_saenket_ramme_aendrer_ikke_det_ansoegte(tmp_path: Path) -> None:
    ind = skriv(tmp_path / "r.csv", {})
    (tmp_path / "s.yaml").write_text("scenarier: [{navn: lav, saet: {ramme_2025: 1.000}}]", encoding="utf-8")
    svar = koer(ind, tmp_path / "ud.csv", Tilvalg(scenarier=str(tmp_path / "s.yaml")))
    assert svar.scenarier[1].ansoegt == svar.scenarier[0].ansoegt == {"2025": 12_500_000, "2026": 18_000_000}


def test_en_projektmappe_siger_det_samme_og_kan_laeses_igen(tmp_path: Path) -> None:
    ind = skriv(
        tmp_path / "r.csv",
        {"note": "=1+1", "navn": "<r><t>A</t></r>"},
        {"note": "@sum", "dokumentation": 'Referat; "A;B"', "bortfald_forventes": "ja"},
        {"note": "", "afsluttes": "31/12/2026"},
    )
    svar = koer(ind, tmp_path / "ud.xlsx")
    bog = openpyxl.load_workbook(tmp_path / "ud.xlsx")
    assert bog.sheetnames == ["Svar", "Totaler"]
    assert any("I alt: 3 rækker" in str(c.value) for (c,) in bog["Totaler"].iter_rows())
    # A line wraps within the width of a page, in a row that is high enough to show all of it.
    ark = bog["Totaler"]
    assert ark.column_dimensions["A"].width < 80
    linjer = [
        (len(str(c.value or "")), ark.row_dimensions[r].height or 15) for r, (c,) in enumerate(ark.iter_rows(), 1)
    ]
    assert max(tegn for tegn, _ in linjer) > 80
    assert all(hoejde >= 15 * -(-tegn // 80) for tegn, hoejde in linjer)
    navne = [c.value for c in bog["Svar"][1]]
    # The name stays in view beside the answers, which are far to the right.
    laast = bog["Svar"].cell(2, navne.index("navn") + 2).coordinate if "navn" in navne[:5] else "B2"
    assert bog["Svar"].freeze_panes == laast
    kolonne = get_column_letter(navne.index("bruttoanlaegsudgift_2025") + 1)
    assert bog["Svar"].column_dimensions[kolonne].width > len("bruttoanlaegsudgift_2025")
    foerste = dict(zip(navne, bog["Svar"][2], strict=True))
    assert (foerste["note"].value, foerste["note"].data_type) == ("=1+1", "s")
    assert foerste["navn"].value == "<r><t>A</t></r>"
    assert foerste["andel_andre"].value == pytest.approx(33.33)
    assert foerste["afsluttes"].number_format == "dd/mm/yyyy"
    assert svar.totaler.raekker == 3
    koer(ind, tmp_path / "ud.csv")
    koer(tmp_path / "ud.xlsx", tmp_path / "igen.csv")
    assert csv_af(tmp_path / "igen.csv") == csv_af(tmp_path / "ud.csv")
    koer(tmp_path / "ud.csv", tmp_path / "csv-igen.csv")
    assert csv_af(tmp_path / "csv-igen.csv") == csv_af(tmp_path / "ud.csv")


def test_for_mange_raekker_til_et_ark_afvises_foer_noget_regnes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ud_xlsx.HOEJST_RAEKKER == 1_048_575
    ind = skriv(tmp_path / "r.csv", {}, {}, {})
    monkeypatch.setattr(ud_xlsx, "HOEJST_RAEKKER", 3)
    koer(ind, tmp_path / "ud.xlsx")
    monkeypatch.setattr(ud_xlsx, "HOEJST_RAEKKER", 2)
    set_: list[str] = []
    with pytest.raises(BrugsFejl, match=r"der er 3 rækker, og et ark i Excel kan højst have 2"):
        koer(ind, tmp_path / "for-mange.xlsx", fremgang=lambda hvad, _pct: set_.append(hvad))
    assert set_ == ["Læser"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.csv", "ud.xlsx"]


def test_en_tekst_der_er_for_lang_til_en_celle_afvises(tmp_path: Path) -> None:
    ind = skriv(tmp_path / "r.csv", {"note": "x" * 32_767}, {"note": "x" * 32_768})
    with pytest.raises(BrugsFejl, match=r"Række 2, note: teksten er længere"):
        koer(ind, tmp_path / "ud.xlsx")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.csv"]


def test_den_regnede_kolonne_er_en_fejl_i_en_fil_der_ikke_er_et_svar(tmp_path: Path) -> None:
    ind = skriv(tmp_path / "r.csv", {"udvidelse": "12"})
    with pytest.raises(BrugsFejl, match="»udvidelse« regnes ud af andre oplysninger"):
        koer(ind, tmp_path / "ud.csv")


def test_tjek_siger_det_samme_om_beloebet(tmp_path: Path) -> None:
    """The finding that makes an amount unknown in a table is the one that ``tjek`` shows for the application."""
    del tmp_path
    projekt = {**GOD, "navn": "A", "bruttoanlaegsudgift_2025": "8.500.000"}
    fund = [f for f in tjek({"pulje": PULJE, "kommune": "Aarhus", "projekter": [projekt]}).skema if f.id == "S43"]
    assert [f.felt for f in fund] == ["projekter[0].bruttoanlaegsudgift_2025"]


def test_en_regions_raekker_ordnes_og_fordeles_ikke(tmp_path: Path) -> None:
    raekker: tuple[dict[str, str], ...] = ({"kommune": "Aarhus"}, {"kommune": "Viborg", "ansoegt_2025": "11.500.000"})
    tilfaelde: tuple[tuple[tuple[dict[str, str], ...], Omfang, str], ...] = (
        ((), "auto", "gruppe"),
        ((), "hele", "hele"),
        (({"kommune": "Aalborg"},), "auto", "hele"),
        (({"kommune": ""},), "auto", "hele"),
        (({"kommune": ""},), "gruppe", "gruppe"),
    )
    for nr, (mere, omfang, art) in enumerate(tilfaelde):
        ind = skriv(tmp_path / f"{nr}.csv", *raekker, *mere)
        svar = koer(ind, tmp_path / f"{nr}.ud.csv", Tilvalg(rangliste=True, omfang=omfang)).rangliste
        assert svar is not None
        assert svar.omfang.art == art
        # A row with an amount in a wrong unit is not a candidate.
        assert (svar.kandidater, svar.ansoegt["2025"]) == (1 + len(mere), 12_500_000 * (1 + len(mere)))
        linjer = csv_af(tmp_path / f"{nr}.ud.rangliste.csv")
        if art == "gruppe":
            assert (svar.beregnet, svar.inden_for_rammen, svar.overansoegt, svar.garanti_udloest) == (None,) * 4
            assert {(li["udfald"], li["beregnet_2025"]) for li in linjer} == {("kandidat", "")}
            assert "rammen gælder hele landet" in svar.som_tekst(Ord(), ())
        else:
            assert (svar.inden_for_rammen, svar.beregnet) == (1 + len(mere), svar.ansoegt)
    with pytest.raises(BrugsFejl, match="Region Midtjylland og Region Nordjylland"):
        koer(tmp_path / "2.csv", tmp_path / "x.csv", Tilvalg(rangliste=True, omfang="gruppe"))
    with pytest.raises(BrugsFejl, match="--rangliste"):
        koer(tmp_path / "2.csv", tmp_path / "x.csv", Tilvalg(omfang="hele"))


def test_faelles_projekter_findes_blandt_raekkerne(tmp_path: Path) -> None:
    faelles = {"faelles_projekt": "Fjordhuset", "bruttoanlaegsudgift_2025": "1", "bruttoanlaegsudgift_2026": "17.000"}
    ind = skriv(
        tmp_path / "r.csv",
        {**faelles, "kommune": "Aarhus", "partnere": "Aalborg"},
        {**faelles, "kommune": "Aalborg", "partnere": "Aarhus"},
        {**faelles, "kommune": "Odense", "partnere": "Svendborg"},
        {"kommune": "Vejle"},
    )
    svar = koer(ind, tmp_path / "ud.csv", Tilvalg(rangliste=True)).rangliste
    assert svar is not None
    assert [(p["raekker"], p["mangler"]) for p in svar.faelles_projekter] == [([1, 2], []), ([3], ["Svendborg"])]
    assert "Søgt i fællesskab: 2; 1 mangler en del." in svar.som_tekst(Ord(), ())
    assert "Der er ingen del fra Svendborg her." in svar.som_tekst(Ord(), ())


def test_lige_mange_staar_i_samme_raekkefoelge_i_hver_koersel() -> None:
    """DuckDB's threads give the groups in any order, and reasons that are equally frequent are listed by it."""
    with duckdb.connect() as con:
        fra = "SELECT 'n' || (i * 7919 % 500) AS a, 'm' || (i % 3) AS b FROM range(20000) t(i)"
        talt = _tael(con, fra, ["a", "b"], [])
    for grupper in talt.values():
        assert grupper == sorted(grupper)
    assert {n: len(g) for n, g in talt.items()} == {"a": 500, "b": 3}


def test_et_regelsaet_med_mange_kriterier_taelles() -> None:
    """DuckDB's GROUPING has room for 64 columns, so more columns are counted in several statements."""
    with duckdb.connect() as con:
        kolonner = ", ".join(f"CASE WHEN i % 7 <> {n % 7} THEN 's' || (i % {n + 2}) END AS k{n}" for n in range(70))
        fra = f"SELECT {kolonner}, CASE WHEN i > 0 THEN i END AS beloeb FROM range(100) t(i)"
        talt = _tael(con, fra, [f"k{n}" for n in range(70)], ["beloeb"])
    ventet = {}
    for n in range(70):
        grupper: dict[str | None, list[int]] = {}
        for i in range(100):
            grupper.setdefault(f"s{i % (n + 2)}" if i % 7 != n % 7 else None, []).append(i)
        ventet[f"k{n}"] = [
            (v, (len(g), sum(g), sum(i > 0 for i in g))) for v, g in sorted(grupper.items(), key=lambda p: p[0] or "")
        ]
    assert talt == ventet
