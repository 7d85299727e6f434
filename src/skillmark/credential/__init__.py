"""Issue, bake, inspect and verify verifiable credentials: no framework, no network, no clock."""

from __future__ import annotations

from skillmark.credential.derive import derive
from skillmark.credential.disclose import issue_sd_jwt, present_sd_jwt
from skillmark.credential.issue import IssueRefused, check_before_issuing, issue, issue_jwt
from skillmark.credential.policy import Policy
from skillmark.credential.present import compose_presentation, present, present_jwt
from skillmark.credential.report import Check, Outcome, Report, Verdict
from skillmark.credential.resolve import Fetched, Resolver, StaticResolver
from skillmark.credential.verify import VerifiedCredential, inspect, verify

__all__ = [
    "Check",
    "Fetched",
    "IssueRefused",
    "Outcome",
    "Policy",
    "Report",
    "Resolver",
    "StaticResolver",
    "Verdict",
    "VerifiedCredential",
    "check_before_issuing",
    "compose_presentation",
    "derive",
    "inspect",
    "issue",
    "issue_jwt",
    "issue_sd_jwt",
    "present",
    "present_jwt",
    "present_sd_jwt",
    "verify",
]
