"""Make tagged, accessible PDF (PDF/UA-1) from a typst template and a document's context.

The template gets its data as JSON in ``sys.inputs.data``, so nothing an applicant wrote is read as layout. It is
compiled in a folder that contains only templates and pictures, with typst's own fonts, a fixed time and no packages:
the bytes are the same on every machine, and other files and the network cannot be reached.
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

from ..fejl import Besked
from ..system import kan
from ..system.egen_proces import Arbejder
from .papir import FAELLES, papirskabelon, skabelonfejl, som_data
from .skabeloner import Skabeloner

_MEDFOELGER = frozenset({".typ", ".svg", ".png", ".jpg"})
# A package would be downloaded, and a computed name could name a package, so only literal names are allowed.
_PAKKE = re.compile(r"""\b(?:import|include)\b(?!\s*"[^"@\\]+")|\beval\b""")
_STED = re.compile(r"┌─ (.+):(\d+):\d+")
_KENDTE = re.compile(r"[^\n -~\u00a0-\u017f\u2010-\u2022\u2026\u20ac\u2190-\u23ff\u2713\u2717]")
_IKKE_VIST = re.compile(r'the text `"(.+?)"` could not be displayed')
_SOM_NUMMER = re.compile(r"\\u\{([0-9a-f]+)\}")
# The limits of ordinary data, beyond which a limited process does the work: total characters, length of a word.
_ALMINDELIG = 60_000
_LANGT_ORD = re.compile(r"\w{200}")
_RAAD = Besked(
    "Gør ansøgningens lange tekster kortere, eller skriv den som Word (--som docx).",
    "Gør ansøgningens lange tekster kortere, eller hent den som Word.",
)
_PROEVE = '#set document(title: "p")\n#set text(lang: "da", font: "Libertinus Serif")\n#title()\n#sys.inputs.data'


def skriv_pdf(navn: str, indhold: BaseModel, pulje: str, skabeloner: Skabeloner) -> bytes:
    """Return the PDF that the pool's template ``navn`` (``rapport.typ``) makes of this context.

    Raises BrugsFejl if there is no such template, it is invalid (with typst's message), it needs more work than the
    limited process allows, or PDF is not available in this installation.
    """
    kan.kraev("pdf")
    skabelon = skabeloner.sti(papirskabelon(navn, pulje, skabeloner))
    data = json.dumps(som_data(indhold), ensure_ascii=False)
    with tempfile.TemporaryDirectory(prefix="ansoegning-") as mappe:
        # One folder for the template and the files it may read, one for testing characters.
        rod, proever = Path(mappe, "skabelon"), Path(mappe, "proever")
        rod.mkdir()
        proever.mkdir()
        _laeg_skabeloner([m / n for m in skabeloner.mapper for n in (pulje, FAELLES)], rod)
        shutil.copyfile(skabelon, rod / navn)
        if skabeloner.arbejder is None and not _usaedvanlig(data):
            return _lav(skabelon, data, rod, proever)
        with Arbejder() as arbejder:
            return arbejder.goer(f"PDF-filen af {skabelon.stem}", _RAAD, _lav, skabelon, data, rod, proever)


def _usaedvanlig(data: str) -> bool:
    """Return whether typst may need much time or memory: for much text, a very long word, or unknown characters."""
    return len(data) > _ALMINDELIG or _LANGT_ORD.search(data) is not None or _KENDTE.search(data) is not None


def _lav(skabelon: Path, data: str, rod: Path, proever: Path) -> bytes:
    import typst

    try:
        return _saet(rod / skabelon.name, _kan_vises(data, proever), rod)
    except typst.TypstError as fejl:
        raise skabelonfejl(skabelon, _hvor(fejl, skabelon.name)) from None


def _hvor(fejl: Any, navn: str) -> str:
    """Return typst's message with the line, and with the file if it is not the template itself."""
    fundet = _STED.search(getattr(fejl, "diagnostic", ""))
    if fundet is None:
        return str(fejl)
    fil = PurePath(fundet[1]).name
    return f"{'Linje' if fil == navn else f'»{fil}«, linje'} {fundet[2]}: {fejl}"


def _saet(skabelon: Path, data: str, rod: Path) -> bytes:
    import typst

    # Collecting the warnings keeps them off stderr; they concern the template's author, not its reader.
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
    """Copy the files that a template may use; among equal names the first folder's file is used."""
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
    """Return the data with every character that no font has replaced by its number: ``[U+1F600]``."""
    saere = "".join(sorted(set(_KENDTE.findall(data))))
    mangler = _uden_skrift(saere, rod)
    return data.translate({ord(t): f"[U+{ord(t):04X}]" for t in mangler}) if mangler else data


def _uden_skrift(tegn: str, rod: Path) -> str:
    """Return the characters that typst cannot set.

    Typst's messages name them; if a message names none, the set is halved until they are found.
    """
    import typst

    proeve = rod / "proeve.typ"
    proeve.write_text(_PROEVE, encoding="utf-8")
    uden: set[str] = set()
    while tilbage := "".join(t for t in tegn if t not in uden):
        try:
            _saet(proeve, " ".join(tilbage), rod)
        except typst.TypstError as fejl:
            naevnt = {_tegnet(t) for t in _IKKE_VIST.findall(getattr(fejl, "diagnostic", ""))} & set(tilbage)
            if not naevnt:
                midt = len(tilbage) // 2
                uden.update(_uden_skrift(tilbage[:midt], rod) + _uden_skrift(tilbage[midt:], rod) if midt else tilbage)
                break
            uden |= naevnt
        else:
            break
    return "".join(sorted(uden))


def _tegnet(skrevet: str) -> str:
    """Return a character from typst's notation in messages: the character itself, or ``\\u{1f600}``."""
    fundet = _SOM_NUMMER.fullmatch(skrevet)
    return chr(int(fundet[1], 16)) if fundet is not None else skrevet
