"""What comes in: which format it is, which facts its columns hold, and each row's values as one relation in SQL."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..fejl import AnsoegningFejl, BrugsFejl, InternFejl, LaeseFejl, Sted, mente_du, vis_sikkert
from ..indlaes.sumraekker import FREMMEDE_ORD, fremmed_raekke
from ..sprog.regelsaet import Regelsaet
from .csv_fil import Csvfil, gennemgaa
from .db import navn, tekst
from .linjer import Udtraek, laes_jsonl
from .overskrifter import Kolonne, Overskrifter, fakta_i_raekken, find_kolonner
from .tegnsaet import find_codec
from .vaerdier_sql import FORKERT, PLAN, Laeser, Laest, art_af, celle_laeser, laest_kolonne, lag, sqltype

if TYPE_CHECKING:
    import duckdb

Format = Literal["parquet", "csv", "jsonl", "xlsx"]
NR, FEJL = "__nr", "__fejl"
LAES, FREMMED = "laes_celle", "fremmed_raekke"
# Where a field may hold carriage returns, the engine must be told that rows end in line feeds.
NYLINJE = "new_line = '\\n', "
# A row of a megabyte, with every quote doubled or every character three bytes in UTF-8, and room to spare.
_HOEJST_LINJE = 8_388_608
# What a spreadsheet would run as a formula; wide letters' signs count, as spreadsheets take them for the same.
# An apostrophe before it is written by us, and by people in spreadsheets, and is taken away again in reading.
FORMEL = "[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20]"
_ENDELSER: dict[str, Format] = {
    ".parquet": "parquet", ".csv": "csv", ".txt": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".json": "jsonl", ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fundet:
    """An input found: its format, the files it is made of, and where it is in messages."""

    format: Format
    filer: tuple[Path, ...]
    sted: Sted
    delt: bool = False


@dataclass(slots=True)
class Kilde:
    """An input opened. ``relation`` gives NR, each column (``kolonnenavn``), and FEJL: what could not be read, or NULL.

    ``raekker`` counts every row, those in the file of unreadable ones too; ``direkte``: the files are read as they are.
    """

    fundet: Fundet
    overskrifter: Overskrifter
    relation: str
    raekker: int
    direkte: bool
    laesere: dict[int, Laeser] = field(default_factory=dict)
    bemaerkninger: list[str] = field(default_factory=list)
    aftryk: tuple[tuple[int, int], ...] = ()
    # The rows' cells as they stand, in SQL, and the columns where a dot has been seen to be a decimal sign.
    raa: str = ""
    decimalpunkt: set[int] = field(default_factory=set)


def kolonnenavn(k: Kolonne) -> str:
    """A column's name in ``relation``, whatever its header is."""
    return f"{'f' if k.fakta is not None else 'x'}{k.nr}"


def find_ind(ind: str, mappe: Path) -> Fundet:
    """What an argument names; ``-`` is standard input, kept in ``mappe``. Raises LaeseFejl."""
    sted = Sted("standard-input" if ind == "-" else vis_sikkert(ind, 300))
    if ind == "-":
        sti = mappe / "ind"
        _gem_standard_input(sti, sted)
        return Fundet(_format(sti, sted), (sti,), sted)
    sti = Path(ind)
    try:
        tilstand = sti.stat().st_mode
    except FileNotFoundError:
        naboer = [str(p) for p in sti.parent.iterdir()] if sti.parent.is_dir() else []
        raise LaeseFejl(f"Filen findes ikke. Kontrollér navn og mappe.{mente_du(str(sti), naboer)}", sted) from None
    except (OSError, ValueError) as fejl:
        raise LaeseFejl(f"Filen kan ikke læses ({type(fejl).__name__}). Kontrollér navnet.", sted) from None
    if stat.S_ISDIR(tilstand):
        return _mappe(sti, sted)
    if stat.S_ISFIFO(tilstand):
        with sti.open("rb") as fra, (mappe / "ind").open("wb") as til:
            shutil.copyfileobj(fra, til, 1 << 20)
        return Fundet(_format(mappe / "ind", sted), (mappe / "ind",), sted)
    if not stat.S_ISREG(tilstand):
        raise LaeseFejl("Det er ikke en almindelig fil.", sted)
    return Fundet(_format(sti, sted), (sti.resolve(),), sted)


