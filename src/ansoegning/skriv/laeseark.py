"""The sheets of the workbook that are only read: how it is filled in, and the criteria with their sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..model.data import Kilde
from ..model.vaerdier import laes_tekst
from ..model.visning import med_stort, vis_vaerdi
from ..sprog.regelsaet import Regelsaet
from ..sprog.skriv import skriv_udtryk
from ..sprog.traeer import Fakt, Knude, Param, alle_knuder
from .arkskriver import A4, VEJLEDENDE, Arkskriver, antal_linjer, punktum, raekkehoejde

if TYPE_CHECKING:
    from .ark import Worksheet

_NAVNE, _ORD = re.compile("(»[^«]*«)"), re.compile(r"\w+")


class Laeseark:
    """Writes them for a pack. ``navne`` are the sheets' names by what they are."""

    def __init__(self, skriver: Arkskriver, regelsaet: Regelsaet, navne: dict[str, str]) -> None:
        self.skriver = skriver
        self.regelsaet = regelsaet
        self.data = regelsaet.data
        self.navne = navne

    def vejledning(self, ark: Worksheet) -> None:
        """What the pool is, and how the workbook is filled in."""
        ark.hide_gridlines(2)
        ark.set_column(0, 0, 4)
        ark.set_column(1, 1, 105)
        self.skriver.titel(ark, self.data.titel, self.data.beskrivelse)
        self.skriver.tekst(ark, 2, 0, VEJLEDENDE, self.skriver.format(bold=True))
        for r, linje in enumerate(self._raad(), 4):
            self.skriver.tekst(ark, r, 0, str(r - 3), self.skriver.format(bold=True, align="right"))
            self.skriver.tekst(ark, r, 1, linje, self.skriver.format(text_wrap=True))
            ark.set_row(r, raekkehoejde(antal_linjer(linje, 105)))
        self.skriver.print(ark, A4, (0, 0))

    def _raad(self) -> list[str]:
        fakta = [f for f in self.regelsaet.fakta.values() if f.afledt is None]
        enheder, typer = {f.enhed for f in fakta}, {f.type for f in fakta}
        raekkeark = [
            f" Skriv ét {liste.ental} i hver række i arket »{self.navne[f'liste {n}']}«."
            for n, liste in self.data.lister.items()
        ]
        skilte = [
            "Beløb skrives i hele 1.000 kr.: 12.500.000 kr. er 12.500." if "t.kr." in enheder else "",
            "Andele skrives som procent: 31,25 %." if "pct." in enheder else "",
            "Datoer skrives som dag, måned og år: 30/11/2026." if "dato" in typer else "",
            "Flere tekster i én celle skilles med semikolon." if "tekstliste" in typer else "",
        ]
        return [
            f"Udfyld kolonnen »Svar« i arket »{self.navne['ansoegning']}«.{''.join(raekkeark)}",
            "Det, I ikke ved endnu, lader I stå tomt. En oplysning, der mangler, er hverken nul eller nej.",
            " ".join(s for s in skilte if s) or "Skriv hvert svar i sin egen celle.",
            f"Arket »{self.navne['kriterier']}« viser kriterierne med deres kilde.",
            "Kolonner og rækker må flyttes. Flet ikke celler, og skjul ikke rækker eller kolonner med oplysninger: så "
            "læses filen ikke.",
            "Egne noter og regnestykker lægges i egne ark; de læses ikke. En formel i et svar læses som det resultat, "
            "den har, når filen gemmes.",
            "Gem filen som Excel-projektmappe (.xlsx) uden adgangskode og uden makroer, og kør: ansoegning tjek FILEN",
        ]

    def kriterier(self, ark: Worksheet) -> None:
        """The criteria with requirement, exceptions and source, and the pool's limits."""
        ark.hide_gridlines(2)
        hoveder = {
            "Nr.": 6,
            "Kriterium": 27,
            "Krav": 46,
            "Undtagelser og forbehold": 42,
            "Kildens ord": 38,
            "Kilde": 27,
        }
        self.skriver.titel(ark, f"Kriterier – {self.data.titel}", f"{VEJLEDENDE}.")
        self.skriver.hoveder(ark, 2, list(hoveder))
        for k, bredde in enumerate(hoveder.values()):
            ark.set_column(k, k, bredde)
        bredder = list(hoveder.values())
        r = 3
        for kriterium in self.regelsaet.kriterier:
            data = kriterium.data
            dele = [
                punktum(f"{ord_}: {self._i_ord(d.naar)}")
                for ord_, del_ in (("Undtagelse", kriterium.undtagelser), ("Forbehold", kriterium.forbehold))
                for d in del_
            ]
            krav = punktum(med_stort(self._i_ord(kriterium.krav)))
            kilde = data.kilde
            self.skriver.raekke(
                ark, r, bredder, (data.id, data.titel, krav, "\n".join(dele), kilde.citat or "", self._sted(kilde))
            )
            r += 1
        if self.data.parametre:
            self.skriver.hoveder(ark, r + 1, ["", "Grænse", "Værdi", "", "Kildens ord", "Kilde"])
            r += 2
        for p in self.data.parametre.values():
            vaerdi = vis_vaerdi(p, laes_tekst(p, p.vaerdi, self.regelsaet.kommuner), self.regelsaet.kommuner)
            self.skriver.raekke(
                ark, r, bredder, ("", med_stort(p.navn), vaerdi, "", p.kilde.citat or "", self._sted(p.kilde))
            )
            r += 1
        ark.freeze_panes(3, 2)
        self.skriver.print(ark, A4, (2, 2))

    def _i_ord(self, knude: Knude) -> str:
        """A condition in the facts' own words, the choices' too."""
        valg: dict[str, str] = {}
        for k in alle_knuder(knude):
            fakt = self.regelsaet.fakta.get((k.liste, k.navn)) if isinstance(k, Fakt) else None
            valg |= (fakt.valg if fakt is not None else None) or {}
        dele = _NAVNE.split(skriv_udtryk(knude, self._navngiv))
        # Every other part is a name in its marks, and stays.
        dele[::2] = [_ORD.sub(lambda m: f"»{valg[m[0]]}«" if m[0] in valg else m[0], d) for d in dele[::2]]
        return "".join(dele).replace(">=", "≥").replace("<=", "≤").replace("{", "").replace("}", "")

    def _navngiv(self, knude: Fakt | Param) -> str:
        if isinstance(knude, Param):
            p = self.data.parametre.get(knude.navn)
            if p is None:
                return knude.navn
            return vis_vaerdi(p, laes_tekst(p, p.vaerdi, self.regelsaet.kommuner), self.regelsaet.kommuner)
        fakt = self.regelsaet.fakta.get((knude.liste, knude.navn))
        return f"»{fakt.navn}«" if fakt is not None else knude.navn

    def _sted(self, kilde: Kilde) -> str:
        nr = f" nr. {kilde.nr}" if kilde.nr is not None else ""
        return f"{self.data.dokumenter[kilde.dokument].kort}, {kilde.afsnit}{nr}"
