"""Read an assessor's file. Facts that belong to the applicant are refused in it.

vurderinger:
  - kommune: Aarhus           # or fil: the application's file name
    projekt: Skovbrynet       # name or number; the key is the pack's word for a row
    kriterium: K6
    svar: opfyldt             # or ikke_opfyldt
    hviler_paa: {art: vedligeholdelse, bortfald_forventes: ja}
    begrundelse: …
    af: AB
    dato: 20/05/2024
  - {kommune: Aarhus, projekt: 1, fakta: prisvurdering, vaerdi: 4, begrundelse: …, af: AB, dato: 20/05/2024}
  # A deviation from the calculated rank: another outcome or another rank, shown beside the calculated one.
  - {kommune: Aarhus, projekt: 1, afvigelse: uden_for_rammen, begrundelse: …, af: AB, dato: 20/05/2024}
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from ..fejl import LaeseFejl, mente_du, vis_sikkert
from ..model.vurderinger import Vurdering
from ..sprog.regelsaet import Regelsaet, grundfakta
from .noder import Node, Ordbog
from .personfil import Personfil

_SVAR = ("kriterium", "svar", "hviler_paa")
_FAKTA = ("fakta", "vaerdi")
_AFVIGELSE = ("afvigelse",)
_ANDET_UDFALD: tuple[Literal["inden_for_rammen", "uden_for_rammen"], ...] = ("inden_for_rammen", "uden_for_rammen")


def laes_vurderinger(fil: str, regelsaet: Regelsaet) -> tuple[Vurdering, ...]:
    """Read an assessor's file. Every assessment has a reason, a name and a date. Raises LaeseFejl."""
    laeser = _Vurderingslaeser(regelsaet)
    return tuple(laeser.vurdering(d) for d in laeser.fil.poster(fil, "vurderinger"))


def laes_vurderingsposter(poster: Iterable[Node], regelsaet: Regelsaet) -> tuple[Vurdering, ...]:
    """Read assessments from entries that are not in a file of their own. Raises LaeseFejl."""
    laeser = _Vurderingslaeser(regelsaet)
    return tuple(laeser.vurdering(d) for d in poster)


class _Vurderingslaeser:
    def __init__(self, regelsaet: Regelsaet) -> None:
        self.regelsaet = regelsaet
        self.liste = next(iter(regelsaet.data.lister), None)
        self.fil = Personfil(regelsaet, "vurdering", self.liste)

    def vurdering(self, node: Node) -> Vurdering:
        post = self.fil.post(node)
        if "kriterium" in post.dele:
            return self._svar(post)
        return self._afvigelse(post) if "afvigelse" in post.dele else self._fakta(post)

    def _svar(self, node: Ordbog) -> Vurdering:
        faelles = self.fil.faelles(node, _SVAR)
        kriterium = self.fil.tekst(node, "kriterium")
        kendte = {k.data.id for k in self.regelsaet.kriterier}
        if kriterium not in kendte:
            raise LaeseFejl(
                f"Der er intet kriterium »{vis_sikkert(kriterium, 40)}«.{mente_du(kriterium, kendte)}",
                node.dele["kriterium"].sted,
            )
        mulige = {self.regelsaet.status("opfyldt"): True, self.regelsaet.status("ikke_opfyldt"): False}
        svar = self.fil.tekst(node, "svar")
        if svar not in mulige:
            raise LaeseFejl(f"»svar« skal være {' eller '.join(mulige)}.", node.dele["svar"].sted)
        hviler = node.dele.get("hviler_paa")
        if not isinstance(hviler, Ordbog) or not hviler.dele:
            hvad = "de oplysninger, svaret bygger på, med værdi"
            raise LaeseFejl(f"Skriv i »hviler_paa« {hvad}{self._eksempel(kriterium)}.", node.sted)
        fundne = []
        for navn in hviler.dele:
            form = self.regelsaet.fakta.get((self.liste, navn)) or self.regelsaet.fakta.get((None, navn))
            if form is None:
                raise LaeseFejl(
                    f"Der er intet faktum »{vis_sikkert(navn, 60)}«."
                    f"{mente_du(navn, [n for _, n in self.regelsaet.fakta])}",
                    hviler.noeglesteder[navn],
                )
            fundne.append((navn, self.fil.vaerdi(hviler, navn, form)))
        return Vurdering(**faelles, kriterium=kriterium, opfyldt=mulige[svar], hviler_paa=tuple(fundne))

    def _eksempel(self, kriterium: str) -> str:
        """Return an example with a fact that the criterion rests on; empty if it rests on none."""
        typet = next(k for k in self.regelsaet.kriterier if k.data.id == kriterium)
        betingelser = [del_.naar for del_ in (*typet.undtagelser, *typet.forbehold)]
        fakta = [g.navn for trae in (*betingelser, typet.krav) for g in grundfakta(self.regelsaet, trae)]
        return f" (fx {{{fakta[0]}: …}})" if fakta else ""

    def _fakta(self, node: Ordbog) -> Vurdering:
        faelles = self.fil.faelles(node, _FAKTA)
        navn = self.fil.tekst(node, "fakta")
        former = self.regelsaet.data.vurderingsfakta
        if navn not in former:
            raise LaeseFejl(
                f"»{vis_sikkert(navn, 60)}« er ikke noget, der vurderes.{mente_du(navn, former)} "
                f"Her kan stå: {', '.join(former) or 'intet'}.",
                node.dele["fakta"].sted,
            )
        return Vurdering(**faelles, fakta=navn, vaerdi=self.fil.vaerdi(node, "vaerdi", former[navn]))

    def _afvigelse(self, node: Ordbog) -> Vurdering:
        faelles = self.fil.faelles(node, _AFVIGELSE)
        skrevet = self.fil.tekst(node, "afvigelse")
        for udfald in _ANDET_UDFALD:
            if skrevet == udfald:
                return Vurdering(**faelles, afvigelse=udfald)
        if re.fullmatch(r"[1-9][0-9]{0,5}", skrevet):
            return Vurdering(**faelles, afvigelse=int(skrevet))
        raise LaeseFejl(
            "»afvigelse« skal være inden_for_rammen, uden_for_rammen eller en plads i rækkefølgen (fx 3).",
            node.dele["afvigelse"].sted,
        )
