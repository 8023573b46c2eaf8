"""A pack, and an application if there is one → the workbook people fill in; ``indlaes.regneark`` reads it back.

Only the pack's data: any pool's facts, choices, limits and criteria, in the form's order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..fejl import BrugsFejl, kolonnenavn
from ..indlaes.celler import skriv_tekstliste
from ..indlaes.projektmappe import FELT, FORKLARING, KOLONNER, NOEGLE, OPLYSNING, PULJE, SVAR, forklaring
from ..indlaes.sumraekker import er_sumnavn
from ..model.ansoegning import Ansoegning
from ..model.regelsaet import Faktaerklaering
from ..model.vaerdier import Vaerdi, VaerdiFejl, er_hel, graense, laes_tekst
from ..model.visning import med_stort
from ..sprog.regelsaet import Regelsaet
from .arkskriver import A3, A4, KANT, LYS, LYS_KANT, VEJLEDENDE, Arkskriver, afkort, antal_linjer, raekkehoejde
from .laeseark import Laeseark

if TYPE_CHECKING:
    from .ark import Format, Worksheet

_HOEJST_CIFRE = 15
_TOMME_RAEKKER = 12
_HOEJST_TITEL, _HOEJST_BESKED = 32, 255
# Excel's own calendar is one day off before this.
_FOERSTE_DAG, _SIDSTE_DAG = date(1900, 3, 1), date(2199, 12, 31)
_BREDDE = {"tal": 17.0, "dato": 13.0, "ja_nej": 13.0, "valg": 30.0, "kommune": 20.0, "tekst": 34.0, "tekstliste": 40.0}
_INDTAST = "#FFFDF2"


def skriv_projektmappe(regelsaet: Regelsaet, ansoegning: Ansoegning | None = None) -> bytes:
    """The workbook's bytes: empty, or filled with an application whose every value could be read.

    The same pack and application give the same bytes. Raises BrugsFejl for what no cell can hold.
    """
    return _Bog(regelsaet, ansoegning).skriv()


@dataclass(frozen=True, slots=True)
class _Plads:
    """A range of cells, from and to, counted from 0."""

    raekke: int
    kolonne: int
    til_raekke: int


class _Bog(Arkskriver):
    def __init__(self, regelsaet: Regelsaet, ansoegning: Ansoegning | None) -> None:
        super().__init__(regelsaet.data.titel)
        self.regelsaet = regelsaet
        self.data = regelsaet.data
        self.ansoegning = ansoegning
        self.valg: dict[tuple[str, ...], str] = {}
        self.navne = self._arknavne()

    def skriv(self) -> bytes:
        navne = self.navne
        ark = {n: self.bog.add_worksheet(navn) for n, navn in navne.items()}
        laeseark = Laeseark(self, self.regelsaet, navne)
        laeseark.vejledning(ark["vejledning"])
        self._ansoegning(ark["ansoegning"])
        for liste in self.data.lister:
            self._liste(ark[f"liste {liste}"], liste)
        laeseark.kriterier(ark["kriterier"])
        self._lister(ark["lister"])
        return self.luk()

    def _arknavne(self) -> dict[str, str]:
        oensket = {
            "vejledning": "Vejledning",
            "ansoegning": "Ansøgning" if self.data.ansoeger is not None else "Oplysninger",
            **{f"liste {n}": liste.flertal.capitalize() for n, liste in self.data.lister.items()},
            "kriterier": "Kriterier",
            "lister": "Lister",
        }
        navne: dict[str, str] = {}
        for noegle, navn in oensket.items():
            rent = re.sub(r"[\[\]:*?/\\']", " ", navn)[:28].strip() or "Ark"
            nr = 1
            while rent.lower() in (n.lower() for n in navne.values()):
                nr += 1
                rent = f"{rent[:26]} {nr}"
            navne[noegle] = rent
        return navne

    # The sheets of facts

    def _ansoegning(self, ark: Worksheet) -> None:
        self._top(ark, self.data.titel, "Skriv i kolonnen »Svar«. Det, I ikke ved endnu, står tomt.")
        bredder = {FELT: 17, OPLYSNING: 36, SVAR: 72, FORKLARING: 54, NOEGLE: 24}
        hoved = self.hovedformat()
        uden_felt = not any(f.felt for f in self.regelsaet.fakta_i(None).values())
        for k, (noegle, navn) in enumerate(KOLONNER.items()):
            skjult = noegle == NOEGLE or (noegle == FELT and uden_felt)
            ark.set_column(k, k, bredder[noegle], None, {"hidden": skjult})
            self.tekst(ark, 2, k, navn, hoved)
            self.tekst(ark, 3, k, noegle, self.format(font_color=LYS))
        ark.set_row(3, None, None, {"hidden": True})
        ark.freeze_panes(4, 2)
        self._puljeraekke(ark)
        fakta = self.ansoegning.fakta if self.ansoegning is not None else {}
        skrevne = [(n, f) for n, f in self.regelsaet.fakta_i(None).items() if f.afledt is None]
        for r, (navn, fakt) in enumerate(skrevne, 5):
            self._faste(ark, r, (med_stort(fakt.felt or ""), med_stort(fakt.navn), forklaring(fakt), navn))
            vaerdi = fakta.get(navn)
            skrevet = self._vaerdi(ark, r, 2, fakt, vaerdi)
            self._kontrol(ark, _Plads(r, 2, r), fakt)
            lang = fakt.type == "tekst" and "." in navn and fakt.kontakt == "nej"
            hoejde = max(
                4 if lang else 1,
                antal_linjer(skrevet, bredder[SVAR]),
                antal_linjer(fakt.navn, bredder[OPLYSNING] * 0.85),
            )
            ark.set_row(r, raekkehoejde(max(hoejde, antal_linjer(forklaring(fakt), bredder[FORKLARING]))))
        self.print(ark, A4, (2, 2))

    def _puljeraekke(self, ark: Worksheet) -> None:
        self._faste(ark, 4, ("", "Pulje", "Puljens navn i programmet. Skal stå, som det står.", PULJE))
        self.tekst(ark, 4, 2, self.regelsaet.id, self._indtast(num_format="@", font_color=LYS))

    def _faste(self, ark: Worksheet, r: int, tekster: tuple[str, str, str, str]) -> None:
        lys = self.format(font_color=LYS, text_wrap=True, border=1, border_color=LYS_KANT)
        fed = self.format(bold=True, text_wrap=True, border=1, border_color=LYS_KANT)
        for k, tekst, form in zip((0, 1, 3, 4), tekster, (lys, fed, lys, lys), strict=True):
            self.tekst(ark, r, k, tekst, form)

    def _liste(self, ark: Worksheet, navn: str) -> None:
        liste = self.data.lister[navn]
        fakta = [(n, f) for n, f in self.regelsaet.fakta_i(navn).items() if f.afledt is None]
        self._top(
            ark,
            f"{med_stort(liste.flertal)} – {self.data.titel}",
            f"Én række for hvert {liste.ental}. Tomme rækker læses ikke. Kolonner må flyttes, men ikke flettes.",
        )
        kolonner = self.format(italic=True, font_color=LYS, bottom=1, bottom_color=KANT)
        hoved = self.hovedformat()
        lys = self.format(font_size=9, font_color=LYS, border=1, border_color=KANT, text_wrap=True)
        noegler = self.format(font_color=LYS, font_size=9)
        # No word of a heading is broken.
        bredder = [
            max(_BREDDE.get(f.type, 30.0), min(80.0, 1.25 * max(len(ord_) for ord_ in f.navn.split()) + 1))
            for _, f in fakta
        ]
        hoejder = [1, 1]
        for k, (noegle, fakt) in enumerate(fakta):
            bredde = bredder[k]
            ark.set_column(k, k, bredde, self.format(**_visning(fakt)))
            self.tekst(ark, 2, k, f"Kolonne {fakt.kolonne}" if fakt.kolonne else "Øvrige", kolonner)
            self.tekst(ark, 3, k, med_stort(fakt.navn), hoved)
            self.tekst(ark, 4, k, forklaring(fakt), lys)
            self.tekst(ark, 5, k, noegle, noegler)
            hoejder[0] = max(hoejder[0], antal_linjer(med_stort(fakt.navn), bredde * 0.9))
            hoejder[1] = max(hoejder[1], antal_linjer(forklaring(fakt), bredde * 1.2))
            self._kontrol(ark, _Plads(6, k, 5 + liste.hoejst), fakt)
        ark.set_row(3, raekkehoejde(hoejder[0]))
        ark.set_row(4, raekkehoejde(hoejder[1], 12.5))
        ark.set_row(5, None, None, {"hidden": True})
        ark.freeze_panes(6, 1)
        raekker = self.ansoegning.raekker.get(navn, ()) if self.ansoegning is not None else ()
        for nr in range(max(_TOMME_RAEKKER, len(raekker) + 5)):
            raekke = raekker[nr] if nr < len(raekker) else {}
            if nr < len(raekker) and not raekke:
                raise BrugsFejl(
                    f"{med_stort(liste.ental)} {nr + 1} har ingen oplysninger og kan ikke skrives i en projektmappe, "
                    "hvor en tom række ikke læses. Slet det, eller udfyld det."
                )
            if er_sumnavn(str(raekke.get(liste.navn_fakta, ""))):
                raise BrugsFejl(
                    f"{med_stort(liste.ental)} {nr + 1} hedder »{raekke[liste.navn_fakta]}«, som i en projektmappe "
                    "læses som summen af de andre. Giv det et andet navn."
                )
            hoejde = 1
            for k, (noegle, fakt) in enumerate(fakta):
                skrevet = self._vaerdi(ark, 6 + nr, k, fakt, raekke.get(noegle))
                hoejde = max(hoejde, antal_linjer(skrevet, bredder[k]))
            ark.set_row(6 + nr, raekkehoejde(min(12, hoejde)))
        self.print(ark, A3, (2, 4))
        ark.repeat_columns(0, 0)

    def _top(self, ark: Worksheet, titel: str, note: str) -> None:
        ark.hide_gridlines(2)
        self.titel(ark, titel, f"{note} {VEJLEDENDE}.")

    # Cells

    def _indtast(self, **egenskaber: Any) -> Format:
        return self.format(bg_color=_INDTAST, border=1, border_color="#D5CFAE", text_wrap=True, **egenskaber)

    def _vaerdi(self, ark: Worksheet, r: int, k: int, fakt: Faktaerklaering, vaerdi: Vaerdi | None) -> str:
        """Write a value as its cell type; gives its text."""
        visning = _visning(fakt)
        if vaerdi is None:
            ark.write_blank(r, k, None, self._indtast(**visning))
            return ""
        if isinstance(vaerdi, date) and _FOERSTE_DAG <= vaerdi <= _SIDSTE_DAG:
            ark.write_datetime(r, k, vaerdi, self._indtast(**visning))
            return f"{vaerdi:%d/%m/%Y}"
        if isinstance(vaerdi, int | Decimal) and not isinstance(vaerdi, bool):
            tal = Decimal(vaerdi) / 100 if fakt.enhed == "pct." else Decimal(vaerdi)
            if len(tal.normalize().as_tuple().digits) <= _HOEJST_CIFRE:
                ark.write_number(r, k, tal, self._indtast(**visning))
                return str(vaerdi)
        tekst = self.som_tekst(fakt, vaerdi)
        # What begins as a formula stays text also when a person edits the cell.
        citat = {"quote_prefix": True} if tekst.startswith(("=", "+", "-", "@")) else {}
        self.tekst(ark, r, k, tekst, self._indtast(**{**visning, "num_format": "@", **citat}))
        return tekst

    def som_tekst(self, fakt: Faktaerklaering, vaerdi: Vaerdi) -> str:
        """A value in words the fact reads back; a choice and a municipality by name where the name is its own."""
        if isinstance(vaerdi, tuple):
            return skriv_tekstliste(vaerdi)
        if isinstance(vaerdi, bool):
            return "ja" if vaerdi else "nej"
        if isinstance(vaerdi, date):
            return f"{vaerdi:%d/%m}/{vaerdi.year:04}"
        if isinstance(vaerdi, int):
            return str(vaerdi)
        if isinstance(vaerdi, Decimal):
            tekst = f"{vaerdi:f}".replace(".", ",")
            return f"{tekst} %" if fakt.enhed == "pct." else tekst
        if fakt.type in ("valg", "kommune"):
            navn = self._valgnavn(fakt, vaerdi)
            try:
                if laes_tekst(fakt, navn, self.regelsaet.kommuner) == vaerdi:
                    return navn
            except VaerdiFejl:
                pass
        return vaerdi

    def _valgnavn(self, fakt: Faktaerklaering, vaerdi: str) -> str:
        return (fakt.valg or {}).get(vaerdi, vaerdi) if fakt.type == "valg" else self._kommunenavn(vaerdi)

    def _kommunenavn(self, kode: str) -> str:
        return self.regelsaet.kommuner.kode(kode).navn

    # What may be typed

    def _kontrol(self, ark: Worksheet, plads: _Plads, fakt: Faktaerklaering) -> None:
        regel = self._regel(fakt)
        besked = forklaring(fakt)
        if besked:
            regel["input_title"] = afkort(med_stort(fakt.navn), _HOEJST_TITEL)
            regel["input_message"] = afkort(besked, _HOEJST_BESKED)
        if regel["validate"] != "any":
            regel["error_title"] = "Kan ikke stå her"
            # A municipality may be told by its number too; the list has names.
            regel["error_type"] = "warning" if fakt.type == "kommune" else "stop"
            regel["error_message"] = afkort(f"{med_stort(fakt.navn)}: {_maa_staa(fakt)}", _HOEJST_BESKED)
        elif not besked:
            return
        ark.data_validation(plads.raekke, plads.kolonne, plads.til_raekke, plads.kolonne, regel)

    def _regel(self, fakt: Faktaerklaering) -> dict[str, Any]:
        match fakt.type:
            case "tal":
                mindst, hoejst = _graenser(fakt)
                if fakt.enhed == "pct.":
                    mindst, hoejst = mindst / 100, hoejst / 100
                hel = er_hel(fakt) and fakt.enhed != "pct."
                return {
                    "validate": "integer" if hel else "decimal",
                    "criteria": "between",
                    "minimum": int(mindst) if hel else float(mindst),
                    "maximum": int(hoejst) if hel else float(hoejst),
                }
            case "dato":
                fra = laes_tekst(fakt, fakt.mindst) if fakt.mindst else _FOERSTE_DAG
                til = laes_tekst(fakt, fakt.hoejst) if fakt.hoejst else _SIDSTE_DAG
                assert isinstance(fra, date)
                return {"validate": "date", "criteria": "between", "minimum": max(fra, _FOERSTE_DAG), "maximum": til}
            case "ja_nej":
                return {"validate": "list", "source": ["ja", "nej"]}
            case "valg":
                return {"validate": "list", "source": self._kilde_til(self._valgnavn_alle(fakt))}
            case "kommune":
                return {
                    "validate": "list",
                    "source": self._kilde_til(sorted((k.navn for k in self.regelsaet.kommuner.alle), key=_dansk_orden)),
                }
            case _:
                return {"validate": "any"}

    def _valgnavn_alle(self, fakt: Faktaerklaering) -> list[str]:
        return [self.som_tekst(fakt, noegle) for noegle in fakt.valg or {}]

    def _kilde_til(self, navne: Iterable[str]) -> str:
        """Where on the sheet of lists these names stand; put there once."""
        noegle = tuple(navne)
        if noegle not in self.valg:
            kolonne = kolonnenavn(len(self.valg) + 1)
            self.valg[noegle] = f"='{self.navne['lister']}'!${kolonne}$1:${kolonne}${len(noegle)}"
        return self.valg[noegle]

    def _lister(self, ark: Worksheet) -> None:
        for k, navne in enumerate(self.valg):
            for r, navn in enumerate(navne):
                self.tekst(ark, r, k, navn, self.format())
        ark.hide()


def _visning(fakt: Faktaerklaering) -> dict[str, Any]:
    """The number format of a fact's cells."""
    if fakt.type == "dato":
        # A bare slash is shown as the reader's own sign between the parts; the form asks for this one.
        return {"num_format": r"dd\/mm\/yyyy", "align": "left"}
    if fakt.type != "tal":
        return {"num_format": "@"}
    decimaler = "" if er_hel(fakt) else "." + "0" * len((fakt.trin or "").partition(",")[2])
    return {"num_format": f"0{decimaler}%" if fakt.enhed == "pct." else f"#,##0{decimaler}"}


