"""The scope of a round's files: the complete round, or the applicants of one group only, such as a region.

A budget applies to the complete round. The applicants of one group would nearly always fit in it, which shows nothing.
With the rest of the round given as well, the rank of each project in the complete round is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..fejl import Besked, BrugsFejl
from ..model.rangliste import IRundenSvar, Omfang, OmfangSvar, ProjektSvar, RundeSvar
from ..model.visning import med_stort, opremsning
from ..sprog.raekkefoelge import TypetRaekkefoelge
from .beregning import Beregning, modtagne_grupper, raekkefoelge_af
from .deltagere import Deltagere
from .faelles import Plads
from .svar import ansoegt, beloeb_af, beregnet, garantigrund, projekter


def find_gruppe(deltagere: Deltagere, omfang: Omfang) -> str | None:
    """Return the one group that a round's applications cover; None: a complete round. Raises as ``vaelg_gruppe``."""
    orden = raekkefoelge_af(deltagere.regelsaet)
    delt = orden.modtaget or orden.gruppe
    return vaelg_gruppe(orden, modtagne_grupper(deltagere, delt) if delt is not None else [], omfang)


def vaelg_gruppe(orden: TypetRaekkefoelge, fundne: Sequence[frozenset[str]], omfang: Omfang) -> str | None:
    """Return the one group that the applicants cover; None: a complete round.

    Args:
        orden: the pack's order.
        fundne: the groups of each applicant (empty: unknown).
        omfang: ``auto`` returns a group if all applicants are known to share it, in packs whose groups are regions.

    Raises:
        BrugsFejl: ``gruppe`` is requested, but the pack's groups are not regions, or the known applicants do not share
            one.
    """
    delt = orden.modtaget or orden.gruppe
    if omfang == "hele" or delt is None or not delt.data.region_af:
        if omfang == "gruppe":
            raise BrugsFejl(
                Besked(
                    "--omfang gruppe: puljen deler ikke ansøgerne i grupper efter, hvor de ligger. Brug --omfang hele.",
                    "Puljen deler ikke ansøgerne i grupper efter, hvor de ligger. Vælg hele runden under »Valg«.",
                )
            )
        return None
    grupper = frozenset[str]().union(*fundne)
    if len(grupper) == 1 and (omfang == "gruppe" or all(fundne)):
        return next(iter(grupper))
    if omfang == "auto":
        return None
    if not grupper:
        besked = f"det er ikke kendt, hvilken {delt.data.navn} ansøgerne hører til."
        raise BrugsFejl(Besked(f"--omfang gruppe: {besked}", f"{med_stort(besked)} Vælg hele runden under »Valg«."))
    raise BrugsFejl(
        Besked(
            f"--omfang gruppe: ansøgerne hører til {opremsning(sorted(grupper))}. Giv kun filer fra én "
            f"{delt.data.navn}, eller brug --omfang hele.",
            f"Ansøgerne hører til {opremsning(sorted(grupper))}. Vælg hele runden under »Valg«, eller tag de filer ud, "
            f"der ikke er fra den samme {delt.data.navn}.",
        )
    )


def omfangssvar(gruppe: str | None, *, med_runde: bool = False) -> OmfangSvar:
    """Return the scope of the answer, and for one group the reason why nothing is allocated."""
    if gruppe is None:
        return OmfangSvar(art="hele")
    grund = (
        f"Ansøgningerne er fra {gruppe}, og rammen gælder hele landet. De er derfor ordnet "
        "indbyrdes, og det er ikke regnet ud, hvem der er inden for rammen."
    )
    if med_runde:
        grund += " Hvor de ville stå sammen med resten af runden, er vist ved hver."
    return OmfangSvar(art="gruppe", navn=gruppe, begrundelse=grund)


def med_plads_i_runden(egne: Sequence[ProjektSvar], hel: Beregning) -> tuple[ProjektSvar, ...]:
    """Return the projects of a list, each with its position in the complete round."""
    efter: Mapping[Plads, ProjektSvar] = {(p.fil, p.nr): p for p in projekter(hel)}
    svar = []
    for p in egne:
        i = efter[p.fil, p.nr]
        plads = IRundenSvar(rang=i.rang, udfald=i.udfald, beregnet=i.beregnet, garanti=i.garanti)
        svar.append(p.model_copy(update={"i_runden": plads}))
    return tuple(svar)


def rundesvar(hel: Beregning, alle: Deltagere, egne: Deltagere, erstattet: tuple[str, ...]) -> RundeSvar:
    """Return the complete round that the list belongs to."""
    return RundeSvar(
        ansoegninger=len(alle.filer),
        andre=len(alle.filer) - len(egne.filer),
        kandidater=len(hel.kandidater),
        inden_for_rammen=sum(hel.fordeling.inde(i) for i in range(len(hel.kandidater))),
        ansoegt=beloeb_af(hel, ansoegt(hel)),
        beregnet=beloeb_af(hel, beregnet(hel)),
        overansoegt=hel.fordeling.knap,
        udloest=hel.fordeling.udloest,
        begrundelse=garantigrund(hel),
        erstattet=erstattet,
    )
