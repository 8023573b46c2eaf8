"""An answer by workbook cell: the colours and comments of the cells, and a sheet with the whole answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ..fejl import vis_sikkert
from ..model.felter import navn_af, raekke_af
from ..model.resultat import Fund, KriteriumSvar, Resultat
from ..model.visning import med_stort
from ..sprog.regelsaet import Regelsaet, grundfakta
from ..system.dataklasse import dataklasse
from .arkskriver import A4, KANT, LYS, LYS_KANT, Arkskriver, antal_linjer
from .fundtekst import cellerne
from .rapport import VEJLEDENDE, fejl_tekst, fundtekst, laesningstekster, lav_rapport, med_fejl, raekke_tekst

if TYPE_CHECKING:
    from .ark import Worksheet

# A fact's cell: list (None: the application's own sheet), row from 1 (0 there), fact.
Plads = tuple[str | None, int, str]
Svarrolle = Literal["fejl", "ikke_opfyldt", "uoplyst", "skoen", "advarsel", "opfyldt"]

# From the most serious: a cell with several roles has the colour of the first of them.
FARVER: dict[Svarrolle, str] = {
    "fejl": "#F8B4B4",
    "ikke_opfyldt": "#F8B4B4",
    "uoplyst": "#BDD7EE",
    "skoen": "#FFD966",
    "advarsel": "#FFD966",
    "opfyldt": "#C6E0B4",
}
_FORKLARING: dict[tuple[Svarrolle, ...], str] = {
    (
        "fejl",
        "ikke_opfyldt",
    ): "Rød: en fejl i skemaet, eller noget, der ikke er opfyldt. Kommentaren siger, hvad der kan gøres.",
    ("uoplyst",): "Blå: oplysningen mangler, og noget kan ikke vurderes uden.",
    ("skoen", "advarsel"): "Gul: en person skal vurdere det, eller det ser usædvanligt ud.",
    (
        "opfyldt",
    ): "Grøn: oplysningen er brugt i noget, der er opfyldt; en kommentar siger, om det kan læses anderledes.",
}
_HOEJST_NAVN = 60
_HOEJST_KOMMENTAR = 2_000
_BREDDE_VENSTRE, _BREDDE = 24, 118


@dataclass(slots=True)
class Cellesvar:
    """The answers about one cell: roles, and the sentences of its comment. Without sentences it has only a colour."""

    roller: set[Svarrolle] = field(default_factory=set)
    saetninger: list[str] = field(default_factory=list)

    @property
    def farve(self) -> str:
        """The colour of the most serious role; empty without a role."""
        return next((farve for rolle, farve in FARVER.items() if rolle in self.roller), "")


@dataklasse(frozen=True, slots=True)
class Svarlinje:
    """A line of the answer: the cells it concerns, in the form's order, and its text. ``rolle`` None: no colour."""

    pladser: tuple[Plads, ...]
    rolle: Svarrolle | None
    tekst: str