def _graenser(fakt: Faktaerklaering) -> tuple[Decimal, Decimal]:
    yderst = Decimal(10) ** _HOEJST_CIFRE - 1
    return (
        graense(fakt.mindst) if fakt.mindst is not None else -yderst,
        graense(fakt.hoejst) if fakt.hoejst is not None else yderst,
    )


def _maa_staa(fakt: Faktaerklaering) -> str:
    match fakt.type:
        case "tal":
            hvad = "et helt tal" if er_hel(fakt) else f"et tal i trin på {fakt.trin}"
            if fakt.enhed == "pct.":
                hvad = f"en procent i trin på {fakt.trin or 1} %, fx 25 %"
            elif fakt.enhed == "t.kr.":
                hvad = "et beløb i hele 1.000 kr., fx 12.500"
            mellem = f", fra {fakt.mindst} til {fakt.hoejst}" if fakt.mindst and fakt.hoejst else ""
            return f"skriv {hvad}{mellem}."
        case "dato":
            return "skriv en dato, fx 30/11/2026."
        case "ja_nej":
            return "skriv ja eller nej, eller lad cellen stå tom."
        case "kommune":
            return "vælg på listen, eller skriv kommunens nummer."
        case _:
            return "vælg på listen, eller lad cellen stå tom."


def _dansk_orden(navn: str) -> str:
    """Æ, ø and å last, in that order; aa stays among the a's."""
    return navn.lower().translate({ord("æ"): "\uffe0", ord("ø"): "\uffe1", ord("å"): "\uffe2"})
