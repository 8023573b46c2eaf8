"""The source documents beside the repository, where they are."""

from __future__ import annotations

import re

import pytest

from hjaelp.steder import ROD

KILDER = ROD.parent / "shared" / "kilder"


med_kilder = pytest.mark.skipif(
    not KILDER.is_dir(), reason="kildernes mappe (../shared/kilder ved siden af projektet) findes ikke her"
)


def findes(citat: str, tekst: str) -> bool:
    """Whether a quote stands in a text, blanks aside; a line break, with or without hyphen, may part a word."""
    ord_ = (r"(?:-?[ \t]*\n\s*)?".join(map(re.escape, o)) for o in citat.split())
    return re.search(r"(?<!\w)" + r"\s+".join(ord_) + r"(?!\w)", tekst) is not None
