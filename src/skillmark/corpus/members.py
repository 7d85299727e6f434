"""The families of the data models: every member of every class, in every form, changed in every way."""

from __future__ import annotations

from skillmark.corpus import older
from skillmark.corpus.cases import Carrier, Case, Change, fails
from skillmark.corpus.desk import Desk
from skillmark.corpus.fields import CLAIMS_CLASS, OLDER, changes
from skillmark.corpus.formats import (
    BAKED_PNG_JWT,
    BAKED_SVG,
    EDDSA_RDFC,
    JWT_EDDSA,
    JWT_ES256,
    SD_JWT_VC,
    Format,
    with_payload,
    written,
)
from skillmark.corpus.originals import COMPLETE, OF_1_1, SMALL

_DEEDS = {
    "removed": "“{path}” was taken away.",
    "changed": "“{path}” says something else.",
    "reordered": "“{path}” stands in another order.",
    "doubled": "The last value of “{path}” stands there twice.",
    "lengthened": "“{path}” has one value more.",
}
# A credential inside of the record says the same of the same issuer, and a signature over statements covers each once.
_SAID_TWICE = frozenset({"valid-clr.issuer.name.removed"})
# It names another document then, and none is published there.
_OPEN = {
    "valid-ob2-hosted.id.changed": fails(4, "unreachable"),
    "valid-ob2-signed.badge.changed": fails(2, "unreachable"),
}
_ELSEWHERE = {
    "valid-clr.issuer.type.removed": fails(2, "member"),
    "valid-sd-jwt-vc.vct.removed": fails(1, "sd_jwt_content"),
}


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    for form in COMPLETE:
        _of(desk, form, desk.cases[f"complete-{form.name}"])
    for form in (*SMALL, *OF_1_1):
        # A picture changes nothing about what is in it: two of the four say so.
        if form not in {BAKED_SVG, BAKED_PNG_JWT}:
            _of(desk, form, desk.cases[f"valid-{form.name}"])
    _of(desk, SD_JWT_VC, desk.cases["valid-sd-jwt-vc"], root=CLAIMS_CLASS)
    for form in (EDDSA_RDFC, JWT_EDDSA):
        _of(desk, form, desk.cases["valid-clr" if form is EDDSA_RDFC else "valid-clr-jwt"])
    for form in (EDDSA_RDFC, JWT_ES256):
        _of(desk, form, desk.cases["valid-endorsement" if form is EDDSA_RDFC else "valid-endorsement-jwt"])
    _of(desk, EDDSA_RDFC, desk.cases["valid-credential"])
    for name in ("valid-endorsed", "valid-endorsed-jwt"):
        _of(desk, EDDSA_RDFC, desk.cases[name], only=("endorsement", "endorsementJwt"))
    _older(desk)


def _of(desk: Desk, form: Format, origin: Case, *, root: str = "", only: tuple[str, ...] = ()) -> None:
    for change in changes(form.read(origin.data), root=root):
        if only and change.member not in only:
            continue
        # Otherwise a valid file: see harmless.py.
        if not (change.same_meaning and form.by_meaning):
            _refuse(desk, origin, change, form.rewrite(origin.data, change.document), form.carrier(change))


def _refuse(desk: Desk, origin: Case, change: Change, data: bytes, carrier: Carrier) -> None:
    name = f"{origin.id}.{change.path}.{change.deed}"
    if name in _SAID_TWICE:
        return
    page = desk.family(change.subject, f"The member {change.subject}", member=change.subject)
    put = page.doubt if name in _OPEN else page.refuse
    put(
        name,
        _DEEDS[change.deed].format(path=change.path),
        data,
        _OPEN.get(name) or _ELSEWHERE.get(name) or carrier,
        origin=origin.id,
        suffix=origin.suffix,
    )


def _older(desk: Desk) -> None:
    hosted, signed = desk.cases["valid-ob2-hosted"], desk.cases["valid-ob2-signed"]
    for change in changes(older.assertion(), root=f"Assertion{OLDER}"):
        _refuse(desk, hosted, change, written(change.document), _of_older(change, fails(4, "copy_differs")))
    for change in changes(older.for_signature(), root=f"Assertion{OLDER}"):
        data = with_payload(signed.data, change.document)
        _refuse(desk, signed, change, data, _of_older(change, fails(4, "signature_invalid")))


# Open Badges 2.0, “Assertion”, “IdentityObject” and “VerificationObject”: without these it is no assertion.
_REQUIRED = frozenset({
    ("id",), ("recipient",), ("badge",), ("verification",), ("issuedOn",), ("recipient", "type"),
    ("recipient", "hashed"), ("recipient", "identity"), ("verification", "type"),
})  # fmt: skip
# A hash that is said to be none, and a way of verifying that nobody knows.
_WRITTEN_WRONGLY = frozenset({("recipient", "hashed"), ("verification", "type")})


def _of_older(change: Change, otherwise: Carrier) -> Carrier:
    """The check that must fail after a change to an older badge."""
    if change.place == ("type",):
        return fails(2, "not_an_assertion")
    if change.place in (_REQUIRED if change.is_removal else _WRITTEN_WRONGLY):
        return fails(2, "member")
    if change.place == ("verification", "creator") and not change.is_removal:
        return fails(3, "key_not_listed")
    return otherwise
