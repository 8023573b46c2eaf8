"""Jinja2's sandbox with limits: a template can read only its context and templates, and its work is bounded.

The module is imported only where a template is used, because importing jinja2 is slow.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError, nodes
from jinja2 import pass_eval_context as med_evalueringen
from jinja2.exceptions import SecurityError
from jinja2.filters import do_join, do_replace, sync_do_sum
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from ..model.visning import med_stort

# An endless template is stopped by limits on its output, its loops, its arithmetic and its processor time.
HOEJST_TEGN = 5_000_000
# Characters and list items concatenated during one rendering, whether they are written or not.
HOEJST_SAMLET = 100_000_000
# Seconds of processor time for one rendering.
HOEJST_SEKUNDER = 30.0
_HOEJST_OMGANGE = 1_000_000
_HOEJST_BIT = 10_000
# These make a text of any length from a number. So do ``batch``, ``format``, ``indent`` and ``slice``, which templates
# may use: the limited process bounds them (decision 0020).
_UDEN_FILTRE = ("center", "wordwrap")
_UDEN_METODER = frozenset(
    {"center", "expandtabs", "format", "format_map", "join", "ljust", "replace", "rjust", "translate", "zfill"}
)
_UDEN_NAVNE = ("lipsum",)
# A browser has one thread, and no clock for the processor time of a thread.
_regnetid: Callable[[], float] = getattr(time, "thread_time", time.process_time)
# Errors caused by a template; ``RecursionError`` if it includes or calls itself.
SKABELONFEJL = (
    TemplateError, SecurityError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError,
    MemoryError,
)  # fmt: skip


class Sandkasse(ImmutableSandboxedEnvironment):
    """A jinja2 sandbox with StrictUndefined in which numbers, texts, loops and time are bounded."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, **valg: Any) -> None:
        super().__init__(undefined=StrictUndefined, **valg)
        for navn in _UDEN_FILTRE:
            del self.filters[navn]
        for navn in _UDEN_NAVNE:
            del self.globals[navn]
        self.filters |= {"join": self._join, "replace": self._replace, "sum": self._sum}
        self.concat: Any = self.saml_dele
        # Shared with environments derived from this one by ``overlay``.
        self.maal = _Maal()
        self.begynd()

    def begynd(self) -> None:
        """Reset the counters; called before each rendering."""
        self.maal.begynd()
        self.globals["range"] = _Omgange()

    def _generate(self, source: nodes.Template, name: str | None, *andre: Any, **navngivne: Any) -> str:
        return super()._generate(_Afgraens(self, name).visit(source), name, *andre, **navngivne)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as in the base class: kwargs may contain self
        """Call a function, but stop a rendering that takes too long: a macro may call itself twice."""
        __self.maal.i_tide()
        return super().call(__context, __obj, *args, **kwargs)

    def taelt(self, gennemgaaet: Iterable[Any]) -> _Gennemgang:
        """Return the items of a ``for``, iterated within the time limit."""
        return _Gennemgang(self.maal, gennemgaaet)

    def kasse(self, vaerdi: Any) -> Any:
        """Return a list literal after checking the number of items in all its nested parts."""
        antal, stak = 0, [vaerdi]
        while stak:
            del_ = stak.pop()
            stak.extend(del_.values() if isinstance(del_, dict) else del_ if isinstance(del_, list | tuple) else ())
            antal += 1
            if antal > HOEJST_TEGN:
                raise SecurityError("listen bliver for lang")
        return vaerdi

    @med_evalueringen
    def samlet(self, evaluering: EvalContext, *dele: Any) -> str:
        """Return the concatenation ``a ~ b``, bounded."""
        self.maal.brug(sum(len(d) for d in dele if isinstance(d, Sized)))
        return markup_join(dele) if evaluering.autoescape else str_join(dele)

    def saml_dele(self, dele: Iterable[str]) -> str:
        """Return the output of a macro or a block, bounded."""
        alle = list(dele)
        self.maal.brug(sum(map(len, alle)))
        return "".join(alle)

    @med_evalueringen
    def _join(self, evaluering: EvalContext, vaerdi: Iterable[Any], d: str = "", attribute: Any = None) -> str:
        dele = list(vaerdi)
        if attribute is None:
            self.maal.brug(len(dele) * len(str(d)) + sum(len(v) for v in dele if isinstance(v, Sized)))
        ud: str = do_join(evaluering, dele, d, attribute)
        return ud

    @med_evalueringen
    def _replace(self, evaluering: EvalContext, s: str, old: str, new: str, count: int | None = None) -> str:
        self.maal.brug(len(str(s)) + str(s).count(str(old)) * len(str(new)))
        ud: str = do_replace(evaluering, s, old, new, count)
        return ud

    def _sum(self, iterable: Iterable[Any], attribute: Any = None, start: Any = 0) -> Any:
        dele = list(iterable)
        if attribute is None:
            self.maal.brug(sum(len(d) for d in dele if isinstance(d, Sized)))
        return sync_do_sum(self, dele, attribute, start)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse also the text methods that can make a text of any length."""
        return super().is_safe_attribute(obj, attr, value) and not (isinstance(obj, str) and attr in _UDEN_METODER)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse an operation whose result would be too large, before it is calculated."""
        if operator == "*" and max(_omfang(left, right), _omfang(right, left)) > HOEJST_TEGN:
            raise SecurityError("gentagelsen bliver for lang")
        if operator == "**" and _bit(left) * max(1, int(right)) > _HOEJST_BIT:
            raise SecurityError("tallet bliver for stort")
        if operator == "*" and _bit(left) + _bit(right) > _HOEJST_BIT:
            raise SecurityError("tallet bliver for stort")
        if operator in "*+" and isinstance(left, Sized | int) and isinstance(right, Sized | int):
            self.maal.brug(
                _laengde(left) + _laengde(right) if operator == "+" else max(_omfang(left, right), _omfang(right, left))
            )
        if operator == "%" and isinstance(left, str):
            raise SecurityError("»%« kan ikke bruges på tekst")
        return super().call_binop(context, operator, left, right)


