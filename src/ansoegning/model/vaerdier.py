"""Parse values written by people into exact values: Danish numbers, dates, yes/no, choices, municipalities, contacts.

Application files, parameters and the command line share this parser; the fact's declaration (``Vaerdiform``) decides
how a text is parsed. A text that can be parsed in two ways is an error and is never guessed.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from ..fejl import ascii_noegle, et_punktum, hvad_der_kan_staa, mente_du, usynligt, vis_sikkert
from ..system.tekstgraenser import HOEJST_TEGN, over_graensen
from .enhedsord import PENGE
from .regelsaet import Vaerdiform

Vaerdi = int | Decimal | date | bool | str | tuple[str, ...]

HOEJST_CIFRE = 18
HOEJST_TEGN_I_JSON_TAL = 40
# Numbers with their units are short; a longer text is rejected without running the regular expressions on it.
_HOEJST_TEGN = 100
_TAL_MED_ENHED = re.compile(r"([+-]?[0-9][0-9.,]*) ?((?:[a-zæøå%][^0-9]*)?)", re.IGNORECASE)
_CIFFER = re.compile("[0-9]")
_TUSINDER = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+"
_HELE = re.compile(rf"[+-]?({_TUSINDER}|[0-9]+)(?:,([0-9]+))?")
_HEL_MED_NUL = re.compile(r"[+-]?[0-9]+\.0{1,2}")
_TUSINDER_MED_KOMMA = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_TUSINDER_MED_PUNKTUM = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
_DECIMALER = re.compile(rf"[+-]?({_TUSINDER}(?=,)|[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}}){{2,}}|[0-9]+)(?:[.,]([0-9]+))?")
_PAKKETAL = re.compile(r"-?\d{1,3}(\.\d{3})*(,\d+)?|-?\d+(,\d+)?")
# The number of a municipality as a number: 751, or 751.0 from programs that store every number as a decimal.
_KODE_SOM_TAL = re.compile(r"([0-9]+)(?:\.0+)?")
_JSON_TAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_DATO = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})|(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MAIL_LED = "[a-z0-9æøåäöü](?:[a-z0-9æøåäöü-]*[a-z0-9æøåäöü])?"
_MAIL = re.compile(rf"(?!\.)(?:(?!\.[.@])[^\s@<>,;:\"()\[\]\\])+@(?:{_MAIL_LED}\.)+[a-z]{{2,}}", re.IGNORECASE)
_HOEJST_MAIL = 254
_TELEFON = re.compile(r"(?:(?:\+|00)45)?([0-9]{8})")
_SKILLER_KONTAKTER = {ord(t): " " for t in ";,/"}
# A table that a Danish spreadsheet saved as text has SAND and FALSK.
_JA = {"ja": True, "true": True, "sand": True, "nej": False, "false": False, "falsk": False}
# What programs and people write where a value is not known, in small letters.
_INTET = frozenset({
    "nan", "none", "null", "<na>", "nat", "n/a", "na", "n.a.", "i/t", "i.t.", "\\n", "-", "–", "—", "?", "??", "ukendt",
    "uoplyst", "ikke oplyst", "ikke udfyldt", "tom", "(tom)", "(blank)", "blank", "tbd", "mangler",
})  # fmt: skip
# The errors that spreadsheets write in a table that is saved as text; ### stands where a column was too narrow.
_REGNEARKSFEJL = re.compile(
    r"#(?:N/A|I/T|REF!|REFERENCE!|NAME\?|NAVN\?|VALUE!|VÆRDI!|DIV/0!|DIVISION/0!|NULL!|NUL!|NUM!|SPILL!|OVERLØB!|CALC!"
    r"|BEREGN!|#{2,})|Err:[0-9]{3}"
)
# Abbreviated units, with dots and spaces removed.
_KR_KORT = {"kr": 1, "tkr": 1_000, "mio": 1_000_000, "miokr": 1_000_000, "mia": 1_000_000_000, "miakr": 1_000_000_000}
_PCT_KORT = ("pct", "%", "procent")


class VaerdiFejl(Exception):
    """A value that does not fit its fact. The message is in Danish and says how to correct it."""

    def __init__(self, besked: str) -> None:
        super().__init__(et_punktum(besked))


@dataclass(frozen=True)
class Kommune:
    """One of the 98 municipalities. ``kode`` has four digits; ``region`` is the one valid on the pack's as-of date.

    ``fulde_navn`` is the name the municipality uses in letters: ``Københavns Kommune``.
    """

    kode: str
    navn: str
    region: str
    fulde_navn: str


@dataclass(frozen=True)
class Kommuner:
    """The table of municipalities, searchable by code or name."""

    alle: tuple[Kommune, ...]

    @cached_property
    def _opslag(self) -> dict[str, Kommune]:
        return {ascii_noegle(k.navn): k for k in self.alle}

    @cached_property
    def _koder(self) -> dict[str, Kommune]:
        return {k.kode: k for k in self.alle}

    def kode(self, kode: str) -> Kommune:
        """Return the municipality with this four-digit code. Raises KeyError."""
        return self._koder[kode]

    def find(self, tekst: str) -> Kommune:
        """Find a municipality by code or name: ``751``, ``0751``, ``Aarhus``, ``Århus Kommune``.

        Raises:
            VaerdiFejl: no municipality matches; the message suggests a similar name if there is one.
        """
        rent = " ".join(tekst.split())
        if re.fullmatch(r"\d{1,4}(?:\.0)?", rent, re.ASCII):
            # Programs that store every number as a decimal write 751 as 751.0.
            rent = rent.removesuffix(".0")
            fundet = self._koder.get(rent.zfill(4))
            if fundet is None:
                raise VaerdiFejl(
                    f"{rent} er ikke nummeret på en af de {len(self.alle)} kommuner. Skriv kommunens navn eller nummer."
                )
            return fundet
        noegle = ascii_noegle(rent)
        if (fundet := self._opslag.get(noegle)) is not None:
            return fundet
        if noegle.endswith(("_kommune", "_regionskommune")):
            kort = noegle.removesuffix("_kommune").removesuffix("_regionskommune")
            for kandidat in (kort, kort.removesuffix("s")):
                if (fundet := self._opslag.get(kandidat)) is not None:
                    return fundet
        hjaelp = mente_du(rent, [k.navn for k in self.alle]) or " Skriv kommunens navn eller nummer."
        raise VaerdiFejl(f"»{vis_sikkert(rent, 60)}« er ikke en af de {len(self.alle)} kommuner.{hjaelp}")


def laes_tekst(form: Vaerdiform, tekst: str, kommuner: Kommuner | None = None) -> Vaerdi:
    """Parse one scalar text by its fact's declaration. Raises VaerdiFejl.

    In whole numbers a dot before exactly three digits separates thousands; where decimals are allowed, comma or dot is
    the decimal separator. ``tekst`` is never empty (an empty scalar is a missing fact).
    """
    if form.type in ("telefoner", "mails"):
        # Several contacts may be separated by a punctuation character without a space.
        ren_tekst(tekst.translate(_SKILLER_KONTAKTER), form)
    elif form.type != "tal":
        # A number has a shorter length limit of its own, with an error message that describes a valid number.
        ren_tekst(tekst, form)
    if er_fri_tekst(form):
        return tekst
    try:
        return _laes_form(form, tekst, kommuner)
    except VaerdiFejl:
        afvis_ingen_vaerdi(form, tekst)
        raise


def _laes_form(form: Vaerdiform, tekst: str, kommuner: Kommuner | None) -> Vaerdi:
    match form.type:
        case "tal":
            return _i_raekkevidde(form, _tal(form, tekst))
        case "dato":
            return _dato_i_raekkevidde(form, _dato(tekst))
        case "ja_nej":
            svar = _JA.get(tekst.strip().lower())
            if svar is None:
                raise VaerdiFejl(f"»{vis_sikkert(tekst, 40)}« er hverken ja eller nej. Skriv ja eller nej.")
            return svar
        case "valg":
            return _valg(form, tekst)
        case "kommune":
            if kommuner is None:
                raise VaerdiFejl("En kommune kan ikke bruges her.")
            return kommuner.find(tekst).kode
        case "telefoner":
            return _telefoner(_synlig(tekst))
        case _:
            return _mails(_synlig(tekst))


def laes_json_tal(form: Vaerdiform, tekst: str, kommuner: Kommuner | None = None) -> Vaerdi:
    """Parse a JSON number: 12.500 is 12.5, never twelve thousand. Raises VaerdiFejl."""
    if form.type not in ("tal", "kommune"):
        raise VaerdiFejl(f"Her skal stå {_HVAD[form.type]}, ikke et tal{_i_parentes(form, tekst)}.")
    hjaelp = ""
    if "." in tekst and er_hel(form):
        hjaelp = " I et JSON-tal er punktum decimaltegn; skriv hele tal uden."
    return _laes_tal_som_tal(form, tekst, tekst, hjaelp, kommuner)


def laes_kolonnetal(form: Vaerdiform, tekst: str, kommuner: Kommuner | None = None) -> Vaerdi:
    """Parse a number from a numeric table column, written as JSON writes numbers. Raises VaerdiFejl."""
    vist = tekst.replace(".", ",")
    if form.type not in ("tal", "kommune"):
        hvad = "en tekst" if form.type == "tekst" else _HVAD[form.type]
        raise VaerdiFejl(f"Her skal stå {hvad}, men kolonnen har tal{_i_parentes(form, vist)}. Gem den som tekst.")
    return _laes_tal_som_tal(form, tekst, vist, " Ret tallet i tabellen.", kommuner)


def _i_parentes(form: Vaerdiform, tekst: str) -> str:
    """Return a value in parentheses for a message, or "" for contact data, which must not appear in messages."""
    return "" if form.type in ("telefoner", "mails") else f" ({vis_sikkert(tekst, 30)})"


def _laes_tal_som_tal(form: Vaerdiform, tekst: str, vist: str, hjaelp: str, kommuner: Kommuner | None) -> Vaerdi:
    if form.type == "kommune":
        if (kode := _KODE_SOM_TAL.fullmatch(tekst)) is not None:
            return laes_tekst(form, kode[1], kommuner)
        raise VaerdiFejl(f"Her skal stå {_HVAD[form.type]}, ikke et tal ({vis_sikkert(vist, 30)}).")
    if len(tekst) > HOEJST_TEGN_I_JSON_TAL or not _JSON_TAL.fullmatch(tekst):
        raise VaerdiFejl(f"Tallet {vis_sikkert(vist, 30)} er for stort eller for langt.")
    vaerdi = _paa_trin(form, Decimal(tekst), vist, hjaelp)
    _afvis_to_andele(form, vaerdi)
    return _i_raekkevidde(form, vaerdi)


def laes_ja_nej(form: Vaerdiform, vaerdi: bool) -> Vaerdi:
    """Return a JSON true or false for a yes/no fact. Raises VaerdiFejl for any other type of fact."""
    if form.type != "ja_nej":
        raise VaerdiFejl(f"Her skal stå {_HVAD[form.type]}, ikke ja eller nej.")
    return vaerdi


_HVAD = {
    "tal": "et tal",
    "dato": "en dato",
    "ja_nej": "ja eller nej",
    "valg": "et af valgene",
    "tekst": "en tekst i anførselstegn",
    "tekstliste": "en liste af tekster",
    "kommune": "en kommune",
    "telefoner": "telefonnumre som tekst",
    "mails": "mailadresser som tekst",
}


def ren_tekst(tekst: str, form: Vaerdiform | None = None) -> str:
    """Return the text if it is within the limits of ``system.tekstgraenser``. Raises VaerdiFejl.

    ``form.hoejst_tegn`` may allow a longer text than the default.
    """
    hoejst = form.hoejst_tegn if form is not None and form.hoejst_tegn is not None else HOEJST_TEGN
    if (fejl := over_graensen(tekst, hoejst)) is not None:
        raise VaerdiFejl(fejl)
    _afvis_regnearksfejl(tekst)
    return tekst


def _afvis_regnearksfejl(tekst: str) -> None:
    """Raise VaerdiFejl for a text that is only an error of a spreadsheet, as a workbook's cell with an error is."""
    if tekst.lstrip()[:1] in ("#", "E") and _REGNEARKSFEJL.fullmatch(tekst.strip()):
        raise VaerdiFejl(f"»{tekst.strip()}« er en fejl fra et regneark. Ret formlen, eller skriv værdien.")


