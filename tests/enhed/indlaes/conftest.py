"""Fixtures for the modules in this folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ansoegning import load_regelsaet
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.skriv.projektmappe import skriv_projektmappe
from hjaelp.kommandofil import Gem, Koer, Svar
from hjaelp.ret_projektmappe import PULJE, klar_ansoegning


@pytest.fixture
def gem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gem:
    """A function that writes a file in an empty working folder and returns its name."""
    monkeypatch.chdir(tmp_path)

    def gem_(navn: str, indhold: str | bytes) -> str:
        data = indhold if isinstance(indhold, bytes) else indhold.encode("utf-8", "surrogatepass")
        (tmp_path / navn).write_bytes(data)
        return navn

    return gem_


@pytest.fixture
def koer(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Koer:
    """A function that runs the command in process."""
    monkeypatch.setenv("COLUMNS", "200")

    def koer_(*argumenter: str) -> Svar:
        kode = koer_kommando(list(argumenter))
        sys.stdout.flush()
        ud, fejl = capfdbinary.readouterr()
        return Svar(kode, ud.decode("utf-8"), fejl.decode("utf-8"))

    return koer_


@pytest.fixture(scope="module")
def klar() -> bytes:
    return skriv_projektmappe(load_regelsaet(PULJE), klar_ansoegning())
