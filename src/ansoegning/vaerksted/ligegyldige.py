"""Read the equivalent mutants, each with the reason: ``rules/<pulje>/tilfaelde/ligegyldige.yaml``."""

from __future__ import annotations

import os

from ..fejl import LaeseFejl, Mangel, RegelsaetFejl, Sted, vis_sikkert
from ..indlaes.fil import afkod, laes_byte
from ..indlaes.filformater.yaml_fil import laes_yaml
from ..indlaes.noder import Liste, Node, Ordbog, Skalar, kontroller_fri_tekst
from ..indlaes.pakkelaeser import FORDELINGSFIL
from ..indlaes.regelsaet import find_pakker
from .tilfaelde import LIGEGYLDIGE, MAPPE, kendt_ordbog

_ROD = "ligegyldige"
_NOEGLER = ("mutanter", "grund")


def laes_ligegyldige(navn: str, *, regler: str | os.PathLike[str] | None = None) -> dict[str, Sted]:
    """Return the descriptions in a pack's list, each with its location; empty if the pack has no list.

    Raises RegelsaetFejl for an invalid file.
    """
    pakke = (find_pakker(regler) | find_pakker(regler, FORDELINGSFIL))[navn]
    sti = pakke.mappe / MAPPE / LIGEGYLDIGE
    if not sti.is_file():
        return {}
    sted = Sted(vis_sikkert(str(sti), 300) if pakke.egen else f"rules/{pakke.id}/{MAPPE}/{LIGEGYLDIGE}")
    try:
        rod = laes_yaml(afkod(laes_byte(str(sti), sted, "en fil i et regelsæt"), sted), sted.fil)
        fundne: dict[str, Sted] = {}
        for node in _liste(kendt_ordbog(rod, (_ROD,)), _ROD):
            _laes_post(node, fundne)
        return fundne
    except LaeseFejl as fejl:
        raise RegelsaetFejl([Mangel(fejl.besked, fejl.sted)]) from None


def _laes_post(node: Node, fundne: dict[str, Sted]) -> None:
    """Add the mutants of one entry to ``fundne``."""
    post = kendt_ordbog(node, _NOEGLER)
    for del_ in _liste(post, "mutanter"):
        beskrivelse = " ".join(_tekst(del_).split())
        if beskrivelse in fundne:
            raise LaeseFejl(f"»{vis_sikkert(beskrivelse, 200)}« står to gange. Slet den ene.", del_.sted)
        fundne[beskrivelse] = del_.sted
    if "grund" not in post.dele:
        raise LaeseFejl("Her mangler nøglen »grund«: hvorfor ændringen ingen forskel gør.", node.sted)
    _tekst(post.dele["grund"])


def _liste(ordbog: Ordbog, noegle: str) -> tuple[Node, ...]:
    node = ordbog.dele.get(noegle)
    if not isinstance(node, Liste) or not node.dele:
        raise LaeseFejl(
            f"»{noegle}« skal være en liste med mindst én linje.", ordbog.sted if node is None else node.sted
        )
    return node.dele


def _tekst(node: Node) -> str:
    if isinstance(node, Skalar):
        kontroller_fri_tekst(node)
    if not isinstance(node, Skalar) or node.tom:
        raise LaeseFejl("Her skal stå en tekst.", node.sted)
    return node.tekst
