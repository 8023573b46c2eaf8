"""The answer to one application, as people and programs read it (contract, ``tjek``)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from .data import Kilde
from .regelsaet import Rolle
from .svar import UDELADES, Sparsom, Svar, udelad

JsonVaerdi = int | float | str | bool | list[str] | None


class KommuneSvar(Svar):
    """The applicant. All but ``navn`` are None where the municipality is not one of the 98.

    ``fulde_navn`` is what it calls itself in a letter; None where it is not known.
    """

    kode: str | None
    navn: str | None
    region: str | None
    fulde_navn: str | None = Field(default=None, exclude=True)


class ViaSvar(Svar):
    """An input fact that alone reaches a derived one."""

    fakta: str
    fra: JsonVaerdi
    til: JsonVaerdi


class ForslagSvar(Sparsom):
    """The smallest change of one fact that makes the criterion met. ``via`` only for a derived fact."""

    fakta: str
    fra: JsonVaerdi
    til: JsonVaerdi
    tekst: str
    via: Annotated[tuple[ViaSvar, ...], UDELADES] = ()


class LaesningSvar(Svar):
    """Another reading of the source under which a criterion's status would be another.

    ``id`` is the interpretation's, ``begrundelse`` the reason for that status, ``tekst`` the whole as a sentence.
    """

    id: str
    alternativ: str
    status: str
    begrundelse: str
    tekst: str


class Udestaaende(Sparsom):
    """A fact or document that something still open waits for. ``afklarer``: the criteria or checks it settles."""

    felt: str
    navn: str
    afklarer: tuple[str, ...]
    dokument: bool
    celle: Annotated[str | None, UDELADES] = None


class BilagSvar(Svar):
    """A document that helps answer a question; ``kilde`` is None where it is the pack author's own suggestion."""

    tekst: str
    kilde: Kilde | None


class AfklaringSvar(Svar):
    """What the applicant is asked about a part of a criterion that a person must judge."""

    spoergsmaal: str
    bilag: tuple[BilagSvar, ...]


class VurderingSvar(Svar):
    """A person's answer to what needed judgement. ``beregnet``: the status the rules gave."""

    svar: str
    beregnet: str
    af: str
    dato: str
    begrundelse: str


class SporSvar(Svar):
    """A part of a rule with its value, and its own parts."""

    udtryk: str
    vaerdi: str
    dele: tuple[SporSvar, ...] = ()


class Udledning(Svar):
    """How a criterion's status came about: each part's conditions in words (``led``) and in full (``trae``)."""

    del_: str = Field(serialization_alias="del")
    led: tuple[SporSvar, ...]
    trae: SporSvar


class OpslagSvar(Svar):
    """A row of a table of the law that applied: its number from 1, what it asks of what is looked up (empty: nothing),
    and its value in the table's own unit.
    """

    tabel: str
    navn: str
    raekke: int
    betingelse: str
    vaerdi: JsonVaerdi
    tekst: str
    kilde: Kilde


class KriteriumSvar(Sparsom):
    """One criterion judged. ``fakta``: what it rests on, None: unknown; ``mangler``: what would settle it.

    ``afklaring``: what would help a person, for each exception or reservation that leads to judgement. ``opslag``: the
    rows of tables that applied.
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
        """The reason as people read it, with the rows of tables that applied."""
        return " ".join([self.begrundelse, *(o.tekst for o in self.opslag)])


class VaegtningSvar(Svar):
    """What a key of the order says of a row's place. ``oplyst``: whether the application says what it is ordered by;
    None where a person assesses it.
    """

    id: str
    titel: str
    tekst: str
    oplyst: bool | None
    kilde: Kilde


class RaekkeSvar(Svar):
    """One row (a project). ``nr`` counts from 1 in the file's order; ``vaegtning`` is what decides its place."""

    nr: int
    navn: str | None
    resultat: str
    kriterier: tuple[KriteriumSvar, ...]
    vaegtning: tuple[VaegtningSvar, ...] = ()


class Fund(Sparsom):
    """One finding about the submission. ``felt`` is the path of the fact, list or group; ``celle`` in a workbook.

    ``kilde`` is None for a value that does not fit its fact: that is the pack's own form.
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
    """Why something was concluded: the rule, and the symbolic facts it was drawn from."""

    konklusion: str
    vaerdi: str
    regel: str
    af: tuple[str, ...]
    raekke: int | None = None


class Resultat(Svar):
    """The whole answer: guidance and calculation, never a decision. ``til_json`` gives the contract's object.

    ``vaegtning`` is what decides the place of an application that is ordered itself.
    """

    fil: str
    format: int = 1
    program: str
    pulje: str
    regelsaet_sha256: str
    dato: str | None
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
        """The exit code ``tjek`` gives for this answer: 0 ready, 1 a criterion is not met, 3 neither."""
        if self.klar:
            return 0
        return 1 if self.rolle == "ikke_opfyldt" else 3

    def til_json(self) -> dict[str, Any]:
        """The object of the contract; rows stand under their list's own name."""
        data = self.model_dump(mode="json", by_alias=True)
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
        return {**svar, "udestaaende": data["udestaaende"]}


_FOERST = (
    "fil", "format", "program", "pulje", "regelsaet_sha256", "dato", "resultat", "resultat_antal", "klar", "antaget",
    "sat",
)  # fmt: skip
