"""What the page says of a pool whose groups are choices, and of where a field stands in the form."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from hjaelp.puljer import DATA
from hjaelp.side import side


def _tekst(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def test_kun_en_pulje_delt_i_regioner_har_valget_om_hvad_filerne_daekker() -> None:
    """A round of any other pool is always complete, so there is nothing to choose."""
    with side(regler=DATA) as besoeg:
        for pulje, med in (("botilbud-2025-26", True), ("kulturhuse", False), ("lag-oeer", False)):
            id_ = str(besoeg.send("/runder/ny", navn="Prøve", pulje=pulje).url.path).rpartition("/")[2]
            assert ("Hvad dækker filerne?" in besoeg.hent(f"/runder/{id_}/valg")) is med, pulje


def test_et_felt_uden_navn_er_et_felt_og_en_liste_skilles_fra_kolonnen() -> None:
    with side(regler=DATA) as besoeg:
        id_ = besoeg.ny("kulturhuse")
        ansoegningen = _tekst(besoeg.hent(f"/a/{id_}/del/ansoegning"))
        assert "Foreningens navn Felt 1" in ansoegningen
        assert "Kolonne Q · Én pr. linje." in _tekst(besoeg.hent(f"/a/{id_}/del/indsatser/1"))


def test_en_prove_naevner_det_felt_den_er_af_ogsaa_naar_to_lister_har_det(tmp_path: Path) -> None:
    pakke = Path(shutil.copytree(DATA / "kulturhuse", tmp_path / "kulturhuse"))
    lister = "  grunde: {ental: grund, flertal: grunde, navn_fakta: betegnelse, samlet: grunde, samlet_ental: grund}\n"
    fakta = """  grunde:
    betegnelse: {navn: grundens navn, type: tekst, brug: [oplysning]}
    areal: {navn: grundens areal, type: tal, enhed: m², mindst: 1, hoejst: 20.000, brug: [oplysning]}
"""
    raekkerne = "  - {id: raekkeresultat, for: grunde, vaerste_af: kriterier, uden: ja}\n"
    for fil, foer, ny in (
        ("pulje.yaml", "enheder:\n", lister),
        ("fakta.yaml", "\nvurderingsfakta:\n", fakta),
        ("konklusioner.yaml", "  - {id: resultat,", raekkerne),
    ):
        tekst = (pakke / fil).read_text(encoding="utf-8")
        assert foer in tekst
        (pakke / fil).write_text(tekst.replace(foer, f"{ny}{foer}"), encoding="utf-8")
    with side(regler=tmp_path) as besoeg:
        id_ = besoeg.ny("kulturhuse")
        for liste, navn in (("grunde", "grundens areal"), ("indsatser", "husets areal")):
            assert f"Du prøver {navn} = 7" in _tekst(besoeg.hent(f"/a/{id_}/proev?felt={liste}[0].areal&vaerdi=7"))
