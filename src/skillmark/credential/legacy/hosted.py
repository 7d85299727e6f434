"""Badges that are true because their issuer keeps a copy of them on its server, and for as long as it does.

Source: Open Badges 2.0, "HostedBadge Verification" and "Revoking Hosted Assertions". The copy is the source of truth;
what was handed in counts only where it says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from skillmark.credential.legacy.bundle import Bundle
from skillmark.credential.legacy.documents import Linked, is_of_another_host, same_address, tell_missing
from skillmark.credential.legacy.kinds import Edition, is_web_address
from skillmark.credential.legacy.scope import authority, is_in_scope, is_narrowed
from skillmark.credential.legacy.standing import Standing, tell_good_standing, tell_revoked
from skillmark.credential.message import Message
from skillmark.credential.report import Check
from skillmark.credential.steps import bind, prove, status
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings
from skillmark.credential.times import age_of

BIND_SPEC = "Open Badges 2.0, “VerificationObject” and “HostedBadge Verification”"
COPY_SPEC = "Open Badges 2.0, “HostedBadge Verification”"
STATUS_SPEC = "Open Badges 2.0, “Revoking Hosted Assertions”"
# The code of step 4 where no signature was checked: pages must not speak of one.
HOSTED_COPY = "hosted_copy"
_MOST_NAMED = 5
_SAME_WORDS = {"hosted": "HostedBadge", "signed": "SignedBadge"}


def check_issuer(case: Case, bundle: Bundle, hosted: Linked) -> Check:
    """Step 3: whether the issuer lets its assertions be kept where this one is."""
    findings = Findings(bind.STEP, bind.NAME, BIND_SPEC)
    tell_unlinked(findings, case, bundle)
    if bundle.issuer.document is not None:
        check_names(findings, case, bundle)
        _check_scope(findings, bundle, hosted)
        if hosted.document is None and not hosted.is_gone:
            # Whoever invents an address below the issuer's own has shown nothing yet.
            findings.unknown(
                "Whether {issuer} keeps such a badge could not be seen; see step 4.",
                code="copy_unseen",
                issuer=readable_host(bundle.issuer_id),
            )
        findings.passed(
            "It is kept where {issuer} says that its badges are.", issuer=readable_host(bundle.issuer_id)
        )
    return findings.check()


def tell_unlinked(findings: Findings, case: Case, bundle: Bundle) -> None:
    """Say that the class of badge or the issuer's profile could not be had."""
    tell_missing(findings, case, bundle.badge, what="The class of badge")
    if bundle.badge.document is not None:
        tell_missing(findings, case, bundle.issuer, what="The profile of its issuer")


def check_names(findings: Findings, case: Case, bundle: Bundle) -> None:
    """Compare where the class of badge and the issuer were found with what they say they are; the address counts."""
    for linked, what in ((bundle.badge, "Its class of badge"), (bundle.issuer, "Its issuer")):
        stated = linked.members.get("id")
        if linked.fetched is None or not isinstance(stated, str) or same_address(stated, linked.address):
            continue
        if is_of_another_host(linked.address, stated):
            findings.failed(
                "What is published at {url} says that it is {id}, which is kept elsewhere.",
                code="document_id_mismatch",
                url=linked.address,
                id=stated,
            )
        else:
            case.warn(
                "{what} calls itself {id}, and was found at {url}; the latter counts here.",
                code="other_name",
                what=Message(what),
                id=stated,
                url=linked.address,
            )


def check_class(findings: Findings, bundle: Bundle) -> None:
    """Whether the class of badge is the issuer's own, by where it is kept or says it is."""
    badge, issuer = bundle.badge, bundle.issuer
    if bundle.edition is Edition.ONE or not is_web_address(badge.address):
        return
    # “HostedBadge Verification”: without rules of its own, the issuer keeps classes of badges on its own host too.
    own_host = authority(badge.address) == authority(issuer.address)
    narrowed = is_narrowed(issuer.members)
    if not own_host and not (
        narrowed and is_in_scope(badge.address, issuer=issuer.address, profile=issuer.members)
    ):
        findings.failed(
            "Its class of badge is {url}, and {issuer} does not say that its badges are kept there.",
            code="class_not_in_scope",
            url=badge.address,
            issuer=readable_host(issuer.address),
        )


def check_copy(case: Case, bundle: Bundle, hosted: Linked) -> Check:
    """Step 4: whether what was handed in is what the issuer keeps."""
    findings = Findings(prove.STEP, prove.NAME, COPY_SPEC)
    if hosted.is_gone or hosted.members.get("revoked") is True:
        findings.unknown(
            "It carries no signature, and the issuer's own copy was withdrawn, so nothing is left to compare it with.",
            code="copy_withdrawn",
        )
        return findings.check()
    tell_missing(findings, case, hosted, what="The issuer's own copy")
    if hosted.fetched is None:
        return findings.check()
    _compare(findings, bundle, hosted.members)
    age = max(case.now - hosted.fetched.fetched_at, timedelta(0))
    findings.fact |= {
        "copy_age_seconds": int(age.total_seconds()),
        "copy_from_store": hosted.fetched.from_store,
    }
    findings.passed(
        "It carries no signature; it says the same as the copy that {host} keeps, as of {age} ago.",
        code=HOSTED_COPY,
        host=readable_host(hosted.address),
        age=age_of(age),
    )
    return findings.check()


