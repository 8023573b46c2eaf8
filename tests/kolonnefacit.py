"""Rows for the column compiler, and what the evaluator answers for each: the two sides of its differential tests."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.resultat import KriteriumSvar, Resultat
from ansoegning.motor.kolonner import Kolonner
from ansoegning.motor.slutning import PlainKaede
from ansoegning.sprog.regelsaet import Regelsaet
from ansoegning.vurdering import vurder

#: Columns of the relation that are no facts: which application, and which row of it.
ANSOEGNING, NR = "__ansoegning", "__nr"
KAEDER = (PlainKaede(),)


def inputfakta(regelsaet: Regelsaet, liste: str | None) -> list[str]:
    """The facts a row's columns may be: the list's and the application's."""
    return [n for li, n in regelsaet.fakta if li in (None, liste) and (li, n) not in regelsaet.afledte]


def relationens_raekker(ansoegninger: Iterable[Ansoegning], liste: str | None) -> list[dict[str, Any]]:
    """One row for each row of the list (each application where there is none), the application's facts beside."""
    fundne: list[dict[str, Any]] = []
    for nr, a in enumerate(ansoegninger):
        raekker = a.raekker.get(liste, ()) if liste is not None else ({},)
        fundne += [{ANSOEGNING: nr, NR: i, **a.fakta, **r} for i, r in enumerate(raekker)]
    return fundne


def skriv_jsonl(raekker: Iterable[Mapping[str, Any]], fil: Path) -> None:
    """Rows as JSON lines that keep every value exact."""
    with fil.open("w", encoding="utf-8") as ud:
        for r in raekker:
            ud.write(json.dumps({n: _json(v) for n, v in r.items()}, ensure_ascii=False) + "\n")


def _json(v: Any) -> Any:
    if isinstance(v, date):
        return v.isoformat()
    return str(v) if isinstance(v, Decimal | Fraction) else list(v) if isinstance(v, tuple) else v


def typer(k: Kolonner) -> dict[str, str]:
    """The relation's columns with their types."""
    return {ANSOEGNING: "BIGINT", NR: "BIGINT", **{i.navn: i.type for i in k.ind}}


def laes_ind(con: duckdb.DuckDBPyConnection, k: Kolonner, fil: Path, relation: str = "raekker") -> None:
    """The rows as a table."""
    kolonner = ", ".join(f"{_tekst(n)}: {_tekst(t)}" for n, t in typer(k).items())
    con.execute(
        f'CREATE OR REPLACE TABLE "{relation}" AS SELECT * FROM '  # noqa: S608 - test data
        f"read_json({_tekst(str(fil))}, format='newline_delimited', columns={{{kolonner}}})"
    )


def _tekst(s: str) -> str:
    return "'" + s.replace("'", "''") + "'"


def svar_fra_duckdb(
    con: duckdb.DuckDBPyConnection, k: Kolonner, raekker: Sequence[Mapping[str, Any]], fil: Path
) -> list[dict[str, Any]]:
    """What the columns answer for each row."""
    skriv_jsonl(raekker, fil)
    laes_ind(con, k, fil)
    # Also the parts of each criterion, which the statement itself puts together.
    navne = [*k.ud, *(u for u in k.dele)]
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
    """What ``tjek`` answers for each row, in the columns' own shape."""
    udeladt = {i.id for i in k.ikke_med}
    liste = k.valg.liste
    orden = {n: i for i, (_, n) in enumerate(regelsaet.fakta)}
    fundne = []
    for nr, a in enumerate(ansoegninger):
        svar = vurder(a, regelsaet, KAEDER, dato=dato, antag=antag)
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
            r["begrundelse"] = " ".join(f"{x.id}: {x.begrundelse}" for x in her)
            r |= {f"{x.id}.begrundelse": x.begrundelse for x in her}
            fundne.append(r)
    return fundne


def _med(id_: str, felt: str, k: Kolonner) -> bool:
    return (id_, felt.rpartition("].")[2]) in k.tjek


def _raekkerne(svar: Resultat, liste: str | None) -> list[tuple[tuple[KriteriumSvar, ...], str]]:
    if liste is None:
        return [(svar.kriterier, svar.resultat)]
    return [(r.kriterier, r.resultat) for r in svar.raekker[liste]]


def sammenhold(kolonner: Sequence[Mapping[str, Any]], facit_: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every disagreement, told."""
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
    """The application anew, with facts left out or taken from others like it: by list (None: the application)."""
    fundne = []
    for _ in range(antal):
        ude = fro.choice((0.0, 0.05, 0.3))

        def bland(liste: str | None, egne: Mapping[str, Any], ude: float = ude) -> dict[str, Any]:
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
