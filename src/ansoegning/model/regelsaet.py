"""A rule pack as written: the law as data. Expressions are still text here; ``sprog`` parses and types them.

The keys are those of the YAML files in ``rules/<pulje>/`` (docs/regelsprog.md).
"""

from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, StringConstraints, model_validator

from ..system.tekstgraenser import HOEJST_TEGN, HOEJST_TEGN_I_PAKKE
from .data import Data, FriTekst, Id, Kilde, Noegle, Tekst
from .enhedsord import ALMINDELIGE, ENHEDSNAVN, Enhedsord, boejet, ordbog
from .raekkefoelge import Raekkefoelge, Raekkefoelgerettelse

FaktaType = Literal["tal", "dato", "ja_nej", "valg", "tekst", "tekstliste", "kommune", "telefoner", "mails"]
Rolle = Literal["opfyldt", "skoen", "uoplyst", "ikke_opfyldt"]
Periodeform = Literal["glidende", "kalender"]
Enhedsnavn = Annotated[str, StringConstraints(pattern=f"^{ENHEDSNAVN}$", max_length=40)]
Laeser = Literal["tekst", "raekkefoelge", "oplysning", "vurdering"]


class Dokument(Data):
    """A source document of the pack. ``fil`` is its file name among the published sources, if it is published there.

    ``forklaring`` is shown wherever a result rests on a source that readers do not know, such as the program's own
    yardstick.
    """

    titel: Tekst
    kort: Tekst
    forklaring: FriTekst | None = None
    fil: FriTekst | None = None
    dato: str | None = None


class Status(Data):
    """A status of criteria and results, listed from worst to best. ``flertal`` is the plural of the name (``røde``)."""

    navn: Tekst
    flertal: Tekst | None = None
    rolle: Rolle
    tegn: Annotated[str, StringConstraints(min_length=1, max_length=2)]
    tegn_ascii: Annotated[str, StringConstraints(pattern=r"^[ -~]{1,4}$")]


class Kriterieord(Data):
    """The pack's word for a criterion, in singular and plural (``mål``)."""

    ental: Tekst = "kriterium"
    flertal: Tekst = "kriterier"


class Faelleserklaering(Data):
    """How rows of several applications are recognised as shares of one joint row.

    ``navn`` is the fact with the common name; ``partnere`` the fact that names the other applicants (a text list of
    municipality names or numbers).
    """

    navn: Noegle
    partnere: Noegle


class Raekkeliste(Data):
    """A list of rows, such as the projects of an application."""

    ental: Tekst
    flertal: Tekst
    navn_fakta: Noegle
    faelles: Faelleserklaering | None = None
    hoejst: int = Field(default=1000, ge=1, le=1000)
    samlet: Tekst
    samlet_ental: Tekst


class Periodesum(Data):
    """A number that is summed over the rows of a period: its name, its unit, and the expression for each row."""

    navn: Tekst
    enhed: str | None = None
    udtryk: str


class Periodeliste(Data):
    """A derived list: the complete periods of a given length within a span, with sums over the rows of ``af`` in each.

    ``dag`` is the date of a row of ``af``; ``fra`` and ``til`` are the application's facts with the span's first and
    last day; ``laengde`` is a parameter in months or years. ``glidende`` periods begin on any day, ``kalender`` periods
    follow each other from 1 January.
    """

    af: Noegle
    dag: Noegle
    fra: Noegle
    til: Noegle
    laengde: Noegle
    form: Periodeform
    summer: dict[Noegle, Periodesum] = Field(min_length=1, max_length=20)


class Ansoeger(Data):
    """Who applies: the fact that names the applicant, and the user name at the form's web site (``bruger``).

    ``erstatter`` is the fact that names an earlier file of the same applicant, which this application replaces.
    ``ental`` and ``flertal`` are the words for an applicant; their default is ``kommune`` where the fact is a
    municipality, else ``ansøger``. ``tiltale`` is how letters address the applicant: ``I``, or ``du`` where it is a
    person.
    """

    fakta: Noegle
    ental: Tekst | None = None
    flertal: Tekst | None = None
    tiltale: Literal["I", "du"] = "I"
    erstatter: Noegle | None = None
    bruger: str | None = None
    bruger_noegle: Id | None = None


