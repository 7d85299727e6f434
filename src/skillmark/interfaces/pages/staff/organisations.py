"""Every organisation of the installation, and the form that opens another: for platform staff."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from skillmark.foundation.orgs import queries
from skillmark.foundation.orgs.models import Organisation, OrganisationKind
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.journeys import manage as journeys


class NewOrganisationForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    key = forms.SlugField(
        label="Short name",
        max_length=60,
        required=False,
        help_text="Stands in its web addresses and credentials, and never changes. Empty: made from the name.",
    )
    kind = forms.ChoiceField(label="Kind", choices=OrganisationKind.choices, widget=forms.RadioSelect)

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        key = cleaned["key"] = cleaned.get("key") or slugify(str(cleaned["name"]))[:60]
        if not key:
            self.add_error(
                "key", "No short name could be made from this name. Type one, in letters and digits."
            )
        # An organisation of that name could not be reached: its address is another page's.
        elif key in RESERVED:
            self.add_error("key", "This short name is taken by a page. Choose another one.")
        return cleaned


RESERVED = {"organisations", "awards", "batches", "credentials", "queue", "skills"}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organisations(request: HttpRequest) -> HttpResponse:
    known: list[Organisation] = queries.all_organisations(request.user)
    form = NewOrganisationForm(request.POST or typed_before(request) or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            org = journeys.create_organisation(
                actor=person_of(request),
                key=data["key"],
                name=data["name"],
                kind=data["kind"],
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("key", f"{refused.sentence} {refused.next_step}")
        else:
            messages.success(request, f"{org.name} is open, and you are its owner. Add its people now.")
            return redirect("staff:members", org_key=org.key)
    shown = {"organisations": known, "form": form}
    return render(request, "staff/organisations.html", shown, status=422 if request.method == "POST" else 200)
