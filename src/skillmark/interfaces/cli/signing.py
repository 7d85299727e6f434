"""Signing drafts: every one is checked before the first is signed, and after, and all appear together or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from skillmark.credential import (
    IssueRefused,
    Outcome,
    Policy,
    check_before_issuing,
    derive,
    inspect,
    issue,
    issue_jwt,
    issue_sd_jwt,
)
from skillmark.credential.bake import bake, sniff
from skillmark.credential.did import find_key
from skillmark.credential.did.document import is_its_own_key
from skillmark.credential.errors import CredentialError
from skillmark.credential.keys import KeyKind, LocalSigner, PublicKey
from skillmark.credential.resolve import StaticResolver
from skillmark.interfaces.cli import files, lists
from skillmark.interfaces.cli.answers import Refusal
from skillmark.interfaces.cli.composing import Chance
from skillmark.interfaces.cli.keyfiles import KeyFile
from skillmark.interfaces.cli.progress import with_progress
from skillmark.interfaces.cli.recipients import Learner

JSON, JWT, SD_JWT = "json", "jwt", "sd-jwt"
SUFFIXES = {JSON: ".json", JWT: ".jws", SD_JWT: ".sd-jwt"}
KINDS_OF_SUITE = {
    "eddsa-rdfc-2022": (KeyKind.ED25519,),
    "eddsa-jcs-2022": (KeyKind.ED25519,),
    "ecdsa-rdfc-2019": (KeyKind.P256, KeyKind.P384),
    "ecdsa-jcs-2019": (KeyKind.P256, KeyKind.P384),
    "ecdsa-sd-2023": (KeyKind.P256,),
}
SELECTIVE = "ecdsa-sd-2023"
# Whoever dates a credential back or ahead knows it; the list is asked by others.
_DATES, _STATUS = 5, 6


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One credential before it is signed, and the name of its files."""

    learner: Learner | None
    document: dict[str, Any]
    chance: Chance
    stem: str


@dataclass(frozen=True, kw_only=True)
class Making:
    """How credentials are made: by whom, in which form, and into which picture."""

    keys: KeyFile
    signer: LocalSigner
    created: datetime
    form: str
    suite: str
    picture: bytes | None

    def names(self, stem: str) -> list[str]:
        """The files of one credential: itself, and its picture."""
        own = stem + SUFFIXES[self.form]
        return [own] if self.picture is None else [own, f"{stem}.{sniff(self.picture)}"]


def suite_for(keys: KeyFile, *, form: str, wanted: str | None) -> str:
    """The suite that signs with this key, none for signed texts; raises Refusal where none does."""
    kind = keys.active.public.kind
    if form != JSON:
        return ""
    suite = wanted or lists.SUITES.get(kind, "")
    if kind not in KINDS_OF_SUITE.get(suite, ()):
        fitting = [name for name, kinds in KINDS_OF_SUITE.items() if kind in kinds]
        raise Refusal(
            "key_kind_mismatch",
            f"The key is a {kind} key, and {suite or 'a signature in JSON'} is made with another kind.",
            f"With this key, choose --suite {' or '.join(fitting)}." if fitting else "Add --form jwt.",
        )
    return suite


# --- before -----------------------------------------------------------------------------------------------------


def check_all(drafts: Sequence[Draft], *, source: str) -> None:
    """Raise Refusal that names everything for which one of the drafts may not be signed."""
    details = [
        detail
        for draft in with_progress(drafts, "Checking", total=len(drafts))
        for detail in _problems(draft)
    ]
    if not details:
        return
    counted = Counter(detail["problem"] for detail in details)
    # What is wrong with the definition is wrong for everybody, and said once.
    common = [problem for problem, number in counted.items() if number >= len(drafts)]
    shown = [{"row": None, "problem": f"{source}: {problem}"} for problem in common]
    shown += [
        {"row": detail["row"], "problem": f"{detail['place']}: {detail['problem']}"}
        for detail in details
        if detail["problem"] not in common
    ]
    raise Refusal(
        "issue_refused",
        "This cannot be signed yet, and nothing was written.",
        "Mend what is named, and run the command again.",
        details=shown,
    )


def _problems(draft: Draft) -> list[dict[str, Any]]:
    try:
        check_before_issuing(draft.document)
    except IssueRefused as error:
        found = error.problems
    except CredentialError as error:
        found = (error.sentence,)
    else:
        return []
    row, place = (draft.learner.row, draft.learner.place) if draft.learner else (None, "")
    return [{"row": row, "place": place, "problem": problem} for problem in found]


# --- signing ----------------------------------------------------------------------------------------------------


def sign_all(
    drafts: Sequence[Draft], making: Making, *, folder: Path, force: bool, before: Callable[[], None]
) -> None:
    """Sign the drafts and write their files; `before` is done when it is certain that they can be written."""
    names = [name for draft in drafts for name in making.names(draft.stem)]
    with files.Staging(folder, names, force=force) as staging:
        before()
        for draft in with_progress(drafts, "Signing", total=len(drafts)):
            data = _signed(draft, making)
            _check_signed(data, draft, making)
            own, *pictures = making.names(draft.stem)
            staging.add(own, data)
            if making.picture is not None:
                staging.add(pictures[0], bake(making.picture, data))
        staging.publish()


def _signed(draft: Draft, making: Making) -> bytes:
    signer, method, created = making.signer, making.keys.method_id(), making.created
    if making.form == JWT:
        return issue_jwt(draft.document, signer=signer, verification_method=method, created=created)
    if making.form == JSON:
        return issue(
            draft.document, signer=signer, verification_method=method, created=created, suite=making.suite
        )
    salts = (draft.chance.salt(f"disclosure {number}") for number in range(1_000_000))
    return issue_sd_jwt(
        draft.document,
        signer=signer,
        verification_method=method,
        created=created,
        holder_key=_holder_key(draft.learner),
        salt=salts.__next__,
    )


def _check_signed(data: bytes, draft: Draft, making: Making) -> None:
    """Raise Refusal where our own verifier would not let it pass once the issuer's document is published."""
    shown = derive(data, pointers=()) if making.suite == SELECTIVE else data
    policy = Policy(offline=True, allow_local_http=True)
    report = inspect(shown, resolver=making.keys.resolver(), now=making.created, policy=policy)
    for check in report.checks:
        if check.outcome is Outcome.FAILED and check.step not in {_DATES, _STATUS}:
            raise Refusal(
                "not_verified",
                f"“{draft.stem}” would not verify ({check.name}), so nothing was written: {check.detail}",
                "Mend what is named, and run the command again.",
            )


def _holder_key(learner: Learner | None) -> PublicKey | None:
    """The key of a learner who is one: only they can then prove that it is theirs."""
    if learner is None or not is_its_own_key(learner.id):
        return None
    return find_key(learner.id, purpose="authentication", resolver=StaticResolver()).public_key
