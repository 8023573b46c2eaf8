"""The answer to a round: order, allocation, and how firm they are (contract, ``rangliste``).

Guidance and calculation, never a decision. Amounts are whole kroner, by budget; a project is named
``0751/1 Skovbrynet`` wherever another part speaks of it. Contact facts never appear.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .data import Kilde
from .ord import Ord
from .resultat import JsonVaerdi, KommuneSvar
from .robusthed import AabneSpoergsmaalSvar, RobusthedSvar, UbrugtSvar
from .svar import UDELADES, Sparsom, Svar

# ``kandidat``: ordered in a list that nothing is allocated in, since it covers one group of a round only.
Udfald = Literal[
    "inden_for_rammen", "uden_for_rammen", "kandidat", "kraever_vurdering", "mangler_oplysninger", "opfylder_ikke"
]
Metode = Literal["prioriteret", "point"]
Grund = Literal[
    "kriterier", "udelukkelse", "beloeb", "intet_budget", "under_mindst", "deling", "point_mangler", "point_under"
]
Omfang = Literal["auto", "hele", "gruppe"]
Beloeb = dict[str, int]


class OmfangSvar(Svar):
    """What the files cover: a whole round, or one group of it such as a region (``navn``).

    ``begrundelse`` says, for a group, why nothing is allocated and how to see where the projects would stand.
    """

    art: Literal["hele", "gruppe"]
    navn: str | None = None
    begrundelse: str | None = None


class NoegleSvar(Svar):
    """One key of the order for one project: its value, as shown (``vist``), and what is to be said of it.

    ``point`` where the criterion gives points, after pieces, steps and cap, before its weight (``vaegt``). ``enhed`` is
    the unit of ``vaerdi`` (``kr.``, ``pct.``, ``pladser``; empty for a plain number), None where that is no number.
    ``kort_titel`` and ``kort_vist`` are for the columns of a table.
    """

    id: str
    titel: str
    kort_titel: str | None = None
    vaerdi: JsonVaerdi
    enhed: str | None = None
    vist: str
    kort_vist: str | None = None
    bemaerkning: str | None = None
    point: JsonVaerdi = None
    vaegt: JsonVaerdi = None


class AfvigelseSvar(Svar):
    """A person's recorded deviation from the calculation, beside it: another outcome, or another place."""

    udfald: Udfald | None
    plads: int | None
    begrundelse: str
    af: str
    dato: str


class AabentSvar(Svar):
    """What keeps a project from being a candidate, or could change it: a criterion, or missing facts."""

    id: str
    titel: str
    status: str
    begrundelse: str
    mangler: tuple[str, ...] = ()


class IkkeKandidatSvar(Svar):
    """Why a project is no candidate, beside its ``udfald``.

    ``grund``: its criteria; an exclusion of the pack (``id`` and ``kilde`` are its own, else None); an amount that is
    not known; it belongs to no budget; its award would be too small; points that cannot be given; too few points.
    """

    grund: Grund
    id: str | None = None
    kilde: Kilde | None = None


class IRundenSvar(Svar):
    """Where a project would stand in the national round that ``--runde`` gives the rest of; keys as in ProjektSvar."""

    rang: int | None
    udfald: Udfald
    beregnet: Beloeb | None
    garanti: bool = False


class FaellesSvar(Svar):
    """A project that several applicants apply for together, each for its own part.

    ``dele`` are the parts found, by their names; ``uden_for_listen`` those of them that are in ``--runde`` only;
    ``mangler`` the partners whose part is not here; ``samlet`` the facts that another reading of a criterion adds over
    the parts, in their own units (None: not known, as where a part is missing). ``bemaerkninger`` say what is missing.
    """

    navn: str
    dele: tuple[str, ...]
    uden_for_listen: tuple[str, ...] = ()
    mangler: tuple[str, ...] = ()
    ansoegt: dict[str, int | None]
    samlet: dict[str, JsonVaerdi] = Field(default_factory=dict)
    bemaerkninger: tuple[str, ...] = ()


