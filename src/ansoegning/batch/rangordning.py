"""Rank the scored rows as a round and allocate the budgets, with the code that ranks applications."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..bedoemmelse.ukendte_beloeb import kun_kendte_beloeb
from ..fejl import BrugsFejl, ascii_noegle, en_linje, med_raad, vis_sikkert
from ..model.ord import Ord, beloebsord, ord_af
from ..model.rangliste import AfvigelseSvar, Omfang, OmfangSvar
from ..model.regelsaet import Rolle
from ..model.resultat import KommuneSvar
from ..model.vaerdier import Vaerdi
from ..model.visning import antal, med_lille, opremsning, vis_noejagtigt, vis_tal
from ..motor.reference import Kontekst
from ..rangordning.begrundelse import begrundelser
from ..rangordning.beregning import (
    Beregning,
    Opgjort,
    Rangvalg,
    kandidat_af,
    opgoer,
    opgoer_alle,
    plan_af,
    raekkefoelge_af,
    regner_point,
    vaelg_metode,
)
from ..rangordning.deltagere import Deltager
from ..rangordning.faelles import Del, find_faelles
from ..rangordning.indbyrdes import delt_efter_sum
from ..rangordning.maaling import gruppe_af
from ..rangordning.omfang import omfangssvar, vaelg_gruppe
from ..rangordning.tildeling.rangordn import kun_orden, rangordn
from ..skriv.rangliste_overblik import ude_i_ord
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from ..system.navne import som_navn
from .csv_celle import skriver
from .db import tekst, uden_mellemrum
from .dubletter import Dublet
from .ind import NR, kolonnenavn
from .koer import Aaben, Bestilling
from .svar import ansoegernoegle, ansoegningskolonne
from .vurderinger import delt

_PORTION = 2_000
_NAEVNES = 5
_INDE = "inden_for_rammen"
_UDFALD = {"inde": _INDE, "garanti": _INDE, "delvis": _INDE, "ude": "uden_for_rammen", "ordnet": "kandidat"}

# A column of the ranking: its name, and the function from a candidate's index to its cell.
_Kolonne = tuple[str, Callable[[int], object]]


@dataklasse(frozen=True, slots=True)
class Rangering:
    """The numbers of a ranked round, in whole kroner by budget; each candidate's rank is in ``fil``.

    ``ikke_kandidater`` are all readable rows without a rank; ``opfylder_men_ude`` those of them that meet the criteria,
    counted by why they have none.
    The fields of the allocation are None if the rows are ranked as one group's own list (``omfang``).
    """

    omfang: OmfangSvar
    kandidater: int
    inden_for_rammen: int | None
    uden_for_rammen: int | None
    ikke_kandidater: int
    opfylder_men_ude: dict[str, int]
    budget: dict[str, int]
    ansoegt: dict[str, int]
    beregnet: dict[str, int] | None
    overansoegt: bool | None
    garanti_udloest: bool | None
    lige_afgoer: int
    # Joint projects: name, row numbers of the parties, applicants whose row is missing, and that in words.
    faelles_projekter: list[dict[str, Any]]
    flere_ansoegninger: int
    dubletter: list[Dublet]
    fil: str

    def til_json(self) -> dict[str, Any]:
        svar = {n: getattr(self, n) for n in self.__slots__}
        svar["omfang"] = self.omfang.model_dump(mode="json")
        svar["dubletter"] = [asdict(d) for d in self.dubletter]
        return svar

    @property
    def dobbelte_raekker(self) -> int:
        return sum(len(d.raekker) for d in self.dubletter)

    def som_tekst(self, ord_: Ord, soeges: Container[str], gruppe: str = "gruppe") -> str:
        """Return the list's counts and amounts as text.

        Args:
            soeges: see ``beloebsord``.
            gruppe: the pack's word for a group of its guarantee.
        """
        raekker = ("række", "rækker") if ord_.har_raekker else (ord_.raekke, ord_.raekker)
        andre = f"{antal(self.ikke_kandidater, *raekker)} er ikke med i rækkefølgen{self._hvorfor_ikke(ord_)}."
        kandidater = antal(self.kandidater, "kandidat", "kandidater")
        if self.inden_for_rammen is None or self.uden_for_rammen is None or self.beregnet is None:
            linjer = [f"Rangliste: {kandidater}; {andre}", f"  {self.omfang.begrundelse}"]
            linjer += [
                f"  {ord_.ramme(b)}: {beloebsord(soeges, b)} af kandidaterne {vis_tal(kr)} kr."
                for b, kr in self.ansoegt.items()
            ]
        else:
            linjer = [
                f"Rangliste: {kandidater}, {vis_tal(self.inden_for_rammen)} inden for rammen "
                f"og {vis_tal(self.uden_for_rammen)} uden for; {andre}"
            ]
            linjer += [
                f"  {ord_.ramme(b)}: {beloebsord(soeges, b)} af kandidaterne {vis_tal(self.ansoegt[b])} kr.; beregnet "
                f"{vis_tal(self.beregnet[b])} kr. af rammen på {vis_tal(ramme)} kr."
                for b, ramme in self.budget.items()
            ]
        if self.garanti_udloest:
            linjer.append(f"  Garantien er udløst: den første, der kan rummes, fra hver {gruppe} er med.")
        if self.lige_afgoer:
            steder = antal(self.lige_afgoer, "sted", "steder")
            linjer.append(f"  Lige placering afgør, hvem der er inden for rammen, {steder}.")
        if self.faelles_projekter:
            linjer += self._faelles_som_tekst()
        if self.flere_ansoegninger:
            linjer.append(
                f"  {antal(self.flere_ansoegninger, ord_.ansoeger, ord_.ansoegere)} har mere end én ansøgning i "
                "tabellen. Rækkerne er med her; en rangliste ordner intet fra en sådan ansøger."
            )
        if self.dubletter:
            linjer.append(
                f"  {antal(self.dobbelte_raekker, 'række', 'rækker')} er ikke ordnet og får ingen penge her, "
                "fordi det samme fra samme ansøger står i flere rækker."
            )
        linjer.append(f"  Rækkefølgen står i {self.fil}.")
        return "\n".join(map(en_linje, linjer)) + "\n"

    def _hvorfor_ikke(self, ord_: Ord) -> str:
        """Return how many rows are without a rank for each reason, as the end of a sentence."""
        paa_kriterierne = self.ikke_kandidater - sum(self.opfylder_men_ude.values())
        dele = [f"{vis_tal(n)} {med_lille(ord_)}" for ord_, n in self.opfylder_men_ude.items()]
        if paa_kriterierne:
            dele.insert(0, f"{vis_tal(paa_kriterierne)} opfylder ikke {ord_.kriterierne} eller kan ikke afgøres endnu")
        return f": {opremsning(dele)}" if dele else ""

    def _faelles_som_tekst(self) -> list[str]:
        ufuldstaendige = [p for p in self.faelles_projekter if p["bemaerkninger"]]
        alle, uden_en_del = (vis_tal(len(p)) for p in (self.faelles_projekter, ufuldstaendige))
        linjer = [f"  Søgt i fællesskab: {alle}; {uden_en_del} mangler en del."]
        for p in ufuldstaendige[:_NAEVNES]:
            raekker = opremsning([vis_tal(nr) for nr in p["raekker"]])
            linjer.append(f"    »{vis_sikkert(p['navn'], 60)}« (række {raekker}): {' '.join(p['bemaerkninger'])}")
        if len(ufuldstaendige) > _NAEVNES:
            linjer.append(f"    og {vis_tal(len(ufuldstaendige) - _NAEVNES)} andre.")
        return linjer


@dataklasse(frozen=True, slots=True)
class Ordnet:
    """The ranked rows of a run: the calculation, and each candidate's row number.

    ``ude``: how many rows that meet the criteria are no candidates, by reason in words.
    """

    beregning: Beregning
    numre: tuple[int, ...]
    ude: Mapping[str, int]

    @property
    def budgetter(self) -> tuple[str, ...]:
        return tuple(x.id for x in self.beregning.plan.budgetter)

    def faar(self) -> dict[int, tuple[int, ...]]:
        """Return by row number the amounts in whole kroner that each project inside the budgets receives, by budget."""
        ture = self.beregning.fordeling.ture
        return {nr: tur.beloeb for nr, tur in zip(self.numre, ture, strict=True) if tur.beloeb is not None}

    def beregnet(self) -> dict[str, int]:
        """Return the total amount allocated from each budget."""
        faar = self.faar().values()
        return {b: sum(beloeb[i] for beloeb in faar) for i, b in enumerate(self.budgetter)}

    def ansoegt(self) -> dict[str, int]:
        """Return the candidates' total requested amount of each budget."""
        opgjorte = self.beregning.opgjorte
        return {b: sum(o.beloeb[i].ansoegt or 0 for o in opgjorte) for i, b in enumerate(self.budgetter)}


