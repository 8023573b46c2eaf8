"""Open an input: which facts its columns contain, and each row's values as one relation in SQL."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..fejl import AnsoegningFejl, Besked, BrugsFejl, InternFejl, LaeseFejl, Sted, med_raad, med_sted, vis_sikkert
from ..indlaes.sumraekker import FREMMEDE_ORD, fremmed_raekke
from ..indlaes.tegnsaet import UTF8, Samler, en_linje_af, find_codec, forkert_tegnsaet, sagt_om
from ..model.svarnavne import GRUNDLAG, RAEKKE
from ..model.visning import antal as antal_af
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from ..system.filer import aarsag_i
from ..system.kladdemappe import FORSTAVELSE
from ..system.navne import som_navn
from .csv_celle import laest_sql
from .csv_fil import DAARLIGE_TABEL, Csvfil, gennemgaa
from .db import eget, som_navn_sql, tekst
from .find_ind import Fundet, aftryk, uaendret
from .funktioner import Funktion
from .motorfiler import Motorfiler
from .overskrifter import Filkolonne, Overskrifter, er_puljen, fakta_i_raekken, find_kolonner
from .vaerdier_sql import (
    FORKERT,
    PLAN,
    Laeser,
    Laest,
    afhaenger_af_tidszone,
    art_af,
    celle,
    celle_laeser,
    laest_kolonne,
    lag,
    svar,
    vaerdi,
)

if TYPE_CHECKING:
    import duckdb

    from .linjer import Udtraek

NR, FEJL = eget("nr"), eget("fejl")
LAES, FREMMED = eget("laes_celle"), eget("fremmed_raekke")
# If a field may contain carriage returns, DuckDB must be told that rows end in line feeds.
NYLINJE = "new_line = '\\n', "
# Bytes. Enough for a row of 1 MB with every quote doubled or every character three bytes long in UTF-8.
_HOEJST_LINJE = 8_388_608
# The number of rows of a Parquet file whose texts are searched for a wrong character set.
_HOEJST_PROEVET = 10_000


@dataclass(slots=True)
class Indkilde:
    """An opened input.

    Attributes:
        relation: SQL with the columns NR, one for each column of the input (``kolonnenavn``), and FEJL: the unreadable
            cells of the row, or NULL.
        raekker: the number of rows, including those in the file of unreadable rows.
        typer: the type in DuckDB of each column of the input, by its name in ``relation``.
    """

    fundet: Fundet
    overskrifter: Overskrifter
    relation: str
    raekker: int
    typer: dict[str, str]
    laesere: dict[int, Laeser] = field(default_factory=dict)
    # The Python functions that ``relation`` calls.
    funktioner: tuple[Funktion, ...] = ()
    bemaerkninger: list[str] = field(default_factory=list)
    aftryk: tuple[tuple[int, int], ...] = ()
    # SQL for the rows' unconverted cells, and the columns in which a dot has been used as a decimal point.
    raa: str = ""
    decimalpunkt: set[int] = field(default_factory=set)


# The table alias of a Parquet file: DuckDB's virtual columns are always qualified with it.
_FIL = eget("fil")


def kolonnenavn(k: Filkolonne) -> str:
    """Return the name of a column in ``relation``, which does not depend on its header."""
    return eget("f" if k.fakta is not None else "x", k.nr)


def raanavn(nr: int) -> str:
    """Return the name under which DuckDB reads a column from the file, which does not depend on its header."""
    return eget("raa", nr)


@dataklasse(frozen=True, slots=True)
class Forberedt:
    """The result of the preparation before DuckDB opens anything: which files it will read."""

    fundet: Fundet
    csv: Csvfil | None = None
    udtraek: Udtraek | None = None
    aftryk: tuple[tuple[int, int], ...] = ()


def forbered(
    fundet: Fundet, regelsaet: Regelsaet, mappe: Path, filer: Motorfiler, tegnsaet: str | None = None
) -> Forberedt:
    """Scan a text file or a workbook before DuckDB opens it.

    Args:
        fundet: the input.
        regelsaet: the rule pack.
        mappe: the run's temporary folder.
        filer: collects the file names that DuckDB may read.
        tegnsaet: the character set as the user named it, or None.

    Raises:
        LaeseFejl: a file cannot be read.
        BrugsFejl: the character set is unknown, or is given for a format other than CSV.
    """
    codec = find_codec(tegnsaet) if tegnsaet is not None else None
    if codec is not None and fundet.format != "csv":
        raise BrugsFejl(
            Besked(
                "--tegnsaet gælder kun CSV-filer; i andre filer er tegnsættet givet. Udelad det.",
                "Et tegnsæt vælges kun for CSV-filer; i andre filer er det givet.",
            )
        )
    foer = aftryk(fundet.filer)
    fundet = replace(fundet, neutrale=tuple(filer.navn(f) for f in fundet.filer))
    forberedt = replace(_gennemgaaet(fundet, regelsaet, mappe, codec), aftryk=foer)
    uaendret(fundet, foer)
    return forberedt


def _gennemgaaet(fundet: Fundet, regelsaet: Regelsaet, mappe: Path, codec: str | None) -> Forberedt:
    sti = fundet.filer[0]
    if fundet.format == "csv":
        return Forberedt(fundet, csv=gennemgaa(fundet.neutrale[0], fundet.sted, regelsaet, mappe, codec))
    if fundet.format == "jsonl":
        from .linjer import laes_jsonl

        return Forberedt(fundet, udtraek=laes_jsonl(sti, fundet.sted, regelsaet, mappe, fundet.kort))
    if fundet.format == "xlsx":
        from .projektmapper import laes_xlsx

        return Forberedt(fundet, udtraek=laes_xlsx(sti, fundet.sted, regelsaet, mappe, fundet.kort))
    return Forberedt(fundet)


def aabn(con: duckdb.DuckDBPyConnection, forberedt: Forberedt, regelsaet: Regelsaet) -> Indkilde:
    """Return the rows with their values as a relation. Raises BrugsFejl for invalid headers, LaeseFejl for the file."""
    if forberedt.csv is not None:
        kilde = replace(_aabn_csv(forberedt.fundet, forberedt.csv, regelsaet), aftryk=forberedt.aftryk)
    elif forberedt.udtraek is not None:
        # The file has been read completely, so a later change of it does not matter.
        kilde = _aabn_udtraek(forberedt.fundet, forberedt.udtraek, regelsaet)
    else:
        kilde = replace(_aabn_parquet(con, forberedt.fundet, regelsaet), aftryk=forberedt.aftryk)
    return _kun_puljens(kilde, regelsaet)


def _kun_puljens(kilde: Indkilde, regelsaet: Regelsaet) -> Indkilde:
    """Return the rows with an error in each whose column ``pulje`` names another pool, as ``tjek`` refuses a file."""
    pulje = next((k for k in kilde.overskrifter.kolonner if k.fakta is None and er_puljen(k.navn)), None)
    if pulje is None:
        return kilde
    skrevet = kolonnenavn(pulje)
    egne = ", ".join(tekst(som_navn(t)) for t in (regelsaet.id, regelsaet.data.titel))
    aarsag = tekst(
        f"Rækken hører til en anden pulje end {regelsaet.id}. Ret feltet, eller tøm det, hvis det er forkert."
    )
    relation = (
        f"(SELECT * REPLACE (CASE WHEN {FEJL} IS NULL AND coalesce({som_navn_sql(skrevet)}, '') NOT IN ('', {egne}) "
        f"THEN [{{'k': {pulje.nr}, 'v': CAST({skrevet} AS VARCHAR), 'a': {aarsag}}}] ELSE {FEJL} END AS {FEJL}) "
        f"FROM {kilde.relation})"
    )
    return replace(kilde, relation=relation)


def csv_linjer(fil: Csvfil) -> str:
    """Return SQL for the rows of a scanned file, with the cells as text in columns named by ``raanavn``."""
    raa = ", ".join(f"'{raanavn(i)}': 'VARCHAR'" for i in range(len(fil.navne)))
    return (
        f"read_csv({tekst(str(fil.laes))}, auto_detect = false, columns = {{{raa}}}, header = false, "
        f"skip = {fil.spring}, delim = {tekst(fil.skilletegn)}, quote = '\"', escape = '\"', "
        f"{NYLINJE if fil.linjefoed else ''}max_line_size = {_HOEJST_LINJE}, "
        "strict_mode = true, null_padding = false, ignore_errors = false, "
        f"compression = 'none', encoding = 'utf-8', parallel = {'false' if fil.skan.flere_linjer else 'true'})"
    )


def _aabn_csv(fundet: Fundet, fil: Csvfil, regelsaet: Regelsaet) -> Indkilde:
    overskrifter = find_kolonner(fil.navne, regelsaet, fil.skilletegn, fundet.kort, fundet.sted)
    nr = f"SELECT row_number() OVER () AS {NR}, * FROM {csv_linjer(fil)}"
    if fil.skan.daarlige:
        nr = f"SELECT * FROM ({nr}) WHERE {NR} NOT IN (SELECT nr FROM {DAARLIGE_TABEL})"
    # An earlier answer of this program: its first and last columns are RAEKKE and GRUNDLAG.
    egen = fil.navne[0] == RAEKKE and fil.navne[-1] == GRUNDLAG
    celler = {
        k.nr: (
            laest_sql(c, egen=egen),
            "VARCHAR",
        )
        for k, c in ((k, raanavn(k.nr)) for k in overskrifter.kolonner)
    }
    kilde = _typet(f"({nr})", overskrifter, celler, regelsaet)
    bemaerkninger = [*overskrifter.bemaerkninger, *fil.bemaerkninger]
    bemaerkninger += _tomme(fil.skan.tomme)
    return Indkilde(
        fundet,
        overskrifter,
        kilde.relation,
        fil.skan.raekker,
        kilde.typer,
        kilde.laesere,
        kilde.funktioner,
        bemaerkninger,
        raa=kilde.raa,
        decimalpunkt=kilde.decimalpunkt,
    )


def _tomme(antal: int) -> list[str]:
    if not antal:
        return []
    return ["1 tom linje er sprunget over." if antal == 1 else f"{antal} tomme linjer er sprunget over."]


def _aabn_udtraek(fundet: Fundet, udtraek: Udtraek, regelsaet: Regelsaet) -> Indkilde:
    fakta = fakta_i_raekken(regelsaet)
    raa = ", ".join([f"'{NR}': 'BIGINT'"] + [f"'{raanavn(k.nr)}': 'VARCHAR'" for k in udtraek.overskrifter.kolonner])
    dele, typer = [NR], {}
    for k in udtraek.overskrifter.kolonner:
        c = raanavn(k.nr)
        if k.fakta is None:
            dele.append(f"nullif({c}, '') AS {kolonnenavn(k)}")
            typer[kolonnenavn(k)] = "VARCHAR"
            continue
        laest = laest_kolonne(fakta[k.fakta], "VARCHAR", c, regelsaet.kommuner)
        typer[kolonnenavn(k)] = laest.type
        dele.append(f"CASE WHEN {c} <> '' THEN {laest.af_svar.format(f'{c}[2:]')} END AS {kolonnenavn(k)}")
    dele.append(f"CAST(NULL AS STRUCT(k INTEGER, v VARCHAR, a VARCHAR)[]) AS {FEJL}")
    relation = (
        f"(SELECT {', '.join(dele)} FROM read_csv({tekst(str(udtraek.fil))}, auto_detect = false, columns = {{{raa}}}, "
        f"header = false, delim = ';', quote = '\"', escape = '\"', {NYLINJE}strict_mode = true, "
        f"max_line_size = {_HOEJST_LINJE}, "
        "parallel = false, compression = 'none'))"
    )
    bemaerkninger = [*udtraek.overskrifter.bemaerkninger, *_tomme(udtraek.tomme), *udtraek.bemaerkninger]
    return Indkilde(fundet, udtraek.overskrifter, relation, udtraek.raekker, typer, bemaerkninger=bemaerkninger)


def _aabn_parquet(con: duckdb.DuckDBPyConnection, fundet: Fundet, regelsaet: Regelsaet) -> Indkilde:
    mapper = fundet.mapper or ({},)
    with laesefejl(fundet.sted):
        typer = kolonnetyper(con, fundet.neutrale[0])
        egne = _med_mapper(typer, mapper[0], fundet)
        for fil, neutral, m in zip(fundet.filer[1:], fundet.neutrale[1:], mapper[1:], strict=True):
            if (andre := _med_mapper(kolonnetyper(con, neutral), m, fundet)) != egne:
                raise LaeseFejl(
                    f"Delene har ikke de samme kolonner: {vis_sikkert(fil.name, 80)} {_afviger(egne, andre)}. "
                    "Gem dem med de samme kolonner og typer, eller læs dem hver for sig.",
                    fundet.sted,
                )
        metadata = f"SELECT file_name, num_rows FROM parquet_file_metadata({_filliste(fundet.neutrale)})"
        antal = dict(con.execute(metadata).fetchall())
    overskrifter = find_kolonner([n for n, _ in egne], regelsaet, kort=fundet.kort, sted=fundet.sted)
    foer, forskydning = 0, []
    for fil in fundet.neutrale:
        forskydning.append(foer)
        foer += int(antal[str(fil)])
    for k in overskrifter.kolonner:
        if k.fakta is not None and art_af(egne[k.nr][1]) is None:
            raise BrugsFejl(med_sted(fundet.sted, _kan_ikke_laeses(k, egne[k.nr][1])))
    celler = {
        nr: _som_vaerdi(f"{_FIL}.{raanavn(nr)}", type_)
        if nr < len(typer)
        else (_af_mappen([m[n] for m in mapper]), "VARCHAR")
        for nr, (n, type_) in enumerate(egne)
    }
    # Every column of the file is renamed, so that none can shadow DuckDB's file and row numbers.
    til = f" + {forskydning}[CAST({_FIL}.file_index AS BIGINT) + 1]" if len(forskydning) > 1 else ""
    valgt = ", ".join(f"{sql} AS {raanavn(nr)}" for nr, (sql, _) in celler.items())
    fra = f"(SELECT {_FIL}.file_row_number + 1{til} AS {NR}, {valgt} FROM {laes_parquet(fundet.neutrale, len(typer))})"
    raa = {nr: (raanavn(nr), type_) for nr, (_, type_) in celler.items()}
    kilde = _typet(fra, overskrifter, raa, regelsaet)
    tekster = [kolonne for kolonne, type_ in raa.values() if type_ == "VARCHAR"]
    return Indkilde(
        fundet,
        overskrifter,
        kilde.relation,
        foer,
        kilde.typer,
        kilde.laesere,
        kilde.funktioner,
        [*overskrifter.bemaerkninger, *_om_tegnene(con, fra, tekster, fundet.sted)],
        raa=kilde.raa,
        decimalpunkt=kilde.decimalpunkt,
    )


def _om_tegnene(con: duckdb.DuckDBPyConnection, fra: str, kolonner: list[str], sted: Sted) -> Iterator[str]:
    """Yield what is said about the texts of the first rows. Raises LaeseFejl if they were saved wrongly.

    A file has all of its texts from the same program, so the first rows show it, however many there are.
    """
    if not kolonner:
        return
    samlet = f"concat_ws(' ', {', '.join(kolonner)})"
    with laesefejl(sted):
        raekker = con.execute(f"SELECT {NR}, {samlet} FROM {fra} LIMIT {_HOEJST_PROEVET}").fetchall()
    samler = Samler()
    samler.tag("".join(f"{en_linje_af(str(t))}\n" for _, t in raekker))
    mistanke = samler.mistanke(UTF8)
    if mistanke is None:
        return
    hvor = f"række {raekker[mistanke.linje - 1][0]}"
    if mistanke.staerk:
        raise forkert_tegnsaet(mistanke, sted, f"i {hvor}")
    yield sagt_om(mistanke, hvor)


def _kan_ikke_laeses(k: Filkolonne, type_: str) -> str:
    """Return the message that a column's type cannot hold its fact, and what to do."""
    hvem = f"Kolonnen »{vis_sikkert(k.navn, 60)}« har "
    if afhaenger_af_tidszone(type_):
        return (
            f"{hvem}tidspunkter, hvis dag afhænger af tidszonen ({vis_sikkert(type_, 60)}). Gem {k.fakta} som en dato "
            "uden klokkeslæt."
        )
    return (
        f"{hvem}typen {vis_sikkert(type_, 60)}, som {k.fakta} ikke kan læses af. Gem den som tal, tekst, dato eller "
        "ja/nej."
    )


