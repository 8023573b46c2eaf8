"""Make editable Word documents from a template that an author can open in Word (docxtpl).

A template is a document that contains ``{{ felt }}`` and ``{%tr for … %}``, rendered in jinja2's sandbox: a name that
the context does not have is an error, and nothing an applicant wrote can become layout.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from ..system import kan
from .papir import papirskabelon, rens, skabelonfejl, som_data
from .skabeloner import RET_SKABELONEN, Skabeloner, i_processen

if TYPE_CHECKING:
    from markupsafe import Markup

# The most characters Word allows in a property.
_EGENSKAB = 255
# The earliest date in a zip file.
_DAG = (1980, 1, 1, 0, 0, 0)


def skriv_word(navn: str, indhold: BaseModel, pulje: str, skabeloner: Skabeloner, *, titel: str) -> bytes:
    """Return the Word document that the pool's template ``navn`` (``rapport.docx``) makes of this context.

    The bytes are reproducible. ``titel`` is the document's title property. Raises BrugsFejl if there is no such
    template, it cannot be used, or Word is not available in this installation.
    """
    kan.kraev("word")
    skabelon = skabeloner.sti(papirskabelon(navn, pulje, skabeloner))
    data = som_data(indhold)
    if skabeloner.arbejder is not None:
        hvad, egne = f"Skabelonen »{skabelon.name}«", str(skabeloner.mapper[0])
        return skabeloner.arbejder.goer(hvad, RET_SKABELONEN, _udfyldt, egne, skabelon, data, titel)
    return _udfyldt_med(skabeloner, skabelon, data, titel)


def _udfyldt(egne: str, skabelon: Path, data: dict[str, Any], titel: str) -> bytes:
    return _udfyldt_med(i_processen(egne), skabelon, data, titel)


def _udfyldt_med(skabeloner: Skabeloner, skabelon: Path, data: dict[str, Any], titel: str) -> bytes:
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate

    from .sandkasse import SKABELONFEJL, paa_dansk

    omgivelser = skabeloner.miljoe(html=True).overlay(finalize=_som_xml)
    omgivelser.begynd()
    ud = io.BytesIO()
    try:
        dokument = DocxTemplate(io.BytesIO(skabelon.read_bytes()))
        dokument.render(data, omgivelser, autoescape=True)
        _ret_kolonner(dokument.docx)
        egenskaber = dokument.docx.core_properties
        egenskaber.title = " ".join(rens(titel).split())[:_EGENSKAB]
        egenskaber.language = "da-DK"
        dokument.save(ud)
    # The XML parser raises SyntaxError.
    except (*SKABELONFEJL, PackageNotFoundError, zipfile.BadZipFile, SyntaxError) as fejl:
        raise skabelonfejl(skabelon, paa_dansk(fejl)) from None
    return uden_tid(ud.getvalue())


def _ret_kolonner(dokument: Any) -> None:
    """Give a table with repeated columns a grid of as many columns, with the cells' widths scaled to the page."""
    s = dokument.sections[0]
    plads = s.page_width - s.left_margin - s.right_margin
    for tabel in dokument.tables:
        gitter = tabel._tbl.tblGrid
        bredder = [tc.width for tc in tabel._tbl.tr_lst[0].tc_lst]
        if None in bredder or [g.w for g in gitter.gridCol_lst] == bredder:
            continue
        nye = [int(b * plads / sum(bredder)) for b in bredder]
        for g in gitter.gridCol_lst:
            gitter.remove(g)
        for b in nye:
            gitter.add_gridCol().w = b
        for raekke in tabel._tbl.tr_lst:
            for tc, b in zip(raekke.tc_lst, nye, strict=False):
                tc.width = b


def _som_xml(vaerdi: object) -> Markup | object:
    """Return a value escaped for XML.

    Braces become character references, because docxtpl later searches for some of them.
    """
    from markupsafe import Markup, escape

    if not isinstance(vaerdi, str):
        return vaerdi
    return Markup(str(escape(vaerdi)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 - escaped above


def uden_tid(docx: bytes) -> bytes:
    """Return the same document with fixed times in its archive, so that equal contents give equal bytes."""
    ud = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as fra, zipfile.ZipFile(ud, "w") as til:
        for navn in fra.namelist():
            fil = zipfile.ZipInfo(navn, _DAG)
            fil.compress_type = zipfile.ZIP_DEFLATED
            til.writestr(fil, fra.read(navn))
    return ud.getvalue()
