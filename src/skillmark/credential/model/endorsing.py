"""What kind of word an endorsement is: the further types by which an accreditation or a recognition is known.

Sources: Credential Transparency Description Language (CTDL), classes AccreditAction, RecognizeAction and
QualityAssuranceCredential; Verifiable Credentials Data Model 2.0, "Types": a type may be written as a URL.
"""

from __future__ import annotations

from collections.abc import Iterable

_CTDL = "https://purl.org/ctdl/terms/"
ACCREDITATION, RECOGNITION = f"{_CTDL}AccreditAction", f"{_CTDL}RecognizeAction"
_ACCREDITATIONS = frozenset({ACCREDITATION, f"{_CTDL}QualityAssuranceCredential"})


def kind_of(types: Iterable[object]) -> str:
    """`accreditation`, `recognition`, or `endorsement` for one that says no more."""
    named = {each for each in types if isinstance(each, str)}
    if named & _ACCREDITATIONS:
        return "accreditation"
    return "recognition" if RECOGNITION in named else "endorsement"
