"""A credential as an ELM document, together with the account of what is lost and what is lacking."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from skillmark.credential.elm.loss import Loss, leaves, losses_of
from skillmark.credential.elm.vocabulary import VOCABULARY
from skillmark.credential.elm.write import compose
from skillmark.credential.errors import ElmError
from skillmark.credential.message import Message, Translate, as_written, either
from skillmark.credential.model.badge import AchievementCredential
from skillmark.credential.model.elements import Elements
from skillmark.credential.model.elements_of import elements_of_credential
from skillmark.credential.model.view import objects

# Each is written with the whole of its scale and of who awards it, so few of them make much.
_MOST_RESULTS: Final = 200
# A credential that says everything says some hundred values; what it lists comes many times over in ELM.
_MOST_VALUES: Final = 8_000
_TYPES: Final = ("OpenBadgeCredential", "AchievementCredential")


@dataclass(frozen=True)
class Lack:
    """Something that the Commission's shapes ask for and the credential does not say; `path` is its place in ELM."""

    path: str
    sentence: Message

    def to_json(self, translate: Translate = as_written) -> dict[str, str]:
        """The lack as JSON members."""
        return {"path": self.path, "sentence": self.sentence.say(translate)}


@dataclass(frozen=True, kw_only=True)
class Translation:
    """An ELM document; `travelled` counts the values of the credential that are in it, `losses` are the others."""

    document: Mapping[str, Any]
    source: str
    travelled: int
    losses: tuple[Loss, ...]
    lacks: tuple[Lack, ...]

    def report(self, translate: Translate = as_written) -> dict[str, Any]:
        """The account as JSON members."""
        return {
            "format": "ELM 3",
            "source": self.source,
            "signed": False,
            "travelled": self.travelled,
            "lost": [loss.to_json(translate) for loss in self.losses],
            "lacking": [lack.to_json(translate) for lack in self.lacks],
        }


def to_elm(document: Mapping[str, Any], *, picture: bytes | None = None) -> Translation:
    """An Open Badges 3.0 credential, signed or not, as an ELM 3 document; raises ElmError where it is none.

    `picture` (PNG or JPEG) is what Europass shows; without it, the credential's own picture if that is inside, or none.
    The signature is not looked at: whoever needs to know whether it holds checks the credential before.
    """
    badge = AchievementCredential(document)
    if not set(_TYPES) & set(badge.types):
        raise ElmError(
            "elm_not_a_badge",
            "Only a credential of Open Badges 3.0 can be put into the European Learning Model, and the type of this is "
            "not {types}.",
            path="$.type",
            types=either(_TYPES),
        )
    if len(objects(document.get("credentialSubject"))) != 1 or len(badge.achievements) != 1:
        raise ElmError(
            "elm_achievements",
            "There are {count} achievements at {path}, and one is what is translated.",
            path="$.credentialSubject.achievement",
            count=len(badge.achievements),
        )
    if len(badge.results) > _MOST_RESULTS:
        raise ElmError(
            "elm_results",
            "There are {count} results at {path}, and {most} are the most that are translated.",
            path="$.credentialSubject.result",
            count=len(badge.results),
            most=_MOST_RESULTS,
        )
    if next(islice(leaves(document), _MOST_VALUES, None), None) is not None:
        raise ElmError(
            "elm_values",
            "The credential says more than {most} values, and so many are not translated.",
            path="$",
            most=_MOST_VALUES,
        )
    elements = elements_of_credential(document)
    written = compose(elements, badge, source=_source(document, badge), picture=picture)
    travelled, losses = losses_of(document, written)
    return Translation(
        document=written,
        source=badge.id,
        travelled=travelled,
        losses=losses,
        lacks=tuple(_lacks(elements)),
    )


def _source(document: Mapping[str, Any], badge: AchievementCredential) -> str:
    """What the identifiers are made from: the credential's own, or its bytes where it has none."""
    written = json.dumps(document, sort_keys=True).encode()
    return badge.id or f"urn:sha256:{hashlib.sha256(written).hexdigest()}"


def _lacks(elements: Elements) -> Iterator[Lack]:
    """What the shapes ask for: the same holds for the Commission's own sample, as far as the issuer goes."""
    body = "$.credentialSubject.hasClaim.awardedBy.awardingBody"
    yield Lack(
        "$.issuer", Message("Whoever seals the document as a European Digital Credential is its issuer.")
    )
    if elements.country not in VOCABULARY["country"].by_value:
        yield Lack(f"{body}.location", Message("The credential does not say in which country its issuer is."))
    if not elements.awarding_body:
        yield Lack(f"{body}.legalName", Message("The credential does not name its issuer."))
    if not elements.title:
        yield Lack("$.credentialSubject.hasClaim.title", Message("The achievement has no title."))
    if elements.issued_on is None:
        yield Lack("$.issued", Message("The credential does not say when it was issued."))
