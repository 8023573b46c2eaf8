"""Detect the character set of a text file, and text that was decoded with the wrong one.

A file that is mostly invalid UTF-8 is read as Windows-1252. Other single-byte character sets also decode as
Windows-1252 without an error, but with wrong letters. The evidence is words that no Danish text contains, such as
»S¿nderg†rden«: each pair of character sets below lists the characters that æ, ø and å turn into when text in one set is
decoded as the other.
"""

# ruff: noqa: RUF001, RUF003 - ambiguous characters are the subject of this file
from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from typing import BinaryIO

from ..fejl import BrugsFejl, LaeseFejl, Sted, mente_du, vis_sikkert
from ..system.dataklasse import dataklasse
from .fil import VIDNER
from .noder import Liste, Node, Skalar

UTF8, CP1252, UTF8_TO_GANGE = "utf-8", "cp1252", "ansoegning_utf_8_to_gange"
# The names that --tegnsaet accepts, the codec of each, and its name in messages.
TEGNSAET: dict[str, tuple[str, str]] = {
    "utf-8": (UTF8, "UTF-8"),
    "windows-1252": (CP1252, "Windows-1252"),
    "iso-8859-1": ("iso8859-1", "ISO 8859-1"),
    "iso-8859-15": ("iso8859-15", "ISO 8859-15"),
    "macroman": ("mac-roman", "Mac OS Roman"),
    "cp850": ("cp850", "DOS (CP850)"),
    "cp865": ("cp865", "DOS (CP865)"),
    "utf-8-to-gange": (UTF8_TO_GANGE, "UTF-8 to gange"),
}
_ANDRE_NAVNE = {
    "utf8": "utf-8", "utf-8-sig": "utf-8", "cp1252": "windows-1252", "ansi": "windows-1252",
    "latin1": "iso-8859-1", "latin-1": "iso-8859-1", "iso8859-1": "iso-8859-1", "latin-9": "iso-8859-15",
    "mac-roman": "macroman", "mac": "macroman", "macintosh": "macroman", "ibm850": "cp850", "ibm865": "cp865",
}  # fmt: skip
_BLOK = 4 * 1_048_576
_SURROGAT = re.compile("[\udc80-\udcff]+")
_DANSKE = "æøåÆØÅ"
_LADET = frozenset(f"{_DANSKE}éÉèÈêëüÜöÖäÄ")
_HOEJST_ORD = 60
# How often text may have been encoded again, beyond the three times that its own pair decodes.
_FLEST_GANGE = 3
# Up to this many words are decoded one by one; beyond it, occurrences are only counted.
_NOK = 1_000


def vist(codec: str) -> str:
    """Return the name of a character set in messages."""
    return next(v for c, v in TEGNSAET.values() if c == codec)


def navn_paa(codec: str) -> str:
    """Return the name that --tegnsaet accepts for a codec."""
    return next(n for n, (c, _) in TEGNSAET.items() if c == codec)


def find_codec(navn: str) -> str:
    """Return the codec that ``--tegnsaet`` names. Raises BrugsFejl if the name is unknown."""
    rent = navn.strip().lower().replace("_", "-")
    fundet = TEGNSAET.get(_ANDRE_NAVNE.get(rent, rent))
    if fundet is None:
        raise BrugsFejl(
            f"--tegnsaet: »{vis_sikkert(navn, 30)}« er ukendt.{mente_du(rent, TEGNSAET)} "
            f"Vælg mellem {', '.join(TEGNSAET)}."
        )
    return fundet[0]


def uden_tegn(codec: str) -> tuple[int, ...]:
    """Return the bytes that a single-byte character set maps to no character."""
    return tuple(b for b in range(128, 256) if bytes([b]).decode(codec, "ignore") == "")


# UTF-8 that was decoded as Windows-1252 and encoded as UTF-8 again


def _til_byte(tekst: str) -> bytes:
    """Encode text as Windows-1252. Bytes that it leaves undefined are C1 control characters in the text."""
    return b"".join(
        bytes([ord(t)]) if ord(t) < 256 and (ord(t) < 128 or ord(t) in _STYRETEGN) else t.encode(CP1252) for t in tekst
    )


_STYRETEGN = range(0x80, 0xA0)


