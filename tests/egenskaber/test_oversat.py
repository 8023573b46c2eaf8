"""The compiled criteria give the same values as the reference evaluator, for generated packs and changed facts."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import event, given

from ansoegning.bedoemmelse.sag import kontekst
from ansoegning.motor import oversat
from ansoegning.motor.oversat import betingelser, oversaet, rolle, roller
from ansoegning.motor.reference import Kontekst, bedoem, vaerdi
from ansoegning.motor.vendepunkter import proever
from ansoegning.sprog.regelsaet import Regelsaet
from hjaelp.kaedetilfaelde import Tilfaelde, tilfaelde


@pytest.fixture(autouse=True, scope="module")
def _straks() -> object:
    """Compile the criteria on first use, and not only after a number of evaluations."""
    foer, oversat.BETALER_SIG = oversat.BETALER_SIG, 0
    yield
    oversat.BETALER_SIG = foer


def sammenlign(regelsaet: Regelsaet, k: Kontekst, talt: Counter[str]) -> None:
    """Compare every criterion in every context: all together, each alone, and each with one changed fact."""
    for sted in (k, *(r for liste in k.raekker for r in k.fra_raekkerne(liste))):
        tjek = [t.naar for t in regelsaet.skema_i(sted.liste)]
        assert list(betingelser(sted, "skema", tjek)) == [vaerdi(t, sted) for t in tjek]
        egne = [x for x in regelsaet.kriterier if x.liste == sted.liste]
        if not egne:
            continue
        ventet = [bedoem(x, sted).rolle for x in egne]
        funktion = oversaet(regelsaet, egne)
        # Called twice, because values of the application are cached between rows.
        for faelles in ({}, k.faelles):
            assert list(funktion(sted.ansoegning, sted.raekke, sted.raekker, sted.dato, faelles)) == ventet
        assert [rolle(x, sted) for x in egne] == ventet
        assert list(roller(tuple(egne), sted)) == ventet
        talt["statusser"] += len(egne)
        for (liste, navn), form in regelsaet.fakta.items():
            if liste not in (None, sted.liste):
                continue
            for v in proever(form)[:2]:
                andet = sted.med({(liste, navn): v})
                svar = [bedoem(x, sted.med({(liste, navn): v})).rolle for x in egne]
                assert [rolle(x, andet) for x in egne] == list(roller(tuple(egne), andet)) == svar
                talt["hvad nu hvis"] += len(egne)


@given(tilfaelde())
def test_oversat_som_referencen(t: Tilfaelde) -> None:
    talt: Counter[str] = Counter()
    sammenlign(t.regelsaet, kontekst(t.a, t.regelsaet, dato=t.dato), talt)
    event(f"statusser: {min(talt['statusser'], 50) // 10 * 10}")
