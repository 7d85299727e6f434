"""Invented values for the living page, so that each component is seen in each of its states."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from skillmark.credential.contexts import micro_credential
from skillmark.credential.report import Check, Message, Outcome, Part, Report, Role, Verdict
from skillmark.interfaces.pages.ui.showpiece import CredentialShow, from_report
from skillmark.interfaces.pages.ui.shows import VERDICTS
from skillmark.lifecycle.designing.rules import limits
from skillmark.lifecycle.issuing.document import (
    AchievementSays,
    IssuerSays,
    Recipient,
    Skill,
    StatusPlace,
    compose_credential,
)
from skillmark.lifecycle.issuing.extension import ElementsSay, OutcomeSays

DAY = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
P, F, U, N = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
# What a check finds in a good credential: step, name, sentence, rule, facts.
CHECKED: list[tuple[int, str, Outcome, str, str, dict[str, Any]]] = [
    (1, "File", P, "Read in full: a JSON file, 3,412 bytes of credential.", "RFC 8259 and RFC 7493 (I-JSON)", {}),
    (2, "Form", P, "Complete, and every member is defined (Open Badges 3.0 on Verifiable Credentials 2.0).",
     "Verifiable Credentials Data Model 2.0, “Basic Concepts”", {}),
    (3, "Issuer", P, "The key belongs to northfield.example.",
     "Controlled Identifiers 1.0, “Retrieve Verification Method”", {"keys_age_seconds": 0}),
    (4, "Signature", P, "The signature matches: nothing was changed since it was signed.",
     "Verifiable Credential Data Integrity 1.0, “Verify Proof”", {"proofs": 1}),
    (5, "Dates", P, "In date until 15 January 2029.", "Verifiable Credentials Data Model 2.0, “Validity Period”",
     {"valid_from": "2026-01-10T12:00:00Z", "valid_until": "2029-01-15T00:00:00Z"}),
    (6, "Status", P, "Not revoked. The list is 2 minutes old.", "Bitstring Status List 1.0, “Validate Algorithm”",
     {"list_age_seconds": 120}),
    (7, "Log", N, "It carries no proof of being in a public log.", "C2SP tlog-tiles and tlog-proof", {}),
    (8, "Holder", N, "Nobody was asked to prove that it is theirs.",
     "Open Badges 3.0, “Verify the Recipient Using an Identifier”", {}),
    (9, "Trust", P, "Northfield College is on this site's list of known issuers.",
     "Verifiable Credentials Data Model 2.0, “Validation”", {"list": "this site's list of known issuers"}),
    (10, "Parts", N, "There are no endorsements and no further credentials inside.",
     "Open Badges 3.0, “Verification and Validation”", {"parts": 0}),
]  # fmt: skip
DAYS = {"expired": {"valid_from": "2024-03-01T00:00:00Z", "valid_until": "2025-03-01T00:00:00Z"}}
BADGES: list[dict[str, Any]] = [
    {
        "title": "Data Analysis Foundations",
        "issuer": "Northfield College",
        "level": 5,
        "hue": 165,
        "icon": "chart-line",
    },
    {
        "title": "Wound Care for Community Nurses",
        "issuer": "St Brigid Health Trust",
        "kind": "certification",
        "level": 6,
        "hue": 20,
        "icon": "heart-pulse",
    },
    {
        "title": "Cloud Security Basics",
        "issuer": "Opentech",
        "kind": "knowledge",
        "level": 4,
        "hue": 250,
        "icon": "shield",
    },
    {
        "title": "Organisational Management",
        "issuer": "Guild",
        "kind": "stack",
        "level": 7,
        "hue": 305,
        "icon": "layers",
    },
    {
        "title": "Grundlagen der Lebensmittelverarbeitungshygienevorschriften für Fortgeschrittene",
        "issuer": "Berufsförderungsinstitut Niederösterreich-Süd",
        "level": 3,
        "hue": 120,
        "icon": "leaf",
    },
]
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Achterberg-Oyelaran, Maria Magdalena von"


def checks(**changes: tuple[Outcome, str, str]) -> tuple[Check, ...]:
    """The ten checks; a change names a step as `step6=(outcome, detail, code)`."""
    made = [
        Check(step, name, outcome, (Message(detail),), spec, "", fact)
        for step, name, outcome, detail, spec, fact in CHECKED
    ]
    for step, (outcome, detail, code) in changes.items():
        index = int(step.removeprefix("step")) - 1
        fact = DAYS.get(code, made[index].fact if outcome in {P, F} else {})
        made[index] = replace(made[index], outcome=outcome, messages=(Message(detail),), code=code, fact=fact)
    return tuple(made)


def document(name: str = "Mariam Achterberg-Oyelaran") -> dict[str, Any]:
    """A credential such as ours are, unsigned."""
    return compose_credential(
        uid=UUID(int=7),
        issuer=IssuerSays(
            id="did:web:northfield.example",
            name="Northfield College",
            url="https://northfield.example/",
            country="NL",
            region="Utrecht",
        ),
        achievement=achievement(),
        recipient=Recipient(name=name, email="mariam@example.org", salt="salt"),
        results=results(),
        evidence=evidence(),
        status=StatusPlace(list_url="https://northfield.example/status/1", index=7),
        awarded_at=DAY,
        valid_from=DAY,
        valid_until=datetime(2029, 1, 15, tzinfo=UTC),
    )


def achievement() -> AchievementSays:
    esco = "https://data.europa.eu/esco/skill/"
    skills = ["Analyse data", "Clean data", "Visualise data", "Statistics", "Report results"]
    return AchievementSays(
        id="https://northfield.example/m/data-analysis",
        image="https://elsewhere.example/badge.svg",
        title="Data Analysis Foundations",
        code="DAF-1",
        version="2",
        can_do="clean, analyse and visualise tabular data, and explain what it does and does not show",
        description="Foundations of working with data.",
        criteria="Pass the **exam** with 70 % and hand in a project that meets every outcome.",
        not_proven="\n".join(
            f"- {each}"
            for each in limits(
                "Machine learning, databases at scale, or work under time pressure were not assessed.",
                supervision="online",
                identity_check="account",
            )
        ),
        sector="Information technology",
        kind="Application",
        mode="Online",
        language="en",
        workload_hours=60,
        credit_points=Decimal("2.0"),
        level=5,
        skills=[
            Skill(
                name=each,
                url=esco + str(n),
                framework="ESCO",
                level=5 if n == 0 else None,
                is_assessed=each != "Statistics",
            )
            for n, each in enumerate(skills)
        ],
        elements=elements(),
    )


def elements() -> ElementsSay:
    return ElementsSay(
        context=micro_credential.address("https://northfield.example"),
        kind="application",
        participation="online",
        outcomes=[
            OutcomeSays(uid=UUID(int=number), statement=result["statement"], shown_by=(result["shown_by"],))
            for number, result in enumerate(results(), start=1)
        ],
        credit_scheme="ects",
        level_set_by="Northfield College",
        assessment_types=["testing", "application"],
        supervision="online",
        identity_check="account",
        quality_kind="institution",
        quality_body="Accreditation Organisation of the Netherlands and Flanders (NVAO)",
        quality_url="https://nvao.example/northfield",
        prerequisites="School mathematics, and a spreadsheet of your own",
        stackability="stackable",
        stacks_into="Certificate of Advanced Studies in Data and Society",
        review_by=date(2028, 1, 10),
        further_information="https://northfield.example/more",
    )


def results() -> list[dict[str, Any]]:
    levels = ["Not yet", "Met", "Strong"]
    rubric = {"type": "level", "levels": levels, "shown_by": "Project"}
    return [
        {
            **rubric,
            "outcome": str(UUID(int=1)),
            "statement": "Prepares messy data so that others can repeat the work",
            "value": "Strong",
        },
        {
            "type": "percent",
            "outcome": str(UUID(int=2)),
            "statement": "Chooses and runs a fitting analysis",
            "shown_by": "Exam",
            "value": 86,
        },
        {
            **rubric,
            "outcome": str(UUID(int=3)),
            "statement": "Draws honest charts and explains uncertainty",
            "value": "Met",
        },
    ]


def evidence() -> list[dict[str, str]]:
    return [
        {
            "name": "Exam",
            "genre": "Quiz",
            "narrative": "24 questions, supervised, passed at the second attempt.",
        },
        {
            "name": "Bicycle counts of a city",
            "genre": "Project",
            "narrative": "Marked by an assessor on a rubric.",
        },
    ]


def show(name: str = "Mariam Achterberg-Oyelaran", **changes: tuple[Outcome, str, str]) -> CredentialShow:
    """The showpiece, with the checks changed as named."""
    report = Report(checks=checks(**changes), document=document(name))
    return from_report(report, now=DAY, checked_at=DAY, address="https://northfield.example/s/4f7KqW2mXc")


# --- what is inside -----------------------------------------------------------------------------------------

EXPIRED = (F, "Expired on 1 March 2025.", "expired")
FORGED = (F, "The signature does not fit the content: something was changed.", "signature_invalid")
UNREACHED = (
    U,
    "The status list of guild.example could not be fetched: it did not answer.",
    "status_list_unreachable",
)
UNLISTED = (U, "guild.example is not on this site's list of known issuers.", "issuer_unlisted")


def badge_of(title: str, issuer: str, name: str = "Mariam Achterberg-Oyelaran") -> dict[str, Any]:
    """A credential in few words."""
    return {
        "id": f"https://guild.example/{title}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title,
        "issuer": {"id": "https://guild.example/issuer", "name": issuer},
        "validFrom": "2026-01-10T12:00:00Z",
        "credentialSubject": {
            "identifier": [{"identityType": "name", "hashed": False, "identityHash": name}],
            "achievement": {
                "id": f"https://guild.example/a/{title}",
                "name": title,
                "description": f"{title}, shown in a kitchen.",
            },
        },
    }


def endorsement_of(about: str, issuer: str, comment: str) -> dict[str, Any]:
    """Somebody's word for what has this id."""
    return {
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": "https://guild.example/issuer", "name": issuer},
        "validFrom": "2026-01-10T12:00:00Z",
        "credentialSubject": {"id": about, "endorsementComment": comment},
    }


