"""Generate the Word templates: ``PYTHONPATH=tests python -m hjaelp.lav_skabeloner``.

The templates may also be edited in Word; a test opens them. Their text is here, so that a change can be reviewed. A
template has the same bytes each time it is generated.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from hjaelp.steder import ROD

FAELLES = ROD / "templates" / "faelles"
_GRAA = RGBColor(0x4A, 0x4A, 0x4A)
_FAST = "\u00a0"


@dataclass(frozen=True, slots=True)
class Kolonne:
    """A column of a table: heading, cell template (one line for each paragraph), width, and alignment."""

    overskrift: str
    celle: tuple[str, ...]
    mm: float
    tal: bool = False


def dokument(titel: str, maerke: str, fod: str) -> Any:
    """Return an empty A4 document in Danish with the common styles, a notice in the header and page numbers below."""
    d = Document()
    stil = d.styles["Normal"]
    stil.font.name, stil.font.size = "Arial", Pt(9.5)
    stil.element.rPr.rFonts.set(qn("w:eastAsia"), "Arial")
    stil.paragraph_format.space_after, stil.paragraph_format.space_before = Pt(3), Pt(0)
    stil.paragraph_format.line_spacing = 1.0
    _sprog(d.styles.element)
    for navn, stoerrelse, foer, efter in (("Title", 17, 0, 4), ("Heading 1", 12, 9, 3), ("Heading 2", 10.5, 7, 2)):
        o = d.styles[navn]
        o.font.name, o.font.size, o.font.bold, o.font.color.rgb = "Arial", Pt(stoerrelse), True, RGBColor(0, 0, 0)
        for skrift in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            o.element.rPr.rFonts.attrib.pop(qn(f"w:{skrift}"), None)
        o.paragraph_format.space_before, o.paragraph_format.space_after = Pt(foer), Pt(efter)
        o.paragraph_format.keep_with_next = True
        kant = o.element.pPr.find(qn("w:pBdr"))
        if kant is not None:
            o.element.pPr.remove(kant)
    for navn in ("List Number", "List Bullet"):
        d.styles[navn].paragraph_format.space_after = Pt(2)
    s = d.sections[0]
    s.page_width, s.page_height = Mm(210), Mm(297)
    s.left_margin = s.right_margin = Mm(17)
    s.top_margin, s.bottom_margin = Mm(19), Mm(17)
    s.header_distance = s.footer_distance = Mm(9)
    _graa(s.header.paragraphs[0], maerke)
    _fod(s.footer.paragraphs[0], fod, s.page_width - s.left_margin - s.right_margin)
    e = d.core_properties
    e.title, e.author, e.language, e.comments = titel, "", "da-DK", ""
    return d


def _sprog(stile: Any) -> None:
    forvalg = stile.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    sprog = forvalg.find(qn("w:lang"))
    if sprog is None:
        sprog = OxmlElement("w:lang")
        forvalg.append(sprog)
    sprog.set(qn("w:val"), "da-DK")
    sprog.set(qn("w:eastAsia"), "da-DK")


def _graa(afsnit: Any, tekst: str) -> None:
    loeb = afsnit.add_run(tekst)
    loeb.font.size, loeb.font.color.rgb = Pt(8), _GRAA


def _fod(afsnit: Any, tekst: str, bredde: int) -> None:
    afsnit.style.paragraph_format.tab_stops.clear_all()
    afsnit.paragraph_format.tab_stops.add_tab_stop(bredde, WD_TAB_ALIGNMENT.RIGHT)
    _graa(afsnit, f"{tekst}\tSide ")
    _sidetal(afsnit, "PAGE")
    _graa(afsnit, " af ")
    _sidetal(afsnit, "NUMPAGES")


def _sidetal(afsnit: Any, felt: str) -> None:
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), felt)
    loeb = afsnit.add_run("1")
    loeb.font.size, loeb.font.color.rgb = Pt(8), _GRAA
    element.append(loeb._r)
    afsnit._p.append(element)


def skriv(afsnit: Any, tekst: str) -> None:
    """Add text to a paragraph, with the markup ``*bold*`` and ``_(grey)_``."""
    for nr, del_ in enumerate(tekst.split("*")):
        for graa, stykke in enumerate(del_.split("_(")):
            foer, skel, efter = stykke.partition(")_") if graa else ("", "", stykke)
            if skel:
                loeb = afsnit.add_run(f"({foer})")
                loeb.font.size, loeb.font.color.rgb = Pt(8), _GRAA
            if efter or not skel:
                afsnit.add_run(efter).bold = True if nr % 2 else None


def afsnit(d: Any, tekst: str, stil: str | None = None) -> Any:
    p = d.add_paragraph(style=stil)
    skriv(p, tekst)
    return p


def tabel(d: Any, raekker: str, kolonner: list[Kolonne], punkt: float | None = None) -> Any:
    """Add a table with a repeated heading row and one row for each of ``raekker`` (``k in a.kriterier``)."""
    t = _tom_tabel(d, 4, len(kolonner))
    krop = t.rows[2]
    t.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for {raekker} %}}")
    t.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    for nr, k in enumerate(kolonner):
        for raekke in t.rows:
            raekke.cells[nr].width = Mm(k.mm)
        t.columns[nr].width = Mm(k.mm)
        _celle(t.rows[0].cells[nr], (f"*{k.overskrift}*",), k)
        _flade(t.rows[0].cells[nr])
        _celle(krop.cells[nr], k.celle, k)
    if punkt is not None:
        for afsnit_ in (p for celle in krop.cells for p in celle.paragraphs):
            for loeb in afsnit_.runs:
                loeb.font.size = Pt(punkt)
    return t


def _tom_tabel(d: Any, raekker: int, kolonner: int) -> Any:
    t = d.add_table(rows=raekker, cols=kolonner)
    t.style, t.autofit = "Table Grid", False
    # In the order that the file format requires.
    for raekke in t.rows:
        raekke._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    t.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return t


def skemaark(d: Any) -> None:
    """Add a sheet of the form: a table, or field by field if the page is too narrow for the columns."""
    for linje in ("{%p if t.bred %}", "{%p for r in a.raekker %}"):
        afsnit(d, linje)
    afsnit(d, "{{ t.ental|capitalize }} {{ r.nr }}", "Heading 2")
    afsnit(d, "{%p for c in r.celler %}")
    felt = "{{ t.kolonner[loop.index0].bogstav }} {{ t.kolonner[loop.index0].navn }}"
    felt += "{% if t.kolonner[loop.index0].enhed %} ({{ t.kolonner[loop.index0].enhed }}){% endif %}: "
    afsnit(d, felt + "*{{ c.vist or c.tom }}*").paragraph_format.space_after = Pt(1)
    for linje in ("{%p endfor %}", "{%p endfor %}"):
        afsnit(d, linje)
    for naar, i_alt, overskrift in (
        ("t.summer and t.ark|length > 1", "a.i_alt", '"I alt i skemaet" if a.nr == 1 else "I alt på arket"'),
        ("t.summer and a.nr == t.ark|length", "t.i_alt", '"I alt" if a.nr == 1 else "I alt på alle ark"'),
    ):
        afsnit(d, f"{{%p if {naar} %}}")
        afsnit(d, f"{{{{ {overskrift} }}}}", "Heading 2")
        for linje in (f"{{%p for c in {i_alt} %}}", "{%p if c.vist %}"):
            afsnit(d, linje)
        afsnit(d, felt + "*{{ c.vist }}*").paragraph_format.space_after = Pt(1)
        for linje in ("{%p endif %}", "{%p endfor %}", "{%p endif %}"):
            afsnit(d, linje)
    afsnit(d, "{%p else %}")
    skematabel(d)
    afsnit(d, "{%p endif %}")


def skematabel(d: Any) -> None:
    """Add a sheet of the form as a table: the first column, then as many as the pool's form has, and the totals."""
    # A date and the longest word of a heading fit in a column. A repeated column is the first of the two if it holds
    # numbers, else the second.
    bredder = (9, 35, 2, 2, 22, 2, 22, 2, 2)
    t = _tom_tabel(d, 10, len(bredder))
    raekker = {
        0: ("*Nr.*", "*{{ t.kolonner[0].bogstav }} {{ t.kolonner[0].navn }}*", "k in t.kolonner[1:]",
            "*{{ k.bogstav }} {{ k.navn }}{% if k.enhed %} ({{ k.enhed }}){% endif %}*"),
        2: ("{{ r.nr }}", '{{ r.celler[0].vist or r.celler[0].tom }}', "c in r.celler[1:]",
            '{{ c.vist or c.tom }}'),
        5: ("", '*{{ "I alt i skemaet" if a.nr == 1 else "I alt på arket" }}*', "c in a.i_alt[1:]", "*{{ c.vist }}*"),
        8: ("", '*{{ "I alt" if a.nr == 1 else "I alt på alle ark" }}*', "c in t.i_alt[1:]", "*{{ c.vist }}*"),
    }  # fmt: skip
    tags = {
        1: "{%tr for r in a.raekker %}", 3: "{%tr endfor %}",
        4: "{%tr if t.summer and t.ark|length > 1 %}", 6: "{%tr endif %}",
        7: "{%tr if t.summer and a.nr == t.ark|length %}", 9: "{%tr endif %}",
    }  # fmt: skip
    for nr, tag in tags.items():
        t.rows[nr].cells[0].paragraphs[0].add_run(tag)
    for nr, (nummer, navn, hver, celle) in raekker.items():
        gentaget = (f"{{%tc for {hver} %}}", "{%tc if t.kolonner[loop.index].tal %}", celle, "{%tc else %}", celle,
                    "{%tc endif %}", "{%tc endfor %}")  # fmt: skip
        for plads, tekst in enumerate((nummer, navn, *gentaget)):
            _celle(t.rows[nr].cells[plads], (tekst,), Kolonne("", (), bredder[plads], tal=plads == 4 and nr > 0))
            for loeb in t.rows[nr].cells[plads].paragraphs[0].runs:
                loeb.font.size = Pt(8.5)
            if nr == 0:
                _flade(t.rows[nr].cells[plads])
    for plads, mm in enumerate(bredder):
        t.columns[plads].width = Mm(mm)
        for raekke in t.rows:
            raekke.cells[plads].width = Mm(mm)


