"""The table in ``docs/afhaengigheder.md`` matches pyproject.toml and the libraries that commands import."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from ansoegning.system.steder import mappe
from hjaelp.steder import ROD

PULJE = "botilbud-2025-26"
PROEVER = mappe("samples") / PULJE
EN = str(PROEVER / "klar.yaml")
# One region's applications, ranked as a whole round: the same imports in a third of the time.
RUNDE = (
    str(PROEVER / "runde" / "ansoegninger" / "nordjylland"),
    "--omfang",
    "hele",
    "--saet",
    "ramme_2025=15 mio. kr.",
    "--saet",
    "ramme_2026=25 mio. kr.",
)

NY = (
    "--titel", "Prøvepuljen", "--ansoeger", "forening", "--ansoegere", "foreninger", "--raekke", "hus",
    "--raekker", "huse", "--ramme", "1000", "--frist", "01/02/2027", "--kilde", "opslaget",
)  # fmt: skip

# The runs in the table: a command, with options if only some uses of it import the library. {t} is the test's folder,
# with a file of two rows, without and with quotes.
KOERSLER: dict[str, list[str]] = {
    "tjek FIL.yaml": ["tjek", EN],
    "tjek FIL.xlsx": ["tjek", str(PROEVER / "lyngbakken-som-projektmappe.xlsx")],
    "ny": ["ny", "--pulje", PULJE, "-o", "{t}/ny.yaml"],
    "ny -o FIL.xlsx": ["ny", "--pulje", PULJE, "-o", "{t}/ny.xlsx"],
    "skriv --som indtast": ["skriv", EN, "-o", "{t}/skriv"],
    "skriv --som docx": ["skriv", EN, "--som", "docx", "-o", "{t}/docx"],
    "skriv --som pdf": ["skriv", EN, "--som", "pdf", "-o", "{t}/pdf"],
    "rangliste": ["rangliste", *RUNDE],
    "rangliste -o FIL.xlsx": ["rangliste", *RUNDE, "-o", "{t}/r.xlsx"],
    "rangliste -o FIL.html": ["rangliste", *RUNDE, "-o", "{t}/r.html"],
    "rangliste -o FIL.docx": ["rangliste", *RUNDE, "-o", "{t}/r.docx"],
    "breve": ["breve", *RUNDE, "-o", "{t}/breve"],
    "batch": ["batch", "{t}/ind.csv", "-o", "{t}/ud.csv", "--pulje", PULJE],
    "batch FIL.csv med citationstegn": ["batch", "{t}/citat.csv", "-o", "{t}/ud.csv", "--pulje", PULJE],
    "fordel -o FIL.xlsx": ["fordel", "kod-2024", "-o", "{t}/f.xlsx"],
    "fordel -o FIL.html": ["fordel", "kod-2024", "-o", "{t}/f.html"],
    "regler list": ["regler", "list"],
    "regler vis": ["regler", "vis", PULJE],
    "regler tjek": ["regler", "tjek", PULJE],
    "regler proev": ["regler", "proev", "resultatkontrakt-2023"],
    "regler oversigt": ["regler", "oversigt", PULJE],
    "regler ny": ["regler", "ny", "proeve", "-o", "{t}", *NY],
    "regler skemaer": ["regler", "skemaer", "-o", "{t}/skemaer"],
    "regler graenser": ["regler", "graenser", PULJE],
}
# Imported by every process but that of `regler list`, which shows the contents of the packs without validating them.
OVERALT = {"click", "pydantic"}

_PROGRAM = """
import sys
from ansoegning.cli import main
try:
    main()
finally:
    with open({ud!r}, "w") as fil:
        fil.write(" ".join({{m.split(".")[0] for m in sys.modules}}))
"""


@cache
def projekt() -> dict[str, dict[str, list[str]]]:
    data: dict[str, dict[str, list[str]]] = tomllib.loads((ROD / "pyproject.toml").read_text(encoding="utf-8"))
    return data


@cache
def tabel() -> dict[str, tuple[str, list[str]]]:
    """Return for each package its import name, and the runs of ``KOERSLER`` that import it."""
    side = (ROD / "docs" / "afhaengigheder.md").read_text(encoding="utf-8")
    _, _, efter = side.partition("<!-- tabel: afhængigheder -->")
    raekker = [r.strip("|").split("|") for r in efter.partition("<!-- slut -->")[0].strip().splitlines()[2:]]
    return {p.strip(" `"): (m.strip(" `"), re.findall(r"`([^`]+)`", k)) for p, m, k, _ in raekker}


def navn(krav: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", krav, maxsplit=1)[0]


def test_tabellen_har_hver_afhaengighed() -> None:
    assert sorted(tabel()) == sorted(navn(k) for k in projekt()["project"]["dependencies"])


def test_hvad_programmet_importerer_er_erklaeret() -> None:
    """A library that another one installs is still a direct dependency if the program imports it."""
    fundet = set()
    for fil in (ROD / "src").rglob("*.py"):
        for knude in ast.walk(ast.parse(fil.read_text(encoding="utf-8"))):
            if isinstance(knude, ast.Import):
                fundet |= {a.name.split(".")[0] for a in knude.names}
            elif isinstance(knude, ast.ImportFrom) and not knude.level:
                fundet.add((knude.module or "").split(".")[0])
    # pyspark is the extra spark; markupsafe has Jinja's string type, and pydantic_core the errors of pydantic.
    egne = {"ansoegning", "pyspark", "markupsafe", "pydantic_core"}
    # Starlette imports python_multipart to read forms.
    via_andre = {"python_multipart"}
    assert fundet - set(sys.stdlib_module_names) - egne == {m for m, _ in tabel().values()} - via_andre


def _importerer(mappe_: Path, argumenter: list[str]) -> set[str]:
    raekker = "kommunekode;navn;ansoegt_2025\n0751;A;1000\n0101;{};2000\n"
    for fil, navnet in (("ind.csv", "B"), ("citat.csv", '"B"')):
        (mappe_ / fil).write_text(raekker.format(navnet), encoding="utf-8")
    ud = mappe_ / "importeret.txt"
    svar = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(ud=str(ud)), *(a.format(t=mappe_) for a in argumenter)],
        cwd=mappe_,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert svar.returncode == 0, svar.stderr.decode()
    return set(ud.read_text(encoding="utf-8").split()) & {m for m, _ in tabel().values()}


def _kommando(koersel: str) -> str:
    return koersel.split(" -", maxsplit=1)[0].split(" FIL", maxsplit=1)[0]


@pytest.mark.parametrize("koersel", KOERSLER)
def test_en_kommando_importerer_kun_sit_eget(koersel: str, tmp_path: Path) -> None:
    from ansoegning.motor.kaeder import uden_durable

    # The table's entry for `skriv` also applies to `skriv --som pdf`.
    sagt = {m for m, koersler in tabel().values() if {_kommando(koersel), koersel} & set(koersler)}
    if uden_durable() is not None:
        sagt -= {"durable_rules_engine"}
    ventet = {"click", "yaml"} if koersel == "regler list" else OVERALT | sagt
    assert _importerer(tmp_path, KOERSLER[koersel]) == ventet


def test_hver_koersel_i_tabellen_proeves() -> None:
    """``batch`` with Spark and on a workbook have their own tests; so has ``web``, which does not end by itself."""
    naevnt = {k for _, koersler in tabel().values() for k in koersler}
    proevet = set(KOERSLER) | set(map(_kommando, KOERSLER))
    assert naevnt - proevet <= {"batch --motor spark", "batch FIL.xlsx", "web"}
