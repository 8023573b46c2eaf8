"""The contents of the pre-check report for one application. It holds text only; templates add nothing but layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ..fejl import Besked, vis_sikkert
from ..model.data import Kilde
from ..model.felter import navn_af, raekke_af
from ..model.ord import ansoeger_ord, ord_af
from ..model.regelsaet import RegelsaetData, Rolle, Vaerdiform
from ..model.resultat import Fund, JsonVaerdi, KriteriumSvar, LaesningSvar, RaekkeSvar, Resultat
from ..model.visning import antal, med_stort, opremsning, punktum, vis_vaerdi
from ..sprog.erklaeringer import DATO_NAVN

VEJLEDENDE = "Vejledende beregning – ikke en afgørelse"
VAEGTNINGSTITEL = "Pladsen i rækkefølgen, hvis puljen ikke rækker"
# With more rows than this, the criteria of all rows share one table.
_HVER_FOR_SIG = 2


class Rapportdel(BaseModel):
    """Base of the report's parts. They are frozen: the contents are created once and then only laid out."""

    # The terminal uses the texts only, so building the validators is deferred to keep start-up fast.
    model_config = ConfigDict(frozen=True, defer_build=True)


class Udfald(Rapportdel):
    """A status with its word and symbol.

    ``rolle`` is its role in the evaluator, ``farve`` the role whose colour it has.

    A met criterion is green only if the form has no errors there, and an unmet criterion is red only if a suggested
    change would help; otherwise ``farve`` is ``""``. Any other status has the colour of its own role.
    """

    navn: str
    tegn: str
    rolle: Rolle
    farve: Rolle | Literal[""]


class Rapportkriterium(Rapportdel):
    """A criterion with its result.

    ``forslag``: the changes that would make it met; ``laesninger``: alternative interpretations that would change its
    status.
    """

    id: str
    titel: str
    status: Udfald
    begrundelse: str
    kilde: str
    forslag: tuple[str, ...]
    laesninger: tuple[str, ...]


class Rapportvaegt(Rapportdel):
    """The value of one ranking key, in words. ``mangler``: the application does not state it."""

    titel: str
    tekst: str
    mangler: bool


class Rapportafsnit(Rapportdel):
    """The criteria of one row, or of the application itself. ``hvem`` is the row's number in words (``projekt 2``)."""

    overskrift: str
    hvem: str
    status: Udfald
    kriterier: tuple[Rapportkriterium, ...]
    vaegtning: tuple[Rapportvaegt, ...] = ()


class Rapportkrav(Rapportdel):
    """A criterion without its results, for a report with many rows."""

    id: str
    titel: str
    kilde: str


class Rapportmangel(Rapportdel):
    """Something that is still missing: ``hvad`` is its type in a word, ``afklarer`` the criteria that it settles."""

    hvad: str
    navn: str
    hvor: str
    afklarer: str


class Rapportfund(Rapportdel):
    """A finding about the form. ``kilde`` is given for sources that readers do not know, and is otherwise empty."""

    ord: str
    id: str
    besked: str
    hvor: str
    kilde: str


class Rapportopgave(Rapportdel):
    """A task with its source."""

    tekst: str
    kilde: str


class Rapport(Rapportdel):
    """All values that the templates ``rapport.*`` may use (docs/skabeloner.md).

    Empty text and tuples: nothing to show.

    Attributes:
        vaegtningstitel: the heading of each section's ``vaegtning``.
        dage: the day of the run and the day of submission, each with its name; those that are known.
        kriterium: the pool's word for a criterion, as a heading.
        kriterier: the same in the plural.
        samlet: whether the criteria of all rows share one table because there are many rows. Then ``krav`` is shown
            once below the table, ``laesninger`` has what rows lack under alternative interpretations, and each
            ``vaegtning`` has only missing values.
        forklaringer: explanations of sources that readers do not know.
    """

    maerke: str
    titel: str
    pulje: str
    ansoeger: str
    fil: str
    dato: str
    dage: tuple[str, ...]
    resultat: Udfald
    sammenfatning: tuple[str, ...]
    forudsaetninger: tuple[str, ...]
    vaegtningstitel: str
    kriterium: str
    kriterier: str
    samlet: bool
    krav: tuple[Rapportkrav, ...]
    afsnit: tuple[Rapportafsnit, ...]
    laesninger: tuple[str, ...]
    mangler: tuple[Rapportmangel, ...]
    skema: tuple[Rapportfund, ...]
    opgaver: tuple[Rapportopgave, ...]
    forklaringer: tuple[str, ...]
    program: str
    regelsaet: str