class Dokumentationsmail(Data):
    """Where evidence is sent: the mailbox, the first words of the mail's subject, and the facts that name the evidence.

    The facts are text lists.
    """

    til: Annotated[str, StringConstraints(pattern=r"^[^\s@<>,;]+@[^\s@<>,;]+$")]
    emne: Tekst
    fakta: tuple[Noegle, ...] = Field(min_length=1)


class Blanket(Data):
    """The form to fill in. Its fields are the facts with ``kolonne`` or ``felt``.

    ``raekker_hoejst``, ``tegn_hoejst`` and ``frist`` are parameters; ``ved_siden_af`` are facts shown beside the form.
    """

    navn: Tekst
    sted: Tekst
    raekker_hoejst: Noegle | None = None
    tegn_hoejst: Noegle | None = None
    frist: Noegle | None = None
    ved_siden_af: tuple[Noegle, ...] = ()
    dokumentation: Dokumentationsmail | None = None


class Enhed(Data):
    """A unit defined by the pack: its singular and plural."""

    ental: Enhedsnavn
    flertal: Enhedsnavn


class Vaerdiform(Data):
    """How a value is written; shared by facts and parameters.

    ``enhed`` is a unit of the rule language; ``trin`` is the step (``1``, ``0,01``) in that unit; ``mindst`` and
    ``hoejst`` are inclusive bounds. ``mindst_en: ja`` declares that the share is in practice 0 or at least 1 pct.: a
    value between these must be written with its unit, because 0,33 may mean a third. ``hoejst_tegn`` allows a longer
    text than the default.
    """

    navn: Tekst
    type: FaktaType
    enhed: str | None = None
    trin: str | None = None
    mindst: str | None = None
    hoejst: str | None = None
    mindst_en: Literal["ja", "nej"] = "nej"
    valg: dict[Id, Tekst] | None = None
    hjaelp: FriTekst | None = None
    hoejst_tegn: int | None = Field(default=None, ge=HOEJST_TEGN, le=HOEJST_TEGN_I_PAKKE)
    # The singular form of the unit; set by ``boejet`` once the pack's own units are known.
    _ental: str | None = PrivateAttr(default=None)

    @property
    def enhed_ental(self) -> str:
        """The singular form of the unit: ``plads`` for ``pladser``; empty where there is no unit."""
        return self._ental or self.enhed or ""

    def boejet(self, ord_: Enhedsord) -> Self:
        """Return a copy with ``enhed`` in the plural and ``enhed_ental`` in the singular."""
        if self.enhed is None:
            return self
        flere, en = boejet(self.enhed, ord_)
        form = self if flere == self.enhed else self.model_copy(update={"enhed": flere})
        form._ental = en
        return form


class Faktaerklaering(Vaerdiform):
    """A fact: something that is known or unknown about an application or one of its rows.

    ``brug`` states the use of a fact that no rule reads; ``foreslaa: nej`` excludes it from suggestions; ``andel_af``
    lists facts, and the fact is a share of the first of them that is known; ``dokument`` marks a fact that
    is established by a document sent in or an explanation given; ``i_alt`` says whether forms add the fact up over the
    rows (see ``laegges_sammen``).
    """

    kolonne: FriTekst | None = None
    felt: FriTekst | None = None
    afledt: str | None = None
    brug: tuple[Laeser, ...] = ()
    foreslaa: Literal["ja", "nej"] = "ja"
    andel_af: tuple[Noegle, ...] = ()
    dokument: Literal["ja", "nej"] = "nej"
    kontakt: Literal["ja", "nej"] = "nej"
    i_alt: Literal["ja", "nej"] | None = None

    @property
    def laegges_sammen(self) -> bool:
        """Return whether a form shows the total over the rows.

        Without ``i_alt``, quantities are added: numbers with a unit that is neither per cent nor one unit per another.
        """
        if self.type != "tal":
            return False
        if self.i_alt is not None:
            return self.i_alt == "ja"
        return self.enhed is not None and self.enhed != "pct." and " pr. " not in self.enhed


class Parameter(Vaerdiform):
    """A number or a date of the law, with its source. A new round changes parameters and no rules."""

    vaerdi: str
    kilde: Kilde


