"""Runs inside Pyodide at build time: archives of sources become archives of compiled modules, or files are packed.

The same bytes each time: fixed times, sorted names, modules marked as never out of date.
"""

from __future__ import annotations

import ast
import gzip
import json
import zipfile
from importlib import _bootstrap_external
from importlib.util import source_hash
from pathlib import Path
from typing import Any

_TMP = Path("/tmp")  # noqa: S108 - the interpreter's own files, in memory
OPGAVE: dict[str, Any] = json.loads((_TMP / "opgave.json").read_text(encoding="utf-8"))


def kompiler(ind: Path, ud: Path) -> None:
    """Each module compiled, but for those of the folders and files in ``som_kilde``, which are read as text.

    Docstrings are left out but in the folders ``med_docstrings``. Nothing is compressed: the archive is packed whole.
    """
    with zipfile.ZipFile(ind) as fra, zipfile.ZipFile(ud, "w") as til:
        for navn in sorted(fra.namelist()):
            data = fra.read(navn)
            if navn.endswith(".py") and not any(k in navn for k in OPGAVE["som_kilde"]):
                trae = ast.parse(data, navn)
                if not navn.startswith(tuple(OPGAVE["med_docstrings"])):
                    uden_docstrings(trae)
                kode = compile(trae, navn, "exec", dont_inherit=True, optimize=0)
                data = _bootstrap_external._code_to_hash_pyc(kode, source_hash(data), False)  # type: ignore[attr-defined] # not in the stubs
                navn += "c"  # noqa: PLW2901 - the module's compiled name
            post = zipfile.ZipInfo(navn, (2020, 1, 1, 0, 0, 0))
            post.external_attr = 0o644 << 16
            til.writestr(post, data, zipfile.ZIP_STORED)


def uden_docstrings(trae: ast.Module) -> None:
    """Take the docstrings out of a module's tree."""
    for knude in ast.walk(trae):
        if (
            isinstance(knude, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and ast.get_docstring(knude, clean=False) is not None
        ):
            tom = [] if len(knude.body) > 1 or isinstance(knude, ast.Module) else [ast.Pass(lineno=1, col_offset=0)]
            knude.body[:1] = tom


for navn in OPGAVE["filer"]:
    kilde = _TMP / f"{navn}.ind"
    if OPGAVE["slags"] == "kompiler":
        kompiler(kilde, _TMP / navn)
    else:
        (_TMP / navn).write_bytes(gzip.compress(kilde.read_bytes(), 9, mtime=0))
