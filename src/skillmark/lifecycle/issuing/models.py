"""Issuer keys, the queue of issuances and batches, what was signed, and the status lists that can revoke it."""

from __future__ import annotations

import uuid

from django.db import models

from skillmark.credential.keys import KeyKind
from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.ledger.models import QueueRow
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.awarding.models import Award
from skillmark.lifecycle.designing.models import Version


class IssuerKey(models.Model):
    """A signing key of an organisation; the private half is sealed with the installation's key-encryption key.

    Credentials and status lists are signed with Ed25519 keys. One on P-256 is made where a program asks for a suite
    that needs it.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "Signs"
        RETIRED = "retired", "Verifies only"
        COMPROMISED = "compromised", "Not to be trusted since a given time"

    KINDS = (KeyKind.ED25519, KeyKind.P256)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="issuer_keys")
    kind = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in KINDS], default=KeyKind.ED25519.value
    )
    public_multikey = models.CharField(max_length=120, unique=True)
    sealed_private = models.BinaryField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACTIVE)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    compromised_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "kind"],
                condition=models.Q(state="active"),
                name="one_active_issuer_key_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_multikey} of {self.org_id}"


class StatusList(models.Model):
    """A list of 131,072 places. `taken` counts upward; `seed` turns each count into an unguessable index (a bijection).

    A list counts only when its issuer is that of the credential, so an organisation that changes its identifier
    starts a new list and keeps publishing the old one under the old identifier.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="status_lists")
    issuer_id = models.CharField(max_length=300)
    seed = models.BinaryField()
    taken = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Status list {self.uid}"


class Issuance(QueueRow):
    """The way of one award into a signed credential; the row is the queue and, once prepared, the intent.

    The intent (key, status index, unsigned document, time of signing) is stored before the signature, so that a worker
    that dies after signing signs the very same bytes again (`reliability`: signing is pure given the intent).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="issuance")
    key = models.ForeignKey(
        IssuerKey, null=True, blank=True, on_delete=models.PROTECT, related_name="issuances"
    )
    status_list = models.ForeignKey(
        StatusList, null=True, blank=True, on_delete=models.PROTECT, related_name="issuances"
    )
    status_index = models.PositiveIntegerField(null=True, blank=True)
    # Text, not JSON: PostgreSQL would put the members in another order, and so sign other bytes after a crash.
    document = models.TextField(
        blank=True, default="", help_text="Unsigned JSON, exactly as it will be signed"
    )
    signing_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="issuance_status_index_once")
        ]
        # As for deliveries (foundation/ledger).
        indexes = [
            models.Index(
                fields=["run_at", "id"], condition=~models.Q(state="done"), name="issuance_unfinished"
            )
        ]

    def __str__(self) -> str:
        return f"Issuance {self.uid}"


class BatchPhase(models.TextChoices):
    CHECKING = "checking", "Being read"
    CHECKED = "checked", "Waits for your go"
    PROPOSED = "proposed", "Waits for a second person"
    ISSUING = "issuing", "Being issued"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    REFUSED = "refused", "Cannot be used"


class Batch(QueueRow):
    """Many awards of one version on their way into signed credentials; the row is the queue.

    They come from one table, or stand in for the credentials that a job has revoked (`redoes`).

    `position` is the number of the last line that is done with, or the key of the last revocation: everything up to
    there is stored, and nothing beyond, because a chunk's credentials and its position are committed together. What is
    signed and not committed has left nowhere, so it is signed anew after a crash, in the same places: the batch holds
    those from `next_place` up to `end_place` of `status_list` for itself.

    Letters to earners follow behind the issuing, up to the wallet item `told_upto`.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="batches")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="batches")
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="The table"
    )
    redoes = models.OneToOneField(
        "StatusJob", null=True, blank=True, on_delete=models.PROTECT, related_name="reissue"
    )
    reason = models.CharField(max_length=300, help_text="Why they are awarded, as it will be signed")
    phase = models.CharField(max_length=10, choices=BatchPhase.choices, default=BatchPhase.CHECKING)
    leave_out_bad = models.BooleanField(default=False, help_text="Issue the others where rows have problems")
    tells = models.BooleanField(default=True, help_text="Write to the earners")
    cancel_asked = models.BooleanField(default=False)

    expected_rows = models.PositiveIntegerField(default=0, help_text="About how many there are; 0: not known")
    checked = models.PositiveIntegerField(default=0, help_text="Rows read so far")
    good = models.PositiveIntegerField(default=0, help_text="Rows that can be issued")
    bad = models.PositiveIntegerField(default=0, help_text="Rows with a problem")
    standing = models.PositiveIntegerField(default=0, help_text="Rows of people who have the award already")
    position = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(default=0)
    told_upto = models.BigIntegerField(default=0)
    told = models.PositiveIntegerField(default=0, help_text="Earners told so far")
    told_all = models.BooleanField(default=True)

    key = models.ForeignKey(IssuerKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status_list = models.ForeignKey(
        StatusList, null=True, blank=True, on_delete=models.PROTECT, related_name="batches"
    )
    next_place = models.PositiveIntegerField(default=0)
    end_place = models.PositiveIntegerField(default=0)

    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True, blank=True, help_text="Not before")
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=True) ^ models.Q(redoes__isnull=True),
                name="batch_from_one_source",
            )
        ]

    def __str__(self) -> str:
        return f"Batch {self.uid}"