class Tabelbetingelse(Data):
    """The condition a table row sets for one key: an interval of numbers, or the values themselves (``er``).

    ``fra`` and ``til_og_med`` are inclusive ends, ``over`` and ``under`` exclusive ends. For a choice, ``er`` lists
    choices.
    """

    fra: str | None = None
    over: str | None = None
    til_og_med: str | None = None
    under: str | None = None
    er: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _en_ende(self) -> Self:
        if self.fra is not None and self.over is not None:
            raise ValueError("Skriv kun én af nøglerne fra (med) og over (ikke med).")
        if self.til_og_med is not None and self.under is not None:
            raise ValueError("Skriv kun én af nøglerne til_og_med (med) og under (ikke med).")
        if self.er and (self.fra, self.over, self.til_og_med, self.under) != (None,) * 4:
            raise ValueError("Skriv enten er eller et interval.")
        return self


class Tabelraekke(Tabelbetingelse):
    """A row of a table: its condition on the only key, or on each key in order (``hvor``), and its value."""

    hvor: tuple[Tabelbetingelse, ...] = ()
    vaerdi: str


class Tabelnoegle(Data):
    """A key of a table: a number between two inclusive bounds, or a choice."""

    navn: Tekst
    enhed: str | None = None
    trin: str | None = None
    mindst: str | None = None
    hoejst: str | None = None
    valg: tuple[Id, ...] = ()


class Tabel(Data):
    """A table of the law, with its source: a number or a date for every combination of its keys."""

    navn: Tekst
    type: Literal["tal", "dato"] = "tal"
    enhed: str | None = None
    trin: str | None = None
    noegler: tuple[Tabelnoegle, ...] = Field(min_length=1, max_length=3)
    raekker: tuple[Tabelraekke, ...] = Field(min_length=1, max_length=200)
    kilde: Kilde


class Grund(Data):
    """A phrase with ``{fakta}`` placeholders, used where ``naar`` is true or absent."""

    naar: str | None = None
    tekst: Tekst


class Bilagsforslag(Data):
    """A document that supports an assessment. Without ``kilde`` it is the pack author's own suggestion."""

    tekst: Tekst
    kilde: Kilde | None = None


class Afklaring(Data):
    """What the applicant is asked where a person must assess: a question (``{fakta}`` allowed), and documents."""

    spoergsmaal: Tekst
    bilag: tuple[Bilagsforslag, ...] = ()


class Skoensgrund(Data):
    """An exception or a reservation: its condition, the reason, and what the applicant can be asked to clarify it."""

    naar: str
    grund: Tekst
    kilde: Kilde | None = None
    afklaring: Afklaring | None = None


class Grunde(Data):
    """The phrases of a criterion. The first whose condition is true is used."""

    opfyldt: tuple[Grund, ...] = Field(min_length=1)
    ikke_opfyldt: tuple[Grund, ...] = Field(min_length=1)


class Kriterium(Data):
    """A criterion: its requirement, exceptions (used when it is not met) and reservations (used when it is met)."""

    id: Id
    for_: Noegle | None = Field(default=None, alias="for")
    titel: Tekst
    krav: str
    undtagelser: tuple[Skoensgrund, ...] = ()
    forbehold: tuple[Skoensgrund, ...] = ()
    grunde: Grunde
    kilde: Kilde


class Skematjek(Data):
    """A check of the submission itself; it never changes a criterion. A finding is reported when ``naar`` is true.

    ``for_hver`` repeats the check for several facts: a list of facts (``vaerdi`` in the condition is each in turn), all
    text facts, or a mapping with one condition for each fact. ``beloeb_ukendt``: an amount with this finding is unknown
    to order, sums and scenarios. ``besked_for`` holds messages for single facts.
    """

    id: Id
    for_: Noegle | None = Field(default=None, alias="for")
    for_hver: dict[Noegle, str] | tuple[Noegle, ...] | Literal["tekst"] | None = None
    alvor: Literal["fejl", "advarsel"]
    beloeb_ukendt: Literal["ja", "nej"] = "nej"
    titel: Tekst
    naar: str | None = None
    felt: Noegle | None = None
    besked: Tekst
    besked_for: dict[Noegle, Tekst] = Field(default_factory=dict)
    kilde: Kilde

    @model_validator(mode="after")
    def _en_betingelse(self) -> Self:
        if (self.naar is None) != isinstance(self.for_hver, dict):
            raise ValueError("Skriv betingelsen enten i naar eller ved hvert faktum i for_hver.")
        return self


