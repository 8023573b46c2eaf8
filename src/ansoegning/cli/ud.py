"""How the commands write their answers: to the reader, to programs, to nobody."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic_core import PydanticSerializationError, to_json

from ..fejl import BrugsFejl, LaeseFejl, en_linje, skift_usynlige, vis_sikkert

if TYPE_CHECKING:
    from ..model.rangliste import RanglisteSvar

_TEKST = ("", ".txt")
# As click writes colours, and nothing else that begins with an escape.
_FARVE = re.compile("(\x1b\\[[0-9;]*m)")


@contextlib.contextmanager
def fremgang(antal: int | None, tekst: str) -> Iterator[Callable[[int], object] | None]:
    """A progress bar on standard error, for people only: what to tell as things are done, None where none is shown."""
    if antal is None or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=antal, label=tekst, file=sys.stderr) as bjaelke:
        yield bjaelke.update


def filform(format_: str | None, ud: str | None, endelser: Mapping[str, str], papirer: tuple[str, ...]) -> str:
    """The format asked for, or that of the file's name.

    Args:
        format_: what ``--format`` says; None: nothing.
        ud: the file that is named; None: none.
        endelser: the format of each file ending.
        papirer: the formats that must go to a file.

    Raises:
        BrugsFejl: the two disagree, or no file is named.
    """
    skrevet = Path(ud or "").suffix.lower()
    endelse = endelser.get(skrevet)
    if format_ is None and endelse is None and skrevet not in _TEKST:
        raise BrugsFejl(
            f"-o: der kan ikke skrives »{vis_sikkert(skrevet, 20)}«. Brug {', '.join(endelser)} eller .txt, eller sig "
            "med --format, hvad filen skal indeholde."
        )
    form = format_ or endelse or "tekst"
    if endelse is not None and form != endelse:
        raise BrugsFejl(f"Filen »{vis_sikkert(str(ud), 100)}« hedder noget andet end --format {form}. Ret den ene.")
    if form in papirer and ud is None:
        raise BrugsFejl(f"Sig, hvor filen skal ligge: --format {form} -o FIL.{form}")
    return form


def fejl_json(fejl: LaeseFejl) -> dict[str, Any]:
    svar = {"besked": fejl.besked, "linje": fejl.sted.linje, "kolonne": fejl.sted.kolonne}
    return svar if fejl.sted.ark is None else {**svar, "ark": fejl.sted.ark, "celle": fejl.sted.celle}


def skriv_json(data: object) -> None:
    skriv_byte(som_json(data) + b"\n")


def skriv_json_liste(dele: list[bytes]) -> None:
    """A list of what ``som_json`` has made, as ``skriv_json`` would write it of what it was made from."""
    # Every line break is one between lines: within a text it is written as an escape.
    indhold = b",\n  ".join(d.replace(b"\n", b"\n  ") for d in dele)
    skriv_byte(b"[\n  " + indhold + b"\n]\n" if dele else b"[]\n")


def som_json(data: object) -> bytes:
    """Indented JSON, always UTF-8, whatever the console speaks.

    What could repaint the console, and lone surrogates, are JSON's own escapes: the same text to the program that reads
    it.
    """
    try:
        # A tenth of the time of the standard library's, which writes other decimals than these where they are small.
        tekst = to_json(data, indent=2).decode() if not _har_decimaler(data) else _standard(data)
    except PydanticSerializationError:
        # Lone surrogates.
        tekst = _standard(data)
    return skift_usynlige(tekst, lambda t: json.dumps(t)[1:-1]).encode("utf-8")


def _standard(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _har_decimaler(data: object) -> bool:
    if isinstance(data, dict):
        return any(map(_har_decimaler, data.values()))
    if isinstance(data, list | tuple):
        return any(map(_har_decimaler, data))
    return isinstance(data, float)


def skriv(tekst: str) -> None:
    """Lines to the reader. Only the program's own colours are sent on of what could repaint a terminal."""
    dele = _FARVE.split(tekst)
    ufarvet = not sys.stdout.isatty()
    dele[::2] = map(vis_sikkert, dele[::2])
    with til_laeseren():
        click.echo(_kan_vises("".join(dele[::2] if ufarvet else dele), sys.stdout.encoding), nl=False)


def skriv_linje(tekst: str) -> None:
    """One line to the reader, whatever names are in it."""
    skriv(f"{en_linje(tekst)}\n")


def skriv_fejllinje(tekst: str) -> None:
    """One line to standard error, whatever names are in it."""
    skriv_fejl(f"{en_linje(tekst)}\n")


def skriv_filfejl(svar: RanglisteSvar) -> None:
    """The files that are no part of a round, and why, on standard error."""
    for f in svar.fejl:
        skriv_fejllinje(f"{f.fil}{f', linje {f.linje}' if f.linje is not None else ''}: {f.besked}")


def skriv_byte(data: bytes) -> None:
    """A file's content to standard output, for a program or a file."""
    with til_laeseren():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def skriv_paa_stedet(tekst: str) -> None:
    """Over the last line of standard error, which a person watches: what is being done, nothing when it is done."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"\r{tekst}\x1b[K")
        sys.stderr.flush()


@contextlib.contextmanager
def til_laeseren() -> Iterator[None]:
    """The reader (head, less) may go before the end: the answer, and its exit code, stay the same."""
    try:
        yield
    except BrokenPipeError:
        til_ingen()


def skriv_fejl(tekst: str) -> None:
    # An error that cannot be told keeps its exit code.
    with contextlib.suppress(OSError):
        click.echo(_kan_vises(vis_sikkert(tekst), sys.stderr.encoding), nl=False, err=True)


def _kan_vises(tekst: str, tegnsaet: str | None) -> str:
    return tekst.encode(tegnsaet or "utf-8", "replace").decode(tegnsaet or "utf-8")


def til_ingen() -> None:
    # What is still unwritten goes nowhere, and Python's own complaint at exit is avoided.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
