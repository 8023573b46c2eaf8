"""What a pack's model allows at a path: the keys there, and where a misplaced key belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from ..fejl import mente_du

if TYPE_CHECKING:
    from ..model.data import Data
    from ..sprog.erklaeringer import Sti

# How many levels below the place of a misplaced key its right place is looked for.
_HOEJST_NED = 2
_HOEJST_NAEVNT = 12


def noegler_ved(rod: type[Data], sti: Sti) -> list[str]:
    """Return the keys that a pack of this model may have at a path; empty if no keys may stand there."""
    return list(dict.fromkeys(felt for model in _ved(rod, sti) for felt, _ in _felter(model)))


def raad_om_noegle(rod: type[Data], sti: Sti) -> str:
    """Return the advice on an unknown key, with a space before it; empty if there is none.

    Args:
        rod: the model of the whole pack.
        sti: the path of the unknown key, which ends with it.
    """
    navn = str(sti[-1])
    modeller = list(_ved(rod, sti[:-1]))
    noegler = noegler_ved(rod, sti[:-1])
    if raad := mente_du(navn, noegler):
        return raad
    for vej in _nedad(modeller, navn):
        return f" Den skrives i »{'.'.join(vej)}«."
    return f" Her kan stå: {', '.join(noegler)}." if 0 < len(noegler) <= _HOEJST_NAEVNT else ""


def _nedad(modeller: Iterable[type[Data]], navn: str) -> Iterator[tuple[str, ...]]:
    """Yield the paths of fields below the models whose own model has a field of this name, nearest first."""
    lag: list[tuple[tuple[str, ...], type[Data]]] = [((), m) for m in modeller]
    for _ in range(_HOEJST_NED):
        lag = [((*vej, felt), under) for vej, m in lag for felt, type_ in _felter(m) for under in _alle_i(type_)]
        for vej, m in lag:
            if any(felt == navn for felt, _ in _felter(m)):
                yield vej


def _ved(rod: type[Data], sti: Sti) -> Iterable[type[Data]]:
    typer: list[Any] = [rod]
    for del_ in sti:
        typer = [ny for t in typer for enkelt in _enkelte(t) for ny in _under(enkelt, del_)]
    return dict.fromkeys(m for t in typer for m in _enkelte(t) if _er_model(m))


def _under(type_: Any, del_: str | int) -> Iterator[Any]:
    """Yield the types of a part of a value of this type: a model's field, a mapping's value, a sequence's item."""
    if _er_model(type_):
        yield from (t for felt, t in _felter(type_) if felt == del_)
        return
    oprindelse, argumenter = get_origin(type_), get_args(type_)
    if not isinstance(oprindelse, type):
        return
    if issubclass(oprindelse, Mapping):
        yield argumenter[1]
    elif issubclass(oprindelse, Sequence) and isinstance(del_, int):
        yield from (a for a in argumenter if a is not Ellipsis)


def _alle_i(type_: Any) -> Iterator[type[Data]]:
    """Yield the models of a field: itself, its alternatives, or its items or values."""
    for enkelt in _enkelte(type_):
        if _er_model(enkelt):
            yield enkelt
        elif get_origin(enkelt) is not None:
            for argument in get_args(enkelt):
                yield from _alle_i(argument)


def _enkelte(type_: Any) -> Iterator[Any]:
    """Yield the alternatives of a type, without their annotations."""
    oprindelse = get_origin(type_)
    if oprindelse is Annotated:
        yield from _enkelte(get_args(type_)[0])
    elif oprindelse in (Union, UnionType):
        for alternativ in get_args(type_):
            yield from _enkelte(alternativ)
    elif type_ is not NoneType:
        yield type_


def _er_model(type_: Any) -> bool:
    return isinstance(type_, type) and hasattr(type_, "model_fields")


def _felter(model: type[Data]) -> Iterator[tuple[str, Any]]:
    for navn, felt in model.model_fields.items():
        yield felt.alias or navn, felt.annotation
