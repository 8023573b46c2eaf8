"""Generate docs/resultatkontrakt.md: ``PYTHONPATH=tests python -m hjaelp.trafiklys``. A test compares it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from ansoegning import load_regelsaet, tjek
from ansoegning.model.visning import vis_tal
from hjaelp.steder import ROD

SIDE = ROD / "docs" / "resultatkontrakt.md"
PULJE = "resultatkontrakt-2023"
FIL = ROD / "samples" / PULJE / "aaret-2023.yaml"
_HOVED = """# Resultatkontraktens trafiklys, efterregnet

Hvert mål i resultatkontrakten for 2023 med det lys, reglerne giver: grønt ved fuld målopfyldelse, gult indtil 10 pct.
under måltallet, ellers rødt. De farver, der blev trykt, er ikke med i den tekst, tallene kommer fra, så de kan ikke
holdes op mod disse. Siden er lavet af programmet (`PYTHONPATH=tests python -m hjaelp.trafiklys`), og en test holder den
rigtig. Regelsættet: [`rules/resultatkontrakt-2023`](../rules/resultatkontrakt-2023/OVERSIGT.md). Vejledende beregning –
ikke en afgørelse.
"""
_FOD = """
Fire ting siger kilden ikke:

- hvilken farve hvert mål blev trykt med;
- om et resultat på netop 90 pct. af måltallet er gult eller rødt (her gult, se fortolkning F1; intet mål ligger dér);
- hvorfor et mål ikke er målt. Den, der ved det, skriver det ved målet (`aarsag_1b` …), så det står på papiret;
- hvad der er blevet af målene mellem numrene (4a–4e): de er ikke i tabellen.

Ingen af målene er et, hvor mindre er bedre. Det kan siges som ethvert andet krav (`ventetid <= hoejst_ventetid`).

Papiret til et bestyrelsesmøde er programmets almindelige rapport:

    ansoegning skriv samples/resultatkontrakt-2023/aaret-2023.yaml -o MAPPE --som rapport
"""


def siden() -> str:
    """Return the page: every goal of the real table, judged."""
    svar = tjek(FIL)
    regelsaet = load_regelsaet(PULJE)
    data = regelsaet.data
    linjer = [
        "| Nr. | Mål | Måltal | Realiseret | Pct. af måltallet | Lys |",
        "| --- | --- | ---: | ---: | ---: | --- |",
    ]
    for k in svar.kriterier:
        nr = k.id.removeprefix("M")
        enhed = data.parametre[f"maal_{nr}"].enhed or ""
        maal, realiseret = _tal(regelsaet.parametre[f"maal_{nr}"]), k.fakta.get(f"realiseret_{nr}")
        pct = "" if realiseret is None else vis_tal(_tal(realiseret) * 100 / maal, 1)
        celler = [
            nr,
            k.titel,
            f"{vis_tal(maal)} {enhed}".strip(),
            "" if realiseret is None else f"{vis_tal(_tal(realiseret))} {enhed}".strip(),
            pct,
            data.statusser[k.status].navn,
        ]
        linjer.append(f"| {' | '.join(celler)} |")
    antal = ", ".join(f"{n} {data.statusser[s].navn}" for s, n in svar.resultat_antal.items() if n)
    return f"{_HOVED}\n{chr(10).join(linjer)}\n\nI alt {len(svar.kriterier)} mål: {antal}.\n{_FOD}"


def _tal(v: Any) -> Fraction:
    return Fraction(Decimal(v)) if isinstance(v, str) else Fraction(v)


if __name__ == "__main__":
    SIDE.write_text(siden(), encoding="utf-8", newline="\n")
