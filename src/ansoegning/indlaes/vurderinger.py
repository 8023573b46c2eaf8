"""An assessor's file → assessments. Facts of the applicant's are refused here, as the assessor's are in theirs.

vurderinger:
  - kommune: Aarhus           # or fil: navnet på ansøgningens fil
    projekt: Skovbrynet       # navn eller nummer (rækkens ental i regelsættet)
    kriterium: K6
    svar: opfyldt             # eller ikke_opfyldt
    hviler_paa: {art: vedligeholdelse, bortfald_forventes: ja}
    begrundelse: …
    af: AB
    dato: 20/05/2024
  - {kommune: Aarhus, projekt: 1, fakta: prisvurdering, vaerdi: 4, begrundelse: …, af: AB, dato: 20/05/2024}
  # En afvigelse fra den beregnede plads: et andet udfald eller en anden plads; vises ved siden af den beregnede.
  - {kommune: Aarhus, projekt: 1, afvigelse: uden_for_rammen, begrundelse: …, af: AB, dato: 20/05/2024}
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from ..fejl import LaeseFejl, mente_du, vis_sikkert
from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import Vaerdi, VaerdiFejl, laes_json_tal, laes_tekst, ren_tekst
from ..model.vurderinger import Vurdering
from ..sprog.regelsaet import Regelsaet
from .fil import laes_fil
from .noder import Liste, Node, Ordbog, Skalar

_FAELLES = ("fil", "begrundelse", "af", "dato")
_SVAR = ("kriterium", "svar", "hviler_paa")
_FAKTA = ("fakta", "vaerdi")
_AFVIGELSE = ("afvigelse",)


def laes_vurderinger(fil: str, regelsaet: Regelsaet) -> tuple[Vurdering, ...]:
    """Read an assessor's file by the pack. Raises LaeseFejl; every assessment has reason, name and date."""
    rod = laes_fil(fil, arbejdsbog=False)
    for noegle, sted in rod.noeglesteder.items():
        if noegle != "vurderinger":
            raise LaeseFejl(f"Nøglen »{vis_sikkert(noegle, 60)}« er ukendt her. Her kan stå: vurderinger.", sted)
    node = rod.dele.get("vurderinger")
    if not isinstance(node, Liste):
        raise LaeseFejl("»vurderinger« skal være en liste; hver vurdering begynder med en bindestreg.", rod.sted)
    laeser = _Laeser(regelsaet)
    return tuple(laeser.vurdering(d) for d in node.dele)


