"""A column's cells → the fact's exact values, in SQL; every cell that is not plainly written is read by the program's
own reader.

The SQL takes what it can prove to be read alike (``12500``, ``12.500``, ``31,25``, ``30/11/2026``, an id) and leaves
the rest to ``laes_tekst`` and its like, called from the engine for just those cells: so a table means what an
application file means, by construction.
"""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
)
from ..system.tekstgraenser import HOEJST_TEGN, HOEJST_TEGN_I_ORD
from .db import eget, tekst, uden_mange_maerker

# What a column's cells are: texts as people write them, exact numbers, binary numbers of 64 and of 32 bits, yes/no,
# days, moments, lists of texts.
Art = Literal["tekst", "tal", "flydende", "kort_flydende", "ja_nej", "dato", "tidspunkt", "liste"]
_STYRETEGN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\x{0080}|[\x{0081}-\x{009f}]"
_LANGT_ORD = rf"[^ \t\r\n]{{{HOEJST_TEGN_I_ORD + 1}}}"
_HUSKET = 100_000
_INGEN = "<celle>"
# A cell as the reader in the engine answers: no value, not to be read, or "=" and the value written plainly.
MANGLER, FORKERT = "", "!"
PLAN = eget("plan")


@dataclass(frozen=True, slots=True)
class Laest:
    """A column as SQL: its type in the engine; ``hurtig`` the value where it is plainly written, else NULL, and
    ``gaelder`` whether that value, for ``{0}``, may stand; ``raa`` the cell as text for the reader; ``af_svar`` the
    value of the reader's answer, for ``{}``.
    """

    type: str
    hurtig: str
    gaelder: str
    raa: str
    af_svar: str


def sqltype(form: Vaerdiform) -> str:
    """How a fact's values are kept: in its own unit."""
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
    """What a column of this type in the engine holds; None: nothing a fact can be read from."""
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
    """Whether a column holds moments whose day is another in another time zone. ``INT96`` does not say whether it has
    a zone, and Spark writes it with one.
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
    """How a column of this fact is read. ``celle`` is the cell in SQL, ``kolonnetype`` its type in the engine."""
    art = art_af(kolonnetype)
    assert art is not None
    type_ = sqltype(form)
    hurtig = _hurtig(form, art, kolonnetype, celle, kommuner) or "NULL"
    raa = f"CAST(to_json({celle}) AS VARCHAR)" if art == "liste" else f"CAST({celle} AS VARCHAR)"
    return Laest(type_, f"CAST({hurtig} AS {type_})", _gaelder(form), raa, _af_svar(type_))


def _hurtig(  # noqa: PLR0911 - one for each pair of fact and cell
    form: Vaerdiform, art: Art, kolonnetype: str, celle: str, kommuner: Kommuner
) -> str | None:
    """The value where it is plainly written; None: every cell is the reader's."""
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
            # In the column's own type: another would round the last digits of the clock away.
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
            koder = ", ".join(tekst(k.kode) for k in kommuner.alle)
            return f"CASE WHEN {celle} IN ({koder}) THEN {celle} ELSE {_et_af(celle, navne)} END"
        case "tekst", "tekst":
            # Anything to see in plain ASCII, and no control character: a text, and not blank.
            return f"CASE WHEN {_er_tekst(celle)} THEN {celle} END"
        case "tekstliste", "liste":
            tekster = f"list_filter({celle}, lambda __x: {_er_tekst('__x')})"
            samlet = f"strlen(array_to_string({celle}, '')) <= {HOEJST_TEGN}"
            return f"CASE WHEN len({celle}) > 0 AND len({tekster}) = len({celle}) AND {samlet} THEN {celle} END"
    return None


def _et_af(celle: str, valg: dict[str, str]) -> str:
    led = " ".join(f"WHEN {tekst(skrevet)} THEN {vaerdi}" for skrevet, vaerdi in valg.items())
    return f"CASE {celle} {led} END"


