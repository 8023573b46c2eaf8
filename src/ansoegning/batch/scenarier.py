"""Calculate several sets of parameters over the same rows in one pass, with a summary of each."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..fejl import BrugsFejl, LaeseFejl, en_linje, vis_sikkert
from ..indlaes.ansoegning import laes_antagelser
from ..indlaes.fil import laes_fil
from ..indlaes.noder import Liste, Ordbog, Skalar, efter_komma, kontroller_fri_tekst
from ..indlaes.regelsaet import load_regelsaet
from ..model.ord import Ord, beloebsord, ord_af, tabelord
from ..model.rangliste import Omfang
from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import er_fri_tekst
from ..model.visning import opremsning, vis_tal
from ..motor.fraser import vis_antaget, vis_sat
from ..motor.kolonner import ansoegtkolonne, vurderingskolonner
from ..rangordning.maaling import ramme
from ..rangordning.tildeling.plan import Kandidat
from ..sprog.regelsaet import Regelsaet, laeste_parametre
from ..system.dataklasse import dataklasse
from .csv_celle import skriver
from .db import eget, navn, tekst
from .db import koer as koer_sql
from .ind import NR, kolonnenavn
from .koer import Aaben, Bestilling
from .rangordning import Ordnet, ansoegerkolonne, ordn
from .svar import svarkolonner

GRUNDLAG = "grundlag"
HOEJST_SCENARIER = 50
# The number of rows moving in or out that a message lists.
_NAEVNES = 10
_GRUPPE = eget("gruppe")
_UKENDT_REGION = "ikke oplyst"


@dataklasse(frozen=True, slots=True)
class Scenarie:
    """A named scenario: parameters and assumed facts, as text by name."""

    navn: str
    saet: dict[str, str]
    antag: dict[str, str]


@dataclass(slots=True)
class Scenarieorden:
    """Who is inside the budgets in one scenario, in whole kroner by budget.

    ``ind`` and ``ud``: the rows that move in and out compared with the base, as ``0751/12 Skovbrynet`` with the row
    number.
    """

    kandidater: int
    inden_for_rammen: int
    overansoegt: bool
    ansoegt: dict[str, int]
    beregnet: dict[str, int]
    ind: list[str]
    ud: list[str]
    # By row number, for candidates only: the candidate, and whether it is inside the budgets.
    stillinger: dict[int, tuple[Kandidat, bool]] = field(repr=False)

    def til_json(self) -> dict[str, Any]:
        """Return JSON values; the ranks of the rows are in a separate file."""
        return {n: getattr(self, n) for n in self.__slots__ if n != "stillinger"}


@dataclass(slots=True)
class Sammendrag:
    """The summary of one scenario.

    ``antal`` by status; ``regioner`` by region and status; amounts in whole kroner by budget.

    Attributes:
        ansoegt: the amount requested by rows that meet the criteria.
        ansoegt_alle: the amount requested by all rows with a known amount.
        sat_tekst: the changed parameters, each as text with its label.
        antaget_tekst: the assumed facts, each as text with its label.
        forskel: the differences in counts and amounts from the base, where there are any.
    """

    navn: str
    sat: dict[str, str]
    antaget: dict[str, str]
    antal: dict[str, int]
    sat_tekst: list[str]
    antaget_tekst: list[str]
    regioner: dict[str, dict[str, int]] = field(default_factory=dict)
    ansoegt: dict[str, int] = field(default_factory=dict)
    ansoegt_alle: dict[str, int] = field(default_factory=dict)
    budget: dict[str, int] = field(default_factory=dict)
    forskel: dict[str, dict[str, int]] = field(default_factory=dict)
    rangliste: Scenarieorden | None = None

    def til_json(self) -> dict[str, Any]:
        """Return the summary as JSON values."""
        svar = {n: getattr(self, n) for n in self.__slots__}
        svar["rangliste"] = self.rangliste.til_json() if self.rangliste is not None else None
        return svar


def laes_scenarier(fil: str, regelsaet: Regelsaet) -> tuple[Scenarie, ...]:
    """Read ``scenarier: [{navn: …, saet: {parameter: værdi}, antag: {fakta: værdi}}]``, with values as text.

    ``regelsaet`` decides which values are free text. Raises LaeseFejl.
    """
    fakta = {n: form for (_, n), form in regelsaet.fakta.items()}
    rod = laes_fil(fil, projektmappe=False)
    node = rod.dele.get("scenarier")
    if not isinstance(node, Liste) or len(rod.dele) != 1 or not node.dele:
        raise LaeseFejl(
            "Filen skal have nøglen »scenarier« med en liste; hvert har navn og saet eller antag.", rod.sted
        )
    if len(node.dele) > HOEJST_SCENARIER:
        raise LaeseFejl(
            f"Der er {len(node.dele)} scenarier; højst {HOEJST_SCENARIER} kan regnes på én gang.", node.sted
        )
    fundne: list[Scenarie] = []
    for del_ in node.dele:
        if not isinstance(del_, Ordbog) or not set(del_.dele) <= {"navn", "saet", "antag"}:
            raise LaeseFejl("Et scenarie har nøglerne navn, saet og antag.", del_.sted)
        navn_ = del_.dele.get("navn")
        if isinstance(navn_, Skalar):
            kontroller_fri_tekst(navn_)
        if not isinstance(navn_, Skalar) or navn_.tom:
            raise LaeseFejl("Scenariet mangler et navn.", del_.sted)
        if navn_.tekst in {GRUNDLAG, *(s.navn for s in fundne)}:
            raise LaeseFejl(f"Navnet »{vis_sikkert(navn_.tekst, 60)}« er brugt. Vælg et andet.", navn_.sted)
        fundne.append(Scenarie(navn_.tekst, _par(del_, "saet", regelsaet.data.parametre), _par(del_, "antag", fakta)))
    return tuple(fundne)


def _par(rod: Ordbog, noegle: str, former: Mapping[str, Vaerdiform]) -> dict[str, str]:
    node = rod.dele.get(noegle)
    if node is None or (isinstance(node, Skalar) and node.tom):
        return {}
    if not isinstance(node, Ordbog):
        raise LaeseFejl(f"»{noegle}« skal være navne og værdier.", node.sted)
    par = {}
    for n, v in node.dele.items():
        if isinstance(v, Skalar) and n in former and er_fri_tekst(former[n]):
            kontroller_fri_tekst(v)
        if not isinstance(v, Skalar) or v.tom:
            raise LaeseFejl(f"»{vis_sikkert(n, 60)}« skal have en værdi.{efter_komma(v)}", v.sted)
        par[n] = v.tekst
    return par


def regn(
    a: Aaben, scenarier: tuple[Scenarie, ...], b: Bestilling, ordnet: Ordnet | None, omfang: Omfang = "auto"
) -> list[Sammendrag]:
    """Calculate every scenario in one pass over the rows, the run's own settings first.

    Args:
        a: the run with its input.
        scenarier: the scenarios.
        b: what the run was asked to do.
        ordnet: the run's own ranking; None if it has none, and then the scenarios are not ranked either.
        omfang: whether to rank the rows as a whole round or as one group's list.
    """
    alle = [Scenarie(GRUNDLAG, dict(b.saet), dict(b.antag))]
    # A scenario is applied on top of the run's own parameters and assumptions.
    alle += [Scenarie(s.navn, {**b.saet, **s.saet}, {**b.antag, **s.antag}) for s in scenarier]
    saettene = [_saet(a, s, b) for s in alle]
    fundne = _opgoer(alle, saettene, _taelling(a, saettene))
    if ordnet is not None:
        ordnede = [ordnet, *(ordn(x, b, omfang) for x in saettene[1:])]
        for ud, x in zip(fundne, ordnede, strict=True):
            ud.rangliste = _orden(x, ordnet)
    return fundne


def _saet(aaben: Aaben, s: Scenarie, bestilling: Bestilling) -> Aaben:
    """Return the run with a scenario's settings instead of its own. Raises BrugsFejl that names the scenario."""
    try:
        regelsaet = load_regelsaet(bestilling.pulje, regler=bestilling.regler, saet=s.saet)
        antaget = laes_antagelser(regelsaet, s.antag)
    except BrugsFejl as fejl:
        raise BrugsFejl(f"Scenariet »{vis_sikkert(s.navn, 60)}«: {fejl.paa_siden}") from None
    svar = svarkolonner(
        aaben.kilde,
        regelsaet,
        antaget,
        bestilling.dato,
        sat=s.saet,
        grunde=False,
        vurderet=aaben.svar.kolonner.valg.vurderet,
    )
    return replace(aaben, regelsaet=regelsaet, antaget=antaget, svar=svar)