def _afkod_to_gange(data: bytes, errors: str = "strict", /) -> tuple[str, int]:
    raa = bytes(data)
    ydre = raa.decode("utf-8", errors)
    try:
        return _til_byte(ydre).decode("utf-8", errors), len(raa)
    except UnicodeEncodeError as fejl:
        if errors != "strict":
            return ydre, len(raa)
        raise UnicodeDecodeError(UTF8_TO_GANGE, raa, 0, len(raa), str(fejl)) from None


def _kod(_tekst: str, _errors: str = "strict") -> tuple[bytes, int]:
    raise UnicodeError("Filer skrives ikke i UTF-8 to gange.")


def _soeg(navn: str) -> codecs.CodecInfo | None:
    if navn != UTF8_TO_GANGE:
        return None
    return codecs.CodecInfo(_kod, _afkod_to_gange, name=UTF8_TO_GANGE)  # type: ignore[arg-type] # bytes only


codecs.register(_soeg)


# Evidence of a wrongly decoded character set


# The characters that HTML writes as a code: the pair is no pair of character sets.
HTML = "html"


@dataklasse(frozen=True, slots=True)
class _Par:
    """Text in ``er`` that was decoded as ``laest``; the pattern ``tegn`` matches the evidence within a word."""

    laest: str
    er: str
    tegn: str


# Compiled when a text has one of the characters, which few have.
_PAR = (
    _Par(CP1252, UTF8, "Ã[¦¸¥†˜…\x86\x98\x85]"),
    _Par(CP1252, UTF8_TO_GANGE, r"Ã[ƒ\x83][^\x00-\x7f\s]*"),
    _Par(UTF8, "utf-7", r"\+A(?:OY|Pg|OU|MY|Ng|MU)"),
    # ® and ¯ are Æ and Ø, which begin a word. Œ is also French, at the beginning of a word and among capitals.
    _Par(CP1252, "mac-roman", (
        "(?<=[A-Za-z])[¾¿]|[¾¿](?=[a-z])|(?<=[A-Za-z])Œ(?![A-Z])|(?<![A-Za-z])[®¯](?=[A-Za-z])|\x81(?=[A-Za-z])"
    )),
    # At the edge of a word, › and ‘ are quotation marks and † is a footnote mark.
    _Par(CP1252, "cp850", (
        "(?<=[A-Za-z])[›†](?=[A-Za-z])|\\b[Pp]†(?![A-Za-z])|(?<=[a-z])‘(?=[a-z]{2})|[\x8f\x9d](?=[A-Za-z])"
    )),
    _Par("mac-roman", UTF8, "√[¶∏•ÜòÖ]"),
    _Par("cp850", UTF8, "├[ª©Ñåÿà]"),
    _Par("mac-roman", CP1252, "(?<=[a-z])[ÊÂ](?=[a-z])|(?<=[A-Za-z])¯(?=[a-z])"),
    _Par("cp850", CP1252, "(?<=[A-Za-z])[°µ](?=[a-z])|(?<=[a-z])Õ(?=[a-z])"),
    _Par(UTF8, HTML, "&(?:[Oo]slash|[Aa]ring|A[Ee]lig|aelig|#[0-9]{3}|#[xX][0-9a-fA-F]{2});"),
)  # fmt: skip
_TABT = "\ufffd"
# Where a quoted word ends in messages. The semicolon of a code in HTML does not end it.
_KANT = re.compile(r"[\s;,|\"()]")
_RESTEN = re.compile(r"(?:[^\s;,|\"()&]|&#?\w{1,10};)*")


@dataklasse(frozen=True, slots=True)
class Mistanke:
    """The suspicion that a file's text was decoded with another character set than it was written in.

    Attributes:
        laest: the codec the text was decoded with.
        er: the codec it seems to be written in; empty if letters are lost.
        antal: the number of words that are evidence.
        linje: the line of the first such word.
        skrevet: the first such word.
        rettet: the same word decoded correctly; empty if letters are lost.
        staerk: whether there are more such words than correct Danish letters.
    """

    laest: str
    er: str
    antal: int
    linje: int
    skrevet: str
    rettet: str
    staerk: bool