def _celle(celle: Any, linjer: tuple[str, ...], kolonne: Kolonne) -> None:
    for nr, linje in enumerate(linjer):
        p = celle.paragraphs[0] if nr == 0 else celle.add_paragraph()
        skriv(p, linje)
        p.paragraph_format.space_after = Pt(1)
        if kolonne.tal:
            p.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _flade(celle: Any, farve: str = "EEF1F4") -> None:
    flade = OxmlElement("w:shd")
    for navn, vaerdi in (("val", "clear"), ("color", "auto"), ("fill", farve)):
        flade.set(qn(f"w:{navn}"), vaerdi)
    celle._tc.get_or_add_tcPr().append(flade)


def boks(d: Any, linjer: list[str], mm: float) -> None:
    """Add paragraphs on a grey background."""
    t = d.add_table(rows=1, cols=1)
    t.autofit = False
    celle = t.rows[0].cells[0]
    celle.width = Mm(mm)
    _flade(celle)
    for nr, linje in enumerate(linjer):
        p = celle.paragraphs[0] if nr == 0 else celle.add_paragraph()
        skriv(p, linje)


def rapport() -> Any:
    d = dokument("Forhåndstjek", "{{ maerke }}", "ansoegning {{ program }} · {{ regelsaet }}")
    afsnit(d, "{{ titel }}", "Title")
    afsnit(d, "{{ pulje }}")
    afsnit(
        d,
        "{% if ansoeger %}*{{ ansoeger }}* · {% endif %}Fil: {{ fil }}{% for dag in dage %} · {{ dag }}{% endfor %}",
    )
    boks(
        d,
        [
            "*Resultat: {{ sammenfatning[0] }}*",
            "{{ sammenfatning[1] }}",
            "{{ maerke }}.",
        ],
        176,
    )
    for linje in ("{%p for f in forudsaetninger %}", "{{ f }}", "{%p endfor %}", "{%p if samlet %}"):
        afsnit(d, linje)
    samlet(d)
    for linje in ("{%p else %}", "{%p for a in afsnit %}"):
        afsnit(d, linje)
    afsnit(d, "{{ a.overskrift }} – {{ a.status.tegn }} {{ a.status.navn }}", "Heading 1")
    tabel(
        d,
        "k in a.kriterier",
        [
            Kolonne("{{ kriterium }}", ("*{{ k.id }}* {{ k.titel }}",), 44),
            Kolonne("Status", (f"*{{{{ k.status.tegn }}}}{_FAST}{{{{ k.status.navn }}}}*",), 32),
            Kolonne(
                "Begrundelse",
                (
                    "{{ k.begrundelse }} _({{ k.kilde }})_",
                    "{%p for f in k.forslag %}",
                    "→ {{ f }}",
                    "{%p endfor %}",
                    "{%p for x in k.laesninger %}",
                    "{{ x }}",
                    "{%p endfor %}",
                ),
                100,
            ),
        ],
    )
    for linje in (
        "{%p if a.vaegtning %}",
        "*{{ vaegtningstitel }}:*{% for v in a.vaegtning %} *{{ v.titel }}:* {{ v.tekst }}{% endfor %}",
        "{%p endif %}",
    ):
        afsnit(d, linje)
    for linje in ("{%p endfor %}", "{%p endif %}", "{%p if mangler %}"):
        afsnit(d, linje)
    afsnit(d, "Det mangler", "Heading 1")
    tabel(
        d,
        "m in mangler",
        [
            Kolonne("Oplysning eller dokument", ("{{ m.hvad }}: {{ m.navn }}",), 92),
            Kolonne("Hvor", ("{{ m.hvor }}",), 54),
            Kolonne("Afklarer", ("{{ m.afklarer }}",), 30),
        ],
    )
    for linje in ("{%p endif %}", "{%p if skema %}"):
        afsnit(d, linje)
    afsnit(d, "Skemaet", "Heading 1")
    tabel(
        d,
        "f in skema",
        [
            Kolonne("Fund", ("*{{ f.ord }}* {{ f.id }}{% if f.kilde %}, {{ f.kilde }}{% endif %}",), 28),
            Kolonne("Hvad", ("{{ f.besked }}",), 104),
            Kolonne("Hvor", ("{{ f.hvor }}",), 44),
        ],
    )
    for linje in ("{%p endif %}", "{%p if opgaver %}"):
        afsnit(d, linje)
    afsnit(d, "Opgaver", "Heading 1")
    afsnit(d, "{%p for o in opgaver %}")
    afsnit(d, "{{ o.tekst }} _({{ o.kilde }})_", "List Number")
    for linje in ("{%p endfor %}", "{%p endif %}", "{%p for f in forklaringer %}", "{{ f }}", "{%p endfor %}"):
        afsnit(d, linje)
    return d


