"""Headers → facts: by fact key, by the form's title or letter. What is nearly a fact is an error, not a column more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..fejl import BrugsFejl, ascii_noegle, mente_du, usynligt, vis_sikkert
from ..model.regelsaet import Fakta
from ..model.svarnavne import RAEKKE, SVAR
from ..sprog.regelsaet import Regelsaet

# The key that tells which application a row belongs to.
ANSOEGNING = "ansoegning"
_HOEJST_KOLONNER = 2_000
_HOEJST_NAVN = 200
# Nearer than this a header is taken for a fact misspelt.
_NAER = 0.8


@dataclass(frozen=True, slots=True)
class Kolonne:
    """One column of the input. ``fakta`` is the fact it holds; ``ud`` its name in the output (None: not carried)."""

    nr: int
    navn: str
    fakta: str | None
    ud: str | None


@dataclass(frozen=True, slots=True)
class Overskrifter:
    """The columns of an input, in its order. ``bemaerkninger`` are to be said on standard error."""

    kolonner: tuple[Kolonne, ...]
    bemaerkninger: tuple[str, ...]

    @property
    def fakta(self) -> dict[str, Kolonne]:
        return {k.fakta: k for k in self.kolonner if k.fakta is not None}


def fakta_i_raekken(regelsaet: Regelsaet) -> dict[str, Fakta]:
    """What a wide row may hold: the application's facts and its list's. Raises BrugsFejl where there are more lists."""
    lister = list(regelsaet.data.lister)
    if len(lister) > 1:
        raise BrugsFejl(
            f"Regelsættet {regelsaet.id} har flere lister ({', '.join(lister)}); batch læser én slags rækker."
        )
    fundne: dict[str, Fakta] = {}
    for omfang in (None, *lister):
        fundne |= {n: f for n, f in regelsaet.fakta_i(omfang).items() if f.afledt is None}
    return fundne


def svarnavne(regelsaet: Regelsaet) -> list[str]:
    """The columns that the program writes itself."""
    return [RAEKKE, *SVAR, *(k.data.id for k in regelsaet.kriterier)]


def find_kolonner(navne: Sequence[str], regelsaet: Regelsaet, skilletegn: str | None = None) -> Overskrifter:
    """Which fact each header names. Raises BrugsFejl: no fact, one twice, one misspelt, a name twice."""
    if len(navne) > _HOEJST_KOLONNER:
        raise BrugsFejl(f"Der er {len(navne)} kolonner; højst {_HOEJST_KOLONNER} kan læses.")
    fakta = fakta_i_raekken(regelsaet)
    titler = _titler(fakta)
    egne = {n.lower(): n for n in svarnavne(regelsaet)}
    set_foer: dict[str, str] = {}
    kolonner: list[Kolonne] = []
    ukendte, erstattet = [], []
    for nr, skrevet in enumerate(navne):
        navn = skrevet.strip()
        if len(navn) > _HOEJST_NAVN or any(usynligt(t) for t in navn):
            raise BrugsFejl(
                f"Overskriften i kolonne {nr + 1} er for lang eller har usynlige tegn: »{vis_sikkert(navn, 60)}«. "
                "Ret den."
            )
        fakt = titler.get(navn) or titler.get(ascii_noegle(navn))
        if not navn:
            navn = f"kolonne_{nr + 1}"
        if navn.lower() in set_foer:
            raise BrugsFejl(f"Overskriften »{vis_sikkert(navn, 60)}« står to gange. Slet eller omdøb den ene kolonne.")
        set_foer[navn.lower()] = navn
        if fakt is None:
            _mente(navn, fakta, regelsaet)
        elif (tidligere := next((k for k in kolonner if k.fakta == fakt), None)) is not None:
            raise BrugsFejl(
                f"»{vis_sikkert(tidligere.navn, 60)}« og »{vis_sikkert(navn, 60)}« er begge {fakt}. Slet den ene "
                "kolonne."
            )
        else:
            _navnesammenfald(navn, fakt, egne)
        er_egen = fakt is None and navn.lower() in egne
        if er_egen:
            erstattet.append(navn)
        elif fakt is None and ascii_noegle(navn) != ANSOEGNING:
            ukendte.append(navn)
        kolonner.append(Kolonne(nr, navn, fakt, None if er_egen else navn))
    if not any(k.fakta for k in kolonner):
        raise _ingen_overskrifter(navne, fakta, skilletegn)
    bemaerkninger = []
    if ukendte:
        bemaerkninger.append(f"Kolonner, regelsættet ikke kender, følger med uændret: {_opregn(ukendte)}.")
    if erstattet:
        bemaerkninger.append(f"Kolonner, der beregnes på ny: {_opregn(erstattet)}.")
    laeste = {k.fakta for k in kolonner}
    if uden := [n for n in fakta if n not in laeste]:
        bemaerkninger.append(f"Oplysninger uden kolonne regnes som ikke oplyst: {_opregn(uden)}.")
    return Overskrifter(tuple(kolonner), tuple(bemaerkninger))


def _navnesammenfald(navn: str, fakt: str, egne: Mapping[str, str]) -> None:
    """Raises BrugsFejl where a fact's header is also the name of a column of the answer: the two would be one."""
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


def antal_kendte(navne: Sequence[str], regelsaet: Regelsaet) -> int:
    """How many headers name a fact: tells one separator from another."""
    titler = _titler(fakta_i_raekken(regelsaet))
    return sum((n.strip() in titler) or (ascii_noegle(n) in titler) for n in navne)


def _titler(fakta: dict[str, Fakta]) -> dict[str, str]:
    """Every way to name a fact. A title that two share names neither."""
    fundne: dict[str, str | None] = {}
    for navn, f in fakta.items():
        for titel in (f.navn, f.felt):
            if titel is not None:
                noegle = ascii_noegle(titel)
                fundne[noegle] = None if noegle in fundne and fundne[noegle] != navn else navn
    for navn, f in fakta.items():
        fundne[navn] = navn
        if f.kolonne is not None:
            # A letter is one only as the form has it.
            fundne[f.kolonne] = navn
    return {t: n for t, n in fundne.items() if n is not None}


def _mente(navn: str, fakta: dict[str, Fakta], regelsaet: Regelsaet) -> None:
    noegle = ascii_noegle(navn)
    if noegle == ANSOEGNING:
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
    mulige = {ascii_noegle(t): t for n, f in fakta.items() for t in (n, f.navn)}
    naer = [t for a, t in mulige.items() if SequenceMatcher(None, noegle[:_HOEJST_NAVN], a).ratio() >= _NAER]
    if naer:
        raise BrugsFejl(
            f"Overskriften »{vis_sikkert(navn, 60)}« er ukendt.{mente_du(navn, naer) or f' Mente du »{naer[0]}«?'} "
            "Ret den, eller giv kolonnen et helt andet navn."
        )


def _ingen_overskrifter(navne: Sequence[str], fakta: dict[str, Fakta], skilletegn: str | None) -> BrugsFejl:
    delt = f" (delt ved »{skilletegn}«)" if skilletegn else ""
    return BrugsFejl(
        f"Ingen af overskrifterne{delt} er kendt: {_opregn([vis_sikkert(n, 40) for n in navne])}. Første række skal "
        f"have overskrifter, fx {', '.join(list(fakta)[:4])}."
    )


def _opregn(navne: Sequence[str], hoejst: int = 12) -> str:
    vist = [vis_sikkert(n, 60) for n in navne[:hoejst]]
    return ", ".join(vist) + (f" og {len(navne) - hoejst} til" if len(navne) > hoejst else "")
