"""The pre-check report: one answer as a paper shows it. Only words; a template adds layout, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import PurePath

from pydantic import BaseModel, ConfigDict

from ..fejl import vis_sikkert
from ..model.data import Kilde
from ..model.regelsaet import RegelsaetData, Rolle, Vaerdiform
from ..model.resultat import Fund, JsonVaerdi, KriteriumSvar, RaekkeSvar, Resultat
from ..model.visning import opremsning, vis_vaerdi

VEJLEDENDE = "Vejledende beregning – ikke en afgørelse"
# More rows than this with a table each do not go on one page.
_HVER_FOR_SIG = 2
_PLADS = re.compile(r"(\w+)\[(\d+)\]")


class Rapportdel(BaseModel):
    """Frozen: a paper's contents are made once and then only laid out."""

    # The terminal needs the words only, and start-up is a budget.
    model_config = ConfigDict(frozen=True, defer_build=True)


class Udfald(Rapportdel):
    """A status word with its sign; ``rolle`` is the engine's, for colour."""

    navn: str
    tegn: str
    rolle: Rolle


class Rapportkriterium(Rapportdel):
    """``forslag``: the changes that would make it met."""

    id: str
    titel: str
    status: Udfald
    begrundelse: str
    kilde: str
    forslag: tuple[str, ...]


class Rapportafsnit(Rapportdel):
    """The criteria of one row, or of the application itself."""

    overskrift: str
    status: Udfald
    kriterier: tuple[Rapportkriterium, ...]


class Rapportkrav(Rapportdel):
    """A criterion by itself, for a report that has many rows."""

    id: str
    titel: str
    kilde: str


class Rapportmangel(Rapportdel):
    """Something that is still open: ``hvad`` is its kind in a word, ``afklarer`` what it settles."""

    hvad: str
    navn: str
    hvor: str
    afklarer: str


class Rapportfund(Rapportdel):
    """A finding about the form. ``hvor`` is empty where it is about the whole."""

    ord: str
    id: str
    besked: str
    hvor: str


class Rapportopgave(Rapportdel):
    """A task with the place it comes from."""

    tekst: str
    kilde: str


class Rapport(Rapportdel):
    """All that the templates ``rapport.*`` may use (docs/skabeloner.md). Empty text and tuples: nothing to show.

    ``samlet``: there are so many rows that their criteria stand in one table, and ``krav`` once below it.
    """

    maerke: str
    titel: str
    pulje: str
    ansoeger: str
    fil: str
    dato: str
    resultat: Udfald
    sammenfatning: tuple[str, ...]
    forudsaetninger: tuple[str, ...]
    samlet: bool
    krav: tuple[Rapportkrav, ...]
    afsnit: tuple[Rapportafsnit, ...]
    mangler: tuple[Rapportmangel, ...]
    skema: tuple[Rapportfund, ...]
    opgaver: tuple[Rapportopgave, ...]
    program: str
    regelsaet: str


def lav_rapport(r: Resultat, data: RegelsaetData) -> Rapport:
    """The report of one answer, from its own pack."""
    afsnit = _afsnit(r, data)
    return Rapport(
        maerke=VEJLEDENDE,
        titel="Forhåndstjek af ansøgning" if r.ansoeger is not None else "Forhåndstjek",
        pulje=data.titel,
        ansoeger=ansoeger_tekst(r),
        fil=PurePath(r.fil).name,
        dato=dansk_dato(r.dato) if r.dato is not None else "",
        resultat=_udfald(r.resultat, data),
        sammenfatning=(antal_tekst(r, data), klar_tekst(r)),
        forudsaetninger=forudsaetninger_tekst(r, data),
        samlet=len(afsnit) > _HVER_FOR_SIG,
        krav=tuple(
            {k.id: Rapportkrav(id=k.id, titel=k.titel, kilde=k.kilde) for a in afsnit for k in a.kriterier}.values()
        ),
        afsnit=afsnit,
        mangler=tuple(
            Rapportmangel(
                hvad="Dokument" if u.dokument else "Oplysning",
                navn=u.navn,
                hvor=_hvor(u.felt, r, data),
                afklarer=opremsning(list(u.afklarer)),
            )
            for u in r.udestaaende
        ),
        skema=_samme(_fund(f, r, data) for f in r.skema),
        opgaver=tuple(Rapportopgave(tekst=o.tekst, kilde=kilde_tekst(o.kilde, data)) for o in r.opgaver),
        program=r.program,
        regelsaet=f"{r.pulje}, kontrolsum {r.regelsaet_sha256[:12]}",
    )


