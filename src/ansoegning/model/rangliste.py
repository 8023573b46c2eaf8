"""The answer to a round: order, allocation, and how robust they are (contract, ``rangliste``).

Guidance and calculation, never a decision. Amounts are whole kroner by budget. Other fields refer to a project by its
name, such as ``0751/1 Skovbrynet``. Contact facts never appear.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from .data import Kilde
from .ord import Ord, beloebsord
from .resultat import JsonVaerdi, KommuneSvar
from .robusthed import AabneSpoergsmaalSvar, RobusthedSvar, UbrugtSvar
from .svar import UDELADES, Sparsom, Svar

# ``kandidat``: ordered in a list without allocation, because the list covers only one group of a round.
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
    """What the files cover: a complete round, or one group of it such as a region (``navn``).

    ``begrundelse`` explains, for a group, why nothing is allocated and how to see the projects' rank in the round.
    """

    art: Literal["hele", "gruppe"]
    navn: str | None = None
    begrundelse: str | None = None


class NoegleSvar(Svar):
    """One key of the order for one project: its value, as shown (``vist``), with any remark (``bemaerkning``).

    ``point`` are the criterion's points after pieces, steps and cap, before its weight (``vaegt``); None for other
    keys. ``enhed`` is the unit of ``vaerdi`` (``kr.``, ``pct.``, ``pladser``; empty for a plain number), None where
    ``vaerdi`` is not a number. ``kort_titel`` and ``kort_vist`` are for table columns. ``grundlag``: where the points
    are the value itself (looked up in a table, or chosen by a condition), the facts that give them, in words.
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
    grundlag: str | None = None


class AfvigelseSvar(Svar):
    """A person's recorded deviation from the calculated order, shown beside it: another outcome, or another rank."""

    udfald: Udfald | None
    plads: int | None
    begrundelse: str
    af: str
    dato: str


class AabentSvar(Svar):
    """What prevents a project from being a candidate, or could change that: a criterion, or missing facts."""

    id: str
    titel: str
    status: str
    begrundelse: str
    mangler: tuple[str, ...] = ()


class IkkeKandidatSvar(Svar):
    """Why a project is not a candidate, in addition to its ``udfald``.

    ``grund``: its criteria (``kriterier``); an exclusion of the pack (``udelukkelse``; ``id`` and ``kilde`` are those
    of the exclusion, else None); an unknown amount (``beloeb``); no budget it belongs to (``intet_budget``); an award
    below the minimum (``under_mindst``); an unknown number that the budget is split by (``deling``); points that cannot
    be calculated (``point_mangler``); or too few points (``point_under``). ``kilder``: where the rules that exclude it
    are found, for an exclusion, an award below the minimum, and too few points.
    """

    grund: Grund
    id: str | None = None
    kilde: Kilde | None = None
    kilder: tuple[Kilde, ...] = ()


class IRundenSvar(Svar):
    """A project's result in the national round that ``--runde`` completes; keys as in ProjektSvar."""

    rang: int | None
    udfald: Udfald
    beregnet: Beloeb | None
    garanti: bool = False


class FaellesSvar(Svar):
    """A project that several applicants apply for together, each for its own share.

    ``dele`` are the names of the shares found; ``uden_for_listen`` those of them that are in ``--runde`` only;
    ``mangler`` the partners whose share is missing; ``samlet`` the facts that an alternative interpretation of a
    criterion sums over the shares, in their own units (None: unknown, for example because a share is missing).
    ``bemaerkninger`` describe what is missing.
    """

    navn: str
    dele: tuple[str, ...]
    uden_for_listen: tuple[str, ...] = ()
    mangler: tuple[str, ...] = ()
    ansoegt: dict[str, int | None]
    samlet: dict[str, JsonVaerdi] = Field(default_factory=dict)
    bemaerkninger: tuple[str, ...] = ()


