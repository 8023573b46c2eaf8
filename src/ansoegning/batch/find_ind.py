"""Find an input: its format, the files it consists of, and whether they have changed since they were read."""

from __future__ import annotations

import re
import shutil
import stat
import sys
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from ..fejl import LaeseFejl, Sted, med_raad, mente_du, vis_sikkert
from ..indlaes.fil import SIGNATURER, aabn, kan_ikke_laeses
from ..indlaes.filformater.zipvagt import OLE
from ..indlaes.raad import ER_EN_ANSOEGNING
from ..system.dataklasse import dataklasse

Format = Literal["parquet", "csv", "jsonl", "xlsx"]
# The folder names that other programs write for rows whose partition column is NULL.
_TOM_MAPPE = ("__HIVE_DEFAULT_PARTITION__", "NULL")
_KRYPTERET = b"PARE"
_DELE = (".parquet", ".parq", ".pq")
# The start of a web page, which Excel opens as a spreadsheet. A CSV header may also begin with <.
_WEBSIDE = re.compile(
    rb"<(?:!doctype|!--|\?xml|(?:html|head|body|table|meta|style|title|div|p)[\s>/]|[a-z]+:[a-z])|MIME-Version:",
    re.IGNORECASE,
)
_ENDELSER: dict[str, Format] = {
    ".parquet": "parquet", ".csv": "csv", ".txt": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".json": "jsonl", ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip


@dataklasse(frozen=True, slots=True)
class Fundet:
    """An input: its format, the files it consists of, and its location in messages.

    For a folder, ``fejl`` lists the entries that could not be read, and ``oversprunget`` the skipped ones: (path,
    reason).
    """

    format: Format
    filer: tuple[Path, ...]
    sted: Sted
    # For each file, the columns in its folder names (``aar=2026/…``) with their values. None: the value is not given.
    mapper: tuple[dict[str, str | None], ...] = ()
    # The generated names under which DuckDB reads the files.
    neutrale: tuple[Path, ...] = ()
    # For a folder: the entries that could not be used, and the skipped entries, each with the reason.
    fejl: tuple[tuple[str, str], ...] = ()
    oversprunget: tuple[tuple[str, str], ...] = ()
    # What the user has decided that columns contain, by header: a fact, or None for no fact.
    kort: Mapping[str, str | None] = field(default_factory=dict)


def find_ind(ind: str, mappe: Path) -> Fundet:
    """Return the input that an argument names; ``-`` is standard input, copied to ``mappe``. Raises LaeseFejl."""
    sted = Sted("standard-input" if ind == "-" else vis_sikkert(ind, 300))
    if ind == "-":
        sti = mappe / "ind"
        _gem_standard_input(sti, sted)
        return Fundet(_format(sti, sted), (sti,), sted)
    sti = Path(ind)
    try:
        tilstand = sti.stat().st_mode
        roer = aabn(sti, sted) if stat.S_ISFIFO(tilstand) else None
    except FileNotFoundError:
        naboer = _naboer(sti)
        raise LaeseFejl(f"Filen findes ikke. Kontrollér navn og mappe.{mente_du(str(sti), naboer)}", sted) from None
    except (OSError, ValueError) as fejl:
        raise kan_ikke_laeses(fejl, sted) from None
    if stat.S_ISDIR(tilstand):
        return _mappe(sti, sted)
    if roer is not None:
        with roer as fra, (mappe / "ind").open("wb") as til:
            shutil.copyfileobj(fra, til, 1 << 20)
        return Fundet(_format(mappe / "ind", sted), (mappe / "ind",), sted)
    if not stat.S_ISREG(tilstand):
        raise LaeseFejl("Det er ikke en almindelig fil.", sted)
    return Fundet(_format(sti, sted), (sti.resolve(),), sted)


def _naboer(sti: Path) -> list[str]:
    """Return the entries beside a path, for suggestions in messages; empty if the folder cannot be read."""
    try:
        return [str(p) for p in sti.parent.iterdir() if p != sti]
    except OSError:
        return []


def _gem_standard_input(sti: Path, sted: Sted) -> None:
    if sys.stdin is None:
        raise LaeseFejl("Der er ingen standard-input. Angiv en fil.", sted)
    with sti.open("wb") as ud:
        shutil.copyfileobj(sys.stdin.buffer, ud, 1 << 20)


def _mappe(sti: Path, sted: Sted) -> Fundet:
    """Return a folder's Parquet files, with the reason for each other entry.

    Names that begin with ``_`` are hidden like names with ``.``, as is the convention for folders of Parquet files.
    """
    from ..indlaes.mapper import find_poster

    rod = sti.resolve()
    dele: list[Path] = []
    kendte: set[Path] = set()
    fejl: list[tuple[str, str]] = []
    oversprunget: list[tuple[str, str]] = []
    for post in find_poster(sti, skjult=(".", "_")):
        del_ = Path(post.sti)
        if post.slags == "fejl":
            fejl.append((post.sti, post.grund))
        elif post.slags == "sprunget_over":
            oversprunget.append((post.sti, post.grund))
        elif (grund := _ikke_en_del(del_)) is not None:
            fejl.append((post.sti, grund))
        elif del_.resolve() in kendte:
            oversprunget.append((post.sti, "Filen er et link til en anden af delene."))
        else:
            kendte.add(del_.resolve())
            dele.append(rod / del_.relative_to(sti))
    if not dele:
        besked = "Mappen har ingen Parquet-filer. Angiv en fil, eller en mappe med dele i Parquet."
        raise LaeseFejl(besked + (f" {vis_sikkert(fejl[0][0], 200)}: {fejl[0][1]}" if fejl else ""), sted)
    dele.sort()
    mapper = tuple(_mappenavne(p.relative_to(rod), sted) for p in dele)
    return Fundet("parquet", tuple(dele), sted, mapper, fejl=tuple(fejl), oversprunget=tuple(oversprunget))


def _ikke_en_del(sti: Path) -> str | None:
    """Return why a file in the folder is not a Parquet file, from its first bytes; None if it is one."""
    try:
        with sti.open("rb") as fil:
            hoved = fil.read(4)
    except OSError:
        return "Filen må ikke læses, så dens rækker er ikke med. Kontrollér rettighederne."
    if hoved == b"PAR1":
        return None
    if hoved == _KRYPTERET:
        return "Filen er krypteret Parquet, så dens rækker er ikke med. Gem den uden kryptering."
    if hoved.startswith(b"\x1f\x8b"):
        return "Filen er pakket (gzip), så dens rækker er ikke med. Pak den ud, eller flyt den."
    if sti.suffix.lower() in _DELE:
        return "Filen hedder Parquet, men er det ikke, så dens rækker er ikke med. Kontrollér, at den er hel."
    return "Filen er ikke Parquet og er ikke med. Er det rækker, så læs dem for sig; flyt den ellers ud af mappen."


def _mappenavne(sti: Path, sted: Sted) -> dict[str, str | None]:
    """Return the columns in a file's folder names, written as by Spark and Hive.

    Raises LaeseFejl if two folders name the same column.
    """
    fundne: dict[str, str | None] = {}
    for mappe in sti.parts[:-1]:
        kolonne, skilt, vaerdi = mappe.partition("=")
        if not skilt:
            continue
        kolonne = unquote(kolonne)
        if kolonne in fundne:
            raise LaeseFejl(f"{vis_sikkert(str(sti), 80)} ligger i to mapper med »{vis_sikkert(kolonne, 60)}«.", sted)
        fundne[kolonne] = None if vaerdi in _TOM_MAPPE else unquote(vaerdi)
    return fundne


def _format(sti: Path, sted: Sted) -> Format:
    """Return the format by a file's first bytes, and by its name only if those do not decide."""
    try:
        with sti.open("rb") as fil:
            hoved = fil.read(512)
    except OSError as fejl:
        raise kan_ikke_laeses(fejl, sted) from None
    if hoved.startswith(b"PAR1"):
        return "parquet"
    if hoved.startswith((b"PK\x03\x04", OLE)):
        # The workbook reader reports what else the file may be.
        return "xlsx"
    if hoved.startswith(b"\x1f\x8b"):
        raise LaeseFejl("Filen er pakket (gzip). Pak den ud først.", sted)
    if hoved.startswith(_KRYPTERET):
        raise LaeseFejl("Filen er krypteret Parquet. Gem den uden kryptering.", sted)
    _afvis_fremmed(hoved, sted)
    endelse = Path(sted.fil).suffix.lower()
    if endelse in (".yaml", ".yml"):
        raise LaeseFejl(med_raad("Filen er YAML og ikke en tabel.", ER_EN_ANSOEGNING), sted)
    valgt = _ENDELSER.get(endelse)
    if valgt in ("parquet", "xlsx"):
        raad = "Er den CSV, så lad den hedde .csv." if b"\0" not in hoved else "Kontrollér, at den er hel."
        raise LaeseFejl(f"Filen hedder {endelse}, men er det ikke. {raad}", sted)
    if valgt is not None:
        return valgt
    return "jsonl" if hoved.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")) else "csv"


def _afvis_fremmed(hoved: bytes, sted: Sted) -> None:
    """Raise LaeseFejl for content that is no table, whatever the file's name: also for a web page named .xls."""
    rent = hoved.removeprefix(b"\xef\xbb\xbf").lstrip()
    hvad = next((h for signatur, h in SIGNATURER if signatur != b"<" and hoved.startswith(signatur)), None)
    if _WEBSIDE.match(rent):
        hvad = "en webside eller XML"
    if hvad is not None:
        raise LaeseFejl(
            f"Filen er {hvad}, ikke en tabel, uanset hvad den hedder. Åbn den i det program, den kommer fra, og gem "
            "rækkerne som en Excel-projektmappe (.xlsx) eller som CSV.",
            sted,
        )


def aftryk(filer: Sequence[Path]) -> tuple[tuple[int, int], ...]:
    """Return the modification time (nanoseconds) and size (bytes) of each file, to detect changes."""
    return tuple((f.stat().st_mtime_ns, f.stat().st_size) for f in filer)


def uaendret(fundet: Fundet, foer: tuple[tuple[int, int], ...]) -> None:
    """Raise LaeseFejl if the input has changed since ``foer`` was recorded."""
    try:
        if aftryk(fundet.filer) == foer:
            return
    except OSError:
        pass
    raise LaeseFejl("Filen blev ændret, mens den blev læst. Kør igen.", fundet.sted)
