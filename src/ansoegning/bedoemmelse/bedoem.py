"""Evaluate an application: every criterion, every form check and the conclusions, with the reasons.

The code is free of side effects: it uses no file, clock or network. The evaluators are passed in, and must agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..model.ansoegning import Ansoegning
from ..model.regelsaet import Rolle
from ..model.resultat import KriteriumSvar, RaekkeSvar, Resultat
from ..model.vaerdier import Vaerdi
from ..model.visning import json_vaerdi
from ..model.vurderinger import Vurdering
from ..motor.reference import Kontekst
from ..motor.slutning import Kaede
from ..motor.vendepunkter import Navn
from ..sprog.konklusioner import RAEKKERESULTAT
from ..sprog.regelsaet import Regelsaet, TypetKriterium
from ..version import VERSION
from .begrundelse import afklaring, baerende_fakta, begrundelse, udledning
from .forlaeg import forlaeg
from .forslagssvar import forslagssvar
from .genbrug import kriteriesvar
from .hoved import ansoeger, dage, sat_til
from .konklusioner import Konklusioner, opgaver, slut, symboler
from .laesninger import laesninger
from .opslag import opslagssvar
from .sag import Sag, Sted
from .skema import i_orden, skemafund
from .udestaaende import mangler, udestaaende
from .ukendte_beloeb import kun_kendte_beloeb
from .vaegtning import vaegtning
from .vurderinger import Vurderingsbrug, vurderingssvar


def bedoem_ansoegning(
    ansoegning: Ansoegning,
    regelsaet: Regelsaet,
    kaeder: tuple[Kaede, ...],
    *,
    dato: date | None = None,
    antag: Mapping[Navn, Vaerdi] | None = None,
    sat: tuple[str, ...] = (),
    hvorfor: bool = False,
    vurderinger: tuple[Vurdering, ...] = (),
) -> Resultat:
    """Evaluate one application by a pack.

    Args:
        ansoegning: the application.
        regelsaet: the pack.
        kaeder: the chainers; each draws the conclusions, and all must draw the same.
        dato: the date of the run (None: not stated).
        antag: values assumed for missing facts, by (list or None, fact).
        sat: the names of the parameters that were overridden when the pack was loaded.
        hvorfor: whether to include the derivation of every status and conclusion.
        vurderinger: an assessor's answers. An answer settles a criterion that needs judgement as long as the facts it
            is based on are unchanged.

    Raises:
        InternFejl: the chainers disagree.
    """
    sag = Sag(ansoegning, regelsaet, dato, antag or {})
    brug = Vurderingsbrug(sag, vurderinger)
    kriterier = {
        (liste, nr): tuple([_kriterium(sag, x, k, brug, hvorfor) for x in regelsaet.kriterier_i(liste or None)])
        for liste, nr, k in sag.steder()
    }
    fundne = skemafund(sag)
    skema = i_orden(sag, fundne)
    statusser = {sted: [(s.id, s.status) for s in svar] for sted, svar in kriterier.items()}
    konklusioner = slut(sag, symboler(sag, statusser, [(f.id, f.alvor, f.felt) for f in fundne]), kaeder)
    resultat = konklusioner.vaerdi(("", 0), "resultat")
    kommune, bruger = ansoeger(sag)
    # The order ignores amounts in a wrong unit.
    kendt = kun_kendte_beloeb(sag.k, None if ansoegning.vaerdimangler else {f.id for f in fundne})
    kendte_dage = dage(sag)
    return Resultat(
        fil=ansoegning.fil,
        program=VERSION,
        pulje=regelsaet.id,
        regelsaet_sha256=regelsaet.sha256,
        dato=kendte_dage[0].dag if kendte_dage else None,
        dagene=kendte_dage,
        resultat=resultat,
        resultat_antal=konklusioner.antal(regelsaet),
        klar=konklusioner.har(("", 0), "klar"),
        antaget={navn: json_vaerdi(v) for (_, navn), v in sag.antag.items()},
        sat={navn: sat_til(regelsaet, navn) for navn in sat},
        ansoeger=kommune,
        bruger=bruger,
        raekker={liste: _raekker(sag, liste, kendt, kriterier, konklusioner) for liste in sag.k.raekker},
        kriterier=kriterier["", 0],
        vaegtning=vaegtning(sag, "", 0, kendt),
        skema=skema,
        opgaver=opgaver(sag, konklusioner, bruger[1] if bruger is not None else None),
        udestaaende=udestaaende(sag, kriterier, skema),
        belaeg=konklusioner.belaeg,
        hvorfor=hvorfor,
        vurderinger=brug.ikke_brugt(),
        rolle=regelsaet.data.statusser[resultat].rolle,
    )


def _kriterium(sag: Sag, kriterium: TypetKriterium, k: Kontekst, brug: Vurderingsbrug, hvorfor: bool) -> KriteriumSvar:
    if hvorfor or brug.vurderinger or sag.ansoegning.vaerdimangler:
        return _bedoemt(sag, kriterium, k, brug, hvorfor)
    return kriteriesvar(kriterium, k, lambda: _bedoemt(sag, kriterium, k, brug, hvorfor))


def _bedoemt(sag: Sag, kriterium: TypetKriterium, k: Kontekst, brug: Vurderingsbrug, hvorfor: bool) -> KriteriumSvar:
    fundet = forlaeg(kriterium, k)
    bedoemt = fundet.bedoemt
    uoplyste = mangler(sag, kriterium, fundet.venter_paa, k)
    rolle: Rolle = bedoemt.rolle
    grund = begrundelse(sag, kriterium, fundet, uoplyste, k)
    vurdering = brug.find(kriterium, bedoemt, k)
    if vurdering is not None:
        rolle = "opfyldt" if vurdering.opfyldt else "ikke_opfyldt"
        grund += f" Vurderet af {vurdering.af} den {vurdering.dato:%d/%m/%Y}: {vurdering.begrundelse}"
    return KriteriumSvar(
        id=kriterium.data.id,
        titel=kriterium.data.titel,
        status=sag.regelsaet.status(rolle),
        begrundelse=grund,
        kilde=kriterium.data.kilde,
        fakta=baerende_fakta(fundet, k),
        mangler=tuple(navn for _, navn in uoplyste),
        forslag=forslagssvar(kriterium, k) if bedoemt.rolle == "ikke_opfyldt" else (),
        # Once an assessor has answered, the clarifying questions are no longer needed.
        afklaring=afklaring(kriterium, fundet, k) if vurdering is None else (),
        opslag=opslagssvar(fundet.opslag, k),
        laesninger=laesninger(sag, kriterium, k, {rolle, bedoemt.rolle}),
        hvorfor=udledning(kriterium, k) if hvorfor else None,
        vurdering=vurderingssvar(sag.regelsaet, vurdering, bedoemt),
        rolle=rolle,
    )


def _raekker(
    sag: Sag,
    liste: str,
    kendt: Kontekst,
    kriterier: Mapping[Sted, tuple[KriteriumSvar, ...]],
    konklusioner: Konklusioner,
) -> tuple[RaekkeSvar, ...]:
    navn_fakta = sag.regelsaet.data.lister[liste].navn_fakta
    return tuple(
        RaekkeSvar(
            nr=nr,
            navn=navn if isinstance(navn := raekke.get(navn_fakta), str) else None,
            resultat=konklusioner.vaerdi((liste, nr), RAEKKERESULTAT),
            kriterier=kriterier[liste, nr],
            vaegtning=vaegtning(sag, liste, nr, k),
        )
        for nr, (raekke, k) in enumerate(zip(sag.k.raekker[liste], kendt.fra_raekkerne(liste), strict=True), 1)
    )
