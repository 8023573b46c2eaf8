"""How firm a round's answer is: weights, open questions, and what the money could at most have reached.

Parts of the answer to a round (``model.rangliste``); projects by their names there, amounts in whole kroner by budget.
"""

from __future__ import annotations

from typing import Literal

from .svar import Svar

Kan = Literal["kan", "kan_ikke", "uvist"]


class RobusthedSvar(Svar):
    """The weight sets that were drawn. ``som_beregnet``: the share that gives exactly the calculated list inside.

    ``noegler``: the keys weighted, the heaviest first; ``foerst``: those that order before them.
    """

    antal: int
    seed: int
    generator: str = "PCG64"
    noegler: tuple[str, ...]
    foerst: tuple[str, ...]
    som_beregnet: float
    forklaring: str


class BedstSvar(Svar):
    """The most that could be reached of one goal (``maal``), by a free choice among the candidates.

    A project that gets a part of its amount counts with the kroner it gets, and as no project and no yield.
    ``vaerdi`: in kroner, projects or yield; ``beregnet``: what the calculation reaches; ``hoejst``: what no choice
    can exceed, the same where ``bevist``. ``ind`` and ``ud``: against those calculated inside; ``andre``: other
    choices are equally good (None: not found out).
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
    """What is left of each budget, and what it could have reached. ``i_resten``: projects outside that fit in it.

    ``besked``: why a choice was not calculated, where it was not.
    """

    rest: dict[str, int]
    i_resten: tuple[str, ...]
    hele_rammen: tuple[BedstSvar, ...]
    besked: str | None = None
    forklaring: str


class SpoergsmaalSvar(Svar):
    """One open question: a criterion that is to be judged or lacks facts, or a key or amount that is not known.

    ``kan``: whether an answer can move the budget line; with ``eksempel`` of who then comes in and goes out.
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


class AabneSpoergsmaalSvar(Svar):
    """The open questions, those first that can move the budget line. ``fuldstaendig``: every answer was tried."""

    spoergsmaal: tuple[SpoergsmaalSvar, ...]
    fuldstaendig: bool
    forklaring: str
