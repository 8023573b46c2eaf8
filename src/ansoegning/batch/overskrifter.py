"""Map headers to facts: by fact key, or by the form's title or letter.

A misspelt fact is an error, not a new column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from ..fejl import BrugsFejl, Sted, ascii_noegle, med_raad, med_sted, mente_du, usynligt, vis_sikkert
from ..indlaes.overskrifter import find_fakta, forkert_enhed, overskrifter_for
from ..model.ansoegning import PULJE
from ..model.regelsaet import Faktaerklaering
from ..model.svarnavne import ANSOEGERKOLONNER, RAEKKE, SVAR
from ..motor.kolonner import pr_navn
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse

# The header of the column that names the application a row belongs to.
ANSOEGNING = "ansoegning"
HOEJST_KOLONNER = 2_000
HOEJST_NAVN = 200
# From this similarity on, a header is treated as a misspelt fact.
_NAER = 0.8
# From this similarity on, a fact is suggested to the user.
_LIGNER = 0.6
# The maximum number of headers named in a message; the rest are counted.
_NAEVNES = 12


@dataklasse(frozen=True, slots=True)
class Filkolonne:
    """One column of the input.

    Attributes:
        nr: its number from 0.
        navn: its header.
        fakta: the fact it contains, or None.
        ud: its name in the output, or None if it is not copied there.
    """

    nr: int
    navn: str
    fakta: str | None
    ud: str | None


@dataklasse(frozen=True, slots=True)
class Overskrifter:
    """The columns of an input, in the input's order. ``bemaerkninger`` are written to stderr."""

    kolonner: tuple[Filkolonne, ...]
    bemaerkninger: tuple[str, ...]

    @property
    def fakta(self) -> dict[str, Filkolonne]:
        return {k.fakta: k for k in self.kolonner if k.fakta is not None}


def fakta_i_raekken(regelsaet: Regelsaet) -> dict[str, Faktaerklaering]:
    """Return the facts a wide row may contain: the application's, its list's, and those an assessor adds.

    Raises BrugsFejl if the pack has more than one list.
    """
    lister = list(regelsaet.data.lister)
    if len(lister) > 1:
        raise BrugsFejl(
            f"Regelsættet {regelsaet.id} har flere lister ({', '.join(lister)}); batch læser én slags rækker."
        )
    fundne: dict[str, Faktaerklaering] = {}
    for omfang in (None, *lister):
        fundne |= {n: f for n, f in regelsaet.fakta_i(omfang).items() if f.afledt is None}
    return fundne | vurderingsfakta(regelsaet)


def vurderingsfakta(regelsaet: Regelsaet) -> dict[str, Faktaerklaering]:
    """Return the facts that an assessor records about each row; a table may have them beside the applicant's facts."""
    ord_ = regelsaet.data.enhedsord
    former = regelsaet.data.vurderingsfakta
    return {n: Faktaerklaering(**f.model_dump(), foreslaa="nej").boejet(ord_) for n, f in former.items()}


def svarnavne(regelsaet: Regelsaet) -> list[str]:
    """Return the columns that the program writes in any answer of this pack, except the calculated numbers."""
    pr = pr_navn(regelsaet)
    egne = [RAEKKE, *SVAR, *(k.data.id for k in regelsaet.kriterier), *ansoegernavne(regelsaet)]
    return [*egne, pr] if pr is not None else egne


def er_svar(navne: Sequence[str]) -> bool:
    """Return whether the headers are those of an earlier answer, whose derived columns are calculated again."""
    return {RAEKKE, "grundlag"} <= {n.strip().lower() for n in navne}


def ansoegernavne(regelsaet: Regelsaet) -> tuple[str, ...]:
    """Return the columns of the applicant's name and region; empty if the applicant is not a municipality."""
    ansoeger = regelsaet.data.ansoeger
    if ansoeger is None or regelsaet.fakta[None, ansoeger.fakta].type != "kommune":
        return ()
    taget = {n for _, n in regelsaet.fakta}
    return ANSOEGERKOLONNER if not taget & set(ANSOEGERKOLONNER) else ()


def find_kolonner(
    navne: Sequence[str],
    regelsaet: Regelsaet,
    skilletegn: str | None = None,
    kort: Mapping[str, str | None] | None = None,
    sted: Sted | None = None,
) -> Overskrifter:
    """Map each header to its fact.

    Args:
        navne: the headers, in order.
        regelsaet: the rule pack.
        skilletegn: the separator of a CSV file, for messages.
        kort: what the user has decided about some of the headers: the fact, or None for no fact.
        sted: the file, named in errors if it is given.

    Raises:
        BrugsFejl: there are too many columns, no header names a fact, two name the same, a header is misspelt, too long
            or repeated.
    """
    fakta = fakta_i_raekken(regelsaet)
    try:
        return _find_kolonner(navne, regelsaet, fakta, skilletegn, kort or {})
    except BrugsFejl as fejl:
        if sted is None:
            raise
        raise BrugsFejl(med_sted(sted, fejl.args[0])) from None


