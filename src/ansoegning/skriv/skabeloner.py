"""Templates: words and layout, found by name, sandboxed. An author's own folder goes before the program's.

Every name that is not given is an error, so a template that asks for too much is told and never leaves a gap.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..fejl import BrugsFejl, vis_sikkert
from ..model.visning import opremsning, vis_kr, vis_tal
from ..system.steder import mappe

if TYPE_CHECKING:
    from .sandkasse import Sandkasse

_HOEJST_NAEVNT, _HOEJST_LED = 5, 200
_NY_SAETNING = re.compile(r"[.!?:;]\s+[A-ZÆØÅ»]")
_TALORD = ("nul", "ét", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti")


class Skabeloner:
    """The templates there are: first an author's folder, then the program's. Rendered with StrictUndefined."""

    def __init__(self, egne: str | os.PathLike[str] | None = None) -> None:
        self.mapper = [mappe("templates")]
        if egne is not None:
            sti = Path(egne)
            if not sti.is_dir():
                raise BrugsFejl(f"--skabeloner: {vis_sikkert(str(sti), 300)} er ikke en mappe.")
            self.mapper.insert(0, sti)
        self._miljoe: dict[bool, Sandkasse] = {}

    def findes(self, navn: str) -> bool:
        """Whether there is a template of this name (``<folder>/<file>``)."""
        return any((m / navn).is_file() for m in self.mapper)

    def sti(self, navn: str) -> Path:
        """The file that is used for a name. Raises BrugsFejl where there is none."""
        for m in self.mapper:
            if (m / navn).is_file():
                _kraev_i_mappen(m, m / navn)
                return m / navn
        raise BrugsFejl(f"Skabelonen »{navn}« mangler i {vis_sikkert(str(self.mapper[0]), 300)}.")

    def udfyld(self, navn: str, indhold: Mapping[str, Any]) -> str:
        """Render one template. Raises BrugsFejl naming file, line and what is wrong."""
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
        """The environment of text templates, or of those that write HTML (escaped)."""
        if html not in self._miljoe:
            self._miljoe[html] = _lav_miljoe(self.mapper, html)
        return self._miljoe[html]

    def _hvor(self, fejl: BaseException) -> str:
        """The innermost template and line, from the trace: jinja puts its templates' own files and lines there."""
        hvor = ""
        spor = fejl.__traceback__
        while spor is not None:
            sti = Path(spor.tb_frame.f_code.co_filename)
            for m in self.mapper:
                if sti.is_relative_to(m):
                    hvor = f"»{sti.relative_to(m).as_posix()}«, linje {spor.tb_lineno}"
            spor = spor.tb_next
        return hvor


def _kraev_i_mappen(rod: Path, fil: Path) -> None:
    """Raises BrugsFejl where a template is a link that leads out of its folder: what it leads to would be printed."""
    if not fil.resolve().is_relative_to(rod.resolve()):
        vist = vis_sikkert(str(fil), 300)
        raise BrugsFejl(f"Skabelonen {vist} er et link ud af mappen. Læg filen i mappen i stedet.")


def _lav_miljoe(mapper: list[Path], html: bool) -> Sandkasse:
    from jinja2 import BaseLoader, Environment, FileSystemLoader

    from .sandkasse import Sandkasse

    class Laeser(BaseLoader):
        """Templates from the folders, and nothing that a link in one of them leads to elsewhere."""

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
        "dato": _dato,
        "grupper": grupper,
        "kr": vis_kr,
        "lille": lille,
        "opremsning": lambda dele: opremsning(list(dele)),
        "tal": vis_tal,
        "talord": talord,
    }
    miljoe.tests["led"] = er_led
    return miljoe


def antal(n: int, ental: str, flertal: str) -> str:
    """``ét projekt``, ``fire projekter``, ``12 projekter``: a count in words up to ten."""
    return f"{talord(n)} {ental if n == 1 else flertal}"


def talord(n: int) -> str:
    """``ét``, ``fire``, ``12``."""
    return _TALORD[n] if 0 <= n < len(_TALORD) else vis_tal(n)


def lille(tekst: str) -> str:
    """A text to stand within a sentence: ``Voksne med autisme`` → ``voksne med autisme``; ``ADHD`` stays."""
    return tekst[:1].lower() + tekst[1:] if tekst[1:2].islower() else tekst


def er_led(tekst: str) -> bool:
    """Whether a text can stand within a sentence: not sentences of its own, and not too long to be read so."""
    return _NY_SAETNING.search(tekst) is None and len(tekst) <= _HOEJST_LED


def grupper(raekker: Iterable[Any], *navne: str) -> list[list[Any]]:
    """The rows that have the same values of these facts, in the order they come; none of a row that has none of them.

    A group of some of the rows is in parts of no more than can be named in a sentence.
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


def _dato(dag: Any) -> str:
    return f"{dag:%d/%m/%Y}"
