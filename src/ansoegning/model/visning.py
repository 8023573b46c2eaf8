"""Format values for people: ``20.000.000 kr.``, ``25 pct.``, ``31/12/2026``, ``ja``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest

from ..fejl import vis_sikkert
from .enhedsord import PENGE
from .regelsaet import Vaerdiform
from .vaerdier import Kommuner, Vaerdi, trin_decimaler

IKKE_OPLYST = "ikke oplyst"
DAGEN_FOR_KOERSLEN = "dagen for kørslen"
# The maximum number of names in a sentence; the rest are counted.
HOEJST_NAVNE = 6
# For a value that was written but could not be read; »ikke oplyst« would be wrong.
KAN_IKKE_LAESES = "kan ikke læses"
# For an amount that a form check declares to be in the wrong unit: it was written, but does not count.
FORKERT_ENHED = "forkert enhed"
# For a fact that the assessor has not yet given.
IKKE_VURDERET = "ikke vurderet"
# Integers up to this size are exact as doubles, which most JSON parsers use for numbers.
_HELTAL_I_DOUBLE = 2**53
# The maximum number of decimals written to show on which side of a compared number a value lies.
HOEJST_DECIMALER = 6


def vis_vaerdi(
    form: Vaerdiform,
    vaerdi: Vaerdi | Fraction | None,
    kommuner: Kommuner | None = None,
    imod: Sequence[Fraction] = (),
) -> str:
    """Format a value of a fact, with its unit. Money is always shown in kroner, whatever unit it is stored in.

    A number is shown with the decimals of its fact's step, and up to two where it needs them.

    Args:
        form: the fact's declaration.
        vaerdi: the value, in the fact's own unit; None is shown as »ikke oplyst«.
        kommuner: the table that municipality codes are looked up in; without it the code is shown.
        imod: the numbers, in the fact's own unit, that the value is compared with; see ``vis_tal``.
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
    faktor, pr, hvad = _enhed(form.enhed or "")
    if faktor is not None:
        beloeb = vaerdi if isinstance(vaerdi, int) else Fraction(vaerdi)
        if isinstance(beloeb, int):
            return f"{vis_tal(beloeb * faktor)} kr.{pr}{hvad}"
        return f"{vis_kr(beloeb * faktor, vist_med(form), [w * faktor for w in imod])}{pr}{hvad}"
    enhed = form.enhed_ental if vaerdi == 1 else form.enhed or ""
    tal = vis_tal(vaerdi) if isinstance(vaerdi, int) else vis_tal(vaerdi, vist_med(form), imod)
    return f"{tal} {enhed}".strip()


@lru_cache(maxsize=256)
def _enhed(enhed: str) -> tuple[int | None, str, str]:
    """Split a unit of money, ``kr. pr. døgn``: what it is in kroner (None: it is not money), and what it is per."""
    penge, pr, hvad = enhed.partition(" pr. ")
    return PENGE.get(penge), pr, hvad


def er_kroner(form: Vaerdiform) -> bool:
    """Return whether a fact is an amount of money, not an amount per something."""
    return form.enhed in PENGE


def vis_kort(form: Vaerdiform, vaerdi: Vaerdi | Fraction | None) -> str:
    """Format a value for a title: money in multiples of 100.000 kr. and at least one million is shown in mio. kr.

    Other values are formatted by ``vis_vaerdi``.
    """
    enhed = form.enhed or ""
    if enhed in PENGE and isinstance(vaerdi, int | Decimal | Fraction) and not isinstance(vaerdi, bool):
        mio = Fraction(vaerdi) * PENGE[enhed] / 1_000_000
        if mio >= 1 and (mio * 10).denominator == 1:
            return f"{vis_tal(mio)} mio. kr."
    return vis_vaerdi(form, vaerdi)


def vist_med(form: Vaerdiform) -> int:
    """Return the maximum number of decimals a number is shown with, unless a comparison needs more (``vis_tal``).

    That is the decimals of its step, converted to the unit it is shown in (money: kroner), and at least two, since
    calculated numbers have no step.
    """
    faktor = PENGE.get((form.enhed or "").partition(" pr. ")[0], 1)
    return max(2, trin_decimaler(form) - len(str(faktor)) + 1)


