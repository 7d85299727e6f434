"""What every page's frame needs: the name, who is signed in, and where they may go (`navigation_for`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from skillmark.foundation.orgs.access import TABLE, roles_anywhere
from skillmark.foundation.people.models import Person
from skillmark.foundation.people.rules import is_stand_in

DEMO_RIBBON = "A demonstration: the people and organisations here are invented."
FOOT = [("Verify a credential", "/verify/"), ("Catalogue", "/catalogue/"), ("Skills", "/skills/")]


@dataclass(frozen=True)
class NavItem:
    """One place in the navigation."""

    label: str
    href: str
    icon: str = ""
    current: bool = False


@dataclass(frozen=True)
class Chrome:
    """The frame around a page: finished values only."""

    name: str
    home: str
    nav: list[NavItem]
    account: list[NavItem]
    foot: list[NavItem]
    person: str = ""
    email: str = ""
    sign_out: str = ""
    ribbon: str = ""
    asks_name: str = ""


# label, address, icon, the action of the access table that opens it (empty: signed in; None: everyone)
PLACES: list[tuple[str, str, str, str | None]] = [
    ("Catalogue", "/catalogue/", "search", None),
    ("Learning", "/learn/", "book-open", ""),
    ("Wallet", "/wallet/", "wallet", ""),
    ("Design", "/design/", "pencil", "design.edit"),
    ("Review", "/design/reviews/", "list-checks", "design.review"),
    ("Offerings", "/design/offerings/", "calendar", "offer.manage"),
    ("Marking", "/assess/", "clipboard-check", "assess.mark"),
    ("Registrar", "/staff/", "landmark", "credentials.view"),
    ("Checks", "/employer/", "briefcase", "checks.keep"),
    ("Verify", "/verify/", "shield-check", None),
]

# Who sees a design as a learner is designing, not learning.
PREVIEW = "/learn/preview/"


def navigation_for(request: HttpRequest) -> list[NavItem]:
    """The places a visitor may go to, the current one marked. The longest matching address wins."""
    signed_in = request.user.is_authenticated
    roles = roles_anywhere(request.user)
    open_here = [p for p in PLACES if p[3] is None or (signed_in and (not p[3] or TABLE[p[3]] & roles))]
    seen = [p for p in open_here if installed(p[1])]
    path = "/design/" if request.path.startswith(PREVIEW) else request.path
    here = max((p[1] for p in seen if path.startswith(p[1])), key=len, default="")
    items = [NavItem(label, href, icon, href == here) for label, href, icon, _ in seen]
    login = address("account_login")
    # A page that is kept as a file is the same for everybody, whoever is signed in where it came from.
    is_for_all = bool(request.META.get("skillmark.for_all"))
    if not signed_in and login and not is_for_all:
        items.append(NavItem("Sign in", login, "log-in", request.path == login))
    return items


def installed(path: str) -> bool:
    """Whether an address leads anywhere, so that the navigation never offers a dead end."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def account_places(request: HttpRequest) -> list[NavItem]:
    """What the account menu offers; pages that are not installed stay away."""
    wanted = [
        ("Your name", "account:name", "user"),
        ("E-mail addresses", "account_email", "mail"),
        ("Password", "account_change_password", "key-round"),
        ("Sign-in and security", "mfa_index", "shield"),
        ("Sessions", "usersessions_list", "monitor-smartphone"),
    ]
    items = [NavItem(label, address(name), icon) for label, name, icon in wanted]
    if settings.CONFIG.demo and installed("/outbox/"):
        items.append(NavItem("Mail outbox", "/outbox/", "inbox"))
    if getattr(request.user, "is_staff", False):
        items.append(NavItem("Organisations", address("staff:organisations"), "landmark"))
        items.append(NavItem("Proposed skills", address("staff:proposals"), "tag"))
        # For whoever builds the pages; the page itself stays open to every platform staff.
        if settings.CONFIG.demo or settings.CONFIG.development:
            items.append(NavItem("Parts of the pages", address("ui:living"), "layers"))
    return [NavItem(i.label, i.href, i.icon, request.path.startswith(i.href)) for i in items if i.href]


def _where_to_say_the_name(request: HttpRequest, person: Person) -> str:
    """The address of the page that asks for a name, for somebody who was added without one; not on that page."""
    page = address("account:name")
    asked = is_stand_in(person.name, email=person.email) and request.path != page
    return page if asked else ""


def address(name: str) -> str:
    """The address of a named page, or nothing where that page is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The context processor: puts `chrome` into every template. Works for a request without a user (an error page)."""
    user = getattr(request, "user", None)
    person = user if isinstance(user, Person) and user.is_authenticated else None
    frame = Chrome(
        name=settings.CONFIG.site_name,
        home="/",
        nav=navigation_for(request) if user is not None else [],
        account=account_places(request) if person else [],
        foot=[NavItem(*place) for place in FOOT if installed(place[1])],
        person=(person.name or person.email) if person else "",
        email=person.email if person else "",
        sign_out=address("account_logout") if person else "",
        ribbon=DEMO_RIBBON if settings.CONFIG.demo else "",
        asks_name=_where_to_say_the_name(request, person) if person else "",
    )
    return {"chrome": frame}
