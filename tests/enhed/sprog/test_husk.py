"""The cache of a pack's trees: its size limit, and the same answers when it is cleared."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ansoegning import load_regelsaet
from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.kaeder import kaeder
from ansoegning.sprog import husk
from ansoegning.sprog.husk import Husket

_RAEKKE: dict[str, Any] = {"navn": "Hus A (opdigtet)", "art": "nybyggeri", "ansoegt_2025": 12_500, "pladser_2026": 8}


def _ansoegning(r: random.Random, pulje: str) -> Ansoegning:
    egne = {**_RAEKKE, "bruttoanlaegsudgift_2025": r.randint(0, 30_000), "pladser_2025": r.choice([None, 0, 4])}
    return Ansoegning(
        "x", pulje, {"kommune": "0751"}, {"projekter": ({n: v for n, v in egne.items() if v is not None},)}
    )


def test_der_huskes_kun_et_vist_antal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(husk, "HOEJST_HUSKET", 3)
    h = Husket()
    for nr in range(10):
        h["x", nr] = nr
        assert h["x", nr] == nr
        assert len(h) <= 3


def test_svaret_er_det_samme_hvor_der_glemmes(monkeypatch: pytest.MonkeyPatch) -> None:
    regelsaet = load_regelsaet("botilbud-2025-26")
    alle = [_ansoegning(random.Random(nr), regelsaet.id) for nr in range(8)]
    ventet = [bedoem_ansoegning(a, regelsaet, kaeder()) for a in alle]
    monkeypatch.setattr(husk, "HOEJST_HUSKET", 2)
    regelsaet.husket.clear()
    assert [bedoem_ansoegning(a, regelsaet, kaeder()) for a in alle] == ventet
    assert len(regelsaet.husket) <= 2


def test_flere_ansoegninger_fylder_ikke_mere() -> None:
    """The cache depends on the pack, not on the number of applications."""
    regelsaet = load_regelsaet("botilbud-2025-26")
    r = random.Random(1)
    antal = []
    for _ in range(2):
        for _ in range(60):
            bedoem_ansoegning(_ansoegning(r, regelsaet.id), regelsaet, kaeder())
        antal.append(len(regelsaet.husket))
    assert antal[1] - antal[0] < 10
    assert antal[1] < 500
