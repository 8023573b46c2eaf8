"""The main job as one call, for the command line and for Python: an application in, a grounded result out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..bedoemmelse.bedoem import bedoem_ansoegning
from ..fejl import Sted
from ..indlaes import argumenter
from ..indlaes.afvist import som_laesefejl
from ..indlaes.ansoegning import find_pulje, laes_ansoegning, laes_antagelser
from ..indlaes.fil import laes_fil
from ..indlaes.noder import Ordbog, fra_python
from ..indlaes.regelsaet import load_regelsaet
from ..indlaes.vurderinger import laes_vurderinger
from ..model.ansoegning import Ansoegning
from ..model.resultat import Resultat
from ..model.vurderinger import Vurdering
from ..motor.kaeder import kaeder
from ..sprog.regelsaet import Regelsaet
from ..system.navne import samme_fil


def tjek(
    ansoegning: str | os.PathLike[str] | Mapping[str, Any],
    *,
    pulje: str | None = None,
    dato: date | None = None,
    saet: Mapping[str, str] | None = None,
    antag: Mapping[str, str] | None = None,
    regler: str | os.PathLike[str] | None = None,
    hvorfor: bool = False,
    vurderinger: str | os.PathLike[str] | None = None,
) -> Resultat:
    """Pre-check one application: a path to YAML, JSON or workbook (``-``: standard input), or its facts by name.

    ``dato`` is the day of submission for this run; ``saet`` overrides the pack's parameters and ``antag`` fills in
    missing facts, both as text by name; ``regler`` is a folder of one's own packs; ``hvorfor`` adds the derivation;
    ``vurderinger`` is an assessor's file. Raises LaeseFejl when a file or its structure cannot be read,
    BrugsFejl, RegelsaetFejl or InternFejl (all AnsoegningFejl).
    """
    dato = argumenter.dag("dato", dato)
    argumenter.tekster("antag", antag)
    argumenter.ja_nej("hvorfor", hvorfor)
    argumenter.sti("vurderinger", vurderinger)
    argumenter.ansoegning("ansoegning", ansoegning)
    with som_laesefejl(_navn(ansoegning)):
        laest, regelsaet = laes(ansoegning, pulje=pulje, saet=saet, regler=regler)
        return bedoem_ansoegning(
            laest,
            regelsaet,
            kaeder(),
            dato=dato,
            antag=laes_antagelser(regelsaet, antag or {}),
            sat=tuple(saet or ()),
            hvorfor=hvorfor,
            vurderinger=laes_vurderinger(os.fspath(vurderinger), regelsaet) if vurderinger is not None else (),
        )


def _navn(ansoegning: str | os.PathLike[str] | Mapping[str, Any]) -> str:
    """What an application is called in messages."""
    return "<python>" if isinstance(ansoegning, Mapping) else os.fspath(ansoegning)


def laes(
    ansoegning: str | os.PathLike[str] | Mapping[str, Any],
    *,
    pulje: str | None = None,
    saet: Mapping[str, str] | None = None,
    regler: str | os.PathLike[str] | None = None,
) -> tuple[Ansoegning, Regelsaet]:
    """An application and the pack of its pool. Arguments and errors as ``tjek`` has them."""
    argumenter.ansoegning("ansoegning", ansoegning)
    argumenter.tekst("pulje", pulje)
    argumenter.tekster("saet", saet)
    argumenter.sti("regler", regler)
    fil = _navn(ansoegning)
    if isinstance(ansoegning, Mapping):
        rod = fra_python(ansoegning, Sted(fil))
        assert isinstance(rod, Ordbog)
    else:
        rod = laes_fil(fil)
    regelsaet = load_regelsaet(kendt_pulje(rod, pulje, regler), regler=regler, saet=saet)
    return laes_ansoegning(rod, regelsaet, fil), regelsaet


def uden_ansoegning(
    vurderinger: str | Path, resultater: Iterable[Resultat], *, regler: str | os.PathLike[str] | None = None
) -> tuple[Vurdering, ...]:
    """The assessments of a file that are of none of these answers' applications. Raises as ``tjek``."""
    svar = list(resultater)
    ledige: dict[Sted, Vurdering] = {}
    for pulje in {r.pulje for r in svar}:
        ledige |= {v.sted: v for v in laes_vurderinger(str(vurderinger), load_regelsaet(pulje, regler=regler))}
    for r in svar:
        kode = r.ansoeger.kode if r.ansoeger is not None else None
        for sted, v in list(ledige.items()):
            if (v.fil is None or samme_fil(v.fil, r.fil)) and v.ansoeger in (None, kode):
                del ledige[sted]
    return tuple(ledige.values())


def kendt_pulje(rod: Ordbog, pulje: str | None, regler: str | os.PathLike[str] | None) -> str:
    """The pool a file is for, which must be known. Raises LaeseFejl; for one that was asked for, ``load_regelsaet``."""
    from ..fejl import LaeseFejl, mente_du, vis_sikkert
    from ..indlaes.regelsaet import find_pakker

    navn = find_pulje(rod, pulje)
    pakker = find_pakker(regler)
    if navn not in pakker and pulje is None:
        raise LaeseFejl(
            f"Der er intet regelsæt for puljen »{vis_sikkert(navn, 60)}«.{mente_du(navn, pakker)} "
            f"Kendte: {', '.join(pakker)}.",
            rod.dele["pulje"].sted,
        )
    return navn


__all__ = ["Regelsaet", "tjek"]
