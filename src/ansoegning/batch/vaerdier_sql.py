"""Convert a column's cells to exact fact values in SQL, with a Python reader for cells in any other notation.

The SQL handles the notations that it provably reads as the Python reader does (``12500``, ``12.500``, ``31,25``,
``30/11/2026``, an id). DuckDB calls ``laes_tekst`` and the related readers for the remaining cells only. A table cell
therefore always means the same as the same text in an application file.
"""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from ..fejl import Sted
from ..indlaes.celler import laes_tekstliste
from ..indlaes.noder import Celle
from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import (
    Kommuner,
    Vaerdi,
    VaerdiFejl,
    er_hel,
    graense,
    laes_ja_nej,
    laes_kolonnetal,
    laes_tekst,
    rene_tekster,
    trin,
    trin_decimaler,
)
from ..system.dataklasse import dataklasse
from ..system.tekstgraenser import HOEJST_TEGN, HOEJST_TEGN_I_ORD
from .db import eget, tekst, uden_mange_maerker

# What the cells of a column are: text as people write it, exact numbers, 64-bit and 32-bit binary floats, yes/no,
# dates, timestamps, lists of text.
Art = Literal["tekst", "tal", "flydende", "kort_flydende", "ja_nej", "dato", "tidspunkt", "liste"]
_STYRETEGN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\x{0080}|[\x{0081}-\x{009f}]"
_LANGT_ORD = rf"[^ \t\r\n]{{{HOEJST_TEGN_I_ORD + 1}}}"
_HUSKET = 100_000
_INGEN = "<celle>"
# The reader's answer to DuckDB for a cell: no value, unreadable, or "=" followed by the value in canonical notation.
MANGLER, FORKERT = "", "!"
PLAN = eget("plan")


@dataklasse(frozen=True, slots=True)
class Laest:
    """A column as SQL expressions.

    Attributes:
        type: the column's type in DuckDB.
        hurtig: the value if the cell is in a notation that SQL reads, else NULL (the fast path).
        gaelder: whether a value, inserted for ``{0}``, is within the fact's range.
        raa: the cell as text, as the Python reader receives it.
        af_svar: the value parsed from the reader's answer, which is inserted for ``{}``.
    """

    type: str
    hurtig: str
    gaelder: str
    raa: str
    af_svar: str


def sqltype(form: Vaerdiform) -> str:
    """Return the DuckDB type in which a fact's values are stored, in the fact's own unit."""
    match form.type:
        case "tal":
            return "BIGINT" if er_hel(form) else f"DECIMAL(18,{_decimaler(form)})"
        case "dato":
            return "DATE"
        case "ja_nej":
            return "BOOLEAN"
        case "tekstliste":
            return "VARCHAR[]"
        case _:
            return "VARCHAR"


def art_af(sqltype_: str) -> Art | None:
    """Return what a column of this DuckDB type contains, or None if no fact can be read from it."""
    t = sqltype_.upper()
    if t.endswith("[]"):
        return "liste" if t == "VARCHAR[]" else None
    if t.startswith("DECIMAL") or t in _HELTAL:
        return "tal"
    if t.startswith("ENUM") or t in ("VARCHAR", "JSON", "UUID"):
        return "tekst"
    if t in _TIDSPUNKTER:
        return "tidspunkt"
    return _SIMPLE.get(t)


def afhaenger_af_tidszone(type_: str) -> bool:
    """Return whether the column holds timestamps whose date depends on the time zone.

    ``INT96`` does not record whether it has a time zone, and Spark writes it with one, so it counts as dependent.
    """
    return type_ == "INT96" or (type_.startswith("TIMESTAMP") and type_.endswith("TIME ZONE"))


