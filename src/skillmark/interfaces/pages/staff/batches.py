"""Whole lists of awards: handed in as a table, looked at, issued, and watched on their way."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.foundation.files import storage
from skillmark.foundation.files.cells import TableError
from skillmark.foundation.files.tables import open_table
from skillmark.foundation.orgs import queries as orgs
from skillmark.foundation.orgs.access import NotFound, allowed
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.staff.batch_words import show_of
from skillmark.interfaces.pages.staff.frame import framed
from skillmark.journeys import award_many as journeys
from skillmark.lifecycle.awarding.queries import awardable_versions, scales_of
from skillmark.lifecycle.awarding.rules import may_decide
from skillmark.lifecycle.awarding.table import AwardTable
from skillmark.lifecycle.awarding.template import columns_for, template_table
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.batch_files import problem_table
from skillmark.lifecycle.issuing.models import Batch, BatchPhase

PER_PAGE = 25
_ENDED = {BatchPhase.DONE, BatchPhase.CANCELLED, BatchPhase.REFUSED}


@require_safe
@login_required
def batches(request: HttpRequest, org_key: str) -> HttpResponse:
    org = orgs.access_org(request.user, org_key, "award.propose")
    page = Paginator(queries.batches_of(org), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [show_of(each, now=now) for each in page]
    return render(request, "staff/batches.html", framed(request, org, "awards", page_obj=page, rows=rows))


# --- handing in ---------------------------------------------------------------------------------------------


class TableForm(forms.Form):
    """The table, the reason that is signed, and whether the earners are told."""

    table = forms.FileField(
        label="Table",
        help_text="CSV or XLSX, one person in each row. You see what would happen before anything is issued.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
    )
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What shows that the criteria are met. It stands in every signed credential; name nobody.",
    )
    tells = forms.BooleanField(
        label="Write to the earners",
        required=False,
        initial=True,
        help_text="Each gets a letter with the way to their credential.",
    )

    def clean_table(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["table"]
        most = settings.CONFIG.max_table_bytes
        if (upload.size or 0) > most:
            raise forms.ValidationError(
                f"This file is larger than {most // 1_000_000} MB. Divide it into several files."
            )
        return upload


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_batch(request: HttpRequest, org_key: str) -> HttpResponse:
    """First the micro-credential is chosen, then the table."""
    org = orgs.access_org(request.user, org_key, "award.propose")
    versions = awardable_versions(org)
    wanted = request.GET.get("version") or request.POST.get("version")
    version = next((each for each in versions if str(each.uid) == wanted), None)
    if version is None and len(versions) == 1:
        version = versions[0]
    context = framed(request, org, "awards", versions=versions, version=version)
    if version is None:
        return render(request, "staff/new_batch_choose.html", context)
    form = TableForm(request.POST or None, request.FILES or None, initial=_as_before(request))
    if request.method == "POST" and form.is_valid():
        made = _hand_in(request, version, form)
        if made is not None:
            return redirect("staff:batch", uid=made.uid)
    scales = scales_of(version)
    context |= {"form": form, "outcomes": columns_for(scales), "most": settings.CONFIG.max_table_bytes}
    return render(request, "staff/new_batch.html", context, status=422 if form.is_bound else 200)


def _as_before(request: HttpRequest) -> dict[str, Any]:
    """What was said with the table that is mended now."""
    mends = request.GET.get("mends")
    if not mends:
        return {}
    before = queries.access_batch(request.user, mends, "award.propose")
    return {"reason": before.reason, "tells": before.tells}


def _hand_in(request: HttpRequest, version: Version, form: TableForm) -> Batch | None:
    upload = form.cleaned_data["table"]
    name, now = upload.name or "table.csv", timezone.now()
    with _on_disk(upload) as path:
        if unusable := _unusable(path, name=name, version=version, now=now):
            form.add_error("table", unusable)
            return None
        return journeys.propose_many(
            actor=person_of(request), version_uid=version.uid, table=path, name=name,
            reason=form.cleaned_data["reason"], tells=form.cleaned_data["tells"], now=now,
        )  # fmt: skip


@contextmanager
def _on_disk(upload: UploadedFile) -> Iterator[Path]:
    """The upload as a file: Django has written a large one already, and keeps a small one in memory."""
    if isinstance(upload, TemporaryUploadedFile):
        yield Path(upload.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(suffix=".table") as kept:
        shutil.copyfileobj(upload, kept)
        kept.flush()
        yield Path(kept.name)


def _unusable(path: Path, *, name: str, version: Version, now: datetime) -> list[str]:
    """What is wrong with the file as a whole, as far as its first row tells."""
    try:
        with open_table(path, name=name) as opened:
            AwardTable(opened.head, outcomes=scales_of(version), now=now)
    except TableError as error:
        return [error.sentence, *error.details, error.next_step]
    return []


@require_safe
@login_required
def template(request: HttpRequest, org_key: str, version_uid: UUID) -> HttpResponse:
    """The table to fill in, for one micro-credential."""
    org = orgs.access_org(request.user, org_key, "award.propose")
    version = next((each for each in awardable_versions(org) if each.uid == version_uid), None)
    if version is None:
        raise NotFound("version")
    data = template_table(scales_of(version), now=timezone.now())
    return HttpResponse(data, headers=_to_keep(f"{version.micro_credential.key}.csv"))


def _to_keep(name: str) -> dict[str, str]:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": disposition}


# --- one batch ----------------------------------------------------------------------------------------------


class IssueForm(forms.Form):
    """What is asked before a batch is issued: rows with problems left out, and not before a time."""

    leave_out = forms.BooleanField()
    starts_at = forms.DateTimeField(
        label="Not before (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Empty: at once.",
    )

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if batch.bad:
            rows = "row with a problem" if batch.bad == 1 else "rows with problems"
            self.fields["leave_out"].label = f"Leave out the {batch.bad:,} {rows}"
        else:
            del self.fields["leave_out"]

    def clean_starts_at(self) -> datetime | None:
        starts_at: datetime | None = self.cleaned_data["starts_at"]
        if starts_at is not None and starts_at <= timezone.now():
            raise forms.ValidationError("This time has passed. Leave it empty to begin at once.")
        return starts_at


@require_safe
@login_required
def batch(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _page(request, queries.access_batch(request.user, uid, "award.propose"), None)


def _page(request: HttpRequest, found: Batch, form: IssueForm | None) -> HttpResponse:
    decides = found.phase == BatchPhase.PROPOSED and allowed(request.user, "award.approve", found.org)
    waits = found.phase == BatchPhase.CHECKED and found.good
    problems = Paginator(found.problems.order_by("row", "pk"), PER_PAGE) if found.bad else None
    again = {"version": found.version.uid, "mends": found.uid}
    context = framed(
        request,
        found.org,
        "awards",
        batch=found,
        show=show_of(found, now=timezone.now()),
        ended=found.phase in _ENDED,
        form=form or (IssueForm(batch=found) if waits else None),
        problems=problems.get_page(request.GET.get("page")) if problems else None,
        may_decide=decides
        and may_decide(
            proposer_id=found.proposed_by_id,
            decider_id=person_of(request).pk,
            four_eyes=found.org.four_eyes,
        ),
        credentials=_credentials(request, found),
        mend=f"{reverse('staff:new_batch', args=[found.org.key])}?{urlencode(again)}",
        undo=_undo(request, found),
    )
    return render(request, "staff/batch.html", context, status=422 if form else 200)


def _credentials(request: HttpRequest, found: Batch) -> str:
    """Where the credentials of the batch are listed, for those who may see them."""
    if not found.issued or not allowed(request.user, "credentials.view", found.org):
        return ""
    return f"{reverse('staff:credentials', args=[found.org.key])}?{urlencode({'batch': found.uid})}"


def _undo(request: HttpRequest, found: Batch) -> str:
    """Where the batch is undone when it is at its end, for those who may."""
    is_undoable = found.issued and found.phase in _ENDED
    if not is_undoable or not allowed(request.user, "credentials.revoke", found.org):
        return ""
    return reverse("staff:undo_batch", args=[found.uid])


@require_safe
@login_required
def progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far the batch is, for a page that shows it: asked every second, so it reads one row."""
    found = queries.access_batch(request.user, uid, "award.propose")
    show = show_of(
        found,
        now=timezone.now(),
        since=int(_number(request.GET.get("since", ""))),
        seconds=_number(request.GET.get("seconds", "")),
    )
    moving = show.moving
    told = (
        {"done": moving.done, "of": moving.of, "words": moving.words, "pace": moving.pace} if moving else {}
    )
    return JsonResponse({"stage": show.stage, **told})


