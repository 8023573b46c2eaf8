"""What the page says of a pool whose groups are choices, and of where a field stands in the form."""

from __future__ import annotations

import re

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