def _som_vaerdi(celle_: str, type_: str) -> tuple[str, str]:
    """Return a column with its type; text stored under another type (ENUM, JSON, UUID) is cast to VARCHAR."""
    if art_af(type_) == "tekst" and type_ != "VARCHAR":
        return f"CAST({celle_} AS VARCHAR)", "VARCHAR"
    return celle_, type_


def _af_mappen(vaerdier: Sequence[str | None]) -> str:
    """Return SQL for the value that a file's folder name (``key=value``) gives the column."""
    alle = ", ".join("NULL" if v is None else tekst(v) for v in vaerdier)
    return f"CAST([{alle}] AS VARCHAR[])[CAST({_FIL}.file_index AS BIGINT) + 1]"


def _med_mapper(typer: list[tuple[str, str]], mappe: dict[str, str | None], fundet: Fundet) -> list[tuple[str, str]]:
    """Return a file's columns followed by those from its folder names. Raises LaeseFejl where a name is in both."""
    kendte = {n.lower() for n, _ in typer}
    if begge := next((n for n in mappe if n.lower() in kendte), None):
        raise LaeseFejl(
            f"»{vis_sikkert(begge, 60)}« står både i delene og i mappernes navne. Slet kolonnen, eller omdøb mapperne.",
            fundet.sted,
        )
    return [*typer, *((n, "VARCHAR") for n in mappe)]


