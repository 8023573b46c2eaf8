"""Rows for the SQL compiler, and the evaluator's answers to them: the two sides of its differential tests."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.resultat import KriteriumSvar, Resultat
from ansoegning.model.vaerdier import er_hel, graense, trin
from ansoegning.motor.kolonner import Kolonner
from ansoegning.motor.reference import Kontekst, bedoem
from ansoegning.motor.slutning import PlainKaede
from ansoegning.sprog.erklaeringer import DATO_NAVN
from ansoegning.sprog.regelsaet import Regelsaet

#: Columns of the relation that are not facts: the index of the application, and of the row in it.
ANSOEGNING, NR = "__ansoegning", "__nr"
KAEDER = (PlainKaede(),)


def inputfakta(regelsaet: Regelsaet, liste: str | None) -> list[str]:
    """Return the facts that columns can contain: those of the list and of the application."""
    return [n for li, n in regelsaet.fakta if li in (None, liste) and (li, n) not in regelsaet.afledte]


def relationens_raekker(ansoegninger: Iterable[Ansoegning], liste: str | None) -> list[dict[str, Any]]:
    """Return one row for each row of the list (for each application if there is none), with the application's facts."""
    fundne: list[dict[str, Any]] = []
    for nr, a in enumerate(ansoegninger):
        raekker = a.raekker.get(liste, ()) if liste is not None else ({},)
        fundne += [{ANSOEGNING: nr, NR: i, **a.fakta, **r} for i, r in enumerate(raekker)]
    return fundne


def skriv_jsonl(raekker: Iterable[Mapping[str, Any]], fil: Path) -> None:
    """Write rows as JSON lines that preserve every value exactly."""
    with fil.open("w", encoding="utf-8") as ud:
        for r in raekker:
            ud.write(json.dumps({n: _json(v) for n, v in r.items()}, ensure_ascii=False) + "\n")


def _json(v: Any) -> Any:
    if isinstance(v, date):
        return v.isoformat()
    return str(v) if isinstance(v, Decimal | Fraction) else list(v) if isinstance(v, tuple) else v


def typer(k: Kolonner) -> dict[str, str]:
    """Return the types of the relation's columns."""
    return {ANSOEGNING: "BIGINT", NR: "BIGINT", **{i.navn: i.type for i in k.ind}}


def laes_ind(con: duckdb.DuckDBPyConnection, k: Kolonner, fil: Path, relation: str = "raekker") -> None:
    """Load the rows as a table."""
    kolonner = ", ".join(f"{_tekst(n)}: {_tekst(t)}" for n, t in typer(k).items())
    con.execute(
        f'CREATE OR REPLACE TABLE "{relation}" AS SELECT * FROM '
        f"read_json({_tekst(str(fil))}, format='newline_delimited', columns={{{kolonner}}})"
    )


def _tekst(s: str) -> str:
    return "'" + s.replace("'", "''") + "'"


