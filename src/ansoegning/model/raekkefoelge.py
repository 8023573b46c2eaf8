"""Order and allocation as declared in a pack: keys or points, budgets, a guarantee, and what happens at the limit.

Expressions and limits are still text here; ``sprog/raekkefoelge.py`` types them and rejects invalid combinations.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from .data import Data, Id, Kilde, Noegle, Tekst

Metode = Literal["prioriteret", "point"]
VedLoft = Literal["spring_over", "stop", "delvis"]
Garantiform = Literal["foerst", "bytte", "lighed", "ingen"]
# What a value is compared with: the lowest or the highest value among the possible candidates.
IForholdTil = Literal["laveste", "hoejeste"]
BudgetId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]+$", max_length=40)]
# The direction of a key: numbers by size, dates by day, yes/no by answer.
Retning = Literal["stoerst_foerst", "mindst_foerst", "tidligst_foerst", "senest_foerst", "ja_foerst", "nej_foerst"]


class Bemaerkning(Data):
    """A remark shown for every project whose condition is true."""

    naar: str
    tekst: Tekst


class Kortform(Data):
    """Short forms of a key for table columns: its heading, and the name of each choice."""

    titel: Tekst | None = None
    valg: dict[Id, Tekst] = Field(default_factory=dict)


class Betydning(Data):
    """A sentence to the applicant about how a key affects the row's rank. Used where ``naar`` is true or absent."""

    naar: str | None = None
    tekst: Tekst


class Rangnoegle(Data):
    """A key of the order: an expression, one of the assessor's facts (``vurdering``), or points.

    ``point`` is ``i_alt`` (the total), or the id of a criterion that gives points.

    ``ellers`` is used where ``udtryk`` is unknown; where ``gaelder_naar`` is not known to be true, the value counts as
    unknown. ``ukendt`` is how an unknown value is ordered: ``foerst``, ``sidst``, or as one of the choices;
    ``hvis_ukendt`` is the remark shown then, and ``bemaerk`` are other remarks. ``betydning`` explains to the applicant
    how the key affects the row's rank; the first entry whose condition is true is used. ``orden`` ranks the choices;
    choices in an inner list rank equally. ``lag`` turns a number into tiers: only the number of limits it reaches
    counts. ``kort``: short forms for table columns.
    """

    id: Id
    titel: Tekst
    udtryk: str | None = None
    ellers: str | None = None
    vurdering: Noegle | None = None
    point: Id | None = None
    gaelder_naar: str | None = None
    retning: Retning | None = None
    orden: tuple[Id | tuple[Id, ...], ...] = ()
    lag: tuple[str, ...] = ()
    ukendt: str = "sidst"
    hvis_ukendt: Tekst | None = None
    bemaerk: tuple[Bemaerkning, ...] = ()
    kort: Kortform | None = None
    betydning: tuple[Betydning, ...] = ()
    kilde: Kilde

    @model_validator(mode="after")
    def _en_kilde_til_vaerdi(self) -> Self:
        if sum(v is not None for v in (self.udtryk, self.vurdering, self.point)) != 1:
            raise ValueError("Skriv netop én af nøglerne udtryk, vurdering og point.")
        uden_for = next((n for n in ("ellers", "gaelder_naar", "hvis_ukendt") if getattr(self, n) is not None), None)
        if self.point is not None and (uden_for is not None or self.ukendt != "sidst"):
            raise ValueError(
                f"»{uden_for or 'ukendt'}« hører ikke til en nøgle med point: den, der ikke kan få point, er ikke med."
            )
        if self.ellers is not None and self.udtryk is None:
            raise ValueError("»ellers« hører til udtryk: det, der bruges, hvor udtrykket er ukendt.")
        if bool(self.orden) == (self.retning is not None):
            raise ValueError("Skriv netop én af nøglerne retning (tal, datoer, ja og nej) og orden (valg).")
        kendte = {v for o in self.orden for v in ((o,) if isinstance(o, str) else o)}
        fremmede = sorted(set(self.kort.valg) - kendte) if self.kort is not None else []
        if fremmede:
            raise ValueError(f"»kort« har valget »{fremmede[0]}«, som ikke står i »orden«.")
        return self


class Sammen(Data):
    """Keys that are combined into a weighted sum instead of being compared one at a time.

    ``vaegte`` is one weight for each key, or ``aftagende``: the mean of all weight sets that decrease in the order of
    the keys.
    """

    noegler: tuple[Id, ...] = Field(min_length=2)
    vaegte: Literal["aftagende"] | tuple[str, ...] = "aftagende"