class ProjektSvar(Svar):
    """One project's result in a round. ``rang`` is None unless it is a candidate.

    ``beregnet`` is None unless it is a candidate, and where nothing is allocated.

    ``til_ansoeger`` are the reasons without other applicants' data, for use in letters.

    ``status`` is its own result by the criteria; ``ansoegt`` the requested amount (None: unknown); ``ydelse`` what it
    delivers for each budget, such as places (unit in ``RanglisteSvar.ydelse_enhed``); ``gruppe`` its group, such as the
    region it counts in; ``point`` its points by that method; ``robust_rang`` its range of ranks over the weight sets.
    ``budgetter``: the budgets it belongs to, including those where a missing fact decides; ``naaet``: the budgets with
    too little money left for it; ``ikke_kandidat``: why it is not a candidate (None if it
    is). ``skemafejl``: the number of form errors in its application; ``ukendte``: amounts (facts) that are unknown to
    order and sums because of form errors; ``faelles``: the name of the joint project it is a share of; ``i_runden``:
    see IRundenSvar.
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
    budgetter: tuple[str, ...] = ()
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
    """The effect of the guarantee: which projects come in and go out, and the difference in kroner and yield."""

    ind: tuple[str, ...]
    ud: tuple[str, ...]
    beloeb: Beloeb
    ydelse: dict[str, JsonVaerdi]


class GarantiSvar(Svar):
    """The guarantee of one project from each group. ``regioner``: the project chosen for each, None if there is none.

    ``udloest`` is None where nothing is allocated.
    """

    udloest: bool | None
    regioner: dict[str, str | None]
    begrundelse: str
    modtaget: tuple[str, ...] = ()
    pris: PrisSvar | None = None


class LigeSvar(Svar):
    """Projects that tie. ``afgoer_beregning``: reordering them changes which projects are inside the budget."""

    projekter: tuple[str, ...]
    afgoer_beregning: bool


class FlytSvar(Svar):
    """What another calculation changes compared with this one: who is inside, amounts, ranks and outcomes."""

    ind: tuple[str, ...] = ()
    ud: tuple[str, ...] = ()
    beloeb: tuple[str, ...] = ()
    rang: tuple[str, ...] = ()
    udfald: tuple[str, ...] = ()

    @property
    def aendrer(self) -> tuple[str, ...]:
        """Every project that comes in, goes out, or changes amount or outcome; each once."""
        return tuple(dict.fromkeys((*self.ind, *self.ud, *self.beloeb, *self.udfald)))


class FortolkningSvar(Svar):
    """The round recalculated with alternative number ``nr`` of an interpretation. ``kun_rang``: only the rank changes.

    ``uoplyst``: projects, mostly among ``ud``, for which the alternative needs facts that are missing. ``overansoegt``
    and ``udloest`` (the guarantee) are those of the alternative, None where nothing is allocated. ``beregnet`` is False
    where the pack does not say how to calculate the alternative.
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
    """The totals of one group (a region): received applications, projects, candidates, inside, amounts, yield."""

    gruppe: str
    ansoegninger: int
    projekter: int
    kandidater: int
    inden_for_rammen: int
    ansoegt: Beloeb
    beregnet: Beloeb
    ydelse: dict[str, JsonVaerdi]


class FilFejl(Sparsom):
    """A file that is not part of the calculation, with the reason. ``intern``: an internal error.

    ``celle`` is the cell of a workbook (``Projekter!F7``), whose row and column are ``linje`` and ``kolonne``.
    """

    fil: str
    besked: str
    linje: Annotated[int | None, UDELADES] = None
    kolonne: Annotated[int | None, UDELADES] = None
    celle: Annotated[str | None, UDELADES] = None
    intern: Annotated[bool, UDELADES] = False

    @property
    def sted(self) -> str:
        """Where in the file the error is: the cell, ``linje 7``, or empty for the file as a whole."""
        return self.celle or (f"linje {self.linje}" if self.linje is not None else "")


class SprungetOver(Svar):
    """A file that was deliberately not read as an application, or that another file replaces, with the reason."""

    fil: str
    grund: str


