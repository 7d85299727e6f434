"""What a program is told: the credential, what a check came to, or what is wrong, as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from skillmark.credential import strictjson
from skillmark.credential.errors import CredentialError
from skillmark.credential.issue import IssueRefused
from skillmark.credential.problems import OWN, problem_type
from skillmark.credential.report import Check, Report, Verdict
from skillmark.credential.steps.flaws import json_path
from skillmark.foundation.orgs.access import NotAllowed
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.connect.vcapi.tokens import NobodyKnown
from skillmark.interfaces.intake.pace import TooOften
from skillmark.lifecycle.issuing.keyring import KeyringError
from skillmark.lifecycle.issuing.own_output import OwnOutputRefused

View = Callable[..., HttpResponse]
JSON, PROBLEM = "application/json", "application/problem+json"
# What is well-formed and allowed, and contradicts what is so already.
_CONFLICTS = frozenset(
    {
        "credential.revoked_for_good",
        "document.id_taken",
        "document.key_replaced",
        "document.status_elsewhere",
    }
)
# What follows from another problem, and so is none of its own.
_FOLLOWS = frozenset({"not_reached"})


class Malformed(Exception):
    """The request is not as this API describes it."""


class TooLarge(Malformed):
    """The request is larger than anything that is read here."""


# --- what went well -----------------------------------------------------------------------------------------


def issued(request: HttpRequest, document: str) -> HttpResponse:
    """A new credential. Over plain http it comes bare, as the suite for the data model wants it there."""
    body = f'{{"verifiableCredential":{document}}}' if request.is_secure() else document
    return HttpResponse(body, status=201, content_type=JSON)


def derived(document: bytes) -> HttpResponse:
    """A part of a credential, which comes bare (VCALM 0.9, "DeriveCredentialResponse")."""
    return HttpResponse(document, status=201, content_type=JSON)


def verified(report: Report) -> HttpResponse:
    """What a check came to. What could not be checked is not verified, and its problems say why."""
    holds = report.verdict is Verdict.VERIFIED
    problems = [] if holds else [_problem_of(check) for each in report.walk() for check in _wrong(each)]
    body = {"verified": holds, "problemDetails": problems}
    # VCALM would answer 200 to both; the suites of the W3C look at nothing but this number.
    return _json(body, status=200 if holds else 400)


def _wrong(report: Report) -> list[Check]:
    return [check for check in report.checks if check.problem and check.code not in _FOLLOWS]


def _problem_of(check: Check) -> dict[str, str]:
    return {"type": check.problem, "title": _title(check.problem), "detail": check.say()}


# --- what did not -------------------------------------------------------------------------------------------


def endpoint(view: View) -> View:
    """A view for programs: no cookies, so no forged requests to fear; and whatever is wrong is a problem document."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def answering(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            response = view(request, **named)
        except Exception as error:  # noqa: BLE001 - what is not foreseen is raised again
            response = _refusal(error)
        # What is asked and answered here is about people.
        response.headers["Cache-Control"] = "no-store"
        return response

    return answering


@singledispatch
def _refusal(error: Exception) -> HttpResponse:
    """What to say of an error that was foreseen; raises any other."""
    raise error


@_refusal.register
def _(error: Malformed) -> HttpResponse:
    return problem(400, problem_type("member"), str(error))


@_refusal.register
def _(error: TooLarge) -> HttpResponse:
    return problem(413, f"{OWN}too_large", str(error))


@_refusal.register
def _(error: CredentialError) -> HttpResponse:
    return problem(400, problem_type(error.code), error.sentence)


@_refusal.register
def _(error: IssueRefused) -> HttpResponse:
    flaws = [
        {"code": each.code, "path": json_path(each.place), "detail": each.message.say()}
        for each in error.flaws
    ]
    return problem(400, problem_type("member"), error.sentence, problems=flaws)


@_refusal.register
def _(error: OwnOutputRefused) -> HttpResponse:
    return problem(400, error.check.problem, str(error))


@_refusal.register
def _(_: NobodyKnown) -> HttpResponse:
    response = problem(401, f"{OWN}token_unknown", "Send a token that is known here, as a bearer token.")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@_refusal.register
def _(_: NotAllowed) -> HttpResponse:
    return problem(404, f"{OWN}not_found", "There is no such thing, or you may not do this with it.")


@_refusal.register
def _(error: Refused) -> HttpResponse:
    status = 409 if error.code in _CONFLICTS else 422
    return problem(status, OWN + error.code, f"{error.sentence} {error.next_step}".strip())


@_refusal.register
def _(error: TooOften) -> HttpResponse:
    response = problem(429, OWN + error.code, f"{error.sentence} {error.next_step}")
    response.headers["Retry-After"] = str(error.seconds)
    return response


@_refusal.register
def _(_: KeyringError) -> HttpResponse:
    return problem(503, f"{OWN}key_unavailable", "The key that signs cannot be used at the moment.")


def problem(status: int, kind: str, detail: str, **more: Any) -> HttpResponse:
    """A problem document (RFC 9457)."""
    body = {"type": kind, "title": _title(kind), "status": status, "detail": detail, **more}
    return _json(body, status=status, media_type=PROBLEM)


def _title(kind: str) -> str:
    """A problem type in words: the last part of its name, which is the same for all problems of the type."""
    name = kind.rpartition("#")[2].rpartition(":")[2].rpartition(".")[2]
    return name.replace("_", " ").capitalize()


def _json(body: Mapping[str, Any], *, status: int, media_type: str = JSON) -> HttpResponse:
    return HttpResponse(strictjson.dumps(body), status=status, content_type=media_type)