def ordn(aaben: Aaben, bestilling: Bestilling, omfang: Omfang = "auto") -> Ordnet:
    """Rank the rows that meet the criteria, and allocate the budgets; one region's rows alone are only ranked.

    Raises BrugsFejl if the pack has no order, or the rows are not from one region although ``omfang`` says so.
    """
    orden = raekkefoelge_af(aaben.regelsaet)
    if orden.data.knaphed.paa == "alle_ansoegte":
        raise BrugsFejl(
            med_raad(
                "Puljen måler knaphed på alle ansøgte; det kan ikke regnes i en tabel.",
                "Brug »ansoegning rangliste«.",
                "Læg ansøgningerne ind i en runde.",
            )
        )
    fundne = _modtaget(aaben, bestilling)
    modtaget = frozenset[str]().union(*fundne)
    valg = Rangvalg(vaelg_metode(aaben.regelsaet, None), gruppe=vaelg_gruppe(orden, fundne, omfang))
    plan = plan_af(aaben.regelsaet, valg)
    dobbelte = {nr for d in aaben.dubletter for nr in d.raekker}
    bedste: Mapping[str, Fraction] = {}
    deltagere = (
        _deltager(nr, k, vurderet, aaben) for nr, k, vurderet in _raekker(aaben, bestilling) if nr not in dobbelte
    )
    alle: Iterable[Opgjort]
    if orden.indbyrdes:
        alle, bedste = opgoer_alle(deltagere, aaben.regelsaet, valg, plan)
    else:
        # One row at a time, so that rows that are not candidates take up no memory.
        alle = (opgoer(d, aaben.regelsaet, valg) for d in deltagere)
    opgjorte: list[Opgjort] = []
    ord_ = ord_af(aaben.regelsaet.data)
    ude = Counter[str]()
    for o in alle:
        if o.udfald is None:
            opgjorte.append(o)
        else:
            ude[ude_i_ord(o.udfald, o.art, ord_)] += 1
    plan = delt_efter_sum(plan, orden, opgjorte)
    kandidater = tuple(kandidat_af(o, valg.metode) for o in opgjorte)
    beregning = Beregning(
        regelsaet=aaben.regelsaet,
        valg=valg,
        plan=plan,
        opgjorte=tuple(opgjorte),
        kandidater=kandidater,
        nr=tuple(range(len(opgjorte))),
        modtaget=modtaget,
        ansoegt_alle=(),
        behov_alle=(),
        fordeling=rangordn(kandidater, plan, modtaget=modtaget) if valg.gruppe is None else kun_orden(kandidater, plan),
        bedste=bedste,
    )
    return Ordnet(beregning, tuple(o.deltager.nr for o in opgjorte), ude)


