"""A task may apply to the application, or to each row that gives rise to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ansoegning import tjek
from hjaelp.steder import ROD

GRUND = ROD / "tests" / "data" / "regelsaetfejl" / "grund"
OPGAVE = """\
  - id: O2
    for: projekter
    naar: {mindst_en: [{forhold: nybyg}]}
    opgave: "Tegn {raekker}, som {navn}."
    kilde: {dokument: brev, afsnit: Tegninger}
"""


@pytest.fixture
def regler(tmp_path: Path) -> Path:
    shutil.copytree(GRUND, tmp_path / "grund")
    fil = tmp_path / "grund" / "konklusioner.yaml"
    fil.write_text(fil.read_text(encoding="utf-8") + OPGAVE, encoding="utf-8")
    return tmp_path


def test_en_opgave_for_hver_raekke_der_giver_den(regler: Path) -> None:
    projekter = [{"navn": "A", "art": "nyt"}, {"navn": "B", "art": "gammelt"}, {"art": "nyt"}]
    svar = tjek({"pulje": "grund", "projekter": projekter}, regler=regler)
    assert [(o.id, o.tekst) for o in svar.opgaver] == [
        ("O1", "Send tegninger af »A« og projekt 3."),
        ("O2", "Tegn »A«, som A."),
        ("O2", "Tegn projekt 3, som ikke oplyst."),
    ]


def test_ingen_raekke_ingen_opgave(regler: Path) -> None:
    assert tjek({"pulje": "grund", "projekter": [{"art": "gammelt"}]}, regler=regler).opgaver == ()
    assert tjek({"pulje": "grund"}, regler=regler).opgaver == ()
