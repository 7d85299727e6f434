"""Step 9: what this verifier wants beyond truth: an issuer that it knows, and the achievement that it asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from skillmark.credential.lookalike import folded
from skillmark.credential.model import AchievementCredential
from skillmark.credential.registry import Registry, Unanswered
from skillmark.credential.report import Check, Outcome
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import NOT_ASKED, Findings
from skillmark.credential.times import day_of, format_timestamp

STEP, NAME = 9, "Trust"
SPEC = "Verifiable Credentials Data Model 2.0, “Validation”"


def check_trust(case: Case, earlier: tuple[Check, ...]) -> Check:
    """Compare the issuer, once it and its signature are established, with those known; and what was expected."""
    findings = Findings(STEP, NAME, SPEC)
    established = all(check.outcome is Outcome.PASSED for check in earlier)
    _check_achievement(findings, case, established=established)
    if established:
        _check_issuer(findings, case)
    else:
        # A known name in a forged file is no reason for trust: it is what a forger would write.
        findings.not_applicable(NOT_ASKED, code="not_reached")
    return findings.check()


def _check_issuer(findings: Findings, case: Case) -> None:
    registries = [each for each in case.policy.registries if isinstance(each, Registry)]
    unanswered = [each for each in case.policy.registries if isinstance(each, Unanswered)]
    naming = [registry for registry in registries if case.issuer_id in registry.issuers]
    _note_lists(findings, case, naming, unanswered)
    if naming:
        for registry in naming:
            _pass(findings, registry, case.issuer_id)
            _note_other_name(case, registry)
        for silent in unanswered:
            case.warn(
                "{list} could not be asked: {why}",
                code=_code(silent),
                list=silent.name,
                why=silent.error.message,
            )
        return
    shown = readable_host(case.issuer_id)
    for silent in unanswered:
        findings.unknown(
            "{list} could not be asked: {why}",
            code=_code(silent),
            list=silent.name,
            why=silent.error.message,
        )
    for registry in registries:
        findings.unknown(
            "{issuer} is not on {list}.", code="issuer_unlisted", issuer=shown, list=registry.name
        )
    if not case.policy.registries:
        findings.not_applicable("No list of known issuers was given.", code="no_list")
    case.warn(
        "{issuer} is on no list of known issuers: the checks show who issued this, not whether to trust them.",
        code="issuer_unlisted",
        issuer=shown,
    )
    for registry in registries:
        _look_for_doubles(case, registry, shown)


def _pass(findings: Findings, registry: Registry, issuer_id: str) -> None:
    name = registry.issuers[issuer_id].name
    if registry.as_of is None:
        findings.passed("{name} is on {list}.", name=name, list=registry.name)
    else:
        findings.passed(
            "{name} is on {list}, as of {date}.",
            name=name,
            list=registry.name,
            date=day_of(registry.as_of),
        )


def _note_other_name(case: Case, registry: Registry) -> None:
    """Whoever is known may still call itself by a name that it is not known by."""
    own, listed = AchievementCredential(case.document).issuer.name, registry.issuers[case.issuer_id].name
    if own and folded(own) != folded(listed):
        case.warn(
            "It calls its issuer {own}, who is {name} on {list}.",
            code="issuer_other_name",
            own=own,
            name=listed,
            list=registry.name,
        )


def _note_lists(findings: Findings, case: Case, naming: list[Registry], unanswered: list[Unanswered]) -> None:
    """For programs: which lists name the issuer and how old each is, and which were not asked."""
    if naming:
        findings.fact["list"] = naming[0].name
        findings.fact["lists"] = [_fact(registry, case) for registry in naming]
    if unanswered:
        findings.fact["not_asked"] = [{"list": each.name, "code": _code(each)} for each in unanswered]


def _fact(registry: Registry, case: Case) -> dict[str, Any]:
    fact: dict[str, Any] = {"list": registry.name, "issuer": registry.issuers[case.issuer_id].name}
    if registry.as_of is not None:
        age = max(case.now - registry.as_of, timedelta(0))
        fact |= {"as_of": format_timestamp(registry.as_of), "age_seconds": int(age.total_seconds())}
    return fact


def _code(silent: Unanswered) -> str:
    return "registry_unreachable" if silent.error.code == "unreachable" else silent.error.code


def _look_for_doubles(case: Case, registry: Registry, shown: str) -> None:
    known_id = registry.resembling(case.issuer_id)
    if known_id:
        case.warn(
            "{issuer} looks like {known}, the address of {name} on {list}, but is another.",
            code="issuer_lookalike",
            issuer=shown,
            known=readable_host(known_id),
            name=registry.issuers[known_id].name,
            list=registry.name,
        )
        return
    known_id = registry.called(AchievementCredential(case.document).issuer.name)
    if known_id:
        case.warn(
            "It calls itself by the name of {name}, which is on {list}, but is not known to be the same.",
            code="issuer_name_taken",
            name=registry.issuers[known_id].name,
            list=registry.name,
        )


def _check_achievement(findings: Findings, case: Case, *, established: bool) -> None:
    expected = case.policy.expected_achievement
    if expected is None or case.is_record:
        # What a learner record comes to is what is inside, so step 10 says it.
        return
    found = [achievement.id for achievement in AchievementCredential(case.document).achievements]
    if found != [expected]:
        findings.failed("It is not the achievement that was asked for.", code="achievement_mismatch")
    elif established:
        findings.passed("It is the achievement that was asked for.")
