"""Generate docs/laanepulje-2020.md: ``PYTHONPATH=tests python -m hjaelp.udfald_2020``. A test compares it."""

from __future__ import annotations

import csv
from collections import defaultdict

from ansoegning import rangliste
from ansoegning.model.rangliste import RanglisteSvar
from ansoegning.vaerksted.rundetilfaelde import laes_rundetilfaelde
from hjaelp.kilder import KILDER
from hjaelp.steder import ROD

SIDE = ROD / "docs" / "laanepulje-2020.md"
PULJE = "laanepulje-2020"
_HOVED = """# Lånepuljen 2020, det offentliggjorte udfald efterregnet

17 kommuner fik lån af puljen til styrkelse af likviditeten i 2020. Tabellen har kommune, region og beløb, og ikke
mere. Her står, hvad programmet kan sige og regne efter, og hvad det ikke kan. Siden er lavet af programmet
(`PYTHONPATH=tests python -m hjaelp.udfald_2020`), og en test holder den rigtig. Regelsættet:
[`rules/laanepulje-2020`](../rules/laanepulje-2020/OVERSIGT.md). Vejledende beregning – ikke en afgørelse.

## Det kan regnes efter
"""
_IKKE = """
## Det kan ikke regnes efter

- Hvad hver kommune søgte om. Det tildelte står i regelsættet i stedet for det ansøgte, så alle får alt pr. definition.
- Hvor mange der søgte og intet fik.
- Kriterierne og vægtningen: hvorfor disse kommuner, og hvorfor disse beløb. Ingen regel, der giver 42 mio. kr. til fem
  kommuner og 13 mio. kr. til tre, kan læses ud af tabellen, og programmet gætter ingen.
- Rammen. Regelsættet bruger summen, og det står som en fortolkning (F1).
- Om en regional hensyntagen har virket. Alle regioner er med, men det kan de være uden.
"""


def siden() -> str:
    """Return the page about the published table as a round."""
    svar = udfaldet()
    orden = ["| Nr. | Kommune | Region | Mio. kr. |", "| ---: | --- | --- | ---: |"]
    summer: dict[str, list[int]] = defaultdict(list)
    for p in svar.projekter:
        assert p.gruppe is not None
        assert p.beregnet is not None
        beloeb = p.beregnet["puljen"]
        summer[p.gruppe].append(beloeb)
        orden.append(f"| {p.rang} | {p.navn} | {p.gruppe} | {_mio(beloeb)} |")
    regioner = ["| Region | Kommuner | Mio. kr. |", "| --- | ---: | ---: |"]
    regioner += [f"| {r} | {len(b)} | {_mio(sum(b))} |" for r, b in sorted(summer.items())]
    i_alt = sum(map(sum, summer.values()))
    regioner.append(f"| I alt | {sum(map(len, summer.values()))} | {_mio(i_alt)} |")
    lige = [f"{len(g.projekter)} med {_mio(_beloeb(svar, g.projekter[0]))} mio. kr." for g in svar.lige_rang]
    afsnit = (
        f"Beløbene er tilsammen {_mio(i_alt)} mio. kr. Hver kommune findes, og regionen er den, kommunen lå i.",
        _linjer(regioner),
        f"Tabellen er ordnet efter beløb. Lige beløb: {', '.join(lige)} Her står de efter\n"
        "kommunens nummer; tabellen har dem efter navn.",
        _linjer(orden),
    )
    return _HOVED + "".join(f"\n{a.rstrip()}\n" for a in afsnit) + _IKKE


def udfaldet() -> RanglisteSvar:
    """Calculate the published table as a round."""
    runde = laes_rundetilfaelde(PULJE)[0]
    return rangliste([{"pulje": PULJE, **a.fakta} for a in runde.ansoegninger], pulje=PULJE)


def _beloeb(svar: RanglisteSvar, betegnelse: str) -> int:
    (fundet,) = [p for p in svar.projekter if p.betegnelse == betegnelse]
    assert fundet.beregnet is not None
    return fundet.beregnet["puljen"]


def _linjer(linjer: list[str]) -> str:
    return "".join(f"{linje}\n" for linje in linjer)


def _mio(kroner: int) -> str:
    assert kroner % 1_000_000 == 0
    return str(kroner // 1_000_000)


def tabellen() -> list[dict[str, str]]:
    """Return the published table, if the source documents are available."""
    with (KILDER / "laanepulje-2020-likviditet.csv").open(encoding="utf-8", newline="") as fil:
        return list(csv.DictReader(fil))


if __name__ == "__main__":
    SIDE.write_text(siden(), encoding="utf-8", newline="\n")