def _afviger(foerste: list[tuple[str, str]], egne: list[tuple[str, str]]) -> str:
    """Return how a file's columns differ from those of the first file."""
    for (n, t), (m, u) in zip(foerste, egne, strict=False):
        if n != m:
            return f"har »{vis_sikkert(m, 60)}«, hvor den første har »{vis_sikkert(n, 60)}«"
        if t != u:
            return f"har typen {vis_sikkert(u, 40)} i »{vis_sikkert(m, 60)}«, den første {vis_sikkert(t, 40)}"
    return f"har {antal_af(len(egne), 'kolonne', 'kolonner')}, den første {len(foerste)}"


def _filliste(filer: Sequence[Path]) -> str:
    return f"[{', '.join(tekst(str(f)) for f in filer)}]"


def laes_parquet(filer: Sequence[Path], antal: int) -> str:
    """Return SQL for the rows of files with ``antal`` columns, each named by ``raanavn``, as the table ``_FIL``."""
    navne = ", ".join(raanavn(nr) for nr in range(antal))
    return f"read_parquet({_filliste(filer)}, hive_partitioning = false) AS {_FIL}({navne})"


def kolonnetyper(con: duckdb.DuckDBPyConnection, fil: Path) -> list[tuple[str, str]]:
    """Return a Parquet file's column names with their types in DuckDB; ``INT96`` is returned as such."""
    svar = con.execute(f"DESCRIBE SELECT * FROM read_parquet({_filliste([fil])}, hive_partitioning = false)").fetchall()
    # The names come from the schema because DuckDB renames one of two columns that differ only in case.
    skema = con.execute(f"SELECT name, type, num_children FROM parquet_schema({tekst(str(fil))})").fetchall()
    yderste: list[tuple[str, str]] = []
    dele = 0
    for navn_, fysisk, antal in skema[1:]:
        if dele == 0:
            yderste.append((str(navn_), str(fysisk)))
        dele = max(dele - 1, 0) + int(antal or 0)
    return [(n, fysisk if fysisk == "INT96" else str(r[1])) for (n, fysisk), r in zip(yderste, svar, strict=True)]