_HELTAL = frozenset(f"{u}{t}" for u in ("", "U") for t in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"))
_TIDSPUNKTER = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_SIMPLE: dict[str, Art] = {
    "BOOLEAN": "ja_nej",
    "DATE": "dato",
    "DOUBLE": "flydende",
    "FLOAT": "kort_flydende",
    '"NULL"': "tekst",
}


def laest_kolonne(form: Vaerdiform, kolonnetype: str, celle: str, kommuner: Kommuner) -> Laest:
    """Return how a column of this fact is read.

    Args:
        form: the fact's value form.
        kolonnetype: the column's type in DuckDB.
        celle: the cell as an SQL expression.
        kommuner: the municipalities that names and codes refer to.
    """
    art = art_af(kolonnetype)
    assert art is not None
    type_ = sqltype(form)
    hurtig = _hurtig(form, art, kolonnetype, celle, kommuner) or "NULL"
    raa = f"CAST(to_json({celle}) AS VARCHAR)" if art == "liste" else f"CAST({celle} AS VARCHAR)"
    return Laest(type_, f"CAST({hurtig} AS {type_})", _gaelder(form), raa, _af_svar(type_))


def _hurtig(  # noqa: PLR0911 - one return for each pair of fact type and cell type
    form: Vaerdiform, art: Art, kolonnetype: str, celle: str, kommuner: Kommuner
) -> str | None:
    """Return SQL for the value in the notations SQL reads; None sends every cell to the Python reader."""
    match form.type, art:
        case "tal", "tekst":
            return _tal_af_tekst(form, celle)
        case "tal", ("tal" | "flydende" | "kort_flydende"):
            return _tal_af_tal(form, celle, kolonnetype)
        case "dato", "tekst":
            return (
                f"CASE WHEN regexp_full_match({celle}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') "
                f"THEN TRY_CAST({celle} AS DATE) WHEN regexp_full_match({celle}, '[0-9]{{2}}/[0-9]{{2}}/[0-9]{{4}}') "
                f"THEN TRY_CAST(concat({celle}[7:10], '-', {celle}[4:5], '-', {celle}[1:2]) AS DATE) END"
            )
        case "dato", "tidspunkt":
            # Compare in the column's own type: a cast to another timestamp type could round away the last digits of the
            # time.
            dag = f"TRY_CAST({celle} AS DATE)"
            return f"CASE WHEN TRY_CAST({dag} AS {kolonnetype}) = {celle} THEN {dag} END"
        case ("dato", "dato") | ("ja_nej", "ja_nej"):
            return celle
        case "ja_nej", "tekst":
            return _et_af(celle, {"ja": "true", "nej": "false", "true": "true", "false": "false"})
        case "valg", "tekst":
            return _et_af(celle, {v: tekst(v) for v in form.valg or {}})
        case "kommune", "tekst":
            navne = {n: tekst(k.kode) for k in kommuner.alle for n in (k.kode.lstrip("0"), k.navn)}
            koder = opslag(f"TRY_CAST({celle} AS INTEGER)", {k.kode: k.kode for k in kommuner.alle})
            return f"CASE WHEN {celle} = {koder} THEN {celle} ELSE {_et_af(celle, navne)} END"
        case "tekst", "tekst":
            # A cell with a visible ASCII character and no control character is a text and not blank.
            return f"CASE WHEN {_er_tekst(celle)} THEN {celle} END"
        case "tekstliste", "liste":
            tekster = f"list_filter({celle}, lambda __x: {_er_tekst('__x')})"
            samlet = f"strlen(array_to_string({celle}, '')) <= {HOEJST_TEGN}"
            return f"CASE WHEN len({celle}) > 0 AND len({tekster}) = len({celle}) AND {samlet} THEN {celle} END"
    return None


def opslag(nummer: str, vaerdier: Mapping[str, str]) -> str:
    """Return SQL that looks up a municipality's value by its code as an integer; NULL if the code is unknown."""
    paa_nummer = {int(kode): v for kode, v in vaerdier.items()}
    # One string literal: DuckDB parses a list of as many literals a hundred times slower, for each statement, and turns
    # IN with a long list into a join, which runs in one thread where the order of rows is kept.
    alle = "\n".join(paa_nummer.get(nr, "") for nr in range(1, max(paa_nummer) + 1))
    return f"nullif(list_extract(string_split({tekst(alle)}, chr(10)), {nummer}), '')"


def _et_af(celle: str, valg: dict[str, str]) -> str:
    led = " ".join(f"WHEN {tekst(skrevet)} THEN {vaerdi}" for skrevet, vaerdi in valg.items())
    return f"CASE {celle} {led} END"


def _er_tekst(celle: str) -> str:
    """Return SQL for whether a cell is a text within the size limits. Possible violations go to the Python reader.

    Texts that begin with ``#``, ``Err:`` or blanks do too, since they may be the errors of a spreadsheet.
    """
    # Fast path for most cells: printable ASCII that starts with a visible character, and short.
    return (
        f"((regexp_full_match({celle}, '[!\"$-~][ -~]*') OR "
        f"(regexp_matches({celle}, '^[^#\\s]') AND regexp_matches({celle}, '[!-~]') "
        f"AND NOT regexp_matches({celle}, {tekst(_STYRETEGN)}) AND {uden_mange_maerker(celle)})) "
        f"AND NOT starts_with({celle}, 'Err:') AND (strlen({celle}) <= {HOEJST_TEGN_I_ORD} OR "
        f"(length({celle}) <= {HOEJST_TEGN} AND NOT regexp_matches({celle}, {tekst(_LANGT_ORD)}))))"
    )


def _gaelder(form: Vaerdiform) -> str:
    """Return SQL for whether a value, inserted for ``{0}``, is within the fact's range."""
    if form.type == "tal":
        yderst = Decimal(10) ** 15
        fra = max(graense(form.mindst), -yderst) if form.mindst is not None else -yderst
        til = min(graense(form.hoejst), yderst) if form.hoejst is not None else yderst
        # The Python reader handles percentages between 0 and 1, which may be fractions written by mistake.
        andel = " AND NOT ({0} > 0 AND {0} < 1)" if form.mindst_en == "ja" else ""
        return f"{{0}} >= {fra:f} AND {{0}} <= {til:f}{andel}"
    if form.type == "dato":
        dag = Vaerdiform(navn="dato", type="dato")
        tidligst = laes_tekst(dag, form.mindst) if form.mindst else date(1900, 1, 1)
        senest = laes_tekst(dag, form.hoejst) if form.hoejst else date(2199, 12, 31)
        return f"{{0}} >= DATE '{tidligst}' AND {{0}} <= DATE '{senest}'"
    return "{0} IS NOT NULL"


def _af_svar(type_: str) -> str:
    if type_ == "VARCHAR":
        return "{}"
    if type_ == "VARCHAR[]":
        return "CAST(CAST({} AS JSON) AS VARCHAR[])"
    return "CAST({} AS " + type_ + ")"


def _decimaler(form: Vaerdiform) -> int:
    return max(1, trin_decimaler(form))


def _paa_trin(form: Vaerdiform) -> bool:
    """Return whether the fact's step is one unit of the last stored digit, so that the SQL type alone enforces it."""
    return (form.trin or "1").strip("0,.") == "1" and (er_hel(form) is False or trin(form) == 1)


def _tal_af_tekst(form: Vaerdiform, celle: str) -> str | None:
    if not _paa_trin(form):
        return None
    if er_hel(form):
        return (
            f"CASE WHEN regexp_full_match({celle}, '[0-9]{{1,15}}') THEN TRY_CAST({celle} AS BIGINT) "
            f"WHEN regexp_full_match({celle}, '[1-9][0-9]{{0,2}}([.][0-9]{{3}}){{1,4}}') "
            f"THEN TRY_CAST(replace({celle}, '.', '') AS BIGINT) END"
        )
    k = _decimaler(form)
    # A number with three decimals may have a thousands separator unless the fact is a percentage; the Python reader
    # decides.
    moenster = f"[0-9]{{1,12}}([.,][0-9]{{1,{min(k, 2)}}})?"
    return (
        f"CASE WHEN regexp_full_match({celle}, '{moenster}') "
        f"THEN TRY_CAST(replace({celle}, ',', '.') AS DECIMAL(18,{k})) END"
    )


# Up to this many steps from zero, each value of a fact has its own binary float; beyond it several values share one.
_ENTYDIG: dict[Art | None, int] = {"flydende": 2**52, "kort_flydende": 2**23}


def _tal_af_tal(form: Vaerdiform, celle: str, kolonnetype: str) -> str:
    vaerdi = f"TRY_CAST({celle} AS {sqltype(form)})"
    # The cast must not round: the value cast back must equal the cell. A binary float stands for the nearest decimal.
    hel = er_hel(form) and kolonnetype.upper() in _HELTAL
    vilkaar = [] if hel else [f"TRY_CAST({vaerdi} AS {kolonnetype}) = {celle}"]
    if not _paa_trin(form):
        vilkaar.append(f"{vaerdi} % {trin(form):f} = 0")
    if (art := art_af(kolonnetype)) in _ENTYDIG:
        vilkaar.append(f"abs({vaerdi}) <= {_ENTYDIG[art] * trin(form):f}")
    return f"CASE WHEN {' AND '.join(vilkaar)} THEN {vaerdi} END" if vilkaar else vaerdi


def celle(nr: int) -> str:
    """Return the name of the column that holds the cell as read from the file."""
    return eget("c", nr)


def svar(nr: int) -> str:
    """Return the name of the column that holds the reader's answer, NULL where the reader was not called."""
    return eget("u", nr)


def vaerdi(nr: int) -> str:
    """Return the name of the column that holds the value."""
    return eget("v", nr)


def _plan(nr: int) -> str:
    """Return the name of the column that holds the value in the notations SQL reads."""
    return eget("h", nr)


def lag(sql: str, laest: Mapping[int, Laest], laeser: str) -> str:
    """Return SQL that adds the values (``vaerdi``) and the reader's answers (``svar``) to the cells (``celle``).

    The query is nested so that nothing is calculated twice: first the fast-path values, then ``PLAN`` (whether the fast
    path covers the whole row, as it does for most rows), then the reader's answers, and last the two combined.
    """
    hurtige = ", ".join(f"{le.hurtig} AS {_plan(nr)}" for nr, le in laest.items())
    gode = {nr: f"({celle(nr)} IS NULL OR ({le.gaelder.format(_plan(nr))}))" for nr, le in laest.items()}
    svarene = ", ".join(
        f"CASE WHEN {PLAN} OR {gode[nr]} THEN NULL ELSE {laeser}({nr}, {le.raa}) END AS {svar(nr)}"
        for nr, le in laest.items()
    )
    vaerdier = ", ".join(
        f"CASE WHEN {PLAN} OR {svar(nr)} IS NULL THEN {_plan(nr)} WHEN starts_with({svar(nr)}, '=') "
        f"THEN {le.af_svar.format(f'{svar(nr)}[2:]')} END AS {vaerdi(nr)}"
        for nr, le in laest.items()
    )
    return (
        f"SELECT *, {vaerdier} FROM (SELECT *, {svarene} FROM (SELECT *, ({' AND '.join(gode.values())}) AS {PLAN} "
        f"FROM (SELECT *, {hurtige} FROM ({sql}))))"
    )


# The reader that DuckDB calls


@dataklasse(frozen=True, slots=True)
class Laeser:
    """The reader of one column: the fact's value form, and what the column's cells are."""

    form: Vaerdiform
    art: Art


# A whole number as written by programs that store every number as a decimal (``7500.0``).
_MED_NUL = re.compile(r"[+-]?[0-9]+\.0{1,2}")


def laes(form: Vaerdiform, art: Art, celle: str, kommuner: Kommuner) -> Vaerdi | None:
    """Return the value of one cell (None: not given), by the same readers as application files. Raises VaerdiFejl."""
    if art == "liste":
        return _liste(form, celle)
    if not celle.strip():
        return None
    if art in _ENTYDIG and celle.lower().strip("+-") in ("nan", "inf", "infinity"):
        raise VaerdiFejl(f"»{celle}« er ikke et tal. Lad feltet stå tomt, hvis det ikke er oplyst.")
    if art == "tal" or art in _ENTYDIG:
        fundet = laes_kolonnetal(form, celle, kommuner)
        if art in _ENTYDIG and isinstance(fundet, int | Decimal) and abs(Decimal(fundet)) > _ENTYDIG[art] * trin(form):
            raise VaerdiFejl(
                f"{celle} er for stort til at være nøjagtigt i en kolonne med flydende tal. Gem kolonnen som heltal "
                "eller decimaltal."
            )
        return fundet
    if art == "ja_nej":
        return laes_ja_nej(form, celle == "true")
    if art == "tidspunkt" and form.type == "dato":
        dag, _, klokken = celle.partition(" ")
        if klokken.strip("0:."):
            raise VaerdiFejl(f"»{celle}« har et klokkeslæt. Skriv kun datoen.")
        return laes_tekst(form, dag)
    if form.type == "tekstliste":
        return laes_tekstliste(form, Celle(celle, "tekst", Sted(_INGEN))) or None
    return laes_tekst(form, celle, kommuner)


def _liste(form: Vaerdiform, celle: str) -> Vaerdi | None:
    dele = json.loads(celle)
    if form.type != "tekstliste":
        raise VaerdiFejl("Her skal stå én værdi, ikke en liste.")
    return rene_tekster((d for d in dele if d is not None and d.strip()), form) or None


def skriv(vaerdi: Vaerdi | None) -> str:
    """Return the answer for a value, in the notation that ``Laest.af_svar`` parses."""
    if vaerdi is None:
        return MANGLER
    if isinstance(vaerdi, bool):
        return "=true" if vaerdi else "=false"
    if isinstance(vaerdi, date):
        return f"={vaerdi.year:04}-{vaerdi:%m-%d}"
    if isinstance(vaerdi, tuple):
        return "=" + json.dumps(vaerdi, ensure_ascii=False)
    if isinstance(vaerdi, Decimal):
        return f"={vaerdi:f}"
    return f"={vaerdi}"


def celle_laeser(
    laesere: Mapping[int, Laeser], kommuner: Kommuner, decimalpunkt: set[int] | None = None
) -> Callable[[int, str], str]:
    """Return the function that DuckDB calls with a column number and a cell; its answers are cached.

    Args:
        laesere: the reader of each column.
        kommuner: the municipalities that names and codes refer to.
        decimalpunkt: collects the text columns in which a dot has been used as a decimal point (``7500.0``).
    """

    @lru_cache(maxsize=_HUSKET)
    def svar(nr: int, celle: str) -> str:
        laeser = laesere[nr]
        if decimalpunkt is not None and laeser.art == "tekst" and er_hel(laeser.form) and _MED_NUL.fullmatch(celle):
            decimalpunkt.add(nr)
        try:
            return skriv(laes(laeser.form, laeser.art, celle, kommuner))
        except VaerdiFejl:
            return FORKERT

    def laes_celle(nr: int, celle: str) -> str:
        # Long texts rarely repeat and would fill the cache.
        return svar(nr, celle) if len(celle) <= 100 else svar.__wrapped__(nr, celle)

    return laes_celle
