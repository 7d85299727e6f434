"""The pages of a version's life: two versions side by side, pilot and report, holds, retirement, development."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.foundation.files.storage import path_of
from skillmark.foundation.orgs.access import NotFound, allowed
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.designer.editing import saved, state_of
from skillmark.interfaces.pages.designer.life_forms import ConfirmForm, PilotForm, ReasonForm, StepForm
from skillmark.interfaces.pages.person import person_of
from skillmark.journeys import steer
from skillmark.lifecycle.assessing.blueprint import blueprint_of, facets_of
from skillmark.lifecycle.assessing.pilot import PilotReport, pilot_report
from skillmark.lifecycle.designing import queries, steps
from skillmark.lifecycle.designing.life_rules import Pair, Share, matched, pair
from skillmark.lifecycle.designing.models import OPEN_STATES, StepKind, Version, VersionState
from skillmark.lifecycle.designing.rules import Facets


def _crumbs(version: Version, here: str) -> list[dict[str, str]]:
    return [
        {"label": "Designs", "href": reverse("designer:workspace")},
        {"label": version.title, "href": reverse("designer:overview", args=[version.uid])},
        {"label": here, "href": ""},
    ]


def _status(form: Any) -> int:
    return 200 if not form.is_bound else 409 if hasattr(form, "refused") else 422


# --- two versions side by side ------------------------------------------------------------------------------------


@require_safe
@login_required
def compare(request: HttpRequest, uid: UUID) -> HttpResponse:
    """This version beside the one before it, or beside the one that `with` names."""
    person = person_of(request)
    version = queries.access_version(person, uid, "design.view")
    versions = queries.versions_of(version.micro_credential)
    other = _other(versions, version, request.GET.get("with", ""))
    context: dict[str, Any] = {
        "version": version,
        "other": other,
        "crumbs": _crumbs(version, "Side by side"),
        "choices": [
            {
                "version": each,
                "state": state_of(each),
                "current": other is not None and each.pk == other.pk,
                "href": f"?with={each.uid}",
            }
            for each in versions
            if each.pk != version.pk
        ],
    }
    if other is not None:
        before, after = sorted((other, version), key=lambda each: each.number)
        rows = _pairs(facets_of(blueprint_of(before)), facets_of(blueprint_of(after)))
        context |= {
            "before": before,
            "after": after,
            "differing": [row for row in rows if row.differs],
            "same": [row for row in rows if not row.differs],
        }
    return render(request, "designer/compare.html", context)


def _other(versions: Sequence[Version], version: Version, wanted: str) -> Version | None:
    """The one that was asked for, or the next older, or else the next newer."""
    others = [each for each in versions if each.pk != version.pk]
    asked = next((each for each in others if str(each.uid) == wanted), None)
    older = next((each for each in others if each.number < version.number), None)
    return asked or older or (others[-1] if others else None)


def _pairs(before: Facets, after: Facets) -> list[Pair]:
    labels = list(dict.fromkeys([*before.fields, *after.fields]))
    rows = [pair(label, before.fields.get(label, ""), after.fields.get(label, "")) for label in labels]
    for label in dict.fromkeys([*before.lists, *after.lists]):
        entries = matched(before.lists.get(label, []), after.lists.get(label, []))
        rows += [pair(label, old, new) for old, new in entries]
    return [row for row in rows if row.before or row.after]


# --- the pilot ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One figure of the report: in words for the table, and as places in a picture that is 100 wide."""

    label: str
    figure: str
    percent: str
    between: str
    width: str
    low: str
    high: str
    reach: str


def _bar(label: str, share: Share) -> Bar:
    if share.percent is None or share.low is None or share.high is None:
        return Bar(
            label=label,
            figure="nobody yet",
            percent="—",
            between="—",
            width="0",
            low="0",
            high="0",
            reach="0",
        )
    return Bar(
        label=label,
        figure=f"{share.part} of {share.whole}",
        percent=f"{share.percent:.0f} %",
        between=f"{share.low:.0f} to {share.high:.0f} %",
        width=f"{share.percent:.1f}",
        low=f"{share.low:.1f}",
        high=f"{share.high:.1f}",
        reach=f"{share.high - share.low:.1f}",
    )


