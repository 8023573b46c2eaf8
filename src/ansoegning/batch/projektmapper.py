"""Read the sheet of rows in a workbook with the reader of applications, which refuses and decodes the same things.

Problems of a whole sheet (a hidden row or column, merged cells) end the reading, because no row of it can be trusted to
be complete. A problem in one row makes only that row unreadable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..fejl import BrugsFejl, LaeseFejl, Sted, ascii_noegle, med_raad, med_sted, vis_sikkert
from ..indlaes.celler import vis_celle
from ..indlaes.fil import kan_ikke_laeses
from ..indlaes.filformater.arkstroem import FOR_LANG, HOEJST_TEGN_I_RAEKKE, Arkstroem, Raekker
from ..indlaes.filformater.xlsx import Ark, Xlsxfil
from ..indlaes.filformater.zipvagt import TABEL
from ..indlaes.noder import Celle
from ..indlaes.projektmappe import afvis_flettet, afvis_skjult, sum_i_raekken
from ..indlaes.raad import ER_EN_ANSOEGNING
from ..sprog.regelsaet import Regelsaet
from .linjer import Raekke, Udtraek, skriv_udtraek
from .overskrifter import ANSOEGNING, antal_kendte, find_kolonner

_LAGER = "tekster"


def laes_xlsx(
    sti: Path, sted: Sted, regelsaet: Regelsaet, mappe: Path, kort: Mapping[str, str | None] | None = None
) -> Udtraek:
    """Return the rows of the only sheet with known headers in its first row. Raises LaeseFejl and BrugsFejl."""
    try:
        with sti.open("rb") as fil:
            bog = Xlsxfil(fil, sted, TABEL)
            with Arkstroem(bog, mappe / _LAGER) as stroem:
                tabel = _find_tabel(bog, stroem, regelsaet, kort or {})
                return skriv_udtraek(tabel.raekker(), tabel.navne, regelsaet, mappe, kort, bog.ark_sted(tabel.ark))
    except OSError as fejl:
        raise kan_ikke_laeses(fejl, sted) from None


def navne_i_xlsx(sti: Path, sted: Sted, regelsaet: Regelsaet, mappe: Path) -> list[str]:
    """Return the first row of the sheet with most known headers, or else most headers. Raises LaeseFejl."""
    try:
        with sti.open("rb") as fil:
            bog = Xlsxfil(fil, sted, TABEL)
            with Arkstroem(bog, mappe / _LAGER) as stroem:
                hoveder = [next(iter(stroem.ark(ark)), None) for ark in bog.ark]
    except OSError as fejl:
        raise kan_ikke_laeses(fejl, sted) from None
    navne = [[vis_celle(c).strip() for c in h.celler.values()] for h in hoveder if h is not None]
    if not navne:
        raise LaeseFejl("Projektmappen er tom. Kontrollér, at det er den rigtige fil.", sted)
    return max(navne, key=lambda n: (antal_kendte(n, regelsaet), len(n)))


def _find_tabel(bog: Xlsxfil, stroem: Arkstroem, regelsaet: Regelsaet, kort: Mapping[str, str | None]) -> _Tabel:
    fundne: list[_Tabel] = []
    foerste: list[str] = []
    for ark in bog.ark:
        hoved = next(iter(stroem.ark(ark)), None)
        navne = {k: vis_celle(c).strip() for k, c in hoved.celler.items()} if hoved is not None else {}
        foerste = foerste or list(navne.values())
        if hoved is not None and antal_kendte(list(navne.values()), regelsaet, kort):
            fundne.append(_Tabel(stroem, ark, navne, regelsaet, kort))
    if len(fundne) > 1:
        navne_ = ", ".join(vis_sikkert(t.ark.navn, 60) for t in fundne)
        raise BrugsFejl(med_sted(bog.sted, f"Flere ark har kendte overskrifter: {navne_}. Gem ét ark for sig."))
    if not fundne:
        fandt = ", ".join(vis_sikkert(n, 60) for n in foerste[:6]) or "intet"
        hvad = (
            f"Ingen af arkenes første række har kendte overskrifter (fandt: {fandt}). Slet det, der står over "
            "overskrifterne, eller skriv oplysningernes navne i dem."
        )
        raise BrugsFejl(med_sted(bog.sted, med_raad(hvad, ER_EN_ANSOEGNING)))
    return fundne[0]


class _Tabel:
    """The sheet with the rows, and its headers by column."""

    def __init__(
        self, stroem: Arkstroem, ark: Ark, hoved: dict[int, str], regelsaet: Regelsaet, kort: Mapping[str, str | None]
    ) -> None:
        self.kort = kort
        self.stroem = stroem
        self.ark = ark
        self.navne = list(hoved.values())
        # A header of blanks only counts as none, and gets a name from its position.
        self.efter_kolonne = {k: n or f"kolonne_{i + 1}" for i, (k, n) in enumerate(hoved.items())}
        self.regelsaet = regelsaet

    def raekker(self) -> Iterator[Raekke | int]:
        """Yield the rows below the headers, and the number of blank lines between them."""
        kilde = self.stroem.ark(self.ark)
        navngiver = self._navngivende()
        flertal = next((liste.flertal for liste in self.regelsaet.data.lister.values()), None)
        hvad = f"rækker af {flertal}" if flertal is not None else "en ansøgning"
        foer = 0
        for raekke in kilde:
            if not foer:
                foer = raekke.nr
                continue
            if (tomme := raekke.nr - foer - 1) > 0:
                yield tomme
            foer = raekke.nr
            for k, celle in raekke.celler.items():
                afvis_skjult(celle.sted, ark=self.ark.skjult, raekke=raekke.skjult, kolonne=kilde.kolonne_er_skjult(k))
            navne = (raekke.celler.get(k) for k in navngiver)
            summen = sum_i_raekken(raekke.celler, raekke.summer, navne, hvad)
            yield self._raekke(raekke.nr, raekke.celler, summen)
        self._afvis_flettede(kilde)

    def _raekke(self, nr: int, celler: dict[int, Celle], summen: tuple[Celle, str] | None) -> Raekke:
        if summen is not None:
            return Raekke(nr, {}, summen[1], summen[0].tekst, self.efter_kolonne.get(summen[0].sted.kolonne or 0, ""))
        fremmed = next((c for k, c in celler.items() if k not in self.efter_kolonne), None)
        if fremmed is not None:
            return Raekke(nr, {}, "Rækken har værdier i en kolonne uden overskrift. Giv kolonnen en.", fremmed.tekst)
        # Many cells may refer to one long shared string, so the text of a row is limited.
        if sum(len(c.tekst) for c in celler.values()) > HOEJST_TEGN_I_RAEKKE:
            return Raekke(nr, {}, FOR_LANG)
        return Raekke(nr, {self.efter_kolonne[k]: c for k, c in celler.items()})

    def _navngivende(self) -> list[int]:
        """Return the columns that name a row or its applicant, which contain the label of a sum row."""
        data = self.regelsaet.data
        fakta = {liste.navn_fakta for liste in data.lister.values()}
        fakta |= {data.ansoeger.fakta} if data.ansoeger is not None else set()
        overskrifter = find_kolonner(self.navne, self.regelsaet, kort=self.kort)
        return [
            kolonne
            for kolonne, fundet in zip(self.efter_kolonne, overskrifter.kolonner, strict=True)
            if fundet.fakta in fakta or ascii_noegle(fundet.navn) == ANSOEGNING
        ]

    def _afvis_flettede(self, kilde: Raekker) -> None:
        """Raise the reader's error if a data row is in a merged area.

        The sheet lists its merged areas after the rows, so the rows are then read again.
        """
        egne = set(self.efter_kolonne)
        omraader = sorted(o for o in kilde.flettet if o[2] > o[0] or sum(o[1] <= k <= o[3] for k in egne) > 1)
        if not omraader:
            return
        aktive: list[tuple[int, int, int, int]] = []
        hoved = True
        for raekke in self.stroem.ark(self.ark):
            while omraader and omraader[0][0] <= raekke.nr:
                aktive.append(omraader.pop(0))
            aktive = [o for o in aktive if o[2] >= raekke.nr]
            if not hoved:
                for celle in raekke.celler.values():
                    afvis_flettet(celle.sted, aktive, egne)
            hoved = False
