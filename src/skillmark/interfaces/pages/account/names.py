"""Where people correct the name that stands in their credentials."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from skillmark.interfaces.pages.account.forms import NameForm
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.journeys import manage as journeys


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def name(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = NameForm(request.POST or typed_before(request), initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        journeys.change_name(actor=person, name=form.cleaned_data["name"], now=timezone.now())
        messages.success(request, "Your name is saved. Credentials issued from now on carry it.")
        return redirect("account:name")
    return render(request, "account/name.html", {"form": form}, status=422 if form.is_bound else 200)
