"""The built-in functions of the rule language: checks of texts and calculations that comparisons cannot express.

Each takes values as the evaluator returns them (None: unknown) and returns None only where its docstring says so.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil
from string import digits
from typing import Any

from ..sprog.enheder import AAR, MAANEDER, TIDER
from ..sprog.traeer import Kald
from ..system.navne import nfc, som_navn

# An upper bound on digits, so that a text of a million digits takes no longer than one of ten.
_TAL = r"(?<![\d.,])(\d{1,3}(?:[. ]\d{3}){1,4}|\d{1,15})(?:,(\d{1,6})|\.(\d{1,2})(?=\s*mi))?(?!\d)"
_ANDEL = r"(?<![\d.,])(\d{1,3})(?:[.,](\d{1,6}))?(?!\d)"
# A unit may apply to several numbers: »25-30 pct.«, »mellem 25 og 30 pct.«, »25, 30 og 40 pct.«
_FLERE = r"(?:\s*(?:[-/,]|og|til|eller|hhv\.?|henholdsvis)\s*\d[\d.,]{0,9}){1,5}"
_PCT = re.compile(_ANDEL + rf"(?=(?:{_FLERE})?\s*(?:%|pct\b|procent))", re.IGNORECASE)
_MIO = r"mio|mill\b|million(?:er)?|m\.?\s?kr"
_ENHED = rf"(t\.\s?kr|tkr|tusind(?:e)? kr|1\.000 kr|{_MIO}|mia|milliard(?:er)?|kr|kroner)"
_BELOEB = re.compile(_TAL + rf"(?:\s*{_ENHED}|(?={_FLERE}\s*{_ENHED}))?", re.IGNORECASE)
# A unit stated once for all numbers: »i mio. kr.: 12,5 i 2025 og 18 i 2026«
_ET_SLAGS_MIO = re.compile(_MIO, re.IGNORECASE)
_FORAN = re.compile(rf"(?<!\w)(?<!\d\s)(?:{_MIO})", re.IGNORECASE)
_CPR = re.compile(r"(?<!\d)(?:\d{6}(?: {0,2}| ?- ?\n?)|(?<!\d[ .-])\d{2}([ .-])\d{2}\1\d{2} ?- ?)\d{4}(?!\d)")
# Characters other than 0-9 that are digits, or may become digits in the normal form NFKC: some in Latin-1, and possibly
# any outside it.
_KAN_BLIVE_CIFRE = re.compile("[^\x00-\xb1\xb4-\xb8\xba\xbb\xbf-\xff]")
_CIFRE_I_CPR = 10
_KRONER = re.compile(r" ?(?:,-|kr|dkk)", re.IGNORECASE)
_DAGE = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _normal(tekst: str) -> str:
    return nfc(tekst).replace("\r\n", "\n").replace("\r", "\n")


def _samlet(tekst: str | tuple[str, ...]) -> str:
    return _normal(tekst if isinstance(tekst, str) else "\n".join(tekst))


_BROEKER = {"½": ",5", "¼": ",25", "¾": ",75", "⅓": ",33", "⅔": ",67"}
_BROEKER |= {"1/2": ",5", "1/4": ",25", "3/4": ",75", "1/3": ",33", "2/3": ",67"}
_BROEK = re.compile(r"(?<=\d) ?([½¼¾⅓⅔]|(?<= )(?:[13]/[24]|[12]/3)(?=\s*(?:%|pct|procent|mi)))", re.IGNORECASE)
_TEGN: dict[int, str | None] = {ord(t): " " for t in "\u00a0\u2007\u2009\u202f"}
_TEGN |= {ord(t): "-" for t in "\u2010\u2011\u2012\u2013\u2014\u2212"}
# Invisible characters that word processors insert in text.
_TEGN |= dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


# Several checks read the same text.
@lru_cache(maxsize=32)
def _laest(tekst: str) -> str:
    """Normalize a text: one kind of space and dash, no invisible characters, fractions as decimals."""
    return _BROEK.sub(lambda m: _BROEKER.get(m[1], m[0]), _normal(tekst).translate(_TEGN))


def entydige(tekster: Sequence[str | None]) -> bool:
    """Return whether no two known texts are equal, ignoring case and spacing."""
    kendte = [som_navn(t) for t in tekster if t is not None]
    return len(set(kendte)) == len(kendte)


def tegn(*tekster: str | tuple[str, ...] | None) -> int:
    """Count code points after NFC normalization; a line break counts as one, a missing text as none."""
    return sum(len(_samlet(t)) for t in tekster if t is not None)


def oprundet(a: Fraction | int | None) -> int | None:
    """Round up to an integer; unknown when ``a`` is unknown."""
    return None if a is None else ceil(a)


def afrundet(a: Fraction | int | None) -> int | None:
    """Round to an integer, halves up; unknown when ``a`` is unknown."""
    return None if a is None else (2 * a.numerator + a.denominator) // (2 * a.denominator)


def andel(dele: Fraction | int | None, hele: Fraction | int | None) -> Fraction | None:
    """Return ``dele`` as per cent of ``hele``; unknown when either is unknown, or ``hele`` is zero."""
    if dele is None or hele is None or hele == 0:
        return None
    # One fraction of integers: a product and a quotient of fractions take three times as long.
    return Fraction(dele.numerator * 100 * hele.denominator, dele.denominator * hele.numerator)


def pr(a: Fraction | int | None, b: Fraction | int | None) -> Fraction | int | None:
    """Return ``a`` divided by ``b``; unknown when either is unknown, or ``b`` is zero."""
    if a is None or b is None or b == 0:
        return None
    return _heltal(Fraction(a) / b)


def _heltal(v: Fraction) -> Fraction | int:
    return v.numerator if v.denominator == 1 else v


def mindste(*vaerdier: Any) -> Any:
    """Return the least of numbers or dates; unknown when one of them is unknown."""
    return None if None in vaerdier else min(vaerdier)


def hoejeste(*vaerdier: Any) -> Any:
    """Return the greatest of numbers or dates; unknown when one of them is unknown."""
    return None if None in vaerdier else max(vaerdier)


def mindste_af(vaerdier: Sequence[Any]) -> Any:
    """Return the least of the rows' values; unknown when one of them is unknown, or there are no rows."""
    return None if None in vaerdier or not vaerdier else min(vaerdier)


