"""Read a filled-in workbook into the same nodes as a YAML file of the application (docs/projektmappe.md).

The workbook written by ``skriv.projektmappe`` identifies its columns and rows by a row and a column of keys. If the
keys are deleted, the headings and the form's column letters are used. Hidden, merged, unidentified or duplicate content
is an error that names its cell.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence

from ..fejl import LaeseFejl, Sted, ascii_noegle, med_raad, mente_du, vis_sikkert
from ..model.ansoegning import PULJE
from ..model.regelsaet import Faktaerklaering
from ..model.visning import opremsning
from ..sprog.regelsaet import Regelsaet, grundfakta
from ..system.dataklasse import dataklasse
from .filformater.xlsx import HOEJST_CELLER, Ark, Indhold, Xlsxfil
from .noder import Celle, Liste, Node, Ordbog, Projektmappe, vis_noegle
from .overskrifter import find_fakta, forkert_enhed, overskrifter_for, ren_overskrift
from .raad import NY_PAA_SIDEN
from .sumraekker import er_sumnavn, er_talnavn

# The columns of the sheet with the application's own facts, by key and heading. TEGN shows the number of characters in
# the answer and is not read.
FELT, OPLYSNING, SVAR, TEGN, FORKLARING, NOEGLE = "felt", "oplysning", "svar", "tegn", "forklaring", "noegle"
KOLONNER = {
    FELT: "Felt i skemaet",
    OPLYSNING: "Oplysning",
    SVAR: "Svar",
    TEGN: "Tegn",
    FORKLARING: "Forklaring",
    NOEGLE: "Nøgle",
}
_HOEJST_TOP = 40
_FLYT = "Slet den, eller flyt den til et ark for sig."


def laes_regneark(data: bytes, sted: Sted) -> Projektmappe:
    """Open a workbook and find its pool. The rest is read when the pack is known (``Projektmappe.efter``).

    Raises:
        LaeseFejl: the file is not a workbook made by this program, or it cannot be read.
    """
    bog = Xlsxfil(data, sted)
    toppe = bog.toppe(_HOEJST_TOP)
    faste = {n: {n, ascii_noegle(t)} for n, t in KOLONNER.items()}
    fundne = [(ark, t) for ark in bog.ark if (t := _find_tabel(toppe[ark.navn], faste, {SVAR, OPLYSNING})) is not None]
    if not fundne:
        arkene = ", ".join(vis_sikkert(ark.navn, 40) for ark in bog.ark[:10])
        raise LaeseFejl(
            med_raad(
                f"Projektmappen er ikke en, programmet har lavet (ark: {arkene}).",
                "Lav en med »ansoegning ny --format xlsx«, og flyt oplysningerne dertil.",
                NY_PAA_SIDEN,
            ),
            sted,
        )
    ark, tabel = _eneste(fundne, "oplysningerne om ansøgningen", sted)
    svar = _Ansoegningsark(ark, bog.laes(ark), tabel, sted)

    def efter(regelsaet: Regelsaet) -> Ordbog:
        return _Bog(bog, toppe, svar, regelsaet).laes()

    dele: dict[str, Node] = {}
    steder: dict[str, Sted] = {}
    pulje = svar.pulje()
    if pulje is not None:
        dele[PULJE], steder[PULJE] = pulje, pulje.sted
    return Projektmappe(dele, steder, Sted(sted.fil, ark=ark.navn), efter)


@dataklasse(frozen=True, slots=True)
class _Tabel:
    """A table: the last row of its header, and its columns by key. ``noegler``: it was found by its row of keys.

    ``dobbelt``: a key that two columns have, and the second cell.
    """

    raekke: int
    kolonner: dict[str, int]
    noegler: bool
    dobbelt: tuple[str, Celle] | None = None


def _find_tabel(indhold: Indhold, navne: Mapping[str, set[str]], kraevet: set[str]) -> _Tabel | None:
    """Return the table whose row of keys, or else of headings, names the most columns; None if there is none.

    Args:
        indhold: the first rows of a sheet.
        navne: the headings that also name each key.
        kraevet: the keys that must be present.
    """
    raekker: dict[int, list[Celle]] = {}
    for (raekke, _), celle in sorted(indhold.celler.items()):
        if raekke <= _HOEJST_TOP and not celle.tom:
            raekker.setdefault(raekke, []).append(celle)
    for noegler in (True, False):
        tabeller = [_som_tabel(raekke, celler, navne, noegler=noegler) for raekke, celler in raekker.items()]
        hele = [t for t in tabeller if kraevet <= t.kolonner.keys() and len(t.kolonner) >= min(2, len(navne))]
        if hele:
            # The last of those with the most columns.
            return max(reversed(hele), key=lambda t: len(t.kolonner))
    return None


def _som_tabel(raekke: int, celler: Sequence[Celle], navne: Mapping[str, set[str]], *, noegler: bool) -> _Tabel:
    """Return the table that begins below a row if the row has ``noegler`` (keys), or else headings."""
    kolonner: dict[str, int] = {}
    dobbelt = None
    for celle in celler:
        skrevet = celle.tekst.strip() if noegler else ren_overskrift(celle.tekst)
        fundet = [n for n, andre in navne.items() if (skrevet == n if noegler else skrevet in andre)]
        if len(fundet) != 1 or celle.art != "tekst" or celle.hindring is not None:
            continue
        if kolonner.setdefault(fundet[0], celle.sted.kolonne or 0) != celle.sted.kolonne:
            dobbelt = (fundet[0], celle)
    return _Tabel(raekke, kolonner, noegler, dobbelt)


def _to_gange(navn: str, celle: Celle) -> LaeseFejl:
    return LaeseFejl(f"Kolonnen »{navn}« er der to gange. Slet den ene.", celle.sted)


def _eneste(fundne: list[tuple[Ark, _Tabel]], hvad: str, sted: Sted) -> tuple[Ark, _Tabel]:
    if len(fundne) > 1:
        navne = " og ".join(f"»{vis_sikkert(ark.navn, 40)}«" for ark, _ in fundne[:2])
        raise LaeseFejl(
            f"Arkene {navne} har begge {hvad}. Slet det, der ikke gælder.", Sted(sted.fil, ark=fundne[1][0].navn)
        )
    return fundne[0]


class _Tabelark:
    """Base class of both types of sheet: a table's rows, and the check for hidden and merged cells."""

    def __init__(self, ark: Ark, indhold: Indhold, tabel: _Tabel, sted: Sted) -> None:
        self.ark = ark
        self.indhold = indhold
        self.tabel = tabel
        self.fil = sted.fil
        if tabel.dobbelt is not None:
            raise _to_gange(*tabel.dobbelt)
        self.raekker: dict[int, dict[int, Celle]] = {}
        for (raekke, kolonne), celle in sorted(indhold.celler.items()):
            if raekke > tabel.raekke and not celle.tom:
                self.raekker.setdefault(raekke, {})[kolonne] = celle
        self.flettet = self._flettede_raekker()

    def _flettede_raekker(self) -> dict[int, list[tuple[int, int, int, int]]]:
        """Return the merged areas that touch each row with content."""
        raekker = sorted(self.raekker)
        fundne: dict[int, list[tuple[int, int, int, int]]] = {}
        antal = 0
        for omraade in self.indhold.flettet:
            beroerte = raekker[bisect_left(raekker, omraade[0]) : bisect_right(raekker, omraade[2])]
            antal += len(beroerte)
            if antal > HOEJST_CELLER:
                raise LaeseFejl(
                    "Arket har for mange flettede celler. Ophæv fletningerne.", Sted(self.fil, ark=self.ark.navn)
                )
            for raekke in beroerte:
                fundne.setdefault(raekke, []).append(omraade)
        return fundne

    def afvis_skjult(self, celle: Celle) -> None:
        raekke, kolonne = celle.sted.linje or 0, celle.sted.kolonne or 0
        afvis_skjult(
            celle.sted,
            ark=self.ark.skjult,
            raekke=raekke in self.indhold.skjulte_raekker,
            kolonne=any(fra <= kolonne <= til for fra, til in self.indhold.skjulte_kolonner),
        )

    def afvis_flettet(self, celle: Celle, egne: Iterable[int]) -> None:
        afvis_flettet(celle.sted, self.flettet.get(celle.sted.linje or 0, ()), egne)


