"""Templates: words and layout, found by name, sandboxed. An author's own folder goes before the program's.

Every name that is not given is an error, so a template that asks for too much is told and never leaves a gap.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..fejl import BrugsFejl, vis_sikkert
from ..model.visning import opremsning, vis_kr, vis_tal
from ..steder import mappe

if TYPE_CHECKING:
    from jinja2 import Environment

# A template that repeats without end is stopped by what it may write.
HOEJST_TEGN = 5_000_000
_TALORD = ("nul", "ét", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti")


class Skabeloner:
    """The templates there are: first an author's folder, then the program's. Rendered with StrictUndefined."""

    def __init__(self, egne: str | os.PathLike[str] | None = None) -> None:
        self.mapper = [mappe("templates")]
        if egne is not None:
            sti = Path(egne)
            if not sti.is_dir():
                raise BrugsFejl(f"--skabeloner: {vis_sikkert(str(sti), 300)} er ikke en mappe.")
            self.mapper.insert(0, sti)
        self._miljoe: dict[bool, Environment] = {}

    def findes(self, navn: str) -> bool:
        """Whether there is a template of this name (``<folder>/<file>``)."""
        return any((m / navn).is_file() for m in self.mapper)

    def sti(self, navn: str) -> Path:
        """The file that is used for a name. Raises BrugsFejl where there is none."""
        for m in self.mapper:
            if (m / navn).is_file():
                return m / navn
        raise BrugsFejl(f"Skabelonen »{navn}« mangler i {vis_sikkert(str(self.mapper[0]), 300)}.")

    def udfyld(self, navn: str, indhold: Mapping[str, Any]) -> str:
        """Render one template. Raises BrugsFejl naming file, line and what is wrong."""
        from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
        from jinja2.exceptions import SecurityError

        self.sti(navn)
        dele: list[str] = []
        laengde = 0
        try:
            for del_ in (
                self.miljoe(html=navn.removesuffix(".j2").endswith(".html")).get_template(navn).generate(indhold)
            ):
                dele.append(del_)
                laengde += len(del_)
                if laengde > HOEJST_TEGN:
                    raise BrugsFejl(f"Skabelonen »{navn}« skriver over {vis_tal(HOEJST_TEGN)} tegn. Ret den.")
        except TemplateSyntaxError as fejl:
            raise BrugsFejl(f"Skabelonen »{fejl.name or navn}«, linje {fejl.lineno}: {fejl.message}") from None
        except (UndefinedError, SecurityError) as fejl:
            raise BrugsFejl(f"Skabelonen »{navn}«{_linje(fejl)}: {fejl.message}") from None
        except TemplateError as fejl:
            raise BrugsFejl(f"Skabelonen »{navn}« kan ikke udfyldes: {fejl}") from None
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, OverflowError) as fejl:
            raise BrugsFejl(f"Skabelonen »{navn}«{_linje(fejl)} kan ikke udfyldes: {fejl}") from None
        return "".join(dele)

    def miljoe(self, *, html: bool) -> Environment:
        """The environment of text templates, or of those that write HTML (escaped)."""
        if html not in self._miljoe:
            self._miljoe[html] = _lav_miljoe(self.mapper, html)
        return self._miljoe[html]


def _lav_miljoe(mapper: list[Path], html: bool) -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    miljoe = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([str(m) for m in mapper], encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    miljoe.filters |= {
        "opremsning": lambda dele: opremsning(list(dele)),
        "antal": antal,
        "dato": _dato,
        "kr": vis_kr,
        "tal": vis_tal,
    }
    return miljoe


def antal(n: int, ental: str, flertal: str) -> str:
    """``ét projekt``, ``fire projekter``, ``12 projekter``: a count in words up to ten."""
    tal = _TALORD[n] if 0 <= n < len(_TALORD) else vis_tal(n)
    return f"{tal} {ental if n == 1 else flertal}"


def _dato(dag: Any) -> str:
    return f"{dag:%d/%m/%Y}"


# What templates may use beside jinja's own.
FILTRE = {
    "antal": antal,
    "dato": _dato,
    "kr": vis_kr,
    "opremsning": lambda dele: opremsning(list(dele)),
    "tal": vis_tal,
}


def _linje(fejl: BaseException) -> str:
    """Where in the template, from the trace: jinja names its own lines there."""
    spor = fejl.__traceback__
    linje = None
    while spor is not None:
        if (
            spor.tb_frame.f_code.co_name in ("root", "top-level template code")
            or "template" in spor.tb_frame.f_code.co_name
        ):
            linje = spor.tb_lineno
        spor = spor.tb_next
    return f", linje {linje}" if linje is not None else ""
