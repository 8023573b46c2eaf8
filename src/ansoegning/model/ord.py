"""The pack's own words, used by every view of a round instead of words that fit only one pool."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from pydantic import Field

from .regelsaet import Parameter, RegelsaetData
from .svar import Svar
from .visning import opremsning


class Ord(Svar):
    """A pack's words for the ordered rows, the applicants, the criteria, the budgets and the meeting document.

    ``raekke`` and ``raekker`` are the singular and plural for the ordered rows (``ansøgning`` where the pack orders
    complete applications; ``har_raekker`` is then False); ``har_ansoeger``: whether the pack declares an applicant;
    ``rammer``: the budgets' labels by id; ``uden_navn``: the budgets whose label is that of the parameter that is their
    size (»rammen til udstyr«); ``grupper``: the groups' labels by key, where the groups are the choices of
    a fact; ``garanti``: whether the pack has a guarantee; ``lige_efter``: what the rows that the order cannot separate
    are sorted by.
    """

    raekke: str = "ansøgning"
    raekker: str = "ansøgninger"
    har_raekker: bool = False
    har_ansoeger: bool = True
    ansoeger: str = "ansøger"
    ansoegere: str = "ansøgere"
    rammer: Mapping[str, str] = Field(default_factory=dict)
    uden_navn: tuple[str, ...] = ()
    grupper: Mapping[str, str] = Field(default_factory=dict)
    garanti: bool = False
    moedepapir: str = "mødepapir"
    kriterium: str = "kriterium"
    kriterier: str = "kriterier"
    lige_efter: str = "nummer og navn"

    @property
    def kriterierne(self) -> str:
        """The criteria in the definite plural: ``kriterierne``, ``betingelserne``, ``målene``."""
        return bestemt_flertal(self.kriterier)

    @property
    def sagen(self) -> str:
        """What is filled in and judged: an application, or an account where nobody applies."""
        return "ansøgningen" if self.har_ansoeger else "opgørelsen"

    def ramme(self, budget: str) -> str:
        """Return a budget's label, or its id if it has none."""
        return self.rammer.get(budget, budget)

    def gruppe(self, gruppe: str | None) -> str:
        """Return a group's label; a region is its own label. Empty if the group is unknown."""
        return "" if gruppe is None else self.grupper.get(gruppe, gruppe)

    def med_ramme(self, foer: str, budget: str, efter: str = "") -> str:
        """Return a heading with the budget's label (``Søgt 2025 (kr.)``), or without it if there is only one budget."""
        navn = f"af {self.ramme(budget)}" if budget in self.uden_navn else self.ramme(budget)
        return " ".join(d for d in (foer, navn if len(self.rammer) != 1 else "", efter) if d)

    def rammen_for(self, budgetter: Sequence[str]) -> str:
        """Return several budgets as money to use: ``rammen for 2025 og 2026``, ``rammen til udstyr``."""
        navne = [self.ramme(b) for b in budgetter if b not in self.uden_navn]
        if len(navne) > 1 and any(" og " in n for n in navne):
            navne = [f"»{n}«" for n in navne]
        egne = [self.ramme(b) for b in budgetter if b in self.uden_navn]
        return opremsning([*([f"rammen for {opremsning(navne)}"] if navne else []), *egne])

    def i_ramme(self, budget: str) -> str:
        """Return a budget as used in a sentence: `` i 2025``, `` til natur``; empty where there is only one budget."""
        return self.i_rammer([budget])

    def i_rammer(self, budgetter: Sequence[str]) -> str:
        """Return several budgets as used in a sentence.

        »i« stands before years (all labels begin with a digit), »af« before a parameter's label, else »til«.
        """
        if len(self.rammer) == 1 or not budgetter:
            return ""
        navne = [self.ramme(b) for b in budgetter]
        if any(b in self.uden_navn for b in budgetter):
            return f" af {self.rammen_for(budgetter)}"
        return f" {'i' if all(n[:1].isdigit() for n in navne) else 'til'} {opremsning(navne)}"