def afvis_skjult(sted: Sted, *, ark: bool, raekke: bool, kolonne: bool) -> None:
    """Raise LaeseFejl if a cell with content is hidden: it may be forgotten, or omitted on purpose."""
    if ark:
        raise LaeseFejl("Arket er skjult, men har oplysninger. Vis det, eller slet det.", sted)
    if raekke:
        raise LaeseFejl("Rækken er skjult, men har oplysninger. Vis den, eller slet den.", sted)
    if kolonne:
        raise LaeseFejl("Kolonnen er skjult, men har oplysninger. Vis den, eller slet dem.", sted)


def afvis_flettet(sted: Sted, omraader: Iterable[tuple[int, int, int, int]], egne: Iterable[int]) -> None:
    """Raise LaeseFejl if a cell with content is merged with other cells of the table.

    The file does not state whether such a value applies to one row and column or to each.

    Args:
        sted: the cell.
        omraader: the merged areas of its row, as (first row, first column, last row, last column).
        egne: the columns of the table.
    """
    kolonne = sted.kolonne or 0
    for fra, venstre, til, hoejre in omraader:
        if venstre <= kolonne <= hoejre and (til > fra or sum(venstre <= k <= hoejre for k in egne) > 1):
            raise LaeseFejl("Cellen er flettet med andre. Ophæv fletningen, og udfyld hver celle.", sted)