def foerste(vaerdier: Sequence[Any], betingelser: Sequence[bool | None]) -> Any:
    """Return the value of the first row whose condition is true.

    Unknown where an earlier row's condition is unknown, or no row's condition is true.
    """
    for v, svar in zip(vaerdier, betingelser, strict=True):
        if svar is not False:
            return v if svar else None
    return None


def hele_aar(fra: date | None, til: date | None) -> int | None:
    """Return the complete years from one date to another, as for an age; negative where ``til`` is before ``fra``.

    A year is completed on the same date of the next year; from 29 February, in a year without it, on 1 March. Unknown
    when either date is unknown.
    """
    if fra is None or til is None:
        return None
    return til.year - fra.year - ((til.month, til.day) < (fra.month, fra.day))


def flyttet(dag: date | None, dage: int | None) -> date | None:
    """Return the date so many days later; unknown when an argument is unknown, and outside the years 1 to 9999."""
    if dag is None or dage is None:
        return None
    nr = dag.toordinal() + int(dage)
    return date.fromordinal(nr) if 1 <= nr <= date.max.toordinal() else None


def flyttet_maaneder(dag: date | None, maaneder: int | None, runding: str) -> date | None:
    """Return the date so many months later, with the same day of the month.

    Where the month is shorter, the result is its last day (``rund_ned``) or the first day of the next month
    (``rund_op``). Unknown in the same cases as ``flyttet``.
    """
    if dag is None or maaneder is None:
        return None
    aar, maaned = divmod(dag.year * 12 + dag.month - 1 + int(maaneder), 12)
    if not date.min.year <= aar <= date.max.year:
        return None
    sidste = monthrange(aar, maaned + 1)[1]
    if dag.day <= sidste:
        return date(aar, maaned + 1, dag.day)
    fundet = date(aar, maaned + 1, sidste)
    return fundet if runding == "rund_ned" else flyttet(fundet, 1)


