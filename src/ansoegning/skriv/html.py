"""Pages that can be printed, and plain texts, from a jinja2 template and a paper's context, in jinja2's sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from ..fejl import BrugsFejl, vis_sikkert
from .papir import find_skabelon, som_data


def skriv_html(navn: str, indhold: BaseModel, mapper: Sequence[Path]) -> bytes:
    """The page that the template ``navn`` makes of this context, UTF-8.

    Raises BrugsFejl where there is no such template, or it cannot be used.
    """
    from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    skabelon = find_skabelon(navn, mapper)
    omgivelser = SandboxedEnvironment(
        loader=FileSystemLoader([str(m) for m in mapper], encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    try:
        return omgivelser.get_template(navn).render(som_data(indhold)).encode("utf-8")
    except (TemplateError, UnicodeDecodeError) as fejl:
        raise BrugsFejl(f"Skabelonen {vis_sikkert(str(skabelon), 300)} kan ikke bruges: {fejl}") from None