def lav_rapport(resultat: Resultat, data: RegelsaetData, *, noegler: bool = False) -> Rapport:
    """Return the report of one answer.

    Args:
        resultat: the answer.
        data: the pack that gave it.
        noegler: name locations by the facts' keys, for users who have the file at hand; else in the form's words.
    """
    bedoemte = sum(len(raekker) for liste, raekker in resultat.raekker.items() if _har_kriterier(liste, data))
    samlet = bedoemte + bool(resultat.kriterier) > _HVER_FOR_SIG
    afsnit = _afsnit(resultat, data, samlet=samlet)
    return Rapport(
        maerke=VEJLEDENDE,
        titel="Forhåndstjek af ansøgning" if resultat.ansoeger is not None else "Opgørelse",
        pulje=data.titel,
        ansoeger=ansoeger_tekst(resultat, data),
        fil=PurePath(resultat.fil).name,
        dato=dansk_dato(resultat.dato) if resultat.dato is not None else "",
        dage=tuple(f"{med_stort(d.navn)}: {dansk_dato(d.dag)}" for d in resultat.dagene),
        resultat=_udfald(resultat.resultat, data, ren=resultat.klar),
        sammenfatning=(antal_tekst(resultat, data), klar_tekst(resultat)),
        forudsaetninger=forudsaetninger_tekst(resultat, data),
        vaegtningstitel=VAEGTNINGSTITEL if not samlet and any(a.vaegtning for a in afsnit) else "",
        kriterium=med_stort(data.kriterieord.ental),
        kriterier=med_stort(data.kriterieord.flertal),
        samlet=samlet,
        laesninger=_faelles_laesninger(resultat, data) if samlet else (),
        krav=tuple(
            {k.id: Rapportkrav(id=k.id, titel=k.titel, kilde=k.kilde) for a in afsnit for k in a.kriterier}.values()
        ),
        afsnit=afsnit,
        mangler=_samme_mangler(
            Rapportmangel(
                hvad="Dokument" if u.dokument else "Oplysning",
                navn=f"»{med_stort(u.navn)}«",
                # The fact is named beside the location.
                hvor=sted_tekst(u.felt, u.celle, data) if noegler else sted_i_ord(u.felt, u.celle, data, naevnt=u.navn),
                afklarer=opremsning(list(u.afklarer)),
            )
            for u in resultat.udestaaende
        ),
        skema=_samme(
            _fund(
                f,
                sted_tekst(f.felt, f.celle, data, f.linje, naevnt=f.besked)
                if noegler
                else sted_i_ord(f.felt, f.celle, data, f.linje, naevnt=f.besked),
                data,
            )
            for f in resultat.skema
        ),
        opgaver=tuple(Rapportopgave(tekst=o.tekst, kilde=kilde_tekst(o.kilde, data)) for o in resultat.opgaver),
        forklaringer=forklaringer_tekst(resultat, data),
        program=resultat.program,
        regelsaet=f"{resultat.pulje}, kontrolsum {resultat.regelsaet_sha256[:12]}",
    )


def ansoeger_tekst(resultat: Resultat, data: RegelsaetData) -> str:
    """Return the applicant as ``Aarhus (0751), Region Midtjylland``; empty in a pool without applicants."""
    a = resultat.ansoeger
    if a is None:
        return ""
    if a.kode is None:
        return f"ukendt {ansoeger_ord(data)[0]}" + (f" »{a.navn}«" if a.navn is not None else "")
    return f"{a.navn} ({a.kode}), {a.region}" if a.region is not None else a.kode


def antal_tekst(resultat: Resultat, data: RegelsaetData) -> str:
    """Return how many rows, or criteria, have which result."""
    opfyldt = next(n for n, s in data.statusser.items() if s.rolle == "opfyldt")
    i_alt = sum(resultat.resultat_antal.values())
    if not any(_har_kriterier(liste, data) for liste in resultat.raekker):
        fordelt = [f"{n} {_statusord(s, n, data)}" for s, n in resultat.resultat_antal.items() if n]
        return f"{antal(i_alt, data.kriterieord.ental, data.kriterieord.flertal)}: {', '.join(fordelt)}."
    liste = data.lister[next(iter(resultat.raekker))]
    if not i_alt:
        return f"Ansøgningen har ingen {liste.flertal} ({data.statusser[resultat.resultat].navn})."
    andre = [
        data.statusser[s].navn if i_alt == 1 else f"{n} {_statusord(s, n, data)}"
        for s, n in resultat.resultat_antal.items()
        if n and s != opfyldt
    ]
    resten = f" ({', '.join(andre)})" if andre else ""
    return (
        f"{resultat.resultat_antal[opfyldt]} af {i_alt} {liste.samlet_ental if i_alt == 1 else liste.samlet}{resten}."
    )