def afvis_ingen_vaerdi(form: Vaerdiform, tekst: str) -> None:
    """Raise VaerdiFejl for an unreadable text whose reason is not what it looks like.

    It says that there is no value (``NULL``), is an error of a spreadsheet, or has a character that cannot be seen.
    """
    _synlig(tekst)
    _afvis_regnearksfejl(tekst[:_HOEJST_TEGN])
    if tekst.strip().lower() in _INTET:
        skrevet = vis_sikkert(tekst.strip(), 40)
        raise VaerdiFejl(f"»{skrevet}« er ikke {_HVAD[form.type]}. Lad feltet stå tomt, hvis det ikke er oplyst.")


def rene_tekster(tekster: Iterable[str], form: Vaerdiform | None = None) -> tuple[str, ...]:
    """Return a list of texts whose total length is within the limit for one text. Raises VaerdiFejl."""
    dele = tuple(ren_tekst(t, form) for t in tekster)
    hoejst = form.hoejst_tegn if form is not None and form.hoejst_tegn is not None else HOEJST_TEGN
    if sum(map(len, dele)) > hoejst:
        raise VaerdiFejl(f"Teksterne har tilsammen over {hoejst:,} tegn. Kort dem af.".replace(",", "."))
    return dele


def _synlig(tekst: str) -> str:
    """Return a contact text. Raises VaerdiFejl for invisible characters, because the text is used as an address."""
    for tegn in tekst:
        if (usynligt(tegn) and tegn not in "\n\r\t") or tegn == "\u00ad":
            raise VaerdiFejl(f"Der står et usynligt tegn (U+{ord(tegn):04X}). Slet det, eller skriv det hele igen.")
    return tekst