@dataklasse(frozen=True, slots=True)
class _Taelling:
    """Rows and sums: for each scenario in ``svar``, tuples of (region, status, rows, requested sum of each budget)."""

    budgetter: tuple[str, ...]
    svar: list[list[tuple[str | None, str, int, list[int]]]]


def _taelling(aaben: Aaben, saettene: list[Aaben]) -> _Taelling:
    fra, resultater, beloeb_i = _med_alle_svar(aaben, saettene)
    alle_beloeb = list(dict.fromkeys(k for beloeb in beloeb_i for k in beloeb))
    maal = ["count(*)", *(f"sum({k})" for k in alle_beloeb)]
    maerker = [f"GROUPING({r})" for r in resultater]
    saet = ", ".join(f"({_GRUPPE}, {r})" for r in resultater)
    sql = (
        f"SELECT {_GRUPPE}, {', '.join([*resultater, *maerker, *maal])} "
        f"FROM (SELECT {_gruppe(aaben)} AS {_GRUPPE}, * FROM {fra}) GROUP BY GROUPING SETS ({saet})"
    )
    n = len(saettene)
    svar: list[list[tuple[str | None, str, int, list[int]]]] = [[] for _ in saettene]
    for gruppe, *resten in koer_sql(aaben.con, sql):
        statusser, udeladt, (antal, *summer) = resten[:n], resten[n : 2 * n], resten[2 * n :]
        # Each line of the answer is about the scenario whose result it is grouped by.
        nr = udeladt.index(0)
        sum_af = dict(zip(alle_beloeb, summer, strict=True))
        svar[nr].append((gruppe, statusser[nr], antal, [int(sum_af[k] or 0) for k in beloeb_i[nr]]))
    return _Taelling(saettene[0].svar.kolonner.budgetter, svar)


