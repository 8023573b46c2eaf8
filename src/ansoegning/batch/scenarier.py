"""Several sets of parameters over the same rows in one pass, with a summary of each."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..fejl import LaeseFejl, en_linje, vis_sikkert
from ..indlaes.ansoegning import laes_antagelser
from ..indlaes.fil import laes_fil
from ..indlaes.noder import Liste, Ordbog, Skalar, kontroller_fri_tekst
from ..indlaes.regelsaet import load_regelsaet
from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import er_fri_tekst
from ..model.visning import vis_tal
from ..sprog.regelsaet import Regelsaet
from ..sprog.traeer import Fakt
from .db import eget, navn, tekst
from .db import koer as koer_sql
from .ind import NR, kolonnenavn
from .koer import Aaben, Bestilling
from .svar import svarkolonner

GRUNDLAG = "grundlag"
HOEJST_SCENARIER = 50
_GRUPPE = eget("gruppe")
_UKENDT_REGION = "ikke oplyst"


@dataclass(frozen=True, slots=True)
class Scenarie:
    """A named set: parameters and assumptions, as text by name."""

    navn: str
    saet: dict[str, str]
    antag: dict[str, str]


@dataclass(slots=True)
class Sammendrag:
    """One set's answer. ``antal`` by status; ``regioner`` by region and status; amounts in whole kroner by budget, of
    the rows that meet the criteria (``ansoegt``) and of all (``ansoegt_alle``)."""

    navn: str
    sat: dict[str, str]
    antaget: dict[str, str]
    antal: dict[str, int]
    regioner: dict[str, dict[str, int]] = field(default_factory=dict)
    ansoegt: dict[str, int] = field(default_factory=dict)
    ansoegt_alle: dict[str, int] = field(default_factory=dict)
    budget: dict[str, int] = field(default_factory=dict)

    def til_json(self) -> dict[str, Any]:
        return {n: getattr(self, n) for n in self.__slots__}

    def som_tekst(self) -> str:
        sat = [f"{n}={v}" for d in (self.sat, self.antaget) for n, v in d.items()]
        linjer = [self.navn + (f" ({', '.join(sat)})" if sat else "")]
        linjer += [f"  {status}: {vis_tal(n)}" for status, n in self.antal.items()]
        for b, ramme in self.budget.items():
            ansoegt = self.ansoegt.get(b)
            if ansoegt is not None:
                linjer.append(f"  {b}: ansøgt {vis_tal(ansoegt)} kr. af rammen på {vis_tal(ramme)} kr.")
        for region, antal in self.regioner.items():
            linjer.append(f"  {region}: " + ", ".join(f"{s} {vis_tal(n)}" for s, n in antal.items() if n))
        return "\n".join(map(en_linje, linjer)) + "\n"


def laes_scenarier(fil: str, regelsaet: Regelsaet) -> tuple[Scenarie, ...]:
    """``scenarier: [{navn: …, saet: {parameter: værdi}, antag: {fakta: værdi}}]``, values as text.

    ``regelsaet`` says which values are free texts. Raises LaeseFejl.
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
            raise LaeseFejl(f"»{n}« skal have en værdi.", v.sted)
        par[n] = v.tekst
    return par


