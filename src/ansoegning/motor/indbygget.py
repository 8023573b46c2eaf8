"""The built-in tests of the rule language: the few things form checks ask that comparisons cannot say.

Each takes values as the evaluator gives them (None: unknown) and answers None only where it says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

# No longer than any amount is: a text of a million digits must not cost more than one of ten.
_TAL = r"(?<![\d.,])(\d{1,3}(?:[. ]\d{3}){1,4}|\d{1,15})(?:,(\d{1,6})|\.(\d{1,2})(?=\s*mi))?(?!\d)"
_ANDEL = r"(?<![\d.,])(\d{1,3})(?:[.,](\d{1,6}))?(?!\d)"
# A per cent may be the first of two: »25-30 pct.«, »mellem 25 og 30 pct.«
_PCT = re.compile(
    _ANDEL + r"(?=(?:\s*(?:[-–/]|og|til|eller)\s*[\d.,]{1,10})?\s*(?:%|pct\b|procent))",
    re.IGNORECASE,
)
_BELOEB = re.compile(
    _TAL + r"\s*(t\.\s?kr|tkr|tusind(?:e)? kr|1\.000 kr|mio|mill\b|million(?:er)?|mia|milliard(?:er)?|kr|kroner)?",
    re.IGNORECASE,
)
_CPR = re.compile(r"(?<!\d)(\d{2})(\d{2})\d{2}\s?[-–—]?\s?\d{4}(?!\d)")
_DAGE = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _normal(tekst: str) -> str:
    return unicodedata.normalize("NFC", tekst).replace("\r\n", "\n").replace("\r", "\n")


def _samlet(tekst: str | tuple[str, ...]) -> str:
    return _normal(tekst if isinstance(tekst, str) else "\n".join(tekst))


def entydige(tekster: Sequence[str | None]) -> bool:
    """Whether no two known texts are the same, case and spacing aside."""
    kendte = [" ".join(_normal(t).casefold().split()) for t in tekster if t is not None]
    return len(set(kendte)) == len(kendte)


def tegn(*tekster: str | tuple[str, ...] | None) -> int:
    """Code points after NFC, a line break as one, a missing text as none."""
    return sum(len(_samlet(t)) for t in tekster if t is not None)


def oprundet(a: Fraction | int | None) -> int | None:
    """Rounded up to a whole; unknown when ``a`` is."""
    return None if a is None else ceil(a)


def afrundet(a: Fraction | int | None) -> int | None:
    """Rounded to a whole, halves up; unknown when ``a`` is."""
    return None if a is None else floor(a + Fraction(1, 2))


def andel(dele: Fraction | int | None, hele: Fraction | int | None) -> Fraction | None:
    """What per cent ``dele`` is of ``hele``; unknown when either is, or when ``hele`` is zero."""
    if dele is None or hele is None or hele == 0:
        return None
    return Fraction(dele) * 100 / hele


def ligner_cpr(tekst: str | tuple[str, ...] | None) -> bool | None:
    """Whether the text holds ten digits that begin with a date (replacement numbers have 60 added to the day)."""
    if tekst is None:
        return None
    for fundet in _CPR.finditer(unicodedata.normalize("NFKC", _samlet(tekst))):
        dag, maaned = int(fundet[1]), int(fundet[2])
        dag -= 60 if dag > 60 else 0
        if 1 <= maaned <= 12 and 1 <= dag <= _DAGE[maaned - 1]:
            return True
    return False


def _tal(hele: str, brudt: str | None) -> Decimal:
    return Decimal(f"{hele.replace('.', '').replace(' ', '')}.{brudt or '0'}")


def _procenter(tekst: str) -> set[tuple[Decimal, int]]:
    """The per cents a text names, with how many decimals each is written with."""
    return {(_tal(m[1], m[2]), len(m[2] or "")) for m in _PCT.finditer(_samlet(tekst))}


def naevner_pct(tekst: str | None) -> bool | None:
    """Whether a text names any per cent."""
    return None if tekst is None else bool(_procenter(tekst))


def _flad(vaerdier: Sequence[Any]) -> list[Any]:
    flade: list[Any] = []
    for v in vaerdier:
        flade.extend(v if isinstance(v, tuple) else (v,))
    return flade


def _rundet(vaerdi: Fraction | int, decimaler: int) -> Fraction:
    faktor = 10**decimaler
    return Fraction(floor(Fraction(vaerdi) * faktor + Fraction(1, 2)), faktor)


def naevner_en_pct_af(tekst: str | None, *vaerdier: Any) -> bool | None:
    """Whether a text names one of the per cents, rounded as the text writes it.

    Unknown when the text is, and when none matches but one of the per cents is unknown.
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


_FAKTOR = (("t", 1_000), ("1", 1_000), ("mio", 10**6), ("milliard", 10**9), ("mill", 10**6), ("mia", 10**9))


def _beloeb(tekst: str) -> set[tuple[Fraction, Fraction]]:
    """The amounts a text names, in kroner, with the step each is written in. A bare number counts as kr. and t.kr."""
    fundne: set[tuple[Fraction, Fraction]] = set()
    for m in _BELOEB.finditer(_samlet(tekst)):
        brudt = m[2] or m[3]
        tal = Fraction(_tal(m[1], brudt))
        enhed = (m[4] or "").lower()
        if enhed in ("kr", "kroner"):
            faktorer = [1]
        elif enhed:
            faktorer = [next(f for begyndelse, f in _FAKTOR if enhed.startswith(begyndelse))]
        else:
            faktorer = [1, 1_000]
        fundne |= {(tal * faktor, Fraction(faktor, 10 ** len(brudt or ""))) for faktor in faktorer}
    return fundne


def naevner_et_beloeb_af(tekst: str | None, *vaerdier: Any) -> bool | None:
    """Whether a text names one of the amounts (kroner, zero aside), in kr., t.kr. or mio., rounded as written.

    Unknown when the text is, and when none matches but one of the amounts is unknown.
    """
    if tekst is None:
        return None
    alle = _flad(vaerdier)
    kendte = {v for v in alle if v}
    naevnte = _beloeb(tekst)
    for skridt in {s for _, s in naevnte}:
        rundede = {_rundet(Fraction(v) / skridt, 0) * skridt for v in kendte}
        if any(beloeb in rundede for beloeb, s in naevnte if s == skridt):
            return True
    return None if None in alle else False


def naevner_ord(tekst: str | None, ord_: Sequence[str]) -> bool | None:
    """Whether one of the words, or a word that begins with it, occurs in the text, case aside. Unknown with it."""
    if tekst is None:
        return None
    rent = " ".join(_samlet(tekst).casefold().split())
    return any(re.search(rf"(?<!\w){re.escape(_normal(o).casefold())}", rent) is not None for o in ord_)


PROEVER: dict[str, Callable[..., Any]] = {
    "entydige": entydige,
    "tegn": tegn,
    "oprundet": oprundet,
    "afrundet": afrundet,
    "andel": andel,
    "ligner_cpr": ligner_cpr,
    "naevner_pct": naevner_pct,
    "naevner_en_pct_af": naevner_en_pct_af,
    "naevner_et_beloeb_af": naevner_et_beloeb_af,
    "naevner_ord": naevner_ord,
}
