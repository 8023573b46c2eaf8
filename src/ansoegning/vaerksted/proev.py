"""Run a pack's cases: does each have the result it states? A pack without cases fails, because nothing is tested."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from ..bedoemmelse.bedoem import bedoem_ansoegning
from ..bedoemmelse.udfald import udfald as udfald_af
from ..fejl import Sted
from ..indlaes.pakkelaeser import FORDELINGSFIL
from ..indlaes.regelsaet import find_pakker
from ..indlaes.runde import saml_runde
from ..model.rangliste import ProjektSvar
from ..model.resultat import KriteriumSvar, Resultat
from ..model.visning import json_vaerdi, vis_kr, vis_noejagtigt
from ..motor.kaeder import kaeder
from ..motor.reference import fakt
from ..motor.slutning import Kaede
from ..rangordning.beregning import Beregning, Rangvalg, beregn, vaelg_metode
from ..rangordning.deltagere import Deltagere, find_deltagere
from ..rangordning.svar import projekter
from ..sprog.raekkefoelge import I_ALT
from ..system.dataklasse import dataklasse
from .fordelingstilfaelde import laes_fordelingstilfaelde, uenige
from .rundetilfaelde import Rundegiver, Rundetilfaelde, laes_rundetilfaelde
from .tilfaelde import MAPPE, Plads, Tilfaelde, laes_tilfaelde

INGEN = "ingen"
# A statement of a case, in words: what it is about, what it says, and what is so.
_Udsagn = tuple[str, str, str]


@dataklasse(frozen=True, slots=True)
class Afvigelse:
    """A statement of a case that does not hold. ``tilfaelde`` is None if the pack has no cases."""

    tilfaelde: str | None
    sted: Sted
    hvad: str
    ventet: str
    faktisk: str


@dataklasse(frozen=True, slots=True)
class Proevning:
    """The result of running a pack's cases. ``antal`` counts the cases; one case can have several ``afvigelser``."""

    regelsaet: str
    antal: int
    afvigelser: tuple[Afvigelse, ...]

    @property
    def afvigende(self) -> int:
        """The number of cases with at least one deviation."""
        return len({a.tilfaelde for a in self.afvigelser if a.tilfaelde is not None})


def proev(navn: str, *, regler: str | os.PathLike[str] | None = None) -> Proevning:
    """Run the cases of the pack with this id; ``regler`` is a folder with the user's own packs.

    Raises BrugsFejl for an unknown id, RegelsaetFejl for an invalid pack or case, InternFejl if the chainers disagree.
    """
    if navn in find_pakker(regler, FORDELINGSFIL):
        return _proev_fordeling(navn, regler)
    tilfaelde = laes_tilfaelde(navn, regler=regler)
    runder = laes_rundetilfaelde(navn, regler=regler)
    afvigelser = [a for t in tilfaelde for a in afvigelser_i(t)]
    afvigelser += [a for t in runder for a in afvigelser_i_runde(t, find_rundens(t))]
    if not tilfaelde and not runder:
        pakke = find_pakker(regler)[navn]
        sted = Sted(str(pakke.mappe / MAPPE) if pakke.egen else f"rules/{navn}/{MAPPE}")
        afvigelser = [Afvigelse(None, sted, "tilfælde", "mindst ét tilfælde", INGEN)]
    # A case of one row is in both lists.
    return Proevning(navn, len(tilfaelde) + sum(not t.een_raekke for t in runder), tuple(afvigelser))


def _proev_fordeling(navn: str, regler: str | os.PathLike[str] | None) -> Proevning:
    tilfaelde = laes_fordelingstilfaelde(navn, regler=regler)
    afvigelser = [
        Afvigelse(t.data.navn, t.sted, hvad, ventet, faktisk) for t in tilfaelde for hvad, ventet, faktisk in uenige(t)
    ]
    if not tilfaelde:
        afvigelser = [Afvigelse(None, Sted(f"rules/{navn}/{MAPPE}"), "tilfælde", "mindst ét tilfælde", INGEN)]
    return Proevning(navn, len(tilfaelde), tuple(afvigelser))


def svar_paa(tilfaelde: Tilfaelde) -> Resultat:
    """Judge the application of a case."""
    return bedoem_ansoegning(
        tilfaelde.ansoegning,
        tilfaelde.regelsaet,
        kaeder(),
        dato=tilfaelde.dato,
        antag=tilfaelde.antag,
        sat=tilfaelde.sat,
    )


