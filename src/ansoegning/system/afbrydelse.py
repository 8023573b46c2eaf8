"""Ctrl-C, and the system's request to end: obeyed once, and never while files are being put in their places."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator

_SIGNALER = (signal.SIGINT, signal.SIGTERM)
# Seconds a command has to clean up after itself before it is ended.
_FRIST = 10.0
_modtaget: list[int] = []
_opgivet: list[bool] = []


def begynd() -> None:
    """From now on the first signal raises KeyboardInterrupt, and those that follow it are ignored.

    They would break off the cleaning up. Where that takes over ten seconds, or what was raised is lost in a callback
    of native code, the process ends then.
    """
    _modtaget.clear()
    for nr in _SIGNALER:
        if signal.getsignal(nr) != signal.SIG_IGN:
            signal.signal(nr, _modtag)


def slut() -> None:
    """From now on both signals are ignored: the answer has been given, and only Python's own end is left."""
    for nr in _SIGNALER:
        signal.signal(nr, signal.SIG_IGN)


def modtaget() -> int | None:
    """The signal that came since ``begynd``, also where the error it raised has become another."""
    return _modtaget[0] if _modtaget else None


def opgiv() -> None:
    """A thread is in native code that will never return; Python's own end of the process would wait for it."""
    _opgivet.append(True)


def opgivet() -> bool:
    """Whether ``opgiv`` was said: then the process is to be ended at once when everything has been told."""
    return bool(_opgivet)


@contextlib.contextmanager
def udskudt() -> Iterator[None]:
    """Signals wait until the block is done. Raises KeyboardInterrupt before it where one has come already."""
    if threading.current_thread() is not threading.main_thread():
        # Python gives signals to the main thread only.
        yield
        return
    if _modtaget:
        raise KeyboardInterrupt
    with _i_fred():
        yield


@contextlib.contextmanager
def oprydning() -> Iterator[None]:
    """As ``udskudt``, for what must be done also where a signal has come."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with _i_fred():
        yield


@contextlib.contextmanager
def _i_fred() -> Iterator[None]:
    ventende: list[int] = []
    gamle = {nr: signal.getsignal(nr) for nr in _SIGNALER}
    # None: set by other than Python, and not to be set back by it.
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
