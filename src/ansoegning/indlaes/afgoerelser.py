"""A file of a person's recorded decisions → decisions. Strictly read: a letter must never rest on a guess.

afgoerelser:
  - kommune: Aarhus           # or fil: navnet på ansøgningens fil
    projekt: Skovbrynet       # navn eller nummer (rækkens ental i regelsættet)
    udfald: tilsagn           # eller delvist_tilsagn eller afslag
    beloeb: {"2025": 12.500.000, "2026": 18.000.000}   # hele kroner; kun nødvendigt ved delvist_tilsagn
    begrundelse: …            # den egentlige grund, som den skal stå i brevet
    hovedhensyn: …            # valgfrit: de hensyn, der har været bestemmende for skønnet
    af: AB
    dato: 01/07/2024
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

from ..fejl import LaeseFejl, mente_du, vis_sikkert
from ..model.afgoerelser import Afgoerelse, Afgoerelsesudfald
from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import Vaerdi, VaerdiFejl, laes_json_tal, laes_tekst, ren_tekst
from ..sprog.regelsaet import Regelsaet
from .fil import laes_fil
from .noder import Liste, Node, Ordbog, Skalar

_FAELLES = ("fil", "udfald", "beloeb", "begrundelse", "hovedhensyn", "af", "dato")
_UDFALD: tuple[Afgoerelsesudfald, ...] = get_args(Afgoerelsesudfald)


def laes_afgoerelser(fil: str, regelsaet: Regelsaet) -> tuple[Afgoerelse, ...]:
    """Read a file of decisions by the pack. Raises LaeseFejl; every decision has outcome, reason, who and date."""
    rod = laes_fil(fil, arbejdsbog=False)
    for noegle, sted in rod.noeglesteder.items():
        if noegle != "afgoerelser":
            raise LaeseFejl(
                f"Nøglen »{vis_sikkert(noegle, 60)}« er ukendt her.{mente_du(noegle, ['afgoerelser'])} "
                "Her kan stå: afgoerelser.",
                sted,
            )
    node = rod.dele.get("afgoerelser")
    if not isinstance(node, Liste):
        raise LaeseFejl("»afgoerelser« skal være en liste; hver afgørelse begynder med en bindestreg.", rod.sted)
    laeser = _Laeser(regelsaet)
    return tuple(laeser.afgoerelse(d) for d in node.dele)


class _Laeser:
    def __init__(self, regelsaet: Regelsaet) -> None:
        self.regelsaet = regelsaet
        data = regelsaet.data
        self.ansoeger = data.ansoeger.fakta if data.ansoeger is not None else None
        orden = data.raekkefoelge
        liste = orden.for_ if orden is not None else None
        self.raekke = data.lister[liste].ental if liste is not None else None
        self.budgetter = tuple(orden.budgetter) if orden is not None else ()

    def afgoerelse(self, node: Node) -> Afgoerelse:
        if not isinstance(node, Ordbog):
            raise LaeseFejl("En afgørelse skal være nøgler og værdier.", node.sted)
        kendte = [n for n in (self.ansoeger, self.raekke, *_FAELLES) if n is not None]
        for noegle, sted in node.noeglesteder.items():
            if noegle not in kendte:
                raise LaeseFejl(
                    f"Nøglen »{vis_sikkert(noegle, 60)}« er ukendt her.{mente_du(noegle, kendte)} "
                    f"Her kan stå: {', '.join(kendte)}.",
                    sted,
                )
        ansoeger = None
        if self.ansoeger is not None and self.ansoeger in node.dele:
            v = self._vaerdi(node, self.ansoeger, self.regelsaet.fakta[None, self.ansoeger])
            ansoeger = v if isinstance(v, str) else None
        fil = self._tekst(node, "fil") if "fil" in node.dele else None
        if ansoeger is None and fil is None:
            raise LaeseFejl(f"Skriv, hvilken ansøgning det gælder ({self.ansoeger or 'fil'}).", node.sted)
        raekke = self._tekst(node, self.raekke) if self.raekke is not None else None
        udfald = self._udfald(node)
        dato = self._vaerdi(node, "dato", Vaerdiform(navn="dato", type="dato"))
        assert isinstance(dato, date)
        return Afgoerelse(
            ansoeger=ansoeger,
            fil=Path(fil).name if fil is not None else None,
            raekke=int(raekke) if raekke is not None and raekke.isascii() and raekke.isdigit() else raekke,
            udfald=udfald,
            beloeb=self._beloeb(node, udfald),
            begrundelse=self._tekst(node, "begrundelse"),
            hovedhensyn=self._tekst(node, "hovedhensyn") if "hovedhensyn" in node.dele else None,
            af=self._tekst(node, "af"),
            dato=dato,
            sted=node.sted,
        )

    def _udfald(self, node: Ordbog) -> Afgoerelsesudfald:
        skrevet = self._tekst(node, "udfald")
        for udfald in _UDFALD:
            if skrevet == udfald:
                return udfald
        raise LaeseFejl(
            f"»udfald« skal være {', '.join(_UDFALD[:-1])} eller {_UDFALD[-1]}.{mente_du(skrevet, _UDFALD)}",
            node.dele["udfald"].sted,
        )

    def _beloeb(self, node: Ordbog, udfald: Afgoerelsesudfald) -> dict[str, int] | None:
        del_ = node.dele.get("beloeb")
        if del_ is None:
            if udfald == "delvist_tilsagn":
                raise LaeseFejl("Et delvist tilsagn skal have »beloeb«: hele kroner for hvert år.", node.sted)
            return None
        if udfald == "afslag":
            raise LaeseFejl("Et afslag har intet »beloeb«. Slet det, eller ret »udfald«.", del_.sted)
        if not isinstance(del_, Ordbog):
            raise LaeseFejl(f"»beloeb« skal have en værdi for hver af: {', '.join(self.budgetter)}.", del_.sted)
        for noegle, sted in del_.noeglesteder.items():
            if noegle not in self.budgetter:
                raise LaeseFejl(
                    f"»{vis_sikkert(noegle, 60)}« er ingen af rammerne. Her kan stå: {', '.join(self.budgetter)}.", sted
                )
        fundne: dict[str, int] = {}
        for b in self.budgetter:
            form = Vaerdiform(navn=f"beløbet for {b}", type="tal", enhed="kr.", trin="1", mindst="0")
            v = self._vaerdi(del_, b, form)
            assert isinstance(v, int)
            fundne[b] = v
        return fundne

    def _skalar(self, node: Ordbog, noegle: str) -> Skalar:
        del_ = node.dele.get(noegle)
        if del_ is None or (isinstance(del_, Skalar) and del_.tom):
            raise LaeseFejl(f"Her mangler »{noegle}«. En afgørelse skal have det.", node.sted)
        if not isinstance(del_, Skalar):
            raise LaeseFejl(f"»{noegle}« skal have én værdi.", del_.sted)
        return del_

    def _tekst(self, node: Ordbog, noegle: str) -> str:
        del_ = self._skalar(node, noegle)
        try:
            tekst = ren_tekst(del_.tekst).strip()
        except VaerdiFejl as fejl:
            raise LaeseFejl(str(fejl), del_.sted) from None
        if not tekst:
            raise LaeseFejl(f"Her mangler »{noegle}«. En afgørelse skal have det.", del_.sted)
        return tekst

    def _vaerdi(self, node: Ordbog, noegle: str, form: Vaerdiform) -> Vaerdi:
        del_ = self._skalar(node, noegle)
        try:
            if del_.art == "tal":
                return laes_json_tal(form, del_.tekst, self.regelsaet.kommuner)
            return laes_tekst(form, del_.tekst, self.regelsaet.kommuner)
        except VaerdiFejl as fejl:
            raise LaeseFejl(f"{noegle}: {fejl}", del_.sted) from None
