"""The data of a ranking: candidates, a pack's plan, and the answer. Numbers are exact; amounts are in whole kroner."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

from ...system.dataklasse import dataklasse
from ...system.navne import nfc

Tal = int | Fraction
Ukendt = Literal["foerst", "sidst"]
VedLoft = Literal["spring_over", "stop", "delvis"]
Garantiform = Literal["foerst", "bytte", "lighed"]
# ``ordnet``: the round was only ordered, and nothing was allocated.
Udfald = Literal["inde", "garanti", "delvis", "ude", "ordnet"]
# Why a candidate is outside: its amount does not fit; the partial amount is below the minimum; a budget it requests
# from is closed; the applicant's maximum or minimum; its group has no share; or it was exchanged for a group with none
# inside.
Aarsag = Literal["ramme", "del_under_mindst", "stoppet", "ansoeger_hoejst", "ansoeger_mindst", "uden_andel", "byttet"]


@dataklasse(frozen=True, slots=True)
class Kandidat:
    """A project that takes part in the order, with its key values and amounts.

    ``noegler``: a number for each of the plan's keys, where the larger goes first; None: unknown. ``ansoeger`` and
    ``gruppe`` are None if unknown, or if the pool has none. ``beloeb`` is the full amount from each budget. Applicant,
    name, row and file break ties between equal keys.
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
        """The tie-breaker between candidates with equal keys: applicant, name, row, file."""
        return (self.ansoeger is None, self.ansoeger or "", nfc(self.navn), self.nr, self.fil)


@dataklasse(frozen=True, slots=True)
class Noegle:
    """A key that candidates are ordered by. ``ukendt``: where a candidate with an unknown value is placed."""

    id: str
    titel: str
    ukendt: Ukendt = "sidst"


@dataklasse(frozen=True, slots=True)
class Noegleled:
    """One stage of the order: a single key (as an index into the plan's keys), or several keys added with weights.

    Weighted keys are scaled from 0 to 1 between the smallest and the largest known value of the candidates. An unknown
    value counts as 0, or as 1 if unknown values go first.
    """

    noegler: tuple[int, ...]
    vaegte: tuple[Fraction, ...] | None = None


@dataklasse(frozen=True, slots=True)
class Budget:
    """The budget of one year or sub-pool, in whole kroner.

    A partial amount (``delvis``) is a multiple of ``til``, and at least ``mindst``.
    """

    id: str
    ramme: int
    mindst: int = 0
    til: int = 1


@dataklasse(frozen=True, slots=True)
class Garanti:
    """At least one candidate inside from each of ``grupper``, when money is short and all of them have applied.

    ``foerst``: the first candidate that fits from each group is selected before the rest. ``bytte``: a group with none
    inside replaces the lowest-ranked candidates. ``lighed``: among ties, a candidate from a group with none inside goes
    first.
    """

    form: Garantiform
    grupper: tuple[str, ...]


@dataklasse(frozen=True, slots=True)
class Deling:
    """A share of each budget reserved for each group. ``rest``: what is left is filled in order, or stays unused."""

    andele: tuple[tuple[str, tuple[int, ...]], ...]
    rest: Literal["i_orden", "ubrugt"] = "i_orden"


@dataklasse(frozen=True, slots=True)
class Plan:
    """How a round is ordered and allocated. ``knaphed``: money is short in any one budget, or in all of them together.

    ``ansoeger_mindst`` and ``ansoeger_hoejst`` bound the total amount of one applicant. ``vaegtes``: the keys whose
    weights are drawn in the robustness analysis, the heaviest first (empty: all).
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

    @property
    def ubunden(self) -> bool:
        """Whether no budget is shared between groups, and no applicant's total is bounded."""
        return self.deling is None and self.ansoeger_mindst is None and self.ansoeger_hoejst is None


@dataklasse(frozen=True, slots=True)
class Tur:
    """The result of one candidate's turn: what was left in each budget, what it gets (None: nothing), and why."""

    udfald: Udfald
    rest: tuple[int, ...]
    beloeb: tuple[int, ...] | None
    aarsag: Aarsag | None = None


@dataklasse(frozen=True, slots=True)
class Lige:
    """Candidates with equal keys, in order. ``afgoer``: another order of them would change who gets what."""

    kandidater: tuple[int, ...]
    afgoer: bool


@dataclass(frozen=True)
class Rangordning:
    """The ordered candidates and the allocation to each of them.

    Candidates are referred to by their index in the input; ``orden`` has the first candidate first. ``garanti``: the
    candidate selected for each group, None if no candidate could be; empty if the guarantee was not triggered.
    ``find_lige`` computes the ties; whether they decide money is costly to determine, and few callers need it.
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
        """The groups of tied candidates, in order."""
        return tuple(self.find_lige())

    @property
    def alle_rummes(self) -> bool:
        """Return whether every candidate gets its full amount.

        A group's share may be too small even if money is not short.
        """
        return not self.knap and all(t.udfald not in ("delvis", "ude") for t in self.ture)

    def inde(self, nr: int) -> bool:
        """Return whether a candidate gets anything."""
        return self.ture[nr].beloeb is not None
