"""A pack's declarations, and the errors found in it: the context in which every expression is typed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn, Protocol

from ..fejl import Mangel, RegelsaetFejl, Sted, mente_du
from ..model.ansoegning import PULJE
from ..model.enhedsord import ALMINDELIGE, PENGE
from ..model.regelsaet import Faktaerklaering, RegelsaetData, Skoensgrund, Vaerdiform
from ..model.vaerdier import (
    HOEJST_CIFRE,
    Kommuner,
    Vaerdi,
    VaerdiFejl,
    er_hel,
    er_pakketal,
    graense,
    kan_skrives,
    laes_tekst,
    trin,
    trin_decimaler,
)
from ..model.visning import DAGEN_FOR_KOERSLEN
from ..system.dataklasse import dataklasse
from . import enheder
from .laes import UdtryksFejl, UkendtNavn, laes_udtryk
from .omfang import Erklaering, Omfang
from .tabeller import TabelFejl, typ_tabel
from .traeer import Art, Fakt, Knude, Type, alle_knuder
from .typer import art_af, type_udtryk

if TYPE_CHECKING:
    from .regelsaet import Regelsaet

Sti = tuple[str | int, ...]
StedAf = Callable[[Sti, int], Sted]

ANSOEGNING = "ansoegning"
# Available in every pack without declaration: the date of the run (--dato).
DATO_NAVN = "dato"
# Not validated: that would build the model of a fact a second time.
DAGEN = Faktaerklaering.model_construct(navn=DAGEN_FOR_KOERSLEN, type="dato")
HOEJST_UDFOLDET = 2_000
HOEJST_LED_AFLEDT = 20
_TALNOEGLER = ("mindst", "hoejst", "trin")
_NAVN = re.compile(r"[a-zæøå_][a-zæøå0-9_]*(?:\.[a-zæøå_][a-zæøå0-9_]*)?")
_NAVN_I_TEKST = re.compile(r"\w+")
PLADSHOLDER = re.compile(r"\{([^{}]*)\}")


@dataklasse(frozen=True, slots=True)
class Afledt:
    """A derived fact's tree; a value in the base unit divided by ``faktor`` is in the fact's own unit."""

    trae: Knude
    faktor: int


class Udeladt(Protocol):
    """What is left out of a pack: names, the keys they were left out of, and the keys whose names are all uncertain."""

    @property
    def navne(self) -> frozenset[str]: ...

    @property
    def noegler(self) -> frozenset[str]: ...

    @property
    def usikre(self) -> frozenset[str]: ...


# Keys whose entries any expression may read by name.
_NAVNGIVENDE = ("fakta", "parametre", "tabeller")


class _AlleNavne(set[str]):
    """A set that contains every name: used if declarations could not be read, so that no name is called unknown."""

    def __contains__(self, navn: object) -> bool:
        return True

    def __and__(self, andre: Set[object]) -> set[str]:
        return {str(n) for n in andre}

    __rand__ = __and__


class Erklaeringer:
    """A pack's declared facts and parameters, and every error found so far. ``ude``: what was left out of the pack."""

    def __init__(self, data: RegelsaetData, sted: StedAf, kommuner: Kommuner, ude: Udeladt | None = None) -> None:
        self.data = data
        self.sted = sted
        self.kommuner = kommuner
        self.mangler: list[Mangel] = []
        self.fakta: dict[tuple[str | None, str], Faktaerklaering] = {}
        self.afledte: dict[tuple[str | None, str], Afledt] = {}
        self.omfang = Omfang(
            {}, (*data.lister, *data.perioder), enheder=data.enhedsord, vurderinger=tuple(data.vurderingsfakta)
        )
        self.parametre: dict[str, Vaerdi] = {}
        # The assessor's facts; among expressions, only exclusions from the order may read them.
        self.vurderinger: dict[str, Erklaering] = {}
        # The pack's own values of the parameters that were changed for the run.
        self.egne: dict[str, Vaerdi] = {}
        # Names with an error in their own declaration, which has been reported; errors that follow from it are not.
        self.daarlige: set[str] = set(ude.navne) if ude is not None else set()
        self.ude = ude
        if ude is not None and not ude.usikre.isdisjoint(_NAVNGIVENDE):
            self.daarlige = _AlleNavne()
        # The derived facts that are not typed yet, and the one being typed.
        self.afventer: set[tuple[str | None, str]] = set()
        self.denne: tuple[str | None, str] | None = None
        # The size of each derived fact when expanded: nodes and levels.
        self.udfoldet: dict[tuple[str | None, str], tuple[int, int]] = {}

    def fejl(self, sti: Sti, besked: str, plads: int = 0) -> None:
        if self.ude is not None and self._kan_foelge(sti):
            return
        self.mangler.append(Mangel(besked, self.sted(sti, plads)))

    def _kan_foelge(self, sti: Sti) -> bool:
        """Return whether an error may only follow from what is left out of the pack.

        That is an error about the order as a whole or about a name left out of it, where parts of the order are left
        out; for other keys, an error about the key as a whole.
        """
        if not self.uden(str(sti[0])):
            return False
        if sti[0] != "raekkefoelge":
            return len(sti) == 1
        return len(sti) < 3 or not self.daarlige.isdisjoint(_NAVN_I_TEKST.findall(str(_vaerdi(self.data, sti))))

    def ude_id(self, noegle: str, id_: str) -> bool:
        """Return whether an entry of this key with this id may exist among what is left out."""
        return self.ude is not None and (noegle in self.ude.usikre or (self.uden(noegle) and id_ in self.ude.navne))

    def uden(self, *noegler: str) -> bool:
        """Return whether entries of any of these keys are left out."""
        return self.ude is not None and not self.ude.noegler.isdisjoint(noegler)

    def stop(self, resten: Regelsaet) -> NoReturn:
        """Raise every error found, as RegelsaetFejl; ``resten`` is the pack with only the parts without errors."""
        i_orden = sorted(
            dict.fromkeys(self.mangler), key=lambda m: (m.sted.fil, m.sted.linje or 0, m.sted.kolonne or 0)
        )
        raise RegelsaetFejl(i_orden, resten)

    # Declarations

    def erklaer_enheder(self) -> None:
        """Report unit words that are declared twice, or that are built in."""
        set_ = {**dict.fromkeys(PENGE, "penge"), **ALMINDELIGE}
        for nr, e in enumerate(self.data.enheder):
            for noegle, ord_ in (("ental", e.ental), ("flertal", e.flertal)):
                if set_.get(ord_, f"{e.ental}|{e.flertal}") != f"{e.ental}|{e.flertal}":
                    self.fejl(("enheder", nr, noegle), f"Enheden »{ord_}« findes allerede. Skriv den kun ét sted.")
                set_[ord_] = f"{e.ental}|{e.flertal}"

    def erklaer_fakta(self) -> None:
        """Declare the facts of the application and of each list, and the day of the run."""
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
                    self.daarlige.add(navn)
                    continue
                if fakt.afledt is None and (optaget := self._samme_plads(navn, liste, fakta)) is not None:
                    self.fejl(sti, optaget)
                self.fakta[liste, navn] = fakt
                if fakt.i_alt is not None and (liste is None or fakt.type != "tal"):
                    self.fejl((*sti, "i_alt"), "Kun tal i en liste kan lægges sammen. Slet i_alt.")
                self._erklaer(sti, navn, fakt, liste, er_parameter=False)
                if (liste, navn) not in self.omfang.erklaeringer:
                    self.daarlige.add(navn)
        self.omfang.erklaeringer[None, DATO_NAVN] = Erklaering(Type("dato"), 1, None)

    def erklaer_parametre(self, saet: dict[str, str]) -> None:
        """Declare the parameters with their values; ``saet`` replaces some of these, as text by name."""
        for navn in self.data.parametre:
            self._erklaer_parameter(navn, saet)
            if navn not in self.parametre:
                self.daarlige.add(navn)
                if (kendt := self.omfang.erklaeringer.get((None, navn))) is not None and kendt.er_parameter:
                    del self.omfang.erklaeringer[None, navn]

    def _samme_plads(self, navn: str, liste: str | None, andre: Iterable[str]) -> str | None:
        """Return the error if an application cannot write both this fact and another key; else None."""
        gruppe = navn.partition(".")[0]
        if liste is None and gruppe in self.data.lister:
            return f"En ansøgning skriver listen »{gruppe}« med den samme nøgle som »{navn}«. Vælg et andet navn."
        if liste is None and gruppe == PULJE:
            return f"En ansøgning siger med nøglen »{PULJE}«, hvilken pulje den hører til. Vælg et andet navn."
        if gruppe != navn and gruppe in andre:
            return f"»{gruppe}« er selv et faktum, så en ansøgning kan ikke skrive »{navn}«. Vælg et andet navn."
        return None

    def _erklaer_parameter(self, navn: str, saet: dict[str, str]) -> None:
        parameter, sti = self.data.parametre[navn], ("parametre", navn)
        if any(n == navn for _, n in self.omfang.erklaeringer):
            self.fejl(sti, f"Navnet »{navn}« er allerede brugt af et faktum. Vælg et andet.")
            return
        if parameter.type not in ("tal", "dato", "ja_nej"):
            self.fejl((*sti, "type"), "En parameter er et tal, en dato eller ja_nej.")
            return
        foer = len(self.mangler)
        self._erklaer(sti, navn, parameter, None, er_parameter=True)
        laeses = len(self.mangler) == foer
        self.kilde(parameter.kilde.dokument, (*sti, "kilde", "dokument"))
        if not laeses:
            # A value is parsed with the declaration's step, unit and bounds.
            return
        try:
            vaerdi = laes_tekst(parameter, saet.get(navn, parameter.vaerdi))
        except VaerdiFejl as fejl:
            self.fejl((*sti, "vaerdi"), str(fejl))
            return
        self.parametre[navn] = self.i_grundenhed(navn, vaerdi)
        if navn in saet:
            self.egne[navn] = self.i_grundenhed(navn, laes_tekst(parameter, parameter.vaerdi))

    def erklaer_tabeller(self) -> None:
        """Declare the tables, and report those that are ambiguous or have gaps."""
        for navn, tabel in self.data.tabeller.items():
            sti: Sti = ("tabeller", navn)
            if any(n == navn for _, n in self.omfang.erklaeringer) or navn == DATO_NAVN:
                self.fejl(sti, f"Navnet »{navn}« er allerede brugt. Vælg et andet.")
            self.kilde(tabel.kilde.dokument, (*sti, "kilde", "dokument"))
            try:
                self.omfang.tabeller[navn] = typ_tabel(navn, tabel, self.omfang.enheder)
            except TabelFejl as fejl:
                self.fejl((*sti, *fejl.sti), fejl.besked)
                self.daarlige.add(navn)

    def vurderet_i(self, trae: Knude) -> tuple[str, ...]:
        """Return the assessor's facts that an expression reads."""
        laest = {k.navn for k in alle_knuder(trae) if isinstance(k, Fakt) and k.liste is None}
        return tuple(sorted(laest & set(self.data.vurderingsfakta)))

    def erklaer_vurderingsfakta(self) -> None:
        """Declare the facts that an assessor states."""
        for navn, form in self.data.vurderingsfakta.items():
            sti: Sti = ("vurderingsfakta", navn)
            if any(n == navn for _, n in self.omfang.erklaeringer):
                self.fejl(sti, f"Navnet »{navn}« er allerede brugt. Vælg et andet.")
            enhed = self._enhed(sti, form)
            if self._skal_have_graenser(sti, navn, form) and enhed is not None:
                fra, til = ((graense(g) * enhed[1] if g is not None else None) for g in (form.mindst, form.hoejst))
                type_ = Type(art_af(form.type), enhed[0], tuple(form.valg or ()))
                if form.type == "tal":
                    type_ = replace(type_, fra=fra, til=til)
                self.vurderinger[navn] = Erklaering(type_, enhed[1], None)

    def _erklaer(self, sti: Sti, navn: str, form: Vaerdiform, liste: str | None, *, er_parameter: bool) -> None:
        if (enhed := self._enhed(sti, form)) is None:
            return
        dimension, faktor = enhed
        fra = til = None
        afledt = isinstance(form, Faktaerklaering) and form.afledt is not None
        if not afledt and not er_parameter and not self._skal_have_graenser(sti, navn, form):
            return
        if form.type == "tal" and not (afledt and (form.mindst is None or form.hoejst is None)):
            fra = graense(form.mindst) * faktor if form.mindst is not None else Decimal(-(10**12)) * faktor
            til = graense(form.hoejst) * faktor if form.hoejst is not None else Decimal(10**12) * faktor
            if er_hel(form):
                fra, til = int(fra), int(til)  # type: ignore[assignment] # facts with integer values have integer bounds
        korn = Fraction(faktor, 10 ** trin_decimaler(form)) if form.type == "tal" else None
        self.omfang.erklaeringer[liste, navn] = Erklaering(
            Type(art_af(form.type), dimension, tuple(form.valg or ()), fra, til, korn=korn),
            faktor,
            liste,
            er_parameter,
        )

    def _enhed(self, sti: Sti, form: Vaerdiform) -> tuple[enheder.Dimension, int] | None:
        """Return a value's dimension and the factor to base units; None after reporting an error in its declaration."""
        foer = len(self.mangler)
        if (form.type == "valg") != bool(form.valg):
            self.fejl(sti, "Typen valg skal have en liste af valg, og kun den.")
        ens = [v for v, n in Counter((form.valg or {}).values()).items() if n > 1]
        if ens:
            self.fejl((*sti, "valg"), f"To af valgene hedder »{ens[0]}«. Giv hvert sit navn.")
        if form.hoejst_tegn is not None and form.type not in ("tekst", "tekstliste"):
            self.fejl((*sti, "hoejst_tegn"), "Kun typerne tekst og tekstliste har hoejst_tegn. Slet det.")
        if form.mindst_en == "ja" and (form.type != "tal" or form.enhed != "pct."):
            self.fejl((*sti, "mindst_en"), "Kun tal med enheden pct. kan være mindst 1. Slet mindst_en.")
        if form.type == "tal":
            enhed = self._talenhed(sti, form)
            if len(self.mangler) == foer:
                self._talgraenser(sti, form)
        else:
            enhed = (enheder.TAL, 1)
            for noegle in ("enhed", "trin"):
                if getattr(form, noegle) is not None:
                    self.fejl((*sti, noegle), "Kun tal har enhed og trin.")
            for noegle in ("mindst", "hoejst"):
                self._dagsgraense((*sti, noegle), form, getattr(form, noegle))
        return enhed if len(self.mangler) == foer else None

    def _talenhed(self, sti: Sti, form: Vaerdiform) -> tuple[enheder.Dimension, int]:
        """Return a number's dimension and the factor to base units; those of a plain number if its unit is wrong."""
        for noegle in _TALNOEGLER:
            tekst = getattr(form, noegle)
            if tekst is not None and not er_pakketal(tekst):
                self.fejl((*sti, noegle), f"»{tekst}« er ikke et tal. Skriv det som fx 12.500 eller 0,5.")
        if form.enhed is not None:
            try:
                return enheder.enhed(form.enhed, self.omfang.enheder)
            except ValueError as fejl:
                self.fejl((*sti, "enhed"), str(fejl))
        return enheder.TAL, 1

    def _talgraenser(self, sti: Sti, form: Vaerdiform) -> None:
        if trin(form) <= 0:
            self.fejl((*sti, "trin"), "Et trin skal være over 0.")
        for noegle in ("mindst", "hoejst"):
            tekst = getattr(form, noegle)
            if tekst is not None and not kan_skrives(form, graense(tekst)):
                self.fejl(
                    (*sti, noegle),
                    f"{tekst} har over {HOEJST_CIFRE} cifre, når trinnets decimaler tælles med, og kan ikke skrives. "
                    "Sæt en mindre grænse eller et grovere trin.",
                )
        if form.mindst is not None and form.hoejst is not None and graense(form.mindst) > graense(form.hoejst):
            self.fejl((*sti, "mindst"), f"Det mindste ({form.mindst}) er over det højeste ({form.hoejst}).")

    def _dagsgraense(self, sti: Sti, form: Vaerdiform, tekst: str | None) -> None:
        if tekst is None:
            return
        if form.type != "dato":
            self.fejl(sti, "Kun tal og datoer har mindst og hoejst.")
            return
        try:
            laes_tekst(form.model_copy(update={"mindst": None, "hoejst": None}), tekst)
        except VaerdiFejl as fejl:
            self.fejl(sti, str(fejl))

    def _skal_have_graenser(self, sti: Sti, navn: str, form: Vaerdiform) -> bool:
        if form.type == "tal" and (form.mindst is None or form.hoejst is None):
            self.fejl(sti, f"Tallet »{navn}« skal have grænser: skriv mindst og hoejst.")
            return False
        return True

    def udled(self, foer_ansoegningens: Callable[[], None]) -> None:
        """Type-check the derived facts in the order written, first the lists'. Each may read earlier ones: no cycles.

        ``foer_ansoegningens`` is called between the lists' facts and the application's.
        """
        afventer = {n for n, f in self.fakta.items() if f.afledt is not None}
        erklaeret = {n: self.omfang.erklaeringer.pop(n) for n in afventer if n in self.omfang.erklaeringer}
        self.afventer = set(erklaeret)
        self._udled([f for f in self.fakta.items() if f[0][0] is not None], erklaeret)
        foer_ansoegningens()
        self._udled([f for f in self.fakta.items() if f[0][0] is None], erklaeret)

    def _udled(
        self,
        fakta: list[tuple[tuple[str | None, str], Faktaerklaering]],
        erklaeret: dict[tuple[str | None, str], Erklaering],
    ) -> None:
        for (liste, navn), fakt in fakta:
            if fakt.afledt is None or (liste, navn) not in erklaeret:
                continue
            # Removed again once its expression is known to be correct.
            self.daarlige.add(navn)
            sti: Sti = ("fakta", liste or ANSOEGNING, navn, "afledt")
            erklaering = erklaeret[liste, navn]
            self.denne = (liste, navn)
            trae = self.udtryk(fakt.afledt, self.omfang_af(liste, sti), sti, erklaering.type.art)
            self.denne = None
            self.afventer.discard((liste, navn))
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
            self.omfang.erklaeringer[liste, navn] = Erklaering(trae.type, erklaering.faktor, liste)
            self.daarlige.discard(navn)

    def _kan_foldes_ud(self, noegle: tuple[str | None, str], trae: Knude) -> bool:
        """Return whether a derived fact stays small when expanded: it is evaluated wherever it is read."""
        knuder = alle_knuder(trae)
        paa = [self.udfoldet.get((k.liste, k.navn), (0, 0)) for k in knuder if isinstance(k, Fakt)]
        stoerrelse, led = len(knuder) + sum(s for s, _ in paa), 1 + max((le for _, le in paa), default=0)
        self.udfoldet[noegle] = (stoerrelse, led)
        return stoerrelse <= HOEJST_UDFOLDET and led <= HOEJST_LED_AFLEDT

    def i_grundenhed(self, navn: str, vaerdi: Vaerdi) -> Vaerdi:
        erklaering = self.omfang.erklaeringer.get((None, navn))
        if erklaering is not None and isinstance(vaerdi, int | Decimal) and not isinstance(vaerdi, bool):
            return vaerdi * erklaering.faktor
        return vaerdi

    # Parts that occur anywhere in a pack

    def omfang_af(self, liste: str | None, sti: Sti) -> Omfang:
        """Return the names that expressions for a list (None: the application) may read; report an unknown list."""
        if liste is not None and liste not in self.data.lister:
            self.fejl(sti, f"Der er ingen liste »{liste}«.{mente_du(liste, self.data.lister)}")
        return replace(self.omfang, liste=liste)

    def udtryk(self, tekst: str, omfang: Omfang, sti: Sti, art: Art | None = "ja_nej") -> Knude | None:
        """Type-check an expression of the kind ``art`` (None: any). Return its tree, or None if it has an error.

        The error is reported, unless it only follows from another error that has been reported.
        """
        try:
            return type_udtryk(tekst, omfang, art)
        except UdtryksFejl as fejl:
            venter = self._venter(fejl.navn, omfang) if isinstance(fejl, UkendtNavn) else None
            if venter is not None:
                self.fejl(sti, venter, fejl.plads)
            elif not self.foelger(tekst, omfang):
                self.fejl(sti, fejl.besked, fejl.plads)
            return None

    def _venter(self, navn: str, omfang: Omfang) -> str | None:
        """Return the error for a derived fact that reads itself or a later one; None where it does neither."""
        sted = next((s for s in ((omfang.liste, navn), (None, navn)) if s in self.afventer), None)
        if sted is None or self.denne is None:
            return None
        if sted == self.denne:
            return f"»{navn}« bygger på sig selv. Ret udtrykket."
        if sted[0] is None and self.denne[0] is not None:
            return f"»{navn}« er hele ansøgningens og regnes først efter rækkernes, så en række kan ikke bygge på det."
        return (
            f"»{navn}« står længere nede, og et afledt faktum kan kun bygge på dem, der står før det. Flyt det op; "
            "bygger de på hinanden, så bryd ringen."
        )

    def foelger(self, tekst: str, omfang: Omfang) -> bool:
        """Return whether an expression's error may only follow from another error, which has been reported.

        The expression is then syntactically correct, but reads a name whose declaration has an error, or belongs to an
        unknown list.
        """
        ukendt_liste = omfang.liste is not None and omfang.liste not in omfang.lister
        if not (ukendt_liste or self.daarlige & set(_NAVN.findall(tekst))):
            return False
        try:
            laes_udtryk(tekst)
        except UdtryksFejl:
            return False
        return True

    def frase(self, tekst: str, omfang: Omfang, sti: Sti, ekstra: tuple[str, ...] = ()) -> None:
        """Report the placeholders of a phrase that are neither names in ``omfang`` nor among ``ekstra``."""
        self.klammer(tekst, sti)
        for fundet in PLADSHOLDER.finditer(tekst):
            navn = fundet[1]
            if navn in ekstra:
                continue
            erklaering = omfang.find(navn)
            if erklaering is None and (navn in self.daarlige or omfang.liste not in (None, *omfang.lister)):
                continue
            if erklaering is None:
                self.fejl(
                    sti,
                    f"Pladsholderen {{{navn}}} er hverken et faktum eller en parameter."
                    f"{mente_du(navn, [*omfang.navne(), *ekstra])}",
                    fundet.start(),
                )
                continue
            omfang.laest.add((erklaering.liste, navn))

    def klammer(self, tekst: str, sti: Sti) -> None:
        """Report a brace outside the placeholders, which would be shown to the reader with what follows it."""
        resten = PLADSHOLDER.sub(lambda m: "x" * len(m[0]), tekst)
        if (fundet := re.search(r"[{}]", resten)) is not None:
            raad = "Luk den efter navnet: {navn}." if fundet[0] == "{" else "Slet den, eller skriv {navn}."
            self.fejl(sti, f"Tegnet »{fundet[0]}« hører ikke til en pladsholder. {raad}", fundet.start())

    def led(self, del_: Skoensgrund, omfang: Omfang, sti: Sti) -> Knude | None:
        """Type-check the condition of an exception or a reservation, and check its texts and sources."""
        self.frase(del_.grund, omfang, (*sti, "grund"))
        if del_.kilde is not None:
            self.kilde(del_.kilde.dokument, (*sti, "kilde", "dokument"))
        if del_.afklaring is not None:
            self.frase(del_.afklaring.spoergsmaal, omfang, (*sti, "afklaring", "spoergsmaal"))
            for nr, bilag in enumerate(del_.afklaring.bilag):
                if bilag.kilde is not None:
                    self.kilde(bilag.kilde.dokument, (*sti, "afklaring", "bilag", nr, "kilde", "dokument"))
        return self.udtryk(del_.naar, omfang, (*sti, "naar"))

    def kilde(self, dokument: str, sti: Sti) -> None:
        if dokument not in self.data.dokumenter:
            self.fejl(
                sti,
                f"Kilden »{dokument}« er ikke blandt dokumenterne.{mente_du(dokument, self.data.dokumenter)}",
            )


def _vaerdi(data: object, sti: Sti) -> object:
    """Return the part of a pack's data at a path; None where there is none."""
    for del_ in sti:
        if isinstance(del_, int):
            data = data[del_] if isinstance(data, tuple) and del_ < len(data) else None
        elif isinstance(data, Mapping):
            data = data.get(del_)
        else:
            data = getattr(data, f"{del_}_" if del_ == "for" else del_, None)
    return data