class ProjektSvar(Svar):
    """One project's place. ``rang`` is None for one that is no candidate; ``beregnet`` too where nothing is allocated.

    ``til_ansoeger`` are the reasons without anything of other applicants', as a letter may give them.

    ``status`` is its own result by the criteria; ``ansoegt`` what it asks for (None: not known); ``ydelse`` what it
    gives for each budget, such as places (unit in ``RanglisteSvar.ydelse_enhed``); ``gruppe`` its group, such as the
    region that counts for it; ``point`` its points by that method; ``robust_rang`` its range of ranks over weights.
    ``naaet``: the budgets that had not enough left for it; ``ikke_kandidat``: why it is none (None for a candidate).
    ``skemafejl``: how many form errors its application has; ``ukendte``: amounts (facts) that are unknown to order and
    sums because of them; ``faelles``: the name of the joint project it is part of; ``i_runden``: see IRundenSvar.
    """

    rang: int | None
    kommune: KommuneSvar | None
    nr: int
    navn: str
    fil: str
    udfald: Udfald
    beregnet: Beloeb | None
    garanti: bool
    robusthed: float | None = None
    begrundelse: tuple[str, ...] = ()
    til_ansoeger: tuple[str, ...] = ()
    betegnelse: str
    status: str
    ansoegt: dict[str, int | None]
    ydelse: dict[str, JsonVaerdi] = Field(default_factory=dict)
    gruppe: str | None = None
    noegler: tuple[NoegleSvar, ...] = ()
    point: JsonVaerdi = None
    delvis: bool = False
    naaet: tuple[str, ...] = ()
    robust_rang: tuple[int, int] | None = None
    aabent: tuple[AabentSvar, ...] = ()
    ikke_kandidat: IkkeKandidatSvar | None = None
    afvigelse: AfvigelseSvar | None = None
    skemafejl: int = 0
    ukendte: tuple[str, ...] = ()
    faelles: str | None = None
    i_runden: IRundenSvar | None = None


class PrisSvar(Svar):
    """What the guarantee changes: who comes in and goes out because of it, and the difference in kroner and yield."""

    ind: tuple[str, ...]
    ud: tuple[str, ...]
    beloeb: Beloeb
    ydelse: dict[str, JsonVaerdi]


class GarantiSvar(Svar):
    """The guarantee of one of each group. ``regioner``: the project taken for each, None where none could be.

    ``udloest`` is None where nothing is allocated.
    """

    udloest: bool | None
    regioner: dict[str, str | None]
    begrundelse: str
    modtaget: tuple[str, ...] = ()
    pris: PrisSvar | None = None


class LigeSvar(Svar):
    """Projects that the order cannot tell apart; ``afgoer_beregning``: another of them first changes who is inside."""

    projekter: tuple[str, ...]
    afgoer_beregning: bool


class FlytSvar(Svar):
    """What another calculation changes, against this one: who is inside, how much, and whose rank moves."""

    ind: tuple[str, ...] = ()
    ud: tuple[str, ...] = ()
    beloeb: tuple[str, ...] = ()
    rang: tuple[str, ...] = ()
    udfald: tuple[str, ...] = ()

    @property
    def aendrer(self) -> tuple[str, ...]:
        """Every project that comes in, goes out, gets another amount or another outcome; each once."""
        return tuple(dict.fromkeys((*self.ind, *self.ud, *self.beloeb, *self.udfald)))


class FortolkningSvar(Svar):
    """An interpretation re-run with one alternative, the ``nr``th. ``kun_rang``: projects whose rank alone changes.

    ``uoplyst``: those, most of them among ``ud``, that it needs more facts of than there are. ``overansoegt`` and
    ``udloest`` (the guarantee) are as the alternative has them, None where nothing is allocated; not ``beregnet``: the
    pack does not say how to calculate it.
    """

    id: str
    spoergsmaal: str
    valg: str
    alternativ: str
    aendrer: tuple[str, ...]
    ind: tuple[str, ...]
    ud: tuple[str, ...]
    uoplyst: tuple[str, ...]
    kun_rang: tuple[str, ...]
    overansoegt: bool | None
    udloest: bool | None
    beregnet: bool
    kilde: Kilde
    nr: int = 1


class GruppeSvar(Svar):
    """One group's (a region's) totals: received applications, projects, candidates, inside, amounts, yield."""

    gruppe: str
    ansoegninger: int
    projekter: int
    kandidater: int
    inden_for_rammen: int
    ansoegt: Beloeb
    beregnet: Beloeb
    ydelse: dict[str, JsonVaerdi]


class FilFejl(Sparsom):
    """A file that is not part of the calculation, and why. ``intern``: the program is to blame, not the file."""

    fil: str
    besked: str
    linje: Annotated[int | None, UDELADES] = None
    kolonne: Annotated[int | None, UDELADES] = None
    intern: Annotated[bool, UDELADES] = False


class SprungetOver(Svar):
    """A file that was knowingly not read as an application, or is replaced by another, and why."""

    fil: str
    grund: str


