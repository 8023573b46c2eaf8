"""Values as people write them ↔ exact values: Danish numbers, dates, yes/no, choices, municipalities, contacts.

One reader for application files, parameters and the command line; the fact's own form says how a text is read.
What could be read two ways is an error, not a guess.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from ..fejl import ascii_noegle, mente_du, vis_sikkert
from .regelsaet import Vaerdiform

Vaerdi = int | Decimal | date | bool | str | tuple[str, ...]

HOEJST_CIFRE = 18
_HELE = re.compile(r"[+-]?(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?")
_DECIMALER = re.compile(r"[+-]?(\d{1,3}(?:\.\d{3})+(?=,)|\d+)(?:[.,](\d+))?")
_JSON_TAL = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_DATO = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})|(\d{4})-(\d{2})-(\d{2})")
_ENHED = re.compile(r"\s*(t\.kr\.|mio\. kr\.|mia\. kr\.|kr\.|pct\.?|%|[a-zæøå]+(?: pr\. [a-zæøå]+)*)$", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[a-z0-9æøåäöü](?:[a-z0-9æøåäöü-]*\.)+[a-z]{2,}", re.IGNORECASE)
_TELEFON = re.compile(r"(?:(?:\+|00)45)?(\d{8})")
_JA = {"ja": True, "true": True, "nej": False, "false": False}
_KR = {"kr.": 1, "t.kr.": 1_000, "mio. kr.": 1_000_000, "mia. kr.": 1_000_000_000}


class VaerdiFejl(Exception):
    """A value that does not fit its fact. The message is Danish and names the remedy."""


@dataclass(frozen=True)
class Kommune:
    """One of the 98 municipalities. ``kode`` has four digits; ``region`` is the pack's as-of date's."""

    kode: str
    navn: str
    region: str


@dataclass(frozen=True)
class Kommuner:
    """The table of municipalities, found by code or name."""

    alle: tuple[Kommune, ...]

    @cached_property
    def _opslag(self) -> dict[str, Kommune]:
        return {_kommunenoegle(k.navn): k for k in self.alle}

    @cached_property
    def _koder(self) -> dict[str, Kommune]:
        return {k.kode: k for k in self.alle}

    def kode(self, kode: str) -> Kommune:
        """The municipality with this four-digit code. Raises KeyError."""
        return self._koder[kode]

    def find(self, tekst: str) -> Kommune:
        """``751``, ``0751``, ``Aarhus``, ``Århus Kommune``. Raises VaerdiFejl with a suggestion."""
        rent = " ".join(tekst.split())
        if re.fullmatch(r"\d{1,4}", rent, re.ASCII):
            fundet = self._koder.get(rent.zfill(4))
            if fundet is None:
                raise VaerdiFejl(f"{rent} er ikke nummeret på en af de {len(self.alle)} kommuner.")
            return fundet
        noegle = _kommunenoegle(rent)
        if (fundet := self._opslag.get(noegle)) is not None:
            return fundet
        if noegle.endswith("_kommune"):
            kort = noegle.removesuffix("_kommune")
            for kandidat in (kort, kort.removesuffix("s")):
                if (fundet := self._opslag.get(kandidat)) is not None:
                    return fundet
        hjaelp = mente_du(noegle, self._opslag)
        for n, k in self._opslag.items():
            hjaelp = hjaelp.replace(f"»{n}«", f"»{k.navn}«")
        raise VaerdiFejl(f"»{vis_sikkert(rent, 60)}« er ikke en af de {len(self.alle)} kommuner.{hjaelp}")


def _kommunenoegle(navn: str) -> str:
    return ascii_noegle(unicodedata.normalize("NFC", navn))


def laes_tekst(form: Vaerdiform, tekst: str, kommuner: Kommuner | None = None) -> Vaerdi:
    """Read one scalar text by its fact's form. Raises VaerdiFejl.

    Numbers: whole ones take a dot before exactly three digits as thousands; where decimals are allowed, comma or
    dot separates them. ``tekst`` is never empty (an empty scalar is a missing fact).
    """
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
            return _telefoner(ren_tekst(tekst))
        case "mails":
            return _mails(ren_tekst(tekst))
        case _:
            return ren_tekst(tekst)


def laes_json_tal(form: Vaerdiform, tekst: str, kommuner: Kommuner | None = None) -> Vaerdi:
    """Read a JSON number: 12.500 is 12.5, never twelve thousand. Raises VaerdiFejl."""
    if form.type == "kommune" and tekst.isdigit():
        return laes_tekst(form, tekst, kommuner)
    if form.type != "tal":
        raise VaerdiFejl(f"Her skal stå {_HVAD[form.type]}, ikke et tal ({vis_sikkert(tekst, 30)}).")
    if len(tekst) > 40 or not _JSON_TAL.fullmatch(tekst):
        raise VaerdiFejl(f"Tallet {vis_sikkert(tekst, 30)} er for stort eller for langt.")
    return _i_raekkevidde(form, _paa_trin(form, Decimal(tekst), tekst))


def laes_ja_nej(form: Vaerdiform, vaerdi: bool) -> Vaerdi:
    """A JSON true or false. Raises VaerdiFejl where the fact is not a yes/no."""
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


def ren_tekst(tekst: str) -> str:
    """A free text: no control characters but line breaks and tabs, no lone surrogates. Raises VaerdiFejl."""
    for tegn in tekst:
        kategori = unicodedata.category(tegn)
        if kategori == "Cs" or (kategori == "Cc" and tegn not in "\n\r\t"):
            raise VaerdiFejl(f"Teksten indeholder et styretegn (U+{ord(tegn):04X}). Slet det.")
    return tekst


def er_hel(form: Vaerdiform) -> bool:
    """Whether the fact counts in whole steps."""
    return form.trin is None or "," not in form.trin


def trin(form: Vaerdiform) -> Decimal:
    """The fact's least step, in its own unit."""
    return Decimal((form.trin or "1").replace(".", "").replace(",", "."))


