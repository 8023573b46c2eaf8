"""Read a pack's cases: applications with the result each must have, stored in ``rules/<pulje>/tilfaelde/``.

A case contains an application in the format of an application file, read with the pack's own facts. A fault in a case
file is reported as a fault of the pack, with file, line, column and remedy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import TypeVar

from ..bedoemmelse.skema import VAERDIFEJL
from ..fejl import BrugsFejl, LaeseFejl, Mangel, RegelsaetFejl, Sted, mente_du, vis_sikkert
from ..indlaes.ansoegning import laes_ansoegning, laes_antagelser
from ..indlaes.fil import afkod, laes_byte
from ..indlaes.filformater.yaml_fil import laes_yaml
from ..indlaes.noder import Liste, Node, Ordbog, Skalar, efter_komma, kontroller_fri_tekst
from ..indlaes.pakkelaeser import Pakke
from ..indlaes.regelsaet import find_pakker, load_regelsaet
from ..model.ansoegning import PULJE, Ansoegning
from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import Vaerdi, VaerdiFejl, er_fri_tekst, laes_tekst
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse

MAPPE = "tilfaelde"
# The key of the cases that are complete rounds, in the same files (``rundetilfaelde.py``).
RUNDER = "runder"
# The key of facts that every row of the file's rounds has, unless the round or the row states another value.
FAELLES = "faelles"
# The one file in the folder that contains no cases (``ligegyldige.py``).
LIGEGYLDIGE = "ligegyldige.yaml"
TILFAELDENOEGLER = ("navn", "raekke", "ansoegning", "vurderet", "dato", "saet", "antag", "giver")
# What a case of one row may state about its place in the order; such a case is also run as a round of that row.
RANGGIVER = ("point", "fakta", "beregnet")
_GIVER = (
    "kriterier", "raekker", "mangler", "fund", "uden_fund", "opgaver", "uden_opgaver", "resultat", "klar", *RANGGIVER,
)  # fmt: skip
T = TypeVar("T")
JA_NEJ = Vaerdiform(navn="klar", type="ja_nej")
_HOEJST_NAEVNT = 8
_DAG = Vaerdiform(navn="dato", type="dato")


@dataklasse(frozen=True, slots=True)
class Plads:
    """A criterion where it is judged: rows count from 1; ``liste`` "" and row 0 is the application itself."""

    liste: str
    nr: int
    kriterium: str


@dataklasse(frozen=True, slots=True)
class Giver:
    """The expected result of a case; anything not mentioned may have any value.

    ``fund`` and ``uden_fund`` map a check to the fields that it must, or must not, report (empty: any field).
    """

    statusser: Mapping[Plads, str] = field(default_factory=dict)
    mangler: Mapping[Plads, frozenset[str]] = field(default_factory=dict)
    fund: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uden_fund: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opgaver: tuple[str, ...] = ()
    uden_opgaver: tuple[str, ...] = ()
    resultat: str | None = None
    klar: bool | None = None


@dataklasse(frozen=True, slots=True)
class Tilfaelde:
    """One case. ``regelsaet`` has the parameter values of the case, whose names are in ``sat``."""

    navn: str
    sted: Sted
    regelsaet: Regelsaet
    ansoegning: Ansoegning
    dato: date | None
    antag: Mapping[tuple[str | None, str], Vaerdi]
    sat: tuple[str, ...]
    giver: Giver


def laes_tilfaelde(navn: str, *, regler: str | os.PathLike[str] | None = None) -> tuple[Tilfaelde, ...]:
    """Read the cases of a pack, ordered by file and then as in the file; empty if the pack has no such folder.

    Raises BrugsFejl for an unknown id, RegelsaetFejl with every fault of an invalid pack or of its cases.
    """
    regelsaet = load_regelsaet(navn, regler=regler)
    return Tilfaeldelaeser(find_pakker(regler)[navn], regelsaet, regler).laes()


@dataklasse(frozen=True, slots=True)
class Hoved:
    """The parts common to all types of case: name, the pack with its parameters, date, assumptions, changed names."""

    navn: str
    regelsaet: Regelsaet
    dato: date | None
    antag: Mapping[tuple[str | None, str], Vaerdi]
    sat: tuple[str, ...]


class TilfaeldeFejl(Exception):
    """A case that cannot be read."""

    def __init__(self, besked: str, sted: Sted) -> None:
        super().__init__(besked)
        self.mangel = Mangel(besked, sted)


class Tilfaeldelaeser:
    """Reads the files of a pack's cases, and the keys that all types of case share; collects every fault."""

    def __init__(self, pakke: Pakke, regelsaet: Regelsaet, regler: str | os.PathLike[str] | None) -> None:
        self.pakke = pakke
        self.regelsaet = regelsaet
        self.regler = regler
        self.mangler: list[Mangel] = []
        self.navne: dict[str, Sted] = {}
        self.faelles: Node | None = None
        # Caches: the parsed files, and the pack with each set of parameters that a case uses.
        self.roedder: dict[Path, Node] = {}
        self.med_saet: dict[tuple[tuple[str, str], ...], Regelsaet] = {}

    def laes(self) -> tuple[Tilfaelde, ...]:
        return self.alle(MAPPE, self._tilfaelde)

    def alle(self, noegle: str, laes_en: Callable[[Node], T]) -> tuple[T, ...]:
        """Read the cases under one key of all files. Raises RegelsaetFejl with every fault."""
        mappe = self.pakke.mappe / MAPPE
        fundne: list[T] = []
        for sti in sorted(mappe.iterdir()) if mappe.is_dir() else ():
            if sti.name.startswith(".") or sti.name == LIGEGYLDIGE:
                continue
            vist = Sted(self._vist(sti))
            if sti.suffix != ".yaml" or not sti.is_file():
                self.mangler.append(Mangel("Her kan kun ligge filer, der ender på .yaml. Omdøb eller flyt den.", vist))
                continue
            try:
                noder = self._noder(sti, vist, noegle)
            except LaeseFejl as fejl:
                self.mangler.append(Mangel(fejl.besked, fejl.sted))
                continue
            for node in noder:
                try:
                    fundne.append(laes_en(node))
                except TilfaeldeFejl as fejl:
                    self.mangler.append(fejl.mangel)
                except LaeseFejl as fejl:
                    self.mangler.append(Mangel(fejl.besked, fejl.sted))
        if self.mangler:
            raise RegelsaetFejl(self.mangler)
        return tuple(fundne)

    def _vist(self, sti: Path) -> str:
        if self.pakke.egen:
            return vis_sikkert(str(sti), 300)
        return f"rules/{self.pakke.id}/{MAPPE}/{sti.name}"

    def _noder(self, sti: Path, sted: Sted, soegt: str) -> tuple[Node, ...]:
        if sti not in self.roedder:
            self.roedder[sti] = laes_yaml(afkod(laes_byte(str(sti), sted, "en fil i et regelsæt"), sted), sted.fil)
        rod = self.roedder[sti]
        if not isinstance(rod, Ordbog):
            raise LaeseFejl("Filen skal begynde med »tilfaelde:« eller »runder:«.", rod.sted)
        kendte = (MAPPE, RUNDER, FAELLES) if RUNDER in rod.dele else (MAPPE, RUNDER)
        for noegle in rod.dele:
            if noegle not in kendte:
                raise LaeseFejl(_ukendt(noegle, kendte, rod), rod.noeglesteder[noegle])
        self.faelles = rod.dele.get(FAELLES)
        for noegle in (n for n in rod.dele if n != FAELLES) if rod.dele else (MAPPE,):
            node = rod.dele.get(noegle)
            if not isinstance(node, Liste) or not node.dele:
                sted = rod.sted if node is None else node.sted
                raise LaeseFejl(f"»{noegle}« skal være en liste med mindst ét tilfælde.", sted)
        fundet = rod.dele.get(soegt)
        return fundet.dele if isinstance(fundet, Liste) else ()

    # One case

    def _tilfaelde(self, node: Node) -> Tilfaelde:
        dele = self.ordbog(node, TILFAELDENOEGLER, "Et tilfælde")
        hoved = self.hoved(dele, node)
        ansoegning = laes_ansoegning(self._rod(dele, node.sted), hoved.regelsaet, node.sted.fil, i_tilfaelde=True)
        return Tilfaelde(
            navn=hoved.navn,
            sted=node.sted,
            regelsaet=hoved.regelsaet,
            ansoegning=ansoegning,
            dato=hoved.dato,
            antag=hoved.antag,
            sat=hoved.sat,
            giver=self._giver(dele["giver"], ansoegning),
        )

    def hoved(self, dele: Mapping[str, Node], node: Node) -> Hoved:
        """Read the keys that every case shares. Raises TilfaeldeFejl for an invalid key or a missing ``giver``."""
        navn = self._navn(dele, node.sted)
        saet = self._vaerdier(dele.get("saet"), "saet", self.regelsaet.data.parametre)
        antag = self._vaerdier(dele.get("antag"), "antag", {n: f for (_, n), f in self.regelsaet.fakta.items()})
        try:
            regelsaet = self._med(saet)
            antaget = laes_antagelser(regelsaet, antag)
        except BrugsFejl as fejl:
            sted = (dele.get("antag") if str(fejl).startswith("--antag") else dele.get("saet")) or node
            raise TilfaeldeFejl(str(fejl).removeprefix("--") + self._om_trin(saet), sted.sted) from None
        if "giver" not in dele:
            raise TilfaeldeFejl("Her mangler nøglen »giver«: det, tilfældet skal give.", node.sted)
        return Hoved(navn, regelsaet, self._dato(dele.get("dato")), antaget, tuple(saet))

    def _om_trin(self, saet: Mapping[str, str]) -> str:
        """Return the advice on a parameter that is set to a number with decimals but declared as whole."""
        former = self.regelsaet.data.parametre
        med_komma = [former[navn] for navn, vaerdi in saet.items() if navn in former and "," in vaerdi]
        hele = [form.navn for form in med_komma if form.type == "tal" and form.trin is None]
        return f' Skal »{hele[0]}« kunne have decimaler, så giv parameteren et trin (trin: "0,01").' if hele else ""

    def _med(self, saet: Mapping[str, str]) -> Regelsaet:
        """Return the pack with these parameters. Raises BrugsFejl if a value is invalid."""
        noegle = tuple(sorted(saet.items()))
        if noegle not in self.med_saet:
            self.med_saet[noegle] = load_regelsaet(self.pakke.id, regler=self.regler, saet=saet)
        return self.med_saet[noegle]

    def _navn(self, dele: Mapping[str, Node], sted: Sted) -> str:
        if "navn" not in dele:
            raise TilfaeldeFejl("Her mangler nøglen »navn«: en sætning om, hvad tilfældet viser.", sted)
        node = dele["navn"]
        navn = " ".join(self.fri_tekst(node).split())
        if navn in self.navne:
            raise TilfaeldeFejl(
                f"Navnet »{vis_sikkert(navn, 100)}« er brugt i {self.navne[navn]}. Giv tilfældene hver sit navn.",
                node.sted,
            )
        self.navne[navn] = node.sted
        return navn

    def _rod(self, dele: Mapping[str, Node], sted: Sted) -> Ordbog:
        """Return the nodes of the case's application; ``raekke`` is short for one row of the pack's only list."""
        if ("raekke" in dele) == ("ansoegning" in dele):
            raise TilfaeldeFejl("Skriv netop én af nøglerne raekke og ansoegning.", sted)
        if "raekke" in dele:
            node = dele["raekke"]
            liste = self._eneste_liste("raekke", node.sted)
            return Ordbog({liste: Liste((node,), node.sted)}, {liste: node.sted}, node.sted)
        node = dele["ansoegning"]
        if isinstance(node, Skalar) and node.tom:
            return Ordbog({}, {}, node.sted)
        if not isinstance(node, Ordbog):
            raise TilfaeldeFejl("»ansoegning« skal være nøgler og værdier som i en fil.", node.sted)
        if PULJE in node.dele:
            raise TilfaeldeFejl("Tilfældet hører til regelsættets egen pulje. Slet linjen.", node.noeglesteder[PULJE])
        return node

    def _eneste_liste(self, noegle: str, sted: Sted) -> str:
        lister = list(self.regelsaet.data.lister)
        if len(lister) != 1:
            raise TilfaeldeFejl(
                f"»{noegle}« kan kun bruges, hvor regelsættet har netop én liste; her er {len(lister)}. "
                "Brug ansoegning og kriterier.",
                sted,
            )
        return lister[0]

    def _dato(self, node: Node | None) -> date | None:
        if node is None:
            return None
        dag = self.vaerdi(_DAG, node)
        assert isinstance(dag, date)
        return dag

    # The expected result

    def _giver(self, node: Node, ansoegning: Ansoegning) -> Giver:
        dele = self.ordbog(node, _GIVER, "»giver«")
        if not dele:
            raise TilfaeldeFejl(f"»giver« skal sige noget. Her kan stå: {', '.join(_GIVER)}.", node.sted)
        statusser = {
            self._plads(n, ansoegning, sted): self.kendt(v, self.regelsaet.data.statusser, "en status")
            for n, v, sted in self.poster(dele.get("kriterier"), "kriterier")
        }
        for nr_tekst, raekke, sted in self.poster(dele.get("raekker"), "raekker"):
            liste = self._eneste_liste("raekker", sted)
            nr = int(nr_tekst) if nr_tekst.isascii() and nr_tekst.isdigit() and len(nr_tekst) < 5 else 0
            antal = len(ansoegning.raekker[liste])
            if not 1 <= nr <= antal:
                raise TilfaeldeFejl(f"»{vis_sikkert(nr_tekst, 20)}« er ikke nummeret på en af de {antal} rækker.", sted)
            for n, v, her in self.poster(raekke, nr_tekst):
                plads = self._plads(n, ansoegning, her, nr)
                if plads in statusser:
                    raise TilfaeldeFejl(f"{n} i række {nr} står to gange. Slet den ene.", her)
                statusser[plads] = self.kendt(v, self.regelsaet.data.statusser, "en status")
        mangler = {
            self._plads(n, ansoegning, sted): frozenset(self._fakta(n, v))
            for n, v, sted in self.poster(dele.get("mangler"), "mangler")
        }
        opgaver = {k.id for k in self.regelsaet.data.konklusioner if k.opgave is not None}
        resultat, klar = dele.get("resultat"), dele.get("klar")
        return Giver(
            statusser=statusser,
            mangler=mangler,
            fund=self._fund(dele.get("fund"), ansoegning),
            uden_fund=self._fund(dele.get("uden_fund"), ansoegning),
            opgaver=tuple(self.kendte(dele.get("opgaver"), opgaver, "en opgave")),
            uden_opgaver=tuple(self.kendte(dele.get("uden_opgaver"), opgaver, "en opgave")),
            resultat=None if resultat is None else self.kendt(resultat, self.regelsaet.data.statusser, "en status"),
            klar=None if klar is None else self.vaerdi(JA_NEJ, klar) is True,
        )

    def _plads(self, navn: str, ansoegning: Ansoegning, sted: Sted, nr: int = 1) -> Plads:
        """Return where a criterion is judged: in row ``nr`` of its list, or in the application."""
        lister = {k.data.id: k.liste for k in self.regelsaet.kriterier}
        if navn not in lister:
            raise TilfaeldeFejl(f"Der er intet kriterium »{vis_sikkert(navn, 40)}«.{mente_du(navn, lister)}", sted)
        liste = lister[navn]
        if liste is None:
            return Plads("", 0, navn)
        if not ansoegning.raekker[liste]:
            raise TilfaeldeFejl(
                f"{navn} hører til {self.regelsaet.data.lister[liste].flertal}, men her er ingen.", sted
            )
        return Plads(liste, nr, navn)

    def _fakta(self, kriterium: str, node: Node) -> list[str]:
        kendte = [n for (_, n), f in self.regelsaet.fakta.items() if f.afledt is None]
        return self.kendte(node, kendte, f"et faktum, der kan mangle i {kriterium},")

    def _fund(self, node: Node | None, ansoegning: Ansoegning) -> dict[str, tuple[str, ...]]:
        """Read checks given as a list, or as a mapping to the field or fields that each reports."""
        tjek = [VAERDIFEJL, *(t.id for t in self.regelsaet.data.skema)]
        if not isinstance(node, Ordbog):
            return dict.fromkeys(self.kendte(node, tjek, "et tjek"), ())
        fundne: dict[str, tuple[str, ...]] = {}
        for navn, del_, sted in self.poster(node, "fund"):
            if navn not in tjek:
                raise TilfaeldeFejl(f"»{vis_sikkert(navn, 40)}« er ikke et tjek.{mente_du(navn, tjek)}", sted)
            fundne[navn] = tuple(self.kendte(del_, self._felter(navn, ansoegning), f"et felt, {navn} kan pege på,"))
        return fundne

    def _felter(self, tjek: str, ansoegning: Ansoegning) -> list[str]:
        par = [(t.liste, t.felt) for t in self.regelsaet.skema if t.data.id == tjek]
        if tjek == VAERDIFEJL:
            par = [noegle for noegle, f in self.regelsaet.fakta.items() if f.afledt is None]
        felter: list[str] = []
        for liste, felt in par:
            if liste is None:
                felter.append(felt)
            else:
                felter += [f"{liste}[{i}].{felt}" for i in range(len(ansoegning.raekker[liste]))]
        return felter

    # Nodes

    def ordbog(self, node: Node, kendte: tuple[str, ...], hvad: str) -> Mapping[str, Node]:
        """Return a mapping that has only known keys; ``hvad`` names it in messages. Raises TilfaeldeFejl."""
        if not isinstance(node, Ordbog):
            raise TilfaeldeFejl(f"{hvad} skal have nøgler og værdier. Her kan stå: {', '.join(kendte)}.", node.sted)
        for noegle in node.dele:
            if noegle not in kendte:
                raise TilfaeldeFejl(_ukendt(noegle, kendte, node), node.noeglesteder[noegle])
        return node.dele

    def _vaerdier(self, node: Node | None, noegle: str, former: Mapping[str, Vaerdiform]) -> dict[str, str]:
        """Return names with their values as text; ``former`` tells which values are free text."""
        return {
            n: self.fri_tekst(v) if n in former and er_fri_tekst(former[n]) else self.tekst(v)
            for n, v, _ in self.poster(node, noegle)
        }

    def poster(self, node: Node | None, noegle: str) -> list[tuple[str, Node, Sted]]:
        """Return a mapping's keys with values and locations; empty without a node. Raises TilfaeldeFejl."""
        if node is None:
            return []
        if not isinstance(node, Ordbog):
            raise TilfaeldeFejl(f"»{vis_sikkert(noegle, 40)}« skal have nøgler og værdier.", node.sted)
        return [(n, v, node.noeglesteder[n]) for n, v in node.dele.items()]

    def fri_tekst(self, node: Node) -> str:
        """Read a name, or a text in the author's own words."""
        if isinstance(node, Skalar):
            kontroller_fri_tekst(node)
        return self.tekst(node)

    def tekst(self, node: Node) -> str:
        if not isinstance(node, Skalar) or node.tom:
            raise TilfaeldeFejl("Her skal stå en værdi.", node.sted)
        return node.tekst

    def kendt(self, node: Node, mulige: Iterable[str], hvad: str) -> str:
        """Return one of the possible words; ``hvad`` names these in messages. Raises TilfaeldeFejl."""
        tekst = self.tekst(node).strip()
        if tekst not in mulige:
            alle = list(mulige)
            hjaelp = mente_du(tekst, alle) or (f" Brug {', '.join(alle)}." if len(alle) <= _HOEJST_NAEVNT else "")
            raise TilfaeldeFejl(f"»{vis_sikkert(tekst, 60)}« er ikke {hvad.rstrip(',')}.{hjaelp}", node.sted)
        return tekst

    def kendte(self, node: Node | None, mulige: Iterable[str], hvad: str) -> list[str]:
        """Read one known word, or a list of known words."""
        if node is None:
            return []
        return [self.kendt(d, mulige, hvad) for d in (node.dele if isinstance(node, Liste) else (node,))]

    def vaerdi(self, form: Vaerdiform, node: Node) -> Vaerdi:
        try:
            return laes_tekst(form, self.fri_tekst(node) if er_fri_tekst(form) else self.tekst(node))
        except VaerdiFejl as fejl:
            raise TilfaeldeFejl(str(fejl), node.sted) from None


def kendt_ordbog(node: Node, kendte: tuple[str, ...]) -> Ordbog:
    """Return a mapping that has known keys only. Raises LaeseFejl for anything else."""
    if not isinstance(node, Ordbog):
        raise LaeseFejl(f"Her skal stå nøgler og værdier: {', '.join(kendte)}.", node.sted)
    for noegle in node.dele:
        if noegle not in kendte:
            raise LaeseFejl(_ukendt(noegle, kendte, node), node.noeglesteder[noegle])
    return node


def _ukendt(noegle: str, kendte: tuple[str, ...], node: Ordbog) -> str:
    hjaelp = mente_du(noegle, kendte) or f" Her kan stå: {', '.join(kendte)}."
    return f"Nøglen »{vis_sikkert(noegle, 60)}« er ukendt her.{efter_komma(node.dele[noegle])}{hjaelp}"