def opslag(_tabel: str, _noegler: Sequence[Any], gaelder: Sequence[bool | None], vaerdier: Sequence[Any]) -> Any:
    """Look up a value in a table, given the condition (``gaelder``) and the value of each row.

    Returns the value of the row that applies, or the common value of all rows that may apply; otherwise unknown.
    """
    mulige = {v for g, v in zip(gaelder, vaerdier, strict=True) if g is not False}
    return mulige.pop() if len(mulige) == 1 else None


def ligner_cpr(tekst: str | tuple[str, ...] | None) -> bool | None:
    """Return whether the text contains ten digits that begin with a date (replacement numbers add 60 to the day).

    The digits are contiguous, or have a separator before the last four. An amount in kroner does not count.
    """
    if tekst is None:
        return None
    skrevet = tekst if isinstance(tekst, str) else "\n".join(tekst)
    if sum(map(skrevet.count, digits)) < _CIFRE_I_CPR and _KAN_BLIVE_CIFRE.search(skrevet) is None:
        return False
    rent = _laest(unicodedata.normalize("NFKC", _normal(skrevet)))
    for fundet in _CPR.finditer(rent):
        if fundet[0].isdigit() and _KRONER.match(rent, fundet.end()):
            continue
        cifre = [int(c) for c in fundet[0] if c.isdigit()]
        dag, maaned = cifre[0] * 10 + cifre[1], cifre[2] * 10 + cifre[3]
        dag -= 60 if dag > 60 else 0
        if 1 <= maaned <= 12 and 1 <= dag <= _DAGE[maaned - 1]:
            return True
    return False


def _tal(hele: str, brudt: str | None) -> Decimal:
    return Decimal(f"{hele.replace('.', '').replace(' ', '')}.{brudt or '0'}")


# Several checks read the same text.
@lru_cache(maxsize=32)
def _procenter(tekst: str) -> frozenset[tuple[Decimal, int]]:
    """Return the percentages in a text, each with the number of decimals it is written with."""
    return frozenset((_tal(m[1], m[2]), len(m[2] or "")) for m in _PCT.finditer(_laest(tekst)))


def naevner_pct(tekst: str | None) -> bool | None:
    """Return whether a text contains a percentage."""
    return None if tekst is None else bool(_procenter(tekst))


def _flad(vaerdier: Sequence[Any]) -> list[Any]:
    flade: list[Any] = []
    for v in vaerdier:
        flade.extend(v if isinstance(v, tuple) else (v,))
    return flade


