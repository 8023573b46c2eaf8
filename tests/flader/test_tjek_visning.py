"""The text of ``tjek`` as its user reads it: heading, locations, suggestions, the short view, one word per concept."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from ansoegning import load_regelsaet, tjek
from ansoegning.cli.gruppe import ansoegning as kommando
from ansoegning.cli.vis_tjek import Skaerm, vis_kort, vis_resultat
from ansoegning.fejl import BrugsFejl
from ansoegning.skriv.rapport import lav_rapport
from hjaelp.steder import ROD

PULJE = "botilbud-2025-26"
SAMPLES = ROD / "samples" / PULJE
SKAERM = Skaerm(bredde=100, farver=False, tegn=True)
PROEVER = sorted(p for p in SAMPLES.iterdir() if p.suffix in (".yaml", ".xlsx") or p.name.endswith("-json.json"))


def _tekst(fil: Path) -> str:
    return " ".join(vis_resultat(tjek(fil), SKAERM).split())


def _et(**fakta: object) -> dict[str, object]:
    return {"pulje": PULJE, "kommune": "Aarhus", "projekter": [fakta]}


# --- Locations -------------------------------------------------------------------------------


@pytest.mark.parametrize("fil", PROEVER, ids=lambda p: p.name)
def test_ingen_tekst_taeller_fra_nul(fil: Path) -> None:
    svar = tjek(fil)
    tekster = [vis_resultat(svar, SKAERM), vis_kort(svar, SKAERM), str(lav_rapport(svar, load_regelsaet(PULJE).data))]
    assert not [t for t in tekster if re.search(r"\[\d+\]\.", t)]


def test_en_projektmappes_fund_naevner_cellen_ogsaa_den_tomme(tmp_path: Path) -> None:
    import openpyxl

    sti = tmp_path / "a.xlsx"
    fra = str(SAMPLES / "skovbrynet.yaml")
    svar = CliRunner().invoke(kommando, ["ny", "--pulje", PULJE, "--fra", fra, "-o", str(sti)], standalone_mode=False)
    assert not svar.exception, svar.output
    bog = openpyxl.load_workbook(sti)
    ark = bog["Projekter"]
    noegler = {c.value: c for raekke in ark.iter_rows(max_row=10) for c in raekke if isinstance(c.value, str)}
    (raekke,) = {c.row for r in ark.iter_rows() for c in r if c.value == "Skovbrynet (opdigtet)"}
    for navn in ("andel_andre", "koordinering"):
        ark.cell(raekke, noegler[navn].column).value = None
    ark.cell(raekke, noegler["ansoegt_2025"].column).value = 0
    ark.cell(raekke, noegler["ansoegt_2026"].column).value = 0
    bog.save(sti)
    resultat = tjek(sti)
    fund = {(f.id, f.felt.rpartition(".")[2]): f.celle for f in resultat.skema}
    assert fund["S01", "andel_andre"] == f"Projekter!{noegler['andel_andre'].column_letter}{raekke}"
    # A derived fact is located at the facts that it is derived from.
    b, c = (noegler[n].column_letter for n in ("ansoegt_2025", "ansoegt_2026"))
    assert fund["S05", "ansoegt_i_alt"] == f"Projekter!{b}{raekke}:{c}{raekke}"
    assert [u.celle for u in resultat.udestaaende if u.felt.endswith("andel_andre")] == [fund["S01", "andel_andre"]]
    assert fund["S01", "andel_andre"] in " ".join(vis_resultat(resultat, SKAERM).split())


def test_uden_projektmappe_naevnes_raekken_og_noeglen() -> None:
    tekst = " ".join(vis_resultat(tjek({"pulje": PULJE, "projekter": [{"navn": "A"}, {"navn": "B"}]}), SKAERM).split())
    assert "[projekt 1 og 2, andel_andre]" in tekst


# --- The heading -----------------------------------------------------------------------------


def test_hovedet_taeller_foer_det_farver() -> None:
    linjer = vis_resultat(tjek(SAMPLES / "fire-projekter.yaml"), replace(SKAERM, farver=True)).splitlines()
    hoved = next(linje for linje in linjer if "Resultat:" in linje)
    assert hoved.startswith("\x1b[1mResultat: 1 af 4 projekter opfylder adgangskriterierne (1 kræver vurdering, 1 ")
    assert "\x1b[3" not in hoved


def test_opfyldt_er_ikke_groent_over_fejl_i_skemaet() -> None:
    projekt = {
        "navn": "A", "lovgrundlag": "sel107", "pladser_2025": 0, "pladser_2026": 12, "omdannede_abl105_pladser": 0,
        "ansoegt_2025": 700_000, "ansoegt_2026": 0, "bruttoanlaegsudgift_2025": 700_000, "bruttoanlaegsudgift_2026": 0,
        "andel_andre": 25, "afsluttes": "01/10/2026", "art": "nybyggeri",
    }  # fmt: skip
    svar = tjek(_et(**projekt))
    assert (svar.resultat, svar.klar) == ("opfyldt", False)
    assert any(f.id == "S06" for f in svar.skema)
    med_farver = vis_resultat(svar, replace(SKAERM, farver=True))
    assert "\x1b[32m" not in med_farver
    assert "opfyldt, 1 fejl i skemaet" in med_farver
    rapport = lav_rapport(svar, load_regelsaet(PULJE).data)
    assert {k.status.farve for a in rapport.afsnit for k in a.kriterier} == {""}
    assert "\x1b[32m" in vis_resultat(tjek(SAMPLES / "klar.yaml"), replace(SKAERM, farver=True))


def test_roedt_er_det_der_kan_rettes() -> None:
    def farve(**fakta: object) -> str:
        rapport = lav_rapport(tjek(_et(**fakta)), load_regelsaet(PULJE).data)
        return next(k.status.farve for k in rapport.afsnit[0].kriterier if k.status.rolle == "ikke_opfyldt")

    assert farve(andel_andre=20, art="nybyggeri") == "ikke_opfyldt"
    # The law that the places are built under must not be suggested.
    assert farve(lovgrundlag="abl105") == ""


# --- Words -----------------------------------------------------------------------------------


def test_forslag_siger_mindst_og_senest() -> None:
    def forslag(id_: str, **fakta: object) -> str:
        svar = tjek(_et(**fakta)).raekker["projekter"][0]
        return next(k for k in svar.kriterier if k.id == id_).forslag[0].tekst

    assert forslag("K4", bruttoanlaegsudgift_2025=8_000, bruttoanlaegsudgift_2026=10_500).startswith(
        "»Bruttoanlægsudgiften i 2025 og 2026« skal være mindst 20.001.000 kr., 1.501.000 kr. mere end nu (ved "
        "»bruttoanlægsudgift i 2025« eller »bruttoanlægsudgift i 2026«)."
    )
    assert forslag("K3", afsluttes="30/06/2027").startswith(
        "»Projektet forventes afsluttet« skal være senest 31/12/2026"
    )
    assert "Det er 3 af de 12 pladser." in forslag("K5", andel_andre=10, pladser_etableret=12, art="nybyggeri")
    assert "Rundet op til hele er det 3 af de 10 pladser (30 pct.)." in forslag(
        "K5", andel_andre=10, pladser_etableret=10, art="nybyggeri"
    )


@pytest.mark.parametrize(
    ("andel", "pladser", "besked"),
    [
        (30, 12, "30 pct. af de 12 pladser er 3,6; skriv 33,33 pct. for 4 pladser."),
        (
            "38,89",
            18,
            "38,89 pct. af de 18 pladser er 7,0002; skriv 38,88 pct. for 7 pladser eller 44,44 pct. for 8 pladser.",
        ),
        # Rounded up, 14,29 pct. of 7 places would require two places.
        (13, 7, "13 pct. af de 7 pladser er 0,91; skriv 14,28 pct. for 1 plads."),
    ],
)
def test_tjekket_af_hele_pladser_svarer_selv(andel: object, pladser: int, besked: str) -> None:
    def s25(andel_: object) -> list[str]:
        svar = tjek(_et(andel_andre=andel_, pladser_etableret=pladser))
        return [f.besked for f in svar.skema if f.id == "S25"]

    (fundet,) = s25(andel)
    assert fundet.endswith(besked)
    nyt = re.search(r"skriv ([\d,]+) pct", fundet)
    assert nyt is not None
    # After following the advice there is nothing more to advise.
    assert s25(f"{nyt[1]} pct.") == []


def test_ens_fund_siges_en_gang() -> None:
    projekt = {"andel_andre": 30, "pladser_etableret": 12}
    svar = tjek({"pulje": PULJE, "projekter": [{"navn": n, **projekt} for n in "ABC"]})
    tekst = " ".join(vis_resultat(svar, SKAERM).split())
    assert tekst.count("skriv 33,33 pct. for 4 pladser") == 1
    assert "[projekt 1, 2 og 3, »Andel af pladserne til andre kommuner« (andel_andre)]" in tekst


def test_den_tomme_kolonne_naevner_sit_eget() -> None:
    beskeder = {f.felt.partition("].")[2]: f.besked for f in tjek(_et(navn=None)).skema if f.id == "S01"}
    assert len(set(beskeder.values())) == len(beskeder) == 7
    assert beskeder["ansoegt_2025"] == (
        "»Ansøgt lån i 2025« (kolonne B) er ikke udfyldt. Skriv beløbet i hele 1.000 kr., eller 0, hvis der ikke søges "
        "lån det år."
    )
    assert not any("0," in beskeder[n] for n in ("navn", "afsluttes"))


def test_de_lange_tekster_taelles() -> None:
    svar = tjek({"pulje": PULJE, "beskrivelse": {"kapacitet": "æ " * 2_000 + "æ", "tidsplan": "å\r\n2"}})
    (besked,) = [f.besked for f in svar.skema if f.id == "S27"]
    assert besked.startswith("De seks tekster er tilsammen 4.004 tegn; ministeriets brev siger højst ca. 4.000 tegn.")


def test_titlerne_foelger_parametrene() -> None:
    saet = {"mindste_anlaegsudgift": "15.500", "mindste_andel_andre": "30", "seneste_afslutning": "31/03/2027"}
    titler = {k.id: k.titel for k in tjek(_et(navn="A"), saet=saet).raekker["projekter"][0].kriterier}
    assert titler["K4"] == "Bruttoanlægsudgift over 15,5 mio. kr."
    assert titler["K5"] == "Mindst 30 pct. til andre kommuner"
    assert titler["K3"] == "Gennemført senest 31/03/2027"
    data = load_regelsaet(PULJE, saet=saet).data
    assert "15,5 mio. kr." in next(f.spoergsmaal for f in data.fortolkninger if f.id == "F1")
    assert "20 mio. kr." in next(k.titel for k in load_regelsaet(PULJE).data.kriterier if k.id == "K4")


def test_programmets_egen_maalestok_forklares() -> None:
    tekst = _tekst(SAMPLES / "advarsler.yaml")
    (fund,) = re.findall(r"Advarsel S26.*?\[", tekst, re.DOTALL)
    assert fund.count("(programmets egen målestok)") == 1
    assert "Advarsel S25 (programmets egen målestok)" in tekst
    assert tekst.count("Den står ikke i ministeriets brev og ændrer ikke, om et kriterium er opfyldt.") == 1
    assert "egen målestok" not in _tekst(SAMPLES / "klar.yaml")


def _foraeldede() -> list[tuple[str, str]]:
    """Return the pairs of unwanted and preferred words from the glossary's table of users' words."""
    afsnit = (ROD / "docs" / "ordliste.md").read_text(encoding="utf-8").partition("## Users' words")[2]
    raekker = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]* \|$", afsnit.partition("\n## ")[0], re.MULTILINE)[1:]
    return [(ikke.strip(), ord_.strip()) for ord_, alle in raekker for ikke in alle.split(",") if "---" not in ikke]


def test_en_ting_har_et_ord() -> None:
    foraeldede = _foraeldede()
    assert len(foraeldede) >= 4
    tekster = [_tekst(fil) for fil in PROEVER]
    tekster += [str(lav_rapport(tjek(fil), load_regelsaet(PULJE).data)) for fil in PROEVER]
    samlet = " ".join(tekster)
    for ikke, ord_ in foraeldede:
        assert not re.findall(rf"(?<!\w){re.escape(ikke)}(?!\w)", samlet, re.IGNORECASE), f"skriv »{ord_}«"
        assert re.search(rf"(?<!\w){re.escape(ord_)}", samlet, re.IGNORECASE), f"»{ord_}« er ikke i brug"


# --- Tasks -----------------------------------------------------------------------------------


def test_opgaverne_staar_i_den_orden_de_loeses_i() -> None:
    svar = tjek(
        {
            "pulje": PULJE,
            "kommune": "Aarhus",
            "projekter": [
                {"navn": f"P{n}", "art": "blandet", "lovgrundlag": "blandet_abl105", "koordinering": "kkr"}
                for n in range(6)
            ],
        }
    )
    ider = [o.id for o in svar.opgaver]
    assert ider == ["O01", "O02", "O03", "O04", "O16", "O05", "O10", "O11", "O12", "O13", "O14", "O15"]
    kontakt = next(o.tekst for o in svar.opgaver if o.id == "O16")
    assert kontakt.startswith("Kontakt ministeriet, før der trykkes »Godkend«")


# --- The order -------------------------------------------------------------------------------


def test_vaegtningskriterierne_siger_noget_om_pladsen() -> None:
    projekt = tjek(_et(navn="A", koordinering="kkr", ansoegt_2025=9_000, ansoegt_2026=9_000, andel_andre=40))
    v = {x.id: x for x in projekt.raekker["projekter"][0].vaegtning}
    assert list(v) == ["VK", "V1", "V2", "V4"]
    assert "i regi af KKR" in v["VK"].tekst
    assert "lånet på 18.000.000 kr. er projektets størrelse" in v["V1"].tekst
    assert v["V2"].tekst.startswith("Andelen er 40 pct. Ved samme koordinering")
    assert [x.oplyst for x in v.values()] == [True, True, True, None]
    tomt = {x.id: x for x in tjek(_et(navn="A")).raekker["projekter"][0].vaegtning}
    assert tomt["VK"].tekst.startswith("Koordineringen er ikke oplyst og regnes som ingen")
    assert [x.oplyst for x in tomt.values()] == [False, False, False, None]
    assert [x["id"] for x in projekt.til_json()["projekter"][0]["vaegtning"]] == list(v)


def test_en_udgift_i_forkert_enhed_er_ikke_projektets_stoerrelse() -> None:
    """As in the order: the loan is the known measure of the size."""
    galt = {"bruttoanlaegsudgift_2025": 8_500_000, "bruttoanlaegsudgift_2026": 16_000}
    svar = tjek(_et(navn="A", ansoegt_2025=9_000, ansoegt_2026=9_000, **galt))
    v = {x.id: x for x in svar.raekker["projekter"][0].vaegtning}
    assert "lånet på 18.000.000 kr. er projektets størrelse" in v["V1"].tekst


# --- The short view --------------------------------------------------------------------------


def test_den_korte_visning_har_kun_det_der_er_galt_eller_mangler() -> None:
    svar = tjek(
        {
            "pulje": PULJE,
            "projekter": [
                {"navn": n, "andel_andre": 20, "pladser_etableret": 10, "afsluttes": "01/10/2026", "art": "nybyggeri"}
                for n in "ABC"
            ],
        }
    )
    tekst = " ".join(vis_kort(svar, SKAERM).split())
    assert tekst.count("K5 Mindst 25 pct. til andre kommuner: ikke opfyldt") == 1
    assert "Projekt 1, 2 og 3: 20 pct. af pladserne" in tekst
    assert "K3" not in tekst
    assert "Log på indtast.dk" not in tekst
    assert "Koordinering: Projekt 1, 2 og 3: Koordineringen er ikke oplyst og regnes som ingen" in tekst
    assert tekst.endswith("Vejledende beregning – ikke en afgørelse")
    klar = vis_kort(tjek(SAMPLES / "klar.yaml"), SKAERM)
    assert len(klar.splitlines()) < 20
    assert "K1" not in klar


@pytest.mark.parametrize("andet", [["--hvorfor"], ["--format", "json"]])
def test_kort_kan_ikke_bruges_sammen_med_det_hele(andet: list[str]) -> None:
    argumenter = ["tjek", str(SAMPLES / "klar.yaml"), "--kort"]
    svar = CliRunner().invoke(kommando, [*argumenter, *andet], standalone_mode=False)
    assert isinstance(svar.exception, BrugsFejl)
    assert andet[0] in str(svar.exception)
    alene = CliRunner().invoke(kommando, argumenter, standalone_mode=False)
    assert (alene.exception, alene.return_value) == (None, 0)