def sum_i_raekken(
    celler: Mapping[int, Celle], summer: Container[int], navne: Iterable[Celle | None], hvad: str
) -> tuple[Celle, str] | None:
    """Return the cell that shows that a row is a sum or another summary of the rows, and the error; else None.

    Args:
        celler: the row's cells by column.
        summer: the columns with a formula that adds cells of its own column.
        navne: the cells that name the row.
        hvad: what a row is, with its article ("et projekt").
    """
    celle = next((c for k, c in celler.items() if k in summer), None)
    fordi = "lægger kolonnen sammen"
    if celle is None:
        celle = next((c for c in navne if c is not None and er_sumnavn(c.tekst)), None)
        fordi = "siger, at rækken er en sum"
    art = "en sum"
    if celle is None:
        celle = next((c for c in navne if c is not None and er_talnavn(c.tekst)), None)
        fordi, art = "siger, at rækken er et gennemsnit, et antal eller lignende", "det"
    if celle is None:
        return None
    return celle, f"Cellen {fordi}, og {art} er ikke {hvad}. Slet rækken, eller flyt den til et ark for sig."


class _Ansoegningsark(_Tabelark):
    """The sheet with one fact in each row."""

    def rolle(self, celler: Mapping[int, Celle], rolle: str) -> Celle | None:
        return celler.get(self.tabel.kolonner.get(rolle, 0))

    def noegle(self, celler: Mapping[int, Celle]) -> str:
        """Return the text in a row's key column; empty if there is none, and the row's label identifies it."""
        fundet = self.rolle(celler, NOEGLE)
        return fundet.tekst.strip() if fundet is not None else ""

    def pulje(self) -> Celle | None:
        for celler in self.raekker.values():
            label = self.rolle(celler, OPLYSNING)
            if self.noegle(celler) == PULJE or (
                not self.noegle(celler) and label is not None and ren_overskrift(label.tekst) in (PULJE, "puljen")
            ):
                svar = self.rolle(celler, SVAR)
                if svar is not None and svar.hindring is not None:
                    raise LaeseFejl(svar.hindring, svar.sted)
                return svar
        return None

    def laes(self, fakta: Mapping[str, Faktaerklaering]) -> dict[str, Celle]:
        """Return the answers by fact.

        Raises:
            LaeseFejl: a row is unknown, duplicate, or answered in the wrong column.
        """
        skrevne = {n: f for n, f in fakta.items() if f.afledt is None}
        navne = overskrifter_for(skrevne)
        navne[PULJE] = {PULJE, "puljen"}
        fundne: dict[str, Celle] = {}
        sete: set[str] = set()
        self.steder: dict[str, Sted] = {}
        for raekke, celler in self.raekker.items():
            svar, label = self.rolle(celler, SVAR), self.rolle(celler, OPLYSNING)
            noegle = self.noegle(celler)
            fremmed = next((c for k, c in celler.items() if k not in self.tabel.kolonner.values()), None)
            if fremmed is not None:
                raise LaeseFejl(
                    f"Cellen hører ikke til nogen kolonne. Svaret skal stå i kolonnen »{KOLONNER[SVAR]}«. {_FLYT}",
                    fremmed.sted,
                )
            if svar is None and noegle not in navne:
                # A row without answer or key is a heading, a note or a character count.
                continue
            sted = svar.sted if svar is not None else Sted(self.fil, raekke, self.tabel.kolonner[SVAR], self.ark.navn)
            navn = self._navn(noegle, label, navne, fakta, sted)
            if navn in sete:
                raise LaeseFejl(f"»{navn}« er der to gange. Slet den ene række.", sted)
            sete.add(navn)
            self.steder[navn] = sted
            if svar is not None and navn != PULJE:
                self.afvis_skjult(svar)
                self.afvis_flettet(svar, self.tabel.kolonner.values())
                fundne[navn] = svar
        return fundne

    def _navn(
        self,
        noegle: str,
        label: Celle | None,
        navne: Mapping[str, set[str]],
        fakta: Mapping[str, Faktaerklaering],
        sted: Sted,
    ) -> str:
        skrevet = label.tekst if label is not None else ""
        fra_label = find_fakta(skrevet, navne, fakta)
        if noegle in navne:
            if fra_label is not None and fra_label != noegle:
                raise _modstrid(noegle, fra_label, label.sted if label is not None else sted)
            return noegle
        if not noegle and fra_label is not None:
            return fra_label
        raise _ukendt("Rækken", noegle or skrevet, navne, fakta, sted)


