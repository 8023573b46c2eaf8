"""A rule pack with its expressions typed: what the rest of the program works on.

``byg`` turns the data into typed trees and reports every fault with its place; nothing half-checked gets through.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..fejl import Mangel, RegelsaetFejl, Sted, mente_du
from ..model.raekkefoelge import Raekkefoelgerettelse, ret_raekkefoelge
from ..model.regelsaet import (
    Fakta,
    Grund,
    Konklusion,
    Kriterium,
    Naar,
    Parameter,
    RegelsaetData,
    Retning,
    Skematjek,
    Vaerdiform,
)
from ..model.vaerdier import Kommuner, Vaerdi, VaerdiFejl, er_hel, graense, laes_tekst
from . import enheder
from .laes import UdtryksFejl
from .raekkefoelge import Ordensbygger, TypetRaekkefoelge
from .traeer import AntalRaekker, Art, Fakt, Hver, Knude, Konstant, Saml, Type, alle_knuder, boern
from .typer import Erklaering, Omfang, art_af, type_udtryk

Sti = tuple[str | int, ...]
StedAf = Callable[[Sti, int], Sted]
# Conclusions by id and list (None: the application).
Kendte = dict[tuple[str, str | None], Konklusion]

ANSOEGNING = "ansoegning"
# Names that every pack has without declaring them: the day the run says it is (--dato).
DATO_NAVN = "dato"
SVAR = {"resultat": "vaerste_af", "resultat_antal": "antal_af", "klar": "naar"}
RAEKKERESULTAT = "raekkeresultat"
HOEJST_UDFOLDET = 2_000
HOEJST_LED_AFLEDT = 20
_VAERDI = re.compile(r"\bvaerdi\b")
_PLADSHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class TypetGrund:
    naar: Knude | None
    tekst: str


@dataclass(frozen=True, slots=True)
class TypetDel:
    """An exception or a reservation."""

    naar: Knude
    grund: str


@dataclass(frozen=True, slots=True)
class TypetKriterium:
    data: Kriterium
    krav: Knude
    undtagelser: tuple[TypetDel, ...]
    forbehold: tuple[TypetDel, ...]
    opfyldt: tuple[TypetGrund, ...]
    ikke_opfyldt: tuple[TypetGrund, ...]

    @property
    def liste(self) -> str | None:
        return self.data.for_


@dataclass(frozen=True, slots=True)
class TypetTjek:
    """A form check. ``gaelder`` is the fact it was made for by ``for_hver``; ``felt`` the fact or list it points at."""

    data: Skematjek
    liste: str | None
    naar: Knude
    felt: str
    gaelder: str | None


@dataclass(frozen=True, slots=True)
class TypetForhold:
    id: str
    liste: str | None
    naar: Knude


@dataclass(frozen=True, slots=True)
class Afledt:
    """A derived fact's tree; ``faktor`` turns the base-unit value back into the fact's own unit."""

    trae: Knude
    faktor: int


@dataclass(frozen=True, slots=True)
class TypetAlternativ:
    """Another reading: the parameters (base units), criteria and order it changes."""

    parametre: dict[str, Vaerdi]
    kriterier: dict[str, TypetKriterium]
    raekkefoelge: TypetRaekkefoelge | None


@dataclass(frozen=True, eq=False)
class Regelsaet:
    """A loaded, checked rule pack.

    ``parametre`` holds base-unit values; ``fakta`` is keyed by (list or None, name); ``sha256`` is over its files;
    ``alternativer`` are the other readings that can be calculated with, by (interpretation, number from 0).
    """

    data: RegelsaetData
    sha256: str
    kommuner: Kommuner
    parametre: dict[str, Vaerdi]
    fakta: dict[tuple[str | None, str], Fakta]
    afledte: dict[tuple[str | None, str], Afledt]
    kriterier: tuple[TypetKriterium, ...]
    skema: tuple[TypetTjek, ...]
    forhold: tuple[TypetForhold, ...]
    omfang: Omfang = field(repr=False)
    raekkefoelge: TypetRaekkefoelge | None = None
    alternativer: dict[tuple[str, int], TypetAlternativ] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        return self.data.id

    def fakta_i(self, liste: str | None) -> dict[str, Fakta]:
        """The facts of a scope, in form order."""
        return self.data.fakta.get(liste or ANSOEGNING, {})

    def status(self, rolle: str) -> str:
        """The status word that plays a role."""
        return next(navn for navn, s in self.data.statusser.items() if s.rolle == rolle)

    def med_alternativ(self, a: TypetAlternativ) -> Regelsaet:
        """The pack with another reading in the place of its own."""
        return replace(
            self,
            parametre={**self.parametre, **a.parametre},
            kriterier=tuple(a.kriterier.get(k.data.id, k) for k in self.kriterier),
            raekkefoelge=a.raekkefoelge or self.raekkefoelge,
        )


def byg(
    data: RegelsaetData, sted: StedAf, sha256: str, kommuner: Kommuner, saet: dict[str, str] | None = None
) -> Regelsaet:
    """Type every expression of a pack. ``saet`` overrides parameters (as text, read by the parameter's form).

    Raises RegelsaetFejl with every fault found.
    """
    return _Bygger(data, sted, kommuner).byg(sha256, saet or {})


class _Bygger:
    def __init__(self, data: RegelsaetData, sted: StedAf, kommuner: Kommuner) -> None:
        self.data = data
        self.sted = sted
        self.kommuner = kommuner
        self.mangler: list[Mangel] = []
        self.fakta: dict[tuple[str | None, str], Fakta] = {}
        self.afledte: dict[tuple[str | None, str], Afledt] = {}
        self.omfang = Omfang({}, tuple(data.lister))
        self.parametre: dict[str, Vaerdi] = {}
        # Of each derived fact: nodes and levels when written out.
        self.udfoldet: dict[tuple[str | None, str], tuple[int, int]] = {}

    def fejl(self, sti: Sti, besked: str, plads: int = 0) -> None:
        self.mangler.append(Mangel(besked, self.sted(sti, plads)))

    def byg(self, sha256: str, saet: dict[str, str]) -> Regelsaet:
        self._erklaer_fakta()
        self._erklaer_parametre(saet)
        self._rammer()
        for del_ in ("kriterier", "skema", "forhold", "konklusioner"):
            for i, d in enumerate(getattr(self.data, del_)):
                self.omfang_af(d.for_, (del_, i, "for"))
        # What is wrongly declared would be told again wherever it is used.
        self._stop()
        self._udled()
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
        self._konklusioner()
        bygger = Ordensbygger(self)
        raekkefoelge = bygger.byg(self.data.raekkefoelge) if self.data.raekkefoelge is not None else None
        alternativer = self._fortolkninger({k.data.id: k for k in kriterier}, bygger)
        self._ulaeste()
        self._stop()
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

    def _stop(self) -> None:
        if self.mangler:
            raise RegelsaetFejl(
                sorted(dict.fromkeys(self.mangler), key=lambda m: (m.sted.fil, m.sted.linje or 0, m.sted.kolonne or 0))
            )

    # Declarations

    def _erklaer_fakta(self) -> None:
        for omraade, fakta in self.data.fakta.items():
            if omraade != ANSOEGNING and omraade not in self.data.lister:
                self.fejl(
                    ("fakta", omraade),
                    f"Der er ingen liste »{omraade}«.{mente_du(omraade, [ANSOEGNING, *self.data.lister])}",
                )
                continue
            liste = None if omraade == ANSOEGNING else omraade
            for navn, fakt in fakta.items():
                sti: Sti = ("fakta", omraade, navn)
                if navn == DATO_NAVN or (liste is not None and (None, navn) in self.fakta):
                    self.fejl(sti, f"Navnet »{navn}« er allerede brugt. Vælg et andet.")
                    continue
                self.fakta[liste, navn] = fakt
                self._erklaer(sti, navn, fakt, liste, er_parameter=False)
        self.omfang.erklaeringer[None, DATO_NAVN] = Erklaering(DATO_NAVN, Type("dato"), 1, None)

    def _erklaer_parametre(self, saet: dict[str, str]) -> None:
        for navn, parameter in self.data.parametre.items():
            sti: Sti = ("parametre", navn)
            if any(n == navn for _, n in self.omfang.erklaeringer):
                self.fejl(sti, f"Navnet »{navn}« er allerede brugt af et faktum. Vælg et andet.")
                continue
            if parameter.type not in ("tal", "dato", "ja_nej"):
                self.fejl((*sti, "type"), "En parameter er et tal, en dato eller ja_nej.")
                continue
            self._erklaer(sti, navn, parameter, None, er_parameter=True)
            self.kilde(parameter.kilde.dokument, (*sti, "kilde", "dokument"))
            try:
                vaerdi = laes_tekst(parameter, saet.get(navn, parameter.vaerdi))
            except VaerdiFejl as fejl:
                self.fejl((*sti, "vaerdi"), str(fejl))
                continue
            self.parametre[navn] = self._i_grundenhed(navn, vaerdi)

    def _erklaer(self, sti: Sti, navn: str, form: Vaerdiform, liste: str | None, *, er_parameter: bool) -> None:
        dimension, faktor = enheder.TAL, 1
        fra = til = None
        if form.type == "tal":
            if form.enhed is not None:
                try:
                    dimension, faktor = enheder.enhed(form.enhed)
                except ValueError as fejl:
                    self.fejl((*sti, "enhed"), str(fejl))
                    return
            if not isinstance(form, Parameter) and (form.mindst is None or form.hoejst is None):
                if isinstance(form, Fakta) and form.afledt is None:
                    self.fejl(sti, f"Tallet »{navn}« skal have grænser: skriv mindst og hoejst.")
                    return
            else:
                for noegle in ("mindst", "hoejst", "trin"):
                    tekst = getattr(form, noegle)
                    if tekst is not None and not re.fullmatch(r"-?\d{1,3}(\.\d{3})*(,\d+)?|-?\d+(,\d+)?", tekst):
                        self.fejl((*sti, noegle), f"»{tekst}« er ikke et tal. Skriv det som fx 12.500 eller 0,5.")
                        return
                fra = graense(form.mindst) * faktor if form.mindst is not None else Decimal(-(10**12)) * faktor
                til = graense(form.hoejst) * faktor if form.hoejst is not None else Decimal(10**12) * faktor
                if er_hel(form):
                    fra, til = int(fra), int(til)  # type: ignore[assignment] # whole facts keep whole bounds
        elif form.enhed is not None or form.trin is not None:
            self.fejl(sti, "Kun tal har enhed og trin.")
        if (form.type == "valg") != (form.valg is not None):
            self.fejl(sti, "Typen valg skal have en liste af valg, og kun den.")
        self.omfang.erklaeringer[liste, navn] = Erklaering(
            navn,
            Type(art_af(form.type), dimension, tuple(form.valg or ()), fra, til),
            faktor,
            liste,
            er_parameter,
        )

    def _udled(self) -> None:
        """Derived facts as written, the lists' first. Each may use those before it, so no cycle can arise."""
        afventer = {n for n, f in self.fakta.items() if f.afledt is not None}
        erklaeret = {n: self.omfang.erklaeringer.pop(n) for n in afventer if n in self.omfang.erklaeringer}
        for (liste, navn), fakt in sorted(self.fakta.items(), key=lambda f: f[0][0] is None):
            if fakt.afledt is None or (liste, navn) not in erklaeret:
                continue
            sti: Sti = ("fakta", liste or ANSOEGNING, navn, "afledt")
            erklaering = erklaeret[liste, navn]
            trae = self.udtryk(fakt.afledt, self.omfang_af(liste, sti), sti, erklaering.type.art)
            if trae is None:
                continue
            if trae.type.dimension != erklaering.type.dimension:
                self.fejl(
                    sti,
                    f"Udtrykket giver {enheder.vis(trae.type.dimension)}, men »{navn}« har "
                    f"{f'enheden {fakt.enhed}' if fakt.enhed else 'ingen enhed'}. Ret det ene.",
                )
                continue
            if not self._kan_foldes_ud((liste, navn), trae):
                self.fejl(sti, f"»{navn}« bygger på for mange andre afledte fakta, i for mange led. Forenkl udtrykket.")
                continue
            self.afledte[liste, navn] = Afledt(trae, erklaering.faktor)
            self.omfang.erklaeringer[liste, navn] = Erklaering(navn, trae.type, erklaering.faktor, liste)

    def _kan_foldes_ud(self, noegle: tuple[str | None, str], trae: Knude) -> bool:
        """Whether a derived fact stays small when written out: it is evaluated wherever it is read."""
        knuder = alle_knuder(trae)
        paa = [self.udfoldet.get((k.liste, k.navn), (0, 0)) for k in knuder if isinstance(k, Fakt)]
        stoerrelse, led = len(knuder) + sum(s for s, _ in paa), 1 + max((le for _, le in paa), default=0)
        self.udfoldet[noegle] = (stoerrelse, led)
        return stoerrelse <= HOEJST_UDFOLDET and led <= HOEJST_LED_AFLEDT

    # Parts

    def omfang_af(self, liste: str | None, sti: Sti) -> Omfang:
        if liste is not None and liste not in self.data.lister:
            self.fejl(sti, f"Der er ingen liste »{liste}«.{mente_du(liste, self.data.lister)}")
        return replace(self.omfang, liste=liste)

    def udtryk(self, tekst: str, omfang: Omfang, sti: Sti, art: Art | None = "ja_nej") -> Knude | None:
        try:
            return type_udtryk(tekst, omfang, art)
        except UdtryksFejl as fejl:
            self.fejl(sti, fejl.besked, fejl.plads)
            return None

    def frase(self, tekst: str, omfang: Omfang, sti: Sti, ekstra: tuple[str, ...] = ()) -> None:
        for fundet in _PLADSHOLDER.finditer(tekst):
            navn = fundet[1]
            if navn in ekstra:
                continue
            erklaering = omfang.find(navn)
            if erklaering is None:
                self.fejl(
                    sti,
                    f"Pladsholderen {{{navn}}} er hverken et faktum eller en parameter."
                    f"{mente_du(navn, [*omfang.navne(), *ekstra])}",
                    fundet.start(),
                )
                continue
            omfang.laest.add((erklaering.liste, navn))

    def kilde(self, dokument: str, sti: Sti) -> None:
        if dokument not in self.data.dokumenter:
            self.fejl(
                sti,
                f"Kilden »{dokument}« er ikke blandt dokumenterne.{mente_du(dokument, self.data.dokumenter)}",
            )

    def _kriterium(self, data: Kriterium, sti: Sti) -> TypetKriterium | None:
        omfang = self.omfang_af(data.for_, (*sti, "for"))
        self.kilde(data.kilde.dokument, (*sti, "kilde", "dokument"))
        krav = self.udtryk(data.krav, omfang, (*sti, "krav"))
        dele = {
            art: tuple(
                TypetDel(k, d.grund)
                for i, d in enumerate(getattr(data, art))
                if (k := self._del(d.naar, d.grund, omfang, (*sti, art, i)))
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

    def _del(self, naar: str, grund: str, omfang: Omfang, sti: Sti) -> Knude | None:
        self.frase(grund, omfang, (*sti, "grund"))
        return self.udtryk(naar, omfang, (*sti, "naar"))

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
            for nr, navn in enumerate(self._gaelder(data, liste)):
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

    def _rammer(self) -> None:
        roller = [s.rolle for s in self.data.statusser.values()]
        for rolle in ("opfyldt", "uoplyst", "ikke_opfyldt", "skoen"):
            if roller.count(rolle) > 1:
                self.fejl(("statusser",), f"To statusser har rollen {rolle}. En rolle har ét ord.")
            bruges = rolle != "skoen" or any(k.undtagelser or k.forbehold for k in self.data.kriterier)
            if bruges and rolle not in roller:
                self.fejl(("statusser",), f"Ingen status har rollen {rolle}. Erklær et ord for den.")
        for navn, liste in self.data.lister.items():
            if (navn, liste.navn_fakta) not in self.fakta:
                self.fejl(("lister", navn, "navn_fakta"), f"Der er intet faktum »{liste.navn_fakta}« i {navn}.")
        dato = self.data.dato_fakta
        if dato is not None and (None, dato) not in self.fakta:
            self.fejl(("dato_fakta",), f"Der er intet faktum »{dato}« i ansøgningen.")
        ansoeger = self.data.ansoeger
        if ansoeger is not None and (None, ansoeger.fakta) not in self.fakta:
            self.fejl(("ansoeger", "fakta"), f"Der er intet faktum »{ansoeger.fakta}« i ansøgningen.")
        erstatter = ansoeger.erstatter if ansoeger is not None else None
        if erstatter is not None and self._type_af(erstatter) != "tekst":
            self.fejl(("ansoeger", "erstatter"), f"Der er ingen tekst »{erstatter}« blandt ansøgningens fakta.")

        self._blanket()

    def _blanket(self) -> None:
        blanket = self.data.blanket
        if blanket is None:
            return
        for noegle in ("raekker_hoejst", "tegn_hoejst", "frist"):
            navn = getattr(blanket, noegle)
            if navn is not None and navn not in self.data.parametre:
                hjaelp = mente_du(navn, self.data.parametre)
                self.fejl(("blanket", noegle), f"Der er ingen parameter »{navn}«.{hjaelp}")
        for i, navn in enumerate(blanket.ved_siden_af):
            if (None, navn) not in self.fakta:
                self.fejl(("blanket", "ved_siden_af", i), f"Der er intet faktum »{navn}« i ansøgningen.")
        bilag = blanket.dokumentation.fakta if blanket.dokumentation is not None else ()
        for i, navn in enumerate(bilag):
            if not any(f.type == "tekstliste" for (_, n), f in self.fakta.items() if n == navn):
                self.fejl(("blanket", "dokumentation", "fakta", i), f"Der er ingen liste af tekster »{navn}«.")

    def _type_af(self, navn: str) -> str | None:
        fakt = self.fakta.get((None, navn))
        return fakt.type if fakt is not None else None

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

    def _konklusioner(self) -> None:
        kendte: Kendte = {}
        for i, k in enumerate(self.data.konklusioner):
            sti: Sti = ("konklusioner", i)
            omfang = self.omfang_af(k.for_, (*sti, "for"))
            ekstra = ("raekker", "bruger")
            if k.opgave is not None:
                self.frase(k.opgave, omfang, (*sti, "opgave"), ekstra)
                if k.kilde is not None:
                    self.kilde(k.kilde.dokument, (*sti, "kilde", "dokument"))
            for noegle in ("vaerste_af", "antal_af"):
                maal = getattr(k, noegle)
                if maal is not None and maal != "kriterier":
                    fundet = self._kendt_konklusion(maal, k, kendte, (*sti, noegle))
                    if fundet is not None and fundet.naar is not None:
                        self.fejl((*sti, noegle), f"»{maal}« har ingen status at samle. Brug den under »naar«.")
            if k.uden is not None and k.uden not in self.data.statusser:
                self.fejl((*sti, "uden"), f"»{k.uden}« er ikke en status.{mente_du(k.uden, self.data.statusser)}")
            if k.naar is not None and k.naar != "altid":
                self._moenstre(k, sti, kendte)
            kendte[k.id, k.for_] = k
        self._paakraevede(kendte)

    def _kendt_konklusion(self, maal: str, k: Konklusion, kendte: Kendte, sti: Sti) -> Konklusion | None:
        """The earlier conclusion that ``k`` builds on: of its own scope, or from the application any list's."""
        fundne = [x for (navn, _), x in kendte.items() if navn == maal]
        for fundet in fundne:
            if k.for_ in (None, fundet.for_):
                return fundet
        alle = {x.id for x in self.data.konklusioner}
        if fundne:
            self.fejl(sti, f"»{maal}« hører ikke til {k.for_}, som konklusionen er for.")
        elif maal == k.id:
            self.fejl(sti, "Konklusionen bygger på sig selv. Skriv, hvad den ellers bygger på.")
        elif maal in alle:
            self.fejl(
                sti,
                f"Konklusionen bygger på »{maal}«, som først drages senere, så de kan gå i ring. "
                "Skriv konklusioner i den rækkefølge, de drages.",
            )
        else:
            self.fejl(sti, f"Der er ingen konklusion »{maal}«.{mente_du(maal, alle)}")
        return None

    def _moenstre(self, k: Konklusion, sti: Sti, kendte: Kendte) -> None:
        assert isinstance(k.naar, Naar)
        kriterier = {x.id: x.for_ for x in self.data.kriterier}
        fund = {x.id: x.for_ for x in self.data.skema}
        forhold = {x.id: x.for_ for x in self.data.forhold}
        if not (k.naar.mindst_en or k.naar.alle or k.naar.ingen):
            self.fejl((*sti, "naar"), "Skriv mindst én af mindst_en, alle og ingen, eller »naar: altid«.")
        for art in ("mindst_en", "alle", "ingen"):
            for j, m in enumerate(getattr(k.naar, art)):
                her: Sti = (*sti, "naar", art, j)
                for noegle, mulige, saerlige in (
                    ("kriterium", kriterier, ("alle",)),
                    ("fund", fund, ("fejl", "advarsel", "S00")),
                    ("forhold", forhold, ()),
                ):
                    navn = getattr(m, noegle)
                    if navn is None or navn in saerlige:
                        continue
                    if navn not in mulige:
                        self.fejl((*her, noegle), f"»{navn}« findes ikke.{mente_du(navn, [*mulige, *saerlige])}")
                    elif k.for_ is not None and mulige[navn] != k.for_:
                        self.fejl((*her, noegle), f"»{navn}« hører ikke til {k.for_}, som konklusionen er for.")
                if m.konklusion is not None:
                    fundet = self._kendt_konklusion(m.konklusion, k, kendte, (*her, "konklusion"))
                    if fundet is not None and (fundet.naar is None) != (m.er is not None):
                        besked = (
                            "har ingen status; fjern »er«"
                            if m.er is not None
                            else "har en status; skriv hvilke (er: [...])"
                        )
                        self.fejl((*her, "konklusion"), f"»{m.konklusion}« {besked}.")
                for n, status in enumerate(m.er or ()):
                    if status not in self.data.statusser:
                        self.fejl(
                            (*her, "er", n),
                            f"»{status}« er ikke en status.{mente_du(status, self.data.statusser)}",
                        )

    def _paakraevede(self, kendte: Kendte) -> None:
        for navn, form in SVAR.items():
            k = kendte.get((navn, None))
            if k is None or getattr(k, form) is None:
                self.fejl(("konklusioner",), f"Der mangler en konklusion »{navn}« for hele ansøgningen, med {form}.")
        for navn, liste in ((RAEKKERESULTAT, li) for li in self.data.lister):
            k = kendte.get((navn, liste))
            if k is None or k.vaerste_af is None:
                self.fejl(
                    ("konklusioner",), f"Der mangler en konklusion »{navn}« for hver række i {liste}, med vaerste_af."
                )
        for navn, omraade in (("resultat", None), *((RAEKKERESULTAT, li) for li in self.data.lister)):
            k = kendte.get((navn, omraade))
            if k is not None and k.vaerste_af is not None and not self._drages_altid(k, kendte):
                self.fejl(("konklusioner",), f"Skriv ved »{navn}«, hvad der gælder, når der intet er (uden: …).")

    def _drages_altid(self, k: Konklusion, kendte: Kendte) -> bool:
        """Whether a collecting conclusion always has something to collect, or says what holds when it has not."""
        kilde = k.vaerste_af or k.antal_af
        if k.uden is not None or kilde is None:
            return k.uden is not None
        if kilde == "kriterier":
            return any(x.for_ == k.for_ for x in self.data.kriterier)
        fundet = kendte.get((kilde, k.for_))
        return fundet is not None and fundet is not k and self._drages_altid(fundet, kendte)

    def _fortolkninger(
        self, kriterier: dict[str, TypetKriterium], bygger: Ordensbygger
    ) -> dict[tuple[str, int], TypetAlternativ]:
        """The other readings, typed, by (interpretation, number); those that cannot be calculated with are left out."""
        fundne: dict[tuple[str, int], TypetAlternativ] = {}
        for i, fortolkning in enumerate(self.data.fortolkninger):
            self.kilde(fortolkning.kilde.dokument, ("fortolkninger", i, "kilde", "dokument"))
            for j, alternativ in enumerate(fortolkning.alternativer):
                nyt = TypetAlternativ({}, {}, None)
                for m, retning in enumerate(alternativ.retter):
                    nyt = self._ret(
                        retning, nyt, ("fortolkninger", i, "alternativer", j, "retter", m), kriterier, bygger
                    )
                if alternativ.retter:
                    fundne[fortolkning.id, j] = nyt
        return fundne

    def _ret(
        self, r: Retning, a: TypetAlternativ, sti: Sti, kriterier: dict[str, TypetKriterium], bygger: Ordensbygger
    ) -> TypetAlternativ:
        if r.parameter is not None:
            return replace(a, parametre={**a.parametre, **self._ret_parameter(r, sti)})
        if r.raekkefoelge is not None:
            return replace(a, raekkefoelge=self._ret_raekkefoelge(r.raekkefoelge, a, (*sti, "raekkefoelge"), bygger))
        erklaeret = {k.id: k for k in self.data.kriterier}
        kriterium = erklaeret.get(r.kriterium or "")
        if kriterium is None:
            self.fejl(
                (*sti, "kriterium"),
                f"Der er intet kriterium »{r.kriterium}«.{mente_du(r.kriterium or '', erklaeret)}",
            )
            return a
        omfang = self.omfang_af(kriterium.for_, sti)
        krav = self.udtryk(r.krav, omfang, (*sti, "krav")) if r.krav is not None else None
        dele = {
            art: tuple(
                TypetDel(k, d.grund)
                for n, d in enumerate(nye)
                if (k := self._del(d.naar, d.grund, omfang, (*sti, art, n)))
            )
            for art in ("undtagelser", "forbehold")
            if (nye := getattr(r, art)) is not None
        }
        foer = a.kriterier.get(kriterium.id, kriterier.get(kriterium.id))
        if foer is None:
            return a
        nyt = replace(
            foer,
            krav=krav or foer.krav,
            undtagelser=dele.get("undtagelser", foer.undtagelser),
            forbehold=dele.get("forbehold", foer.forbehold),
        )
        return replace(a, kriterier={**a.kriterier, kriterium.id: nyt})

    def _ret_parameter(self, r: Retning, sti: Sti) -> dict[str, Vaerdi]:
        navn = r.parameter or ""
        form = self.data.parametre.get(navn)
        if form is None:
            self.fejl((*sti, "parameter"), f"Der er ingen parameter »{navn}«.{mente_du(navn, self.data.parametre)}")
            return {}
        try:
            vaerdi = laes_tekst(form, r.vaerdi or "")
        except VaerdiFejl as fejl:
            self.fejl((*sti, "vaerdi"), str(fejl))
            return {}
        return {navn: self._i_grundenhed(navn, vaerdi)}

    def _i_grundenhed(self, navn: str, vaerdi: Vaerdi) -> Vaerdi:
        erklaering = self.omfang.erklaeringer.get((None, navn))
        if erklaering is not None and isinstance(vaerdi, int | Decimal) and not isinstance(vaerdi, bool):
            return vaerdi * erklaering.faktor
        return vaerdi

    def _ret_raekkefoelge(
        self, ny: Raekkefoelgerettelse, a: TypetAlternativ, sti: Sti, bygger: Ordensbygger
    ) -> TypetRaekkefoelge | None:
        egen = a.raekkefoelge.data if a.raekkefoelge is not None else self.data.raekkefoelge
        if egen is None:
            self.fejl(sti, "Regelsættet har ingen rækkefølge at ændre (raekkefoelge.yaml).")
            return None
        ider = [n.id for n in egen.noegler]
        for n, noegle in enumerate(ny.noegler):
            if noegle.id not in ider:
                self.fejl((*sti, "noegler", n, "id"), f"Der er ingen nøgle »{noegle.id}«.{mente_du(noegle.id, ider)}")
        if ny.garanti is not None and egen.garanti is None:
            self.fejl((*sti, "garanti"), "Rækkefølgen har ingen garanti at ændre.")
        return bygger.byg(ret_raekkefoelge(egen, ny), sti)

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


@dataclass(frozen=True, slots=True)
class Grundfakta:
    """An input fact a tree rests on; ``samlet`` when every row of its list counts, not only the one judged."""

    liste: str | None
    navn: str
    samlet: bool


def grundfakta(regelsaet: Regelsaet, knude: Knude, samlet: bool = False) -> list[Grundfakta]:
    """The input facts a tree rests on, derived ones unfolded, in the order they are written, each once."""
    fundet: dict[Grundfakta, None] = {}
    if isinstance(knude, Fakt) and knude.navn != DATO_NAVN:
        afledt = regelsaet.afledte.get((knude.liste, knude.navn))
        if afledt is None:
            return [Grundfakta(knude.liste, knude.navn, samlet)]
        return grundfakta(regelsaet, afledt.trae, samlet)
    for barn in boern(knude):
        fundet.update(dict.fromkeys(grundfakta(regelsaet, barn, samlet or isinstance(knude, Saml | Hver))))
    return list(fundet)
