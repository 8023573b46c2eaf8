"""What the result of a pack must be based on."""

from __future__ import annotations

from typing import Any

import pytest

from ansoegning.fejl import RegelsaetFejl
from hjaelp.pakkebyg import byg_pakke, kriterium, pakkedata

_JA_NEJ = {"type": "ja_nej", "brug": ["oplysning"]}


def _pakke(resultat: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a pack with one criterion for its rows and another for the application."""
    data = pakkedata(
        fakta={
            "ansoegning": {"a": {"navn": "det hele", **_JA_NEJ}},
            "raekker": {
                "navn": {"navn": "navnet", "type": "tekst", "brug": ["oplysning"]},
                "r": {"navn": "det enkelte", **_JA_NEJ},
            },
        },
        lister={
            "raekker": {
                "ental": "række",
                "flertal": "rækker",
                "navn_fakta": "navn",
                "samlet": "rækker opfylder kriterierne",
                "samlet_ental": "række opfylder kriterierne",
            }
        },
        kriterier=[kriterium("K1", "a"), kriterium("K2", "r", **{"for": "raekker"})],
    )
    raekker = {"id": "raekkeresultat", "for": "raekker", "vaerste_af": "kriterier"}
    data["konklusioner"] = [raekker, *resultat, *data["konklusioner"][1:]]
    return data


def test_resultatet_ser_paa_kriterier_for_hele_ansoegningen() -> None:
    """Otherwise an application could be ready although such a criterion is not met."""
    byg_pakke(_pakke([{"id": "resultat", "vaerste_af": "kriterier", "uden": "uoplyst"}]))
    med_mellemled = [
        {"id": "alt", "vaerste_af": "kriterier", "uden": "uoplyst"},
        {"id": "resultat", "vaerste_af": "alt"},
    ]
    byg_pakke(_pakke(med_mellemled))
    with pytest.raises(RegelsaetFejl) as fejl:
        byg_pakke(_pakke([{"id": "resultat", "vaerste_af": "raekkeresultat", "uden": "uoplyst"}]))
    (mangel,) = fejl.value.mangler
    assert mangel.besked == "»resultat« ser ikke på K1, som gælder hele ansøgningen. Skriv vaerste_af: kriterier."
