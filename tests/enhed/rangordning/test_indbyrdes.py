"""Values that depend on the other participants, compared with a calculation in plain Python, and for tables with files.

They are points in proportion to the best value, amounts by rank, and shares of the budget by what a group sums to.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning import rangliste
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import BrugsFejl, Sted
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.noder import Ordbog, fra_python
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.indlaes.runde import saml_runde
from ansoegning.model.rangliste import Metode
from ansoegning.rangordning.aabne_spoergsmaal import aabne_spoergsmaal
from ansoegning.rangordning.begrundelse import begrundelser, bemaerkninger
from ansoegning.rangordning.beregning import Beregning, Rangvalg, beregn
from ansoegning.rangordning.deltagere import find_deltagere
from ansoegning.rangordning.robusthed import traek_vaegte
from ansoegning.skriv.rangliste_overblik import overblik
from ansoegning.vaerksted.muter import muter
from ansoegning.vaerksted.proev import proev
from hjaelp.puljer import DATA

AADALE = "aadale"
RAMMER = (1_000_000, 400_000)
Projekt = dict[str, Any]


def runde(projekter: Sequence[Projekt], regler: Path = DATA, metode: Metode = "point") -> Beregning:
    regelsaet = load_regelsaet(AADALE, regler=regler)
    node = fra_python({"ansoeger": "Ting", "projekter": [dict(p) for p in projekter]}, Sted("0"))
    assert isinstance(node, Ordbog)
    runde_ = saml_runde([laes_ansoegning(node, regelsaet, "0")], regelsaet)
    return beregn(find_deltagere(runde_), Rangvalg(metode))


# --- The calculation in plain Python ----------------------------------------------------------


def naivt(projekter: Sequence[Projekt]) -> dict[str, tuple[Fraction, int, tuple[int, int], tuple[int, int] | None]]:
    """Return by name for each candidate: points, rank, amount by the rule, and awarded amount.

    The awarded amount from each budget is only given if all candidates fit in their group's share; otherwise None.
    """
    med = [p for p in projekter if p.get("vaadt") is not None and p["vaadt"] >= 1]
    med = [p for p in med if all(p.get(n) is not None for n in ("anlaeg", "formidling", "deltagere"))]
    med_pris = [p for p in med if p.get("pris") is not None]
    laveste = min((p["pris"] for p in med_pris), default=0)
    hoejeste = max((p["vaadt"] for p in med), default=0)
    point = {p["navn"]: Fraction(60 * laveste, p["pris"]) + Fraction(40 * p["vaadt"], hoejeste) for p in med_pris}
    regel = {}
    for p in med_pris:
        plads = 1 + sum(q > point[p["navn"]] for q in point.values())
        anlaeg = p["anlaeg"] if plads <= 2 else p["anlaeg"] // 2
        formidling = int(min(Fraction(p["formidling"]), point[p["navn"]] * 1_000))
        regel[p["navn"]] = (point[p["navn"]], plads, (anlaeg, formidling))
    dele = _dele(med_pris)
    rummes = all(
        sum(regel[p["navn"]][2][b] for p in med_pris if p.get("aadal") == dal) <= del_[b]
        for dal, del_ in dele.items()
        for b in (0, 1)
    )
    return {
        p["navn"]: (*regel[p["navn"]], regel[p["navn"]][2] if rummes and p.get("aadal") is not None else None)
        for p in med_pris
    }


def _dele(projekter: Sequence[Projekt]) -> dict[str, tuple[int, int]]:
    """Return each valley's share of both budgets in whole kroner; the last krone goes to the larger remainder."""
    nord, syd = (sum(p["deltagere"] for p in projekter if p.get("aadal") == dal) for dal in ("nord", "syd"))
    if nord + syd == 0:
        return {"nord": (0, 0), "syd": (0, 0)}
    til_nord = []
    for ramme in RAMMER:
        hele, rest = divmod(ramme * nord, nord + syd)
        # A remainder above one half is the larger. At exactly one half, the larger number gets the krone.
        til_nord.append(hele + (2 * rest > nord + syd or (2 * rest == nord + syd and nord >= syd)))
    return {"nord": (til_nord[0], til_nord[1]), "syd": (RAMMER[0] - til_nord[0], RAMMER[1] - til_nord[1])}


