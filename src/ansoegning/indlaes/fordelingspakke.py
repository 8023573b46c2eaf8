"""Read a folder with ``fordeling.yaml`` and ``parter.csv`` as a checked pack that divides a joint cost."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from ..fejl import BrugsFejl, LaeseFejl, Mangel, RegelsaetFejl, Sted, ascii_noegle, mente_du, vis_sikkert
from ..model.enhedsord import PENGE
from ..model.fordelingspakke import FordelingData, Fordelingsdel, Fordelingspakke, Komponent, Noegleerklaering, Part
from ..model.regelsaet import Parameter, Vaerdiform
from ..model.vaerdier import Vaerdi, VaerdiFejl, er_hel, graense, laes_tekst
from . import argumenter
from .fil import afkod, laes_byte
from .fil import laes_tekst as laes_tekstfil
from .pakkelaeser import FORDELINGSFIL, Pakke, Pakkelaeser, laes_saet
from .partertabel import Partertabel, Partertabelfejl, Partraekke, laes_partertabel, laes_tal
from .regelsaet import find_pakker

if TYPE_CHECKING:
    from ..sprog.erklaeringer import StedAf, Sti

PARTERFIL = "parter.csv"
ARTKOLONNE = "art"
BELOEB = Vaerdiform(navn="offentliggjort beløb", type="tal", enhed="kr.", trin="0,01", mindst="0")
_ANDEL = Vaerdiform(navn="offentliggjort andel", type="tal", enhed="pct.", trin="0,0001", mindst="0", hoejst="100")
_HOEJST_DECIMALER = 4


def load_fordeling(
    navn: str, *, regler: str | os.PathLike[str] | None = None, saet: Mapping[str, str] | None = None
) -> Fordelingspakke:
    """Load and check the pack with this id.

    Args:
        navn: the id.
        regler: a folder of the user's own packs.
        saet: overridden parameters, as text in their own units.

    Raises:
        BrugsFejl: an unknown id or parameter.
        RegelsaetFejl: the pack is invalid; it contains the errors.
    """
    argumenter.kun_tekst("navn", navn)
    argumenter.sti("regler", regler)
    argumenter.tekster("saet", saet)
    pakker = find_pakker(regler, FORDELINGSFIL)
    if navn not in pakker:
        if navn in find_pakker(regler):
            raise BrugsFejl(
                f"»{navn}« er en pulje, der søges. Brug »ansoegning rangliste«. Fordelinger: {', '.join(pakker)}."
            )
        raise BrugsFejl(
            f"Der er ingen fordeling »{vis_sikkert(navn, 60)}«.{mente_du(navn, pakker)} Kendte: {', '.join(pakker)}."
        )
    return _Fordelingslaeser(pakker[navn]).laes_pakke(saet or {})


def laes_fordeling(pakke: Pakke) -> Fordelingspakke:
    """Read and check a pack that is already found. Raises RegelsaetFejl with the errors of an invalid pack."""
    return _Fordelingslaeser(pakke).laes_pakke({})


def laes_noeglefil(navn: str, pakke: Fordelingspakke) -> tuple[Partertabel, list[dict[str, int | None]]]:
    """Read the keys of a what-if calculation (``--noegler``).

    Returns:
        The table, and each row's numbers by key.

    Raises:
        LaeseFejl: the file cannot be read, a number is wrong, or a name seems misspelt; it names every such line.
    """
    tekst, sted = laes_tekstfil(navn, "en tabel")
    tabel = laes_partertabel(tekst, sted, _noeglenavne(pakke.data.noegler))
    if not tabel.kolonner:
        raise LaeseFejl(f"Filen har ingen nøgle. Tilføj en kolonne: {', '.join(pakke.data.noegler)}.", sted)
    fejl = list(tabel.fejl)
    i_filen = {ascii_noegle(r.part) for r in tabel.raekker}
    kendte = {ascii_noegle(p.navn): p.navn for p in pakke.parter}
    manglende = [navn for n, navn in kendte.items() if n not in i_filen]
    tal: list[dict[str, int | None]] = []
    for r in tabel.raekker:
        if ascii_noegle(r.part) not in kendte and (forslag := mente_du(r.part, manglende)):
            fejl.append(LaeseFejl(f"»{vis_sikkert(r.part, 60)}« er ikke en part.{forslag}", r.sted))
        try:
            tal.append({k: laes_tal(r, k, pakke.data.noegler[k]) for k in tabel.kolonner})
        except LaeseFejl as f:
            fejl.append(f)
    if fejl:
        raise Partertabelfejl(fejl)
    return tabel, tal


def fordelingens_steder(navn: str, *, regler: str | os.PathLike[str] | None = None) -> StedAf:
    """Return a function that gives the location in the file of each part of the pack with this id."""
    laeser = _Fordelingslaeser(find_pakker(regler, FORDELINGSFIL)[navn])
    laeser.filer()
    return laeser.sted


def _noeglenavne(noegler: Mapping[str, Noegleerklaering]) -> dict[str, str]:
    """Return the key by column heading. A key's id, name and unit are all accepted as the heading of its column."""
    navne: dict[str, str] = {}
    for navn, n in noegler.items():
        for skrevet in (navn, n.navn, n.enhed or navn):
            navne.setdefault(ascii_noegle(skrevet), navn)
    return navne


