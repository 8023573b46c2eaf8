"""Jinja2's sandbox with bounds: a template can neither reach beyond what it is given nor grow without end.

Imported only where a template is used: jinja2 is heavy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sized
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

# A template that repeats without end is stopped by what it may write, count and calculate.
HOEJST_TEGN = 5_000_000
_HOEJST_OMGANGE = 1_000_000
_HOEJST_BIT = 10_000
# They make a text of any length from a number.
_UDEN_FILTRE = ("center", "format", "indent", "wordwrap")
_UDEN_METODER = frozenset({"center", "expandtabs", "format", "format_map", "ljust", "rjust", "zfill"})
_UDEN_NAVNE = ("lipsum",)
# What one template has wrong; ``RecursionError`` where it includes or calls itself.
SKABELONFEJL = (
    TemplateError, SecurityError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError,
    MemoryError,
)  # fmt: skip


class Sandkasse(ImmutableSandboxedEnvironment):
    """An environment with StrictUndefined and bounded numbers, texts and ``range``."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **valg: Any) -> None:
        super().__init__(undefined=StrictUndefined, **valg)
        for navn in _UDEN_FILTRE:
            del self.filters[navn]
        for navn in _UDEN_NAVNE:
            del self.globals[navn]
        self.begynd()

    def begynd(self) -> None:
        """Each rendering counts from the start."""
        self.globals["range"] = _Omgange()

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Also refuses the methods that make a text of any length."""
        return super().is_safe_attribute(obj, attr, value) and not (isinstance(obj, str) and attr in _UDEN_METODER)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuses what would be too large to hold, before it is made."""
        if operator == "*" and max(_omfang(left, right), _omfang(right, left)) > HOEJST_TEGN:
            raise SecurityError("gentagelsen bliver for lang")
        if operator == "**" and _bit(left) * max(1, int(right)) > _HOEJST_BIT:
            raise SecurityError("tallet bliver for stort")
        if operator == "*" and _bit(left) + _bit(right) > _HOEJST_BIT:
            raise SecurityError("tallet bliver for stort")
        if operator == "%" and isinstance(left, str):
            raise SecurityError("»%« kan ikke bruges på tekst")
        return super().call_binop(context, operator, left, right)


class _Omgange:
    """``range``, whose numbers are counted over a whole rendering, however often one is gone through."""

    def __init__(self) -> None:
        self.omgange = 0

    def __call__(self, *graenser: int) -> _Talraekke:
        return _Talraekke(self, range(*graenser))


class _Talraekke:
    def __init__(self, omgange: _Omgange, tal: range) -> None:
        self._omgange = omgange
        self._tal = tal

    def __len__(self) -> int:
        return len(self._tal)

    def __iter__(self) -> Iterator[int]:
        for nr in self._tal:
            self._omgange.omgange += 1
            if self._omgange.omgange > _HOEJST_OMGANGE:
                raise SecurityError("»range« tæller for langt")
            yield nr


def _omfang(gentaget: Any, gange: Any) -> int:
    if isinstance(gange, int) and isinstance(gentaget, Sized):
        return len(gentaget) * gange
    return 0


def _bit(tal: Any) -> int:
    return tal.bit_length() if isinstance(tal, int) else 64 if isinstance(tal, float) else 0


def paa_dansk(fejl: BaseException) -> str:
    """What is wrong, as the template's author is told it; jinja's own words where there are none of ours."""
    tekst = str(fejl)
    if isinstance(fejl, RecursionError):
        return "Den henter eller kalder sig selv i det uendelige."
    if isinstance(fejl, MemoryError):
        return "Den bruger mere hukommelse, end der er."
    if isinstance(fejl, ZeroDivisionError):
        return "Der divideres med nul."
    if isinstance(fejl, TemplateNotFound):
        return f"Den henter »{fejl.name or tekst}«, som ikke er en skabelon."
    if isinstance(fejl, UndefinedError):
        if fundet := re.fullmatch(r"'([^']*)' is undefined", tekst):
            return f"Navnet »{fundet[1]}« findes ikke. Se docs/skabeloner.md."
        if fundet := re.fullmatch(r"'[^']*' has no attribute '?([^']*?)'?", tekst):
            return f"»{fundet[1]}« findes ikke der, hvor den slår det op. Se docs/skabeloner.md."
    if fundet := re.match(r"No (filter|test) named '([^']*)'", tekst):
        return f"{'Filteret' if fundet[1] == 'filter' else 'Prøven'} »{fundet[2]}« findes ikke. Se docs/skabeloner.md."
    if isinstance(fejl, SecurityError):
        if fundet := re.match(r"access to attribute '([^']*)'", tekst):
            return f"»{fundet[1]}« må en skabelon ikke bruge."
        return tekst[:1].upper() + tekst[1:] + "."
    return tekst
