"""What others say of an organisation and its micro-credentials, and what it says of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.orgs.access import NotFound, allowed, orgs_where
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.intake.pace import mind_the_pace
from skillmark.interfaces.intake.presented import check
from skillmark.interfaces.pages.checking import CheckForm
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.interfaces.pages.staff.frame import framed
from skillmark.interfaces.pages.ui.endorsements import EndorsementShow, show_of
from skillmark.journeys import endorse as journeys
from skillmark.lifecycle.designing.queries import public_version
from skillmark.lifecycle.issuing import endorsement_queries as queries
from skillmark.lifecycle.issuing.endorsement_queries import Known
from skillmark.lifecycle.issuing.endorsement_rules import (
    LONGEST_COMMENT,
    LONGEST_DETAIL,
    LONGEST_NAME,
    Standing,
    Wish,
)
from skillmark.lifecycle.issuing.models import Endorsement
from skillmark.lifecycle.issuing.publishing import open_signer
from skillmark.lifecycle.issuing.queries import public_issuer

_NEWEST = 100
_ANSWERS = {
    Endorsement.Answer.WAITING: ("Waits for an answer", "warn", "hourglass"),
    Endorsement.Answer.ACCEPTED: ("Shown", "ok", "eye"),
    Endorsement.Answer.DECLINED: ("Not shown", "", "eye-off"),
}
_CAN_END = {Standing.VALID, Standing.ON_HOLD}
_UNSIGNED = {Standing.BEING_SIGNED, Standing.NOT_SIGNED}
_KINDS = [
    ("endorsement", "We endorse it: we vouch for it in our own words"),
    ("recognition", "We recognise it: we accept it for something, such as entry, credit or a job"),
    ("accreditation", "We accredit it: as a quality body, we have assessed it"),
]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One endorsement in a list: how it is shown to all, what it is about, and what may be done with it here."""

    show: EndorsementShow
    uid: UUID
    about: str
    about_href: str
    answer: str
    tone: str
    icon: str
    answer_reason: str
    is_waiting: bool = False
    is_shown: bool = False
    is_file: bool = False
    can_end: bool = False
    is_signed: bool = True
    # Why it is not signed yet, and how often that was tried; it is tried again by itself until it is `given_up`.
    problem: str = ""
    tries: int = 0
    is_given_up: bool = False
    can_be_tried: bool = False


def _row(each: Known) -> Row:
    row = each.row
    answer, tone, icon = _ANSWERS[Endorsement.Answer(row.answer)]
    is_signed = each.standing not in _UNSIGNED
    href = (
        reverse("public:achievement", args=[row.version.uid])
        if row.version is not None
        else reverse("public:issuer_profile", args=[row.org.key])
    )
    return Row(
        show=show_of(each),
        uid=row.uid,
        about=f"{row.version.title}, version {row.version.number}" if row.version else row.org.name,
        about_href=href,
        answer=answer,
        tone=tone,
        icon=icon,
        answer_reason=row.answer_reason,
        is_waiting=is_signed and row.answer == Endorsement.Answer.WAITING,
        is_shown=row.answer == Endorsement.Answer.ACCEPTED,
        is_file=row.source == Endorsement.Source.FILE,
        can_end=each.standing in _CAN_END,
        is_signed=is_signed,
        problem="" if is_signed else row.last_error,
        tries=row.attempts,
        is_given_up=each.standing is Standing.NOT_SIGNED,
        can_be_tried=not is_signed and row.state != QueueState.HELD,
    )


def _org(request: HttpRequest, org_key: str, *actions: str) -> Organisation:
    """The organisation, if the visitor may do one of these in it."""
    org = Organisation.objects.select_related("logo").filter(key=org_key).first()
    if org is None or not any(allowed(request.user, action, org) for action in actions):
        raise NotFound("organisation")
    return org


@require_safe
@signed_in
def endorsements(request: HttpRequest, org_key: str) -> HttpResponse:
    """Both lists; each for whoever may act on it."""
    org, now = _org(request, org_key, "endorse.show", "endorse.give"), timezone.now()
    shows, gives = (allowed(request.user, action, org) for action in ("endorse.show", "endorse.give"))
    received = queries.known(queries.received_by(org)[:_NEWEST], now=now) if shows else []
    given = queries.known(queries.given_by(org)[:_NEWEST], now=now) if gives else []
    context = framed(
        request,
        org,
        "endorsements",
        shows=shows,
        gives=gives,
        received=[_row(each) for each in received],
        given=[_row(each) for each in given],
    )
    return render(request, "staff/endorsements.html", context)


# --- received -----------------------------------------------------------------------------------------------


