"""Compare the column compiler with its peers: the loan pool's six criteria over invented project rows.

    .venv/bin/python benchmarks/kolonner.py [RAEKKER] [--seed N] [--kun ours,duckdb,polars,ours_grunde,…]

Every peer returns the same six statuses (``duckdb_grunde`` the same reasons too), which is checked before its time is
reported. Each runs three times in a separate process; the shortest time and the process's peak memory are reported.
Input and output are Parquet.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import syntetisk
from haandskrevet import GRUNDE, STATUSSER

from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.motor.kolonner import oversaet

PULJE, LISTE = "botilbud-2025-26", "projekter"
K = ("K1", "K2", "K3", "K4", "K5", "K6")
#: Peers that process row by row, or hold every column in memory several times, get fewer rows.
HOEJST = {"zen": 20_000, "rule": 20_000, "openfisca": 1_000_000}

FELTER = (
    "lovgrundlag", "pladser_2025", "pladser_2026", "omdannede_abl105_pladser", "art", "bortfald_forventes", "afsluttes",
    "bruttoanlaegsudgift_2025", "bruttoanlaegsudgift_2026", "ansoegt_2025", "ansoegt_2026", "andel_andre",
)  # fmt: skip


def forbind() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 2, "memory_limit": "2GB", "preserve_insertion_order": True})


def _til_parquet(sql: str, ud: Path) -> None:
    forbind().execute(f"COPY ({sql}) TO '{ud}' (FORMAT parquet)")


def _egne(ind: Path, ud: Path, kolonner: tuple[str, ...]) -> None:
    regelsaet = load_regelsaet(PULJE)
    har = [r[0] for r in duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{ind}')").fetchall()]
    k = oversaet(
        regelsaet, liste=LISTE, har=[h for h in har if (LISTE, h) in regelsaet.fakta or (None, h) in regelsaet.fakta]
    )
    _til_parquet(k.sql(f"read_parquet('{ind}')", behold=["navn"], ud=kolonner), ud)


def ours(ind: Path, ud: Path) -> None:
    _egne(ind, ud, K)


def ours_alt(ind: Path, ud: Path) -> None:
    """Also calculate the result, the missing facts, the reasons and the findings."""
    _egne(ind, ud, ("resultat", *K, "mangler", "skema", "begrundelse"))


def ours_grunde(ind: Path, ud: Path) -> None:
    _egne(ind, ud, (*K, "begrundelse"))


def duckdb_haand(ind: Path, ud: Path) -> None:
    _til_parquet(STATUSSER.format(ind=f"read_parquet('{ind}')", bar="navn,"), ud)


def duckdb_grunde(ind: Path, ud: Path) -> None:
    """Also calculate the reasons, word for word."""
    _til_parquet(GRUNDE.format(ind=f"read_parquet('{ind}')", bar="navn,"), ud)


def gulv(ind: Path, ud: Path) -> None:
    """Run the lower bound: read the same columns and write six texts, without rules."""
    tekster = ", ".join(f"'mangler_oplysninger' AS {x}" for x in K)
    fakta = ", ".join(FELTER)
    forbind().execute(f"COPY (SELECT navn, {tekster} FROM read_parquet('{ind}')) TO '{ud}' (FORMAT parquet)")
    forbind().execute(
        f"SELECT {', '.join(f'max({f})' for f in FELTER)} FROM (SELECT {fakta} FROM read_parquet('{ind}'))"
    )


def polars(ind: Path, ud: Path) -> None:
    import polars as pl

    c, tekst, naar = pl.col, pl.lit, pl.when
    m, o, i, v = (tekst(x) for x in ("mangler_oplysninger", "opfyldt", "ikke_opfyldt", "kraever_vurdering"))
    u = c("pladser_2025") + c("pladser_2026")
    b = c("bruttoanlaegsudgift_2025") + c("bruttoanlaegsudgift_2026")
    laan = c("ansoegt_2025") + c("ansoegt_2026")
    ved = c("art") == "vedligeholdelse"
    undt2 = ved & c("bortfald_forventes") & (c("omdannede_abl105_pladser") == 0)
    undt6 = ved & c("bortfald_forventes")

    def dele(udtryk: Any, ellers: Any) -> Any:
        return naar(udtryk.is_null()).then(m).when(udtryk).then(v).otherwise(ellers)

    lov = c("lovgrundlag")
    k = {
        "K1": naar(lov.is_null()).then(m).when(lov.is_in(["sel107", "sel108", "sel107_og_108"])).then(o)
        .when(lov == "blandet_abl105").then(v).otherwise(i),
        "K2": naar(u.is_null()).then(m).when(u > 0).then(dele(c("omdannede_abl105_pladser") > 0, o))
        .otherwise(dele(undt2, i)),
        "K3": naar(c("afsluttes").is_null()).then(m).when(c("afsluttes") <= date(2026, 12, 31)).then(o).otherwise(i),
        "K4": naar((b > 20000) | (b.is_null() & (laan > 20000))).then(o).when(b.is_null()).then(m).otherwise(i),
        "K5": naar(c("andel_andre").is_null()).then(m).when(c("andel_andre") >= Decimal(25)).then(o)
        .otherwise(dele(ved, i)),
        "K6": naar(u.is_null()).then(m).when(u > 0).then(dele(c("art") == "blandet", o)).otherwise(dele(undt6, i)),
    }  # fmt: skip
    pl.scan_parquet(ind).select("navn", **k).sink_parquet(ud, compression="snappy")


def _raekker(ind: Path) -> list[dict[str, Any]]:
    svar = duckdb.sql(f"SELECT navn, {', '.join(FELTER)} FROM read_parquet('{ind}')")
    return [dict(zip(("navn", *FELTER), r, strict=True)) for r in svar.fetchall()]


def _skriv(raekker: list[list[str | None]], ud: Path) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as f:
        for r in raekker:
            f.write(json.dumps(dict(zip(K, r, strict=True))) + "\n")
        f.flush()
        _til_parquet(f"SELECT * FROM read_json('{f.name}', format='newline_delimited')", ud)


# An expression language without unknown values needs two expressions for each question: is it known, and is it true.
_REGLER = {
    "K1": ("lov in ['sel107', 'sel108', 'sel107_og_108']", "lov == 'blandet_abl105'", "false", "lov != ''", "true",
           "true"),
    "K2": ("u > 0", "art == 'vedligeholdelse' and bortfald == 1 and omd == 0", "omd > 0", "u >= 0",
           "(art != '' and art != 'vedligeholdelse') or bortfald == 0 or omd > 0 or "
           "(art != '' and bortfald >= 0 and omd >= 0)", "omd >= 0"),
    "K3": ("slut <= 20261231", "false", "false", "slut > 0", "true", "true"),
    "K4": ("b > 20000 or (b < 0 and l > 20000)", "false", "false", "b >= 0 or l > 20000", "true", "true"),
    "K5": ("andel >= 25", "art == 'vedligeholdelse'", "false", "andel >= 0", "art != ''", "true"),
    "K6": ("u > 0", "art == 'vedligeholdelse' and bortfald == 1", "art == 'blandet'", "u >= 0",
           "(art != '' and art != 'vedligeholdelse') or bortfald == 0 or (art != '' and bortfald >= 0)", "art != ''"),
}  # fmt: skip


def _flad(r: dict[str, Any]) -> dict[str, Any]:
    def plus(a: Any, b: Any) -> Any:
        return -1 if a is None or b is None else a + b

    d = r["afsluttes"]
    return {
        "lov": r["lovgrundlag"] or "",
        "u": plus(r["pladser_2025"], r["pladser_2026"]),
        "b": plus(r["bruttoanlaegsudgift_2025"], r["bruttoanlaegsudgift_2026"]),
        "l": plus(r["ansoegt_2025"], r["ansoegt_2026"]),
        "omd": -1 if r["omdannede_abl105_pladser"] is None else r["omdannede_abl105_pladser"],
        "art": r["art"] or "",
        "bortfald": -1 if r["bortfald_forventes"] is None else int(r["bortfald_forventes"]),
        "slut": 0 if d is None else d.year * 10_000 + d.month * 100 + d.day,
        "andel": -1.0 if r["andel_andre"] is None else float(r["andel_andre"]),
    }


def _status(krav: Any, undt: Any, forb: Any, kendt: Any, undt_kendt: Any, forb_kendt: Any) -> str:
    if not kendt:
        return "mangler_oplysninger"
    del_, del_kendt = (forb, forb_kendt) if krav else (undt, undt_kendt)
    if del_:
        return "kraever_vurdering"
    return "mangler_oplysninger" if not del_kendt else "opfyldt" if krav else "ikke_opfyldt"


def rule(ind: Path, ud: Path) -> None:
    import rule_engine

    regler = {k: [rule_engine.Rule(x) for x in r] for k, r in _REGLER.items()}
    flade = [_flad(r) for r in _raekker(ind)]
    _skriv([[_status(*(x.matches(f) for x in regler[k])) for k in K] for f in flade], ud)


def zen(ind: Path, ud: Path) -> None:
    import zen as z

    felter = [
        {"id": f"{k}_{n}", "key": f"{k}_{n}", "value": x.replace("'", '"')}
        for k, r in _REGLER.items()
        for n, x in enumerate(r)
    ]
    knuder = [
        {"id": "a", "name": "ind", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {
            "id": "b",
            "name": "regler",
            "type": "expressionNode",
            "position": {"x": 1, "y": 0},
            "content": {"expressions": felter},
        },
        {"id": "c", "name": "ud", "type": "outputNode", "position": {"x": 2, "y": 0}},
    ]
    kanter = [
        {"id": "1", "sourceId": "a", "targetId": "b", "type": "edge"},
        {"id": "2", "sourceId": "b", "targetId": "c", "type": "edge"},
    ]
    beslutning = z.ZenEngine().create_decision(json.dumps({"nodes": knuder, "edges": kanter}))
    fundne: list[list[str | None]] = []
    for r in _raekker(ind):
        svar = beslutning.evaluate(_flad(r))["result"]
        fundne.append([_status(*(svar[f"{k}_{n}"] for n in range(6))) for k in K])
    _skriv(fundne, ud)


def openfisca(ind: Path, ud: Path) -> None:
    """Define a country package with one entity; unknown is -1 or empty, as its variables always have a value."""
    import numpy as np
    from openfisca_core import periods
    from openfisca_core.entities import build_entity
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    projekt = build_entity(key="projekt", plural="projekter", label="Projekt", is_person=True)
    land = TaxBenefitSystem([projekt])
    tabel = duckdb.sql(
        f"""SELECT coalesce(lovgrundlag, '') AS lov, coalesce(pladser_2025 + pladser_2026, -1) AS u,
        coalesce(bruttoanlaegsudgift_2025 + bruttoanlaegsudgift_2026, -1) AS b,
        coalesce(ansoegt_2025 + ansoegt_2026, -1) AS l, coalesce(omdannede_abl105_pladser, -1) AS omd,
        coalesce(art, '') AS art, coalesce(CAST(bortfald_forventes AS INTEGER), -1) AS bortfald,
        coalesce(year(afsluttes) * 10000 + month(afsluttes) * 100 + day(afsluttes), 0) AS slut,
        coalesce(CAST(andel_andre * 100 AS INTEGER), -1) AS andel FROM read_parquet('{ind}')"""
    ).fetchnumpy()
    ordlister = {n: {x: i for i, x in enumerate(sorted(set(tabel[n])))} for n in ("lov", "art")}
    ind_tal = {
        n: (np.vectorize(ordlister[n].get)(v) if n in ordlister else v).astype(np.int32) for n, v in tabel.items()
    }
    lov, art = (lambda x: ordlister["lov"].get(x, -9)), (lambda x: ordlister["art"].get(x, -9))

    def variabel(navn: str, formel: Callable[..., Any] | None = None) -> None:
        felter: dict[str, Any] = {
            "value_type": int, "entity": projekt, "definition_period": periods.DateUnit.YEAR, "label": navn,
        }  # fmt: skip
        if formel is not None:
            felter["formula"] = formel
        land.add_variable(type(navn, (Variable,), felter))

    for n in ind_tal:
        variabel(n)

    def status(krav: Any, undt: Any, forb: Any, ukendt: Any, undt_u: Any, forb_u: Any) -> Any:
        del_, uvis = np.where(krav, forb, undt), np.where(krav, forb_u, undt_u)
        return np.where(ukendt, 1, np.where(del_, 2, np.where(uvis, 1, np.where(krav, 3, 0))))

    def kriterium(navn: str, regn: Callable[..., Any]) -> None:
        def formula(projekter: Any, period: Any) -> Any:
            return regn(lambda n: projekter(n, period))

        variabel(navn, formula)

    nej = False
    kriterium("K1", lambda g: status(
        np.isin(g("lov"), [lov("sel107"), lov("sel108"), lov("sel107_og_108")]), g("lov") == lov("blandet_abl105"), nej,
        g("lov") == lov(""), nej, nej))  # fmt: skip
    ved = lambda g: g("art") == art("vedligeholdelse")  # noqa: E731
    art_u = lambda g: g("art") == art("")  # noqa: E731
    undt6_falsk = lambda g: (~ved(g) & ~art_u(g)) | (g("bortfald") == 0)  # noqa: E731
    kriterium("K2", lambda g: status(
        g("u") > 0, ved(g) & (g("bortfald") == 1) & (g("omd") == 0), g("omd") > 0, g("u") < 0,
        ~undt6_falsk(g) & ~(g("omd") > 0) & (art_u(g) | (g("bortfald") < 0) | (g("omd") < 0)),
        g("omd") < 0))  # fmt: skip
    kriterium("K3", lambda g: status(g("slut") <= 20261231, nej, nej, g("slut") == 0, nej, nej))
    kriterium("K4", lambda g: status(
        (g("b") > 20000) | ((g("b") < 0) & (g("l") > 20000)), nej, nej, (g("b") < 0) & (g("l") <= 20000),
        nej, nej))  # fmt: skip
    kriterium("K5", lambda g: status(g("andel") >= 2500, ved(g), nej, g("andel") < 0, art_u(g), nej))
    kriterium("K6", lambda g: status(
        g("u") > 0, ved(g) & (g("bortfald") == 1), g("art") == art("blandet"), g("u") < 0,
        ~undt6_falsk(g) & (art_u(g) | (g("bortfald") < 0)), art_u(g)))  # fmt: skip
    sim = SimulationBuilder().build_default_simulation(land, len(ind_tal["u"]))
    for n, v in ind_tal.items():
        sim.set_input(n, 2024, v)
    ord_ = np.array(["ikke_opfyldt", "mangler_oplysninger", "kraever_vurdering", "opfyldt"])
    svar = {k: ord_[sim.calculate(k, 2024)] for k in K}
    con = forbind()
    con.register("svar", svar)
    con.execute(f"COPY (SELECT {', '.join(K)} FROM svar) TO '{ud}' (FORMAT parquet)")


VEJE: dict[str, Callable[[Path, Path], None]] = {
    "gulv": gulv,
    "duckdb": duckdb_haand,
    "ours": ours,
    "ours_grunde": ours_grunde,
    "duckdb_grunde": duckdb_grunde,
    "ours_alt": ours_alt,
    "polars": polars,
    "zen": zen,
    "rule": rule,
    "openfisca": openfisca,
}


def maal(hvad: str, ind: Path, ud: Path, gange: int) -> dict[str, float]:
    """Return the shortest time of some runs, and the peak memory, in a separate process."""
    kommando = [sys.executable, __file__, "--maal", hvad, "--ind", str(ind), "--ud", str(ud), "--gange", str(gange)]
    svar = subprocess.run(kommando, capture_output=True, text=True, check=False)
    if svar.returncode:
        raise SystemExit(svar.stderr[-2000:])
    fundet: dict[str, float] = json.loads(svar.stdout.splitlines()[-1])
    return fundet


def top_mb() -> float:
    """Return this process's peak memory in MB; on Linux without that of the process that started it."""
    status = Path("/proc/self/status")
    linjer = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    for linje in linjer:
        if linje.startswith("VmHWM:"):
            return int(linje.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ens(a: Path, b: Path, kolonner: tuple[str, ...]) -> int:
    """Return the number of rows with different answers in the two files, row by row."""
    valg = ", ".join(kolonner)
    sql = f"""SELECT count(*)
        FROM (SELECT {valg}, file_row_number AS n FROM read_parquet('{a}', file_row_number=true)) x
        FULL JOIN (SELECT {valg}, file_row_number AS n FROM read_parquet('{b}', file_row_number=true)) y USING (n)
        WHERE {" OR ".join(f"x.{k} IS DISTINCT FROM y.{k}" for k in kolonner)}"""
    return int(duckdb.sql(sql).fetchall()[0][0])


def main() -> int:
    laeser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    laeser.add_argument("raekker", nargs="?", type=int, default=1_000_000)
    laeser.add_argument("--seed", type=int, default=1)
    laeser.add_argument("--kun", default=",".join(VEJE))
    laeser.add_argument("--mappe", type=Path, default=None)
    laeser.add_argument("--maal", choices=VEJE)
    laeser.add_argument("--ind", type=Path)
    laeser.add_argument("--ud", type=Path)
    laeser.add_argument("--gange", type=int, default=3)
    valg = laeser.parse_args()
    if valg.maal:
        tider, cpu = [], []
        for _ in range(valg.gange):
            begyndt, brugt = time.perf_counter(), time.process_time()
            VEJE[valg.maal](valg.ind, valg.ud)
            tider.append(time.perf_counter() - begyndt)
            cpu.append(time.process_time() - brugt)
        print(json.dumps({"sekunder": min(tider), "cpu": min(cpu), "mb": top_mb()}))
        return 0
    fejl = 0
    with tempfile.TemporaryDirectory(dir=valg.mappe) as mappe_:
        mappe = Path(mappe_)
        filer: dict[int, Path] = {}
        print(f"seed {valg.seed}; per row and ratio to 'ours' (six statuses, Parquet to Parquet), by processor seconds")
        egen: dict[int, float] = {}
        for hvad in ["ours", *(v for v in valg.kun.split(",") if v != "ours")]:
            n = min(valg.raekker, HOEJST.get(hvad, valg.raekker))
            if n not in filer:
                filer[n] = mappe / f"ind{n}.parquet"
                _til_parquet(syntetisk.sql(n, valg.seed), filer[n])
                if hvad != "ours":
                    egen[n] = maal("ours", filer[n], mappe / f"ours{n}.parquet", valg.gange)["cpu"]
            ud = mappe / (f"ours{n}.parquet" if hvad == "ours" else f"{hvad}.parquet")
            m = maal(hvad, filer[n], ud, 1 if hvad in ("zen", "rule", "openfisca") else valg.gange)
            if hvad == "ours":
                egen[n] = m["cpu"]
            uenige = ens(mappe / f"ours{n}.parquet", ud, K) if hvad not in ("gulv", "ours") else 0
            if hvad == "duckdb_grunde" and (vores := mappe / "ours_grunde.parquet").exists():
                uenige += ens(vores, ud, ("begrundelse",))
            fejl += uenige
            tid = f"{m['sekunder']:8.2f} s {m['cpu']:8.2f} CPU s {m['cpu'] / n * 1e9:9.0f} ns/row"
            print(
                f"{hvad:13} {n:>11,} rows {tid} x{m['cpu'] / egen[n]:<8.2f} {m['mb']:6.0f} MB  {uenige} differ",
                flush=True,
            )
    return 1 if fejl else 0


if __name__ == "__main__":
    sys.exit(main())
