"""Totals of the rows: results, reasons why criteria are not met, form findings, and amounts against the budgets."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ..fejl import en_linje
from ..model.ord import ansoeger_ord, beloebsord, ord_af, tabelord
from ..model.visning import antal, opremsning, uden_dagen, vis_tal
from ..motor.fraser import udfyld
from ..motor.kolonner import ansoegtkolonne, grunde, grundkolonne
from ..motor.reference import Kontekst
from ..sprog.dagen import kraever_dagen
from ..sprog.erklaeringer import DAGEN, DATO_NAVN
from ..sprog.regelsaet import Regelsaet, TypetKriterium
from ..system.dataklasse import dataklasse
from .db import eget, navn, tekst
from .db import koer as koer_sql
from .ind import NR
from .svar import Svarkolonner, ansoegernoegle

if TYPE_CHECKING:
    import duckdb

_ALENE, _SKEMA = eget("alene"), "skema"
# GROUPING returns 64 bits.
_HOEJST_GRUPPERINGER = 60
# Rows grouped by a column: its values, and what is counted and summed of the rows that have them.
Gruppe = list[tuple[Any, tuple[int, ...]]]


@dataklasse(frozen=True, slots=True)
class Grundtal:
    """A reason in the pack's words, with ``…`` for facts that vary between rows, and the number of rows with it."""

    status: str
    tekst: str
    raekker: int


@dataklasse(frozen=True, slots=True)
class Kriterietal:
    """The rows of one criterion by status, with the reasons and the missing facts.

    ``alene``: the number of rows that fail only because of this criterion. ``mangler``: the number of rows by missing
    fact.
    """

    id: str
    titel: str
    antal: dict[str, int]
    alene: int
    grunde: tuple[Grundtal, ...]
    mangler: dict[str, int]


@dataklasse(frozen=True, slots=True)
class Tjektal:
    """A form check, and the number of rows in which it has a finding."""

    id: str
    alvor: str
    titel: str
    raekker: int


@dataklasse(frozen=True, slots=True)
class Budgettal:
    """One budget (``ramme``), the sum requested by all rows, and the sum requested by rows that meet the criteria.

    All in whole kroner. ``ukendt``: the number of rows with an unknown amount, which are in neither sum.
    """

    ramme: int
    ansoegt_alle: int
    ansoegt: int
    ukendt: int


@dataclass(slots=True)
class Totaler:
    """The totals of a run. ``ansoegninger`` and ``ansoegere`` are None if no column identifies them.

    ``resultat`` is empty if a criterion cannot be assessed row by row. ``fejl`` and ``kun_advarsler`` count rows with
    findings of the checks that are made for each row. ``uden_dagen``: the rules that need the day of the run, where
    none is given.
    """

    raekker: int
    afvist: int
    ansoegninger: int | None
    ansoegere: int | None
    resultat: dict[str, int]
    kriterier: list[Kriterietal] = field(default_factory=list)
    tjek: list[Tjektal] = field(default_factory=list)
    fejl: int = 0
    kun_advarsler: int = 0
    budget: dict[str, Budgettal] = field(default_factory=dict)
    uden_dagen: list[str] = field(default_factory=list)

    def til_json(self) -> dict[str, Any]:
        """Return the totals as JSON values."""
        return asdict(self)


def regn_totaler(
    con: duckdb.DuckDBPyConnection,
    svar: Svarkolonner,
    gode: str,
    regelsaet: Regelsaet,
    *,
    afvist: int,
    ansoegninger: int | None,
    dato: date | None,
) -> Totaler:
    """Count the rows of the stored answer in ``gode`` (SQL).

    ``afvist`` is the number of unreadable rows, ``ansoegninger`` that of the applications.
    """
    ud, budgetter = svar.kolonner.ud, svar.kolonner.budgetter
    kriterier = [k for k in regelsaet.kriterier if k.data.id in ud]
    beloeb = [ansoegtkolonne(b) for b in budgetter]
    ider = [k.data.id for k in kriterier]
    resultat = "resultat" in ud
    laeses = [*ider, _SKEMA, *beloeb, *(["resultat"] if resultat else [])]
    mere = "" if resultat else ", CAST(NULL AS VARCHAR) AS resultat"
    fra = f"SELECT *, {_alene(kriterier, regelsaet)} AS {_ALENE}{mere} FROM {svar.fra(gode, [NR], laeses)}"
    talt = _tael(con, fra, [*ider, _ALENE, _SKEMA, "resultat"], beloeb)
    grunde_ = _tael_grunde(con, svar, gode, {id_: talt[id_] for id_ in ider}, regelsaet)
    tjek, fejl, kun_advarsler = _skema(regelsaet, talt[_SKEMA])
    return Totaler(
        raekker=sum(maalt[0] for _, maalt in talt[_SKEMA]),
        afvist=afvist,
        ansoegninger=ansoegninger,
        ansoegere=_antal(con, ansoegernoegle(svar.kilde, regelsaet), gode),
        resultat=_pr_status(regelsaet, talt["resultat"]) if resultat else {},
        kriterier=[
            _kriterium(
                k, regelsaet, dato, _pr_status(regelsaet, talt[k.data.id]), grunde_[k.data.id], alene=talt[_ALENE]
            )
            for k in kriterier
        ],
        tjek=tjek,
        fejl=fejl,
        kun_advarsler=kun_advarsler,
        budget=_budgetter(budgetter, regelsaet, talt["resultat"]),
        uden_dagen=list(kraever_dagen(regelsaet)) if dato is None else [],
    )


