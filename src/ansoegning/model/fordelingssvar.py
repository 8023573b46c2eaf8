"""The answer of ``fordel``: each component split between its parties, and how the published table deviates from it.

Amounts are kroner (whole where the component is split into whole kroner, else with oere); shares are per cent as text.
"""

from typing import Annotated, Any, Literal

from .data import Kilde
from .fordelingspakke import Afrunding, Trin
from .resultat import JsonVaerdi
from .svar import UDELADES, Sparsom, Svar

Afvigelsesart = Literal["sum", "andel", "beloeb", "noegle"]


class OffentliggjortSvar(Svar):
    """A party's published values: its share as written, with a decimal dot, and its amount; None: not published."""

    andel: str | None
    beloeb: JsonVaerdi


class PartSvar(Svar):
    """A party in a component. ``andel`` is its exact share of the amount, to two decimals.

    ``foer``: in a what-if, its amount by the pack's own numbers; None where it had none, or nothing is changed.
    """

    part: str
    art: str
    noegle: JsonVaerdi
    andel: str
    beloeb: JsonVaerdi
    offentliggjort: OffentliggjortSvar | None
    foer: JsonVaerdi = None


class FordelingssumSvar(Svar):
    """The sums of a component's columns. ``oplyst`` and ``oplyst_noegle`` are the totals that the source states.

    ``noegle`` is None where the component consists of parts with different kinds of keys.
    """

    noegle: JsonVaerdi
    beloeb: JsonVaerdi
    offentliggjort: JsonVaerdi
    oplyst: JsonVaerdi = None
    oplyst_noegle: JsonVaerdi = None


class TabelafvigelseSvar(Sparsom):
    """One deviation of a published table from its own key. ``part`` is None where it concerns the complete table.

    ``fra`` and ``til``: the smallest and the largest whole total of the key that reproduces every published amount.
    """

    art: Afvigelsesart
    komponent: str
    part: str | None
    offentliggjort: JsonVaerdi
    beregnet: JsonVaerdi
    tekst: str
    fra: Annotated[int | None, UDELADES] = None
    til: Annotated[int | None, UDELADES] = None


class KomponentSvar(Svar):
    """A component. ``beloeb`` is None where it cannot be calculated; ``mangler`` then says what is missing.

    ``noegle`` is the key's id, ``noegle_navn`` its heading; ``trin`` the smallest unit in kroner; ``uden`` the parties
    that have left; ``aendret``: whether other numbers than the pack's own are used.
    """

    id: str
    titel: str
    beloeb: JsonVaerdi
    noegle: str | None
    noegle_navn: str
    afrunding: Afrunding
    trin: Trin
    parter: tuple[PartSvar, ...]
    sum: FordelingssumSvar
    afvigelser: tuple[TabelafvigelseSvar, ...]
    uden: tuple[str, ...] = ()
    aendret: bool = False
    mangler: str | None = None
    bemaerkninger: tuple[str, ...] = ()
    kilde: Kilde


class FordelingslaesningSvar(Svar):
    """Something the source leaves open, and the interpretation chosen here."""

    id: str
    spoergsmaal: str
    valg: str
    begrundelse: str


class FordelSvar(Svar):
    """The complete answer of ``fordel``. ``til_json`` returns the contract's object; further keys are additions.

    The first of ``komponenter`` is the pack's main component. ``bemaerkninger`` concern the what-if.
    """

    format: int = 1
    program: str
    pulje: str
    titel: str
    beskrivelse: str
    regelsaet_sha256: str
    sat: dict[str, JsonVaerdi]
    uden: tuple[str, ...]
    noegler: str | None
    komponenter: tuple[KomponentSvar, ...]
    dokumenter: dict[str, str]
    fortolkninger: tuple[FordelingslaesningSvar, ...]
    bemaerkninger: tuple[str, ...] = ()

    @property
    def afvigelser(self) -> tuple[TabelafvigelseSvar, ...]:
        """The deviations of all components."""
        return tuple(a for k in self.komponenter for a in k.afvigelser)

    def til_json(self) -> dict[str, Any]:
        """Return the object of the contract: the first component at the top level, all of them in ``komponenter``."""
        data = self.model_dump(mode="json")
        komponenter = data.pop("komponenter")
        for k in komponenter:
            for p in k["parter"]:
                if not k["aendret"]:
                    del p["foer"]
        foerste = komponenter[0]
        foerst = {n: data[n] for n in ("format", "pulje", "regelsaet_sha256", "sat")}
        foerst |= {n: foerste[n] for n in ("beloeb", "noegle", "afrunding", "parter", "sum")}
        foerst["afvigelser"] = [a for k in komponenter for a in k["afvigelser"]]
        foerst["komponenter"] = komponenter
        return foerst | {n: v for n, v in data.items() if n not in foerst}
