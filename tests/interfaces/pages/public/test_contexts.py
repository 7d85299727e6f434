"""What a credential says stands in the file: our context, every element, and the criteria of its own version."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from tests.cast import NOON, Cast, rewriting
from tests.interfaces.jobs.static_host import read_rules
from tests.issuing_helpers import issued

from skillmark.config import current
from skillmark.credential.contexts import micro_credential
from skillmark.credential.lint.profiles import PROFILES, check
from skillmark.credential.model.elements import MANDATORY
from skillmark.credential.model.elements_of import elements_of_credential
from skillmark.credential.report import Outcome
from skillmark.credential.resolve import StaticResolver
from skillmark.credential.verify import Policy, inspect
from skillmark.interfaces.jobs.static_files import publish_files
from skillmark.interfaces.pages.ui.showpiece import from_report
from skillmark.journeys import design, translate
from skillmark.lifecycle.assessing.blueprint import blueprint_of, elements_of
from skillmark.lifecycle.designing.review_rules import all_yes
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.models import Credential

BASE = current().base_url
LATER = NOON + timedelta(days=1)


def _context_of(document: dict[str, Any]) -> str:
    return str(document["@context"][2])


def _checked(credential: Credential, cast: Cast) -> Any:
    documents = queries.controller_documents(cast.northfield, base_url=BASE)
    resolver = StaticResolver(
        {url: json.dumps(each).encode() for url, each in documents.items()}, fetched_at=NOON
    )
    policy = Policy(allow_local_http=True)
    return inspect(credential.document.encode(), resolver=resolver, now=LATER, policy=policy)


# --- the context ----------------------------------------------------------------------------------------------


def test_whoever_wants_it_gets_the_context_that_a_credential_names(cast: Cast) -> None:
    address = _context_of(json.loads(issued(cast.lea, cast.published).document))
    assert address.startswith(f"{BASE}/contexts/micro-credential/v1/")
    response = Client().get(address.removeprefix(BASE))
    assert response.status_code == 200
    assert hashlib.sha256(response.content).hexdigest() in address
    assert response["Content-Type"] == "application/ld+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")
    known = Client().get(address.removeprefix(BASE), headers={"If-None-Match": response["ETag"]})
    assert known.status_code == 304


def test_there_is_no_other(cast: Cast) -> None:
    assert Client().get(f"/contexts/micro-credential/v1/{'0' * 64}.jsonld").status_code == 404


def test_a_static_host_serves_the_same(cast: Cast, tmp_path: Path) -> None:
    root = tmp_path / "public"
    assert publish_files(root).held == []
    assert (root / micro_credential.PATH.lstrip("/")).read_bytes() == micro_credential.PINNED.raw
    rules = read_rules((root / "_headers").read_text())[micro_credential.PATH]
    assert rules["Content-Type"] == "application/ld+json"
    assert rules["Cache-Control"] == "public, max-age=31536000, immutable"
    assert rules["Access-Control-Allow-Origin"] == "*"


# --- every element --------------------------------------------------------------------------------------------


def _says_everything(cast: Cast) -> None:
    with rewriting(cast.published) as version:
        version.prerequisites, version.stackability = "School mathematics", "stackable"
        version.stacks_into, version.field_code, version.credit_scheme = "Data analyst", "0612", "ects"
        version.no_level_reason = ""
        version.save()


def test_the_signed_file_says_all_that_the_design_says(cast: Cast) -> None:
    _says_everything(cast)
    signed = elements_of_credential(json.loads(issued(cast.lea, cast.published).document))
    cast.published.refresh_from_db()
    drafted = elements_of(blueprint_of(cast.published))
    for member in (
        "title", "country", "region", "awarding_body", "outcomes", "workload_hours", "credit_points",
        "credit_scheme", "eqf_level", "national_level", "cycle", "level_set_by", "assessment_types", "participation",
        "quality_kind", "quality_body", "quality_url", "prerequisites", "supervision", "identity_check",
        "stackability", "stacks_into", "field_code", "kind", "language", "review_by", "skills",
    ):  # fmt: skip
        assert getattr(signed, member) == getattr(drafted, member), member
    assert [lack for lack in check(signed, PROFILES["eu-annex-1"]) if lack.severity == "error"] == []


def test_what_was_asked_of_a_file_is_said_by_the_public_data_too(cast: Cast) -> None:
    """CAT-01: all that concerns the achievement, and not one earner, is in the JSON at its address."""
    response = Client().get(f"/achievements/{cast.published.uid}/achievement.json")
    achievement = response.json()
    said = elements_of_credential({"credentialSubject": {"achievement": achievement}})
    lacking = {lack.element for lack in check(said, PROFILES["eu-annex-1"]) if lack.severity == "error"}
    # Of whom and when is said by each credential, and who awards it by the achievement's creator.
    assert lacking == {"learner", "issued_on", "awarding_body"}
    assert achievement["creator"]["name"] == "Northfield College"
    assert set(MANDATORY) >= lacking


def test_other_languages_are_in_the_file(cast: Cast) -> None:
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    first = draft.outcomes.order_by("position").first()
    assert first is not None
    translate.save_translation(
        actor=cast.dana, version_uid=draft.uid, language="nl",
        texts={"title": "Data-analyse", "can_do": "data opschonen", "description": "Van tabel naar grafiek."},
        outcomes={str(first.uid): "Maakt rommelige data klaar"}, now=NOON,
    )  # fmt: skip
    second = _published(draft, cast)
    document = json.loads(issued(cast.lea, second).document)
    own = document["credentialSubject"]["achievement"]["microCredential"]
    assert own["languages"] == ["en", "nl"]
    (dutch,) = own["translation"]
    assert (dutch["title"], dutch["canDo"]) == ("Data-analyse", "data opschonen")
    assert dutch["translatedOutcome"] == [
        {"ofOutcome": own["outcome"][0]["id"], "statement": "Maakt rommelige data klaar"}
    ]
    assert _checked(issued(cast.noor, second), cast).check(4).outcome is Outcome.PASSED


# --- byte for byte --------------------------------------------------------------------------------------------


def _published(draft: Any, cast: Cast) -> Any:
    design.submit_for_review(actor=cast.dana, version_uid=draft.uid, now=NOON)
    design.review_version(
        actor=cast.rene, version_uid=draft.uid, decision="approved", answers=all_yes(), now=NOON
    )
    return design.publish_version(actor=cast.dana, version_uid=draft.uid, now=NOON)


def test_a_file_keeps_the_criteria_of_its_own_version_byte_for_byte(cast: Cast) -> None:
    """CAT-14: issue, publish another version with other criteria, and look at the first file again."""
    before = cast.published.criteria
    first = issued(cast.lea, cast.published)
    bytes_before = first.document.encode()
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    design.save_details(
        actor=cast.dana, version_uid=draft.uid, values={"criteria": "Something else altogether."}, now=NOON
    )
    second = _published(draft, cast)
    newer = issued(cast.noor, second)

    kept = Credential.objects.get(pk=first.pk)
    assert kept.document.encode() == bytes_before
    narratives = [
        json.loads(each.document)["credentialSubject"]["achievement"]["criteria"]["narrative"]
        for each in (kept, newer)
    ]
    assert narratives[0].encode().startswith(f"{before}\n\n".encode())
    assert narratives[1].startswith("Something else altogether.\n\n")
    report = _checked(kept, cast)
    assert [each.outcome for each in report.checks[:5]] == [Outcome.PASSED] * 5
    shown = from_report(report, now=LATER)
    assert before in shown.criteria
    assert "Something else altogether." not in shown.criteria
    # The address that the file names still says the same, too.
    page = Client().get(f"/achievements/{cast.published.uid}/achievement.json").json()
    assert page["criteria"]["narrative"] == narratives[0]
