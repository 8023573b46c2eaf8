"""Validation of the workbook's cells: number formats, limits, and the message shown for an invalid value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..indlaes.projektmappe import forklaring
from ..model.regelsaet import Faktaerklaering
from ..model.vaerdier import er_hel, graense, laes_tekst, trin, trin_decimaler
from ..model.visning import afkort, med_stort, vis_tal
from ..sprog.regelsaet import Regelsaet
from ..sprog.traeer import Eller, Fakt, Knude, Konstant, Param, Sammenlign

HOEJST_CIFRE = 15
# Excel's date system is one day off before the first of these dates.
FOERSTE_DAG, SIDSTE_DAG = date(1900, 3, 1), date(2199, 12, 31)
_HOEJST_TITEL, _HOEJST_BESKED = 32, 255
_SPEJLET = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_ENHED_I_OVERSKRIFT = {"t.kr.": "i hele 1.000 kr.", "pct.": "i pct."}
Graense = Decimal | date


def overskrift(fakt: Faktaerklaering, skil: str = " ") -> str:
    """Return a fact's header, with the unit if the name does not contain it: ``Ansøgt lån (i hele 1.000 kr.)``.

    ``skil`` precedes the unit.
    """
    navn = med_stort(fakt.navn)
    enhed = fakt.enhed or ""
    # The reader takes the first parenthesis of a header for its unit.
    if fakt.type != "tal" or not enhed or "(" in navn or enhed.rstrip(".") in fakt.navn.lower():
        return navn
    return f"{navn}{skil}({_ENHED_I_OVERSKRIFT.get(enhed, enhed)})"


def talformat(fakt: Faktaerklaering) -> dict[str, Any]:
    """Return the number format of a fact's cells, as xlsxwriter's format properties."""
    if fakt.type == "dato":
        # An unescaped slash is shown as the date separator of the user's locale; the form requires this one.
        return {"num_format": r"dd\/mm\/yyyy", "align": "left"}
    if fakt.type != "tal":
        return {"num_format": "@"}
    decimaler = "" if er_hel(fakt) else "." + "0" * trin_decimaler(fakt)
    return {"num_format": f"0{decimaler}%" if fakt.enhed == "pct." else f"#,##0{decimaler}"}


def graenser(regelsaet: Regelsaet, liste: str | None, navn: str) -> tuple[Graense | None, Graense | None]:
    """Return the smallest and largest value of a fact's cell, in the fact's own unit; None for no limit.

    The limits are the fact's own, narrowed by each form check of severity ``fejl`` that compares this fact alone with a
    parameter or a constant: a value that such a check always rejects cannot be typed.
    """
    fakt = regelsaet.fakta[liste, navn]
    if fakt.type not in ("tal", "dato"):
        return None, None
    laes: Callable[[str], Any] = graense if fakt.type == "tal" else lambda t: laes_tekst(fakt, t)
    egne = (laes(fakt.mindst) if fakt.mindst else None, laes(fakt.hoejst) if fakt.hoejst else None)
    mindst, hoejst = egne
    for tjek in regelsaet.skema:
        if tjek.data.alvor != "fejl":
            continue
        for op, vaerdi in _afvist(tjek.naar, (liste, navn), regelsaet):
            if op in ("<", "<="):
                ny = vaerdi if op == "<" else _skridt(fakt, vaerdi, 1)
                mindst = ny if mindst is None else max(mindst, ny)
            else:
                ny = vaerdi if op == ">" else _skridt(fakt, vaerdi, -1)
                hoejst = ny if hoejst is None else min(hoejst, ny)
    if mindst is not None and hoejst is not None and mindst > hoejst:
        # If the checks leave no value, they cannot be met by typing another value, so they are ignored.
        return egne
    return mindst, hoejst


def _afvist(knude: Knude, navn: tuple[str | None, str], regelsaet: Regelsaet) -> Iterator[tuple[str, Any]]:
    """Yield the comparisons of a fact with a fixed value that alone make a condition true, in the fact's own unit."""
    if isinstance(knude, Eller):
        for d in knude.dele:
            yield from _afvist(d, navn, regelsaet)
    if not isinstance(knude, Sammenlign) or knude.op not in _SPEJLET:
        return
    for fakt, anden, op in ((knude.a, knude.b, knude.op), (knude.b, knude.a, _SPEJLET[knude.op])):
        if not isinstance(fakt, Fakt) or (fakt.liste, fakt.navn) != navn:
            continue
        if isinstance(anden, Konstant | Param):
            v = anden.vaerdi if isinstance(anden, Konstant) else regelsaet.parametre[anden.navn]
            if isinstance(v, date):
                yield op, v
            elif isinstance(v, int | Decimal | Fraction) and not isinstance(v, bool):
                egen = Fraction(v) / fakt.faktor
                if (decimaltal := Decimal(egen.numerator) / Decimal(egen.denominator)) == egen:
                    yield op, decimaltal