def ansoeger_tekst(r: Resultat) -> str:
    """Who applies, as ``Aarhus (0751), Region Midtjylland``; empty in a pool without applicants."""
    a = r.ansoeger
    if a is None:
        return ""
    if a.kode is None:
        return f"ukendt kommune{f' »{a.navn}«' if a.navn else ''}"
    return f"{a.navn} ({a.kode}), {a.region}"


def antal_tekst(r: Resultat, data: RegelsaetData) -> str:
    """How many rows, or criteria, have which result."""
    opfyldt = next(n for n, s in data.statusser.items() if s.rolle == "opfyldt")
    i_alt = sum(r.resultat_antal.values())
    if not r.raekker:
        fordelt = [f"{n} {data.statusser[s].navn}" for s, n in r.resultat_antal.items() if n]
        return f"{i_alt} kriterier: {', '.join(fordelt)}."
    liste = data.lister[next(iter(r.raekker))]
    if not i_alt:
        return f"Ansøgningen har ingen {liste.flertal}."
    return f"{r.resultat_antal[opfyldt]} af {i_alt} {liste.samlet_ental if i_alt == 1 else liste.samlet}."


def klar_tekst(r: Resultat) -> str:
    """Whether it is ready to send, and what the form has against it."""
    fejl = sum(f.alvor == "fejl" for f in r.skema)
    advarsler = len(r.skema) - fejl
    fund = []
    if fejl:
        fund.append("1 fejl" if fejl == 1 else f"{fejl} fejl")
    if advarsler:
        fund.append("1 advarsel" if advarsler == 1 else f"{advarsler} advarsler")
    skema = f" Skemaet har {' og '.join(fund)}." if fund else ""
    return ("Klar." if r.klar else "Ikke klar.") + skema


def par_tekst(par: Mapping[str, JsonVaerdi], former: Mapping[str, Vaerdiform]) -> str:
    """What was set or assumed, each in its own words: ``navn = 30.000.000 kr., navn = 31/12/2026.``"""
    tekst = ", ".join(f"{navn} = {_vist(former[navn], v)}" for navn, v in par.items())
    return tekst if tekst.endswith(".") else f"{tekst}."


def _vist(form: Vaerdiform, v: JsonVaerdi) -> str:
    if form.type == "dato":
        return dansk_dato(str(v))
    if form.type == "tal":
        return vis_vaerdi(form, Decimal(str(v)))
    return vis_vaerdi(form, tuple(v) if isinstance(v, list) else v if isinstance(v, bool) else str(v))


def kilde_tekst(kilde: Kilde, data: RegelsaetData) -> str:
    """A source: ``brevet, Adgangskriterier nr. 4``; the number is kept beside its word."""
    nr = f" nr.\u00a0{kilde.nr}" if kilde.nr is not None else ""
    return f"{data.dokumenter[kilde.dokument].kort}, {kilde.afsnit}{nr}"


def dansk_dato(iso: str) -> str:
    """``2024-05-10`` as ``10/05/2024``."""
    aar, maaned, dag = iso.split("-")
    return f"{dag}/{maaned}/{aar}"