def vis_kr(beloeb: int | Decimal | Fraction, decimaler: int = 2, imod: Sequence[Fraction] = ()) -> str:
    """Format an amount in kroner, with oere only where there are any: ``3.980,50 kr.``"""
    tal = vis_tal(beloeb, decimaler, imod)
    return f"{tal}{'0' if tal[-2:-1] == ',' else ''} kr."


def antal(n: int, ental: str, flertal: str) -> str:
    """Format a count with its noun: ``1 projekt``, ``1.200 projekter``."""
    return f"{vis_tal(n)} {ental if n == 1 else flertal}"


def vis_tal(tal: int | Decimal | Fraction, decimaler: int = 2, imod: Sequence[Fraction] = ()) -> str:
    """Format a number in Danish: dot between thousands, comma before decimals, no trailing zeros, rounded.

    Where rounding would change the result of comparing it with a number of ``imod``, the number is written in full,
    with at most ``HOEJST_DECIMALER`` decimals; a number that needs more decimals is shown as ``knap 33`` or ``lidt over
    33``.

    Args:
        tal: the number.
        decimaler: the maximum number of decimals.
        imod: the numbers that it is compared with.
    """
    if isinstance(tal, int):
        return f"{tal:,}".replace(",", ".")
    return _vis_broek(tal, decimaler, tuple(imod))


# A value is shown in several places of an answer.
@lru_cache(maxsize=4096)
def _vis_broek(tal: Decimal | Fraction, decimaler: int, imod: tuple[Fraction, ...]) -> str:
    v = Fraction(tal)
    if v.denominator == 1:
        return vis_tal(v.numerator)
    vist, noejagtigt = _afrundet(v, decimaler)
    if imod and not noejagtigt:
        for w in imod:
            if _side(v.numerator, v.denominator, w) == _side(vist, 10**decimaler, w):
                continue
            helt, noejagtigt = _afrundet(v, HOEJST_DECIMALER)
            if noejagtigt:
                return _skrevet(helt, HOEJST_DECIMALER)
            if v != w:
                return f"{KNAP if v < w else LIDT_OVER} {vis_tal(w, HOEJST_DECIMALER)}"
            break
    return _skrevet(vist, decimaler)


KNAP, LIDT_OVER = "knap", "lidt over"


def vis_noejagtigt(tal: int | Decimal | Fraction) -> str:
    """Format a number in Danish with all its decimals, or with six where the decimal expansion is infinite."""
    decimaler = Fraction(tal).denominator.bit_length() if _decimaltal(Fraction(tal)) is not None else HOEJST_DECIMALER
    return vis_tal(tal, decimaler)


def _afrundet(v: Fraction, decimaler: int) -> tuple[int, bool]:
    """Round a number to so many decimals. Returns it in units of the last decimal, and whether it is exact."""
    # Round half away from zero, as people expect and as the tests of the templates do.
    plads = 10**decimaler
    hele, rest = divmod(2 * abs(v.numerator) * plads + v.denominator, 2 * v.denominator)
    return -hele if v < 0 else hele, rest == v.denominator


def _side(taeller: int, naevner: int, w: Fraction) -> int:
    """Return 1 if a fraction is above a number, -1 if it is below it, and 0 if they are equal."""
    # Comparing integers takes a third of the time.
    a, b = taeller * w.denominator, w.numerator * naevner
    return (a > b) - (a < b)


def _skrevet(tal: int, decimaler: int) -> str:
    """Format a number that is given in units of its last decimal."""
    hele, rest = divmod(abs(tal), 10**decimaler)
    tekst = f"{'-' if tal < 0 else ''}{hele:,}" + (f".{rest:0{decimaler}}".rstrip("0") if rest else "")
    return tekst.translate(str.maketrans(",.", ".,"))


# The largest denominator of a weight that is shown as a fraction.
_HOEJST_NAEVNER = 10_000


def json_vaerdi(vaerdi: Vaerdi | Fraction | None) -> int | float | str | bool | list[str] | None:
    """Convert a value for JSON: dates as ISO, decimals as numbers where a double is exact, else as text.

    A number with an infinite decimal expansion, such as a third, becomes the nearest double.
    """
    if vaerdi is None or isinstance(vaerdi, bool | str):
        return vaerdi
    if isinstance(vaerdi, date):
        return vaerdi.isoformat()
    if isinstance(vaerdi, tuple):
        return list(vaerdi)
    if isinstance(vaerdi, int):
        return vaerdi if abs(vaerdi) < _HELTAL_I_DOUBLE else str(vaerdi)
    return _json_broek(vaerdi)


