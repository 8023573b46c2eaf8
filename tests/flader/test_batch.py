"""``batch``: every row is answered or rejected, whatever the file contains and whenever the run is killed."""

# ruff: noqa: E501 - queries of our own; tables of cases
from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansoegning.fejl import BrugsFejl, LaeseFejl
from hjaelp.batchkoersel import afviste, bestil, csv_af, regnskab
from hjaelp.batchraekker import HOVED, RAEKKE, spoerg
from hjaelp.omfang import udsnit

pytestmark = pytest.mark.tung


_GODE = "".join(RAEKKE.format(i) for i in range(1, 6))


FILER: dict[str, tuple[bytes, int, list[int]]] = {
    "good": ((HOVED + _GODE).encode(), 5, []),
    "BOM": (("\ufeff" + HOVED + _GODE).encode(), 5, []),
    "Excel's line ends": ((HOVED + _GODE).replace("\n", "\r\n").encode(), 5, []),
    "old Mac's line ends": ((HOVED + _GODE).replace("\n", "\r").encode(), 5, []),
    "mixed line ends": ((HOVED + _GODE.replace("\n", "\r\n", 2)).encode(), 5, []),
    "Windows-1252": ((HOVED + _GODE.replace("Projekt", "Sø")).encode("cp1252"), 5, []),
    "no last line end": ((HOVED + _GODE).rstrip().encode(), 5, []),
    "only a header": (HOVED.encode(), 0, []),
    "only a header, no line end": (HOVED.rstrip().encode(), 0, []),
    "blank lines": ((HOVED + "\n\n" + _GODE.replace("\n", "\n\n")).encode(), 5, []),
    "sep=": (("sep=;\n" + HOVED + _GODE).encode(), 5, []),
    "commas": ((HOVED + _GODE).replace("31,25", "31.25").replace(";", ",").encode(), 5, []),
    "tabs": ((HOVED + _GODE).replace(";", "\t").encode(), 5, []),
    "everything quoted": (
        "".join('"' + li.replace(";", '";"') + '"\n' for li in (HOVED + _GODE).splitlines()).encode(), 5, [],
    ),
    "a field too few": ((HOVED + _GODE + "A6;Aarhus;x\n" + _GODE).encode(), 11, [6]),
    "a field too many": ((HOVED + _GODE + RAEKKE.format(6).rstrip() + ";;\n" + _GODE).encode(), 11, [6]),
    "an empty row": ((HOVED + ";;;;;;;;\n" + _GODE).encode(), 6, []),
    "a quote that is not closed": ((HOVED + _GODE + RAEKKE.format('"6') + _GODE).encode(), 11, [6]),
    "a field that opens a quote": ((HOVED + RAEKKE.format(1).replace("Projekt", '"Projekt') + _GODE).encode(), 6, [1]),
    "a line break in a field": ((HOVED + _GODE.replace("Projekt 3", '"Projekt\n3"')).encode(), 5, []),
    "NUL": ((HOVED + _GODE.replace("n3", "n\0")).encode(), 5, [3]),
    "a stray byte": ((HOVED + _GODE.replace("Projekt", "Sø")).encode().replace(b"n3", b"n\xe6"), 5, [3]),
    "a huge field": ((HOVED + _GODE.replace("n3", "x" * 1_100_000)).encode(), 5, [3]),
    "a large field": ((HOVED + _GODE.replace("n3", "x" * 900_000)).encode(), 5, []),
    "values": ((HOVED + _GODE.replace("12.500", "12,5", 1).replace("nybyggeri\n", "x")).encode(), 5, [1]),
    "all of them wrong": ((HOVED + _GODE.replace("12.500", "tolv")).encode(), 5, [1, 2, 3, 4, 5]),
}  # fmt: skip


