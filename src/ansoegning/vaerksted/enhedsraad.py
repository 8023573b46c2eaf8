"""Units that a pack writes in one form, and that look as if they had two."""

from __future__ import annotations

from ..model.enhedsord import PR
from ..model.regelsaet import RegelsaetData

# Most words for several end so; no ending is taken off, since some (``meter``) are the same of one.
_FLERTAL = ("er", "e")


def enheder_i_en_form(data: RegelsaetData) -> list[str]:
    """The pack's own units that are written alike of one and of several, and end as words for several do."""
    former = [f for fakta in data.fakta.values() for f in fakta.values()]
    enheder = [f.enhed for f in (*former, *data.parametre.values(), *data.vurderingsfakta.values()) if f.enhed]
    ord_ = dict.fromkeys(o for e in enheder for o in e.split(PR))
    return [o for o in ord_ if o.endswith(_FLERTAL) and o not in data.enhedsord]