# Only a form that is submitted at a site gives a receipt.
_UDKAST = "{% if sted %}Udkast – ikke kvittering{% else %}Udkast{% endif %}"


def skema() -> Any:
    d = dokument(
        "Ansøgningsskema",
        f"{_UDKAST} · Vejledende beregning – ikke en afgørelse",
        "{{ titel }}",
    )
    afsnit(d, "{% if skema %}Ansøgningsskema {{ skema }}{% else %}{{ hvad }}{% endif %}", "Title")
    afsnit(d, "{{ titel }}")
    boks(
        d,
        [
            f"*{_UDKAST}*",
            "{% if har_ansoeger %}*{{ ansoegerord }}:* {{ ansoeger or 'mangler' }}{% endif %}"
            "{% if bruger %} · *Brugernavn:* {{ bruger }}{% endif %}"
            "{% if frist %} · *Frist:* {{ frist }}{% endif %}",
            "{{ resultat }}",
        ],
        176,
    )
    for linje in ("{%p for f in forudsaetninger %}", "{{ f }}", "{%p endfor %}"):
        afsnit(d, linje)
    for liste, overskrift in (("fejl", "Ret, før ansøgningen sendes"), ("udestaaende", "Det mangler")):
        afsnit(d, f"{{%p if {liste} %}}")
        afsnit(d, overskrift, "Heading 1")
        afsnit(d, f"{{%p for f in {liste} %}}")
        afsnit(d, "{{ f }}", "List Bullet")
        for linje in ("{%p endfor %}", "{%p endif %}"):
            afsnit(d, linje)
    afsnit(d, "{%p for t in tabeller %}")
    afsnit(d, "{{ t.flertal|capitalize }}", "Heading 1")
    afsnit(d, "{%p for a in t.ark[:1] %}")
    skemaark(d)
    for linje in ("{%p endfor %}", "{%p if t.ark|length > 1 %}"):
        afsnit(d, linje)
    afsnit(
        d,
        "Skemaet har ikke plads til flere {{ t.flertal }}. Resten og summen af alle står på "
        "fortsættelsesarket sidst i papiret.",
    ).paragraph_format.space_before = Pt(4)
    for linje in ("{%p endif %}", "{%p endfor %}", "{%p for o in ved_siden_af %}"):
        afsnit(d, linje)
    afsnit(d, "{{ o.navn }}: {{ o.vist or o.tom }} _(står ikke i skemaet)_").paragraph_format.space_before = Pt(4)
    afsnit(d, "{%p endfor %}")
    afsnit(
        d,
        '{%p set uden_plads = "Mangler: de andre tekster fylder så meget, at der ikke er plads til et udkast. Kort dem '
        'af." %}',
    )
    for linje in ("{%p for g in feltgrupper %}", "{%p if g.overskrift %}"):
        afsnit(d, linje)
    afsnit(d, "{{ g.overskrift }}", "Heading 1")
    for linje in ("{%p endif %}", "{%p for f in g.felter %}"):
        afsnit(d, linje)
    afsnit(d, "{{ f.felt }}: {{ f.navn }}: {{ f.vist or f.tom }}")
    for linje in ("{%p endfor %}", "{%p for t in g.tekster %}"):
        afsnit(d, linje)
    afsnit(d, "{{ t.felt }} – {{ t.navn }}", "Heading 2")
    afsnit(d, "{%p if t.spoergsmaal %}")
    spoergsmaal = afsnit(d, "")
    _graa(spoergsmaal, "{{ t.spoergsmaal }}")
    spoergsmaal.paragraph_format.keep_with_next = True
    afsnit(d, "{%p endif %}")
    afsnit(d, "{{ t.tekst or (uden_plads if t.uden_plads else t.tom) }}")
    note = afsnit(d, "")
    _graa(note, "{% if t.udkast %}")
    _graa(note, "Udkast")
    note.runs[-1].font.bold = True
    _graa(note, ", skrevet af programmet ud fra oplysningerne: læs det, og ret det. {% endif %}{{ t.tegn|tal }} tegn.")
    for linje in ("{%p endfor %}", "{%p endfor %}", "{%p if tekster %}"):
        afsnit(d, linje)
    hoejst = "{% if tegn_hoejst is not none %} af højst {{ tegn_hoejst|tal }}{% endif %}"
    afsnit(d, "*Tegn i alt:* {{ tegn_i_alt|tal }}" + hoejst)
    for linje in ("{%p endif %}", "{%p if kontakt %}"):
        afsnit(d, linje)
    afsnit(d, "Kontaktoplysninger", "Heading 1")
    tabel(
        d,
        "o in kontakt",
        [Kolonne("Felt", ("{{ o.navn }}",), 56), Kolonne("Oplysning", ("{{ o.vist or o.tom }}",), 120)],
    )
    for linje in ("{%p endif %}", "{%p if dokumentation and (dokumentation.bilag or dokumentation.mangler) %}"):
        afsnit(d, linje)
    afsnit(d, "Dokumentation", "Heading 1")
    afsnit(d, "Sendes til {{ dokumentation.til }}, mærket »{{ dokumentation.emne }}«:")
    afsnit(d, "{%p for b in dokumentation.bilag %}")
    afsnit(d, "{% if b.raekke %}{{ b.raekke }}: {% endif %}{{ b.navn }}", "List Bullet")
    for linje in ("{%p endfor %}", "{%p for b in dokumentation.mangler %}"):
        afsnit(d, linje)
    afsnit(d, "{% if b.raekke %}{{ b.raekke }}: {% endif %}{{ b.navn }} (mangler)", "List Bullet")
    for linje in ("{%p endfor %}", "{%p endif %}", "{%p if opgaver %}"):
        afsnit(d, linje)
    afsnit(d, "Opgaver", "Heading 1")
    afsnit(d, "{%p for o in opgaver %}")
    # The last task is on the same page as the signature, which must not be alone on a page.
    afsnit(d, "{%p if loop.last %}")
    afsnit(d, "{{ o }}", "List Number").paragraph_format.keep_with_next = True
    afsnit(d, "{%p else %}")
    afsnit(d, "{{ o }}", "List Number")
    afsnit(d, "{%p endif %}")
    for linje in ("{%p endfor %}", "{%p endif %}"):
        afsnit(d, linje)
    underskrift = afsnit(d, "Dato: \t\tUnderskrift: \t")
    underskrift.paragraph_format.space_before = Pt(30)
    for mm, streg in ((60, WD_TAB_LEADER.LINES), (68, WD_TAB_LEADER.SPACES), (176, WD_TAB_LEADER.LINES)):
        underskrift.paragraph_format.tab_stops.add_tab_stop(Mm(mm), WD_TAB_ALIGNMENT.LEFT, streg)
    for linje in ("{%p for t in tabeller %}", "{%p for a in t.ark[1:] %}", "{%p if a.nr == 2 %}"):
        afsnit(d, linje)
    ark = "Fortsættelsesark {{ a.nr - 1 }}: {{ t.flertal }}"
    afsnit(d, ark, "Heading 1").paragraph_format.page_break_before = True
    afsnit(d, "{%p else %}")
    afsnit(d, ark, "Heading 1")
    afsnit(d, "{%p endif %}")
    skemaark(d)
    for linje in ("{%p endfor %}", "{%p endfor %}"):
        afsnit(d, linje)
    return d