class SaetSvar(Svar):
    """The difference from the pack's own parameters: which projects come in and go out, and the pack's own amounts.

    ``sat`` and ``grundlag`` are the changed and the original values of the parameters, in their own units; ``tekst`` is
    the same in words.
    """

    tekst: tuple[str, ...]
    sat: dict[str, JsonVaerdi]
    grundlag: dict[str, JsonVaerdi]
    flyt: FlytSvar
    beregnet: Beloeb | None
    budget: Beloeb


class SkemafejlSvar(Svar):
    """The number of applications with form errors, and the total number of errors."""

    ansoegninger: int
    fejl: int


class RundeSvar(Svar):
    """The national round that ``--runde`` completes, including the list's own applications.

    ``andre``: the number of applications that are only in ``--runde``; ``erstattet``: unused files of ``--runde`` whose
    applicant is in the list itself.
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
    """The complete answer of ``rangliste``. ``til_json`` returns the contract's object; further keys are additions.

    ``dokumenter``: the titles of the pack's sources by id. ``beregnet``, ``ubrugt`` and ``overansoegt`` are None where
    the files cover only one group (``omfang``). ``antaget_tekst`` and ``sat_tekst``: assumed facts and changed
    parameters in words, each with its label. ``tildelingsregel``: whether an award may differ from the requested
    amount. ``rammer_lukkes``: whether a budget is closed for every row after the first that does not fit in it.
    ``soeges``: the budgets from which applicants request an amount of their own, not one that the rules calculate.
    ``ord``: the pack's words. ``ansoegninger``: how many were received, not counting files that another file
    replaces.
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
    rammer_lukkes: bool = False
    soeges: tuple[str, ...] = ()
    regionsgaranti: GarantiSvar
    skemafejl: SkemafejlSvar = SkemafejlSvar(ansoegninger=0, fejl=0)
    runde: Annotated[RundeSvar | None, UDELADES] = None
    faelles_projekter: tuple[FaellesSvar, ...] = ()
    projekter: tuple[ProjektSvar, ...]
    lige_rang: tuple[LigeSvar, ...]
    fortolkninger: tuple[FortolkningSvar, ...]
    grupper: tuple[GruppeSvar, ...]
    bemaerkninger: tuple[str, ...] = ()
    uden_dagen: tuple[str, ...] = ()
    forskel: Annotated[SaetSvar | None, UDELADES] = None
    fejl: tuple[FilFejl, ...] = ()
    sprunget_over: tuple[SprungetOver, ...] = ()
    vurderinger_ikke_brugt: tuple[str, ...] = ()
    # Filled by robustness, open questions and best use of the money; None unless requested.
    robusthed: Annotated[RobusthedSvar | None, UDELADES] = None
    triage: Annotated[AabneSpoergsmaalSvar | None, UDELADES] = None
    ubrugt_kunne: Annotated[UbrugtSvar | None, UDELADES] = None

    def soegt(self, budget: str) -> str:
        """Return the word for a budget's amounts before the allocation: requested, or calculated by the rules."""
        return beloebsord(self.soeges, budget).capitalize()

    @property
    def slags_beloeb(self) -> tuple[str, ...]:
        """Each word of ``soegt`` that the budgets have, once."""
        return tuple(dict.fromkeys(map(self.soegt, self.budget)))

    @property
    def udgangskode(self) -> int:
        """0: done; 3: done, but some files were rejected; 70: an internal error in at least one file."""
        if any(f.intern for f in self.fejl):
            return 70
        return 3 if self.fejl else 0

    def til_json(self) -> dict[str, Any]:
        """Return the object of the contract, its own keys first and in its order."""
        data = self.model_dump(mode="json")
        foerst = (
            "format", "pulje", "metode", "budget", "ansoegt", "beregnet", "overansoegt", "regionsgaranti",
            "projekter", "lige_rang", "fortolkninger", "fejl",
        )  # fmt: skip
        return {n: data[n] for n in foerst} | {n: v for n, v in data.items() if n not in foerst}
