"""The workbook's information sheets: how to fill it in, and the criteria with their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.data import Kilde
from ..model.ord import bestemt_flertal
from ..model.visning import med_stort, punktum
from ..motor.fraser import vis_parameter
from ..sprog.regelsaet import Regelsaet
from .arkskriver import A4, VEJLEDENDE, Arkskriver, antal_linjer, linjer_i_raekken
from .betingelser import i_ord
from .kontekst import tekstfelter
from .opslagstabeller import opslagstabeller

if TYPE_CHECKING:
    from .ark import Worksheet

# Without a break, a few limits would stand alone on a second page.
_LINJER_PAA_EN_SIDE = 36


class Laeseark:
    """Writes the information sheets. ``navne`` are the names of all sheets by content."""

    def __init__(self, skriver: Arkskriver, regelsaet: Regelsaet, navne: dict[str, str]) -> None:
        self.skriver = skriver
        self.regelsaet = regelsaet
        self.data = regelsaet.data
        self.navne = navne

    def vejledning(self, ark: Worksheet) -> None:
        """Write what the pool is, and how to fill in the workbook."""
        ark.hide_gridlines(2)
        ark.set_column(0, 0, 4)
        ark.set_column(1, 1, 105)
        self.skriver.titel(ark, self.data.titel, self.data.beskrivelse)
        self.skriver.tekst(ark, 2, 0, VEJLEDENDE, self.skriver.format(bold=True))
        for r, linje in enumerate(self._raad(), 4):
            self.skriver.tekst(ark, r, 0, str(r - 3), self.skriver.format(bold=True, align="right"))
            self.skriver.tekst(ark, r, 1, linje, self.skriver.format(text_wrap=True))
            self.skriver.hoejde(ark, r, antal_linjer(linje, 105))
        self.skriver.print(ark, A4, (0, 0))

    def _raad(self) -> list[str]:
        fakta = [f for f in self.regelsaet.fakta.values() if f.afledt is None]
        enheder, typer = {f.enhed for f in fakta}, {f.type for f in fakta}
        raekkeark = [
            f" Skriv {liste.flertal} i hver sin række i arket »{self.navne[f'liste {n}']}«."
            for n, liste in self.data.lister.items()
        ]
        skilte = [
            "Beløb skrives i hele 1.000 kr.: 12.500.000 kr. er 12.500." if "t.kr." in enheder else "",
            "Andele skrives som procent: 31,25 %." if "pct." in enheder else "",
            "Datoer skrives som dag, måned og år: 30/11/2026." if "dato" in typer else "",
            "Flere tekster i én celle skilles med semikolon." if "tekstliste" in typer else "",
        ]
        taelles = " Tegnene i tekstfelterne tælles, mens der skrives." if tekstfelter(self.regelsaet) else ""
        kriterierne = bestemt_flertal(self.data.kriterieord.flertal)
        orden = " og i rækkefølgen" if self.data.raekkefoelge is not None else ""
        return [
            f"Udfyld kolonnen »Svar« i arket »{self.navne['ansoegning']}«.{''.join(raekkeark)}{taelles}",
            f"De gule felter bruges i {kriterierne}{orden}; hvor, står ved hvert felt. Det, der ikke vides endnu, "
            "står tomt. En oplysning, der mangler, er hverken nul eller nej.",
            " ".join(s for s in skilte if s) or "Skriv hvert svar i sin egen celle.",
            f"Arket »{self.navne['kriterier']}« viser {kriterierne} i ord med deres kilde.",
            "Overskrifter og forklaringer er låst uden adgangskode. Skal kolonner flyttes eller rækker slettes, så "
            "ophæv arkets beskyttelse først. Flet ikke celler, og skjul ikke rækker eller kolonner med oplysninger: så "
            "læses filen ikke.",
            "Egne noter og regnestykker lægges i egne ark; de læses ikke. En formel i et svar læses som det resultat, "
            "den har, når filen gemmes.",
            "Gem filen som Excel-projektmappe (.xlsx) uden adgangskode og uden makroer, og kør: ansoegning tjek FILEN",
        ]

    def kriterier(self, ark: Worksheet) -> None:
        """Write the criteria with requirement, exceptions and source, and the pool's limits."""
        ark.hide_gridlines(2)
        hoveder = {
            "Nr.": 6,
            med_stort(self.data.kriterieord.ental): 27,
            "Krav": 46,
            "Undtagelser og forbehold": 42,
            "Kildens ord": 38,
            "Kilde": 27,
        }
        self.skriver.titel(ark, f"{med_stort(self.data.kriterieord.flertal)} – {self.data.titel}", f"{VEJLEDENDE}.")
        self.skriver.hoveder(ark, 2, list(hoveder))
        for k, bredde in enumerate(hoveder.values()):
            ark.set_column(k, k, bredde)
        bredder = list(hoveder.values())
        raekker: list[tuple[str, ...]] = []
        for kriterium in self.regelsaet.kriterier:
            data = kriterium.data
            dele = [
                punktum(f"{ord_}: {i_ord(self.regelsaet, d.naar)}")
                for ord_, del_ in (("Undtagelse", kriterium.undtagelser), ("Forbehold", kriterium.forbehold))
                for d in del_
            ]
            krav = punktum(med_stort(i_ord(self.regelsaet, kriterium.krav)))
            raekker.append((data.id, data.titel, krav, "\n".join(dele), *self._kilde(data.kilde)))
        graenser = [
            ("", med_stort(p.navn), vis_parameter(self.regelsaet, navn), "", *self._kilde(p.kilde))
            for navn, p in self.data.parametre.items()
        ]
        tabeller = opslagstabeller(self.regelsaet)
        graenser += [
            ("", med_stort(t.data.navn), vaerdi, med_stort(naar), *self._kilde(t.data.kilde))
            for t in tabeller
            for naar, vaerdi in t.linjer
        ]
        for r, tekster in enumerate(raekker, 3):
            self.skriver.raekke(ark, r, bredder, tekster)
        ark.freeze_panes(3, 2)
        skel = None
        if graenser:
            r = 4 + len(raekker)
            self.skriver.hoveder(ark, r, ["", "Grænse", "Værdi", "Når" if tabeller else "", "Kildens ord", "Kilde"])
            if sum(linjer_i_raekken(tekster, bredder) for tekster in (*raekker, *graenser)) > _LINJER_PAA_EN_SIDE:
                skel = r
            for nr, tekster in enumerate(graenser, r + 1):
                self.skriver.raekke(ark, nr, bredder, tekster)
        # No repeated rows, since the sheet has two tables with different headers.
        self.skriver.print(ark, A4, (0, 0), skel)

    def _kilde(self, kilde: Kilde) -> tuple[str, str]:
        """Return the words of a source, and where they stand."""
        return kilde.citat or "", self._sted(kilde)

    def _sted(self, kilde: Kilde) -> str:
        nr = f" nr. {kilde.nr}" if kilde.nr is not None else ""
        return f"{self.data.dokumenter[kilde.dokument].kort}, {kilde.afsnit}{nr}"