@pytest.mark.parametrize("navn", FILER)
@pytest.mark.parametrize("ud", ["csv", "parquet"])
def test_hver_raekke_er_i_en_fil_og_kun_en(navn: str, ud: str, tmp_path: Path) -> None:
    data, antal, daarlige = FILER[navn]
    ind = tmp_path / "ind.csv"
    ind.write_bytes(data)
    svar = bestil(ind, tmp_path / f"ud.{ud}")
    if ud == "csv":
        assert regnskab(tmp_path / "ud.csv", antal, svar) == daarlige
    else:
        assert (svar.ind, svar.ud, svar.afvist) == (antal, antal - len(daarlige), len(daarlige))
        gode = spoerg(f"SELECT raekke FROM '{tmp_path / 'ud.parquet'}'")
        assert [r[0] for r in gode] == [i for i in range(1, antal + 1) if i not in daarlige]
    assert (svar.afviste is None) == (not daarlige)
    assert not list(tmp_path.glob(".ansoegning*"))


_CELLE = st.sampled_from(
    ["", "Aarhus", "12.500", "31,25", "x", '"a;b"', '"a\nb"', '"', 'a"b', "30/11/2026", "31/02/2026", "nybyggeri", "æ",
     "=1+1", "\0", '"lukket"x', "999999999999", " ", "\u00a0"]
)  # fmt: skip


@given(raekker=st.lists(st.lists(_CELLE, min_size=1, max_size=10), max_size=12), brud=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=udsnit(3, 15))
def test_hver_raekke_er_i_en_fil_og_kun_en_uanset_rodet(
    tmp_path_factory: pytest.TempPathFactory, raekker: list[list[str]], brud: str
) -> None:
    mappe = tmp_path_factory.mktemp("rod")
    ind = mappe / "ind.csv"
    ind.write_bytes((HOVED + "".join(";".join(r) + "\n" for r in raekker)).replace("\n", brud).encode())
    svar = bestil(ind, mappe / "ud.csv")
    regnskab(mappe / "ud.csv", svar.ind, svar)


def test_hvad_en_afvist_raekke_siger(tmp_path: Path) -> None:
    (tmp_path / "ind.csv").write_text(
        HOVED + RAEKKE.format(1) + 'A2;Hovsa;"To\nlinjer";12,5;-1;25,123;31/11/2026;nybyg;=1+1\n' + RAEKKE.format(3),
        encoding="utf-8",
    )
    svar = bestil(tmp_path / "ind.csv", tmp_path / "ud.csv")
    assert regnskab(tmp_path / "ud.csv", 3, svar) == [2]
    fundne = afviste(tmp_path / "ud.csv")
    assert [f["kolonne"] for f in fundne] == ["Kommune", "B", "ansoegt_2026", "andel_andre", "afsluttes", "art"]
    assert {f["linje"] for f in fundne} == {"3"}
    assert fundne[1]["vaerdi"] == "12,5"
    assert fundne[1]["aarsag"] == "»12,5« er ikke et helt tal (t.kr.). Skriv det som fx 12.500 eller 12500."
    # The line after a row of two lines.
    to_linjer = RAEKKE.format(1).replace("Projekt 1", '"Projekt\n1"')
    (tmp_path / "ind.csv").write_text(HOVED + to_linjer + "x\n", encoding="utf-8")
    bestil(tmp_path / "ind.csv", tmp_path / "ud.csv", overskriv=True)
    assert [(f["raekke"], f["linje"]) for f in afviste(tmp_path / "ud.csv")][-1] == ("2", "4")


def test_vaerdier_skrives_som_de_er_laest(tmp_path: Path) -> None:
    (tmp_path / "ind.csv").write_text(HOVED + RAEKKE.format(1), encoding="utf-8")
    bestil(tmp_path / "ind.csv", tmp_path / "ud.parquet")
    svar = spoerg(f"SELECT Kommune, B, andel_andre, afsluttes, Note FROM '{tmp_path / 'ud.parquet'}'")
    assert svar == [("0751", 12500, Decimal("31.25"), date(2026, 11, 30), "n1")]


# Headers


