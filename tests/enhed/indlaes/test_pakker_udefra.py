"""Errors met by external pack authors: an error in a pack is reported, and never becomes an internal error."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ansoegning import tjek
from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.regelsaet import find_pakker, load_regelsaet
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.kolonner import oversaet
from ansoegning.vaerksted.muter import muter
from hjaelp.kolonnefacit import ANSOEGNING, facit, inputfakta, relationens_raekker, sammenhold, svar_fra_duckdb
from hjaelp.pakkebyg import byg_pakke, kriterium, pakkedata
from hjaelp.puljer import DATA

PULJE = "familielegat"
Ret = Callable[[str, str, str], Path]


@pytest.fixture
def ret(tmp_path: Path) -> Ret:
    """A function that copies the grant's pack, replaces a text in one of its files and returns the folder of packs."""

    def ny(fil: str, fra: str, til: str) -> Path:
        shutil.copytree(DATA / PULJE, tmp_path / PULJE)
        sti = tmp_path / PULJE / fil
        tekst = sti.read_text(encoding="utf-8")
        assert fra in tekst
        sti.write_text(tekst.replace(fra, til), encoding="utf-8")
        return tmp_path

    return ny


@pytest.mark.parametrize(
    ("fil", "fra", "til", "noegle"),
    [
        ("parametre.yaml", "{er: [0], vaerdi: 200.000}", "{er: [0], vaerdi: 2,5}", "5"),
        ("kriterier.yaml", "- tekst: Legatet er ikke givet før.", "- {tekst: Ja, helt sikkert}", "helt sikkert"),
        ("fakta.yaml", 'type: tekst, felt: "1"', 'type: tekst, hjaelp: Navn, og efternavn, felt: "1"', "og efternavn"),
    ],
)
def test_et_komma_i_en_tekst_uden_anfoerselstegn(ret: Ret, fil: str, fra: str, til: str, noegle: str) -> None:
    with pytest.raises(RegelsaetFejl) as fanget:
        load_regelsaet(PULJE, regler=ret(fil, fra, til))
    (mangel,) = fanget.value.mangler
    assert f"Nøglen »{noegle}« er ukendt her." in mangel.besked
    assert "Står den efter et komma i {…}, så sæt hele værdien foran i anførselstegn." in mangel.besked


def test_en_kendt_noegle_uden_vaerdi_er_udeladt(ret: Ret) -> None:
    assert load_regelsaet(PULJE, regler=ret("pulje.yaml", "beskrivelse:", "myndighed:\nbeskrivelse:")).id == PULJE


def test_et_navn_uden_noget_ved(ret: Ret) -> None:
    with pytest.raises(RegelsaetFejl, match="Der står ikke noget ved »glemt«"):
        load_regelsaet(PULJE, regler=ret("parametre.yaml", "parametre:\n", "parametre:\n  glemt:\n"))


def test_et_trin_paa_0(ret: Ret) -> None:
    with pytest.raises(RegelsaetFejl, match="Et trin skal være over 0"):
        load_regelsaet(PULJE, regler=ret("parametre.yaml", "navn: karensen\n", 'navn: karensen\n    trin: "0"\n'))


def test_en_ramme_der_ikke_er_hele_tusinder_kan_muteres(ret: Ret) -> None:
    rod = ret("parametre.yaml", "vaerdi: 45.000", "vaerdi: 45.001")
    # The expected results of the rounds are for another budget, so the mutants are tried on the other test cases.
    runder = rod / PULJE / "tilfaelde" / "runder.yaml"
    runder.write_text(runder.read_text(encoding="utf-8").split("  - navn: Netop")[0], encoding="utf-8")
    assert muter(PULJE, regler=rod).antal > 50


def test_pakken_ses_fra_sin_egen_mappe(ret: Ret, monkeypatch: pytest.MonkeyPatch) -> None:
    rod = ret("pulje.yaml", "titel:", "titel:")
    monkeypatch.chdir(rod / PULJE)
    assert PULJE in find_pakker(".")
    monkeypatch.chdir(rod / PULJE / "tilfaelde")
    assert PULJE in find_pakker("..")
    assert load_regelsaet(PULJE, regler="..").id == PULJE


def test_en_ansoeger_der_ikke_er_en_kommune(tmp_path: Path) -> None:
    fil = tmp_path / "a.yaml"
    fil.write_text(f"pulje: {PULJE}\nnavn: Foreningen Åen (opdigtet)\n", encoding="utf-8")
    svar = tjek(fil, regler=DATA)
    assert svar.ansoeger is not None
    assert (svar.ansoeger.navn, svar.ansoeger.region) == ("Foreningen Åen (opdigtet)", None)


def test_en_sum_af_andele_i_en_grund_i_kolonner(tmp_path: Path) -> None:
    """A calculated share with two decimals whose range is larger than the largest list index of DuckDB."""
    andel = {"navn": "andelen", "type": "tal", "enhed": "pct.", "trin": "0,01", "mindst": "0", "hoejst": "100"}
    i_alt = {"navn": "summen", "type": "tal", "enhed": "pct.", "trin": "0,01", "afledt": "sum(p for raekker)"}
    grund = {"opfyldt": [{"tekst": "Det er {q}."}], "ikke_opfyldt": [{"tekst": "Kun {q}."}]}
    data = pakkedata(
        fakta={
            "ansoegning": {},
            "raekker": {"navn": {"navn": "navnet", "type": "tekst"}, "p": andel, "q": i_alt},
        },
        lister={
            "raekker": {"ental": "række", "flertal": "rækker", "navn_fakta": "navn", "samlet": "x", "samlet_ental": "x"}
        },
        kriterier=[{**kriterium("K1", "q > 10 pct."), "for": "raekker", "grunde": grund}],
    )
    data["konklusioner"] = [
        {"id": "raekkeresultat", "for": "raekker", "vaerste_af": "kriterier"},
        {"id": "resultat", "vaerste_af": "raekkeresultat", "uden": "uoplyst"},
        {"id": "resultat_antal", "antal_af": "raekkeresultat"},
        {"id": "klar", "naar": {"ingen": [{"fund": "fejl"}]}},
    ]
    del data["statusser"]["skoen"]
    regelsaet = byg_pakke(data)
    andele = ("5", "12.25", "0.01", "7.5")
    a = [Ansoegning("x", "x", {}, {"raekker": tuple({"navn": v, "p": Decimal(v)} for v in andele)})]
    k = oversaet(regelsaet, liste="raekker", har=inputfakta(regelsaet, "raekker"), dato=None, noegle=ANSOEGNING)
    svar = svar_fra_duckdb(duckdb.connect(), k, relationens_raekker(a, "raekker"), tmp_path / "r.jsonl")
    assert len(svar) == len(andele)
    assert not sammenhold(svar, facit(a, regelsaet, k, None))
