"""How many people are awarded at once: a table is read, looked at, agreed to, and issued chunk by chunk.

(1)  propose   the table is kept; nothing else is done with it before it has been read
(2)  check     every row is read, and every problem kept, before anybody is asked to agree
(3)  agree     by whoever uploaded it, and by a second person where four eyes are asked for
(4)  issue     a chunk of rows at a time: signed elsewhere, then people, awards, credentials, wallet items and how far
               the batch has come, in ONE transaction
(5)  tell      the earners, behind the issuing and at the pace of the mail

A worker that dies in (2) is followed by one that reads anew; in (4), by one that goes on behind the last chunk. What a
dead one had signed has left nowhere.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from skillmark.foundation.files import storage
from skillmark.foundation.files.cells import TableError
from skillmark.foundation.files.operations import keep_file_from
from skillmark.foundation.files.tables import Line, Table, about_how_many_rows, open_table
from skillmark.foundation.orgs.access import Actor
from skillmark.foundation.people.models import Person
from skillmark.foundation.people.operations import open_accounts
from skillmark.foundation.people.queries import people_with_addresses
from skillmark.foundation.refusals import Refused
from skillmark.foundation.rows import chance_texts, many_commits, ordered_uids, seldom_collected
from skillmark.lifecycle.awarding.operations import Granted, grant_many
from skillmark.lifecycle.awarding.queries import people_who_have, scales_of
from skillmark.lifecycle.awarding.rules import evidence_by_hand
from skillmark.lifecycle.awarding.table import AwardRow, AwardTable, CellProblem
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.queries import access_version, refuse_unissuable
from skillmark.lifecycle.holding.operations import place_many, tell_of_placed
from skillmark.lifecycle.holding.queries import items_of_batch
from skillmark.lifecycle.issuing import batches, queries, selections
from skillmark.lifecycle.issuing.document import AchievementSays, IssuerSays
from skillmark.lifecycle.issuing.endorsement_queries import with_endorsements
from skillmark.lifecycle.issuing.models import Batch, BatchPhase, CredentialState, StatusJob
from skillmark.lifecycle.issuing.own_output import check_own_output
from skillmark.lifecycle.issuing.rules import months_later, place_of
from skillmark.lifecycle.issuing.selections import Revoked
from skillmark.lifecycle.issuing.signing import Chunk, Earner, NotSigned, sign_chunk

CHUNK = 1_000
# Signed ahead of what is stored, so that neither waits for the other, and no more than fits into memory many times.
AHEAD = 4
# Looked up together while a table is read.
READ_AT_ONCE = 1_000

# One object for all who have none, so that it is written down once (see `insert_rows`).
_NO_RESULTS: list[dict[str, Any]] = []

Clock = Callable[[], datetime]
_Item = TypeVar("_Item")


# --- by people ----------------------------------------------------------------------------------------------


def propose_many(
    *,
    actor: Actor,
    version_uid: UUID,
    table: Path,
    name: str,
    reason: str,
    tells: bool = True,
    now: datetime,
) -> Batch:
    """Keeps a table of people who are to be awarded a version; the next worker reads it."""
    version = access_version(actor, version_uid, "award.propose")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    file = keep_file_from(table, name=name, media_type="text/csv", now=now)
    with transaction.atomic():
        return batches.open_batch(
            version=version, file=file, expected_rows=about_how_many_rows(table), reason=reason.strip(),
            tells=tells, proposer=actor, now=now,
        )  # fmt: skip


def confirm_many(
    *,
    actor: Actor,
    batch_uid: UUID | str,
    leave_out_bad: bool = False,
    starts_at: datetime | None = None,
    now: datetime,
) -> Batch:
    """Asks for what was read to be issued, now or from `starts_at` on; without four eyes it begins at once."""
    batch = queries.access_batch(actor, batch_uid, "award.propose")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        return batches.confirm_batch(
            batch=batch, leave_out_bad=leave_out_bad, starts_at=starts_at, actor=actor, now=now
        )


def approve_many(*, actor: Actor, batch_uid: UUID | str, now: datetime) -> Batch:
    """The second person agrees."""
    batch = queries.access_batch(actor, batch_uid, "award.approve")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        return batches.approve_batch(batch=batch, decider=actor, now=now)


def cancel_many(*, actor: Actor, batch_uid: UUID | str, now: datetime) -> Batch:
    """Ends it before its end; what is issued stays issued."""
    batch = queries.access_batch(actor, batch_uid, "award.propose")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        return batches.cancel_batch(batch=batch, actor=actor, now=now)


def try_many_again(*, actor: Actor, batch_uid: UUID | str, now: datetime) -> Batch:
    """Puts a batch that was given up back into the queue; it goes on where it was."""
    batch = queries.access_batch(actor, batch_uid, "award.propose")
    with transaction.atomic():
        return batches.retry_batch(batch=batch, now=now)


# --- by whoever holds the row: reading ----------------------------------------------------------------------


def work_on(
    *, batch: Batch, holder: str, lease: timedelta, executor: Executor, base_url: str, clock: Clock
) -> Iterator[Batch]:
    """Does what a batch waits for, to be read or to be issued, and yields it each time that it has come further.

    No person acts here: who may have it done was asked before. Raises LeaseLost when somebody else has taken it over.
    """
    if batch.phase == BatchPhase.CHECKING:
        with seldom_collected():
            yield from _check(batch, holder=holder, lease=lease, clock=clock)
    elif batch.phase == BatchPhase.ISSUING:
        if not _may_begin(batch, holder=holder, now=clock()):
            yield batch
            return
        work = _Issuing(batch, holder=holder, lease=lease, executor=executor, base_url=base_url, clock=clock)
        with many_commits(), seldom_collected():
            yield from work.run()


def _may_begin(batch: Batch, *, holder: str, now: datetime) -> bool:
    """False, and the batch is ended, where its version was put on hold or retired before anything of it was issued.

    What has begun is carried out, and so is what takes the place of credentials that were revoked by mistake.
    """
    if batch.begun_at is not None or batch.redoes_id is not None:
        return True
    try:
        refuse_unissuable(batch.version)
    except Refused as refused:
        with transaction.atomic():
            batches.refuse_batch(batch=batch, sentence=refused.sentence, holder=holder, now=now)
        batch.refresh_from_db()
        return False
    return True


def _check(batch: Batch, *, holder: str, lease: timedelta, clock: Clock) -> Iterator[Batch]:
    try:
        with transaction.atomic():
            batches.begin_check(batch=batch, holder=holder, lease=lease)
        with _opened(batch) as table:
            reader = _reader(batch, table, now=clock())
            for lines in _in_parts(table, READ_AT_ONCE):
                with transaction.atomic():
                    goes_on = _keep_checked(batch, reader, lines, holder=holder, lease=lease)
                batch.refresh_from_db()
                yield batch
                if not goes_on:
                    with transaction.atomic():
                        batches.end_batch(batch=batch, holder=holder, cancelled=True, now=clock())
                    return
        with transaction.atomic():
            batches.end_check(batch=batch, holder=holder)
    except TableError as error:
        with transaction.atomic():
            sentence = " ".join([error.sentence, *error.details, error.next_step])
            batches.refuse_batch(batch=batch, sentence=sentence, holder=holder, now=clock())
    batch.refresh_from_db()
    yield batch


def _keep_checked(
    batch: Batch, reader: AwardTable, lines: Sequence[Line], *, holder: str, lease: timedelta
) -> bool:
    read = [reader.read(line) for line in lines]
    rows = [each for each in read if isinstance(each, AwardRow)]
    problems = [problem for each in read if not isinstance(each, AwardRow) for problem in each]
    standing = len(rows) - len(_new(rows, batch.version))
    return batches.keep_checked(
        batch=batch, problems=map(_kept, problems), good=len(rows) - standing, bad=len(read) - len(rows),
        standing=standing, holder=holder, lease=lease,
    )  # fmt: skip


def _kept(problem: CellProblem) -> tuple[int, str, str, str]:
    return problem.row, problem.column, problem.code, problem.sentence


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row whose person does not have the award; without a key where nobody has the address yet.

    Where it stands in for a credential that was revoked, the row is made from that.
    """

    row: AwardRow
    person_id: int | None
    name: str
    replaces_id: int | None = None