def part(document: dict[str, Any], *parts: Part, **changes: tuple[Outcome, str, str]) -> Part:
    """A part with its report, and further parts inside."""
    is_endorsement = "EndorsementCredential" in document["type"]
    own = {
        "step3": (P, "The key belongs to guild.example.", ""),
        "step9": (P, f"{document['issuer']['name']} is on this site's list of known issuers.", ""),
    }
    if is_endorsement:
        own["step8"] = (P, "What it endorses is in the document it stands in.", "")
    role = Role.ENDORSEMENT if is_endorsement else Role.CREDENTIAL
    place = "endorsement[0]" if is_endorsement else "credentialSubject.verifiableCredential[0]"
    return Part(place, role, holding(document, *parts, **own | changes))


def holding(document: dict[str, Any], *parts: Part, **changes: tuple[Outcome, str, str]) -> Report:
    """A report on a document with these parts; step 10 counts them as the library does."""
    found = list(checks(**changes))
    if parts:
        holds = sum(each.report.verdict is Verdict.VERIFIED for each in parts)
        outcome = F if any(each.report.check(4).outcome is F for each in parts) else P
        sentence = f"{holds} of {len(parts)} inside hold; their own reports say the rest."
        fact = {"parts": len(parts), "holds": holds}
        code = "part_forged" if outcome is F else ""
        found[9] = replace(found[9], outcome=outcome, messages=(Message(sentence),), fact=fact, code=code)
    return Report(tuple(found), document, parts=parts)


