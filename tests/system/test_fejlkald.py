"""Disk faults and interrupts at the Nth call: exit code, message, no hang, and either all files or none."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hjaelp.fejlkald import AABN, ALDRIG, FLYT, NATIV, SIKR, Fejl, fejlserver
from hjaelp.fejlproever import PULJE, PULJER, Proever, Sag, traek
from hjaelp.steder import ROD

SEED = 1729


@pytest.fixture(scope="module")
def proever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proever]:
    with fejlserver() as server:
        if server is None:
            pytest.skip("needs Linux and a C compiler")
        yield Proever(server, tmp_path_factory.mktemp("fejl"))


def _sag(proever: Proever, navn: str) -> Sag:
    return next(s for s in proever.sager if s.navn == navn)


def test_et_udsnit_af_fejl(proever: Proever) -> None:
    traek(proever, 8, SEED, signaler=False)
    assert proever.fundet == []


def test_et_udsnit_af_afbrydelser(proever: Proever) -> None:
    traek(proever, 6, SEED, signaler=True)
    assert proever.fundet == []


@pytest.mark.parametrize("navn", ["batch", "batch --overskriv"])
@pytest.mark.parametrize(("nr", "hvad"), [(1, FLYT), (2, FLYT), (3, FLYT), (2, SIKR), (3, SIKR)])
def test_batch_skriver_alle_filer_eller_ingen(proever: Proever, navn: str, nr: int, hvad: int) -> None:
    """If a name or the disk fails when some files of the set are in place, those are removed again."""
    proever.proev(_sag(proever, navn), Fejl(nr, errno.EIO, arter=hvad))
    assert proever.fundet == []


@pytest.mark.parametrize(
    ("fejl", "besked"),
    [
        (Fejl(1, errno.ENOSPC, arter=NATIV, vedvarende=True), "der er ikke mere plads. Gør plads, og kør igen."),
        (Fejl(1, errno.EIO, arter=NATIV), "drevet melder fejl. Vælg et andet drev, eller prøv igen."),
        (Fejl(filstoerrelse=50_000), "filen bliver større, end systemet tillader. Vælg et andet drev."),
    ],
)
def test_det_motoren_ikke_kan_skrive_er_ingen_fejl_i_det_laeste(proever: Proever, fejl: Fejl, besked: str) -> None:
    sag = _sag(proever, "batch")
    udfald = proever.koer(sag, fejl)
    assert (udfald.kode, udfald.haengte) == (2, False)
    assert udfald.stderr.endswith(f"Fejl: Svaret kan ikke skrives: {besked}\n")


@pytest.mark.parametrize("navn", ["batch", "batch --overskriv", "batch parquet"])
@pytest.mark.parametrize("vedvarende", [True, False])
def test_en_kladdemappe_der_ikke_kan_laases_bliver_ikke_liggende(proever: Proever, navn: str, vedvarende: bool) -> None:
    """The first call to open is that of the temporary folder's lock file; then another folder is tried."""
    proever.proev(_sag(proever, navn), Fejl(1, errno.ENOSPC, arter=AABN, vedvarende=vedvarende))
    assert proever.fundet == []


def test_en_skrivning_der_aldrig_slutter_har_en_frist(proever: Proever) -> None:
    udfald = proever.koer(_sag(proever, "batch"), Fejl(1, ALDRIG, arter=NATIV, stille=1.0))
    assert (udfald.kode, udfald.haengte) == (2, False), udfald.stderr
    assert "der er intet sket i 1 sekunder. Se efter, om der er plads på drevet" in udfald.stderr
    assert list(proever.mappe.iterdir()) == []


