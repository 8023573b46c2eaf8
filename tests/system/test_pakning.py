"""The package as users get it: source archive, wheel and editable install, each built and run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

from ansoegning.system import steder
from ansoegning.version import VERSION
from hjaelp.steder import ROD

# The name of each data folder in the package, and its path in the repository.
MAPPER: dict[steder.Mappe, str] = {
    "rules": "rules",
    "templates": "templates",
    "samples": "samples",
    "schema": "docs/schema",
}
PULJE = "botilbud-2025-26"
KLAR = f"{PULJE}/klar.yaml"
IKKE_OPFYLDT = f"{PULJE}/skovbrynet.yaml"


def koer(*kommando: str | Path, cwd: Path, kode: int = 0) -> str:
    """Run a command outside the repository's settings, and return its standard output."""
    # PYTHONPATH or a virtual environment's variables must not help the installed program.
    uden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "ANSOEGNING_REGLER"}
    miljoe = {navn: vaerdi for navn, vaerdi in os.environ.items() if navn not in uden}
    svar = subprocess.run(
        [str(led) for led in kommando],
        cwd=cwd,
        env=miljoe | {"PYTHONUTF8": "1", "NO_COLOR": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert svar.returncode == kode, f"{kommando}\n{svar.stdout}\n{svar.stderr}"
    return svar.stdout


class Miljoe:
    """A new virtual environment that uses this environment's libraries, so that nothing is downloaded."""

    def __init__(self, sti: Path) -> None:
        # Not system_site_packages, which would use the base interpreter's libraries instead of this environment's.
        venv.create(sti, with_pip=False)
        self.bin = sti / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.bin / "python"
        self.purelib = Path(koer(self.python, "-c", _PURELIB, cwd=sti).strip())

    def laan_biblioteker(self) -> None:
        """Append this environment's libraries to the path; .pth files in them (of an editable install) are not read."""
        egne = dict.fromkeys(sysconfig.get_path(slags) for slags in ("purelib", "platlib"))
        (self.purelib / "laant.pth").write_text("\n".join(egne), encoding="utf-8")

    def installer(self, *hvad: str | Path) -> None:
        # --ignore-installed: otherwise pip could uninstall ansoegning from the shared libraries.
        koer(
            sys.executable,
            *("-m", "pip", "--python", self.python, "install", "--quiet", "--no-index", "--no-deps"),
            *("--no-build-isolation", "--ignore-installed", *hvad),
            cwd=self.bin,
        )

    def python_svar(self, kode: str, cwd: Path) -> str:
        # -I: neither the working directory nor the user's own packages are on the path.
        return koer(self.python, "-I", "-c", kode, cwd=cwd).strip()


_PURELIB = "import sysconfig; print(sysconfig.get_path('purelib'))"
_MAPPE = "from ansoegning.system.steder import mappe; print(mappe('{}'))"


def byg(slags: str, kilde: Path, ud: Path) -> Path:
    """Build with the locked hatchling, without build isolation, into ``ud``."""
    koer(sys.executable, "-m", "hatchling", "build", "-t", slags, "-d", ud, cwd=kilde)
    (fil,) = ud.iterdir()
    return fil


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return byg("sdist", ROD, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="session")
def udpakket(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the unpacked source archive."""
    ud = tmp_path_factory.mktemp("udpakket")
    with tarfile.open(sdist) as arkiv:
        arkiv.extractall(ud, filter="data")
    (mappe,) = ud.iterdir()
    return mappe


@pytest.fixture(scope="session")
def hjul(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return byg("wheel", ROD, tmp_path_factory.mktemp("hjul"))


@pytest.fixture(scope="session")
def hjul_fra_sdist(udpakket: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return byg("wheel", udpakket, tmp_path_factory.mktemp("hjul_fra_sdist"))


@pytest.fixture(scope="session")
def installeret(hjul_fra_sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Miljoe:
    """Return an environment with the wheel built from the source archive, the build with most steps that can lose a
    file.
    """
    miljoe = Miljoe(tmp_path_factory.mktemp("installeret"))
    miljoe.installer(hjul_fra_sdist)
    miljoe.laan_biblioteker()
    return miljoe


@pytest.fixture(scope="session")
def redigerbar(tmp_path_factory: pytest.TempPathFactory) -> Miljoe:
    miljoe = Miljoe(tmp_path_factory.mktemp("redigerbar"))
    miljoe.laan_biblioteker()
    miljoe.installer("-e", ROD)
    return miljoe


def filer(mappe: Path) -> set[str]:
    """Return the project's files below a folder, relative to it."""
    return {
        fil.relative_to(mappe).as_posix()
        for fil in mappe.rglob("*")
        if fil.is_file()
        and not {"__pycache__", ".hypothesis"} & set(fil.parts)
        and fil.name != ".DS_Store"
        # Downloaded for the tests, and not part of the source archive.
        and (ROD / "tests" / "aktiver") not in fil.parents
    }


def indhold(hjul: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(hjul) as arkiv:
        return {navn: arkiv.read(navn) for navn in arkiv.namelist()}


# ---------------------------------------------------------------- contents


@pytest.mark.parametrize("navn", MAPPER)
def test_hjulet_har_hver_datafil(hjul: Path, navn: steder.Mappe) -> None:
    praefiks = f"ansoegning/_data/{navn}/"
    i_hjulet = {sti.removeprefix(praefiks) for sti in indhold(hjul) if sti.startswith(praefiks)}
    assert i_hjulet == filer(ROD / MAPPER[navn])


def test_hjulet_har_pakken_og_intet_andet(hjul: Path) -> None:
    navne = set(indhold(hjul))
    kode = {sti for sti in navne if not sti.startswith("ansoegning/_data/") and ".dist-info/" not in sti}
    assert kode == {f"ansoegning/{sti}" for sti in filer(ROD / "src" / "ansoegning")}
    assert "ansoegning/py.typed" in kode
    assert any(sti.endswith(".dist-info/licenses/LICENSE") for sti in navne)


@pytest.mark.skipif(not (ROD / "src/ansoegning/web/aktiver").is_dir(), reason="the page's styles were not fetched")
def test_sidens_udseende_og_dets_licenser_er_med(hjul_fra_sdist: Path) -> None:
    navne = set(indhold(hjul_fra_sdist))
    for pakke in json.loads((ROD / "web-assets.json").read_text(encoding="utf-8"))["pakker"]:
        if not pakke.get("kun_test"):
            til = pakke["til"].removeprefix("src/")
            assert {f"{til}/{fil}" for fil in pakke["filer"]} <= navne
            assert any("licen" in fil.lower() for fil in pakke["filer"])


def test_hjul_fra_sdist_er_det_samme(hjul: Path, hjul_fra_sdist: Path) -> None:
    assert indhold(hjul_fra_sdist) == indhold(hjul)


def test_sdist_kan_afproeves(udpakket: Path) -> None:
    alt = filer(udpakket)
    assert {"pyproject.toml", "hatch_build.py", "LICENSE", "README.md", "publiccode.yml"} <= alt
    assert {".ci/setup", ".ci/test", ".ci/laas.txt", ".ci/laas-drift.txt", ".ci/laas-byg.txt"} <= alt
    for mappe in ("tests", *MAPPER.values()):
        assert filer(udpakket / mappe) == filer(ROD / mappe)


# ---------------------------------------------------------------- installed


def test_installeret_finder_sine_egne_filer(installeret: Miljoe, tmp_path: Path) -> None:
    for navn in MAPPER:
        svar = installeret.python_svar(_MAPPE.format(navn), tmp_path)
        assert Path(svar).samefile(installeret.purelib / "ansoegning" / "_data" / navn)


def test_installeret_program_kender_sin_version(installeret: Miljoe, tmp_path: Path) -> None:
    assert VERSION in koer(installeret.bin / "ansoegning", "--version", cwd=tmp_path)


@pytest.mark.parametrize(("proeve", "kode"), [(KLAR, 0), (IKKE_OPFYLDT, 1)])
def test_installeret_program_tjekker(installeret: Miljoe, tmp_path: Path, proeve: str, kode: int) -> None:
    fil = installeret.purelib / "ansoegning" / "_data" / "samples" / proeve
    assert koer(installeret.bin / "ansoegning", "tjek", fil, cwd=tmp_path, kode=kode)


def test_installeret_program_skriver_linjen_for_redaktoerer(installeret: Miljoe, tmp_path: Path) -> None:
    koer(installeret.bin / "ansoegning", "ny", "--pulje", PULJE, "-o", "a.yaml", cwd=tmp_path)
    foerste = (tmp_path / "a.yaml").read_text(encoding="utf-8").splitlines()[0]
    maal = tmp_path / foerste.removeprefix("# yaml-language-server: $schema=")
    assert maal.samefile(installeret.purelib / f"ansoegning/_data/schema/ansoegning-{PULJE}.schema.json")
    assert maal.read_bytes() == (ROD / f"docs/schema/ansoegning-{PULJE}.schema.json").read_bytes()


# ---------------------------------------------------------------- editable


def test_redigerbar_laeser_i_depotet(redigerbar: Miljoe, tmp_path: Path) -> None:
    for navn, sted in MAPPER.items():
        svar = redigerbar.python_svar(_MAPPE.format(navn), tmp_path)
        assert Path(svar).samefile(ROD / sted)


def test_redigerbar_lader_ingen_kopi_ligge(redigerbar: Miljoe) -> None:
    assert not (ROD / "src" / "ansoegning" / "_data").exists()
    assert not (redigerbar.purelib / "ansoegning").exists()


def test_redigerbart_program_tjekker(redigerbar: Miljoe, tmp_path: Path) -> None:
    koer(redigerbar.bin / "ansoegning", "tjek", ROD / "samples" / KLAR, cwd=tmp_path)


# ---------------------------------------------------------------- the function that finds the folders


# Each call looks anew: the cached answer is that of this installation.
_mappe = steder.mappe.__wrapped__


def test_depotet_vinder_over_en_glemt_kopi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pakke = tmp_path / "src" / "ansoegning"
    (pakke / "_data" / "rules").mkdir(parents=True)
    (tmp_path / "rules").mkdir()
    monkeypatch.setattr(steder, "_PAKKE", pakke)
    # A folder that happens to be named src is not a source checkout.
    assert _mappe("rules") == pakke / "_data" / "rules"
    (tmp_path / "pyproject.toml").touch()
    assert _mappe("rules") == tmp_path / "rules"


def test_manglende_mappe_er_en_klar_fejl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steder, "_PAKKE", tmp_path / "ansoegning")
    with pytest.raises(FileNotFoundError, match="Mappen »templates« findes ikke"):
        _mappe("templates")


# ---------------------------------------------------------------- lock files and metadata


def laaste(fil: str) -> dict[str, str]:
    """Return the name and version of each package in a lock file."""
    tekst = (ROD / ".ci" / fil).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", tekst, flags=re.MULTILINE))


def test_laasen_daekker_alle_afhaengigheder() -> None:
    projekt = tomllib.loads((ROD / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def navne(krav: list[str]) -> set[str]:
        return {re.split(r"[^A-Za-z0-9._-]", et_krav, maxsplit=1)[0].lower() for et_krav in krav}

    drift, alt, bygning = laaste("laas-drift.txt"), laaste("laas.txt"), laaste("laas-byg.txt")
    assert navne(projekt["dependencies"]) <= drift.keys()
    assert navne(projekt["optional-dependencies"]["test"]) <= alt.keys()
    assert {"hatchling", "setuptools"} <= bygning.keys()
    # The smaller lock files are subsets, so the tested versions are the versions in use.
    assert drift.items() <= alt.items()
    assert bygning.items() <= alt.items()


@pytest.mark.parametrize("fil", ["laas.txt", "laas-drift.txt", "laas-byg.txt"])
def test_laasen_har_hashes_og_ingen_adresser(fil: str) -> None:
    linjer = (ROD / ".ci" / fil).read_text(encoding="utf-8").splitlines()
    tilladt = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?|[a-z0-9-]+==[^/]+ \\")
    assert [linje for linje in linjer if not tilladt.fullmatch(linje)] == []


def test_publiccode_holder_standardens_laengder() -> None:
    data = yaml.safe_load((ROD / "publiccode.yml").read_text(encoding="utf-8"))
    assert data["legal"]["license"] == "MPL-2.0"
    assert set(data["description"]) == {"da", "en"}
    for tekst in data["description"].values():
        assert len(tekst["genericName"]) <= 35
        assert len(tekst["shortDescription"]) <= 150
        assert 150 <= len(tekst["longDescription"]) <= 10_000
        assert tekst["features"]
