"""Describe what an alternative interpretation changes in a pack, for the page of the pack, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from ..fejl import et_punktum
from ..model.regelsaet import Alternativ, Parameter, Retning
from ..model.vaerdier import laes_tekst
from ..model.visning import opremsning, vis_vaerdi
from ..skriv.betingelser import i_ord
from ..sprog.regelsaet import Regelsaet, TypetAlternativ
from ..sprog.traeer import Knude
from .markdown import Faerdig, md, som_kode
from .oversigt_rangordning import rettelse_i_ord


def aendringer(regelsaet: Regelsaet, alternativ: Alternativ) -> list[str]:
    """Return one line for each change: expressions in words, followed by the expression as written.

    Raises KeyError if the alternative is not one of the pack's.
    """
    typet = next(
        regelsaet.alternativer.get((f.id, nr))
        for f in regelsaet.data.fortolkninger
        for nr, a in enumerate(f.alternativer)
        if a is alternativ
    )
    if typet is None:
        return []
    return [Faerdig(et_punktum(linje)) for r in alternativ.retter for linje in _rettelse(regelsaet, r, typet)]


def _rettelse(regelsaet: Regelsaet, r: Retning, typet: TypetAlternativ) -> Iterator[str]:
    if r.parameter is not None:
        p = regelsaet.data.parametre[r.parameter]
        yield f"Parameteren »{md(p.navn)}« ({som_kode(r.parameter)}) er {md(_vaerdi(p, r.vaerdi))}."
    if r.kriterium is not None:
        k = typet.kriterier[r.kriterium]
        if r.krav is not None:
            yield f"Kravet i {r.kriterium}: {_betingelse(regelsaet, k.krav, r.krav)}."
        for navn, dele, typede in (
            ("undtagelser", r.undtagelser, k.undtagelser),
            ("forbehold", r.forbehold, k.forbehold),
        ):
            if dele is not None:
                hvad = [_betingelse(regelsaet, t.naar, d.naar) for d, t in zip(dele, typede, strict=True)]
                yield f"{navn.capitalize()} i {r.kriterium}: {opremsning(hvad) or 'ingen'}."
    if r.samles:
        liste = typet.kriterier[r.kriterium or ""].liste
        hvad_samles = opremsning([f"»{md(regelsaet.form(liste, n).navn)}«" for n in r.samles])
        yield f"I {r.kriterium} lægges {hvad_samles} sammen over delene af det, der søges om i fællesskab."
    if r.raekkefoelge is not None and typet.raekkefoelge is not None:
        yield from rettelse_i_ord(regelsaet, r.raekkefoelge, typet.raekkefoelge)


def _betingelse(regelsaet: Regelsaet, knude: Knude, skrevet: str) -> str:
    return f"{md(i_ord(regelsaet, knude))} ({som_kode(skrevet)})"


def _vaerdi(p: Parameter, skrevet: str | None) -> str:
    """Return a parameter's value as it is read."""
    return vis_vaerdi(p, laes_tekst(p, skrevet or ""))
