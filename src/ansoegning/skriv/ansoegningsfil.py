"""Write a pack, or an application to it, as a commented YAML file or as JSON, which reads back the same."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from ..indlaes.projektmappe import forklaring
from ..model.ansoegning import PULJE, Ansoegning
from ..model.regelsaet import Faktaerklaering
from ..model.vaerdier import Vaerdi, VaerdiFejl, er_hel, laes_tekst, skriv_decimaltal
from ..model.visning import med_stort
from ..sprog.regelsaet import Regelsaet

_BREDDE = 110
_INDRYK = "  "
# Texts that need no quotes in YAML; all others are quoted.
_BAR = re.compile(r"[A-Za-zÆØÅæøå0-9](?:[\w ,.()/§%–-]*[\w.)%])?")
_NULL = ("null", "Null", "NULL", "~")


def skriv_yaml(regelsaet: Regelsaet, ansoegning: Ansoegning | None = None, skema: str | None = None) -> str:
    """Return a YAML file with every fact in the form's order: empty with one row of each list, or filled.

    ``skema`` is the address of the pool's JSON Schema, for editors.
    """
    return _Yaml(regelsaet, ansoegning).skriv(skema)


def skriv_json(regelsaet: Regelsaet, ansoegning: Ansoegning | None = None) -> str:
    """Return the same as JSON, without comments; missing values are null."""
    data = regelsaet.data
    fakta = ansoegning.fakta if ansoegning is not None else {}
    ud: dict[str, object] = {PULJE: regelsaet.id}
    grupper: dict[str, dict[str, object]] = {}
    former = _skrevne(regelsaet, None)
    for navn in former:
        gruppe, prik, kort = navn.partition(".")
        if prik:
            grupper.setdefault(gruppe, {})[kort] = _json(former[navn], fakta.get(navn))
        else:
            ud[navn] = _json(former[navn], fakta.get(navn))
    for liste in data.lister:
        raekker = ansoegning.raekker.get(liste, ()) if ansoegning is not None else ({},)
        ud[liste] = [{n: _json(f, raekke.get(n)) for n, f in _skrevne(regelsaet, liste).items()} for raekke in raekker]
    return json.dumps({**ud, **grupper}, ensure_ascii=False, indent=2) + "\n"


def _json(form: Faktaerklaering, vaerdi: Vaerdi | None) -> object:
    if isinstance(vaerdi, date):
        return vaerdi.isoformat()
    if isinstance(vaerdi, Decimal):
        return skriv_decimaltal(form, vaerdi)
    return list(vaerdi) if isinstance(vaerdi, tuple) else vaerdi


def _skrevne(regelsaet: Regelsaet, liste: str | None) -> dict[str, Faktaerklaering]:
    return {n: f for n, f in regelsaet.fakta_i(liste).items() if f.afledt is None}


class _Yaml:
    def __init__(self, regelsaet: Regelsaet, ansoegning: Ansoegning | None) -> None:
        self.regelsaet = regelsaet
        self.ansoegning = ansoegning
        self.linjer: list[str] = []

    def skriv(self, skema: str | None) -> str:
        data = self.regelsaet.data
        if skema is not None:
            self.linjer.append(f"# yaml-language-server: $schema={skema}")
        self._kommentar(f"{data.titel}. Det, der ikke vides endnu, står tomt: det er hverken nul eller nej.")
        self._kommentar("Kør »ansoegning tjek« på filen, når den er udfyldt. Vejledende beregning – ikke en afgørelse.")
        self.linjer += [f"{PULJE}: {self.regelsaet.id}", ""]
        fakta = self.ansoegning.fakta if self.ansoegning is not None else {}
        grupper: dict[str, dict[str, Faktaerklaering]] = {}
        for navn, fakt in _skrevne(self.regelsaet, None).items():
            gruppe, prik, kort = navn.partition(".")
            if prik:
                grupper.setdefault(gruppe, {})[kort] = fakt
            else:
                self._fakt(navn, fakt, fakta.get(navn), "")
        for liste in data.lister:
            self._liste(liste)
        for gruppe, medlemmer in grupper.items():
            self.linjer += ["", f"{gruppe}:"]
            for kort, fakt in medlemmer.items():
                self._fakt(kort, fakt, fakta.get(f"{gruppe}.{kort}"), _INDRYK)
        return "\n".join(self.linjer) + "\n"

    def _liste(self, navn: str) -> None:
        liste = self.regelsaet.data.lister[navn]
        fakta = _skrevne(self.regelsaet, navn)
        raekker: Iterable[Mapping[str, Vaerdi]] = ({},)
        if self.ansoegning is not None:
            raekker = self.ansoegning.raekker.get(navn, ())
        self.linjer.append("")
        self._kommentar(f"{med_stort(liste.flertal)} begynder hver med en bindestreg; gentag alle linjerne for flere.")
        raekker = list(raekker)
        self.linjer.append(f"{navn}:" if raekker else f"{navn}: []")
        for nr, raekke in enumerate(raekker):
            if nr:
                self.linjer.append("")
            self.linjer.append(f"{_INDRYK}-")
            for noegle, fakt in fakta.items():
                self._fakt(noegle, fakt, raekke.get(noegle), _INDRYK * 2, kommentar=nr == 0)

    def _fakt(
        self, navn: str, fakt: Faktaerklaering, vaerdi: Vaerdi | None, indryk: str, *, kommentar: bool = True
    ) -> None:
        if kommentar:
            hvor = f"Kolonne {fakt.kolonne}: " if fakt.kolonne else f"{fakt.felt}: " if fakt.felt else ""
            hvad = f"{hvor}{fakt.navn}"
            self._kommentar(f"{med_stort(hvad)}. {_forklaring(fakt)}".strip(), indryk)
            for noegle, ord_ in (fakt.valg or {}).items():
                self._kommentar(f"  {noegle}: {ord_}", indryk)
        if isinstance(vaerdi, tuple):
            self.linjer.append(f"{indryk}{navn}:")
            self.linjer += [f"{indryk}{_INDRYK}- {_i_anfoersel(t) if not _er_bar(t) else t}" for t in vaerdi]
        elif vaerdi is None:
            self.linjer.append(f"{indryk}{navn}:")
        else:
            self.linjer += _skalar(f"{indryk}{navn}:", som_tekst(self.regelsaet, fakt, vaerdi), fakt, indryk + _INDRYK)

    def _kommentar(self, tekst: str, indryk: str = "") -> None:
        foran = " " * (len(tekst) - len(tekst.lstrip()))
        self.linjer += [
            f"{indryk}# {foran}{linje}"
            for linje in textwrap.wrap(tekst.strip(), _BREDDE - len(indryk), break_long_words=False)
        ]


def som_tekst(regelsaet: Regelsaet, fakt: Faktaerklaering, vaerdi: Vaerdi) -> str:
    """Return a value, except a list of texts, as people write it in a file; the fact reads the same value back."""
    if isinstance(vaerdi, bool):
        return "ja" if vaerdi else "nej"
    if isinstance(vaerdi, date):
        return f"{vaerdi:%d/%m}/{vaerdi.year:04}"
    if isinstance(vaerdi, int):
        return f"{vaerdi:,}".replace(",", ".") if er_hel(fakt) else str(vaerdi)
    if isinstance(vaerdi, Decimal):
        return skriv_decimaltal(fakt, vaerdi)
    if fakt.type == "kommune":
        return _kommune(regelsaet, fakt, str(vaerdi))
    return str(vaerdi)


def _kommune(regelsaet: Regelsaet, fakt: Faktaerklaering, kode: str) -> str:
    navn = regelsaet.kommuner.kode(kode).navn
    try:
        return navn if laes_tekst(fakt, navn, regelsaet.kommuner) == kode else kode
    except VaerdiFejl:
        return kode


def _forklaring(fakt: Faktaerklaering) -> str:
    # In YAML a list is written as a list, and choices are written by key, so the general explanation does not apply.
    if fakt.type in ("valg", "tekstliste", "kommune"):
        hjaelp = fakt.hjaelp or ""
        hjaelp = hjaelp if not hjaelp or hjaelp.endswith((".", "?", "!")) else f"{hjaelp}."
        return f"{hjaelp} Én tekst pr. linje, med bindestreg.".strip() if fakt.type == "tekstliste" else hjaelp
    return forklaring(fakt)


def _skalar(noegle: str, tekst: str, fakt: Faktaerklaering, indryk: str) -> list[str]:
    """Return ``noegle: tekst``: plain if that is safe, a block if the text has line breaks, else in quotes."""
    if fakt.type not in ("tekst", "telefoner", "mails") and tekst not in _NULL:
        return [f"{noegle} {tekst}"]
    if _er_bar(tekst):
        return [f"{noegle} {tekst}"]
    linjer = tekst.split("\n")
    hel = tekst.endswith("\n")
    som_blok = (
        len(linjer) > 1
        and all(linje.isprintable() and not linje.startswith(" ") for linje in linjer)
        and all(linje.strip() for linje in (linjer[:-1] if hel else linjer))
    )
    if som_blok:
        return [f"{noegle} {'|' if hel else '|-'}", *(f"{indryk}{linje}" for linje in (linjer[:-1] if hel else linjer))]
    return [f"{noegle} {_i_anfoersel(tekst)}"]


def _er_bar(tekst: str) -> bool:
    return tekst not in _NULL and _BAR.fullmatch(tekst) is not None and "  " not in tekst


def _i_anfoersel(tekst: str) -> str:
    """Return a JSON string, which is also YAML, with the characters that YAML does not allow as escapes."""
    ud = json.dumps(tekst, ensure_ascii=False)
    return "".join(t if t.isprintable() else f"\\u{ord(t):04x}" if ord(t) < 0x10000 else f"\\U{ord(t):08x}" for t in ud)
