"""Read nodes as an application, according to the pack's facts.

A wrong structure raises LaeseFejl. An invalid value is stored as an error of its fact (``Vaerdimangel``).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from ..fejl import Besked, BrugsFejl, LaeseFejl, Sted, med_raad, mente_du, vis_sikkert
from ..model.ansoegning import PULJE, Ansoegning, Vaerdimangel
from ..model.regelsaet import Faktaerklaering
from ..model.vaerdier import (
    Vaerdi,
    VaerdiFejl,
    er_fri_tekst,
    laes_ja_nej,
    laes_json_tal,
    laes_tekst,
    rene_tekster,
)
from ..sprog.regelsaet import Regelsaet
from .noder import (
    Celle,
    Liste,
    Node,
    Ordbog,
    Projektmappe,
    Skalar,
    efter_komma,
    kontroller_fri_tekst,
    kontroller_komma,
    vis_noegle,
)

# The types whose texts are short and are found in many applications.
_GENTAGES = ("tal", "dato", "ja_nej", "valg", "kommune")


def find_pulje(rod: Ordbog, oensket: str | None) -> str:
    """Return the pool of a file: its ``pulje``, or the requested pool.

    Raises:
        LaeseFejl: neither is stated, or they differ.
    """
    node = rod.dele.get(PULJE)
    if node is None or (isinstance(node, Skalar) and node.tom):
        if oensket is None:
            raise LaeseFejl(
                med_raad(
                    "Filen siger ikke, hvilken pulje den hører til.",
                    "Skriv »pulje: …« øverst, eller brug --pulje; »ansoegning regler list« viser navnene.",
                    "Skriv »pulje: …« øverst i filen; puljernes navne står under »Reglerne«.",
                ),
                rod.sted,
            )
        return oensket
    if not isinstance(node, Skalar):
        raise LaeseFejl("»pulje« skal være navnet på én pulje.", node.sted)
    skrevet = node.tekst.strip()
    if oensket is not None and skrevet != oensket:
        raise LaeseFejl(
            Besked(
                f"Filen hører til puljen »{vis_sikkert(skrevet, 60)}«, men --pulje siger "
                f"»{vis_sikkert(oensket, 60)}«. Ret den ene.",
                f"Filen hører til puljen »{vis_sikkert(skrevet, 60)}« og ikke til »{vis_sikkert(oensket, 60)}«, som "
                "der er valgt her.",
            ),
            node.sted,
        )
    return skrevet


def laes_ansoegning(rod: Ordbog, regelsaet: Regelsaet, fil: str, *, i_tilfaelde: bool = False) -> Ansoegning:
    """Read a file's nodes as an application. Raises LaeseFejl for unknown keys and wrong structure.

    Args:
        rod: the nodes.
        regelsaet: the pack that they follow.
        fil: the name of the file.
        i_tilfaelde: whether the application is part of a pack's test case, where assessments have a key of their own.
    """
    laeser = _Ansoegningslaeser(regelsaet, fil, i_tilfaelde=i_tilfaelde)
    if isinstance(rod, Projektmappe):
        from .tegnsaet import kraev_rigtige_tekster

        rod = rod.efter(regelsaet)
        kraev_rigtige_tekster(rod)
    return laeser.laes(rod)


class _Ansoegningslaeser:
    def __init__(self, regelsaet: Regelsaet, fil: str, *, i_tilfaelde: bool = False) -> None:
        self.regelsaet = regelsaet
        self.fil = fil
        self.i_tilfaelde = i_tilfaelde
        self.mangler: list[Vaerdimangel] = []

    def laes(self, rod: Ordbog) -> Ansoegning:
        fakta = self.regelsaet.fakta_i(None)
        lister = self.regelsaet.data.lister
        grupper: dict[str, list[str]] = {}
        for navn in fakta:
            gruppe, prik, _ = navn.partition(".")
            if prik:
                grupper.setdefault(gruppe, []).append(navn)
        skrevne = [n for n, f in fakta.items() if f.afledt is None and "." not in n]
        kendte = [PULJE, *skrevne, *grupper, *lister]
        vaerdier: dict[str, Vaerdi] = {}
        raekker: dict[str, tuple[dict[str, Vaerdi], ...]] = dict.fromkeys(lister, ())
        for noegle, node in rod.dele.items():
            if noegle == PULJE:
                continue
            if noegle in lister:
                raekker[noegle] = self.raekker(noegle, node)
            elif noegle in grupper:
                self.gruppe(noegle, grupper[noegle], node, vaerdier)
            elif noegle in skrevne:
                self.fakt(fakta[noegle], noegle, noegle, node, vaerdier)
            else:
                self.ukendt(noegle, rod, kendte, fakta)
        return Ansoegning(self.fil, self.regelsaet.id, vaerdier, raekker, tuple(self.mangler), _celler(rod))

    def ukendt(
        self,
        noegle: str,
        node: Ordbog,
        kendte: list[str],
        fakta: Mapping[str, Faktaerklaering],
        *,
        kontakt: bool = False,
    ) -> None:
        sted = node.noeglesteder[noegle]
        if noegle in fakta and fakta[noegle].afledt is not None:
            raise LaeseFejl(f"»{noegle}« regnes ud af andre oplysninger. Slet linjen.", sted)
        if noegle in self.regelsaet.data.vurderingsfakta:
            hvad = f"»{noegle}« er den persons, der vurderer."
            if self.i_tilfaelde:
                raise LaeseFejl(f"{hvad} Skriv den under »vurderet«.", sted)
            raise LaeseFejl(
                med_raad(
                    hvad,
                    "Skriv den i filen til --vurderinger.",
                    "Slet linjen; vurderingen skrives på siden, når ansøgningen er med i en runde.",
                ),
                sted,
            )
        hjaelp = mente_du(noegle, kendte)
        for navn, fakt in fakta.items():
            # Users also write the form's column letter or label as the key.
            if not hjaelp and noegle.strip().lower() in (fakt.navn.lower(), (fakt.kolonne or "").lower()):
                hjaelp = f" Mente du »{navn}«?"
        vist = vis_noegle(noegle, ment=bool(hjaelp), kontakt=kontakt)
        if not hjaelp:
            hjaelp = f" Her kan stå: {', '.join(kendte)}."
        raise LaeseFejl(f"{vist} er ukendt her.{efter_komma(node.dele[noegle])}{hjaelp}", sted)

    def gruppe(self, gruppe: str, navne: list[str], node: Node, vaerdier: dict[str, Vaerdi]) -> None:
        if isinstance(node, Skalar) and node.tom:
            return
        if not isinstance(node, Ordbog):
            raise LaeseFejl(f"»{gruppe}« skal være en gruppe med nøglerne {', '.join(_kort(navne))}.", node.sted)
        fakta = self.regelsaet.fakta_i(None)
        for noegle, del_ in node.dele.items():
            navn = f"{gruppe}.{noegle}"
            if navn not in navne:
                # A spelling mistake is safe to show. Any other unknown key beside contact information may itself be
                # contact information.
                from difflib import get_close_matches

                kontakt = any(fakta[n].kontakt == "ja" for n in navne)
                kontakt = kontakt and not get_close_matches(noegle[:60], _kort(navne), cutoff=0.8)
                self.ukendt(noegle, node, _kort(navne), {}, kontakt=kontakt)
            self.fakt(fakta[navn], navn, navn, del_, vaerdier)

    def raekker(self, liste: str, node: Node) -> tuple[dict[str, Vaerdi], ...]:
        if isinstance(node, Skalar) and node.tom:
            return ()
        erklaering = self.regelsaet.data.lister[liste]
        if not isinstance(node, Liste):
            raise LaeseFejl(
                f"»{liste}« skal være en liste af {erklaering.flertal}, hver med en bindestreg foran.",
                node.sted,
            )
        if len(node.dele) > erklaering.hoejst:
            raise LaeseFejl(
                f"Der er {len(node.dele)} {erklaering.flertal}; "
                f"ansøgningen kan have højst {erklaering.hoejst}. Del den.",
                node.sted,
            )
        fakta = self.regelsaet.fakta_i(liste)
        raekker = []
        for nr, del_ in enumerate(node.dele):
            raekke: dict[str, Vaerdi] = {}
            if isinstance(del_, Ordbog):
                for noegle, vaerdi in del_.dele.items():
                    if noegle not in fakta or fakta[noegle].afledt is not None:
                        self.ukendt(noegle, del_, [n for n, f in fakta.items() if f.afledt is None], fakta)
                    self.fakt(fakta[noegle], noegle, f"{liste}[{nr}].{noegle}", vaerdi, raekke)
            elif not (isinstance(del_, Skalar) and del_.tom):
                raise LaeseFejl(
                    f"Skriv {erklaering.flertal} hver for sig som nøgler og værdier, fx »{erklaering.navn_fakta}: …«.",
                    del_.sted,
                )
            raekker.append(raekke)
        return tuple(raekker)

    def fakt(self, form: Faktaerklaering, navn: str, felt: str, node: Node, vaerdier: dict[str, Vaerdi]) -> None:
        if isinstance(node, Ordbog) or (isinstance(node, Liste) and form.type != "tekstliste"):
            hvad = "en liste" if isinstance(node, Liste) else "en gruppe"
            raise LaeseFejl(f"»{navn}« skal have én værdi, ikke {hvad}.", node.sted)
        try:
            vaerdi = self.liste_af_tekst(form, navn, node) if form.type == "tekstliste" else self.skalar(form, node)
        except VaerdiFejl as fejl:
            self.mangler.append(Vaerdimangel(felt, str(fejl), _skrevet(node), node.sted))
            return
        if vaerdi is not None:
            vaerdier[navn] = vaerdi

    def skalar(self, form: Faktaerklaering, node: Node) -> Vaerdi | None:
        assert isinstance(node, Skalar)
        if er_fri_tekst(form):
            kontroller_fri_tekst(node, kontakt=form.kontakt == "ja")
        if node.tom:
            return None
        kommuner = self.regelsaet.kommuner
        if isinstance(node, Celle):
            from .celler import laes_celle

            return laes_celle(form, node, kommuner)
        if node.art == "tal":
            return laes_json_tal(form, node.tekst, kommuner)
        if node.art == "ja_nej":
            return laes_ja_nej(form, node.tekst == "true")
        if form.type not in _GENTAGES:
            return laes_tekst(form, node.tekst, kommuner)
        noegle = (id(form), node.tekst)
        kendt: tuple[Faktaerklaering, Vaerdi] | None = self.regelsaet.laeste.get(noegle)
        if kendt is None:
            kendt = self.regelsaet.laeste[noegle] = (form, laes_tekst(form, node.tekst, kommuner))
        return kendt[1]

    def liste_af_tekst(self, form: Faktaerklaering, navn: str, node: Node) -> Vaerdi | None:
        if isinstance(node, Celle):
            from .celler import laes_tekstliste

            return None if node.tom else laes_tekstliste(form, node) or None
        dele = node.dele if isinstance(node, Liste) else (node,)
        tekster = []
        for foer, efter in pairwise(dele):
            kontroller_komma(foer, efter)
        for del_ in dele:
            if not isinstance(del_, Skalar):
                raise LaeseFejl(
                    f"»{navn}« skal være en liste af tekster. Sæt tekster med kolon i anførselstegn.", del_.sted
                )
            kontroller_fri_tekst(del_)
            if del_.art in ("tal", "ja_nej"):
                raise VaerdiFejl("Listen skal have tekster i anførselstegn.")
            if not del_.tom:
                tekster.append(del_.tekst)
        return rene_tekster(tekster, form) or None


class Vaerdilaeser:
    """Reads one fact's value from its node, for callers whose rows come from tables and not from application files."""

    def __init__(self, regelsaet: Regelsaet) -> None:
        self._laeser = _Ansoegningslaeser(regelsaet, "")

    def laes(self, form: Faktaerklaering, navn: str, node: Node) -> Vaerdi | None:
        """Return the value; None if it is empty. Raises VaerdiFejl, also for a wrong structure."""
        if isinstance(node, Ordbog) or (isinstance(node, Liste) and form.type != "tekstliste"):
            raise VaerdiFejl(f"Her skal stå én værdi, ikke {'en liste' if isinstance(node, Liste) else 'en gruppe'}.")
        try:
            if form.type == "tekstliste":
                return self._laeser.liste_af_tekst(form, navn, node)
            return self._laeser.skalar(form, node)
        except LaeseFejl as fejl:
            raise VaerdiFejl(fejl.besked) from None


