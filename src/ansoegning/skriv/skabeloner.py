"""Find templates by name and render them in a sandbox. The user's own folder is searched before the program's.

A name that the context does not have is an error, so that a template never leaves out a value silently.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..fejl import BrugsFejl, vis_sikkert
from ..model.visning import dato_i_prosa, med_lille, med_stort, opremsning, vis_kr, vis_tal
from ..system.egen_proces import Arbejder
from ..system.filer import er_fil
from ..system.steder import mappe

if TYPE_CHECKING:
    from .sandkasse import Sandkasse

# Advice to the template's author when a limit stops the rendering.
RET_SKABELONEN = "Se efter gentagelser uden ende i den og i de skabeloner, den henter."
_HOEJST_NAEVNT, _HOEJST_LED = 5, 200
_NY_SAETNING = re.compile(r"[.!?:;]\s+[A-ZÆØÅ»]")
_TALORD = ("nul", "ét", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti")


def _kan_bruges(mappe_: Path) -> bool:
    """Return whether it is a folder whose files can be looked up."""
    try:
        (mappe_ / ".").stat()
        return mappe_.is_dir()
    except (OSError, ValueError):
        return False


class Skabeloner:
    """The template folders, the user's own (``egne``) first. Raises BrugsFejl if that is not a folder.

    If the user has a folder, all rendering is done by ``arbejder``, a process with limits; else ``arbejder`` is None.
    """

    def __init__(self, egne: str | os.PathLike[str] | None = None) -> None:
        self.mapper = [mappe("templates")]
        self.arbejder: Arbejder | None = None
        if egne is not None:
            sti = Path(egne)
            if not _kan_bruges(sti):
                raise BrugsFejl(f"--skabeloner: {vis_sikkert(str(sti), 300)} er ikke en mappe, der kan læses.")
            self.mapper.insert(0, sti)
            self.arbejder = Arbejder()
        self._miljoe: dict[bool, Sandkasse] = {}

    def findes(self, navn: str) -> bool:
        """Return whether there is a template of this name (``<folder>/<file>``)."""
        return any(er_fil(m / navn) for m in self.mapper)

    def sti(self, navn: str) -> Path:
        """Return the template file that a name refers to. Raises BrugsFejl if there is none."""
        for m in self.mapper:
            if er_fil(m / navn):
                _kraev_i_mappen(m, m / navn)
                return m / navn
        raise BrugsFejl(f"Skabelonen »{navn}« mangler i {vis_sikkert(str(self.mapper[0]), 300)}.")

    def udfyld(self, navn: str, indhold: Mapping[str, Any]) -> str:
        """Render one template. Raises BrugsFejl with file, line and error."""
        if self.arbejder is not None:
            hvad = f"Skabelonen »{navn}«"
            return self.arbejder.goer(hvad, RET_SKABELONEN, _udfyld_her, str(self.mapper[0]), navn, dict(indhold))
        return self.udfyld_her(navn, indhold)

    def udfyld_her(self, navn: str, indhold: Mapping[str, Any]) -> str:
        """Render one template in this process; arguments and errors are those of ``udfyld``."""
        from jinja2 import TemplateSyntaxError

        from .sandkasse import HOEJST_TEGN, SKABELONFEJL, paa_dansk

        sti = self.sti(navn)
        miljoe = self.miljoe(html=navn.removesuffix(".j2").endswith(".html"))
        miljoe.begynd()
        dele: list[str] = []
        laengde = 0
        try:
            for del_ in miljoe.get_template(navn).generate(indhold):
                dele.append(del_)
                laengde += len(del_)
                if laengde > HOEJST_TEGN:
                    raise BrugsFejl(f"Skabelonen »{navn}« skriver over {vis_tal(HOEJST_TEGN)} tegn. Ret den.")
        except TemplateSyntaxError as fejl:
            hvor = f"»{fejl.name or navn}«, linje {fejl.lineno},"
            raise BrugsFejl(f"Skabelonen {hvor} kan ikke læses: {vis_sikkert(paa_dansk(fejl), 300)}") from None
        except UnicodeDecodeError:
            raise BrugsFejl(f"Skabelonen {vis_sikkert(str(sti), 300)} er ikke gemt som UTF-8.") from None
        except SKABELONFEJL as fejl:
            hvor = self._hvor(fejl) or f"»{navn}«"
            raise BrugsFejl(f"Skabelonen {hvor}: {vis_sikkert(paa_dansk(fejl), 300)}") from None
        except OSError:
            sted = vis_sikkert(str(sti), 300)
            raise BrugsFejl(f"Skabelonen {sted}, eller en, den henter, kan ikke læses. Se dens rettigheder.") from None
        return "".join(dele)

    def miljoe(self, *, html: bool) -> Sandkasse:
        """Return the environment of text templates, or of HTML templates, whose values are escaped."""
        if html not in self._miljoe:
            self._miljoe[html] = _lav_miljoe(self.mapper, html)
        return self._miljoe[html]

    def _hvor(self, fejl: BaseException) -> str:
        """Return the innermost template and line in an error's traceback, in which jinja2 names the template files."""
        hvor = ""
        spor = fejl.__traceback__
        while spor is not None:
            sti = Path(spor.tb_frame.f_code.co_filename)
            for m in self.mapper:
                if sti.is_relative_to(m):
                    hvor = f"»{sti.relative_to(m).as_posix()}«, linje {spor.tb_lineno}"
            spor = spor.tb_next
        return hvor


