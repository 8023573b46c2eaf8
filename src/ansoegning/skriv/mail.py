"""The mail with evidence, as a draft that a mail program opens: a checklist, and the named files that are found."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import NamedTuple

from ..system.navne import ment, som_navn
from .kontekst import Bilag, Dokumentation, Skemaside
from .papir import rens, som_data
from .skabeloner import Skabeloner

_SKABELON = "faelles/dokumentation.txt.j2"
# What most mail systems take; a larger file is sent by the caseworker another way.
HOEJST_BYTE = 20 * 2**20
_IKKE_FUNDET = "ikke vedhæftet: der er ingen fil med det navn ved siden af ansøgningen"
_KAN_IKKE_LAESES = "ikke vedhæftet: filen kan ikke læses"
_FLERE = "ikke vedhæftet: der er flere filer med det navn ved siden af ansøgningen"
# Told here, since what a machine knows of endings differs; a mail within a mail may not be encoded as others are.
_ARTER = {
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".jpeg": ("image", "jpeg"),
    ".jpg": ("image", "jpeg"),
    ".pdf": ("application", "pdf"),
    ".png": ("image", "png"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_AFGRAENSER = "=_ansoegning_{}"


class _Fundet(NamedTuple):
    """Evidence and what became of it: the file's name where it is attached, else why it is not."""

    raekke: str
    navn: str
    fil: str
    grund: str


def skriv_mail(side: Skemaside, mappe: Path | None, skabeloner: Skabeloner) -> bytes | None:
    """An ``.eml`` to the pool's mailbox; None where the pool asks for no evidence by mail.

    Evidence that is named as a file beside the application (``mappe``) is attached: an ordinary file of that folder,
    not reached through another path or a link; none where it came from no file. The checklist says of each whether it
    is there.
    """
    if side.dokumentation is None:
        return None
    dokumentation = side.dokumentation
    vedhaeftet: dict[str, bytes] = {}
    filer = _ved_siden_af(mappe)
    bilag = [_find(b, filer, vedhaeftet) for b in dokumentation.bilag]
    besked = EmailMessage(policy=SMTP.clone(cte_type="8bit", utf8=False))
    besked["To"] = dokumentation.til
    besked["Subject"] = _emne(side, dokumentation)
    # Opens for editing in the mail program, and is not taken for one that has come in.
    besked["X-Unsent"] = "1"
    besked.set_content(skabeloner.udfyld(_SKABELON, {"side": som_data(side), "bilag": bilag}), cte="quoted-printable")
    for navn, indhold in vedhaeftet.items():
        art, under = _ARTER.get(Path(navn).suffix.lower(), ("application", "octet-stream"))
        besked.add_attachment(indhold, maintype=art, subtype=under, filename=navn)
    # Else drawn at random: the same application gives the same file.
    for nr, del_ in enumerate(d for d in besked.walk() if d.is_multipart()):
        del_.set_boundary(_AFGRAENSER.format(nr))
    return besked.as_bytes()


def _emne(side: Skemaside, dokumentation: Dokumentation) -> str:
    dele = [dokumentation.emne, "dokumentation", side.ansoeger]
    return " – ".join(" ".join(rens(d).split()) for d in dele if d)


def _ved_siden_af(mappe: Path | None) -> dict[str, list[Path]] | None:
    """What lies in the application's folder, by the names as they are compared; None where it cannot be listed."""
    fundne: dict[str, list[Path]] = {}
    try:
        for sti in sorted(mappe.iterdir()) if mappe is not None else ():
            fundne.setdefault(som_navn(sti.name), []).append(sti)
    except OSError:
        return None
    return fundne


def _find(b: Bilag, filer: dict[str, list[Path]] | None, vedhaeftet: dict[str, bytes]) -> _Fundet:
    # Only names that lie there are opened: a name may otherwise lead to another folder, or another machine.
    if filer is None:
        return _Fundet(b.raekke, b.navn, "", _KAN_IKKE_LAESES)
    fundne = ment(b.navn, filer.get(som_navn(b.navn), ()), lambda f: f.name)
    if len(fundne) > 1:
        return _Fundet(b.raekke, b.navn, "", _FLERE)
    if not fundne:
        return _Fundet(b.raekke, b.navn, "", _IKKE_FUNDET)
    (sti,) = fundne
    if sti.name in vedhaeftet:
        return _Fundet(b.raekke, b.navn, sti.name, "")
    try:
        if sti.is_symlink() or not sti.is_file():
            return _Fundet(b.raekke, b.navn, "", _IKKE_FUNDET)
        if sti.stat().st_size + sum(map(len, vedhaeftet.values())) > HOEJST_BYTE:
            return _Fundet(b.raekke, b.navn, "", "ikke vedhæftet: filen er for stor til en mail")
        vedhaeftet[sti.name] = sti.read_bytes()
    except OSError:
        return _Fundet(b.raekke, b.navn, "", _KAN_IKKE_LAESES)
    return _Fundet(b.raekke, b.navn, sti.name, "")
