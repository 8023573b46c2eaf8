"""A pack's phrases in SQL: the same Danish words as ``motor/fraser.py``, written by each engine's own formatters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...model.regelsaet import Fakta
from ...model.visning import IKKE_OPLYST
from ...sprog.erklaeringer import DATO_NAVN
from ..fraser import vis_parameter
from . import tal as t
from .sql import Led, led, sammen, tekst, valgt
from .tal import IkkeIKolonner, Tal
from .udtryk import INTET, Udtryk

_PLADSHOLDER = re.compile(r"\{([^{}]+)\}")
_KR = {"kr.": 1, "t.kr.": 1_000, "mio. kr.": 1_000_000, "mia. kr.": 1_000_000_000}


def frase(u: Udtryk, form: str) -> Led:
    """The phrase with its ``{navn}`` filled in, as it reads from the row."""
    faste: list[str | tuple[str | None, str]] = []
    sidst = 0
    for fundet in _PLADSHOLDER.finditer(form):
        faste += [form[sidst : fundet.start()], _fast(u, fundet[1])]
        sidst = fundet.end()
    faste.append(form[sidst:])
    dele = _slaa_sammen(faste)
    fakta = [d for d in dele if not isinstance(d, str)]
    if not fakta:
        return tekst(_punktummer("".join(d for d in dele if isinstance(d, str))))
    if len(fakta) == 1 and fakta[0] in u.regelsaet.fakta and u.regelsaet.fakta[fakta[0]].type == "valg":
        return _af_valg(u, dele, fakta[0])
    sql = sammen([tekst(d) if isinstance(d, str) else vist(u, d) for d in dele])
    return _med_punktummer(sql) if _kan_slutte_to_gange(u, dele) else sql


def _fast(u: Udtryk, navn: str) -> str | tuple[str | None, str]:
    """A placeholder: the words of what is the same in every row, else the fact's name."""
    if navn == DATO_NAVN:
        return f"{u.dato:%d/%m/%Y}" if u.dato is not None else IKKE_OPLYST
    if navn in u.regelsaet.data.parametre:
        return vis_parameter(u.regelsaet, navn)
    return (u.liste, navn) if (u.liste, navn) in u.regelsaet.fakta else (None, navn)


def _slaa_sammen(dele: Sequence[str | tuple[str | None, str]]) -> list[str | tuple[str | None, str]]:
    fundne: list[str | tuple[str | None, str]] = []
    for d in dele:
        if isinstance(d, str) and fundne and isinstance(fundne[-1], str):
            fundne[-1] += d
        elif d != "":
            fundne.append(d)
    return fundne


def _punktummer(s: str) -> str:
    return s.replace("kr..", "kr.").replace("pct..", "pct.")


def _med_punktummer(stykke: Led) -> Led:
    return led("replace(replace({0}, 'kr..', 'kr.'), 'pct..', 'pct.')", stykke)


def _kan_slutte_to_gange(u: Udtryk, dele: Sequence[str | tuple[str | None, str]]) -> bool:
    """Whether a value and the words after it may make one full stop too many."""
    for nr, d in enumerate(dele):
        if isinstance(d, str):
            if _punktummer(d) != d:
                return True
        elif u.regelsaet.fakta[d].type not in ("tal", "dato", "ja_nej", "kommune"):
            return True
        elif nr + 1 < len(dele):
            naeste = dele[nr + 1]
            if not isinstance(naeste, str) or naeste.startswith("."):
                return True
    return False


def _af_valg(u: Udtryk, dele: Sequence[str | tuple[str | None, str]], fakt: tuple[str | None, str]) -> Led:
    """A phrase whose one value is a choice: a whole sentence for each."""

    def saetning(ord_: str) -> Led:
        return tekst(_punktummer("".join(d if isinstance(d, str) else ord_ for d in dele)))

    valg = u.regelsaet.fakta[fakt].valg or {}
    kolonne = u.raa(fakt)
    grene = [(led("({0} = {1})", kolonne, tekst(v)), saetning(ord_)) for v, ord_ in valg.items()]
    return valgt(grene, saetning(IKKE_OPLYST))


def vist(u: Udtryk, n: tuple[str | None, str]) -> Led:
    """A fact's value in its own words; never NULL."""
    form = u.regelsaet.fakta[n]
    afledt = u.regelsaet.afledte.get(n)
    if form.type == "tal":
        erklaering = u.regelsaet.omfang.erklaeringer[n]
        x = u.lad_tal(u.talfakt(n, erklaering.faktor, INTET))
        return led("COALESCE({0}, {1})", _tal(u, form, x, erklaering.faktor), tekst(IKKE_OPLYST))
    kolonne = u.trin.lad(u.vaerdi(afledt.trae)) if afledt is not None else u.raa(n)
    match form.type:
        case "ja_nej":
            return led("(CASE WHEN {0} THEN 'ja' WHEN (NOT {0}) THEN 'nej' ELSE {1} END)", kolonne, tekst(IKKE_OPLYST))
        case "dato":
            ord_ = u.dialekt.kald("dag", kolonne)
        case "valg":
            ord_ = valgt(
                [(led("({0} = {1})", kolonne, tekst(v)), tekst(w)) for v, w in (form.valg or {}).items()], None
            )
        case "kommune":
            alle = u.regelsaet.kommuner.alle
            ord_ = valgt([(led("({0} = {1})", kolonne, tekst(k.kode)), tekst(k.navn)) for k in alle], None)
        case "tekstliste":
            ord_ = led("(CASE WHEN ({0} IS NOT NULL) THEN {1} END)", kolonne, u.dialekt.kald("vis_liste", kolonne))
        case _:
            ord_ = u.dialekt.kald("vis", kolonne)
    return led("COALESCE({0}, {1})", ord_, tekst(IKKE_OPLYST))