def _alene(kriterier: Sequence[TypetKriterium], regelsaet: Regelsaet) -> str:
    """Return SQL for the only criterion that a row does not meet; NULL unless exactly one is not met."""
    if not kriterier:
        return "CAST(NULL AS VARCHAR)"
    ikke_opfyldt = tekst(regelsaet.status("ikke_opfyldt"))
    ikke = {k.data.id: f"{navn(k.data.id)} = {ikke_opfyldt}" for k in kriterier}
    antal = " + ".join(f"CAST({betingelse} AS INTEGER)" for betingelse in ikke.values())
    hvilket = " ".join(f"WHEN {betingelse} THEN {tekst(id_)}" for id_, betingelse in ikke.items())
    return f"CASE WHEN {antal} = 1 THEN CASE {hvilket} END END"


def _tael(
    con: duckdb.DuckDBPyConnection, fra: str, kolonner: Sequence[str], beloeb: Sequence[str]
) -> dict[str, Gruppe]:
    """Group the rows of a query by each column.

    Returns:
        By column: each value, with its number of rows, the sum of each amount and how many of them are known. The
        groups are in the order of their values, since DuckDB's threads give them in any order.
    """
    maal = ["count(*)", *(f"sum({navn(b)})" for b in beloeb), *(f"count({navn(b)})" for b in beloeb)]
    talt: dict[str, Gruppe] = {}
    for fra_nr in range(0, len(kolonner), _HOEJST_GRUPPERINGER):
        del_ = kolonner[fra_nr : fra_nr + _HOEJST_GRUPPERINGER]
        navne = ", ".join(map(navn, del_))
        saet = ", ".join(f"({navn(n)})" for n in del_)
        # GROUPING has a bit for each column, from the last, which is 0 in the rows that are grouped by it.
        svarene = koer_sql(
            con,
            f"SELECT GROUPING({navne}), coalesce({navne}, NULL), {', '.join(maal)} FROM ({fra}) "
            f"GROUP BY GROUPING SETS ({saet})",
        )
        maerker = {(1 << len(del_)) - 1 - (1 << nr): n for nr, n in enumerate(reversed(del_))}
        talt |= {n: [] for n in del_}
        for maerke, vaerdi, *maalt in svarene:
            talt[maerker[maerke]].append((vaerdi, tuple(int(v or 0) for v in maalt)))
    return {n: sorted(grupper, key=lambda g: g[0] or "") for n, grupper in talt.items()}


def _tael_grunde(
    con: duckdb.DuckDBPyConnection,
    svar: Svarkolonner,
    gode: str,
    statusser: Mapping[str, Gruppe],
    regelsaet: Regelsaet,
) -> dict[str, list[tuple[str, str, str, int]]]:
    """Count the rows in which a criterion is not met, by criterion: its status, reasons, missing facts, and number.

    They are calculated in the rows where they may differ only.
    """
    opfyldt, ikke_opfyldt = regelsaet.status("opfyldt"), regelsaet.status("ikke_opfyldt")
    grunde_: dict[str, list[tuple[str, str, str, int]]] = {id_: [] for id_ in statusser}
    dele = []
    for id_, grupper in statusser.items():
        kendte = {opfyldt}
        if (fast := svar.kolonner.faste_grunde.get(id_)) is not None:
            kendte.add(ikke_opfyldt)
            grunde_[id_] += [(status, fast, "", antal) for status, (antal, *_) in grupper if status == ikke_opfyldt]
        if all(status in kendte for status, _ in grupper):
            continue
        kolonner = [id_, grundkolonne(id_), f"{id_}.mangler"]
        dele.append(
            f"SELECT {tekst(id_)}, {', '.join(map(navn, kolonner))}, count(*) FROM {svar.fra(gode, [NR], kolonner)} "
            f"WHERE {navn(id_)} NOT IN ({', '.join(map(tekst, sorted(kendte)))}) GROUP BY ALL"
        )
    if dele:
        for id_, *grund in sorted(koer_sql(con, " UNION ALL ".join(dele))):
            grunde_[id_].append(tuple(grund))
    return {id_: sorted(fundne) for id_, fundne in grunde_.items()}


