"""The SD-JWT library of the OpenWallet Foundation and we: each reads the same of what the other issues and shows.

Random parts are sealed, some of those are shown, and the holder proves a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

import pytest
from tests.interop.documents import documents
from tests.interop.exchange import Answer, Ask, check, errors, not_believed, not_refused, told
from tests.interop.parties import CREATED, NOW, Party, parties, party
from tests.interop.values import Values

from skillmark.credential import Outcome, Policy, Verdict, issue_sd_jwt, present_sd_jwt
from skillmark.credential.keys.jwk import encode_public_jwk
from skillmark.credential.keys.public import KeyKind
from skillmark.credential.proof.claims import CLAIMS, claims_of
from skillmark.credential.proof.key_binding import confirmation
from skillmark.credential.times import format_timestamp

pytestmark = pytest.mark.interop

VCT = "https://northfield.example/types/badge"
AUDIENCE, NONCE = "https://employer.example", "n-0S6_WzA2Mj"
POLICY = Policy(refresh=False, expected_domain=AUDIENCE, expected_challenge=NONCE)
ENDORSER = party("did:key")
KINDS = {"EdDSA": KeyKind.ED25519, "ES256": KeyKind.P256}
Frame = dict[str, Any]
# VC-JOSE-COSE, section 3.2, is about documents of the data model 2.0.
BEYOND = ("vcdm 1.1",)


def issuers(algorithm: str) -> tuple[Party, ...]:
    return parties(KINDS[algorithm], "did:jwk", "did:key", "did:web", "https")


def holder(algorithm: str) -> Party:
    return parties(KINDS[algorithm], "did:jwk")[0]


def written(name: str, algorithm: str) -> list[tuple[Party, dict[str, Any]]]:
    name = f"sd-jwt-vc, {algorithm}, {name}"
    return documents(name, issuers=issuers(algorithm), endorser=ENDORSER, without=BEYOND)


# --- places -------------------------------------------------------------------------------------------------

# What other parts refer to, as they do to all that has an id.
_ACHIEVEMENT, _SCALES = "/credentialSubject/achievement", "/credentialSubject/achievement/resultDescription"
# In these everything is shown: whose it is and whether it counts, and what others signed.
_WHOLE = frozenset({
    "@context", "type", "issuer", "credentialStatus", "credentialSchema", "refreshService", "termsOfUse", "criteria",
    "endorsement", "endorsementJwt",
})  # fmt: skip


def sealable(value: Any, path: str = "") -> Iterator[str]:
    """The places of a badge that may be kept back, and leave a badge."""
    for name, part in value.items() if isinstance(value, dict) else enumerate(value):
        # Texts in a language are sealed as a whole.
        if name in _WHOLE or str(name).startswith("@"):
            continue
        place = f"{path}/{name}"
        if path not in {"", _SCALES} and name != "id" and place not in {_ACHIEVEMENT, _SCALES}:
            yield place
        if isinstance(part, dict | list):
            yield from sealable(part, place)


def some(places: Sequence[str], random: Random, most: int) -> list[str]:
    return random.sample(places, random.randint(0, min(most, len(places))))


def is_within(place: str, outer: str) -> bool:
    return place == outer or place.startswith(f"{outer}/")


def without(document: Any, hidden: set[str], path: str = "") -> Any:
    """The document without those places."""
    if isinstance(document, dict):
        shown = ((name, part) for name, part in document.items() if f"{path}/{name}" not in hidden)
        return {name: without(part, hidden, f"{path}/{name}") for name, part in shown}
    if isinstance(document, list):
        kept = ((at, part) for at, part in enumerate(document) if f"{path}/{at}" not in hidden)
        return [without(part, hidden, f"{path}/{at}") for at, part in kept]
    return document


def badge_in(payload: dict[str, Any]) -> dict[str, Any]:
    """The document among the claims."""
    return {name: part for name, part in payload.items() if name not in {*CLAIMS, "vct"}}


# --- we issue and show --------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", KINDS)
def test_they_read_what_we_issue_and_show(ask: Ask, algorithm: str) -> None:
    random, tasks, badges, texts = Random(algorithm), [], [], []
    for issuer, document in written("issued by us", algorithm):
        sealed = some(list(sealable(document)), random, 12)
        text = issue_sd_jwt(
            document,
            signer=issuer.signer,
            verification_method=issuer.key,
            created=CREATED,
            disclosable=sealed,
            holder_key=holder(algorithm).signer.public_key,
            vct=VCT,
            typ=random.choice(("dc+sd-jwt", "vc+sd-jwt")),
            decoys=random.randint(0, 2),
        )
        asked = some(sealed, random, 12)
        texts.append(
            present_sd_jwt(
                text.decode(),
                disclose=asked,
                now=NOW,
                signer=holder(algorithm).signer,
                audience=AUDIENCE,
                nonce=NONCE,
            )
        )
        hidden = {one for one in sealed if not any(is_within(one, at) or is_within(at, one) for at in asked)}
        badges.append(without(document, hidden))
        tasks.append(verifying(texts[-1], issuer, algorithm))
    copies = [changed_text(text, number) for number, text in enumerate(texts)]
    answers = put(ask, [*tasks, *({**task, "text": copy} for task, copy in zip(tasks, copies, strict=True))])
    assert errors(answers[: len(texts)]) == {}
    read = [answer["value"] for answer in answers[: len(texts)]]
    assert [badge_in(each["payload"]) for each in read] == badges
    assert {(each["keyBinding"]["aud"], each["keyBinding"]["nonce"]) for each in read} == {(AUDIENCE, NONCE)}
    assert len(errors(answers[len(texts) :])) == len(copies)
    everybody = [*issuers(algorithm), ENDORSER]
    assert not_believed(texts, everybody, POLICY) == {}
    assert not_refused(copies, everybody, POLICY) == {}
    told(
        len(texts),
        f"issued and shown by us with {algorithm}, verified by @sd-jwt/sd-jwt-vc, which reads the same",
    )


def put(ask: Ask, tasks: Iterable[dict[str, Any]]) -> list[Answer]:
    return ask("sd-jwt.mjs", tasks, now=format_timestamp(NOW))


def verifying(text: str, issuer: Party, algorithm: str) -> dict[str, Any]:
    jwk = encode_public_jwk(issuer.signer.public_key)
    return {"do": "verify", "text": text, "alg": algorithm, "jwk": jwk, "nonce": NONCE, "holder": algorithm}


def changed_text(text: str, number: int) -> str:
    """The text with another letter in one of its parts: claims, signature, a disclosure, the key binding.

    Not in its header, where another name of the key may be that of somebody who cannot be asked.
    """
    parts = re.split("([.~])", text)
    at = Random(number).choice([at for at, part in enumerate(parts) if at % 2 == 0 and at and part])
    # Not the last letter, of which not every bit counts.
    middle = len(parts[at]) // 2
    letter = "A" if parts[at][middle] != "A" else "B"
    parts[at] = parts[at][:middle] + letter + parts[at][middle + 1 :]
    return "".join(parts)


# --- they issue and show ------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", KINDS)
def test_we_read_what_they_issue_and_show(ask: Ask, algorithm: str) -> None:
    random, signing, sealed = Random(algorithm), [], []
    drawn = written("issued by them", algorithm)
    for issuer, document in drawn:
        places = some(list(sealable(document)), random, 12)
        # Seals inside of what is sealed: see the last test.
        sealed.append([one for one in places if not any(one != at and is_within(one, at) for at in places)])
        claims = claims_of(document) | {"iat": int(CREATED.timestamp()), "vct": VCT}
        claims |= {"cnf": confirmation(holder(algorithm).signer.public_key)}
        signing.append(
            {
                "do": "issue",
                "payload": claims | document,
                "frame": frame_of(document, sealed[-1]),
                "header": {"kid": issuer.key} | random.choice(({}, {"typ": "vc+sd-jwt"})),
                "alg": algorithm,
                "jwk": issuer.signer.secret_jwk(),
            }
        )
    answers = put(ask, signing)
    assert errors(answers) == {}
    shown = [some(places, random, 12) for places in sealed]
    tasks = (
        presenting(answer["value"], places, algorithm) for answer, places in zip(answers, shown, strict=True)
    )
    answers = put(ask, tasks)
    assert errors(answers) == {}
    texts = [answer["value"] for answer in answers]
    everybody = [*issuers(algorithm), ENDORSER]
    reports = [check(text, everybody, POLICY) for text in texts]
    assert not_believed(texts, everybody, POLICY) == {}
    assert [report.document for report in reports] == [
        without(document, set(all_of_it) - set(some_of_it))
        for (_, document), all_of_it, some_of_it in zip(drawn, sealed, shown, strict=True)
    ]
    copies = [changed_text(text, number) for number, text in enumerate(texts)]
    assert not_refused(copies, everybody, POLICY) == {}
    told(
        len(texts),
        f"issued and shown by @sd-jwt/sd-jwt-vc with {algorithm}, verified by us, who read the same",
    )


def presenting(text: str, places: Sequence[str], algorithm: str) -> dict[str, Any]:
    return {
        "do": "present",
        "text": text,
        "frame": shown_frame(places),
        "keyBinding": {"iat": int(NOW.timestamp()), "aud": AUDIENCE, "nonce": NONCE},
        "alg": algorithm,
        "jwk": holder(algorithm).signer.secret_jwk(),
    }


def frame_of(document: dict[str, Any], places: Iterable[str]) -> Frame:
    """Their way to say what is sealed: `_sd` at each level names the members and elements of it."""
    frame: Frame = {}
    for place in places:
        *above, last = place.split("/")[1:]
        level, value = frame, document
        for step in above:
            level = level.setdefault(step, {})
            value = value[int(step)] if isinstance(value, list) else value[step]
        level.setdefault("_sd", []).append(int(last) if isinstance(value, list) else last)
    return frame


def shown_frame(places: Iterable[str]) -> Frame:
    """Their way to say what is shown: true at the end of each path."""
    frame: Frame = {}
    for place in sorted(places):
        *above, last = place.split("/")[1:]
        level = frame
        for step in above:
            level = level.setdefault(step, {})
        level[last] = True
    return frame


@pytest.mark.parametrize("algorithm", KINDS)
def test_we_read_their_credentials_of_plain_claims(ask: Ask, algorithm: str) -> None:
    random, tasks, expected = Random(algorithm), [], []
    values = Values(random, upper=False)
    for number in range(50):
        issuer = random.choice(issuers(algorithm))
        claims = {f"claim_{name}": random_json(values, 3) for name in range(random.randint(1, 6))}
        hidden = random.sample(list(claims), random.randint(0, len(claims)))
        own = {"iss": issuer.id, "iat": int(CREATED.timestamp()), "vct": f"{VCT}/{number}"}
        expected.append(claims | {"issuer": issuer.id, "vct": own["vct"]})
        tasks.append(
            {
                "do": "issue",
                "payload": own | claims,
                "frame": {"_sd": hidden, "_sd_decoy": random.randint(0, 2)},
                "header": {"kid": issuer.key},
                "alg": algorithm,
                "jwk": issuer.signer.secret_jwk(),
            }
        )
    answers = put(ask, tasks)
    assert errors(answers) == {}
    reports = [check(answer["value"], issuers(algorithm)) for answer in answers]
    assert {report.verdict for report in reports} == {Verdict.VERIFIED}
    assert [report.document for report in reports] == expected
    told(len(reports), f"with plain claims, issued by @sd-jwt/sd-jwt-vc with {algorithm}, verified by us")


def random_json(values: Values, depth: int) -> Any:
    random = values.random
    kind = random.randrange(7 if depth else 5)
    if kind == 5:
        return [random_json(values, depth - 1) for _ in range(random.randint(0, 3))]
    if kind == 6:
        return {f"member {name}": random_json(values, depth - 1) for name in range(random.randint(0, 3))}
    return (values.text(), values.number(), values.chance(0.5), None, values.address())[kind]


# --- where we differ ----------------------------------------------------------------------------------------


def test_they_lose_seals_within_seals_when_the_holder_proves_a_key(ask: Ask) -> None:
    """RFC 9901, section 4.3.1: `sd_hash` is over what is shown. Theirs is over what they meant to show.

    They take the disclosures apart twice, and the first time changes them: what was sealed within another seal is
    signed as shown, and then left out. Without a key nothing is lost.
    """
    issuer, document = written("lost", "ES256")[0]
    source = {"address": {"type": ["Address"], "streetAddress": "Kitchen Lane 1"}, "type": ["Profile"]}
    document["credentialSubject"]["source"] = source | {"id": "https://northfield.example/"}
    outer = "/credentialSubject/source"
    places = [outer, f"{outer}/address/streetAddress"]
    text = issue_sd_jwt(
        document,
        signer=issuer.signer,
        verification_method=issuer.key,
        created=CREATED,
        disclosable=places,
        holder_key=holder("ES256").signer.public_key,
    )
    (answer,) = put(ask, [presenting(text.decode(), places[1:], "ES256")])
    theirs = answer["value"]
    assert theirs.count("~") == 2
    report = check(theirs, [*issuers("ES256"), ENDORSER], POLICY)
    assert [each.name for each in report.checks if each.outcome is Outcome.FAILED] == ["Holder"]
    (answer,) = put(ask, [verifying(theirs, issuer, "ES256")])
    assert answer["error"] == "Invalid sd_hash in Key Binding JWT"
