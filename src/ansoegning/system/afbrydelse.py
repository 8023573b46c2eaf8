"""Handle Ctrl-C and SIGTERM: obeyed once, and never while files are being moved to their final names."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator

_SIGNALER = (signal.SIGINT, signal.SIGTERM)
# Seconds that a command may spend on cleaning up before the process is ended.
_FRIST = 10.0
_modtaget: list[int] = []
_opgivet: list[bool] = []


def begynd() -> None:
    """Install handlers that raise KeyboardInterrupt on the first signal and ignore later signals.

    Later signals would interrupt the clean-up. The process is ended if it still runs ten seconds after the first
    signal, because the clean-up takes too long or the exception was lost in a callback of native code.
    """
    _modtaget.clear()
    for nr in _SIGNALER:
        if signal.getsignal(nr) != signal.SIG_IGN:
            signal.signal(nr, _modtag)


def slut() -> None:
    """Ignore both signals from now on: the answer has been written, and only the interpreter's shutdown remains."""
    for nr in _SIGNALER:
        signal.signal(nr, signal.SIG_IGN)


def modtaget() -> int | None:
    """Return the signal received since ``begynd``, even if its KeyboardInterrupt has been replaced by another error."""
    return _modtaget[0] if _modtaget else None


def opgiv() -> None:
    """Record that a thread is in native code that will never return; a normal exit would wait for it."""
    _opgivet.append(True)


def opgivet() -> bool:
    """Return whether ``opgiv`` was called: the process must then be ended at once when all output has been written."""
    return bool(_opgivet)


@contextlib.contextmanager
def udskudt() -> Iterator[None]:
    """Delay signals until the block is done. Raises KeyboardInterrupt before the block if one was received earlier."""
    if threading.current_thread() is not threading.main_thread():
        # Python delivers signals to the main thread only.
        yield
        return
    if _modtaget:
        raise KeyboardInterrupt
    with _i_fred():
        yield


@contextlib.contextmanager
def oprydning() -> Iterator[None]:
    """Delay signals like ``udskudt``, for clean-up that must run even if a signal has been received."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with _i_fred():
        yield


@contextlib.contextmanager
def _i_fred() -> Iterator[None]:
    ventende: list[int] = []
    gamle = {nr: signal.getsignal(nr) for nr in _SIGNALER}
    # ``getsignal`` returns None for a handler that Python did not install and cannot restore.
    egne = {nr: g for nr, g in gamle.items() if g is not None and g != signal.SIG_IGN}
    for nr in egne:
        signal.signal(nr, lambda nr, _ramme: ventende.append(nr))
    try:
        yield
    finally:
        for nr, gammel in egne.items():
            signal.signal(nr, gammel)
        if ventende:
            signal.raise_signal(ventende[0])


def _modtag(nr: int, _ramme: object) -> None:
    if _modtaget:
        return
    _modtaget.append(nr)
    vagt = threading.Timer(_FRIST, os._exit, (128 + nr,))
    vagt.daemon = True
    vagt.start()
    raise KeyboardInterrupt