def opgoer_orden(aaben: Aaben, o: Ordnet, vist_fil: str, bestilling: Bestilling) -> Rangering:
    """Return the numbers of a ranking whose rows are in ``vist_fil``."""
    kandidater, svar = len(o.numre), o.beregning.fordeling
    inde, fordeles = len(o.faar()), o.beregning.fordeles
    raekker = aaben.con.execute(f"SELECT count(*) FROM {aaben.gode}").fetchall()[0][0]
    return Rangering(
        omfang=omfangssvar(o.beregning.valg.gruppe),
        kandidater=kandidater,
        inden_for_rammen=inde if fordeles else None,
        uden_for_rammen=kandidater - inde if fordeles else None,
        ikke_kandidater=raekker - kandidater - sum(len(d.raekker) for d in aaben.dubletter),
        opfylder_men_ude=dict(o.ude),
        budget={x.id: x.ramme for x in o.beregning.plan.budgetter},
        ansoegt=o.ansoegt(),
        beregnet=o.beregnet() if fordeles else None,
        overansoegt=svar.knap if fordeles else None,
        garanti_udloest=svar.udloest if fordeles else None,
        lige_afgoer=sum(li.afgoer for li in svar.lige),
        faelles_projekter=_faelles(aaben, bestilling),
        flere_ansoegninger=_flere_ansoegninger(aaben),
        dubletter=aaben.dubletter,
        fil=vist_fil,
    )


