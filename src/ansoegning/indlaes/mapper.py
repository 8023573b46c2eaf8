"""List a folder and its subfolders: each entry is a file to read, or is skipped or rejected with a reason.

Links to folders are not followed, so that the walk always ends. Every link that is not followed is reported.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from ..system.dataklasse import dataklasse

Slags = Literal["fil", "fejl", "sprunget_over"]

_UL_MAPPE = "Mappen må ikke læses, så det vides ikke, hvad der ligger i den. Få adgang til den, eller flyt den væk."
_SKJULT_MAPPE = "Mappen er skjult, og det, der ligger i den, er ikke læst. Giv den et andet navn, eller flyt den væk."
_LINK_TIL_MAPPE = (
    "Mappen er et link, og det er ikke fulgt. Angiv den mappe, det peger på, eller læg filerne her i stedet."
)
_LINK_TIL_INTET = "Filen er et link, der ikke fører til noget. Slet linket, eller læg filen her i stedet."
_LINK_LAESES_IKKE = "Filen er et link til noget, der ikke må læses. Få adgang til det, eller slet linket."
_SAERLIG = "Det er ikke en almindelig fil (men et rør, en enhed eller en sokkel) og læses ikke. Flyt den ud af mappen."
SKJULT_FIL = "Filen er skjult."


@dataklasse(frozen=True, slots=True)
class Post:
    """One entry. ``grund``: why it is not a file to read, and for an error what to do."""

    sti: str
    slags: Slags
    grund: str = ""


def find_poster(mappe: str | os.PathLike[str], *, skjult: Sequence[str] = (".",)) -> Iterator[Post]:
    """Yield every entry of a folder and its subfolders, by name. Entries that cannot be read are yielded as errors.

    Readable subfolders are not entries themselves. ``skjult``: the prefixes of hidden files and folders.
    """
    mapper = [os.fspath(mappe)]
    while mapper:
        her = mapper.pop()
        try:
            with os.scandir(her) as fundne:
                poster = sorted(fundne, key=lambda p: p.name)
        except OSError:
            yield Post(her, "fejl", _UL_MAPPE)
            continue
        under = []
        for p in poster:
            sti = str(Path(her) / p.name)
            post = _bestem(p, sti, tuple(skjult))
            if post is None:
                under.append(sti)
            else:
                yield post
        mapper += reversed(under)


def _bestem(p: os.DirEntry[str], sti: str, skjult: tuple[str, ...]) -> Post | None:
    """Return the entry; None for a subfolder whose own entries are to be listed."""
    er_skjult = p.name.startswith(skjult)
    try:
        er_link = p.is_symlink() or (hasattr(p, "is_junction") and p.is_junction())
        if er_link:
            return _link(sti, er_skjult=er_skjult)
        er_skjult = er_skjult or _skjult_i_windows(p)
        if p.is_dir(follow_symlinks=False):
            return Post(sti, "fejl", _SKJULT_MAPPE) if er_skjult else None
        if er_skjult:
            return Post(sti, "sprunget_over", SKJULT_FIL)
        return Post(sti, "fil") if p.is_file(follow_symlinks=False) else Post(sti, "fejl", _SAERLIG)
    except OSError:
        # The folder can be listed but not entered. The file's own error is reported when it is opened.
        return Post(sti, "fil")


def _link(sti: str, *, er_skjult: bool) -> Post:
    try:
        maal = Path(sti).stat().st_mode
    except PermissionError:
        return Post(sti, "fejl", _LINK_LAESES_IKKE)
    except OSError:
        # Some editors create lock files that are hidden links to a file that does not exist.
        return Post(sti, "sprunget_over", SKJULT_FIL) if er_skjult else Post(sti, "fejl", _LINK_TIL_INTET)
    if stat.S_ISDIR(maal):
        return Post(sti, "fejl", _LINK_TIL_MAPPE)
    if er_skjult:
        return Post(sti, "sprunget_over", SKJULT_FIL)
    return Post(sti, "fil") if stat.S_ISREG(maal) else Post(sti, "fejl", _SAERLIG)


def _skjult_i_windows(p: os.DirEntry[str]) -> bool:
    if os.name != "nt":
        return False
    return bool(getattr(p.stat(follow_symlinks=False), "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_HIDDEN)
