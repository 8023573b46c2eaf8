"""The answer to one application, for people and programs (contract, ``tjek``)."""

from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from .data import Kilde
from .regelsaet import Rolle
from .svar import UDELADES, Sparsom, Svar, udelad

JsonVaerdi = int | float | str | bool | list[str] | None


class KommuneSvar(Svar):
    """The applicant. All fields but ``navn`` are None where the municipality is not one of the 98.

    ``fulde_navn`` is the name it uses in letters; None where it is unknown.
    """

    kode: str | None
    navn: str | None
    region: str | None
    fulde_navn: str | None = Field(default=None, exclude=True)


class ViaSvar(Svar):
    """An input fact whose change alone gives a derived fact the suggested value."""

    fakta: str
    fra: JsonVaerdi
    til: JsonVaerdi


class ForslagSvar(Sparsom):
    """The smallest change of one fact that makes the criterion met. ``via`` is used for derived facts only."""

    fakta: str
    fra: JsonVaerdi
    til: JsonVaerdi
    tekst: str
    via: Annotated[tuple[ViaSvar, ...], UDELADES] = ()


class LaesningSvar(Svar):
    """An alternative interpretation of the source under which a criterion has another status.

    ``id`` is the interpretation's, ``begrundelse`` the reason for that status, ``tekst`` all of it in one sentence.
    """

    id: str
    alternativ: str
    status: str
    begrundelse: str
    tekst: str


class Udestaaende(Sparsom):
    """A missing fact or document. ``afklarer``: the criteria or checks that it settles."""

    felt: str
    navn: str
    afklarer: tuple[str, ...]
    dokument: bool
    celle: Annotated[str | None, UDELADES] = None


class DagSvar(Svar):
    """A day that the answer is about: the day of the run (``dato``), or the application's day of submission."""

    fakta: str
    navn: str
    dag: str


class BilagSvar(Svar):
    """A document that helps answer a question; ``kilde`` is None where it is the pack author's own suggestion."""

    tekst: str
    kilde: Kilde | None


class AfklaringSvar(Svar):
    """A question to the applicant about a part of a criterion that a person must assess."""

    spoergsmaal: str
    bilag: tuple[BilagSvar, ...]


class VurderingSvar(Svar):
    """A person's answer where the rules require an assessment. ``beregnet``: the status that the rules gave."""

    svar: str
    beregnet: str
    af: str
    dato: str
    begrundelse: str


class SporSvar(Svar):
    """A subexpression of a rule with its value, and its own subexpressions."""

    udtryk: str
    vaerdi: str
    dele: "tuple[SporSvar, ...]" = ()


class Udledning(Svar):
    """How a criterion's status was derived: each part's conditions, in words (``led``) and as a tree (``trae``)."""

    del_: str = Field(serialization_alias="del")
    led: tuple[SporSvar, ...]
    trae: SporSvar


class OpslagSvar(Svar):
    """A table row that applied: its number from 1, its conditions (empty: none), its value in the table's own unit."""

    tabel: str
    navn: str
    raekke: int
    betingelse: str
    vaerdi: JsonVaerdi
    tekst: str
    kilde: Kilde


class KriteriumSvar(Sparsom):
    """One evaluated criterion. ``fakta``: what it rests on (None: unknown); ``mangler``: facts that would settle it.

    ``afklaring``: what would help an assessor, for each exception or reservation that requires an assessment.
    ``opslag``: the table rows that applied.
    """

    id: str
    titel: str
    status: str
    begrundelse: str
    kilde: Kilde
    fakta: dict[str, JsonVaerdi]
    mangler: tuple[str, ...]
    forslag: tuple[ForslagSvar, ...] = ()
    afklaring: Annotated[tuple[AfklaringSvar, ...], UDELADES] = ()
    laesninger: tuple[LaesningSvar, ...] = ()
    opslag: Annotated[tuple[OpslagSvar, ...], UDELADES] = ()
    vurdering: Annotated[VurderingSvar | None, UDELADES] = None
    hvorfor: Annotated[tuple[Udledning, ...] | None, UDELADES] = None
    rolle: Rolle = Field(exclude=True)

    @property
    def grund(self) -> str:
        """The reason as shown to people, including the table rows that applied."""
        return " ".join([self.begrundelse, *(o.tekst for o in self.opslag)])


