"""Generate docs/fordelinger.md: ``PYTHONPATH=tests python -m hjaelp.fordelinger``. A test compares it."""

from __future__ import annotations

import textwrap
from decimal import Decimal

from ansoegning.handlinger.fordel import fordel
from ansoegning.indlaes.pakkelaeser import FORDELINGSFIL
from ansoegning.indlaes.regelsaet import find_pakker
from ansoegning.model.fordelingssvar import FordelSvar, KomponentSvar
from ansoegning.model.visning import vis_tal
from ansoegning.skriv.fordeling_tabeller import forklaring, komponenten
from ansoegning.skriv.tabel import SMAL, Celle, Tabel, vis_celle
from hjaelp.steder import ROD

SIDE = ROD / "docs" / "fordelinger.md"
_HOVED = """# De fælles udgifter, efterregnet

Hver tabel er regnet efter sin egen nøgle, og hver afvigelse i de offentliggjorte tal står herunder. Siden er lavet af
programmet (`PYTHONPATH=tests python -m hjaelp.fordelinger`), og en test holder den rigtig. Kommandoen er forklaret i
[`fordel.md`](fordel.md). Vejledende beregning – ikke en afgørelse.
"""


def siden() -> str:
    """Return the page about the built-in packs."""
    return "\n".join([_HOVED, *(_fordelingen(fordel(navn)) for navn in find_pakker(None, FORDELINGSFIL))])


# What-ifs as options of the command: another total, a party that leaves, the equipment by number of packages.
_HVAD_NU_HVIS: dict[str, tuple[tuple[str, str, dict[str, str], tuple[str, ...]], ...]] = {
    "energi-paa-tvaers-4": (
        ("ARC går ud af forslaget", "kr_forslag", {}, ("ARC",)),
        ("60 timer om året", "timer_forslag", {"timer": "60"}, ()),
    ),
    "kod-2024": (("Udgiften er 600.000 kr.", "udgift", {"beloeb": "600.000"}, ()),),
    "telehjerter-2024": (
        ("København går ud", "sekretariat", {}, ("København",)),
        ("Der er 400 pakker udstyr", "udstyr", {"antal_pakker": "400"}, ()),
    ),
}


def _hvis(navn: str) -> str:
    """Return each what-if of a pack: the command, and what each party pays before and after."""
    dele = []
    for titel, komponent, saet, uden in _HVAD_NU_HVIS[navn]:
        nu, saa = (
            next(k for k in s.komponenter if k.id == komponent)
            for s in (fordel(navn), fordel(navn, saet=saet, uden=uden))
        )
        foer = {p.part: p.beloeb for p in nu.parter}
        valg = " ".join([*(f"--saet {n}={v}" for n, v in saet.items()), *(f"--uden {u}" for u in uden)])
        raekker = [(p.part, foer.get(p.part), p.beloeb) for p in saa.parter]
        raekker += [(part, kr, None) for part, kr in foer.items() if part in uden]
        linjer = [f"| {part} | {_kr(a)} | {_kr(b)} |" for part, a, b in raekker]
        hoved = "| Part | Nu, kr. | Så, kr. |\n| --- | ---: | ---: |\n"
        i_alt = f"| I alt | {_kr(nu.beloeb)} | {_kr(saa.beloeb)} |\n"
        dele.append(f"### Hvad nu hvis: {titel}\n\n`ansoegning fordel {navn} {valg}`\n\n{hoved}")
        dele.append("".join(f"{x}\n" for x in linjer) + i_alt + "\n")
    return "".join(dele).rstrip("\n") + "\n"


def _kr(v: object) -> str:
    return "" if v is None else vis_tal(Decimal(str(v)))


def _fordelingen(s: FordelSvar) -> str:
    kilder = ", ".join(s.dokumenter.values())
    hvad = _brudt(f"`ansoegning fordel {s.pulje}`. Kilder: {kilder}.")
    dele = [f"## {s.titel}\n", hvad, *map(_komponenten, s.komponenter), _hvis(s.pulje)]
    return "\n".join(dele)


def _komponenten(k: KomponentSvar) -> str:
    dele = [f"### {k.titel}\n", _brudt(forklaring(k))]
    if k.parter:
        dele.append(_markdown(komponenten(k).til(SMAL)))
    if k.afvigelser:
        dele.append("Afvigelser:\n")
        dele.append("".join(_brudt(a.tekst, "- ", "  ").rstrip("\n") + "\n" for a in k.afvigelser))
    elif k.sum.offentliggjort is not None:
        dele.append("Ingen afvigelser.\n")
    return "\n".join(dele)


def _brudt(tekst: str, foer: str = "", indryk: str = "") -> str:
    """Return a paragraph wrapped at 120 characters."""
    return textwrap.fill(tekst, 120, initial_indent=foer, subsequent_indent=indryk, break_on_hyphens=False) + "\n"


def _markdown(t: Tabel) -> str:
    streg = ["---:" if k.er_tal else "---" for k in t.kolonner]
    linjer = [[k.titel for k in t.kolonner], streg, *(_celler(t, r) for r in t.raekker)]
    if t.sum is not None:
        linjer.append(_celler(t, t.sum))
    return "".join(f"| {' | '.join(linje)} |\n" for linje in linjer)


def _celler(t: Tabel, raekke: tuple[Celle, ...]) -> list[str]:
    return [vis_celle(k.art, c) for k, c in zip(t.kolonner, raekke, strict=True)]


if __name__ == "__main__":
    SIDE.write_text(siden(), encoding="utf-8", newline="\n")
