"""Who belongs to an organisation, and in which roles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from skillmark.foundation.orgs import queries
from skillmark.foundation.orgs.access import NotFound, orgs_where
from skillmark.foundation.orgs.models import OrganisationKind, Role
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.interfaces.pages.staff.frame import framed
from skillmark.journeys import manage as journeys

ROLE_HELP = {
    Role.DESIGNER: "designs micro-credentials",
    Role.REVIEWER: "approves what others designed",
    Role.INSTRUCTOR: "opens offerings and sees learners' progress",
    Role.ASSESSOR: "marks projects",
    Role.REGISTRAR: "awards, revokes and suspends credentials",
    Role.EMPLOYER_STAFF: "checks credentials and keeps the reports",
    Role.OWNER: "can do everything here, and decides who else belongs",
}


class MemberForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address", help_text="Somebody new gets an account and signs in by a code."
    )
    name = forms.CharField(
        label="Name", max_length=200, required=False, help_text="Used only for somebody new."
    )
    role = forms.ChoiceField(label="Role")
    sure = forms.BooleanField(
        label="I understand that an owner can do everything here",
        required=False,
        help_text="Needed only for the role of owner: an owner can also take your own roles from you.",
    )

    def __init__(self, *args: object, roles: list[Role], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        named = [(role.value, f"{role.label}: {ROLE_HELP[role]}") for role in roles]
        field.choices = [("", "Choose a role"), *named]

    def clean(self) -> dict[str, Any]:
        """The role that cannot be looked after by anyone above it is not given by a slip of the hand."""
        if self.cleaned_data.get("role") == Role.OWNER and not self.cleaned_data.get("sure"):
            self.add_error("sure", "Tick this to make somebody an owner, or choose another role.")
        return self.cleaned_data


def roles_for(kind: str) -> list[Role]:
    """The roles that make sense in an organisation of this kind, the mightiest last."""
    if kind == OrganisationKind.EMPLOYER:
        return [Role.EMPLOYER_STAFF, Role.OWNER]
    return [*(role for role in Role if role not in {Role.EMPLOYER_STAFF, Role.OWNER}), Role.OWNER]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def members(request: HttpRequest, org_key: str) -> HttpResponse:
    org = queries.access_org(request.user, org_key, "members.manage")
    form = MemberForm(request.POST or typed_before(request), roles=roles_for(org.kind))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        membership = journeys.add_member(
            actor=person_of(request),
            org_key=org_key,
            email=data["email"].lower(),
            name=data["name"],
            role=Role(data["role"]),
            now=timezone.now(),
        )
        messages.success(request, f"{membership.person.name} is now {Role(membership.role).label.lower()}.")
        return redirect("staff:members", org_key=org_key)
    shown = framed(request, org, "members", members=queries.members_of(org), form=form)
    return render(request, "staff/members.html", shown, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def remove_role(request: HttpRequest, org_key: str, person_uid: UUID, role: str) -> HttpResponse:
    if role not in Role.values:
        raise NotFound("role")
    journeys.remove_member(
        actor=person_of(request), org_key=org_key, person_uid=person_uid, role=Role(role), now=timezone.now()
    )
    messages.success(request, f"The role “{Role(role).label}” is taken back.")
    # Who has just given up their own ownership may no longer open this page.
    still = any(org.key == org_key for org in orgs_where(request.user, "members.manage"))
    return redirect("staff:members", org_key=org_key) if still else redirect("public:home")