def _gem_standard_input(sti: Path, sted: Sted) -> None:
    if sys.stdin is None:
        raise LaeseFejl("Der er ingen standard-input. Angiv en fil.", sted)
    with sti.open("wb") as ud:
        shutil.copyfileobj(sys.stdin.buffer, ud, 1 << 20)


def _mappe(sti: Path, sted: Sted) -> Fundet:
    filer = sorted(
        p.resolve()
        for p in sti.rglob("*.parquet")
        if p.is_file() and not any(d.startswith(("_", ".")) for d in p.relative_to(sti).parts)
    )
    if not filer:
        raise LaeseFejl("Mappen har ingen Parquet-filer. Angiv en fil, eller en mappe med dele i Parquet.", sted)
    delt = any("=" in d for p in filer for d in p.relative_to(sti.resolve()).parts[:-1])
    return Fundet("parquet", tuple(filer), sted, delt)


def _format(sti: Path, sted: Sted) -> Format:
    """By what a file begins with; its name only where that says nothing."""
    try:
        with sti.open("rb") as fil:
            hoved = fil.read(512)
    except OSError as fejl:
        raise LaeseFejl(f"Filen må ikke læses ({type(fejl).__name__}). Kontrollér rettighederne.", sted) from None
    if hoved.startswith(b"PAR1"):
        return "parquet"
    if hoved.startswith(b"PK\x03\x04"):
        return "xlsx"
    if hoved.startswith(b"\xd0\xcf\x11\xe0"):
        raise LaeseFejl("Filen er et gammelt regneark (.xls) eller låst. Gem den som .xlsx uden adgangskode.", sted)
    if hoved.startswith(b"\x1f\x8b"):
        raise LaeseFejl("Filen er pakket (gzip). Pak den ud først.", sted)
    valgt = _ENDELSER.get(Path(sted.fil).suffix.lower())
    if valgt in ("parquet", "xlsx"):
        raise LaeseFejl(f"Filen hedder {Path(sted.fil).suffix}, men er det ikke. Kontrollér, at den er hel.", sted)
    if valgt is not None:
        return valgt
    return "jsonl" if hoved.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")) else "csv"


@dataclass(frozen=True, slots=True)
class Forberedt:
    """What is found out before the engine opens anything: what it will read."""

    fundet: Fundet
    csv: Csvfil | None = None
    udtraek: Udtraek | None = None
    aftryk: tuple[tuple[int, int], ...] = ()

    @property
    def filer(self) -> tuple[Path, ...]:
        return self.fundet.filer


def aftryk(filer: Sequence[Path]) -> tuple[tuple[int, int], ...]:
    """What tells whether files have been changed."""
    return tuple((f.stat().st_mtime_ns, f.stat().st_size) for f in filer)


def uaendret(fundet: Fundet, foer: tuple[tuple[int, int], ...]) -> None:
    """Raises LaeseFejl where the input has been changed since."""
    try:
        if aftryk(fundet.filer) == foer:
            return
    except OSError:
        pass
    raise LaeseFejl("Filen blev ændret, mens den blev læst. Kør igen.", fundet.sted)


def forbered(fundet: Fundet, regelsaet: Regelsaet, mappe: Path, tegnsaet: str | None = None) -> Forberedt:
    """Go through a file of text or a workbook. ``tegnsaet`` as the user named it. Raises LaeseFejl and BrugsFejl."""
    codec = find_codec(tegnsaet) if tegnsaet is not None else None
    if codec is not None and fundet.format != "csv":
        raise BrugsFejl("--tegnsaet gælder kun CSV-filer; i andre filer er tegnsættet givet. Udelad det.")
    foer = aftryk(fundet.filer)
    forberedt = replace(_gennemgaaet(fundet, regelsaet, mappe, codec), aftryk=foer)
    uaendret(fundet, foer)
    return forberedt


