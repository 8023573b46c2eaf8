"""Values as a person reads them: ``20.000.000 kr.``, ``25 pct.``, ``31/12/2026``, ``ja``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from ..fejl import vis_sikkert
from .regelsaet import Vaerdiform
from .vaerdier import Kommuner, Vaerdi

IKKE_OPLYST = "ikke oplyst"
# Of what is written: it is not that nobody said it.
KAN_IKKE_LAESES = "kan ikke læses"
# Of an amount that a check of the form marks so: it is given, but does not count.
FORKERT_ENHED = "forkert enhed"
# Of what a person is to assess.
IKKE_VURDERET = "ikke vurderet"
# Integers that a double represents exactly, as most readers of JSON keep numbers.
_HELTAL_I_DOUBLE = 2**53
_KR = {"kr.": 1, "t.kr.": 1_000, "mio. kr.": 1_000_000, "mia. kr.": 1_000_000_000}
# The most decimals written to put a number on the right side of what it is compared with.
HOEJST_DECIMALER = 6


def vis_vaerdi(
    form: Vaerdiform,
    vaerdi: Vaerdi | Fraction | None,
    kommuner: Kommuner | None = None,
    imod: Sequence[Fraction] = (),
) -> str:
    """A value in its fact's own words. Money is always shown in whole kroner, whatever unit it is kept in.

    A number has the decimals of its fact's step, and at least two where it needs them. ``imod`` are the numbers, in the
    fact's own unit, that it is compared with; see ``vis_tal``.
    """
    if vaerdi is None:
        return IKKE_OPLYST
    if isinstance(vaerdi, bool):
        return "ja" if vaerdi else "nej"
    if isinstance(vaerdi, date):
        return f"{vaerdi:%d/%m/%Y}"
    if isinstance(vaerdi, tuple):
        return "; ".join(vis_sikkert(v) for v in vaerdi)
    if isinstance(vaerdi, str):
        if form.type == "valg" and form.valg:
            return form.valg[vaerdi]
        if form.type == "kommune" and kommuner is not None:
            return kommuner.kode(vaerdi).navn
        return vis_sikkert(vaerdi)
    enhed, pr, hvad = (form.enhed or "").partition(" pr. ")
    if enhed in _KR:
        faktor = _KR[enhed]
        beloeb = vaerdi if isinstance(vaerdi, int) else Fraction(vaerdi)
        if isinstance(beloeb, int):
            return f"{vis_tal(beloeb * faktor)} kr.{pr}{hvad}"
        return f"{vis_kr(beloeb * faktor, vist_med(form), [w * faktor for w in imod])}{pr}{hvad}"
    enhed = form.enhed_ental if vaerdi == 1 else form.enhed or ""
    tal = vis_tal(vaerdi) if isinstance(vaerdi, int) else vis_tal(vaerdi, vist_med(form), imod)
    return f"{tal} {enhed}".strip()


def vis_kort(form: Vaerdiform, vaerdi: Vaerdi | Fraction | None) -> str:
    """A value for a title: money of whole 100.000 kr., at least a million, in mio. kr.; anything else as it is."""
    enhed = form.enhed or ""
    if enhed in _KR and isinstance(vaerdi, int | Decimal | Fraction) and not isinstance(vaerdi, bool):
        mio = Fraction(vaerdi) * _KR[enhed] / 1_000_000
        if mio >= 1 and (mio * 10).denominator == 1:
            return f"{vis_tal(mio)} mio. kr."
    return vis_vaerdi(form, vaerdi)


def vist_med(form: Vaerdiform) -> int:
    """How many decimals a number of this form is shown with at most, unless a comparison asks for more.

    Those of its step, in the unit it is shown in (money: kroner), and at least two: what is calculated has no step.
    """
    faktor = _KR.get((form.enhed or "").partition(" pr. ")[0], 1)
    return max(2, trin_decimaler(form) - len(str(faktor)) + 1)


def trin_decimaler(form: Vaerdiform) -> int:
    """How many decimals the step of a number has, in its own unit."""
    return len((form.trin or "").partition(",")[2])


def vis_kr(beloeb: int | Decimal | Fraction, decimaler: int = 2, imod: Sequence[Fraction] = ()) -> str:
    """Kroner, with oere only where there are some: ``3.980,50 kr.``"""
    tal = vis_tal(beloeb, decimaler, imod)
    return f"{tal}{'0' if tal[-2:-1] == ',' else ''} kr."


def antal(n: int, ental: str, flertal: str) -> str:
    """``1 projekt``, ``1.200 projekter``."""
    return f"{vis_tal(n)} {ental if n == 1 else flertal}"


def vis_tal(tal: int | Decimal | Fraction, decimaler: int = 2, imod: Sequence[Fraction] = ()) -> str:
    """Danish number: dot between thousands, comma before decimals, no trailing zeros, at most so many decimals.

    Where rounding would move it to the other side of one of ``imod``, or onto it, it is written out in full, at most
    ``HOEJST_DECIMALER`` decimals; one that has more, or no end, is ``knap 33`` or ``lidt over 33``.
    """
    if isinstance(tal, int):
        return f"{tal:,}".replace(",", ".")
    v = Fraction(tal)
    if v.denominator == 1:
        return vis_tal(v.numerator)
    vist = _afrundet(v, decimaler)
    if vist != v:
        for w in imod:
            if _side(v, w) == _side(vist, w):
                continue
            if _afrundet(v, HOEJST_DECIMALER) == v:
                return _skrevet(v, HOEJST_DECIMALER)
            if v != w:
                return f"{KNAP if v < w else LIDT_OVER} {vis_tal(w, HOEJST_DECIMALER)}"
            break
    return _skrevet(vist, decimaler)


KNAP, LIDT_OVER = "knap", "lidt over"


def vis_noejagtigt(tal: int | Decimal | Fraction) -> str:
    """Danish number with all the decimals it has; with six where it has no end."""
    decimaler = Fraction(tal).denominator.bit_length() if _decimaltal(Fraction(tal)) is not None else HOEJST_DECIMALER
    return vis_tal(tal, decimaler)


def _afrundet(v: Fraction, decimaler: int) -> Fraction:
    # Halves away from zero, as people and the texts' checks round.
    hele = floor(abs(v) * 10**decimaler + Fraction(1, 2))
    return Fraction(-hele if v < 0 else hele, 10**decimaler)


def _side(v: Fraction, w: Fraction) -> int:
    return (v > w) - (v < w)


def _skrevet(v: Fraction, decimaler: int) -> str:
    """A number that has no more decimals than these."""
    hele, rest = divmod(int(abs(v) * 10**decimaler), 10**decimaler)
    tekst = f"{'-' if v < 0 else ''}{hele:,}" + (f".{rest:0{decimaler}}".rstrip("0") if rest else "")
    return tekst.translate(str.maketrans(",.", ".,"))


def json_vaerdi(vaerdi: Vaerdi | Fraction | None) -> int | float | str | bool | list[str] | None:
    """A value for JSON: dates as ISO, decimals as numbers where a double holds them exactly, else as text.

    What has no end as a decimal, such as a third, is the nearest number that a double holds.
    """
    if vaerdi is None or isinstance(vaerdi, bool | str):
        return vaerdi
    if isinstance(vaerdi, date):
        return vaerdi.isoformat()
    if isinstance(vaerdi, tuple):
        return list(vaerdi)
    hel = int(vaerdi)
    if vaerdi == hel:
        return hel if abs(hel) < _HELTAL_I_DOUBLE else str(hel)
    if Fraction(float(vaerdi)) == Fraction(vaerdi):
        return float(vaerdi)
    return _decimaltal(Fraction(vaerdi)) or float(vaerdi)


def _decimaltal(tal: Fraction) -> str | None:
    """A fraction written out, every digit; None where it has no end."""
    naevner, cifre = tal.denominator, 0
    while naevner % 2 == 0 or naevner % 5 == 0:
        naevner //= 10 if naevner % 10 == 0 else 2 if naevner % 2 == 0 else 5
        cifre += 1
    if naevner > 1:
        return None
    hele, rest = divmod(abs(tal.numerator) * 10**cifre // tal.denominator, 10**cifre)
    return f"{'-' if tal < 0 else ''}{hele}" + (f".{rest:0{cifre}}" if cifre else "")


_MAANEDER = (
    "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
    "december",
)  # fmt: skip


def dato_i_prosa(dag: date) -> str:
    """A day as it stands in a sentence: ``30. juni 2026``."""
    return f"{dag.day}. {_MAANEDER[dag.month - 1]} {dag.year}"


def med_stort(tekst: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return tekst[:1].upper() + tekst[1:]


def med_lille(tekst: str) -> str:
    """The text with a small first letter, the rest as it is."""
    return tekst[:1].lower() + tekst[1:]


def opremsning(dele: list[str]) -> str:
    """``a``, ``a og b``, ``a, b og c``."""
    if len(dele) < 2:
        return "".join(dele)
    return f"{', '.join(dele[:-1])} og {dele[-1]}"


def kan_ikke_laeses(navne: list[str]) -> str:
    """What is said of facts that are written, but cannot be read, where they are not counted as known."""
    return ikke_brugt(navne, KAN_IKKE_LAESES)


def ikke_brugt(navne: list[str], hvorfor: str) -> str:
    """What is said of facts that are given, but not counted as known, and why: ``»Areal« kan ikke læses og …``."""
    foerste, *andre = navne
    return f"{opremsning([f'»{n}«' for n in (med_stort(foerste), *andre)])} {hvorfor} og regnes som ikke oplyst."