class VaegtningSvar(Svar):
    """How a key of the order affects a row's rank.

    ``oplyst``: whether the application contains the value it is ordered by; None where an assessor gives it.
    """

    id: str
    titel: str
    tekst: str
    oplyst: bool | None
    kilde: Kilde


class RaekkeSvar(Svar):
    """One row (a project). ``nr`` counts from 1 in the file's order; ``vaegtning``: what its rank depends on."""

    nr: int
    navn: str | None
    resultat: str
    kriterier: tuple[KriteriumSvar, ...]
    vaegtning: tuple[VaegtningSvar, ...] = ()


class Fund(Sparsom):
    """One finding about the submission. ``felt`` is the path of the fact, list or group; ``celle`` its workbook cell.

    ``kilde`` is None for a value that does not fit its fact: that requirement is the pack's own.
    """

    id: str
    alvor: str
    felt: str
    besked: str
    linje: Annotated[int | None, UDELADES] = None
    kolonne: Annotated[int | None, UDELADES] = None
    celle: Annotated[str | None, UDELADES] = None
    kilde: Annotated[Kilde | None, UDELADES] = None

    @model_serializer(mode="wrap")
    def _skriv(self, videre: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data = udelad(self, videre(self))
        if self.kilde is not None:
            data["kilde"] = {n: v for n, v in data["kilde"].items() if v is not None}
        return data


class Opgave(Svar):
    """Something the applicant must do, with its source."""

    id: str
    tekst: str
    kilde: Kilde


class Belaeg(Svar):
    """Why a conclusion was drawn: the rule, and the symbolic facts that it matched."""

    konklusion: str
    vaerdi: str
    regel: str
    af: tuple[str, ...]
    raekke: int | None = None


class Resultat(Svar):
    """The answer of ``tjek``: guidance and calculation, never a decision. ``til_json`` returns the contract's object.

    ``vaegtning`` explains the rank of the application where the pack orders complete applications. ``dagene``: the day
    of the run and the application's day of submission, where known; ``dato`` is the first of them.
    """

    fil: str
    format: int = 1
    program: str
    pulje: str
    regelsaet_sha256: str
    dato: str | None
    dagene: tuple[DagSvar, ...] = ()
    resultat: str
    resultat_antal: dict[str, int]
    klar: bool
    antaget: dict[str, JsonVaerdi]
    sat: dict[str, JsonVaerdi]
    ansoeger: KommuneSvar | None
    bruger: tuple[str, str | None] | None
    raekker: dict[str, tuple[RaekkeSvar, ...]]
    kriterier: tuple[KriteriumSvar, ...]
    vaegtning: tuple[VaegtningSvar, ...] = ()
    skema: tuple[Fund, ...]
    opgaver: tuple[Opgave, ...]
    udestaaende: tuple[Udestaaende, ...]
    belaeg: tuple[Belaeg, ...]
    hvorfor: bool = False
    vurderinger: tuple[str, ...] = ()
    rolle: Rolle

    @property
    def udgangskode(self) -> int:
        """Return the exit code of ``tjek`` for this answer: 0 ready, 1 a criterion is not met, 3 neither."""
        if self.klar:
            return 0
        return 1 if self.rolle == "ikke_opfyldt" else 3

    def til_json(self) -> dict[str, Any]:
        """Return the object of the contract; rows are stored under their list's own name."""
        data = self.model_dump(mode="json", by_alias=True, exclude=None if self.hvorfor else {"belaeg"})
        svar = {n: data[n] for n in _FOERST}
        if self.ansoeger is not None:
            svar["kommune"] = data["ansoeger"]
            if self.bruger is not None:
                svar["kommune"][self.bruger[0]] = self.bruger[1]
        svar |= data["raekker"]
        if self.kriterier or not self.raekker:
            svar["kriterier"] = data["kriterier"]
        if self.vaegtning:
            svar["vaegtning"] = data["vaegtning"]
        svar |= {"skema": data["skema"], "opgaver": data["opgaver"]}
        if self.hvorfor:
            svar["hvorfor"] = data["belaeg"]
        if self.vurderinger:
            svar["vurderinger_ikke_brugt"] = data["vurderinger"]
        return {**svar, "udestaaende": data["udestaaende"], "dagene": data["dagene"]}


_FOERST = (
    "fil", "format", "program", "pulje", "regelsaet_sha256", "dato", "resultat", "resultat_antal", "klar", "antaget",
    "sat",
)  # fmt: skip
