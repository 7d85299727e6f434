"""Lists, by dotted path, what is plugged into the house: the subscribers that tell the world what happened."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.module_loading import import_string

from skillmark.foundation.ledger.subscriptions import subscribe


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
            "ProjectMarked",
            "PlaceFreed",
            "VersionSubmitted",
            "VersionReviewed",
            "MemberAdded",
        ),
        handler="skillmark.interfaces.mail.post.send_letter",
    ),
)


def wire() -> None:
    """Called once, when Django has loaded every app."""
    for each in SUBSCRIBERS:
        subscribe(subscriber=each.name, fact_names=list(each.fact_names), handler=import_string(each.handler))
