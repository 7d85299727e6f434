"""What helps after a check, in one sentence: by the code of the check that decided, then by its step."""

from __future__ import annotations

from urllib.parse import urlsplit

from skillmark.credential.report import CONTENT_UNCHECKED, HOLDER_UNCHECKED, Outcome, Report, Verdict

_NOT_LOCAL = frozenset({"not_https", "address_refused"})
_ORIGINAL = "Ask the holder for the original file, as its issuer gave it out."
_WHO = "Do not rely on it. Ask the named issuer whether they issued it."
_ISSUER_MENDS = (
    "Tell the issuer: what they publish is not in order, so that nobody can check their credentials."
)
_NOT_YOURS = "Do not rely on it for this person. Ask them for a credential of their own."
_SHOW_AGAIN = "Ask the holder to show it once more, with the --domain and --challenge that you gave them."
_OTHER_FORM = (
    "Ask for the credential in another form (JSON, PNG or SVG), or check it with its issuer's own verifier."
)

ADVICE = {
    # what became of it
    "revoked": "Ask the issuer. A revoked credential no longer counts, whoever shows it.",
    "suspended": "Ask the issuer whether and when the suspension ends, then check again.",
    "expired": "Ask the holder for a renewed credential.",
    "not_yet_valid": "Check again once its validity has begun.",
    "stale": "Check again with a network connection, for the current status.",
    "status_may_be_hidden": "Ask the holder to show its status too, since that may have been kept back.",
    "end_may_be_hidden": "Ask the holder to show until when it is valid, since that may have been kept back.",
    "status_unsupported": "Ask the issuer how it stands, or check it with a verifier that knows their kind of list.",
    # the file
    "bake_no_credential": "Ask for the original file: pictures lose the credential when they are edited or re-saved.",
    "bake_two_credentials": "Ask the issuer for a file with exactly one credential in it.",
    "pdf": "Check the link that is printed on it, or the badge file (PNG, SVG or JSON).",
    "not_an_assertion": "Ask for the badge that was awarded: this file only describes one, or an issuer.",
    "envelope_unsupported": _OTHER_FORM,
    "signatures_several": _OTHER_FORM,
    # whose key it is
    "key_only_in_header": _WHO + " Whoever forges a credential can put a key of their own into it.",
    "key_unbound": _WHO + " Its key is published somewhere else than with that issuer.",
    "issuer_mismatch": _WHO,
    "key_compromised": "Do not rely on it: somebody else may have signed it. Ask the issuer for one with a new key.",
    "key_expired": "Ask the issuer for one that is signed with a key in use.",
    "key_not_found": _WHO + " They may have published their keys anew.",
    "controller_mismatch": _ISSUER_MENDS,
    "document_id_mismatch": _ISSUER_MENDS,
    "document_unreadable": _ISSUER_MENDS,
    "key_ambiguous": _ISSUER_MENDS,
    "key_unreadable": _ISSUER_MENDS,
    "secret_key_published": "Do not rely on it: the issuer's secret key is open to everyone. Tell them.",
    "not_for_purpose": "Tell the issuer: they signed with a key that their document does not list for credentials.",
    "did_method_unsupported": _OTHER_FORM,
    "key_kind_unsupported": _OTHER_FORM,
    # the signature
    "not_signed": "Ask for the signed credential: anybody could have written this file.",
    "base_proof": "Ask the holder for what they want to show of it: skillmark derive makes that from this file.",
    "unsupported": _OTHER_FORM,
    "algorithm_refused": "Tell the issuer: it is signed in a way that proves nothing today.",
    "proof_expired": "Ask the issuer for a newer copy: its signature says that it counts no longer.",
    "created_in_future": "Compare the clock of this machine with the real time, then check again.",
    "work_budget_exceeded": "Do not open it: it was made to keep whoever checks it busy.",
    # older badges
    "copy_differs": "Open the badge at its own address, and check what its issuer shows there.",
    "copy_withdrawn": "Ask the issuer: they no longer show this badge.",
    "copy_unseen": "Check it with a network connection: an older badge counts only while its issuer shows it.",
    "not_in_scope": "Do not rely on it: it is not kept where its issuer says that its badges are.",
    "key_not_listed": "Do not rely on it: its issuer does not name the key it is signed with.",
    # who shows it, and to whom
    "recipient_mismatch": _NOT_YOURS,
    "holder_mismatch": _NOT_YOURS,
    HOLDER_UNCHECKED: "Ask who they are in another way, for example --for with their e-mail address.",
    "key_binding_missing": _SHOW_AGAIN,
    "key_binding_stale": _SHOW_AGAIN,
    "key_binding_differs": "Do not rely on it: what was signed by the holder is something else.",
    "key_binding_incomplete": "Give both --domain and --challenge: one alone could be from somebody else's showing.",
    "domain_mismatch": _SHOW_AGAIN,
    "challenge_mismatch": _SHOW_AGAIN,
    "audience": _SHOW_AGAIN,
    # what is inside
    "part_forged": "Do not rely on it: look at the part that does not hold with skillmark inspect.",
    "endorsement_subject": "Do not rely on its endorsements: one of them speaks of something else.",
    "part_kind": _ORIGINAL,
    "part_circular": _ORIGINAL,
    "part_withdrawn": "Ask the holder for credentials that still stand: one inside was withdrawn.",
    "part_out_of_date": "Ask the holder for credentials that are valid today: one inside is not.",
    "part_other_person": _NOT_YOURS,
    CONTENT_UNCHECKED: "Check the credentials inside one by one; skillmark inspect says which could not be checked.",
    "achievement_mismatch": "Make sure that this is the credential you asked for.",
}
_BY_STEP = {
    1: "Ask for the original file, or for the link to the credential.",
    2: "Tell the issuer: the file is not a well-formed credential. skillmark lint says what to mend.",
    3: _WHO,
    4: "Do not rely on it: it was changed after signing, or signed by somebody else. Ask for the original.",
    5: "Ask the issuer for a credential that is valid today.",
    6: "Ask the issuer how the credential stands.",
    8: "Ask the holder to show that it is theirs.",
    9: "Make sure that this is the credential you asked for.",
    10: "Look at the parts of the credential one by one: skillmark inspect shows them.",
}
_LEGACY = (
    "Make sure that this is an issuer you know, and ask them for a badge of today: this one is of an older standard, "
    "which proves less."
)
_KNOWN = "The issuer is on your list. What the credential is worth is for you to judge."
_VERIFIED = "Make sure that this is an issuer you know and trust: that is for you to judge."