def check_status(case: Case, hosted: Linked) -> Check:
    """Step 6: whether the copy says that it was revoked, or is gone, which says the same."""
    findings = Findings(status.STEP, status.NAME, STATUS_SPEC)
    if hosted.is_gone:
        findings.failed(
            "Revoked by the issuer: its server says that the badge was there and is so no longer. No reason could be "
            "found.",
            code="revoked",
        )
    elif hosted.fetched is None:
        tell_missing(findings, case, hosted, what="The issuer's own copy")
    else:
        standing = Standing(case, hosted.fetched)
        if hosted.members.get("revoked") is True:
            tell_revoked(findings, standing, hosted.members.get("revocationReason"))
        else:
            tell_good_standing(findings, standing)
    return findings.check()


def differences(given: Any, kept: Any, *, known: Mapping[str, Linked], path: str = "") -> Iterator[str]:
    """The JSON paths at which what was handed in says something else than the issuer's copy.

    `known` are documents that were fetched: an object may stand in the file where the copy has only its address. What
    the copy has as an object where the file has only its address is the copy's to say.
    """
    given, kept = _plain(given), _plain(kept)
    if isinstance(given, Mapping) and isinstance(kept, str):
        linked = known.get(kept)
        if linked is not None and linked.document is None:
            return  # could not be had, which other steps say
        if linked is None or given.get("id", kept) != kept:
            yield path
        else:
            # Once only: a document may say of itself no more than its own address.
            rest = {address: each for address, each in known.items() if address != kept}
            yield from differences(given, linked.document, known=rest, path=path)
    elif isinstance(given, Mapping) and isinstance(kept, Mapping):
        for name in sorted({*given, *kept}):
            inner = f"{path}.{name}" if path else name
            one, other = (_in_one_word(name, side.get(name)) for side in (given, kept))
            yield from differences(one, other, known=known, path=inner)
    elif isinstance(given, list) and isinstance(kept, list) and len(given) == len(kept):
        for index, (one, other) in enumerate(zip(given, kept, strict=True)):
            yield from differences(one, other, known=known, path=f"{path}[{index}]")
    elif not _is_same(given, kept):
        yield path


def _check_scope(findings: Findings, bundle: Bundle, hosted: Linked) -> None:
    issuer = bundle.issuer
    rules = issuer.members.get("verification")
    stated = rules.get("verificationProperty", "id") if isinstance(rules, dict) else "id"
    if stated not in ("id", "@id"):  # no set: it may be anything, a list as well
        findings.unknown(
            "The issuer has its badges told apart by “{member}”, which is not supported.",
            code="unsupported",
            member=str(stated),
        )
    elif not is_in_scope(hosted.address, issuer=issuer.address, profile=issuer.members):
        findings.failed(
            "It is kept at {url}, and {issuer} does not say that its badges are kept there: anyone could have put it "
            "there.",
            code="not_in_scope",
            url=hosted.address,
            issuer=readable_host(issuer.address),
        )
    else:
        check_class(findings, bundle)


def _compare(findings: Findings, bundle: Bundle, kept: Mapping[str, Any]) -> None:
    known = {linked.address: linked for linked in (bundle.badge, bundle.issuer) if linked.address}
    # The first few say enough, and the paths of a hostile document can be very long.
    found = list(islice(differences(bundle.assertion, kept, known=known), _MOST_NAMED))
    if found:
        findings.failed(
            "It differs from the issuer's own copy ({members}): it was changed, or the issuer has changed its words "
            "since.",
            code="copy_differs",
            members=", ".join(found),
        )


def _is_same(given: Any, kept: Any) -> bool:
    if isinstance(given, str) and isinstance(kept, Mapping):
        return given == kept.get("id")
    # In Python, true is 1.
    return isinstance(given, bool) is isinstance(kept, bool) and bool(given == kept)


def _plain(value: Any) -> Any:
    """A value without the ways of writing it: lists of one, objects that are only an address, absent members."""
    if isinstance(value, list):
        return _plain(value[0]) if len(value) == 1 else value or None
    if not isinstance(value, Mapping):
        return value
    members = {
        _plain_name(name, value): part
        for name, part in value.items()
        if name != "@context" and part is not None and (name, part) != ("revoked", False)
    }
    is_address = members.keys() == {"id"} and isinstance(members["id"], str)
    return members["id"] if is_address else members


def _in_one_word(name: str, value: Any) -> Any:
    value = _plain(value)
    return _SAME_WORDS.get(value, value) if name == "type" and isinstance(value, str) else value


def _plain_name(name: str, value: Mapping[str, Any]) -> str:
    return "verification" if name == "verify" and "verification" not in value else name
