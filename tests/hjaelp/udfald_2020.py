"""Writes docs/laanepulje-2020.md anew: ``PYTHONPATH=tests python -m hjaelp.udfald_2020``. A test compares it."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import Any

from ansoegning import load_regelsaet, rangliste
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
    """The page, of the round that is the published table."""
    runde = laes_rundetilfaelde(PULJE)[0]
    poster = [dict(a.fakta) for a in runde.ansoegninger]
    svar = rangliste([{"pulje": PULJE, **p} for p in poster], pulje=PULJE)
    data: dict[str, Any] = svar.til_json()
    kommuner = load_regelsaet(PULJE).kommuner
    summer: dict[str, list[int]] = defaultdict(list)
    for p in data["ansoegninger"]:
        summer[p["kommune"]["region"]].append(p["beregnet"]["puljen"])
    del kommuner
    linjer = ["| Region | Kommuner | Mio. kr. |", "| --- | ---: | ---: |"]
    linjer += [f"| {r} | {len(b)} | {_mio(sum(b))} |" for r, b in sorted(summer.items())]
    i_alt = sum(map(sum, summer.values()))
    linjer.append(f"| I alt | {sum(map(len, summer.values()))} | {_mio(i_alt)} |")
    return _HOVED + chr(10).join(linjer) + _IKKE


def _mio(kroner: int) -> str:
    return str(kroner // 1_000_000)


def tabellen() -> list[dict[str, str]]:
    """The published table, where the sources are at hand."""
    with (KILDER / "laanepulje-2020-likviditet.csv").open(encoding="utf-8", newline="") as fil:
        return list(csv.DictReader(fil))


if __name__ == "__main__":
    SIDE.write_text(siden(), encoding="utf-8", newline="\n")
