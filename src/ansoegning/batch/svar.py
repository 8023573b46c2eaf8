"""The columns of the answer: the row's own columns, and the results of the rules."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..fejl import BrugsFejl, ascii_noegle, med_raad
from ..model.svarnavne import GRUNDLAG, RAEKKE
from ..model.vaerdier import Vaerdi
from ..model.visning import json_vaerdi, opremsning
from ..motor.kolonner import Kolonner, Regnet, oversaet, vurderingskolonner
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from ..version import VERSION
from .db import eget, navn, som_navn_sql, tekst, uden_mellemrum
from .ind import FEJL, NR, Indkilde, kolonnenavn
from .overskrifter import ANSOEGNING, Filkolonne, ansoegernavne, fakta_i_raekken
from .tekstproever import svarkolonne
from .ud import BEGRUNDELSE, Udkolonne, er_uskadelige
from .vaerdier_sql import opslag

FORBEHOLD = "Vejledende beregning – ikke en afgørelse"
NOEGLE = eget("ansoegning")


@dataklasse(frozen=True, slots=True)
class Svarkolonner:
    """How the answer is calculated from the readable rows; ``noter`` describe its basis (pack, version, parameters).

    ``skrevet``: the answer columns that the rows have already, since they are read from the stored answer.
    """

    kilde: Indkilde
    kolonner: Kolonner
    svar: tuple[str, ...]
    noter: dict[str, str]
    skrevet: tuple[str, ...] = ()

    @property
    def alle(self) -> list[str]:
        """The columns that the scoring query returns: texts and calculated numbers."""
        return [*self.svar, *(r.kolonne for r in self.kolonner.regnede)]

    @property
    def egne(self) -> list[str]:
        """The columns of the rows: their number, the input's columns, and the assessors' answers."""
        vurderet = [k for id_ in sorted(self.kolonner.valg.vurderet) for k in vurderingskolonner(id_)]
        return [NR, *map(kolonnenavn, self.kilde.overskrifter.kolonner), *vurderet]

    def fra(self, gode: str, behold: Sequence[str] | None = None, svar: Sequence[str] | None = None) -> str:
        """Return SQL for the rows with their answers.

        The rows are in the input's order, unless an answer depends on other rows of the same application.

        Args:
            gode: the readable rows, in SQL.
            behold: the columns to copy; None copies those in ``egne``.
            svar: the answer columns; None returns all of them.
        """
        egne = self.egne if behold is None else list(behold)
        oenskede = list(self.alle if svar is None else svar)
        skrevne = {n: _skrevet(n) for n in oenskede if n in self.skrevet}
        nye = [n for n in oenskede if n not in skrevne]
        med = f"(SELECT {', '.join(dict.fromkeys([*egne, *map(navn, skrevne.values()), *self.fakta()]))} FROM {gode})"
        sql = f"({self.kolonner.sql(med, behold=[*egne, *skrevne.values()], ud=nye)})"
        if not skrevne:
            return sql
        valgt = [*egne, *(f"{navn(s)} AS {navn(n)}" for n, s in skrevne.items()), *map(navn, nye)]
        return f"(SELECT {', '.join(valgt)} FROM {sql})"

    def gemt(self) -> list[Udkolonne]:
        """Return the columns of the stored answer: those of ``ud``, and the others that further answers may need.

        The others are the input's columns that the answer leaves out, and the assessors' answers.
        """
        typer = self.kilde.typer
        skjulte = [kolonnenavn(k) for k in self.kilde.overskrifter.kolonner if k.ud is None]
        vurderet = [vurderingskolonner(id_) for id_ in sorted(self.kolonner.valg.vurderet)]
        return [
            *self.ud(),
            *(Udkolonne(n, n, typer[n]) for n in skjulte),
            *(Udkolonne(n, navn(n), t) for par in vurderet for n, t in zip(par, ("BOOLEAN", "VARCHAR"), strict=True)),
        ]

    def som_skrevet(self, sti: Path, *, fejl: bool) -> tuple[str, Svarkolonner]:
        """Return SQL for the rows of an answer stored as Parquet, and how further answers are calculated from them.

        Args:
            sti: the file, with the columns of ``gemt`` in their order.
            fejl: whether the column FEJL follows them, and the unreadable rows are to be left out.
        """
        synlige = [kolonnenavn(k) for k in self.kilde.overskrifter.kolonner if k.ud is not None]
        svarene = [navn(_skrevet(n)) for n in self.svar]
        # The columns between those of the input and the answers are calculated anew where they are needed.
        andre = [eget("ud", nr) for nr in range(len(self._ansoegeren()) + len(self.kolonner.regnede))]
        ekstra = [navn(k.navn) for k in self.gemt()[len(self.ud()) :]]
        navne = [NR, *synlige, *andre, *svarene, eget("grundlag"), *ekstra, *([FEJL] if fejl else [])]
        fra = f"read_parquet({tekst(str(sti))}) AS {eget('svar')}({', '.join(navne)})"
        valgt = ", ".join([NR, *synlige, *svarene, *ekstra])
        uden_fejl = f" WHERE {FEJL} IS NULL" if fejl else ""
        return f"(SELECT {valgt} FROM {fra}{uden_fejl})", replace(self, skrevet=self.svar)

    def fakta(self) -> list[str]:
        """Return the columns the scoring query reads, in SQL: facts, results of text tests, and the application key."""
        kolonner = self.kilde.overskrifter.fakta
        former = self.kolonner.valg.regelsaet
        lister = {n for (_, n), f in former.fakta.items() if f.type == "tekstliste"}
        return (
            [f"{kolonnenavn(k)} AS {navn(n)}" for n, k in kolonner.items()]
            + [
                svarkolonne(p, kolonnenavn(kolonner[p.fakta]), er_liste=p.fakta in lister)
                for p in self.kolonner.tekstproever
            ]
            + ([NR, f"{noegle(self.kilde, former)} AS {NOEGLE}"] if self.kolonner.samler else [])
            + [navn(k) for id_ in sorted(self.kolonner.valg.vurderet) for k in vurderingskolonner(id_)]
        )

    def ud(self) -> list[Udkolonne]:
        """Return the columns of the answer, in order."""
        typer = self.kilde.typer
        kolonner = [Udkolonne(RAEKKE, NR, "BIGINT")]
        kendte = self._kendte()
        kolonner += [
            Udkolonne(k.ud, kolonnenavn(k), typer[kolonnenavn(k)], kolonnenavn(k) in kendte)
            for k in self.kilde.overskrifter.kolonner
            if k.ud is not None
        ]
        kolonner += self._ansoegeren()
        kolonner += [_regnet(r) for r in self.kolonner.regnede]
        kolonner += [Udkolonne(n, navn(n), "VARCHAR", n in kendte) for n in self.svar]
        return [*kolonner, Udkolonne(GRUNDLAG, tekst(self.grundlag), "VARCHAR", er_uskadelige([self.grundlag]))]

    def _kendte(self) -> set[str]:
        """Return the columns with fixed texts that are harmless in a spreadsheet: choices, codes, statuses, names."""
        regelsaet = self.kolonner.valg.regelsaet
        fakta = fakta_i_raekken(regelsaet)
        koder = [k.kode for k in regelsaet.kommuner.alle]
        egne: dict[str, Iterable[str]] = {
            kolonnenavn(k): fakta[n].valg or {} if fakta[n].type == "valg" else koder
            for n, k in self.kilde.overskrifter.fakta.items()
            if fakta[n].type in ("valg", "kommune")
        }
        egne |= dict.fromkeys(("resultat", *(k.data.id for k in regelsaet.kriterier)), regelsaet.data.statusser)
        egne["mangler"] = [n for _, n in regelsaet.fakta]
        egne["skema"] = [f"{id_} {felt}" for id_, felt in self.kolonner.tjek]
        return {n for n, tekster in egne.items() if er_uskadelige(tekster)}

    def _ansoegeren(self) -> list[Udkolonne]:
        """Return the columns with the applicant's name and region, if the applicant is a municipality."""
        regelsaet = self.kolonner.valg.regelsaet
        navne = ansoegernavne(regelsaet)
        if not navne:
            return []
        assert regelsaet.data.ansoeger is not None
        kolonne = self.kilde.overskrifter.fakta.get(regelsaet.data.ansoeger.fakta)
        if kolonne is None:
            return [Udkolonne(n, "CAST(NULL AS VARCHAR)", "VARCHAR", kendt=True) for n in navne]
        kommuner = regelsaet.kommuner.alle
        return [
            Udkolonne(
                n,
                opslag(f"CAST({kolonnenavn(kolonne)} AS INTEGER)", vaerdier),
                "VARCHAR",
                er_uskadelige(vaerdier.values()),
            )
            for n, vaerdier in zip(
                navne, ({k.kode: k.navn for k in kommuner}, {k.kode: k.region for k in kommuner}), strict=True
            )
        ]

    @property
    def grundlag(self) -> str:
        """The basis of the answer on one line, for file formats without metadata."""
        n = self.noter
        dele = [f"{n['pulje']} ({n['regelsaet_sha256'][:12]}), program {n['program']}"]
        dele += [f"{hvad}: {n[hvad]}" for hvad in ("dato", "sat", "antaget") if hvad in n]
        return "; ".join([FORBEHOLD, *dele])


