"""A pack's phrases in SQL: the same Danish text as ``motor/fraser.py``, with numbers formatted by the SQL engine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ...model.regelsaet import Faktaerklaering
from ...model.visning import HOEJST_DECIMALER, IKKE_OPLYST, KNAP, LIDT_OVER, med_stort, vis_tal, vist_med
from ...sprog.erklaeringer import DATO_NAVN
from ...sprog.regelsaet import Modstykker
from ...sprog.traeer import Knude
from ..fraser import vis_parameter
from . import tal as t
from .sql import Sqldel, er_ukendt, samlet, sammen, sqldel, tekst, valgt
from .tal import IkkeIKolonner, Tal
from .udtryk import INTET, Navn, Udtryk

_PLADSHOLDER = re.compile(r"\{([^{}]+)\}")
_KR = ("kr.", "t.kr.", "mio. kr.", "mia. kr.")


def frase(u: Udtryk, form: str, imod: Modstykker) -> list[Sqldel]:
    """Translate a phrase with ``{navn}`` placeholders to pieces of SQL, to be concatenated.

    ``imod`` are the values that the phrase's condition compares its numbers with; no number is rounded to the other
    side of one of these.
    """
    faste: list[str | Navn] = []
    sidst = 0
    for fundet in _PLADSHOLDER.finditer(form):
        faste += [form[sidst : fundet.start()], _fast(u, fundet[1])]
        sidst = fundet.end()
    faste.append(form[sidst:])
    dele = _slaa_sammen(faste)
    fakta = [d for d in dele if not isinstance(d, str)]
    # A placeholder preceded only by whitespace begins the phrase.
    foerst = 1 if dele and isinstance(dele[0], str) and not dele[0].strip() else 0
    if not fakta:
        return [tekst(_punktummer("".join(d for d in dele if isinstance(d, str))))]
    if len(fakta) == 1 and fakta[0] in u.regelsaet.fakta and u.regelsaet.fakta[fakta[0]].type == "valg":
        return [_af_valg(u, dele, fakta[0])]
    if _kan_slutte_to_gange(u, dele):
        ord_ = [
            tekst(d) if isinstance(d, str) else sammen(vist(u, d, imod, foerst=nr == foerst))
            for nr, d in enumerate(dele)
        ]
        return [sqldel("replace(replace({0}, 'kr..', 'kr.'), 'pct..', 'pct.')", sammen(ord_))]
    fundne: list[Sqldel] = []
    taget = False
    for nr, (d, naeste) in enumerate(zip(dele, [*dele[1:], ""], strict=True)):
        if isinstance(d, str):
            if not taget:
                fundne.append(tekst(_punktummer(d)))
            taget = False
        else:
            # The words after a number are joined with its unit, so that double full stops are removed when the SQL is
            # written and not in every row.
            taget = isinstance(naeste, str)
            fundne += vist(u, d, imod, naeste if isinstance(naeste, str) else "", foerst=nr == foerst)
    return fundne


def _fast(u: Udtryk, navn: str) -> str | Navn:
    """Return the text of a placeholder that is the same in every row, else the fact's name."""
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
    """Return whether a value known only at run time may end in a full stop that the following text repeats."""
    for d, naeste in zip(dele, [*dele[1:], ""], strict=True):
        if isinstance(d, str):
            continue
        if (type_ := u.regelsaet.fakta[d].type) not in ("tal", "dato", "ja_nej", "kommune"):
            return True
        if type_ == "kommune" and (not isinstance(naeste, str) or naeste.startswith(("r.", "ct.", "t.", "."))):
            return True
    return False


def _af_valg(u: Udtryk, dele: Sequence[str | Navn], fakt: Navn) -> Sqldel:
    """Return a phrase whose only fact is a choice, as one complete sentence for each choice."""

    def saetning(ord_: str) -> Sqldel:
        return tekst(_punktummer("".join(d if isinstance(d, str) else ord_ for d in dele)))

    valg = u.regelsaet.fakta[fakt].valg or {}
    kolonne = u.raa(fakt)
    if kolonne.ukendt:
        return saetning(IKKE_OPLYST)
    grene = [(sqldel("({0} = {1})", kolonne, tekst(v)), saetning(ord_)) for v, ord_ in valg.items()]
    return valgt(grene, saetning(IKKE_OPLYST))