class Knaek(Data):
    """A breakpoint of a piecewise linear function, or a step: from this value (``over``: above it), these points.

    All are numbers, or expressions over parameters. The first step may have neither bound: it covers everything below
    the next step.
    """

    fra: str | None = None
    over: str | None = None
    point: str

    @model_validator(mode="after")
    def _en_begyndelse(self) -> Self:
        if self.fra is not None and self.over is not None:
            raise ValueError("Skriv højst én af nøglerne fra og over.")
        return self


class Pointkriterium(Data):
    """A criterion that gives points: by linear pieces, steps or choices, or the value itself; at most ``loft``.

    ``i_forhold_til``: the best candidate gets ``point``, the others the same fraction of ``point`` as the ratio of the
    lowest value to their own (``laveste``), or of their own value to the highest (``hoejeste``).

    ``mindst`` is the lowest accepted score, before the weight is applied. ``ukendt`` are the points where the value is
    unknown; without it such a project cannot be scored.
    """

    id: Id
    titel: Tekst
    udtryk: str | None = None
    vurdering: Noegle | None = None
    vaegt: str = "1"
    stykker: tuple[Knaek, ...] = ()
    trin: tuple[Knaek, ...] = ()
    valg: dict[Id, str] | None = None
    i_forhold_til: IForholdTil | None = None
    point: str | None = None
    loft: str | None = None
    mindst: str | None = None
    ukendt: str | None = None
    kilde: Kilde

    @model_validator(mode="after")
    def _en_form(self) -> Self:
        if (self.udtryk is None) == (self.vurdering is None):
            raise ValueError("Skriv netop én af nøglerne udtryk og vurdering.")
        if sum(map(bool, (self.stykker, self.trin, self.valg, self.i_forhold_til))) > 1:
            raise ValueError("Skriv højst én af nøglerne stykker, trin, valg og i_forhold_til.")
        if (self.point is None) != (self.i_forhold_til is None):
            raise ValueError("»point« er det, den bedste får, og hører sammen med i_forhold_til. Skriv begge.")
        return self


class Point(Data):
    """The order by points; projects with equal points are ordered by the keys, if there are any."""

    kriterier: tuple[Pointkriterium, ...] = Field(min_length=1)
    mindst_i_alt: str | None = None


class Afrunding(Data):
    """Rounding of an amount to a multiple of ``til``."""

    til: str
    retning: Literal["ned", "op", "naermest"] = "ned"


class Budgetramme(Data):
    """One budget: its size, the requested amount, and the award where it may differ from the requested amount.

    ``ramme``, ``mindst``, ``delvis_mindst`` and ``hoejst`` are parameters, or expressions over parameters. ``navn`` is
    the label; the id is used without it. ``naar`` is the condition for a row to belong to the budget; other rows
    request nothing from it. ``tildeling`` is the award, such as a share of a cost, and may depend on a row's points
    (``point_i_alt``) or rank (``rang``); ``hoejst`` caps it, and an award below ``mindst`` is not made.
    ``delvis_mindst`` is the least partial award under ``ved_loft: delvis``. ``ydelse`` is what a project delivers for
    the budget, such as places.
    """

    navn: Tekst | None = None
    naar: str | None = None
    ramme: str
    ansoegt: str
    tildeling: str | None = None
    mindst: str | None = None
    delvis_mindst: str | None = None
    hoejst: str | None = None
    afrund: Afrunding | None = None
    ydelse: str | None = None


class Gruppe(Data):
    """The group a project belongs to: the region of the first known of these municipalities, or a choice."""

    navn: Tekst = "gruppe"
    region_af: tuple[Noegle, ...] = ()
    valg_af: Noegle | None = None

    @model_validator(mode="after")
    def _en_kilde(self) -> Self:
        if bool(self.region_af) == (self.valg_af is not None):
            raise ValueError("Skriv netop én af nøglerne region_af og valg_af.")
        return self


class Garantidata(Data):
    """A guarantee of at least one project from each group, when money is short and all groups have applied.

    ``modtaget`` is the group of the received applications; without it, ``gruppe`` of the order is used.
    """

    id: Id
    titel: Tekst
    form: Garantiform = "foerst"
    modtaget: Gruppe | None = None
    kilde: Kilde


class Delingsdata(Data):
    """A share of each budget for each group: equal shares, a minimum (a parameter for each budget), or in proportion.

    ``efter`` is the table with one value for each group, to which the shares are proportional; ``efter_sum`` is instead
    a number in each row, such as inhabitants, that is summed over the group's candidates.
    """

    id: Id
    titel: Tekst
    form: Literal["lige", "gulv", "efter"]
    gulv: dict[BudgetId, Noegle] | None = None
    efter: Noegle | None = None
    efter_sum: str | None = None
    rest: Literal["i_orden", "ubrugt"] = "i_orden"
    kilde: Kilde

    @model_validator(mode="after")
    def _gulv(self) -> Self:
        if (self.form == "gulv") != (self.gulv is not None):
            raise ValueError("»gulv« siger, hvad hver gruppe mindst har af hvert budget, og hører kun til form: gulv.")
        if self.form != "efter" and (self.efter is not None or self.efter_sum is not None):
            raise ValueError("»efter« og »efter_sum« er det, der deles i forhold til, og hører kun til form: efter.")
        if self.form == "efter" and (self.efter is None) == (self.efter_sum is None):
            raise ValueError("Skriv netop én af nøglerne efter (en tabel) og efter_sum (et tal i ansøgningerne).")
        return self