class SaetSvar(Svar):
    """The difference to the pack's own parameters: who comes in and goes out, and the pack's own amounts.

    ``sat`` and ``grundlag`` are the parameters' values now and otherwise, in their own units; ``tekst`` the same in
    words.
    """

    tekst: tuple[str, ...]
    sat: dict[str, JsonVaerdi]
    grundlag: dict[str, JsonVaerdi]
    flyt: FlytSvar
    beregnet: Beloeb | None
    budget: Beloeb


class SkemafejlSvar(Svar):
    """How many of the applications have form errors, and how many errors there are."""

    ansoegninger: int
    fejl: int


class RundeSvar(Svar):
    """The national round that ``--runde`` gives the rest of, with the list's own applications in it.

    ``andre``: how many applications are from ``--runde`` alone; ``erstattet``: files there whose applicant is in the
    list itself, and which are not used.
    """

    ansoegninger: int
    andre: int
    kandidater: int
    inden_for_rammen: int
    ansoegt: Beloeb
    beregnet: Beloeb
    overansoegt: bool
    udloest: bool
    begrundelse: str
    erstattet: tuple[str, ...] = ()


class RanglisteSvar(Sparsom):
    """The whole answer. ``til_json`` gives the contract's object; further keys are additions.

    ``dokumenter``: the titles of the pack's sources by id.
    ``beregnet``, ``ubrugt`` and ``overansoegt`` are None where the files cover one group only (``omfang``).
    ``antaget_tekst`` and ``sat_tekst``: what was assumed and set, each by its label and in its own words.
    ``tildelingsregel``: whether an award may be another amount than what is asked for.
    ``ord``: the pack's words. ``ansoegninger``: how many were received, those that another file replaces not counted.
    """

    format: int = 1
    program: str
    pulje: str
    titel: str
    dokumenter: dict[str, str] = Field(default_factory=dict)
    myndighed: str = "myndigheden"
    regelsaet_sha256: str
    dato: str | None
    metode: Metode
    medtag_skoen: bool
    antaget: dict[str, JsonVaerdi]
    antaget_tekst: tuple[str, ...] = ()
    sat: dict[str, JsonVaerdi]
    sat_tekst: tuple[str, ...] = ()
    omfang: OmfangSvar = OmfangSvar(art="hele")
    ansoegninger: int = 0
    budget: Beloeb
    ansoegt: Beloeb
    ansoegt_alle: Beloeb
    beregnet: Beloeb | None
    ubrugt: Beloeb | None
    tildelingsregel: bool = False
    ydelse_enhed: str | None
    gruppe_navn: str | None
    ord: Ord = Ord()
    overansoegt: bool | None
    regionsgaranti: GarantiSvar
    skemafejl: SkemafejlSvar = SkemafejlSvar(ansoegninger=0, fejl=0)
    runde: Annotated[RundeSvar | None, UDELADES] = None
    faelles_projekter: tuple[FaellesSvar, ...] = ()
    projekter: tuple[ProjektSvar, ...]
    lige_rang: tuple[LigeSvar, ...]
    fortolkninger: tuple[FortolkningSvar, ...]
    grupper: tuple[GruppeSvar, ...]
    bemaerkninger: tuple[str, ...] = ()
    forskel: Annotated[SaetSvar | None, UDELADES] = None
    fejl: tuple[FilFejl, ...] = ()
    sprunget_over: tuple[SprungetOver, ...] = ()
    vurderinger_ikke_brugt: tuple[str, ...] = ()
    # Added by robustness, open questions and the best use of money; None until asked for.
    robusthed: Annotated[RobusthedSvar | None, UDELADES] = None
    triage: Annotated[AabneSpoergsmaalSvar | None, UDELADES] = None
    ubrugt_kunne: Annotated[UbrugtSvar | None, UDELADES] = None

    @property
    def udgangskode(self) -> int:
        """0 done; 3 done, but some files were rejected; 70 where the program is to blame for one of them."""
        if any(f.intern for f in self.fejl):
            return 70
        return 3 if self.fejl else 0

    def til_json(self) -> dict[str, Any]:
        """The object of the contract, its own keys first and in its order."""
        data = self.model_dump(mode="json")
        foerst = (
            "format", "pulje", "metode", "budget", "ansoegt", "beregnet", "overansoegt", "regionsgaranti",
            "projekter", "lige_rang", "fortolkninger", "fejl",
        )  # fmt: skip
        return {n: data[n] for n in foerst} | {n: v for n, v in data.items() if n not in foerst}
