"""Lists, by dotted path, what is plugged into the house: subscribers that tell the world, connectors that hear it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.module_loading import import_string

from skillmark.foundation.ledger.subscriptions import subscribe
from skillmark.interfaces.connect.plugin import Plugin


@dataclass(frozen=True, kw_only=True)
class Subscriber:
    """`handler` is called with each recorded fact named in `fact_names`, again until it succeeds."""

    name: str
    fact_names: tuple[str, ...]
    handler: str


# Subscribers only tell the world; they never finish what a journey began.
SUBSCRIBERS: tuple[Subscriber, ...] = (
    Subscriber(
        name="mail",
        fact_names=(
            "PersonInvited",
            "CredentialPlaced",
            "CredentialRevoked",
            "CredentialSuspended",
            "CredentialReinstated",
            "OfferWithdrawn",
            "ProjectMarked",
            "PlaceFreed",
            "VersionSubmitted",
            "VersionReviewed",
            "ReviewFellDue",
            "SuccessorAnnounced",
            "WaitingEnded",
            "MemberAdded",
            "EndorsementSigned",
            "EndorsementWithdrawn",
            "EndorsementAccepted",
            "EndorsementDeclined",
            "ProposalAnswered",
        ),
        handler="skillmark.interfaces.mail.post.send_letter",
    ),
)


# Off, each of them, until the configuration names it.
CONNECTORS: tuple[str, ...] = ("skillmark.interfaces.connect.vcapi.plugin.PLUGIN",)


def connected(names: Collection[str]) -> list[Plugin]:
    """The connectors of these names."""
    plugins: list[Plugin] = [import_string(each) for each in CONNECTORS]
    return [each for each in plugins if each.name in names]


def wire() -> None:
    """Called once, when Django has loaded every app."""
    for each in SUBSCRIBERS:
        subscribe(subscriber=each.name, fact_names=list(each.fact_names), handler=import_string(each.handler))