def er_fri_tekst(form: Vaerdiform) -> bool:
    """Return whether any text is valid, so that a truncated text cannot be distinguished from a complete one."""
    return form.type in ("tekst", "tekstliste")


def er_hel(form: Vaerdiform) -> bool:
    """Return whether the fact takes whole numbers only."""
    return form.trin is None or "," not in form.trin


def trin(form: Vaerdiform) -> Decimal:
    """Return the fact's step (the smallest allowed difference between two values), in its own unit."""
    return graense(form.trin or "1")


def trin_decimaler(form: Vaerdiform) -> int:
    """Return the number of decimals of a number's step, in its own unit."""
    return len((form.trin or "").partition(",")[2])


def er_pakketal(tekst: str) -> bool:
    """Return whether a text is a number as packs write numbers: ``12.500``, ``0,5``."""
    return _PAKKETAL.fullmatch(tekst) is not None


@lru_cache(maxsize=4096)
def graense(tekst: str) -> Decimal:
    """Parse ``mindst``, ``hoejst`` or ``trin`` of a number in a pack (see ``er_pakketal``), in its own unit."""
    return Decimal(tekst.replace(".", "").replace(",", "."))


def _ikke_et_tal(form: Vaerdiform, tekst: str) -> VaerdiFejl:
    return VaerdiFejl(f"»{vis_sikkert(tekst, 40)}« er ikke {_talform(form)}. {_fx(form)}")


