"""How robust a round's answer is: weights, open questions, and the best possible use of the money.

Parts of the answer to a round (``model.rangliste``); projects are identified by their names there, and amounts are
whole kroner by budget.
"""

from typing import Literal

from .svar import Svar
from .visning import DAGEN_FOR_KOERSLEN

Kan = Literal["kan", "kan_ikke", "uvist"]


class RobusthedSvar(Svar):
    """The weight sets drawn. ``som_beregnet``: the share of them that have exactly the calculated projects inside.

    ``noegler``: the weighted keys, in decreasing order of weight; ``foerst``: the unweighted keys that order before
    them.
    """

    antal: int
    seed: int
    generator: str = "PCG64"
    noegler: tuple[str, ...]
    foerst: tuple[str, ...]
    som_beregnet: float
    forklaring: str


class BedstSvar(Svar):
    """The highest reachable value of one goal (``maal``) by a free choice among the candidates.

    A partially funded project counts with the kroner it receives, but as no project and no yield. ``vaerdi``: in
    kroner, projects or yield; ``beregnet``: the value of the calculated list; ``hoejst``: an upper bound for any
    choice, equal to ``vaerdi`` where ``bevist``. ``ind`` and ``ud``: compared with the calculated list; ``andre``:
    whether other choices are equally good (None: not determined).
    """

    maal: Literal["beloeb", "antal", "ydelse"]
    vaerdi: int | float
    beregnet: int | float
    hoejst: int | float
    bevist: bool
    beloeb: dict[str, int]
    ind: tuple[str, ...]
    ud: tuple[str, ...]
    andre: bool | None
    tekst: str


class UbrugtSvar(Svar):
    """The remainder of each budget, and the best use of it. ``i_resten``: projects outside the budget that fit in it.

    ``besked``: why no choice was calculated, where that is the case.
    """

    rest: dict[str, int]
    i_resten: tuple[str, ...]
    hele_rammen: tuple[BedstSvar, ...]
    besked: str | None = None
    forklaring: str


class SpoergsmaalSvar(Svar):
    """One open question: a criterion to be assessed or lacking facts, or an unknown key or amount.

    ``kan``: whether an answer can move the budget line; ``ind`` and ``ud`` are an example of who then comes in or goes
    out, seen from the calculated list. ``tekst`` says whether the example is of this answer alone.
    """

    projekt: str
    art: Literal["vurdering", "oplysning", "noegle", "beloeb"]
    id: str
    titel: str
    mangler: tuple[str, ...] = ()
    kan: Kan
    tekst: str
    ind: tuple[str, ...] = ()
    ud: tuple[str, ...] = ()

    @property
    def kun_dagen(self) -> bool:
        """Whether the question is answered by giving the day of the run, which is the same for every project."""
        return self.mangler == (f"»{DAGEN_FOR_KOERSLEN}«",)


class AabneSpoergsmaalSvar(Svar):
    """The open questions; those that can move the budget line first. ``fuldstaendig``: every answer was tried."""

    spoergsmaal: tuple[SpoergsmaalSvar, ...]
    fuldstaendig: bool
    forklaring: str
