"""Run batch in process, and read its output."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansoegning.batch.koer import Bestilling, Koersel, koer

PULJE = "botilbud-2025-26"


def bestil(ind: Path | str, ud: Path | str, sig: Callable[[str], None] = lambda _b: None, **andet: Any) -> Koersel:
    """Run batch, by default without the reasons, which take half of the statement and have tests of their own."""
    valg: dict[str, Any] = {"grunde": False, **andet}
    return koer(Bestilling(ind=str(ind), ud=str(ud), pulje=PULJE, sig=sig, traade=2, **valg))


def csv_af(sti: Path) -> list[dict[str, str]]:
    with sti.open(encoding="utf-8-sig", newline="") as fil:
        return list(csv.DictReader(fil, delimiter=";"))


def afviste(ud: Path) -> list[dict[str, str]]:
    sti = ud.with_name(f"{ud.stem}.afviste.csv")
    return csv_af(sti) if sti.exists() else []


def regnskab(ud: Path, antal: int, svar: Koersel) -> list[int]:
    """Check that every row is in exactly one output file. Returns the rejected rows' numbers."""
    gode = [int(r["raekke"]) for r in csv_af(ud)]
    daarlige = sorted({int(r["raekke"]) for r in afviste(ud)})
    assert gode == sorted(gode)
    assert sorted(gode + daarlige) == list(range(1, antal + 1))
    assert (svar.ind, svar.ud, svar.afvist) == (antal, len(gode), len(daarlige))
    return daarlige