def _med_alle_svar(aaben: Aaben, saettene: list[Aaben]) -> tuple[str, list[str], list[list[str]]]:
    """Return SQL for the rows with every scenario's result and requested amounts.

    Scenarios in which the same amounts count share the columns of requested amounts.

    Returns:
        The SQL, the result's column in each scenario, and the amounts' columns in each scenario, by budget.
    """
    budgetter = saettene[0].svar.kolonner.budgetter
    fra = aaben.gode
    behold = [NR, *(kolonnenavn(k) for k in aaben.kilde.overskrifter.kolonner)]
    behold += [k for id_ in sorted(aaben.svar.kolonner.valg.vurderet) for k in vurderingskolonner(id_)]
    resultater: list[str] = []
    beloeb: dict[tuple[Any, ...], list[str]] = {}
    beloeb_i: list[list[str]] = []
    for nr, scenarie in enumerate(saettene):
        noegle = _beloebsnoegle(scenarie)
        nye = [] if noegle in beloeb else [(ansoegtkolonne(b), eget(f"b{nr}_", i)) for i, b in enumerate(budgetter)]
        tidligere = [*behold, *resultater, *(k for kolonner in beloeb.values() for k in kolonner)]
        resultat = eget("r", nr)
        med = [*tidligere, f"resultat AS {resultat}", *(f"{navn(b)} AS {k}" for b, k in nye)]
        regnet = scenarie.svar.fra(fra, tidligere, ["resultat", *(b for b, _ in nye)])
        fra = f"(SELECT {', '.join(med)} FROM {regnet})"
        resultater.append(resultat)
        beloeb_i.append(beloeb.setdefault(noegle, [k for _, k in nye]))
    return fra, resultater, beloeb_i


def _beloebsnoegle(x: Aaben) -> tuple[Any, ...]:
    """Return what decides the requested amounts: the parameters they depend on, and the assumed facts."""
    orden = x.regelsaet.raekkefoelge
    traeer = [naar for _, naar in x.regelsaet.beloebstjek]
    traeer += [b.soegt for b in orden.budgetter] if orden is not None else []
    parametre = laeste_parametre(x.regelsaet, *traeer)
    return (tuple((p, x.regelsaet.parametre[p]) for p in sorted(parametre)), tuple(sorted(x.antaget.items(), key=str)))


