"""Write the answers of the commands: to the user, to other programs, or nowhere."""

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

# Both JSON encoders write numbers from here on, and zero, alike.
_MINDST_ENS = 1e-4
# The visible characters of ASCII, and the line breaks between lines of JSON; those in texts are escaped.
_SYNLIGE = bytes([*b"\n", *range(0x20, 0x7F)])
_TEKST = ("", ".txt")
# The colour codes that click writes; no other escape sequence is allowed.
_FARVE = re.compile("(\x1b\\[[0-9;]*m)")


@contextlib.contextmanager
def fremgang(antal: int | None, tekst: str) -> Iterator[Callable[[int], object] | None]:
    """Show a progress bar on standard error if it is a terminal. Yields the function to report progress, or None."""
    if antal is None or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=antal, label=tekst, file=sys.stderr) as bjaelke:
        yield bjaelke.update


def filform(format_: str | None, ud: str | None, endelser: Mapping[str, str], papirer: tuple[str, ...]) -> str:
    """Return the format asked for, or that of the file's suffix.

    Args:
        format_: the value of ``--format``, or None.
        ud: the output file, or None.
        endelser: the format of each file suffix.
        papirer: the formats that must be written to a file.

    Raises:
        BrugsFejl: the two disagree, or the format requires a file and none is named.
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
    """Return a read error as it stands in the answers for programs; ``ark`` and ``celle`` only for a workbook."""
    svar = {"besked": fejl.besked, "linje": fejl.sted.linje, "kolonne": fejl.sted.kolonne}
    return svar if fejl.sted.ark is None else {**svar, "ark": fejl.sted.ark, "celle": fejl.sted.celle}


def skriv_json(data: object) -> None:
    """Write data as indented JSON to standard output."""
    skriv_byte(som_json(data) + b"\n")


def skriv_json_liste(dele: list[bytes]) -> None:
    """Write a list whose items are encoded by ``som_json``; the output is the same as ``skriv_json`` of the items."""
    # Every line break separates lines of JSON: line breaks in texts are escaped.
    indhold = b",\n  ".join(d.replace(b"\n", b"\n  ") for d in dele)
    skriv_byte(b"[\n  " + indhold + b"\n]\n" if dele else b"[]\n")


def som_json(data: object) -> bytes:
    """Return indented JSON in UTF-8, whatever the encoding of the terminal.

    Control characters that could change the terminal, and lone surrogates, are written as JSON escapes, so a program
    that parses the JSON gets the same text.
    """
    try:
        # pydantic's encoder takes a tenth of the time of the standard library's, but writes decimals below 0,0001
        # differently: 0.00001 and 9e-6.
        kodet = to_json(data, indent=2)
    except PydanticSerializationError:
        # Raised for lone surrogates.
        return _standard(data)
    if (b"0.0000" in kodet or b"e-" in kodet) and _har_smaa_decimaler(data):
        return _standard(data)
    # Few characters remain, and what is invisible is among them.
    if kodet.translate(None, _SYNLIGE).decode().isprintable():
        return kodet
    return _uden_usynlige(kodet.decode())


def _standard(data: object) -> bytes:
    return _uden_usynlige(json.dumps(data, ensure_ascii=False, indent=2))


def _uden_usynlige(tekst: str) -> bytes:
    return skift_usynlige(tekst, lambda t: json.dumps(t)[1:-1]).encode("utf-8")


def _har_smaa_decimaler(data: object) -> bool:
    if isinstance(data, dict):
        return any(map(_har_smaa_decimaler, data.values()))
    if isinstance(data, list | tuple):
        return any(map(_har_smaa_decimaler, data))
    return isinstance(data, float) and 0 < abs(data) < _MINDST_ENS


def skriv(tekst: str) -> None:
    """Write text to standard output. Control characters except line breaks and the program's colours are escaped."""
    dele = _FARVE.split(tekst)
    ufarvet = not sys.stdout.isatty()
    dele[::2] = map(vis_sikkert, dele[::2])
    with til_laeseren():
        click.echo(_kan_vises("".join(dele[::2] if ufarvet else dele), sys.stdout.encoding), nl=False)


def skriv_linje(tekst: str) -> None:
    """Write one line to standard output; line breaks in names are replaced."""
    skriv(f"{en_linje(tekst)}\n")


def skriv_fejllinje(tekst: str) -> None:
    """Write one line to standard error; line breaks in names are replaced."""
    skriv_fejl(f"{en_linje(tekst)}\n")


def skriv_filfejl(svar: RanglisteSvar) -> None:
    """Write the files that are left out of a round, and the reasons, to standard error."""
    for f in svar.fejl:
        skriv_fejllinje(f"{f.fil}{f', linje {f.linje}' if f.linje is not None else ''}: {f.besked}")


def skriv_byte(data: bytes) -> None:
    """Write bytes to standard output, for another program or a file."""
    with til_laeseren():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def skriv_paa_stedet(tekst: str) -> None:
    """Overwrite the last line of standard error, to show progress in a terminal; an empty text clears the line."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"\r{tekst}\x1b[K")
        sys.stderr.flush()


@contextlib.contextmanager
def til_laeseren() -> Iterator[None]:
    """Ignore that the reader of standard output (head, less) closes the pipe early; the exit code is unaffected."""
    try:
        yield
    except BrokenPipeError:
        til_ingen()


def skriv_fejl(tekst: str) -> None:
    """Write text to standard error. Control characters except line breaks are escaped."""
    # If standard error is closed, the message is lost but the exit code is preserved.
    with contextlib.suppress(OSError):
        click.echo(_kan_vises(vis_sikkert(tekst), sys.stderr.encoding), nl=False, err=True)


def _kan_vises(tekst: str, tegnsaet: str | None) -> str:
    return tekst.encode(tegnsaet or "utf-8", "replace").decode(tegnsaet or "utf-8")


def til_ingen() -> None:
    """Discard all further standard output."""
    # Unwritten output is discarded, which also avoids Python's error message at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