class _Bog:
    """Reads the complete workbook according to the pack."""

    def __init__(self, bog: Xlsxfil, toppe: Mapping[str, Indhold], svar: _Ansoegningsark, regelsaet: Regelsaet) -> None:
        self.bog = bog
        self.toppe = toppe
        self.svar = svar
        self.regelsaet = regelsaet

    def laes(self) -> Ordbog:
        dele: dict[str, Node] = {}
        steder: dict[str, Sted] = {}
        grupper: dict[str, dict[str, Node]] = {}
        rod = Sted(self.bog.sted.fil, ark=self.svar.ark.navn)
        svar = self.svar.laes(self.regelsaet.fakta_i(None))
        # Unanswered facts have a location too: the cell where the missing value is to be written.
        gruppesteder: dict[str, dict[str, Sted]] = {}
        for navn, sted in self.svar.steder.items():
            gruppe, prik, kort = navn.partition(".")
            if prik:
                gruppesteder.setdefault(gruppe, {})[kort] = sted
                steder.setdefault(gruppe, sted)
                if navn in svar:
                    grupper.setdefault(gruppe, {})[kort] = svar[navn]
            else:
                steder[navn] = sted
                if navn in svar:
                    dele[navn] = svar[navn]
        for gruppe, egne in gruppesteder.items():
            dele[gruppe] = Ordbog(grupper.get(gruppe, {}), egne, rod)
        brugte = {self.svar.ark.navn}
        for liste in self.regelsaet.data.lister:
            ark = self._liste(liste, brugte)
            brugte.add(ark.ark.navn)
            dele[liste] = ark.laes()
            steder[liste] = dele[liste].sted
        return Ordbog(dele, steder, rod)

    def _liste(self, liste: str, brugte: set[str]) -> _Listeark:
        fakta = {n: f for n, f in self.regelsaet.fakta_i(liste).items() if f.afledt is None}
        navne = overskrifter_for(fakta)
        egne = {liste, ascii_noegle(self.regelsaet.data.lister[liste].flertal)}
        fundne = []
        for ark in self.bog.ark:
            tabel = _find_tabel(self.toppe[ark.navn], navne, set()) if ark.navn not in brugte else None
            if tabel is not None and (tabel.noegler or ascii_noegle(ark.navn) in egne or len(tabel.kolonner) > 2):
                fundne.append((ark, tabel))
        # The user's own sheet may have a few headings in common with the list.
        flest = max((len(t.kolonner) for _, t in fundne), default=0)
        fundne = [(a, t) for a, t in fundne if 2 * len(t.kolonner) >= flest]
        # Several lists may share names of facts; the sheet named after the list is then used.
        med_navn = [(a, t) for a, t in fundne if ascii_noegle(a.navn) in egne]
        if len(self.regelsaet.data.lister) > 1 and med_navn:
            fundne = med_navn
        flertal = self.regelsaet.data.lister[liste].flertal
        if not fundne:
            raise LaeseFejl(
                med_raad(
                    f"Der er intet ark med {flertal}, eller dets overskrifter er slettet.",
                    "Lav en ny projektmappe med »ansoegning ny --format xlsx«, og flyt oplysningerne dertil.",
                    NY_PAA_SIDEN,
                ),
                self.bog.sted,
            )
        ark, tabel = _eneste(fundne, flertal, self.bog.sted)
        return _Listeark(ark, self.bog.laes(ark), tabel, self.bog.sted, self.regelsaet, liste)


