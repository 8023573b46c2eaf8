"""Advice on keys that a pack's model does not allow where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.pakkemodel import noegler_ved, raad_om_noegle
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.model.regelsaet import RegelsaetData
from hjaelp.pakkebyg import kriterium, pakkedata, skriv_pakke


@pytest.mark.parametrize(
    ("sti", "raad"),
    [
        (("kriterier", 0, "undtagelse"), " Mente du »undtagelser«?"),
        # The key of another level: its place is named, and it is never proposed in place of itself.
        (("raekkefoelge", "mindst"), " Den skrives i »budgetter«."),
        (("raekkefoelge", "mindst_i_alt"), " Den skrives i »point«."),
        (("raekkefoelge", "budgetter", "land", "mindste"), " Mente du »mindst«?"),
        (("konklusioner", 0, "naar", "kun"), " Her kan stå: mindst_en, alle, ingen."),
        # Too many keys to list.
        (("pwxyz",), ""),
    ],
)
def test_raad(sti: tuple[str | int, ...], raad: str) -> None:
    assert raad_om_noegle(RegelsaetData, sti) == raad


def test_noegler_hvor_der_kan_staa_et_ord() -> None:
    assert noegler_ved(RegelsaetData, ("konklusioner", 3, "naar")) == ["mindst_en", "alle", "ingen"]
    assert noegler_ved(RegelsaetData, ("raekkefoelge", "ved_loft")) == []


def test_en_for_lang_liste_siges_paa_dansk(tmp_path: Path) -> None:
    data = pakkedata(
        fakta={"ansoegning": {"f": {"navn": "f", "type": "ja_nej"}}},
        kriterier=[kriterium("K1", "f")],
        enheder=[{"ental": f"a{nr}", "flertal": f"b{nr}"} for nr in range(101)],
    )
    with pytest.raises(RegelsaetFejl, match=r"Her kan højst stå 100\. Slet nogle, eller del dem\."):
        load_regelsaet("proevepakke", regler=str(skriv_pakke(data, tmp_path)))
