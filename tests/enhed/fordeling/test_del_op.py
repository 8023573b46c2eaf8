"""The split of an amount, with results calculated by hand."""

from __future__ import annotations

from typing import get_args

import pytest

from ansoegning.fordeling import del_op as del_op_
from ansoegning.fordeling.del_op import andele, del_op, naermeste
from ansoegning.model.fordelingspakke import Afrunding


@pytest.mark.parametrize(
    ("beloeb", "noegler", "afrunding", "dele"),
    [
        (10, (1, 1, 1), "stoerste_rest", (4, 3, 3)),
        # 5/3 and 10/3: the smaller key has the larger remainder.
        (5, (1, 2), "stoerste_rest", (2, 3)),
        # Equal remainders of one half: the larger key comes first.
        (4, (1, 3, 4), "stoerste_rest", (0, 2, 2)),
        (1, (1, 2), "stoerste_rest", (0, 1)),
        (0, (1, 2), "stoerste_rest", (0, 0)),
        (0, (0, 0), "stoerste_rest", (0, 0)),
        (7, (0, 1), "stoerste_rest", (0, 7)),
        (10, (1, 1, 1), "rest_til_stoerste", (4, 3, 3)),
        (11, (1, 1, 1), "rest_til_stoerste", (5, 3, 3)),
        (11, (1, 1, 2), "rest_til_stoerste", (2, 2, 7)),
        (10, (1, 1, 1), "hver_for_sig", (3, 3, 3)),
        (5, (1, 1), "hver_for_sig", (3, 3)),
    ],
)
def test_dele(beloeb: int, noegler: tuple[int, ...], afrunding: Afrunding, dele: tuple[int, ...]) -> None:
    assert del_op(beloeb, noegler, afrunding) == dele


@pytest.mark.parametrize(("beloeb", "noegler"), [(-1, (1,)), (1, (-1, 2)), (1, (0, 0)), (1, ())])
def test_det_der_ikke_kan_deles(beloeb: int, noegler: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"negative|positive"):
        del_op(beloeb, noegler)


def test_afrundingerne_er_pakkens() -> None:
    assert get_args(del_op_.Afrunding) == get_args(Afrunding)


def test_halve_rundes_op() -> None:
    halve = andele(3, (1, 1))
    assert [naermeste(h) for h in halve] == [2, 2]
