"""Draw the pack's conclusions and tasks from statuses and findings, each with its justification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

from ..model.felter import raekke_af
from ..model.regelsaet import Konklusion
from ..model.resultat import Belaeg, Opgave
from ..model.visning import opremsning, vis_tal
from ..motor.fraser import pladsholdere, udfyld
from ..motor.kaeder import slut_enige
from ..motor.oversat import betingelser
from ..motor.slutning import Kaede, Sluttet, Symbol, regelbaser, symbol_af
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from .genbrug import af_det_samme
from .sag import Sag, Sted

# Packs are few, and are compared by identity.
regelbaser_af = lru_cache(maxsize=64)(regelbaser)


@dataklasse(frozen=True, slots=True)
class Stillet:
    """A task that is set for the application or a row.

    Attributes:
        konklusion: the task's declaration.
        sted: the application or the row.
        raekker: the rows that give rise to the task.
        faerdig: the task itself if its text is the same for all applications, else None.
    """

    konklusion: Konklusion
    sted: Sted
    raekker: tuple[Sted, ...]
    faerdig: Opgave | None


@dataklasse(frozen=True, slots=True)
class Konklusioner:
    """The conclusions drawn for the application and each row, the justification of each, and the tasks they set."""

    draget: Mapping[Sted, tuple[Sluttet, ...]]
    belaeg: tuple[Belaeg, ...]
    stillet: tuple[Stillet, ...]

    def vaerdi(self, sted: Sted, konklusion: str) -> str:
        """Return the value of a conclusion for the application or a row."""
        return next(d.vaerdi for d in reversed(self.draget[sted]) if d.konklusion == konklusion)

    def antal(self, regelsaet: Regelsaet) -> dict[str, int]:
        """Return the number of rows with each status, as the pack counts them."""
        fundne = dict.fromkeys(reversed(list(regelsaet.data.statusser)), 0)
        return fundne | {b.vaerdi: len(b.af) for b in self.belaeg if b.konklusion == "resultat_antal"}

    def har(self, sted: Sted, konklusion: str) -> bool:
        """Return whether a conclusion is drawn for the application or a row."""
        return any(d.konklusion == konklusion for d in self.draget[sted])


def symboler(
    sag: Sag, statusser: Mapping[Sted, Iterable[tuple[str, str]]], fundne: Iterable[tuple[str, str, str]]
) -> dict[Sted, list[Symbol]]:
    """Return the input of the chainers, for the application and each row.

    It consists of the criteria's statuses (by id), the findings (id, severity and field), and the pack's conditions
    that hold (``forhold``).
    """
    alle: dict[Sted, list[Symbol]] = {}
    for (liste, nr), bedoemte in statusser.items():
        alle[liste, nr] = [Symbol("kriterium", id_, status, liste, nr) for id_, status in bedoemte]
    for id_, alvor, felt in fundne:
        sted = raekke_af(felt)
        alle.setdefault(sted, []).append(Symbol("fund", id_, alvor, *sted))
    for liste, nr, k in sag.steder():
        egne = [f for f in sag.regelsaet.forhold if (f.liste or "") == liste]
        for forhold, v in zip(egne, betingelser(k, "forhold", [f.naar for f in egne]), strict=True):
            if v is True:
                alle[liste, nr].append(Symbol("forhold", forhold.id, "ja", liste, nr))
    return alle


def slut(sag: Sag, symboler: Mapping[Sted, Sequence[Symbol]], kaeder: tuple[Kaede, ...]) -> Konklusioner:
    """Draw the conclusions of each row, then the application's. Raises InternFejl when the chainers disagree.

    Conclusions depend only on the numbers of rows and on the symbols that some pattern of the pack can match, so those
    the chainers agreed on are cached.
    """
    baser = regelbaser_af(sag.regelsaet)
    hele = baser[""]
    symboler = {
        (liste, nr): [s for s in egne if hele.moeder(s) or baser[liste].moeder(s)]
        for (liste, nr), egne in symboler.items()
    }
    antal = tuple([(liste, len(raekker)) for liste, raekker in sag.k.raekker.items()])
    egne = tuple([(sted, tuple(s)) for sted, s in symboler.items()])
    noegle = ("slut", kaeder, antal, egne)
    fundet: Konklusioner | None = sag.regelsaet.moenstre.get(noegle)
    if fundet is None:
        fundet = sag.regelsaet.moenstre[noegle] = _slut(sag, symboler, kaeder)
    return fundet


def _slut(sag: Sag, symboler: Mapping[Sted, Sequence[Symbol]], kaeder: tuple[Kaede, ...]) -> Konklusioner:
    baser = regelbaser_af(sag.regelsaet)
    draget: dict[Sted, tuple[Sluttet, ...]] = {}
    belaeg: list[Belaeg] = []
    opad: list[Symbol] = list(symboler.get(("", 0), ()))
    for liste, raekker in sag.k.raekker.items():
        for nr in range(1, len(raekker) + 1):
            egne = symboler.get((liste, nr), ())
            draget[liste, nr] = slut_enige(baser[liste], egne, kaeder)
            belaeg += [_belaeg(d, nr) for d in draget[liste, nr]]
            opad += egne
            for d in draget[liste, nr]:
                s = symbol_af(d, baser[liste])
                opad.append(Symbol(s.art, s.navn, s.vaerdi, liste, nr))
    draget["", 0] = slut_enige(baser[""], opad, kaeder)
    belaeg += [_belaeg(d, None) for d in draget["", 0]]
    return Konklusioner(draget, tuple(belaeg), tuple(_stillet(sag, draget)))


def _belaeg(d: Sluttet, nr: int | None) -> Belaeg:
    af = tuple(f"{s.art}:{s.navn}={s.vaerdi}" + (f"@{s.raekke}" if s.raekke else "") for s in d.belaeg)
    return Belaeg(konklusion=d.konklusion, vaerdi=d.vaerdi, regel=d.regel, af=af, raekke=nr)


def _stillet(sag: Sag, alle: Mapping[Sted, tuple[Sluttet, ...]]) -> Iterator[Stillet]:
    """Yield the tasks that were concluded, in the pack's order."""
    af: dict[tuple[str, str], dict[int, list[Sluttet]]] = {}
    for (liste, nr), draget in alle.items():
        for d in draget:
            af.setdefault((liste, d.konklusion), {}).setdefault(nr, []).append(d)
    for k in sag.regelsaet.data.konklusioner:
        if k.opgave is None or k.kilde is None or (k.for_ or "", k.id) not in af:
            continue
        fast = {*pladsholdere(k.opgave)} <= sag.regelsaet.data.parametre.keys() - {"raekker", "bruger"}
        faerdig = Opgave(id=k.id, tekst=udfyld(k.opgave, sag.k), kilde=k.kilde) if fast else None
        for nr, sluttede in af[k.for_ or "", k.id].items():
            sted = (k.for_ or "", nr)
            raekker = sorted({(s.liste, s.raekke) for d in sluttede for s in d.belaeg if s.raekke})
            yield Stillet(k, sted, tuple(raekker or [sted]), faerdig)