def _bars(report: PilotReport) -> list[Bar]:
    return [
        _bar("Came to the end", report.finished),
        _bar("Passed, of all", report.passed),
        _bar("Passed, of those at the end", report.passed_of_finished),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pilot(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Before: places and last day. While it runs, and ever after: what it came to."""
    person = person_of(request)
    version = queries.access_version(person, uid, "design.view")
    org = version.micro_credential.org
    may_steer = allowed(person, "design.publish", org)
    form = PilotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data

        def start() -> None:
            steer.start_pilot(actor=person, version_uid=uid, **chosen, now=timezone.now())

        if saved(form, start):
            messages.success(request, "The pilot has begun. It is in the catalogue, marked as a pilot.")
            return redirect("designer:pilot", uid=uid)
    time = queries.pilot_of(version)
    report = pilot_report(version, until=time[1]) if time else None
    context = {
        "version": version,
        "state": state_of(version),
        "crumbs": _crumbs(version, "Pilot"),
        "form": form,
        "may_start": may_steer and version.state == VersionState.APPROVED,
        "may_decide": may_steer and version.state == VersionState.PILOT,
        "may_retire": allowed(person, "design.retire", org) and version.state == VersionState.PILOT,
        "begun": time[0] if time else None,
        "ended": time[1] if time else None,
        "report": report,
        "bars": _bars(report) if report else [],
    }
    return render(request, "designer/pilot.html", context, status=_status(form))


# --- held, lifted, retired, looked at again -----------------------------------------------------------------------

_ON_HOLD = (
    "Nobody new can enrol and nothing is awarded by hand until you lift it. Whoever is enrolled goes on, and what was "
    "earned stays valid."
)
_RETIRED = (
    "Nobody new can enrol and nothing new is issued, for ever. Whoever is enrolled may finish; whoever waits for a "
    "place is told; what was earned stays valid and keeps its page. This cannot be undone: to come back, publish a new "
    "version."
)
_WITH_REASON = {
    "hold": (
        "design.publish",
        steer.put_on_hold,
        "Put on hold",
        _ON_HOLD,
        "It is on hold.",
    ),
    "retire": (
        "design.retire",
        steer.retire_version,
        "Retire for good",
        _RETIRED,
        "It is retired.",
    ),
}


def _with_reason(request: HttpRequest, uid: UUID, step: str) -> HttpResponse:
    action, journey, label, text, done = _WITH_REASON[step]
    person = person_of(request)
    version = queries.access_version(person, uid, action)
    form = ReasonForm(request.POST or None)

    def act() -> None:
        journey(actor=person, version_uid=uid, reason=form.cleaned_data["reason"], now=timezone.now())

    if form.is_valid() and saved(form, act):
        messages.success(request, done)
        return redirect("designer:overview", uid=uid)
    context = {
        "version": version, "form": form, "label": label, "text": text, "step": step,
        "crumbs": _crumbs(version, label),
    }  # fmt: skip
    return render(request, "designer/reason.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hold(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _with_reason(request, uid, "hold")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def retire(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _with_reason(request, uid, "retire")


@require_POST
@login_required
def lift(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        steer.lift_hold(actor=person_of(request), version_uid=uid, now=timezone.now())
    except Refused as refused:
        messages.error(request, f"{refused.sentence} {refused.next_step}".strip())
    else:
        messages.success(request, "The hold is lifted.")
    return redirect("designer:overview", uid=uid)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A reviewer says that it is still good, and until when."""
    person = person_of(request)
    version = queries.access_version(person, uid, "design.review")
    form = ConfirmForm(request.POST or None)

    def act() -> None:
        steer.confirm_version(actor=person, version_uid=uid, **form.cleaned_data, now=timezone.now())

    if form.is_valid() and saved(form, act):
        messages.success(request, "Noted. The designers are reminded before that day.")
        return redirect("designer:overview", uid=uid)
    context = {"version": version, "form": form, "crumbs": _crumbs(version, "Look at it again")}
    return render(request, "designer/confirm.html", context, status=_status(form))


# --- the steps of development -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def development(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All five steps on one page, each with a form of its own."""
    person = person_of(request)
    version = queries.access_version(person, uid, "design.view")
    org = version.micro_credential.org
    sent = request.POST.get("step", "")
    form = StepForm(request.POST, request.FILES) if request.method == "POST" else StepForm()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            steer.record_step(
                actor=person, version_uid=uid, kind=sent, text=given["text"], link=given["link"],
                file=form.new_file(), now=timezone.now(),
            )  # fmt: skip

        if saved(form, act):
            messages.success(request, "Recorded. Somebody else signs it off now.")
            return redirect(reverse("designer:development", args=[uid]) + f"#{sent}")
    is_open = version.state in OPEN_STATES
    may_edit = is_open and allowed(person, "design.edit", org)
    rows = [
        {
            "gate": gate,
            "form": (form if form.is_bound and gate.kind == sent else _form_of(gate)) if may_edit else None,
            "may_sign": is_open
            and gate.step is not None
            and not gate.step.signed_by_id
            and gate.step.written_by_id != person.pk
            and allowed(person, "design.review", org),
        }
        for gate in steps.gates_of(version)
    ]
    context = {
        "version": version, "rows": rows, "crumbs": _crumbs(version, "Development"), "form": form,
        "demanded": steps.are_demanded(org), "may_demand": allowed(person, "design.retire", org),
        "is_open": is_open,
    }  # fmt: skip
    return render(request, "designer/development.html", context, status=_status(form))


def _form_of(gate: steps.Gate) -> StepForm:
    step = gate.step
    return StepForm(
        initial={"text": step.text, "link": step.link} if step else {}, auto_id=f"id_{gate.kind}_%s"
    )


def _on_development(request: HttpRequest, uid: UUID, step: str, done: str, journey: Any) -> HttpResponse:
    try:
        journey()
    except Refused as refused:
        messages.error(request, f"{refused.sentence} {refused.next_step}".strip())
    else:
        messages.success(request, done)
    return redirect(reverse("designer:development", args=[uid]) + f"#{step}")


@require_POST
@login_required
def sign_step(request: HttpRequest, uid: UUID, step: str) -> HttpResponse:
    person = person_of(request)
    return _on_development(
        request, uid, step, "Signed off.",
        lambda: steer.sign_step(actor=person, version_uid=uid, kind=step, now=timezone.now()),
    )  # fmt: skip


@require_POST
@login_required
def demand_steps(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = person_of(request)
    version = queries.access_version(person, uid, "design.retire")
    demanded = request.POST.get("demanded") == "yes"
    return _on_development(
        request, uid, "steps", "All five are asked for now." if demanded else "They are optional now.",
        lambda: steer.demand_steps(
            actor=person, org=version.micro_credential.org, demanded=demanded, now=timezone.now()
        ),
    )  # fmt: skip


@require_safe
@login_required
def step_file(request: HttpRequest, uid: UUID, step: str) -> HttpResponseBase:
    """The file of a step, for those who may see the design; saved by the browser, never shown here."""
    version = queries.access_version(person_of(request), uid, "design.view")
    kept = version.steps.select_related("file").filter(kind=step, file__isnull=False).first()
    if step not in StepKind.values or kept is None or kept.file is None:
        raise NotFound("no such file")
    path = path_of(kept.file.sha256)
    if not path.exists():
        raise NotFound("the bytes are gone")
    response = FileResponse(path.open("rb"), as_attachment=True, filename=kept.file.name)
    response["Content-Type"] = kept.file.media_type
    response["X-Content-Type-Options"] = "nosniff"
    # Whatever is in it, and however a browser may come to open it: nothing in it runs in our name.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
