"""Judge a table of rows, and add the optional results: scenarios, a comparison with an earlier answer, an order."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ..batch.koer import Aaben, Bestilling, Koersel, koer
from ..batch.svar import FORBEHOLD
from ..batch.totaler import Totaler, vis_totaler
from ..fejl import BrugsFejl, LaeseFejl, Sted, vis_sikkert
from ..indlaes.fil import kan_ikke_laeses
from ..indlaes.regelsaet import load_regelsaet
from ..model.ord import ord_af
from ..model.visning import opremsning
from ..sprog.regelsaet import Regelsaet
from ..system import kan
from ..system.dataklasse import dataklasse
from ..system.filer import findes, kontroller_ledig

# The modules for the order, the scenarios and the comparison are imported only where they are used.
if TYPE_CHECKING:
    from ..batch.rangordning import Ordnet, Rangering
    from ..batch.sammenlign import Sammenligning
    from ..batch.scenarier import Sammendrag, Scenarie
    from ..model.rangliste import Omfang


@dataklasse(frozen=True, slots=True)
class Tilvalg:
    """The options of a run. ``omfang`` says which rows of the round the table covers; used with ``rangliste``.

    ``grundlag``: report the run itself, by region, in the form of a scenario, even if there are no scenarios.
    """

    scenarier: str | None = None
    sammenlign: str | None = None
    noegle: tuple[str, ...] = ()
    rangliste: bool = False
    omfang: Omfang = "auto"
    grundlag: bool = False


@dataclass(slots=True)
class Tilsvar:
    """The totals of a run, and the optional results."""

    totaler: Totaler
    regelsaet: Regelsaet
    scenarier: list[Sammendrag] = field(default_factory=list)
    # The file that lists who is inside the budget per scenario; None if rows are not ordered or there are no scenarios.
    scenariefil: str | None = None
    sammenligning: Sammenligning | None = None
    rangliste: Rangering | None = None
    # For a folder as input: (file, reason) of the entries that could not be read, and of those skipped.
    fejl: tuple[tuple[str, str], ...] = ()
    oversprunget: tuple[tuple[str, str], ...] = ()

    def til_json(self) -> dict[str, Any]:
        """Return everything as JSON for other programs."""
        svar: dict[str, Any] = {"format": 1, "forbehold": FORBEHOLD, "totaler": self.totaler.til_json()}
        svar["fejl"] = [{"fil": fil, "besked": grund} for fil, grund in self.fejl]
        svar["sprunget_over"] = [{"fil": fil, "grund": grund} for fil, grund in self.oversprunget]
        if self.scenarier:
            svar["scenarier"] = [s.til_json() for s in self.scenarier]
            svar["scenariefil"] = self.scenariefil
        if self.sammenligning is not None:
            svar["sammenligning"] = self.sammenligning.til_json()
        if self.rangliste is not None:
            svar["rangliste"] = self.rangliste.til_json()
        return svar

    def som_tekst(self) -> str:
        """Return everything as Danish text for a caseworker."""
        dele = [vis_totaler(self.totaler, self.regelsaet)]
        if self.scenarier:
            from ..batch.scenarier import vis_scenarier

            dele.append(vis_scenarier(self.scenarier, self.regelsaet, self.scenariefil))
        navne = {k: s.navn for k, s in self.regelsaet.data.statusser.items()}
        dele += [self.sammenligning.som_tekst(navne)] if self.sammenligning is not None else []
        if self.rangliste is not None:
            orden = self.regelsaet.data.raekkefoelge
            gruppe = orden.gruppe.navn if orden is not None and orden.gruppe is not None else "gruppe"
            dele.append(self.rangliste.som_tekst(ord_af(self.regelsaet.data), self.regelsaet.soeges, gruppe))
        return "\n".join([*dele, f"{FORBEHOLD}\n"])


def gennemfoer(bestilling: Bestilling, t: Tilvalg, til: BinaryIO | None = None) -> tuple[Koersel, Tilsvar]:
    """Run ``bestilling`` with the optional results in ``t``. Raises as ``koer``, before any file is put in place."""
    kan.kraev("tabeller")
    if t.noegle and t.sammenlign is None:
        raise BrugsFejl("--noegle hører til --sammenlign.")
    if t.omfang != "auto" and not t.rangliste:
        raise BrugsFejl("--omfang hører til --rangliste.")
    scenarier: tuple[Scenarie, ...] = ()
    if t.scenarier is not None:
        from ..batch.scenarier import laes_scenarier

        scenarier = laes_scenarier(t.scenarier, load_regelsaet(bestilling.pulje, regler=bestilling.regler))
    gammel = _gammel(t.sammenlign, bestilling) if t.sammenlign is not None else None
    ud = Path("batch.csv" if bestilling.ud == "-" else bestilling.ud)
    navne = ("aendringer", "rangliste", "scenarier")
    aendringer, rangliste, hvem = (ud.with_name(f"{ud.stem}.{hvad}.csv") for hvad in navne)
    skrives = ((aendringer, gammel is not None), (rangliste, t.rangliste), (hvem, t.rangliste and bool(scenarier)))
    bestilling = replace(bestilling, ordnes=t.rangliste, flere_ud=tuple(sti for sti, brugt in skrives if brugt))
    for sti in bestilling.flere_ud:
        kontroller_ledig(sti, overskriv=bestilling.overskriv)
    laeses = [Path(t.scenarier).resolve()] if t.scenarier is not None else []
    bestilling = replace(bestilling, flere_filer=tuple(laeses), gammel=gammel)
    fundne: dict[str, Any] = {}

    def efter(aaben: Aaben) -> None:
        if not (scenarier or gammel or t.rangliste):
            if t.grundlag and "resultat" in aaben.svar.kolonner.ud:
                from ..batch.scenarier import regn

                fundne["scenarier"] = regn(aaben, (), bestilling, None, t.omfang)
            return
        _kraev_resultat(aaben)
        ordnet: Ordnet | None = None
        if t.rangliste:
            from ..batch.rangordning import ordn

            ordnet = ordn(aaben, bestilling, t.omfang)
        # Scenarios differ in who is inside the budget only for a pool that allocates money.
        fordelt = ordnet if ordnet is not None and ordnet.beregning.fordeles else None
        if scenarier or t.grundlag:
            from ..batch.scenarier import regn

            fundne["scenarier"] = regn(aaben, scenarier, bestilling, fordelt, t.omfang)
        if scenarier and fordelt is not None:
            from ..batch.scenarier import skriv_hvem

            fil = aaben.mappe / "scenarier.csv"
            skriv_hvem(fundne["scenarier"], fil, aaben.regelsaet)
            fundne["scenariefil"] = str(hvem)
            aaben.ekstra.append((fil, hvem))
        if gammel is not None:
            from ..batch.sammenlign import sammenlign

            fil = aaben.mappe / "aendringer.csv"
            fundne["sammenligning"] = sammenlign(aaben, gammel, t.noegle, fil, str(aendringer))
            aaben.ekstra.append((fil, aendringer))
        if ordnet is not None:
            from ..batch.rangordning import opgoer_orden, skriv_orden

            fil = aaben.mappe / "rangliste.csv"
            skriv_orden(ordnet, fil, grunde=bestilling.grunde)
            fundne["rangliste"] = opgoer_orden(aaben, ordnet, str(rangliste), bestilling)
            aaben.ekstra.append((fil, rangliste))

    koersel = koer(bestilling, til, efter)
    svar = Tilsvar(koersel.totaler, koersel.regelsaet, fejl=koersel.fejl, oversprunget=koersel.oversprunget, **fundne)
    return koersel, svar


def _kraev_resultat(aaben: Aaben) -> None:
    """Raise BrugsFejl if a criterion cannot be calculated by row: every optional result builds on the rows' results.

    A row may have a result that lacks a criterion of the complete application. Such a result must not lead to an
    allocation.
    """
    kolonner = aaben.svar.kolonner
    ikke_med = [k.data.id for k in aaben.regelsaet.kriterier if k.data.id in {i.id for i in kolonner.ikke_med}]
    if "resultat" in kolonner.ud and not ikke_med:
        return
    uden = opremsning(ikke_med)
    raise BrugsFejl(
        f"--scenarier, --sammenlign og --rangliste bygger på hver rækkes resultat, og {uden} kan ikke regnes række for "
        "række. Kør uden dem; hele ansøgninger kan vurderes med »ansoegning tjek« og »ansoegning rangliste«."
    )


def _gammel(navn: str, bestilling: Bestilling) -> Path:
    sti = Path(navn)
    sted = Sted(vis_sikkert(navn, 300))
    try:
        er_fil = stat.S_ISREG(sti.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        er_fil = False
    except (OSError, ValueError) as fejl:
        raise kan_ikke_laeses(fejl, sted) from None
    if not er_fil:
        raise LaeseFejl("Det tidligere svar findes ikke. Kontrollér navn og mappe.", sted)
    if bestilling.ud != "-" and findes(Path(bestilling.ud)) and sti.samefile(bestilling.ud):
        raise BrugsFejl("--sammenlign: det tidligere svar er den fil, der skrives. Vælg et andet navn til -o.")
    return sti