@dataklasse(frozen=True, slots=True)
class _Typet:
    """Cells with their values: the relation, its columns' types, the readers, the Python functions, the unconverted
    cells, and the columns with decimal points.
    """

    relation: str
    typer: dict[str, str]
    laesere: dict[int, Laeser]
    funktioner: tuple[Funktion, ...]
    raa: str
    decimalpunkt: set[int]


def _typet(fra: str, overskrifter: Overskrifter, celler: dict[int, tuple[str, str]], regelsaet: Regelsaet) -> _Typet:
    """Return the relation of values, with the cells of each row that could not be read."""
    fakta = fakta_i_raekken(regelsaet)
    laesere: dict[int, Laeser] = {}
    decimalpunkt: set[int] = set()
    faste: dict[int, tuple[Filkolonne, Laest]] = {}
    for k in overskrifter.kolonner:
        if k.fakta is not None:
            art = art_af(celler[k.nr][1])
            assert art is not None
            laesere[k.nr] = Laeser(fakta[k.fakta], art)
            faste[k.nr] = k, laest_kolonne(fakta[k.fakta], celler[k.nr][1], celle(k.nr), regelsaet.kommuner)
    laes_celle = Funktion(
        LAES, celle_laeser(laesere, regelsaet.kommuner, decimalpunkt), ("INTEGER", "VARCHAR"), "VARCHAR"
    )
    celler_sql = ", ".join(f"{sql} AS {celle(nr)}" for nr, (sql, _) in celler.items())
    laest = {nr: le for nr, (_, le) in faste.items()}
    raa = f"SELECT {NR}, {celler_sql} FROM {fra}"
    sql = lag(raa, laest, LAES)
    dele = [
        NR,
        *(f"{vaerdi(k.nr) if k.nr in faste else celle(k.nr)} AS {kolonnenavn(k)}" for k in overskrifter.kolonner),
    ]
    fremmed_funktion, fremmed, vilkaar = _fremmede(overskrifter, celler, regelsaet)
    forkert = " OR ".join(f"coalesce({svar(nr)} = {tekst(FORKERT)}, false)" for nr in laest)
    liste = ", ".join(
        f"CASE WHEN {svar(nr)} = {tekst(FORKERT)} THEN {{'k': {nr}, 'v': {le.raa}, 'a': NULL::VARCHAR}} END"
        for nr, le in laest.items()
    )
    fejl = (
        f"CASE WHEN {vilkaar} THEN [{fremmed}] WHEN {PLAN} THEN NULL "
        f"WHEN {forkert} THEN list_filter([{liste}], lambda __x: __x IS NOT NULL) END AS {FEJL}"
    )
    typer = {kolonnenavn(k): laest[k.nr].type if k.nr in laest else celler[k.nr][1] for k in overskrifter.kolonner}
    relation = f"(SELECT {', '.join(dele)}, {fejl} FROM ({sql}))"
    return _Typet(relation, typer, laesere, (laes_celle, fremmed_funktion), f"({raa})", decimalpunkt)


