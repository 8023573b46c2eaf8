"""A pack that splits joint costs, as written: ``fordeling.yaml`` and ``parter.csv`` in a folder of ``rules/``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from .data import Data, FriTekst, Id, Kilde, Noegle, Tekst
from .enhedsord import ALMINDELIGE, ordbog
from .regelsaet import Dokument, Enhed, Fortolkning, Parameter, Vaerdiform

Afrunding = Literal["stoerste_rest", "rest_til_stoerste", "hver_for_sig"]
# The least unit an amount is split into: whole kroner, or oere.
Trin = Literal["1", "0,01"]


class Partsart(Data):
    """A kind of party: what one and several are called."""

    ental: Tekst
    flertal: Tekst


class Noegleerklaering(Vaerdiform):
    """What an amount is split by: a column of ``parter.csv``, with its unit.

    ``oplyst_sum`` is the total that the source itself states of the key.
    """

    type: Literal["tal"] = "tal"
    oplyst_sum: str | None = None
    kilde: Kilde | None = None


class Fordelingsdel(Data):
    """A part of a component, for the parties of some kinds.

    Either ``beloeb``, parameters whose product is split, or ``satser``, by kind of party the parameters whose product
    each unit of the key pays. A party's key is its figure in the column ``noegle`` (1 where none is named), times the
    parameter of its kind in ``vaegte`` where there are any. A party without a figure in the column is no part of it.
    """

    arter: tuple[Id, ...] = Field(min_length=1)
    noegle: Noegle | None = None
    vaegte: dict[Id, Noegle] = Field(default_factory=dict)
    beloeb: tuple[Noegle, ...] = ()
    satser: dict[Id, tuple[Noegle, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _en_form(self) -> Fordelingsdel:
        if bool(self.beloeb) == bool(self.satser):
            raise ValueError("Skriv netop én af nøglerne beloeb og satser.")
        if self.satser and self.vaegte:
            raise ValueError("»vaegte« hører til beloeb, der fordeles; en sats vejer selv.")
        for hvad, efter_art in (("satser", self.satser), ("vaegte", self.vaegte)):
            if efter_art and set(efter_art) != set(self.arter):
                raise ValueError(f"Skriv {hvad} for netop de arter, delen gælder: {', '.join(self.arter)}.")
        return self


class Offentliggjort(Data):
    """What the source's own table has: columns of ``parter.csv``, and the total that it states.

    The decimals of a share are those it is written with.
    """

    andel: Noegle | None = None
    beloeb: Noegle
    oplyst_sum: str | None = None
    bemaerkning: FriTekst | None = None


class Komponent(Data):
    """One amount that is split, such as a column of the source's table."""

    id: Id
    titel: Tekst
    afrunding: Afrunding = "stoerste_rest"
    trin: Trin = "1"
    dele: tuple[Fordelingsdel, ...] = Field(min_length=1)
    offentliggjort: Offentliggjort | None = None
    mangler: FriTekst | None = None
    kilde: Kilde


class FordelingData(Data):
    """All of ``fordeling.yaml``. The first component is the pack's own matter; others stand beside it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    titel: Tekst
    beskrivelse: Tekst
    myndighed: Tekst
    dokumenter: dict[str, Dokument]
    enheder: tuple[Enhed, ...] = Field(default=(), max_length=100)
    parametre: dict[Noegle, Parameter] = Field(default_factory=dict)
    noegler: dict[Noegle, Noegleerklaering] = Field(default_factory=dict)
    arter: dict[Id, Partsart] = Field(min_length=1)
    komponenter: tuple[Komponent, ...] = Field(min_length=1)
    fortolkninger: tuple[Fortolkning, ...] = ()

    @model_validator(mode="after")
    def _boej_enheder(self) -> FordelingData:
        """Every unit is written of several from here on, and known of one."""
        ord_ = {**ALMINDELIGE, **ordbog((e.ental, e.flertal) for e in self.enheder)}
        for navn, parameter in self.parametre.items():
            self.parametre[navn] = parameter.boejet(ord_)
        for navn, noegle in self.noegler.items():
            self.noegler[navn] = noegle.boejet(ord_)
        return self


@dataclass(frozen=True, slots=True)
class Part:
    """A party: its kind, its keys by column (None: no figure), and what is published of it, by column, as written."""

    navn: str
    art: str
    noegler: dict[str, int | None]
    offentliggjort: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Fordelingspakke:
    """A checked pack: its data, its parties in the table's order, and each parameter's value in its own unit."""

    data: FordelingData
    parter: tuple[Part, ...]
    vaerdier: dict[str, int | Decimal]
    egne_vaerdier: dict[str, int | Decimal]
    sha256: str

    @property
    def id(self) -> str:
        """The pack's id, which is its folder's name."""
        return self.data.id
