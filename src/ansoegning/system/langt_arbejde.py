"""Long-running work in the background, which reports progress and can be stopped.

It normally runs in a limited process of its own (``arbejde.Graenser``), which ends when the program does. Without
processes (in a browser) it runs in this process, before ``Langt`` is constructed. The result is JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pickle
import subprocess
import threading
from collections.abc import Callable
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from ..fejl import AnsoegningFejl
from .egen_proces import (
    Graenser,
    barnets_roer,
    begraens_hukommelse,
    begraens_processor,
    fejlens_sted,
    har_processer,
    start_barn,
)

P = ParamSpec("P")
T = TypeVar("T")
Meld = Callable[[str, float], None]
Tilstand = Literal["koerer", "faerdig", "standset", "fejl"]

_PROGRAMFEJL = "Det er programmets skyld. Prøv igen, og meld fejlen til projektet, hvis den kommer igen."


class Langt:
    """One task, started when the object is constructed.

    ``funktion`` is a function of a module. It is called with a progress function (which takes a description and the per
    cent done) and then with the arguments, which must be picklable; its result must be JSON. ``besked`` is the error
    message: that of an AnsoegningFejl, else a message that the fault is the program's, with its location.
    """

    def __init__(
        self, graenser: Graenser, funktion: Callable[Concatenate[Meld, P], Any], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        self.tilstand: Tilstand = "koerer"
        self.fremgang: tuple[str, float] = ("Begynder", 0.0)
        self.svar: Any = None
        self.besked = ""
        self._proces: subprocess.Popen[bytes] | None = None
        self._slut = threading.Event()
        if not har_processer():
            self._modtag(_udfoert(self._meld, funktion, args, kwargs))
            self._slut.set()
            return
        self._proces = start_barn(__name__, graenser)
        self._frist = threading.Timer(graenser.frist, self._for_laenge)
        self._frist.daemon = True
        self._frist.start()
        traad = threading.Thread(target=self._foelg, args=(pickle.dumps((funktion, args, kwargs)),), daemon=True)
        traad.start()

    def stands(self) -> None:
        """Stop the task; its result is discarded."""
        self._afslut("standset", "Arbejdet er standset.")

    def vent(self, sekunder: float | None = None) -> None:
        """Wait until the task has ended, or for this many seconds."""
        self._slut.wait(sekunder)

    def _for_laenge(self) -> None:
        self._afslut("fejl", "Arbejdet blev standset, fordi det tog for lang tid. Prøv med mindre ad gangen.")

    def _afslut(self, tilstand: Tilstand, besked: str) -> None:
        if self.tilstand == "koerer":
            self.tilstand, self.besked = tilstand, besked
            if self._proces is not None:
                self._proces.kill()

    def _meld(self, hvad: str, pct: float) -> None:
        self.fremgang = (hvad, pct)

    def _modtag(self, udfald: tuple[str, Any]) -> None:
        if self.tilstand == "koerer":
            hvad, vaerdi = udfald
            self.svar, self.besked = (vaerdi, "") if hvad == "faerdig" else (None, vaerdi)
            self.tilstand = "faerdig" if hvad == "faerdig" else "fejl"

    def _foelg(self, opgave: bytes) -> None:
        proces = self._proces
        assert proces is not None
        assert proces.stdin is not None
        assert proces.stdout is not None
        try:
            # Not closed: the child process ends when its input does, that is, when this program has ended.
            proces.stdin.write(opgave)
            proces.stdin.flush()
            for linje in proces.stdout:
                hvad, vaerdi = json.loads(linje)
                if hvad == "fremgang":
                    self.fremgang = (vaerdi[0], vaerdi[1])
                else:
                    self._modtag((hvad, vaerdi))
                    break
        except (OSError, ValueError):
            # The process has ended, or its pipes are closed.
            pass
        finally:
            proces.kill()
            proces.wait()
            self._frist.cancel()
            for roer in (proces.stdin, proces.stdout):
                with contextlib.suppress(OSError):
                    roer.close()
            self._modtag(("fejl", f"Arbejdet endte uventet (kode {proces.returncode}). {_PROGRAMFEJL}"))
            self._slut.set()


async def ved_siden_af(funktion: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call ``funktion`` in a thread, so that other requests are answered meanwhile; without threads, directly."""
    if not har_processer():
        return funktion(*args, **kwargs)
    return await asyncio.to_thread(funktion, *args, **kwargs)


def barn(hukommelse: int, processor: int) -> None:
    """Run the child process: read the task from standard input; write progress and result, one JSON line each."""
    ind, ud = barnets_roer()
    funktion, args, kwargs = pickle.load(ind)  # noqa: S301 - pickled by ``Langt``
    begraens_hukommelse(hukommelse)
    begraens_processor(processor)
    laas = threading.Lock()

    def send(hvad: str, vaerdi: Any) -> None:
        linje = json.dumps((hvad, vaerdi), ensure_ascii=True).encode() + b"\n"
        with laas:
            ud.write(linje)
            ud.flush()

    def ophoer() -> None:
        # Nothing more is ever sent, so the read returns when the parent process has ended.
        ind.read(1)
        os._exit(1)

    threading.Thread(target=ophoer, daemon=True).start()
    send(*_udfoert(lambda hvad, pct: send("fremgang", (hvad, pct)), funktion, args, kwargs))


def _udfoert(meld: Meld, funktion: Callable[..., Any], args: Any, kwargs: Any) -> tuple[str, Any]:
    try:
        return "faerdig", funktion(meld, *args, **kwargs)
    except AnsoegningFejl as fejl:
        return "fejl", fejl.paa_siden
    except MemoryError:
        return "fejl", "Arbejdet krævede mere hukommelse, end det må bruge. Prøv med mindre ad gangen."
    except Exception as fejl:
        return "fejl", f"Arbejdet gik galt ({fejlens_sted(fejl)}). {_PROGRAMFEJL}"