def record(name: str = "Mariam Achterberg-Oyelaran") -> CredentialShow:
    """A learner record, four levels deep: a credential whose endorser is endorsed, and others that do not hold."""
    knives = badge_of("Knife skills", "Guild of kitchens", name)
    word = endorsement_of(
        knives["credentialSubject"]["achievement"]["id"], "Chamber of crafts", "We would let them cook."
    )
    of_endorser = endorsement_of(
        "https://guild.example/issuer", "Ministry of crafts", "A chamber in good standing."
    )
    deepest = endorsement_of("https://guild.example/issuer", "Court of audit", "A ministry.")
    document = {
        "id": "urn:uuid:7",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Record of achievements 2026",
        "issuer": {"id": "https://northfield.example/issuer", "name": "Northfield College"},
        "validFrom": "2026-01-10T12:00:00Z",
        "credentialSubject": {
            "identifier": [{"identityType": "name", "hashed": False, "identityHash": name}]
        },
    }
    return _shown(holding(
        document,
        part(knives, part(word, part(of_endorser, part(deepest), step9=UNLISTED))),
        part(badge_of(str(BADGES[4]["title"]), str(BADGES[4]["issuer"]), LONG_NAME), step9=UNLISTED),
        part(badge_of("First aid", "St Brigid Health Trust", name), step5=EXPIRED),
        part(badge_of("Food safety", "Guild of kitchens", name), step6=UNREACHED),
    ))  # fmt: skip


def _shown(report: Report) -> CredentialShow:
    return from_report(report, now=DAY, checked_at=DAY, address="https://northfield.example/s/4f7KqW2mXc")


def _inside() -> dict[str, CredentialShow]:
    """The states of what holds other things."""
    own = document()
    achievement_id = own["credentialSubject"]["achievement"]["id"]
    word = endorsement_of(achievement_id, "Guild of kitchens", "We hire people who have it.")
    elsewhere = endorsement_of("https://other.example/a", "Guild of kitchens", "Speaks of another one.")
    place = (F, "It endorses something that is not in the document it stands in.", "endorsement_subject")
    shown = {"type": ["VerifiablePresentation"], "holder": "did:key:z6MkholderOfTheseCredentials"}
    asked = {f"step{n}": (N, "Asked of each credential that is shown.", "") for n in (5, 6, 9)}
    proven = (P, "The holder proved a key: did:key:z6MkholderOfTheseCredentials.", "")
    return {
        "endorsed": _shown(holding(own, part(word))),
        "endorser-unknown": _shown(holding(own, part(word, step9=UNLISTED))),
        "forged-inside": _shown(holding(own, part(word, step4=FORGED), part(elsewhere, step8=place))),
        "record": record(),
        "record-long-name": record(LONG_NAME * 2),
        "presentation": _shown(holding(
            shown, part(badge_of("Knife skills", "Guild of kitchens")),
            part(badge_of("First aid", "St Brigid Health Trust")), step8=proven, **asked,
        )),
    }  # fmt: skip