class BatchProblem(models.Model):
    """What is wrong in one cell of a batch's table, and what to write instead."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField(help_text="As a spreadsheet numbers it")
    column = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60)
    sentence = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["batch", "row"], name="batch_problem_by_row")]

    def __str__(self) -> str:
        return f"Row {self.row}, {self.column}: {self.code}"


class CredentialState(models.TextChoices):
    ACTIVE = "active", "Active"
    SUSPENDED = "suspended", "Suspended"
    REVOKED = "revoked", "Revoked"


class Credential(models.Model):
    """A signed credential, byte for byte as it left; one at a time from an `issuance`, or among many of a `batch`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issuance = models.OneToOneField(
        Issuance, null=True, blank=True, on_delete=models.PROTECT, related_name="credential"
    )
    batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="credentials"
    )
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="credentials")
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="credential")
    org = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="credentials", db_index=False
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="credentials")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credentials")
    credential_id = models.CharField(max_length=200, unique=True, help_text="The id inside the document")
    document = models.TextField(help_text="The signed JSON")
    # Not indexed: among a million, an index in no order costs more than all the others.
    sha256 = models.CharField(max_length=64)
    status_list = models.ForeignKey(
        StatusList, on_delete=models.PROTECT, related_name="credentials", db_index=False
    )
    status_index = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=CredentialState.choices, default=CredentialState.ACTIVE)
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="credential_status_index_once"
            )
        ]
        indexes = [
            # The rows hold whole documents, so what lists and counts needs must be in an index.
            models.Index(fields=["org", "-issued_at", "-id"], name="credential_newest_first"),
            models.Index(fields=["org", "state", "-issued_at", "-id"], name="credential_by_state"),
            # What batches issued is counted by the batches.
            models.Index(fields=["org"], condition=models.Q(batch__isnull=True), name="credential_single"),
            models.Index(
                fields=["batch", "state", "-id"],
                condition=~models.Q(state="active") & models.Q(batch__isnull=False),
                name="credential_withheld_of_batch",
            ),
            # What a status list is made of: the few that are withheld, without a look at all the others.
            models.Index(
                fields=["status_list", "status_index", "state"],
                condition=~models.Q(state="active"),
                name="credential_withheld",
            ),
        ]

    def __str__(self) -> str:
        return f"Credential {self.uid}"


