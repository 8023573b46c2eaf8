"""The source documents, if they are available beside the repository."""

from __future__ import annotations

import re

import pytest

from hjaelp.steder import ROD

KILDER = ROD.parent / "shared" / "kilder"


med_kilder = pytest.mark.skipif(
    not KILDER.is_dir(), reason="kildernes mappe (../shared/kilder ved siden af projektet) findes ikke her"
)


def findes(citat: str, tekst: str) -> bool:
    """Return whether a quote occurs in a text, ignoring white space; line breaks and hyphens may divide words."""
    ord_ = (r"(?:-?[ \t]*\n\s*)?".join(map(re.escape, o)) for o in citat.split())
    return re.search(r"(?<!\w)" + r"\s+".join(ord_) + r"(?!\w)", tekst) is not None
