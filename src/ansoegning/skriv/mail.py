"""Draft the mail with evidence as a file that a mail program opens, with the named files that are found attached.

The mail is written for its receiver. What its sender must do before sending it is returned as remarks.
"""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import NamedTuple

from ..fejl import vis_sikkert
from ..system.navne import ment, som_navn
from .kontekst import Bilag, Dokumentation, Skemaside
from .papir import Papir, rens, som_data
from .skabeloner import Skabeloner

_SKABELON = "faelles/dokumentation.txt.j2"
# Bytes. Most mail systems accept this size; the caseworker sends a larger file another way.
HOEJST_BYTE = 20 * 2**20
_IKKE_FUNDET = "der er ingen fil med det navn ved siden af ansøgningen"
_KAN_IKKE_LAESES = "filen kan ikke læses"
_FLERE = "der er flere filer med det navn ved siden af ansøgningen"
_FOR_STOR = "filen er for stor til en mail"
# Listed here because operating systems map different file endings. A mail as an attachment is sent as plain bytes,
# since the standard forbids encoding it as other attachments are.
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
    """A piece of evidence: the name of the attached file, or the reason why it is not attached."""

    raekke: str
    navn: str
    fil: str
    grund: str


def skriv_mail(side: Skemaside, mappe: Path | None, skabeloner: Skabeloner) -> Papir:
    """Return an ``.eml`` to the pool's mailbox; without content if the pool asks for no evidence or none is named.

    Evidence named as a file beside the application is attached if it is an ordinary file of that folder, not reached
    through another path or a link. The remarks say what the sender must attach or find.

    Args:
        side: the application's form.
        mappe: the application's folder; None: the application did not come from a file.
        skabeloner: the templates.

    Raises:
        BrugsFejl: the template cannot be used.
    """
    dokumentation = side.dokumentation
    if dokumentation is None:
        return Papir(None, ("Ikke skrevet: mail. Puljen beder ikke om dokumentation i en mail.",))
    mangler = tuple(f"Dokumentation, der mangler: {_naevnt(m)}. Find den, og send den." for m in dokumentation.mangler)
    if not dokumentation.bilag:
        return Papir(None, ("Ikke skrevet: mail. Ansøgningen nævner ingen dokumentation, der kan sendes.", *mangler))
    vedhaeftet: dict[str, bytes] = {}
    filer = _ved_siden_af(mappe)
    bilag = [_find(b, filer, vedhaeftet) for b in dokumentation.bilag]
    besked = EmailMessage(policy=SMTP.clone(cte_type="8bit", utf8=False))
    besked["To"] = dokumentation.til
    besked["Subject"] = _emne(side, dokumentation)
    # Mail programs open the file for editing instead of as a received mail.
    besked["X-Unsent"] = "1"
    besked.set_content(skabeloner.udfyld(_SKABELON, {"side": som_data(side), "bilag": bilag}), cte="quoted-printable")
    for navn, indhold in vedhaeftet.items():
        art, under = _ARTER.get(Path(navn).suffix.lower(), ("application", "octet-stream"))
        besked.add_attachment(indhold, maintype=art, subtype=under, filename=navn)
    # Fixed boundaries instead of random ones: the same application gives the same file.
    for nr, del_ in enumerate(d for d in besked.walk() if d.is_multipart()):
        del_.set_boundary(_AFGRAENSER.format(nr))
    uden = tuple(f"Vedhæft selv i mailen: {_naevnt(b)} ({b.grund})." for b in bilag if not b.fil)
    return Papir(besked.as_bytes(), (*uden, *mangler))


def _naevnt(b: Bilag | _Fundet) -> str:
    return vis_sikkert(" ".join(f"{b.raekke}: {b.navn}".removeprefix(": ").split()), 200)


def _emne(side: Skemaside, dokumentation: Dokumentation) -> str:
    dele = [dokumentation.emne, "dokumentation", side.afsender]
    return " – ".join(" ".join(rens(d).split()) for d in dele if d)


def _ved_siden_af(mappe: Path | None) -> dict[str, list[Path]] | None:
    """Return the files of the application's folder by normal form of name; None if the folder cannot be listed."""
    fundne: dict[str, list[Path]] = {}
    try:
        for sti in sorted(mappe.iterdir()) if mappe is not None else ():
            fundne.setdefault(som_navn(sti.name), []).append(sti)
    except OSError:
        return None
    return fundne


def _find(b: Bilag, filer: dict[str, list[Path]] | None, vedhaeftet: dict[str, bytes]) -> _Fundet:
    # Only listed files are opened: a name used as a path could lead to another folder, or another machine.
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
            return _Fundet(b.raekke, b.navn, "", _FOR_STOR)
        vedhaeftet[sti.name] = sti.read_bytes()
    except OSError:
        return _Fundet(b.raekke, b.navn, "", _KAN_IKKE_LAESES)
    return _Fundet(b.raekke, b.navn, sti.name, "")