class _Maal:
    """The use of the limits in one rendering."""

    def __init__(self) -> None:
        self.samlet = 0
        self.frist = 0.0

    def begynd(self) -> None:
        self.samlet = 0
        self.frist = _regnetid() + HOEJST_SEKUNDER

    def brug(self, antal: int) -> None:
        self.samlet += antal
        if self.samlet > HOEJST_SAMLET:
            raise SecurityError("den sætter for meget tekst sammen")

    def i_tide(self) -> None:
        if _regnetid() > self.frist:
            raise SecurityError("den tager for lang tid")


class _Gennemgang:
    def __init__(self, maal: _Maal, gennemgaaet: Iterable[Any]) -> None:
        self._maal = maal
        self._gennemgaaet = gennemgaaet

    def __len__(self) -> int:
        return len(self._gennemgaaet)  # type: ignore[arg-type]  # an error for a generator

    def __iter__(self) -> Iterator[Any]:
        for vaerdi in self._gennemgaaet:
            self._maal.i_tide()
            yield vaerdi


class _Afgraens(NodeTransformer):
    """Rewrites every ``for``, every ``~`` and every list literal to call the environment, which bounds them."""

    def __init__(self, miljoe: Sandkasse, navn: str | None) -> None:
        self.miljoe = miljoe
        self.navn = navn

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - named by the visitor
        if node.recursive:
            raise TemplateSyntaxError("»recursive« kan ikke bruges.", node.lineno, self.navn)
        self.generic_visit(node)
        node.iter = self._kald("taelt", [node.iter], node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - named by the visitor
        self.generic_visit(node)
        return self._kald("samlet", node.nodes, node.lineno)

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802 - named by the visitor
        return self._kasse(node, node.items)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802 - named by the visitor
        return self._kasse(node, node.items) if node.ctx == "load" else node

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802 - named by the visitor
        return self._kasse(node, [par.value for par in node.items])

    def _kasse(self, node: nodes.Expr, dele: list[nodes.Expr]) -> nodes.Expr:
        self.generic_visit(node)
        return node if all(isinstance(d, nodes.Const) for d in dele) else self._kald("kasse", [node], node.lineno)

    def _kald(self, navn: str, dele: list[Any], linje: int) -> nodes.Call:
        funktion = nodes.EnvironmentAttribute(navn, lineno=linje, environment=self.miljoe)
        return nodes.Call(funktion, dele, [], None, None, lineno=linje, environment=self.miljoe)


class _Omgange:
    """``range`` whose numbers are counted over the whole rendering, also when one range is iterated again."""

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


def _laengde(vaerdi: Any) -> int:
    return len(vaerdi) if isinstance(vaerdi, Sized) else 0


def _bit(tal: Any) -> int:
    return tal.bit_length() if isinstance(tal, int) else 64 if isinstance(tal, float) else 0


def paa_dansk(fejl: BaseException) -> str:
    """Return an error in Danish for the template's author, or in jinja2's words if there is no translation."""
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
        return f"{med_stort(tekst)}."
    return tekst
