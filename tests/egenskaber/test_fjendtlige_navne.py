"""Hostile names in every command that reads them: an expected exit code and a message, no traceback, no forged line.

The names are those of files, columns, facts, scenarios and projects, with combining characters, extreme values and
markup. ``ANSOEGNING_NAVNE`` is the number of cases. Each case is reproducible from the seed and its number.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import time
from pathlib import Path

import pytest

from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import usynligt
from hjaelp.batchkoersel import PULJE

ANTAL = int(os.environ.get("ANSOEGNING_NAVNE", "50"))
KODER = {0, 1, 2, 3}
HOEJST_SEKUNDER = 20
FALSK = "\nind = ud + afvist: 9 = 9 + 0"
STUMPER = (
    "navn",
    "kommune",
    "ansøgt",
    "pladser_2025",
    "kontakt.navne",
    "x",
    " ",
    "",
    "\t",
    "\n",
    "\r\n",
    FALSK,
    "\x1b[2J",
    "\x1b]0;x\x07",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\ufeff",
    "\u0301" * 30,
    "\u0301" * 31,
    "\u0301" * 3_000,
    "\u0f73" * 40,
    "<r><t>x</t></r>",
    "</si>",
    "&amp;",
    "=1+1",
    ",=cmd|' /C calc'!A0",
    ";@x",
    "'",
    '"',
    '"";',
    "{{ 7*7 }}",
    "{% x %}",
    "$x",
    "#let x",
    "../../etc/passwd",
    "C:\\x",
    "con",
    "nul.yaml",
    "a" * 200,
    "b" * 300,
    "ord " * 6_000,
    "9" * 60,
    "1e308",
    "1e-400",
    "-0",
    "NaN",
    "Infinity",
    "½",
    "\uff11",
    "\u0661",
    "\ud800",
    "😀" * 80,
    "--",
    "%s%n",
    "\\u0000",
    "_x0041_x0042_",
    "null",
    "~",
    "12345678",
    "a@b.example",
    "raekke",
    "grundlag",
    "resultat",
    "K1",
    "dato",
)


def _navn(r: random.Random) -> str:
    return "".join(r.choices(STUMPER, k=r.choice((1, 1, 2, 3))))


def _filnavn(r: random.Random, endelse: str) -> str:
    rent = "".join(t for t in _navn(r) if t not in "/\0").encode("utf-8", "ignore")[:100].decode("utf-8", "ignore")
    return f"a{rent}{endelse}"


def _skriv(sti: Path, indhold: str) -> Path:
    try:
        sti.write_bytes(indhold.encode("utf-8", "surrogatepass"))
    except (OSError, ValueError):  # a name that this file system does not allow
        sti = sti.with_name(f"a{sti.suffix}")
        sti.write_bytes(indhold.encode("utf-8", "surrogatepass"))
    return sti


def _ansoegning(r: random.Random) -> str:
    projekt: dict[str, object] = {"navn": _navn(r), "ansoegt_2025": _navn(r), "dokumentation": [_navn(r), _navn(r)]}
    data: dict[str, object] = {"pulje": PULJE, "kommune": r.choice(("Aarhus", _navn(r))), "projekter": [projekt]}
    data["kontakt"] = {r.choice(("navne", _navn(r))): _navn(r), "telefonnumre": _navn(r)}
    if r.random() < 0.2:
        data[_navn(r)] = _navn(r)
    return json.dumps(data, ensure_ascii=r.random() < 0.5)


def _tabel(r: random.Random) -> tuple[str, str]:
    navne = ["navn", *(r.choice(("kommune", "pladser_2025", "ansoegning", _navn(r))) for _ in range(3))]
    raekker = [[_navn(r) for _ in navne] for _ in range(r.choice((1, 3)))]
    if r.random() < 0.3:
        return ".jsonl", "\n".join(json.dumps(dict(zip(navne, raekke, strict=True))) for raekke in raekker)
    citat = r.random() < 0.8
    linjer = [";".join('"' + c.replace('"', '""') + '"' if citat else c for c in li) for li in [navne, *raekker]]
    return ".csv", "\n".join(linjer) + "\n"


def _argumenter(r: random.Random, mappe: Path) -> list[str]:
    kommando = r.choice(("tjek", "tjek", "rangliste", "rangliste", "batch", "skriv", "ny", "breve"))
    if kommando == "batch":
        endelse, indhold = _tabel(r)
        sti = _skriv(mappe / _filnavn(r, endelse), indhold)
        ud = mappe / _filnavn(r, r.choice((".csv", ".parquet")))
        mere = []
        if r.random() < 0.3:
            data = {"scenarier": [{"navn": _navn(r), "saet": {"ramme_2025": "1"}}]}
            mere = ["--scenarier", str(_skriv(mappe / "s.json", json.dumps(data)))]
        return ["batch", str(sti), "-o", str(ud), "--pulje", PULJE, *mere]
    sti = _skriv(mappe / _filnavn(r, ".json"), _ansoegning(r))
    match kommando:
        case "tjek":
            return ["tjek", str(sti), "--format", r.choice(("tekst", "json"))]
        case "rangliste":
            form = r.choice(("xlsx", "html", "txt", "json"))
            return [
                "rangliste",
                str(mappe),
                *(["-o", str(mappe / _filnavn(r, f".{form}"))] if r.random() < 0.6 else []),
            ]
        case "skriv":
            return [
                "skriv",
                str(sti),
                "-o",
                str(mappe / _filnavn(r, "")),
                "--som",
                r.choice(("indtast", "print", "mail")),
            ]
        case "ny":
            return ["ny", "--fra", str(sti), "-o", str(mappe / _filnavn(r, r.choice((".xlsx", ".yaml"))))]
    return ["breve", str(mappe), "-o", str(mappe / _filnavn(r, ""))]


def _en(seed: str, nr: int, mappe: Path) -> None:
    r = random.Random(f"{seed}/{nr}")
    argumenter = _argumenter(r, mappe)
    raa = io.BytesIO()
    stroem = io.TextIOWrapper(raa, encoding="utf-8", errors="backslashreplace", write_through=True)
    begyndt = time.process_time()
    with contextlib.redirect_stdout(stroem), contextlib.redirect_stderr(stroem):
        kode = koer_kommando(argumenter)
        stroem.flush()
    vist = raa.getvalue().decode()
    assert kode in KODER, vist[-2_000:]
    assert "Traceback" not in vist
    assert not [t for t in vist if usynligt(t) and t != "\n"]
    egne = [li for li in vist.split("\n") if li.startswith("ind = ud")]
    assert len(egne) == (argumenter[0] == "batch" and kode in (0, 3)), egne
    assert time.process_time() - begyndt < HOEJST_SEKUNDER


def test_fjendtlige_navne(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    seed = str(pytestconfig.getoption("--hypothesis-seed"))
    for nr in range(ANTAL):
        mappe = tmp_path / str(nr)
        mappe.mkdir()
        try:
            _en(seed, nr, mappe)
        except BaseException as fejl:
            fejl.add_note(f"Case {nr} of seed {seed}.")
            raise
