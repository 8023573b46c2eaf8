"""The nodes that every file format is read into: scalars, lists and mappings with locations, not yet interpreted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from ..fejl import LaeseFejl, Sted, vis_sikkert
from ..system.dataklasse import dataklasse
from .argumenter import mere_end_en_dag

if TYPE_CHECKING:
    from ..sprog.regelsaet import Regelsaet

HOEJST_DYBDE = 64
# Larger than any fact. Python refuses to convert an integer of several thousand digits to text.
_HOEJST_HELTAL = 10**100


@dataklasse(frozen=True, slots=True)
class Kommentar:
    """A YAML comment as written, from its ``#``, and its location."""

    tekst: str
    sted: Sted

    @property
    def kan_vaere_vaerdi(self) -> bool:
        """Return whether the comment may be part of the value: ``#2`` may, but not ``# filled in later``."""
        return not self.tekst[1:2].isspace() and len(self.tekst) > 1


# Not frozen for the same reason as ``fejl.Sted``.
@dataclass(slots=True, unsafe_hash=True)
class Skalar:
    """A scalar as text, with its type and location.

    ``art``: ``bar`` (unquoted YAML), ``tekst`` (quoted), or a JSON ``tal``, ``ja_nej`` or ``null``. ``blok``: a YAML
    block scalar. ``kommentar``: the comment on the line where an unquoted YAML scalar ends.
    """

    tekst: Final[str]
    art: Final[Literal["bar", "tekst", "tal", "ja_nej", "null"]]
    sted: Final[Sted]
    blok: Final[bool] = False
    kommentar: Final[Kommentar | None] = None

    @property
    def tom(self) -> bool:
        """Return whether it is empty, blank or null: the fact is not given."""
        if self.art == "bar":
            return self.tekst.strip() in ("", "~", "null", "Null", "NULL")
        return self.art == "null" or not self.tekst.strip()


# Used as the format of a cell that stores a date as ISO text, as the strict edition of the workbook format allows.
ISO_DATO = "iso"


@dataclass(slots=True, unsafe_hash=True)
class Celle(Skalar):
    """A workbook's cell: its stored value, and ``format``, the number format it is shown with.

    A number's ``tekst`` has at most 15 digits. ``fra_1904``: days are counted from 1904. ``hindring``: why the cell's
    value cannot be read.
    """

    format: Final[str] = "General"
    fra_1904: Final[bool] = False
    hindring: Final[str | None] = None


@dataklasse(frozen=True, slots=True)
class Liste:
    """A list with its location."""

    dele: tuple[Node, ...]
    sted: Sted


@dataklasse(frozen=True, slots=True)
class Ordbog:
    """A mapping, with its keys in the order of the file. Each key occurs once."""

    dele: dict[str, Node]
    noeglesteder: dict[str, Sted]
    sted: Sted


@dataklasse(frozen=True, slots=True)
class Projektmappe(Ordbog):
    """A workbook, of which only ``pulje`` can be read before the pack is known; ``efter`` reads the rest."""

    efter: Callable[[Regelsaet], Ordbog]


Node = Skalar | Liste | Ordbog


def kontroller_fri_tekst(node: Skalar, *, kontakt: bool = False) -> None:
    """Refuse a free text that a comment may have cut short.

    In ``navn: Skovbrynet #2`` YAML takes ``#2`` for a comment, and only the writer knows what was meant. Numbers, dates
    and choices cannot contain a ``#``, so they may be followed by a comment.

    Args:
        node: the text.
        kontakt: whether the text is contact information; the comment is then not shown, because others read the
            message.

    Raises:
        LaeseFejl: with the location of the comment.
    """
    if node.kommentar is not None and (not node.tom or node.kommentar.kan_vaere_vaerdi):
        raise LaeseFejl(kommentar_i_tekst("#…" if kontakt else node.kommentar.tekst), node.kommentar.sted)


def kontroller_komma(foer: Node, efter: Node) -> None:
    """Raise LaeseFejl if two free texts of a YAML list are separated by the comma of an unquoted number.

    ``[Kort, 2,5 sider]`` is three texts in YAML: »Kort«, »2« and »5 sider«.
    """
    if not isinstance(foer, Skalar) or not isinstance(efter, Skalar) or (foer.art, efter.art) != ("bar", "bar"):
        return
    if foer.sted.kolonne is None:
        return
    slut = Sted(foer.sted.fil, foer.sted.linje, foer.sted.kolonne + len(foer.tekst) + 1)
    if efter.sted == slut and foer.tekst[-1:].isdigit() and efter.tekst[:1].isdigit():
        raise LaeseFejl(
            f"Kommaet i »{vis_sikkert(foer.tekst[-20:], 30)},{vis_sikkert(efter.tekst[:20], 30)}« skiller to tekster. "
            "Sæt hele teksten i anførselstegn, eller sæt et mellemrum efter kommaet, hvis det er to.",
            slut,
        )