def svar_fra_duckdb(
    con: duckdb.DuckDBPyConnection,
    k: Kolonner,
    raekker: Sequence[Mapping[str, Any]],
    fil: Path,
    ud: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """Return what the columns answer for each row: all columns with each criterion's reason, or those in ``ud``."""
    skriv_jsonl(raekker, fil)
    laes_ind(con, k, fil)
    navne = ud if ud is not None else [*k.ud, *k.dele]
    svar = con.execute(k.sql("raekker", behold=[ANSOEGNING, NR], ud=navne))
    assert svar.description is not None
    overskrifter = [d[0] for d in svar.description]
    return [dict(zip(overskrifter, r, strict=True)) for r in svar.fetchall()]


def facit(
    ansoegninger: Sequence[Ansoegning],
    regelsaet: Regelsaet,
    k: Kolonner,
    dato: date | None,
    antag: Mapping[tuple[str | None, str], Any] | None = None,
) -> list[dict[str, Any]]:
    """Return what ``tjek`` answers for each row, in the form of the columns."""
    udeladt = {i.id for i in k.ikke_med}
    liste = k.valg.liste
    # The day of the run is not a fact of the pack and comes last.
    orden = {n: i for i, (_, n) in enumerate([*regelsaet.fakta, (None, DATO_NAVN)])}
    fundne = []
    for nr, a in enumerate(ansoegninger):
        svar = bedoem_ansoegning(a, regelsaet, KAEDER, dato=dato, antag=antag)
        for i, (kriterier, resultat) in enumerate(_raekkerne(svar, liste)):
            her = [x for x in kriterier if x.id not in udeladt]
            r: dict[str, Any] = {ANSOEGNING: nr, NR: i}
            if "resultat" in k.ud:
                r["resultat"] = resultat
            r |= {x.id: x.status for x in her}
            r["mangler"] = "; ".join(sorted({m for x in her for m in x.mangler}, key=lambda n: orden[n]))
            forstavelse = f"{liste}[{i}]." if liste is not None else ""
            r["skema"] = "; ".join(
                f"{f.id} {f.felt.removeprefix(forstavelse)}"
                for f in svar.skema
                if f.felt.startswith(forstavelse) and _med(f.id, f.felt, k)
            )
            r["begrundelse"] = " ".join(f"{x.id}: {x.grund}" for x in her)
            r |= {f"{x.id}.begrundelse": x.grund for x in her}
            fundne.append(r)
    return fundne


def _med(id_: str, felt: str, k: Kolonner) -> bool:
    return (id_, felt.rpartition("].")[2]) in k.tjek


def _raekkerne(svar: Resultat, liste: str | None) -> list[tuple[tuple[KriteriumSvar, ...], str]]:
    if liste is None:
        return [(svar.kriterier, svar.resultat)]
    return [(r.kriterier, r.resultat) for r in svar.raekker[liste]]


def sammenhold(kolonner: Sequence[Mapping[str, Any]], facit_: Sequence[Mapping[str, Any]]) -> list[str]:
    """Describe every disagreement."""
    assert len(kolonner) == len(facit_), (len(kolonner), len(facit_))
    efter_sted = {(r[ANSOEGNING], r[NR]): r for r in kolonner}
    uenige = []
    for f in facit_:
        r = efter_sted[f[ANSOEGNING], f[NR]]
        for noegle, ventet in f.items():
            if r.get(noegle) != ventet:
                uenige.append(f"{f[ANSOEGNING]}/{f[NR]} {noegle}: {r.get(noegle)!r}, ventet {ventet!r}")
    return uenige


def varianter(a: Ansoegning, lager: list[dict[str, Any]], fro: random.Random, antal: int) -> list[Ansoegning]:
    """Return variants of the application, with facts left out or taken from other rows of the same list."""
    fundne = []
    for _ in range(antal):
        ude = fro.choice((0.0, 0.05, 0.3))

        def bland(
            liste: str | None, egne: Mapping[str, Any], ude: float = ude, lager: list[dict[str, Any]] = lager
        ) -> dict[str, Any]:
            nyt: dict[str, Any] = {}
            puljen = [d["fakta"] for d in lager if d["liste"] == liste]
            for navn in dict.fromkeys([*egne, *(n for p in puljen[-20:] for n in p)]):
                kilde = fro.choice(puljen) if puljen and fro.random() < 0.4 else egne
                if navn in kilde and fro.random() >= ude:
                    nyt[navn] = kilde[navn]
            return nyt

        raekker = {}
        for liste, egne in a.raekker.items():
            lager += [{"liste": liste, "fakta": r} for r in egne]
            nye = [bland(liste, r) for r in egne] or [bland(liste, {})]
            raekker[liste] = tuple(nye[: fro.choice((1, 2, 3, 5))])
        fundne.append(Ansoegning(a.fil, a.pulje, bland(None, a.fakta), raekker))
    lager.append({"liste": None, "fakta": a.fakta})
    del lager[:-200]
    return fundne


# --- Random rows of any pack ------------------------------------------------------------------

_TEKSTER = ("Åvangen", "Søgården, etape 2", "abc", "kr.", "10 pct.", "A\u030ablom\u200bst", "Æ\nØ", "linje\u2028skift")
_DAGE = (date(1900, 1, 1), date(2024, 2, 29), date(2028, 2, 29), date(2199, 12, 31))


def puljer(regelsaet: Regelsaet, liste: str | None) -> dict[str, list[Any]]:
    """Return values for each fact: bounds, the pack's limits and halves of them, and one step to either side."""
    graenser = [v for v in regelsaet.parametre.values() if isinstance(v, int | Decimal) and not isinstance(v, bool)]
    dage = [v for v in regelsaet.parametre.values() if isinstance(v, date)] + list(_DAGE)
    fundne: dict[str, list[Any]] = {}
    for li, navn in regelsaet.fakta:
        if li not in (None, liste) or (li, navn) in regelsaet.afledte:
            continue
        form = regelsaet.fakta[li, navn]
        match form.type:
            case "tal":
                fundne[navn] = _tal(regelsaet, (li, navn), graenser)
            case "dato":
                fundne[navn] = [
                    d + timedelta(n) for d in dage for n in (-1, 0, 1) if 1900 <= (d + timedelta(n)).year <= 2199
                ]
            case "ja_nej":
                fundne[navn] = [True, False]
            case "valg":
                fundne[navn] = list(form.valg or ())
            case "kommune":
                fundne[navn] = [k.kode for k in regelsaet.kommuner.alle]
            case "tekstliste":
                fundne[navn] = [(x,) for x in _TEKSTER] + [_TEKSTER[:3]]
            case _:
                fundne[navn] = list(_TEKSTER)
    return fundne


def _tal(regelsaet: Regelsaet, n: tuple[str | None, str], graenser: Sequence[int | Decimal]) -> list[Any]:
    form = regelsaet.fakta[n]
    skridt = trin(form)
    fra, til = graense(form.mindst or "0"), graense(form.hoejst or "0")
    egne = [Decimal(g) / regelsaet.omfang.erklaeringer[n].faktor for g in graenser]
    midter = [fra, til, Decimal(0), Decimal(1), *egne, *(g / 2 for g in egne)]
    hele = {int(m / skridt) + d for m in midter for d in (-1, 0, 1)}
    vaerdier = [h * skridt for h in sorted(hele) if fra <= h * skridt <= til]
    return [int(v) for v in vaerdier] if er_hel(form) else vaerdier


def tilfaeldige_raekker(
    regelsaet: Regelsaet, liste: str | None, fro: random.Random, antal: int
) -> list[dict[str, Any]]:
    """Draw rows with some facts left out."""
    vaelg = [(n, p) for n, p in puljer(regelsaet, liste).items() if p]
    fundne = []
    for _ in range(antal):
        ude = fro.choice((0.0, 0.05, 0.3))
        fundne.append({n: fro.choice(p) for n, p in vaelg if fro.random() >= ude})
    return fundne


def som_ansoegninger(regelsaet: Regelsaet, liste: str | None, raekker: Sequence[dict[str, Any]]) -> list[Ansoegning]:
    """Return each row as a separate application."""
    return [
        Ansoegning(
            "<prøve>",
            regelsaet.id,
            {n: v for n, v in r.items() if (None, n) in regelsaet.fakta},
            {liste: ({n: v for n, v in r.items() if (liste, n) in regelsaet.fakta},)} if liste else {},
        )
        for r in raekker
    ]


def statusser(regelsaet: Regelsaet, k: Kolonner, a: Ansoegning, dato: date | None) -> list[str]:
    """Return the evaluator's statuses of an application's only row."""
    liste = k.valg.liste
    kontekst = Kontekst(regelsaet, a.fakta, a.raekker, dato)
    if liste is not None:
        kontekst = kontekst.i_raekke(liste, a.raekker[liste][0])
    return [regelsaet.status(bedoem(x, kontekst).rolle) for x in regelsaet.kriterier if x.data.id in k.ud]
