"""Advice on keys that a pack's model does not allow where they stand."""

from __future__ import annotations

import pytest

from ansoegning.indlaes.pakkemodel import noegler_ved, raad_om_noegle
from ansoegning.model.regelsaet import RegelsaetData


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