class Arksvar:
    """One application's answer by cell. ``afsnit`` has the answer's lines by heading."""

    def __init__(self, resultat: Resultat, regelsaet: Regelsaet) -> None:
        self.resultat = resultat
        self.regelsaet = regelsaet
        self.celler: dict[Plads, Cellesvar] = {}
        self.afsnit: dict[str, list[Svarlinje]] = {}
        data = regelsaet.data
        fejl = med_fejl(resultat)
        for liste, raekker in resultat.raekker.items():
            for raekke in raekker:
                status = data.statusser[raekke.resultat]
                egne = fejl(liste, raekke.nr)
                navn_i_alt = raekke_tekst(raekke, data.lister[liste].ental, _HOEJST_NAVN)
                overskrift = f"{navn_i_alt}: {status.navn}{fejl_tekst(egne)}"
                ren = not (egne or fejl("", 0))
                self._kriterier(overskrift, raekke.kriterier, liste, raekke.nr, ren=ren)
                navn = self._cellen((liste, raekke.nr, data.lister[liste].navn_fakta))
                navn.roller.update((status.rolle,) if ren or status.rolle != "opfyldt" else ())
                navn.saetninger.insert(0, f"{status.tegn} {overskrift}.")
        self._kriterier(med_stort(data.kriterieord.flertal), resultat.kriterier, None, 0, ren=not fejl("", 0))
        if resultat.skema:
            self.afsnit["Skemaet"] = [self._fund(f) for f in resultat.skema]

    def _cellen(self, plads: Plads) -> Cellesvar:
        return self.celler.setdefault(plads, Cellesvar())

    def _kriterier(
        self, overskrift: str, kriterier: tuple[KriteriumSvar, ...], liste: str | None, nr: int, *, ren: bool
    ) -> None:
        """Add the lines of a row's criteria. ``ren``: the form has no errors there; else a met one has no colour."""
        if not kriterier:
            return
        linjer = self.afsnit.setdefault(overskrift, [])
        for k in kriterier:
            status = self.regelsaet.data.statusser[k.status]
            laesninger = laesningstekster(k.laesninger, self.regelsaet.data, samlet=False)
            tekst = " ".join(
                (
                    f"{status.tegn} {k.id} {k.titel}: {status.navn}. {k.grund}",
                    *(f.tekst for f in k.forslag),
                    *laesninger,
                )
            )
            navne = k.mangler if k.rolle == "uoplyst" else tuple(k.fakta)
            pladser = tuple(dict.fromkeys(p for navn in navne for p in self._pladser(navn, liste, nr)))
            linjer.append(Svarlinje(pladser, k.rolle if ren or k.rolle != "opfyldt" else None, tekst))
            for plads in pladser:
                celle = self._cellen(plads)
                celle.roller.add(k.rolle)
                if k.rolle != "opfyldt" or laesninger:
                    celle.saetninger.append(tekst)

    def _fund(self, fund: Fund) -> Svarlinje:
        liste, nr = raekke_af(fund.felt)
        rolle: Svarrolle = "fejl" if fund.alvor == "fejl" else "advarsel"
        tekst = f"{'Fejl' if fund.alvor == 'fejl' else 'Advarsel'} {fund.id}: {fundtekst(fund, self.regelsaet.data)}"
        pladser = tuple(self._pladser(navn_af(fund.felt)[1], liste or None, nr)) or tuple(self._gruppe(fund.felt))
        for plads in pladser:
            celle = self._cellen(plads)
            celle.roller.add(rolle)
            celle.saetninger.append(tekst)
        return Svarlinje(pladser, rolle, tekst)

    def _gruppe(self, felt: str) -> Iterator[Plads]:
        """Yield the first cell of a group or list, for a finding about the group or list itself."""
        if felt in self.regelsaet.data.lister:
            yield felt, 0, self.regelsaet.data.lister[felt].navn_fakta
            return
        foerste = next((n for n in self.regelsaet.fakta_i(None) if n.startswith(f"{felt}.")), None)
        if foerste is not None:
            yield None, 0, foerste

    def _pladser(self, navn: str, liste: str | None, nr: int) -> Iterator[Plads]:
        """Yield a fact's cells as seen from a row; for a derived fact, the cells of the facts it is calculated from."""
        hjemme = next((h for h in (liste, None, *self.regelsaet.data.lister) if (h, navn) in self.regelsaet.fakta), "")
        if hjemme == "":
            return
        afledt = self.regelsaet.afledte.get((hjemme, navn))
        if afledt is None:
            yield from self._raekkens(hjemme, navn, liste, nr)
            return
        for g in grundfakta(self.regelsaet, afledt.trae):
            yield from self._raekkens(g.liste, g.navn, None if g.samlet else liste, nr)

    def _raekkens(self, hjemme: str | None, navn: str, liste: str | None, nr: int) -> Iterator[Plads]:
        if hjemme is None:
            yield None, 0, navn
        elif hjemme == liste and nr:
            yield hjemme, nr, navn
        else:
            # The condition is over all rows of the list.
            for raekke in self.resultat.raekker.get(hjemme, ()):
                yield hjemme, raekke.nr, navn


