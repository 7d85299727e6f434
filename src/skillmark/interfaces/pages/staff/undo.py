"""Many credentials undone at once: what is meant is shown and counted, agreed to, and watched on its way."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.orgs import queries as orgs
from skillmark.foundation.orgs.access import NotFound, allowed
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.staff.batch_words import Moving, pace
from skillmark.interfaces.pages.staff.credentials import row_of
from skillmark.interfaces.pages.staff.frame import framed
from skillmark.journeys import undo_many as journeys
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.issuing import queries, selections
from skillmark.lifecycle.issuing.models import CredentialState, StatusJob
from skillmark.lifecycle.issuing.rules import may_change, state_after
from skillmark.lifecycle.issuing.selections import Meant

# Above that, the number is typed by whoever means it.
TYPED_ABOVE = 100
_EXAMPLES = 5
Do = StatusJob.Do

# What each does to so many credentials: to choose it, on the button, and when it is done.
_CHOICES = {
    Do.CANCEL: "Withdraw what nobody has claimed; what is in a wallet stays",
    Do.REVOKE: "Revoke all of them, for good",
    Do.SUSPEND: "Suspend them, until they are reinstated",
    Do.REINSTATE: "Reinstate those that are suspended",
}
_DONE = {
    Do.CANCEL: "Withdrawn",
    Do.REVOKE: "Revoked",
    Do.SUSPEND: "Suspended",
    Do.REINSTATE: "Reinstated",
}


# --- asked for ----------------------------------------------------------------------------------------------


class UndoForm(forms.Form):
    """What is done, why, who is told, and that the number is meant."""

    do = forms.ChoiceField(label="What is to be done", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever checks one of them reads this. Name nobody, and nothing private.",
    )
    reissue = forms.BooleanField(required=False)
    tells = forms.BooleanField(
        label="Write to the holders",
        required=False,
        initial=True,
        help_text="Those who know of the credential get a letter with the reason.",
    )
    number = forms.CharField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"}))

    def __init__(self, *args: Any, states: dict[str, int], anew: Version | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = sum(states.values())
        able = [do for do in Do if any(may_change(state, state_after(do)) for state in states)]
        self.fields["do"].choices = [(do.value, _CHOICES[do]) for do in able]  # type: ignore[attr-defined]
        if anew is None:
            del self.fields["reissue"]
        else:
            self.fields["reissue"].label = "Issue new ones in place of those that are withdrawn or revoked"
            self.fields["reissue"].help_text = (
                f"The same people get “{anew.title}”, version {anew.number}, with the same results. Old and new "
                "lead to each other."
            )
        if self.total > TYPED_ABOVE:
            self.fields["number"].label = "How many is that?"
            self.fields["number"].help_text = f"Type {self.total:,} to say that you mean all of them."
        else:
            del self.fields["number"]

    def clean_number(self) -> int:
        typed = "".join(each for each in self.cleaned_data["number"] if each not in ",. \u00a0\u202f'")
        if not typed.isdecimal() or int(typed) != self.total:
            raise forms.ValidationError(f"Type {self.total:,} if you mean all of them.")
        return self.total


@require_safe
@login_required
def undo_batch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The way from a batch."""
    found = queries.access_batch(request.user, uid, "credentials.revoke")
    return redirect(f"{reverse('staff:undo', args=[found.org.key])}?{urlencode({'batch': found.uid})}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def undo(request: HttpRequest, org_key: str) -> HttpResponse:
    """What is meant is said in the address, in the words of the list of credentials."""
    org = orgs.access_org(request.user, org_key, "credentials.revoke")
    meant = _meant(request)
    scope = selections.access_scope(request.user, org, meant)
    states = selections.states_in(scope)
    anew = selections.version_to_reissue(scope) if allowed(request.user, "award.propose", org) else None
    form = UndoForm(request.POST or None, states=states, anew=anew)
    if request.method == "POST" and form.is_valid():
        made = _start(request, org, meant, form)
        if made is not None:
            return redirect("staff:undo_job", uid=made.uid)
    context = framed(
        request,
        org,
        "credentials",
        form=form,
        total=form.total,
        scope=scope,
        states=[
            (each.label, states[each.value], row_tone(each))
            for each in CredentialState
            if each.value in states
        ],
        final=set(states) == {CredentialState.REVOKED.value},
        examples=[row_of(each) for each in selections.examples_in(scope, limit=_EXAMPLES)],
        back=_back(request, org),
    )
    return render(request, "staff/undo.html", context, status=422 if form.is_bound else 200)


def row_tone(state: CredentialState) -> str:
    return {CredentialState.ACTIVE: "ok", CredentialState.SUSPENDED: "warn", CredentialState.REVOKED: "bad"}[
        state
    ]


def _meant(request: HttpRequest) -> Meant:
    state = request.GET.get("state", "")
    return Meant(
        batch_uid=_uid(request.GET.get("batch", "")),
        version_uid=_uid(request.GET.get("version", "")),
        only_state=state if state in CredentialState.values else "",
        text=request.GET.get("q", "").strip()[:100],
    )


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound("batch or version") from error


def _back(request: HttpRequest, org: Organisation) -> str:
    """The list that shows what is meant."""
    kept = {name: request.GET[name] for name in ("q", "state", "batch", "version") if request.GET.get(name)}
    here = reverse("staff:credentials", args=[org.key])
    return f"{here}?{urlencode(kept)}" if kept else here


def _start(request: HttpRequest, org: Organisation, meant: Meant, form: UndoForm) -> StatusJob | None:
    try:
        return journeys.start_undo(
            actor=person_of(request),
            org=org,
            meant=meant,
            do=form.cleaned_data["do"],
            reason=form.cleaned_data["reason"],
            agreed=form.total,
            tells=form.cleaned_data["tells"],
            reissue=form.cleaned_data.get("reissue", False),
            now=timezone.now(),
        )
    except Refused as refused:
        form.add_error(None, f"{refused.sentence} {refused.next_step}")
        return None


# --- on its way ---------------------------------------------------------------------------------------------


@require_safe
@login_required
def undo_job(request: HttpRequest, uid: UUID) -> HttpResponse:
    job = selections.access_job(request.user, uid, "credentials.revoke")
    context = framed(
        request,
        job.org,
        "credentials",
        job=job,
        done=_DONE[Do(job.do)],
        stage=_stage(job),
        moving=_moving(job, since=0, seconds=0.0),
        is_given_up=job.state == QueueState.DEAD,
        stops_for_now=job.state == QueueState.WAITING and bool(job.last_error),
        reissue=selections.reissue_of(job),
        withdraws=state_after(job.do) != CredentialState.ACTIVE,
    )
    return render(request, "staff/undo_job.html", context)


@require_safe
@login_required
def progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far the job is, for a page that shows it: asked every second, so it reads one row."""
    job = selections.access_job(request.user, uid, "credentials.revoke")
    since, seconds = (_number(request.GET.get(name, "")) for name in ("since", "seconds"))
    moving = _moving(job, since=int(since), seconds=seconds)
    told = {} if moving is None else {
        "done": moving.done, "of": moving.of, "words": moving.words, "pace": moving.pace
    }  # fmt: skip
    return JsonResponse({"stage": _stage(job), **told})


def _number(text: str) -> float:
    """A figure of at most nine places; 0 for anything else."""
    return float(text) if text.replace(".", "", 1).isdecimal() and len(text) <= 9 else 0.0  # noqa: PLR2004


def _stage(job: StatusJob) -> str:
    """A page that waits is loaded anew when this is another one."""
    marks = [job.phase, *(["ends"] if job.cancel_asked else []), *([job.state] if job.last_error else [])]
    return " ".join(
        [*marks, *(["tells"] if job.phase != StatusJob.Phase.CHANGING and not job.told_all else [])]
    )


def _moving(job: StatusJob, *, since: int, seconds: float) -> Moving | None:
    if job.phase == StatusJob.Phase.CHANGING and job.state != QueueState.DEAD:
        label, done, of = "Credentials looked at", job.done, job.total
    elif job.phase != StatusJob.Phase.CHANGING and not job.told_all:
        # Not everybody knows of theirs, so how many letters it will be is not known before the end.
        label, done, of = "Holders told", job.told, 0
    else:
        return None
    words = f"{done:,} of {of:,}" if of else f"{done:,}"
    left = max(of - done, 0)
    return Moving(
        label=label, done=done, of=of, words=words, pace=pace(done - since, seconds=seconds, left=left)
    )


@require_POST
@login_required
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    journeys.cancel_undo(actor=person_of(request), job_uid=uid, now=timezone.now())
    return redirect("staff:undo_job", uid=uid)


@require_POST
@login_required
def again(request: HttpRequest, uid: UUID) -> HttpResponse:
    journeys.try_undo_again(actor=person_of(request), job_uid=uid, now=timezone.now())
    return redirect("staff:undo_job", uid=uid)