def _antal(con: duckdb.DuckDBPyConnection, hvem: str | None, gode: str) -> int | None:
    """Return the number of distinct values of an SQL expression; None if there is no expression."""
    if hvem is None:
        return None
    return int(con.execute(f"SELECT count(DISTINCT {hvem}) FROM {gode}").fetchall()[0][0])


def _pr_status(regelsaet: Regelsaet, grupper: Gruppe) -> dict[str, int]:
    antal = dict.fromkeys(reversed(regelsaet.data.statusser), 0)
    for status, maal in grupper:
        antal[status] += maal[0]
    return antal


def _kriterium(
    kriterium: TypetKriterium,
    regelsaet: Regelsaet,
    dato: date | None,
    antal: dict[str, int],
    grupper: list[tuple[str, str, str, int]],
    alene: Gruppe,
) -> Kriterietal:
    hvorfor: Counter[tuple[str, str]] = Counter()
    mangler: Counter[str] = Counter()
    for status, ider, fakta, raekker in grupper:
        for id_ in filter(None, ider.split("; ")):
            hvorfor[status, id_] += raekker
        for fakt in filter(None, fakta.split("; ")):
            mangler[fakt] += raekker
    tekster = grunde(kriterium)
    return Kriterietal(
        id=kriterium.data.id,
        titel=kriterium.data.titel,
        antal=antal,
        alene=sum(maal[0] for id_, maal in alene if id_ == kriterium.data.id),
        grunde=tuple(
            Grundtal(status, _uden_fakta(tekster[id_], regelsaet, dato), n)
            for (status, id_), n in hvorfor.most_common()
        ),
        mangler=dict(mangler.most_common()),
    )


def _uden_fakta(grund: str, regelsaet: Regelsaet, dato: date | None) -> str:
    """Return a reason with its parameters and the day of the run filled in, and ``…`` for the facts of a single row."""
    return udfyld(grund, Kontekst(regelsaet, {}, {}, dato), {n: "…" for _, n in regelsaet.fakta})


def _skema(regelsaet: Regelsaet, grupper: Gruppe) -> tuple[list[Tjektal], int, int]:
    """Return the findings, and the numbers of rows with errors and with warnings only.

    Errors come before warnings, and frequent findings first.
    """
    data = {t.id: t for t in regelsaet.data.skema}
    antal: Counter[str] = Counter()
    fejl = kun_advarsler = 0
    for fund, maal in grupper:
        ider = {f.partition(" ")[0] for f in filter(None, str(fund).split("; "))}
        antal.update(dict.fromkeys(ider, maal[0]))
        har_fejl = any(data[id_].alvor == "fejl" for id_ in ider)
        fejl += maal[0] if har_fejl else 0
        kun_advarsler += maal[0] if ider and not har_fejl else 0
    i_orden = sorted(antal.items(), key=lambda f: (data[f[0]].alvor != "fejl", -f[1], f[0]))
    return [Tjektal(id_, data[id_].alvor, data[id_].titel, n) for id_, n in i_orden], fejl, kun_advarsler


def _budgetter(budgetter: Sequence[str], regelsaet: Regelsaet, grupper: Gruppe) -> dict[str, Budgettal]:
    orden = regelsaet.raekkefoelge
    if orden is None:
        return {}
    from ..rangordning.maaling import ramme

    rammer = {b.id: ramme(b, regelsaet.parametre) for b in orden.budgetter}
    opfyldt = regelsaet.status("opfyldt")
    svar = {}
    for i, b in enumerate(budgetter):
        sum_, kendte = 1 + i, 1 + len(budgetter) + i
        svar[b] = Budgettal(
            ramme=rammer[b],
            ansoegt_alle=sum(maal[sum_] for _, maal in grupper),
            ansoegt=sum(maal[sum_] for status, maal in grupper if status == opfyldt),
            ukendt=sum(maal[0] - maal[kendte] for _, maal in grupper),
        )
    return svar


# --- Text output --------------------------------------------------------------------------


