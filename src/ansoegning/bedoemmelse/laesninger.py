"""Determine a criterion's status under the alternative interpretations of the source."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from ..model.regelsaet import Rolle
from ..model.resultat import LaesningSvar
from ..model.visning import opremsning
from ..motor.oversat import rolle, roller
from ..motor.reference import Kontekst
from ..motor.vendepunkter import Navn
from ..sprog.regelsaet import Grundfakta, TypetKriterium
from .begrundelse import begrundelse, betingelser
from .forlaeg import Forlaeg, forlaeg
from .genbrug import af_det_samme
from .sag import Sag
from .udestaaende import ukendte


def laesninger(
    sag: Sag, kriterium: TypetKriterium, k: Kontekst, uaendret: Collection[Rolle]
) -> tuple[LaesningSvar, ...]:
    """Return each interpretation under which a criterion's status would differ, with the figure that decides it.

    ``uaendret``: the roles that count as no difference: that of the shown status and that of the rules. They differ if
    an assessor has settled the criterion; an interpretation that also requires judgement then makes no difference.
    """
    regelsaet, id_ = sag.regelsaet, kriterium.data.id
    mulige = regelsaet.laesninger_af(id_)
    if not mulige:
        return ()
    med_samme = iter(roller(tuple([t.kriterier[id_] for _, _, t in mulige if not t.parametre]), k))
    fundne = []
    for fortolkning, alternativ, typet in mulige:
        andet = typet.kriterier.get(id_, kriterium)
        her = sag.efter(typet, k) if typet.parametre else k
        if (rolle(andet, her) if typet.parametre else next(med_samme)) in uaendret:
            continue
        fundet = forlaeg(andet, her)
        lav = partial(_laesning, sag, (kriterium, andet), (fortolkning.id, alternativ.tekst), fundet, her)
        mangler = {} if andet.samles or sag.ansoegning.vaerdimangler else ukendte(sag, fundet.venter_paa, her)
        if mangler:
            # The text only names the missing facts, so the answer depends on these alone.
            hvor = tuple(_steder(sag, mangler, her).items())
            fundne.append(af_det_samme(regelsaet, ("laesning", id_, id(typet), tuple(mangler), hvor), lav))
        else:
            fundne.append(lav())
    return tuple(fundne)


def _laesning(
    sag: Sag, kriterier: tuple[TypetKriterium, TypetKriterium], navne: tuple[str, str], fundet: Forlaeg, k: Kontekst
) -> LaesningSvar:
    """Describe one interpretation.

    Args:
        sag: the application.
        kriterier: the pack's criterion, and the alternative one.
        navne: the id of the interpretation, and the text of the alternative.
        fundet: the alternative criterion as evaluated.
        k: the context it was evaluated in.
    """
    regelsaet, (id_, alternativ) = sag.regelsaet, navne
    status = regelsaet.status(fundet.bedoemt.rolle)
    grund = _grund(sag, *kriterier, fundet, k)
    tekst = f"{alternativ} {grund}"
    if fundet.bedoemt.rolle != "uoplyst":
        navn = regelsaet.data.statusser[status].navn
        tekst += f" Så var svaret »{navn}«; spørg {regelsaet.data.myndighed}."
    return LaesningSvar(id=id_, alternativ=alternativ, status=status, begrundelse=grund, tekst=tekst)


def _grund(sag: Sag, egen: TypetKriterium, andet: TypetKriterium, fundet: Forlaeg, k: Kontekst) -> str:
    if fundet.bedoemt.rolle != "uoplyst" and andet.krav is not egen.krav and andet.opfyldt is egen.opfyldt:
        # The criterion's own phrases describe its own requirement, not the alternative one.
        return betingelser(andet.krav, k)
    # The missing facts are only named here, so they are not ordered by how much each tells, which is slow to find.
    mangler = ukendte(sag, fundet.venter_paa, k)
    return begrundelse(sag, andet, fundet, list(mangler), k, _steder(sag, mangler, k))


def _steder(sag: Sag, mangler: Mapping[Navn, Grundfakta], k: Kontekst) -> dict[Navn, str]:
    """Return where facts that are read in every row are missing, as text: `` i projekt 2 og 3``.

    Nothing is returned for a list with a single row.
    """
    steder = {}
    for navn, g in mangler.items():
        if g.liste is None or not g.samlet or len(k.raekker[g.liste]) == 1:
            continue
        numre = [nr for nr, r in enumerate(k.raekker[g.liste], 1) if g.navn not in r]
        steder[navn] = f" i {sag.regelsaet.data.lister[g.liste].ental} {opremsning([*map(str, numre)])}"
    return steder
