"""A comma in an unquoted value inside ``{…}`` or ``[…]`` divides the value: the message says to quote the value."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ansoegning import rangliste, tjek
from ansoegning.fejl import LaeseFejl, RegelsaetFejl
from ansoegning.indlaes.afgoerelser import laes_afgoerelser
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.vaerksted.proev import proev
from hjaelp.puljer import DATA

HOVED = "pulje: botilbud-2025-26\nkommune: Aarhus\nprojekter:\n"
RAAD = r"Står den efter et komma i \{…\}, så sæt hele værdien foran i anførselstegn\."


def _tjek(tmp_path: Path, projekt: str) -> object:
    sti = tmp_path / "a.yaml"
    sti.write_text(HOVED + projekt, encoding="utf-8")
    return tjek(sti)


def test_en_andel_i_tuborg(tmp_path: Path) -> None:
    with pytest.raises(LaeseFejl, match=rf"linje 4, kolonne 34: Nøglen »25« er ukendt her\. {RAAD}"):
        _tjek(tmp_path, "  - {navn: Skov, andel_andre: 31,25}\n")


def test_en_ukendt_noegle_med_vaerdi_har_intet_med_et_komma_at_goere(tmp_path: Path) -> None:
    with pytest.raises(LaeseFejl) as fejl:
        _tjek(tmp_path, "  - {navn: Skov, antal_andre: 31}\n")
    assert "ukendt her. Mente du »andel_andre«?" in str(fejl.value)


def test_en_vurdering_i_tuborg(tmp_path: Path) -> None:
    a, v = tmp_path / "a.yaml", tmp_path / "v.yaml"
    a.write_text(HOVED + "  - navn: Skov\n", encoding="utf-8")
    v.write_text(
        "vurderinger:\n  - {kommune: Aarhus, projekt: 1, fakta: prisvurdering, vaerdi: 3,5, begrundelse: Ja, af: A}\n",
        encoding="utf-8",
    )
    with pytest.raises(LaeseFejl, match=rf"Nøglen »5« er ukendt her\. {RAAD}"):
        rangliste(str(a), vurderinger=str(v))


def test_et_beloeb_i_en_afgoerelse(tmp_path: Path) -> None:
    a = tmp_path / "a.yaml"
    a.write_text(
        "afgoerelser:\n  - {kommune: Odense, projekt: 1, udfald: tilsagn, beloeb: {2025: 5,5, 2026: 0}, "
        "begrundelse: Ja, af: A, dato: 01/07/2024}\n",
        encoding="utf-8",
    )
    with pytest.raises(
        LaeseFejl, match=rf"»5« er ingen af rammerne\. {RAAD} »beloeb« skal have hele kroner for »2025« og »2026«\."
    ):
        laes_afgoerelser(str(a), load_regelsaet("botilbud-2025-26"))


def test_et_tal_i_en_liste_af_tekster_er_ikke_to_tekster(tmp_path: Path) -> None:
    with pytest.raises(LaeseFejl, match=r"linje 5, kolonne 29: Kommaet i »2,5 sider« skiller to tekster\. Sæt hele"):
        _tjek(tmp_path, "  - navn: Skov\n    dokumentation: [Kort, 2,5 sider]\n")


@pytest.mark.parametrize("liste", ["[Kort, 2, 5 sider]", "[Kort,plan]", '["2,5 sider"]', "[bilag 2,kort]"])
def test_andre_kommaer_i_en_liste_skiller_tekster(liste: str, tmp_path: Path) -> None:
    _tjek(tmp_path, f"  - navn: Skov\n    dokumentation: {liste}\n")


def test_en_ansoegning_i_et_tilfaelde(tmp_path: Path) -> None:
    pakke = tmp_path / "trafiklys"
    shutil.copytree(DATA / "trafiklys", pakke)
    sti = pakke / "tilfaelde" / "maal.yaml"
    sti.write_text(sti.read_text(encoding="utf-8").replace('"79,9"', "79,9"), encoding="utf-8")
    with pytest.raises(RegelsaetFejl, match=RAAD):
        proev("trafiklys", regler=tmp_path)
