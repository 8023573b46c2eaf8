"""The command line is Danish, including the texts of click, and independent of how Python is started."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys

import click
import pytest

from ansoegning.cli.dansk import _TEKSTER
from ansoegning.cli.gruppe import KOMMANDOER, koer_kommando
from ansoegning.cli.gruppe import ansoegning as gruppe
from hjaelp.steder import ROD

SKOVBRYNET = str(ROD / "samples" / "botilbud-2025-26" / "skovbrynet.yaml")


@pytest.mark.parametrize(
    ("tilvalg", "vaerdi", "ventet"),
    [
        ("--robusthed", "0", "Skriv et helt tal på mindst 1 og højst 1.000.000."),
        ("--robusthed", "1000001", "Skriv et helt tal på mindst 1 og højst 1.000.000."),
        ("--robusthed", "mange", "»mange« kan ikke bruges."),
        ("--robusthed", "1_0", "»1_0« kan ikke bruges."),
        ("--robusthed", "9" * 5_000, "kan ikke bruges."),
        ("--seed", "-1", "»-1« kan ikke bruges. Skriv et helt tal på mindst 0."),
        ("--seed", "1.5", "Skriv et helt tal på mindst 0."),
    ],
)
def test_et_tal_uden_for_graenserne(tilvalg: str, vaerdi: str, ventet: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert koer_kommando(["rangliste", SKOVBRYNET, tilvalg, vaerdi]) == 2
    svar = " ".join(capsys.readouterr().err.split())
    assert ventet in svar
    assert f"Ugyldig værdi for '{tilvalg}'" in svar
    assert "not" not in svar


def test_antal_traade(capsys: pytest.CaptureFixture[str]) -> None:
    assert koer_kommando(["batch", "x.csv", "-o", "y.csv", "--pulje", "botilbud-2025-26", "--traade", "513"]) == 2
    assert "Skriv et helt tal på mindst 1 og højst 512." in " ".join(capsys.readouterr().err.split())


# Texts of click that cannot occur here: parameter types, prompts and editors that no command uses, and errors of
# commands that are defined incorrectly.
_BRUGES_IKKE: dict[str, set[str]] = {
    "click.core": {
        "deprecated",
        "{text} {deprecated_message}",
        "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
        "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
        "Value must be an iterable.",
        "Could not determine name for option with declarations {decls!r}",
        "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
        "Did you mean to pass '--{name}'?",
        "Arguments take exactly one parameter declaration, got {length}: {decls}.",
        "(dynamic)",
        "Name '{name}' defined twice",
        "Boolean option {decl!r} cannot use the same flag for true/false.",
    },
    "click.decorators": {
        "Do you want to continue?",
        "Confirm the action without prompting.",
        "%(prog)s, version %(version)s",
        "Show the version and exit.",
    },
}
_TYPER = {click.STRING.name, "choice", "boolean", "tal"}


def _kommandoer() -> list[tuple[str, click.Command]]:
    ctx = click.Context(gruppe)
    fundne: list[tuple[str, click.Command]] = [("", gruppe)]
    for navn in KOMMANDOER:
        kommando = gruppe.get_command(ctx, navn)
        assert kommando is not None
        fundne.append((navn, kommando))
        if isinstance(kommando, click.Group):
            fundne += [(f"{navn} {n}", k) for n, k in kommando.commands.items()]
    return fundne


def test_clicks_egne_ord_er_oversat() -> None:
    manglende = set()
    for modul in ("core", "decorators", "exceptions", "formatting", "parser"):
        fulde = f"click.{modul}"
        udeladt = _BRUGES_IKKE.get(fulde, set())
        manglende |= {
            del_.value
            for knude in ast.walk(ast.parse(inspect.getsource(importlib.import_module(fulde))))
            if isinstance(knude, ast.Call) and isinstance(knude.func, ast.Name) and knude.func.id in ("_", "ngettext")
            for del_ in knude.args[: 1 if knude.func.id == "_" else 2]
            if isinstance(del_, ast.Constant) and del_.value not in _TEKSTER and del_.value not in udeladt
        }
    assert manglende == set()


def test_ingen_kommando_har_en_type_der_taler_engelsk() -> None:
    """click's numbers, files and dates have English messages; only types whose messages are translated are used."""
    for navn, kommando in _kommandoer():
        for parameter in kommando.params:
            assert parameter.type.name in _TYPER, f"{navn} {parameter.name}: {parameter.type!r}"


def test_hjaelpen_er_der_ogsaa_uden_dokumentationsstrenge() -> None:
    program = (
        "import sys\nfrom ansoegning.cli.gruppe import koer_kommando\n"
        "for k in sys.argv[1:]:\n    kode = koer_kommando([*k.split(), '--help'])\n    print('=====', kode)\n"
    )
    navne = [navn for navn, _ in _kommandoer()]

    def hjaelp(*tilvalg: str) -> str:
        svar = subprocess.run(
            [sys.executable, *tilvalg, "-X", "utf8", "-c", program, *navne],
            capture_output=True, check=True, encoding="utf-8", timeout=120,
        )  # fmt: skip
        return svar.stdout

    uden = hjaelp("-OO")
    assert uden == hjaelp()
    assert uden.count("===== 0") == len(navne)
    for _, kommando in _kommandoer():
        foerste = (kommando.help or "").split("\n")[0].split()
        assert foerste
        assert " ".join(foerste) in " ".join(uden.split())
