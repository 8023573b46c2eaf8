"""The invented pools among the test data."""

from __future__ import annotations

from typing import Any

from hjaelp.steder import ROD

DATA = ROD / "tests" / "data" / "puljer"


MOELLE = "foerst-til-moelle"


POINT = "point-pulje"


TILTAG: dict[str, list[dict[str, Any]]] = {
    "Aarhus": [
        {"navn": "A", "udgift": 251_250, "andel": 75, "samarbejde": "flere", "afproevet": "ja"},
        {"navn": "B", "udgift": 600_000, "andel": 100, "samarbejde": "en"},
    ],
    "Odense": [
        {"navn": "C", "udgift": 99_999, "andel": 30, "afproevet": "nej"},
        {"navn": "D", "udgift": 99_999, "andel": "29,99", "afproevet": "nej"},
        {"navn": "E", "udgift": 80_000, "andel": 50, "samarbejde": "ingen"},
        {"navn": "F", "udgift": 100_000, "andel": 40, "samarbejde": "ingen"},
    ],
    "Vejle": [
        {"navn": "G", "udgift": 100_000, "andel": 40},
        {"navn": "H", "udgift": 60_000, "andel": 100, "samarbejde": "flere"},
        {"navn": "I", "udgift": 40_000, "andel": 100, "samarbejde": "flere"},
        {"navn": "J", "udgift": 600_000, "andel": 50, "samarbejde": "flere"},
        {"navn": "K", "udgift": 400_000, "andel": 51, "samarbejde": "flere"},
    ],
}


NYTTE = {"Aarhus/A": 4, "Aarhus/B": 2, "Odense/C": 5, "Odense/D": 5, "Odense/E": 1, "Odense/F": 2, "Vejle/H": 5}
