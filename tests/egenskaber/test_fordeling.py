"""Properties of the division of an amount, whatever the amount and the keys."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeVar, get_args

from hypothesis import given
from hypothesis import strategies as st

from ansoegning.fordeling.del_op import andele, del_op
from ansoegning.model.fordelingspakke import Afrunding

T = TypeVar("T")

BELOEB = st.integers(0, 10**12)
NOEGLER = st.lists(
    st.one_of(st.integers(0, 10**9), st.fractions(0, 1000, max_denominator=400)), min_size=1, max_size=40
)
MED_EN_POSITIV = NOEGLER.filter(any)


@given(BELOEB, MED_EN_POSITIV)
def test_stoerste_rest(beloeb: int, noegler: list[int | Fraction]) -> None:
    dele, noejagtige = del_op(beloeb, noegler), andele(beloeb, noegler)
    assert sum(dele) == beloeb
    assert sum(noejagtige) == beloeb
    for d, n, noegle in zip(dele, noejagtige, noegler, strict=True):
        assert d >= 0
        assert abs(d - n) < 1
        assert noegle or d == 0
    for a, noegle_a in zip(dele, noegler, strict=True):
        for b, noegle_b in zip(dele, noegler, strict=True):
            assert noegle_a != noegle_b or abs(a - b) <= 1
            assert noegle_a <= noegle_b or a >= b - 1


def _uden(plads: int, dele: tuple[T, ...]) -> tuple[T, ...]:
    return dele[:plads] + dele[plads + 1 :]


@given(BELOEB, MED_EN_POSITIV, st.integers(0, 10**9), st.data())
def test_en_part_mere(beloeb: int, noegler: list[int | Fraction], ny: int, data: st.DataObject) -> None:
    plads = data.draw(st.integers(0, len(noegler)))
    flere = [*noegler[:plads], ny, *noegler[plads:]]
    for foer, efter in zip(andele(beloeb, noegler), _uden(plads, andele(beloeb, flere)), strict=True):
        assert efter <= foer
    for kr_foer, kr_efter in zip(del_op(beloeb, noegler), _uden(plads, del_op(beloeb, flere)), strict=True):
        assert kr_efter <= kr_foer + 1


@given(BELOEB, MED_EN_POSITIV)
def test_de_andre_afrundinger(beloeb: int, noegler: list[int | Fraction]) -> None:
    til_stoerste, for_sig = del_op(beloeb, noegler, "rest_til_stoerste"), del_op(beloeb, noegler, "hver_for_sig")
    assert sum(til_stoerste) == beloeb
    assert min(til_stoerste) >= 0
    for d, s, n in zip(til_stoerste, for_sig, andele(beloeb, noegler), strict=True):
        assert d > n - 1
        assert abs(2 * (s - n)) <= 1
    assert abs(sum(for_sig) - beloeb) <= Fraction(len(noegler), 2)
    # Only the participant with the largest key can get more than its exact share rounded down.
    flere = [noegle for d, n, noegle in zip(til_stoerste, andele(beloeb, noegler), noegler, strict=True) if d > n]
    assert flere in ([], [max(noegler)])


@given(BELOEB, MED_EN_POSITIV, st.integers(1, 1000))
def test_noeglens_enhed_er_ligegyldig(beloeb: int, noegler: list[int | Fraction], faktor: int) -> None:
    for afrunding in get_args(Afrunding):
        assert del_op(beloeb, noegler, afrunding) == del_op(beloeb, [n * faktor for n in noegler], afrunding)
