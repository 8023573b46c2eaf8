"""Check the parts of a pack that its rules refer to: statuses, lists, applicant, form, and their facts."""

from __future__ import annotations

from collections import Counter

from ..fejl import mente_du
from ..model.enhedsord import PENGE
from ..model.regelsaet import FaktaType, Vaerdiform
from ..model.vaerdier import er_hel
from .erklaeringer import ANSOEGNING, Erklaeringer, Sti


def kontroller_rammer(erklaeringer: Erklaeringer) -> None:
    """Add every error in these parts to the pack's errors."""
    kontrol = _Kontrol(erklaeringer)
    kontrol.statusser()
    kontrol.navngivne_fakta()
    kontrol.ens_fakta()
    kontrol.andele()
    kontrol.blanket()


class _Kontrol:
    def __init__(self, erklaeringer: Erklaeringer) -> None:
        self.erklaeringer = erklaeringer

    def statusser(self) -> None:
        statusser = self.erklaeringer.data.statusser
        roller = [s.rolle for s in statusser.values()]
        for rolle in ("opfyldt", "uoplyst", "ikke_opfyldt", "skoen"):
            if roller.count(rolle) > 1:
                self.erklaeringer.fejl(("statusser",), f"To statusser har rollen {rolle}. En rolle har ét ord.")
            bruges = rolle != "skoen" or any(k.undtagelser or k.forbehold for k in self.erklaeringer.data.kriterier)
            if bruges and rolle not in roller:
                self.erklaeringer.fejl(("statusser",), f"Ingen status har rollen {rolle}. Erklær et ord for den.")
        for noegle in ("navn", "tegn", "tegn_ascii"):
            for ord_ in _ens([str(getattr(s, noegle)) for s in statusser.values()]):
                self.erklaeringer.fejl(("statusser",), f"To statusser har samme {noegle}, »{ord_}«. Giv hver sit.")

    def navngivne_fakta(self) -> None:
        """Check that the facts named by lists, applicant and date exist and have the required type."""
        data = self.erklaeringer.data
        for navn, liste in data.lister.items():
            self._er(navn, liste.navn_fakta, ("tekst",), ("lister", navn, "navn_fakta"))
            if liste.faelles is not None:
                self._er(navn, liste.faelles.navn, ("tekst",), ("lister", navn, "faelles", "navn"))
                self._er(navn, liste.faelles.partnere, ("tekstliste",), ("lister", navn, "faelles", "partnere"))
                if data.ansoeger is None:
                    self.erklaeringer.fejl(
                        ("lister", navn, "faelles"),
                        "Puljen har ingen ansøger (pulje.yaml), så der er ingen at være fælles med. Slet faelles.",
                    )
        if data.dato_fakta is not None:
            self._er(None, data.dato_fakta, ("dato",), ("dato_fakta",))
        if data.ansoeger is not None:
            self._er(None, data.ansoeger.fakta, ("kommune", "tekst"), ("ansoeger", "fakta"))
            if data.ansoeger.erstatter is not None:
                self._er(None, data.ansoeger.erstatter, ("tekst",), ("ansoeger", "erstatter"))

    def _er(self, liste: str | None, navn: str, typer: tuple[FaktaType, ...], sti: Sti) -> None:
        hvor = "i ansøgningen" if liste is None else f"i {liste}"
        form = self.erklaeringer.fakta.get((liste, navn))
        if form is None:
            if navn in self.erklaeringer.daarlige:
                # Its own error has been reported.
                return
            kendte = [n for (li, n), f in self.erklaeringer.fakta.items() if li == liste and f.type in typer]
            self.erklaeringer.fejl(sti, f"Der er intet faktum »{navn}« {hvor}.{mente_du(navn, kendte)}")
        elif form.type not in typer:
            self.erklaeringer.fejl(
                sti, f"»{navn}« er af typen {form.type}; her skal stå et faktum af typen {' eller '.join(typer)}."
            )

    def ens_fakta(self) -> None:
        """Report facts of one scope with the same name or column, which a workbook could not distinguish."""
        for omraade, fakta in self.erklaeringer.data.fakta.items():
            for noegle in ("navn", "kolonne"):
                for ord_ in _ens([v for f in fakta.values() if (v := getattr(f, noegle)) is not None]):
                    foerste, anden, *_ = (n for n, f in fakta.items() if getattr(f, noegle) == ord_)
                    besked = f"»{foerste}« har samme {noegle}, »{ord_}«. Giv hver sit."
                    self.erklaeringer.fejl(("fakta", omraade, anden, noegle), besked)

    def andele(self) -> None:
        fakta = self.erklaeringer.fakta
        for (liste, navn), fakt in fakta.items():
            for i, helhed in enumerate(fakt.andel_af):
                form = fakta.get((liste, helhed))
                if form is None or form.type != "tal" or helhed == navn:
                    tal = [n for (li, n), f in fakta.items() if li == liste and f.type == "tal" and n != navn]
                    besked = f"»{navn}« kan ikke være en andel af »{helhed}«, som ikke er et andet tal her."
                    sti: Sti = ("fakta", liste or ANSOEGNING, navn, "andel_af", i)
                    self.erklaeringer.fejl(sti, f"{besked}{mente_du(helhed, tal)}")

    def blanket(self) -> None:
        blanket = self.erklaeringer.data.blanket
        if blanket is None:
            return
        for noegle in ("raekker_hoejst", "tegn_hoejst", "frist"):
            navn = getattr(blanket, noegle)
            if navn is None or navn in self.erklaeringer.daarlige:
                continue
            form = self.erklaeringer.data.parametre.get(navn)
            if form is None:
                hjaelp = mente_du(navn, self.erklaeringer.data.parametre)
                self.erklaeringer.fejl(("blanket", noegle), f"Der er ingen parameter »{navn}«.{hjaelp}")
            elif noegle == "frist" and form.type != "dato":
                self.erklaeringer.fejl(("blanket", noegle), f"»{navn}« er ikke en dato.")
            elif noegle != "frist" and not _er_antal(form):
                self.erklaeringer.fejl(("blanket", noegle), f"»{navn}« er ikke et helt antal.")
        for i, navn in enumerate(blanket.ved_siden_af):
            if (None, navn) not in self.erklaeringer.fakta and navn not in self.erklaeringer.daarlige:
                self.erklaeringer.fejl(("blanket", "ved_siden_af", i), f"Der er intet faktum »{navn}« i ansøgningen.")
        bilag = blanket.dokumentation.fakta if blanket.dokumentation is not None else ()
        for i, navn in enumerate(bilag):
            if not any(f.type == "tekstliste" for (_, n), f in self.erklaeringer.fakta.items() if n == navn):
                self.erklaeringer.fejl(
                    ("blanket", "dokumentation", "fakta", i), f"Der er ingen liste af tekster »{navn}«."
                )


def _ens(ord_: list[str]) -> list[str]:
    return [o for o, antal in Counter(ord_).items() if antal > 1]


def _er_antal(form: Vaerdiform) -> bool:
    """Return whether a value is an integer count, not money or per cent."""
    return form.type == "tal" and er_hel(form) and form.enhed not in (*PENGE, "pct.")
