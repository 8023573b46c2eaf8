"""Write ``tabel.json``, the LALR table of ``grammatik.lark``: ``python -m ansoegning.sprog.lav_tabel``.

Building the table at every start would take a tenth of the time of every command.
"""

from __future__ import annotations

import io
import json
import pickle
from pathlib import Path

from .laes import TABEL, byg_parser, noegle


def tabel() -> str:
    """Return the text of ``tabel.json``."""
    gemt = io.BytesIO()
    byg_parser().save(gemt)
    # The table that lark has just pickled, converted to JSON, which contains data only.
    indhold = pickle.loads(gemt.getvalue())  # noqa: S301 - pickled by lark in this function
    return json.dumps({"noegle": noegle(), **indhold}, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name(TABEL).write_text(tabel(), encoding="utf-8", newline="\n")