def vist(u: Udtryk, n: Navn, imod: Modstykker, efter: str = "", *, foerst: bool = False) -> list[Sqldel]:
    """Format a fact's value, followed by the text ``efter``: pieces that are never NULL.

    ``imod`` as in ``frase``; ``foerst``: the value begins the phrase.
    """
    form = u.regelsaet.fakta[n]
    if form.type == "tal":
        return _vist_tal(u, n, form, imod.get(n, ()), efter, foerst)
    kolonne = u.raa(n)
    if (afledt := u.regelsaet.afledte.get(n)) is not None:
        kolonne = u.trin.lad(u.vaerdi(afledt.trae))
    hale = [tekst(_punktummer(efter))] if efter else []
    if kolonne.ukendt:
        return [tekst(IKKE_OPLYST), *hale]
    match form.type:
        case "ja_nej":
            grene = [(kolonne, tekst("ja")), (sqldel("(NOT {0})", kolonne), tekst("nej"))]
            return [valgt(grene, tekst(IKKE_OPLYST)), *hale]
        case "dato":
            ord_ = u.dialekt.kald("dag", kolonne)
        case "valg":
            ord_ = valgt(
                [(sqldel("({0} = {1})", kolonne, tekst(v)), tekst(w)) for v, w in (form.valg or {}).items()], None
            )
        case "kommune":
            alle = u.regelsaet.kommuner.alle
            ord_ = valgt([(sqldel("({0} = {1})", kolonne, tekst(k.kode)), tekst(k.navn)) for k in alle], None)
        case "tekstliste":
            ord_ = sqldel("(CASE WHEN ({0} IS NOT NULL) THEN {1} END)", kolonne, u.dialekt.kald("vis_liste", kolonne))
        case _:
            ord_ = u.dialekt.kald("vis", kolonne)
    return [sqldel("COALESCE({0}, {1})", ord_, tekst(IKKE_OPLYST)), *hale]


def _vist_tal(
    u: Udtryk, n: Navn, form: Faktaerklaering, imod: Sequence[Knude], efter: str, foerst: bool
) -> list[Sqldel]:
    """Format a number, followed by one text with its unit and the text ``efter``."""
    faktor = u.regelsaet.omfang.erklaeringer[n].faktor
    x = u.lad_tal(u.talfakt(n, faktor, INTET))
    if x.naevner is None and x.sql.ukendt:
        # The SQL engine spends as long on parsing impossible branches as on possible ones.
        return [tekst(IKKE_OPLYST), tekst(_punktummer(efter))]
    enhed, pr, hvad = (form.enhed or "").partition(" pr. ")
    i_kroner = enhed in _KR
    potens = 0 if i_kroner else len(str(faktor)) - 1
    egen = replace(x, skala=x.skala + potens)
    decimaler = vist_med(form)
    cifre, nuller = tal_i_ord(u, egen, decimaler)
    if egen.naevner is not None or egen.skala > decimaler:
        graenser = [replace(w, skala=w.skala + potens) for w in (u.lad_tal(u.tal(m)) for m in imod)]
        cifre = _paa_rette_side(u, egen, cifre, decimaler, graenser, foerst)
    if i_kroner and (egen.naevner is not None or egen.skala > 0):
        # Amounts are written with two decimals or none.
        cifre = u.trin.lad(cifre)
        cifre = sqldel("(CASE WHEN ({0} LIKE '%,_') THEN concat({0}, '0') ELSE {0} END)", cifre)
    enhed = f" kr.{pr}{hvad}" if i_kroner else f" {form.enhed}" if form.enhed else ""

    def hale(led_: str) -> Sqldel:
        return tekst(_punktummer(f"{led_}{efter}"))

    grene = [(_ukendt(x), hale(""))]
    if nuller:
        grene.append((sqldel("({0} = 0)", egen.sql), hale(enhed)))
    if not i_kroner and (en := form.enhed_ental) != (form.enhed or ""):
        grene.append((t.sammenlign("=", egen, t.fast(1)), hale(f"{nuller} {en}")))
    ens = all(saa.sql == hale(f"{nuller}{enhed}").sql for _, saa in grene)
    return [
        # The same number may be used in several sentences, so it is calculated once.
        u.trin.lad(sqldel("COALESCE({0}, {1})", cifre, tekst(IKKE_OPLYST))),
        hale(f"{nuller}{enhed}") if ens else valgt(grene, hale(f"{nuller}{enhed}")),
    ]


