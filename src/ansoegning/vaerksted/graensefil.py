"""Write the boundary cases that a pack lacks as YAML, for a person to confirm and keep."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import er_hel, skriv_decimaltal, trin_decimaler
from ..model.visning import vis_tal
from ..sprog.erklaeringer import DAGEN, DATO_NAVN
from ..sprog.regelsaet import Regelsaet
from .graensetilfaelde import Graensetilfaelde, Manglende


def skriv_manglende(m: Manglende) -> str:
    """Return the missing cases as YAML, ready to be saved in the pack's folder of cases."""
    navn = m.regelsaet.id
    if not m.tilfaelde and not m.ikke_dannet:
        return f"# {navn} mangler ingen grænsetilfælde.\n"
    linjer = []
    if m.tilfaelde:
        linjer += [
            f"# Grænsetilfælde, som {navn} mangler. De siger, hvad reglerne giver nu; om det er rigtigt, skal en",
            "# person bekræfte ud fra kilden. Giv dem da et navn, der siger det, og slet linjen »Bekræft«.",
            "tilfaelde:",
        ]
    for t in m.tilfaelde:
        linjer += _skrevet(t, m.regelsaet)
    linjer += [f"# Ingen tilfælde viser begge sider af »{hvad}«. Det skal du selv skrive." for hvad in m.ikke_dannet]
    return "".join(f"{linje}\n" for linje in linjer)


def _skrevet(t: Graensetilfaelde, regelsaet: Regelsaet) -> list[str]:
    nu = {"kriterier": t.giver, "fund": "findes", "uden_fund": "findes ikke"}[t.noegle]
    linjer = [f"  # Bekræft: {t.id} giver nu »{nu}«." if t.noegle == "kriterier" else f"  # Bekræft: {t.id} {nu} nu."]
    linjer.append(f"  - navn: {json.dumps(t.navn, ensure_ascii=False)}")
    egne = {n: v for (liste, n), v in t.fakta.items() if liste is None and n != DATO_NAVN}
    i_liste = {li: {n: v for (x, n), v in t.fakta.items() if x == li and n} for li in regelsaet.data.lister}
    if t.liste is not None and not egne and list(i_liste) == [t.liste]:
        linjer += _ordbog("raekke", i_liste[t.liste], regelsaet, t.liste, 4)
    else:
        linjer += _ansoegning(t, egne, i_liste, regelsaet)
    if (None, DATO_NAVN) in t.fakta:
        linjer.append(f"    dato: {_vaerdi(DAGEN, t.fakta[None, DATO_NAVN], regelsaet)}")
    giver = t.giver if t.noegle == "kriterier" else json.dumps(t.giver)
    return [*linjer, "    giver:", f"      {t.noegle}: {{{t.id}: {giver}}}"]


def _ansoegning(
    t: Graensetilfaelde, egne: dict[str, Any], i_liste: dict[str, dict[str, Any]], regelsaet: Regelsaet
) -> list[str]:
    linjer: list[str] = []
    grupper: dict[str, dict[str, Any]] = {}
    for navn, v in egne.items():
        gruppe, prik, kort = navn.partition(".")
        if prik:
            grupper.setdefault(gruppe, {})[kort] = _vaerdi(regelsaet.fakta[None, navn], v, regelsaet)
        else:
            linjer.append(f"      {navn}: {_vaerdi(regelsaet.fakta[None, navn], v, regelsaet)}")
    for gruppe, dele in grupper.items():
        linjer += [f"      {gruppe}:", *(f"        {kort}: {v}" for kort, v in dele.items())]
    for liste, fakta in i_liste.items():
        antal = t.fakta.get((liste, ""), 0)
        if fakta:
            foerste, *resten = _ordbog("-", fakta, regelsaet, liste, 6)[1:]
            linjer += [f"      {liste}:", f"        - {foerste.strip()}", *(f"  {r}" for r in resten)]
        elif antal or liste == t.liste:
            linjer.append(f"      {liste}: [{', '.join(['{}'] * (antal or 1))}]")
    return ["    ansoegning:", *linjer] if linjer else ["    ansoegning: {}"]


def _ordbog(noegle: str, fakta: dict[str, Any], regelsaet: Regelsaet, liste: str, indryk: int) -> list[str]:
    if not fakta:
        return [f"{' ' * indryk}{noegle}: {{}}"]
    return [
        f"{' ' * indryk}{noegle}:",
        *(f"{' ' * (indryk + 2)}{n}: {_vaerdi(regelsaet.fakta[liste, n], v, regelsaet)}" for n, v in fakta.items()),
    ]


def _vaerdi(form: Vaerdiform, v: Any, regelsaet: Regelsaet) -> str:
    """Return a value as it is written in a YAML file."""
    if isinstance(v, bool):
        return "ja" if v else "nej"
    if isinstance(v, date):
        return f"{v:%d/%m}/{v.year:04}"
    if isinstance(v, tuple):
        return json.dumps(list(v), ensure_ascii=False)
    if isinstance(v, int | Decimal | Fraction):
        if er_hel(form):
            return vis_tal(v)
        rundet = Decimal(f"{Decimal(Fraction(v).numerator) / Fraction(v).denominator:.{trin_decimaler(form)}f}")
        return json.dumps(skriv_decimaltal(form, rundet))
    if form.type == "kommune":
        return json.dumps(regelsaet.kommuner.kode(v).navn, ensure_ascii=False)
    return v if form.type == "valg" else json.dumps(v, ensure_ascii=False)
