"""What is said of endorsements that count no more: whose they were, of which kind, and since when they do not.

Who relies on a credential may have relied on who vouches for it. So this is said of each by itself, with a code of its
own, although it changes nothing about the credential: its issuer signed what was true then.
"""

from __future__ import annotations

from collections.abc import Mapping

from skillmark.credential.message import Message
from skillmark.credential.model.endorsing import kind_of
from skillmark.credential.report import Report
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.case import Case
from skillmark.credential.times import TimeError, day_of, parse_timestamp

_DATES, _STATUS = 5, 6
_CODES = {
    (True, "withdrawn"): "accreditation_withdrawn",
    (True, "ended"): "accreditation_ended",
    (True, "distrusted"): "accreditation_distrusted",
    (False, "withdrawn"): "part_withdrawn",
    (False, "ended"): "part_out_of_date",
    (False, "distrusted"): "part_distrusted",
}
# By kind and lapse; in each pair the second is said where the day is not known.
_SENTENCES: Mapping[tuple[bool, str], tuple[str, str]] = {
    (True, "withdrawn"): (
        "It was accredited by {endorser}; the accreditation was withdrawn on {date}.",
        "It was accredited by {endorser}; the accreditation was withdrawn.",
    ),
    (True, "ended"): (
        "It was accredited by {endorser}; the accreditation ended on {date}.",
        "It was accredited by {endorser}; the accreditation is out of date.",
    ),
    (True, "distrusted"): (
        "It carries an accreditation by {endorser}, signed with a key that must not be believed any more.",
        "It carries an accreditation by {endorser}, signed with a key that must not be believed any more.",
    ),
    (False, "withdrawn"): (
        "{endorser} withdrew its endorsement on {date}, so that it counts for nothing.",
        "{endorser} withdrew its endorsement, so that it counts for nothing.",
    ),
    (False, "ended"): (
        "The endorsement by {endorser} ended on {date}, and counts for nothing.",
        "The endorsement by {endorser} is out of date, and counts for nothing.",
    ),
    (False, "distrusted"): (
        "It carries an endorsement by {endorser}, signed with a key that must not be believed any more.",
        "It carries an endorsement by {endorser}, signed with a key that must not be believed any more.",
    ),
}


def note_lapse(case: Case, report: Report, *, lapse: str) -> None:
    """Warn that an endorsement inside does not count any more: `lapse` is withdrawn, ended, distrusted, or empty."""
    credential = report.credential
    if not lapse or credential is None:
        return
    is_accreditation = kind_of(credential.types) == "accreditation"
    dated, undated = _SENTENCES[is_accreditation, lapse]
    date = _day(report, lapse)
    code = _CODES[is_accreditation, lapse]
    more = {"date": date} if date is not None else {}
    name, host = credential.issuer.name, readable_host(credential.issuer.id)
    endorser = f"{name} ({host})" if name and name != host else host
    case.warn(dated if more else undated, code=code, endorser=endorser, **more)


def _day(report: Report, lapse: str) -> Message | None:
    if lapse == "withdrawn":
        try:
            return day_of(parse_timestamp(report.check(_STATUS).fact.get("changed_at")))
        except TimeError:
            return None
    # One that begins later is out of date as well, and has not ended.
    is_over = lapse == "ended" and report.check(_DATES).code == "expired"
    until = report.credential.valid_until if report.credential is not None and is_over else None
    return day_of(until) if until is not None else None