def _faelles(aaben: Aaben, bestilling: Bestilling) -> list[dict[str, Any]]:
    """Return the joint projects among all readable rows, whether they meet the criteria or not."""
    fakta = aaben.kilde.overskrifter.fakta
    liste = next(iter(aaben.regelsaet.data.lister), None)
    erklaeret = aaben.regelsaet.data.lister[liste].faelles if liste is not None else None
    ansoeger = aaben.regelsaet.data.ansoeger
    if erklaeret is None or ansoeger is None or erklaeret.navn not in fakta:
        return []
    koder = aaben.regelsaet.fakta[None, ansoeger.fakta].type == "kommune"
    kolonner = ", ".join(kolonnenavn(k) for k in fakta.values())
    fra = f"{aaben.gode} WHERE {kolonnenavn(fakta[erklaeret.navn])} IS NOT NULL ORDER BY {NR}"
    dele = []
    for nr, *vaerdier in aaben.con.execute(f"SELECT {NR}, {kolonner} FROM {fra}").fetchall():
        k = kontekst(aaben, dict(zip(fakta, vaerdier, strict=True)), bestilling)
        hvem = k.ansoegning.get(ansoeger.fakta)
        kode = hvem if isinstance(hvem, str) else None
        sammen = kode if kode is None or koder else som_navn(kode)
        dele.append(Del((sammen or f"række {nr}", nr), f"række {nr}", sammen, kun_kendte_beloeb(k)))
    return [
        {
            "navn": p.navn,
            "raekker": [d.plads[1] for d in p.dele],
            "mangler": list(p.mangler),
            "bemaerkninger": list(p.bemaerkninger),
        }
        for p in find_faelles(aaben.regelsaet, liste, dele)
    ]


def _flere_ansoegninger(aaben: Aaben) -> int:
    """Return the number of applicants whose rows are from more than one application."""
    hvem, hvilken = ansoegernoegle(aaben.kilde, aaben.regelsaet), ansoegningskolonne(aaben.kilde)
    if hvem is None or hvilken is None:
        return 0
    sql = (
        f"SELECT count(*) FROM (SELECT 1 FROM {aaben.gode} WHERE {hvem} IS NOT NULL "
        f"GROUP BY {hvem} HAVING count(DISTINCT {uden_mellemrum(kolonnenavn(hvilken))}) > 1)"
    )
    return int(aaben.con.execute(sql).fetchall()[0][0])


def _raekker(aaben: Aaben, bestilling: Bestilling) -> Iterator[tuple[int, Kontekst, dict[str, Vaerdi]]]:
    """Yield each row that meets the criteria, with its context and the assessor's facts about it."""
    fakta = aaben.kilde.overskrifter.fakta
    kolonner = ", ".join(kolonnenavn(k) for k in fakta.values())
    opfyldt = tekst(aaben.regelsaet.status("opfyldt"))
    svar = aaben.con.execute(f"SELECT {NR}, {kolonner} FROM {aaben.svar.fra(aaben.gode)} WHERE resultat = {opfyldt}")
    while portion := svar.fetchmany(_PORTION):
        for nr, *vaerdier in portion:
            egne = dict(zip(fakta, vaerdier, strict=True))
            vurderet = {n: v for n, v in egne.items() if n in aaben.regelsaet.data.vurderingsfakta and v is not None}
            if aaben.vurderede is not None:
                vurderet = aaben.vurderede.vurderet(nr, vurderet)
            yield nr, kontekst(aaben, egne, bestilling), vurderet


def kontekst(aaben: Aaben, vaerdier: dict[str, Any], bestilling: Bestilling) -> Kontekst:
    """Return a row's facts as a context for the evaluator: its list's row, with the application's facts."""
    liste = next(iter(aaben.regelsaet.data.lister), None)
    resten, raekke = delt(aaben.regelsaet, aaben.antaget, vaerdier)
    k = Kontekst(aaben.regelsaet, resten, {liste: (raekke,)} if liste is not None else {}, bestilling.dato)
    return k.fra_raekkerne(liste)[0] if liste is not None else k