def _tal_og_enhed(form: Vaerdiform, tekst: str) -> tuple[str, str]:
    """Return the number and the unit (empty: none) of a text. Raises VaerdiFejl if it does not have that form."""
    rent = " ".join(tekst[: _HOEJST_TEGN + 1].replace("−", "-").split())
    for egen in {form.enhed or "", form.enhed_ental}:
        # Only the fact's own unit may contain digits (m2): with any unit allowed to, 1e5 would be accepted.
        if _CIFFER.search(egen) and rent.lower().endswith(egen.lower()):
            rent = rent[: -len(egen)].rstrip()
    fundet = _TAL_MED_ENHED.fullmatch(rent) if len(tekst) <= _HOEJST_TEGN else None
    if fundet is None:
        raise _ikke_et_tal(form, tekst)
    return fundet[1], fundet[2]


def _heltal(tal: str) -> str:
    """Return a whole number without decimals that are 0. Raises VaerdiFejl for a comma that may separate thousands."""
    if _TUSINDER_MED_KOMMA.fullmatch(tal):
        raise VaerdiFejl(
            f"»{tal}« kan læses på to måder. Skriv {tal.replace(',', '.')}, hvis kommaet skiller tusinder."
        )
    # A dot before one or two digits cannot separate thousands: some programs write whole numbers with decimals.
    return tal.partition(".")[0] if _HEL_MED_NUL.fullmatch(tal) else tal