def raekke_tekst(raekke: RaekkeSvar, ental: str, hoejst: int | None = None) -> str:
    """A row's heading: ``Projekt 1 · Skovbrynet``, on one line."""
    navn = f" · {vis_sikkert(' '.join(raekke.navn.split()), hoejst)}" if raekke.navn else ""
    return f"{ental.capitalize()} {raekke.nr}{navn}"


def _udfald(status: str, data: RegelsaetData) -> Udfald:
    s = data.statusser[status]
    return Udfald(navn=s.navn, tegn=s.tegn, rolle=s.rolle)


def forudsaetninger_tekst(r: Resultat, data: RegelsaetData) -> tuple[str, ...]:
    """What this answer rests on beside the application and the pack: what was set, assumed, and assessed in vain."""
    linjer = [f"Ændret for denne kørsel: {par_tekst(r.sat, data.parametre)}"] if r.sat else []
    if r.antaget:
        former = {navn: form for fakta in data.fakta.values() for navn, form in fakta.items()}
        linjer.append(f"Antaget, hvor det manglede: {par_tekst(r.antaget, former)}")
    return (*linjer, *(f"Vurdering ikke brugt: {v}" for v in r.vurderinger))


def _afsnit(r: Resultat, data: RegelsaetData) -> tuple[Rapportafsnit, ...]:
    dele = [
        Rapportafsnit(
            overskrift=raekke_tekst(raekke, data.lister[liste].ental),
            status=_udfald(raekke.resultat, data),
            kriterier=tuple(_kriterium(k, data) for k in raekke.kriterier),
        )
        for liste, raekker in r.raekker.items()
        for raekke in raekker
    ]
    if r.kriterier:
        kriterier = tuple(_kriterium(k, data) for k in r.kriterier)
        dele.append(Rapportafsnit(overskrift="Kriterier", status=_udfald(r.resultat, data), kriterier=kriterier))
    return tuple(dele)


def _kriterium(k: KriteriumSvar, data: RegelsaetData) -> Rapportkriterium:
    return Rapportkriterium(
        id=k.id,
        titel=k.titel,
        status=_udfald(k.status, data),
        begrundelse=k.begrundelse,
        kilde=kilde_tekst(k.kilde, data),
        forslag=tuple(f.tekst for f in k.forslag),
    )


def _fund(f: Fund, r: Resultat, data: RegelsaetData) -> Rapportfund:
    sted = f.celle or (f"linje {f.linje}" if f.linje is not None else "")
    return Rapportfund(
        ord="Fejl" if f.alvor == "fejl" else "Advarsel",
        id=f.id,
        besked=f.besked,
        hvor=", ".join(d for d in (_hvor(f.felt, r, data), sted) if d),
    )


def _samme(fundene: Iterable[Rapportfund]) -> tuple[Rapportfund, ...]:
    """What is said of several rows in the same words is said once, with every place."""
    steder: dict[tuple[str, str, str], list[str]] = {}
    for f in fundene:
        steder.setdefault((f.ord, f.id, f.besked), []).append(f.hvor)
    return tuple(
        Rapportfund(ord=ord_, id=id_, besked=besked, hvor="; ".join(dict.fromkeys(h for h in hvor if h)))
        for (ord_, id_, besked), hvor in steder.items()
    )


def _hvor(felt: str, r: Resultat, data: RegelsaetData) -> str:
    """The row a path is in, as people count: ``projekter[0].navn`` is ``Projekt 1``; empty outside a row."""
    fundet = _PLADS.match(felt)
    if fundet is None or fundet[1] not in data.lister:
        return ""
    nr = int(fundet[2]) + 1
    ental = data.lister[fundet[1]].ental.capitalize()
    navn = next((raekke.navn for raekke in r.raekker.get(fundet[1], ()) if raekke.nr == nr), None)
    return f"{ental} {nr}" if navn is None else f"{ental} {nr}, {vis_sikkert(' '.join(navn.split()), 40)}"
