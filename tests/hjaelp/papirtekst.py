"""Extract the text of a document in any format."""

from __future__ import annotations

import io
import subprocess
import xml.etree.ElementTree as ET

import docx
import openpyxl
from docx.oxml.ns import qn


def docx_tekst(fil: bytes) -> str:
    """Return all visible text in order; tables row by row."""
    dok = docx.Document(io.BytesIO(fil))
    dele = [p.text for p in (*dok.sections[0].header.paragraphs, *dok.sections[0].footer.paragraphs)]
    for del_ in dok.iter_inner_content():
        if hasattr(del_, "rows"):
            dele += ["\t".join(c.text for c in r.cells) for r in del_.rows]
        else:
            dele.append(del_.text)
    return "\n".join(dele)


def pdf_sider(fil: bytes) -> list[str]:
    """Return the text of each page, as extracted by Debian's poppler."""
    svar = subprocess.run(["pdftotext", "-raw", "-", "-"], input=fil, capture_output=True, check=True)  # noqa: S607
    return svar.stdout.decode("utf-8").split("\f")[:-1]


def xml_af(tekst: str | bytes) -> ET.Element:
    return ET.fromstring(tekst)  # noqa: S314 - written by the program itself


def html_tekst(side: str) -> str:
    return "\n".join(t for t in xml_af(side.removeprefix("<!DOCTYPE html>\n")).itertext() if t.strip())


def xlsx_tekst(fil: bytes) -> str:
    bog = openpyxl.load_workbook(io.BytesIO(fil))
    return "\n".join(str(c.value) for ark in bog for r in ark.iter_rows() for c in r if c.value is not None)


def i_pdf(fil: bytes) -> str:
    """Return all text of the pages, without the headers and footers."""
    return "".join(pdf_sider(fil))


def i_word(fil: bytes) -> str:
    """Return all text of the body, including line breaks."""
    afsnit = docx.Document(io.BytesIO(fil)).element.body.iter(qn("w:p"))
    return "\n".join(
        "".join((t.text or "") if t.tag == qn("w:t") else "\n" for t in p.iter(qn("w:t"), qn("w:br"))) for p in afsnit
    )