@pytest.mark.parametrize(
    ("hoved", "besked"),
    [
        ("kommune;ansogt_2025", "Mente du »ansoegt_2025«?"),
        # The columns of nested values as other programs write them.
        ("kommune;projekter.ansoegt_2025", "Mente du »ansoegt_2025«?"),
        ("kommune;projekter[0].ansoegt_2025", "Mente du »ansoegt_2025«?"),
        ("kommune;ansoegt_2025 [kr.]", "siger kr., men tallene skal være i t.kr."),
        ("kommune;ansoegt_2025;B", "er begge ansoegt_2025"),
        ("kommune;Note;note", "står to gange"),
        ("kommune;udvidelse", "regnes ud af andre oplysninger"),
        ("kommune;beskrivelse", "beskrivelse.kapacitet"),
        ("a;b;c", "Ingen af overskrifterne"),
        ("Aarhus;12.500;1", "Ingen af overskrifterne"),
        ("kommune;" + "x" * 300, "for lang"),
    ],
)
def test_en_forkert_overskrift_stopper_foer_foerste_raekke(hoved: str, besked: str, tmp_path: Path) -> None:
    (tmp_path / "ind.csv").write_text(hoved + "\n1;2\n", encoding="utf-8")
    with pytest.raises(BrugsFejl, match=None) as fejl:
        bestil(tmp_path / "ind.csv", tmp_path / "ud.csv")
    assert besked in str(fejl.value)
    assert str(fejl.value).startswith(f"{tmp_path / 'ind.csv'}: ")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ind.csv"]


@pytest.mark.parametrize("format_", ["jsonl", "xlsx", "parquet"])
def test_en_forkert_overskrift_naevner_sin_fil(format_: str, tmp_path: Path) -> None:
    ind = tmp_path / f"ind.{format_}"
    if format_ == "jsonl":
        ind.write_text('{"kommune": 751, "ansogt_2025": 2}\n', encoding="utf-8")
    elif format_ == "xlsx":
        bog: Any = openpyxl.Workbook()
        bog.active.append(("kommune", "ansogt_2025"))
        bog.active.append((751, 2))
        bog.save(ind)
    else:
        spoerg(f"COPY (SELECT 751 AS kommune, 2 AS ansogt_2025) TO '{ind}'")
    with pytest.raises(BrugsFejl, match="Mente du »ansoegt_2025«") as fejl:
        bestil(ind, tmp_path / "ud.csv")
    assert str(fejl.value).startswith(str(ind))


def test_overskrifter_som_noegle_titel_og_bogstav(tmp_path: Path) -> None:
    (tmp_path / "ind.csv").write_text(
        "Ansøger;A;Ansøgt lån i 2025;C;Projektet forventes afsluttet;Sagsnr.;;resultat\nAarhus;x;1;2;30/11/2026;7;8;9\n",
        encoding="utf-8",
    )
    sagt: list[str] = []
    bestil(tmp_path / "ind.csv", tmp_path / "ud.parquet", sagt.append)
    (raekke,) = spoerg(
        f'SELECT "Ansøger", A, "Ansøgt lån i 2025", C, "Sagsnr.", kolonne_7 FROM \'{tmp_path / "ud.parquet"}\''
    )
    assert raekke == ("0751", "x", 1, 2, "7", "8")
    assert any("Sagsnr." in s and "kolonne_7" in s for s in sagt)
    assert any("beregnes på ny: resultat" in s for s in sagt)


# Formats


def _ens(tmp_path: Path, ind: Path | str, **andet: Any) -> list[dict[str, str]]:
    ud = tmp_path / "ens.csv"
    bestil(ind, ud, overskriv=True, **andet)
    return csv_af(ud)


@pytest.mark.parametrize("ud", ["ud.parquet", "ud.csv"])
def test_raekkerne_beholder_deres_orden(tmp_path: Path, ud: str) -> None:
    # Enough rows, in several parts, for several threads to write simultaneously.
    (tmp_path / "dele").mkdir()
    con = duckdb.connect()
    for del_ in range(4):
        con.execute(
            f"COPY (SELECT 'Aarhus' AS kommune, concat('P', i) AS navn, 12500 AS ansoegt_2025, 25.0 AS andel_andre "
            f"FROM range({del_ * 40_000}, {(del_ + 1) * 40_000}) t(i)) "
            f"TO '{tmp_path / 'dele' / f'del-{del_}.parquet'}' (FORMAT parquet, ROW_GROUP_SIZE 4096)"
        )
    bestil(tmp_path / "dele", tmp_path / ud, grunde=False)
    if ud.endswith(".csv"):
        numre = [int(r["raekke"]) for r in csv_af(tmp_path / ud)]
    else:
        fra = f"read_parquet('{tmp_path / ud}', file_row_number = true) ORDER BY file_row_number"
        numre = [r[0] for r in con.execute(f"SELECT raekke FROM {fra}").fetchall()]
    con.close()
    assert numre == list(range(1, 160_001))