def _gennemgaaet(fundet: Fundet, regelsaet: Regelsaet, mappe: Path, codec: str | None) -> Forberedt:
    sti = fundet.filer[0]
    if fundet.format == "csv":
        return Forberedt(fundet, csv=gennemgaa(sti, fundet.sted, regelsaet, mappe, codec))
    if fundet.format == "jsonl":
        return Forberedt(fundet, udtraek=laes_jsonl(sti, fundet.sted, regelsaet, mappe))
    if fundet.format == "xlsx":
        from .regneark import laes_xlsx

        return Forberedt(fundet, udtraek=laes_xlsx(sti, fundet.sted, regelsaet, mappe))
    return Forberedt(fundet)


def aabn(con: duckdb.DuckDBPyConnection, forberedt: Forberedt, regelsaet: Regelsaet) -> Kilde:
    """The rows with their values, as a relation. Raises BrugsFejl for the headers and LaeseFejl."""
    if forberedt.csv is not None:
        return replace(_aabn_csv(con, forberedt.fundet, forberedt.csv, regelsaet), aftryk=forberedt.aftryk)
    if forberedt.udtraek is not None:
        # Read whole already.
        return _aabn_udtraek(forberedt.fundet, forberedt.udtraek, regelsaet)
    return replace(_aabn_parquet(con, forberedt.fundet, regelsaet), aftryk=forberedt.aftryk)


def csv_linjer(fil: Csvfil) -> str:
    """The rows of a file gone through, in SQL: its cells as texts, ``c0`` and on."""
    raa = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(fil.navne)))
    return (
        f"read_csv({tekst(str(fil.laes))}, auto_detect = false, columns = {{{raa}}}, header = false, "
        f"skip = {fil.spring}, delim = {tekst(fil.skilletegn)}, quote = '\"', escape = '\"', "
        f"{NYLINJE if fil.linjefoed else ''}max_line_size = {_HOEJST_LINJE}, "
        "strict_mode = true, null_padding = false, ignore_errors = false, "
        f"compression = 'none', encoding = 'utf-8', parallel = {'false' if fil.skan.flere_linjer else 'true'})"
    )


def _aabn_csv(con: duckdb.DuckDBPyConnection, fundet: Fundet, fil: Csvfil, regelsaet: Regelsaet) -> Kilde:
    overskrifter = find_kolonner(fil.navne, regelsaet, fil.skilletegn)
    nr = f"SELECT row_number() OVER () AS {NR}, * FROM {csv_linjer(fil)}"
    if fil.skan.daarlige:
        nr = f"SELECT * FROM ({nr}) WHERE {NR} NOT IN (SELECT nr FROM daarlige)"
    celler = {
        k.nr: (
            f"CASE WHEN starts_with(c{k.nr}, '''') AND regexp_matches(c{k.nr}, '^''+{FORMEL}') THEN c{k.nr}[2:] "
            f"ELSE nullif(c{k.nr}, '') END",
            "VARCHAR",
        )
        for k in overskrifter.kolonner
    }
    kilde = _typet(con, f"({nr})", overskrifter, celler, regelsaet)
    bemaerkninger = [*overskrifter.bemaerkninger, *fil.bemaerkninger]
    bemaerkninger += _tomme(fil.skan.tomme)
    return Kilde(
        fundet,
        overskrifter,
        kilde.relation,
        fil.skan.raekker,
        False,
        kilde.laesere,
        bemaerkninger,
        raa=kilde.raa,
        decimalpunkt=kilde.decimalpunkt,
    )


def _tomme(antal: int) -> list[str]:
    if not antal:
        return []
    return ["1 tom linje er sprunget over." if antal == 1 else f"{antal} tomme linjer er sprunget over."]


