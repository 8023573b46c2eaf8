"""Read a file of recorded decisions. Reading is strict: a letter must never be based on a guess.

afgoerelser:
  - kommune: Aarhus           # or fil: the application's file name
    projekt: Skovbrynet       # name or number; the key is the pack's word for a row
    udfald: tilsagn           # or delvist_tilsagn or afslag
    beloeb: {"2025": 12.500.000, "2026": 18.000.000}   # whole kroner; only required for delvist_tilsagn
    begrundelse: …            # the actual reason, as it is to be written in the letter
    hovedhensyn: …            # optional: the main considerations in the exercise of discretion
    af: AB
    dato: 01/07/2024
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from ..fejl import LaeseFejl, mente_du, vis_sikkert
from ..model.afgoerelser import Afgoerelse, Afgoerelsesudfald
from ..model.ord import ord_af
from ..model.regelsaet import Vaerdiform
from ..model.visning import opremsning
from ..sprog.regelsaet import Regelsaet
from .noder import Node, Ordbog, efter_komma
from .personfil import Personfil

_EGNE = ("udfald", "beloeb", "hovedhensyn")
_UDFALD: tuple[Afgoerelsesudfald, ...] = get_args(Afgoerelsesudfald)


def laes_afgoerelser(fil: str, regelsaet: Regelsaet) -> tuple[Afgoerelse, ...]:
    """Read a file of decisions. Every decision has an outcome, a reason, a name and a date. Raises LaeseFejl."""
    laeser = _Afgoerelseslaeser(regelsaet)
    return tuple(laeser.afgoerelse(d) for d in laeser.fil.poster(fil, "afgoerelser"))


def laes_afgoerelsesposter(poster: Iterable[Node], regelsaet: Regelsaet) -> tuple[Afgoerelse, ...]:
    """Read decisions from entries that are not in a file of their own. Raises LaeseFejl."""
    laeser = _Afgoerelseslaeser(regelsaet)
    return tuple(laeser.afgoerelse(d) for d in poster)


class _Afgoerelseslaeser:
    def __init__(self, regelsaet: Regelsaet) -> None:
        orden = regelsaet.data.raekkefoelge
        self.fil = Personfil(regelsaet, "afgørelse", orden.for_ if orden is not None else None)
        self.budgetter = tuple(orden.budgetter) if orden is not None else ()
        self.navne = ord_af(regelsaet.data).rammer

    def afgoerelse(self, node: Node) -> Afgoerelse:
        post = self.fil.post(node)
        faelles = self.fil.faelles(post, _EGNE)
        udfald = self._udfald(post)
        return Afgoerelse(
            **faelles,
            udfald=udfald,
            beloeb=self._beloeb(post, udfald),
            hovedhensyn=self.fil.fri_tekst(post, "hovedhensyn") if "hovedhensyn" in post.dele else None,
        )

    def _udfald(self, node: Ordbog) -> Afgoerelsesudfald:
        skrevet = self.fil.tekst(node, "udfald")
        for udfald in _UDFALD:
            if skrevet == udfald:
                return udfald
        raise LaeseFejl(
            f"»udfald« skal være {opremsning(_UDFALD, 'eller')}.{mente_du(skrevet, _UDFALD)}",
            node.dele["udfald"].sted,
        )

    def _rammer(self) -> str:
        """Return what the amounts are written by: ``hele kroner for »land« (ruter i landområder) og »andre« (…)``."""
        navne = [f"»{b}«" + (f" ({self.navne[b]})" if self.navne[b] != b else "") for b in self.budgetter]
        return f"hele kroner for {opremsning(navne)}"

    def _beloeb(self, node: Ordbog, udfald: Afgoerelsesudfald) -> dict[str, int] | None:
        del_ = node.dele.get("beloeb")
        if del_ is None:
            if udfald == "delvist_tilsagn":
                raise LaeseFejl(f"Et delvist tilsagn skal have »beloeb«: {self._rammer()}.", node.sted)
            return None
        if udfald == "afslag":
            raise LaeseFejl("Et afslag har intet »beloeb«. Slet det, eller ret »udfald«.", del_.sted)
        if not isinstance(del_, Ordbog):
            raise LaeseFejl(f"»beloeb« skal have {self._rammer()}.", del_.sted)
        for noegle, sted in del_.noeglesteder.items():
            if noegle not in self.budgetter:
                raise LaeseFejl(
                    f"»{vis_sikkert(noegle, 60)}« er ingen af rammerne.{efter_komma(del_.dele[noegle])} "
                    f"»beloeb« skal have {self._rammer()}.",
                    sted,
                )
        fundne: dict[str, int] = {}
        for b in self.budgetter:
            form = Vaerdiform(navn=f"beløbet for {self.navne[b]}", type="tal", enhed="kr.", trin="1", mindst="0")
            v = self.fil.vaerdi(del_, b, form)
            assert isinstance(v, int)
            fundne[b] = v
        return fundne