def _opgoer(alle: list[Scenarie], saettene: list[Aaben], talt: _Taelling) -> list[Sammendrag]:
    fundne: list[Sammendrag] = []
    for s, x, svar in zip(alle, saettene, talt.svar, strict=True):
        r = x.regelsaet
        statusser = list(reversed(r.data.statusser))
        opfyldt = r.status("opfyldt")
        ud = Sammendrag(
            s.navn, s.saet, s.antag, dict.fromkeys(statusser, 0), [*vis_sat(r, s.saet)], [*vis_antaget(r, x.antaget)]
        )
        ud.ansoegt, ud.ansoegt_alle = dict.fromkeys(talt.budgetter, 0), dict.fromkeys(talt.budgetter, 0)
        if r.raekkefoelge is not None:
            ud.budget = {b.id: ramme(b, r.parametre) for b in r.raekkefoelge.budgetter}
        for region_, status, antal, summer in svar:
            ud.antal[status] += antal
            region = ud.regioner.setdefault(region_ or _UKENDT_REGION, dict.fromkeys(statusser, 0))
            region[status] += antal
            for b, sum_ in zip(talt.budgetter, summer, strict=True):
                ud.ansoegt_alle[b] += sum_
                if status == opfyldt:
                    ud.ansoegt[b] += sum_
        # If no row has a known region, the pack's applicants have no regions.
        ud.regioner = {} if ud.regioner.keys() <= {_UKENDT_REGION} else dict(sorted(ud.regioner.items()))
        grundlag = fundne[0] if fundne else ud
        for hvad in ("antal", "ansoegt", "ansoegt_alle", "budget"):
            foer, nu = getattr(grundlag, hvad), getattr(ud, hvad)
            ud.forskel[hvad] = {n: nu[n] - foer[n] for n in nu if nu[n] != foer[n]}
        fundne.append(ud)
    return fundne


def _orden(o: Ordnet, grundlag: Ordnet) -> Scenarieorden:
    inde, foer = o.faar(), grundlag.faar()
    navne = {nr: betegnelse(k) for x in (grundlag, o) for nr, k in zip(x.numre, x.beregning.kandidater, strict=True)}
    return Scenarieorden(
        kandidater=len(o.numre),
        inden_for_rammen=len(inde),
        overansoegt=o.beregning.fordeling.knap,
        ansoegt=o.ansoegt(),
        beregnet=o.beregnet(),
        ind=[navne[nr] for nr in sorted(inde.keys() - foer.keys())],
        ud=[navne[nr] for nr in sorted(foer.keys() - inde.keys())],
        stillinger={nr: (k, nr in inde) for nr, k in zip(o.numre, o.beregning.kandidater, strict=True)},
    )


def betegnelse(k: Kandidat) -> str:
    """Return the label of a row: ``0751/12 Skovbrynet``, where 12 is the row number; a single name stands alone."""
    return k.navn if k.navn == k.ansoeger else f"{k.ansoeger or '–'}/{k.nr} {k.navn}"


def skriv_hvem(scenarier: list[Sammendrag], fil: Path, regelsaet: Regelsaet) -> None:
    """Write each row that is a candidate in some scenario, with its outcome in each, as a CSV file for Excel."""
    ordener = [(s.navn, s.rangliste) for s in scenarier if s.rangliste is not None]
    orden = regelsaet.raekkefoelge
    grupperet = orden is not None and orden.gruppe is not None
    alle = {nr: k for _, o in ordener for nr, (k, _) in o.stillinger.items()}
    with fil.open("w", encoding="utf-8-sig", newline="") as ud:
        skriv = skriver(ud)
        hvem = ansoegerkolonne(regelsaet)
        hoved = ["raekke", hvem, *(["navn"] if hvem != "navn" else []), *(["gruppe"] if grupperet else [])]
        skriv([*hoved, *(n for n, _ in ordener)])
        for nr, k in sorted(alle.items()):
            udfald = [_UDFALD[o.stillinger[nr][1] if nr in o.stillinger else None] for _, o in ordener]
            skriv(
                [
                    nr,
                    k.ansoeger or "",
                    *([k.navn] if hvem != "navn" else []),
                    *([k.gruppe or ""] if grupperet else []),
                    *udfald,
                ]
            )


_UDFALD = {True: "inden_for_rammen", False: "uden_for_rammen", None: "ikke_kandidat"}


def _gruppe(aaben: Aaben) -> str:
    """Return SQL for the region of the applicant."""
    ansoeger = aaben.regelsaet.data.ansoeger
    kolonne = aaben.kilde.overskrifter.fakta.get(ansoeger.fakta) if ansoeger is not None else None
    if kolonne is None or ansoeger is None or aaben.regelsaet.fakta[None, ansoeger.fakta].type != "kommune":
        return "CAST(NULL AS VARCHAR)"
    efter_region: dict[str, list[str]] = {}
    for k in aaben.regelsaet.kommuner.alle:
        efter_region.setdefault(k.region, []).append(tekst(k.kode))
    led = " ".join(
        f"WHEN {kolonnenavn(kolonne)} IN ({', '.join(koder)}) THEN {tekst(region)}"
        for region, koder in efter_region.items()
    )
    return f"CASE {led} END"


# --- Text output --------------------------------------------------------------------------


