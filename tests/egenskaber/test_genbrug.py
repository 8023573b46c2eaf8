"""Answers from the cache (``bedoemmelse.genbrug``) equal newly calculated ones, for built-in and generated packs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning import load_regelsaet
from ansoegning.bedoemmelse import genbrug
from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.bedoemmelse.sag import Sag
from ansoegning.indlaes.regelsaet import find_pakker
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.regelsaet import Vaerdiform
from ansoegning.model.resultat import Resultat
from ansoegning.model.vaerdier import er_hel, graense, trin
from ansoegning.motor.oversat import rolle, rolle_ved
from ansoegning.motor.reference import bedoem
from ansoegning.motor.slutning import PlainKaede
from ansoegning.motor.vendepunkter import proever
from ansoegning.sprog import husk
from ansoegning.sprog.regelsaet import Regelsaet
from ansoegning.sprog.traeer import Og
from hjaelp.kaedetilfaelde import Tilfaelde, tilfaelde

_ALDRIG, _STRAKS = 0, 1


def svar(regelsaet: Regelsaet, alle: Sequence[Ansoegning], *, dato: date | None = None, husker: bool) -> list[Resultat]:
    """Return each application's answer, with a pack whose cache is empty at first; ``husker``: use the cache."""
    egen = replace(regelsaet)
    fundne = []
    with pytest.MonkeyPatch.context() as m:
        m.setattr(genbrug, "BETALER_SIG", _STRAKS if husker else _ALDRIG)
        for a in alle:
            if not husker:
                egen.genbrug.clear()
                egen.moenstre.clear()
            fundne.append(bedoem_ansoegning(a, egen, (PlainKaede(),), dato=dato))
    return fundne


def _vaerdier(form: Vaerdiform, r: random.Random, kommuner: Sequence[str]) -> list[Any]:
    """Return a few valid values of a fact."""
    match form.type:
        case "tal":
            mindst = graense(form.mindst) if form.mindst is not None else Decimal(0)
            alle = [mindst + n * trin(form) for n in (0, 1, 2, 7, 12, 24, 25, 33, 12_000, 20_001)]
            alle = [v for v in alle if form.hoejst is None or v <= graense(form.hoejst)]
            return [int(v) if er_hel(form) else v for v in alle]
        case "dato":
            return [date(2024, 5, 10), date(2026, 12, 31), date(2027, 1, 1)]
        case "ja_nej":
            return [True, False]
        case "valg":
            return list(form.valg or ())
        case "kommune":
            return r.sample(kommuner, 2)
        case "tekstliste":
            return [("et bilag (opdigtet)",), ("et bilag (opdigtet)", "et andet (opdigtet)")]
        case _:
            return ["en tekst (opdigtet) om 12 pladser", "Hus A (opdigtet)", "kort"]


def _naboer(regelsaet: Regelsaet, r: random.Random, antal: int) -> list[Ansoegning]:
    """Return applications that each differ from the previous one in at most two facts."""
    kommuner = [k.kode for k in regelsaet.kommuner.alle]
    mulige = {
        n: [None, *_vaerdier(form, r, kommuner)] for n, form in regelsaet.fakta.items() if n not in regelsaet.afledte
    }
    # Most facts are known, so that most criteria can be determined.
    valgte: dict[tuple[str | None, str, int], Any] = {
        (liste, n, nr): r.choice(v[1:]) for (liste, n), v in mulige.items() for nr in range(2 if liste else 1)
    }
    fundne = []
    for nr in range(antal):
        for liste, n, plads in r.sample(sorted(valgte, key=str), r.choice([0, 1, 1, 2])):
            valgte[liste, n, plads] = r.choice(mulige[liste, n])
        fakta = {n: v for (liste, n, _), v in valgte.items() if liste is None and v is not None}
        raekker = {
            liste: tuple(
                {n: v for (li, n, p), v in valgte.items() if li == liste and p == plads and v is not None}
                for plads in range(1 + nr % 2)
            )
            for liste in regelsaet.data.lister
        }
        fundne.append(Ansoegning(f"{nr}.yaml", regelsaet.id, fakta, raekker))
    return fundne


@pytest.mark.parametrize("pulje", [p for p in find_pakker(None) if load_regelsaet(p).kriterier])
def test_ansoegninger_der_ligner_hinanden(pulje: str) -> None:
    regelsaet = load_regelsaet(pulje)
    alle = _naboer(regelsaet, random.Random(pulje), 150)
    med, uden = svar(regelsaet, alle, husker=True), svar(regelsaet, alle, husker=False)
    for a, b in zip(med, uden, strict=True):
        assert a == b
        assert a.til_json() == b.til_json()


