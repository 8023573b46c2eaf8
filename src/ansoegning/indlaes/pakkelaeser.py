"""Read the files of a pack into its model and check it. Every error found has file, line, column and a remedy."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..fejl import Besked, BrugsFejl, LaeseFejl, Mangel, RegelsaetFejl, Sted, mente_du, nok_ment, vis_sikkert
from ..system.steder import mappe
from .beskaaret import beskaer, i_orden, kan_ikke_naas, omdoeb
from .fil import afkod, laes_byte
from .formfejl import formtekst
from .kommunetabel import laes_kommuner
from .noder import Liste, Node, Ordbog, Skalar, efter_komma

# The models are imported where they are used, so that listing the packs does not load them.
if TYPE_CHECKING:
    from ..model.data import Data
    from ..model.regelsaet import Pakkehoved, Parameter, RegelsaetData
    from ..model.vaerdier import Kommuner, Vaerdi
    from ..sprog.erklaeringer import Sti
    from ..sprog.regelsaet import Regelsaet

PULJEFIL = "pulje.yaml"
# The main file of a pack that divides a joint cost (``fordelingspakke.py``).
FORDELINGSFIL = "fordeling.yaml"
# The files of a pack, and the top-level keys allowed in each.
FILER: dict[str, tuple[str, ...]] = {
    PULJEFIL: (
        "id", "titel", "beskrivelse", "soeges_om", "myndighed", "ved_forslag", "moedepapir", "uden_breve",
        "regioner_pr", "dato_fakta", "dokumenter", "statusser", "kriterieord", "ansoeger",
        "lister", "enheder", "perioder", "blanket",
    ),
    "fakta.yaml": ("fakta", "vurderingsfakta"),
    "parametre.yaml": ("parametre", "tabeller"),
    "kriterier.yaml": ("kriterier",),
    "skema.yaml": ("skema",),
    "konklusioner.yaml": ("forhold", "konklusioner"),
    "fortolkninger.yaml": ("fortolkninger",),
    "raekkefoelge.yaml": ("raekkefoelge",),
}  # fmt: skip
# Files that may be in the folder but are not part of the rules or the checksum (``daekning.py``).
DAEKNINGSFIL = "daekning.yaml"
ENIGHEDSFIL = "enighed.yaml"
# Line breaks as defined by YAML, and one non-blank character as written in plain text or within each type of quotes.
_LINJESKIFT = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_TEGN = {
    "": re.compile(r"(\S)"),
    "'": re.compile(r"(''|\S)"),
    '"': re.compile(r"(?:\\[nrt ]|\\$|\s)*+(\\x..|\\u.{4}|\\U.{8}|\\.|\S)"),
}
_FORMFEJL = ("literal_error", "model_type", "model_attributes_type", "dict_type", "tuple_type", "list_type")
KOMMUNETABEL = "kommuner.csv"
# Parts of an invalid pack are removed at most this many times, until the rest validates against the model.
_HOEJST_FORSOEG = 4
D = TypeVar("D", bound="Data")


# The list of built-in packs, by checksum and id, that passed the reachability check (``motor.naaelighed``). For these
# packs the check is skipped.
EFTERPROEVET = "efterproevet.txt"
# The contents of the built-in packs' files as JSON, a line for each pack, after the checksum of its files. The files
# themselves are read where they have changed, and for the location of an error.
INDHOLD = "indhold.txt"


@dataclass(frozen=True)
class Pakke:
    """A pack's folder, and whether it is the user's own (``egen``) or built in."""

    mappe: Path
    egen: bool

    @property
    def id(self) -> str:
        return self.mappe.name


def laes_saet(parametre: Mapping[str, Parameter], saet: Mapping[str, str]) -> dict[str, Vaerdi]:
    """Return the values of ``--saet``, each in its parameter's own unit.

    Raises:
        BrugsFejl: an unknown name or an invalid value.
    """
    from ..model.vaerdier import VaerdiFejl, laes_tekst
    from ..model.visning import med_stort

    laest: dict[str, Vaerdi] = {}
    for navn, tekst in saet.items():
        if navn not in parametre:
            besked = f"der er ingen parameter »{vis_sikkert(navn, 60)}«.{mente_du(navn, parametre)}"
            raise BrugsFejl(Besked(f"--saet: {besked}", f"saet: {besked}"))
        try:
            laest[navn] = laes_tekst(parametre[navn], tekst)
        except VaerdiFejl as fejl:
            raise BrugsFejl(Besked(f"--saet {navn}: {fejl}", f"{med_stort(parametre[navn].navn)}: {fejl}")) from None
    return laest


@cache
def _efterproevede(rod: Path) -> frozenset[str]:
    """Return the checksums in the list of a folder of packs; empty if there is no list."""
    if not (rod / EFTERPROEVET).is_file():
        return frozenset()
    linjer = (rod / EFTERPROEVET).read_text(encoding="utf-8").splitlines()
    return frozenset(linje.split()[0] for linje in linjer if linje and not linje.startswith("#"))


class Pakkelaeser:
    """Reads a pack's files into its model, and keeps the location of every part for error messages.

    ``filnavne``: the top-level keys allowed in each file; ``hovedfil``: the file that makes a folder a pack;
    ``udenfor``: files in the folder that are not part of the pack.
    """

    filnavne: ClassVar[Mapping[str, tuple[str, ...]]] = FILER
    hovedfil: ClassVar[str] = PULJEFIL
    udenfor: ClassVar[tuple[str, ...]] = (DAEKNINGSFIL, ENIGHEDSFIL)

    def __init__(self, pakke: Pakke) -> None:
        self.pakke = pakke
        self.noder: dict[str, Node] = {}
        self.steder: dict[str, Sted] = {}
        self.tekster: dict[str, list[str]] = {}
        self.sum = hashlib.sha256()
        # Whether the contents were stored, so that the files have not been read.
        self.uden_noder = False
        # Files that exist but could not be read.
        self.ulaeste: set[str] = set()
        # Misspelt keys by path, with the missing key that was probably meant.
        self.stavet: dict[Sti, str] = {}
        self.indhold: tuple[RegelsaetData, str, Kommuner]

    def laes_filer(self) -> None:
        """Read the pack's data, its checksum and the municipalities into ``indhold``. Raises RegelsaetFejl."""
        from ..model.regelsaet import RegelsaetData

        try:
            data = self._gemt(RegelsaetData)
            if data is None:
                self.filer()
                data = self.data(RegelsaetData)
        except RegelsaetFejl as fejl:
            raise RegelsaetFejl(i_orden([*fejl.mangler, *self._ogsaa(RegelsaetData)])) from None
        if mangler := self._i_hovedet(data):
            raise RegelsaetFejl(i_orden([*mangler, *self._i_resten(data)]))
        self.indhold = (data, self.sum.hexdigest(), self._kommuner(data))

    def _gemt(self, model: type[D]) -> D | None:
        """Return the stored contents of a built-in pack; None where there are none for the files as they are."""
        fil = mappe("rules") / INDHOLD
        if self.pakke.egen or not fil.is_file():
            return None
        try:
            sum_ = self.filsum()
        except OSError:
            # ``filer`` reads the files again and reports which one is unreadable, and why.
            return None
        begynder = f"{sum_.hexdigest()} ".encode()
        for linje in fil.read_bytes().splitlines():
            if linje.startswith(begynder):
                self.sum, self.uden_noder = sum_, True
                return model.model_validate_json(linje.removeprefix(begynder))
        return None

    def filsum(self) -> hashlib._Hash:
        """Return the checksum of the pack's files."""
        sum_ = hashlib.sha256()
        for sti in self._stier():
            sum_.update(_til_sum(sti, sti.read_bytes()))
        return sum_

    def _i_hovedet(self, data: RegelsaetData) -> list[Mangel]:
        """Return the errors in the pack's own description: its id, the form's user name, the date of the regions."""
        fundne = []
        if data.id != self.pakke.id:
            besked = f"Regelsættet hedder »{data.id}«, men mappen »{self.pakke.id}«. Giv dem samme navn."
            fundne.append(Mangel(besked, self.sted(("id",))))
        bruger = (data.ansoeger and data.ansoeger.bruger) or ""
        if {"{", "}"} & set(bruger.replace("{nummer}", "")):
            besked = "Brugernavnet kan kun have pladsholderen {nummer}, kommunens nummer."
            fundne.append(Mangel(besked, self.sted(("ansoeger", "bruger"))))
        try:
            date.fromisoformat(data.regioner_pr or "2000-01-01")
        except ValueError:
            besked = f"»{_kort(data.regioner_pr)}« er ikke en dato. Skriv år-måned-dag, fx 2024-05-15."
            fundne.append(Mangel(besked, self.sted(("regioner_pr",))))
        return fundne

    def _i_resten(self, data: RegelsaetData) -> list[Mangel]:
        """Return further errors of a pack that is already known to be invalid."""
        from ..motor.naaelighed import unaaelige
        from ..sprog.byg import byg

        try:
            regelsaet = byg(data, self.sted, "", self._kommuner(data.model_copy(update={"regioner_pr": None})))
        except RegelsaetFejl as fejl:
            return [*fejl.mangler, *kan_ikke_naas(fejl, self.sted)]
        return unaaelige(regelsaet, self.sted)

    def laes(self, saet: dict[str, str]) -> Regelsaet:
        """Build the pack with these parameter values. ``laes_filer`` must have been called."""
        from ..sprog.byg import byg

        data, sha256, kommuner = self.indhold
        laes_saet(data.parametre, saet)
        try:
            regelsaet = byg(data, self.sted, sha256, kommuner, saet)
        except RegelsaetFejl as fejl:
            raise RegelsaetFejl(i_orden([*fejl.mangler, *kan_ikke_naas(fejl, self.sted)])) from None
        # With changed parameters an outcome may become unreachable, which is not an error of the pack. In a pack as
        # published it is.
        if not saet and regelsaet.sha256 not in _efterproevede(mappe("rules")):
            from ..motor.naaelighed import unaaelige

            if mangler := unaaelige(regelsaet, self.sted):
                raise RegelsaetFejl(mangler)
        if not self.uden_noder:
            from ..motor.slutning import regelbaser

            regelbaser(regelsaet)
        return regelsaet

    def _ogsaa(self, model: type[RegelsaetData]) -> list[Mangel]:
        """Return further errors of a pack whose files or form are invalid, beside the errors already found."""
        from pydantic import ValidationError

        from ..model.regelsaet import DeltRegelsaet
        from ..sprog.byg import byg

        raa = self.raa()
        ulaeste = frozenset(n for f in self.ulaeste for n in self.filnavne[f])
        mangler: list[Mangel] = []
        ude: list[tuple[Sti, bool]] = []
        hoved: list[Mangel] = []
        # Validate a second time with misspelt keys corrected, since their values may have errors too.
        for _ in range(2):
            try:
                model.model_validate(raa)
            except ValidationError as fejl:
                # A key is not reported as missing if the file it belongs to could not be read.
                alle = [e for e in fejl.errors() if not (e["type"] == "missing" and e["loc"][0] in ulaeste)]
                egentlige = self._egentlige(alle)
                mangler += [self._mangel(model, e, sti) for e, sti in egentlige]
                ude = [(sti, e["type"] == "extra_forbidden") for e, sti in egentlige]
                if not self.stavet:
                    break
                for sti, navn in self.stavet.items():
                    omdoeb(raa, sti, navn)
                ude = []
        if PULJEFIL in self.ulaeste:
            return mangler
        for _ in range(_HOEJST_FORSOEG):
            if (rest := beskaer(raa, ude, ulaeste)) is None:
                return mangler
            sted = rest.sted(self.sted)
            try:
                data = DeltRegelsaet.model_validate(rest.data)
                hoved = self._i_hovedet(data)
                uden_dag = data.model_copy(update={"regioner_pr": None}) if hoved else data
                byg(data, sted, "", self._kommuner(uden_dag), ude=rest)
            except ValidationError as fejl:
                # A removed part was required by the part that contained it, which is therefore removed as well.
                ude += [(rest.stod_som(e["loc"]), False) for e in fejl.errors()]
            except RegelsaetFejl as fejl:
                return [*mangler, *hoved, *fejl.mangler, *kan_ikke_naas(fejl, sted)]
        return mangler

    def _stier(self) -> list[Path]:
        return sorted(s for s in self.pakke.mappe.glob("*.yaml") if s.name not in self.udenfor)

    def filer(self) -> None:
        """Read the files of the pack. Raises RegelsaetFejl for unreadable files and unknown files or keys."""
        mangler: list[Mangel] = []
        for sti in self._stier():
            navn = self.vist(sti)
            if sti.name not in self.filnavne:
                stammer = [Path(f).stem for f in (*self.filnavne, DAEKNINGSFIL, ENIGHEDSFIL)]
                hjaelp = mente_du(sti.stem, stammer) or " Tilfælde til prøvning hører til i mappen tilfaelde."
                mangler.append(Mangel(f"Filen er ukendt.{hjaelp}", Sted(navn)))
                continue
            try:
                rod = self._rod(sti, navn)
            except LaeseFejl as fejl:
                mangler.append(Mangel(fejl.besked, fejl.sted))
                self.ulaeste.add(sti.name)
                continue
            kendte = self.filnavne[sti.name]
            for noegle, node in rod.dele.items():
                laest_som: str | None = noegle
                if noegle not in kendte:
                    andetsteds = _andetsteds(noegle, self.filnavne)
                    hvad = f"Nøglen »{vis_sikkert(noegle, 60)}« hører ikke til i {sti.name}."
                    mangler.append(Mangel(f"{hvad}{andetsteds or mente_du(noegle, kendte)}", rod.noeglesteder[noegle]))
                    if not andetsteds:
                        # The value is read under the key that was probably meant, since it may have errors too.
                        laest_som = nok_ment(noegle, [n for n in kendte if n not in rod.dele])
                if laest_som is not None:
                    self.noder[laest_som], self.steder[laest_som] = node, rod.noeglesteder[noegle]
        if mangler:
            raise RegelsaetFejl(mangler)

    def vist(self, sti: Path) -> str:
        if self.pakke.egen:
            return vis_sikkert(str(sti), 300)
        return f"rules/{self.pakke.id}/{sti.name}"

    def laes_rod(self, sti: Path) -> Ordbog:
        """Read one of the pack's files."""
        return self._rod(sti, self.vist(sti))

    def laes_hoved(self) -> Pakkehoved:
        """Read from the main file only what lists show. The pack must be known to be valid."""
        from ..model.regelsaet import Pakkehoved

        rod = self.laes_rod(self.pakke.mappe / self.hovedfil)
        return Pakkehoved.model_validate({navn: _data(rod.dele[navn]) for navn in Pakkehoved.model_fields})

    def _rod(self, sti: Path, navn: str) -> Ordbog:
        # Imported here, because the contents of a built-in pack are stored as JSON.
        from .filformater.yaml_fil import laes_yaml

        sted = Sted(navn)
        data = laes_byte(str(sti), sted, "en fil i et regelsæt")
        self.sum.update(_til_sum(sti, data))
        tekst = afkod(data, sted)
        self.tekster[navn] = _LINJESKIFT.split(tekst)
        rod = laes_yaml(tekst, navn)
        if not isinstance(rod, Ordbog):
            raise LaeseFejl("Filen skal begynde med nøgler.", rod.sted)
        return rod

    def data(self, model: type[D]) -> D:
        """Validate the contents of the files against the pack's model.

        Raises RegelsaetFejl with every validation error.
        """
        from pydantic import ValidationError

        try:
            return model.model_validate(self.raa())
        except ValidationError as fejl:
            # In pydantic's order, since errors at one place keep it.
            mangler = [self._mangel(model, e, sti) for e, sti in self._egentlige(fejl.errors(include_url=False))]
            raise RegelsaetFejl(i_orden(mangler)) from None

    def raa(self) -> object:
        """Return the contents of the files as plain data for the model."""
        return _data(Ordbog(self.noder, self.steder, Sted("")))

    def _egentlige(self, alle: Iterable[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Sti]]:
        """Return the validation errors with their paths in the pack, except those that only follow from another error.

        A list with an invalid item is also reported as too short; a value that may have several forms is reported for
        each form that it does not have; and a misspelt key is also reported as missing.
        """
        fundne = [(e, *self._sti(e["loc"])) for e in alle]
        manglende: dict[Sti, list[str]] = {}
        for e, sti, _ in fundne:
            if e["type"] == "missing":
                manglende.setdefault(sti, []).append(str(e["loc"][-1]))
        self.stavet = {
            sti: fundet
            for e, sti, _ in fundne
            if e["type"] == "extra_forbidden" and (fundet := nok_ment(str(sti[-1]), manglende.get(sti[:-1], ())))
        }
        ment = {(*sti[:-1], navn) for sti, navn in self.stavet.items()}

        def foelger(e: Mapping[str, Any], sti: Sti, form: bool) -> bool:
            if e["type"] == "missing":
                return (*sti, str(e["loc"][-1])) in ment
            if e["type"] == "too_short":
                return any(s[: len(sti)] == sti != s for _, s, _ in fundne)
            if not form or e["type"] not in _FORMFEJL:
                return False
            if isinstance(self._find(sti), Skalar):
                return e["type"] != "literal_error" and any(
                    a["type"] == "literal_error" for a, s, _ in fundne if s == sti
                )
            return e["type"] == "literal_error" or any(
                a["type"] not in _FORMFEJL for a, s, _ in fundne if s[: len(sti)] == sti
            )

        return [(e, sti) for e, sti, form in fundne if not foelger(e, sti, form)]

    def _sti(self, loc: tuple[str | int, ...]) -> tuple[Sti, bool]:
        """Return an error's path in the pack, and whether it is about one of several forms that a value may have."""
        sti: list[str | int] = []
        form = False
        node: Node | None = None
        for i, del_ in enumerate(loc):
            if i == 0:
                node = self.noder.get(str(del_))
            elif isinstance(node, Ordbog) and str(del_) in node.dele:
                node = node.dele[str(del_)]
            elif isinstance(node, Liste) and isinstance(del_, int) and del_ < len(node.dele):
                node = node.dele[del_]
            else:
                form = True
                continue
            form = False
            sti.append(del_)
        return tuple(sti), form

    def _mangel(self, model: type[Data], fejl: Mapping[str, Any], sti: Sti) -> Mangel:
        from ..model.data import AFKORTET
        from .pakkemodel import noegler_ved, raad_om_noegle

        navn = str(fejl["loc"][-1])
        art: str = fejl["type"]
        if art == "missing":
            fil = next((f for f, noegler in self.filnavne.items() if len(fejl["loc"]) == 1 and navn in noegler), None)
            tekst = f"Her mangler nøglen »{navn}«." if fil is None else f"Regelsættet mangler »{navn}« (i {fil})."
        elif art == "extra_forbidden":
            raad = mente_du(navn, [self.stavet[sti]]) if sti in self.stavet else raad_om_noegle(model, sti)
            tekst = f"Nøglen »{vis_sikkert(navn, 60)}« er ukendt her.{raad}"
        else:
            tekst = formtekst(fejl, noegler_ved(model, sti))
        node, forael = self._find(sti), self._find(sti[:-1])
        noegle_uden_vaerdi = isinstance(node, Skalar) and node.tom and isinstance(forael, Ordbog)
        if noegle_uden_vaerdi and art not in (AFKORTET, "missing"):
            if art != "extra_forbidden":
                tekst = f"Der står ikke noget ved »{vis_sikkert(str(sti[-1]), 60)}«."
            tekst += efter_komma(node)
        if art == AFKORTET and isinstance(node, Skalar) and node.kommentar is not None:
            return Mangel(tekst, node.kommentar.sted)
        if (art == "extra_forbidden" or navn == "[key]") and isinstance(forael, Ordbog):
            return Mangel(tekst, forael.noeglesteder[str(sti[-1])])
        gaelder_vaerdien = art != "missing" and isinstance(node, Liste | Ordbog)
        return Mangel(tekst, node.sted if gaelder_vaerdien and node is not None else self.sted(sti))

    def _find(self, sti: Sti) -> Node | None:
        node: Node | None = None
        for i, del_ in enumerate(sti):
            if i == 0:
                node = self.noder.get(str(del_))
            elif isinstance(node, Ordbog):
                node = node.dele.get(str(del_))
            elif isinstance(node, Liste) and isinstance(del_, int) and del_ < len(node.dele):
                node = node.dele[del_]
            else:
                return None
        return node

    def sted(self, sti: Sti, plads: int = 0) -> Sted:
        """Return the location of a path in the pack, or of the nearest part of the path that exists in a file.

        ``plads`` is a character offset in the text at the path.
        """
        if self.uden_noder:
            self.uden_noder = False
            self.filer()
        fundet: Sted | None = None
        node: Node | None = None
        for i, del_ in enumerate(sti):
            if i == 0:
                node, fundet = self.noder.get(str(del_)), self.steder.get(str(del_))
            elif isinstance(node, Ordbog) and str(del_) in node.dele:
                fundet = node.noeglesteder[str(del_)]
                node = node.dele[str(del_)]
            elif isinstance(node, Liste) and isinstance(del_, int) and del_ < len(node.dele):
                node = node.dele[del_]
                fundet = node.sted
            else:
                break
        else:
            if isinstance(node, Skalar):
                return self._i_tekst(node, plads)
        return fundet or Sted(self.vist(self.pakke.mappe / self.hovedfil))

    def _i_tekst(self, node: Skalar, plads: int) -> Sted:
        """Return the location in the file of the character at offset ``plads`` of a text.

        YAML folds lines and drops indentation, so the character is found by counting the non-blank characters.
        """
        sted = node.sted
        linjer = self.tekster.get(sted.fil)
        if linjer is None or sted.linje is None or sted.kolonne is None or not node.tekst.strip():
            return sted
        linje, kolonne = sted.linje - 1, sted.kolonne - 1
        anfoersel = linjer[linje][kolonne : kolonne + 1] if node.art == "tekst" and not node.blok else ""
        if node.blok:
            linje, kolonne = linje + 1, 0
        elif anfoersel:
            kolonne += 1
        foran = sum(not t.isspace() for t in node.tekst[:plads])
        slutter = not node.tekst[plads:].strip()
        for nr in range(linje, len(linjer)):
            for fundet in _TEGN[anfoersel].finditer(linjer[nr], kolonne if nr == linje else 0):
                if foran == 0:
                    return Sted(sted.fil, nr + 1, fundet.start(1) + 1)
                foran -= 1
                if foran == 0 and slutter:
                    return Sted(sted.fil, nr + 1, fundet.end(1) + 1)
        return sted

    def _kommuner(self, data: RegelsaetData) -> Kommuner:
        pr = date.fromisoformat(data.regioner_pr) if data.regioner_pr else None
        tabel = (mappe("rules") / KOMMUNETABEL).read_bytes()
        self.sum.update(tabel.replace(b"\r\n", b"\n"))
        return laes_kommuner(tabel.decode("utf-8"), pr)