def kontroller_punktummer(con: duckdb.DuckDBPyConnection, kilde: Indkilde) -> None:
    """Raise BrugsFejl where a column of whole numbers has dots both as decimal points and as thousands separators.

    To be called when every row has been read.
    """
    for k in kilde.overskrifter.kolonner:
        if k.nr not in kilde.decimalpunkt:
            continue
        tekst_ = f"trim({celle(k.nr)})"
        fundet = con.execute(
            f"SELECT {NR}, {tekst_} FROM {kilde.raa} "
            f"WHERE regexp_full_match({tekst_}, '[+-]?[1-9][0-9]{{0,2}}([.][0-9]{{3}})+') LIMIT 1"
        ).fetchone()
        if fundet is not None:
            raise BrugsFejl(
                f"Kolonnen »{vis_sikkert(k.navn, 60)}« har både tal med decimaler (som 7500.0) og »{fundet[1]}« i "
                f"række {fundet[0]}, som kan læses på to måder. Gem tallene uden punktum."
            )


def _fremmede(
    overskrifter: Overskrifter, celler: dict[int, tuple[str, str]], regelsaet: Regelsaet
) -> tuple[Funktion, str, str]:
    """Return a function, and SQL for what is wrong with a sum row or a filter note and for whether a row is one.

    Only rows with a word that such rows contain (``FREMMEDE_ORD``) are passed to the workbook reader's check, which
    decides.
    """
    tekster = [k.nr for k in overskrifter.kolonner if celler[k.nr][1] == "VARCHAR"]
    liste = next(iter(regelsaet.data.lister.values()), None)
    kolonne = overskrifter.fakta.get(liste.navn_fakta) if liste is not None else None
    navnet = kolonne.nr if kolonne is not None and kolonne.nr in tekster else None
    andre = [nr for nr in tekster if nr != navnet]

    def proev(navn_: str | None, resten: list[str | None]) -> dict[str, object] | None:
        fundet = fremmed_raekke(navn_, resten)
        if fundet is None:
            return None
        plads, aarsag = fundet
        return {
            "k": navnet if plads is None else andre[plads],
            "v": navn_ if plads is None else resten[plads],
            "a": aarsag,
        }

    funktion = Funktion(FREMMED, proev, ("VARCHAR", "VARCHAR[]"), "STRUCT(k INTEGER, v VARCHAR, a VARCHAR)")

    def maaske(*numre: int) -> str:
        celler = ", ".join(map(celle, numre))
        # One test on all cells joined: DuckDB plans a thousand separate tests for minutes.
        return f"coalesce(regexp_matches(concat_ws(chr(10), {celler}), {tekst(FREMMEDE_ORD)}), false)"

    resten = maaske(*andre) if andre else "false"
    if navnet is None:
        kandidat, skrevet = f"({resten})", "NULL::VARCHAR"
    else:
        # Most rows have a name, and then only the name is tested.
        skrevet = celle(navnet)
        kandidat = f"CASE WHEN coalesce(trim({skrevet}), '') <> '' THEN {maaske(navnet)} ELSE {resten} END"
    kald = f"{FREMMED}({skrevet}, [{', '.join(celle(nr) for nr in andre)}]::VARCHAR[])"
    return funktion, kald, f"({kandidat} AND {kald} IS NOT NULL)"


