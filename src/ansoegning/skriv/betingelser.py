"""A condition of a pack as a Danish sentence, in the words of its facts, choices and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..model.visning import opremsning, vis_vaerdi
from ..motor.fraser import ordvalg, raekkerne, vis_parameter
from ..sprog.erklaeringer import DAGEN, DATO_NAVN
from ..sprog.regelsaet import Regelsaet
from ..sprog.skriv import har_bisaetning, skriv_udtryk, skriv_vaerdi
from ..sprog.traeer import (
    Eller,
    Fakt,
    I,
    Ikke,
    Knude,
    Konstant,
    Og,
    Param,
    Saml,
    Sammenlign,
    Udfyldt,
    Vaerdi,
)  # fmt: skip

_TAL = {"<": "er under", "<=": "er højst", ">": "er over", ">=": "er mindst", "=": "er", "<>": "er ikke"}
_DATO = {"<": "er før", "<=": "er senest", ">": "er efter", ">=": "er tidligst", "=": "er", "<>": "er ikke"}
_MODSAT = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "<>", "<>": "="}


def i_ord(regelsaet: Regelsaet, knude: Knude, andre: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the condition in words: ``»ansøgt lån i alt« er over 20.000.000 kr.``

    A part without a sentence form, such as a calculation, is written as an expression with the facts' names.

    Args:
        regelsaet: the pack.
        knude: the condition.
        andre: words for names that are not facts of the pack, such as the rank of a row.
    """
    return _Ord(regelsaet, andre).saetning(knude)


def regnet_i_ord(regelsaet: Regelsaet, knude: Knude, andre: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return an expression in words, each parameter by its value and its label: ``60 pct. (den del, der dækkes)``.

    ``andre`` as in ``i_ord``.
    """
    ord_ = _Ord(regelsaet, andre, med_navn=True)
    betingelse = knude.type.art == "ja_nej" and not isinstance(knude, Fakt)
    return ord_.saetning(knude) if betingelse else ord_.led(knude)


class _Ord:
    def __init__(self, regelsaet: Regelsaet, andre: Mapping[str, str], *, med_navn: bool = False) -> None:
        self.regelsaet = regelsaet
        self.andre = andre
        self.med_navn = med_navn

    def saetning(self, knude: Knude, *, ikke: bool = False) -> str:
        """Return a condition in words; ``ikke``: its opposite."""
        nej = " ikke" if ikke else ""
        match knude:
            case Og(dele=dele) | Eller(dele=dele):
                # De Morgan: the opposite of »a og b« is »ikke a eller ikke b«.
                og = isinstance(knude, Og) is not ikke
                skrevet = [
                    f"({tekst})" if isinstance(d, Og | Eller) and len(dele) > 1 else tekst
                    for d in dele
                    if (tekst := self.saetning(d, ikke=ikke))
                ]
                return (", og " if og else ", eller ").join(skrevet)
            case Ikke(a=a):
                return self.saetning(a, ikke=not ikke)
            case Udfyldt(fakt=f):
                return f"{self.navn(f)} er{nej} oplyst"
            case I(a=a, maengde=maengde):
                valg = opremsning([self.vaerdi(a, v) for v in maengde], "eller")
                return f"{self.led(a)} er{nej} {valg}"
            case Sammenlign(op=op, a=a, b=b):
                ord_i = _DATO if a.type.art == "dato" else _TAL
                hoejre = self.vaerdi(a, b.vaerdi) if isinstance(b, Konstant) else self.led(b)
                return f"{self.led(a)} {ord_i[_MODSAT[op] if ikke else op]} {hoejre}"
            case Saml(art="alle" | "nogen", a=a, liste=liste):
                hver = (knude.art == "alle") is not ikke
                alle = f"alle {raekkerne(self.regelsaet, liste)}"
                hvem = f"for {alle}" if hver else f"for mindst 1 af {alle}"
                return f"{hvem} gælder: {self.saetning(a, ikke=ikke)}"
            case Fakt():
                return f"{self.navn(knude)}: {'nej' if ikke else 'ja'}"
        return f"{'ikke ' if ikke else ''}{self.led(knude)}"

    def led(self, knude: Knude) -> str:
        """Return one side of a comparison."""
        if isinstance(knude, Konstant):
            return self.vaerdi(knude, knude.vaerdi)
        tekst = skriv_udtryk(knude, ordvalg(self.regelsaet, self.navn, self.vaerdi, "»{}«"))
        return f"({tekst})" if har_bisaetning(knude) else tekst

    def navn(self, knude: Fakt | Param) -> str:
        """Return a fact's name in quotation marks, or a parameter's value (``med_navn``: and its label)."""
        if isinstance(knude, Param):
            vaerdi = vis_parameter(self.regelsaet, knude.navn)
            return f"{vaerdi} ({self.regelsaet.data.parametre[knude.navn].navn})" if self.med_navn else vaerdi
        if knude.liste is None and knude.navn in self.andre:
            return self.andre[knude.navn]
        if knude.navn == DATO_NAVN:
            return DAGEN.navn
        if knude.liste is None and knude.navn in self.regelsaet.data.vurderingsfakta:
            return f"»{self.regelsaet.data.vurderingsfakta[knude.navn].navn}«"
        return f"»{self.regelsaet.form(knude.liste, knude.navn).navn}«"

    def vaerdi(self, knude: Knude, v: Vaerdi) -> str:
        """Return a value of a node's type; a choice by its label."""
        form = self.regelsaet.fakta.get((knude.liste, knude.navn)) if isinstance(knude, Fakt) else None
        if form is not None and form.type in ("valg", "kommune") and isinstance(v, str):
            return vis_vaerdi(form, v, self.regelsaet.kommuner)
        return skriv_vaerdi(knude, v)
