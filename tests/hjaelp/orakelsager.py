"""A project and an application without any finding by the oracle, and variants of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

#: A project that meets every criterion and has no finding.
GODT_PROJEKT: dict[str, object] = {
    "navn": "Skovbrynet",
    "ansoegt_2025": 12_500,
    "ansoegt_2026": 18_000,
    "pladser_2025": 0,
    "pladser_2026": 12,
    "andel_andre": Decimal("33"),
    "afsluttes": date(2026, 10, 1),
    "lovgrundlag": "sel107_og_108",
    "bruttoanlaegsudgift_2025": 14_000,
    "bruttoanlaegsudgift_2026": 20_000,
    "pladser_etableret": 14,
    "nedlagte_pladser": 2,
    "omdannede_abl105_pladser": 0,
    "art": "nybyggeri",
    "bortfald_forventes": False,
    "ibrugtagning": date(2026, 11, 1),
    "koordinering": "kkr",
    "dokumentation": ["Referat af møde i KKR"],
    "paabegyndt": False,
    "tidligere_tilsagn": False,
}


def projekt(**aendringer: object) -> dict[str, object]:
    """Return the good project with some facts changed; ``None`` removes a fact."""
    p = {**GODT_PROJEKT, **aendringer}
    return {noegle: vaerdi for noegle, vaerdi in p.items() if vaerdi is not None}