def som_json(c: object) -> object:
    return float(c) if isinstance(c, Decimal) else str(c)


def test_alle_formater_giver_det_samme(tmp_path: Path) -> None:
    hoved = ["ansoegning", "kommune", "navn", "ansoegt_2025", "andel_andre", "afsluttes", "bortfald_forventes", "note"]
    raekker: list[list[Any]] = [
        ["A1", "Aarhus", "Sø", 12500, Decimal("31.25"), date(2026, 11, 30), True, "=1+1"],
        ["A2", "0101", "Å", None, Decimal(25), None, False, None],
    ]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as fil:
        skriver = csv.writer(fil, delimiter=";")
        skriver.writerow(hoved)
        for r in raekker:
            skriver.writerow(
                "" if c is None else "ja" if c is True else "nej" if c is False
                else f"{c:%d/%m/%Y}" if isinstance(c, date) else str(c).replace(".", ",") for c in r
            )  # fmt: skip
    (tmp_path / "a.jsonl").write_text(
        "".join(
            json.dumps({n: c for n, c in zip(hoved, r, strict=True) if c is not None}, default=som_json) + "\n"
            for r in raekker
        ),
        encoding="utf-8",
    )  # fmt: skip
    bog = openpyxl.Workbook()
    ark = bog.active
    assert ark is not None
    ark.append(hoved)
    for r in raekker:
        ark.append([float(c) if isinstance(c, Decimal) else c for c in r])
    ark["H2"].data_type = "s"
    for celle in ark["F"][1:]:
        celle.number_format = "dd/mm/yyyy"
    bog.save(tmp_path / "a.xlsx")
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE t (ansoegning VARCHAR, kommune VARCHAR, navn VARCHAR, ansoegt_2025 INTEGER, andel_andre DOUBLE, "
        "afsluttes TIMESTAMP, bortfald_forventes BOOLEAN, note VARCHAR)"
    )
    con.executemany("INSERT INTO t VALUES (?,?,?,?,?,?,?,?)", raekker)
    con.execute(f"COPY t TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)")
    (tmp_path / "dele").mkdir()
    for i in (1, 0):
        con.execute(f"COPY (FROM t LIMIT 1 OFFSET {i}) TO '{tmp_path / 'dele' / f'del-{i}.parquet'}' (FORMAT parquet)")
    (tmp_path / "dele" / "_SUCCESS").touch()
    con.close()
    svar = [_ens(tmp_path, tmp_path / navn) for navn in ("a.csv", "a.jsonl", "a.xlsx", "a.parquet", "dele")]
    assert svar[0][0] | {"resultat": ""} == svar[0][0] | {"resultat": ""}
    for andet in svar[1:]:
        assert andet == svar[0]
    assert svar[0][0]["andel_andre"] == "31,25"
    assert svar[0][0]["note"] == "'=1+1"
    # The program's own answer, read again.
    igen = _ens(tmp_path, _kopi(tmp_path / "ens.csv", tmp_path / "igen.csv"))
    assert igen == svar[0]


def _kopi(fra: Path, til: Path) -> Path:
    til.write_bytes(fra.read_bytes())
    return til