def regn(a: Aaben, scenarier: tuple[Scenarie, ...], b: Bestilling) -> list[Sammendrag]:
    """Every set, and the run's own first, in one pass over the rows."""
    alle = [Scenarie(GRUNDLAG, dict(b.saet), dict(b.antag))]
    # A set is on top of what the run itself was given.
    alle += [Scenarie(s.navn, {**b.saet, **s.saet}, {**b.antag, **s.antag}) for s in scenarier]
    regelsaet = [load_regelsaet(b.pulje, regler=b.regler, saet=s.saet) for s in alle]
    gruppe = _gruppe(a)
    beloeb = _beloeb(a)
    fra = a.gode
    behold = [NR, *(kolonnenavn(k) for k in a.kilde.overskrifter.kolonner)]
    resultater: list[str] = []
    for nr, (s, r) in enumerate(zip(alle, regelsaet, strict=True)):
        svar = svarkolonner(a.kilde, r, laes_antagelser(r, s.antag), b.dato, sat=s.saet, grunde=False)
        med = ", ".join([*behold, *resultater, f"resultat AS {eget('r', nr)}"])
        fra = f"(SELECT {med} FROM {svar.fra(fra, (*behold, *resultater), ('resultat',))})"
        resultater.append(eget("r", nr))
    summer = [f"sum({udtryk})" for udtryk in beloeb.values()]
    maerker = [f"GROUPING({r})" for r in resultater]
    saet = ", ".join(f"({_GRUPPE}, {r})" for r in resultater)
    sql = (
        f"SELECT {_GRUPPE}, {', '.join([*resultater, *maerker, 'count(*)', *summer])} "
        f"FROM (SELECT {gruppe} AS {_GRUPPE}, * FROM {fra}) GROUP BY GROUPING SETS ({saet})"
    )
    return _opgoer(alle, regelsaet, list(beloeb), koer_sql(a.con, sql))


def _opgoer(
    alle: list[Scenarie], regelsaet: list[Regelsaet], budgetter: list[str], svar: list[tuple[Any, ...]]
) -> list[Sammendrag]:
    n = len(alle)
    fundne = []
    for nr, (s, r) in enumerate(zip(alle, regelsaet, strict=True)):
        statusser = list(reversed(r.data.statusser))
        opfyldt = r.status("opfyldt")
        ud = Sammendrag(s.navn, s.saet, s.antag, dict.fromkeys(statusser, 0))
        ud.ansoegt, ud.ansoegt_alle = dict.fromkeys(budgetter, 0), dict.fromkeys(budgetter, 0)
        if r.raekkefoelge is not None:
            from ..rangordning.maaling import ramme

            ud.budget = {b.id: ramme(b, r.parametre) for b in r.raekkefoelge.budgetter}
        for raekke in svar:
            if raekke[1 + n + nr] != 0:
                continue
            status, antal = raekke[1 + nr], raekke[1 + 2 * n]
            ud.antal[status] += antal
            region = ud.regioner.setdefault(raekke[0] or _UKENDT_REGION, dict.fromkeys(statusser, 0))
            region[status] += antal
            for b, sum_ in zip(budgetter, raekke[2 + 2 * n :], strict=True):
                ud.ansoegt_alle[b] += int(sum_ or 0)
                if status == opfyldt:
                    ud.ansoegt[b] += int(sum_ or 0)
        ud.regioner = dict(sorted(ud.regioner.items()))
        fundne.append(ud)
    return fundne


def _gruppe(a: Aaben) -> str:
    """The region of the applicant, in SQL."""
    ansoeger = a.regelsaet.data.ansoeger
    kolonne = a.kilde.overskrifter.fakta.get(ansoeger.fakta) if ansoeger is not None else None
    if kolonne is None or ansoeger is None or a.regelsaet.fakta[None, ansoeger.fakta].type != "kommune":
        return "CAST(NULL AS VARCHAR)"
    efter_region: dict[str, list[str]] = {}
    for k in a.regelsaet.kommuner.alle:
        efter_region.setdefault(k.region, []).append(tekst(k.kode))
    led = " ".join(
        f"WHEN {kolonnenavn(kolonne)} IN ({', '.join(koder)}) THEN {tekst(region)}"
        for region, koder in efter_region.items()
    )
    return f"CASE {led} END"


def _beloeb(a: Aaben) -> Mapping[str, str]:
    """What is asked of each budget in whole kroner, in SQL; a budget whose amount is calculated is left out."""
    orden = a.regelsaet.raekkefoelge
    fundne = {}
    for b in orden.budgetter if orden is not None else ():
        if isinstance(b.ansoegt, Fakt) and b.ansoegt.navn in a.kilde.overskrifter.fakta:
            erklaering = a.regelsaet.omfang.erklaeringer[b.ansoegt.liste, b.ansoegt.navn]
            kolonne = kolonnenavn(a.kilde.overskrifter.fakta[b.ansoegt.navn])
            fundne[b.id] = f"CAST({navn(kolonne)} AS HUGEINT) * {int(erklaering.faktor)}"
    return fundne