def _statusord(status: str, n: int, data: RegelsaetData) -> str:
    s = data.statusser[status]
    return s.flertal if n > 1 and s.flertal is not None else s.navn


def _har_kriterier(liste: str, data: RegelsaetData) -> bool:
    """Return whether the rows of a list are assessed; rows that only provide figures for the application are not."""
    return any(k.for_ == liste for k in data.kriterier)


def klar_tekst(resultat: Resultat) -> str:
    """Return whether the application is ready to send, and the number of errors and warnings in the form."""
    fejl = sum(f.alvor == "fejl" for f in resultat.skema)
    advarsler = len(resultat.skema) - fejl
    fund = []
    if fejl:
        fund.append("1 fejl" if fejl == 1 else f"{fejl} fejl")
    if advarsler:
        fund.append("1 advarsel" if advarsler == 1 else f"{advarsler} advarsler")
    skema = f" Skemaet har {' og '.join(fund)}." if fund else ""
    return ("Klar." if resultat.klar else "Ikke klar.") + skema


def par_tekst(par: Mapping[str, JsonVaerdi], former: Mapping[str, Vaerdiform]) -> str:
    """Return changed or assumed values with labels: ``»mindste udgift« = 30.000.000 kr., »frist« = 31/12/2026.``"""
    tekst = ", ".join(f"»{former[navn].navn}« = {_vist(former[navn], v)}" for navn, v in par.items())
    return punktum(tekst)


def _vist(form: Vaerdiform, v: JsonVaerdi) -> str:
    if form.type == "dato":
        return dansk_dato(str(v))
    if form.type == "tal":
        return vis_vaerdi(form, Decimal(str(v)))
    return vis_vaerdi(form, tuple(v) if isinstance(v, list) else v if isinstance(v, bool) else str(v))


def kilde_tekst(kilde: Kilde, data: RegelsaetData) -> str:
    """Return a source: ``ministeriets brev, Adgangskriterier nr. 4``, with a no-break space before the number."""
    nr = f" nr.\u00a0{kilde.nr}" if kilde.nr is not None else ""
    return f"{data.dokumenter[kilde.dokument].kort}, {kilde.afsnit}{nr}"


def dansk_dato(iso: str) -> str:
    """Return ``2024-05-10`` as ``10/05/2024``."""
    aar, maaned, dag = iso.split("-")
    return f"{dag}/{maaned}/{aar}"


def raekke_tekst(raekke: RaekkeSvar, ental: str, hoejst: int | None = None) -> str:
    """Return a row's heading, ``Projekt 1 · Skovbrynet``, on one line."""
    navn = f" · {vis_sikkert(' '.join(raekke.navn.split()), hoejst)}" if raekke.navn else ""
    return f"{ental.capitalize()} {raekke.nr}{navn}"


def _udfald(status: str, data: RegelsaetData, *, ren: bool, kan_rettes: bool = False) -> Udfald:
    """Return a status for display.

    If nobody applies, the pack only measures, and each status keeps its own colour.

    Args:
        ren: whether the form has no errors here.
        kan_rettes: whether a change that would meet the criterion is suggested.
    """
    s = data.statusser[status]
    farven = s.rolle if data.ansoeger is None else farve(s.rolle, ren=ren, kan_rettes=kan_rettes)
    return Udfald(navn=s.navn, tegn=s.tegn, rolle=s.rolle, farve=farven)


def farve(rolle: Rolle, *, ren: bool, kan_rettes: bool) -> Rolle | Literal[""]:
    """Return the role whose colour a status is shown in; empty for none. The arguments are as in ``_udfald``."""
    if (rolle == "opfyldt" and not ren) or (rolle == "ikke_opfyldt" and not kan_rettes):
        return ""
    return rolle