def ord_af(data: RegelsaetData) -> Ord:
    """Return the words of a pack. Words that it does not declare have the defaults of ``docs/regelsprog.md``."""
    orden = data.raekkefoelge
    liste = data.lister.get(orden.for_) if orden is not None and orden.for_ is not None else None
    ansoeger, ansoegere = ansoeger_ord(data)
    return Ord(
        raekke=liste.ental if liste is not None else "ansøgning",
        raekker=liste.flertal if liste is not None else "ansøgninger",
        har_raekker=liste is not None,
        har_ansoeger=data.ansoeger is not None,
        ansoeger=ansoeger,
        ansoegere=ansoegere,
        rammer={n: rammenavn(data, n) for n in orden.budgetter} if orden is not None else {},
        uden_navn=tuple(n for n in orden.budgetter if _parameter(data, n) is not None) if orden is not None else (),
        grupper=_gruppeord(data),
        garanti=orden is not None and orden.garanti is not None,
        moedepapir=data.moedepapir,
        kriterium=data.kriterieord.ental,
        kriterier=data.kriterieord.flertal,
        # Only municipalities have a number.
        lige_efter="nummer og navn" if _er_kommune(data) else "navn",
    )


def rammenavn(data: RegelsaetData, budget: str) -> str:
    """Return a budget's label: its name, else that of the parameter that is its size, else its id, such as a year."""
    assert data.raekkefoelge is not None
    b = data.raekkefoelge.budgetter[budget]
    if b.navn is not None:
        return b.navn
    parameter = _parameter(data, budget)
    return parameter.navn if parameter is not None else budget.replace("_", " ")


def _parameter(data: RegelsaetData, budget: str) -> Parameter | None:
    """Return the parameter whose label a budget has: that of its size, unless it has a name or its id is a year."""
    assert data.raekkefoelge is not None
    b = data.raekkefoelge.budgetter[budget]
    return data.parametre.get(b.ramme) if b.navn is None and not budget[:1].isdigit() else None


def beloebsord(soeges: Container[str], budget: str) -> str:
    """Return the word for a budget's amounts before the allocation: requested, or calculated by the rules.

    ``soeges``: the budgets from which applicants request an amount of their own.
    """
    return "søgt" if budget in soeges else "efter reglerne"


def tabelord(data: RegelsaetData) -> tuple[str, str]:
    """Return the singular and plural for what a row of a table is: applications, where the pack has no rows."""
    return ("række", "rækker") if data.lister else ("ansøgning", "ansøgninger")


def bestemt_flertal(flertal: str) -> str:
    """Return a plural noun in the definite form: ``betingelser`` → ``betingelserne``, ``mål`` → ``målene``."""
    return f"{flertal}{'ne' if flertal.endswith(('e', 'er')) else 'ene'}"


def _gruppeord(data: RegelsaetData) -> dict[str, str]:
    """Return the labels of the choices that the order, or its guarantee, groups by."""
    orden = data.raekkefoelge
    if orden is None:
        return {}
    fakta = data.fakta.get("ansoegning", {}) | (data.fakta.get(orden.for_, {}) if orden.for_ is not None else {})
    ordene: dict[str, str] = {}
    # The order's own groups last: their words are used if both have the same key.
    for g in (orden.garanti.modtaget if orden.garanti is not None else None, orden.gruppe):
        if g is not None and g.valg_af in fakta:
            ordene |= fakta[g.valg_af].valg or {}
    return ordene


def ansoeger_ord(data: RegelsaetData) -> tuple[str, str]:
    """Return the singular and plural for applicants: the pack's own words, else by the type of the applicant fact."""
    ansoeger = data.ansoeger
    if ansoeger is None:
        return "ansøger", "ansøgere"
    er_kommune = _er_kommune(data)
    return (
        ansoeger.ental or ("kommune" if er_kommune else "ansøger"),
        ansoeger.flertal or ("kommuner" if er_kommune else "ansøgere"),
    )


def _er_kommune(data: RegelsaetData) -> bool:
    """Return whether the applicants are municipalities."""
    navn = data.fakta.get("ansoegning", {}).get(data.ansoeger.fakta) if data.ansoeger is not None else None
    return navn is not None and navn.type == "kommune"


__all__ = ["Ord", "ansoeger_ord", "bestemt_flertal", "ord_af", "rammenavn", "tabelord"]
