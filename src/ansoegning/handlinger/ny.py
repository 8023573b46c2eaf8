"""Create a new application file, either empty with explanations or filled in from an application in another format."""

from __future__ import annotations

import os
from pathlib import Path

from ..fejl import BrugsFejl
from ..indlaes.ansoegning import find_pulje, laes_ansoegning
from ..indlaes.fil import laes_fil
from ..indlaes.regelsaet import find_pakker, load_regelsaet
from ..model.ansoegning import Ansoegning
from ..sprog.regelsaet import Regelsaet


def find_grundlag(
    pulje: str | None, fra: str | None, *, regler: str | os.PathLike[str] | None = None
) -> tuple[Regelsaet, Ansoegning | None]:
    """Return the pack of a new file, and the application to fill it in from.

    Args:
        pulje: the pool's id; None if ``fra`` names it.
        fra: path of an application (YAML, JSON or workbook), or None for an empty file.
        regler: a folder with the user's own packs.

    Raises:
        BrugsFejl: no pool is named, the pool is unknown, or ``fra`` has a value that cannot be read.
        LaeseFejl: ``fra`` cannot be read.
        RegelsaetFejl: the pack is invalid.
    """
    if fra is not None:
        rod = laes_fil(fra)
        regelsaet = load_regelsaet(find_pulje(rod, pulje), regler=regler)
        ansoegning = laes_ansoegning(rod, regelsaet, fra)
        if ansoegning.vaerdimangler:
            m = ansoegning.vaerdimangler[0]
            raise BrugsFejl(
                f"{m.sted}: {m.felt}: {m.besked} En værdi, der ikke kan læses, kan ikke overføres. Ret filen først."
            )
        return regelsaet, ansoegning
    if pulje is None:
        raise BrugsFejl(f"Sig, hvilken pulje det er, med --pulje. Kendte: {', '.join(find_pakker(regler))}.")
    return load_regelsaet(pulje, regler=regler), None


def lav_ansoegningsfil(regelsaet: Regelsaet, ansoegning: Ansoegning | None, form: str, mappe: Path) -> bytes:
    """Return the content of a new application file.

    Args:
        regelsaet: the pool's pack.
        ansoegning: the application to fill in, or None for an empty file.
        form: ``yaml``, ``json`` or ``xlsx``.
        mappe: the folder of the new file; the path of the JSON Schema is written relative to it.
    """
    if form == "xlsx":
        from ..skriv.projektmappe import skriv_projektmappe

        return skriv_projektmappe(regelsaet, ansoegning)
    from ..skriv.ansoegningsfil import skriv_json, skriv_yaml

    if form == "json":
        return skriv_json(regelsaet, ansoegning).encode("utf-8")
    return skriv_yaml(regelsaet, ansoegning, _skema(regelsaet, mappe)).encode("utf-8")


def _skema(regelsaet: Regelsaet, mappe: Path) -> str | None:
    """Return the path of the pool's JSON Schema relative to the new file's folder; None if no schema is published."""
    from ..system.steder import mappe as datamappe

    skema = datamappe("schema") / f"ansoegning-{regelsaet.id}.schema.json"
    if not skema.is_file():
        return None
    try:
        return Path(os.path.relpath(skema, mappe.resolve())).as_posix()
    except ValueError:
        # The schema is on another Windows drive, so there is no relative path.
        return skema.as_uri()
