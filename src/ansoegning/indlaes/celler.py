"""Read a workbook's cell as the value of a fact. The value is what the cell shows, exactly as if typed in YAML.

A cell that shows one thing and stores another, or that could be read in two ways, is a VaerdiFejl whose message says
how to correct the cell.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from ..fejl import hvad_der_kan_staa, mente_du, vis_sikkert
from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import (
    Kommuner,
    Vaerdi,
    VaerdiFejl,
    afvis_ingen_vaerdi,
    er_hel,
    graense,
    kontroller_stoerrelse,
    kort_enhed,
    laes_ja_nej,
    laes_tekst,
    ren_tekst,
    rene_tekster,
    trin,
    trin_decimaler,
)
from .noder import ISO_DATO, Celle

PCT = "pct."
SAND, FALSK = "SAND", "FALSK"
_BARE_TAL = re.compile(r"[+-]?[0-9.,]+")
# What a number format shows besides digits: quoted text, escaped characters, a currency in brackets.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|[_*].|\[[^\]]*\]')
# The sections of a number format, separated by semicolons outside quotes and brackets.
_SEKTION = re.compile(r'(?:^|;)((?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*+)')
_VILKAAR = re.compile(r"\[[<>=]")
_DATO_1900, _DATO_1904 = date(1899, 12, 30), date(1904, 1, 1)
# Excel has a 29 February 1900, which did not exist. Programs differ by one day on earlier dates.
_FOERSTE_SIKRE = 61
_HOEJST_DAG = 110_000


def laes_celle(form: Vaerdiform, celle: Celle, kommuner: Kommuner | None = None) -> Vaerdi:
    """Return the value of a cell that is not blank. Raises VaerdiFejl."""
    if celle.hindring is not None:
        raise VaerdiFejl(celle.hindring)
    _afvis_usynlig(celle)
    if celle.art == "ja_nej":
        if form.type != "ja_nej":
            raise VaerdiFejl(f"Cellen viser {vis_celle(celle)}, men her skal stå {_slut(form)} Skriv den igen.")
        return laes_ja_nej(form, celle.tekst == "true")
    if celle.art == "tekst":
        return _tekst(form, celle, kommuner)
    match form.type:
        case "tal":
            return laes_tekst(form, _tal(form, celle), kommuner)
        case "dato":
            return laes_tekst(form, _dato(celle), kommuner)
        case _:
            return laes_tekst(form, _cifre(form, celle), kommuner)


def laes_tekstliste(form: Vaerdiform, celle: Celle) -> tuple[str, ...]:
    """Return the texts of a cell, separated by semicolons or line breaks. A text with either is in quotes (``"a; b"``).

    Raises:
        VaerdiFejl: the cell has no readable text, or a quotation mark is not closed.
    """
    if celle.hindring is not None:
        raise VaerdiFejl(celle.hindring)
    if celle.art == "ja_nej":
        raise VaerdiFejl("Her skal stå tekster, ikke ja eller nej.")
    _afvis_usynlig(celle)
    tekst = celle.tekst if celle.art == "tekst" else _cifre(None, celle)
    dele: list[str] = []
    plads = 0
    while plads <= len(tekst):
        fundet = _I_ANFOERSEL.match(tekst, plads)
        if fundet is not None:
            dele.append(fundet[1].replace('""', '"'))
            plads = fundet.end() + 1
            continue
        fundet = _LED.match(tekst, plads)
        assert fundet is not None
        if fundet[0].startswith('"') and fundet[0].count('"') % 2:
            raise VaerdiFejl("Et anførselstegn er ikke lukket. Slet det, eller sæt et efter teksten.")
        dele.append(fundet[0].strip())
        plads = fundet.end() + 1
    return rene_tekster((d for d in dele if d.strip()), form)


_I_ANFOERSEL = re.compile(r'[ \t]*"((?:[^"]|"")*)"[ \t]*(?=[;\n\r]|\Z)')
_LED = re.compile(r"[^;\n\r]*")


def _afvis_usynlig(celle: Celle) -> None:
    """Raise VaerdiFejl if the number format shows nothing of the stored value (``;;;``, or ``#`` with zero)."""
    if celle.art == "ja_nej" or celle.format == ISO_DATO:
        return
    vist = _visning(celle.format)
    tal = celle.art == "tal"
    if vist.viser_intet(Decimal(celle.tekst) if tal else None):
        hvad = _dansk(Decimal(celle.tekst)) if tal else f"»{vis_sikkert(celle.tekst, 40)}«"
        som = "tal" if tal else "tekst"
        raise VaerdiFejl(
            f"Cellen indeholder {hvad}, men talformatet skjuler det. Vis den som almindelig{'t' if tal else ''} {som}, "
            "eller slet indholdet."
        )


def skriv_tekstliste(tekster: tuple[str, ...]) -> str:
    """Return the texts as the content of one cell, from which ``laes_tekstliste`` restores them."""
    dele = [
        '"{}"'.format(t.replace('"', '""')) if set(t) & set(";\n\r") or t.startswith('"') or t != t.strip() else t
        for t in tekster
    ]
    return ";\n".join(dele)


def vis_celle(celle: Celle) -> str:
    """Return approximately what a cell shows, for messages.

    Dates and times are written as such, percentages with their sign, decimals after a comma, and booleans in the
    spreadsheet's words.
    """
    if celle.art == "ja_nej":
        return SAND if celle.tekst == "true" else FALSK
    if celle.art != "tal":
        return celle.tekst
    vist = _visning(celle.format)
    vaerdi = Decimal(celle.tekst)
    if vist.er_dato and 0 <= vaerdi <= _HOEJST_DAG:
        return _tidspunkt(vaerdi, vist, celle.fra_1904)
    return f"{_dansk(vaerdi * 100)} %" if vist.pct else _dansk(vaerdi)


def _tidspunkt(vaerdi: Decimal, vist: _Visning, fra_1904: bool) -> str:
    minutter = int((vaerdi * 24 * 60).to_integral_value())
    klokken = f"{minutter // 60:02}:{minutter % 60:02}"
    if vist.varighed or (vaerdi < 1 and not vist.hel_dato):
        return klokken
    dage, minut = divmod(minutter, 24 * 60)
    # Before Excel's 29 February 1900 the stored number is one too low.
    dag = _DATO_1904 + timedelta(days=dage) if fra_1904 else _DATO_1900 + timedelta(days=dage + (dage < 60))
    skrevet = f"{dag:%d/%m}/{dag.year:04}"
    return f"{skrevet} {minut // 60:02}:{minut % 60:02}" if minut else skrevet


def _tekst(form: Vaerdiform, celle: Celle, kommuner: Kommuner | None) -> Vaerdi:
    tekst = celle.tekst
    if celle.format == ISO_DATO:
        if form.type != "dato":
            raise VaerdiFejl(f"Cellen er en dato ({tekst}). Skriv {_slut(form)}")
        dag, _, klokken = tekst.partition("T")
        if klokken.strip("0:.Z"):
            raise VaerdiFejl("Cellen har et klokkeslæt. Skriv kun datoen.")
        return laes_tekst(form, dag)
    if form.enhed == PCT and _BARE_TAL.fullmatch(tekst.strip()):
        vaerdi = laes_tekst(form, tekst)
        assert isinstance(vaerdi, int | Decimal)
        _to_andele(form, Decimal(vaerdi))
        return vaerdi
    if form.type == "valg":
        return _valg(form, tekst)
    return laes_tekst(form, tekst, kommuner)


def _valg(form: Vaerdiform, tekst: str) -> Vaerdi:
    """Return one of the choices. A workbook contains the text that the choice is shown as."""
    ren_tekst(tekst, form)
    try:
        return laes_tekst(form, tekst)
    except VaerdiFejl:
        afvis_ingen_vaerdi(form, tekst)
        navne = list((form.valg or {}).values())
        raise VaerdiFejl(
            f"»{vis_sikkert(tekst, 40)}« er ikke et af valgene: {hvad_der_kan_staa(navne, '; ')}."
            f"{mente_du(tekst, navne)}"
        ) from None


def _tal(form: Vaerdiform, celle: Celle) -> str:
    """Return a number cell as Danish text, in the fact's own unit."""
    vist = _visning(celle.format)
    vaerdi = Decimal(celle.tekst)
    kontroller_stoerrelse(form, vaerdi, celle.tekst)
    if vist.er_dato:
        raise VaerdiFejl(f"Cellen er en dato eller et klokkeslæt, men her skal stå {_slut(form)} Skriv tallet igen.")
    if vist.skaleret:
        raise VaerdiFejl(
            "Cellen viser tallet i tusinder, men indeholder det fulde tal. Vis cellen som almindeligt tal."
        )
    if vist.pct:
        if form.enhed != PCT:
            raise VaerdiFejl(f"Cellen vises som procent, men her skal stå {_slut(form)} Vis den som almindeligt tal.")
        if form.hoejst is not None and vaerdi <= graense(form.hoejst) < vaerdi * 100:
            vises = f"{_dansk(vaerdi * 100)} %"
            raise VaerdiFejl(
                f"Cellen viser {vises}, men højst {form.hoejst} kan stå her. Skriv {_dansk(vaerdi)} %, "
                "hvis det er det, der menes."
            )
        return _med_tegn(form, vaerdi * 100)
    egen = kort_enhed(form.enhed or "")
    if vist.enhed and vist.enhed not in (egen, kort_enhed(form.enhed_ental)):
        raise VaerdiFejl(
            f"Cellen vises med »{vist.skrevet}«, men her skrives {_slut(form)} Vis den som almindeligt tal, og "
            "kontrollér tallet."
        )
    if form.enhed == PCT and not vist.enhed:
        _to_andele(form, vaerdi)
    return _med_tegn(form, vaerdi) if vist.enhed else _afrundet(form, vaerdi)


def _med_tegn(form: Vaerdiform, vaerdi: Decimal) -> str:
    """Return a number that the cell shows with its unit. With a per cent sign 0,25 is 0,25 pct. and not a quarter."""
    return _afrundet(form, vaerdi) + (f" {PCT}" if form.enhed == PCT else "")


def _to_andele(form: Vaerdiform, vaerdi: Decimal) -> None:
    """Raise VaerdiFejl for a plain number that may be a share: 0,25 may be a quarter, or a quarter of a per cent."""
    hundrede = vaerdi * 100
    kan_vaere_andel = form.hoejst is None or abs(vaerdi) <= 1 or abs(hundrede) <= graense(form.hoejst)
    if vaerdi and kan_vaere_andel:
        raise VaerdiFejl(
            f"{_dansk(vaerdi)} kan læses på to måder. Vis cellen som procent, så den viser {_dansk(hundrede)} % eller "
            f"{_dansk(vaerdi)} %."
        )


def _afrundet(form: Vaerdiform, vaerdi: Decimal) -> str:
    """Return the number as text. Raises VaerdiFejl if it has more decimals than the fact's step."""
    if not er_hel(form) and vaerdi % trin(form):
        raise VaerdiFejl(
            f"Cellen indeholder {_dansk(vaerdi)}, men højst {_decimaler(form)} kan stå her. Afrund i cellen, også hvor "
            "den viser færre."
        )
    return _dansk(vaerdi)


def _decimaler(form: Vaerdiform) -> str:
    antal = trin_decimaler(form)
    return f"{antal} {'decimal' if antal == 1 else 'decimaler'}"


def _dansk(tal: Decimal) -> str:
    tekst = f"{tal:f}"
    if "." in tekst:
        tekst = tekst.rstrip("0").rstrip(".")
    return (tekst or "0").replace(".", ",")


def _dato(celle: Celle) -> str:
    vist = _visning(celle.format)
    if not vist.er_dato:
        raise VaerdiFejl(f"Cellen indeholder tallet {_dansk(Decimal(celle.tekst))}. Vis den som dato, fx 30/11/2026.")
    if not vist.hel_dato:
        raise VaerdiFejl("Cellen viser ikke både dag, måned og år. Vis den som hel dato, og kontrollér dagen.")
    dage = Decimal(celle.tekst)
    if dage != dage.to_integral_value():
        raise VaerdiFejl("Cellen har et klokkeslæt. Skriv kun datoen.")
    if not (0 if celle.fra_1904 else _FOERSTE_SIKRE) <= dage <= _HOEJST_DAG:
        raise VaerdiFejl("Cellens dato ligger før marts 1900 eller efter 2199. Skriv datoen igen.")
    dag = (_DATO_1904 if celle.fra_1904 else _DATO_1900) + timedelta(days=int(dage))
    return dag.isoformat()


def _cifre(form: Vaerdiform | None, celle: Celle) -> str:
    """Return the digits of a number cell where a text is expected.

    Raises VaerdiFejl if the cell shows anything else.
    """
    vist = _visning(celle.format)
    if vist.er_dato:
        raise VaerdiFejl(f"Cellen er en dato, men her skal stå {_slut(form)} Vis cellen som tekst, og skriv den igen.")
    kun_cifre = "." not in celle.tekst and not celle.tekst.startswith("-")
    if not kun_cifre or vist.pct or vist.enhed or vist.skaleret or vist.andet:
        raise VaerdiFejl(f"Cellen er et tal, men her skal stå {_slut(form)} Vis cellen som tekst, og skriv den igen.")
    return celle.tekst


def _hvad(form: Vaerdiform | None) -> str:
    if form is None:
        return "tekster"
    enhed = {"t.kr.": " i hele 1.000 kr."}.get(form.enhed or "", f" ({form.enhed})" if form.enhed else "")
    return {
        "tal": f"et tal{enhed}",
        "dato": "en dato",
        "ja_nej": "ja eller nej",
        "valg": "et af valgene",
        "kommune": "en kommune",
        "telefoner": "telefonnumre",
        "mails": "mailadresser",
    }.get(form.type, "en tekst")


def _slut(form: Vaerdiform | None) -> str:
    """Return ``_hvad`` with a single full stop, also after an abbreviation."""
    return f"{_hvad(form).rstrip('.')}."


class _Visning:
    """What a number format shows of a number.

    The format code is stored in English in every language version of Excel.
    """

    def __init__(self, kode: str) -> None:
        self.sektioner = _SEKTION.findall(kode or "General")
        self.skrevet = " ".join("".join(a or b or c for a, b, c in _LITERAL.findall(kode.partition(";")[0])).split())
        self.enhed = kort_enhed(self.skrevet)
        rest = _LITERAL.sub("", re.sub(r"\[(h+|m+|s+)\]", r"\1", kode, flags=re.IGNORECASE)).lower()
        rest = rest.replace("general", "").replace("am/pm", "").replace("a/p", "")
        dele = set(rest) & set("dmyhs")
        self.er_dato = bool(dele)
        self.varighed = re.search(r"\[[hms]+\]", kode, re.IGNORECASE) is not None
        self.hel_dato = {"d", "m", "y"} <= dele and not self.varighed
        self.pct = "%" in rest
        self.skaleret = any(re.search(r"[0#?],+(?![0#?])", del_) for del_ in rest.split(";"))
        # Fractions, exponents and thousands separators show other characters than the digits.
        self.andet = "/" in rest or "e+" in rest or "e-" in rest or bool(re.search(r"[0#?][^;]*,", rest))

    def viser_intet(self, vaerdi: Decimal | None) -> bool:
        """Return whether nothing of a number, or of a text (None), is visible.

        False for formats in which a section has a condition, since conditions are not evaluated.
        """
        antal = len(self.sektioner)
        if any(_VILKAAR.search(s) for s in self.sektioner):
            return False
        if vaerdi is None:
            return antal > 3 and not _synligt(self.sektioner[3])
        nr = 0 if vaerdi > 0 or (not vaerdi and antal < 3) or antal == 1 else 2 if not vaerdi else 1
        synligt = _synligt(self.sektioner[nr])
        # The placeholder ``#`` shows a digit only if it is significant, so a zero is invisible.
        return not synligt or (not vaerdi and not synligt.strip("#,."))


def _synligt(sektion: str) -> str:
    """Return the visible part of a section of a number format."""
    literaler = "".join(a or b or c for a, b, c in _LITERAL.findall(sektion))
    return (literaler + _LITERAL.sub("", sektion)).strip()


# Cached, because a workbook has few formats and many cells.
_visning = lru_cache(maxsize=1_000)(_Visning)