@lru_cache(maxsize=1)
def i_processen(egne: str) -> Skabeloner:
    """Return the templates in the limited process, created once for all its work."""
    return Skabeloner(egne)


def _udfyld_her(egne: str, navn: str, indhold: dict[str, Any]) -> str:
    return i_processen(egne).udfyld_her(navn, indhold)


def _kraev_i_mappen(rod: Path, fil: Path) -> None:
    """Raise BrugsFejl if a template is a link out of its folder, since the document would show the target's content."""
    if not fil.resolve().is_relative_to(rod.resolve()):
        vist = vis_sikkert(str(fil), 300)
        raise BrugsFejl(f"Skabelonen {vist} er et link ud af mappen. Læg filen i mappen i stedet.")


def _lav_miljoe(mapper: list[Path], html: bool) -> Sandkasse:
    from jinja2 import BaseLoader, Environment, FileSystemLoader

    from .sandkasse import Sandkasse

    class Laeser(BaseLoader):
        """Loads templates from the folders, but no file outside them through a link."""

        filer = FileSystemLoader([str(m) for m in mapper], encoding="utf-8")

        def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
            kilde, fil, uaendret = self.filer.get_source(environment, template)
            _kraev_i_mappen(next(m for m in mapper if Path(fil).is_relative_to(m)), Path(fil))
            return kilde, fil, uaendret

    miljoe = Sandkasse(
        loader=Laeser(),
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    miljoe.filters |= {
        "antal": antal,
        "dato": dato_i_prosa,
        "grupper": grupper,
        "kr": vis_kr,
        "lille": lille,
        "opremsning": lambda dele: opremsning(list(dele)),
        "tal": vis_tal,
        "stort": med_stort,
        "talord": talord,
    }
    miljoe.tests["led"] = er_led
    return miljoe


def antal(n: int, ental: str, flertal: str) -> str:
    """Return a count in words up to ten: ``ét projekt``, ``fire projekter``, ``12 projekter``."""
    return f"{talord(n)} {ental if n == 1 else flertal}"


def talord(n: int) -> str:
    """Return a number in words up to ten: ``ét``, ``fire``, ``12``."""
    return _TALORD[n] if 0 <= n < len(_TALORD) else vis_tal(n)


def lille(tekst: str) -> str:
    """Return a text for use within a sentence: ``Voksne med autisme`` → ``voksne med autisme``, but ``ADHD``."""
    return med_lille(tekst) if tekst[1:2].islower() else tekst


def er_led(tekst: str) -> bool:
    """Return whether a text can be part of a sentence: it has no sentences of its own, and is not too long."""
    return _NY_SAETNING.search(tekst) is None and len(tekst) <= _HOEJST_LED


def grupper(raekker: Iterable[Any], *navne: str) -> list[list[Any]]:
    """Group rows by equal values of these facts, in input order; rows with none of the facts are left out.

    A group of some of the rows is split into chunks small enough to be listed in a sentence.
    """
    alle = list(raekker)
    fundne: dict[tuple[Any, ...], list[Any]] = {}
    for r in alle:
        vaerdier = tuple(getattr(r, n) for n in navne)
        if any(v is not None and v != "" for v in vaerdier):
            fundne.setdefault(vaerdier, []).append(r)
    return [
        gruppe[fra : fra + bredde]
        for gruppe in fundne.values()
        for bredde in [len(gruppe) if len(gruppe) == len(alle) else _HOEJST_NAEVNT]
        for fra in range(0, len(gruppe), bredde)
    ]
