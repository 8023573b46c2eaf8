"""The page's actions on an application that is still being written: read it, judge it, draft texts, write documents.

A draft (``Fakta``) is a mapping of facts to texts exactly as the user typed them; a text that cannot be read as a value
is kept as typed. Only rule packs and templates are read from files here, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..bedoemmelse.bedoem import bedoem_ansoegning
from ..bedoemmelse.sag import kontekst
from ..fejl import LaeseFejl, Sted, vis_sikkert
from ..indlaes.afvist import som_laesefejl
from ..indlaes.ansoegning import laes_ansoegning, laes_antagelser
from ..indlaes.fil import laes_indhold
from ..indlaes.noder import Ordbog, fra_python, til_python
from ..indlaes.regelsaet import load_regelsaet
from ..indlaes.vurderinger import laes_vurderingsposter
from ..model.ansoegning import Ansoegning
from ..model.felter import navn_af, raekke_af
from ..model.resultat import Resultat
from ..motor.slutning import PlainKaede
from ..skriv.ansoegningsfil import skriv_json, skriv_yaml, som_tekst
from ..skriv.rapport import Rapport, lav_rapport
from ..sprog.regelsaet import Regelsaet, grundfakta
from ..system import kan
from ..system.dataklasse import dataklasse
from .tjek import kendt_pulje

# Modules for documents and rounds are imported where they are used, so that they do not delay the first page.
if TYPE_CHECKING:
    from ..model.rangliste import RanglisteSvar
    from ..skriv.kontekst import Skemaside
    from ..skriv.skabeloner import Skabeloner

Fakta = Mapping[str, Any]
# The name used for a draft in messages and file names, where other applications have a file name.
NAVN = "ansoegning"
# The native chainer is not used here: a crash in native code would stop the server and lose all users' unsaved work.
_KAEDER = (PlainKaede(),)


@dataklasse(frozen=True, slots=True)
class Kladdesvar:
    """A draft as it was read, and the answer to it. ``rapport`` is the answer in words; ``dato`` the day of the run."""

    ansoegning: Ansoegning
    regelsaet: Regelsaet
    resultat: Resultat
    rapport: Rapport
    dato: date | None = None


@dataklasse(frozen=True, slots=True)
class Kladdefil:
    """A document made from a draft. ``navn`` is a file name without a folder."""

    navn: str
    indhold: bytes


def aabn(data: bytes, navn: str, *, pulje: str | None = None, regler: str | None = None) -> tuple[str, dict[str, Any]]:
    """Read a file's bytes (YAML, JSON or workbook) and return its pool's id and its facts as a draft.

    Args:
        navn: the file's name, for messages and to recognise the format.
        pulje: the pool's id, for a file that does not name its pool.

    Raises LaeseFejl, BrugsFejl, RegelsaetFejl.
    """
    ansoegning, regelsaet = _laes(data, navn, pulje=pulje, regler=regler)
    return regelsaet.id, som_kladde(ansoegning, regelsaet)


def tjek_indhold(
    data: bytes,
    navn: str,
    *,
    pulje: str | None = None,
    dato: date | None = None,
    saet: Mapping[str, str] | None = None,
    antag: Mapping[str, str] | None = None,
    hvorfor: bool = False,
    regler: str | None = None,
) -> Resultat:
    """Judge the bytes of a file as ``tjek`` judges a file. Raises as ``tjek``."""
    with som_laesefejl(navn):
        ansoegning, regelsaet = _laes(data, navn, pulje=pulje, saet=saet, regler=regler)
        return bedoem_ansoegning(
            ansoegning,
            regelsaet,
            _KAEDER,
            dato=dato,
            antag=laes_antagelser(regelsaet, antag or {}),
            sat=tuple(saet or ()),
            hvorfor=hvorfor,
        )


def rangliste_indhold(data: bytes, *, regler: str | None = None) -> RanglisteSvar:
    """Order a round given as JSON: ``{"ansoegninger": [...], "medtag_skoen", "robusthed", "omfang"}``.

    Only ``ansoegninger`` is required. Raises LaeseFejl if the JSON has another structure, otherwise as ``rangliste``.
    """
    from .rangliste import rangliste

    rod = laes_indhold(data, "runde.json")
    ukendt = next((n for n in rod.dele if n not in _RUNDE), None)
    if ukendt is not None:
        raise LaeseFejl(
            f"»{vis_sikkert(ukendt, 60)}« er ukendt her. Brug {', '.join(_RUNDE)}.", rod.noeglesteder[ukendt]
        )
    valg = til_python(rod)
    ansoegninger = valg.get("ansoegninger")
    if not isinstance(ansoegninger, list) or not all(isinstance(a, dict) for a in ansoegninger):
        raise LaeseFejl("»ansoegninger« skal være en liste af ansøgninger.", rod.sted)
    skoen, antal, omfang = valg.get("medtag_skoen", False), valg.get("robusthed", 0), valg.get("omfang", "auto")
    if not isinstance(skoen, bool):
        raise LaeseFejl("»medtag_skoen« skal være true eller false.", rod.dele["medtag_skoen"].sted)
    if isinstance(antal, bool) or not isinstance(antal, int) or not 0 <= antal <= HOEJST_ROBUSTHED:
        raise LaeseFejl(f"»robusthed« skal være 0 til {HOEJST_ROBUSTHED}.", rod.dele["robusthed"].sted)
    return rangliste(ansoegninger, medtag_skoen=skoen, omfang=omfang, robusthed=antal or None, regler=regler)


_RUNDE = ("ansoegninger", "medtag_skoen", "robusthed", "omfang")
# Each draw orders the complete round again, and the server must also answer other requests.
HOEJST_ROBUSTHED = 10_000


def _laes(
    data: bytes,
    navn: str,
    *,
    pulje: str | None = None,
    saet: Mapping[str, str] | None = None,
    regler: str | None = None,
) -> tuple[Ansoegning, Regelsaet]:
    with som_laesefejl(navn):
        rod = laes_indhold(data, navn)
        regelsaet = load_regelsaet(kendt_pulje(rod, pulje, regler), regler=regler, saet=saet)
        return laes_ansoegning(rod, regelsaet, navn), regelsaet


def som_kladde(ansoegning: Ansoegning, regelsaet: Regelsaet) -> dict[str, Any]:
    """Return the facts as the texts that a file would contain; unreadable values are returned as written."""

    def tekster(liste: str | None, fakta: Mapping[str, Any]) -> dict[str, Any]:
        former = regelsaet.fakta_i(liste)
        return {n: list(v) if isinstance(v, tuple) else som_tekst(regelsaet, former[n], v) for n, v in fakta.items()}

    kladde: dict[str, Any] = {}
    for navn, tekst in tekster(None, ansoegning.fakta).items():
        saet_felt(kladde, navn, tekst)
    for liste, raekker in ansoegning.raekker.items():
        kladde[liste] = [tekster(liste, r) for r in raekker]
    for mangel in ansoegning.vaerdimangler:
        saet_felt(kladde, mangel.felt, mangel.skrevet)
    return kladde


def saet_felt(kladde: dict[str, Any], felt: str, vaerdi: object) -> None:
    """Store a text, or a list of texts, at a fact's path (``projekter[0].navn``); an empty value removes the fact."""
    (liste, nr), (_, navn) = raekke_af(felt), navn_af(felt)
    if nr:
        sted: dict[str, Any] = kladde[liste][nr - 1]
    else:
        gruppe, prik, kort = felt.partition(".")
        sted, navn = (kladde.setdefault(gruppe, {}), kort) if prik else (kladde, felt)
    if vaerdi in ("", [], None):
        sted.pop(navn, None)
    else:
        sted[navn] = vaerdi


