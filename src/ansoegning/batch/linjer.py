"""Formats that are read row by row, JSON lines and workbooks, by the program's own readers: each row is written plainly
for the engine, or it is told why it cannot be read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from ..fejl import LaeseFejl, Sted
from ..indlaes.ansoegning import Vaerdilaeser
from ..indlaes.noder import Celle, Liste, Node, Ordbog, Skalar, fra_python
from ..model.vaerdier import VaerdiFejl
from ..sprog.regelsaet import Regelsaet
from .csv_fil import BRUD, DAARLIGE
from .csv_skan import HOEJST_RAEKKE, LANG_FEJL, NUL_FEJL
from .overskrifter import Overskrifter, fakta_i_raekken, find_kolonner
from .vaerdier_sql import skriv

_VIST = 200
_MELLEMRUM = b" \t\r\n"
UDTRAEK = "udtraek.csv"


@dataclass(frozen=True, slots=True)
class Udtraek:
    """What was read: the columns, the rows (readable and not), the blank ones, and the file the engine reads."""

    overskrifter: Overskrifter
    raekker: int
    tomme: int
    daarlige: int
    fil: Path


@dataclass(frozen=True, slots=True)
class Raekke:
    """One row: its place in the file, its cells by column name, or why it cannot be read."""

    linje: int
    celler: dict[str, Node]
    fejl: str | None = None
    tekst: str = ""


def skriv_udtraek(raekker: Iterator[Raekke | None], navne: list[str], regelsaet: Regelsaet, mappe: Path) -> Udtraek:
    """Write the rows plainly, in order; None is a blank one. Raises BrugsFejl for the headers."""
    overskrifter = find_kolonner(navne, regelsaet)
    fakta = fakta_i_raekken(regelsaet)
    laeser = Vaerdilaeser(regelsaet)
    nr = tomme = antal_daarlige = 0
    forskydning: int | None = None
    with (
        (mappe / UDTRAEK).open("w", encoding="utf-8", newline="") as ud,
        (mappe / DAARLIGE).open("w", encoding="utf-8", newline="") as daarlige,
        (mappe / BRUD).open("w", encoding="utf-8", newline="") as brud,
    ):
        godt = csv.writer(ud, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
        skidt = csv.writer(daarlige, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
        for raekke in raekker:
            if raekke is None:
                tomme += 1
                continue
            nr += 1
            if raekke.linje - nr != forskydning:
                forskydning = raekke.linje - nr
                brud.write(f"{nr};{forskydning}\n")
            fejl = [("", raekke.tekst, raekke.fejl)] if raekke.fejl is not None else []
            ud_celler = [str(nr)]
            for k in overskrifter.kolonner if not fejl else ():
                # By the header as it is written; a workbook's blank one has the name it was given.
                node = raekke.celler.get(navne[k.nr], raekke.celler.get(k.navn))
                try:
                    if k.fakta is not None:
                        ud_celler.append(skriv(laeser.laes(fakta[k.fakta], k.fakta, node)) if node is not None else "")
                    else:
                        ud_celler.append(_som_tekst(node))
                except VaerdiFejl as f:
                    fejl.append((k.navn, _som_tekst(node, paent=True), str(f)))
            if fejl:
                antal_daarlige += 1
                skidt.writerows((nr, k, _uden_nul(t)[:_VIST], aarsag) for k, t, aarsag in fejl)
            else:
                godt.writerow(ud_celler)
    return Udtraek(overskrifter, nr, tomme, antal_daarlige, mappe / UDTRAEK)


def _som_tekst(node: Node | None, paent: bool = False) -> str:
    """A cell of an unknown column, as text. Raises VaerdiFejl where the engine cannot hold it."""
    if node is None:
        return ""
    if isinstance(node, Celle):
        tekst = _vist_celle(node)
    else:
        tekst = node.tekst if isinstance(node, Skalar) else json.dumps(_vaerdi(node), ensure_ascii=False)
    if paent:
        return tekst.encode("utf-8", "replace").decode()
    if "\0" in tekst:
        raise VaerdiFejl(NUL_FEJL)
    try:
        tekst.encode()
    except UnicodeEncodeError:
        raise VaerdiFejl("Teksten indeholder et halvt tegn. Skriv den igen.") from None
    return tekst


def _vist_celle(celle: Celle) -> str:
    """A workbook's cell as a Dane sees it: days as days, decimals after a comma."""
    if celle.art != "tal":
        return celle.tekst
    from openpyxl.styles.numbers import is_date_format
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    if not is_date_format(celle.format):
        return celle.tekst.replace(".", ",")
    try:
        fra = CALENDAR_MAC_1904 if celle.fra_1904 else CALENDAR_WINDOWS_1900
        dag = from_excel(float(celle.tekst), fra)
    except (ValueError, OverflowError):
        return celle.tekst
    if not isinstance(dag, datetime):
        return str(dag)
    return f"{dag:%d/%m/%Y}" if dag.time() == time() else f"{dag:%d/%m/%Y %H:%M}"


def _vaerdi(node: Node) -> object:
    if isinstance(node, Liste):
        return [_vaerdi(d) for d in node.dele]
    if isinstance(node, Ordbog):
        return {n: _vaerdi(d) for n, d in node.dele.items()}
    return None if node.art == "null" else node.tekst


def _uden_nul(tekst: str) -> str:
    return tekst.replace("\0", "\N{SYMBOL FOR NULL}")


# JSON lines


class _Tal(str):
    """A JSON number as it is written."""

    __slots__ = ()


class _Ugyldig(ValueError):
    """What JSON does not allow, or could be read two ways."""


def laes_jsonl(sti: Path, sted: Sted, regelsaet: Regelsaet, mappe: Path) -> Udtraek:
    """JSON lines: an object a line, its keys the headers. Read twice, since any line may have a key of its own."""
    navne: dict[str, None] = {}
    foerste_fejl: str | None = None
    tom = True
    for raekke in _jsonl(sti, sted):
        if raekke is not None:
            tom = False
            foerste_fejl = foerste_fejl or raekke.fejl
            navne.update(dict.fromkeys(raekke.celler))
    if tom:
        raise LaeseFejl("Filen er tom. Kontrollér, at det er den rigtige fil.", sted)
    if not navne and foerste_fejl is not None:
        raise LaeseFejl(f"Ingen af rækkerne kan læses. Den første: {foerste_fejl}", sted)
    return skriv_udtraek(_jsonl(sti, sted), list(navne), regelsaet, mappe)


def _jsonl(sti: Path, sted: Sted) -> Iterator[Raekke | None]:
    afkoder = json.JSONDecoder(
        object_pairs_hook=_par, parse_float=_Tal, parse_int=_Tal, parse_constant=_konstant, strict=True
    )
    with sti.open("rb") as fil:
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
                yield None
            else:
                if linje == 1 and data.lstrip()[:1] == b"[":
                    raise LaeseFejl("Filen er én JSON-liste. Skriv hver række som et objekt på sin egen linje.", sted)
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
