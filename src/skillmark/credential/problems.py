"""From our stable codes to problem types (RFC 9457), so that other programs recognise what standards have names for."""

from __future__ import annotations

_VCDM = "https://www.w3.org/TR/vc-data-model#"
_SECURITY = "https://w3id.org/security#"
_STATUS = "https://www.w3.org/ns/credentials/status-list#"
# What no standard has a type for; the code follows.
OWN = "urn:skillmark:problem:"

# Verifiable Credentials Data Model 2.0, "Problem Details".
_PARSING = ("json_syntax", "json_not_utf8", "json_bom", "json_duplicate_member", "json_too_deep", "json_too_large",
            "json_surrogate", "not_an_object", "jws_malformed", "jws_header", "jws_too_large", "jwt_type",
            "jwt_content", "envelope_malformed", "sd_jwt_malformed", "sd_jwt_too_large")  # fmt: skip
_MALFORMED = ("member", "shape", "undefined_term", "time_invalid", "relative_iri", "invalid_iri", "not_compact",
              "null_value", "invalid_value", "invalid_context", "unsupported_context", "status_index",
              "status_size", "status_message", "status_entry")  # fmt: skip
_RANGE = ("json_number", "dates_reversed", "inexact_number")
# Data Integrity 1.0 and Controlled Identifiers 1.0, "Processing Errors".
_PROOF = ("signature_invalid", "not_signed", "suite_mismatch", "proof_value_missing", "proof_value_invalid",
          "key_kind_mismatch", "previous_proof_missing", "previous_proof_invalid", "previous_proof_failed",
          "proof_chain_cycle", "proof_id_duplicate", "base_proof", "signature_count", "labels_differ",
          "proof_malformed", "proof_context_differs", "purpose_mismatch", "proof_expired", "created_in_future",
          "digest_duplicate",
          "disclosure_duplicate", "disclosure_unreferenced", "disclosure_malformed", "disclosure_reserved",
          "claim_duplicate", "hash_unsupported", "key_binding_type", "key_binding_differs", "key_binding_malformed",
          "key_binding_missing", "key_binding_incomplete", "key_binding_stale", "algorithm_mismatch",
          "algorithm_refused", "claim_mismatch")  # fmt: skip
_STATUS_LIST = ("status_list_invalid", "status_list_issuer", "status_list_id", "status_list_type",
                "status_list_encoding", "status_list_unreadable", "status_list_circular",
                "status_purpose_mismatch")  # fmt: skip

PROBLEM_TYPES: dict[str, str] = {
    **dict.fromkeys(_PARSING, f"{_VCDM}PARSING_ERROR"),
    **dict.fromkeys(_MALFORMED, f"{_VCDM}MALFORMED_VALUE_ERROR"),
    **dict.fromkeys(_RANGE, f"{_VCDM}RANGE_ERROR"),
    **dict.fromkeys(_PROOF, f"{_SECURITY}PROOF_VERIFICATION_ERROR"),
    **dict.fromkeys(_STATUS_LIST, f"{_STATUS}STATUS_VERIFICATION_ERROR"),
    "domain_mismatch": f"{_SECURITY}INVALID_DOMAIN_ERROR",
    "challenge_mismatch": f"{_SECURITY}INVALID_CHALLENGE_ERROR",
    "work_budget_exceeded": f"{_SECURITY}PROOF_TRANSFORMATION_ERROR",
    "key_id_invalid": f"{_SECURITY}INVALID_VERIFICATION_METHOD_URL",
    "key_id_missing": f"{_SECURITY}INVALID_VERIFICATION_METHOD_URL",
    "key_not_found": f"{_SECURITY}INVALID_VERIFICATION_METHOD",
    "key_ambiguous": f"{_SECURITY}INVALID_VERIFICATION_METHOD",
    "key_unreadable": f"{_SECURITY}INVALID_VERIFICATION_METHOD",
    "key_only_in_header": f"{_SECURITY}INVALID_VERIFICATION_METHOD",
    "key_unbound": f"{_SECURITY}INVALID_VERIFICATION_METHOD",
    "controller_mismatch": f"{_SECURITY}INVALID_VERIFICATION_METHOD",
    "document_id_mismatch": f"{_SECURITY}INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID",
    "document_unreadable": f"{_SECURITY}INVALID_CONTROLLED_IDENTIFIER_DOCUMENT",
    "not_for_purpose": f"{_SECURITY}INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
    "status_index_out_of_range": f"{_VCDM}RANGE_ERROR",
    "status_list_unreachable": f"{_STATUS}STATUS_RETRIEVAL_ERROR",
    "status_list_too_short": f"{_STATUS}STATUS_LIST_LENGTH_ERROR",
}


def problem_type(code: str) -> str:
    """The problem type of a code, a URI; the same code always gives the same type."""
    return PROBLEM_TYPES.get(code, f"{OWN}{code}") if code else "about:blank"
