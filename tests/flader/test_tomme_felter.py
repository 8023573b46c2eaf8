"""An empty field is marked as missing only where something needs it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hjaelp.alle_flader import kommando
from hjaelp.papirtekst import docx_tekst
from hjaelp.puljer import DATA

_LEGAT = {
    "pulje": "familielegat",
    "navn": "Asta Opdigtet",
    "foedt": "01/03/1990",
    "boern": 1,
    "indkomst": 100_000,
    "udgift": 5_000,
    "indsendt": "20/09/2024",
}


def _papirer(mappe: Path, **fakta: Any) -> dict[str, str]:
    """Return the texts of the form's papers, by format."""
    fil = mappe / "asta.json"
    fil.write_text(json.dumps({**_LEGAT, **fakta}), encoding="utf-8")
    kommando("skriv", str(fil), "--regler", str(DATA), "-o", str(mappe), "--som", "alt", "--overskriv")
    html = re.sub(r"<[^>]+>", "", (mappe / "asta-print.html").read_text("utf-8"))
    return {
        "indtast": (mappe / "asta-indtast.txt").read_text("utf-8"),
        "print": html,
        "docx": docx_tekst((mappe / "asta-skema.docx").read_bytes()),
    }


@pytest.mark.parametrize(
    ("fakta", "ventet"),
    [
        # Never awarded before: the day of the latest award is rightly blank.
        ({"faaet_foer": False}, "ikke udfyldt"),
        # Awarded before: criterion K3 waits for the day.
        ({"faaet_foer": True}, "mangler"),
    ],
)
def test_et_tomt_felt_mangler_kun_hvor_det_skal_bruges(tmp_path: Path, fakta: Any, ventet: str) -> None:
    for art, tekst in _papirer(tmp_path, **fakta).items():
        linje = next(li for li in tekst.splitlines() if "Dagen for det seneste legat:" in li)
        assert linje.rstrip().rstrip(")").endswith(ventet), (art, linje)


def test_det_raekkefoelgen_og_beloebet_kraever_mangler(tmp_path: Path) -> None:
    indtast = _papirer(tmp_path, faaet_foer=False, indsendt=None, udgift=None)["indtast"]
    assert "Dagen for indsendelse: (mangler)" in indtast
    assert "(kr.): (mangler)" in indtast


def test_det_der_er_skrevet_forkert_mangler_ikke(tmp_path: Path) -> None:
    """A value that cannot be read is an error of its own; the applicant wrote it, so it is not missing."""
    for art, tekst in _papirer(tmp_path, faaet_foer=True, seneste_legat="31/11/2023", indsendt="i går").items():
        for navn in ("Dagen for det seneste legat:", "Dagen for indsendelse:"):
            linje = next(li for li in tekst.splitlines() if navn in li)
            assert linje.rstrip().rstrip(")").endswith("forkert udfyldt"), (art, linje)