@lru_cache(maxsize=4096)
def _json_broek(vaerdi: Decimal | Fraction) -> int | float | str:
    hel = int(vaerdi)
    if vaerdi == hel:
        return hel if abs(hel) < _HELTAL_I_DOUBLE else str(hel)
    if Fraction(float(vaerdi)) == Fraction(vaerdi):
        return float(vaerdi)
    return _decimaltal(Fraction(vaerdi)) or float(vaerdi)


def vis_vaegt(vaerdi: int | float | str | bool | list[str] | None) -> str:
    """Return a weight of an answer in Danish notation: ``0,7``, and ``1/7`` where its decimals are infinite.

    Such a weight stands as the nearest double in an answer (see ``json_vaerdi``). No other simple fraction is as near.
    """
    if isinstance(vaerdi, float):
        broek = Fraction(vaerdi).limit_denominator(_HOEJST_NAEVNER)
        if float(broek) == vaerdi and _decimaltal(broek) is None:
            return f"{broek.numerator}/{broek.denominator}"
    return vis_tal(Decimal(str(vaerdi)), HOEJST_DECIMALER)


def _decimaltal(tal: Fraction) -> str | None:
    """Return a fraction as text with all its decimals, or None where the decimal expansion is infinite."""
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
    """Format a date for use in a sentence: ``30. juni 2026``."""
    return f"{dag.day}. {_MAANEDER[dag.month - 1]} {dag.year}"


def punktum(tekst: str) -> str:
    """Return the text with one full stop at its end, which may be that of an abbreviation."""
    return tekst if tekst.endswith(".") else f"{tekst}."


def med_stort(tekst: str) -> str:
    """Return the text with its first letter in upper case and the rest unchanged."""
    return tekst[:1].upper() + tekst[1:]


def med_lille(tekst: str) -> str:
    """Return the text with its first letter in lower case and the rest unchanged."""
    return tekst[:1].lower() + tekst[1:]


def opremsning(dele: Sequence[str], sidst: str = "og") -> str:
    """Join words into a Danish enumeration: ``a``, ``a og b``, ``a, b og c``; ``sidst`` is the word before the last."""
    if len(dele) < 2:
        return "".join(dele)
    return f"{', '.join(dele[:-1])} {sidst} {dele[-1]}"


def afkort(tekst: str, hoejst: int) -> str:
    """Return the text cut to at most this many characters."""
    return tekst if len(tekst) <= hoejst else tekst[: hoejst - 1] + "…"


def nogle(navne: Iterable[str], hoejst: int = HOEJST_NAVNE) -> str:
    """Enumerate names; of more than ``hoejst`` + 1 only the first ``hoejst``, and the number of the others."""
    alle = list(navne)
    if len(alle) > hoejst + 1:
        alle = [*alle[:hoejst], f"{len(alle) - hoejst} andre"]
    return opremsning(alle)


def uden_dagen(regler: Sequence[str]) -> str:
    """Return the sentence that these rules (ids) use the day of the run, which is not given."""
    return f"{opremsning(list(regler))} bruger {DAGEN_FOR_KOERSLEN}, og den er ikke givet."


def kan_ikke_laeses(navne: list[str], celler: Sequence[str | None] = ()) -> str:
    """Return the sentence about facts that were written but cannot be read, and therefore count as unknown."""
    return ikke_brugt(navne, KAN_IKKE_LAESES, celler)


def ikke_brugt(navne: list[str], hvorfor: str, celler: Sequence[str | None] = ()) -> str:
    """Return the sentence about facts that count as unknown although given, and why: ``»Areal« kan ikke læses …``.

    ``celler``: the workbook cell of each fact, or None; it is named after the fact.
    """
    foerste, *andre = navne
    dele = [
        f"»{n}«" + (f" ({celle})" if celle is not None else "")
        for n, celle in zip_longest((med_stort(foerste), *andre), celler)
    ]
    return f"{opremsning(dele)} {hvorfor} og regnes som ikke oplyst."