class _Fordelingslaeser(Pakkelaeser):
    filnavne: ClassVar[Mapping[str, tuple[str, ...]]] = {
        FORDELINGSFIL: (
            "id", "titel", "beskrivelse", "myndighed", "dokumenter", "enheder", "parametre", "noegler", "arter",
            "komponenter", "fortolkninger",
        ),
    }  # fmt: skip
    hovedfil: ClassVar[str] = FORDELINGSFIL

    def laes_pakke(self, saet: Mapping[str, str]) -> Fordelingspakke:
        self.filer()
        data = self.data(FordelingData)
        mangler = [*self._mangler(data)]
        vaerdier: dict[str, int | Decimal] = {}
        for navn, parameter in data.parametre.items():
            try:
                vaerdier[navn] = _tal(laes_tekst(parameter, parameter.vaerdi))
            except VaerdiFejl as fejl:
                mangler.append(Mangel(str(fejl), self.sted(("parametre", navn, "vaerdi"))))
        if mangler:
            raise RegelsaetFejl(mangler)
        try:
            parter = self._parter(data)
        except Partertabelfejl as fejl:
            raise RegelsaetFejl([Mangel(f.besked, f.sted) for f in fejl.alle]) from None
        except LaeseFejl as fejl:
            raise RegelsaetFejl([Mangel(fejl.besked, fejl.sted)]) from None
        sat = {n: _tal(v) for n, v in laes_saet(data.parametre, saet).items()}
        return Fordelingspakke(data, parter, vaerdier | sat, vaerdier, self.sum.hexdigest())

    def _mangler(self, data: FordelingData) -> Iterator[Mangel]:
        """Yield the errors in the file beyond those found by validation against the model."""
        if data.id != self.pakke.id:
            besked = f"Regelsættet hedder »{data.id}«, men mappen »{self.pakke.id}«. Giv dem samme navn."
            yield Mangel(besked, self.sted(("id",)))
        for navn, p in data.parametre.items():
            yield from self._parameter(data, navn, p)
        for navn, noegle in data.noegler.items():
            if not er_hel(noegle) or _under_nul(noegle):
                besked = "En nøgle tælles i hele tal, der ikke er under 0. Skriv mindst: 0, og ingen decimaler i trin."
                yield Mangel(besked, self.sted(("noegler", navn)))
            if noegle.oplyst_sum is not None:
                yield from self._laeses(noegle, noegle.oplyst_sum, ("noegler", navn, "oplyst_sum"))
        ider = [k.id for k in data.komponenter]
        for nr, komponent in enumerate(data.komponenter):
            if komponent.id in ider[:nr]:
                besked = f"To komponenter hedder »{komponent.id}«. Giv hver sit navn."
                yield Mangel(besked, self.sted(("komponenter", nr, "id")))
            yield from self._komponent(data, komponent, ("komponenter", nr))
        for nr, f in enumerate(data.fortolkninger):
            yield from self._dokument(data, f.kilde.dokument, ("fortolkninger", nr, "kilde"))
            if any(a.retter for a in f.alternativer):
                besked = "En fordeling kan ikke regne med en anden læsning. Slet »retter«; teksten er nok."
                yield Mangel(besked, self.sted(("fortolkninger", nr, "alternativer")))

    def _komponent(self, data: FordelingData, komponent: Komponent, sti: Sti) -> Iterator[Mangel]:
        yield from self._dokument(data, komponent.kilde.dokument, (*sti, "kilde"))
        for art, antal in Counter(art for del_ in komponent.dele for art in del_.arter).items():
            if antal > 1:
                yield Mangel(f"Arten »{art}« er i to dele. Lad hver art være i én.", self.sted((*sti, "dele")))
        for nr, del_ in enumerate(komponent.dele):
            yield from self._del(data, del_, (*sti, "dele", nr))
        offentliggjort = komponent.offentliggjort
        if offentliggjort is not None and offentliggjort.oplyst_sum is not None:
            yield from self._laeses(BELOEB, offentliggjort.oplyst_sum, (*sti, "offentliggjort", "oplyst_sum"))

    def _parameter(self, data: FordelingData, navn: str, p: Parameter) -> Iterator[Mangel]:
        if p.type != "tal" or _under_nul(p):
            besked = "En parameter her er et tal, der ikke er under 0. Skriv type: tal og mindst: 0."
            yield Mangel(besked, self.sted(("parametre", navn)))
        yield from self._dokument(data, p.kilde.dokument, ("parametre", navn, "kilde"))
        brugt = {n for k in data.komponenter for d in k.dele for n in d.parametre}
        if navn not in brugt:
            yield Mangel("Ingen komponent bruger parameteren. Slet den.", self.sted(("parametre", navn)))

    def _del(self, data: FordelingData, del_: Fordelingsdel, sti: tuple[str | int, ...]) -> Iterator[Mangel]:
        for a in del_.arter:
            if a not in data.arter:
                yield Mangel(f"Arten »{a}« er ukendt.{mente_du(a, data.arter)}", self.sted((*sti, "arter")))
        if del_.noegle is not None and del_.noegle not in data.noegler:
            besked = f"Nøglen »{del_.noegle}« er ukendt.{mente_du(del_.noegle, data.noegler)}"
            yield Mangel(besked, self.sted((*sti, "noegle")))
        ukendte = [n for n in del_.parametre if n not in data.parametre]
        for n in ukendte:
            yield Mangel(f"Parameteren »{n}« er ukendt.{mente_du(n, data.parametre)}", self.sted(sti))
        for produkt in (del_.beloeb, *del_.satser.values()):
            kroner = [n for n in produkt if n in data.parametre and data.parametre[n].enhed in PENGE]
            if not ukendte and produkt and len(kroner) != 1:
                besked = f"{' × '.join(produkt)} er ikke et beløb. Netop én af parametrene skal være i kroner."
                yield Mangel(besked, self.sted(sti))

    def _dokument(self, data: FordelingData, navn: str, sti: tuple[str | int, ...]) -> Iterator[Mangel]:
        if navn not in data.dokumenter:
            besked = f"Dokumentet »{navn}« er ukendt.{mente_du(navn, data.dokumenter)}"
            yield Mangel(besked, self.sted((*sti, "dokument")))

    def _laeses(self, form: Vaerdiform, tekst: str, sti: tuple[str | int, ...]) -> Iterator[Mangel]:
        try:
            laes_tekst(form, tekst)
        except VaerdiFejl as fejl:
            yield Mangel(str(fejl), self.sted(sti))

    def _parter(self, data: FordelingData) -> tuple[Part, ...]:
        sti = self.pakke.mappe / PARTERFIL
        sted = Sted(self.vist(sti))
        byte = laes_byte(str(sti), sted, "en tabel i et regelsæt")
        self.sum.update(f"{PARTERFIL}\0{len(byte)}\0".encode() + byte.replace(b"\r\n", b"\n"))
        offentlige: dict[str, Vaerdiform] = {}
        for k in data.komponenter:
            if k.offentliggjort is not None:
                offentlige[k.offentliggjort.beloeb] = BELOEB
                if k.offentliggjort.andel is not None:
                    offentlige[k.offentliggjort.andel] = _ANDEL
        kolonner = (ARTKOLONNE, *data.noegler, *offentlige)
        tabel = laes_partertabel(afkod(byte, sted), sted, {ascii_noegle(n): n for n in kolonner})
        if mangler := [n for n in (ARTKOLONNE, *offentlige) if n not in tabel.kolonner]:
            raise LaeseFejl(f"Tabellen mangler kolonnen »{mangler[0]}«, som {FORDELINGSFIL} bruger.", tabel.sted)
        fejl, parter = list(tabel.fejl), []
        for r in tabel.raekker:
            try:
                parter.append(_part(data, tabel, r, offentlige))
            except LaeseFejl as f:
                fejl.append(f)
        if fejl:
            raise Partertabelfejl(fejl)
        return tuple(parter)


