"""The invented grant for families, judged on the day of the run instead of the day of submission."""

from __future__ import annotations

import shutil
from pathlib import Path

from hjaelp.puljer import DATA

PULJE = "familielegat"
_RETTET = {
    "fakta.yaml": [("hele_aar(foedt, indsendt)", "hele_aar(foedt, dato)")],
    "kriterier.yaml": [
        ("igen_fra <= indsendt", "igen_fra <= dato"),
        (
            'ikke_opfyldt:\n        - tekst: "Ansøgeren er {alder};',
            'ikke_opfyldt:\n        - tekst: "Ansøgeren er {alder} den {dato};',
        ),
    ],
}


def dagslegat(rod: Path) -> Path:
    """Write the pack to a folder of packs, and return that folder. The pack's own cases are left out."""
    regler = rod / "rules"
    shutil.copytree(DATA / PULJE, regler / PULJE, ignore=shutil.ignore_patterns("tilfaelde"))
    for navn, steder in _RETTET.items():
        fil = regler / PULJE / navn
        tekst = fil.read_text("utf-8")
        for fra, til in steder:
            assert tekst.count(fra) == 1, (navn, fra)
            tekst = tekst.replace(fra, til)
        fil.write_text(tekst, encoding="utf-8")
    return regler