def _new(rows: Sequence[AwardRow], version: Version) -> list[_Candidate]:
    """Those of the rows that are to be issued. An account's own name counts, not how somebody else writes it."""
    known = people_with_addresses([row.email for row in rows])
    having = people_who_have(version, among=[pk for pk, _ in known.values()]) if known else set()
    candidates = []
    for row in rows:
        pk, name = known.get(row.email, (None, row.name))
        if pk is None:
            candidates.append(_Candidate(row, None, name))
        elif pk not in having:
            candidates.append(_Candidate(row, pk, name))
            # Another row may name the same person by another address.
            having.add(pk)
    return candidates


def _again(revoked: Sequence[Revoked], version: Version) -> list[_Candidate]:
    """Those whose credential was revoked and who have none of this version by now, with the same results."""
    having = people_who_have(version, among=[each.person_id for each in revoked])
    return [
        _Candidate(
            AwardRow(
                number=each.change, email=each.email, name=each.name, awarded_at=each.awarded_at,
                # What another version says of how long it lasts may be the reason for all this.
                valid_until=each.valid_until if each.version_id == version.pk else None,
                results=each.results, evidence=each.evidence,
            ),
            each.person_id, each.name, each.credential_id,
        )
        for each in revoked
        if each.person_id not in having
    ]  # fmt: skip