class Samler:
    """Counts the evidence in a text that is passed in blocks."""

    def __init__(self) -> None:
        self.danske = 0
        self.linje = 1
        self.antal = [0] * (len(_PAR) + 1)
        self.foerste: list[tuple[int, str, str] | None] = [None] * (len(_PAR) + 1)
        self.efter_cr = False

    def tag(self, tekst: str) -> None:
        self.danske += sum(tekst.count(t) for t in _DANSKE)
        if any(t in tekst for t in VIDNER):
            # An & is common, and most of the patterns take long in a large table.
            har_andet = any(t in tekst for t in VIDNER if t != "&")
            for i, par in enumerate(_PAR):
                if not har_andet and par.er != HTML:
                    continue
                for fund in re.finditer(par.tegn, tekst):
                    if self.antal[i] > _NOK:
                        self.antal[i] += 1
                        continue
                    skrevet = _ordet(tekst, fund.start(), fund.end())
                    rettet = _rettet(skrevet, par)
                    if rettet is not None:
                        # Text that was encoded several times has an Æ of its own.
                        self.danske -= sum(fund[0].count(t) for t in _DANSKE)
                        self._taelt(i, tekst, fund.start(), skrevet, rettet)
            if (n := tekst.count(_TABT)) > 0:
                p = tekst.index(_TABT)
                self._taelt(len(_PAR), tekst, p, _ordet(tekst, p, p + 1), "")
                self.antal[-1] += n - 1
        self.linje += _linjeskift(tekst) - (self.efter_cr and tekst.startswith("\n"))
        self.efter_cr = tekst.endswith("\r")

    def _taelt(self, i: int, tekst: str, plads: int, skrevet: str, rettet: str) -> None:
        self.antal[i] += 1
        if self.foerste[i] is None:
            # A line feed at the start of the block belongs to the carriage return that ended the previous block.
            foer = _linjeskift(tekst[:plads]) - (self.efter_cr and tekst.startswith("\n"))
            self.foerste[i] = (self.linje + foer, skrevet, rettet)

    def tag_linje(self, tekst: str) -> None:
        """Count a text as one line, whatever line breaks it has."""
        self.tag(f"{en_linje_af(tekst)}\n")

    def mistanke(self, laest: str) -> Mistanke | None:
        """Return the suspicion about all of the text, read with the codec ``laest``; None without evidence."""
        i = max(range(len(self.antal)), key=lambda i: self.antal[i])
        foerste = self.foerste[i]
        if foerste is None:
            return None
        som, er = (_PAR[i].laest, _PAR[i].er) if i < len(_PAR) else (laest, "")
        return Mistanke(som, er, self.antal[i], *foerste, staerk=self.antal[i] > self.danske)


def en_linje_af(tekst: str) -> str:
    """Return a text with its line breaks as blanks. Other white space may be evidence (»Ã\x85« is an Å)."""
    return tekst.replace("\r", " ").replace("\n", " ")


def _linjeskift(tekst: str) -> int:
    return tekst.count("\n") + (tekst.count("\r") - tekst.count("\r\n") if "\r" in tekst else 0)


def _ordet(tekst: str, fra: int, til: int) -> str:
    begynder = max((m.end() for m in _KANT.finditer(tekst, max(0, fra - _HOEJST_ORD), fra)), default=-1)
    if begynder < 0:
        begynder = max(0, fra - _HOEJST_ORD)
    rest = _RESTEN.match(tekst, til, til + _HOEJST_ORD)
    assert rest is not None
    return tekst[begynder : rest.end()]


def _rettet(skrevet: str, par: _Par) -> str | None:
    """Return the word as it was meant, or None if that is not a Danish word, so that ``skrevet`` is no evidence."""
    try:
        if par.er == HTML:
            rettet = html.unescape(skrevet)
        else:
            data = _til_byte(skrevet) if par.laest == CP1252 else skrevet.encode(par.laest)
            rettet = data.decode(par.er)
        for _ in range(_FLEST_GANGE):
            if par.er != UTF8_TO_GANGE or "Ã" not in rettet:
                break
            rettet = _til_byte(rettet).decode(UTF8)
    except UnicodeError:
        return None
    fremmede = [t for t in rettet if not t.isascii() and t.isalpha() and t not in _LADET]
    return rettet if not fremmede and any(t in rettet for t in _DANSKE) else None


@dataklasse(frozen=True, slots=True)
class Fund:
    """The codec to read a file with, and the evidence against it."""

    codec: str
    mistanke: Mistanke | None