FULDT: Projekt = {"aadal": "nord", "pris": 20_000, "vaadt": 5, "deltagere": 2, "anlaeg": 100_000, "formidling": 50_000}
projekter = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "aadal": st.sampled_from(("nord", "syd")),
            "pris": st.sampled_from((1, 7_000, 10_000, 10_001, 30_000, 999_999)),
            "vaadt": st.sampled_from((0, 1, 2, 7, 100, 100, 9_999)),
            "deltagere": st.sampled_from((0, 0, 1, 3, 50)),
            "anlaeg": st.sampled_from((0, 1, 99_999, 200_000, 400_001)),
            "formidling": st.sampled_from((0, 1, 60_000, 99_999, 200_000)),
        },
    ).flatmap(
        # Most projects have all facts.
        lambda p: st.sampled_from((p, p | {n: v for n, v in FULDT.items() if n not in p}))
    ),
    max_size=6,
).map(lambda alle: [{"navn": f"Projekt {nr}"} | p for nr, p in enumerate(alle)])


@given(projekter)
def test_point_pladser_og_beloeb_er_som_regnet_i_haanden(alle: list[Projekt]) -> None:
    b = runde(alle)
    ventet = naivt(alle)
    assert b.plan.deling is not None
    assert dict(b.plan.deling.andele) == _dele([p for p in alle if p["navn"] in ventet])
    fundet = {b.opgjorte[nr].deltager.navn: b.opgjorte[nr] for nr in b.nr}
    assert fundet.keys() == ventet.keys()
    for navn, o in fundet.items():
        point, _, beloeb, givet = ventet[navn]
        assert o.i_alt == point
        assert tuple(x.tildeling for x in o.beloeb) == beloeb
        if givet is not None:
            assert b.stillinger[b.opgjorte.index(o)].beloeb == givet
    # The order is by points: nobody stands before a project with more points.
    orden = [b.opgjorte[nr].i_alt for nr in b.efter_rang[: len(b.nr)]]
    assert orden == sorted(orden, key=lambda p: -(p or 0))


def test_den_der_ikke_er_kandidat_er_ikke_den_bedste() -> None:
    """B lacks the number its valley's share is calculated by, so its price does not count as the best."""
    b = runde([_projekt("A"), {n: v for n, v in _projekt("B", pris=1).items() if n != "deltagere"}])
    assert [(o.deltager.navn, o.i_alt, o.art) for o in b.opgjorte[:1]] == [("A", Fraction(100), None)]
    assert b.opgjorte[1].art == "deling"


@given(projekter)
def test_ingen_aadal_faar_mere_end_sin_del(alle: list[Projekt]) -> None:
    b = runde(alle)
    dele = dict(b.plan.deling.andele) if b.plan.deling is not None else {}
    med = [b.opgjorte[nr] for nr in b.nr]
    i_alt = sum(Fraction(o.tal or 0) for o in med if o.gruppe is not None)
    for nr, ramme in enumerate(RAMMER):
        sat_af = sum(d[nr] for d in dele.values())
        assert sat_af == (ramme if i_alt else 0), "all of a budget is set aside, or where nothing counts, none of it"
        for dal, del_ in dele.items():
            summen = sum(Fraction(o.tal or 0) for o in med if o.gruppe == dal)
            if i_alt:
                assert abs(del_[nr] - ramme * summen / i_alt) < 1
            faaet = [b.stillinger[i].beloeb for i, o in enumerate(b.opgjorte) if o.gruppe == dal]
            assert sum(x[nr] for x in faaet if x is not None) <= del_[nr]


def _projekt(navn: str, **egne: Any) -> Projekt:
    return {"navn": navn, **FULDT, **egne}


