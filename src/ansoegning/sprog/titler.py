"""Fill in the parameters in titles and interpretations, so that these follow a what-if."""

from __future__ import annotations

import re
from fractions import Fraction

from ..fejl import mente_du
from ..model.regelsaet import Alternativ, Fortolkning, RegelsaetData
from ..model.visning import vis_kort
from .erklaeringer import PLADSHOLDER, Erklaeringer, Sti


def med_parametre(erklaeringer: Erklaeringer) -> RegelsaetData:
    """Return the pack with each ``{parameter}`` of its titles and interpretations replaced by this run's value.

    Reports placeholders that are not parameters, because a title is the same for every application.
    """
    data = erklaeringer.data
    return data.model_copy(
        update={
            "kriterier": tuple(
                k.model_copy(update={"titel": _fyld(erklaeringer, k.titel, ("kriterier", i, "titel"))})
                for i, k in enumerate(data.kriterier)
            ),
            "skema": tuple(
                t.model_copy(update={"titel": _fyld(erklaeringer, t.titel, ("skema", i, "titel"))})
                for i, t in enumerate(data.skema)
            ),
            "fortolkninger": tuple(
                _fortolkning(erklaeringer, f, ("fortolkninger", i)) for i, f in enumerate(data.fortolkninger)
            ),
        }
    )


def _fortolkning(erklaeringer: Erklaeringer, fortolkning: Fortolkning, sti: Sti) -> Fortolkning:
    def alternativ(a: Alternativ, nr: int) -> Alternativ:
        return a.model_copy(update={"tekst": _fyld(erklaeringer, a.tekst, (*sti, "alternativer", nr, "tekst"))})

    return fortolkning.model_copy(
        update={
            **{
                n: _fyld(erklaeringer, getattr(fortolkning, n), (*sti, n))
                for n in ("spoergsmaal", "valg", "begrundelse")
            },
            "alternativer": tuple(alternativ(a, nr) for nr, a in enumerate(fortolkning.alternativer)),
        }
    )


def _fyld(erklaeringer: Erklaeringer, tekst: str, sti: Sti) -> str:
    def ind(fundet: re.Match[str]) -> str:
        navn = fundet[1]
        form = erklaeringer.data.parametre.get(navn)
        if form is None:
            erklaeringer.fejl(
                sti,
                f"Pladsholderen {{{navn}}} er ikke en parameter.{mente_du(navn, erklaeringer.data.parametre)}",
                fundet.start(),
            )
            return fundet[0]
        v = erklaeringer.parametre.get(navn)
        erklaering = erklaeringer.omfang.erklaeringer.get((None, navn))
        if form.type == "tal" and v is not None and erklaering is not None:
            return vis_kort(form, Fraction(v) / erklaering.faktor)  # type: ignore[arg-type] # a number, by its type
        return vis_kort(form, v)

    erklaeringer.klammer(tekst, sti)
    # A value may end in the full stop of an abbreviation, which then also ends the sentence.
    return PLADSHOLDER.sub(ind, tekst).replace("kr..", "kr.").replace("pct..", "pct.")
