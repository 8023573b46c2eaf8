"""An application together with the pack it is evaluated by: known facts, contexts, and the names of its facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..fejl import celler
from ..model.ansoegning import Ansoegning
from ..model.felter import navn_af, raekke_af
from ..model.regelsaet import Faktaerklaering
from ..model.vaerdier import Vaerdi
from ..model.visning import med_stort
from ..motor.reference import Kontekst
from ..motor.vendepunkter import Navn
from ..sprog.erklaeringer import DATO_NAVN
from ..sprog.regelsaet import Grundfakta, Regelsaet, TypetAlternativ, grundfakta

# The application or one of its rows: (list, row number from 1); ("", 0) is the application itself.
Sted = tuple[str, int]


def kontekst(
    ansoegning: Ansoegning,
    regelsaet: Regelsaet,
    *,
    dato: date | None = None,
    antag: Mapping[Navn, Vaerdi] | None = None,
) -> Kontekst:
    """Return the context of an application's known facts, including assumed values for missing facts."""
    forkerte = {m.felt for m in ansoegning.vaerdimangler}

    def med_antaget(liste: str | None, sti: str, fakta: Mapping[str, Vaerdi]) -> Mapping[str, Vaerdi]:
        # A value that could not be read is invalid and not missing, so nothing is assumed for it.
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
    """An application and the pack it is evaluated by. Immutable apart from its caches."""

    def __init__(
        self, ansoegning: Ansoegning, regelsaet: Regelsaet, dato: date | None, antag: Mapping[Navn, Vaerdi]
    ) -> None:
        self.ansoegning = ansoegning
        self.regelsaet = regelsaet
        self.dato = dato
        self.antag = antag
        self.k = kontekst(ansoegning, regelsaet, dato=dato, antag=antag)
        self._forkerte = ulaeselige(ansoegning)
        # Rows are looked up by identity, because two rows may have equal facts.
        self._numre = {id(r): nr for rs in self.k.raekker.values() for nr, r in reversed([*enumerate(rs, 1)])}
        # The application's context under each alternative interpretation's own parameters, cached.
        self._efter: dict[int, Kontekst] = {}

    def steder(self) -> list[tuple[str, int, Kontekst]]:
        """Return the application itself and each of its rows, each with its context."""
        return [("", 0, self.k)] + [
            (liste, nr, k) for liste in self.k.raekker for nr, k in enumerate(self.k.fra_raekkerne(liste), 1)
        ]

    def efter(self, alternativ: TypetAlternativ, k: Kontekst) -> Kontekst:
        """Return the same context under the parameters of an alternative interpretation."""
        if id(alternativ) not in self._efter:
            regelsaet = self.regelsaet.med_alternativ(alternativ)
            self._efter[id(alternativ)] = Kontekst(regelsaet, k.ansoegning, k.raekker, k.dato)
        hele = self._efter[id(alternativ)]
        if k.liste is None or k.raekke is None:
            return hele
        return hele.fra_raekkerne(k.liste)[self.raekkenummer(k) - 1]

    def form(self, navn: str, liste: str | None) -> Faktaerklaering:
        """Return the declaration of a fact that is read in a row of a list (None: in the application)."""
        fakta = self.regelsaet.fakta
        return fakta[liste, navn] if (liste, navn) in fakta else self.regelsaet.form(None, navn)

    def feltform(self, felt: str) -> Faktaerklaering:
        """Return the declaration of the fact at a path (``projekter[0].navn``)."""
        liste, navn = navn_af(felt)
        return self.form(navn, liste)

    def feltnavn(self, felt: str) -> str:
        """Return the name of the fact at a path, and where the form has it."""
        form = self.feltform(felt)
        sted = (form.kolonne and f" (kolonne {form.kolonne})") or (form.felt and f" ({form.felt})") or ""
        return f"»{med_stort(form.navn)}«{sted}"

    def celle(self, felt: str) -> str | None:
        """Return the cell of the fact, or the range of the facts, at a path in a workbook; None for other file formats.

        A derived fact has the cells of its input facts; a list or a group has those of its facts.
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
        """Return the number, from 1, of the context's row."""
        return self._numre[id(k.raekke)]

    def skrevet(self, liste: str, nr: int) -> frozenset[Navn]:
        """Return the facts of a row and its application whose values could not be read.

        Their errors are reported once, and the facts are not reported as missing as well.
        """
        return self._forkerte.get(("", 0), frozenset()) | self._forkerte.get((liste, nr), frozenset())

    def forkert(self, navn: Navn, k: Kontekst) -> bool:
        """Return whether a missing fact is stated but unreadable."""
        liste, fakt = navn
        if liste is None:
            return navn in self._forkerte.get(("", 0), ())
        if k.raekke is not None and k.liste == liste and fakt not in k.raekke:
            return navn in self._forkerte.get((liste, self.raekkenummer(k)), ())
        # This row has the fact, so another row lacks it.
        return any(navn in forkerte for (li, _), forkerte in self._forkerte.items() if li == liste)

    def ukendt(self, g: Grundfakta, k: Kontekst) -> bool:
        """Return whether an input fact, or the day of the run, is missing in this context."""
        if (g.liste, g.navn) == (None, DATO_NAVN):
            return k.dato is None
        if g.liste is None:
            return g.navn not in k.ansoegning
        if k.raekke is not None and not g.samlet:
            return g.navn not in k.raekke
        return any(g.navn not in r for r in k.raekker[g.liste])


def ulaeselige(ansoegning: Ansoegning) -> dict[Sted, frozenset[Navn]]:
    """Return the facts that are stated but unreadable, by row (see ``Sted``)."""
    fundne: dict[Sted, set[Navn]] = {}
    for mangel in ansoegning.vaerdimangler:
        fundne.setdefault(raekke_af(mangel.felt), set()).add(navn_af(mangel.felt))
    return {sted: frozenset(navne) for sted, navne in fundne.items()}