class SignedDocument(models.Model):
    """A credential that a program of the organisation wrote and had signed; no award of ours stands behind it.

    `credential_id` is what its program calls it, so that the same is not issued twice, nor another under the same name;
    `request_sha256` tells which of the two is asked for. Its place in a list is ours unless it came with a status.
    """

    LONGEST_ID = 500

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signed_documents")
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="signed_documents")
    credential_id = models.CharField(max_length=LONGEST_ID, blank=True, default="")
    request_sha256 = models.CharField(max_length=64)
    document = models.TextField(help_text="The signed JSON")
    status_list = models.ForeignKey(
        StatusList, null=True, blank=True, on_delete=models.PROTECT, related_name="signed_documents"
    )
    status_index = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=CredentialState.choices, default=CredentialState.ACTIVE)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "credential_id"],
                condition=~models.Q(credential_id=""),
                name="signed_document_once",
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="signed_document_status_index_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["status_list", "status_index", "state"],
                condition=~models.Q(state="active"),
                name="signed_document_withheld",
            )
        ]

    def __str__(self) -> str:
        return f"Signed document {self.uid}"


class StatusJob(QueueRow):
    """The status of many credentials on its way to another; the row is the queue.

    Which ones is said by `batch`, or by what is not empty of `version`, `issued_from` and `issued_until` (not
    included), `only_state` and `text`, and by their keys: up to `last`, the highest when the job was opened, so that
    nothing issued later is changed. `upto` is the key up to which all is done: a part's changes and `upto` are
    committed together.

    Letters to holders follow behind, up to the change `told_upto`.
    """

    class Do(models.TextChoices):
        CANCEL = "cancel-unclaimed", "Withdraw what is not claimed"
        REVOKE = "revoke", "Revoke"
        SUSPEND = "suspend", "Suspend"
        REINSTATE = "reinstate", "Reinstate"

    class Phase(models.TextChoices):
        CHANGING = "changing", "Being changed"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="status_jobs")
    do = models.CharField(max_length=20, choices=Do.choices)
    reason = models.CharField(max_length=300, help_text="As it will be published")
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.CHANGING)
    cancel_asked = models.BooleanField(default=False)

    batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issued_from = models.DateTimeField(null=True, blank=True)
    issued_until = models.DateTimeField(null=True, blank=True)
    only_state = models.CharField(max_length=10, blank=True, choices=CredentialState.choices)
    text = models.CharField(max_length=100, blank=True, help_text="Part of a name, an address or a title")

    total = models.PositiveIntegerField(help_text="How many it is about")
    last = models.BigIntegerField()
    upto = models.BigIntegerField()
    changed = models.PositiveIntegerField(default=0)
    left_alone = models.PositiveIntegerField(default=0, help_text="What is so already, or may not become so")
    tells = models.BooleanField(default=True, help_text="Write to the holders")
    told_upto = models.BigIntegerField(default=0)
    told = models.PositiveIntegerField(default=0, help_text="Holders told so far")
    told_all = models.BooleanField(default=False)
    reissue_as = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Issue this in place of what is revoked",
    )  # fmt: skip

    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Status job {self.uid}"

    @property
    def done(self) -> int:
        """How many have been looked at."""
        return self.changed + self.left_alone


