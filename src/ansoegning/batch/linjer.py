"""Read JSON Lines files and workbooks row by row with the Python readers.

Each row is written in canonical notation to a CSV file for DuckDB, or recorded as unreadable with the reason.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from ..fejl import LaeseFejl, Sted, ascii_noegle, med_raad
from ..indlaes.ansoegning import Vaerdilaeser
from ..indlaes.celler import vis_celle
from ..indlaes.fil import afvis_huller
from ..indlaes.noder import Celle, Liste, Node, Ordbog, Skalar, fra_python
from ..indlaes.raad import ER_EN_ANSOEGNING
from ..indlaes.sumraekker import fremmed_raekke
from ..indlaes.tegnsaet import UTF8, Samler, forkert_tegnsaet, sagt_om
from ..model.regelsaet import Faktaerklaering
from ..model.vaerdier import VaerdiFejl
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from .csv_fil import BRUD, DAARLIGE
from .csv_skan import HOEJST_RAEKKE, LANG_FEJL, NUL_FEJL
from .overskrifter import ANSOEGNING, Overskrifter, fakta_i_raekken, find_kolonner
from .vaerdier_sql import skriv

_VIST = 200
_HUSKET, _HOEJST_HUSKET = 20_000, 40
# Errors about a value carry no location of their own; the row's location is reported.
_INTET_STED = Sted("")
_MELLEMRUM = b" \t\r\n"
UDTRAEK = "udtraek.csv"


@dataklasse(frozen=True, slots=True)
class Udtraek:
    """The result of reading a file row by row.

    Attributes:
        overskrifter: the columns.
        raekker: the number of rows, readable and unreadable.
        tomme: the number of blank lines.
        daarlige: the number of unreadable rows.
        fil: the file that DuckDB reads.
        bemaerkninger: what is said about the texts.
    """

    overskrifter: Overskrifter
    raekker: int
    tomme: int
    daarlige: int
    fil: Path
    bemaerkninger: tuple[str, ...] = ()


@dataklasse(frozen=True, slots=True)
class Raekke:
    """One row: its line in the file and its cells by column name, or the error, with ``kolonne`` as its location."""

    linje: int
    celler: Mapping[str, Node]
    fejl: str | None = None
    tekst: str = ""
    kolonne: str = ""


def skriv_udtraek(
    raekker: Iterator[Raekke | int],
    navne: list[str],
    regelsaet: Regelsaet,
    mappe: Path,
    kort: Mapping[str, str | None] | None,
    sted: Sted,
) -> Udtraek:
    """Write the rows to the file that DuckDB reads, in the input's order.

    Args:
        raekker: the rows; an integer represents that many blank lines.
        navne: the headers.
        regelsaet: the rule pack.
        mappe: the run's temporary folder.
        kort: what the user has decided that columns contain, by header.
        sted: the location of the rows, for messages.

    Raises:
        BrugsFejl: the headers are invalid.
        LaeseFejl: the texts are clearly in another character set.
    """
    overskrifter = find_kolonner(navne, regelsaet, kort=kort, sted=sted)
    fakta = fakta_i_raekken(regelsaet)
    laes = _plain(Vaerdilaeser(regelsaet), fakta)
    nr = tomme = antal_daarlige = 0
    samler = Samler()
    forskydning: int | None = None
    with (
        (mappe / UDTRAEK).open("w", encoding="utf-8", newline="") as ud,
        (mappe / DAARLIGE).open("w", encoding="utf-8", newline="") as daarlige,
        (mappe / BRUD).open("w", encoding="utf-8", newline="") as brud,
    ):
        godt = csv.writer(ud, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
        skidt = csv.writer(daarlige, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
        for raekke in raekker:
            if isinstance(raekke, int):
                tomme += raekke
                continue
            nr += 1
            samler.tag_linje(" ".join(c.tekst for c in raekke.celler.values() if isinstance(c, Skalar)))
            if raekke.linje - nr != forskydning:
                forskydning = raekke.linje - nr
                brud.write(f"{nr};{forskydning}\n")
            fejl = [(raekke.kolonne, raekke.tekst, raekke.fejl)] if raekke.fejl is not None else []
            if not fejl and (fremmed := _fremmed(raekke, overskrifter, regelsaet)) is not None:
                fejl = [fremmed]
            ud_celler = [str(nr)]
            for k in overskrifter.kolonner if not fejl else ():
                # Cells are stored by the header as written, or, for a blank workbook header, by the generated name.
                node = raekke.celler.get(navne[k.nr], raekke.celler.get(k.navn))
                try:
                    if k.fakta is not None:
                        ud_celler.append(laes(k.fakta, node) if node is not None else "")
                    else:
                        ud_celler.append(_egen_kolonne(k.navn, node))
                except VaerdiFejl as f:
                    fejl.append((k.navn, _som_tekst(node, paent=True), str(f)))
            if fejl:
                antal_daarlige += 1
                skidt.writerows((nr, k, _uden_nul(t)[:_VIST], aarsag) for k, t, aarsag in fejl)
            else:
                godt.writerow(ud_celler)
    mistanke = samler.mistanke(UTF8)
    if mistanke is not None and mistanke.staerk:
        raise forkert_tegnsaet(mistanke, sted, f"i række {mistanke.linje}")
    sagt = (sagt_om(mistanke, f"række {mistanke.linje}"),) if mistanke is not None else ()
    return Udtraek(overskrifter, nr, tomme, antal_daarlige, mappe / UDTRAEK, sagt)


def _plain(laeser: Vaerdilaeser, fakta: Mapping[str, Faktaerklaering]) -> Callable[[str, Node], str]:
    """Return a function that reads a fact's cell and writes it in canonical notation. It raises VaerdiFejl.

    It caches short workbook cells: formats are few, and many numbers and choices repeat.
    """

    @lru_cache(maxsize=_HUSKET)
    def husket(navn: str, art: str, tekst: str, format_: str, fra_1904: bool, hindring: str | None) -> str:
        celle = Celle(tekst, art, _INTET_STED, format=format_, fra_1904=fra_1904, hindring=hindring)  # type: ignore[arg-type] # art comes from a Celle
        return skriv(laeser.laes(fakta[navn], navn, celle))

    def laes(navn: str, node: Node) -> str:
        if isinstance(node, Celle) and len(node.tekst) <= _HOEJST_HUSKET:
            return husket(navn, node.art, node.tekst, node.format, node.fra_1904, node.hindring)
        return skriv(laeser.laes(fakta[navn], navn, node))

    return laes


def _egen_kolonne(navn: str, node: Node | None) -> str:
    """Return a cell of a column without a fact, as it is shown. Raises VaerdiFejl."""
    if isinstance(node, Celle) and node.hindring is not None and ascii_noegle(navn) == ANSOEGNING:
        # This column identifies the application: two cells that only look different would separate its rows.
        raise VaerdiFejl(node.hindring)
    return _som_tekst(node)


def _fremmed(raekke: Raekke, overskrifter: Overskrifter, regelsaet: Regelsaet) -> tuple[str, str, str] | None:
    """Return the cell by which a row is a sum or a filter note, with the reason; None for an ordinary row."""
    liste = next(iter(regelsaet.data.lister.values()), None)
    navnet = overskrifter.fakta.get(liste.navn_fakta) if liste is not None else None
    tekster = {k: _ren(raekke.celler.get(k.navn)) for k in overskrifter.kolonner}
    navn = tekster.pop(navnet, None) if navnet is not None else None
    andre = list(tekster)
    fundet = fremmed_raekke(navn, list(tekster.values()))
    if fundet is None:
        return None
    plads, aarsag = fundet
    kolonne = navnet if plads is None else andre[plads]
    assert kolonne is not None
    return kolonne.navn, _som_tekst(raekke.celler[kolonne.navn], paent=True), aarsag


def _ren(node: Node | None) -> str | None:
    """Return the text of a text cell; None for other cells."""
    return node.tekst if isinstance(node, Celle | Skalar) and node.art not in ("tal", "null") else None


def _som_tekst(node: Node | None, paent: bool = False) -> str:
    """Return a cell of an unknown column as text. Raises VaerdiFejl if DuckDB cannot store it."""
    if node is None:
        return ""
    if isinstance(node, Celle):
        tekst = vis_celle(node)
    elif isinstance(node, Skalar):
        tekst = node.tekst
    else:
        tekst = _som_json(node)
    if paent:
        return tekst.encode("utf-8", "replace").decode()
    if "\0" in tekst:
        raise VaerdiFejl(NUL_FEJL)
    try:
        tekst.encode()
    except UnicodeEncodeError:
        raise VaerdiFejl("Teksten indeholder et halvt tegn. Skriv den igen.") from None
    return tekst


def _som_json(node: Node) -> str:
    """Return a value as JSON, with the numbers in their original notation."""
    if isinstance(node, Liste):
        return f"[{', '.join(map(_som_json, node.dele))}]"
    if isinstance(node, Ordbog):
        par = (f"{json.dumps(n, ensure_ascii=False)}: {_som_json(d)}" for n, d in node.dele.items())
        return f"{{{', '.join(par)}}}"
    if node.art == "null":
        return "null"
    return node.tekst if node.art in ("tal", "ja_nej") else json.dumps(node.tekst, ensure_ascii=False)


def _uden_nul(tekst: str) -> str:
    return tekst.replace("\0", "\N{SYMBOL FOR NULL}")


# JSON Lines


class _Tal(str):
    """A JSON number in its original notation."""

    __slots__ = ()


class _Ugyldig(ValueError):
    """Content that JSON does not allow, or that is ambiguous."""


def laes_jsonl(
    sti: Path, sted: Sted, regelsaet: Regelsaet, mappe: Path, kort: Mapping[str, str | None] | None = None
) -> Udtraek:
    """Read JSON Lines: one object per line, with the headers as keys.

    The file is read twice, since any line may have a key that the others lack.
    """
    return skriv_udtraek(_jsonl(sti, sted), navne_i_jsonl(sti, sted), regelsaet, mappe, kort, sted)


def navne_i_jsonl(sti: Path, sted: Sted) -> list[str]:
    """Return the keys of a JSON Lines file, in order of first occurrence. Raises LaeseFejl if there are none."""
    navne: dict[str, None] = {}
    foerste_fejl: str | None = None
    tom = True
    for raekke in _jsonl(sti, sted):
        if isinstance(raekke, Raekke):
            tom = False
            foerste_fejl = foerste_fejl or raekke.fejl
            navne.update(dict.fromkeys(raekke.celler))
    if tom:
        raise LaeseFejl("Filen er tom. Kontrollér, at det er den rigtige fil.", sted)
    if not navne and foerste_fejl is not None:
        raise LaeseFejl(f"Ingen af rækkerne kan læses. Den første: {foerste_fejl}", sted)
    return list(navne)


def _jsonl(sti: Path, sted: Sted) -> Iterator[Raekke | int]:
    afkoder = json.JSONDecoder(
        object_pairs_hook=_par, parse_float=_Tal, parse_int=_Tal, parse_constant=_konstant, strict=True
    )
    with sti.open("rb") as fil:
        afvis_huller(fil, sted)
        if fil.read(3) != b"\xef\xbb\xbf":
            fil.seek(0)
        linje = 0
        while data := fil.readline(HOEJST_RAEKKE + 2):
            linje += 1
            lang = len(data) > HOEJST_RAEKKE + 1 and not data.endswith(b"\n")
            if lang:
                begyndelse = data[: 4 * _VIST].decode("utf-8", "replace")
                while data and not data.endswith(b"\n"):
                    data = fil.readline(HOEJST_RAEKKE)
                yield Raekke(linje, {}, LANG_FEJL, begyndelse)
            elif not data.strip(_MELLEMRUM):
                yield 1
            else:
                if linje == 1 and data.lstrip()[:1] == b"[":
                    raise LaeseFejl("Filen er én JSON-liste. Skriv hver række som et objekt på sin egen linje.", sted)
                if linje == 1 and data.strip() == b"{":
                    hvad = (
                        "Filen er ét JSON-objekt over flere linjer. Skriv hver række som et objekt på sin egen linje."
                    )
                    raise LaeseFejl(med_raad(hvad, ER_EN_ANSOEGNING), sted)
                yield _jsonraekke(data, linje, afkoder, sted)


def _jsonraekke(data: bytes, linje: int, afkoder: json.JSONDecoder, sted: Sted) -> Raekke:
    vist = data[: 4 * _VIST].decode("utf-8", "replace").rstrip("\r\n")
    try:
        vaerdi = afkoder.decode(data.decode("utf-8"))
    except UnicodeDecodeError:
        return Raekke(linje, {}, "Rækken har tegn, der ikke er UTF-8. Gem filen igen som UTF-8.", vist)
    except _Ugyldig as fejl:
        return Raekke(linje, {}, str(fejl), vist)
    except json.JSONDecodeError as fejl:
        return Raekke(linje, {}, f"Rækken er ikke et helt JSON-objekt (tegn {fejl.colno}). Ret den.", vist)
    except RecursionError:
        return Raekke(linje, {}, "Rækken er indlejret for dybt.", vist)
    if not isinstance(vaerdi, dict):
        return Raekke(linje, {}, "Rækken skal være et JSON-objekt: {…}.", vist)
    her = Sted(sted.fil, linje)
    try:
        return Raekke(linje, {n: _json_node(v, her) for n, v in vaerdi.items()})
    except (LaeseFejl, RecursionError):
        return Raekke(linje, {}, "Rækken er indlejret for dybt.", vist)


def _json_node(v: object, sted: Sted) -> Node:
    if isinstance(v, _Tal):
        return Skalar(str(v), "tal", sted)
    if isinstance(v, list):
        return Liste(tuple(_json_node(d, sted) for d in v), sted)
    if isinstance(v, dict):
        dele = {n: _json_node(d, sted) for n, d in v.items()}
        return Ordbog(dele, dict.fromkeys(dele, sted), sted)
    return fra_python(v, sted)


def _par(par: list[tuple[str, object]]) -> dict[str, object]:
    samlet = dict(par)
    if len(samlet) < len(par):
        raise _Ugyldig("En nøgle står to gange i rækken. Slet den ene.")
    return samlet


def _konstant(navn: str) -> object:
    raise _Ugyldig(f"»{navn}« er ikke et tal i JSON. Udelad nøglen, hvis tallet ikke er oplyst.")
