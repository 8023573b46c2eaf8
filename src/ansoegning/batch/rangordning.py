"""The scored rows as a round: candidates ordered and the budgets allocated, by the code that ranks applications."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..fejl import BrugsFejl, en_linje
from ..model.regelsaet import Rolle
from ..model.resultat import KommuneSvar
from ..model.vaerdier import Vaerdi
from ..model.visning import vis_tal
from ..motor.reference import Kontekst
from ..rangordning.beregning import Rangvalg, opgoer, plan_af, raekkefoelge_af, vaelg_metode
from ..rangordning.deltagere import Deltager
from ..rangordning.maaling import gruppe_af
from ..rangordning.tildeling.plan import Kandidat, Rangordning
from ..rangordning.tildeling.rangordn import rangordn
from .csv_celle import skriver
from .db import nfc, tekst
from .dubletter import Dublet
from .ind import NR, kolonnenavn
from .koer import Aaben, Bestilling
from .svar import ansoegningskolonne

_PORTION = 2_000
_INDE = "inden_for_rammen"
_UDFALD = {"inde": _INDE, "garanti": _INDE, "delvis": _INDE, "ude": "uden_for_rammen"}


@dataclass(frozen=True, slots=True)
class Rangering:
    """A round's numbers; each candidate's place is in ``fil``. Whole kroner by budget."""

    kandidater: int
    inden_for_rammen: int
    uden_for_rammen: int
    ikke_kandidater: int
    budget: dict[str, int]
    ansoegt: dict[str, int]
    beregnet: dict[str, int]
    overansoegt: bool
    garanti_udloest: bool
    lige_afgoer: int
    flere_ansoegninger: int
    dubletter: list[Dublet]
    fil: str

    def til_json(self) -> dict[str, Any]:
        svar = {n: getattr(self, n) for n in self.__slots__}
        svar["dubletter"] = [asdict(d) for d in self.dubletter]
        return svar

    @property
    def dobbelte_raekker(self) -> int:
        return sum(len(d.raekker) for d in self.dubletter)

    def som_tekst(self) -> str:
        linjer = [
            f"Rangliste: {vis_tal(self.kandidater)} kandidater, {vis_tal(self.inden_for_rammen)} inden for rammen og "
            f"{vis_tal(self.uden_for_rammen)} uden for; {vis_tal(self.ikke_kandidater)} rækker opfylder ikke "
            "kriterierne eller mangler noget."
        ]
        for b, ramme in self.budget.items():
            linjer.append(
                f"  {b}: ansøgt {vis_tal(self.ansoegt[b])} kr., beregnet {vis_tal(self.beregnet[b])} kr. af rammen på "
                f"{vis_tal(ramme)} kr."
            )
        if self.garanti_udloest:
            linjer.append("  Garantien er udløst: den første, der kan rummes, fra hver gruppe er med.")
        if self.lige_afgoer:
            linjer.append(f"  Lige placering afgør, hvem der er inden for rammen, {vis_tal(self.lige_afgoer)} steder.")
        if self.flere_ansoegninger:
            linjer.append(
                f"  {vis_tal(self.flere_ansoegninger)} ansøgere har mere end én ansøgning i tabellen. Deres rækker er "
                "med her; »ansoegning rangliste« ordner ingen af en sådan ansøgers projekter."
            )
        if self.dubletter:
            linjer.append(
                f"  {vis_tal(self.dobbelte_raekker)} rækker er ikke ordnet og får ingen penge her, fordi samme projekt "
                "fra samme ansøger står i flere rækker."
            )
        linjer.append(f"  Rækkefølgen står i {self.fil}.")
        return "\n".join(map(en_linje, linjer)) + "\n"


def ordn(a: Aaben, b: Bestilling, fil: Path, vist_fil: str) -> Rangering:
    """Order the rows that meet the criteria. Raises BrugsFejl where the pack has no order."""
    regelsaet = a.regelsaet
    orden = raekkefoelge_af(regelsaet)
    if orden.data.knaphed.paa == "alle_ansoegte":
        raise BrugsFejl("Puljen måler knaphed på alle ansøgte; det kan batch ikke. Brug »ansoegning rangliste«.")
    valg = Rangvalg(vaelg_metode(regelsaet, None))
    plan = plan_af(regelsaet, valg)
    kandidater: list[Kandidat] = []
    numre: list[int] = []
    dobbelte = {nr for d in a.dubletter for nr in d.raekker}
    for nr, k in _raekker(a, b):
        if nr in dobbelte:
            continue
        kandidat = _kandidat(nr, k, a, valg)
        if kandidat is not None:
            kandidater.append(kandidat)
            numre.append(nr)
    svar = rangordn(kandidater, plan, modtaget=_modtaget(a, b))
    _skriv(svar, kandidater, numre, [x.id for x in plan.budgetter], fil)
    inde = sum(svar.inde(i) for i in range(len(kandidater)))
    ider = [x.id for x in plan.budgetter]
    beregnet = [sum(t.beloeb[i] for t in svar.ture if t.beloeb is not None) for i in range(len(ider))]
    ansoegt = [sum(k.beloeb[i] for k in kandidater) for i in range(len(ider))]
    raekker = a.con.execute(f"SELECT count(*) FROM {a.gode}").fetchall()[0][0]
    return Rangering(
        kandidater=len(kandidater),
        inden_for_rammen=inde,
        uden_for_rammen=len(kandidater) - inde,
        ikke_kandidater=raekker - len(kandidater) - len(dobbelte),
        budget={x.id: x.ramme for x in plan.budgetter},
        ansoegt=dict(zip(ider, ansoegt, strict=True)),
        beregnet=dict(zip(ider, beregnet, strict=True)),
        overansoegt=svar.knap,
        garanti_udloest=svar.udloest,
        lige_afgoer=sum(li.afgoer for li in svar.lige),
        flere_ansoegninger=_flere_ansoegninger(a),
        dubletter=a.dubletter,
        fil=vist_fil,
    )


def _flere_ansoegninger(a: Aaben) -> int:
    """How many applicants have rows of more than one application."""
    ansoeger = a.regelsaet.data.ansoeger
    hvem = a.kilde.overskrifter.fakta.get(ansoeger.fakta) if ansoeger is not None else None
    hvilken = ansoegningskolonne(a.kilde)
    if hvem is None or hvilken is None:
        return 0
    sql = (
        f"SELECT count(*) FROM (SELECT 1 FROM {a.gode} WHERE {kolonnenavn(hvem)} IS NOT NULL "
        f"GROUP BY {kolonnenavn(hvem)} HAVING count(DISTINCT {nfc(kolonnenavn(hvilken))}) > 1)"
    )
    return int(a.con.execute(sql).fetchall()[0][0])


def _raekker(a: Aaben, b: Bestilling) -> Iterator[tuple[int, Kontekst]]:
    """Each row that meets the criteria, with what is known of it."""
    fakta = a.kilde.overskrifter.fakta
    kolonner = ", ".join(kolonnenavn(k) for k in fakta.values())
    opfyldt = tekst(a.regelsaet.status("opfyldt"))
    svar = a.con.execute(f"SELECT {NR}, {kolonner} FROM {a.svar.fra(a.gode)} WHERE resultat = {opfyldt}")
    while portion := svar.fetchmany(_PORTION):
        for nr, *vaerdier in portion:
            yield nr, kontekst(a, dict(zip(fakta, vaerdier, strict=True)), b)


def kontekst(a: Aaben, vaerdier: dict[str, Any], b: Bestilling) -> Kontekst:
    """A row's facts as the evaluator takes them: its list's row, the application's facts beside it."""
    egne: dict[str, Vaerdi] = {n: tuple(v) if isinstance(v, list) else v for n, v in vaerdier.items() if v is not None}
    for (_, n), v in a.antaget.items():
        egne.setdefault(n, v)
    liste = next(iter(a.regelsaet.data.lister), None)
    raekke = {n: v for n, v in egne.items() if (liste, n) in a.regelsaet.fakta} if liste is not None else {}
    resten = {n: v for n, v in egne.items() if (None, n) in a.regelsaet.fakta}
    k = Kontekst(a.regelsaet, resten, {liste: (raekke,)} if liste is not None else {}, b.dato)
    return k.fra_raekkerne(liste)[0] if liste is not None else k