class Knaphed(Data):
    """When money counts as short: per budget or in total, by the candidates' amounts or by all requested amounts."""

    regnes: Literal["pr_budget", "i_alt"] = "pr_budget"
    paa: Literal["kandidater", "alle_ansoegte"] = "kandidater"


class PrAnsoeger(Data):
    """The least and the most that one applicant receives in total (parameters)."""

    mindst: Noegle | None = None
    hoejst: Noegle | None = None


class Udelukkelse(Data):
    """Rows that do not take part although they meet the criteria, such as earlier winners.

    ``ukendt`` says whether a row takes part where the condition is unknown.
    """

    id: Id
    naar: str
    grund: Tekst
    ukendt: Literal["med", "ude"] = "med"
    kilde: Kilde


class Raekkefoelge(Data):
    """How the rows that meet the criteria are ordered, and how the money is allocated.

    ``vaegtes``: the keys whose order the source states but whose weights it does not; robustness draws weights for
    these (empty: for all keys).
    """

    for_: Noegle | None = Field(default=None, alias="for")
    metode: Metode = "prioriteret"
    noegler: tuple[Rangnoegle, ...] = ()
    sammen: Sammen | None = None
    vaegtes: tuple[Id, ...] = ()
    point: Point | None = None
    udeluk: tuple[Udelukkelse, ...] = ()
    budgetter: dict[BudgetId, Budgetramme] = Field(min_length=1)
    ved_loft: VedLoft = "spring_over"
    knaphed: Knaphed = Knaphed()
    gruppe: Gruppe | None = None
    garanti: Garantidata | None = None
    deling: Delingsdata | None = None
    pr_ansoeger: PrAnsoeger | None = None
    kilde: Kilde

    def ider(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return the ids of the keys, criteria, exclusions, guarantee and split, each with its path."""
        fundne: list[tuple[tuple[str | int, ...], str]] = [(("noegler", i), n.id) for i, n in enumerate(self.noegler)]
        if self.point is not None:
            fundne += [(("point", "kriterier", i), p.id) for i, p in enumerate(self.point.kriterier)]
        fundne += [(("udeluk", i), u.id) for i, u in enumerate(self.udeluk)]
        if self.garanti is not None:
            fundne.append((("garanti",), self.garanti.id))
        if self.deling is not None:
            fundne.append((("deling",), self.deling.id))
        return fundne


class Garantirettelse(Data):
    """The change an alternative interpretation makes to the guarantee."""

    form: Garantiform


class Raekkefoelgerettelse(Data):
    """The change an alternative interpretation makes to the order. ``noegler`` replaces the keys with the same ids."""

    noegler: tuple[Rangnoegle, ...] = ()
    sammen: Sammen | None = None
    ved_loft: VedLoft | None = None
    knaphed: Knaphed | None = None
    gruppe: Gruppe | None = None
    garanti: Garantirettelse | None = None

    @model_validator(mode="after")
    def _noget(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Skriv, hvad der ændres ved rækkefølgen.")
        return self


def ret_raekkefoelge(data: Raekkefoelge, ny: Raekkefoelgerettelse) -> Raekkefoelge:
    """Return the order under an alternative interpretation.

    The caller must already have rejected unknown keys and changes to a missing guarantee.
    """
    aendret: dict[str, object] = {
        n: v
        for n in ("sammen", "ved_loft", "knaphed", "gruppe")
        if n in ny.model_fields_set and (v := getattr(ny, n)) is not None
    }
    if ny.noegler:
        nye = {n.id: n for n in ny.noegler}
        aendret["noegler"] = tuple(nye.get(n.id, n) for n in data.noegler)
    if ny.garanti is not None and data.garanti is not None:
        aendret["garanti"] = data.garanti.model_copy(update={"form": ny.garanti.form})
    if ny.gruppe is not None and data.garanti is not None and data.garanti.modtaget is None:
        # Changing the group that projects are counted in must not change which groups have applied.
        garanti = aendret.get("garanti", data.garanti)
        assert isinstance(garanti, Garantidata)
        aendret["garanti"] = garanti.model_copy(update={"modtaget": data.gruppe})
    return data.model_copy(update=aendret)