@pytest.mark.parametrize("pulje", [p for p in find_pakker(None) if load_regelsaet(p).kriterier])
def test_en_anden_vaerdi_af_et_fakta(pulje: str) -> None:
    """The function of one fact's value returns what the reference evaluator does in a context with that value."""
    regelsaet, r = load_regelsaet(pulje), random.Random(pulje)
    for a in _naboer(regelsaet, r, 60):
        for _, _, k in Sag(a, regelsaet, None, {}).steder():
            for kriterium in regelsaet.kriterier_i(k.liste):
                navn = r.choice([n for n in regelsaet.fakta if n[0] in (None, k.liste)])
                ved = rolle_ved(kriterium, k, navn)
                for v in proever(regelsaet.fakta[navn]):
                    assert ved(v) == bedoem(kriterium, k.med({navn: v})).rolle == rolle(kriterium, k.med({navn: v}))


@given(tilfaelde(), st.data())
def test_tegnede_pakker(t: Tilfaelde, data: st.DataObject) -> None:
    alle = [t.a]
    for _ in range(3):
        foer = alle[-1]
        andre = {n: [r[n] for a in alle for rs in a.raekker.values() for r in rs if n in r] for n in _navne(alle)}
        raekker = {
            liste: tuple({n: data.draw(st.sampled_from(andre[n])) for n in r} for r in rs)
            for liste, rs in foer.raekker.items()
        }
        alle.append(replace(foer, raekker=raekker))
    assert svar(t.regelsaet, alle, dato=t.dato, husker=True) == svar(t.regelsaet, alle, dato=t.dato, husker=False)


def _navne(alle: Sequence[Ansoegning]) -> set[str]:
    return {n for a in alle for rs in a.raekker.values() for r in rs for n in r}


def test_et_svar_er_laeserens_eget(monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller that changes the facts of its answer does not change the answers of later callers."""
    monkeypatch.setattr(genbrug, "BETALER_SIG", _STRAKS)
    regelsaet = replace(load_regelsaet("botilbud-2025-26"))
    a = _naboer(regelsaet, random.Random(1), 1)[0]
    ventet = svar(regelsaet, [a], husker=False)[0]
    # The first answer is calculated, the second is the first one from the cache.
    for _ in range(3):
        givet = bedoem_ansoegning(a, regelsaet, (PlainKaede(),))
        assert givet == ventet
        givet.raekker["projekter"][0].kriterier[0].fakta.clear()


def test_der_huskes_kun_et_vist_antal_svar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(husk, "HOEJST_SVAR", 5)
    monkeypatch.setattr(genbrug, "BETALER_SIG", _STRAKS)
    regelsaet = replace(load_regelsaet("botilbud-2025-26"))
    alle = _naboer(regelsaet, random.Random(2), 30)
    fundne = []
    for a in alle:
        fundne.append(bedoem_ansoegning(a, regelsaet, (PlainKaede(),)))
        assert 0 < len(regelsaet.genbrug) <= 5
    assert fundne == svar(regelsaet, alle, husker=False)


def test_et_forslag_siger_hvad_det_ogsaa_flytter() -> None:
    """The other criteria that a suggestion would change depend on facts that its own criterion does not read."""
    egne = load_regelsaet("botilbud-2025-26")
    krav = {k.data.id: k.krav for k in egne.kriterier}
    begge = Og(krav["K6"].type, 0, (krav["K6"], krav["K5"]))
    regelsaet = replace(
        egne, kriterier=tuple(replace(k, krav=begge) if k.data.id == "K6" else k for k in egne.kriterier)
    )
    raekke: dict[str, Any] = {"navn": "Hus A (opdigtet)", "art": "nybyggeri", "pladser_2025": 0, "pladser_2026": 0}
    raekke |= {"omdannede_abl105_pladser": 0, "bortfald_forventes": False}
    alle = [
        Ansoegning("x", egne.id, {"kommune": "0751"}, {"projekter": ({**raekke, "andel_andre": Decimal(andel)},)})
        for andel in (33, 10, 33, 10)
    ]
    med = svar(regelsaet, alle, husker=True)
    assert med == svar(regelsaet, alle, husker=False)
    tekster = [s.raekker["projekter"][0].kriterier[1].forslag[0].tekst for s in med]
    assert ["K6" in t for t in tekster] == [True, False, True, False]
