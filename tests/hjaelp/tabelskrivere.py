"""Write a drawn table as CSV, JSON lines, workbook and Parquet, and its rows as applications in YAML and JSON.

Independent of the program's own writers. Every format has the same values in a row, with the types that it supports.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter  # type: ignore[import-untyped] # the library ships no types

from ansoegning.model.regelsaet import Faktaerklaering
from hjaelp.tabelstrategi import ANSOEGNING, Skrivning, Tabel

_FOERSTE_DAG_I_REGNEARK = date(1900, 3, 1)
_HOEJST_CIFRE_I_REGNEARK = 15
_HOEJST_DECIMALER = 38
# Text that the program prefixes with an apostrophe, so that a spreadsheet does not evaluate it as a formula. The
# program removes the apostrophe again when it reads the file.
_FORMEL = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def skriv_tabel(tabel: Tabel, s: Skrivning, sti: Path) -> None:
    """Write the table to a file. Raises OSError if the file system does not allow the name."""
    match s.format:
        case "csv":
            sti.write_bytes(til_csv(tabel, s))
        case "jsonl":
            sti.write_bytes(til_jsonl(tabel, s))
        case "xlsx":
            sti.write_bytes(til_xlsx(tabel, s))
        case _:
            skriv_parquet(tabel, s, sti)


def _er_tal(v: Any) -> bool:
    return isinstance(v, int | Decimal) and not isinstance(v, bool)


# --- A cell as text -------------------------------------------------------------------------


def som_tekst(v: Any, form: Faktaerklaering, s: Skrivning, tabel: Tabel) -> str:
    """Return a cell in the notation that people use."""
    if isinstance(v, bool):
        return "ja" if v else "nej"
    if isinstance(v, date):
        return v.isoformat() if s.iso else f"{v:%d/%m}/{v.year:04}"
    if _er_tal(v):
        return dansk(v, tusinder=s.tusinder)
    if isinstance(v, tuple):
        return "; ".join(_led(t) for t in v)
    assert isinstance(v, str)
    if s.navne and form.type == "valg":
        return (form.valg or {}).get(v, v)
    if s.navne and form.type == "kommune":
        return next((k.navn for k in tabel.regelsaet.kommuner.alle if k.kode == v), v)
    return v


def dansk(v: int | Decimal, *, tusinder: bool = False) -> str:
    """Return a number with decimal comma and all its digits, optionally with dots between thousands."""
    hele, _, decimaler = f"{Decimal(v):f}".partition(".")
    if tusinder:
        hele = f"{int(hele):,}".replace(",", ".") if int(hele) else hele
    return f"{hele},{decimaler}" if decimaler else hele


def _led(tekst: str) -> str:
    """Return one of several texts in a cell, quoted if it contains separator characters."""
    if set(tekst) & set(';\n\r"') or tekst != tekst.strip():
        return '"{}"'.format(tekst.replace('"', '""'))
    return tekst


def _hoved(s: Skrivning) -> list[str]:
    return [s.overskrifter.get(n, n) for n in s.kolonner]


def _id(nr: int) -> str:
    return f"A{nr + 1}"


# --- Formats --------------------------------------------------------------------------------


def til_csv(tabel: Tabel, s: Skrivning) -> bytes:
    """Return CSV with the drawn separator, line ends and encoding; UTF-8 if the encoding cannot represent a text."""
    linjer = [_csv_linje(_hoved(s), s)]
    for nr, r in enumerate(tabel.raekker):
        celler = []
        for n in s.kolonner:
            if n == ANSOEGNING:
                celler.append(_id(nr))
            elif n in tabel.fremmede:
                celler.append(tabel.fremmede[n][nr])
            else:
                tekst = som_tekst(r[n], tabel.form(n), s, tabel) if n in r else ""
                celler.append(f"'{tekst}" if not _er_tal(r.get(n)) and _FORMEL.match(tekst) else tekst)
        linjer.append(_csv_linje(celler, s))
    tekst = "".join(li + sk for li, sk in zip(linjer, s.linjeskift, strict=True))
    if not s.sidste_linjeskift:
        tekst = tekst[: -len(s.linjeskift[-1])]
    if s.sep:
        tekst = f"sep={s.skilletegn}{s.linjeskift[0]}{tekst}"
    try:
        return tekst.encode(s.tegnsaet)
    except UnicodeEncodeError:
        return tekst.encode()


def _csv_linje(celler: list[str], s: Skrivning) -> str:
    ud = io.StringIO(newline="")
    # The csv library quotes a line break only if the character is in its own line terminator.
    csv.writer(
        ud, delimiter=s.skilletegn, lineterminator="\r\n", quoting=csv.QUOTE_ALL if s.citat else csv.QUOTE_MINIMAL
    ).writerow(celler)
    return ud.getvalue().removesuffix("\r\n")


def til_jsonl(tabel: Tabel, s: Skrivning) -> bytes:
    """Return JSON lines: numbers as written, dates as ISO texts, lists as lists."""
    linjer = []
    for nr, r in enumerate(tabel.raekker):
        dele = []
        for n in s.kolonner:
            if n == ANSOEGNING:
                v = _json(_id(nr))
            elif n in tabel.fremmede:
                v = _json(tabel.fremmede[n][nr])
            elif n in r:
                v = _json_celle(r[n], tabel.form(n), s, tabel, som_tekst_=n in s.som_tekst)
            elif s.tom == "udeladt":
                continue
            else:
                v = "null" if s.tom == "null" else '""'
            dele.append(f"{_json(s.overskrifter.get(n, n))}: {v}")
        linjer.append("{" + ", ".join(dele) + "}\n")
    return "".join(linjer).encode()


def _json(v: object) -> str:
    return json.dumps(v, ensure_ascii=False)


def _json_celle(v: Any, form: Faktaerklaering, s: Skrivning, tabel: Tabel, *, som_tekst_: bool) -> str:
    if isinstance(v, tuple):
        return _json(list(v))
    if som_tekst_ or isinstance(v, date | str):
        return _json(som_tekst(v, form, s, tabel))
    if isinstance(v, bool):
        return _json(v)
    return f"{v:f}" if isinstance(v, Decimal) else str(v)


def til_xlsx(tabel: Tabel, s: Skrivning) -> bytes:
    """Return a workbook of one sheet: numbers, dates and yes/no as typed cells."""
    ud = io.BytesIO()
    with xlsxwriter.Workbook(ud, {"in_memory": True, "strings_to_numbers": False}) as bog:
        ark = bog.add_worksheet("Rækker")
        dato, procent = bog.add_format({"num_format": "dd/mm/yyyy"}), bog.add_format({"num_format": "0.00%"})
        for k, navn in enumerate(_hoved(s)):
            ark.write_string(0, k, navn)
        for nr, r in enumerate(tabel.raekker):
            for k, n in enumerate(s.kolonner):
                if n == ANSOEGNING:
                    ark.write_string(nr + 1, k, _id(nr))
                elif n in tabel.fremmede:
                    if tabel.fremmede[n][nr]:
                        ark.write_string(nr + 1, k, tabel.fremmede[n][nr])
                elif n in r:
                    v, form = r[n], tabel.form(n)
                    if n in s.som_tekst or not _i_celle(v):
                        tekst = som_tekst(v, form, s, tabel)
                        if tekst:
                            ark.write_string(nr + 1, k, tekst)
                    elif isinstance(v, bool):
                        ark.write_boolean(nr + 1, k, v)
                    elif isinstance(v, date):
                        ark.write_datetime(nr + 1, k, v, dato)
                    elif form.enhed == "pct." and s.procentformat:
                        ark.write_number(nr + 1, k, float(Decimal(v) / 100), procent)
                    else:
                        ark.write_number(nr + 1, k, float(v))
    return ud.getvalue()


def _i_celle(v: Any) -> bool:
    """Return whether a workbook cell can contain the value itself."""
    if isinstance(v, bool):
        return True
    if isinstance(v, date):
        return _FOERSTE_DAG_I_REGNEARK <= v <= date(2199, 12, 31)
    return _er_tal(v) and len(Decimal(v).normalize().as_tuple().digits) <= _HOEJST_CIFRE_I_REGNEARK


def skriv_parquet(tabel: Tabel, s: Skrivning, sti: Path) -> None:
    """Write Parquet: each column has the type of its cells, or text if they have more than one type."""
    typer: dict[str, str] = {}
    for n in s.kolonner:
        celler = [r[n] for r in tabel.raekker if n in r]
        typer[n] = "VARCHAR" if n == ANSOEGNING or n in tabel.fremmede else _type(celler, n in s.som_tekst)
    with duckdb.connect() as con:
        kolonner = ", ".join(f"{_navn(s.overskrifter.get(n, n))} {t}" for n, t in typer.items())
        con.execute(f"CREATE TABLE ud ({kolonner})")
        raekker = []
        for nr, r in enumerate(tabel.raekker):
            celler = []
            for n, t in typer.items():
                if n == ANSOEGNING:
                    v: Any = _id(nr)
                elif n in tabel.fremmede:
                    v = tabel.fremmede[n][nr] or None
                else:
                    v = r.get(n)
                    if v is not None and t == "VARCHAR":
                        v = som_tekst(v, tabel.form(n), s, tabel)
                    elif isinstance(v, tuple):
                        v = list(v)
                celler.append(v)
            raekker.append(celler)
        if raekker:
            con.executemany(f"INSERT INTO ud VALUES ({', '.join('?' * len(typer))})", raekker)
        # Written under a plain name first, because DuckDB's treatment of odd names is not tested here.
        plain = sti.with_name("skrives.tmp")
        con.execute(f"COPY ud TO '{str(plain).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
        plain.replace(sti)


def _type(celler: list[Any], som_tekst_: bool) -> str:
    if som_tekst_ or not celler:
        return "VARCHAR"
    if all(isinstance(v, bool) for v in celler):
        return "BOOLEAN"
    if all(isinstance(v, date) for v in celler):
        return "DATE"
    if all(isinstance(v, tuple) for v in celler):
        return "VARCHAR[]"
    if all(_er_tal(v) for v in celler):
        tal = [Decimal(v) for v in celler]
        decimaler = max(max(0, -int(v.as_tuple().exponent)) for v in tal)
        hele = max(max(1, v.adjusted() + 1) for v in tal)
        if decimaler + hele <= _HOEJST_DECIMALER:
            return f"DECIMAL({decimaler + hele},{decimaler})" if decimaler or hele > 18 else "BIGINT"
    return "VARCHAR"


def _navn(navn: str) -> str:
    return '"' + navn.replace('"', '""') + '"'


# --- Applications ---------------------------------------------------------------------------


def ansoegning_json(tabel: Tabel, nr: int, s: Skrivning, *, tal: bool) -> str:
    """Return a row as an application in JSON: whole numbers as numbers if ``tal``, all else as texts and lists."""

    def celle(navn: str, v: Any) -> Any:
        if isinstance(v, tuple):
            return list(v)
        if tal and isinstance(v, int):
            return v
        return som_tekst(v, tabel.form(navn), s, tabel)

    return json.dumps(_oversat(tabel.ansoegning(nr), tabel, celle), ensure_ascii=False, indent=1)


def ansoegning_python(tabel: Tabel, nr: int) -> dict[str, Any]:
    """Return a row as an application of Python objects, with unchanged values."""

    def celle(_navn: str, v: Any) -> Any:
        return list(v) if isinstance(v, tuple) else v

    return _oversat(tabel.ansoegning(nr), tabel, celle)


def ansoegning_yaml(tabel: Tabel, nr: int, s: Skrivning) -> str:
    """Return a row as an application in YAML: numbers, dates and choices plain, texts in quotes."""

    def celle(navn: str, v: Any) -> Any:
        if isinstance(v, tuple):
            return [_yaml_tekst(t) for t in v]
        tekst = som_tekst(v, tabel.form(navn), s, tabel)
        return _yaml_tekst(tekst) if isinstance(v, str) else tekst

    linjer: list[str] = []

    def skriv(v: Any, indryk: str, foerst: str) -> None:
        for noegle, del_ in v.items():
            if isinstance(del_, dict) and del_:
                linjer.append(f"{foerst}{noegle}:")
                skriv(del_, indryk + "  ", indryk + "  ")
            elif isinstance(del_, list) and del_:
                linjer.append(f"{foerst}{noegle}:")
                for led in del_:
                    if isinstance(led, dict) and led:
                        skriv(led, indryk + "    ", indryk + "  - ")
                    else:
                        linjer.append(f"{indryk}  - {led or '{}'}")
            else:
                linjer.append(f"{foerst}{noegle}: {del_ if del_ else '{}' if isinstance(del_, dict) else '[]'}")
            foerst = indryk

    skriv(_oversat(tabel.ansoegning(nr), tabel, celle), "", "")
    return "\n".join(linjer) + "\n"


def _oversat(fil: Mapping[str, Any], tabel: Tabel, celle: Any) -> dict[str, Any]:
    """Return an application with each cell converted by ``celle``."""
    ud: dict[str, Any] = {}
    for noegle, v in fil.items():
        if noegle == "pulje":
            ud[noegle] = v
        elif noegle == tabel.liste:
            ud[noegle] = [{n: celle(n, c) for n, c in r.items()} for r in v]
        elif isinstance(v, dict):
            ud[noegle] = {n: celle(f"{noegle}.{n}", c) for n, c in v.items()}
        else:
            ud[noegle] = celle(noegle, v)
    return ud


def _yaml_tekst(tekst: str) -> str:
    """Return a double-quoted scalar, with escapes for all invisible characters."""

    def tegn(t: str) -> str:
        if t in '"\\':
            return f"\\{t}"
        if t.isprintable():
            return t
        return f"\\u{ord(t):04x}" if ord(t) < 0x10000 else f"\\U{ord(t):08x}"

    return '"' + "".join(map(tegn, tekst)) + '"'