def med_fejl(resultat: Resultat) -> Callable[[str, int], int]:
    """Return a function from list and row number to the number of form errors; ``("", 0)`` is the application."""
    antal = Counter(raekke_af(f.felt) for f in resultat.skema if f.alvor == "fejl")
    return lambda liste, nr: antal[liste, nr]


def fejl_tekst(antal: int) -> str:
    """Return the text after a row's status: ``, 2 fejl i skemaet``; empty without errors."""
    return f", {antal} fejl i skemaet" if antal else ""


def forklaringer_tekst(resultat: Resultat, data: RegelsaetData) -> tuple[str, ...]:
    """Return the explanations of sources of findings and tasks that readers do not know, each once."""
    kilder = [*(f.kilde for f in resultat.skema), *(o.kilde for o in resultat.opgaver)]
    fundne = dict.fromkeys(data.dokumenter[k.dokument].forklaring for k in kilder if k is not None)
    return tuple(f for f in fundne if f is not None)


def forudsaetninger_tekst(resultat: Resultat, data: RegelsaetData) -> tuple[str, ...]:
    """Return the assumptions of the answer: changed parameters, assumed facts, and assessments that were not used."""
    linjer = [f"Ændret for denne kørsel: {par_tekst(resultat.sat, data.parametre)}"] if resultat.sat else []
    if resultat.antaget:
        former = {navn: form for fakta in data.fakta.values() for navn, form in fakta.items()}
        linjer.append(f"Antaget, hvor det manglede: {par_tekst(resultat.antaget, former)}")
    return (*linjer, *(f"Vurdering ikke brugt: {v}" for v in resultat.vurderinger))


def _afsnit(resultat: Resultat, data: RegelsaetData, *, samlet: bool) -> tuple[Rapportafsnit, ...]:
    fejl = med_fejl(resultat)
    dele = []
    for liste, raekker in resultat.raekker.items():
        for raekke in raekker if _har_kriterier(liste, data) else ():
            antal = fejl(liste, raekke.nr)
            ren = not (antal or fejl("", 0))
            status = _udfald(raekke.resultat, data, ren=ren)
            dele.append(
                Rapportafsnit(
                    overskrift=raekke_tekst(raekke, data.lister[liste].ental),
                    hvem=f"{data.lister[liste].ental} {raekke.nr}",
                    status=status.model_copy(update={"navn": status.navn + fejl_tekst(antal)}),
                    kriterier=tuple(_kriterium(k, data, ren=ren, samlet=samlet) for k in raekke.kriterier),
                    vaegtning=tuple(v for v in vaegte(raekke) if v.mangler or not samlet),
                )
            )
    if resultat.kriterier:
        ren = not fejl("", 0)
        kriterier = tuple(_kriterium(k, data, ren=ren, samlet=samlet) for k in resultat.kriterier)
        # Not ``r.resultat``, which may depend on the rows.
        vaerst = min((k.status for k in resultat.kriterier), key=list(data.statusser).index)
        status = _udfald(vaerst, data, ren=ren)
        dele.append(
            Rapportafsnit(
                overskrift=med_stort(data.kriterieord.flertal),
                hvem="",
                status=status,
                kriterier=kriterier,
                vaegtning=tuple(v for v in vaegte(resultat) if v.mangler or not samlet),
            )
        )
    return tuple(dele)


def _kriterium(kriterium: KriteriumSvar, data: RegelsaetData, *, ren: bool, samlet: bool) -> Rapportkriterium:
    return Rapportkriterium(
        id=kriterium.id,
        titel=kriterium.titel,
        status=_udfald(kriterium.status, data, ren=ren, kan_rettes=bool(kriterium.forslag)),
        begrundelse=kriterium.grund,
        kilde=kilde_tekst(kriterium.kilde, data),
        forslag=tuple(f.tekst for f in kriterium.forslag),
        laesninger=laesningstekster(kriterium.laesninger, data, samlet=samlet),
    )


def vaegte(af: RaekkeSvar | Resultat) -> tuple[Rapportvaegt, ...]:
    """Return the values of the ranking keys for a row, or for the whole application."""
    return tuple(Rapportvaegt(titel=v.titel, tekst=v.tekst, mangler=v.oplyst is False) for v in af.vaegtning)