def _til_sum(sti: Path, data: bytes) -> bytes:
    """Return what a file adds to the checksum."""
    return f"{sti.name}\0{len(data)}\0".encode() + data.replace(b"\r\n", b"\n")


def _andetsteds(noegle: str, filnavne: Mapping[str, tuple[str, ...]]) -> str:
    """Return a sentence that names the file a key belongs to; empty if it belongs to none."""
    return next((f" Den hører til i {fil}." for fil, noegler in filnavne.items() if noegle in noegler), "")


def _kort(skrevet: object) -> str:
    return vis_sikkert(str(skrevet), 60)


def _data(node: Node) -> object:
    """Convert a node to plain data for the model.

    An empty value is None; after a key it becomes a ``Blank``, which the model can tell from an absent key.
    """
    from ..model.data import Blank, Kommenteret

    if isinstance(node, Ordbog):
        return {n: Blank() if (d := _data(v)) is None else d for n, v in node.dele.items()}
    if isinstance(node, Liste):
        return [_data(d) for d in node.dele]
    if node.kommentar is None or (node.tom and not node.kommentar.kan_vaere_vaerdi):
        return None if node.tom else node.tekst
    tekst = Kommenteret("" if node.tom else node.tekst)
    tekst.kommentar = node.kommentar.tekst
    return tekst
