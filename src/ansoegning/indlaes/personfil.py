"""Read files in which a user records assessments of applications, or decisions about them. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TypedDict

from ..fejl import LaeseFejl, Sted, ascii_noegle, mente_du
from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import Vaerdi, VaerdiFejl, er_fri_tekst, laes_json_tal, laes_tekst, ren_tekst
from ..sprog.regelsaet import Regelsaet
from .fil import laes_fil
from .noder import Liste, Node, Ordbog, Skalar, efter_komma, kontroller_fri_tekst, vis_noegle

_FAELLES = ("fil", "begrundelse", "af", "dato")
# A person acts within this many years of the dates in the pool's rules; any other date is a slip of the pen.
_AAR_FRA_REGLERNE = 10


def persondato(regelsaet: Regelsaet) -> Vaerdiform:
    """Return the declaration of the date of an assessment or a decision: near the dates in the pack, if it has any."""
    datoer = [v for v in regelsaet.parametre.values() if isinstance(v, date)]
    if not datoer:
        return Vaerdiform(navn="dato", type="dato")
    mindst, hoejst = min(datoer).year - _AAR_FRA_REGLERNE, max(datoer).year + _AAR_FRA_REGLERNE
    return Vaerdiform(navn="dato", type="dato", mindst=f"01/01/{mindst}", hoejst=f"31/12/{hoejst}")


class Faelles(TypedDict):
    """The fields of every entry: applicant or file, row (number or name), reason, author, date, and location."""

    ansoeger: str | None
    fil: str | None
    raekke: str | int | None
    begrundelse: str
    af: str
    dato: date
    sted: Sted


class Personfil:
    """Reads the entries of a file of assessments or decisions according to the pack.

    ``ental``: the word for one entry; ``raekke``: for a row.
    """

    def __init__(self, regelsaet: Regelsaet, ental: str, liste: str | None) -> None:
        self.regelsaet = regelsaet
        self.ental = ental
        data = regelsaet.data
        self.ansoeger = data.ansoeger.fakta if data.ansoeger is not None else None
        self.raekke = data.lister[liste].ental if liste is not None else None

    def poster(self, fil: str, noegle: str) -> tuple[Node, ...]:
        """Return the entries of the file's only list, ``noegle``. Raises LaeseFejl."""
        rod = laes_fil(fil, projektmappe=False)
        _kun_kendte(rod, [noegle])
        node = rod.dele.get(noegle)
        if not isinstance(node, Liste):
            raise LaeseFejl(f"»{noegle}« skal være en liste; hver {self.ental} begynder med en bindestreg.", rod.sted)
        return node.dele

    def post(self, node: Node) -> Ordbog:
        """Return an entry as a mapping. Raises LaeseFejl."""
        if not isinstance(node, Ordbog):
            raise LaeseFejl(f"En {self.ental} skal være nøgler og værdier.", node.sted)
        return node

    def faelles(self, node: Ordbog, egne: Collection[str]) -> Faelles:
        """Return the fields that every entry has.

        Raises LaeseFejl, also for keys that are neither these nor in ``egne``.
        """
        noegle = self._raekkenoegle(node)
        _kun_kendte(node, [n for n in (self.ansoeger, noegle, *_FAELLES, *egne) if n is not None])
        ansoeger = None
        if self.ansoeger is not None and self.ansoeger in node.dele:
            v = self.vaerdi(node, self.ansoeger, self.regelsaet.fakta[None, self.ansoeger])
            ansoeger = v if isinstance(v, str) else None
        fil = self.fri_tekst(node, "fil") if "fil" in node.dele else None
        if ansoeger is None and fil is None:
            raise LaeseFejl(f"Skriv, hvilken ansøgning det gælder ({self.ansoeger or 'fil'}).", node.sted)
        raekke = self._raekke(node, noegle) if noegle is not None else None
        dato = self.vaerdi(node, "dato", persondato(self.regelsaet))
        assert isinstance(dato, date)
        return {
            "ansoeger": ansoeger,
            "fil": fil,
            "raekke": raekke,
            "begrundelse": self.fri_tekst(node, "begrundelse"),
            "af": self.fri_tekst(node, "af"),
            "dato": dato,
            "sted": node.sted,
        }

    def _raekkenoegle(self, node: Ordbog) -> str | None:
        """Return the key that states the row: the pack's word, or the same word written with ae, oe and aa."""
        if self.raekke is None or self.raekke in node.dele:
            return self.raekke
        return next((n for n in node.dele if ascii_noegle(n) == ascii_noegle(self.raekke)), self.raekke)

    def _raekke(self, node: Ordbog, noegle: str) -> str | int:
        """Return the row's number or its name."""
        tekst = self.tekst(node, noegle)
        return int(tekst) if tekst.isascii() and tekst.isdigit() else self.fri_tekst(node, noegle)

    def fri_tekst(self, node: Ordbog, noegle: str) -> str:
        """Return a required text in the user's own words, or a name. Raises LaeseFejl."""
        del_ = node.dele.get(noegle)
        if isinstance(del_, Skalar):
            kontroller_fri_tekst(del_)
        return self.tekst(node, noegle)

    def tekst(self, node: Ordbog, noegle: str) -> str:
        """Return a required text. Raises LaeseFejl."""
        del_ = self._skalar(node, noegle)
        try:
            tekst = ren_tekst(del_.tekst).strip()
        except VaerdiFejl as fejl:
            raise LaeseFejl(str(fejl), del_.sted) from None
        if not tekst:
            raise self._mangler(noegle, del_.sted)
        return tekst

    def vaerdi(self, node: Ordbog, noegle: str, form: Vaerdiform) -> Vaerdi:
        """Return a required value, which must fit its declaration. Raises LaeseFejl."""
        del_ = self._skalar(node, noegle)
        if er_fri_tekst(form):
            kontroller_fri_tekst(del_)
        try:
            if del_.art == "tal":
                return laes_json_tal(form, del_.tekst, self.regelsaet.kommuner)
            return laes_tekst(form, del_.tekst, self.regelsaet.kommuner)
        except VaerdiFejl as fejl:
            raise LaeseFejl(f"{noegle}: {fejl}", del_.sted) from None

    def _skalar(self, node: Ordbog, noegle: str) -> Skalar:
        del_ = node.dele.get(noegle)
        if del_ is None or (isinstance(del_, Skalar) and del_.tom):
            raise self._mangler(noegle, node.sted)
        if not isinstance(del_, Skalar):
            raise LaeseFejl(f"»{noegle}« skal have én værdi.", del_.sted)
        return del_

    def _mangler(self, noegle: str, sted: Sted) -> LaeseFejl:
        return LaeseFejl(f"Her mangler »{noegle}«. En {self.ental} skal have det.", sted)


def _kun_kendte(node: Ordbog, kendte: Collection[str]) -> None:
    for noegle, sted in node.noeglesteder.items():
        if noegle not in kendte:
            raise LaeseFejl(
                f"{vis_noegle(noegle, ment=bool(hjaelp := mente_du(noegle, kendte)))} er ukendt her.{hjaelp}"
                f"{efter_komma(node.dele[noegle])} Her kan stå: {', '.join(kendte)}.",
                sted,
            )