def _number(text: str) -> float:
    """A figure of at most nine places; 0 for anything else."""
    return float(text) if text.replace(".", "", 1).isdecimal() and len(text) <= 9 else 0.0  # noqa: PLR2004


@require_safe
@login_required
def table(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The table as it was handed in, for whoever is asked to approve it."""
    found = queries.access_batch(request.user, uid, "award.propose")
    if found.file is None:
        raise NotFound("table")
    try:
        opened = storage.path_of(found.file.sha256).open("rb")
    except FileNotFoundError as error:
        raise NotFound("table") from error
    return FileResponse(
        opened, filename=found.file.name, as_attachment=True, content_type="application/octet-stream"
    )


@require_safe
@login_required
def to_mend(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The rows with problems, as a table to be mended and handed in again."""
    found = queries.access_batch(request.user, uid, "award.propose")
    if found.file is None or not found.bad or found.phase == BatchPhase.REFUSED:
        raise NotFound("rows to mend")
    name = f"{Path(found.file.name).stem}-to-mend.csv"
    return StreamingHttpResponse(problem_table(found), headers=_to_keep(name))


# --- what is done with it -----------------------------------------------------------------------------------


@require_POST
@login_required
def issue(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = queries.access_batch(request.user, uid, "award.propose")
    form = IssueForm(request.POST, batch=found)
    if found.phase == BatchPhase.CHECKED and found.good and not form.is_valid():
        return _page(request, found, form)
    try:
        made = journeys.confirm_many(
            actor=person_of(request),
            batch_uid=uid,
            leave_out_bad=form.cleaned_data.get("leave_out", False) if form.is_valid() else False,
            starts_at=form.cleaned_data["starts_at"] if form.is_valid() else None,
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, f"{refused.sentence} {refused.next_step}")
        return redirect("staff:batch", uid=uid)
    if made.phase == BatchPhase.PROPOSED:
        messages.success(request, "Proposed. Somebody else has to approve it.")
    return redirect("staff:batch", uid=uid)


@require_POST
@login_required
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    journeys.approve_many(actor=person_of(request), batch_uid=uid, now=timezone.now())
    messages.success(request, "Approved.")
    return redirect("staff:batch", uid=uid)


@require_POST
@login_required
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Declined, taken back, put away or cancelled: whatever it was, it goes no further."""
    journeys.cancel_many(actor=person_of(request), batch_uid=uid, now=timezone.now())
    return redirect("staff:batch", uid=uid)


@require_POST
@login_required
def again(request: HttpRequest, uid: UUID) -> HttpResponse:
    journeys.try_many_again(actor=person_of(request), batch_uid=uid, now=timezone.now())
    messages.success(request, "It is tried again now.")
    return redirect("staff:batch", uid=uid)
