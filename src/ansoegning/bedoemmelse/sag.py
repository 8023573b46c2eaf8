"""One application and the pack it is judged by: what is known, from where it is seen, what its facts are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ..fejl import celler
from ..model.ansoegning import Ansoegning
from ..model.regelsaet import Faktaerklaering
from ..model.vaerdier import Vaerdi
from ..model.visning import med_stort
from ..motor.reference import Kontekst
from ..motor.vendepunkter import Navn
from ..sprog.regelsaet import Grundfakta, Regelsaet, TypetAlternativ, grundfakta

_RAEKKE = re.compile(r"([^\[\]]+)\[(\d+)\]")
# A place in an application: a list and a row's number in it; ("", 0) is the application itself.
Sted = tuple[str, int]


def kontekst(
    ansoegning: Ansoegning,
    regelsaet: Regelsaet,
    *,
    dato: date | None = None,
    antag: Mapping[Navn, Vaerdi] | None = None,
) -> Kontekst:
    """What is known of an application, what is assumed where it is missing included."""
    forkerte = {m.felt for m in ansoegning.vaerdimangler}

    def med_antaget(liste: str | None, sti: str, fakta: Mapping[str, Vaerdi]) -> Mapping[str, Vaerdi]:
        # A value that could not be read is wrong, not missing.
        nye = {
            navn: v
            for (li, navn), v in (antag or {}).items()
            if li == liste and navn not in fakta and sti + navn not in forkerte
        }
        return {**fakta, **nye} if nye else fakta

    raekker = {
        liste: tuple(med_antaget(liste, f"{liste}[{i}].", r) for i, r in enumerate(ansoegning.raekker.get(liste, ())))
        for liste in regelsaet.data.lister
    }
    return Kontekst(regelsaet, med_antaget(None, "", ansoegning.fakta), raekker, dato)


class Sag:
    """An application and the pack it is judged by. Nothing of it but its caches is changed."""

    def __init__(
        self, ansoegning: Ansoegning, regelsaet: Regelsaet, dato: date | None, antag: Mapping[Navn, Vaerdi]
    ) -> None:
        self.ansoegning = ansoegning
        self.regelsaet = regelsaet
        self.dato = dato
        self.antag = antag
        self.k = kontekst(ansoegning, regelsaet, dato=dato, antag=antag)
        self._forkerte = ulaeselige(ansoegning)
        # The rows are found by being the same object: two may say the same.
        self._numre = {id(r): nr for rs in self.k.raekker.values() for nr, r in reversed([*enumerate(rs, 1)])}
        # The application by the alternatives' own parameters.
        self._efter: dict[int, Kontekst] = {}

    def steder(self) -> list[tuple[str, int, Kontekst]]:
        """The application itself and each of its rows, each with what is known from there."""
        return [("", 0, self.k)] + [
            (liste, nr, k) for liste in self.k.raekker for nr, k in enumerate(self.k.fra_raekkerne(liste), 1)
        ]

    def efter(self, alternativ: TypetAlternativ, k: Kontekst) -> Kontekst:
        """The same place, seen with the parameters of another reading."""
        if id(alternativ) not in self._efter:
            regelsaet = self.regelsaet.med_alternativ(alternativ)
            self._efter[id(alternativ)] = Kontekst(regelsaet, k.ansoegning, k.raekker, k.dato)
        hele = self._efter[id(alternativ)]
        if k.liste is None or k.raekke is None:
            return hele
        return hele.fra_raekkerne(k.liste)[self.raekkenummer(k) - 1]

    def form(self, navn: str, liste: str | None) -> Faktaerklaering:
        """How a fact seen from a list's rows (None: from the application) is declared."""
        fakta = self.regelsaet.fakta
        return fakta[liste, navn] if (liste, navn) in fakta else fakta[None, navn]

    def feltform(self, felt: str) -> Faktaerklaering:
        """How the fact at a path (``projekter[0].navn``) is declared."""
        liste, navn = navn_af(felt)
        return self.form(navn, liste)

    def feltnavn(self, felt: str) -> str:
        """What the fact at a path is called, and where the form has it."""
        form = self.feltform(felt)
        sted = (form.kolonne and f" (kolonne {form.kolonne})") or (form.felt and f" ({form.felt})") or ""
        return f"»{med_stort(form.navn)}«{sted}"

    def celle(self, felt: str) -> str | None:
        """The cell of the fact, or the range of the facts, at a path in a workbook; None in other files.

        A derived fact is where its input facts are, a list or a group where its facts are.
        """
        if not self.ansoegning.steder:
            return None
        liste, nr = raekke_af(felt)
        sti, navn = (f"{liste}[{nr - 1}].", navn_af(felt)[1]) if nr else ("", felt)
        afledt = self.regelsaet.afledte.get((liste or None, navn))
        if afledt is not None:
            felter = [sti + g.navn for g in grundfakta(self.regelsaet, afledt.trae) if g.liste == (liste or None)]
        elif navn in self.regelsaet.data.lister:
            felter = [navn]
        else:
            felter = [felt, *(n for n in self.ansoegning.steder if n.startswith(f"{felt}."))]
        return celler([s for f in felter if (s := self.ansoegning.steder.get(f)) is not None])

    def raekkenummer(self, k: Kontekst) -> int:
        """The number, from 1, of the row that is seen from."""
        return self._numre[id(k.raekke)]

    def skrevet(self, liste: str, nr: int) -> frozenset[Navn]:
        """The facts seen from a place whose values could not be read: said once, and not missing as well."""
        return self._forkerte.get(("", 0), frozenset()) | self._forkerte.get((liste, nr), frozenset())

    def forkert(self, navn: Navn, k: Kontekst) -> bool:
        """Whether a missing fact is one that is written, but cannot be read."""
        liste, fakt = navn
        if liste is None:
            return navn in self._forkerte.get(("", 0), ())
        if k.raekke is not None and k.liste == liste and fakt not in k.raekke:
            return navn in self._forkerte.get((liste, self.raekkenummer(k)), ())
        # Where this row has it, it is another row that lacks it.
        return any(navn in forkerte for (li, _), forkerte in self._forkerte.items() if li == liste)

    def ukendt(self, g: Grundfakta, k: Kontekst) -> bool:
        """Whether an input fact is missing, as seen from here."""
        if g.liste is None:
            return g.navn not in k.ansoegning
        if k.raekke is not None and not g.samlet:
            return g.navn not in k.raekke
        return any(g.navn not in r for r in k.raekker[g.liste])


def raekke_af(felt: str) -> Sted:
    """``projekter[0].navn`` → ("projekter", 1); anything else → ("", 0)."""
    fundet = _RAEKKE.match(felt) if "[" in felt else None
    return (fundet[1], int(fundet[2]) + 1) if fundet else ("", 0)


def navn_af(felt: str) -> Navn:
    """``projekter[0].navn`` → ("projekter", "navn"); ``kontakt.mail`` → (None, "kontakt.mail")."""
    liste, nr = raekke_af(felt)
    return liste or None, felt.partition("].")[2] if nr else felt


def ulaeselige(ansoegning: Ansoegning) -> dict[Sted, frozenset[Navn]]:
    """The facts that are written but could not be read, by place."""
    fundne: dict[Sted, set[Navn]] = {}
    for mangel in ansoegning.vaerdimangler:
        fundne.setdefault(raekke_af(mangel.felt), set()).add(navn_af(mangel.felt))
    return {sted: frozenset(navne) for sted, navne in fundne.items()}
