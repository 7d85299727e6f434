"""Chunks of credentials, signed where there is no database: the same bytes, in any process, and errors that travel."""

from __future__ import annotations

import json
import multiprocessing
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest

from skillmark.config import ConfigError
from skillmark.credential.errors import ContextError, LoadError, Unreachable
from skillmark.credential.issue import IssueRefused, issue
from skillmark.credential.keys import LocalSigner
from skillmark.credential.message import Message
from skillmark.credential.steps.flaws import Flaw
from skillmark.lifecycle.issuing import keyring
from skillmark.lifecycle.issuing.document import (
    AchievementSays,
    IssuerSays,
    Recipient,
    Skill,
    StatusPlace,
    compose_credential,
    method_id,
)
from skillmark.lifecycle.issuing.signing import Chunk, Earner, NotSigned, sign_chunk

ORG = UUID("6f3f2f0a-5a43-4f6f-9c8b-2c3a6b3d9c11")
KEY = bytes(range(32))
SIGNER = LocalSigner.from_seed(b"a key for signing many, in tests")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LIST = "https://badges.example/status/1/revocation"
LEVELS = ["Not yet", "Met", "Strong"]
ISSUER = IssuerSays(id="https://badges.example/issuers/north", name="North", linkedin_id="123")
ACHIEVEMENT = AchievementSays(
    id="https://badges.example/achievements/1",
    image="https://badges.example/achievements/1/badge.png",
    title="Data Analysis",
    code="data-analysis",
    version="2",
    can_do="clean and chart data",
    description="From table to chart.",
    criteria="Pass the quiz.",
    not_proven="Machine learning.",
    sector="IT",
    kind="Application",
    mode="Online",
    language="en",
    workload_hours=60,
    credit_points=Decimal("2.0"),
    level=5,
    skills=[
        Skill(name=f"skill {number}", url=f"http://data.europa.eu/esco/skill/{number}", framework="ESCO")
        for number in range(3)
    ],
)


def results(number: int) -> list[dict[str, Any]]:
    """Two outcomes with a percentage, two with a level; every fifth earner lacks the last."""
    found = []
    for place in range(4 if number % 5 else 3):
        said = {"outcome": str(uuid5(ORG, str(place))), "statement": f"Does {place}", "met": True}
        if place % 2:
            said |= {
                "shown_by": "Project",
                "type": "level",
                "value": LEVELS[number % 2 + 1],
                "levels": LEVELS,
            }
        else:
            said |= {"shown_by": "Quiz", "type": "percent", "value": 60 + number % 40 + 0.5, "levels": []}
        found.append(said)
    return found


def earner(number: int, **changed: Any) -> Earner:
    return Earner(
        **{
            "uid": uuid5(ORG, f"earner {number}"),
            "name": f"Zoë “{number}” O'Neill",
            "email": f"Zoe.{number}@Example.org",
            "salt": f"salt-{number}",
            "index": number * 7,
            "awarded_at": NOON - timedelta(days=number % 3),
            "valid_until": NOON.replace(year=2029) if number % 4 else None,
            "results": results(number),
            "evidence": [{"id": f"https://works.example/{number}", "name": "Work", "genre": "Project"}]
            if number % 6
            else [],
        }
        | changed
    )


def chunk(*earners: Earner, **changed: Any) -> Chunk:
    return Chunk(
        **{
            "issuer": ISSUER,
            "achievement": ACHIEVEMENT,
            "sealed_key": keyring.seal(SIGNER, org_uid=ORG, key=KEY),
            "public_multikey": SIGNER.public_multikey,
            "org_uid": ORG,
            "signing_at": NOON,
            "list_url": LIST,
            "earners": earners,
        }
        | changed
    )


def alone(one: Earner, *, signing_at: datetime = NOON, list_url: str = LIST) -> bytes:
    """The credential as the single path makes it."""
    document = compose_credential(
        uid=one.uid,
        issuer=ISSUER,
        achievement=ACHIEVEMENT,
        recipient=Recipient(name=one.name, email=one.email, salt=one.salt),
        results=one.results,
        evidence=one.evidence,
        status=StatusPlace(list_url=list_url, index=one.index),
        awarded_at=one.awarded_at,
        valid_from=signing_at,
        valid_until=one.valid_until,
    )
    # As the single path does: the intent lies in the database as text.
    stored = json.loads(json.dumps(document, ensure_ascii=False))
    method = method_id(ISSUER.id, SIGNER.public_multikey)
    return issue(stored, signer=SIGNER, verification_method=method, created=signing_at)


