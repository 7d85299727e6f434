"""What an organisation says of itself, and how it is named in what it signs."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from skillmark.foundation.orgs import queries
from skillmark.foundation.orgs.countries import COUNTRIES
from skillmark.foundation.orgs.models import IssuerMethod, Organisation
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.interfaces.pages.staff.frame import framed
from skillmark.journeys import manage as journeys

METHOD_WORDS = {
    IssuerMethod.HTTPS: "A web address of this installation. Verifiers fetch the keys there.",
    IssuerMethod.DID_WEB: "did:web, the same place in the form that many wallets expect.",
    IssuerMethod.DID_KEY: "did:key, the key itself. Works without any web site, but cannot be replaced later.",
}


class OrganisationForm(forms.ModelForm):
    url = forms.URLField(label="Web site", required=False, assume_scheme="https")
    country = forms.ChoiceField(
        required=False,
        choices=[("", "Not chosen yet"), *COUNTRIES.items()],
        help_text="Every credential says the country of its issuer; without it, nothing can be published.",
    )
    issuer_method = forms.ChoiceField(
        label="How credentials name you",
        choices=[(method.value, words) for method, words in METHOD_WORDS.items()],
        widget=forms.RadioSelect,
        help_text="Holds for credentials issued from now on.",
    )

    class Meta:
        model = Organisation
        fields = (
            "name",
            "country",
            "region",
            "description",
            "url",
            "email",
            "linkedin_id",
            "four_eyes",
            "issuer_method",
        )
        labels: ClassVar = {
            "region": "Region or state",
            "email": "E-mail for questions about credentials",
            "linkedin_id": "LinkedIn organisation number",
            "four_eyes": "A second person approves every award made by hand",
        }
        help_texts: ClassVar = {
            "region": "Where that matters: “Flanders”, “Baden-Württemberg”.",
            "four_eyes": "Awards that follow from passed assessments need nobody's approval.",
            "linkedin_id": "From your page's admin address; makes “Add to profile” show your logo.",
        }
        widgets: ClassVar = {"description": forms.Textarea(attrs={"rows": 3})}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organisation(request: HttpRequest, org_key: str) -> HttpResponse:
    org = queries.access_org(request.user, org_key, "org.edit")
    form = OrganisationForm(request.POST or typed_before(request), instance=org)
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        journeys.edit_organisation(
            actor=person_of(request), org_key=org_key, changes=changes, now=timezone.now()
        )
        messages.success(
            request, "Saved. Credentials issued from now on say this; earlier ones stay as they are."
        )
        return redirect("staff:organisation", org_key=org_key)
    # The form has written into `org`; the page's head says what is saved.
    org.refresh_from_db()
    shown = framed(request, org, "organisation", form=form)
    return render(request, "staff/organisation.html", shown, status=422 if form.is_bound else 200)