def vis_scenarier(scenarier: list[Sammendrag], regelsaet: Regelsaet, fil: str | None) -> str:
    """Return the scenarios as text for a caseworker: what each changes, and the differences from the base."""
    ord_ = {s: d.navn for s, d in regelsaet.data.statusser.items()}
    po = ord_af(regelsaet.data)
    en, raekker = tabelord(regelsaet.data)
    linjer = [
        f"Scenarier, hver med forskellen fra »{GRUNDLAG}«. Beløbene er tilsammen for {raekker} med kendt beløb; for "
        f"dem, der opfylder {po.kriterierne}, hvor intet andet står."
    ]
    for sammendrag in scenarier:
        sat = [*sammendrag.sat_tekst, *sammendrag.antaget_tekst]
        linjer += ["", sammendrag.navn + (f" ({', '.join(sat)})" if sat else "")]
        linjer.append(
            "  "
            + ", ".join(f"{ord_[st]} {vis_tal(n)}{_fra(sammendrag, 'antal', st)}" for st, n in sammendrag.antal.items())
        )
        for b, ramme_ in sammendrag.budget.items():
            if b in sammendrag.ansoegt:
                hvad = beloebsord(regelsaet.soeges, b)
                linjer.append(
                    f"  {po.ramme(b)}: {hvad} {vis_tal(sammendrag.ansoegt[b])} kr.{_fra(sammendrag, 'ansoegt', b)} mod "
                    f"rammen på {vis_tal(ramme_)} kr.{_fra(sammendrag, 'budget', b)}; {hvad} i alle {raekker} "
                    f"{vis_tal(sammendrag.ansoegt_alle[b])} kr.{_fra(sammendrag, 'ansoegt_alle', b)}"
                )
        if sammendrag.rangliste is not None:
            linjer += _vis_orden(sammendrag.rangliste, scenarier[0].rangliste, po)
        if not any(sammendrag.forskel.values()) and sammendrag is not scenarier[0]:
            linjer.append(f"  Ingen {en} får et andet resultat, og beløbene er de samme.")
        elif sammendrag is scenarier[0]:
            for region, antal in sammendrag.regioner.items():
                linjer.append(f"  {region}: " + ", ".join(f"{ord_[st]} {vis_tal(n)}" for st, n in antal.items() if n))
        else:
            linjer += _vis_regioner(sammendrag, scenarier[0], ord_)
    if fil is not None:
        linjer += ["", f"Hvem der er inden for rammen i hvert scenarie, står i {fil}."]
    return "\n".join(map(en_linje, linjer)) + "\n"


def _fra(s: Sammendrag, hvad: str, noegle: str) -> str:
    """Return the difference from the base in parentheses; empty if there is none."""
    return _plus(s.forskel[hvad].get(noegle, 0))


def _plus(n: int) -> str:
    return f" ({'+' if n > 0 else '−'}{vis_tal(abs(n))})" if n else ""


def _vis_regioner(s: Sammendrag, grundlag: Sammendrag, ord_: Mapping[str, str]) -> list[str]:
    """Return the regions that differ from the base, with the differences."""
    linjer = []
    for region, antal in s.regioner.items():
        foer = grundlag.regioner.get(region, {})
        dele = [f"{ord_[st]} {vis_tal(n)}{_plus(d)}" for st, n in antal.items() if (d := n - foer.get(st, 0))]
        if dele:
            linjer.append(f"  {region}: {', '.join(dele)}")
    return linjer


def _vis_orden(o: Scenarieorden, grundlag: Scenarieorden | None, po: Ord) -> list[str]:
    foer = grundlag if grundlag is not None else o
    kandidater = f"{vis_tal(o.kandidater)} {'kandidat' if o.kandidater == 1 else 'kandidater'}"
    linjer = [
        f"  Inden for rammen: {vis_tal(o.inden_for_rammen)}{_plus(o.inden_for_rammen - foer.inden_for_rammen)} af "
        f"{kandidater}{_plus(o.kandidater - foer.kandidater)}; beregnet "
        + ", ".join(f"{po.ramme(b)}: {vis_tal(n)} kr.{_plus(n - foer.beregnet[b])}" for b, n in o.beregnet.items())
    ]
    for hvad, navne in (("Kommer ind", o.ind), ("Går ud", o.ud)):
        if navne:
            vist = [vis_sikkert(n, 80) for n in navne[:_NAEVNES]]
            resten = [f"{vis_tal(len(navne) - _NAEVNES)} til"] if len(navne) > _NAEVNES else []
            linjer.append(f"  {hvad}: {opremsning([*vist, *resten])}")
    return linjer