def test_fejlceller_i_en_projektmappe_afvises(tmp_path: Path) -> None:
    bog = openpyxl.Workbook()
    ark = bog.active
    assert ark is not None
    for r in (["kommune", "navn", "ansoegt_2025"], ["Aarhus", "a", 1], ["Aarhus", "b", "#DIV/0!"], ["Aarhus", "c", "=1+1"],
              [None, None, None], ["Aarhus", "d", 2.5]):  # fmt: skip
        ark.append(r)
    ark["C3"].data_type = "e"
    bog.save(tmp_path / "a.xlsx")
    svar = bestil(tmp_path / "a.xlsx", tmp_path / "ud.csv")
    assert regnskab(tmp_path / "ud.csv", 4, svar) == [2, 3, 4]
    fundne = afviste(tmp_path / "ud.csv")
    assert [(f["linje"], f["kolonne"]) for f in fundne] == [(str(i), "ansoegt_2025") for i in (3, 4, 6)]
    assert "#DIV/0!" in fundne[0]["aarsag"]
    assert "ikke gemt noget resultat" in fundne[1]["aarsag"]


def test_linjer_der_ikke_er_json_objekter(tmp_path: Path) -> None:
    linjer = [
        '{"kommune": "Aarhus", "ansoegt_2025": 12500}', "", '{"kommune": "Aarhus", "ansoegt_2025": 12.5}', "[1]", "{",
        '{"kommune": "Aarhus", "kommune": "Aarhus"}', '{"ansoegt_2025": NaN}', '{"navn": "\\ud800"}', '{"andet": "\\ud800"}',
        '{"kommune": {"a": 1}}', '{"dokumentation": ["a", 1]}', '{"kommune": 751, "ansoegt_2025": "12.500"}',
        '{"navn": "' + "x" * 1_100_000 + '"}', "[" * 100_000, '{"navn": "ok"}',
    ]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(linjer), encoding="utf-8")
    svar = bestil(tmp_path / "a.jsonl", tmp_path / "ud.csv")
    assert regnskab(tmp_path / "ud.csv", 14, svar) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13]


@pytest.mark.parametrize("endelse", ["csv", "jsonl", "parquet"])
def test_en_overskrift_med_blanke_omkring_er_sit_faktum(endelse: str, tmp_path: Path) -> None:
    ind = tmp_path / f"a.{endelse}"
    if endelse == "csv":
        ind.write_text(" kommune ; Ansoegt_2025 ;Note \n751;12.500;x\n", encoding="utf-8")
    elif endelse == "jsonl":
        ind.write_text('{" kommune ": 751, " Ansoegt_2025 ": 12500, "Note ": "x"}\n', encoding="utf-8")
    else:
        spoerg(f"""COPY (SELECT 751 AS " kommune ", 12500 AS " Ansoegt_2025 ", 'x' AS "Note ") TO '{ind}'""")
    bestil(ind, tmp_path / "ud.csv")
    (svar,) = csv_af(tmp_path / "ud.csv")
    assert (svar["kommune"], svar["Ansoegt_2025"], svar["Note"]) == ("0751", "12500", "x")


def test_vaerdier_i_parquet_afvises_med_grund(tmp_path: Path) -> None:
    con = duckdb.connect()
    con.execute(
        f"COPY (SELECT * FROM (VALUES (751, 12.0::DOUBLE, DATE '2026-11-30'), (9999, 12.5, NULL), (101, 'nan', NULL), "
        f"(NULL, NULL, NULL)) t(kommune, ansoegt_2025, afsluttes)) TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)"
    )
    con.close()
    svar = bestil(tmp_path / "a.parquet", tmp_path / "ud.csv")
    assert regnskab(tmp_path / "ud.csv", 4, svar) == [2, 3]
    assert [f["kolonne"] for f in afviste(tmp_path / "ud.csv")] == ["kommune", "ansoegt_2025", "ansoegt_2025"]