def hent_felt(kladde: Fakta, felt: str) -> Any:
    """Return the value at a fact's path, or None if there is none."""
    (liste, nr), (_, navn) = raekke_af(felt), navn_af(felt)
    if nr:
        raekker = kladde.get(liste, [])
        return raekker[nr - 1].get(navn) if nr <= len(raekker) else None
    gruppe, prik, kort = felt.partition(".")
    return kladde.get(gruppe, {}).get(kort) if prik else kladde.get(felt)


def svar(
    kladde: Fakta,
    pulje: str,
    *,
    vurderinger: Sequence[Mapping[str, Any]] = (),
    dato: date | None = None,
    regler: str | None = None,
) -> Kladdesvar:
    """Judge a draft.

    Args:
        vurderinger: assessments, each with the keys of an entry in the assessor's file except those that name the
            application.

    Raises LaeseFejl for a structure that no form produces, BrugsFejl for an unknown pool, RegelsaetFejl.
    """
    with som_laesefejl(NAVN):
        regelsaet = load_regelsaet(pulje, regler=regler)
        rod = fra_python(kladde, Sted(NAVN))
        assert isinstance(rod, Ordbog)
        ansoegning = laes_ansoegning(rod, regelsaet, NAVN)
        poster = [fra_python({"fil": NAVN, **v}, Sted(NAVN, nr)) for nr, v in enumerate(vurderinger, 1)]
        resultat = bedoem_ansoegning(
            ansoegning,
            regelsaet,
            _KAEDER,
            dato=dato,
            vurderinger=laes_vurderingsposter(poster, regelsaet),
        )
        return Kladdesvar(ansoegning, regelsaet, resultat, lav_rapport(resultat, regelsaet.data), dato)


