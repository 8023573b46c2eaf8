"""What is ordered and how: candidates, a pack's plan, the answer. Exact numbers; amounts in whole kroner."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

from ...system.navne import nfc

Tal = int | Fraction
Ukendt = Literal["foerst", "sidst"]
VedLoft = Literal["spring_over", "stop", "delvis"]
Garantiform = Literal["foerst", "bytte", "lighed"]
# ``ordnet``: the round is ordered only, and nothing is given out.
Udfald = Literal["inde", "garanti", "delvis", "ude", "ordnet"]
# Why one is outside: it does not fit (nor does the least part of it), a budget it asks of had stopped, its applicant's
# most or least, no part is kept for its group, or it gave way to a group with none inside.
Aarsag = Literal["ramme", "del_under_mindst", "stoppet", "ansoeger_hoejst", "ansoeger_mindst", "uden_andel", "byttet"]


@dataclass(frozen=True, slots=True)
class Kandidat:
    """One that takes part. ``noegler``: a number for each of the plan's keys, the larger first; None: unknown.

    ``ansoeger`` and ``gruppe`` are None where they are not known (or the pool has none); ``beloeb`` is the full amount
    of each budget. Applicant, name, row and file settle what the keys do not.
    """

    ansoeger: str | None
    nr: int
    navn: str
    fil: str
    gruppe: str | None
    noegler: tuple[Tal | None, ...]
    beloeb: tuple[int, ...]

    @property
    def fast(self) -> tuple[bool, str, str, int, str]:
        """What equal candidates stand by: applicant, name, row, file."""
        return (self.ansoeger is None, self.ansoeger or "", nfc(self.navn), self.nr, self.fil)


@dataclass(frozen=True, slots=True)
class Noegle:
    """A key of the order; ``ukendt`` says where a candidate stands whose value is not known."""

    id: str
    titel: str
    ukendt: Ukendt = "sidst"


@dataclass(frozen=True, slots=True)
class Noegleled:
    """One stage of the order: a key on its own (its place among the plan's), or several weighted together.

    Weighted keys are scaled from 0 to 1 between the least and the largest known value of the candidates; an unknown
    one counts as 0 (or 1, where unknown goes first).
    """

    noegler: tuple[int, ...]
    vaegte: tuple[Fraction, ...] | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """The money of one year or sub-pool, in whole kroner.

    A part of an amount (``delvis``) is a multiple of ``til``, and at least ``mindst``.
    """

    id: str
    ramme: int
    mindst: int = 0
    til: int = 1


@dataclass(frozen=True, slots=True)
class Garanti:
    """At least one inside of each of ``grupper``, when money is short and all of them applied.

    ``foerst``: the first that fits of each is taken before the rest; ``bytte``: a group left out takes the place of
    the lowest; ``lighed``: among equals, one of a group with none inside goes first.
    """

    form: Garantiform
    grupper: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deling:
    """A part of each budget kept for each group. ``rest``: what is left is filled in order, or stays unused."""

    andele: tuple[tuple[str, tuple[int, ...]], ...]
    rest: Literal["i_orden", "ubrugt"] = "i_orden"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a round is ordered and its money given. ``knaphed``: short in one budget, or in all together.

    ``ansoeger_mindst`` and ``ansoeger_hoejst`` bound what one applicant gets in total. ``vaegtes``: the keys whose
    weights robustness draws, the heaviest first (none: all).
    """

    noegler: tuple[Noegle, ...]
    led: tuple[Noegleled, ...]
    budgetter: tuple[Budget, ...]
    ved_loft: VedLoft = "spring_over"
    garanti: Garanti | None = None
    deling: Deling | None = None
    knaphed: Literal["pr_budget", "i_alt"] = "pr_budget"
    ansoeger_mindst: int | None = None
    ansoeger_hoejst: int | None = None
    vaegtes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tur:
    """How it went for one candidate: what was left at its turn, what it gets of each budget (None: nothing), why."""

    udfald: Udfald
    rest: tuple[int, ...]
    beloeb: tuple[int, ...] | None
    aarsag: Aarsag | None = None


@dataclass(frozen=True, slots=True)
class Lige:
    """Candidates with the same keys, in order. ``afgoer``: another of them first would change who gets what."""

    kandidater: tuple[int, ...]
    afgoer: bool


@dataclass(frozen=True)
class Rangordning:
    """The answer. Candidates are named by their place in what was given; ``orden`` has the first first.

    ``garanti``: the candidate taken for each group, None where none could be; empty when it was not triggered.
    ``find_lige``: the ties, whose weight costs more than the rest and is asked for by few.
    """

    orden: tuple[int, ...]
    ture: tuple[Tur, ...]
    knap: bool
    udloest: bool
    garanti: dict[str, int | None] = field(default_factory=dict)
    rest: tuple[int, ...] = ()
    find_lige: Callable[[], Iterable[Lige]] = field(default=tuple, repr=False, compare=False)

    @cached_property
    def lige(self) -> tuple[Lige, ...]:
        """Those the keys cannot tell apart, in order."""
        return tuple(self.find_lige())

    @property
    def alle_rummes(self) -> bool:
        """Whether money is short for nobody: a group's part may be too small where the whole is not."""
        return not self.knap and all(t.udfald not in ("delvis", "ude") for t in self.ture)

    def inde(self, nr: int) -> bool:
        """Whether a candidate gets anything."""
        return self.ture[nr].beloeb is not None
