"""The words that Open Badges 3.0 and CLR 2.0 allow where they do not allow any text: one list each, for all who ask.

Source: Open Badges 3.0, "Data Models" (derived types and enumerations), and Comprehensive Learner Record 2.0,
"Association". Where a list may be extended, a word of one's own begins with `ext:`.
"""

from __future__ import annotations

import re
from typing import Any, Final

# The published pattern asks for one such character after the colon, and leaves the rest open.
_EXTENSION = re.compile(r"ext:[A-Za-z0-9|._]\S*")

ACHIEVEMENT_TYPES: Final = (
    "Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree", "Award", "Badge",
    "BachelorDegree", "Certificate", "CertificateOfCompletion", "Certification", "CommunityService", "Competency",
    "Course", "CoCurricular", "Degree", "Diploma", "DoctoralDegree", "Fieldwork", "GeneralEducationDevelopment",
    "JourneymanCertificate", "LearningProgram", "License", "Membership", "ProfessionalDoctorate",
    "QualityAssuranceCredential", "MasterCertificate", "MasterDegree", "MicroCredential", "ResearchDoctorate",
    "SecondarySchoolDiploma",
)  # fmt: skip
IDENTITY_TYPES: Final = (
    "name", "sourcedId", "systemId", "productId", "userName", "accountId", "emailAddress", "nationalIdentityNumber",
    "isbn", "issn", "lisSourcedId", "oneRosterSourcedId", "sisSourcedId", "ltiContextId", "ltiDeploymentId",
    "ltiToolId", "ltiPlatformId", "ltiUserId", "identifier",
)  # fmt: skip
RESULT_TYPES: Final = (
    "GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore", "RawScore", "Result",
    "RubricCriterion", "RubricCriterionLevel", "RubricScore", "ScaledScore", "Status",
)  # fmt: skip
TARGET_TYPES: Final = (
    "ceasn:Competency", "ceterms:Credential", "CFItem", "CFRubric", "CFRubricCriterion", "CFRubricCriterionLevel",
    "CTDL",
)  # fmt: skip
RESULT_STATUSES: Final = (
    "Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew",
)  # fmt: skip
ASSOCIATION_TYPES: Final = (
    "exactMatchOf", "isChildOf", "isParentOf", "isPartOf", "isPeerOf", "isRelatedTo", "precedes", "replacedBy",
)  # fmt: skip


def is_extension(word: Any) -> bool:
    """Whether this is a word of one's own, as the extensible lists allow it."""
    return isinstance(word, str) and _EXTENSION.fullmatch(word) is not None