def laesningstekster(laesninger: Iterable[LaesningSvar], data: RegelsaetData, *, samlet: bool) -> tuple[str, ...]:
    """Return the alternative interpretations that would change a status, merged by interpretation and status.

    ``samlet``: interpretations under which information is missing are left out, because they are reported once for all
    rows.
    """
    ens: dict[tuple[str, str], list[LaesningSvar]] = {}
    for x in laesninger:
        ens.setdefault((x.id, x.status), []).append(x)
    tekster = []
    for (id_, status), fundne in ens.items():
        if data.statusser[status].rolle != "uoplyst":
            grunde = " ".join(f"{x.alternativ} {x.begrundelse}" for x in fundne)
            navn = data.statusser[status].navn
            tekster.append(f"Læst anderledes ({id_}) ville svaret være »{navn}«; spørg {data.myndighed}. {grunde}")
        elif not samlet:
            # Alternatives that lack the same information share its sentence.
            efter_grund: dict[str, list[str]] = {}
            for x in fundne:
                efter_grund.setdefault(x.begrundelse, []).append(x.alternativ)
            grunde = " ".join(f"{' '.join(alle)} {grund}" for grund, alle in efter_grund.items())
            tekster.append(f"Læst anderledes ({id_}): {grunde}")
    return tuple(tekster)


def _faelles_laesninger(resultat: Resultat, data: RegelsaetData) -> tuple[str, ...]:
    """Return what is missing under alternative interpretations, each with the criteria and rows that lack it."""
    steder: dict[tuple[str, str], dict[str, dict[str, list[int]]]] = {}
    andet: dict[tuple[str, str], dict[str, None]] = {}
    alle = [
        (li, raekke.nr, k) for li, raekker in resultat.raekker.items() for raekke in raekker for k in raekke.kriterier
    ]
    for liste, nr, k in [*alle, *(("", 0, k) for k in resultat.kriterier)]:
        for x in k.laesninger:
            if data.statusser[x.status].rolle == "uoplyst":
                numre = steder.setdefault((x.id, x.begrundelse), {}).setdefault(k.id, {}).setdefault(liste, [])
                # Several alternatives of one interpretation may lack the same.
                numre += [nr] if nr not in numre else []
                andet.setdefault((x.id, x.begrundelse), {})[x.alternativ] = None
    return tuple(
        f"Læst anderledes ({id_}), {_kriterier_i_raekker(kriterier, data)}: {' '.join(andet[id_, grund])} {grund}"
        for (id_, grund), kriterier in steder.items()
    )


def _kriterier_i_raekker(kriterier: Mapping[str, Mapping[str, Sequence[int]]], data: RegelsaetData) -> str:
    """Return criteria with their own rows: ``K2 og K6 i projekt 1 og 3; K5 i projekt 2``.

    ``kriterier``: the row numbers of each criterion by list; the list is ``""`` for the application itself.
    """
    sammen: dict[str, list[str]] = {}
    for id_, lister in kriterier.items():
        raekker = [f"{data.lister[li].ental} {opremsning([*map(str, numre)])}" for li, numre in lister.items() if li]
        sammen.setdefault(opremsning(raekker), []).append(id_)
    return "; ".join(f"{opremsning(ids)} i {hvor}" if hvor else opremsning(ids) for hvor, ids in sammen.items())


def fundkilde(fund: Fund, data: RegelsaetData) -> str:
    """Return the source of a finding if readers do not know it (``programmets egen målestok``), else an empty text.

    It is also empty if the message itself names the source.
    """
    dokument = data.dokumenter[fund.kilde.dokument] if fund.kilde is not None else None
    ukendt = dokument is not None and dokument.forklaring is not None and dokument.kort not in fund.besked
    return dokument.kort if dokument is not None and ukendt else ""


def fundtekst(fund: Fund, data: RegelsaetData) -> str:
    """Return the message of a finding, with a source that readers do not know in parentheses after it."""
    kilde = fundkilde(fund, data)
    return f"{fund.besked} ({kilde})" if kilde else fund.besked


def _fund(fund: Fund, hvor: str, data: RegelsaetData) -> Rapportfund:
    return Rapportfund(
        ord="Fejl" if fund.alvor == "fejl" else "Advarsel",
        id=fund.id,
        besked=fund.besked,
        hvor=hvor,
        kilde=fundkilde(fund, data),
    )


def _samme(fundene: Iterable[Rapportfund]) -> tuple[Rapportfund, ...]:
    """Merge findings that have the same text in several rows into one with all locations."""
    steder: dict[tuple[str, str, str, str], list[str]] = {}
    for f in fundene:
        steder.setdefault((f.ord, f.id, f.besked, f.kilde), []).append(f.hvor)
    return tuple(
        Rapportfund(ord=ord_, id=id_, besked=besked, kilde=kilde, hvor=_steder(hvor))
        for (ord_, id_, besked, kilde), hvor in steder.items()
    )