def _aabn_udtraek(fundet: Fundet, udtraek: Udtraek, regelsaet: Regelsaet) -> Kilde:
    fakta = fakta_i_raekken(regelsaet)
    raa = ", ".join(["'nr': 'BIGINT'"] + [f"'c{k.nr}': 'VARCHAR'" for k in udtraek.overskrifter.kolonner])
    dele = [f"nr AS {NR}"]
    for k in udtraek.overskrifter.kolonner:
        if k.fakta is None:
            dele.append(f"nullif(c{k.nr}, '') AS {kolonnenavn(k)}")
            continue
        laest = laest_kolonne(fakta[k.fakta], "VARCHAR", f"c{k.nr}", regelsaet.kommuner)
        dele.append(f"CASE WHEN c{k.nr} <> '' THEN {laest.af_svar.format(f'c{k.nr}[2:]')} END AS {kolonnenavn(k)}")
    dele.append(f"CAST(NULL AS STRUCT(k INTEGER, v VARCHAR, a VARCHAR)[]) AS {FEJL}")
    relation = (
        f"(SELECT {', '.join(dele)} FROM read_csv({tekst(str(udtraek.fil))}, auto_detect = false, columns = {{{raa}}}, "
        f"header = false, delim = ';', quote = '\"', escape = '\"', {NYLINJE}strict_mode = true, "
        f"max_line_size = {_HOEJST_LINJE}, "
        "parallel = false, compression = 'none'))"
    )
    bemaerkninger = [*udtraek.overskrifter.bemaerkninger, *_tomme(udtraek.tomme)]
    return Kilde(fundet, udtraek.overskrifter, relation, udtraek.raekker, False, {}, bemaerkninger)


def _aabn_parquet(con: duckdb.DuckDBPyConnection, fundet: Fundet, regelsaet: Regelsaet) -> Kilde:
    with laesefejl(fundet.sted):
        typer = _kolonnetyper(con, fundet.filer[:1], fundet.delt)
        for fil in fundet.filer[1:]:
            if (egne := _kolonnetyper(con, (fil,), fundet.delt)) != typer:
                raise LaeseFejl(
                    f"Delene har ikke de samme kolonner: {vis_sikkert(fil.name, 80)} {_afviger(typer, egne)}.",
                    fundet.sted,
                )
        antal = dict(
            con.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata({_filliste(fundet.filer)})").fetchall()
        )
    overskrifter = find_kolonner([n for n, _ in typer], regelsaet)
    foer, forskydning = 0, []
    for fil in fundet.filer:
        forskydning.append(foer)
        foer += int(antal[str(fil)])
    for k in overskrifter.kolonner:
        if k.fakta is not None and art_af(typer[k.nr][1]) is None:
            raise BrugsFejl(
                f"Kolonnen »{vis_sikkert(k.navn, 60)}« har typen {vis_sikkert(typer[k.nr][1], 60)}, som {k.fakta} ikke "
                "kan læses af. Gem den som tal, tekst, dato eller ja/nej."
            )
    celler = {k.nr: _som_vaerdi(navn(typer[k.nr][0]), typer[k.nr][1]) for k in overskrifter.kolonner}
    til = f" + {forskydning}[CAST(file_index AS BIGINT) + 1]" if len(forskydning) > 1 else ""
    nr = f"(SELECT file_row_number + 1{til} AS {NR}, * FROM {_read_parquet(fundet)})"
    kilde = _typet(con, nr, overskrifter, celler, regelsaet)
    return Kilde(
        fundet,
        overskrifter,
        kilde.relation,
        foer,
        True,
        kilde.laesere,
        list(overskrifter.bemaerkninger),
        raa=kilde.raa,
        decimalpunkt=kilde.decimalpunkt,
    )


def _som_vaerdi(celle: str, type_: str) -> tuple[str, str]:
    """A column with its type; what is a text in another guise is a text."""
    if art_af(type_) == "tekst" and type_ != "VARCHAR":
        return f"CAST({celle} AS VARCHAR)", "VARCHAR"
    return celle, type_


def _afviger(foerste: list[tuple[str, str]], egne: list[tuple[str, str]]) -> str:
    """How a part differs from the first."""
    for (n, t), (m, u) in zip(foerste, egne, strict=False):
        if n != m:
            return f"har »{vis_sikkert(m, 60)}«, hvor den første har »{vis_sikkert(n, 60)}«"
        if t != u:
            return f"har typen {vis_sikkert(u, 40)} i »{vis_sikkert(m, 60)}«, den første {vis_sikkert(t, 40)}"
    return f"har {len(egne)} kolonner, den første {len(foerste)}"


