"""A pack that splits joint costs, as written: ``fordeling.yaml`` and ``parter.csv`` in a folder of ``rules/``."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from ..system.dataklasse import dataklasse
from .data import Data, FriTekst, Id, Kilde, Noegle, Tekst
from .enhedsord import ALMINDELIGE, ordbog
from .regelsaet import Dokument, Enhed, Fortolkning, Parameter, Vaerdiform

Afrunding = Literal["stoerste_rest", "rest_til_stoerste", "hver_for_sig"]
# The smallest unit that an amount is split into: whole kroner, or oere.
Trin = Literal["1", "0,01"]


class Partsart(Data):
    """A kind of party: its singular and plural name."""

    ental: Tekst
    flertal: Tekst


class Noegleerklaering(Vaerdiform):
    """A key that an amount is split by: a column of ``parter.csv``, with its unit.

    ``oplyst_sum`` is the key's total as stated by the source itself.
    """

    type: Literal["tal"] = "tal"
    oplyst_sum: str | None = None
    kilde: Kilde | None = None


class Fordelingsdel(Data):
    """A part of a component, paid by the parties of some kinds.

    Either ``beloeb`` or ``satser`` is used. ``beloeb`` lists parameters whose product is split; ``satser`` lists, for
    each kind of party, the parameters whose product is the rate per unit of the key. A party's key is its number in the
    column ``noegle`` (1 without a column), times the parameter of its kind in ``vaegte`` if there is one. A party
    without a number in the column does not take part.
    """

    arter: tuple[Id, ...] = Field(min_length=1)
    noegle: Noegle | None = None
    vaegte: dict[Id, Noegle] = Field(default_factory=dict)
    beloeb: tuple[Noegle, ...] = ()
    satser: dict[Id, tuple[Noegle, ...]] = Field(default_factory=dict)

    @property
    def parametre(self) -> list[str]:
        """The parameters that it reads."""
        return [*self.beloeb, *self.vaegte.values(), *(n for produkt in self.satser.values() for n in produkt)]

    @model_validator(mode="after")
    def _en_form(self) -> Self:
        if bool(self.beloeb) == bool(self.satser):
            raise ValueError("Skriv netop én af nøglerne beloeb og satser.")
        if self.satser and self.vaegte:
            raise ValueError("»vaegte« hører til beloeb, der fordeles; en sats vejer selv.")
        for hvad, efter_art in (("satser", self.satser), ("vaegte", self.vaegte)):
            if efter_art and set(efter_art) != set(self.arter):
                raise ValueError(f"Skriv {hvad} for netop de arter, delen gælder: {', '.join(self.arter)}.")
        return self


class Offentliggjort(Data):
    """The columns of ``parter.csv`` with the source's published table, and the total that the table states.

    The number of decimals of a share is the number it is written with.
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
    """All of ``fordeling.yaml``. The first component is the pack's main component; others are shown beside it."""

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
    def _boej_enheder(self) -> Self:
        """Replace every unit by its plural; the singular is stored in ``enhed_ental``."""
        ord_ = {**ALMINDELIGE, **ordbog((e.ental, e.flertal) for e in self.enheder)}
        for navn, parameter in self.parametre.items():
            self.parametre[navn] = parameter.boejet(ord_)
        for navn, noegle in self.noegler.items():
            self.noegler[navn] = noegle.boejet(ord_)
        return self


@dataklasse(frozen=True, slots=True)
class Part:
    """A party: its kind, its keys by column (None: no number), and its published values by column, as written."""

    navn: str
    art: str
    noegler: dict[str, int | None]
    offentliggjort: dict[str, str | None]


@dataklasse(frozen=True, slots=True)
class Fordelingspakke:
    """A checked pack: its data, its parties in table order, and the value of each parameter in its own unit."""

    data: FordelingData
    parter: tuple[Part, ...]
    vaerdier: dict[str, int | Decimal]
    egne_vaerdier: dict[str, int | Decimal]
    sha256: str

    @property
    def id(self) -> str:
        """The pack's id, which is its folder's name."""
        return self.data.id