def vis_totaler(totaler: Totaler, regelsaet: Regelsaet) -> str:
    """Return the totals as text for a caseworker."""
    ord_ = {s: d.navn for s, d in regelsaet.data.statusser.items()}
    raekker = tabelord(regelsaet.data)
    linjer = [_vis_raekker(totaler, regelsaet)]
    linjer += [f"  {uden_dagen(totaler.uden_dagen)}"] if totaler.uden_dagen else []
    if totaler.resultat:
        linjer.append(f"  Resultat: {_vis_antal(totaler.resultat, ord_)}.")
    for k in totaler.kriterier:
        alene = f"; {antal(k.alene, *raekker)} kun på grund af {k.id}" if k.alene else ""
        linjer += ["", f"{k.id} {k.titel}", f"  {_vis_antal(k.antal, ord_)}{alene}."]
        linjer += [f"  {ord_[g.status].capitalize()}, {vis_tal(g.raekker)}: {g.tekst}" for g in k.grunde]
        if k.mangler:
            navne = {n: f.navn for (_, n), f in regelsaet.fakta.items()} | {DATO_NAVN: DAGEN.navn}
            dele = [f"»{navne[n]}« ({vis_tal(i_alt)})" for n, i_alt in k.mangler.items()]
            linjer.append(f"  Der mangler: {opremsning(dele)}.")
    linjer += ["", *_vis_skema(totaler, raekker)]
    if totaler.budget:
        linjer += ["", *_vis_budget(totaler, regelsaet, raekker)]
    return "\n".join(map(en_linje, linjer)) + "\n"


def _vis_raekker(totaler: Totaler, regelsaet: Regelsaet) -> str:
    dele = [antal(totaler.raekker, *tabelord(regelsaet.data))]
    if totaler.ansoegninger is not None and regelsaet.data.lister:
        dele.append(
            f"fra {vis_tal(totaler.ansoegninger)} {'ansøgning' if totaler.ansoegninger == 1 else 'ansøgninger'}"
        )
    if totaler.ansoegere is not None and totaler.ansoegere != totaler.ansoegninger:
        dele.append(f"fra {vis_tal(totaler.ansoegere)} {ansoeger_ord(regelsaet.data)[totaler.ansoegere != 1]}")
    afvist = (
        f"; {antal(totaler.afvist, 'række', 'rækker')} er afvist og er ikke med i tallene" if totaler.afvist else ""
    )
    return f"I alt: {' '.join(dele)}{afvist}."


def _vis_antal(antal: Mapping[str, int], ord_: Mapping[str, str]) -> str:
    return ", ".join(f"{ord_[s]} {vis_tal(n)}" for s, n in antal.items())


def _vis_skema(totaler: Totaler, raekker: tuple[str, str]) -> list[str]:
    if not totaler.tjek:
        return [f"Skemaet: ingen fund i de tjek, der gøres for hver {raekker[0]}."]
    linjer = [
        f"Skemaet: fejl i {antal(totaler.fejl, *raekker)} og kun advarsler i {vis_tal(totaler.kun_advarsler)} (af de "
        f"tjek, der gøres for hver {raekker[0]})."
    ]
    for alvor in ("fejl", "advarsel"):
        linjer += [
            f"  {alvor.capitalize()} {x.id} {x.titel}: {vis_tal(x.raekker)}" for x in totaler.tjek if x.alvor == alvor
        ]
    return linjer


def _vis_budget(totaler: Totaler, regelsaet: Regelsaet, raekker: tuple[str, str]) -> list[str]:
    ord_ = ord_af(regelsaet.data)
    linjer = [f"Beløb mod ramme ({raekker[1]} med kendt beløb)"]
    for id_, b in totaler.budget.items():
        navn_ = ord_.ramme(id_)
        forhold = b.ansoegt - b.ramme
        mod = f"{vis_tal(forhold)} kr. over" if forhold > 0 else f"{vis_tal(-forhold)} kr. under"
        soegt = f"{beloebsord(regelsaet.soeges, id_)} i alt {vis_tal(b.ansoegt_alle)} kr."
        linjer.append(
            f"  {navn_}: {soegt}; heraf i {raekker[1]}, der opfylder {ord_.kriterierne}, {vis_tal(b.ansoegt)} kr., "
            f"{mod} rammen på {vis_tal(b.ramme)} kr."
        )
        if b.ukendt:
            linjer.append(
                f"  {navn_}: beløbet er ukendt i {antal(b.ukendt, *raekker)}; det er ikke skrevet "
                "eller kan kun være i en forkert enhed."
            )
    return linjer
