"""The endpoints of the VC-API: each reads what is asked for, makes one call, and answers in the words of the standard.

Source: W3C Verifiable Credential API for Lifecycle Management (VCALM) 0.9, "Issuing", "Verifying" and "Presenting".
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from skillmark.credential import derive as derive_from
from skillmark.credential.model.kinds import is_presentation
from skillmark.credential.policy import Policy
from skillmark.credential.report import Report
from skillmark.foundation.orgs.queries import access_org
from skillmark.interfaces.connect.vcapi import answers
from skillmark.interfaces.connect.vcapi.answers import Malformed, endpoint
from skillmark.interfaces.connect.vcapi.contexts import CONTEXTS
from skillmark.interfaces.connect.vcapi.requests import (
    Handed,
    body_of,
    read_credential_check,
    read_derive,
    read_issue,
    read_presentation_check,
    read_status,
)
from skillmark.interfaces.connect.vcapi.tokens import asked_by, is_known
from skillmark.interfaces.intake.pace import mind_the_pace
from skillmark.interfaces.intake.resolving import outside
from skillmark.journeys.issue import sign_credential
from skillmark.journeys.revoke import withhold
from skillmark.journeys.verify import check_presented
from skillmark.lifecycle.issuing.publishing import open_signer
from skillmark.lifecycle.issuing.queries import public_issuer


@endpoint
def issue(request: HttpRequest, org_key: str) -> HttpResponse:
    """POST /credentials/issue: signs a credential in the organisation's name."""
    asker, org = asked_by(request), public_issuer(org_key)
    credential, asked = read_issue(body_of(request))
    if is_presentation(credential):
        raise Malformed("“credential” is a presentation; a holder signs those, not an issuer.")
    document = sign_credential(
        actor=asker,
        org=org,
        credential=credential,
        asked=asked,
        signer_for=open_signer,
        contexts=CONTEXTS,
        base_url=settings.CONFIG.base_url,
        now=timezone.now(),
    )
    return answers.issued(request, document.document)


@endpoint
def derive(request: HttpRequest, org_key: str) -> HttpResponse:
    """POST /credentials/derive: the part of a credential that is to be shown, with its proof. Nothing is kept."""
    access_org(asked_by(request), org_key, "credentials.sign")
    data, pointers = read_derive(body_of(request))
    return answers.derived(derive_from(data, pointers=pointers, contexts=CONTEXTS))


@endpoint
def status(request: HttpRequest, org_key: str) -> HttpResponse:
    """POST /credentials/status: withdraws a credential, for good or for now, or lets it stand again."""
    asker, org = asked_by(request), public_issuer(org_key)
    name, wishes = read_status(body_of(request))
    withhold(actor=asker, org=org, credential_id=name, wishes=wishes, now=timezone.now())
    return HttpResponse(b"{}", content_type=answers.JSON)


@endpoint
def verify_credential(request: HttpRequest, org_key: str) -> HttpResponse:
    """POST /credentials/verify: the ten checks of a credential. Nothing is kept."""
    return _verified(request, org_key, presentation=False)


@endpoint
def verify_presentation(request: HttpRequest, org_key: str) -> HttpResponse:
    """POST /presentations/verify: the same for a presentation and everything in it, whoever shows it."""
    return _verified(request, org_key, presentation=True)


def _verified(request: HttpRequest, org_key: str, *, presentation: bool) -> HttpResponse:
    # Anybody may verify, at the pace of a person; a program that is known here at its own.
    if not is_known(request):
        mind_the_pace(request)
    public_issuer(org_key)
    body = body_of(request)
    report = _check(read_presentation_check(body) if presentation else read_credential_check(body))
    if report.legacy:
        raise Malformed(f"This is a badge of {report.legacy}, and no verifiable credential.")
    if report.document is not None and is_presentation(report.document) is not presentation:
        raise Malformed(
            "Presentations are verified at /presentations/verify, credentials at /credentials/verify."
        )
    return answers.verified(report)


def _check(handed: Handed) -> Report:
    now = timezone.now()
    resolver = outside(now=now)
    policy = Policy(
        allow_local_http=resolver.allow_local,
        ask_status=handed.ask_status,
        # The answer is about what was handed in, not about a newer version of it.
        refresh=False,
        expected_domain=handed.domain,
        expected_challenge=handed.challenge,
        # VCALM, "Verify Presentation": whose credentials they are is for the caller to compare.
        holder_is_subject=False,
        contexts=CONTEXTS,
    )
    return check_presented(data=handed.data, resolver=resolver, now=now, policy=policy)
