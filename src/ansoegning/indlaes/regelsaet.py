"""Find the available packs, and read and check each of them once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..fejl import Besked, BrugsFejl, RegelsaetFejl, med_raad, mente_du, vis_sikkert
from ..system.steder import mappe
from . import argumenter
from .noder import Skalar
from .pakkelaeser import FILER, FORDELINGSFIL, PULJEFIL, Pakke, Pakkelaeser

# The models are imported where they are used, so that listing the packs does not load them.
if TYPE_CHECKING:
    from ..model.regelsaet import Pakkehoved
    from ..sprog.erklaeringer import StedAf
    from ..sprog.regelsaet import Regelsaet


def _om_egne(besked: str) -> Besked:
    return Besked(f"--regler: {besked}", f"Mappen med egne regelsæt: {besked}")


def find_pakker(egne: str | os.PathLike[str] | None = None, hovedfil: str = PULJEFIL) -> dict[str, Pakke]:
    """Return the available packs by id: the built-in ones and those in the user's folder.

    Args:
        egne: the user's folder (``--regler``): a folder of packs, or a single pack.
        hovedfil: the type of pack: pools (``PULJEFIL``), or divisions of a joint cost (``FORDELINGSFIL``).

    Raises:
        BrugsFejl: the folder does not exist, is unreadable or has no packs, or an id is in both places.
    """
    fundne = {**_indbyggede_pakker(mappe("rules"), hovedfil)}
    if egne is None:
        return fundne
    rod = Path(egne)
    vist = vis_sikkert(str(rod), 200)
    try:
        if not rod.is_dir():
            raise BrugsFejl(_om_egne(f"mappen {vist} findes ikke."))
        if rod.name in ("", ".."):
            # A pack is named after its folder, so ».« must be resolved to get the folder's name.
            rod = rod.resolve()
        mapper = {h: [rod] if (rod / h).is_file() else _undermapper(rod, h) for h in (PULJEFIL, FORDELINGSFIL)}
    except OSError as fejl:
        ulaest = vis_sikkert(str(fejl.filename or rod), 200)
        raise BrugsFejl(_om_egne(f"{ulaest} kan ikke læses. Se rettighederne, eller flyt mappen væk.")) from None
    if not any(mapper.values()):
        raise BrugsFejl(
            _om_egne(f"der er ingen regelsæt i {vist}. Et regelsæt er en mappe med {PULJEFIL} eller {FORDELINGSFIL}.")
        )
    indbyggede = {n: p.mappe for h in mapper for n, p in _indbyggede_pakker(mappe("rules"), h).items()}
    for egen in mapper[hovedfil]:
        if (indbygget := indbyggede.get(egen.name)) is None:
            fundne[egen.name] = Pakke(egen, egen=True)
        elif egen.resolve() != indbygget.resolve():
            raise BrugsFejl(_om_egne(f"»{egen.name}« er navnet på et indbygget regelsæt. Giv mappen et andet navn."))
    return fundne


def titel_af(pakke: Pakke) -> str:
    """Return a pack's title. Built-in packs are known to be valid, so only their main file is read.

    Raises:
        RegelsaetFejl: the pack is invalid.
        LaeseFejl: the file cannot be read.
    """
    fordeling = (pakke.mappe / FORDELINGSFIL).is_file()
    if pakke.egen and fordeling:
        from .fordelingspakke import laes_fordeling

        return laes_fordeling(pakke).data.titel
    if pakke.egen:
        return load_pakke(pakke).data.titel
    rod = Pakkelaeser(pakke).laes_rod(pakke.mappe / (FORDELINGSFIL if fordeling else PULJEFIL))
    titel = rod.dele["titel"]
    assert isinstance(titel, Skalar)
    return titel.tekst.strip()


def laes_hoved(pakke: Pakke) -> Pakkehoved:
    """Return what lists show of a pool's pack. Built-in packs are known to be valid, so only their main file is read.

    Raises as ``load_pakke``.
    """
    return load_pakke(pakke).data if pakke.egen else _indbygget_hoved(pakke)


@cache
def _indbygget_hoved(pakke: Pakke) -> Pakkehoved:
    return Pakkelaeser(pakke).laes_hoved()


@cache
def _indbyggede_pakker(rod: Path, hovedfil: str) -> dict[str, Pakke]:
    """Return the packs in the program's own folder. Cached, because they do not change while the program runs."""
    return {p.name: Pakke(p, egen=False) for p in _undermapper(rod, hovedfil)}


