"""Write a cost split as a page for a lawyer: every number and component with its source, interpretations, and coverage.

The page is Danish Markdown, stored as ``rules/<fordeling>/OVERSIGT.md``. Deviations of the published tables are listed
in ``docs/fordelinger.md``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from ..fejl import vis_sikkert
from ..fordeling.svar import fordel_pakken
from ..indlaes.fordelingspakke import load_fordeling
from ..model.data import Kilde
from ..model.fordelingspakke import FordelingData, Fordelingspakke, Komponent
from ..model.visning import med_stort, opremsning, vis_vaerdi
from ..skriv.fordeling_tabeller import forklaring
from .daekning import Daekning, Post, laes_fordelingens_daekning
from .fordelingstilfaelde import laes_fordelingstilfaelde
from .markdown import i_celle, som_kode
from .oversigt import DAEKNINGSORD

_STATUS = DAEKNINGSORD


def lav_fordelingsoversigt(navn: str, *, regler: str | os.PathLike[str] | None = None) -> str:
    """Return the page of the cost split with this id, ending in a line break.

    Raises BrugsFejl for an unknown id, RegelsaetFejl for an invalid pack, register or case.
    """
    pakke = load_fordeling(navn, regler=regler)
    antal = len(laes_fordelingstilfaelde(navn, regler=regler))
    daekning = laes_fordelingens_daekning(navn, regler=regler)
    dele = (
        _hoved(pakke, antal, daekning),
        _kilder_og_tal(pakke),
        _det_der_fordeles(pakke),
        _fortolkninger(pakke.data),
        _daekket(daekning, pakke.data),
    )
    return "\n".join(linje for del_ in dele for linje in del_) + "\n"


def _hoved(pakke: Fordelingspakke, tilfaelde: int, daekning: Daekning | None) -> Iterator[str]:
    d = pakke.data
    yield f"# {_ren(d.titel)}"
    yield ""
    yield f"{_ren(d.beskrivelse)}"
    yield ""
    yield "Siden er lavet af programmet (`ansoegning regler oversigt`). Vejledende beregning – ikke en afgørelse."
    yield ""
    yield "| | |"
    yield "| --- | --- |"
    yield f"| Fordeling | {som_kode(d.id)} |"
    yield f"| Myndighed | {i_celle(d.myndighed)} |"
    yield f"| Kontrolsum (SHA-256) | {som_kode(pakke.sha256)} |"
    parter = opremsning([_antal(pakke, art, x.ental, x.flertal) for art, x in d.arter.items()])
    yield f"| Parter | {len(pakke.parter)} i tabellen: {i_celle(parter)} |"
    yield f"| Tilfælde | {tilfaelde} med det svar, de skal give |"
    yield f"| Kildens krav | {_opgjort(daekning)} |"


def _kilder_og_tal(pakke: Fordelingspakke) -> Iterator[str]:
    d = pakke.data
    yield from _afsnit("Kilder", ("Navn", "Titel"), ((som_kode(n), i_celle(x.titel)) for n, x in d.dokumenter.items()))
    yield from _afsnit(
        "Parametre",
        ("Navn", "Hvad", "Værdi", "Kilde", "Bruges i"),
        (
            (
                som_kode(n),
                i_celle(p.navn),
                i_celle(vis_vaerdi(p, pakke.egne_vaerdier[n])),
                _kilde(p.kilde, d),
                _bruges(n, d),
            )
            for n, p in d.parametre.items()
        ),
    )
    yield from _afsnit(
        "Nøgler",
        ("Navn", "Hvad", "Oplyst sum", "Kilde"),
        (
            (
                som_kode(n),
                i_celle(x.navn),
                i_celle(x.oplyst_sum or ""),
                _kilde(x.kilde, d) if x.kilde is not None else "",
            )
            for n, x in d.noegler.items()
        ),
    )


def _det_der_fordeles(pakke: Fordelingspakke) -> Iterator[str]:
    d = pakke.data
    yield ""
    yield "## Det, der fordeles"
    svar = {k.id: k for k in fordel_pakken(pakke).komponenter}
    for k in d.komponenter:
        yield ""
        yield f"### {_ren(k.titel)}"
        yield ""
        yield f"{_ren(forklaring(svar[k.id]))} ({_kilde(k.kilde, d)})"
        yield ""
        yield from (f"- {led}" for led in _dele(k, d))


def _fortolkninger(d: FordelingData) -> Iterator[str]:
    yield ""
    yield "## Fortolkninger"
    for f in d.fortolkninger:
        yield ""
        yield f"### {f.id}: {_ren(f.spoergsmaal)}"
        yield ""
        yield f"Valgt: {_ren(f.valg)} {_ren(f.begrundelse)} ({_kilde(f.kilde, d)})"
        yield ""
        yield from (f"- Ellers: {_ren(a.tekst)}" for a in f.alternativer)
    if not d.fortolkninger:
        yield from ("", "Fordelingen har ingen fortolkninger.")


def _daekket(daekning: Daekning | None, data: FordelingData) -> Iterator[str]:
    if daekning is None:
        return
    yield from _afsnit(
        "Dækning af kilden",
        ("Sted", "Krav", "Status", "Af", "Grund"),
        ((_sted(p, data), i_celle(f"»{p.citat}«" if p.citat else ""), _STATUS[p.status],
          ", ".join(map(som_kode, p.af)), i_celle(p.grund or "")) for p in daekning.poster),
    )  # fmt: skip


def _afsnit(titel: str, hoved: tuple[str, ...], raekker: Iterable[tuple[str, ...]]) -> Iterator[str]:
    alle = list(raekker)
    yield ""
    yield f"## {titel}"
    yield ""
    if not alle:
        yield "Ingen."
        return
    yield f"| {' | '.join(hoved)} |"
    yield f"| {' | '.join('---' for _ in hoved)} |"
    yield from (f"| {' | '.join(r)} |" for r in alle)


def _dele(komponent: Komponent, data: FordelingData) -> Iterator[str]:
    for x in komponent.dele:
        hvem = opremsning([data.arter[a].flertal for a in x.arter])
        ellers = "efter vægt" if x.vaegte else "ligeligt"
        efter = f"efter {som_kode(x.noegle)}" if x.noegle is not None else ellers
        if x.beloeb:
            vaegte = "; vægt " + ", ".join(f"{data.arter[a].ental}: {som_kode(n)}" for a, n in x.vaegte.items())
            yield f"{med_stort(_ren(hvem))}: {_produkt(x.beloeb)}, {efter}{vaegte if x.vaegte else ''}."
        else:
            satser = "; ".join(f"{data.arter[a].ental}: {_produkt(s)}" for a, s in x.satser.items())
            yield f"{med_stort(_ren(hvem))}: en pris for hver enhed, {efter}; {satser}."


def _produkt(navne: Iterable[str]) -> str:
    return " × ".join(map(som_kode, navne))


def _bruges(navn: str, data: FordelingData) -> str:
    i = [k.id for k in data.komponenter if any(navn in x.parametre for x in k.dele)]
    return ", ".join(map(som_kode, i))


def _antal(pakke: Fordelingspakke, art: str, ental: str, flertal: str) -> str:
    n = sum(p.art == art for p in pakke.parter)
    return f"{n} {ental if n == 1 else flertal}"


def _kilde(kilde: Kilde | None, data: FordelingData) -> str:
    if kilde is None:
        return ""
    citat = f": »{kilde.citat}«" if kilde.citat else ""
    return i_celle(f"{data.dokumenter[kilde.dokument].kort}, {kilde.afsnit}{citat}")


def _sted(p: Post, data: FordelingData) -> str:
    return i_celle(f"{data.dokumenter[p.dokument].kort}, {p.afsnit}")


def _opgjort(daekning: Daekning | None) -> str:
    if daekning is None:
        return "ikke opgjort"
    return ", ".join(f"{n} {_STATUS[s]}" for s, n in daekning.antal.items())


def _ren(tekst: str) -> str:
    return i_celle(vis_sikkert(tekst))


__all__ = ["lav_fordelingsoversigt"]
