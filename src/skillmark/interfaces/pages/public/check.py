"""The public door to verification: anybody, without an account, by file, text, link or QR code."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_http_methods

from skillmark.credential.bake import sniff, unbake_any
from skillmark.credential.errors import BakeError
from skillmark.foundation.orgs.access import orgs_where
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.intake.pace import TooOften, mind_the_pace
from skillmark.interfaces.intake.presented import Presented, check
from skillmark.interfaces.pages.checking import CheckForm
from skillmark.interfaces.pages.ui.showpiece import from_report
from skillmark.journeys import verify as journeys

MAX_SENT_AGAIN = 262_144


class PublicCheckForm(CheckForm):
    """The same two doors; employer staff may also say for whom the report is kept."""

    keep = forms.ModelChoiceField(
        label="Keep the report for",
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="key",
        empty_label="Nobody, just show it",
    )

    def __init__(self, *args: object, orgs: list[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if orgs:
            field = self.fields["keep"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
            field.queryset = Organisation.objects.filter(pk__in=[org.pk for org in orgs]).order_by("name")
            field.label_from_instance = lambda org: str(org.name)  # type: ignore[method-assign,assignment]  # Django's way
        else:
            del self.fields["keep"]


def text_of(presented: Presented) -> str:
    """What was checked, as a form can send it once more: its link, or its text; empty for what is no small text."""
    if presented.source.startswith(("https://", "http://")):
        return presented.source
    try:
        data = unbake_any(presented.data).encode() if sniff(presented.data) else presented.data
        return data.decode() if len(data) <= MAX_SENT_AGAIN else ""
    except (BakeError, UnicodeDecodeError):
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
@requires_csrf_token
def verify(request: HttpRequest) -> HttpResponse:
    orgs = orgs_where(request.user, "checks.keep")
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PublicCheckForm(*sent, orgs=orgs, initial={"text": request.GET.get("link", "")})
    if not form.is_valid():
        return render(request, "public/verify.html", {"form": form}, status=422 if form.is_bound else 200)
    now = timezone.now()
    org = form.cleaned_data.get("keep")
    try:
        mind_the_pace(request)
        presented = form.presented(now=now)
        report = check(presented.data, now=now, org=org)
        if org is not None:
            journeys.keep_report(
                actor=request.user,
                org=org,
                source=presented.source,
                data=presented.data,
                report=report,
                now=now,
            )
            messages.success(request, f"The report is kept for {org.name}.")
    except TooOften as refused:
        response = render(request, "public/verify.html", {"form": form, "refused": refused}, status=429)
        response["Retry-After"] = str(refused.seconds)
        return response
    except Refused as refused:
        return render(request, "public/verify.html", {"form": form, "refused": refused}, status=422)
    shown = {
        "report": report,
        "source": presented.source,
        "keepers": orgs if org is None else [],
        "keep_text": text_of(presented),
        "show": from_report(report, now=now),
        "checked_at": now,
    }
    return render(request, "public/verified.html", shown)