def _deltager(nr: int, k: Kontekst, vurderet: dict[str, Vaerdi], aaben: Aaben) -> Deltager:
    """Return a row that meets the criteria as a participant, with the amounts that count."""
    ansoeger = aaben.regelsaet.data.ansoeger
    kode = k.ansoegning.get(ansoeger.fakta) if ansoeger is not None else None
    kommune = KommuneSvar(kode=kode, navn=None, region=None) if isinstance(kode, str) else None
    liste = next(iter(aaben.regelsaet.data.lister.values()), None)
    navn_ = (k.raekke or {}).get(liste.navn_fakta) if liste is not None else None
    rolle: Rolle = "opfyldt"
    return Deltager(
        fil="",
        nr=nr,
        navn=str(navn_) if navn_ else _uden_navn(nr, kode, aaben.regelsaet),
        kommune=kommune,
        k=k,
        kendt=kun_kendte_beloeb(k),
        roller={},
        rolle=rolle,
        kriterier=(),
        vurderet=vurderet,
        afvigelse=aaben.vurderede.afvigelser.get(nr) if aaben.vurderede is not None else None,
    )


def _uden_navn(nr: int, kode: object, regelsaet: Regelsaet) -> str:
    """Return what a row without a name is called: its applicant where a row is an application, else its number."""
    liste = next(iter(regelsaet.data.lister.values()), None)
    if liste is not None:
        return f"{liste.ental} {nr}"
    ansoeger = regelsaet.data.ansoeger
    if ansoeger is None or not isinstance(kode, str):
        return f"ansøgning {nr}"
    return _kommunenavn(regelsaet, kode) if regelsaet.fakta[None, ansoeger.fakta].type == "kommune" else kode


def _modtaget(aaben: Aaben, bestilling: Bestilling) -> list[frozenset[str]]:
    """Return the groups that rows were received from, candidates or not; an empty set for rows of an unknown group."""
    orden = raekkefoelge_af(aaben.regelsaet)
    if orden.modtaget is None:
        return []
    fakta = aaben.kilde.overskrifter.fakta
    navne = [n for _, n in orden.modtaget.fakta if n in fakta]
    if not navne:
        return [frozenset()]
    kolonner = ", ".join(kolonnenavn(fakta[n]) for n in navne)
    fundne = {
        gruppe_af(orden.modtaget, kontekst(aaben, dict(zip(navne, raekke, strict=True)), bestilling))
        for raekke in aaben.con.execute(f"SELECT DISTINCT {kolonner} FROM {aaben.gode}").fetchall()
    }
    return [frozenset() if g is None else frozenset({g}) for g in fundne]


def skriv_orden(o: Ordnet, fil: Path, *, grunde: bool) -> None:
    """Write the ranking as a CSV file for Excel: rank, keys, amounts, and (``grunde``) the reasons for each rank."""
    beregning = o.beregning
    foerst, sidst = _om_raekken(o), _noteret(beregning, grunde=grunde)
    point = list(beregning.orden.point) if regner_point(beregning.orden, beregning.valg.metode) else []
    beloeb = [f"{hvad}_{budget}" for hvad in ("ansoegt", "beregnet") for budget in o.budgetter]
    intet = (0 if beregning.fordeles else "",) * len(o.budgetter)
    with fil.open("w", encoding="utf-8-sig", newline="") as ud:
        skriv = skriver(ud)
        hoveder = ["rang", *(navn for navn, _ in foerst)]
        givet = [*(f"point_{_hoved(p.data.titel)}" for p in point), "point_i_alt"] if point else []
        efter = [*beloeb, *(navn for navn, _ in sidst)]
        maalte = [(p.data.id, p.data.titel) for p in point]
        maalte += [(n.data.id, n.data.titel) for n in beregning.orden.noegler]
        skriv([*hoveder, *_hoveder(maalte, [*hoveder, *givet, *efter]), *givet, *efter])
        for rang, nr in enumerate(beregning.fordeling.orden, 1):
            opgjort = beregning.opgjorte[nr]
            maalt = [*(p.vaerdi for p in opgjort.point), *(m.vaerdi for m in opgjort.noegler)]
            maalt += [*(p.point for p in opgjort.point), opgjort.i_alt] if point else []
            skriv(
                [
                    *(rang, *(celle(nr) for _, celle in foerst)),
                    *map(_celle, maalt),
                    *(*(m.ansoegt for m in opgjort.beloeb), *(beregning.fordeling.ture[nr].beloeb or intet)),
                    *(celle(nr) for _, celle in sidst),
                ]
            )