@contextmanager
def _opened(batch: Batch) -> Iterator[Table]:
    assert batch.file is not None  # noqa: S101 - it was made from one
    with open_table(storage.path_of(batch.file.sha256), name=batch.file.name) as table:
        yield table


def _reader(batch: Batch, table: Table, *, now: datetime) -> AwardTable:
    return AwardTable(table.head, outcomes=scales_of(batch.version), now=now)


def _in_parts(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part


# --- by whoever holds the row: issuing ----------------------------------------------------------------------


class _Anew(Exception):
    """What is signed ahead cannot be kept: begin again behind what is stored."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rows on their way: who gets what, what is being signed, and how far the batch has come with them."""

    candidates: list[_Candidate]
    earners: list[Earner]
    signing_at: datetime
    position: int
    signing: Future[list[bytes]]


@dataclass(frozen=True)
class _Shared:
    """What the credentials of a batch have in common, read once."""

    issuer: IssuerSays
    achievement: AchievementSays
    list_url: str
    seed: bytes


class _Issuing:
    """One worker's way through a batch, from behind the last stored chunk to the end."""

    def __init__(
        self, batch: Batch, *, holder: str, lease: timedelta, executor: Executor, base_url: str, clock: Clock
    ) -> None:
        self.batch, self.holder, self.lease = batch, holder, lease
        self.executor, self.base_url, self.clock = executor, base_url, clock
        # What is issued anew has evidence already.
        evidence = evidence_by_hand(reason=batch.reason, four_eyes=batch.org.four_eyes)
        self.by_hand = [] if batch.redoes else evidence
        self.ahead: deque[_Part] = deque()
        self.place = 0
        self.one_checked = False
        self.failed_at: int | None = None

    def run(self) -> Iterator[Batch]:
        """Yields the batch after each chunk that is stored."""
        while True:
            try:
                cancelled = yield from self._through()
                break
            except _Anew:
                self.batch.refresh_from_db()
                if self.batch.position == self.failed_at:
                    raise
                self.failed_at = self.batch.position
        with transaction.atomic():
            batches.end_batch(batch=self.batch, holder=self.holder, cancelled=cancelled, now=self.clock())
        yield self.batch

    def _through(self) -> Generator[Batch, None, bool]:
        """Returns whether somebody asked to cancel."""
        self.ahead.clear()
        shared = self._reserve()
        with self._source() as parts:
            for position, candidates in parts:
                if self.place + len(candidates) > self.batch.end_place:
                    # The places of another list come next, and the batch knows of one list at a time.
                    yield from self._store(down_to=0)
                    shared = self._reserve()
                self._sign(candidates, shared, position=position)
                yield from self._store(down_to=AHEAD)
                if batches.wants_to_end(self.batch):
                    return True
        yield from self._store(down_to=0)
        return False

    @contextmanager
    def _source(self) -> Iterator[Iterator[tuple[int, list[_Candidate]]]]:
        """What is still to be done, a chunk at a time, with the position that the batch has behind each."""
        bad = set(self.batch.problems.values_list("row", flat=True))
        if self.batch.redoes is not None:
            yield self._from_revoked(self.batch.redoes, bad)
        else:
            with _opened(self.batch) as table:
                yield self._from_table(table, bad)

    def _from_table(self, table: Table, bad: Container[int]) -> Iterator[tuple[int, list[_Candidate]]]:
        reader = _reader(self.batch, table, now=self.batch.created_at)
        lines = (line for line in table if line.number > self.batch.position and line.number not in bad)
        for part in _in_parts(lines, CHUNK):
            rows = [row for row in map(reader.read, part) if isinstance(row, AwardRow)]
            yield part[-1].number, _new(rows, self.batch.version)

    def _from_revoked(self, job: StatusJob, bad: Container[int]) -> Iterator[tuple[int, list[_Candidate]]]:
        position = self.batch.position
        while revoked := selections.revoked_by(job, after=position, limit=CHUNK):
            position = revoked[-1].change
            yield position, _again([each for each in revoked if each.change not in bad], self.batch.version)

    def _reserve(self) -> _Shared:
        batch = self.batch
        with transaction.atomic():
            batches.reserve_places(
                batch=batch, wanted=max(batch.good - batch.issued, CHUNK), at_least=CHUNK, holder=self.holder,
                lease=self.lease, base_url=self.base_url, now=self.clock(),
            )  # fmt: skip
        places = batch.status_list
        assert places is not None  # noqa: S101 - reserved
        self.place = batch.next_place
        issuer, achievement = with_endorsements(
            issuer=queries.issuer_says(batch.org, issuer_id=places.issuer_id, base_url=self.base_url),
            achievement=queries.achievement_says(batch.version, base_url=self.base_url),
            version=batch.version,
            now=self.clock(),
        )
        return _Shared(
            issuer=issuer,
            achievement=achievement,
            list_url=queries.status_list_url(places, base_url=self.base_url),
            seed=bytes(places.seed),
        )

    def _sign(self, candidates: list[_Candidate], shared: _Shared, *, position: int) -> None:
        key, signing_at = self.batch.key, self.clock().replace(microsecond=0)
        assert key is not None  # noqa: S101 - reserved
        number = len(candidates)
        earners = [
            self._earner(each, uid, salt, place_of(place, seed=shared.seed), signing_at)
            for place, (each, uid, salt) in enumerate(
                zip(candidates, ordered_uids(number), chance_texts(number, length=22), strict=True),
                start=self.place,
            )
        ]
        self.place += len(earners)
        chunk = Chunk(
            issuer=shared.issuer, achievement=shared.achievement, sealed_key=bytes(key.sealed_private),
            public_multikey=key.public_multikey, org_uid=self.batch.org.uid, signing_at=signing_at,
            list_url=shared.list_url, earners=earners,
        )  # fmt: skip
        signing = self.executor.submit(sign_chunk, chunk)
        self.ahead.append(_Part(candidates, earners, signing_at, position, signing))

    def _earner(
        self, candidate: _Candidate, uid: UUID, salt: str, index: int, signing_at: datetime
    ) -> Earner:
        row, months = candidate.row, self.batch.version.validity_months
        awarded_at = row.awarded_at or signing_at
        until = row.valid_until or (months_later(awarded_at, months) if months else None)
        evidence = [*self.by_hand, *row.evidence] if row.evidence else self.by_hand
        return Earner(
            uid=uid, name=candidate.name, email=row.email, salt=salt, index=index,
            awarded_at=awarded_at, valid_until=until, results=row.results or _NO_RESULTS, evidence=evidence,
        )  # fmt: skip

    def _store(self, *, down_to: int) -> Iterator[Batch]:
        """Stores what is signed, the oldest first, until no more than so many chunks are ahead."""
        while len(self.ahead) > down_to:
            part = self.ahead.popleft()
            documents = self._signed(part)
            if documents and not self.one_checked:
                check_own_output(documents[0], self.batch.org, at=part.signing_at, base_url=self.base_url)
                self.one_checked = True
            try:
                with transaction.atomic():
                    self._keep(part, documents)
            except (IntegrityError, batches.KeyReplaced) as error:
                # Somebody else opened an account or awarded one of them meanwhile, or the key was replaced.
                raise _Anew from error
            self.batch.refresh_from_db(fields=["position", "issued", "next_place", "held_until"])
            yield self.batch

    def _signed(self, part: _Part) -> list[bytes]:
        try:
            return part.signing.result()
        except NotSigned as error:
            numbers = {
                earner.uid: each.row.number
                for earner, each in zip(part.earners, part.candidates, strict=True)
            }
            with transaction.atomic():
                batches.leave_out(
                    batch=self.batch, row=numbers[error.uid], sentence=error.sentence, holder=self.holder,
                    lease=self.lease,
                )  # fmt: skip
            self.failed_at = None
            raise _Anew from error

    def _keep(self, part: _Part, documents: list[bytes]) -> None:
        batch, now = self.batch, self.clock()
        people = _keys(part.candidates, now=now)
        assert batch.decided_by is not None  # noqa: S101 - it is decided on
        granted = [
            Granted(person_id=person, results=earner.results, evidence=earner.evidence)
            for person, earner in zip(people, part.earners, strict=True)
        ]
        awards = grant_many(
            granted, org=batch.org, version=batch.version, reasons=[batch.reason], proposer=batch.proposed_by,
            decider=batch.decided_by, now=now,
        )  # fmt: skip
        signed = [
            batches.Signed(
                uid=earner.uid, award_id=award, person_id=person, index=earner.index,
                valid_until=earner.valid_until, document=document, replaces_id=each.replaces_id,
            )
            for each, earner, award, person, document in zip(
                part.candidates, part.earners, awards, people, documents, strict=True
            )
        ]  # fmt: skip
        credentials = batches.seal_many(
            signed, batch=batch, signing_at=part.signing_at, position=part.position, holder=self.holder,
            lease=self.lease, now=now,
        )  # fmt: skip
        placed = list(zip(people, credentials, strict=True))
        place_many(placed, title=batch.version.title, issuer_name=batch.org.name, now=now)


def _keys(candidates: Sequence[_Candidate], *, now: datetime) -> list[int]:
    """The key of each person, in order; those who have no account get one."""
    unknown = [each for each in candidates if each.person_id is None]
    opened = iter(
        open_accounts([(each.row.email, each.name) for each in unknown], now=now) if unknown else ()
    )
    return [next(opened) if each.person_id is None else each.person_id for each in candidates]


# --- telling ------------------------------------------------------------------------------------------------


def tell_some(*, now: datetime, limit: int) -> int:
    """Queues the letters to some of the earners of a batch, `limit` at most; returns how many it has looked at."""
    batch = queries.batch_to_tell()
    if batch is None:
        return 0
    with transaction.atomic():
        items = items_of_batch(batch, after=batch.told_upto, limit=limit)
        # What was revoked before its earner heard of it is not offered any more.
        told = [
            each for each in items if each.credential and each.credential.state != CredentialState.REVOKED
        ]
        tell_of_placed(told, org=batch.org, now=now)
        ended = not items and batch.phase in {BatchPhase.DONE, BatchPhase.CANCELLED}
        upto = None if ended else items[-1].pk if items else batch.told_upto
        batches.keep_told(row=batch, upto=upto, number=len(told))
    return len(items)
