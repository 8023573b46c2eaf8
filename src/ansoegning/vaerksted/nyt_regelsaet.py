"""Create a new pack: a scaffold that loads at once, or next year's round of an existing pack."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ..fejl import BrugsFejl, ascii_noegle, vis_sikkert
from ..indlaes.pakkelaeser import ENIGHEDSFIL, FORDELINGSFIL, PULJEFIL
from ..indlaes.regelsaet import find_pakker, load_regelsaet
from ..model.visning import opremsning
from ..skriv.skabeloner import Skabeloner
from ..sprog.parametertal import parametre_i
from ..system.dataklasse import dataklasse
from ..system.filer import skriv_filer

# The files of a scaffold; each has a template of its name.
_FILER = (
    PULJEFIL,
    "fakta.yaml",
    "parametre.yaml",
    "kriterier.yaml",
    "skema.yaml",
    "konklusioner.yaml",
    "raekkefoelge.yaml",
    "tilfaelde/graenser.yaml",
)
# The answers that the templates write as texts in quotation marks.
_ORD = ("titel", "ansoeger", "ansoegere", "raekke", "raekker", "ramme", "frist", "kilde")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_EFTERSE = "# EFTERSE: fra {gammelt}; sammenhold kilden og citatet med den nye rundes papirer."


@dataklasse(frozen=True, slots=True)
class Ny:
    """The answers that a new pack is created from, as texts.

    ``raekke`` and ``raekker``: singular and plural of what an application lists (empty: the application is judged as a
    unit). ``ramme``: the budget in whole kroner. ``frist``: the deadline as day/month/year. ``tiltale``: how letters
    address the applicant, ``I`` or ``du``.
    """

    id: str
    titel: str
    ansoeger: str
    ansoegere: str
    raekke: str
    raekker: str
    ramme: str
    frist: str
    kilde: str
    tiltale: str = "I"


def skriv_ny(ny: Ny, mappe: Path) -> Path:
    """Write a scaffold to a new folder under ``mappe`` and return that folder.

    Raises BrugsFejl for an id or a word that cannot be used, and if the folder exists; RegelsaetFejl for an invalid
    date or amount.
    """
    return _skriv(ny.id, _stillads(ny), mappe)


def skriv_naeste(gammelt: str, id_: str, titel: str, saet: Mapping[str, str], mappe: Path, regler: str | None) -> Path:
    """Write the next round of a pack to a new folder and return that folder.

    Args:
        gammelt: the id of the pack to copy.
        id_: the id of the new pack.
        titel: the title of the new pack; empty if it is not known.
        saet: new values of parameters, including all that ``skal_saettes`` returns.
        mappe: the parent of the new folder.
        regler: a folder with the user's own packs.

    Raises BrugsFejl, RegelsaetFejl.
    """
    mangler = [n for n in skal_saettes(gammelt, regler) if n not in saet]
    giv = [
        *([] if titel else ["--titel TEKST"]),
        *([f"--saet NAVN=VÆRDI for {opremsning(mangler)}"] if mangler else []),
    ]
    if giv:
        raise BrugsFejl(f"Den nye runde skal have sit eget navn og sine egne datoer og rammer. Giv {' og '.join(giv)}.")
    pakke = find_pakker(regler)[gammelt]
    ukendte = [n for n in saet if n not in load_regelsaet(gammelt, regler=regler).data.parametre]
    if ukendte:
        raise BrugsFejl(f"--saet: regelsættet har ingen parameter »{vis_sikkert(ukendte[0], 60)}«.")
    filer = {}
    for sti in sorted(pakke.mappe.rglob("*.yaml")):
        if sti.is_symlink() or not sti.is_file():
            continue
        navn = str(sti.relative_to(pakke.mappe))
        if navn == ENIGHEDSFIL:
            # It counts cases of the old rules.
            continue
        # The editor's reference to the schema is relative to the old folder.
        tekst = re.sub(r"\A# yaml-language-server:.*\n", "", sti.read_text(encoding="utf-8"))
        if navn == PULJEFIL:
            tekst = re.sub(r"(?m)^id:.*$", f"id: {id_}", tekst, count=1)
            tekst = re.sub(r"(?m)^titel:.*(?:\n[ \t]+\S.*)*$", lambda _: f"titel: {_citeret(titel)}", tekst, count=1)
        if navn == "parametre.yaml":
            for n, v in saet.items():
                tekst = _med_vaerdi(tekst, n, v)
        filer[navn] = _med_eftersyn(tekst, gammelt)
    return _skriv(id_, filer, mappe)


def skal_saettes(gammelt: str, regler: str | None) -> dict[str, str]:
    """Return the parameters that a new round must set, its dates and budgets, each with its name and present value.

    Raises BrugsFejl for an unknown pack or a cost split, RegelsaetFejl for an invalid pack.
    """
    pakker = find_pakker(regler)
    if gammelt not in pakker:
        if gammelt in find_pakker(regler, FORDELINGSFIL):
            raise BrugsFejl(f"»{gammelt}« er en fordeling. --fra tager en pulje.")
        raise BrugsFejl(f"Der er intet regelsæt »{vis_sikkert(gammelt, 60)}«. Her er: {', '.join(pakker)}.")
    regelsaet = load_regelsaet(gammelt, regler=regler)
    data, orden = regelsaet.data, regelsaet.raekkefoelge
    # A budget may be calculated from several parameters.
    rammer = {n for b in (orden.budgetter if orden is not None else ()) for n in parametre_i(b.ramme)}
    return {
        n: f"{p.navn}, nu {p.vaerdi}{f' {p.enhed}' if p.enhed else ''}"
        for n, p in data.parametre.items()
        if p.type == "dato" or n in rammer
    }


def tabeller(gammelt: str, regler: str | None) -> list[str]:
    """Return the names of a pack's tables, which the next round copies as they are."""
    return [t.navn for t in load_regelsaet(gammelt, regler=regler).data.tabeller.values()]


