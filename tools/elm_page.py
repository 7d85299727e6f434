# ruff: noqa: INP001, PLC0415 - beside a script, not in a package
"""The page on the European Learning Model, from the table by which losses are told (credential/elm/mapping.toml)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

# How a value may differ in the document and still be the same, by the table's `how`.
_HOW = {
    "text": "the same text",
    "form": "by the form of the document itself",
    "time": "the same moment",
    "number": "the same number",
    "hours": "as a duration",
    "mail": "the same text, or a mailbox",
    "picture": "the bytes of a picture inside the credential",
    "field": "a concept of ISCED-F",
    "language": "a concept of the languages of the EU's Publications Office",
    "country": "a concept of the countries of the EU's Publications Office",
    "supervision": "a concept: supervision and identity check together",
    "stackability": "yes or no",
    "measure": "a note on the skill",
    "level": "by the name that the identifier stands for",
    "identity": "by the member, or by the name of the scheme",
    "alignment": "as a skill or a level",
}
_CONCEPT = "a concept"
# What the Commission's sample lacks by the profile eu-annex-1; tests/credential/test_elm_reading.py holds it to that.
SAMPLE = (
    (
        "`eu_quality`",
        "error",
        "There is no `accreditation`, and nothing else says what vouches for its quality.",
    ),
    ("`eu_outcome_shown`", "warning", "ELM has no member that ties an outcome to an assessment."),
    ("`eu_level_set_by`", "warning", "ELM has no member for who set the level."),
    (
        "`eu_supervision`",
        "hint",
        "It says “without ID verification”, which is no way of checking on our list.",
    ),
    ("`eu_stackability`", "hint", "There is no `isPartialQualification`."),
)
_MEMBERS = {
    "credentialSubject.achievement.microCredential.": "mc.",
    "credentialSubject.achievement.": "achievement.",
}


ABOUT = """
`skillmark export` writes a credential as a European Learning Model 3 document (ELM, JSON-LD), and
`skillmark lint --profile eu-annex-1 FILE` reads one. How to use it:
[Bring a credential to Europass](../how-to/export-to-europass.md). Why it is so:
[decision 24](../decisions/0024-european-learning-model.md).
"""
TABLE = """
The first row that fits a member counts. A value counts as travelled only if it is found in the document at that place;
if it is not, the report of losses names it with the reason in the last column. In the members, `achievement` stands for
`credentialSubject.achievement`, `mc` for its `microCredential`, `**` for any members. In the places, `claim` stands for
`credentialSubject.hasClaim` (the LearningAchievement), `spec` for `claim.specifiedBy` (the Qualification), `org` for
`claim.awardedBy.awardingBody`.
"""
NOTES = """
What ELM has no member for is an `additionalNote` whose `subject` says what it is about, so that people can read it and
programs find it again. The subjects are ours:
"""
CONCEPTS = """
European vocabularies where they have a concept, ours (`urn:skillmark:elm:`) where they have none; the Commission's
shapes allow that in these members. Countries, languages, EQF levels, fields (ISCED-F) and ESCO skills have European
concepts throughout. A level of a national framework is an `nqfLevel` if its address is one of the European register
(`http://data.europa.eu/snb/qdr/`), and an `educationLevel` otherwise.
"""
READ = """
Concepts of these vocabularies that are not in the table are read by their label; those of supervision are not. Refused
with the place and the reason: a workload in months or years, several achievements, different numbers of credits of one
scheme, assessments that are supervised in different ways, a country, level or time that is none.
"""
COMMISSION = """
`AA-Annex1-MC-unsigned.json`, which the Commission publishes as a micro-credential with the elements of Annex I, is put
to the same tests. By the shapes `edc-generic-no-cv` and `edc-generic-full` it lacks one thing, as our documents do:
`issuer`, which is added when it is sealed. By our profile `eu-annex-1` it lacks:
"""

Table = Callable[[list[str], list[list[str]]], str]


def parts(table: Table) -> Iterator[str]:
    """The page, part by part."""
    yield _flowing(ABOUT)
    yield "## Where each member goes"
    yield _flowing(TABLE)
    heads = ["member of the credential", "place in ELM", "as", "why it is lost, where it is"]
    yield table(heads, list(_rows()))
    yield "## Notes"
    yield _flowing(NOTES)
    yield table(["subject", "what the note says"], list(_notes()))
    yield "## Concepts"
    yield _flowing(CONCEPTS)
    yield table(["list", "value", "concept", "label"], list(_concepts()))
    yield "## What is read"
    yield _flowing(READ)
    yield "## The Commission's sample"
    yield _flowing(COMMISSION)
    yield table(["code", "severity", "why"], [list(row) for row in SAMPLE])


def _flowing(text: str) -> str:
    return " ".join(text.split())


def _rows() -> Iterator[list[str]]:
    """Member by member: where it goes, in what form, and why it is lost where it is."""
    from skillmark.credential.elm.loss import OTHER_FORM, ROWS

    for row in ROWS:
        members = ", ".join(f"`{_short(each)}`" for each in row.patterns)
        places = ", ".join(f"`{each}`" for each in row.to) or "lost"
        how = _HOW.get(row.how, _CONCEPT) if row.to else ""
        yield [members, places, how, "" if row.lost == OTHER_FORM else row.lost]


def _notes() -> Iterator[list[str]]:
    """What has no member in ELM and is written as a note, by the concept that the note is about."""
    from skillmark.credential.elm.vocabulary import VOCABULARY

    for name in ("about", "quality", "cycle"):
        yield from ([f"`{term.iri}`", term.label] for term in VOCABULARY[name].by_value.values())


def _concepts() -> Iterator[list[str]]:
    """Our values and the concepts that they are written with."""
    from skillmark.credential.elm.vocabulary import VOCABULARY

    for name in ("mode", "assessment", "supervision", "credit"):
        for value, term in VOCABULARY[name].by_value.items():
            yield [name, f"`{value}`" if value else "", f"`{term.iri}`", term.label]


def _short(pattern: str) -> str:
    for long, short in _MEMBERS.items():
        pattern = pattern.replace(long, short)
    return pattern
