"""Read JSON text as nodes with locations. Numbers keep their text, so no number passes through a binary float."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import cast

from ...fejl import LaeseFejl, Sted, vis_sikkert
from ..noder import HOEJST_DYBDE, Liste, Node, Ordbog, Skalar, vis_noegle

_MELLEMRUM = re.compile(r"[ \t\r\n]*+")
_INDHOLD = r'(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+'
_TEGN = re.compile(
    r"(?P<punkt>[\[\]{}:,])"
    rf'|(?P<tekst>"{_INDHOLD}")'
    r"|(?P<tal>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)"
    r"|(?P<ord>true|false|null)"
)
_ORD = re.compile(r"\w++")


def laes_json(tekst: str, fil: str) -> Node:
    """Return the single value of a JSON text. Raises LaeseFejl with line and column."""
    return _Jsonlaeser(tekst, fil).alt()


class _Jsonlaeser:
    """Reads one token at a time, so that only nodes are held in memory.

    Depth is bounded, which makes recursion safe.
    """

    def __init__(self, tekst: str, fil: str) -> None:
        self.tekst = tekst
        self.fil = fil
        self.linjer = [0, *(m.end() for m in re.finditer("\n", tekst))]
        self.plads = 0
        self._frem(0)

    def _frem(self, plads: int) -> None:
        """Skip whitespace before the next token."""
        mellemrum = _MELLEMRUM.match(self.tekst, plads)
        self.plads = mellemrum.end() if mellemrum else plads

    def sted(self) -> Sted:
        plads = self.plads if self.plads < len(self.tekst) else len(self.tekst.rstrip())
        linje = bisect_right(self.linjer, plads)
        return Sted(self.fil, linje, plads - self.linjer[linje - 1] + 1)

    def naeste(self, hvad: str) -> tuple[str, str]:
        """Consume the next token and return its type and text."""
        if self.plads == len(self.tekst):
            raise LaeseFejl(
                f"Filen slutter for tidligt; her mangler {hvad}. Kontrollér, at hele filen er med.", self.sted()
            )
        fundet = _TEGN.match(self.tekst, self.plads)
        if fundet is None:
            raise self._forkert()
        self._frem(fundet.end())
        return str(fundet.lastgroup), fundet[0]

    def _forkert(self) -> LaeseFejl:
        tegn = self.tekst[self.plads]
        if tegn in "/#":
            return LaeseFejl("Der kan ikke være kommentarer i JSON. Slet den.", self.sted())
        if tegn == ".":
            return LaeseFejl(
                "Et tal i JSON har højst ét punktum, og det skiller decimalerne. Slet punktummerne mellem tusinder.",
                self.sted(),
            )
        if tegn != '"':
            ord_ = _ORD.match(self.tekst, self.plads)
            return LaeseFejl(
                f"»{vis_sikkert(ord_[0] if ord_ else tegn, 30)}« kan ikke stå her i JSON. "
                "Tekster skal stå i dobbelte anførselstegn.",
                self.sted(),
            )
        indhold = re.compile('"' + _INDHOLD).match(self.tekst, self.plads)
        slut = indhold.end() if indhold else self.plads
        tegn = self.tekst[slut : slut + 1]
        if not tegn:
            return LaeseFejl("Teksten er ikke lukket. Sæt et dobbelt anførselstegn efter den.", self.sted())
        self.plads = slut
        if tegn == "\\":
            return LaeseFejl("En omvendt skråstreg i en tekst skrives to gange (\\\\).", self.sted())
        if tegn in "\r\n":
            return LaeseFejl("Teksten er ikke lukket. Et linjeskift inde i en tekst skrives som \\n.", self.sted())
        return LaeseFejl(f"Teksten indeholder et styretegn (U+{ord(tegn):04X}). Slet det.", self.sted())

    def forvent(self, tegn: str, eller: str = "") -> None:
        sted = self.sted()
        hvad = f"»{tegn}«" + (f" eller »{eller}«" if eller else "")
        if self.naeste(hvad)[1] != tegn:
            hjaelp = " Kontrollér også slutningen af linjen før." if eller else " Skriv det efter nøglen."
            raise LaeseFejl(f"Her mangler {hvad}.{hjaelp}", sted)

    def alt(self) -> Node:
        node = self.node(1)
        if self.plads < len(self.tekst):
            raise LaeseFejl(
                "Der står mere efter slutningen. En fil har kun én værdi; læg resten i sin egen fil.", self.sted()
            )
        return node

    def node(self, dybde: int) -> Node:
        sted = self.sted()
        if dybde > HOEJST_DYBDE:
            raise LaeseFejl(f"Filen er indlejret over {HOEJST_DYBDE} niveauer dybt. Kontrollér parenteserne.", sted)
        art, tekst = self.naeste("en værdi")
        match art, tekst:
            case "tekst", _:
                return Skalar(cast("str", json.loads(tekst)), "tekst", sted)
            case "tal", _:
                return Skalar(tekst, "tal", sted)
            case "ord", "null":
                return Skalar("", "null", sted)
            case "ord", _:
                return Skalar(tekst, "ja_nej", sted)
            case _, "[":
                return self.liste(sted, dybde)
            case _, "{":
                return self.ordbog(sted, dybde)
        raise LaeseFejl(f"»{tekst}« kan ikke stå her. Her skulle stå en værdi.", sted)

    def slut(self, tegn: str) -> bool:
        """Return whether this character is next, and consume it if so."""
        if not self.tekst.startswith(tegn, self.plads):
            return False
        self._frem(self.plads + 1)
        return True

    def liste(self, sted: Sted, dybde: int) -> Liste:
        dele: list[Node] = []
        if self.slut("]"):
            return Liste((), sted)
        while True:
            dele.append(self.node(dybde + 1))
            if self.slut("]"):
                return Liste(tuple(dele), sted)
            self.forvent(",", "]")
            if self.tekst.startswith("]", self.plads):
                raise _komma("]", self.sted())

    def ordbog(self, sted: Sted, dybde: int) -> Ordbog:
        dele: dict[str, Node] = {}
        steder: dict[str, Sted] = {}
        if self.slut("}"):
            return Ordbog(dele, steder, sted)
        while True:
            her = self.sted()
            art, tekst = self.naeste("en nøgle")
            if tekst == "}":
                raise _komma(tekst, her)
            if art == "tal":
                raise LaeseFejl("Kommaet står forkert. Decimaler i et tal skilles med punktum i JSON (31.25).", her)
            if art != "tekst":
                raise LaeseFejl("Her skulle stå en nøgle i dobbelte anførselstegn.", her)
            noegle = cast("str", json.loads(tekst))
            if noegle in dele:
                raise LaeseFejl(
                    f"{vis_noegle(noegle)} står to gange (første gang i linje {steder[noegle].linje}). Slet den ene.",
                    her,
                )
            self.forvent(":")
            dele[noegle] = self.node(dybde + 1)
            steder[noegle] = her
            if self.slut("}"):
                return Ordbog(dele, steder, sted)
            self.forvent(",", "}")


def _komma(efter: str, sted: Sted) -> LaeseFejl:
    return LaeseFejl(f"Kommaet før »{efter}« er for meget. Slet det.", sted)
