"""Sends the letter of a fact; called by the relay, again until it succeeds."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.interfaces.mail.letters import WRITERS, Letter, letters_for

FACTS = tuple(WRITERS)


def send_letter(fact: RecordedFact) -> None:
    """Writes and sends what `fact` asks for. Mail errors are raised, so that it is tried again."""
    for letter in letters_for(fact):
        _message(letter, fact).send()


def _message(letter: Letter, fact: RecordedFact) -> EmailMessage:
    text = render_to_string(
        f"mail/{letter.template}.txt", {**letter.values, "site_name": settings.CONFIG.site_name}
    )
    subject, _, body = text.strip().partition("\n")
    # The same id each time: a mail program that gets a letter twice shows it once.
    host = urlsplit(settings.CONFIG.base_url).hostname or "localhost"
    headers = {"Message-ID": f"<{fact.uid}{letter.part and '.' + letter.part}@{host}>"}
    return EmailMessage(subject.strip(), body.strip() + "\n", to=[letter.to], headers=headers)
