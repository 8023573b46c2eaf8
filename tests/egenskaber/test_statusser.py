"""``statusser`` gives the same as ``tjek``, for generated packs and for values of any type and notation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning import statusser, tjek
from ansoegning.bedoemmelse.sag import kontekst
from ansoegning.bedoemmelse.statusser import Statusser
from ansoegning.fejl import AnsoegningFejl, BrugsFejl, LaeseFejl
from ansoegning.model.resultat import Resultat
from ansoegning.motor.kaeder import kaeder
from hjaelp.kaedetilfaelde import Tilfaelde, tilfaelde
from hjaelp.strategier import PULJE, ansoegninger


def som_statusser(r: Resultat) -> dict[str, Any]:
    return {
        "resultat": r.resultat,
        **{k.id: k.status for k in r.kriterier},
        **{
            liste: [{"resultat": x.resultat, **{k.id: k.status for k in x.kriterier}} for x in raekker]
            for liste, raekker in r.raekker.items()
        },
    }


@given(tilfaelde())
def test_trukne_pakker(t: Tilfaelde) -> None:
    k = kontekst(t.a, t.regelsaet, dato=t.dato)
    ventet = som_statusser(t.vurder(kaeder()))
    s = Statusser(t.regelsaet)
    assert [s.svar(k.ansoegning, k.raekker, t.dato) for _ in range(2)] == [ventet, ventet]


# Replacements for a value: the same value in another notation, invalid values, and unreadable values.
_DAG = datetime(2026, 12, 31)  # noqa: DTZ001 - some callers pass a date as a naive datetime
_VAERDIER: list[Any] = [
    *(None, "", " ", True, 0, -1, 1, 10**101, "12.500", "31,25", "ja", "sel107", "25", 1.5, "x" * 200),
    *(Decimal("25.00"), Decimal("25.000"), Decimal("NaN"), date(2026, 12, 31), _DAG, _DAG.replace(hour=3)),
    *("31/12/2026", ["a", "b"], ["a", 1], {"a": 1}, [], date(1800, 1, 1), 10**8, Decimal(0), False),
]
_ANDRE = st.sampled_from(_VAERDIER)


def til_python(a: Mapping[str, object]) -> dict[str, Any]:
    fil: dict[str, Any] = {"pulje": PULJE}
    for noegle, v in a.items():
        gruppe, prik, felt = noegle.partition(".")
        if prik:
            fil.setdefault(gruppe, {})[felt] = v
        else:
            fil[noegle] = v
    return fil


@st.composite
def aendrede(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Two applications, and variants of each with some facts replaced."""
    alle = []
    for _ in range(2):
        a = til_python(draw(ansoegninger()))
        alle.append(a)
        ny = {**a, "projekter": [dict(p) for p in a.get("projekter") or ()]}
        steder = [ny, *ny["projekter"]]
        for _ in range(draw(st.integers(0, 3))):
            sted = draw(st.sampled_from(steder))
            noegle = draw(st.sampled_from([*sted, "ukendt", "kommune", "andel_andre", "art"]))
            sted[noegle] = draw(_ANDRE)
        alle.append(ny)
    return alle


def svar_eller_fejl(kald: Any) -> Any:
    try:
        return kald()
    except AnsoegningFejl as fejl:
        return type(fejl)


@given(aendrede(), st.sampled_from([None, {"andel_andre": "30"}, {"art": "nybyggeri", "andel_andre": "10"}]))
def test_som_tjek(alle: list[dict[str, Any]], antag: dict[str, str] | None) -> None:
    ventet = [svar_eller_fejl(lambda a=a: som_statusser(tjek(a, antag=antag))) for a in alle]
    kan_laeses = [a for a, v in zip(alle, ventet, strict=True) if isinstance(v, dict)]
    # Read one at a time, nothing is cached; read together, earlier values are.
    assert [svar_eller_fejl(lambda a=a: next(statusser([a], antag=antag))) for a in alle] == ventet
    assert list(statusser([*kan_laeses, *kan_laeses], antag=antag)) == [v for v in ventet if isinstance(v, dict)] * 2
    for a, v in zip(alle, ventet, strict=True):
        if not isinstance(v, dict) and kan_laeses:
            assert svar_eller_fejl(lambda a=a: list(statusser([kan_laeses[0], a], antag=antag))) is v


def test_hver_vaerdi_efter_en_raekke_med_de_samme_noegler() -> None:
    projekt: dict[str, Any] = {
        "navn": "A",
        "ansoegt_2025": 12_500,
        "ansoegt_2026": 18_000,
        "pladser_2025": 0,
        "pladser_2026": 8,
        "andel_andre": Decimal("31.25"),
        "afsluttes": date(2026, 11, 30),
        "lovgrundlag": "sel107",
        "bruttoanlaegsudgift_2025": 15_000,
        "bruttoanlaegsudgift_2026": 22_000,
        "omdannede_abl105_pladser": 0,
        "art": "nybyggeri",
        "bortfald_forventes": True,
    }
    grund = {"pulje": PULJE, "kommune": "0751", "projekter": [projekt]}
    for fakt in projekt:
        for vaerdi in _VAERDIER:
            a = {**grund, "projekter": [{**projekt, fakt: vaerdi}]}
            ventet = svar_eller_fejl(lambda a=a: som_statusser(tjek(a)))
            # Every value is read after a valid one, and twice.
            fundet = svar_eller_fejl(lambda a=a: list(statusser([grund, grund, grund, a, a]))[3:])
            assert fundet == ([ventet] * 2 if isinstance(ventet, dict) else ventet), (fakt, vaerdi)


def test_forkerte_argumenter_siges_straks() -> None:
    for forkert in ({"pulje": PULJE}, "fil.yaml", 7):
        with pytest.raises(BrugsFejl, match="ansoegninger"):
            statusser(forkert)  # type: ignore[arg-type] # callers without a type checker may pass this
    with pytest.raises(BrugsFejl, match=r"ansoegninger\[1\]"):
        list(statusser([{"pulje": PULJE}, 7]))  # type: ignore[list-item] # as above
    with pytest.raises(LaeseFejl, match="hvilken pulje"):
        next(statusser([{}]))
