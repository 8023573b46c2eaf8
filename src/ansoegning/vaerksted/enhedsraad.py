"""Find units of a pack that have one written form but look like a plural."""

from __future__ import annotations

from ..model.enhedsord import PR
from ..model.regelsaet import RegelsaetData

# Most Danish plurals have these endings. The singular is not guessed, because some units (``meter``) do not change.
_FLERTAL = ("er", "e")


def enheder_i_en_form(data: RegelsaetData) -> list[str]:
    """Return the pack's own units that are declared with a single form but end as most plurals do."""
    former = [f for fakta in data.fakta.values() for f in fakta.values()]
    enheder = [f.enhed for f in (*former, *data.parametre.values(), *data.vurderingsfakta.values()) if f.enhed]
    ord_ = dict.fromkeys(o for e in enheder for o in e.split(PR))
    return [o for o in ord_ if o.endswith(_FLERTAL) and o not in data.enhedsord]
