"""Draft the form's text fields from the facts, by the pack's templates ``<pulje>/felter/<faktum>.j2``.

A template writes one sentence per line. Tildes before a sentence say how readily it is dropped to keep the texts within
the form's limit: sentences with the most tildes are dropped first, and among equals the last sentence of the last
field. A sentence without a tilde is dropped only if the applicant's own texts leave no room for it; the first sentence
of each field is then dropped last, and a field with no sentence left is an empty draft. Sentences are never cut, and
the applicant's own texts are never changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from ..bedoemmelse.ukendte_beloeb import kun_kendte_beloeb
from ..model.visning import med_stort, vis_vaerdi
from ..motor.fraser import vis_parameter, vist
from ..motor.indbygget import tegn
from ..motor.reference import Kontekst, fakt
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from .kontekst import HOEJST_NAVN, raekkenavn, tegn_hoejst, tekstfelter
from .skabeloner import Skabeloner

_AAR = re.compile(r"(.+)_((?:19|20|21)\d\d)")


@dataklasse(frozen=True, slots=True)
class Udkastsaetning:
    """A sentence; ``undvaerlig`` is its number of tildes, which says how readily it is dropped."""

    tekst: str
    undvaerlig: int


def lav_udkast(k: Kontekst, skabeloner: Skabeloner) -> dict[str, str]:
    """Return a draft by fact for each unwritten text field whose template produces text from the facts.

    The text is empty if the form's limit leaves no room for it. Raises BrugsFejl if a template is invalid.
    """
    regelsaet = k.regelsaet
    # An amount that can only be in a wrong unit is no figure to write about.
    indhold = _indhold(kun_kendte_beloeb(k))
    felter = {
        navn: saetninger
        for navn in tekstfelter(regelsaet)
        if k.ansoegning.get(navn) is None and skabeloner.findes(skabelon := f"{regelsaet.id}/felter/{navn}.j2")
        if (saetninger := _saetninger(skabeloner.udfyld(skabelon, indhold)))
    }
    skrevne = sum(tegn(str(t)) for n in tekstfelter(regelsaet) if (t := k.ansoegning.get(n)) is not None)
    graense = tegn_hoejst(regelsaet)
    if graense is not None:
        _forkort(felter, graense - skrevne)
    return {navn: _tekst(saetninger) for navn, saetninger in felter.items()}


def _saetninger(tekst: str) -> list[Udkastsaetning]:
    svar = []
    for linje in tekst.splitlines():
        ren = " ".join(linje.split())
        saetning = ren.lstrip("~").strip()
        if saetning:
            # A value may end in an abbreviation's full stop or another punctuation mark that also ends the sentence.
            saetning = re.sub(r"([.?!…])\.$", r"\1", saetning)
            svar.append(Udkastsaetning(med_stort(saetning), len(ren) - len(ren.lstrip("~"))))
    return svar


def _tekst(saetninger: list[Udkastsaetning]) -> str:
    return " ".join(s.tekst for s in saetninger)


def _forkort(felter: dict[str, list[Udkastsaetning]], plads: int) -> None:
    """Drop complete sentences, in the order of the module docstring, until the rest fits in ``plads`` characters."""
    laengde = sum(tegn(_tekst(s)) for s in felter.values())
    orden = sorted(
        # Sentences are dropped from the end of this order; a field's first sentence without a tilde is among the last.
        (s.undvaerlig, s.undvaerlig > 0 or nr > 0, felt, nr)
        for felt, dele in enumerate(felter.values())
        for nr, s in enumerate(dele)
    )
    vaek: defaultdict[int, set[int]] = defaultdict(set)
    alle = list(felter.values())
    while laengde > plads and orden:
        *_, felt, nr = orden.pop()
        vaek[felt].add(nr)
        # The space between this sentence and another is dropped too.
        laengde -= tegn(alle[felt][nr].tekst) + (len(vaek[felt]) < len(alle[felt]))
    for felt, navn in enumerate(felter):
        felter[navn] = [s for nr, s in enumerate(alle[felt]) if nr not in vaek[felt]]


# The context of a template


def _indhold(k: Kontekst) -> dict[str, Any]:
    """Return the template's context.

    It has ``ansoeger``, ``parameter`` (as shown), the application's facts as ``fakta``, each list's rows by its name,
    and ``i_alt``: for each list, the sums of its numbers (None if a value is unknown).
    """
    regelsaet = k.regelsaet
    data = regelsaet.data
    lister = {liste: _raekker(liste, k) for liste in data.lister}
    return {
        "ansoeger": vist(data.ansoeger.fakta, k) if data.ansoeger is not None else "",
        "parameter": SimpleNamespace(**{n: vis_parameter(regelsaet, n) for n in data.parametre if "." not in n}),
        "fakta": _fakta(k, None),
        **lister,
        "i_alt": SimpleNamespace(**{liste: _i_alt(liste, k) for liste in lister}),
    }


def _raekker(liste: str, k: Kontekst) -> list[SimpleNamespace]:
    svar = []
    for nr, r in enumerate(k.fra_raekkerne(liste), 1):
        navn = raekkenavn(r, nr)
        nummer = f"{k.regelsaet.data.lister[liste].ental} {nr}"
        fakta = _fakta(r, liste)
        # The row's label in a sentence: its own name, if it is short enough to be read there.
        fakta.har_navn = navn != nummer and len(navn) <= HOEJST_NAVN
        fakta.betegnelse = _i_anfoersel(navn) if fakta.har_navn else nummer
        svar.append(fakta)
    return svar


def _i_anfoersel(navn: str) -> str:
    return navn if navn.startswith("»") and navn.endswith("«") else f"»{navn}«"


def _fakta(k: Kontekst, liste: str | None) -> SimpleNamespace:
    """Return the facts of a scope by name (None: unknown); ``vist`` has them as shown, ``pr_aar`` those of years."""
    former = {n: f for n, f in k.regelsaet.fakta_i(liste).items() if "." not in n and f.kontakt == "nej"}
    kendte = {n: fakt(n, liste, k) for n in former}
    vises = {n: _vist(k.regelsaet, n, liste, v) for n, v in kendte.items()}
    vaerdier = {n: _flad(v) for n, v in kendte.items()}
    return SimpleNamespace(**vaerdier, vist=SimpleNamespace(**vises), pr_aar=_pr_aar(vaerdier, vises))


def _i_alt(liste: str, k: Kontekst) -> SimpleNamespace:
    former = {n: f for n, f in k.regelsaet.fakta_i(liste).items() if f.type == "tal" and f.enhed != "pct."}
    raekker = k.fra_raekkerne(liste)
    summer = {}
    for navn in former:
        vaerdier = [fakt(navn, liste, r) for r in raekker]
        summer[navn] = None if None in vaerdier else sum(vaerdier)
    vises = {n: _vist(k.regelsaet, n, liste, v) for n, v in summer.items()}
    return SimpleNamespace(**summer, vist=SimpleNamespace(**vises), pr_aar=_pr_aar(summer, vises))


def _pr_aar(vaerdier: dict[str, Any], vises: dict[str, str]) -> SimpleNamespace:
    """Group ``ansoegt_2025`` and ``ansoegt_2026`` as ``ansoegt``: a list of year, value and value as shown."""
    grupper: defaultdict[str, list[SimpleNamespace]] = defaultdict(list)
    for navn, v in vaerdier.items():
        if fundet := _AAR.fullmatch(navn):
            grupper[fundet[1]].append(SimpleNamespace(aar=fundet[2], vaerdi=v, vist=vises[navn]))
    return SimpleNamespace(**grupper)


def _vist(regelsaet: Regelsaet, navn: str, liste: str | None, v: Any) -> str:
    if regelsaet.fakta[liste, navn].type == "kommune" and isinstance(v, str):
        return regelsaet.kommuner.kode(v).fulde_navn
    return " ".join(vis_vaerdi(regelsaet.fakta[liste, navn], v, regelsaet.kommuner).split())


def _flad(v: Any) -> Any:
    """Return the value for use in a sentence: a text on one line without its final full stop, a whole number as int."""
    if isinstance(v, str):
        return " ".join(v.split()).rstrip(" .")
    if isinstance(v, tuple):
        return [_flad(d) for d in v]
    return int(v) if isinstance(v, Fraction | Decimal) and v == int(v) else v
