"""Read files and folders as the applications of one round, and decide which of them count.

A folder is read with its subfolders. Every entry is read, rejected or skipped, and each rejected or skipped file is
reported with the reason. Hidden files, the program's own answers (``*.svar.json``, ``*.fejl.json``), lock files and
test cases are skipped. Any other file that cannot be read as an application is an error.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import nsmallest
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from ..fejl import BrugsFejl, LaeseFejl, Sted, med_raad, mente_du, vis_sikkert
from ..model.ansoegning import Ansoegning
from ..model.visning import opremsning
from ..sprog.regelsaet import Regelsaet
from ..system.navne import som_sti
from .afvist import Afvist, afvist_af
from .ansoegning import find_pulje, laes_ansoegning
from .fil import er_navngivet_roer, laes_fil, laes_indhold
from .mapper import SKJULT_FIL, Post, find_poster
from .noder import Ordbog, fra_python
from .regelsaet import find_pakker, load_regelsaet

_ANSOEGNINGER = (".yaml", ".yml", ".json", ".xlsx")
_SVAR = (".svar.json", ".fejl.json")
# Top-level keys of test case files.
_TILFAELDE = ("tilfaelde", "runder", "ligegyldige")
_VURDERINGER, _AFGOERELSER = "vurderinger", "afgoerelser"
# The number of file names in a message. With n files there may be n messages, so each message must be bounded.
_NAEVNES = 3


@dataclass(slots=True)
class Indkomne:
    """The applications of a round.

    ``modtaget``: the applications received: those that could be read and are not replaced by another file here.
    ``gaeldende``: those of them whose rows take part. Both are sorted by applicant and then file, whatever the order of
    the input. ``oversprunget``: skipped files as (file, reason).
    """

    regelsaet: Regelsaet = field(repr=False)
    modtaget: list[Ansoegning] = field(default_factory=list)
    gaeldende: list[Ansoegning] = field(default_factory=list)
    afvist: list[Afvist] = field(default_factory=list)
    oversprunget: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Fundne:
    """The result of a search for files. ``filer``: the files to read; ``i_mapper``: those of them found in a folder.

    ``afvist``: files that could not be read. ``oversprunget``: skipped files as (file, reason).
    """

    filer: list[str] = field(default_factory=list)
    i_mapper: set[str] = field(default_factory=set)
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
    """Read a round.

    Args:
        stier: files and folders; ``-`` is standard input.
        pulje: the id of the pool, for files that do not state it.
        regler: a folder of the user's own packs.
        saet: parameter values as text, by name.
        uden: files (assessments, decisions) that are not applications, wherever they are found.

    Raises:
        BrugsFejl: there is nothing to read, or there are applications to several pools.
        RegelsaetFejl: the pack is invalid.
    """
    fundne = find_filer(stier, uden)
    kilder = [(fil, partial(_laes, fil, i_mappe=fil in fundne.i_mapper)) for fil in fundne.filer]
    return _laes_alle(kilder, fundne, pulje, regler, saet)


def laes_vaerdier(
    ansoegninger: Sequence[Mapping[str, Any]],
    *,
    pulje: str | None = None,
    regler: str | os.PathLike[str] | None = None,
    saet: dict[str, str] | None = None,
) -> Indkomne:
    """Read a round from mappings of facts by name.

    They are named ``<python 1>``, ``<python 2>`` … Raises as ``laes_runde``.
    """
    navne = [f"<python {nr}>" for nr in range(1, len(ansoegninger) + 1)]
    kilder = [(navn, partial(_rod_af, a, navn)) for navn, a in zip(navne, ansoegninger, strict=True)]
    return _laes_alle(kilder, Fundne(), pulje, regler, saet)


def laes_rundefiler(
    filer: Sequence[tuple[str, bytes]],
    *,
    pulje: str | None = None,
    regler: str | os.PathLike[str] | None = None,
    saet: dict[str, str] | None = None,
) -> Indkomne:
    """Read a round from (name, bytes) pairs. A name with a ``/`` counts as a file in a folder, as in ``laes_runde``.

    The names are never looked up in the file system. Raises as ``laes_runde``.
    """
    fundne = Fundne()
    kilder = []
    for navn, indhold in sorted(filer):
        i_mappe = "/" in navn
        grund = _grund_til_at_springe_over(navn.rpartition("/")[2]) if i_mappe else None
        if grund is None and i_mappe and any(led.startswith(".") for led in navn.split("/")):
            grund = SKJULT_FIL
        if grund is not None:
            fundne.oversprunget.append((navn, grund))
        else:
            kilder.append((navn, partial(_laes_indhold, navn, indhold, i_mappe=i_mappe)))
    return _laes_alle(kilder, fundne, pulje, regler, saet)


def _laes_alle(
    kilder: Sequence[tuple[str, Callable[[], Ordbog]]],
    fundne: Fundne,
    pulje: str | None,
    regler: str | os.PathLike[str] | None,
    saet: dict[str, str] | None,
) -> Indkomne:
    afvist, oversprunget = fundne.afvist, fundne.oversprunget
    roedder: list[tuple[str, Ordbog, str]] = []
    pakker = find_pakker(regler)
    for fil, laes in kilder:
        try:
            rod = laes()
            if any(n in rod.dele for n in _TILFAELDE) and "pulje" not in rod.dele:
                oversprunget.append((fil, "Filen er tilfælde til prøvning af et regelsæt."))
                continue
            if list(rod.dele) == [_AFGOERELSER]:
                oversprunget.append((fil, "Filen er en persons afgørelser og ikke en ansøgning."))
                continue
            if list(rod.dele) == [_VURDERINGER]:
                raise LaeseFejl(
                    med_raad(
                        "Filen er vurderinger og ikke en ansøgning.",
                        "Giv den med --vurderinger.",
                        "Læg den ind i en runde, og kontrollér, at den begynder med »vurderinger:« og en liste.",
                    ),
                    rod.sted,
                )
            navn = find_pulje(rod, pulje)
            if navn not in pakker:
                raise LaeseFejl(
                    f"Der er intet regelsæt for puljen »{vis_sikkert(navn, 60)}«.{mente_du(navn, pakker)}",
                    rod.dele["pulje"].sted if "pulje" in rod.dele else rod.sted,
                )
        except Exception as fejl:
            afvist.append(afvist_af(fil, fejl))
            continue
        roedder.append((fil, rod, navn))
    svar = Indkomne(load_regelsaet(_en_pulje(roedder, afvist, pulje), regler=regler, saet=saet))
    svar.oversprunget = oversprunget
    svar.afvist = afvist
    laest: list[Ansoegning] = []
    for fil, rod, _ in roedder:
        try:
            laest.append(laes_ansoegning(rod, svar.regelsaet, fil))
        except Exception as fejl:
            svar.afvist.append(afvist_af(fil, fejl))
    _saml(svar, laest)
    return svar


def _laes(fil: str, *, i_mappe: bool) -> Ordbog:
    """Read a file's nodes. In a folder, a file whose extension is not an application's is rejected."""
    _kraev_ansoegningsnavn(fil, i_mappe=i_mappe)
    return laes_fil(fil)


def _laes_indhold(navn: str, indhold: bytes, *, i_mappe: bool) -> Ordbog:
    _kraev_ansoegningsnavn(navn, i_mappe=i_mappe)
    return laes_indhold(indhold, navn)


def _kraev_ansoegningsnavn(fil: str, *, i_mappe: bool) -> None:
    if i_mappe and Path(fil).suffix.lower() not in _ANSOEGNINGER:
        raise LaeseFejl(
            "Filen er ikke en ansøgning (YAML, JSON eller regneark). Flyt den ud af mappen, eller gem oplysningerne i "
            "en fil af den slags.",
            Sted(vis_sikkert(fil, 300)),
        )


def _rod_af(ansoegning: Mapping[str, Any], navn: str) -> Ordbog:
    rod = fra_python(ansoegning, Sted(navn))
    assert isinstance(rod, Ordbog)
    return rod


def saml_runde(ansoegninger: Sequence[Ansoegning], regelsaet: Regelsaet) -> Indkomne:
    """Assemble a round from applications that are already read."""
    svar = Indkomne(regelsaet)
    _saml(svar, ansoegninger)
    return svar


def med_resten(egne: Indkomne, resten: Indkomne) -> tuple[Indkomne, tuple[str, ...]]:
    """Combine a list of applications with the rest of the round that it belongs to.

    An applicant or a file that is in both is taken from the list. Files that are rejected or skipped in either are so
    in the result.

    Returns:
        The combined round, and the files of the rest that were therefore not used.
    """
    ansoeger = egne.regelsaet.data.ansoeger
    navn = ansoeger.fakta if ansoeger is not None else ""
    filer = {_virkelig(f) for f in (*(a.fil for a in egne.modtaget), *(a.fil for a in egne.afvist))}
    hvem = {kode for a in egne.modtaget if (kode := _tekst(a.fakta.get(navn))) is not None}
    erstattet = {a.fil for a in resten.modtaget if _tekst(a.fakta.get(navn)) in hvem or _virkelig(a.fil) in filer}

    def samlet(egne_: Iterable[Ansoegning], resten_: Iterable[Ansoegning]) -> list[Ansoegning]:
        andre = (a for a in resten_ if a.fil not in erstattet)
        return sorted((*egne_, *andre), key=lambda a: _plads(a, navn))

    faelles = Indkomne(egne.regelsaet)
    faelles.modtaget = samlet(egne.modtaget, resten.modtaget)
    faelles.gaeldende = samlet(egne.gaeldende, resten.gaeldende)
    ude = [a for a in resten.afvist if a.fil not in erstattet and _virkelig(a.fil) not in filer]
    faelles.afvist = sorted((*egne.afvist, *ude), key=lambda a: (a.fil, a.besked))
    sete = {_virkelig(f) for f, _ in egne.oversprunget} | filer
    faelles.oversprunget = sorted(
        (*egne.oversprunget, *(o for o in resten.oversprunget if _virkelig(o[0]) not in sete))
    )
    return faelles, tuple(sorted(f for f in erstattet if _virkelig(f) not in filer))


def find_filer(stier: Sequence[str], uden: Sequence[str] = ()) -> Fundne:
    """Return the named files and the files in the named folders, except ``uden``.

    Each file is returned once, under one of its names.
    """
    # A file with several names is listed under the name the user gave, or else under the first name in sort order,
    # whatever the order of the input.
    givne: dict[str, str] = {}
    i_mapper: dict[str, list[str]] = {}
    afvist: dict[str, str] = {}
    oversprunget: dict[str, str] = {}
    egne = {_virkelig(u) for u in uden}
    navngivne = {_fuld(sti) for sti in stier}
    mapper = {_virkelig(sti) for sti in stier if _er_mappe(sti)}
    for sti in sorted(stier):
        if not _er_mappe(sti):
            if er_navngivet_roer(sti):
                afvist[sti] = "Det er et rør og ikke en almindelig fil. Angiv en fil, eller brug - for standard-input."
            else:
                givne.setdefault(sti if sti == "-" else _virkelig(sti), sti)
            continue
        for post in find_poster(sti):
            if post.slags == "fejl":
                # A hidden folder or a link inside a folder is an error, unless the user named its target as well.
                if post.sti == sti or _virkelig(post.sti) not in mapper:
                    afvist[post.sti] = post.grund
                elif _fuld(post.sti) not in navngivne:
                    oversprunget[post.sti] = "Mappen er et link til en mappe, der er læst."
            elif (grund := _springes_over(post, egne)) is not None:
                oversprunget[post.sti] = grund
            else:
                i_mapper.setdefault(_virkelig(post.sti), []).append(post.sti)
    for virkelig, navne in i_mapper.items():
        valgt = givne.get(virkelig, navne[0])
        for navn in navne:
            if _fuld(navn) != _fuld(valgt):
                oversprunget[navn] = f"Filen er den samme som {vis_sikkert(valgt, 200)}."
    laeses = {virkelig: navne[0] for virkelig, navne in i_mapper.items()} | givne
    return Fundne(
        filer=sorted(laeses.values()),
        i_mapper=set(laeses.values()) - set(givne.values()),
        afvist=[Afvist(fil, grund) for fil, grund in afvist.items()],
        oversprunget=sorted((fil, grund) for fil, grund in oversprunget.items() if _fuld(fil) not in navngivne),
    )


def _er_mappe(sti: str) -> bool:
    """Return whether a path is a folder; False if that cannot be determined (the error is reported when it is read)."""
    try:
        return Path(sti).is_dir()
    except (OSError, ValueError):
        return False


def _virkelig(sti: str) -> str:
    """Return the path with links resolved, or the path itself if that fails."""
    try:
        return os.path.realpath(sti)
    except (OSError, ValueError):
        return sti


def _fuld(sti: str) -> str:
    """Return the absolute path without resolving links, or the path itself if there is no current folder."""
    try:
        return os.path.abspath(sti)  # noqa: PTH100 - Path.resolve would follow links
    except OSError:
        return sti


def _springes_over(post: Post, egne: Collection[str]) -> str | None:
    """Return why a file in a folder is not an application; None if it may be one.

    ``egne``: the real paths of the files that are given as something else.
    """
    if post.slags == "sprunget_over":
        return post.grund
    if _virkelig(post.sti) in egne:
        return "Filen er givet for sig som vurderinger eller afgørelser."
    return _grund_til_at_springe_over(Path(post.sti).name)


def _grund_til_at_springe_over(navn: str) -> str | None:
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
            med_raad(
                f"Der er ansøgninger til flere puljer: {vis_sikkert(fil_a, 200)} hører til »{a}« og "
                f"{vis_sikkert(fil_b, 200)} til »{b}«.",
                "Giv én pulje ad gangen, eller vælg den med --pulje.",
                "Lav en runde til hver pulje.",
            )
        )
    if foerste:
        return next(iter(foerste))
    if pulje is not None:
        return pulje
    if afvist:
        mere = f" (og {len(afvist) - 1} andre filer)" if len(afvist) > 1 else ""
        raise BrugsFejl(f"Ingen af filerne kan læses. {afvist[0].sted or afvist[0].fil}: {afvist[0].besked}{mere}")
    raise BrugsFejl("Der er ingen ansøgninger her. Angiv filer, eller mapper med filer i.")


def _saml(svar: Indkomne, laest: Sequence[Ansoegning]) -> None:
    """Determine which applications count: one file per applicant. Replaced files do not count as received."""
    ansoeger = svar.regelsaet.data.ansoeger
    ordnet = sorted(laest, key=lambda a: _plads(a, ansoeger.fakta if ansoeger else ""))
    fejl: dict[str, str] = {}
    erstattet: dict[str, str] = {}
    if ansoeger is not None:
        fejl, erstattet = afklar(
            [
                (a.fil, _tekst(a.fakta.get(ansoeger.fakta)), _tekst(a.fakta.get(ansoeger.erstatter or "")))
                for a in ordnet
            ]
        )
    svar.afvist += [Afvist(fil, besked) for fil, besked in fejl.items()]
    # The applicant wrote the name; the folder may be one that the paper's reader does not know.
    svar.oversprunget += [(fil, f"Filen er erstattet af {PurePath(ny).name}.") for fil, ny in erstattet.items()]
    svar.modtaget = [a for a in ordnet if a.fil not in erstattet]
    svar.gaeldende = [a for a in svar.modtaget if a.fil not in fejl]
    svar.afvist.sort(key=lambda a: (a.fil, a.besked))
    svar.oversprunget.sort()


def _plads(a: Ansoegning, fakta: str) -> tuple[bool, str, str]:
    """Return the sort key of an application: by applicant (the value of ``fakta``), those without one last."""
    kode = _tekst(a.fakta.get(fakta))
    return (kode is None, kode or "", a.fil)


def _tekst(v: object) -> str | None:
    return v if isinstance(v, str) else None


def afklar(filer: Sequence[tuple[str, str | None, str | None]]) -> tuple[dict[str, str], dict[str, str]]:
    """Determine which files count.

    An applicant must have exactly one file that is not replaced. If there are several, or if a file names one that it
    cannot replace, none of the applicant's files count. A replaced file need not be present.

    Args:
        filer: (file, applicant, the file it replaces) for each application; None: not stated.

    Returns:
        The error message by file, and the replacing file by replaced file.
    """
    fejl, erstattet, ukendt = _laes_erstatninger(filer)
    efter_ansoeger: dict[str, list[str]] = {}
    for fil, hvem, _ in filer:
        if hvem is not None:
            efter_ansoeger.setdefault(hvem, []).append(fil)
    ringe = _i_ring(erstattet)
    for egne in efter_ansoeger.values():
        i_ring = [f for f in egne if f in ringe]
        for f in i_ring:
            fejl.setdefault(f, f"Filerne {_naevn(i_ring)} erstatter hinanden i ring. Slet linjen i den nyeste.")
        tilbage = [f for f in egne if f not in erstattet]
        forkerte = [f for f in egne if f in fejl]
        if len(tilbage) == 1 and not forkerte:
            continue
        flere = len(tilbage) > 1
        navngivet = "".join([ukendt[f] for f in egne if f in ukendt][:_NAEVNES])
        for f in tilbage if flere else egne:
            if f not in fejl:
                andre = _naevn(tilbage, f) if flere else _naevn(forkerte)
                fejl[f] = (
                    f"Ansøgeren har også sendt {andre}, så ingen af dem er med. Behold én, eller skriv i den nyeste, "
                    f"hvilken den erstatter.{navngivet}"
                )
    return fejl, {gammel: ny for gammel, ny in erstattet.items() if gammel not in fejl}


def _laes_erstatninger(
    filer: Sequence[tuple[str, str | None, str | None]],
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Find the file that each file says it replaces.

    Returns:
        The error message by file, the replacing file by replaced file, and by file the sentence that the file it
        replaces is not here.
    """
    fejl: dict[str, str] = {}
    erstattet: dict[str, str] = {}
    ukendt: dict[str, str] = {}
    navne, ansoeger = _Navne(f for f, _, _ in filer), {f: hvem for f, hvem, _ in filer}
    for fil, hvem, skrevet in filer:
        if skrevet is None:
            continue
        vist = vis_sikkert(skrevet, 100)
        match navne.ment(skrevet, fil):
            case []:
                ukendt[fil] = f" {vis_sikkert(fil, 200)} skriver, at den erstatter »{vist}«, men den fil er her ikke."
            case [gammel] if gammel == fil:
                fejl[fil] = f"Filen skriver, at den erstatter sig selv (»{vist}«). Skriv navnet på den tidligere fil."
            case [gammel] if hvem is None or ansoeger[gammel] != hvem:
                fejl[fil] = f"Filen erstatter »{vist}«, som er en anden ansøgers. Ret navnet, eller slet linjen."
            case [gammel]:
                if gammel in erstattet:
                    anden = vis_sikkert(erstattet[gammel], 200)
                    fejl[fil] = (
                        f"Både denne fil og {anden} erstatter »{vist}«. Skriv, hvilken af de to der er den nyeste."
                    )
                erstattet.setdefault(gammel, fil)
            case mulige:
                begge = " og ".join(vis_sikkert(f, 200) for f in nsmallest(2, mulige))
                fejl[fil] = f"Filen erstatter »{vist}«, men det kan være {begge}. Skriv også mappen."
    return fejl, erstattet, ukendt