def _skriv(id_: str, filer: Mapping[str, str], mappe: Path) -> Path:
    """Write the files to a folder named after the id, if they form a pack that loads."""
    if not _ID.fullmatch(id_):
        raise BrugsFejl(
            f"»{vis_sikkert(id_, 60)}« kan ikke være et regelsæts id. Brug små bogstaver a-z, tal og bindestreg."
        )
    if id_ in find_pakker() or id_ in find_pakker(hovedfil=FORDELINGSFIL):
        raise BrugsFejl(f"Der er et indbygget regelsæt »{id_}«. Vælg et andet id.")
    maal = mappe / id_
    if os.path.lexists(maal):
        raise BrugsFejl(f"{vis_sikkert(str(maal), 200)} findes allerede. Vælg et andet id eller en anden mappe.")
    with tempfile.TemporaryDirectory() as rod:
        # The files are first loaded from a temporary folder, so that an invalid pack is never written to its place.
        skriv_filer({Path(rod) / id_ / navn: tekst.encode() for navn, tekst in filer.items()})
        load_regelsaet(id_, regler=rod)
    skriv_filer({maal / navn: tekst.encode() for navn, tekst in filer.items()})
    return maal


def _med_vaerdi(tekst: str, navn: str, vaerdi: str) -> str:
    """Return the file with another value of one parameter, otherwise unchanged."""
    blok = re.compile(rf"(?ms)^  {re.escape(navn)}:.*?(?=^  \S|^\S|\Z)")
    fundet = blok.search(tekst)
    ny, antal = re.subn(
        r"""(\bvaerdi:[ \t]*)("[^"]*"|'[^']*'|[^,}\n#]+)""",
        lambda m: m[1] + _citeret(vaerdi),
        fundet[0] if fundet is not None else "",
        count=1,
    )
    if fundet is None or not antal:
        raise BrugsFejl(f"Parameteren »{navn}« kan ikke findes i parametre.yaml. Ret værdien i hånden.")
    return tekst[: fundet.start()] + ny + tekst[fundet.end() :]


def _med_eftersyn(tekst: str, gammelt: str) -> str:
    """Return the file with a reminder before every line that has a source or a citation, or says why there are no
    letters.
    """
    linjer: list[str] = []
    for linje in tekst.split("\n"):
        if re.match(r"""^[^#"']*\b(?:kilde|citat|dokumenter|uden_breve):""", linje) and not linje.lstrip().startswith(
            "afsnit"
        ):
            indryk = linje[: len(linje) - len(linje.lstrip())]
            if not (linjer and linjer[-1].lstrip().startswith("# EFTERSE")):
                linjer.append(indryk + _EFTERSE.format(gammelt=gammelt))
        linjer.append(linje)
    return "\n".join(linjer)


def _citeret(tekst: str) -> str:
    """Return a text as a double-quoted YAML scalar on one line."""
    rent = " ".join(tekst.split())
    return '"' + rent.replace("\\", "\\\\").replace('"', '\\"') + '"'


# What a source is called after a reason, by the word that its title has.
_KORTE = (
    ("vejledning", "vejledningen"),
    ("bekendtgørelse", "bekendtgørelsen"),
    ("fundats", "fundatsen"),
    ("aftale", "aftalen"),
    ("opslag", "opslaget"),
    ("brev", "brevet"),
    ("lov", "loven"),
)


def _kort(titel: str) -> str:
    """Return the short name of a source with this title; »kilden« where the title does not say what it is."""
    return next((kort for ord_, kort in _KORTE if re.search(rf"(?i)\b{ord_}", titel)), "kilden")


def _stillads(ny: Ny) -> dict[str, str]:
    """Return the files of a scaffold by name. Raises BrugsFejl for an answer that cannot be used."""
    for hvad, v in (("--titel", ny.titel), ("--ansoeger", ny.ansoeger), ("--kilde", ny.kilde)):
        if not v.strip():
            raise BrugsFejl(f"{hvad} er tom.")
    if ny.tiltale not in ("I", "du"):
        raise BrugsFejl(f"--tiltale: »{vis_sikkert(ny.tiltale, 60)}« er hverken I eller du.")
    liste = ascii_noegle(ny.raekker) if ny.raekker else ""
    if bool(ny.raekke) != bool(ny.raekker):
        raise BrugsFejl("Giv både --raekke og --raekker, eller ingen af dem.")
    if liste and (not re.fullmatch(r"[a-z][a-z0-9_]*", liste) or liste == "ansoegning"):
        raise BrugsFejl(f"--raekker: »{vis_sikkert(ny.raekker, 60)}« kan ikke bruges. Skriv et ord, fx projekter.")
    ord_ = {
        **{n: getattr(ny, n) for n in _ORD},
        "samlet": f"{ny.raekker} opfylder kriterierne",
        "samlet_ental": f"{ny.raekke} opfylder kriterierne",
    }
    indhold = {n: _citeret(tekst) for n, tekst in ord_.items()}
    indhold |= {"id": ny.id, "kort": _kort(ny.kilde), "liste": liste, "tiltale": ny.tiltale}
    skabeloner = Skabeloner()
    return {navn: skabeloner.udfyld(f"faelles/nyt-regelsaet/{navn}.j2", indhold) for navn in _FILER}


__all__ = ["Ny", "skal_saettes", "skriv_naeste", "skriv_ny", "tabeller"]