def skriv_svarark(skriver: Arkskriver, ark: Worksheet, svar: Arksvar, celler: dict[Plads, str]) -> None:
    """Write the sheet with the whole answer. ``celler`` has each cell's address: ``Projekter!F7``.

    Its two columns never contain the keys or headers of a sheet that is read back.
    """
    rapport = lav_rapport(svar.resultat, svar.regelsaet.data)
    ark.hide_gridlines(2)
    ark.set_column(0, 0, _BREDDE_VENSTRE)
    ark.set_column(1, 1, _BREDDE)
    skriver.titel(ark, "Svar fra tjek", f"{rapport.pulje}. {VEJLEDENDE}.")
    ombrudt = skriver.format(text_wrap=True)
    r = 2

    def linje(til_venstre: str, tekst: str, farve: str | None = None) -> None:
        nonlocal r
        ramme = {"border": 1, "border_color": LYS_KANT, "text_wrap": True}
        skriver.tekst(ark, r, 0, til_venstre, skriver.format(**ramme, font_color=LYS))
        skriver.tekst(ark, r, 1, tekst, skriver.format(**ramme, **({"bg_color": farve} if farve else {})))
        skriver.hoejde(ark, r, max(antal_linjer(til_venstre, _BREDDE_VENSTRE), antal_linjer(tekst, _BREDDE)))
        r += 1

    def overskrift(tekst: str) -> None:
        nonlocal r
        skriver.tekst(ark, r + 1, 0, tekst, skriver.format(bold=True, font_size=12, bottom=1, bottom_color=KANT))
        ark.write_blank(r + 1, 1, None, skriver.format(bottom=1, bottom_color=KANT))
        r += 2

    hoved = (
        vis_sikkert(rapport.ansoeger, 200),
        f"{rapport.resultat.tegn} Resultat: {rapport.resultat.navn}.",
        *rapport.sammenfatning,
    )
    for tekst in (t for t in (*hoved, *rapport.forudsaetninger) if t):
        skriver.tekst(ark, r, 1, vis_sikkert(tekst), ombrudt)
        skriver.hoejde(ark, r, antal_linjer(tekst, _BREDDE))
        r += 1
    overskrift("Farverne i de andre ark")
    for roller, tekst in _FORKLARING.items():
        linje("", tekst, FARVER[roller[0]])
    for titel, linjer in svar.afsnit.items():
        overskrift(vis_sikkert(titel))
        for svarlinje in linjer:
            linje(
                cellerne(celler[p] for p in svarlinje.pladser if p in celler),
                vis_sikkert(svarlinje.tekst),
                FARVER[svarlinje.rolle] if svarlinje.rolle is not None else None,
            )
    if rapport.mangler:
        overskrift("Det mangler")
        for m in rapport.mangler:
            linje(f"{m.hvad}:", vis_sikkert(f"{m.navn} – {m.afklarer}{f' ({m.hvor})' if m.hvor else ''}"))
    if rapport.opgaver:
        overskrift("Opgaver")
        for nr, opgave in enumerate(rapport.opgaver, 1):
            linje(f"{nr}.", vis_sikkert(f"{opgave.tekst} [{opgave.kilde}]"))
    skriver.print(ark, A4, (0, 1))


def kommentar(svar: Cellesvar) -> str:
    """Return the text of a cell's comment; empty if there is none."""
    tekst = vis_sikkert("\n".join(dict.fromkeys(svar.saetninger)))
    return tekst if len(tekst) <= _HOEJST_KOMMENTAR else f"{tekst[: _HOEJST_KOMMENTAR - 1]}…"


__all__ = ["Arksvar", "Cellesvar", "Svarlinje", "kommentar", "skriv_svarark"]
