"""Paths that the system refuses, in every option that takes one: exit code 2 and a message that names the path."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ansoegning.cli.gruppe import koer_kommando
from hjaelp import uden_rettigheder
from hjaelp.steder import ROD

pytestmark = [
    pytest.mark.tung,
    pytest.mark.skipif(sys.platform == "win32", reason="names and rights as of Unix"),
]

KLAR = str(ROD / "samples" / "botilbud-2025-26" / "klar.yaml")
PULJE = ("--pulje", "botilbud-2025-26")
#: Commands with ``{}`` for a path; ``ind.csv`` is a table.
KOMMANDOER = {
    "batch ind": ("batch", "{}.csv", *PULJE, "-o", "{ud}.csv"),
    "batch -o": ("batch", "ind.csv", *PULJE, "-o", "{}.csv"),
    "batch --afviste": ("batch", "ind.csv", *PULJE, "-o", "{ud}.csv", "--afviste", "{}.csv"),
    "batch --rangliste": ("batch", "ind.csv", *PULJE, "-o", "{}.csv", "--rangliste"),
    "batch --sammenlign": ("batch", "ind.csv", *PULJE, "-o", "{ud}.csv", "--sammenlign", "{}"),
    "batch --sammenlign -o": ("batch", "ind.csv", *PULJE, "-o", "{}.csv", "--sammenlign", "ind.csv"),
    "batch --vurderinger": ("batch", "ind.csv", *PULJE, "-o", "{ud}.csv", "--vurderinger", "{}"),
    "batch --scenarier": ("batch", "ind.csv", *PULJE, "-o", "{ud}.csv", "--scenarier", "{}"),
    "tjek": ("tjek", "{}"),
    "tjek --regler": ("tjek", KLAR, "--regler", "{}"),
    "rangliste": ("rangliste", "{}"),
    "rangliste -o": ("rangliste", KLAR, "-o", "{}.xlsx"),
    "rangliste --vurderinger": ("rangliste", KLAR, "--vurderinger", "{}"),
    "rangliste --runde": ("rangliste", KLAR, "--runde", "{}"),
    "skriv -o": ("skriv", KLAR, "-o", "{}"),
    "skriv --skabeloner": ("skriv", KLAR, "-o", "{ud}", "--skabeloner", "{}"),
    "breve -o": ("breve", KLAR, "-o", "{}"),
    "breve --afgoerelser": ("breve", KLAR, "-o", "{ud}", "--afgoerelser", "{}"),
    "ny -o": ("ny", *PULJE, "-o", "{}.yaml"),
    "regler skemaer -o": ("regler", "skemaer", "-o", "{}"),
    "fordel -o": ("fordel", "kod-2024", "-o", "{}.html"),
}


#: Each of the kinds of path that are opened in their own way, as an unprivileged process takes a second.
UDEN_RET = (
    "batch -o",
    "batch --afviste",
    "batch --sammenlign",
    "batch --vurderinger",
    "skriv -o",
    "skriv --skabeloner",
)
# Most systems limit a name to 255 bytes: one of 250 is possible, but those that ``batch`` makes from it are not.
NAVNE = [
    *((navn, "a" * 300) for navn in KOMMANDOER),
    *((navn, "b" * 300 + "/x") for navn in KOMMANDOER if " -o" in navn),
    *((navn, "c" * 250) for navn in ("batch -o", "batch --rangliste")),
]


def _argumenter(navn: str, sti: str) -> list[str]:
    return [a.replace("{}", sti) for a in KOMMANDOER[navn]]


@pytest.mark.parametrize(("navn", "sti"), NAVNE, ids=[f"{navn} {len(sti)}" for navn, sti in NAVNE])
def test_navne_der_er_for_lange(
    navn: str, sti: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ind.csv").write_text("kommune;navn\nAarhus;Skov\n", encoding="utf-8")
    kode = koer_kommando([a.replace("{ud}", "ud") for a in _argumenter(navn, sti)])
    fejl = capfd.readouterr().err
    assert kode == 2, fejl
    assert sti[:30] in fejl


@pytest.mark.parametrize("navn", UDEN_RET)
def test_mapper_man_ikke_maa_se_i(navn: str) -> None:
    with uden_rettigheder.mappe_for_alle() as mappe:
        (mappe / "ind.csv").write_text("kommune;navn\nAarhus;Skov\n", encoding="utf-8")
        lukket = mappe / "lukket"
        (lukket / "x").mkdir(parents=True)
        lukket.chmod(0o700)
        svar: subprocess.CompletedProcess[bytes] = uden_rettigheder.koer(_argumenter(navn, "lukket/x"), mappe)
        fejl = svar.stderr.decode()
        assert svar.returncode == 2, fejl
        assert "lukket" in fejl


def test_en_datamappe_der_ikke_kan_laeses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANSOEGNING_DATA", str(tmp_path / ("d" * 300)))
    assert koer_kommando(["data"]) == 2
    assert "kan ikke læses. Kontrollér stien og rettighederne." in capfd.readouterr().err