def _undermapper(rod: Path, hovedfil: str) -> list[Path]:
    return sorted(p for p in rod.iterdir() if (p / hovedfil).is_file())


def load_regelsaet(
    navn: str, *, regler: str | os.PathLike[str] | None = None, saet: Mapping[str, str] | None = None
) -> Regelsaet:
    """Load and check the rule pack with this id.

    Args:
        navn: the id.
        regler: a folder of the user's own packs.
        saet: overridden parameters, as text in their own units.

    Raises:
        BrugsFejl: an unknown id or parameter.
        RegelsaetFejl: the pack is invalid; it contains every error.
    """
    argumenter.kun_tekst("navn", navn)
    argumenter.sti("regler", regler)
    argumenter.tekster("saet", saet)
    pakker = find_pakker(regler)
    if navn not in pakker:
        if navn in find_pakker(regler, FORDELINGSFIL):
            raise BrugsFejl(
                med_raad(
                    f"»{navn}« fordeler en fælles udgift og har ingen ansøgninger.",
                    f"Brug »ansoegning fordel {navn}«.",
                    "Vælg en pulje.",
                )
            )
        raise BrugsFejl(
            f"Der er intet regelsæt »{vis_sikkert(navn, 60)}«.{mente_du(navn, pakker)} Kendte: {', '.join(pakker)}."
        )
    return load_pakke(pakker[navn], saet)


def load_pakke(pakke: Pakke, saet: Mapping[str, str] | None = None) -> Regelsaet:
    """Load and check a pack found by ``find_pakker``. Raises as ``load_regelsaet`` for the pack and for ``saet``."""
    return _indlaest(pakke, _aftryk(pakke), tuple(sorted((saet or {}).items())))


def _aftryk(pakke: Pakke) -> tuple[tuple[str, int, int, int], ...]:
    """Return a value that changes when the files of a pack in the user's folder change.

    Built-in packs do not change.
    """
    if not pakke.egen:
        return ()
    aftryk = []
    for navn in FILER:
        with suppress(OSError):  # the file does not exist
            st = (pakke.mappe / navn).stat()
            aftryk.append((navn, st.st_ino, st.st_mtime_ns, st.st_size))
    return tuple(aftryk)


@lru_cache(maxsize=64)
def _indlaest(pakke: Pakke, aftryk: object, saet: tuple[tuple[str, str], ...]) -> Regelsaet:
    laeser = _laest(pakke, aftryk)
    if not saet:
        return laeser.laes({})
    try:
        return laeser.laes(dict(saet))
    except RegelsaetFejl as fejl:
        # Raises the errors that the pack has with its own values too.
        eget = _indlaest(pakke, aftryk, ())
        raise _passer_ikke(eget, saet, fejl) from None


def _passer_ikke(eget: Regelsaet, saet: tuple[tuple[str, str], ...], fejl: RegelsaetFejl) -> BrugsFejl:
    """Return the error of a valid pack whose rules the changed parameters contradict."""
    from ..model.visning import med_stort

    hvad = "puljens regler passer ikke med"
    dele = dict.fromkeys(f"{m.besked} ({Path(m.sted.fil).name}, linje {m.sted.linje})" for m in fejl.mangler)
    grunde = " ".join(dele)
    skrevet = ", ".join(f"{navn}={vis_sikkert(tekst, 40)}" for navn, tekst in saet)
    navne = ", ".join(f"»{eget.data.parametre[navn].navn}« {vis_sikkert(tekst, 40)}" for navn, tekst in saet)
    return BrugsFejl(Besked(f"--saet: {hvad} {skrevet}: {grunde}", f"{med_stort(hvad)} {navne}: {grunde}"))


@lru_cache(maxsize=8)
def _laest(pakke: Pakke, _aftryk: object) -> Pakkelaeser:
    """Read the pack's files. Cached for all parameter values."""
    laeser = Pakkelaeser(pakke)
    laeser.laes_filer()
    return laeser


def laes_steder(navn: str, *, regler: str | os.PathLike[str] | None = None) -> StedAf:
    """Return a function that gives the location of each part of the pack with this id."""
    indlaeser = Pakkelaeser(find_pakker(regler)[navn])
    indlaeser.filer()
    return indlaeser.sted
