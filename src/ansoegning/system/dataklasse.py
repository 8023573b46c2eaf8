"""Frozen dataclasses that are cheap to create: a command creates 120 to 200 such classes before it does anything.

For each of them ``dataclasses`` writes and compiles six methods, which took a fifth of a start. Here it compiles only
``__init__``; the other methods are the same functions for all classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["dataklasse"]

if TYPE_CHECKING:
    # The type checker, and nothing else, reports a change to an instance.
    from dataclasses import dataclass as dataklasse
else:
    from dataclasses import dataclass, fields
    from operator import attrgetter

    def dataklasse(*, frozen, slots, kw_only=False):
        """Return a decorator like ``dataclasses.dataclass``, except that changing a field does not raise.

        Only frozen classes with slots can be created; other classes use ``dataclasses``.
        """
        assert frozen
        assert slots

        def lav(klasse):
            lavet = dataclass(klasse, repr=False, eq=False, slots=True, kw_only=kw_only)
            sammenlignes = [f.name for f in fields(lavet) if f.compare]
            lavet._sammenlignes = attrgetter(*sammenlignes) if sammenlignes else type
            for navn, metode in _METODER.items():
                if navn not in klasse.__dict__:
                    setattr(lavet, navn, metode)
            return lavet

        return lav

    def _eq(self, anden):
        if anden.__class__ is not self.__class__:
            return NotImplemented
        return self._sammenlignes(self) == self._sammenlignes(anden)

    def _hash(self):
        return hash(self._sammenlignes(self))

    def _repr(self):
        vist = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr)
        return f"{self.__class__.__qualname__}({vist})"

    _METODER = {"__eq__": _eq, "__hash__": _hash, "__repr__": _repr}