def hviler_paa(
    regelsaet: Regelsaet, kriterium: str, fakta: Mapping[str, Any], raekke: Mapping[str, Any]
) -> dict[str, str]:
    """Return the values that a criterion was judged on, as text by fact; an assessor's answer depends on them.

    Args:
        fakta: the application's facts.
        raekke: the facts of the row that is judged; empty for a criterion of the application.
    """
    bundet = next(k for k in regelsaet.kriterier if k.data.id == kriterium)
    fundet: dict[str, str] = {}
    for knude in bundet.betingelser:
        for f in grundfakta(regelsaet, knude):
            vaerdi = (fakta if f.liste is None else raekke).get(f.navn)
            if vaerdi is not None and not f.samlet and not isinstance(vaerdi, tuple | Fraction):
                fundet[f.navn] = som_tekst(regelsaet, regelsaet.fakta[f.liste, f.navn], vaerdi)
    return fundet


def kan_udkastes(regelsaet: Regelsaet, navn: str) -> bool:
    """Return whether a text field of the form has a template that drafts it."""
    from ..skriv.skabeloner import Skabeloner

    return Skabeloner(None).findes(f"{regelsaet.id}/felter/{navn}.j2")


def skemaside(svar: Kladdesvar, skabeloner: Skabeloner | None = None) -> Skemaside:
    """Return the form filled in from a draft, with drafted texts in the empty text fields."""
    from ..skriv.kontekst import lav_side
    from ..skriv.skabeloner import Skabeloner
    from ..skriv.udkast import lav_udkast

    k = kontekst(svar.ansoegning, svar.regelsaet, dato=svar.dato)
    return lav_side(k, svar.resultat, lav_udkast(k, skabeloner or Skabeloner(None)))


def udkast(svar: Kladdesvar) -> dict[str, str]:
    """Return the program's drafts of the text fields that are still empty, by fact."""
    from ..skriv.skabeloner import Skabeloner
    from ..skriv.udkast import lav_udkast

    return lav_udkast(kontekst(svar.ansoegning, svar.regelsaet, dato=svar.dato), Skabeloner(None))


def mangler(endelse: str) -> str | None:
    """Return why files with this suffix (``docx``, ``-rapport.pdf``) cannot be made here, or None if they can."""
    art = endelse.rpartition(".")[2]
    return kan.mangler("word") if art == "docx" else kan.mangler("pdf") if art == "pdf" else None


def papirer(svar: Kladdesvar, som: str) -> list[Kladdefil]:
    """Write a draft's documents. ``som`` is a key of ``FORMATER``, ``yaml``, ``json`` or ``xlsx``. Raises BrugsFejl."""
    if som == "yaml":
        return [Kladdefil(f"{NAVN}.yaml", skriv_yaml(svar.regelsaet, svar.ansoegning).encode())]
    if som == "json":
        return [Kladdefil(f"{NAVN}.json", skriv_json(svar.regelsaet, svar.ansoegning).encode())]
    if som == "xlsx":
        from ..skriv.projektmappe import skriv_projektmappe

        return [Kladdefil(f"{NAVN}.xlsx", skriv_projektmappe(svar.regelsaet, svar.ansoegning))]
    from ..skriv.formater import FORMATER, Grundlag
    from ..skriv.skabeloner import Skabeloner

    egne = Skabeloner(None)
    grundlag = Grundlag(
        side=skemaside(svar, egne), resultat=svar.resultat, regelsaet=svar.regelsaet, skabeloner=egne, mappe=None
    )
    skrives = FORMATER[som]
    if len(skrives) > 1:
        # Formats that cannot be made here are skipped; the page lists them with the reason.
        skrives = {e: lav for e, lav in skrives.items() if mangler(e) is None}
    lavet = {endelse: lav(grundlag) for endelse, lav in skrives.items()}
    return [Kladdefil(f"{NAVN}{endelse}", p.indhold) for endelse, p in lavet.items() if p.indhold is not None]


__all__ = [
    "NAVN",
    "Fakta",
    "Kladdefil",
    "Kladdesvar",
    "aabn",
    "hent_felt",
    "papirer",
    "rangliste_indhold",
    "saet_felt",
    "skemaside",
    "som_kladde",
    "svar",
    "tjek_indhold",
    "udkast",
]
