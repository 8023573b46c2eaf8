"""The path of a fact, taken apart."""

from __future__ import annotations

import pytest

from ansoegning.model.felter import navn_af, raekke_af


@pytest.mark.parametrize(
    ("felt", "raekke", "navn"),
    [
        ("projekter[0].navn", ("projekter", 1), ("projekter", "navn")),
        ("projekter[11]", ("projekter", 12), ("projekter", "")),
        ("kontakt.mail", ("", 0), (None, "kontakt.mail")),
        ("projekter", ("", 0), (None, "projekter")),
    ],
)
def test_et_felt_deles_i_liste_raekke_og_navn(felt: str, raekke: tuple[str, int], navn: tuple[str | None, str]) -> None:
    assert (raekke_af(felt), navn_af(felt)) == (raekke, navn)