def test_et_navn_der_tages_imens(tmp_path: Path) -> None:
    """If another program takes the last name of the set after it was found free, no file of the set is left."""
    from ansoegning.fejl import BrugsFejl
    from ansoegning.system import pladser

    nye = []
    for navn in ("a", "b", "c"):
        (tmp_path / f"ny-{navn}").write_text(navn, encoding="utf-8")
        nye.append((tmp_path / f"ny-{navn}", tmp_path / "ud" / navn))
    egentlig = pladser.flyt

    def flyt(ny: Path, sti: Path, *, overskriv: bool) -> None:
        if sti.name == "c":
            sti.write_text("en andens", encoding="utf-8")
        egentlig(ny, sti, overskriv=overskriv)

    with pytest.MonkeyPatch.context() as m:
        m.setattr(pladser, "flyt", flyt)
        with pytest.raises(BrugsFejl, match="c findes allerede"):
            pladser.saet_paa_plads(nye, overskriv=False)
    assert {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "ud").iterdir()} == {"c": "en andens"}


@pytest.mark.skipif(sys.platform == "win32", reason="pipes as of Unix")
def test_en_laeser_der_gaar_foer_enden(tmp_path: Path) -> None:
    """If the reader of standard output stops early, the rejected rows and the exit code are unaffected."""
    ind = tmp_path / "ind.csv"
    raekker = "".join(f"0751;Tiltag {i};{i}000\n" for i in range(1, 4000))
    ind.write_text(f'kommune;navn;udgift\n{raekker}0751;"åben\n', encoding="utf-8")
    afviste = tmp_path / "afviste.csv"
    kommando = [sys.executable, "-m", "ansoegning", "batch", str(ind), "-o", "-", "--pulje", PULJE]
    with subprocess.Popen(
        [*kommando, "--regler", str(PULJER), "--afviste", str(afviste)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as proces:
        assert proces.stdout is not None
        assert proces.stderr is not None
        proces.stdout.readline()
        proces.stdout.close()
        fejl = proces.stderr.read().decode()
    assert proces.returncode == 3, fejl
    assert fejl.endswith("ind = ud + afvist: 4000 = 3999 + 1\n")
    assert afviste.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals as of Unix")
@pytest.mark.parametrize("nr", [signal.SIGINT, signal.SIGTERM])
def test_en_afbrydelse_ved_starten_er_et_ord(nr: int) -> None:
    """An interrupt during the import of the program gives one message.

    A signal before the first line of the program terminates Python itself.
    """
    tilfaeldig = random.Random(SEED)
    program = (
        "import signal, sys\nfor nr in (2, 15): signal.signal(nr, signal.SIG_DFL)\n"
        "sys.stderr.write('i gang\\n'); sys.stderr.flush()\nfrom ansoegning.cli import main\nmain()\n"
    )
    for _ in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", program, "regler", "list"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        ) as proces:
            assert proces.stderr is not None
            proces.stderr.readline()
            time.sleep(tilfaeldig.random() / 3)
            proces.send_signal(nr)
            _, fejl = proces.communicate(timeout=60)
        assert "Traceback" not in fejl
        assert (proces.returncode, fejl.strip()) in {(128 + nr, "Afbrudt."), (-nr, ""), (0, "")}, fejl


def test_begge_signaler_under_oprydning_venter(tmp_path: Path) -> None:
    """After two signals in succession, the cleanup for the first is still complete."""
    program = f"""
import os, signal, sys
from pathlib import Path
from ansoegning.system import afbrydelse
from ansoegning.system.kladdemappe import Kladdemappe
# A test run may have been started with Ctrl-C ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
afbrydelse.begynd()
try:
    with Kladdemappe(Path({str(tmp_path)!r})) as k:
        for i in range(200):
            k.fil(str(i)).write_bytes(b"x")
        os.kill(os.getpid(), signal.SIGINT)
except KeyboardInterrupt:
    os.kill(os.getpid(), signal.SIGTERM)
    print(afbrydelse.modtaget(), os.listdir({str(tmp_path)!r}))
"""
    svar = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROD)
    assert (svar.stdout, svar.stderr) == ("2 []\n", "")