class Forhold(Data):
    """A named condition that conclusions may use, evaluated like any other condition."""

    id: Id
    for_: Noegle | None = Field(default=None, alias="for")
    titel: Tekst
    naar: str


class Moenster(Data):
    """One symbolic fact that a conclusion matches. Exactly one of the four kinds is named.

    ``kriterium: alle``, ``fund: fejl`` and ``fund: advarsel`` match any of that kind; ``er`` lists statuses.
    """

    kriterium: Id | None = None
    fund: Id | None = None
    forhold: Id | None = None
    konklusion: Id | None = None
    er: tuple[Id, ...] | None = None

    @model_validator(mode="after")
    def _en_slags(self) -> Self:
        navne = [n for n in (self.kriterium, self.fund, self.forhold, self.konklusion) if n is not None]
        if len(navne) != 1:
            raise ValueError("Skriv netop én af nøglerne kriterium, fund, forhold og konklusion.")
        if self.kriterium is not None and not self.er:
            raise ValueError("Et mønster over kriterier skal sige hvilke statusser (er: [...]).")
        if self.er is not None and (self.fund is not None or self.forhold is not None):
            raise ValueError("Et fund og et forhold har ingen status; fjern »er«.")
        return self


class Naar(Data):
    """When a conclusion is drawn: at least one of, all of, and none of the patterns."""

    mindst_en: tuple[Moenster, ...] = ()
    alle: tuple[Moenster, ...] = ()
    ingen: tuple[Moenster, ...] = ()


class Konklusion(Data):
    """A conclusion in exactly one form: worst of, count of, or a condition (``naar``), possibly with a task."""

    id: Id
    for_: Noegle | None = Field(default=None, alias="for")
    vaerste_af: Id | None = None
    antal_af: Id | None = None
    uden: Id | None = None
    naar: Naar | Literal["altid"] | None = None
    opgave: Tekst | None = None
    kilde: Kilde | None = None

    @model_validator(mode="after")
    def _en_form(self) -> Self:
        former = [f for f in (self.vaerste_af, self.antal_af, self.naar) if f is not None]
        if len(former) != 1:
            raise ValueError("Skriv netop én af nøglerne vaerste_af, antal_af og naar.")
        if self.opgave is not None and self.kilde is None:
            raise ValueError("En opgave skal have en kilde.")
        if self.opgave is not None and self.naar is None:
            raise ValueError("En opgave skal sige, hvornår den stilles (naar).")
        if self.uden is not None and self.vaerste_af is None:
            raise ValueError("»uden« hører til vaerste_af: resultatet, når der intet er at samle.")
        return self


class Retning(Data):
    """The change made by an alternative interpretation: a parameter's value, parts of a criterion, or the order.

    ``samles``: facts that the criterion reads as the sum over all shares of a joint row (``Raekkeliste.faelles``).
    ``grunde`` are the criterion's phrases under the alternative interpretation.
    """

    parameter: Noegle | None = None
    vaerdi: str | None = None
    kriterium: Id | None = None
    krav: str | None = None
    undtagelser: tuple[Skoensgrund, ...] | None = None
    forbehold: tuple[Skoensgrund, ...] | None = None
    samles: tuple[Noegle, ...] = ()
    grunde: Grunde | None = None
    raekkefoelge: Raekkefoelgerettelse | None = None

    @model_validator(mode="after")
    def _et_maal(self) -> Self:
        if sum(m is not None for m in (self.parameter, self.kriterium, self.raekkefoelge)) != 1:
            raise ValueError("Skriv netop én af nøglerne parameter, kriterium og raekkefoelge.")
        if (self.parameter is None) != (self.vaerdi is None):
            raise ValueError("En ændret parameter skal have en vaerdi, og kun den.")
        if self.kriterium is None and self.samles:
            raise ValueError("»samles« hører til et kriterium.")
        if self.kriterium is None and self.grunde is not None:
            raise ValueError("»grunde« hører til et kriterium: begrundelserne efter denne læsning.")
        aendret = self.samles or (self.krav, self.undtagelser, self.forbehold) != (None,) * 3
        if self.kriterium is not None and not aendret:
            raise ValueError("Skriv, hvad der ændres ved kriteriet: krav, undtagelser, forbehold eller samles.")
        return self


