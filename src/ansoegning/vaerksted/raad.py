"""Advice on a valid pack: what readers would see better with another line in a file."""

from __future__ import annotations

from ..model.enhedsord import PR
from ..model.ord import rammenavn
from ..model.regelsaet import RegelsaetData

# Most Danish plurals have these endings. The singular is not guessed, because some units (``meter``) do not change.
_FLERTAL = ("er", "e")


def raad(data: RegelsaetData) -> list[str]:
    """Return sentences of advice: units with one form, and budgets without a name of their own."""
    om_enheder = [
        f"»{enhed}« skrives også, hvor der er 1. Skriv begge former i pulje.yaml, også hvor de er ens: "
        f"enheder: [{{ental: …, flertal: {enhed}}}]"
        for enhed in enheder_i_en_form(data)
    ]
    budgetter = data.raekkefoelge.budgetter if data.raekkefoelge is not None else {}
    # A single budget has no name in the views, and a year is its own name.
    unavngivne = [b for b, x in budgetter.items() if x.navn is None and not b[:1].isdigit() and len(budgetter) > 1]
    return om_enheder + [
        f"Budgettet »{b}« hedder »{rammenavn(data, b)}« i visningerne, fordi det intet navn har. Skriv navn: …, som "
        "det læses efter »til«, i raekkefoelge.yaml."
        for b in unavngivne
    ]


def enheder_i_en_form(data: RegelsaetData) -> list[str]:
    """Return the pack's own units that are declared with a single form but end as most plurals do."""
    former = [f for fakta in data.fakta.values() for f in fakta.values()]
    enheder = [f.enhed for f in (*former, *data.parametre.values(), *data.vurderingsfakta.values()) if f.enhed]
    ord_ = dict.fromkeys(o for e in enheder for o in e.split(PR))
    return [o for o in ord_ if o.endswith(_FLERTAL) and o not in data.enhedsord]
