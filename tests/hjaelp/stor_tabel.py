"""An invented table of many rows, some of them unreadable, with some headers that only resemble the facts' names."""

from __future__ import annotations

import random
from pathlib import Path

from ansoegning import load_regelsaet

PULJE = "botilbud-2025-26"
# The two headers that are not the name of a fact, and the fact of each column.
FORSLAG = {"Projektnavn": "navn", "Afslutning": "afsluttes"}
_HOVED = (
    "Kommune;Projektnavn;ansoegt_2025;ansoegt_2026;pladser_2025;pladser_2026;andel_andre;Afslutning;lovgrundlag;"
    "bruttoanlaegsudgift_2025;bruttoanlaegsudgift_2026;art;omdannede_abl105_pladser;koordinering;Sagsnummer"
)


def skriv_tabel(fil: Path, raekker: int = 10_000, daarlige: int = 40, froe: int = 16) -> Path:
    """Write a table; ``daarlige`` of its rows have an unreadable value. No value is known about any municipality."""
    r = random.Random(froe)
    koder = [k.kode for k in load_regelsaet(PULJE).kommuner.alle]
    skidt = set(r.sample(range(raekker), daarlige))
    linjer = [_HOVED]
    for nr in range(raekker):
        udgift = r.randrange(12_000, 40_000)
        celler = [
            r.choice(koder),
            f"Opdigtet {nr + 1}",
            "mange" if nr in skidt else str(udgift // 3),
            str(udgift // 2),
            "0",
            str(r.randrange(0, 15)),
            str(r.choice((10, 25, 30, 50))),
            r.choice(("30/06/2026", "30/11/2026", "01/03/2027")),
            r.choice(("sel107", "sel108", "andet", "")),
            str(udgift // 2),
            str(udgift - udgift // 2),
            r.choice(("nybyggeri", "eksisterende_bygning")),
            "0",
            r.choice(("kkr", "tvaerkommunal", "ingen")),
            f"S-{nr}",
        ]
        linjer.append(";".join(celler))
    fil.write_text("\n".join(linjer) + "\n", encoding="utf-8")
    return fil