def _er_tekst(celle: str) -> str:
    """Whether a cell is a text within the bounds, in SQL. What may be beyond one of them is the reader's to tell."""
    # Most are seen at one look: plain ASCII from the first character on, and short.
    return (
        f"((regexp_full_match({celle}, '[!-~][ -~]*') OR "
        f"(regexp_matches({celle}, '[!-~]') AND NOT regexp_matches({celle}, {tekst(_STYRETEGN)}) AND "
        f"{uden_mange_maerker(celle)})) AND (strlen({celle}) <= {HOEJST_TEGN_I_ORD} OR "
        f"(length({celle}) <= {HOEJST_TEGN} AND NOT regexp_matches({celle}, {tekst(_LANGT_ORD)}))))"
    )


def _gaelder(form: Vaerdiform) -> str:
    """Whether a value is within the fact's range, in SQL."""
    if form.type == "tal":
        yderst = Decimal(10) ** 15
        fra = max(graense(form.mindst), -yderst) if form.mindst is not None else -yderst
        til = min(graense(form.hoejst), yderst) if form.hoejst is not None else yderst
        # A share that may be a fraction is the reader's to tell.
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
    return max(1, len((form.trin or "").partition(",")[2]))


def _paa_trin(form: Vaerdiform) -> bool:
    """Whether the step is the least digit written, so that the type alone keeps it."""
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
    # Three decimals may be thousands where the fact is no per cent: those are the reader's.
    moenster = f"[0-9]{{1,12}}([.,][0-9]{{1,{min(k, 2)}}})?"
    return (
        f"CASE WHEN regexp_full_match({celle}, '{moenster}') "
        f"THEN TRY_CAST(replace({celle}, ',', '.') AS DECIMAL(18,{k})) END"
    )


# How many steps from zero each value of a fact is a binary number of its own: further out several are one.
_ENTYDIG: dict[Art | None, int] = {"flydende": 2**52, "kort_flydende": 2**23}


def _tal_af_tal(form: Vaerdiform, celle: str, kolonnetype: str) -> str:
    vaerdi = f"TRY_CAST({celle} AS {sqltype(form)})"
    # A value that the type rounds is not the value; a binary one is the decimal that it is nearest to.
    hel = er_hel(form) and kolonnetype.upper() in _HELTAL
    vilkaar = [] if hel else [f"TRY_CAST({vaerdi} AS {kolonnetype}) = {celle}"]
    if not _paa_trin(form):
        vilkaar.append(f"{vaerdi} % {trin(form):f} = 0")
    if (art := art_af(kolonnetype)) in _ENTYDIG:
        vilkaar.append(f"abs({vaerdi}) <= {_ENTYDIG[art] * trin(form):f}")
    return f"CASE WHEN {' AND '.join(vilkaar)} THEN {vaerdi} END" if vilkaar else vaerdi


def celle(nr: int) -> str:
    """A column's cell as it is read from the file."""
    return eget("c", nr)


def svar(nr: int) -> str:
    """The reader's answer to a cell, NULL where it was not asked."""
    return eget("u", nr)


def vaerdi(nr: int) -> str:
    """A column's value."""
    return eget("v", nr)


def _plan(nr: int) -> str:
    """A column's value where it is plainly written."""
    return eget("h", nr)


def lag(sql: str, laest: Mapping[int, Laest], laeser: str) -> str:
    """Cells (``celle``) → values (``vaerdi``), and the reader's answers (``svar``).

    In layers, so that nothing is calculated twice: what is plainly written, whether a whole row is (``PLAN``), which
    most are, the reader's answers, both together.
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


# The reader that the engine calls


@dataclass(frozen=True, slots=True)
class Laeser:
    """One column's reader: the fact's form, and what its cells are."""

    form: Vaerdiform
    art: Art


# A whole number as a program writes it that keeps every number as a decimal one.
_MED_NUL = re.compile(r"[+-]?[0-9]+\.0{1,2}")


def laes(form: Vaerdiform, art: Art, celle: str, kommuner: Kommuner) -> Vaerdi | None:
    """The value of one cell (None: not given), as the program's own readers have it. Raises VaerdiFejl."""
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
    """A value written plainly, as the engine reads it back."""
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
    """The function the engine calls: column number and cell → the answer, remembered.

    ``decimalpunkt`` gets the columns of texts in which a dot has been seen to be a decimal sign (``7500.0``).
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
        # Long texts would fill the memory, and are seldom alike.
        return svar(nr, celle) if len(celle) <= 100 else svar.__wrapped__(nr, celle)

    return laes_celle