def _skrevet(svar: str) -> str:
    """Return the name of an answer column of rows that are read from a written answer; facts may have its own name."""
    return eget("svar_", svar)


def _regnet(r: Regnet) -> Udkolonne:
    """Return the column of a calculated number, an integer or with its decimals, or of a date."""
    if r.dato:
        return Udkolonne(r.navn, f"CAST({navn(r.kolonne)} AS DATE)", "DATE")
    if not r.decimaler and not r.bred:
        return Udkolonne(r.navn, f"CAST({navn(r.kolonne)} AS BIGINT)", "BIGINT")
    type_ = f"DECIMAL({38 if r.bred else 18},{r.decimaler})"
    # A product of DECIMAL values is exact; a quotient would be a floating-point number.
    skala = f"CAST('{10.0**-r.decimaler:.{r.decimaler}f}' AS DECIMAL(18,{r.decimaler}))"
    return Udkolonne(
        r.navn, f"CAST(CAST({navn(r.kolonne)} AS DECIMAL({38 - r.decimaler},0)) * {skala} AS {type_})", type_
    )


def svarkolonner(
    kilde: Indkilde,
    regelsaet: Regelsaet,
    antaget: Mapping[tuple[str | None, str], Vaerdi],
    dato: date | None,
    *,
    sat: Mapping[str, str],
    grunde: bool,
    vurderet: Collection[str] = (),
) -> Svarkolonner:
    """Return the answer columns of this input.

    Args:
        kilde: the input.
        regelsaet: the rule pack.
        antaget: values assumed for missing facts, by list and fact.
        dato: the date of the assessment, or None.
        sat: parameters that were changed for this run, as text.
        grunde: whether the answer has the reasons as text.
        vurderet: the criteria for which the rows have columns with an assessor's answers.

    Raises:
        BrugsFejl: no criterion can be calculated row by row.
    """
    liste = next(iter(regelsaet.data.lister), None)
    kolonner = oversaet(
        regelsaet,
        liste=liste,
        har=set(kilde.overskrifter.fakta),
        antag=antaget,
        dato=dato,
        noegle=NOEGLE if noegle(kilde, regelsaet) is not None else None,
        proever=True,
        vurderet=vurderet,
        orden=NR,
    )
    _noget_at_svare(regelsaet, kolonner)
    noter = {"forbehold": FORBEHOLD, "program": VERSION, "pulje": regelsaet.id, "regelsaet_sha256": regelsaet.sha256}
    if dato is not None:
        noter["dato"] = dato.isoformat()
    if sat:
        noter["sat"] = ", ".join(f"{n}={v}" for n, v in sat.items())
    if antaget:
        noter["antaget"] = ", ".join(
            f"{n}={json.dumps(json_vaerdi(v), ensure_ascii=False)}" for (_, n), v in antaget.items()
        )
    return Svarkolonner(kilde, kolonner, tuple(u for u in kolonner.ud if grunde or u != BEGRUNDELSE), noter)


