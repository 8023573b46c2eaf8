"""An error in a pack does not hide another: any two errors that are reported alone are reported together."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.regelsaet import load_regelsaet
from hjaelp.puljer import DATA

# File, text, replacement, message.
FEJL: tuple[tuple[str, str, str, str], ...] = (
    ("pulje.yaml", "id: aadale\n", "id: aadal\n", "men mappen »aadale«"),
    ("pulje.yaml", "dokumenter:\n", "regioner_pr: 15-05-2024\ndokumenter:\n", "er ikke en dato"),
    ("pulje.yaml", "    flertal: projekter\n", "    flertal: projekter\n    hoejst: -1\n", "mindst 1, ikke -1"),
    ("pulje.yaml", "  fakta: ansoeger\n", "  fakta: ansoegeren\n", "Mente du »ansoeger«?"),
    (
        "fakta.yaml", "    deltagere:",
        "    sig_selv: {navn: sig selv, type: tal, enhed: ha, afledt: sig_selv + vaadt}\n    deltagere:",
        "»sig_selv« bygger på sig selv",
    ),
    ("parametre.yaml", "    vaerdi: 2\n", "    vaerdi: to\n", "»to« er ikke et helt tal"),
    ("parametre.yaml", "hoejst: 100\n", "hoejst: [100]\n", "Her skal stå en tekst"),
    ("kriterier.yaml", "krav: vaadt >= mindste_areal", "krav: vaadt >= 2 kr.", "Enhederne passer ikke sammen"),
    ("konklusioner.yaml", "er: [ja]", "er: [jo]", "»jo«"),
    ("raekkefoelge.yaml", "udtryk: pris\n", "udtryk: prisen\n", "Mente du »pris«?"),
    ("raekkefoelge.yaml", "efter_sum: deltagere\n", "efter_sum: deltager\n", "Mente du »deltagere«?"),
    ("fortolkninger.yaml", "parameter: nedsat", "parameter: nedsatt", "Der er ingen parameter »nedsatt«"),
    ("fortolkninger.yaml", "krav: vaadt > mindste_areal", "krav: vaad > mindste_areal", "»vaad« er hverken"),
)  # fmt: skip
FORTOLKNINGER = """fortolkninger:
  - id: F1
    spoergsmaal: Hvor meget får de andre?
    valg: Halvdelen.
    begrundelse: Opslaget er kort.
    alternativer:
      - {tekst: Det hele., retter: [{parameter: nedsat, vaerdi: 100}]}
      - {tekst: Over grænsen., retter: [{kriterium: K1, krav: vaadt > mindste_areal}]}
    kilde: {dokument: opslag, afsnit: Beløb}
"""


def _beskeder(rod: Path, *fejl: tuple[str, str, str, str]) -> list[str]:
    mappe = rod / "aadale"
    shutil.rmtree(mappe, ignore_errors=True)
    shutil.copytree(DATA / "aadale", mappe)
    (mappe / "fortolkninger.yaml").write_text(FORTOLKNINGER, encoding="utf-8")
    for fil, fra, til, _ in fejl:
        tekst = (mappe / fil).read_text(encoding="utf-8")
        assert tekst.count(fra) == 1, fra
        (mappe / fil).write_text(tekst.replace(fra, til), encoding="utf-8")
    try:
        load_regelsaet("aadale", regler=mappe)
    except RegelsaetFejl as fundet:
        return [m.besked for m in fundet.mangler if m.sted.linje]
    return []


def test_uden_fejl_er_pakken_i_orden(tmp_path: Path) -> None:
    assert _beskeder(tmp_path) == []


@pytest.mark.parametrize("nr", range(len(FEJL)))
def test_een_fejl_er_een_besked(nr: int, tmp_path: Path) -> None:
    (besked,) = _beskeder(tmp_path, FEJL[nr])
    assert FEJL[nr][3] in besked


def test_to_fejl_siges_sammen(tmp_path: Path) -> None:
    skjult = []
    for a, b in itertools.combinations(FEJL, 2):
        beskeder = _beskeder(tmp_path, a, b)
        skjult += [(a[3], b[3], x[3]) for x in (a, b) if not any(x[3] in m for m in beskeder)]
    assert skjult == []


def test_afledte_der_bygger_paa_hinanden(tmp_path: Path) -> None:
    ring = (
        "    a: {navn: a, type: tal, enhed: ha, afledt: b + vaadt}\n    b: {navn: b, type: tal, enhed: ha, afledt: a}\n"
    )
    (besked,) = _beskeder(tmp_path, ("fakta.yaml", "    deltagere:", f"{ring}    deltagere:", ""))
    assert besked.startswith("»b« står længere nede")