def _celler(rod: Ordbog) -> dict[str, Sted]:
    """Return the cells of a workbook by path, including empty cells. Empty for other file formats."""
    fundne = {n: s for n, s in rod.noeglesteder.items() if s.ark is not None}
    for navn, node in rod.dele.items():
        raekker = enumerate(node.dele) if isinstance(node, Liste) else ()
        for sti, del_ in ((f"{navn}.", node), *((f"{navn}[{nr}].", r) for nr, r in raekker)):
            if isinstance(del_, Ordbog):
                fundne |= {sti + n: s for n, s in del_.noeglesteder.items() if s.ark is not None}
    return fundne


def _skrevet(node: Node) -> str:
    """Return a value that could not be read as its author sees it: a cell's number in Danish notation."""
    if isinstance(node, Celle):
        from .celler import vis_celle

        return vis_celle(node)
    return node.tekst if isinstance(node, Skalar) else ""


def _kort(navne: list[str]) -> list[str]:
    return [n.partition(".")[2] for n in navne]


def laes_antagelser(regelsaet: Regelsaet, antag: Mapping[str, str]) -> dict[tuple[str | None, str], Vaerdi]:
    """Parse ``--antag fakta=værdi``. Returns the values by (list or None, fact).

    Raises:
        BrugsFejl: an unknown fact, a derived fact, or an invalid value.
    """
    if not antag:
        return {}
    fundne: dict[tuple[str | None, str], Vaerdi] = {}
    skrevne = {n: (liste, f) for (liste, n), f in regelsaet.fakta.items() if f.afledt is None}
    for navn, tekst in antag.items():
        if navn not in skrevne:
            if any(n == navn for _, n in regelsaet.fakta):
                raise BrugsFejl(_om_antag(f"»{navn}« regnes ud af andre oplysninger. Antag dem i stedet."))
            raise BrugsFejl(_om_antag(f"der er intet faktum »{vis_sikkert(navn, 60)}«.{mente_du(navn, skrevne)}"))
        liste, form = skrevne[navn]
        try:
            if form.type == "tekstliste":
                fundne[liste, navn] = rene_tekster((tekst,), form)
            else:
                fundne[liste, navn] = laes_tekst(form, tekst, regelsaet.kommuner)
        except VaerdiFejl as fejl:
            raise BrugsFejl(Besked(f"--antag {navn}: {fejl}", f"antag {navn}: {fejl}")) from None
    return fundne


def _om_antag(besked: str) -> Besked:
    return Besked(f"--antag: {besked}", f"antag: {besked}")
