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
from .udtryk import INTET, Navn, Udtryk

_PLADSHOLDER = re.compile(r"\{([^{}]+)\}")
_KR = {"kr.": 1, "t.kr.": 1_000, "mio. kr.": 1_000_000, "mia. kr.": 1_000_000_000}


def frase(u: Udtryk, form: str) -> list[Led]:
    """The phrase with its ``{navn}`` filled in, as it reads from the row: pieces to be put together."""
    faste: list[str | Navn] = []
    sidst = 0
    for fundet in _PLADSHOLDER.finditer(form):
        faste += [form[sidst : fundet.start()], _fast(u, fundet[1])]
        sidst = fundet.end()
    faste.append(form[sidst:])
    dele = _slaa_sammen(faste)
    fakta = [d for d in dele if not isinstance(d, str)]
    if not fakta:
        return [tekst(_punktummer("".join(d for d in dele if isinstance(d, str))))]
    if len(fakta) == 1 and fakta[0] in u.regelsaet.fakta and u.regelsaet.fakta[fakta[0]].type == "valg":
        return [_af_valg(u, dele, fakta[0])]
    if _kan_slutte_to_gange(u, dele):
        ord_ = [tekst(d) if isinstance(d, str) else sammen(vist(u, d)) for d in dele]
        return [led("replace(replace({0}, 'kr..', 'kr.'), 'pct..', 'pct.')", sammen(ord_))]
    fundne: list[Led] = []
    taget = False
    for d, naeste in zip(dele, [*dele[1:], ""], strict=True):
        if isinstance(d, str):
            if not taget:
                fundne.append(tekst(_punktummer(d)))
            taget = False
        else:
            # The words that follow a number go with its unit, so that full stops are settled here and not by row.
            taget = isinstance(naeste, str)
            fundne += vist(u, d, naeste if isinstance(naeste, str) else "")
    return fundne


def _fast(u: Udtryk, navn: str) -> str | Navn:
    """A placeholder: the words of what is the same in every row, else the fact's name."""
    if navn == DATO_NAVN:
        return f"{u.dato:%d/%m/%Y}" if u.dato is not None else IKKE_OPLYST
    if navn in u.regelsaet.data.parametre:
        return vis_parameter(u.regelsaet, navn)
    return (u.liste, navn) if (u.liste, navn) in u.regelsaet.fakta else (None, navn)


def _slaa_sammen(dele: Sequence[str | Navn]) -> list[str | Navn]:
    fundne: list[str | Navn] = []
    for d in dele:
        if isinstance(d, str) and fundne and isinstance(fundne[-1], str):
            fundne[-1] += d
        elif d != "":
            fundne.append(d)
    return fundne


def _punktummer(s: str) -> str:
    return s.replace("kr..", "kr.").replace("pct..", "pct.")


def _kan_slutte_to_gange(u: Udtryk, dele: Sequence[str | Navn]) -> bool:
    """Whether a value that is known in a row only may make one full stop too many with what stands after it."""
    for d, naeste in zip(dele, [*dele[1:], ""], strict=True):
        if isinstance(d, str):
            continue
        if (type_ := u.regelsaet.fakta[d].type) not in ("tal", "dato", "ja_nej", "kommune"):
            return True
        if type_ == "kommune" and (not isinstance(naeste, str) or naeste.startswith(("r.", "ct.", "t.", "."))):
            return True
    return False


def _af_valg(u: Udtryk, dele: Sequence[str | Navn], fakt: Navn) -> Led:
    """A phrase whose one value is a choice: a whole sentence for each."""

    def saetning(ord_: str) -> Led:
        return tekst(_punktummer("".join(d if isinstance(d, str) else ord_ for d in dele)))

    valg = u.regelsaet.fakta[fakt].valg or {}
    kolonne = u.raa(fakt)
    grene = [(led("({0} = {1})", kolonne, tekst(v)), saetning(ord_)) for v, ord_ in valg.items()]
    return valgt(grene, saetning(IKKE_OPLYST))