class Alternativ(Data):
    """An alternative interpretation of the source. Without ``retter`` the program cannot calculate with it."""

    tekst: Tekst
    retter: tuple[Retning, ...] = ()


class Fortolkning(Data):
    """Something the source leaves open: the chosen interpretation, why it was chosen, and the alternatives."""

    id: Id
    spoergsmaal: Tekst
    valg: Tekst
    begrundelse: Tekst
    alternativer: tuple[Alternativ, ...] = Field(min_length=1)
    kilde: Kilde


class Pakkehoved(Data):
    """What a list shows of a pack: its id, title and description, and the statuses."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    titel: Tekst
    beskrivelse: Tekst
    statusser: dict[Id, Status]


class RegelsaetData(Pakkehoved):
    """A complete rule pack.

    ``fakta`` maps a scope (``ansoegning`` or a list) to its facts, in form order; ``vurderingsfakta`` are facts that
    come from the assessor, never from the applicant. ``soeges_om``: the word letters use for what is applied for
    (``lånedispensation``). ``myndighed`` is the word for the deciding authority (``ministeriet``); ``ved_forslag`` is
    the sentence that ends every suggestion, reminding that only a real change counts; ``moedepapir``: the name of the
    round's meeting document and of its file. ``uden_breve``: the sentence that says why the pool has no letters, such
    as a result that is published already; without it letters are written.
    """

    soeges_om: Tekst | None = None
    uden_breve: Tekst | None = None
    myndighed: Tekst = "myndigheden"
    ved_forslag: Tekst = "Ændr kun, hvis det faktisk er sådan."
    moedepapir: Tekst = "mødepapir"
    regioner_pr: str | None = None
    dato_fakta: Noegle | None = None
    dokumenter: dict[str, Dokument]
    kriterieord: Kriterieord = Kriterieord()
    ansoeger: Ansoeger | None = None
    lister: dict[Noegle, Raekkeliste] = Field(default_factory=dict)
    enheder: tuple[Enhed, ...] = Field(default=(), max_length=100)
    perioder: dict[Noegle, Periodeliste] = Field(default_factory=dict, max_length=20)
    blanket: Blanket | None = None
    parametre: dict[Noegle, Parameter] = Field(default_factory=dict)
    tabeller: dict[Noegle, Tabel] = Field(default_factory=dict)
    fakta: dict[str, dict[Noegle, Faktaerklaering]]
    vurderingsfakta: dict[Noegle, Vaerdiform] = Field(default_factory=dict)
    kriterier: tuple[Kriterium, ...] = Field(min_length=1)
    skema: tuple[Skematjek, ...] = ()
    forhold: tuple[Forhold, ...] = ()
    konklusioner: tuple[Konklusion, ...] = Field(min_length=1)
    fortolkninger: tuple[Fortolkning, ...] = ()
    raekkefoelge: Raekkefoelge | None = None

    @cached_property
    def enhedsord(self) -> Enhedsord:
        """The singular and plural of all units, by form: the pack's own, the common ones, the words of its lists."""
        egne = ordbog((e.ental, e.flertal) for e in self.enheder)
        lister = ((li.ental, li.flertal, navn) for navn, li in self.lister.items())
        return ordbog(lister, {**ALMINDELIGE, **egne})

    @property
    def har_skema(self) -> bool:
        """Whether the pool has a form: at least one fact is a column or a field of it."""
        return any(f.kolonne is not None or f.felt is not None for fakta in self.fakta.values() for f in fakta.values())

    @model_validator(mode="after")
    def _boej_enheder(self) -> Self:
        """Replace every unit by its plural; the singular is stored in ``enhed_ental``."""
        for fakta in self.fakta.values():
            for navn, fakt in fakta.items():
                fakta[navn] = fakt.boejet(self.enhedsord)
        for navn, parameter in self.parametre.items():
            self.parametre[navn] = parameter.boejet(self.enhedsord)
        for navn, form in self.vurderingsfakta.items():
            self.vurderingsfakta[navn] = form.boejet(self.enhedsord)
        return self


class DeltRegelsaet(RegelsaetData):
    """A pack without its faulty parts, so that the rest can be checked; required parts may be missing."""

    fakta: dict[str, dict[Noegle, Faktaerklaering]] = Field(default_factory=dict)
    kriterier: tuple[Kriterium, ...] = ()
    konklusioner: tuple[Konklusion, ...] = ()
