"""``tjek`` as one call, for the command line and for Python: takes an application, returns a result with reasons."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..bedoemmelse.bedoem import bedoem_ansoegning
from ..fejl import LaeseFejl, Sted, mente_du, vis_sikkert
from ..indlaes import argumenter
from ..indlaes.afvist import som_laesefejl
from ..indlaes.ansoegning import find_pulje, laes_ansoegning, laes_antagelser
from ..indlaes.fil import laes_fil
from ..indlaes.noder import Ordbog, fra_python
from ..indlaes.regelsaet import find_pakker, load_regelsaet
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
    """Pre-check one application.

    Args:
        ansoegning: path of a YAML, JSON or workbook file (``-``: standard input), or the facts by name.
        pulje: the pool's id, for an application that does not name its pool.
        dato: the day of the run, which the pack's rules may read.
        saet: values that replace the pack's parameters, as text by name.
        antag: values for facts that are missing, as text by name.
        regler: a folder with the user's own packs.
        hvorfor: whether to add the derivation of the result.
        vurderinger: path of an assessor's file.

    Raises:
        LaeseFejl: a file cannot be read, or has the wrong structure.
        BrugsFejl: an argument is invalid.
        RegelsaetFejl: the pack is invalid.
        InternFejl: the program contradicts itself.
    """
    return laes_og_bedoem(
        ansoegning,
        pulje=pulje,
        dato=dato,
        saet=saet,
        antag=antag,
        regler=regler,
        hvorfor=hvorfor,
        vurderinger=vurderinger,
    )[2]


def laes_og_bedoem(
    ansoegning: str | os.PathLike[str] | Mapping[str, Any],
    *,
    pulje: str | None = None,
    dato: date | None = None,
    saet: Mapping[str, str] | None = None,
    antag: Mapping[str, str] | None = None,
    regler: str | os.PathLike[str] | None = None,
    hvorfor: bool = False,
    vurderinger: str | os.PathLike[str] | None = None,
) -> tuple[Ansoegning, Regelsaet, Resultat]:
    """Do as ``tjek``, and also return the application as read, and the pack of its pool."""
    dato = argumenter.dag("dato", dato)
    argumenter.tekster("antag", antag)
    argumenter.ja_nej("hvorfor", hvorfor)
    argumenter.sti("vurderinger", vurderinger)
    argumenter.ansoegning("ansoegning", ansoegning)
    with som_laesefejl(_navn(ansoegning)):
        laest, regelsaet = laes(ansoegning, pulje=pulje, saet=saet, regler=regler)
        resultat = bedoem_ansoegning(
            laest,
            regelsaet,
            kaeder(),
            dato=dato,
            antag=laes_antagelser(regelsaet, antag or {}),
            sat=tuple(saet or ()),
            hvorfor=hvorfor,
            vurderinger=laes_vurderinger(os.fspath(vurderinger), regelsaet) if vurderinger is not None else (),
        )
        return laest, regelsaet, resultat


def _navn(ansoegning: str | os.PathLike[str] | Mapping[str, Any]) -> str:
    """Return the name of an application in messages."""
    return "<python>" if isinstance(ansoegning, Mapping) else os.fspath(ansoegning)


def laes(
    ansoegning: str | os.PathLike[str] | Mapping[str, Any],
    *,
    pulje: str | None = None,
    saet: Mapping[str, str] | None = None,
    regler: str | os.PathLike[str] | None = None,
) -> tuple[Ansoegning, Regelsaet]:
    """Read an application and the pack of its pool. Arguments and errors are those of ``tjek``."""
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
    """Return the assessments of a file that concern none of the given results' applications. Raises as ``tjek``."""
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
    """Return the id of a file's pool.

    Raises LaeseFejl if the file names an unknown pool. An unknown ``pulje`` is returned: ``load_regelsaet`` reports it.
    """
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
