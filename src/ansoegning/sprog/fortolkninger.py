"""Type-check the alternative interpretations of a pack: the parameters, criteria and order that each changes."""

from __future__ import annotations

from dataclasses import replace

from ..fejl import mente_du
from ..model.raekkefoelge import Raekkefoelgerettelse, ret_raekkefoelge
from ..model.regelsaet import Retning
from ..model.vaerdier import Vaerdi, VaerdiFejl, laes_tekst
from .erklaeringer import Erklaeringer, Sti
from .grunde import typ_grunde
from .raekkefoelge import Raekkefoelgebygger, TypetRaekkefoelge
from .regelsaet import TypetAlternativ, TypetDel, TypetKriterium


class Fortolkningsbygger:
    """Type-checks the alternatives of every interpretation against the pack's own criteria and order."""

    def __init__(
        self, erklaeringer: Erklaeringer, kriterier: dict[str, TypetKriterium], orden: Raekkefoelgebygger
    ) -> None:
        self.erklaeringer = erklaeringer
        self.kriterier = kriterier
        self.orden = orden

    def byg(self) -> dict[tuple[str, int], TypetAlternativ]:
        """Return the typed alternatives by (interpretation, number from 0), except those that cannot be calculated."""
        fundne: dict[tuple[str, int], TypetAlternativ] = {}
        for i, fortolkning in enumerate(self.erklaeringer.data.fortolkninger):
            self.erklaeringer.kilde(fortolkning.kilde.dokument, ("fortolkninger", i, "kilde", "dokument"))
            for j, alternativ in enumerate(fortolkning.alternativer):
                nyt = TypetAlternativ({}, {}, None)
                for m, retning in enumerate(alternativ.retter):
                    nyt = self._ret(retning, nyt, ("fortolkninger", i, "alternativer", j, "retter", m))
                if alternativ.retter:
                    fundne[fortolkning.id, j] = nyt
        return fundne

    def _ret(self, retning: Retning, a: TypetAlternativ, sti: Sti) -> TypetAlternativ:
        if retning.parameter is not None:
            return replace(a, parametre={**a.parametre, **self._ret_parameter(retning, sti)})
        if retning.raekkefoelge is not None:
            return replace(a, raekkefoelge=self._ret_raekkefoelge(retning.raekkefoelge, a, (*sti, "raekkefoelge")))
        erklaeret = {k.id: k for k in self.erklaeringer.data.kriterier}
        kriterium = erklaeret.get(retning.kriterium or "")
        if kriterium is None:
            # The criterion may have an error of its own that has been reported.
            if not self.erklaeringer.uden("kriterier"):
                self.erklaeringer.fejl(
                    (*sti, "kriterium"),
                    f"Der er intet kriterium »{retning.kriterium}«.{mente_du(retning.kriterium or '', erklaeret)}",
                )
            return a
        if kriterium.for_ is not None and kriterium.for_ not in self.erklaeringer.data.lister:
            # The missing list is reported at the criterion.
            return a
        omfang = self.erklaeringer.omfang_af(kriterium.for_, sti)
        krav = self.erklaeringer.udtryk(retning.krav, omfang, (*sti, "krav")) if retning.krav is not None else None
        dele = {
            art: tuple(
                TypetDel(k, d.grund, d.afklaring)
                for n, d in enumerate(nye)
                if (k := self.erklaeringer.led(d, omfang, (*sti, art, n)))
            )
            for art in ("undtagelser", "forbehold")
            if (nye := getattr(retning, art)) is not None
        }
        self._samles(retning, kriterium.for_, sti)
        grunde = {
            art: typ_grunde(self.erklaeringer, getattr(retning.grunde, art), omfang, (*sti, "grunde", art))
            for art in ("opfyldt", "ikke_opfyldt")
            if retning.grunde is not None
        }
        foer = a.kriterier.get(kriterium.id, self.kriterier.get(kriterium.id))
        if foer is None:
            return a
        nyt = replace(
            foer,
            krav=krav or foer.krav,
            undtagelser=dele.get("undtagelser", foer.undtagelser),
            forbehold=dele.get("forbehold", foer.forbehold),
            samles=retning.samles or foer.samles,
            opfyldt=grunde.get("opfyldt", foer.opfyldt),
            ikke_opfyldt=grunde.get("ikke_opfyldt", foer.ikke_opfyldt),
        )
        return replace(a, kriterier={**a.kriterier, kriterium.id: nyt})

    def _samles(self, retning: Retning, liste: str | None, sti: Sti) -> None:
        """Check that facts summed over shares are numbers of the criterion's list, and that it declares ``faelles``."""
        if not retning.samles:
            return
        erklaeret = self.erklaeringer.data.lister.get(liste or "")
        if erklaeret is None or erklaeret.faelles is None:
            self.erklaeringer.fejl(
                (*sti, "samles"), "Listen siger ikke, hvad der er fælles. Skriv faelles ved listen i pulje.yaml."
            )
            return
        kendte = [n for li, n in self.erklaeringer.fakta if li == liste]
        for nr, navn in enumerate(retning.samles):
            fakt = self.erklaeringer.fakta.get((liste, navn))
            if fakt is None and navn in self.erklaeringer.daarlige:
                continue
            if fakt is None:
                self.erklaeringer.fejl(
                    (*sti, "samles", nr), f"Der er intet faktum »{navn}« her.{mente_du(navn, kendte)}"
                )
            elif fakt.type != "tal":
                self.erklaeringer.fejl((*sti, "samles", nr), f"»{navn}« er ikke et tal og kan ikke lægges sammen.")

    def _ret_parameter(self, retning: Retning, sti: Sti) -> dict[str, Vaerdi]:
        navn = retning.parameter or ""
        form = self.erklaeringer.data.parametre.get(navn)
        if form is None:
            if navn not in self.erklaeringer.daarlige:
                hjaelp = mente_du(navn, self.erklaeringer.data.parametre)
                self.erklaeringer.fejl((*sti, "parameter"), f"Der er ingen parameter »{navn}«.{hjaelp}")
            return {}
        try:
            vaerdi = laes_tekst(form, retning.vaerdi or "")
        except VaerdiFejl as fejl:
            self.erklaeringer.fejl((*sti, "vaerdi"), str(fejl))
            return {}
        return {navn: self.erklaeringer.i_grundenhed(navn, vaerdi)}

    def _ret_raekkefoelge(self, ny: Raekkefoelgerettelse, a: TypetAlternativ, sti: Sti) -> TypetRaekkefoelge | None:
        egen = a.raekkefoelge.data if a.raekkefoelge is not None else self.erklaeringer.data.raekkefoelge
        if egen is None and self.erklaeringer.uden("raekkefoelge"):
            return None
        if egen is None:
            self.erklaeringer.fejl(sti, "Regelsættet har ingen rækkefølge at ændre (raekkefoelge.yaml).")
            return None
        ider = [n.id for n in egen.noegler]
        for n, noegle in enumerate(ny.noegler):
            if noegle.id not in ider:
                self.erklaeringer.fejl(
                    (*sti, "noegler", n, "id"), f"Der er ingen nøgle »{noegle.id}«.{mente_du(noegle.id, ider)}"
                )
        if ny.garanti is not None and egen.garanti is None:
            self.erklaeringer.fejl((*sti, "garanti"), "Rækkefølgen har ingen garanti at ændre.")
        return self.orden.byg(ret_raekkefoelge(egen, ny), sti)
