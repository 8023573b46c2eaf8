"""Files and folders → the applications of one round: what counts, what is replaced, what is rejected and why.

A folder is read with its subfolders. Hidden files, the program's own answers (``*.svar.json``, ``*.fejl.json``), lock
files and cases are passed over and told; anything else that cannot be read as an application is an error.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ..fejl import BrugsFejl, LaeseFejl, Sted, mente_du, vis_sikkert
from ..model.ansoegning import Ansoegning
from ..sprog.regelsaet import Regelsaet
from .ansoegning import find_pulje, laes_ansoegning
from .fil import laes_fil
from .noder import Ordbog
from .regelsaet import find_pakker, load_regelsaet

_ANSOEGNINGER = (".yaml", ".yml", ".json", ".xlsx")
_SVAR = (".svar.json", ".fejl.json")
# What a file begins with that is none of an application's.
_TILFAELDE = ("tilfaelde", "runder", "ligegyldige")
_VURDERINGER, _AFGOERELSER = "vurderinger", "afgoerelser"


@dataclass(frozen=True, slots=True)
class Afvist:
    """A file that is not part of the round because something is wrong with it."""

    fil: str
    besked: str
    sted: Sted | None = None


@dataclass(slots=True)
class Indkomne:
    """``laest``: every application that could be read; ``gaeldende``: those whose rows compete, a part of them.

    Both by applicant, then file, whatever order they came in. ``oversprunget``: (file, why).
    """

    regelsaet: Regelsaet = field(repr=False)
    laest: list[Ansoegning] = field(default_factory=list)
    gaeldende: list[Ansoegning] = field(default_factory=list)
    afvist: list[Afvist] = field(default_factory=list)
    oversprunget: list[tuple[str, str]] = field(default_factory=list)


def laes_runde(
    stier: Sequence[str],
    *,
    pulje: str | None = None,
    regler: str | os.PathLike[str] | None = None,
    saet: dict[str, str] | None = None,
    uden: Sequence[str] = (),
) -> Indkomne:
    """Read a round. ``uden``: files (assessments, decisions) that are no applications wherever they lie.

    Raises BrugsFejl where there is nothing to read, or applications to several pools; RegelsaetFejl as loading does.
    """
    filer, oversprunget = find_filer(stier, uden)
    i_mapper = set(filer) - set(stier)
    afvist: list[Afvist] = []
    roedder: list[tuple[str, Ordbog, str]] = []
    pakker = find_pakker(regler)
    for fil in filer:
        try:
            rod = _laes(fil, i_mappe=fil in i_mapper)
            if any(n in rod.dele for n in _TILFAELDE) and "pulje" not in rod.dele:
                oversprunget.append((fil, "Filen er tilfælde til prøvning af et regelsæt."))
                continue
            if list(rod.dele) == [_AFGOERELSER]:
                oversprunget.append((fil, "Filen er en persons afgørelser og ikke en ansøgning."))
                continue
            if list(rod.dele) == [_VURDERINGER]:
                raise LaeseFejl("Filen er vurderinger og ikke en ansøgning. Giv den med --vurderinger.", rod.sted)
            navn = find_pulje(rod, pulje)
            if navn not in pakker:
                raise LaeseFejl(
                    f"Der er intet regelsæt for puljen »{vis_sikkert(navn, 60)}«.{mente_du(navn, pakker)}",
                    rod.dele["pulje"].sted if "pulje" in rod.dele else rod.sted,
                )
        except LaeseFejl as fejl:
            afvist.append(Afvist(fil, fejl.besked, fejl.sted))
            continue
        roedder.append((fil, rod, navn))
    svar = Indkomne(load_regelsaet(_en_pulje(roedder, afvist, pulje), regler=regler, saet=saet))
    svar.oversprunget = oversprunget
    svar.afvist = afvist
    for fil, rod, _ in roedder:
        try:
            svar.laest.append(laes_ansoegning(rod, svar.regelsaet, fil))
        except LaeseFejl as fejl:
            svar.afvist.append(Afvist(fil, fejl.besked, fejl.sted))
    _saml(svar)
    return svar


def _laes(fil: str, *, i_mappe: bool) -> Ordbog:
    """A file's nodes. In a folder only what has an application's kind of name is one; the rest is told."""
    if i_mappe and Path(fil).suffix.lower() not in _ANSOEGNINGER:
        raise LaeseFejl(
            "Filen er ikke en ansøgning (YAML, JSON eller regneark). Flyt den ud af mappen, eller gem oplysningerne i "
            "en fil af den slags.",
            Sted(vis_sikkert(fil, 300)),
        )
    return laes_fil(fil)


def saml_runde(ansoegninger: Sequence[Ansoegning], regelsaet: Regelsaet) -> Indkomne:
    """A round of applications that have been read already."""
    svar = Indkomne(regelsaet, laest=list(ansoegninger))
    _saml(svar)
    return svar


def find_filer(stier: Sequence[str], uden: Sequence[str] = ()) -> tuple[list[str], list[tuple[str, str]]]:
    """The files named, and those in the folders named but ``uden``; each once. And what was passed over, and why."""
    # A file with several names has the one that was given, the first of them by name, whatever order they came in.
    givne: dict[str, str] = {}
    fundne: dict[str, str] = {}
    oversprunget: list[tuple[str, str]] = []
    egne = {os.path.realpath(u) for u in uden}
    for sti in sorted(stier):
        if not Path(sti).is_dir():
            givne.setdefault(sti if sti == "-" else os.path.realpath(sti), sti)
            continue
        for mappe, mapper, filer in os.walk(sti):
            mapper[:] = sorted(m for m in mapper if not m.startswith("."))
            for navn in sorted(filer):
                fil = str(Path(mappe) / navn)
                grund = _grund_til_at_springe_over(navn)
                if os.path.realpath(fil) in egne:
                    continue
                if grund is not None:
                    oversprunget.append((fil, grund))
                else:
                    fundne.setdefault(os.path.realpath(fil), fil)
    return sorted((fundne | givne).values()), sorted(oversprunget)


def _grund_til_at_springe_over(navn: str) -> str | None:
    if navn.startswith("."):
        return "Filen er skjult."
    if navn.startswith("~$"):
        return "Filen er en lås, som et åbent program har lagt."
    if navn.lower().endswith(_SVAR):
        return "Filen er et svar og ikke en ansøgning."
    return None


def _en_pulje(roedder: list[tuple[str, Ordbog, str]], afvist: list[Afvist], pulje: str | None) -> str:
    foerste: dict[str, str] = {}
    for fil, _, navn in roedder:
        foerste.setdefault(navn, fil)
    if len(foerste) > 1:
        (a, fil_a), (b, fil_b) = sorted(foerste.items())[:2]
        raise BrugsFejl(
            f"Der er ansøgninger til flere puljer: {vis_sikkert(fil_a, 200)} hører til »{a}« og "
            f"{vis_sikkert(fil_b, 200)} til »{b}«. Giv én pulje ad gangen, eller vælg den med --pulje."
        )
    if foerste:
        return next(iter(foerste))
    if pulje is not None:
        return pulje
    if afvist:
        mere = f" (og {len(afvist) - 1} andre filer)" if len(afvist) > 1 else ""
        raise BrugsFejl(f"Ingen af filerne kan læses. {afvist[0].sted or afvist[0].fil}: {afvist[0].besked}{mere}")
    raise BrugsFejl("Der er ingen ansøgninger her. Angiv filer, eller mapper med filer i.")


def _saml(svar: Indkomne) -> None:
    """Which of what was read counts: one file for each applicant."""
    ansoeger = svar.regelsaet.data.ansoeger
    svar.laest.sort(key=lambda a: _plads(a, ansoeger.fakta if ansoeger else None))
    fejl: dict[str, str] = {}
    erstattet: dict[str, str] = {}
    if ansoeger is not None:
        fejl, erstattet = afklar(
            [
                (a.fil, _tekst(a.fakta.get(ansoeger.fakta)), _tekst(a.fakta.get(ansoeger.erstatter or "")))
                for a in svar.laest
            ]
        )
    svar.afvist += [Afvist(fil, besked) for fil, besked in fejl.items()]
    svar.oversprunget += [(fil, f"Filen er erstattet af {ny}.") for fil, ny in erstattet.items()]
    svar.gaeldende = [a for a in svar.laest if a.fil not in fejl and a.fil not in erstattet]
    svar.afvist.sort(key=lambda a: (a.fil, a.besked))
    svar.oversprunget.sort()


def _plads(a: Ansoegning, fakta: str | None) -> tuple[bool, str, str]:
    kode = a.fakta.get(fakta or "")
    return (not isinstance(kode, str), kode if isinstance(kode, str) else "", a.fil)


def _tekst(v: object) -> str | None:
    return v if isinstance(v, str) else None


def afklar(filer: Sequence[tuple[str, str | None, str | None]]) -> tuple[dict[str, str], dict[str, str]]:
    """Which files count, from (file, applicant, the file it replaces): what is wrong by file, and replaced → by which.

    An applicant has one file that is not replaced; where there are several, or one names a file it cannot replace,
    none of the applicant's counts. A replaced file that is not here needs nothing.
    """
    erstattet: dict[str, str] = {}
    fejl: dict[str, str] = {}
    ukendt: dict[str, str] = {}
    navne, ansoeger = _Navne(f for f, _, _ in filer), {f: hvem for f, hvem, _ in filer}
    for fil, hvem, gammel in filer:
        if gammel is None:
            continue
        maal = navne.ment(gammel, fil)
        vist = vis_sikkert(gammel, 100)
        if maal == [fil]:
            fejl[fil] = f"Filen skriver, at den erstatter sig selv (»{vist}«). Skriv navnet på den tidligere fil."
        elif len(maal) > 1:
            begge = " og ".join(vis_sikkert(f, 200) for f in sorted(maal)[:2])
            fejl[fil] = f"Filen erstatter »{vist}«, men det kan være {begge}. Skriv også mappen."
        elif maal and (hvem is None or ansoeger[maal[0]] != hvem):
            fejl[fil] = f"Filen erstatter »{vist}«, som er en anden ansøgers. Ret navnet, eller slet linjen."
        elif maal:
            if maal[0] in erstattet:
                anden = vis_sikkert(erstattet[maal[0]], 200)
                fejl[fil] = f"Både denne fil og {anden} erstatter »{vist}«. Skriv, hvilken af de to der er den nyeste."
            erstattet.setdefault(maal[0], fil)
        else:
            ukendt[fil] = f" {vis_sikkert(fil, 200)} skriver, at den erstatter »{vist}«, men den fil er her ikke."
    samlet: dict[str, list[str]] = {}
    for fil, hvem, _ in filer:
        if hvem is not None:
            samlet.setdefault(hvem, []).append(fil)
    for egne in samlet.values():
        tilbage = [f for f in egne if f not in erstattet]
        i_ring = [f for f in egne if _i_ring(f, erstattet)]
        for f in i_ring:
            fejl.setdefault(f, f"Filerne {_navne(i_ring)} erstatter hinanden i ring. Slet linjen i den nyeste.")
        forkerte = [f for f in egne if f in fejl]
        if len(tilbage) == 1 and not forkerte:
            continue
        navngivet = "".join(ukendt[f] for f in egne if f in ukendt)
        for f in tilbage if len(tilbage) > 1 else egne:
            andre = [a for a in (tilbage if len(tilbage) > 1 else forkerte) if a != f]
            fejl.setdefault(
                f,
                f"Ansøgeren har også sendt {_navne(andre)}, så ingen af dem er med. Slet den ene, eller skriv i den "
                f"nyeste, hvilken den erstatter.{navngivet}",
            )
    return fejl, {gammel: ny for gammel, ny in erstattet.items() if gammel not in fejl}


def _i_ring(fil: str, erstattet: Mapping[str, str]) -> bool:
    """Whether the files that replace it, one after the other, come back to it."""
    ny = erstattet.get(fil)
    for _ in erstattet:
        if ny is None or ny == fil:
            break
        ny = erstattet.get(ny)
    return ny == fil


def _navne(filer: Sequence[str]) -> str:
    from ..model.visning import opremsning

    return opremsning([vis_sikkert(f, 200) for f in filer])


class _Navne:
    """The files of a round by their names, to find those that a name in one of them means."""

    def __init__(self, filer: Iterable[str]) -> None:
        self.efter_navn: dict[str, list[str]] = {}
        for fil in filer:
            dele = _dele(fil)
            for navn in dict.fromkeys((dele[-1], PurePosixPath(dele[-1]).stem)) if dele else ():
                self.efter_navn.setdefault(navn, []).append(fil)

    def ment(self, navn: str, fil: str) -> list[str]:
        """By the nearest reading that means any file, itself the last.

        Seen from the file's own folder; as the end of a path; by the file's name alone, where the folders are another
        machine's or lead out of this one; without the name's ending.
        """
        soegt = _dele(navn)
        if not soegt:
            return []
        herfra = _fuld(Path(fil).parent / navn.strip().replace("\\", "/"))
        fremmed = soegt[0].endswith((":", "/")) or ".." in soegt
        laesninger: tuple[Callable[[str], bool], ...] = (
            lambda f: _fuld(Path(f)) == herfra,
            lambda f: _dele(f)[-len(soegt) :] == soegt,
            lambda f: fremmed and _dele(f)[-1] == soegt[-1],
            lambda f: _dele(Path(f).with_suffix("").as_posix())[-len(soegt) :] == soegt,
        )
        mulige = self.efter_navn.get(soegt[-1], [])
        for nogle in ([f for f in mulige if f != fil], [f for f in mulige if f == fil]):
            for laesning in laesninger:
                ramte = [f for f in nogle if laesning(f)]
                if ramte:
                    return ramte
        return []


def _fuld(sti: Path) -> tuple[str, ...]:
    return _dele(sti.resolve().as_posix())


def _dele(sti: str) -> tuple[str, ...]:
    rent = unicodedata.normalize("NFC", sti.strip().replace("\\", "/")).casefold()
    return tuple(d for d in PurePosixPath(rent).parts if d != ".")