def opgaver(sag: Sag, konklusioner: Konklusioner, bruger: str | None) -> tuple[Opgave, ...]:
    """Return the tasks that were concluded, in the pack's order. ``bruger``: the user name; None: unknown."""
    return tuple([s.faerdig or _opgave(sag, s, bruger) for s in konklusioner.stillet])


def _opgave(sag: Sag, s: Stillet, bruger: str | None) -> Opgave:
    k, (liste, nr) = s.konklusion, s.sted
    assert k.opgave is not None
    assert k.kilde is not None
    ekstra = {}
    if "{raekker}" in k.opgave:
        ekstra["raekker"] = opremsning([_raekkenavn(sag, *r) for r in s.raekker if r[1]])
    if "{bruger}" in k.opgave:
        ekstra["bruger"] = bruger if bruger is not None else _brugermoenster(sag)
    her = sag.k.fra_raekkerne(liste)[nr - 1] if nr else sag.k
    tekst = udfyld(k.opgave, her, ekstra)
    # Most tasks are the same for many applications.
    lav = partial(Opgave, id=k.id, tekst=tekst, kilde=k.kilde)
    return af_det_samme(sag.regelsaet, ("opgave", k.id, tekst), lav)


def _brugermoenster(sag: Sag) -> str:
    """Return the pattern of the user names (``ansog***``)."""
    ansoeger = sag.regelsaet.data.ansoeger
    return (ansoeger.bruger or "").format(nummer="***") if ansoeger is not None else ""


def _raekkenavn(sag: Sag, liste: str, nr: int) -> str:
    erklaering = sag.regelsaet.data.lister[liste]
    navn = sag.k.raekker[liste][nr - 1].get(erklaering.navn_fakta)
    return f"»{navn}«" if isinstance(navn, str) and navn else f"{erklaering.ental} {vis_tal(nr)}"
