"""Reports of every kind: on the corpus, and on what it does not ask. Others hold them to what we promise of reports."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

from tests.credential import badges, older_badges
from tests.credential.badges import World

from skillmark.corpus import Corpus, assemble
from skillmark.corpus.cases import Case
from skillmark.corpus.published import OfflineResolver
from skillmark.credential import Policy, Report, inspect
from skillmark.credential.errors import Unreachable
from skillmark.credential.proof.vc_jwt import sign_vc_jwt
from skillmark.credential.registry import Registry, Unanswered, read_registry

REFRESH = "https://northfield.example/refresh/1"


def _sample(corpus: Corpus) -> list[Case]:
    """Every valid file, and of every kind of attack and change a few."""
    counted: dict[str, int] = {}
    chosen = []
    for case in corpus.cases:
        counted[case.family] = counted.get(case.family, 0) + 1
        most = 12 if case.family.startswith("a") else 1
        if case.family == "valid":
            most = len(corpus.cases)
        if counted[case.family] <= most:
            chosen.append(case)
    return chosen


def _of_corpus(corpus: Corpus) -> Iterator[tuple[Report, str]]:
    registry = read_registry(corpus.answers[corpus.known_issuers].body)
    world = "\n".join(answer.body.decode("utf-8", "replace") for answer in corpus.answers.values())
    for case in _sample(corpus):
        asked = case.request
        policy = Policy(
            registries=(registry,),
            expected_domain=asked.domain,
            expected_challenge=asked.challenge,
            expected_recipient=asked.recipients,
            expected_achievement=asked.achievement,
        )
        resolver = OfflineResolver(corpus.answers, now=corpus.now)
        report = inspect(case.data, resolver=resolver, now=corpus.now, policy=policy)
        yield report, f"{world} {_opened(case.data)} {asked!r} {registry.name}"


def _of_small_worlds() -> Iterator[tuple[Report, str]]:
    """What the corpus does not ask: nobody answers, checking offline, old knowledge, and older badges."""
    endorsed = badges.endorsed(badges.signed_by_guild(badges.endorsement()))
    revocable = badges.signed(badges.badge() | {"credentialStatus": badges.entry()})
    listed = {badges.LIST: badges.signed(badges.status_list())}
    withdrawn = {badges.LIST: badges.signed(badges.status_list(7))}
    shown = badges.shown(badges.presentation(badges.adas_badge()), challenge="n-1", domain="verifier.example")
    worlds: list[tuple[World, Any]] = [
        (World(), endorsed),
        (World(listed), revocable),
        (World(withdrawn), revocable),
        (World(listed, age=timedelta(days=40), from_store=True), revocable),
        (World(), revocable),
        (World(policy=Policy(offline=True)), revocable),
        (World(policy=Policy(registries=(_silent(),))), badges.issued()),
        (World(policy=Policy(expected_domain="x.example", expected_challenge="n-2")), shown),
        (World(now=badges.NOW + timedelta(days=4000)), badges.issued()),
        (World(), badges.signed(badges.clr(badges.adas_badge(), badges.knife_skills()))),
        (World(), badges.changed(badges.issued(), name=None)),
        (World(), badges.signed(badges.clr(badges.adas_badge(), partial=True))),
        (World(policy=Policy(expected_achievement=badges.KNIFE_SKILLS)), badges.issued()),
        (World(policy=Policy(expected_recipient=("eve@learner.example",))), badges.issued()),
        (World(policy=Policy(registries=(_lookalikes(),))), badges.issued()),
        (World({badges.NORTHFIELD: _out_of_use()}), badges.issued()),
        (World(), _refreshable()),
        (World({REFRESH: _refreshable()}), _refreshable()),
        (World(policy=Policy(offline=True)), _refreshable()),
        (World(), b"%PDF-1.7"),
        (World(), b"{"),
        (World(), {"type": "EnvelopedVerifiableCredential", "id": "data:application/vc+cose,x"}),
        (World(), b'{"a": 1, "a": 2}'),
        (World(), b"\xff\xfe"),
        (
            World(),
            sign_vc_jwt(
                badges.badge(), signer=badges.MALLORY_SIGNER, verification_method=badges.MALLORY_KEY
            ).encode(),
        ),
    ]
    for world, credential in worlds:
        report = world.check(credential)
        yield report, f"{text_of(world.documents)} {_opened(credential)} {world.policy!r}"
    sealed = older_badges.sealed(older_badges.signed_assertion())
    gone = older_badges.Published({older_badges.ASSERTION: None})
    lapsed = older_badges.Published({older_badges.REVOKED: older_badges.revocation_list(older_badges.UUID)})
    for badge, published, policy in (
        (older_badges.assertion(), older_badges.Published(), Policy()),
        (older_badges.assertion(), gone, Policy()),
        (older_badges.assertion(issuedOn="yesterday"), older_badges.Published(), Policy()),
        (older_badges.assertion(badge=None), older_badges.Published(), Policy()),
        (sealed, older_badges.Published(), Policy()),
        (sealed, lapsed, Policy()),
        (sealed, older_badges.Published(from_store=True, age=timedelta(days=9)), Policy(offline=True)),
    ):
        report = older_badges.check(badge, published, policy=policy)
        yield report, f"{text_of(published.documents)} {_opened(badge)}"


def _lookalikes() -> Registry:
    """A list with an issuer whose name and address the college seems to bear."""
    entry = {"id": "https://northfie1d.example/issuer", "name": "Northfield College"}
    return read_registry(json.dumps({"name": "our list", "issuers": [entry]}).encode())


def _out_of_use() -> dict[str, Any]:
    return badges.controller_document(
        badges.NORTHFIELD, badges.NORTHFIELD_SIGNER, expires="2026-02-01T00:00:00Z"
    )


def _refreshable() -> dict[str, Any]:
    contexts = [badges.VCDM, badges.OPEN_BADGES, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    service = {"id": REFRESH, "type": "1EdTechCredentialRefresh"}
    return badges.signed(badges.badge() | {"@context": contexts, "refreshService": service})


def _silent() -> Unanswered:
    return Unanswered("our list", Unreachable("https://lists.example/", "it did not answer in time"))


def text_of(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False, default=text_of)


def _opened(value: Any) -> str:
    """What a file says, also in the parts of signed texts."""
    text = text_of(value)
    parts = [part.rstrip("=") for part in re.findall(r"[A-Za-z0-9_-]{8,}", text)]
    whole = [part + "=" * (-len(part) % 4) for part in parts if len(part) % 4 != 1]
    return " ".join([text, *(base64.urlsafe_b64decode(part).decode("utf-8", "replace") for part in whole)])


@cache
def told_reports() -> tuple[tuple[Report, str], ...]:
    """The reports, those of parts among them, each with what it rests on."""
    corpus = assemble()
    return tuple(
        (report, world)
        for outer, world in (*_of_corpus(corpus), *_of_small_worlds())
        for report in outer.walk()
    )