@contextmanager
def laesefejl(sted: Sted) -> Iterator[None]:
    """Convert DuckDB's errors while it reads to errors in the user's words."""
    import duckdb

    try:
        yield
    except AnsoegningFejl:
        raise
    except duckdb.OutOfMemoryException:
        raise BrugsFejl(
            med_raad(
                "Hukommelsen er for lille til kørslen.",
                "Giv mere med --hukommelse, eller brug --traade 1.",
                "Del tabellen i flere filer, eller luk andre programmer.",
            )
        ) from None
    except duckdb.Error as fejl:
        aarsag = aarsag_i(str(fejl))
        # The answer and the links to the input files are in the same folder, but only an error from reading contains
        # the word "read".
        if aarsag is not None and FORSTAVELSE in str(fejl) and "read" not in str(fejl):
            raise BrugsFejl(f"Svaret kan ikke skrives: {aarsag}.") from None
        egne = (duckdb.InternalException, duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
        # The cells of the input are checked before the program calculates with them.
        if isinstance(fejl, egne) or str(fejl).startswith("Out of Range Error: Overflow in"):
            raise InternFejl(f"Kolonnemotoren afviste forespørgslen ({type(fejl).__name__}: {fejl}).") from fejl
        raise LaeseFejl(
            "Filen kan ikke læses; den er beskadiget eller ikke hel. Hent den igen, eller gem den igen i det program, "
            "den kommer fra.",
            sted,
        ) from fejl