def _skridt(fakt: Faktaerklaering, v: Any, antal: int) -> Any:
    return v + timedelta(days=antal) if isinstance(v, date) else v + antal * trin(fakt)


class Celleregler:
    """Creates the data validation of a pack's cells.

    ``kilde_til`` returns the workbook range that contains some words.
    """

    def __init__(self, regelsaet: Regelsaet, kilde_til: Callable[[Iterable[str]], str]) -> None:
        self.regelsaet = regelsaet
        self.kilde_til = kilde_til

    def regel(self, liste: str | None, navn: str, valg: list[str]) -> dict[str, Any] | None:
        """Return the validation of a fact's cells as xlsxwriter's options; None if anything may be typed.

        ``valg`` are the words to choose from, for a choice or a municipality.
        """
        fakt = self.regelsaet.fakta[liste, navn]
        mindst, hoejst = graenser(self.regelsaet, liste, navn)
        regel = self._regel(fakt, mindst, hoejst, valg)
        besked = forklaring(fakt)
        if besked:
            regel["input_title"] = afkort(med_stort(fakt.navn), _HOEJST_TITEL)
            regel["input_message"] = afkort(besked, _HOEJST_BESKED)
        if regel["validate"] != "any":
            regel["error_title"] = "Kan ikke stå her"
            # A municipality's code is also valid, but the list has only names, so Excel warns without refusing.
            regel["error_type"] = "warning" if fakt.type == "kommune" else "stop"
            regel["error_message"] = afkort(
                f"{med_stort(fakt.navn)}: {_maa_staa(fakt, mindst, hoejst)}", _HOEJST_BESKED
            )
        elif not besked:
            return None
        return regel

    def _regel(
        self, fakt: Faktaerklaering, mindst: Graense | None, hoejst: Graense | None, valg: list[str]
    ) -> dict[str, Any]:
        match fakt.type:
            case "tal":
                yderst = Decimal(10) ** HOEJST_CIFRE - 1
                fra = mindst if isinstance(mindst, Decimal) else -yderst
                til = hoejst if isinstance(hoejst, Decimal) else yderst
                if fakt.enhed == "pct.":
                    fra, til = fra / 100, til / 100
                hel = er_hel(fakt) and fakt.enhed != "pct."
                return {
                    "validate": "integer" if hel else "decimal",
                    "criteria": "between",
                    "minimum": int(fra) if hel else float(fra),
                    "maximum": int(til) if hel else float(til),
                }
            case "dato":
                tidligst = max(mindst, FOERSTE_DAG) if isinstance(mindst, date) else FOERSTE_DAG
                senest = hoejst if isinstance(hoejst, date) else SIDSTE_DAG
                return {"validate": "date", "criteria": "between", "minimum": tidligst, "maximum": senest}
            case "ja_nej":
                return {"validate": "list", "source": ["ja", "nej"]}
            case "valg" | "kommune":
                return {"validate": "list", "source": self.kilde_til(valg)}
            case _:
                return {"validate": "any"}


def _maa_staa(fakt: Faktaerklaering, mindst: Graense | None, hoejst: Graense | None) -> str:
    match fakt.type:
        case "tal":
            hvad = "et helt tal" if er_hel(fakt) else f"et tal i trin på {fakt.trin}"
            if fakt.enhed == "pct.":
                hvad = f"en procent i trin på {fakt.trin or 1} %, fx 25 %"
            elif fakt.enhed == "t.kr.":
                hvad = "et beløb i hele 1.000 kr., fx 12.500"
            til = ""
            if isinstance(mindst, Decimal) and isinstance(hoejst, Decimal):
                til = f", fra {vis_tal(mindst, HOEJST_CIFRE)} til {vis_tal(hoejst, HOEJST_CIFRE)}"
            return f"skriv {hvad}{til}."
        case "dato":
            tidligst = f", tidligst {mindst:%d/%m/%Y}" if isinstance(mindst, date) else ""
            senest = f", senest {hoejst:%d/%m/%Y}" if isinstance(hoejst, date) else ""
            return f"skriv en dato, fx 30/11/2026{tidligst}{senest}."
        case "ja_nej":
            return "skriv ja eller nej, eller lad cellen stå tom."
        case "kommune":
            return "vælg på listen, eller skriv kommunens nummer."
        case _:
            return "vælg på listen, eller lad cellen stå tom."
