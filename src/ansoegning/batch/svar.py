"""The answer's columns: the row's own, and what the rules say of it."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..fejl import BrugsFejl, ascii_noegle, med_raad
from ..model.svarnavne import GRUNDLAG, RAEKKE
from ..model.vaerdier import Vaerdi
from ..model.visning import json_vaerdi, opremsning
from ..motor.kolonner import Kolonner, Regnet, oversaet, vurderingskolonner
from ..sprog.regelsaet import Regelsaet
from ..version import VERSION
from .db import eget, navn, nfc, tekst
from .ind import NR, Indkilde, kolonnenavn
from .overskrifter import ANSOEGNING, Filkolonne, ansoegernavne, fakta_i_raekken
from .tekstproever import svarkolonne
from .ud import BEGRUNDELSE, Udkolonne, er_uskadelige

if TYPE_CHECKING:
    import duckdb

FORBEHOLD = "Vejledende beregning – ikke en afgørelse"
NOEGLE = eget("ansoegning")


@dataclass(frozen=True, slots=True)
class Svarkolonner:
    """How the answer is made of the readable rows; ``noter`` say what it rests on."""

    kilde: Indkilde
    kolonner: Kolonner
    svar: tuple[str, ...]
    noter: dict[str, str]

    @property
    def alle(self) -> list[str]:
        """The columns of the statement that the answer is made of: its texts, and the calculated numbers."""
        return [*self.svar, *(r.kolonne for r in self.kolonner.regnede)]

    def fra(self, gode: str, behold: Sequence[str] | None = None, svar: Sequence[str] | None = None) -> str:
        """The rows with their answers, in SQL: ``behold`` are the columns to carry (None: every one). In the input's
        order, unless an answer reads an application's other rows.
        """
        egne = [NR, *(kolonnenavn(k) for k in self.kilde.overskrifter.kolonner)] if behold is None else list(behold)
        fakta = self.fakta()
        med = f"(SELECT {', '.join(dict.fromkeys([*egne, *fakta]))} FROM {gode})"
        return f"({self.kolonner.sql(med, behold=egne, ud=list(self.alle if svar is None else svar))})"

    def fakta(self) -> list[str]:
        """What the statement reads, in SQL: the facts, the answers to the tests of their texts, and the application."""
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

    def ud(self, con: duckdb.DuckDBPyConnection, gode: str) -> list[Udkolonne]:
        """The columns of the answer, in order."""
        typer = {str(r[0]): str(r[1]) for r in con.execute(f"DESCRIBE SELECT * FROM {gode}").fetchall()}
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
        """The columns whose texts are the pack's own, and harmless in a spreadsheet: choices, statuses, names."""
        regelsaet = self.kolonner.valg.regelsaet
        fakta = fakta_i_raekken(regelsaet)
        egne: dict[str, Iterable[str]] = {
            kolonnenavn(k): fakta[n].valg or {}
            for n, k in self.kilde.overskrifter.fakta.items()
            if fakta[n].type == "valg"
        }
        egne |= dict.fromkeys(("resultat", *(k.data.id for k in regelsaet.kriterier)), regelsaet.data.statusser)
        egne["mangler"] = [n for _, n in regelsaet.fakta]
        egne["skema"] = [f"{id_} {felt}" for id_, felt in self.kolonner.tjek]
        return {n for n, tekster in egne.items() if er_uskadelige(tekster)}

    def _ansoegeren(self) -> list[Udkolonne]:
        """The applicant's name and region, where the applicant is a municipality."""
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
            Udkolonne(n, opslag(kolonnenavn(kolonne), vaerdier), "VARCHAR", er_uskadelige(vaerdier.values()))
            for n, vaerdier in zip(
                navne, ({k.kode: k.navn for k in kommuner}, {k.kode: k.region for k in kommuner}), strict=True
            )
        ]

    @property
    def grundlag(self) -> str:
        """What the answer rests on, on one line, for a file that has nowhere else to say it."""
        n = self.noter
        dele = [f"{n['pulje']} ({n['regelsaet_sha256'][:12]}), program {n['program']}"]
        dele += [f"{hvad}: {n[hvad]}" for hvad in ("dato", "sat", "antaget") if hvad in n]
        return "; ".join([FORBEHOLD, *dele])


def opslag(kolonne: str, vaerdier: Mapping[str, str]) -> str:
    """A municipality's code turned into something of it, in SQL; NULL where the code is unknown."""
    paa_nummer = {int(kode): v for kode, v in vaerdier.items()}
    # One literal: the engine reads a list of as many literals a hundred times slower, for each statement.
    alle = "\n".join(paa_nummer.get(nr, "") for nr in range(1, max(paa_nummer) + 1))
    return f"nullif(list_extract(string_split({tekst(alle)}, chr(10)), CAST({kolonne} AS INTEGER)), '')"


def _regnet(r: Regnet) -> Udkolonne:
    """A calculated number as it is shown: whole, or with its decimals."""
    if not r.decimaler and not r.bred:
        return Udkolonne(r.navn, f"CAST({navn(r.kolonne)} AS BIGINT)", "BIGINT")
    type_ = f"DECIMAL({38 if r.bred else 18},{r.decimaler})"
    # A product of decimals is exact; a quotient would be a floating-point number.
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
    """What the pack says of this input's rows. Raises BrugsFejl where it cannot be said row by row."""
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
    """The column that tells which application a row is of."""
    return next((k for k in kilde.overskrifter.kolonner if ascii_noegle(k.navn) == ANSOEGNING), None)


def _noget_at_svare(regelsaet: Regelsaet, kolonner: Kolonner) -> None:
    """Raises BrugsFejl where no criterion can be calculated of a row: every row would seem to meet them all."""
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
    """Which application a row is of, in SQL: its key, else its applicant; a row with neither is one of its own."""
    kolonne = ansoegningskolonne(kilde)
    if kolonne is None and regelsaet.data.ansoeger is not None:
        kolonne = kilde.overskrifter.fakta.get(regelsaet.data.ansoeger.fakta)
    if kolonne is None:
        return None
    celle = kolonnenavn(kolonne)
    return f"CASE WHEN {celle} IS NULL THEN concat('#', {NR}) ELSE concat('=', {nfc(celle)}) END"


def ikke_med(svar: Svarkolonner) -> list[str]:
    """What is not calculated row by row, and why, to be said."""
    efter: dict[str, list[str]] = {}
    # A check that is made for rows and for the whole may be left out for either reason; the first is told.
    foerste = {i.id: i for i in reversed(svar.kolonner.ikke_med)}
    delvis = {id_ for id_, _ in svar.kolonner.tjek} & set(foerste)
    for i in sorted(foerste.values(), key=lambda i: i.id):
        if i.id not in delvis:
            efter.setdefault(i.hvorfor, []).append(i.id)
    sagt = [f"Regnes ikke række for række: {', '.join(ider)} ({hvorfor})." for hvorfor, ider in efter.items()]
    if delvis:
        sagt.append(f"Regnes kun for rækkens egne oplysninger, ikke hele ansøgningens: {', '.join(sorted(delvis))}.")
    return sagt
