"""Read YAML text as nodes, from PyYAML's event stream.

Scalars remain text and are interpreted by their facts (YAML 1.1 would read 0751 as an octal number). Aliases, tags,
multiple documents and duplicate keys are refused. The depth is counted here, since composing deeply nested input can
crash the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import Reader

from ...fejl import LaeseFejl, Sted
from ..noder import HOEJST_DYBDE, Kommentar, Liste, Node, Ordbog, Skalar, vis_noegle

_FOR_DYBT = f"Filen er indlejret over {HOEJST_DYBDE} niveauer dybt. Kontrollér parenteser og indrykning."

_LAESER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# YAML 1.1 also breaks lines at these characters. Editors do not show them, so a text or a comment would end invisibly.
_USYNLIGT_LINJESKIFT = re.compile("[\x85\u2028\u2029]")
# The event stream has no comments, so the text after the end of each scalar is searched for one.
_KOMMENTAR = re.compile(r"[ \t]+(#[^\r\n]*)")


def laes_yaml(tekst: str, fil: str) -> Node:
    """Return the single document of a YAML text. Raises LaeseFejl with line and column."""
    if (skift := _USYNLIGT_LINJESKIFT.search(tekst)) is not None:
        raise LaeseFejl(
            f"Her står et usynligt linjeskift (U+{ord(skift[0]):04X}), som kan følge med, når tekst kopieres fra et "
            "andet program. Slet det, og tryk Enter, hvis linjen skal brydes.",
            _sted_af(tekst, skift.start(), fil),
        )
    try:
        return _Yamllaeser(tekst, fil).dokument()
    except yaml.MarkedYAMLError as fejl:
        raise _fejl(fejl, tekst, fil) from None
    except yaml.YAMLError:
        # The C parser and the Python parser report the position of the character differently, so it is searched for
        # here.
        ulovligt = Reader.NON_PRINTABLE.search(tekst)
        sted = _sted_af(tekst, ulovligt.start() if ulovligt else 0, fil)
        hvad = f" (U+{ord(ulovligt[0]):04X})" if ulovligt else ""
        raise LaeseFejl(f"Filen indeholder et tegn, der ikke må stå i YAML{hvad}. Slet det.", sted) from None
    except (ValueError, RecursionError):
        raise LaeseFejl("Filen kan ikke læses som YAML.", Sted(fil)) from None


def _sted_af(tekst: str, plads: int, fil: str) -> Sted:
    """Return line and column of the character at offset ``plads``."""
    return Sted(fil, tekst.count("\n", 0, plads) + 1, plads - tekst.rfind("\n", 0, plads))


class _Yamllaeser:
    def __init__(self, tekst: str, fil: str) -> None:
        self.tekst = tekst
        self.fil = fil
        # Does as ``yaml.parse``, which also calls ``check_event`` before each event.
        self.haendelser: Iterator[Event] = iter(_LAESER(tekst).get_event, None)
        self.dokumenter = 0
        self.har_kommentarer = " #" in tekst or "\t#" in tekst

    def sted(self, haendelse: Event) -> Sted:
        maerke: Any = haendelse.start_mark  # never None when a text is parsed, but the stubs allow None
        return Sted(self.fil, maerke.line + 1, maerke.column + 1)

    def kommentar(self, skalar: ScalarEvent) -> Kommentar | None:
        """Return the comment on the line where an unquoted scalar ends."""
        slut: Any = skalar.end_mark  # as in ``sted``
        fundet = _KOMMENTAR.match(self.tekst, slut.index)
        if fundet is None:
            return None
        blanke = fundet.start(1) - slut.index
        return Kommentar(fundet[1].rstrip(), Sted(self.fil, slut.line + 1, slut.column + blanke + 1))

    def dokument(self) -> Node:
        rod: Node | None = None
        for haendelse in self.haendelser:
            if isinstance(haendelse, DocumentStartEvent):
                self.dokumenter += 1
                if self.dokumenter > 1:
                    raise LaeseFejl(
                        "Filen har flere dokumenter (---). Læg hvert i sin egen fil.",
                        self.sted(haendelse),
                    )
            elif isinstance(haendelse, AliasEvent | ScalarEvent | MappingStartEvent | SequenceStartEvent):
                rod = self.node(haendelse, 1)
        if rod is None:
            raise LaeseFejl(
                "Filen er tom eller har kun kommentarer. Slet »#« foran de linjer, der skal gælde.", Sted(self.fil)
            )
        return rod

    def node(self, haendelse: Event, dybde: int) -> Node:
        # As ``sted``: there are more scalars than anything else in a file.
        maerke: Any = haendelse.start_mark
        sted = Sted(self.fil, maerke.line + 1, maerke.column + 1)
        if dybde > HOEJST_DYBDE:
            raise LaeseFejl(_FOR_DYBT, sted)
        if type(haendelse) is ScalarEvent and haendelse.anchor is None and haendelse.tag is None:
            stil = haendelse.style
            # The C parser reports the style "" for a plain scalar, the Python parser None.
            if stil:
                return Skalar(haendelse.value, "tekst", sted, stil in ("|", ">"))
            return Skalar(
                haendelse.value, "bar", sted, False, self.kommentar(haendelse) if self.har_kommentarer else None
            )
        if isinstance(haendelse, AliasEvent) or getattr(haendelse, "anchor", None) is not None:
            raise LaeseFejl(
                "Henvisninger med & og * kan ikke bruges. Skriv værdien ud, eller sæt den i anførselstegn.",
                sted,
            )
        if getattr(haendelse, "tag", None) is not None:
            raise LaeseFejl("Mærker med ! kan ikke bruges. Sæt værdien i anførselstegn.", sted)
        if isinstance(haendelse, SequenceStartEvent):
            dele = []
            for naeste in self.haendelser:
                if isinstance(naeste, SequenceEndEvent):
                    break
                dele.append(self.node(naeste, dybde + 1))
            return Liste(tuple(dele), sted)
        return self.ordbog(sted, dybde)

    def ordbog(self, sted: Sted, dybde: int) -> Ordbog:
        dele: dict[str, Node] = {}
        steder: dict[str, Sted] = {}
        for naeste in self.haendelser:
            if isinstance(naeste, MappingEndEvent):
                break
            noegle = self.node(naeste, dybde + 1)
            her = noegle.sted
            if not isinstance(noegle, Skalar):
                raise LaeseFejl("En nøgle skal være et navn, ikke en liste eller en gruppe.", her)
            if noegle.tekst in dele:
                raise LaeseFejl(
                    f"{vis_noegle(noegle.tekst)} står to gange (første gang i linje "
                    f"{steder[noegle.tekst].linje}). Slet den ene.",
                    her,
                )
            dele[noegle.tekst] = self.node(next(self.haendelser), dybde + 1)
            steder[noegle.tekst] = her
        return Ordbog(dele, steder, sted)


# The beginnings of the messages of both parsers. Any other message is reported as an error in the layout.
_DANSK = (
    ("found character '\\t'", "Linjen er rykket ind med tabulator. Brug mellemrum."),
    (
        "found character that cannot start",
        "Tegnet kan ikke stå først i en værdi. Sæt værdien i anførselstegn.",
    ),
    ("found character '", "Tegnet kan ikke stå først i en værdi. Sæt værdien i anførselstegn."),
    (
        "mapping values are not allowed",
        "Et kolon står forkert. Sæt værdien i anførselstegn, eller ret indrykningen.",
    ),
    ("could not find expected ':'", "Her mangler et kolon efter nøglen."),
    ("did not find expected key", "Her skulle stå en nøgle. Kontrollér indrykningen og anførselstegn."),
    (
        "did not find expected '-' indicator",
        "Her skulle stå en bindestreg (næste punkt i listen). Kontrollér indrykningen.",
    ),
    ("did not find expected ',' or", "Her mangler et komma eller en slutparentes."),
    ("expected ',' or", "Her mangler et komma eller en slutparentes."),
    ("did not find expected alphabetic", "En værdi kan ikke begynde med & eller *. Sæt den i anførselstegn."),
    ("expected alphabetic", "En værdi kan ikke begynde med & eller *. Sæt den i anførselstegn."),
    ("found unexpected end of stream", "Et anførselstegn eller en parentes er ikke lukket."),
    (
        "found unknown escape character",
        "En omvendt skråstreg i anførselstegn læses som et særligt tegn. Brug enkelte anførselstegn.",
    ),
    ("found undefined tag handle", "Mærker med ! kan ikke bruges. Sæt værdien i anførselstegn."),
    # The parser's own limit, from PyYAML 6.0.4; the parser reads ahead, so its limit may be reached before ours.
    ("exceeded maximum nesting depth", _FOR_DYBT),
)


def _fejl(fejl: yaml.MarkedYAMLError, tekst: str, fil: str) -> LaeseFejl:
    problem = fejl.problem or ""
    maerke: Any = fejl.problem_mark or fejl.context_mark
    if problem.startswith("found unexpected end of stream") and fejl.context_mark is not None:
        # Report the start of the quotation and not the end of the file.
        maerke = fejl.context_mark
    if problem.startswith("expected <block end>"):
        # Only the C parser distinguishes the two cases in its message.
        problem = "did not find expected " + ("key" if "mapping" in (fejl.context or "") else "'-' indicator")
    if maerke is None:
        return LaeseFejl(_paa_dansk(problem), Sted(fil))
    linjer = tekst[: maerke.index + 1].splitlines()[-1:] or [""]
    if "\t" in linjer[0][: len(linjer[0]) - len(linjer[0].lstrip())]:
        problem = "found character '\\t'"
    return LaeseFejl(_paa_dansk(problem), Sted(fil, maerke.line + 1, maerke.column + 1))


def _paa_dansk(problem: str) -> str:
    for begyndelse, dansk in _DANSK:
        if problem.startswith(begyndelse):
            return dansk
    return "Filen er ikke gyldig YAML her. Kontrollér indrykning, kolon og anførselstegn."
