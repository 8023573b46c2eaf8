"""A pack's data into typed trees, every fault reported with its place; nothing half-checked gets through."""

from __future__ import annotations

import re

from ..fejl import mente_du
from ..model.regelsaet import Grund, Kriterium, RegelsaetData, Skematjek
from ..model.svarnavne import NOEGLER, RAEKKE, SVAR
from ..model.vaerdier import Kommuner
from .erklaeringer import ANSOEGNING, Erklaeringer, StedAf, Sti
from .fortolkninger import Fortolkningsbygger
from .konklusioner import RAEKKERESULTAT, kontroller_konklusioner
from .laes import UdtryksFejl
from .raekkefoelge import Raekkefoelgebygger
from .rammer import kontroller_rammer
from .regelsaet import Regelsaet, TypetDel, TypetForhold, TypetGrund, TypetKriterium, TypetTjek
from .traeer import AntalRaekker, Fakt, Knude, Konstant, alle_knuder
from .typer import Omfang, art_af, type_udtryk

# Form checks of a pack, one made for several facts counted for each: what a pack costs at every load and answer.
HOEJST_TJEK = 5_000
_VAERDI = re.compile(r"\bvaerdi\b")


def byg(
    data: RegelsaetData, sted: StedAf, sha256: str, kommuner: Kommuner, saet: dict[str, str] | None = None
) -> Regelsaet:
    """Type every expression of a pack. ``saet`` overrides parameters (as text, read by the parameter's form).

    Raises RegelsaetFejl with every fault found.
    """
    return _Bygger(data, sted, kommuner).byg(sha256, saet or {})


