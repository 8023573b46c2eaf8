"""Tagged, accessible PDF (PDF/UA-1) from a typst template and a paper's context.

The template gets its data as JSON in ``sys.inputs.data``, so nothing an applicant wrote is read as layout. It is
compiled in a folder that holds only templates and pictures, with the typesetter's own fonts, a fixed time and no
packages: the bytes are the same on every machine, and other files and the network cannot be reached.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

from pydantic import BaseModel

from .papir import FAELLES, papirskabelon, skabelonfejl, som_data
from .skabeloner import Skabeloner

_MEDFOELGER = frozenset({".typ", ".svg", ".png", ".jpg"})
# A package would be downloaded, and a computed name could be one: only a plain name in quotes is allowed.
_PAKKE = re.compile(r"""\b(?:import|include)\b(?!\s*"[^"@\\]+")|\beval\b""")
_STED = re.compile(r"┌─ (.+):(\d+):\d+")
_KENDTE = re.compile(r"[^\n -~\u00a0-\u017f\u2010-\u2022\u2026\u20ac]")
_PROEVE = '#set document(title: "p")\n#set text(lang: "da", font: "Libertinus Serif")\n#title()\n#sys.inputs.data'


def skriv_pdf(navn: str, indhold: BaseModel, pulje: str, skabeloner: Skabeloner) -> bytes:
    """The PDF that the pool's template ``navn`` (``rapport.typ``) makes of this context.

    Raises BrugsFejl where there is no such template, or it cannot be used; the message is the typesetter's.
    """
    import typst

    skabelon = skabeloner.sti(papirskabelon(navn, pulje, skabeloner))
    data = json.dumps(som_data(indhold), ensure_ascii=False)
    with tempfile.TemporaryDirectory(prefix="ansoegning-") as mappe:
        rod = Path(mappe)
        _laeg_skabeloner([m / n for m in skabeloner.mapper for n in (pulje, FAELLES)], rod)
        shutil.copyfile(skabelon, rod / navn)
        try:
            with tempfile.TemporaryDirectory(prefix="ansoegning-") as proever:
                data = _kan_vises(data, Path(proever))
            return _saet(rod / navn, data, rod)
        except typst.TypstError as fejl:
            raise skabelonfejl(skabelon, _hvor(fejl, navn)) from None


def _hvor(fejl: Any, navn: str) -> str:
    """The typesetter's message with the line, and the file where that is another than the template itself."""
    fundet = _STED.search(getattr(fejl, "diagnostic", ""))
    if fundet is None:
        return str(fejl)
    fil = PurePath(fundet[1]).name
    return f"{'Linje' if fil == navn else f'»{fil}«, linje'} {fundet[2]}: {fejl}"


def _saet(skabelon: Path, data: str, rod: Path) -> bytes:
    import typst

    # Collecting the warnings keeps them off standard error; they concern the template's author, not its reader.
    pdf, _ = typst.compile_with_warnings(
        skabelon,
        root=rod,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"data": data},
        package_path=rod,
        package_cache_path=rod,
        timestamp=0,
    )
    assert isinstance(pdf, bytes)
    return pdf


def _laeg_skabeloner(mapper: Sequence[Path], rod: Path) -> None:
    """Copy what a template may use; the first folder that has a name wins."""
    for kilde in reversed(mapper):
        if not kilde.is_dir():
            continue
        for sti in sorted(kilde.iterdir()):
            if sti.suffix.lower() not in _MEDFOELGER or not sti.is_file():
                continue
            if sti.suffix == ".typ":
                _ingen_pakker(sti)
            shutil.copyfile(sti, rod / sti.name)


def _ingen_pakker(sti: Path) -> None:
    try:
        tekst = sti.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise skabelonfejl(sti, "Den er ikke gemt som UTF-8.") from None
    fundet = _PAKKE.search(tekst)
    if fundet is not None:
        linje = tekst.count("\n", 0, fundet.start()) + 1
        raise skabelonfejl(
            sti,
            f"Linje {linje} henter en pakke eller et navn, der først regnes ud. En skabelon må kun bruge filer, der "
            "ligger ved siden af den.",
        )


def _kan_vises(data: str, rod: Path) -> str:
    """The data with every character that no font has shown by its number: ``[U+1F600]``."""
    saere = "".join(sorted(set(_KENDTE.findall(data))))
    mangler = _uden_skrift(saere, rod)
    return data.translate({ord(t): f"[U+{ord(t):04X}]" for t in mangler}) if mangler else data


def _uden_skrift(tegn: str, rod: Path) -> str:
    """Those of these characters that cannot be set, found by halving."""
    import typst

    if not tegn:
        return ""
    proeve = rod / "proeve.typ"
    proeve.write_text(_PROEVE, encoding="utf-8")
    try:
        _saet(proeve, " ".join(tegn), rod)
    except typst.TypstError:
        midt = len(tegn) // 2
        return tegn if midt == 0 else _uden_skrift(tegn[:midt], rod) + _uden_skrift(tegn[midt:], rod)
    return ""