def test_de_der_staar_lige_har_samme_plads_og_beloeb() -> None:
    """Three projects tie for first rank, so all get the amount of rank 1, and the next has rank 4."""
    b = runde([_projekt("A"), _projekt("B"), _projekt("C"), _projekt("D", pris=40_000)])
    anlaeg = {o.deltager.navn: o.beloeb[0].tildeling for o in b.opgjorte}
    assert anlaeg == {"A": 100_000, "B": 100_000, "C": 100_000, "D": 50_000}


def test_et_beloeb_kan_slaas_op_efter_pladsen(tmp_path: Path) -> None:
    """Amounts looked up in a table by rank."""
    mappe = shutil.copytree(DATA / AADALE, tmp_path / AADALE)
    parametre, orden = mappe / "parametre.yaml", mappe / "raekkefoelge.yaml"
    parametre.write_text(
        parametre.read_text(encoding="utf-8")
        + """tabeller:
  praemier:
    navn: præmierne
    enhed: kr.
    noegler: [{navn: pladsen, mindst: 1, hoejst: 9.999.999}]
    raekker: [{til_og_med: 1, vaerdi: 90.000}, {er: [2, 3], vaerdi: 40.000}, {over: 3, vaerdi: 0}]
    kilde: {dokument: opslag, afsnit: Beløb}
""",
        encoding="utf-8",
    )
    tekst = orden.read_text(encoding="utf-8")
    foer = "hvis rang <= fulde_pladser så anlaeg ellers nedsat × anlaeg"
    efter = "mindste(hvis fulde_pladser > 0 så opslag(praemier, rang) ellers nedsat × anlaeg, anlaeg)"
    orden.write_text(tekst.replace(foer, efter), encoding="utf-8")
    b = runde(
        [_projekt("A"), _projekt("B", pris=30_000), _projekt("C", pris=40_000), _projekt("D", pris=50_000)], tmp_path
    )
    assert [o.beloeb[0].tildeling for o in b.opgjorte] == [90_000, 40_000, 40_000, 0]
    assert "pladsen i rækkefølgen" in " ".join(begrundelser(b)[1].alle)


def test_den_der_ikke_er_kandidat_maales_ikke_mod() -> None:
    b = runde([_projekt("A"), _projekt("For lille", vaadt=0, pris=1), _projekt("Uden beløb", anlaeg=None, pris=1)])
    assert {o.deltager.navn: o.i_alt for o in b.opgjorte} == {"A": 100, "For lille": 60, "Uden beløb": 100}
    assert b.bedste == {"P1": 20_000, "P2": 5}


def test_den_der_mangler_point_for_det_ene_maales_der_mod_i_det_andet() -> None:
    b = runde([_projekt("A"), _projekt("Stor", pris=None, vaadt=10)])
    assert [o.i_alt for o in b.opgjorte] == [80, None]
    assert b.opgjorte[1].grund == "point_mangler"


def test_begrundelsen_siger_hvad_den_bedste_er_og_ikke_hvem() -> None:
    b = runde([_projekt("A"), _projekt("B", pris=30_000)])
    tekst = " ".join(begrundelser(b)[1].alle)
    assert "»Pris« giver 40 af 60 point: 30.000 kr. i forhold til det laveste blandt kandidaterne." in tekst
    assert "20.000 kr." not in tekst
    assert "»Pris« giver 60 af 60 point: 20.000 kr. er det laveste blandt kandidaterne." in " ".join(
        begrundelser(b)[0].egne
    )


def test_det_siges_hvor_intet_kan_deles_efter() -> None:
    b = runde([_projekt(f"P{nr}", deltagere=0, anlaeg=400_000) for nr in range(4)])
    assert b.fordeling.knap
    assert bemaerkninger(b) == (
        "Rammen er ikke delt mellem grupperne: det, der deles efter, er 0 hos alle kandidater.",
    )


def test_det_der_deles_efter_skal_vaere_kendt() -> None:
    b = runde([_projekt("A"), _projekt("B", deltagere=None)])
    assert [o.grund for o in b.opgjorte] == ["", "deling"]
    assert begrundelser(b)[1].alle == (
        "Kan ikke være med, før det vides, hvad det tæller, når rammen deles. »antallet af deltagere« er ikke oplyst.",
    )