def er_puljen(navn: str) -> bool:
    """Return whether a header that is no fact says that its column names each row's pool."""
    return ascii_noegle(navn) == PULJE


def _find_kolonner(
    navne: Sequence[str],
    regelsaet: Regelsaet,
    fakta: dict[str, Faktaerklaering],
    skilletegn: str | None,
    sagt: Mapping[str, str | None],
) -> Overskrifter:
    if len(navne) > HOEJST_KOLONNER:
        raise BrugsFejl(f"Der er {len(navne)} kolonner; højst {HOEJST_KOLONNER} kan læses.")
    titler = overskrifter_for(fakta)
    nabo = _Nabo(fakta)
    egne = _svarets_egne(navne, regelsaet)
    set_foer: dict[str, str] = {}
    kolonner: list[Filkolonne] = []
    ukendte, erstattet = [], []
    for nr, skrevet in enumerate(navne):
        navn = skrevet.strip()
        _afvis_ulaeselig(navn, nr)
        fakt = sagt[navn] if navn in sagt else _fakta_for(navn, titler, fakta)
        if fakt is not None and (fejl := forkert_enhed(navn, fakta[fakt])) is not None:
            raise BrugsFejl(f"Overskriften »{vis_sikkert(navn, 60)}« {fejl}")
        navn = navn or f"kolonne_{nr + 1}"
        foer = set_foer.get(navn.lower())
        if foer is not None:
            ens = "" if foer == navn else f" (»{vis_sikkert(foer, 60)}« er den samme)"
            raise BrugsFejl(
                f"Overskriften »{vis_sikkert(navn, 60)}« står to gange{ens}. Slet eller omdøb den ene kolonne."
            )
        set_foer[navn.lower()] = navn
        er_egen = fakt is None and navn.lower() in egne
        if fakt is not None:
            _navnesammenfald(navn, fakt, egne, kolonner)
        else:
            _kun_een_ansoegning(navn, kolonner)
            if er_egen:
                erstattet.append(navn)
            elif navn not in sagt:
                _mente(navn, fakta, regelsaet, nabo)
            if not er_egen and ascii_noegle(navn) != ANSOEGNING and not er_puljen(navn):
                ukendte.append(navn)
        kolonner.append(Filkolonne(nr, navn, fakt, None if er_egen else navn))
    if not any(k.fakta for k in kolonner):
        raise _ingen_overskrifter(navne, fakta, skilletegn)
    bemaerkninger = []
    if ukendte:
        bemaerkninger.append(f"Kolonner, regelsættet ikke kender, følger med uændret: {_opregn(ukendte)}.")
    if erstattet:
        bemaerkninger.append(f"Kolonner, der beregnes på ny: {_opregn(erstattet)}.")
    laeste = {k.fakta for k in kolonner}
    if uden := [n for n in fakta if n not in laeste and n not in regelsaet.data.vurderingsfakta]:
        bemaerkninger.append(f"Oplysninger uden kolonne regnes som ikke oplyst: {_opregn(uden)}.")
    return Overskrifter(tuple(kolonner), tuple(bemaerkninger))


def _svarets_egne(navne: Sequence[str], regelsaet: Regelsaet) -> dict[str, str]:
    """Return the columns that the answer calculates, by name in lower case.

    Derived facts are among them only in a file that is itself an answer.
    """
    afledte = [n for (_, n), f in regelsaet.fakta.items() if f.afledt is not None] if er_svar(navne) else []
    return {n.lower(): n for n in (*svarnavne(regelsaet), *afledte)}


def _afvis_ulaeselig(navn: str, nr: int) -> None:
    if len(navn) > HOEJST_NAVN or any(usynligt(t) for t in navn):
        raise BrugsFejl(
            f"Overskriften i kolonne {nr + 1} er for lang eller har usynlige tegn: »{vis_sikkert(navn, 60)}«. Ret den."
        )