def _decimaltal(form: Vaerdiform, tal: str, *, i_millioner: bool) -> str:
    """Return a number without dots between thousands. Raises VaerdiFejl for a dot that may be a decimal comma."""
    if form.enhed == "pct." or not _TUSINDER_MED_PUNKTUM.fullmatch(tal):
        return tal
    # In an amount a dot before exactly three digits separates thousands, even where oere are allowed.
    if form.enhed not in ("kr.", "t.kr.") or i_millioner:
        raise VaerdiFejl(
            f"»{tal}« kan læses på to måder. Skriv {tal.replace('.', '')} eller {tal},00, hvis punktummet skiller "
            "tusinder, og brug ellers komma."
        )
    return tal.replace(".", "")


def _tal(form: Vaerdiform, tekst: str) -> int | Decimal:
    tal, enhed = _tal_og_enhed(form, tekst)
    faktor = _enhedsfaktor(form, enhed) if enhed else Decimal(1)
    i_millioner = enhed.lower().startswith(("mio", "mia"))
    hel = er_hel(form) and not i_millioner
    tal = _heltal(tal) if hel else _decimaltal(form, tal, i_millioner=i_millioner)
    led = (_HELE if hel else _DECIMALER).fullmatch(tal)
    if led is None:
        raise _ikke_et_tal(form, tekst)
    cifre, decimaler = led[1].replace(".", ""), led[2] or ""
    if len(cifre) + len(decimaler) > HOEJST_CIFRE:
        raise VaerdiFejl(f"Tallet har over {HOEJST_CIFRE} cifre.")
    if not hel and faktor == 1 and len(decimaler) > trin_decimaler(form):
        raise _ikke_et_tal(form, tekst)
    vaerdi = Decimal(f"{cifre}.{decimaler or '0'}")
    if tal.startswith("-"):
        vaerdi = -vaerdi
    hjaelp = f" {_fx(form)}" if faktor == 1 else f" Det er {_dansk(vaerdi * faktor)} {form.enhed}"
    fundet_tal = _paa_trin(form, vaerdi * faktor, tekst, hjaelp)
    if not enhed:
        _afvis_to_andele(form, fundet_tal)
    return fundet_tal


def skal_have_tegn(form: Vaerdiform, vaerdi: int | Decimal) -> bool:
    """Return whether a number needs its unit to be unambiguous: below 1 pct. in a fact with ``mindst_en: ja``."""
    return form.mindst_en == "ja" and 0 < vaerdi < 1


def skriv_decimaltal(form: Vaerdiform, vaerdi: Decimal) -> str:
    """Format a number so that the fact parses it back: ``31,25``, but ``0,50 pct.`` where 0,50 may mean a half."""
    tekst = f"{vaerdi:f}".replace(".", ",")
    return f"{tekst} {form.enhed}" if skal_have_tegn(form, vaerdi) else tekst