def test_ingen_mutant_overlever() -> None:
    assert proev(AADALE, regler=DATA).afvigelser == ()
    assert [m.beskrivelse for m in muter(AADALE, regler=DATA).overlevende] == []


# --- Points after a tier ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lagdelt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same pool with a tier before the points, and a minimum total."""
    rod = tmp_path_factory.mktemp("lag")
    mappe = shutil.copytree(DATA / AADALE, rod / AADALE)
    orden = mappe / "raekkefoelge.yaml"
    tekst = orden.read_text(encoding="utf-8").replace("metode: point", "metode: prioriteret")
    noegler = """  noegler:
    - id: N1
      titel: Meget vand
      udtryk: vaadt
      retning: stoerst_foerst
      lag: [7 ha, 100 ha]
      kilde: {dokument: opslag, afsnit: Point}
    - {id: N2, titel: Point, point: i_alt, retning: stoerst_foerst, kilde: {dokument: opslag, afsnit: Point}}
  budgetter:
"""
    tekst = tekst.replace("  budgetter:\n", noegler).replace("  point:\n", "  point:\n    mindst_i_alt: 40\n")
    orden.write_text(tekst, encoding="utf-8")
    return rod


@given(alle=projekter)
def test_point_efter_et_lag(lagdelt: Path, alle: list[Projekt]) -> None:
    """Tier first, then points. A tier does not make up for too few points, but such a project may still be the best."""
    b = runde(alle, lagdelt, "prioriteret")
    lag = {p["navn"]: (p["vaadt"] >= 7) + (p["vaadt"] >= 100) for p in alle if p.get("vaadt") is not None}
    ventet = {n: r[0] for n, r in naivt(alle).items() if r[0] >= 40}
    fundet = [b.opgjorte[nr] for nr in b.efter_rang[: len(b.nr)]]
    assert {o.deltager.navn: o.i_alt for o in fundet} == ventet
    noegler = [(-lag[o.deltager.navn], -ventet[o.deltager.navn]) for o in fundet]
    assert noegler == sorted(noegler)
    for o, egen in zip(fundet, noegler, strict=True):
        plads = 1 + sum(anden < egen for anden in noegler)
        anlaeg = next(p["anlaeg"] for p in alle if p["navn"] == o.deltager.navn)
        assert o.beloeb[0].tildeling == (anlaeg if plads <= 2 else anlaeg // 2)


def test_vaegte_traekkes_ikke_hvor_et_beloeb_foelger_pladsen(lagdelt: Path) -> None:
    b = runde([_projekt("A"), _projekt("B", vaadt=200)], lagdelt, "prioriteret")
    with pytest.raises(BrugsFejl, match="beløb følger pladsen"):
        traek_vaegte(b, 10, 1)
    assert "afhænger af de andre" in aabne_spoergsmaal(b).forklaring


# # --- The interfaces -----------------------------------------------------------------------------


def test_tjek_siger_at_det_afhaenger_af_de_andre(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fil = tmp_path / "a.json"
    fil.write_text(json.dumps({"pulje": AADALE, "ansoeger": "Ting", "projekter": [_projekt("A")]}), encoding="utf-8")
    koer_kommando(["tjek", str(fil), "--regler", str(DATA), "--format", "json"])
    (svar,) = json.loads(capsys.readouterr().out)
    vaegte = {v["id"]: v["tekst"] for v in svar["projekter"][0]["vaegtning"]}
    assert vaegte["P1"] == "Point gives i forhold til de andre ansøgere og kan først regnes ud, når alle er samlet."
    assert vaegte["rang"] == "Beløbet følger pladsen i rækkefølgen og kan først regnes ud, når alle er samlet."


def test_hovedet_siger_ikke_at_alle_kan_rummes_hvor_en_gruppes_del_er_for_lille() -> None:
    """An unused share is not given to others (``rest: ubrugt``): the total suffices, but one group's share does not."""
    nord, syd = _projekt("A", anlaeg=900_000, deltagere=1), _projekt("B", aadal="syd", anlaeg=100_000, deltagere=30)
    svar = rangliste(
        [{"pulje": AADALE, "ansoeger": n, "projekter": [p]} for n, p in (("Nord", nord), ("Syd", syd))], regler=DATA
    )
    assert [(p.navn, p.delvis) for p in svar.projekter] == [("A", True), ("B", False)]
    assert svar.overansoegt is False
    sagt = " ".join([*overblik(svar), *(g for p in svar.projekter for g in p.begrundelse)]).lower()
    assert "kan rummes" not in sagt
    assert "rammen rækker i alt" in sagt


def test_tjek_siger_det_ogsaa_i_en_pulje_uden_lister(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(DATA / "bredbaand", tmp_path / "bredbaand")
    orden = tmp_path / "bredbaand" / "raekkefoelge.yaml"
    tekst = orden.read_text(encoding="utf-8")
    fra = "stykker: [{fra: lav_pris, point: 100}, {fra: hoej_pris, point: 0}]"
    assert tekst.count(fra) == 1
    orden.write_text(tekst.replace(fra, "i_forhold_til: hoejeste\n        point: 100"), encoding="utf-8")
    parametre = tmp_path / "bredbaand" / "parametre.yaml"
    uden = re.sub(r"  (lav_pris|hoej_pris):\n(    .*\n)+", "", parametre.read_text(encoding="utf-8"))
    parametre.write_text(uden, encoding="utf-8")
    fil = tmp_path / "a.json"
    fil.write_text(json.dumps({"pulje": "bredbaand", "forening": "Nettet"}), encoding="utf-8")
    egne = ["tjek", str(fil), "--regler", str(tmp_path)]
    koer_kommando([*egne, "--format", "json"])
    (svar,) = json.loads(capsys.readouterr().out)
    (v,) = svar["vaegtning"]
    assert (v["id"], v["oplyst"]) == ("P5", False)
    assert v["tekst"].startswith("Point gives i forhold til de andre ansøgere")
    for form in ([], ["--kort"]):
        koer_kommando([*egne, *form])
        assert "Point gives i forhold til de andre" in " ".join(capsys.readouterr().out.split())


def test_en_tabel_giver_det_samme_som_filerne(tmp_path: Path) -> None:
    alle = [
        _projekt("Ark", pris=10_000, anlaeg=400_000),
        _projekt("Bro", aadal="syd", vaadt=80, anlaeg=400_000, formidling=200_000),
        _projekt("Dam", aadal="syd", deltagere=7, pris=12_345, anlaeg=399_999),
        _projekt("Eng", vaadt=0, pris=1),
        _projekt("Fyr", deltagere=None),
    ]
    tabel = tmp_path / "t.csv"
    with tabel.open("w", encoding="utf-8", newline="") as ud:
        skriver = csv.DictWriter(ud, ["ansoeger", *alle[0]], delimiter=";")
        skriver.writeheader()
        skriver.writerows([{"ansoeger": "Ting", **p} for p in alle])
    koer_kommando(
        ["batch", str(tabel), "-o", str(tmp_path / "ud.csv"), "--pulje", AADALE, "--regler", str(DATA), "--rangliste"]
    )
    with (tmp_path / "ud.rangliste.csv").open(encoding="utf-8-sig", newline="") as fil:
        fundet = {r["navn"]: r for r in csv.DictReader(fil, delimiter=";")}
    b = runde(alle)
    assert fundet.keys() == {b.opgjorte[nr].deltager.navn for nr in b.nr}
    for nr, s in enumerate(b.stillinger):
        o = b.opgjorte[nr]
        if s.rang is not None:
            egen = fundet[o.deltager.navn]
            assert int(egen["rang"]) == s.rang
            assert (int(egen["beregnet_anlaeg"]), int(egen["beregnet_formidling"])) == (s.beloeb or (0, 0))
            assert egen["begrundelse"] == " ".join(begrundelser(b)[nr].alle)
