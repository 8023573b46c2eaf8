"""Every single change (mutant) of a built-in split is detected by one of its cases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.fordelingspakke import fordelingens_steder, load_fordeling
from ansoegning.indlaes.pakkelaeser import FORDELINGSFIL
from ansoegning.indlaes.regelsaet import find_pakker
from ansoegning.vaerksted.mutanter_fordeling import fordelingsmutanter, muter_fordeling
from hjaelp.alle_flader import kommando
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung

# The number of mutants of each split, and how many of them are equivalent to the original.
ANTAL = {"energi-paa-tvaers-4": (305, 18), "kod-2024": (215, 1), "telehjerter-2024": (304, 0)}


def test_hver_fordeling_er_med() -> None:
    assert set(ANTAL) == set(find_pakker(None, FORDELINGSFIL))


@pytest.mark.parametrize("pakke", ANTAL)
def test_ingen_mutant_overlever(pakke: str) -> None:
    mutation = muter_fordeling(pakke)
    assert [f"{m.sted}: {m.beskrivelse}" for m in mutation.overlevende] == []
    assert (mutation.antal, mutation.ligegyldige) == ANTAL[pakke]


@pytest.mark.parametrize("pakke", ANTAL)
def test_hver_mutant_har_sine_egne_ord_og_er_en_anden(pakke: str) -> None:
    p = load_fordeling(pakke)
    alle = fordelingsmutanter(p, fordelingens_steder(pakke))
    assert len({m.beskrivelse for m in alle}) == len(alle)
    for m in alle:
        ny = m.aendr(p)
        assert (ny.data, ny.parter, ny.vaerdier) != (p.data, p.parter, p.vaerdier), m.beskrivelse
        assert m.sted.linje is not None


def _kopi(mappe: Path) -> Path:
    shutil.copytree(ROD / "rules" / "kod-2024", mappe / "min-kod")
    fil = mappe / "min-kod" / FORDELINGSFIL
    fil.write_text(fil.read_text("utf-8").replace("id: kod-2024\n", "id: min-kod\n"), encoding="utf-8")
    return mappe / "min-kod"


def test_et_tilfaelde_mindre_maerkes(tmp_path: Path) -> None:
    tilfaelde = _kopi(tmp_path) / "tilfaelde" / FORDELINGSFIL
    tekst = tilfaelde.read_text("utf-8").replace("        offentliggjort: 524.973\n", "")
    tilfaelde.write_text(tekst.replace("27 kr. mindre end de 525.000 kr.", "end de 525.000 kr."), encoding="utf-8")
    kode, svar = kommando("regler", "proev", "min-kod", "--muter", "--regler", str(tmp_path))
    assert kode == 1
    assert "intet tilfælde mærker: Bornholm: offentliggjort_beloeb »10782« udgår" in svar


def test_en_ligegyldig_der_ikke_er_det_siges(tmp_path: Path) -> None:
    fil = _kopi(tmp_path) / "tilfaelde" / "ligegyldige.yaml"
    med = fil.read_text("utf-8").replace("oplyst_sum udgår", "andel udgår")
    fil.write_text(med, encoding="utf-8")
    with pytest.raises(RegelsaetFejl, match="er ikke ligegyldig"):
        muter_fordeling("min-kod", regler=tmp_path)


def test_ukendte_noegler_i_et_tilfaelde_siges(tmp_path: Path) -> None:
    fil = _kopi(tmp_path) / "tilfaelde" / FORDELINGSFIL
    tekst = fil.read_text("utf-8")
    fil.write_text(tekst.replace("    uden: [København, Bornholm]\n", "    noegler: {indbyggere: {Atlantis: 1}}\n"))
    kode, svar = kommando("regler", "tjek", "min-kod", "--regler", str(tmp_path))
    assert (kode, "»Atlantis« er ukendt" in svar) == (4, True)