def _afvis_to_andele(form: Vaerdiform, vaerdi: int | Decimal) -> None:
    """Raise VaerdiFejl for a share between 0 and 1 pct. written without its unit, for facts with ``mindst_en: ja``.

    Such a number is ambiguous: 0,33 may mean a third.
    """
    if skal_have_tegn(form, vaerdi):
        skrevet = _dansk(vaerdi)
        raise VaerdiFejl(
            f"{skrevet} kan læses på to måder. Skriv »{_dansk(vaerdi * 100)} pct.«, hvis det er en andel af én, og "
            f"ellers »{skrevet} pct.«."
        )


def _enhedsfaktor(form: Vaerdiform, skrevet: str) -> Decimal:
    egen = form.enhed or ""
    kort = kort_enhed(skrevet)
    if kort in (kort_enhed(egen), kort_enhed(form.enhed_ental)):
        return Decimal(1)
    if egen == "pct." and kort in _PCT_KORT:
        return Decimal(1)
    if kort in _KR_KORT and egen in PENGE:
        # A number written with its unit is unambiguous, so converting it to the fact's own unit is safe.
        return Decimal(_KR_KORT[kort]) / Decimal(PENGE[egen])
    raise VaerdiFejl(f"»{vis_sikkert(skrevet, 30)}« er ikke enheden her. Skriv {_talform(form)}.")


def kort_enhed(enhed: str) -> str:
    """Return a unit without case, full stops and spaces, by which two spellings are compared."""
    return enhed.lower().replace(".", "").replace(" ", "")


def kontroller_stoerrelse(form: Vaerdiform, vaerdi: Decimal, tekst: str) -> None:
    """Raise VaerdiFejl for a number with more than ``HOEJST_CIFRE`` digits, counting the fact's decimals.

    Called before any arithmetic: Decimal precision is limited, and SQL columns store 18 digits.
    """
    if not kan_skrives(form, vaerdi):
        raise VaerdiFejl(f"Tallet {vis_sikkert(tekst, 40)} er for stort. Kontrollér det, og enheden.")


def kan_skrives(form: Vaerdiform, vaerdi: Decimal) -> bool:
    """Return whether a number has at most ``HOEJST_CIFRE`` digits, counting the decimals of the form's step."""
    return vaerdi.is_finite() and vaerdi.adjusted() < HOEJST_CIFRE - trin_decimaler(form)


def _paa_trin(form: Vaerdiform, vaerdi: Decimal, tekst: str, hjaelp: str) -> int | Decimal:
    trin_ = trin(form)
    kontroller_stoerrelse(form, vaerdi, tekst)
    if vaerdi % trin_ != 0:
        raise VaerdiFejl(f"»{vis_sikkert(tekst, 40)}« er ikke {_talform(form)}.{hjaelp}")
    if er_hel(form):
        return int(vaerdi)
    return vaerdi.quantize(trin_)


def _talform(form: Vaerdiform) -> str:
    enhed = f" ({form.enhed})" if form.enhed else ""
    if (form.trin or "1").strip("0,.") != "1":
        return f"et tal, som {form.trin} går op i{enhed}"
    if er_hel(form):
        return f"et helt tal{enhed}"
    decimaler = trin_decimaler(form)
    return f"et tal med højst {decimaler} {'decimal' if decimaler == 1 else 'decimaler'}{enhed}"


