"""Cases of one row that state points, calculated facts or an award are also run as a round of that row."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ansoegning.fejl import RegelsaetFejl
from ansoegning.vaerksted.muter import muter
from ansoegning.vaerksted.proev import proev
from hjaelp.steder import ROD

PULJER = ROD / "tests" / "data" / "puljer"
RAEKKE = """tilfaelde:
  - navn: Et initiativ for sig
    raekke: {navn: Ark, oe: fladoe, ansoegt: 150.000, udgift: 300.000}
    vurderet: {sammenhaeng: 4, nyskabelse: 4, samarbejde: 2, forankring: 2, beskaeftigelse: 5, bosaetning: 5, klima: 5,
               natur: 5, synlighed: 5, levedygtighed: 3}
    giver:
      kriterier: {K1: ja}
      point: {P1: 4, P10: 3, i_alt: 40}
      beregnet: {puljen: 150.000}
"""


@pytest.fixture
def pulje(tmp_path: Path) -> Path:
    shutil.copytree(PULJER / "lag-oeer", tmp_path / "lag-oeer")
    shutil.rmtree(tmp_path / "lag-oeer" / "tilfaelde")
    (tmp_path / "lag-oeer" / "tilfaelde").mkdir()
    return tmp_path / "lag-oeer"


def _skriv(pulje: Path, tekst: str) -> None:
    (pulje / "tilfaelde" / "een.yaml").write_text(tekst, encoding="utf-8")


def test_det_holder_og_taelles_een_gang(pulje: Path) -> None:
    _skriv(pulje, RAEKKE)
    p = proev("lag-oeer", regler=pulje)
    assert (p.antal, p.afvigelser) == (1, ())


@pytest.mark.parametrize(
    ("fra", "til", "hvad", "ventet", "faktisk"),
    [
        ("i_alt: 40", "i_alt: 41", "point til Ark (i_alt)", "41", "40"),
        ("P10: 3", "P10: 2", "point til Ark (P10)", "2", "3"),
        ("puljen: 150.000", "puljen: 149.000", "beløbet til Ark (puljen)", "149.000 kr.", "150.000 kr."),
        ("K1: ja", "K1: nej", "K1 i initiativer[0]", "nej", "ja"),
        ("levedygtighed: 3", "levedygtighed: 2", "point til Ark (P10)", "3", "2"),
    ],
)
def test_det_der_ikke_holder_siges(pulje: Path, fra: str, til: str, hvad: str, ventet: str, faktisk: str) -> None:
    _skriv(pulje, RAEKKE.replace(fra, til))
    p = proev("lag-oeer", regler=pulje)
    assert (hvad, ventet, faktisk) in [(a.hvad, a.ventet, a.faktisk) for a in p.afvigelser]
    assert p.afvigende == 1


def test_mutanter_af_point_fanges(pulje: Path) -> None:
    """Without the stated points, mutants of a weight or a minimum score survive."""
    uden = RAEKKE.replace("      point: {P1: 4, P10: 3, i_alt: 40}\n      beregnet: {puljen: 150.000}\n", "").replace(
        RAEKKE[RAEKKE.index("    vurderet") : RAEKKE.index("    giver")], ""
    )
    _skriv(pulje, uden)
    alle = {m.beskrivelse for m in muter("lag-oeer", regler=pulje).overlevende}
    _skriv(pulje, RAEKKE)
    rest = {m.beskrivelse for m in muter("lag-oeer", regler=pulje).overlevende}
    fangede = alle - rest
    assert "parameteren mindst_af_hver: »4« bliver »5«" in fangede
    assert "parameteren sats: »50 pct.« bliver »49 pct.«" in fangede
    assert not rest - alle


@pytest.mark.parametrize(
    ("fra", "til", "besked"),
    [
        ("P10: 3", "P11: 3", "»P11« giver ikke point."),
        ("i_alt: 40", "i_alt: 40,5", "»5« giver ikke point. Står den efter et komma i {…}, så sæt hele værdien"),
        ("raekke: {", "raekke: {natur: 5, ", "»natur« er den persons, der vurderer. Skriv den under »vurderet«."),
        ("giver:\n", "giver:\n      resultat: opfyldt\n", "»opfyldt« er ikke en status. Brug "),
        ("natur: 5", "naturen: 5", "»naturen« er ikke noget, en person vurderer. "),
        ("puljen: 150.000", "pulje: 150.000", "»pulje« er ingen af rammerne: puljen."),
        ("point: {P1: 4, P10: 3, i_alt: 40}\n      beregnet: {puljen: 150.000}", "resultat: ja",
         "»vurderet« bruges til point, fakta og beregnet."),
        ("raekke: {navn: Ark, oe: fladoe, ansoegt: 150.000, udgift: 300.000}",
         "ansoegning: {initiativer: [{navn: Ark}, {navn: Bro}]}", "Her er 2 rækker."),
    ],
)  # fmt: skip
def test_fejl_siges_paa_stedet(pulje: Path, fra: str, til: str, besked: str) -> None:
    _skriv(pulje, RAEKKE.replace(fra, til))
    with pytest.raises(RegelsaetFejl) as fejl:
        proev("lag-oeer", regler=pulje)
    assert besked.strip() in str(fejl.value)
    assert "een.yaml, linje" in str(fejl.value)