def afvigelser_i(tilfaelde: Tilfaelde) -> list[Afvigelse]:
    """Return the statements of a case that do not hold."""
    svar = svar_paa(tilfaelde)
    return _afvigelser(
        tilfaelde,
        status=lambda p: _kriterium(svar, p).status,
        mangler=lambda p: _kriterium(svar, p).mangler,
        fundne=[(f.id, f.felt) for f in svar.skema],
        opgaver={o.id for o in svar.opgaver},
        resultat=lambda: svar.resultat,
        klar=lambda: svar.klar,
    )


def afviger(tilfaelde: Tilfaelde, brug: tuple[Kaede, ...]) -> bool:
    """Return whether a case deviates, without calculating reasons, suggestions and interpretations."""
    u = udfald_af(tilfaelde.ansoegning, tilfaelde.regelsaet, brug, dato=tilfaelde.dato, antag=tilfaelde.antag)
    giver = tilfaelde.giver
    return bool(
        _afvigelser(
            tilfaelde,
            status=lambda p: u.status((p.liste, p.nr), p.kriterium),
            mangler=lambda p: u.mangler((p.liste, p.nr), p.kriterium),
            fundne=u.fund if giver.fund or giver.uden_fund else [],
            opgaver=u.opgaver if giver.opgaver or giver.uden_opgaver else set(),
            resultat=lambda: u.resultat,
            klar=lambda: u.klar,
        )
    )


def _afvigelser(
    tilfaelde: Tilfaelde,
    *,
    status: Callable[[Plads], str],
    mangler: Callable[[Plads], Iterable[str]],
    fundne: Iterable[tuple[str, str]],
    opgaver: Collection[str],
    resultat: Callable[[], str],
    klar: Callable[[], bool],
) -> list[Afvigelse]:
    giver = tilfaelde.giver
    fund: dict[str, list[str]] = {}
    for id_, felt in fundne:
        fund.setdefault(id_, []).append(felt)

    def er_fundet(id_: str, felt: str) -> bool:
        return felt in fund.get(id_, ()) if felt else id_ in fund

    par: list[_Udsagn] = []
    for plads, ventet in giver.statusser.items():
        par.append((_hvad(plads), ventet, status(plads)))
    for plads, ventede in giver.mangler.items():
        par.append((f"{_hvad(plads)}, oplysninger der mangler", _opremset(ventede), _opremset(mangler(plads))))
    for skal_findes, skrevne in ((True, giver.fund), (False, giver.uden_fund)):
        for id_, felter in skrevne.items():
            for felt in felter or ("",):
                if er_fundet(id_, felt) != skal_findes:
                    ventet = ("findes" if skal_findes else "findes ikke") + (f" på {felt}" if felt else "")
                    par.append((f"tjek {id_}", ventet, _fundet(fund.get(id_))))
    par += [(f"opgave {o}", "stilles", "stilles ikke") for o in giver.opgaver if o not in opgaver]
    par += [(f"opgave {o}", "stilles ikke", "stilles") for o in giver.uden_opgaver if o in opgaver]
    if giver.resultat is not None:
        par.append(("resultat", giver.resultat, resultat()))
    if giver.klar is not None:
        par.append(("klar", _ja(giver.klar), _ja(klar())))
    return _der_afviger(tilfaelde, par)


def _der_afviger(tilfaelde: Tilfaelde | Rundetilfaelde, udsagn: Iterable[_Udsagn]) -> list[Afvigelse]:
    return [
        Afvigelse(tilfaelde.navn, tilfaelde.sted, hvad, ventet, faktisk)
        for hvad, ventet, faktisk in udsagn
        if ventet != faktisk
    ]


def find_rundens(tilfaelde: Rundetilfaelde) -> Deltagere:
    """Return the judged participants of a case's round, with the facts that the case states as assessed."""
    deltagere = find_deltagere(
        saml_runde(tilfaelde.ansoegninger, tilfaelde.regelsaet),
        dato=tilfaelde.dato,
        antag=tilfaelde.antag,
        sat=tilfaelde.sat,
    )
    for d in deltagere.alle:
        d.vurderet = tilfaelde.vurderet.get(d.navn, {})
    return deltagere


def afvigelser_i_runde(tilfaelde: Rundetilfaelde, deltagere: Deltagere) -> list[Afvigelse]:
    """Return the statements about a round that do not hold. Raises BrugsFejl for a method the pack does not have."""
    giver, regelsaet = tilfaelde.giver, deltagere.regelsaet
    beregning = beregn(deltagere, Rangvalg(vaelg_metode(regelsaet, tilfaelde.metode), tilfaelde.medtag_skoen))
    return _der_afviger(
        tilfaelde,
        [*_om_projekterne(giver, projekter(beregning)), *_maalt(giver, beregning), *_om_fordelingen(giver, beregning)],
    )