def _hoved(titel: str) -> str:
    """Return a title as a column's header, with letters, digits and underscores only: ``pris_pr_passager``."""
    return re.sub(r"\W+", "_", ascii_noegle(titel)).strip("_")


def _hoveder(maalte: Sequence[tuple[str, str]], optaget: Sequence[str]) -> list[str]:
    """Return a header for each key and kind of points, given as (id, title).

    The id is added to a title that is the header of another column too: ``point_i_alt_n2``.
    """
    egne = [_hoved(titel) for _, titel in maalte]
    alle = Counter([*egne, *optaget])
    return [f"{navn}_{id_.lower()}" if alle[navn] > 1 else navn for navn, (id_, _) in zip(egne, maalte, strict=True)]


def _om_raekken(o: Ordnet) -> list[_Kolonne]:
    """Return the columns of who and what a row is, and of its outcome.

    A pack has only the columns it declares: applicants, municipalities' names, groups, a guarantee.
    """
    beregning, kandidater = o.beregning, o.beregning.kandidater
    kolonner: list[_Kolonne] = [("raekke", lambda nr: o.numre[nr])]
    ansoeger = beregning.regelsaet.data.ansoeger
    hvem_soeger = ansoegerkolonne(beregning.regelsaet)
    if ansoeger is not None:
        kolonner.append((hvem_soeger, lambda nr: kandidater[nr].ansoeger or ""))
        if beregning.regelsaet.fakta[None, ansoeger.fakta].type == "kommune":
            kolonner.append(("ansoeger_navn", lambda nr: _kommunenavn(beregning.regelsaet, kandidater[nr].ansoeger)))
    if ansoeger is None or hvem_soeger != "navn":
        kolonner.append(("navn", lambda nr: kandidater[nr].navn))
    if beregning.orden.gruppe is not None:
        kolonner.append(("gruppe", lambda nr: kandidater[nr].gruppe or ""))
    kolonner.append(("udfald", lambda nr: _UDFALD[beregning.fordeling.ture[nr].udfald]))
    if beregning.plan.ved_loft == "delvis":
        kolonner.append(("delvis", lambda nr: "ja" if beregning.fordeling.ture[nr].udfald == "delvis" else "nej"))
    if beregning.plan.garanti is not None:
        garanti = {nr for nr in beregning.fordeling.garanti.values() if nr is not None}
        kolonner.append(("garanti", lambda nr: "ja" if nr in garanti else "nej"))
    return kolonner


def _noteret(beregning: Beregning, *, grunde: bool) -> list[_Kolonne]:
    """Return the columns of the recorded deviations, if there are any, and of the reasons."""
    kolonner: list[_Kolonne] = []
    if any(opgjort.deltager.afvigelse is not None for opgjort in beregning.opgjorte):
        kolonner.append(("afvigelse", lambda nr: _afvigelse(beregning.opgjorte[nr].deltager.afvigelse)))
    if grunde:
        hvorfor = [" ".join(g.alle) for g in begrundelser(beregning)]
        kolonner.append(("begrundelse", lambda nr: hvorfor[nr]))
    return kolonner


def _kommunenavn(regelsaet: Regelsaet, kode: str | None) -> str:
    return "" if kode is None else regelsaet.kommuner.kode(kode).navn


def _afvigelse(a: AfvigelseSvar | None) -> str:
    """Return the deviation an assessor has recorded for a row; it changes neither order nor amounts."""
    if a is None:
        return ""
    hvad = f"plads {a.plads}" if a.plads is not None else (a.udfald or "").replace("_", " ")
    return f"{hvad}: {a.begrundelse} ({a.af} den {date.fromisoformat(a.dato):%d/%m/%Y})"


def ansoegerkolonne(regelsaet: Regelsaet) -> str:
    """Return the column that names the applicant: the pack's own fact, such as ``kommune``."""
    ansoeger = regelsaet.data.ansoeger
    return ansoeger.fakta if ansoeger is not None else "ansoeger"


def _celle(v: Any) -> str | int:
    """Return a key's value, in base units, in Danish spreadsheet notation; empty if unknown."""
    match v:
        case None:
            return ""
        case bool():
            return "ja" if v else "nej"
        case int():
            return v
        case date():
            return f"{v:%d/%m/%Y}"
        case Fraction() | Decimal():
            return vis_noejagtigt(v).replace(".", "")
        case _:
            return str(v)
