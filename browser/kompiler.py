"""Runs inside Pyodide at build time: archives of sources become archives of compiled modules, and files are packed.

The same bytes each time: fixed times, sorted names, modules marked as never out of date.
"""

from __future__ import annotations

import gzip
import json
import zipfile
from importlib import _bootstrap_external  # type: ignore[attr-defined] # how a compiled module is written
from importlib.util import source_hash
from pathlib import Path
from typing import Any

_TMP = Path("/tmp")  # noqa: S108 - the interpreter's own files, in memory
OPGAVE: dict[str, Any] = json.loads((_TMP / "opgave.json").read_text(encoding="utf-8"))


def kompiler(ind: str, ud: str, *, optimer: int, som_kilde: list[str]) -> None:
    """Each module compiled, but for those of the folders and files in ``som_kilde``, which are read as text."""
    with zipfile.ZipFile(_TMP / ind) as fra, zipfile.ZipFile(_TMP / ud, "w") as til:
        for navn in sorted(fra.namelist()):
            data = fra.read(navn)
            if navn.endswith(".py") and not any(k in navn for k in som_kilde):
                kode = compile(data, navn, "exec", dont_inherit=True, optimize=optimer)
                data = _bootstrap_external._code_to_hash_pyc(kode, source_hash(data), False)
                navn += "c"  # noqa: PLW2901 - the module's compiled name
            post = zipfile.ZipInfo(navn, (2020, 1, 1, 0, 0, 0))
            post.external_attr = 0o644 << 16
            til.writestr(post, data, zipfile.ZIP_DEFLATED, 9)


for arkiv in OPGAVE["arkiver"]:
    kompiler(**arkiv)
for navn in OPGAVE["pakkes"]:
    (_TMP / f"{navn}.pakket").write_bytes(gzip.compress((_TMP / navn).read_bytes(), 9, mtime=0))
