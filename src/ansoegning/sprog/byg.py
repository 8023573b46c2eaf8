"""Type-check a pack: turns its data into typed trees. Every error is reported with its location."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..fejl import mente_du
from ..model.regelsaet import Kriterium, RegelsaetData, Skematjek
from ..model.svarnavne import NOEGLER, RAEKKE, SVAR
from ..model.vaerdier import Kommuner
from .enheder import KRONER
from .erklaeringer import ANSOEGNING, Erklaeringer, StedAf, Sti, Udeladt
from .fortolkninger import Fortolkningsbygger
from .grunde import typ_grunde
from .konklusioner import RAEKKERESULTAT, kontroller_konklusioner
from .laes import UdtryksFejl
from .omfang import Omfang
from .perioder import TypetPeriode, erklaer_perioder, ulaeste_summer
from .raekkefoelge import Raekkefoelgebygger
from .rammer import kontroller_rammer
from .regelsaet import Regelsaet, TypetDel, TypetForhold, TypetKriterium, TypetTjek
from .titler import med_parametre
from .traeer import AntalRaekker, Fakt, Hver, Kald, Knude, Konstant, Saml, alle_knuder
from .typer import art_af, type_udtryk

# The built-in functions of numbers; all others read a text.
_REGNER = (
    "andel", "afrundet", "oprundet", "pr", "mindste", "hoejeste", "hele_aar", "laeg_til", "traek_fra", "opslag",
    "foerste", "mindste_af",
)  # fmt: skip
# The maximum number of form checks; a check for several facts counts once for each. Limits the cost of a pack.
HOEJST_TJEK = 5_000
_VAERDI = re.compile(r"\bvaerdi\b")


def byg(
    data: RegelsaetData,
    sted: StedAf,
    sha256: str,
    kommuner: Kommuner,
    saet: dict[str, str] | None = None,
    ude: Udeladt | None = None,
) -> Regelsaet:
    """Type-check every expression of a pack.

    Args:
        data: the pack as written.
        sted: maps a path in the data, and an offset, to a location in the files.
        sha256: the checksum of the pack's files.
        kommuner: the table of municipalities.
        saet: changed parameters, as text in the form of the parameter's declaration.
        ude: what was left out of the pack because of errors already reported; errors that only follow from it are not
            reported.

    Raises:
        RegelsaetFejl: with every error found; always where ``ude`` is given.
    """
    return _Bygger(data, sted, kommuner, ude).byg(sha256, saet or {})


class _Bygger(Erklaeringer):
    """Type-checks the complete pack."""

    antal_tjek = 0

    def byg(self, sha256: str, saet: dict[str, str]) -> Regelsaet:
        self.erklaer_enheder()
        self.erklaer_fakta()
        self.erklaer_parametre(saet)
        self.erklaer_tabeller()
        self.data = med_parametre(self)
        self.erklaer_vurderingsfakta()
        kontroller_rammer(self)
        self._navnesammenfald()
        for del_ in ("kriterier", "skema", "forhold", "konklusioner"):
            for i, d in enumerate(getattr(self.data, del_)):
                self.omfang_af(d.for_, (del_, i, "for"))
        perioder: dict[str, TypetPeriode] = {}
        self.udled(lambda: perioder.update(erklaer_perioder(self)))
        # Criteria and checks without errors of their own.
        rene: list[TypetKriterium] = []
        rent: list[TypetTjek] = []
        kriterier: list[TypetKriterium] = []
        for i, d in enumerate(self.data.kriterier):
            foer = len(self.mangler)
            if (kriterium := self._kriterium(d, ("kriterier", i))) is not None:
                kriterier.append(kriterium)
                rene += [kriterium] if len(self.mangler) == foer else []
        skema: list[TypetTjek] = []
        for i, t in enumerate(self.data.skema):
            foer = len(self.mangler)
            skema += (fundne := self._tjek(t, ("skema", i)))
            rent += fundne if len(self.mangler) == foer else []
        forhold = tuple(
            TypetForhold(f.id, f.for_, k)
            for i, f in enumerate(self.data.forhold)
            if (k := self.udtryk(f.naar, self.omfang_af(f.for_, ("forhold", i, "for")), ("forhold", i, "naar")))
        )
        self._ids()
        if self._listerne_er_rigtige():
            kontroller_konklusioner(self)
        orden = Raekkefoelgebygger(self)
        raekkefoelge = orden.byg(self.data.raekkefoelge) if self.data.raekkefoelge is not None else None
        alternativer = Fortolkningsbygger(self, {k.data.id: k for k in kriterier}, orden).byg()
        if self.ude is None:
            self._ulaeste()
        regelsaet = Regelsaet(
            data=self.data,
            sha256=sha256,
            kommuner=self.kommuner,
            parametre=self.parametre,
            fakta=self.fakta,
            afledte=self.afledte,
            perioder=perioder,
            kriterier=tuple(kriterier),
            skema=tuple(skema),
            forhold=forhold,
            omfang=self.omfang,
            raekkefoelge=raekkefoelge,
            alternativer=alternativer,
            egne=self.egne,
        )
        if self.mangler or self.ude is not None:
            self.stop(replace(regelsaet, kriterier=tuple(rene), skema=tuple(rent)))
        return regelsaet

    def _kriterium(self, data: Kriterium, sti: Sti) -> TypetKriterium | None:
        omfang = self.omfang_af(data.for_, (*sti, "for"))
        self.kilde(data.kilde.dokument, (*sti, "kilde", "dokument"))
        krav = self.udtryk(data.krav, omfang, (*sti, "krav"))
        dele = {
            art: tuple(
                TypetDel(k, d.grund, d.afklaring)
                for i, d in enumerate(getattr(data, art))
                if (k := self.led(d, omfang, (*sti, art, i)))
            )
            for art in ("undtagelser", "forbehold")
        }
        grunde = {
            art: typ_grunde(self, getattr(data.grunde, art), omfang, (*sti, "grunde", art))
            for art in ("opfyldt", "ikke_opfyldt")
        }
        if krav is None:
            return None
        if isinstance(krav, Konstant) or not _laeser(krav):
            self.fejl((*sti, "krav"), "Kravet læser intet faktum, så udfaldet er givet på forhånd. Ret betingelsen.")
        return TypetKriterium(
            data, krav, dele["undtagelser"], dele["forbehold"], grunde["opfyldt"], grunde["ikke_opfyldt"]
        )

    def _tjek(self, data: Skematjek, sti: Sti) -> list[TypetTjek]:
        self.kilde(data.kilde.dokument, (*sti, "kilde", "dokument"))
        # »all texts« means the texts of the application and of every list, unless the check is for one scope.
        lister = [None, *self.data.lister] if data.for_hver == "tekst" and data.for_ is None else [data.for_]
        fundne: list[TypetTjek] = []
        for liste in lister:
            omfang = self.omfang_af(liste, (*sti, "for"))
            if liste is not None and liste not in self.data.lister:
                continue
            gaelder = self._gaelder(data, liste)
            for andet in sorted(set(data.besked_for) - set(gaelder)):
                self.fejl((*sti, "besked_for", andet), f"»{andet}« er ikke et af de fakta, tjekket er for (for_hver).")
            foer, self.antal_tjek = self.antal_tjek, self.antal_tjek + len(gaelder)
            if self.antal_tjek > HOEJST_TJEK:
                if foer <= HOEJST_TJEK:
                    self.fejl(
                        sti,
                        f"Regelsættet har over {HOEJST_TJEK:,} tjek, når et tjek af flere fakta tælles for hvert. "
                        "Lad tjekkene gælde færre fakta, eller slet nogle.".replace(",", ".", 1),
                    )
                return fundne
            for nr, navn in enumerate(gaelder):
                if navn in self.daarlige and (liste, navn) not in self.fakta:
                    continue
                if navn is not None and (liste, navn) not in self.fakta:
                    self.fejl(
                        (*sti, "for_hver", navn if isinstance(data.for_hver, dict) else nr),
                        f"Der er intet faktum »{navn}« her.{mente_du(navn, omfang.navne())}",
                    )
                    continue
                if (tjek := self._et_tjek(data, sti, omfang, navn)) is not None:
                    fundne.append(tjek)
        return fundne

    def _gaelder(self, data: Skematjek, liste: str | None) -> list[str | None]:
        if data.for_hver is None:
            return [None]
        if data.for_hver == "tekst":
            return [n for (li, n), f in self.fakta.items() if li == liste and art_af(f.type) in ("tekst", "tekstliste")]
        return list(data.for_hver)

    def _et_tjek(self, data: Skematjek, sti: Sti, omfang: Omfang, navn: str | None) -> TypetTjek | None:
        felt = data.felt or navn
        if felt is None:
            self.fejl(sti, "Skriv »felt«: hvilket faktum eller hvilken liste tjekket peger på.")
            return None
        if felt not in self.daarlige and not self._er_felt(felt, omfang.liste):
            self.fejl(
                (*sti, "felt"),
                f"»{felt}« er hverken et faktum, en liste eller en gruppe.{mente_du(felt, omfang.navne())}",
            )
        her: Sti = (*sti, "naar")
        udtryk = skrevet = data.naar or ""
        if isinstance(data.for_hver, dict) and navn is not None:
            udtryk = skrevet = data.for_hver[navn]
            her = (*sti, "for_hver", navn)
        elif navn is not None:
            # ``vaerdi`` in a check for several facts stands for each of them in turn.
            udtryk = _VAERDI.sub(navn, udtryk)
        form = self.fakta.get((omfang.liste, felt))
        ekstra = (*(("vaerdi", "felt") if navn is not None else ()), *(("i_hele",) if form and form.andel_af else ()))
        if navn in data.besked_for:
            self.frase(data.besked_for[navn], omfang, (*sti, "besked_for", navn), ekstra)
        else:
            self.frase(data.besked, omfang, (*sti, "besked"), ekstra)
        try:
            naar = type_udtryk(udtryk, omfang, "ja_nej")
        except UdtryksFejl as fejl:
            if self.foelger(udtryk, omfang):
                return None
            plads = fejl.plads if udtryk is skrevet or navn is None else _foer_erstatning(skrevet, navn, fejl.plads)
            self.fejl(her, fejl.besked, plads)
            return None
        if data.beloeb_ukendt == "ja":
            self._beloeb_ukendt(data, sti, omfang, felt, naar)
        return TypetTjek(data, omfang.liste, naar, felt, navn)

    def _beloeb_ukendt(self, data: Skematjek, sti: Sti, omfang: Omfang, felt: str, naar: Knude) -> None:
        """Check that a check with ``beloeb_ukendt`` depends on its own row only, and concerns an amount."""
        her: Sti = (*sti, "beloeb_ukendt")
        erklaering = omfang.erklaeringer.get((omfang.liste, felt))
        fakt = self.fakta.get((omfang.liste, felt))
        if fakt is None or fakt.afledt is not None or erklaering is None or erklaering.type.dimension != KRONER:
            self.fejl(her, f"»{felt}« er ikke et beløb, som ansøgeren selv skriver. Lad tjekket pege på et sådant.")
        if data.alvor != "fejl":
            self.fejl(her, "Kun en fejl kan gøre et beløb ukendt. Ret alvor, eller slet beloeb_ukendt.")
        if any(isinstance(k, Saml | Hver | AntalRaekker) for k in self._udfoldede(naar)):
            self.fejl(her, "Tjekket læser andre rækker end sin egen og kan derfor ikke gøre rækkens beløb ukendt.")
        if any(isinstance(k, Kald) and k.navn not in _REGNER for k in self._udfoldede(naar)):
            self.fejl(her, "Tjekket læser en tekst og kan derfor ikke gøre et beløb ukendt. Lad det læse tal.")

    def _udfoldede(self, knude: Knude) -> Iterator[Knude]:
        """Return a tree's nodes, including those of the derived facts it reads."""
        for k in alle_knuder(knude):
            yield k
            if isinstance(k, Fakt) and (afledt := self.afledte.get((k.liste, k.navn))) is not None:
                yield from self._udfoldede(afledt.trae)

    def _er_felt(self, felt: str, liste: str | None) -> bool:
        grupper = {n.partition(".")[0] for li, n in self.fakta if li is None and "." in n}
        return (liste, felt) in self.fakta or (liste is None and (felt in self.data.lister or felt in grupper))

    # Checks of the complete pack

    def _listerne_er_rigtige(self) -> bool:
        """Return whether the names of the lists are allowed, and every part belongs to a declared list.

        Conclusions are checked for each list, which requires both.
        """
        dele = ("kriterier", "skema", "forhold", "konklusioner")
        brugte = {d.for_ for navn in dele for d in getattr(self.data, navn)} | {*self.data.fakta} - {ANSOEGNING}
        return brugte <= {None, *self.data.lister} and not set(NOEGLER) & {*self.data.lister}

    def _navnesammenfald(self) -> None:
        """Report names that collide with the answer's own keys, or with each other when case is ignored."""
        set_: dict[str, str] = {}
        for i, k in enumerate(self.data.kriterier):
            sti: Sti = ("kriterier", i, "id")
            if k.id.lower() in (RAEKKE, *SVAR):
                self.fejl(sti, f"»{k.id}« er navnet på en af svarets egne kolonner. Vælg et andet id til kriteriet.")
            andet = set_.setdefault(k.id.lower(), k.id)
            if andet != k.id:
                self.fejl(
                    sti,
                    f"»{k.id}« og »{andet}« adskilles kun af store og små bogstaver, og det gør en tabels kolonner "
                    "ikke. Vælg et andet id.",
                )
        for liste in (*self.data.lister, *self.data.perioder):
            if liste in NOEGLER:
                self.fejl(("lister", liste), f"»{liste}« er en af svarets egne nøgler. Vælg et andet navn til listen.")

    def _ids(self) -> None:
        set_: set[tuple[str, str | None]] = set()
        for art in ("kriterier", "skema", "forhold", "konklusioner", "fortolkninger"):
            for i, del_ in enumerate(getattr(self.data, art)):
                # Every list may have its own row result; any other id is unique.
                id_ = (del_.id, del_.for_ if art == "konklusioner" and del_.id == RAEKKERESULTAT else None)
                if id_ in set_:
                    self.fejl(
                        (art, i, "id"),
                        f"Id'et »{del_.id}« er brugt to gange. Et id er for altid og for én ting.",
                    )
                set_.add(id_)
                if del_.id == "S00":
                    self.fejl((art, i, "id"), "S00 er programmets eget (en værdi passer ikke). Vælg et andet id.")
        for sti, navn in self.data.raekkefoelge.ider() if self.data.raekkefoelge is not None else ():
            if (navn, None) in set_:
                self.fejl(
                    ("raekkefoelge", *sti, "id"),
                    f"Id'et »{navn}« er brugt to gange. Et id er for altid og for én ting.",
                )
            set_.add((navn, None))

    def _ulaeste(self) -> None:
        # A rule with an error may be the one that reads a name.
        if self.mangler:
            return
        ulaeste_summer(self)
        laest = set(self.omfang.laest)
        if self.data.ansoeger is not None:
            laest |= {(None, self.data.ansoeger.fakta), (None, self.data.ansoeger.erstatter or "")}
        laest |= {(navn, liste.navn_fakta) for navn, liste in self.data.lister.items()}
        for navn, liste_ in self.data.lister.items():
            if liste_.faelles is not None:
                laest |= {(navn, liste_.faelles.navn), (navn, liste_.faelles.partnere)}
        for (liste, navn), fakt in self.fakta.items():
            if (liste, navn) not in laest and not fakt.brug:
                self.fejl(
                    ("fakta", liste or ANSOEGNING, navn),
                    f"Ingen læser »{navn}«. Brug det i en regel, eller skriv, hvad det er til (brug: [...]).",
                )
        for navn in self.data.tabeller:
            if (None, navn) not in laest:
                self.fejl(("tabeller", navn), f"Ingen slår op i tabellen »{navn}«. Brug den, eller fjern den.")
        for navn in self.data.parametre:
            if (None, navn) not in laest and not any(
                r.parameter == navn for f in self.data.fortolkninger for a in f.alternativer for r in a.retter
            ):
                self.fejl(("parametre", navn), f"Ingen læser parameteren »{navn}«. Brug den, eller fjern den.")


def _foer_erstatning(skrevet: str, navn: str, plads: int) -> int:
    """Return the offset in the expression as written, before each ``vaerdi`` was replaced by ``navn``."""
    skift = 0
    for fundet in _VAERDI.finditer(skrevet):
        begynder = fundet.start() + skift
        if plads < begynder + len(navn):
            return min(plads - skift, fundet.start())
        skift += len(navn) - len(fundet[0])
    return plads - skift


def _laeser(knude: Knude) -> bool:
    return any(isinstance(k, Fakt | AntalRaekker) for k in alle_knuder(knude))