@require_POST
@signed_in
def accept(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = journeys.accept_endorsement(actor=request.user, endorsement_uid=uid, now=timezone.now())
    messages.success(
        request, f"The word of {row.endorser_name} is shown. What you issue from now on carries it."
    )
    return redirect("staff:endorsements", org_key=row.org.key)


@require_POST
@signed_in
def decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = journeys.decline_endorsement(
        actor=request.user, endorsement_uid=uid, reason=request.POST.get("reason", ""), now=timezone.now()
    )
    messages.success(request, f"The word of {row.endorser_name} is not shown.")
    return redirect("staff:endorsements", org_key=row.org.key)


@require_POST
@signed_in
def ask_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Checks a file from elsewhere now."""
    row, now = journeys.ask_again(actor=request.user, endorsement_uid=uid), timezone.now()
    mind_the_pace(request)
    noted = journeys.note_check(endorsement=row, report=check(row.text.encode(), now=now), now=now)
    messages.info(request, f"Checked: {noted.get_found_display().lower()}. {noted.found_words}".strip())
    return redirect("staff:endorsements", org_key=row.org.key)


class AboutField(forms.ChoiceField):
    """What of the organisation's it is about: the organisation itself, or a version of something."""

    def __init__(self, org: Organisation) -> None:
        versions = [
            (str(each.uid), f"{each.title}, version {each.number}")
            for each in queries.endorsable_versions(org)
        ]
        super().__init__(
            label="What it is about", choices=[*versions, ("", f"{org.name} itself")], required=False
        )

    def clean(self, value: Any) -> UUID | None:
        chosen = super().clean(value)
        return UUID(chosen) if chosen else None


class BringForm(CheckForm):
    """An endorsement that was signed elsewhere, as a file or as text."""

    def __init__(self, *args: Any, org: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "Endorsement file"
        self.fields["text"].label = "Or paste a link or the text of it"
        self.fields["about"] = AboutField(org)
        self.order_fields(["about"])


class DeclareForm(forms.Form):
    """Who accepts it, by the organisation's own word."""

    name = forms.CharField(label="Who accepts it", max_length=LONGEST_NAME)
    comment = forms.CharField(
        label="What they accept it for", max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 2})
    )
    link = forms.URLField(label="Where they say so", required=False, max_length=500, assume_scheme="https")

    def __init__(self, *args: Any, org: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"] = AboutField(org)
        self.order_fields(["about"])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def bring(request: HttpRequest, org_key: str) -> HttpResponse:
    """A file from elsewhere: checked as every credential is, and kept as it is."""
    org = _org(request, org_key, "endorse.show")
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BringForm(*sent, org=org)

    def do(now: datetime) -> Endorsement:
        mind_the_pace(request)
        presented = form.presented(now=now)
        return journeys.bring_endorsement(
            actor=request.user, org=org, version_uid=form.cleaned_data["about"],
            report=check(presented.data, now=now), base_url=settings.CONFIG.base_url, now=now,
        )  # fmt: skip

    return _added(request, org, form, do, "staff/bring_endorsement.html")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def declare(request: HttpRequest, org_key: str) -> HttpResponse:
    """The organisation's own word, which is shown as just that."""
    org = _org(request, org_key, "endorse.show")
    form = DeclareForm(request.POST or typed_before(request), org=org)

    def do(now: datetime) -> Endorsement:
        data = form.cleaned_data
        return journeys.declare_recognition(
            actor=request.user, org=org, version_uid=data["about"], name=data["name"], comment=data["comment"],
            link=data["link"], now=now,
        )  # fmt: skip

    return _added(request, org, form, do, "staff/declare_recognition.html")


def _added(
    request: HttpRequest,
    org: Organisation,
    form: forms.Form,
    do: Callable[[datetime], Endorsement],
    template: str,
) -> HttpResponse:
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            row = do(timezone.now())
        except Refused as error:
            refused = error
        else:
            messages.success(request, f"The word of {row.endorser_name} is shown.")
            return redirect("staff:endorsements", org_key=org.key)
    shown = framed(request, org, "endorsements", form=form, refused=refused)
    return render(request, template, shown, status=422 if request.method == "POST" else 200)


# --- given --------------------------------------------------------------------------------------------------


class EndorseForm(forms.Form):
    """In whose name, of which kind, in which words, until when."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    org = forms.ModelChoiceField(
        label="In the name of", queryset=Organisation.objects.none(), to_field_name="key", empty_label=None
    )
    kind = forms.ChoiceField(
        label="What you say", choices=_KINDS, widget=forms.RadioSelect, initial="endorsement"
    )
    comment = forms.CharField(
        label="In your own words",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Why you vouch for it; or what you accept it for. Everybody may read this. It is signed as you "
        "write it, and cannot be changed afterwards, only withdrawn.",
    )
    field = forms.CharField(
        label="Field", required=False, max_length=LONGEST_DETAIL, help_text="Of an accreditation."
    )
    level = forms.CharField(label="Level", required=False, max_length=60, help_text="Such as EQF level 5.")
    country = forms.CharField(label="Country", required=False, max_length=60)
    until = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Its last day. Without one it counts until you withdraw it.",
    )

    def __init__(self, *args: Any, orgs: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["org"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Organisation.objects.filter(pk__in=[org.pk for org in orgs]).order_by("name")
        field.label_from_instance = lambda org: str(org.name)  # type: ignore[method-assign,assignment]  # Django's way
        if len(orgs) == 1:
            field.widget, field.initial = forms.HiddenInput(), orgs[0].key

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < timezone.now().date():
            raise forms.ValidationError("This day is over. Choose a later one, or none.")
        return until

    def wish(self) -> Wish:
        """What is wanted; field, level and country are those of an accreditation alone."""
        data = self.cleaned_data
        is_accreditation = data["kind"] == "accreditation"
        details = {name: data[name] if is_accreditation else "" for name in ("field", "level", "country")}
        until = data["until"]
        # The last day counts in full.
        end = (
            datetime.combine(until + timedelta(days=1), time(), UTC) - timedelta(seconds=1) if until else None
        )
        return Wish(kind=data["kind"], comment=data["comment"], valid_until=end, **details)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def endorse_version(request: HttpRequest, uid: UUID) -> HttpResponse:
    version = public_version(uid)
    page = _About(
        title=version.title,
        by=version.micro_credential.org.name,
        href=reverse("public:achievement", args=[version.uid]),
        org=version.micro_credential.org,
    )
    return _endorse(request, page, journeys.endorse_version, {"version_uid": version.uid})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def endorse_issuer(request: HttpRequest, key: str) -> HttpResponse:
    org = public_issuer(key)
    page = _About(title=org.name, by="", href=reverse("public:issuer_profile", args=[org.key]), org=org)
    return _endorse(request, page, journeys.endorse_issuer, {"issuer_key": org.key})


@dataclass(frozen=True, kw_only=True)
class _About:
    """What is to be endorsed, for people."""

    title: str
    by: str
    href: str
    org: Organisation


def _endorse(
    request: HttpRequest, page: _About, journey: Callable[..., Endorsement], about: dict[str, Any]
) -> HttpResponse:
    mine = [org for org in orgs_where(request.user, "endorse.give") if org.pk != page.org.pk]
    if not mine:
        raise NotFound("organisation")
    form = EndorseForm(request.POST or typed_before(request), orgs=mine, initial={"uid": uuid4()})
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        org = form.cleaned_data["org"]
        try:
            row = journey(
                actor=person_of(request), org=org, wish=form.wish(), signer_for=open_signer,
                base_url=settings.CONFIG.base_url, now=timezone.now(), uid=form.cleaned_data["uid"], **about,
            )  # fmt: skip
        except Refused as error:
            refused = error
        else:
            _tell(request, row)
            return redirect("staff:endorsements", org_key=org.key)
    shown = {"page": page, "form": form, "refused": refused, "alone": mine[0].name if len(mine) == 1 else ""}
    return render(
        request,
        "staff/endorse.html",
        shown,
        status=422 if form.is_bound and request.method == "POST" else 200,
    )


def _tell(request: HttpRequest, row: Endorsement) -> None:
    if row.signed_id is None and row.last_error:
        messages.warning(
            request, "It could not be signed now. Below stands why; it is tried again by itself."
        )
    elif row.signed_id is None:
        messages.info(request, "It waits to be signed. That takes a minute at most; then its page is here.")
    else:
        messages.success(request, f"Signed. {row.org.name} is told, and decides whether to show it.")


@require_POST
@signed_in
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = journeys.withdraw_endorsement(
        actor=request.user, endorsement_uid=uid, reason=request.POST.get("reason", ""), now=timezone.now()
    )
    assert row.endorser is not None  # noqa: S101 - only what was given here can be withdrawn here
    messages.success(request, "Withdrawn. Whoever checks it reads that, and your reason.")
    return redirect("staff:endorsements", org_key=row.endorser.key)


@require_POST
@signed_in
def sign_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Signs now what could not be signed before, or says why not."""
    row = journeys.sign_again(
        actor=request.user, endorsement_uid=uid, signer_for=open_signer, base_url=settings.CONFIG.base_url,
        now=timezone.now(),
    )  # fmt: skip
    assert row.endorser is not None  # noqa: S101 - only what is given here is signed here
    _tell(request, row)
    return redirect("staff:endorsements", org_key=row.endorser.key)
