"""A held credential as files to take away: the signed JSON, baked pictures, a printable page, a translation, a card."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.text import slugify

from skillmark.credential.bake import bake, sniff, unbake_any
from skillmark.credential.elm.translate import to_elm
from skillmark.credential.report import Verdict
from skillmark.fetcher.presented import link_in
from skillmark.interfaces.intake.presented import JSON, JWT, PNG, SD_JWT, SVG, check, media_type_of
from skillmark.interfaces.pages.drawing import PNG_SIGNATURE, open_graph_card
from skillmark.interfaces.pages.paper import credential_pdf
from skillmark.interfaces.pages.ui.badges import badge_png, badge_svg
from skillmark.interfaces.pages.ui.showpiece import CredentialShow, from_report
from skillmark.interfaces.pages.ui.uploads import safe_png
from skillmark.lifecycle.designing.badge_art import draw_badge
from skillmark.lifecycle.holding.models import ImportedCredential, WalletItem
from skillmark.lifecycle.holding.queries import signed_bytes

# Older badges are no verifiable credentials, and are not called so (Open Badges 2.0, "Setting Content-Type").
LD_JSON = "application/ld+json"
ENDINGS: Final = {PNG: "png", SVG: "svg", JSON: "json", LD_JSON: "json", JWT: "jwt", SD_JWT: "sd-jwt"}


@dataclass(frozen=True)
class HandedOut:
    """One file: its bytes, what it is, its name, and whether a browser should show it in place."""

    data: bytes
    media_type: str
    name: str
    inline: bool = False

    def response(self, *, public: bool = False) -> HttpResponse:
        """The answer with this file; a `public` one may also be read by scripts of other sites."""
        disposition = "inline" if self.inline else "attachment"
        response = HttpResponse(
            self.data,
            content_type=self.media_type,
            headers={
                "Content-Disposition": f'{disposition}; filename="{self.name}"',
                "X-Content-Type-Options": "nosniff",
                # A picture may come from elsewhere: opened on its own it must not be able to do anything.
                "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
                "Cache-Control": "private, no-cache",
            },
        )
        if public:
            response["Access-Control-Allow-Origin"] = "*"
        return response


@dataclass(frozen=True)
class Way:
    """The link that leads to an item, empty where there is none, and when it ends."""

    address: str = ""
    ends: datetime | None = None


def show_of(item: WalletItem, *, now: datetime, address: str = "", badge_url: str = "") -> CredentialShow:
    """The credential as its page shows it, checked at this moment."""
    report = check(signed_bytes(item), now=now)
    return from_report(report, now=now, address=address, badge_url=badge_url)


def forms_of(item: WalletItem) -> list[str]:
    """The forms an item can be handed out in; one from elsewhere goes out as it came in."""
    return ["json", "png", "svg", "pdf", "elm"] if item.credential is not None else ["original", "pdf"]


def is_fit(form: str, show: CredentialShow) -> bool:
    """Whether what a check shows may go out in a form: paper is no place for what is not genuine, and a translation,
    which carries neither signature nor status, none for what does not stand.
    """
    return {"pdf": show.readable, "elm": show.readable and show.verdict.tone != "bad"}.get(form, True)


def hand_out(
    item: WalletItem, form: str, *, now: datetime, address: str = "", ends: datetime | None = None
) -> HandedOut | None:
    """The item as a file of that form; None when there is none. `address` is its link, which works until `ends`."""
    make = _ISSUED_HERE.get(form) if item.credential is not None else _IMPORTED.get(form)
    return make(item, now, Way(address, ends)) if make else None


def _name(item: WalletItem, ending: str) -> str:
    return f"{slugify(item.title)[:60] or 'credential'}.{ending}"


def _json(item: WalletItem, _now: datetime, _way: Way) -> HandedOut:
    return HandedOut(signed_bytes(item), JSON, _name(item, "json"))


def _png(item: WalletItem, _now: datetime, _way: Way) -> HandedOut:
    assert item.credential is not None  # noqa: S101 - _ISSUED_HERE
    baked = bake(badge_png(item.credential.version), item.credential.document)
    return HandedOut(baked, "image/png", _name(item, "png"))


def _svg(item: WalletItem, _now: datetime, _way: Way) -> HandedOut:
    assert item.credential is not None  # noqa: S101 - _ISSUED_HERE
    baked = bake(badge_svg(item.credential.version), item.credential.document)
    return HandedOut(baked, "image/svg+xml", _name(item, "svg"))


def _pdf(item: WalletItem, now: datetime, way: Way) -> HandedOut | None:
    """One page of paper; None for what is not genuine, since paper would say otherwise."""
    show = show_of(item, now=now, address=way.address)
    if not is_fit("pdf", show):
        return None
    paper = credential_pdf(show, badge=_picture(item), now=now, link_ends=way.ends)
    return HandedOut(paper, "application/pdf", _name(item, "pdf"))


def _elm(item: WalletItem, now: datetime, _way: Way) -> HandedOut | None:
    """A translation for Europass; None for what does not stand."""
    assert item.credential is not None  # noqa: S101 - _ISSUED_HERE
    if not is_fit("elm", show_of(item, now=now)):
        return None
    picture = badge_png(item.credential.version)
    translation = to_elm(json.loads(signed_bytes(item)), picture=picture)
    written = json.dumps(translation.document, ensure_ascii=False, indent=2).encode()
    return HandedOut(written, LD_JSON, _name(item, "elm.json"))


def _card(item: WalletItem, now: datetime, way: Way) -> HandedOut:
    """The picture beside a link. It travels alone, so it repeats no claim that does not hold."""
    show = show_of(item, now=now)
    card = open_graph_card(
        badge=_picture(item),
        title=item.title if show.verdict.tone != "bad" else show.verdict.word,
        name=show.name,
        issuer=item.issuer_name if show.readable else "",
        host=urlsplit(way.address).netloc or "skillmark",
    )
    return HandedOut(card, "image/png", "card.png", inline=True)


def _badge(item: WalletItem, _now: datetime, _way: Way) -> HandedOut:
    """The plain picture for pages, without the credential inside."""
    picture = _picture(item)
    if picture.startswith(PNG_SIGNATURE):
        return HandedOut(picture, PNG, "badge.png", inline=True)
    return HandedOut(picture, SVG, "badge.svg", inline=True)


def _original(item: WalletItem, _now: datetime, _way: Way) -> HandedOut:
    assert item.imported is not None  # noqa: S101 - _IMPORTED
    media_type = _truly(item.imported, item.imported.media_type)
    return HandedOut(bytes(item.imported.data), media_type, _name(item, ENDINGS[media_type]))


def _taken_out(item: WalletItem, _now: datetime, _way: Way) -> HandedOut | None:
    """The credential of an imported file by itself, also where it came inside a picture; some hold only an address."""
    assert item.imported is not None  # noqa: S101 - _IMPORTED
    data = signed_bytes(item)
    if sniff(data) is not None:
        data = unbake_any(data).encode()
    if link_in(data.decode(errors="replace")):
        return None
    media_type = _truly(item.imported, media_type_of(data))
    return HandedOut(data, media_type, _name(item, ENDINGS[media_type]))


def _truly(imported: ImportedCredential, media_type: str) -> str:
    return LD_JSON if media_type == JSON and imported.report.get("legacy") else media_type


def _picture(item: WalletItem) -> bytes:
    """The badge as SVG or PNG; one from elsewhere gets its own picture where that is safe, and a drawn one else."""
    if item.credential is not None:
        version = item.credential.version
        # A drawing that was uploaded comes in pixels: it is never drawn within the server (`drawing_apart`).
        return badge_svg(version) if version.badge_image is None else badge_png(version)
    assert item.imported is not None  # noqa: S101 - the database holds this constraint
    return _own_picture(item.imported) or draw_badge(
        title=item.title, issuer=item.issuer_name, ident=item.imported.sha256, hue=250, kind="knowledge"
    )


def _own_picture(imported: ImportedCredential) -> bytes | None:
    """The pixels of an imported file drawn anew. A forgery keeps no face, and drawings (SVG) are not shown."""
    if imported.verdict == Verdict.NOT_VERIFIED or imported.media_type != PNG:
        return None
    try:
        return safe_png(bytes(imported.data))
    except ValidationError:
        return None


Maker = Callable[[WalletItem, datetime, Way], HandedOut | None]
_ISSUED_HERE: Final[dict[str, Maker]] = {
    "json": _json, "png": _png, "svg": _svg, "pdf": _pdf, "elm": _elm, "card": _card,
    "badge": _badge,
}  # fmt: skip
_IMPORTED: Final[dict[str, Maker]] = {
    "original": _original, "json": _taken_out, "pdf": _pdf, "card": _card, "badge": _badge,
}  # fmt: skip