def _older() -> dict[str, CredentialShow]:
    """Older badges, and what is shown in part."""
    sentence = (
        "This is a badge of an older standard ({edition}). It is not signed: it is true as long as {host} keeps a copy "
        "of it, and cannot be checked once that is gone."
    )
    params = {"edition": "Open Badges 2.0", "host": "westbrook.example"}
    older = (Message(sentence, params, "legacy"),)
    same = "It carries no signature; it says the same as the copy that westbrook.example keeps, as of 1 minute ago."
    other = "It says something else than the copy that westbrook.example keeps, at: issuedOn."
    hidden = Message("{count} further statements are not shown; some of their places may be empty.", {"count": 3},
                     "statements_hidden")  # fmt: skip
    claims = {
        "vct": "https://register.example/driving-licence",
        "issuer": "https://register.example",
        "given_name": "Mariam",
        "classes": "B, BE",
        "validUntil": "2031-01-10T00:00:00Z",
    }
    return {
        "older": _shown(Report(
            checks(step4=(P, same, "hosted_copy")), document(), legacy="Open Badges 2.0", notes=older,
        )),
        "older-changed": _shown(Report(
            checks(step4=(F, other, "copy_differs")), document(), legacy="Open Badges 2.0", notes=older,
        )),
        "partly-shown": _shown(Report(checks(), claims, form="sd-jwt", notes=(hidden,))),
    }  # fmt: skip


def shows() -> dict[str, CredentialShow]:
    """The states that a credential page can be in."""
    revoked = (
        F,
        "Revoked by the issuer on 3 March 2026. Reason: issued in error. The list is 2 minutes old.",
        "revoked",
    )
    skipped = {
        f"step{n}": (U, "Not looked at, because the file could not be read; see step 1.", "not_reached")
        for n in range(2, 11)
    }
    unreadable = Report(
        checks=checks(step1=(F, "This is no JSON, PNG or SVG file.", "unreadable"), **skipped)
    )
    no_keys = (U, "The keys of northfield.example could not be fetched: it did not answer.", "unreachable")
    return {
        "verified": show(),
        "issuer-unknown": show(LONG_NAME, step9=(N, "No list of known issuers was given.", "no_list")),
        "revoked": show(step6=revoked),
        "expired": show(step5=(F, "Expired on 1 March 2025.", "expired")),
        "expired-and-unproven": show(step3=no_keys, step5=(F, "Expired on 1 March 2025.", "expired")),
        "changed": show(step4=FORGED),
        "unchecked": show(
            step6=(U, "The issuer's list did not answer within 10 seconds.", "status_list_unreachable")
        ),
        "unreadable": from_report(unreadable, now=DAY),
        **_inside(),
        **_older(),
    }


class SampleForm(forms.Form):
    """A field of every kind."""

    title = forms.CharField(
        help_text="Short, and in the words of the people who will search for it.", max_length=20
    )
    about = forms.CharField(label="What is it about?", widget=forms.Textarea, required=False)
    level = forms.ChoiceField(choices=[("", "Choose"), *[(n, f"EQF {n}") for n in range(1, 9)]])
    answer = forms.ChoiceField(
        label="Which chart shows uncertainty?",
        widget=forms.RadioSelect,
        choices=[
            ("a", "One with error bars"),
            ("b", "A pie in three dimensions, tilted, with a shadow below it"),
        ],
    )
    skills = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=[("c", "Clean data"), ("v", "Visualise data")],
        required=False,
    )
    day = forms.DateField(label="Closes on", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    file = forms.FileField(label="Your work", help_text="PDF or text, up to 10 MB.", required=False)
    agree = forms.BooleanField(label="This is my own work.", help_text="Help from others is named in it.")


def forms_shown() -> dict[str, SampleForm]:
    """The form empty, and sent with mistakes."""
    sent = SampleForm(
        {"title": "A title that is much too long for this field", "answer": "b"}, auto_id="sent_%s"
    )
    sent.is_valid()
    sent.add_error(
        None, "Somebody else saved this in the meantime. Your text is still here: look at theirs first."
    )
    return {"empty": SampleForm(), "sent": sent}


def verdict_names() -> list[str]:
    return list(VERDICTS)
