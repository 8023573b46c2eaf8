"""Write the workbook that applicants fill in, empty or with an application; ``indlaes.projektmappe`` reads it back.

The workbook is built from the pack's data alone: any pool's facts, choices, limits and criteria, in the form's order.
With an answer (``Arksvar``), the cells concerned have colours and comments, and one sheet lists the whole answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..fejl import BrugsFejl, Sted, kolonnenavn
from ..indlaes.celler import laes_celle, laes_tekstliste, skriv_tekstliste
from ..indlaes.noder import Celle
from ..indlaes.projektmappe import (
    FELT,
    FORKLARING,
    KOLONNER,
    NOEGLE,
    OPLYSNING,
    SVAR,
    TEGN,
    brug_af_fakta,
    forklaring,
)
from ..indlaes.sumraekker import er_sumnavn, er_talnavn
from ..model.ansoegning import PULJE, Ansoegning
from ..model.felter import navn_af, raekke_af
from ..model.regelsaet import Faktaerklaering
from ..model.vaerdier import Vaerdi, VaerdiFejl, laes_tekst
from ..model.visning import med_stort, vis_tal
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from .ark import enheder, skriv_formel
from .arkskriver import A3, A4, HOEJST_HOEJDE, KANT, LYS, LYS_KANT, VEJLEDENDE, Arkskriver, antal_linjer, raekkehoejde
from .arksvar import Arksvar, Plads, kommentar, skriv_svarark
from .celleregler import FOERSTE_DAG, HOEJST_CIFRE, SIDSTE_DAG, Celleregler, overskrift, talformat
from .kontekst import tegn_hoejst, tekstfelter
from .laeseark import Laeseark

if TYPE_CHECKING:
    from .ark import Format, Worksheet

_TOMME_RAEKKER = 12
_BREDDE = {"tal": 17.0, "dato": 13.0, "ja_nej": 13.0, "valg": 30.0, "kommune": 20.0, "tekst": 46.0, "tekstliste": 46.0}
# The colours of an answer cell: needed by criteria, not needed, and the border.
_BRUGT, _INDTAST, _INDTAST_KANT = "#FFF0BF", "#FFFDF2", "#D5CFAE"
# Font sizes. A text too long for the maximum row height in one size is written in the next smaller size.
_SKRIFTER = (11, 10, 9, 8)
# In characters. A longer unreadable value is not shown.
_HOEJST_ULAESELIG = 1_000
_FOERSTE_SVAR, _FOERSTE_RAEKKE = 5, 6


def skriv_projektmappe(
    regelsaet: Regelsaet, ansoegning: Ansoegning | None = None, svar: Arksvar | None = None
) -> bytes:
    """Return the workbook's bytes: empty, or filled with an application, and with the answer to it.

    An unreadable value is written unchanged if it is unreadable as a text cell too, else its cell is empty. The same
    arguments always return the same bytes. Raises BrugsFejl for values that no cell can hold.
    """
    return _Bog(regelsaet, ansoegning, svar).skriv()


@dataklasse(frozen=True, slots=True)
class _Sted:
    """A sheet and a cell on it, counted from 0, for a fact in a row of ``liste`` (from 1; 0: the application)."""

    ark: Worksheet
    r: int
    k: int
    liste: str | None
    nr: int


class _Bog(Arkskriver):
    def __init__(self, regelsaet: Regelsaet, ansoegning: Ansoegning | None, svar: Arksvar | None) -> None:
        super().__init__(regelsaet.data.titel)
        self.regelsaet = regelsaet
        self.data = regelsaet.data
        self.ansoegning = ansoegning
        self.svar = svar
        self.valg: dict[tuple[str, ...], str] = {}
        self.navne = self._arknavne()
        self.brugt = brug_af_fakta(regelsaet)
        self.regler = Celleregler(regelsaet, self._kilde_til)
        self.celler: dict[Plads, str] = {}
        self.ulaeselige: dict[Plads, str] = {
            (*_plads(m.felt), navn_af(m.felt)[1]): m.skrevet
            for m in (ansoegning.vaerdimangler if ansoegning is not None else ())
        }

    def skriv(self) -> bytes:
        ark = {n: self.ark(navn) for n, navn in self.navne.items()}
        laeseark = Laeseark(self, self.regelsaet, self.navne)
        laeseark.vejledning(ark["vejledning"])
        self._ansoegning(ark["ansoegning"])
        for liste in self.data.lister:
            self._liste(ark[f"liste {liste}"], liste)
        laeseark.kriterier(ark["kriterier"])
        self._lister(ark["lister"])
        if self.svar is not None:
            skriv_svarark(self, ark["svar"], self.svar, self.celler)
        for et in ark.values():
            self.laas(et)
        return self.luk()

    def _arknavne(self) -> dict[str, str]:
        oensket = {
            **({"svar": "Svar fra tjek"} if self.svar is not None else {}),
            "vejledning": "Vejledning",
            "ansoegning": "Ansøgning" if self.data.ansoeger is not None else "Oplysninger",
            **{f"liste {n}": liste.flertal.capitalize() for n, liste in self.data.lister.items()},
            "kriterier": med_stort(self.data.kriterieord.flertal),
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
        bredder = {FELT: 17, OPLYSNING: 34, SVAR: 90, TEGN: 8, FORKLARING: 48, NOEGLE: 24}
        plads = {noegle: k for k, noegle in enumerate(KOLONNER)}
        tekster = tekstfelter(self.regelsaet)
        skjulte = {NOEGLE: True, TEGN: not tekster}
        skjulte[FELT] = not any(f.felt for f in self.regelsaet.fakta_i(None).values())
        ark.hide_gridlines(2)
        note = f"Skriv i kolonnen »Svar«. Det, der ikke vides endnu, står tomt. {VEJLEDENDE}."
        self.titel(ark, self.data.titel, note, plads[OPLYSNING] if skjulte[FELT] else 0)
        for noegle, navn in KOLONNER.items():
            k = plads[noegle]
            ark.set_column(k, k, bredder[noegle], None, {"hidden": skjulte.get(noegle, False)})
            self.tekst(ark, 2, k, navn, self.hovedformat())
            self.tekst(ark, 3, k, noegle, self.format(font_color=LYS))
        ark.set_row(3, None, None, {"hidden": True})
        ark.freeze_panes(4, 2)
        self._faste(ark, 4, ("", "Pulje", "", "Puljens navn i programmet. Skal stå, som det står.", PULJE))
        self.tekst(ark, 4, plads[SVAR], self.regelsaet.id, self._celleformat(None, font_color=LYS, locked=True))
        fakta = self.ansoegning.fakta if self.ansoegning is not None else {}
        r = _FOERSTE_SVAR
        tegn: list[tuple[int, int]] = []
        for navn, fakt in self._skrevne(None).items():
            hvad = forklaring(fakt, self.brugt.get((None, navn), ()))
            self._faste(ark, r, (med_stort(fakt.felt or ""), overskrift(fakt), "", hvad, navn))
            sted = _Sted(ark, r, plads[SVAR], None, 0)
            skrevet = self._vaerdi(sted, navn, fakt, fakta.get(navn), bredder[SVAR])
            self._kontrol(sted, navn, fakt, r)
            linjer = max(
                antal_linjer(overskrift(fakt), bredder[OPLYSNING] * 0.85), antal_linjer(hvad, bredder[FORKLARING])
            )
            self._hoejde(ark, r, linjer, [(skrevet, bredder[SVAR])])
            if navn in tekster:
                tegn.append((r, enheder(skrevet)))
                self._formel(ark, r, plads[TEGN], f"LEN({_celle(r, plads[SVAR])})", tegn[-1][1])
            r += 1
            if len(tegn) == len(tekster) > 0 and navn in tekster:
                self._tegn_i_alt(ark, r, tegn, plads)
                r += 1
        self.print(ark, A4, (0, 2))

    def _tegn_i_alt(self, ark: Worksheet, r: int, tegn: list[tuple[int, int]], plads: Mapping[str, int]) -> None:
        """Write a row that counts the characters of all text fields. It has no answer cell, so it is not read back."""
        k = plads[TEGN]
        i_alt = sum(n for _, n in tegn)
        self._faste(ark, r, ("", "Tekstfelterne i alt", "", "", ""))
        ark.write_blank(r, plads[SVAR], None, self._fast_format())
        self._formel(ark, r, k, f"SUM({','.join(_celle(linje, k) for linje, _ in tegn)})", i_alt)
        hoejst = tegn_hoejst(self.regelsaet)
        if hoejst is None:
            return
        celle, graense = _celle(r, k), vis_tal(hoejst)
        over, under = f" tegn over grænsen på {graense}.", f" tegn tilbage af {graense}."
        formel = f'IF({celle}>{hoejst},{celle}-{hoejst}&"{over}",{hoejst}-{celle}&"{under}")'
        vist = f"{i_alt - hoejst}{over}" if i_alt > hoejst else f"{hoejst - i_alt}{under}"
        self._formel(ark, r, plads[FORKLARING], formel, vist)
        roed = self.bog.add_format({"bg_color": "#F8B4B4", "bold": True})
        ark.conditional_format(r, k, r, k, {"type": "cell", "criteria": ">", "value": hoejst, "format": roed})

    def _faste(self, ark: Worksheet, r: int, tekster: tuple[str, str, str, str, str]) -> None:
        """Write the locked cells of a row: all columns but the answer's."""
        for noegle, tekst in zip((FELT, OPLYSNING, TEGN, FORKLARING, NOEGLE), tekster, strict=True):
            self.tekst(ark, r, list(KOLONNER).index(noegle), tekst, self._fast_format(bold=noegle == OPLYSNING))

    def _fast_format(self, *, bold: bool = False) -> Format:
        farve = {} if bold else {"font_color": LYS}
        return self.format(bold=bold, text_wrap=True, border=1, border_color=LYS_KANT, **farve)

    def _formel(self, ark: Worksheet, r: int, k: int, formel: str, vaerdi: int | Decimal | str) -> None:
        """Write a formula of the program in a locked cell, with its current value.

        It contains no text of the user or pack.
        """
        form = self.format(text_wrap=True, border=1, border_color=LYS_KANT, font_color=LYS, align="left")
        skriv_formel(ark, r, k, formel, form, vaerdi)

    def _liste(self, ark: Worksheet, navn: str) -> None:
        liste = self.data.lister[navn]
        fakta = self._skrevne(navn)
        ark.hide_gridlines(2)
        note = f"{self.data.titel} · {med_stort(liste.flertal)} skrives i hver sin række · {VEJLEDENDE}"
        for k in range(len(fakta)):
            for r in (0, 1):
                ark.write_blank(r, k, None, self.format())
        self.titel(ark, med_stort(liste.flertal), "")
        if len(fakta) > 1:
            self.tekst(ark, 0, 1, note, self.format(font_color=LYS))
        if any(f.laegges_sammen for f in fakta.values()):
            self.tekst(ark, 1, 0, "I alt", self.format(bold=True))
        bredder = self._listehoved(ark, navn, fakta)
        raekker = self.ansoegning.raekker.get(navn, ()) if self.ansoegning is not None else ()
        for nr in range(1, max(_TOMME_RAEKKER, len(raekker) + 5) + 1):
            raekke = raekker[nr - 1] if nr <= len(raekker) else {}
            if nr <= len(raekker):
                self._kan_staa(navn, nr, raekke)
            skrevne: list[tuple[str, float]] = []
            for k, (noegle, fakt) in enumerate(fakta.items()):
                sted = _Sted(ark, _FOERSTE_RAEKKE + nr - 1, k, navn, nr)
                skrevne.append((self._vaerdi(sted, noegle, fakt, raekke.get(noegle), bredder[k]), bredder[k]))
            self._hoejde(ark, _FOERSTE_RAEKKE + nr - 1, 1, skrevne)
        for k, (noegle, fakt) in enumerate(fakta.items()):
            self._i_alt(ark, k, fakt, list(fakta).index(liste.navn_fakta), [r.get(noegle) for r in raekker], navn)
        self.print(ark, A3, (0, 4))
        ark.repeat_columns(0, 0)

    def _listehoved(self, ark: Worksheet, navn: str, fakta: Mapping[str, Faktaerklaering]) -> list[float]:
        """Write the headers of a list's sheet. Returns the column widths, which fit the longest word of each header."""
        kolonner = self.format(italic=True, font_color=LYS, bottom=1, bottom_color=KANT)
        lys = self.format(font_size=10, font_color=LYS, border=1, border_color=KANT, text_wrap=True)
        noegler = self.format(font_color=LYS, font_size=9)
        bredder, hoejder = [], [1, 1]
        for k, (noegle, fakt) in enumerate(fakta.items()):
            hoved, hvad = overskrift(fakt, "\n"), forklaring(fakt, self.brugt.get((navn, noegle), ()))
            laengste = max(len(ord_) for ord_ in hoved.split())
            bredde = max(_BREDDE.get(fakt.type, 30.0), min(80.0, 1.25 * laengste + 1))
            bredder.append(bredde)
            ark.set_column(k, k, bredde, self.format(locked=False, text_wrap=True, **talformat(fakt)))
            self.tekst(ark, 2, k, f"Kolonne {fakt.kolonne}" if fakt.kolonne else "Øvrige", kolonner)
            self.tekst(ark, 3, k, hoved, self.hovedformat())
            self.tekst(ark, 4, k, hvad, lys)
            self.tekst(ark, 5, k, noegle, noegler)
            hoejder[0] = max(hoejder[0], antal_linjer(hoved, bredde * 0.9))
            hoejder[1] = max(hoejder[1], antal_linjer(hvad, bredde * 1.05))
            sidste = _FOERSTE_RAEKKE - 1 + self.data.lister[navn].hoejst
            self._kontrol(_Sted(ark, _FOERSTE_RAEKKE, k, navn, 1), noegle, fakt, sidste)
        self.hoejde(ark, 3, hoejder[0])
        self.hoejde(ark, 4, hoejder[1], 13.5)
        ark.set_row(5, None, None, {"hidden": True})
        ark.freeze_panes(_FOERSTE_RAEKKE, 1)
        return bredder

    def _kan_staa(self, liste: str, nr: int, raekke: Mapping[str, Vaerdi]) -> None:
        """Raise BrugsFejl if a row would not be read back as a row."""
        data = self.data.lister[liste]
        ulaeselig = any(
            p[:2] == (liste, nr) and self._ulaeselig(p, self.regelsaet.fakta[liste, p[2]]) for p in self.ulaeselige
        )
        if not raekke and not ulaeselig:
            raise BrugsFejl(
                f"{med_stort(data.ental)} {nr} har ingen oplysninger og kan ikke skrives i en projektmappe, "
                "hvor en tom række ikke læses. Slet det, eller udfyld det."
            )
        navn = str(raekke.get(data.navn_fakta, ""))
        if er_sumnavn(navn) or er_talnavn(navn):
            raise BrugsFejl(
                f"{med_stort(data.ental)} {nr} hedder »{raekke[data.navn_fakta]}«, som i en projektmappe "
                "læses som summen af de andre. Giv det et andet navn."
            )

    def _i_alt(
        self, ark: Worksheet, k: int, fakt: Faktaerklaering, navne: int, vaerdier: list[Vaerdi | None], liste: str
    ) -> None:
        """Write a column's total above the headers, where the reader does not take it for a row.

        ``navne``: the column of the rows' names. If a named row has no number, there is no total, because a missing
        value is not 0; the cell says that something is missing only where the form's checks require the number.
        """
        if not fakt.laegges_sammen:
            return
        sidste = _FOERSTE_RAEKKE + self.regelsaet.data.lister[liste].hoejst - 1
        omraade, navngivne = (f"{_celle(_FOERSTE_RAEKKE, i)}:{_celle(sidste, i)}" for i in (k, navne))
        tal = [v for v in vaerdier if isinstance(v, int | Decimal) and not isinstance(v, bool)]
        # A number that stands as text is not added by a spreadsheet: then there is no total to show.
        uden_sum = "noget mangler" if any(self.regelsaet.fakta[n] is fakt for n in self.regelsaet.kraevede) else "–"
        summen = f'IF(COUNT({omraade})<COUNTA({navngivne}),"{uden_sum}",SUM({omraade}))'
        formel = f'IF(COUNTA({omraade})=COUNT({omraade}),{summen},"noget er tekst")'
        formel = f'IF(COUNTA({omraade})=0,"–",{formel})' if uden_sum == "–" else formel
        form = self.format(bold=True, align="right", num_format=talformat(fakt)["num_format"], bottom=1)
        som_tekst = any(self._er_tekst(fakt, v) for v in tal) or any(
            p[0] == liste and self.regelsaet.fakta[liste, p[2]] is fakt and self._ulaeselig(p, fakt)
            for p in self.ulaeselige
        )
        navnefakta = self.regelsaet.data.lister[liste].navn_fakta
        navne_i_alt = (
            sum(1 for r in self.ansoegning.raekker.get(liste, ()) if r.get(navnefakta)) if self.ansoegning else 0
        )
        i_alt = sum(tal) if len(tal) >= navne_i_alt and (tal or uden_sum != "–") else uden_sum
        skriv_formel(ark, 1, k, formel, form, "noget er tekst" if som_tekst else i_alt)

    # Cells

    def _skrevne(self, liste: str | None) -> dict[str, Faktaerklaering]:
        return {n: f for n, f in self.regelsaet.fakta_i(liste).items() if f.afledt is None}

    def _celleformat(self, sted: tuple[_Sted, str] | None, **egenskaber: Any) -> Format:
        """Return the format of an answer cell, coloured by the answer to it, else by whether criteria need it."""
        farve = _INDTAST
        if sted is not None:
            her, navn = sted
            svar = self.svar.celler.get((her.liste, her.nr, navn)) if self.svar is not None else None
            if svar is not None and svar.roller:
                farve = svar.farve
            elif (her.liste, navn) in self.brugt:
                farve = _BRUGT
        egenskaber = {"locked": False, **egenskaber}
        return self.format(bg_color=farve, border=1, border_color=_INDTAST_KANT, text_wrap=True, **egenskaber)

    def _vaerdi(self, sted: _Sted, navn: str, fakt: Faktaerklaering, vaerdi: Vaerdi | None, bredde: float) -> str:
        """Write a value with its cell type and its comment. Returns its text."""
        ark, r, k = sted.ark, sted.r, sted.k
        plads = (sted.liste, sted.nr, navn)
        self.celler[plads] = Sted("", r + 1, k + 1, ark.get_name()).celle or ""
        svar = self.svar.celler.get(plads) if self.svar is not None else None
        if svar is not None and (tekst := kommentar(svar)):
            self.kommentar(ark, r, k, tekst)
        visning = {**talformat(fakt), **({"align": "left"} if sted.liste is None else {})}
        if vaerdi is None:
            skrevet = self._ulaeselig(plads, fakt)
            if not skrevet:
                ark.write_blank(r, k, None, self._celleformat((sted, navn), **visning))
                return ""
            return self._som_tekst(sted, navn, skrevet, visning, bredde)
        if isinstance(vaerdi, date) and FOERSTE_DAG <= vaerdi <= SIDSTE_DAG:
            ark.write_datetime(r, k, vaerdi, self._celleformat((sted, navn), **visning))
            return f"{vaerdi:%d/%m/%Y}"
        if isinstance(vaerdi, int | Decimal) and not isinstance(vaerdi, bool) and not self._er_tekst(fakt, vaerdi):
            tal = Decimal(vaerdi) / 100 if fakt.enhed == "pct." else Decimal(vaerdi)
            ark.write_number(r, k, tal, self._celleformat((sted, navn), **visning))
            return str(vaerdi)
        return self._som_tekst(sted, navn, self.som_tekst(fakt, vaerdi), visning, bredde)

    def _som_tekst(self, sted: _Sted, navn: str, tekst: str, visning: dict[str, Any], bredde: float) -> str:
        # Text that begins like a formula stays text also when a user edits the cell.
        citat = {"quote_prefix": True} if tekst.startswith(("=", "+", "-", "@")) else {}
        skrift = _skrift(tekst, bredde)
        form = self._celleformat((sted, navn), **{**visning, "num_format": "@", "font_size": skrift, **citat})
        self.tekst(sted.ark, sted.r, sted.k, tekst, form)
        return tekst

    def _hoejde(self, ark: Worksheet, r: int, linjer: int, skrevne: list[tuple[str, float]]) -> None:
        """Set the row height that the texts need, each with its column's width and its own font size."""
        hoejder = (_hoejde(tekst, bredde, _skrift(tekst, bredde)) for tekst, bredde in skrevne)
        ark.set_row(r, min(HOEJST_HOEJDE, max(raekkehoejde(linjer), *hoejder)))

    @staticmethod
    def _er_tekst(fakt: Faktaerklaering, vaerdi: int | Decimal) -> bool:
        """Return whether a number has more digits than a spreadsheet stores."""
        tal = Decimal(vaerdi) / 100 if fakt.enhed == "pct." else Decimal(vaerdi)
        return len(tal.normalize().as_tuple().digits) > HOEJST_CIFRE

    def _ulaeselig(self, plads: Plads, fakt: Faktaerklaering) -> str:
        """Return the unreadable text written for a fact, or an empty text if it would be readable as a text cell."""
        skrevet = self.ulaeselige.get(plads, "")
        if not skrevet.strip() or len(skrevet) > _HOEJST_ULAESELIG:
            return ""
        celle = Celle(skrevet, "tekst", Sted(""))
        try:
            if fakt.type == "tekstliste":
                laes_tekstliste(fakt, celle)
            else:
                laes_celle(fakt, celle, self.regelsaet.kommuner)
        except VaerdiFejl:
            return skrevet
        return ""

    def som_tekst(self, fakt: Faktaerklaering, vaerdi: Vaerdi) -> str:
        """Return a value as text that the fact reads back; a choice or municipality by an unambiguous name."""
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

    # Data validation

    def _kontrol(self, sted: _Sted, navn: str, fakt: Faktaerklaering, til_raekke: int) -> None:
        valg: list[str] = []
        if fakt.type == "valg":
            valg = [self.som_tekst(fakt, noegle) for noegle in fakt.valg or {}]
        elif fakt.type == "kommune":
            valg = sorted((k.navn for k in self.regelsaet.kommuner.alle), key=_dansk_orden)
        regel = self.regler.regel(sted.liste, navn, valg)
        if regel is not None:
            sted.ark.data_validation(sted.r, sted.k, til_raekke, sted.k, regel)

    def _kilde_til(self, navne: Iterable[str]) -> str:
        """Return the range of these names on the sheet of lists; each set of names is written there once."""
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


def _plads(felt: str) -> tuple[str | None, int]:
    liste, nr = raekke_af(felt)
    return liste or None, nr


def _celle(r: int, k: int) -> str:
    return f"{kolonnenavn(k + 1)}{r + 1}"


def _skrift(tekst: str, bredde: float) -> int:
    """Return the largest font size in which a text fits in the maximum row height, or else the smallest."""
    return next((s for s in _SKRIFTER if _hoejde(tekst, bredde, s) <= HOEJST_HOEJDE), _SKRIFTER[-1])


def _hoejde(tekst: str, bredde: float, skrift: int) -> float:
    """Return the approximate height in points of a text in this font size and column width."""
    return raekkehoejde(antal_linjer(tekst, bredde * 11 / skrift), skrift * 15 / 11)


def _dansk_orden(navn: str) -> str:
    """Return a sort key with æ, ø and å last, in that order; aa sorts as two a's."""
    return navn.lower().translate({ord("æ"): "\uffe0", ord("ø"): "\uffe1", ord("å"): "\uffe2"})
