"""The built-in functions that select one of the values of a list's rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from .laes import UdtryksFejl
from .traeer import Hver, Kald, Knude

_FORM = {"foerste": "værdi for liste, betingelse for liste", "mindste_af": "værdi for liste"}
AF_RAEKKER = tuple(_FORM)


def af_raekker(navn: str, argumenter: Sequence[Knude], plads: int) -> Kald:
    """Type-check a call of ``foerste`` or ``mindste_af``.

    ``foerste`` is the value of the first row whose condition is true, ``mindste_af`` the least of the rows' values.

    Raises UdtryksFejl for invalid arguments.
    """
    if len(argumenter) != _FORM[navn].count(" for ") or not all(isinstance(a, Hver) for a in argumenter):
        raise UdtryksFejl(f"Skriv {navn}({_FORM[navn]}).", plads)
    foerst, *resten = cast("Sequence[Hver]", argumenter)
    if foerst.a.type.art not in ("tal", "dato"):
        raise UdtryksFejl(f"{navn} giver et tal eller en dato; her står noget andet.", foerst.plads)
    for a in resten:
        if a.a.type.art != "ja_nej":
            raise UdtryksFejl("Her skal stå en betingelse (ja eller nej) for hver række.", a.plads)
        if a.liste != foerst.liste:
            raise UdtryksFejl(f"Værdi og betingelse skal være for samme liste, {foerst.liste}.", a.plads)
    return Kald(foerst.a.type, plads, navn, tuple(argumenter))