def _steder(hvor: Iterable[str]) -> str:
    """Return locations on one line, with rows of the same fact merged: ``projekt 1, 2 og 5, »…«``."""
    ens: dict[tuple[str, str], list[str]] = {}
    for sted in dict.fromkeys(h for h in hvor if h):
        raekke, komma, resten = sted.partition(", ")
        ental, _, nr = raekke.rpartition(" ")
        noegle = (ental, komma + resten) if nr.isdigit() else (sted, "")
        ens.setdefault(noegle, []).append(nr if nr.isdigit() else "")
    return "; ".join(
        f"{foran} {opremsning(numre)}{resten}" if numre != [""] else foran for (foran, resten), numre in ens.items()
    )


def _samme_mangler(manglerne: Iterable[Rapportmangel]) -> tuple[Rapportmangel, ...]:
    """Merge information that several rows lack for the same criteria into one entry with all locations."""
    steder: dict[tuple[str, str, str], list[str]] = {}
    for m in manglerne:
        steder.setdefault((m.hvad, m.navn, m.afklarer), []).append(m.hvor)
    return tuple(
        Rapportmangel(hvad=hvad, navn=navn, afklarer=afklarer, hvor=_steder(hvor))
        for (hvad, navn, afklarer), hvor in steder.items()
    )


def sted_tekst(
    felt: str, celle: str | None, data: RegelsaetData, linje: int | None = None, *, naevnt: str | None = None
) -> str:
    """Return where something is to be written: the workbook cell, else the row's number from 1 and the fact's key.

    ``projekter[1].andel_andre`` becomes ``projekt 2, andel_andre``; a fact outside the rows is its key alone.

    ``naevnt``: the text shown beside it; the fact's name precedes its key, unless the text has the name. None: no name.
    """
    if celle is not None:
        return celle
    if felt == DATO_NAVN:
        return Besked("giv den med --dato, fx --dato 30/11/2026", "skriv den i feltet »Dagen for kørslen«")
    liste, nr, noegle = _plads(felt, data)
    dele = [f"{data.lister[liste].ental} {nr}"] if liste is not None else []
    i_ord = _navn_i_ord(noegle, liste, data) if naevnt is not None else ""
    if i_ord and i_ord.strip("»«").casefold() not in (naevnt or "").casefold():
        noegle = f"{i_ord} ({noegle})"
    dele += [noegle] if noegle else []
    return ", ".join([*dele, f"linje {linje}"] if linje is not None else dele)


def sted_i_ord(felt: str, celle: str | None, data: RegelsaetData, linje: int | None = None, *, naevnt: str = "") -> str:
    """Return a location as ``sted_tekst``, in the form's words: ``projekt 2, »Andel af pladserne til andre kommuner«``.

    ``naevnt``: the text shown beside it; a fact that this text names is not repeated.
    """
    if celle is not None:
        return celle
    if felt == DATO_NAVN:
        return "vælges for beregningen og står ikke i ansøgningen"
    liste, nr, navn = _plads(felt, data)
    hele = ord_af(data).sagen
    dele = [f"{data.lister[liste].ental} {nr}" if liste is not None else hele]
    i_ord = _navn_i_ord(navn, liste, data)
    if i_ord.strip("»«").casefold() not in naevnt.casefold():
        dele.append(i_ord)
    return ", ".join([*dele, f"linje {linje}"] if linje is not None else dele)


def _plads(felt: str, data: RegelsaetData) -> tuple[str | None, int, str]:
    """Return the list, the row from 1 and the fact of a path; (None, 0, the path) outside the pack's own lists."""
    (liste, nr), (_, navn) = raekke_af(felt), navn_af(felt)
    return (liste, nr, navn) if liste in data.lister else (None, 0, felt)


def _navn_i_ord(navn: str, liste: str | None, data: RegelsaetData) -> str:
    """Return the name of a fact, or a list's word for its rows; empty for a group of facts, which has no word."""
    form = data.fakta.get(liste or "ansoegning", {}).get(navn)
    if form is not None:
        return f"»{med_stort(form.navn)}«"
    return data.lister[navn].flertal if navn in data.lister else ""