def test_many_are_signed_as_each_alone() -> None:
    earners = [earner(number) for number in range(30)]
    assert sign_chunk(chunk(*earners), KEY) == [alone(each) for each in earners]


def test_chunks_of_one_batch_may_be_signed_at_other_times_under_other_lists() -> None:
    for later in range(4):
        changed = {
            "signing_at": NOON + timedelta(minutes=later),
            "list_url": f"https://badges.example/status/{later // 2}/revocation",
        }
        earners = [earner(100 * later + number, valid_until=None) for number in range(8)]
        assert sign_chunk(chunk(*earners, **changed), KEY) == [alone(each, **changed) for each in earners]


def test_chunks_of_several_batches_are_signed_by_threads_beside_each_other() -> None:
    """As a worker of a cluster may do it; a thread that has seen other batches still knows which is which."""
    titles = [f"Data Analysis {number}" for number in range(6)]
    chunks = [
        chunk(*map(earner, range(6)), achievement=replace(ACHIEVEMENT, title=title)) for title in titles * 3
    ]
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(sign_chunk, chunks, [KEY] * len(chunks)))
    for title, documents in zip(titles * 3, made, strict=True):
        assert [json.loads(each)["name"] for each in documents] == [title] * 6
    assert made[:6] == made[6:12] == made[12:]


def test_a_key_that_was_opened_before_opens_nothing_for_somebody_else() -> None:
    given = chunk(earner(1))
    sign_chunk(given, KEY)
    with pytest.raises(keyring.KeyNotOpened):
        sign_chunk(given, KEY[::-1])
    with pytest.raises(keyring.KeyNotOpened):
        sign_chunk(replace(given, org_uid=UUID(int=1)), KEY)


def test_a_fresh_process_signs_without_django() -> None:
    given = chunk(earner(1), earner(2))
    program = (
        "import pickle, sys\n"
        "from skillmark.lifecycle.issuing.signing import sign_chunk\n"
        "chunk, key = pickle.load(sys.stdin.buffer)\n"
        "pickle.dump((sign_chunk(chunk, key), 'django' in sys.modules), sys.stdout.buffer)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps((given, KEY)), capture_output=True, check=True
    )
    assert pickle.loads(done.stdout) == ([alone(each) for each in given.earners], False)


def test_a_chunk_tells_no_secret() -> None:
    secret = SIGNER.secret_jwk()["d"].encode()
    told = pickle.dumps(chunk(earner(1)))
    assert secret not in told
    assert b"a key for signing many" not in told


def test_what_goes_wrong_in_a_worker_is_told_as_it_is() -> None:
    wrong = chunk(earner(1), sealed_key=keyring.seal(SIGNER, org_uid=ORG, key=KEY[::-1]))
    refused = chunk(earner(1, evidence=[{"id": "no address", "name": "Work"}]))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        with pytest.raises(keyring.KeyNotOpened, match="Queued credentials wait"):
            pool.submit(sign_chunk, wrong, KEY).result()
        with pytest.raises(NotSigned, match=r"evidence\[0\].id” must be an absolute address") as found:
            pool.submit(sign_chunk, refused, KEY).result()
        assert found.value.uid == earner(1).uid
        assert pool.submit(sign_chunk, chunk(earner(1)), KEY).result() == [alone(earner(1))]


@pytest.mark.parametrize(
    "error",
    [
        IssueRefused(
            [Message("It is signed already.")], flaws=(Flaw("x", ("id",), "{path} is wrong.", "Mend it."),)
        ),
        NotSigned(ORG, "It is not complete."),
        keyring.KeyMissing("Put it back."),
        ConfigError(["SKILLMARK_BASE_URL must be an address.", "SKILLMARK_X is not known."]),
        LoadError("json_number", "A number is too large.", place="here"),
        ContextError("invalid_id", "The identifier at {path} is not text.", path="$.id"),
        Unreachable("https://x.example", "no answer"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_cross_from_process_to_process(error: Exception) -> None:
    there = pickle.loads(pickle.dumps(error))
    assert type(there) is type(error)
    assert str(there) == str(error)
    assert {name: str(value) for name, value in vars(there).items()} == {
        name: str(value) for name, value in vars(error).items()
    }


def test_the_encryption_key_comes_from_the_configuration_where_none_is_given() -> None:
    sealed = keyring.seal(SIGNER, org_uid=ORG, key=keyring.encryption_key())
    assert sign_chunk(chunk(earner(1), sealed_key=sealed)) == [alone(earner(1))]
