"""Write blocks as an editable Danish Word document with heading styles and repeated table headers.

The same blocks always give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from ..fejl import vis_sikkert
from ..system import kan
from .brevtekst import Blok
from .papir import rens
from .tabel import Tabel, Tabelkolonne, nogle_navne, vis_celle
from .word import uden_tid

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

_EGENSKAB = 255
# The width of a character in a table, with some slack, in twentieths of a point.
_TEGN = 100
_SMAA, _MINDST = 8.5, 7.5
_LAENGSTE_ORD = 24
# A table of at most this many rows is kept on one page; of a longer one the last rows.
_UDELT, _SIDST = 6, 4
# A4 without its margins, in twentieths of a point: portrait and landscape.
_BREDDE = {False: 9_638, True: 15_137}


def skriv_docx(
    blokke: Sequence[Blok],
    *,
    titel: str,
    hoved: str,
    fod: str,
    tabeller: Mapping[str, Tabel] | None = None,
    bredt: bool = False,
) -> bytes:
    """Return the document.

    Args:
        blokke: the contents.
        titel: the title property.
        hoved: the header of every page.
        fod: the footer of every page, before the page number.
        tabeller: the tables that blocks refer to by name.
        bredt: landscape.

    Raises:
        KeyError: a block names a table that ``tabeller`` does not have.
        BrugsFejl: Word is not available in this installation.
    """
    kan.kraev("word")
    import docx

    dok = docx.Document()
    egenskaber = dok.core_properties
    egenskaber.title, egenskaber.language, egenskaber.author = rens(titel)[:_EGENSKAB], "da-DK", ""
    egenskaber.comments = hoved
    _typer(dok, 9.5 if bredt else 10.5)
    _saet_side_op(dok, hoved, fod, bredt)
    _skriv_blokke(dok, blokke, tabeller or {}, _BREDDE[bredt])
    ud = io.BytesIO()
    dok.save(ud)
    return uden_tid(ud.getvalue())


def _saet_side_op(dok: Document, hoved: str, fod: str, bredt: bool) -> None:
    """Set the size, margins, header and footer of the pages."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    afsnit = dok.sections[0]
    afsnit.page_width, afsnit.page_height = (Cm(29.7), Cm(21)) if bredt else (Cm(21), Cm(29.7))
    afsnit.orientation = WD_ORIENT.LANDSCAPE if bredt else WD_ORIENT.PORTRAIT
    afsnit.left_margin = afsnit.right_margin = Cm(1.5 if bredt else 2)
    afsnit.top_margin = afsnit.bottom_margin = Cm(1.5 if bredt else 2)
    afsnit.header.paragraphs[0].text = hoved
    afsnit.header.paragraphs[0].runs[0].bold = True
    afsnit.header.paragraphs[0].paragraph_format.space_after = Pt(8)
    fodlinje = afsnit.footer.paragraphs[0]
    fodlinje.text = f"{rens(fod)} · Side "
    _felt(fodlinje, "PAGE")
    fodlinje.add_run(" af ")
    _felt(fodlinje, "NUMPAGES")


def _skriv_blokke(dok: Document, blokke: Sequence[Blok], tabeller: Mapping[str, Tabel], bredde: int) -> None:
    """Write the contents, and keep together on a page what is read together."""
    foer: Paragraph | None = None
    ny_side = False
    for blok, naeste in zip_longest(blokke, blokke[1:]):
        if blok.art == "side":
            ny_side = True
            continue
        begynd = len(dok.paragraphs)
        if ny_side and blok.art == "tabel":
            dok.add_paragraph()
        _blok(dok, blok, tabeller, bredde)
        if ny_side:
            # A page break in a paragraph of its own gives an empty page if the page before it is full.
            dok.paragraphs[begynd].paragraph_format.page_break_before = True
            ny_side = False
        if naeste is not None and naeste.art == "tabel" and dok.paragraphs:
            # Keep the text that introduces a table on the table's page.
            dok.paragraphs[-1].paragraph_format.keep_with_next = True
        sidste = dok.paragraphs[-1]
        if foer is not None and blok.art == "udfyld":
            # Keep the sender's field, the last of a letter, on a page with other text.
            foer.paragraph_format.keep_with_next = True
        if blok.art == "tekst" and blok.tekst.endswith(":"):
            sidste.paragraph_format.keep_with_next = True
        foer = sidste if blok.art != "tabel" else None


