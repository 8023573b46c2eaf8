"""A project that meets every criterion of the loan pool."""

from __future__ import annotations

from typing import Any

PROJEKT: dict[str, Any] = {
    "navn": "Skoven",
    "ansoegt_2025": 10_000,
    "ansoegt_2026": 15_000,
    "pladser_2025": 0,
    "pladser_2026": 12,
    "andel_andre": 30,
    "afsluttes": "30/11/2026",
    "lovgrundlag": "sel107",
    "bruttoanlaegsudgift_2025": 12_000,
    "bruttoanlaegsudgift_2026": 18_000,
    "pladser_etableret": 12,
    "nedlagte_pladser": 0,
    "omdannede_abl105_pladser": 0,
    "art": "nybyggeri",
    "koordinering": "kkr",
    "dokumentation": ["Referat (opdigtet)"],
}

# An entry of a file of decisions.
AFGOERELSE: dict[str, object] = {
    "kommune": "Aarhus", "projekt": "Skovbrynet", "udfald": "afslag", "begrundelse": "Fordi.", "af": "AB",
    "dato": "01/07/2024",
}  # fmt: skip