def graense(tekst: str) -> Decimal:
    """``mindst`` or ``hoejst`` of a number as the pack writes it, in the number's own unit."""
    return Decimal(tekst.replace(".", "").replace(",", "."))


def _tal(form: Vaerdiform, tekst: str) -> int | Decimal:
    rent = " ".join(unicodedata.normalize("NFKC", tekst).replace("−", "-").split())
    fundet = _ENHED.search(rent)
    faktor: Decimal | None = None
    if fundet is not None:
        faktor = _enhedsfaktor(form, fundet[1].lower())
        rent = rent[: fundet.start()]
    if not rent.isascii():
        raise VaerdiFejl(f"»{vis_sikkert(tekst, 40)}« er ikke et tal.")
    hel = er_hel(form) and (fundet is None or not fundet[1].lower().startswith(("mio", "mia")))
    if not hel and re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+", rent) and form.enhed != "pct.":
        raise VaerdiFejl(
            f"»{rent}« kan læses på to måder. Skriv {rent.replace('.', '')} eller {rent},00, hvis punktummet skiller "
            "tusinder, og brug ellers komma."
        )
    fundet_tal = (_HELE if hel else _DECIMALER).fullmatch(rent)
    if fundet_tal is None:
        raise VaerdiFejl(f"»{vis_sikkert(tekst, 40)}« er ikke {_talform(form)}.")
    cifre = fundet_tal[1].replace(".", "")
    if len(cifre) + len(fundet_tal[2] or "") > HOEJST_CIFRE:
        raise VaerdiFejl(f"Tallet har over {HOEJST_CIFRE} cifre.")
    vaerdi = Decimal(f"{cifre}.{fundet_tal[2] or '0'}")
    if rent.startswith("-"):
        vaerdi = -vaerdi
    return _paa_trin(form, vaerdi * (faktor or 1), tekst)