def _ukendt(x: Tal) -> Sqldel:
    if x.naevner is None:
        return er_ukendt(x.sql)
    return samlet(" OR ", [er_ukendt(x.sql), er_ukendt(x.naevner)])


def tal_i_ord(u: Udtryk, x: Tal, decimaler: int = 2) -> tuple[Sqldel, str]:
    """Format a number in Danish: dots between thousands, comma before decimals, rounded half away from zero.

    Returns the digits, which are NULL when the number is unknown, and a text to append where the number is not zero:
    the thousands of its power of ten.
    """
    if x.naevner is None and x.skala <= 0:
        foran, efter = -x.skala % 3, ".000" * (-x.skala // 3)
        numerisk = x.sql if x.lav >= 0 else sqldel("ABS({0})", x.sql)
        if foran:
            numerisk = sqldel(f"({{0}} * {10**foran})", numerisk)
        ord_ = tusinder(u, numerisk, max(abs(x.lav), abs(x.hoej)) * 10**foran)
        return (
            ord_ if x.lav >= 0 else sqldel("(CASE WHEN ({0} < 0) THEN ('-' || {1}) ELSE {1} END)", x.sql, ord_)
        ), efter
    if x.naevner is None and x.skala <= 2:
        decimaler = 2
    return _cifre(u, x, afrundede_dele(u, x, decimaler), decimaler), ""


def _cifre(u: Udtryk, x: Tal, h: Tal, decimaler: int) -> Sqldel:
    """Format ``h`` units of ``10^-decimaler`` as a decimal number, with the sign of ``x``."""
    enhed = Sqldel(str(10**decimaler), enkel=True)
    hele = u.trin.lad(u.dialekt.kald("hele", h.sql, enhed))
    # List indices are 64-bit; the remainder is small.
    rest = sqldel("CAST(({0} % {1}) AS BIGINT)" if h.bred else "({0} % {1})", h.sql, enhed)
    if decimaler == 2:
        brudt = u.dialekt.kald("decimaler", rest)
    else:
        brudt = u.dialekt.kald("decimaler_af", rest, Sqldel(str(decimaler), enkel=True))
    ord_ = sqldel("({0} || {1})", tusinder(u, hele, h.hoej // 10**decimaler), brudt)
    if x.lav < 0:
        ord_ = sqldel("(CASE WHEN (({0} < 0) AND ({1} <> 0)) THEN ('-' || {2}) ELSE {2} END)", x.sql, h.sql, ord_)
    return ord_


def _paa_rette_side(
    u: Udtryk, x: Tal, afrundet: Sqldel, decimaler: int, graenser: Sequence[Tal], foerst: bool
) -> Sqldel:
    """Return the digits as ``vis_tal`` writes them: a rounded number compares with the limits as the exact one does."""
    h = afrundede_dele(u, x, decimaler)
    sql = h.sql if x.lav >= 0 else sqldel("(CASE WHEN ({0} < 0) THEN (-{1}) ELSE {1} END)", x.sql, h.sql)
    vist = u.lad_tal(Tal(sql, decimaler, -h.hoej if x.lav < 0 else 0, h.hoej))
    grene: list[tuple[Sqldel, Sqldel]] = []
    for w in graenser:
        under, over, lig = (u.trin.lad(t.sammenlign(op, x, w)) for op in ("<", ">", "="))
        uenig = sqldel(
            "(({0} AND (NOT {1})) OR ({2} AND (NOT {3})) OR ({4} AND (NOT {5})))",
            under, t.sammenlign("<", vist, w), over, t.sammenlign(">", vist, w), lig, t.sammenlign("=", vist, w),
        )  # fmt: skip
        ord_ = _i_ord_noejagtigt(u, w)
        knap, lidt_over = (tekst(f"{med_stort(o) if foerst else o} ") for o in (KNAP, LIDT_OVER))
        saa = [(under, sqldel("({0} || {1})", knap, ord_)), (over, sqldel("({0} || {1})", lidt_over, ord_))]
        if decimaler < HOEJST_DECIMALER:
            er_hele, cifre = _hele_tallet(u, x, decimaler)
            saa.insert(0, (er_hele, cifre))
        grene.append((uenig, valgt(saa, afrundet)))
    return valgt(grene, afrundet)


def _hele_tallet(u: Udtryk, x: Tal, decimaler: int) -> tuple[Sqldel, Sqldel]:
    """Return whether a number has at most ``HOEJST_DECIMALER`` decimals, and the number with all of them."""
    under, q, rest = _gulv_og_rest(u, x, decimaler)
    mere = HOEJST_DECIMALER - decimaler
    rest = u.lad_tal(t.gange(rest, _hel(10**mere)))
    # The remainder is less than the denominator, so the quotient has at most as many digits as requested.
    r = u.lad_tal(Tal(sqldel("CAST({0} AS BIGINT)", u.dialekt.kald("hele", rest.sql, under.sql)), 0, 0, 10**mere - 1))
    h = u.lad_tal(t.plus(t.gange(q, _hel(10**mere)), r, "+"))
    return t.sammenlign("=", t.gange(r, under), rest), _cifre(u, x, h, HOEJST_DECIMALER)


def _hel(n: int) -> Tal:
    return Tal(Sqldel(str(n), enkel=True), 0, n, n)


def _i_ord_noejagtigt(u: Udtryk, w: Tal) -> Sqldel:
    """Format a limit, which may be a constant, with all its decimals."""
    if w.fast:
        return tekst(vis_tal(Fraction(w.lav) / Fraction(10) ** w.skala, HOEJST_DECIMALER))
    ord_, nuller = tal_i_ord(u, w, HOEJST_DECIMALER)
    if nuller:
        ord_ = sqldel("(CASE WHEN ({0} = 0) THEN {1} ELSE ({1} || {2}) END)", w.sql, ord_, tekst(nuller))
    return ord_


def tusinder(u: Udtryk, hele: Sqldel, hoejst: int) -> Sqldel:
    """Format an integer that is not negative, with dots between thousands.

    Small numbers, the most frequent, do not use the SQL engine's formatter, which is slower.
    """
    smaa = sqldel("CAST({0} AS VARCHAR)", hele)
    if hoejst < 1_000:
        return smaa
    hele = u.trin.lad(hele)
    grene = [
        (sqldel("({0} < 1000)", hele), smaa),
        (sqldel("({0} < 1000000)", hele), u.dialekt.kald("et_punktum", hele)),
    ]
    return valgt(grene, u.dialekt.kald("tusinder", hele))


def afrundede_dele(u: Udtryk, x: Tal, decimaler: int) -> Tal:
    """Return the absolute value as an integer number of units of ``10^-decimaler``, halves rounded up."""
    if x.naevner is None and x.skala <= decimaler:
        h = t.i_skala(_positiv(x), decimaler)
        if h.bred or h.hoej > 2**63 - 1:
            _rummes(h.hoej)
        return replace(u.lad_tal(h), skala=0)
    under, q, rest = _gulv_og_rest(u, x, decimaler)
    op = sqldel(
        "(CASE WHEN {0} THEN 1 WHEN ({1} IS NOT NULL) THEN 0 END)",
        t.sammenlign(">=", t.gange(rest, t.fast(2)), under),
        q.sql,
    )
    return u.lad_tal(t.plus(q, Tal(op, 0, 0, 1), "+"))


def _positiv(x: Tal) -> Tal:
    sql = x.sql if x.lav >= 0 else sqldel("ABS({0})", x.sql)
    return replace(x, sql=sql, lav=0, hoej=max(abs(x.lav), abs(x.hoej)))


def _gulv_og_rest(u: Udtryk, x: Tal, decimaler: int) -> tuple[Tal, Tal, Tal]:
    """Divide the absolute value into units of ``10^-decimaler``: the denominator, the quotient, the remainder."""
    over, under = (u.lad_tal(x_) for x_ in t.broek(_positiv(x), 10**decimaler))
    q = u.lad_tal(u.gulv(over, under))
    rest = u.lad_tal(t.plus(over, t.gange(q, under), "-"))
    # Never negative, and less than the denominator, which the bounds of the operands do not imply.
    return under, q, replace(rest, lav=0, hoej=under.hoej, bred=rest.bred)


def _rummes(hoejst: int) -> None:
    if hoejst > 10**38 - 1:
        raise IkkeIKolonner("tallet kan blive for stort")
