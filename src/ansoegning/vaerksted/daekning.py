"""Read the registers beside a pack that are not rules.

``daekning.yaml`` lists which requirements of the source are implemented, and by which parts of the pack.
``enighed.yaml`` records on how many generated cases the evaluators agreed. Neither is included in the pack's checksum.
A fault in one is reported like a fault of the pack.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal, get_args

from ..fejl import LaeseFejl, Mangel, RegelsaetFejl, Sted, mente_du, vis_sikkert
from ..indlaes.fil import afkod, laes_byte
from ..indlaes.filformater.yaml_fil import laes_yaml
from ..indlaes.fordelingspakke import load_fordeling
from ..indlaes.noder import Liste, Node, Skalar, kontroller_fri_tekst
from ..indlaes.pakkelaeser import DAEKNINGSFIL, ENIGHEDSFIL, FORDELINGSFIL
from ..indlaes.regelsaet import find_pakker, load_regelsaet
from ..model.data import Data
from ..model.regelsaet import RegelsaetData
from .tilfaelde import kendt_ordbog

Slags = Literal[
    "kriterium", "vaegtningskriterium", "kolonne", "tekstfelt", "felt", "krav", "instruks", "frist", "baggrund"
]
Daekningsstatus = Literal["kodet", "delvist", "ikke_kodet"]
# A citation consists of the operative words only, not of a paragraph.
HOEJST_ORD = 14


class Post(Data):
    """One requirement of a source.

    ``citat`` occurs literally in the source, apart from whitespace. ``af`` names the parts of the pack that implement
    it: criteria, checks, conclusions and tasks, parameters, facts, forhold, interpretations. ``grund`` is the reason
    for a missing ``citat``.
    """

    dokument: str
    afsnit: str
    nr: str | None = None
    slags: Slags
    citat: str | None = None
    status: Daekningsstatus
    af: tuple[str, ...] = ()
    grund: str | None = None


class Daekning(Data):
    """The coverage register of a pack, in the order of the source; ``dokument`` is the default source of its posts."""

    dokument: str
    poster: tuple[Post, ...]

    @property
    def antal(self) -> dict[Daekningsstatus, int]:
        """The number of requirements with each status."""
        return {s: sum(p.status == s for p in self.poster) for s in get_args(Daekningsstatus)}


class Enighed(Data):
    """The comparison of the evaluators: on how many generated cases, when, and in how many they differed.

    ``regelsaet_sha256`` is the pack's checksum at that time: the counts do not apply to other rules.
    """

    antal: int
    dato: date
    forskelle: int
    regelsaet_sha256: str


def laes_daekning(navn: str, *, regler: str | os.PathLike[str] | None = None) -> Daekning | None:
    """Read the coverage register of the pack with this id; None if it has none.

    Raises BrugsFejl for an unknown id, RegelsaetFejl with every fault of an invalid pack or register.
    """
    data = load_regelsaet(navn, regler=regler).data
    rod = _rod(navn, DAEKNINGSFIL, regler)
    return None if rod is None else _Daekningslaeser(data.dokumenter, kendte_id(data)).daekning(rod)


def laes_fordelingens_daekning(navn: str, *, regler: str | os.PathLike[str] | None = None) -> Daekning | None:
    """Read the coverage register of the cost split with this id; None if it has none. Raises as ``laes_daekning``."""
    data = load_fordeling(navn, regler=regler).data
    rod = _rod(navn, DAEKNINGSFIL, regler)
    kendte = [*data.parametre, *data.noegler, *(k.id for k in data.komponenter), *(f.id for f in data.fortolkninger)]
    return None if rod is None else _Daekningslaeser(data.dokumenter, kendte).daekning(rod)


def laes_enighed(navn: str, *, regler: str | os.PathLike[str] | None = None) -> Enighed | None:
    """Read the comparison of the evaluators for the pack with this id; None if it has not been made.

    Raises as ``laes_daekning``.
    """
    rod = _rod(navn, ENIGHEDSFIL, regler)
    if rod is None:
        return None
    try:
        dele = _ordbog(rod, tuple(Enighed.model_fields), paakraevet=tuple(Enighed.model_fields))
        antal, forskelle = (_tal(dele[n]) for n in ("antal", "forskelle"))
        if forskelle > antal:
            raise LaeseFejl("Der kan ikke være flere forskelle end tilfælde.", dele["forskelle"].sted)
        sum_ = _tekst(dele["regelsaet_sha256"])
        return Enighed(antal=antal, dato=_dato(dele["dato"]), forskelle=forskelle, regelsaet_sha256=sum_)
    except LaeseFejl as fejl:
        raise RegelsaetFejl([Mangel(fejl.besked, fejl.sted)]) from None


def kendte_id(data: RegelsaetData) -> dict[str, str]:
    """Return everything in a pack that a register may name: id → what it is, in Danish."""
    fakta = [n for omraade in data.fakta.values() for n in omraade]
    arter: tuple[tuple[str, Collection[str]], ...] = (
        ("faktum", [*fakta, *data.vurderingsfakta]),
        ("parameter", data.parametre),
        ("konklusion", [k.id for k in data.konklusioner if k.opgave is None]),
        ("opgave", [k.id for k in data.konklusioner if k.opgave is not None]),
        ("forhold", [f.id for f in data.forhold]),
        ("fortolkning", [f.id for f in data.fortolkninger]),
        ("nøgle", [id_ for _, id_ in data.raekkefoelge.ider()] if data.raekkefoelge is not None else []),
        ("tjek", [t.id for t in data.skema]),
        ("kriterium", [k.id for k in data.kriterier]),
    )
    return {id_: art for art, ider in arter for id_ in ider}


def _rod(navn: str, fil: str, regler: str | os.PathLike[str] | None) -> Node | None:
    pakke = (find_pakker(regler) | find_pakker(regler, FORDELINGSFIL))[navn]
    sti = pakke.mappe / fil
    if not sti.is_file():
        return None
    sted = Sted(vis_sikkert(str(sti), 300) if pakke.egen else f"rules/{pakke.id}/{fil}")
    try:
        return laes_yaml(afkod(laes_byte(str(sti), sted, "en fil i et regelsæt"), sted), sted.fil)
    except LaeseFejl as fejl:
        raise RegelsaetFejl([Mangel(fejl.besked, fejl.sted)]) from None


class _Daekningslaeser:
    def __init__(self, dokumenter: Collection[str], kendte: Collection[str]) -> None:
        self.dokumenter = dokumenter
        self.kendte = kendte
        self.mangler: list[Mangel] = []
        self.sete: dict[tuple[str | None, ...], Sted] = {}

    def daekning(self, rod: Node) -> Daekning:
        poster: list[Post] = []
        dokument = ""
        try:
            dele = _ordbog(rod, ("dokument", "daekning"), paakraevet=("dokument", "daekning"))
            dokument = _kendt(dele["dokument"], self.dokumenter, "et af regelsættets dokumenter")
            liste = dele["daekning"]
            if not isinstance(liste, Liste) or not liste.dele:
                raise LaeseFejl("»daekning« skal være en liste med mindst ét krav.", liste.sted)
            for node in liste.dele:
                try:
                    poster.append(self._post(node, dokument))
                except LaeseFejl as fejl:
                    self.mangler.append(Mangel(fejl.besked, fejl.sted))
        except LaeseFejl as fejl:
            self.mangler.append(Mangel(fejl.besked, fejl.sted))
        if self.mangler:
            raise RegelsaetFejl(self.mangler)
        return Daekning(dokument=dokument, poster=tuple(poster))

    def _post(self, node: Node, dokument: str) -> Post:
        dele = _ordbog(node, tuple(Post.model_fields), paakraevet=("afsnit", "slags", "status"))
        if "dokument" in dele:
            dokument = _kendt(dele["dokument"], self.dokumenter, "et af regelsættets dokumenter")
        afsnit, nr, citat, grund = (
            " ".join(_fri_tekst(dele[n]).split()) if n in dele else None for n in ("afsnit", "nr", "citat", "grund")
        )
        status: Daekningsstatus = _kendt(dele["status"], get_args(Daekningsstatus), "en status")  # type: ignore[assignment] # checked by _kendt
        af = self._af(dele.get("af"))
        if citat is not None and len(citat.split()) > HOEJST_ORD:
            raise LaeseFejl(
                f"Citatet er på {len(citat.split())} ord. Nøjes med de afgørende, højst {HOEJST_ORD}.",
                dele["citat"].sted,
            )
        if status == "ikke_kodet" and af:
            raise LaeseFejl(
                "Det, der koder noget af kravet, gør det »delvist«. Ret status, eller slet »af«.", node.sted
            )
        if status != "ikke_kodet" and not af:
            raise LaeseFejl("Skriv i »af«, hvad der koder kravet, eller status: ikke_kodet.", node.sted)
        if grund is None and (status != "kodet" or citat is None):
            hvad = "kravet ikke er kodet fuldt ud" if status != "kodet" else "der ikke er et citat"
            raise LaeseFejl(f"Her mangler nøglen »grund«: hvorfor {hvad}.", node.sted)
        her = (dokument, afsnit, nr, citat)
        if her in self.sete:
            raise LaeseFejl(f"Det samme krav står i linje {self.sete[her].linje}. Slet det ene.", node.sted)
        self.sete[her] = node.sted
        return Post(
            dokument=dokument,
            afsnit=afsnit or "",
            nr=nr,
            slags=_kendt(dele["slags"], get_args(Slags), "en slags krav"),  # type: ignore[arg-type] # checked by _kendt
            citat=citat,
            status=status,
            af=af,
            grund=grund,
        )

    def _af(self, node: Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        fundne: list[str] = []
        for del_ in node.dele if isinstance(node, Liste) else (node,):
            id_ = _kendt(
                del_, self.kendte, "et kriterium, et tjek, en opgave, en parameter, et faktum eller en fortolkning her"
            )
            if id_ in fundne:
                raise LaeseFejl(f"»{id_}« står to gange. Slet det ene.", del_.sted)
            fundne.append(id_)
        return tuple(fundne)


def _ordbog(node: Node, kendte: tuple[str, ...], paakraevet: tuple[str, ...]) -> Mapping[str, Node]:
    """Return the non-blank keys of a mapping."""
    ordbog = kendt_ordbog(node, kendte)
    dele = {n: v for n, v in ordbog.dele.items() if not _tom(v)}
    for noegle in paakraevet:
        if noegle not in dele:
            raise LaeseFejl(f"Her mangler nøglen »{noegle}«.", ordbog.noeglesteder.get(noegle, ordbog.sted))
    return dele


def _tom(node: Node) -> bool:
    if not isinstance(node, Skalar) or not node.tom:
        return False
    kontroller_fri_tekst(node)
    return True


def _fri_tekst(node: Node) -> str:
    """Read a free text, or a location in a document."""
    tekst = _tekst(node)
    if isinstance(node, Skalar) and not tekst.strip().isdigit():
        kontroller_fri_tekst(node)
    return tekst


def _tekst(node: Node) -> str:
    if not isinstance(node, Skalar):
        raise LaeseFejl("Her skal stå en tekst.", node.sted)
    return node.tekst


def _kendt(node: Node, mulige: Collection[str], hvad: str) -> str:
    tekst = _tekst(node).strip()
    if tekst not in mulige:
        hjaelp = mente_du(tekst, mulige) or (f" Kendte: {', '.join(mulige)}." if len(mulige) < 12 else "")
        raise LaeseFejl(f"»{vis_sikkert(tekst, 60)}« er ikke {hvad}.{hjaelp}", node.sted)
    return tekst


def _tal(node: Node) -> int:
    cifre = _tekst(node).strip().replace(".", "")
    if not (cifre.isascii() and cifre.isdigit() and len(cifre) < 16):
        raise LaeseFejl("Her skal stå et helt antal, fx 100000.", node.sted)
    return int(cifre)


def _dato(node: Node) -> date:
    try:
        return date.fromisoformat(_tekst(node).strip())
    except ValueError:
        raise LaeseFejl("Her skal stå en dato som år-måned-dag, fx 2024-05-15.", node.sted) from None