@pytest.mark.parametrize(
    "navn",
    ["tom.csv", "x.parquet", "halv.parquet", "x.xlsx", "utf16.csv", "utf32.csv", "liste.json", "findes_ikke.csv"],
)
def test_en_ulaeselig_fil_efterlader_intet(navn: str, tmp_path: Path) -> None:
    indhold = {"tom.csv": b"", "x.parquet": b"nej", "x.xlsx": b"PK\x03\x04nej", "liste.json": b'[{"kommune": 751}]',
               "utf16.csv": (HOVED + RAEKKE.format(1)).encode("utf-16"),
               "utf32.csv": (HOVED + RAEKKE.format(1)).encode("utf-32")}.get(navn)  # fmt: skip
    if navn == "halv.parquet":
        spoerg(f"COPY (SELECT 751 AS kommune, range AS ansoegt_2025 FROM range(9999)) TO '{tmp_path / 'hel.parquet'}'")
        hel = (tmp_path / "hel.parquet").read_bytes()
        indhold = hel[:200] + b"\xff" * (len(hel) - 400) + hel[-200:]
    if indhold is not None:
        (tmp_path / navn).write_bytes(indhold)
    foer = sorted(tmp_path.iterdir())
    with pytest.raises(LaeseFejl) as fejl:
        bestil(tmp_path / navn, tmp_path / "ud.csv")
    assert sorted(tmp_path.iterdir()) == foer
    if navn.startswith("utf"):
        assert f"gemt som UTF-{navn[3:5]}." in str(fejl.value)


@pytest.mark.parametrize("ond", ["x'); DROP TABLE daarlige; --", 'a"b', "a*[b]?", "s3:", "{a}", "å ; '' \"\" ", "$1 ?"])
def test_navne_udfoeres_aldrig(ond: str, tmp_path: Path) -> None:
    """Folder, file and column names that have a special meaning in DuckDB."""
    mappe = tmp_path / ond
    mappe.mkdir()
    for endelse in ("csv", "parquet"):
        ind = mappe / f"{ond}.{endelse}"
        if endelse == "csv":
            with ind.open("w", encoding="utf-8", newline="") as fil:
                csv.writer(fil, delimiter=";").writerows([["kommune", ond], ["Aarhus", ond], ["Hovsa", ond]])
        else:
            (tmp_path / "t.csv").write_bytes((mappe / f"{ond}.csv").read_bytes())
            spoerg(
                f"COPY ("
                f"FROM read_csv('{tmp_path / 't.csv'}', delim=';', header=true, quote='\"')"
                f") TO '{tmp_path / 't.parquet'}' (FORMAT parquet)"
            )
            (tmp_path / "t.parquet").rename(ind)
        svar = bestil(ind, mappe / f"ud {ond}.csv", overskriv=True)
        assert (svar.ind, svar.ud, svar.afvist) == (2, 1, 1)
        (raekke,) = csv_af(mappe / f"ud {ond}.csv")
        assert raekke[ond.strip()].strip() == ond.strip()


# Formulas

_FORMLER = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1",
    "'=1",
    "''=1",
    "'a",
    "-5",
    "+1.000,5",
    "a=1",
    "",
]


def test_formler_uskadeliggoeres_og_laeses_ens_tilbage(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as fil:
        skriver = csv.writer(fil, delimiter=";")
        skriver.writerow(["kommune", "navn", "note"])
        # As people write them, before the reader removes an apostrophe.
        skriver.writerows(["Aarhus", "", f"'{f}" if f.startswith("'") and f != "'a" else f] for f in _FORMLER)
    bestil(tmp_path / "a.csv", tmp_path / "ud.parquet")
    bestil(tmp_path / "ud.parquet", tmp_path / "ud.csv")
    bestil(tmp_path / "ud.csv", tmp_path / "ud2.parquet")
    foer, efter = (
        [r[0] for r in spoerg(f"SELECT note FROM '{tmp_path / n}' ORDER BY raekke")]
        for n in ("ud.parquet", "ud2.parquet")
    )
    assert foer == efter == [f or None for f in _FORMLER]
    skrevet = [r["note"] for r in csv_af(tmp_path / "ud.csv")]
    for celle, formel in zip(skrevet, _FORMLER, strict=True):
        farlig = formel.lstrip("'")[:1] in tuple("=+-@\t\r\n\uff1d") and formel not in ("-5", "+1.000,5", "")
        # A spreadsheet of another locale may also separate cells at a tab.
        assert celle == (f"'{formel}" if farlig else formel).replace("\t=", "\t'=")
