"""Setting up organisations and their members."""

from __future__ import annotations

import uuid

import pytest
from tests.cast import NOON, Cast

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotFound, roles_of
from skillmark.foundation.orgs.models import Membership, Organisation, Role
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.journeys import manage


def _add(
    cast: Cast, email: str, role: Role = Role.DESIGNER, *, name: str = "", actor: str = "olga"
) -> Membership:
    return manage.add_member(
        actor=getattr(cast, actor), org_key="northfield", email=email, name=name, role=role, now=NOON
    )


def _remove(cast: Cast, person: Person, role: Role, *, actor: str = "olga") -> None:
    manage.remove_member(
        actor=getattr(cast, actor), org_key="northfield", person_uid=person.uid, role=role, now=NOON
    )


def test_platform_staff_open_an_organisation_and_own_it(cast: Cast) -> None:
    cast.noor.is_staff = True
    org = manage.create_organisation(
        actor=cast.noor, key="riverside", name="Riverside", kind="provider", now=NOON
    )
    assert roles_of(cast.noor, org) == {Role.OWNER}
    with pytest.raises(Refused) as refused:
        manage.create_organisation(actor=cast.noor, key="riverside", name="Again", kind="provider", now=NOON)
    assert refused.value.code == "org.key_taken"


def test_nobody_else_opens_an_organisation(cast: Cast) -> None:
    for someone in (cast.olga, cast.lea, cast.mallory):
        with pytest.raises(NotFound):
            manage.create_organisation(actor=someone, key="new", name="New", kind="provider", now=NOON)
    assert not Organisation.objects.filter(key="new").exists()


def test_owners_alone_edit(cast: Cast) -> None:
    manage.edit_organisation(actor=cast.olga, org_key="northfield", changes={"name": "Northfield"}, now=NOON)
    assert Organisation.objects.get(key="northfield").name == "Northfield"
    for someone in (cast.dana, cast.rob, cast.mallory, cast.lea):
        with pytest.raises(NotFound):
            manage.edit_organisation(actor=someone, org_key="northfield", changes={"name": "Mine"}, now=NOON)


def test_somebody_new_gets_an_account_and_somebody_known_keeps_theirs(cast: Cast) -> None:
    new = _add(cast, "new@example.org", name="New Person")
    assert new.person.name == "New Person"
    assert not new.person.has_usable_password()
    known = _add(cast, "lea@example.org", name="Somebody Else")
    assert known.person == cast.lea
    assert Person.objects.get(pk=cast.lea.pk).name == "Lea Example"


def test_a_role_given_twice_is_one_role_and_one_letter(cast: Cast) -> None:
    assert _add(cast, "lea@example.org") == _add(cast, "lea@example.org")
    assert RecordedFact.objects.filter(name="MemberAdded").count() == 1


def test_a_role_is_taken_back_and_the_last_owner_stays(cast: Cast) -> None:
    _remove(cast, cast.dana, Role.DESIGNER)
    _remove(cast, cast.rene, Role.DESIGNER)
    assert roles_of(cast.dana, cast.northfield) == frozenset()
    assert roles_of(cast.rene, cast.northfield) == {Role.REVIEWER}
    with pytest.raises(Refused) as refused:
        _remove(cast, cast.olga, Role.OWNER)
    assert refused.value.code == "org.last_owner"
    _add(cast, "rob@example.org", Role.OWNER)
    _remove(cast, cast.olga, Role.OWNER)
    assert roles_of(cast.olga, cast.northfield) == frozenset()


def test_members_are_managed_by_owners_of_this_organisation(cast: Cast) -> None:
    for actor in ("dana", "rob", "mallory", "lea"):
        with pytest.raises(NotFound):
            _add(cast, "mallory@example.org", Role.OWNER, actor=actor)
        with pytest.raises(NotFound):
            _remove(cast, cast.dana, Role.DESIGNER, actor=actor)
    for outsider in (cast.lea, Person(uid=uuid.uuid4())):
        with pytest.raises(NotFound):
            _remove(cast, outsider, Role.DESIGNER)


def test_everybody_says_themselves_what_they_are_called(cast: Cast) -> None:
    assert manage.change_name(actor=cast.lea, name=" Lea\tNew ", now=NOON).name == "Lea New"
    for wrong in ("", " \n ", "x" * 201):
        with pytest.raises(Refused) as refused:
            manage.change_name(actor=cast.lea, name=wrong, now=NOON)
        assert refused.value.code == "person.name"
    assert Person.objects.get(pk=cast.lea.pk).name == "Lea New"
