"""Order and allocation as a pack writes them: keys or points, budgets, a guarantee, what happens at the limit.

Expressions and limits are still text here; ``sprog/raekkefoelge.py`` types them and refuses what cannot go together.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from .data import Data, Id, Kilde, Noegle, Tekst

Metode = Literal["prioriteret", "point"]
VedLoft = Literal["spring_over", "stop", "delvis"]
Garantiform = Literal["foerst", "bytte", "lighed", "ingen"]
# What a value is measured against: the least, or the largest, among those that may be candidates.
IForholdTil = Literal["laveste", "hoejeste"]
BudgetId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]+$", max_length=40)]
# Which way a key goes: numbers by size, dates by day, yes/no by answer.
Retning = Literal["stoerst_foerst", "mindst_foerst", "tidligst_foerst", "senest_foerst", "ja_foerst", "nej_foerst"]


class Bemaerkning(Data):
    """A remark shown for each project for which a condition holds."""

    naar: str
    tekst: Tekst


class Kortform(Data):
    """A key in few words, for the columns of a table: its heading, and each choice."""

    titel: Tekst | None = None
    valg: dict[Id, Tekst] = Field(default_factory=dict)


class Betydning(Data):
    """What a key says of a row's place, told its applicant; used where ``naar`` is true (always where absent)."""

    naar: str | None = None
    tekst: Tekst


class Rangnoegle(Data):
    """A key of the order: an expression, one of the assessor's facts (``vurdering``), or points.

    ``point`` is ``i_alt``, or the id of a criterion that gives points.

    ``ellers`` is used where ``udtryk`` is unknown; where ``gaelder_naar`` is not known to be true, the value counts as
    unknown. ``ukendt`` is where an unknown value stands: ``foerst``, ``sidst``, or a choice it counts as; it is said
    with ``hvis_ukendt``, and whatever else is to be told with ``bemaerk``. ``betydning`` tells the applicant what the
    key means for the row's place: the first whose condition holds. ``orden`` ranks the choices, those of an inner list
    alike; ``lag`` makes tiers of a number: only how many of the limits it reaches counts. ``kort``: the key in the
    columns of a table.
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
    """Keys that are added together with weights, instead of one at a time.

    ``aftagende``: the mean of all weights that fall in the order of the keys; else one weight for each.
    """

    noegler: tuple[Id, ...] = Field(min_length=2)
    vaegte: Literal["aftagende"] | tuple[str, ...] = "aftagende"


class Knaek(Data):
    """A corner of a line, or a step: from this value (``over``: above it), these points.

    All are numbers, or calculated from parameters. The first step may have neither: it is everything below the next.
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
    """A criterion that gives points: by linear pieces, steps or choices, or its own number, up to ``loft``.

    ``i_forhold_til``: ``point`` for the best of the candidates, and to the others the part of it that their value is:
    the lowest over one's own, or one's own over the highest.

    ``mindst`` is the least score that is accepted, before the weight. ``ukendt`` are the points where the value is not
    known; without it the project cannot be scored.
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
    """The order by points; equal points by the keys of the order, where it has any."""

    kriterier: tuple[Pointkriterium, ...] = Field(min_length=1)
    mindst_i_alt: str | None = None


class Afrunding(Data):
    """Rounding of an amount to a multiple of ``til``."""

    til: str
    retning: Literal["ned", "op", "naermest"] = "ned"


class Budgetramme(Data):
    """One budget: its size, what is asked of it, and what an award is where that is not the same.

    ``ramme``, ``mindst`` and ``hoejst`` are parameters, or calculated from parameters. ``navn`` is what people call it;
    without it, its id. ``naar`` says which rows belong to it: the others ask nothing of it.
    ``tildeling`` may be a part of a cost, and may follow a row's points (``point_i_alt``) or its place (``rang``);
    ``hoejst`` caps it, and below ``mindst`` there is none. ``ydelse`` is what a project gives for it, such as places.
    """

    navn: Tekst | None = None
    naar: str | None = None
    ramme: str
    ansoegt: str
    tildeling: str | None = None
    mindst: str | None = None
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
    """At least one of each group, when money is short and all groups applied (by ``modtaget``, else ``gruppe``)."""

    id: Id
    titel: Tekst
    form: Garantiform = "foerst"
    modtaget: Gruppe | None = None
    kilde: Kilde


class Delingsdata(Data):
    """A part of each budget for each group: the same for all, a floor (a parameter, of each budget), or in proportion.

    ``efter`` is the table whose value for a group its part is in proportion to; ``efter_sum`` instead a number of each
    row, such as inhabitants, that is added over the group's candidates.
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
    """When money counts as short: per budget or in total, by candidates' amounts or by all that was applied for."""

    regnes: Literal["pr_budget", "i_alt"] = "pr_budget"
    paa: Literal["kandidater", "alle_ansoegte"] = "kandidater"


class PrAnsoeger(Data):
    """The least and the most one applicant gets in total (parameters)."""

    mindst: Noegle | None = None
    hoejst: Noegle | None = None


class Udelukkelse(Data):
    """Who does not take part although the criteria are met, such as earlier winners; and what unknown means."""

    id: Id
    naar: str
    grund: Tekst
    ukendt: Literal["med", "ude"] = "med"
    kilde: Kilde


class Raekkefoelge(Data):
    """How those that meet the criteria are ordered, and how the money is given.

    ``vaegtes``: the keys whose order the source gives, but not their weights: those that robustness draws (none: all).
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
        """The ids of its parts, each with its path."""
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
    """What another reading changes in the guarantee."""

    form: Garantiform


class Raekkefoelgerettelse(Data):
    """What another reading changes in the order. ``noegler`` replaces the keys with the same ids."""

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


def ret_raekkefoelge(r: Raekkefoelge, ny: Raekkefoelgerettelse) -> Raekkefoelge:
    """The order under another reading. Unknown keys or a missing guarantee are for the caller to refuse."""
    aendret: dict[str, object] = {
        n: v
        for n in ("sammen", "ved_loft", "knaphed", "gruppe")
        if n in ny.model_fields_set and (v := getattr(ny, n)) is not None
    }
    if ny.noegler:
        nye = {n.id: n for n in ny.noegler}
        aendret["noegler"] = tuple(nye.get(n.id, n) for n in r.noegler)
    if ny.garanti is not None and r.garanti is not None:
        aendret["garanti"] = r.garanti.model_copy(update={"form": ny.garanti.form})
    if ny.gruppe is not None and r.garanti is not None and r.garanti.modtaget is None:
        # Who applied is told from the applicants whatever group a project is counted in.
        garanti = aendret.get("garanti", r.garanti)
        assert isinstance(garanti, Garantidata)
        aendret["garanti"] = garanti.model_copy(update={"modtaget": r.gruppe})
    return r.model_copy(update=aendret)