class StatusChange(models.Model):
    """One revocation, suspension or reinstatement, with its reason. Never changed.

    The place in a list is kept here as well: a list is made of its changes, and must not have to look for them among a
    million credentials, nor forget one when the row of a credential is changed by a wrong hand.
    """

    class Change(models.TextChoices):
        REVOKED = "revoked", "Revoked"
        SUSPENDED = "suspended", "Suspended"
        REINSTATED = "reinstated", "Reinstated"

    credential = models.ForeignKey(
        Credential, null=True, blank=True, on_delete=models.PROTECT, related_name="status_changes"
    )
    document = models.ForeignKey(
        SignedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="status_changes"
    )
    status_list = models.ForeignKey(
        StatusList, on_delete=models.PROTECT, related_name="changes", db_index=False
    )
    status_index = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=Change.choices)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    job = models.ForeignKey(
        StatusJob, null=True, blank=True, on_delete=models.PROTECT, related_name="changes", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(credential__isnull=True) ^ models.Q(document__isnull=True),
                name="status_change_of_one_thing",
            )
        ]
        indexes = [
            models.Index(fields=["status_list", "status_index"], name="status_change_by_place"),
            models.Index(fields=["status_list", "changed_at"], name="status_change_by_time"),
            models.Index(
                fields=["job", "id"], condition=models.Q(job__isnull=False), name="status_change_of_job"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change} {self.credential_id or self.document_id}"


class Endorsement(QueueRow):
    """The word of another organisation for a version or for its provider (`version` empty).

    Signed here (`source`), it has an intent like an issuance, stored before the signature, and then a signed document
    of the endorser, whose place in the endorser's list tells whether it still stands. As a file from elsewhere it keeps
    that file's own text, and what the last check found. What an organisation says of itself is only text and a link.

    Whether it is shown is for the endorsed organisation to say: its `answer`.
    """

    class Source(models.TextChoices):
        HERE = "here", "Signed here"
        FILE = "file", "Signed elsewhere"
        OWN_WORD = "own_word", "Self-declared"

    class Kind(models.TextChoices):
        ENDORSEMENT = "endorsement", "Endorsement"
        RECOGNITION = "recognition", "Recognition"
        ACCREDITATION = "accreditation", "Accreditation"

    class Answer(models.TextChoices):
        WAITING = "waiting", "Waits for an answer"
        ACCEPTED = "accepted", "Shown"
        DECLINED = "declined", "Not shown"

    class Found(models.TextChoices):
        HOLDS = "holds", "Holds"
        WITHDRAWN = "withdrawn", "Withdrawn"
        ENDED = "ended", "Out of date"
        NOT_VALID = "not_valid", "Does not hold"
        UNCHECKED = "unchecked", "Could not be checked"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(max_length=10, choices=Source.choices)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    org = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="endorsements", help_text="Who is endorsed"
    )
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="endorsements"
    )
    about_id = models.CharField(max_length=300, blank=True, default="", help_text="As it is signed")
    endorser = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="endorsements_given"
    )
    endorser_name = models.CharField(max_length=200)
    signed_as = models.CharField(max_length=300, blank=True, default="")
    comment = models.TextField(blank=True, default="", help_text="Their words; of a recognition, what for")
    field = models.CharField(max_length=120, blank=True, default="")
    level = models.CharField(max_length=60, blank=True, default="")
    country = models.CharField(max_length=60, blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    valid_until = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    # The intent, and what was signed by it.
    key = models.ForeignKey(IssuerKey, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status_list = models.ForeignKey(
        StatusList, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status_index = models.PositiveIntegerField(null=True, blank=True)
    intent = models.TextField(blank=True, default="", help_text="Unsigned JSON, exactly as it will be signed")
    signing_at = models.DateTimeField(null=True, blank=True)
    signed = models.OneToOneField(
        SignedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="endorsement"
    )

    # A file from elsewhere, and what the last check of it found.
    document = models.TextField(blank=True, default="", help_text="The file's own text")
    found = models.CharField(max_length=10, blank=True, default="", choices=Found.choices)
    found_words = models.CharField(max_length=600, blank=True, default="")
    checked_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True, help_text="When it last held")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    answer_reason = models.CharField(max_length=300, blank=True, default="")
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source="here") ^ models.Q(endorser__isnull=True),
                name="endorsement_here_by_one_of_us",
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="endorsement_status_index_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["run_at", "id"], condition=~models.Q(state="done"), name="endorsement_unfinished"
            ),
            models.Index(
                fields=["checked_at", "id"],
                condition=models.Q(source="file"),
                name="endorsement_file_by_check",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid} by {self.endorser_name}"

    @property
    def text(self) -> str:
        """What was signed, as it was signed; empty before, and for what nobody signed."""
        return self.signed.document if self.signed is not None else self.document