def _kandidat(nr: int, k: Kontekst, a: Aaben, valg: Rangvalg) -> Kandidat | None:
    ansoeger = a.regelsaet.data.ansoeger
    kode = k.ansoegning.get(ansoeger.fakta) if ansoeger is not None else None
    kommune = KommuneSvar(kode=kode, navn=None, region=None) if isinstance(kode, str) else None
    liste = next(iter(a.regelsaet.data.lister.values()), None)
    navn_ = (k.raekke or {}).get(liste.navn_fakta) if liste is not None else None
    rolle: Rolle = "opfyldt"
    deltager = Deltager(
        fil="",
        nr=nr,
        navn=str(navn_ or f"række {nr}"),
        kommune=kommune,
        k=k,
        kendt=k,
        roller={},
        rolle=rolle,
        kriterier=(),
    )
    o = opgoer(deltager, a.regelsaet, valg)
    if o.udfald is not None:
        return None
    tal = tuple(m.tal for m in o.noegler)
    return Kandidat(
        ansoeger=deltager.kode,
        nr=nr,
        navn=deltager.navn,
        fil="",
        gruppe=o.gruppe,
        noegler=(o.i_alt, *tal) if valg.metode == "point" else tal,
        beloeb=tuple(x.tildeling or 0 for x in o.beloeb),
    )


def _modtaget(a: Aaben, b: Bestilling) -> frozenset[str]:
    """The groups that rows came in from, whether they compete or not."""
    orden = raekkefoelge_af(a.regelsaet)
    if orden.modtaget is None:
        return frozenset()
    fakta = a.kilde.overskrifter.fakta
    navne = [n for _, n in orden.modtaget.fakta if n in fakta]
    if not navne:
        return frozenset()
    kolonner = ", ".join(kolonnenavn(fakta[n]) for n in navne)
    fundne = {
        gruppe_af(orden.modtaget, kontekst(a, dict(zip(navne, raekke, strict=True)), b))
        for raekke in a.con.execute(f"SELECT DISTINCT {kolonner} FROM {a.gode}").fetchall()
    }
    return frozenset(g for g in fundne if g is not None)


def _skriv(svar: Rangordning, kandidater: list[Kandidat], numre: list[int], budgetter: list[str], fil: Path) -> None:
    with fil.open("w", encoding="utf-8-sig", newline="") as ud:
        skriv = skriver(ud)
        beloeb = [f"{hvad}_{b}" for hvad in ("ansoegt", "beregnet") for b in budgetter]
        skriv(["rang", "raekke", "kommune", "navn", "gruppe", "udfald", "garanti", *beloeb])
        garanti = {i for i in svar.garanti.values() if i is not None}
        for rang, i in enumerate(svar.orden, 1):
            k, tur = kandidater[i], svar.ture[i]
            faar = tur.beloeb or (0,) * len(budgetter)
            skriv(
                [
                    *(rang, numre[i], k.ansoeger or "", k.navn, k.gruppe or ""),
                    *(_UDFALD[tur.udfald], "ja" if i in garanti else "nej", *k.beloeb, *faar),
                ]
            )