def _typer(dok: Document, broedtekst: float) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for navn, stoerrelse in (
        ("Normal", broedtekst),
        ("Title", 20),
        ("Heading 1", 14),
        ("Heading 2", 12),
        ("List Bullet", broedtekst),
    ):
        skrift = dok.styles[navn].font
        skrift.name, skrift.size = "Calibri", Pt(stoerrelse)
        if navn not in ("Normal", "List Bullet"):
            skrift.color.rgb = RGBColor(0x1D, 0x3C, 0x5A)
        egne = dok.styles[navn].element.get_or_add_rPr()
        for gammel in egne.findall(qn("w:lang")):
            egne.remove(gammel)
        sprog = OxmlElement("w:lang")
        for art in ("val", "eastAsia"):
            sprog.set(qn(f"w:{art}"), "da-DK")
        egne.append(sprog)
        skrifter = egne.find(qn("w:rFonts"))
        for tema in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            skrifter.attrib.pop(qn(f"w:{tema}"), None)
    dok.styles["Normal"].paragraph_format.space_after = Pt(6)
    dok.styles["List Bullet"].paragraph_format.space_after = Pt(3)
    dok.styles["Heading 1"].paragraph_format.space_before = Pt(10)
    dok.styles["Normal"].paragraph_format.line_spacing = 1.0


def _blok(dok: Document, blok: Blok, tabeller: Mapping[str, Tabel], bredde: int) -> None:
    tekst = rens(blok.tekst)
    match blok.art:
        case "titel":
            dok.add_paragraph(tekst, style="Title")
        case "afsnit":
            dok.add_heading(tekst, 1)
        case "underafsnit":
            dok.add_heading(tekst, 2)
        case "punkt":
            dok.add_paragraph(tekst, style="List Bullet")
        case "udfyld":
            p = dok.add_paragraph()
            loeb = p.add_run(f"[UDFYLDES: {tekst}]")
            loeb.bold = True
            _kant(p, "FFF2CC")
        case "boks":
            p = dok.add_paragraph()
            p.add_run(tekst).bold = True
            _kant(p, "F2F2F2")
        case "tabel":
            _tabel(dok, tabeller[tekst], bredde)
        case _:
            dok.add_paragraph(tekst)


def _tabel(dok: Document, t: Tabel, bredde: int) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    if not t.raekker:
        if t.tom:
            dok.add_paragraph(t.tom)
        return
    t = t.uden_tomme()
    tabel = dok.add_table(rows=1, cols=len(t.kolonner), style="Table Grid")
    tabel.autofit = False
    bredder, stoerrelse = _bredder(t, bredde)
    hoved = tabel.rows[0]
    _egenskab(hoved._tr.get_or_add_trPr(), "tblHeader")
    for celle, kolonne in zip(hoved.cells, t.kolonner, strict=True):
        _celle(celle, kolonne, kolonne.titel, stoerrelse, fed=True, fyld="E7E6E6")
    for nr, raekke in enumerate(t.raekker):
        if nr in t.streger:
            _streg(tabel, t.streger[nr], len(t.kolonner))
        _raekke(tabel, t, raekke, stoerrelse, fyld="F2F2F2" if t.ude(nr) else None)
    if t.sum is not None:
        _raekke(tabel, t, t.sum, stoerrelse, fed=True)
    # The header is not left alone at the foot of a page, nor the last rows on a page of their own, and a short table is
    # not divided.
    alle = list(tabel.rows)
    for rk in alle[:-1] if len(t.raekker) <= _UDELT else (alle[0], *alle[-_SIDST:-1]):
        for celle in rk.cells:
            celle.paragraphs[0].paragraph_format.keep_with_next = True
    gitter = tabel._tbl.tblGrid.findall(qn("w:gridCol"))
    for egen, i_gitter in zip(bredder, gitter, strict=True):
        i_gitter.set(qn("w:w"), str(egen))
    # Word joins two adjacent tables; the small paragraph separates them.
    luft = dok.add_paragraph().paragraph_format
    luft.line_spacing, luft.space_after = Pt(6), Pt(0)


