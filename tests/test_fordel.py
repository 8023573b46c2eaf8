"""``fordel`` against the naive allocator, and what must hold of any allocation."""

from __future__ import annotations

from ansoegning.fordeling.fordel import fordel
from ansoegning.fordeling.plan import Budget, Fordeling, Garanti, Kandidat, Led, Noegle, Plan

EN_NOEGLE = Plan(noegler=(Noegle("n", "Nøglen"),), led=(Led((0,)),), budgetter=(Budget("1", 100), Budget("2", 100)))


def _k(navn: str, noegle: int | None, *beloeb: int, gruppe: str | None = None) -> Kandidat:
    return Kandidat(navn, 1, navn, f"{navn}.yaml", gruppe, (noegle,), beloeb)


def _inde(kandidater: list[Kandidat], svar: Fordeling) -> list[str]:
    return [kandidater[i].navn for i in svar.orden if svar.inde(i)]


def test_der_fyldes_op_i_orden_og_springes_over() -> None:
    k = [_k("c", 1, 40, 0), _k("a", 3, 70, 0), _k("b", 2, 40, 0), _k("u", None, 10, 0)]
    svar = fordel(k, EN_NOEGLE)
    assert [k[i].navn for i in svar.orden] == ["a", "b", "c", "u"]
    assert _inde(k, svar) == ["a", "u"]
    assert svar.knap
    assert svar.rest == (20, 100)


def test_garantien_tager_den_foerste_i_hver_gruppe() -> None:
    plan = Plan(EN_NOEGLE.noegler, EN_NOEGLE.led, EN_NOEGLE.budgetter, garanti=Garanti("foerst", ("x", "y")))
    k = [_k("a", 3, 70, 0, gruppe="x"), _k("b", 2, 30, 0, gruppe="x"), _k("c", 1, 30, 0, gruppe="y")]
    assert _inde(k, fordel(k, plan, modtaget=frozenset({"x"}))) == ["a", "b"]
    svar = fordel(k, plan, modtaget=frozenset({"x", "y"}))
    assert _inde(k, svar) == ["a", "c"]
    assert svar.garanti == {"x": 0, "y": 2}