class _Laeser:
    def __init__(self, regelsaet: Regelsaet) -> None:
        self.regelsaet = regelsaet
        data = regelsaet.data
        self.ansoeger = data.ansoeger.fakta if data.ansoeger is not None else None
        self.liste = next(iter(data.lister), None)
        self.raekke = data.lister[self.liste].ental if self.liste is not None else None

    def vurdering(self, node: Node) -> Vurdering:
        if not isinstance(node, Ordbog):
            raise LaeseFejl("En vurdering skal være nøgler og værdier.", node.sted)
        art = _SVAR if "kriterium" in node.dele else _AFVIGELSE if "afvigelse" in node.dele else _FAKTA
        kendte = [n for n in (self.ansoeger, self.raekke, *_FAELLES, *art) if n is not None]
        for noegle, sted in node.noeglesteder.items():
            if noegle not in kendte:
                raise LaeseFejl(
                    f"Nøglen »{vis_sikkert(noegle, 60)}« er ukendt her.{mente_du(noegle, kendte)} "
                    f"Her kan stå: {', '.join(kendte)}.",
                    sted,
                )
        ansoeger = self._ansoeger(node)
        fil = self._tekst(node, "fil", valgfri=True)
        if ansoeger is None and fil is None:
            raise LaeseFejl(f"Skriv, hvilken ansøgning det gælder ({self.ansoeger or 'fil'}).", node.sted)
        raekke = self._tekst(node, self.raekke) if self.raekke is not None else None
        dato = self._vaerdi(node, "dato", Vaerdiform(navn="dato", type="dato"))
        assert isinstance(dato, date)
        faelles = {
            "ansoeger": ansoeger,
            "fil": Path(fil).name if fil is not None else None,
            "raekke": int(raekke) if raekke is not None and raekke.isascii() and raekke.isdigit() else raekke,
            "begrundelse": self._tekst(node, "begrundelse"),
            "af": self._tekst(node, "af"),
            "dato": dato,
            "sted": node.sted,
        }
        if "kriterium" in node.dele:
            return Vurdering(**faelles, **self._svar(node))  # type: ignore[arg-type] # checked one by one above
        if "afvigelse" in node.dele:
            return Vurdering(**faelles, **self._afvigelse(node))  # type: ignore[arg-type] # likewise
        return Vurdering(**faelles, **self._fakta(node))  # type: ignore[arg-type] # likewise

    def _svar(self, node: Ordbog) -> dict[str, object]:
        kriterium = self._tekst(node, "kriterium")
        kendte = {k.data.id for k in self.regelsaet.kriterier}
        if kriterium not in kendte:
            raise LaeseFejl(
                f"Der er intet kriterium »{vis_sikkert(kriterium or '', 40)}«.{mente_du(kriterium or '', kendte)}",
                node.dele["kriterium"].sted,
            )
        mulige = {self.regelsaet.status("opfyldt"): True, self.regelsaet.status("ikke_opfyldt"): False}
        svar = self._tekst(node, "svar")
        if svar not in mulige:
            raise LaeseFejl(f"»svar« skal være {' eller '.join(mulige)}.", node.dele["svar"].sted)
        hviler = node.dele.get("hviler_paa")
        if not isinstance(hviler, Ordbog) or not hviler.dele:
            raise LaeseFejl(
                "Skriv i »hviler_paa«, hvad svaret bygger på, med værdi (fx {art: vedligeholdelse}).",
                node.sted,
            )
        fundne = []
        for navn in hviler.dele:
            form = self.regelsaet.fakta.get((self.liste, navn)) or self.regelsaet.fakta.get((None, navn))
            if form is None:
                raise LaeseFejl(
                    f"Der er intet faktum »{vis_sikkert(navn, 60)}«."
                    f"{mente_du(navn, [n for _, n in self.regelsaet.fakta])}",
                    hviler.noeglesteder[navn],
                )
            fundne.append((navn, self._vaerdi(hviler, navn, form)))
        return {"kriterium": kriterium, "opfyldt": mulige[svar or ""], "hviler_paa": tuple(fundne)}

    def _fakta(self, node: Ordbog) -> dict[str, object]:
        navn = self._tekst(node, "fakta")
        former = self.regelsaet.data.vurderingsfakta
        if navn not in former:
            raise LaeseFejl(
                f"»{vis_sikkert(navn or '', 60)}« er ikke noget, der vurderes.{mente_du(navn or '', former)} "
                f"Her kan stå: {', '.join(former) or 'intet'}.",
                node.dele["fakta"].sted,
            )
        return {"fakta": navn, "vaerdi": self._vaerdi(node, "vaerdi", former[navn])}

    def _afvigelse(self, node: Ordbog) -> dict[str, object]:
        skrevet = self._tekst(node, "afvigelse") or ""
        if skrevet in ("inden_for_rammen", "uden_for_rammen"):
            return {"afvigelse": skrevet}
        if re.fullmatch(r"[1-9][0-9]{0,5}", skrevet):
            return {"afvigelse": int(skrevet)}
        raise LaeseFejl(
            "»afvigelse« skal være inden_for_rammen, uden_for_rammen eller en plads i rækkefølgen (fx 3).",
            node.dele["afvigelse"].sted,
        )

    def _ansoeger(self, node: Ordbog) -> str | None:
        if self.ansoeger is None or self.ansoeger not in node.dele:
            return None
        v = self._vaerdi(node, self.ansoeger, self.regelsaet.fakta[None, self.ansoeger])
        return v if isinstance(v, str) else None

    def _skalar(self, node: Ordbog, noegle: str) -> Skalar:
        del_ = node.dele.get(noegle)
        if del_ is None or (isinstance(del_, Skalar) and del_.tom):
            raise LaeseFejl(f"Her mangler »{noegle}«. En vurdering skal have den.", node.sted)
        if not isinstance(del_, Skalar):
            raise LaeseFejl(f"»{noegle}« skal have én værdi.", del_.sted)
        return del_

    def _tekst(self, node: Ordbog, noegle: str, *, valgfri: bool = False) -> str | None:
        if valgfri and noegle not in node.dele:
            return None
        del_ = self._skalar(node, noegle)
        try:
            return ren_tekst(del_.tekst).strip()
        except VaerdiFejl as fejl:
            raise LaeseFejl(str(fejl), del_.sted) from None

    def _vaerdi(self, node: Ordbog, noegle: str, form: Vaerdiform) -> Vaerdi:
        del_ = self._skalar(node, noegle)
        try:
            if del_.art == "tal":
                return laes_json_tal(form, del_.tekst, self.regelsaet.kommuner)
            return laes_tekst(form, del_.tekst, self.regelsaet.kommuner)
        except VaerdiFejl as fejl:
            raise LaeseFejl(f"{noegle}: {fejl}", del_.sted) from None
