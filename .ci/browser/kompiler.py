"""Compile archives of Python sources, or compress files. Runs inside Pyodide at build time.

The output is reproducible: fixed times, sorted names, and compiled modules that are never checked against a source.
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

_TMP = Path("/tmp")  # noqa: S108 - Pyodide's file system in memory
OPGAVE: dict[str, Any] = json.loads((_TMP / "opgave.json").read_text(encoding="utf-8"))


def kompiler(ind: Path, ud: Path) -> None:
    """Compile each module of an archive, except those in ``som_kilde``, which are read as source at run time.

    Docstrings are removed outside the folders ``med_docstrings``. The archive's files are not compressed, because the
    archive is compressed as one file.
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
                navn += "c"  # noqa: PLW2901 - the compiled module's name
            post = zipfile.ZipInfo(navn, (2020, 1, 1, 0, 0, 0))
            post.external_attr = 0o644 << 16
            til.writestr(post, data, zipfile.ZIP_STORED)


def uden_docstrings(trae: ast.Module) -> None:
    """Remove the docstrings from a module's syntax tree."""
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