class _Bygger(Erklaeringer):
    """The whole pack."""

    antal_tjek = 0

    def byg(self, sha256: str, saet: dict[str, str]) -> Regelsaet:
        self.erklaer_fakta()
        self.erklaer_parametre(saet)
        self.erklaer_vurderingsfakta()
        kontroller_rammer(self)
        self._navnesammenfald()
        for del_ in ("kriterier", "skema", "forhold", "konklusioner"):
            for i, d in enumerate(getattr(self.data, del_)):
                self.omfang_af(d.for_, (del_, i, "for"))
        # What is wrongly declared would be told again wherever it is used.
        self.stop()
        self.udled()
        kriterier = tuple(
            kriterium for i, d in enumerate(self.data.kriterier) if (kriterium := self._kriterium(d, ("kriterier", i)))
        )
        skema = tuple(t for i, d in enumerate(self.data.skema) for t in self._tjek(d, ("skema", i)))
        forhold = tuple(
            TypetForhold(f.id, f.for_, k)
            for i, f in enumerate(self.data.forhold)
            if (k := self.udtryk(f.naar, self.omfang_af(f.for_, ("forhold", i, "for")), ("forhold", i, "naar")))
        )
        self._ids()
        kontroller_konklusioner(self)
        orden = Raekkefoelgebygger(self)
        raekkefoelge = orden.byg(self.data.raekkefoelge) if self.data.raekkefoelge is not None else None
        alternativer = Fortolkningsbygger(self, {k.data.id: k for k in kriterier}, orden).byg()
        self._ulaeste()
        self.stop()
        return Regelsaet(
            data=self.data,
            sha256=sha256,
            kommuner=self.kommuner,
            parametre=self.parametre,
            fakta=self.fakta,
            afledte=self.afledte,
            kriterier=kriterier,
            skema=skema,
            forhold=forhold,
            omfang=self.omfang,
            raekkefoelge=raekkefoelge,
            alternativer=alternativer,
        )

    def _kriterium(self, data: Kriterium, sti: Sti) -> TypetKriterium | None:
        omfang = self.omfang_af(data.for_, (*sti, "for"))
        self.kilde(data.kilde.dokument, (*sti, "kilde", "dokument"))
        krav = self.udtryk(data.krav, omfang, (*sti, "krav"))
        dele = {
            art: tuple(
                TypetDel(k, d.grund)
                for i, d in enumerate(getattr(data, art))
                if (k := self.led(d, omfang, (*sti, art, i)))
            )
            for art in ("undtagelser", "forbehold")
        }
        grunde = {
            art: self._grunde(getattr(data.grunde, art), omfang, (*sti, "grunde", art))
            for art in ("opfyldt", "ikke_opfyldt")
        }
        if krav is None:
            return None
        if isinstance(krav, Konstant) or not _laeser(krav):
            self.fejl((*sti, "krav"), "Kravet læser intet faktum, så udfaldet er givet på forhånd. Ret betingelsen.")
        return TypetKriterium(
            data, krav, dele["undtagelser"], dele["forbehold"], grunde["opfyldt"], grunde["ikke_opfyldt"]
        )

    def _grunde(self, grunde: tuple[Grund, ...], omfang: Omfang, sti: Sti) -> tuple[TypetGrund, ...]:
        typede = []
        for i, grund in enumerate(grunde):
            self.frase(grund.tekst, omfang, (*sti, i, "tekst"))
            naar = None
            if grund.naar is not None:
                naar = self.udtryk(grund.naar, omfang, (*sti, i, "naar"))
            typede.append(TypetGrund(naar, grund.tekst))
        if typede and typede[-1].naar is not None:
            self.fejl((*sti, len(typede) - 1), "Den sidste begrundelse skal gælde altid. Fjern dens »naar«.")
        return tuple(typede)

    def _tjek(self, data: Skematjek, sti: Sti) -> list[TypetTjek]:
        self.kilde(data.kilde.dokument, (*sti, "kilde", "dokument"))
        # All texts are those of the application and of every list, unless the check is for one of them.
        lister = [None, *self.data.lister] if data.for_hver == "tekst" and data.for_ is None else [data.for_]
        fundne: list[TypetTjek] = []
        for liste in lister:
            omfang = self.omfang_af(liste, (*sti, "for"))
            gaelder = self._gaelder(data, liste)
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
        if not self._er_felt(felt, omfang.liste):
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
            # ``vaerdi`` in a check made for several facts is each of them in turn.
            udtryk = _VAERDI.sub(navn, udtryk)
        self.frase(data.besked, omfang, (*sti, "besked"), ("vaerdi", "felt") if navn is not None else ())
        try:
            naar = type_udtryk(udtryk, omfang, "ja_nej")
        except UdtryksFejl as fejl:
            plads = fejl.plads if udtryk is skrevet or navn is None else _foer_erstatning(skrevet, navn, fejl.plads)
            self.fejl(her, fejl.besked, plads)
            return None
        return TypetTjek(data, omfang.liste, naar, felt, navn)

    def _er_felt(self, felt: str, liste: str | None) -> bool:
        grupper = {n.partition(".")[0] for li, n in self.fakta if li is None and "." in n}
        return (liste, felt) in self.fakta or (liste is None and (felt in self.data.lister or felt in grupper))

    # The whole

    def _navnesammenfald(self) -> None:
        """Names that an answer could not hold beside its own, or beside each other where case is not minded."""
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
        for liste in self.data.lister:
            if liste in NOEGLER:
                self.fejl(("lister", liste), f"»{liste}« er en af svarets egne nøgler. Vælg et andet navn til listen.")

    def _ids(self) -> None:
        set_: set[tuple[str, str | None]] = set()
        for art in ("kriterier", "skema", "forhold", "konklusioner", "fortolkninger"):
            for i, del_ in enumerate(getattr(self.data, art)):
                # Every list may have its own row result; any other id is for one thing.
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
        if self.mangler:
            return
        laest = set(self.omfang.laest)
        if self.data.ansoeger is not None:
            laest |= {(None, self.data.ansoeger.fakta), (None, self.data.ansoeger.erstatter or "")}
        laest |= {(navn, liste.navn_fakta) for navn, liste in self.data.lister.items()}
        for (liste, navn), fakt in self.fakta.items():
            if (liste, navn) not in laest and not fakt.brug:
                self.fejl(
                    ("fakta", liste or ANSOEGNING, navn),
                    f"Ingen læser »{navn}«. Brug det i en regel, eller skriv, hvad det er til (brug: [...]).",
                )
        for navn in self.data.parametre:
            if (None, navn) not in laest and not any(
                r.parameter == navn for f in self.data.fortolkninger for a in f.alternativer for r in a.retter
            ):
                self.fejl(("parametre", navn), f"Ingen læser parameteren »{navn}«. Brug den, eller fjern den.")


def _foer_erstatning(skrevet: str, navn: str, plads: int) -> int:
    """Where an offset in an expression was before each ``vaerdi`` in it became ``navn``."""
    skift = 0
    for fundet in _VAERDI.finditer(skrevet):
        begynder = fundet.start() + skift
        if plads < begynder + len(navn):
            return min(plads - skift, fundet.start())
        skift += len(navn) - len(fundet[0])
    return plads - skift


def _laeser(knude: Knude) -> bool:
    return any(isinstance(k, Fakt | AntalRaekker) for k in alle_knuder(knude))
