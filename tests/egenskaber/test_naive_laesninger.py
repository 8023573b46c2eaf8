"""Compare every alternative interpretation with a naive implementation: the same projects change."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ansoegning import load_regelsaet
from ansoegning.indlaes.runde import saml_runde
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.rangliste import ProjektSvar
from ansoegning.rangordning.beregning import Rangvalg, beregn
from ansoegning.rangordning.deltagere import find_deltagere
from ansoegning.rangordning.svar import fortolkninger, projekter
from hjaelp.naiv_laesning import LAESNINGER, Laest, laes
from hjaelp.omfang import udsnit
from hjaelp.runder import PULJE

_PAKKEN = load_regelsaet(PULJE)
REGION_AF = {k.kode: k.region for k in _PAKKEN.kommuner.alle}
FAERRE = udsnit(6, 10)
_DAGE = (date(2025, 6, 1), date(2026, 12, 31), date(2027, 1, 1))


def _projekt(r: random.Random, navn: str, skala: int, uklart: float) -> dict[str, Any]:
    """Facts near the limits. ``uklart``: the probability that a fact is missing, or makes a criterion not met."""

    def valg(godt: tuple[Any, ...], andet: tuple[Any, ...]) -> Any:
        return r.choice(andet) if r.random() < uklart else r.choice(godt)

    beloeb = (0, skala // 4, skala // 2, skala, 20_000, 20_001)
    return {
        "navn": navn,
        "ansoegt_2025": valg(beloeb, (None, r.randint(0, skala))),
        "ansoegt_2026": valg(beloeb, (None, r.randint(0, skala))),
        "pladser_2025": valg((0, 4), (None, 0)),
        "pladser_2026": valg((8, 3), (None, 0)),
        "andel_andre": valg((25, 30, 50), (None, 24, 100)),
        "afsluttes": valg(_DAGE[:2], (None, _DAGE[2])),
        "ibrugtagning": valg(_DAGE[:2], (None, _DAGE[2])),
        "lovgrundlag": valg(("sel107", "sel108"), (None, "sel107_og_108", "abl105", "blandet_abl105")),
        "bruttoanlaegsudgift_2025": valg((10_000, skala, None), (0, None)),
        "bruttoanlaegsudgift_2026": valg((10_001, skala, None), (10_000, None)),
        "bruttoanlaegsudgift_andre_aar": valg((0, 1_000), (None,)),
        "pladser_etableret": valg((8, 12), (None, 0)),
        "nedlagte_pladser": valg((0,), (None, 12)),
        "omdannede_abl105_pladser": valg((0,), (None, 2)),
        "art": valg(("nybyggeri",), (None, "vedligeholdelse", "blandet")),
        "bortfald_forventes": valg((True,), (None, False)),
        "koordinering": valg(("kkr", "tvaerkommunal", "ingen"), (None,)),
        "dokumentation": valg((["Referat (opdigtet)"],), (None,)),
        "placering_kommune": valg((None,), tuple(REGION_AF)),
    }


def _runde(seed: int) -> list[dict[str, Any]]:
    r = random.Random(seed)
    skala, uklart = r.choice((40_000, 150_000, 800_000)), r.choice((0.02, 0.1, 0.3))
    koder = r.sample(sorted(REGION_AF), r.choice((1, 4, 12, 25)))
    if r.random() < 0.7:
        # One municipality in each region, so that the guarantee can be triggered.
        efter = [*koder, *sorted(REGION_AF)]
        koder = sorted({*koder, *(next(k for k in efter if REGION_AF[k] == g) for g in REGION_AF.values())})
    navne = [f"P{n}" for n in range(4)]
    return [
        {"kommune": k, "projekter": [_projekt(r, n, skala, uklart) for n in r.sample(navne, r.choice((1, 1, 2, 3)))]}
        for k in koder
    ]


def _skrevet(nr: int, a: dict[str, Any]) -> Ansoegning:
    """Return the application as it would be read from a file."""
    raekker = tuple(
        {n: tuple(v) if isinstance(v, list) else v for n, v in p.items() if v is not None} for p in a["projekter"]
    )
    return Ansoegning(f"{nr}.yaml", PULJE, {"kommune": a["kommune"]}, {"projekter": raekker})


def _betegnelse(ansoegninger: list[dict[str, Any]], hvem: tuple[int, int]) -> str:
    a = ansoegninger[hvem[0]]
    return f"{a['kommune']}/{hvem[1] + 1} {a['projekter'][hvem[1]]['navn']}"


def _stilling(p: ProjektSvar) -> str | tuple[int, ...] | None:
    if p.rang is None:
        return p.udfald
    assert p.beregnet is not None
    return tuple(kr // 1_000 for kr in p.beregnet.values()) if p.udfald == "inden_for_rammen" else None


@settings(max_examples=FAERRE)
@given(st.integers(0, 2**32), st.booleans())
def test_hver_laesning_aendrer_det_samme_som_den_naive(seed: int, medtag_skoen: bool) -> None:
    runde = _runde(seed)
    deltagere = find_deltagere(saml_runde([_skrevet(nr, a) for nr, a in enumerate(runde)], _PAKKEN))
    b = beregn(deltagere, Rangvalg("prioriteret", medtag_skoen))
    egen = laes(runde, REGION_AF, medtag_skoen=medtag_skoen)
    assert {p.betegnelse: _stilling(p) for p in projekter(b)} == {
        _betegnelse(runde, hvem): s for hvem, s in egen.stilling.items()
    }
    assert (b.fordeling.knap, b.fordeling.udloest) == (egen.knap, egen.udloest)
    laest = {f"{f.id}.{f.nr}": f for f in fortolkninger(deltagere, b)}
    assert set(laest) - set(LAESNINGER) == {"F12.1", "F12.2", "F16.1"}
    for navn in LAESNINGER:
        anden = laes(runde, REGION_AF, navn, medtag_skoen=medtag_skoen)
        f = laest[navn]
        assert sorted(f.aendrer) == _aendret(runde, egen, anden), navn
        assert (f.overansoegt, f.udloest) == (anden.knap, anden.udloest), navn


def _aendret(runde: list[dict[str, Any]], foer: Laest, efter: Laest) -> list[str]:
    return sorted(_betegnelse(runde, h) for h in foer.stilling if foer.stilling[h] != efter.stilling[h])


def test_runderne_naar_det_der_skal_proeves() -> None:
    """The rounds are such that every interpretation changes something in some of them."""
    virker = dict.fromkeys(LAESNINGER, 0)
    for seed in range(60):
        runde = _runde(seed)
        egen = laes(runde, REGION_AF)
        for navn in LAESNINGER:
            anden = laes(runde, REGION_AF, navn)
            virker[navn] += bool(_aendret(runde, egen, anden)) or (egen.knap, egen.udloest) != (
                anden.knap,
                anden.udloest,
            )
    assert {n for n, antal in virker.items() if not antal} == set()