def _filliste(filer: Sequence[Path]) -> str:
    return f"[{', '.join(tekst(str(f)) for f in filer)}]"


def _read_parquet(fundet: Fundet) -> str:
    return f"read_parquet({_filliste(fundet.filer)}{_delt(fundet.delt)})"


def _delt(delt: bool) -> str:
    return f", hive_partitioning = {str(delt).lower()}" + (", hive_types_autocast = false" if delt else "")


def _kolonnetyper(con: duckdb.DuckDBPyConnection, filer: Sequence[Path], delt: bool) -> list[tuple[str, str]]:
    svar = con.execute(f"DESCRIBE SELECT * FROM read_parquet({_filliste(filer)}{_delt(delt)})").fetchall()
    return [(str(r[0]), str(r[1])) for r in svar]


@dataclass(frozen=True, slots=True)
class _Typet:
    """Cells read: the relation, the readers, the cells as they stand, and the columns with decimal dots."""

    relation: str
    laesere: dict[int, Laeser]
    raa: str
    decimalpunkt: set[int]


def _typet(
    con: duckdb.DuckDBPyConnection,
    fra: str,
    overskrifter: Overskrifter,
    celler: dict[int, tuple[str, str]],
    regelsaet: Regelsaet,
) -> _Typet:
    """Cells → values, and what could not be read."""
    from duckdb.func import FunctionNullHandling

    fakta = fakta_i_raekken(regelsaet)
    laesere: dict[int, Laeser] = {}
    decimalpunkt: set[int] = set()
    faste: dict[int, tuple[Kolonne, Laest]] = {}
    for k in overskrifter.kolonner:
        if k.fakta is not None:
            art = art_af(celler[k.nr][1])
            assert art is not None
            laesere[k.nr] = Laeser(fakta[k.fakta], art)
            faste[k.nr] = k, laest_kolonne(fakta[k.fakta], celler[k.nr][1], f"c_{k.nr}", regelsaet.kommuner)
    con.create_function(
        LAES,
        celle_laeser(laesere, regelsaet.kommuner, decimalpunkt),
        ["INTEGER", "VARCHAR"],
        "VARCHAR",
        null_handling=FunctionNullHandling.SPECIAL,
    )
    celler_sql = ", ".join(f"{celle} AS c_{nr}" for nr, (celle, _) in celler.items())
    laest = {nr: le for nr, (_, le) in faste.items()}
    raa = f"SELECT {NR}, {celler_sql} FROM {fra}"
    sql = lag(raa, laest, LAES)
    dele = [NR, *(f"{'v' if k.nr in faste else 'c'}_{k.nr} AS {kolonnenavn(k)}" for k in overskrifter.kolonner)]
    fremmed, vilkaar = _fremmede(con, overskrifter, celler, regelsaet)
    forkert = " OR ".join(f"coalesce(u_{nr} = {tekst(FORKERT)}, false)" for nr in laest)
    liste = ", ".join(
        f"CASE WHEN u_{nr} = {tekst(FORKERT)} THEN {{'k': {nr}, 'v': {le.raa}, 'a': NULL::VARCHAR}} END"
        for nr, le in laest.items()
    )
    fejl = (
        f"CASE WHEN {vilkaar} THEN [{fremmed}] WHEN {PLAN} THEN NULL "
        f"WHEN {forkert} THEN list_filter([{liste}], lambda x: x IS NOT NULL) END AS {FEJL}"
    )
    return _Typet(f"(SELECT {', '.join(dele)}, {fejl} FROM ({sql}))", laesere, f"({raa})", decimalpunkt)


def kontroller_punktummer(con: duckdb.DuckDBPyConnection, kilde: Kilde) -> None:
    """Raises BrugsFejl where dots in one column of whole numbers are decimal signs in some rows and part thousands in
    others. To be called when every row has been read.
    """
    for k in kilde.overskrifter.kolonner:
        if k.nr not in kilde.decimalpunkt:
            continue
        celle = f"trim(c_{k.nr})"
        fundet = con.execute(
            f"SELECT {NR}, {celle} FROM {kilde.raa} "
            f"WHERE regexp_full_match({celle}, '[+-]?[1-9][0-9]{{0,2}}([.][0-9]{{3}})+') LIMIT 1"
        ).fetchone()
        if fundet is not None:
            raise BrugsFejl(
                f"Kolonnen »{vis_sikkert(k.navn, 60)}« har både tal med decimaler (som 7500.0) og »{fundet[1]}« i "
                f"række {fundet[0]}, som kan læses på to måder. Gem tallene uden punktum."
            )