def _rundet(vaerdi: Fraction | int, decimaler: int) -> Fraction:
    faktor = 10**decimaler
    return Fraction((2 * vaerdi.numerator * faktor + vaerdi.denominator) // (2 * vaerdi.denominator), faktor)


def naevner_en_pct_af(tekst: str | None, *vaerdier: Any) -> bool | None:
    """Return whether a text contains one of the percentages, rounded as the text writes it.

    Unknown when the text is unknown, and when none matches but one of the percentages is unknown.
    """
    if tekst is None:
        return None
    alle = _flad(vaerdier)
    kendte = {v for v in alle if v is not None}
    naevnte = _procenter(tekst)
    for decimaler in {d for _, d in naevnte}:
        rundede = {_rundet(v, decimaler) for v in kendte}
        if any(Fraction(pct) in rundede for pct, d in naevnte if d == decimaler):
            return True
    return None if None in alle else False


_MILLIONTEDEL = 10**6
_FAKTOR = (("t", 1_000), ("1", 1_000), ("mia", 10**9), ("milliard", 10**9), ("m", 10**6))


def _beloeb(tekst: str) -> set[tuple[int, int]]:
    """Return the amounts in a text, in millionths of kroner, each with the step of its last digit.

    A number without a unit counts both as kr. and as t.kr.; also as mio. after that unit, or if it has decimals in a
    text that uses that unit.
    """
    rent = _laest(tekst)
    foran = _FORAN.search(rent)
    mio = _ET_SLAGS_MIO.search(rent) is not None
    skrevne = {
        (m[1], m[2] or m[3] or "", (m[4] or m[5] or "").lower(), foran is not None and m.start() > foran.start())
        for m in _BELOEB.finditer(rent)
    }
    fundne: set[tuple[int, int]] = set()
    for hele, brudt, enhed, efter in skrevne:
        if enhed in ("kr", "kroner"):
            faktorer = [1]
        elif enhed:
            faktorer = [next(f for begyndelse, f in _FAKTOR if enhed.startswith(begyndelse))]
        else:
            faktorer = [1, 1_000, 10**6] if efter or (mio and brudt) else [1, 1_000]
        # A number has at most six decimals (``_TAL``).
        cifre, skridt = int(re.sub(r"\D", "", hele) + brudt), _MILLIONTEDEL // 10 ** len(brudt)
        fundne |= {(cifre * skridt * faktor, skridt * faktor) for faktor in faktorer}
    return fundne


def naevner_et_beloeb_af(tekst: str | None, *vaerdier: Any) -> bool | None:
    """Return whether a text contains one of the amounts, in kr., t.kr. or mio., rounded as written.

    The amounts are in kroner; zero is ignored.

    Unknown when the text is unknown, and when none matches but one of the amounts is unknown.
    """
    if tekst is None:
        return None
    alle = _flad(vaerdier)
    kendte = {v * _MILLIONTEDEL for v in alle if v}
    naevnte = _beloeb(tekst)
    for skridt in {s for _, s in naevnte}:
        rundede = {(2 * v + skridt) // (2 * skridt) * skridt for v in kendte}
        if any(beloeb in rundede for beloeb, s in naevnte if s == skridt):
            return True
    return None if None in alle else False


def naevner_ord(tekst: str | None, ord_: Sequence[str]) -> bool | None:
    """Return whether a word of the text begins with one of the words, ignoring case; unknown if the text is."""
    if tekst is None:
        return None
    return _begyndelser(tuple(ord_)).search(" ".join(_laest(tekst).casefold().split())) is not None


@lru_cache(maxsize=256)
def _begyndelser(ord_: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a word that begins with one of these words; without words, of nothing."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(_normal(o).casefold()) for o in ord_) or '(?!)'})")


PROEVER: dict[str, Callable[..., Any]] = {
    "entydige": entydige,
    "tegn": tegn,
    "oprundet": oprundet,
    "afrundet": afrundet,
    "andel": andel,
    "pr": pr,
    "mindste": mindste,
    "hoejeste": hoejeste,
    "foerste": foerste,
    "mindste_af": mindste_af,
    "hele_aar": hele_aar,
    "opslag": opslag,
    "ligner_cpr": ligner_cpr,
    "naevner_pct": naevner_pct,
    "naevner_en_pct_af": naevner_en_pct_af,
    "naevner_et_beloeb_af": naevner_et_beloeb_af,
    "naevner_ord": naevner_ord,
}


def proeve_af(kald: Kald) -> Callable[..., Any]:
    """Return the function that evaluates a call from the values of its arguments."""
    if kald.navn not in ("laeg_til", "traek_fra"):
        return PROEVER[kald.navn]
    enhed = kald.argumenter[1].type.dimension
    gange = TIDER[enhed] * (1 if kald.navn == "laeg_til" else -1)
    if enhed in (AAR, MAANEDER):
        return lambda dag, antal, runding: flyttet_maaneder(dag, None if antal is None else antal * gange, runding)
    return lambda dag, antal: flyttet(dag, None if antal is None else antal * gange)