def _om_projekterne(giver: Rundegiver, svar: Sequence[ProjektSvar]) -> Iterator[_Udsagn]:
    """Yield what is stated about the order, and about the projects' outcomes and amounts."""
    kandidater = [p for p in svar if p.rang is not None]
    if giver.orden is not None:
        yield "rækkefølgen", _raekken(giver.orden), _raekken(p.navn for p in kandidater)
    if giver.inde is not None:
        inde = [p.navn for p in kandidater if p.udfald == "inden_for_rammen"]
        yield "inden for rammen", _opremset(giver.inde), _opremset(inde)
    if giver.garanti is not None:
        yield "taget ved garantien", _opremset(giver.garanti), _opremset([p.navn for p in kandidater if p.garanti])
    efter_navn = {p.navn: p for p in svar}
    for navn, udfald in giver.udfald.items():
        yield f"udfaldet af {navn}", udfald, efter_navn[navn].udfald if navn in efter_navn else INGEN
    for navn, beloeb in giver.beregnet.items():
        faktisk = (efter_navn[navn].beregnet if navn in efter_navn else None) or {}
        for budget, kr in beloeb.items():
            yield f"beløbet til {navn} ({budget})", vis_kr(kr), vis_kr(faktisk.get(budget, 0))


def _om_fordelingen(giver: Rundegiver, beregning: Beregning) -> Iterator[_Udsagn]:
    if giver.lige is not None:
        lige = [
            [beregning.opgjorte[beregning.nr[i]].deltager.navn for i in g.kandidater] for g in beregning.fordeling.lige
        ]
        yield "lige", "; ".join(map(_raekken, giver.lige)) or INGEN, "; ".join(map(_raekken, lige)) or INGEN
    if giver.overansoegt is not None:
        yield "overansøgt", _ja(giver.overansoegt), _ja(beregning.fordeling.knap)
    if giver.udloest is not None:
        yield "garantien udløst", _ja(giver.udloest), _ja(beregning.fordeling.udloest)


def _maalt(giver: Rundegiver, beregning: Beregning) -> list[_Udsagn]:
    """Return the stated points and calculated facts, each with its actual value."""
    par: list[_Udsagn] = []
    efter_navn = {o.deltager.navn: o for o in beregning.opgjorte}
    for navn, point in giver.point.items():
        opgjort = efter_navn.get(navn)
        faktisk: dict[str, Fraction | None] = {}
        if opgjort is not None and opgjort.point:
            faktisk = {p.data.id: q.point for p, q in zip(beregning.orden.point, opgjort.point, strict=True)} | {
                I_ALT: opgjort.i_alt
            }
        par += [(f"point til {navn} ({id_})", _tal(p), _tal(faktisk.get(id_))) for id_, p in point.items()]
    liste = beregning.orden.liste
    for navn, fakta in giver.fakta.items():
        opgjort = efter_navn.get(navn)
        for n, ventet in fakta.items():
            her = liste if (liste, n) in beregning.regelsaet.fakta else None
            v = None if opgjort is None else fakt(n, her, opgjort.deltager.kendt)
            par.append((f"{n} af {navn}", _tal(ventet), _tal(v)))
    return par


def _tal(v: object) -> str:
    """Return a value exactly, in the notation of a case."""
    if v is None:
        return INGEN
    if isinstance(v, bool) or not isinstance(v, int | Decimal | Fraction):
        return str(json_vaerdi(v))  # type: ignore[arg-type] # v is the value of a fact
    broek = Fraction(v)
    ender = 10**6 % broek.denominator == 0
    return vis_noejagtigt(broek) if ender else f"{broek.numerator}/{broek.denominator}"


def _raekken(navne: Iterable[str]) -> str:
    return ", ".join(navne) or INGEN


def _kriterium(svar: Resultat, plads: Plads) -> KriteriumSvar:
    kriterier = svar.raekker[plads.liste][plads.nr - 1].kriterier if plads.liste else svar.kriterier
    return next(k for k in kriterier if k.id == plads.kriterium)


def _hvad(plads: Plads) -> str:
    return f"{plads.kriterium} i {plads.liste}[{plads.nr - 1}]" if plads.liste else plads.kriterium


def _opremset(navne: Iterable[str]) -> str:
    return ", ".join(sorted(navne)) or INGEN


def _fundet(felter: list[str] | None) -> str:
    return f"findes på {', '.join(felter)}" if felter else "findes ikke"


def _ja(svar: bool) -> str:
    return "ja" if svar else "nej"