def ansoegningskolonne(kilde: Indkilde) -> Filkolonne | None:
    """Return the column that names the application of a row, or None."""
    return next((k for k in kilde.overskrifter.kolonner if ascii_noegle(k.navn) == ANSOEGNING), None)


def _noget_at_svare(regelsaet: Regelsaet, kolonner: Kolonner) -> None:
    """Raise BrugsFejl if no criterion can be calculated per row: every row would seem to meet all of them."""
    ider = [k.data.id for k in regelsaet.kriterier]
    if not ider or not set(ider) <= {i.id for i in kolonner.ikke_med}:
        return
    raise BrugsFejl(
        med_raad(
            f"»{regelsaet.id}« kan ikke regnes række for række: {opremsning(ider)} regnes af hele ansøgningen.",
            "Brug »ansoegning tjek« med alle filerne på én gang.",
            "Åbn ansøgningerne hver for sig.",
        )
    )


def noegle(kilde: Indkilde, regelsaet: Regelsaet) -> str | None:
    """Return SQL for the key of a row's application: its key column, else its applicant; None if there is neither.

    A row without a value in that column is an application of its own.
    """
    kolonne = ansoegningskolonne(kilde)
    # Upper and lower case may distinguish ids.
    ens = uden_mellemrum(kolonnenavn(kolonne)) if kolonne is not None else ansoegernoegle(kilde, regelsaet)
    # ``||`` is NULL where the value is.
    return f"coalesce('=' || {ens}, concat('#', {NR}))" if ens is not None else None