def _tal(u: Udtryk, form: Fakta, x: Tal, faktor: int) -> Led:
    """A number with its unit, NULL when unknown. ``x`` is in base units."""
    enhed, pr, hvad = (form.enhed or "").partition(" pr. ")
    if enhed in _KR:
        return led("({0} || {1})", tal_i_ord(u, x), tekst(f" kr.{pr}{hvad}"))
    potens = len(str(faktor)) - 1
    egen = replace(x, skala=x.skala + potens)
    enhed += pr + hvad
    ord_ = tal_i_ord(u, egen)
    if not enhed:
        return ord_
    flertal = tekst(f" {enhed}")
    if enhed.endswith("er") and " " not in enhed:
        ental = led(
            "(CASE WHEN {0} THEN {1} ELSE {2} END)",
            t.sammenlign("=", egen, t.fast(1)),
            tekst(f" {enhed[:-2]}"),
            flertal,
        )
        return led("({0} || {1})", ord_, ental)
    return led("({0} || {1})", ord_, flertal)


def tal_i_ord(u: Udtryk, x: Tal) -> Led:
    """Danish number: dots between thousands, comma before decimals, at most two, halves to the even one."""
    minus = led("(CASE WHEN ({0} < 0) THEN '-' ELSE '' END)", x.sql)
    if x.naevner is None and x.skala <= 0:
        nuller = -x.skala
        numerisk = x.sql if x.lav >= 0 else led("ABS({0})", x.sql)
        foran, efter = nuller % 3, ".000" * (nuller // 3)
        if foran:
            numerisk = led(f"({{0}} * {10**foran})", numerisk)
        ord_ = tusinder(u, numerisk, max(abs(x.lav), abs(x.hoej)) * 10**foran)
        if efter:
            ord_ = led(f"(CASE WHEN ({{0}} = 0) THEN '0' ELSE ({{1}} || '{efter}') END)", x.sql, ord_)
        return ord_ if x.lav >= 0 else led("({0} || {1})", minus, ord_)
    h = hundrededele(u, x)
    hele = u.trin.lad(u.dialekt.kald("hele", h.sql, Led("100", enkel=True)))
    rest = u.trin.lad(led("({0} % 100)", h.sql))
    decimaler = led(
        "(CASE WHEN ({0} = 0) THEN '' WHEN (({0} % 10) = 0) THEN (',' || CAST({1} AS VARCHAR)) ELSE (',' || {2}) END)",
        rest,
        u.dialekt.kald("hele", rest, Led("10", enkel=True)),
        u.dialekt.kald("to_cifre", rest),
    )
    ord_ = led("({0} || {1})", tusinder(u, hele, h.hoej // 100), decimaler)
    if x.lav >= 0:
        return ord_
    return led("(CASE WHEN (({0} < 0) AND ({1} <> 0)) THEN ('-' || {2}) ELSE {2} END)", x.sql, h.sql, u.trin.lad(ord_))


def tusinder(u: Udtryk, hele: Led, hoejst: int) -> Led:
    """A whole number that is not negative, with dots. Small numbers, which most are, without the engine's formatter."""
    smaa = led("CAST({0} AS VARCHAR)", hele)
    if hoejst < 1_000:
        return smaa
    hele = u.trin.lad(hele)
    over, rest = u.dialekt.kald("hele", hele, Led("1000", enkel=True)), led("(1000 + ({0} % 1000))", hele)
    mellem = led("(CAST({0} AS VARCHAR) || '.' || SUBSTR(CAST({1} AS VARCHAR), 2))", over, rest)
    grene = [(led("({0} < 1000)", hele), smaa), (led("({0} < 1000000)", hele), mellem)]
    return valgt(grene, u.dialekt.kald("tusinder", hele))


def hundrededele(u: Udtryk, x: Tal) -> Tal:
    """The absolute value in hundredths, whole, halves to the even one."""
    hoejst = max(abs(x.lav), abs(x.hoej))
    positiv = replace(x, sql=x.sql if x.lav >= 0 else led("ABS({0})", x.sql), lav=0, hoej=hoejst)
    if x.naevner is None and x.skala <= 2:
        h = t.i_skala(positiv, 2)
        if h.bred or h.hoej > 2**63 - 1:
            _rummes(h.hoej)
        return replace(u.lad_tal(h), skala=0)
    over, under = (u.lad_tal(x_) for x_ in t.broek(positiv, 100))
    q = u.lad_tal(u.gulv(over, under))
    rest = u.lad_tal(t.plus(over, t.gange(q, under), "-"))
    to_rest = t.gange(rest, t.fast(2))
    op = led(
        "(CASE WHEN ({0} OR ({1} AND (({2} % 2) = 1))) THEN 1 WHEN ({2} IS NOT NULL) THEN 0 END)",
        t.sammenlign(">", to_rest, under),
        t.sammenlign("=", to_rest, under),
        q.sql,
    )
    return u.lad_tal(t.plus(q, Tal(op, 0, 0, 1), "+"))


def _rummes(hoejst: int) -> None:
    if hoejst > 10**38 - 1:
        raise IkkeIKolonner("tallet kan blive for stort")
