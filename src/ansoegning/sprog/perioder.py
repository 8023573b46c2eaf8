"""Type-check the derived lists of a pack: periods over the dates of a list, with sums that rules may read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ..fejl import mente_du
from ..model.enhedsord import Enhedsord
from ..model.regelsaet import Faktaerklaering, Periodeform, Periodeliste
from ..system.dataklasse import dataklasse
from . import enheder
from .erklaeringer import Erklaeringer, Sti
from .omfang import Erklaering
from .traeer import Fakt, Knude, Type
from .typer import HOEJST_RAEKKER

FRA, TIL = "fra", "til"
_MAANEDER_PR_AAR = 12


@dataklasse(frozen=True, slots=True)
class TypetPeriode:
    """A type-checked derived list.

    ``dag`` is the date of each row of ``af``; ``fra`` and ``til`` are the span's first and last day; ``laengde`` is the
    parameter with the length and ``maaneder`` the number of months in one of its unit; ``summer`` are the expressions
    summed over the dates of a period, by name; ``former`` are the declarations of these sums and of the period's ends.
    """

    af: str
    dag: Fakt
    fra: Fakt
    til: Fakt
    laengde: str
    maaneder: int
    form: Periodeform
    summer: dict[str, Knude]
    former: dict[str, Faktaerklaering]

    def laeser(self) -> tuple[Knude, ...]:
        """Return the trees that the list's rows depend on."""
        return (self.dag, self.fra, self.til, *self.summer.values())


def erklaer_perioder(erklaeringer: Erklaeringer) -> dict[str, TypetPeriode]:
    """Declare the derived lists, so that expressions may aggregate over them. Errors are added to the pack's."""
    fundne = {}
    for navn, data in erklaeringer.data.perioder.items():
        if navn in erklaeringer.data.lister:
            erklaeringer.fejl(("perioder", navn), f"Navnet »{navn}« er allerede en liste. Vælg et andet.")
        elif (typet := _periode(erklaeringer, data, ("perioder", navn))) is not None:
            fundne[navn] = typet
            for sum_, trae in typet.summer.items():
                nul = Fraction(0)
                graenser = [Fraction(g) * HOEJST_RAEKKER for g in (trae.type.fra, trae.type.til) if g is not None]
                type_ = replace(trae.type, fra=min([nul, *graenser]), til=max([nul, *graenser]))
                erklaeringer.omfang.erklaeringer[navn, sum_] = Erklaering(type_, 1, navn)
            for ende in (FRA, TIL):
                erklaeringer.omfang.erklaeringer[navn, ende] = Erklaering(Type("dato"), 1, navn)
    return fundne


def ulaeste_summer(erklaeringer: Erklaeringer) -> None:
    """Report the sums that no rule reads."""
    for navn, data in erklaeringer.data.perioder.items():
        for sum_ in data.summer:
            if (navn, sum_) not in erklaeringer.omfang.laest:
                erklaeringer.fejl(
                    ("perioder", navn, "summer", sum_), f"Ingen læser »{sum_}«. Brug summen, eller fjern den."
                )


def _periode(erklaeringer: Erklaeringer, data: Periodeliste, sti: Sti) -> TypetPeriode | None:
    if data.af not in erklaeringer.data.lister:
        erklaeringer.fejl((*sti, "af"), f"Der er ingen liste »{data.af}«.{mente_du(data.af, erklaeringer.data.lister)}")
        return None
    hoejst = erklaeringer.data.lister[data.af].hoejst
    if 2 * hoejst + 1 > HOEJST_RAEKKER:
        erklaeringer.fejl(
            (*sti, "af"),
            f"Der kan blive over {HOEJST_RAEKKER:,} perioder af {hoejst} {erklaeringer.data.lister[data.af].flertal}. "
            f"Skriv hoejst ved listen, højst {(HOEJST_RAEKKER - 1) // 2}.".replace(",", ".", 1),
        )
    dag = _dag(erklaeringer, data.af, data.dag, (*sti, "dag"))
    fra, til = (_dag(erklaeringer, None, n, (*sti, ende)) for ende, n in ((FRA, data.fra), (TIL, data.til)))
    maaneder = _laengde(erklaeringer, data, sti)
    omfang = replace(erklaeringer.omfang, liste=data.af, i_samling=True)
    summer = {}
    for navn, sum_ in data.summer.items():
        her: Sti = (*sti, "summer", navn)
        if any(n == navn and li in (None, data.af) for li, n in erklaeringer.omfang.erklaeringer) or navn in (FRA, TIL):
            erklaeringer.fejl(her, f"Navnet »{navn}« er allerede brugt. Vælg et andet.")
        if (trae := erklaeringer.udtryk(sum_.udtryk, omfang, (*her, "udtryk"), "tal")) is not None:
            summer[navn] = trae
            _samme_enhed(erklaeringer, sum_.enhed, trae, (*her, "enhed"))
    if dag is None or fra is None or til is None or maaneder is None:
        return None
    former = _former(data, erklaeringer.omfang.enheder)
    return TypetPeriode(data.af, dag, fra, til, data.laengde, maaneder, data.form, summer, former)


