"""``@dataklasse`` has the meaning of ``@dataclass(frozen=True, slots=True)``, apart from changes at run time."""

from __future__ import annotations

import copy
import pickle
import re
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import pytest

import ansoegning
from ansoegning.system.dataklasse import dataklasse


@dataklasse(frozen=True, slots=True)
class Par:
    """Two fields, and two that are not compared or shown."""

    a: int
    b: tuple[str, ...] = ()
    plads: int = field(default=0, compare=False)
    skjult: str = field(default="", repr=False)


@dataklasse(frozen=True, slots=True)
class Tre(Par):
    """A subclass with a field of its own."""

    c: int = 3


@dataklasse(frozen=True, slots=True)
class Egen:
    """A class with a representation of its own."""

    a: int

    def __repr__(self) -> str:
        return "egen"


@dataklasse(frozen=True, slots=True)
class Tom:
    """No fields."""


@dataklasse(frozen=True, slots=True, kw_only=True)
class Navngivne:
    """Fields given by name only."""

    a: int
    b: int = 2


@dataclass(frozen=True, slots=True)
class Standard:
    """The fields of ``Par``, made by the standard library."""

    a: int
    b: tuple[str, ...] = ()
    plads: int = field(default=0, compare=False)
    skjult: str = field(default="", repr=False)


def test_lighed_og_hash_er_som_for_standardens() -> None:
    vaerdier: list[tuple[Any, ...]] = [(1,), (2,), (1, ("x",)), (1, (), 7), (1, (), 0, "y")]
    for x in vaerdier:
        for y in vaerdier:
            assert (Par(*x) == Par(*y)) == (Standard(*x) == Standard(*y))
            assert (hash(Par(*x)) == hash(Par(*y))) == (hash(Standard(*x)) == hash(Standard(*y)))


def test_to_klasser_er_aldrig_lige() -> None:
    forskellige: list[object] = [Par(1), Tre(1), Standard(1), Tom(), Egen(1)]
    assert all((x == y) == (i == j) for i, x in enumerate(forskellige) for j, y in enumerate(forskellige))
    assert Tre(1) == Tre(1, plads=4)
    assert Tre(1) != Tre(1, c=4)
    assert Tom() == Tom()
    assert {Tom(): 1}[Tom()] == 1


def test_vises_som_standardens() -> None:
    assert repr(Par(1, ("x",), 2, "y")) == repr(Standard(1, ("x",), 2, "y")).replace("Standard", "Par")
    assert repr(Egen(1)) == "egen"


def test_har_felter_som_standardens() -> None:
    assert [f.name for f in fields(Tre)] == ["a", "b", "plads", "skjult", "c"]
    assert replace(Tre(1), c=5) == Tre(1, c=5)
    assert asdict(Par(1)) == asdict(Standard(1))
    assert Tre.__match_args__ == ("a", "b", "plads", "skjult", "c")
    assert pickle.loads(pickle.dumps(Tre(1, c=9))) == copy.deepcopy(Tre(1, c=9)) == Tre(1, c=9)  # noqa: S301 - our own bytes
    assert not hasattr(Tre(1), "__dict__")
    assert Navngivne(a=1) == Navngivne(a=1, b=2)
    with pytest.raises(TypeError):
        Navngivne(1)  # type: ignore[call-arg] # what the test is about


def test_alle_frosne_med_pladser_laves_saadan() -> None:
    rod = Path(ansoegning.__file__).parent
    # ``fejl`` is below every package.
    andre = [
        fil.name
        for fil in rod.rglob("*.py")
        if fil.name != "fejl.py" and re.search(r"@dataclass\(.*frozen=True.*slots=True", fil.read_text("utf-8"))
    ]
    assert andre == []
