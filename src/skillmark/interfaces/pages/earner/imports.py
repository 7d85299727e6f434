"""Badges from elsewhere: brought in with a label that says what verification found."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from skillmark.foundation.refusals import Refused
from skillmark.interfaces.intake.pace import mind_the_pace
from skillmark.interfaces.intake.presented import check
from skillmark.interfaces.pages.checking import CheckForm
from skillmark.interfaces.pages.person import person_of
from skillmark.interfaces.pages.signed_in import signed_in, typed_before
from skillmark.interfaces.pages.ui.said import What
from skillmark.interfaces.pages.ui.verdicts import verdict_kept
from skillmark.interfaces.pages.wallet_cards import what_is, whose_is
from skillmark.journeys import claim as journeys
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.holding.rules import RecipientMatch

FOUND = {
    "ok": "It is verified: genuine, unchanged and valid today.",
    "warn": "It is genuine, and labelled “{word}”. Its page says more.",
    "bad": "It is kept, and labelled “{word}”. Its page says why.",
    "unk": "It is kept, and labelled “{word}”: something that the check needs could not be had. Its page says what.",
}
KINDS = {
    What.RECORD: "It is a learner record. Its page shows each credential inside, with a verdict of its own.",
    What.ENDORSEMENT: "It is an endorsement: somebody's word for something else, and no achievement.",
    What.OTHER: "It is no badge, but another signed statement. Its page shows what it says.",
}
PROVE = (
    "If it is yours, prove the e-mail address it was issued to under “E-mail addresses”, and import it again."
)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def import_file(request: HttpRequest) -> HttpResponse:
    typed = typed_before(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CheckForm(data=sent[0], files=sent[1], initial=typed.dict() if typed else None)
    refused: Refused | None = None
    if form.is_valid():
        now = timezone.now()
        try:
            mind_the_pace(request)
            presented = form.presented(now=now)
            item = journeys.import_credential(
                actor=person_of(request),
                data=presented.data,
                media_type=presented.media_type,
                report=check(presented.data, now=now),
                now=now,
            )
        except Refused as error:
            refused = error
        else:
            _tell(request, item)
            return redirect("earner:credential", uid=item.uid)
    status = 200 if request.method != "POST" else 422
    return render(request, "earner/import.html", {"form": form, "refused": refused}, status=status)


def _tell(request: HttpRequest, item: WalletItem) -> None:
    """What became of the file, and whether it was issued to the person who brought it."""
    if item.imported is None:
        messages.info(
            request,
            f"“{item.title}” was issued to you here, so it is in your wallet already. Nothing was added.",
        )
        return
    found = verdict_kept(item.imported.report)
    said = FOUND[found.tone].format(word=found.word)
    messages.success(request, f"“{item.title}” is in your wallet. {said}")
    if kind := KINDS.get(what_is(item.imported)):
        messages.info(request, kind)
    if legacy := item.imported.report.get("legacy"):
        messages.info(
            request, f"It follows an older standard ({legacy}), which proves less. Its page says what."
        )
    if not whose_is(item.imported):
        return
    if item.imported.recipient_match == RecipientMatch.NO:
        said = f"Issued to {item.imported.recipient}, not to you. Your public profile cannot show it."
    else:
        said = "We could not tell whether it was issued to you, and whoever you show it to reads that."
    messages.warning(request, f"{said} {PROVE}")


@require_POST
@signed_in
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    journeys.remove_imported(actor=request.user, item_uid=uid, now=timezone.now())
    messages.success(request, "The imported credential is deleted.")
    return redirect("earner:wallet")
