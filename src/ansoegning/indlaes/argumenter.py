"""Check the arguments of the public Python functions before anything is read.

A type checker finds most wrong types. Callers without one get a BrugsFejl that names the argument.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from typing import get_args

from ..fejl import BrugsFejl, vis_sikkert


def sti(navn: str, vaerdi: object) -> None:
    """Check that ``vaerdi`` is a path or None. Raises BrugsFejl."""
    if vaerdi is not None and not _er_sti(vaerdi):
        raise _forkert(navn, "en sti (str eller pathlib.Path)", vaerdi)


def ansoegning(navn: str, vaerdi: object) -> None:
    """Check that ``vaerdi`` is a path or a mapping of facts by name. Raises BrugsFejl."""
    if not _er_sti(vaerdi) and not isinstance(vaerdi, Mapping):
        raise _forkert(navn, "en sti eller oplysninger efter navn (en dict)", vaerdi)


def tekst(navn: str, vaerdi: object) -> None:
    """Check that ``vaerdi`` is text or None. Raises BrugsFejl."""
    if vaerdi is not None:
        kun_tekst(navn, vaerdi)


def kun_tekst(navn: str, vaerdi: object) -> None:
    """Check that ``vaerdi`` is text. Raises BrugsFejl."""
    if not isinstance(vaerdi, str):
        raise _forkert(navn, "tekst", vaerdi)


def tekster(navn: str, vaerdi: object) -> None:
    """Check that ``vaerdi`` is None or a mapping of texts by name, as ``saet`` and ``antag`` are. Raises BrugsFejl."""
    if vaerdi is None:
        return
    if not isinstance(vaerdi, Mapping):
        raise _forkert(navn, "tekst efter navn, fx {'navn': '12.500'}", vaerdi)
    for n, v in vaerdi.items():
        if not isinstance(n, str):
            raise _forkert(f"Et navn i {navn}", "tekst", n)
        if not isinstance(v, str):
            raise _forkert(f"{navn}[{n!r}]", "tekst, som værdien skrives i en fil (fx '12.500')", v)


def dag(navn: str, vaerdi: object) -> date | None:
    """Return ``vaerdi`` as a date, or None. Raises BrugsFejl, also for a ``datetime`` with a time or a time zone."""
    if vaerdi is None:
        return None
    if not isinstance(vaerdi, date):
        raise _forkert(navn, "en dato (datetime.date)", vaerdi)
    if (hvorfor := mere_end_en_dag(vaerdi)) is not None:
        raise BrugsFejl(f"{navn} {hvorfor}")
    return vaerdi.date() if isinstance(vaerdi, datetime) else vaerdi


def laes_dag(skrevet: str) -> date:
    """Parse a date that a user has typed. Raises BrugsFejl."""
    from ..model.regelsaet import Vaerdiform
    from ..model.vaerdier import VaerdiFejl, laes_tekst

    try:
        laest = laes_tekst(Vaerdiform(navn="dato", type="dato"), skrevet)
    except VaerdiFejl as fejl:
        raise BrugsFejl(str(fejl)) from None
    assert isinstance(laest, date)
    return laest


def mere_end_en_dag(vaerdi: date) -> str | None:
    """Return why a ``datetime`` cannot be read as a date: a time or a time zone would be lost. None if it can."""
    if not isinstance(vaerdi, datetime):
        return None
    if not vaerdi.isoformat()[:1].isdigit():
        # NaT of pandas is an instance of datetime.
        return "er ingen dato. Giv None, hvor den mangler."
    if vaerdi.tzinfo is not None:
        # 23:00 UTC is already the next day in Denmark, so the caller must state which day is meant.
        return "har en tidszone, så dagen afhænger af, hvor man er. Giv den danske dato som datetime.date."
    if vaerdi.time() != datetime.min.time():
        return "har et klokkeslæt. Giv kun datoen (datetime.date)."
    return None


def ja_nej(navn: str, vaerdi: object) -> None:
    """Check that ``vaerdi`` is True or False. Raises BrugsFejl."""
    if not isinstance(vaerdi, bool):
        raise _forkert(navn, "True eller False", vaerdi)


def antal(navn: str, vaerdi: object, mindst: int) -> None:
    """Check that ``vaerdi`` is a whole number of at least ``mindst``. Raises BrugsFejl."""
    if isinstance(vaerdi, bool) or not isinstance(vaerdi, int):
        raise _forkert(navn, "et helt tal", vaerdi)
    if vaerdi < mindst:
        raise BrugsFejl(f"{navn} skal være mindst {mindst}.")


def en_af(navn: str, vaerdi: object, mulige: object) -> None:
    """Check that ``vaerdi`` is None or one of the values of a Literal. Raises BrugsFejl."""
    ord_ = get_args(mulige)
    if vaerdi is not None and (not isinstance(vaerdi, str) or vaerdi not in ord_):
        raise _forkert(navn, " eller ".join(map(repr, ord_)), vaerdi)


def _er_sti(vaerdi: object) -> bool:
    return isinstance(vaerdi, str) or (isinstance(vaerdi, os.PathLike) and isinstance(os.fspath(vaerdi), str))


def _forkert(navn: str, hvad: str, vaerdi: object) -> BrugsFejl:
    return BrugsFejl(f"{navn} skal være {hvad}, ikke {_vist(vaerdi)}.")


def _vist(vaerdi: object) -> str:
    if vaerdi is None or isinstance(vaerdi, str):
        return vis_sikkert(repr(vaerdi), 60)
    return f"en {type(vaerdi).__name__}"
