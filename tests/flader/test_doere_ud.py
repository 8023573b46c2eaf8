"""All output passes one module per medium: names that forge lines or control a terminal are made visible."""

from __future__ import annotations

import ast
import contextlib
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning.batch.csv_celle import laest_sql, uskadelig, uskadelig_sql
from ansoegning.batch.db import tekst
from ansoegning.cli import ud
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import en_linje, usynligt
from hjaelp.batchkoersel import PULJE
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung

FALSK = "\nind = ud + afvist: 9 = 9 + 0"
ONDT = f"A\x1b[2J\x1b[31mB\u202eend\u2028x{FALSK}"


def _koert(*argumenter: str) -> tuple[int, str]:
    """Return the exit code of a command, and its output to both streams in order."""
    raa = io.BytesIO()
    stroem = io.TextIOWrapper(raa, encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(stroem), contextlib.redirect_stderr(stroem):
        kode = koer_kommando(list(argumenter))
        stroem.flush()
    return kode, raa.getvalue().decode()


def _mappe(tmp_path: Path) -> Path:
    (tmp_path / f"a{FALSK}.csv").write_text("navn;kommune\nA;Aarhus\nB;Vejle;1\n", encoding="utf-8")
    navn = ONDT.replace("\x1b", "\\e").replace("\n", "\\n").replace("\u2028", "\\u2028")
    (tmp_path / "scen.yaml").write_text(f'scenarier:\n  - navn: "{navn}"\n    saet: {{mindste_andel_andre: "25"}}\n')
    (tmp_path / f"b{FALSK}.yaml").write_text(
        f'pulje: {PULJE}\nkommune: Aarhus\nprojekter:\n  - navn: "{navn.replace(chr(92) + "e[", "")}"\n',
        encoding="utf-8",
    )
    (tmp_path / "runde").mkdir()
    (tmp_path / "runde" / f"c{FALSK}.yaml").write_text("pulje: [", encoding="utf-8")
    (tmp_path / "runde" / "d.yaml").write_text(f"pulje: {PULJE}\nkommune: Vejle\n", encoding="utf-8")
    pakke = tmp_path / "regler" / "point-pulje"
    pakke.mkdir(parents=True)
    for fil in (ROD / "tests" / "data" / "puljer" / "point-pulje").glob("*.yaml"):
        indhold = fil.read_text(encoding="utf-8")
        if fil.name == "pulje.yaml":
            linjer = indhold.splitlines()
            indhold = "\n".join(f'titel: "{navn}"' if li.startswith("titel:") else li for li in linjer)
        (pakke / fil.name).write_text(indhold, encoding="utf-8")
    return tmp_path


KOMMANDOER: tuple[Callable[[Path], list[str]], ...] = (
    lambda m: ["tjek", str(m / f"b{FALSK}.yaml")],
    lambda m: ["tjek", str(m / f"findes-ikke{FALSK}.yaml"), str(m / f"b{FALSK}.yaml")],
    lambda m: ["rangliste", str(m / "runde"), str(m / f"b{FALSK}.yaml")],
    lambda m: ["rangliste", str(m / "runde"), "-o", str(m / f"r{FALSK}.txt")],
    lambda m: ["breve", str(m / "runde"), "-o", str(m / f"breve{FALSK}")],
    lambda m: ["skriv", str(m / f"b{FALSK}.yaml"), "-o", str(m / f"ud{FALSK}"), "--som", "indtast"],
    lambda m: ["ny", "--pulje", PULJE, "-o", str(m / f"ny{FALSK}.yaml")],
    lambda m: ["regler", "list", "--regler", str(m / "regler")],
    lambda m: ["regler", "vis", "point-pulje", "--regler", str(m / "regler")],
    lambda m: ["regler", "skemaer", "-o", str(m / f"skemaer{FALSK}")],
)


@pytest.mark.parametrize("nr", range(len(KOMMANDOER)))
def test_ingen_navne_laver_falske_linjer(nr: int, tmp_path: Path) -> None:
    kode, vist = _koert(*KOMMANDOER[nr](_mappe(tmp_path)))
    assert kode != 70
    assert vist.strip()
    assert not [li for li in vist.splitlines() if li.startswith("ind = ud")]
    assert not [t for t in vist if usynligt(t) and t != "\n"]


def test_batch_har_kun_sin_egen_sidste_linje(tmp_path: Path) -> None:
    m = _mappe(tmp_path)
    ind, ud_ = m / f"a{FALSK}.csv", m / f"u{FALSK}.csv"
    kode, vist = _koert("batch", str(ind), "-o", str(ud_), "--pulje", PULJE, "--scenarier", str(m / "scen.yaml"))
    assert kode == 3
    linjer = vist.split("\n")
    assert [li for li in linjer if li.startswith("ind = ud")] == ["ind = ud + afvist: 2 = 1 + 1"]
    assert not [t for t in vist if usynligt(t) and t != "\n"]


def test_kun_programmets_egne_farver_naar_skaermen(monkeypatch: pytest.MonkeyPatch) -> None:
    class Skaerm(io.StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    skaerm = Skaerm()
    monkeypatch.setattr(sys, "stdout", skaerm)
    ud.skriv("\x1b[32mgrøn\x1b[0m\x1b[2J\x1b]0;titel\x07\n")
    assert skaerm.getvalue() == "\x1b[32mgrøn\x1b[0m\\u001b[2J\\u001b]0;titel\\u0007\n"


@given(st.text())
def test_en_linje_er_en(tekst_: str) -> None:
    assert len(f"{en_linje(tekst_)}x".splitlines()) == 1


STUMPER = st.text(st.sampled_from("=+-@,;\t'\" \r\nax19.\uff1d\uff0d\uff0b\uff20"), max_size=9)


@given(st.lists(STUMPER, min_size=1, max_size=20))
def test_celler_i_csv_er_de_samme_i_python_og_sql_og_laeses_tilbage(celler: list[str]) -> None:
    import duckdb

    def sql(udtryk: Callable[[str], str], vaerdier: list[str]) -> list[str]:
        raekker = ", ".join(f"({nr}, {tekst(v)})" for nr, v in enumerate(vaerdier))
        svar = duckdb.execute(f"SELECT {udtryk('c')} FROM (VALUES {raekker}) t(nr, c) ORDER BY nr").fetchall()
        return [r[0] or "" for r in svar]

    skrevet = [uskadelig(c) for c in celler]
    assert sql(uskadelig_sql, celler) == skrevet
    assert sql(lambda c: laest_sql(c, egen=True), skrevet) == celler
    for celle in skrevet:
        # As a spreadsheet of any locale splits the line.
        for skilletegn in ",;\t":
            for nr, del_ in enumerate(celle.split(skilletegn)):
                foerst = del_[:2]
                assert not foerst.startswith(("=", "@", "\uff1d")) or (nr == 0 and del_ is celle), celle


@pytest.mark.parametrize(
    ("tekst_", "skrevet"),
    [("12.500,- kr.", None), ("-5,5", None), ("a, -b", None), ("a,=1", "a,'=1"), ("a;@b", "a;'@b"), ("=1", "'=1")],
)
def test_almindelige_tekster_er_uroert(tekst_: str, skrevet: str | None) -> None:
    assert uskadelig(tekst_) == (skrevet or tekst_)


def test_intet_skriver_til_terminalen_uden_om_ud() -> None:
    fundne = []
    for sti in sorted((ROD / "src" / "ansoegning").rglob("*.py")):
        if sti.relative_to(ROD / "src" / "ansoegning").as_posix() == "cli/ud.py":
            continue
        for node in ast.walk(ast.parse(sti.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            kald = ast.unparse(node.func)
            til_fil = any(k.arg == "file" for k in node.keywords)
            if kald in ("print", "click.echo", "click.secho") and not til_fil:
                fundne.append(f"{sti.name}:{node.lineno}: {kald}")
            if kald.startswith(("sys.stdout.", "sys.stderr.")) and kald.endswith((".write", ".writelines")):
                fundne.append(f"{sti.name}:{node.lineno}: {kald}")
    assert fundne == []