def _enhedsfaktor(form: Vaerdiform, skrevet: str) -> Decimal:
    egen = form.enhed or ""
    if skrevet in ("pct", "%"):
        skrevet = "pct."
    if skrevet == egen:
        return Decimal(1)
    if skrevet in _KR and egen in _KR:
        # A number with its unit can be read in one way only, so it may be turned into the fact's own.
        return Decimal(_KR[skrevet]) / Decimal(_KR[egen])
    raise VaerdiFejl(f"»{vis_sikkert(skrevet, 30)}« er ikke enheden her. Skriv {_talform(form)}.")


def _paa_trin(form: Vaerdiform, vaerdi: Decimal, tekst: str) -> int | Decimal:
    trin_ = trin(form)
    if abs(vaerdi) >= Decimal(10) ** HOEJST_CIFRE:
        raise VaerdiFejl(f"Tallet {vis_sikkert(tekst, 40)} er for stort.")
    if vaerdi % trin_ != 0:
        raise VaerdiFejl(f"{vis_sikkert(tekst, 40)} er ikke {_talform(form)}.")
    if er_hel(form):
        return int(vaerdi)
    return vaerdi.quantize(trin_)


def _talform(form: Vaerdiform) -> str:
    enhed = f" ({form.enhed})" if form.enhed else ""
    if er_hel(form):
        return f"et helt tal{enhed}"
    decimaler = len((form.trin or "").partition(",")[2])
    return f"et tal med højst {decimaler} decimaler{enhed}"


def _i_raekkevidde(form: Vaerdiform, vaerdi: int | Decimal) -> int | Decimal:
    if form.mindst is not None and vaerdi < graense(form.mindst):
        raise VaerdiFejl(f"{_dansk(vaerdi)} er under det mindste, der kan stå her: {form.mindst}.")
    if form.hoejst is not None and vaerdi > graense(form.hoejst):
        raise VaerdiFejl(f"{_dansk(vaerdi)} er over det højeste, der kan stå her: {form.hoejst}.")
    return vaerdi


def _dansk(vaerdi: int | Decimal) -> str:
    return f"{vaerdi:,}".translate(str.maketrans(",.", ".,"))


def _dato(tekst: str) -> date:
    fundet = _DATO.fullmatch(tekst.strip())
    if fundet is None or not tekst.isascii():
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
        raise VaerdiFejl(
            f"{vaerdi:%d/%m/%Y} ligger uden for de datoer, der kan stå her ({mindst:%d/%m/%Y}–{hoejst:%d/%m/%Y})."
        )
    return vaerdi


def _valg(form: Vaerdiform, tekst: str) -> str:
    valg = form.valg or {}
    noegle = ascii_noegle(tekst)
    if noegle in valg:
        return noegle
    for kandidat, navn in valg.items():
        if ascii_noegle(navn) == noegle:
            return kandidat
    raise VaerdiFejl(f"»{vis_sikkert(tekst, 40)}« er ikke et af valgene: {', '.join(valg)}.{mente_du(noegle, valg)}")


def _telefoner(tekst: str) -> str:
    dele = [d for d in re.split(r"[;,/\n]|\bog\b", tekst) if d.strip()]
    for del_ in dele:
        cifre = re.sub(r"[\s().-]", "", re.sub(r"^[^\d+(]*(?=[\d+(])", "", del_.strip()))
        if not _TELEFON.fullmatch(cifre):
            raise VaerdiFejl(
                "Et telefonnummer har otte cifre (evt. med +45 foran); flere skilles med komma eller semikolon."
            )
    if not dele:
        raise VaerdiFejl("Der står intet telefonnummer.")
    return tekst


def _mails(tekst: str) -> str:
    dele = [d.strip() for d in tekst.split(";") if d.strip()]
    if not dele or not all(_MAIL.fullmatch(d) for d in dele):
        raise VaerdiFejl("En mailadresse har formen navn@kommune.dk; flere skilles med semikolon.")
    return tekst
