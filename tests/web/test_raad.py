"""Messages on the page never mention an option or a command: such messages have another text for the page."""

from __future__ import annotations

import ast
import copy
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import escape

import ansoegning
from ansoegning.fejl import Besked, BrugsFejl, LaeseFejl, Sted, med_raad
from ansoegning.handlinger import kladde
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.system.egen_proces import Arbejder
from hjaelp.side import side

ROD = Path(ansoegning.__file__).parent
PULJE = "botilbud-2025-26"
# Matches an option, or one of the program's commands.
_TILVALG = re.compile(
    r"(?<![\w-])--[a-z][a-z-]+|ansoegning (?:ny|tjek|batch|rangliste|skriv|breve|regler|data|fordel)\b"
)
# Modules whose messages never reach the page: the commands, the pack author's tools, and code that only options of a
# command lead to.
_KUN_KOMMANDOER = (
    "cli/",
    "vaerksted/",
    "fordeling/",
    "indlaes/fordelingspakke.py",
    "indlaes/partertabel.py",
    "batch/db.py",  # --hukommelse
    "batch/koer.py",  # the names of output files
    "batch/sammenlign.py",
    "batch/spark.py",
    "indlaes/tegnsaet.py",
    "handlinger/batch.py",
    "handlinger/ny.py",
    "handlinger/rangliste.py",  # --runde
    "handlinger/svar_i_ark.py",
    "skriv/skabeloner.py",
    "system/filer.py",
)


# Texts in a file that is used both with the command and on the page, and the start of the server.
_FILER_TIL_BEGGE = ("skriv/laeseark.py", "skriv/ansoegningsfil.py", "web/server.py")


def _tekster(fil: Path) -> Iterator[tuple[int, str, bool]]:
    """Yield each string of a module except docstrings: its line, its text, and whether the page has another text."""
    trae = ast.parse(fil.read_text(encoding="utf-8"))
    ikke = {
        id(n.body[0].value)
        for n in ast.walk(trae)
        if isinstance(n, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and n.body
        and isinstance(n.body[0], ast.Expr)
    }

    def gaa(knude: ast.AST, sagt: bool) -> Iterator[tuple[int, str, bool]]:
        if id(knude) in ikke:
            return
        if isinstance(knude, ast.Constant) and isinstance(knude.value, str):
            yield knude.lineno, knude.value, sagt
        kald = knude.func.id if isinstance(knude, ast.Call) and isinstance(knude.func, ast.Name) else ""
        foerst = {"Besked": 1, "med_raad": 2}.get(kald, 0)
        for barn in ast.iter_child_nodes(knude):
            # The last argument is the text for the page.
            her = isinstance(knude, ast.Call) and foerst and len(knude.args) > foerst and barn in knude.args[:foerst]
            yield from gaa(barn, bool(her) or (sagt and not foerst))

    return gaa(trae, False)


def _moduler() -> list[Path]:
    return [f for f in sorted(ROD.rglob("*.py")) if not str(f.relative_to(ROD).as_posix()).startswith(_KUN_KOMMANDOER)]


def test_hver_besked_med_et_tilvalg_har_ord_til_siden() -> None:
    fundne = [(f, *t) for f in _moduler() for t in _tekster(f) if _TILVALG.search(t[1])]
    assert sum(sagt for *_, sagt in fundne) >= 15
    mangler = {(f.relative_to(ROD).as_posix(), tekst) for f, _, tekst, sagt in fundne if not sagt}
    assert {m for m in mangler if m[0] not in _FILER_TIL_BEGGE} == set()


def test_ingen_af_sidernes_egne_ord_naevner_et_tilvalg() -> None:
    for fil in (ROD / "web" / "sideskabeloner").glob("*.j2"):
        skabelon = fil.read_text(encoding="utf-8")
        tekst = re.sub(r"<code>.*?</code>|\{[#%{].*?[#%}]\}|<[^>]*>", "", skabelon, flags=re.DOTALL)
        assert not _TILVALG.search(tekst), fil.name


def test_beskeden_foelger_med_gennem_sted_og_proces() -> None:
    raad = med_raad("Filen er et Word-dokument.", Besked("Kør »ansoegning ny«.", "Tryk »Ny«."))
    fejl = LaeseFejl(raad, Sted("a.docx", 2))
    assert str(fejl) == "a.docx, linje 2: Filen er et Word-dokument. Kør »ansoegning ny«."
    assert fejl.paa_siden == "a.docx, linje 2: Filen er et Word-dokument. Tryk »Ny«."
    assert BrugsFejl(copy.copy(raad)).paa_siden == "Filen er et Word-dokument. Tryk »Ny«."
    assert BrugsFejl("Vælg en fil.").paa_siden == "Vælg en fil."
    # A message raised in the limited process.
    with Arbejder() as arbejder, pytest.raises(BrugsFejl) as fanget:
        arbejder.goer("Prøven", "", load_regelsaet, PULJE, saet={"findes_ikke": "1"})
    assert fanget.value.paa_siden == "saet: der er ingen parameter »findes_ikke«."
    assert str(fanget.value).startswith("--saet: ")


def test_filer_der_ikke_kan_bruges_paa_siden() -> None:
    """The same messages as those of the commands, with the advice for the page."""
    ark = io.BytesIO()
    with zipfile.ZipFile(ark, "w") as z:
        z.writestr("word/document.xml", "x")
        z.writestr("[Content_Types].xml", "x")
    with side() as s:
        for navn, data in (("a.csv", b"a;b\n1;2\n"), ("a.docx", ark.getvalue()), ("a.yaml", b"projekter: []\n")):
            svar = s.send("/aabn", 422, filer={"fil": (navn, data)}).text
            with pytest.raises(LaeseFejl) as fanget:
                kladde.aabn(data, navn)
            assert _TILVALG.search(str(fanget.value))
            assert str(escape(fanget.value.paa_siden)) in svar
            assert not _TILVALG.search(fanget.value.paa_siden)
        id_ = str(s.send("/runder/ny", navn="Prøve", pulje=PULJE).url.path).rpartition("/")[2]
        filer = [("filer", ("a.yaml", b"pulje: hjemmearbejde-2026\n")), ("filer", ("b.docx", ark.getvalue()))]
        svar = s.send(f"/runder/{id_}/filer", filer=filer).text
        assert "som der er valgt her" in svar
        assert not re.search(r"--pulje|ansoegning ny", svar)
