"""``ansoegning ny``: a file to fill in, for any pack, in any of the three formats; no file is overwritten."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from ansoegning import load_regelsaet, tjek
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.fil import laes_fil
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.system.steder import mappe

pytestmark = pytest.mark.tung


PULJER = ("botilbud-2025-26", "resultatkontrakt-2023")
KLAR = mappe("samples") / PULJER[0] / "klar.yaml"
Koer = Callable[..., tuple[int, str, str]]


@pytest.fixture
def koer(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Koer:
    """Return a function that runs the command in an empty folder: exit code, output, messages."""
    monkeypatch.chdir(tmp_path)

    def koer_(*argumenter: str) -> tuple[int, str, str]:
        kode = koer_kommando(["ny", *argumenter])
        sys.stdout.flush()
        ud, fejl = capfdbinary.readouterr()
        return kode, ud.decode("utf-8", "replace"), fejl.decode()

    return koer_


def _laes(sti: Path, pulje: str) -> Ansoegning:
    return laes_ansoegning(laes_fil(str(sti)), load_regelsaet(pulje), "a")


@pytest.mark.parametrize("form", ["yaml", "xlsx", "json"])
@pytest.mark.parametrize("pulje", PULJER)
def test_en_tom_fil_kan_tjekkes(koer: Koer, tmp_path: Path, pulje: str, form: str) -> None:
    kode, ud, fejl = koer("--pulje", pulje, "--format", form)
    assert (kode, fejl) == (0, "")
    navn = f"ansoegning-{pulje}.{form}"
    assert ud == f"Skrev {navn}. Udfyld den, og kør: ansoegning tjek {navn}\n"
    assert _laes(tmp_path / navn, pulje).fakta == {}
    assert tjek(tmp_path / navn).udgangskode == 3


def test_uden_format_er_det_yaml_og_ellers_siger_filnavnet_det(koer: Koer, tmp_path: Path) -> None:
    assert koer("--pulje", PULJER[0])[0] == 0
    assert koer("--pulje", PULJER[0], "-o", "min bog.xlsx")[0] == 0
    assert koer("--pulje", PULJER[0], "-o", "min fil.json")[0] == 0
    assert koer("--pulje", PULJER[0], "-o", "ny mappe/a.yml")[0] == 0
    assert (tmp_path / "min bog.xlsx").read_bytes().startswith(b"PK")
    assert json.loads((tmp_path / "min fil.json").read_text(encoding="utf-8"))["pulje"] == PULJER[0]
    assert (tmp_path / "ny mappe" / "a.yml").read_text(encoding="utf-8").startswith("# yaml-language-server:")
    kode, _, fejl = koer("--pulje", PULJER[0], "-o", "a.xlsx", "--format", "yaml")
    assert kode == 2
    assert "Ret den ene." in fejl


def test_intet_overskrives_uden_at_man_beder_om_det(koer: Koer, tmp_path: Path) -> None:
    sti = tmp_path / "a.xlsx"
    sti.write_bytes(b"vigtigt")
    kode, _, fejl = koer("--pulje", PULJER[0], "-o", "a.xlsx")
    assert kode == 2
    assert "a.xlsx findes allerede" in fejl
    assert sti.read_bytes() == b"vigtigt"
    assert koer("--pulje", PULJER[0], "-o", "a.xlsx", "--overskriv")[0] == 0
    assert sti.read_bytes().startswith(b"PK")
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("form", ["yaml", "xlsx", "json"])
@pytest.mark.parametrize("navn", ["klar.yaml", "dansk-skrivemaade.yaml", "kun-skemaets-kolonner.json"])
def test_fra_en_ansoegning_til_en_anden_slags(koer: Koer, tmp_path: Path, navn: str, form: str) -> None:
    sti = KLAR.with_name(navn)
    assert koer("--fra", str(sti), "-o", f"b.{form}")[0] == 0
    assert koer("--fra", f"b.{form}", "-o", "c.yaml")[0] == 0
    for ny in (f"b.{form}", "c.yaml"):
        a, b = _laes(sti, PULJER[0]), _laes(tmp_path / ny, PULJER[0])
        assert (a.fakta, a.raekker, b.vaerdimangler) == (b.fakta, b.raekker, ())


def test_det_der_ikke_kan_laeses_overfoeres_ikke(koer: Koer, tmp_path: Path) -> None:
    kode, _, fejl = koer("--fra", str(KLAR.with_name("forkerte-vaerdier.yaml")), "-o", "b.xlsx")
    assert kode == 2
    assert "kan ikke overføres. Ret filen først." in fejl
    assert not list(tmp_path.iterdir())


def test_standard_output_har_kun_filen() -> None:
    for form in ("yaml", "xlsx"):
        svar = subprocess.run(
            [sys.executable, "-m", "ansoegning", "ny", "--pulje", PULJER[0], "--format", form, "-o", "-"],
            capture_output=True, check=True, timeout=120,
        )  # fmt: skip
        assert svar.stderr == b""
        igen = subprocess.run(
            [sys.executable, "-m", "ansoegning", "tjek", "-"],
            input=svar.stdout, capture_output=True, check=False, timeout=120,
        )  # fmt: skip
        assert igen.returncode == 3


def test_uden_pulje_naevnes_de_kendte(koer: Koer) -> None:
    kode, _, fejl = koer()
    assert kode == 2
    assert all(p in fejl for p in PULJER)
    kode, _, fejl = koer("--pulje", "botilbud-2025-27")
    assert kode == 2
    assert "Mente du" in fejl
    kode, _, fejl = koer("--fra", str(KLAR), "--pulje", PULJER[1])
    assert kode == 2
    assert "Ret den ene." in fejl


@pytest.mark.parametrize("pulje", PULJER)
def test_skabelonen_har_hvert_felt_i_skemaets_raekkefoelge_med_forklaring(
    koer: Koer, tmp_path: Path, pulje: str
) -> None:
    assert koer("--pulje", pulje, "-o", "a.yaml")[0] == 0
    tekst = (tmp_path / "a.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(tekst)
    regelsaet = load_regelsaet(pulje)
    ventet = {n: f for n, f in regelsaet.fakta_i(None).items() if f.afledt is None}
    skrevet = [f"{g}.{n}" for g, del_ in data.items() if isinstance(del_, dict) for n in del_]
    skrevet = [n for n, v in data.items() if v is None] + skrevet
    assert skrevet == [*(n for n in ventet if "." not in n), *(n for n in ventet if "." in n)]
    for navn in regelsaet.data.lister:
        egne = {n: f for n, f in regelsaet.fakta_i(navn).items() if f.afledt is None}
        assert [list(r) for r in data[navn]] == [list(egne)]
        ventet |= egne
    flad = " ".join(re.sub(r"\n\s*# ", " ", tekst).split())
    for fakt in ventet.values():
        assert fakt.navn[1:] in flad
        assert all(f"{noegle}: {ord_}" in flad for noegle, ord_ in (fakt.valg or {}).items())
    # The first line contains a path whose length depends on the installation.
    assert all(len(linje) <= 120 for linje in tekst.splitlines() if not linje.startswith("# yaml-language-server: "))
    assert all(unicodedata.category(t) != "Cc" or t == "\n" for t in tekst)


@pytest.mark.parametrize("form", ["yaml", "json"])
@pytest.mark.parametrize("pulje", PULJER)
def test_filerne_passer_til_puljens_skema(koer: Koer, tmp_path: Path, pulje: str, form: str) -> None:
    skema = json.loads((mappe("schema") / f"ansoegning-{pulje}.schema.json").read_text(encoding="utf-8"))
    eksempler = [p for p in sorted((mappe("samples") / pulje).iterdir()) if p.suffix in (".yaml", ".xlsx")][:8]
    koersler = [["--pulje", pulje], *(["--fra", str(p)] for p in eksempler if not _laes(p, pulje).vaerdimangler)]
    assert len(koersler) >= 3
    for nr, argumenter in enumerate(koersler):
        assert koer(*argumenter, "-o", f"{nr}.{form}")[0] == 0
        tekst = (tmp_path / f"{nr}.{form}").read_text(encoding="utf-8")
        jsonschema.validate(json.loads(tekst) if form == "json" else yaml.safe_load(tekst), skema)


def test_linjen_for_redaktoerer_peger_paa_skemaet(koer: Koer, tmp_path: Path) -> None:
    assert koer("--pulje", PULJER[0], "-o", "under/a.yaml")[0] == 0
    foerste = (tmp_path / "under" / "a.yaml").read_text(encoding="utf-8").splitlines()[0]
    maal = foerste.removeprefix("# yaml-language-server: $schema=")
    # In a checkout the published file, in an installation the package's copy of it.
    assert (tmp_path / "under" / maal).samefile(mappe("schema") / f"ansoegning-{PULJER[0]}.schema.json")


def test_en_mappe_der_ikke_kan_skrives_i(koer: Koer, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    kode, _, fejl = koer("--pulje", PULJER[0], "-o", "fil/a.yaml")
    assert kode == 2
    assert "kan ikke skrives" in fejl


def test_hjaelpen_er_paa_dansk(koer: Koer) -> None:
    kode, ud, _ = koer("--help")
    assert kode == 0
    assert "Intet overskrives" in " ".join(ud.split())
    assert not re.search(r"\b(the|with|file|Options|Usage)\b", ud)
