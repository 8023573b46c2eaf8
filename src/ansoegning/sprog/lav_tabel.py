"""Writes ``tabel.py``: the parser of ``grammatik.lark`` as lark has worked it out.

    python -m ansoegning.sprog.lav_tabel

Working it out takes a tenth of the start of every command.
"""

from __future__ import annotations

import io
import pickle
from pathlib import Path

from .laes import byg_parser, noegle


def tabel() -> str:
    """The text of ``tabel.py``."""
    gemt = io.BytesIO()
    byg_parser().save(gemt)
    # What lark has saved just now, as Python writes it: a file that can be read, and says nothing but data.
    return (
        '"""Made by ``python -m ansoegning.sprog.lav_tabel``; used only while its key is that of the grammar."""\n\n'
        "from typing import Any\n\n"
        f'NOEGLE = "{noegle()}"\n'
        f"TABEL: dict[str, Any] = {pickle.loads(gemt.getvalue())!r}\n"  # noqa: S301 - lark's own, made above
    )


if __name__ == "__main__":
    Path(__file__).with_name("tabel.py").write_text(tabel(), encoding="utf-8", newline="\n")