def _part(data: FordelingData, tabel: Partertabel, r: Partraekke, offentlige: Mapping[str, Vaerdiform]) -> Part:
    art = r.celler[ARTKOLONNE]
    if art not in data.arter:
        raise LaeseFejl(f"Arten »{vis_sikkert(art, 40)}« er ukendt.{mente_du(art, data.arter)}", r.sted)
    # A key without a column can only be provided by the user's own file (``--noegler``).
    noegler = {n: laes_tal(r, n, form) if n in tabel.kolonner else None for n, form in data.noegler.items()}
    for n, form in offentlige.items():
        if not r.celler[n]:
            continue
        try:
            laes_tekst(form, r.celler[n])
        except VaerdiFejl as fejl:
            raise LaeseFejl(f"Kolonnen »{n}« for »{vis_sikkert(r.part, 60)}«: {fejl}", r.sted) from None
    return Part(r.part, art, noegler, {n: r.celler[n] or None for n in offentlige})


# Cached, because a what-if calculation and each mutant of a pack read the same published numbers.
@lru_cache(maxsize=2_000)
def offentligt_beloeb(tekst: str) -> int | Decimal:
    """Return a published amount in kroner. The text has been checked when the pack was read."""
    return _tal(laes_tekst(BELOEB, tekst))


@lru_cache(maxsize=2_000)
def offentlig_andel(tekst: str) -> tuple[Decimal, int]:
    """Return a published share in per cent, and its number of decimals as written. The text has been checked."""
    tal = tekst.replace("%", "").strip()
    decimaler = len(tal.replace(",", ".").partition(".")[2].split(" ")[0])
    return Decimal(_tal(laes_tekst(_ANDEL, tekst))), min(decimaler, _HOEJST_DECIMALER)


def oplyst_noeglesum(n: Noegleerklaering) -> int | None:
    """Return the total that the source states for a key; None if it states none. The text has been checked."""
    return None if n.oplyst_sum is None else int(_tal(laes_tekst(n, n.oplyst_sum)))


def _under_nul(form: Vaerdiform) -> bool:
    return form.mindst is None or graense(form.mindst) < 0


def _tal(vaerdi: Vaerdi) -> int | Decimal:
    assert isinstance(vaerdi, int | Decimal)
    return vaerdi