class _Listeark(_Tabelark):
    """The sheet of a list: a row for each row of the list, and a column for each fact."""

    def __init__(self, ark: Ark, indhold: Indhold, tabel: _Tabel, sted: Sted, regelsaet: Regelsaet, liste: str) -> None:
        super().__init__(ark, indhold, tabel, sted)
        self.regelsaet = regelsaet
        self.liste = liste
        self.fakta = regelsaet.fakta_i(liste)
        self.navne = overskrifter_for({n: f for n, f in self.fakta.items() if f.afledt is None})
        self.efter_kolonne = {k: n for n, k in tabel.kolonner.items()}

    def laes(self) -> Liste:
        for (raekke, kolonne), celle in self.indhold.celler.items():
            navn = self.efter_kolonne.get(kolonne)
            if raekke <= self.tabel.raekke and navn is not None and celle.art == "tekst":
                fejl = forkert_enhed(celle.tekst, self.fakta[navn])
                if fejl is not None:
                    raise LaeseFejl(f"Overskriften »{vis_sikkert(celle.tekst, 60)}« {fejl}", celle.sted)
        for kolonne in sorted({k for celler in self.raekker.values() for k in celler} - set(self.efter_kolonne)):
            self._uden_noegle(kolonne)
        if self.tabel.noegler:
            self._kontroller_overskrifter()
        raekker = [self._raekke(celler) for celler in self.raekker.values() if not self._er_forklaring(celler)]
        return Liste(tuple(raekker), Sted(self.fil, ark=self.ark.navn))

    def _uden_noegle(self, kolonne: int) -> None:
        """Identify a column that has values but no key, by its heading.

        Raises LaeseFejl if the heading names no fact.
        """
        over = [c for (r, k), c in sorted(self.indhold.celler.items()) if k == kolonne and r <= self.tabel.raekke]
        over = [c for c in over if not c.tom]
        if self.tabel.noegler and over and over[-1].sted.linje == self.tabel.raekke:
            raise _ukendt("Kolonnen", over[-1].tekst, self.navne, self.fakta, over[-1].sted)
        for celle in over:
            navn = find_fakta(celle.tekst, self.navne, self.fakta) if celle.art == "tekst" else None
            if navn is not None:
                if navn in self.efter_kolonne.values():
                    raise _to_gange(navn, celle)
                self.efter_kolonne[kolonne] = navn
                return
        foerste = next(celler[kolonne] for celler in self.raekker.values() if kolonne in celler)
        if over:
            raise _ukendt("Kolonnen", over[-1].tekst, self.navne, self.fakta, over[-1].sted)
        raise LaeseFejl(f"Kolonnen har ingen overskrift. {_FLYT}", foerste.sted)

    def _kontroller_overskrifter(self) -> None:
        """Raise LaeseFejl if a heading names another fact than the key below it: either of them may be right."""
        for (raekke, kolonne), celle in self.indhold.celler.items():
            navn = self.efter_kolonne.get(kolonne)
            if raekke < self.tabel.raekke and navn is not None and celle.art == "tekst":
                andet = find_fakta(celle.tekst, self.navne, self.fakta)
                if andet is not None and andet != navn:
                    raise _modstrid(navn, andet, celle.sted)

    def _er_forklaring(self, celler: Mapping[int, Celle]) -> bool:
        """Return whether a row is the row of explanations.

        It becomes part of the table if the row of keys below it is deleted.
        """
        if self.tabel.noegler:
            return False
        brug = brug_af_fakta(self.regelsaet)
        tekster = {
            n: {forklaring(self.fakta[n]), forklaring(self.fakta[n], brug.get((self.liste, n), ()))}
            for n in self.efter_kolonne.values()
        }
        return all(
            k in self.efter_kolonne and c.tekst.strip() in tekster[self.efter_kolonne[k]] for k, c in celler.items()
        )

    def afvis_sum(self, celler: Mapping[int, Celle]) -> None:
        """Raise LaeseFejl if a row is the sum of other rows."""
        liste = self.regelsaet.data.lister[self.liste]
        summer = {k for k, c in celler.items() if (c.sted.linje or 0, k) in self.indhold.summer}
        navn = celler.get(self.tabel.kolonner.get(liste.navn_fakta, 0))
        if (fundet := sum_i_raekken(celler, summer, (navn,), f"rækker af {liste.flertal}")) is not None:
            raise LaeseFejl(fundet[1], fundet[0].sted)

    def _raekke(self, celler: Mapping[int, Celle]) -> Ordbog:
        self.afvis_sum(celler)
        dele: dict[str, Node] = {}
        for kolonne, celle in celler.items():
            self.afvis_skjult(celle)
            self.afvis_flettet(celle, self.efter_kolonne)
            dele[self.efter_kolonne[kolonne]] = celle
        foerste = next(iter(celler.values())).sted
        # Empty cells have a location too: the cell where the missing value is to be written.
        steder = {n: Sted(self.fil, foerste.linje, k, self.ark.navn) for k, n in self.efter_kolonne.items()}
        return Ordbog(dele, steder, Sted(self.fil, foerste.linje, 1, self.ark.navn))