def find_tegnsaet(fil: BinaryIO, fra: int, navngivet: str | None) -> Fund:
    """Choose UTF-8, or Windows-1252 if the file has more invalid than valid UTF-8.

    A stray invalid byte therefore makes its row unreadable, not the file.

    Args:
        fil: the file, opened in binary mode.
        fra: where the text begins after a byte order mark (0: no mark).
        navngivet: the codec that the user named; it is used whatever the text contains.
    """
    samler = Samler()
    if navngivet is not None and navngivet != UTF8:
        return Fund(navngivet, _mistanke(fil, fra, navngivet))
    gode = forkerte = 0
    dekoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    for data in _blokke(fil, fra):
        tekst = dekoder.decode(data, final=not data)
        if not tekst.isascii():
            daarlige = sum(len(f) for f in _SURROGAT.findall(tekst))
            forkerte += daarlige
            gode += len(tekst) - len(tekst.encode("ascii", "ignore")) - daarlige
        samler.tag(tekst)
    if forkerte > gode and not fra and navngivet is None:
        return Fund(CP1252, _mistanke(fil, fra, CP1252))
    return Fund(UTF8, samler.mistanke(UTF8))


def kraev_rigtigt_tegnsaet(tekst: str, sted: Sted) -> None:
    """Raise LaeseFejl if more words are clearly in another character set than there are correct Danish letters."""
    mistanke = mistanke_om(tekst)
    if mistanke is not None and mistanke.staerk:
        raise forkert_tegnsaet(mistanke, Sted(sted.fil, mistanke.linje))


def kraev_rigtige_tekster(rod: Node) -> None:
    """Do the same for the texts that a file says: a workbook has no character set, but was often made from one."""
    fundne = list(_tekster(rod))
    samler = Samler()
    for tekst, _ in fundne:
        samler.tag_linje(tekst)
    mistanke = samler.mistanke(UTF8)
    if mistanke is not None and mistanke.staerk:
        raise forkert_tegnsaet(mistanke, fundne[mistanke.linje - 1][1])


def sagt_om(mistanke: Mistanke, hvor: str) -> str:
    """Return the note about single words in another character set; ``hvor`` is the location of the first."""
    from ..model.visning import vis_tal

    antal = "1 ord ser" if mistanke.antal == 1 else f"{vis_tal(mistanke.antal)} ord ser"
    rettet = f", som skulle være »{vis_sikkert(mistanke.rettet, 60)}«" if mistanke.rettet else ""
    return (
        f"{antal} ud til at være gemt i et andet tegnsæt, fx »{vis_sikkert(mistanke.skrevet, 60)}« i {hvor}{rettet}. "
        "Det er læst, som det står. Ret det i filen, og kør igen."
    )


def forkert_tegnsaet(mistanke: Mistanke, sted: Sted, hvor: str = "her") -> LaeseFejl:
    """Return the error for text that was saved in a wrong character set, with the first such word."""
    skulle = f", som skulle være »{vis_sikkert(mistanke.rettet, 60)}«" if mistanke.rettet else ""
    hvad = "har koder fra HTML i stedet for bogstaver" if mistanke.er == HTML else "er gemt i et forkert tegnsæt"
    return LaeseFejl(
        f"Teksten {hvad}: {hvor} står »{vis_sikkert(mistanke.skrevet, 60)}«{skulle}. Hent filen igen, hvor den kommer "
        "fra, og gem den som UTF-8, eller ret ordene i den.",
        sted,
    )


def _tekster(node: Node) -> Iterator[tuple[str, Sted]]:
    if isinstance(node, Skalar):
        if node.art in ("tekst", "bar"):
            yield node.tekst, node.sted
        return
    for del_ in node.dele if isinstance(node, Liste) else node.dele.values():
        yield from _tekster(del_)


def mistanke_om(tekst: str) -> Mistanke | None:
    """Return the suspicion about a text that was read as UTF-8, or None without evidence."""
    samler = Samler()
    samler.tag(tekst)
    return samler.mistanke(UTF8)


def _mistanke(fil: BinaryIO, fra: int, codec: str) -> Mistanke | None:
    samler = Samler()
    if codec == UTF8_TO_GANGE:
        # The evidence of double encoding is what this codec removes.
        return None
    # A byte without a character becomes the control character with its number, as programs show it.
    tabel = "".join(bytes([b]).decode(codec, "ignore") or chr(b) for b in range(256))
    for data in _blokke(fil, fra):
        samler.tag(codecs.charmap_decode(data, "strict", tabel)[0])
    return samler.mistanke(codec)


def _blokke(fil: BinaryIO, fra: int) -> Iterator[bytes]:
    """Yield the file in blocks, and last an empty block."""
    fil.seek(fra)
    while data := fil.read(_BLOK):
        yield data
    yield b""