def vist(u: Udtryk, n: Navn, efter: str = "") -> list[Led]:
    """A fact's value in its own words, and the words ``efter`` it: pieces, never NULL."""
    form = u.regelsaet.fakta[n]
    if form.type == "tal":
        return _vist_tal(u, n, form, efter)
    kolonne = u.raa(n)
    if (afledt := u.regelsaet.afledte.get(n)) is not None:
        kolonne = u.trin.lad(u.vaerdi(afledt.trae))
    hale = [tekst(_punktummer(efter))] if efter else []
    match form.type:
        case "ja_nej":
            grene = [(kolonne, tekst("ja")), (led("(NOT {0})", kolonne), tekst("nej"))]
            return [valgt(grene, tekst(IKKE_OPLYST)), *hale]
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
    return [led("COALESCE({0}, {1})", ord_, tekst(IKKE_OPLYST)), *hale]


def _vist_tal(u: Udtryk, n: Navn, form: Fakta, efter: str) -> list[Led]:
    """A number, then its unit and the words after it as one text."""
    faktor = u.regelsaet.omfang.erklaeringer[n].faktor
    x = u.lad_tal(u.talfakt(n, faktor, INTET))
    enhed, pr, hvad = (form.enhed or "").partition(" pr. ")
    i_kroner = enhed in _KR
    egen = x if i_kroner else replace(x, skala=x.skala + len(str(faktor)) - 1)
    cifre, nuller = tal_i_ord(u, egen)
    enhed = f" kr.{pr}{hvad}" if i_kroner else f" {form.enhed}" if form.enhed else ""

    def hale(led_: str) -> Led:
        return tekst(_punktummer(f"{led_}{efter}"))

    grene = [(_ukendt(x), hale(""))]
    if nuller:
        grene.append((led("({0} = 0)", egen.sql), hale(enhed)))
    if not i_kroner and enhed.endswith("er") and " " not in enhed[1:]:
        grene.append((t.sammenlign("=", egen, t.fast(1)), hale(f"{nuller}{enhed[:-2]}")))
    ens = all(saa.sql == hale(f"{nuller}{enhed}").sql for _, saa in grene)
    return [
        led("COALESCE({0}, {1})", cifre, tekst(IKKE_OPLYST)),
        hale(f"{nuller}{enhed}") if ens else valgt(grene, hale(f"{nuller}{enhed}")),
    ]


def _ukendt(x: Tal) -> Led:
    if x.naevner is None:
        return led("({0} IS NULL)", x.sql)
    return led("(({0} IS NULL) OR ({1} IS NULL))", x.sql, x.naevner)


def tal_i_ord(u: Udtryk, x: Tal) -> tuple[Led, str]:
    """Danish number: dots between thousands, comma before decimals, at most two, halves to the even one.

    NULL when unknown. The text goes after it where the number is not zero: the thousands that its power of ten is.
    """
    if x.naevner is None and x.skala <= 0:
        foran, efter = -x.skala % 3, ".000" * (-x.skala // 3)
        numerisk = x.sql if x.lav >= 0 else led("ABS({0})", x.sql)
        if foran:
            numerisk = led(f"({{0}} * {10**foran})", numerisk)
        ord_ = tusinder(u, numerisk, max(abs(x.lav), abs(x.hoej)) * 10**foran)
        return (ord_ if x.lav >= 0 else led("(CASE WHEN ({0} < 0) THEN ('-' || {1}) ELSE {1} END)", x.sql, ord_)), efter
    h = hundrededele(u, x)
    hele = u.trin.lad(u.dialekt.kald("hele", h.sql, Led("100", enkel=True)))
    ord_ = led("({0} || {1})", tusinder(u, hele, h.hoej // 100), u.dialekt.kald("decimaler", led("({0} % 100)", h.sql)))
    if x.lav < 0:
        ord_ = led("(CASE WHEN (({0} < 0) AND ({1} <> 0)) THEN ('-' || {2}) ELSE {2} END)", x.sql, h.sql, ord_)
    return ord_, ""


def tusinder(u: Udtryk, hele: Led, hoejst: int) -> Led:
    """A whole number that is not negative, with dots. Small numbers, which most are, without the engine's formatter."""
    smaa = led("CAST({0} AS VARCHAR)", hele)
    if hoejst < 1_000:
        return smaa
    hele = u.trin.lad(hele)
    grene = [(led("({0} < 1000)", hele), smaa), (led("({0} < 1000000)", hele), u.dialekt.kald("et_punktum", hele))]
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