def vis_noegle(noegle: str, *, ment: bool = False, kontakt: bool = False) -> str:
    """Return ``Nøglen »navn«`` for a message that others read too, or ``Nøglen`` if the key may be contact information.

    Args:
        noegle: the key as written.
        ment: whether it resembles a known key, in which case several words are shown too.
        kontakt: whether the other keys of the mapping are contact information; the key is then never shown.
    """
    vises = (_FLERE_ORD if ment else _ET_ORD).fullmatch(noegle) is not None and _MANGE_CIFRE.search(noegle) is None
    return f"Nøglen »{vis_sikkert(noegle, 60)}«" if vises and not kontakt else "Nøglen"


_ET_ORD, _FLERE_ORD = re.compile(r"[\w.-]{0,60}"), re.compile(r"[\w .()/-]{0,60}")
_MANGE_CIFRE = re.compile(r"(?:\d[ .()/-]*){6}")


def efter_komma(node: Node | None) -> str:
    """Return the advice about an unknown key without a value, given its value; empty if there is one.

    Such a key is usually the remainder of an unquoted value with a comma: ``{andel: 31,25}``.
    """
    if isinstance(node, Skalar) and node.art == "bar" and node.tom:
        return " Står den efter et komma i {…}, så sæt hele værdien foran i anførselstegn."
    return ""


def kommentar_i_tekst(kommentar: str) -> str:
    """Return the error about a comment after an unquoted free text."""
    return (
        f"»{vis_sikkert(kommentar, 60)}« læses som en kommentar og ikke som en del af teksten. Sæt hele teksten i "
        "anførselstegn, eller skriv kommentaren på en linje for sig."
    )


def fra_python(vaerdi: object, sted: Sted, dybde: int = 0, felt: str = "") -> Node:
    """Convert ordinary Python values to nodes, for callers without a file.

    Args:
        vaerdi: the value.
        sted: the location of every node.
        dybde: the nesting depth, at most ``HOEJST_DYBDE``.
        felt: the path of the value, for messages.

    Raises:
        LaeseFejl: a type that cannot be read without loss.
    """
    if dybde > HOEJST_DYBDE:
        raise LaeseFejl(f"Strukturen er over {HOEJST_DYBDE} niveauer dyb.", sted)
    match vaerdi:
        case None:
            return Skalar("", "null", sted)
        case bool():
            return Skalar("true" if vaerdi else "false", "ja_nej", sted)
        case int() if abs(vaerdi) >= _HOEJST_HELTAL:
            raise LaeseFejl("Et heltal er for stort.", sted)
        case int() | Decimal():
            # The text of an Enum member with a numeric value may be its name, so the number itself is written.
            return Skalar(str(int(vaerdi)) if isinstance(vaerdi, int) else str(vaerdi), "tal", sted)
        case str():
            return Skalar("".join(vaerdi), "tekst", sted)
        case date():
            if (hvorfor := mere_end_en_dag(vaerdi)) is not None:
                raise LaeseFejl(f"{_her(felt)} {hvorfor}", sted)
            return Skalar(vaerdi.isoformat()[:10], "tekst", sted)
        case Mapping():
            if (forkert := next((k for k in vaerdi if not isinstance(k, str)), None)) is not None:
                raise LaeseFejl(f"{_her(felt)} har et navn, der er en {type(forkert).__name__}. Brug tekst.", sted)
            dele = {k: fra_python(v, sted, dybde + 1, f"{felt}.{k}" if felt else str(k)) for k, v in vaerdi.items()}
            return Ordbog(dele, dict.fromkeys(dele, sted), sted)
        case Sequence() if not isinstance(vaerdi, bytes | bytearray | memoryview):
            return Liste(tuple(fra_python(v, sted, dybde + 1, f"{felt}[{n}]") for n, v in enumerate(vaerdi)), sted)
    raise LaeseFejl(
        f"{_her(felt)} kan ikke være en {type(vaerdi).__name__}. Brug tekst, int, Decimal, date, bool eller None.",
        sted,
    )


def til_python(node: Node) -> Any:
    """Convert nodes to ordinary Python values, as ``fra_python`` accepts them.

    Numbers are exact: ``int`` or ``Decimal``.
    """
    match node:
        case Ordbog():
            return {k: til_python(v) for k, v in node.dele.items()}
        case Liste():
            return [til_python(v) for v in node.dele]
        case Skalar(art="tal"):
            return int(node.tekst) if _HELTAL.fullmatch(node.tekst) else Decimal(node.tekst)
        case Skalar(art="ja_nej"):
            return node.tekst == "true"
    return None if node.tom else node.tekst


_HELTAL = re.compile(r"-?[0-9]{1,100}")


def _her(felt: str) -> str:
    return f"»{vis_sikkert(felt, 100)}«" if felt else "Værdien"