def _fx(form: Vaerdiform) -> str:
    """Return an example of a valid number, for error messages."""
    if (form.trin or "1").strip("0,.") != "1":
        # A multiple of an unusual step, near the example for a usual one.
        eksempel = max(Decimal("31.25") // trin(form), Decimal(1)) * trin(form)
        return f"Skriv det som fx {f'{eksempel:f}'.replace('.', ',')}."
    if er_hel(form):
        return f"Skriv det som fx {'12.500 eller 12500' if form.enhed in PENGE else '8'}."
    return f"Skriv det som fx 31,{'25'.ljust(trin_decimaler(form), '0')[: trin_decimaler(form)]}."


def _i_raekkevidde(form: Vaerdiform, vaerdi: int | Decimal) -> int | Decimal:
    for yderst, hvad, udenfor in (
        (form.mindst, "under det mindste", operator.lt),
        (form.hoejst, "over det højeste", operator.gt),
    ):
        if yderst is not None and udenfor(vaerdi, graense_ := graense(yderst)):
            skrevet, kan_staa = _med_enhed(form, vaerdi), _med_enhed(form, graense_)
            raise VaerdiFejl(et_punktum(f"{skrevet} er {hvad}, der kan stå her: {kan_staa}."))
    return vaerdi


def _med_enhed(form: Vaerdiform, vaerdi: int | Decimal) -> str:
    """Return a number with the unit it is written in, which is not always the one it is shown in (t.kr.)."""
    return f"{_dansk(vaerdi)} {form.enhed_ental if vaerdi == 1 else form.enhed or ''}".rstrip()


def _dansk(vaerdi: int | Decimal) -> str:
    # The format "f" of an int would go through a float.
    tekst = f"{Decimal(vaerdi):,f}"
    if "." in tekst:
        tekst = tekst.rstrip("0").rstrip(".")
    return tekst.translate(str.maketrans(",.", ".,"))


def _dato(tekst: str) -> date:
    fundet = _DATO.fullmatch(tekst.strip())
    if fundet is None:
        raise VaerdiFejl(
            f"»{vis_sikkert(tekst, 40)}« er ikke en dato. Skriv dag/måned/år, fx 30/11/2026 (eller 2026-11-30)."
        )
    dag, _, maaned, aar, iso_aar, iso_maaned, iso_dag = fundet.groups()
    try:
        return date(int(aar or iso_aar), int(maaned or iso_maaned), int(dag or iso_dag))
    except ValueError:
        raise VaerdiFejl(f"{tekst.strip()} findes ikke i kalenderen. Ret datoen.") from None


def _dato_i_raekkevidde(form: Vaerdiform, vaerdi: date) -> date:
    mindst = _dato(form.mindst) if form.mindst else date(1900, 1, 1)
    hoejst = _dato(form.hoejst) if form.hoejst else date(2199, 12, 31)
    if not mindst <= vaerdi <= hoejst:
        raise VaerdiFejl(f"{_dag(vaerdi)} ligger uden for de datoer, der kan stå her ({_dag(mindst)}–{_dag(hoejst)}).")
    return vaerdi


def _dag(dato: date) -> str:
    # ``%Y`` pads the year to four digits on some platforms only.
    return f"{dato:%d/%m}/{dato.year:04}"


def _valg(form: Vaerdiform, tekst: str) -> str:
    valg = form.valg or {}
    if tekst in valg:
        return tekst
    noegle = ascii_noegle(tekst)
    for kandidat, navn in valg.items():
        if noegle in (ascii_noegle(kandidat), ascii_noegle(navn)):
            return kandidat
    hjaelp = mente_du(tekst, valg) or mente_du(tekst, valg.values())
    raise VaerdiFejl(
        f"»{vis_sikkert(tekst, 40)}« er ikke et af valgene: {hvad_der_kan_staa(valg.values(), '; ')}.{hjaelp}"
    )


def _telefoner(tekst: str) -> str:
    dele = [d for d in re.split(r"[;,/\n]|\bog\b", tekst) if d.strip()]
    for del_ in dele:
        # Words before or after the number say whose number it is.
        tal = re.sub(r"^[^\d+(]*(?=[\d+(])|(?<=\d)\s+[^\W\d_][^\d]*$|(?<=\d)\s*\([^()\d]*\)$", "", del_.strip())
        cifre = re.sub(r"[\s().-]", "", tal)
        if not _TELEFON.fullmatch(cifre):
            raise VaerdiFejl(
                "Et telefonnummer har otte cifre (evt. med +45 foran); flere skilles med komma eller semikolon."
            )
    if not dele:
        raise VaerdiFejl("Der står intet telefonnummer.")
    return tekst


def _mails(tekst: str) -> str:
    dele = [d.strip() for d in tekst.split(";") if d.strip()]
    if not dele or not all(len(d) <= _HOEJST_MAIL and _MAIL.fullmatch(d) for d in dele):
        raise VaerdiFejl("En mailadresse har formen navn@kommune.dk; flere skilles med semikolon.")
    return tekst
