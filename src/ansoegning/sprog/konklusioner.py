"""Check the conclusions of a pack: what each is based on, their order, and those that every pack must have."""

from __future__ import annotations

from ..fejl import mente_du
from ..model.regelsaet import Konklusion, Moenster, Naar
from ..model.visning import opremsning
from .erklaeringer import Erklaeringer, Sti

# Conclusions by id and list (None: the application).
Kendte = dict[tuple[str, str | None], Konklusion]

SVAR = {"resultat": "vaerste_af", "resultat_antal": "antal_af", "klar": "naar"}
RAEKKERESULTAT = "raekkeresultat"
# For each kind of name in a pattern: the part of the pack that declares it, and the other words that are allowed.
_HENVISNINGER: dict[str, tuple[str, tuple[str, ...]]] = {
    "kriterium": ("kriterier", ("alle",)),
    "fund": ("skema", ("fejl", "advarsel", "S00")),
    "forhold": ("forhold", ()),
}


def kontroller_konklusioner(erklaeringer: Erklaeringer) -> None:
    """Add every error in the pack's conclusions to its errors."""
    _Kontrol(erklaeringer).konklusioner()


class _Kontrol:
    def __init__(self, erklaeringer: Erklaeringer) -> None:
        self.erklaeringer = erklaeringer

    def konklusioner(self) -> None:
        kendte: Kendte = {}
        for i, konklusion in enumerate(self.erklaeringer.data.konklusioner):
            sti: Sti = ("konklusioner", i)
            omfang = self.erklaeringer.omfang_af(konklusion.for_, (*sti, "for"))
            ekstra = ("raekker", "bruger")
            if konklusion.opgave is not None:
                self.erklaeringer.frase(konklusion.opgave, omfang, (*sti, "opgave"), ekstra)
                if konklusion.kilde is not None:
                    self.erklaeringer.kilde(konklusion.kilde.dokument, (*sti, "kilde", "dokument"))
            for noegle in ("vaerste_af", "antal_af"):
                maal = getattr(konklusion, noegle)
                if maal is not None and maal != "kriterier":
                    fundet = self._kendt_konklusion(maal, konklusion, kendte, (*sti, noegle))
                    if fundet is not None and fundet.naar is not None:
                        self.erklaeringer.fejl(
                            (*sti, noegle), f"»{maal}« har ingen status at samle. Brug den under »naar«."
                        )
            if konklusion.uden is not None and konklusion.uden not in self.erklaeringer.data.statusser:
                self.erklaeringer.fejl(
                    (*sti, "uden"),
                    f"»{konklusion.uden}« er ikke en "
                    f"status.{mente_du(konklusion.uden, self.erklaeringer.data.statusser)}",
                )
            if konklusion.naar is not None and konklusion.naar != "altid":
                self._moenstre(konklusion, sti, kendte)
            kendte[konklusion.id, konklusion.for_] = konklusion
        self._paakraevede(kendte)

    def _kendt_konklusion(self, maal: str, konklusion: Konklusion, kendte: Kendte, sti: Sti) -> Konklusion | None:
        """Return the earlier conclusion that one is based on: in its own scope or, for the application, any list."""
        fundne = [x for (navn, _), x in kendte.items() if navn == maal]
        for fundet in fundne:
            if konklusion.for_ in (None, fundet.for_):
                return fundet
        alle = {x.id for x in self.erklaeringer.data.konklusioner}
        if not fundne and maal not in alle and self.erklaeringer.ude_id("konklusioner", maal):
            return None
        if fundne:
            self.erklaeringer.fejl(sti, f"»{maal}« hører ikke til {konklusion.for_}, som konklusionen er for.")
        elif maal == konklusion.id:
            self.erklaeringer.fejl(sti, "Konklusionen bygger på sig selv. Skriv, hvad den ellers bygger på.")
        elif maal in alle:
            self.erklaeringer.fejl(
                sti,
                f"Konklusionen bygger på »{maal}«, som først drages senere, så de kan gå i ring. "
                "Skriv konklusioner i den rækkefølge, de drages.",
            )
        else:
            self.erklaeringer.fejl(sti, f"Der er ingen konklusion »{maal}«.{mente_du(maal, alle)}")
        return None

    def _moenstre(self, konklusion: Konklusion, sti: Sti, kendte: Kendte) -> None:
        assert isinstance(konklusion.naar, Naar)
        # A key that was left out may have been one of them.
        if not (
            konklusion.naar.mindst_en
            or konklusion.naar.alle
            or konklusion.naar.ingen
            or self.erklaeringer.uden("konklusioner")
        ):
            self.erklaeringer.fejl((*sti, "naar"), "Skriv mindst én af mindst_en, alle og ingen, eller »naar: altid«.")
        for art in ("mindst_en", "alle", "ingen"):
            for nr, moenster in enumerate(getattr(konklusion.naar, art)):
                self._moenster(konklusion, moenster, (*sti, "naar", art, nr), kendte)

    def _moenster(self, konklusion: Konklusion, moenster: Moenster, sti: Sti, kendte: Kendte) -> None:
        for noegle in _HENVISNINGER:
            navn = getattr(moenster, noegle)
            if navn is not None:
                self._henvisning(konklusion, noegle, navn, (*sti, noegle))
        if moenster.konklusion is not None:
            fundet = self._kendt_konklusion(moenster.konklusion, konklusion, kendte, (*sti, "konklusion"))
            if fundet is not None and (fundet.naar is None) != (moenster.er is not None):
                besked = (
                    "har ingen status; fjern »er«"
                    if moenster.er is not None
                    else "har en status; skriv hvilke (er: [...])"
                )
                self.erklaeringer.fejl((*sti, "konklusion"), f"»{moenster.konklusion}« {besked}.")
        statusser = self.erklaeringer.data.statusser
        for nr, status in enumerate(moenster.er or ()):
            if status not in statusser:
                self.erklaeringer.fejl((*sti, "er", nr), f"»{status}« er ikke en status.{mente_du(status, statusser)}")

    def _henvisning(self, konklusion: Konklusion, noegle: str, navn: str, sti: Sti) -> None:
        """Report a pattern's reference to something that does not exist, or that is for another list."""
        del_, saerlige = _HENVISNINGER[noegle]
        if navn in saerlige:
            return
        lister = {post.id: post.for_ for post in getattr(self.erklaeringer.data, del_)}
        if navn in lister:
            if konklusion.for_ is not None and lister[navn] != konklusion.for_:
                self.erklaeringer.fejl(sti, f"»{navn}« hører ikke til {konklusion.for_}, som konklusionen er for.")
        elif not self.erklaeringer.ude_id(del_, navn):
            self.erklaeringer.fejl(sti, f"»{navn}« findes ikke.{mente_du(navn, [*lister, *saerlige])}")

    def _paakraevede(self, kendte: Kendte) -> None:
        for navn, form in SVAR.items():
            if self._mangler(kendte.get((navn, None)), navn, form):
                self.erklaeringer.fejl(
                    ("konklusioner",), f"Der mangler en konklusion »{navn}« for hele ansøgningen, med {form}."
                )
        for liste in self.erklaeringer.data.lister:
            if self._mangler(kendte.get((RAEKKERESULTAT, liste)), RAEKKERESULTAT, "vaerste_af"):
                self.erklaeringer.fejl(
                    ("konklusioner",),
                    f"Der mangler en konklusion »{RAEKKERESULTAT}« for hver række i {liste}, med vaerste_af.",
                )
        if self.erklaeringer.uden("kriterier", "konklusioner"):
            # What was left out may satisfy these requirements.
            return
        resultat = kendte.get(("resultat", None))
        hele = [x.id for x in self.erklaeringer.data.kriterier if x.for_ is None]
        if hele and resultat is not None and not self._ser_ansoegningens(resultat, kendte):
            self.erklaeringer.fejl(
                ("konklusioner",),
                f"»resultat« ser ikke på {opremsning(hele)}, som gælder hele ansøgningen. Skriv vaerste_af: kriterier.",
            )
        for navn, omraade in (("resultat", None), *((RAEKKERESULTAT, li) for li in self.erklaeringer.data.lister)):
            k = kendte.get((navn, omraade))
            if k is not None and k.vaerste_af is not None and not self._drages_altid(k, kendte):
                self.erklaeringer.fejl(
                    ("konklusioner",), f"Skriv ved »{navn}«, hvad der gælder, når der intet er (uden: …)."
                )

    def _mangler(self, k: Konklusion | None, navn: str, form: str) -> bool:
        """Return whether a required conclusion is missing or has another form, and was not left out with an error."""
        if k is None:
            return not self.erklaeringer.ude_id("konklusioner", navn)
        return getattr(k, form) is None

    def _ser_ansoegningens(self, konklusion: Konklusion, kendte: Kendte) -> bool:
        """Return whether a collecting conclusion of the application includes the criteria of the application."""
        if konklusion.vaerste_af in (None, "kriterier"):
            return True
        fundet = kendte.get((konklusion.vaerste_af or "", None))
        return fundet is not None and fundet is not konklusion and self._ser_ansoegningens(fundet, kendte)

    def _drages_altid(self, konklusion: Konklusion, kendte: Kendte) -> bool:
        """Return whether a collecting conclusion always has something to collect, or declares the status otherwise."""
        kilde = konklusion.vaerste_af or konklusion.antal_af
        if konklusion.uden is not None or kilde is None:
            return konklusion.uden is not None
        if kilde == "kriterier":
            return any(x.for_ == konklusion.for_ for x in self.erklaeringer.data.kriterier)
        fundet = kendte.get((kilde, konklusion.for_))
        return fundet is not None and fundet is not konklusion and self._drages_altid(fundet, kendte)