def _modstrid(noegle: str, overskrift: str, sted: Sted) -> LaeseFejl:
    return LaeseFejl(
        f"Overskriften siger »{overskrift}«, men den skjulte nøgle siger »{noegle}«. Ret overskriften, eller flyt hele "
        "kolonnen eller rækken i stedet for at omdøbe den.",
        sted,
    )


def _ukendt(
    hvad: str, skrevet: str, navne: Mapping[str, set[str]], fakta: Mapping[str, Faktaerklaering], sted: Sted
) -> LaeseFejl:
    fakt = next(
        (
            n
            for n, f in fakta.items()
            if f.afledt is not None and ren_overskrift(skrevet) in (n, ren_overskrift(f.navn))
        ),
        None,
    )
    if fakt is not None:
        return LaeseFejl(f"»{vis_sikkert(skrevet, 60)}« regnes ud af andre oplysninger. Slet svaret.", sted)
    hjaelp = mente_du(ren_overskrift(skrevet), [t for n, andre in navne.items() for t in (n, *sorted(andre))])
    # The text may be contact information in the wrong cell, so unless it resembles a known name, only its location is
    # shown.
    vist = vis_noegle(skrevet.strip(), ment=bool(hjaelp)).removeprefix("Nøglen") if skrevet.strip() else ""
    return LaeseFejl(f"{hvad}{vist} hører ikke til puljen.{hjaelp} {_FLYT}", sted)


def brug_af_fakta(regelsaet: Regelsaet) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """Return what needs each input fact, by (list or None, name): the criteria's ids in order, and the order itself."""
    orden = regelsaet.raekkefoelge
    dele = [(k.data.id, k.betingelser) for k in regelsaet.kriterier]
    dele += [("rækkefølgen", orden.traeer())] if orden is not None else []
    brug: dict[tuple[str | None, str], dict[str, None]] = {}
    for hvad, knuder in dele:
        for g in (g for knude in knuder for g in grundfakta(regelsaet, knude)):
            brug.setdefault((g.liste, g.navn), {})[hvad] = None
    return {n: tuple(bruges) for n, bruges in brug.items()}


def forklaring(fakt: Faktaerklaering, bruges: Sequence[str] = ()) -> str:
    """Return the workbook's explanation of a fact: the pack's help text, the format of the value, and its use.

    The format is left out if the help text already states it. ``bruges``: what needs the fact (``brug_af_fakta``).
    """
    hjaelp = fakt.hjaelp or ""
    if hjaelp and not hjaelp.endswith((".", "?", "!")):
        hjaelp += "."
    form, sagt_med = _form(fakt)
    sagt = sagt_med and sagt_med in f"{fakt.navn} {hjaelp}".lower()
    brug = f"Bruges i {opremsning(list(bruges))}." if bruges else ""
    return " ".join(d for d in (hjaelp, "" if sagt else form, brug) if d)


def _form(fakt: Faktaerklaering) -> tuple[str, str]:
    """Return the format of a fact's value, and the words by which a help text already states it."""
    match fakt.type:
        case "tal" if fakt.enhed == "t.kr.":
            return "Hele 1.000 kr.", "1.000 kr"
        case "tal" if fakt.enhed == "pct.":
            return "Procent, fx 31,25 %.", ""
        case "tal":
            return (f"Antal {fakt.enhed.rstrip('.')}.", fakt.enhed.rstrip(".")) if fakt.enhed else ("Et tal.", "")
        case "dato":
            return "Dato, fx 30/11/2026.", "dd/mm"
        case "ja_nej":
            return "Ja eller nej.", ""
        case "valg" | "kommune":
            return "Vælg på listen.", ""
        case "tekstliste":
            return "Flere skilles med semikolon.", "semikolon"
        case _:
            return "", ""