def next_step(report: Report, *, offline: bool) -> str:
    """The sentence that helps most."""
    if report.verdict is Verdict.VERIFIED:
        return _if_verified(report)
    if _is_of_this_machine(report):
        return "Its issuer is a demo or a server on this machine: check again with --allow-local."
    wanted = Outcome.FAILED if report.verdict is Verdict.NOT_VERIFIED else Outcome.UNKNOWN
    steps = report.open_steps if wanted is Outcome.UNKNOWN else range(1, 11)
    deciding = [check for check in report.checks if check.outcome is wanted and check.step in steps]
    # The first step that failed is usually the cause of the others, but a withdrawal says more than any of them.
    candidates = [*deciding, *report.checks[:1]]
    coded = [ADVICE[check.code] for check in candidates if check.code in ADVICE]
    if coded:
        return coded[0]
    if wanted is Outcome.UNKNOWN:
        return (
            "Check again with a network connection, without --offline."
            if offline
            else "Try again later. If it stays like this, ask the issuer to make their documents reachable."
        )
    return _BY_STEP.get(deciding[0].step, "Ask the issuer.")


def _if_verified(report: Report) -> str:
    if report.legacy:
        return _LEGACY
    trust = [check for check in report.checks if check.step == 9 and check.outcome is Outcome.PASSED]
    return _KNOWN if trust else _VERIFIED


def _is_of_this_machine(report: Report) -> bool:
    """Whether the check stopped at an issuer that only this machine can reach, which has to be allowed."""
    if report.credential is None or not any(check.code in _NOT_LOCAL for check in report.checks):
        return False
    try:
        host = urlsplit(report.credential.issuer.id).hostname or ""
    except ValueError:
        return False
    return host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")