def _fremmede(
    con: duckdb.DuckDBPyConnection, overskrifter: Overskrifter, celler: dict[int, tuple[str, str]], regelsaet: Regelsaet
) -> tuple[str, str]:
    """A row that is a sum or a note of filters, in SQL: what is wrong with it, and whether it is one.

    Only rows with a word that such rows have are given to the reader of the workbooks, which decides.
    """
    from duckdb.func import FunctionNullHandling

    tekster = [k.nr for k in overskrifter.kolonner if celler[k.nr][1] == "VARCHAR"]
    liste = next(iter(regelsaet.data.lister.values()), None)
    kolonne = overskrifter.fakta.get(liste.navn_fakta) if liste is not None else None
    navnet = kolonne.nr if kolonne is not None and kolonne.nr in tekster else None
    andre = [nr for nr in tekster if nr != navnet]
    ental = liste.ental if liste is not None else "ansøgning"

    def proev(navn_: str | None, resten: list[str | None]) -> dict[str, object] | None:
        fundet = fremmed_raekke(navn_, resten, ental)
        if fundet is None:
            return None
        plads, aarsag = fundet
        return {
            "k": navnet if plads is None else andre[plads],
            "v": navn_ if plads is None else resten[plads],
            "a": aarsag,
        }

    type_ = "STRUCT(k INTEGER, v VARCHAR, a VARCHAR)"
    con.create_function(
        FREMMED, proev, ["VARCHAR", "VARCHAR[]"], type_, null_handling=FunctionNullHandling.SPECIAL
    )  # fmt: skip

    def maaske(nr: int) -> str:
        return f"coalesce(regexp_matches(c_{nr}, {tekst(FREMMEDE_ORD)}), false)"

    resten = " OR ".join(maaske(nr) for nr in andre) or "false"
    if navnet is None:
        kandidat, skrevet = f"({resten})", "NULL::VARCHAR"
    else:
        # Most rows have a name, and then only the name is looked at.
        skrevet = f"c_{navnet}"
        kandidat = f"CASE WHEN coalesce(trim({skrevet}), '') <> '' THEN {maaske(navnet)} ELSE {resten} END"
    kald = f"{FREMMED}({skrevet}, [{', '.join(f'c_{nr}' for nr in andre)}]::VARCHAR[])"
    return kald, f"({kandidat} AND {kald} IS NOT NULL)"


def faktatyper(kilde: Kilde, regelsaet: Regelsaet) -> dict[str, str]:
    """The facts that have a column, and the type they are kept in."""
    fakta = fakta_i_raekken(regelsaet)
    return {n: sqltype(fakta[n]) for n in kilde.overskrifter.fakta}


@contextmanager
def laesefejl(sted: Sted) -> Iterator[None]:
    """The engine's errors while it reads, in the user's words."""
    import duckdb

    try:
        yield
    except AnsoegningFejl:
        raise
    except duckdb.OutOfMemoryException:
        raise BrugsFejl(
            "Hukommelsen er for lille til kørslen. Giv mere med --hukommelse, eller brug --traade 1."
        ) from None
    except duckdb.Error as fejl:
        if "No space left" in str(fejl):
            raise BrugsFejl("Der er ikke mere plads på drevet. Gør plads, og kør igen.") from None
        egne = (duckdb.InternalException, duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
        if isinstance(fejl, egne):
            raise InternFejl(f"Kolonnemotoren afviste forespørgslen ({type(fejl).__name__}: {fejl}).") from fejl
        raise LaeseFejl(
            f"Filen kan ikke læses; den er beskadiget eller ikke hel ({type(fejl).__name__}).", sted
        ) from fejl
