"""The limited process: its result, its limits, and that it leaves nothing running."""

from __future__ import annotations

import math
import operator
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from ansoegning.fejl import AnsoegningFejl, BrugsFejl, InternFejl
from ansoegning.system.egen_proces import Arbejder, Graenser

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the limits are of Unix")


def _goer(arbejder: Arbejder, funktion: object, *args: object) -> object:
    return arbejder.goer("Arbejdet", "Ret det.", funktion, *args)  # type: ignore[arg-type]


def _afvis(besked: str) -> None:
    raise BrugsFejl(besked)


def test_svaret_er_funktionens_og_processen_bruges_igen() -> None:
    with Arbejder() as arbejder:
        nr = _goer(arbejder, os.getpid)
        assert nr != os.getpid()
        assert _goer(arbejder, os.getpid) == nr
        assert _goer(arbejder, operator.add, "æ", "ø") == "æø"


@pytest.mark.parametrize(
    ("funktion", "args", "graenser", "besked"),
    [
        (operator.mul, ("x", 10**10), Graenser(), "det krævede mere end 1.500 MB hukommelse"),
        (os.abort, (), Graenser(), "det krævede mere end 1.500 MB hukommelse"),
        (math.factorial, (10**7,), Graenser(processor=1), "det brugte over 1 sekunders regnetid"),
        (time.sleep, (60,), Graenser(frist=1), "det var ikke færdigt efter 1 sekunder"),
        (os._exit, (3,), Graenser(), "det endte uventet (kode 3)"),
    ],
)
def test_en_graense_er_en_besked(funktion: object, args: tuple[object, ...], graenser: Graenser, besked: str) -> None:
    with Arbejder(graenser) as arbejder:
        with pytest.raises(BrugsFejl) as fejl:
            _goer(arbejder, funktion, *args)
        assert str(fejl.value) == f"Arbejdet blev standset: {besked}. Ret det."
        # The next task starts a new process.
        arbejder.graenser = Graenser()
        assert _goer(arbejder, operator.add, 1, 2) == 3


def test_regnetiden_gaelder_hvert_arbejde_for_sig() -> None:
    with Arbejder(Graenser(processor=2)) as arbejder:
        for _ in range(6):
            _goer(arbejder, _regn, 0.8)


def _regn(sekunder: float) -> None:
    slut = time.process_time() + sekunder
    while time.process_time() < slut:
        pass


def test_fejl_i_arbejdet() -> None:
    with Arbejder() as arbejder:
        with pytest.raises(BrugsFejl, match="Skabelonen er forkert"):
            _goer(arbejder, _afvis, "Skabelonen er forkert.")
        with pytest.raises(InternFejl, match=r"ValueError i .*programmets skyld") as fejl:
            _goer(arbejder, int, "12 34 56 78")
        # The text of the exception may quote the application.
        assert "12 34" not in str(fejl.value)
        with pytest.raises(AnsoegningFejl):
            _goer(arbejder, _afvis, "x")


def test_uden_processer_goeres_det_her(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "")
    assert _goer(Arbejder(), os.getpid) == os.getpid()


def test_processen_slutter_med_den_der_spoerger() -> None:
    arbejder = Arbejder()
    nr = _goer(arbejder, os.getpid)
    assert isinstance(nr, int)
    del arbejder
    with pytest.raises(ProcessLookupError):
        os.kill(nr, 0)
    # The process also ends when the program is killed, because the program's end of the pipe closes.
    program = (
        "import os, sys\nfrom ansoegning.system.egen_proces import Arbejder\na = Arbejder()\n"
        "print(a.goer('x', 'y', os.getpid), flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    svar = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    slut = time.monotonic() + 10
    while os.path.exists(f"/proc/{svar.stdout.strip()}") and time.monotonic() < slut:  # noqa: PTH110 - a process, not a file
        time.sleep(0.05)
    assert svar.returncode == -9
    with pytest.raises(ProcessLookupError):
        os.kill(int(svar.stdout), 0)


def test_et_afbrudt_arbejde_efterlader_intet_svar() -> None:
    """Ctrl-C during a task ends the process; otherwise a late answer would be read as the answer to the next task."""
    # The test run may have been started with Ctrl-C ignored.
    foer = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        _afbrudt()
    finally:
        signal.signal(signal.SIGINT, foer)


def _afbrudt() -> None:
    with Arbejder() as arbejder:
        nr = _goer(arbejder, os.getpid)
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            _goer(arbejder, time.sleep, 600)
        assert _goer(arbejder, os.getpid) != nr