def ansoegernoegle(kilde: Indkilde, regelsaet: Regelsaet) -> str | None:
    """Return SQL for a row's applicant in the form in which applicants are compared; None if there is no column."""
    ansoeger = regelsaet.data.ansoeger
    kolonne = kilde.overskrifter.fakta.get(ansoeger.fakta) if ansoeger is not None else None
    if kolonne is None or kolonne.fakta is None:
        return None
    # A municipality is stored by its code; any other applicant by its name as written.
    er_kode = fakta_i_raekken(regelsaet)[kolonne.fakta].type == "kommune"
    return kolonnenavn(kolonne) if er_kode else som_navn_sql(kolonnenavn(kolonne))


def ikke_med(svar: Svarkolonner) -> list[str]:
    """Return the messages on what is not calculated row by row, and why."""
    efter: dict[str, list[str]] = {}
    # A check of both rows and the whole application may be left out for two reasons; the first reason is reported.
    foerste = {i.id: i for i in reversed(svar.kolonner.ikke_med)}
    delvis = {id_ for id_, _ in svar.kolonner.tjek} & set(foerste)
    for i in sorted(foerste.values(), key=lambda i: i.id):
        if i.id not in delvis:
            efter.setdefault(i.hvorfor, []).append(i.id)
    sagt = [f"Regnes ikke række for række: {', '.join(ider)} ({hvorfor})." for hvorfor, ider in efter.items()]
    if delvis:
        sagt.append(f"Regnes kun for rækkens egne oplysninger, ikke hele ansøgningens: {', '.join(sorted(delvis))}.")
    return sagt