def samlet(d: Any) -> None:
    """Add all rows' criteria in one table, and each criterion once below it."""
    afsnit(d, "{{ kriterier }}", "Heading 1")
    kort = f"*{{{{ k.id }}}}*{_FAST}*{{{{ k.status.tegn }}}}* {{{{ k.begrundelse }}}}"
    tabel(
        d,
        "a in afsnit",
        [
            Kolonne("Hvad", ("*{{ a.overskrift }}*", f"{{{{ a.status.tegn }}}}{_FAST}{{{{ a.status.navn }}}}"), 40),
            Kolonne(
                "{{ kriterier }} og begrundelser",
                (
                    '{%p for k in a.kriterier if k.status.rolle != "opfyldt" %}',
                    f"*{{{{ k.id }}}}*{_FAST}*{{{{ k.status.tegn }}}}{_FAST}{{{{ k.status.navn }}}}:*"
                    " {{ k.begrundelse }}"
                    "{% for f in k.forslag %} → {{ f }}{% endfor %}"
                    "{% for x in k.laesninger %} {{ x }}{% endfor %}",
                    "{%p endfor %}",
                    '{% for k in a.kriterier if k.status.rolle == "opfyldt" %}' + kort
                    + "{% for x in k.laesninger %} {{ x }}{% endfor %}{% if not loop.last %} {% endif %}{% endfor %}",
                    "{%p for v in a.vaegtning if v.mangler %}", "{{ v.titel }}: {{ v.tekst }}", "{%p endfor %}",
                ),
                136,
            ),
        ],
        8,
    )  # fmt: skip
    krav = afsnit(d, "")
    _graa(
        krav,
        "{% for k in krav %}{{ k.id }} {{ k.titel }} ({{ k.kilde }}){% if not loop.last %} · {% endif %}{% endfor %}",
    )
    for linje in ("{%p if laesninger %}", '{{ laesninger|join(" ") }}', "{%p endif %}"):
        afsnit(d, linje)


SKABELONER = {"rapport.docx": rapport, "skema.docx": skema}


def som_bytes(d: Any) -> bytes:
    """Return the document as bytes that are the same each time."""
    # The library's default template contains a thumbnail of an empty page.
    pakke = d.part.package
    for nr, r in list(pakke.rels.items()):
        if r.reltype.endswith("/thumbnail"):
            del pakke.rels[nr]
    raa, ud = io.BytesIO(), io.BytesIO()
    d.save(raa)
    with zipfile.ZipFile(raa) as fra, zipfile.ZipFile(ud, "w") as til:
        for navn in fra.namelist():
            fil = zipfile.ZipInfo(navn, (1980, 1, 1, 0, 0, 0))
            fil.compress_type = zipfile.ZIP_DEFLATED
            til.writestr(fil, fra.read(navn))
    return ud.getvalue()


def main() -> None:
    for navn, lav in SKABELONER.items():
        (FAELLES / navn).write_bytes(som_bytes(lav()))


if __name__ == "__main__":
    main()
