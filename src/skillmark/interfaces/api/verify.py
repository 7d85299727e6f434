"""Checks a credential for a program: the same ten checks as the page and the command line."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field

from skillmark.fetcher.presented import link_in
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.api.problems import Problem
from skillmark.interfaces.intake.pace import mind_the_pace
from skillmark.interfaces.intake.presented import MAX_BYTES, Presented, check, from_file, from_text

router = Router()


Outcome = Literal["passed", "failed", "unknown", "not_applicable"]


class GroupsOut(Schema):
    """The eight questions; the worst outcome of a question's steps is its answer."""

    integrity: Outcome
    issuer_binding: Outcome
    trust: Outcome
    conformance: Outcome
    validity: Outcome
    status: Outcome
    subject: Outcome
    endorsements: Outcome


class CheckOut(Schema):
    """One of the ten checks; `problem` is the problem type (RFC 9457) of what was found."""

    step: int
    group: str
    name: str
    outcome: Outcome
    detail: str
    spec: str
    code: str = ""
    problem: str = ""
    fact: dict[str, Any] = Field(default_factory=dict)


class FoundOut(Schema):
    """What a check found of one document, and of all that is inside it."""

    verdict: Literal["verified", "not_verified", "not_checked"]
    groups: GroupsOut
    checks: list[CheckOut]
    warnings: list[str]
    form: str = ""
    legacy: str = ""
    credential: dict[str, Any] | None = None
    parts: list[PartOut] = Field(default_factory=list)


class PartOut(Schema):
    """Something inside that stands on its own feet: where it is, what it is there for, and its own report."""

    path: str
    role: Literal["endorsement", "credential"]
    report: FoundOut


class ReportOut(FoundOut):
    """What a check found, and of what."""

    source: str = ""


class LinkIn(Schema):
    """A link to a shared credential or badge file."""

    link: str = Field(max_length=2000)


ANSWERS = {200: ReportOut, 422: Problem, 429: Problem}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/vc": {"schema": {"type": "object"}},
            "application/vc+jwt": {"schema": {"type": "string"}},
            "application/sd-jwt": {"schema": {"type": "string"}},
            "image/png": _BYTES,
            "image/svg+xml": _BYTES,
        },
    }
}


@router.post("", response=ANSWERS, summary="Check a credential", openapi_extra=BODY)
def verify(request: HttpRequest) -> dict[str, Any]:
    """Send the credential itself as the body: JSON, a signed text (JWT, SD-JWT), or a baked PNG or SVG picture.

    The answer is 200 whenever the check could be made, whatever it found: read `verdict`.
    What is inside (endorsements, the credentials of a record or presentation) has a report of its own under `parts`.
    "not_checked" means that something could not be reached or is not supported; it is neither valid nor invalid.
    """
    mind_the_pace(request)
    body = request.body
    if not body.strip():
        raise Refused(
            "verify.empty",
            "The request has no body.",
            "Send the credential (JSON, JWT, SD-JWT, PNG or SVG) as the body.",
        )
    if len(body) > MAX_BYTES:
        raise Refused("verify.too_large", "The body is larger than 10 MB.", "Send the badge file itself.")
    return _report(from_file(body, name="request body", now=timezone.now()))


@router.post("/link", response=ANSWERS, summary="Check what a link leads to")
def verify_link(request: HttpRequest, link: LinkIn) -> dict[str, Any]:
    """Follows the link through the guarded fetcher (public https addresses only) and checks what it finds."""
    mind_the_pace(request)
    if not link_in(link.link):
        raise Refused(
            "verify.no_link",
            "This is no link.",
            "A link looks like https://badges.example.org/… and holds no spaces.",
        )
    return _report(from_text(link.link.strip(), now=timezone.now()))


@router.post("/file", response=ANSWERS, summary="Check an uploaded file")
def verify_file(request: HttpRequest, file: UploadedFile = File(...)) -> dict[str, Any]:  # noqa: B008
    """For clients that upload files as forms (multipart/form-data, field `file`)."""
    mind_the_pace(request)
    if (file.size or 0) > MAX_BYTES:
        raise Refused("verify.too_large", "The file is larger than 10 MB.", "Send the badge file itself.")
    return _report(from_file(file.read(), name=file.name or "file", now=timezone.now()))


def _report(presented: Presented) -> dict[str, Any]:
    report = check(presented.data, now=timezone.now())
    return {**report.to_json(), "source": presented.source}
