"""A new application file: empty with explanations, or filled from an application of another format."""

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
    """What a new file is made from: the pack, and the application to fill in.

    Args:
        pulje: the pool's id; None where ``fra`` names it.
        fra: the path of an application (YAML, JSON or workbook), or None for an empty file.
        regler: a folder of one's own packs.

    Raises:
        BrugsFejl: no pool is named, it is not known, or a value of ``fra`` cannot be read.
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
    """The bytes of a new application file.

    Args:
        regelsaet: the pool's pack.
        ansoegning: the application to fill in, or None.
        form: ``yaml``, ``json`` or ``xlsx``.
        mappe: the folder the file will lie in, from which it names the JSON Schema.
    """
    if form == "xlsx":
        from ..skriv.projektmappe import skriv_projektmappe

        return skriv_projektmappe(regelsaet, ansoegning)
    from ..skriv.skabelon import skriv_json, skriv_yaml

    if form == "json":
        return skriv_json(regelsaet, ansoegning).encode("utf-8")
    return skriv_yaml(regelsaet, ansoegning, _skema(regelsaet, mappe)).encode("utf-8")


def _skema(regelsaet: Regelsaet, mappe: Path) -> str | None:
    """The path of the pool's JSON Schema from the folder of the new file; None for a pack that has none published."""
    from ..system.steder import mappe as datamappe

    skema = datamappe("schema") / f"ansoegning-{regelsaet.id}.schema.json"
    if not skema.is_file():
        return None
    try:
        return Path(os.path.relpath(skema, mappe.resolve())).as_posix()
    except ValueError:
        # Another drive.
        return skema.as_uri()
