"""The options of running a round, shared by every action that runs one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path

from ..fejl import BrugsFejl
from ..indlaes import argumenter
from ..model.rangliste import Metode, Omfang
from ..system.dataklasse import dataklasse


@dataklasse(frozen=True, slots=True, kw_only=True)
class Koerselsvalg:
    """How to run a round. Raises BrugsFejl for a value of the wrong type or out of bounds.

    Attributes:
        metode: the ordering method; None: the pack's own.
        medtag_skoen: whether applications that need an assessor's judgement take part.
        omfang: what the files cover: the complete round, or one group's (a region's) own list, which is ordered but
            allocated nothing. ``auto`` treats them as such a list if all applicants belong to one group.
        runde: a folder or file with the rest of the round, used to find the projects' ranks in the complete round.
        pulje: the pool's id, for files that do not name their pool.
        dato: the day of the run, which the pack's rules may read.
        saet: values that replace the pack's parameters, as text by name.
        antag: values for facts that are missing, as text by name.
        regler: a folder with the user's own packs.
        vurderinger: path of an assessor's file.
        robusthed: number of weight sets to draw; None: none.
        seed: seed of the random draws.
    """

    metode: Metode | None = None
    medtag_skoen: bool = False
    omfang: Omfang = "auto"
    runde: str | os.PathLike[str] | None = None
    pulje: str | None = None
    dato: date | None = None
    saet: Mapping[str, str] = field(default_factory=dict)
    antag: Mapping[str, str] = field(default_factory=dict)
    regler: str | os.PathLike[str] | None = None
    vurderinger: str | Path | None = None
    robusthed: int | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        for navn in ("regler", "vurderinger", "runde"):
            argumenter.sti(navn, getattr(self, navn))
        for navn in ("saet", "antag"):
            argumenter.tekster(navn, getattr(self, navn))
        argumenter.tekst("pulje", self.pulje)
        argumenter.en_af("metode", self.metode, Metode)
        if self.omfang is None:
            raise BrugsFejl("omfang skal være 'auto', 'hele' eller 'gruppe', ikke None.")
        argumenter.en_af("omfang", self.omfang, Omfang)
        argumenter.ja_nej("medtag_skoen", self.medtag_skoen)
        # A datetime at midnight is accepted as a date.
        object.__setattr__(self, "dato", argumenter.dag("dato", self.dato))
        if self.robusthed is not None:
            argumenter.antal("robusthed", self.robusthed, 1)
        argumenter.antal("seed", self.seed, 0)