def _samme_enhed(erklaeringer: Erklaeringer, skrevet: str | None, trae: Knude, sti: Sti) -> None:
    try:
        dimension, faktor = (
            enheder.enhed(skrevet, erklaeringer.omfang.enheder) if skrevet is not None else (enheder.TAL, 1)
        )
    except ValueError as fejl:
        erklaeringer.fejl(sti, str(fejl))
        return
    if dimension != trae.type.dimension or faktor != 1:
        erklaeringer.fejl(sti, f"Udtrykket giver {enheder.vis(trae.type.dimension)}. Skriv dét som enhed.")


def _former(data: Periodeliste, ord_: Enhedsord) -> dict[str, Faktaerklaering]:
    former = {
        navn: Faktaerklaering(navn=s.navn, type="tal", enhed=s.enhed, trin="0,01").boejet(ord_)
        for navn, s in data.summer.items()
    }
    former[FRA] = Faktaerklaering(navn="periodens første dag", type="dato")
    former[TIL] = Faktaerklaering(navn="periodens sidste dag", type="dato")
    return former


def _dag(erklaeringer: Erklaeringer, liste: str | None, navn: str, sti: Sti) -> Fakt | None:
    erklaering = erklaeringer.omfang.erklaeringer.get((liste, navn))
    if erklaering is None and navn in erklaeringer.daarlige:
        return None
    if erklaering is None or erklaering.er_parameter or erklaering.type.art != "dato":
        datoer = [n for (li, n), x in erklaeringer.omfang.erklaeringer.items() if li == liste and x.type.art == "dato"]
        erklaeringer.fejl(
            sti,
            f"Der er ingen dato »{navn}« {'i ansøgningen' if liste is None else f'i {liste}'}.{mente_du(navn, datoer)}",
        )
        return None
    erklaeringer.omfang.laest.add((liste, navn))
    return Fakt(erklaering.type, 0, navn, liste, 1)


def _laengde(erklaeringer: Erklaeringer, data: Periodeliste, sti: Sti) -> int | None:
    """Return the number of months in one of the length's unit; None after reporting an error in the length."""
    her: Sti = (*sti, "laengde")
    erklaering = erklaeringer.omfang.erklaeringer.get((None, data.laengde))
    vaerdi = erklaeringer.parametre.get(data.laengde)
    if erklaering is None and data.laengde in erklaeringer.daarlige:
        return None
    if erklaering is None or not erklaering.er_parameter:
        erklaeringer.fejl(
            her, f"Der er ingen parameter »{data.laengde}«.{mente_du(data.laengde, erklaeringer.data.parametre)}"
        )
        return None
    erklaeringer.omfang.laest.add((None, data.laengde))
    if erklaering.type.dimension not in (enheder.MAANEDER, enheder.AAR) or not isinstance(vaerdi, int) or vaerdi < 1:
        erklaeringer.fejl(her, f"»{data.laengde}« skal være et helt antal måneder eller år, mindst 1.")
        return None
    gange = enheder.TIDER[erklaering.type.dimension]
    maaneder = vaerdi * gange
    if data.form == "kalender" and maaneder % _MAANEDER_PR_AAR and _MAANEDER_PR_AAR % maaneder:
        erklaeringer.fejl(
            her, f"Et kalenderår kan ikke deles i perioder på {maaneder} måneder. Skriv 1, 2, 3, 4, 6 eller hele år."
        )
    return gange
