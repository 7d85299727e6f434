"""Status lists as files: the signed list to publish, and beside it a small file that remembers which entries are taken.

    list.json           the signed list, to be published at the address that it names as its id
    list.json.state     {"list": "https://…", "size": 1, "messages": [], "taken": {"4711": "urn:uuid:…"}}

An entry that is taken is never given again, and a list is only signed anew when it is ours and whole: a list that
somebody changed must not come out of here with our signature on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from skillmark.credential import issue, issue_jwt, strictjson
from skillmark.credential.errors import CredentialError, StatusError
from skillmark.credential.keys import KeyKind, LocalSigner, PublicKey
from skillmark.credential.model.view import identifier, moment
from skillmark.credential.proof import suite_of
from skillmark.credential.proof.suite import proofs_of
from skillmark.credential.proof.vc_jwt import read_vc_jwt
from skillmark.credential.status.bitstring import entry
from skillmark.credential.status.lists import OpenList, open_list
from skillmark.interfaces.cli import files
from skillmark.interfaces.cli.answers import Refusal
from skillmark.interfaces.cli.keyfiles import KeyFile

MAX_BYTES = 1_000_000
# An id for every entry of a list.
_MAX_STATE = 64_000_000
# By the kind of key; RSA keys sign texts only.
SUITES = {
    KeyKind.ED25519: "eddsa-rdfc-2022",
    KeyKind.P256: "ecdsa-rdfc-2019",
    KeyKind.P384: "ecdsa-rdfc-2019",
}
_STATE_SUFFIX = ".state"
# Beyond this, drawing numbers until one is free takes long; nobody should fill a list so far anyway.
_FULLEST = 0.9


@dataclass(frozen=True, kw_only=True)
class ListFile:
    """A status list as it lies on the disk."""

    path: Path
    document: Mapping[str, Any]
    text: str
    opened: OpenList

    @property
    def url(self) -> str:
        """Where it is published."""
        return identifier(self.document.get("id"))

    @property
    def issuer(self) -> str:
        """Whose list it is."""
        return identifier(self.document.get("issuer"))

    @property
    def purposes(self) -> tuple[str, ...]:
        """What its bits mean."""
        return self.opened.purposes

    @property
    def as_of(self) -> datetime | None:
        """When it was last signed."""
        return moment(self.document.get("validFrom"))


@dataclass(frozen=True, kw_only=True)
class State:
    """What is remembered of a list beside what it publishes."""

    list_url: str
    taken: Mapping[int, str]
    size: int = 1
    messages: tuple[str, ...] = ()


# --- reading and writing --------------------------------------------------------------------------------------


def read_list(name: str) -> ListFile:
    """The list in a file; raises Refusal where it is none."""
    data = files.read(name, limit=MAX_BYTES).strip()
    try:
        if data.startswith(b"{"):
            document, text = strictjson.loads(data, max_bytes=MAX_BYTES), ""
        else:
            text = data.decode("ascii", "replace")
            document, _ = read_vc_jwt(text)
        opened = open_list(document)
        if not opened.purposes:
            raise StatusError("status_list_type", "It does not say what its entries mean.")
        return ListFile(path=Path(name), document=document, text=text, opened=opened)
    except CredentialError as error:
        raise Refusal(
            error.code,
            f"“{name}” is no status list: {error.sentence}",
            "Make one with: skillmark status make",
        ) from error


def sign_list(document: Mapping[str, Any], *, keys: KeyFile, signer: LocalSigner, created: datetime) -> bytes:
    """The list with a signature; a text (JWS) where the key is an RSA key."""
    suite = SUITES.get(signer.public_key.kind)
    if suite is None:
        return issue_jwt(document, signer=signer, verification_method=keys.method_id(), created=created)
    return issue(document, signer=signer, verification_method=keys.method_id(), created=created, suite=suite)


def check_ours(found: ListFile, keys: KeyFile) -> None:
    """Raise Refusal unless one of the issuer's keys, past or present, signed the list as it is."""
    if found.issuer != keys.identifier:
        raise Refusal(
            "list_issuer",
            f"The list is of {found.issuer}, and the key is of {keys.identifier}.",
            "Give the key file of the list's issuer.",
        )
    if not any(_is_signed_with(found, key.public) for key in keys.keys):
        raise Refusal(
            "list_changed",
            f"“{found.path}” is not as one of its issuer's keys signed it.",
            "Take the list from where it is published, or from a copy; this one was changed.",
        )


def _is_signed_with(found: ListFile, public: PublicKey) -> bool:
    try:
        if found.text:
            read_vc_jwt(found.text)[1].verify(public_key=public)
            return True
        proofs = proofs_of(found.document)
        for proof in proofs:
            suite = suite_of(proof)
            if suite is None:
                return False
            suite.verify(found.document, proof, public_key=public)
    except CredentialError:
        return False
    return bool(proofs)


def state_path(found: Path) -> Path:
    """Where it is remembered which entries of a list are taken."""
    return found.with_name(found.name + _STATE_SUFFIX)


def read_state(found: ListFile) -> State:
    """What is remembered of a list; nothing is taken where there is no such file yet."""
    path = state_path(found.path)
    if not path.exists():
        return State(list_url=found.url, taken={})
    try:
        members = strictjson.loads(files.read(str(path), limit=_MAX_STATE), max_bytes=_MAX_STATE)
        state = State(
            list_url=members["list"],
            size=int(members.get("size", 1)),
            messages=tuple(map(str, members.get("messages", []))),
            taken={int(index): str(held) for index, held in members["taken"].items()},
        )
    except (CredentialError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise _other_state(path) from error
    if state.list_url != found.url:
        raise _other_state(path)
    return state


def write_state(found: ListFile, state: State) -> None:
    """Remember which entries are taken."""
    members = {
        "list": state.list_url,
        "size": state.size,
        "messages": list(state.messages),
        "taken": {str(index): held for index, held in sorted(state.taken.items())},
    }
    data = json.dumps(members, indent=1).encode("ascii") + b"\n"
    files.write(state_path(found.path), data, force=True, private=True)


def _other_state(path: Path) -> Refusal:
    return Refusal(
        "list_state",
        f"“{path}” does not say which entries of this list are taken.",
        "Bring back the file that belongs to the list; without it, an entry could be given twice.",
    )


# --- entries ------------------------------------------------------------------------------------------------


def take_entries(
    found: ListFile, state: State, held: Sequence[str], *, draw: Callable[[int, int], int]
) -> tuple[State, list[dict[str, Any]]]:
    """An entry for each credential id, at places nobody can guess; `draw(attempt, below)` draws a number."""
    length = len(found.opened.bits) // state.size
    if len(state.taken) + len(held) > length * _FULLEST:
        raise Refusal(
            "list_full",
            f"The list has {length:,} entries, and {len(state.taken):,} of them are taken.",
            "Make another one with: skillmark status make",
        )
    taken, entries, attempt = dict(state.taken), [], 0
    for each in held:
        index = draw(attempt, length)
        while index in taken or found.opened.bits.get(index, status_size=state.size):
            attempt += 1
            index = draw(attempt, length)
        attempt += 1
        taken[index] = each
        entries.append(
            entry(list_id=found.url, index=index, purpose=found.purposes[0], messages=state.messages)
        )
    return replace(state, taken=taken), entries
