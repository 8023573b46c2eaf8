"""Which outcomes a pack's conditions can reach at all.

Every fact is tried at the values where a comparison may turn: each limit, one step to either side, the ends of its
range, every choice, and unknown. Sums and texts are tried as facts of their own, and two facts held up against each
other as a condition of its own, which can only make more outcomes seem possible: a fault reported here is a real one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from ..fejl import Mangel
from .erklaeringer import StedAf, Sti
from .regelsaet import Regelsaet
from .traeer import (
    Eller,
    Fakt,
    I,
    Ikke,
    Knude,
    Konstant,
    Og,
    Param,
    Sammenlign,
    Udfyldt,
)

_HOEJST_FORSOEG = 20_000
_SAMMENLIGN = {"<": (-1,), "<=": (-1, 0), "=": (0,), ">=": (0, 1), ">": (1,), "<>": (-1, 1)}


def unaaelige(regelsaet: Regelsaet, sted: StedAf) -> list[Mangel]:
    """Conditions that can never hold, requirements that can never fail or never be met."""
    mangler: list[Mangel] = []

    def kraev(knude: Knude, sti: Sti, oensket: dict[bool, str], under: Knude | None = None, naar: bool = True) -> None:
        mulige = _mulige(regelsaet, knude, set(oensket), under, naar)
        for udfald, besked in oensket.items():
            if udfald not in mulige:
                mangler.append(Mangel(besked, sted(sti, 0)))

    for i, k in enumerate(regelsaet.kriterier):
        sti: Sti = ("kriterier", i)
        kraev(
            k.krav,
            (*sti, "krav"),
            {
                True: f"{k.data.id} kan aldrig blive opfyldt: kravet er aldrig sandt. Ret betingelsen.",
                False: f"{k.data.id} kan aldrig blive andet end opfyldt: kravet er altid sandt. Ret betingelsen.",
            },
        )
        for art, dele, naar in (("undtagelser", k.undtagelser, False), ("forbehold", k.forbehold, True)):
            for j, del_ in enumerate(dele):
                kraev(
                    del_.naar,
                    (*sti, art, j, "naar"),
                    {True: f"{k.data.id}: betingelsen kan aldrig få betydning for kravet. Ret eller fjern den."},
                    k.krav,
                    naar,
                )
    nr_af = {d.id: i for i, d in enumerate(regelsaet.data.skema)}
    for tjek in regelsaet.skema:
        kraev(
            tjek.naar,
            ("skema", nr_af[tjek.data.id], "naar"),
            {True: f"{tjek.data.id} kan aldrig blive fundet: betingelsen er aldrig sand. Ret eller fjern tjekket."},
        )
    for i, forhold in enumerate(regelsaet.forhold):
        kraev(
            forhold.naar,
            ("forhold", i, "naar"),
            {True: f"{forhold.id} kan aldrig være sandt. Ret eller fjern det."},
        )
    return mangler


def _mulige(regelsaet: Regelsaet, knude: Knude, oensket: set[bool], under: Knude | None, naar: bool) -> set[bool]:
    """Which of the wanted truth values the tree can have (where ``under`` has the value ``naar``)."""
    traeer = [knude] if under is None else [knude, under]
    led: dict[object, list[Any]] = {}
    for trae in traeer:
        for atom in _atomer(trae):
            for n in _led(atom):
                led.setdefault(_navn(n), [None])
            _tilfoej(regelsaet, atom, led)
    fundne: set[bool] = set()
    navne = list(led)
    if _antal(led) > _HOEJST_FORSOEG:
        # Too many to try: nothing can be said, and nothing is.
        return set(oensket)
    for kombination in itertools.product(*(led[n] for n in navne)):
        valg = dict(zip(navne, kombination, strict=True))
        if under is not None and _sand(under, valg, regelsaet) is not naar:
            continue
        svar = _sand(knude, valg, regelsaet)
        if svar is not None:
            fundne.add(svar)
        if oensket <= fundne:
            break
    return fundne


def _antal(led: dict[object, list[Any]]) -> int:
    antal = 1
    for vaerdier in led.values():
        antal *= len(vaerdier)
    return antal


def _atomer(knude: Knude) -> Iterator[Knude]:
    match knude:
        case Og(dele=dele) | Eller(dele=dele):
            for del_ in dele:
                yield from _atomer(del_)
        case Ikke(a=a):
            yield from _atomer(a)
        case _:
            yield knude


def _led(atom: Knude) -> Iterable[Knude]:
    """The terms of an atom that can vary by themselves."""
    match atom:
        case Sammenlign(a=a, b=b):
            return [atom] if _frit(atom) else [n for n in (a, b) if not isinstance(n, Konstant | Param)]
        case I(a=a):
            return [a]
        case Udfyldt(fakt=fakt):
            return [fakt]
        case Konstant() | Param():
            return []
        case _:
            return [atom]


def _frit(atom: Sammenlign) -> bool:
    """Whether both sides vary, over more values than can be tried."""
    varierer = not isinstance(atom.a, Konstant | Param) and not isinstance(atom.b, Konstant | Param)
    return varierer and atom.a.type.art not in ("valg", "ja_nej")


def _navn(led: Knude) -> object:
    return (led.liste, led.navn) if isinstance(led, Fakt) else led


def _konstant(regelsaet: Regelsaet, knude: Knude) -> Any:
    if isinstance(knude, Param):
        return regelsaet.parametre[knude.navn]
    return knude.vaerdi if isinstance(knude, Konstant) else None


def _tilfoej(regelsaet: Regelsaet, atom: Knude, led: dict[object, list[Any]]) -> None:
    """Add the values at which an atom may turn to those its terms are tried at."""
    match atom:
        case Sammenlign(a=a, b=b) if not _frit(atom):
            venstre, hoejre = _konstant(regelsaet, a), _konstant(regelsaet, b)
            if venstre is None and hoejre is None:
                for n in (a, b):
                    _af_type(n, led)
            else:
                _omkring(a if venstre is None else b, hoejre if venstre is None else venstre, led)
        case I(a=a, maengde=maengde):
            _af_type(a, led)
            for v in maengde:
                _omkring(a, v, led)
        case Udfyldt(fakt=fakt):
            _af_type(fakt, led)
        case Konstant() | Param():
            return
        case _:
            led[_navn(atom)] = [None, True, False]


def _i_type(knude: Knude, vaerdi: Any) -> bool:
    t = knude.type
    if isinstance(vaerdi, date):
        return date(1900, 1, 1) <= vaerdi <= date(2199, 12, 31)
    if t.art != "tal":
        return not t.valg or vaerdi in t.valg
    return (t.fra is None or vaerdi >= t.fra) and (t.til is None or vaerdi <= t.til)


def _tilfoej_til(knude: Knude, vaerdier: Iterable[Any], led: dict[object, list[Any]]) -> None:
    liste = led[_navn(knude)]
    liste.extend(v for v in dict.fromkeys(vaerdier) if v is not None and v not in liste and _i_type(knude, v))


def _omkring(knude: Knude, vaerdi: Any, led: dict[object, list[Any]]) -> None:
    if isinstance(knude, Konstant | Param):
        return
    if isinstance(vaerdi, bool) or knude.type.art == "valg":
        _af_type(knude, led)
    elif isinstance(vaerdi, date):
        _tilfoej_til(knude, (vaerdi - timedelta(1), vaerdi, vaerdi + timedelta(1)), led)
    elif isinstance(vaerdi, str):
        _tilfoej_til(knude, (vaerdi, vaerdi + "?"), led)
    else:
        graense = Fraction(vaerdi)
        # Any two different limits are further apart than this, so it stands for "just to either side".
        naer = Fraction(1, 1000)
        _tilfoej_til(knude, (graense - naer, graense, graense + naer), led)
        _af_type(knude, led)


def _af_type(knude: Knude, led: dict[object, list[Any]]) -> None:
    if isinstance(knude, Konstant | Param):
        return
    t = knude.type
    match t.art:
        case "valg":
            _tilfoej_til(knude, t.valg, led)
        case "ja_nej":
            _tilfoej_til(knude, (True, False), led)
        case "tal":
            _tilfoej_til(knude, (t.fra, t.til), led)
        case "dato":
            _tilfoej_til(knude, (date(1900, 1, 1), date(2199, 12, 31)), led)
        case _:
            _tilfoej_til(knude, ("?",), led)


def _sand(knude: Knude, valg: dict[object, Any], regelsaet: Regelsaet) -> bool | None:
    match knude:
        case Og(dele=dele):
            svar = [_sand(d, valg, regelsaet) for d in dele]
            return False if False in svar else (None if None in svar else True)
        case Eller(dele=dele):
            svar = [_sand(d, valg, regelsaet) for d in dele]
            return True if True in svar else (None if None in svar else False)
        case Ikke(a=a):
            modsat = _sand(a, valg, regelsaet)
            return None if modsat is None else not modsat
        case Sammenlign(op=op, a=a, b=b) if not _frit(knude):
            x, y = _term(a, valg, regelsaet), _term(b, valg, regelsaet)
            if x is None or y is None:
                return None
            if op in ("=", "<>"):
                return bool((x == y) == (op == "="))
            return ((x > y) - (x < y)) in _SAMMENLIGN[op]
        case I(a=a, maengde=maengde):
            x = _term(a, valg, regelsaet)
            return None if x is None else x in maengde
        case Udfyldt(fakt=fakt):
            return _term(fakt, valg, regelsaet) is not None
        case _:
            svar_ = _term(knude, valg, regelsaet)
            return None if svar_ is None else bool(svar_)


def _term(knude: Knude, valg: dict[object, Any], regelsaet: Regelsaet) -> Any:
    if isinstance(knude, Konstant | Param):
        return _konstant(regelsaet, knude)
    return valg[_navn(knude)]