def _bredder(tabel: Tabel, bredde: int) -> tuple[list[int], float]:
    """Return the column widths that leave the longest word of each column unbroken, and the font size (pt) for them."""
    mindst, oensket = [], []
    for nr, k in enumerate(tabel.kolonner):
        celler = [vis_celle(k.art, r[nr]) for r in tabel.raekker]
        fede = [k.titel, *(() if tabel.sum is None else (vis_celle(k.art, tabel.sum[nr]),))]
        laengder = [len(o) for c in celler for o in c.split()] + [len(o) * 7 // 5 for c in fede for o in c.split()]
        mindst.append(min(max(laengder, default=0), _LAENGSTE_ORD) + 3)
        oensket.append(max(mindst[-1], min(k.bredde, max(map(len, celler), default=0) + 3)))
    # The width left over is shared among the columns that want more.
    rest, mangler = max(bredde // _TEGN - sum(mindst), 0), sum(oensket) - sum(mindst)
    andel = min(Fraction(rest, mangler), Fraction(1)) if mangler else Fraction(0)
    egne = [m + (o - m) * andel for m, o in zip(mindst, oensket, strict=True)]
    stoerrelse = _SMAA if sum(egne) * _TEGN <= bredde else _MINDST
    return [int(bredde * b / sum(egne)) for b in egne], stoerrelse


def _raekke(
    tabel: Table, t: Tabel, raekke: tuple[Any, ...], stoerrelse: float, *, fed: bool = False, fyld: str | None = None
) -> None:
    ny = tabel.add_row()  # type: ignore[no-untyped-call] # python-docx has no types here
    _egenskab(ny._tr.get_or_add_trPr(), "cantSplit")
    for celle, kolonne, vaerdi in zip(ny.cells, t.kolonner, raekke, strict=True):
        tekst = vis_celle(kolonne.art, vaerdi)
        _celle(celle, kolonne, nogle_navne(tekst) if kolonne.navne else tekst, stoerrelse, fed=fed, fyld=fyld)


def _streg(tabel: Table, tekst: str, kolonner: int) -> None:
    """Add a budget line, as a row across the table."""
    ny = tabel.add_row()  # type: ignore[no-untyped-call] # python-docx has no types here
    celle = ny.cells[0].merge(ny.cells[kolonner - 1])
    _celle(celle, Tabelkolonne(""), tekst, _SMAA, fed=True, fyld="D0CECE")


def _celle(
    celle: _Cell, kolonne: Tabelkolonne, tekst: str, stoerrelse: float, *, fed: bool = False, fyld: str | None = None
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    p = celle.paragraphs[0]
    p.paragraph_format.space_after = Pt(0)
    loeb = p.add_run(rens(vis_sikkert(tekst)))
    loeb.font.size, loeb.bold = Pt(stoerrelse), fed
    if kolonne.er_tal:
        p.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if fyld is not None:
        skygge = OxmlElement("w:shd")
        for navn, vaerdi in (("val", "clear"), ("color", "auto"), ("fill", fyld)):
            skygge.set(qn(f"w:{navn}"), vaerdi)
        celle._tc.get_or_add_tcPr().append(skygge)


def _kant(p: Paragraph, fyld: str) -> None:
    """Draw a border around a paragraph, with a light background."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    egne = p._p.get_or_add_pPr()
    kanter = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        kant = OxmlElement(f"w:{side}")
        for navn, vaerdi in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", "404040")):
            kant.set(qn(f"w:{navn}"), vaerdi)
        kanter.append(kant)
    skygge = OxmlElement("w:shd")
    for navn, vaerdi in (("val", "clear"), ("color", "auto"), ("fill", fyld)):
        skygge.set(qn(f"w:{navn}"), vaerdi)
    egne.append(kanter)
    egne.append(skygge)


def _felt(p: Paragraph, navn: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    felt = OxmlElement("w:fldSimple")
    felt.set(qn("w:instr"), navn)
    loeb, tekst = OxmlElement("w:r"), OxmlElement("w:t")
    tekst.text = "1"
    loeb.append(tekst)
    felt.append(loeb)
    p._p.append(felt)


def _egenskab(egenskaber: Any, navn: str) -> None:
    from docx.oxml import OxmlElement

    egenskaber.append(OxmlElement(f"w:{navn}"))
