"""Find what is still open: the missing facts of a criterion, and the shortest list that settles every criterion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..model.felter import navn_af, raekke_af
from ..model.resultat import Fund, KriteriumSvar, Udestaaende
from ..motor.reference import Kontekst, baerende_dele, bedoem
from ..motor.vendepunkter import Navn
from ..sprog.regelsaet import Grundfakta, TypetKriterium, oplysninger
from ..sprog.traeer import Knude
from .forslag import korteste, mest_sigende_foerst
from .sag import Sag, Sted


def mangler(sag: Sag, kriterium: TypetKriterium, venter_paa: Iterable[Grundfakta], k: Kontekst) -> list[Navn]:
    """Return the facts that would settle a criterion, the most informative first.

    ``venter_paa``: what its unknown conditions depend on, missing or not.
    """
    return mest_sigende_foerst(sag.regelsaet, kriterium, list(ukendte(sag, venter_paa, k)), k)


def udestaaende(
    sag: Sag, kriterier: Mapping[Sted, Sequence[KriteriumSvar]], skema: Iterable[Fund]
) -> tuple[Udestaaende, ...]:
    """Return the shortest list of facts and documents that settles every open criterion, with where to fill them in.

    A fact that is stated but unreadable is not missing: its error says what to correct.

    Args:
        sag: the application.
        kriterier: the answers about the criteria of the application and each row, in the pack's order.
        skema: the findings.
    """
    afklarer: dict[str, list[str]] = {}
    for liste, nr, k in sag.steder():
        for kriterium, svar in zip(sag.regelsaet.kriterier_i(liste or None), kriterier[liste, nr], strict=True):
            if svar.rolle != "uoplyst":
                continue
            aabne = ukendte(sag, (g for x in _aabne(kriterium, k) for g in oplysninger(sag.regelsaet, x)), k)
            for navn in korteste(sag.regelsaet, kriterium, list(aabne), k):
                for felt in _felter(sag, aabne[navn], k):
                    afklarer.setdefault(felt, []).append(kriterium.data.id)
    for fund in skema:
        form = sag.regelsaet.fakta.get(navn_af(fund.felt))
        if form is not None and form.dokument == "ja":
            afklarer.setdefault(fund.felt, []).append(fund.id)
    fundne = []
    for mangel in sag.ansoegning.vaerdimangler:
        afklarer.pop(mangel.felt, None)
    for felt, ids in afklarer.items():
        form = sag.feltform(felt)
        fundne.append(
            Udestaaende(
                felt=felt,
                navn=form.navn,
                afklarer=tuple(dict.fromkeys(ids)),
                dokument=form.dokument == "ja",
                celle=sag.celle(felt),
            )
        )
    return tuple(sorted(fundne, key=lambda u: (u.dokument, raekke_af(u.felt)[1], -len(u.afklarer))))


def ukendte(sag: Sag, alle: Iterable[Grundfakta], k: Kontekst) -> dict[Navn, Grundfakta]:
    """Return those of some input facts, and the day of the run, that are missing."""
    return {(g.liste, g.navn): g for g in alle if sag.ukendt(g, k)}


def _aabne(kriterium: TypetKriterium, k: Kontekst) -> list[Knude]:
    """The unknown conditions of a criterion that is still open, in the parts that can still matter."""
    bedoemt = bedoem(kriterium, k)
    knuder = [kriterium.krav] if bedoemt.krav is None else []
    if bedoemt.krav is not True:
        knuder += [d.naar for d, v in zip(kriterium.undtagelser, bedoemt.undtagelser, strict=True) if v is None]
    if bedoemt.krav is not False:
        knuder += [d.naar for d, v in zip(kriterium.forbehold, bedoemt.forbehold, strict=True) if v is None]
    return [del_ for knude in knuder for del_ in baerende_dele(knude, k)]


def _felter(sag: Sag, g: Grundfakta, k: Kontekst) -> list[str]:
    """Return the paths at which a missing fact is to be filled in."""
    if g.liste is None:
        return [g.navn]
    raekker = sag.k.raekker[g.liste]
    numre = (
        [i for i, r in enumerate(raekker) if g.navn not in r]
        if g.samlet or k.raekke is None
        else [sag.raekkenummer(k) - 1]
    )
    return [f"{g.liste}[{i}].{g.navn}" for i in numre]
