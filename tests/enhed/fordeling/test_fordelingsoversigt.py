"""The overview page of each built-in split is up to date and complete, and its quotes are in the source."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.fordelingspakke import load_fordeling
from ansoegning.indlaes.pakkelaeser import FORDELINGSFIL
from ansoegning.indlaes.regelsaet import find_pakker
from ansoegning.vaerksted.daekning import Daekning, laes_fordelingens_daekning
from ansoegning.vaerksted.oversigt_fordeling import lav_fordelingsoversigt
from hjaelp.kilder import KILDER, findes, med_kilder
from hjaelp.steder import ROD

FORDELINGER = tuple(find_pakker(None, FORDELINGSFIL))
hver_fordeling = pytest.mark.parametrize("navn", FORDELINGER)


def _daekning(navn: str) -> Daekning:
    fundet = laes_fordelingens_daekning(navn)
    assert fundet is not None
    return fundet


@hver_fordeling
def test_siden_er_som_programmet_laver_den(navn: str) -> None:
    side = ROD / "rules" / navn / "OVERSIGT.md"
    assert side.read_text(encoding="utf-8") == lav_fordelingsoversigt(navn), "kør: ansoegning regler oversigt --skriv"


@hver_fordeling
def test_siden_har_hver_del_med_kilde(navn: str) -> None:
    data, tekst = load_fordeling(navn).data, lav_fordelingsoversigt(navn)
    for id_ in (*data.parametre, *data.noegler):
        assert f"| `{id_}` |" in tekst
    for k in data.komponenter:
        assert f"### {k.titel}\n" in tekst
    for f in data.fortolkninger:
        assert f"### {f.id}: {f.spoergsmaal}\n" in tekst
    assert "Vejledende beregning – ikke en afgørelse" in tekst


@hver_fordeling
def test_registret_naevner_hver_parameter_noegle_komponent_og_fortolkning(navn: str) -> None:
    data = load_fordeling(navn).data
    naevnt = {id_ for p in _daekning(navn).poster for id_ in p.af}
    alle = {*data.parametre, *data.noegler, *(k.id for k in data.komponenter), *(f.id for f in data.fortolkninger)}
    assert naevnt == alle


@med_kilder
@hver_fordeling
def test_et_citat_staar_i_kilden(navn: str) -> None:
    dokumenter = load_fordeling(navn).data.dokumenter
    for p in _daekning(navn).poster:
        fil = dokumenter[p.dokument].fil
        assert fil is not None
        assert p.citat is None or findes(p.citat, (KILDER / fil).read_text(encoding="utf-8-sig")), p.citat


def test_et_register_med_ukendte_navne_er_ugyldigt(tmp_path: Path) -> None:

    copytree(ROD / "rules" / "kod-2024", tmp_path / "min-kod")
    for fil in (FORDELINGSFIL, "daekning.yaml"):
        sti = tmp_path / "min-kod" / fil
        tekst = sti.read_text("utf-8").replace("id: kod-2024\n", "id: min-kod\n").replace("udgift, F1]", "udgft, F1]")
        sti.write_text(tekst, encoding="utf-8")
    with pytest.raises(RegelsaetFejl, match="»udgft«"):
        laes_fordelingens_daekning("min-kod", regler=tmp_path)
