"""The options by which a round is run, shared by every action that runs one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..fejl import BrugsFejl
from ..indlaes import argumenter
from ..model.rangliste import Metode, Omfang


@dataclass(frozen=True, slots=True, kw_only=True)
class Koerselsvalg:
    """How a round is run. Raises BrugsFejl where a value is of no kind that the option takes.

    Attributes:
        metode: how the applications are ordered; None: the pack's own way.
        medtag_skoen: whether what needs a person's judgement takes part.
        omfang: what the files cover: the whole round, or one group's (a region's) own list, which is ordered and
            allocated nothing. ``auto`` takes them as a list where all applicants are of one group.
        runde: a folder (or file) with the rest of the round, to tell where the projects would stand in all of it.
        pulje: the pool, where the files do not say it themselves.
        dato: the day of submission for this run.
        saet: other values of the pack's parameters, as text by name.
        antag: values of facts that are missing, as text by name.
        regler: a folder of packs of one's own.
        vurderinger: an assessor's file.
        robusthed: how many sets of weights are drawn; None: none.
        seed: what they are drawn from.
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
        # A datetime at midnight is a day.
        object.__setattr__(self, "dato", argumenter.dag("dato", self.dato))
        argumenter.antal("robusthed", self.robusthed)
        argumenter.antal("seed", self.seed)