def _i_ring(erstattet: Mapping[str, str]) -> set[str]:
    """Return the files that are part of a cycle of replacements."""
    i_ring: set[str] = set()
    set_foer: set[str] = set()
    for fra in erstattet:
        vej: list[str] = []
        fil: str | None = fra
        while fil is not None and fil not in set_foer:
            set_foer.add(fil)
            vej.append(fil)
            fil = erstattet.get(fil)
        if fil is not None and fil in vej:
            i_ring.update(vej[vej.index(fil) :])
    return i_ring


def _naevn(filer: Sequence[str], undtagen: str | None = None) -> str:
    """Return the names of some of the files, and the number of the others.

    ``undtagen``: a file among them that is not named.
    """
    vist = [f for f in filer[: _NAEVNES + 1] if f != undtagen][:_NAEVNES]
    rest = len(filer) - (undtagen is not None) - len(vist)
    return opremsning([*(vis_sikkert(f, 200) for f in vist), *([f"{rest} andre"] if rest else [])])


class _Navne:
    """The files of a round by name, to find those that an application refers to.

    A name written by an applicant is only compared with the names of the round's files. It is never looked up in the
    file system, since it may lead anywhere.
    """

    def __init__(self, filer: Iterable[str]) -> None:
        self.efter_navn: dict[str, list[str]] = {}
        self.dele: dict[str, tuple[str, ...]] = {}
        self.fulde: dict[str, tuple[str, ...]] = {}
        for fil in filer:
            dele = self.dele[fil] = som_sti(fil)
            self.fulde[fil] = som_sti(_fuld(fil))
            for navn in dict.fromkeys((dele[-1], _stamme(dele)[-1])) if dele else ():
                self.efter_navn.setdefault(navn, []).append(fil)

    def ment(self, navn: str, fil: str) -> list[str]:
        """Return the files that a name in ``fil`` may refer to, by the first interpretation that matches any file.

        The interpretations are: relative to the file's own folder; as the end of a path; by the file name alone, if the
        folders are another machine's or lead out of this one; without the extension. The file itself is only matched if
        no other file is.
        """
        soegt = som_sti(navn)
        if not soegt:
            return []
        fra_rod = navn.strip().startswith(("/", "\\")) or soegt[0].endswith(":")
        herfra = soegt if fra_rod else som_sti("/".join((*self.fulde[fil][:-1], *soegt)))
        fremmed = fra_rod or ".." in soegt
        laesninger: tuple[Callable[[str], bool], ...] = (
            lambda f: self.fulde[f] == herfra,
            lambda f: self.dele[f][-len(soegt) :] == soegt,
            lambda f: fremmed and self.dele[f][-1] == soegt[-1],
            lambda f: _stamme(self.dele[f])[-len(soegt) :] == soegt,
        )
        mulige = self.efter_navn.get(soegt[-1], [])
        for nogle in ([f for f in mulige if f != fil], [f for f in mulige if f == fil]):
            for laesning in laesninger:
                ramte = [f for f in nogle if laesning(f)]
                if ramte:
                    return ramte
        return []


def _stamme(dele: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts of a path, without the extension of the file name."""
    return (*dele[:-1], PurePosixPath(dele[-1]).stem or dele[-1])
