"""One application on the page: its stored content, and every change that can be made to it.

``indhold`` is ``{"fakta": …, "vurderinger": […], "opgaver": {…}, "rude": …, "dato": …}``: the draft, the user's
assessments, the completed tasks with their dates, an identifier of the open page that saved the version, and the day of
the run as a user typed it (absent or empty: none).
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from ..handlinger import kladde
from ..handlinger.kladde import Kladdesvar
from ..indlaes.argumenter import laes_dag
from ..indlaes.regelsaet import load_regelsaet
from ..sprog.regelsaet import Regelsaet
from ..system.langt_arbejde import ved_siden_af
from .dele import Del
from .lager.sager import Indhold, Sag

Raekkehandling = Literal["tilfoej", "kopier", "fjern", "op", "ned"]
# Larger applications take so long to judge that other requests would have to wait.
_STRAKS = 8
RAEKKEHANDLINGER: tuple[Raekkehandling, ...] = ("tilfoej", "kopier", "fjern", "op", "ned")


def nyt_indhold(regelsaet: Regelsaet, fakta: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the content of a new application: empty with one row in each list, or with the facts of a file."""
    tomt: dict[str, Any] = {liste: [{}] for liste in regelsaet.data.lister}
    return {"fakta": dict(fakta) if fakta is not None else tomt, "vurderinger": [], "opgaver": {}, "rude": ""}


async def svar(indhold: Indhold, pulje: str, *, regler: str | None) -> Kladdesvar:
    """Judge the stored content; the latest answers are cached. Raises as ``kladde.svar``."""
    # The checksum is part of the cache key, so that a changed pack is judged again.
    sha256 = load_regelsaet(pulje, regler=regler).sha256
    tekst = json.dumps([indhold["fakta"], indhold["vurderinger"], indhold.get("dato", "")])
    if sum(len(v) for v in indhold["fakta"].values() if isinstance(v, list)) <= _STRAKS:
        return _svar(tekst, pulje, regler, sha256)
    return await ved_siden_af(_svar, tekst, pulje, regler, sha256)


@lru_cache(maxsize=64)
def _svar(indhold: str, pulje: str, regler: str | None, _sha256: str) -> Kladdesvar:
    fakta, vurderinger, dato = json.loads(indhold)
    return kladde.svar(fakta, pulje, vurderinger=vurderinger, dato=laes_dag(dato) if dato else None, regler=regler)


def med_dagen(indhold: Indhold, tekst: str) -> dict[str, Any]:
    """Return the content with another day of the run, which may be empty."""
    return {**copy.deepcopy(dict(indhold)), "dato": tekst}


def ny_vurdering(
    svar: Kladdesvar, kriterium: str, nr: int | None, *, svaret: str, begrundelse: str, af: str, dato: str
) -> dict[str, Any]:
    """Create an assessment of a criterion, with the fact values that it depends on. ``nr`` is the row (from 1)."""
    regelsaet = svar.regelsaet
    liste = next(iter(regelsaet.data.lister), None) if nr is not None else None
    raekke = {} if liste is None or nr is None else svar.ansoegning.raekker[liste][nr - 1]
    return {
        **({} if liste is None else {regelsaet.data.lister[liste].ental: nr}),
        "kriterium": kriterium,
        "svar": svaret,
        "hviler_paa": kladde.hviler_paa(regelsaet, kriterium, svar.ansoegning.fakta, raekke),
        "begrundelse": begrundelse,
        "af": af,
        "dato": dato,
    }


def uden_vurdering(indhold: Indhold, kriterium: str, ental: str | None, nr: int | None) -> list[dict[str, Any]]:
    """Return the assessments without those of a criterion in a row (``nr`` None: in the application)."""
    return [
        v for v in indhold["vurderinger"] if v["kriterium"] != kriterium or (ental is not None and v.get(ental) != nr)
    ]


def navn(svar: Kladdesvar) -> str:
    """Return an application's name in lists: the applicant and the rows' names; the pool's title if nobody applies."""
    data = svar.regelsaet.data
    raekker = [
        str(r[liste.navn_fakta])
        for n, liste in data.lister.items()
        for r in svar.ansoegning.raekker.get(n, ())
        if liste.navn_fakta in r
    ]
    hvem = svar.resultat.ansoeger.navn if svar.resultat.ansoeger is not None else None
    dele = [hvem or "", ", ".join(raekker)]
    egen = ": ".join(" ".join(d.split()) for d in dele if d.strip())[:200]
    return egen or (data.titel if data.ansoeger is None else "")


def med_del(
    indhold: Indhold, del_: Del, felter: Mapping[str, str | list[str]], rude: str, version: int
) -> dict[str, Any]:
    """Return the content with a part's facts as submitted by the open page ``rude``, to be saved as ``version``."""
    nyt = copy.deepcopy(dict(indhold))
    for n, vaerdi in felter.items():
        kladde.saet_felt(nyt["fakta"], del_.sti(n), vaerdi)
    nyt["rude"] = f"{rude}:{version}"
    return nyt


def delvaerdier(indhold: Indhold, del_: Del) -> dict[str, Any]:
    """Return a part's stored facts, with empty strings for missing ones."""
    return {n: kladde.hent_felt(indhold["fakta"], del_.sti(n)) or "" for n in del_.navne}


def med_felt(indhold: Indhold, sti: str, vaerdi: str) -> dict[str, Any]:
    """Return the content with another value of one fact."""
    nyt = copy.deepcopy(dict(indhold))
    kladde.saet_felt(nyt["fakta"], sti, vaerdi)
    return nyt


def med_raekke(indhold: Indhold, liste: str, ental: str, nr: int, handling: Raekkehandling) -> dict[str, Any]:
    """Return the content after a row (from 0) is added, copied, removed or moved.

    The assessments of a row follow it; a copied row has none. Raises IndexError if there is no such row.
    """
    nyt = copy.deepcopy(dict(indhold))
    raekker: list[dict[str, Any]] = nyt["fakta"].setdefault(liste, [])
    orden = list(range(len(raekker)))
    if handling == "tilfoej":
        raekker.append({})
        return nyt
    if not 0 <= nr < len(raekker):
        raise IndexError(nr)
    if handling == "kopier":
        orden.insert(nr + 1, -1)
    elif handling == "fjern":
        del orden[nr]
    else:
        til = nr - 1 if handling == "op" else nr + 1
        if not 0 <= til < len(raekker):
            return nyt
        orden[nr], orden[til] = orden[til], orden[nr]
    nyt["fakta"][liste] = [copy.deepcopy(raekker[nr if fra < 0 else fra]) for fra in orden]
    nyt["vurderinger"] = [
        v if ental not in v else {**v, ental: orden.index(v[ental] - 1) + 1}
        for v in nyt["vurderinger"]
        if ental not in v or v[ental] - 1 in orden
    ]
    return nyt


def med_opgave(indhold: Indhold, opgave: str, dato: date | None) -> dict[str, Any]:
    """Return the content with a task done on a date, or not done (None)."""
    nyt = copy.deepcopy(dict(indhold))
    if dato is None:
        nyt["opgaver"].pop(opgave, None)
    else:
        nyt["opgaver"][opgave] = dato.isoformat()
    return nyt


def ny_rude(tekst: str) -> str:
    """Return the identifier of an open page as submitted; empty if it is malformed."""
    return tekst if re.fullmatch(r"[0-9a-f]{16}", tekst) else ""


def egen(sag: Sag, version: int, rude: str) -> bool:
    """Return whether the current version was saved by the same open page and not restored since."""
    return sag.version > version and rude != "" and sag.indhold.get("rude") == f"{rude}:{sag.version}"