def _navnesammenfald(navn: str, fakt: str, egne: Mapping[str, str], kolonner: Sequence[Filkolonne]) -> None:
    """Raise BrugsFejl if another column has the fact, or the header is also that of a column of the answer."""
    if (tidligere := next((k for k in kolonner if k.fakta == fakt), None)) is not None:
        raise BrugsFejl(
            med_raad(
                f"»{vis_sikkert(tidligere.navn, 60)}« og »{vis_sikkert(navn, 60)}« er begge {fakt}.",
                "Slet den ene kolonne.",
                "Vælg noget andet for den ene.",
            )
        )
    if (egen := egne.get(navn.lower())) is not None:
        raise BrugsFejl(
            f"Oplysningen »{vis_sikkert(navn, 60)}« hedder det samme som svarets egen kolonne »{egen}«. Brug "
            "oplysningens fulde navn som overskrift, eller giv den et andet navn i regelsættet."
        )
    if ascii_noegle(navn) == ANSOEGNING:
        raise BrugsFejl(
            f"»{vis_sikkert(navn, 60)}« er både oplysningen {fakt} og den kolonne, der holder en ansøgnings rækker "
            "sammen. Brug oplysningens fulde navn som overskrift, eller giv den et andet navn i regelsættet."
        )


def _kun_een_ansoegning(navn: str, kolonner: Sequence[Filkolonne]) -> None:
    """Raise BrugsFejl if two headers say that their column holds the rows of an application together."""
    if ascii_noegle(navn) != ANSOEGNING:
        return
    if (tidligere := next((k for k in kolonner if ascii_noegle(k.navn) == ANSOEGNING), None)) is not None:
        raise BrugsFejl(
            f"»{vis_sikkert(tidligere.navn, 60)}« og »{vis_sikkert(navn, 60)}« er begge den kolonne, der holder en "
            "ansøgnings rækker sammen. Slet eller omdøb den ene."
        )


def antal_kendte(navne: Sequence[str], regelsaet: Regelsaet, kort: Mapping[str, str | None] | None = None) -> int:
    """Return how many headers name a fact, to choose between separators. ``kort`` is as in ``find_kolonner``."""
    fakta = fakta_i_raekken(regelsaet)
    titler = overskrifter_for(fakta)
    sagt = kort or {}
    rene = [n.strip() for n in navne[:HOEJST_KOLONNER]]
    return sum((sagt[n] if n in sagt else _fakta_for(n, titler, fakta)) is not None for n in rene)


@dataklasse(frozen=True, slots=True)
class Kolonneforslag:
    """A header with the fact that it names (``kendt``) or resembles most; ``fakta`` is None if there is none.

    ``egen``: the program writes this column itself and calculates it again.
    """

    navn: str
    fakta: str | None
    kendt: bool
    egen: bool = False


def foreslaa_kolonner(navne: Sequence[str], regelsaet: Regelsaet) -> list[Kolonneforslag]:
    """Suggest a fact for each header, for the user to confirm. No fact is suggested twice.

    Raises BrugsFejl if there are too many columns.
    """
    if len(navne) > HOEJST_KOLONNER:
        raise BrugsFejl(f"Der er {len(navne)} kolonner; højst {HOEJST_KOLONNER} kan læses.")
    fakta = fakta_i_raekken(regelsaet)
    titler = overskrifter_for(fakta)
    rene = [n.strip()[:HOEJST_NAVN] for n in navne]
    kendte = [_fakta_for(n, titler, fakta) for n in rene]
    egne = _svarets_egne(rene, regelsaet)
    tagne = {k for k in kendte if k is not None}
    mulige = {t: n for n, f in fakta.items() if n not in tagne for t in (ascii_noegle(n), ascii_noegle(f.navn))}
    fundne = []
    for navn, kendt in zip(rene, kendte, strict=True):
        er_egen = navn.lower() in egne
        forslag = kendt
        if kendt is None and not er_egen and ascii_noegle(navn) != ANSOEGNING:
            forslag = _mest_lignende(navn, mulige)
            mulige = {t: n for t, n in mulige.items() if n != forslag}
        fundne.append(Kolonneforslag(navn, forslag, kendt=kendt is not None, egen=er_egen))
    return fundne


def _mest_lignende(navn: str, mulige: Mapping[str, str]) -> str | None:
    """Return the fact whose key or title a header resembles most; None if no one resembles it."""
    from difflib import SequenceMatcher

    lighed, titel = max(((SequenceMatcher(None, ascii_noegle(navn), t).ratio(), t) for t in mulige), default=(0.0, ""))
    return mulige[titel] if lighed >= _LIGNER else None


def _fakta_for(navn: str, titler: dict[str, set[str]], fakta: dict[str, Faktaerklaering]) -> str | None:
    """Return the fact that a header names. A single letter names a column of the form only in the form's own case."""
    fundet = find_fakta(navn, titler, fakta)
    if fundet is not None and len(navn) == 1 and navn not in (fundet, fakta[fundet].kolonne):
        return None
    return fundet


