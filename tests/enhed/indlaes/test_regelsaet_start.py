"""What is left out when the program starts with a built-in pack, and that it may be."""

from __future__ import annotations

import subprocess
import sys

from ansoegning.indlaes.regelsaet import find_pakker, load_regelsaet, titel_af
from hjaelp.efterproevet import FIL, indhold


def test_de_indbyggede_er_efterproevet() -> None:
    """A pack that is new or changed: run the script."""
    assert FIL.read_text(encoding="utf-8") == indhold()


def test_titlen_er_regelsaettets() -> None:
    for navn, pakke in find_pakker().items():
        assert titel_af(pakke) == load_regelsaet(navn).data.titel


def test_at_vise_regelsaettene_indlaeser_dem_ikke() -> None:
    kode = (
        "import sys; from ansoegning.cli.gruppe import koer_kommando; koer_kommando(['regler', 'list']); "
        "print(*({'lark', 'pydantic', 'duckdb'} & set(sys.modules)))"
    )
    svar = subprocess.run([sys.executable, "-c", kode], capture_output=True, text=True, encoding="utf-8", check=True)
    assert svar.stdout.splitlines()[-1].strip() == ""