class _Nabo:
    """The facts' keys and titles, to find the facts that a header nearly matches."""

    def __init__(self, fakta: dict[str, Faktaerklaering]) -> None:
        self.fakta = fakta
        # One bit for each letter of the facts' names and its number of earlier occurrences, so that common letters are
        # counted in one operation.
        self.bit: dict[tuple[str, int], int] = {}

    @cached_property
    def mulige(self) -> list[tuple[str, str, int]]:
        """Each key with its title and its letters. Computed on first use, since most tables have no unknown header."""
        mulige = {ascii_noegle(t): t for n, f in self.fakta.items() for t in (n, f.navn)}
        for noegle in mulige:
            for par in _gange(noegle):
                self.bit.setdefault(par, 1 << len(self.bit))
        return [(noegle, titel, self._tegn(noegle)) for noegle, titel in mulige.items()]

    def _tegn(self, noegle: str) -> int:
        return sum(self.bit.get(par, 0) for par in _gange(noegle))

    def find(self, noegle: str) -> list[str]:
        mulige = self.mulige
        tegn = self._tegn(noegle)
        return [titel for anden, titel, egne in mulige if self._naer(noegle, tegn, anden, egne)]

    def _naer(self, noegle: str, tegn: int, anden: str, egne: int) -> bool:
        # Cheap upper bounds of the ratio first: the lengths, then the common letters. The full comparison is slow.
        mindst = _NAER * (len(noegle) + len(anden)) / 2
        if min(len(noegle), len(anden)) < mindst or (tegn & egne).bit_count() < mindst:
            return False
        from difflib import SequenceMatcher

        return SequenceMatcher(None, noegle, anden).ratio() >= _NAER


def _gange(noegle: str) -> list[tuple[str, int]]:
    """Return each letter with the number of its earlier occurrences."""
    set_foer: Counter[str] = Counter()
    par = []
    for tegn in noegle:
        par.append((tegn, set_foer[tegn]))
        set_foer[tegn] += 1
    return par


def _mente(navn: str, fakta: dict[str, Faktaerklaering], regelsaet: Regelsaet, nabo: _Nabo) -> None:
    noegle = ascii_noegle(navn)
    if noegle in (ANSOEGNING, PULJE):
        return
    if any(noegle == n for (_, n), f in regelsaet.fakta.items() if f.afledt is not None):
        raise BrugsFejl(f"»{vis_sikkert(navn, 60)}« regnes ud af andre oplysninger. Slet eller omdøb kolonnen.")
    if any(noegle == ascii_noegle(n) for n in svarnavne(regelsaet)):
        return
    if noegle in regelsaet.data.lister or any(n.startswith(f"{noegle}.") for n in fakta):
        dele = [n for n in fakta if n.startswith(f"{noegle}.")] or list(fakta)
        raise BrugsFejl(
            f"Kolonnen »{vis_sikkert(navn, 60)}« er flere oplysninger. Skriv en kolonne for hver, fx "
            f"{', '.join(dele[:2])}, og en række for hver, der søges for."
        )
    if naer := _indlejret(navn, fakta, regelsaet) or nabo.find(noegle):
        raise BrugsFejl(
            f"Overskriften »{vis_sikkert(navn, 60)}« er ukendt.{mente_du(navn, naer) or f' Mente du »{naer[0]}«?'} "
            "Ret den, eller giv kolonnen et helt andet navn."
        )


def _indlejret(navn: str, fakta: Mapping[str, Faktaerklaering], regelsaet: Regelsaet) -> list[str]:
    """Return the fact of a nested key as other programs flatten it, such as ``projekter[0].navn``; else nothing."""
    yderst, *indre = ascii_noegle(re.sub(r"\[\d*\]", "", navn)).split(".")
    if yderst not in (*regelsaet.data.lister, ANSOEGNING):
        return []
    return [n for n in fakta if indre[-1:] == [ascii_noegle(n)]]


def _ingen_overskrifter(navne: Sequence[str], fakta: dict[str, Faktaerklaering], skilletegn: str | None) -> BrugsFejl:
    delt = f" (delt ved »{skilletegn}«)" if skilletegn else ""
    return BrugsFejl(
        f"Ingen af overskrifterne{delt} er kendt: {_opregn([vis_sikkert(n, 40) for n in navne])}. Første række skal "
        f"have overskrifter, fx {', '.join(list(fakta)[:4])}."
    )


def _opregn(navne: Sequence[str]) -> str:
    vist = [vis_sikkert(n, 60) for n in navne[:_NAEVNES]]
    return ", ".join(vist) + (f" og {len(navne) - _NAEVNES} til" if len(navne) > _NAEVNES else "")
